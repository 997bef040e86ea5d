"""Matching: how much two sentences of an event say the same, by words seen against the event, for pairs an index proposes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

# How much of a sentence's likeness to the event is taken off each of its pairs, and how far a third report can raise a pair.
CENTRING = 0.6
SUPPORT = 0.5
# Partners per sentence through which support is looked for.
MOST_PARTNERS = 25
# In an event of more than `ALL` sentences each is matched with so many `CANDIDATES` found through shared words, and with a
# `SAMPLE` spread evenly over the event, from which is told what is usual; together they bound the work. In others all are
# matched with all.
CANDIDATES = 48
SAMPLE, ALL = 96, 384
# A lemma that more sentences have finds no candidates.
MOST_POSTINGS = 250
# Weight of the nothing that is added to each side, as a share of the rarest word's rarity: in short sentences good matches
# come by chance.
DAMPING = 0.9
# Words' vectors are whole numbers of about this length: sums of their products stay within the 24 bits that single precision
# holds, so that all processors, which add in different orders, find the same.
UNIT = 4080
# An event's mean word counts by half where it is told from so many words.
FEW_WORDS = 30
# Unlike names are never wholly alike, and the same word is a little more than its vectors say.
OTHER_NAME = 0.7
SAME_WORD = 0.2
# How much less a sentence's pairs score for each e-fold of its place in its report: what comes first, others tell, too (the
# inverted pyramid; position tells the topic, Lin and Hovy, ANLP 1997).
EARLY = 0.012
# A link stands above `LINKED`, and higher by `RISE` for each e-fold of sentences over a hundred: many sentences hold few
# true links. Events of fewer than twenty sentences, of which there were few, or of more than 160 are taken for events of
# that many. How all this was chosen stands in the card of the likeness network.
LINKED, RISE, USUAL_SENTENCES, FEWEST_SENTENCES, MOST_SENTENCES = 0.295, 0.075, 100, 20, 160
# It is higher, too, by a share of what an event's best pairs, one for so many sentences, score more than is usual.
BEST_WEIGHT, SENTENCES_PER_BEST, USUAL_BEST = 0.2, 4, 0.45
# What a pair before centring usually scores; a sentence's own mean counts in full when it has many more pairs than these.
USUAL_SCORE, FEW_OWN = 0.15, 5
# Sentences that are matched at once, where all are matched with all, and with how many others: bounds the memory.
ROWS, BLOCK = 32, 256
# Scores and weights are compared rounded: processors differ beyond.
DECIMALS = 4


@dataclass(frozen=True)
class Matched:
    """One sentence to match: its report's place, its words' vectors, weights, terms and lemmas, and its views of them.

    A view is a row of factors to weights (0 = not in the view); the first is the whole sentence, further ones are parts of it.
    """

    report: int
    vectors: np.ndarray
    weights: np.ndarray
    names: np.ndarray
    terms: tuple[str, ...]
    lemmas: tuple[str, ...]
    views: np.ndarray


@dataclass(frozen=True)
class Pairs:
    """Pairs of sentences, first before second, with a score each; `sampled` ones tell what is usual."""

    first: np.ndarray
    second: np.ndarray
    score: np.ndarray
    sampled: np.ndarray


class Side(NamedTuple):
    """The views of some sentences one behind the other.

    `words` are the sentences' words; `places` says which of these each word of each view is, `weights` what it weighs there;
    `starts` says where in `places` each view begins, `totals` what it weighs in all, damped; `firsts` which view is each
    sentence's first.
    """

    words: slice | np.ndarray
    places: np.ndarray
    weights: np.ndarray
    starts: np.ndarray
    totals: np.ndarray
    firsts: np.ndarray


class Matcher:
    """All sentences of an event, laid out so that many are matched with many at once."""

    def __init__(self, sentences: list[Matched]) -> None:
        self.reports = np.array([sentence.report for sentence in sentences], dtype=np.int64)
        views = [sentence.views * sentence.weights[None, :] for sentence in sentences]
        sizes = [len(sentence.weights) for sentence in sentences]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._vectors = _centre([sentence.vectors for sentence in sentences])
        names = _joined([sentence.names for sentence in sentences]).astype(bool)
        self._factors = np.where(names, np.float32(OTHER_NAME), np.float32(1))
        self._terms = _numbered([term for sentence in sentences for term in sentence.terms])
        self._lemmas = _numbered([lemma for sentence in sentences for lemma in sentence.lemmas])
        inside = [[np.flatnonzero(view) for view in own] for own in views]
        # The words of all views of all sentences one behind the other: their places among all words, their weights; and for
        # each view its size and total, for each sentence where its views begin.
        self._columns = _joined([own + start for words, start in zip(inside, self._starts[:-1], strict=True) for own in words])
        self._weights = _joined([view[view != 0] for own in views for view in own])
        self._sizes = np.array([len(own) for words in inside for own in words], dtype=np.int64)
        self._places = np.concatenate([[0], np.cumsum(self._sizes)])
        self._totals = _joined([own.sum(axis=1) for own in views]) + DAMPING * float(np.log(1 + len(sentences)))
        self._first_views = np.concatenate([[0], np.cumsum([len(own) for own in views])]).astype(np.int64)
        self._n_views, self._n_words = np.diff(self._first_views), np.diff(self._starts)
        self._documents = [sorted({*sentence.terms, *sentence.lemmas}) for sentence in sentences]

    def match(self, ones: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How well each view of some sentences matches each view of some others.

        Returns
        -------
        numpy.ndarray
            The first sentences' views x the others' views, one sentence's behind the other's.
        numpy.ndarray, numpy.ndarray
            For each of the first sentences the row, for each of the others the column where its views begin.
        """
        one, other = self._lay(ones), self._lay(others)
        # Each word is seen once, however many views it is in.
        likeness = self._liken(one.words, other.words)
        best = np.maximum.reduceat(likeness[:, other.places], other.starts, axis=1)[one.places]
        forth = np.add.reduceat(best * one.weights[:, None], one.starts, axis=0) / one.totals[:, None]
        best = np.maximum.reduceat(likeness[one.places], one.starts, axis=0)[:, other.places]
        back = np.add.reduceat(best * other.weights, other.starts, axis=1) / other.totals
        return (forth + back) / 2, one.firsts, other.firsts

    def _lay(self, sentences: np.ndarray) -> Side:
        """The views of some sentences, given in order."""
        n_views, n_words = self._n_views[sentences], self._n_words[sentences]
        views = _ranges(self._first_views[sentences], self._first_views[sentences + 1])
        columns = _ranges(self._places[:-1][views], self._places[1:][views])
        words, sizes = _ranges(self._starts[sentences], self._starts[sentences + 1]), self._sizes[views]
        moved = np.repeat(self._starts[sentences] - (np.cumsum(n_words) - n_words), n_views)
        return Side(words, self._columns[columns] - np.repeat(moved, sizes), self._weights[columns], np.cumsum(sizes) - sizes,
                    self._totals[views], np.cumsum(n_views) - n_views)

    def _liken(self, words: slice | np.ndarray, others: slice | np.ndarray) -> np.ndarray:
        """The likeness of some words with others, 0 to 1; a negative one counts as none."""
        likeness = np.maximum(self._vectors[words] @ self._vectors[others].T, 0) / np.float32(UNIT * UNIT)
        same = self._terms[words, None] == self._terms[None, others]
        same |= self._lemmas[words, None] == self._lemmas[None, others]
        alike = np.flatnonzero(same)
        flat = likeness.reshape(-1)
        values = flat[alike]
        likeness *= np.minimum(self._factors[words, None], self._factors[None, others])
        flat[alike] = values + SAME_WORD * (1 - values)
        return likeness

    def score_pairs(self) -> Pairs:
        """The pairs that index and sample propose, each with how well its sentences match.

        Notes
        -----
        Of each two views of two sentences (the sentences, their propositions and noun phrases) every content word of one takes
        its best match in the other (cosine of contextual vectors, `analysis/models/likeness`, less the event's mean vector, of
        few words less a part of it). Words weigh log((1 + n) / n_with_the_word), a name of several words as one, those of a noun
        phrase less. The two weighted means, each damped by a word that matches nothing, are averaged, and a pair of sentences
        scores as its best two views. What the sentences share with the event at large is taken off (`centre`), early sentences
        are favoured (news tells first what matters most, and so what others tell), and a pair rises half-way to its best
        triangle through a third report (`add_support`).
        """
        first, second, score = ([np.zeros(0, dtype=kind)] for kind in (np.int64, np.int64, np.float64))
        step = len(self.reports) // SAMPLE if len(self.reports) > ALL else 1
        for ones, others in self._blocks(step):
            matches, rows, columns = self.match(ones, others)
            best = np.maximum.reduceat(np.maximum.reduceat(matches, rows, axis=0), columns, axis=1)
            kept = np.nonzero(others > ones[:, None])
            first.append(ones[kept[0]])
            second.append(others[kept[1]])
            score.append(best[kept])
        first, second, score = map(np.concatenate, (first, second, score))
        pairs = Pairs(first, second, score, (first % step == 0) | (second % step == 0))
        return add_support(favour_early(centre(pairs, self.reports), self.reports), self.reports)

    def _blocks(self, step: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Sentences and those to match them with: all with all in a small event.

        In a large one every step-th sentence is paired with all others, and so each sentence with every step-th.
        """
        n = len(self.reports)
        if step == 1:
            yield from ((np.arange(start, min(start + ROWS, n)), np.arange(start + 1, n)) for start in range(0, n - 1, ROWS))
            return
        proposed = propose(self._documents)
        for one in range(n):
            later = np.arange(one + 1, n)
            others = later if one % step == 0 else np.union1d(later[later % step == 0], proposed[one])
            yield from ((np.array([one]), others[start:start + BLOCK]) for start in range(0, len(others), BLOCK))


def _centre(vectors: list[np.ndarray]) -> np.ndarray:
    """All words' vectors less their mean, of length `UNIT`; of few words the mean is drawn to nothing, as words at large have."""
    if not vectors:
        return np.zeros((0, 0), dtype=np.float32)
    stacked = np.concatenate(vectors).astype(np.float64)
    stacked -= stacked.sum(axis=0) / (len(stacked) + FEW_WORDS)
    lengths = np.sqrt(np.square(stacked).sum(axis=1, keepdims=True))
    return np.rint(stacked * (UNIT / np.maximum(lengths, 1e-6))).astype(np.float32)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    """Arrays one behind the other; none is an empty one."""
    return np.concatenate(parts) if parts else np.zeros(0)


def _ranges(starts: np.ndarray, stops: np.ndarray) -> slice | np.ndarray:
    """All numbers from each start up to its stop, one range behind the other; a slice, which copies nothing, where none leaves a gap."""
    if len(starts) and (starts[1:] == stops[:-1]).all():
        return slice(int(starts[0]), int(stops[-1]))
    sizes = stops - starts
    return np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())


