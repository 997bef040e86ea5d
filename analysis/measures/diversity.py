"""How many sources each report has, and how many it shares with others."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.measures.resampling import interval
from analysis.measures.units import divide, overlaps, report_ids, typed

ORDERS = (0, 1, 2)
# One or two attributions have one or two sources whatever a report is like.
LEAST_RAREFIED = 5
# Effective numbers of sources, in all attributions and rarefied, each with the ends of its interval.
NUMBERS = " ".join(f"{name}_{order}{end}" for name in ("hill", "rarefied") for order in ORDERS for end in ("", "_low", "_high"))


def source_diversity(
    attributions: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How many sources each report has, and how evenly it lets them speak.

    Returns
    -------
    report, n_attributions, n_without_source (left out of all that follows), n_sources, simpson (chance that two attributions
    have different sources), shannon (nats), rarefied_to (the fewest sourced attributions, of five or more, that a
    report has; 0 where none has five); then hill_0, hill_1, hill_2 (effective numbers of sources: all count alike; by their share;
    the frequent ones) and rarefied_0, rarefied_1, rarefied_2 (the same expected in only `rarefied_to` attributions; NaN for a report
    with fewer than five), each followed by its <name>_low, <name>_high.

    Notes
    -----
    Simpson is 1 - sum p^2, Shannon -sum p log p, hill_1 = exp(shannon), hill_2 = 1 / sum p^2. A rarefied number is the Hill
    number of the counts expected when m of a report's N attributions are drawn without replacement: with the chance h(k) that
    k of a source's n are among them, the sum over sources and k of h(k) (k/m)^q, to the power 1 / (1 - q). For q = 0 it is
    the sum of 1 - C(N - n, m) / C(N, m). Hill numbers grow with the length of a report, q = 0 most: compare the rarefied ones,
    which are at most `rarefied_to` and hardly differ where that is small: all are 1 in one attribution, where their curves meet. One
    brief report would make all alike, so reports with fewer than five sourced attributions are left out. Intervals draw
    attributions anew from the sources found and as many unseen ones as singletons and doubletons tell of (Chao & Jost 2015), shifted
    by the difference between the estimate and the draws' mean, and widened where it would miss the estimate. They
    are of the number in texts of this length, not of all sources that an outlet has, and take attributions for independent: those of
    one sentence are not, which makes them too narrow.

    References
    ----------
    Hill (1973), Ecology 54: 427-432; Jost (2006), Oikos 113: 363-375. Rarefaction: Hurlbert (1971), Ecology 52: 577-586
    (expected number of species); Chao et al. (2014), Ecological Monographs 84: 45-67 (all q); Gotelli & Colwell (2001), Ecology
    Letters 4: 379-391 (curves meet in small samples). Unseen sources: Chao & Jost (2015),
    Methods in Ecology and Evolution 6: 873-882.
    """
    ids = report_ids(reports, attributions)
    sourced = attributions[attributions["source"] != ""]
    counts = {report: np.sort(sourced.loc[sourced["report"] == report, "source"].value_counts().to_numpy()) for report in ids}
    sizes = attributions["report"].value_counts()
    depth = min((int(n.sum()) for n in counts.values() if n.sum() >= LEAST_RAREFIED), default=0)
    rows = []
    for report, stream in zip(ids, rng.spawn(len(ids)), strict=True):
        n = counts[report]
        size, total = int(sizes.get(report, 0)), int(n.sum())
        hills = _diversity(n, total, rng=stream, resamples=resamples)
        rarefied = _diversity(n, depth, rng=stream, resamples=resamples)
        rows.append((report, size, size - total, len(n), 1 - 1 / hills[2, 0], math.log(hills[1, 0]), depth, *hills.ravel(),
                     *rarefied.ravel()))
    return typed("report:str n_attributions:int64 n_without_source:int64 n_sources:int64 simpson shannon rarefied_to:int64 "
                 + NUMBERS, rows)


def source_overlap(attributions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How many sources each two reports share.

    Returns
    -------
    report_a, report_b, n_a, n_b (sources of each), n_shared, jaccard (shared of all), overlap (shared of the smaller number;
    NaN where one has none). All pairs, a before b.

    Notes
    -----
    The same source under two names counts as two. Jaccard falls when reports differ in length; `overlap` does not.
    """
    ids = report_ids(reports, attributions)
    pairs = overlaps(attributions[attributions["source"] != ""], "source", ids)
    return pairs.assign(overlap=divide(pairs["n_shared"], pairs[["n_a", "n_b"]].min(axis=1)))


def _hill(counts: np.ndarray, depth: int) -> np.ndarray:
    """Hill numbers of order 0, 1, 2 (last axis) expected among `depth` attributions; `counts` has sources in its last axis."""
    from scipy.stats import hypergeom

    total = int(counts.reshape(-1, counts.shape[-1])[0].sum())
    held, drawn = np.arange(counts.max() + 1)[:, None], np.arange(1, depth + 1)
    chance, share = hypergeom.pmf(drawn, total, held, depth), drawn / depth
    parts = (chance @ np.column_stack([np.ones(depth), -share * np.log(share), share ** 2]))[counts].sum(axis=-2)
    return np.stack([parts[..., 0], np.exp(parts[..., 1]), 1 / parts[..., 2]], axis=-1)


def _diversity(counts: np.ndarray, depth: int, *, rng: np.random.Generator, resamples: int) -> np.ndarray:
    """One row an order: the Hill number and its interval, shifted by the bias that drawing attributions anew shows.

    NaN where there are fewer attributions than `depth`, or none.
    """
    total = int(counts.sum())
    if not 0 < depth <= total:
        return np.full((len(ORDERS), 3), math.nan)
    found = _hill(counts, depth)
    if total < 2:
        return np.pad(found[:, None], ((0, 0), (0, 2)), constant_values=math.nan)
    drawn = _hill(rng.multinomial(total, _chances(counts), size=resamples), depth)
    low, high = np.clip(interval(drawn + found - drawn.mean(axis=0)), 1.0, depth)
    # The shift can push a whole interval past an estimate that no resample exceeds.
    return np.column_stack([found, np.minimum(low, found), np.maximum(high, found)])


def _chances(counts: np.ndarray) -> np.ndarray:
    """How likely the next attribution has each source found, and each of those unseen (Chao & Jost 2015)."""
    n, once, twice = int(counts.sum()), int((counts == 1).sum()), int((counts == 2).sum())
    # How many sources were not seen, and which share of attributions they would have.
    if twice:
        lacking, uncovered = once**2 / (2 * twice), (n - 1) * once / ((n - 1) * once + 2 * twice)
    else:
        others = max(once - 1, 0)
        lacking, uncovered = once * others / 2, (n - 1) * others / ((n - 1) * others + 2)
    unseen = math.ceil((n - 1) / n * lacking)
    missing = once / n * uncovered if unseen else 0.0
    share = counts / n
    rare = (1 - share) ** n
    found = np.maximum(share * (1 - missing * rare / max((share * rare).sum(), 1e-300)), 0.0)
    chances = np.concatenate([found, np.full(unseen, missing / max(unseen, 1))])
    return chances / chances.sum()
