"""Claims: which propositions of different reports say the same thing, and how each report vouches for it.

Sentences are split into propositions and matched against their event (`matching`); a linked pair of sentences links the
propositions in it that match best; groups of linked propositions are claims.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis import schema
from analysis.reading.claims.groups import cover
from analysis.reading.claims.matching import Matched, Matcher, Pairs, find_threshold
from analysis.reading.claims.modality import find_negated, is_denial
from analysis.reading.claims.vouching import Voices
from analysis.reading.text.pages import Page, mentions_by_report, within
from analysis.reading.text.propositions import (
    FEWEST, SUBJECTS, find_noun_phrases, is_content, only_introduces, other_heads, says_the_same, told_in,
)
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import fold_spelling

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading, Sentence

# What two do with each other: to say it the other way round says the same.
_MUTUAL = frozenset("meet talk speak discuss agree negotiate marry join exchange clash fight confer share".split())
LABEL_TERMS, ALIKE_TERMS, LONGEST_ACRONYM = 4, 2, 3
# What the words of a noun phrase weigh beside those of a proposition; the card of the likeness network tells how it was chosen.
PHRASE_WEIGHT = 0.8
_DECIMALS = 4


@dataclass(frozen=True)
class Word:
    """One content word: its token, what it counts as, and the share of its name that it is."""

    token: Token
    lemma: str
    term: str
    share: float


@dataclass(frozen=True)
class Unit:
    """One proposition that can carry a claim: its predicate and its own words."""

    report: str
    sentence: Sentence
    start: int
    end: int
    head: Token
    words: tuple[Word, ...]
    shared: tuple[Word, ...]


@dataclass(frozen=True)
class Carrier:
    """One sentence with its content words and the units in it; `places` are the units' places in the event."""

    order: int
    sentence: Sentence
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    places: range


class Link(NamedTuple):
    """Two units by their places in the event, what they score, and what they score by their own words alone."""

    first: int
    second: int
    score: float
    alone: float


# A number for each two propositions, each told by its report, sentence and start.
Closeness = Mapping[frozenset[tuple[str, int, int]], float]


class Aligned(NamedTuple):
    """The claims of an event, who makes them, and how close the propositions are that were linked.

    Parameters
    ----------
    claims, claim_mentions
        Columns of `schema.TABLES`.
    closeness
        By how much each two linked propositions, of one report or two, match better by themselves than a link must, 0 where
        only their sentences do.
    """

    claims: pd.DataFrame
    claim_mentions: pd.DataFrame
    closeness: Closeness


