"""Entities on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.measures import entities

from .small import LABELS, MENTIONS, REPORTS, ROLES, SENTENCES, make, records, rng


def test_rates_are_per_thousand_measured_words():
    frame = entities.entity_rates(MENTIONS, SENTENCES, REPORTS, rng=rng(), resamples=300)
    assert records(frame, "entity report n_mentions rank") == [
        ("Mara Quill", "a", 2, 1), ("Mara Quill", "b", 1, 1), ("Mara Quill", "c", 0, 1), ("Mara Quill", "all", 3, 1),
        ("Port Ayle", "a", 2, 2), ("Port Ayle", "b", 1, 2), ("Port Ayle", "c", 0, 2), ("Port Ayle", "all", 3, 2),
        ("Gull Rock", "a", 0, 3), ("Gull Rock", "b", 1, 3), ("Gull Rock", "c", 0, 3), ("Gull Rock", "all", 1, 3)]
    rates = [2000 / 14, 1000 / 8, 0, 3000 / 24, 2000 / 14, 1000 / 8, 0, 3000 / 24, 0, 1000 / 8, 0, 1000 / 24]
    assert frame["rate_per_1k"].tolist() == pytest.approx(rates)
    assert frame["type"].tolist() == ["PERSON"] * 4 + ["GPE"] * 4 + ["LOC"] * 4
    # Report b: Quill once in the second of two sentences of four words each, so a resample has 0, 1 or 2 in 8 words.
    ends = frame.set_index(["entity", "report"])[["ci_low", "ci_high"]].loc["Mara Quill"]
    assert ends.loc["b"].tolist() == [0, 250]
    assert ends.loc["c"].isna().all() and ends.loc["all"].notna().all()
    assert set(entities.entity_rates(MENTIONS, SENTENCES, REPORTS, rng=rng(), resamples=10, most=1)["entity"]) == {"Mara Quill"}


def test_an_entity_has_its_most_frequent_type_and_that_of_demonyms_only_without_another():
    mentions = MENTIONS.copy()
    for entity, kinds in (("Mara Quill", ["ORG", "PERSON", "PERSON"]), ("Port Ayle", ["NORP", "NORP", "GPE"]), ("Gull Rock", ["NORP"])):
        mentions.loc[mentions["entity"] == entity, "type"] = kinds
    frame = entities.entity_rates(mentions, SENTENCES, REPORTS, rng=rng(), resamples=10)
    assert dict(zip(frame["entity"], frame["type"], strict=True)) == {"Mara Quill": "PERSON", "Port Ayle": "GPE", "Gull Rock": "NORP"}


@pytest.mark.parametrize("sentence", [2, 17])
def test_a_mention_outside_the_measured_sentences_is_named(sentence):
    mentions = make("mentions", [{"report": "a", "sentence": sentence, "start": 55, "end": 58, "entity": "Ola Brem"}])
    with pytest.raises(ValueError, match=f"sentence {sentence} of report 'a'"):
        entities.entity_rates(mentions, SENTENCES, REPORTS, rng=rng(), resamples=10)


def test_dispersion_by_hand():
    # Words 14, 8, 2 of 24. Gull Rock stands in b alone: (14/24 + (1 - 8/24) + 2/24) / 2 = 2/3, its largest value 1 - 2/24.
    # The others: (|2/3 - 14/24| + |1/3 - 8/24| + 2/24) / 2 = 1/12.
    frame = entities.entity_dispersion(MENTIONS, REPORTS)
    assert records(frame, "entity n_mentions n_reports") == [("Mara Quill", 3, 2), ("Port Ayle", 3, 2), ("Gull Rock", 1, 1)]
    assert frame["dp"].tolist() == pytest.approx([1 / 12, 1 / 12, 2 / 3])
    assert frame["dp_norm"].tolist() == pytest.approx([1 / 11, 1 / 11, 8 / 11])


def test_dispersion_is_that_of_a_slow_version():
    random = rng()
    counts = random.integers(0, 9, (20, 5)) + np.eye(5, dtype=int)[random.integers(0, 5, 20)]
    sizes = random.integers(50, 900, 5)
    dp, dp_norm = entities.gries_dp(counts, sizes.astype(float))
    for row, value, normed in zip(counts.tolist(), dp, dp_norm, strict=True):
        slow = sum(abs(n / sum(row) - size / sum(sizes)) for n, size in zip(row, sizes.tolist(), strict=True)) / 2
        assert value == pytest.approx(slow, abs=1e-12)
        assert normed == pytest.approx(slow / (1 - min(sizes) / sum(sizes)), abs=1e-12)


def test_mentions_spread_as_the_words_have_no_dispersion_and_all_in_the_smallest_report_the_most():
    dp, dp_norm = entities.gries_dp(np.array([[1.0, 2, 1], [4, 0, 0]]), np.array([25.0, 50, 25]))
    assert dp.tolist() == [0, 0.75] and dp_norm.tolist() == [0, 1]


def test_one_report_cannot_disperse():
    mentions, reports = MENTIONS[MENTIONS["report"] == "a"], REPORTS[REPORTS["report"] == "a"]
    frame = entities.entity_dispersion(mentions, reports)
    assert frame["dp"].tolist() == [0, 0] and frame["dp_norm"].isna().all()


def test_co_occurrence_by_hand():
    # Six measured sentences; Quill in 3, Ayle in 3, both in a1 and b1.
    frame = entities.co_occurrence(MENTIONS, SENTENCES)
    columns = "entity_a entity_b n_sentences_a n_sentences_b n_together"
    assert records(frame, columns) == [("Mara Quill", "Port Ayle", 3, 3, 2)]
    assert frame["npmi"][0] == pytest.approx(math.log((2 / 6) / (1 / 2 * 1 / 2)) / -math.log(2 / 6))


def met(*sentences: str, n: int):
    """Mentions of one-letter entities in the first of `n` sentences, and the sentences."""
    mentions = make("mentions", [
        {"report": "a", "sentence": number, "start": 10 * number + place, "end": 10 * number + place + 1, "entity": name}
        for number, names in enumerate(sentences) for place, name in enumerate(names)])
    return mentions, make("sentences", [
        {"report": "a", "sentence": number, "start": 10 * number, "end": 10 * number + 9, "n_words": 3} for number in range(n)])


def test_never_apart_is_one_and_chance_is_nought():
    assert entities.co_occurrence(*met("xy", "xy", n=5))["npmi"].tolist() == pytest.approx([1])
    assert entities.co_occurrence(*met("xy", "xy", n=2))["npmi"].tolist() == [1]
    # x in 2 of 4, y in 2 of 4, both in 1 of 4: as often as by chance.
    assert entities.co_occurrence(*met("xy", "x", "y", n=4), least=1)["npmi"].tolist() == pytest.approx([0])


def test_pairs_that_meet_too_rarely_are_left_out_and_a_sentence_counts_once():
    assert entities.co_occurrence(*met("xxy", n=3), least=1)["n_together"].tolist() == [1]
    assert entities.co_occurrence(*met("xy", "xz", "xy", n=3), least=2)["entity_b"].tolist() == ["y"]
    with pytest.raises(ValueError, match="least is 0"):
        entities.co_occurrence(MENTIONS, SENTENCES, least=0)


def test_positions_are_shares_of_the_measured_words():
    frame = entities.entity_positions(MENTIONS, SENTENCES)
    assert records(frame, "entity report") == [
        ("Gull Rock", "b"), ("Mara Quill", "a"), ("Mara Quill", "a"), ("Mara Quill", "b"), ("Port Ayle", "a"),
        ("Port Ayle", "a"), ("Port Ayle", "b")]
    assert frame["position"].tolist() == pytest.approx([2 / 8, 0, 2 / 14, 4 / 8, 6 / 14, 10 / 14, 6 / 8])


def test_metonym_share_by_hand():
    frame = entities.metonym_share(MENTIONS)
    assert records(frame, "entity n_mentions n_metonyms share") == [
        ("Port Ayle", 3, 1, pytest.approx(1 / 3)), ("Mara Quill", 3, 0, 0), ("Gull Rock", 1, 0, 0)]


def test_role_shares_by_hand():
    # Quill acts in both sentences of a and is acted on in b; Ayle is acted on once and acts once, in two sentences of a.
    frame = entities.role_shares(ROLES, SENTENCES, REPORTS, rng=rng(), resamples=300)
    assert records(frame, "entity report n_agent n_patient verb rank") == [
        ("Mara Quill", "a", 2, 0, "open", 1), ("Mara Quill", "b", 0, 1, "thank", 1), ("Mara Quill", "c", 0, 0, "", 1),
        ("Mara Quill", "all", 2, 1, "open", 1), ("Port Ayle", "a", 1, 1, "open", 2), ("Port Ayle", "b", 0, 0, "", 2),
        ("Port Ayle", "c", 0, 0, "", 2), ("Port Ayle", "all", 1, 1, "open", 2)]
    assert frame["share"].tolist() == pytest.approx([1, 0, math.nan, 2 / 3, 0.5, math.nan, math.nan, 0.5], nan_ok=True)
    ends = frame.set_index(["entity", "report"])[["ci_low", "ci_high"]]
    # Both of two sentences: Wilson's interval, not certainty.
    assert ends.loc[("Mara Quill", "a")].tolist() == pytest.approx([0.3424, 1], abs=1e-4) and ends.loc[("Port Ayle", "a")].tolist() == [0, 1]
    assert ends.loc[("Mara Quill", "b")].isna().all() and ends.loc[("Mara Quill", "all")].tolist() == [0, 1]


def test_roles_of_left_out_verbs_do_not_count():
    frame = entities.role_shares(ROLES, SENTENCES, REPORTS, rng=rng(), resamples=10, without=("say", "thank"))
    assert records(frame[frame["report"] == "all"], "entity n_agent n_patient") == [("Port Ayle", 1, 1), ("Mara Quill", 1, 0)]


def test_label_rates_by_hand():
    # Quill is named twice in a and once in b; c names nobody.
    frame = entities.label_rates(LABELS, MENTIONS, REPORTS)
    assert records(frame, "entity label relations report n n_mentions n_reports") == [
        ("Mara Quill", "stern", "modifier", "a", 2, 2, 2), ("Mara Quill", "stern", "modifier", "b", 1, 1, 2),
        ("Mara Quill", "stern", "modifier", "all", 3, 3, 2), ("Mara Quill", "pilot", "predicate", "a", 1, 2, 1),
        ("Mara Quill", "pilot", "predicate", "b", 0, 1, 1), ("Mara Quill", "pilot", "predicate", "all", 1, 3, 1),
        ("Port Ayle", "town", "apposition", "a", 0, 2, 1), ("Port Ayle", "town", "apposition", "b", 1, 1, 1),
        ("Port Ayle", "town", "apposition", "all", 1, 3, 1)]
    assert frame["per_100"].tolist() == pytest.approx([100, 100, 100, 50, 0, 100 / 3, 0, 100, 100 / 3])
    assert set(entities.label_rates(LABELS, MENTIONS, REPORTS, most=1)["label"]) == {"stern"}
    for row in frame.itertuples():
        low, high = proportion_confint(row.n, row.n_mentions, method="wilson")
        assert (row.ci_low, row.ci_high) == pytest.approx((100 * low, 100 * high), abs=1e-9)


def test_labels_of_whom_one_report_alone_names_are_left_out_unless_it_is_the_only_one():
    rock = make("labels", [{"report": "b", "start": 10, "end": 14, "entity": "Gull Rock", "label": "bare", "relation": "modifier"}])
    assert entities.label_rates(rock, MENTIONS, REPORTS).empty
    assert len(entities.label_rates(rock, MENTIONS[MENTIONS["report"] == "b"], REPORTS[REPORTS["report"] == "b"])) == 2


def test_more_labels_than_mentions_have_no_interval():
    mentions, labels = MENTIONS.groupby(["entity", "report"]).head(1), pd.concat([LABELS] * 2)
    frame = entities.label_rates(labels, mentions, REPORTS)
    more = frame["n"] > frame["n_mentions"]
    assert more.any() and frame.loc[more, ["ci_low", "ci_high"]].isna().all(axis=None) and frame.loc[~more, "ci_low"].notna().all()


def test_co_occurrence_is_that_of_a_slow_version():
    random = rng()
    sentences = ["".join(name for name in "vwxyz" if random.random() < 0.45) for _ in range(14)]
    frame = entities.co_occurrence(*met(*sentences, n=17), least=1)
    for row in frame.itertuples():
        a, b, both = (sum(all(name in names for name in pair) for names in sentences) / 17
                      for pair in (row.entity_a, row.entity_b, row.entity_a + row.entity_b))
        assert row.npmi == pytest.approx(math.log(both / (a * b)) / -math.log(both), abs=1e-12)
    assert len(frame) == 10
