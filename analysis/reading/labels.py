"""What reports call an entity beside its name: modifiers, appositions, predicates, compounds; and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.reading.spans import OFFICES, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_COURTESY = frozenset("mr mrs ms miss mx sir lord lady dame".split())
_EMPTY = frozenset("then former other one such same own".split())


def find_labels(doc: Doc, first: int, last: int, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """Tokens that label the name at tokens `first` to `last`, with their relation (one of `schema.LABEL_RELATIONS`).

    Parameters
    ----------
    doc : Doc
        A parsed paragraph.
    first, last : int
        The name's tokens, `last` exclusive.
    named : set[int]
        All tokens of the paragraph that are part of a name; a name is no label.
    """
    head = doc[first:last].root
    inside = range(first, last)
    yield from _before(doc, first, named=named)
    for token in [*head.children]:
        if token.i in inside or token.i in named or not token.is_alpha or token.lower_ in _EMPTY:
            continue
        if token.dep_ == "amod" and token.pos_ in ("ADJ", "VERB"):
            yield token, "modifier"
        elif token.dep_ == "appos" and _is_role(token):
            yield token, "apposition"
    if head.dep_ == "appos" and head.head.i not in named and _is_role(head.head):
        yield head.head, "apposition"
    yield from _predicates(head, named=named)


def _before(doc: Doc, first: int, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """The title or role that stands directly before a name; of several words the last."""
    k = first - 1
    if k < 0 or k in named or doc[k].lower_.strip(".") in _COURTESY or not any(map(str.isalpha, doc[k].text)):
        return
    token = doc[k]
    if _is_role(token) and token.head.i >= k and (token.dep_ in ("compound", "nmod", "appos") or token.text[0].isupper()):
        yield token, "compound"


def _is_role(token: Token) -> bool:
    """Whether a noun says what someone or something is: no date, and written small unless it is a title."""
    return (token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME", "CARDINAL", "MONEY", "QUANTITY")
            and (token.text.islower() or token.lower_ in TITLES or token.lower_ in OFFICES))


def _predicates(head: Token, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """What a name is said to be."""
    if head.dep_ not in ("nsubj", "nsubjpass") or head.head.lemma_.lower() not in ("be", "become", "remain"):
        return
    for token in head.head.children:
        if token.dep_ in ("attr", "acomp") and token.i not in named and token.is_alpha and token.pos_ in ("NOUN", "PROPN", "ADJ"):
            yield token, "predicate"


def owners(role: Token) -> Iterator[Token]:
    """Words that say whose role it is: `Norland's minister`, `the Norlandic minister`, `a minister of Norland's government`."""
    for child in role.children:
        if child.dep_ in ("amod", "poss", "compound", "nmod"):
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("of", "for"):
            for thing in child.children:
                yield thing
                yield from (part for part in thing.children if part.dep_ in ("amod", "poss", "compound", "nmod"))
