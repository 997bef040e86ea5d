"""Who is said to say what, and what words mean: one pass of the trained network, its tags linked into attributions."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis import models
from analysis.models.attribution import encoding
from analysis.models.attribution.linking import Linker, Spans

FOLDER = Path(__file__).parent
TOKENIZER = FOLDER.parent / "minilm"
# Numbers of a vector of meaning.
WIDTH = 128
BEGIN, INSIDE, OUTSIDE = 0, 1, 2
_FORBIDDEN = -1e4
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


class Seen:
    """What the network makes of one report: for each paragraph its pieces, its words' scores and its pieces' vectors.

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
        self.paragraphs, self.pieces, self.scores = paragraphs, pieces, scores
        spans = np.concatenate([np.zeros((0, 2), dtype=np.int64), *(own.spans for own in pieces)])
        self._starts, self._ends = spans[:, 0], spans[:, 1]
        self._sums = np.cumsum(np.concatenate([np.zeros((1, WIDTH)), *vectors], dtype=np.float64), axis=0)

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
        begins, stops = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        first, last = np.searchsorted(self._ends, begins, side="right"), np.searchsorted(self._starts, stops, side="left")
        last = np.maximum(first, last)
        means = (self._sums[last] - self._sums[first]) / np.maximum(last - first, 1)[:, None]
        return np.round(means, _DECIMALS).astype(np.float32)


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
        import onnxruntime

        folder = folder or models.check_files("attribution", FOLDER)
        models.check_files("minilm-tokenizer", TOKENIZER)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = encoding.load_tokenizer(str(TOKENIZER / "tokenizer.json"))
        self._decoding = json.loads((folder / "decoding.json").read_text(encoding="utf-8"))
        transitions = np.array(self._decoding["transitions"])
        transitions[:, OUTSIDE, INSIDE] = _FORBIDDEN
        self._transitions = transitions

    def see(self, paragraphs: list[tuple[int, str]]) -> Seen:
        """One pass over a report's paragraphs, each given as start and text."""
        pieces = encoding.encode(paragraphs, tokenizer=self._tokenizer)
        # Windows run one by one: the int8 network scales its activations by the whole batch, and padding costs time.
        sizes = [len(paragraph.ids) for paragraph in pieces]
        scores, vectors = ([np.zeros((size, width)) for size in sizes] for width in (3 * len(encoding.ROLES), WIDTH))
        seen = [np.zeros((size, 1)) for size in sizes]
        for window in encoding.pack(pieces):
            ids, features, _ = encoding.window_arrays([window], pieces)
            tags, meanings = self._session.run(["scores", "vectors"], {"ids": ids, "features": features})
            place = 1
            for chunk in window:
                here, there = slice(chunk.begin, chunk.end), slice(place, place + chunk.end - chunk.begin)
                scores[chunk.paragraph][here] += tags[0, there]
                vectors[chunk.paragraph][here] += meanings[0, there]
                seen[chunk.paragraph][here] += 1
                place = there.stop + 1
        tables = [np.round(total[paragraph.first] / count[paragraph.first], _DECIMALS).reshape(-1, len(encoding.ROLES), 3)
                  for total, count, paragraph in zip(scores, seen, pieces, strict=True)]
        return Seen(paragraphs, pieces, tables, [total / count for total, count in zip(vectors, seen, strict=True)])

    def tag(self, seen: Seen) -> list[Relation]:
        """The attributions of one report, in order of their first span."""
        paragraphs, pieces = seen.paragraphs, seen.pieces
        kept = [number for number, paragraph in enumerate(pieces) if len(paragraph.ids)]
        if not kept:
            return []
        words = [encoding.word_spans(pieces[number]) for number in kept]
        linkers = [Linker(own, text=paragraphs[number][1], start=paragraphs[number][0], weights=self._decoding)
                   for own, number in zip(words, kept, strict=True)]
        spans = self._find_spans([seen.scores[number] for number in kept], linkers)
        found: list[Relation] = []
        announced, open_before = None, False
        for number, linker, own in zip(kept, linkers, spans, strict=True):
            start, text = paragraphs[number]
            for source, cue, contents, certainty in linker.link(own):
                if not cue and announced and _opens(text, start, contents):
                    source, cue = announced[:2]
                relation = Relation(source, cue, contents, _calibrate(certainty, self._decoding["calibration"]))
                last = found[-1] if found and _opens(text, start, contents) and _adjoins(found[-1], start) else None
                if last and not cue:
                    found[-1] = last._replace(content_spans=last.content_spans + contents)
                elif last and not last.cue_spans and open_before:
                    found[-1] = relation._replace(content_spans=last.content_spans + contents)
                else:
                    found.append(relation)
            announced = linker.announce(own) if text.rstrip().endswith(":") else None
            open_before = text.rstrip()[-1:] not in _CLOSING_MARKS
        return sorted(found, key=lambda relation: (min(relation.cue_spans + relation.content_spans), relation.content_spans))

    def _find_spans(self, scores: list[np.ndarray], linkers: list[Linker]) -> list[Spans]:
        """Each paragraph's spans; where a cue or source is missing, the best spans once entering one costs less."""
        spans = decode(scores, transitions=self._transitions)
        poor = [number for number, linker in enumerate(linkers) if linker.lacks(spans[number])]
        if poor:
            easier = self._transitions.copy()
            easier[:, OUTSIDE, BEGIN] += self._decoding["ease"]
            spare = decode([scores[number] for number in poor], transitions=easier)
            for number, more in zip(poor, spare, strict=True):
                spans[number] = linkers[number].complete(spans[number], more)
        return spans


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger, loaded once a process."""
    return Tagger()


def decode(scores: list[np.ndarray], *, transitions: np.ndarray) -> list[Spans]:
    """Spans by role of each paragraph, from the best tag sequences: word numbers and certainty of each.

    Parameters
    ----------
    scores
        For each paragraph, words x roles x tags (begin, inside, outside).
    transitions
        Roles x tag before x tag; a step that may not be taken is very low.

    Notes
    -----
    A paragraph stands between two words outside all spans, as in training. Certainty is the mean probability of the words to
    be in the role, under the whole sequence.
    """
    padded = np.zeros((max(map(len, scores)) + 2, len(scores), *scores[0].shape[1:]))
    padded[..., :OUTSIDE] = _FORBIDDEN
    for number, table in enumerate(scores):
        padded[1:len(table) + 1, number] = table
    tags, inside = best_tags(padded, transitions=transitions), 1 - marginals(padded, transitions=transitions)[..., OUTSIDE]
    return [Spans(*(_runs(tags[1:len(table) + 1, number, role], inside[1:len(table) + 1, number, role])
                    for role in range(table.shape[1]))) for number, table in enumerate(scores)]


def best_tags(scores: np.ndarray, *, transitions: np.ndarray) -> np.ndarray:
    """The best tag sequence of each paragraph and role (Viterbi 1967): words x paragraphs x roles."""
    best, back = scores[0], np.zeros(scores.shape, dtype=np.int64)
    for number in range(1, len(scores)):
        paths = best[..., None] + transitions
        back[number] = paths.argmax(axis=-2)
        best = paths.max(axis=-2) + scores[number]
    tags = np.zeros(scores.shape[:-1], dtype=np.int64)
    tags[-1] = best.argmax(axis=-1)
    for number in range(len(scores) - 1, 0, -1):
        tags[number - 1] = np.take_along_axis(back[number], tags[number][..., None], axis=-1)[..., 0]
    return tags


def marginals(scores: np.ndarray, *, transitions: np.ndarray) -> np.ndarray:
    """The probability of each tag of each word under the whole sequence (forward-backward; Lafferty et al. 2001)."""
    steps, turned = np.exp(transitions), np.exp(transitions).swapaxes(-1, -2)
    local = np.exp(scores - scores.max(axis=-1, keepdims=True))
    forward, backward = np.empty_like(local), np.ones_like(local)
    forward[0] = local[0] / local[0].sum(axis=-1, keepdims=True)
    for number in range(1, len(scores)):
        step = (forward[number - 1][..., None, :] @ steps)[..., 0, :] * local[number]
        forward[number] = step / step.sum(axis=-1, keepdims=True)
    for number in range(len(scores) - 1, 0, -1):
        step = ((local[number] * backward[number])[..., None, :] @ turned)[..., 0, :]
        backward[number - 1] = step / step.sum(axis=-1, keepdims=True)
    both = forward * backward
    return both / both.sum(axis=-1, keepdims=True)


def _runs(tags: np.ndarray, inside: np.ndarray) -> list[tuple[int, int, float]]:
    """First word, word after the last and mean certainty of each tagged run."""
    runs: list[list[int]] = []
    for number, tag in enumerate(tags.tolist()):
        if tag == BEGIN:
            runs.append([number, number + 1])
        elif tag == INSIDE:
            runs[-1][1] = number + 1
    return [(first, last, float(inside[first:last].mean())) for first, last in runs]


def _opens(text: str, start: int, contents: list[tuple[int, int]]) -> bool:
    """Whether a content begins a paragraph that opens with a quotation mark."""
    return text.lstrip()[:1] in _MARKS and bool(contents) and contents[0][0] - start <= 2


def _adjoins(last: Relation, start: int) -> bool:
    """Whether an attribution's content ends where the paragraph before ends."""
    return bool(last.content_spans) and start - last.content_spans[-1][1] <= 4


def _calibrate(certainty: float, weights: list[float]) -> float:
    """The share of held-out attributions of this certainty that are right (Platt 1999)."""
    return round(float(1 / (1 + np.exp(-(weights[0] + weights[1] * certainty)))), 4)
