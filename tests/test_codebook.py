"""The codebook defines every coded variable and value of the schema, each with examples that a coder can check."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

import pytest

from analysis import schema
from analysis.reading.stances import load_stances

CODEBOOK = Path(schema.__file__).with_name("codebook.csv")
COLUMNS = ["table", "variable", "value", "definition", "example_1", "example_2", "counterexample"]
OPEN = [("attributions", name) for name in ("source", "source_country", "cue", "relay", "parent")]
MARKED = re.compile(r"\[[^\[\]]*\]")
VERDICT = re.compile(r" \((?:code: ([^()]+)|no code)\)$")


@lru_cache(maxsize=1)
def rows() -> list[dict[str, str]]:
    """The codebook's rows in order."""
    with CODEBOOK.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def coded() -> dict[tuple[str, str], tuple[str, ...]]:
    """The schema's coded variables in its order, each at its first table, with their values; none for an open variable."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    seen = set()
    for table in schema.TABLES.values():
        for column in table.columns:
            values = column.values or (("true", "false") if column.kind == "flag" else ())
            if (values and (column.name, values) not in seen) or (table.name, column.name) in OPEN:
                found[table.name, column.name] = values
                seen.add((column.name, values))
    return found


def test_variables_and_values_are_those_of_the_schema_in_its_order():
    expected = [(*variable, value) for variable, values in coded().items() for value in ("", *values)]
    assert [(row["table"], row["variable"], row["value"]) for row in rows()] == expected
    assert set(OPEN) <= set(coded())


def test_every_other_column_is_named_where_its_table_says_what_a_row_is():
    sides = {f"{name}_{side}" for name in ("report", "start", "end") for side in "ab"}
    plain = {"report", "event", "claim", "sentence", "start", "end"} | sides
    in_codebook = {name for _, name in coded()}
    for table in schema.TABLES.values():
        named = set(re.findall(r"`(\w+)`", table.row))
        assert set(table.names) - plain - in_codebook - {"attribution"} <= named <= set(table.names), table.name


def test_every_definition_and_example_is_a_text_of_its_own():
    definitions = [row["definition"] for row in rows()]
    assert all(text.endswith(".") and len(text.split()) > 5 for text in definitions)
    for texts in (definitions, [row[column] for row in rows() for column in COLUMNS[4:] if row[column]]):
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("row", [row for row in rows() if not row["value"]], ids=lambda row: f"{row['table']}.{row['variable']}")
def test_a_variable_says_its_unit_and_only_an_open_one_has_examples_of_its_own(row):
    examples = [row[column] for column in COLUMNS[4:]]
    assert "Unit: " in row["definition"]
    is_open = (row["table"], row["variable"]) in OPEN
    assert ("No list: " in row["definition"]) == is_open == all(examples) == any(examples)
    if is_open:
        verdicts = [VERDICT.search(example) for example in examples]
        assert all(verdicts) and all(MARKED.search(example) for example in examples)
        assert [bool(verdict[1]) for verdict in verdicts] == [True, True, False]


@pytest.mark.parametrize("row", [row for row in rows() if row["value"]], ids=lambda row: "{variable}={value}".format(**row))
def test_a_value_has_two_positive_and_one_negative_example_that_mark_the_coded_part(row):
    examples = [row[column] for column in COLUMNS[4:]]
    assert all(MARKED.search(example) for example in examples)
    assert not any(VERDICT.search(example) for example in examples[:2])
    verdict = VERDICT.search(examples[2])
    assert verdict, "a negative example ends with what it is instead"
    others = set(coded()[row["table"], row["variable"]]) - {row["value"]}
    assert verdict[1] is None or verdict[1] in others


def test_examples_between_two_reports_mark_a_part_of_each():
    for row in rows():
        if row["value"] and row["table"] in ("conflicts", "passages"):
            for example in (row["example_1"], row["example_2"]):
                assert re.fullmatch(r"A: .*\[.+\].* B: .*\[.+\].*", example), example


def test_the_file_is_plain_and_no_cell_is_a_formula():
    data = CODEBOOK.read_bytes()
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\n")
    assert data.decode("utf-8").splitlines()[0] == ",".join(COLUMNS)
    for row in rows():
        assert list(row) == COLUMNS
        for cell in row.values():
            assert cell == cell.strip() and "\n" not in cell and "\t" not in cell and not cell.startswith(("=", "+", "-", "@"))


def test_verbs_that_a_stance_is_defined_by_have_that_stance_when_read():
    lexicon = load_stances()
    for row in rows():
        if row["variable"] == "stance" and row["value"] not in ("", "neutral"):
            listed = re.search(r": ((?:[\w ]+, )+[\w ]+)\.", row["definition"])[1].split(", ")
            verbs = [words.removeprefix("be ").split()[0] for words in listed]
            assert len(verbs) >= 5 and {lexicon.get(verb) for verb in verbs} == {row["value"]}
