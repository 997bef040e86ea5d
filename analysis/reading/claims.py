"""Claims: which sentences of different reports say the same thing, and how each report vouches for it.

Each pair of sentences is seen against its event. Words match by contextual vectors without what the whole event has in common,
weigh by how rare they are in the event, and a pair counts by how far it stands out of the event's own pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from spacy.tokens import Token

    from analysis.reading.language import Reading, Sentence

CONTENT_PARTS = ("NOUN", "PROPN", "VERB", "NUM", "ADJ")
# How much of a sentence's likeness to the event is taken off each of its pairs, and how far a third report can raise a pair.
CENTRING = 0.5
SUPPORT = 0.5
# Partners per sentence through which support is looked for: bounds the work on large events.
MOST_PARTNERS = 25
# A link scores at least this, and stands this many robust standard deviations above the event's median pair.
LEAST_LINK = 0.30
OUTSTANDING = 2.0
# An event's own median and deviation count in full when it has many more pairs than this.
FEW_PAIRS = 200
# Overlapping groups become one claim when this share of the pairs in both together is linked.
DENSE = 0.85
LABEL_TERMS = 4
# Words of sentences that are matched with as many others at once: bounds the memory.
BLOCK = 1024
_DECIMALS = 4
_MODALS = {"could", "may", "might", "would"}
_HEDGING_VERBS = {"appear", "seem", "believe", "expect", "think", "suspect", "presume", "rumour", "rumor", "speculate"}
_HEDGING_ADVERBS = {
    "possibly", "potentially", "perhaps", "maybe", "likely", "unlikely", "probably", "reportedly", "apparently", "allegedly",
    "supposedly", "presumably", "seemingly", "conceivably"}
_HEDGING_NOUNS = {"possibility", "prospect", "speculation", "likelihood", "rumour", "rumor"}


@dataclass(frozen=True)
class Word:
    """One content word: its position in the report, what it counts as, and the share of its name that it is."""

    start: int
    end: int
    lemma: str
    term: str
    share: float
    token: int


@dataclass(frozen=True)
class Unit:
    """One sentence that can carry a claim; `order` is its report's place among the readings."""

    order: int
    report: str
    sentence: Sentence
    words: list[Word]


