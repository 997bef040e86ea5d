"""Quantities: the numbers and the singular or plural things of a proposition, each with what it is of and its range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.reading.differences.numerals import (
    LOOSE, SCALES, SIGNS, currency_of, is_no_count, is_numeral, is_signed, number_end, read_range, words_in,
)
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import word_list

# What `tens of` and the like make of the scale behind them.
_TIMES = {"tens": (20, 100), "dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1000), "thousands": (2000, 1e6)}
_ROUGH = {"about", "around", "nearly", "almost", "roughly", "approximately", "some"}
# A number is the least or the most behind these words; how many times the least the most can be.
_LEAST = ("at least", "more than", "over", "above", "no fewer than", "no less than", "not fewer than", "not less than",
          "a minimum of", "upwards of", "or more")
_MOST = ("up to", "at most", "fewer than", "less than", "under", "below", "no more than", "not more than", "as many as",
         "as much as", "a maximum of", "or fewer", "or less")
_MOST_TIMES = 3
_PERIODS = frozenset("second minute hour day week fortnight month year decade".split())
# Units that a number without a noun is none of.
UNITS = _PERIODS | frozenset(
    "centimetre inch foot yard metre kilometre mile gram ounce pound lb kilogram ton tonne acre hectare litre gallon point".split())
_SAME_UNITS = {"cm": "centimetre", "km": "kilometre", "feet": "foot", "ft": "foot", "kg": "kilogram", "kilo": "kilogram",
               "percent": "%", "cent": "%", "pct": "%", "ruble": "rouble", "renminbi": "yuan",
               "rmb": "yuan"} | dict.fromkeys(("koruna", "krona", "krone", "kroner", "kronor", "kronur", "sek"), "crown")
_DEGREES = frozenset(("c", "celsius", "centigrade", "f", "fahrenheit"))
# What is counted when it is people, by whatever name; what a number without a noun counts; how old somebody is.
PEOPLE, BARE, AGE = "people", "", "age"
_PEOPLE = word_list("people")
_DOERS = ("er", "or", "ist", "ant", "ee")
# What is done by or to people, so that a noun with the ending of a doer is one.
_HUMAN = frozenset(
    "arrest charge convict demand detain die evacuate fire flee gather hire injure jail join kill march protest rescue say "
    "strike vote work wound".split())
# How a word hangs on a number that it tells of in a headline: `Nine dead in crash`.
_VERBLESS = ("acl", "amod")
# Roles of nouns that can be said to be one or several.
_THINGS = ("appos", "attr", "conj", "dobj", "nsubj", "nsubjpass", "pobj")


class Piece(NamedTuple):
    """A number, date, or thing said to be one or several.

    What it is of (`key`), its range, whether that is rough, its predicate, noun and role, and whether it is about one number.
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
    about: bool = False


def find_numbers(tokens: Sequence[Token]) -> Iterator[Piece]:
    """Numbers that count something, keyed by the lemma of what they count; people are one key, a bare number another."""
    place = 0
    while place < len(tokens):
        token, end = tokens[place], number_end(tokens, place)
        if end > place:
            yield from _number_of(tokens, place, end)
        elif token.lower_ in LOOSE and token.pos_ != "VERB":
            yield from _loose(tokens, place)
        place = max(end, place + 1)


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


def _number_of(tokens: Sequence[Token], place: int, end: int) -> Iterator[Piece]:
    """The number at places, when its value and what it counts are known."""
    told = None if is_no_count(tokens, place, end) else read_range(tokens, place, end)
    if told is None:
        return
    low, high, end, top = told
    parts, joins, ranged = tokens[place:end], tokens[place - 1].lower_ if place else "", high != low
    after = words_in(tokens, end, end + 4)
    if _is_age(tokens, place, low, top, after):
        aged = tokens[place - 2] if joins == "," else next((one for one in top.ancestors if one.pos_ in ("NOUN", "PROPN") and (
            one.lower_ not in ("year", "years", "old"))), None)
        key = f"{AGE} {aged.base if aged is not None else ''}"
        yield piece_at(parts[0], parts[-1], key, low, high, ranged, aged or parts[-1])._replace(noun=key)
        return
    noun = _counted(top, tokens[end:end + 1] if len(parts) > 1 and ranged else ())
    # Degrees of one scale.
    scale = next((word for word in after[1:] if word in _DEGREES), "") if noun is not None and noun.base == "degree" else ""
    key, rough = f"{_key(noun)} {scale}".strip(), ranged or any(token.lower_ in SCALES for token in parts)
    if after[:2] == ["per", "cent"]:
        key, noun = "%", None
    elif currency := currency_of(tokens, place):
        key, noun = currency, None
    elif not _counts(noun, top, ranged=ranged):
        return
    sign = place - is_signed(tokens, place)
    bound = _bound_before(tokens, sign, timed=noun is not None and noun.base in _PERIODS)
    low, high, loose = _bounded(tokens, sign, low, high, bound or " ".join(after[:2]))
    # The bound is a part of what is told: `at least 26`.
    first = tokens[sign - len(bound.split())] if bound else parts[0]
    about = low == high and not _ROUGH.isdisjoint(words_in(tokens, sign - 1, sign))
    yield piece_at(first, parts[-1], key, low, high, rough or loose, noun or top)._replace(about=about)


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


