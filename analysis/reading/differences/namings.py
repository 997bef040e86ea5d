"""Namings: how two reports call one person or thing by other spellings, given names, offices or ranks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from analysis.reading.differences.strengths import RANK, grade
from analysis.reading.gazetteer import fold
from analysis.reading.names.people import family_of
from analysis.reading.roles import ABBREVIATED
from analysis.reading.text.pages import within
from analysis.reading.text.trees import dependents
from analysis.reading.words import fold_spelling, word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.claims.claims import Closeness
    from analysis.reading.text.language import Reading

# Two names of as many words are spellings of one from this likeness (rapidfuzz ratio, 0-100).
LIKE_NAMES = 80
# How surely an editor would want to know of two ranks or offices, of letters that differ in a name of several words or of one,
# and of other marks or given names.
RANKS_APART, OFFICES_APART, LETTERS_APART, ONE_WORD_APART, MARKS_APART, GIVEN_APART = 0.7, 0.5, 0.9, 0.6, 0.4, 0.4
# Relations of labels that tell an office or part, and no deed.
_OFFICE_RELATIONS = ("compound", "apposition")
_TITLES = word_list("title")
# Parts of words with hyphens that are offices: `president` of `vice-president`.
_OFFICE_PARTS = _TITLES - {"ex", "then", "vice"}
# Other forms of one office, and what is none.
_SAME_OFFICE = ABBREVIATED | {
    "cllr": "councillor", "gov": "governor", "sen": "senator", "rep": "representative", "insp": "inspector", "spokeswoman": "spokesman",
    "spokesperson": "spokesman", "chairwoman": "chairman", "chair": "chairman", "chairperson": "chairman", "ceo": "chief", "cfo": "chief",
    "coo": "chief", "executive": "chief", "counsel": "attorney", "lawyer": "attorney", "envoy": "ambassador",
    "justice": "judge", "premier": "minister", "congressman": "representative", "congresswoman": "representative",
    "councilor": "councillor", "flagbearer": "candidate", "nominee": "candidate", "lawmaker": "member", "legislator": "member",
    "mp": "member"}
# Trades and what people are are no offices: a star can be a singer, a boss an executive.
_NO_OFFICES = (word_list("courtesy") | word_list("no_office") | word_list("person")) - (
    word_list("office") | {"coach", "prosecutor"})
# Nouns by which an office is called, too: `official` and `coordinator`.
_CALLED = {frozenset(pair.split("=")) for pair in word_list("also_called")}


class Place(NamedTuple):
    """Where a report says something, and in which of its sentences."""

    report: str
    span: tuple[int, int]
    sentence: int


class Naming(NamedTuple):
    """Two places that name one thing differently, the first report's first, and how surely an editor would want to know."""

    one: Place
    other: Place
    score: float


Places = Mapping[object, list[Place]]
# How close two sentences are, each told by its report and number.
Near = Mapping[frozenset[tuple[str, int]], float]


def find_namings(readings: list[Reading], mentions: pd.DataFrame, labels: pd.DataFrame, closeness: Closeness) -> Iterator[Naming]:
    """Spellings of a name, given names and ranks of a person in each two reports of which neither has the other's.

    Two offices are told once. They are told where the two reports say most nearly the same, else where each first stands.
    """
    near: dict[frozenset[tuple[str, int]], float] = {}
    for propositions, close in closeness.items():
        sentences = frozenset((report, sentence) for report, sentence, _ in propositions)
        near[sentences] = max(close, near.get(sentences, 0.0))
    known = {reading.report: reading for reading in readings}
    mentioned, called = _by_entity(mentions), _by_entity(labels[labels["relation"].isin(_OFFICE_RELATIONS)])
    for entity, rows in sorted(mentioned.items()):
        person = any(row.type == "PERSON" for row in rows)
        places = [Place(row.report, (row.start, row.end), row.sentence) for row in rows]
        spellings = [(re.sub(r"[’'][sS]?$", "", row.surface), place) for row, place in zip(rows, places, strict=True)]
        yield from _apart(spellings, partial(_spelling, person=person), near)
        if person:
            ranks = [(rank, place) for place in places for rank in _ranks_told(known[place.report], place)]
            yield from _apart(ranks, lambda *_: RANKS_APART, near)
            yield from _offices_apart(_offices_told(called.get(entity, []), known), near)


def _by_entity(table: pd.DataFrame) -> dict[str, list[object]]:
    """The rows of a table by entity."""
    found: dict[str, list[object]] = defaultdict(list)
    for row in table.itertuples():
        found[row.entity].append(row)
    return found


