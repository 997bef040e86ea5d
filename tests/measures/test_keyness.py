"""Keyness by hand, and against a slow version of its own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy import stats

from analysis.measures import keyness

from .small import TERMS, make, rng


def slow_keyness(terms: pd.DataFrame, group: str, *, prior_size: float, least: int) -> dict[str, tuple[float, float, float]]:
    """Log odds, variance and z of each lemma, each from its own definition."""
    found = {}
    total = sum(terms["n"])
    for lemma in sorted(set(terms["lemma"])):
        own = [(row.report == group, row.n) for row in terms.itertuples() if row.lemma == lemma]
        y_i, y_j = sum(n for inside, n in own if inside), sum(n for inside, n in own if not inside)
        n_i = sum(row.n for row in terms.itertuples() if row.report == group)
        n_j = total - n_i
        if y_i + y_j < least:
            continue
        a = prior_size * (y_i + y_j) / total
        odds_i, odds_j = (y_i + a) / (n_i + prior_size - y_i - a), (y_j + a) / (n_j + prior_size - y_j - a)
        variance = 1 / (y_i + a) + 1 / (n_i + prior_size - y_i - a) + 1 / (y_j + a) + 1 / (n_j + prior_size - y_j - a)
        delta = math.log(odds_i) - math.log(odds_j)
        found[lemma] = (delta, variance, delta / math.sqrt(variance))
    return found


def many_terms() -> pd.DataFrame:
    counts = rng().integers(0, 12, (4, 30))
    return make("terms", [{"report": f"r{report}", "lemma": f"w{word:02d}", "n": int(n)}
                          for report, own in enumerate(counts) for word, n in enumerate(own) if n])


@pytest.mark.parametrize("prior_size", [0.5, 20.0, 500.0])
def test_keyness_is_that_of_a_slow_version(prior_size):
    terms = many_terms()
    frame = keyness.keyness(terms, prior_size=prior_size, least=5)
    assert set(frame["group"]) == {"r0", "r1", "r2", "r3"}
    for group, own in frame.groupby("group"):
        slow = slow_keyness(terms, group, prior_size=prior_size, least=5)
        assert set(own["lemma"]) == set(slow)
        for row in own.itertuples():
            assert (row.log_odds, row.variance, row.z) == pytest.approx(slow[row.lemma], abs=1e-9, rel=1e-9)
            ends = stats.norm.interval(0.95, row.log_odds, math.sqrt(row.variance))
            assert (row.ci_low, row.ci_high) == pytest.approx(ends, abs=1e-9, rel=1e-9)


def test_p_and_q_are_those_of_scipy_and_statsmodels():
    from statsmodels.stats.multitest import multipletests

    frame = keyness.keyness(many_terms(), prior_size=20, least=1)
    assert frame["p"].to_numpy() == pytest.approx(2 * stats.norm.sf(np.abs(frame["z"])), abs=1e-12)
    for _, own in frame.groupby("group"):
        assert own["q"].to_numpy() == pytest.approx(multipletests(own["p"], method="fdr_bh")[1], abs=1e-12)


def test_keyness_by_hand_with_its_sign():
    # Flat prior of one each for gate, toll, tug; nouns and verbs alone: a has gate 7, toll 2; the rest gate 1, toll 4, tug 4.
    frame = keyness.keyness(TERMS, prior="flat", prior_size=3.0, least=1)
    gate = frame[(frame["group"] == "a") & (frame["lemma"] == "gate")].iloc[0]
    assert (gate["n_group"], gate["n_rest"], gate["n_reports"]) == (7, 1, 2)
    assert gate["log_odds"] == pytest.approx(math.log((8 / 4) / (2 / 10)))
    assert gate["variance"] == pytest.approx(1 / 8 + 1 / 4 + 1 / 2 + 1 / 10)
    assert frame.loc[frame["group"] == "a", "lemma"].tolist() == ["gate", "toll", "tug"]
    assert frame.loc[frame["group"] == "a", "z"].tolist()[2] < 0
    # Nouns and verbs of a, b, c: 9, 6, 3 of 18; gate is 7/8 in a and 1/8 in b.
    assert gate["dp"] == pytest.approx((abs(7 / 8 - 9 / 18) + abs(1 / 8 - 6 / 18) + 3 / 18) / 2)


def test_the_rest_sees_the_opposite():
    frame = keyness.keyness(TERMS, groups={"a": "one", "b": "two", "c": "two"}, prior_size=5, least=1)
    one, two = (frame[frame["group"] == group].set_index("lemma").sort_index() for group in ("one", "two"))
    assert one["log_odds"].to_numpy() == pytest.approx(-two["log_odds"].to_numpy())
    assert one["n_group"].tolist() == two["n_rest"].tolist()


def test_reports_that_use_words_alike_have_no_keywords_and_a_large_prior_leaves_no_difference():
    terms = make("terms", [{"report": report, "lemma": lemma, "n": n * times} for report, times in (("a", 1), ("b", 3))
                           for lemma, n in (("gate", 2), ("toll", 5))])
    assert np.allclose(keyness.keyness(terms, least=1)["log_odds"], 0)
    assert np.abs(keyness.keyness(many_terms(), prior_size=1e9, least=1)["z"]).max() < 0.01


def test_rare_lemmas_and_closed_classes_are_not_listed_but_rare_lemmas_count():
    listed = keyness.keyness(TERMS, least=5).set_index(["group", "lemma"])["log_odds"]
    every = keyness.keyness(TERMS, least=1).set_index(["group", "lemma"])["log_odds"]
    assert set(listed.index.get_level_values("lemma")) == {"gate", "toll"}
    assert listed.to_dict() == {key: every[key] for key in listed.index}
    assert set(every.index.get_level_values("lemma")) == {"gate", "toll", "tug"}


@pytest.mark.parametrize("measure", [keyness.keyness, keyness.keyness_pairs])
def test_without_settings_three_occurrences_in_one_report_are_enough_and_the_prior_is_worth_500_words(measure):
    terms = make("terms", [{"report": report, "lemma": lemma, "n": n} for report, lemma, n in (
        ("a", "gate", 4), ("a", "toll", 3), ("a", "tug", 2), ("b", "gate", 5))])
    frame = measure(terms)
    assert set(frame["lemma"]) == {"gate", "toll"}
    assert_frame_equal(frame, measure(terms, prior="corpus", prior_size=500, least=3, least_reports=1))


def test_a_prior_larger_than_the_reports_makes_p_too_large():
    # Two reports of 400 words each drawn from the same 20: without much of a prior z has the spread of a standard normal.
    draws = rng().multinomial(400, np.full(20, 1 / 20), size=(40, 2))
    spread = {}
    for prior_size in (1.0, 1200.0):
        z = [keyness.keyness(make("terms", [{"report": report, "lemma": f"w{word:02d}", "n": int(n)} for report, own in zip("ab", pair)
                                            for word, n in enumerate(own)]), prior_size=prior_size)["z"] for pair in draws]
        spread[prior_size] = np.sqrt(np.mean(np.concatenate(z) ** 2))
    assert spread[1.0] == pytest.approx(1, abs=0.08) and spread[1200.0] == pytest.approx(math.sqrt(400 / 1600), abs=0.05)


def test_one_group_has_no_rest_and_one_word_no_odds():
    assert keyness.keyness(TERMS[TERMS["lemma"] == "gate"], least=1).empty
    assert keyness.keyness(TERMS[TERMS["report"] == "a"]).empty
    assert keyness.keyness(TERMS, groups=dict.fromkeys("abc", "one")).empty


@pytest.mark.parametrize(("wrong", "message"), [
    ({"prior": "none"}, "prior is 'none'; expected one of corpus, flat"), ({"prior_size": 0}, "prior_size is 0"),
    ({"least": 0}, "least is 0"), ({"least_reports": 0}, "least_reports is 0"), ({"groups": {"a": "x", "b": "y"}}, "report 'c' has no group"),
    ({"groups": {"a": "x", "b": "y", "c": None}}, "report 'c' has no group")])
def test_bad_parameters_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        keyness.keyness(TERMS, **wrong)


def test_a_pair_is_what_is_left_when_all_other_reports_are():
    pair = TERMS[TERMS["report"] != "c"]
    every = keyness.keyness_pairs(TERMS, prior="flat", prior_size=6.0, least=1)
    alone = keyness.keyness(pair, prior="flat", prior_size=6.0, least=1)
    own = every[(every["group"] == "a") & (every["other"] == "b")].set_index("lemma")
    same = alone[alone["group"] == "a"].set_index("lemma")
    columns = ["n_group", "n_rest", "log_odds", "variance", "z", "p"]
    # Both reports together use all three lemmas, so a flat prior is the same with and without the third report.
    assert own[columns].to_dict() == same[columns].to_dict()
    assert own.loc["gate", "log_odds"] > 0 > own.loc["tug", "log_odds"]
    assert sorted(set(zip(every["group"], every["other"], strict=True))) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_the_guard_leaves_out_what_one_report_alone_uses():
    terms = TERMS[~((TERMS["report"] == "b") & (TERMS["lemma"] == "tug"))]
    assert "tug" in set(keyness.keyness(terms, least=1)["lemma"])
    assert "tug" not in set(keyness.keyness(terms, least=1, least_reports=2)["lemma"])
