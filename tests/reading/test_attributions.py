"""Attributions of short invented reports: who is found to speak, in which mode, carried by whom."""

from __future__ import annotations

import pytest

from analysis import schema
from analysis.reading import attributions
from analysis.reading.entities import resolve_entities
from analysis.reading.language import load_language, read_report

TEXT = """Hald opens bridge

Transport Minister Anna Hald opened the bridge in Lorvik, Norway, on Monday. "It will carry nine thousand cars a day," Hald said.

According to the Norwegian Transport Ministry, the work cost 40 million crowns. Analysts said the price was "far too high".

The Lorvik Times reported that Hald told residents that the toll would be dropped. She did not say when.

Residents denied that the bridge was needed.
"""


@pytest.fixture(scope="module")
def found():
    """The attributions table of the report, and its text."""
    reading = read_report("first", TEXT, nlp=load_language())
    tables = resolve_entities([reading])
    return attributions.find_attributions([reading], tables["mentions"], tables["entities"])


def by_cue(found, cue, words):
    """The row with a cue whose content holds some words."""
    for row in found.itertuples():
        content = " ".join(TEXT[start:end] for start, end in schema.text_to_spans(row.content_spans))
        if row.cue == cue and words in content:
            return row
    raise AssertionError(f"no attribution with cue {cue!r} about {words!r}")


def test_a_quotation_is_direct_and_its_speaker_is_the_person(found):
    row = by_cue(found, "say", "nine thousand cars")
    assert row.mode == "direct" and row.source == "Anna Hald" and row.naming == "named" and row.source_type == "government"


def test_according_to_is_indirect_with_the_institution_as_source(found):
    row = by_cue(found, "according to", "40 million")
    assert row.mode == "indirect" and row.source_type == "government" and row.source_country == "NO" and row.stance == "neutral"


def test_a_partly_quoted_content_is_mixed_and_its_source_a_role(found):
    row = by_cue(found, "say", "the price was")
    assert row.mode == "mixed" and row.source == "analysts" and row.source_type == "expert" and row.naming == "role"


def test_speech_inside_a_report_of_others_is_nested_and_carried_by_them(found):
    outer, inner = by_cue(found, "report", "Hald told"), by_cue(found, "tell", "the toll")
    assert inner.parent == outer.attribution and inner.source == "Anna Hald"
    assert outer.source_type == "media" and inner.relay == outer.source and outer.relay == ""


def test_a_denial_has_its_stance(found):
    assert by_cue(found, "deny", "the bridge was needed").stance == "denying"


def test_numbers_follow_the_text_and_spans_stand_in_it(found):
    assert list(found["attribution"]) == list(range(1, len(found) + 1))
    for row in found.itertuples():
        spans = [span for cell in (row.source_spans, row.cue_spans, row.content_spans) for span in schema.text_to_spans(cell)]
        assert spans and all(TEXT[start:end] == TEXT[start:end].strip() for start, end in spans)


def test_a_report_without_attributions_gives_an_empty_table():
    reading = read_report("plain", "Bridge in Lorvik\n\nThe bridge is long. It has two lanes.\n", nlp=load_language())
    tables = resolve_entities([reading])
    table = attributions.find_attributions([reading], tables["mentions"], tables["entities"])
    assert list(table.columns) == schema.TABLES["attributions"].names and len(table) == 0


def test_stances_come_from_the_lexicon_and_are_values_of_the_schema():
    assert attributions.stance_of("claim") == "doubting" and attributions.stance_of("say") == "neutral"
    assert set(attributions._stances().values()) <= set(schema.STANCES)
