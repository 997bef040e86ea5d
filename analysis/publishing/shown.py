"""What a notebook's cell shows of what it saved: a picture or table for the reader, a digest for whoever compares outputs."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.figures.tables import ShownTable


@dataclass(frozen=True)
class SavedFigure:
    """A figure on the disk: its text is `name sha256:...` (of its CSV and SVG), its picture a PNG described by the caption."""

    name: str
    digest: str
    caption: str
    png: bytes = field(repr=False)
    width: int = field(repr=False)

    def __repr__(self) -> str:
        return f"{self.name} sha256:{self.digest[:16]}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        """The picture for Jupyter, in type near the size of its tables, and the text that stored outputs are compared by."""
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode("ascii")}
        return data, {"image/png": {"alt": self.caption, "width": self.width}}


@dataclass(frozen=True)
class Facts:
    """A notebook's numbers, as saved; its text has one `name: value` a line."""

    values: dict[str, object]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {'' if value is None else value}" for name, value in self.values.items())


@dataclass(frozen=True)
class SavedTable:
    """A result table on the disk: what `show_table` makes of it, and below `name sha256:...` (of its CSV and LaTeX)."""

    name: str
    digest: str
    shown: ShownTable

    def __repr__(self) -> str:
        return f"{self.shown!r}\n{self.name} sha256:{self.digest[:16]}"

    def _repr_html_(self) -> str:
        """The table for Jupyter, and where its files are."""
        return f"{self.shown._repr_html_()}<p><small>{html.escape(self.name)} sha256:{self.digest[:16]}</small></p>"
