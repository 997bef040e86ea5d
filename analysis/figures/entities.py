"""Whom reports name, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from analysis.figures import style
from analysis.figures.grid import Grid, bar, bar_grid, dot, in_order, names_of, swatch, tick
from analysis.figures.style import BLUE, GREY, NAVY, PALE_BLUE, PAPER, SMALL, draws, plain
from analysis.measures.units import POOLED, largest_first

# Up to here every report gets a column of its own on a double page; beyond, reports are marks in one column.
MOST_COLUMNS = 7
MOST_ENTITIES, MOST_NODES, MOST_LINKS = 15, 18, 60
# Below this many roles a share is drawn hollow.
FEW_ROLES = 5
LINK_COLORS = (("#c3d5e4", 0.0), ("#7fa6c6", 0.3), ("#1d3f66", 0.5))
ARC = 0.5523


@draws("entity report rate_per_1k ci_low ci_high rank", empty="No entity is named.")
def draw_entity_rates(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Mentions of the most named entities per 1,000 words, for all reports together and each report.

    Draws `measures.entities.entity_rates`. On double width up to 7 reports have columns of their own; else they are rings around
    the pooled rate, and the report with the highest rate is named.
    """
    entities = list(frame.sort_values(["rank", "entity"])["entity"].unique())
    reports = in_order(frame.loc[frame["report"] != POOLED, "report"], outlets)
    rows = frame.set_index(["entity", "report"])
    if width == "double" and len(reports) <= MOST_COLUMNS:
        return _rate_columns(rows, entities, reports, outlets)
    return _rate_strip(rows, entities, reports, outlets, width)


def _rate_columns(rows: pd.DataFrame, entities: list[str], reports: list[str], outlets: Mapping[str, str]) -> Figure:
    """One column a report."""
    cells = {(row, column): (*rows.loc[(entity, report), ["rate_per_1k", "ci_low", "ci_high"]], 0.0)
             for row, entity in enumerate(entities) for column, report in enumerate([POOLED, *reports])}
    high = style.nice_ticks(0, rows[["rate_per_1k", "ci_low", "ci_high"]].max().max(), most=4)[-1]
    return bar_grid(
        cells, entities, [plain(POOLED), *names_of(reports, outlets)], width="double", high=high,
        ticks=["0", style.number(high)], pooled_column=0, label_most=40, key=[(bar, "mentions per 1,000 words, 95 % interval")])


def _rate_strip(rows: pd.DataFrame, entities: list[str], reports: list[str], outlets: Mapping[str, str], width: str) -> Figure:
    """All reports in one column."""
    key = [(dot(NAVY, interval=True), "all reports, 95 % interval"), (dot(PAPER, edge=BLUE, radius=0.75), "one report")]
    # A report without words has no rate.
    rates = rows["rate_per_1k"].fillna(0.0)
    highest = [min(reports, key=lambda report: (-rates[entity, report], report)) for entity in entities]
    names = style.short_labels(names_of(reports, outlets), 24 if width == "single" else 36, size=SMALL)
    grid = Grid(entities, width=width, label_most=28 if width == "single" else 40, key=key, foot=7.0, tail_title="highest in",
                tail=[names[reports.index(report)] for report in highest])
    high = max(rows["rate_per_1k"].max(), rows.xs(POOLED, level="report")["ci_high"].max())
    ticks = style.nice_ticks(0, high, most=5 if width == "double" else 4)
    grid.rules()
    grid.axis(ticks, words="mentions per 1,000 words")
    for row, entity in enumerate(entities):
        y, pooled = grid.y(row), rows.loc[(entity, POOLED)]
        for report in reports:
            grid.page.disc(grid.place(rates[entity, report], 0, ticks[-1]), y, 0.75, PAPER, edge=BLUE, gid="report")
        if not math.isnan(pooled["ci_low"]):
            grid.page.interval(grid.place(pooled["ci_low"], 0, ticks[-1]), grid.place(pooled["ci_high"], 0, ticks[-1]), y)
        grid.page.disc(grid.place(pooled["rate_per_1k"], 0, ticks[-1]), y, 0.85, NAVY, zorder=6, gid="pooled")
    return grid.page.figure


