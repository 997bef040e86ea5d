"""Namings: how two reports call one person or thing by other spellings, given names, offices or ranks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.gazetteer import fold
from analysis.reading.people import family_of
from analysis.reading.strengths import RANK, grade

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.language import Reading

# Two names of as many words are spellings of one from this likeness (rapidfuzz ratio, 0-100).
LIKE_NAMES = 80
# What somebody is called beside the name that tells an office or part, and no deed.
_OFFICES = ("compound", "apposition")


class Place(NamedTuple):
    """Where a report says something."""

    report: str
    start: int
    end: int


class Naming(NamedTuple):
    """Two places that name one thing differently, the first report's first, and how surely an editor would want to know."""

    one: Place
    other: Place
    score: float


def find_namings(
    readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame, labels: pd.DataFrame,
) -> Iterator[Naming]:
    """Each two spellings of a name, each two given names, ranks and offices of a person, where they first stand in two reports."""
    known = {reading.report: reading for reading in readings}
    people = set(entities.loc[entities["type"] == "PERSON", "entity"])
    mentioned, called = _by_entity(mentions, entities["entity"]), _by_entity(labels[labels["relation"].isin(_OFFICES)], people)
    for entity, rows in sorted(mentioned.items()):
        person = entity in people
        surfaces = ((re.sub(r"[’']s?$", "", row.surface), row) for row in rows)
        yield from _apart(surfaces, partial(_spelling, person=person))
        if person:
            yield from _apart(((rank, row) for row in rows for rank in _grades(known[row.report], row)), lambda *_: 0.7)
            yield from _offices(called.get(entity, []))


def _by_entity(table: pd.DataFrame, entities: Iterable[str]) -> dict[str, list[object]]:
    """The rows of a table by entity, for those asked for."""
    asked, found = set(entities), defaultdict(list)
    for row in table.itertuples():
        if row.entity in asked:
            found[row.entity].append(row)
    return found


def _apart(told: Iterable[tuple[object, object]], sure: Callable[[object, object], float]) -> Iterator[Naming]:
    """Each two different things told of an entity, where each first stands, unless one report tells both first."""
    first: dict[object, object] = {}
    for what, row in told:
        first.setdefault(what, row)
    for a, b in combinations(sorted(first), 2):
        one, other = sorted((Place(row.report, row.start, row.end) for row in (first[a], first[b])))
        if one.report != other.report and (score := sure(a, b)):
            yield Naming(one, other, score)


def _offices(rows: list[object]) -> Iterator[Naming]:
    """Two offices for each two reports of which neither gives a person one that the other gives, but no two offices twice."""
    given: dict[str, dict[str, object]] = defaultdict(dict)
    for row in rows:
        given[row.report].setdefault(row.label, row)
    told: set[frozenset[str]] = set()
    for ours, theirs in combinations(sorted(given), 2):
        new = [] if given[ours].keys() & given[theirs].keys() else [
            pair for pair in product(given[ours], given[theirs]) if frozenset(pair) not in told]
        # Of several offices on either side the first that were not told before stand for all.
        for a, b in new[:1]:
            told.add(frozenset((a, b)))
            yield Naming(*(Place(row.report, row.start, row.end) for row in (given[ours][a], given[theirs][b])), 0.5)


def _spelling(ours: str, theirs: str, *, person: bool) -> float:
    """How surely two names are spellings of one: a few letters apart; marks and hyphens alone count less, capitals of a person's only.

    So do two given names of a person, neither the beginning of the other.
    """
    from rapidfuzz import fuzz

    if fold(ours) == fold(theirs):
        plain, same = (re.sub("[’'.]", "", (name if person else name.casefold()).replace("-", " ")) for name in (ours, theirs))
        return 0.4 if plain != same else 0.0
    plain, same = fold(ours).split(), fold(theirs).split()
    if len(plain) != len(same) or any(a.startswith(b) or b.startswith(a) for a, b in zip(plain, same, strict=True) if a != b):
        return 0.0
    if fuzz.ratio(" ".join(plain), " ".join(same)) >= LIKE_NAMES and (person or len(plain) > 1):
        return 0.9 if len(plain) > 1 else 0.6
    return 0.4 if person and len(plain) > 1 and family_of(tuple(plain)) == family_of(tuple(same)) else 0.0


def _grades(reading: Reading, row: object) -> set[int]:
    """How high a person is said to rank, in the words before the name and in the noun that the name is set beside."""
    sentence = reading.sentences[row.sentence]
    offset = reading.paragraphs[sentence.paragraph].start
    inside = [token for token in sentence.tokens if row.start <= offset + token.idx < row.end]
    nouns = {noun for token in inside for noun in (token, token.head) if noun == token or token.dep_ in ("appos", "compound")}
    nouns |= {child for token in inside for child in token.children if child.dep_ == "appos"}
    words = [token for noun in sorted(nouns) for child in noun.children if child.dep_ in ("amod", "compound") for token in child.subtree]
    text = re.sub(r"\s*-\s*", "-", " ".join(token.lower_ for token in words))
    return {found for word in text.split() if (found := grade(word, RANK)) is not None}
