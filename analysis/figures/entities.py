"""Whom reports name, as pictures."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from analysis.figures import style
from analysis.figures.grid import Grid, bar, bar_grid, dot, in_order, names_of, swatch, tick
from analysis.figures.style import BLUE, GREY, NAVY, PALE_BLUE, PAPER, SMALL, draws, message_page, plain
from analysis.measures.units import POOLED, largest_first

# Up to here every report gets a column of its own; beyond, reports are rings in one column.
MOST_COLUMNS = 7
# Links that are drawn for each name, all names together.
LINKS_A_NAME = 4
# Below this many roles a share is drawn hollow.
FEW_ROLES = 5
# From which npmi on, and what the key says.
LINK_COLORS = (("#c3d5e4", -1.0, "npmi < 0.3"), ("#7fa6c6", 0.3, "0.3 to 0.5"), ("#1d3f66", 0.5, "≥ 0.5 (seldom apart)"))
ARC = 0.5523
RING = dot(PALE_BLUE, edge=BLUE, radius=0.6)


def _by_entity(frame: pd.DataFrame, outlets: Mapping[str, str]) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Rows by entity and report, the entities by rank, and the reports in order."""
    reports = in_order(frame["report"], outlets)
    return frame.set_index(["entity", "report"]), list(frame.sort_values(["rank", "entity"])["entity"].unique()), reports


def _draw_points(grid: Grid, rows: pd.DataFrame, entities: list[str], reports: list[str], *, value: str, high: float) -> None:
    """A value of each entity with its interval, hollow for few: of all reports, and of each in its column or as a small ring."""
    for row, entity in enumerate(entities):
        own, y = rows.loc[entity].reindex([POOLED, *reports]), grid.y(row)
        for number in own[value][1:].dropna() if grid.n_columns == 1 else ():
            grid.page.disc(grid.place(number, 0, high), y, 0.6, PALE_BLUE, edge=BLUE, gid="report")
        cells = own[:grid.n_columns][[value, "ci_low", "ci_high", "few"]]
        for column, (*numbers, few) in enumerate(cells.itertuples(index=False)):
            if math.isnan(numbers[0]):
                grid.page.text(grid.x(column) + 0.5, y, "–", color=GREY, size=SMALL)
                continue
            at, left, right = (grid.place(number, 0, high, column=column) for number in numbers)
            grid.page.interval(left, right, y)
            grid.page.disc(at, y, 0.85, PAPER if few else NAVY, edge=NAVY, gid=value, zorder=6)


