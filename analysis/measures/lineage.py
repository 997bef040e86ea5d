"""Whose words each report reuses, and which report or agency they come from."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.narratives import claim_overlap, order_agreement
from analysis.measures.units import covered, divide, measured_texts, report_ids, typed

LEAST_CONTAINMENT = 0.1
# From this share of a report's words on in another one the two are nearly one report.
NEAR_COPY = 0.9


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
    containment with few words; shared quotations show a shared speaker, not a shared text. Broder's containment is the share of a
    report's runs of w words, as a set, that the other has; this one counts words in aligned passages, changed ones among them.

    References
    ----------
    After Broder (1997), On the resemblance and containment of documents, Proceedings of SEQUENCES: 21-29.
    """
    ids = report_ids(reports, passages)
    n_words = reports.set_index("report")["n_words"]
    shared, none = _words_shared(passages), [0.0] * len(schema.PASSAGE_KINDS)
    rows = []
    for a, b in permutations(ids, 2):
        kinds = shared.get((a, b), none)
        rows.append((a, b, sum(kinds), divide(sum(kinds), n_words[a]), *kinds))
    return typed(f"report_a:str report_b:str n_words_shared containment {' '.join(schema.PASSAGE_KINDS)}", rows)


def near_copies(passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Pairs of reports of which one stands nearly whole in the other.

    Returns
    -------
    report_a, report_b, containment (the share of a's words that b has, too, as in `containment`; 0.9 or more). One row a pair,
    a the report of which more stands in the other.
    """
    report_ids(reports, passages)
    n_words = reports.set_index("report")["n_words"]
    shares = {(a, b): divide(sum(kinds), n_words[a]) for (a, b), kinds in _words_shared(passages).items()}
    # Of equal shares the first report's.
    near = [(a, b, share) for (a, b), share in shares.items() if share >= NEAR_COPY and (share, b) > (shares[b, a], a)]
    return typed("report_a:str report_b:str containment", near)


def passage_spans(passages: pd.DataFrame, reports: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Where shared passages stand in both reports, as shares of their texts.

    Returns
    -------
    report_a, position_a, end_a, report_b, position_b, end_b (shares of the measured words before; 0-1), n_words, kind. One row
    a passage, in order of report_a, position_a, report_b, position_b.
    """
    ids = report_ids(reports, passages)
    texts = measured_texts(sentences, ids)
    places = {}
    for side in "ab":
        sides = passages.groupby(f"report_{side}")
        for place, column in (("position", "start"), ("end", "end")):
            places[f"{place}_{side}"] = sides[f"{column}_{side}"].transform(lambda own: texts[own.name].share_before(own))
    frame = typed("report_a:str position_a end_a report_b:str position_b end_b n_words:int64 kind:str", passages.assign(**places))
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
    third text look like lineage too; shared quotations are left out. Where an undated report would close a circle of origins,
    the last by id has its next best origin.
    """
    ids = report_ids(reports, passages)
    rows_of = reports.set_index("report")
    copies = passages[passages["kind"] != "shared_quotation"]
    own = containment(copies, reports).set_index(["report_a", "report_b"])
    n_passages = _both_directions(copies).groupby(["report_a", "report_b"]).size()
    able, agencies = _able_origins(reports), _agencies(reports)
    origins, rows = {}, []
    for report in ids:
        free = [other for other in able[report] if report not in _chain(origins, other)]
        origin = min(free, key=lambda other: (-own.loc[(report, other), "n_words_shared"], other), default="")
        agency = rows_of.loc[report, "agency"]
        if not origin or not own.loc[(report, origin), "containment"] >= LEAST_CONTAINMENT:
            rows.append((report, "", 0.0, 0, 0.0, agency))
            continue
        origins[report] = origin
        shared, by, credited = own.loc[(report, origin)], *rows_of.loc[origin, ["outlet", "agency"]]
        rows.append((report, origin, shared["containment"], n_passages[report, origin], shared["n_words_shared"],
                     agency or (by if by.casefold() in agencies else credited)))
    return typed("report:str derives_from:str containment n_passages:int64 n_words agency:str", rows)


def passage_causes(passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Why two reports share each passage, as far as their tables tell.

    Returns
    -------
    report_a, start_a, end_a, report_b, start_b, end_b, n_words, cause: the first that fits of `shared_quotation` (both quote it),
    `site_furniture` (both are by one outlet), `agency_copy` (one is by an agency that the other credits, or both credit the same
    one), `edited_copy` (words inside were changed), `copy`.

    Notes
    -----
    An agency copy need not have come from the agency: the credit is the only evidence. Two reports of one outlet can also have
    one author; furniture that reading knows as such is no passage at all.
    """
    report_ids(reports, passages)
    rows_of = reports.set_index("report")
    rows = []
    for row in passages.sort_values(["report_a", "start_a", "report_b"]).itertuples():
        a, b = rows_of.loc[row.report_a], rows_of.loc[row.report_b]
        if row.kind == "shared_quotation":
            cause = "shared_quotation"
        elif a["outlet"] and a["outlet"] == b["outlet"]:
            cause = "site_furniture"
        elif _share_agency(a, b):
            cause = "agency_copy"
        else:
            cause = "edited_copy" if row.kind == "edited" else "copy"
        rows.append((row.report_a, row.start_a, row.end_a, row.report_b, row.start_b, row.end_b, row.n_words, cause))
    return typed("report_a:str start_a:int64 end_a:int64 report_b:str start_b:int64 end_b:int64 n_words:int64 cause:str", rows)


def lineage_edges(passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The lineage of reports as a graph, each edge with its evidence.

    Returns
    -------
    source, target, kind (`derives`: the target report most likely took words from the source report; `credits`: the target
    report credits the source, an agency; `is`: the source, an agency, published the target report), containment, n_passages,
    n_words (the words that a derived report shares with its origin; 0 for the others). By kind, target and source.

    Notes
    -----
    As for `lineage`: an edge is what dates, credits and shared words allow, not what was seen.
    """
    rows = [(row.derives_from, row.report, "derives", row.containment, row.n_passages, row.n_words)
            for row in lineage(passages, reports).itertuples() if row.derives_from]
    agencies = _agencies(reports)
    for row in reports.itertuples():
        outlet = row.outlet.casefold()
        if agency := row.agency or agencies.get(outlet, ""):
            rows.append((agency, row.report, "is" if agency.casefold() == outlet else "credits", 0.0, 0, 0.0))
    rows.sort(key=lambda row: (row[2], row[1], row[0]))
    return typed("source:str target:str kind:str containment n_passages:int64 n_words", rows)


def drop_copies(claim_mentions: pd.DataFrame, passages: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The claim mentions that are not mostly copied from another report, so that shared wording counts once.

    Returns
    -------
    Rows of `claim_mentions`. Left out are those of which more than half lies in a passage, quotations aside, that a report which
    can be the origin has too; where neither can, the report that comes later by id loses it.

    Notes
    -----
    What both took from a third text counts once, as well, with the report that is left.
    """
    report_ids(reports, passages)
    able = _able_origins(reports)
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in _both_directions(passages[passages["kind"] != "shared_quotation"]).itertuples():
        if row.report_b in able[row.report_a] or row.report_a not in able[row.report_b] and row.report_b < row.report_a:
            spans.setdefault(row.report_a, []).append((row.start_a, row.end_a))
    taken = {report: covered(own) for report, own in spans.items()}
    kept = [row.report not in taken or 2 * taken[row.report][row.start:row.end].sum() <= row.end - row.start
            for row in claim_mentions.itertuples()]
    left = claim_mentions[np.array(kept, dtype=bool)]
    return left.sort_values(list(schema.TABLES["claim_mentions"].key), ignore_index=True)


def narratives_without_copies(
    claim_mentions: pd.DataFrame, passages: pd.DataFrame, reports: pd.DataFrame,
) -> pd.DataFrame:
    """What is left of each two reports' common narrative when copied passages are left out.

    Returns
    -------
    report_a, report_b, n_shared (claims that both make), jaccard, tau_b (of their order), and the same with `_without`. All
    pairs, a before b; NaN as in `claim_overlap` and `claim_order`.

    Notes
    -----
    A claim that one report copied and the other had before stays a claim of the other alone: the pair no longer shares it.
    """
    without = drop_copies(claim_mentions, passages, reports)
    frames = []
    for rows in (claim_mentions, without):
        overlap, order = claim_overlap(rows, reports), order_agreement(rows, reports)
        frames.append(overlap.assign(tau_b=order["tau_b"])[["report_a", "report_b", "n_shared", "jaccard", "tau_b"]])
    return frames[0].merge(frames[1], on=["report_a", "report_b"], suffixes=("", "_without"), how="left")


def reports_without_copies(
    claim_mentions: pd.DataFrame, passages: pd.DataFrame, reports: pd.DataFrame,
) -> pd.DataFrame:
    """What is left of each report's narrative when copied passages are left out.

    Returns
    -------
    report, n_claims, shared_share (of its claims, that another report makes too), own_voice_share (of its claim mentions), and
    the same with `_without`; NaN without a claim.
    """
    ids = report_ids(reports, claim_mentions)
    frame = pd.DataFrame(index=pd.Index(ids, dtype="str", name="report"))
    for name, rows in (("", claim_mentions), ("_without", drop_copies(claim_mentions, passages, reports))):
        shared = rows.groupby("claim")["report"].transform("nunique") > 1
        made = rows.assign(shared=shared).drop_duplicates(["report", "claim"]).groupby("report")["shared"]
        frame[f"n_claims{name}"] = made.size().reindex(ids, fill_value=0)
        frame[f"shared_share{name}"] = made.mean()
        frame[f"own_voice_share{name}"] = (rows["status"] == "own_voice").groupby(rows["report"]).mean()
    return typed("report:str n_claims:int64 shared_share own_voice_share n_claims_without:int64 shared_share_without "
                 "own_voice_share_without", frame.reset_index())


def _share_agency(a: pd.Series, b: pd.Series) -> bool:
    """Whether two reports credit one agency, or one is by the agency that the other credits."""
    first, second = a["agency"].casefold(), b["agency"].casefold()
    return bool(first) and first in (second, b["outlet"].casefold()) or bool(second) and second == a["outlet"].casefold()


def _both_directions(passages: pd.DataFrame) -> pd.DataFrame:
    """The passages seen from each side: report_a, start_a, end_a, report_b, start_b, end_b, n_words, kind, each once."""
    swapped = {"report_a": "report_b", "start_a": "start_b", "end_a": "end_b"}
    swapped |= {second: first for first, second in swapped.items()}
    both = pd.concat([passages, passages.rename(columns=swapped)[passages.columns]], ignore_index=True)
    return both.drop_duplicates().sort_values(list(both.columns), ignore_index=True)


def _words_shared(passages: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    """For each two reports that share passages, in either order, the words of the first by the passages' kind."""
    return {pair: _words_by_kind(rows) for pair, rows in _both_directions(passages).groupby(["report_a", "report_b"])}


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


def _agencies(reports: pd.DataFrame) -> dict[str, str]:
    """The agencies that reports credit, as they are written, by their name in small letters."""
    return {agency.casefold(): agency for agency in sorted(reports["agency"]) if agency}


def _able_origins(reports: pd.DataFrame) -> dict[str, list[str]]:
    """For each report those that it can have its words from, as `lineage` says."""
    agencies = _agencies(reports)
    days = dict(zip(reports["report"], reports["published"], strict=True))
    # 0 for a report by an agency that a report credits, 1 for one that credits an agency, 2 for any other.
    ranks = {row.report: 0 if row.outlet.casefold() in agencies else 1 if row.agency else 2 for row in reports.itertuples()}

    def precedes(first: str, second: str) -> bool:
        if days[first] and days[second] and days[first] != days[second]:
            return days[first] < days[second]
        return ranks[first] < ranks[second]

    return {report: [other for other in days if precedes(other, report)] for report in days}


def _chain(origins: dict[str, str], report: str) -> list[str]:
    """A report, its origin, that one's origin and so on."""
    found = [report]
    while found[-1] in origins:
        found.append(origins[found[-1]])
    return found
