"""Numerals: where a number stands in a sentence, in digits or words, how far it goes and what its value is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.reading.differences.strengths import grade
from analysis.reading.text.trees import Token

_UNITS = {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen".split())}
_TENS = {word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "lakh": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9, "trillion": 1e12}
_PLURAL_SCALES = {"lakhs": "lakh", "crores": "crore"}
_ENDLESS = 1e18
# Scales that are written to their digits: `£2m`, `£2million`.
_SUFFIXES = {"k": "thousand", "m": "million", "mn": "million", "mln": "million", "million": "million", "b": "billion", "bn": "billion",
             "billion": "billion", "tn": "trillion", "trillion": "trillion"}
# Loose quantities by the least and the most that they can stand for.
LOOSE = {"dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1e4), "thousands": (2e3, 1e6), "millions": (2e6, 1e9),
          "billions": (2e9, 1e12), "lakhs": (2e5, 1e7), "crores": (2e7, 1e10), "several": (3, 12), "few": (2, 8),
          "some": (2, 50), "many": (5, 1e12), "couple": (2, 3), "pair": (2, 2), "both": (2, 2)}
# Those that multiply a scale behind them: `a few hundred`.
_MULTIPLYING = ("couple", "few", "several")
_FRACTIONS = frozenset(("half", "third", "quarter", "fifth", "tenth"))
SIGNS = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹"}
# What stands before a number of a currency, by its sign or noun. Other dollars are no American ones.
CURRENCIES = {sign: sign for sign in SIGNS.values()} | {dollar: dollar for dollar in ("a$", "c$", "hk$", "nz$", "r$", "s$")} | {
    "us$": "$", "usd": "$", "eur": "€", "gbp": "£", "rs": "₹", "rs.": "₹", "inr": "₹", "rmb": "yuan", "cny": "yuan", "₦": "naira",
    "sek": "crown", "skr": "crown", "nok": "crown", "dkk": "crown", "ksh": "shilling"}
# Words that multiply the number before them, and are one alone: `a dozen`.
_MULTIPLES = frozenset(("dozen", *SCALES))
# What is told with these comes on top of what another number may tell.
_ON_TOP = frozenset(("additional", "extra", "fewer", "more"))
# Verbs of a change from one number to another, beside those of a rise or fall.
_CHANGING = frozenset("cut go lift lower raise reduce".split())
# What a number can begin with, beside digits.
_BEGINNINGS = frozenset(("a", "half", *_UNITS, *_TENS, *_MULTIPLES))
# A currency can be a part of the word: `SKr1.5bn`.
_JOINED = re.compile(rf"({'|'.join(map(re.escape, CURRENCIES))})(?=\d)")
_DIGITS = re.compile(rf"(?:{_JOINED.pattern})?(\d[\d,]*(?:\.\d+)?)({'|'.join(_SUFFIXES)})?")


def words_in(tokens: Sequence[Token], start: int, end: int) -> list[str]:
    """The words from one place up to another, in small letters, as far as there are any."""
    return [token.lower_ for token in tokens[max(start, 0):end]]


def is_numeral(token: Token) -> bool:
    """Whether a word is part of a number that is no name's."""
    word = token.lower_
    return token.ent_type_ in ("", "CARDINAL", "DATE", "MONEY", "PERCENT", "QUANTITY", "TIME") and (
        bool(_DIGITS.fullmatch(word)) or word in _UNITS and (word != "one" or token.pos_ == "NUM")
        or word in _TENS or word in _MULTIPLES or word in _PLURAL_SCALES)


def number_end(tokens: Sequence[Token], place: int) -> int:
    """The place behind the number that begins at a place; the place itself where none does."""
    if place >= len(tokens) or not (tokens[place].lower_ in _BEGINNINGS or _DIGITS.match(tokens[place].lower_)):
        return place
    words = words_in(tokens, place, place + 2)
    # The digits can be a part of the word before, in a currency unknown here: `N500 million`.
    if words[0] in SCALES and re.search(r"\d", "".join(words_in(tokens, place - 1, place))):
        return place
    first = place + (2 if words == ["half", "a"] else 1 if words[0] == "a" else 0)
    if first > place and _MULTIPLES.isdisjoint(words_in(tokens, first, first + 1)):
        return place
    end = first
    while end < len(tokens) and is_numeral(tokens[end]):
        end += 1
        behind = words_in(tokens, end, end + 2)
        # `Twenty-one`, `$5-million`.
        if behind[:1] == ["-"] and (behind[-1] in SCALES or tokens[end - 1].lower_ in _TENS and behind[-1] in _UNITS):
            end += 2
        end = _end_of_added(tokens, place, end)
        # Without a currency a suffix can be a unit of its own: `20 m high`.
        if end < len(tokens) and tokens[end].lower_.rstrip(".") in _SUFFIXES and (
                is_signed(tokens, place) or tokens[end].dep_ in ("nummod", "quantmod", "compound")):
            end += 1
    return end if end > first else place


