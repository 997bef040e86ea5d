"""Sourcing on three short invented reports, worked by hand, and against slow versions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import schema
from analysis.measures import resampling, sourcing

from .small import ATTRIBUTIONS, REPORTS, SENTENCES, empty, make, rows



def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def records(frame: pd.DataFrame, columns: str) -> list[tuple]:
    return list(frame[columns.split()].itertuples(index=False, name=None))


def slow_words_once(attributions: pd.DataFrame, sentences: pd.DataFrame) -> dict[tuple[str, int], float]:
    """Words of each attribution, character by character: each belongs to the most deeply nested attribution over it."""
    words: dict[tuple[str, int], float] = {}
    parents = {(row.report, row.attribution): row.parent for row in attributions.itertuples()}

    def depth(report: str, number: int) -> int:
        parent = parents[report, number]
        return 0 if pd.isna(parent) else 1 + depth(report, parent)

    for sentence in sentences[sentences["zone"] != "caption"].itertuples():
        for character in range(sentence.start, sentence.end):
            over = [row for row in attributions[attributions["report"] == sentence.report].itertuples()
                    if any(start <= character < end for start, end in schema.text_to_spans(row.content_spans))]
            if over:
                deepest = max(over, key=lambda row: depth(row.report, row.attribution))
                key = (sentence.report, deepest.attribution)
                words[key] = words.get(key, 0) + sentence.n_words / (sentence.end - sentence.start)
    return words


def test_words_of_nested_content_count_once_to_the_innermost():
    frame = sourcing.attribution_words(ATTRIBUTIONS, SENTENCES)
    assert frame["n_words"].tolist() == pytest.approx([6, 4, 2, 3])
    assert frame["n_words_once"].tolist() == pytest.approx([2, 4, 2, 3])
    assert frame["sentence"].tolist() == [1, 1, 3, 1]


def test_words_are_those_of_a_count_by_character():
    frame = sourcing.attribution_words(ATTRIBUTIONS, SENTENCES)
    slow = slow_words_once(ATTRIBUTIONS, SENTENCES)
    fast = {(row.report, row.attribution): row.n_words_once for row in frame.itertuples()}
    assert fast == pytest.approx(slow)


def test_content_that_crosses_a_caption_has_only_the_measured_words():
    attributions = make("attributions", [{"report": "a", "attribution": 1, "content_spans": "42-76"}])
    assert sourcing.attribution_words(attributions, SENTENCES)["n_words"].tolist() == pytest.approx([2 + 2])


def test_an_attribution_starts_where_its_first_span_does():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "12-52", "source_spans": "66-70", "cue_spans": "72-75"},
        {"report": "a", "attribution": 2, "content_spans": "70-80", "source_spans": "0-4"}])
    assert sourcing.attribution_words(attributions, SENTENCES)["sentence"].tolist() == [1, 0]


@pytest.mark.parametrize(("parents", "message"), [
    ((2, 1), "attribution 1 of report 'a': its parents go in a circle"),
    ((pd.NA, 9), "attribution 2 of report 'a': its parents lead to 9")])
def test_impossible_parents_are_named(parents, message):
    attributions = make("attributions", [
        {"report": "a", "attribution": number, "content_spans": "0-10", "parent": parent}
        for number, parent in enumerate(parents, 1)])
    with pytest.raises(ValueError, match=message):
        sourcing.attribution_words(attributions, SENTENCES)


def test_an_attribution_without_a_span_is_named():
    attributions = make("attributions", [{"report": "b", "attribution": 4}])
    with pytest.raises(ValueError, match="attribution 4 of report 'b' has no span"):
        sourcing.attribution_words(attributions, SENTENCES)


def test_the_source_mix_counts_attributions_and_words_apart():
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    assert records(frame, "report source_type n_attributions") == [
        ("a", "government", 1), ("a", "public", 1), ("a", "unknown", 1), ("b", "government", 1), ("b", "public", 0),
        ("b", "unknown", 0), ("c", "government", 0), ("c", "public", 0), ("c", "unknown", 0), ("all", "government", 2),
        ("all", "public", 1), ("all", "unknown", 1)]
    third = 1 / 3
    assert frame["share"].tolist() == pytest.approx([third] * 3 + [1, 0, 0] + [math.nan] * 3 + [0.5, 0.25, 0.25], nan_ok=True)
    assert frame["share_words"].tolist() == pytest.approx(
        [2 / 8, 4 / 8, 2 / 8, 1, 0, 0] + [math.nan] * 3 + [5 / 11, 4 / 11, 2 / 11], nan_ok=True)


def test_the_mix_of_one_report_resamples_its_sentences():
    # Sentence 1 holds one government and one public attribution, sentence 3 one without a source: a resample of the two
    # has government shares 1/2 (twice the first), 1/3 (both) or 0 (twice the second), each end with probability 1/4.
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    government, public, unknown = (frame.iloc[place] for place in range(3))
    assert (government["ci_low"], government["ci_high"]) == (public["ci_low"], public["ci_high"]) == (0, 0.5)
    assert (unknown["ci_low"], unknown["ci_high"]) == (0, 1)
    # Words: 2 and 4 in sentence 1, 2 in sentence 3, so the government has 2/6, 2/8 or none of them.
    assert (government["words_low"], government["words_high"]) == pytest.approx((0, 1 / 3))


def test_a_report_with_one_attribution_has_no_interval():
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="mode", rng=rng(), resamples=50)
    assert frame.loc[frame["report"].isin(["b", "c"]), ["ci_low", "ci_high"]].isna().all(axis=None)
    assert frame.loc[frame["report"] == "all", ["ci_low", "ci_high"]].notna().all(axis=None)


@pytest.mark.parametrize("by", sourcing.MIXES)
def test_shares_of_a_mix_add_up(by):
    frame = sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by=by, rng=rng(), resamples=50)
    sums = frame[frame["report"] != "c"].groupby("report")[["share", "share_words"]].sum()
    assert np.allclose(sums, 1)
    assert (frame["ci_low"].isna() | (frame["ci_low"] <= frame["share"])).loc[frame["report"] != "all"].all()


def test_a_mix_by_another_column_is_refused():
    with pytest.raises(ValueError, match="by is 'cue'; expected one of source_type, source_country, naming, mode, stance"):
        sourcing.source_mix(ATTRIBUTIONS, SENTENCES, REPORTS, by="cue", rng=rng(), resamples=50)


def test_words_by_source_puts_the_longest_voice_first():
    frame = sourcing.words_by_source(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame[frame["report"] != "c"], "source source_type report n_attributions") == [
        ("Mara Quill", "government", "a", 1), ("Mara Quill", "government", "b", 1), ("divers", "public", "a", 1),
        ("divers", "public", "b", 0), ("(no source)", "", "a", 1), ("(no source)", "", "b", 0)]
    assert frame["n_words"].tolist() == pytest.approx([2, 3, 0, 4, 0, 0, 2, 0, 0])


def test_words_by_source_add_up_to_all_attributed_words():
    words = sourcing.words_by_source(ATTRIBUTIONS, SENTENCES, REPORTS).groupby("report")["n_words"].sum()
    attributed = sourcing.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=10)
    assert words.to_dict() == pytest.approx(dict(records(attributed, "report n_attributed_words")))


def test_the_source_matrix_has_every_cell_of_the_most_used_sources():
    frame = sourcing.source_matrix(ATTRIBUTIONS, REPORTS)
    assert records(frame, "source report n_attributions") == [
        ("Mara Quill", "a", 1), ("Mara Quill", "b", 1), ("Mara Quill", "c", 0), ("divers", "a", 1), ("divers", "b", 0),
        ("divers", "c", 0)]
    assert set(sourcing.source_matrix(ATTRIBUTIONS, REPORTS, most=1)["source"]) == {"Mara Quill"}


def spoken(counts: dict[str, dict[str, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Attributions with given counts of each source in each report, and the reports."""
    voices = [(report, source) for report, own in counts.items() for source, n in own.items() for _ in range(n)]
    table = make("attributions", [{"report": report, "attribution": number, "source": source, "content_spans": "0-10"}
                                  for number, (report, source) in enumerate(voices, 1)])
    return table, make("reports", [{"report": report} for report in counts])


