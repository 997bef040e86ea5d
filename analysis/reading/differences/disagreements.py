"""Disagreements: in what two propositions of one claim differ: numbers, dates, negation, strength, and who vouches for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from analysis.reading.claims.modality import find_things, is_question, leaves_unsaid, says_the_same, told_in
from analysis.reading.differences.quantities import AGE, BARE, UNITS, Piece
from analysis.reading.roles import MOUTHPIECES
from analysis.reading.text.propositions import predicate_of
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import fold_spelling, word_list

# Those of one country are one source, as its government's or state media's.
_OFFICIAL = ("government", "military", "state_media")
_OPEN = ("hedged", "doubted")
# What can have happened to people, each by the words that tell of it; a number of the dead is none of the rescued.
_FATES = tuple(word_list(f"fate_{name}") for name in ("dead", "hurt", "ill", "missing", "held", "taken", "trapped", "saved", "homeless"))
# How surely speakers differ of whom none, one or both are named.
_CHANGES = (0.1, 0.5, 0.6)
# A source is told by these for another.
_SPEAKING = MOUTHPIECES | {"representative", "statement"}
# Stances in which what is said is told weaker or stronger.
_STANCES = frozenset("accusing assertive doubting neutral promising".split())


class Speaker(NamedTuple):
    """An unnamed source and where it stands."""

    start: int
    end: int
    source: str


@dataclass(frozen=True)
class Made:
    """One proposition that makes a claim, with what can disagree in it; `denies` and `zone` are its sentence's.

    It is in `own_words` where it is not quoted and nobody is told in it to say something, and `tells_saying` where its predicate
    is a cue; `speakers` are the unnamed sources in it.
    """

    report: str
    sentence: int
    start: int
    end: int
    status: str
    attribution: object
    zone: str
    negated: bool
    denies: bool
    hedged: bool
    open: bool
    grades: dict[str, frozenset[int]]
    head: Token
    predicate: frozenset[str]
    numbers: tuple[Piece, ...]
    dates: tuple[Piece, ...]
    nouns: tuple[Piece, ...]
    own_words: bool
    tells_saying: bool
    speakers: tuple[Speaker, ...]


class Difference(NamedTuple):
    """One disagreement: its kind, where it stands in each proposition, and how surely an editor would want to know."""

    kind: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int
    score: float


def compare(a: Made, b: Made) -> Iterator[Difference]:
    """Every disagreement between two propositions of one claim."""
    numbers = (("number", *found) for found in (*_numbers(a, b), *_told_loosely(a, b), *_nouns(a, b), *_speakers(a, b)))
    dates = (("date", one, other, 0.4 if one.key == "year" else 0.7) for one, other in _disagreeing(a, b, *_dates(a, b)))
    negation = _negation(a, b)
    told = (("negation", negation), *_vouching(a, b), ("strength", 0.6 * _differ_in_wording(a, b)))
    others = ((kind, a, b, score) for kind, score in told if score and not (negation and kind == "strength"))
    for kind, one, other, score in (*numbers, *dates, *others):
        yield Difference(kind, one.start, one.end, other.start, other.end, score)


def _dates(a: Made, b: Made) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """The dates to compare: the day on which something was said (`accused them on Tuesday`) only with that of saying the same."""
    if a.predicate & b.predicate:
        return a.dates, b.dates
    ours, theirs = ([piece for piece in made.dates if not (made.tells_saying and piece.above == made.head)] for made in (a, b))
    return ours, theirs


def _numbers(a: Made, b: Made) -> Iterator[tuple[Piece, Piece, float]]:
    """Numbers of the same thing whose ranges do not meet, where no other number of the thing agrees."""
    single = (*_disagreeing(a, b, _single(a), b.numbers), *_disagreeing(a, b, a.numbers, _single(b)))
    single = (pair for pair in single if pair[0].noun == pair[1].noun and (pair[0].role == "nsubj") == (pair[1].role == "nsubj"))
    for one, other in (*_disagreeing(a, b, a.numbers, b.numbers), *single):
        yield one, other, (0.8 if one.rough or other.rough else 0.7) * _sure(one, other)


def _told_loosely(a: Made, b: Made) -> Iterator[tuple[Piece, Piece, float]]:
    """Numbers of the same thing that can be one but are not told alike: `26` and `at least 26`.

    Each is told once, with one of its noun if there is one.
    """
    pairs = [(one, other) for one, other in product(a.numbers, b.numbers) if _meet(one, other) and (
        one.key == other.key or _may_count(one, other))]
    settled = {piece for one, other in pairs if _are_alike(one, other) for piece in (one, other)}
    for one, other in sorted(pairs, key=lambda pair: pair[0].noun != pair[1].noun):
        if not settled & {one, other} and _told_alike(one, other, a, b):
            settled |= {one, other}
            yield one, other, 0.9 * _sure(one, other)


def _single(made: Made) -> tuple[Piece, ...]:
    """Subjects and objects of a proposition's predicate that an article says to be one, where their number is not told."""
    counted = {piece.noun for piece in made.numbers}
    return tuple(piece for piece in made.nouns if piece.low == 1 and piece.noun not in counted
                 and piece.above == made.head and piece.role in ("nsubj", "nsubjpass", "dobj"))