def _by_report(told: Iterable[tuple[object, Place]]) -> Iterator[tuple[Places, Places]]:
    """What each two reports tell of an entity, and where."""
    found: dict[str, dict[object, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for what, place in told:
        found[place.report][what].append(place)
    for ours, theirs in combinations(sorted(found), 2):
        yield found[ours], found[theirs]


def _apart(told: list[tuple[object, Place]], sure: Callable[[object, object], float], near: Near) -> Iterator[Naming]:
    """For each two reports each two different things told of an entity, of which neither tells what the other does."""
    for ours, theirs in _by_report(told):
        for a, b in product(sorted(ours), sorted(theirs)):
            if a not in theirs and b not in ours and (score := sure(a, b)):
                yield _nearest(ours[a], theirs[b], score, near)


def _offices_told(rows: list[object], known: Mapping[str, Reading]) -> Iterator[tuple[str, Place]]:
    """The offices in a person's labels, other forms of one by one name, and where."""
    for row in rows:
        label = row.label.lower().strip(".")
        # `Vice-president` is told as `vice president` is, which has the label `president`.
        office = next((part for part in label.split("-") if part in _OFFICE_PARTS), label)
        if office not in _NO_OFFICES:
            sentence = known[row.report].sentence_at(row.start).number
            yield _SAME_OFFICE.get(office, office), Place(row.report, (row.start, row.end), sentence)


def _offices_apart(told: Iterable[tuple[str, Place]], near: Near) -> Iterator[Naming]:
    """Two offices for each two reports of which neither gives a person one that the other gives, but no two offices twice."""
    held: set[frozenset[object]] = set()
    for ours, theirs in _by_report(told):
        new = [] if ours.keys() & theirs.keys() else [
            pair for pair in product(ours, theirs) if frozenset(pair) not in held | _CALLED and not _TITLES.isdisjoint(pair)]
        # Of several offices on either side the first that were not told before stand for all.
        for a, b in new[:1]:
            held.add(frozenset((a, b)))
            yield _nearest(ours[a], theirs[b], OFFICES_APART, near)


def _nearest(ours: list[Place], theirs: list[Place], score: float, near: Near) -> Naming:
    """The two places whose sentences say most nearly the same; the first of each where none do."""
    first = {place.sentence: place for place in reversed(theirs)}
    found = [(near[key], Naming(one, other, score)) for one in ours for other in first.values()
             if (key := frozenset(((one.report, one.sentence), (other.report, other.sentence)))) in near]
    return max(found, key=lambda entry: entry[0])[1] if found else Naming(ours[0], theirs[0], score)


def _spelling(ours: str, theirs: str, *, person: bool) -> float:
    """How surely two names are spellings of one: a few letters apart; marks alone count less.

    So do two given names of a person, neither the beginning of the other (`Rob`, `Robert`).
    """
    if not person:
        # A paper's own spelling of words, `Defence` or `Defense`, `&` or `and`, is no other name.
        ours, theirs = (" ".join("and" if word == "&" else fold_spelling(word) for word in name.split()) for name in (ours, theirs))
    words, others = fold(ours).split(), fold(theirs).split()
    if words == others:
        return MARKS_APART if _differ_in_marks(ours, theirs, person=person) else 0.0
    (*given, family), (*called, surname) = words, others
    if len(words) != len(others) or any(map(_begins, given, called)):
        return 0.0
    # A letter more at the end is another spelling of a person's family name, but for a plural.
    plural = "s" in (family.removeprefix(surname), surname.removeprefix(family))
    if _begins(family, surname) and (plural or not person or not given):
        return 0.0
    if fuzz.ratio(" ".join(words), " ".join(others)) >= LIKE_NAMES and (person or given):
        return LETTERS_APART if given else ONE_WORD_APART
    return GIVEN_APART if person and given and family_of(tuple(words)) == family_of(tuple(others)) else 0.0


def _differ_in_marks(ours: str, theirs: str, *, person: bool) -> bool:
    """Whether two names of the same letters differ in accents, hyphens or, a person's only, capitals."""
    # Capitals all through are a line's, not a spelling.
    cased = person and not (ours.isupper() or theirs.isupper())
    one, other = (re.sub("[’'.]", "", (name if cased else name.casefold()).replace("-", " ")) for name in (ours, theirs))
    return one != other


def _begins(one: str, other: str) -> bool:
    """Whether one of two words is the beginning of the other."""
    return one != other and (one.startswith(other) or other.startswith(one))


def _ranks_told(reading: Reading, place: Place) -> set[int]:
    """How high a person is said to rank, in the words before the name and in the noun that the name is set beside."""
    inside = [token for token in reading.sentences[place.sentence].tokens if within(token.start, [place.span])]
    nouns = {noun for token in inside for noun in (token, token.head) if noun == token or token.dep_ in ("appos", "compound")}
    nouns |= {child for token in inside for child in dependents(token, "appos")}
    words = [token for noun in sorted(nouns) for child in dependents(noun, "amod", "compound") for token in child.subtree]
    text = re.sub(r"\s*-\s*", "-", " ".join(token.lower_ for token in words))
    return {found for word in text.split() if (found := grade(word, RANK)) is not None}
