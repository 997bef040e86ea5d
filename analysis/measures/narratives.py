"""Which story each report tells: claims made, omitted, ordered, and how they are vouched for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.resampling import describe_p, permutation_p, ratio_intervals, ratios_by_sentence
from analysis.measures.units import count_by_sentence, divide, largest_first, overlaps, report_ids, typed

ABSENT = "absent"
LEAST_FOR_TAU = 3
LEAST_FOR_TEST = 5
# The exact p is counted over all orders of so many untied ranks; of more, over random ones.
MOST_EXACT = 30
# Pairs of places that are compared at once, over several orders: some 30 MB.
MOST_COMPARED = 1_000_000
# From what a report says is not so to what it stands for itself.
LADDER = schema.STATUSES[::-1]
PLACES = ("headline", "lead", "body")


def claim_coverage(claims: pd.DataFrame, claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Which report makes which claim, and how it first vouches for it.

    Returns
    -------
    claim, label, n_reports (of these reports, that make it), report, present, status (of the first mention; "absent" without
    one), rank (order of first appearance in the report), attribution (of the first mention), n_mentions, place (of the claim in
    an order that puts claims of the same reports together). One row for every claim and report, the claim made by most reports
    first.

    Raises
    ------
    ValueError
        A mention of a claim that is not in `claims`.

    Notes
    -----
    Claims that the alignment missed look like omissions: an absent claim is a candidate for reading, not a finding. For `place`,
    sets of reports are clustered by their Jaccard distance (average linkage) and the leaves turned so that neighbours are as near
    as can be; the end with more reports comes first, and of claims of the same reports the earlier.

    References
    ----------
    Bar-Joseph, Gifford & Jaakkola (2001), Fast optimal leaf ordering for hierarchical clustering, Bioinformatics 17: S22-S29.
    """
    ids = report_ids(reports, claim_mentions)
    labels = _claim_labels(claims, claim_mentions)
    first = _first_mentions(claim_mentions).set_index(["claim", "report"])
    places = _seriate({claim: frozenset(own.index.get_level_values("report")) for claim, own in first.groupby(level="claim")},
                      ranks=first["rank"].groupby(level="claim").min().to_dict())
    n_reports = first.groupby("claim").size().reindex(labels, fill_value=0)
    cells = pd.MultiIndex.from_product([largest_first(n_reports), ids], names=["claim", "report"])
    frame = first.reindex(cells).assign(n_mentions=claim_mentions.groupby(["claim", "report"]).size().reindex(cells, fill_value=0))
    frame = frame.assign(present=frame["status"].notna(), status=frame["status"].fillna(ABSENT)).reset_index()
    label, n, place = (frame["claim"].map(values) for values in (labels, n_reports, places))
    frame = frame.assign(label=label, n_reports=n, place=place.fillna(len(places)))
    return typed("claim:str label:str n_reports:int64 report:str present:bool status:str rank:Int64 attribution:Int64 "
                 "n_mentions:int64 place:int64", frame)


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
    first = first.assign(n=1, shared=first.groupby("claim")["report"].transform("size") > 1)
    found = ratios_by_sentence(first, ["shared"], "n", ids=ids, rng=rng, resamples=resamples)
    n, n_shared = found.below[:-1], found.above[:-1, 0]
    return typed("report:str n_claims:int64 n_shared:int64 n_only_here:int64 shared_share ci_low ci_high", {
        "report": ids, "n_claims": n, "n_shared": n_shared, "n_only_here": n - n_shared, **found.of_reports("shared_share")})


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
    held, counts = count_by_sentence(claim_mentions.sort_values(["report", "sentence"]), "status", schema.STATUSES)
    found = ratio_intervals(counts, counts.sum(axis=1), reports=held, ids=ids, rng=rng, resamples=resamples)
    numbers = {"n": found.above, "share": found.ratio, "ci_low": found.low, "ci_high": found.high}
    return typed("report:str status:str n:int64 share ci_low ci_high", {
        "report": np.repeat(ids, len(schema.STATUSES)), "status": schema.STATUSES * len(ids),
        **{name: part[:-1].ravel() for name, part in numbers.items()}})


