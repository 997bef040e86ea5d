"""Who is said to say what, and what words mean: one pass of the trained network, its tags linked into attributions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis import models
from analysis.models.attribution import encoding
from analysis.models.attribution.linking import Linker, Spans
from analysis.models.likeness import WIDTH, see_pieces

FOLDER = Path(__file__).parent
# Paragraphs that are decoded at once.
BATCH = 256
BEGIN, INSIDE, OUTSIDE = 0, 1, 2
FORBIDDEN = -1e4
_CLOSING_MARKS = "\"”»“'’"
_MARKS = "\"“”«„'‘"
# Scores and vectors are rounded, so that the order in which windows are averaged changes nothing.
_DECIMALS = 3


class Relation(NamedTuple):
    """One attribution: spans as positions in the report's text, and how sure the tagger is of it (0-1)."""

    source_spans: list[tuple[int, int]]
    cue_spans: list[tuple[int, int]]
    content_spans: list[tuple[int, int]]
    confidence: float


class Tagged(NamedTuple):
    """One tagged paragraph: its start and text, its attributions, and source and cue of what it announces (`She said in a letter:`)."""

    place: tuple[int, str]
    relations: list[Relation]
    announces: tuple | None


@dataclass(eq=False)
class Seen:
    """What the networks make of one report: for each paragraph its pieces and its words' scores, and on demand its words' vectors.

    Parameters
    ----------
    paragraphs
        Start and text of each paragraph, in order.
    pieces
        The paragraphs cut into word pieces.
    scores
        For each paragraph, words x roles x tags (begin, inside, outside).
    windows, states
        The windows that were read, and what the attribution network saw in the pieces of each, as `see_pieces` takes it.
    """

    paragraphs: list[tuple[int, str]]
    pieces: list[encoding.Pieces]
    scores: list[np.ndarray]
    windows: list[list[encoding.Chunk]]
    states: list[np.ndarray]

    @cached_property
    def _spans(self) -> np.ndarray:
        """Where each piece starts and ends."""
        return np.concatenate([np.zeros((0, 2), dtype=np.int64), *(own.spans for own in self.pieces)])

    @cached_property
    def _sums(self) -> np.ndarray:
        """The sum of the vectors before each piece, and of all."""
        seen = (see_pieces(encoding.window_arrays(window, self.pieces)[0], states)
                for window, states in zip(self.windows, self.states, strict=True))
        vectors = encoding.join_windows(self.windows, seen, self.pieces, width=WIDTH)
        return np.cumsum(np.concatenate([np.zeros((1, WIDTH)), *vectors]), axis=0)

    def vectors_of(self, spans: list[tuple[int, int]]) -> np.ndarray:
        """What some words mean where they stand.

        Parameters
        ----------
        spans
            Start and end of each word, positions in the report's text.

        Returns
        -------
        numpy.ndarray
            float32, words x `WIDTH`: the mean vector of the word pieces that overlap each, rounded to three decimals; zeros
            for a word without a piece.
        """
        first, last = self.pieces_of(spans)
        means = (self._sums[last] - self._sums[first]) / np.maximum(last - first, 1)[:, None]
        return np.round(means, _DECIMALS).astype(np.float32)

    def pieces_of(self, spans: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
        """The first piece that overlaps each span and the one after the last, counted through all paragraphs; the same where none does."""
        begins, stops = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        first, last = np.searchsorted(self._spans[:, 1], begins, side="right"), np.searchsorted(self._spans[:, 0], stops, side="left")
        return first, np.maximum(first, last)


class Tagger:
    """The tagger with its pinned weights, on one thread.

    Parameters
    ----------
    folder
        Where weights just trained are, which nothing is pinned for yet; without it the shipped ones, checked.

    Raises
    ------
    ModelError
        A file of the model is missing or is not the pinned one.

    Notes
    -----
    A BIO tag for each word and role from a fine-tuned encoder (all-MiniLM-L6-v2), the best sequence under learnt transitions
    (Viterbi 1967), spans linked by log-linear choice among the cues of the paragraph. Where a content lacks a cue, or its cue a
    source, the paragraph is searched again with a lower bar for both. Card: `CARD.md`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or models.check_files("attribution", FOLDER)
        self._session = models.open_network(folder / "model.onnx")
        self._tokenizer = encoding.load_tokenizer()
        self._decoding = json.loads((folder / "decoding.json").read_text(encoding="utf-8"))
        transitions = np.array(self._decoding["transitions"])
        transitions[:, OUTSIDE, BEGIN] += self._decoding["entry"]
        transitions[:, OUTSIDE, INSIDE] = FORBIDDEN
        self._transitions, self._easier = transitions, transitions.copy()
        self._easier[:, OUTSIDE, BEGIN] += self._decoding["ease"]

    def see(self, paragraphs: list[tuple[int, str]]) -> Seen:
        """One pass over a report's paragraphs, each given as start and text."""
        pieces = encoding.encode(paragraphs, tokenizer=self._tokenizer)
        windows, tags, states = self.run(pieces)
        tables = encoding.join_windows(windows, (table[0] for table in tags), pieces, width=3 * len(encoding.ROLES))
        scores = [np.round(table[own.first], _DECIMALS).reshape(-1, len(encoding.ROLES), 3)
                  for table, own in zip(tables, pieces, strict=True)]
        return Seen(paragraphs, pieces, scores, windows, states)

    def run(self, pieces: list[encoding.Pieces]) -> tuple[list[list[encoding.Chunk]], list[np.ndarray], list[np.ndarray]]:
        """The windows of some paragraphs, and for each of them the network's scores and states of its pieces."""
        windows, tags, states = encoding.pack(pieces), [], []
        # Windows run one by one: the int8 network scales its activations by the whole batch, and padding costs time.
        for window in windows:
            ids, features = encoding.window_arrays(window, pieces)
            scores, state = self._session.run(["scores", "states"], {"ids": ids[None], "features": features[None]})
            tags.append(scores)
            states.append(state)
        return windows, tags, states

    def tag(self, reports: list[Seen]) -> list[list[Relation]]:
        """The attributions of some reports, each in order of their first span; what one paragraph opens, the next may go on with."""
        return [self._join(paragraphs) for paragraphs in self._read(reports)]

    def tag_apart(self, seen: Seen) -> dict[tuple[int, str], list[Relation]]:
        """The attributions of texts that do not go on with each other, by start and text."""
        [paragraphs] = self._read([seen])
        return {one.place: one.relations for one in paragraphs}

    def _read(self, reports: list[Seen]) -> list[list[Tagged]]:
        """Each report's paragraphs that have words, with the attributions in them; many at once cost little more than one."""
        kept = [(order, number) for order, seen in enumerate(reports) for number, pieces in enumerate(seen.pieces) if len(pieces.ids)]
        # Where a cue or source is missing, the best spans once entering one costs less.
        sequences = decode([reports[order].scores[number] for order, number in kept],
                           transitions=np.stack([self._transitions, self._easier]))
        read: list[list[Tagged]] = [[] for _ in reports]
        for (order, number), (best, spare) in zip(kept, sequences, strict=True):
            start, text = reports[order].paragraphs[number]
            words = encoding.word_spans(reports[order].pieces[number])
            linker = Linker(words, text=text, start=start, weights=self._decoding)
            spans = linker.complete(best.spans(), spare.spans())
            relations = [Relation(source, cue, contents, _calibrate(certainty, self._decoding["calibration"]))
                         for source, cue, contents, certainty in linker.link(spans)]
            announces = linker.announce(spans) if text.rstrip().endswith(":") else None
            read[order].append(Tagged((start, text), relations, announces))
        return read

    def _join(self, paragraphs: list[Tagged]) -> list[Relation]:
        """The attributions of one report's paragraphs, those that go over several of them in one."""
        found: list[Relation] = []
        announced, open_before = None, False
        for (start, text), relations, announces in paragraphs:
            for relation in relations:
                opens = _opens(text, start, relation.content_spans)
                if not relation.cue_spans and announced and opens:
                    relation = relation._replace(source_spans=announced[0], cue_spans=announced[1])
                last = found[-1] if found and opens and _adjoins(found[-1], start) else None
                if last and (not relation.cue_spans or open_before and not last.cue_spans):
                    speaker = relation if relation.cue_spans else last
                    found[-1] = speaker._replace(content_spans=last.content_spans + relation.content_spans)
                else:
                    found.append(relation)
            announced, open_before = announces, text.rstrip()[-1:] not in _CLOSING_MARKS
        return sorted(found, key=lambda relation: (min(relation.cue_spans + relation.content_spans), relation.content_spans))


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger, loaded once a process."""
    return Tagger()


class TagSequence(NamedTuple):
    """The best tags of a paragraph and how surely its words are in the role: words x roles."""

    tags: np.ndarray
    inside: np.ndarray

    def spans(self) -> Spans:
        """The tagged runs of each role: first word, word after the last, mean certainty."""
        runs: list[list[tuple[int, list[float]]]] = [[] for _ in range(self.tags.shape[1])]
        roles, words = np.nonzero(self.tags.T != OUTSIDE)
        values = (table[words, roles].tolist() for table in self)
        for role, word, tag, certainty in zip(roles.tolist(), words.tolist(), *values, strict=True):
            if tag == BEGIN:
                runs[role].append((word, []))
            runs[role][-1][1].append(certainty)
        return Spans(*([(first, first + len(sure), sum(sure) / len(sure)) for first, sure in own] for own in runs))


def decode(scores: list[np.ndarray], *, transitions: np.ndarray) -> list[list[TagSequence]]:
    """The best tag sequence of each paragraph under each set of transitions.

    Parameters
    ----------
    scores
        For each paragraph, words x roles x tags (begin, inside, outside).
    transitions
        Sets x roles x tag before x tag; a step that may not be taken is very low.

    Notes
    -----
    A paragraph stands between two words outside all spans, as in training. Certainty is the mean probability of the words to
    be in the role, under the whole sequence.
    """
    found: list[list[TagSequence]] = [[] for _ in scores]
    # Paragraphs of like length together, so that little is padded.
    order = sorted(range(len(scores)), key=lambda number: len(scores[number]))
    for batch in (order[at:at + BATCH] for at in range(0, len(order), BATCH)):
        padded = np.zeros((max(len(scores[number]) for number in batch) + 2, len(batch), *scores[0].shape[1:]))
        padded[..., :OUTSIDE] = FORBIDDEN
        for place, number in enumerate(batch):
            padded[1:len(scores[number]) + 1, place] = scores[number]
        # Rounded, what is equally good is equal, and the first tag of these is taken: never inside after outside, as what is inside has
        # a tag before outside in front of it.
        tags = np.round(marginals(padded, transitions=transitions, over=np.max), 9).argmax(axis=-1)
        inside = 1 - marginals(padded, transitions=transitions)[..., OUTSIDE]
        for place, number in enumerate(batch):
            words = slice(1, len(scores[number]) + 1)
            found[number] = [TagSequence(tags[words, way, place], inside[words, way, place]) for way in range(len(transitions))]
    return found


def marginals(scores: np.ndarray, *, transitions: np.ndarray, over: Callable[..., np.ndarray] = np.sum) -> np.ndarray:
    """The probability of each tag of each word under the whole sequence (forward-backward; Lafferty et al. 2001).

    Parameters
    ----------
    scores
        Words x paragraphs x roles x tags.
    transitions
        Sets x roles x tag before x tag.
    over
        Over all sequences with a tag: their sum, or, with `numpy.max`, the best of them, so that the largest value of each word is
        of the tag that it has in the best sequence (Viterbi 1967), unless several are equally good.

    Returns
    -------
    numpy.ndarray
        Words x sets x paragraphs x roles x tags.
    """
    steps = np.moveaxis(np.exp(transitions)[:, None], (-2, -1), (0, 1))
    local = np.moveaxis(np.exp(scores - scores.max(axis=-1, keepdims=True)), -1, 1)
    # What comes from the end is what comes from the beginning of the sequence turned round, so one loop makes both. Tags go first, so
    # that each step works on whole rows of sequences: tag before x tag x direction x set x paragraph x role.
    both_ways = np.stack([steps, steps.swapaxes(0, 1)], axis=2)
    turned = np.stack([local, local[::-1]], axis=2)[:, :, :, None]
    sums = np.empty((len(scores), *np.broadcast_shapes(turned.shape[1:], both_ways.shape[1:])))
    sums[0] = turned[0] / turned[0].sum(axis=0)
    for number in range(1, len(scores)):
        step = over(sums[number - 1][:, None] * both_ways, axis=0) * turned[number]
        sums[number] = step / step.sum(axis=0)
    forth, back = sums[:, :, 0], sums[::-1, :, 1]
    after = np.ones_like(forth)
    after[:-1] = over(back[1:, :, None] * both_ways[:, :, 1], axis=1)
    both = forth * after
    return np.moveaxis(both / both.sum(axis=1, keepdims=True), 1, -1)


def _opens(text: str, start: int, contents: list[tuple[int, int]]) -> bool:
    """Whether a content begins a paragraph that opens with a quotation mark."""
    return text.lstrip()[:1] in _MARKS and bool(contents) and contents[0][0] - start <= 2


def _adjoins(last: Relation, start: int) -> bool:
    """Whether an attribution's content ends where the paragraph before ends."""
    return bool(last.content_spans) and start - last.content_spans[-1][1] <= 4


def _calibrate(certainty: float, weights: list[float]) -> float:
    """The share of held-out attributions of this certainty that are right (Platt 1999)."""
    return round(float(1 / (1 + np.exp(-(weights[0] + weights[1] * certainty)))), 4)
