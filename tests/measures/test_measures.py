"""What holds for every measure: row order, added reports, empty tables, one report, types, import cost."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures import diversity, entities, keyness, lineage, narratives, sourcing, voices

from .small import TABLES, empty


MODULES = (diversity, entities, keyness, lineage, narratives, sourcing, voices)


def find_measures(module: ModuleType) -> dict[str, Callable[..., pd.DataFrame]]:
    """The functions of a module that give a table and are for others."""
    return {name: made for name, made in vars(module).items()
            if getattr(made, "__module__", "") == module.__name__ and not name.startswith("_")
            and getattr(made, "__annotations__", {}).get("return") == "pd.DataFrame"}


def on_tables(measure: Callable[..., pd.DataFrame]) -> Callable[[dict[str, pd.DataFrame]], pd.DataFrame]:
    """A measure with its own defaults on the tables that its other parameters are called after."""
    wanted = [name for name, parameter in inspect.signature(measure).parameters.items() if parameter.default is parameter.empty]

    def measured(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
        given = {**tables, "by": "source_type", "rng": np.random.default_rng(3), "resamples": 60}
        return measure(**{name: given[name] for name in wanted})
    return measured


MEASURES = {name: on_tables(measure) for module in MODULES for name, measure in find_measures(module).items()}
BY_REPORT = ("source_diversity", "relay_depth", "first_voice", "unattributed_share", "coverage_by_report", "lineage")
# A claim that a second report makes becomes shared, and a copied report has an origin: these depend on the others by intent.
ALONE = ("relay_depth", "voices", "first_voice", "unattributed_share", "claim_status_mix", "source_diversity")
every_measure = pytest.mark.parametrize("name", MEASURES)


def with_copy(tables: dict[str, pd.DataFrame], report: str, copy: str) -> dict[str, pd.DataFrame]:
    """The tables with one report there a second time under another name."""
    return {name: pd.concat([table, table[table["report"] == report].assign(report=copy)], ignore_index=True)
            if "report" in table.columns else table for name, table in tables.items()}


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
