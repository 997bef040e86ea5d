"""Every figure, for two, six and twenty-five reports: nothing collides, nothing is too small, marks stand for the rows."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import drawn_frames as frames
import numpy as np
import pandas as pd
import pytest
from collisions import overlaps
from drawn_frames import table
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import schema
from analysis.figures import corpus, entities, keyness, lineage, narratives, relay, sourcing, style, voices
from analysis.publishing import records

CASES = {
    "corpus": (corpus.draw_corpus, frames.zones, {}),
    "source_mix": (sourcing.draw_source_mix, frames.source_mix, {"by": "source_type"}),
    "source_matrix": (sourcing.draw_source_matrix, frames.source_matrix, {}),
    "diversity": (sourcing.draw_diversity, frames.diversity, {}),
    "voices": (voices.draw_voices, frames.voices, {}),
    "relay": (relay.draw_relay, frames.relay, {}),
    "entity_rates": (entities.draw_entity_rates, frames.entity_rates, {}),
    "co_occurrence": (entities.draw_co_occurrence, frames.co_occurrence, {"most": 15}),
    "positions": (entities.draw_positions, frames.positions, {}),
    "roles": (entities.draw_roles, frames.role_shares, {}),
    "labels": (entities.draw_labels, frames.label_rates, {}),
    "claim_matrix": (narratives.draw_claim_matrix, frames.coverage, {"least": 2}),
    "ladder": (narratives.draw_ladder, frames.ladder, {}),
    "bump": (narratives.draw_bump, frames.coverage, {"least": 2}),
    "keyness": (keyness.draw_keyness, frames.keyness, {}),
    "funnel": (keyness.draw_keyness_funnel, frames.keyness, {}),
    "order": (narratives.draw_order, frames.claim_order, {}),
    "reuse_matrix": (lineage.draw_reuse_matrix, frames.containment, {}),
    "passages": (lineage.draw_passages, frames.passages, {}),
    "lineage": (lineage.draw_lineage, frames.lineage_edges, {}),
}
LETTERS = {"a": "A", "b": "B", "c": "C", "d": "D"}


def draw(name: str, n: int, *, frame: pd.DataFrame | None = None, outlets: dict[str, str] | None = None) -> Figure:
    """One figure, from its made-up frame unless another is given."""
    function, make, own = CASES[name]
    return function(make(n) if frame is None else frame, outlets=frames.outlets(n) if outlets is None else outlets, **own)


def marks(figure: Figure, gid: str) -> list:
    """The artists that carry a gid."""
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def texts(figure: Figure) -> list[str]:
    """All words of a figure."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def size(figure: Figure) -> tuple[float, float]:
    """Width and height in millimetres."""
    return tuple(figure.get_size_inches() * 25.4)


@pytest.mark.parametrize("n", [2, 6, 25])
@pytest.mark.parametrize("name", CASES)
def test_no_text_collides_or_is_clipped_or_too_small(name: str, n: int) -> None:
    figure = draw(name, n)
    assert overlaps(figure) == []
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) >= 6.5
    may_be_narrow = name in ("co_occurrence", "order", "reuse_matrix")
    assert size(figure)[0] == pytest.approx(178) or may_be_narrow and size(figure)[0] == pytest.approx(85)


@pytest.mark.parametrize("name", CASES)
def test_a_frame_without_rows_is_drawn_as_a_sentence_and_a_missing_column_is_named(name: str) -> None:
    empty = CASES[name][1](2).iloc[:0]
    figure = draw(name, 2, frame=empty)
    assert len(texts(figure)) == 1 and overlaps(figure) == []
    with pytest.raises(ValueError, match=r"column '\w+' is missing; this figure draws"):
        draw(name, 2, frame=empty.iloc[:, :1])


@pytest.mark.parametrize("name", CASES)
def test_a_picture_names_nothing_by_coordinates_whose_last_bits_differ_between_builds(name: str) -> None:
    picture = records.render(draw(name, 2), "svg", title="x")
    assert b"clip" not in picture and b"<path" in picture


def test_a_report_that_has_no_label_is_shown_by_its_id() -> None:
    assert {"Norr", "r01"} <= set(texts(draw("corpus", 2, outlets={"r00": "Norr"})))


