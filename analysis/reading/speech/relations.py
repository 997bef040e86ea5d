"""Who is said to say what: the spans of sources, cues and contents, by the trained tagger, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.models.attribution.tagger import Relation, load_tagger
from analysis.reading.roles import load_roles, whole_role
from analysis.reading.text.trees import Paragraph, Token
from analysis.reading.text.zones import find_dateline

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading
    from analysis.reading.text.turns import Turn

# A nested attribution must be likelier than not, and leave out some of the content that holds it.
LEAST_NESTED = 0.5
_MOST_OF_CONTENT = 0.9
_SHORTEST_CONTENT = 25
_POWERS = ("government", "intelligence", "international_organisation", "military")
# Documents that say something, where `: photos` only shows what there is.
_FINDINGS = frozenset("audit data memo poll report statement study survey".split())
# Words of who signs a headline, at the most.
_LONGEST_SIGNER = 4


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
                    for relation in _take_headlines(reading, _take_turns(reading, _skip_datelines(reading, relations)))), key=first_span)
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


def _take_headlines(reading: Reading, relations: list[Relation]) -> list[Relation]:
    """Relations with those of headlines that a source ends, as agencies write them: `Two missiles fired: ministry`."""
    found = [(paragraph, relation) for paragraph in reading.paragraphs
             if paragraph.zone == "headline" and (relation := _signed(paragraph)) is not None]
    return [relation for relation in relations if not any(
        paragraph.start <= first_span(relation)[0][0] < paragraph.end for paragraph, _ in found)] + [relation for _, relation in found]


def _signed(headline: Paragraph) -> Relation | None:
    """The attribution of a headline by its last mark or first colon, beside which a body or role stands that is no part of a clause."""
    marks = [token for token in headline if token.text == ":" or token.text in ("-", "–", "—") and token.i
             and token.whitespace_ and token.nbor(-1).whitespace_]
    ways = [(headline[mark.i + 1:], mark, headline[:mark.i]) for mark in marks[-1:]]
    ways += [(headline[:mark.i], mark, headline[mark.i + 1:]) for mark in [mark for mark in marks if mark.text == ":"][:1]]
    for source, mark, said in ways:
        if 0 < len(source) <= _LONGEST_SIGNER and len(said) > 2 and any(token.pos_ == "VERB" for token in said) and _is_signer(
                headline, source, topic=source[0] < mark):
            return Relation([(source[0].start, source[-1].end)], [(mark.start, mark.end)], [(said[0].start, said[-1].end)], 1.0)
    return None


def _is_signer(headline: Paragraph, words: Sequence[Token], *, topic: bool) -> bool:
    """Whether words beside a headline's mark name a source; before a colon, some are what it is about: `Lorvik United:`."""
    noun, body = words[-1].base, whole_role(headline.span(words[0].i, words[-1].i + 1).text)
    role = load_roles().get(("role", noun))
    # `: study` can be taken for a verb, and `: 20 victims` is no source.
    if words[0].like_num or len(words) > 1 and any(token.pos_ in ("VERB", "AUX", "PRON") or token.is_punct for token in words):
        return False
    if role is not None:
        return role.source_type != "document" or noun in _FINDINGS and not topic
    return body is not None and (body.source_type in _POWERS or not topic)


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


def span_of(noun: Token) -> tuple[int, int]:
    """Where a noun stands with all that hangs on it."""
    words = [token for token in noun.subtree if not token.is_space]
    return words[0].start, words[-1].end


def first_span(relation: Relation) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """What relations are sorted by."""
    return min(relation.source_spans + relation.cue_spans + relation.content_spans), relation.cue_spans
