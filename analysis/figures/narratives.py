"""Which story reports tell, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import Grid, Key, dot, in_order, name_of, swatch
from analysis.figures.style import (
    FAINT, GREY, MARGIN, NAVY, ORANGE, PAPER, RULE, SMALL, STATUS_STYLE, WIDTHS, Page, check_columns, message_page, styled,
)

MOST_CLAIMS, LEAST_REPORTS = 25, 2
KEY_ORDER = ("own_voice", "attributed", "hedged", "doubted", "denied", "absent")
MOST_PANELS = 30
SIGNIFICANT = 0.05
NORMAL_95 = 1.959964
PANEL_PITCH = 3.4


@styled
def draw_claim_matrix(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """Which report makes which claim, and how it vouches for it; claims of two reports or more, the most shared 25.

    Parameters
    ----------
    frame
        claim, label, n_reports, report, status, rank; as from `measures.narratives.claim_coverage`.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm) or `double` (178 mm).
    """
    check_columns(frame, "claim", "label", "n_reports", "report", "status", "rank")
    claims = frame.drop_duplicates("claim")
    shared = claims[claims["n_reports"] >= LEAST_REPORTS]
    if shared.empty:
        return message_page("No claim is made by two reports.", width=width)
    first = frame.groupby("claim")["rank"].min()
    shared = shared.assign(first=[int(first[claim]) for claim in shared["claim"]])
    drawn = shared.sort_values(["n_reports", "first", "claim"], ascending=[False, True, True]).head(MOST_CLAIMS)
    reports = in_order(frame["report"], outlets)
    key = [(swatch(color, glyph=glyph, edge=RULE if color == PAPER else "none"), words)
           for color, glyph, words in (STATUS_STYLE[name] for name in KEY_ORDER)]
    notes = [] if len(drawn) == len(shared) else [
        f"The {len(drawn)} claims made by most reports are drawn, of {len(shared)} that at least two reports make."]
    counts = list(drawn["n_reports"])
    steps = [row for row in range(1, len(counts)) if counts[row] != counts[row - 1]]
    grid = Grid(
        [label or "–" for label in drawn["label"]], [name_of(report, outlets) for report in reports], width=width, pitch=4.4,
        label_most=78 if len(reports) < 12 else 56, cell_most=22, cell_least=4.0, key=key, notes=notes,
        tail=[f"{n}" for n in counts], tail_title="n", breaks=steps if len(steps) < 8 else [])
    status = frame.set_index(["claim", "report"])["status"]
    for row, claim in enumerate(drawn["claim"]):
        for column, report in enumerate(reports):
            _draw_status(grid, row, column, status.get((claim, report), "absent"))
    return grid.page.figure


def _draw_status(grid: Grid, row: int, column: int, status: str) -> None:
    """One cell: colour and glyph of the status; an outline for an absent claim."""
    color, glyph, _ = STATUS_STYLE[status]
    x, y = grid.x(column), grid.y(row)
    edge = FAINT if status == "absent" else "none"
    grid.page.box(x + 0.2, y - grid.pitch / 2 + 0.2, grid.width - 0.4, grid.pitch - 0.4, color, edge=edge, line=0.6, gid=status)
    if glyph:
        # A quotation mark hangs from the top of its line; this brings it to the middle.
        y += 0.9 if glyph == "”" else 0.0
        grid.page.text(grid.middle(column), y, glyph, size=8.0, color=style.on_color(color), ha="center", bold=True)


@styled
def draw_keyness(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """The words that set each report or group apart from the others: log-odds with 95 % intervals.

    Parameters
    ----------
    frame
        group, lemma, log_odds, variance, z, q; as from `measures.narratives.keyness`.
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
def draw_order(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "single") -> Figure:
    """How alike two reports order the claims they share: Kendall's tau-b of every pair.

    Parameters
    ----------
    frame
        report_a, report_b, n_shared, tau_b; as from `measures.narratives.claim_order`.
    outlets
        Report id to label, in the order to draw.
    width
        `single` (85 mm) or `double` (178 mm).
    """
    check_columns(frame, "report_a", "report_b", "n_shared", "tau_b")
    reports = in_order(pd.concat([frame["report_a"], frame["report_b"]]), outlets)
    if len(reports) < 2:
        return message_page("One report alone has no order to compare.", width=width)
    names = [name_of(report, outlets) for report in reports]
    key = [(swatch(_tau_color(0.9)), "same order"), (swatch(_tau_color(-0.9)), "reversed (−)"),
           (dot(RULE, radius=0.3), "under 3 shared claims")]
    grid = Grid(style.short_labels(names, 32)[1:], names[:-1], width=width, pitch=5.0, cell_most=15, cell_least=5.6, key=key,
                notes=["Kendall's tau-b, from 1 (the same order) to −1 (reversed)."])
    values = {frozenset((row.report_a, row.report_b)): row.tau_b for row in frame.itertuples()}
    decimals = 2 if grid.width > style.text_width("−.00", SMALL) + 0.4 else 1
    for row, second in enumerate(reports[1:]):
        for column, first in enumerate(reports[:row + 1]):
            if frozenset((first, second)) in values:
                _draw_tau(grid, row, column, values[frozenset((first, second))], decimals)
    return grid.page.figure


def _tau_color(tau: float) -> str:
    """Blue for agreement, orange for reversal, paler for less of either."""
    return style.shade(0.06 + 0.7 * tau) if tau >= 0 else style.blend(PAPER, ORANGE, 0.12 + 0.88 * -tau)


def _draw_tau(grid: Grid, row: int, column: int, tau: float, decimals: int) -> None:
    """One pair: its colour and its number, without the zero before the point; a dot where too few claims are shared."""
    x, y = grid.middle(column), grid.y(row)
    if math.isnan(tau):
        grid.page.disc(x, y, 0.3, RULE, gid="too few")
        return
    color = _tau_color(tau)
    grid.page.box(grid.x(column) + 0.15, y - grid.pitch / 2 + 0.15, grid.width - 0.3, grid.pitch - 0.3, color, gid="pair")
    number = f"{round(tau, decimals) + 0.0:.{decimals}f}".replace("-", "−").replace("0.", ".")
    if grid.width > style.text_width(number, SMALL) + 0.5:
        grid.page.text(x, y, number, size=SMALL, color=style.on_color(color), ha="center")
