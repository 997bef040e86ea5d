"""Quantities: the numbers and the singular or plural things of a proposition, each with what it is of and its range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.reading.differences.numerals import (
    CURRENCIES, FRACTIONS, LOOSE, SCALES, SIGNS, is_cut, is_no_count, is_numeral, is_signed, number_end, read_number, read_range,
    read_score, words_in,
)
from analysis.reading.text.propositions import SUBJECTS
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import word_list

# What `tens of` and the like make of the scale behind them.
_TIMES = {"tens": (20, 100), "dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1000), "thousands": (2000, 1e6)}
_ROUGH = {"about", "around", "nearly", "almost", "roughly", "approximately", "some"}
# A number is the least or the most behind these words; how many times the least the most can be.
_LEAST = ("at least", "more than", "over", "above", "no fewer than", "no less than", "not fewer than", "not less than",
          "a minimum of", "upwards of", "or more")
_EXCEEDING = ("exceed", "surpass", "top")
_MOST = ("up to", "at most", "fewer than", "less than", "under", "below", "no more than", "not more than", "as many as",
         "as much as", "a maximum of", "or fewer", "or less")
_MOST_TIMES = 3
# Units by what they measure, and how many of the unit that it is told in they are.
_MEASURES = {
    "day": {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.4,
            "year": 365.25, "decade": 3652.5},
    "metre": {"centimetre": 0.01, "inch": 0.0254, "foot": 0.3048, "yard": 0.9144, "metre": 1, "kilometre": 1000,
              "mile": 1609.344},
    "kilogram": {"gram": 0.001, "ounce": 0.0283, "pound": 0.4536, "lb": 0.4536, "kilogram": 1, "ton": 1000, "tonne": 1000},
    "hectare": {"square foot": 9.29e-6, "square metre": 1e-4, "acre": 0.4047, "hectare": 1, "square kilometre": 100,
                "square mile": 259},
    "litre": {"millilitre": 0.001, "litre": 1, "gallon": 3.785, "cubic foot": 28.32, "cubic metre": 1000},
    "point": {"basis point": 0.01, "percentage point": 1},
    "speed": {"mph": 1609.344, "kph": 1000, "kmh": 1000, "kmph": 1000, "knot": 1852}}
_UNIT_OF = {unit: (measure, times) for measure, units in _MEASURES.items() for unit, times in units.items()}
MEASURED = frozenset(_MEASURES)
_PERIODS = _MEASURES["day"]
_OFTEN = {"twice": 2, "thrice": 3}
_ORDINALS = {word: number for number, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
_SAME_UNITS = {"cm": "centimetre", "km": "kilometre", "feet": "foot", "ft": "foot", "kg": "kilogram", "kilo": "kilogram",
               "percent": "%", "cent": "%", "pct": "%", "ruble": "rouble"}
# Things that have two common names, by one of them.
_SAME_THINGS = {"lorry": "truck", "airplane": "plane", "aeroplane": "plane", "aircraft": "plane", "vessel": "ship"}
# What is counted when it is people, by whatever name; what a number without a noun counts; how old somebody is; a score.
PEOPLE, BARE, AGE, SCORE = "people", "", "age", "–"
_PEOPLE = word_list("people")
_DOERS = ("er", "or", "ist", "ant", "ee")
# What is done by or to people, so that a noun with the ending of a doer is one.
_HUMAN = frozenset(
    "arrest charge convict demand detain die evacuate fire flee gather hire injure jail join kill march protest rescue say "
    "strike vote work wound".split())
# Roles of nouns that can be said to be one or several.
_THINGS = ("appos", "attr", "conj", "dobj", "nsubj", "nsubjpass", "pobj")


class Piece(NamedTuple):
    """A number, date, or thing said to be one or several.

    What it is of (`key`), its range, whether that is rough, its predicate, noun and role, the unit in which a measure,
    rate or share is told, and the thing that a measure is of (`coal` in `nine tonnes of coal`).
    """

    start: int
    end: int
    key: str
    low: float
    high: float
    rough: bool
    above: Token
    noun: str = ""
    role: str = ""
    unit: str = ""
    stuff: str = ""


def find_numbers(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Numbers that count something, keyed by the lemma of what they count; people are one key, a bare number another."""
    place = 0
    while place < len(tokens):
        token, end = tokens[place], number_end(tokens, place)
        if token.text[0].isdigit() and (score := read_score(tokens, place)):
            end, value = score
            yield piece_at(token, tokens[end - 1], SCORE, value, value)
        elif joined := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)(kmph|kph)", token.lower_):
            speed = float(joined[1]) * _MEASURES["speed"][joined[2]]
            low, high, rough = _bounded(tokens, place, speed, speed)
            yield piece_at(token, token, "speed", low, high, rough, unit=joined[2])
        elif end > place:
            yield from _number_of(tokens, place, end)
        elif token.lower_.removesuffix("s") in FRACTIONS and token.tag_ in ("NN", "NNS"):
            yield from _share_of(tokens, place)
        elif token.lower_ in LOOSE and token.pos_ != "VERB":
            yield from _loose(tokens, place)
        elif number := _order_of(token):
            yield piece_at(token, token, f"{token.head.base} by order", number, number, of=token.head)
        elif token.text.endswith("0s") and token.shape_ == "ddx" and place > 1 and (
                tokens[place - 1].tag_ == "PRP$" and tokens[place - 2].lower_ == "in"):
            yield _age([token], int(token.text[:2]), int(token.text[:2]) + 9, _described(
                token.head, tokens[place - 4] if place > 3 and tokens[place - 3].lower_ == "," else None))
        elif token.lower_ in _OFTEN:
            yield piece_at(token, token, "time", _OFTEN[token.lower_], _OFTEN[token.lower_])
        place = max(end, place + 1)


