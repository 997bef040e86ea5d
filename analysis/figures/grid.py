"""The layout that most figures share: labelled rows, one or more columns with headers, a key above and notes below."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.style import (
    BLUE, DOUBLE, FAINT, GREY, INK, MARGIN, MIDDLE, PAPER, RULE, SINGLE, SMALL, Page, Point,
)
from analysis.schema import POOLED

Mark = Callable[[Page, float, float], None]
KEY_LINE, NOTE_LINE, SLOT, SPACE = 4.0, 3.1, 4.6, 4.0
HEADER_LINE, HEADER_MOST, LEVEL_LEAST, BREAK = 2.9, 30.0, 12.0, 1.8
# Columns narrower than SLANT_PITCH have upright labels; below LABEL_PITCH only every second, third, ... label is drawn.
SLANT_PITCH, LABEL_PITCH = 3.7, 2.7
# Millimetres of a report's label.
LONGEST_LABEL = 40.0


def draw_key(page: Page, items: Sequence[tuple[Mark, str]]) -> float:
    """What marks mean, from the top, in as many lines as the page's width needs, these about as long as each other; where they end."""
    lines = _key_lines(items, page.width - 2 * MARGIN)
    while len(shorter := _key_lines(items, max(map(_key_width, lines), default=0.0) - 0.1)) == len(lines) > 1:
        lines = shorter
    for number, line in enumerate(lines):
        x, y = MARGIN, MARGIN + (number + 0.5) * KEY_LINE
        for mark, words in line:
            mark(page, x + (SLOT - 1.4) / 2, y)
            page.text(x + SLOT - 0.4, y, words, size=SMALL)
            x += _key_width([(mark, words)]) + SPACE
    return MARGIN + len(lines) * KEY_LINE


def _key_width(line: Sequence[tuple[Mark, str]]) -> float:
    """Millimetres of some items of a key side by side."""
    return sum(SLOT + style.text_width(words, SMALL) for _, words in line) + SPACE * (len(line) - 1)


def _key_lines(items: Sequence[tuple[Mark, str]], room: float) -> list[list[tuple[Mark, str]]]:
    """A key's items in lines no wider than `room`, but for a single item that is."""
    lines: list[list[tuple[Mark, str]]] = []
    for item in items:
        if lines and _key_width([*lines[-1], item]) <= room:
            lines[-1].append(item)
        else:
            lines.append([item])
    return lines


def end_page(page: Page, notes: Iterable[str], end: float, *, gap: float = 0.0) -> None:
    """Give the page the height of what it holds up to `end`, and of small grey sentences below that."""
    lines = [line for note in notes for line in style.wrap(note, page.width - 2 * MARGIN)]
    top = end + gap if lines else end
    for place, line in enumerate(lines):
        page.text(MARGIN, top + (place + 0.5) * NOTE_LINE, line, size=SMALL, color=GREY)
    page.set_size(page.width, top + len(lines) * NOTE_LINE + MARGIN)


def swatch(color: str, *, hatch: str = "", glyph: str = "", edge: str = "none") -> Mark:
    """A key's small box."""
    def mark(page: Page, x: float, y: float) -> None:
        page.box(x - 1.6, y - 1.25, 3.2, 2.5, color, hatch=hatch, edge=edge)
        if glyph:
            page.text(x, y, glyph, color=style.on_color(color), ha="center", bold=True)
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


def tick(color: str = INK, *, width: float, dashes: tuple[float, ...] = ()) -> Mark:
    """A key's upright stroke."""
    return lambda page, x, y: page.line(x, y - 1.2, x, y + 1.2, color=color, width=width, dashes=dashes, zorder=5)


