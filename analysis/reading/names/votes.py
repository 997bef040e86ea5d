"""How the names that the model proposes are typed: by its own types, and by what stands beside each of their places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from string import capwords

from analysis import schema
from analysis.reading import gazetteer
from analysis.reading.gazetteer import sound, spelling
from analysis.reading.names.proposals import Proposed, tells_age
from analysis.reading.names.vocabulary import (
    COURTESY, HEAD_TYPE, LOCAL, PERSONAL, PLACE_NOUNS, POSSESSIVE, STORMS, TITLES, may_be_person)
from analysis.reading.organisations import core
from analysis.reading.roles import load_roles
from analysis.reading.text.language import DATELINE
from analysis.reading.text.propositions import SUBJECTS
from analysis.reading.text.trees import Paragraph, Token, dependents
from analysis.reading.words import word_list

# Nouns of who leads, of which a name behind a comma says who it is.
_LEADERS = TITLES | {"head"}
# Votes of one place where what stands beside the name tells its type; the model's own type there has three, in titles one.
_SURE = 12
# What a noun behind a name tells of it; those of bodies stand in `_bodies`.
_TOLD_BEHIND = {"GPE": "place_noun", "PRODUCT": "vessel", "WORK": "work"}
# Names known in an event by their `gazetteer.spelling`, with the type that they mostly have there.
Types = dict[str, str]


def vote(proposed: list[Proposed]) -> Types:
    """The names that the model proposes with the type that most of their places have; prose counts more than titles."""
    votes: dict[str, Counter] = defaultdict(Counter)
    told: set[str] = set()
    for _, doc, style, names in proposed:
        for first, last, kind in names:
            text = spelling(doc.span(first, last).text)
            votes[text].update(_votes(doc, first, last, kind, style))
            if person := _person_votes(doc, first, last):
                votes[text]["PERSON"] += person
                told.add(text)
            if first == 0 and kind == "GPE" and doc[first].dep_ == DATELINE:
                votes[spelling(capwords(doc.span(first, last).text))]["GPE"] += _SURE
    for doc, first, last in _unproposed(proposed, votes):
        votes[spelling(doc.span(first, last).text)].update(_told_beside(doc, first, last, ""))
    return {text: favourite_type(counter) for text, counter in _share_votes(votes, told).items() if counter.total() >= 3}


def favourite_type(votes: Counter) -> str:
    """The type of entities with most votes."""
    return max(schema.ENTITY_TYPES, key=lambda kind: votes[kind])


def _votes(doc: Paragraph, first: int, last: int, kind: str, style: str) -> Counter:
    """The votes of one place of a name: for the model's type, and for those that what stands beside the name tells."""
    votes = Counter({kind: 1 if style or doc.zone == "headline" else 3})
    if stands_in(doc, first, last, kind):
        votes["GPE"] += _SURE if gazetteer.is_placed(doc.span(first, last).text) else 4
    return votes + _told_beside(doc, first, last, kind)


def _told_beside(doc: Paragraph, first: int, last: int, kind: str) -> Counter:
    """The votes for what the nouns beside one place of a name tell of it."""
    votes: Counter = Counter()
    storm = doc[first].lower_ in STORMS and last - first > 1
    bodies = _bodies(kind)
    told = (_class_before(doc, first, kind), _noun_on(doc, first, last, bodies), _noun_behind(doc, first, last, bodies))
    quoted = kind in ("GPE", "FAC", "LOC") and _is_quoted(doc, first, last)
    # `Lorvik district`.
    area = kind in ("PERSON", "") and last - first == 1 and doc.span(last, last + 1).text in PLACE_NOUNS
    for one in filter(None, (*told, "EVENT" if storm else "", "WORK" if quoted else "", "GPE" if area else "")):
        votes[one] += _SURE
    return votes


def _bodies(kind: str) -> frozenset[str]:
    """The nouns that make a name beside them a body's where the model has a type for it, or none."""
    # `The giant Ostby` is a firm, but `the developer Hald` may be a person.
    concerns = word_list("concern") if kind not in ("PERSON", "ORG") else frozenset()
    return concerns | word_list("firm") | word_list("ensemble")


