"""Who carried whose words to which report, as a flow."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from analysis.figures import style
from analysis.figures.grid import in_order, names_of
from analysis.figures.style import BODY, GREY, MARGIN, NAVY, PALE_BLUE, PAPER, SMALL, WIDTHS, Page, draws
from analysis.measures.units import largest_first

MOST_SPEAKERS, MOST_CARRIERS = 18, 12
RIBBON = "#a9c3d9"
NODE_LEAST, NODE_GAP, BAR, LINE = 3.6, 1.2, 1.6, 2.8
# Millimetres that the ribbons have at least, over all gaps together.
GAPS_LEAST = {"single": 15.0, "double": 46.0}
# A node that a speaker's words pass without a stop.
PASSING = "\N{ZERO WIDTH SPACE}"


@draws("report source carrier position n", empty="No attribution names a carrier.")
def draw_relay(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Who carried whose words to which report: speaker, carriers, report from left to right.

    Draws `measures.sourcing.relay_chains`; always double where names in two lines are too long for single.
    """
    hops, notes = _limit_names(frame)
    layers = int(hops["position"].max())
    links = _links(hops, layers)
    order = _layer_order(links, layers, in_order(hops["report"], outlets))
    names = [[node for node in nodes if not node.startswith(PASSING)] for nodes in order[:-1]]
    names.append(names_of(order[-1], outlets))
    flow = _Flow(order, names, links, width=width, notes=notes)
    return (flow if flow.fits else _Flow(order, names, links, width="double", notes=notes)).draw()


Link = tuple[int, str, str]


