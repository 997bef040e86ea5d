"""Which story each report tells: claims made, omitted, ordered, how they are vouched for, and the words that set it apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.entities import gries_dp
from analysis.measures.resampling import TOO_FEW, describe_p, ratio_intervals
from analysis.measures.units import divide, pairs, report_ids, typed

ABSENT = "absent"
LEAST_FOR_TAU = 3
LEAST_FOR_TEST = 5
PRIORS = ("corpus", "flat")
OPEN_CLASS = ("NOUN", "PROPN", "VERB", "ADJ", "ADV")


def claim_coverage(claims: pd.DataFrame, claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Which report makes which claim, and how it first vouches for it.

    Returns
    -------
    claim, label, n_reports (of these reports, that make it), report, present, status (of the first mention; "absent" without
    one), rank (order of first appearance in the report), attribution (of the first mention), n_mentions. One row for every
    claim and report, the claim made by most reports first.

    Raises
    ------
    ValueError
        A mention of a claim that is not in `claims`.

    Notes
    -----
    Claims that the alignment missed look like omissions: an absent claim is a candidate for reading, not a finding.
    """
    ids = report_ids(reports, claim_mentions)
    _check_claims(claims, claim_mentions)
    first = _first_mentions(claim_mentions).set_index(["claim", "report"])
    n_mentions = claim_mentions.groupby(["claim", "report"]).size()
    n_reports = first.groupby("claim").size()
    labels = dict(zip(claims["claim"], claims["label"], strict=True))
    rows = []
    for claim in sorted(labels, key=lambda claim: (-n_reports.get(claim, 0), claim)):
        for report in ids:
            cell = first.loc[(claim, report)] if (claim, report) in first.index else None
            made = (False, ABSENT, pd.NA, pd.NA) if cell is None else (True, cell["status"], cell["rank"], cell["attribution"])
            rows.append((claim, labels[claim], n_reports.get(claim, 0), report, *made, n_mentions.get((claim, report), 0)))
    return typed({"claim": "str", "label": "str", "n_reports": "int64", "report": "str", "present": "bool", "status": "str",
                  "rank": "Int64", "attribution": "Int64", "n_mentions": "int64"}, rows)


