"""Selections by hand."""

from __future__ import annotations

import pandas as pd

from analysis.measures import selection

from .small import records, rows


def test_the_most_linked_names_share_most_sentences_with_any_others():
    # Sentences shared: Alda 7, Cole 6, Bree 5, Dunn 4.
    pairs = pd.DataFrame({"entity_a": ["Alda", "Alda", "Cole"], "entity_b": ["Bree", "Cole", "Dunn"], "n_together": [5, 2, 4]})
    assert [records(selection.most_linked(pairs, most=most), "entity_a entity_b") for most in (1, 2, 3)] == [
        [], [("Alda", "Cole")], [("Alda", "Bree"), ("Alda", "Cole")]]


def test_the_most_shared_claims_are_those_of_most_reports_and_then_the_earlier_and_keep_all_rows():
    coverage = pd.DataFrame(rows("claim n_reports report rank", ("late", 2, "a", 1), ("late", 2, "b", 4), ("late", 2, "c", pd.NA),
                                 ("all", 3, "a", 9), ("all", 3, "b", 9), ("all", 3, "c", 9),
                                 ("early", 2, "a", 2), ("early", 2, "b", pd.NA), ("early", 2, "c", 2))).astype({"rank": "Int64"})
    found = selection.most_shared(coverage, most=2)
    assert found["claim"].tolist() == ["all"] * 3 + ["early"] * 3
    assert selection.most_shared(coverage.iloc[:0], most=2).empty


def test_the_widest_spread_leaves_out_claims_on_which_all_agree():
    ladder = pd.DataFrame({"claim": ["x", "x", "y", "y", "z", "z"], "report": list("ababab"), "spread": [3, 3, 1, 1, 0, 0]})
    assert [selection.widest_spread(ladder, most=most)["claim"].unique().tolist() for most in (1, 3)] == [["x"], ["x", "y"]]


def test_the_most_key_words_are_those_used_more_with_the_highest_z():
    found = pd.DataFrame({"group": list("bbbaa"), "lemma": ["tug", "gate", "toll", "gate", "tug"], "z": [1.0, 2.0, 2.0, -3.0, 0.5]})
    assert list(selection.most_key(found, most=2)[["group", "lemma"]].itertuples(index=False, name=None)) == [
        ("a", "tug"), ("b", "gate"), ("b", "toll")]


def test_the_pairs_that_share_most_words_keep_all_their_passages():
    spans = pd.DataFrame({"report_a": list("abaa"), "report_b": list("bcbc"), "n_words": [8, 15, 8, 9]})
    assert records(selection.most_words_shared(spans, most=2), "report_a report_b n_words") == [("a", "b", 8), ("b", "c", 15), ("a", "b", 8)]
    assert selection.most_words_shared(spans.iloc[:0], most=2).empty
