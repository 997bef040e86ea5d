"""Which story reports tell, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import Grid, dot, in_order, names_of, swatch
from analysis.figures.style import FAINT, GREY, NAVY, ORANGE, PAPER, RULE, SMALL, STATUS_STYLE, Page, draws, message_page, plain
from analysis.measures.narratives import LADDER
from analysis.measures.selection import most_shared, widest_spread

MOST_CLAIMS = 100
# Rows are closer together when there are more than this.
WIDE_ROWS = 40
MOST_ROWS, MOST_BUMPS = 25, 20
NO_CLAIM = "No claim is made by {least} or more reports, as least_reports asks for; reports in all: {n_reports}."


def _left_out(drawn: pd.DataFrame, frame: pd.DataFrame, how: str) -> list[str]:
    """A note on claims that are not drawn, where there are any."""
    n, of = drawn["claim"].nunique(), frame["claim"].nunique()
    return [f"The {n} claims {how} are drawn, of {of}."] if n < of else []


@draws("claim label n_reports report status rank place", empty=NO_CLAIM)
def draw_claim_matrix(frame: pd.DataFrame, *, outlets: Mapping[str, str], least: int) -> Figure:
    """Which report makes which claim, and how it vouches for it; the most shared 100 claims.

    Draws `measures.narratives.claim_coverage`, of claims that `least` reports make or more.
    """
    rows, reports = most_shared(frame, most=MOST_CLAIMS), in_order(frame["report"], outlets)
    drawn = rows.drop_duplicates("claim").sort_values(["place", "claim"])
    notes = _left_out(rows, frame[frame["rank"].notna()], "made by most reports")
    key = [(swatch(color, glyph=glyph, edge=RULE if color == PAPER else "none"), words)
           for color, glyph, words in STATUS_STYLE.values()]
    grid = Grid(
        [label or "–" for label in drawn["label"]], names_of(reports, outlets), pitch=4.4 if len(drawn) <= WIDE_ROWS else 2.9,
        label_most=78 if len(reports) < 12 else 56, cell_most=22, key=key, notes=notes,
        tail=[f"{n}" for n in drawn["n_reports"]], tail_title="n")
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
        size, drop = (8.0, 0.9) if grid.pitch > 4 else (SMALL, 0.7)
        # A quotation mark hangs from the top of its line; this brings it to the middle.
        y += drop if glyph == "”" else 0.0
        grid.page.text(grid.middle(column), y, glyph, size=size, color=style.on_color(color), ha="center", bold=True)


@draws("claim label n_reports report rank", empty=NO_CLAIM)
def draw_bump(frame: pd.DataFrame, *, outlets: Mapping[str, str], least: int) -> Figure:
    """In which order each report brings the claims that most reports make: a numbered disc a claim, the first at the top.

    Draws `measures.narratives.claim_coverage`, of claims that `least` reports make or more.
    """
    rows, reports = most_shared(frame, most=MOST_BUMPS), in_order(frame["report"], outlets)
    made = rows[rows["rank"].notna()]
    drawn = made.groupby("claim").agg(first=("rank", "mean"), label=("label", "first")).reset_index().sort_values(["first", "claim"])
    number = {claim: place for place, claim in enumerate(drawn["claim"])}
    made = made.assign(number=made["claim"].map(number)).sort_values(["rank", "number"])
    notes = ["Lines join a claim in neighbouring reports; a claim that a report does not make has no disc there.",
             "A loop holds claims that first stand in the same place of a report, in no order.",
             *_left_out(rows, frame[frame["rank"].notna()], "made by most reports")]
    grid = Grid([f"{place + 1} {label or '–'}" for place, label in enumerate(drawn["label"])], names_of(reports, outlets),
                pitch=4.4, label_most=64 if len(reports) < 12 else 40, cell_most=24, notes=notes)
    columns = [{claim: row for row, claim in enumerate(made.loc[made["report"] == report, "claim"])} for report in reports]
    for column, report in enumerate(reports):
        places = made.loc[made["report"] == report, "rank"].value_counts().sort_index()
        for last, n in zip(places.cumsum() - 1, places, strict=True):
            if n > 1:
                _draw_loop(grid.page, grid.middle(column), grid.y(last - n + 1), grid.y(last))
    for column, (own, following) in enumerate(zip(columns, [*columns[1:], {}], strict=True)):
        for claim, row in own.items():
            x, y = grid.middle(column), grid.y(row)
            color = style.shade(0.95 - 0.75 * number[claim] / max(len(number) - 1, 1))
            if claim in following:
                grid.page.line(x, y, grid.middle(column + 1), grid.y(following[claim]), color=color, width=0.9, gid="move", zorder=2)
            grid.page.disc(x, y, 1.85, color, edge=PAPER, gid="claim")
            grid.page.text(x, y, f"{number[claim] + 1}", size=SMALL, color=style.on_color(color), ha="center")
    return grid.page.figure


def _draw_loop(page: Page, x: float, top: float, bottom: float) -> None:
    """A line around discs from one height to another."""
    turns = [(place, math.pi * (half + step / 12)) for half, place in ((0, bottom), (1, top)) for step in range(13)]
    page.shape([(x + 2.15 * math.cos(turn), y + 2.15 * math.sin(turn)) for y, turn in turns], PAPER, edge=GREY, gid="tie", zorder=3)


@draws("report_a report_b n_places tau_b", empty="One report alone has no order to compare.")
def draw_order(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """How alike two reports order the claims they share: Kendall's tau-b of every pair, above the number of places compared.

    Draws `measures.narratives.claim_order`.
    """
    reports = in_order([*frame["report_a"], *frame["report_b"]], outlets)
    names = names_of(reports, outlets)
    key = [(swatch(_tau_color(0.9)), "same order"), (swatch(_tau_color(-0.9)), "reversed (−)"),
           (dot(RULE, radius=0.3), "no order to compare")]
    grid = Grid(style.short_labels(names, 32)[1:], names[:-1], pitch=6.6, cell_most=15, narrow=5.6, key=key,
                notes=["Kendall's tau-b, from 1 (the same order) to −1 (reversed); below it n, the places compared."])
    values = {frozenset((row.report_a, row.report_b)): (row.tau_b, row.n_places) for row in frame.itertuples()}
    # As many digits as the widest number has room for, so that no cell alone goes without.
    decimals = next((digits for digits in (2, 1) if grid.width > style.text_width(f"−.{'0' * digits}", SMALL) + 0.5), 0)
    for row, second in enumerate(reports[1:]):
        for column, first in enumerate(reports[:row + 1]):
            if (pair := frozenset((first, second))) not in values:
                continue
            tau, n = values[pair]
            if math.isnan(tau):
                grid.page.disc(grid.middle(column), grid.y(row), 0.3, RULE, gid="too few")
                continue
            color = _tau_color(tau)
            grid.cell(row, column, color, "", gid="pair")
            for words, y in ((_tau_words(tau, decimals), -1.3), (f"n {n}" if grid.width > 8 else f"{n}", 1.4)):
                if grid.width > style.text_width(words, SMALL) + 0.5:
                    grid.page.text(grid.middle(column), grid.y(row) + y, words, size=SMALL, color=style.on_color(color), ha="center")
    return grid.page.figure


def _tau_words(tau: float, decimals: int) -> str:
    """Tau without a zero before its point, 1 and −1 without any after it; without decimals the minus of a reversal alone.

    Examples
    --------
    >>> [_tau_words(tau, 2) for tau in (0.42, -0.5, 0.999, -1.0, -0.001)], [_tau_words(tau, 0) for tau in (0.42, -0.5)]
    (['.42', '−.50', '1', '−1', '.00'], ['', '−'])
    """
    rounded = round(tau, decimals or 1) + 0.0
    if not decimals:
        return "−" if rounded < 0 else ""
    words = f"{rounded:.{decimals if abs(rounded) < 1 else 0}f}"
    return words.replace("-", "−").replace("0.", ".")


def _tau_color(tau: float) -> str:
    """Blue for agreement, orange for reversal, paler for less of either."""
    return style.shade(0.06 + 0.7 * tau) if tau >= 0 else style.shade(0.12 - 0.88 * tau, stops=(PAPER, ORANGE))


@draws("claim label report rung spread")
def draw_ladder(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """How firmly reports vouch for the claims on which they differ most: a line from the lowest to the highest rung of each.

    Draws `measures.narratives.claim_ladder`; up to eight reports are told by letters, more are counted.
    """
    rows, reports = widest_spread(frame, most=MOST_ROWS), in_order(frame["report"], outlets)
    if rows.empty:
        return message_page("No shared claim is vouched for in two ways.")
    letters = dict(zip(reports, "ABCDEFGH", strict=False)) if len(reports) <= 8 else {}
    told = "; ".join(f"{letter} {name}" for letter, name in zip(letters.values(), names_of(letters, outlets), strict=True))
    notes = [f"{told}." if told else "A number counts reports.", *_left_out(rows, frame[frame["spread"] > 0], "that differ most")]
    drawn = rows.drop_duplicates("claim")
    grid = Grid([label or "–" for label in drawn["label"]], list(map(plain, LADDER)), pitch=4.4, label_most=78, cell_most=19, notes=notes)
    for row, claim in enumerate(drawn["claim"]):
        own, y = rows[rows["claim"] == claim], grid.y(row)
        grid.page.line(grid.middle(own["rung"].min()), y, grid.middle(own["rung"].max()), y, color=RULE, width=1.4, gid="ladder")
        for rung, there in own.groupby("rung"):
            words = "".join(letters[report] for report in in_order(there["report"], outlets)) if letters else f"{len(there)}"
            wide = style.text_width(words, SMALL) + 1.6
            grid.page.box(grid.middle(rung) - wide / 2, y - 1.6, wide, 3.2, PAPER, edge=NAVY, gid="rung", zorder=3)
            grid.page.text(grid.middle(rung), y, words, size=SMALL, ha="center")
    return grid.page.figure
