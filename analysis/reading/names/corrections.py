"""A person's corrections to the register of entities: checked, and set in the place of what the rules found."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading import gazetteer
from analysis.reading.gazetteer import spelling
from analysis.reading.names.identities import Found, Key, is_form_of

if TYPE_CHECKING:
    import pandas as pd

CORRECTIONS = ("alias", "entity", "type", "country", "wikidata", "report")
# (name as looked up, report or an empty string for all) to the entity's row; every entity also under its own name.
Register = dict[tuple[str, str], dict[str, str]]
# Characters that a name may have.
MOST_LETTERS = 200


def read_register(corrections: pd.DataFrame | None, *, reports: Collection[str], where: str = "corrections") -> Register:
    """The corrections by alias and report.

    Parameters
    ----------
    corrections : DataFrame or None
        Columns alias, entity and, where given, type, country, wikidata, report. A row with a report holds in that report alone.
    reports : collection of str
        The reports of the corpus.
    where : str
        What the corrections are called in messages: their file.

    Raises
    ------
    ValueError
        One line that names `where`, the row (1 = first below the header) and column, what was found and expected: a column is
        missing or unknown, a cell is no name, type, code, id or report, or two rows contradict each other.
    """
    if corrections is None:
        return {}
    for column in corrections.columns:
        if column not in CORRECTIONS:
            raise ValueError(f"{where}: unknown column {column!r}; accepted are {', '.join(CORRECTIONS)}")
    for column in ("alias", "entity"):
        if column not in corrections.columns:
            raise ValueError(f"{where}: column {column!r} is missing; expected {', '.join(CORRECTIONS)}")
    register: Register = {}
    spelled: dict[str, str] = {}
    for number, row in enumerate(_rows(corrections), 1):
        place = f"{where}: row {number}"
        _check(row, reports=reports, place=place)
        entity = register.setdefault((written(row["entity"]), ""), dict(row))
        for name, report in ((row["entity"], ""), (row["alias"], row["report"])):
            spelled.setdefault(written(name), name)
            before = register.setdefault((written(name), report), entity)["entity"]
            if written(before) != written(row["entity"]):
                raise ValueError(f"{place}: alias {name!r} has two entities, {before!r} and {row['entity']!r}; keep one of them, "
                                 "or give each its report")
        _merge(entity, row, place=place)
    return {key: entity | {"alias": spelled[key[0]]} for key, entity in register.items()}


def _rows(corrections: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of the corrections, every column as text."""
    frame = corrections.reindex(columns=list(CORRECTIONS), fill_value="").fillna("")
    rows = [{column: str(value).strip() for column, value in row.items()} for row in frame.to_dict("records")]
    return [row | {"report": unicodedata.normalize("NFC", row["report"])} for row in rows]


def _check(row: dict[str, str], *, reports: Collection[str], place: str) -> None:
    """ValueError for a row that lacks its alias or entity, or has a value that is none."""
    for column, other in (("alias", "entity"), ("entity", "alias")):
        if not any(map(str.isalnum, row[column])):
            raise ValueError(f"{place}: {column} {row[column]!r} beside {other} {row[other]!r} is no name; "
                             "every row needs an alias and an entity")
        if len(row[column]) > MOST_LETTERS:
            raise ValueError(f"{place}: {column} has {len(row[column]):,} characters; a name may have {MOST_LETTERS}")
    for column, right, accepted in (
            ("type", row["type"] in schema.ENTITY_TYPES, ", ".join(schema.ENTITY_TYPES)),
            ("country", gazetteer.is_code(row["country"]), "the two-letter codes of ISO 3166-1, such as NO"),
            ("wikidata", bool(re.fullmatch(r"Q[1-9][0-9]*", row["wikidata"])), "the ids of Wikidata, such as Q42"),
            ("report", row["report"] in reports, "the reports of the corpus, " + ", ".join(sorted(reports)[:10]))):
        if row[column] and not right:
            raise ValueError(f"{place}: {column} {row[column]!r} of {row['alias']!r} is none of {accepted}; "
                             "correct the cell or leave it empty")


def _merge(whole: dict[str, str], row: dict[str, str], *, place: str) -> None:
    """Give an entity what another of its rows says; ValueError where the two contradict each other."""
    for column in ("type", "country", "wikidata"):
        if whole[column] and row[column] and whole[column] != row[column]:
            raise ValueError(f"{place}: entity {row['entity']!r} has two values of {column}, {whole[column]!r} and "
                             f"{row[column]!r}; keep one of them")
        whole[column] = whole[column] or row[column]


def written(name: str) -> str:
    """A name as corrections are looked up by it: blanks, kind of apostrophe and case aside."""
    return spelling(name).casefold()


def correct(found: list[Found], register: Register) -> list[Found]:
    """Names with the corrections' entities; other spellings that the rules had found for a corrected name may follow it."""
    rows = [register.get((written(item.surface), item.report)) or register.get((written(item.surface), "")) for item in found]
    named: dict[tuple[Key, str], dict[str, str]] = defaultdict(dict)
    for item, row in zip(found, rows, strict=True):
        if row:
            alone = (written(item.surface), item.report) in register
            named[item.key, item.report if alone else ""][item.surface] = row["entity"]
    corrected = []
    for item, row in zip(found, rows, strict=True):
        entity = row["entity"] if row else (
            _followed(item, named[item.key, item.report]) or _followed(item, named[item.key, ""]) or _named_like(item, register))
        if entity:
            item = replace(item, key=("corrected", entity), ruled=item.key, metonym=not row and item.metonym)
        corrected.append(item)
    return corrected


def _named_like(item: Found, register: Register) -> str:
    """The corrected entity that has the name of the country which a name stands for: the two are one."""
    name = written(gazetteer.country_name(item.key[1])) if item.key[0] == "country" else ""
    entity = register.get((name, ""), {"entity": ""})["entity"]
    return entity if written(entity) == name else ""


def _followed(item: Found, named: dict[str, str]) -> str:
    """The corrected entity that a name without a correction follows, of those (`named`) that the rules take for the same.

    It follows a name that it is a form of. Where it is a form of none, it follows a name that the correction leaves as the
    entity's own; a country's other names do not, for its capital may be one of them.
    """
    forms = {entity for alias, entity in named.items() if is_form_of(item.surface, alias, item.key)}
    kept = {entity for alias, entity in named.items() if written(alias) == written(entity) and item.key[0] != "country"}
    return next((min(fits) for fits in (forms, kept) if len(fits) == 1), "")


def find_unused(corrections: pd.DataFrame | None, mentions: pd.DataFrame) -> list[tuple[int, str]]:
    """Rows of the corrections (1 = first below the header) whose alias is no name in the reports that they hold in, with that alias.

    Parameters
    ----------
    corrections : DataFrame or None
        As `read_register` takes it.
    mentions : DataFrame
        `mentions` as `schema.TABLES` defines it, read with these corrections.
    """
    if corrections is None:
        return []
    names = {(written(row.surface), report) for row in mentions.itertuples() for report in (row.report, "")}
    return [(number, row["alias"]) for number, row in enumerate(_rows(corrections), 1)
            if (written(row["alias"]), row["report"]) not in names]


def find_ambiguous(entities: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """People known by one word alone that is a part of several others' names, with those others: whom it means is for a person to say.

    Parameters
    ----------
    entities : DataFrame
        `entities` as `schema.TABLES` defines it.
    """
    people = sorted(entities.loc[entities["type"] == "PERSON", "entity"])
    others = {name: [other for other in people if other != name and name in re.split(r"[\s-]+", other)] for name in people}
    return [(name, fits) for name, fits in others.items() if len(fits) > 1]
