"""Which words set reports apart, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import Key, dot, in_order, name_of
from analysis.figures.style import FAINT, GREY, MARGIN, NAVY, PAPER, RULE, SMALL, WIDTHS, Page, check_columns, message_page, styled

MOST_PANELS = 30
SIGNIFICANT = 0.05
NORMAL_95 = 1.959964
PANEL_PITCH = 3.4
FUNNEL_TALL, FUNNEL_WORDS, FUNNEL_LABELS = 30.0, 6, 24.0


@styled
def draw_keyness(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """The words that set each report or group apart from the others: log-odds with 95 % intervals.

    Parameters
    ----------
    frame
        group, lemma, log_odds, variance, z, q; as from `measures.keyness.keyness`.
    outlets
        Report id to label; groups that are no reports keep their name.
    width
        `single` (85 mm) or `double` (178 mm).

    Notes
    -----
    Words with the highest z among those used more in the group: ten a group, six when there are more than six groups. The
    interval is log-odds plus and minus 1.96 standard errors.
    """
    check_columns(frame, "group", "lemma", "log_odds", "variance", "z", "q")
    groups = in_order(frame["group"], outlets)
    most = 10 if len(groups) <= 6 else 6
    over = frame[frame["z"] > 0].sort_values(["group", "z", "lemma"], ascending=[True, False, True])
    words = {group: over[over["group"] == group].head(most) for group in groups[:MOST_PANELS]}
    words = {group: rows for group, rows in words.items() if len(rows)}
    if not words:
        return message_page("Too few groups or words to compare.", width=width)
    key = [(dot(NAVY, interval=True), f"log-odds, 95 % interval; q < {SIGNIFICANT}"),
           (dot(PAPER, edge=NAVY, interval=True), "q larger")]
    return _Panels(words, key, width=width, left_out=len(groups) - len(words)).draw(outlets)


class _Panels:
    """Small panels of words, one a group, on one scale."""

    def __init__(self, words: Mapping[str, pd.DataFrame], key: list, *, width: str, left_out: int) -> None:
        self.words, self.full = words, WIDTHS[width]
        self.per_row = 3 if len(words) in (3, 5, 6, 9) else 4 if len(words) < 13 else 5
        if width == "single" or len(words) < 3:
            self.per_row = 2
        self.key = Key(key, self.full - 2 * MARGIN)
        self.notes = [f"{left_out} more groups are not drawn or have no word of their own."] if left_out else []
        everything = pd.concat(words.values())
        half = NORMAL_95 * everything["variance"] ** 0.5
        self.low, self.high = min(0.0, (everything["log_odds"] - half).min()), (everything["log_odds"] + half).max()
        self.mark = max(tick for tick in style.nice_ticks(0.0, self.high, most=3) if tick <= self.high)
        self.column = (self.full - 2 * MARGIN + 4.0) / self.per_row
        self.label = style.label_room(list(everything["lemma"]), most=0.42 * self.column)
        self.tall = 4.6 + max(map(len, words.values())) * PANEL_PITCH + 5.0

    def draw(self, outlets: Mapping[str, str]) -> Figure:
        """The figure."""
        lines = math.ceil(len(self.words) / self.per_row)
        top = MARGIN + self.key.height + 2.0
        page = Page(self.full, top + lines * self.tall + (3.4 if self.notes else 0.0) + MARGIN - 1.0)
        self.key.draw(page, MARGIN, MARGIN)
        names = [name_of(group, outlets) for group in self.words]
        names = style.short_labels(names, self.column - 6.0, bold=range(len(names)))
        for place, (rows, name) in enumerate(zip(self.words.values(), names, strict=True)):
            left = MARGIN + (place % self.per_row) * self.column
            self._draw_panel(page, left, top + (place // self.per_row) * self.tall, rows, name)
        for note in self.notes:
            page.text(MARGIN, page.height - MARGIN - 1.0, note, size=SMALL, color=GREY)
        return page.figure

    def _draw_panel(self, page: Page, left: float, top: float, rows: pd.DataFrame, name: str) -> None:
        """One group's words."""
        start, end = left + self.label + 2.4, left + self.column - 5.0
        labels = style.short_labels(list(rows["lemma"]), self.label)
        bottom = top + 4.6 + len(rows) * PANEL_PITCH
        page.text(left, top + 1.8, name, bold=True)

        def at(value: float) -> float:
            return start + (value - self.low) / (self.high - self.low) * (end - start)

        for value in (0.0, self.mark):
            page.line(at(value), top + 4.4, at(value), bottom, color=RULE if value == 0 else FAINT, width=0.5)
            page.text(at(value), bottom + 1.8, style.number(value), size=SMALL, color=GREY, ha="center")
        for row, (values, label) in enumerate(zip(rows.itertuples(), labels, strict=True)):
            y, half = top + 4.6 + (row + 0.5) * PANEL_PITCH, NORMAL_95 * values.variance ** 0.5
            page.text(start - 2.2, y, label, ha="right")
            page.interval(at(values.log_odds - half), at(values.log_odds + half), y)
            sure = values.q < SIGNIFICANT
            page.disc(at(values.log_odds), y, 0.75, NAVY if sure else PAPER, edge=NAVY, zorder=6, gid="word")


