"""Whom each report lets speak: sources, words given to them, how they are named, and who carried their words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.resampling import draw_weights, interval, ratio_intervals
from analysis.measures.units import POOLED, divide, measured_texts, most_frequent, pairs, report_ids, runs, typed

MIXES = ("source_type", "source_country", "naming", "mode", "stance")
UNKNOWN = "unknown"
NO_SOURCE = "(no source)"
NO_CUE = "(no cue)"
SPAN_COLUMNS = ("source_spans", "cue_spans", "content_spans")


def attribution_words(attributions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How many words each attribution gives to its source, and the sentence it starts in.

    Returns
    -------
    The columns of `attributions`, then n_words (words of the content), n_words_once (the same where words inside a nested
    attribution belong to the innermost one alone, so that they add up over attributions) and sentence (where the first of
    its source, cue and content spans starts).

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
    words, once = np.zeros(len(frame)), np.zeros(len(frame))
    places = np.zeros(len(frame), dtype=np.int64)
    for report, rows in frame.groupby("report"):
        text = texts[report]
        spans = [schema.text_to_spans(cell) for cell in rows["content_spans"]]
        places[rows.index] = text.sentences_at(_starts(rows))
        words[rows.index] = [text.words_within(own) for own in spans]
        owners = _owners(spans, _depths(rows))
        once[rows.index] = [text.words_within(runs(owners == number)) for number in range(len(rows))]
    return frame.assign(n_words=words, n_words_once=once, sentence=places)


def source_mix(
    attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, by: str, rng: np.random.Generator,
    resamples: int,
) -> pd.DataFrame:
    """Shares of each report's attributions that go to each type, country or naming of source, mode or stance.

    Parameters
    ----------
    by : `source_type`, `source_country`, `naming`, `mode` or `stance`.

    Returns
    -------
    report (each, then "all"), <by> ("unknown" where empty), n_attributions, n_words, share (of attributions), share_words,
    ci_low, ci_high (of share). One row for every report and every value seen in any report, the most frequent value first.

    Raises
    ------
    ValueError
        `by` is another column.

    Notes
    -----
    Nested attributions count as attributions; words count once, to the innermost. Intervals resample the sentences that
    attributions start in; pooled ones resample reports first. A short report has wide intervals and few values.
    """
    if by not in MIXES:
        raise ValueError(f"by is {by!r}; expected one of {', '.join(MIXES)}")
    ids = report_ids(reports, attributions)
    frame = attribution_words(attributions, sentences)
    frame[by] = frame[by].where(frame[by] != "", UNKNOWN)
    values = _by_frequency(frame[by])
    groups = pd.MultiIndex.from_frame(frame[["report", "sentence"]])
    clusters = groups.unique()
    counts = np.zeros((len(clusters), len(values)))
    np.add.at(counts, (clusters.get_indexer(groups), pd.Index(values).get_indexer(frame[by])), 1)
    low, high = ratio_intervals(
        counts, counts.sum(axis=1), groups=pd.Index(ids).get_indexer(clusters.get_level_values("report")), n_groups=len(ids),
        rng=rng, resamples=resamples)
    rows = []
    for place, report in enumerate([*ids, POOLED]):
        own = frame if report == POOLED else frame[frame["report"] == report]
        n_words = own["n_words_once"].sum()
        for number, value in enumerate(values):
            held = own[own[by] == value]
            words = held["n_words_once"].sum()
            rows.append((report, value, len(held), words, divide(len(held), len(own)), divide(words, n_words),
                         low[place, number], high[place, number]))
    return typed({"report": "str", by: "str", "n_attributions": "int64", "n_words": "float64", "share": "float64",
                  "share_words": "float64", "ci_low": "float64", "ci_high": "float64"}, rows)


def words_by_source(attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How many words each report gives to each source.

    Returns
    -------
    source ("(no source)" where the text names none), source_type (its most frequent one), report, n_attributions, n_words.
    One row for every source and report, the source with most words over all reports first.

    Notes
    -----
    Words inside a nested attribution count once, to the innermost source.
    """
    ids = report_ids(reports, attributions)
    frame = attribution_words(attributions, sentences)
    frame["source"] = frame["source"].where(frame["source"] != "", NO_SOURCE)
    totals = frame.groupby("source")["n_words_once"].sum()
    types = frame.groupby("source")["source_type"].agg(most_frequent)
    cells = frame.groupby(["source", "report"])["n_words_once"].agg(["size", "sum"])
    rows = []
    for source in sorted(totals.index, key=lambda name: (-totals[name], name)):
        for report in ids:
            n, words = cells.loc[(source, report)] if (source, report) in cells.index else (0, 0.0)
            rows.append((source, types[source], report, n, words))
    return typed({"source": "str", "source_type": "str", "report": "str", "n_attributions": "int64",
                  "n_words": "float64"}, rows)


