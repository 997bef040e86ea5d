"""What each name of an event stands for: a country, a place, a person, an organisation, each under one key."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.reading import gazetteer, organisations
from analysis.reading.gazetteer import fold, sound
from analysis.reading.names import people
from analysis.reading.names.deeds import stands_for_government
from analysis.reading.names.labels import find_labels
from analysis.reading.names.names import Name
from analysis.reading.names.vocabulary import COMPASS, STORMS, TITLES
from analysis.reading.words import word_list, word_pairs

PLACES = ("GPE", "LOC", "FAC")
# `The Harbour Safety Board, known as the HSB`.
_KNOWN_AS = r",? ?(?:also |better |commonly )?(?:known|abbreviated) (?:by (?:its|the) acronym|as)(?: the)?"
# Words by which an event shows that it means the country and not the American state.
_GEORGIAN = frozenset(("tbilisi", "georgian", "georgians", "abkhazia", "south ossetia"))
# Parts of countries whose name mostly means their city.
_CITY_STATES = frozenset(("new york",))
_UNION = "european union"
# What people do at or to a seat that is a house, or an office to be won.
_AT_HOUSE = frozenset("at in inside into near outside".split())
_FOR_HOUSE = word_list("contest") | {"bid"}
_OF_HOUSE = frozenset("clear enter hold leave occupy reach reclaim secure tour visit win".split())
# What a nickname stands behind, if need be with `as`.
_CALLING = frozenset(("aka", "dubbed", "known", "nicknamed"))
_LEADING = frozenset((",", "also", "best", "better", "commonly", "popularly", "widely"))
_GENDERS = ("feminine", "masculine")
# Other spellings and former names of places.
_PLACE_SPELLINGS = word_pairs("place_spelling")
# States of the United States, as news shortens them with a full stop: `Calif.`.
STATES = word_pairs("state_abbreviation")
# Letters that a place's name has at least for another spelling to be told from another place.
_LONG_PLACE = 6

Key = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A name with what it stands for: `key`, and `ruled`, the rules' key where a correction took its place."""

    name: Name
    report: str
    sentence: int
    start: int
    end: int
    surface: str
    measured: bool
    key: Key = ()
    metonym: bool = False
    ruled: Key = ()


def identify(found: list[Found]) -> list[Found]:
    """Every name with the key of what it stands for."""
    compass, formed = _compass(found), _formed(found)
    keyed = [_place_key(item, compass, formed) for item in found]
    if _GEORGIAN.isdisjoint(fold(item.surface) for item in found):
        keyed = [replace(item, key=("place", "georgia")) if item.key == ("country", "GE") else item for item in keyed]
    unkeyed = [i for i, item in enumerate(keyed) if item.name.type == "PERSON" and not item.key]
    titles = {i: title for i in unkeyed if (title := _title_before(keyed[i].name))}
    scopes = {i: ((found[i].report, found[i].sentence), ("paragraph", *found[i].name.place)) for i in unkeyed}
    persons = people.match_people({i: (found[i].report, found[i].surface) for i in unkeyed}, titles=titles, scopes=scopes,
                                  genders=_genders(keyed, unkeyed, titles))
    keys = {i: ("PERSON", *person) for i, person in persons.items()} | _organisation_keys(keyed)
    keys |= _union_keys(keyed, keys) | _nickname_keys(keyed, keys)
    told = [replace(item, key=keys.get(i) or item.key or _plain_key(item)) for i, item in enumerate(keyed)]
    spelt = _spelt_alike(told)
    return [replace(item, key=spelt.get(item.key, item.key)) for item in told]


def _spelt_alike(found: list[Found]) -> dict[Key, Key]:
    """Keys of places that are a transliteration of another's that the event has more often, where no report has both."""
    reports: dict[Key, list[str]] = defaultdict(list)
    for item in found:
        if item.key[:1] == ("place",) and len(item.key[1]) >= _LONG_PLACE:
            reports[item.key].append(item.report)
    usual: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(reports, key=lambda key: (key[1] not in gazetteer.regions(), -len(reports[key]), key)):
        usual[sound(key[1])].append(key)
    return {key: first for first, *others in usual.values() for key in others
            if key[1] not in gazetteer.regions() and {*reports[first]}.isdisjoint(reports[key])}


