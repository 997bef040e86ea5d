"""What holds for every measure: row order, added reports, empty tables, one report, types, import cost."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures import diversity, entities, keyness, lineage, narratives, sourcing, voices

from .small import TABLES, empty


def intervals() -> dict:
    return {"rng": np.random.default_rng(3), "resamples": 60}


MEASURES = {
    "attribution_words": lambda t: voices.attribution_words(t["attributions"], t["sentences"]),
    "voices": lambda t: voices.voices(t["attributions"], t["sentences"], t["reports"]),
    "first_voice": lambda t: voices.first_voice(t["attributions"], t["sentences"], t["reports"]),
    "unattributed_share": lambda t: voices.unattributed_share(
        t["attributions"], t["sentences"], t["reports"], **intervals()),
    "source_mix": lambda t: sourcing.source_mix(
        t["attributions"], t["sentences"], t["reports"], by="source_type", **intervals()),
    "mix_differences": lambda t: sourcing.mix_differences(
        t["attributions"], t["sentences"], t["reports"], by="source_type", **intervals()),
    "direct_speech": lambda t: sourcing.direct_speech(
        t["attributions"], t["sentences"], t["reports"], by="source", **intervals()),
    "source_matrix": lambda t: sourcing.source_matrix(t["attributions"], t["reports"]),
    "source_diversity": lambda t: diversity.source_diversity(t["attributions"], t["reports"], **intervals()),
    "source_overlap": lambda t: diversity.source_overlap(t["attributions"], t["reports"]),
    "relay_depth": lambda t: sourcing.relay_depth(t["attributions"], t["sentences"], t["reports"], **intervals()),
    "relay_chains": lambda t: sourcing.relay_chains(t["attributions"]),
    "cue_verbs": lambda t: sourcing.cue_verbs(t["attributions"]),
    "entity_rates": lambda t: entities.entity_rates(t["mentions"], t["sentences"], t["reports"], **intervals()),
    "entity_dispersion": lambda t: entities.entity_dispersion(t["mentions"], t["reports"]),
    "co_occurrence": lambda t: entities.co_occurrence(t["mentions"], t["sentences"]),
    "entity_positions": lambda t: entities.entity_positions(t["mentions"], t["sentences"]),
    "metonym_share": lambda t: entities.metonym_share(t["mentions"]),
    "role_shares": lambda t: entities.role_shares(t["roles"], t["sentences"], t["reports"], **intervals()),
    "label_rates": lambda t: entities.label_rates(t["labels"], t["mentions"], t["reports"]),
    "claim_coverage": lambda t: narratives.claim_coverage(t["claims"], t["claim_mentions"], t["reports"]),
    "coverage_by_report": lambda t: narratives.coverage_by_report(t["claim_mentions"], t["reports"], **intervals()),
    "claim_status_mix": lambda t: narratives.claim_status_mix(t["claim_mentions"], t["reports"], **intervals()),
    "claim_order": lambda t: narratives.claim_order(t["claim_mentions"], t["reports"], rng=np.random.default_rng(3), resamples=60),
    "order_agreement": lambda t: narratives.order_agreement(t["claim_mentions"], t["reports"]),
    "claim_overlap": lambda t: narratives.claim_overlap(t["claim_mentions"], t["reports"]),
    "claim_prominence": lambda t: narratives.claim_prominence(t["claims"], t["claim_mentions"], t["zones"], t["reports"]),
    "status_by_place": lambda t: narratives.status_by_place(t["claim_mentions"], t["zones"], t["reports"]),
    "claim_ladder": lambda t: narratives.claim_ladder(t["claims"], t["claim_mentions"], t["reports"]),
    "keyness": lambda t: keyness.keyness(t["terms"]),
    "add_intervals": lambda t: keyness.add_intervals(keyness.keyness(t["terms"])),
    "keyness_pairs": lambda t: keyness.keyness_pairs(t["terms"]),
    "conflict_counts": lambda t: narratives.conflict_counts(t["conflicts"]),
    "containment": lambda t: lineage.containment(t["passages"], t["reports"]),
    "near_copies": lambda t: lineage.near_copies(t["passages"], t["reports"]),
    "passage_spans": lambda t: lineage.passage_spans(t["passages"], t["reports"], t["sentences"]),
    "lineage": lambda t: lineage.lineage(t["passages"], t["reports"]),
    "lineage_edges": lambda t: lineage.lineage_edges(t["passages"], t["reports"]),
    "passage_causes": lambda t: lineage.passage_causes(t["passages"], t["reports"]),
    "drop_copies": lambda t: lineage.drop_copies(t["claim_mentions"], t["passages"], t["reports"]),
    "narratives_without_copies": lambda t: lineage.narratives_without_copies(t["claim_mentions"], t["passages"], t["reports"]),
    "reports_without_copies": lambda t: lineage.reports_without_copies(t["claim_mentions"], t["passages"], t["reports"]),
}
BY_REPORT = ("source_diversity", "relay_depth", "first_voice", "unattributed_share", "coverage_by_report", "lineage")
# A claim that a second report makes becomes shared, and a copied report has an origin: these depend on the others by intent.
ALONE = ("relay_depth", "voices", "first_voice", "unattributed_share", "claim_status_mix", "source_diversity")
MODULES = (diversity, entities, keyness, lineage, narratives, sourcing, voices)
every_measure = pytest.mark.parametrize("name", MEASURES)


def with_copy(tables: dict[str, pd.DataFrame], report: str, copy: str) -> dict[str, pd.DataFrame]:
    """The tables with one report there a second time under another name."""
    return {name: pd.concat([table, table[table["report"] == report].assign(report=copy)], ignore_index=True)
            if "report" in table.columns else table for name, table in tables.items()}


def test_every_measure_is_entered_above():
    public = {name for module in MODULES for name, made in vars(module).items()
              if getattr(made, "__module__", "") == module.__name__ and not name.startswith("_")
              and getattr(made, "__annotations__", {}).get("return") == "pd.DataFrame"}
    assert public == set(MEASURES)


@every_measure
def test_the_order_of_rows_changes_nothing_and_the_given_tables_stay_as_they_are(name):
    before = {table: rows.copy(deep=True) for table, rows in TABLES.items()}
    found = MEASURES[name](TABLES)
    shuffled = {table: rows.sample(frac=1, random_state=4) for table, rows in TABLES.items()}
    assert_frame_equal(MEASURES[name](shuffled), found, check_exact=True)
    assert not found.duplicated().any()
    for table, rows in before.items():
        assert_frame_equal(TABLES[table], rows)


@every_measure
def test_empty_tables_give_the_columns_and_types_of_full_ones(name):
    full, none = MEASURES[name](TABLES), MEASURES[name]({table: empty(table) for table in TABLES})
    assert len(full) and not len(none)
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    assert list(full.index) == list(range(len(full)))


@every_measure
def test_reports_that_hold_nothing_and_a_single_report_are_no_error(name):
    bare = {table: empty(table) for table in TABLES} | {"reports": TABLES["reports"], "sentences": TABLES["sentences"]}
    alone = {table: rows[rows["report"] == "a"] if "report" in rows.columns else rows for table, rows in TABLES.items()}
    alone |= {"passages": empty("passages"), "conflicts": empty("conflicts")}
    for tables, reports in ((bare, ["a", "b", "c"]), (alone, ["a"])):
        frame = MEASURES[name](tables)
        assert frame.dtypes.to_dict() == MEASURES[name](TABLES).dtypes.to_dict()
        assert name not in BY_REPORT or frame["report"].tolist() == reports


@pytest.mark.parametrize("name", ALONE)
def test_a_report_does_not_change_when_another_is_there_twice(name):
    twice = MEASURES[name](with_copy(TABLES, "b", "z"))
    once = MEASURES[name](TABLES)
    assert_frame_equal(twice[twice["report"].isin(["a", "b", "c"])].reset_index(drop=True), once)


def test_pooled_shares_do_not_change_when_every_report_is_there_twice():
    doubled = TABLES
    for report in "abc":
        doubled = with_copy(doubled, report, f"{report}2")
    for name, share in (("source_mix", "share"), ("entity_rates", "rate_per_1k"), ("role_shares", "share"),
                        ("label_rates", "per_100")):
        frames = MEASURES[name](TABLES), MEASURES[name](doubled)
        once, twice = (frame[frame["report"] == "all"].reset_index(drop=True) for frame in frames)
        assert twice[share].tolist() == pytest.approx(once[share].tolist())
    twice = MEASURES["entity_dispersion"](doubled)
    assert twice["dp"].tolist() == pytest.approx(MEASURES["entity_dispersion"](TABLES)["dp"].tolist())


def test_a_copy_shares_every_claim_in_the_same_order():
    tables = with_copy(TABLES, "a", "z")
    overlap = MEASURES["claim_overlap"](tables).set_index(["report_a", "report_b"]).loc[("a", "z")]
    assert (overlap["jaccard"], overlap["containment_a"], overlap["containment_b"]) == (1, 1, 1)
    assert MEASURES["source_overlap"](tables).set_index(["report_a", "report_b"]).loc[("a", "z"), "jaccard"] == 1


def test_importing_measures_loads_no_statistics_no_pictures_and_no_language_model():
    heavy = ("scipy.stats", "statsmodels", "matplotlib", "spacy", "analysis.reading")
    code = ("import sys; from analysis.measures import sourcing, voices, diversity, entities, narratives, lineage;"
            f"print([name for name in {heavy} if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
