"""Conflicts: where two reports that make the same claim differ in a number, date, name, negation, or in who vouches for it.

Candidates for a person to judge. A score says how likely a candidate is worth a look; it is no probability.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import schema
from analysis.reading.claims import is_content

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.reading.language import Reading, Sentence

# Pairs of a claim that share less of their words than this are about too different things to disagree.
LEAST_OVERLAP = 0.15
LEAST_SCORE = 0.25
# Two names of as many words are spellings of one from this likeness (rapidfuzz ratio, 0-100).
LIKE_NAMES = 85
_UNITS = {word: number for number, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen".split())}
_TENS = {word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
# Loose quantities by the least and the most that they can stand for.
_LOOSE = {"dozens": (24, 200), "scores": (40, 200), "hundreds": (200, 1e4), "thousands": (2e3, 1e6), "millions": (2e6, 1e9),
          "billions": (2e9, 1e12), "several": (3, 12), "few": (2, 8), "some": (2, 50), "many": (5, 1e12)}
_ROUGH = {"about", "around", "nearly", "almost", "roughly", "approximately", "over", "least", "most", "than", "up", "some"}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_BEFORE_YEARS = {"in", "since", "by", "until", *_MONTHS}
_STRENGTH = {"hedged": 0, "doubted": 0, "own_voice": 2, "attributed": 1}
_STANCES = {"doubting": 0, "neutral": 1, "accusing": 2, "promising": 2, "assertive": 2}


class Piece(NamedTuple):
    """A number, date or name in a sentence: what it is of (`key`), its value or range, whether it is rough."""

    start: int
    end: int
    key: str
    low: float
    high: float
    rough: bool


@dataclass(frozen=True)
class Made:
    """One sentence that makes a claim, with what can disagree in it."""

    report: str
    start: int
    end: int
    zone: str
    status: str
    attribution: object
    root: str
    negated: bool
    lemmas: frozenset[str]
    numbers: list[Piece]
    dates: list[Piece]
    names: list[tuple[int, int, str]]


class Candidate(NamedTuple):
    """One disagreement: kind, the two positions, score."""

    kind: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int
    score: float


def find_conflicts(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, mentions: pd.DataFrame,
    entities: pd.DataFrame, *, event: str,
) -> pd.DataFrame:
    """Candidates for disagreement between two reports on the same claim.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    claim_mentions, attributions, mentions, entities
        Tables of the same reports.
    event
        The event's name.

    Returns
    -------
    pandas.DataFrame
        Columns of `schema.TABLES["conflicts"]`, `report_a` < `report_b`; of several candidates of one kind at one place in
        `report_a`, the best-scored. Positions are those of the number, date or name, or of the sentence.

    Notes
    -----
    Numbers conflict when they count the same noun and their ranges do not meet; dates when both name weekdays, days, months or
    years and share none; names when two surfaces of people are a few letters or marks apart; negation when one main clause is
    negated; the others compare the statuses of the two sentences. Each base score is lowered for sentences that share few
    words. Known bias: a wrong link between claims makes wrong candidates; a day of publication can pass for one of the event.
    """
    people = set(entities.loc[entities["type"] == "PERSON", "entity"])
    made = _collect(readings, claim_mentions, attributions, mentions[mentions["entity"].isin(people)])
    best: dict[tuple[str, str, int], tuple] = {}
    compared: set[tuple[str, int, str, int]] = set()
    for claim in sorted(made):
        for a, b in combinations(sorted(made[claim], key=lambda one: (one.report, one.start)), 2):
            pair = (a.report, a.start, b.report, b.start)
            # A pair that makes a later claim too has the same candidates there, and the first claim keeps them.
            if a.report == b.report or pair in compared:
                continue
            compared.add(pair)
            for found in _compare(a, b):
                key = (found.kind, a.report, found.start_a)
                rank = (-found.score, b.report, found.start_b, claim)
                if key not in best or rank < best[key][0]:
                    row = {"event": event, "claim": claim, "report_a": a.report, "report_b": b.report}
                    best[key] = (rank, row | found._asdict())
    return schema.build("conflicts", [row for _, row in best.values()])


def _collect(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, people: pd.DataFrame,
) -> dict[str, list[Made]]:
    """The sentences of each claim that more than one report makes."""
    sentences = {(reading.report, sentence.start): (reading, sentence)
                 for reading in readings for sentence in reading.measured}
    sources = {(row.report, row.attribution): row for row in attributions.itertuples()}
    names: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in people.itertuples():
        names[row.report].append((row.start, row.end, row.surface))
    shared = claim_mentions.groupby("claim")["report"].transform("nunique") > 1
    made: dict[str, list[Made]] = defaultdict(list)
    # One sentence can make many claims; it is read once.
    read: dict[tuple[str, int], Made] = {}
    for row in claim_mentions[shared].itertuples():
        key = (row.report, row.start)
        if key not in read:
            source = None if pd.isna(row.attribution) else sources.get((row.report, row.attribution))
            read[key] = _read(*sentences[key], status=row.status, attribution=source, names=names[row.report])
        made[row.claim].append(read[key])
    return made


def _read(
    reading: Reading, sentence: Sentence, *, status: str, attribution: object, names: list[tuple[int, int, str]],
) -> Made:
    """What can disagree in one sentence."""
    offset = reading.paragraphs[sentence.paragraph].start
    root = sentence.span.root
    return Made(
        reading.report, sentence.start, sentence.end, sentence.zone, status, attribution, root.lemma_.lower(),
        any(child.dep_ == "neg" for child in root.children),
        frozenset(token.lemma_.lower() for token in sentence.span if is_content(token)),
        list(_find_numbers(sentence, offset)), list(_find_dates(sentence, offset)),
        [name for name in names if sentence.start <= name[0] < sentence.end])


def _compare(a: Made, b: Made) -> Iterator[Candidate]:
    """Every candidate between two sentences, its score lowered where they share few words."""
    overlap = len(a.lemmas & b.lemmas) / max(min(len(a.lemmas), len(b.lemmas)), 1)
    if overlap < LEAST_OVERLAP:
        return
    whole = (a.start, a.end, b.start, b.end)
    found = [*_numbers(a, b), *_dates(a, b), *_names(a, b)]
    found += [Candidate(kind, *whole, score) for kind, score in (*_negation(a, b), *_vouching(a, b))]
    for candidate in found:
        score = round(candidate.score * (0.5 + 0.5 * min(1.0, overlap / 0.5)), 4)
        if score >= LEAST_SCORE:
            yield candidate._replace(score=score)


def _numbers(a: Made, b: Made) -> Iterator[Candidate]:
    """Numbers of the same thing whose ranges do not meet, where no other number of the thing agrees."""
    for one, other in _disagreeing(a.numbers, b.numbers):
        apart = max(one.low, other.low) / max(min(one.high, other.high), 1e-9)
        rough = one.rough or other.rough or one.low != one.high or other.low != other.high
        if not (rough and apart <= 1.15):
            yield Candidate("number", one.start, one.end, other.start, other.end, 0.7 if rough else 0.9)


def _dates(a: Made, b: Made) -> Iterator[Candidate]:
    """Weekdays, days, months or years that differ, where none agrees."""
    for one, other in _disagreeing(a.dates, b.dates):
        yield Candidate("date", one.start, one.end, other.start, other.end, 0.7 if one.key != "year" else 0.4)


def _disagreeing(ours: list[Piece], theirs: list[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces of the same key, for keys in which no two pieces agree."""
    for key in sorted({piece.key for piece in ours} & {piece.key for piece in theirs}):
        pairs = list(product([piece for piece in ours if piece.key == key], [piece for piece in theirs if piece.key == key]))
        if not any(one.low <= other.high and other.low <= one.high for one, other in pairs):
            yield pairs[0]


