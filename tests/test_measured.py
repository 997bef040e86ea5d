"""How figures of reading are made of their units, worked out by hand."""

from __future__ import annotations

import pytest

from tests.benchmarks import measured


def test_a_figure_is_the_ratio_of_sums_and_no_mean_of_ratios():
    assert measured.ratio([(1, 2), (3, 10)]) == pytest.approx(4 / 12)


def test_an_interval_lies_around_the_ratio_and_wants_units_that_differ_and_are_many():
    units = [(float(right), 1.0) for right in [0, 1, 1, 1] * 10]
    low, high = measured.interval(units)
    assert low < measured.ratio(units) < high < 1
    assert measured.interval([(1.0, 2.0)] * 20) == [0.5, 0.5]
    assert measured.interval(units[:19]) == []
