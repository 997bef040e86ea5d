"""How many sources, worked by hand, against all subsets and against scipy."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures import diversity

from .small import ATTRIBUTIONS, REPORTS, empty, make, records, rng


NUMBERS = [f"{name}_{order}" for name in ("hill", "rarefied") for order in (0, 1, 2)]


def spoken(counts: dict[str, dict[str, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attributions with given counts of each source in each report, and the reports."""
    voices = [(report, source) for report, own in counts.items() for source, n in own.items() for _ in range(n)]
    table = make("attributions", [{"report": report, "attribution": number, "source": source, "content_spans": "0-10"}
                                  for number, (report, source) in enumerate(voices, 1)])
    return table, make("reports", [{"report": report} for report in counts])


def test_diversity_by_hand():
    # Shares 1/2, 1/4, 1/4: sum of squares 3/8, entropy 1.5 log 2.
    attributions, reports = spoken({"p": {"x": 4, "y": 2, "z": 2, "": 3}, "q": {"x": 5}, "r": {}})
    p, q, r = diversity.source_diversity(attributions, reports, rng=rng(), resamples=300).to_dict("records")
    assert (p["n_attributions"], p["n_without_source"], p["n_sources"]) == (11, 3, 3)
    assert p["simpson"] == pytest.approx(5 / 8) and p["shannon"] == pytest.approx(1.5 * math.log(2))
    assert (p["hill_0"], p["hill_1"], p["hill_2"]) == pytest.approx((3, 2 ** 1.5, 8 / 3))
    # Of 8 attributions 5 are drawn: x (4 of 8) always comes, y and z are missing when all 5 are of the 6 others.
    assert p["rarefied_to"] == q["rarefied_to"] == r["rarefied_to"] == 5
    assert p["rarefied_0"] == pytest.approx(1 + 2 * (1 - 6 / 56)) and q["rarefied_0"] == pytest.approx(1)
    # Two drawn ones are one draw with 1/5, else alike with the chance that two of the 8 are: (12 + 2 + 2) / 56.
    assert p["rarefied_2"] == pytest.approx(1 / (1 / 5 + 4 / 5 * 16 / 56))
    alone = [q[name] for name in ("hill_1", "hill_1_low", "hill_1_high", "rarefied_1", "rarefied_2_low", "rarefied_0_high")]
    assert alone == pytest.approx([1] * 6) and (q["simpson"], q["shannon"]) == pytest.approx((0, 0))
    missing = ("simpson", "shannon", "hill_0", "hill_1_low", "rarefied_0", "rarefied_2_high")
    assert r["n_sources"] == 0 and all(math.isnan(r[name]) for name in missing)
    silent = diversity.source_diversity(empty("attributions"), reports, rng=rng(), resamples=5)
    assert silent["rarefied_to"].tolist() == [0, 0, 0] and silent["rarefied_0"].isna().all()


def test_a_brief_report_does_not_make_all_reports_alike():
    counts = {"p": {"x": 4, "y": 2}, "q": {"x": 5}, "r": {"x": 1}, "s": {"x": 2, "y": 2}}
    frame = diversity.source_diversity(*spoken(counts), rng=rng(), resamples=50)
    assert frame["rarefied_to"].tolist() == [5] * 4
    assert frame["rarefied_0"].tolist() == pytest.approx([2, 1, math.nan, math.nan], nan_ok=True)
    assert frame["hill_0"].tolist() == pytest.approx([2, 1, 1, 2]) and frame.loc[2:, "rarefied_0_low":].isna().all(axis=None)
    brief = diversity.source_diversity(*spoken({"r": {"x": 1}, "s": {"x": 2, "y": 2}}), rng=rng(), resamples=50)
    assert brief["rarefied_to"].tolist() == [0, 0] and brief["rarefied_1"].isna().all()
    assert brief["hill_1"].tolist() == pytest.approx([1, 2])


def test_hill_numbers_of_equally_frequent_sources_are_their_number():
    attributions, reports = spoken({"p": dict.fromkeys("uvwxy", 3)})
    frame = diversity.source_diversity(attributions, reports, rng=rng(), resamples=50)
    assert frame[NUMBERS].to_numpy().ravel() == pytest.approx(np.full(6, 5))


