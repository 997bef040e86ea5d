"""Sourcing on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import schema
from analysis.measures import sourcing

from .small import ATTRIBUTIONS, REPORTS, SENTENCES, empty, make, rows



def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def records(frame: pd.DataFrame, columns: str) -> list[tuple]:
    return list(frame[columns.split()].itertuples(index=False, name=None))


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


def test_words_of_nested_content_count_once_to_the_innermost():
    frame = sourcing.attribution_words(ATTRIBUTIONS, SENTENCES)
    assert frame["n_words"].tolist() == pytest.approx([6, 4, 2, 3])
    assert frame["n_words_once"].tolist() == pytest.approx([2, 4, 2, 3])
    assert frame["sentence"].tolist() == [1, 1, 3, 1]


def test_words_are_those_of_a_count_by_character():
    frame = sourcing.attribution_words(ATTRIBUTIONS, SENTENCES)
    slow = slow_words_once(ATTRIBUTIONS, SENTENCES)
    fast = {(row.report, row.attribution): row.n_words_once for row in frame.itertuples()}
    assert fast == pytest.approx(slow)


def test_content_that_crosses_a_caption_has_only_the_measured_words():
    attributions = make("attributions", [{"report": "a", "attribution": 1, "content_spans": "42-76"}])
    assert sourcing.attribution_words(attributions, SENTENCES)["n_words"].tolist() == pytest.approx([2 + 2])


def test_an_attribution_starts_where_its_first_span_does():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "12-52", "source_spans": "66-70", "cue_spans": "72-75"},
        {"report": "a", "attribution": 2, "content_spans": "70-80", "source_spans": "0-4"}])
    assert sourcing.attribution_words(attributions, SENTENCES)["sentence"].tolist() == [1, 0]


@pytest.mark.parametrize(("parents", "message"), [
    ((2, 1), "attribution 1 of report 'a': its parents go in a circle"),
    ((pd.NA, 9), "attribution 2 of report 'a': its parents lead to 9")])
def test_impossible_parents_are_named(parents, message):
    attributions = make("attributions", [
        {"report": "a", "attribution": number, "content_spans": "0-10", "parent": parent}
        for number, parent in enumerate(parents, 1)])
    with pytest.raises(ValueError, match=message):
        sourcing.attribution_words(attributions, SENTENCES)


def test_an_attribution_without_a_span_is_named():
    attributions = make("attributions", [{"report": "b", "attribution": 4}])
    with pytest.raises(ValueError, match="attribution 4 of report 'b' has no span"):
        sourcing.attribution_words(attributions, SENTENCES)


def test_the_source_mix_counts_attributions_and_words_apart():
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    assert records(frame, "report source_type n_attributions") == [
        ("a", "government", 1), ("a", "public", 1), ("a", "unknown", 1), ("b", "government", 1), ("b", "public", 0),
        ("b", "unknown", 0), ("c", "government", 0), ("c", "public", 0), ("c", "unknown", 0), ("all", "government", 2),
        ("all", "public", 1), ("all", "unknown", 1)]
    third = 1 / 3
    assert frame["share"].tolist() == pytest.approx([third] * 3 + [1, 0, 0] + [math.nan] * 3 + [0.5, 0.25, 0.25], nan_ok=True)
    assert frame["share_words"].tolist() == pytest.approx(
        [2 / 8, 4 / 8, 2 / 8, 1, 0, 0] + [math.nan] * 3 + [5 / 11, 4 / 11, 2 / 11], nan_ok=True)


def test_the_mix_of_one_report_resamples_its_sentences():
    # Sentence 1 holds one government and one public attribution, sentence 3 one without a source: a resample of the two
    # has government shares 1/2 (twice the first), 1/3 (both) or 0 (twice the second), each end with probability 1/4.
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    government, public, unknown = (frame.iloc[place] for place in range(3))
    assert (government["ci_low"], government["ci_high"]) == (public["ci_low"], public["ci_high"]) == (0, 0.5)
    assert (unknown["ci_low"], unknown["ci_high"]) == (0, 1)


def test_a_report_with_one_attribution_has_no_interval():
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="mode", rng=rng(), resamples=50)
    assert frame.loc[frame["report"].isin(["b", "c"]), ["ci_low", "ci_high"]].isna().all(axis=None)
    assert frame.loc[frame["report"] == "all", ["ci_low", "ci_high"]].notna().all(axis=None)


@pytest.mark.parametrize("by", sourcing.MIXES)
def test_shares_of_a_mix_add_up(by):
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by=by, rng=rng(), resamples=50)
    sums = frame[frame["report"] != "c"].groupby("report")[["share", "share_words"]].sum()
    assert np.allclose(sums, 1)
    assert (frame["ci_low"].isna() | (frame["ci_low"] <= frame["share"])).loc[frame["report"] != "all"].all()


def test_a_mix_by_another_column_is_refused():
    with pytest.raises(ValueError, match="by is 'cue'; expected one of source_type, source_country, naming, mode, stance"):
        sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="cue", rng=rng(), resamples=50)


def test_words_by_source_puts_the_longest_voice_first():
    frame = sourcing.words_by_source(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame[frame["report"] != "c"], "source source_type report n_attributions") == [
        ("Mara Quill", "government", "a", 1), ("Mara Quill", "government", "b", 1), ("divers", "public", "a", 1),
        ("divers", "public", "b", 0), ("(no source)", "", "a", 1), ("(no source)", "", "b", 0)]
    assert frame["n_words"].tolist() == pytest.approx([2, 3, 0, 4, 0, 0, 2, 0, 0])


def test_words_by_source_add_up_to_all_attributed_words():
    words = sourcing.words_by_source(ATTRIBUTIONS, SENTENCES, REPORTS).groupby("report")["n_words"].sum()
    attributed = sourcing.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=10)
    assert words.to_dict() == pytest.approx(dict(records(attributed, "report n_attributed_words")))


def test_the_source_matrix_has_every_cell_of_the_most_used_sources():
    frame = sourcing.source_matrix(ATTRIBUTIONS, REPORTS)
    assert records(frame, "source report n_attributions") == [
        ("Mara Quill", "a", 1), ("Mara Quill", "b", 1), ("Mara Quill", "c", 0), ("divers", "a", 1), ("divers", "b", 0),
        ("divers", "c", 0)]
    assert set(sourcing.source_matrix(ATTRIBUTIONS, REPORTS, most=1)["source"]) == {"Mara Quill"}


def spoken(counts: dict[str, dict[str, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attributions with given counts of each source in each report, and the reports."""
    voices = [(report, source) for report, own in counts.items() for source, n in own.items() for _ in range(n)]
    table = make("attributions", [{"report": report, "attribution": number, "source": source, "content_spans": "0-10"}
                                  for number, (report, source) in enumerate(voices, 1)])
    return table, make("reports", [{"report": report} for report in counts])


