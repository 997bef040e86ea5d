"""Who is said to say what: spans of sources, cues and contents by the trained tagger, linked into attributions."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis import models
from analysis.models.attribution import encoding
from analysis.models.attribution.linking import Spans, link_paragraph

FOLDER = Path(__file__).parent
TOKENIZER = FOLDER.parent / "minilm"
BEGIN, INSIDE, OUTSIDE = 0, 1, 2
_FORBIDDEN = -1e4
_BATCH = 8
# Scores are rounded before decoding, so that the last bits of another processor change nothing.
_DECIMALS = 3


class Relation(NamedTuple):
    """One attribution: spans as positions in the report's text, and how sure the tagger is of it (0-1)."""

    source_spans: list[tuple[int, int]]
    cue_spans: list[tuple[int, int]]
    content_spans: list[tuple[int, int]]
    confidence: float


class Tagger:
    """The tagger with its pinned weights, on one thread.

    Raises
    ------
    ModelError
        A file of the model is missing or is not the pinned one.

    Notes
    -----
    A BIO tag for each word and role from a fine-tuned encoder (all-MiniLM-L6-v2), the best sequence under learnt transitions
    (Viterbi 1967), spans linked by log-linear choice among the cues of the paragraph. Card: `CARD.md`.
    """

    def __init__(self) -> None:
        import onnxruntime

        models.check_files("attribution", FOLDER)
        models.check_files("minilm-tokenizer", TOKENIZER)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = encoding.load_tokenizer(str(TOKENIZER / "tokenizer.json"))
        self._decoding = json.loads((FOLDER / "decoding.json").read_text(encoding="utf-8"))
        transitions = np.array(self._decoding["transitions"])
        transitions[:, OUTSIDE, INSIDE] = _FORBIDDEN
        self._transitions = transitions

    def tag(self, paragraphs: list[tuple[int, str]]) -> list[Relation]:
        """The attributions of one report, in order of their first span.

        Parameters
        ----------
        paragraphs
            Start and text of each paragraph, in order.
        """
        pieces = encoding.encode(paragraphs, tokenizer=self._tokenizer)
        scores = self._score(pieces)
        found: list[Relation] = []
        for (start, text), paragraph, table in zip(paragraphs, pieces, scores, strict=True):
            if not len(paragraph.ids):
                continue
            words = _word_spans(paragraph)
            spans = decode(table, transitions=self._transitions, words=words)
            linked = link_paragraph(spans, words=words, text=text, start=start, weights=self._decoding)
            for source, cue, contents, certainty in linked:
                if not cue and contents and found and _continues(text, start, contents, found[-1]):
                    last = found[-1]
                    found[-1] = last._replace(content_spans=last.content_spans + contents)
                else:
                    found.append(Relation(source, cue, contents, _calibrate(certainty, self._decoding["calibration"])))
        return sorted(found, key=lambda relation: (min(relation.cue_spans + relation.content_spans), relation.content_spans))

    def _score(self, pieces: list[encoding.Pieces]) -> list[np.ndarray]:
        """The scores of each paragraph's words: words x roles x tags."""
        totals = [np.zeros((len(paragraph.ids), 9)) for paragraph in pieces]
        seen = [np.zeros((len(paragraph.ids), 1)) for paragraph in pieces]
        windows = encoding.pack(pieces)
        order = sorted(range(len(windows)), key=lambda number: (sum(c.end - c.begin + 1 for c in windows[number]), number))
        for at in range(0, len(order), _BATCH):
            batch = [windows[number] for number in order[at:at + _BATCH]]
            ids, features, mask = encoding.window_arrays(batch, pieces)
            output = self._session.run(None, {"ids": ids, "features": features, "mask": mask})[0]
            for row, window in enumerate(batch):
                place = 1
                for chunk in window:
                    size = chunk.end - chunk.begin
                    totals[chunk.paragraph][chunk.begin:chunk.end] += output[row, place:place + size]
                    seen[chunk.paragraph][chunk.begin:chunk.end] += 1
                    place += size + 1
        return [np.round(total[paragraph.first] / count[paragraph.first], _DECIMALS).reshape(-1, 3, 3)
                for total, count, paragraph in zip(totals, seen, pieces, strict=True)]


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger, loaded once a process."""
    return Tagger()


def decode(scores: np.ndarray, *, transitions: np.ndarray, words: list[tuple[int, int]]) -> Spans:
    """Spans by role from the best tag sequences: word numbers, position and certainty of each.

    Parameters
    ----------
    scores
        Words x roles x tags (begin, inside, outside).
    transitions
        Roles x tag before x tag; a step that may not be taken is very low.
    words
        Start and end of each word.
    """
    roles = np.arange(scores.shape[1])
    best = scores[0] + np.array([0.0, _FORBIDDEN, 0.0])
    back = np.zeros(scores.shape, dtype=np.int64)
    for number in range(1, len(scores)):
        paths = best[:, :, None] + transitions
        back[number] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[number]
    tags = np.zeros(scores.shape[:2], dtype=np.int64)
    tags[-1] = best.argmax(axis=1)
    for number in range(len(scores) - 1, 0, -1):
        tags[number - 1] = back[number, roles, tags[number]]
    inside = 1 - marginals(scores, transitions=transitions)[:, :, OUTSIDE]
    return Spans(*(_runs(tags[:, role], inside[:, role]) for role in roles))


def marginals(scores: np.ndarray, *, transitions: np.ndarray) -> np.ndarray:
    """The probability of each tag of each word under the whole sequence (forward-backward; Lafferty et al. 2001)."""
    steps = np.exp(transitions)
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward, backward = np.empty_like(local), np.ones_like(local)
    local[0, :, INSIDE] = 0.0
    forward[0] = local[0] / local[0].sum(axis=1, keepdims=True)
    for number in range(1, len(scores)):
        step = (forward[number - 1][:, :, None] * steps).sum(axis=1) * local[number]
        forward[number] = step / step.sum(axis=1, keepdims=True)
    for number in range(len(scores) - 1, 0, -1):
        step = (steps * (local[number] * backward[number])[:, None, :]).sum(axis=2)
        backward[number - 1] = step / step.sum(axis=1, keepdims=True)
    both = forward * backward
    return both / both.sum(axis=2, keepdims=True)


def _runs(tags: np.ndarray, inside: np.ndarray) -> list[tuple[int, int, float]]:
    """First word, word after the last and mean certainty of each tagged run."""
    runs: list[list[int]] = []
    for number, tag in enumerate(tags.tolist()):
        if tag == BEGIN:
            runs.append([number, number + 1])
        elif tag == INSIDE:
            runs[-1][1] = number + 1
    return [(first, last, float(inside[first:last].mean())) for first, last in runs]


def _word_spans(paragraph: encoding.Pieces) -> list[tuple[int, int]]:
    """Start and end of each word."""
    firsts = np.flatnonzero(paragraph.first)
    lasts = np.append(firsts[1:], len(paragraph.first)) - 1
    return list(zip(paragraph.spans[firsts, 0].tolist(), paragraph.spans[lasts, 1].tolist(), strict=True))


def _continues(text: str, start: int, contents: list[tuple[int, int]], last: Relation) -> bool:
    """Whether a paragraph that opens with a quotation mark and has no cue goes on with the quotation of the one before."""
    marks = "\"“”«„'‘"
    return text.lstrip()[:1] in marks and contents[0][0] - start <= 2 and bool(last.content_spans) and start - last.content_spans[-1][1] <= 4


def _calibrate(certainty: float, weights: list[float]) -> float:
    """The share of held-out attributions of this certainty that are right (Platt 1999)."""
    return round(float(1 / (1 + np.exp(-(weights[0] + weights[1] * certainty)))), 4)
