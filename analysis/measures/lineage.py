"""Whose words each report reuses, and which report or agency they come from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.units import divide, measured_texts, report_ids, typed

LEAST_CONTAINMENT = 0.1


def containment(passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The share of each report's words that also stand in each other report.

    Returns
    -------
    report_a, report_b, n_words_shared (words of a inside any passage shared with b, counted once), containment (their share of
    a's words), copied, edited, shared_quotation (the shared words by kind; they add up). All ordered pairs.

    Notes
    -----
    A passage's words are spread evenly over its characters, and words in passages of two kinds go to the first of copied,
    edited, shared_quotation. A passage found in one direction counts for both reports. A short report reaches a high
    containment with few words; shared quotations show a shared speaker, not a shared text.

    References
    ----------
    Broder (1997), On the resemblance and containment of documents, Proceedings of SEQUENCES: 21-29.
    """
    ids = report_ids(reports, passages)
    n_words = reports.set_index("report")["n_words"]
    sides = {pair: rows for pair, rows in _both_directions(passages).groupby(["report_a", "report_b"])}
    rows = []
    for a in ids:
        for b in ids:
            if a != b:
                kinds = _words_by_kind(sides[a, b]) if (a, b) in sides else [0.0] * len(schema.PASSAGE_KINDS)
                rows.append((a, b, sum(kinds), divide(sum(kinds), n_words[a]), *kinds))
    columns = {"report_a": "str", "report_b": "str", "n_words_shared": "float64", "containment": "float64"}
    return typed(columns | {kind: "float64" for kind in schema.PASSAGE_KINDS}, rows)


def passage_spans(passages: pd.DataFrame, reports: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Where shared passages stand in both reports, as shares of their texts.

    Returns
    -------
    report_a, position_a, end_a, report_b, position_b, end_b (shares of the measured words before; 0-1), n_words, kind. One row
    a passage, in order of report_a, position_a, report_b, position_b.
    """
    ids = report_ids(reports, passages)
    texts = measured_texts(sentences, ids)
    data: dict[str, object] = {}
    for side in "ab":
        names = passages[f"report_{side}"]
        data[f"report_{side}"] = names
        for place, column in (("position", "start"), ("end", "end")):
            positions = np.zeros(len(passages))
            for report in sorted(set(names)):
                own = (names == report).to_numpy()
                positions[own] = texts[report].share_before(passages.loc[own, f"{column}_{side}"])
            data[f"{place}_{side}"] = positions
    columns = {"report_a": "str", "position_a": "float64", "end_a": "float64", "report_b": "str", "position_b": "float64",
               "end_b": "float64", "n_words": "int64", "kind": "str"}
    frame = typed(columns, pd.DataFrame(data | {"n_words": passages["n_words"], "kind": passages["kind"]}))
    return frame.sort_values(["report_a", "position_a", "report_b", "position_b", "kind"], ignore_index=True)


def lineage(passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Which report each report most likely took words from, and which agency it credits.

    Returns
    -------
    report, derives_from (the report with most words copied or edited among those that can be the origin; empty where they
    are less than a tenth of the report), containment (those words' share of the report; 0 without an origin), n_passages and
    n_words (the evidence: passages shared with the origin, quotations left out), agency (the one that the report credits,
    else the one that its origin credits or is).

    Notes
    -----
    A report can be the origin when it was published on an earlier day. On the same or an unknown day, an agency's own report
    comes before reports that credit an agency, and these before reports that credit none. Two reports of one day that
    credit the same agency have no origin among themselves: both took the agency's words. Words that both took from a
    third text look like lineage too; shared quotations are left out.
    """
    ids = report_ids(reports, passages)
    rows_of = reports.set_index("report")
    own = containment(passages[passages["kind"] != "shared_quotation"], reports).set_index(["report_a", "report_b"])
    sides = _both_directions(passages[passages["kind"] != "shared_quotation"])
    rank = _ranks(rows_of)
    rows = []
    for report in ids:
        able = [other for other in ids if other != report and _can_precede(rows_of, rank, other, report)]
        origin = min(able, key=lambda other: (-own.loc[(report, other), "n_words_shared"], other), default="")
        if not origin or not own.loc[(report, origin), "containment"] >= LEAST_CONTAINMENT:
            rows.append((report, "", 0.0, 0, 0.0, rows_of.loc[report, "agency"]))
            continue
        shared = sides[(sides["report_a"] == report) & (sides["report_b"] == origin)]
        of_origin = rows_of.loc[origin, "outlet"] if rank[origin] == 0 else rows_of.loc[origin, "agency"]
        rows.append((report, origin, own.loc[(report, origin), "containment"], len(shared),
                     own.loc[(report, origin), "n_words_shared"], rows_of.loc[report, "agency"] or of_origin))
    return typed({"report": "str", "derives_from": "str", "containment": "float64", "n_passages": "int64", "n_words": "float64",
                  "agency": "str"}, rows)


def _both_directions(passages: pd.DataFrame) -> pd.DataFrame:
    """The passages seen from each side: report_a, start_a, end_a, report_b, start_b, end_b, n_words, kind, each once."""
    swapped = {"report_a": "report_b", "start_a": "start_b", "end_a": "end_b"}
    swapped |= {second: first for first, second in swapped.items()}
    both = pd.concat([passages, passages.rename(columns=swapped)[passages.columns]], ignore_index=True)
    return both.drop_duplicates().sort_values(list(both.columns), ignore_index=True)


def _words_by_kind(rows: pd.DataFrame) -> list[float]:
    """Words of report a inside the passages of each kind, every character counted once."""
    taken = np.zeros(rows["end_a"].max(), dtype=bool)
    words = []
    for kind in schema.PASSAGE_KINDS:
        total = 0.0
        for row in rows[rows["kind"] == kind].itertuples():
            free = ~taken[row.start_a:row.end_a]
            total += row.n_words * divide(free.sum(), row.end_a - row.start_a)
            taken[row.start_a:row.end_a] = True
        words.append(float(total))
    return words


def _ranks(rows: pd.DataFrame) -> dict[str, int]:
    """0 for a report by an agency that another report credits, 1 for a report that credits an agency, 2 for any other."""
    credited = {agency.casefold() for agency in rows["agency"] if agency}
    return {row.Index: 0 if row.outlet.casefold() in credited else 1 if row.agency else 2 for row in rows.itertuples()}


def _can_precede(rows: pd.DataFrame, rank: dict[str, int], first: str, second: str) -> bool:
    """Whether the second report can have its words from the first."""
    published, after = rows.loc[first, "published"], rows.loc[second, "published"]
    if published and after and published != after:
        return published < after
    return rank[first] < rank[second]
