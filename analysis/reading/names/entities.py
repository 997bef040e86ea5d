"""Names in an event's reports to entities: one entity for one person, country, organisation, place, however it is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import count
from string import capwords
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading import gazetteer
from analysis.reading.gazetteer import fold, spelling
from analysis.reading.names import deeds, labels
from analysis.reading.names.corrections import Register, correct, read_register, written
from analysis.reading.names.identities import STATES, Found, Key, identify, named_tokens, owner_country
from analysis.reading.names.known import shorter_forms
from analysis.reading.names.names import Name, find_names
from analysis.reading.names.votes import favourite_type
from analysis.reading.roles import BODY_NOUNS, is_field, whole_role
from analysis.reading.text.trees import dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

# What bodies are called beside their names; an ally is no body's home.
_BODY_NOUNS = BODY_NOUNS | word_list("publication")
_EDGES = " \t\r\n\u00a0-–—\"'“”‘’,;:/"


def resolve_entities(readings: list[Reading], *, corrections: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Who and what the reports of one event name: every mention in headline and body, the entities, their labels and deeds.

    Parameters
    ----------
    readings : list[Reading]
        The parsed reports of one event.
    corrections : DataFrame, optional
        A person's register: columns alias, entity and, where known, type, country, wikidata, report. A mention written as `alias`
        (case aside) is that entity, whatever the rules say, in all reports or in the one named. Its shorter and derived forms (a
        surname, a demonym, an acronym) follow where the rules take them for the same; empty cells leave the rules' values.

    Returns
    -------
    dict
        `mentions`, `entities`, `labels` and `roles`, as `schema.TABLES` defines them.

    Raises
    ------
    ValueError
        The corrections are none, as `corrections.read_register` says.

    Notes
    -----
    Names come from the model's tagger, repaired by rules, and from exact matches of names known in the event. A capital that
    stands for its government is a metonym and has the country as its entity (`North Korea`), otherwise the city; `Brussels` has
    the European Union where the event names that and not Belgium. Any other place that acts is a metonym as itself, a team that
    plays in its name among them. A seat such as the White House stays an entity of its own, a metonym with its country beside it,
    because it says which part of the government is meant. A demonym is a mention of its country. A part of a name that fits two
    people stays an entity of its own. Known bias: a name that no report gives in full, or that stands only in a line of
    capitalised words, is more often missed or kept apart.
    """
    register = read_register(corrections, reports={reading.report for reading in readings})
    extra = [(row["alias"], row["type"]) for _, row in sorted(register.items())]
    found = correct(identify(_locate(readings, find_names(readings, extra=extra))), register)
    entities = _describe(found, register)
    mentions = [
        {"report": item.report, "sentence": item.sentence, "start": item.start, "end": item.end, "surface": item.surface,
         "entity": entities[item.key]["entity"], "type": _mention_type(item, entities[item.key]["type"]), "metonym": item.metonym}
        for item in found if item.measured]
    shown = {mention["entity"] for mention in mentions}
    rows = [row for row in entities.values() if row["entity"] in shown]
    names = {key: row["entity"] for key, row in entities.items()}
    return {"mentions": schema.build("mentions", mentions), "entities": schema.build("entities", rows),
            "labels": schema.build("labels", _labels(found, names)),
            "roles": schema.build("roles", _roles(found, names))}


def _mention_type(item: Found, entity_type: str) -> str:
    """A mention has its entity's type, but a demonym stays a demonym, and a capital that speaks for a union of states a place."""
    if item.name.type == "NORP" and entity_type in ("GPE", "LOC"):
        return "NORP"
    return "GPE" if item.name.type == "GPE" and item.key[0] == "ORG" else entity_type


def _locate(readings: list[Reading], names: list[Name]) -> list[Found]:
    """Names with their places in the reports' texts."""
    found, known = [], {reading.report: reading for reading in readings}
    for name in names:
        reading = known[name.report]
        raw = reading.text[name.doc[name.first].start:name.doc[name.last - 1].end]
        # The tokenizer leaves marks on names.
        surface = raw.strip(_EDGES)
        start = name.doc[name.first].start + len(raw) - len(raw.lstrip(_EDGES))
        if surface:
            found.append(Found(name, name.report, reading.sentence_at(start).number, start, start + len(surface),
                               " ".join(surface.split()), name.doc.zone in schema.MEASURED_ZONES))
    return found


class _Event(NamedTuple):
    """What an event's names tell together of the entities."""

    beside: dict[Key, str]  # countries that stand beside names of people and bodies
    prefixes: dict[str, str]  # what stands before the offices of places
    register: Register