def _numbered(words: list[str]) -> np.ndarray:
    """A number for each word, from 0, in their order, equal for equal ones."""
    return np.unique(np.array(words, dtype=object), return_inverse=True)[1].astype(np.int32)


def propose(documents: list[list[str]]) -> list[np.ndarray]:
    """For each sentence later ones to match it with: those that share most of its rare words, and those that rate it so."""
    from scipy import sparse

    n = len(documents)
    columns = _numbered([word for document in documents for word in document])
    rows = np.repeat(np.arange(n), [len(document) for document in documents])
    table = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (n, columns.max() + 1))
    counts = np.asarray(table.sum(axis=0)).ravel()
    weights = np.where((counts > 1) & (counts <= MOST_POSTINGS), np.log((1 + n) / np.maximum(counts, 1)), 0.0)
    table = (table @ sparse.diags(weights)).tocsr()
    table.eliminate_zeros()
    turned = table.T.tocsr()
    found: list[set[int]] = [set() for _ in range(n)]
    for start in range(0, n, BLOCK):
        shared = table[start:start + BLOCK] @ turned
        for one, (low, high) in enumerate(pairwise(shared.indptr.tolist()), start):
            order = np.lexsort((shared.indices[low:high], -np.round(shared.data[low:high], DECIMALS)))
            for other in shared.indices[low:high][order[:CANDIDATES + 1]].tolist():
                if other != one:
                    found[min(one, other)].add(max(one, other))
    return [np.array(sorted(others), dtype=np.int64) for others in found]


