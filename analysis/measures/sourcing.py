"""Whom each report lets speak: sources, words given to them, how they are named, and who carried their words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.resampling import describe_p, draw_weights, interval, mix_test, ratio_intervals
from analysis.measures.units import (
    POOLED, MeasuredText, divide, measured_texts, most_frequent, pairs, report_ids, runs, typed,
)

MIXES = ("source_type", "source_country", "naming", "mode", "stance")
UNKNOWN = "unknown"
NO_SOURCE = "(no source)"
NO_CUE = "(no cue)"
OWN_VOICE = "own_voice"
LITERAL = ("direct", "mixed")
ORDERS = (0, 1, 2)
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
    report (each, then "all"), <by> ("unknown" where empty), n_attributions, n_words, share (of attributions), ci_low, ci_high,
    share_words, words_low, words_high. One row for every report and every value seen in any report, the most frequent value
    first.

    Raises
    ------
    ValueError
        `by` is another column.

    Notes
    -----
    Nested attributions count as attributions; words count once, to the innermost. Intervals resample the sentences that
    attributions start in; pooled ones resample reports first. A short report has wide intervals and few values.
    """
    ids = report_ids(reports, attributions)
    frame = _valued(attribution_words(attributions, sentences), by, MIXES)
    values = _by_frequency(frame[by])
    found = [_pivot(frame, by, values, weights) for weights in (np.ones(len(frame)), frame["n_words_once"].to_numpy())]
    ends = [ratio_intervals(counts, counts.sum(axis=1), groups=pd.Index(ids).get_indexer(clusters.get_level_values("report")),
                            n_groups=len(ids), rng=rng, resamples=resamples) for clusters, counts in found]
    rows = []
    for place, report in enumerate([*ids, POOLED]):
        own = frame if report == POOLED else frame[frame["report"] == report]
        n_words = own["n_words_once"].sum()
        for number, value in enumerate(values):
            held = own[own[by] == value]
            words = held["n_words_once"].sum()
            (low, high), (words_low, words_high) = ((end[place, number] for end in pair) for pair in ends)
            rows.append((report, value, len(held), words, divide(len(held), len(own)), low, high, divide(words, n_words),
                         words_low, words_high))
    return typed({"report": "str", by: "str", "n_attributions": "int64", "n_words": "float64",
                  **dict.fromkeys(("share", "ci_low", "ci_high", "share_words", "words_low", "words_high"), "float64")}, rows)


def mix_differences(
    attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, by: str, rng: np.random.Generator,
    resamples: int,
) -> pd.DataFrame:
    """How far apart each two reports share out their attributions, and whether chance would do the same.

    Parameters
    ----------
    by : `source_type`, `source_country`, `naming`, `mode` or `stance`.

    Returns
    -------
    report_a, report_b, n_a, n_b (attributions of each), distance (half the sum of the absolute differences of shares: 0 = the
    same mix, 1 = nothing in common), p, q (Benjamini-Hochberg over the pairs tested), test (p in words, or
    `resampling.TOO_FEW`). All pairs, a before b.

    Raises
    ------
    ValueError
        `by` is another column.

    Notes
    -----
    Sentences with attributions are permuted between the two reports (`resampling.mix_test`): the test asks whether the two
    mixes could be draws from one, not whether the outlets differ in other reports.

    References
    ----------
    Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, ch. 3; Benjamini & Hochberg (1995), Journal of the
    Royal Statistical Society B 57: 289-300.
    """
    from scipy import stats

    ids = report_ids(reports, attributions)
    frame = _valued(attribution_words(attributions, sentences), by, MIXES)
    clusters, counts = _pivot(frame, by, _by_frequency(frame[by]), np.ones(len(frame)))
    places = clusters.get_level_values("report")
    sizes = frame["report"].value_counts()
    rows = []
    for (a, b), stream in zip(pairs(ids), rng.spawn(len(pairs(ids))), strict=True):
        own = places.isin([a, b])
        distance, p = mix_test(counts[own], places[own] == b, rng=stream, resamples=resamples)
        rows.append((a, b, sizes.get(a, 0), sizes.get(b, 0), distance, p, math.nan, describe_p(p)))
    found = typed({"report_a": "str", "report_b": "str", "n_a": "int64", "n_b": "int64", "distance": "float64", "p": "float64",
                   "q": "float64", "test": "str"}, rows)
    tested = found["p"].notna()
    found.loc[tested, "q"] = stats.false_discovery_control(found.loc[tested, "p"]) if tested.any() else math.nan
    return found