@pytest.mark.parametrize("name", ["keyness", "funnel"])
def test_groups_for_which_there_is_no_panel_are_counted_at_the_foot(name: str) -> None:
    figure = draw(name, 33)
    assert any(text.startswith("3 more groups are not drawn") for text in texts(figure))
    assert overlaps(figure) == []
    assert not any("more groups" in text for text in texts(draw(name, 6)))


def test_every_zone_with_words_is_one_bar_as_long_as_its_words() -> None:
    frame = table("report zone n_words", [("a", "body", 300), ("a", "credit", 100), ("b", "body", 150)])
    figure = draw("corpus", 2, frame=frame, outlets=LETTERS)
    long, short = (bar.get_width() for bar in marks(figure, "body"))
    assert long == pytest.approx(2 * short) and marks(figure, "credit")[0].get_width() == pytest.approx(long / 3)
    assert {"300 of 400", "150 of 150"} <= set(texts(figure))


def test_source_mix_draws_shares_to_scale_with_their_intervals() -> None:
    rows = [(report, *row) for report in ("a", "all")
            for row in (("named", 3, 0.75, 0.5, 0.5, 1.0), ("role", 1, 0.25, 0.5, 0.0, 0.5))]
    frame = table("report source_type n_attributions share share_words ci_low ci_high", rows)
    figure = draw("source_mix", 1, frame=frame)
    bars = sorted(bar.get_width() for bar in marks(figure, "bar"))
    assert len(bars) == 4 and bars[2] == pytest.approx(3 * bars[0])
    # Four cells and the key's example.
    assert len(marks(figure, "interval")) == 5 and len(marks(figure, "second")) == 4


def test_source_mix_says_which_values_it_leaves_out() -> None:
    total = frames.source_mix(6).query("report == 'all' and n_attributions > 0")
    left_out = f"({total['n_attributions'].iloc[-1]})"
    assert len(total) > 6 and any(words.startswith("Not drawn:") and left_out in words for words in texts(draw("source_mix", 6)))


def test_the_matrix_prints_every_count() -> None:
    frame = frames.source_matrix(6)
    printed = Counter(text for text in texts(draw("source_matrix", 6)) if text.isdigit())
    totals = frame.groupby("source")["n_attributions"].sum()
    assert printed - Counter("0") == Counter(str(n) for n in [*frame["n_attributions"], *totals] if n)


def test_reports_with_too_few_attributions_to_compare_are_named_below_the_diversity() -> None:
    frame = frames.diversity(6)
    rarefied = [column for column in frame.columns if column.startswith("rarefied_") and column != "rarefied_to"]
    frame.loc[frame["report"].isin(["r00", "r03"]), rarefied] = np.nan
    figure = draw("diversity", 6, frame=frame)
    assert len(marks(figure, "interval")) == 1 + 5 * 3 + 3 * 3 and texts(figure).count("too few") == 2 and overlaps(figure) == []
    named = " ".join(texts(figure)).partition("Fewer than 5 attributions with a source")[2]
    assert all(frames.outlets(6)[report] in named for report in ("r00", "r03"))
    # Where no report has enough, there is nothing to compare in equally many.
    figure = draw("diversity", 6, frame=frame.assign(rarefied_to=0, **dict.fromkeys(rarefied, np.nan)))
    assert len(marks(figure, "interval")) == 1 + 5 * 3 and not any("in 0 " in text for text in texts(figure)) and overlaps(figure) == []


def test_diversity_draws_every_number_with_its_interval_and_says_who_has_no_source() -> None:
    figure = draw("diversity", 6)
    # Six numbers for each of five reports, and an example in the key; two panels.
    assert len(marks(figure, "interval")) == 31 and texts(figure).count("no source") == 2


