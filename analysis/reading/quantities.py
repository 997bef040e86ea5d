"""Quantities: the numbers and the singular or plural things of a proposition, each with what it is of and its range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.propositions import SUBJECTS
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNITS = {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen".split())}
_TENS = {word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ENDLESS = 1e18
_SUFFIXES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion", "tn": "trillion"}
# Loose quantities by the least and the most that they can stand for.
_LOOSE = {"dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1e4), "thousands": (2e3, 1e6), "millions": (2e6, 1e9),
          "billions": (2e9, 1e12), "several": (3, 12), "few": (2, 8), "some": (2, 50), "many": (5, 1e12), "couple": (2, 3),
          "pair": (2, 2), "both": (2, 2)}
# Those that multiply a scale behind them: `a few hundred`.
_MULTIPLYING = ("couple", "few", "several")
# What `tens of` and the like make of the scale behind them.
_TIMES = {"tens": (20, 100), "dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1000), "thousands": (2000, 1e6)}
_ROUGH = {"about", "around", "nearly", "almost", "roughly", "approximately", "some"}
# A number is the least or the most behind these words; how many times the least the most can be.
_LEAST = ("at least", "more than", "over", "above", "no fewer than", "no less than", "not fewer than", "not less than", "a minimum of", "or more")
_EXCEEDING = ("exceed", "surpass", "top")
_MOST = ("up to", "at most", "fewer than", "less than", "under", "below", "no more than", "not more than", "as many as",
         "as much as", "a maximum of", "or fewer", "or less")
_MOST_TIMES = 3
# What a number can begin with, beside digits.
_BEGINNINGS = frozenset(("a", "half", "dozen", *_UNITS, *_TENS, *_SCALES))
_DIGITS = re.compile(r"\d[\d,]*(\.\d+)?(k|m|bn?|tn)?")
# Units by what they measure, and how many of the unit that it is told in they are.
_MEASURES = {
    "day": {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.4, "year": 365.25,
            "decade": 3652.5},
    "metre": {"centimetre": 0.01, "cm": 0.01, "inch": 0.0254, "foot": 0.3048, "ft": 0.3048, "yard": 0.9144, "metre": 1, "kilometre": 1000,
              "mile": 1609.344},
    "kilogram": {"gram": 0.001, "ounce": 0.0283, "pound": 0.4536, "lb": 0.4536, "kilogram": 1, "kilo": 1, "kg": 1, "ton": 1000, "tonne": 1000},
    "hectare": {"square foot": 9.29e-6, "square metre": 1e-4, "acre": 0.4047, "hectare": 1, "square kilometre": 100, "square mile": 259},
    "litre": {"millilitre": 0.001, "litre": 1, "gallon": 3.785, "cubic foot": 28.32, "cubic metre": 1000},
    "point": {"basis point": 0.01, "percentage point": 1}}
_UNIT_OF = {unit: (measure, times) for measure, units in _MEASURES.items() for unit, times in units.items()}
MEASURED = frozenset((*_MEASURES, "speed"))
_SPEEDS = {"mph": 1609.344, "kph": 1000, "kmh": 1000, "knot": 1852}
_OFTEN = {"twice": 2, "thrice": 3}
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_ORDINALS = {word: number for number, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
_SIGNS = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥"}
_CURRENCIES = frozenset(_SIGNS.values())
_SAME_UNITS = {"km": "kilometre", "feet": "foot", "percent": "%", "cent": "%", "pct": "%", "ruble": "rouble"}
# What is counted when it is people, by whatever name; what a number without a noun counts; how old somebody is; a score.
PEOPLE, BARE, AGE, SCORE = "people", "", "age", "–"
_PEOPLE = word_list("people")
_DOERS = ("er", "or", "ist", "ant", "ee")
# What is done by or to people, so that a noun with the ending of a doer is one.
_HUMAN = frozenset(
    "arrest charge convict demand detain die evacuate fire flee gather hire injure jail join kill march protest rescue say strike "
    "vote work wound".split())
# Roles of nouns that can be said to be one or several.
_THINGS = ("appos", "attr", "conj", "dobj", "nsubj", "nsubjpass", "pobj")


class Piece(NamedTuple):
    """A number, date, or thing said to be one or several: what it is of (`key`), its range, whether that is rough, its predicate, noun, role."""

    start: int
    end: int
    key: str
    low: float
    high: float
    rough: bool
    above: Token
    noun: str = ""
    role: str = ""


def find_numbers(tokens: Sequence[Token], offset: int) -> Iterator[Piece]:
    """Numbers that count something, keyed by the lemma of what they count; people are one key, a bare number another."""
    place = 0
    while place < len(tokens):
        token, end = tokens[place], _number_end(tokens, place)
        if token.text[0].isdigit() and (score := _read_score(tokens, place)):
            end, value = score
            yield piece_at(offset, token, tokens[end - 1], SCORE, value, value, False, token)
        elif end > place:
            yield from _number_of(tokens, place, end, offset)
        elif token.lower_.removesuffix("s") in _FRACTIONS and token.tag_ in ("NN", "NNS"):
            yield from _share_of(tokens, place, offset)
        elif token.lower_ in _LOOSE and token.pos_ != "VERB" and not (
                _multiplies(token) or _number_end(tokens, place + 1) > place + 1 or token.doc[token.i + 1:token.i + 2].text == "as"):
            below = [inner for child in token.children if child.lower_ == "of" for inner in child.children]
            counted = token.head if token.dep_ in ("nummod", "det", "amod") else below[0] if below else None
            if counted is not None or token.tag_ in ("NNS", "CD"):
                low, high = _LOOSE[token.lower_]
                before = tokens[place - 2] if place > 1 else token
                if token.lower_.removesuffix("s") in _SCALES and _multiplies(before):
                    low, high = (times * _SCALES[token.lower_.removesuffix("s")] for times in _TIMES[before.lower_])
                yield piece_at(offset, token, token, _key(counted), low, high, True, counted)
        elif token.dep_ == "amod" and token.ent_type_ in ("ORDINAL", "DATE") and token.head.pos_ == "NOUN" and (
                token.lower_ in _ORDINALS or re.fullmatch(r"\d{1,4}(st|nd|rd|th)", token.lower_)):
            number = _ORDINALS.get(token.lower_) or int(token.text[:-2])
            yield piece_at(offset, token, token, f"{token.head.lemma_.lower()} by order", number, number, False, token.head)
        elif token.text.endswith("0s") and token.shape_ == "ddx" and place > 1 and (
                tokens[place - 1].tag_ == "PRP$" and tokens[place - 2].lower_ == "in"):
            yield _age(offset, [token], int(token.text[:2]), int(token.text[:2]) + 9, _described(
                token.head, tokens[place - 4] if place > 3 and tokens[place - 3].lower_ == "," else None))
        elif token.lower_ in _OFTEN and token.dep_ == "advmod":
            yield piece_at(offset, token, token, "time", _OFTEN[token.lower_], _OFTEN[token.lower_], False, token)
        place = max(end, place + 1)


def _read_score(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The place behind a score that begins at a place, the higher count first, and one number for both; `3-5` can be a range."""
    for end in (place + 1, place + 3):
        told = re.fullmatch(r"(\d{1,2})[-–](\d{1,2})", "".join(token.text for token in tokens[place:end]))
        if told and int(told[1]) > int(told[2]):
            return end, 1000 * int(told[1]) + int(told[2])
    return None


