"""Sourcing on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.measures import resampling, sourcing, voices

from .small import ATTRIBUTIONS, REPORTS, SENTENCES, empty, make, records, rng, rows


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
    # has government shares 1/2 (twice the first), 1/3 (both) or 0 (twice the second), each end with probability 1/4. Wilson's
    # interval of a third of two trials ends higher.
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    government, public, unknown = (frame.iloc[place] for place in range(3))
    assert (government["ci_low"], government["ci_high"]) == (public["ci_low"], public["ci_high"])
    assert government["ci_low"] == 0 and government["ci_high"] == pytest.approx(proportion_confint(2 / 3, 2, method="wilson")[1])
    assert (unknown["ci_low"], unknown["ci_high"]) == (0, 1)
    # Words: 2 and 4 in sentence 1, 2 in sentence 3, so the government has 2/6, 2/8 or none of them; Wilson's is 2/8 of two trials'.
    assert (government["words_low"], government["words_high"]) == pytest.approx((0, proportion_confint(0.5, 2, method="wilson")[1]))


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


@pytest.mark.parametrize(("measure", "by"), [
    (sourcing.source_mix, "cue"), (sourcing.mix_differences, "cue"), (sourcing.direct_speech, "naming")])
def test_a_mix_by_another_column_is_refused(measure, by):
    with pytest.raises(ValueError, match=f"by is '{by}'; expected one of source_type, source"):
        measure(ATTRIBUTIONS, SENTENCES, REPORTS, by=by, rng=rng(), resamples=5)


def test_the_source_matrix_has_every_cell_of_the_most_used_sources():
    frame = sourcing.source_matrix(ATTRIBUTIONS, REPORTS)
    assert records(frame, "source report n_attributions") == [
        ("Mara Quill", "a", 1), ("Mara Quill", "b", 1), ("Mara Quill", "c", 0), ("divers", "a", 1), ("divers", "b", 0),
        ("divers", "c", 0)]
    assert set(sourcing.source_matrix(ATTRIBUTIONS, REPORTS, most=1)["source"]) == {"Mara Quill"}


def test_each_carrier_takes_a_report_one_step_from_the_speaker():
    frame = sourcing.relay_depth(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=200)
    assert records(frame, "report n_attributions n_first_hand max_depth") == [("a", 3, 2, 1), ("b", 1, 0, 2), ("c", 0, 0, 0)]
    assert frame["first_hand_share"].tolist() == pytest.approx([2 / 3, 0, math.nan], nan_ok=True)
    assert frame["mean_depth"].tolist() == pytest.approx([1 / 3, 2, math.nan], nan_ok=True)
    # Sentence 1 of report a holds a first-hand and a relayed attribution, sentence 3 a first-hand one: a resample of the two
    # has 1/2 (twice the first), 2/3 (both) or 1 (twice the second), each end with probability 1/4; Wilson's interval of 2/3 of two
    # trials begins lower. Report b has one sentence.
    assert (frame["ci_low"][0], frame["ci_high"][0]) == pytest.approx((proportion_confint(4 / 3, 2, method="wilson")[0], 1))
    assert frame.loc[1:, ["ci_low", "ci_high"]].isna().all(axis=None)


def test_relay_chains_have_one_hop_a_row_nearest_the_article_first():
    chain = "Tidewire < Port Office"
    assert records(sourcing.relay_chains(ATTRIBUTIONS), "report source relay carrier position n") == [
        ("a", "divers", "Tidewire", "Tidewire", 1, 1), ("b", "Mara Quill", chain, "Tidewire", 1, 1), ("b", "Mara Quill", chain, "Port Office", 2, 1)]


def test_the_frequent_hop_comes_first():
    attributions = make("attributions", rows(
        "report attribution source relay content_spans", ("a", 1, "x", "K", "0-5"), ("a", 2, "y", "L", "0-5"),
        ("a", 3, "y", "L", "0-5")))
    assert records(sourcing.relay_chains(attributions), "source carrier n") == [("y", "L", 2), ("x", "K", 1)]


def test_direct_speech_by_type_counts_attributions_and_words_that_quote():
    frame = sourcing.direct_speech(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    assert records(frame, "report source_type n_attributions n_direct n_mixed") == [
        ("a", "government", 1, 1, 0), ("a", "public", 1, 0, 0), ("a", "unknown", 1, 0, 0), ("b", "government", 1, 0, 0),
        ("b", "public", 0, 0, 0), ("b", "unknown", 0, 0, 0), ("c", "government", 0, 0, 0), ("c", "public", 0, 0, 0),
        ("c", "unknown", 0, 0, 0), ("all", "government", 2, 1, 0), ("all", "public", 1, 0, 0), ("all", "unknown", 1, 0, 0)]
    nan = math.nan
    assert frame["share"].tolist() == pytest.approx([1, 0, 0, 0] + [nan] * 5 + [0.5, 0, 0], nan_ok=True)
    assert frame["n_words"].tolist() == pytest.approx([2, 4, 2, 3] + [0] * 5 + [5, 4, 2])
    assert frame["share_words"].tolist() == pytest.approx([1, 0, 0, 0] + [nan] * 5 + [2 / 5, 0, 0], nan_ok=True)
    # One report quotes the government, the other does not: a resample has both, or one of them twice.
    pooled = frame.iloc[9]
    assert [pooled[name] for name in ("ci_low", "ci_high", "words_low", "words_high")] == [0, 1, 0, 1]


def test_mixed_speech_counts_as_direct_with_all_its_words():
    attributions = ATTRIBUTIONS.assign(mode=["direct", "indirect", "indirect", "mixed"])
    frame = sourcing.direct_speech(attributions, SENTENCES, REPORTS, by="source", rng=rng(), resamples=20)
    assert frame["source"].tolist()[:3] == ["Mara Quill", "(no source)", "divers"]
    pooled = frame[frame["report"] == "all"].iloc[0]
    assert (pooled["n_direct"], pooled["n_mixed"], pooled["share"], pooled["share_words"]) == (1, 1, 1, 1)


def test_words_of_all_sources_add_up_to_all_attributed_words():
    found = sourcing.direct_speech(ATTRIBUTIONS, SENTENCES, REPORTS, by="source", rng=rng(), resamples=5)
    attributed = voices.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=5)
    words = found[found["report"] != "all"].groupby("report")["n_words"].sum()
    assert words.to_dict() == pytest.approx(dict(records(attributed, "report n_attributed_words")))


def test_mixes_of_short_reports_have_a_distance_and_no_test():
    reports = pd.concat([make("reports", [{"report": "A"}]), REPORTS])
    frame = sourcing.mix_differences(ATTRIBUTIONS, SENTENCES, reports, by="source_type", rng=rng(), resamples=50)
    assert records(frame, "report_a report_b n_a n_b") == [
        ("A", "a", 0, 3), ("A", "b", 0, 1), ("A", "c", 0, 0), ("a", "b", 3, 1), ("a", "c", 3, 0), ("b", "c", 1, 0)]
    # Thirds against a government alone: half of 2/3 + 1/3 + 1/3.
    assert frame["distance"].tolist() == pytest.approx([math.nan] * 3 + [2 / 3, math.nan, math.nan], nan_ok=True)
    assert set(frame["test"]) == {resampling.TOO_FEW} and frame[["p", "q"]].isna().all(axis=None)


def by_sentence(kinds: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    """Tables of reports that have one sentence for each word of kinds, one attribution for each of its letters."""
    sentences = [{"report": report, "sentence": place, "start": 10 * place, "end": 10 * place + 9, "n_words": 3}
                 for report, words in kinds.items() for place in range(len(words))]
    said = [(report, place, letter) for report, words in kinds.items() for place, word in enumerate(words) for letter in word]
    numbers = {report: itertools.count(1) for report in kinds}
    attributions = [
        {"report": report, "attribution": next(numbers[report]), "content_spans": f"{10 * place}-{10 * place + 9}",
         "source_type": {"g": "government", "p": "public", "e": "expert"}[letter]} for report, place, letter in said]
    return {"attributions": make("attributions", attributions), "sentences": make("sentences", sentences),
            "reports": make("reports", [{"report": report} for report in kinds])}


def slow_p(kinds: dict[str, list[str]]) -> float:
    """The share of all ways to deal the sentences out again that lie as far apart as the reports do."""
    (first, second), pool = kinds.values(), [word for words in kinds.values() for word in words]

    def distance(a: list[str], b: list[str]) -> float:
        a, b = "".join(a), "".join(b)
        return sum(abs(a.count(letter) / len(a) - b.count(letter) / len(b)) for letter in "gpe") / 2

    deals = [distance([pool[i] for i in chosen], [pool[i] for i in range(len(pool)) if i not in chosen])
             for chosen in itertools.combinations(range(len(pool)), len(first))]
    return np.mean([far >= distance(first, second) - 1e-9 for far in deals])


@pytest.mark.parametrize("kinds", [
    {"p": ["g", "g", "g", "g"], "q": ["p", "p", "p", "p"]}, {"p": ["gg", "g", "pg", "g"], "q": ["p", "pp", "gp", "e", "e"]}])
def test_the_p_value_of_two_mixes_is_that_of_all_ways_to_deal_out_the_sentences(kinds):
    frame = sourcing.mix_differences(**by_sentence(kinds), by="source_type", rng=rng(), resamples=20_000)
    assert frame["p"][0] == pytest.approx(slow_p(kinds), abs=0.006)
    assert frame["q"][0] == frame["p"][0] and frame["test"][0].startswith("permutation p")


def test_reports_with_the_same_mix_are_never_called_different():
    frame = sourcing.mix_differences(**by_sentence({"p": ["g", "p"] * 4, "q": ["p", "g"] * 4}), by="source_type", rng=rng(),
                                     resamples=100)
    assert (frame["distance"][0], frame["p"][0]) == (0, 1)


def test_cue_verbs_most_frequent_first():
    assert records(sourcing.cue_verbs(ATTRIBUTIONS), "cue stance n_attributions n_reports") == [
        ("say", "neutral", 2, 1), ("(no cue)", "neutral", 1, 1), ("warn", "assertive", 1, 1)]


def test_no_report_may_take_the_name_of_the_pooled_rows():
    with pytest.raises(ValueError, match="'all'"):
        sourcing.source_matrix(empty("attributions"), make("reports", [{"report": "all"}]))