def test_voices_are_blocks_as_long_as_their_words_and_higher_the_more_is_quoted_at_which_names_stand() -> None:
    figure = draw("voices", 2, outlets=LETTERS, frame=table("report start end n_words mode source source_type first", [
        ("a", 0.0, 0.2, 20.0, "own_voice", "", "", False), ("a", 0.2, 0.6, 40.0, "direct", "Anna Hald", "government", True),
        ("a", 0.6, 0.7, 10.0, "mixed", "police", "public", True),
        ("a", 0.7, 0.8, 10.0, "indirect", "Anna Hald", "government", False),
        ("a", 0.8, 1.0, 20.0, "indirect", "", "", False), ("b", 0.0, 1.0, 50.0, "own_voice", "", "", False)]))
    direct, mixed, (indirect, sourceless) = (marks(figure, mode) for mode in schema.MODES)
    assert direct[0].get_width() == pytest.approx(4 * mixed[0].get_width()) == pytest.approx(2 * sourceless.get_width())
    assert direct[0].get_height() > mixed[0].get_height() + 1 > indirect.get_height() + 2
    assert len({round(block.get_y() + block.get_height(), 6) for block in (*direct, *mixed, indirect, sourceless)}) == 1
    # The own voice is blank, its share printed; every source has one tick.
    assert not marks(figure, "own_voice") and {"20 %", "100 %"} <= set(texts(figure))
    ticks = [mark.get_xdata()[0] for mark in marks(figure, "first")]
    at = {text.get_text(): text.get_position()[0] for text in figure.findobj(Text)}
    assert len(ticks) == 2 and [at["Anna Hald"], at["police"]] == pytest.approx([x + 0.7 for x in ticks])


def test_a_name_that_does_not_fit_on_the_right_stands_on_the_left_and_the_longest_speaker_comes_first() -> None:
    width = style.text_width("harbour master", style.SMALL)
    assert voices._place_labels([("harbour master", 98.0)], 0, 100) == {"harbour master": pytest.approx(97.3 - width)}
    assert list(voices._place_labels([("police", 50.0), ("union", 50.5)], 50, 62)) == ["police"]


def test_with_many_reports_voices_have_ticks_and_no_names() -> None:
    figure = draw("voices", 25)
    assert not set(frames.NAMES) & set(texts(figure)) and marks(figure, "first") and size(figure)[1] < 200


CHAIN = "report source relay carrier position n"


def test_relay_links_speaker_to_carriers_to_report() -> None:
    far = "Norr Agency < Lorvik Wire"
    frame = table(CHAIN, [("a", "Anna Hald", far, "Norr Agency", 1, 1), ("a", "Anna Hald", far, "Lorvik Wire", 2, 1),
                          ("a", "Anna Hald", "Norr Agency", "Norr Agency", 1, 1)])
    figure = draw("relay", 1, frame=frame, outlets={"a": "Harbour Post"})
    # Speaker to far carrier, and past it (2); far to near carrier, past it to near, near carrier to report.
    assert len(marks(figure, "ribbon")) == 6 and len(marks(figure, "node")) == 4
    # Every node has its count, what merely passes has none.
    assert texts(figure)[:8] == ["2", "Anna Hald", "1", "Lorvik Wire", "2", "Norr Agency", "2", "Harbour Post"]
    assert {"speaker", "earlier carrier", "carrier", "report"} <= set(texts(figure))


def test_a_carrier_passes_on_to_the_one_that_the_report_names_behind_it() -> None:
    frame = table(CHAIN, [("a", "Hald", "Wire < Gazette", "Wire", 1, 1), ("a", "Hald", "Wire < Gazette", "Gazette", 2, 1), ("a", "Hald", "Agency", "Agency", 1, 1)])
    links = relay._links(frame, 2)
    assert links == {(0, "Hald", "Gazette"): 1, (1, "Gazette", "Wire"): 1, (2, "Wire", "a"): 1,
                     (0, "Hald", f"{relay.PASSING}Hald"): 1, (1, f"{relay.PASSING}Hald", "Agency"): 1, (2, "Agency", "a"): 1}


def test_names_of_thirty_characters_stand_whole_in_a_relay_of_two_carriers() -> None:
    names = ["Northern Harbour Pilots' Union", "Lorvik Ministry of Inland Ways", "Coastal News Agency of Lorvik",
             "The Lorvik Evening Chronicle"]
    far = f"{names[2]} < {names[1]}"
    frame = table(CHAIN, [("a", names[0], far, names[2], 1, 1), ("a", names[0], far, names[1], 2, 1), ("a", names[1], names[2], names[2], 1, 1)])
    words = " ".join(texts(draw("relay", 1, frame=frame, outlets={"a": names[3]})))
    # The ministry speaks and carries.
    assert [words.count(name) for name in names] == [1, 2, 1, 1]