def test_diversity_by_hand():
    # Shares 1/2, 1/4, 1/4: sum of squares 3/8, entropy 1.5 log 2.
    attributions, reports = spoken({"p": {"x": 2, "y": 1, "z": 1, "": 3}, "q": {"x": 3}, "r": {}})
    p, q, r = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=300).to_dict("records")
    assert (p["n_attributions"], p["n_without_source"], p["n_sources"]) == (7, 3, 3)
    assert p["simpson"] == pytest.approx(5 / 8) and p["shannon"] == pytest.approx(1.5 * math.log(2))
    assert (p["hill_0"], p["hill_1"], p["hill_2"]) == pytest.approx((3, 2 ** 1.5, 8 / 3))
    # Of 4 attributions 3 are drawn: x (2 of 4) always comes, y and z in 3 of 4 draws each.
    assert p["rarefied_to"] == q["rarefied_to"] == r["rarefied_to"] == 3
    assert p["rarefied_0"] == pytest.approx(1 + 0.75 + 0.75) and q["rarefied_0"] == pytest.approx(1)
    # x is there twice, with one other, in half of the draws: squares 5/9; else three different ones: 3/9.
    assert p["rarefied_2"] == pytest.approx(1 / (4 / 9))
    alone = [q[name] for name in ("hill_1", "hill_1_low", "hill_1_high", "rarefied_1", "rarefied_2_low", "rarefied_0_high")]
    assert alone == pytest.approx([1] * 6) and (q["simpson"], q["shannon"]) == pytest.approx((0, 0))
    missing = ("simpson", "shannon", "hill_0", "hill_1_low", "rarefied_0", "rarefied_2_high")
    assert r["n_sources"] == 0 and all(math.isnan(r[name]) for name in missing)


