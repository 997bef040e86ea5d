"""The tables' definitions accept what they should and name what they refuse."""

from __future__ import annotations

import pytest

from analysis import schema

ZONES = [{"report": "b", "start": 0, "end": 3, "zone": "body"}, {"report": "a", "start": 4, "end": 9, "zone": "headline"}]


def test_building_sorts_by_the_key_and_types_the_columns():
    frame = schema.build("zones", ZONES)
    assert list(frame["report"]) == ["a", "b"] and list(map(str, frame.dtypes)) == ["str", "int64", "int64", "str"]


def test_an_empty_table_has_its_columns_and_types():
    for name, table in schema.TABLES.items():
        frame = schema.build(name, [])
        assert list(frame.columns) == table.names and len(frame) == 0
        assert [str(kind) for kind in frame.dtypes] == [column.dtype for column in table.columns]


def test_what_may_be_empty_and_where_numbers_begin_and_end():
    columns = {f"{table.name}.{column.name}": column for table in schema.TABLES.values() for column in table.columns}
    assert {name for name, column in columns.items() if column.empty} == {
        "reports.outlet", "reports.published", "reports.language", "reports.agency", "entities.country", "entities.aliases",
        "entities.wikidata", "conflicts.claim", "claim_mentions.attribution", *(f"attributions.{name}" for name in (
            "source_spans", "cue_spans", "content_spans", "source", "source_type", "source_country", "cue", "relay", "parent"))}
    # Numbers that count from 1: of what is there, there is one at least. Positions and sentences begin with 0.
    from_one = {"attributions.attribution", "attributions.parent", "claims.n_reports", "claim_mentions.rank",
                "claim_mentions.attribution", "terms.n"}
    bounds = {name: (column.least, column.most) for name, column in columns.items() if column.kind in ("integer", "number")}
    assert bounds.pop("attributions.confidence") == (0, 1)
    assert bounds == {name: (int(name in from_one), None) for name in bounds}


@pytest.mark.parametrize("value", [-0.5, float("nan"), float("inf")])
def test_a_score_is_a_finite_number_from_0(value):
    (score,) = (column for column in schema.TABLES["conflicts"].columns if column.name == "score")
    assert score.accepts(1e9) and score.accepts(0.0) and not score.accepts(value)


@pytest.mark.parametrize("change, complaint", [
    ({"zone": "sidebar"}, "column 'zone': 'sidebar' found, expected one of headline, body"),
    ({"start": -1}, "column 'start': '-1' found, expected a whole number from 0"),
    ({"report": ""}, "column 'report': '' found, expected text, not empty"),
])
def test_a_row_outside_the_definition_is_named(change, complaint):
    with pytest.raises(ValueError) as problem:
        schema.build("zones", [ZONES[0] | change])
    assert complaint in str(problem.value)


@pytest.mark.parametrize("change, complaint", [
    (lambda frame: frame.drop(columns="end"), "zones: column 'end' is missing; expected report, start, end, zone"),
    (lambda frame: frame.assign(more=1), "zones: columns report, start, end, zone, more found, expected report, start, end, zone"),
    (lambda frame: frame.assign(start=[0.5, 1.5]), "zones: column 'start': float64 found, expected a whole number"),
    (lambda frame: frame[::-1], "zones: rows are not sorted by report, start"),
    (lambda frame: frame.assign(report="a", start=4), "zones: row 2 repeats the key report, start; remove one of the two"),
])
def test_a_table_outside_the_definition_is_named(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        schema.validate("zones", change(schema.build("zones", ZONES)))


def test_spans_read_as_they_were_written():
    assert schema.spans_to_text([(31, 44), (12, 20)]) == "12-20;31-44"
    assert schema.text_to_spans("12-20;31-44") == [(12, 20), (31, 44)]
    assert schema.spans_to_text([]) == "" and schema.text_to_spans("") == []
    for cell in ("12-", "5-" + "9" * 5000):
        with pytest.raises(ValueError, match="is not a spans cell"):
            schema.text_to_spans(cell)