def _end_of_added(tokens: Sequence[Token], place: int, end: int) -> int:
    """The end of part of a number with what `and` adds to it: `two hundred and fifty`, `three and a half`."""
    behind = words_in(tokens, end, end + 3)
    if behind == ["and", "a", "half"]:
        return end + 3
    added = behind[:1] == ["and"] and not {*_UNITS, *_TENS}.isdisjoint(behind[1:2]) and tokens[end - 1].lower_ in SCALES
    if not added or "between" in words_in(tokens, place - 1, place):
        return end
    more = number_end(tokens, end + 1)
    # `Two hundred and fifty thousand` is hundreds of thousands, `three hundred and two million` is two numbers or one.
    return more if tokens[end - 1].lower_ == "hundred" or SCALES.keys().isdisjoint(words_in(tokens, end + 1, more)) else end


def is_signed(tokens: Sequence[Token], place: int) -> bool:
    """Whether a currency stands before the number at a place."""
    return place > 0 and tokens[place - 1].lower_ in CURRENCIES


def currency_of(tokens: Sequence[Token], place: int) -> str:
    """The currency that stands before the number at a place or begins it, or an empty string."""
    joined = _JOINED.match(tokens[place].lower_)
    return CURRENCIES.get(joined[0] if joined else tokens[place - 1].lower_ if place else "", "")


def is_no_count(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Whether the number at places counts nothing by itself.

    So are `one in ten`, the first word of `two-thirds`, `four by four`, `one of the best`, what comes on top (`three more seats`),
    the hour before a colon, and the second number of a range, which is the first one's.
    """
    words, after = words_in(tokens, place, end), words_in(tokens, end, end + 4)
    part = next((word for word in after if word != "-"), "")
    if after[:1] == ["in"] and number_end(tokens, end + 1) > end + 1 or (
            part.removesuffix("s") in _FRACTIONS and (part.endswith("s") or words == ["one"])):
        return True
    if after[:1] in (["by"], [":"]) or part in _ON_TOP or words == ["one"] and after[:1] == ["of"]:
        return True
    link = place - 1 - is_signed(tokens, place)
    if link < 1 or tokens[link].lower_ not in ("-", "–", "to", "and", "in"):
        return False
    return (is_numeral(tokens[link - 1]) or tokens[link - 1].lower_ in _SUFFIXES) and not _leads_on(tokens, link) and (
        tokens[link].lower_ != "and" or "between" in words_in(tokens, place - 6, place))


def _leads_on(tokens: Sequence[Token], place: int) -> bool:
    """Whether a `to` leads from one number to another, and joins no range: `rose from 31 to 38`, `rose by seven to 38`."""
    to, goal = tokens[place], tokens[place + 1:place + 2]
    before = next((token for token in reversed(tokens[max(place - 5, 0):place]) if token.lower_ in ("by", "from")), to)
    if to.lower_ != "to" or before.lower_ != "from":
        return before.lower_ == "by" and any(token.dep_ == "pobj" and token.ent_type_ == "CARDINAL" for token in goal)
    verb = before.head.base
    return to.dep_ == "prep" or verb in _CHANGING or any(grade(verb, scale) is not None for scale in ("fall", "rise"))


def read_range(tokens: Sequence[Token], place: int, end: int) -> tuple[float, float, int, Token] | None:
    """The least and the most of the number or range that begins at a place, the place behind it, and its topmost word.

    None where it has no value.
    """
    words, after = words_in(tokens, place, end), words_in(tokens, end, end + 2)
    low = high = read_number(words)
    if low is None:
        return None
    before = [word for word in words_in(tokens, place - 2, place) if word != "of"][-1:]
    if words[0] in _MULTIPLES and before and before[0] in _MULTIPLYING:
        low, high = (times * low for times in LOOSE[before[0]])
    second = end + 1 + (after[1:] != [] and after[1] in CURRENCIES)
    until = number_end(tokens, second)
    between = "between" in words_in(tokens, place - 2, place)
    if until <= second or _leads_on(tokens, end) or after[0] not in ("-", "–", "to") and not (after[0] == "and" and between):
        parts = tokens[place:end]
        return low, high, end, next((token for token in parts if token.head not in parts), parts[-1])
    others = words_in(tokens, second, until)
    high = read_number(others)
    if high is None or high < low:
        return None
    # `20 to 30 million` is millions both times.
    scale = next((SCALES[word] for word in others if word in SCALES), 1)
    low *= scale if low * scale <= high else 1
    return low, high, until, tokens[until - 1]


def read_number(words: Sequence[str]) -> float | None:
    """The value of a number in digits, words or both; None for what is none, beyond all counting, or two numbers side by side."""
    total, current = 0.0, 0.0
    for word in (part for word in words for part in word.replace("-", " ").split()):
        if digits := _DIGITS.fullmatch(word):
            if current:
                return None
            current = float(digits[2].replace(",", "")) * SCALES.get(_SUFFIXES.get(digits[3]), 1)
        elif word in _UNITS or word in _TENS:
            value = _UNITS.get(word, 0) + _TENS.get(word, 0)
            if current % (10 if value < 10 else 100):
                return None
            current += value
        elif word in ("hundred", "dozen"):
            current = (current or 1) * (100 if word == "hundred" else 12)
        elif (scale := _PLURAL_SCALES.get(word, word)) in SCALES:
            # `Two lakh crore` has two scales for one number.
            total = round(total * SCALES[scale] if total and not current else total + (current or 1) * SCALES[scale], 2)
            current = 0.0
        elif word.rstrip(".") in _SUFFIXES:
            current *= SCALES[_SUFFIXES[word.rstrip(".")]]
        elif word == "half":
            current += 0.5
        elif word not in ("a", "and"):
            return None
    return total + current if total + current < _ENDLESS else None
