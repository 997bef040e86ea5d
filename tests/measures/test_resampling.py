"""Intervals and permutation tests against slow versions of their own and against scipy."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

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


def of_means(values: np.ndarray, groups: np.ndarray, *, resamples: int, seed: int = 7) -> np.ndarray:
    """Low and high of each report's mean, and of the pooled one; of numbers so large that no score interval is wider."""
    found = resampling.ratio_intervals(
        100 * values, np.ones(len(values)), reports=groups, ids=np.unique(groups), rng=rng(seed), resamples=resamples, rates=True)
    return np.concatenate([found.low, found.high], axis=1) / 100


def ratio(above, below, *, reports=None, ids=(0,), resamples: int = 200, **options) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of ratios, of one report if nothing else is said."""
    reports = np.zeros(len(above), dtype=int) if reports is None else np.array(reports)
    found = resampling.ratio_intervals(np.array(above), np.array(below), reports=reports, ids=ids, rng=rng(), resamples=resamples, **options)
    return found.low, found.high


def test_an_interval_of_a_mean_is_scipys():
    values = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 3.0, 9.0])
    found = of_means(values, np.zeros(8, dtype=int), resamples=20_000)[0]
    expected = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, rng=rng(1)).confidence_interval
    assert found == pytest.approx(expected, abs=0.1)


def test_reports_are_drawn_before_their_sentences():
    values = [[0.0, 1.0, 0.0], [5.0, 6.0], [9.0, 9.0, 8.0, 9.0]]
    slow = np.quantile(slow_two_stage(values, resamples=8_000), [0.025, 0.975])
    rows = np.concatenate(values)
    pooled = of_means(rows, np.repeat([0, 1, 2], [3, 2, 4]), resamples=8_000)[-1]
    flat = of_means(rows, np.zeros(9, dtype=int), resamples=8_000)[0]
    assert pooled == pytest.approx(slow, abs=0.15)
    assert pooled[1] - pooled[0] > 1.2 * (flat[1] - flat[0])


def test_a_ratio_of_sums_is_resampled_as_one():
    above, below = np.array([1.0, 0, 2, 1, 30]), np.array([2.0, 1, 3, 4, 30])
    low, high = ratio(above, below, resamples=20_000)
    expected = stats.bootstrap((above, below), lambda a, b, axis: a.sum(axis) / b.sum(axis), method="percentile", paired=True,
                               vectorized=True, n_resamples=20_000, rng=rng(3)).confidence_interval
    assert (low[0, 0], high[0, 0]) == pytest.approx(expected, abs=0.02)


def test_two_sentences_give_the_three_resamples_they_can_and_none_or_one_no_interval():
    low, high = ratio([0.0, 3.0], [1.0, 3.0], resamples=500)
    assert (low[0, 0], high[0, 0]) == (0.0, 1.0)
    found = of_means(np.array([1.0, 5.0]), np.array([0, 1]), resamples=10)
    assert np.isnan(found[:2]).all() and not np.isnan(found[2]).any()
    assert np.isnan(ratio([1.0, 5.0], [1.0, 0.0], ids=[0, 1])).all()
    nothing = ratio(np.zeros((0, 2)), [], ids=[])
    assert nothing[0].shape == (1, 2) and np.isnan(nothing).all()


def test_clusters_that_agree_have_the_interval_of_as_many_trials():
    low, high = ratio([2.0, 4.0, 6.0], [4.0, 8.0, 12.0], reports=[0, 0, 1], ids=[0, 1])
    # Half of two and of three trials, by statsmodels.
    assert (low[0, 0], high[0, 0]) == pytest.approx(proportion_confint(1, 2, method="wilson"))
    assert (low[2, 0], high[2, 0]) == pytest.approx(proportion_confint(1.5, 3, method="wilson"))


@pytest.mark.parametrize(("n", "found"), [(2, 1.0), (7, 0.0), (9, 1.0)])
def test_none_or_all_of_a_few_is_no_sure_thing(n, found):
    low, high = ratio(np.full(n, 3 * found), np.full(n, 3.0))
    assert (low[0, 0], high[0, 0]) == pytest.approx(proportion_confint(n * found, n, method="wilson"))


def test_a_rate_of_few_runs_up_to_that_of_sentences_with_one_mention():
    counts = np.column_stack([np.zeros(20), np.arange(20) < 1, np.arange(20) < 2, np.full(20, 2.0)])
    low, high = ratio(counts, np.full(20, 25.0), rates=True)
    assert np.isnan([low[0, 3], high[0, 3]]).all()
    ends = [proportion_confint(n, 20, method="wilson") for n in (0, 1, 2)]
    # None: about the rule of three, 3 mentions in 500 words.
    assert high[0, :3] == pytest.approx([end[1] / 25 for end in ends], rel=0.02) and low[0, :3].tolist() == [0, 0, 0]
    assert high[0, 0] == pytest.approx(3.2 / 500, abs=0.1 / 500)


@pytest.mark.parametrize("rates", [False, True])
def test_one_occurrence_more_lowers_no_end_and_every_interval_holds_its_ratio(rates):
    random = rng(5)
    sizes, reports = random.integers(1, 4, size=30).astype(float), np.repeat([0, 1, 2], [4, 6, 20])
    spots = random.permutation(np.repeat(np.arange(30), sizes.astype(int)))
    counts = np.array([np.bincount(spots[:n], minlength=30) for n in range(len(spots) + 1)], dtype=float).T
    found = resampling.ratio_intervals(counts, np.full(30, 25.0) if rates else sizes, reports=reports, ids=[0, 1, 2], rng=rng(), resamples=200, rates=rates)
    assert (np.diff(found.low, axis=1) > -1e-9).all() and (np.diff(found.high, axis=1) > -1e-9).all()
    assert (found.low <= found.ratio).all() and (found.ratio <= found.high).all()
    # One in a report of twenty sentences can be more than none of them.
    first = int(np.argmax(found.above[2] > 0))
    assert found.high[2, first] > found.high[2, first - 1]


@pytest.mark.parametrize(("n", "share"), [(12, 0.05), (12, 0.25), (60, 0.03)])
def test_the_intervals_of_small_shares_hold_the_share_nineteen_times_of_twenty(n, share):
    held = []
    for seed in range(300):
        random = rng(seed)
        sizes = random.integers(1, 4, size=n)
        chances = random.beta(share, 1 - share, size=n)  # more alike within a sentence than between
        found = resampling.ratio_intervals(random.binomial(sizes, chances), sizes, reports=np.zeros(n), ids=[0], rng=random, resamples=200)
        held.append(found.low[0, 0] <= share <= found.high[0, 0])
    assert np.mean(held) > 0.94


def test_a_later_report_does_not_change_the_interval_of_an_earlier_one():
    above, below = np.array([1.0, 0, 2, 5, 1]), np.array([2.0, 3, 3, 6, 4])
    both = ratio(above, below, reports=[0, 0, 0, 1, 1], ids=[0, 1])
    alone = ratio(above[:3], below[:3])
    assert both[0][0, 0] == alone[0][0, 0] and both[1][0, 0] == alone[1][0, 0]


def test_drawn_weights_sum_to_the_draws_and_are_fair():
    weights = resampling.draw_weights(4, rng=rng(), resamples=5_000)
    assert (weights.sum(axis=1) == 4).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(4), abs=0.05)
    assert weights.var(axis=0) == pytest.approx(np.full(4, 4 * 0.25 * 0.75), abs=0.06)
    assert resampling.draw_weights(3, rng=rng(), resamples=3, times=np.array([0, 1, 2])).sum(axis=1).tolist() == [0, 3, 6]


def test_an_interval_passes_over_resamples_without_a_value():
    resampled = np.array([[1.0, math.nan], [math.nan, math.nan], [3.0, math.nan]])
    low, high = resampling.interval(resampled)
    assert (low[0], high[0]) == pytest.approx((1.05, 2.95))
    assert math.isnan(low[1]) and math.isnan(high[1])


def test_no_resamples_are_refused():
    with pytest.raises(ValueError, match="resamples is 0"):
        of_means(np.arange(3.0), np.zeros(3, dtype=int), resamples=0)


def exact_p(values: list[float], labels: str) -> float:
    """The share of all orders of the labels whose outlets are at least as far apart, by one-way analysis of variance."""
    def between(order) -> float:
        groups = {label: [value for value, own in zip(values, order, strict=True) if own == label] for label in labels}
        mean = sum(values) / len(values)
        return sum(len(own) * (sum(own) / len(own) - mean) ** 2 for own in groups.values())
    orders = list(itertools.permutations(labels))
    return sum(between(order) >= between(labels) - 1e-9 for order in orders) / len(orders)


def outlets(values: list[float], labels: str, *, resamples: int = 50) -> tuple[float, str]:
    """Epsilon squared and test of one number of reports whose outlets have the letters of a word."""
    names = [f"r{place:02d}" for place in range(len(labels))]
    reports = make("reports", [{"report": name, "outlet": label} for name, label in zip(names, labels, strict=True)])
    numbers = pd.DataFrame({"report": names, "number": values})
    return resampling.outlet_differences(numbers, reports, rng=rng(), resamples=resamples).iloc[0][["epsilon_squared", "test"]].tolist()


def test_a_permutation_p_is_that_of_all_permutations():
    values, labels = [1.0, 2.0, 1.5, 4.0, 2.5, 6.0, 1.8], "xxxyyyz"
    effect, test = outlets(values, labels, resamples=20_000)
    f, _ = stats.f_oneway(values[:3], values[3:6], values[6:])
    # Okada's form, by F with 2 and 4 degrees of freedom.
    assert effect == pytest.approx(2 * (f - 1) / (2 * f + 4))
    assert float(test.removeprefix("permutation p = ")) == pytest.approx(exact_p(values, labels), abs=0.01)


def test_outlets_that_differ_by_chance_have_no_effect_on_average():
    # All 180 ways to give six different reports to four outlets of two, two, one and one.
    orders = sorted(set(itertools.permutations("aabbcd")))
    effects = [outlets([1.0, 2.0, 1.5, 4.0, 2.5, 6.0], "".join(order))[0] for order in orders]
    assert min(effects) < 0 < max(effects) and np.mean(effects) == pytest.approx(0)


@pytest.mark.parametrize("labels", ["abcde", "aabb", "aaabbb", "aaaaaa", "a", ""])
def test_fewer_than_twenty_groupings_make_no_test(labels):
    assert outlets(list(range(len(labels))), labels)[1] == TOO_FEW


def test_equal_values_have_no_effect_and_no_p():
    effect, test = outlets([0.3] * 8, "aaaabbbb")
    assert math.isnan(effect) and test == "nothing to compare"
    assert outlets([0.3] * 3, "aab")[1] == TOO_FEW


def test_outlets_are_compared_where_they_have_enough_reports():
    names = [f"r{place}" for place in range(8)]
    reports = make("reports", [{"report": name, "outlet": "Gull" if place < 4 else "Kelp"} for place, name in enumerate(names)])
    numbers = pd.DataFrame({"report": names, "apart": [1, 1, 1, 1, 2, 2, 2, 2], "gap": [1.0, *[math.nan] * 6, 2]})
    found = resampling.outlet_differences(numbers, reports, rng=rng(), resamples=4000)
    assert found[["number", "n_reports", "n_outlets"]].to_numpy().tolist() == [["apart", 8, 2], ["gap", 2, 2]]
    # Of the 70 ways to choose four reports two part the values.
    assert found["epsilon_squared"].tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert found["test"][1] == TOO_FEW
    assert float(found["test"][0].removeprefix("permutation p = ")) == pytest.approx(2 / 70, abs=0.01)
