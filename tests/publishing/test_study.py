"""A notebook's study: parameters checked, tables opened, figures and facts saved whole and the same every time."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import schema
from analysis.corpus import PROJECT, write_tables
from analysis.figures import grid, style
from analysis.measures import scope
from analysis.publishing import open_study, study

OUTLETS = {"a": "Harbour Post", "b": "Harbour Post", "c": "", "d": "=Lorvik & the Very Long Evening Chronicle of the North"}


def write_corpus(folder: Path, *, event: str = "lorvik-bridge", outlets: dict[str, str] | None = None) -> Path:
    """A corpus folder whose reports have one headline of 2 words, one body sentence of 10 and a credit line each."""
    outlets = outlets or OUTLETS
    rows = {name: [] for name in schema.TABLES}
    for report, outlet in outlets.items():
        rows["reports"].append({
            "report": report, "event": event, "outlet": outlet, "published": "2031-05-04", "language": "en", "agency": "",
            "n_characters": 100, "n_words": 12, "n_sentences": 2, "sha256": hashlib.sha256(report.encode()).hexdigest()})
        rows["zones"] += [{"report": report, "start": start, "end": end, "zone": zone}
                          for start, end, zone in ((0, 10, "headline"), (11, 61, "body"), (62, 87, "credit"))]
        rows["sentences"] += [
            {"report": report, "sentence": 0, "start": 0, "end": 10, "zone": "headline", "n_words": 2},
            {"report": report, "sentence": 1, "start": 11, "end": 61, "zone": "body", "n_words": 10}]
    folder.mkdir(parents=True)
    write_tables({name: schema.build(name, rows[name]) for name in schema.TABLES}, folder / "tables")
    manifest = pd.DataFrame(rows["reports"])[["report", "outlet", "event", "published", "language"]]
    manifest.to_csv(folder / "manifest.csv", index=False)
    return folder


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The folder of a small corpus; figures of its studies go to `tmp_path / figures`."""
    monkeypatch.setenv(study.FIGURES_VARIABLE, str(tmp_path / "figures"))
    return str(write_corpus(tmp_path / "bridge"))


def small_figure() -> object:
    """A page with a word on it."""
    with style.settings():
        page = style.Page(85, 20)
        page.box(10, 5, 30, 5, style.BLUE, hatch="/")
        page.text(10, 15, "words")
    return page.figure


DATA = pd.DataFrame({"report": ["=cmd()", "b"], "share": [-0.123456789, 0.5], "n": [-3, 4]})


def save(opened: study.Study, **changes: object) -> study.SavedFigure:
    """A saved small figure."""
    options = {"name": "10-words", "caption": "Words  by\nreport.", "n": {"reports": 4}} | changes
    return opened.save(small_figure(), DATA, **options)


@pytest.mark.parametrize(("wrong", "found"), [
    ({"notebook": "sourcing"}, "'sourcing'"), ({"corpus": 5}, "5"), ({"corpus": ""}, "corpus is empty"), ({"corpus": "no/such/corpus"}, "no such folder"),
    ({"random_seed": "7"}, "'7'"), ({"random_seed": True}, "True"), ({"random_seed": -1}, "-1"), ({"resamples": 2.5}, "2.5"),
    ({"resamples": 10}, "10"), ({"figures": None}, "None"), ({"least": None}, "least"), ({"share": -0.1}, "-0.1"),
    ({"share": float("nan")}, "nan"), ({"entities": ["a", 1]}, "entities"),
])
def test_a_wrong_parameter_is_one_line_that_names_what_was_found(corpus: str, wrong: dict, found: str) -> None:
    with pytest.raises(ValueError, match=".") as problem:
        open_study(**{"notebook": "10-sourcing", "corpus": corpus} | wrong)
    assert found in str(problem.value) and "\n" not in str(problem.value)


def test_tables_of_other_reports_than_the_manifests_are_refused(corpus: str) -> None:
    manifest = Path(corpus) / "manifest.csv"
    manifest.write_text("report,event\na,lorvik-bridge\nz,lorvik-bridge\n", encoding="utf-8")
    with pytest.raises(ValueError, match="differ about report 'b'"):
        open_study("10-sourcing", corpus=corpus)


def test_outlets_are_short_and_unique(corpus: str) -> None:
    found = open_study("10-sourcing", corpus=corpus).outlets
    assert found["a"] == "Harbour Post 1" and found["b"] == "Harbour Post 2" and found["c"] == "c"
    assert found["d"].endswith("…") and style.text_width(found["d"]) <= grid.LONGEST_LABEL
    assert len(set(found.values())) == 4


def test_an_outlet_that_the_font_cannot_write_is_shown_by_its_report(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "x", outlets={"first": "\u6e2f\u62a5", "second": "Harbour Post"})
    assert open_study("10-sourcing", corpus=str(folder)).outlets == {"first": "first", "second": "Harbour Post"}


