"""The layout that most figures share: labelled rows, one or more columns with headers, a key above and notes below."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.style import BLUE, BODY, FAINT, GREY, INK, MARGIN, MIDDLE, PAPER, RULE, SMALL, WIDTHS, Page

Mark = Callable[[Page, float, float], None]
KEY_LINE, NOTE_LINE, SLOT, SPACE = 4.0, 3.1, 4.6, 4.0
HEADER_MOST, LEVEL_LEAST, BREAK = 30.0, 12.0, 1.8
# Characters of a report's label.
LONGEST_LABEL = 28


class Key:
    """What marks mean: small marks with words, set in as many lines as they need."""

    def __init__(self, items: Sequence[tuple[Mark, str]], room: float) -> None:
        self.lines: list[list[tuple[Mark, str]]] = []
        used = room
        for mark, words in items:
            wide = SLOT + style.text_width(words, SMALL) + SPACE
            if used + wide - SPACE > room or not self.lines:
                self.lines.append([])
                used = 0.0
            self.lines[-1].append((mark, words))
            used += wide

    @property
    def height(self) -> float:
        """Millimetres that the key takes."""
        return len(self.lines) * KEY_LINE

    def draw(self, page: Page, x: float, top: float) -> None:
        """The key from its top left corner."""
        for place, line in enumerate(self.lines):
            at, y = x, top + (place + 0.5) * KEY_LINE
            for mark, words in line:
                mark(page, at + (SLOT - 1.4) / 2, y)
                page.text(at + SLOT - 0.4, y, words, size=SMALL)
                at += SLOT + style.text_width(words, SMALL) + SPACE


def swatch(color: str, *, hatch: str = "", glyph: str = "", edge: str = "none") -> Mark:
    """A key's small box."""
    def mark(page: Page, x: float, y: float) -> None:
        page.box(x - 1.6, y - 1.25, 3.2, 2.5, color, hatch=hatch, edge=edge, line=0.5)
        if glyph:
            page.text(x, y, glyph, size=BODY, color=style.on_color(color), ha="center", bold=True)
    return mark


def dot(color: str, *, edge: str = "none", radius: float = 0.85, interval: bool = False) -> Mark:
    """A key's point, with an interval behind it when that is what the figure draws."""
    def mark(page: Page, x: float, y: float) -> None:
        if interval:
            page.interval(x - 1.7, x + 1.7, y)
        page.disc(x, y, radius, color, edge=edge, zorder=6)
    return mark


def bar(page: Page, x: float, y: float) -> None:
    """A key's bar with an interval."""
    page.box(x - 1.7, y - 1.0, 2.4, 2.0, BLUE)
    page.interval(x - 0.4, x + 1.7, y)


def tick(color: str = INK, *, width: float, dashes: tuple | None = None) -> Mark:
    """A key's upright stroke."""
    return lambda page, x, y: page.line(x, y - 1.2, x, y + 1.2, color=color, width=width, dashes=dashes, zorder=5)


class Headers:
    """Column labels: level where they fit, else slanted, else upright; every second, third ... where even that is too wide."""

    def __init__(self, labels: Sequence[str], pitch: float, *, room: float | None = None) -> None:
        self.pitch, room = pitch, pitch - 1.2 if room is None else room
        self.lines = self._wrap(labels, room)
        self.angle = 0 if self.lines else 45 if pitch >= style.SLANT_PITCH else 90
        self.step = 1 if self.lines else max(1, math.ceil(style.LABEL_PITCH / pitch - 1e-9))
        if not self.lines:
            self.lines = [[label] for label in style.short_labels(labels, HEADER_MOST, size=SMALL)]
        self.widths = [max(style.text_width(line, SMALL) for line in lines) for lines in self.lines]

    @staticmethod
    def _wrap(labels: Sequence[str], room: float) -> list[list[str]]:
        """Up to three level lines a label, shortened only where columns are wide; empty where that does not do."""
        whole = [style.wrap(label, room) for label in labels]
        uncut = [" ".join(lines) for lines in whole] == [style.printable(label) for label in labels]
        if uncut and all(len(lines) <= 3 for lines in whole):
            return whole
        for most in (2.4, 1.9) if room >= LEVEL_LEAST else ():
            cut = [style.wrap(label, room) for label in style.short_labels(labels, most * room, size=SMALL)]
            if all(len(lines) <= 3 for lines in cut) and len({" ".join(lines) for lines in cut}) == len(cut):
                return cut
        return []

    @property
    def height(self) -> float:
        """Millimetres above the first row."""
        if not self.angle:
            return max(map(len, self.lines), default=0) * 2.9 + 1.2
        return max(self.widths, default=0.0) * math.sin(math.radians(self.angle)) + 2.6

    @property
    def overhang(self) -> float:
        """Millimetres that slanted labels reach to the right of the last column's middle."""
        if self.angle != 45:
            return 0.0
        ends = [width * math.cos(math.radians(self.angle)) - back * self.pitch for back, width in enumerate(reversed(self.widths))]
        return max(ends, default=0.0) + 1.4

    def draw(self, page: Page, xs: Sequence[float], bottom: float, *, ha: str = "center") -> None:
        """The labels, their lowest line standing on `bottom`."""
        for place, (x, lines) in enumerate(zip(xs, self.lines, strict=True)):
            if not self.angle:
                for up, line in enumerate(reversed(lines)):
                    page.text(x, bottom - 1.9 - 2.9 * up, line, size=SMALL, ha=ha)
            elif place % self.step == 0:
                shift = 0.9 if self.angle == 90 else 0.3
                page.text(x + shift, bottom - 0.9, lines[0], size=SMALL, va="baseline", rotation=self.angle)


