"""Spans into attributions: each cue chooses its source, each content its cue, by distance and what stands between."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import NamedTuple

Run = tuple[int, int, float]


class Spans(NamedTuple):
    """A paragraph's spans by role: first word, word after the last, certainty."""

    sources: list[Run]
    cues: list[Run]
    contents: list[Run]


class Linker:
    """Links the spans of one paragraph.

    Parameters
    ----------
    words
        Start and end of each word, positions in the report's text.
    text, start
        The paragraph and where it starts.
    weights
        `source_of_cue` and `cue_of_content`, as `decoding.json` holds them.

    Notes
    -----
    A cue takes the source, or none, and a content the cue, with the highest score: a weighted sum of distance in words, order,
    ends of sentences and other spans in between. A content in a paragraph without a cue has neither cue nor source.
    """

    def __init__(self, words: list[tuple[int, int]], *, text: str, start: int, weights: dict) -> None:
        self._words, self._weights = words, weights
        self._ends = list(accumulate((text[b - start:e - start] in (".", "!", "?", ";") for b, e in words), initial=0))

    def complete(self, spans: Spans, spare: Spans) -> Spans:
        """`spans` with missing cues and sources taken from `spare`, which was found with the bar for both lowered."""
        if spans.contents and not spans.cues:
            spans = spans._replace(cues=[run for run in spare.cues if _is_free(run, spans.contents)])
        if self._contents(spans).keys() - self._sources(spans).keys():
            spans = spans._replace(sources=sorted(spans.sources + [run for run in spare.sources if _is_free(run, spans.sources)]))
        return spans

    def link(self, spans: Spans) -> list[tuple]:
        """Attributions: source, cue and content spans as positions, and the least certain role's mean certainty."""
        sources = self._sources(spans)
        linked = []
        for number, contents in sorted(self._contents(spans).items()):
            source = [sources[number]] if number in sources else []
            roles = (source, [spans.cues[number]], _without(contents, [*source, spans.cues[number]]) or contents)
            linked.append((*map(self._positions, roles), _certainty(*roles)))
        loose = [] if spans.cues else spans.contents
        return linked + [([], [], self._positions([content]), _certainty([content])) for content in loose]

    def announce(self, spans: Spans) -> tuple | None:
        """Source and cue of a paragraph whose last cue has no content there: `She said in a letter:`."""
        number = len(spans.cues) - 1
        if number < 0 or number in self._contents(spans):
            return None
        sources = self._sources(spans)
        return self._positions([sources[number]] if number in sources else []), self._positions([spans.cues[number]])

    def _contents(self, spans: Spans) -> dict[int, list[Run]]:
        """The contents of each cue that has any, by the cue's number."""
        chosen: dict[int, list[Run]] = {}
        for content in spans.contents if spans.cues else []:
            rates = [_rate(self.features(cue, content, spans), self._weights["cue_of_content"]) for cue in spans.cues]
            chosen.setdefault(rates.index(max(rates)), []).append(content)
        return chosen

    def _sources(self, spans: Spans) -> dict[int, Run]:
        """The source of each cue that has one, by the cue's number; the last weight is for none."""
        chosen = {}
        *weights, nobody = self._weights["source_of_cue"]
        for number, cue in enumerate(spans.cues if spans.sources else []):
            rates = [_rate(self.features(cue, source, spans), weights) for source in spans.sources]
            if max(rates) >= nobody:
                chosen[number] = spans.sources[rates.index(max(rates))]
        return chosen

    def features(self, cue: Run, span: Run, spans: Spans) -> tuple[float, ...]:
        """What speaks for and against a link between a cue and another span."""
        first, second = (cue, span) if cue[0] <= span[0] else (span, cue)
        low, high = first[1], max(first[1], second[0])
        after, gap = float(span[0] >= cue[0]), high - low
        sentences = min(float(self._ends[high] - self._ends[low]), 3.0)
        cues, sources, contents = (
            float(sum(low <= other[0] and other[1] <= high and other not in (cue, span) for other in role)) if gap else 0.0
            for role in (spans.cues, spans.sources, spans.contents))
        distance = math.log1p(gap)
        return (distance, gap / 20, after, sentences, after * sentences, cues, sources, contents,
                after * distance, float(gap <= 1), after * contents, after * sources, after * cues)

    def _positions(self, runs: list[Run]) -> list[tuple[int, int]]:
        """Runs of words as positions in the text."""
        return [(self._words[first][0], self._words[last - 1][1]) for first, last, _ in runs]


def _rate(features: tuple[float, ...], weights: list[float]) -> float:
    """A weighted sum."""
    return sum(feature * weight for feature, weight in zip(features, weights, strict=True))


def _without(runs: list[Run], taken: list[Run]) -> list[Run]:
    """Runs less the words of others: what is said holds neither its own cue nor its own source."""
    for begin, end, _ in taken:
        parts = [part for first, last, sure in runs for part in ((first, min(last, begin), sure), (max(first, end), last, sure))]
        runs = [part for part in parts if part[0] < part[1]]
    return runs


def _is_free(run: Run, others: list[Run]) -> bool:
    """Whether a run overlaps none of the others."""
    return all(run[1] <= other[0] or other[1] <= run[0] for other in others)


def _certainty(*roles: list[Run]) -> float:
    """The least certain role's mean certainty."""
    return min((sum(run[2] for run in runs) / len(runs) for runs in roles if runs), default=0.0)
