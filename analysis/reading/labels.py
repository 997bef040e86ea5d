"""What reports call an entity beside its name: modifiers, appositions, predicates, compounds; and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.reading.spans import OFFICES, TITLES
from analysis.reading.trees import dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MODAL = frozenset("able bound due likely ready set unable unlikely".split())
_COURTESY = frozenset("mr mrs ms miss mx sir lord lady dame".split())
# Words that say what an office is for: `foreign minister` is no foreign one.
_FIELDS = word_list("generic_office") | {"prime", "vice", "deputy"}
_EMPTY = frozenset("then former other one such same own".split())
_OWNING = ("amod", "poss", "compound", "nmod")


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
    for token in head.children:
        if token.i in inside or token.i in named or not token.is_alpha or token.lower_ in _EMPTY:
            continue
        if token.dep_ == "amod" and token.pos_ in ("ADJ", "VERB") and not _is_half(token):
            yield token, "modifier"
        elif token.dep_ == "appos" and _is_role(token):
            yield token, "apposition"
    if head.dep_ == "appos" and head.head.i not in named and _is_role(head.head):
        yield head.head, "apposition"
    yield from _predicates(head, named=named)


def _before(doc: Doc, first: int, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """The title or role that stands directly before a name, of several words the last; and the adjective before all that."""
    k = first - 1
    if k < 0 or k in named or doc[k].lower_.strip(".") in _COURTESY or not any(map(str.isalpha, doc[k].text)):
        return
    token = doc[k]
    if not (_is_role(token) and token.head.i >= k and (token.dep_ in ("compound", "nmod", "appos") or token.text[0].isupper())):
        # An adjective before the name itself is found among its children, unless the parse takes it for a verb.
        if k not in named and token.is_sent_start and token.tag_ in ("VBN", "VBG") and token.dep_ != "amod":
            yield token, "modifier"
        return
    yield token, "compound"
    while k and k - 1 not in named and _goes_on(doc[k - 1], doc[k]):
        k -= 1
    before = doc[k - 1] if k else None
    if before is None or before.i in named or before.lower_ in _EMPTY or not before.is_alpha or _is_half(before):
        return
    if before.tag_ in ("JJ", "JJR", "JJS") or before.tag_ in ("VBN", "VBG") and before.dep_ in ("amod", "advcl", "ROOT", "acl"):
        yield before, "modifier"


def _goes_on(token: Token, after: Token) -> bool:
    """Whether a token belongs to the title that goes on behind it: `harbour master`, `Foreign Minister`."""
    noun = token.pos_ in ("NOUN", "PROPN") and token.text[0].isupper() == after.text[0].isupper()
    return noun or token.lower_ in _FIELDS


def label_of(token: Token) -> str:
    """The label that a token is: its lemma in small letters, but a participle as written (`ruling`, `disgraced`)."""
    return token.lower_ if token.tag_ in ("VBN", "VBG") else token.lemma_.lower()


def _is_half(token: Token) -> bool:
    """True for a word that a hyphen ties to another one, as in `Norland-led`."""
    doc, i = token.doc, token.i
    return i > 0 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ or i + 1 < len(doc) and doc[i + 1].text == "-" \
        and not token.whitespace_


def _is_role(token: Token) -> bool:
    """Whether a noun says what someone or something is: no date, and written small unless it is a title."""
    return (token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME", "CARDINAL", "MONEY", "QUANTITY")
            and (token.text.islower() or token.lower_ in TITLES or token.lower_ in OFFICES))


def _predicates(head: Token, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """What a name is said to be; `able to` or `likely to` with a verb says what it does or will do instead."""
    if head.dep_ not in ("nsubj", "nsubjpass") or head.head.lemma_.lower() not in ("be", "become", "remain"):
        return
    for token in head.head.children:
        said = token.dep_ in ("attr", "acomp") and token.i not in named and token.is_alpha and token.pos_ in ("NOUN", "PROPN", "ADJ")
        if said and not (token.lower_ in _MODAL and dependents(token, "xcomp")):
            yield token, "predicate"


def owners(role: Token) -> Iterator[Token]:
    """Words that say whose role it is: `Norland's minister`, `the Norlandic minister`, `a minister of Norland's government`."""
    for child in role.children:
        if child.dep_ in _OWNING:
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("of", "for"):
            for thing in child.children:
                yield thing
                yield from dependents(thing, *_OWNING)