def direct_speech(
    attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, by: str, rng: np.random.Generator,
    resamples: int,
) -> pd.DataFrame:
    """Who is heard in their own words: the share of each source's, or type of source's, attributions that quote.

    Parameters
    ----------
    by : `source_type` or `source`.

    Returns
    -------
    report (each, then "all"), <by> ("unknown" or "(no source)" where empty), n_attributions, n_direct, n_mixed (of which
    quote all or some of the content), share (direct or mixed, of attributions), ci_low, ci_high, n_words, share_words (words
    in direct or mixed content, of the words given), words_low, words_high. One row for every report and every value seen in
    any report, the most frequent value first; shares are NaN where a report does not let it speak.

    Raises
    ------
    ValueError
        `by` is another column.

    Notes
    -----
    A mixed content counts with all its words, the unquoted ones too, so `share_words` is an upper bound. Intervals resample
    the sentences that attributions start in; pooled ones resample reports first.
    """
    ids = report_ids(reports, attributions)
    frame = _valued(attribution_words(attributions, sentences), by, ("source_type", "source"))
    literal = frame["mode"].isin(LITERAL)
    frame = frame.assign(n=1, literal=literal, literal_words=frame["n_words_once"].where(literal, 0.0),
                         direct=frame["mode"] == "direct", mixed=frame["mode"] == "mixed")
    summed = ["n", "direct", "mixed", "literal", "n_words_once", "literal_words"]
    cells: dict[tuple[str, str], tuple] = {}
    values = _by_frequency(frame[by])
    for value in values:
        held = frame[frame[by] == value].groupby(["report", "sentence"])[summed].sum().reset_index()
        groups = pd.Index(ids).get_indexer(held["report"])
        ends = [ratio_intervals(held[above], held[below], groups=groups, n_groups=len(ids), rng=rng, resamples=resamples)
                for above, below in (("literal", "n"), ("literal_words", "n_words_once"))]
        for place, report in enumerate([*ids, POOLED]):
            own = held if report == POOLED else held[held["report"] == report]
            n, direct, mixed, quoting, words, quoted = own[summed].sum()
            bounds = [(low[place, 0], high[place, 0]) for low, high in ends]
            cells[report, value] = (n, direct, mixed, divide(quoting, n), *bounds[0], words, divide(quoted, words), *bounds[1])
    rows = [(report, value, *cells[report, value]) for report in [*ids, POOLED] for value in values]
    return typed({"report": "str", by: "str", "n_attributions": "int64", "n_direct": "int64", "n_mixed": "int64",
                  **dict.fromkeys(("share", "ci_low", "ci_high", "n_words", "share_words", "words_low", "words_high"),
                                  "float64")}, rows)


def voices(attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Who speaks when: each report cut from its first word to its last into stretches of one voice.

    Returns
    -------
    report, start, end (shares of the report's words before and at the end of the stretch), n_words, mode (`own_voice` outside
    every attribution), attribution (empty in the own voice), source, source_type, first (the source's first stretch in the
    report). Each report's stretches follow one another without a gap.

    Notes
    -----
    A word inside a nested attribution belongs to the innermost one. Source and cue words are the report's own. Places inside
    a sentence are estimated as in `attribution_words`.
    """
    ids = report_ids(reports, attributions)
    texts = measured_texts(sentences, ids)
    frame = attributions.sort_values(["report", "attribution"], ignore_index=True)
    rows = []
    for report in ids:
        own, text = frame[frame["report"] == report], texts[report]
        heard: set[str] = set()
        for number, start, end in _stretches(own, text):
            share = divide(start, text.total), divide(end, text.total), end - start
            if number is None:
                rows.append((report, *share, OWN_VOICE, pd.NA, "", "", False))
                continue
            said = own.iloc[number]
            first = said["source"] != "" and said["source"] not in heard
            heard.add(said["source"])
            rows.append((report, *share, said["mode"], said["attribution"], said["source"], said["source_type"], first))
    return typed({"report": "str", "start": "float64", "end": "float64", "n_words": "float64", "mode": "str",
                  "attribution": "Int64", "source": "str", "source_type": "str", "first": "bool"}, rows)


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
    have different sources), shannon (nats), rarefied_to (the fewest sourced attributions that a report has); then hill_0,
    hill_1, hill_2 (effective numbers of sources: all count alike; by their share; the frequent ones) and rarefied_0,
    rarefied_1, rarefied_2 (the same expected in only `rarefied_to` attributions), each followed by its <name>_low, <name>_high.

    Notes
    -----
    Simpson is 1 - sum p^2, Shannon -sum p log p, hill_1 = exp(shannon), hill_2 = 1 / sum p^2. A rarefied number is the Hill
    number of the counts expected when m of a report's N attributions are drawn without replacement: with the chance h(k) that
    k of a source's n are among them, the sum over sources and k of h(k) (k/m)^q, to the power 1 / (1 - q). For q = 0 it is
    the sum of 1 - C(N - n, m) / C(N, m). Hill numbers grow with the length of a report, q = 0 most: compare the rarefied ones,
    which are at most `rarefied_to` and hardly differ where that is small. Intervals resample attributions; since a resample
    loses rare sources, it is shifted by the difference between the estimate and the resamples' mean (Marcon et al. 2012,
    Oikos 121: 516-522), and widened where it would miss the estimate.

    References
    ----------
    Hill (1973), Ecology 54: 427-432; Jost (2006), Oikos 113: 363-375. Rarefaction: Hurlbert (1971), Ecology 52: 577-586
    (expected number of species); Chao et al. (2014), Ecological Monographs 84: 45-67, eqs. 4-6 (all q).
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
        size, total = int(sizes.get(report, 0)), int(n.sum())
        hills = _diversity(n, total, rng=stream, resamples=resamples)
        rarefied = _diversity(n, depth, rng=stream, resamples=resamples)
        rows.append((report, size, size - total, len(n), 1 - 1 / hills[2, 0], math.log(hills[1, 0]), depth, *hills.ravel(),
                     *rarefied.ravel()))
    numbers = [f"{name}_{order}{end}" for name in ("hill", "rarefied") for order in ORDERS for end in ("", "_low", "_high")]
    return typed({"report": "str", "n_attributions": "int64", "n_without_source": "int64", "n_sources": "int64",
                  "simpson": "float64", "shannon": "float64", "rarefied_to": "int64",
                  **dict.fromkeys(numbers, "float64")}, rows)


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


def _stretches(rows: pd.DataFrame, text: MeasuredText) -> list[tuple[int | None, float, float]]:
    """One report's words in order as (row of the attribution they belong to, or None, words before, words at the end)."""
    owners = _owners([schema.text_to_spans(cell) for cell in rows["content_spans"]], _depths(rows))
    edges = np.flatnonzero(np.diff(owners, prepend=-1, append=-1))
    places = text.words_before(edges)
    found: list[tuple[int | None, float, float]] = []
    before = 0.0
    for edge, start, end in zip(edges[:-1], places[:-1], places[1:], strict=True):
        if owners[edge] >= 0 and end > start:
            if start > before:
                found.append((None, before, start))
            found.append((int(owners[edge]), start, end))
            before = end
    return found if found and before >= text.total else [*found, (None, before, float(text.total))]


def _valued(frame: pd.DataFrame, by: str, accepted: tuple[str, ...]) -> pd.DataFrame:
    """The attributions with a name for the empty value of `by`; ValueError where that is none of `accepted`."""
    if by not in accepted:
        raise ValueError(f"by is {by!r}; expected one of {', '.join(accepted)}")
    return frame.assign(**{by: frame[by].where(frame[by] != "", NO_SOURCE if by == "source" else UNKNOWN)})


def _pivot(frame: pd.DataFrame, by: str, values: list[str], weights: np.ndarray) -> tuple[pd.MultiIndex, np.ndarray]:
    """Sums of `weights` by sentence (report, sentence) and value."""
    groups = pd.MultiIndex.from_frame(frame[["report", "sentence"]])
    clusters = groups.unique()
    counts = np.zeros((len(clusters), len(values)))
    np.add.at(counts, (clusters.get_indexer(groups), pd.Index(values).get_indexer(frame[by])), weights)
    return clusters, counts


def _by_frequency(values: pd.Series) -> list[str]:
    """The distinct values, most frequent first, ties by name."""
    counts = values.value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], value))