def _limit_names(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The hops with all but the most frequent speakers and carriers put together, and a note that says so."""
    hops, notes = frame.copy(), []
    for column, most, what in (("source", MOST_SPEAKERS, "speakers"), ("carrier", MOST_CARRIERS, "carriers")):
        totals = hops.groupby(column)["n"].sum()
        if len(totals) > most + 1:
            hops[column] = hops[column].where(hops[column].isin(largest_first(totals)[:most]), f"{len(totals) - most} other {what}")
            notes.append(f"The {most} most frequent {what} of {len(totals)} are named.")
    return hops.groupby(["report", "source", "carrier", "position"], as_index=False)["n"].sum(), notes


def _links(hops: pd.DataFrame, layers: int) -> dict[Link, int]:
    """(layer, from, to) to attributions; layer 0 is the speakers, the last the carriers nearest the article."""
    links: Counter[Link] = Counter()
    for (report, source), rows in hops.groupby(["report", "source"]):
        near = {row.carrier: row.n for row in rows.itertuples() if row.position == 1}
        for carrier, n in near.items():
            links[layers, carrier, report] += n
        for position in range(1, layers + 1):
            far = {row.carrier: row.n for row in rows.itertuples() if row.position == position + 1}
            room = dict(near)
            for carrier, n in far.items():
                for other in room:
                    carried = min(n, room[other])
                    if carried:
                        links[layers - position, carrier, other] += carried
                        n, room[other] = n - carried, room[other] - carried
            for other, n in room.items():
                # The speaker's own link passes the layers of farther carriers without a stop.
                stops = [source, *[f"{PASSING}{source}"] * (layers - position), other]
                for step, ends in enumerate(pairwise(stops) if n else ()):
                    links[step, *ends] += n
            near = far
    return links


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
        self.order, self.links, self.notes, self.last = order, links, notes, len(order) - 1
        self.full, self.heads = WIDTHS[width], ["speaker", *["earlier carrier"] * (self.last - 2), "carrier", "report"]
        self.flow = [{node: max(self._through(layer, node)) for node in nodes} for layer, nodes in enumerate(order)]
        self.unit = min(3.0, max(0.5, 90.0 / max(sum(nodes.values()) for nodes in self.flow)))
        rooms, self.fits = self._rooms(names, self.full - 2 * MARGIN - GAPS_LEAST[width])
        self.labels = [self._set(layer, names[layer], room) for layer, room in enumerate(rooms)]
        self.height = max(self._tall(layer) for layer in range(self.last + 1))
        gap = (self.full - 2 * MARGIN - sum(room + self._pad(layer) for layer, room in enumerate(rooms))) / self.last
        self.spans, x = [], MARGIN
        for layer, room in enumerate(rooms):
            wide = room + self._pad(layer)
            self.spans.append({0: (x + wide - BAR, x + wide), self.last: (x, x + BAR)}.get(layer, (x, x + wide)))
            x += wide + gap

    def _through(self, layer: int, node: str) -> tuple[int, int]:
        """Attributions into and out of a node."""
        return (sum(n for (own, _, end), n in self.links.items() if own == layer - 1 and end == node),
                sum(n for (own, start, _), n in self.links.items() if own == layer and start == node))

    def _pad(self, layer: int) -> float:
        """What a layer takes in width beside its labels."""
        return BAR + 1.0 if layer in (0, self.last) else 3.6

    def _type(self, layer: int) -> float:
        """The size of a layer's labels."""
        return BODY if layer in (0, self.last) else SMALL

    def _rooms(self, names: list[list[str]], room: float) -> tuple[list[float], bool]:
        """Room for each layer's labels, between that of two lines and that of one, and whether there is enough for two."""
        room -= sum(map(self._pad, range(len(names))))
        two, one = [], []
        for layer, own in enumerate(names):
            size, least = self._type(layer), style.text_width(self.heads[layer], SMALL) - self._pad(layer)
            two.append(max(least, *(_two_lines(name, size) for name in own)) + 0.2)
            one.append(max(least, *(style.text_width(name, size) for name in own)) + 0.2)
        spare = room - sum(two)
        if spare < 0:
            return [wide * room / sum(two) for wide in two], False
        # Layers that want little more for one line are served first.
        for layer in sorted(range(len(names)), key=lambda layer: (one[layer] - two[layer], layer)):
            more = min(one[layer] - two[layer], spare)
            two[layer], spare = two[layer] + more, spare - more
        return two, True

    def _set(self, layer: int, names: list[str], room: float) -> dict[str, list[str]]:
        """Each node's label in one line or two, shortened as little as that takes."""
        size = self._type(layer)
        for most in (math.inf, 1.8 * room, 1.5 * room, 1.2 * room, room):
            lines = [style.wrap(label, room, size=size) for label in style.short_labels(names, most, size=size)]
            if max(map(len, lines)) <= 2:
                break
        nodes = [node for node in self.order[layer] if not node.startswith(PASSING)]
        return dict(zip(nodes, lines, strict=True))

    def _size(self, layer: int, node: str) -> float:
        """Height of a node's place."""
        n_lines = len(self.labels[layer].get(node, ()))
        return max(NODE_LEAST + LINE * max(n_lines - 1, 0), self.flow[layer][node] * self.unit)

    def _tall(self, layer: int) -> float:
        """Height of a layer."""
        return sum(self._size(layer, node) for node in self.order[layer]) + NODE_GAP * (len(self.order[layer]) - 1)

    def draw(self) -> Figure:
        """The figure."""
        lines = [line for note in self.notes for line in style.wrap(note, self.full - 2 * MARGIN)]
        top = MARGIN + 5.0
        page = Page(self.full, top + self.height + MARGIN + (1.0 + 3.1 * len(lines) if lines else 0.0))
        spots = [self._spots(layer, top) for layer in range(self.last + 1)]
        self._draw_links(page, spots)
        for layer, own in enumerate(spots):
            self._draw_nodes(page, layer, own)
        for layer, (head, (left, right)) in enumerate(zip(self.heads, self.spans, strict=True)):
            at, ha = {0: (right, "right"), self.last: (left, "left")}.get(layer, ((left + right) / 2, "center"))
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

    def _draw_links(self, page: Page, spots: list[dict[str, float]]) -> None:
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
            _draw_ribbon(page, self.spans[layer][1], ends[0], self.spans[layer + 1][0], ends[1], thick)

    def _draw_nodes(self, page: Page, layer: int, spots: Mapping[str, float]) -> None:
        """Bars for speakers and reports with labels beside them, boxes with labels for carriers."""
        left, right = self.spans[layer]
        at, ha = {0: (left - 1.0, "right"), self.last: (right + 1.0, "left")}.get(layer, ((left + right) / 2, "center"))
        for node, y in spots.items():
            size, thick = self._size(layer, node), self.flow[layer][node] * self.unit
            if node.startswith(PASSING):
                # A little longer than the gap, so that no seam shows where it meets its neighbours.
                _draw_ribbon(page, left - 0.1, y + (size - thick) / 2, right + 0.1, y + (size - thick) / 2, thick)
            elif layer in (0, self.last):
                page.box(left, y + (size - max(thick, 0.8)) / 2, BAR, max(thick, 0.8), NAVY, gid="node")
            else:
                page.box(left, y, right - left, size, PALE_BLUE, edge=NAVY, line=0.5, gid="node")
            lines = self.labels[layer].get(node, [])
            for number, line in enumerate(lines):
                page.text(at, y + size / 2 + (number - (len(lines) - 1) / 2) * LINE, line, size=self._type(layer), ha=ha)


def _two_lines(name: str, size: float) -> float:
    """The width of a name in two lines, broken where they are shortest."""
    words = style.printable(name).split(" ")
    return min(max(style.text_width(" ".join(part), size) for part in (words[:place], words[place:]) if part)
               for place in range(len(words)))


def _draw_ribbon(page: Page, x0: float, y0: float, x1: float, y1: float, thick: float) -> None:
    """One ribbon between two heights."""
    bend = (x0 + x1) / 2
    points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + thick), (bend, y1 + thick), (bend, y0 + thick),
              (x0, y0 + thick), (x0, y0)]
    curve = Outline.CURVE4
    codes = [Outline.MOVETO, curve, curve, curve, Outline.LINETO, curve, curve, curve, Outline.CLOSEPOLY]
    page.curve(points, codes, color=RIBBON, fill=True, gid="ribbon")
    for edge in (points[:4], points[4:8]):
        page.curve(edge, codes[:4], color=PAPER, width=0.35)
