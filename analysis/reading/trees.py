"""Ways through a parse that several steps of reading take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def subtree_of(token: Token) -> list[Token]:
    """A token and everything below it, in text order, however deep the tree."""
    found, waiting = [], [token]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(found[-1].children)
    return sorted(found, key=lambda below: below.i)


def dependents(token: Token, *relations: str) -> list[Token]:
    """What hangs directly on a token by one of some relations."""
    return [child for child in token.children if child.dep_ in relations]


def quoting_verb(verb: Token) -> Token | None:
    """The verb of `quoted her as saying`, from `saying`."""
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in ("quote", "cite", "report", "describe"):
        return verb.head.head
    return None
