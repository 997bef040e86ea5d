"""Quoted speech: which quotations belong together and which words outside them say whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.reading.quotations import find_quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

_STOPS = {".", "!", "?", ";"}
_LEADS = {",", ":", "—", "–", "-"}
# A quotation of fewer words that no comma or colon sets off is a phrase of the sentence it stands in.
_FEWEST_WORDS = 3


@dataclass
class Speech:
    """Quotations of one speaker that follow each other, and the words outside that may name the speaker.

    `paragraph` and `outside` are the paragraph's number and the token numbers of those words, empty where there are none.
    """

    spans: list[tuple[int, int]]
    paragraph: int
    outside: list[int] = field(default_factory=list)


@dataclass
class _Piece:
    """One quotation in its paragraph: token numbers inside it, and the words before and after it up to a full stop."""

    first: int
    last: int
    before: list[int]
    after: list[int]
    closed: bool


def find_speeches(text: str, paragraphs: list[tuple[int, Doc]]) -> list[Speech]:
    """Quoted speech of a report in order, quotations that one cue carries taken together.

    Parameters
    ----------
    text
        The report's text.
    paragraphs
        Start and parse of each paragraph.
    """
    quotations = [found for found in find_quotations(text, [(start, start + len(doc.text)) for start, doc in paragraphs])
                  if found.level == 1]
    speeches: list[Speech] = []
    waiting: list[tuple[int, int]] = []
    previous: Speech | None = None
    for number, (start, doc) in enumerate(paragraphs):
        mine = [found for found in quotations if start <= found.start < start + len(doc.text)]
        pieces = _pieces(doc, [(found.start - start, found.end - start, found.closed) for found in mine])
        only = bool(pieces) and not _words(doc, [i for i in range(len(doc)) if not any(p.first <= i <= p.last for p in pieces)])
        lead = _last_line(paragraphs[number - 1][1]) if number else []
        found = _group(doc, pieces, start, number)
        if only and lead:
            previous = Speech([_span(doc, start, piece) for piece in pieces], number - 1, lead)
            speeches.append(previous)
        elif only and not pieces[-1].closed and previous is None:
            waiting += [_span(doc, start, piece) for piece in pieces]
        elif only and previous is not None:
            previous.spans += [_span(doc, start, piece) for piece in pieces]
        else:
            if found and waiting:
                found[0].spans = waiting + found[0].spans
            waiting = []
            speeches += found
            previous = found[-1] if found else None
    return [speech for speech in speeches if speech.outside]


def _last_line(doc: Doc) -> list[int]:
    """The words of a paragraph's last sentence when it announces a quotation with a colon."""
    tokens = [token for token in doc if not token.is_space]
    if not tokens or tokens[-1].text != ":":
        return []
    return [token.i for token in doc[tokens[-1].sent.start:tokens[-1].i]]


def _pieces(doc: Doc, spans: list[tuple[int, int, bool]]) -> list[_Piece]:
    """The quotations of a paragraph with the words around each."""
    bounds = []
    for start, end, closed in spans:
        inside = [token.i for token in doc if start <= token.idx < end]
        if inside:
            bounds.append((inside[0], inside[-1], closed))
    pieces = []
    for number, (first, last, closed) in enumerate(bounds):
        low = bounds[number - 1][1] + 1 if number else 0
        high = bounds[number + 1][0] if number + 1 < len(bounds) else len(doc)
        before = list(range(low, first))
        stops = [i for i in before if doc[i].text in _STOPS]
        after = list(range(last + 1, high))
        stop = next((i for i in after if doc[i].text in _STOPS), high)
        before = [i for i in before if not stops or i > stops[-1]]
        pieces.append(_Piece(first, last, before, [i for i in after if i < stop], closed))
    return pieces


def _group(doc: Doc, pieces: list[_Piece], start: int, number: int) -> list[Speech]:
    """The speeches of one paragraph."""
    found: list[Speech] = []
    joined = False
    for place, piece in enumerate(pieces):
        span = _span(doc, start, piece)
        followed, led = _is_followed(doc, piece), _is_led(doc, piece)
        if joined and led or not (followed or led) and _begins(doc, piece) and found:
            found[-1].spans.append(span)
        elif followed or led:
            rest = _words(doc, piece.before)
            if rest and not led:
                # The quotation ends a sentence that began without it: all of that is somebody's words.
                span = (start + doc[rest[0]].idx, span[1])
            found.append(Speech([span], number, piece.after if followed else piece.before))
        joined = followed and place + 1 < len(pieces) and piece.after[-1] + 1 == pieces[place + 1].first
    return found


def _is_followed(doc: Doc, piece: _Piece) -> bool:
    """Whether the words after a quotation go on with its sentence, as `she said` does."""
    inside = [i for i in range(piece.first, piece.last + 1) if not doc[i].is_quote and doc[i].text != "''"]
    if not inside or not _words(doc, piece.after):
        return False
    last = doc[inside[-1]].text
    following = doc[_words(doc, piece.after)[0]]
    comma = doc[piece.last + 1].text in _LEADS if piece.last + 1 < len(doc) else False
    if last in (",", "?", "!", "—", "–", "-", "…", "...") or last.endswith(","):
        return last != "—" or not following.is_title
    return comma and len(_words(doc, inside)) >= _FEWEST_WORDS and doc[piece.last + 1].text == ","


def _is_led(doc: Doc, piece: _Piece) -> bool:
    """Whether the words before a quotation lead up to it, as `she said:` does."""
    if not _words(doc, piece.before):
        return False
    last = next((doc[i] for i in reversed(piece.before) if not doc[i].is_space), None)
    if last is None:
        return False
    if last.text in _LEADS:
        return True
    return last.pos_ == "VERB" and len(_words(doc, range(piece.first, piece.last + 1))) >= _FEWEST_WORDS + 1 and (
        doc[piece.first:piece.last + 1].text.strip("'\"“”‘’ ")[:1].isupper())


def _begins(doc: Doc, piece: _Piece) -> bool:
    """Whether a quotation begins a sentence."""
    return not _words(doc, piece.before) and not re.match(r"\W*[a-z]", doc[piece.first:piece.last + 1].text)


def _words(doc: Doc, numbers: object) -> list[int]:
    """The token numbers that hold a letter or digit."""
    return [i for i in numbers if any(map(str.isalnum, doc[i].text))]


def _span(doc: Doc, start: int, piece: _Piece) -> tuple[int, int]:
    """A quotation's position in the report's text."""
    return start + doc[piece.first].idx, start + doc[piece.last].idx + len(doc[piece.last])
