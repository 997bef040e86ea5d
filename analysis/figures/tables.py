"""Tables as a notebook shows them: own formatting, so that stored outputs do not change with a library's version."""

from __future__ import annotations

import html
import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"
NO_ROWS = "There are no rows."
LONGEST = 48
MOST_OPEN = 20
# A box's height ends within a row, so that nobody takes the last row in view for the last of the table. JupyterLab drops
# `position:sticky` until a notebook is trusted, so nothing may depend on it.
_STYLE = {"open": "overflow:auto",
          "box": "display:inline-block;max-width:100%;max-height:31em;overflow-x:auto;overflow-y:scroll",
          "head": "position:sticky;top:0;background:var(--jp-layout-color0,Canvas)",
          "right": "text-align:right;font-variant-numeric:tabular-nums", "left": "text-align:left"}


@dataclass(frozen=True)
class ShownTable:
    """A formatted table: plain text with fixed widths, and HTML that scrolls when it is long."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    left_out: int

    def __repr__(self) -> str:
        lines = [[cell if len(cell) <= LONGEST else cell[:LONGEST - 1].rstrip() + "…" for cell in row]
                 for row in (self.header, *self.rows)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        text = ["  ".join(map(_pad, line, widths, self.right)).rstrip() for line in lines]
        text.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(filter(None, [*text, self._rest()]))

    def _repr_html_(self) -> str:
        """The table for Jupyter."""
        body = "".join(f"<tr>{self._cells('td', row)}</tr>" for row in self.rows)
        boxed = len(self.rows) > MOST_OPEN
        style, head = (_STYLE["box"], f' style="{_STYLE["head"]}"') if boxed else (_STYLE["open"], "")
        below = [f"{len(self.rows):,} rows" if boxed else "", self._rest()]
        return (f'<div style="{style}"><table><thead{head}><tr>{self._cells("th", self.header)}</tr></thead>'
                f"<tbody>{body}</tbody></table></div>" + "".join(f"<p>{html.escape(line)}</p>" for line in below if line))

    def _cells(self, tag: str, row: tuple[str, ...]) -> str:
        """One row's cells, escaped."""
        return "".join(f'<{tag} style="{_STYLE["right" if right else "left"]}">{html.escape(cell)}</{tag}>'
                       for cell, right in zip(row, self.right, strict=True))

    def _rest(self) -> str:
        """What is not shown, or that there is nothing to show."""
        if not self.rows:
            return NO_ROWS
        return f"... and {self.left_out:,} more row{'s' if self.left_out > 1 else ''}" if self.left_out else ""


def show_table(frame: pd.DataFrame, *, most: int = 20) -> ShownTable:
    """The first rows of a table, formatted for reading.

    Parameters
    ----------
    most
        Rows shown; how many are left out is said below.

    Raises
    ------
    ValueError
        `most` is not a whole number in its range, or there is no column.

    Notes
    -----
    Numbers that are not whole have two digits after the point; one that would round to zero shows as `<0.01`.
    """
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= 10_000:
        raise ValueError(f"most must be a whole number from 1 to 10000, found {most!r}")
    if not len(frame.columns):
        raise ValueError("a table without columns cannot be shown")
    shown = frame.head(most)
    columns = [[_format(value) for value in shown[name]] for name in frame.columns]
    rows = tuple(zip(*columns, strict=True)) if len(shown) else ()
    right = tuple(dtype.kind in "iuf" for dtype in frame.dtypes)
    return ShownTable(tuple(one_line(str(name)) for name in frame.columns), rows, right, len(frame) - len(shown))


def _format(value: object) -> str:
    """One cell as text, a number that is not whole with two decimals, honest about small ones."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return one_line(value)
    if not isinstance(value, float) or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    if value and abs(value) < 0.005:
        return "<0.01" if value > 0 else ">-0.01"
    return f"{value + 0.0:,.2f}"


def one_line(text: str) -> str:
    """Text on one line without control characters, for tables and, in normal form, for figures and LaTeX."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _width(text: str) -> int:
    """Columns that a text takes in a fixed-width font."""
    return sum(0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
               for character in text)


def _pad(text: str, width: int, right: bool) -> str:
    """Text padded to a width."""
    space = " " * (width - _width(text))
    return space + text if right else text + space
