"""Parses in plain objects, with spaCy's names for what they hold, and ways through them that several steps of reading take.

spaCy makes a token anew, and looks its words up, each time that one is asked for; reading asks some seventy times a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy import tokens as spacy_tokens

# What is the same for all tokens of one form.
_FORM = ("text", "lower_", "is_alpha", "is_digit", "is_left_punct", "is_lower", "is_punct", "is_quote", "is_space",
         "is_stop", "is_title", "is_upper", "like_email", "like_num", "like_url")
# How spaCy numbers tokens inside a name and those that begin one.
_INSIDE, _BEGINS = 1, 3
# Relations of what stands before the noun that it hangs on.
BEFORE_NOUNS = ("amod", "compound", "nmod", "poss")


class Token:
    """A word or mark of a parsed paragraph: its number `i` there, place in the report's text, `children` in text order.

    It is a word when it holds a letter or a digit.
    """

    __slots__ = (*_FORM, "is_word", "i", "start", "end", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "whitespace_",
                 "is_sent_start", "paragraph", "sent", "head", "children")

    def __repr__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    def __lt__(self, other: Token) -> bool:
        return self.i < other.i

    def __hash__(self) -> int:
        # No set's order depends on where in memory its tokens are.
        return self.i

    @property
    def base(self) -> str:
        """Its lemma in small letters, as word lists have it."""
        return self.lemma_.lower()

    @property
    def is_bare_mark(self) -> bool:
        """Whether it is a mark or blank that nothing hangs on, and hangs on something itself."""
        return (self.is_punct or self.is_space) and not self.children and self.head is not self

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens above, nearest first."""
        above = self
        while above.head is not above:
            above = above.head
            yield above

    @property
    def subtree(self) -> list[Token]:
        """The token and everything below it, in text order, however deep the tree."""
        found, waiting = [], [self]
        while waiting:
            found.append(waiting.pop())
            waiting.extend(found[-1].children)
        return sorted(found)

    def nbor(self, step: int = 1) -> Token:
        """The token so many places further on.

        Raises
        ------
        IndexError
            There is none.
        """
        if self.i + step < 0:
            raise IndexError(self.i + step)
        return self.paragraph[self.i + step]


class Span(list[Token]):
    """Neighbouring tokens of a paragraph."""

    @property
    def text(self) -> str:
        """The characters from the first to the last token."""
        if not self:
            return ""
        paragraph = self[0].paragraph
        return paragraph.text[self.start - paragraph.start:self.end - paragraph.start]

    @property
    def start(self) -> int:
        """Where it begins in the report's text."""
        return self[0].start

    @property
    def end(self) -> int:
        """Where it ends in the report's text."""
        return self[-1].end

    @property
    def root(self) -> Token:
        """The first of its tokens that are nearest to a sentence's root; a mark or blank with nothing below it comes last."""
        return min(tops(self), key=lambda token: len(token.paragraph) if token.is_bare_mark else sum(1 for _ in token.ancestors))


class Named(NamedTuple):
    """A name that the parser's model found: first token, the token behind it, type."""

    start: int
    end: int
    label: str


class Paragraph(list[Token]):
    """A parsed paragraph: its tokens, place and zone in a report, sentences, and names by the parser's model.

    `text` is what was parsed: as many characters as the report has there, blanks for layout.
    """

    def __init__(self, start: int, end: int, zone: str, text: str) -> None:
        super().__init__()
        self.start, self.end, self.zone, self.text = start, end, zone, text
        self.sents: list[Span] = []
        self.ents: list[Named] = []

    def span(self, start: int, end: int) -> Span:
        """Its tokens from one number up to another, as slices count."""
        return Span(self[start:end])


def copy_parses(parses: Iterable[spacy_tokens.Doc], places: Iterable[tuple[int, int, str]]) -> Iterator[Paragraph]:
    """Parses of spaCy's in plain objects, each of what stands at a place (start, end, zone) of a report."""
    forms: dict[int, tuple] = {}
    strings: dict[int, str] = {}
    for parse, place in zip(parses, places, strict=True):
        yield _copy(parse, Paragraph(*place, parse.text), forms, strings)