def test_hill_numbers_of_equally_frequent_sources_are_their_number():
    attributions, reports = spoken({"p": dict.fromkeys("uvwxy", 3)})
    frame = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=50)
    numbers = frame[[f"{name}_{order}" for name in ("hill", "rarefied") for order in (0, 1, 2)]]
    assert numbers.to_numpy().ravel() == pytest.approx(np.full(6, 5))


def test_diversity_is_scipys_entropy_and_rarefaction_the_mean_of_all_subsets():
    counts = {"p": {"x": 4, "y": 2, "z": 1, "u": 1}, "q": {"x": 2, "y": 1}}
    attributions, reports = spoken(counts)
    p = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=50).iloc[0]
    voices = [source for source, n in counts["p"].items() for _ in range(n)]
    subsets = [np.array([drawn.count(source) / 3 for source in set(drawn)]) for drawn in itertools.combinations(voices, 3)]
    assert p["rarefied_0"] == pytest.approx(np.mean([len(shares) for shares in subsets]))
    assert p["rarefied_1"] == pytest.approx(math.exp(np.mean([stats.entropy(shares) for shares in subsets])))
    assert p["rarefied_2"] == pytest.approx(1 / np.mean([shares @ shares for shares in subsets]))
    assert p["shannon"] == pytest.approx(stats.entropy([4, 2, 1, 1]))


def test_rarefaction_does_not_overflow_in_long_reports():
    attributions, reports = spoken({"p": {"x": 900, "y": 600}, "q": {"x": 2, "y": 2}})
    p = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=20).iloc[0]
    assert p["hill_2"] == pytest.approx(1 / (0.6 ** 2 + 0.4 ** 2))
    alike = 1 / 4 + 3 / 4 * (900 * 899 + 600 * 599) / (1500 * 1499)
    assert p["rarefied_2"] == pytest.approx(1 / alike)


def test_the_diversity_intervals_hold_the_estimates_and_no_impossible_number():
    attributions, reports = spoken({"p": {name: 1 for name in "abcdefgh"} | {"i": 5}, "q": {"a": 3, "b": 3}})
    frame = sourcing.source_diversity(attributions, reports, rng=rng(), resamples=500)
    for name in ("hill_0", "hill_1", "hill_2", "rarefied_0", "rarefied_1", "rarefied_2"):
        low, high = frame[f"{name}_low"], frame[f"{name}_high"]
        assert (low <= frame[name]).all() and (frame[name] <= high).all() and (low < high)[0]
    assert (frame.filter(like="_low") >= 1).all(axis=None)
    assert (frame[["rarefied_0_high", "rarefied_1_high", "rarefied_2_high"]] <= 6).all(axis=None)