def test_rates_of_many_reports_are_one_mark_each_and_the_highest_is_named() -> None:
    frame, figure = frames.entity_rates(25), draw("entity_rates", 25)
    assert len(marks(figure, "report")) == 15 * 25 and len(marks(figure, "rate_per_1k")) == 15
    own = frame[(frame["entity"] == "Anna Hald") & (frame["report"] != "all")]
    assert frames.outlets(25)[own.loc[own["rate_per_1k"].idxmax(), "report"]] in texts(figure)


def test_roles_are_drawn_to_scale_hollow_when_few_and_a_dash_where_there_are_none() -> None:
    none = (np.nan, np.nan)
    rows = [("Hald", "a", 6, 2, 0.75, 0.5, 1.0, 1), ("Hald", "b", 0, 0, np.nan, *none, 1), ("Hald", "all", 6, 2, 0.75, 0.4, 1.0, 1),
            ("Brod", "a", 1, 1, 0.5, 0.0, 1.0, 2), ("Brod", "b", 1, 0, 1.0, *none, 2), ("Brod", "all", 2, 1, 2 / 3, 0.0, 1.0, 2)]
    figure = draw("roles", 2, frame=table("entity report n_agent n_patient share ci_low ci_high rank", rows), outlets=LETTERS)
    shares = marks(figure, "share")
    filled = [disc for disc in shares if disc.get_facecolor()[:3] != (1, 1, 1)]
    # The key shows both kinds with an interval, as they are drawn.
    assert len(shares) == 5 and len(filled) == 2 and len(marks(figure, "interval")) == 4 + 2
    assert {"share of roles in which it acts, 95 % interval", "fewer than 5 roles"} <= set(texts(figure))
    assert texts(figure).count("–") == 1 and {"6 / 2", "2 / 1"} <= set(texts(figure))


def test_roles_of_many_reports_are_rings_around_the_pooled_share() -> None:
    figure, frame = draw("roles", 9), frames.role_shares(9)
    assert len(marks(figure, "share")) == 15
    assert len(marks(figure, "report")) == frame.loc[frame["report"] != "all", "share"].notna().sum()


def test_labels_stand_below_their_actor_with_counts_where_the_report_uses_them() -> None:
    rows = [("Hald", "mayor", "a", 3, 6, 50.0), ("Hald", "mayor", "b", 0, 2, 0.0), ("Hald", "mayor", "all", 3, 8, 37.5),
            ("Brod", "mayor", "a", 2, 2, 100.0), ("Brod", "mayor", "all", 2, 2, 100.0)]
    figure = draw("labels", 2, frame=table("entity label report n n_mentions per_100", rows), outlets=LETTERS)
    words = texts(figure)
    assert [word for word in words if word in ("Hald", "mayor", "Brod")] == ["Hald", "mayor", "Brod", "mayor"]
    assert len(marks(figure, "cell")) == 2 and {"38", "100"} <= set(words) and words.count("6") == 1


def test_co_occurrence_draws_a_cell_a_pair_darker_for_more_than_chance_and_white_for_less() -> None:
    figure = draw("co_occurrence", 1, frame=table("entity_a entity_b n_sentences_a n_sentences_b n_together npmi", [
        ("A", "B", 9, 9, 8, 0.6), ("A", "C", 9, 5, 2, -0.1), ("D", "E", 4, 4, 3, 0.3)]))
    cells = {cell.get_facecolor()[:3] for cell in marks(figure, "pair")}
    assert len(marks(figure, "pair")) == 3 and len(cells) == 3 and (1, 1, 1) in cells
    # The names at the left, their sentences on the diagonal, and in cells how many they share.
    words = texts(figure)
    assert [name for name in words if name in "ABCDE"][-5:] == ["A", "B", "D", "E", "C"]
    assert sorted(words[words.index("8") - 1:words.index("8") + 2]) == ["8", "9", "9"] and {"2", "3", "4", "5"} <= set(words)


def test_co_occurrence_draws_as_many_names_as_are_asked_for() -> None:
    frame = table("entity_a entity_b n_sentences_a n_sentences_b n_together npmi", [
        (first, second, 30, 30, 2, 0.1) for first, second in combinations([f"n{place:02d}" for place in range(30)], 2)])
    for most in (2, 7, 15, 30):
        figure = entities.draw_co_occurrence(frame, outlets={}, most=most)
        assert len(marks(figure, "pair")) == most * (most - 1) // 2 and overlaps(figure) == []
    assert texts(entities.draw_co_occurrence(frame, outlets={}, most=1)) == ["Too few names are drawn to link any two of them."]


