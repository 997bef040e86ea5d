"""Who is said to say what, and what words mean: one pass of the trained network, its tags linked into attributions."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis import models
from analysis.models.attribution import encoding
from analysis.models.attribution.linking import Linker, Spans
from analysis.models.likeness.words import WIDTH, see_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
TOKENIZER = FOLDER.parent / "minilm"
# Paragraphs that are decoded at once.
BATCH = 256
BEGIN, INSIDE, OUTSIDE = 0, 1, 2
FORBIDDEN = -1e4
_MARKS = "\"“”«„'‘"
_CLOSING_MARKS = "\"”»“'’"
# Scores and vectors are rounded, so that the last bits of another processor change nothing.
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


class Seen:
    """What the networks make of one report: for each paragraph its pieces, its words' scores and its pieces' vectors.

    Parameters
    ----------
    paragraphs
        Start and text of each paragraph, in order.
    pieces
        The paragraphs cut into word pieces.
    scores
        For each paragraph, words x roles x tags (begin, inside, outside).
    vectors
        For each paragraph, pieces x `WIDTH`.
    """

    def __init__(self, paragraphs: list[tuple[int, str]], pieces: list[encoding.Pieces], scores: list[np.ndarray],
                 vectors: list[np.ndarray]) -> None:
        self.paragraphs, self.pieces, self.scores, self._vectors = paragraphs, pieces, scores, vectors

    @cached_property
    def _spans(self) -> np.ndarray:
        """Where each piece starts and ends."""
        return np.concatenate([np.zeros((0, 2), dtype=np.int64), *(own.spans for own in self.pieces)])

    @cached_property
    def _sums(self) -> np.ndarray:
        """The sum of the vectors before each piece, and of all."""
        width = self._vectors[0].shape[1] if self._vectors else WIDTH
        return np.cumsum(np.concatenate([np.zeros((1, width)), *self._vectors], dtype=np.float64), axis=0)

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
        models.check_files("minilm-tokenizer", TOKENIZER)
        self._session = models.open_network(folder / "model.onnx")
        self._tokenizer = encoding.load_tokenizer(str(TOKENIZER / "tokenizer.json"))
        self._decoding = json.loads((folder / "decoding.json").read_text(encoding="utf-8"))
        transitions = np.array(self._decoding["transitions"])
        transitions[:, OUTSIDE, INSIDE] = FORBIDDEN
        self._transitions, self._easier = transitions, transitions.copy()
        self._easier[:, OUTSIDE, BEGIN] += self._decoding["ease"]

    def run(self, pieces: list[encoding.Pieces], *outputs: str) -> Iterator[tuple[list[encoding.Chunk], np.ndarray, list[np.ndarray]]]:
        """Each window of some paragraphs: its chunks, its pieces' ids, and for each of them the network's `scores` or `states`."""
        # Windows run one by one: the int8 network scales its activations by the whole batch, and padding costs time.
        for window in encoding.pack(pieces):
            ids, features = encoding.window_arrays(window, pieces)
            yield window, ids, self._session.run(outputs, {"ids": ids[None], "features": features[None]})

    def see(self, paragraphs: list[tuple[int, str]], *, meaning: bool = True) -> Seen:
        """One pass over a report's paragraphs, each given as start and text; without `meaning`, no vectors are made."""
        pieces = encoding.encode(paragraphs, tokenizer=self._tokenizer)
        read: list[list[tuple[slice, np.ndarray, np.ndarray]]] = [[] for _ in pieces]
        for window, ids, (tags, *states) in self.run(pieces, "scores", *(["states"] if meaning else [])):
            meanings = see_pieces(ids, states[0]) if meaning else np.zeros((len(ids), 0), dtype=np.float32)
            for chunk, there in zip(window, encoding.places_in(window), strict=True):
                read[chunk.paragraph].append((slice(chunk.begin, chunk.end), tags[0, there], meanings[there]))
        merged = [_merge(parts, len(own.ids), WIDTH if meaning else 0) for parts, own in zip(read, pieces, strict=True)]
        tables = [np.round(scores[own.first].astype(np.float64), _DECIMALS).reshape(-1, len(encoding.ROLES), 3)
                  for (scores, _), own in zip(merged, pieces, strict=True)]
        return Seen(paragraphs, pieces, tables, [vectors for _, vectors in merged])

    def tag(self, reports: list[Seen]) -> list[list[Relation]]:
        """The attributions of some reports, each in order of their first span; what one paragraph opens, the next may go on with."""
        return [self._join(paragraphs) for paragraphs in self._read(reports)]

    def tag_apart(self, seen: Seen) -> dict[tuple[int, str], list[Relation]]:
        """The attributions of texts that do not go on with each other, by start and text."""
        [paragraphs] = self._read([seen])
        return {one.place: one.relations for one in paragraphs}

    def _read(self, reports: list[Seen]) -> list[list[Tagged]]:
        """Each report's paragraphs that have words, with the attributions in them; many at once cost little more than one."""
        kept = [(seen, number) for seen in reports for number, pieces in enumerate(seen.pieces) if len(pieces.ids)]
        # Where a cue or source is missing, the best spans once entering one costs less.
        sequences = decode([seen.scores[number] for seen, number in kept], transitions=np.stack([self._transitions, self._easier]))
        read: dict[int, list[Tagged]] = {id(seen): [] for seen in reports}
        for (seen, number), (best, spare) in zip(kept, sequences, strict=True):
            start, text = seen.paragraphs[number]
            linker = Linker(encoding.word_spans(seen.pieces[number]), text=text, start=start, weights=self._decoding)
            spans = best.spans()
            if linker.lacks(spans):
                spans = linker.complete(spans, spare.spans())
            relations = [Relation(source, cue, contents, _calibrate(certainty, self._decoding["calibration"]))
                         for source, cue, contents, certainty in linker.link(spans)]
            announces = linker.announce(spans) if text.rstrip().endswith(":") else None
            read[id(seen)].append(Tagged((start, text), relations, announces))
        return [read[id(seen)] for seen in reports]

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
                if last and not relation.cue_spans:
                    found[-1] = last._replace(content_spans=last.content_spans + relation.content_spans)
                elif last and not last.cue_spans and open_before:
                    found[-1] = relation._replace(content_spans=last.content_spans + relation.content_spans)
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


