"""How well names are read, against gold data beside the project: `python -m tests.benchmarks.names [SET ...]`.

Sets: `harbour` (the invented corpus and its truth), `fair` (News-Fair v2, Bast, Hertel and Prange, EMNLP 2023), `places` (GeoWebNews,
Gritta, Pilehvar and Collier, LRE 2019), `labels` (NewsWCL50, Hamborg, Zhukova and Gipp, JCDL 2019). Each figure stands for the
reading and, beside it, for spaCy's small model alone: its names as they are, one entity for one spelling, a place as a metonym
where it is the subject of a verb, a label where a name has an adjective, a role where it
is a verb's subject or object.

What is compared: in `fair` the names (no pronouns, quantities, dates, offices, occupations) inside the annotated part, each
document read alone; entities by Wikidata id, or by spelling where there is none. In `places` metonymic against literal place names;
mixed ones, modifiers and embedded ones count for neither side. In `labels` the five reports of an event are read together;
a coded phrase belongs to a name that it ends with, with nothing but small words and titles before it; a label is right where it
touches a coded property.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.corpus import PROJECT, open_corpus, read_table
from analysis.reading.names.entities import resolve_entities
from analysis.reading.names.spans import TYPES
from analysis.reading.names.vocabulary import TITLES
from analysis.reading.text.language import Reading, read_report
from tests.benchmarks.accuracy import Span, b_cubed, entities_at, f1

DATA = PROJECT.parent / "shared" / "data"
FILES = {"fair": DATA / "entities" / "news-fair-v2.jsonl", "places": DATA / "geowebnews" / "geowebnews.jsonl",
         "labels": DATA / "newswcl50" / "newswcl50.jsonl"}
SETS = ("harbour", *FILES)
# Person, organisation, place, product, creative work, event in Wikidata; OTHER where it is written as a name.
NAMED = frozenset(("Q215627", "Q43229", "Q27096213", "Q2424752", "Q17537576", "Q1656682"))
OFFICES = frozenset(("Q4164871", "Q12737077"))
# Chains of single people; those of countries and groups hold their ministers, parties and offices, too.
CHAINS = ("ACTOR",)
PLAIN_ROLES = {"nsubj": "agent", "nsubjpass": "patient", "dobj": "patient"}
Score = tuple[str, float, float]


class Read(NamedTuple):
    """What was read in some reports: entity of each mention, metonyms, labels (span to entity), roles (span to role and verb)."""

    entities: dict[Span, str]
    metonyms: set[Span]
    labels: dict[Span, str]
    roles: dict[Span, tuple[str, str]]


def main(arguments: list[str]) -> None:
    """Print one line a figure: what, the reading's value, spaCy's."""
    for name in arguments or SETS:
        if name not in SETS:
            raise SystemExit(f"no set is called {name!r}; the sets are {', '.join(SETS)}")
        if name not in FILES or FILES[name].is_file():
            for what, ours, alone in SCORERS[name]():
                print(f"{name:8} {what:62} {ours:.3f}   spaCy alone {alone:.3f}", flush=True)


def read_event(readings: list[Reading]) -> tuple[Read, Read]:
    """Some reports as the project reads them, and as spaCy's small model does alone."""
    tables = resolve_entities(readings)
    rows = [(row.report, row.start, row.end, row.entity, row.metonym) for row in tables["mentions"].itertuples()]
    ours = Read({row[:3]: row[3] for row in rows}, {row[:3] for row in rows if row[4]},
                {(row.report, row.start, row.end): row.entity for row in tables["labels"].itertuples()},
                {(row.report, row.start, row.end): (row.role, row.verb) for row in tables["roles"].itertuples()})
    alone = Read({}, set(), {}, {})
    for reading in readings:
        for sentence in reading.measured:
            for start, end, label in sentence.paragraph.ents:
                name = sentence.paragraph.span(start, end)
                if label in TYPES and sentence.start <= name.start < sentence.end:
                    span = (reading.report, name.start, name.end)
                    alone.entities[span] = name.text.casefold()
                    if label == "GPE" and name.root.dep_ in ("nsubj", "nsubjpass"):
                        alone.metonyms.add(span)
                    if name.root.dep_ in PLAIN_ROLES and name.root.head.pos_ == "VERB":
                        alone.roles[span] = (PLAIN_ROLES[name.root.dep_], name.root.head.lemma_.lower())
                    for child in name.root.children:
                        if child.dep_ == "amod" and not child.ent_type_:
                            alone.labels[reading.report, child.start, child.end] = name.text.casefold()
    return ours, alone


