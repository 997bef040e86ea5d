"""Whom each report names: how often, where, together with whom, and with which words."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, repeat

import numpy as np
import pandas as pd

from analysis.measures.resampling import ratio_intervals, ratios_by_sentence, wilson
from analysis.measures.units import by_frequency, divide, largest_first, measured_sentences, measured_texts, report_ids, typed
from analysis.schema import POOLED


def entity_rates(
    mentions: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
    most: int = 15,
) -> pd.DataFrame:
    """How often each report names the most named entities, per 1,000 words.

    Parameters
    ----------
    most : how many entities, those with the highest pooled rate (ties by name).

    Returns
    -------
    entity, type (its most frequent one, demonyms aside), report (each, then "all"), n_mentions, rate_per_1k, ci_low, ci_high,
    rank (by pooled rate, 1 = highest). One row for every entity and report.

    Raises
    ------
    ValueError
        A mention stands in a sentence that is not in `sentences`, or in none of the measured zones.

    Notes
    -----
    Pronouns are no mentions, so entities that a report goes on to call "he" or "it" are undercounted. The pooled rate lets
    long reports weigh more. Intervals resample sentences; pooled ones resample reports first.
    """
    ids = report_ids(reports, mentions)
    measured = measured_sentences(sentences)
    entities = by_frequency(mentions["entity"])[:most]
    types = mentions.groupby("entity")["type"].agg(lambda types: min(by_frequency(types), key=lambda kind: kind == "NORP"))
    counts = _counts_by_sentence(mentions, measured, entities)
    found = ratio_intervals(
        counts, measured["n_words"], reports=measured["report"], ids=ids, rng=rng, resamples=resamples, rates=True)
    columns = {name: 1000 * part.T.ravel() for name, part in zip(("rate_per_1k", "ci_low", "ci_high"), found[2:], strict=True)}
    rows = [(entity, types[entity], report, rank) for rank, entity in enumerate(entities, 1) for report in [*ids, POOLED]]
    frame = pd.DataFrame(rows, columns=["entity", "type", "report", "rank"]).assign(n_mentions=found.above.T.ravel(), **columns)
    return typed("entity:str type:str report:str n_mentions:int64 rate_per_1k ci_low ci_high rank:int64", frame)


def entity_dispersion(mentions: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How evenly the mentions of each entity are spread over the reports.

    Returns
    -------
    entity, n_mentions, n_reports (that name it), dp (0 = as the reports' words are spread; near 1 = all in the smallest
    report), dp_norm (dp divided by its largest possible value; NaN for a single report). The most even first.

    Notes
    -----
    DP = 1/2 sum |v_i - s_i|, where v_i is report i's share of the mentions and s_i its share of the words; DPnorm = DP / (1 -
    min s). An entity with one mention has the highest DP it can have: compare entities of similar frequency.

    References
    ----------
    Gries (2008), International Journal of Corpus Linguistics 13: 403-437; Lijffijt & Gries (2012), ibid. 17: 147-149.
    """
    ids = report_ids(reports, mentions)
    sizes = reports.set_index("report").loc[ids, "n_words"].to_numpy(dtype=float)
    counts = mentions.groupby(["entity", "report"]).size().unstack(fill_value=0).reindex(columns=ids, fill_value=0)
    values = counts.to_numpy(dtype=float)
    dp, dp_norm = gries_dp(values, sizes)
    frame = typed("entity:str n_mentions:int64 n_reports:int64 dp dp_norm", {
        "entity": counts.index, "n_mentions": values.sum(axis=1), "n_reports": (values > 0).sum(axis=1), "dp": dp, "dp_norm": dp_norm})
    return frame.sort_values(["dp", "n_mentions", "entity"], ascending=[True, False, True], ignore_index=True)


