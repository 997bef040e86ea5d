"""Labels: what a claim is called, by the heaviest terms that those who make it share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from analysis.reading.claims.matching import DECIMALS
from analysis.reading.claims.units import Unit

LABEL_TERMS, ALIKE_TERMS = 4, 2


def label_claims(claims: dict[str, list[Unit]]) -> dict[str, str]:
    """A label for each claim; in those that would be called alike, terms that not all of them have go before others."""
    labels = {claim: _label(units) for claim, units in claims.items()}
    alike: dict[str, list[str]] = defaultdict(list)
    for claim, label in labels.items():
        alike[label].append(claim)
    for twins in (found for found in alike.values() if len(found) > 1):
        common = set.intersection(*({word.term for unit in claims[claim] for word in unit.words} for claim in twins))
        labels |= {claim: _label(claims[claim], common) for claim in twins}
    return labels


def _label(units: list[Unit], common: Collection[str] = ()) -> str:
    """The heaviest terms that most units share, in the order of the first unit that has most of them.

    Of terms that are `common` to claims that would be called alike only the two heaviest go before others.
    """
    weights: dict[str, float] = defaultdict(float)
    for unit in units:
        for word in unit.words:
            weights[word.term] += word.weight
    spread = Counter(term for unit in units for term in {word.term for word in unit.words})
    # A bare number tells little and is in the conflicts anyway.
    weights = {term: weight for term, weight in weights.items() if not term[0].isdigit()} or weights
    ranked = sorted(weights, key=lambda term: (-round(weights[term] * spread[term], DECIMALS), term))
    ranked = ranked[:ALIKE_TERMS] + sorted(ranked[ALIKE_TERMS:], key=lambda term: term in common)
    kept, wanted = set(ranked[:ALIKE_TERMS] if common else ()), set(ranked[:LABEL_TERMS])
    best = max(units, key=lambda unit: tuple(len(terms & {word.term for word in unit.words}) for terms in (kept, wanted)))
    places = {word.term: word.token.i for word in reversed(best.words)}
    chosen: list[str] = []
    for term in ranked:
        taken = [places[other] for other in chosen]
        # Three words that follow each other would be a piece of the sentence.
        if term in places and len(chosen) < LABEL_TERMS and not _makes_run(places[term], taken):
            chosen.append(term)
    return " · ".join(sorted(chosen, key=places.__getitem__))


def _makes_run(place: int, taken: list[int]) -> bool:
    """Whether a word would stand in a run of three with the taken ones."""
    near = {other - place for other in taken}
    return {1, 2} <= near or {-1, 1} <= near or {-1, -2} <= near
