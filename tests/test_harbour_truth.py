"""The invented corpus is whole: its texts are what the manifest says, and its coded truth points where it should."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from analysis import corpus, schema

HARBOUR = Path(__file__).resolve().parents[1] / "seeds" / "harbour"
CODED = tuple(name for name in schema.TABLES if name != "terms")
SPAN_COLUMNS = ("source_spans", "cue_spans", "content_spans")


@lru_cache(maxsize=None)
def texts() -> dict[str, str]:
    """Every text, its digest checked."""
    opened = corpus.open_corpus(HARBOUR)
    return {report: opened.read_text(report) for report in opened.reports}


@lru_cache(maxsize=None)
def truth(name: str) -> pd.DataFrame:
    """One coded table."""
    return corpus.read_table(HARBOUR / "truth" / f"{name}.csv", name=name)


def spans(name: str) -> list[tuple[str, int, int]]:
    """Report, start and end of every span of a table."""
    frame = truth(name)
    if name == "attributions":
        cells = [pair for column in SPAN_COLUMNS for pair in zip(frame["report"], frame[column], strict=True)]
        return [(report, start, end) for report, cell in cells for start, end in schema.text_to_spans(cell)]
    ends = ("_a", "_b") if name in ("conflicts", "passages") else ("",)
    return [row for end in ends for row in
            zip(frame["report" + end], frame["start" + end], frame["end" + end], strict=True)]


def test_readme_says_invented_in_its_first_line():
    assert "invented" in (HARBOUR / "README.md").read_text(encoding="utf-8").splitlines()[0].lower()


def test_manifest_digests_are_those_of_the_bytes_and_no_text_is_left_over():
    manifest = pd.read_csv(HARBOUR / "manifest.csv", dtype=str)
    digests = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in (HARBOUR / "texts").iterdir()}
    assert dict(zip(manifest["report"], manifest["sha256"], strict=True)) == digests


@pytest.mark.parametrize("report", ["01-wire", "02-rewrite", "03-translated", "04-tabloid", "05-broadsheet", "06-statement"])
def test_texts_are_paragraphs_apart_by_one_blank_line(report):
    text = texts()[report]
    assert "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert all(part == part.strip() and "\n" not in part for part in text[:-1].split("\n\n"))


@pytest.mark.parametrize("name", CODED)
def test_truth_is_stored_as_tables_are_written(name):
    assert corpus.table_to_csv(truth(name)) == (HARBOUR / "truth" / f"{name}.csv").read_bytes()


def test_truth_has_every_table_but_terms():
    assert sorted(file.stem for file in (HARBOUR / "truth").iterdir()) == sorted(CODED)


@pytest.mark.parametrize("name", [name for name in CODED if name not in ("reports", "entities", "claims")])
def test_spans_lie_in_their_text_and_are_trimmed(name):
    for report, start, end in spans(name):
        piece = texts()[report][start:end]
        assert start < end <= len(texts()[report]) and piece == piece.strip(), (report, start, end, piece)


def test_reports_agree_with_manifest_and_texts():
    frame, manifest = truth("reports"), corpus.open_corpus(HARBOUR).manifest
    shared = ["report", "event", "outlet", "published", "language", "agency", "sha256"]
    pd.testing.assert_frame_equal(frame[shared], manifest[shared])
    assert list(frame["n_characters"]) == [len(texts()[report]) for report in frame["report"]]
    assert frame["n_words"].between(200, 600).all()


def test_zones_are_all_paragraphs():
    for report, text in texts().items():
        zones = truth("zones")[truth("zones")["report"] == report]
        assert [text[start:end] for start, end in zip(zones["start"], zones["end"], strict=True)] == text[:-1].split("\n\n")


def test_sentences_fill_the_paragraphs_that_are_parsed():
    zones, sentences = truth("zones"), truth("sentences")
    for zone in zones[zones["zone"].isin(schema.PARSED_ZONES)].itertuples():
        own = sentences[sentences["report"] == zone.report]
        inside = own[(own["start"] >= zone.start) & (own["end"] <= zone.end)]
        assert set(inside["zone"]) == {zone.zone}
        text = texts()[zone.report]
        pieces = [text[start:end] for start, end in zip(inside["start"], inside["end"], strict=True)]
        assert " ".join(pieces) == text[zone.start:zone.end]
    parsed = zones["zone"].isin(schema.PARSED_ZONES)
    assert set(sentences["report"] + sentences["zone"]) == set(zones["report"][parsed] + zones["zone"][parsed])


def test_sentence_counts_add_up_to_the_reports():
    sentences = truth("sentences")
    for report, rows in sentences.groupby("report"):
        assert list(rows["sentence"]) == list(range(len(rows)))
    measured = sentences[sentences["zone"].isin(schema.MEASURED_ZONES)].groupby("report")["n_words"]
    assert list(measured.sum()) == list(truth("reports")["n_words"])
    assert list(measured.size()) == list(truth("reports")["n_sentences"])


def test_words_are_tokens_that_hold_a_letter_or_digit():
    import spacy

    tokenizer = spacy.blank("en").tokenizer
    for row in truth("sentences").itertuples():
        piece = texts()[row.report][row.start:row.end]
        assert row.n_words == sum(any(map(str.isalnum, token.text)) for token in tokenizer(piece)), piece


@pytest.mark.parametrize("name", ["attributions", "mentions", "labels", "roles", "claim_mentions", "conflicts", "passages"])
def test_only_headline_and_body_are_coded(name):
    zones = truth("zones")
    zones = zones[zones["zone"].isin(schema.MEASURED_ZONES)]
    for report, start, end in spans(name):
        assert ((zones["report"] == report) & (zones["start"] <= start) & (end <= zones["end"])).any()


def test_mentions_are_the_text_that_they_name_and_do_not_overlap():
    sentences = truth("sentences").set_index(["report", "sentence"])
    last = ("", 0)
    for row in truth("mentions").itertuples():
        assert texts()[row.report][row.start:row.end] == row.surface
        around = sentences.loc[(row.report, row.sentence)]
        assert around["start"] <= row.start and row.end <= around["end"]
        assert last[0] != row.report or last[1] <= row.start
        last = (row.report, row.end)


def test_entities_are_those_mentioned_and_aliases_are_their_surfaces():
    mentions = truth("mentions")
    assert set(truth("entities")["entity"]) == set(mentions["entity"])
    assert set(truth("labels")["entity"]) <= set(mentions["entity"])
    for row in truth("entities").itertuples():
        surfaces = set(mentions["surface"][mentions["entity"] == row.entity]) - {row.entity}
        assert row.aliases == ";".join(sorted(surfaces))


def test_only_real_places_have_codes():
    entities = truth("entities")
    assert set(entities["entity"][entities["wikidata"] != ""]) == {"Norway", "Germany", "Bergen"}
    assert set(entities["country"]) == {"", "NO", "DE"}
    assert set(truth("attributions")["source_country"]) == {"", "NO"}


def test_metonyms_and_demonyms_resolve_to_the_country():
    mentions = truth("mentions")
    assert set(mentions["entity"][mentions["metonym"]]) | set(mentions["entity"][mentions["type"] == "NORP"]) == {
        "Kelmara", "Dravia", "Norway", "Germany"}


def test_attributions_count_up_and_hang_on_an_earlier_one():
    for report, rows in truth("attributions").groupby("report"):
        assert list(rows["attribution"]) == list(range(1, len(rows) + 1)), report
        for row in rows[rows["parent"].notna()].itertuples():
            outer = rows[rows["attribution"] == row.parent].iloc[0]
            held = schema.text_to_spans(outer["content_spans"])
            assert row.parent < row.attribution and row.relay
            assert all(any(a <= start and end <= b for a, b in held) for start, end in schema.text_to_spans(row.content_spans))


def test_every_attribution_has_cue_and_content_and_a_source_unless_none_is_in_the_text():
    frame = truth("attributions")
    assert (frame["cue_spans"] != "").all() and (frame["content_spans"] != "").all() and (frame["cue"] != "").all()
    for column in ("source_spans", "source", "source_type"):
        assert list(frame[column] == "") == list(frame["naming"] == "none")


def test_named_sources_are_entities_and_others_are_not():
    frame, entities = truth("attributions"), set(truth("entities")["entity"])
    assert set(frame["source"][frame["naming"] == "named"]) <= entities
    assert not set(frame["source"][frame["naming"] != "named"]) & entities


def test_quotation_marks_in_content_fit_the_mode():
    for row in truth("attributions").itertuples():
        pieces = [texts()[row.report][start:end] for start, end in schema.text_to_spans(row.content_spans)]
        # A ship's name stands in quotation marks too, in the translated report.
        marked = any(mark in "".join(pieces).replace("«Amber Heron»", "") for mark in "\"«")
        assert marked == (row.mode != "indirect"), pieces
        if row.mode == "direct":
            assert pieces[0][0] in "\"«" or pieces[0].startswith("a gust"), pieces


def test_claim_mentions_are_whole_sentences_that_exist():
    sentences = truth("sentences").set_index(["report", "sentence"])
    for row in truth("claim_mentions").itertuples():
        around = sentences.loc[(row.report, row.sentence)]
        assert (row.start, row.end) == (around["start"], around["end"])


def test_claims_count_their_reports():
    counted = truth("claim_mentions").groupby("claim")["report"].nunique()
    assert dict(counted) == dict(zip(truth("claims")["claim"], truth("claims")["n_reports"], strict=True))


def test_claim_ranks_follow_first_appearance():
    made = truth("claim_mentions").groupby(["report", "claim"])
    firsts = made.agg(start=("start", "min"), rank=("rank", "first"), n=("rank", "nunique"))
    assert (firsts["n"] == 1).all()
    for _, rows in firsts.groupby("report"):
        order = {start: rank for rank, start in enumerate(sorted(set(rows["start"])), 1)}
        assert list(rows["rank"]) == [order[start] for start in rows["start"]]


def test_claims_name_attributions_that_reach_into_their_sentence():
    attributions = truth("attributions").set_index(["report", "attribution"])
    for row in truth("claim_mentions").itertuples():
        if pd.isna(row.attribution):
            assert row.status != "attributed"
            continue
        held = schema.text_to_spans(attributions.loc[(row.report, row.attribution)]["content_spans"])
        assert any(start < row.end and row.start < end for start, end in held), row
        assert row.status != "own_voice"


def test_conflicts_are_between_two_reports_that_make_the_claim():
    mentions = truth("claim_mentions")
    for row in truth("conflicts").itertuples():
        assert row.report_a < row.report_b
        for report, start, end in ((row.report_a, row.start_a, row.end_a), (row.report_b, row.start_b, row.end_b)):
            made = mentions[(mentions["claim"] == row.claim) & (mentions["report"] == report)]
            assert ((made["start"] <= start) & (end <= made["end"])).any(), row


def test_every_value_that_the_corpus_is_there_to_show_occurs():
    attributions = truth("attributions")
    assert set(attributions["mode"]) == set(schema.MODES)
    assert set(attributions["naming"]) == set(schema.NAMINGS)
    assert set(attributions["stance"]) == set(schema.STANCES)
    assert attributions["negated"].any() and attributions["parent"].notna().any()
    assert {"Tidewire", "Kelmaran Press Agency"} <= set(attributions["relay"])
    assert set(truth("zones")["zone"]) == set(schema.ZONES)
    assert set(truth("claim_mentions")["status"]) == set(schema.STATUSES)
    assert set(truth("conflicts")["kind"]) == set(schema.CONFLICT_KINDS) - {"name"}
    assert set(truth("passages")["kind"]) == set(schema.PASSAGE_KINDS)
