"""Dates: the days, months, years and hours that a proposition tells, each with its predicate and its range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_BEFORE_YEARS = {"in", "since", "by", "until", "of", "early", "late", *MONTHS}
# Clock times that are so near each other are one, in minutes.
_ABOUT, _DAY = 15, 1440
# Parts of the day by their minutes; some lie on both sides of midnight.
_PARTS = {"morning": ((0, 719),), "noon": ((705, 735),), "afternoon": ((720, 1110),), "evening": ((1020, 1440),),
          "night": ((1080, 1440), (0, 360)), "midnight": ((1425, 1440), (0, 15))}
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def find_dates(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Weekdays, days of a month, months, years, and hours of the day; days told from the day of publication are of key `near`."""
    for place, token in enumerate(tokens):
        if token.text[0].isdigit() or token.lower_ in _PARTS:
            yield from _hours(tokens, place)
        if token.lower_ in _NEAR_DAYS and token.pos_ != "PROPN":
            near = _NEAR_DAYS[token.lower_]
            yield piece_at(token, token, "near", near, near)
        month, day = _MONTHS.get(token.lower_), _WEEKDAYS.get(token.lower_)
        if day is not None:
            yield piece_at(token, token, "weekday", day, day)
        elif month is not None and token.pos_ == "PROPN":
            before = place - 2 if place > 1 and tokens[place - 1].lower_ == "of" else place - 1
            near = _days(tokens, max(before, 0), -1) or _days(tokens, place + 1, 1)
            if near:
                days = [100 * month + int(re.sub(r"\D", "", other.text)) for other in near]
                yield piece_at(min(token, *near), max(token, *near), "day", min(days), max(days), of=token)
            # Some months are names, too, and short forms without a dot are other words.
            whole = token.lower_ in MONTHS or token.text.endswith(".")
            if near or whole and token.ent_type_ in ("", "DATE") and token.dep_ not in SUBJECTS:
                yield piece_at(token, token, "month", month, month)
        elif place and not (token.dep_ == "nummod" and token.head.tag_ == "NNS") and (
                token.ent_type_ == "DATE" or tokens[place - 1].lower_ in _BEFORE_YEARS) and (
                year := re.fullmatch(r"(?:early-|mid-|late-)?((?:1[5-9]|20)\d\d)(s?)", token.text)):
            first, years = int(year[1]), 1 if not year[2] else 10 if int(year[1]) % 100 else 100
            yield piece_at(token, token, "year", first, first + years - 1)


def _days(tokens: Sequence[Token], place: int, step: int) -> list[Token]:
    """The day of a month at a place, and the other end of its range on that side: `3-9`, `3 to 9`, `between 3 and 9`."""
    found = [tokens[at] for at in (place, place + 2 * step)
             if 0 <= at < len(tokens) and re.fullmatch(r"(0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?", tokens[at].lower_)]
    if not found or found[0] != tokens[place]:
        return []
    link = tokens[place + step].lower_ if len(found) > 1 else ""
    between = link == "and" and "between" in words_in(tokens, place - 3, place)
    return found if link in ("-", "–", "to") or between else found[:1]


def _hours(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """The clock time or part of the day at a place, in minutes, with as many around it as are no other time.

    None of another zone's clock.
    """
    token, after = tokens[place], words_in(tokens, place + 1, place + 4)
    told = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?(am|pm|a\.m\.?|p\.m\.?)?", token.lower_)
    half = told and (told[3] or next(iter(after), "")).replace(".", "")
    twelve = half in ("am", "pm") and int(told[1]) <= 12
    clock = twelve or told and ":" in token.text and (12 < int(told[1]) < 24 or token.text[0] == "0")
    if clock and not {"gmt", "utc", "("} & set(after):
        minute = 60 * (int(told[1]) % 12 + 12 * (half == "pm") if twelve else int(told[1])) + int(told[2] or 0)
        last = tokens[place + 1] if twelve and not told[3] else token
        for around in (minute, minute - _DAY, minute + _DAY):
            if -_ABOUT <= around <= _DAY + _ABOUT:
                yield piece_at(token, last, "hour", around - _ABOUT, around + _ABOUT, of=last)
    elif token.lower_ in _PARTS and (
            token.dep_ == "npadvmod" or token.dep_ == "pobj" and token.head.lower_ in ("at", "during", "in", "on")):
        for low, high in _PARTS[token.lower_]:
            yield piece_at(token, token, "hour", low, high)


def add_weekdays(dates: Sequence[Piece], published: str) -> Iterator[Piece]:
    """Dates, and the weekdays that a known ISO date of publication tells: of days of a month nearest to it, and of near days."""
    for piece in dates:
        if piece.key != "near":
            yield piece
        if not published or piece.key not in ("near", "day") or piece.low != piece.high:
            continue
        told, near = date.fromisoformat(published), []
        if piece.key == "near":
            with suppress(OverflowError):
                near.append(told + timedelta(days=int(piece.low)))
        else:
            month, day = divmod(int(piece.low), 100)
            for year in (told.year - 1, told.year, told.year + 1):
                with suppress(ValueError):
                    near.append(date(year, month + 1, day))
        if near:
            weekday = min(near, key=lambda one: (abs(one - told), one)).weekday()
            yield piece._replace(key="weekday", low=weekday, high=weekday)
