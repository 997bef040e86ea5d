"""Narratives on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import itertools
import math
import string

import numpy as np
import pandas as pd
import pytest

from analysis.measures import narratives
from analysis.measures.resampling import TOO_FEW

from .small import CLAIMS, CLAIM_MENTIONS, CONFLICTS, REPORTS, ZONES, make, records, rng, rows


def test_coverage_has_a_cell_for_every_claim_and_report():
    frame = narratives.claim_coverage(CLAIMS, CLAIM_MENTIONS, REPORTS)
    assert records(frame, "claim n_reports report present status n_mentions") == [
        ("gate", 2, "a", True, "attributed", 2), ("gate", 2, "b", True, "hedged", 1), ("gate", 2, "c", False, "absent", 0),
        ("toll", 1, "a", True, "own_voice", 1), ("toll", 1, "b", False, "absent", 0), ("toll", 1, "c", False, "absent", 0),
        ("tug", 0, "a", False, "absent", 0), ("tug", 0, "b", False, "absent", 0), ("tug", 0, "c", False, "absent", 0)]
    assert frame["rank"].fillna(0).tolist() == [2, 1, 0, 1, 0, 0, 0, 0, 0]
    assert frame["attribution"].fillna(0).tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_places_put_claims_of_the_same_reports_together_and_those_of_more_reports_first():
    # Reports a, b, c; of claims made by one set of reports the earlier comes first, and neighbours share what reports they can.
    made = {"p": "abc", "q": "ab", "r": "ab", "s": "a", "t": "c", "u": "bc"}
    ranks = {"p": 3, "q": 2, "r": 1, "s": 4, "t": 1, "u": 2}
    mentions = make("claim_mentions", [
        {"claim": claim, "report": report, "sentence": 0, "start": ranks[claim], "end": ranks[claim] + 1, "rank": ranks[claim]}
        for claim, reports in made.items() for report in reports])
    claims = make("claims", [{"claim": claim, "label": claim} for claim in made])
    # Whatever the order of rows.
    for rows_in in (mentions, mentions.iloc[::-1]):
        frame = narratives.claim_coverage(claims, rows_in, REPORTS).drop_duplicates("claim").set_index("claim")
        order = frame["place"].sort_values().index.tolist()
        assert order.index("r") + 1 == order.index("q")
        sets = [set(made[claim]) for claim in order]
        assert sum(len(own) for own in sets[:3]) >= sum(len(own) for own in sets[3:])
        # No order of the five sets has neighbours that are nearer in sum.
        distinct = [set(own) for own in dict.fromkeys(made[claim] for claim in order)]
        assert _length(distinct) == pytest.approx(min(map(_length, itertools.permutations(distinct))))


def _length(sets) -> float:
    """The sum of Jaccard distances of neighbours."""
    return sum(1 - len(one & other) / len(one | other) for one, other in itertools.pairwise(sets))


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


def order_of(mentions, *, resamples: int = 200) -> dict:
    reports = REPORTS[REPORTS["report"] != "c"]
    return narratives.claim_order(mentions, reports, rng=np.random.default_rng(1), resamples=resamples).iloc[0].to_dict()


def test_order_by_hand():
    # uvwxy against uvwyx, with claims of one report alone between: 9 of 10 pairs agree.
    row = order_of(ordered("upvwxy", "uvqwyx"))
    assert (row["n_places"], row["tau_b"]) == (5, pytest.approx(0.8))
    # Of 120 orders, 1 + 4 have at most one swapped pair, and as many at most one agreeing.
    assert row["test"] == f"permutation p = {10 / 120:.3f}"


def test_order_is_that_of_all_pairs_and_all_permutations():
    first, second = "tuvwxyz", "vtuzwyx"

    def agreement(order) -> int:
        return sum(1 if (order.index(p) < order.index(q)) else -1 for p, q in itertools.combinations(first, 2))

    observed = agreement(second)
    orders = [agreement("".join(order)) for order in itertools.permutations(first)]
    p = sum(abs(value) >= abs(observed) for value in orders) / len(orders)
    row = order_of(ordered(first, second))
    assert row["tau_b"] == pytest.approx(observed / 21)
    assert row["test"] == f"permutation p = {p:.3f}"


@pytest.mark.parametrize(
    ("first", "second", "tau"), [("uvwx", "uvwx", 1), ("uvw", "wvu", -1), ("uv", "uv", None), ("u", "v", None)])
def test_few_shared_claims_make_no_test_and_fewer_no_tau(first, second, tau):
    row = order_of(ordered(first, second))
    assert row["test"] == TOO_FEW
    assert math.isnan(row["tau_b"]) if tau is None else row["tau_b"] == tau


def test_tied_ranks_lower_tau_and_ranks_that_are_all_tied_have_no_order():
    mentions = ordered("uvw", "uvw")
    mentions.loc[(mentions["report"] == "a") & (mentions["claim"] == "w"), "rank"] = 2
    # Two pairs agree, one is tied in one report: 2 / sqrt(2 x 3).
    assert order_of(mentions)["tau_b"] == pytest.approx(2 / math.sqrt(6))
    row = order_of(ordered("uvwxyz", "uvwxyz").assign(rank=1))
    assert math.isnan(row["tau_b"]) and row["test"] == TOO_FEW


def test_claims_that_begin_in_the_same_two_propositions_are_ordered_once():
    mentions = ordered("uvwxyz", "uvwxyz")
    mentions.loc[mentions["claim"] == "v", "rank"] = 1
    row = order_of(mentions)
    assert (row["n_places"], row["tau_b"], row["test"]) == (5, pytest.approx(1), f"permutation p = {2 / 120:.3f}")


def test_tied_ranks_are_tested_over_random_orders_and_not_by_a_normal_curve():
    mentions = ordered("uvwxy", "uvwxy")
    mentions.loc[(mentions["report"] == "a") & (mentions["claim"] == "v"), "rank"] = 1
    row = order_of(mentions, resamples=20_000)
    agreements = [sum(np.sign(p - q) * np.sign(order[i] - order[j]) for (i, p), (j, q) in itertools.combinations(enumerate((1, 1, 3, 4, 5)), 2))
                  for order in itertools.permutations(range(5))]
    exact = np.mean(np.abs(agreements) >= 9)
    assert float(row["test"].removeprefix("permutation p = ")) == pytest.approx(exact, abs=0.006)


def test_the_test_of_two_reports_does_not_depend_on_how_much_is_drawn_for_others():
    mentions = pd.concat([ordered("uvwxyz", "uwvxzy"), ordered("", "vxuzwy").assign(report="c")], ignore_index=True)
    mentions.loc[mentions["rank"] == 2, "rank"] = 1
    shorter = mentions[(mentions["report"] != "a") | (mentions["claim"] != "z")]
    tests = [narratives.claim_order(part, REPORTS, rng=rng(), resamples=300)["test"] for part in (mentions, shorter)]
    # The places that a shares with b and c are fewer; b and c share what they did.
    assert tests[0][0] != tests[1][0] and tests[0][2] == tests[1][2]


def test_orders_compared_in_parts_are_those_compared_at_once(monkeypatch):
    ranks = [1, 1, *range(3, 40)], [*range(20, 0, -1), *range(21, 40)]
    whole = narratives._order_p(*ranks, rng=rng(), resamples=200)
    one, two = (np.sign(np.subtract.outer(values, values)) for values in ranks)
    orders = rng().permuted(np.tile(np.arange(39), (200, 1)), axis=1)
    slow = [abs(sum(one[i, j] * two[order[i], order[j]] for i in range(39) for j in range(39))) for order in orders]
    assert whole == (1 + sum(value >= abs((one * two).sum()) for value in slow)) / 201
    monkeypatch.setattr(narratives, "MOST_COMPARED", 5_000)
    assert narratives._order_p(*ranks, rng=rng(), resamples=200) == whole


@pytest.mark.parametrize(("n", "test"), [(30, "permutation p < 0.001"), (31, "permutation p = 0.500")])
def test_of_thirty_places_all_orders_count_and_of_more_those_drawn(n, test):
    claims = string.ascii_letters[:n]
    # One drawn order that is not the same: (1 + 0) / (1 + 1).
    assert order_of(ordered(claims, claims), resamples=1)["test"] == test


def test_claim_overlap_by_hand():
    frame = narratives.claim_overlap(CLAIM_MENTIONS, REPORTS)
    assert records(frame, "report_a report_b n_a n_b n_shared") == [
        ("a", "b", 2, 1, 1), ("a", "c", 2, 0, 0), ("b", "c", 1, 0, 0)]
    assert frame["jaccard"].tolist() == [0.5, 0, 0]
    assert frame["containment_a"].tolist() == [0.5, 0, 0]
    assert frame["containment_b"].tolist() == pytest.approx([1, math.nan, math.nan], nan_ok=True)


def test_prominence_by_hand():
    frame = narratives.claim_prominence(CLAIMS, CLAIM_MENTIONS, ZONES, REPORTS)
    # Both reports bring the gate in the first paragraph of the body; report a has the toll in its headline.
    assert records(frame, "claim n_reports n_headline n_lead prominent_share median_rank best_rank") == [
        ("gate", 2, 0, 2, 1.0, 1.5, 1), ("toll", 1, 1, 0, 1.0, 1.0, 1)]


def test_statuses_are_counted_apart_for_headline_lead_and_body():
    frame = narratives.status_by_place(CLAIM_MENTIONS, ZONES, REPORTS)
    counted = {(row.place, row.status): (row.n, row.share) for row in frame.itertuples() if row.n}
    assert counted == {("headline", "own_voice"): (1, 1.0), ("lead", "attributed"): (1, 0.5), ("lead", "hedged"): (1, 0.5),
                       ("body", "own_voice"): (1, 1.0)}
    assert len(frame) == 15


def test_a_headline_and_a_lead_end_before_their_last_position():
    zones = make("zones", rows("report start end zone", ("a", 0, 10, "headline"), ("a", 10, 20, "body"), ("a", 20, 30, "body")))
    mentions = make("claim_mentions", rows("claim report sentence start end rank", *(
        ("gate", "a", 0, start, start + 2, 1) for start in (0, 9, 10, 19, 20))))
    assert narratives._places(mentions, zones).tolist() == ["headline", "headline", "lead", "lead", "body"]


def test_the_ladder_takes_the_firmest_of_each_report_and_shared_claims_alone():
    frame = narratives.claim_ladder(CLAIMS, CLAIM_MENTIONS, REPORTS)
    assert records(frame, "claim report status rung spread") == [("gate", "a", "own_voice", 4, 2), ("gate", "b", "hedged", 2, 2)]


def test_conflicts_are_counted_by_kind_and_pair():
    assert records(narratives.conflict_counts(CONFLICTS), "kind report_a report_b n") == [
        ("number", "a", "b", 2), ("date", "a", "b", 1), ("name", "b", "c", 1)]


def test_the_status_of_a_claim_is_that_of_its_first_mention_whatever_the_order_of_rows():
    mentions = make("claim_mentions", rows(
        "claim report sentence start end rank status", ("gate", "a", 3, 70, 80, 1, "denied"),
        ("gate", "a", 1, 20, 30, 1, "doubted")))
    cell = narratives.claim_coverage(CLAIMS, mentions[::-1], REPORTS).iloc[0]
    assert (cell["status"], cell["n_mentions"]) == ("doubted", 2)