def gries_dp(counts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gries' DP and its normalised form for counts (items x parts) over parts of the given sizes."""
    parts = sizes / sizes.sum() if sizes.sum() else np.full(len(sizes), math.nan)
    dp = np.abs(counts / counts.sum(axis=1, keepdims=True) - parts).sum(axis=1) / 2
    room = 1 - parts.min() if len(parts) else 0.0
    return dp, dp / room if room > 0 else np.full(len(dp), math.nan)


def co_occurrence(mentions: pd.DataFrame, sentences: pd.DataFrame, *, least: int = 2) -> pd.DataFrame:
    """Which entities are named in the same sentences.

    Parameters
    ----------
    least : in how many sentences two entities must meet to be listed.

    Returns
    -------
    entity_a, entity_b (a before b), n_sentences_a, n_sentences_b, n_together, npmi (1 = never one without the other, 0 = as
    often together as by chance, towards -1 = hardly ever together). Most together first.

    Notes
    -----
    NPMI = log(p_ab / (p_a p_b)) / -log(p_ab) over the measured sentences of all reports; 1 where every sentence holds both.
    It rewards rare pairs less than PMI does, yet pairs that meet twice or thrice are still mostly chance.

    References
    ----------
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, Proceedings of GSCL: 31-40.
    """
    if least < 1:
        raise ValueError(f"least is {least}; expected 1 or more")
    n = len(measured_sentences(sentences))
    present = [sorted(set(names)) for _, names in mentions.groupby(["report", "sentence"])["entity"]]
    alone = Counter(name for names in present for name in names)
    together = Counter(pair for names in present for pair in combinations(names, 2))
    rows = [(a, b, alone[a], alone[b], both, _npmi(alone[a], alone[b], both, n))
            for (a, b), both in together.items() if both >= least]
    rows.sort(key=lambda row: (-row[4], row[0], row[1]))
    return typed("entity_a:str entity_b:str n_sentences_a:int64 n_sentences_b:int64 n_together:int64 npmi", rows)


def entity_positions(mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How far into its report each mention stands.

    Returns
    -------
    entity, report, position (share of the measured words before it; 0 = first word). One row a mention, in this order.
    """
    texts = measured_texts(sentences, sorted(set(mentions["report"])))
    positions = mentions.groupby("report")["start"].transform(lambda starts: texts[starts.name].share_before(starts))
    frame = typed("entity:str report:str position", mentions.assign(position=positions))
    return frame.sort_values(["entity", "report", "position"], ignore_index=True)


def metonym_share(mentions: pd.DataFrame) -> pd.DataFrame:
    """How often each name of a place stands for its government.

    Returns
    -------
    entity, n_mentions, n_metonyms, share. Most metonyms first.

    Notes
    -----
    Whether a mention is a metonym is judged by its sentence's grammar alone and is often wrong for single mentions.
    """
    counts = mentions.groupby("entity", as_index=False)["metonym"].agg(n_mentions="size", n_metonyms="sum", share="mean")
    counts = counts.sort_values(["n_metonyms", "n_mentions", "entity"], ascending=[False, False, True], ignore_index=True)
    return typed("entity:str n_mentions:int64 n_metonyms:int64 share", counts)


def role_shares(
    roles: pd.DataFrame, sentences: pd.DataFrame, reports: pd.DataFrame, *, rng: np.random.Generator, resamples: int,
    most: int = 15, without: tuple[str, ...] = (),
) -> pd.DataFrame:
    """How often each entity acts rather than is acted on, in each report.

    Parameters
    ----------
    most : how many entities, those with most roles over all reports (ties by name).
    without : verbs (lemmas) whose roles are left out, such as those of speech.

    Returns
    -------
    entity, report (each, then "all"), n_agent, n_patient, share (of roles that are agent; NaN without roles), ci_low, ci_high,
    verb (the most frequent one, ties by name; empty without roles), rank (by roles over all reports, 1 = most). One row for every
    entity and report.

    Notes
    -----
    share = n_agent / (n_agent + n_patient). A high share means that the report lets the entity act; being quoted counts as acting
    unless `without` says otherwise. Intervals resample the sentences in which the entity has a role, pooled ones reports first
    (`resampling.ratio_intervals` says how wide they are). Passives without `by` and pronouns are not seen, so
    patients are undercounted where a report hides who acts.

    References
    ----------
    The contrast goes back to van Leeuwen (1996), The representation of social actors, in Caldas-Coulthard & Coulthard, Texts and
    Practices: 32-70 (activation and passivation).
    """
    ids = report_ids(reports, roles)
    texts = measured_texts(sentences, ids)
    roles = roles[~roles["verb"].isin(without)].sort_values(["report", "start"], ignore_index=True)
    sentence = roles.groupby("report")["start"].transform(lambda starts: texts[starts.name].sentences_at(starts))
    roles = roles.assign(n=1, sentence=sentence, agent=roles["role"] == "agent")
    entities = by_frequency(roles["entity"])[:most]
    rows = []
    for rank, (entity, stream) in enumerate(zip(entities, rng.spawn(len(entities)), strict=True), 1):
        own = roles[roles["entity"] == entity]
        found = ratios_by_sentence(own, ["agent"], "n", ids=ids, rng=stream, resamples=resamples)
        verbs = [by_frequency(own.loc[own["report"] == report, "verb"]) for report in ids] + [by_frequency(own["verb"])]
        rows += zip(repeat(entity), [*ids, POOLED], found.above[:, 0], found.below - found.above[:, 0], *found.first,
                    (next(iter(used), "") for used in verbs), repeat(rank))
    return typed("entity:str report:str n_agent:int64 n_patient:int64 share ci_low ci_high verb:str rank:int64", rows)


def label_rates(labels: pd.DataFrame, mentions: pd.DataFrame, reports: pd.DataFrame, *, most: int = 20) -> pd.DataFrame:
    """Which words each report puts to an entity's name, and how often for each time that it names it.

    Parameters
    ----------
    most : how many combinations of entity and label, those with most occurrences over all reports (ties by name). Entities that one
        report alone names, where there are several reports, cannot be compared and are left out.

    Returns
    -------
    entity, label (lemma), relations (joined by ", "), report (each that names the entity, then "all"), n (labels), n_mentions (of the
    entity there), per_100 (labels per 100 mentions), ci_low, ci_high, n_reports (that use the label for the entity). Entities with
    most labels first, their most frequent label first, reports in order.

    Notes
    -----
    per_100 = 100 n / n_mentions, so that a report that names somebody often does not win by that; the interval is Wilson's for a
    share, as if mentions were independent: what one hand writes is not, so it is rather too narrow; NaN where there are more labels than
    mentions. Labels inside quotations count.

    References
    ----------
    Wilson (1927), JASA 22: 209-212. The question is that of Hamborg, Zhukova & Gipp (2019), Automated identification of media bias by
    word choice and labeling in news articles, JCDL.
    """
    ids = report_ids(reports, mentions, labels)
    named = mentions.groupby(["entity", "report"]).size()
    n_naming = mentions.groupby("entity")["report"].nunique()
    labels = labels[labels["entity"].isin(n_naming.index[n_naming >= min(2, len(ids))])]
    by_entity = labels["entity"].value_counts()
    totals = labels.groupby(["entity", "label"]).size()
    kept = largest_first(totals)[:most]
    kept.sort(key=lambda pair: (-by_entity[pair[0]], pair[0], -totals[pair], pair[1]))
    rows = []
    for entity, label in kept:
        own = labels[(labels["entity"] == entity) & (labels["label"] == label)]
        counts, relations = own["report"].value_counts(), ", ".join(sorted(set(own["relation"])))
        naming = [report for report in ids if (entity, report) in named.index]
        n_mentions = {report: int(named[entity, report]) for report in naming}
        for report in [*naming, POOLED]:
            n, of = (len(own), sum(n_mentions.values())) if report == POOLED else (counts.get(report, 0), n_mentions[report])
            low, high = wilson(n, of) if n <= of else (math.nan, math.nan)
            rows.append((entity, label, relations, report, n, of, 100 * divide(n, of), 100 * low, 100 * high, len(counts)))
    return typed("entity:str label:str relations:str report:str n:int64 n_mentions:int64 per_100 ci_low ci_high "
                 "n_reports:int64", rows)


def _counts_by_sentence(mentions: pd.DataFrame, measured: pd.DataFrame, entities: list[str]) -> np.ndarray:
    """Mentions of each entity in each measured sentence (sentences x entities)."""
    index, keys = (pd.MultiIndex.from_frame(frame[["report", "sentence"]]) for frame in (measured, mentions))
    if len(unknown := keys[~keys.isin(index)]):
        report, sentence = unknown[0]
        raise ValueError(f"a mention stands in sentence {sentence} of report {report!r}, which is no measured sentence")
    kept = mentions[mentions["entity"].isin(entities)]
    counts = kept.groupby(["report", "sentence", "entity"]).size().unstack(fill_value=0)
    return counts.reindex(index=index, columns=entities, fill_value=0).to_numpy(dtype=float)


def _npmi(n_a: int, n_b: int, n_together: int, n: int) -> float:
    """Normalised pointwise mutual information of two events in n trials."""
    if n_together == n:
        return 1.0
    return math.log(n_together * n / (n_a * n_b)) / -math.log(n_together / n)
