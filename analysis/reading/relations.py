"""Who is said to say what, found by rules: candidates in the parse and around quotations, weighed by a counted lexicon."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading.frames import find_candidates, find_subject, quoting_verb, subtree, verb_group
from analysis.reading.speech import Speech, find_speeches

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from analysis.reading.language import Reading

CUES = Path(__file__).with_name("cues.csv")
STANCES = Path(__file__).with_name("stances.csv")
# Weight of a frame's own rate against the counts of one lemma in it, in occurrences.
PRIOR = 4.0
LEAST = 0.33
# Inside the content of another attribution only cues that are nearly always attributions count.
LEAST_NESTED = 0.6
_EDGES = " \t\n\r\xa0,.;:—–-"
# The rest of a quotation whose mark opens inside a span: its full stop, and its mark unless it goes on in the next paragraph.
_CLOSING = re.compile(r"[.,!?]?[”\"]|[.!?](?=\s*(?:\n|$))")
_HEADLINE = re.compile(r"(?P<source>[^:\"“”.?!]{2,60}): (?=\S)")
_HEADLINE_END = re.compile(r"(?P<content>.{12,}): (?P<source>[\w .'’-]{2,40})$")


class Relation(NamedTuple):
    """One attribution: spans as positions in the report's text, and how likely it is one (0-1)."""

    source_spans: list[tuple[int, int]]
    cue_spans: list[tuple[int, int]]
    content_spans: list[tuple[int, int]]
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """A candidate with its place in the report: token numbers count through the whole report."""

    lemma: str
    frame: str
    head: int
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


@dataclass(frozen=True)
class Words:
    """The tokens of a report's measured paragraphs, numbered through."""

    text: str
    paragraphs: list[tuple[int, Doc]]
    firsts: list[int]
    starts: list[int]
    ends: list[int]

    def within(self, start: int, end: int) -> frozenset[int]:
        """Numbers of the tokens between two positions of the text."""
        first = bisect_right(self.ends, start)
        return frozenset(i for i in range(first, len(self.starts)) if self.starts[i] < end) if end - start < 200 else frozenset(
            range(first, bisect_right(self.starts, end - 1)))


