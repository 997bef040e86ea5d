"""Text reuse: passages that two reports share word for word or nearly, by shingles of seven words."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading.text.pages import mark

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

SHINGLE = schema.SHORTEST_PASSAGE
# A passage goes on over an edit of at most GAP words on either side when at least RESUME identical words follow.
GAP = 4
RESUME = 3
# A phrase that a report repeats is followed up to this many times in it.
MOST_REPEATS = 4
# From this share of its words inside quotation marks in both reports, a passage is a quotation that both carry.
QUOTED = 2 / 3
_WORD = re.compile(r"[^\W_]+")

Places = dict[tuple[str, ...], list[int]]


@dataclass(frozen=True)
class Words:
    """A report's measured words: lower case, with positions; an empty word stands where headline and body are interrupted."""

    report: str
    words: list[str]
    spans: list[tuple[int, int]]
    quoted: list[bool]
    # Where the word begins that each is a part of as the report counts them: `6,214,870` is one.
    wholes: list[int]


def find_passages(readings: list[Reading], attributions: pd.DataFrame) -> pd.DataFrame:
    """Passages of at least seven words in a row that two reports share, with the small edits between them.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    attributions
        Table of the same reports; contents of direct attributions count as quoted.

    Returns
    -------
    pandas.DataFrame
        Columns of `schema.TABLES["passages"]`, `report_a` < `report_b`. `n_words` counts the identical words. `copied` = all
        words are identical, `edited` = gaps of up to four words, `shared_quotation` = two thirds of the identical words are
        quoted in both reports.

    Notes
    -----
    Words are compared in lower case without punctuation, the parts of numbers and joined words apart, in headline and body
    only; `n_words` counts wholes as the report does. The longest passage of a pair goes first and no word is in two of a pair.
    Known bias: names of institutions and stock phrases of seven words count as reuse; who copied from whom is not told here.
    """
    direct: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in attributions.itertuples():
        if row.mode == "direct":
            direct[row.report] += schema.text_to_spans(row.content_spans)
    reports = [_find_words(reading, direct[reading.report]) for reading in sorted(readings, key=lambda reading: reading.report)]
    placed = [(report, _shingle_places(report.words)) for report in reports]
    rows = [_row(a, b, pairs) for (a, places_a), (b, places_b) in combinations(placed, 2)
            for pairs in _align(a.words, b.words, places_a, places_b)]
    # Of long numbers fewer words have as many parts.
    return schema.build("passages", [row for row in rows if row["n_words"] >= SHINGLE])


def ngram_containment(text: str, other: str, *, n: int) -> float:
    """The share of a text's different runs of n words that another text has too; 0 for a text shorter than n words.

    Notes
    -----
    Words in lower case without punctuation. Short runs meet by chance in texts on one subject; the share is of the first text, so
    that both directions of a pair differ.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents, Proceedings of SEQUENCES: 21-29.
    """
    if n < 1:
        raise ValueError(f"n is {n}; expected 1 or more")
    runs = [{tuple(words[start:start + n]) for start in range(len(words) - n + 1)}
            for words in ([match.group().lower() for match in _WORD.finditer(each)] for each in (text, other))]
    return len(runs[0] & runs[1]) / len(runs[0]) if runs[0] else 0.0


def _find_words(reading: Reading, direct: list[tuple[int, int]]) -> Words:
    """The words of headline and body; quoted are those in quotation marks and in contents of `direct` attributions."""
    inside = mark(len(reading.text), [*((found.start, found.end) for found in reading.quotations), *direct])
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for zone in reading.zones:
        if zone.zone in schema.MEASURED_ZONES:
            for match in _WORD.finditer(reading.text, zone.start, zone.end):
                words.append(match.group().lower())
                spans.append(match.span())
        elif words and words[-1]:
            words.append("")
            spans.append((zone.start, zone.start))
    within = {place: token.start for sentence in reading.measured for token in sentence.tokens if token.is_word
              for place in range(token.start, token.end)}
    wholes = [within.get(start, start) for start, _ in spans]
    return Words(reading.report, words, spans, [start < end and bool(inside[start]) for start, end in spans], wholes)