def align_claims(
    readings: list[Reading], attributions: pd.DataFrame, mentions: pd.DataFrame, *, event: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims of an event, each with the sentences that make it and how they vouch for it.

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
    claims, claim_mentions : pandas.DataFrame
        Columns of `schema.TABLES`. Every sentence of headline and body is in at least one claim, but for those that hold no
        content word beside names and numbers (datelines, bylines).

    Notes
    -----
    Of a pair of sentences, each content word of one takes its best match in the other (cosine of contextual vectors less the
    event's mean vector, negative = 0). The two weighted means of these, weights being log((1 + n) / n_with_the_word), are
    averaged; a name of several words weighs as one word. Half of each sentence's mean over other reports' sentences is taken
    off: what it shares with the event at large. A pair then rises half-way to its best triangle, the lower of its two pairs
    with a sentence of a third report. Pairs above `LEAST_LINK` that stand `OUTSTANDING` robust deviations above the event's
    median are links, and groups in which (nearly) all are linked are claims; they may overlap.
    Known bias: two sentences about the same actors in like words but with another predicate can be linked; a pair in which one
    sentence is much longer scores low.
    """
    units = _find_units(readings, mentions)
    rarity = _rarity(units)
    reports = np.array([unit.order for unit in units], dtype=np.int64)
    scores = _score(readings, units, rarity, reports)
    links = _link(scores, reports)
    groups = _number(_cover(links, scores), units)
    names = _label_all(groups, units, rarity)
    claims = [{"claim": claim, "event": event, "label": names[claim], "n_reports": len({units[i].order for i in members})}
              for claim, members in groups.items()]
    rows = _mention_rows(groups, units, _vouch_all(units, attributions))
    return schema.build("claims", claims), schema.build("claim_mentions", rows)


def _find_units(readings: list[Reading], mentions: pd.DataFrame) -> list[Unit]:
    """The measured sentences with content words, in order of report and position."""
    names: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in mentions.itertuples():
        names[row.report].append((row.start, row.end, row.entity))
    units = []
    for order, reading in enumerate(readings):
        for sentence in reading.measured:
            offset = reading.paragraphs[sentence.paragraph].start
            words = _content_words(sentence, offset, names[reading.report])
            # Names and numbers alone are a dateline or a byline.
            if any(sentence.span.doc[word.token].pos_ not in ("PROPN", "NUM") for word in words):
                units.append(Unit(order, reading.report, sentence, words))
    return units


def is_content(token: Token) -> bool:
    """Whether a token carries content: noun, name, verb, adjective or number, and no function word."""
    return token.pos_ in CONTENT_PARTS and (token.pos_ == "NUM" or not token.is_stop) and any(map(str.isalnum, token.text))


def _content_words(sentence: Sentence, offset: int, names: list[tuple[int, int, str]]) -> list[Word]:
    """A sentence's content words; those of one name share one word's weight."""
    tokens = [token for token in sentence.span if is_content(token)]
    inside = [name for name in names if name[0] < sentence.end and name[1] > sentence.start]
    keys = []
    for token in tokens:
        start = offset + token.idx
        keys.append(next(((name[0], name[2]) for name in inside if name[0] <= start < name[1]), None))
    for place, token in enumerate(tokens):
        if keys[place] is None and token.pos_ == "PROPN":
            before = tokens[place - 1] if place else None
            joined = before is not None and before.pos_ == "PROPN" and before.i == token.i - 1 and keys[place - 1][1] == ""
            keys[place] = keys[place - 1] if joined else (offset + token.idx, "")
    sizes = Counter(key for key in keys if key is not None)
    words = []
    for key, token in zip(keys, tokens, strict=True):
        lemma = token.lemma_.lower()
        start = offset + token.idx
        name = token.text if token.pos_ == "PROPN" else lemma
        term = key[1] if key and key[1] else name
        words.append(Word(start, start + len(token), lemma, term, 1 / sizes[key] if key else 1.0, token.i))
    return words


def _rarity(units: list[Unit]) -> dict[str, float]:
    """Inverse document frequency of each lemma over the event's sentences."""
    counts = Counter(lemma for unit in units for lemma in {word.lemma for word in unit.words})
    return {lemma: float(np.log((1 + len(units)) / count)) for lemma, count in sorted(counts.items())}


def _score(readings: list[Reading], units: list[Unit], rarity: dict[str, float], reports: np.ndarray) -> np.ndarray:
    """All pairs of units: likeness against the event, with support; pairs of one report too, without support."""
    vectors = [readings[unit.order].seen.vectors_of([(word.start, word.end) for word in unit.words]) for unit in units]
    weights = [np.array([rarity[word.lemma] * word.share for word in unit.words]) for unit in units]
    return add_support(centre_scores(match_words(vectors, weights), reports), reports)


def match_words(vectors: list[np.ndarray], weights: list[np.ndarray]) -> np.ndarray:
    """How well the words of each two sentences match, both ways averaged: 0 to 1, symmetric."""
    n = len(vectors)
    if not n:
        return np.zeros((0, 0))
    stacked = np.concatenate(vectors).astype(np.float32)
    stacked -= stacked.mean(axis=0, dtype=np.float64).astype(np.float32) if n > 1 else 0
    stacked /= np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-6)
    pieces = np.split(stacked, np.cumsum([len(vector) for vector in vectors])[:-1])
    blocks = list(_blocks(pieces, [each / max(each.sum(), 1e-9) for each in weights]))
    scores = np.zeros((n, n))
    for place, (own, left, forth) in enumerate(blocks):
        for other, right, back in blocks[place:]:
            likeness = (left @ right.T).reshape(*forth.shape, *back.shape)
            # A negative best match counts as none.
            ours, theirs = np.maximum(likeness.max(axis=2), 0), np.maximum(likeness.max(axis=0), 0)
            both = ((ours * forth[:, :, None]).sum(axis=0) + (theirs * back).sum(axis=1)) / 2
            scores[np.ix_(own, other)] = both
            scores[np.ix_(other, own)] = both.T
    return scores


def _blocks(pieces: list[np.ndarray], weights: list[np.ndarray]) -> Iterator[tuple[list[int], np.ndarray, np.ndarray]]:
    """Sentences of like length: their places, their words' vectors, first words first, and weights (word x sentence).

    Shorter ones are padded by zeros, which match nothing. Maxima over words then run along sentences, which lie side by side.
    """
    block: list[int] = []
    for place in [*sorted(range(len(pieces)), key=lambda place: len(pieces[place])), None]:
        if block and (place is None or (len(block) + 1) * len(pieces[place]) > BLOCK):
            longest = len(pieces[block[-1]])
            vectors = np.zeros((longest, len(block), pieces[0].shape[1]), dtype=np.float32)
            weight = np.zeros((longest, len(block)), dtype=np.float32)
            for column, own in enumerate(block):
                vectors[:len(pieces[own]), column] = pieces[own]
                weight[:len(pieces[own]), column] = weights[own]
            yield block, vectors.reshape(-1, vectors.shape[2]), weight
            block = []
        if place is not None:
            block.append(place)


def centre_scores(scores: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """Scores less half of what either sentence scores on average with the sentences of other reports."""
    other = reports[:, None] != reports[None, :]
    usual = (scores * other).sum(axis=1) / np.maximum(other.sum(axis=1), 1)
    return scores - CENTRING * (usual[:, None] + usual[None, :]) / 2


def add_support(scores: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """Scores of pairs across reports raised half-way to their best triangle through a third report; rounded."""
    across = np.where(reports[:, None] != reports[None, :], scores, -1.0)
    best = np.full_like(scores, -1.0)
    for row in range(len(scores)):
        partners = np.argsort(-across[row], kind="stable")[:MOST_PARTNERS]
        best[row] = np.minimum(across[row, partners][:, None], across[partners]).max(axis=0)
    best = np.maximum(best, best.T)
    raised = scores + SUPPORT * np.maximum(best - scores, 0)
    return np.round(np.where(reports[:, None] != reports[None, :], raised, scores), _DECIMALS)


def find_threshold(scores: np.ndarray, reports: np.ndarray) -> float:
    """The score that a pair of the event must exceed to be a link: higher where the event's pairs are much alike."""
    values = scores[np.triu(reports[:, None] != reports[None, :])]
    if not len(values):
        return LEAST_LINK
    median = float(np.median(values))
    deviation = 1.4826 * float(np.median(np.abs(values - median)))
    own = len(values) / (len(values) + FEW_PAIRS)
    return round(max(LEAST_LINK, own * (median + OUTSTANDING * deviation)), _DECIMALS)


def _link(scores: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """Which units say the same: symmetric, no unit with itself."""
    links = scores > find_threshold(scores, reports)
    np.fill_diagonal(links, False)
    return links


def _cover(links: np.ndarray, scores: np.ndarray) -> list[tuple[int, ...]]:
    """Groups of (nearly all) mutually linked units that together hold every link; then units without a link.

    Listing all maximal groups can take exponential time; each link not yet held grows one.
    """
    rows, columns = np.nonzero(np.triu(links))
    order = np.lexsort((columns, rows, -scores[rows, columns]))
    held = np.zeros_like(links)
    groups = []
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if held[row, column]:
            continue
        group = [row, column]
        candidates = np.flatnonzero(links[row] & links[column])
        strength = scores[row, candidates] + scores[column, candidates]
        while len(candidates):
            group.append(int(candidates[np.round(strength, _DECIMALS).argmax()]))
            near = links[group[-1], candidates]
            candidates = candidates[near]
            strength = strength[near] + scores[group[-1], candidates]
        group.sort()
        held[np.ix_(group, group)] = True
        groups.append(tuple(group))
    return _merge(groups, links) + [(int(unit),) for unit in np.flatnonzero(~links.any(axis=1))]


def _merge(groups: list[tuple[int, ...]], links: np.ndarray) -> list[tuple[int, ...]]:
    """Groups, wholly linked each, joined with an earlier overlapping one where nearly all pairs of both are linked."""
    merged: list[set[int]] = []
    holding: dict[int, set[int]] = defaultdict(set)
    # How many members of each joined group a unit is linked with.
    linked: list[np.ndarray] = []
    inside: list[int] = []
    for group in groups:
        best, place = 0.0, -1
        for near in sorted({place for unit in group for place in holding[unit]}):
            added = [unit for unit in group if unit not in merged[near]]
            size = len(merged[near]) + len(added)
            n_links = inside[near] + 2 * sum(linked[near][added].tolist()) + len(added) * (len(added) - 1)
            density = round(n_links / (size * (size - 1)), _DECIMALS)
            if density > best:
                best, place = density, near
        if best < DENSE:
            place = len(merged)
            merged.append(set())
            linked.append(np.zeros(len(links), dtype=np.int32))
            inside.append(0)
        added = [unit for unit in group if unit not in merged[place]]
        inside[place] += 2 * int(linked[place][added].sum()) + len(added) * (len(added) - 1)
        linked[place] += links[added].sum(axis=0, dtype=np.int32)
        merged[place].update(added)
        for unit in added:
            holding[unit].add(place)
    return sorted({tuple(sorted(group)) for group in merged})


def _number(groups: list[tuple[int, ...]], units: list[Unit]) -> dict[str, tuple[int, ...]]:
    """Claim ids in order of first appearance; units are in order of report and position already."""
    width = max(4, len(str(len(groups))))
    return {f"c{number:0{width}}": group for number, group in enumerate(sorted(groups), 1)}


def _label_all(groups: dict[str, tuple[int, ...]], units: list[Unit], rarity: dict[str, float]) -> dict[str, str]:
    """A label for each claim."""
    return {claim: _label([units[i] for i in members], rarity) for claim, members in groups.items()}


def _label(members: list[Unit], rarity: dict[str, float]) -> str:
    """The heaviest terms that most members share, in the order of the first member that has most of them."""
    weights: dict[str, float] = defaultdict(float)
    for unit in members:
        own: dict[str, float] = defaultdict(float)
        for word in unit.words:
            own[word.term] += rarity[word.lemma] * word.share
        for term, weight in own.items():
            weights[term] += weight
    spread = Counter(term for unit in members for term in {word.term for word in unit.words})
    # A bare number tells little and is in the conflicts anyway.
    weights = {term: weight for term, weight in weights.items() if not term[0].isdigit()} or weights
    ranked = sorted(weights, key=lambda term: (-round(weights[term] * spread[term], _DECIMALS), term))
    best = max(members, key=lambda unit: len({word.term for word in unit.words} & set(ranked[:LABEL_TERMS])))
    places = {word.term: word.token for word in reversed(best.words)}
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
    """Rows of `claim_mentions`: ranks count the claims of a report by first appearance, equal for one sentence."""
    first: dict[tuple[str, str], int] = {}
    for claim, members in groups.items():
        for i in members:
            key = (units[i].report, claim)
            first[key] = min(first.get(key, units[i].sentence.start), units[i].sentence.start)
    starts: dict[str, set[int]] = defaultdict(set)
    for (report, _), start in first.items():
        starts[report].add(start)
    ranks = {report: {start: rank for rank, start in enumerate(sorted(found), 1)} for report, found in starts.items()}
    return [{
        "claim": claim, "report": units[i].report, "sentence": units[i].sentence.number, "start": units[i].sentence.start,
        "end": units[i].sentence.end, "rank": ranks[units[i].report][first[units[i].report, claim]],
        "status": vouched[i][0], "attribution": vouched[i][1]} for claim, members in groups.items() for i in members]


def _vouch_all(units: list[Unit], attributions: pd.DataFrame) -> list[tuple[str, int | None]]:
    """Status and attribution of every unit."""
    by_report: dict[str, list] = defaultdict(list)
    for row in attributions.itertuples():
        by_report[row.report].append((row, schema.text_to_spans(row.content_spans), schema.text_to_spans(
            ";".join(filter(None, (row.source_spans, row.cue_spans))))))
    return [_vouch(unit, by_report[unit.report]) for unit in units]


def _vouch(unit: Unit, attributions: list) -> tuple[str, int | None]:
    """How a report vouches for a sentence: by the innermost attribution that holds most of its content, else by its hedges."""
    best = None
    for row, content, frame in attributions:
        outside = [word for word in unit.words if not _within(word, frame)]
        held = sum(_within(word, content) for word in outside)
        if held and held >= len(outside) / 2:
            size = sum(end - start for start, end in content)
            if best is None or size < best[0]:
                best = (size, row)
    if best is None:
        return ("hedged" if is_hedged(unit.sentence) else "own_voice"), None
    row = best[1]
    if row.negated:
        return "hedged", row.attribution
    return {"doubting": "doubted", "denying": "denied"}.get(row.stance, "attributed"), row.attribution


def _within(word: Word, spans: list[tuple[int, int]]) -> bool:
    """Whether a word lies in one of the spans."""
    return any(start <= word.start < end for start, end in spans)


def is_hedged(sentence: Sentence) -> bool:
    """Whether a sentence's main clause is hedged: by a modal, an adverb, a verb of supposing, a noun of possibility."""
    root = sentence.span.root
    near = {root, *(child for child in root.children if child.dep_ in ("xcomp", "attr", "acomp", "oprd"))}
    for token in sorted(near):
        for child in token.children:
            if child.dep_ == "aux" and child.lower_ in _MODALS or child.lower_ in _HEDGING_ADVERBS:
                return True
            if token == root and child.dep_ in ("dobj", "nsubj", "attr") and child.lemma_.lower() in _HEDGING_NOUNS:
                return True
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in root.children)
    return root.lemma_.lower() in _HEDGING_VERBS and (passive or root.lemma_.lower() in ("appear", "seem"))
