"""Citing: entries that compile and parse, and a command that rebuilds the figure."""

from __future__ import annotations

import json
import os
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from test_latex import compile_latex  # noqa: E402

from analysis.corpus import PROJECT, open_corpus  # noqa: E402
from analysis.figures import style  # noqa: E402
from analysis.publishing import citing, methods, records  # noqa: E402

FIGURE = {"figure": "10-boats", "kind": "figure", "notebook": "10-sourcing", "event": "fair_2031", "caption": "Boats & 50 % of *all*.",
          "files": {"csv": "1a" * 32, "svg": "2b" * 32, "pdf": "3c" * 32}, "n": {"reports": 4},
          "parameters": {"corpus": "my fair", "resamples": 300, "least": 0.5, "words": ["a b"]}}
TABLE = {**FIGURE, "figure": "10-crews", "kind": "table", "files": {"csv": "1a" * 32, "tex": "4d" * 32}}
SOFTWARE = {"title": "Boats & Co: 50 %", "version": "1.2", "date-released": "2031-05-04", "license": "MIT",
            "authors": [{"family-names": "Hald", "given-names": "Anna"}, {"name": "The Harbour Lab"}]}


def test_a_bibtex_entry_has_authors_title_year_and_the_figures_digest() -> None:
    entry = citing.cite(FIGURE, software=SOFTWARE, output="bibtex")
    assert entry.startswith("@misc{parallax-10-boats,\n") and "author = {Hald, Anna and {The Harbour Lab}}" in entry
    assert r"title = {{Boats \& Co: 50 \%}}" in entry and "year = {2031}" in entry
    assert r"Figure 10-boats, event fair\_2031, version 1.2." in entry and f"data {'1a' * 8}, of SVG {'2b' * 8}}}" in entry


@pytest.mark.parametrize("changes", [{"files": {"svg": "2b" * 32}}, {"kind": "table"}, {"parameters": None}, {"parameters": {"corpus": 3}}])
def test_a_record_without_what_a_citation_names_is_told(changes: dict) -> None:
    with pytest.raises(ValueError, match=r"10-boats\.json: lacks the digests or parameters"):
        citing.cite(FIGURE | changes, software=SOFTWARE)


def test_what_cite_prints_compiles_in_a_paper(tmp_path: Path) -> None:
    with style.settings():
        page = style.Page(85, 20)
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "10-boats.pdf").write_bytes(records.render(page.figure, "pdf", title="Boats"))
    own = citing.read_software()
    for made_by in (None, {}):
        body = citing.cite(FIGURE, software=own, own=made_by, output="latex") + "\\bibliographystyle{plain}\\bibliography{own}"
        log = compile_latex(tmp_path, body, bibliography=citing.cite(FIGURE, software=own, own=made_by, output="bibtex"))
        assert "undefined" not in log and "Overfull" not in log


@pytest.mark.parametrize(("wide", "points"), [(85, 85 / 25.4 * 72.27), (178, 345.0)])
def test_a_cited_figure_keeps_its_size_and_is_no_wider_than_the_text(tmp_path: Path, wide: float, points: float) -> None:
    with style.settings():
        page = style.Page(wide, 20)
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "10-boats.pdf").write_bytes(records.render(page.figure, "pdf", title="Boats"))
    picture = re.search(r"\\resizebox.*\n.*", citing.cite(FIGURE, software=SOFTWARE, output="latex"))[0]
    log = compile_latex(tmp_path, f"\\setbox0=\\hbox{{{picture}}}\\typeout{{wide \\the\\wd0}}\\box0")
    assert float(re.search(r"wide ([\d.]+)pt", log)[1]) == pytest.approx(points, abs=0.2)


def test_a_table_is_cited_by_its_latex_file() -> None:
    assert citing.cite(TABLE, software=SOFTWARE, output="latex") == "\\input{figures/10-crews.tex}\n"
    assert "Table 10-crews" in citing.cite(TABLE, software=SOFTWARE, output="bibtex")


def test_csl_is_json_with_a_date_and_the_whole_digests() -> None:
    (entry,) = json.loads(citing.cite(FIGURE, software=SOFTWARE, output="csl"))
    assert entry["issued"] == {"date-parts": [[2031, 5, 4]]} and entry["type"] == "software"
    assert entry["author"] == [{"family": "Hald", "given": "Anna"}, {"literal": "The Harbour Lab"}]
    assert "1a" * 32 in entry["note"] and "2b" * 32 in entry["note"]


def test_markdown_escapes_the_caption() -> None:
    shown = citing.cite(FIGURE, software=SOFTWARE, output="markdown")
    assert shown.startswith(r"![Boats & 50 % of \*all\*.](<figures/10-boats.svg>)") and "Anna Hald, The Harbour Lab (2031)" in shown