class Headers:
    """Column labels: level where they fit, else slanted, else upright; every second, third ... where even that is too wide."""

    def __init__(self, labels: Sequence[str], pitch: float, room: float) -> None:
        self.pitch, self.lines = pitch, self._wrap(labels, room)
        self.angle, self.step = 0, 1
        if not self.lines:
            self.angle = 45 if pitch >= SLANT_PITCH else 90
            self.step = max(1, math.ceil(LABEL_PITCH / pitch - 1e-9))
            self.lines = [[label] for label in style.short_labels(labels, HEADER_MOST, size=SMALL)]
        self._reach = [max(style.text_width(line, SMALL) for line in lines) * math.sin(math.radians(self.angle))
                       for lines in self.lines]

    @staticmethod
    def _wrap(labels: Sequence[str], room: float) -> list[list[str]]:
        """Up to three level lines a label, shortened only where columns are wide; empty where that does not do."""
        wide = room >= LEVEL_LEAST
        for most in (math.inf, 2.4 * room, 1.9 * room) if wide else (math.inf,):
            lines = [style.wrap(label, room) for label in style.short_labels(labels, most, size=SMALL)]
            shown = [" ".join(words) for words in lines]
            clear = len(set(shown)) == len(shown) if wide else shown == list(map(style.printable, labels))
            if clear and all(len(words) <= 3 for words in lines):
                return lines
        return []

    @property
    def height(self) -> float:
        """Millimetres above the first row."""
        level = max(map(len, self.lines)) * HEADER_LINE + 1.2
        return max(self._reach) + 2.6 if self.angle else level

    @property
    def overhang(self) -> float:
        """Millimetres that slanted labels reach to the right of the last column's middle."""
        ends = [reach - back * self.pitch for back, reach in enumerate(reversed(self._reach))]
        return max(ends) + 1.4 if self.angle == 45 else 0.0

    def draw(self, page: Page, xs: Sequence[float], bottom: float, *, ha: str) -> None:
        """The labels, their lowest line standing on `bottom`."""
        for place, (x, lines) in enumerate(zip(xs, self.lines, strict=True)):
            if not self.angle:
                for up, line in enumerate(reversed(lines)):
                    page.text(x, bottom - 1.9 - HEADER_LINE * up, line, size=SMALL, ha=ha)
            elif place % self.step == 0:
                shift = 0.9 if self.angle == 90 else 0.3
                page.text(x + shift, bottom - 0.9, lines[0], size=SMALL, rotation=self.angle)