def _merge(parts: list[tuple[slice, np.ndarray, np.ndarray]], size: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and vectors (of so many numbers) of a paragraph's pieces from those of its chunks: the mean where they overlap."""
    if len(parts) == 1:
        return parts[0][1:]
    count = np.zeros((size, 1))
    scores, vectors = np.zeros((size, 3 * len(encoding.ROLES))), np.zeros((size, width))
    for here, tags, meanings in parts:
        scores[here] += tags
        vectors[here] += meanings
        count[here] += 1
    return scores / count, vectors / count


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
        tags = best_tags(padded, transitions=transitions)
        inside = 1 - marginals(padded, transitions=transitions)[..., OUTSIDE]
        for place, number in enumerate(batch):
            words = slice(1, len(scores[number]) + 1)
            found[number] = [TagSequence(tags[words, way, place], inside[words, way, place]) for way in range(len(transitions))]
    return found


def best_tags(scores: np.ndarray, *, transitions: np.ndarray) -> np.ndarray:
    """The best tag sequences (Viterbi 1967).

    Parameters
    ----------
    scores
        Words x paragraphs x roles x tags.
    transitions
        Sets x roles x tag before x tag.

    Returns
    -------
    numpy.ndarray
        Words x sets x paragraphs x roles.
    """
    # Tags go first, so that each step works on whole rows of sequences.
    steps = np.moveaxis(transitions[:, None], (-2, -1), (0, 1))
    local = np.moveaxis(scores, -1, 1)[:, :, None]
    best = np.broadcast_to(local[0], (local.shape[1], len(transitions), *scores.shape[1:3]))
    back = np.zeros((len(scores), *best.shape), dtype=np.int8)
    for number in range(1, len(scores)):
        paths = best[:, None] + steps
        best = paths[0]
        for tag in range(1, len(paths)):
            better = paths[tag] > best
            back[number][better] = tag
            best = np.where(better, paths[tag], best)
        best = best + local[number]
    tags = np.zeros((len(scores), *best.shape[1:]), dtype=np.int64)
    tags[-1] = best.argmax(axis=0)
    for number in range(len(scores) - 1, 0, -1):
        tags[number - 1] = np.take_along_axis(back[number], tags[number][None], axis=0)[0]
    return tags


def marginals(scores: np.ndarray, *, transitions: np.ndarray) -> np.ndarray:
    """The probability of each tag of each word under the whole sequence (forward-backward; Lafferty et al. 2001).

    Parameters
    ----------
    scores, transitions
        As `best_tags` takes them.

    Returns
    -------
    numpy.ndarray
        Words x sets x paragraphs x roles x tags.
    """
    steps = np.moveaxis(np.exp(transitions)[:, None], (-2, -1), (0, 1))
    local = np.moveaxis(np.exp(scores - scores.max(axis=-1, keepdims=True)), -1, 1)
    # The sums from the end are those from the beginning of the sequence turned round, so one loop makes both. Tags go first, so
    # that each step works on whole rows of sequences: tag before x tag x direction x set x paragraph x role.
    both_ways = np.stack([steps, steps.swapaxes(0, 1)], axis=2)
    turned = np.stack([local, local[::-1]], axis=2)[:, :, :, None]
    sums = np.empty((len(scores), *np.broadcast_shapes(turned.shape[1:], both_ways.shape[1:])))
    sums[0] = turned[0] / turned[0].sum(axis=0)
    for number in range(1, len(scores)):
        step = (sums[number - 1][:, None] * both_ways).sum(axis=0) * turned[number]
        sums[number] = step / step.sum(axis=0)
    forth, back = sums[:, :, 0], sums[::-1, :, 1]
    after = np.ones_like(forth)
    after[:-1] = (back[1:, :, None] * both_ways[:, :, 1]).sum(axis=1)
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