def _order_of(token: Token) -> int:
    """The number of an ordinal before a noun; 0 where it is none."""
    used = token.paragraph.span(token.i + 1, token.i + 3).text == "-hand"
    if token.dep_ != "amod" or used or token.ent_type_ not in ("ORDINAL", "DATE") or token.head.pos_ != "NOUN":
        return 0
    told = re.fullmatch(r"(\d{1,4})(st|nd|rd|th)", token.lower_)
    return int(told[1]) if told else _ORDINALS.get(token.lower_, 0)


def _loose(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """A loose quantity of something: `dozens of`, `several`, `hundreds of thousands`; none that multiplies a number behind it."""
    token, before = tokens[place], tokens[place - 2] if place > 1 else None
    # `As many` is as many as was said, `many as` a bound, and `how many` asks.
    behind = token.paragraph.span(token.i + 1, token.i + 2).text
    compared = behind == "as" or token.lower_ in ("few", "many") and place and tokens[place - 1].lower_ in ("as", "how")
    if compared or _multiplies(token) or number_end(tokens, place + 1) > place + 1:
        return
    counted = token.head if token.dep_ in ("nummod", "det", "amod") else next(iter(complements(token, "of")), None)
    if counted is None and token.tag_ not in ("NNS", "CD"):
        return
    (low, high), scale = LOOSE[token.lower_], token.lower_.removesuffix("s")
    if scale in SCALES and before is not None and _multiplies(before):
        low, high = (times * SCALES[scale] for times in _TIMES[before.lower_])
    yield piece_at(token, token, _key(counted), low, high, True, counted)


def _share_of(tokens: Sequence[Token], place: int) -> Iterator[Piece]:
    """A share in words, in per cent, keyed as one in digits: `half of`, `two-thirds of`; `the third of` is none."""
    token, before = tokens[place], max(place - 1 - (place > 1 and tokens[place - 1].lower_ == "-"), 0)
    times = 1 if token.lower_ == "half" or tokens[before].lower_ in ("a", "one") else read_number([tokens[before].lower_])
    counted = complements(token, "of")
    share = 100 * (times or 0) * FRACTIONS[token.lower_.removesuffix("s")]
    if 0 < share <= 100 and counted and not (place and tokens[place - 1].dep_ == "amod"):
        first = place if token.lower_ == "half" else before
        low, high, _ = _bounded(tokens, first, share, share)
        key = f"% {counted[0].base}"
        yield piece_at(tokens[first], token, key, low, min(high, 100), True, token, unit=token.lower_)


def _number_of(tokens: Sequence[Token], place: int, end: int) -> Iterator[Piece]:
    """The number at places, when its value and what it counts are known."""
    told = None if is_cut(tokens, place, end) or is_no_count(tokens, place, end) else read_range(tokens, place, end)
    if told is None:
        return
    low, high, end, top = told
    parts, joins = tokens[place:end], tokens[place - 1].lower_ if place else ""
    after = words_in(tokens, end, end + 4)
    if _is_age(tokens, place, low, top, after):
        yield _age(parts, low, high, _described(top, tokens[place - 2] if joins == "," else None))
        return
    ranged = high != low
    noun = _counted(top, tokens[end:end + 1] if len(parts) > 1 and ranged else ())
    key, rough = _key(noun), ranged or any(token.lower_ in SCALES for token in parts)
    if after[:2] == ["per", "cent"]:
        key, noun = "%", None
    elif joins in CURRENCIES:
        key, noun = CURRENCIES[joins], None
    elif after[:2] == ["-", "strong"]:
        key, noun = PEOPLE, None
    elif not _counts(noun, top, ranged=ranged):
        return
    unit = _unit(noun) if noun is not None else ""
    key, low, high = _measured(noun, unit, key, low, high)
    period = _period(top.paragraph, max(noun.i if noun is not None else 0, parts[-1].i) + 1)
    if period and key != "speed":
        key, unit, rough = f"{key} per day", f"{unit} per {period}", True
        low, high = low / _PERIODS[period], high / _PERIODS[period]
    low, high, bound = _bounded(tokens, place - is_signed(tokens, place), low, high, " ".join(after[:2]))
    measured = complements(noun, "of") if key in MEASURED else []
    stuff = next((one.base for one in measured if one.pos_ == "NOUN"), "")
    yield piece_at(parts[0], parts[-1], key, low, high, rough or bound, noun or top, unit=unit)._replace(stuff=stuff)


def _counted(top: Token, behind: Sequence[Token]) -> Token | None:
    """The noun of which there are so many: above the number, behind its `of`, or a noun among the words `behind`."""
    noun = top.head if top.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod") and top.head.i > top.i else next(
        (inner for inner in complements(top, "of") if inner.pos_ != "PRON"), None)
    if noun is None:
        noun = next((token for token in behind if token.pos_ == "NOUN"), None)
    if noun is not None and is_numeral(noun):
        noun = noun.head if noun.dep_ == "nummod" else None
    return noun