class Grid:
    """A page of rows and columns that knows where each row and column is; labels, key and notes are drawn at once.

    Parameters
    ----------
    rows, columns
        Labels; no column labels for a figure with one wide column.
    bold
        Rows with bold labels and some space above; labels below different ones may be the same, others are told apart.
    pitch, label_most, cell_most
        Height of a row; greatest width of its label, and of a column.
    gap
        Space between columns; where there is some, their labels start at their left edges, as bars do.
    narrow
        A page of half the width will do where columns are at least so wide.
    key, notes
        What marks mean, above; sentences below.
    tail, tail_title
        One short text a row at the right, and what it is.
    foot
        Room below the last row for an axis.
    """

    def __init__(
        self, rows: Sequence[str], columns: Sequence[str] = (), *, bold: Collection[int] = (), pitch: float = 4.6,
        label_most: float = 34.0, cell_most: float = 44.0, gap: float = 0.0, narrow: float = math.inf,
        key: Sequence[tuple[Mark, str]] = (), notes: Sequence[str] = (), tail: Sequence[str] = (), tail_title: str = "",
        foot: float = 0.0,
    ) -> None:
        self.pitch, self.gap, self.n_rows, self.n_columns = pitch, gap, len(rows), max(len(columns), 1)
        self._breaks = [row for row in bold if row]
        beside = max(style.text_width(words, SMALL) for words in (*tail, tail_title)) + 3.0 if tail else 0.0
        for full in (SINGLE, DOUBLE):
            label = style.label_room(rows, most=min(label_most, 0.42 * full), bold=bold)
            self.left = MARGIN + label + 2.0
            headers = self._fit_columns(columns, full - self.left - MARGIN, beside, cell_most)
            if self.width >= narrow:
                break
        self.page = Page(full)
        top = draw_key(self.page, key) + (1.2 if key else 0.0)
        self.top = top + max(headers.height if columns else 0.0, 3.8 if tail_title else 0.0)
        self.bottom = self.top + len(rows) * pitch + BREAK * len(self._breaks)
        if columns:
            at, ha = (self.x, "left") if gap else (self.middle, "center")
            headers.draw(self.page, [at(column) for column in range(len(columns))], self.top, ha=ha)
        for start, end in pairwise([0, *self._breaks, len(rows)]):
            short = style.short_labels(rows[start:end], label, bold=[row - start for row in bold])
            for row, words in enumerate(short, start):
                self.page.text(self.left - 2.0, self.y(row), words, ha="right", bold=row in bold)
        for row, words in enumerate(tail):
            self.page.text(self.right + beside, self.y(row), words, size=SMALL, color=GREY, ha="right")
        if tail_title:
            self.page.text(self.right + beside, self.top - 1.9, tail_title, size=SMALL, color=GREY, ha="right")
        end_page(self.page, notes, self.bottom + foot, gap=0.8)

    def _fit_columns(self, columns: Sequence[str], room: float, beside: float, most: float) -> Headers:
        """Set the width of columns, and choose their labels; slanted ones keep room for the last one."""
        def fit(beside: float) -> Headers:
            self.column = min((room - beside + self.gap) / self.n_columns, (most if columns else math.inf) + self.gap)
            self.width = self.column - self.gap
            return Headers(columns, self.column, self.width if self.gap else self.column - 1.2)

        headers = fit(beside)
        return fit(max(beside, headers.overhang - self.column / 2)) if columns else headers

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
        for row in range(self.n_rows):
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
    high: float, ticks: Sequence[str], pooled: int | None = None, pooled_column: int | None = None, **options: object,
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
    grid = Grid(rows, columns, gap=2.6, foot=3.6, **options)
    grid.rules()
    for column in range(len(columns)):
        grid.axis([0.0, high], labels=ticks, column=column)
        if pooled is not None and cells[pooled, column][0] > 0:
            x = grid.place(cells[pooled, column][0], 0, high, column=column)
            grid.page.line(x, grid.top, x, grid.bottom, color=GREY, width=0.5, dashes=(2, 2), zorder=1.5)
    for (row, column), values in cells.items():
        y, start = grid.y(row), grid.x(column)
        value, low, top, second = (grid.place(value, 0, high, column=column) for value in values)
        if math.isnan(value):
            grid.page.text(start + 0.5, y, "–", color=GREY, size=SMALL)
            continue
        dark = row == pooled or column == pooled_column
        if value > start:
            grid.page.box(start, y - 1.05, value - start, 2.1, MIDDLE if dark else BLUE, gid="bar")
        grid.page.interval(low, min(top, start + grid.width), y)
        if second > start:
            grid.page.disc(second, y, 0.75, PAPER, edge=INK, gid="second", zorder=5.5)
    return grid.page.figure


def panels(
    n: int, key: Sequence[tuple[Mark, str]], *, per_row: int, tall: float, gap: float, note: str, top: float = 2.0,
    foot: float = 0.0,
) -> tuple[Page, float, list[Point]]:
    """A page for `n` panels between a key and perhaps a note; the pitch of its columns; each panel's top left corner."""
    page = Page(DOUBLE)
    column = (page.width - 2 * MARGIN + gap) / per_row
    top += draw_key(page, key)
    end_page(page, [note] if note else [], top + math.ceil(n / per_row) * tall - foot)
    return page, column, [(MARGIN + place % per_row * column, top + place // per_row * tall) for place in range(n)]


def label_reports(reports: pd.DataFrame) -> dict[str, str]:
    """Report id to label: the outlet where the figures' font can write it, else the id; an outlet's several are numbered."""
    names = {}
    for number, (report, outlet) in enumerate(zip(reports["report"], reports["outlet"], strict=True), 1):
        drawn = map(style.printable, (outlet, report, f"report {number}"))
        names[report] = next(name for name in drawn if name and "\N{REPLACEMENT CHARACTER}" not in name)
    labels = style.short_labels(list(names.values()), LONGEST_LABEL)
    return dict(zip(names, labels if len(set(labels)) == len(labels) else names, strict=True))


def in_order(values: Iterable[str], outlets: Mapping[str, str]) -> list[str]:
    """The reports among `values`, pooled rows aside: those of `outlets` in its order, then any others sorted."""
    present = set(values) - {POOLED}
    return [report for report in outlets if report in present] + sorted(present - set(outlets))


def names_of(reports: Iterable[str], outlets: Mapping[str, str]) -> list[str]:
    """The labels of some reports."""
    return [outlets.get(report, report) for report in reports]
