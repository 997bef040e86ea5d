"""Intervals and permutation tests against slow versions of their own and against scipy."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures import resampling
from analysis.measures.resampling import TOO_FEW

from .small import make


def rng(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def slow_two_stage(values: list[list[float]], *, resamples: int) -> list[float]:
    """Means under resampling of reports, then of the sentences of each drawn report."""
    random = rng(99)
    means = []
    for _ in range(resamples):
        drawn = []
        for report in random.integers(0, len(values), len(values)):
            own = values[report]
            drawn += [own[place] for place in random.integers(0, len(own), len(own))]
        means.append(sum(drawn) / len(drawn))
    return means


def test_an_interval_of_a_mean_is_scipys():
    values = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 3.0, 9.0])
    low, high = resampling.bootstrap(values, statistic=resampling.weighted_mean, rng=rng(), resamples=20_000)
    expected = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, rng=rng(1)).confidence_interval
    assert low == pytest.approx(expected.low, abs=0.1)
    assert high == pytest.approx(expected.high, abs=0.1)


def test_clusters_are_drawn_before_their_rows():
    values = [[0.0, 1.0, 0.0], [5.0, 6.0], [9.0, 9.0, 8.0, 9.0]]
    slow = np.quantile(slow_two_stage(values, resamples=8_000), [0.025, 0.975])
    clusters = np.repeat(["x", "y", "z"], [3, 2, 4])
    fast = resampling.bootstrap(
        np.concatenate(values), clusters=clusters, statistic=resampling.weighted_mean, rng=rng(), resamples=8_000)
    flat = resampling.bootstrap(np.concatenate(values), statistic=resampling.weighted_mean, rng=rng(), resamples=8_000)
    assert fast == pytest.approx(tuple(slow), abs=0.15)
    assert fast[1] - fast[0] > 1.2 * (flat[1] - flat[0])


def test_ratio_intervals_are_those_of_the_general_bootstrap():
    above, below = np.array([1.0, 0, 2, 1, 3, 0, 2]), np.array([2.0, 1, 3, 4, 3, 2, 2])
    groups = np.array([0, 0, 0, 1, 1, 2, 2])
    low, high = resampling.ratio_intervals(above, below, groups=groups, n_groups=3, rng=rng(), resamples=20_000)
    values = np.column_stack([above, below])
    for place, rows in [(0, slice(0, 3)), (1, slice(3, 5))]:
        expected = resampling.bootstrap(values[rows], statistic=resampling.weighted_ratio, rng=rng(3), resamples=20_000)
        assert (low[place, 0], high[place, 0]) == pytest.approx(expected, abs=0.02)
    pooled = resampling.bootstrap(values, clusters=groups, statistic=resampling.weighted_ratio, rng=rng(4), resamples=20_000)
    assert (low[3, 0], high[3, 0]) == pytest.approx(pooled, abs=0.02)


def test_two_sentences_give_the_three_resamples_they_can():
    low, high = resampling.ratio_intervals(
        np.array([0.0, 3.0]), np.array([1.0, 3.0]), groups=np.zeros(2, dtype=int), n_groups=1, rng=rng(), resamples=500)
    assert (low[0, 0], high[0, 0]) == (0.0, 1.0)


def test_one_cluster_has_no_interval():
    assert all(map(math.isnan, resampling.bootstrap(
        np.array([3.0]), statistic=resampling.weighted_mean, rng=rng(), resamples=10)))
    assert all(map(math.isnan, resampling.bootstrap(
        np.array([3.0, 4.0]), clusters=np.array(["x", "x"]), statistic=resampling.weighted_mean, rng=rng(), resamples=10)))
    low, high = resampling.ratio_intervals(
        np.array([1.0, 5.0]), np.array([1.0, 0.0]), groups=np.array([0, 0]), n_groups=2, rng=rng(), resamples=10)
    assert np.isnan(low).all() and np.isnan(high).all()


def test_nothing_to_resample_is_no_error():
    low, high = resampling.ratio_intervals(
        np.zeros((0, 2)), np.zeros(0), groups=np.zeros(0, dtype=int), n_groups=0, rng=rng(), resamples=10)
    assert low.shape == high.shape == (1, 2) and np.isnan(low).all()


def test_clusters_that_agree_leave_no_width():
    low, high = resampling.ratio_intervals(
        np.array([2.0, 4.0, 6.0]), np.array([4.0, 8.0, 12.0]), groups=np.array([0, 0, 1]), n_groups=2, rng=rng(), resamples=50)
    assert low[0, 0] == high[0, 0] == low[2, 0] == high[2, 0] == 0.5


def test_a_later_report_does_not_change_the_interval_of_an_earlier_one():
    above, below = np.array([1.0, 0, 2, 5, 1]), np.array([2.0, 3, 3, 6, 4])
    groups = np.array([0, 0, 0, 1, 1])
    both = resampling.ratio_intervals(above, below, groups=groups, n_groups=2, rng=rng(), resamples=200)
    alone = resampling.ratio_intervals(above[:3], below[:3], groups=groups[:3], n_groups=1, rng=rng(), resamples=200)
    assert both[0][0, 0] == alone[0][0, 0] and both[1][0, 0] == alone[1][0, 0]


def test_drawn_weights_sum_to_the_draws_and_are_fair():
    weights = resampling.draw_weights(4, rng=rng(), resamples=5_000)
    assert (weights.sum(axis=1) == 4).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(4), abs=0.05)
    assert weights.var(axis=0) == pytest.approx(np.full(4, 4 * 0.25 * 0.75), abs=0.06)
    assert resampling.draw_weights(3, rng=rng(), resamples=3, times=np.array([0, 1, 2])).sum(axis=1).tolist() == [0, 3, 6]


def test_an_interval_passes_over_resamples_without_a_value():
    resampled = np.array([[1.0, math.nan], [math.nan, math.nan], [3.0, math.nan]])
    low, high = resampling.interval(resampled, level=0.5)
    assert (low[0], high[0]) == (1.5, 2.5)
    assert math.isnan(low[1]) and math.isnan(high[1])


@pytest.mark.parametrize(("wrong", "named"), [({"resamples": 0}, "0"), ({"level": 95}, "95")])
def test_bad_parameters_are_named(wrong, named):
    with pytest.raises(ValueError, match=named):
        resampling.bootstrap(
            np.arange(3.0), **{"statistic": resampling.weighted_mean, "rng": rng(), "resamples": 10} | wrong)


def test_two_thousand_resamples_of_six_reports_take_no_time():
    groups = np.repeat(np.arange(6), 60)
    above = rng().integers(0, 3, (360, 12)).astype(float)
    begun = time.process_time()
    resampling.ratio_intervals(above, above.sum(axis=1) + 1, groups=groups, n_groups=6, rng=rng(), resamples=2_000)
    assert time.process_time() - begun < 0.5


def exact_p(values: list[float], labels: str) -> float:
    """The share of all orders of the labels whose outlets are at least as far apart, by one-way analysis of variance."""
    def between(order) -> float:
        groups = {label: [value for value, own in zip(values, order, strict=True) if own == label] for label in labels}
        mean = sum(values) / len(values)
        return sum(len(own) * (sum(own) / len(own) - mean) ** 2 for own in groups.values())
    orders = list(itertools.permutations(labels))
    return sum(between(order) >= between(labels) - 1e-9 for order in orders) / len(orders)


def test_a_permutation_p_is_that_of_all_permutations():
    values, labels = [1.0, 2.0, 1.5, 4.0, 2.5, 6.0, 1.8], "xxxyyyz"
    effect, test = resampling.permutation_test(np.array(values), np.array(list(labels)), rng=rng(), resamples=20_000)
    f, _ = stats.f_oneway(values[:3], values[3:6], values[6:])
    assert effect == pytest.approx(2 * f / (2 * f + 4))
    assert float(test.removeprefix("permutation p = ")) == pytest.approx(exact_p(values, labels), abs=0.01)


@pytest.mark.parametrize("labels", ["abcde", "aabb", "aaabbb", "aaaaaa", "a", ""])
def test_fewer_than_twenty_groupings_make_no_test(labels):
    values = np.arange(float(len(labels)))
    assert resampling.permutation_test(values, np.array(list(labels)), rng=rng(), resamples=50)[1] == TOO_FEW


def test_four_and_three_reports_make_a_test():
    effect, test = resampling.permutation_test(
        np.array([0.0, 0, 0, 0, 1, 1, 1]), np.array(list("aaaabbb")), rng=rng(), resamples=4_000)
    assert effect == pytest.approx(1.0)
    assert float(test.removeprefix("permutation p = ")) == pytest.approx(1 / 35, abs=0.01)


def test_equal_values_have_no_effect():
    effect, test = resampling.permutation_test(np.full(8, 0.3), np.array(list("aaaabbbb")), rng=rng(), resamples=100)
    assert math.isnan(effect) and test == "permutation p = 1.000"


def test_labels_must_fit_the_values():
    with pytest.raises(ValueError, match="2 labels for 3 values"):
        resampling.permutation_test(np.arange(3.0), np.array(["a", "b"]), rng=rng(), resamples=10)


def test_outlets_are_compared_where_they_have_enough_reports():
    names = [f"r{place}" for place in range(8)]
    reports = make("reports", [{"report": name, "outlet": "Gull" if place < 4 else "Kelp"} for place, name in enumerate(names)])
    numbers = pd.DataFrame({"report": names, "apart": [1, 1, 1, 1, 2, 2, 2, 2], "gap": [1.0, *[math.nan] * 6, 2]})
    found = resampling.outlet_differences(numbers, reports, rng=rng(), resamples=4000)
    assert found[["number", "n_reports", "n_outlets"]].to_numpy().tolist() == [["apart", 8, 2], ["gap", 2, 2]]
    # Of the 70 ways to choose four reports two part the values.
    assert found["eta_squared"].tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert found["test"][1] == TOO_FEW
    assert float(found["test"][0].removeprefix("permutation p = ")) == pytest.approx(2 / 70, abs=0.01)