def _carriers(relay: str) -> list[str]:
    """The carriers of a relay cell, nearest the article first."""
    return [carrier.strip() for carrier in relay.split(" < ")] if relay else []


def _hill(counts: np.ndarray, depth: int) -> np.ndarray:
    """Hill numbers of order 0, 1, 2 (last axis) expected among `depth` attributions; `counts` has sources in its last axis."""
    total = int(counts.reshape(-1, counts.shape[-1])[0].sum())
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, total + 1)))])
    held, drawn = np.arange(counts.max() + 1)[:, None], np.arange(1, depth + 1)
    left = total - held - (depth - drawn)
    possible = (drawn <= held) & (left >= 0)
    inside, outside = np.where(possible, held - drawn, 0), np.where(possible, left, 0)
    log_chance = (logs[held] - logs[drawn] - logs[inside] + logs[total - held] - logs[depth - drawn] - logs[outside]
                  - logs[total] + logs[depth] + logs[total - depth])
    chance = np.where(possible, np.exp(np.where(possible, log_chance, 0.0)), 0.0)
    share = drawn / depth
    parts = (chance @ np.column_stack([np.ones(depth), -share * np.log(share), share ** 2]))[counts].sum(axis=-2)
    return np.stack([parts[..., 0], np.exp(parts[..., 1]), 1 / parts[..., 2]], axis=-1)


def _diversity(counts: np.ndarray, depth: int, *, rng: np.random.Generator, resamples: int) -> np.ndarray:
    """One row an order: the Hill number and its interval, shifted by the bias that resampling attributions shows."""
    total = int(counts.sum())
    if not total:
        return np.full((len(ORDERS), 3), math.nan)
    found = _hill(counts, depth)
    if total < 2:
        return np.pad(found[:, None], ((0, 0), (0, 2)), constant_values=math.nan)
    owner = np.repeat(np.eye(len(counts)), counts, axis=0)
    drawn = _hill((draw_weights(total, rng=rng, resamples=resamples) @ owner).astype(np.int64), depth)
    low, high = np.clip(interval(drawn + found - drawn.mean(axis=0), level=0.95), 1.0, depth)
    # The shift can push a whole interval past an estimate that no resample exceeds.
    return np.column_stack([found, np.minimum(low, found), np.maximum(high, found)])
