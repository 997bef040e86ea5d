"""What of the three short invented reports is measured and what is not, worked by hand."""

from __future__ import annotations

import pandas as pd

from analysis.measures import scope

from .small import REPORTS, TABLES, ZONES, make, records, rows


def test_what_is_measured_and_left_out_is_counted():
    tables = TABLES | {"reports": REPORTS.assign(outlet=["", "Gull", ""])}
    frame = scope.count_measured(tables, event="a harbour")
    # Captions are left out: six sentences of 14, 8 and 2 words; reports without an outlet are one each.
    assert records(frame, "count n") == [
        ("reports", 3), ("outlets", 3), ("sentences", 6), ("words", 24), ("caption paragraphs", 1), ("credit paragraphs", 0),
        ("boilerplate paragraphs", 0), ("attributions", 4), ("mentions", 7), ("claims", 3)]
    assert frame["note"][0] == "a harbour"
    # Nor is one that is called as another's outlet.
    called = scope.count_measured(TABLES | {"reports": REPORTS.assign(outlet=["", "a", ""])}, event="a harbour")
    assert records(called, "count n")[1] == ("outlets", 3)


def test_words_of_zones_without_sentences_are_estimated_by_their_characters():
    # Report a takes five characters a word: 23 are 4.6 words, 12 and 15 are 5.4; d has no words of its own and takes six.
    more = make("zones", rows("report start end zone", ("a", 90, 113, "credit"), ("a", 120, 132, "boilerplate"),
                              ("a", 140, 155, "boilerplate"), ("d", 5, 35, "credit")))
    tables = TABLES | {"zones": pd.concat([ZONES, more]), "reports": make("reports", [{"report": name} for name in "abcd"])}
    frame = scope.words_by_zone(tables)
    assert [tuple(own["n_words"]) for _, own in frame.groupby("report")] == [
        (2, 12, 3, 5, 5), (4, 4, 0, 0, 0), (0, 2, 0, 0, 0), (0, 0, 0, 5, 0)]
    assert [tuple(own["n_paragraphs"]) for _, own in frame.groupby("report")] == [
        (1, 2, 1, 1, 2), (1, 1, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 0, 1, 0)]
    assert frame["zone"].tolist() == ["headline", "body", "caption", "credit", "boilerplate"] * 4
