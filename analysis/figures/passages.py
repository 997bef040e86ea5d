"""Passages of two reports side by side: for a person who has the texts, never part of a figure."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

# Characters around a position that are shown with it.
AROUND = 160


@dataclass(frozen=True)
class ShownPassages:
    """Pairs of passages: a line of text, HTML for the eye."""

    words: str
    body: str = field(repr=False)

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        """The pairs for Jupyter."""
        return self.body


def show_conflicts(
    corpus: Corpus, conflicts: pd.DataFrame, *, outlets: Mapping[str, str], show: bool, most: int = 40,
) -> ShownPassages | None:
    """The candidates for a conflict with the words of both reports side by side, the best-scored first, or nothing at all.

    Parameters
    ----------
    corpus : an opened corpus; its texts are read only to be shown.
    conflicts : the table, or rows of it.
    outlets : report id to label.
    show : False shows nothing and needs no text, so that a run is the same with the texts and without.
    most : pairs to show.

    Raises
    ------
    CorpusError
        `show` is set and a text is missing or not the one that was read.
    """
    if not show:
        return None
    ranked = conflicts.sort_values(["score", "kind", "report_a", "start_a"], ascending=[False, True, True, True]).head(most)
    texts = {report: corpus.read_text(report) for report in sorted({*ranked["report_a"], *ranked["report_b"]})}
    rows = []
    for row in ranked.itertuples():
        cells = "".join(f"<td>{html.escape(outlets.get(report, report))}<br>{_around(texts[report], start, end)}</td>"
                        for report, start, end in ((row.report_a, row.start_a, row.end_a), (row.report_b, row.start_b, row.end_b)))
        rows.append(f"<tr><th scope='row'>{html.escape(row.kind)}<br>{row.score:.2f}</th>{cells}</tr>")
    return ShownPassages(f"{len(ranked)} of {len(conflicts)} candidates are shown", f"<table>{''.join(rows)}</table>")


def _around(text: str, start: int, end: int) -> str:
    """A position's words, marked, with some of what stands around them in the same paragraph."""
    first = max(text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0, start - AROUND)
    last = text.find("\n\n", end)
    last = min(last if last >= 0 else len(text), end + AROUND)
    before, inside, behind = (html.escape(text[a:b]) for a, b in ((first, start), (start, end), (end, last)))
    return f"{before}<mark>{inside}</mark>{behind}"