def test_a_figure_of_ones_own_event_is_its_authors_and_made_with_the_software() -> None:
    own = {"authors": [{"family-names": "Brod", "given-names": "Piet"}], "date-released": "2032-01-02"}
    first, second = citing.cite(FIGURE, software=SOFTWARE, own=own, output="bibtex").split("\n\n")
    assert "author = {Brod, Piet}" in first and r"title = {{Figure 10-boats, event fair\_2031}}" in first and "year = {2032}" in first
    assert second.startswith("@misc{parallax,") and "author = {Hald, Anna and" in second and "note = {Version 1.2}" in second
    assert r"\cite{parallax-10-boats,parallax}" in citing.cite(FIGURE, software=SOFTWARE, own=own, output="latex")
    nobody = citing.cite(FIGURE, software=SOFTWARE, own={}, output="bibtex").split("\n\n")[0]
    assert "author" not in nobody and "year" not in nobody and r"key = {Figure 10-boats, event fair\_2031}" in nobody
    figure, tool = json.loads(citing.cite(FIGURE, software=SOFTWARE, own={}, output="csl"))
    assert figure.keys() == {"id", "type", "title", "note"} and tool["author"][1] == {"literal": "The Harbour Lab"}
    shown = citing.cite(FIGURE, software=SOFTWARE, own={}, output="markdown")
    assert "\n\n*Figure 10-boats, event fair_2031*. SHA-256" in shown and ". Made with: Anna Hald, The Harbour Lab (2031). *Boats" in shown


def test_the_authors_of_ones_own_event_stand_in_its_folder(folder: Path) -> None:
    record = FIGURE | {"parameters": {"corpus": str(folder)}}
    assert citing.read_own(record) == {} and citing.read_own(FIGURE) == {}
    assert citing.read_own(FIGURE | {"parameters": {"corpus": "seeds/pyongyang-2023-07"}}) is None
    file = folder / "CITATION.cff"
    file.write_text("authors:\n  - name: The Bridge Lab\n", encoding="utf-8")
    assert citing.read_own(record) == {"authors": [{"name": "The Bridge Lab"}]} and open_corpus(folder).left_out() == []
    for words in ("authors: Anna Hald", "authors: [", "authors:\n  - city: Lorvik", "Anna", "authors:\n  - name: A\ndate-released: May"):
        file.write_text(words, encoding="utf-8")
        with pytest.raises(ValueError, match=r"CITATION\.cff: no list of authors with names"):
            citing.read_own(record)


def test_all_ends_with_the_command_that_rebuilds_it() -> None:
    last = citing.cite(FIGURE, software=SOFTWARE).strip().splitlines()[-1]
    assert last == ("python -m analysis run 'my fair' --only 10-sourcing -p least=0.5 -p resamples=300 -p 'words=[\"a b\"]'")


def test_an_unknown_figure_or_format_is_named_with_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "10-boats.json").write_text(json.dumps(FIGURE), encoding="utf-8")
    assert citing.find_figure("10-boats", folder=tmp_path) == (tmp_path, FIGURE)
    with pytest.raises(ValueError, match="'10-boat'; near it are 10-boats"):
        citing.find_figure("10-boat", folder=tmp_path)
    with pytest.raises(ValueError, match="'zzz'; there are 1, such as 10-boats"):
        citing.find_figure("zzz", folder=tmp_path)
    with pytest.raises(ValueError, match="'ris' is not known; expected one of all, bibtex"):
        citing.cite(FIGURE, software=SOFTWARE, output="ris")


