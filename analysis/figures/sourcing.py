"""Whom reports let speak, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures import style
from analysis.figures.grid import Grid, Mark, bar, bar_grid, dot, in_order, names_of, tick
from analysis.figures.style import BLUE, GREY, INK, ORANGE, PAPER, SMALL, Page, draws, message_page, plain
from analysis.measures.diversity import LEAST_RAREFIED, NUMBERS
from analysis.schema import POOLED

MOST_VALUES = 6


@draws("report {by} n_attributions share share_words ci_low ci_high", empty="No attribution was found.")
def draw_source_mix(frame: pd.DataFrame, *, by: str, outlets: Mapping[str, str]) -> Figure:
    """Shares of each report's attributions by one property of the source, with intervals and the share of words beside.

    Draws `measures.sourcing.source_mix` by its property `by`, the 6 most frequent values.
    """
    total = frame[frame["report"] == POOLED].set_index(by)["n_attributions"]
    shown, rest = list(total.index[:MOST_VALUES]), list(total.index[MOST_VALUES:])
    reports = [*in_order(frame["report"], outlets), POOLED]
    rows = frame.set_index(["report", by])
    cells = {(row, column): tuple(rows.loc[(report, value), ["share", "ci_low", "ci_high", "share_words"]])
             for row, report in enumerate(reports) for column, value in enumerate(shown)}
    counts = frame.groupby("report")["n_attributions"].sum()
    highest = max(number for cell in cells.values() for number in cell if not math.isnan(number))
    high = min(style.nice_ticks(0, highest, most=4)[-1], 1.0)
    key = [(bar, "share of attributions, 95 % interval"),
           (dot(PAPER, edge=INK, radius=0.75), "share of attributed words"),
           (tick(GREY, width=0.5, dashes=(2, 2)), "all reports together")]
    left_out = [f"Not drawn: {', '.join(f'{plain(value)} ({total[value]})' for value in rest)}."] if rest else []
    return bar_grid(
        cells, [*names_of(reports[:-1], outlets), plain(POOLED)], [plain(value) for value in shown],
        high=high, ticks=["0", f"{100 * high:.0f} %"], pooled=len(reports) - 1, key=key, notes=left_out,
        tail=[f"{counts[report]:,}" for report in reports], tail_title="n", bold=[len(reports) - 1])


@draws("source report n_attributions", empty="No attribution names a source.")
def draw_source_matrix(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """How often each report attributes something to each of the most used sources.

    Draws `measures.sourcing.source_matrix`.
    """
    sources, reports = list(dict.fromkeys(frame["source"])), in_order(frame["report"], outlets)
    counts = frame.groupby(["source", "report"])["n_attributions"].sum()
    totals = [int(counts[source].sum()) for source in sources]
    grid = Grid(
        sources, names_of(reports, outlets), label_most=46, cell_most=22,
        tail=[f"{total:,}" for total in totals], tail_title="sum", notes=["Number of attributions; a darker cell has more."])
    most = max(max(counts), 1)
    for row, source in enumerate(sources):
        for column, report in enumerate(reports):
            n = int(counts.get((source, report), 0))
            grid.cell(row, column, style.shade(0.12 + 0.88 * n / most) if n else "", f"{n}")
    return grid.page.figure


def _diamond(page: Page, x: float, y: float) -> None:
    """A small upright square on its corner."""
    page.shape([(x, y - 0.95), (x + 0.95, y), (x, y + 0.95), (x - 0.95, y)], ORANGE, edge=PAPER, line=0.4, zorder=6)


# By order of diversity, from the top of a row.
ORDER_MARKS: tuple[tuple[Mark, str], ...] = (
    (dot(PAPER, edge=INK), "all sources count alike (q = 0)"), (dot(BLUE), "by their share (q = 1)"),
    (_diamond, "mainly the frequent (q = 2)"))


@draws(f"report n_attributions n_without_source rarefied_to {NUMBERS}")
def draw_diversity(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """How many sources each report has, counted in three ways: as it is, and in equally many attributions.

    Draws `measures.diversity.source_diversity`, from most to least diverse in equally many attributions; n is attributions with a
    source. Reports with too few of them to be compared so are named below.
    """
    rows = frame.assign(order=-frame["rarefied_1"]).sort_values(["order", "report"], na_position="last", ignore_index=True)
    if not (rows["hill_0"] > 0).any():
        return message_page("No attribution names a source.")
    depth, small = rows["rarefied_to"].max(), rows.loc[rows["hill_0"].notna() & rows["rarefied_0"].isna(), "report"]
    columns = {"hill": "in all its attributions"} | ({"rarefied": f"in {depth:,} attributions"} if depth else {})
    notes = [f"Fewer than {LEAST_RAREFIED} attributions with a source, too few to compare in equally many: "
             f"{', '.join(names_of(small, outlets))}."] if len(small) else []
    grid = Grid(
        names_of(rows["report"], outlets), list(columns.values()), notes=notes,
        key=[*ORDER_MARKS, (lambda page, x, y: page.interval(x - 1.7, x + 1.7, y), "95 % interval")], pitch=6.4, gap=5.0,
        cell_most=70.0, foot=7.0, tail=[f"{n:,}" for n in rows["n_attributions"] - rows["n_without_source"]], tail_title="n")
    grid.rules()
    for column, name in enumerate(columns):
        most = rows[[f"{name}_{order}{end}" for order in range(3) for end in ("", "_high")]].max().max()
        ticks = MaxNLocator(4, steps=(1, 2, 5, 10), integer=True).tick_values(0, most).tolist()
        grid.axis(ticks, words="effective sources", column=column)
        for row, values in enumerate(rows.to_dict("records")):
            if math.isnan(values[f"{name}_0"]):
                words = "no source" if math.isnan(values["hill_0"]) else "too few"
                grid.page.text(grid.x(column) + 0.8, grid.y(row), words, size=SMALL, color=GREY)
                continue
            for order, (mark, _) in enumerate(ORDER_MARKS):
                y, ends = grid.y(row) + 1.8 * (order - 1), (f"{name}_{order}{end}" for end in ("_low", "_high", ""))
                low, high, number = (grid.place(values[end], 0, ticks[-1], column=column) for end in ends)
                grid.page.interval(low, high, y)
                mark(grid.page, number, y)
    return grid.page.figure