def _describe(found: list[Found], register: Register) -> dict[Key, dict[str, str]]:
    """One row of the table of entities for each key."""
    groups: dict[Key, list[Found]] = defaultdict(list)
    for item in found:
        groups[item.key].append(item)
    event = _Event(_countries_beside(found), _prefixes(found), register)
    rows: dict[Key, dict[str, str]] = {}
    used: set[str] = set()
    # Countries and corrected names come first, so that they keep their names where another entity has the same.
    order = sorted(groups, key=lambda key: (key[0] not in ("corrected", "country"), -len(groups[key]), key))
    for key in order:
        row = _row(key, groups[key], event)
        if row["entity"].casefold() in used and key[0] != "corrected":
            names = (f"{row['entity']} ({row['type']}{'' if n == 1 else f' {n}'})" for n in count(1))
            row["entity"] = next(name for name in names if name.casefold() not in used)
        used.add(row["entity"].casefold())
        surfaces = {item.surface for item in groups[key]} - {row["entity"]}
        rows[key] = row | {"aliases": ";".join(sorted(surface.replace(";", ",") for surface in surfaces))}
    return rows


def _prefixes(found: list[Found]) -> dict[str, str]:
    """What stands before the offices of each place (`place:` and its name): its demonym there, or its name."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        rule = item.ruled or item.key
        if rule[0] == "place":
            groups[f"place:{rule[1]}"].append(item)
    prefixes = {}
    for owner, items in groups.items():
        demonyms = Counter(item.surface for item in items if item.name.type == "NORP" and not item.surface.endswith("s"))
        prefixes[owner] = max(sorted(demonyms), key=demonyms.get, default="") or _canonical(items)
    return prefixes


def _row(key: Key, items: list[Found], event: _Event) -> dict[str, str]:
    """Canonical name, type, country and Wikidata id of one entity."""
    kind = key[0] if key[0] in ("ORG", "PERSON") else favourite_type(Counter(item.name.type for item in items))
    row = {"entity": _canonical(items), "type": kind, "country": "", "wikidata": ""}
    if key[0] == "corrected":
        known = event.register[written(key[1]), ""]
        rules = Counter(item.ruled for item in items)
        rule = max(sorted(rules), key=rules.get)
        row = _row(rule, items, event._replace(beside={rule: event.beside.get(key, "")}))
        return row | {"entity": key[1]} | {column: known[column] for column in ("type", "country", "wikidata") if known[column]}
    if key[0] == "country":
        return row | {"entity": gazetteer.country_name(key[1]), "type": "GPE", "country": key[1]}
    if key[0] == "seat":
        return row | {"country": key[2]}
    if key[0] == "PERSON":
        return row | {"country": event.beside.get(key, "")}
    if key[0] == "place":
        sense = gazetteer.senses().get(key[1])
        region = next((name for name in gazetteer.REGIONS.values() if fold(name) == key[1]), row["entity"])
        # Of Kent and Kent County one is elsewhere.
        home = "" if key[1].endswith(" county") else (
            gazetteer.home_of(key[1]) or gazetteer.home_of(row["entity"]) or _country_of_body(row["entity"], ""))
        country = "" if key[1] == "georgia" else sense.country if sense else home or event.beside.get(key, "")
        if region.endswith(".") and key[1] in STATES.values():
            region = capwords(key[1])
        elif region.isupper() and len(region) > 3 and "." not in region:
            region = capwords(region)
        return row | {"entity": region, "type": "GPE" if kind == "NORP" else kind, "country": country}
    if key[0] == "ORG" and (owner := "".join(key[2:])):
        return row | {"entity": _with_owner(row["entity"], owner, event.prefixes), "country": owner if len(owner) == 2 else ""}
    inside = _country_inside(items) if key[0] == "ORG" else ""
    return row | {"country": inside or _country_of_body(row["entity"], event.beside.get(key, ""))}


def _with_owner(name: str, owner: str, prefixes: dict[str, str]) -> str:
    """An office's name with what stands before the offices of its country or place, unless one stands there."""
    own, words = {fold(prefix) for prefix in prefixes.values()} | {place.removeprefix("place:") for place in prefixes}, name.split()
    if gazetteer.sense_of(words[0]) or gazetteer.country_at_end(words) or any(
            fold(name).startswith((f"{start} ", f"{start}'s ")) for start in own):
        return name
    # A country's name of several words before it gives way.
    n, _ = gazetteer.country_in_front(words)
    return f"{prefixes.get(owner) or gazetteer.demonym_of(owner)} {' '.join(words[n:])}"


def _canonical(items: list[Found]) -> str:
    """The fullest of the common ways in which an entity is written."""
    named = [item for item in items if item.name.type != "NORP" and not (item.key[0] == "ORG" and item.name.type == "GPE")] or items
    counts = Counter(item.surface for item in named if not item.surface.isupper()) or Counter(item.surface for item in named)
    longest = max(len(surface.split()) for surface in counts)
    full = {surface: n for surface, n in counts.items() if len(surface.split()) > 1} if longest > 1 else counts
    if items[0].key[0] == "PERSON":
        full = _without_shortened(full, items)
    common = [surface for surface, n in full.items() if 2 * n >= max(full.values())]
    return min(common, key=lambda surface: (-len(fold(surface).split()), -full[surface], -len(surface), surface))