def test_citation_cff_is_what_the_official_schema_asks_for() -> None:
    own = PROJECT / ".venv-tools" / "bin" / "cffconvert"
    command = str(own) if own.exists() else shutil.which("cffconvert")
    if not command:
        (pytest.fail if os.environ.get("PARALLAX_CI") else pytest.skip)("cffconvert is not installed (tests/tools.lock)")
    done = subprocess.run([command, "--validate", "-i", PROJECT / "CITATION.cff"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "valid" in done.stdout.lower(), done.stdout + done.stderr


def test_the_version_that_is_cited_is_the_packages() -> None:
    from analysis import __version__

    assert str(citing.read_software()["version"]) == __version__


SCORES = {name: {"value": value, "low": low, "high": high, "n": n, "coders": "language models"} for name, value, low, high, n in (
    ("relation", 0.724, 0.693, 0.752, 84), ("relation_direct", 0.865, 0.829, 0.898, 84), ("relation_indirect", 0.663, 0.631, 0.695, 84),
    ("source_type", 0.731, 0.64, 0.81, 97), ("claims_fine", 0.51, 0.482, 0.539, 53), ("claims", 0.544, math.nan, math.nan, 6),
    ("conflict_recall", 0.2, math.nan, math.nan, 6))}
RECORDS = {"10-boats": {**FIGURE, "parameters": {"corpus": "x", "random_seed": 7, "resamples": 300}, "texts": dict.fromkeys("abcd", "0"),
                        "tables": {"terms": "0"}, "reading": "", "versions": {"parallax": "1.2"}, "invented": False}}


def test_the_methods_paragraph_quotes_settings_counts_and_scores() -> None:
    facts = {"10-sourcing": {"n_attributions": 1234}}
    paragraph, limits = methods.methods(RECORDS, facts, reading=None, scores=SCORES)
    assert "4 reports of one event (fair_2031)" in paragraph and "1,234 attributions" in paragraph
    assert "300 bootstrap resamples" in paragraph and "seed 7" in paragraph
    assert "F1 72.4 % (95 % interval 69.3 to 75.2), and 73.1 % (95 % interval 64.0 to 81.0) of 97 sources" in paragraph
    assert "of 97 sources get the type that language models give them" in paragraph and "two coders" not in paragraph
    assert any("(F1 66.3 % (95 % interval 63.1 to 69.5) against 86.5 % (" in limit for limit in limits)
    # What was not run is not described, and four reports are few.
    assert "claim" not in paragraph + "".join(limits) and any(limit.startswith("4 reports are few") for limit in limits)


def test_a_single_report_is_not_said_to_be_compared() -> None:
    records = {"10-boats": {**RECORDS["10-boats"], "n": {"reports": 1}, "texts": {"a": "0"}}}
    paragraph, limits = methods.methods(records, {}, reading=None, scores=SCORES)
    assert paragraph.startswith("We read one report of one event (fair_2031)") and "compared" not in paragraph
    assert any(limit.startswith("There is one report") for limit in limits)


def test_every_reference_is_in_the_bibliography_and_every_entry_is_referred_to() -> None:
    facts = {name: {} for name in ("10-sourcing", "30-narratives", "40-lineage")}
    reading = {"versions": {"spacy": "3.8"}, "models": {"m": "0"}}
    paragraph, limits = methods.methods(RECORDS, facts, reading=reading, scores=SCORES)
    assert any("F1 51.0 % (95 % interval 48.2 to 53.9) on news of 53 other events" in limit
               and "and 54.4 % on 6 more, as language models coded them" in limit
               and "of those that language models listed there 20.0 % were found" in limit for limit in limits)
    assert "at least 2 of the reports were drawn" in paragraph and "passages of at least 7 words" in paragraph
    # Hurlbert's is the number of species, order 0, alone; Broder's containment is of sets, not of words.
    assert "order 0 as Hurlbert's expected number [@hurlbert1971], of order 1 and 2 as derived by Chao and others [@chao2014]" in paragraph
    assert "containment, which Broder defined for sets of runs of words [@broder1997], counted here in words" in paragraph
    cited = re.findall(r"@([\w-]+)", " ".join(re.findall(r" \[(@[\w; @-]+)\]", paragraph)))
    entries = re.findall(r"^@\w+\{([\w-]+),", (PROJECT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(cited) == set(entries)


def test_the_methods_paragraph_compiles_with_its_references(tmp_path: Path) -> None:
    facts = {name: b"{}" for name in ("10-sourcing", "30-narratives", "40-lineage")}
    made = methods.methods_files(RECORDS, facts, reading=None)
    body = made["methods.tex"].decode() + "\\bibliographystyle{plain}\\bibliography{own}"
    log = compile_latex(tmp_path, body, bibliography=(PROJECT / "references.bib").read_text(encoding="utf-8"))
    assert "undefined" not in log
    assert re.search(r"\*\*Limits\*\*", made["methods.md"].decode())


@pytest.mark.parametrize("change", [{"tables": {"terms": "1"}}, {"reading": "1"}, {"texts": {"a": "1"}}])
def test_figures_of_two_readings_have_no_methods_paragraph(change: dict) -> None:
    both = {**RECORDS, "30-boats": {**RECORDS["10-boats"], "figure": "30-boats"}}
    assert methods.methods_files(both, {}, reading=None)
    both["30-boats"] |= change
    assert methods.methods_files(both, {}, reading=None) == {}


def test_what_was_measured_is_shares_with_intervals_around_them() -> None:
    measured = methods.read_measured()
    assert set(SCORES) <= set(measured)
    for row in measured.values():
        assert 0 < row["value"] < 1 and row["n"] > 0 and row["what"] and row["of"] and row["coders"] in ("people", "language models")
        assert math.isnan(row["low"]) and math.isnan(row["high"]) if row["n"] < 20 else row["low"] < row["value"] < row["high"] <= 1