class Cues:
    """How often a lemma in a frame is the cue of an attribution, from the counted lexicon."""

    def __init__(self, counts: dict[tuple[str, str], tuple[int, int]], speech: frozenset[str]) -> None:
        self._counts, self._speech = counts, speech

    def rate(self, lemma: str, frame: str) -> float:
        """The smoothed share of occurrences that were attributions.

        The prior is that of verbs and nouns of speech (`+`) or of other words (`*`) in the frame.
        """
        n, right = self._counts.get((lemma, frame), (0, 0))
        pooled = self._counts.get(("+", frame)) if lemma in self._speech else None
        total, share = pooled or self._counts.get(("*", frame), (1, 0))
        return (right + PRIOR * share / total) / (n + PRIOR)


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The lexicon: counts by lemma and frame, and the words of speech that share a prior."""
    with CUES.open(encoding="utf-8", newline="") as file:
        counts = {(row["lemma"], row["frame"]): (int(row["n"]), int(row["attributions"])) for row in csv.DictReader(file)}
    return Cues(counts, frozenset(load_stances()))


@lru_cache(maxsize=1)
def load_stances() -> dict[str, str]:
    """Stance by cue lemma, words of speech without one as neutral."""
    with STANCES.open(encoding="utf-8", newline="") as file:
        return {lemma: row["stance"] for row in csv.DictReader(file) for lemma in row["lemmas"].split(";")}


def find_relations(reading: Reading) -> list[Relation]:
    """The attributions of one report's headline and body, in order of their first span.

    Parameters
    ----------
    reading
        The parsed report.

    Returns
    -------
    list of Relation
        Contents hold their quotation marks and `that`, not the comma or full stop at their edge; a source holds its titles and
        appositions; a cue its auxiliaries.

    Notes
    -----
    Every verb, noun and quotation proposes attributions, each in a frame: how its content hangs on it. A proposal counts when
    the share of its lemma's occurrences in that frame that were attributions in a training corpus is high enough; that share is
    the confidence. Known bias: the counts are of political news; attributions by rare cues are missed.

    References
    ----------
    Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News", LREC 2018 (the training corpus counted).
    """
    words = read_words(reading)
    chosen = choose(propose(words), load_cues())
    found = [Relation(_spans(words, one.source), _spans(words, one.cue), _spans(words, one.content), round(rate, 4))
             for one, rate in chosen]
    return sorted((one for one in found if one.content_spans and one.cue_spans), key=lambda one: (
        min(one.source_spans + one.cue_spans + one.content_spans), one.cue_spans))


def read_words(reading: Reading) -> Words:
    """The measured tokens of a report."""
    paragraphs = [(p.start, p.doc) for p in reading.paragraphs if p.zone in schema.MEASURED_ZONES]
    firsts, starts, ends = [], [], []
    for start, doc in paragraphs:
        firsts.append(len(starts))
        starts += [start + token.idx for token in doc]
        ends += [start + token.idx + len(token) for token in doc]
    return Words(reading.text, paragraphs, firsts, starts, ends)


def propose(words: Words) -> list[Proposal]:
    """Every proposal of a report, in text order of the cue."""
    found: list[Proposal] = []
    quoted: set[int] = set()
    for speech in find_speeches(words.text, words.paragraphs):
        content = frozenset().union(*(words.within(*span) for span in speech.spans))
        quoted |= content
        found += _speech_proposals(words, speech, content)
    for (_, doc), first in zip(words.paragraphs, words.firsts, strict=True):
        for one in find_candidates(doc):
            if one.head + first in quoted:
                continue
            shifted = [frozenset(i + first for i in numbers) for numbers in (one.source, one.cue, one.content)]
            found.append(Proposal(one.lemma, one.frame, one.head + first, *shifted))
    found += _headline_proposals(words)
    return sorted(found, key=lambda one: (one.head, one.frame, min(one.content, default=0)))


def _speech_proposals(words: Words, speech: Speech, content: frozenset[int]) -> list[Proposal]:
    """One proposal for each verb beside a quotation, or for the name before a bare colon."""
    doc, first = words.paragraphs[speech.paragraph][1], words.firsts[speech.paragraph]
    found, outside = [], set(speech.outside)
    side = "after" if speech.outside[0] + first > min(content) else "before"
    colon = doc[speech.outside[-1]].text == ":"
    label = _behind_dash(doc, speech.outside) if colon else []
    verbs = [] if label else _main_verbs([doc[i] for i in speech.outside])
    for verb in verbs:
        subject, passive, _ = find_subject(verb)
        source = frozenset() if subject is None else subtree(subject) & outside - verb_group(verb)
        if not source:
            source = _next_to(doc, verb.i, outside)
        cue = verb_group(verb) & outside | {verb.i}
        name = f"quote-{side}" + ("-passive" if passive else "")
        found.append(Proposal(verb.lemma_.lower(), name, verb.i + first, *(
            frozenset(j + first for j in numbers) for numbers in (source, cue)), content))
    if colon and not verbs and len(label or speech.outside) < 10:
        last = speech.outside[-1] + first
        source = frozenset(i + first for i in label or speech.outside[:-1])
        found.append(Proposal(":", "colon", last, source, frozenset({last}), content))
    return found


def _behind_dash(doc: Doc, outside: list[int]) -> list[int]:
    """The words between a dash and the colon that ends a line, when they hold no verb."""
    dashes = [i for i in outside if doc[i].text in ("-", "–", "—") and doc[i - 1].whitespace_]
    label = [i for i in outside if dashes and i > dashes[-1] and doc[i].text != ":"]
    return [] if any(doc[i].pos_ in ("VERB", "AUX") for i in label) else label


def _main_verbs(tokens: list[Token]) -> list[Token]:
    """The verbs that can carry a quotation: those outside relative clauses, where there are any."""
    verbs = [token for token in tokens if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass") and not any(
        quoting_verb(below) for child in token.children if child.dep_ == "prep" for below in child.children)]
    inside = {token.i for token in tokens}
    main = [verb for verb in verbs if not any(
        one.dep_ in ("relcl", "acl") and one.i in inside and one.head.i in inside for one in [verb, *verb.ancestors])]
    return main or verbs


def _next_to(doc: Doc, verb: int, outside: set[int]) -> frozenset[int]:
    """The noun phrase beside a verb whose subject the parser did not find."""
    for i in (verb + 1, verb - 1):
        if i in outside and doc[i].pos_ in ("PROPN", "PRON", "NOUN", "DET", "ADJ"):
            top = doc[i]
            while top.head.i in outside and top.head.i != verb and top.head != top and top.head.pos_ in ("PROPN", "NOUN"):
                top = top.head
            return subtree(top) & outside - {verb}
    return frozenset()


def _headline_proposals(words: Words) -> list[Proposal]:
    """`Minister: ...` and `...: minister` in paragraphs of one line without a full stop."""
    found = []
    for (start, doc), first in zip(words.paragraphs, words.firsts, strict=True):
        text = doc.text.strip()
        if len(text) > 160 or ":" not in text or '"' in text or "“" in text:
            continue
        match = _HEADLINE.match(text) or (None if text.endswith(".") else _HEADLINE_END.search(text))
        if match is None:
            continue
        colon = next((token for token in doc if token.text == ":"), None)
        if colon is None:
            continue
        low, high = frozenset(range(first, first + colon.i)), frozenset(range(first + colon.i + 1, first + len(doc)))
        source, content = (low, high) if match.re is _HEADLINE else (high, low)
        parts = {doc[i - first].pos_ for i in source}
        if parts & {"PROPN", "NOUN"} and not parts & {"VERB", "AUX"}:
            side = "first" if match.re is _HEADLINE else "last"
            frame, at = f"headline-{side}-{'name' if 'PROPN' in parts else 'noun'}", first + colon.i
            found.append(Proposal(":", frame, at, source, frozenset({at}), content))
    return found


def choose(proposals: list[Proposal], cues: Cues, *, least: float = LEAST,
           nested: float = LEAST_NESTED) -> list[tuple[Proposal, float]]:
    """The proposals likely enough that do not repeat a likelier one, with their rates."""
    rated = []
    for number, one in enumerate(proposals):
        rate = cues.rate(one.lemma, one.frame)
        if rate >= least and one.content:
            # A quotation's own cue outweighs the parser's guess at the same words.
            rated.append((-rate - one.frame.startswith("quote"), number, rate, one))
    taken: list[tuple[Proposal, float]] = []
    holders: dict[int, list[int]] = {}
    for _, _, rate, one in sorted(rated, key=lambda row: row[:2]):
        numbers = {number for i in one.content | one.cue for number in holders.get(i, ())}
        rivals = [taken[number][0] for number in sorted(numbers)]
        for rival in rivals:
            one = _without_aside(one, rival)
        if not one.content or any(_excludes(rival, one) for rival in rivals):
            continue
        if any(one.head in rival.content for rival in rivals) and rate < nested:
            continue
        for i in one.content | one.cue:
            holders.setdefault(i, []).append(len(taken))
        taken.append((one, rate))
    return taken


def _without_aside(one: Proposal, taken: Proposal) -> Proposal:
    """A proposal whose content stops before an accepted `, she said` that holds the proposal's cue in its own content."""
    aside = min(taken.source | taken.cue)
    if one.head not in taken.content or taken.head not in one.content or aside < one.head:
        return one
    return replace(one, content=frozenset(i for i in one.content if i < aside))


