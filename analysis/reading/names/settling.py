"""Which type a name has in its event: by the event's other names, else by the gazetteer and the tables of bodies."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from analysis.reading import gazetteer
from analysis.reading.names.vocabulary import ALSO_NAMES, HEAD_TYPE, PARTICLES, SON_OF, SUFFIXES, TELLING, is_name_word, may_be_person
from analysis.reading.names.votes import Known
from analysis.reading.organisations import LEGAL_FORMS, is_known_body
from analysis.reading.roles import body_role, whole_role
from analysis.reading.words import word_list

# Kinds of bodies whose names are hardly those of anything else, as an outlet's or firm's of one word can be.
_POWERS = ("government", "party", "military", "intelligence", "international_organisation", "news_agency", "state_media")
# How a person is called by a title and its land.
_NOBLE = r"(?:Baron|Baroness|Count|Countess|Duchess|Duke|Earl|Marquess|Prince|Princess|Viscount) of "


class _Inside(NamedTuple):
    """What stands inside an event's names, by which other names are told."""

    people: set[str]  # all words of full names
    singly: set[str]  # surnames and given names
    places: set[str]  # from which the event forms demonyms
    bodies: set[str]  # last words of organisations' names, and firms' shorter names
    lived_in: set[str]  # places where something is


def settle(known: Known, words: set[str], common: Container[str], lived_in: set[str]) -> Known:
    """Types that the gazetteer or a full name decides; `words` may be demonyms, `common` ones are written small."""
    # What is left of Manchester United is nobody's family name.
    known = known | {text: "ORG" for text, kind in known.items() if " " in text and kind != "FAC" and body_role(text) is not None}
    firms = _shorter_firms(known)
    full = full_names({text: kind for text, kind in known.items() if text not in firms and not gazetteer.is_placed(text)})
    people = {part for tokens in full for part in tokens}
    # A family name that begins a name has two words behind it: `Han Do Yun`.
    surnames = {tokens[-1] for tokens in full} | {tokens[0] for tokens in full if len(tokens) == 3}
    surnames |= {tokens[1] for tokens in full if len(tokens) == 3 and is_name_word(tokens[1])}
    # `Hald` of Anna Hald-Brod.
    surnames |= {half for tokens in full for half in re.split("[-‐]", tokens[-1]) if half.istitle() and half not in lived_in}
    surnames |= {surname[3:] for surname in surnames if surname[:3].lower() in ("al-", "el-")}
    # `Ford` beside Ford Hald and Ford Motor is the firm.
    given = _given_names(full, common) - lived_in - {text.split()[0] for text, kind in known.items() if kind == "ORG" and " " in text}
    unknown = {word for word in words - people if not gazetteer.sense_of(word)}
    demonyms = gazetteer.find_demonyms(unknown, [text for text in known if text.isalpha() and text not in people])
    inside = _Inside(
        people=people, singly=surnames | given | _also_capital(map(_with_particles, full)),
        lived_in=lived_in, places={place for places in demonyms.values() for place in places},
        bodies=_parts_of_bodies(known) - set(HEAD_TYPE) | firms)
    return {text: _settled(text, known, inside) for text in known}


def _parts_of_bodies(known: Known) -> set[str]:
    """Last words of bodies' names, and what stands before a noun of firms: `Ostby` of Ostby Capital."""
    bodies = [text.split() for text, kind in known.items() if kind == "ORG" and " " in text]
    firms = {words[0] for words in bodies if len(words) == 2 and words[1].lower() in word_list("firm_noun")}
    return {words[-1] for words in bodies} | firms