def score_harbour() -> Iterator[Score]:
    """The invented corpus against its coded truth."""
    corpus = open_corpus(PROJECT / "seeds" / "harbour")
    sides = read_event([read_report(report, corpus.read_text(report)) for report in corpus.reports])
    truth = {name: read_table(corpus.path / "truth" / f"{name}.csv", name=name) for name in ("mentions", "labels", "roles")}
    mentions, labels = entities_at(truth["mentions"]), entities_at(truth["labels"])
    metonyms = {(row.report, row.start, row.end) for row in truth["mentions"].itertuples() if row.metonym}
    roles = {(row.report, row.start, row.end): (row.role, row.verb) for row in truth["roles"].itertuples()}
    yield "mentions: exact spans, F1", *(f1(len(s.entities.keys() & mentions.keys()), len(s.entities), len(mentions)) for s in sides)
    yield "entities: B-cubed F1, mentions that both have", *(b_cubed(s.entities, mentions) for s in sides)
    yield "metonyms: F1", *(f1(len(s.metonyms & metonyms), len(s.metonyms), len(metonyms)) for s in sides)
    yield "labels: F1", *(f1(len(s.labels.items() & labels.items()), len(s.labels), len(labels)) for s in sides)
    yield "roles: role and verb, F1", *(f1(len(s.roles.items() & roles.items()), len(s.roles), len(roles)) for s in sides)


def documents(name: str) -> list[dict]:
    """The documents of a gold set."""
    with FILES[name].open(encoding="utf-8") as file:
        return list(map(json.loads, file))


def score_fair() -> Iterator[Score]:
    """Mentions and entities of single news articles."""
    found: tuple[dict, dict] = ({}, {})
    truth, free = {}, set()
    for document in documents("fair"):
        key, text, (first, last) = document["doc"], document["text"], document["evaluation_span"]
        required, either = fair_truth(document)
        truth |= {(key, *span): (key, entity) for span, entity in required.items()}
        free |= {(key, *span) for span in either}
        for side, read in zip(found, read_event([read_report(str(key), text)]), strict=True):
            side.update({(key, *span[1:]): (key, entity) for span, entity in read.entities.items()
                         if first <= span[1] and span[2] <= last})
    strict = [{span: entity for span, entity in side.items() if span not in free} for side in found]
    yield "mentions: exact spans, F1", *(f1(len(side.keys() & truth.keys()), len(side), len(truth)) for side in strict)
    yield "entities: B-cubed F1, mentions that both have", *(b_cubed(side, truth) for side in strict)
    yield "entities: B-cubed F1, a missed mention alone", *(b_cubed(side, truth, missed_alone=True) for side in strict)


def fair_truth(document: dict) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """The names that a reading should find, with what they mean, and the spans on which either answer is right."""
    required, either = {}, set()
    for one in document["mentions"]:
        span = (one["start"], one["end"])
        kinds = set(one["type"].split("|"))
        text = document["text"][slice(*span)]
        named = kinds & NAMED and not kinds & OFFICES or kinds == {"OTHER"} and any(map(str.isupper, text))
        if one["coref"] or not named or one.get("desc") or one.get("optional") or one.get("parent") is not None:
            either.add(span)
        else:
            required[span] = one["entity"] or text.casefold()
    return required, either - required.keys()


