"""Spans into attributions: each cue chooses its source, each content its cue, by distance and what stands between."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Run = tuple[int, int, float]


class Spans(NamedTuple):
    """A paragraph's spans by role: first word, word after the last, certainty."""

    sources: list[Run]
    cues: list[Run]
    contents: list[Run]


def link_paragraph(spans: Spans, *, words: list[tuple[int, int]], text: str, start: int, weights: dict) -> list[tuple]:
    """Attributions of one paragraph: source, cue and content spans as positions, and a certainty.

    Notes
    -----
    A cue takes the source, or none, and a content the cue, with the highest score: a weighted sum of distance in words, order,
    ends of sentences and other spans in between. A content in a paragraph without a cue has neither cue nor source.
    """
    ends = np.concatenate([[0], np.cumsum([text[b - start:e - start] in (".", "!", "?", ";") for b, e in words])])
    chosen: dict[int, list[Run]] = {}
    loose: list[Run] = []
    for content in spans.contents:
        if not spans.cues:
            loose.append(content)
            continue
        rates = [_features(cue, content, ends, spans) @ weights["cue_of_content"] for cue in spans.cues]
        chosen.setdefault(int(np.argmax(rates)), []).append(content)
    linked = []
    for number, contents in sorted(chosen.items()):
        cue = spans.cues[number]
        rates = [np.append(_features(cue, source, ends, spans), 0.0) @ weights["source_of_cue"] for source in spans.sources]
        nobody = weights["source_of_cue"][-1]
        sources = [spans.sources[int(np.argmax(rates))]] if rates and max(rates) >= nobody else []
        linked.append((_positions(sources, words), _positions([cue], words), _positions(contents, words),
                       _certainty(contents, [cue], sources)))
    linked += [([], [], _positions([content], words), _certainty([content], [], [])) for content in loose]
    return linked


def _features(cue: Run, span: Run, ends: np.ndarray, spans: Spans) -> np.ndarray:
    """What speaks for and against a link between a cue and another span."""
    first, second = (cue, span) if cue[0] <= span[0] else (span, cue)
    low, high = first[1], max(first[1], second[0])
    after, gap = float(span[0] >= cue[0]), high - low
    sentences = min(float(ends[high] - ends[low]), 3.0)
    cues, sources, contents = (
        float(sum(low <= other[0] and other[1] <= high and other not in (cue, span) for other in role))
        for role in (spans.cues, spans.sources, spans.contents))
    return np.array([np.log1p(gap), gap / 20, after, sentences, after * sentences, cues, sources, contents, after * np.log1p(gap),
                     float(gap <= 1), after * contents, after * sources, after * cues])


def _positions(runs: list[Run], words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of words as positions in the text."""
    return [(words[first][0], words[last - 1][1]) for first, last, _ in runs]


def _certainty(*roles: list[Run]) -> float:
    """The least certain role's mean certainty."""
    return min((sum(run[2] for run in runs) / len(runs) for runs in roles if runs), default=0.0)