def _names(a: Made, b: Made) -> Iterator[Candidate]:
    """People's names spelled in two ways; marks, hyphens and capitals alone count less than letters."""
    from rapidfuzz import fuzz

    for one, other in product(a.names, b.names):
        ours, theirs = (re.sub(r"[’']s?$", "", name[2]) for name in (one, other))
        if ours == theirs:
            continue
        plain, same = (name.lower().replace("-", " ") for name in (ours, theirs))
        if plain == same:
            yield Candidate("name", *one[:2], *other[:2], 0.4)
        elif len(plain.split()) == len(same.split()) > 1 and fuzz.ratio(plain, same) >= LIKE_NAMES:
            yield Candidate("name", *one[:2], *other[:2], 0.9)


def _negation(a: Made, b: Made) -> Iterator[tuple[str, float]]:
    """One sentence negates or denies what the other says."""
    if a.negated != b.negated:
        yield "negation", 0.9 if a.root == b.root else 0.35
    elif (a.status == "denied") != (b.status == "denied"):
        yield "negation", 0.7


def _vouching(a: Made, b: Made) -> Iterator[tuple[str, float]]:
    """Attribution lost, speaker changed, strength changed. A headline rarely attributes, so it counts half."""
    headline = 0.5 if "headline" in (a.zone, b.zone) else 1.0
    statuses = {a.status, b.status}
    if statuses == {"attributed", "own_voice"} or statuses == {"doubted", "own_voice"}:
        yield "attribution_lost", 0.6 * headline
    if a.attribution is not None and b.attribution is not None:
        yield from _two_voices(a.attribution, b.attribution)
    elif statuses <= set(_STRENGTH) and "hedged" in statuses and len(statuses) > 1:
        yield "strength", 0.3 * abs(_STRENGTH[a.status] - _STRENGTH[b.status]) * headline