def centre(pairs: Pairs, reports: np.ndarray) -> Pairs:
    """Scores less a share of what either sentence scores on average with the sentences of other reports."""
    usual = pairs.sampled & (reports[pairs.first] != reports[pairs.second])
    total, count = np.zeros(len(reports)), np.zeros(len(reports))
    for side in (pairs.first[usual], pairs.second[usual]):
        total += np.bincount(side, weights=pairs.score[usual], minlength=len(reports))
        count += np.bincount(side, minlength=len(reports))
    mean = (total + FEW_OWN * USUAL_SCORE) / (count + FEW_OWN)
    return replace(pairs, score=pairs.score - CENTRING * (mean[pairs.first] + mean[pairs.second]) / 2)


def favour_early(pairs: Pairs, reports: np.ndarray) -> Pairs:
    """Scores less a little for each sentence that stands late in its report, and more for each that stands early.

    On average it is nothing. The sentences of each report are in order.
    """
    order = np.argsort(reports, kind="stable")
    late = np.empty(len(reports))
    late[order] = np.log1p(np.arange(len(reports)) - np.searchsorted(reports[order], reports[order]))
    ahead = EARLY * (late.sum() / max(1, len(late)) - late)
    return replace(pairs, score=pairs.score + ahead[pairs.first] + ahead[pairs.second])


