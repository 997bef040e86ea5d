"""Reuse and lineage on three short invented reports, worked by hand, and against a count by character."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.measures import lineage

from .small import CLAIM_MENTIONS, PASSAGES, REPORTS, SENTENCES, empty, make, records, rows


def test_containment_counts_overlapping_passages_once():
    # In a the copied passage covers 12-32 (4 words), the quotation 22-42 adds the 10 characters after it (2 of its 4 words).
    # In b they lie apart: 4 words each, all 8 words of the report.
    frame = lineage.containment(PASSAGES, REPORTS)
    assert records(frame, "report_a report_b") == [(a, b) for a in "abc" for b in "abc" if a != b]
    assert frame["n_words_shared"].tolist() == pytest.approx([6, 0, 8, 0, 0, 0])
    assert frame["containment"].tolist() == pytest.approx([6 / 14, 0, 1, 0, 0, 0])
    assert frame["copied"].tolist() == pytest.approx([4, 0, 4, 0, 0, 0])
    assert frame["shared_quotation"].tolist() == pytest.approx([2, 0, 4, 0, 0, 0])


def test_kinds_add_up_as_a_count_by_character_does():
    random = np.random.default_rng(3)
    kinds = ["copied", "edited", "shared_quotation"]
    starts = np.sort(random.choice(400, 30, replace=False))
    passages = make("passages", [
        {"report_a": "a", "start_a": int(start), "end_a": int(start) + 5 * words, "report_b": "b", "start_b": int(start),
         "end_b": int(start) + 9, "n_words": words, "kind": kinds[int(random.integers(3))]}
        for start, words in zip(starts, random.integers(1, 12, 30).tolist(), strict=True)])
    slow = dict.fromkeys(kinds, 0.0)
    for character in range(500):
        over = [row.kind for row in passages.itertuples() if row.start_a <= character < row.end_a]
        if over:
            slow[min(over, key=kinds.index)] += 1 / 5
    row = lineage.containment(passages, REPORTS).iloc[0]
    assert {kind: row[kind] for kind in kinds} == pytest.approx(slow)
    assert row["n_words_shared"] == pytest.approx(sum(slow.values()))


def test_a_passage_listed_from_both_sides_counts_once():
    other = make("passages", rows(
        "report_a start_a end_a report_b start_b end_b n_words kind", ("a", 12, 32, "b", 0, 20, 4, "copied"),
        ("b", 0, 20, "a", 12, 32, 4, "copied")))
    frame = lineage.containment(other, REPORTS)
    assert frame["copied"].tolist() == pytest.approx([4, 0, 4, 0, 0, 0])
    assert lineage.lineage(other, REPORTS)["n_passages"].tolist() == [1, 0, 0]


def test_a_pair_of_which_one_stands_nearly_whole_in_the_other_is_listed_once():
    # Of the 14 words of a 6 stand in b as well, of the 8 of b all.
    assert lineage.near_copies(PASSAGES, REPORTS).to_numpy().tolist() == [["b", "a", pytest.approx(1)]]
    longer = REPORTS.assign(n_words=[14, 9, 7])
    assert lineage.near_copies(PASSAGES, longer).empty


def test_passages_stand_at_shares_of_the_measured_words():
    frame = lineage.passage_spans(PASSAGES, REPORTS, SENTENCES)
    assert records(frame, "report_a report_b n_words kind") == [("a", "b", 4, "copied"), ("a", "b", 4, "shared_quotation")]
    shares = [[2 / 14, 6 / 14, 0, 0.5], [4 / 14, 8 / 14, 0.5, 1]]
    assert np.allclose(frame[["position_a", "end_a", "position_b", "end_b"]], shares)


def line(reports: list[tuple], *copies: tuple, kind: str = "copied") -> dict[str, tuple[str, str]]:
    """Origin and agency of each report of 20 words, where `copies` are (report, report, words)."""
    table = make("reports", [row | {"n_words": 20} for row in rows("report outlet published agency", *reports)])
    passages = make("passages", [
        {"report_a": a, "start_a": 10 * place, "end_a": 10 * place + 9, "report_b": b, "start_b": 10 * place,
         "end_b": 10 * place + 9, "n_words": words, "kind": kind} for place, (a, b, words) in enumerate(copies)])
    return {row.report: (row.derives_from, row.agency) for row in lineage.lineage(passages, table).itertuples()}


def test_a_report_derives_from_the_earlier_one_it_copies_most():
    found = line([("a", "", "2031-05-03", ""), ("b", "", "2031-05-01", ""), ("c", "", "2031-05-02", "")],
                 ("a", "b", 3), ("a", "c", 9), ("b", "c", 5))
    assert found == {"a": ("c", ""), "b": ("", ""), "c": ("b", "")}


def test_a_line_of_origins_may_be_long():
    origins = {str(number): str(number + 1) for number in range(5000)}
    assert lineage._chain(origins, "0")[-1] == "5000"


@pytest.mark.parametrize(("reports", "copies", "origins"), [
    # A tenth of the words makes an origin, and less does not.
    ([("a", "", "2031-05-03", ""), ("b", "", "2031-05-01", "")], [("a", "b", 2)], {"a": ("b", ""), "b": ("", "")}),
    ([("a", "", "2031-05-03", ""), ("b", "", "2031-05-01", "")], [("a", "b", 1)], {"a": ("", ""), "b": ("", "")}),
    # On one day the agency's own report is the origin.
    ([("a", "Kelp Post", "2031-05-02", "tidewire"), ("b", "Tidewire", "2031-05-02", ""), ("c", "Gull", "2031-05-02", "")],
     [("a", "b", 9), ("a", "c", 12)], {"a": ("b", "tidewire"), "b": ("", ""), "c": ("a", "tidewire")}),
    # Two that credit the same agency have none between them.
    ([("a", "Kelp Post", "2031-05-02", "Tidewire"), ("b", "Gull", "2031-05-02", "Tidewire")], [("a", "b", 15)],
     {"a": ("", "Tidewire"), "b": ("", "Tidewire")}),
    # Without an earlier day or an agency nothing is said.
    ([("a", "", "", ""), ("b", "", "", "")], [("a", "b", 20)], {"a": ("", ""), "b": ("", "")}),
    ([("a", "", "2031-05-02", ""), ("b", "", "2031-05-02", "")], [("a", "b", 20)], {"a": ("", ""), "b": ("", "")}),
    # An agency's report lends its name.
    ([("a", "Kelp Post", "2031-05-03", ""), ("b", "Tidewire", "2031-05-02", ""), ("c", "Gull", "2031-05-03", "Tidewire")],
     [("a", "b", 9)], {"a": ("b", "Tidewire"), "b": ("", ""), "c": ("", "Tidewire")}),
    # c is earlier than a; the undated b credits a, and comes by that before c, which credits nobody: no circle.
    ([("a", "Tide", "2031-05-02", ""), ("b", "Gull", "", "Tide"), ("c", "Kelp Post", "2031-05-01", "")],
     [("a", "b", 9), ("b", "c", 12), ("a", "c", 9)], {"a": ("c", ""), "b": ("a", "Tide"), "c": ("", "")}),
])
def test_origins_follow_days_agencies_and_words(reports, copies, origins):
    assert line(reports, *copies) == origins


def test_shared_quotations_are_no_lineage():
    days = [("a", "", "2031-05-03", ""), ("b", "", "2031-05-01", "")]
    assert line(days, ("a", "b", 12), kind="shared_quotation")["a"] == ("", "")


def test_lineage_gives_its_evidence():
    row = lineage.lineage(PASSAGES, REPORTS).iloc[0].to_dict()
    assert (row["derives_from"], row["n_passages"], row["agency"]) == ("b", 1, "Tidewire")
    assert (row["containment"], row["n_words"]) == pytest.approx((4 / 14, 4))


def test_a_report_without_words_contains_nothing():
    frame = lineage.containment(empty("passages"), make("reports", [{"report": "a", "n_words": 0}, {"report": "b"}]))
    assert frame["n_words_shared"].tolist() == [0, 0] and math.isnan(frame["containment"][0])


def test_a_passage_of_an_unknown_report_is_named():
    with pytest.raises(ValueError, match="'b' is not a report"):
        lineage.containment(PASSAGES, REPORTS[REPORTS["report"] != "b"])


def copied(*places: tuple) -> object:
    """Copied passages of reports a and b."""
    return make("passages", rows("report_a start_a end_a report_b start_b end_b n_words", *places))


def test_causes_follow_quotation_outlet_agency_and_edits():
    # Report b is by the agency that a credits; c has an outlet of its own and credits none.
    assert lineage.passage_causes(PASSAGES, REPORTS)["cause"].tolist() == ["agency_copy", "shared_quotation"]
    plain = REPORTS.assign(agency="")
    assert lineage.passage_causes(PASSAGES.assign(kind="edited"), plain)["cause"].tolist() == ["edited_copy", "edited_copy"]
    assert set(lineage.passage_causes(PASSAGES.assign(kind="copied"), plain)["cause"]) == {"copy"}
    assert set(lineage.passage_causes(PASSAGES.assign(kind="copied"), plain.assign(outlet="Gull"))["cause"]) == {"site_furniture"}


@pytest.mark.parametrize(("outlets", "agencies", "cause"), [
    (("Kelp Post", "Tidewire"), ("tidewire", ""), "agency_copy"),  # a credits the outlet of b
    (("Tidewire", "Gull"), ("", "Tidewire"), "agency_copy"),  # and b that of a
    (("Kelp Post", "Gull"), ("Tidewire", "Tidewire"), "agency_copy"),
    (("Kelp Post", "Gull"), ("Tidewire", "Brine"), "copy"),
    (("Kelp Post", "Gull"), ("", ""), "copy"),  # no credit at all is no common one
    (("", ""), ("", ""), "copy"),  # nor is an unknown outlet a common one
])
def test_a_credit_makes_a_copy_one_of_an_agency(outlets, agencies, cause):
    reports = make("reports", rows("report outlet agency", *zip("ab", outlets, agencies, strict=True)))
    passages = copied(("a", 0, 10, "b", 0, 10, 3)).assign(kind="copied")
    assert lineage.passage_causes(passages, reports)["cause"].tolist() == [cause]


def test_edges_tell_what_is_derived_what_is_credited_and_what_is_the_agency_s_own():
    frame = lineage.lineage_edges(PASSAGES, REPORTS)
    assert records(frame, "source target kind n_passages n_words") == [
        ("Tidewire", "a", "credits", 0, 0), ("b", "a", "derives", 1, 4), ("Tidewire", "b", "is", 0, 0)]
    assert frame["containment"][1] == pytest.approx(4 / 14)


def test_a_mention_is_dropped_where_more_than_half_of_it_was_copied_and_only_from_who_copied():
    # The mention of a at 12-52: a passage of 20 of its 40 characters is half, one of 21 is more.
    half, more = (copied(("a", 12, end, "b", 22, 42, 4)) for end in (32, 33))
    assert len(lineage.drop_copies(CLAIM_MENTIONS, half, REPORTS)) == 4
    left = lineage.drop_copies(CLAIM_MENTIONS, more, REPORTS)
    assert records(left, "claim report start") == [("gate", "a", 66), ("gate", "b", 22), ("toll", "a", 0)]
    # Without agency and dates no one can be the origin: the later id loses what both have.
    unknown = REPORTS.assign(agency="", published="")
    assert records(lineage.drop_copies(CLAIM_MENTIONS, more, unknown), "report start") == [("a", 12), ("a", 66), ("a", 0)]
    assert len(lineage.drop_copies(CLAIM_MENTIONS, more.assign(kind="shared_quotation"), REPORTS)) == 4


def test_without_copies_a_report_loses_the_claims_that_it_only_copied():
    passages = copied(("a", 12, 52, "b", 22, 42, 8), ("a", 66, 86, "b", 22, 42, 4))
    own = lineage.reports_without_copies(CLAIM_MENTIONS, passages, REPORTS).set_index("report").loc["a"]
    assert (own["n_claims"], own["n_claims_without"]) == (2, 1)
    assert (own["shared_share"], own["shared_share_without"]) == (0.5, 0)
    assert (own["own_voice_share"], own["own_voice_share_without"]) == (pytest.approx(2 / 3), 1)
    pair = lineage.narratives_without_copies(CLAIM_MENTIONS, passages, REPORTS).iloc[0]
    assert (pair["n_shared"], pair["n_shared_without"], pair["jaccard"], pair["jaccard_without"]) == (1, 0, 0.5, 0)