def _shingle_places(words: list[str]) -> Places:
    """Where each run of seven words starts."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for start in range(len(words) - SHINGLE + 1):
        shingle = tuple(words[start:start + SHINGLE])
        if all(shingle) and len(places[shingle]) < MOST_REPEATS:
            places[shingle].append(start)
    return places


def _find_runs(places_a: Places, places_b: Places) -> Iterator[tuple[int, int, int]]:
    """Maximal runs of identical words as (start in a, start in b, length)."""
    diagonals: dict[int, list[int]] = defaultdict(list)
    for shingle, starts in places_a.items():
        for b in places_b.get(shingle, ()):
            for a in starts:
                diagonals[a - b].append(a)
    for shift, starts in sorted(diagonals.items()):
        starts.sort()
        first = previous = starts[0]
        for a in [*starts[1:], -1]:
            if a != previous + 1:
                yield first, first - shift, previous - first + SHINGLE
                first = a
            previous = a


def _align(a: list[str], b: list[str], places_a: Places, places_b: Places) -> Iterator[list[tuple[int, int]]]:
    """Passages as pairs of identical words, the longest run first, each grown over small edits into words still free."""
    heap = [(-length, start_a, start_b) for start_a, start_b, length in _find_runs(places_a, places_b)]
    heapq.heapify(heap)
    used_a, used_b = [not word for word in a], [not word for word in b]
    while heap:
        length, start_a, start_b = heapq.heappop(heap)
        free = _longest_free(-length, start_a, start_b, used_a, used_b)
        if free[0] < SHINGLE:
            continue
        if free[0] < -length:
            heapq.heappush(heap, (-free[0], free[1], free[2]))
            continue
        pairs = [(start_a + step, start_b + step) for step in range(-length)]
        before = _grow(a, b, pairs[0], used_a, used_b, step=-1)
        pairs = [*reversed(before), *pairs, *_grow(a, b, pairs[-1], used_a, used_b, step=1)]
        for i in range(pairs[0][0], pairs[-1][0] + 1):
            used_a[i] = True
        for j in range(pairs[0][1], pairs[-1][1] + 1):
            used_b[j] = True
        yield pairs


def _longest_free(length: int, start_a: int, start_b: int, used_a: list[bool], used_b: list[bool]) -> tuple[int, int, int]:
    """The longest piece of a run whose words are free in both, as (length, start in a, start in b)."""
    best, size = (0, start_a, start_b), 0
    for step in range(length):
        size = 0 if used_a[start_a + step] or used_b[start_b + step] else size + 1
        if size > best[0]:
            best = (size, start_a + step - size + 1, start_b + step - size + 1)
    return best


def _grow(
    a: list[str], b: list[str], last: tuple[int, int], used_a: list[bool], used_b: list[bool], *, step: int,
) -> list[tuple[int, int]]:
    """Further identical words beyond `last` in one direction, over edits small enough."""
    grown: list[tuple[int, int]] = []
    edits = sorted(((i, j) for i in range(GAP + 1) for j in range(GAP + 1)), key=lambda edit: (sum(edit), edit))
    while True:
        runs = (_run_from(a, b, last[0] + step * (1 + i), last[1] + step * (1 + j), used_a, used_b, step=step) for i, j in edits)
        # Passages do not overlap: the words of an edit are free, too.
        run = next((run for run in runs if len(run) >= RESUME and not any(used_a[last[0] + step:run[0][0]:step])
                    and not any(used_b[last[1] + step:run[0][1]:step])), None)
        if run is None:
            return grown
        grown += run
        last = run[-1]


def _run_from(
    a: list[str], b: list[str], i: int, j: int, used_a: list[bool], used_b: list[bool], *, step: int,
) -> list[tuple[int, int]]:
    """Identical free words from (i, j) on."""
    run = []
    while 0 <= i < len(a) and 0 <= j < len(b) and a[i] == b[j] and not used_a[i] and not used_b[j]:
        run.append((i, j))
        i, j = i + step, j + step
    return run


def _row(a: Words, b: Words, pairs: list[tuple[int, int]]) -> dict:
    """One row of `passages`."""
    (first_a, first_b), (last_a, last_b) = pairs[0], pairs[-1]
    whole = len(pairs) == last_a - first_a + 1 == last_b - first_b + 1
    quoted = sum(a.quoted[i] and b.quoted[j] for i, j in pairs) >= QUOTED * len(pairs)
    return {
        "report_a": a.report, "start_a": a.spans[first_a][0], "end_a": a.spans[last_a][1],
        "report_b": b.report, "start_b": b.spans[first_b][0], "end_b": b.spans[last_b][1],
        "n_words": len({a.wholes[i] for i, _ in pairs}), "kind": "shared_quotation" if quoted else "copied" if whole else "edited"}
