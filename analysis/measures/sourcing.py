"""Whom each report lets speak: shares of its attributions, direct speech, single sources, relays and verbs."""

from __future__ import annotations

import math
from itertools import combinations, repeat

import numpy as np
import pandas as pd

from analysis.measures.resampling import describe_p, mix_test, ratio_intervals, ratios_by_sentence
from analysis.measures.units import by_frequency, count_by_sentence, divide, report_ids, typed
from analysis.measures.voices import attribution_words
from analysis.schema import POOLED

MIXES = ("source_type", "source_country", "naming", "mode", "stance")
UNKNOWN = "unknown"
NO_SOURCE = "(no source)"
NO_CUE = "(no cue)"
LITERAL = ("direct", "mixed")


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
    frame = _valued(attributions, sentences, by, MIXES)
    values = by_frequency(frame[by])
    columns = {"report": np.repeat([*ids, POOLED], len(values)), by: values * (len(ids) + 1)}
    for weights, names in ((1.0, ("n_attributions", "share", "ci_low", "ci_high")),
                           (frame["n_words_once"], ("n_words", "share_words", "words_low", "words_high"))):
        reported, counts = count_by_sentence(frame, by, values, weights=weights)
        found = ratio_intervals(counts, counts.sum(axis=1), reports=reported, ids=ids, rng=rng, resamples=resamples)
        columns |= {name: part.ravel() for name, part in zip(names, (found.above, found.ratio, found.low, found.high), strict=True)}
    return typed(f"report:str {by}:str n_attributions:int64 n_words share ci_low ci_high share_words words_low words_high", columns)


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
    Sentences with attributions are permuted between the two reports, whole, so that attributions in one stay together: the test
    asks whether the two mixes could be draws from one, not whether the outlets differ in other reports. Short reports lie far
    apart by chance alone: compare p, not distances of reports that differ in length. p is that of `resampling.permutation_p`.

    References
    ----------
    Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, ch. 3; Benjamini & Hochberg (1995), Journal of the
    Royal Statistical Society B 57: 289-300.
    """
    from scipy import stats

    ids = report_ids(reports, attributions)
    frame = _valued(attributions, sentences, by, MIXES)
    reported, counts = count_by_sentence(frame, by, by_frequency(frame[by]))
    sizes = frame["report"].value_counts()
    rows = []
    pairs = list(combinations(ids, 2))
    for (a, b), stream in zip(pairs, rng.spawn(len(pairs)), strict=True):
        own = (reported == a) | (reported == b)
        distance, p = mix_test(counts[own], reported[own] == b, rng=stream, resamples=resamples)
        rows.append((a, b, sizes.get(a, 0), sizes.get(b, 0), distance, p, math.nan, describe_p(p)))
    found = typed("report_a:str report_b:str n_a:int64 n_b:int64 distance p q test:str", rows)
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
    frame = _valued(attributions, sentences, by, ("source_type", "source"))
    literal = frame["mode"].isin(LITERAL)
    frame = frame.assign(n=1, literal=literal, literal_words=frame["n_words_once"].where(literal, 0.0),
                         direct=frame["mode"] == "direct", mixed=frame["mode"] == "mixed")
    rows, order = [], [*ids, POOLED]
    for value in by_frequency(frame[by]):
        said, words = (ratios_by_sentence(frame[frame[by] == value], above, below, ids=ids, rng=rng, resamples=resamples)
                       for above, below in ((["literal", "direct", "mixed"], "n"), (["literal_words"], "n_words_once")))
        rows += zip(order, repeat(value), said.below, *said.above.T[1:], *said.first, words.below, *words.first)
    rows.sort(key=lambda row: order.index(row[0]))
    return typed(f"report:str {by}:str n_attributions:int64 n_direct:int64 n_mixed:int64 share ci_low ci_high n_words share_words "
                 "words_low words_high", rows)


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
    named = attributions[attributions["source"] != ""]
    counts, sources = named.groupby(["source", "report"]).size(), by_frequency(named["source"])[:most]
    rows = [(source, report, counts.get((source, report), 0)) for source in sources for report in ids]
    return typed("source:str report:str n_attributions:int64", rows)


def relay_depth(
    attributions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
) -> pd.DataFrame:
    """How far each report stands from the speakers: how many carriers its attributed words passed through.

    Returns
    -------
    report, n_attributions, n_first_hand (no carrier), first_hand_share, ci_low, ci_high, mean_depth (0 = from the speaker to
    the report; each carrier adds 1), max_depth.

    Notes
    -----
    Only carriers that the text names are counted: wire copy that a report does not credit looks first-hand. Intervals are of
    the first-hand share and resample the sentences that attributions start in.
    """
    ids = report_ids(reports, attributions)
    frame = attribution_words(attributions, sentences)
    frame = frame.assign(n=1, depth=frame["relay"].map(lambda relay: len(_carriers(relay))).astype("int64"))
    frame["first"] = frame["depth"] == 0
    found = ratios_by_sentence(frame, ["first"], "n", ids=ids, rng=rng, resamples=resamples)
    n, depths = found.below[:-1], frame.groupby("report")["depth"].agg(["sum", "max"]).reindex(ids, fill_value=0)
    return typed("report:str n_attributions:int64 n_first_hand:int64 first_hand_share ci_low ci_high mean_depth max_depth:int64", {
        "report": ids, "n_attributions": n, "n_first_hand": found.above[:-1, 0], **found.of_reports("first_hand_share"),
        "mean_depth": divide(depths["sum"], n), "max_depth": depths["max"].to_numpy()})


def relay_chains(attributions: pd.DataFrame) -> pd.DataFrame:
    """Who carried whose words to each report, one hop a row.

    Returns
    -------
    report, source ("(no source)" where the text names none), relay (the chain that the hop is of), carrier, position (1 = nearest
    the article), n (attributions). In order of report, then n from most to least.
    """
    rows = [(row.report, row.source or NO_SOURCE, row.relay, carrier, position)
            for row in attributions.itertuples() for position, carrier in enumerate(_carriers(row.relay), 1)]
    columns = "report:str source:str relay:str carrier:str position:int64"
    return typed(f"{columns} n:int64", typed(columns, rows).value_counts().reset_index(name="n").sort_values(
        ["report", "n", "source", "relay", "position"], ascending=[True, False, True, True, True], ignore_index=True))


def cue_verbs(attributions: pd.DataFrame) -> pd.DataFrame:
    """Which words attribute, and with which stance.

    Returns
    -------
    cue (lemma, "(no cue)" where there is none), stance, n_attributions, n_reports. The most frequent first.
    """
    frame = attributions.assign(cue=attributions["cue"].where(attributions["cue"] != "", NO_CUE))
    counts = frame.groupby(["cue", "stance"], as_index=False)["report"].agg(n_attributions="size", n_reports="nunique")
    counts = counts.sort_values(["n_attributions", "cue", "stance"], ascending=[False, True, True], ignore_index=True)
    return typed("cue:str stance:str n_attributions:int64 n_reports:int64", counts)


def _valued(attributions: pd.DataFrame, sentences: pd.DataFrame, by: str, accepted: tuple[str, ...]) -> pd.DataFrame:
    """The attributions with their words, and a name for the empty value of `by`; ValueError where that is none of `accepted`."""
    if by not in accepted:
        raise ValueError(f"by is {by!r}; expected one of {', '.join(accepted)}")
    frame = attribution_words(attributions, sentences)
    return frame.assign(**{by: frame[by].replace("", NO_SOURCE if by == "source" else UNKNOWN)})


def _carriers(relay: str) -> list[str]:
    """The carriers of a relay cell, nearest the article first."""
    return [carrier.strip() for carrier in relay.split(" < ")] if relay else []