def _two_voices(a: object, b: object) -> Iterator[tuple[str, float]]:
    """What two attributions of the same claim differ in."""
    if a.source and b.source and a.source != b.source and not (a.source in b.relay or b.source in a.relay):
        yield "speaker_changed", 0.7 if a.naming == b.naming == "named" else 0.45
    if a.stance != b.stance and a.stance in _STANCES and b.stance in _STANCES:
        yield "strength", 0.5 + 0.2 * (abs(_STANCES[a.stance] - _STANCES[b.stance]) > 1)


def _find_numbers(sentence: Sentence, offset: int) -> Iterator[Piece]:
    """Numbers that count something in a sentence, keyed by the lemma of what they count."""
    for token in sentence.span:
        if token.ent_type_ in ("DATE", "TIME", "ORDINAL") or token.like_url:
            continue
        loose = token.lower_ in ("some", "several", "few", "many")
        if token.dep_ in ("nummod", "det", "amod") and (token.pos_ == "NUM" or loose):
            yield from _number_of(token, token.head, offset)
        elif token.lower_ in _LOOSE and token.pos_ in ("NOUN", "NUM"):
            counted = [inner for child in token.children if child.lower_ == "of" for inner in child.children]
            if counted:
                yield from _number_of(token, counted[0], offset)


def _number_of(token: Token, counted: Token, offset: int) -> Iterator[Piece]:
    """One number of `counted`, when its value is known."""
    parts = sorted([token, *(child for child in token.children if child.dep_ in ("compound", "quantmod", "nummod"))])
    scale = [part for part in parts if part.lower_ in _SCALES]
    value = _LOOSE.get(token.lower_) or _value([part.lower_ for part in parts if part.pos_ == "NUM"])
    if value is None:
        return
    low, high = value if isinstance(value, tuple) else (value, value)
    rough = token.lower_ in _LOOSE or any(part.lower_ in _ROUGH for part in token.subtree) or bool(scale)
    start, end = offset + parts[0].idx, offset + parts[-1].idx + len(parts[-1])
    yield Piece(start, end, counted.lemma_.lower(), low, high, rough)


def _value(words: list[str]) -> float | None:
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


def _find_dates(sentence: Sentence, offset: int) -> Iterator[Piece]:
    """Weekdays, days of a month, months without a day, and years in a sentence."""
    tokens = list(sentence.span)
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
