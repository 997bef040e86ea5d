"""A headline in capitals is read as a sentence would write it, by the story behind it."""

from __future__ import annotations

import pytest

from analysis.reading.text import language
from analysis.reading.text.casing import write_as_sentence

STORY = """Dock workers left the port of Lorvik on Monday after harbour master Anna Hald had opened the old dam against the advice of the union.
“We were never asked,” said Piet Brod, 43, who speaks for the Democratic Front and for its members in the yards of the town. Zara Kolm of the
Port Authority said that nobody had been hurt, that the water would fall by the evening, and that boats could soon leave again."""


@pytest.mark.parametrize(("headline", "written"), [
    ("Dock Workers Leave Lorvik As Harbour Master Anna Hald Opens Old Dam", "Dock workers leave Lorvik as harbour master Anna Hald opens old dam"),
    ("Water Will Fall by Evening, Port Authority Says", "Water will fall by evening, Port Authority says"),
    ("Brod's Members Ask: Where's Zara Kolm's Plan?", "Brod's members ask: where's Zara Kolm's plan?"),
    ("Dam Opens Today. Nobody Was Asked", "Dam opens today. Nobody was asked"),
    ("What I Saw in Lorvik's Yards", "What I saw in Lorvik's yards"),
    # Nothing of it is in the story: a country, a day, an abbreviation and an amount stay.
    ("Why Norwegian Crane Firms Lost U.S. Orders Worth $3M Friday", "Why Norwegian crane firms lost U.S. orders worth $3M Friday"),
    ("Why Democrats Own the Dam", "Why Democrats own the dam")])
def test_words_that_the_story_writes_small_or_has_not_are_small(headline: str, written: str) -> None:
    assert write_as_sentence(headline, STORY) == written


@pytest.mark.parametrize("headline", [
    "Dock workers leave Lorvik", "Anna Hald met Piet Brod on Monday", "DOCK WORKERS LEAVE LORVIK", "Hald Resigns", "", "Old Dam " * 40])
def test_other_headlines_are_as_they_were(headline: str) -> None:
    assert write_as_sentence(headline, STORY) == headline


def test_a_story_too_short_to_tell_names_changes_nothing() -> None:
    assert write_as_sentence("Zara Kolm Opens Dam", "Zara Kolm opened the dam.") == "Zara Kolm Opens Dam"


def test_as_many_characters_come_out() -> None:
    headline = "Torvek İlyas Opens İstasyon Near Dam"
    assert len(write_as_sentence(headline, STORY)) == len(headline)


def test_a_first_line_that_was_not_taken_for_a_headline_is_read_alike() -> None:
    text = f"Dam Opens Today. Nobody Was Asked. The Union Is Angry.\n\n{STORY}"
    reading = language.read_report("first", text)
    assert "headline" not in {sentence.zone for sentence in reading.sentences}
    assert [sentence.root.lemma_ for sentence in reading.sentences[:3]] == ["open", "ask", "be"]


def test_such_a_headline_is_parsed_as_a_sentence_and_keeps_its_positions() -> None:
    text = f"Dock Workers Leave Lorvik As Anna Hald Opens Dam\n\n{STORY}"
    headline = language.read_report("first", text).sentences[0]
    assert headline.zone == "headline" and headline.root.lemma_ == "leave"
    assert [text[token.start:token.end].lower() for token in headline.tokens] == [token.lower_ for token in headline.tokens]
