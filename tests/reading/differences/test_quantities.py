"""Numbers, dates and singular or plural things of a proposition."""

from __future__ import annotations

import pytest

from analysis.reading.differences.dates import add_weekdays, find_dates
from analysis.reading.differences.numerals import read_number
from analysis.reading.differences.quantities import BARE, PEOPLE, find_nouns, find_numbers
from analysis.reading.text import language


def _tokens(text: str) -> list:
    return language.read_report("a", text).measured[0].tokens


@pytest.mark.parametrize(("words", "value"), [
    (["1,200"], 1200), (["twenty-one"], 21), (["three", "hundred"], 300), (["1.5", "million"], 1.5e6),
    (["two", "thousand", "six"], 2006), (["70th"], None), (["four", "dozen"], 48), (["a", "dozen"], 12),
    (["half", "a", "million"], 5e5), (["3.4bn"], 3.4e9), (["2million"], 2e6), (["20", "30"], None), (["1.2", "m"], 1.2e6),
    (["nineteen", "twenty"], None), (["one", "and", "a", "half", "million"], 1.5e6), (["two", "hundred", "and", "fifty"], 250),
    (["1.9", "lakh", "crore"], 1.9e12),
    (["2", "thousand", "million"], 2e9), (["4.1", "million"], 4_100_000), (["9" * 400], None), (["9" * 30], None)])
def test_numbers_are_read_in_digits_and_words(words, value):
    assert read_number(words) == value


@pytest.mark.parametrize(("text", "key"), [
    ("The flood killed nine workers in Tolm.", PEOPLE), ("The flood killed nine people in Tolm.", PEOPLE),
    ("The flood ruined nine papers in Tolm.", "paper"), ("The flood killed nine in Tolm.", BARE)])
def test_people_are_counted_as_people_whatever_they_are_called(text, key):
    assert [(piece.key, piece.low) for piece in find_numbers(_tokens(text))] == [(key, 9)]


@pytest.mark.parametrize(("text", "key"), [
    ("It was 28 degrees Fahrenheit in Tolm on Monday.", "degree fahrenheit"), ("It was 2 degrees Celsius in Tolm on Monday.", "degree celsius"),
    ("It was 2 degrees in Tolm on Monday.", "degree")])
def test_degrees_of_two_scales_are_two_things(text, key):
    assert [piece.key for piece in find_numbers(_tokens(text))] == [key]


def test_second_hand_is_no_number():
    assert not list(find_numbers(_tokens("They sold second-hand books by order in Tolm.")))


@pytest.mark.parametrize(("text", "low", "high"), [
    ("Tens of thousands of files were found in Tolm.", 2e4, 1e5), ("They found hundreds of thousands of files.", 2e5, 1e6),
    ("Thousands of files were found in Tolm.", 2e3, 1e6)])
def test_scales_are_multiplied_by_what_stands_before_them(text, low, high):
    assert [(piece.key, piece.low, piece.high) for piece in find_numbers(_tokens(text))] == [("file", low, high)]


def test_a_day_of_a_month_has_the_weekday_of_the_year_nearest_to_publication():
    # 30 December 2022 was a Friday, 2 January 2023 a Monday.
    for text, weekday in (("It opened on December 30.", 4), ("It opens on January 2.", 0), ("It opened on February 31.", None)):
        for published in ("2022-12-31", "2023-01-01", ""):
            keys = {piece.key: piece.low for piece in add_weekdays(find_dates(_tokens(text)), published)}
            assert keys.get("weekday") == (weekday if published else None)


def test_an_article_makes_one_and_a_bare_plural_several():
    text = "The guards saw a boat and heard engines near the two weirs."
    assert [(piece.key, piece.low) for piece in find_nouns(_tokens(text))] == [("boat", 1), ("engine", 2)]