def test_positions_draw_one_stroke_a_mention_of_every_entity() -> None:
    assert len(marks(draw("positions", 6), "mention")) == len(frames.positions(6))


COVERAGE = "claim label n_reports report status rank place"


def test_the_claim_matrix_draws_the_claims_that_it_gets_and_marks_each_status() -> None:
    figure = draw("claim_matrix", 2, outlets=LETTERS, frame=table(COVERAGE, [
        ("c1", "bridge open", 2, "a", "own_voice", 1, 0), ("c1", "bridge open", 2, "b", "denied", 1, 0),
        ("c2", "crane fall", 1, "a", "hedged", 2, 0), ("c2", "crane fall", 1, "b", "absent", pd.NA, 0)]))
    # Whether a claim of one report is drawn is for the notebook's parameter to say.
    assert {"bridge open", "crane fall"} <= set(texts(figure))
    assert [len(marks(figure, status)) for status in ("own_voice", "denied", "hedged", "absent")] == [1, 1, 1, 1]
    # The key's cross and the cell's.
    assert texts(figure).count("×") == 2


@pytest.mark.parametrize("draw_claims", [narratives.draw_claim_matrix, narratives.draw_bump])
def test_figures_without_claims_say_what_was_asked_for_and_how_many_reports_there_are(draw_claims: Callable) -> None:
    figure = draw_claims(frames.coverage(5).iloc[:0], outlets=frames.outlets(5), least=9)
    assert texts(figure) == ["No claim is made by 9 or more reports, as least_reports asks for; reports in all: 5."]


def test_the_claim_matrix_says_how_many_claims_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narratives, "MOST_CLAIMS", 25)
    made = frames.coverage(6).query("n_reports >= 1")["claim"].nunique()
    assert f"The 25 claims made by most reports are drawn, of {made}." in texts(draw("claim_matrix", 6))


def test_a_hundred_claims_are_drawn_in_the_order_of_their_place_on_less_than_a_page() -> None:
    rows = [(f"c{claim:03d}", f"claim {claim}", 2, report, "own_voice", 1, 99 - claim) for claim in range(100) for report in "ab"]
    figure = draw("claim_matrix", 2, frame=table(COVERAGE, rows), outlets=LETTERS)
    assert [words for words in texts(figure) if words.startswith("claim ")] == [f"claim {claim}" for claim in range(99, -1, -1)]
    assert overlaps(figure) == [] and size(figure)[1] < 320


def test_the_ladder_draws_claims_that_differ_and_joins_reports_on_one_rung() -> None:
    rows = [("c1", "bridge open", "a", 4, 3), ("c1", "bridge open", "b", 4, 3), ("c1", "bridge open", "c", 1, 3),
            ("c2", "crane fall", "a", 4, 0), ("c2", "crane fall", "b", 4, 0)]
    figure = draw("ladder", 3, frame=table("claim label report rung spread", rows), outlets={"a": "X", "b": "Y", "c": "Z"})
    assert len(marks(figure, "ladder")) == 1 and len(marks(figure, "rung")) == 2
    assert {"AB", "C", "bridge open"} <= set(texts(figure)) and "crane fall" not in texts(figure)


def test_the_bump_plot_joins_a_claim_in_neighbouring_reports_only() -> None:
    rows = [("c1", "bridge open", 3, report, 1) for report in "abc"] + [("c2", "crane fall", 2, report, 2) for report in "ac"]
    figure = draw("bump", 3, frame=table("claim label n_reports report rank", rows), outlets=LETTERS)
    assert len(marks(figure, "claim")) == 5 and len(marks(figure, "move")) == 2
    alone = table("claim label n_reports report rank", [*rows, ("c3", "gate shut", 1, "a", 3)])
    assert len(marks(draw("bump", 3, frame=alone, outlets=LETTERS), "claim")) == 6


def test_a_loop_holds_claims_of_one_place_and_no_others() -> None:
    # Report a: c3, then c1 and c2 in one place; report b: three places.
    rows = [("c1", "bridge open", 2, "a", 4), ("c2", "crane fall", 2, "a", 4), ("c3", "gate shut", 2, "a", 1),
            *((f"c{rank}", "", 2, "b", rank) for rank in (1, 2, 3))]
    figure = draw("bump", 2, frame=table("claim label n_reports report rank", rows), outlets=LETTERS)
    (loop,), discs = marks(figure, "tie"), marks(figure, "claim")
    held = [disc for disc in discs if loop.get_path().contains_point(disc.get_center())]
    assert len(discs) == 6 and len(held) == 2 and len({disc.get_center()[0] for disc in held}) == 1
    assert max(disc.get_center()[1] for disc in discs) == max(disc.get_center()[1] for disc in held)