def _is_quoted(doc: Paragraph, first: int, last: int) -> bool:
    """Whether a name stands in quotation marks alone, as works do and places do not: `in "Harbour Lights," her third film`."""
    behind = last + (doc.span(last, last + 1).text in (",", "."))
    return first > 0 and behind < len(doc) and doc[first - 1].is_quote and doc[behind].is_quote


def _unproposed(proposed: list[Proposed], names: Iterable[str]) -> Iterator[tuple[Paragraph, int, int]]:
    """Where prose has a name that the model proposes elsewhere alone: paragraph, first token, the token behind it."""
    starts: dict[str, list[str]] = defaultdict(list)
    for name in names:
        starts[name.split()[0]].append(name)
    for _, doc, style, found in proposed:
        taken = {i for first, last, _ in found for i in range(first, last)}
        for token in doc:
            for name in starts.get(spelling(token.text), ()) if not style and token.i not in taken else ():
                last = token.i + len(name.split())
                if last <= len(doc) and spelling(doc.span(token.i, last).text) == name:
                    yield doc, token.i, last


def _share_votes(votes: dict[str, Counter], told: set[str]) -> dict[str, Counter]:
    """Each name's votes with those of its other spellings, and for a person where it ends in a surname; a title has `told` some."""
    shared: dict[str, Counter] = defaultdict(Counter)
    for text, counter in votes.items():
        shared[_plain(text)] += counter
    people = {text for text in votes if favourite_type(shared[_plain(text)]) == "PERSON"}
    surnames = (told | {text.split()[-1] for text in people if may_be_person(text.split())}) & people
    for text in votes:
        words = text.split()
        if words[-1] in surnames and may_be_person(words):
            shared[_plain(text)]["PERSON"] += 6
    return {text: shared[_plain(text)] for text in votes}


def _plain(text: str) -> str:
    """What the spellings of a name share; an acronym is no word."""
    if text.isupper() and len(text) <= 4:
        return text
    plain = re.sub(r"\b(\w) (?=\w\b)", r"\1", core(text)[0])
    return sound(plain) if " " in text else plain


def _person_votes(doc: Paragraph, first: int, last: int) -> int:
    """Votes for a person by a title before a name, and fewer by an age or `who` behind it: clubs and firms can be a plural `who`."""
    title = doc[first - 1].lower_.strip(".") if first else ""
    full = may_be_person(doc.span(first, last).text.split())
    # `Chancellor Scholz` as well as `Chancellor Olaf Scholz`.
    if title in COURTESY or title in PERSONAL and (full or last - first == 1 and doc[first - 1].text[0].isupper()):
        return _SURE
    clause = next((token for token in doc[last:last + 2] if token.lower_ == "who"), None)
    several = clause is not None and any(
        token.tag_ == "VBP" or token.lower_ == "were" for token in (clause.head, *clause.head.children) if token.i > clause.i)
    return 3 if full and (tells_age(doc, last) or clause is not None and not several or _goes_on(doc, first, last)) else 0


def _goes_on(doc: Paragraph, first: int, last: int) -> bool:
    """Whether `he` or `she` takes up a subject in its sentence or at the head of the next one, and nobody else is named or told before."""
    root = doc.span(first, last).root
    if root.dep_ not in SUBJECTS or root.subtree[0].i < first:
        return False
    for token in doc[last:]:
        if token.lower_ in ("he", "she") and token.dep_ in SUBJECTS:
            return True
        if token.is_sent_start or token.tag_ in ("NN", "NNP", "PRP") and _is_human(token):
            return False
    return False


def _is_human(token: Token) -> bool:
    """Whether a noun can be somebody whom `he` or `she` takes up."""
    named = token.tag_ == "NNP" and token.ent_type_ in ("", "ORG", "PERSON", "PRODUCT", "WORK_OF_ART")
    return named or token.lower_ in ("he", "she", "him", "her") or ("role", token.base) in load_roles() or (
        token.base in word_list("people") | word_list("person"))