class Grid:
    """A page of rows and columns that knows where each row and column is; labels, key and notes are drawn at once.

    Parameters
    ----------
    rows, columns
        Labels; no column labels for a figure with one wide column.
    width
        `single` or `double`; single becomes double where columns would be narrower than `cell_least`.
    pitch, cell_most, gap
        Height of a row; greatest width of a column; space between columns.
    tail, tail_title
        One short text a row at the right, and what it is.
    breaks, bold
        Rows with some space above; rows with bold labels.
    foot, head
        Room below the last row for an axis, and above the first where there are no column labels.
    left_headers
        Column labels start at the left edge of their columns, where bars start.
    alike
        Rows below different bold rows may have the same label; otherwise such labels are numbered.
    """

    def __init__(
        self, rows: Sequence[str], columns: Sequence[str] = (), *, width: str, pitch: float = 4.6, cell_most: float = 44.0,
        cell_least: float = style.LABEL_PITCH, gap: float = 0.0, label_most: float = 34.0, key: Sequence[tuple[Mark, str]] = (),
        notes: Sequence[str] = (), tail: Sequence[str] = (), tail_title: str = "", breaks: Collection[int] = (),
        bold: Collection[int] = (), foot: float = 0.0, head: float = 0.0, left_headers: bool = False, alike: bool = False,
    ) -> None:
        self.pitch, self.gap, self.n_columns, self._breaks = pitch, gap, max(len(columns), 1), sorted(breaks)
        tail_room = max(style.text_width(words, SMALL) for words in (*tail, tail_title)) + 3.0 if tail else 0.0
        for self._full in (WIDTHS[width], WIDTHS["double"]):
            self._fit_columns(rows, columns, bold, tail_room, label_most, cell_most)
            if self.column - gap >= cell_least:
                break
        self.width = self.column - gap
        headers = Headers(columns, self.column, room=self.width if left_headers else None)
        room = self._full - 2 * MARGIN
        keys, lines = Key(key, room), [line for note in notes for line in style.wrap(note, room)]
        head = max(headers.height if columns else 0.0, 3.8 if tail_title else head)
        self.top = MARGIN + (keys.height + 1.2 if key else 0.0) + head
        self.bottom = self.top + len(rows) * pitch + BREAK * len(self._breaks)
        notes_top = self.bottom + foot + 0.8
        self.page = Page(self._full, (notes_top + len(lines) * NOTE_LINE if lines else self.bottom + foot) + MARGIN)
        keys.draw(self.page, MARGIN, MARGIN)
        starts = [self.x(place) if left_headers else self.middle(place) for place in range(len(columns))]
        headers.draw(self.page, starts, self.top, ha="left" if left_headers else "center")
        shown = ([style.shorten(label, self._label, bold=row in bold) for row, label in enumerate(rows)] if alike
                 else style.short_labels(rows, self._label, bold=bold))
        self._draw_rows(shown, bold, tail, tail_title, tail_room)
        for place, line in enumerate(lines):
            self.page.text(MARGIN, notes_top + (place + 0.5) * NOTE_LINE, line, size=SMALL, color=GREY)

    def _fit_columns(
        self, rows: Sequence[str], columns: Sequence[str], bold: Collection[int], tail_room: float, label_most: float,
        cell_most: float,
    ) -> None:
        """Set label room and column width for the page's width; slanted headers keep room for the last one."""
        widths = [style.text_width(label, BODY, place in bold) for place, label in enumerate(rows)]
        self._label = min(max(widths, default=0.0) + 0.2, label_most, 0.42 * self._full)
        self.left = MARGIN + self._label + 2.0
        room = self._full - self.left - MARGIN
        if self.n_columns == 1 and not columns:
            self.column = room - tail_room + self.gap
            return
        self.column = min((room - tail_room + self.gap) / self.n_columns, cell_most + self.gap)
        overhang = Headers(columns, self.column).overhang - self.column / 2
        if overhang > tail_room:
            self.column = min((room - overhang + self.gap) / self.n_columns, cell_most + self.gap)

    def _draw_rows(
        self, rows: Sequence[str], bold: Collection[int], tail: Sequence[str], tail_title: str, tail_room: float,
    ) -> None:
        """Row labels and tails."""
        for row, words in enumerate(rows):
            self.page.text(self.left - 2.0, self.y(row), words, ha="right", bold=row in bold)
        x = self.right + tail_room
        for row, words in enumerate(tail):
            self.page.text(x, self.y(row), words, size=SMALL, color=GREY, ha="right")
        if tail_title:
            self.page.text(x, self.top - 1.9, tail_title, size=SMALL, color=GREY, ha="right")

    def x(self, column: int) -> float:
        """Left edge of a column."""
        return self.left + column * self.column

    def middle(self, column: int) -> float:
        """Middle of a column."""
        return self.x(column) + self.width / 2

    def y(self, row: int) -> float:
        """Middle of a row."""
        return self.top + (row + 0.5) * self.pitch + BREAK * sum(place <= row for place in self._breaks)

    @property
    def right(self) -> float:
        """Right edge of the last column."""
        return self.x(self.n_columns - 1) + self.width

    def place(self, value: float, low: float, high: float, *, column: int = 0) -> float:
        """Where a value between `low` and `high` stands in a column."""
        return self.x(column) + (value - low) / (high - low) * self.width

    def cell(self, row: int, column: int, color: str, words: str, *, gid: str = "cell") -> None:
        """A coloured cell with words; a small dot where there is no colour."""
        x, y = self.middle(column), self.y(row)
        if not color:
            return self.page.disc(x, y, 0.25, RULE)
        self.page.box(self.x(column) + 0.15, y - self.pitch / 2 + 0.15, self.width - 0.3, self.pitch - 0.3, color, gid=gid)
        self.page.text(x, y, words, size=SMALL, color=style.on_color(color), ha="center")

    def rules(self) -> None:
        """A faint line below every row."""
        n = round((self.bottom - self.top - BREAK * len(self._breaks)) / self.pitch)
        for row in range(n):
            y = self.y(row) + self.pitch / 2
            self.page.line(self.left, y, self.right, y, color=FAINT, width=0.4)

    def axis(self, ticks: Sequence[float], *, words: str = "", labels: Sequence[str] = (), column: int = 0) -> None:
        """An axis below the last row, with guides through all rows; only its end is labelled where room is short."""
        labels = labels or [style.number(tick) for tick in ticks]
        page, low, high = self.page, ticks[0], ticks[-1]
        tight = sum(style.text_width(label, SMALL) for label in labels) + 1.5 > self.width
        for tick, label in zip(ticks, labels, strict=True):
            x = self.place(tick, low, high, column=column)
            page.line(x, self.top, x, self.bottom, color=RULE if tick == 0 else FAINT, width=0.5, zorder=0)
            edge = {low: "left", high: "right"}.get(tick, "center") if self.n_columns > 1 else "center"
            if not tight or tick == high:
                page.text(x, self.bottom + 1.9, label, size=SMALL, color=GREY, ha=edge)
        if words:
            page.text(self.middle(column), self.bottom + 5.2, words, size=SMALL, ha="center")


