"""Claims: matching, centring, support, threshold and groups on small numbers; whole alignments on invented reports."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import schema
from analysis.reading import claims, language

HALE = """Bridge over the Orle opens to lorries

Governor Petra Hale opened the new Orle bridge to lorries on Monday. It cost 40 million crowns.

Fishermen say the bridge has driven the salmon away. Repairs to the old ferry could begin in March.
"""
POST = """Hale cuts ribbon at Orle bridge

Petra Hale, the governor, opened the Orle bridge to lorries on Monday morning. Choirs from four villages sang.

The salmon have left because of the bridge, fishermen complain.
"""


@pytest.fixture(scope="module")
def readings() -> list[language.Reading]:
    return [language.read_report("hale", HALE), language.read_report("post", POST)]


def _align(readings: list[language.Reading], attributions: list[dict] | None = None, mentions: list[dict] | None = None):
    return claims.align_claims(
        readings, schema.build("attributions", attributions or []), schema.build("mentions", mentions or []), event="bridge")


def _attribution(text: str, content: str, **changes: object) -> dict:
    start = text.index(content)
    return {"report": "hale", "attribution": 1, "source_spans": "", "cue_spans": "",
            "content_spans": f"{start}-{start + len(content)}", "mode": "indirect", "source": "", "source_type": "",
            "source_country": "", "naming": "role", "cue": "say", "stance": "neutral", "negated": False, "relay": "",
            "parent": None, "confidence": 1.0} | changes


def _status(frame: pd.DataFrame, text: str, piece: str) -> tuple[str, object]:
    start = text.index(piece)
    row = frame[(frame["report"] == "hale") & (frame["start"] <= start) & (frame["end"] > start)].iloc[0]
    return row["status"], row["attribution"]


def test_matching_averages_the_weighted_best_matches_of_both_sides():
    # The event's mean is (0, 0), so the vectors stay. Words of the first: x (weight 3) and y (weight 1); of the second: x, -y.
    x, y = [1.0, 0.0], [0.0, 1.0]
    first, second, third = np.array([x, y]), np.array([x, [0.0, -1.0]]), np.array([[-1.0, 0.0], [-1.0, 0.0]])
    scores = claims.match_words([first, second, third], [np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([1.0, 1.0])])
    # Forth: (3 * 1 + 1 * 0) / 4; back: (1 * 1 + 1 * 0) / 2; the mean is 0.625. The third points the other way: 0.
    assert scores[0, 1] == pytest.approx(0.625)
    assert scores[1, 0] == scores[0, 1]
    assert scores[0, 2] == pytest.approx(0.0)


def test_matching_in_small_blocks_gives_what_one_pair_at_a_time_gives(monkeypatch):
    rng = np.random.default_rng(5)
    sizes = [3, 1, 7, 2, 2, 5, 1]
    vectors, weights = [rng.normal(size=(size, 4)) for size in sizes], [rng.random(size) + 0.1 for size in sizes]
    unit = [own - np.concatenate(vectors).mean(axis=0) for own in vectors]
    unit = [own / np.linalg.norm(own, axis=1, keepdims=True) for own in unit]

    def match(a: int, b: int) -> float:
        likeness = np.maximum(unit[a] @ unit[b].T, 0)
        return (np.average(likeness.max(axis=1), weights=weights[a]) + np.average(likeness.max(axis=0), weights=weights[b])) / 2

    expected = [[match(a, b) for b in range(7)] for a in range(7)]
    monkeypatch.setattr(claims, "BLOCK", 6)
    assert claims.match_words(vectors, weights) == pytest.approx(np.array(expected), abs=1e-5)


def test_centring_takes_off_half_of_what_each_has_with_other_reports():
    scores = np.array([[1.0, 0.9, 0.4], [0.9, 1.0, 0.2], [0.4, 0.2, 1.0]])
    centred = claims.centre_scores(scores, np.array([0, 0, 1]))
    # Usual: 0.4, 0.2 (own report does not count) and (0.4 + 0.2) / 2 = 0.3.
    assert centred[0, 2] == pytest.approx(0.4 - 0.5 * (0.4 + 0.3) / 2)
    assert centred[0, 1] == pytest.approx(0.9 - 0.5 * (0.4 + 0.2) / 2)


def test_a_pair_rises_half_way_to_its_best_triangle_through_a_third_report():
    scores = np.array([[1.0, 0.2, 0.8], [0.2, 1.0, 0.6], [0.8, 0.6, 1.0]])
    assert claims.add_support(scores, np.array([0, 1, 2]))[0, 1] == pytest.approx(0.2 + (0.6 - 0.2) / 2)
    assert claims.add_support(scores, np.array([0, 1, 1]))[0, 1] == pytest.approx(0.2)


def test_threshold_rises_where_an_event_s_pairs_are_much_alike_and_never_falls_below_its_floor():
    scores = np.random.default_rng(3).normal(0.0, 0.05, (80, 80))
    reports = np.repeat([0, 1], 40)
    assert claims.find_threshold(scores, reports) == claims.LEAST_LINK
    assert claims.find_threshold(scores + 0.4, reports) > claims.LEAST_LINK + 0.1
    assert claims.find_threshold(np.ones((1, 1)), np.array([0])) == claims.LEAST_LINK


def test_groups_that_are_nearly_wholly_linked_together_are_one():
    links = ~np.eye(5, dtype=bool)
    links[0, 4] = links[4, 0] = False
    # Nine of the ten pairs are linked.
    assert claims._merge([(0, 1, 2, 3), (1, 2, 3, 4)], links) == [(0, 1, 2, 3, 4)]
    links[0, 3] = links[3, 0] = False
    assert claims._merge([(0, 1, 2), (1, 2, 3, 4)], links) == [(0, 1, 2), (1, 2, 3, 4)]


def test_groups_overlap_and_do_not_join_what_is_hardly_linked():
    links = np.zeros((4, 4), dtype=bool)
    for a, b in [(0, 1), (1, 2), (0, 2), (2, 3)]:
        links[a, b] = links[b, a] = True
    assert sorted(claims._cover(links, links * 0.5)) == [(0, 1, 2), (2, 3)]


def test_a_unit_without_a_link_is_a_group_of_its_own():
    assert claims._cover(np.zeros((2, 2), dtype=bool), np.zeros((2, 2))) == [(0,), (1,)]


def test_the_same_event_in_other_words_is_one_claim_and_a_lone_detail_is_not_shared(readings):
    claim, made = _align(readings)
    shared = set(claim.loc[claim["n_reports"] == 2, "claim"])
    opened = {("hale", HALE.index("Governor")), ("post", POST.index("Petra Hale, the"))}
    by_place = {place: set(rows["claim"]) for place, rows in made.groupby(["report", "start"])}
    assert set.intersection(*(by_place[place] for place in opened)) & shared
    assert not by_place["post", POST.index("Choirs")] & shared
    assert not by_place["hale", HALE.index("It cost")] & shared


def test_every_measured_sentence_is_in_a_claim(readings):
    _, made = _align(readings)
    assert set(zip(made["report"], made["start"], strict=True)) == {
        (reading.report, sentence.start) for reading in readings for sentence in reading.measured}


def test_claims_are_numbered_and_ranked_by_first_appearance(readings):
    claim, made = _align(readings)
    assert claim["claim"].iloc[0] == "c0001"
    firsts = made[made["report"] == "hale"].groupby("claim", sort=True)["start"].min()
    assert firsts.is_monotonic_increasing
    ranks = made[made["report"] == "post"].groupby("claim")[["start", "rank"]].min().sort_values("start")
    assert ranks["rank"].is_monotonic_increasing and ranks["rank"].iloc[0] == 1


def test_one_report_alone_has_claims_of_its_own(readings):
    claim, made = _align(readings[:1])
    assert set(claim["n_reports"]) == {1}
    assert len(made) >= len(readings[0].measured)


def test_a_dateline_is_no_claim():
    reading = language.read_report("one", "Bridge opens\n\nTOLM, March 4.\n\nLorries crossed the bridge on Monday.")
    assert len(reading.measured) == 3
    _, made = _align([reading])
    assert len(made["start"].unique()) == 2


def test_no_report_gives_empty_tables():
    claim, made = _align([])
    assert claim.empty and made.empty


def test_a_report_given_twice_links_each_sentence_with_its_twin():
    text = "Rain closed the pass at Tolm. Nine sheep were lost near the weir."
    claim, made = _align([language.read_report("one", text), language.read_report("two", text)])
    assert list(claim["n_reports"]) == [2, 2]


def test_labels_are_at_most_five_terms_and_hold_no_three_words_in_a_row(readings):
    claim, _ = _align(readings)
    texts = [" ".join(text.split()).lower() for text in (HALE, POST)]
    for label in claim["label"]:
        terms = label.split(" · ")
        assert 1 <= len(terms) <= 5
        assert not any(" ".join(terms[i:i + 3]).lower() in text for text in texts for i in range(len(terms) - 2))


def test_a_label_uses_the_entity_s_name():
    reading = language.read_report("one", "Later Mrs Hale wept in Tolm.")
    mention = {"report": "one", "sentence": 0, "start": 10, "end": 14, "surface": "Hale",
               "entity": "Petra Hale", "type": "PERSON", "metonym": False}
    claim, _ = _align([reading], mentions=[mention])
    assert "Petra Hale" in claim["label"].iloc[0].split(" · ")


def test_own_voice_hedged_and_attributed(readings):
    _, made = _align(readings, [_attribution(HALE, "the bridge has driven the salmon away")])
    assert _status(made, HALE, "Governor")[0] == "own_voice"
    assert _status(made, HALE, "Repairs to")[0] == "hedged"
    assert _status(made, HALE, "Fishermen say") == ("attributed", 1)


@pytest.mark.parametrize(("changes", "status"), [
    ({"stance": "doubting"}, "doubted"), ({"stance": "denying"}, "denied"), ({"stance": "accusing"}, "attributed"),
    ({"negated": True}, "hedged")])
def test_an_attribution_s_stance_decides_the_status(readings, changes, status):
    _, made = _align(readings, [_attribution(HALE, "the bridge has driven the salmon away", **changes)])
    assert _status(made, HALE, "Fishermen say") == (status, 1)


def test_an_attribution_of_a_few_words_does_not_cover_the_sentence(readings):
    _, made = _align(readings, [_attribution(HALE, "opened")])
    assert _status(made, HALE, "Governor")[0] == "own_voice"


@pytest.mark.parametrize(("text", "hedged"), [
    ("The mayor is believed to have left Tolm.", True), ("The dam appears to be leaking.", True),
    ("The council may sell the mill.", True), ("The council sold the mill.", False), ("There was no sign of fire.", False),
    ("The visit raises the possibility of a new pact.", True), ("The mill that could burn was sold.", False)])
def test_hedges_count_in_the_main_clause_only(text, hedged):
    assert claims.is_hedged(language.read_report("a", text).measured[0]) is hedged
