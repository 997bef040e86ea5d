"""Turns: an invented interview about an invented dam."""

from __future__ import annotations

import pytest

from analysis.reading.names.entities import resolve_entities
from analysis.reading.speech.attributions import find_attributions
from analysis.reading.text import language
from analysis.reading.text.turns import find_labels, find_turns

INTRODUCTION = "The mayor of Tolm, Lund Brod, spoke to the Vale Courier about the old dam on Tuesday."
NAMED = ("COURIER: When did you know that the wall was rotten?", "BROD: We were told in spring. The engineers sent us a letter.",
         "COURIER: And what did the governor do?", "BROD: Nothing. She never answered.")
UNNAMED = ("Q: When did you know that the wall was rotten?", "A: We were told in spring. The engineers sent us a letter.",
           "Q: And what did the governor do?", "A: Nothing. She never answered.")


def _coded(*paragraphs: str) -> list[dict]:
    reading = language.read_report("a", "\n\n".join(("Mayor speaks of dam", INTRODUCTION, *paragraphs)))
    tables = resolve_entities([reading])
    found = find_attributions([reading], tables["mentions"], tables["entities"])
    return [row | {"words": reading.text[slice(*map(int, row["content_spans"].split("-")))]} for row in found.to_dict("records")]


def _speakers(*paragraphs: str) -> list[str]:
    return [label["name"] for label in find_labels(paragraphs) if label]


def test_each_turn_is_direct_speech_of_the_one_whose_label_it_has():
    rows = [row for row in _coded(*NAMED) if row["mode"] == "direct"]
    assert [row["source"] for row in rows] == ["Vale Courier", "Lund Brod"] * 2
    assert [row["words"] for row in rows] == [turn.partition(": ")[2] for turn in NAMED]


def test_an_answer_without_a_name_has_no_source_and_such_a_question_is_the_report_s_own():
    rows = [row for row in _coded(*UNNAMED) if row["mode"] == "direct"]
    assert [(row["source"], row["source_spans"], row["words"]) for row in rows] == [
        ("", "", turn.removeprefix("A: ")) for turn in UNNAMED if turn.startswith("A: ")]


def test_what_a_speaker_says_that_another_said_is_in_the_speaker_s_words():
    told = ("COURIER: What do you know?", "BROD: Governor Hale said on Monday that the east wall of the dam had been rotten for many years.", *NAMED[2:])
    rows = {row["words"]: row["mode"] for row in _coded(*told)}
    assert rows.pop(told[1].partition(": ")[2]) == "direct"
    assert [mode for words, mode in rows.items() if "rotten" in words] == ["indirect"]


@pytest.mark.parametrize("joint", [" ", "\n\n"])
def test_a_post_is_direct_speech_of_whoever_signs_it(joint):
    post = "The report on the dam is a disgrace. We will build it again, and better!"
    rows = _coded(f"{post}{joint}— Lund Brod (@lundbrod) March 4, 2030", "Officials in Tolm said the dam would stay closed.")
    assert [(row["source"], row["words"]) for row in rows if row["mode"] == "direct"] == [("Lund Brod", post)]


def test_two_posts_in_one_paragraph_are_two_and_a_long_paragraph_is_none():
    text = "We will build it again. — Lund Brod (@lundbrod) March 4, 2030 Never! -- Hale (@hale) 5 March 2030 " + "The dam is old. " * 50
    assert [(text[slice(*turn.label)], text[slice(*turn.said)]) for turn in find_turns(text, [(0, len(text))])] == [
        ("Lund Brod (@lundbrod)", "We will build it again."), ("Hale (@hale)", "Never!")]
    assert find_turns(text := "The dam is old. " * 50 + "— Hale (@hale) 5 March 2030", [(0, len(text))]) == []


@pytest.mark.parametrize(("label", "name"), [
    ("BROD: ", "BROD"), ("LUND BROD, MAYOR OF TOLM: ", "LUND BROD"), ("Lund Brod (via telephone): ", "Lund Brod"), ("Sen. Lund de Brod: ", "Sen. Lund de Brod"),
    ("JOSÉ ÁNGEL BROD: ", "JOSÉ ÁNGEL BROD")])
def test_a_label_is_a_name_and_who_that_is(label, name):
    words = "We were told in the spring of last year."
    assert _speakers(label + words, "Hale: " + words, label + words, "Hale: " + words) == [name, "Hale"] * 2


@pytest.mark.parametrize("paragraphs", [
    NAMED[:3], (NAMED[0], *(NAMED[0][:7] + f": Question {number} of the evening?" for number in range(4))),
    ("Tolm: 1,547", "Vale: 1,210", "Tolm: 81 late", "Vale: 17 late"), (INTRODUCTION, INTRODUCTION, INTRODUCTION, *NAMED),
    ("Tolm was told:", "He said: We were told of it in spring.", "and Brod: We were told of it.", "Vale said this: We were told.")])
def test_a_list_a_single_speaker_and_a_few_quoted_lines_are_no_interview(paragraphs):
    assert _speakers(*paragraphs) == []


def test_places_of_a_turn_are_positions_in_the_text():
    text = "\n\n".join(NAMED)
    starts = [text.index(turn) for turn in NAMED]
    turns = find_turns(text, [(start, start + len(turn)) for start, turn in zip(starts, NAMED, strict=True)])
    assert [(text[slice(*turn.label)], text[slice(*turn.colon)], text[slice(*turn.said)]) for turn in turns] == [
        (*turn.partition(":")[:2], turn.partition(": ")[2]) for turn in NAMED]


def test_a_label_in_capitals_is_the_name_that_the_story_has_and_none_of_a_claim_s_words():
    reading = language.read_report("a", "\n\n".join(("Mayor speaks of dam", INTRODUCTION, *NAMED)))
    mentions = resolve_entities([reading])["mentions"]
    assert set(mentions.loc[mentions["surface"] == "BROD", "entity"]) == {"Lund Brod"}
    told = next(sentence for sentence in reading.measured if reading.text[sentence.start:].startswith("BROD: We were told"))
    assert reading.text[told.said_from:].startswith("We were told")