def test_diversity_is_scipys_entropy_and_rarefaction_the_mean_of_all_subsets():
    counts = {"p": {"x": 4, "y": 2, "z": 1, "u": 1}, "q": {"x": 4, "y": 1}}
    attributions, reports = spoken(counts)
    p = diversity.source_diversity(attributions, reports, rng=rng(), resamples=50).iloc[0]
    voices = [source for source, n in counts["p"].items() for _ in range(n)]
    subsets = [np.array([drawn.count(source) / 5 for source in set(drawn)]) for drawn in itertools.combinations(voices, 5)]
    assert p["rarefied_0"] == pytest.approx(np.mean([len(shares) for shares in subsets]))
    assert p["rarefied_1"] == pytest.approx(math.exp(np.mean([stats.entropy(shares) for shares in subsets])))
    assert p["rarefied_2"] == pytest.approx(1 / np.mean([shares @ shares for shares in subsets]))
    assert p["shannon"] == pytest.approx(stats.entropy([4, 2, 1, 1]))


def test_rarefaction_does_not_overflow_in_long_reports():
    attributions, reports = spoken({"p": {"x": 900, "y": 600}, "q": {"x": 3, "y": 2}})
    p = diversity.source_diversity(attributions, reports, rng=rng(), resamples=20).iloc[0]
    assert p["hill_2"] == pytest.approx(1 / (0.6 ** 2 + 0.4 ** 2))
    alike = 1 / 5 + 4 / 5 * (900 * 899 + 600 * 599) / (1500 * 1499)
    assert p["rarefied_2"] == pytest.approx(1 / alike)


def test_the_diversity_intervals_hold_the_estimates_and_no_impossible_number():
    attributions, reports = spoken({"p": {name: 1 for name in "abcdefgh"} | {"i": 5}, "q": {"a": 3, "b": 3}})
    frame = diversity.source_diversity(attributions, reports, rng=rng(), resamples=500)
    for name in NUMBERS:
        low, high = frame[f"{name}_low"], frame[f"{name}_high"]
        assert (low <= frame[name]).all() and (frame[name] <= high).all() and (low < high)[0]
    assert (frame.filter(like="_low") >= 1).all(axis=None)
    assert (frame[["rarefied_0_high", "rarefied_1_high", "rarefied_2_high"]] <= 6).all(axis=None)


def test_unseen_sources_are_told_from_singletons_and_doubletons():
    # Chao & Jost (2015): 14 attributions; 3 sources once, 1 twice: unseen 13/14 x 9/2 = 4.2, so 5, with 3/14 x 39/41 of all attributions.
    chances = diversity._chances(np.array([1, 1, 1, 2, 9]))
    assert len(chances) == 5 + 5 and chances.sum() == pytest.approx(1)
    assert chances[5:].sum() == pytest.approx(3 / 14 * 39 / 41) and (np.diff(chances[:5]) >= 0).all()
    assert diversity._chances(np.array([2, 5])) == pytest.approx([2 / 7, 5 / 7])


def test_intervals_hold_the_number_of_sources_in_texts_of_that_length():
    shares = 1 / np.arange(1, 16)
    found = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        counts = random.multinomial(35, shares / shares.sum())
        found.append(diversity._diversity(np.sort(counts[counts > 0]), 35, rng=random, resamples=200)[:2])
    found = np.array(found)
    usual = found[:, :, 0].mean(axis=0)
    assert ((found[:, :, 1] <= usual) & (usual <= found[:, :, 2])).mean(axis=0) == pytest.approx([0.92, 0.9], abs=0.07)


def test_source_overlap_by_hand():
    frame = diversity.source_overlap(ATTRIBUTIONS, REPORTS)
    assert records(frame, "report_a report_b n_a n_b n_shared") == [
        ("a", "b", 2, 1, 1), ("a", "c", 2, 0, 0), ("b", "c", 1, 0, 0)]
    assert frame["jaccard"].tolist() == [0.5, 0, 0]
    assert frame["overlap"].tolist() == pytest.approx([1, math.nan, math.nan], nan_ok=True)


def test_a_row_of_an_unknown_report_is_named():
    attributions = make("attributions", [{"report": "z", "attribution": 1, "content_spans": "0-5"}])
    with pytest.raises(ValueError, match="'z' is not a report; the reports are a, b, c"):
        diversity.source_overlap(attributions, REPORTS)