def _share_of(tokens: Sequence[Token], place: int, offset: int) -> Iterator[Piece]:
    """A share in words, in per cent, keyed as one in digits: `half of`, `two-thirds of`, `a quarter of`; `the third of` is none."""
    token, before = tokens[place], max(place - 1 - (place > 1 and tokens[place - 1].lower_ == "-"), 0)
    times = 1 if token.lower_ == "half" or tokens[before].lower_ in ("a", "one") else read_number([tokens[before].lower_])
    counted = [inner for child in token.children if child.lower_ == "of" for inner in child.children]
    share = 100 * (times or 0) * _FRACTIONS[token.lower_.removesuffix("s")]
    if 0 < share <= 100 and counted and not (place and tokens[place - 1].dep_ == "amod"):
        first = place if token.lower_ == "half" else before
        low, high, _ = _bounded(tokens, first, share, share)
        yield piece_at(offset, tokens[first], token, f"% {counted[0].lemma_.lower()}", low, min(high, 100), True, token)


def _is_numeral(token: Token) -> bool:
    """Whether a word is part of a number that is no name's."""
    word = token.lower_
    return token.ent_type_ in ("", "CARDINAL", "DATE", "MONEY", "PERCENT", "QUANTITY", "TIME") and (
        bool(_DIGITS.fullmatch(word)) or word in _UNITS and (word != "one" or token.pos_ == "NUM")
        or word in _TENS or word in _SCALES or word == "dozen")


