"""Whose words stand where, on three short invented reports, worked by hand and against a slow version."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis import schema
from analysis.measures import voices

from .small import ATTRIBUTIONS, REPORTS, SENTENCES, make, records, rng


def slow_words_once(attributions: pd.DataFrame, sentences: pd.DataFrame) -> dict[tuple[str, int], float]:
    """Words of each attribution, character by character: each belongs to the most deeply nested attribution over it."""
    words: dict[tuple[str, int], float] = {}
    parents = {(row.report, row.attribution): row.parent for row in attributions.itertuples()}

    def depth(report: str, number: int) -> int:
        parent = parents[report, number]
        return 0 if pd.isna(parent) else 1 + depth(report, parent)

    for sentence in sentences[sentences["zone"] != "caption"].itertuples():
        for character in range(sentence.start, sentence.end):
            over = [row for row in attributions[attributions["report"] == sentence.report].itertuples()
                    if any(start <= character < end for start, end in schema.text_to_spans(row.content_spans))]
            if over:
                deepest = max(over, key=lambda row: depth(row.report, row.attribution))
                key = (sentence.report, deepest.attribution)
                words[key] = words.get(key, 0) + sentence.n_words / (sentence.end - sentence.start)
    return words


def test_words_are_those_of_a_count_by_character_and_nested_ones_belong_to_the_innermost():
    frame = voices.attribution_words(ATTRIBUTIONS, SENTENCES)
    assert frame["n_words_once"].tolist() == pytest.approx([2, 4, 2, 3]) and frame["sentence"].tolist() == [1, 1, 3, 1]
    fast = {(row.report, row.attribution): row.n_words_once for row in frame.itertuples()}
    assert fast == pytest.approx(slow_words_once(ATTRIBUTIONS, SENTENCES))


def test_joint_sources_share_their_words_and_the_strip_shows_the_first():
    shared = {"report": "a", "source_spans": "12-16", "cue_spans": "17-21", "content_spans": "22-52"}
    attributions = make("attributions", [
        shared | {"attribution": number, "source": source} for number, source in ((1, "Mara Quill"), (2, "divers"))])
    assert voices.attribution_words(attributions, SENTENCES)["n_words_once"].tolist() == pytest.approx([3, 3])
    assert voices.voices(attributions, SENTENCES, REPORTS)["source"].tolist().count("divers") == 0


def test_content_that_crosses_a_caption_has_only_the_measured_words():
    attributions = make("attributions", [{"report": "a", "attribution": 1, "content_spans": "42-76"}])
    assert voices.attribution_words(attributions, SENTENCES)["n_words_once"].tolist() == pytest.approx([2 + 2])


def test_an_attribution_starts_where_its_first_span_does():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "12-52", "source_spans": "66-70", "cue_spans": "72-75"},
        {"report": "a", "attribution": 2, "content_spans": "70-80", "source_spans": "0-4"}])
    assert voices.attribution_words(attributions, SENTENCES)["sentence"].tolist() == [1, 0]


@pytest.mark.parametrize(("rows", "message"), [
    ([{"attribution": 1, "parent": 2}, {"attribution": 2, "parent": 1}], "attribution 1 of report 'a': its parents .* or go in a circle"),
    ([{"attribution": 1}, {"attribution": 2, "parent": 9}], "attribution 2 of report 'a': its parents lead to 9"),
    ([{"attribution": 4, "content_spans": ""}], "attribution 4 of report 'a' has no span")])
def test_impossible_attributions_are_named(rows, message):
    attributions = make("attributions", [{"report": "a", "content_spans": "0-10"} | row for row in rows])
    with pytest.raises(ValueError, match=message):
        voices.attribution_words(attributions, SENTENCES)


def test_the_first_voice_has_a_source_and_a_place():
    frame = voices.first_voice(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame[:2], "report source source_type sentence") == [
        ("a", "Mara Quill", "government", 1), ("b", "Mara Quill", "government", 1)]
    assert frame["position"].tolist() == pytest.approx([2 / 14, 0.5, math.nan], nan_ok=True)
    assert frame["sentence"].isna().tolist() == [False, False, True]


def test_an_attribution_without_a_source_is_no_voice_and_the_first_one_may_have_the_first_word():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "0-10", "naming": "none"},
        {"report": "a", "attribution": 2, "content_spans": "66-86", "source": "divers", "naming": "role"},
        {"report": "b", "attribution": 1, "content_spans": "5-10", "source_spans": "0-4", "source": "x"}])
    frame = voices.first_voice(attributions, SENTENCES, REPORTS)
    assert frame["source"].tolist() == ["divers", "x", ""] and frame["position"].tolist()[1] == 0


def test_own_voice_is_what_no_attribution_covers():
    frame = voices.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=400)
    assert frame["n_words"].tolist() == [14, 8, 2]
    assert frame["n_attributed_words"].tolist() == pytest.approx([8, 3, 0])
    assert frame["own_voice_share"].tolist() == pytest.approx([6 / 14, 5 / 8, 1])
    # Report b: headline all its own, body a quarter; the ends are twice the one and twice the other, or as far as Wilson's of 5/8 of two.
    assert (frame["ci_low"][1], frame["ci_high"][1]) == pytest.approx((proportion_confint(1.25, 2, method="wilson")[0], 1))
    assert math.isnan(frame["ci_low"][2])


def test_voices_cut_a_report_into_stretches_and_nested_words_belong_to_the_innermost():
    frame = voices.voices(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame, "report mode source first") == [
        ("a", "own_voice", "", False), ("a", "direct", "Mara Quill", True), ("a", "indirect", "divers", True),
        ("a", "indirect", "", False), ("a", "own_voice", "", False), ("b", "own_voice", "", False),
        ("b", "indirect", "Mara Quill", True), ("c", "own_voice", "", False)]
    assert frame["n_words"].tolist() == pytest.approx([4, 2, 4, 2, 2, 5, 3, 2])
    assert frame["start"].tolist() == pytest.approx([0, 4 / 14, 6 / 14, 10 / 14, 12 / 14, 0, 5 / 8, 0])
    assert frame["attribution"].tolist() == [pd.NA, 1, 2, 3, pd.NA, pd.NA, 1, pd.NA]


def test_a_source_that_goes_on_after_a_nested_one_speaks_first_only_once():
    attributions = make("attributions", [
        {"report": "b", "attribution": 1, "content_spans": "0-42", "source": "outer"},
        {"report": "b", "attribution": 2, "content_spans": "5-10", "source": "inner", "parent": 1}])
    frame = voices.voices(attributions, SENTENCES, REPORTS)
    assert records(frame[frame["report"] == "b"], "source first n_words") == [
        ("outer", True, 1), ("inner", True, 1), ("outer", False, 6)]


def test_voices_leave_no_gap_and_their_own_voice_is_the_unattributed_share():
    frame = voices.voices(ATTRIBUTIONS, SENTENCES, REPORTS)
    own = voices.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=10).set_index("report")
    for report, rows in frame.groupby("report"):
        assert [0.0, *rows["end"]] == pytest.approx([*rows["start"], 1.0])
        blank = rows[rows["mode"] == "own_voice"]
        assert (blank["end"] - blank["start"]).sum() == pytest.approx(own["own_voice_share"][report])