def coverage_by_report(
    claim_mentions: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How many of each report's claims other reports make too.

    Returns
    -------
    report, n_claims, n_shared (made by two reports or more), n_only_here, shared_share, ci_low, ci_high.

    Notes
    -----
    The share grows with the number of reports compared. Intervals resample the sentences in which claims first appear and
    leave the other reports as they are.
    """
    ids = report_ids(reports, claim_mentions)
    first = _first_mentions(claim_mentions)
    shared = (first.groupby("claim")["report"].transform("size") > 1).astype("int64")
    clusters = first.assign(shared=shared).groupby(["report", "sentence"], as_index=False)["shared"].agg(["sum", "size"])
    groups = pd.Index(ids, dtype="str").get_indexer(clusters["report"])
    low, high = ratio_intervals(
        clusters["sum"].to_numpy(), clusters["size"].to_numpy(), groups=groups, n_groups=len(ids), rng=rng, resamples=resamples)
    rows = []
    for place, report in enumerate(ids):
        own = clusters[clusters["report"] == report]
        n, n_shared = own["size"].sum(), own["sum"].sum()
        rows.append((report, n, n_shared, n - n_shared, divide(n_shared, n), low[place, 0], high[place, 0]))
    return typed({"report": "str", "n_claims": "int64", "n_shared": "int64", "n_only_here": "int64", "shared_share": "float64",
                  "ci_low": "float64", "ci_high": "float64"}, rows)


def claim_status_mix(
    claim_mentions: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How each report vouches for what it claims: shares of its claim mentions by status.

    Returns
    -------
    report, status (all five, in the order of `schema.STATUSES`), n (mentions), share, ci_low, ci_high.

    Notes
    -----
    A claim that a report repeats counts each time. Intervals resample sentences that hold a claim.
    """
    ids = report_ids(reports, claim_mentions)
    counts = claim_mentions.groupby(["report", "sentence", "status"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(schema.STATUSES), fill_value=0)
    values = counts.to_numpy(dtype=float)
    groups = pd.Index(ids, dtype="str").get_indexer(counts.index.get_level_values("report"))
    low, high = ratio_intervals(values, values.sum(axis=1), groups=groups, n_groups=len(ids), rng=rng, resamples=resamples)
    rows = []
    for place, report in enumerate(ids):
        own = values[groups == place].sum(axis=0)
        for number, status in enumerate(schema.STATUSES):
            rows.append((report, status, own[number], divide(own[number], own.sum()), low[place, number], high[place, number]))
    return typed({"report": "str", "status": "str", "n": "int64", "share": "float64", "ci_low": "float64",
                  "ci_high": "float64"}, rows)


def claim_order(claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Whether each two reports bring the claims they share in the same order.

    Returns
    -------
    report_a, report_b, n_shared, tau_b (1 = same order, -1 = reversed; NaN under 3 shared claims), test ("permutation p =
    0.031", or "too few reports for a test" under 5 shared claims). All pairs, a before b.

    Notes
    -----
    Kendall's tau-b over the ranks of shared claims. p is two-sided over all orders, by normal approximation where ranks are
    tied, and not corrected for the number of pairs. News order is conventional: agreement alone shows no copying.

    References
    ----------
    Kendall (1945), Biometrika 33: 239-251.
    """
    ids = report_ids(reports, claim_mentions)
    first = _first_mentions(claim_mentions)
    ranks = {report: first[first["report"] == report].set_index("claim")["rank"].to_dict() for report in ids}
    rows = []
    for a, b in pairs(ids):
        shared = sorted(set(ranks[a]) & set(ranks[b]))
        tau, p = _kendall([ranks[a][claim] for claim in shared], [ranks[b][claim] for claim in shared])
        rows.append((a, b, len(shared), tau, TOO_FEW if len(shared) < LEAST_FOR_TEST or math.isnan(p) else describe_p(p)))
    return typed({"report_a": "str", "report_b": "str", "n_shared": "int64", "tau_b": "float64", "test": "str"}, rows)


def claim_overlap(claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How many claims each two reports share.

    Returns
    -------
    report_a, report_b, n_a, n_b (claims of each), n_shared, jaccard (shared of all), containment_a (share of a's claims that b
    makes too), containment_b. All pairs, a before b; NaN where there is no claim to share.

    Notes
    -----
    Jaccard falls when reports differ in length; a short report's containment does not.
    """
    ids = report_ids(reports, claim_mentions)
    made = {report: set(claim_mentions.loc[claim_mentions["report"] == report, "claim"]) for report in ids}
    rows = []
    for a, b in pairs(ids):
        n_a, n_b, shared = len(made[a]), len(made[b]), len(made[a] & made[b])
        rows.append((a, b, n_a, n_b, shared, divide(shared, n_a + n_b - shared), divide(shared, n_a), divide(shared, n_b)))
    return typed({"report_a": "str", "report_b": "str", "n_a": "int64", "n_b": "int64", "n_shared": "int64",
                  "jaccard": "float64", "containment_a": "float64", "containment_b": "float64"}, rows)


def keyness(
    terms: pd.DataFrame, *, groups: Mapping[str, str] | None = None, prior: str = "corpus", prior_size: float = 500.0,
    least: int = 3, parts: Sequence[str] = OPEN_CLASS,
) -> pd.DataFrame:
    """Which words set each group of reports apart from the rest.

    Parameters
    ----------
    groups : the group of each report; None sets each report against all others.
    prior : `corpus` spreads the prior as all reports together use the words, `flat` evenly over all words.
    prior_size : words that the prior is worth; the larger, the more a rare word's difference is taken for chance.
    least : occurrences in all reports that a lemma needs to be listed. Rarer ones still count in the totals.
    parts : parts of speech that count.

    Returns
    -------
    group, lemma, n_group, n_rest, log_odds (positive = more in the group), variance, z, p (two-sided, normal), q
    (Benjamini-Hochberg within the group), n_reports (of all, that use it), dp (Gries' DP over all reports; near 1 =
    in few of them).
    By group, then z from high to low. Empty when there are fewer than two groups.

    Raises
    ------
    ValueError
        A report without a group, an unknown prior, a prior size or `least` that is not positive.

    Notes
    -----
    log_odds = log((y_i + a) / (n_i + a0 - y_i - a)) - log((y_j + a) / (n_j + a0 - y_j - a)) for a lemma's count y and all
    words n in the group i and the rest j, with prior counts a (the lemma's) and a0 (all); variance = 1/(y_i + a) + 1/(n_i + a0
    - y_i - a) + 1/(y_j + a) + 1/(n_j + a0 - y_j - a); z = log_odds / sqrt(variance). Words come in bursts, so p is too
    small: a word with a high dp sets one report apart, not a way of telling.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16: 372-403, equations 16 to 22; all four terms of
    the variance are kept.
    """
    _check_keyness(prior, prior_size, least)
    used = terms[terms["part_of_speech"].isin(list(parts))]
    counts = used.groupby(["lemma", "report"])["n"].sum().unstack(fill_value=0).sort_index()
    counts = counts.reindex(columns=sorted(set(terms["report"])), fill_value=0)
    names = _group_names(list(counts.columns), groups)
    values = counts.to_numpy(dtype=float)
    totals = values.sum(axis=1)
    if len(set(names)) < 2 or not len(totals):
        return typed(_KEYNESS, [])
    alphas = prior_size * (totals / totals.sum() if prior == "corpus" else np.full(len(totals), 1 / len(totals)))
    listed = totals >= least
    dispersion, _ = gries_dp(values, values.sum(axis=0))
    frames = []
    for group in sorted(set(names)):
        inside = values[:, np.array(names) == group].sum(axis=1)
        log_odds, variance = _log_odds(inside, totals - inside, alphas)
        frame = pd.DataFrame({
            "group": group, "lemma": counts.index, "n_group": inside, "n_rest": totals - inside, "log_odds": log_odds,
            "variance": variance, "n_reports": (values > 0).sum(axis=1), "dp": dispersion})[listed]
        frames.append(_tested(frame).sort_values(["z", "lemma"], ascending=[False, True]))
    return typed(_KEYNESS, pd.concat(frames, ignore_index=True))


def conflict_counts(conflicts: pd.DataFrame) -> pd.DataFrame:
    """How many candidates for a contradiction there are between reports, by kind.

    Returns
    -------
    kind, report_a, report_b, n. Most first.

    Notes
    -----
    Candidates for a person to judge, never verdicts.
    """
    columns = ["kind", "report_a", "report_b"]
    counts = conflicts.groupby(columns, as_index=False).size().rename(columns={"size": "n"})
    counts = counts.sort_values(["n", *columns], ascending=[False, True, True, True], ignore_index=True)
    return typed({name: "str" for name in columns} | {"n": "int64"}, counts)


_KEYNESS = {"group": "str", "lemma": "str", "n_group": "int64", "n_rest": "int64", "log_odds": "float64", "variance": "float64",
            "z": "float64", "p": "float64", "q": "float64", "n_reports": "int64", "dp": "float64"}


def _first_mentions(claim_mentions: pd.DataFrame) -> pd.DataFrame:
    """The first mention of each claim in each report."""
    ordered = claim_mentions.sort_values(["claim", "report", "start"], kind="stable", ignore_index=True)
    return ordered.drop_duplicates(["claim", "report"], ignore_index=True)


def _check_claims(claims: pd.DataFrame, claim_mentions: pd.DataFrame) -> None:
    """ValueError for a mention of an unknown claim."""
    unknown = sorted(set(claim_mentions["claim"]) - set(claims["claim"]))
    if unknown:
        raise ValueError(f"claim {unknown[0]!r} is mentioned but is not among the {len(claims)} claims")


def _kendall(first: list[int], second: list[int]) -> tuple[float, float]:
    """Kendall's tau-b and its two-sided p; NaN under three pairs."""
    if len(first) < LEAST_FOR_TAU:
        return math.nan, math.nan
    from scipy import stats

    result = stats.kendalltau(first, second)
    return float(result.statistic), float(result.pvalue)


def _check_keyness(prior: str, prior_size: float, least: int) -> None:
    """ValueError for a parameter of `keyness` that means nothing."""
    if prior not in PRIORS:
        raise ValueError(f"prior is {prior!r}; expected one of {', '.join(PRIORS)}")
    if not prior_size > 0:
        raise ValueError(f"prior_size is {prior_size}; expected more than 0")
    if least < 1:
        raise ValueError(f"least is {least}; expected 1 or more")


def _group_names(reports: list[str], groups: Mapping[str, str] | None) -> list[str]:
    """The group of each report."""
    if groups is None:
        return reports
    missing = [report for report in reports if report not in groups]
    if missing:
        raise ValueError(f"report {missing[0]!r} has no group; groups are given for {', '.join(sorted(groups)) or 'none'}")
    return [groups[report] for report in reports]


def _log_odds(inside: np.ndarray, outside: np.ndarray, alphas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the log odds of each word, and its variance, under Dirichlet prior counts."""
    with_prior = inside + alphas, outside + alphas
    without = [counts.sum() - counts for counts in with_prior]
    log_odds = np.log(with_prior[0] / without[0]) - np.log(with_prior[1] / without[1])
    return log_odds, sum(1 / counts for counts in (*with_prior, *without))


def _tested(frame: pd.DataFrame) -> pd.DataFrame:
    """z, p and q beside the log odds of one group."""
    from scipy import special, stats

    z = frame["log_odds"] / np.sqrt(frame["variance"])
    p = special.erfc(np.abs(z) / math.sqrt(2))
    return frame.assign(z=z, p=p, q=stats.false_discovery_control(p) if len(p) else p)
