"""The one style of all figures: sizes, type, colours, and a page laid out in millimetres.

Every figure is one page with millimetre coordinates from its top left corner, so that a label's room is known before it is
drawn. Type is the DejaVu Sans that comes with matplotlib, drawn as outlines in SVG: the same picture on every machine.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from analysis.figures.tables import one_line

if TYPE_CHECKING:
    import pandas as pd

INCH = 25.4
# A column of a printed page, and both.
SINGLE, DOUBLE = 85.0, 178.0
SMALL, BODY = 6.5, 7.0
INK, GREY, MIDDLE, RULE, FAINT, PAPER = "#1f1f1f", "#666666", "#9b9b9b", "#cfcfcf", "#ededed", "#ffffff"
NAVY, BLUE, PALE_BLUE, ORANGE = "#14213d", "#4c86b0", "#c9dcea", "#d9822b"
MARGIN = 2.0
# By file, not by name: under a name, matplotlib's kept list of fonts may find a system's other version of them.
REGULAR, BOLD = (Path(mpl.get_data_path(), "fonts/ttf", file) for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
# How far apart the strokes of a hatch are, along a side; how far its dots reach from their middles.
HATCH, DOT = 1.3, 0.2
# PDF is not compressed: builds of zlib differ in what they make of the same input.
SETTINGS = {"text.parse_math": False, "text.hinting": "none", "svg.hashsalt": "analysis", "pdf.fonttype": 42, "pdf.compression": 0,
            "path.simplify": False, "lines.solid_capstyle": "butt"}
# Lightness falls in steps that a grey print keeps apart; a glyph, hatch or marker says the same without colour.
STATUS_STYLE = {
    "own_voice": ("#14213d", "", "own voice"), "attributed": ("#4c86b0", "”", "attributed"), "hedged": ("#d3e3ee", "~", "hedged"),
    "doubted": ("#e9a15b", "?", "doubted"), "denied": ("#9b2226", "×", "denied"), "absent": (PAPER, "", "absent"),
}
KIND_STYLE = {"copied": ("#1d3f66", "", "copied"), "edited": ("#c9772b", "/", "edited"),
              "shared_quotation": ("#c4d7e6", ".", "shared quotation")}
ZONE_STYLE = {"headline": ("#14213d", "", "headline"), "body": ("#2f6690", "", "body"),
              "caption": ("#8f8f8f", "/", "captions"), "credit": ("#bdbdbd", "\\", "credits"),
              "boilerplate": ("#e2e2e2", ".", "page furniture")}
NAMES = {"international_organisation": "internat. organisation", "all": "all reports"}
Point = tuple[float, float]


def settings() -> AbstractContextManager[None]:
    """matplotlib's own defaults and this style, whatever the user's matplotlibrc says; everything is put back afterwards."""
    return mpl.style.context(["default", SETTINGS])


def draws(columns: str, *, empty: str = "") -> Callable:
    """A draw function under `settings` that takes a frame with `columns`; one without rows says `empty`. Both may name options."""
    def decorate(draw: Callable[..., Figure]) -> Callable[..., Figure]:
        @functools.wraps(draw)
        def wrapper(frame: pd.DataFrame, **options: object) -> Figure:
            names = columns.format(**options).split()
            missing = [name for name in names if name not in frame.columns]
            if missing:
                raise ValueError(f"column {missing[0]!r} is missing; this figure draws {', '.join(names)}")
            with settings():
                if empty and frame.empty:
                    return message_page(empty.format(n_reports=len(options["outlets"]), **options))
                return draw(frame, **options)
        return wrapper
    return decorate


class Page:
    """A figure with millimetre coordinates: x from the left, y down from the top.

    Marks take `gid` and `zorder` as matplotlib does, shapes an `edge` colour and its `line` width in points, too.
    """

    def __init__(self, width: float, height: float = 1.0) -> None:
        self.figure = Figure()
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.set_size(width, height)

    def set_size(self, width: float, height: float) -> None:
        """The size of the page; what is drawn keeps its place."""
        self.width, self.height = width, height
        self.figure.set_size_inches(width / INCH, height / INCH)
        self.axes.set(xlim=(0, width), ylim=(height, 0))

    def text(
        self, x: float, y: float, words: str, *, size: float = BODY, color: str = INK, ha: str = "left", bold: bool = False,
        rotation: float = 0.0,
    ) -> None:
        """A text, level ones centred on the height of small letters' line, the same for every word; turned ones stand on y."""
        if not rotation:
            y += 0.36 * size * INCH / 72
        self.axes.text(x, y, _left_to_right(printable(words)), font=_font(size, bold), color=color, ha=ha, va="baseline", rotation=rotation,
                       rotation_mode="anchor", zorder=6)

    def box(self, x: float, y: float, width: float, height: float, color: str, *, hatch: str = "", **look: object) -> None:
        """A filled rectangle from its top left corner."""
        self._fill(Rectangle((x, y), width, height), color, **look)
        if hatch:
            self.hatch([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], hatch, ground=color, zorder=2)

    def disc(self, x: float, y: float, radius: float, color: str, *, line: float = 0.6, zorder: float = 4, **look: object) -> None:
        """A circle."""
        self._fill(Circle((x, y), radius), color, line=line, zorder=zorder, **look)

    def shape(self, corners: Sequence[Point], color: str, *, zorder: float = 3, **look: object) -> None:
        """A filled polygon."""
        self._fill(Polygon(corners, closed=True), color, zorder=zorder, **look)

    def hatch(self, corners: Sequence[Point], kind: str, *, ground: str, zorder: float = 3) -> None:
        """Strokes (`/`, `\\`) or dots (`.`) over a convex polygon, white or grey, whichever shows.

        matplotlib's own hatches are SVG patterns, which several readers of SVG fill with black.
        """
        strokes = hatch_dots(corners) if kind == "." else hatch_strokes(corners, rising=kind == "/")
        if strokes:
            outline = Outline.make_compound_path(*map(Outline, strokes))
            color = PAPER if lightness(ground) < 55 else GREY
            self.curve(outline, color=color, width=0.45, fill=kind == ".", zorder=zorder + 0.01)

    def _fill(self, patch: Patch, color: str, *, edge: str = "none", line: float = 0.5, zorder: float = 2,
              gid: str | None = None) -> None:
        """One filled patch."""
        patch.set(facecolor=color, linewidth=line, edgecolor=edge, zorder=zorder, gid=gid)
        self._place(patch)

    def _place(self, artist: Artist) -> None:
        """An artist on the page, not clipped: SVG names a clip by a hash of its corners, whose last bits differ between builds."""
        self.axes.add_artist(artist)
        artist.set_clip_on(False)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, color: str = RULE, width: float = 0.5,
             dashes: tuple[float, ...] = (), zorder: float = 1, gid: str | None = None) -> None:
        """A straight line, `width` in points."""
        self.way([(x0, y0), (x1, y1)], color=color, width=width, dashes=dashes, zorder=zorder, gid=gid)

    def way(self, points: Sequence[Point], *, color: str, width: float, dashes: tuple[float, ...] = (), zorder: float = 1,
            gid: str | None = None) -> None:
        """A line with bends, `width` in points."""
        self._place(Line2D(*zip(*points, strict=True), color=color, linewidth=width, dashes=dashes, zorder=zorder, gid=gid))

    def curve(self, outline: Outline, *, color: str, width: float = 0.0, fill: bool = False, zorder: float = 2,
              gid: str | None = None) -> None:
        """An outline of any form, filled or as a line."""
        face, edge = (color, "none") if fill else ("none", color)
        self._place(PathPatch(outline, facecolor=face, edgecolor=edge, linewidth=width, zorder=zorder, gid=gid, capstyle="butt"))

    def interval(self, low: float, high: float, y: float) -> None:
        """A horizontal interval with small ends, where there is one: not for NaN, nor without width."""
        if low < high:
            self.line(low, y, high, y, color=INK, width=0.8, gid="interval", zorder=5)
            for end in (low, high):
                self.line(end, y - 0.55, end, y + 0.55, color=INK, width=0.8, zorder=5)