def test_source_overlap_by_hand():
    frame = sourcing.source_overlap(ATTRIBUTIONS, REPORTS)
    assert records(frame, "report_a report_b n_a n_b n_shared") == [
        ("a", "b", 2, 1, 1), ("a", "c", 2, 0, 0), ("b", "c", 1, 0, 0)]
    assert frame["jaccard"].tolist() == [0.5, 0, 0]
    assert frame["overlap"].tolist() == pytest.approx([1, math.nan, math.nan], nan_ok=True)


def test_each_carrier_takes_a_report_one_step_from_the_speaker():
    frame = sourcing.relay_depth(ATTRIBUTIONS, REPORTS)
    assert records(frame, "report n_attributions n_first_hand max_depth") == [("a", 3, 2, 1), ("b", 1, 0, 2), ("c", 0, 0, 0)]
    assert frame["first_hand_share"].tolist() == pytest.approx([2 / 3, 0, math.nan], nan_ok=True)
    assert frame["mean_depth"].tolist() == pytest.approx([1 / 3, 2, math.nan], nan_ok=True)


def test_relay_chains_have_one_hop_a_row_nearest_the_article_first():
    assert records(sourcing.relay_chains(ATTRIBUTIONS), "report source carrier position n") == [
        ("a", "divers", "Tidewire", 1, 1), ("b", "Mara Quill", "Tidewire", 1, 1), ("b", "Mara Quill", "Port Office", 2, 1)]


def test_the_frequent_hop_comes_first():
    attributions = make("attributions", rows(
        "report attribution source relay content_spans", ("a", 1, "x", "K", "0-5"), ("a", 2, "y", "L", "0-5"),
        ("a", 3, "y", "L", "0-5")))
    assert records(sourcing.relay_chains(attributions), "source carrier n") == [("y", "L", 2), ("x", "K", 1)]


def test_the_first_voice_has_a_source_and_a_place():
    frame = sourcing.first_voice(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame[:2], "report source source_type sentence") == [
        ("a", "Mara Quill", "government", 1), ("b", "Mara Quill", "government", 1)]
    assert frame["position"].tolist() == pytest.approx([2 / 14, 0.5, math.nan], nan_ok=True)
    assert frame["sentence"].isna().tolist() == [False, False, True]


def test_an_attribution_without_a_source_is_no_voice():
    attributions = make("attributions", [
        {"report": "a", "attribution": 1, "content_spans": "0-10", "naming": "none"},
        {"report": "a", "attribution": 2, "content_spans": "66-86", "source": "divers", "naming": "role"}])
    assert sourcing.first_voice(attributions, SENTENCES, REPORTS)["source"].tolist() == ["divers", "", ""]


def test_the_first_voice_may_have_the_first_word():
    attributions = make("attributions", [
        {"report": "b", "attribution": 1, "content_spans": "5-10", "source_spans": "0-4", "source": "x"}])
    assert sourcing.first_voice(attributions, SENTENCES, REPORTS)["position"].tolist()[1] == 0


def test_own_voice_is_what_no_attribution_covers():
    frame = sourcing.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=400)
    assert frame["n_words"].tolist() == [14, 8, 2]
    assert frame["n_attributed_words"].tolist() == pytest.approx([8, 3, 0])
    assert frame["own_voice_share"].tolist() == pytest.approx([6 / 14, 5 / 8, 1])
    # Report b: headline all its own, body a quarter; the ends are twice the one and twice the other.
    assert (frame["ci_low"][1], frame["ci_high"][1]) == pytest.approx((0.25, 1))
    assert math.isnan(frame["ci_low"][2])


def test_voices_cut_a_report_into_stretches_and_nested_words_belong_to_the_innermost():
    frame = sourcing.voices(ATTRIBUTIONS, SENTENCES, REPORTS)
    assert records(frame, "report mode source first") == [
        ("a", "own_voice", "", False), ("a", "direct", "Mara Quill", True), ("a", "indirect", "divers", True),
        ("a", "indirect", "", False), ("a", "own_voice", "", False), ("b", "own_voice", "", False),
        ("b", "indirect", "Mara Quill", True), ("c", "own_voice", "", False)]
    assert frame["n_words"].tolist() == pytest.approx([4, 2, 4, 2, 2, 5, 3, 2])
    assert frame["start"].tolist() == pytest.approx([0, 4 / 14, 6 / 14, 10 / 14, 12 / 14, 0, 5 / 8, 0])
    assert frame["attribution"].tolist() == [pd.NA, 1, 2, 3, pd.NA, pd.NA, 1, pd.NA]


