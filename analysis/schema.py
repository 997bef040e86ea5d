"""The tables: names, columns, types, keys, and what a row is. The one definition that code, documents and tests share.

Positions are Unicode code points into a report's text (UTF-8, newlines as they are), from `start` to before `end`; a cell of spans is
`12-20;31-44`. Countries are ISO 3166-1 alpha-2. A report's sentences are numbered from 0. `codebook.csv` defines coded values.

A table in memory is a DataFrame with plain dtypes: `str` for text, codes, dates and spans (empty = unknown), `int64`,
`float64`, `bool`, and `Int64` where a number may be missing.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ZONES = ("headline", "body", "caption", "credit", "boilerplate")
MEASURED_ZONES = ("headline", "body")
PARSED_ZONES = ("headline", "body", "caption")
MODES = ("direct", "mixed", "indirect")
SOURCE_TYPES = (
    "state_media", "news_agency", "media", "government", "military", "party", "intelligence",
    "international_organisation", "expert", "document", "public", "other",
)
NAMINGS = ("named", "role", "anonymous", "none")
STANCES = ("neutral", "assertive", "doubting", "denying", "accusing", "promising")
ENTITY_TYPES = ("PERSON", "GPE", "ORG", "NORP", "EVENT", "WORK", "PRODUCT", "FAC", "LOC")
LABEL_RELATIONS = ("modifier", "apposition", "predicate", "compound")
ROLES = ("agent", "patient")
STATUSES = ("own_voice", "attributed", "hedged", "doubted", "denied")
CONFLICT_KINDS = ("number", "date", "name", "negation", "strength", "speaker_changed", "attribution_lost")
PASSAGE_KINDS = ("copied", "edited", "shared_quotation")

# Words of the shortest passage that two reports share.
SHORTEST_PASSAGE = 7
# Bytes that an id may have: it is a part of files' names, which may have 255.
LONGEST_ID = 200
SPANS = re.compile(r"(\d{1,15}-\d{1,15}(;\d{1,15}-\d{1,15})*)?", re.ASCII)
PATTERNS = {"spans": SPANS, "date": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), "digest": re.compile(r"[0-9a-f]{64}"),
            "id": re.compile(r"(?!.*\.\.)\w[\w.\- ]{0,199}"),
            "english": re.compile(r"\s*(en|eng|english)([-_]\w+)*\s*", re.IGNORECASE)}


@dataclass(frozen=True)
class Column:
    """One column: its kind (`text`, `integer`, `number`, `flag`, or one of `PATTERNS`) and what it accepts."""

    name: str
    kind: str = "text"
    values: tuple[str, ...] = ()
    empty: bool = True
    least: float | None = None
    most: float | None = None

    @property
    def dtype(self) -> str:
        """The column's pandas dtype."""
        integer = "Int64" if self.empty else "int64"
        return {"integer": integer, "number": "float64", "flag": "bool"}.get(self.kind, "str")

    @property
    def expectation(self) -> str:
        """What a cell must be, in words."""
        if self.values:
            return ("empty or " if self.empty else "") + "one of " + ", ".join(self.values)
        bounds = "" if self.least is None else f" from {self.least:g}" + (f" to {self.most:g}" if self.most is not None else "")
        words = {"integer": "a whole number", "number": "a number", "flag": "true or false", "spans": "spans as 12-20;31-44",
                 "date": "an ISO date as 2031-05-04", "digest": "a SHA-256 of 64 hexadecimal digits", "text": "text",
                 "id": f"letters, digits, '.', '_', '-' and blanks, {LONGEST_ID} bytes at most, as in the file's stem",
                 "english": "en, as English alone can be read; take the report out of the corpus, or put a translation there"}
        return words[self.kind] + bounds + ("" if self.empty else ", not empty")

    def accepts(self, value: object) -> bool:
        """Whether a cell of the column's dtype is one that it may hold; None stands for a missing number."""
        if value is None:
            return self.dtype == "Int64"
        if self.dtype != "str":
            return (self.least is None or value >= self.least) and (self.most is None or value <= self.most) and math.isfinite(value)
        if value == "" or not isinstance(value, str):
            return value == "" and self.empty
        if self.kind in PATTERNS:
            sound = _is_day(value) if self.kind == "date" else self.kind != "id" or len(value.encode()) <= LONGEST_ID
            return PATTERNS[self.kind].fullmatch(value) is not None and sound
        return not self.values or value in self.values