def bar_grid(
    cells: Mapping[tuple[int, int], tuple[float, float, float, float]], rows: Sequence[str], columns: Sequence[str], *,
    width: str, high: float, ticks: Sequence[str], pooled: int | None = None, pooled_column: int | None = None,
    **options: object,
) -> Figure:
    """Small bars with intervals, one a cell, on one scale from 0 to `high` in all columns.

    Parameters
    ----------
    cells
        (row, column) to value, ci_low, ci_high and a second value drawn as a ring; NaN for what there is none of.
    pooled, pooled_column
        The row or column of all reports together: grey, and in each column a dashed guide at the pooled row's value.
    high, ticks
        The scale's end, and the words below its two ends.
    """
    grid = Grid(rows, columns, width=width, gap=2.6, foot=3.6, left_headers=True, cell_least=8.0, **options)
    grid.rules()
    for column in range(len(columns)):
        grid.axis([0.0, high], labels=ticks, column=column)
        if pooled is not None and cells[pooled, column][0] > 0:
            x = grid.place(cells[pooled, column][0], 0, high, column=column)
            grid.page.line(x, grid.top, x, grid.bottom, color=GREY, width=0.5, dashes=(2, 2), zorder=1.5)
    for (row, column), (value, low, top, second) in cells.items():
        y, at = grid.y(row), functools.partial(grid.place, low=0, high=high, column=column)
        if math.isnan(value):
            grid.page.text(grid.x(column) + 0.5, y, "–", color=GREY, size=SMALL)
            continue
        dark = row == pooled or column == pooled_column
        if value > 0:
            grid.page.box(at(0), y - 1.05, at(value) - at(0), 2.1, MIDDLE if dark else BLUE, gid="bar")
        if not math.isnan(low) and top > low:
            grid.page.interval(at(low), at(min(top, high)), y)
        if second > 0:
            grid.page.disc(at(second), y, 0.75, PAPER, edge=INK, gid="second", zorder=5.5)
    return grid.page.figure


