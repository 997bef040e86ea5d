"""A report by position: which tokens and which mention stand where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.reading.relations import Words


# Places in a sentence of whoever speaks; the parser hangs a title before a name elsewhere, or nowhere.
_HEADS = ("nsubj", "nsubjpass", "pobj")


class Mention(NamedTuple):
    """One mention of an entity, by position in the report's text."""

    start: int
    end: int
    entity: str
    type: str


class Page:
    """One report's tokens and mentions, by their positions in its text."""

    def __init__(self, words: Words, mentions: list[Mention]) -> None:
        self.words, self.mentions = words, mentions
        self._numbers = {id(doc): number for number, (_, doc) in enumerate(words.paragraphs)}
        self._starts = [mention.start for mention in mentions]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions."""
        return self.words.tokens[bisect_right(self.words.ends, start):bisect_left(self.words.starts, end)]

    def position(self, token: Token) -> int:
        """A token's position in the report's text."""
        return self.words.paragraphs[self.paragraph_of(token)][0] + token.idx

    def paragraph_of(self, token: Token) -> int:
        """The number of a token's paragraph."""
        return self._numbers[id(token.doc)]

    def root(self, tokens: list[Token]) -> Token | None:
        """The head of a run of tokens, a noun or pronoun where there is one, a subject or object before others."""
        inside = {token.i for token in tokens}
        tops = [token for token in tokens if token.head.i not in inside or token.head == token]
        nominal = [token for token in tops if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ")]
        subjects = [token for token in nominal if token.dep_ in _HEADS]
        return (subjects or nominal or tops or [None])[0]

    def mention_at(self, token: Token) -> Mention | None:
        """The mention that a token stands in."""
        at = self.position(token)
        number = bisect_right(self._starts, at) - 1
        return self.mentions[number] if number >= 0 and self.mentions[number].end > at else None

    def mentions_before(self, position: int) -> int:
        """How many mentions begin before a position."""
        return bisect_left(self._starts, position)