@draws("entity_a entity_b n_sentences_a n_sentences_b n_together npmi", empty="No two entities share enough sentences.")
def draw_co_occurrence(frame: pd.DataFrame, *, outlets: Mapping[str, str] | None = None, width: str = "single") -> Figure:
    """Which entities are named in the same sentences: names in a row, joined by arcs.

    Draws `measures.entities.co_occurrence`; `outlets` is not used, as pairs are counted over all reports.

    Notes
    -----
    The 18 names with most shared sentences are drawn. Each name stands below the one it shares most sentences with among
    those already placed, so arcs stay short; the order says nothing else.
    """
    links, n_names = _strongest(frame)
    order = _by_closeness(links)
    sizes = dict(zip(links["entity_a"], links["n_sentences_a"], strict=True))
    sizes |= dict(zip(links["entity_b"], links["n_sentences_b"], strict=True))
    key = [(swatch(color), words) for (color, _), words in zip(
        LINK_COLORS, ("npmi < 0.3", "0.3 to 0.5", "≥ 0.5 (seldom apart)"), strict=True)]
    notes = [f"A wider arc joins names with more sentences in common (most: {links['n_together'].max()}).",
             "n: sentences that hold the name."]
    if len(order) < n_names or len(links) < len(frame):
        notes.append(f"{len(order)} of {n_names} names and {len(links)} of {len(frame)} pairs are drawn.")
    grid = Grid(order, width=width, pitch=4.2, label_most=44, key=key, notes=notes, head=3.6)
    grid.page.text(grid.left + 3.2, grid.top - 1.2, "n", size=SMALL, color=GREY, ha="center")
    x = grid.left + 8.0
    for place, name in enumerate(order):
        grid.page.text(grid.left + 3.2, grid.y(place), f"{sizes[name]}", size=SMALL, color=GREY, ha="center")
        grid.page.disc(x, grid.y(place), 0.8, NAVY, gid="node")
    _draw_arcs(grid, links, order, x)
    return grid.page.figure