def _settled(text: str, known: Known, inside: _Inside) -> str:
    """The type of one name: what the event's other names tell of it goes before what the gazetteer does."""
    kind, sense, words = known[text], gazetteer.sense_of(text), text.lower().split()
    if text in inside.singly and not sense and kind in ("ORG", "GPE", "NORP", "PRODUCT", "WORK", "LOC"):
        return "PERSON"
    lived_in = text in inside.lived_in and text not in inside.people and gazetteer.is_placed(text) and words[-1] not in HEAD_TYPE
    if text in inside.places and kind in ("PERSON", "ORG", "NORP") or lived_in and kind in ("PERSON", "FAC", "LOC", "NORP"):
        return "GPE"
    if re.match(_NOBLE, text) and kind in ("FAC", "GPE", "LOC", "ORG", "WORK"):
        return "PERSON"
    if len(words) > 1 and words[-1].rstrip(".") in LEGAL_FORMS and kind not in ("EVENT", "NORP"):
        return "ORG"
    # `MeRA25` is no place.
    if kind not in ("ORG", "EVENT", "NORP") and _is_club(text) or kind == "GPE" and re.fullmatch(r"[^\W\d]+\d+", text):
        return "ORG"
    letters = text.isalpha() and text.isupper() and 3 <= len(text) <= 6 and text.title() not in inside.people | known.keys()
    if text not in inside.people and kind == "PERSON" and (text in inside.bodies or letters):
        return "ORG"
    if text.isupper() and len(text) > 4 and text.title() != text and text.title() in known:
        # A dateline says that it is a place.
        return "GPE" if known[text.title()] == "GPE" else _settled(text.title(), known, inside)
    if sense and (kind != "PERSON" or " " not in text and text not in inside.people
                  and (sense.kind == "name" or text.casefold() not in ALSO_NAMES)):
        return "NORP" if sense.kind == "demonym" else "GPE"
    if gazetteer.fold(text) in gazetteer.seats() or is_known_body(text):
        return "ORG"
    body = whole_role(text) if kind not in ("FAC", "NORP", "ORG") and text not in inside.people else None
    unplaced = kind == "PERSON" or kind == "GPE" and not gazetteer.is_placed(text)
    if body is not None and (unplaced or body.source_type in _POWERS or any(map(str.isupper, text[1:]))):
        return "ORG"
    if " " in text and kind in ("PERSON", "ORG") and gazetteer.is_placed(text) and body_role(text) is None:
        return "GPE"
    if gazetteer.is_place(text) and kind not in ("PERSON", "GPE"):
        return "LOC"
    return kind
def _shorter_firms(known: Known) -> set[str]:
    """Names of firms without their legal form, and the first words of such names."""
    firms = [tokens for text, kind in known.items() if kind == "ORG" and len(tokens := text.split()) > 1
             and tokens[-1].lower().rstrip(".") in LEGAL_FORMS]
    return {" ".join(tokens[:n]) for tokens in firms for n in (1, len(tokens) - 1)} - set(HEAD_TYPE)


def _given_names(full: list[list[str]], common: Container[str]) -> set[str]:
    """First words of people's names of two words, whose second is no place and not written small elsewhere: not of `Lorvik Fire`.

    Of a prince, too, who is called so alone: `Harith bin Osman`.
    """
    return {words[0] for words in full if may_be_person(words)
            and (words[1] in SON_OF or len(words) == 2 and words[1].lower() not in common)}


def full_names(known: Known) -> list[list[str]]:
    """The words of people's full names without `Jr.` and its like behind the family name."""
    full = [text.split() for text, kind in known.items() if kind == "PERSON" and " " in text]
    return [tokens[:-1] if len(tokens) > 2 and tokens[-1].lower().rstrip(".") in SUFFIXES else tokens for tokens in full]


def _with_particles(words: list[str]) -> str:
    """The family name in a full name, with the particles before it: `de la Cruz`."""
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return " ".join(words[first:])


def shorter_forms(name: str) -> set[str]:
    """What stays of a person's name without its first words, as written and as it begins a sentence: `de la Cruz`, `De la Cruz`."""
    words = name.split()
    if not all(word in PARTICLES or is_name_word(word) and word.lower() not in TELLING for word in words):
        return set()
    return _also_capital(" ".join(words[first:]) for first in range(1, len(words) - 1) if words[first - 1] not in PARTICLES)


def _also_capital(forms: Iterable[str]) -> set[str]:
    """Forms of a name, each as written and as it begins a sentence."""
    return {written for form in forms for written in (form, form[0].upper() + form[1:])}


def _is_club(name: str) -> bool:
    """Whether a name of several words begins or ends as those of sports clubs do: `Dinamo Brod`, `Lorvik Rovers`."""
    first, *others = name.lower().replace(".", "").split()
    return bool(others) and (first in word_list("club_first") or others[-1] in word_list("club_last"))