def _sure(one: Piece, other: Piece) -> float:
    """Less sure is what a number counts where it is not said by the same noun."""
    return 1.0 if one.noun == other.noun else 0.7


def _nouns(a: Made, b: Made) -> Iterator[tuple[Piece, Piece, float]]:
    """A thing said to be one in one report and several in the other."""
    counted = {piece.noun for piece in (*a.numbers, *b.numbers)}
    for one, other in product(a.nouns, b.nouns):
        if one.noun == other.noun and one.noun not in counted and not _meet(one, other):
            yield one, other, 0.4


def _speakers(a: Made, b: Made) -> Iterator[tuple[Speaker, Speaker, float]]:
    """An unnamed source that is one in one report and several of the same kind in the other."""
    for one, other in product(a.speakers, b.speakers):
        if _is_plural(one.source, other.source):
            yield one, other, 0.6


def _is_plural(one: str, other: str) -> bool:
    """Whether one of two sources is the regular plural of the other."""
    return f"{one}s" == other or f"{other}s" == one


def _disagreeing(a: Made, b: Made, ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces of the same thing, told by like predicates, that do not agree, where no other piece agrees with either.

    First those of one noun are compared, then those left of one key; a bare number can count anything.
    """
    for alike in (lambda one, other: (one.noun, one.key) == (other.noun, other.key),
                  lambda one, other: one.key == other.key, _may_count):
        if not (ours and theirs):
            return
        pairs = [(one, other) for one, other in product(ours, theirs) if alike(one, other)]
        settled = {piece for pair in pairs if _meet(*pair) for piece in pair}
        apart = [pair for pair in pairs if not settled & set(pair) and _told_alike(*pair, a, b)]
        for key in sorted({one.key for one, _ in apart}):
            pair = next(pair for pair in apart if pair[0].key == key)
            settled |= set(pair)
            yield pair
        ours, theirs = ([piece for piece in side if piece not in settled] for side in (ours, theirs))


def _meet(one: Piece, other: Piece) -> bool:
    """Whether the ranges of two pieces meet, or come near each other where one is `about` so much."""
    near = 0.85 if one.about or other.about else 1
    return near * one.low <= other.high and near * other.low <= one.high


def _are_alike(one: Piece, other: Piece) -> bool:
    """Whether two pieces that meet are told as loosely: as the same range, or each as one number."""
    return (one.low, one.high) == (other.low, other.high) or one.low == one.high and other.low == other.high


def _may_count(one: Piece, other: Piece) -> bool:
    """Whether a number without a noun may count what another does: a share of something, or whole things."""
    if "%" in (one.key, other.key):
        return one.key[:1] == other.key[:1]
    known = other if one.key == BARE else one
    whole = all(end == int(end) for piece in (one, other) for end in (piece.low, piece.high))
    return BARE in (one.key, other.key) and whole and not known.key.startswith(f"{AGE} ") and (
        known.key == BARE or known.key not in UNITS and known.key[0].isalpha())


def _fates(piece: Piece) -> set[int]:
    """The fates that a piece is told with: `killed`, `60 dead`, `left 60 dead`, `the toll rose`."""
    beside = dependents(piece.above, "nsubj", "nsubjpass", "oprd", "amod", "acl")
    beside += [word for noun in dependents(piece.above, "dobj") for word in dependents(noun, "amod", "acl")]
    told = predicate_of(piece.above) | {word.base for word in beside}
    return {number for number, words in enumerate(_FATES) if words & told}


def _told_alike(one: Piece, other: Piece, a: Made, b: Made) -> bool:
    """Whether two pieces hang on like predicates, or each on its proposition's own."""
    told, retold, fates, others = predicate_of(one.above), predicate_of(other.above), _fates(one), _fates(other)
    if fates and others and not fates & others:
        return False
    return one.above == a.head and other.above == b.head or bool(told & retold or any(told & fate and retold & fate for fate in _FATES))


def _negation(a: Made, b: Made) -> float:
    """How surely one source says that it is not so and another that it is; 0 where they do not.

    Of another predicate only where it is denied, scored low: coders list 7 of 46.
    """
    ours, theirs = (made.status == "denied" or made.negated and made.status != "doubted" for made in (a, b))
    if ours == theirs or any(made.denies and not negated for made, negated in ((a, ours), (b, theirs))):
        return 0.0
    denied, said = "denied" in (a.status, b.status), not (leaves_unsaid(a.head) or leaves_unsaid(b.head))
    if said and any(says_the_same(one, other) for one, other in product(told_in(a.head), told_in(b.head))):
        return 0.4 if denied else 0.3
    if said and any(find_things(one, none=True) & find_things(other) for one, other in ((a.head, b.head), (b.head, a.head))):
        return 0.2
    voices = [made.attribution.source for made in (a, b) if made.attribution is not None]
    asked = is_question(a.head) or is_question(b.head)
    return 0.1 if denied and not asked and (len(voices) < 2 or voices[0] != voices[1]) else 0.0


def _vouching(a: Made, b: Made) -> Iterator[tuple[str, float]]:
    """Attribution lost, speaker changed, and strength, where those who vouch take other stances; of a question nothing."""
    if is_question(a.head) or is_question(b.head):
        return
    statuses = {a.status, b.status}
    voices = [made.attribution for made in (a, b) if made.attribution is not None]
    if len(voices) == 1 and voices[0].source and "attributed" in statuses and statuses <= {"attributed", "own_voice", "hedged"}:
        yield "attribution_lost", 0.5 if (b if a.attribution is not None else a).own_words else 0.0
        yield "strength", 0.6 if voices[0].stance == "assertive" else 0.0
    if len(voices) == 2:
        # Less sure beside a role: who stands behind it may be the one whom the other report names, and two roles one person's.
        if all(voice.source and not voice.negated for voice in voices) and not _same_voice(*voices):
            yield "speaker_changed", _CHANGES[sum(voice.naming == "named" for voice in voices)]
        stances = {voice.stance for voice in voices} & _STANCES
        if len(stances) == 2:
            yield "strength", 0.4 if stances == {"accusing", "neutral"} else 0.7


def _differ_in_wording(a: Made, b: Made) -> bool:
    """Whether one is hedged or leaves something open, or both are told in words of other grades; a question asks only."""
    if is_question(a.head) or is_question(b.head):
        return False
    statuses = {a.status, b.status}
    ours, theirs = (made.status in _OPEN or made.hedged for made in (a, b))
    # Where the predicate itself is not hedged, but what it hangs on, coders listed one of 39.
    sure = "doubted" in statuses or any(made.hedged and made.status != "own_voice" for made in (a, b))
    return "denied" not in statuses and ours != theirs and sure or a.open != b.open or any(
        not a.grades[scale] & b.grades[scale] for scale in a.grades.keys() & b.grades.keys())


def _same_voice(a: object, b: object) -> bool:
    """Whether two sources are one, one and several of a kind, of one government, or one carried the other's words."""
    if a.source == b.source or "named" not in (a.naming, b.naming) and _is_plural(a.source, b.source):
        return True
    if a.source in b.relay.split(" < ") or b.source in a.relay.split(" < ") or _names(a, b) or _names(b, a):
        return True
    official = a.source_type in _OFFICIAL and bool(a.source_country)
    return official and (a.source_type, a.source_country) == (b.source_type, b.source_country)


def _names(one: object, other: object) -> bool:
    """Whether a source is told by the words of another: `police` and `Tolm Police`, `Volta` and `Volta spokeswoman Karin Holm`."""
    words, name, told = _words(one.source), _words(other.source), _words(other.source_spans)
    # What a report calls `the company` by then is no matter, and no other company.
    told = told | name if told & name else name
    return bool(words) and words <= told and (one.naming != "named" or not _SPEAKING.isdisjoint(told))


def _words(source: str) -> set[str]:
    """The words of a source in one spelling and number."""
    return {fold_spelling(word).removesuffix("'s").removesuffix("s") for word in source.replace("’", "'").split()}
