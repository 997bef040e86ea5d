"""Attributions of all reports: the tagger's relations, those nested in them, and their codes."""

from __future__ import annotations

import csv
from bisect import bisect_right
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from analysis import schema
from analysis.models.attribution.tagger import Relation, load_tagger
from analysis.reading.frames import find_candidates
from analysis.reading.quotations import find_quotations
from analysis.reading.sources import SourceCoder, tokens_in

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Token

    from analysis.reading.language import Paragraph, Reading

# Verbs that report speech in nearly every use, for attributions inside the words of another source.
_SPEECH = {"say", "tell", "add", "announce", "claim", "warn", "deny", "declare", "insist", "thank", "vow", "pledge", "promise", "argue"}
_NESTED_FRAMES = {"clause", "pass-clause", "to"}
_NESTED_CONFIDENCE = 0.5


def find_attributions(readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Who is said to say what, in headline and body of every report.

    Parameters
    ----------
    readings
        The parsed reports.
    mentions, entities
        Their tables, to which sources are resolved.

    Returns
    -------
    DataFrame
        The table `attributions`.
    """
    coder = SourceCoder(readings, mentions, entities)
    rows: list[dict] = []
    for reading in readings:
        rows += _code_report(reading, coder)
    return schema.build("attributions", rows)


def find_relations(reading: Reading) -> list[Relation]:
    """Source, cue and content spans of a report: the tagger's, and attributions nested in their contents."""
    paragraphs = [paragraph for paragraph in reading.paragraphs if paragraph.zone in schema.MEASURED_ZONES]
    found = load_tagger().tag([(paragraph.start, paragraph.doc.text) for paragraph in paragraphs])
    found = [_trim(relation, reading.text) for relation in found if relation.cue_spans or relation.source_spans]
    nested = [relation for paragraph in paragraphs for relation in _nested_relations(paragraph, found)]
    return sorted(found + nested, key=_extent)


def _trim(relation: Relation, text: str) -> Relation:
    """The relation with contents of one quotation joined where only a mark stands between, without stops at the edges."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(relation.content_spans):
        if merged and not any(map(str.isalnum, text[merged[-1][1]:start])):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return relation._replace(content_spans=merged, source_spans=sorted(relation.source_spans), cue_spans=sorted(relation.cue_spans))


def _extent(relation: Relation) -> tuple[int, int]:
    """First position of any span, and the end of the last, longest first."""
    spans = relation.source_spans + relation.cue_spans + relation.content_spans
    return min(start for start, _ in spans), -max(end for _, end in spans)


def _nested_relations(paragraph: Paragraph, found: list[Relation]) -> list[Relation]:
    """Reported speech inside the content of an attribution of this paragraph: `the agency said that A told B that ...`."""
    cues = [span for relation in found for span in relation.cue_spans]
    outer = [span for relation in found for span in relation.content_spans if paragraph.start <= span[0] < paragraph.end]
    nested = []
    for candidate in find_candidates(paragraph.doc) if outer else ():
        if candidate.lemma not in _SPEECH or candidate.frame not in _NESTED_FRAMES or not candidate.source:
            continue
        source, cue, content = (_token_spans(paragraph, part) for part in (candidate.source, candidate.cue, candidate.content))
        spans = source + cue + content
        low, high = min(start for start, _ in spans), max(end for _, end in spans)
        inside = any(start - 1 <= low and high <= end + 1 for start, end in outer)
        taken = any(start < end_cue and start_cue < end for start, end in cues for start_cue, end_cue in cue)
        if inside and not taken and len(candidate.content) > 1:
            nested.append(Relation(source, cue, content, _NESTED_CONFIDENCE))
    return nested


def _token_spans(paragraph: Paragraph, numbers: frozenset[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring tokens as positions in the report, without punctuation at their edges."""
    spans: list[tuple[int, int]] = []
    doc = paragraph.doc
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        while run and (doc[run[-1]].is_space or doc[run[-1]].text in ",.;:"):
            run.pop()
        while run and (doc[run[0]].is_space or doc[run[0]].text in ",.;:"):
            run.pop(0)
        if any(not doc[number].is_punct for number in run):
            spans.append((paragraph.start + doc[run[0]].idx, paragraph.start + doc[run[-1]].idx + len(doc[run[-1]])))
    return spans


def _code_report(reading: Reading, coder: SourceCoder) -> list[dict]:
    """The attributions of one report as rows."""
    relations = find_relations(reading)
    parents = [_find_parent(number, relations) for number in range(len(relations))]
    quoted = _quoted_characters(reading)
    coded: list[dict] = []
    for number, relation in enumerate(relations):
        cue = cue_token(reading, relation)
        lemma = cue_lemma(reading, relation, cue)
        source = coder.code(reading, relation, cue=cue, before=coded)
        parent = parents[number]
        carriers = [*_carriers(coded, parent), *source.carriers]
        coded.append({
            "report": reading.report, "attribution": number + 1, "source_spans": schema.spans_to_text(relation.source_spans),
            "cue_spans": schema.spans_to_text(relation.cue_spans), "content_spans": schema.spans_to_text(relation.content_spans),
            "mode": _mode(relation, quoted, reading.text), "source": source.name, "source_type": source.type, "source_country": source.country,
            "naming": source.naming, "cue": lemma, "stance": stance_of(lemma), "negated": _is_negated(cue),
            "relay": " < ".join(dict.fromkeys(carrier for carrier in carriers if carrier and carrier != source.name)),
            "parent": None if parent is None else parent + 1, "confidence": relation.confidence})
    return coded


def _carriers(coded: list[dict], parent: int | None) -> list[str]:
    """Who carried the words of an attribution nested in another: the outer ones' carriers and sources, outermost first."""
    if parent is None or parent >= len(coded):
        return []
    outer = coded[parent]
    return [*filter(None, outer["relay"].split(" < ")), outer["source"]]


def _find_parent(number: int, relations: list[Relation]) -> int | None:
    """The attribution whose content holds all of this one's cue and content, the innermost."""
    own = relations[number]
    spans = own.cue_spans + own.content_spans
    best: tuple[int, int] | None = None
    for other, relation in enumerate(relations):
        if other == number:
            continue
        held = [all(any(start - 1 <= low and high <= end + 1 for start, end in relation.content_spans) for low, high in spans)]
        size = sum(end - start for start, end in relation.content_spans)
        if all(held) and size > sum(high - low for low, high in own.content_spans) and (best is None or size < best[0]):
            best = (size, other)
    return best[1] if best else None


def _quoted_characters(reading: Reading) -> list[tuple[int, int]]:
    """Outermost quoted stretches of a report."""
    paragraphs = [(paragraph.start, paragraph.end) for paragraph in reading.paragraphs]
    return [(quotation.start, quotation.end) for quotation in find_quotations(reading.text, paragraphs) if quotation.level == 1]


def _mode(relation: Relation, quoted: list[tuple[int, int]], text: str) -> str:
    """`direct` when every word of the content is quoted, `mixed` when some are, else `indirect`."""
    starts = [start for start, _ in quoted]
    inside = total = 0
    for start, end in relation.content_spans:
        for at in range(start, end):
            if text[at].isalnum():
                place = bisect_right(starts, at) - 1
                total += 1
                inside += place >= 0 and at < quoted[place][1]
    return "direct" if total and inside == total else "mixed" if inside else "indirect"


def cue_token(reading: Reading, relation: Relation) -> Token | None:
    """The word that carries the cue: its last verb, else its last noun, else its first word."""
    tokens = [token for span in relation.cue_spans for token in tokens_in(reading, span)]
    verbs = [token for token in tokens if token.pos_ == "VERB"]
    nouns = [token for token in tokens if token.pos_ in ("NOUN", "AUX")]
    return (verbs or nouns or tokens or [None])[0 if not (verbs or nouns) else -1]


def cue_lemma(reading: Reading, relation: Relation, cue: Token | None) -> str:
    """The cue's lemma in lower case; `according to` and its like in full."""
    if cue is None:
        return ""
    if cue.lower_ == "according":
        return "according to"
    return cue.lemma_.lower() if any(map(str.isalpha, cue.lemma_)) else ""


def stance_of(lemma: str) -> str:
    """The stance that a cue expresses towards its content, by the lexicon `stances.csv`; `neutral` where it has none."""
    return _stances().get(lemma, "neutral")


@lru_cache(maxsize=1)
def _stances() -> dict[str, str]:
    """Cue lemma to stance."""
    with resources.files("analysis.reading").joinpath("stances.csv").open(encoding="utf-8", newline="") as file:
        return {row["cue"]: row["stance"] for row in csv.DictReader(file)}


def _is_negated(cue: Token | None) -> bool:
    """Whether the cue itself is negated: `did not say`, `never promised`."""
    if cue is None:
        return False
    return any(child.dep_ == "neg" or child.lower_ in ("not", "never", "n't") for child in cue.children)