def _strongest(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The links among the names with most shared sentences, and how many names there are in all."""
    ends = pd.concat([frame.rename(columns={side: "name"})[["name", "n_together"]] for side in ("entity_a", "entity_b")])
    totals = ends.groupby("name")["n_together"].sum()
    kept = largest_first(totals)[:MOST_NODES]
    links = frame[frame["entity_a"].isin(kept) & frame["entity_b"].isin(kept)]
    links = links.sort_values(["n_together", "entity_a", "entity_b"], ascending=[False, True, True])
    return links.head(MOST_LINKS), len(totals)


def _by_closeness(links: pd.DataFrame) -> list[str]:
    """Names in a row: the best linked first, then always the one with most links to the names placed last."""
    weight: dict[str, dict[str, int]] = {}
    for row in links.itertuples():
        weight.setdefault(row.entity_a, {})[row.entity_b] = row.n_together
        weight.setdefault(row.entity_b, {})[row.entity_a] = row.n_together
    left = sorted(weight, key=lambda name: (-sum(weight[name].values()), name))
    order = [left.pop(0)]
    while left:
        # A link counts more the nearer its other end was placed, halved every three places.
        def pull(name: str) -> float:
            return sum(weight[name].get(other, 0) * 2.0 ** (-back / 3) for back, other in enumerate(reversed(order)))
        best = min(left, key=lambda name: (-pull(name), -sum(weight[name].values()), name))
        order.append(best)
        left.remove(best)
    return order


def _draw_arcs(grid: Grid, links: pd.DataFrame, order: list[str], x: float) -> None:
    """One arc a link, strong associations on top."""
    place = {name: number for number, name in enumerate(order)}
    most, room = links["n_together"].max(), grid.right - x - 1.0
    spread = max(abs(place[row.entity_a] - place[row.entity_b]) for row in links.itertuples())
    for row in links.sort_values(["npmi", "entity_a", "entity_b"]).itertuples():
        top, bottom = sorted((grid.y(place[row.entity_a]), grid.y(place[row.entity_b])))
        reach = room * (abs(place[row.entity_a] - place[row.entity_b]) / spread) ** 0.75
        color = [color for color, least in LINK_COLORS if row.npmi >= least or least == 0][-1]
        middle, half, start = (top + bottom) / 2, (bottom - top) / 2, x + 0.9
        points = [(start, top), (start + ARC * reach, top), (start + reach, middle - ARC * half), (start + reach, middle),
                  (start + reach, middle + ARC * half), (start + ARC * reach, bottom), (start, bottom)]
        width, codes = 0.4 + 2.6 * row.n_together / most, [Outline.MOVETO, *[Outline.CURVE4] * 6]
        grid.page.curve(points, codes, color=color, width=width, gid="arc", zorder=2 + row.npmi)


@draws("entity report position", empty="No entity is named.")
def draw_positions(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Where in the reports the most mentioned entities stand: one stroke a mention, from first word to last.

    Draws `measures.entities.entity_positions`, the 15 entities with most rows. On double width up to 7 reports have columns of
    their own.
    """
    totals = frame["entity"].value_counts()
    entities = largest_first(totals)[:MOST_ENTITIES]
    reports = in_order(frame["report"], outlets)
    apart = width == "double" and len(reports) <= MOST_COLUMNS
    columns = names_of(reports, outlets) if apart else []
    notes = [] if len(entities) == len(totals) else [f"The {len(entities)} most mentioned of {len(totals)} entities are drawn."]
    grid = Grid(
        entities, columns, width=width, label_most=40, gap=3.0 if apart else 0.0, left_headers=True, foot=3.6, notes=notes,
        key=[(tick(BLUE, width=0.9), "one mention")], tail=[f"{totals[name]}" for name in entities], tail_title="n")
    grid.rules()
    for column in range(grid.n_columns):
        grid.axis([0.0, 1.0], labels=["start", "end"], column=column)
    for row in frame[frame["entity"].isin(entities)].itertuples():
        x = grid.place(row.position, 0, 1, column=reports.index(row.report) if apart else 0)
        y = grid.y(entities.index(row.entity))
        grid.page.line(x, y - 1.35, x, y + 1.35, color=BLUE, width=0.9 if apart else 0.6, gid="mention", zorder=3)
    return grid.page.figure


@draws("entity report n_agent n_patient share ci_low ci_high rank", empty="No entity acts or is acted on.")
def draw_roles(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Who acts and who is acted on: the share of active roles of each entity, for all reports together and each report.

    Draws `measures.entities.role_shares`. On double width up to 7 reports have columns of their own; else they are rings.
    """
    entities = list(frame.sort_values(["rank", "entity"])["entity"].unique())
    reports = in_order(frame.loc[frame["report"] != POOLED, "report"], outlets)
    apart = width == "double" and len(reports) <= MOST_COLUMNS
    columns = [POOLED, *reports] if apart else [POOLED]
    rows = frame.set_index(["entity", "report"])
    pooled = [rows.loc[(entity, POOLED)] for entity in entities]
    key = [(dot(NAVY, interval=True), f"share of roles in which it acts, 95 % interval ({FEW_ROLES} roles or more)"),
           (dot(PAPER, edge=NAVY), "fewer roles")]
    key += [] if apart else [(dot(PALE_BLUE, edge=BLUE, radius=0.6), "one report")]
    grid = Grid(
        entities, [plain(POOLED), *names_of(reports, outlets)] if apart else [], width=width, key=key,
        label_most=40 if apart else 28, gap=3.4 if apart else 0.0, left_headers=apart, cell_least=9.0, foot=3.6,
        head=0.0 if apart else 3.8, tail=[f"{row.n_agent:.0f} / {row.n_patient:.0f}" for row in pooled], tail_title="acts / acted on")
    grid.rules()
    for column in range(grid.n_columns):
        grid.axis([0.0, 0.5, 1.0], labels=["0", "", "100 %"] if apart else ["acted on", "", "acts"], column=column)
    for row, entity in enumerate(entities):
        for column, report in enumerate(columns):
            if not apart:
                for other in reports:
                    _draw_share(grid, rows, (entity, other), row, column, small=True)
            _draw_share(grid, rows, (entity, report), row, column)
    return grid.page.figure


def _draw_share(grid: Grid, rows: pd.DataFrame, key: tuple[str, str], row: int, column: int, *, small: bool = False) -> None:
    """One entity's share in one report, its interval behind it; a dash where it has no role."""
    y = grid.y(row)
    if key not in rows.index or math.isnan(rows.loc[key, "share"]):
        if not small:
            grid.page.text(grid.x(column) + 0.5, y, "–", color=GREY, size=SMALL)
        return
    cell = rows.loc[key]
    share, low, high = (grid.place(cell[name], 0, 1, column=column) for name in ("share", "ci_low", "ci_high"))
    if small:
        grid.page.disc(share, y, 0.6, PALE_BLUE, edge=BLUE, gid="report")
        return
    # Places of NaN are NaN, which is above nothing.
    if high > low:
        grid.page.interval(low, high, y)
    few = cell["n_agent"] + cell["n_patient"] < FEW_ROLES
    grid.page.disc(share, y, 0.85, PAPER if few else NAVY, edge=NAVY, gid="share", zorder=6)


@draws("entity label report n n_mentions per_100", empty="No name has a label.")
def draw_labels(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Which words each report puts to the same actors.

    Draws `measures.entities.label_rates`; always double where columns would be too narrow.
    """
    reports = in_order(frame.loc[frame["report"] != POOLED, "report"], outlets)
    rows = frame.set_index(["entity", "label", "report"])
    lines = [(entity, label) for entity, own in frame.groupby("entity", sort=False)
             for label in ("", *dict.fromkeys(own["label"]))]
    heads = [place for place, (_, label) in enumerate(lines) if not label]
    named = frame.drop_duplicates(["entity", "report"]).set_index(["entity", "report"])["n_mentions"]
    grid = Grid(
        [label or entity for entity, label in lines], names_of(reports, outlets), width=width, label_most=44,
        cell_most=22, cell_least=4.0, bold=heads, breaks=heads[1:], pitch=4.2, alike=True,
        tail=[f"{rows.loc[(entity, label, POOLED), 'per_100']:.0f}" if label else "" for entity, label in lines],
        tail_title="per 100 mentions",
        notes=["Grey: how often the report names the actor. In a box: how often with the label; darker = in more of the mentions."])
    for row, (entity, label) in enumerate(lines):
        for column, report in enumerate(reports):
            if (entity, report) not in named.index:
                continue
            if not label:
                words = f"{named[entity, report]}"
                grid.page.text(grid.middle(column), grid.y(row), words, size=SMALL, color=GREY, ha="center")
                continue
            n, per_100 = rows.loc[(entity, label, report), ["n", "per_100"]]
            grid.cell(row, column, style.shade(0.12 + 0.88 * min(per_100 / 100, 1)) if n else "", f"{n:.0f}")
    return grid.page.figure