def _is_age(tokens: Sequence[Token], place: int, value: float, top: Token, after: Sequence[str]) -> bool:
    """Whether a number is somebody's age: `66-year-old`, `aged 43`, `Mr Varga, 61,`."""
    before = words_in(tokens, place - 2, place)
    behind = [word for word in after if word != "-"][:2]
    if behind in (["year", "old"], ["years", "old"]) or before[-1:] == ["aged"] or before == ["aged", "between"]:
        return True
    if place < 2 or before[-1] != "," or after[:1] not in ([","], ["."]) or value >= 120:
        return False
    noun = tokens[place - 2]
    return noun.ent_type_ in ("", "PERSON") and (noun.pos_ == "PROPN" or noun.pos_ == "NOUN" and top.dep_ == "appos")


def _bounded(tokens: Sequence[Token], place: int, low: float, high: float, after: str = "") -> tuple[float, float, bool]:
    """The range of a number at a place, given the words around it, and whether they make it rough."""
    before = " ".join(words_in(tokens, place - 3, place))
    bound = max((phrase for phrase in (*_LEAST, *_MOST) if f" {before}".endswith(f" {phrase}")), key=len, default=after)
    if bound in _LEAST or place and tokens[place - 1].lemma_ in _EXCEEDING and tokens[place - 1].pos_ == "VERB":
        return low, _MOST_TIMES * high, True
    return (0, high, True) if bound in _MOST else (low, high, bool(_ROUGH & set(before.split())))


def _age(parts: Sequence[Token], low: float, high: float, aged: Token | None) -> Piece:
    """The age told at words of whom a noun calls, below the predicate of the noun."""
    key = f"{AGE} {aged.base if aged is not None else ''}"
    return piece_at(parts[0], parts[-1], key, low, high, low != high, aged if aged is not None else parts[-1])._replace(noun=key)


def _described(top: Token, before: Token | None) -> Token | None:
    """Whose age it is: the noun that it stands before or behind or is said of, of a name the last word."""
    noun = before
    while noun is None and top.dep_ != "ROOT":
        top = top.head
        subjects = dependents(top, *SUBJECTS) if top.pos_ == "AUX" or top.lower_ == "aged" else []
        noun = next((one for one in (top, *subjects)
                     if one.pos_ in ("NOUN", "PROPN") and one.lower_ not in ("year", "years", "old")), None)
    return noun