def _bounded(tokens: Sequence[Token], place: int, low: float, high: float, bound: str) -> tuple[float, float, bool]:
    """The range of a number at a place, given the bound or words around it, and whether they make it rough."""
    if bound in _LEAST:
        return low, _MOST_TIMES * high, True
    return (0, high, True) if bound in _MOST else (low, high, bool(_ROUGH & set(words_in(tokens, place - 3, place))))


def _bound_before(tokens: Sequence[Token], place: int, *, timed: bool) -> str:
    """The longest bound right before a number, of time or not, or an empty string.

    `Took over two rivals` and `fell over two years` have none, `took over two hours` has.
    """
    before = " ".join(words_in(tokens, place - 3, place))
    if before.endswith("over") and (role := tokens[place - 1].dep_) in ("prep", "prt") and timed == (role == "prep"):
        return ""
    return max((phrase for phrase in (*_LEAST, *_MOST) if f" {before}".endswith(f" {phrase}")), key=len, default="")


def _counts(noun: Token | None, top: Token, *, ranged: bool) -> bool:
    """Whether a number counts something: a noun's things, not told as a date or time, or, without a noun, a verb's or preposition's.

    What the tagger takes for a date or time can count units of time, or several things.
    """
    if noun is None:
        counts = top.ent_type_ == "CARDINAL" or not top.ent_type_ and top.is_alpha and top.lower_ != "one"
        return counts and (top.dep_ in ("attr", "dobj", "nsubj", "nsubjpass", "pobj") or top.dep_ in ("ROOT", "appos") and bool(
            dependents(top, *_VERBLESS)))
    if top.ent_type_ not in ("DATE", "TIME"):
        return True
    return noun.base in _PERIODS or noun.tag_ == "NNS" and (ranged or noun.ent_type_ == top.ent_type_)


def piece_at(
    first: Token, last: Token, key: str, low: float, high: float, rough: bool = False, of: Token | None = None,
) -> Piece:
    """A piece at words, below the nearest predicate of what it is `of`, or of the first word."""
    of = of if of is not None else first
    verbless = dependents(of, *_VERBLESS) if of.pos_ == "NUM" else ()
    above = next((token for token in of.ancestors if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")),
                 next(iter(verbless), of))
    return Piece(first.start, last.end, key, low, high, rough, above, of.base, of.dep_)


def _multiplies(token: Token) -> bool:
    """Whether a word says how many of the scale behind it: `hundreds` in `hundreds of thousands`."""
    following = token.paragraph.span(token.i + 1, token.i + 3).text.lower().split()
    return token.lower_ in _TIMES and following[:1] == ["of"] and following[-1].removesuffix("s") in SCALES


def _key(counted: Token | None) -> str:
    """What is counted: a unit by one name, a share with what it is of or modifies, people as people."""
    if counted is None or counted.pos_ == "ADJ" or counted.base == "other":
        return BARE
    lemma = counted.base
    # A unit by one name in one spelling.
    unit = re.sub("(met|lit)er$", r"\1re", lemma)
    unit = _SAME_UNITS.get(unit, unit)
    unit = SIGNS.get(unit, unit)
    if unit == "%":
        of = complements(counted, "of")
        noun = of[0] if of else counted.head if counted.dep_ in ("compound", "nmod", "amod") else None
        return f"% {noun.base}" if noun is not None else unit
    named = lemma.endswith(("man", "woman")) or lemma.endswith(_DOERS) and counted.head.base in _HUMAN
    return PEOPLE if lemma in _PEOPLE or named and len(lemma) > 5 else unit


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