def _number_end(tokens: Sequence[Token], place: int) -> int:
    """The place behind the number that begins at a place; the place itself where none does."""
    if place >= len(tokens) or not (tokens[place].lower_ in _BEGINNINGS or tokens[place].lower_[0].isdigit()):
        return place
    words = [token.lower_ for token in tokens[place:place + 2]]
    first = place + (2 if words[:2] == ["half", "a"] else 1 if words[:1] == ["a"] else 0)
    if first > place and not (first < len(tokens) and tokens[first].lower_ in (*_SCALES, "dozen")):
        return place
    end = first
    while end < len(tokens) and _is_numeral(tokens[end]):
        end += 1
        behind = [token.lower_ for token in tokens[end:end + 2]]
        if tokens[end - 1].lower_ in _TENS and behind[:1] == ["-"] and behind[-1] in _UNITS:
            end += 2
        end += _added(tokens, place, end)
    return end if end > first else place


def _added(tokens: Sequence[Token], place: int, end: int) -> int:
    """How many words behind part of a number go on with it: `and a half`, `and fifty` behind a hundred, or a suffix that stands alone."""
    behind, last = [token.lower_.rstrip(".") for token in tokens[end:end + 3]], tokens[end - 1].lower_
    if behind == ["and", "a", "half"]:
        return 3
    before = tokens[place - 1].lower_ if place else ""
    if behind[:1] == ["and"] and last in _SCALES and before != "between":
        more = _number_end(tokens, end + 1) if behind[1:] and (behind[1] in _UNITS or behind[1] in _TENS) else end
        # `Two hundred and fifty thousand` is hundreds of thousands, `three hundred and two million` is two numbers or one.
        scaled = [token.lower_ for token in tokens[end + 1:more] if token.lower_ in _SCALES]
        return more - end if not scaled or last == "hundred" else 0
    # Without a currency a suffix can be a unit of its own: `20 m high`.
    alone = behind[:1] != [] and behind[0] in _SUFFIXES and last[-1].isdigit()
    return int(alone and (before in _CURRENCIES or tokens[end].dep_ in ("nummod", "quantmod", "compound")))


def _number_of(tokens: Sequence[Token], place: int, end: int, offset: int) -> Iterator[Piece]:
    """The number at places, when its value and what it counts are known."""
    parts, words = tokens[place:end], [token.lower_ for token in tokens[place:end]]
    after = [token.lower_ for token in tokens[end:end + 4]]
    # `One in ten` and the first word of `two-thirds` are no counts, and the second number of a range is the first one's.
    joins = tokens[place - 1].lower_ if place else ""
    signed = place > 1 and joins in _CURRENCIES
    part = next((word for word in after if word != "-"), "")
    if after[:1] == ["in"] and _number_end(tokens, end + 1) > end + 1 or (
            part.removesuffix("s") in _FRACTIONS and (part.endswith("s") or words == ["one"])):
        return
    # Nor are `four-by-four`, `one of the best` or the hour before a colon.
    if after[:2] == ["-", "by"] or joins == "-" and place > 1 and tokens[place - 2].lower_ == "by" or after[:1] in (["by"], [":"]) or (
            words == ["one"] and after[:1] == ["of"]):
        return
    link = tokens[place - 2].lower_ if signed else joins
    if link in ("-", "–", "to", "and", "in") and place > 1 + signed and (
            _is_numeral(tokens[place - 2 - signed]) or tokens[place - 2 - signed].lower_ in _SUFFIXES) and (
            link != "and" or any(token.lower_ == "between" for token in tokens[max(place - 6, 0):place])):
        return
    value = high = read_number(words)
    if value is None:
        return
    several = tokens[place - 2 if joins == "of" else place - 1].lower_ if place > 1 and words[0] in _SCALES else ""
    if several in _MULTIPLYING:
        value, high = (times * value for times in _LOOSE[several])
    top = next((token for token in parts if token.head not in parts), parts[-1])
    second = end + 1 + (after[1:2] != [] and after[1] in _CURRENCIES)
    until = _number_end(tokens, second)
    if until > second and (after[0] in ("-", "–", "to") or after[0] == "and" and any(
            token.lower_ == "between" for token in tokens[max(place - 2, 0):place])):
        high = read_number([token.lower_ for token in tokens[second:until]])
        if high is None or high < value:
            return
        # `20 to 30 million` is millions both times.
        scale = next((_SCALES[token.lower_] for token in tokens[second:until] if token.lower_ in _SCALES), 1)
        value *= scale if not any(word in _SCALES for word in words) and value * scale <= high else 1
        parts, top, end, after = tokens[place:until], tokens[until - 1], until, [token.lower_ for token in tokens[until:until + 4]]
    noun = top.head if top.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod") and top.head.i > top.i else next(
        (inner for child in top.children if child.lower_ == "of" for inner in child.children if inner.pos_ != "PRON"), None)
    if noun is None and len(parts) > 1 and high != value:
        noun = next((token for token in tokens[end:end + 1] if token.pos_ == "NOUN"), None)
    if noun is not None and _is_numeral(noun):
        noun = noun.head if noun.dep_ == "nummod" and not _is_numeral(noun.head) else None
    key, low, rough = _key(noun), value, high != value or any(token.lower_ in _SCALES for token in parts)
    aged = [token.lower_ for token in tokens[max(place - 2, 0):place]]
    old = [word for word in after if word != "-"][:2] in (["year", "old"], ["years", "old"])
    if old or aged[-1:] == ["aged"] or aged == ["aged", "between"] or joins == "," and after[:1] in ([","], ["."]) and (
            value < 120 and place > 1 and tokens[place - 2].ent_type_ in ("", "PERSON") and (
                tokens[place - 2].pos_ == "PROPN" or tokens[place - 2].pos_ == "NOUN" and top.dep_ == "appos")):
        yield _age(offset, parts, value, high, _described(top, tokens[place - 2] if joins == "," else None))
        return
    elif joins in _CURRENCIES or after[:2] == ["per", "cent"]:
        key, noun = "%" if after[:1] == ["per"] else joins, None
    elif top.ent_type_ in ("DATE", "TIME") and not _counts(noun, top):
        return
    elif noun is None and not (top.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "pobj") and top.ent_type_ == "CARDINAL"):
        return
    key, low, high = _measured(noun, key, low, high)
    last = max(noun.i if noun is not None else 0, parts[-1].i) + 1
    every = [token.lower_ for token in top.doc[last:last + 2]]
    if key != "speed" and every[:1] in (["a"], ["an"], ["per"], ["every"]) and every[1:] and every[1] in _MEASURES["day"]:
        key, low, high, rough = f"{key} per day", *(one / _MEASURES["day"][every[1]] for one in (low, high)), True
    low, high, bound = _bounded(tokens, place - signed, low, high, " ".join(after[:2]))
    yield piece_at(offset, parts[0], parts[-1], key, low, high, rough or bound, noun or top)


