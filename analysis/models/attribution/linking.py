"""Spans into attributions: each cue chooses its source, each content its cue, by distance and what stands between."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import NamedTuple

Run = tuple[int, int, float]
_OPENING = "\"“„«"


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
        self._opens = [text[begin - start] in _OPENING for begin, _ in words]

    def lacks(self, spans: Spans) -> bool:
        """Whether a content is without a cue, or a cue that has contents without a source."""
        return bool(spans.contents) and (not spans.cues or bool(self._without_source(spans)))

    def complete(self, spans: Spans, spare: Spans) -> Spans:
        """`spans` with missing cues and sources taken from `spare`, which was found with the bar for both lowered."""
        if spans.contents and not spans.cues:
            spans = spans._replace(cues=[run for run in spare.cues if _is_free(run, spans.contents)])
        lone = self._without_source(spans)
        more = [run for run in spare.sources if _is_free(run, spans.sources)]
        if lone and more:
            chosen = self._sources(spans._replace(sources=sorted(spans.sources + more)))
            spans = spans._replace(sources=sorted({*spans.sources, *(chosen[cue] for cue in lone if chosen.get(cue) in more)}))
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
        for number in sorted(chosen)[:0:-1]:
            # A quotation of whole sentences before a cue that has a content of its own goes on with what was said before.
            loose = [content for content in chosen[number] if self._opens[content[0]] and self._is_apart(content, spans.cues[number])]
            if len(loose) < len(chosen[number]):
                chosen[number] = [content for content in chosen[number] if content not in loose]
                chosen[number - 1] = chosen.get(number - 1, []) + loose
        return {number: contents for number, contents in chosen.items() if contents}

    def _is_apart(self, content: Run, cue: Run) -> bool:
        """Whether a content ends with a sentence, its closing mark aside, before a cue's."""
        return content[1] <= cue[0] and self._ends[max(content[0], content[1] - 2)] < self._ends[cue[0]]

    def _sources(self, spans: Spans) -> dict[int, Run]:
        """The source of each cue that has one, by the cue's number; the last weight is for none."""
        chosen = {}
        *weights, nobody = self._weights["source_of_cue"]
        for number, cue in enumerate(spans.cues if spans.sources else []):
            rates = [_rate(self.features(cue, source, spans), weights) for source in spans.sources]
            if max(rates) >= nobody:
                chosen[number] = spans.sources[rates.index(max(rates))]
        return chosen

    def _without_source(self, spans: Spans) -> list[int]:
        """Numbers of the cues that have contents and no source."""
        sources = self._sources(spans)
        return [number for number in sorted(self._contents(spans)) if number not in sources]

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
        runs = [part for run in runs for part in ((run[0], min(run[1], begin), run[2]), (max(run[0], end), run[1], run[2]))
                if part[0] < part[1]] if any(run[0] < end and begin < run[1] for run in runs) else runs
    return runs


def _is_free(run: Run, others: list[Run]) -> bool:
    """Whether a run overlaps none of the others."""
    return all(run[1] <= other[0] or other[1] <= run[0] for other in others)


def _certainty(*roles: list[Run]) -> float:
    """The least certain role's mean certainty."""
    return min((sum(run[2] for run in runs) / len(runs) for runs in roles if runs), default=0.0)