def test_a_source_that_goes_on_after_a_nested_one_speaks_first_only_once():
    attributions = make("attributions", [
        {"report": "b", "attribution": 1, "content_spans": "0-42", "source": "outer"},
        {"report": "b", "attribution": 2, "content_spans": "5-10", "source": "inner", "parent": 1}])
    frame = sourcing.voices(attributions, SENTENCES, REPORTS)
    assert records(frame[frame["report"] == "b"], "source first n_words") == [
        ("outer", True, 1), ("inner", True, 1), ("outer", False, 6)]


def test_voices_leave_no_gap_and_their_own_voice_is_the_unattributed_share():
    frame = sourcing.voices(ATTRIBUTIONS, SENTENCES, REPORTS)
    own = sourcing.unattributed_share(ATTRIBUTIONS, SENTENCES, REPORTS, rng=rng(), resamples=10).set_index("report")
    for report, rows in frame.groupby("report"):
        assert [0.0, *rows["end"]] == pytest.approx([*rows["start"], 1.0])
        blank = rows[rows["mode"] == "own_voice"]
        assert (blank["end"] - blank["start"]).sum() == pytest.approx(own["own_voice_share"][report])


def test_direct_speech_by_type_counts_attributions_and_words_that_quote():
    frame = sourcing.direct_speech(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=200)
    assert records(frame, "report source_type n_attributions n_direct n_mixed") == [
        ("a", "government", 1, 1, 0), ("a", "public", 1, 0, 0), ("a", "unknown", 1, 0, 0), ("b", "government", 1, 0, 0),
        ("b", "public", 0, 0, 0), ("b", "unknown", 0, 0, 0), ("c", "government", 0, 0, 0), ("c", "public", 0, 0, 0),
        ("c", "unknown", 0, 0, 0), ("all", "government", 2, 1, 0), ("all", "public", 1, 0, 0), ("all", "unknown", 1, 0, 0)]
    nan = math.nan
    assert frame["share"].tolist() == pytest.approx([1, 0, 0, 0] + [nan] * 5 + [0.5, 0, 0], nan_ok=True)
    assert frame["n_words"].tolist() == pytest.approx([2, 4, 2, 3] + [0] * 5 + [5, 4, 2])
    assert frame["share_words"].tolist() == pytest.approx([1, 0, 0, 0] + [nan] * 5 + [2 / 5, 0, 0], nan_ok=True)
    # One report quotes the government, the other does not: a resample has both, or one of them twice.
    pooled = frame.iloc[9]
    assert [pooled[name] for name in ("ci_low", "ci_high", "words_low", "words_high")] == [0, 1, 0, 1]


def test_mixed_speech_counts_as_direct_with_all_its_words():
    attributions = ATTRIBUTIONS.assign(mode=["direct", "indirect", "indirect", "mixed"])
    frame = sourcing.direct_speech(attributions, SENTENCES, REPORTS, by="source", rng=rng(), resamples=20)
    assert frame["source"].tolist()[:3] == ["Mara Quill", "(no source)", "divers"]
    pooled = frame[frame["report"] == "all"].iloc[0]
    assert (pooled["n_direct"], pooled["n_mixed"], pooled["share"], pooled["share_words"]) == (1, 1, 1, 1)


def test_direct_speech_by_another_column_is_refused():
    with pytest.raises(ValueError, match="by is 'naming'; expected one of source_type, source"):
        sourcing.direct_speech(ATTRIBUTIONS, SENTENCES, REPORTS, by="naming", rng=rng(), resamples=5)


def test_mixes_of_short_reports_have_a_distance_and_no_test():
    frame = sourcing.mix_differences(ATTRIBUTIONS, SENTENCES, REPORTS, by="source_type", rng=rng(), resamples=50)
    assert records(frame, "report_a report_b n_a n_b") == [("a", "b", 3, 1), ("a", "c", 3, 0), ("b", "c", 1, 0)]
    # Thirds against a government alone: half of 2/3 + 1/3 + 1/3.
    assert frame["distance"].tolist() == pytest.approx([2 / 3, math.nan, math.nan], nan_ok=True)
    assert set(frame["test"]) == {resampling.TOO_FEW} and frame[["p", "q"]].isna().all(axis=None)