def _is_day(text: str) -> bool:
    """Whether a date is a day of the calendar, which `2023-02-30` is not."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, the columns that are its key, and what a row is, with the columns that the codebook has not."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    row: str

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]


def _text(name: str, *values: str, empty: bool = False) -> Column:
    return Column(name, "text", values, empty)


def _count(name: str, *, empty: bool = False, least: int = 0) -> Column:
    return Column(name, "integer", (), empty, least)


def _span(side: str = "") -> tuple[Column, Column]:
    return _count(f"start{side}"), _count(f"end{side}")


TABLES: dict[str, Table] = {table.name: table for table in (
    Table("reports", ("report",), (
        _text("report"), _text("event"), _text("outlet", empty=True), Column("published", "date"), _text("language", empty=True),
        _text("agency", empty=True), _count("n_characters"), _count("n_words"), _count("n_sentences"),
        Column("sha256", "digest", empty=False)),
        "A report: its `outlet`, day (`published`) and `language`, the wire service that it credits or copies (`agency`), its "
        "`n_characters`, the `n_words` and `n_sentences` of headline and body, and the `sha256` of its text file"),
    Table("zones", ("report", "start"), (_text("report"), *_span(), _text("zone", *ZONES)),
        "A stretch of a report; only headlines and bodies are measured"),
    Table("sentences", ("report", "sentence"), (
        _text("report"), _count("sentence"), *_span(), _text("zone", *ZONES), _count("n_words")),
        "A sentence with its `n_words`"),
    Table("attributions", ("report", "attribution"), (
        _text("report"), _count("attribution", least=1), Column("source_spans", "spans"), Column("cue_spans", "spans"),
        Column("content_spans", "spans"), _text("mode", *MODES), _text("source", empty=True),
        _text("source_type", *SOURCE_TYPES, empty=True), _text("source_country", empty=True), _text("naming", *NAMINGS),
        _text("cue", empty=True), _text("stance", *STANCES), Column("negated", "flag", empty=False), _text("relay", empty=True),
        _count("parent", empty=True, least=1), Column("confidence", "number", (), False, 0, 1)),
        "An act of letting a source speak, numbered from 1 in the order of the text: where source, cue and content stand (`source_spans`, "
        "`cue_spans`, `content_spans`), and how sure the reading is of it (`confidence`, to 1)"),
    Table("mentions", ("report", "start"), (
        _text("report"), _count("sentence"), *_span(), _text("surface"), _text("entity"), _text("type", *ENTITY_TYPES),
        Column("metonym", "flag", empty=False)),
        "A name in a headline or body: how it is written (`surface`) and whom or what it means (`entity`)"),
    Table("entities", ("entity",), (
        _text("entity"), _text("type", *ENTITY_TYPES), _text("country", empty=True), _text("aliases", empty=True),
        _text("wikidata", empty=True)),
        "Whom or what names mean, under a name of its own (`entity`): its `country`, its other names, joined by `;` (`aliases`), and its "
        "number in Wikidata where somebody gave it (`wikidata`)"),
    Table("labels", ("report", "start"), (
        _text("report"), *_span(), _text("entity"), _text("label"), _text("relation", *LABEL_RELATIONS)),
        "A word put to an `entity`, by its lemma (`label`)"),
    Table("roles", ("report", "start"), (
        _text("report"), *_span(), _text("entity"), _text("role", *ROLES), _text("verb")),
        "A deed that an `entity` does or that is done to it, by the lemma of its `verb`"),
    Table("claims", ("claim",), (_text("claim"), _text("event"), _text("label"), _count("n_reports", least=1)),
        "Something said to be so, called by lemmas and names (`label`), and how many reports say it (`n_reports`)"),
    Table("claim_mentions", ("claim", "report", "start"), (
        _text("claim"), _text("report"), _count("sentence"), *_span(), _count("rank", least=1), _text("status", *STATUSES),
        _count("attribution", empty=True, least=1)),
        "A place where a report makes a claim: in which order the report's claims first come (`rank`), and the `attribution` that vouches "
        "for it"),
    Table("conflicts", ("event", "kind", "report_a", "start_a"), (
        _text("event"), _text("claim", empty=True), _text("kind", *CONFLICT_KINDS), _text("report_a"), *_span("_a"),
        _text("report_b"), *_span("_b"), Column("score", "number", (), False, 0)),
        "A candidate for a disagreement of two reports on a claim, or on a name, for a person to judge, the likelier the higher its "
        "`score`"),
    Table("passages", ("report_a", "start_a", "report_b"), (
        _text("report_a"), *_span("_a"), _text("report_b"), *_span("_b"), _count("n_words"), _text("kind", *PASSAGE_KINDS)),
        "Words that stand in two reports, `n_words` of them"),
    Table("terms", ("report", "lemma", "part_of_speech"), (
        _text("report"), _text("lemma"), _text("part_of_speech"), _count("n", least=1)),
        "A word of headlines and bodies, by `lemma` and `part_of_speech`, and how often it stands there (`n`)"),
)}

# The name that rows of all reports together have in figures' tables.
POOLED = "all"
MANIFEST = Table("manifest", ("report",), (
    Column("report", "id", empty=False), _text("outlet", empty=True), _text("agency", empty=True), Column("published", "date"),
    Column("language", "english"), Column("event", "id", empty=False), Column("sha256", "digest")),
    "What is known of a report beside its text")


def build(name: str, rows: list[dict]) -> pd.DataFrame:
    """A table from row dictionaries: typed, sorted by its key, checked.

    Raises
    ------
    ValueError
        A row breaks the table's definition.
    """
    import pandas as pd

    ordered = sorted(rows, key=lambda row: tuple(row[column] for column in TABLES[name].key))
    return validate(name, pd.DataFrame({column.name: pd.Series([row.get(column.name) for row in ordered], dtype=column.dtype)
                                        for column in TABLES[name].columns}))


def validate(name: str, frame: pd.DataFrame, *, where: str = "") -> pd.DataFrame:
    """`frame` as it came, when it meets the definition of table `name`: columns, types, values, unique key, order by key.

    Raises
    ------
    ValueError
        One line that names the table (or `where`), the row (1 = first below the header), the column and what was expected.
    """
    import pandas as pd

    definition, where = TABLES[name], where or name
    for column in definition.names:
        if column not in frame.columns:
            raise ValueError(f"{where}: column {column!r} is missing; expected {', '.join(definition.names)}")
    if list(frame.columns) != definition.names:
        raise ValueError(f"{where}: columns {', '.join(frame.columns)} found, expected {', '.join(definition.names)}")
    for column in definition.columns:
        if str(frame[column.name].dtype) != column.dtype:
            raise ValueError(f"{where}: column {column.name!r}: {frame[column.name].dtype} found, expected {column.expectation}")
        cells = [None if cell is pd.NA else cell for cell in frame[column.name].tolist()]
        wrong = {cell for cell in set(cells) if not column.accepts(cell)}
        if wrong:
            row, cell = next((row, cell) for row, cell in enumerate(cells, 1) if cell in wrong)
            raise ValueError(f"{where}: row {row}, column {column.name!r}: {str(cell)[:60]!r} found, expected {column.expectation}")
    keys = list(zip(*(frame[column].tolist() for column in definition.key), strict=True))
    for row, (key, later) in enumerate(pairwise(keys), 2):
        if later == key:
            raise ValueError(f"{where}: row {row} repeats the key {', '.join(definition.key)}; remove one of the two")
        if later < key:
            raise ValueError(f"{where}: rows are not sorted by {', '.join(definition.key)}; sort them")
    return frame


def spans_to_text(spans: list[tuple[int, int]]) -> str:
    """`12-20;31-44` for sorted spans; an empty string for none."""
    return ";".join(f"{start}-{end}" for start, end in sorted(spans))


def text_to_spans(cell: str) -> list[tuple[int, int]]:
    """The spans of a `*_spans` cell; ValueError for a cell that holds something else."""
    if not SPANS.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a spans cell such as '12-20;31-44'")
    return [tuple(map(int, part.split("-"))) for part in cell.split(";") if part]
