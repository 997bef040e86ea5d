"""What a corpus holds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis import schema
from analysis.figures import style
from analysis.figures.grid import Grid, in_order, names_of, swatch
from analysis.figures.style import ZONE_STYLE, draws, message_page


@draws("report zone n_words")
def draw_corpus(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """How many words of each report are measured, and how many are left out as what.

    Draws `measures.scope.words_by_zone`.
    """
    if frame["n_words"].sum() == 0:
        return message_page("No report holds a word.")
    words = frame.pivot_table(index="report", columns="zone", values="n_words", aggfunc="sum", fill_value=0)
    words = words.reindex(columns=list(schema.ZONES), fill_value=0).loc[:, lambda words: words.any()]
    reports = in_order(frame["report"], outlets)
    measured, totals = words[words.columns.intersection(schema.MEASURED_ZONES)].sum(axis=1), words.sum(axis=1)
    key = [(swatch(color, hatch=hatch), meaning) for color, hatch, meaning in map(ZONE_STYLE.get, words.columns)]
    grid = Grid(names_of(reports, outlets), key=key, foot=7.0, tail_title="measured",
                tail=[f"{measured[report]:,} of {totals[report]:,}" for report in reports])
    ticks = style.nice_ticks(0, totals.max())
    grid.axis(ticks, labels=[f"{tick:,.0f}" for tick in ticks], words="words")
    for row, report in enumerate(reports):
        ends = words.loc[report].cumsum()
        for zone, n in words.loc[report].items():
            left, right = (grid.place(value, 0, ticks[-1]) for value in (ends[zone] - n, ends[zone]))
            if n:
                color, hatch, _ = ZONE_STYLE[zone]
                grid.page.box(left, grid.y(row) - 1.4, right - left, 2.8, color, hatch=hatch, gid=zone)
    return grid.page.figure
