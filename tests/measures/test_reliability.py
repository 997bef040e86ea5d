"""Agreement of coders against values worked by hand, published examples, and a slow version that goes through all pairs."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.measures.reliability import krippendorff_alpha, measure_reliability


def frame(*coders: str) -> pd.DataFrame:
    """One column a coder from strings of one-letter codes; a full stop is no code."""
    return pd.DataFrame({f"coder_{n}": [None if code == "." else code for code in codes] for n, codes in enumerate(coders)})


def slow_alpha(codings: pd.DataFrame) -> float:
    """Observed over expected disagreement, pair by pair."""
    units = [[code for code in row if pd.notna(code)] for row in codings.itertuples(index=False)]
    units = [unit for unit in units if len(unit) > 1]
    everything = [code for unit in units for code in unit]
    observed = sum(sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / len(everything)
    pairs = list(permutations(everything, 2))
    return 1 - observed / (sum(a != b for a, b in pairs) / len(pairs))


def test_two_coders_of_four_units_by_hand():
    # Codes: 3 a, 5 b, n = 8; one unit differs. 1 - 7 * 2 / (64 - 9 - 25) = 1 - 14 / 30.
    assert krippendorff_alpha(frame("aabb", "abbb")) == pytest.approx(16 / 30)


@pytest.mark.parametrize(("coders", "alpha"), [
    (("0100000010", "1110010000"), 0.095),
    (("aabbdcccedda", "babbbccceddd"), 0.692),
    (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
], ids=["A: binary, two observers", "B: nominal, two observers", "C: nominal, four observers, codes missing"])
def test_examples_of_krippendorff_2011(coders, alpha):
    assert krippendorff_alpha(frame(*coders)) == pytest.approx(alpha, abs=0.0006)


def test_it_equals_going_through_all_pairs():
    rng = np.random.default_rng(5)
    for _ in range(20):
        codings = frame(*("".join(rng.choice(list("abc."), 15)) for _ in range(3)))
        assert krippendorff_alpha(codings) == pytest.approx(slow_alpha(codings))


def test_full_agreement_is_one_and_nothing_can_be_said_of_one_code_or_one_coder():
    assert krippendorff_alpha(frame("abca", "abca")) == 1
    assert math.isnan(krippendorff_alpha(frame("aaa", "aaa"))) and math.isnan(krippendorff_alpha(frame("abc")))


def test_an_empty_code_is_a_code_and_a_missing_one_is_none():
    empty = pd.DataFrame({"a": ["", "x", "y"], "b": ["", "x", "x"]})
    missing = pd.DataFrame({"a": [None, "x", "y"], "b": [None, "x", "x"]})
    # 2 empty, 3 x, 1 y, n = 6: 1 - 5 * 2 / (36 - 4 - 9 - 1); without the empty ones 1 - 3 * 2 / (16 - 9 - 1).
    assert krippendorff_alpha(empty) == pytest.approx(1 - 10 / 22) and krippendorff_alpha(missing) == pytest.approx(0)


def test_whole_numbers_beside_a_missing_code_are_the_codes_they_are():
    codes = pd.DataFrame({"a": [1, 2, 1, 2], "b": [1, 2, math.nan, 2]})
    assert krippendorff_alpha(codes) == 1.0


def test_order_of_units_and_coders_does_not_matter():
    codings = frame("123321412...", "1233224125.3", ".3332342251.")
    shuffled = codings.sample(frac=1, random_state=3)[["coder_2", "coder_0", "coder_1"]]
    assert krippendorff_alpha(shuffled) == pytest.approx(krippendorff_alpha(codings))


def test_share_of_equal_codes_beside_alpha_and_its_interval():
    codings = {"kind": frame("aabb", "abbb"), "same": frame("ab", "ab"), "three": frame("a", "a", "b")}
    table = measure_reliability(codings, rng=np.random.default_rng(1), resamples=500)
    assert list(table["variable"]) == list(codings) and list(table["n_units"]) == [4, 2, 1]
    assert list(table["share_equal"]) == pytest.approx([0.75, 1, 1 / 3])
    first = table.iloc[0]
    assert first["alpha"] == pytest.approx(16 / 30) and first["ci_low"] < first["alpha"] < first["ci_high"] == 1
    # One unit can only be drawn again: no interval, rather than one without width.
    assert table.iloc[2][["ci_low", "ci_high"]].isna().all()


def test_units_may_share_a_label():
    codes = pd.DataFrame({"x": ["p", "q", "p", "q"], "y": ["p", "q", "q", "q"]}, dtype=object)
    assert krippendorff_alpha(codes.set_axis([0, 0, 1, 1])) == krippendorff_alpha(codes)
