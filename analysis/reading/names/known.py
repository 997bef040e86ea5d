"""The names that an event's reports know: their types by majority, and names that the model never proposes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from string import capwords
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading import gazetteer
from analysis.reading.names.people import SUFFIXES
from analysis.reading.names.proposals import acronym_behind, is_shortened, tells_age
from analysis.reading.names.spans import (
    COURTESY, HEAD_TYPE, NO_NAMES, PARTICLES, PERSONAL, PLACE_NOUNS, POSSESSIVE, STORMS, TELLING, TITLES, Proposal, is_name_word,
    may_be_person, plain)
from analysis.reading.organisations import KNOWN_ORGANISATIONS, LEGAL_FORMS, is_known_body
from analysis.reading.text.language import DATELINE
from analysis.reading.text.trees import Paragraph, Token
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

# Countries, peoples and capitals that are names of persons, too.
ALSO_NAMES = word_list("also_name")
_SPEECH = word_list("saying")
# Votes of what tells a name's type by itself, where a place in prose has three.
_SURE = 12


class Proposed(NamedTuple):
    """One paragraph of a report with its style (`spans.style_of`) and the names that the model proposes there."""

    report: str
    doc: Paragraph
    style: str
    names: list[Proposal]


# Names known in an event by their `spelling`, with the type that they mostly have there.
Known = dict[str, str]


def spelling(text: str) -> str:
    """A name's spelling for matching: straight quotes, single blanks, no diacritics."""
    return " ".join(gazetteer.unmarked(text).replace("’", "'").split())


def known_names(readings: list[Reading], proposed: list[Proposed]) -> Known:
    """Names known in the event with the type that most of their places have, or that the event's other names and the lists decide."""
    words = {spelling(token.text) for reading in readings for paragraph in reading.paragraphs for token in paragraph
             if token.pos_ in ("ADJ", "PROPN", "NOUN") and token.is_title}
    known = _people_by_surname(_by_votes(proposed), readings)
    known = _settle(known | _acronyms(proposed) | _unread(proposed), words)
    known |= _demonyms(known, words)
    return dict.fromkeys(_family_names(known), "PERSON") | known


def _by_votes(proposed: list[Proposed]) -> Known:
    """Names with the type that has most votes: the model's, more of them in prose than in titles, and those of the words around it."""
    votes: dict[str, Counter] = defaultdict(Counter)
    told: set[str] = set()
    for _, doc, style, names in proposed:
        for first, last, kind in names:
            text = spelling(doc.span(first, last).text)
            votes[text][kind] += 1 if style or doc.zone == "headline" else 3
            if not style and _stands_in(doc, first, last, kind):
                votes[text]["GPE"] += 4
            for sure in _told_types(doc, first, last, kind):
                votes[text][sure] += _SURE
            if first == 0 and kind == "GPE" and doc[first].dep_ == DATELINE:
                votes[spelling(capwords(doc.span(first, last).text))]["GPE"] += _SURE
            if person := _is_told_person(doc, first, last):
                votes[text]["PERSON"] += person
                told.add(text)
    return {text: favourite_type(counter) for text, counter in _share_votes(votes, told).items() if counter.total() >= 3}


def _told_types(doc: Paragraph, first: int, last: int, kind: str) -> Iterator[str]:
    """Types that the nouns before a name, the acronym behind it or its first word tell."""
    thing = _class_before(doc, first)
    if thing in word_list("vessel"):
        yield "PRODUCT"
    elif thing in word_list("publication"):
        yield "ORG"
    if told := _noun_on(doc, first, last):
        yield told
    if kind == "PERSON" and is_shortened(doc, first, last):
        yield "ORG"
    if doc[first].lower_ in STORMS:
        yield "EVENT"


def favourite_type(votes: Counter) -> str:
    """The type of entities with most votes."""
    return min(votes, key=lambda kind: (-votes[kind], schema.ENTITY_TYPES.index(kind)))


