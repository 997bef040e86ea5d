"""The codings of the seed event point into its sentences, and the committed tables are as near to them as the README says."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import PROJECT

from analysis import schema
from tests.benchmarks import seeds

TABLES = PROJECT / "seeds" / "pyongyang-2023-07" / "tables"


def coded(name: str) -> pd.DataFrame:
    """One of the codings."""
    return pd.read_csv(seeds.FOLDER / f"{name}.csv")


def test_claims_and_conflicts_are_coded_at_sentences_with_codes_of_the_schema():
    sentences = set(pd.read_csv(TABLES / "sentences.csv")[seeds.SPAN].itertuples(index=False, name=None))
    claims, conflicts = coded("claims"), coded("conflicts")
    assert sentences.issuperset(claims[seeds.SPAN].itertuples(index=False, name=None)) and set(claims["status"]) <= set(schema.STATUSES)
    assert not claims.duplicated(["coder", "claim", "report", "start"]).any()
    assert (claims.groupby(["coder", "claim"])["report"].nunique() > 1).all()
    for side in "ab":
        assert sentences.issuperset(conflicts[[f"{column}_{side}" for column in seeds.SPAN]].itertuples(index=False, name=None))
    assert set(conflicts["kind"]) <= set(schema.CONFLICT_KINDS) and (conflicts["report_a"] < conflicts["report_b"]).all()
    assert not conflicts.duplicated().any()


def test_names_are_coded_in_order_without_overlap_and_only_places_and_seats_are_metonyms():
    names = coded("mentions")
    for _, own in names.groupby("report"):
        assert (own["start"] < own["end"]).all() and (own["end"].iloc[:-1].to_numpy() <= own["start"].iloc[1:].to_numpy()).all()
    assert set(names.loc[names["metonym"], "type"]) <= {"GPE", "LOC", "FAC", "ORG"}


@pytest.mark.parametrize(("what", "least"), [
    ("mentions: ", 0.93), ("entities: ", 0.93), ("metonyms: ", 0.75), ("pairs of sentences, F1", 0.55), ("same status", 0.75),
    (": recall", 0.5), (": precision", 0.3)])
def test_the_committed_tables_are_near_the_codings_on_average(what, least):
    values = [value for name, value in seeds.score() if what in name]
    assert values and least <= sum(values) / len(values) <= 1