def score_places() -> Iterator[Score]:
    """Metonyms among place names, and the place names themselves."""
    counts = [Counter(), Counter()]
    for document in documents("places"):
        truth = {(one["start"], one["end"]): one["kind"] for one in document["toponyms"]}
        plain = {span for span, kind in truth.items() if kind in ("literal", "metonymic", "mixed")}
        for count, read in zip(counts, read_event([read_report(str(document["doc"]), document["text"])]), strict=True):
            names = {span[1:] for span in read.entities}
            marked = {span for span in truth if any(a[1] < span[1] and span[0] < a[2] for a in read.metonyms)}
            kinds = Counter(truth[span] for span in marked)
            count.update(right=kinds["metonymic"], found=kinds["metonymic"] + kinds["literal"],
                         true=sum(kind == "metonymic" for kind in truth.values()), names=len(plain), read=len(plain & names),
                         literal=sum(kind == "literal" for kind in truth.values()))
    yield "metonyms: F1, metonymic against literal", *(f1(c["right"], c["found"], c["true"]) for c in counts)
    yield "metonyms: precision", *(c["right"] / max(1, c["found"]) for c in counts)
    yield "metonyms: recall", *(c["right"] / c["true"] for c in counts)
    yield "place names: exact spans, recall", *(c["read"] / c["names"] for c in counts)


def score_labels() -> Iterator[Score]:
    """Actors across an event's reports, and the words put to them."""
    events = defaultdict(list)
    for document in documents("labels"):
        events[document["event"]].append(document)
    entities, truth = ({}, {}), {}
    counts = [Counter(), Counter()]
    for event in sorted(events):
        readings = [read_report(document["doc"], document["text"]) for document in events[event]]
        sides = read_event(readings)
        for document in events[event]:
            key, text = document["doc"], document["text"]
            chains = {(one["start"], one["end"]): one["chain"] for one in document["mentions"]
                      if one["chain"].rsplit("_", 1)[1] in CHAINS}
            coded = [(one["start"], one["end"]) for one in document["codes"] if one["type"] == "PROPERTY"]
            for side, read, count in zip(entities, sides, counts, strict=True):
                for span, entity in read.entities.items():
                    chain = chain_of(span[1:], chains, text) if span[0] == key else ""
                    if chain:
                        truth[span], side[span] = chain, (event, entity)
                labels = [span[1:] for span in read.labels if span[0] == key]
                touched = [any(a < end and start < b for a, b in coded) for start, end in labels]
                reached = [any(a < end and start < b for a, b in labels) for start, end in coded]
                count.update(labels=len(labels), right=sum(touched), coded=len(coded), reached=sum(reached))
    yield "actors: B-cubed F1, names that end a coded phrase", *(b_cubed(side, truth) for side in entities)
    yield "labels: share that touch a coded property", *(c["right"] / c["labels"] for c in counts)
    yield "labels: share of coded properties that one touches", *(c["reached"] / c["coded"] for c in counts)


def chain_of(span: tuple[int, int], chains: dict[tuple[int, int], str], text: str) -> str:
    """The chain of the coded phrase that ends with a name and has nothing but small words and titles before it."""
    fits = [(start - first, chain) for (first, last), chain in chains.items() for start in [span[0]]
            if first <= start and text[first:last].removesuffix("'s").rstrip() == text[first:span[1]]
            and _is_lead(text[first:start].split())]
    return min(fits)[1] if fits else ""


def _is_lead(words: Iterable[str]) -> bool:
    return all(word.islower() or word.lower().strip(".,") in TITLES | {"the", "a", "mr", "mrs", "ms"} for word in words)


SCORERS = {"harbour": score_harbour, "fair": score_fair, "places": score_places, "labels": score_labels}

if __name__ == "__main__":
    main(sys.argv[1:])