def _copy(parse: spacy_tokens.Doc, paragraph: Paragraph, forms: dict[int, tuple], strings: dict[int, str]) -> Paragraph:
    """A paragraph with its parse, given what forms and numbers of strings were seen before."""
    rows = parse.to_array(["ORTH", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "ENT_IOB", "SENT_START", "HEAD", "SPACY"])
    heads, start = rows[:, 8].astype("int64").tolist(), paragraph.start
    for i, (orth, *numbers, inside, starts, _, space) in enumerate(rows.tolist()):
        token = Token()
        if orth not in forms:
            forms[orth] = *(getattr(parse[i], name) for name in _FORM), any(map(str.isalnum, parse[i].text))
        (token.text, token.lower_, token.is_alpha, token.is_digit, token.is_left_punct, token.is_lower, token.is_punct,
         token.is_quote, token.is_space, token.is_stop, token.is_title, token.is_upper, token.like_email, token.like_num,
         token.like_url, token.is_word) = forms[orth]
        for number in numbers:
            if number not in strings:
                strings[number] = parse.vocab.strings[number]
        token.lemma_, token.pos_, token.tag_, token.dep_, token.ent_type_ = map(strings.__getitem__, numbers)
        token.i, token.start, token.end, token.whitespace_ = i, start, start + len(token.text), " " if space else ""
        token.is_sent_start = starts == 1
        token.paragraph, token.children = paragraph, []
        start = token.end + space
        if starts == 1 or not i:
            paragraph.sents.append(Span())
        token.sent = paragraph.sents[-1]
        token.sent.append(token)
        if inside == _BEGINS:
            paragraph.ents.append(Named(i, i + 1, token.ent_type_))
        elif inside == _INSIDE:
            paragraph.ents[-1] = paragraph.ents[-1]._replace(end=i + 1)
        paragraph.append(token)
    for token, step in zip(paragraph, heads, strict=True):
        token.head = paragraph[token.i + step]
        if step:
            token.head.children.append(token)
    return paragraph


def _rehang(token: Token, head: Token, relation: str) -> None:
    """Hang a token, with what is below it, on another one; on itself it is a root."""
    if token.head is not token:
        token.head.children.remove(token)
    token.head, token.dep_ = head, relation
    if head is not token:
        head.children = sorted([*head.children, token])


def tied_words(token: Token) -> list[Token]:
    """A token with what hyphens tie to it and hangs on it, marks and all: `co`, `-`, `founder`; else alone."""
    tokens, first, last = token.paragraph, token.i, token.i
    while first > 1 and _ties(tokens[first - 1]) and tokens[first - 2].is_word:
        first -= 2
    while last + 2 < len(tokens) and _ties(tokens[last + 1]) and tokens[last + 2].is_word:
        last += 2
    tied = tokens[first:last + 1]
    return tied if len(tied) == 1 or {*tied} <= {*token.subtree} else [token]


def _ties(mark: Token) -> bool:
    """Whether a token is a hyphen that stands between two others without blanks."""
    return mark.text == "-" and not mark.whitespace_ and not mark.nbor(-1).whitespace_


def join_prefixes(paragraph: Paragraph) -> None:
    """Make one noun, verb or adjective of what a hyphen ties to a prefix: `co-founder`, `ex-wife`, `vice-president`.

    The treebank that the model learnt from has them as one word, so it gives the prefix, the hyphen and the rest the tag and the
    place of that word, each as well as it can, the prefix best. Here the rest has the place and the others hang on it.
    """
    for mark in paragraph[1:-1]:
        if not _ties(mark) or mark.tag_ in ("HYPH", "SYM", ":", ","):
            continue
        prefix, word = mark.nbor(-1), mark.nbor()
        if not (prefix.is_alpha and word.is_alpha and prefix.sent is word.sent):
            continue
        above = [one for one in word.ancestors if one in (prefix, mark)]
        if above:
            # The one nearest to the root has the place; it may be the root.
            top, head = above[-1], above[-1].head
            _rehang(word, word if head is top else head, top.dep_)
        elif word.dep_ not in BEFORE_NOUNS and prefix.head is not mark and word not in prefix.ancestors:
            _rehang(word, prefix.head, prefix.dep_)
        for one, relation in ((prefix, "compound"), (mark, "punct")):
            for child in [child for child in one.children if child not in (prefix, mark)]:
                _rehang(child, word, child.dep_)
        _rehang(prefix, word, "compound")
        _rehang(mark, word, "punct")


def tops(tokens: Collection[Token]) -> list[Token]:
    """Those of some tokens that hang on none of the others."""
    inside = set(tokens)
    return [token for token in tokens if token.head is token or token.head not in inside]


def complements(token: Token, *prepositions: str) -> list[Token]:
    """What hangs on some prepositions behind a token: what a noun is `of`."""
    return [below for child in token.children if child.lower_ in prepositions for below in child.children]


def dependents(token: Token, *relations: str) -> list[Token]:
    """What hangs directly on a token by one of some relations."""
    return [child for child in token.children if child.dep_ in relations]


def quoting_verb(verb: Token) -> Token | None:
    """The verb of `quoted her as saying`, from `saying`."""
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in ("quote", "cite", "report", "describe"):
        return verb.head.head
    return None
