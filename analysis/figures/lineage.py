"""Whose words reports reuse, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import schema
from analysis.figures import style
from analysis.figures.grid import Grid, draw_key, end_page, in_order, names_of, panels, swatch
from analysis.figures.style import DOUBLE, FAINT, GREY, INK, KIND_STYLE, MARGIN, NAVY, PAPER, RULE, SMALL, Page, Point, draws
from analysis.measures.selection import most_words_shared
from analysis.measures.units import largest_first

MOST_PAIRS = 10
PANEL, BAR, RIBBON = 20.0, 2.0, 8.5
NODE, GAP = 9.6, 2.0
DERIVED, CREDITED = {"color": NAVY, "width": 1.2}, {"color": GREY, "width": 0.8, "dashes": (2, 2)}


@draws("report_a report_b n_words_shared containment shared_quotation", empty="One report alone shares no words.")
def draw_reuse_matrix(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """The share of each report's words (row) that also stand in each other report (column).

    Draws `measures.lineage.containment`.
    """
    reports = in_order([*frame["report_a"], *frame["report_b"]], outlets)
    names = names_of(reports, outlets)
    top = max(0.1, frame["containment"].max())
    key = [(_corner, "mostly a shared quotation")] if (frame["shared_quotation"] > frame["n_words_shared"] / 2).any() else []
    grid = Grid(names, names, pitch=4.8, cell_most=16, narrow=4.8, key=key,
                notes=["% of the words of the report in the row that also stand in the report in the column."])
    cells = {(row.report_a, row.report_b): row for row in frame.itertuples()}
    wide, tall = grid.width - 0.3, grid.pitch - 0.3
    for row, own in enumerate(reports):
        for column, other in enumerate(reports):
            x, y = grid.x(column) + 0.15, grid.y(row) - grid.pitch / 2 + 0.15
            pair = cells.get((own, other))
            if pair is None:
                grid.page.line(x + 0.4, y + tall - 0.4, x + wide - 0.4, y + 0.4)
                continue
            color = style.shade(0.08 + 0.92 * pair.containment / top) if pair.containment > 0 else ""
            grid.cell(row, column, color, style.percent(pair.containment))
            if pair.shared_quotation > pair.n_words_shared / 2:
                grid.page.shape([(x + wide, y), (x + wide - 1.3, y), (x + wide, y + 1.3)], style.on_color(color), gid="quotation")
    return grid.page.figure


def _corner(page: Page, x: float, y: float) -> None:
    """A key's cell with a marked corner."""
    page.box(x - 1.6, y - 1.4, 3.2, 2.8, style.shade(0.3))
    page.shape([(x + 1.6, y - 1.4), (x + 0.2, y - 1.4), (x + 1.6, y)], INK)


