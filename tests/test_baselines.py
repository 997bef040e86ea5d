"""The comparison of simpler ways of aligning claims: scores of a few sentences, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import baselines


def test_the_best_score_is_one_for_all_events():
    right = np.array([True, False, False])
    first = np.array([0.9, 0.5, 0.1]), right, 1
    # Alone each has a score that parts right from wrong; together the second's wrong pairs lie above the first's right one.
    second = np.array([0.99, 0.95, 0.94]), right, 1
    assert baselines.best_f1([first]) == baselines.best_f1([second]) == 1.0
    assert baselines.best_f1([first, second]) == pytest.approx((1 + 2 * 1 / (3 + 1)) / 2)


def test_a_pair_rises_half_way_to_its_best_triangle_through_a_third_report():
    scores = np.array([[0.0, 0.2, 0.8, 0.9], [0.2, 0.0, 0.6, 0.9], [0.8, 0.6, 0.0, 0.0], [0.9, 0.9, 0.0, 0.0]])
    # The fourth sentence is of the second's report, so only the third supports the first two.
    raised = baselines._support(scores, np.array([0, 1, 2, 1]))
    assert raised[0, 1] == raised[1, 0] == pytest.approx((0.2 + 0.6) / 2)
    assert raised[0, 2] == pytest.approx(0.8)


def test_the_reading_aligns_more_of_harbour_rightly_than_its_words_at_their_best():
    figures = dict(baselines.score("harbour"))
    assert figures["harbour, tf-idf"] + 0.1 < figures[f"harbour, {baselines.OURS}"]


def test_a_set_that_is_none_is_told_in_one_line():
    with pytest.raises(SystemExit, match="no set is called 'bbc'"):
        baselines.main(["bbc"])
