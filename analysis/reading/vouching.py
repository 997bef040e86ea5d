"""Vouching: in whose voice a report makes a claim, and how firmly."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading.stances import load_stances

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Token

    from analysis.reading.claims import Unit, Word

_MODALS = {"could", "may", "might", "would"}
_HEDGING_VERBS = {"appear", "seem", "believe", "expect", "think", "suspect", "presume", "rumour", "rumor", "speculate",
                  "fear"}
_HEDGING_ADVERBS = {
    "possibly", "potentially", "perhaps", "maybe", "likely", "unlikely", "probably", "reportedly", "apparently", "allegedly",
    "supposedly", "presumably", "seemingly", "conceivably"}
_SUPPOSING = _HEDGING_VERBS | _HEDGING_ADVERBS
_DENIALS = {"deny", "reject", "dismiss", "refute", "rebut"}
_NOTHING = {"nobody", "nothing", "none", "neither", "never"}
_HEDGING_NOUNS = {"possibility", "prospect", "speculation", "likelihood", "rumour", "rumor"}

Spans = list[tuple[int, int]]


class Voices:
    """The attributions of a corpus, by report, with their spans read."""

    def __init__(self, attributions: pd.DataFrame) -> None:
        self._by_report: dict[str, list[tuple[object, Spans, Spans]]] = defaultdict(list)
        for row in attributions.itertuples():
            frame = schema.text_to_spans(";".join(sorted(filter(None, (row.source_spans, row.cue_spans)))))
            self._by_report[row.report].append((row, schema.text_to_spans(row.content_spans), frame))

    def frames(self, report: str) -> Spans:
        """The spans of sources and cues in a report."""
        return [span for _, _, frame in self._by_report[report] for span in frame]

    def vouch(self, unit: Unit) -> tuple[str, int | None]:
        """Status and attribution of a unit: by the innermost attribution that holds most of its content, else by its hedges.

        An attribution vouches if its cue is one of the lexicon's and, without a source, says more than that something is supposed.
        Where the cue is the unit's own predicate and neither quotes nor opens a finite clause (`the ministry plans a review`), the report
        says so itself, but for what is denied.
        """
        best = None
        low, high = min((word.start for word in unit.words), default=0), max((word.end for word in unit.words), default=0)
        head = [word for word in unit.words if word.token.i == unit.head.i]
        clause = any(_is_finite(child) for child in unit.head.children)
        for row, content, frame in self._by_report[unit.report]:
            if not any(start < high and low < end for start, end in content):
                continue
            # A set phrase (`cast doubt on`) stands in the lexicon as a whole and shows by its stance.
            known = not row.cue.isalpha() or row.cue in load_stances() or row.stance != "neutral"
            if not known or not row.source_spans and row.cue in _SUPPOSING:
                continue
            if row.mode == "indirect" and row.stance not in ("denying", "accusing") and not clause and any(within(word, frame) for word in head):
                continue
            outside = [word for word in unit.words if not within(word, frame)]
            held = sum(within(word, content) for word in outside)
            if held and held >= len(outside) / 2:
                size = sum(end - start for start, end in content)
                if best is None or size < best[0]:
                    best = (size, row)
        if best is None:
            return ("hedged" if is_hedged(unit.head) or _is_under(unit.head) and is_hedged(unit.head.head) else "own_voice"), None
        row = best[1]
        if row.negated:
            return "hedged", row.attribution
        return {"doubting": "doubted", "denying": "denied"}.get(row.stance, "attributed"), row.attribution


def _is_finite(token: Token) -> bool:
    """Whether a token is the predicate of a clause that says something of its own to the one above: none with `to`."""
    return token.dep_ in ("ccomp", "parataxis") and not any(child.tag_ == "TO" for child in token.children)


def _is_under(head: Token) -> bool:
    """Whether what is said of the predicate above holds for this one: what is supposed to be so, or a verb that shares its auxiliaries."""
    shared = head.dep_ == "conj" and not any(child.dep_ in ("aux", "nsubj", "nsubjpass") for child in head.children)
    return head.dep_ in ("ccomp", "csubj") or shared


def within(word: Word, spans: Spans) -> bool:
    """Whether a word lies in one of the spans."""
    return any(start <= word.start < end for start, end in spans)


def is_hedged(head: Token) -> bool:
    """Whether a clause, given its predicate, is hedged: by a modal, an adverb, a verb of supposing, a noun of possibility."""
    near = {head, *(child for child in head.children if child.dep_ in ("xcomp", "attr", "acomp", "oprd"))}
    for token in sorted(near):
        for child in token.children:
            if child.dep_ == "aux" and child.lower_ in _MODALS or child.lower_ in _HEDGING_ADVERBS:
                return True
            if token == head and child.dep_ in ("dobj", "nsubj", "attr") and child.lemma_.lower() in _HEDGING_NOUNS:
                return True
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in head.children)
    return head.lemma_.lower() in _HEDGING_VERBS and (passive or head.lemma_.lower() in ("appear", "seem"))


def is_negated(head: Token) -> bool:
    """Whether a clause, given its predicate, says that something is not so: by a negation, `no`, or a verb of denial."""
    if head.lemma_.lower() in _DENIALS:
        return True
    for token in (head, *(child for child in head.children if child.dep_ in ("xcomp", "acomp", "attr", "ccomp"))):
        for child in token.children:
            if child.dep_ == "neg" or child.lower_ in _NOTHING:
                return True
            if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(inner.lower_ in ("no", "neither") for inner in child.children):
                return True
    return False
