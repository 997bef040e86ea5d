"""Whose words stand where in a report: the words of each attribution, the voices in order, and the report's own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.resampling import ratio_intervals
from analysis.measures.units import MeasuredText, divide, measured_texts, report_ids, typed

OWN_VOICE = "own_voice"
SPAN_COLUMNS = ("source_spans", "cue_spans", "content_spans")


def attribution_words(attributions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How many words each attribution gives to its source, and the sentence it starts in.

    Returns
    -------
    The columns of `attributions`, then n_words_once (words of the content, where those inside a nested attribution belong to the
    innermost one alone and those of joint sources, which have the same cue and content, to each in equal parts, so that they add
    up over attributions) and sentence (where the first of its source, cue and content spans starts).

    Raises
    ------
    ValueError
        An attribution without any span, or one whose parents do not exist or go in a circle.

    Notes
    -----
    Tables hold no words, so words are estimated: a sentence's words are spread evenly over its characters. The estimate is
    exact for whole sentences; for parts of a sentence it overstates content made of long words.
    """
    frame = attributions.sort_values(["report", "attribution"], ignore_index=True)
    texts = measured_texts(sentences, sorted(set(frame["report"])))
    once, places = np.zeros(len(frame)), np.zeros(len(frame), dtype=np.int64)
    for report, rows in frame.groupby("report"):
        text = texts[report]
        places[rows.index] = text.sentences_at(_starts(rows))
        owned = pd.Series(0.0, index=rows.index)
        for number, start, end in _pieces(rows, text):
            owned.iloc[number] += end - start
        once[rows.index] = owned.groupby([rows["cue_spans"], rows["content_spans"]]).transform("mean")
    return frame.assign(n_words_once=once, sentence=places)


def voices(attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Who speaks when: each report cut from its first word to its last into stretches of one voice.

    Returns
    -------
    report, start, end (shares of the report's words before and at the end of the stretch), n_words, mode (`own_voice` outside
    every attribution), attribution (empty in the own voice), source, source_type, first (the source's first stretch in the
    report). Each report's stretches follow one another without a gap.

    Notes
    -----
    A word inside a nested attribution belongs to the innermost one, of joint sources to the first. Source and cue words are the
    report's own. Places inside a sentence are estimated as in `attribution_words`.
    """
    ids = report_ids(reports, attributions)
    texts = measured_texts(sentences, ids)
    frame = attributions.sort_values(["report", "attribution"])
    rows = []
    for report in ids:
        own, text = frame[frame["report"] == report], texts[report]
        pieces, heard, before, total = _pieces(own, text), set(), 0.0, text.total
        for number, start, end in [*pieces, (None, total, total)]:
            if start > before or not pieces:
                rows.append((report, divide(before, total), divide(start, total), start - before, OWN_VOICE, pd.NA, "", "", False))
            if number is not None:
                said = own.iloc[number]
                first = said["source"] != "" and said["source"] not in heard
                heard.add(said["source"])
                rows.append((report, divide(start, total), divide(end, total), end - start, said["mode"], said["attribution"],
                             said["source"], said["source_type"], first))
            before = end
    return typed("report:str start end n_words mode:str attribution:Int64 source:str source_type:str first:bool", rows)


def first_voice(attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The first source that each report lets speak, and how far into the report.

    Returns
    -------
    report, source (a role or empty where it is not named), source_type, sentence, position (share of the words before it;
    0 = first word). Empty cells for a report that attributes nothing.

    Notes
    -----
    Attributions whose naming is `none` have no voice to hear and are passed over.
    """
    ids = report_ids(reports, attributions)
    texts = measured_texts(sentences, ids)
    voiced = attributions[attributions["naming"] != "none"]
    firsts = voiced.assign(at=_starts(voiced)).sort_values(["at", "attribution"]).drop_duplicates("report")
    rows = {report: (report, "", "", pd.NA, math.nan) for report in ids}
    for row in firsts.itertuples():
        text = texts[row.report]
        rows[row.report] = (row.report, row.source, row.source_type, text.sentences_at([row.at])[0], text.share_before([row.at])[0])
    return typed("report:str source:str source_type:str sentence:Int64 position", [*rows.values()])


def unattributed_share(
    attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """The share of each report's words that it says in its own voice.

    Returns
    -------
    report, n_words, n_attributed_words (inside any attribution's content, counted once), own_voice_share, ci_low, ci_high.

    Notes
    -----
    Source and cue words are the report's own. Words inside a sentence are estimated as in `attribution_words`. Intervals
    resample sentences.
    """
    ids = report_ids(reports, attributions)
    texts = measured_texts(sentences, ids)
    spans = {report: [span for cell in rows for span in schema.text_to_spans(cell)]
             for report, rows in attributions.groupby("report")["content_spans"]}
    own = [texts[report].n_words - texts[report].words_by_sentence(spans.get(report, [])) for report in ids]
    words = np.concatenate([np.zeros(0), *(texts[report].n_words for report in ids)])
    found = ratio_intervals(np.concatenate([np.zeros(0), *own]), words, reports=np.repeat(ids, [len(n) for n in own]), ids=ids, rng=rng,
                            resamples=resamples)
    n = found.below[:-1]
    return typed("report:str n_words:int64 n_attributed_words own_voice_share ci_low ci_high", {
        "report": ids, "n_words": n, "n_attributed_words": n - found.above[:-1, 0], **found.of_reports("own_voice_share")})


def _starts(rows: pd.DataFrame) -> np.ndarray:
    """Where each attribution's first span starts."""
    starts = []
    for row in rows.itertuples():
        spans = [span for column in SPAN_COLUMNS for span in schema.text_to_spans(getattr(row, column))]
        if not spans:
            raise ValueError(f"attribution {row.attribution} of report {row.report!r} has no span")
        starts.append(min(spans)[0])
    return np.array(starts, dtype=np.int64)


def _depths(rows: pd.DataFrame) -> list[int]:
    """How many attributions each attribution of one report is nested in."""
    parents = dict(zip(rows["attribution"], rows["parent"], strict=True))
    depths = []
    for number, parent in parents.items():
        depth = 0
        while not pd.isna(parent):
            depth += 1
            if parent not in parents or depth > len(parents):
                raise ValueError(f"attribution {number} of report {rows['report'].iloc[0]!r}: its parents lead to {parent}, which is no"
                                 " attribution of it, or go in a circle")
            parent = parents[parent]
        depths.append(depth)
    return depths


def _pieces(rows: pd.DataFrame, text: MeasuredText) -> list[tuple[int, float, float]]:
    """One report's attributed words in order as (row of the attribution they belong to, words before, words at the end).

    What several attributions hold belongs to the deepest of them, then the shortest, then the first.
    """
    spans, depths = [schema.text_to_spans(cell) for cell in rows["content_spans"]], _depths(rows)
    owners = np.full(max((end for own in spans for _, end in own), default=0), -1)
    lengths = [sum(end - start for start, end in own) for own in spans]
    for number in sorted(range(len(spans)), key=lambda number: (depths[number], -lengths[number], -number)):
        for start, end in spans[number]:
            owners[start:end] = number
    edges = np.flatnonzero(np.diff(owners, prepend=-1, append=-1))
    places = text.words_before(edges)
    return [(int(owners[edge]), start, end) for edge, start, end in zip(edges[:-1], places[:-1], places[1:], strict=True)
            if owners[edge] >= 0 and end > start]
