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
def draw_corpus(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """How many words of each report are measured, and how many are left out as what.

    Draws `measures.scope.words_by_zone`.
    """
    if frame["n_words"].sum() == 0:
        return message_page("No report holds a word.", width=width)
    words = frame.groupby(["report", "zone"])["n_words"].sum().unstack(fill_value=0).reindex(columns=list(schema.ZONES), fill_value=0)
    reports, zones = in_order(frame["report"], outlets), [zone for zone in schema.ZONES if words[zone].any()]
    key = [(swatch(ZONE_STYLE[zone][0], hatch=ZONE_STYLE[zone][1]), ZONE_STYLE[zone][2]) for zone in zones]
    measured, totals = words[list(schema.MEASURED_ZONES)].sum(axis=1), words.sum(axis=1)
    grid = Grid(names_of(reports, outlets), width=width, key=key, foot=7.0,
                tail=[f"{measured[report]:,} of {totals[report]:,}" for report in reports], tail_title="measured")
    ticks = style.nice_ticks(0, totals.max(), most=5 if width == "double" else 3)
    grid.axis(ticks, labels=[f"{tick:,.0f}" for tick in ticks], words="words")
    for row, report in enumerate(reports):
        before = 0.0
        for zone in zones:
            n = words.loc[report, zone]
            left, right = (grid.place(value, 0, ticks[-1]) for value in (before, before + n))
            if n:
                color, hatch, _ = ZONE_STYLE[zone]
                grid.page.box(left, grid.y(row) - 1.4, right - left, 2.8, color, hatch=hatch, gid=zone)
            before += n
    return grid.page.figure
