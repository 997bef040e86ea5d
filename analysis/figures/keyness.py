"""Which words set reports apart, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import dot, in_order, names_of, panels
from analysis.figures.style import FAINT, GREY, MIDDLE, NAVY, PAPER, RULE, SMALL, Page, draws, message_page
from analysis.measures.resampling import NORMAL_95
from analysis.measures.selection import most_key

MOST_PANELS = 30
SIGNIFICANT = 0.05
PANEL_PITCH = 3.4
FUNNEL_TALL, FUNNEL_WORDS, FUNNEL_LABELS = 30.0, 6, 24.0


def most_words(n_groups: int) -> int:
    """How many words a group are drawn: ten, six when there are more than six groups."""
    return 10 if n_groups <= 6 else 6


@draws("group lemma log_odds ci_low ci_high z q")
def draw_keyness(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """The words that set each report or group apart from the others: log-odds with 95 % intervals.

    Draws `measures.keyness.keyness`.

    Notes
    -----
    Words with the highest z among those used more in the group, as many as `most_words` says.
    """
    groups = in_order(frame["group"], outlets)
    over = most_key(frame, most=most_words(len(groups)))
    words = {group: over[over["group"] == group] for group in groups[:MOST_PANELS]}
    words = {group: rows for group, rows in words.items() if len(rows)}
    if not words:
        return message_page("Too few groups or words to compare.")
    n, left_out = len(words), len(groups) - len(words)
    page, column, corners = panels(
        n, [(dot(NAVY, interval=True), f"log-odds, 95 % interval; q < {SIGNIFICANT}"),
            (dot(PAPER, edge=NAVY, interval=True), "q larger")],
        per_row=2 if n < 3 else 3 if n in (3, 5, 6, 9) else 4 if n < 13 else 5, gap=4.0, foot=1.0,
        tall=4.6 + max(map(len, words.values())) * PANEL_PITCH + 5.0,
        note=_note(frame, f"{left_out} more groups are not drawn or have no word of their own." if left_out else ""))
    drawn = pd.concat(words.values())
    scale = min(0.0, drawn["ci_low"].min()), drawn["ci_high"].max()
    room = style.label_room(list(drawn["lemma"]), most=0.42 * column)
    names = style.short_labels(names_of(words, outlets), column - 6.0, bold=range(n))
    for (left, top), rows, name in zip(corners, words.values(), names, strict=True):
        page.text(left, top + 1.8, name, bold=True)
        _draw_panel(page, (left + room + 2.4, left + column - 5.0), top + 4.6, rows, scale, room)
    return page.figure


def _draw_panel(
    page: Page, ends: tuple[float, float], top: float, rows: pd.DataFrame, scale: tuple[float, float], room: float,
) -> None:
    """One group's words on the scale that all panels share."""
    at = partial(np.interp, xp=scale, fp=ends)
    bottom = top + len(rows) * PANEL_PITCH
    for value in (0.0, max(tick for tick in style.nice_ticks(0.0, scale[1], most=3) if tick <= scale[1])):
        page.line(at(value), top - 0.2, at(value), bottom, color=RULE if value == 0 else FAINT)
        page.text(at(value), bottom + 1.8, style.number(value), size=SMALL, color=GREY, ha="center")
    for row, (values, words) in enumerate(zip(rows.itertuples(), style.short_labels(list(rows["lemma"]), room), strict=True)):
        y = top + (row + 0.5) * PANEL_PITCH
        page.text(ends[0] - 2.2, y, words, ha="right")
        page.interval(at(values.ci_low), at(values.ci_high), y)
        page.disc(at(values.log_odds), y, 0.75, _fill(values), edge=NAVY, zorder=6, gid="word")


def _note(frame: pd.DataFrame, left_out: str) -> str:
    """What is not drawn, and whether all circles are hollow."""
    none = "" if (frame["q"] < SIGNIFICANT).any() else (
        f"No word has q < {SIGNIFICANT}: chance alone may set the words apart. Bursts of words make q too small, a prior of more words than"
        " a report has makes it too large.")
    return " ".join(filter(None, (none, left_out)))


def _fill(row: object) -> str:
    """Hollow for words that chance may set apart."""
    return NAVY if row.q < SIGNIFICANT else PAPER


