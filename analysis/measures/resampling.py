"""How sure the numbers are: bootstrap intervals over reports and sentences, and permutation of outlet labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures.units import divide, outlets_of, typed

TOO_FEW = "too few for a test"
ALL_EQUAL = "nothing to compare"
LEAST_RELABELLINGS = 20
# So many standard errors on either side hold 95 % of a normal distribution.
NORMAL_95 = 1.959963984540054


def draw_weights(n: int, *, rng: np.random.Generator, resamples: int, times: np.ndarray | None = None) -> np.ndarray:
    """How often each of `n` rows is drawn in each resample (resamples x n): multinomial counts of n (x `times`) draws."""
    if resamples < 1:
        raise ValueError(f"resamples is {resamples}; expected 1 or more")
    sizes = np.full(resamples, n) if times is None else n * times.astype(np.int64)
    rows = np.repeat(np.arange(resamples), sizes)
    drawn = rng.integers(0, max(n, 1), size=len(rows))
    return np.bincount(rows * n + drawn, minlength=resamples * n).reshape(resamples, n).astype(float)


def interval(resampled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % percentile interval of each column of `resampled`, without its NaN; NaN where nothing else is left."""
    tails = [(1 - 0.95) / 2, (1 + 0.95) / 2]
    low, high = np.full((2, resampled.shape[1]), np.nan)
    known = ~np.isnan(resampled).all(axis=0)
    if known.any():
        low[known], high[known] = np.nanquantile(resampled[:, known], tails, axis=0)
    return low, high


def wilson(n: float | np.ndarray, of: int) -> tuple[float | np.ndarray, float | np.ndarray]:
    """Wilson's 95 % interval of the share `n` / `of`; NaN of nothing (Wilson 1927, JASA 22: 209-212)."""
    share, square = divide(n, of), NORMAL_95 ** 2
    middle, half = n + square / 2, NORMAL_95 * np.sqrt(n * (1 - share) + square / 4)
    return tuple(np.clip(end / (of + square), 0.0, 1.0).round(12) for end in (middle - half, middle + half))