def _without_shortened(full: dict[str, int], items: list[Found]) -> dict[str, int]:
    """A person's names but nicknames, and those that shorten another one which stands in half as many reports: `López Obregón`."""
    reports: dict[str, set[str]] = defaultdict(set)
    for item in items:
        reports[spelling(item.surface)].add(item.report)
    shortened = {form for name in map(spelling, full) for form in shorter_forms(name) if 2 * len(reports[name]) >= len(reports[form])}
    return {surface: n for surface, n in full.items()
            if spelling(surface) not in shortened and not set(items[0].key).isdisjoint(fold(surface).split())} or full


def _country_inside(items: list[Found]) -> str:
    """The country that an organisation's own name begins or ends with: `Norland Water`, `Athletics Norland`."""
    words = [item.surface.split() for item in items]
    countries = Counter(gazetteer.country_in_front(name)[1] or gazetteer.country_at_end(name) for name in words)
    return max(sorted(filter(None, countries)), key=countries.get, default="")


def _country_of_body(name: str, beside: str) -> str:
    """The country of a body whose own name has none: the one `beside` it, or that of the tables; states' joint bodies have none."""
    role = whole_role(name)
    if role is None or not role.country:
        joint = role is not None and role.source_type == "international_organisation"
        return "" if joint else beside or gazetteer.home_of(name, cities=False)
    # Many states have a supreme court, and a socialist party.
    return beside if role.source_type in ("government", "party") else role.country


def _countries_beside(found: list[Found]) -> dict[Key, str]:
    """Person, place, or body with no office's name, to the country that what stands beside the name gives most often."""
    at = {(*item.name.place, token): item for item in found for token in range(item.name.first, item.name.last)}
    named = named_tokens(found)
    votes: dict[Key, Counter] = defaultdict(Counter)
    for item in found:
        name = item.name
        body = item.key[:1] == ("ORG",) and len(item.key) == 2 and name.type == "ORG"
        if name.type == "GPE":
            if (country := _country_around(item, at)):
                votes[item.key][country] += 1
            continue
        if name.type != "PERSON" and not body:
            continue
        roles = [token for token, _ in labels.find_labels(name, named=named[name.place])
                 if (token.base in _BODY_NOUNS if body else token.base not in word_list("abroad"))]
        owners = [name.first - 2] if any(role.i == name.first - 1 for role in roles) else []
        for token in [*(role for role in roles if role.pos_ in ("NOUN", "PROPN")), name.root]:
            owners += [child.i for child in labels.owners(token)]
        beside = [other for token in owners if (other := at.get((*name.place, token))) is not None
                  and not (other.name.type in ("GPE", "LOC") and is_field(name.doc[other.name.first], name.doc[token]))]
        countries = {country for other in beside if len(country := owner_country(replace(other, key=other.ruled or other.key))) == 2}
        if len(countries) == 1:
            votes[item.key][min(countries)] += 1
    return {key: max(sorted(counter), key=counter.get) for key, counter in votes.items()}


def _country_around(item: Found, at: dict[tuple, Found]) -> str:
    """The country in which a place is said to lie: `Haldvik, Norway`, `the Norwegian town of Haldvik`; none of a list of places."""
    name, doc = item.name, item.name.doc
    larger = at.get((*name.place, name.last + 1)) if doc.span(name.last, name.last + 1).text == "," else None
    listed = larger is not None and doc.span(larger.name.last, larger.name.last + 1).text in ("and", "or", "&")
    if larger is not None and not listed and gazetteer.may_lie_in(item.surface, larger.surface):
        sense = gazetteer.sense_of(larger.surface)
        return sense.country if sense else gazetteer.home_of(larger.surface)
    of, town = name.root.head, name.root.head.head
    if of.lower_ != "of" or town.base not in word_list("place_noun"):
        return ""
    beside = [at.get((*name.place, child.i)) for child in dependents(town, "amod", "nmod", "compound", "poss")]
    countries = {country for other in beside if other is not None and len(country := owner_country(other)) == 2}
    return countries.pop() if len(countries) == 1 else ""


def _labels(found: list[Found], names: dict[Key, str]) -> list[dict]:
    """Rows of the table of labels; a word labels one entity, the first that it stands by."""
    named = named_tokens(found)
    rows: dict[tuple[str, int], dict] = {}
    for item in found:
        name = item.name
        if not item.measured or name.type == "NORP":
            continue
        for token, relation in labels.find_labels(name, named=named[name.place]):
            words = labels.words_of(token, named=named[name.place])
            rows.setdefault((item.report, words[0].start), {
                "report": item.report, "start": words[0].start, "end": words[-1].end, "entity": names[item.key],
                "label": labels.label_of(words, token), "relation": relation})
    return list(rows.values())


def _roles(found: list[Found], names: dict[Key, str]) -> list[dict]:
    """Rows of the table of roles: the mentions that act or are acted on."""
    done = [(item, *deed) for item in found if item.measured and (deed := deeds.find_deed(item.name))]
    return [{"report": item.report, "start": item.start, "end": item.end, "entity": names[item.key], "role": role, "verb": verb.base}
            for item, role, verb in done]