def align_claims(
    readings: list[Reading], attributions: pd.DataFrame, mentions: pd.DataFrame, *, event: str,
) -> Aligned:
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
    Of a pair of sentences, and of each two of their propositions and noun phrases (a noun with what it is of, by or whose),
    every content word of one takes its best match in the other (cosine of contextual vectors, `analysis/models/likeness`,
    less the event's mean vector, of few words less a part of it). Words weigh log((1 + n) / n_with_the_word), a name of
    several words as one, those of a noun phrase less. The two weighted means, each damped by a word that matches nothing,
    are averaged, and a pair of sentences scores as its best two parts. What the sentences share with the event at large is
    taken off, early sentences are favoured (news tells first what matters most, and so what others tell), and a pair rises
    half-way to its best triangle through a third report.

    Pairs above a score that rises with the number of sentences and with how well the event's best pairs match
    (`matching.find_threshold`) are links; a link joins the propositions that match best in it, and others that match as well
    and one of which has no better match there, but for those that say the same of two actors the other way round. Groups in
    which most are linked are claims; they may overlap, but hardly one is mostly another one (`groups`).

    Known bias: two sentences about the same actors in like words but with another predicate can be linked; a claim made in
    passing, in a noun phrase, stands at the proposition that this is in.
    """
    voices = Voices(attributions)
    carriers, matched = match_sentences(readings, mentions, voices)
    units = [unit for carrier in carriers for unit in carrier.units]
    rarity = _rarity(carriers)
    matcher = Matcher(matched)
    pairs = matcher.score_pairs()
    threshold = find_threshold(pairs, matcher.reports)
    links = _link(matcher, pairs, np.flatnonzero(pairs.score > threshold), threshold, carriers)
    groups = _group(links, carriers)
    names = _name({claim: [units[i] for i in members] for claim, members in groups.items()}, rarity)
    claims = [{"claim": claim, "event": event, "label": names[claim], "n_reports": len({units[i].report for i in members})}
              for claim, members in groups.items()]
    vouched = [voices.vouch(unit.report, unit.sentence, unit.head, [word.token for word in unit.words]) for unit in units]
    rows = _mention_rows(groups, units, vouched)
    places = [(unit.report, unit.sentence.number, unit.start) for unit in units]
    closeness = {frozenset((places[link.first], places[link.second])): max(0.0, link.alone - threshold) for link in links}
    return Aligned(schema.build("claims", claims), schema.build("claim_mentions", rows), closeness)


def match_sentences(readings: list[Reading], mentions: pd.DataFrame, voices: Voices) -> tuple[list[Carrier], list[Matched]]:
    """The sentences of an event that can carry claims, and what there is to match in each: words that weigh by rarity."""
    carriers = _find_carriers(readings, mentions, voices)
    rarity = _rarity(carriers)
    return carriers, [Matched(
        carrier.order, readings[carrier.order].seen.vectors_of([(word.token.start, word.token.end) for word in carrier.words]),
        np.array([rarity[word.lemma] * word.share for word in carrier.words]),
        np.array([word.token.pos_ == "PROPN" for word in carrier.words]), tuple(word.term.lower() for word in carrier.words),
        tuple(word.lemma for word in carrier.words), _views(carrier)) for carrier in carriers]


def _find_carriers(readings: list[Reading], mentions: pd.DataFrame, voices: Voices) -> list[Carrier]:
    """The measured sentences with content words, in order of report and position."""
    names = mentions_by_report(mentions)
    carriers, place = [], 0
    for order, reading in enumerate(readings):
        frames, page = voices.frames(reading.report), Page(reading, names[reading.report])
        for sentence in reading.measured:
            words = _content_words(sentence, page)
            # Names and numbers of which nothing is said are a dateline or a byline.
            if not any(map(_tells, words)) and not (words and dependents(sentence.root, *SUBJECTS)):
                continue
            framed = frozenset(word.token for word in words if within(word.token.start, frames))
            units = _find_units(sentence, words, framed, reading.report)
            carriers.append(Carrier(order, sentence, tuple(words), units, range(place, place + len(units))))
            place += len(units)
    return carriers


def _content_words(sentence: Sentence, page: Page) -> list[Word]:
    """A sentence's content words; those of one name share one word's weight."""
    tokens = [token for token in sentence.said if is_content(token)]
    # For each word the name that it is part of: where that begins, and whose it is, if that is known.
    keys: list[tuple[int, str] | None] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        name = page.mention_at(token)
        key = (name.start, name.entity) if name else None
        if key is None and token.pos_ == "PROPN":
            joined = before is not None and before.pos_ == "PROPN" and before.i == token.i - 1 and keys[-1][1] == ""
            key = keys[-1] if joined else (token.start, "")
        keys.append(key)
    sizes = Counter(key for key in keys if key is not None)
    words = []
    for key, token in zip(keys, tokens, strict=True):
        lemma = token.base
        # A word in capitals that is in no name stands so for the eye.
        name = token.text if token.pos_ == "PROPN" and not (token.is_upper and len(token) > LONGEST_ACRONYM) else lemma
        term = key[1] if key and key[1] else name
        words.append(Word(token, fold_spelling(lemma), term, 1 / sizes[key] if key else 1.0))
    return words


def _tells(word: Word) -> bool:
    """Whether a word is more than a name or a number."""
    return word.token.pos_ not in ("PROPN", "NUM")


def _find_units(sentence: Sentence, words: list[Word], framed: frozenset[Token], report: str) -> tuple[Unit, ...]:
    """The propositions of a sentence that tell more than who speaks; the whole sentence where there is none."""
    by_token = {word.token: word for word in words}
    found, parts = [], sentence.propositions
    for part in parts:
        own = tuple(by_token[token] for token in part.own if token in by_token)
        if any(_tells(word) and word.token not in framed for word in own) and not only_introduces(part, parts):
            found.append((part, own))
    if len(found) < 2:
        head = found[0][0].head if found else sentence.root
        return (Unit(report, sentence, sentence.said_from, sentence.end, head, tuple(words), ()),)
    return tuple(
        Unit(report, sentence, *part.bounds, part.head, own, tuple(by_token[token] for token in part.shared if token in by_token))
        for part, own in found)


def _rarity(carriers: list[Carrier]) -> dict[str, float]:
    """Inverse document frequency of each lemma over the event's sentences."""
    counts = Counter(lemma for carrier in carriers for lemma in {word.lemma for word in carrier.words})
    return {lemma: float(np.log((1 + len(carriers)) / count)) for lemma, count in sorted(counts.items())}


def _views(carrier: Carrier) -> np.ndarray:
    """Which words count in the whole sentence (first row), in each of several units, and in noun phrases that are neither."""
    tokens = [word.token for word in carrier.words]
    parts = [frozenset(tokens)]
    if len(carrier.units) > 1:
        parts += [frozenset(word.token for word in (*unit.words, *unit.shared)) for unit in carrier.units]
    phrases = (frozenset(phrase).intersection(tokens) for phrase in find_noun_phrases(tokens))
    passing = [phrase for phrase in dict.fromkeys(phrases) if len(phrase) >= FEWEST and phrase not in parts]
    return np.array([[float(token in part) for token in tokens] for part in parts]
                    + [[PHRASE_WEIGHT * (token in phrase) for token in tokens] for phrase in passing])


def _link(matcher: Matcher, pairs: Pairs, linked: np.ndarray, threshold: float, carriers: list[Carrier]) -> list[Link]:
    """Links between units: in each linked pair of sentences the best-matching two, and others above the threshold.

    Two units are not linked where each matches another one better: in copies of a sentence each part is linked with its copy.
    """
    found = []
    for first, group in groupby(linked.tolist(), key=lambda place: int(pairs.first[place])):
        places = list(group)
        matches, _, starts = matcher.match(np.array([first]), pairs.second[places])
        for place, views in zip(places, np.split(matches, starts[1:], axis=1), strict=True):
            one, other = carriers[first], carriers[pairs.second[place]]
            units = views[_unit_views(one), _unit_views(other)]
            alone = np.round(units + float(pairs.score[place]) - float(views.max()), _DECIMALS)
            scores = alone.copy()
            best = np.unravel_index(int(scores.argmax()), scores.shape)
            scores[best] = pairs.score[place]
            foremost = (scores == scores.max(axis=1, keepdims=True)) | (scores == scores.max(axis=0, keepdims=True))
            found += [Link(one.places[row], other.places[column], float(scores[row, column]), float(alone[row, column]))
                      for row, column in np.argwhere(foremost & (scores > threshold)).tolist()
                      if not _swapped(one.units[row], other.units[column])]
    return found


def _unit_views(carrier: Carrier) -> slice:
    """Which of a sentence's views are its units: a single one is the whole sentence, of several none is."""
    start = int(len(carrier.units) > 1)
    return slice(start, start + len(carrier.units))


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


def _group(found: list[Link], carriers: list[Carrier]) -> dict[str, tuple[int, ...]]:
    """Places of units that make one claim, under ids in order of first appearance; a unit in no link is alone."""
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for link in found:
        links[link.first][link.second] = links[link.second][link.first] = link.score
    groups = cover(links)
    grouped = {place for group in groups for place in group}
    groups += [(place,) for carrier in carriers for place in carrier.places if place not in grouped]
    width = max(4, len(str(len(groups))))
    return {f"c{number:0{width}}": group for number, group in enumerate(sorted(groups), 1)}


def _name(claims: dict[str, list[Unit]], rarity: dict[str, float]) -> dict[str, str]:
    """A label for each claim; in those that would be called alike, terms that not all of them have go before others."""
    names = {claim: _label(members, rarity) for claim, members in claims.items()}
    alike: dict[str, list[str]] = defaultdict(list)
    for claim, name in names.items():
        alike[name].append(claim)
    for twins in (found for found in alike.values() if len(found) > 1):
        common = set.intersection(*({word.term for unit in claims[claim] for word in unit.words} for claim in twins))
        names |= {claim: _label(claims[claim], rarity, common) for claim in twins}
    return names


def _label(members: list[Unit], rarity: dict[str, float], common: Collection[str] = ()) -> str:
    """The heaviest terms that most members share, in the order of the first member that has most of them.

    Of terms that are `common` to claims that would be called alike only the two heaviest go before others.
    """
    weights: dict[str, float] = defaultdict(float)
    for unit in members:
        for word in unit.words:
            weights[word.term] += rarity[word.lemma] * word.share
    spread = Counter(term for unit in members for term in {word.term for word in unit.words})
    # A bare number tells little and is in the conflicts anyway.
    weights = {term: weight for term, weight in weights.items() if not term[0].isdigit()} or weights
    ranked = sorted(weights, key=lambda term: (-round(weights[term] * spread[term], _DECIMALS), term))
    ranked = ranked[:ALIKE_TERMS] + sorted(ranked[ALIKE_TERMS:], key=lambda term: term in common)
    kept, wanted = set(ranked[:ALIKE_TERMS] if common else ()), set(ranked[:LABEL_TERMS])
    best = max(members, key=lambda unit: tuple(len(terms & {word.term for word in unit.words}) for terms in (kept, wanted)))
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


def _mention_rows(
    groups: dict[str, tuple[int, ...]], units: list[Unit], vouched: list[tuple[str, int | None]],
) -> list[dict]:
    """Rows of `claim_mentions`: ranks count the claims of a report by first appearance, equal for one unit."""
    first: dict[tuple[str, str], int] = {}
    for claim, members in groups.items():
        for unit in (units[i] for i in members):
            first[unit.report, claim] = min(first.get((unit.report, claim), unit.start), unit.start)
    starts: dict[str, set[int]] = defaultdict(set)
    for (report, _), start in first.items():
        starts[report].add(start)
    ranks = {report: {start: rank for rank, start in enumerate(sorted(found), 1)} for report, found in starts.items()}
    rows = []
    for claim, members in groups.items():
        statuses = _statuses([units[i] for i in members], [vouched[i][0] for i in members])
        for i, status in zip(members, statuses, strict=True):
            unit, attribution = units[i], vouched[i][1]
            rows.append({
                "claim": claim, "report": unit.report, "sentence": unit.sentence.number, "start": unit.start, "end": unit.end,
                "rank": ranks[unit.report][first[unit.report, claim]], "status": status, "attribution": attribution})
    return rows


def _statuses(units: list[Unit], statuses: list[str]) -> list[str]:
    """The statuses of units that make one claim; `denied` is also what says by a negation that it is not so.

    Unless most reports do so, and only where the predicate is a verb of denial, or another unit says the same without a negation.
    """
    negated = [find_negated(unit.head, apart=other_heads(unit.head, unit.sentence.propositions)) for unit in units]
    if 2 * len({unit.report for unit, no in zip(units, negated, strict=True) if no}) > len({unit.report for unit in units}):
        return statuses
    affirmed = [head for unit, no in zip(units, negated, strict=True) if not no for head in told_in(unit.head)]
    return ["denied" if no and status in ("own_voice", "attributed") and (
                is_denial(no) or any(says_the_same(no, head) for head in affirmed))
            else status for no, status in zip(negated, statuses, strict=True)]
