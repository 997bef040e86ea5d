"""A report by position: which tokens and which mention stand where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading.text.trees import Token, tops

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

_START, _END = attrgetter("start"), attrgetter("end")
# Places in a sentence of whoever speaks; the parser hangs a title before a name elsewhere, or nowhere.
_HEADS = ("nsubj", "nsubjpass", "pobj")

# Starts and ends in a report's text.
Spans = list[tuple[int, int]]


class Mention(NamedTuple):
    """One mention of an entity, by position in the report's text."""

    start: int
    end: int
    entity: str
    type: str


def within(position: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a position lies in one of some spans."""
    return any(start <= position < end for start, end in spans)


def mark(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    """For each character of a text whether it lies in one of some spans."""
    inside = bytearray(length)
    for start, end in spans:
        inside[start:end] = b"\1" * (end - start)
    return inside


def mentions_by_report(mentions: pd.DataFrame) -> defaultdict[str, list[Mention]]:
    """The rows of the table `mentions`, by report; of a report without any, none."""
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for row in mentions.itertuples():
        found[row.report].append(Mention(row.start, row.end, row.entity, row.type))
    return found


class Page:
    """The words, marks and mentions of a report's headline and body, by their positions in its text; blanks are left out."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.text, self.mentions = reading.text, mentions
        self.paragraphs = [paragraph for paragraph in reading.paragraphs if paragraph.zone in schema.MEASURED_ZONES]
        self._numbers = {paragraph.start: number for number, paragraph in enumerate(self.paragraphs)}
        self._tokens = [token for paragraph in self.paragraphs for token in paragraph if not token.is_space]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions."""
        return self._tokens[bisect_right(self._tokens, start, key=_END):bisect_left(self._tokens, end, key=_START)]

    def tokens_of(self, spans: Iterable[tuple[int, int]]) -> list[Token]:
        """The tokens of some spans."""
        return [token for start, end in spans for token in self.tokens_in(start, end)]

    def paragraph_of(self, token: Token) -> int:
        """The number of a token's paragraph."""
        return self._numbers[token.paragraph.start]

    def head_of(self, spans: Iterable[tuple[int, int]]) -> Token | None:
        """The head of what stands in some spans, a noun or pronoun where there is one, a subject or object before others."""
        # What `police ’s claim` hangs on may be its apostrophe.
        highest = [token.nbor(-1) if token.tag_ == "POS" and token.i else token for token in tops(self.tokens_of(spans))]
        nominal = [token for token in highest if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ")]
        subjects = [token for token in nominal if token.dep_ in _HEADS]
        return (subjects or nominal or highest or [None])[0]

    def mention_at(self, token: Token) -> Mention | None:
        """The mention that a token stands in."""
        number = bisect_right(self.mentions, token.start, key=_START) - 1
        return self.mentions[number] if number >= 0 and self.mentions[number].end > token.start else None

    def mentions_in(self, tokens: list[Token], *types: str) -> list[Mention]:
        """The mentions of some types that tokens stand in, one for each token."""
        found = map(self.mention_at, tokens)
        return [mention for mention in found if mention is not None and mention.type in types]

    def mentions_before(self, position: int) -> int:
        """How many mentions begin before a position."""
        return bisect_left(self.mentions, position, key=_START)
