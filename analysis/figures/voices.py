"""Who speaks when, as a strip for each report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import Grid, Mark, in_order, names_of, swatch, tick
from analysis.figures.style import BLUE, GREY, INK, NAVY, PALE_BLUE, PAPER, RULE, SMALL, Page, draws, percent, plain
from analysis.measures.sourcing import UNKNOWN
from analysis.measures.units import largest_first
from analysis.measures.voices import OWN_VOICE

# Types of source by the words they get: lightness falls far apart where types are large, a hatch parts the rest.
TYPE_LOOKS = ((NAVY, ""), (BLUE, ""), ("#e9a15b", ""), ("#9b2226", "/"), (PALE_BLUE, ""))
OTHER_LOOK, UNKNOWN_LOOK = ("#9b9b9b", "\\", "other sources"), (PAPER, "", UNKNOWN)
MODE_HEIGHTS = {"direct": 4.6, "mixed": 3.1, "indirect": 1.6}
STRIP, STRIP_PITCH, PLAIN_PITCH, MOST_LABELLED = 4.6, 9.6, 6.6, 12


@draws("report start end n_words mode source source_type first", empty="No report has words to measure.")
def draw_voices(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Who speaks when: a strip for each report from its first word to its last, a block for each source's words.

    Draws `measures.voices.voices`. The own voice is left blank; a block is the higher, the more of it is quoted. Sources are named
    where they first speak, the longest first, as far as names fit; with more than 12 reports only ticks are drawn.
    """
    reports = in_order(frame["report"], outlets)
    said = frame[frame["mode"] != OWN_VOICE]
    looks = _type_looks(said)
    key = [*((swatch(color, hatch=hatch, edge=GREY if color == PAPER else "none"), words)
             for color, hatch, words in dict.fromkeys(looks.values())),
           *((_height_mark(mode), mode) for mode in MODE_HEIGHTS), (tick(width=0.8), "a source's first words")]
    named = len(reports) <= MOST_LABELLED
    own = frame[frame["mode"] == OWN_VOICE].assign(share=lambda rows: rows["end"] - rows["start"])
    shares = own.groupby("report")["share"].sum().reindex(reports, fill_value=0.0)
    grid = Grid(names_of(reports, outlets), key=key, foot=7.0, tail_title="own voice",
                pitch=STRIP_PITCH if named else PLAIN_PITCH, tail=[f"{percent(share)} %" for share in shares])
    grid.axis([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100 %"],
              words="words of the report, from the first to the last")
    for row, report in enumerate(reports):
        _draw_strip(grid, row, said[said["report"] == report], looks, named=named)
    return grid.page.figure


def _type_looks(said: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    """Colour, hatch and words for each type of source: one of its own for those that get most words, and for the unknown."""
    words = said.groupby("source_type")["n_words"].sum()
    kinds = [kind for kind in largest_first(words) if kind not in ("", "other")]
    looks = {kind: (*look, plain(kind)) for kind, look in zip(kinds, TYPE_LOOKS, strict=False)}
    looks |= {"": UNKNOWN_LOOK} if "" in words.index else {}
    return looks | {kind: OTHER_LOOK for kind in words.index if kind not in looks}


def _height_mark(mode: str) -> Mark:
    """A key's block as high as those of a mode."""
    def mark(page: Page, x: float, y: float) -> None:
        page.line(x - 1.7, y + 1.5, x + 1.7, y + 1.5, color=GREY, width=0.4)
        height = MODE_HEIGHTS[mode] * 3.0 / STRIP
        page.box(x - 1.1, y + 1.5 - height, 2.2, height, RULE, edge=GREY, line=0.4)
    return mark


def _draw_strip(grid: Grid, row: int, rows: pd.DataFrame, looks: Mapping[str, tuple[str, str, str]], *, named: bool) -> None:
    """One report's blocks on a base line, and ticks where sources speak first."""
    page, base = grid.page, grid.y(row) + STRIP / 2
    page.line(grid.left, base, grid.right, base, color=GREY, width=0.5, zorder=3)
    for block in rows.itertuples():
        x0, x1, height = grid.place(block.start, 0, 1), grid.place(block.end, 0, 1), MODE_HEIGHTS[block.mode]
        color, hatch, _ = looks[block.source_type]
        edge = GREY if color == PAPER else PAPER
        page.box(x0, base - height, max(x1 - x0, 0.3), height, color, hatch=hatch, edge=edge, line=0.3, gid=block.mode)
    firsts = rows[rows["first"]].set_index("source")["start"]
    words = rows.groupby("source")["n_words"].sum()
    labels = _place_labels(
        [(source, grid.place(firsts[source], 0, 1)) for source in largest_first(words) if source in firsts],
        grid.left, grid.right) if named else {}
    top = base - STRIP
    for source, start in firsts.items():
        x, high = grid.place(start, 0, 1), 3.4 if source in labels else 0.9
        page.line(x, top - high, x, top - 0.1, color=INK, width=0.8, gid="first", zorder=5)
        if source in labels:
            page.text(labels[source], top - 2.3, source, size=SMALL)


def _place_labels(wanted: Sequence[tuple[str, float]], left: float, right: float) -> dict[str, float]:
    """Where names start that fit after their ticks, or before them at the right end; the first of `wanted` served first."""
    placed: dict[str, float] = {}
    taken: list[tuple[float, float]] = []
    for source, x in wanted:
        wide = style.text_width(source, SMALL)
        start = x + 0.7 if x + 0.7 + wide <= right else x - 0.7 - wide
        low, high = min(start, x), max(start + wide, x)
        if low >= left - 0.1 and all(high + 1.2 <= other or low - 1.2 >= end for other, end in taken):
            placed[source] = start
            taken.append((low, high))
    return placed