class Ratios(NamedTuple):
    """Ratios of sums: `above` / `below` = `ratio`, and its interval; a row a report and a last one for all, a column a ratio."""

    above: np.ndarray
    below: np.ndarray
    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def first(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The first ratio and the ends of its interval."""
        return self.ratio[:, 0], self.low[:, 0], self.high[:, 0]

    def of_reports(self, share: str) -> dict[str, np.ndarray]:
        """The first ratio of each report, under a name, and the ends of its interval."""
        return {name: part[:-1] for name, part in zip((share, "ci_low", "ci_high"), self.first, strict=True)}


def ratio_intervals(
    numerators: np.ndarray, denominators: np.ndarray, *, reports: np.ndarray, ids: Sequence[str], rng: np.random.Generator,
    resamples: int, rates: bool = False,
) -> Ratios:
    """Ratios of sums and their intervals, for each report and for all reports together.

    Parameters
    ----------
    numerators : one row a sentence, one column a ratio.
    denominators : one value a sentence, shared by all ratios. Sentences with 0 here are no cluster: they decide nothing.
    reports : the report of each sentence.
    ids : the reports in the order of the intervals.
    rates : whether the ratios are rates (mentions per word); else they are shares, 0 to 1.

    Returns
    -------
    Ratios, NaN where there is nothing below. A report's interval resamples its sentences; that of all together resamples reports,
    then sentences within them. NaN with fewer than two sentences, or reports.

    Notes
    -----
    All ratios share the drawn weights. A report's stream of random numbers depends on its place alone, so reports added
    after it do not change its interval. Intervals are percentiles of the resamples, which of a few occurrences hardly differ and say
    too little of how sure that is; so they reach at least as far as Wilson's, each sentence one trial, of a rate with one mention or
    none (NaN where all have more, and equally many). No end falls where one more counts, as neither what is drawn nor the trials
    depend on counts.

    Simulated, intervals of 3 to 60 sentences hold shares of 3 to 50 % in 92 to 100 % of samples (percentiles alone: 8 to 97 %), and rates
    of 0.03 to 1 mentions a sentence in 87 to 100 % (13 to 94 %), 72 to 100 % where mentions come in bursts. Those of shares are too wide
    where a sentence has several independent attributions. Pooled ones are too narrow where reports are few and differ much: with a
    standard deviation of 0.12 to 0.2 between them, 2 reports hold their common share in 80 to 84 %, 3 in 86 to 90 %, 5 in 83 to 93 %,
    10 in 91 to 93 %; with half of that, 92 to 98 %.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 3.8 (two stages); Wilson (1927), JASA 22: 209-212;
    Korn & Graubard (1998), Survey Methodology 24: 193-201 (fewer trials than attributions; as few as sentences where those of one
    agree); Brown, Cai & DasGupta (2001), Statistical Science 16: 101-133, eq. 4 (Wilson's for small counts).
    """
    numerators, denominators, reports = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float), np.asarray(reports)
    numerators = numerators[:, None] if numerators.ndim == 1 else numerators
    above, below = (np.array([*(values[reports == report].sum(axis=0) for report in ids), values.sum(axis=0)])
                    for values in (numerators, denominators))
    low, high = np.full((2, *above.shape), np.nan)
    pooled_stream, *streams = rng.spawn(len(ids) + 1)
    members = [np.flatnonzero((reports == report) & (denominators > 0)) for report in ids]
    for place, (rows, stream) in enumerate(zip(members, streams, strict=True)):
        if len(rows) > 1:
            weights = draw_weights(len(rows), rng=stream, resamples=resamples)
            drawn = divide(weights @ numerators[rows], (weights @ denominators[rows])[:, None])
            low[place], high[place] = _widen(*interval(drawn), above[place], below[place], len(rows), rates=rates)
    members = [rows for rows in members if len(rows)]
    if len(members) > 1:
        sums, totals = np.zeros((resamples, above.shape[1])), np.zeros(resamples)
        times = draw_weights(len(members), rng=pooled_stream, resamples=resamples)
        for rows, drawn in zip(members, times.T, strict=True):
            weights = draw_weights(len(rows), rng=pooled_stream, resamples=resamples, times=drawn)
            sums += weights @ numerators[rows]
            totals += weights @ denominators[rows]
        drawn = divide(sums, totals[:, None])
        low[-1], high[-1] = _widen(*interval(drawn), above[-1], below[-1], sum(map(len, members)), rates=rates)
    return Ratios(above, below, divide(above, below[:, None]), low, high)


def ratios_by_sentence(
    rows: pd.DataFrame, above: list[str], below: str, *, ids: Sequence[str], rng: np.random.Generator, resamples: int,
) -> Ratios:
    """Shares of the sum of one column in `rows` that are the sums of others, as `ratio_intervals` has them: it resamples sentences."""
    held = rows.groupby(["report", "sentence"])[[*above, below]].sum().reset_index()
    return ratio_intervals(held[above], held[below], reports=held["report"], ids=ids, rng=rng, resamples=resamples)


def _widen(
    low: np.ndarray, high: np.ndarray, above: np.ndarray, below: float, trials: int, *, rates: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Intervals that reach as far as Wilson's of so many trials; NaN without any width, as of equal rates above one a trial."""
    unit, counts = (trials / below, above) if rates else (1.0, above / below * trials)
    least, most = (end * unit for end in wilson(np.minimum(counts, trials), trials))
    low, high = np.where(counts > trials, low, np.minimum(low, least)), np.maximum(high, most)
    return tuple(np.where(high - low < 1e-12, np.nan, end) for end in (low, high))


def outlet_differences(
    numbers: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """Whether reports of one outlet are more alike than reports of different outlets, for several numbers of each report.

    Parameters
    ----------
    numbers : report, then one column a number; a report with NaN is left out of that number's test.

    Returns
    -------
    number (the column's name), n_reports, n_outlets, epsilon_squared (the share of the variance that lies between outlets, less what
    chance puts there; below 0 where less; NaN where all values are equal, or each outlet has one report), test ("permutation
    p = 0.031", or `TOO_FEW` where fewer than 20 different groupings exist, else `ALL_EQUAL` where all values are); in the order of the
    columns.

    Notes
    -----
    Labels are permuted between reports. Swapping the names of two outlets with equally many reports is no different grouping, so
    one report each for every outlet never makes a test. A report without an outlet counts as one of its own. p is that of
    `permutation_p`. epsilon_squared = 1 - (1 - eta_squared) (n - 1) / (n - k) for n reports of k outlets. The mean of eta squared
    itself over all relabellings is (k - 1) / (n - 1), 0.6 for 6 reports of 4 outlets that do not differ; that of epsilon squared is 0.

    References
    ----------
    Kelley (1935), Proceedings of the National Academy of Sciences 21: 554-559; Okada (2013), Behaviormetrika 40: 129-147 (less
    biased than omega squared).
    """
    outlets = outlets_of(reports).loc[numbers["report"]].to_numpy()
    columns = [name for name in numbers.columns if name != "report"]
    rows = []
    for name, stream in zip(columns, rng.spawn(len(columns)), strict=True):
        values = numbers[name].to_numpy(dtype=float)
        known = ~np.isnan(values)
        effect, test = _outlet_test(values[known], outlets[known], rng=stream, resamples=resamples)
        n, n_outlets = int(known.sum()), len(set(outlets[known]))
        rows.append((name, n, n_outlets, 1 - (1 - effect) * divide(n - 1, n - n_outlets), test))
    return typed("number:str n_reports:int64 n_outlets:int64 epsilon_squared test:str", rows)


def mix_test(
    counts: np.ndarray, second: np.ndarray, *, rng: np.random.Generator, resamples: int,
) -> tuple[float, float]:
    """How far apart two reports share out their attributions, and how often chance puts them as far apart: `sourcing.mix_differences`.

    `counts` has a row a sentence and a column a value, `second` is True for the sentences of the second report. NaN where a report
    has no sentence, p also where fewer than 20 different groupings of the sentences exist.
    """
    if second.all() or not second.any():
        return math.nan, math.nan

    def distances(members: np.ndarray) -> np.ndarray:
        first, other = (1 - members) @ counts, members @ counts
        shares = first / first.sum(axis=1, keepdims=True), other / other.sum(axis=1, keepdims=True)
        return np.abs(shares[0] - shares[1]).sum(axis=1) / 2

    distance = float(distances(second[None].astype(float))[0])
    if _n_groupings(np.array([(~second).sum(), second.sum()])) < LEAST_RELABELLINGS:
        return distance, math.nan
    shuffled = rng.permuted(np.tile(second.astype(float), (resamples, 1)), axis=1)
    return distance, permutation_p(distances(shuffled), distance - 1e-9)


def permutation_p(permuted: np.ndarray, found: float) -> float:
    """(1 + permutations that reach what was found) / (1 + permutations), which is never 0.

    References
    ----------
    Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1): 39.
    """
    return (1 + int((permuted >= found).sum())) / (1 + len(permuted))


def describe_p(p: float) -> str:
    """A permutation p value in words; `TOO_FEW` for none."""
    if math.isnan(p):
        return TOO_FEW
    return "permutation p < 0.001" if p < 0.001 else f"permutation p = {p:.3f}"


def _outlet_test(values: np.ndarray, labels: np.ndarray, *, rng: np.random.Generator, resamples: int) -> tuple[float, str]:
    """Eta squared of some reports' values by outlet, and its permutation test in words."""
    _, groups, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    members = np.eye(len(sizes))[groups]
    centred = values - values.mean() if len(values) else values
    total = float(centred @ centred)
    between = float((((centred @ members) ** 2) / sizes).sum())
    effect = between / total if total > 1e-12 * max(1.0, float(values @ values)) else math.nan
    if _n_groupings(sizes) < LEAST_RELABELLINGS:
        return effect, TOO_FEW
    if math.isnan(effect):
        return effect, ALL_EQUAL
    shuffled = rng.permuted(np.tile(centred, (resamples, 1)), axis=1)
    permuted = ((shuffled @ members) ** 2 / sizes).sum(axis=1)
    return effect, describe_p(permutation_p(permuted, between - 1e-9 * max(total, 1e-300)))


def _n_groupings(sizes: np.ndarray) -> int:
    """In how many different ways reports fall into groups of these sizes."""
    alike = np.unique(sizes, return_counts=True)[1]
    return math.factorial(int(sizes.sum())) // math.prod(map(math.factorial, [*sizes.tolist(), *alike.tolist()]))