@draws("entity report rate_per_1k ci_low ci_high rank", empty="No entity is named.")
def draw_entity_rates(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Mentions of the most named entities per 1,000 words, for all reports together and each report.

    Draws `measures.entities.entity_rates`. Up to 7 reports have columns of their own; more are rings around the pooled rate, and the
    report with the highest rate is named.
    """
    rows, entities, reports = _by_entity(frame, outlets)
    rates, names = rows[["rate_per_1k", "ci_low", "ci_high"]], names_of(reports, outlets)
    if len(reports) <= MOST_COLUMNS:
        cells = {(row, column): (*rates.loc[(entity, report)], 0.0)
                 for row, entity in enumerate(entities) for column, report in enumerate([POOLED, *reports])}
        high = style.nice_ticks(0, rates.max().max(), most=4)[-1]
        return bar_grid(cells, entities, [plain(POOLED), *names], high=high, ticks=["0", style.number(high)], pooled_column=0,
                        label_most=40, key=[(bar, "mentions per 1,000 words, 95 % interval")])
    key = [(dot(NAVY, interval=True), "all reports, 95 % interval"), (RING, "one report")]
    own = rates["rate_per_1k"].unstack()[sorted(reports)]
    highest = dict(zip(reports, style.short_labels(names, 36, size=SMALL), strict=True))
    grid = Grid(entities, label_most=40, key=key, foot=7.0, tail_title="highest in",
                tail=[highest[report] for report in own.idxmax(axis=1)[entities]])
    ticks = style.nice_ticks(0, max(own.max().max(), rates.xs(POOLED, level="report").max().max()))
    grid.rules()
    grid.axis(ticks, words="mentions per 1,000 words")
    _draw_points(grid, rates.assign(few=False), entities, reports, value="rate_per_1k", high=ticks[-1])
    return grid.page.figure


@draws("entity report n_agent n_patient share ci_low ci_high rank", empty="No entity acts or is acted on.")
def draw_roles(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Who acts and who is acted on: the share of active roles of each entity, for all reports together and each report.

    Draws `measures.entities.role_shares`. Up to 7 reports have columns of their own; more are rings.
    """
    rows, entities, reports = _by_entity(frame, outlets)
    apart = len(reports) <= MOST_COLUMNS
    key = [(dot(NAVY, interval=True), "share of roles in which it acts, 95 % interval"),
           (dot(PAPER, edge=NAVY, interval=True), f"fewer than {FEW_ROLES} roles"), *([] if apart else [(RING, "one report")])]
    pooled = rows.xs(POOLED, level="report").loc[entities]
    grid = Grid(entities, [plain(POOLED), *names_of(reports, outlets)] if apart else [], key=key, label_most=40 if apart else 28,
                gap=3.4 if apart else 0.0, foot=3.6, tail_title="acts / acted on",
                tail=[f"{row.n_agent:.0f} / {row.n_patient:.0f}" for row in pooled.itertuples()])
    grid.rules()
    for column in range(grid.n_columns):
        grid.axis([0.0, 0.5, 1.0], labels=["0", "", "100 %"] if apart else ["acted on", "", "acts"], column=column)
    rows = rows.assign(few=rows["n_agent"] + rows["n_patient"] < FEW_ROLES)
    _draw_points(grid, rows, entities, reports, value="share", high=1.0)
    return grid.page.figure


@draws("entity_a entity_b n_sentences_a n_sentences_b n_together npmi", empty="No two entities share enough sentences.")
def draw_co_occurrence(frame: pd.DataFrame, *, outlets: Mapping[str, str], most: int) -> Figure:
    """Which entities are named in the same sentences: names in a row, joined by arcs.

    Draws `measures.entities.co_occurrence`; `outlets` is not used, as pairs are counted over all reports.

    Notes
    -----
    The `most` names with most shared sentences are drawn, with four pairs a name at most; one that has none of these is left
    out. Each name stands below the one it shares most sentences with among those already placed, so arcs stay short; the order says
    nothing else.
    """
    ends = pd.concat([frame[[f"entity_{side}", "n_together", f"n_sentences_{side}"]].set_axis(["name", "n_together", "n"], axis=1)
                      for side in "ab"]).groupby("name").agg({"n_together": "sum", "n": "first"})
    kept = largest_first(ends["n_together"])[:most]
    links = frame[frame["entity_a"].isin(kept) & frame["entity_b"].isin(kept)]
    links = links.sort_values(["n_together", "entity_a", "entity_b"], ascending=[False, True, True]).head(LINKS_A_NAME * most)
    if links.empty:
        return message_page("Too few names are drawn to link any two of them.")
    order = _by_closeness(links)
    notes = [f"A wider arc joins names with more sentences in common (most: {links['n_together'].max()}).",
             "n: sentences that hold the name."]
    if len(order) < len(ends) or len(links) < len(frame):
        notes.append(f"{len(order)} of {len(ends)} names and {len(links)} of {len(frame)} pairs are drawn.")
    grid = Grid(order, narrow=0, pitch=4.2, label_most=44, notes=notes, head=3.6,
                key=[(swatch(color), words) for color, _, words in LINK_COLORS])
    grid.page.text(grid.left + 3.2, grid.top - 1.2, "n", size=SMALL, color=GREY, ha="center")
    x = grid.left + 8.0
    for place, name in enumerate(order):
        grid.page.text(grid.left + 3.2, grid.y(place), f"{ends['n'][name]}", size=SMALL, color=GREY, ha="center")
        grid.page.disc(x, grid.y(place), 0.8, NAVY, gid="node")
    _draw_arcs(grid, links, order, x)
    return grid.page.figure


def _by_closeness(links: pd.DataFrame) -> list[str]:
    """Names in a row: the best linked first, then always the one with most links to the names placed last."""
    weight: dict[str, Counter[str]] = defaultdict(Counter)
    for row in links.itertuples():
        weight[row.entity_a][row.entity_b] = weight[row.entity_b][row.entity_a] = row.n_together
    left = sorted(weight, key=lambda name: (-weight[name].total(), name))
    order = [left.pop(0)]
    while left:
        # A link counts more the nearer its other end was placed, halved every three places.
        pull = {name: sum(weight[name][other] * 2.0 ** (-back / 3) for back, other in enumerate(reversed(order))) for name in left}
        order.append(max(left, key=pull.get))
        left.remove(order[-1])
    return order


def _draw_arcs(grid: Grid, links: pd.DataFrame, order: list[str], x: float) -> None:
    """One arc a link, strong associations on top."""
    links = links.assign(**{side: links[f"entity_{side}"].map(order.index) for side in "ab"})
    links = links.assign(steps=(links["a"] - links["b"]).abs())
    room, start = grid.right - x - 1.0, x + 0.9
    for row in links.sort_values(["npmi", "entity_a", "entity_b"]).itertuples():
        top, bottom = sorted((grid.y(row.a), grid.y(row.b)))
        reach = room * (row.steps / links["steps"].max()) ** 0.75
        middle, half = (top + bottom) / 2, (bottom - top) / 2
        points = [(start, top), (start + ARC * reach, top), (start + reach, middle - ARC * half), (start + reach, middle),
                  (start + reach, middle + ARC * half), (start + ARC * reach, bottom), (start, bottom)]
        grid.page.curve(Outline(points, [Outline.MOVETO, *[Outline.CURVE4] * 6]), gid="arc", zorder=2 + row.npmi,
                        color=[color for color, least, _ in LINK_COLORS if row.npmi >= least][-1],
                        width=0.4 + 2.6 * row.n_together / links["n_together"].max())


@draws("entity report position", empty="No entity is named.")
def draw_positions(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Where in the reports the most mentioned entities stand: one stroke a mention, from first word to last.

    Draws `measures.entities.entity_positions`, every entity. Up to 7 reports have columns of their own.
    """
    totals = frame["entity"].value_counts()
    entities = largest_first(totals)
    reports = in_order(frame["report"], outlets)
    apart = len(reports) <= MOST_COLUMNS
    grid = Grid(entities, names_of(reports, outlets) if apart else [], label_most=40, gap=3.0 if apart else 0.0, foot=3.6,
                key=[(tick(BLUE, width=0.9), "one mention")], tail=[f"{totals[name]}" for name in entities], tail_title="n")
    grid.rules()
    for column in range(grid.n_columns):
        grid.axis([0.0, 1.0], labels=["start", "end"], column=column)
    for row in frame.itertuples():
        x = grid.place(row.position, 0, 1, column=reports.index(row.report) if apart else 0)
        y = grid.y(entities.index(row.entity))
        grid.page.line(x, y - 1.35, x, y + 1.35, color=BLUE, width=0.9 if apart else 0.6, gid="mention", zorder=3)
    return grid.page.figure


@draws("entity label report n n_mentions per_100", empty="No name has a label.")
def draw_labels(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Which words each report puts to the same actors.

    Draws `measures.entities.label_rates`.
    """
    reports = in_order(frame["report"], outlets)
    rows = frame.set_index(["entity", "label", "report"])
    lines = [(entity, label) for entity, own in frame.groupby("entity", sort=False)
             for label in ("", *dict.fromkeys(own["label"]))]
    named = frame.drop_duplicates(["entity", "report"]).set_index(["entity", "report"])["n_mentions"]
    grid = Grid(
        [label or entity for entity, label in lines], names_of(reports, outlets), label_most=44, cell_most=22, pitch=4.2,
        bold=[place for place, (_, label) in enumerate(lines) if not label], tail_title="per 100 mentions",
        tail=[f"{rows.loc[(entity, label, POOLED), 'per_100']:.0f}" if label else "" for entity, label in lines],
        notes=["Grey: how often the report names the actor. In a box: how often with the label; darker = in more of the mentions."])
    for row, (entity, label) in enumerate(lines):
        for column, report in enumerate(reports):
            if (entity, report) not in named.index:
                continue
            if label:
                n, per_100 = rows.loc[(entity, label, report), ["n", "per_100"]]
                grid.cell(row, column, style.shade(0.12 + 0.88 * per_100 / 100) if n else "", f"{n:.0f}")
            else:
                grid.page.text(grid.middle(column), grid.y(row), f"{named[entity, report]}", size=SMALL, color=GREY, ha="center")
    return grid.page.figure
