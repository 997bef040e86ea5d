"""Labels: what a claim is called, by the terms that tell most of those that its units share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from analysis.reading.claims.matching import DECIMALS
from analysis.reading.claims.units import Unit, Word
from analysis.reading.text.trees import dependents
from analysis.reading.words import word_list

LABEL_TERMS, ALIKE_TERMS = 4, 2
# Set by reading the labels of the seed event and the invented one; nothing but labels depends on them.
OF_PREDICATE, OF_SHARED, OF_TITLE, OF_SOURCE = 1.5, 0.7, 0.3, 0.1
# What is said to be so is named without who says so, or says not, as the status tells that; nor do `Mr`, the `m` of `£2m` and X name it.
_EMPTY = frozenset(("accord", "add", "deny", "say", "tell", "bn", "k", "m", "mn", "x", "x.")) | word_list("courtesy")


def label_claims(claims: dict[str, list[Unit]]) -> dict[str, str]:
    """A label for each claim; in those that would be called alike, terms that not all of them have go before others.

    What is alike still, as both are called by a unit that they share, ends with a term that only one has.
    """
    labels = {claim: _label(units) for claim, units in claims.items()}
    for twins in _alike(labels):
        common = set.intersection(*({word.term for unit in claims[claim] for word in unit.words} for claim in twins))
        labels |= {claim: _label(claims[claim], common) for claim in twins}
    for twins in _alike(labels):
        owners = Counter(term for claim in twins for term in _terms(claims[claim]))
        for claim in twins:
            own = [term for term in _rank(claims[claim]) if owners[term] == 1]
            labels[claim] = " · ".join([*labels[claim].split(" · ")[:LABEL_TERMS - bool(own)], *own[:1]])
    return labels


def _alike(labels: dict[str, str]) -> list[list[str]]:
    """The claims that are called alike."""
    found: dict[str, list[str]] = defaultdict(list)
    for claim, label in labels.items():
        found[label].append(claim)
    return [twins for twins in found.values() if len(twins) > 1]


def _terms(units: Iterable[Unit]) -> set[str]:
    """The terms of some units' words, their own and those that they share with others."""
    return {word.term for unit in units for word in (*unit.words, *unit.shared)}


def _rank(units: list[Unit]) -> list[str]:
    """The terms of some units, those that tell most of what most of them say first; a bare number only where there is nothing else."""
    weights: dict[str, float] = defaultdict(float)
    for unit in units:
        for word in (*unit.words, *unit.shared):
            weights[word.term] += word.weight * _share(word, unit)
    spread = Counter(term for unit in units for term in _terms([unit]))
    # A bare number tells little and is in the conflicts anyway.
    return sorted((term for term in weights if weights[term] or not any(weights.values())),
                  key=lambda term: (-round(weights[term] * spread[term], DECIMALS), term))


def _label(units: list[Unit], common: Collection[str] = ()) -> str:
    """The terms that tell most of what most units say, in the order of the first unit that has most of them.

    Of terms that are `common` to claims that would be called alike only the two that tell most go before others.
    """
    ranked = _rank(units)
    ranked = ranked[:ALIKE_TERMS] + sorted(ranked[ALIKE_TERMS:], key=lambda term: term in common)
    kept, wanted = set(ranked[:ALIKE_TERMS] if common else ()), set(ranked[:LABEL_TERMS])
    best = max(range(len(units)), key=lambda place: tuple(len(some & _terms([units[place]])) for some in (kept, wanted)))
    words = sorted((*units[best].words, *units[best].shared), key=lambda word: -word.token.i)
    places = {word.term: word.token.i for word in words}
    chosen: list[str] = []
    for term in ranked:
        taken = [places[other] for other in chosen]
        # Three words that follow each other would be a piece of the sentence.
        if term in places and len(chosen) < LABEL_TERMS and not _makes_run(places[term], taken):
            chosen.append(term)
    return " · ".join(sorted(chosen, key=places.__getitem__))


def _share(word: Word, unit: Unit) -> float:
    """What of its weight a word has in a label: a predicate more, what others share and a title less, a number nothing.

    Who says it has least, where a clause tells what is said: `ferry spokeswoman` in `the ferry spokeswoman said that it sank`.
    """
    token = word.token
    if word.lemma in _EMPTY or token.pos_ == "NUM" or word.term[0].isdigit():
        return 0.0
    telling = unit.head not in [other.token for other in unit.words if other.framed] or dependents(unit.head, "ccomp", "parataxis")
    if word.framed and telling and word not in unit.shared:
        return OF_SOURCE
    named = token.dep_ in ("compound", "nmod") and token.head.pos_ == "PROPN"
    if named and any(other.token == token.head and other.term != word.term for other in (*unit.words, *unit.shared)):
        return OF_TITLE
    return OF_PREDICATE if token == unit.head else OF_SHARED if word in unit.shared else 1.0


def _makes_run(place: int, taken: list[int]) -> bool:
    """Whether a word would stand in a run of three with the taken ones."""
    near = {other - place for other in taken}
    return {1, 2} <= near or {-1, 1} <= near or {-1, -2} <= near
