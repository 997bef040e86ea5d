"""Who is said to say what: the spans of sources, cues and contents, by the trained tagger, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.models.attribution.tagger import Relation, load_tagger
from analysis.reading.text.zones import find_dateline

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading
    from analysis.reading.text.turns import Turn

# A nested attribution must be likelier than not, and leave out some of the content that holds it.
LEAST_NESTED = 0.5
_MOST_OF_CONTENT = 0.9
_SHORTEST_CONTENT = 25


def find_relations(readings: Sequence[Reading]) -> list[list[Relation]]:
    """The attributions of each report's headline and body, in order of their first span; none lies in another one's content.

    Parameters
    ----------
    readings
        The parsed reports.

    Returns
    -------
    list of list of Relation
        One list a report. Contents hold their quotation marks and `that`, sources their titles and appositions, cues their
        auxiliaries.

    Notes
    -----
    The tagger links spans within a paragraph, so a paragraph of more than `language.LONGEST` words, as in texts that lost their
    line breaks, is cut at ends of sentences outside quotation marks.

    References
    ----------
    Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News", LREC 2018 (what counts as a relation).
    """
    tagged = load_tagger().tag([reading.seen for reading in readings])
    return [sorted((relation._replace(source_spans=[span for span in relation.source_spans if not _is_dummy(reading, *span)])
                    for relation in _take_turns(reading, _skip_datelines(reading, relations))), key=first_span)
            for reading, relations in zip(readings, tagged, strict=True)]


def _skip_datelines(reading: Reading, relations: list[Relation]) -> list[Relation]:
    """Relations whose contents begin behind the dateline of their paragraph."""
    begun = {start for relation in relations for start, _ in relation.content_spans}
    behind = {paragraph.start: paragraph.start + found.end() for paragraph in reading.paragraphs
              if paragraph.start in begun and (found := find_dateline(reading.text[paragraph.start:paragraph.end]))}
    return [relation._replace(content_spans=[(behind[start] if behind.get(start, end) < end else start, end)
                                             for start, end in relation.content_spans])
            for relation in relations]


def _take_turns(reading: Reading, relations: list[Relation]) -> list[Relation]:
    """Relations, those of the labels or of most of a turn replaced by one a turn."""
    return [relation for relation in relations if not any(_is_of(turn, relation) for turn in reading.turns)] + [
        Relation([turn.label], [turn.colon], [turn.said], 1.0) for turn in reading.turns]


def _is_of(turn: Turn, relation: Relation) -> bool:
    """Whether an attribution is a turn's own: it has a span at the label, or most of what is said, or some of it by nobody."""
    (first, last), (start, end) = sorted((turn.label, turn.colon)), turn.said
    held = sum(max(0, min(end, high) - max(start, low)) for low, high in relation.content_spans)
    spans = relation.source_spans + relation.cue_spans + relation.content_spans
    least = _MOST_OF_CONTENT * (end - start) if relation.source_spans else 0
    return any(first[0] <= low < last[1] for low, _ in spans) or held > least


def find_nested(reading: Reading, relations: Sequence[Relation]) -> Iterator[tuple[Relation, Relation]]:
    """The attributions inside the contents of others, each piece of a content read as a text of its own.

    Parameters
    ----------
    reading
        The parsed report.
    relations
        The attributions that may hold others.

    Yields
    ------
    tuple of Relation
        The one that holds, and the one inside.
    """
    pieces = [(start, reading.text[start:end]) for relation in relations for start, end in relation.content_spans
              if end - start >= _SHORTEST_CONTENT]
    inside = load_tagger().tag_apart(load_tagger().see(list(dict.fromkeys(pieces))))
    for relation in relations:
        for start, end in relation.content_spans:
            for inner in inside.get((start, reading.text[start:end]), []):
                size = sum(high - low for low, high in inner.content_spans)
                if inner.cue_spans and inner.confidence >= LEAST_NESTED and size < _MOST_OF_CONTENT * (end - start):
                    yield relation, inner


def _is_dummy(reading: Reading, start: int, end: int) -> bool:
    """Whether a source is the `it` of `it was announced that`, which names nobody."""
    return reading.text[start:end].lower() == "it" and any(
        (token.start, token.end) == (start, end) and token.dep_ in ("nsubjpass", "expl")
        for paragraph in reading.paragraphs for token in paragraph)


def first_span(relation: Relation) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """What relations are sorted by."""
    return min(relation.source_spans + relation.cue_spans + relation.content_spans), relation.cue_spans