def add_support(pairs: Pairs, reports: np.ndarray) -> Pairs:
    """Scores of pairs across reports raised half-way to their best triangle through a third report; rounded."""
    across = reports[pairs.first] != reports[pairs.second]
    first, second = pairs.first[across], pairs.second[across]
    ends, near = np.concatenate([first, second]), np.concatenate([second, first])
    score, place = np.tile(pairs.score[across], 2), np.tile(np.flatnonzero(across), 2)
    order = np.lexsort((near, ends))
    near, score, place = near[order], score[order], place[order]
    bounds = np.searchsorted(ends[order], np.arange(len(reports) + 1))
    best, reached = np.full(len(pairs.score), -1.0), np.full(len(reports), -1.0)
    for one in range(len(reports)):
        own = slice(bounds[one], bounds[one + 1])
        partners = np.lexsort((near[own], -score[own]))[:MOST_PARTNERS]
        others = near[own][partners]
        theirs = _ranges(bounds[others], bounds[others + 1])
        known = np.repeat(score[own][partners], bounds[others + 1] - bounds[others])
        np.maximum.at(reached, near[theirs], np.minimum(known, score[theirs]))
        best[place[own]] = np.maximum(best[place[own]], reached[near[own]])
        reached[:] = -1.0
    raised = pairs.score + np.where(across, SUPPORT * np.maximum(best - pairs.score, 0), 0.0)
    return replace(pairs, score=np.round(raised, DECIMALS))


def find_threshold(pairs: Pairs, reports: np.ndarray) -> float:
    """The score that a pair must exceed to be a link, by how many sentences the event has and how well its best pairs match."""
    n = len(reports)
    across = pairs.score[reports[pairs.first] != reports[pairs.second]]
    place = min(n // SENTENCES_PER_BEST, len(across) - 1)
    best = -np.partition(-across, place)[place] if len(across) else USUAL_BEST
    rise = RISE * np.log(np.clip(n, FEWEST_SENTENCES, MOST_SENTENCES) / USUAL_SENTENCES)
    return round(float(LINKED + rise + BEST_WEIGHT * (best - USUAL_BEST)), DECIMALS)