def panels(
    n: int, key: Sequence[tuple[Mark, str]], *, width: str, per_row: int, tall: float, gap: float, top: float = 2.0,
    foot: float = 0.0, note: bool = False,
) -> tuple[Page, float, list[tuple[float, float]]]:
    """A page for `n` panels below a key, with or without room for a note; the pitch of its columns; each panel's top left corner."""
    room = WIDTHS[width] - 2 * MARGIN
    drawn, column = Key(key, room), (room + gap) / per_row
    top += MARGIN + drawn.height
    page = Page(WIDTHS[width], top + math.ceil(n / per_row) * tall + (3.4 if note else 0.0) + MARGIN - foot)
    drawn.draw(page, MARGIN, MARGIN)
    return page, column, [(MARGIN + place % per_row * column, top + place // per_row * tall) for place in range(n)]


def tell_left_out(page: Page, words: str) -> None:
    """What panels do not show, in the room that they leave for a note."""
    page.text(MARGIN, page.height - MARGIN - 1.0, words, size=SMALL, color=GREY)


def label_reports(reports: pd.DataFrame) -> dict[str, str]:
    """Report id to label: the outlet where the figures' font can write it, else the id; an outlet's several are numbered."""
    names = {}
    for number, (report, outlet) in enumerate(zip(reports["report"], reports["outlet"], strict=True), 1):
        drawable = [name for name in (" ".join(outlet.split()), report) if name and style.printable(name) == name]
        names[report] = _cut((drawable or [f"report {number}"])[0])
    labels: dict[str, str] = {}
    for report, name in names.items():
        same = [other for other in names if names[other] == name]
        label = name if len(same) == 1 else f"{name} {same.index(report) + 1}"
        labels[report] = label if label not in labels.values() else report
    return labels


def _cut(name: str) -> str:
    """At most `LONGEST_LABEL` characters, cut at a word where one ends late enough."""
    if len(name) <= LONGEST_LABEL:
        return name
    head = name[:LONGEST_LABEL - 1]
    words = head.rsplit(" ", 1)[0]
    return (words if len(words) > LONGEST_LABEL // 2 else head).rstrip(" ,.-") + "…"


def in_order(values: Iterable[str], outlets: Mapping[str, str]) -> list[str]:
    """The reports among `values`: those of `outlets` in its order, then any others sorted."""
    present = set(values)
    return [report for report in outlets if report in present] + sorted(present - set(outlets))


def names_of(reports: Iterable[str], outlets: Mapping[str, str]) -> list[str]:
    """The labels of some reports."""
    return [outlets.get(report, report) for report in reports]