def _union_keys(found: list[Found], keys: dict[int, Key]) -> dict[int, Key]:
    """Place of `Brussels` as a metonym to the key of the European Union, where the event names that and not Belgium."""
    union = {key for i, key in keys.items() if organisations.core(found[i].surface)[0] == _UNION}
    senses = (gazetteer.sense_of(item.surface) for item in found)
    if len(union) != 1 or any(sense and sense.country == "BE" and sense.kind != "capital" for sense in senses):
        return {}
    return {i: min(union) for i, item in enumerate(found) if item.metonym and fold(item.surface) == "brussels"}


def _nickname_keys(found: list[Found], keys: dict[int, Key]) -> dict[int, Key]:
    """Place of a nickname to the key of the one person whom the event says to be called so: `Anna Hald, known as the Heron`."""
    called: dict[str, set[Key]] = defaultdict(set)
    for i, (person, nickname) in enumerate(pairwise(found)):
        if person.name.place == nickname.name.place and person.name.type == "PERSON" and not nickname.key:
            between = person.name.doc[person.name.last:nickname.name.first]
            words = [token.lower_ for token in between if not token.is_quote and token.dep_ != "det"]
            first = next((word for word in words if word not in _LEADING), "")
            if words[:1] == [","] and first in _CALLING and words[-1] == ("as" if first == "known" else first):
                called[fold(nickname.surface)].add(keys[i])
    return {i: min(called[name]) for i, item in enumerate(found) if len(called[name := fold(item.surface)]) == 1}


def named_tokens(found: list[Found]) -> dict[tuple[str, int], set[int]]:
    """For each paragraph its tokens that are part of a name."""
    named: dict[tuple[str, int], set[int]] = defaultdict(set)
    for item in found:
        named[item.name.place].update(range(item.name.first, item.name.last))
    return named


def _title_before(name: Name) -> str:
    """The title that stands directly before a person's name, or an empty string."""
    title = name.doc[name.first - 1].lower_.strip(".") if name.first else ""
    return title if title in TITLES else ""


def _genders(found: list[Found], people: list[int], titles: dict[int, str]) -> dict[int, str]:
    """Place in `found` to the gender of the person there, where a title or a noun beside the name tells it."""
    named, genders = named_tokens(found), {}
    for i in people:
        name = found[i].name
        beside = (token.base for token, _ in find_labels(name, named=named[name.place]))
        told = {gender for word in (titles.get(i, ""), *beside) for gender in _GENDERS if word in word_list(gender)}
        if len(told) == 1:
            genders[i] = min(told)
    return genders


def _compass(found: list[Found]) -> dict[str, str]:
    """Country codes that `the North` and its like mean in this event: the event names one country of two that share a name."""
    senses = [sense for item in found if (sense := gazetteer.sense_of(item.surface))]
    named = {sense.country for sense in senses if sense.kind != "capital"}
    meant = {}
    for word in sorted(COMPASS):
        fits = sorted(code for code in named if gazetteer.country_name(code).startswith(word + " ")
                      and gazetteer.country_name(code) not in ("South Africa", "North Macedonia"))
        if len(fits) == 1:
            meant[word.casefold()] = fits[0]
    return meant


def _formed(found: list[Found]) -> dict[str, str]:
    """Demonyms that are formed from a place which the event names and the gazetteer does not have, with that place."""
    unknown = [(item.name.type, fold(item.surface)) for item in found if not gazetteer.sense_of(item.surface)]
    places = {name for kind, name in unknown if kind == "GPE"}
    formed = gazetteer.find_demonyms({name for kind, name in unknown if kind == "NORP"}, places)
    return {word: fits[0] for word, fits in formed.items() if len(fits) == 1}