def _excludes(taken: Proposal, one: Proposal) -> bool:
    """Whether an accepted proposal rules out another: the same cue, or much the same content."""
    if taken.head == one.head or taken.cue & one.cue:
        return True
    if (taken.head in one.content) != (one.head in taken.content):
        return False
    return len(taken.content & one.content) >= 0.5 * len(taken.content | one.content) or taken.head in one.content


def _spans(words: Words, numbers: frozenset[int]) -> list[tuple[int, int]]:
    """Spans of the text that cover tokens, cut at gaps and paragraphs, without punctuation at their edges."""
    runs: list[list[int]] = []
    firsts = set(words.firsts)
    for i in sorted(numbers):
        if runs and i == runs[-1][-1] + 1 and i not in firsts:
            runs[-1].append(i)
        else:
            runs.append([i])
    spans = []
    for run in runs:
        span = _trim(words.text, words.starts[run[0]], words.ends[run[-1]])
        if span[0] < span[1]:
            spans.append(span)
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without punctuation at its edges, with the closing mark of a quotation that begins in it."""
    piece = text[start:end]
    if piece.strip() == ":":
        return start, end
    start += len(piece) - len(piece.lstrip(_EDGES))
    end -= len(piece) - len(piece.rstrip(_EDGES))
    closing = _CLOSING.match(text, end)
    if closing and max(text.rfind(mark, start, end) for mark in '“"') > text.rfind("”", start, end) and (
            "“" in text[start:end] or text.count('"', start, end) % 2):
        end = closing.end()
    return start, end
