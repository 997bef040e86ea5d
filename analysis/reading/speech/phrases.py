"""Noun phrases that name sources: what belongs to them, what hangs on them, and of whom they are a part."""

from __future__ import annotations

from analysis.reading.text.trees import Token, complements, dependents, tied_words
from analysis.reading.words import word_list

_PARTS = word_list("part")
RELATIVES = {"who", "which", "that", "whom", "whose"}


def noun_phrase(root: Token) -> list[Token]:
    """A noun with its modifiers, without clauses that hang on it."""
    below = [token for child in root.children if child.dep_ not in ("relcl", "acl", "appos", "conj", "cc", "punct", "prep")
             for token in child.subtree]
    return sorted([root, *below])


def unhung(tokens: list[Token], *, places: bool = True) -> list[Token]:
    """The words of a source without clauses that hang on it: `state media` of `state media cited by the BBC`.

    Without `places` they lack where it is, too: `diplomats` of `diplomats in Lydia`.
    """
    hung = {below for token in tokens if token.dep_ in ("acl", "relcl")
            or not places and token.lower_ in ("at", "in") for below in token.subtree}
    return [token for token in tokens if token not in hung]


def is_definite(root: Token) -> bool:
    """Whether a noun has `the`, `its` or another word that points back."""
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") or child.dep_ == "poss" and child.pos_ == "PRON"
               for child in root.children)


def clause_on(root: Token) -> Token | None:
    """The predicate of the relative clause that a source is the pronoun or the whole of."""
    if root.dep_ == "relcl" and root.pos_ in ("VERB", "AUX"):
        return root
    return next((above for above in root.ancestors if above.dep_ == "relcl"), None) if root.lower_ in RELATIVES else None


def part_of(root: Token) -> Token | None:
    """Of whom a count or a part is one: `some of the residents`, `a group of experts`, `one of them`."""
    whole = complements(root, "of") if root.base in _PARTS or root.tag_ == "CD" else []
    return next((below for below in whole if below.tag_ in ("NNS", "NNPS") or below.lower_ == "them"), None)


def joint_nouns(root: Token, tokens: list[Token]) -> list[Token]:
    """The nouns that stand beside the head of a source: B and C of `A, B and C`."""
    found: list[Token] = []
    for token in tokens:
        if token.dep_ == "conj" and token.head in (root, *found) and token.pos_ in ("NOUN", "PROPN"):
            found.append(token)
    return found


def is_one_person(root: Token) -> bool:
    """Whether a demonym means one person: `the Italian`, not `the Italians` or `the British`."""
    article = any(child.lower_ in ("the", "a", "an", "another") for child in dependents(root, "det"))
    return article and not root.lower_.endswith(("s", "sh", "ch", "ese"))


def age_told(root: Token) -> str:
    """The age by which a definite phrase calls somebody: `27` of `the 27-year-old` and `the 27-year-old striker`; else an empty string."""
    old = next((token for token in (root, *dependents(root, "amod")) if token.base == "old"), root)
    tied = tied_words(old)
    age, _, called = "".join(token.lower_ for token in tied).partition("-")
    return age if called == "year-old" and tied[0].i and tied[0].nbor(-1).lower_ == "the" else ""
