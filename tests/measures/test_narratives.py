"""Narratives on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures import narratives
from analysis.measures.resampling import TOO_FEW

from .small import CLAIM_MENTIONS, CLAIMS, CONFLICTS, REPORTS, TERMS, make, rows


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def records(frame, columns: str) -> list[tuple]:
    return list(frame[columns.split()].itertuples(index=False, name=None))


def test_coverage_has_a_cell_for_every_claim_and_report():
    frame = narratives.claim_coverage(CLAIMS, CLAIM_MENTIONS, REPORTS)
    assert records(frame, "claim n_reports report present status n_mentions") == [
        ("gate", 2, "a", True, "attributed", 2), ("gate", 2, "b", True, "hedged", 1), ("gate", 2, "c", False, "absent", 0),
        ("toll", 1, "a", True, "own_voice", 1), ("toll", 1, "b", False, "absent", 0), ("toll", 1, "c", False, "absent", 0),
        ("tug", 0, "a", False, "absent", 0), ("tug", 0, "b", False, "absent", 0), ("tug", 0, "c", False, "absent", 0)]
    assert frame["rank"].fillna(0).tolist() == [2, 1, 0, 1, 0, 0, 0, 0, 0]
    assert frame["attribution"].fillna(0).tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_a_mention_of_an_unknown_claim_is_named():
    with pytest.raises(ValueError, match="claim 'gate'"):
        narratives.claim_coverage(CLAIMS[CLAIMS["claim"] != "gate"], CLAIM_MENTIONS, REPORTS)


def test_coverage_by_report_tells_shared_claims_from_a_reports_own():
    frame = narratives.coverage_by_report(CLAIM_MENTIONS, REPORTS, rng=rng(), resamples=200)
    assert records(frame, "report n_claims n_shared n_only_here") == [("a", 2, 1, 1), ("b", 1, 1, 0), ("c", 0, 0, 0)]
    assert frame["shared_share"].tolist() == pytest.approx([0.5, 1, math.nan], nan_ok=True)
    # Report a's two claims first appear in two sentences: a resample has none, one or both shared.
    assert (frame["ci_low"][0], frame["ci_high"][0]) == (0, 1)
    assert frame["ci_low"][1:].isna().all()


def test_status_mix_counts_every_mention():
    frame = narratives.claim_status_mix(CLAIM_MENTIONS, REPORTS, rng=rng(), resamples=200)
    assert frame["status"].tolist() == ["own_voice", "attributed", "hedged", "doubted", "denied"] * 3
    assert frame["n"].tolist() == [2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert frame["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0, 0, 0, 0, 1, 0, 0] + [math.nan] * 5, nan_ok=True)
    assert (frame["ci_low"][0], frame["ci_high"][0]) == (0, 1)


def ordered(first: str, second: str):
    """Two reports that make one-letter claims in the given orders."""
    return make("claim_mentions", [
        {"claim": claim, "report": report, "sentence": 0, "start": rank, "end": rank + 1, "rank": rank}
        for report, claims in (("a", first), ("b", second)) for rank, claim in enumerate(claims, 1)])


def order_of(first: str, second: str) -> dict:
    reports = REPORTS[REPORTS["report"] != "c"]
    return narratives.claim_order(ordered(first, second), reports).iloc[0].to_dict()


def test_order_by_hand():
    # uvwxy against uvwyx, with claims of one report alone between: 9 of 10 pairs agree.
    row = order_of("upvwxy", "uvqwyx")
    assert (row["n_shared"], row["tau_b"]) == (5, pytest.approx(0.8))
    # Of 120 orders, 1 + 4 have at most one swapped pair, and as many at most one agreeing.
    assert row["test"] == f"permutation p = {10 / 120:.3f}"


def test_order_is_that_of_all_pairs_and_all_permutations():
    first, second = "tuvwxyz", "vtuzwyx"

    def agreement(order) -> int:
        return sum(1 if (order.index(p) < order.index(q)) else -1 for p, q in itertools.combinations(first, 2))

    observed = agreement(second)
    orders = [agreement("".join(order)) for order in itertools.permutations(first)]
    p = sum(abs(value) >= abs(observed) for value in orders) / len(orders)
    row = order_of(first, second)
    assert row["tau_b"] == pytest.approx(observed / 21)
    assert row["test"] == f"permutation p = {p:.3f}"


@pytest.mark.parametrize(
    ("first", "second", "tau"), [("uvwx", "uvwx", 1), ("uvw", "wvu", -1), ("uv", "uv", None), ("u", "v", None)])
def test_few_shared_claims_make_no_test_and_fewer_no_tau(first, second, tau):
    row = order_of(first, second)
    assert row["test"] == TOO_FEW
    assert math.isnan(row["tau_b"]) if tau is None else row["tau_b"] == tau


def test_tied_ranks_lower_tau_as_tau_b_does():
    mentions = ordered("uvw", "uvw")
    mentions.loc[(mentions["report"] == "a") & (mentions["claim"] == "w"), "rank"] = 2
    # Two pairs agree, one is tied in one report: 2 / sqrt(2 x 3).
    row = narratives.claim_order(mentions, REPORTS[REPORTS["report"] != "c"]).iloc[0]
    assert row["tau_b"] == pytest.approx(2 / math.sqrt(6))


def test_ranks_that_are_all_tied_have_no_order():
    mentions = ordered("uvwxyz", "uvwxyz").assign(rank=1)
    row = narratives.claim_order(mentions, REPORTS[REPORTS["report"] != "c"]).iloc[0]
    assert math.isnan(row["tau_b"]) and row["test"] == TOO_FEW


def test_claim_overlap_by_hand():
    frame = narratives.claim_overlap(CLAIM_MENTIONS, REPORTS)
    assert records(frame, "report_a report_b n_a n_b n_shared") == [
        ("a", "b", 2, 1, 1), ("a", "c", 2, 0, 0), ("b", "c", 1, 0, 0)]
    assert frame["jaccard"].tolist() == [0.5, 0, 0]
    assert frame["containment_a"].tolist() == [0.5, 0, 0]
    assert frame["containment_b"].tolist() == pytest.approx([1, math.nan, math.nan], nan_ok=True)


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
    frame = narratives.keyness(terms, prior_size=prior_size, least=5)
    assert set(frame["group"]) == {"r0", "r1", "r2", "r3"}
    for group, own in frame.groupby("group"):
        slow = slow_keyness(terms, group, prior_size=prior_size, least=5)
        assert set(own["lemma"]) == set(slow)
        for row in own.itertuples():
            assert (row.log_odds, row.variance, row.z) == pytest.approx(slow[row.lemma], abs=1e-9, rel=1e-9)


def test_p_and_q_are_those_of_scipy_and_statsmodels():
    from statsmodels.stats.multitest import multipletests

    frame = narratives.keyness(many_terms(), prior_size=20, least=1)
    assert frame["p"].to_numpy() == pytest.approx(2 * stats.norm.sf(np.abs(frame["z"])), abs=1e-12)
    for _, own in frame.groupby("group"):
        assert own["q"].to_numpy() == pytest.approx(multipletests(own["p"], method="fdr_bh")[1], abs=1e-12)


def test_keyness_by_hand_with_its_sign():
    # Flat prior of one each for gate, toll, tug; nouns and verbs alone: a has gate 7, toll 2; the rest gate 1, toll 4, tug 4.
    frame = narratives.keyness(TERMS, prior="flat", prior_size=3.0, least=1)
    gate = frame[(frame["group"] == "a") & (frame["lemma"] == "gate")].iloc[0]
    assert (gate["n_group"], gate["n_rest"], gate["n_reports"]) == (7, 1, 2)
    assert gate["log_odds"] == pytest.approx(math.log((8 / 4) / (2 / 10)))
    assert gate["variance"] == pytest.approx(1 / 8 + 1 / 4 + 1 / 2 + 1 / 10)
    assert frame.loc[frame["group"] == "a", "lemma"].tolist() == ["gate", "toll", "tug"]
    assert frame.loc[frame["group"] == "a", "z"].tolist()[2] < 0
    # Nouns and verbs of a, b, c: 9, 6, 3 of 18; gate is 7/8 in a and 1/8 in b.
    assert gate["dp"] == pytest.approx((abs(7 / 8 - 9 / 18) + abs(1 / 8 - 6 / 18) + 3 / 18) / 2)


def test_the_rest_sees_the_opposite():
    frame = narratives.keyness(TERMS, groups={"a": "one", "b": "two", "c": "two"}, prior_size=5, least=1)
    one, two = (frame[frame["group"] == group].set_index("lemma").sort_index() for group in ("one", "two"))
    assert one["log_odds"].to_numpy() == pytest.approx(-two["log_odds"].to_numpy())
    assert one["n_group"].tolist() == two["n_rest"].tolist()


def test_reports_that_use_words_alike_have_no_keywords():
    terms = make("terms", [{"report": report, "lemma": lemma, "n": n * times} for report, times in (("a", 1), ("b", 3))
                           for lemma, n in (("gate", 2), ("toll", 5))])
    assert np.allclose(narratives.keyness(terms, least=1)["log_odds"], 0)


def test_a_large_prior_leaves_no_difference():
    frame = narratives.keyness(many_terms(), prior_size=1e9, least=1)
    assert np.abs(frame["z"]).max() < 0.01


def test_only_the_asked_parts_of_speech_count():
    assert "the" not in set(narratives.keyness(TERMS, least=1)["lemma"])
    nouns = narratives.keyness(TERMS, least=1, parts=("NOUN",))
    assert nouns.loc[(nouns["group"] == "a") & (nouns["lemma"] == "gate"), "n_group"].item() == 6


def test_rare_lemmas_are_not_listed_but_count():
    listed = narratives.keyness(TERMS, least=5).set_index(["group", "lemma"])["log_odds"]
    every = narratives.keyness(TERMS, least=1).set_index(["group", "lemma"])["log_odds"]
    assert set(listed.index.get_level_values("lemma")) == {"gate", "toll"}
    assert listed.to_dict() == {key: every[key] for key in listed.index}


def test_one_group_has_no_rest():
    assert narratives.keyness(TERMS[TERMS["report"] == "a"]).empty
    assert narratives.keyness(TERMS, groups=dict.fromkeys("abc", "one")).empty


@pytest.mark.parametrize(("wrong", "message"), [
    ({"prior": "none"}, "prior is 'none'; expected one of corpus, flat"), ({"prior_size": 0}, "prior_size is 0"),
    ({"least": 0}, "least is 0"), ({"groups": {"a": "x", "b": "y"}}, "report 'c' has no group")])
def test_bad_parameters_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        narratives.keyness(TERMS, **wrong)


def test_conflicts_are_counted_by_kind_and_pair():
    assert records(narratives.conflict_counts(CONFLICTS), "kind report_a report_b n") == [
        ("number", "a", "b", 2), ("date", "a", "b", 1), ("name", "b", "c", 1)]


def test_the_status_of_a_claim_is_that_of_its_first_mention_whatever_the_order_of_rows():
    mentions = make("claim_mentions", rows(
        "claim report sentence start end rank status", ("gate", "a", 3, 70, 80, 1, "denied"),
        ("gate", "a", 1, 20, 30, 1, "doubted")))
    cell = narratives.claim_coverage(CLAIMS, mentions[::-1], REPORTS).iloc[0]
    assert (cell["status"], cell["n_mentions"]) == ("doubted", 2)
