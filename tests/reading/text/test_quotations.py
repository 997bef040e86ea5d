"""Quoted stretches, on invented lines."""

from __future__ import annotations

import re

import pytest

from analysis.reading.text.quotations import find_quotations


def quoted(text: str) -> list[tuple[str, int, bool]]:
    """Stretch, level and whether closed, of each quotation; paragraphs are lines."""
    paragraphs = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return [(text[found.start:found.end], found.level, found.closed) for found in find_quotations(text, paragraphs)]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("''", "''")])
def test_marks_of_every_kind_enclose_a_quotation(opening: str, closing: str) -> None:
    text = f"The mayor said {opening}the bridge holds{closing} again."
    assert quoted(text) == [(f"{opening}the bridge holds{closing}", 1, True)]


def test_an_apostrophe_neither_opens_nor_closes() -> None:
    assert quoted("Ostrava's dockers don't like the mayors’ plan, and it’s old.") == []


def test_an_apostrophe_stays_inside_a_single_quotation() -> None:
    assert quoted("He wrote: ‘It’s Lydia’s turn’ yesterday.") == [("‘It’s Lydia’s turn’", 1, True)]


def test_a_quotation_inside_another_has_level_two() -> None:
    assert quoted("“They called it ‘calm’ today,” she said.") == [("“They called it ‘calm’ today,”", 1, True), ("‘calm’", 2, True)]


def test_a_closing_mark_of_the_wrong_shape_still_closes() -> None:
    assert quoted("“The dam is safe,“ Varga said. “We saw it.”") == [("“The dam is safe,“", 1, True), ("“We saw it.”", 1, True)]


def test_a_closing_mark_without_an_opening_one_is_no_quotation() -> None:
    assert quoted("They want to repair the dam.” and the road”.") == []


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    assert quoted("Varga said: “The dam is safe.\nThe road is not.") == [("“The dam is safe.", 1, False)]


def test_a_quotation_of_several_paragraphs_is_closed_in_the_last() -> None:
    text = "“The dam is safe.\n“The road is not,” Varga said.\n“Good night,” Brod said."
    paragraphs = [match.span() for match in re.finditer(r"[^\n]+", text)]
    found = find_quotations(text, paragraphs)
    assert [one.closed for one in found] == [False, True, True]


def test_a_quotation_with_a_line_a_sentence_goes_on_to_its_closing_mark() -> None:
    assert quoted('"The dam is safe.\nThe road is not.\nNobody left," Varga said.\nIt rained.') == [
        ('"The dam is safe.', 1, False), ("The road is not.", 1, False), ('Nobody left,"', 1, True)]
    # The next mark opens another quotation, or comes too late.
    assert quoted('"The dam is safe, Varga said.\nIt rained.\n"Good night," Brod said.') == [
        ('"The dam is safe, Varga said.', 1, False), ('"Good night,"', 1, True)]
    assert len(quoted('"The dam is safe.\n' + "The road is not.\n" * 20 + 'Nobody left," Varga said.')) == 1


def test_quotations_do_not_reach_over_paragraphs() -> None:
    assert quoted('The 5" pipe broke.\nThe 6" pipe held.') == []
