"""Dates: the weekdays, days, months and years that a proposition tells, each with its predicate and its range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from analysis.reading.differences.numerals import words_in
from analysis.reading.differences.quantities import Piece, piece_at
from analysis.reading.text.propositions import SUBJECTS
from analysis.reading.text.trees import Token
from analysis.reading.words import MONTHS, WEEKDAYS

_WEEKDAYS = {day: number for number, day in enumerate(WEEKDAYS)}
_MONTHS = {name: number for number, month in enumerate(MONTHS)
           for name in (month, month[:3], month[:4], f"{month[:3]}.", f"{month[:4]}.")}
_BEFORE_YEARS = frozenset(("in", "since", "by", "until", "of", "early", "late", *MONTHS))
_TIMES_OF_DAY = frozenset("afternoon day evening midnight morning night noon weekend".split())
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def find_dates(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Weekdays, days of a month, months and years; days told from the day of publication are of key `near`.

    That of a thing, as `Monday's vote` has it, is below that thing, and none of what the verb above tells.
    """
    for piece in _find_dates(tokens):
        dated = _dated(next(token for token in tokens if token.start == piece.start))
        yield piece._replace(above=dated) if dated else piece


def _dated(token: Token) -> Token | None:
    """The noun that a date stands before as its own: `vote` in `Monday's vote` and in `the Monday night vote`."""
    while token.dep_ in ("poss", "compound", "nmod", "npadvmod", "nummod") and token.head.pos_ == "NOUN" and token < token.head:
        token = token.head
        if token.base not in _TIMES_OF_DAY:
            return token
    return None


def _find_dates(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Dates, each below its verb."""
    for place, token in enumerate(tokens):
        word = token.lower_
        if word in _NEAR_DAYS and token.pos_ != "PROPN":
            yield piece_at(token, token, "near", _NEAR_DAYS[word], _NEAR_DAYS[word])
        if word in _WEEKDAYS:
            yield piece_at(token, token, "weekday", _WEEKDAYS[word], _WEEKDAYS[word])
        elif word in _MONTHS and token.pos_ == "PROPN":
            yield from _month(tokens, place)
        else:
            yield from _year(tokens, place)


def _month(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The month at a place, and the day of it that stands before or behind it."""
    token, month = tokens[place], _MONTHS[tokens[place].lower_]
    of = words_in(tokens, place - 1, place) == ["of"]
    near = next((tokens[at] for at in (place - 1 - of, place + 1) if _is_day(tokens, at)), None)
    if near is not None:
        day = 100 * month + int(re.sub(r"\D", "", near.text))
        yield piece_at(min(token, near), max(token, near), "day", day, day, of=token)
    # Some months are names, too, and short forms without a dot are other words.
    whole = token.lower_ in MONTHS or token.text.endswith(".")
    if near is not None or whole and token.ent_type_ in ("", "DATE") and token.dep_ not in SUBJECTS:
        yield piece_at(token, token, "month", month, month)


def _is_day(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number of a day of a month stands at a place."""
    return 0 <= place < len(tokens) and bool(re.fullmatch(r"(0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?", tokens[place].lower_))


def _year(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The year or decade at a place, where the parse or the word before says that it is no other number."""
    token = tokens[place]
    dated = token.ent_type_ == "DATE" or not _BEFORE_YEARS.isdisjoint(words_in(tokens, place - 1, place))
    told = re.fullmatch(r"(?:early-|mid-|late-)?((?:1[5-9]|20)\d\d)(s?)", token.text) if dated and place else None
    if told and not (token.dep_ == "nummod" and token.head.tag_ == "NNS"):
        first = int(told[1])
        yield piece_at(token, token, "year", first, first + 9 if told[2] else first)


def add_weekdays(dates: Iterable[Piece], published: str) -> Iterator[Piece]:
    """Dates, and the weekdays that a known ISO date of publication tells: of days of a month nearest to it, and of near days."""
    for piece in dates:
        if piece.key != "near":
            yield piece
        days = _find_days(piece, date.fromisoformat(published)) if published else []
        if days:
            weekday = days[0].weekday()
            yield piece._replace(key="weekday", low=weekday, high=weekday)


def _find_days(piece: Piece, published: date) -> list[date]:
    """The days that a near day or a single day of a month can be, the nearest to publication first; none of another date."""
    days: list[date] = []
    if piece.key == "near":
        with suppress(OverflowError):
            days.append(published + timedelta(days=int(piece.low)))
    elif piece.key == "day":
        month, day = divmod(int(piece.low), 100)
        for year in (published.year - 1, published.year, published.year + 1):
            with suppress(ValueError):
                days.append(date(year, month + 1, day))
    return sorted(days, key=lambda one: (abs(one - published), one))