def _share_votes(votes: dict[str, Counter], told: set[str]) -> dict[str, Counter]:
    """Each name's votes with those of its other spellings, and with a vote for a person where it ends in one's surname.

    Surnames are names of persons that stand alone and end a full one, or that a title shows to be such (`told`).
    """
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
    return text if text.isupper() and len(text) <= 4 else re.sub(r"\b(\w) (?=\w\b)", r"\1", gazetteer.fold(text))


def _is_told_person(doc: Paragraph, first: int, last: int) -> int:
    """How surely a title before a name, or an age or `who` behind it, shows it to be a person's; clubs and firms can be a plural `who`."""
    title = plain(doc[first - 1].text) if first else ""
    full = may_be_person(doc.span(first, last).text.split())
    if title in COURTESY or title in PERSONAL and full:
        return 12
    clause = next((token for token in doc[last:last + 2] if token.lower_ == "who"), None)
    several = clause is not None and any(
        token.tag_ == "VBP" for token in (clause.head, *clause.head.children) if token.i > clause.i)
    return 3 if full and (tells_age(doc, last) or clause is not None and not several) else 0


def _noun_on(doc: Paragraph, first: int, last: int) -> str:
    """The type that a noun before a name gives it, on which the parse hangs the noun: `trader Javed`, `the company Ostby`.

    None where a clause about that thing begins: `the company Hald founded`; a person may stand behind a comma or `called`.
    """
    before = doc[first - 1].text if first else ""
    called = before in ("called", "named")
    noun = doc[first - 1 - (called or before == ",")] if first > 1 else None
    if noun is None or noun.tag_ != "NN" or not noun.is_lower or any(token.dep_ in ("acl", "relcl") for token in doc[last:last + 1]):
        return ""
    root, full = doc.span(first, last).root, may_be_person(doc.span(first, last).text.split())
    if before == "," and not full or not (called or noun.head == root or root.dep_ == "appos" and root.head == noun):
        return ""
    if noun.lower_ in word_list("person"):
        return "PERSON"
    return "ORG" if noun.lower_ in word_list("firm") and noun.i == first - 1 else ""


def _class_before(doc: Paragraph, first: int) -> str:
    """The noun before a name that says what it names: `the ship Amber Star`, `the daily, the Lorvik Echo`."""
    i = first - 1
    while i > 0 and first - i <= 3 and (doc[i].lower_ in ("the", "a", "an") or doc[i].is_quote or doc[i].text == ","):
        i -= 1
    return doc[i].lower_ if i >= 0 else ""


def _stands_in(doc: Paragraph, first: int, last: int, kind: str) -> bool:
    """True for a name that `near` or `the port of` shows to be a place, or `in` if it is one word, where the model has another type."""
    text = doc.span(first, last).text
    following = doc[last] if last < len(doc) else None
    before = [token.lower_ for token in doc[max(0, first - 2):first]]
    near = before[-1:] == ["near"] or before[1:] == ["of"] and before[0] in PLACE_NOUNS
    return ((near or before[-1:] == ["in"] and last - first == 1) and kind in ("PERSON", "ORG", "PRODUCT")
            and not text.isupper() and doc[last - 1].lower_ not in HEAD_TYPE and (following is None or following.text not in POSSESSIVE))


def _unread(proposed: list[Proposed]) -> Known:
    """Words that stand twice or more, or once as a cited acronym, as proper names in sentences where the model has none."""
    counts: Counter = Counter()
    places: Counter = Counter()
    common: set[str] = set()
    for _, doc, style, names in proposed:
        taken = {i for first, last, _ in names for i in range(first, last)}
        for token in doc:
            if token.is_lower:
                common.add(token.text)
            elif not style and token.i not in taken and _is_lone_name(doc, token):
                counts[token.text] += 1 + _is_cited_acronym(token)
                places[token.text] += _stands_in(doc, token.i, token.i + 1, "ORG")
    return {text: "GPE" if 2 * places[text] >= n else "ORG"
            for text, n in sorted(counts.items()) if n >= 2 and text.lower() not in common}