def hatch_strokes(corners: Sequence[Point], *, rising: bool) -> list[list[Point]]:
    """Slanted strokes inside a convex polygon, in step with those of its neighbours."""
    levels = [x + y if rising else x - y for x, y in corners]
    strokes = []
    for level in np.arange(math.ceil(min(levels) / HATCH), math.floor(max(levels) / HATCH) + 1) * HATCH:
        ends = set()
        for place, (x1, y1) in enumerate(corners):
            (x0, y0), start, end = corners[place - 1], levels[place - 1], levels[place]
            if min(start, end) <= level <= max(start, end) and start != end:
                share = (level - start) / (end - start)
                ends.add((round(x0 + share * (x1 - x0), 6), round(y0 + share * (y1 - y0), 6)))
        if len(ends) > 1:
            strokes.append([min(ends), max(ends)])
    return strokes


def hatch_dots(corners: Sequence[Point]) -> list[list[Point]]:
    """Small diamonds inside a convex polygon, in staggered rows a millimetre apart."""
    points = np.array(corners)
    sides = np.roll(points, -1, axis=0) - points
    lengths = np.maximum(np.linalg.norm(sides, axis=1), 1e-9)
    (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    dots = []
    for y in np.arange(top, bottom + 1):
        for x in np.arange(left, right + 1) + 0.5 * (y % 2):
            # The distance from each side, all of one sign inside.
            apart = (sides[:, 0] * (y - points[:, 1]) - sides[:, 1] * (x - points[:, 0])) / lengths
            if (apart > DOT).all() or (apart < -DOT).all():
                dots.append([(x - DOT, y), (x, y - DOT), (x + DOT, y), (x, y + DOT), (x - DOT, y)])
    return dots


def message_page(words: str) -> Figure:
    """A page for a figure that has nothing to show, saying so."""
    page = Page(DOUBLE, 14)
    page.text(page.width / 2, 7, shorten(words, page.width - 2 * MARGIN), color=GREY, ha="center")
    return page.figure


@functools.lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Code points that the figures' font can draw."""
    return frozenset(FT2Font(REGULAR).get_charmap())


def printable(text: str) -> str:
    """Text on one line, of characters that the figures' font has; others become U+FFFD, control characters go."""
    kept = one_line(unicodedata.normalize("NFC", text))
    return "".join(character if ord(character) in _glyphs() else "\N{REPLACEMENT CHARACTER}" for character in kept)


def _left_to_right(words: str) -> str:
    """Words that keep their order where they begin with a name from right to left, after which matplotlib would turn round the whole."""
    ways = [unicodedata.bidirectional(character) for character in words]
    first = next((place for place, way in enumerate(ways) if way in ("L", "R", "AL")), None)
    return words if first is None or ways[first] == "L" else f"{words[:first]}\N{LEFT-TO-RIGHT MARK}{words[first:]}"


def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=BOLD if bold else REGULAR, size=size)


