"""How far coders agree beyond chance: Krippendorff's alpha with its interval, and the plain share of equal codes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.measures.resampling import draw_weights, interval
from analysis.measures.units import divide


def krippendorff_alpha(codings: pd.DataFrame) -> float:
    """Nominal agreement of coders beyond chance: 1 where all codes agree, 0 where they agree as drawn by lot, below 0 where worse.

    Parameters
    ----------
    codings : one row a unit, one column a coder; None or NaN where a coder gave no code. An empty string is a code. Codes are
        names: any two different ones are equally far apart.

    Returns
    -------
    float; NaN where no unit has two codes, or all units have the same code, so that there is nothing to tell apart.

    Notes
    -----
    alpha = 1 - (n - 1) * sum_u (m_u^2 - sum_c n_uc^2) / (m_u - 1) / (n^2 - sum_c n_c^2), where n_uc coders gave unit u the code c,
    m_u = sum_c n_uc >= 2, n_c = sum_u n_uc and n = sum_c n_c. Units with fewer than two codes say nothing and are left out. A
    code that hardly occurs makes alpha low though few codes differ: read it beside the share of equal codes.

    References
    ----------
    Krippendorff (2018), Content Analysis, 4th ed., ch. 12; Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, C.
    """
    counts = _count_codes(codings)
    return float(_alpha(counts, np.ones((1, len(counts))))[0])


def measure_reliability(
    codings: Mapping[str, pd.DataFrame], *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How far coders agree in each of several variables.

    Parameters
    ----------
    codings : for each variable one row a unit and one column a coder, as `krippendorff_alpha` takes them.

    Returns
    -------
    variable, n_units (with two codes or more), share_equal (of the pairs of codes in a unit, each unit with the same weight),
    alpha, ci_low, ci_high; in the order of `codings`.

    Notes
    -----
    The interval is the 95 % percentile bootstrap over units, chance agreement drawn anew in each resample. Samples in which
    all codes are equal have no alpha and are left out, so it is too narrow where hardly any unit differs.
    """
    rows = []
    for (variable, frame), stream in zip(codings.items(), rng.spawn(len(codings)), strict=True):
        counts = _count_codes(frame)
        drawn = draw_weights(len(counts), rng=stream, resamples=resamples)
        (low,), (high,) = interval(_alpha(counts, drawn)[:, None]) if len(counts) > 1 else ([math.nan], [math.nan])
        equal = 1 - _disagreements(counts) / counts.sum(axis=1)
        rows.append((variable, len(counts), float(equal.mean()) if len(counts) else math.nan, krippendorff_alpha(frame), low, high))
    return pd.DataFrame(rows, columns=["variable", "n_units", "share_equal", "alpha", "ci_low", "ci_high"])


def _count_codes(codings: pd.DataFrame) -> np.ndarray:
    """How many coders gave each unit (row) each code (column), without units that have fewer than two codes."""
    codes = codings.reset_index(drop=True).stack().dropna()
    counts = codes.groupby([codes.index.get_level_values(0), codes.to_numpy()]).size().unstack(fill_value=0).to_numpy(dtype=float)
    return counts[counts.sum(axis=1) >= 2]


def _disagreements(counts: np.ndarray) -> np.ndarray:
    """The pairs of different codes in each unit over its coders but one: what the unit adds to the coincidences off the diagonal."""
    coders = counts.sum(axis=1)
    return (coders**2 - (counts**2).sum(axis=1)) / (coders - 1)


def _alpha(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Alpha under each row of `weights`; NaN where all codes are equal."""
    totals = weights @ counts
    n = totals.sum(axis=1)
    observed, expected = weights @ _disagreements(counts), n**2 - (totals**2).sum(axis=1)
    return 1 - divide((n - 1) * observed, expected)
