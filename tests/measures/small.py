"""Small tables for the measures' tests: three invented harbour reports, worked out by hand in the tests that use them.

Report a has 14 measured words, one word for every five characters: headline 0-10, body 12-52 and 66-86, and a caption 54-64
that is not measured. Report b has 8 (0-20, 22-42), report c has 2 (0-10) and attributes nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import schema

DEFAULTS = {
    "reports": {"event": "harbour", "outlet": "", "published": "", "language": "en", "agency": "", "n_characters": 100,
                "n_words": 100, "n_sentences": 1, "sha256": "0" * 64},
    "sentences": {"zone": "body"},
    "attributions": {"source_spans": "", "cue_spans": "", "content_spans": "", "mode": "indirect", "source": "",
                     "source_type": "", "source_country": "", "naming": "named", "cue": "say", "stance": "neutral",
                     "negated": False, "relay": "", "parent": pd.NA, "confidence": 0.9},
    "mentions": {"surface": "x", "type": "PERSON", "metonym": False},
    "labels": {"relation": "modifier"},
    "claims": {"event": "harbour", "label": "gate open", "n_reports": 1},
    "claim_mentions": {"status": "own_voice", "attribution": pd.NA},
    "conflicts": {"event": "harbour", "claim": "", "kind": "number", "start_a": 0, "end_a": 5, "start_b": 0, "end_b": 5,
                  "score": 1.0},
    "passages": {"kind": "copied"},
    "terms": {"part_of_speech": "NOUN"},
}


def make(name: str, rows: list[dict]) -> pd.DataFrame:
    """A checked table from rows that give only what matters."""
    return schema.build(name, [DEFAULTS.get(name, {}) | row for row in rows])


def rows(columns: str, *values: tuple) -> list[dict]:
    """Rows from tuples below one line of column names."""
    return [dict(zip(columns.split(), value, strict=True)) for value in values]


REPORTS = make("reports", rows(
    "report outlet published agency n_words", ("a", "Kelp Post", "2031-05-02", "Tidewire", 14),
    ("b", "Tidewire", "2031-05-02", "", 8), ("c", "Gull", "2031-05-01", "", 2)))
SENTENCES = make("sentences", rows(
    "report sentence start end zone n_words", ("a", 0, 0, 10, "headline", 2), ("a", 1, 12, 52, "body", 8),
    ("a", 2, 54, 64, "caption", 3), ("a", 3, 66, 86, "body", 4), ("b", 0, 0, 20, "headline", 4), ("b", 1, 22, 42, "body", 4),
    ("c", 0, 0, 10, "body", 2)))
ZONES = make("zones", rows(
    "report start end zone", ("a", 0, 10, "headline"), ("a", 12, 52, "body"), ("a", 54, 64, "caption"), ("a", 66, 86, "body"),
    ("b", 0, 20, "headline"), ("b", 22, 42, "body"), ("c", 0, 10, "body")))
ATTRIBUTIONS = make("attributions", [
    {"report": "a", "attribution": 1, "source_spans": "12-16", "cue_spans": "17-21", "content_spans": "22-52", "mode": "direct",
     "source": "Mara Quill", "source_type": "government", "source_country": "NO"},
    {"report": "a", "attribution": 2, "source_spans": "22-26", "cue_spans": "27-31", "content_spans": "32-52",
     "source": "divers", "source_type": "public", "naming": "role", "relay": "Tidewire", "parent": 1, "cue": "warn",
     "stance": "assertive"},
    {"report": "a", "attribution": 3, "cue_spans": "77-80", "content_spans": "66-76", "naming": "none"},
    {"report": "b", "attribution": 1, "source_spans": "22-26", "content_spans": "27-42", "source": "Mara Quill",
     "source_type": "government", "source_country": "NO", "relay": "Tidewire < Port Office", "cue": ""}])
MENTIONS = make("mentions", rows(
    "report sentence start end entity type metonym", ("a", 0, 0, 4, "Mara Quill", "PERSON", False),
    ("a", 1, 12, 16, "Mara Quill", "PERSON", False), ("a", 1, 32, 36, "Port Ayle", "GPE", True),
    ("a", 3, 66, 70, "Port Ayle", "GPE", False), ("b", 1, 22, 26, "Mara Quill", "PERSON", False),
    ("b", 1, 32, 36, "Port Ayle", "GPE", False), ("b", 0, 10, 14, "Gull Rock", "LOC", False)))
LABELS = make("labels", rows(
    "report start end entity label relation", ("a", 0, 4, "Mara Quill", "stern", "modifier"),
    ("a", 12, 16, "Mara Quill", "stern", "modifier"), ("b", 22, 26, "Mara Quill", "stern", "modifier"),
    ("b", 30, 34, "Port Ayle", "town", "apposition"), ("a", 70, 74, "Mara Quill", "pilot", "predicate")))
ROLES = make("roles", rows(
    "report start end entity role verb", ("a", 0, 4, "Mara Quill", "agent", "say"), ("a", 12, 16, "Mara Quill", "agent", "open"),
    ("a", 32, 36, "Port Ayle", "patient", "open"), ("a", 66, 70, "Port Ayle", "agent", "pay"),
    ("b", 22, 26, "Mara Quill", "patient", "thank")))
CLAIMS = make("claims", rows(
    "claim label n_reports", ("gate", "gate open", 2), ("toll", "toll rise", 1), ("tug", "tug sink", 1)))
CLAIM_MENTIONS = make("claim_mentions", rows(
    "claim report sentence start end rank status attribution", ("gate", "a", 1, 12, 52, 2, "attributed", 1),
    ("gate", "a", 3, 66, 86, 2, "own_voice", pd.NA), ("gate", "b", 1, 22, 42, 1, "hedged", 1),
    ("toll", "a", 0, 0, 10, 1, "own_voice", pd.NA)))
CONFLICTS = make("conflicts", rows(
    "kind report_a start_a report_b", ("number", "a", 0, "b"), ("number", "a", 12, "b"), ("date", "a", 0, "b"),
    ("name", "b", 0, "c")))
PASSAGES = make("passages", rows(
    "report_a start_a end_a report_b start_b end_b n_words kind", ("a", 12, 32, "b", 0, 20, 4, "copied"),
    ("a", 22, 42, "b", 22, 42, 4, "shared_quotation")))
TERMS = make("terms", rows(
    "report lemma part_of_speech n", ("a", "gate", "NOUN", 6), ("a", "gate", "VERB", 1), ("a", "toll", "NOUN", 2),
    ("a", "the", "DET", 50), ("b", "gate", "NOUN", 1), ("b", "toll", "NOUN", 4), ("b", "tug", "NOUN", 1),
    ("c", "tug", "NOUN", 3)))

TABLES = {"reports": REPORTS, "zones": ZONES, "sentences": SENTENCES, "attributions": ATTRIBUTIONS, "mentions": MENTIONS, "labels": LABELS,
          "roles": ROLES,
          "claims": CLAIMS, "claim_mentions": CLAIM_MENTIONS, "conflicts": CONFLICTS, "passages": PASSAGES, "terms": TERMS}


def empty(name: str) -> pd.DataFrame:
    """A table without a row."""
    return schema.build(name, [])


def rng() -> np.random.Generator:
    """Random numbers that are the same in every test."""
    return np.random.default_rng(11)


def records(frame: pd.DataFrame, columns: str) -> list[tuple]:
    """The rows of some columns."""
    return list(frame[columns.split()].itertuples(index=False, name=None))