def test_diversity_by_hand():
    # Shares 1/2, 1/4, 1/4: sum of squares 3/8, entropy 1.5 log 2.
    attributions, reports = spoken({"p": {"x": 2, "y": 1, "z": 1, "": 3}, "q": {"x": 3}, "r": {}})
    p, q, r = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=300).to_dict("records")
    assert (p["n_attributions"], p["n_without_source"], p["n_sources"]) == (7, 3, 3)
    assert p["simpson"] == pytest.approx(5 / 8) and p["shannon"] == pytest.approx(1.5 * math.log(2))
    assert (p["hill_0"], p["hill_1"], p["hill_2"]) == pytest.approx((3, 2 ** 1.5, 8 / 3))
    # Of 4 attributions 3 are drawn: x (2 of 4) always comes, y and z in 3 of 4 draws each.
    assert p["rarefied_to"] == q["rarefied_to"] == r["rarefied_to"] == 3
    assert p["rarefied"] == pytest.approx(1 + 0.75 + 0.75) and q["rarefied"] == 1
    assert (q["simpson"], q["shannon"], q["hill_1"], q["ci_low"], q["ci_high"]) == (0, 0, 1, 1, 1)
    assert r["n_sources"] == 0 and all(math.isnan(r[name]) for name in ("simpson", "hill_0", "hill_1", "rarefied", "ci_low"))


def test_hill_numbers_of_equally_frequent_sources_are_their_number():
    attributions, reports = spoken({"p": dict.fromkeys("uvwxy", 3)})
    frame = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=50)
    assert frame[["hill_0", "hill_1", "hill_2", "rarefied"]].to_numpy().ravel() == pytest.approx(np.full(4, 5))


def test_diversity_is_scipys_entropy_and_rarefaction_that_of_all_subsets():
    counts = {"p": {"x": 4, "y": 2, "z": 1, "u": 1}, "q": {"x": 2, "y": 1}}
    attributions, reports = spoken(counts)
    p = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=50).iloc[0]
    voices = [source for source, n in counts["p"].items() for _ in range(n)]
    subsets = [len(set(drawn)) for drawn in itertools.combinations(voices, 3)]
    assert p["rarefied"] == pytest.approx(sum(subsets) / len(subsets))
    assert p["shannon"] == pytest.approx(stats.entropy([4, 2, 1, 1]))


