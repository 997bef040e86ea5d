"""What reports call an entity beside its name: modifiers, appositions, predicates, compounds; and whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.reading.names.names import Name
from analysis.reading.names.vocabulary import COURTESY, FINITE, OFFICES, TITLES
from analysis.reading.roles import load_roles
from analysis.reading.text.trees import BEFORE_NOUNS, Paragraph, Token, dependents, tied_words
from analysis.reading.words import word_list

_MODAL = frozenset("able bound due likely ready set unable unlikely".split())
# Words that say what an office is for: `foreign minister` is no foreign one.
_FIELDS = word_list("generic_office") | word_list("field") | {"prime", "vice", "deputy"}
# Words that say no more of whom they stand by than which one is meant, or which part of a place.
_EMPTY = frozenset("then former other one such same own".split()) | {
    start + end for start in ("north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest")
    for end in ("", "ern")}
_BODIES = word_list("body")
# `Datuk` and `Mr` say nothing of whom they stand before.
_RANKS = TITLES - COURTESY | {"lady"}


def find_labels(name: Name, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """Tokens that label a name, with their relation (one of `schema.LABEL_RELATIONS`).

    `named` are all tokens of the name's paragraph that are part of a name; a name is no label.
    """
    head, first = name.root, name.first
    yield from _before(name, named=named)
    for token in head.children:
        if token.i in named or not token.is_alpha or token.lower_ in _EMPTY:
            continue
        if token.dep_ == "amod" and token.pos_ in ("ADJ", "VERB") and token.i < first and not _is_half(token, named=named) \
                and not _governs(token, name):
            yield token, "modifier"
        # Whose role it is behind a place can stand further on: `in Lorvik, the police chief, Anna Hald, spoke`.
        elif token.dep_ == "appos" and _is_role(token) and not (
                name.type != "PERSON" and any(one.ent_type_ == "PERSON" for one in dependents(token, "appos"))):
            yield from _joined(token, "apposition", head=head, named=named)
    above = apposed_to(name)
    if head.dep_ == "appos" and above.i not in named and above.i != first - 1 and _is_role(above):
        yield from _joined(above, "apposition", head=head, named=named)
    yield from _predicates(head, named=named)


def apposed_to(name: Name) -> Token:
    """What a name in apposition stands beside: of a person the role, not what that is for (`the envoy to Norway, Anna Hald`)."""
    above = name.root.head
    role = above.head.head if above.dep_ == "pobj" and above.ent_type_ else above
    return role if name.type == "PERSON" and ("role", role.base) in load_roles() else above


def _joined(token: Token, relation: str, *, head: Token, named: set[int]) -> Iterator[tuple[Token, str]]:
    """A label, and the noun that `and` joins to it: `a lawyer and the leader of the group`."""
    yield token, relation
    others = dependents(token, "conj")
    # Behind a name that stands between them another one begins: `the mayor, Hald, and a guest`.
    if len(others) == 1 and {others[0].tag_, token.tag_} <= {"NN", "NNP"} and (token.i < head.i) == (others[0].i < head.i) \
            and others[0].i not in named and _is_role(others[0]):
        yield others[0], relation


def _before(name: Name, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """The title or role that stands directly before a name, of several words the last; and the adjective before all that.

    Between a title and a person its place may stand: `Mayor of Lorvik Anna Hald`.
    """
    doc, k = name.doc, name.first - 1
    place = k
    while name.type == "PERSON" and place in named:
        place -= 1
    if 0 < place < k and doc[place].lower_ in ("for", "of", "to") and doc[place - 1].lower_ in TITLES | OFFICES:
        yield doc[place - 1], "compound"
        return
    while k > 0 and doc[k].lower_.strip(".") in COURTESY and doc[k - 1].lower_ in TITLES:
        k -= 1
    whole = _head_of_title(doc, k)
    k = k if whole is None else whole
    if k < 0 or k in named or doc[k].lower_.strip(".") in COURTESY or not any(map(str.isalpha, doc[k].text)):
        return
    role = doc[k]
    if role.lower_ in _EMPTY or not (_is_role(role) and (whole is not None or _is_beside(role, name))):
        return
    yield role, "compound"
    yield from _adjective_before(role, name, named=named)


def _is_beside(role: Token, name: Name) -> bool:
    """Whether a noun before a name is of whom that names, by the parse or as a title; not where a clause follows: `the judge Hald met`."""
    set_beside = name.root.head == role
    told_of = set_beside and _opens_clause(name.root)
    hangs_on = role.head.i >= role.i and (role.dep_ in ("compound", "nmod", "appos") or role.text[0].isupper())
    # Before a person a title is one whatever the parse says.
    known = name.type == "PERSON" and (role.lower_.strip(".") in TITLES or role.lower_ in OFFICES)
    return hangs_on or (known or set_beside and name.root.dep_ == "appos") and not told_of


def _adjective_before(role: Token, name: Name, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """The adjective, or the participle that is one, before a role and what belongs to it: `exiled` in `the exiled Lydian singer`."""
    doc, k = name.doc, role.i
    while k and k - 1 not in named and _goes_on(doc[k - 1], doc[k]) and len(tied_words(doc[k - 1])) == 1:
        k -= 1
    while k and name.type == "PERSON" and k - 1 in named and doc[k - 1].ent_type_ in ("GPE", "NORP"):
        k -= 1
    before = doc[k - 1] if k else None
    if before is None or before.i in named or before.lower_ in _EMPTY or not before.is_alpha or _is_half(before, named=named):
        return
    # Where the parse takes the name for what is set beside the noun, an adjective may be that of a longer phrase.
    if name.root.head == role and before.head != role:
        return
    verb = before == name.root.head and name.root.dep_ == "dobj" or dependents(before, "aux", "auxpass", "nsubj", "nsubjpass")
    bare = before.dep_ in ("amod", "advcl", "ROOT", "acl") and not verb
    # Of `far-right` the model makes a noun.
    whole = len(tied_words(before)) > 1 and before.tag_ == "NN"
    if whole or before.tag_ in ("JJ", "JJR", "JJS") or before.tag_ in ("VBN", "VBG") and bare and not _governs(before, name):
        yield before, "modifier"


def _governs(token: Token, name: Name) -> bool:
    """Whether a participle has the name for its object: `naming Hald`, but not `a smiling Hald` or, of no person, `ruling Labour`."""
    if token.tag_ != "VBG":
        return False
    bare = token.is_sent_start or token.nbor(-1).pos_ not in ("DET", "ADJ", "ADV", "PART")
    return token.dep_ != "amod" or name.type == "PERSON" and bare


def _opens_clause(head: Token) -> bool:
    """Whether a name that the parse sets beside a noun is the subject of a clause about that: `the deal Hald signed`."""
    behind = head.nbor(1) if head.i + 1 < len(head.paragraph) else None
    return behind is not None and behind.tag_ in FINITE and head.head.dep_ not in ("nsubj", "nsubjpass", "ROOT")


def _head_of_title(doc: Paragraph, k: int) -> int | None:
    """The place of the title whose field, behind `of`, ends at token `k`: `Minister of Foreign Affairs`; None where none does."""
    small = k > 1 and doc[k].is_lower and doc[k].pos_ in ("NOUN", "PROPN") and doc[k - 1].lower_ == "of"
    of = k - 1 if small else k
    while of > 0 and k - of < 3 and doc[of].text[0].isupper() and doc[of].is_alpha:
        of -= 1
    return of - 1 if 0 < of < k and doc[of].lower_ == "of" and doc[of - 1].lower_ in TITLES | OFFICES else None


def _goes_on(token: Token, after: Token) -> bool:
    """Whether a token belongs to the title that goes on behind it: `harbour master`, `Foreign Minister`."""
    noun = token.pos_ in ("NOUN", "PROPN") and token.text[0].isupper() == after.text[0].isupper()
    return noun or token.lower_ in _FIELDS


def words_of(token: Token, *, named: set[int]) -> list[Token]:
    """The token of a label with what hyphens tie to it, unless a name is among that: `co`, `-`, `founder`."""
    tied = tied_words(token)
    return [token] if named.intersection(one.i for one in tied) else tied


def label_of(words: list[Token], token: Token) -> str:
    """The label that a token and what is tied to it are: its lemma in small letters, but a participle as written (`ruling`)."""
    own = token.lower_ if token.tag_ in ("VBN", "VBG") else token.base
    return "".join(own if one is token else one.lower_ for one in words)


def _is_half(token: Token, *, named: set[int]) -> bool:
    """True for a word that a hyphen ties to a name or to a word behind it, as in `Norland-led`; `far-right` is a whole one."""
    doc, i, tied = token.paragraph, token.i, tied_words(token)
    hyphen = i > 0 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ or doc.span(i + 1, i + 2).text == "-" and not token.whitespace_
    # An age, `61-year-old`, is no label.
    whole = len(tied) > 1 and tied[-1] is token and named.isdisjoint(one.i for one in tied) and all(one.lower_ != "year" for one in tied)
    return hyphen and not whole


def _is_role(token: Token) -> bool:
    """Whether a noun says what someone or something is: no date, and written small unless it is a title or begins the sentence."""
    return (token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME", "CARDINAL", "MONEY", "QUANTITY")
            and (token.is_alpha and token.text.islower() or token.lower_.strip(".") in _RANKS or token.lower_ in OFFICES
                 or token.is_sent_start and ("role", token.lower_) in load_roles() and token.lower_ not in _BODIES))


def _predicates(head: Token, *, named: set[int]) -> Iterator[tuple[Token, str]]:
    """What a name is said to be; `able to` or `likely to` with a verb says what it does or will do instead."""
    if head.dep_ not in ("nsubj", "nsubjpass") or head.head.base not in ("be", "become", "remain"):
        return
    for token in head.head.children:
        said = token.dep_ in ("attr", "acomp") and token.i not in named and token.is_alpha and token.pos_ in ("NOUN", "PROPN", "ADJ")
        if said and not (token.lower_ in _MODAL and dependents(token, "xcomp")):
            yield from _joined(token, "predicate", head=head, named=named)


def owners(role: Token) -> Iterator[Token]:
    """Words that say whose role it is: `Norland's minister`, `the Norlandic minister`, `a minister of Norland's government`."""
    for child in role.children:
        if child.dep_ in BEFORE_NOUNS:
            yield child
        elif child.lower_ in ("of", "for"):
            for thing in child.children:
                yield thing
                yield from dependents(thing, *BEFORE_NOUNS)
