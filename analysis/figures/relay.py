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
from analysis.figures.grid import end_page, in_order
from analysis.figures.style import BODY, DOUBLE, GREY, MARGIN, NAVY, PALE_BLUE, PAPER, SMALL, Page, draws
from analysis.measures.units import largest_first

MOST_SPEAKERS, MOST_CARRIERS = 18, 12
RIBBON = "#a9c3d9"
NODE_LEAST, NODE_GAP, BAR, LINE = 3.6, 1.2, 1.6, 2.8
# Millimetres that the ribbons have at least, over all gaps together.
GAPS_LEAST = 40.0
# A node that a speaker's words pass without a stop.
PASSING = "\N{ZERO WIDTH SPACE}"
# (layer, from, to); layer 0 is the speakers, the last one before the reports the carriers nearest them.
Link = tuple[int, str, str]


@draws("report source relay carrier position n", empty="No attribution names a carrier.")
def draw_relay(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """Who carried whose words to which report: speaker, carriers, report from left to right.

    Draws `measures.sourcing.relay_chains`.
    """
    hops, notes = _limit_names(frame)
    n_carriers = int(hops["position"].max())
    links = _links(hops, n_carriers)
    into, out = Counter(), Counter()
    for (place, start, end), n in links.items():
        out[place, start] += n
        into[place + 1, end] += n
    flow = into | out
    heads = ["speaker", *["earlier carrier"] * (n_carriers - 1), "carrier", "report"]
    layers = []
    for place, (head, nodes) in enumerate(zip(heads, _layer_order(links, in_order(hops["report"], outlets)), strict=True)):
        ha = "right" if head == "speaker" else "left" if head == "report" else "center"
        labels = {node: outlets.get(node, node) if head == "report" else node for node in nodes if not node.startswith(PASSING)}
        layers.append(_Layer(head, {node: flow[place, node] for node in nodes}, labels, ha=ha))
    return _draw_flow(layers, links, notes)


def _limit_names(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The hops with all but the most frequent speakers and carriers put together, and a note that says so."""
    hops, notes = frame.copy(), []
    for column, most, what in (("source", MOST_SPEAKERS, "speakers"), ("carrier", MOST_CARRIERS, "carriers")):
        totals = hops.groupby(column)["n"].sum()
        if len(totals) > most + 1:
            hops[column] = hops[column].where(hops[column].isin(largest_first(totals)[:most]), f"{len(totals) - most} other {what}")
            notes.append(f"The {most} most frequent {what} of {len(totals)} are named.")
    return hops.groupby(["report", "source", "relay", "carrier", "position"], as_index=False)["n"].sum(), notes


def _links(hops: pd.DataFrame, n_carriers: int) -> Counter[Link]:
    """How many attributions go from each node to each one of the next layer."""
    links: Counter[Link] = Counter()
    for (report, source, _), rows in hops.groupby(["report", "source", "relay"]):
        carriers = rows.sort_values("position", ascending=False)["carrier"]
        # The speaker's own link passes the layers of farther carriers without a stop.
        stops = [source, *[f"{PASSING}{source}"] * (n_carriers - len(carriers)), *carriers, report]
        for step, ends in enumerate(pairwise(stops)):
            links[step, *ends] += int(rows["n"].iloc[0])
    return links


def _layer_order(links: Counter[Link], reports: Sequence[str]) -> list[list[str]]:
    """The nodes of every layer from top to bottom: reports as given, the others by where their links lead."""
    order = [list(reports)]
    for layer in range(max(place for place, _, _ in links), -1, -1):
        place = {node: number for number, node in enumerate(order[0])}
        ends: dict[str, Counter[int]] = {}
        for (own, start, end), n in links.items():
            if own == layer:
                ends.setdefault(start, Counter())[place[end]] += n
        mean = {node: sum(at * n for at, n in there.items()) / there.total() for node, there in ends.items()}
        order.insert(0, sorted(mean, key=lambda node: (mean[node], node)))
    return order


class _Layer:
    """A column of nodes with counts: speakers as bars with labels at their left, reports with labels at their right, carriers as boxes."""

    def __init__(self, head: str, flow: Mapping[str, int], labels: Mapping[str, str], *, ha: str) -> None:
        self.head, self.flow, self.labels, self.ha = head, flow, labels, ha
        # Room of the counts beside the labels.
        self.count = 1.0 + max(style.text_width(f"{n}", SMALL) for n in flow.values())
        self.size, self.pad = (SMALL, 2.6 + self.count) if ha == "center" else (BODY, BAR + 1.0 + self.count)
        least = style.text_width(head, SMALL) - self.pad
        self.room, self.one_line = (max([least, *(width(name, self.size) for name in labels.values())]) + 0.2
                                    for width in (_two_lines, style.text_width))

    def set_labels(self, left: float, unit: float) -> float:
        """Set labels in one line or two, shortened as little as that takes, and the heights of nodes; give the right edge."""
        for most in (math.inf, 1.8 * self.room, 1.5 * self.room, 1.2 * self.room, self.room):
            short = style.short_labels(list(self.labels.values()), most, size=self.size)
            lines = [style.wrap(label, self.room, size=self.size) for label in short]
            if all(len(own) <= 2 for own in lines):
                break
        self.lines = dict(zip(self.labels, lines, strict=True))
        self.thick = {node: n * unit for node, n in self.flow.items()}
        self.sizes = {node: max(NODE_LEAST + LINE * (len(self.lines.get(node, [""])) - 1), thick)
                      for node, thick in self.thick.items()}
        self.height = sum(self.sizes.values()) + NODE_GAP * (len(self.sizes) - 1)
        right = left + self.room + self.pad
        self.span = {"right": (right - BAR, right), "left": (left, left + BAR), "center": (left, right)}[self.ha]
        return right

    def place_nodes(self, top: float, height: float) -> None:
        """The top of each node, spread over the height, and of the next ribbon on each of its sides."""
        spare = height - self.height
        gap = min(spare / len(self.sizes), 6.0)
        y, self.tops = top + (spare - gap * (len(self.sizes) - 1)) / 2, {}
        for node, size in self.sizes.items():
            self.tops[node] = y
            y += size + NODE_GAP + gap
        self.into = {node: y + (self.sizes[node] - self.thick[node]) / 2 for node, y in self.tops.items()}
        self.out = dict(self.into)

    def draw(self, page: Page) -> None:
        """The nodes with their labels."""
        left, right = self.span
        at, beside, ha = {"right": (left - 1.0 - self.count, left - 1.0, "right"), "left": (right + 1.0 + self.count, right + 1.0, "left"),
                          "center": ((left + right - self.count) / 2, right - 1.0, "right")}[self.ha]
        for node, y in self.tops.items():
            size, thick = self.sizes[node], self.thick[node]
            if node.startswith(PASSING):
                # A little longer than the gap, so that no seam shows where it meets its neighbours.
                _draw_ribbon(page, left - 0.1, y + (size - thick) / 2, right + 0.1, y + (size - thick) / 2, thick)
            elif self.ha == "center":
                page.box(left, y, right - left, size, PALE_BLUE, edge=NAVY, gid="node")
            else:
                page.box(left, y + (size - max(thick, 0.8)) / 2, BAR, max(thick, 0.8), NAVY, gid="node")
            lines = self.lines.get(node, [])
            if lines:
                page.text(beside, y + size / 2, f"{self.flow[node]}", size=SMALL, color=GREY, ha=ha)
            for number, line in enumerate(lines):
                page.text(at, y + size / 2 + (number - (len(lines) - 1) / 2) * LINE, line, size=self.size, ha=self.ha)


def _two_lines(name: str, size: float) -> float:
    """The width of a name in two lines, broken where they are shortest."""
    words = style.printable(name).split(" ")
    return min(max(style.text_width(" ".join(part), size) for part in (words[:place], words[place:]) if part)
               for place in range(len(words)))


def _draw_flow(layers: Sequence[_Layer], links: Mapping[Link, int], notes: Sequence[str]) -> Figure:
    """Ribbons, as wide as attributions are many, between the layers' nodes."""
    wide = DOUBLE - 2 * MARGIN - sum(layer.pad for layer in layers)
    _share_room(layers, wide - GAPS_LEAST)
    gap = (wide - sum(layer.room for layer in layers)) / (len(layers) - 1)
    unit = min(3.0, max(0.5, 90.0 / max(sum(layer.flow.values()) for layer in layers)))
    x, top = MARGIN, MARGIN + 5.0
    for layer in layers:
        x = layer.set_labels(x, unit) + gap
    height = max(layer.height for layer in layers)
    page = Page(DOUBLE)
    for layer in layers:
        layer.place_nodes(top, height)
    place = [{node: number for number, node in enumerate(layer.flow)} for layer in layers]
    for number, start, end in sorted(links, key=lambda link: (link[0], place[link[0]][link[1]], place[link[0] + 1][link[2]])):
        before, after, thick = layers[number], layers[number + 1], links[number, start, end] * unit
        _draw_ribbon(page, before.span[1], before.out[start], after.span[0], after.into[end], thick)
        before.out[start] += thick
        after.into[end] += thick
    for layer in layers:
        layer.draw(page)
    for layer in layers:
        left, right = layer.span
        middle = {"right": right, "left": left, "center": (left + right) / 2}[layer.ha]
        page.text(middle, MARGIN + 1.6, layer.head, size=SMALL, color=GREY, ha=layer.ha)
    end_page(page, notes, top + height, gap=1.0)
    return page.figure


def _share_room(layers: Sequence[_Layer], room: float) -> None:
    """Give labels, which have the room of two lines, that of one where there is enough; layers that want little more come first."""
    needed = sum(layer.room for layer in layers)
    spare = room - needed
    for layer in sorted(layers, key=lambda layer: layer.one_line - layer.room):
        more = min(layer.one_line - layer.room, spare) if spare >= 0 else layer.room * spare / needed
        layer.room += more
        spare -= max(more, 0.0)


def _draw_ribbon(page: Page, x0: float, y0: float, x1: float, y1: float, thick: float) -> None:
    """One ribbon between two heights."""
    bend = (x0 + x1) / 2
    points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + thick), (bend, y1 + thick), (bend, y0 + thick),
              (x0, y0 + thick), (x0, y0)]
    curve = Outline.CURVE4
    codes = [Outline.MOVETO, curve, curve, curve, Outline.LINETO, curve, curve, curve, Outline.CLOSEPOLY]
    page.curve(Outline(points, codes), color=RIBBON, fill=True, gid="ribbon")
    for edge in (points[:4], points[4:8]):
        page.curve(Outline(edge, codes[:4]), color=PAPER, width=0.35)