def source_matrix(attributions: pd.DataFrame, reports: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """How often each report attributes something to each of the most used sources.

    Parameters
    ----------
    most : how many sources, those with most attributions over all reports (ties by name).

    Returns
    -------
    source (an entity or a role), report, n_attributions. One row for every source and report.

    Notes
    -----
    Attributions without a source in the text are left out; `source_mix` by naming counts them.
    """
    ids = report_ids(reports, attributions)
    counts = attributions[attributions["source"] != ""].groupby(["source", "report"]).size()
    totals = counts.groupby("source").sum()
    sources = sorted(totals.index, key=lambda name: (-totals[name], name))[:most]
    rows = [(source, report, counts.get((source, report), 0)) for source in sources for report in ids]
    return typed({"source": "str", "report": "str", "n_attributions": "int64"}, rows)


def source_diversity(
    attributions: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How many sources each report has, and how evenly it lets them speak.

    Returns
    -------
    report, n_attributions, n_without_source (left out of all that follows), n_sources, simpson (chance that two attributions
    have different sources), shannon (nats), hill_0, hill_1, hill_2 (effective numbers of sources: all count alike; by
    their share; the frequent ones), rarefied (sources expected among `rarefied_to` attributions, the fewest that a report
    has), rarefied_to, ci_low, ci_high (of hill_1).

    Notes
    -----
    Simpson is 1 - sum p^2, Shannon -sum p log p, hill_1 = exp(shannon), hill_2 = 1 / sum p^2, rarefied = sum over sources of
    1 - C(N - n_i, m) / C(N, m). hill_0 grows with the length of a report: compare `rarefied`. Intervals resample
    attributions; since a resample loses rare sources, it is shifted by the difference between the estimate and the
    resamples' mean (Marcon et al. 2012, Oikos 121: 516-522).

    References
    ----------
    Hill (1973), Ecology 54: 427-432; Hurlbert (1971), Ecology 52: 577-586 (rarefaction); Jost (2006), Oikos 113: 363-375.
    """
    ids = report_ids(reports, attributions)
    sourced = attributions[attributions["source"] != ""]
    counts = {report: np.zeros(0, dtype=np.int64) for report in ids}
    counts |= {report: np.sort(rows.value_counts().to_numpy()) for report, rows in sourced.groupby("report")["source"]}
    sizes = attributions["report"].value_counts()
    depth = min((int(n.sum()) for n in counts.values() if len(n)), default=0)
    rows = []
    for report, stream in zip(ids, rng.spawn(len(ids)), strict=True):
        n = counts[report]
        size = int(sizes.get(report, 0))
        rows.append((report, size, size - int(n.sum()), len(n), *_diversity(n), _rarefied(n, depth), depth,
                     *_diversity_interval(n, rng=stream, resamples=resamples)))
    return typed({"report": "str", "n_attributions": "int64", "n_without_source": "int64", "n_sources": "int64",
                  "simpson": "float64", "shannon": "float64", "hill_0": "float64", "hill_1": "float64", "hill_2": "float64",
                  "rarefied": "float64", "rarefied_to": "int64", "ci_low": "float64", "ci_high": "float64"}, rows)


def source_overlap(attributions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How many sources each two reports share.

    Returns
    -------
    report_a, report_b, n_a, n_b (sources of each), n_shared, jaccard (shared of all), overlap (shared of the smaller number;
    NaN where one has none). All pairs, a before b.

    Notes
    -----
    The same source under two names counts as two. Jaccard falls when reports differ in length; `overlap` does not.
    """
    ids = report_ids(reports, attributions)
    sourced = attributions[attributions["source"] != ""]
    sources = {report: set(sourced.loc[sourced["report"] == report, "source"]) for report in ids}
    rows = []
    for a, b in pairs(ids):
        n_a, n_b, shared = len(sources[a]), len(sources[b]), len(sources[a] & sources[b])
        rows.append((a, b, n_a, n_b, shared, divide(shared, n_a + n_b - shared), divide(shared, min(n_a, n_b))))
    return typed({"report_a": "str", "report_b": "str", "n_a": "int64", "n_b": "int64", "n_shared": "int64",
                  "jaccard": "float64", "overlap": "float64"}, rows)


def relay_depth(attributions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How far each report stands from the speakers: how many carriers its attributed words passed through.

    Returns
    -------
    report, n_attributions, n_first_hand (no carrier), first_hand_share, mean_depth (0 = from the speaker to the report; each
    carrier adds 1), max_depth.

    Notes
    -----
    Only carriers that the text names are counted: wire copy that a report does not credit looks first-hand.
    """
    ids = report_ids(reports, attributions)
    depths = attributions["relay"].map(lambda relay: len(_carriers(relay))).astype("int64")
    rows = []
    for report in ids:
        own = depths[attributions["report"] == report]
        first = int((own == 0).sum())
        deepest = own.max() if len(own) else 0
        rows.append((report, len(own), first, divide(first, len(own)), divide(own.sum(), len(own)), deepest))
    return typed({"report": "str", "n_attributions": "int64", "n_first_hand": "int64", "first_hand_share": "float64",
                  "mean_depth": "float64", "max_depth": "int64"}, rows)


def relay_chains(attributions: pd.DataFrame) -> pd.DataFrame:
    """Who carried whose words to each report, one hop a row.

    Returns
    -------
    report, source ("(no source)" where the text names none), carrier, position (1 = nearest the article), n (attributions).
    In order of report, then n from most to least.
    """
    rows = [(row.report, row.source or NO_SOURCE, carrier, position)
            for row in attributions.itertuples() for position, carrier in enumerate(_carriers(row.relay), 1)]
    columns = {"report": "str", "source": "str", "carrier": "str", "position": "int64"}
    hops = typed(columns, rows).groupby(list(columns), as_index=False).size().rename(columns={"size": "n"})
    hops = hops.sort_values(["report", "n", "source", "position", "carrier"], ascending=[True, False, True, True, True])
    return typed({**columns, "n": "int64"}, hops)[[*columns, "n"]].reset_index(drop=True)


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
    voiced = attributions[attributions["naming"] != "none"].sort_values(["report", "attribution"])
    voiced = voiced.assign(at=_starts(voiced))
    rows = []
    for report in ids:
        own = voiced[voiced["report"] == report].sort_values(["at", "attribution"])
        if own.empty:
            rows.append((report, "", "", pd.NA, math.nan))
            continue
        first, text = own.iloc[0], texts[report]
        rows.append((report, first["source"], first["source_type"], text.sentences_at([first["at"]])[0],
                     text.share_before([first["at"]])[0]))
    return typed({"report": "str", "source": "str", "source_type": "str", "sentence": "Int64", "position": "float64"}, rows)


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
    attributed = [texts[report].words_by_sentence(spans.get(report, [])) for report in ids]
    words = [texts[report].n_words for report in ids]
    groups = np.repeat(np.arange(len(ids)), [len(n) for n in words])
    everything = np.concatenate([np.zeros(0), *words])
    own = everything - np.concatenate([np.zeros(0), *attributed])
    low, high = ratio_intervals(own, everything, groups=groups, n_groups=len(ids), rng=rng, resamples=resamples)
    rows = [(report, n.sum(), m.sum(), divide(n.sum() - m.sum(), n.sum()), low[place, 0], high[place, 0])
            for place, (report, n, m) in enumerate(zip(ids, words, attributed, strict=True))]
    return typed({"report": "str", "n_words": "int64", "n_attributed_words": "float64", "own_voice_share": "float64",
                  "ci_low": "float64", "ci_high": "float64"}, rows)


def cue_verbs(attributions: pd.DataFrame) -> pd.DataFrame:
    """Which words attribute, and with which stance.

    Returns
    -------
    cue (lemma, "(no cue)" where there is none), stance, n_attributions, n_reports. The most frequent first.
    """
    frame = attributions.assign(cue=attributions["cue"].where(attributions["cue"] != "", NO_CUE))
    counts = frame.groupby(["cue", "stance"], as_index=False)["report"].agg(n_attributions="size", n_reports="nunique")
    counts = counts.sort_values(["n_attributions", "cue", "stance"], ascending=[False, True, True], ignore_index=True)
    return typed({"cue": "str", "stance": "str", "n_attributions": "int64", "n_reports": "int64"}, counts)


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
    parents = {int(number): None if pd.isna(parent) else int(parent)
               for number, parent in zip(rows["attribution"], rows["parent"], strict=True)}
    depths = []
    for number in parents:
        depth, parent = 0, parents[number]
        while parent is not None:
            depth += 1
            if parent not in parents or depth > len(parents):
                wrong = "go in a circle" if parent in parents else f"lead to {parent}, which is no attribution of it"
                raise ValueError(f"attribution {number} of report {rows['report'].iloc[0]!r}: its parents {wrong}")
            parent = parents[parent]
        depths.append(depth)
    return depths


def _owners(spans: list[list[tuple[int, int]]], depths: list[int]) -> np.ndarray:
    """For each character the attribution it belongs to, -1 for none: the deepest, then the shortest, then the last one."""
    owners = np.full(max((end for own in spans for _, end in own), default=0), -1)
    lengths = [sum(end - start for start, end in own) for own in spans]
    for number in sorted(range(len(spans)), key=lambda number: (depths[number], -lengths[number], number)):
        for start, end in spans[number]:
            owners[start:end] = number
    return owners


def _by_frequency(values: pd.Series) -> list[str]:
    """The distinct values, most frequent first, ties by name."""
    counts = values.value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], value))


def _carriers(relay: str) -> list[str]:
    """The carriers of a relay cell, nearest the article first."""
    return [carrier.strip() for carrier in relay.split(" < ")] if relay else []


def _diversity(counts: np.ndarray) -> tuple[float, float, float, float, float]:
    """Simpson, Shannon and Hill numbers of order 0, 1, 2 of the counts of sources."""
    if not len(counts):
        return (math.nan,) * 5
    shares = counts / counts.sum()
    concentration = float(shares @ shares)
    shannon = max(0.0, -float(shares @ np.log(shares)))
    return 1 - concentration, shannon, float(len(counts)), math.exp(shannon), 1 / concentration


def _rarefied(counts: np.ndarray, depth: int) -> float:
    """Sources expected among `depth` attributions drawn without replacement."""
    total = int(counts.sum())
    if not total:
        return math.nan
    return float(sum(1 - math.comb(total - int(n), depth) / math.comb(total, depth) for n in counts))


def _diversity_interval(counts: np.ndarray, *, rng: np.random.Generator, resamples: int) -> tuple[float, float]:
    """Interval of hill_1 under resampling of attributions, shifted by the bias that resampling shows."""
    total = int(counts.sum())
    if total < 2:
        return math.nan, math.nan
    owner = np.repeat(np.eye(len(counts)), counts, axis=0)
    shares = draw_weights(total, rng=rng, resamples=resamples) @ owner / total
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    hills = np.exp(-(shares * logs).sum(axis=1))
    low, high = interval(hills[:, None], level=0.95)
    shift = _diversity(counts)[3] - hills.mean()
    return max(1.0, float(low[0]) + shift), float(high[0]) + shift