@pytest.mark.parametrize(("text", "key", "low", "high"), [
    ("At least 14 dams burst.", "dam", 14, 42), ("No fewer than 14 dams burst.", "dam", 14, 42),
    ("Up to 14 dams burst.", "dam", 0, 14),
    ("Fewer than 14 dams burst.", "dam", 0, 14), ("Between 4,000 and 6,000 houses were lost.", "house", 4e3, 6e3),
    ("The fire burned 20-30 houses.", "house", 20, 30), ("The mill lost $20-30 million.", "$", 2e7, 3e7),
    ("The mill lost between $20 million and $25 million.", "$", 2e7, 2.5e7), ("The mill cost 5 to 10 million crowns.", "crown", 5e6, 1e7),
    ("Two dozen dams burst.", "dam", 24, 24), ("Twenty-one dams burst.", "dam", 21, 21),
    ("The mill lost $3.4 billion.", "$", 3.4e9, 3.4e9),
    ("The court fined the mill $2m.", "$", 2e6, 2e6), ("The keeper was jailed for seven years.", "year", 7, 7),
    ("The 34-year-old keeper left Tolm.", "age keeper", 34, 34),
    ("Prices in Tolm rose 9%.", "%", 9, 9), ("Prices in Tolm rose by 9 percent.", "%", 9, 9),
    ("The ferry sailed 600 km.", "kilometre", 600, 600),
   
    ("A few hundred dams burst.", "dam", 200, 800), ("A couple of hundred dams burst.", "dam", 200, 300),
    ("A couple of dams burst.", "dam", 2, 3), ("Both dams burst.", "dam", 2, 2), ("Guards saw 40 or more dams.", "dam", 40, 120),
    ("The mill lost more than $20 million.", "$", 2e7, 6e7),
    ("The flood left 200 dead.", BARE, 200, 200),
    ("Guards stopped eight half-empty boats.", "boat", 8, 8),
    ("The boy, 9, left Tolm.", "age boy", 9, 9), ("The suspect, 44, left Tolm.", "age suspect", 44, 44),
    ("The virus has infected 1.2m people.", PEOPLE, 1.2e6, 1.2e6),
    ("Repairs will cost £20m to £30m.", "£", 2e7, 3e7),
    ("The wave was 20m high.", "m", 20, 20),
    ("The flood sank nine helicopters.", "helicopter", 9, 9), ("A few dozen dams burst.", "dam", 24, 96),
    ("Several dozen dams burst.", "dam", 36, 144), ("Upwards of 40 dams burst.", "dam", 40, 120), ("The repairs cost $90 per dam.", "$", 90, 90),
    ("Two hundred and fifty dams burst.", "dam", 250, 250), ("The trip took two and a half days.", "day", 2.5, 2.5),
    ("Between two hundred and three hundred dams burst.", "dam", 200, 300), ("Half a dozen dams burst.", "dam", 6, 6),
    ("Nine firemen left Tolm.", PEOPLE, 9, 9),
    ("Between 30 and 40 people drowned.", PEOPLE, 30, 40), ("The families got 15 lakh rupees each.", "₹", 1.5e6, 1.5e6),
    ("The mill owes the town Rs 30 crore.", "₹", 3e8, 3e8), ("The mill has 4.1 lakh dams.", "dam", 410_000, 410_000),
    ("The mill paid ₹20 lakh.", "₹", 2e6, 2e6), ("The mill has 12 lakhs workers.", PEOPLE, 1.2e6, 1.2e6),
    ("Lakhs of people came.", PEOPLE, 2e5, 1e7),
    # `Over` is a bound where it belongs to the number.
    ("The talks lasted over two days.", "day", 2, 6), ("The trip took over three hours.", "hour", 3, 9),
    ("Rebels handed over 20 mules.", "mule", 20, 20), ("Prices fell over three years.", "year", 3, 3),
    ("The mill lost US$7m.", "$", 7e6, 7e6), ("The mill lost HK$1.2 billion.", "hk$", 1.2e9, 1.2e9),
    ("The mill lost SKr1.5bn.", "crown", 1.5e9, 1.5e9), ("The mill lost 1.5 billion kronor.", "crown", 1.5e9, 1.5e9),
    ("The mill lost Rs500 crore.", "₹", 5e9, 5e9), ("The mill lost USD 5 million.", "$", 5e6, 5e6),
    ("The mill got a $5-million grant.", "$", 5e6, 5e6), ("The mill got a Rs 2-crore grant.", "₹", 2e7, 2e7)])
def test_a_number_has_bounds_and_a_unit(text, key, low, high):
    assert [(piece.key, piece.low, piece.high) for piece in find_numbers(_tokens(text))] == [(key, low, high)]


@pytest.mark.parametrize(("text", "told"), [
    ("The toll rose from 31 to 38.", [(31, 31), (38, 38)]), ("The toll rose by seven to 38.", [(38, 38)]),
    ("The mill grew from 200 to 300 workers.", [(200, 200), (300, 300)]), ("From 20 to 30 mills burned.", [(20, 30)]),
    ("The court heard from 20 to 25 keepers.", [(20, 25)]), ("Prices rose by 5 to 10 percent.", [(5, 10)])])
def test_a_change_from_one_number_to_another_is_no_range(text, told):
    assert [(piece.low, piece.high) for piece in find_numbers(_tokens(text))] == told


def test_a_number_of_a_number_counts_what_that_counts():
    assert [(piece.key, piece.low) for piece in find_numbers(_tokens("The party won 21 of 40 seats."))] == [("seat", 21), ("seat", 40)]


@pytest.mark.parametrize("text", [
    "One of the dams burst.", "The dam burst in as many weeks.", "The mill lost N500 million.", "One was charged with theft.",
    "Three more dams burst.", "The ferry held 50 more guests than allowed.",
    "One in ten dams burst.", "The third of the dams burst.",
    "The dam burst at 5 a.m.",
    "The dam burst on 12 March.", "The dam burst in 1998.", "How many people were hurt?"])
def test_shares_and_places_in_the_calendar_count_nothing(text):
    assert list(find_numbers(_tokens(text))) == []


@pytest.mark.parametrize(("text", "found"), [
    ("The dam burst on Mar. 12.", {"day": 212, "month": 2}), ("The dam burst on March 12th.", {"day": 212, "month": 2}),
    ("The dam burst on the 12th of March.", {"day": 212, "month": 2}),
    ("It was built on April 3, 2022.", {"day": 303, "month": 3, "year": 2022}),
    ("The dam burst on Sept 9.", {"day": 809, "month": 8}), ("It was built in the mid-1980s.", {"year": 1980}),
    ("The dam burst at 21:30 GMT.", {}), ("The talks of today failed.", {"near": 0}),
    ("The lock will open by the end of 2024.", {"year": 2024}), ("Theresa May met the keepers.", {}), ("May met the keepers.", {})])
def test_dates_are_read_in_many_forms_and_names_are_none(text, found):
    assert {piece.key: piece.low for piece in find_dates(_tokens(text))} == found