def claim_prominence(
    claims: pd.DataFrame, claim_mentions: pd.DataFrame, zones: pd.DataFrame, reports: pd.DataFrame,
) -> pd.DataFrame:
    """How prominently reports bring each claim: in the headline, in the lead, and how early.

    Returns
    -------
    claim, label, n_reports (that make it), n_headline (of them, in a headline), n_lead (in the lead, and not in the headline),
    prominent_share (headline or lead, of the reports that make it), median_rank (of its first mention), best_rank. The claim
    that most reports bring in headline or lead first.

    Notes
    -----
    The lead is the first paragraph of the body. Ranks depend on how many claims a report makes; compare them within a report.
    """
    report_ids(reports, claim_mentions)
    labels = _claim_labels(claims, claim_mentions)
    placed = claim_mentions.assign(place=_places(claim_mentions, zones).map(PLACES.index))
    best = placed.groupby(["claim", "report"], as_index=False)[["place", "rank"]].min()
    best = best.assign(headline=best["place"] == 0, lead=best["place"] == 1, prominent=best["place"] < 2)
    frame = best.groupby("claim", as_index=False).agg(
        n_reports=("rank", "size"), n_headline=("headline", "sum"), n_lead=("lead", "sum"), n_prominent=("prominent", "sum"),
        prominent_share=("prominent", "mean"), median_rank=("rank", "median"), best_rank=("rank", "min"))
    frame = frame.assign(label=frame["claim"].map(labels)).sort_values(
        ["n_prominent", "median_rank", "claim"], ascending=[False, True, True], ignore_index=True)
    return typed("claim:str label:str n_reports:int64 n_headline:int64 n_lead:int64 prominent_share median_rank best_rank:int64", frame)


