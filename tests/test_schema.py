"""The tables' definitions accept what they should and name what they refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import reading, schema

ZONES = [{"report": "b", "start": 0, "end": 3, "zone": "body"}, {"report": "a", "start": 4, "end": 9, "zone": "headline"}]


def test_building_sorts_by_the_key_and_types_the_columns():
    frame = schema.build("zones", ZONES)
    assert list(frame["report"]) == ["a", "b"]
    assert list(map(str, frame.dtypes)) == ["str", "int64", "int64", "str"]


def test_an_empty_table_has_its_columns_and_types():
    for name, table in schema.TABLES.items():
        frame = schema.build(name, [])
        assert list(frame.columns) == table.names and len(frame) == 0
        assert [str(kind) for kind in frame.dtypes] == [column.dtype for column in table.columns]


@pytest.mark.parametrize("change, complaint", [
    ({"zone": "sidebar"}, "column 'zone': 'sidebar' found, expected one of headline, body"),
    ({"start": -1}, "column 'start': '-1' found, expected a whole number from 0"),
    ({"report": ""}, "column 'report': '' found, expected text, not empty"),
])
def test_a_row_outside_the_definition_is_named(change, complaint):
    with pytest.raises(ValueError) as problem:
        schema.build("zones", [ZONES[0] | change])
    assert complaint in str(problem.value)


def test_a_repeated_key_is_refused():
    with pytest.raises(ValueError, match="repeats the key report, start"):
        schema.build("zones", [ZONES[0], ZONES[0] | {"end": 9}])


def test_spans_read_as_they_were_written():
    assert schema.spans_to_text([(31, 44), (12, 20)]) == "12-20;31-44"
    assert schema.text_to_spans("12-20;31-44") == [(12, 20), (31, 44)]
    assert schema.spans_to_text([]) == "" and schema.text_to_spans("") == []
    with pytest.raises(ValueError, match="is not a spans cell"):
        schema.text_to_spans("12-")


def test_the_map_of_reading_names_every_module_and_table():
    modules = {file.stem for file in Path(reading.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules | set(schema.TABLES) <= set(re.findall(r"\w+", reading.__doc__))


def test_a_span_of_more_digits_than_a_number_has_is_none():
    assert schema.SPANS.fullmatch("5-" + "9" * 15) and not schema.SPANS.fullmatch("5-" + "9" * 5000)