def by_sentence(kinds: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    """Tables of reports that have one sentence for each word of kinds, one attribution for each of its letters."""
    sentences = [{"report": report, "sentence": place, "start": 10 * place, "end": 10 * place + 9, "n_words": 3}
                 for report, words in kinds.items() for place in range(len(words))]
    said = [(report, place, letter) for report, words in kinds.items() for place, word in enumerate(words) for letter in word]
    numbers = {report: itertools.count(1) for report in kinds}
    attributions = [
        {"report": report, "attribution": next(numbers[report]), "content_spans": f"{10 * place}-{10 * place + 9}",
         "source_type": {"g": "government", "p": "public", "e": "expert"}[letter]} for report, place, letter in said]
    return {"attributions": make("attributions", attributions), "sentences": make("sentences", sentences),
            "reports": make("reports", [{"report": report} for report in kinds])}


def slow_p(kinds: dict[str, list[str]]) -> float:
    """The share of all ways to deal the sentences out again that lie as far apart as the reports do."""
    (first, second), pool = kinds.values(), [word for words in kinds.values() for word in words]

    def distance(a: list[str], b: list[str]) -> float:
        a, b = "".join(a), "".join(b)
        return sum(abs(a.count(letter) / len(a) - b.count(letter) / len(b)) for letter in "gpe") / 2

    deals = [distance([pool[i] for i in chosen], [pool[i] for i in range(len(pool)) if i not in chosen])
             for chosen in itertools.combinations(range(len(pool)), len(first))]
    return np.mean([far >= distance(first, second) - 1e-9 for far in deals])


@pytest.mark.parametrize("kinds", [
    {"p": ["g", "g", "g", "g"], "q": ["p", "p", "p", "p"]}, {"p": ["gg", "g", "pg", "g"], "q": ["p", "pp", "gp", "e", "e"]}])
def test_the_p_value_of_two_mixes_is_that_of_all_ways_to_deal_out_the_sentences(kinds):
    frame = sourcing.mix_differences(**by_sentence(kinds), by="source_type", rng=rng(), resamples=20_000)
    assert frame["p"][0] == pytest.approx(slow_p(kinds), abs=0.006)
    assert frame["q"][0] == frame["p"][0] and frame["test"][0].startswith("permutation p")


def test_reports_with_the_same_mix_are_never_called_different():
    frame = sourcing.mix_differences(**by_sentence({"p": ["g", "p"] * 4, "q": ["p", "g"] * 4}), by="source_type", rng=rng(),
                                     resamples=100)
    assert (frame["distance"][0], frame["p"][0]) == (0, 1)


def test_outlets_are_compared_where_they_have_enough_reports():
    names = [f"r{place}" for place in range(8)]
    reports = make("reports", [{"report": name, "outlet": "Gull" if place < 4 else "Kelp"} for place, name in enumerate(names)])
    numbers = pd.DataFrame({"report": names, "apart": [1, 1, 1, 1, 2, 2, 2, 2], "gap": [1.0, *[math.nan] * 6, 2]})
    found = resampling.outlet_differences(numbers, reports, rng=rng(), resamples=4000)
    assert records(found, "number n_reports n_outlets") == [("apart", 8, 2), ("gap", 2, 2)]
    # Of the 70 ways to choose four reports two part the values.
    assert found["eta_squared"].tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert found["test"][1] == resampling.TOO_FEW
    assert float(found["test"][0].removeprefix("permutation p = ")) == pytest.approx(2 / 70, abs=0.01)


def test_cue_verbs_most_frequent_first():
    assert records(sourcing.cue_verbs(ATTRIBUTIONS), "cue stance n_attributions n_reports") == [
        ("say", "neutral", 2, 1), ("(no cue)", "neutral", 1, 1), ("warn", "assertive", 1, 1)]


def test_a_row_of_an_unknown_report_is_named():
    attributions = make("attributions", [{"report": "z", "attribution": 1, "content_spans": "0-5"}])
    with pytest.raises(ValueError, match="'z' is not a report; the reports are a, b, c"):
        sourcing.source_overlap(attributions, REPORTS)


def test_no_report_may_take_the_name_of_the_pooled_rows():
    with pytest.raises(ValueError, match="'all'"):
        sourcing.relay_depth(empty("attributions"), make("reports", [{"report": "all"}]))
