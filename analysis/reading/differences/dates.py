"""Dates: the days, months, years and hours that a proposition tells, each with its predicate and its range."""

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
# A clock time before these is, or may be, another zone's: `10:30 p.m. (0230 GMT)`.
_OTHER_ZONES = frozenset(("gmt", "utc", "("))
# Clock times that are so near each other are one, in minutes.
_ABOUT, _DAY = 15, 1440
# Parts of the day by their minutes; some lie on both sides of midnight.
_PARTS = {"morning": ((0, 719),), "noon": ((705, 735),), "afternoon": ((720, 1110),), "evening": ((1020, 1440),),
          "night": ((1080, 1440), (0, 360)), "midnight": ((1425, 1440), (0, 15))}
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def find_dates(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Weekdays, days of a month, months, years, and hours of the day; days told from the day of publication are of key `near`."""
    for place, token in enumerate(tokens):
        word = token.lower_
        if word[0].isdigit() or word in _PARTS:
            yield from _hours(tokens, place)
        if word in _NEAR_DAYS and token.pos_ != "PROPN":
            yield piece_at(token, token, "near", _NEAR_DAYS[word], _NEAR_DAYS[word])
        if word in _WEEKDAYS:
            yield piece_at(token, token, "weekday", _WEEKDAYS[word], _WEEKDAYS[word])
        elif word in _MONTHS and token.pos_ == "PROPN":
            yield from _month(tokens, place)
        else:
            yield from _year(tokens, place)


def _month(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The month at a place, and the days of it that stand before or behind it."""
    token, month = tokens[place], _MONTHS[tokens[place].lower_]
    of = words_in(tokens, place - 1, place) == ["of"]
    near = _days(tokens, place - 1 - of, -1) or _days(tokens, place + 1, 1)
    if near:
        days = [100 * month + int(re.sub(r"\D", "", other.text)) for other in near]
        yield piece_at(min(token, *near), max(token, *near), "day", min(days), max(days), of=token)
    # Some months are names, too, and short forms without a dot are other words.
    whole = token.lower_ in MONTHS or token.text.endswith(".")
    if near or whole and token.ent_type_ in ("", "DATE") and token.dep_ not in SUBJECTS:
        yield piece_at(token, token, "month", month, month)


def _days(tokens: Sequence[Token], place: int, step: int) -> list[Token]:
    """The day of a month at a place, and the other end of its range on that side: `3-9`, `3 to 9`, `between 3 and 9`."""
    if not _is_day(tokens, place):
        return []
    if _is_day(tokens, place + 2 * step):
        link = tokens[place + step].lower_
        if link in ("-", "–", "to") or link == "and" and "between" in words_in(tokens, place - 3, place):
            return [tokens[place], tokens[place + 2 * step]]
    return [tokens[place]]


def _is_day(tokens: Sequence[Token], place: int) -> bool:
    """Whether the number of a day of a month stands at a place."""
    return 0 <= place < len(tokens) and bool(re.fullmatch(r"(0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?", tokens[place].lower_))


def _year(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The year, decade or century at a place, where the parse or the word before says that it is no other number."""
    token = tokens[place]
    dated = token.ent_type_ == "DATE" or not _BEFORE_YEARS.isdisjoint(words_in(tokens, place - 1, place))
    told = re.fullmatch(r"(?:early-|mid-|late-)?((?:1[5-9]|20)\d\d)(s?)", token.text) if dated and place else None
    if told and not (token.dep_ == "nummod" and token.head.tag_ == "NNS"):
        first, years = int(told[1]), 1
        if told[2]:
            years = 10 if first % 100 else 100
        yield piece_at(token, token, "year", first, first + years - 1)


def _hours(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The clock time or part of the day at a place, in minutes, with as many around it as are no other time."""
    token, clock = tokens[place], _clock(tokens, place)
    if clock:
        minute, last = clock
        for around in (minute, minute - _DAY, minute + _DAY):
            if -_ABOUT <= around <= _DAY + _ABOUT:
                yield piece_at(token, last, "hour", around - _ABOUT, around + _ABOUT, of=last)
    elif token.lower_ in _PARTS and (
            token.dep_ == "npadvmod" or token.dep_ == "pobj" and token.head.lower_ in ("at", "during", "in", "on")):
        for low, high in _PARTS[token.lower_]:
            yield piece_at(token, token, "hour", low, high)


def _clock(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """The minute of the clock time that begins at a place, and its last word; None of another zone's clock."""
    token, after = tokens[place], words_in(tokens, place + 1, place + 4)
    told = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?(am|pm|a\.m\.?|p\.m\.?)?", token.lower_)
    if told is None or not _OTHER_ZONES.isdisjoint(after):
        return None
    hour, minute = int(told[1]), int(told[2] or 0)
    half = (told[3] or "".join(after[:1])).replace(".", "")
    if half in ("am", "pm"):
        return 60 * (hour % 12 + 12 * (half == "pm")) + minute, token if told[3] else tokens[place + 1]
    if ":" in token.text and (12 < hour < 24 or token.text[0] == "0"):
        return 60 * hour + minute, token
    return None


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
    elif piece.key == "day" and piece.low == piece.high:
        month, day = divmod(int(piece.low), 100)
        for year in (published.year - 1, published.year, published.year + 1):
            with suppress(ValueError):
                days.append(date(year, month + 1, day))
    return sorted(days, key=lambda one: (abs(one - published), one))
