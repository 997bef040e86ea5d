"""Namings: how two reports call one person or thing by other spellings, given names, offices or ranks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.differences.strengths import RANK, grade
from analysis.reading.gazetteer import fold
from analysis.reading.names.people import family_of
from analysis.reading.text.trees import dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.claims.claims import Closeness
    from analysis.reading.text.language import Reading

# Two names of as many words are spellings of one from this likeness (rapidfuzz ratio, 0-100).
LIKE_NAMES = 80
# What somebody is called beside the name that tells an office or part, and no deed.
_OFFICES = ("compound", "apposition")
_TITLES = word_list("title")
# Other forms of one office, and what is none.
_SAME_OFFICE = {
    "cllr": "councillor", "gov": "governor", "sen": "senator", "rep": "representative", "gen": "general", "lt": "lieutenant",
    "col": "colonel", "sgt": "sergeant", "det": "detective", "insp": "inspector", "spokeswoman": "spokesman",
    "spokesperson": "spokesman", "chairwoman": "chairman", "chair": "chairman", "chairperson": "chairman"}
_NO_OFFICES = word_list("courtesy") | {"former"}


class Place(NamedTuple):
    """Where a report says something, and in which of its sentences."""

    report: str
    start: int
    end: int
    sentence: int


class Naming(NamedTuple):
    """Two places that name one thing differently, the first report's first, and how surely an editor would want to know."""

    one: Place
    other: Place
    score: float


Places = Mapping[object, list[Place]]
# How close two sentences are, each told by its report and number.
Near = Mapping[frozenset[tuple[str, int]], float]


def find_namings(
    readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame, labels: pd.DataFrame, closeness: Closeness,
) -> Iterator[Naming]:
    """Spellings of a name, given names and ranks of a person in each two reports of which neither has the other's.

    Two offices are told once. They are told where the two reports say most nearly the same, else where each first stands.
    """
    near: dict[frozenset[tuple[str, int]], float] = {}
    for propositions, close in closeness.items():
        sentences = frozenset((report, sentence) for report, sentence, _ in propositions)
        near[sentences] = max(close, near.get(sentences, 0.0))
    known = {reading.report: reading for reading in readings}
    people = set(entities.loc[entities["type"] == "PERSON", "entity"])
    mentioned, called = _by_entity(mentions), _by_entity(labels[labels["relation"].isin(_OFFICES)])
    for entity, rows in sorted(mentioned.items()):
        person, places = entity in people, [Place(row.report, row.start, row.end, row.sentence) for row in rows]
        surfaces = [(re.sub(r"[’']s?$", "", row.surface), place) for row, place in zip(rows, places, strict=True)]
        yield from _apart(surfaces, partial(_spelling, person=person), near)
        if person:
            ranks = [(rank, place) for place in places for rank in _grades(known[place.report], place)]
            yield from _apart(ranks, lambda *_: 0.7, near)
            offices = ((row.label.lower().strip("."), row) for row in called.get(entity, []))
            yield from _offices([
                (_SAME_OFFICE.get(office, office),
                 Place(row.report, row.start, row.end, known[row.report].sentence_at(row.start).number))
                for office, row in offices if office not in _NO_OFFICES], near)


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


def _offices(told: list[tuple[str, Place]], near: Near) -> Iterator[Naming]:
    """Two offices for each two reports of which neither gives a person one that the other gives, but no two offices twice."""
    held: set[frozenset[object]] = set()
    for ours, theirs in _by_report(told):
        new = [] if ours.keys() & theirs.keys() else [
            pair for pair in product(ours, theirs) if frozenset(pair) not in held and not _TITLES.isdisjoint(pair)]
        # Of several offices on either side the first that were not told before stand for all.
        for a, b in new[:1]:
            held.add(frozenset((a, b)))
            yield _nearest(ours[a], theirs[b], 0.5, near)


def _nearest(ours: list[Place], theirs: list[Place], score: float, near: Near) -> Naming:
    """The two places whose sentences say most nearly the same; the first of each where none do."""
    first = {place.sentence: place for place in reversed(theirs)}
    found = [(near[key], Naming(one, other, score)) for one in ours for other in first.values()
             if (key := frozenset(((one.report, one.sentence), (other.report, other.sentence)))) in near]
    return max(found, key=lambda entry: entry[0])[1] if found else Naming(ours[0], theirs[0], score)


def _spelling(ours: str, theirs: str, *, person: bool) -> float:
    """How surely two names are spellings of one: a few letters apart; marks and hyphens alone count less.

    So do capitals, of a person's only, and two given names of a person, neither the beginning of the other (`Rob`, `Robert`).
    """
    from rapidfuzz import fuzz

    if fold(ours) == fold(theirs):
        # Capitals all through are a line's, not a spelling.
        cased = person and not (ours.isupper() or theirs.isupper())
        plain, same = (re.sub("[’'.]", "", (name if cased else name.casefold()).replace("-", " ")) for name in (ours, theirs))
        return 0.4 if plain != same else 0.0
    (*given, family), (*called, surname) = plain, same = fold(ours).split(), fold(theirs).split()
    if len(plain) != len(same) or any(map(_begins, given, called)):
        return 0.0
    # A letter more at the end is another spelling of a person's family name, but for a plural.
    plural = "s" in (family.removeprefix(surname), surname.removeprefix(family))
    if _begins(family, surname) and (plural or not person or not given):
        return 0.0
    if fuzz.ratio(" ".join(plain), " ".join(same)) >= LIKE_NAMES and (person or given):
        return 0.9 if given else 0.6
    return 0.4 if person and given and family_of(tuple(plain)) == family_of(tuple(same)) else 0.0


def _begins(one: str, other: str) -> bool:
    """Whether one of two words is the beginning of the other."""
    return one != other and (one.startswith(other) or other.startswith(one))


def _grades(reading: Reading, place: Place) -> set[int]:
    """How high a person is said to rank, in the words before the name and in the noun that the name is set beside."""
    inside = [token for token in reading.sentences[place.sentence].tokens if place.start <= token.start < place.end]
    nouns = {noun for token in inside for noun in (token, token.head) if noun == token or token.dep_ in ("appos", "compound")}
    nouns |= {child for token in inside for child in dependents(token, "appos")}
    words = [token for noun in sorted(nouns) for child in dependents(noun, "amod", "compound") for token in child.subtree]
    text = re.sub(r"\s*-\s*", "-", " ".join(token.lower_ for token in words))
    return {found for word in text.split() if (found := grade(word, RANK)) is not None}