@styled
def draw_keyness_funnel(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """All compared words of each report or group: z against how often all reports use the word, the strongest named.

    Parameters
    ----------
    frame
        group, lemma, n_group, n_rest, z, q; as from `measures.keyness.keyness`.
    outlets
        Report id to label; groups that are no reports keep their name.
    width
        `single` (85 mm) or `double` (178 mm).

    Notes
    -----
    Frequency is on a logarithmic scale. Named are the six words used more in the group with the highest z.
    """
    check_columns(frame, "group", "lemma", "n_group", "n_rest", "z", "q")
    groups = in_order(frame["group"], outlets)[:MOST_PANELS]
    if not groups:
        return message_page("Too few groups or words to compare.", width=width)
    full, per_row = WIDTHS[width], 1 if width == "single" else 2 if len(groups) < 5 else 3
    key = Key([(dot(NAVY), f"q < {SIGNIFICANT}"), (dot(PAPER, edge=NAVY), "q larger")], full - 2 * MARGIN)
    column, tall = (full - 2 * MARGIN + 4.0) / per_row, FUNNEL_TALL + 11.0
    top = MARGIN + key.height + 2.0
    page = Page(full, top + math.ceil(len(groups) / per_row) * tall + MARGIN)
    key.draw(page, MARGIN, MARGIN)
    most = float(frame["z"].abs().max()) or 1.0
    common = max(math.log10(float((frame["n_group"] + frame["n_rest"]).max())), 0.1)
    names = style.short_labels([name_of(group, outlets) for group in groups], column - 6.0, bold=range(len(groups)))
    for place, (group, name) in enumerate(zip(groups, names, strict=True)):
        corner = MARGIN + (place % per_row) * column, top + (place // per_row) * tall
        page.text(corner[0], corner[1] + 1.8, name, bold=True)
        rows = frame[frame["group"] == group]
        _draw_funnel(page, (corner[0] + 5.0, corner[1] + 5.0), column - 9.0 - FUNNEL_LABELS, rows, most, common)
    return page.figure


def _draw_funnel(page: Page, corner: tuple[float, float], wide: float, rows: pd.DataFrame, most: float, common: float) -> None:
    """One group's words as dots, the strongest with a line to their name."""
    left, top = corner
    middle = top + FUNNEL_TALL / 2

    def place(row: object) -> tuple[float, float]:
        return left + math.log10(row.n_group + row.n_rest) / common * wide, middle - row.z / most * (FUNNEL_TALL / 2 - 1.2)

    page.line(left, middle, left + wide + 1.0, middle, color=RULE, width=0.5)
    for z in (NORMAL_95, -NORMAL_95):
        if abs(z) <= most:
            y = middle - z / most * (FUNNEL_TALL / 2 - 1.2)
            page.line(left, y, left + wide + 1.0, y, color=FAINT, width=0.5, dashes=(2, 2))
    page.text(left - 1.0, middle, "0", size=SMALL, color=GREY, ha="right")
    page.text(left - 1.0, top + 1.2, "z", size=SMALL, color=GREY, ha="right")
    page.text(left + wide, top + FUNNEL_TALL + 2.4, "occurrences, log scale", size=SMALL, color=GREY, ha="right")
    for row in rows.sort_values(["z", "lemma"], ascending=[True, True]).itertuples():
        page.disc(*place(row), 0.6, NAVY if row.q < SIGNIFICANT else PAPER, edge=NAVY, line=0.4, gid="word")
    named = rows[rows["z"] > 0].sort_values(["z", "lemma"], ascending=[False, True]).head(FUNNEL_WORDS)
    for number, row in enumerate(named.itertuples()):
        y = top + 1.6 + number * 4.0
        page.line(*place(row), left + wide + 2.6, y, color=FAINT, width=0.5)
        page.text(left + wide + 3.2, y, style.shorten(row.lemma, FUNNEL_LABELS - 4.0), size=SMALL)
