"""Numbers, dates and singular or plural things of a proposition."""

from __future__ import annotations

import pytest

from analysis.reading import language
from analysis.reading.quantities import BARE, PEOPLE, add_weekdays, find_dates, find_nouns, find_numbers, read_number


def _tokens(text: str) -> list:
    return list(language.read_report("a", text).measured[0].span)


@pytest.mark.parametrize(("words", "value"), [
    (["1,200"], 1200), (["twenty-one"], 21), (["three", "hundred"], 300), (["1.5", "million"], 1.5e6),
    (["two", "thousand", "six"], 2006), (["70th"], None), ([], None)])
def test_numbers_are_read_in_digits_and_words(words, value):
    assert read_number(words) == value


@pytest.mark.parametrize(("text", "key"), [
    ("The flood killed nine workers in Tolm.", PEOPLE), ("The flood killed nine people in Tolm.", PEOPLE),
    ("The flood ruined nine papers in Tolm.", "paper"), ("The flood killed nine in Tolm.", BARE)])
def test_people_are_counted_as_people_whatever_they_are_called(text, key):
    assert [(piece.key, piece.low) for piece in find_numbers(_tokens(text), 0)] == [(key, 9)]


@pytest.mark.parametrize(("text", "low", "high"), [
    ("Tens of thousands of files were found in Tolm.", 2e4, 1e5), ("They found hundreds of thousands of files.", 2e5, 1e6),
    ("Thousands of files were found in Tolm.", 2e3, 1e6)])
def test_scales_are_multiplied_by_what_stands_before_them(text, low, high):
    assert [(piece.key, piece.low, piece.high) for piece in find_numbers(_tokens(text), 0)] == [("file", low, high)]


def test_a_day_of_a_month_has_the_weekday_of_the_year_nearest_to_publication():
    # 30 December 2022 was a Friday, 2 January 2023 a Monday.
    for text, weekday in (("It opened on December 30.", 4), ("It opens on January 2.", 0), ("It opened on February 31.", None)):
        for published in ("2022-12-31", "2023-01-01", ""):
            keys = {piece.key: piece.low for piece in add_weekdays(list(find_dates(_tokens(text), 0)), published)}
            assert keys.get("weekday") == (weekday if published else None)


def test_an_article_makes_one_and_a_bare_plural_several():
    text = "The guards saw a boat and heard engines near the two weirs."
    assert [(piece.key, piece.low) for piece in find_nouns(_tokens(text), 0)] == [("boat", 1), ("engine", 2)]
