"""LaTeX: special characters, scripts of the world, and tables that a real LaTeX compiles."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from analysis.figures.latex import latex_table, latex_text
from analysis.figures.tables import show_table


def compile_latex(folder: Path, body: str, *, engine: str = "pdflatex", bibliography: str = "") -> str:
    """The log of a document with this body; fails where it does not compile, skips where there is no LaTeX."""
    if not shutil.which(engine):
        (pytest.fail if os.environ.get("PARALLAX_CI") and engine == "pdflatex" else pytest.skip)(f"{engine} is not installed")
    head = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs,graphicx}\n\\begin{document}\n"
    (folder / "paper.tex").write_text(f"{head}{body}\n\\end{{document}}\n", encoding="utf-8")
    steps = [[engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]]
    if bibliography:
        (folder / "own.bib").write_text(bibliography, encoding="utf-8")
        steps = [*steps, ["bibtex", "paper"], *steps, *steps]
    for step in steps:
        done = subprocess.run(step, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    return (folder / "paper.log").read_text(errors="replace") if (folder / "paper.pdf").stat().st_size else ""


@pytest.mark.parametrize(("text", "latex"), [
    ("50 % of R&D_2 #1", r"50 \% of R\&D\_2 \#1"), ("{a}$b^c~d\\e", r"\{a\}\$b\textasciicircum{}c\textasciitilde{}d\textbackslash{}e"),
    ("a--b ''c''", "a-{}-b '{}'c'{}'"), ("\u2013- \u2019\u201d `\u2018", "--{}- '{}'' `{}`"), ("?\u2018no!` a,,b", "?{}`no!{}` a,{},b"),
    ("2\u20133, \u201cso\u201d \u2212 1", "2--3, ``so'' \\ensuremath{-} 1"),
    ("  two\n\n lines\x07 ", "two lines"), ("caf\u00e9 \u0141", "caf\u00e9 \u0141"),
    ("Sund \u6e2f\u62a5 News", "Sund \\ifdefined\\Umathchar \u6e2f\u62a5\\else U+6E2F U+62A5\\fi{} News")])
def test_text_is_escaped(text: str, latex: str) -> None:
    assert latex_text(text) == latex


NAMES = ["R&D_2 #1 50 % $x^2$ {a} \\b ~c", "--- ''so'' ``so``", "\u6e2f\u62a5 daily", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
         "\u05d4\u05d0\u05e8\u05e5", "\u041f\u0440\u0430\u0432\u0434\u0430", "\u03c4-b \u2265 0.5 \u00d7 2", "\u0127al \u0149 \u017f",
         "".join(map(chr, range(0xa1, 0x180))), "\U0001f6a2 ship", "<b>|\"'`", "Stra\u00dfe \u0141\u00f3d\u017a"]


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_names_of_all_scripts_compile(tmp_path: Path, engine: str) -> None:
    assert compile_latex(tmp_path, "\n\n".join(latex_text(name) for name in NAMES), engine=engine)


def test_a_table_of_awkward_names_compiles_and_fits_the_text(tmp_path: Path) -> None:
    frame = pd.DataFrame({"source_type": NAMES, "share": [-0.5, float("nan"), *[0.1234] * (len(NAMES) - 2)], "n_words": 1234}
                         | {f"column_{number}": [name * 2 for name in NAMES] for number in range(3)})
    table = latex_table(show_table(frame), label="10-types", caption="Types & shares, 50 %.", note="N: 2 reports. 100 % a_b.")
    log = compile_latex(tmp_path, table)
    assert "Overfull" not in log and "Float too large" not in log


def test_a_table_has_rules_label_caption_note_and_rounded_numbers() -> None:
    frame = pd.DataFrame({"source_type": ["a_b"], "share": [0.12345], "n_words": [1234]})
    lines = latex_table(show_table(frame), label="10-types", caption="Types.", note="N: 2 reports.").splitlines()
    assert lines[lines.index(r"\toprule") + 1] == r"{}source type & share & n words \\"
    assert lines[lines.index(r"\midrule") + 1] == r"{}a\_b & 0.12 & 1,234 \\" and r"\bottomrule" in lines
    assert r"\begin{tabular}{@{}lrr@{}}" in lines and r"\caption{Types.}" in lines and r"\label{tab:10-types}" in lines
    assert any("N: 2 reports." in line for line in lines)


def test_rows_that_begin_with_a_bracket_or_a_star_keep_it(tmp_path: Path) -> None:
    frame = pd.DataFrame({"[source": ["[2pt]", "* star", "[sic"], "n": [1, 2, 3]})
    assert compile_latex(tmp_path, latex_table(show_table(frame), label="10-types", caption="Types.", note="N: 2 reports."))
    if shutil.which("pdftotext"):
        words = subprocess.run(["pdftotext", "-layout", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        assert all(cell in words for cell in ("[source", "[2pt]", "* star", "[sic"))


def test_a_table_without_rows_says_so_and_compiles(tmp_path: Path) -> None:
    frame = pd.DataFrame({"source": [], "share": [], "n": []})
    table = latex_table(show_table(frame), label="10-types", caption="Types.", note="N: 2 reports.")
    assert r"\multicolumn{3}{@{}l@{}}{There are no rows.} \\" in table.splitlines() and compile_latex(tmp_path, table)