@draws("group lemma n_group n_rest z q", empty="Too few groups or words to compare.")
def draw_keyness_funnel(frame: pd.DataFrame, *, outlets: Mapping[str, str]) -> Figure:
    """All compared words of each report or group: z against how often all reports use the word, the strongest named.

    Draws `measures.keyness.keyness`.

    Notes
    -----
    Frequency is on a logarithmic scale. Named are the six words used more in the group with the highest z.
    """
    found = in_order(frame["group"], outlets)
    groups, left_out = found[:MOST_PANELS], len(found[MOST_PANELS:])
    page, column, corners = panels(
        len(groups), [(dot(NAVY), f"q < {SIGNIFICANT}"), (dot(PAPER, edge=NAVY), "q larger")], gap=4.0,
        per_row=2 if len(groups) < 5 else 3, tall=FUNNEL_TALL + 13.0,
        note=_note(frame, f"{left_out} more groups are not drawn." if left_out else ""))
    # The lines of 1.96 stand also where no word reaches them.
    most = max(frame["z"].abs().max(), 1.05 * NORMAL_95)
    frame = frame.assign(common=np.log10(frame["n_group"] + frame["n_rest"]))
    scale = max(frame["common"].max(), 0.1), most
    names = style.short_labels(names_of(groups, outlets), column - 6.0, bold=range(len(groups)))
    for (left, top), group, name in zip(corners, groups, names, strict=True):
        page.text(left, top + 1.8, name, bold=True)
        _draw_funnel(page, (left + 7.0, top + 5.0), column - 11.0 - FUNNEL_LABELS, frame[frame["group"] == group], scale)
    return page.figure


def _draw_funnel(page: Page, corner: tuple[float, float], wide: float, rows: pd.DataFrame, scale: tuple[float, float]) -> None:
    """One group's words as dots, the strongest with a line to their name."""
    from scipy.optimize import linear_sum_assignment

    left, top = corner
    common, most = scale
    middle = top + FUNNEL_TALL / 2

    def height(z: float) -> float:
        return middle - z / most * (FUNNEL_TALL / 2 - 1.2)

    low = top + FUNNEL_TALL
    for z in (0.0, NORMAL_95, -NORMAL_95):
        page.line(left, height(z), left + wide + 1.0, height(z), **({"dashes": (2, 2)} if z else {}))
        page.text(left - 1.0, height(z), f"{z:.3g}".replace("-", "\N{MINUS SIGN}"), size=SMALL, color=GREY, ha="right")
    page.text(left - 1.0, top - 0.6, "z", size=SMALL, color=GREY, ha="right")
    page.line(left, low, left + wide + 1.0, low)
    # Numbers of occurrences, each well to the right of the one before.
    ends = -math.inf
    for count in (digit * 10**power for power in range(6) for digit in (1, 2, 5)):
        x, half = left + math.log10(count) / common * wide, style.text_width(f"{count:,}", SMALL) / 2
        if x <= left + wide and x - half > ends + 1.5:
            page.line(x, low, x, low + 0.8)
            page.text(x, low + 2.2, f"{count:,}", size=SMALL, color=GREY, ha="center")
            ends = x + half
    page.text(left + wide, low + 5.0, "occurrences, log scale", size=SMALL, color=GREY, ha="right")
    rows = rows.assign(x=left + rows["common"] / common * wide, y=height(rows["z"]))
    for row in rows.sort_values(["z", "lemma"]).itertuples():
        page.disc(row.x, row.y, 0.6, _fill(row), edge=NAVY, line=0.4, gid="word")
    named = rows[rows["z"] > 0].sort_values(["z", "lemma"], ascending=[False, True]).head(FUNNEL_WORDS)
    # Lines whose lengths sum to the least do not cross.
    places = top + 1.6 + 4.0 * np.arange(len(named))
    lengths = np.hypot(left + wide + 2.6 - named["x"].to_numpy()[:, None], places - named["y"].to_numpy()[:, None])
    for row, y in zip(named.itertuples(), places[linear_sum_assignment(lengths)[1]], strict=True):
        page.line(row.x, row.y, left + wide + 2.6, y, color=MIDDLE, gid="leader")
        page.text(left + wide + 3.2, y, style.shorten(row.lemma, FUNNEL_LABELS - 4.0), size=SMALL)