@functools.lru_cache(maxsize=8192)
def text_width(text: str, size: float = BODY, bold: bool = False) -> float:
    """The width of a text in millimetres."""
    width, _, _ = text_to_path.get_text_width_height_descent(printable(text), _font(size, bold), False)
    return width * INCH / 72


def shorten(text: str, room: float, *, size: float = BODY, bold: bool = False) -> str:
    """The text, or as much of its beginning as `room` millimetres hold, cut at a word where one ends late enough."""
    text = printable(text)
    if text_width(text, size, bold) <= room:
        return text
    length = next((n for n in range(len(text) - 1, 0, -1) if text_width(text[:n].rstrip() + "…", size, bold) <= room), 0)
    head = text[:length]
    words = head.rsplit(" ", 1)[0]
    return (words if len(words) >= 0.7 * len(head) else head).rstrip(" ,;:.-") + "…"


def short_labels(labels: Sequence[str], room: float, *, size: float = BODY, bold: Collection[int] = ()) -> list[str]:
    """Labels cut to `room` millimetres that stay apart: where beginnings are the same, the end is kept or a number added."""
    def cut(place: int, tail: str = "") -> str:
        heavy = place in bold
        taken = text_width("…" + tail, size, heavy) - text_width("…", size, heavy)
        return shorten(labels[place], room - taken, size=size, bold=heavy) + tail

    def twins() -> list[int]:
        counts = Counter(short)
        return [place for place, label in enumerate(short) if counts[label] > 1]

    short = [cut(place) for place in range(len(labels))]
    for place in twins():
        tail = printable(labels[place]).rsplit(" ", 1)[-1]
        if text_width(tail, size) < 0.6 * room and printable(labels[place]) != short[place]:
            short[place] = cut(place, tail)
    numbers: Counter[str] = Counter()
    for place in twins():
        numbers[short[place]] += 1
        short[place] = cut(place, f" {numbers[short[place]]}")
    return short


def label_room(labels: Sequence[str], *, most: float, bold: Collection[int] = ()) -> float:
    """Millimetres that a column of labels takes, at most `most`."""
    return min(most, max((text_width(label, BODY, place in bold) for place, label in enumerate(labels)), default=0.0) + 0.2)


def plain(value: str) -> str:
    """A code as words: `state_media` is state media."""
    return NAMES.get(value, value.replace("_", " "))


def wrap(text: str, room: float, *, size: float = SMALL) -> list[str]:
    """Text in lines of at most `room` millimetres; a single word that is longer is shortened."""
    lines: list[str] = []
    for word in printable(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(shorten(word, room, size=size))
    return lines


def lightness(color: str) -> float:
    """CIE L* of a colour, 0 (black) to 100 (white): what a grey print keeps of it."""
    channels = np.array(mpl.colors.to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ (0.2126, 0.7152, 0.0722))
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def on_color(color: str) -> str:
    """The colour of a text on a ground of `color`."""
    return PAPER if lightness(color) < 58 else INK


def shade(share: float, *, stops: Sequence[str] = ("#ffffff", "#a9c8de", "#4c86b0", "#14213d")) -> str:
    """A colour from the first of evenly spread `stops` (0) to the last (1); by default blues whose lightness falls evenly."""
    channels = zip(*map(mpl.colors.to_rgb, stops), strict=True)
    return mpl.colors.to_hex([np.interp(share, np.linspace(0, 1, len(stops)), channel) for channel in channels])


def nice_ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Round numbers from `low` on that reach or pass `high`, at most `most` steps."""
    return MaxNLocator(most, steps=(1, 2, 2.5, 5, 10)).tick_values(low, high).tolist()


def number(value: float) -> str:
    """A number for an axis, without needless zeros and with a true minus."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """A share as a whole percentage; `<1` for what would round to nothing."""
    return "<1" if 0 < 100 * share <= 0.5 else f"{100 * share:.0f}"