def _bounded(tokens: Sequence[Token], place: int, low: float, high: float, after: str = "") -> tuple[float, float, bool]:
    """The range of a number at a place, given the words around it, and whether they make it rough."""
    before = " ".join(token.lower_ for token in tokens[max(place - 3, 0):place])
    bound = max((phrase for phrase in (*_LEAST, *_MOST) if f" {before}".endswith(f" {phrase}")), key=len, default=after)
    if bound in _LEAST or place and tokens[place - 1].lemma_ in _EXCEEDING and tokens[place - 1].pos_ == "VERB":
        return low, _MOST_TIMES * high, True
    return (0, high, True) if bound in _MOST else (low, high, bool(_ROUGH & set(before.split())))


def _age(offset: int, parts: Sequence[Token], low: float, high: float, aged: Token | None) -> Piece:
    """The age told at words of whom a noun calls, below the predicate of the noun."""
    key = f"{AGE} {aged.lemma_.lower() if aged is not None else ''}"
    return piece_at(offset, parts[0], parts[-1], key, low, high, low != high, aged if aged is not None else parts[-1])._replace(noun=key)


def _described(top: Token, before: Token | None) -> Token | None:
    """Whose age it is: the noun that it stands before or behind or is said of, of a name the last word."""
    noun = before
    while noun is None and top.dep_ != "ROOT":
        top = top.head
        subjects = [child for child in top.children if child.dep_ in SUBJECTS] if top.pos_ == "AUX" or top.lower_ == "aged" else []
        noun = next((one for one in (top, *subjects) if one.pos_ in ("NOUN", "PROPN") and one.lower_ not in ("year", "years", "old")), None)
    return noun


def _counts(noun: Token | None, top: Token) -> bool:
    """Whether what the tagger takes for a date or time counts units of time, or several things."""
    return noun is not None and (noun.lemma_.lower() in _MEASURES["day"] or noun.tag_ == "NNS" and noun.ent_type_ == top.ent_type_)


def _measured(noun: Token | None, key: str, low: float, high: float) -> tuple[str, float, float]:
    """What is measured, and how much of it in one unit: lengths, weights, areas, time and speed; else what is counted, as it is."""
    lemma = _unit(noun) if noun is not None else ""
    behind = [token.lower_.rstrip(".") for token in noun.doc[noun.i + 1:noun.i + 3]] if lemma else []
    pounds = key == _SIGNS["pound"] and noun is not None and noun.ent_type_ == "QUANTITY"
    if lemma in _SPEEDS:
        measure, times = "speed", _SPEEDS[lemma]
    elif lemma in _UNIT_OF and (key == lemma or pounds):
        measure, times = _UNIT_OF[lemma]
        measure = "speed" if measure == "metre" and behind in (["per", "hour"], ["an", "hour"], ["/", "h"]) else measure
    else:
        return "fahrenheit" if behind[:1] == ["fahrenheit"] else key, low, high
    return measure, low * times, high * times


