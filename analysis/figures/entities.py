"""Whom reports name, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import Grid, bar, bar_grid, dot, in_order, names_of, swatch, tick
from analysis.figures.style import BLUE, GREY, NAVY, PALE_BLUE, PAPER, RULE, SMALL, draws, message_page, plain
from analysis.measures.selection import most_linked
from analysis.measures.units import largest_first
from analysis.schema import POOLED

# Up to here every report gets a column of its own; beyond, reports are rings in one column.
MOST_COLUMNS = 7
# Below this many roles a share is drawn hollow.
FEW_ROLES = 5
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
    """In how many sentences names stand together: a cell a pair, coloured by how much more often than by chance.

    Draws `measures.entities.co_occurrence`; `outlets` is not used, as pairs are counted over all reports. The `most` names with most
    shared sentences are drawn, in that order; the diagonal has the sentences of each name.
    """
    ends = pd.concat([frame[[f"entity_{side}", "n_together", f"n_sentences_{side}"]].set_axis(["name", "n_together", "n"], axis=1)
                      for side in "ab"]).groupby("name").agg({"n_together": "sum", "n": "first"})
    names = largest_first(ends["n_together"])[:most]
    pairs = most_linked(frame, most=most)
    if pairs.empty:
        return message_page("Too few names are drawn to link any two of them.")
    notes = ["Number: sentences that hold both names; on the diagonal, sentences that hold the name."]
    if len(names) < len(ends):
        notes.append(f"The {len(names)} names with most sentences in common are drawn, of {len(ends)}.")
    key = [(swatch(_npmi_color(npmi), edge="none" if npmi else RULE), words)
           for npmi, words in ((0.0, "as by chance or less (npmi ≤ 0)"), (0.3, "more (0.3)"), (0.6, "0.6"), (1.0, "never apart (1)"))]
    key.append((dot(RULE, radius=0.3), "in too few sentences"))
    grid = Grid(names, names, pitch=4.2, label_most=44, cell_most=9, notes=notes, key=key)
    together = {frozenset((row.entity_a, row.entity_b)): row for row in pairs.itertuples()}
    for row, name in enumerate(names):
        for column, other in enumerate(names[:row]):
            pair = together.get(frozenset((name, other)))
            grid.cell(row, column, _npmi_color(pair.npmi) if pair else "", f"{pair.n_together}" if pair else "", gid="pair")
        grid.page.text(grid.middle(row), grid.y(row), f"{ends['n'][name]}", size=SMALL, color=GREY, ha="center")
    return grid.page.figure


def _npmi_color(npmi: float) -> str:
    """White for pairs that meet no more often than by chance, darker for more."""
    return style.shade(0.12 + 0.88 * npmi) if npmi > 0 else PAPER


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