def _people_by_surname(known: Known, readings: list[Reading]) -> Known:
    """Names that the model takes for something else as people, where the last word speaks alone elsewhere: `Mild said`."""
    may = [text for text, kind in sorted(known.items()) if kind in ("ORG", "WORK", "PRODUCT", "FAC") and may_be_person(text.split())]
    last = {text.split()[-1] for text in may}
    speakers = {token.text for reading in readings for doc in reading.paragraphs for token in doc
                if token.text in last and token.dep_ == "nsubj" and token.head.lemma_ in _SPEECH and token.subtree[0] is token}
    return known | {text: "PERSON" for text in may if text.split()[-1] in speakers}


def _is_cited_acronym(token: Token) -> bool:
    """True for letters according to which something is so."""
    return token.is_upper and token.dep_ == "pobj" and token.head.head.lower_ == "according"


def _is_lone_name(doc: Paragraph, token: Token) -> bool:
    """True for a proper noun that neither begins its sentence nor stands by another, and is no title, office or day."""
    beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
    return (token.pos_ == "PROPN" and token.is_alpha and len(token) > 2 and not token.is_sent_start
            and not any(other.pos_ == "PROPN" for other in beside) and token.ent_type_ not in ("DATE", "TIME", "LANGUAGE")
            and token.lower_ not in TELLING and token.lower_ not in NO_NAMES)


def _demonyms(known: Known, words: set[str]) -> Known:
    """Words of the event that are formed from a place of the event as demonyms are, for places the gazetteer does not have."""
    places = [text for text, kind in known.items() if kind == "GPE" and text.isalpha() and not gazetteer.sense_of(text)]
    free = [word for word in words if known.get(word, "ORG") == "ORG"]
    return dict.fromkeys(gazetteer.find_demonyms(free, places), "NORP")


def _family_names(known: Known) -> list[str]:
    """Last parts of the full names of people, which may stand alone elsewhere."""
    last = {tokens[-1] for tokens in _full_names(known) if len(tokens) <= 3}
    return sorted(word for word in last if len(word) > 2 and word.isalpha() and word.lower() not in TITLES and not gazetteer.sense_of(word))


def _full_names(known: Known) -> list[list[str]]:
    """The words of people's full names without `Jr.` and its like behind the family name."""
    full = [text.split() for text, kind in known.items() if kind == "PERSON" and " " in text]
    return [tokens[:-1] if len(tokens) > 2 and plain(tokens[-1]) in SUFFIXES else tokens for tokens in full]


def _surnames(tokens: list[str]) -> tuple[str, str]:
    """A family name with the particles before it, as written and as it begins a sentence: `de la Cruz`, `De la Cruz`."""
    first = len(tokens) - 1
    while first > 1 and tokens[first - 1].lower() in PARTICLES:
        first -= 1
    surname = " ".join(tokens[first:])
    return surname, surname[0].upper() + surname[1:]


def shorter_forms(name: str) -> set[str]:
    """What stays of a person's name without its first words, as written and as it begins a sentence: `de la Cruz`, `De la Cruz`."""
    words = name.split()
    if not all(word in PARTICLES or is_name_word(word) and word.lower() not in TELLING for word in words):
        return set()
    forms = {" ".join(words[first:]) for first in range(1, len(words) - 1) if words[first - 1] not in PARTICLES}
    return forms | {form[0].upper() + form[1:] for form in forms}


def _shorter_firms(known: Known) -> set[str]:
    """Names of firms without their legal form, and the first words of such names."""
    firms = [tokens for text, kind in known.items() if kind == "ORG" and len(tokens := text.split()) > 1
             and plain(tokens[-1]) in LEGAL_FORMS]
    return {" ".join(tokens[:n]) for tokens in firms for n in (1, len(tokens) - 1)} - set(HEAD_TYPE)


