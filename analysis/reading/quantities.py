"""Quantities: the numbers, dates and singular or plural things of a proposition, each with what it is of and its range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNITS = {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen".split())}
_TENS = {word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
# Loose quantities by the least and the most that they can stand for.
_LOOSE = {"dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1e4), "thousands": (2e3, 1e6), "millions": (2e6, 1e9),
          "billions": (2e9, 1e12), "several": (3, 12), "few": (2, 8), "some": (2, 50), "many": (5, 1e12)}
# What `tens of` and the like make of the scale behind them.
_TIMES = {"tens": (20, 100), "dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1000), "thousands": (2000, 1e6)}
_ROUGH = {"about", "around", "nearly", "almost", "roughly", "approximately", "over", "least", "most", "than", "up", "some"}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_BEFORE_YEARS = {"in", "since", "by", "until", *_MONTHS}
# What is counted when it is people, by whatever name; and what a number without a noun counts.
PEOPLE, BARE = "people", ""
_PEOPLE = frozenset(
    "people person man woman child civilian resident victim soldier troop citizen casualty student supporter fan passenger guest "
    "employee staff crew family migrant refugee national death fatality".split())
_DOERS = ("er", "or", "ist", "ant")
_THINGS = frozenset("number member meter metre center centre quarter paper letter order power water river tower computer answer "
                    "weather matter corner border chapter container missile sector factor floor door motor".split())


class Piece(NamedTuple):
    """A number or date: what it is of (`key`), its value or range, whether it is rough."""

    start: int
    end: int
    key: str
    low: float
    high: float
    rough: bool


def find_numbers(tokens: Sequence[Token], offset: int) -> Iterator[Piece]:
    """Numbers that count something, keyed by the lemma of what they count; people are one key, a bare number another."""
    for token in tokens:
        if token.ent_type_ in ("DATE", "TIME", "ORDINAL") or token.like_url:
            continue
        loose = token.lower_ in ("some", "several", "few", "many")
        if token.dep_ in ("nummod", "det", "amod") and (token.pos_ == "NUM" or loose):
            yield from _number_of(token, token.head, offset)
        elif token.lower_ in _LOOSE and token.pos_ in ("NOUN", "NUM") and not _multiplies(token):
            counted = [inner for child in token.children if child.lower_ == "of" for inner in child.children]
            yield from _number_of(token, counted[0] if counted else None, offset)
        elif token.pos_ == "NUM" and token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "pobj") and token.ent_type_ == "CARDINAL":
            yield from _number_of(token, None, offset)


def _multiplies(token: Token) -> bool:
    """Whether a word says how many of the scale behind it: `hundreds` in `hundreds of thousands`."""
    following = token.doc[token.i + 1:token.i + 3].text.lower().split()
    return token.lower_ in _TIMES and following[:1] == ["of"] and following[1:] != [] and following[1].removesuffix("s") in _SCALES


def _number_of(token: Token, counted: Token | None, offset: int) -> Iterator[Piece]:
    """One number of `counted`, when its value is known."""
    parts = sorted([token, *(child for child in token.children if child.dep_ in ("compound", "quantmod", "nummod"))])
    scale = [part for part in parts if part.lower_ in _SCALES]
    value = _LOOSE.get(token.lower_) or read_number([part.lower_ for part in parts if part.pos_ == "NUM"])
    if value is None:
        return
    low, high = value if isinstance(value, tuple) else (value, value)
    before = token.doc[max(token.i - 2, 0)] if token.i > 1 else token
    if token.lower_.removesuffix("s") in _SCALES and _multiplies(before):
        low, high = (times * _SCALES[token.lower_.removesuffix("s")] for times in _TIMES[before.lower_])
    rough = token.lower_ in _LOOSE or any(part.lower_ in _ROUGH for part in token.subtree) or bool(scale)
    start, end = offset + parts[0].idx, offset + parts[-1].idx + len(parts[-1])
    yield Piece(start, end, _key(counted), low, high, rough)


def _key(counted: Token | None) -> str:
    """What is counted."""
    if counted is None:
        return BARE
    lemma = counted.lemma_.lower()
    doer = lemma.endswith(_DOERS) and lemma not in _THINGS and counted.tag_ in ("NNS", "NN") and len(lemma) > 5
    return PEOPLE if lemma in _PEOPLE or doer else lemma


def read_number(words: Sequence[str]) -> float | None:
    """The value of a number in digits, words or both; None for what is none."""
    total, current, known = 0.0, 0.0, False
    for word in (part for word in words for part in word.replace("-", " ").split()):
        digits = word.replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?", digits):
            current += float(digits)
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0.0
        else:
            return None
        known = True
    return total + current if known else None


def find_dates(tokens: Sequence[Token], offset: int) -> Iterator[Piece]:
    """Weekdays, days of a month, months without a day, and years."""
    for place, token in enumerate(tokens):
        start = offset + token.idx
        if token.lower_ in _WEEKDAYS:
            day = _WEEKDAYS.index(token.lower_)
            yield Piece(start, start + len(token), "weekday", day, day, False)
        elif token.lower_ in _MONTHS and token.pos_ == "PROPN":
            near = [other for other in tokens[max(place - 1, 0):place + 2] if re.fullmatch(r"[0-3]?\d", other.text)]
            if near:
                day = 100 * _MONTHS.index(token.lower_) + int(near[0].text)
                first, last = min(token, near[0]), max(token, near[0])
                yield Piece(offset + first.idx, offset + last.idx + len(last), "day", day, day, False)
            else:
                month = _MONTHS.index(token.lower_)
                yield Piece(start, start + len(token), "month", month, month, False)
        elif re.fullmatch(r"1[5-9]\d\d|20\d\d", token.text) and place and tokens[place - 1].lower_ in _BEFORE_YEARS:
            yield Piece(start, start + len(token), "year", int(token.text), int(token.text), False)


def add_weekdays(dates: Sequence[Piece], published: str) -> Iterator[Piece]:
    """Dates, and the weekday of each day of a month in the year that brings it nearest to an ISO date of publication, if known."""
    yield from dates
    for piece in dates if published else ():
        if piece.key == "day":
            month, day = divmod(int(piece.low), 100)
            told, near = date.fromisoformat(published), []
            for year in (told.year - 1, told.year, told.year + 1):
                with suppress(ValueError):
                    near.append(date(year, month + 1, day))
            if near:
                weekday = min(near, key=lambda one: (abs(one - told), one)).weekday()
                yield piece._replace(key="weekday", low=weekday, high=weekday)


def find_nouns(tokens: Sequence[Token], offset: int) -> Iterator[Piece]:
    """Things said to be one or several: nouns behind an indefinite article, and plurals without a number or determiner."""
    for token in tokens:
        if token.pos_ != "NOUN" or token.dep_ not in ("dobj", "pobj", "nsubj", "nsubjpass", "attr"):
            continue
        before = {child.lower_ for child in token.children if child.dep_ in ("det", "nummod", "poss", "quantmod")}
        value = 1 if token.tag_ == "NN" and before & {"a", "an", "one"} else 2 if token.tag_ == "NNS" and not before else None
        if value:
            yield Piece(offset + token.idx, offset + token.idx + len(token), token.lemma_.lower(), value, value, False)
