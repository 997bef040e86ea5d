"""Quoted stretches of a report: where quotation marks of any kind open and close, within and across paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARK = re.compile(r"''|``|[\"“”„‟«»‘’‚‹›＂]|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_DOUBLE = {"''", "``", '"', "“", "”", "„", "‟", "«", "»", "＂"}
_ONLY_CLOSE = {"”", "»", "’", "›"}
_ONLY_OPEN = {"„", "«", "‘", "‚", "‹", "``"}
# A longer stretch between single marks is more often two apostrophes than a quotation.
_LONGEST_SINGLE = 300
# Lines between the one that opens a quotation and the one that closes it, at most.
_LONGEST_RUN = 8


@dataclass(frozen=True)
class Quotation:
    """One quoted stretch with its marks, within one paragraph; `level` 1 is the outermost.

    `closed` is false where the closing mark is missing: at the end of a paragraph whose quotation goes on in the next one, or
    by mistake.
    """

    start: int
    end: int
    level: int
    closed: bool


def find_quotations(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Quotation]:
    """Quoted stretches of `text`, outer and nested, by start.

    Parameters
    ----------
    text
        The report's text.
    paragraphs
        Start and end of each paragraph, in order.

    Returns
    -------
    list of Quotation
        Positions count from the start of `text`.

    Notes
    -----
    A mark's side follows from its neighbours first and from its shape second, as reports often carry a mark of the wrong
    side. A quotation that runs over several paragraphs opens each of them and closes the last, or, where each sentence has a
    line of its own, opens the first alone.
    """
    found: list[Quotation] = []
    going_on: list[tuple[int, int]] | None = None
    for start, end in paragraphs:
        here = list(_with_levels(_in_paragraph(text, start, end)))
        if going_on is not None:
            closing = _closes_before(text, start, end)
            if closing:
                found += [*(Quotation(*one, 1, closed=False) for one in going_on), Quotation(start, closing, 1, closed=True)]
            going_on = [*going_on, (start, end)] if closing == 0 and len(going_on) < _LONGEST_RUN else None
        if any(not quotation.closed for quotation in here):
            going_on = []
        found += here
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _closes_before(text: str, start: int, end: int) -> int | None:
    """Where in a paragraph a quotation ends that an earlier one opened: 0 without any double mark, None where one opens first."""
    first = next((match for match in _MARK.finditer(text, start, end) if match.group() in _DOUBLE), None)
    if first is None:
        return 0
    before, after = text[first.start() - 1:first.start()], text[first.end():first.end() + 1] or " "
    closes = first.start() > start and _closes(first.group(), before, after) and not _opens(first.group(), before, after)
    return first.end() if closes else None


def _in_paragraph(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Start, end and whether closed of each stretch in one paragraph."""
    stretches: list[tuple[int, int, bool]] = []
    opened: list[tuple[int, bool]] = []
    for match in _MARK.finditer(text, start, end):
        double = match.group() in _DOUBLE
        before = text[match.start() - 1:match.start()] if match.start() > start else " "
        after = text[match.end():match.end() + 1] if match.end() < end else " "
        depth = next((depth for depth in range(len(opened) - 1, -1, -1) if opened[depth][1] == double), None)
        if depth is not None and _closes(match.group(), before, after):
            if double or match.end() - opened[depth][0] <= _LONGEST_SINGLE:
                stretches.append((opened[depth][0], match.end(), True))
            del opened[depth:]
        elif _opens(match.group(), before, after):
            if depth is not None and match.group() not in _ONLY_OPEN and match.group() != "“":
                # A straight mark cannot nest in its own kind: the one before was never closed.
                del opened[depth:]
            opened.append((match.start(), double))
    if opened and opened[0][1]:
        stretches.append((opened[0][0], start + len(text[start:end].rstrip()), False))
    return stretches


def _with_levels(stretches: list[tuple[int, int, bool]]) -> Iterator[Quotation]:
    """Stretches by start, at the level of how many stretches contain them, themselves included."""
    containing: list[int] = []
    for begin, stop, closed in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
        while containing and containing[-1] < stop:
            containing.pop()
        containing.append(stop)
        yield Quotation(begin, stop, len(containing), closed)


def _opens(mark: str, before: str, after: str) -> bool:
    """Whether a mark can open a quotation here."""
    if after.isspace() or mark in _ONLY_CLOSE and not (before.isspace() and after.isalnum() and mark in _DOUBLE):
        return False
    return not before.isalnum() or mark in ("“", "«")


def _closes(mark: str, before: str, after: str) -> bool:
    """Whether a mark can close the quotation that is open."""
    if mark == "’":
        return not after.isalnum()
    if mark in _ONLY_CLOSE:
        return not (before.isspace() and after.isalnum())
    if mark in _ONLY_OPEN:
        return False
    if mark == "“":
        return not before.isspace() and not after.isalnum()
    return not before.isspace() or not after.isalnum()
