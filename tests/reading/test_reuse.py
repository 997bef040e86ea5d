"""Reuse: invented reports with passages whose words were counted by hand."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from analysis import schema
from analysis.reading import reuse
from analysis.reading.text import language

STEM = "the harbour master of Tolm told the council that nine barges had sunk"


def _find(*texts: str, attributions: list[dict] | None = None) -> pd.DataFrame:
    readings = [language.read_report(f"r{number}", f"Headline {number}\n\n{text}") for number, text in enumerate(texts)]
    return reuse.find_passages(readings, schema.build("attributions", attributions or []))


def _words(count: int, prefix: str) -> str:
    return " ".join(f"{prefix}{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(count))


def test_a_copied_passage_is_found_with_its_positions_whatever_case_and_punctuation():
    first, second = f"On Monday {STEM}.", f"Quite so: {STEM.upper().replace(' THAT', ', THAT')}, we hear."
    (row,) = _find(first, second).to_dict("records")
    assert (row["report_a"], row["report_b"], row["kind"], row["n_words"]) == ("r0", "r1", "copied", 13)
    text = f"Headline 0\n\n{first}"
    assert text[row["start_a"]:row["end_a"]] == STEM


def test_six_words_in_a_row_are_no_reuse():
    assert _find("Later the master of Tolm told us everything", "Yet the master of Tolm told nobody else").empty


def test_small_edits_join_two_runs_into_one_edited_passage():
    edited = STEM.replace("told the council", "told a crowded council")
    # Ten identical words after the edit make the run; the six before it are joined to it.
    (row,) = _find(f"{STEM} near the old weir", f"{edited} near the old weir").to_dict("records")
    # 17 words, of which one was replaced by two.
    assert (row["kind"], row["n_words"]) == ("edited", 16)


def test_a_gap_of_more_than_four_words_keeps_passages_apart():
    a, b = _words(8, "x"), _words(8, "y")
    found = _find(f"{a} one two three four five {b}", f"{a} {b}")
    assert list(found["n_words"]) == [8, 8]
    assert set(found["kind"]) == {"copied"}


def test_words_quoted_in_both_reports_are_a_shared_quotation():
    quote = "“We will mend the weir before the first snow falls”"
    assert list(_find(f"Mrs Hale said: {quote}.", f"{quote}, she vowed at Tolm.")["kind"]) == ["shared_quotation"]
    assert list(_find(f"Mrs Hale said: {quote}.", f"Later {quote[1:-1]} was sung at Tolm.")["kind"]) == ["copied"]


def test_no_word_is_in_two_passages_of_a_pair():
    a = _words(9, "x")
    found = _find(f"{a} {a}", f"{a}")
    assert list(found["n_words"]) == [9]
    longer = _find(f"{a} lo mi {a} fa", f"{a} lo re {a} so")
    spans = longer.sort_values("start_a")
    assert (spans["start_a"].iloc[1:].to_numpy() >= spans["end_a"].iloc[:-1].to_numpy()).all()


def test_every_pair_of_reports_is_compared_once_in_order():
    found = _find(STEM, STEM + " today", STEM + " again")
    assert list(zip(found["report_a"], found["report_b"], strict=True)) == [("r0", "r1"), ("r0", "r2"), ("r1", "r2")]


def test_no_passage_leaves_the_measured_zones():
    zones = [language.Zone(0, 40, "body"), language.Zone(42, 60, "credit"), language.Zone(62, 100, "body")]
    text = f"{_words(10, 'x')[:40]}\n\n{'by our own writer'.ljust(18)}\n\n{_words(10, 'y')[:38]}"
    cut = language.Reading("cut", text, zones, [], [])
    words = text[:40] + " " + text[62:100]
    plain = language.Reading("plain", words, [language.Zone(0, len(words), "body")], [], [])
    found = reuse.find_passages([cut, plain], schema.build("attributions", []))
    assert len(found) == 2
    assert all(not (row.start_a < 60 and row.end_a > 42) for row in found.itertuples())


@pytest.mark.parametrize("texts", [(), ("alone in the world with many more words than seven",)])
def test_fewer_than_two_reports_share_nothing(texts):
    assert _find(*texts).empty


def test_long_reports_that_repeat_one_phrase_stay_quick():
    words = ("the council of Tolm will meet again on Friday " * 700).strip()
    one = language.Reading("one", words, [language.Zone(0, len(words), "body")], [], [])
    two = language.Reading("two", words + " soon", [language.Zone(0, len(words) + 5, "body")], [], [])
    before = time.perf_counter()
    found = reuse.find_passages([one, two], schema.build("attributions", []))
    assert found["n_words"].sum() > 0
    assert time.perf_counter() - before < 5


def test_containment_counts_different_runs_of_the_first_text():
    # Runs of three of the first: (a b c), (b c d), (c d e); the second has the first two.
    assert reuse.ngram_containment("A, b c d e", "x a b c d", n=3) == pytest.approx(2 / 3)
    assert reuse.ngram_containment("x a b c d", "A, b c d e", n=3) == pytest.approx(2 / 3)
    assert reuse.ngram_containment("a b c", "a b c d e f", n=3) == 1
    assert reuse.ngram_containment("a b c d e f", "a b c", n=3) == 1 / 4
    assert reuse.ngram_containment("a b", "a b", n=3) == 0
    with pytest.raises(ValueError, match="n is 0"):
        reuse.ngram_containment("a", "a", n=0)


def test_words_are_counted_as_the_report_counts_them():
    text = "The commission declared 6,214,870 votes for Mr Asante-Boateng and 5,698,112 for the runner-up, with a turn-out of 68.7%."
    readings = language.read_reports({"a": text, "b": text})
    assert reuse.find_passages(readings, schema.build("attributions", []))["n_words"].item() == readings[0].n_words