@draws("report_a position_a end_a report_b position_b end_b n_words kind", empty="No two reports share a passage.")
def draw_passages(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Where two reports share passages: both texts as bars from first word to last, a band for each passage.

    Draws `measures.lineage.passage_spans`, the 10 pairs with most shared words.
    """
    n, frame = len(frame.drop_duplicates(["report_a", "report_b"])), most_words_shared(frame, most=MOST_PAIRS)
    pairs = largest_first(frame.groupby(["report_a", "report_b"])["n_words"].sum())
    looks = [KIND_STYLE[kind] for kind in schema.PASSAGE_KINDS if kind in set(frame["kind"])]
    page, column, corners = panels(
        len(pairs), [(swatch(color, hatch=hatch), words) for color, hatch, words in looks], tall=PANEL, gap=6.0,
        per_row=min(len(pairs), 2), top=2.5, foot=2.0,
        note=f"The {len(pairs)} pairs with most shared words are drawn, of {n}." if len(pairs) < n else "")
    reports = in_order([report for pair in pairs for report in pair], outlets)
    names = names_of(reports, outlets)
    room = style.label_room(names, most=0.34 * column)
    short = dict(zip(reports, style.short_labels(names, room), strict=True))
    for (left, top), pair in zip(corners, pairs, strict=True):
        rows = frame[(frame["report_a"] == pair[0]) & (frame["report_b"] == pair[1])]
        _draw_pair(page, (left + room + 2.0, left + column - 6.0), top, rows, [short[report] for report in pair])
    return page.figure


def _draw_pair(page: Page, ends: tuple[float, float], top: float, rows: pd.DataFrame, names: list[str]) -> None:
    """Two bars and the bands between them, the longest passage at the back."""
    start, end = ends
    low = top + BAR + RIBBON
    for y, name in zip((top, low), names, strict=True):
        page.text(start - 2.0, y + BAR / 2, name, ha="right")
        page.box(start, y, end - start, BAR, FAINT, edge=RULE, line=0.4, zorder=1)
    below = low + BAR + 1.9
    page.text(start, below, "start", size=SMALL, color=GREY)
    page.text(end, below, "end", size=SMALL, color=GREY, ha="right")
    page.text((start + end) / 2, below, f"{int(rows['n_words'].sum()):,} words shared", size=SMALL, color=GREY, ha="center")
    at = partial(np.interp, xp=(0, 1), fp=ends)
    for row in rows.sort_values(["n_words", "position_a", "position_b"], ascending=[False, True, True]).itertuples():
        color, hatch, _ = KIND_STYLE[row.kind]
        a0, b0 = at(row.position_a), at(row.position_b)
        a1, b1 = max(at(row.end_a), a0 + 0.5), max(at(row.end_b), b0 + 0.5)
        above = [(a0, top), (a1, top), (a1, top + BAR)]
        beneath = [(b1, low), (b1, low + BAR), (b0, low + BAR), (b0, low)]
        foot = (a0, top + BAR)
        page.shape([*above, *beneath, foot], color, gid=row.kind)
        band = [foot, above[2], beneath[0], beneath[3]]
        for part in ([*above, foot], band, beneath) if hatch else ():
            page.hatch(part, hatch, ground=color)
        if min(a1 - a0, b1 - b0) > 1.5:
            page.shape(band, "none", edge=PAPER, line=0.4, zorder=3.1)
        # A slanted band of a short passage would be thinner than a hair.
        page.line((a0 + a1) / 2, top + BAR, (b0 + b1) / 2, low, color=color, width=1.0, zorder=2.9)


@draws("source target kind containment n_passages", empty="No report credits an agency or derives from another.")
def draw_lineage(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Which report most likely took words from which, and which agencies they credit: origins at the left, with the evidence.

    Draws `measures.lineage.lineage_edges`; reports without an edge are named below.
    """
    derived = frame["kind"] == "derives"
    # An agency may be called as a report is: a node is a name, and whether it is an agency.
    starts = list(zip(frame["source"], ~derived, strict=True))
    reports = in_order([*frame["target"], *frame.loc[derived, "source"]], outlets)
    alone = [outlets[report] for report in outlets if report not in reports]
    nodes = [*sorted({node for node in starts if node[1]}), *((report, False) for report in reports)]
    layer = _layers([*zip(starts, ((target, False) for target in frame["target"]), strict=True)], nodes)
    columns = [[node for node in nodes if layer[node] == depth] for depth in range(max(layer.values()) + 1)]
    page = Page(DOUBLE)
    step = (DOUBLE - 2 * MARGIN + 12.0) / len(columns)
    top = 2.0 + draw_key(page, [(lambda page, x, y: page.line(x - 1.7, y, x + 1.7, y, **DERIVED), "words from"),
                                (lambda page, x, y: page.line(x - 1.7, y, x + 1.7, y, **CREDITED), "credits or is by the agency")])
    end_page(page, [f"Without a link: {', '.join(alone)}."] if alone else [], top + max(map(len, columns)) * NODE)
    places = {node: (depth, row) for depth, own in enumerate(columns) for row, node in enumerate(own)}
    wide = step - 12.0
    edges = [(places[start], places[target, False]) for start, target in zip(starts, frame["target"], strict=True)]
    for start, kind, points in zip(starts, frame["kind"], _ways(edges, [len(own) for own in columns]), strict=True):
        middles = [(MARGIN + depth * step, top + row * NODE + (NODE - GAP) / 2) for depth, row in points]
        # From the right side of the first box along those between to the left side of the last.
        ways = [(x + wide * right, y) for x, y in middles for right in (0, 1)][1:-1]
        page.way(ways, gid=kind, **(CREDITED if start[1] else DERIVED))
    evidence = {(row.target, False): row for row in frame[derived].itertuples()}
    for node, (depth, row) in places.items():
        name, agency = node
        _draw_node(page, (MARGIN + depth * step, top + row * NODE), wide, name if agency else outlets.get(name, name),
                   evidence.get(node), agency=agency)
    return page.figure


def _draw_node(page: Page, corner: Point, wide: float, name: str, origin: object, *, agency: bool) -> None:
    """A report or agency as a box with its name, and below it how much the report has from its origin, where it has one."""
    x, y = corner
    color, edge, gid = (FAINT, RULE, "agency") if agency else (PAPER, NAVY, "report")
    page.box(x, y, wide, NODE - GAP, color, edge=edge, gid=gid, zorder=3)
    middle = y + (NODE - GAP) / 2
    page.text(x + 1.2, middle - (1.5 if origin else 0.0), style.shorten(name, wide - 2.4), bold=agency)
    if origin:
        words = f"{style.percent(origin.containment)} %, {origin.n_passages} passage{'s' if origin.n_passages != 1 else ''}"
        page.text(x + 1.2, middle + 1.7, style.shorten(words, wide - 2.4, size=SMALL), size=SMALL, color=GREY)


def _ways(edges: list[tuple[tuple[int, int], tuple[int, int]]], sizes: list[int]) -> list[list[tuple[int, float]]]:
    """For each edge from one (layer, row) to another the rows at which it passes every layer: between boxes, not behind them.

    `sizes` are the boxes of each layer. Edges of one start share a lane in a gap, those of others lie beside it, as their starts do.
    """
    ways, lanes = [], {}
    for start, end in edges:
        between = [(depth, float(np.interp(depth, (start[0], end[0]), (start[1], end[1])))) for depth in range(start[0] + 1, end[0])]
        gaps = [(depth, math.floor(row) + 0.5 if row < sizes[depth] - 0.5 else row) for depth, row in between]
        ways.append([start, *gaps, end])
        for gap in gaps:
            lanes.setdefault(gap, set()).add(start)
    beside = {}
    for gap, own in lanes.items():
        half, ordered = min(0.035 * (len(own) - 1), 0.07), sorted(own, key=lambda node: node[::-1])
        beside |= {(gap, start): place for start, place in zip(ordered, np.linspace(-half, half, len(own)), strict=True)}
    return [[start, *((depth, row + beside[(depth, row), start]) for depth, row in gaps), end] for start, *gaps, end in ways]


def _layers(edges: list[tuple[tuple, tuple]], nodes: list[tuple]) -> dict[tuple, int]:
    """How many edges lie before each node on the longest way from an origin."""
    layer = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end in edges:
            layer[end] = max(layer[end], min(layer[start] + 1, len(nodes)))
    return layer
