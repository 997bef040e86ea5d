"""Which words set reports apart, as pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.grid import dot, in_order, names_of, panels, tell_left_out
from analysis.figures.style import FAINT, GREY, NAVY, PAPER, RULE, SMALL, Page, draws, message_page

MOST_PANELS = 30
SIGNIFICANT = 0.05
NORMAL_95 = 1.959964
PANEL_PITCH = 3.4
FUNNEL_TALL, FUNNEL_WORDS, FUNNEL_LABELS = 30.0, 6, 24.0


@draws("group lemma log_odds variance z q")
def draw_keyness(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """The words that set each report or group apart from the others: log-odds with 95 % intervals.

    Draws `measures.keyness.keyness`.

    Notes
    -----
    Words with the highest z among those used more in the group: ten a group, six when there are more than six groups. The
    interval is log-odds plus and minus 1.96 standard errors.
    """
    groups = in_order(frame["group"], outlets)
    most = 10 if len(groups) <= 6 else 6
    over = frame[frame["z"] > 0].sort_values(["group", "z", "lemma"], ascending=[True, False, True])
    words = {group: over[over["group"] == group].head(most) for group in groups[:MOST_PANELS]}
    words = {group: rows for group, rows in words.items() if len(rows)}
    if not words:
        return message_page("Too few groups or words to compare.", width=width)
    per_row = 2 if width == "single" or len(words) < 3 else 3 if len(words) in (3, 5, 6, 9) else 4 if len(words) < 13 else 5
    left_out = len(groups) - len(words)
    page, column, corners = panels(
        len(words), [(dot(NAVY, interval=True), f"log-odds, 95 % interval; q < {SIGNIFICANT}"),
                     (dot(PAPER, edge=NAVY, interval=True), "q larger")],
        width=width, per_row=per_row, tall=4.6 + max(map(len, words.values())) * PANEL_PITCH + 5.0, gap=4.0, foot=1.0,
        note=left_out > 0)
    everything = pd.concat(words.values())
    half = NORMAL_95 * everything["variance"] ** 0.5
    low, high = min(0.0, (everything["log_odds"] - half).min()), (everything["log_odds"] + half).max()
    label = style.label_room(list(everything["lemma"]), most=0.42 * column)
    names = style.short_labels(names_of(words, outlets), column - 6.0, bold=range(len(words)))
    for (left, top), rows, name in zip(corners, words.values(), names, strict=True):
        page.text(left, top + 1.8, name, bold=True)
        _draw_panel(page, (left + label + 2.4, left + column - 5.0), top, rows, (low, high), label)
    if left_out:
        tell_left_out(page, f"{left_out} more groups are not drawn or have no word of their own.")
    return page.figure


def _draw_panel(
    page: Page, ends: tuple[float, float], top: float, rows: pd.DataFrame, scale: tuple[float, float], label: float,
) -> None:
    """One group's words on the scale that all panels share."""
    labels = style.short_labels(list(rows["lemma"]), label)
    bottom = top + 4.6 + len(rows) * PANEL_PITCH

    def at(value: float) -> float:
        return ends[0] + (value - scale[0]) / (scale[1] - scale[0]) * (ends[1] - ends[0])

    for value in (0.0, max(tick for tick in style.nice_ticks(0.0, scale[1], most=3) if tick <= scale[1])):
        page.line(at(value), top + 4.4, at(value), bottom, color=RULE if value == 0 else FAINT, width=0.5)
        page.text(at(value), bottom + 1.8, style.number(value), size=SMALL, color=GREY, ha="center")
    for row, (values, words) in enumerate(zip(rows.itertuples(), labels, strict=True)):
        y, half = top + 4.6 + (row + 0.5) * PANEL_PITCH, NORMAL_95 * values.variance ** 0.5
        page.text(ends[0] - 2.2, y, words, ha="right")
        page.interval(at(values.log_odds - half), at(values.log_odds + half), y)
        sure = values.q < SIGNIFICANT
        page.disc(at(values.log_odds), y, 0.75, NAVY if sure else PAPER, edge=NAVY, zorder=6, gid="word")


@draws("group lemma n_group n_rest z q", empty="Too few groups or words to compare.")
def draw_keyness_funnel(frame: pd.DataFrame, *, outlets: Mapping[str, str], width: str = "double") -> Figure:
    """All compared words of each report or group: z against how often all reports use the word, the strongest named.

    Draws `measures.keyness.keyness`.

    Notes
    -----
    Frequency is on a logarithmic scale. Named are the six words used more in the group with the highest z.
    """
    found = in_order(frame["group"], outlets)
    groups, left_out = found[:MOST_PANELS], len(found[MOST_PANELS:])
    page, column, corners = panels(
        len(groups), [(dot(NAVY), f"q < {SIGNIFICANT}"), (dot(PAPER, edge=NAVY), "q larger")], width=width,
        per_row=1 if width == "single" else 2 if len(groups) < 5 else 3, tall=FUNNEL_TALL + 11.0, gap=4.0, note=left_out > 0)
    most = float(frame["z"].abs().max()) or 1.0
    common = max(math.log10(float((frame["n_group"] + frame["n_rest"]).max())), 0.1)
    names = style.short_labels(names_of(groups, outlets), column - 6.0, bold=range(len(groups)))
    for (left, top), group, name in zip(corners, groups, names, strict=True):
        page.text(left, top + 1.8, name, bold=True)
        rows = frame[frame["group"] == group]
        _draw_funnel(page, (left + 5.0, top + 5.0), column - 9.0 - FUNNEL_LABELS, rows, most, common)
    if left_out:
        tell_left_out(page, f"{left_out} more groups are not drawn.")
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