def test_the_lineage_stands_in_layers_from_origin_to_copy() -> None:
    figure = draw("lineage", 4, outlets=LETTERS, frame=table("source target kind containment n_passages", [
        ("Tidewire", "a", "credits", 0.0, 0), ("a", "b", "derives", 0.4, 1), ("b", "c", "derives", 0.2, 3)]))
    assert len(marks(figure, "agency")) == 1 and len(marks(figure, "derives")) == 2 and len(marks(figure, "credits")) == 1
    # Each stands one layer further; D has no line.
    assert len({box.get_x() for box in marks(figure, "report")}) == len(marks(figure, "report")) == 3
    assert f"Without a link: {LETTERS['d']}." in texts(figure)


def test_a_line_of_the_lineage_that_passes_a_layer_lies_behind_no_box_and_on_no_line_of_another_start() -> None:
    edges = table("source target kind containment n_passages", [
        *(("Tidewire", target, "credits", 0.0, 0) for target in "abcd"), *(("Gull", target, "credits", 0.0, 0) for target in "de"),
        ("a", "b", "derives", 0.4, 1), ("b", "c", "derives", 0.2, 3), ("c", "d", "derives", 0.2, 3), ("a", "e", "derives", 0.3, 1),
        ("b", "f", "derives", 0.3, 1), ("a", "d", "derives", 0.1, 1)])
    figure = draw("lineage", 8, frame=edges, outlets={letter: letter for letter in "abcdefgh"})
    boxes = [box.get_bbox() for gid in ("report", "agency") for box in marks(figure, gid)]
    lines = [line.get_xydata() for gid in ("derives", "credits") for line in marks(figure, gid)]
    assert len(lines) == 12
    for line in lines:
        steps = np.linspace(line[:-1], line[1:], 200).reshape(-1, 2)
        assert not any(((steps > box.min + 0.1) & (steps < box.max - 0.1)).all(axis=1).any() for box in boxes)
    passed = {(*start, *end): set() for line in lines for start, end in zip(line[1:-2], line[2:-1], strict=True)}
    for line in lines:
        for start, end in zip(line[1:-2], line[2:-1], strict=True):
            passed[(*start, *end)].add(tuple(line[0]))
    assert passed and all(len(starts) == 1 for starts in passed.values())


def test_keyness_draws_words_used_more_in_the_group_with_intervals() -> None:
    frame, figure = frames.keyness(2), draw("keyness", 2)
    n = sum(min(10, count) for count in (frame["z"] > 0).groupby(frame["group"]).sum())
    # Two examples in the key.
    assert len(marks(figure, "word")) == n and len(marks(figure, "interval")) == n + 2


@pytest.mark.parametrize("name", ["keyness", "funnel"])
def test_keyness_says_where_chance_alone_may_set_all_words_apart(name: str) -> None:
    frame = frames.keyness(3)
    told = "No word has q < 0.05"
    assert not any(told in words for words in texts(draw(name, 3, frame=frame)))
    figure = draw(name, 3, frame=frame.assign(q=0.05))
    assert any(told in words for words in texts(figure)) and overlaps(figure) == []
    # A prior of 500 words makes z too small in short reports: hollow circles alone do not say that reports are alike.
    assert "a prior of more words than a report has makes it too large" in " ".join(texts(figure))


def test_lines_of_the_funnel_show_in_print() -> None:
    lines = marks(draw("funnel", 3), "leader")
    assert lines and all(style.lightness(line.get_color()) < 65 for line in lines)


def test_lines_from_words_of_the_funnel_to_their_names_do_not_cross() -> None:
    rows = [("a", word, n, 0, 0.5, 0.25, z, 0.4) for word, n, z in
            [("one", 900, 3.0), ("two", 2, 2.9), ("three", 500, 2.8), ("four", 3, 2.7), ("five", 90, 2.6), ("six", 2, 2.5)]]
    figure = draw("funnel", 1, frame=table("group lemma n_group n_rest log_odds variance z q", rows), outlets=LETTERS)
    ends = [line.get_xydata() for line in marks(figure, "leader")]
    assert len(ends) == 6
    for one, other in combinations(ends, 2):
        assert not (_turns(*one, other[0]) * _turns(*one, other[1]) < 0 and _turns(*other, one[0]) * _turns(*other, one[1]) < 0)