def _counts(noun: Token | None, top: Token, *, ranged: bool) -> bool:
    """Whether a number counts something: a noun's things, not told as a date or time, or, without a noun, a verb's or preposition's.

    What the tagger takes for a date or time can count units of time, or several things.
    """
    if noun is None:
        return top.dep_ in ("attr", "dobj", "nsubj", "nsubjpass", "pobj") and top.ent_type_ == "CARDINAL"
    if top.ent_type_ not in ("DATE", "TIME"):
        return True
    return noun.base in _PERIODS or noun.tag_ == "NNS" and (ranged or noun.ent_type_ == top.ent_type_)


def _period(paragraph: Sequence[Token], place: int) -> str:
    """The unit of time behind `a`, `per` or `every` at a place."""
    words = words_in(paragraph, place, place + 2)
    return words[-1] if words[:1] in (["a"], ["an"], ["per"], ["every"]) and words[-1] in _PERIODS else ""


def _measured(noun: Token | None, lemma: str, key: str, low: float, high: float) -> tuple[str, float, float]:
    """What is measured, and how much of it in one unit; else what is counted, as it is."""
    behind = [token.lower_.rstrip(".") for token in noun.paragraph[noun.i + 1:noun.i + 3]] if lemma else []
    pounds = key == SIGNS["pound"] and noun is not None and noun.ent_type_ == "QUANTITY"
    if behind[:1] == ["fahrenheit"]:
        return "fahrenheit", low, high
    if lemma not in _UNIT_OF or key != lemma and not pounds:
        return key, low, high
    measure, times = _UNIT_OF[lemma]
    if measure == "metre" and behind in (["per", "hour"], ["an", "hour"], ["/", "h"]):
        measure = "speed"
    return measure, low * times, high * times


def _unit(noun: Token) -> str:
    """A unit by one name in one spelling, with the word before it where the two are another unit: `square mile`."""
    lemma = re.sub("(met|lit)er$", r"\1re", noun.base)
    lemma = _SAME_UNITS.get(lemma, lemma)
    return next((unit for child in noun.children if (unit := f"{child.lower_} {lemma}") in _UNIT_OF), lemma)


def piece_at(
    first: Token, last: Token, key: str, low: float, high: float, rough: bool = False, of: Token | None = None, *, unit: str = "",
) -> Piece:
    """A piece at words, below the nearest predicate of what it is `of`, or of the first word."""
    of = of if of is not None else first
    above = next((token for token in of.ancestors if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")), of)
    return Piece(first.start, last.end, key, low, high, rough, above, of.base, of.dep_, unit)


def _multiplies(token: Token) -> bool:
    """Whether a word says how many of the scale behind it: `hundreds` in `hundreds of thousands`."""
    following = token.paragraph.span(token.i + 1, token.i + 3).text.lower().split()
    return token.lower_ in _TIMES and following[:1] == ["of"] and following[-1].removesuffix("s") in SCALES


def _key(counted: Token | None) -> str:
    """What is counted: a unit by one name, a share with what it is of or modifies, people as people."""
    if counted is None or counted.pos_ == "ADJ" or counted.base == "other":
        return BARE
    lemma, unit = counted.base, _unit(counted)
    unit = _SAME_THINGS.get(unit, unit)
    unit = SIGNS.get(unit, unit)
    if unit == "%":
        of = complements(counted, "of")
        noun = of[0] if of else counted.head if counted.dep_ in ("compound", "nmod", "amod") else None
        return f"% {noun.base}" if noun is not None else unit
    doer = lemma.endswith(_DOERS) and counted.tag_ in ("NNS", "NN") and counted.head.base in _HUMAN and len(lemma) > 5
    named = counted.pos_ == "NOUN" and len(lemma) > 5 and lemma.endswith(("man", "woman"))
    return PEOPLE if lemma in _PEOPLE or named or doer else unit


def find_nouns(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Things said to be one or several: nouns behind an indefinite article, and plurals without a number or determiner.

    `A magnitude of 6.4` tells a number of its own.
    """
    for token in tokens:
        if token.pos_ != "NOUN" or token.dep_ not in _THINGS or any(map(is_numeral, complements(token, "of"))):
            continue
        before = {child.lower_ for child in dependents(token, "det", "nummod", "poss", "quantmod")}
        value = 1 if token.tag_ == "NN" and before & {"a", "an", "one"} else 2 if token.tag_ == "NNS" and not before else None
        if value:
            yield piece_at(token, token, _key(token), value, value)