def _place_key(item: Found, compass: dict[str, str], formed: dict[str, str]) -> Found:
    """A country, capital, seat or part of the world; other names keep no key."""
    name, folded, sense = item.name, fold(item.surface), gazetteer.sense_of(item.surface)
    if name.type == "PERSON":
        return item
    if folded in compass:
        return replace(item, key=("country", compass[folded]), metonym=stands_for_government(name))
    if folded in gazetteer.seats():
        return replace(item, key=("seat", *gazetteer.seats()[folded]), metonym=not _is_house(name))
    if sense and sense.kind != "capital":
        return replace(item, key=("country", sense.country), metonym=name.type == "GPE" and stands_for_government(name))
    if folded in formed:
        return replace(item, key=("place", formed[folded]))
    if name.type == "GPE" and folded in formed.values():
        return replace(item, key=("place", folded), metonym=stands_for_government(name))
    if sense:
        metonym = stands_for_government(name, city=True)
        return replace(item, key=("country", sense.country) if metonym else ("place", folded), metonym=metonym)
    region = gazetteer.region_of(item.surface) or (item.surface if gazetteer.is_place(item.surface) else "")
    if region:
        return replace(item, key=("place", fold(region)), metonym=name.type != "NORP" and stands_for_government(name))
    if name.type == "GPE":
        return replace(item, key=_plain_key(item), metonym=stands_for_government(name, city=folded not in gazetteer.regions()))
    return item


def _is_house(name: Name) -> bool:
    """Whether the name of a seat means the building or the office to be won: `left the Kremlin`, `bid for the Kremlin`."""
    relation, head = name.root.dep_, name.root.head
    if relation == "pobj":
        return head.lower_ in _AT_HOUSE or head.lower_ == "for" and head.head.base in _FOR_HOUSE
    return relation == "dobj" and head.base in _OF_HOUSE


def _plain_key(item: Found) -> Key:
    """The key of a name that is neither country, person nor organisation."""
    folded = fold(item.surface)
    if item.name.type in PLACES:
        if folded in STATES and item.surface.count(".") == 1 + (" " in STATES[folded]):
            # `N.Y.` and `La.`, but not `L.A.`.
            return ("place", STATES[folded])
        short = folded.removesuffix(" city")
        wider = short not in _CITY_STATES and (gazetteer.sense_of(short) or short in gazetteer.regions())
        folded = folded if wider else short or folded
        return ("place", _PLACE_SPELLINGS.get(folded, folded))
    if item.name.type == "NORP":
        folded = folded[:-1] if folded.endswith("s") and len(folded) > 4 else folded
        return ("NORP", "democrat" if folded == "democratic" else folded)
    first, _, rest = folded.partition(" ")
    return (item.name.type, rest if rest and first in STORMS else folded)


def _organisation_keys(found: list[Found]) -> dict[int, Key]:
    """Place in `found` to the key of the organisation there."""
    places = [i for i, item in enumerate(found) if item.name.type == "ORG" and not item.key]
    cores = {i: organisations.core(found[i].surface) for i in places}
    country = {i: cores[i][1] or _country_before(found, i) or (
                   _country_of_office(found, i) if organisations.is_generic(cores[i][0]) else "")
               for i in places}
    pairs = organisations.bracketed_pairs(_neighbours(found))
    forms = organisations.match_organisations(Counter(core for core, _ in cores.values()), pairs=pairs)
    lands = {owner.removeprefix("place:") for owner in map(owner_country, found) if owner.startswith("place:")}
    stem = {}
    for i in places:
        bare = organisations.is_generic(cores[i][0])
        # An office with an owner of its own is not the one body whose longer name ends in the same words.
        stem[i], land = organisations.divide(cores[i][0] if bare and country[i] else forms[cores[i][0]], places=lands)
        country[i] = country[i] or organisations.divide(cores[i][0], places=lands)[1] or ("" if bare else land)
    owners: dict[str, set[str]] = defaultdict(set)
    by_report: dict[tuple[str, str], set[str]] = defaultdict(set)
    for i in places:
        owners[stem[i]] |= {country[i]} - {""}
        by_report[found[i].report, stem[i]] |= {country[i]} - {""}
    keys = {}
    for i in places:
        if not organisations.is_generic(stem[i]):
            keys[i] = ("ORG", stem[i])
            continue
        near = by_report[found[i].report, stem[i]] or owners[stem[i]]
        keys[i] = ("ORG", stem[i], country[i] or (min(near) if len(near) == 1 else ""))
    return keys | _office_acronyms(found, keys)