def test_each_use_of_random_numbers_has_its_own_stream_that_repeats(corpus: str) -> None:
    opened = open_study("10-sourcing", corpus=corpus, random_seed=3)
    first = opened.rng("mix").random(3).tolist()
    assert first == opened.rng("mix").random(3).tolist()
    assert first != opened.rng("diversity").random(3).tolist()
    assert first != open_study("10-sourcing", corpus=corpus, random_seed=4).rng("mix").random(3).tolist()


def test_counts_are_those_of_scope_and_name_the_event(corpus: str) -> None:
    opened = open_study("10-sourcing", corpus=corpus)
    pd.testing.assert_frame_equal(opened.counts(), scope.count_measured(opened.tables, event="event lorvik-bridge"))


def test_what_is_measured_is_told_in_words_for_one_report_and_many_and_refused_where_tables_differ(corpus: str, tmp_path: Path) -> None:
    counts, scope = open_study("10-sourcing", corpus=corpus).measured
    assert counts["reports"] == 4 and counts["words"] == 48 and scope == "4 reports (3 outlets, latest 2031-05-04)"
    alone = open_study("10-sourcing", corpus=str(write_corpus(tmp_path / "x", outlets={"a": "Harbour Post"})))
    assert alone.measured[1] == "1 report (1 outlet, latest 2031-05-04)"
    show(alone, n={"reports": 1, "claim_mentions": 1, "words": 12})
    latex = (tmp_path / "figures" / "10-types-lorvik-bridge.tex").read_text(encoding="utf-8")
    assert "N: 1 report, 1 claim mention, 12 words." in latex
    for column, words in (("n_words", 13), ("report", "b")):
        alone.tables["sentences"][column] = words
        with pytest.raises(ValueError, match="reports and sentences do not have the same reports and words; read the corpus again"):
            _ = dataclasses.replace(alone).measured
        alone.tables["sentences"][column] = {"n_words": [2, 10], "report": "a"}[column]