def _noun_on(doc: Paragraph, first: int, last: int, bodies: frozenset[str]) -> str:
    """The type that a noun before a name gives it: `trader Javed`, `the company Ostby`, but not `the company Hald founded`."""
    before = doc[first - 1].text if first else ""
    called = before in ("called", "named")
    root = doc.span(first, last).root
    noun = doc[first - 1 - (called or before == ",")] if first > 1 else None
    full = may_be_person(doc.span(first, last).text.split())
    if before == "," and root.dep_ == "appos" and full and root.head.lower_ in _LEADERS:
        # `The head of the yard, Anna Hald`.
        return "PERSON"
    if noun is None or noun.tag_ != "NN" or not noun.is_lower or any(token.dep_ in ("acl", "relcl") for token in doc[last:last + 1]):
        return ""
    apposed = root.dep_ == "appos" and root.head == noun
    if apposed and noun.lower_ in PLACE_NOUNS:
        # `In the capital, Lorvik`.
        return "GPE"
    if apposed and noun.lower_ in bodies:
        # `The power company, Ostby`.
        return "ORG"
    if before == "," and not full or not (called or noun.head == root or apposed):
        return ""
    if noun.lower_ in word_list("person") and (last - first == 1 or full):
        return "PERSON"
    if noun.lower_ in word_list("work"):
        return "WORK"
    return "ORG" if noun.i == first - 1 and noun.lower_ in bodies else ""


def _noun_behind(doc: Paragraph, first: int, last: int, bodies: frozenset[str]) -> str:
    """The type that a noun set beside a name with an article gives it: `Brod, a town of 20,000`, `Night Buses, their first album`."""
    root = doc.span(first, last).root
    nouns = [child for child in root.children if child.dep_ == "appos" and child.i > last and child.tag_ == "NN" and child.is_lower]
    behind = last + (doc.span(last, last + 1).text in POSSESSIVE)
    if doc.span(behind, behind + 1).text != "," or not nouns or not dependents(nouns[0], "det", "poss"):
        return ""
    noun = nouns[0].lower_
    body = "ORG" if noun in bodies | word_list("publication") else ""
    return next((kind for kind, name in _TOLD_BEHIND.items() if noun in word_list(name)), body)


def _class_before(doc: Paragraph, first: int, kind: str) -> str:
    """The type that a noun before a name gives it as one of a class: `the ship Amber Star`, `the daily, the Lorvik Echo`."""
    i = first - 1
    while i > 0 and (doc[i].lower_ in ("the", "a", "an") or doc[i].is_quote or doc[i].text == ","):
        i -= 1
    said = doc[i].lower_ if i >= 0 else ""
    if said in word_list("vessel") and kind in ("PERSON", "ORG", "GPE"):
        return "PRODUCT"
    return "ORG" if said in word_list("publication") and kind in ("PERSON", "GPE", "LOC", "PRODUCT", "WORK") else ""


def stands_in(doc: Paragraph, first: int, last: int, kind: str) -> bool:
    """True for a name that `near`, `the port of` or its mayor shows to be a place, or `in` if it is one word, and the model does not."""
    text = doc.span(first, last).text
    following = doc[last] if last < len(doc) else None
    before = [token.lower_ for token in doc[max(0, first - 2):first]]
    near = before[-1:] == ["near"] or before[1:] == ["of"] and before[0] in PLACE_NOUNS
    placed = gazetteer.is_placed(text)
    other = kind in ("PERSON", "ORG", "PRODUCT") or kind in ("FAC", "LOC") and placed
    # `Brod mayor Anna Hald`.
    governed = (last - first == 1 and following is not None and (kind == "PERSON" or placed and kind == "ORG")
                and (following.lower_.strip(".") in LOCAL or placed and following.lower_ in ("minister", "police", "residents")))
    inside = near or before[-1:] == ["in"] and last - first == 1
    ends = following is None or following.text not in POSSESSIVE and not following.text[0].isupper()
    return governed or inside and other and not text.isupper() and doc[last - 1].lower_ not in HEAD_TYPE and ends