def _unit(noun: Token) -> str:
    """A unit by one name in one spelling, with the word before it where the two are another unit: `square mile`."""
    lemma = re.sub("(met|lit)er$", r"\1re", noun.lemma_.lower())
    lemma = _SAME_UNITS.get(lemma, lemma)
    return next((unit for child in noun.children if (unit := f"{child.lower_} {lemma}") in _UNIT_OF), lemma)


def piece_at(offset: int, first: Token, last: Token, key: str, low: float, high: float, rough: bool, of: Token | None) -> Piece:
    """A piece at words, below its nearest predicate."""
    of = of if of is not None else first
    above = next((token for token in of.ancestors if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")), of)
    return Piece(offset + first.idx, offset + last.idx + len(last), key, low, high, rough, above, of.lemma_.lower(), of.dep_)


def _multiplies(token: Token) -> bool:
    """Whether a word says how many of the scale behind it: `hundreds` in `hundreds of thousands`."""
    following = token.doc[token.i + 1:token.i + 3].text.lower().split()
    return token.lower_ in _TIMES and following[:1] == ["of"] and following[1:] != [] and following[1].removesuffix("s") in _SCALES


def _key(counted: Token | None) -> str:
    """What is counted: a unit by one name, a share with what it is of or modifies, people as people."""
    if counted is None or counted.pos_ == "ADJ" or counted.lemma_.lower() == "other":
        return BARE
    lemma, unit = counted.lemma_.lower(), _unit(counted)
    unit = _SIGNS.get(unit, unit)
    if unit == "%":
        of = [inner for child in counted.children if child.lower_ == "of" for inner in child.children]
        modifies = counted.dep_ in ("compound", "nmod", "amod") and counted.head.pos_ == "NOUN"
        noun = of[0] if of else counted.head if modifies else None
        return f"% {noun.lemma_.lower()}" if noun is not None else unit
    doer = lemma.endswith(_DOERS) and counted.tag_ in ("NNS", "NN") and counted.head.lemma_.lower() in _HUMAN and len(lemma) > 5
    named = counted.pos_ == "NOUN" and len(lemma) > 5 and lemma.endswith(("man", "woman"))
    return PEOPLE if lemma in _PEOPLE or named or doer and unit == lemma else unit


def read_number(words: Sequence[str]) -> float | None:
    """The value of a number in digits, words or both; None for what is none or beyond all counting, and for two numbers side by side."""
    total, current, known = 0.0, 0.0, False
    for word in (part for word in words for part in word.replace("-", " ").split()):
        digits, suffix = re.fullmatch(r"([\d.]*)(.*)", word.replace(",", "")).groups()
        if digits and re.fullmatch(r"\d+(\.\d+)?", digits) and (not suffix or suffix in _SUFFIXES):
            if current:
                return None
            current = float(digits) * _SCALES.get(_SUFFIXES.get(suffix, ""), 1)
        elif word in _UNITS or word in _TENS:
            value = _UNITS.get(word, 0) + _TENS.get(word, 0)
            if current % (10 if value < 10 else 100):
                return None
            current += value
        elif word in ("hundred", "dozen"):
            current = (current or 1) * (100 if word == "hundred" else 12)
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0.0
        elif word.rstrip(".") in _SUFFIXES:
            current *= _SCALES[_SUFFIXES[word.rstrip(".")]]
        elif word == "half":
            current += 0.5
        elif word not in ("a", "and"):
            return None
        known = True
    return total + current if known and total + current < _ENDLESS else None


def find_nouns(tokens: Sequence[Token], offset: int) -> Iterator[Piece]:
    """Things said to be one or several: nouns behind an indefinite article, and plurals without a number or determiner.

    `A magnitude of 6.4` tells a number of its own.
    """
    for token in tokens:
        if token.pos_ != "NOUN" or token.dep_ not in _THINGS or any(
                child.lower_ == "of" and any(map(_is_numeral, child.children)) for child in token.children):
            continue
        before = {child.lower_ for child in token.children if child.dep_ in ("det", "nummod", "poss", "quantmod")}
        value = 1 if token.tag_ == "NN" and before & {"a", "an", "one"} else 2 if token.tag_ == "NNS" and not before else None
        if value:
            yield piece_at(offset, token, token, _key(token), value, value, False, token)