def test_a_saved_figure_is_four_files_and_its_record_holds_their_digests(corpus: str, tmp_path: Path) -> None:
    saved = save(open_study("10-sourcing", corpus=corpus, least=2, words=["a"]))
    folder = tmp_path / "figures"
    name = "10-words-lorvik-bridge"
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.{kind}" for kind in ("csv", "json", "pdf", "svg")]
    record = json.loads((folder / f"{name}.json").read_bytes())
    for kind in ("svg", "pdf", "csv"):
        assert record["files"][kind] == hashlib.sha256((folder / f"{name}.{kind}").read_bytes()).hexdigest()
    table = Path(corpus) / "tables" / "sentences.csv"
    assert record["tables"]["sentences"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert record["parameters"] == {"corpus": "bridge", "random_seed": 20230727, "resamples": 2000, "least": 2, "words": ["a"]}
    assert record["caption"] == "Words by report." and record["n"] == {"reports": 4} and record["invented"] is False
    assert (folder / f"{name}.csv").read_bytes() == b"report,share,n\n'=cmd(),-0.123457,-3\nb,0.5,4\n"
    both = (folder / f"{name}.csv").read_bytes() + (folder / f"{name}.svg").read_bytes()
    assert repr(saved) == f"{name} sha256:{hashlib.sha256(both).hexdigest()[:16]}"


def test_code_and_tables_are_hashed_once_for_all_figures_of_a_study(corpus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    for name in ("package_files", "table_digests"):
        found = getattr(study.records, name)
        monkeypatch.setattr(study.records, name, lambda *given, name=name, found=found: calls.append(name) or found(*given))
    opened = open_study("10-sourcing", corpus=corpus)
    save(opened)
    save(opened, name="10-more")
    assert sorted(calls) == ["package_files", "table_digests"]
    first, second = (json.loads((tmp_path / "figures" / f"{name}-lorvik-bridge.json").read_bytes()) for name in ("10-words", "10-more"))
    assert all(first[part] == second[part] for part in ("code", "tables", "texts", "reading"))


def test_no_file_of_a_figure_names_the_machine_and_the_picture_has_its_caption(corpus: str, tmp_path: Path) -> None:
    data, metadata = save(open_study("10-sourcing", corpus=corpus))._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG") and metadata["image/png"]["alt"] == "Words by report."
    for path in (tmp_path / "figures").iterdir():
        content = path.read_bytes()
        assert str(tmp_path).encode() not in content and str(PROJECT).encode() not in content
        assert b"CreationDate" not in content and b"dc:date" not in content


def test_an_invented_corpus_says_so_in_caption_picture_and_counts(corpus: str, tmp_path: Path) -> None:
    plain = save(open_study("10-sourcing", corpus=corpus))
    (Path(corpus) / "truth").mkdir()
    opened = open_study("10-sourcing", corpus=corpus)
    saved = save(opened)
    record = json.loads((tmp_path / "figures" / "10-words-lorvik-bridge.json").read_bytes())
    assert record["caption"] == "Invented event, invented place: a demonstration. Words by report." == saved.caption
    assert saved.png != plain.png and record["invented"] is True
    assert "invented" in opened.counts()["note"][0]


@pytest.mark.parametrize("wrong", [
    {"name": "20-words"}, {"name": "10-Words"}, {"name": "../10-words"}, {"caption": " "}])
def test_a_figure_with_a_wrong_name_or_caption_leaves_nothing(corpus: str, tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(ValueError, match="figure|caption"):
        save(open_study("10-sourcing", corpus=corpus), **wrong)
    assert not (tmp_path / "figures").exists()


def test_facts_are_plain_json_of_six_digits(corpus: str, tmp_path: Path) -> None:
    opened = open_study("10-sourcing", corpus=corpus)
    shown = opened.facts(share=1 / 3, n=pd.Series([7])[0], outlet="Harbour Post", missing=float("nan"), tested=False)
    assert repr(shown) == "share: 0.333333\nn: 7\noutlet: Harbour Post\nmissing: \ntested: False"
    assert json.loads((tmp_path / "figures" / "facts" / "10-sourcing.json").read_bytes()) == {
        "share": 0.333333, "n": 7, "outlet": "Harbour Post", "missing": None, "tested": False}
    with pytest.raises(ValueError, match="rows"):
        opened.facts(rows=[1, 2])


def test_how_well_reading_does_is_shown_by_figure_and_what_is_not_measured_is_named(corpus: str) -> None:
    shown = open_study("10-sourcing", corpus=corpus).accuracy("relation", "metonyms")
    assert shown["value"].between(0.5, 1).all() and shown["low"].le(shown["value"]).all() and shown["value"].le(shown["high"]).all()
    with pytest.raises(ValueError, match=r"'relations' is not measured; name some of .*\brelation\b"):
        open_study("10-sourcing", corpus=corpus).accuracy("metonyms", "relations")


def test_figures_of_other_corpora_go_to_a_folder_of_their_event(corpus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(study.FIGURES_VARIABLE)
    assert open_study("10-sourcing", corpus=corpus).figures == PROJECT / "figures" / "runs" / "lorvik-bridge"
    assert open_study("10-sourcing", corpus=corpus, figures="elsewhere").figures == PROJECT / "elsewhere"


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[2])
import test_study
from analysis.publishing import open_study
opened = open_study("10-sourcing", corpus=sys.argv[1], least=2)
saved = test_study.save(opened)
import hashlib
print(saved, hashlib.sha256(saved.png).hexdigest(), opened.rng("mix").integers(10**9), "spacy" in sys.modules)
"""


def test_the_same_bytes_in_other_processes_whatever_hash_seed_folder_or_matplotlibrc(corpus: str, tmp_path: Path) -> None:
    settings = "font.size: 30\nsvg.fonttype: none\nsavefig.dpi: 33\nsavefig.bbox: tight\n"
    (tmp_path / "matplotlibrc").write_text(settings, encoding="utf-8")
    results = []
    for seed, cwd in (("1", PROJECT), ("2", tmp_path)):
        figures = tmp_path / f"figures-{seed}"
        environment = os.environ | {"PYTHONHASHSEED": seed, study.FIGURES_VARIABLE: str(figures), "PYTHONPATH": str(PROJECT)}
        command = [sys.executable, "-W", "error::UserWarning", "-c", SCRIPT, corpus, str(Path(__file__).parent)]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        results.append((done.stdout, {path.name: path.read_bytes() for path in figures.iterdir()}))
    assert results[0] == results[1]
    assert results[0][0].endswith("False\n")


TABLE = pd.DataFrame({"source_type": ["a_b", "=c"], "share": [0.123456789, 0.5], "share_low": [0.1, 0.4], "n": [1, 2]})


def show(opened: study.Study, **changes: object) -> object:
    """A result table, saved and shown."""
    options = {"name": "10-types", "caption": "Types & shares.", "n": {"reports": 4, "attributions": 1200}} | changes
    return opened.show_table(TABLE, **options)


def test_a_result_table_is_three_files_and_its_text_ends_with_their_digest(corpus: str, tmp_path: Path) -> None:
    shown = show(open_study("10-sourcing", corpus=corpus), method="Sentences\nare resampled.", most=1)
    folder, name = tmp_path / "figures", "10-types-lorvik-bridge"
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.{kind}" for kind in ("csv", "json", "tex")]
    record = json.loads((folder / f"{name}.json").read_bytes())
    assert record["kind"] == "table" and sorted(record["files"]) == ["csv", "tex"]
    latex = (folder / f"{name}.tex").read_text(encoding="utf-8")
    # Both rows are in the data, one in the LaTeX, and the note says so.
    assert (folder / f"{name}.csv").read_text().splitlines()[1:] == ["a_b,0.123457,0.1,1", "'=c,0.5,0.4,2"]
    assert r"a\_b & 0.12 & 0.10 & 1 \\" in latex and "=c" not in latex
    assert ("N: 4 reports, 1,200 attributions. Low and high: 95 \\% bootstrap interval, 2,000 resamples, seed 20230727, "
            "at least as wide as Wilson's. Sentences are resampled. 1 more row in the table's data.") in latex
    show(open_study("10-sourcing", corpus=corpus), name="10-named", interval="Low and high: Wilson's.")
    assert "attributions. Low and high: Wilson's." in (folder / "10-named-lorvik-bridge.tex").read_text(encoding="utf-8")
    open_study("10-sourcing", corpus=corpus).show_table(TABLE[["source_type", "n"]], name="10-plain", caption="Types.", n={})
    assert "interval" not in (folder / "10-plain-lorvik-bridge.tex").read_text(encoding="utf-8")
    both = (folder / f"{name}.csv").read_bytes() + (folder / f"{name}.tex").read_bytes()
    assert repr(shown).splitlines()[-1] == f"{name} sha256:{hashlib.sha256(both).hexdigest()[:16]}"
    assert "<table>" in shown._repr_html_() and name in shown._repr_html_()


def test_reports_in_a_table_are_shown_by_their_outlets_and_nothing_else_that_is_spelt_so(corpus: str, tmp_path: Path) -> None:
    rows = pd.DataFrame({"report_a": ["a", "c"], "report_b": ["c", "all"], "lemma": ["a", "c"]})
    opened = open_study("30-narratives", corpus=corpus)
    for frame, name in ((rows, "30-pairs"), (rows.rename(columns={"report_a": "report"}).assign(outlet="Post"), "30-named")):
        opened.show_table(frame, name=name, caption="Pairs.", n={})
    first, named = (pd.read_csv(tmp_path / "figures" / f"{name}-lorvik-bridge.csv") for name in ("30-pairs", "30-named"))
    assert first.to_numpy().tolist() == [[opened.outlets["a"], opened.outlets["c"], "a"], [opened.outlets["c"], "all", "c"]]
    assert named["report"].tolist() == ["a", "c"]


def test_a_record_leads_to_the_texts_and_to_what_read_them(corpus: str, tmp_path: Path) -> None:
    from analysis.corpus import open_corpus
    from analysis.publishing import records

    (Path(corpus) / "texts").mkdir()
    for report in OUTLETS:
        (Path(corpus) / "texts" / f"{report}.txt").write_text(report, encoding="utf-8")
    tables = {file.stem: file.read_bytes() for file in (Path(corpus) / "tables").glob("*.csv")}
    (Path(corpus) / "tables" / records.READING).write_bytes(records.reading_record(open_corpus(corpus), tables))
    save(open_study("10-sourcing", corpus=corpus))
    record = json.loads((tmp_path / "figures" / "10-words-lorvik-bridge.json").read_bytes())
    reading = (Path(corpus) / "tables" / "reading.json").read_bytes()
    assert record["reading"] == hashlib.sha256(reading).hexdigest()
    said = json.loads(reading)
    assert record["texts"] == said["texts"] == {report: hashlib.sha256(report.encode()).hexdigest() for report in OUTLETS}
    assert said["tables"] == record["tables"] and {"attribution", "en_core_web_sm-3.8.0"} <= set(said["models"])
    assert all(len(digest) == 64 for digest in [said["code"], said["pinned"], *said["models"].values()])


def test_whatever_a_notebook_loads_of_the_package_is_in_the_code_digest(corpus: str) -> None:
    code = ("import sys, json; from analysis.measures.scope import words_by_zone; from analysis.publishing import open_study\n"
            "from analysis.figures import corpus as draw, entities, grid, lineage, narratives, relay, sourcing, style, tables, voices\n"
            f"study = open_study('00-corpus', corpus={corpus!r}); zones = words_by_zone(study.tables)\n"
            "study.save(draw.draw_corpus(zones, outlets=study.outlets), zones, name='00-corpus', caption='x', n={})\n"
            "study.show_table(zones, name='00-zones', caption='x', n={}); study.facts(a=1)\n"
            "print(json.dumps([m.__file__ for n, m in sys.modules.items() if n == 'analysis' or n.startswith('analysis.')]))")
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    from analysis.publishing.records import is_code

    loaded = {Path(file).relative_to(PROJECT / "analysis").as_posix() for file in json.loads(done.stdout.splitlines()[-1])}
    assert all(map(is_code, loaded)) and "publishing/study.py" in loaded
