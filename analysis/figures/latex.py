"""LaTeX that compiles anywhere: text escaped for pdflatex, LuaLaTeX and XeLaTeX alike, and tables in booktabs style."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from analysis.figures.tables import NO_ROWS, ShownTable, one_line

_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "\0": "{}", "…": r"\dots{}", "−": r"\ensuremath{-}", "×": r"\ensuremath{\times}", "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "\N{NO-BREAK SPACE}": "~"})
# Characters that would join into a dash or a mark of their own, as they stand or as what `_SPECIAL` makes of them.
_JOINED = re.compile(r"[-–—](?=[-–—])|['’”](?=['’”])|[`‘“?!](?=[`‘“])|,(?=,)")
# Not what the fonts of pdflatex's T1 encoding have: letters of other scripts, and a few of Latin itself (tried one by one).
_FOREIGN = re.compile(r"(?:[^ -~¡-ĥĨ-ķĹ-ľŁ-ňŊ-ťŨ-žȘ-ț\s]+ ?)+")


def latex_text(text: str) -> str:
    r"""Text for LaTeX, special characters escaped; scripts that pdflatex has no fonts for as code points there.

    Engines that read Unicode fonts get the letters themselves, so the same file compiles everywhere.

    Examples
    --------
    >>> latex_text("50 % of R&D_2")
    '50 \\% of R\\&D\\_2'
    >>> latex_text("\u6e2f")
    '\\ifdefined\\Umathchar \u6e2f\\else U+6E2F\\fi{}'
    """
    text = one_line(unicodedata.normalize("NFC", text))
    # An empty group keeps them apart.
    return _FOREIGN.sub(_foreign, _JOINED.sub("\\g<0>\0", text).translate(_SPECIAL))


def _foreign(found: re.Match) -> str:
    """A run of letters outside Latin: themselves where the engine has Unicode fonts, else their code points."""
    letters = found[0].rstrip()
    codes = " ".join(f"U+{ord(letter):04X}" for letter in letters if letter != " ")
    return rf"\ifdefined\Umathchar {letters}\else {codes}\fi{{}}{found[0][len(letters):]}"


def _row(cells: Iterable[str]) -> str:
    """A table's row; a star or bracket at its beginning would be taken for an option of the line break or rule before it."""
    return "{}" + " & ".join(map(latex_text, cells)) + r" \\"


def latex_table(table: ShownTable, *, label: str, caption: str, note: str) -> str:
    r"""A shown table as a LaTeX float; needs the packages booktabs and graphicx, and fontenc with T1 for pdflatex.

    Parameters
    ----------
    label
        The table's file stem; the label is `tab:<stem>`.
    caption, note
        Plain text above the table, and below it in small type.

    Notes
    -----
    A table wider than the text is made as wide as the text, others keep their size.
    """
    columns = "".join("r" if right else "l" for right in table.right)
    head, *lines = (_row(row) for row in ([name.replace("_", " ") for name in table.header], *table.rows))
    lines = lines or [rf"\multicolumn{{{len(table.header)}}}{{@{{}}l@{{}}}}{{{NO_ROWS}}} \\"]
    inside = [r"\toprule", head, r"\midrule", *lines, r"\bottomrule"]
    return "\n".join([
        r"% needs \usepackage[T1]{fontenc} and \usepackage{booktabs,graphicx}",
        r"\begin{table}", r"\centering", rf"\caption{{{latex_text(caption)}}}", rf"\label{{tab:{label}}}", r"\small",
        r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%", rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}",
        *inside, r"\end{tabular}}", rf"\par\smallskip{{\footnotesize {latex_text(note)}\par}}", r"\end{table}", ""])
