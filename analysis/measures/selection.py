"""Which rows of a result a figure draws where all are too many: what stands in its data, and what its n counts."""

from __future__ import annotations

import pandas as pd

from analysis.measures.units import largest_first


def most_linked(pairs: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """The rows of `co_occurrence` whose two names are among the `most` with most sentences in common (ties by name)."""
    totals = pd.concat([pairs.groupby(f"entity_{side}")["n_together"].sum() for side in "ab"]).groupby(level=0).sum()
    names = largest_first(totals)[:most]
    return pairs[pairs["entity_a"].isin(names) & pairs["entity_b"].isin(names)].reset_index(drop=True)


def most_shared(coverage: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """The rows of `claim_coverage` of the `most` claims that most reports make, of equals those that come first."""
    made = coverage[coverage["rank"].notna()].groupby("claim", as_index=False).agg(n_reports=("n_reports", "first"), first=("rank", "mean"))
    made = made.sort_values(["n_reports", "first", "claim"], ascending=[False, True, True]).head(most)
    return coverage[coverage["claim"].isin(made["claim"])].reset_index(drop=True)


def widest_spread(ladder: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """The rows of `claim_ladder` of the `most` claims that spread widest, without those on which all reports agree."""
    claims = ladder.loc[ladder["spread"] > 0, "claim"].unique()[:most]
    return ladder[ladder["claim"].isin(claims)].reset_index(drop=True)


def most_key(found: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """The rows of `keyness` of the `most` words of each group with the highest z, of those used more in it (ties by lemma)."""
    over = found[found["z"] > 0].sort_values(["z", "lemma"], ascending=[False, True]).groupby("group").head(most)
    return over.sort_values(["group", "z", "lemma"], ascending=[True, False, True], ignore_index=True)


def most_words_shared(spans: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """The rows of `passage_spans` of the `most` pairs of reports that share most words (ties by pair)."""
    totals = spans.groupby(["report_a", "report_b"])["n_words"].sum()
    pairs = pd.MultiIndex.from_frame(spans[["report_a", "report_b"]])
    return spans[pairs.isin(largest_first(totals)[:most])].reset_index(drop=True)
