"""Whom reports let speak, as pictures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from analysis.figures import style
from analysis.figures.grid import Grid, Mark, bar, bar_grid, dot, in_order, name_of, swatch, tick
from analysis.figures.style import (
    BLUE, BODY, GREY, INK, MARGIN, NAVY, ORANGE, PALE_BLUE, PAPER, RULE, SMALL, WIDTHS, Page, check_columns, message_page,
    percent, plain, styled,
)

POOLED = "all"
OWN_VOICE = "own_voice"
PANELS = ("hill", "rarefied")
MOST_VALUES = {"single": 4, "double": 6}
MOST_SPEAKERS, MOST_CARRIERS = 18, 12
RIBBON = "#a9c3d9"
NODE_LEAST, NODE_GAP = 3.6, 1.2
# Types of source by the words they get: lightness falls far apart where types are large, a hatch parts the rest.
TYPE_LOOKS = ((NAVY, ""), (BLUE, ""), ("#e9a15b", ""), ("#9b2226", "/"), (PALE_BLUE, ""))
OTHER_LOOK, NO_SOURCE_LOOK = ("#9b9b9b", "\\"), (PAPER, "")
MODE_HEIGHTS = {"direct": 4.6, "mixed": 3.1, "indirect": 1.6}
STRIP, STRIP_PITCH, PLAIN_PITCH, MOST_LABELLED = 4.6, 9.6, 6.6, 12


@styled
def draw_source_mix(frame: pd.DataFrame, *, by: str, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Shares of each report's attributions by one property of the source, with intervals and the share of words beside.

    Parameters
    ----------
    frame
        report, <by>, n_attributions, share, share_words, ci_low, ci_high; as from `measures.sourcing.source_mix`.
    by
        The column drawn: source_type, source_country, naming, mode or stance.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm; the 4 most frequent values) or `double` (178 mm; 6).
    """
    check_columns(frame, "report", by, "n_attributions", "share", "share_words", "ci_low", "ci_high")
    total = frame[frame["report"] == POOLED].set_index(by)["n_attributions"]
    values = [value for value in total.index if total[value] > 0]
    if not values:
        return message_page("No attribution was found.", width=width)
    shown, rest = values[:MOST_VALUES[width]], values[MOST_VALUES[width]:]
    reports = [*in_order(frame.loc[frame["report"] != POOLED, "report"], outlets), POOLED]
    rows = frame.set_index(["report", by])
    cells = {(row, column): tuple(rows.loc[(report, value), ["share", "ci_low", "ci_high", "share_words"]])
             for row, report in enumerate(reports) for column, value in enumerate(shown)}
    counts = frame.groupby("report")["n_attributions"].sum()
    high = _top([number for cell in cells.values() for number in cell[:4]], most=1.0)
    key = [(bar(BLUE), "share of attributions, 95 % interval"),
           (dot(PAPER, edge=INK, radius=0.75), "share of attributed words"),
           (tick(GREY, width=0.5, dashes=(2, 2)), "all reports together")]
    left_out = [f"Not drawn: {', '.join(f'{plain(value)} ({total[value]})' for value in rest)}."] if rest else []
    return bar_grid(
        cells, [_all_or(report, outlets) for report in reports], [plain(value) for value in shown], width=width, high=high,
        ticks=["0", f"{100 * high:.0f} %"], pooled=len(reports) - 1, key=key, notes=left_out,
        tail=[f"{counts[report]:,}" for report in reports], tail_title="n", breaks=[len(reports) - 1], bold=[len(reports) - 1])