def _acronyms(proposed: list[Proposed]) -> Known:
    """Acronyms that stand in brackets behind the name that they shorten; an organisation's may be of another language."""
    found = {}
    for _, doc, _, names in proposed:
        for first, last, kind in names:
            acronym = acronym_behind(doc, last)
            initials = [token.text[0].upper() for token in doc[first:last]]
            if acronym and (kind == "ORG" or acronym[0] in initials):
                found[acronym] = kind
    return found


class _Parts(NamedTuple):
    """Words of the event's names that tell the type of a name which is one of them."""

    people: set[str]  # every word of a full name
    surnames: set[str]
    places: set[str]  # what demonyms of the event are formed from
    bodies: set[str]  # last words of bodies' names, and shorter names of firms
    storms: set[str]


def _settle(known: Known, words: set[str]) -> Known:
    """Types that the event's other names decide, or else the gazetteer and the lists of bodies; others stay."""
    parts = _parts_of(known, words)
    return {text: _type_by_names(text, kind, parts, known) or _type_by_lists(text, kind, parts) or kind for text, kind in known.items()}


def _parts_of(known: Known, words: set[str]) -> _Parts:
    """The telling words of the names known in an event, whose capitalised words are `words`."""
    firms = _shorter_firms(known)
    full = _full_names({text: kind for text, kind in known.items() if text not in firms})
    people = {word for tokens in full for word in tokens}
    surnames = {tokens[-1] for tokens in full} | {tokens[0] for tokens in full if len(tokens) == 3}
    surnames |= {form for tokens in full for form in _surnames(tokens)}
    single = [text for text in known if text.isalpha() and text not in people]
    # A country's own demonym is formed from no other place: `Belgian`, `Belga`.
    unknown = {word for word in words - people if not gazetteer.sense_of(word)}
    places = {place for fits in gazetteer.find_demonyms(unknown, single).values() for place in fits}
    bodies = {text.split()[-1] for text, kind in known.items() if kind == "ORG" and " " in text} - set(HEAD_TYPE)
    storms = {text.partition(" ")[2] for text in known if text.split()[0].lower() in STORMS}
    return _Parts(people, surnames, places, bodies | firms, storms)


def _type_by_names(text: str, kind: str, parts: _Parts, known: Known) -> str:
    """The type that the event's other names give one, or an empty string."""
    if text in parts.surnames and not gazetteer.sense_of(text) and kind in ("ORG", "GPE", "NORP", "PRODUCT", "WORK", "LOC"):
        return "PERSON"
    if text in parts.places and kind in ("PERSON", "ORG", "NORP"):
        return "GPE"
    if text not in parts.people and kind == "PERSON" and text in parts.bodies:
        return "ORG"
    if text not in parts.people and text in parts.storms:
        return "EVENT"
    shouted = text.isupper() and len(text) > 4 and text != text.title()
    return known.get(text.title(), "") if shouted else ""


def _type_by_lists(text: str, kind: str, parts: _Parts) -> str:
    """The type that the gazetteer or the lists of bodies give a name, or an empty string."""
    sense, person = gazetteer.sense_of(text), kind == "PERSON"
    if sense and not (person and (text in parts.people or text.casefold() in ALSO_NAMES)):
        return "NORP" if sense.kind == "demonym" else "GPE"
    if gazetteer.fold(text) in gazetteer.SEATS or text in KNOWN_ORGANISATIONS or is_known_body(text):
        return "ORG"
    if " " in text and kind in ("PERSON", "ORG") and gazetteer.fold(text) in gazetteer.regions():
        return "GPE"
    if gazetteer.is_place(text) and kind not in ("GPE", "LOC", "PERSON"):
        return "LOC"
    return "GPE" if gazetteer.region_of(text) and kind == "LOC" else ""
