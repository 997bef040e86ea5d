"""The notebooks: their anatomy, their stored outputs, and what they find in a corpus whose numbers are known."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from analysis import running, schema
from analysis.corpus import DEFAULT_CORPUS, PROJECT, write_tables
from analysis.publishing.records import read_folder

NOTEBOOKS = PROJECT / "notebooks"
NAMES = running.notebook_names(NOTEBOOKS)
EXPLORING = [name for name in NAMES if name < "80"]
HEAVY = ("spacy", "thinc", "onnxruntime", "tokenizers", "torch", "dask", "statsmodels", "analysis.reading", "matplotlib.pyplot")
LOOPS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.AsyncFor, ast.While, ast.Try)


def load(name: str) -> dict:
    """A notebook of the project."""
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def text(cell: dict) -> str:
    """A cell's source."""
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    """Its code cells in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook: dict) -> Iterator[dict]:
    """Every stored output."""
    for cell in code_cells(notebook):
        yield from cell["outputs"]


def calls(tree: ast.AST, name: str) -> int:
    """How many calls of a function or method there are."""
    return sum(isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
               for node in ast.walk(tree))


def check_order(notebook: dict) -> None:
    """Question and answer, parameters, one opening, counts held by asserts, and the facts last."""
    cells = notebook["cells"]
    title = text(cells[0])
    assert cells[0]["cell_type"] == "markdown" and title.startswith("# ")
    question, answer = title.split("\n\n")[1:3]
    assert question.strip("*").endswith("?")
    assert 1 <= len(re.findall(r"[.?!](?:\s|$)", answer)) <= 3, answer
    prose = "\n".join(text(cell) for cell in cells if cell["cell_type"] == "markdown")
    for link in re.findall(r"\]\(([^)#]+)", prose):
        assert (NOTEBOOKS / link).exists(), link
    assert "](" in title
    code = code_cells(notebook)
    assert cells[1] is code[0] and code[0]["metadata"] == {"tags": ["parameters"]}
    assert calls(ast.parse(text(code[1])), "open_study") == 1
    assert sum(calls(ast.parse(text(cell)), "open_study") for cell in code) == 1
    assert not any("import" in text(cell) for cell in code[2:])
    assert text(code[2]).count("study.measured") == text(code[2]).count("assert ") == 1
    assert calls(ast.parse(text(code[-1])), "facts") == sum(calls(ast.parse(text(cell)), "facts") for cell in code) == 1
    assert cells[-1] is code[-1]


def check_parameters(notebook: dict) -> None:
    """Typed literals, one a line, each explained; the first four are the same everywhere and all reach the study."""
    lines = text(code_cells(notebook)[0]).splitlines()
    declared = running.read_parameters(notebook, name="it")
    assert len(lines) == len(declared)
    assert all(re.fullmatch(r"\w+: [\w\[\]]+ = .+  # .+", line) for line in lines)
    assert list(declared)[:4] == ["corpus", "figures", "random_seed", "resamples"]
    assert declared["corpus"].default == DEFAULT_CORPUS and declared["figures"].default == ""
    assert lines[:4] == text(code_cells(load(NAMES[0]))[0]).splitlines()[:4]
    opening = ast.walk(ast.parse(text(code_cells(notebook)[1])))
    call = next(node for node in opening if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "open_study")
    assert [(word.arg, ast.unparse(word.value)) for word in call.keywords] == [(name, name) for name in declared]


def check_cells(notebook: dict) -> None:
    """Short cells without functions, loops, magics or hidden output, and prose for every two of them."""
    code = code_cells(notebook)
    assert all(set(cell["metadata"]) <= {"tags"} for cell in notebook["cells"])
    assert not any(cell["metadata"] for cell in notebook["cells"] if cell is not code[0])
    assert 2 * (len(notebook["cells"]) - len(code)) >= len(code)
    for cell in code:
        source = text(cell)
        assert len(source.splitlines()) <= 12, source
        assert max(map(len, source.splitlines())) <= 128, source
        assert not re.search(r"^\s*[!%]|;\s*$|warnings|sys\.exit|NBVAL|autoreload", source, re.MULTILINE), source
        tree = ast.parse(source)
        assert not any(isinstance(node, LOOPS) for node in ast.walk(tree)), source
        assert calls(tree, "save") + calls(tree, "show_table") + calls(tree, "facts") <= 1, source
        assert not calls(tree, "iterrows") + calls(tree, "itertuples") + calls(tree, "apply") + calls(tree, "print"), source


def check_findings(notebook: dict) -> None:
    """A figure or table has prose above its computation and prose that reads it before the next heading."""
    cells = notebook["cells"]
    headings = [number for number, cell in enumerate(cells) if text(cell).startswith("## ")]
    for start, end in zip(headings, [*headings[1:], len(cells)], strict=True):
        kinds = [cell["cell_type"] for cell in cells[start:end]]
        if end < len(cells):
            assert kinds[0] == kinds[-1] == "markdown" and "code" in kinds, text(cells[start])
            assert any(calls(ast.parse(text(cell)), "save") + calls(ast.parse(text(cell)), "show_table")
                       for cell in cells[start:end] if cell["cell_type"] == "code"), text(cells[start])


def check_prose(notebook: dict) -> None:
    """Prose holds no number that another corpus would change, and no cell runs long."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            prose = re.sub(r"`[^`]*`|^# \d\d|\]\([^)]*\)|1,000|-?\b[01]\b", "", text(cell), flags=re.MULTILINE)
            assert not re.search(r"\d", prose), prose
            assert len(prose.split()) <= 110, prose


def check_outputs(notebook: dict) -> None:
    """Outputs of a whole run in order, each one formatted by this package, with nothing of the machine in them."""
    code = code_cells(notebook)
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert [cell["id"] for cell in notebook["cells"]] == [f"c{number:02d}" for number in range(len(notebook["cells"]))]
    assert notebook["metadata"] == {"kernelspec": running.KERNELSPEC, "language_info": running.LANGUAGE}
    for cell in code:
        shows = re.search(r"study\.save\(|show_table\(|study\.facts\(", text(cell))
        assert len(cell["outputs"]) == (1 if shows else 0), text(cell)
    for output in outputs(notebook):
        assert output["output_type"] == "execute_result"
        shown = "".join(output["data"]["text/plain"])
        assert "<" not in shown[:1] and " at 0x" not in shown
        if "image/png" in output["data"]:
            assert re.fullmatch(r"\d\d-[a-z0-9-]+ sha256:[0-9a-f]{16}", shown)
        else:
            assert all(len(cell) <= 48 for line in shown.splitlines() for cell in re.split(r"\s{2,}", line)), shown
    shown = [value for output in outputs(notebook) for kind, value in output["data"].items() if kind.startswith("text/")]
    stored = json.dumps([shown, [text(cell) for cell in notebook["cells"]]])
    assert not re.search(r"/(?:home|root|tmp|Users|opt|var|mnt)/|[A-Z]:\\\\", stored) and str(PROJECT) not in stored


def test_each_notebook_leads_to_those_before_and_after_it() -> None:
    for before, name, after in zip(["", *EXPLORING], EXPLORING, [*EXPLORING[1:], ""]):
        links = [f"{word}: [`{other}`]({other}.ipynb)." for word, other in (("Previous", before), ("Next", after)) if other]
        assert text(load(name)["cells"][0]).endswith("\n\n" + " ".join(links))
        assert "ipynb" not in running.LINKS.sub("", text(load(name)["cells"][0]))


RULES = (check_order, check_parameters, check_cells, check_findings, check_prose, check_outputs)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", EXPLORING)
def test_a_notebook_keeps_to_the_house_style(name: str, rule) -> None:
    rule(load(name))


def test_a_caption_that_names_the_bootstrap_of_shares_or_rates_says_how_wide_intervals_are_at_least_and_where_too_narrow() -> None:
    sources = [re.sub(r'"\s+f?"', "", text(cell)) for path in sorted(NOTEBOOKS.glob("*.ipynb")) for cell in code_cells(load(path.stem))]
    captions = [source for source in sources if "from a bootstrap over" in source]
    assert len(captions) == 4
    assert all(re.search(r"at least as wide as.* \(all: .*, too narrow where (they|reports) are few", source) for source in captions)


def test_each_notebook_shows_two_figures_and_the_first_one():
    saves = {name: sum("study.save(" in text(cell) for cell in code_cells(load(name))) for name in EXPLORING}
    assert saves.pop("00-corpus") == 1
    assert saves and min(saves.values()) >= 2


@pytest.mark.parametrize(("rule", "spoil"), [
    (check_order, lambda cells: cells.pop()),
    (check_order, lambda cells: cells[0].update(source="# 10 Sourcing\n\nNo question.\n\nAn answer. [how](../README.md)")),
    (check_parameters, lambda cells: cells[1].update(source="corpus: str = 'x'")),
    (check_cells, lambda cells: cells[3].update(source="for name in ():\n    pass")),
    (check_cells, lambda cells: cells[3].update(source="!false")),
    (check_cells, lambda cells: cells[3].update(source="1\n" * 13)),
    (check_findings, lambda cells: cells.insert(9, {"cell_type": "markdown", "metadata": {}, "source": "## Nothing"})),
    (check_prose, lambda cells: cells[0].update(source="# 10 Sourcing\n\nOf 37 sources?")),
    (check_outputs, lambda cells: cells[6].update(outputs=[{"output_type": "stream", "name": "stderr", "text": "careful"}])),
    (check_outputs, lambda cells: cells[6].update(outputs=[])),
    (check_outputs, lambda cells: cells[6].update(id="c99")),
])
def test_a_rule_refuses_what_it_is_for(rule, spoil) -> None:
    notebook = load("10-sourcing")
    spoil(notebook["cells"])
    with pytest.raises(AssertionError):
        rule(notebook)


def write_corpus(folder: Path) -> Path:
    """Three invented reports of 20, 10 and 10 words whose every number below can be counted by hand."""
    outlets = {"a": "Morning Post", "b": "Evening Star", "c": "Morning Post"}
    texts = {"a": [(0, 10, 2), (11, 56, 9), (57, 102, 9)], "b": [(0, 10, 2), (11, 51, 8)], "c": [(0, 10, 2), (11, 51, 8)]}
    event, hald, place = "lorvik-bridge", ("Anna Hald", "PERSON"), ("Lorvik", "GPE")
    spoken = [(report, number, start, end, "body" if start else "headline", words)
              for report, sentences in texts.items() for number, (start, end, words) in enumerate(sentences)]
    rows = {
        "reports": [
            (report, event, outlet, "2031-05-04", "en", "", 140, sum(words for *_, words in texts[report]), len(texts[report]),
             "0" * 64)
            for report, outlet in outlets.items()],
        "zones": [(report, start, end, zone) for report, _, start, end, zone, _ in spoken]
        + [(report, 110, 140, "credit") for report in outlets],
        "sentences": spoken,
        "attributions": [
            (report, number, *spans, "indirect", source, kind, "NO", naming, "say", "neutral", False, relay, None, 0.9)
            for report, number, spans, source, kind, naming, relay in (
                ("a", 1, ("12-21", "22-26", "11-56"), "Anna Hald", "government", "named", ""),
                ("a", 2, ("58-64", "65-69", "57-102"), "residents", "public", "role", "Norr Press"),
                ("b", 1, ("12-21", "22-26", "11-51"), "Anna Hald", "government", "named", ""))],
        "mentions": [
            (report, sentence, start, start + 3, name[:3], name, kind, False)
            for report, sentence, start, (name, kind) in (
                ("a", 0, 0, place), ("a", 0, 4, hald), ("a", 1, 12, hald), ("b", 1, 12, hald), ("b", 1, 30, place),
                ("c", 0, 0, place))],
        "entities": [(name, kind, "NO", "", "") for name, kind in (hald, place)],
        "labels": [("a", 4, 6, "Anna Hald", "minister", "apposition")],
        "roles": [("a", 4, 7, "Anna Hald", "agent", "open"), ("b", 12, 15, "Anna Hald", "agent", "say")],
        "claims": [(claim, event, label, n) for claim, label, n in (
            ("k1", "bridge open", 3), ("k2", "bridge cost", 2), ("k3", "bridge late", 1))],
        "claim_mentions": [
            (claim, report, sentence, start, start + 5, rank, status, None)
            for claim, report, sentence, start, rank, status in (
                ("k1", "a", 0, 0, 1, "own_voice"), ("k1", "b", 1, 11, 1, "attributed"), ("k1", "c", 0, 0, 1, "own_voice"),
                ("k2", "a", 1, 11, 2, "attributed"), ("k2", "b", 1, 20, 2, "hedged"), ("k3", "a", 2, 57, 3, "attributed"))],
        "conflicts": [(event, "k2", "number", "a", 30, 32, "b", 40, 42, 0.5)],
        "passages": [("a", 11, 56, "c", 11, 51, 7, "shared_quotation"), ("a", 57, 102, "b", 11, 51, 8, "copied")],
        "terms": [(report, lemma, "NOUN", n) for report, lemma, n in (
            ("a", "bridge", 4), ("b", "bridge", 2), ("b", "cost", 3), ("c", "bridge", 1), ("c", "delay", 2))],
    }
    tables = {name: schema.build(name, [dict(zip(schema.TABLES[name].names, row, strict=True)) for row in rows[name]])
              for name in schema.TABLES}
    folder.mkdir(parents=True)
    write_tables(tables, folder / "tables")
    manifest = ["report,event,outlet,published,language"]
    manifest += [f"{report},{event},{outlet},2031-05-04,en" for report, outlet in outlets.items()]
    (folder / "manifest.csv").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    return folder


def notebook_copies(folder: Path, last: str = "") -> Path:
    """The exploring notebooks in a folder of their own, each with one more cell when `last` is given."""
    folder.mkdir(parents=True)
    for name in EXPLORING:
        notebook = load(name)
        if last:
            notebook["cells"].append({**notebook["cells"][-1], "source": last, "outputs": []})
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures folder of a run of all notebooks on the invented corpus; nothing that is heavy was loaded in any of them."""
    folder = tmp_path_factory.mktemp("run")
    write_corpus(folder / "bridge")
    copies = notebook_copies(folder / "notebooks", last=f"import sys\nassert not set({HEAVY!r}) & set(sys.modules)")
    running.run_notebooks(folder / "bridge", notebooks_dir=copies, figures=folder / "figures", parameters={"resamples": 200})
    return folder


def facts(figures: Path) -> dict[str, dict]:
    """The numbers of a run."""
    return json.loads((figures / "facts.json").read_text(encoding="utf-8"))


def expect(found: dict[str, dict], expected: dict[str, dict]) -> None:
    """Each expected fact is found."""
    for name, numbers in expected.items():
        assert {key: found[name][key] for key in numbers} == pytest.approx(numbers, rel=1e-5), name


def test_the_facts_of_a_small_corpus_are_those_counted_by_hand(first_run):
    expect(facts(first_run / "figures"), {
        "00-corpus": {"n_reports": 3, "n_outlets": 2, "n_words": 40, "n_sentences": 7, "shortest_report_words": 10,
                      "longest_report_words": 20},
        "10-sourcing": {"n_attributions": 3, "n_sources": 2, "top_type_share": 2 / 3, "first_hand_share": 2 / 3,
                        "own_voice_least": 0.1, "own_voice_most": 1.0},
        "20-entities": {"n_mentions": 6, "n_entities": 2, "n_in_all_reports": 1, "top_rate": 75.0, "n_pairs": 1,
                        "n_roles": 2, "active_share": 1.0, "metonym_share": 0.0},
        "30-narratives": {"n_claims": 3, "n_shared_claims": 2, "n_drawn_claims": 2, "n_in_all_reports": 1,
                          "least_common_share": 2 / 3, "own_voice_share": 1 / 3, "n_compared_words": 2, "n_conflicts": 1},
        "40-lineage": {"n_passages": 2, "n_copied": 1, "n_shared_quotations": 1, "longest_passage_words": 8}})
    found = facts(first_run / "figures")
    assert found["10-sourcing"]["top_type"] == "government" and found["10-sourcing"]["most_used_source"] == "Anna Hald"
    assert found["10-sourcing"]["own_voice_test"] == "too few for a test"
    assert found["20-entities"]["top_entity"] == "Anna Hald" and found["20-entities"]["most_frequent_pair"] == "Anna Hald + Lorvik"


def test_other_parameters_give_other_facts(first_run):
    parameters = {"resamples": 200, "most_sources": 1, "least_together": 3, "least_reports": 3, "least_count": 1,
                  "least_words": 8}
    running.run_notebooks(first_run / "bridge", notebooks_dir=first_run / "notebooks", figures=first_run / "other",
                          only=["10-sourcing", "20-entities", "30-narratives", "40-lineage"], parameters=parameters)
    expect(facts(first_run / "other"), {
        "10-sourcing": {"n_sources": 2}, "20-entities": {"n_pairs": 0},
        "30-narratives": {"n_drawn_claims": 1, "n_compared_words": 3},
        "40-lineage": {"n_passages": 1, "n_shared_quotations": 0}})
    matrix = (first_run / "other" / "10-source-matrix-lorvik-bridge.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in matrix] == ["source", "Anna Hald", "Anna Hald", "Anna Hald"]
    record = json.loads((first_run / "other" / "10-source-matrix-lorvik-bridge.json").read_text(encoding="utf-8"))
    assert record["n"] == {"reports": 3, "attributions": 2}


def test_a_figures_data_holds_what_is_drawn_and_its_n_counts_that(first_run):
    def saved(name: str) -> tuple[pd.DataFrame, dict[str, int]]:
        path = first_run / "figures" / f"{name}-lorvik-bridge"
        return pd.read_csv(path.with_suffix(".csv")), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["n"]

    # Claims k1 and k2 are shared, by three reports and by two, and both are vouched for in two ways.
    (claims, of_claims), (ranks, of_ranks), (ladder, of_ladder) = map(saved, ("30-claims", "30-claim-ranks", "30-ladder"))
    assert (len(claims), of_claims) == (6, {"reports": 3, "claims": 2, "claim_mentions": 5})
    assert (len(ranks), of_ranks) == (5, {"reports": 3, "claims": 2}) and (len(ladder), of_ladder) == (5, {"reports": 3, "claims": 2})
    pairs, roles = saved("20-co-occurrence")[1], saved("20-roles")[1]
    assert pairs == {"reports": 3, "sentences": 7, "pairs": 1} and roles == {"reports": 3, "roles": 2}


def test_the_hash_seed_changes_no_byte(first_run, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "11")
    running.run_notebooks(first_run / "bridge", notebooks_dir=first_run / "notebooks", figures=first_run / "again",
                          parameters={"resamples": 200})
    assert read_folder(first_run / "again") == read_folder(first_run / "figures")


def test_a_notebook_runs_under_the_plain_papermill_command_from_any_folder(tmp_path):
    write_corpus(tmp_path / "bridge")
    command = [sys.executable, "-m", "papermill", NOTEBOOKS / "40-lineage.ipynb", "out.ipynb", "-p", "corpus", "bridge",
               "-p", "least_words", "8"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path / "figures"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "figures" / "facts" / "40-lineage.json").read_text(encoding="utf-8"))
    assert found["n_passages"] == 1


def environment(figures: Path) -> dict[str, str]:
    """The environment of a process whose notebooks write their figures to a folder of the test's."""
    return {**os.environ, "PARALLAX_FIGURES": str(figures), "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}


def run_nbval(folder: Path, figures: Path) -> subprocess.CompletedProcess:
    """nbval over all notebooks in a folder."""
    command = [sys.executable, "-m", "pytest", "--nbval", folder, "-p", "no:cacheprovider", "-q", "--color=no"]
    return subprocess.run(command, cwd=PROJECT, env=environment(figures), capture_output=True, text=True, check=False)


def test_the_stored_outputs_are_what_the_notebooks_give_now(tmp_path):
    before = read_folder(NOTEBOOKS)
    done = run_nbval(NOTEBOOKS, tmp_path)
    assert done.returncode == 0, done.stdout
    assert read_folder(NOTEBOOKS) == before


def test_a_changed_number_or_picture_in_a_stored_output_is_noticed(tmp_path):
    source = load("40-lineage")
    numbers = [number for number, cell in enumerate(code_cells(source)) if "study." in text(cell) and cell["outputs"]]
    picture = next(number for number in numbers if "study.save(" in text(code_cells(source)[number]))
    spoilt = {"number": (numbers[-1], r"(n_passages: )\d+", r"\g<1>98765"), "picture": (picture, r"sha256:.", "sha256:x")}
    (tmp_path / "notebooks").mkdir()
    for name, (number, old, new) in spoilt.items():
        notebook = load("40-lineage")
        output = code_cells(notebook)[number]["outputs"][0]["data"]
        changed = re.sub(old, new, "".join(output["text/plain"]))
        assert changed != "".join(output["text/plain"])
        output["text/plain"] = changed
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = run_nbval(tmp_path / "notebooks", tmp_path / "figures")
    failed = re.findall(r"^FAILED (?:.*/)?(\w+)\.ipynb::Cell (\d+)", done.stdout, re.MULTILINE)
    assert sorted(failed) == [("number", str(numbers[-1])), ("picture", str(picture))], done.stdout
