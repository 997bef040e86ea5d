"""Claims: which propositions of different reports say the same thing, and how each report vouches for it.

Sentences are split into propositions and matched against their event (`matching`); a linked pair of sentences links the
propositions in it that match best; groups of linked propositions are claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis import schema
from analysis.reading.claims.groups import cover
from analysis.reading.claims.labelling import label_claims
from analysis.reading.claims.matching import DECIMALS, Matched, Matcher, Pairs, find_threshold
from analysis.reading.claims.modality import find_negated, is_denial, leaves_unsaid, says_the_same, told_in
from analysis.reading.claims.units import ContextUnit, Unit, find_context_units, find_views, views_of_units
from analysis.reading.claims.vouching import Voices
from analysis.reading.text.propositions import other_heads
from analysis.reading.text.trees import dependents

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

# What two do with each other: to say it the other way round says the same.
_MUTUAL = frozenset("meet talk speak discuss agree negotiate marry join exchange clash fight confer share".split())


class Link(NamedTuple):
    """Two units by their places in the event, the score of their link, and what they score by their own match alone."""

    first: int
    second: int
    score: float
    own_score: float


class Member(NamedTuple):
    """A unit that makes a claim, and how its report vouches for it."""

    unit: Unit
    status: str
    attribution: int | None


# A number for each two propositions, each told by its report, sentence and start.
Closeness = Mapping[frozenset[tuple[str, int, int]], float]


class Aligned(NamedTuple):
    """The claims of an event and who makes them (columns of `schema.TABLES`), and how close linked propositions are.

    That is by how much each two, of one report or two, match better by themselves than a link must, 0 where only their
    sentences do.
    """

    claims: pd.DataFrame
    claim_mentions: pd.DataFrame
    closeness: Closeness


def align_claims(readings: list[Reading], attributions: pd.DataFrame, mentions: pd.DataFrame, *, event: str) -> Aligned:
    """Claims of an event, each with the propositions that make it and how they vouch for it.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    attributions, mentions
        Tables of the same reports.
    event
        The event's name.

    Returns
    -------
    Aligned
        Every sentence of headline and body is in at least one claim, but for those that hold no content word, or only names and
        numbers of which nothing is said (bylines). What stands before its first word, as a dateline does, is in none.

    Notes
    -----
    Pairs of sentences that score (`matching.Matcher.score_pairs`) above a threshold, which rises with the number of sentences
    and with how well the event's best pairs match (`matching.find_threshold`), are links; a link joins the propositions that
    match best in it, and others that match as well and one of which has no better match there, but for those that say the same
    of two actors the other way round. Groups in which most are linked are claims; they may overlap, but hardly one is mostly
    another one (`groups`). How something was said is matched with it, but is no claim beside what was said.

    Known bias: two sentences about the same actors in like words but with another predicate can be linked; a claim made in
    passing, in a noun phrase, stands at the proposition that this is in.
    """
    voices = Voices(attributions)
    contexts, matched = match_sentences(readings, mentions, voices)
    matcher = Matcher(matched)
    pairs = matcher.score_pairs()
    threshold = find_threshold(pairs, matcher.reports)
    links = _link(matcher, pairs, threshold, contexts)
    units = [unit for context in contexts for unit in context.units]
    members = [Member(unit, *voices.vouch(unit.report, unit.sentence, unit.head, [word.token for word in unit.words]))
               for unit in units]
    made = {claim: [members[place] for place in group] for claim, group in _group(links, len(units)).items()}
    labels = label_claims({claim: [one.unit for one in ones] for claim, ones in made.items()})
    claims = [{"claim": claim, "event": event, "label": labels[claim], "n_reports": len({one.unit.report for one in ones})}
              for claim, ones in made.items()]
    told = [(unit.report, unit.sentence.number, unit.start) for unit in units]
    closeness = {frozenset((told[link.first], told[link.second])): max(0.0, link.own_score - threshold) for link in links}
    return Aligned(schema.build("claims", claims), schema.build("claim_mentions", _mention_rows(made)), closeness)


def match_sentences(readings: list[Reading], mentions: pd.DataFrame, voices: Voices) -> tuple[list[ContextUnit], list[Matched]]:
    """The sentences of an event that can carry claims, and what there is to match in each."""
    contexts = find_context_units(readings, mentions, voices)
    return contexts, [Matched(
        context.order, readings[context.order].seen.vectors_of([(word.token.start, word.token.end) for word in context.words]),
        np.array([word.weight for word in context.words]), np.array([word.token.pos_ == "PROPN" for word in context.words]),
        tuple(word.term.lower() for word in context.words), tuple(word.lemma for word in context.words), find_views(context),
    ) for context in contexts]


def _link(matcher: Matcher, pairs: Pairs, threshold: float, contexts: list[ContextUnit]) -> list[Link]:
    """Links between units: in each pair of sentences above the threshold the best-matching two, and others above it.

    Two units are not linked where each matches another one better: in copies of a sentence each part is linked with its copy.
    """
    found = []
    linked = np.flatnonzero(pairs.score > threshold).tolist()
    for first, group in groupby(linked, key=lambda pair: int(pairs.first[pair])):
        own = list(group)
        matches, _, starts = matcher.match(np.array([first]), pairs.second[own])
        for pair, views in zip(own, np.split(matches, starts[1:], axis=1), strict=True):
            one, other, score = contexts[first], contexts[pairs.second[pair]], float(pairs.score[pair])
            if _are_neighbours(one, other):
                continue
            # On the scale of the pair's score, which is what its best two views, perhaps phrases in passing, come to.
            own_scores = np.round(views[views_of_units(one), views_of_units(other)] + score - float(views.max()), DECIMALS)
            scores = own_scores.copy()
            best = np.unravel_index(int(scores.argmax()), scores.shape)
            # What links the sentences links two units of them, however well these match.
            scores[best] = score
            foremost = (scores == scores.max(axis=1, keepdims=True)) | (scores == scores.max(axis=0, keepdims=True))
            found += [Link(one.places[row], other.places[column], float(scores[row, column]), float(own_scores[row, column]))
                      for row, column in np.argwhere(foremost & (scores > threshold)).tolist()
                      if not _swapped(one.units[row], other.units[column])]
    return found


def _are_neighbours(a: ContextUnit, b: ContextUnit) -> bool:
    """Whether one of two sentences follows the other in a report: what goes on about one thing says something else of it."""
    return a.order == b.order and abs(a.sentence.number - b.sentence.number) == 1


def _swapped(a: Unit, b: Unit) -> bool:
    """Whether two units say the same of the same two the other way round: who gives in one is given to in the other."""
    if a.head.lemma_ != b.head.lemma_ or a.head.base in _MUTUAL:
        return False
    (doers, others), (their_doers, their_others) = _roles(a), _roles(b)
    return not doers & their_doers and bool(doers & their_others) and bool(their_doers & others)


def _roles(unit: Unit) -> tuple[set[str], set[str]]:
    """Who does it and to whom it is done, or with whom, by name or noun."""
    terms = {word.token: word.term.lower() for word in (*unit.words, *unit.shared)}
    by, with_whom = ([noun for word in dependents(unit.head, *relations) for noun in dependents(word, "pobj")]
                     for relations in (("agent",), ("prep", "dative")))
    sides = dependents(unit.head, "nsubj") + by, dependents(unit.head, "dobj", "dative", "nsubjpass") + with_whom
    doers, others = ({terms[noun] for noun in nouns if noun in terms} for nouns in sides)
    return doers, others


def _group(found: list[Link], n_units: int) -> dict[str, tuple[int, ...]]:
    """Places of units that make one claim, under ids in order of first appearance; a unit in no link is alone."""
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for link in found:
        links[link.first][link.second] = links[link.second][link.first] = link.score
    groups = cover(links)
    grouped = {place for group in groups for place in group}
    groups += [(place,) for place in range(n_units) if place not in grouped]
    width = max(4, len(str(len(groups))))
    return {f"c{number:0{width}}": group for number, group in enumerate(sorted(groups), 1)}


def _mention_rows(made: dict[str, list[Member]]) -> list[dict]:
    """Rows of `claim_mentions`: ranks count the claims of a report by first appearance, equal for one unit."""
    first: dict[str, dict[str, int]] = defaultdict(dict)
    for claim, members in made.items():
        for unit, *_ in members:
            first[unit.report][claim] = min(first[unit.report].get(claim, unit.start), unit.start)
    ranks = {report: {start: rank for rank, start in enumerate(sorted({*starts.values()}), 1)} for report, starts in first.items()}
    return [{"claim": claim, "report": unit.report, "sentence": unit.sentence.number, "start": unit.start, "end": unit.end,
             "rank": ranks[unit.report][first[unit.report][claim]], "status": status, "attribution": attribution}
            for claim, members in made.items() for unit, status, attribution in _find_denials(members)]


def _find_denials(members: list[Member]) -> list[Member]:
    """The members of a claim, with status `denied` also where one says by a negation that it is not so.

    Unless more reports do so than not, and only where the predicate is a verb of denial, or another report says the same without
    a negation, and neither asks nor supposes it.
    """
    told = [(one, find_negated(one.unit.head, apart=other_heads(one.unit.head, one.unit.sentence.propositions)))
            for one in members]
    negating, affirming = ({one.unit.report for one, no in told if bool(no) is negated} for negated in (True, False))
    if len(negating) > len(affirming):
        return members
    affirmed = [(one.unit.report, head) for one, no in told if not no and not leaves_unsaid(one.unit.head)
                for head in told_in(one.unit.head)]
    return [one._replace(status="denied") if no and one.status in ("own_voice", "attributed") and (
                is_denial(no) or any(report != one.unit.report and says_the_same(negated, head)
                                     for negated, (report, head) in product(told_in(no), affirmed)))
            else one for one, no in told]