def _turns(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    """On which side of the line from a to b a point lies."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def test_order_prints_the_agreement_of_each_pair_with_its_sign() -> None:
    rows = [("a", "b", 9, 0.42), ("a", "c", 5, -0.5), ("b", "c", 2, float("nan"))]
    figure = draw("order", 3, frame=table("report_a report_b n_places tau_b", rows), outlets=LETTERS)
    assert {".42", "n 9", "\N{MINUS SIGN}.50", "n 5"} <= set(texts(figure))
    assert len(marks(figure, "pair")) == 2 and len(marks(figure, "too few")) == 1
    # Where cells are narrow as well.
    compared, narrow = frames.claim_order(25).dropna(), Counter(texts(draw("order", 25)))
    assert Counter(f"{n}" for n in compared["n_places"]) <= narrow
    negative = (compared["tau_b"] < -0.05).sum()
    assert sum(words.startswith("\N{MINUS SIGN}.") for words in narrow.elements()) == negative


@pytest.mark.parametrize(("n", "same", "reversed_"), [
    (6, "1", "\N{MINUS SIGN}1"), (30, "1", "\N{MINUS SIGN}1"), (40, "", "\N{MINUS SIGN}")])
def test_the_most_extreme_orders_have_their_number_wherever_others_have(n: int, same: str, reversed_: str) -> None:
    frame = frames.claim_order(n)
    tau = frame["tau_b"].where(frame["tau_b"].isna(), np.where(frame.index % 2, 1.0, -1.0))
    found = Counter(texts(draw("order", n, frame=frame.assign(tau_b=tau))))
    counted = {words: int(count) for words, count in ((same, (tau == 1).sum()), (reversed_, (tau == -1).sum())) if words}
    assert {words: found[words] for words in counted} == counted
    assert not any(words.strip("\N{MINUS SIGN}").startswith(("1.", ".")) for words in found)


def test_the_reuse_matrix_marks_cells_that_are_mostly_quotation() -> None:
    rows = [("a", "b", 40.0, 0.2, 0.0), ("b", "a", 40.0, 0.4, 30.0)]
    frame = table("report_a report_b n_words_shared containment shared_quotation", rows)
    figure = draw("reuse_matrix", 2, frame=frame, outlets=LETTERS)
    assert {"20", "40"} <= set(texts(figure)) and len(marks(figure, "quotation")) == 1


def test_passages_draw_a_band_each_for_the_pairs_with_most_words() -> None:
    frame, figure = frames.passages(25), draw("passages", 25)
    totals = frame.groupby(["report_a", "report_b"])["n_words"].sum()
    chosen = sorted(totals.index, key=lambda pair: (-totals[pair], pair))[:10]
    expected = frame.set_index(["report_a", "report_b"]).loc[chosen]["kind"].value_counts()
    assert {kind: len(marks(figure, kind)) for kind in expected.index} == expected.to_dict()
    assert f"The 10 pairs with most shared words are drawn, of {len(totals)}." in texts(figure)


SCRIPT = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
import test_draw
print(test_draw.fingerprint(), "spacy" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""


def fingerprint() -> str:
    """One digest of what every figure holds, in drawing order, and of some figures' bytes."""
    total = hashlib.sha256()
    for name in CASES:
        for artist in draw(name, 6).axes[0].get_children():
            words = artist.get_text() if isinstance(artist, Text) else ""
            outline = artist.get_path().vertices.tolist() if hasattr(artist, "get_path") else ()
            total.update(repr((artist.get_gid(), artist.get_zorder(), words, outline)).encode())
    for name, kind in (("relay", "pdf"), ("passages", "svg"), ("co_occurrence", "png")):
        total.update(records.render(draw(name, 2), kind, title=name))
    return total.hexdigest()


def test_all_figures_have_the_same_bytes_in_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nhatch.linewidth: 4\n", encoding="utf-8")
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == "" and done.stdout == f"{fingerprint()} False False\n"