@styled
def draw_source_matrix(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """How often each report attributes something to each of the most used sources.

    Parameters
    ----------
    frame
        source, report, n_attributions; as from `measures.sourcing.source_matrix`.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm) or `double` (178 mm).
    """
    check_columns(frame, "source", "report", "n_attributions")
    sources, reports = list(dict.fromkeys(frame["source"])), in_order(frame["report"], outlets)
    if not sources:
        return message_page("No attribution names a source.", width=width)
    counts = frame.groupby(["source", "report"])["n_attributions"].sum()
    totals = [int(counts[source].sum()) for source in sources]
    grid = Grid(
        sources, [name_of(report, outlets) for report in reports], width=width, label_most=46, cell_most=22, cell_least=4.0,
        tail=[f"{total:,}" for total in totals], tail_title="sum", notes=["Number of attributions; a darker cell has more."])
    most = max(max(counts), 1)
    for row, source in enumerate(sources):
        for column, report in enumerate(reports):
            draw_count(grid, row, column, int(counts.get((source, report), 0)), most)
    return grid.page.figure


def draw_count(grid: Grid, row: int, column: int, n: int, most: int) -> None:
    """A cell with a number, darker for more; a small dot for none."""
    x, y = grid.x(column), grid.y(row)
    if not n:
        grid.page.disc(grid.middle(column), y, 0.25, RULE)
        return
    color = style.shade(0.12 + 0.88 * n / most)
    grid.page.box(x + 0.15, y - grid.pitch / 2 + 0.15, grid.width - 0.3, grid.pitch - 0.3, color, gid="cell")
    grid.page.text(grid.middle(column), y, f"{n}", size=SMALL, color=style.on_color(color), ha="center")


@styled
def draw_diversity(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "single") -> Figure:
    """How many sources each report has, counted in three ways: as it is, and in equally many attributions.

    Parameters
    ----------
    frame
        report, n_attributions, n_without_source, rarefied_to, and hill_0 to rarefied_2 with their _low and _high; as from
        `measures.sourcing.source_diversity`. n is attributions with a source.
    outlets
        Report id to label; reports are drawn from most to least diverse in equally many attributions.
    width
        `single` (85 mm; double where labels leave too little room) or `double` (178 mm).
    """
    numbers = [f"{name}_{order}{end}" for name in PANELS for order in ORDER_LOOKS for end in ("", "_low", "_high")]
    check_columns(frame, "report", "n_attributions", "n_without_source", "rarefied_to", *numbers)
    rows = frame.assign(order=-frame["rarefied_1"]).sort_values(["order", "report"], na_position="last", ignore_index=True)
    if not (rows["hill_0"] > 0).any():
        return message_page("No attribution names a source.", width=width)
    key = [*((mark, words) for _, mark, words in ORDER_LOOKS.values()), (_interval_mark, "95 % interval")]
    n = dict(zip(frame["report"], frame["n_attributions"] - frame["n_without_source"], strict=True))
    grid = Grid(
        [name_of(report, outlets) for report in rows["report"]],
        ["in all its attributions", f"in {rows['rarefied_to'].max():,} attributions"], width=width, key=key, pitch=6.4,
        gap=5.0, cell_most=70.0, cell_least=18.0, left_headers=True, foot=7.0,
        tail=[f"{n[report]:,}" for report in rows["report"]], tail_title="n")
    grid.rules()
    for column, name in enumerate(PANELS):
        most = rows[[f"{name}_{order}{end}" for order in ORDER_LOOKS for end in ("", "_high")]].max().max()
        step = next(size for size in _whole_steps() if most <= 4 * size)
        ticks = [step * place for place in range(math.ceil(most / step) + 1)]
        grid.axis(ticks, words="effective sources", column=column)
        for row, values in enumerate(rows.to_dict("records")):
            _draw_hill(grid, row, column, name, values, ticks[-1])
    return grid.page.figure


def _whole_steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, ..."""
    return (digit * 10 ** power for power in itertools.count() for digit in (1, 2, 5))


def _interval_mark(page: Page, x: float, y: float) -> None:
    """A key's interval."""
    page.interval(x - 1.7, x + 1.7, y)


def _diamond_mark(page: Page, x: float, y: float) -> None:
    """A small upright square on its corner."""
    page.shape([(x, y - 0.95), (x + 0.95, y), (x, y + 0.95), (x - 0.95, y)], ORANGE, edge=PAPER, line=0.4, zorder=6)


# Order of diversity to height in the row, mark, words.
ORDER_LOOKS: dict[int, tuple[float, Mark, str]] = {
    0: (-1.8, dot(PAPER, edge=INK), "all sources count alike (q = 0)"), 1: (0.0, dot(BLUE), "by their share (q = 1)"),
    2: (1.8, _diamond_mark, "mainly the frequent (q = 2)"),
}


def _draw_hill(grid: Grid, row: int, column: int, name: str, values: Mapping[str, float], high: float) -> None:
    """One report's numbers of sources in one panel, one below the other."""
    if math.isnan(values[f"{name}_0"]):
        grid.page.text(grid.x(column) + 0.8, grid.y(row), "no source", size=SMALL, color=GREY)
        return

    def at(value: float) -> float:
        return grid.place(value, 0, high, column=column)

    for order, (down, mark, _) in ORDER_LOOKS.items():
        y, number = grid.y(row) + down, f"{name}_{order}"
        if not math.isnan(values[f"{number}_low"]):
            grid.page.interval(at(values[f"{number}_low"]), at(values[f"{number}_high"]), y)
        mark(grid.page, at(values[number]), y)


@styled
def draw_voices(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Who speaks when: a strip for each report from its first word to its last, a block for each source's words.

    Parameters
    ----------
    frame
        report, start, end, n_words, mode, source, source_type, first; as from `measures.sourcing.voices`. The own voice is left
        blank; a block is the higher, the more of it is quoted.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm) or `double` (178 mm). Sources are named where they first speak, the longest first, as far as names
        fit; with more than 12 reports only ticks are drawn.
    """
    check_columns(frame, "report", "start", "end", "n_words", "mode", "source", "source_type", "first")
    reports = in_order(frame["report"], outlets)
    if not reports:
        return message_page("No report has words to measure.", width=width)
    said = frame[frame["mode"] != OWN_VOICE]
    looks = _type_looks(said)
    kinds = dict.fromkeys((_type_words(kind, looks), looks.get(kind, OTHER_LOOK)) for kind in [*looks, *said["source_type"]])
    key = [*((swatch(color, hatch=hatch, edge=GREY if color == PAPER else "none"), words) for words, (color, hatch) in kinds),
           *((_height_mark(mode), mode) for mode in MODE_HEIGHTS), (tick(width=0.8), "a source's first words")]
    named = len(reports) <= MOST_LABELLED
    own = frame[frame["mode"] == OWN_VOICE].assign(share=lambda rows: rows["end"] - rows["start"])
    shares = own.groupby("report")["share"].sum().reindex(reports, fill_value=0.0)
    grid = Grid([name_of(report, outlets) for report in reports], width=width, key=key, foot=7.0, tail_title="own voice",
                pitch=STRIP_PITCH if named else PLAIN_PITCH, tail=[f"{percent(share)} %" for share in shares])
    grid.axis([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100 %"],
              words="words of the report, from the first to the last")
    for row, report in enumerate(reports):
        _draw_strip(grid, row, said[said["report"] == report], looks, named=named)
    return grid.page.figure


def _type_looks(said: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """A colour and hatch for the types of source that get most words, and for none."""
    words = said.groupby("source_type")["n_words"].sum()
    kinds = sorted((kind for kind in words.index if kind not in ("", "other")), key=lambda kind: (-words[kind], kind))
    looks = dict(zip(kinds, TYPE_LOOKS, strict=False))
    return {**looks, "": NO_SOURCE_LOOK} if "" in words.index else looks


def _type_words(kind: str, looks: Mapping[str, tuple[str, str]]) -> str:
    """What the key says for a type."""
    return plain(kind) if kind and kind in looks else "other sources" if kind else "source not given"


def _height_mark(mode: str) -> Mark:
    """A key's block as high as those of a mode."""
    def mark(page: Page, x: float, y: float) -> None:
        page.line(x - 1.7, y + 1.5, x + 1.7, y + 1.5, color=GREY, width=0.4)
        height = MODE_HEIGHTS[mode] * 3.0 / STRIP
        page.box(x - 1.1, y + 1.5 - height, 2.2, height, RULE, edge=GREY, line=0.4)
    return mark


def _draw_strip(
    grid: Grid, row: int, rows: pd.DataFrame, looks: Mapping[str, tuple[str, str]], *, named: bool,
) -> None:
    """One report's blocks on a base line, and ticks where sources speak first."""
    page, base = grid.page, grid.y(row) + STRIP / 2
    page.line(grid.left, base, grid.right, base, color=GREY, width=0.5, zorder=3)
    for block in rows.itertuples():
        x0, x1, height = grid.place(block.start, 0, 1), grid.place(block.end, 0, 1), MODE_HEIGHTS[block.mode]
        color, hatch = looks.get(block.source_type, OTHER_LOOK)
        edge = GREY if color == PAPER else PAPER
        page.box(x0, base - height, max(x1 - x0, 0.3), height, color, hatch=hatch, edge=edge, line=0.3, gid=block.mode)
    firsts = rows[rows["first"]].set_index("source")["start"]
    words = rows.groupby("source")["n_words"].sum()
    labels = _place_labels(
        [(source, grid.place(firsts[source], 0, 1)) for source in sorted(firsts.index, key=lambda name: (-words[name], name))],
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


@styled
def draw_relay(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Who carried whose words to which report: speaker, carriers, report from left to right.

    Parameters
    ----------
    frame
        report, source, carrier, position (1 = nearest the article), n; as from `measures.sourcing.relay_chains`.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm; double where carriers' names are too long for it) or `double` (178 mm).
    """
    check_columns(frame, "report", "source", "carrier", "position", "n")
    if frame.empty:
        return message_page("No attribution names a carrier.", width=width)
    hops, notes = _limit_names(frame)
    layers = int(hops["position"].max())
    links = _links(hops, layers)
    order = _layer_order(links, layers, in_order(hops["report"], outlets))
    names = [[name_of(node, outlets) if layer == layers + 1 else node for node in nodes] for layer, nodes in enumerate(order)]
    flow = _Flow(order, names, links, width=width, notes=notes)
    return (flow if flow.fits else _Flow(order, names, links, width="double", notes=notes)).draw()


Link = tuple[int, str, str]


def _limit_names(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The hops with all but the most frequent speakers and carriers put together, and a note that says so."""
    hops, notes = frame.copy(), []
    for column, most, what in (("source", MOST_SPEAKERS, "speakers"), ("carrier", MOST_CARRIERS, "carriers")):
        totals = hops.groupby(column)["n"].sum()
        kept = sorted(totals.index, key=lambda name: (-totals[name], name))[:most]
        kept = kept if len(totals) > most + 1 else list(totals.index)
        others = len(totals) - len(kept)
        if others > 1:
            hops[column] = hops[column].where(hops[column].isin(kept), f"{others} other {what}")
            notes.append(f"The {most} most frequent {what} of {len(totals)} are named.")
    return hops.groupby(["report", "source", "carrier", "position"], as_index=False)["n"].sum(), notes


def _links(hops: pd.DataFrame, layers: int) -> dict[Link, int]:
    """(layer, from, to) to attributions; layer 0 is the speakers, the last the carriers nearest the article."""
    links: dict[Link, int] = {}

    def add(layer: int, start: str, end: str, n: int) -> None:
        links[layer, start, end] = links.get((layer, start, end), 0) + n

    for (report, source), rows in hops.groupby(["report", "source"]):
        near = {row.carrier: row.n for row in rows.itertuples() if row.position == 1}
        for carrier, n in near.items():
            add(layers, carrier, report, n)
        for position in range(1, layers + 1):
            far = {row.carrier: row.n for row in rows.itertuples() if row.position == position + 1}
            room = dict(near)
            for carrier, n in far.items():
                for other in room:
                    carried = min(n, room[other])
                    if carried:
                        add(layers - position, carrier, other, carried)
                        n, room[other] = n - carried, room[other] - carried
            for other, n in room.items():
                if n:
                    _add_direct(links, add, source, other, layers - position, n)
            near = far
    return links


def _add_direct(links: dict[Link, int], add: object, source: str, carrier: str, layer: int, n: int) -> None:
    """A speaker's link to a carrier, passing farther carriers' layers without a stop."""
    passing = [f"\N{ZERO WIDTH SPACE}{source}"] * layer
    stops = [source, *passing, carrier]
    for step, (start, end) in enumerate(zip(stops, stops[1:], strict=False)):
        add(step, start, end, n)


def _layer_order(links: Mapping[Link, int], layers: int, reports: Sequence[str]) -> list[list[str]]:
    """The nodes of every layer from top to bottom: reports as given, the others by where their links lead."""
    order = [list(reports)]
    for layer in range(layers, -1, -1):
        place = {node: number for number, node in enumerate(order[0])}
        weights: dict[str, list[tuple[int, int]]] = {}
        for (own, start, end), n in sorted(links.items()):
            if own == layer:
                weights.setdefault(start, []).append((place[end], n))
        mean = {node: sum(at * n for at, n in ends) / sum(n for _, n in ends) for node, ends in weights.items()}
        order.insert(0, sorted(mean, key=lambda node: (mean[node], node)))
    return order


class _Flow:
    """A flow of attributions through layers of nodes, laid out and drawn."""

    def __init__(
        self, order: list[list[str]], names: list[list[str]], links: Mapping[Link, int], *, width: str, notes: list[str],
    ) -> None:
        self.order, self.names, self.links, self.notes = order, names, links, notes
        self.full, last = WIDTHS[width], len(order) - 1
        self.flow = [{node: max(self._through(layer, node)) for node in nodes} for layer, nodes in enumerate(order)]
        busiest = max(sum(nodes.values()) for nodes in self.flow)
        self.unit = min(3.0, max(0.5, 90.0 / busiest))
        self.height = max(self._tall(layer) for layer in range(last + 1))
        share = {2: 0.29, 3: 0.23}.get(last, 0.17)
        widest = [max(style.text_width(name, SMALL if 0 < layer < last else BODY) for name in layer_names)
                  for layer, layer_names in enumerate(names)]
        self.sides = [min(widest[layer] + 1.0, share * self.full) + 1.0 for layer in (0, last)]
        between = (self.full - 2 * MARGIN - sum(self.sides)) / last
        wanted = min(max(widest[1:last]) + 3.0, 40.0)
        self.box = min(wanted, (0.62 if last == 2 else 0.66) * between)
        self.fits = self.box == wanted

    def _through(self, layer: int, node: str) -> tuple[int, int]:
        """Attributions into and out of a node."""
        return (sum(n for (own, _, end), n in self.links.items() if own == layer - 1 and end == node),
                sum(n for (own, start, _), n in self.links.items() if own == layer and start == node))

    def _size(self, layer: int, node: str) -> float:
        """Height of a node's place."""
        return max(NODE_LEAST, self.flow[layer][node] * self.unit)

    def _tall(self, layer: int) -> float:
        """Height of a layer."""
        return sum(self._size(layer, node) for node in self.order[layer]) + NODE_GAP * (len(self.order[layer]) - 1)

    def draw(self) -> Figure:
        """The figure."""
        lines = [line for note in self.notes for line in style.wrap(note, self.full - 2 * MARGIN)]
        top = MARGIN + 5.0
        page = Page(self.full, top + self.height + MARGIN + (1.0 + 3.1 * len(lines) if lines else 0.0))
        last = len(self.order) - 1
        left, right = MARGIN + self.sides[0], self.full - MARGIN - self.sides[1]
        step = (right - left - 1.6) / last
        middles = [left + 0.8 + layer * step for layer in range(last + 1)]
        half = [0.8, *[self.box / 2] * (last - 1), 0.8]
        spots = [self._spots(layer, top) for layer in range(last + 1)]
        self._draw_links(page, spots, middles, half)
        self._draw_nodes(page, spots, middles, half)
        heads = ["speaker", *(["carrier"] if last == 2 else ["earlier carrier"] * (last - 2) + ["carrier"]), "report"]
        for layer, (head, x) in enumerate(zip(heads, middles, strict=True)):
            at, ha = {0: (left + 1.6, "right"), last: (right - 1.6, "left")}.get(layer, (x, "center"))
            page.text(at, MARGIN + 1.6, head, size=SMALL, color=GREY, ha=ha)
        for place, line in enumerate(lines):
            page.text(MARGIN, top + self.height + 1.0 + (place + 0.5) * 3.1, line, size=SMALL, color=GREY)
        return page.figure

    def _spots(self, layer: int, top: float) -> dict[str, float]:
        """The top of each node, the layer's nodes spread over the height."""
        nodes = self.order[layer]
        spare = self.height - self._tall(layer)
        gap = min(spare / max(len(nodes), 1), 6.0)
        y, spots = top + (spare - gap * (len(nodes) - 1)) / 2, {}
        for node in nodes:
            spots[node] = y
            y += self._size(layer, node) + NODE_GAP + gap
        return spots

    def _draw_links(self, page: Page, spots: list[dict[str, float]], middles: list[float], half: list[float]) -> None:
        """Ribbons, as wide as attributions are many."""
        used: dict[tuple[int, str, str], float] = {}
        place = [{node: number for number, node in enumerate(nodes)} for nodes in self.order]
        down = sorted(self.links, key=lambda link: (link[0], place[link[0]][link[1]], place[link[0] + 1][link[2]]))
        for layer, start, end in down:
            thick, ends = self.links[layer, start, end] * self.unit, []
            for side, own, node in (("out", layer, start), ("in", layer + 1, end)):
                inset = (self._size(own, node) - self.flow[own][node] * self.unit) / 2
                ends.append(spots[own][node] + inset + used.get((own, side, node), 0.0))
                used[own, side, node] = used.get((own, side, node), 0.0) + thick
            self._ribbon(page, middles[layer] + half[layer], ends[0], middles[layer + 1] - half[layer + 1], ends[1], thick)

    @staticmethod
    def _ribbon(page: Page, x0: float, y0: float, x1: float, y1: float, thick: float) -> None:
        """One ribbon between two heights."""
        bend = (x0 + x1) / 2
        points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + thick), (bend, y1 + thick), (bend, y0 + thick),
                  (x0, y0 + thick), (x0, y0)]
        curve = Outline.CURVE4
        codes = [Outline.MOVETO, curve, curve, curve, Outline.LINETO, curve, curve, curve, Outline.CLOSEPOLY]
        page.curve(points, codes, color=RIBBON, fill=True, gid="ribbon")
        for edge in (points[:4], points[4:8]):
            page.curve(edge, codes[:4], color=PAPER, width=0.35)

    def _draw_nodes(self, page: Page, spots: list[dict[str, float]], middles: list[float], half: list[float]) -> None:
        """Bars for speakers and reports with labels beside them, boxes with labels for carriers."""
        last = len(self.order) - 1
        for layer, nodes in enumerate(self.order):
            outer = layer in (0, last)
            room = self.sides[0 if layer == 0 else 1] - 1.5 if outer else self.box - 2.0
            labels = style.short_labels(self.names[layer], room, size=BODY if outer else SMALL)
            for node, label in zip(nodes, labels, strict=True):
                size, x, y = self._size(layer, node), middles[layer], spots[layer][node]
                if node.startswith("\N{ZERO WIDTH SPACE}"):
                    thick = self.flow[layer][node] * self.unit
                    upper = y + (size - thick) / 2
                    self._ribbon(page, x - half[layer], upper, x + half[layer], upper, thick)
                elif outer:
                    thick = max(self.flow[layer][node] * self.unit, 0.8)
                    page.box(x - 0.8, y + (size - thick) / 2, 1.6, thick, NAVY, gid="node")
                    at, ha = (x - 1.8, "right") if layer == 0 else (x + 1.8, "left")
                    page.text(at, y + size / 2, label, ha=ha)
                else:
                    page.box(x - half[layer], y, self.box, size, PALE_BLUE, edge=NAVY, line=0.5, gid="node")
                    page.text(x, y + size / 2, label, size=SMALL, ha="center")


def _all_or(report: str, outlets: Mapping[str, str]) -> str:
    """A report's label, or what pooled rows are called."""
    return plain(POOLED) if report == POOLED else name_of(report, outlets)


def _top(numbers: Sequence[float], *, most: float = math.inf) -> float:
    """A round end of a scale for these numbers."""
    return min(style.nice_ticks(0, max(number for number in numbers if not math.isnan(number)), most=4)[-1], most)