def test_the_diversity_interval_holds_the_estimate():
    attributions, reports = spoken({"p": {name: 1 for name in "abcdefgh"} | {"i": 5}, "q": {"a": 3, "b": 3}})
    frame = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=500)
    assert (frame["ci_low"] < frame["hill_1"]).all() and (frame["hill_1"] < frame["ci_high"]).all()


def test_source_overlap_by_hand():
    frame = sourcing.source_overlap(ATTRIBUTIONS, REPORTS)
    assert records(frame, "report_a report_b n_a n_b n_shared") == [
        ("a", "b", 2, 1, 1), ("a", "c", 2, 0, 0), ("b", "c", 1, 0, 0)]
    assert frame["jaccard"].tolist() == [0.5, 0, 0]
    assert frame["overlap"].tolist() == pytest.approx([1, math.nan, math.nan], nan_ok=True)


def test_each_carrier_takes_a_report_one_step_from_the_speaker():
    frame = sourcing.relay_depth(ATTRIBUTIONS, REPORTS)
    assert records(frame, "report n_attributions n_first_hand max_depth") == [("a", 3, 2, 1), ("b", 1, 0, 2), ("c", 0, 0, 0)]
    assert frame["first_hand_share"].tolist() == pytest.approx([2 / 3, 0, math.nan], nan_ok=True)
    assert frame["mean_depth"].tolist() == pytest.approx([1 / 3, 2, math.nan], nan_ok=True)


def test_relay_chains_have_one_hop_a_row_nearest_the_article_first():
    assert records(sourcing.relay_chains(ATTRIBUTIONS), "report source carrier position n") == [
        ("a", "divers", "Tidewire", 1, 1), ("b", "Mara Quill", "Tidewire", 1, 1), ("b", "Mara Quill", "Port Office", 2, 1)]


def test_the_frequent_hop_comes_first():
    attributions = make("attributions", rows(
        "report attribution source relay content_spans", ("a", 1, "x", "K", "0-5"), ("a", 2, "y", "L", "0-5"),
        ("a", 3, "y", "L", "0-5")))
    assert records(sourcing.relay_chains(attributions), "source carrier n") == [("y", "L", 2), ("x", "K", 1)]


def test_the_first_voice_has_a_source_and_a_place():
    frame = sourcing.first_voice(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame[:2], "report source source_type sentence") == [
        ("a", "Mara Quill", "government", 1), ("b", "Mara Quill", "government", 1)]
    assert frame["position"].tolist() == pytest.approx([2 / 14, 0.5, math.nan], nan_ok=True)
    assert frame["sentence"].isna().tolist() == [False, False, True]


def test_an_attribution_without_a_source_is_no_voice():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "0-10", "naming": "none"},
        {"report": "a", "attribution": 2, "content_spans": "66-86", "source": "divers", "naming": "role"}])
    assert sourcing.first_voice(attributions, SENTENCES, REPORTS)["source"].tolist() == ["divers", "", ""]


def test_the_first_voice_may_have_the_first_word():
    attributions = make("attributions", [
        {"report": "b", "attribution": 1, "content_spans": "5-10", "source_spans": "0-4", "source": "x"}])
    assert sourcing.first_voice(attributions, SENTENCES, REPORTS)["position"].tolist()[1] == 0


def test_own_voice_is_what_no_attribution_covers():
    frame = sourcing.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=400)
    assert frame["n_words"].tolist() == [14, 8, 2]
    assert frame["n_attributed_words"].tolist() == pytest.approx([8, 3, 0])
    assert frame["own_voice_share"].tolist() == pytest.approx([6 / 14, 5 / 8, 1])
    # Report b: headline all its own, body a quarter; the ends are twice the one and twice the other.
    assert (frame["ci_low"][1], frame["ci_high"][1]) == pytest.approx((0.25, 1))
    assert math.isnan(frame["ci_low"][2])


def test_cue_verbs_most_frequent_first():
    assert records(sourcing.cue_verbs(ATTRIBUTIONS), "cue stance n_attributions n_reports") == [
        ("say", "neutral", 2, 1), ("(no cue)", "neutral", 1, 1), ("warn", "assertive", 1, 1)]


def test_a_row_of_an_unknown_report_is_named():
    attributions = make("attributions", [{"report": "z", "attribution": 1, "content_spans": "0-5"}])
    with pytest.raises(ValueError, match="'z' is not a report; the reports are a, b, c"):
        sourcing.source_overlap(attributions, REPORTS)


def test_no_report_may_take_the_name_of_the_pooled_rows():
    with pytest.raises(ValueError, match="'all'"):
        sourcing.relay_depth(empty("attributions"), make("reports", [{"report": "all"}]))
