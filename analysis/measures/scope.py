"""What of a corpus is measured, and what is left out of every measure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import schema
from analysis.measures.units import measured_sentences, outlets_of, typed


def count_measured(tables: Mapping[str, pd.DataFrame], *, event: str) -> pd.DataFrame:
    """How much of a corpus was measured and how much was left out.

    Parameters
    ----------
    event : what to note of the event that the reports are about.

    Returns
    -------
    count (what), n, note (why). Paragraphs outside headline and body are counted by zone.
    """
    measured = measured_sentences(tables["sentences"])
    zones = tables["zones"]["zone"].value_counts()
    rows = [("reports", len(tables["reports"]), event),
            ("outlets", outlets_of(tables["reports"]).nunique(), "a report without an outlet counts as one"),
            ("sentences", len(measured), "headline and body, which are measured"),
            ("words", measured["n_words"].sum(), "headline and body, which are measured"),
            *((f"{zone} paragraphs", zones.get(zone, 0), "left out of every measure")
              for zone in schema.ZONES if zone not in schema.MEASURED_ZONES),
            *((name, len(tables[name]), "") for name in ("attributions", "mentions", "claims"))]
    return typed("count:str n:int64 note:str", rows)


def words_by_zone(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How many words of each report are measured and how many left out.

    Returns
    -------
    report, zone, n_paragraphs, n_words. All report x zone rows, in the order of the reports and of `schema.ZONES`.

    Notes
    -----
    Credit lines and boilerplate are not split into sentences, so their words are estimated: characters divided by the
    characters a word takes in that report's headline and body.
    """
    zones = tables["zones"].assign(length=tables["zones"]["end"] - tables["zones"]["start"])
    rows = []
    for report in tables["reports"]["report"]:
        own, split = (frame[frame["report"] == report] for frame in (zones, tables["sentences"]))
        measured = measured_sentences(split)
        length, n = (measured["end"] - measured["start"]).sum(), measured["n_words"].sum()
        # English running text takes six characters a word where a report has no measured word.
        characters_a_word = length / n if n else 6.0
        for zone in schema.ZONES:
            paragraphs = own[own["zone"] == zone]
            n_words = (split.loc[split["zone"] == zone, "n_words"].sum() if zone in schema.PARSED_ZONES
                       else round(paragraphs["length"].sum() / characters_a_word))
            rows.append((report, zone, len(paragraphs), n_words))
    return typed("report:str zone:str n_paragraphs:int64 n_words:int64", rows)
