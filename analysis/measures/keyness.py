"""Which words set a report, or a group of reports, apart from the others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.measures.entities import gries_dp
from analysis.measures.resampling import NORMAL_95
from analysis.measures.units import typed

PRIORS = ("corpus", "flat")
# The parts of speech that count.
OPEN_CLASS = ("NOUN", "PROPN", "VERB", "ADJ", "ADV")


def keyness(
    terms: pd.DataFrame, *, groups: Mapping[str, str] | None = None, prior: str = "corpus", prior_size: float = 500.0,
    least: int = 3, least_reports: int = 1,
) -> pd.DataFrame:
    """Which words set each group of reports apart from the rest.

    Parameters
    ----------
    groups : the group of each report; None sets each report against all others.
    prior : `corpus` spreads the prior as all reports together use the words, `flat` evenly over all words.
    prior_size : words that the prior is worth; the larger, the more a rare word's difference is taken for chance.
    least : occurrences in all reports that a lemma needs to be listed. Rarer ones still count in the totals.
    least_reports : reports that must use a lemma for it to be listed: a guard against words that come in one report's burst.

    Returns
    -------
    group, lemma, n_group, n_rest, log_odds (positive = more in the group), variance, ci_low, ci_high (95 %: 1.96 standard errors
    on either side), z, p (two-sided, normal), q (Benjamini-Hochberg within the group), n_reports (of all, that use it), dp
    (Gries' DP over all reports; near 1 = in few of them).
    By group, then z from high to low. Empty when there are fewer than two groups.

    Raises
    ------
    ValueError
        A report without a group, an unknown prior, a prior size, `least` or `least_reports` that is not positive.

    Notes
    -----
    log_odds = log((y_i + a) / (n_i + a0 - y_i - a)) - log((y_j + a) / (n_j + a0 - y_j - a)) for a lemma's count y and all
    words n in the group i and the rest j, with prior counts a (the lemma's) and a0 (all); variance = 1/(y_i + a) + 1/(n_i + a0
    - y_i - a) + 1/(y_j + a) + 1/(n_j + a0 - y_j - a); z = log_odds / sqrt(variance). Two errors oppose each other. Words come in
    bursts, which makes p and q too small: a word with a high dp sets one report apart, not a way of telling. The prior's words do
    not vary, yet the variance counts them: where words come one by one, that of log_odds is about n / (n + a0) of it in a group of
    n words. So with a prior larger than the report p and q are too large, and a lack of small ones is no sign that reports are alike.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16: 372-403, equations 16 to 22; all four terms of
    the variance are kept.
    """
    return _contrast(terms, groups, prior, prior_size, least, least_reports, pairs=False)


def keyness_pairs(
    terms: pd.DataFrame, *, groups: Mapping[str, str] | None = None, prior: str = "corpus", prior_size: float = 500.0,
    least: int = 3, least_reports: int = 1,
) -> pd.DataFrame:
    """Which words set two groups of reports apart from each other, pair by pair; parameters as for `keyness`.

    Returns
    -------
    group, other, then as from `keyness`: log_odds is positive for what the group uses more than the other, n_rest counts the
    other alone, q is corrected within the pair. All pairs, group before other; words that neither uses are left out.

    Notes
    -----
    The prior is that of all reports, so that a word is held back alike in all pairs. With many groups there are many pairs: q
    does not correct for their number.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16: 372-403, equations 16 to 22.
    """
    return _contrast(terms, groups, prior, prior_size, least, least_reports, pairs=True)


def _contrast(
    terms: pd.DataFrame, groups: Mapping[str, str] | None, prior: str, prior_size: float, least: int, least_reports: int, *, pairs: bool,
) -> pd.DataFrame:
    """Each group against the rest, or each two groups, tested; z from high to low."""
    from scipy import special, stats

    if prior not in PRIORS:
        raise ValueError(f"prior is {prior!r}; expected one of {', '.join(PRIORS)}")
    if not prior_size > 0:
        raise ValueError(f"prior_size is {prior_size}; expected more than 0")
    for name, value in (("least", least), ("least_reports", least_reports)):
        if value < 1:
            raise ValueError(f"{name} is {value}; expected 1 or more")
    reports = sorted(set(terms["report"]))
    groups = dict(zip(reports, reports, strict=True)) if groups is None else groups
    if missing := [report for report in reports if groups.get(report) is None]:
        raise ValueError(f"report {missing[0]!r} has no group; groups are given for {', '.join(sorted(groups)) or 'none'}")
    used = terms[terms["part_of_speech"].isin(OPEN_CLASS)]
    counts = used.groupby(["lemma", "report"])["n"].sum().unstack(fill_value=0).reindex(columns=reports, fill_value=0).sort_index()
    by_report, by_group = counts.to_numpy(dtype=float), counts.T.groupby(groups).sum().T.astype(float)
    totals = by_report.sum(axis=1)
    shares = totals / totals.sum() if prior == "corpus" else np.ones(len(totals)) / len(totals)
    n_reports, dp = (by_report > 0).sum(axis=1), gries_dp(by_report, by_report.sum(axis=0))[0]
    listed = (totals >= least) & (n_reports >= least_reports)
    found = []
    contrasts = combinations(by_group, 2) if pairs else ((group,) for group in by_group)
    # One group has no rest, and one word no odds.
    for names in contrasts if min(by_group.shape) > 1 else ():
        inside = by_group[names[0]].to_numpy()
        outside = by_group[names[1]].to_numpy() if pairs else totals - inside
        log_odds, variance = _log_odds(inside, outside, prior_size * shares)
        frame = pd.DataFrame({
            **dict(zip(("group", "other"), names)), "lemma": counts.index, "n_group": inside, "n_rest": outside, "log_odds": log_odds,
            "variance": variance, "n_reports": n_reports, "dp": dp})[listed & (inside + outside > 0)]
        z, half = frame["log_odds"] / np.sqrt(frame["variance"]), NORMAL_95 * np.sqrt(frame["variance"])
        p = special.erfc(np.abs(z) / math.sqrt(2))
        frame = frame.assign(ci_low=frame["log_odds"] - half, ci_high=frame["log_odds"] + half, z=z, p=p,
                             q=stats.false_discovery_control(p) if len(p) else p)
        found.append(frame.sort_values(["z", "lemma"], ascending=[False, True]))
    columns = (f"group:str{' other:str' * pairs} lemma:str n_group:int64 n_rest:int64 log_odds variance ci_low ci_high z p q "
               "n_reports:int64 dp")
    return typed(columns, pd.concat(found, ignore_index=True) if found else [])


def _log_odds(inside: np.ndarray, outside: np.ndarray, alphas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the log odds of each word, and its variance, under Dirichlet prior counts."""
    with_prior = inside + alphas, outside + alphas
    without = [counts.sum() - counts for counts in with_prior]
    log_odds = np.log(with_prior[0] / without[0]) - np.log(with_prior[1] / without[1])
    return log_odds, sum(1 / counts for counts in (*with_prior, *without))