def _office_acronyms(found: list[Found], keys: dict[int, Key]) -> dict[int, Key]:
    """Place of an acronym to the key of the one office for whose whole name its letters stand: `NLC`, `Norland Labour Congress`."""
    wholes = {fold(found[i].surface): key for i, key in keys.items() if len(key) > 2 and len(found[i].surface.split()) > 2}
    fits = {i: {key for whole, key in wholes.items() if organisations.acronym_of(fold(found[i].surface), whole)} for i in keys}
    return {i: min(offices) for i, offices in fits.items() if len(offices) == 1}


def _neighbours(found: list[Found]) -> list[tuple[str, str]]:
    """Names of organisations of which the second stands in brackets directly behind the first, or is what that is `known as`."""
    beside = [(a, b, a.name.doc.span(a.name.last, b.name.first).text.strip()) for a, b in pairwise(found)
              if a.name.place == b.name.place and a.name.type == b.name.type == "ORG"]
    return [(a.surface, b.surface) for a, b, between in beside if re.fullmatch(_KNOWN_AS, between)
            or between == "(" and a.name.doc.span(b.name.last, b.name.last + 1).text == ")"]


def _country_before(found: list[Found], i: int) -> str:
    """The country whose name, demonym or seat stands before a name as its owner, with nothing but describing words between."""
    item, before = found[i], found[i - 1]
    if i == 0 or (before.report, before.sentence) != (item.report, item.sentence):
        return ""
    between = item.name.doc[before.name.last:item.name.first]
    if any(token.pos_ not in ("ADJ", "PART", "NOUN", "VERB") or token.is_punct for token in between):
        return ""
    owns = before.name.type == "NORP" or between and between[0].tag_ == "POS"
    return owner_country(before) if owns else ""


def _country_of_office(found: list[Found], i: int) -> str:
    """The country in which an office is said to be: `the Foreign Ministry in Nairobi`, `In Nairobi, the Foreign Ministry`."""
    name = found[i].name
    for other in (found[i - 1] if i else None, found[i + 1] if i + 1 < len(found) else None):
        sense = gazetteer.sense_of(other.surface) if other is not None and other.name.place == name.place else None
        if sense is None or sense.kind == "demonym":
            continue
        first, last = sorted(((name.first, name.last), (other.name.first, other.name.last)))
        between = [token.lower_ for token in name.doc[first[1]:last[0]]]
        begins = other.name.first and name.doc[other.name.first - 1].text == "In"
        if between == ["in"] and other.name.first > name.first or begins and between in ([",", "the"], ["the"]):
            return sense.country
    return ""


def owner_country(item: Found) -> str:
    """The country that a name is or belongs to: its code, or `place:` and the name of one that has no code."""
    if item.key[:1] in (("country",), ("seat",)):
        return item.key[-1]
    sense = gazetteer.sense_of(item.surface)
    state = item.key == ("place", "georgia")
    if item.key[:1] == ("place",) and (item.name.type == "NORP" or item.name.type == "GPE" and (state or not sense)):
        return f"place:{item.key[1]}" if item.key[1] not in gazetteer.PLACES else ""
    if item.key[:1] == ("ORG",) and len(item.key) > 2:
        return item.key[2]
    return sense.country if sense else ""


def is_form_of(name: str, full: str, key: Key) -> bool:
    """Whether one of two names of an entity is only another writing of the other, a shorter one, or formed from it.

    A surname or initial is of a full name, a demonym of its place, an acronym or a shorter name of an organisation's; a variant
    spelling of a person's name is not, nor is a capital of the country that it stands for.
    """
    short, whole = fold(name), fold(full)
    if short == whole:
        return True
    if key[0] == "PERSON":
        a, b = people.parts(name), people.parts(full)
        return a[0] in b if len(a) == 1 else len(b) > 1 and people.same_person(a, b, apart=False)
    if key[0] == "country":
        senses = gazetteer.sense_of(name), gazetteer.sense_of(full)
        return all(sense and sense.kind != "capital" for sense in senses) and senses[1].kind == "name"
    if key[0] == "place":
        return whole == key[1]
    return key[0] == "ORG" and organisations.is_shorter(name, full)