def status_by_place(claim_mentions: pd.DataFrame, zones: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How claims are vouched for in headlines, leads and bodies.

    Returns
    -------
    place (`headline`, `lead`, `body`), status (all five), n (mentions), share (of the place's mentions; NaN without any). Every place
    and status, but no row where no claim is mentioned.

    Notes
    -----
    Headlines attribute less by convention; a difference between places is no difference between reports.
    """
    report_ids(reports, claim_mentions)
    counts = claim_mentions.groupby([_places(claim_mentions, zones), "status"]).size()
    cells = pd.MultiIndex.from_product([PLACES if len(counts) else (), schema.STATUSES], names=["place", "status"])
    frame = counts.reindex(cells, fill_value=0).reset_index(name="n")
    share = divide(frame["n"], frame.groupby("place")["n"].transform("sum"))
    return typed("place:str status:str n:int64 share", frame.assign(share=share))


def claim_ladder(claims: pd.DataFrame, claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How firmly each report vouches for each claim that it shares, on a ladder from denied to own voice.

    Returns
    -------
    claim, label, n_reports, report, status (the firmest that the report gives it), rung (0 = denied, 1 = doubted, 2 = hedged,
    3 = attributed, 4 = own voice), spread (between the claim's highest and lowest rung). Claims of two reports or more, the
    widest spread first.

    Notes
    -----
    The ladder is an order, not a scale: two rungs are not twice one.
    """
    report_ids(reports, claim_mentions)
    labels = _claim_labels(claims, claim_mentions)
    rungs = claim_mentions.assign(rung=[LADDER.index(status) for status in claim_mentions["status"]])
    best = rungs.groupby(["claim", "report"])["rung"].max().reset_index()
    grouped = best.groupby("claim")["rung"]
    best = best.assign(label=best["claim"].map(labels), n_reports=grouped.transform("size"), status=best["rung"].map(LADDER.__getitem__),
                       spread=grouped.transform("max") - grouped.transform("min"))
    best = best[best["n_reports"] > 1].sort_values(["spread", "n_reports", "claim", "report"], ascending=[False, False, True, True])
    return typed("claim:str label:str n_reports:int64 report:str status:str rung:int64 spread:int64", best.reset_index(drop=True))


def claim_order(
    claim_mentions: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """Whether each two reports bring the claims they share in the same order.

    Returns
    -------
    report_a, report_b, n_places (pairs of propositions in which both first make a claim; several claims can stand in one), tau_b (1 =
    same order, -1 = reversed; NaN under 3 of them, or where one report has all in one place), test ("permutation p = 0.031", or
    `resampling.TOO_FEW` under 5 of them). All pairs, a before b.

    Notes
    -----
    Kendall's tau-b over the ranks of shared claims. p is two-sided, exact over all orders where no ranks are tied, else over
    `resamples` random ones by `resampling.permutation_p`, and not corrected for the number of pairs. News order is
    conventional: agreement alone shows no copying.

    References
    ----------
    Kendall (1945), Biometrika 33: 239-251.
    """
    pairs = list(_shared_ranks(claim_mentions, reports))
    tests = [describe_p(_order_p(*ranks, rng=stream, resamples=resamples))
             for (*_, ranks), stream in zip(pairs, rng.spawn(len(pairs)), strict=True)]
    found = order_agreement(claim_mentions, reports).assign(test=tests)
    return typed("report_a:str report_b:str n_places:int64 tau_b test:str", found)


def order_agreement(claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """`claim_order` without its test: report_a, report_b, n_places, tau_b."""
    from scipy import stats

    rows = [(a, b, len(ranks[0]), stats.kendalltau(*ranks).statistic if len(ranks[0]) >= LEAST_FOR_TAU else math.nan)
            for a, b, ranks in _shared_ranks(claim_mentions, reports)]
    return typed("report_a:str report_b:str n_places:int64 tau_b", rows)


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
    pairs = overlaps(claim_mentions, "claim", ids)
    return pairs.assign(containment_a=divide(pairs["n_shared"], pairs["n_a"]), containment_b=divide(pairs["n_shared"], pairs["n_b"]))


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
    # Which of two reports a row names first tells nothing.
    ends = conflicts[columns[1:]]
    counts = conflicts.assign(report_a=ends.min(axis=1), report_b=ends.max(axis=1)).value_counts(columns).reset_index(name="n")
    counts = counts.sort_values(["n", *columns], ascending=[False, True, True, True], ignore_index=True)
    return typed("kind:str report_a:str report_b:str n:int64", counts)


def _first_mentions(claim_mentions: pd.DataFrame) -> pd.DataFrame:
    """The first mention of each claim in each report."""
    ordered = claim_mentions.sort_values(["claim", "report", "start"], kind="stable", ignore_index=True)
    return ordered.drop_duplicates(["claim", "report"], ignore_index=True)


def _claim_labels(claims: pd.DataFrame, claim_mentions: pd.DataFrame) -> dict[str, str]:
    """The label of each claim; ValueError for a mention of an unknown one."""
    unknown = sorted(set(claim_mentions["claim"]) - set(claims["claim"]))
    if unknown:
        raise ValueError(f"claim {unknown[0]!r} is mentioned but is not among the {len(claims)} claims")
    return dict(zip(claims["claim"], claims["label"], strict=True))


def _places(claim_mentions: pd.DataFrame, zones: pd.DataFrame) -> pd.Series:
    """Where in its report each claim mention stands: `headline`, `lead` (the first paragraph of the body) or `body`."""
    leads = zones[zones["zone"] == "body"].groupby("report")["end"].min().to_dict()
    heads: dict[str, list[tuple[int, int]]] = {}
    for row in zones[zones["zone"] == "headline"].itertuples():
        heads.setdefault(row.report, []).append((row.start, row.end))
    places = ["headline" if any(start <= row.start < end for start, end in heads.get(row.report, ()))
              else "lead" if row.start < leads.get(row.report, 0) else "body" for row in claim_mentions.itertuples()]
    return pd.Series(places, index=claim_mentions.index, dtype="str")


def _seriate(makers: Mapping[str, frozenset[str]], *, ranks: Mapping[str, int]) -> dict[str, int]:
    """A place for each claim, made by some reports and of some rank, in the order that `claim_coverage` tells of."""
    sets = sorted(set(makers.values()), key=lambda own: (-len(own), sorted(own)))
    if len(sets) > 2:
        from scipy.cluster import hierarchy
        from scipy.spatial.distance import squareform

        distances = np.array([[1 - len(one & other) / len(one | other) for other in sets] for one in sets])
        tree = hierarchy.linkage(squareform(distances, checks=False), method="average", optimal_ordering=True)
        leaves = hierarchy.leaves_list(tree).tolist()
        half = len(leaves) // 2
        if sum(len(sets[leaf]) for leaf in leaves[:half]) < sum(len(sets[leaf]) for leaf in leaves[-half:]):
            leaves.reverse()
        sets = [sets[leaf] for leaf in leaves]
    order = {own: place for place, own in enumerate(sets)}
    claims = sorted(makers, key=lambda claim: (order[makers[claim]], ranks[claim], claim))
    return {claim: place for place, claim in enumerate(claims)}


def _shared_ranks(claim_mentions: pd.DataFrame, reports: pd.DataFrame) -> Iterator[tuple[str, str, tuple[list[int], list[int]]]]:
    """For each two reports the ranks that the claims they share have in either, each two ranks once: claims may overlap."""
    ids = report_ids(reports, claim_mentions)
    first = _first_mentions(claim_mentions)
    ranks = {report: first[first["report"] == report].set_index("claim")["rank"].to_dict() for report in ids}
    for a, b in combinations(ids, 2):
        places = sorted({(ranks[a][claim], ranks[b][claim]) for claim in set(ranks[a]) & set(ranks[b])})
        yield a, b, ([one for one, _ in places], [other for _, other in places])


def _order_p(first: list[int], second: list[int], *, rng: np.random.Generator, resamples: int) -> float:
    """The two-sided p of an order as like or unlike; NaN where there is too little to order."""
    if len(first) < LEAST_FOR_TEST or len(set(first)) == 1 or len(set(second)) == 1:
        return math.nan
    if len(set(first)) == len(set(second)) == len(first) <= MOST_EXACT:
        from scipy import stats

        return float(stats.kendalltau(first, second, method="exact").pvalue)
    one, two = (np.sign(np.subtract.outer(ranks, ranks)) for ranks in (first, second))
    orders = rng.permuted(np.tile(np.arange(len(first)), (resamples, 1)), axis=1)
    parts = np.array_split(orders, math.ceil(orders.size * len(first) / MOST_COMPARED))
    drawn = [(one * two[part[:, :, None], part[:, None, :]]).sum(axis=(1, 2)) for part in parts]
    return permutation_p(np.abs(np.concatenate(drawn)), abs((one * two).sum()))
