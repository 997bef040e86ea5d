"""How well claims are aligned, against gold data beside the project: `python -m tests.benchmarks.claims [SET ...]`.

Sets: `wcl`, six events of NewsWCL50 (Hamborg, Zhukova and Gipp, JCDL 2019; five reports each), whose claims, statuses and conflicts
were coded for this project, once, by a language model as coder that saw no output of the reading: `coded_claims.csv` and
`coded_conflicts.csv`, positions and codes only. `ecbplus`, the dev topics of ECB+ (Cybulska and Vossen, LREC 2014), where two sentences
of two reports are a pair if they share an event; that asks for less than one claim, so it is a check and not a mark. `topics`, the same of
its train topics, whose texts the likeness network learnt from: they tell how high links begin in large events. `sentences`, the
first five reports of events of ECB+ train, and four events of NewsWCL50 (4 and 6 are nowhere else coded), whose claims another
coding of that kind split more finely, down to ages and places, told by sentence (`coded_sentences.csv`). `invented`, the events of
`analysis/models/likeness/events.txt` that are kept out of training. `conflicts`, what six more coders of that kind, one an event, would
put before an editor in the first five reports of 33 events of ECB+ train and in 20 of the invented ones, told by sentence, also in
`coded_conflicts.csv`. Where a link begins was chosen on all of these but `ecbplus` and `conflicts`, with the seeds beside; that its rise
needs an end was seen on `ecbplus`.

What is compared: pairs of sentences of two reports that carry one claim; the status of coded mentions that a found claim joins with
another report's of the same claim; conflicts of one kind at the same two sentences. Coders list conflicts where they are clearest and
not all, so precision is a lower bound.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import PROJECT
from analysis.models.likeness.events import read_events
from tests.benchmarks.accuracy import claim_pairs, f1, in_sentences, match_conflicts, match_statuses

DATA = PROJECT.parent / "shared" / "data"
CLAIMS, CONFLICTS, SENTENCES = (Path(__file__).with_name(f"coded_{name}.csv") for name in ("claims", "conflicts", "sentences"))
N_REPORTS, FEWEST_PAIRS, FEWEST_EVENTS = 5, 20, 20
Score = tuple[str, float]


class Coded(NamedTuple):
    """One event whose claims are coded: its set, its texts, the sentences that were coded, the pairs of them that share a claim."""

    name: str
    texts: dict[str, str]
    sentences: pd.DataFrame
    gold: set[tuple]


def main(arguments: list[str]) -> None:
    """Print one line a figure."""
    for name in arguments or list(SCORERS):
        if name not in SCORERS:
            raise SystemExit(f"no set is called {name!r}; the sets are {', '.join(SCORERS)}")
        for what, value in SCORERS[name]():
            print(f"{name:8} {what:60} {value:.3f}", flush=True)


def score_wcl() -> Iterator[Score]:
    """The six coded events of NewsWCL50, one by one and on average."""
    documents, claims, conflicts = read_wcl(), pd.read_csv(CLAIMS), read_conflicts("newswcl50")
    totals: dict[str, list[float]] = defaultdict(list)
    for event, coded in claims.groupby("event"):
        tables = read_event({document["doc"]: document["text"] for document in documents[event]})
        for what, value in compare(tables, coded, conflicts[conflicts["event"] == str(event)], _sentences(documents[event])):
            totals[what].append(value)
            yield f"event {event}, {what}", value
    for what, values in totals.items():
        yield f"mean, {what}", sum(values) / len(values)


def score_ecbplus() -> Iterator[Score]:
    """The dev topics of ECB+."""
    return score_topics("dev")


def score_topics(part: str = "train") -> Iterator[Score]:
    """The topics of a part of ECB+, each as one large event: pairs of wholly annotated sentences that share an event."""
    topics: dict[int, list[dict]] = defaultdict(list)
    for document in read_documents(f"ecbplus/{part}.jsonl"):
        topics[document["topic"]].append(document)
    values = []
    for topic, documents in sorted(topics.items()):
        scored = {(document["doc"], document["sentences"][number][0]) for document in documents for number in document["selected"]}
        tables = read_event({document["doc"]: document["text"] for document in documents})
        found = claim_pairs(in_sentences(tables["claim_mentions"], _sentences(documents)))
        found = {pair for pair in found if scored.issuperset(pair)}
        gold = event_pairs(documents, scored)
        values.append(f1(len(found & gold), len(found), len(gold)))
        yield f"topic {topic}, pairs of sentences that share an event, F1", values[-1]
    yield "mean, pairs of sentences that share an event, F1", sum(values) / len(values)


def score_sentences() -> Iterator[Score]:
    """Five reports of each finely coded event, on average for each set; events with too few pairs tell nothing."""
    yield from _mean_pairs(coded_events("sentences"))


def score_invented() -> Iterator[Score]:
    """The invented events that nothing was trained on."""
    yield from _mean_pairs(coded_events("invented"))


def score_conflicts() -> Iterator[Score]:
    """Conflicts of the finely coded events, on average for each set, and of each kind in both together."""
    texts = {("ecbplus", event): {document["doc"]: document["text"] for document in documents}
             for (name, event), (documents, _) in read_sentences().items() if name == "ecbplus"}
    texts |= {("invented", event.name): event.texts for event in read_events()}
    values: dict[str, list[tuple[float, float]]] = defaultdict(list)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name in ("ecbplus", "invented"):
        for event, coded in read_conflicts(name).groupby("event"):
            coded, found = coded.reset_index(drop=True), read_event(texts[name, event])["conflicts"].reset_index(drop=True)
            agreed = match_conflicts(found, coded)
            hit, right = {other for _, other in agreed}, {one for one, _ in agreed}
            values[name].append((len(hit) / len(coded), len(right) / max(1, len(found))))
            for column, kinds in enumerate((found["kind"], coded["kind"][sorted(hit)], coded["kind"])):
                for kind in kinds:
                    counts[kind][column] += 1
    for name, rows in values.items():
        for what, value in zip(("recall", "precision"), zip(*rows, strict=True), strict=True):
            yield f"{name}, {len(rows)} events, conflicts, mean {what}", sum(value) / len(rows)
    for kind, (n, hit, coded) in sorted(counts.items()):
        yield f"{kind}: {hit} of {coded} are among {n} found, recall", hit / coded


def coded_events(name: str) -> Iterator[Coded]:
    """The events of `wcl`, `sentences` (two sets) or `invented`."""
    if name == "wcl":
        documents = read_wcl()
        for event, coded in pd.read_csv(CLAIMS).groupby("event"):
            own = documents[event]
            yield Coded("newswcl50, sparingly coded", {one["doc"]: one["text"] for one in own}, _sentences(own), claim_pairs(coded))
    elif name == "sentences":
        for (origin, _), (documents, gold) in read_sentences().items():
            yield Coded(origin, {document["doc"]: document["text"] for document in documents}, _sentences(documents), gold)
    else:
        for event in (event for event in read_events() if event.held_out):
            rows = [(report, *sentence) for report, own in event.sentences.items() for sentence in own]
            sentences = pd.DataFrame(rows, columns=["report", "start", "end", "claim"])
            gold = claim_pairs(sentences.assign(claim=sentences["claim"].map(sorted)).explode("claim"))
            yield Coded(name, event.texts, sentences.drop(columns="claim"), gold)


def _mean_pairs(events: Iterable[Coded]) -> Iterator[Score]:
    """The means over the events of each set."""
    values: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for event in events:
        found = claim_pairs(in_sentences(read_event(event.texts)["claim_mentions"], event.sentences))
        right = len(found & event.gold)
        values[event.name].append((f1(right, len(found), len(event.gold)), right / max(1, len(found)), right / len(event.gold)))
    for name, rows in values.items():
        for what, value in zip(("F1", "precision", "recall"), zip(*rows, strict=True), strict=True):
            yield f"{name}, {len(rows)} events, pairs of sentences, mean {what}", sum(value) / len(rows)
        if len(rows) < FEWEST_EVENTS:
            continue
        drawn = np.random.default_rng(1).choice([one for one, _, _ in rows], (1000, len(rows))).mean(axis=1)
        for end, share in (("low", 2.5), ("high", 97.5)):
            yield f"{name}, F1, {end} end of the 95 % interval over events", float(np.percentile(drawn, share))


def read_documents(path: str) -> Iterator[dict]:
    """The documents of a file of the development data; without it SystemExit, as these are no part of the project."""
    if not (DATA / path).is_file():
        raise SystemExit(f"{DATA / path}: not found; the set needs the development data there, `invented` and tests.benchmarks.seeds need none")
    with (DATA / path).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_wcl() -> dict[int, list[dict]]:
    """The reports of each event of NewsWCL50, as its file has them."""
    events: dict[int, list[dict]] = defaultdict(list)
    for document in read_documents("newswcl50/newswcl50.jsonl"):
        events[document["event"]].append(document)
    return dict(events)


def read_sentences() -> dict[tuple[str, str], tuple[list[dict], set[tuple]]]:
    """For each set and event its first reports, as the set's file has them, and the coded pairs of their sentences."""
    events: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for name, path in (("ecbplus", "ecbplus/train.jsonl"), ("newswcl50", "newswcl50/newswcl50.jsonl")):
        for document in read_documents(path):
            event = f"{document['topic']}_{document['subtopic']}" if name == "ecbplus" else str(document["event"])
            events[name, event].append(document)
    found = {}
    for key, coded in pd.read_csv(SENTENCES, dtype=str).groupby(["set", "event"], sort=False):
        documents = events[key][:N_REPORTS]
        own = {document["doc"] for document in documents}
        places = [(row.claim, *place.rsplit(":", 1)) for row in coded.itertuples() for place in row.mentions.split(";")]
        frame = pd.DataFrame([(claim, doc, int(start)) for claim, doc, start in places if doc in own], columns=["claim", "report", "start"])
        gold = claim_pairs(frame)
        if len(gold) >= FEWEST_PAIRS:
            found[key] = documents, gold
    return found


def read_conflicts(name: str) -> pd.DataFrame:
    """The coded conflicts of one set."""
    coded = pd.read_csv(CONFLICTS, dtype={"event": str}, keep_default_na=False)
    return coded[coded["set"] == name]


SCORERS = {"wcl": score_wcl, "ecbplus": score_ecbplus, "topics": score_topics, "sentences": score_sentences, "invented": score_invented,
           "conflicts": score_conflicts}


def read_event(texts: dict[str, str]) -> dict[str, pd.DataFrame]:
    """The tables of one event that claims need, and their conflicts."""
    from analysis.reading.claims import claims
    from analysis.reading.differences import conflicts
    from analysis.reading.names import entities
    from analysis.reading.speech import attributions
    from analysis.reading.text.language import read_reports

    readings = read_reports(texts)
    tables = entities.resolve_entities(readings)
    tables["attributions"] = attributions.find_attributions(readings, tables["mentions"], tables["entities"])
    aligned = claims.align_claims(readings, tables["attributions"], tables["mentions"], event="event")
    tables["claims"], tables["claim_mentions"], closeness = aligned
    tables["conflicts"] = conflicts.find_conflicts(
        readings, tables["claim_mentions"], tables["attributions"], tables["mentions"], tables["labels"], closeness=closeness,
        event="event")
    return tables


def compare(
    tables: dict[str, pd.DataFrame], claims: pd.DataFrame, conflicts: pd.DataFrame, sentences: pd.DataFrame,
) -> Iterator[Score]:
    """Each figure's name and value (0-1) for one event."""
    made = in_sentences(tables["claim_mentions"], sentences)
    found, gold = claim_pairs(made), claim_pairs(claims)
    yield "claims: pairs of sentences, F1", f1(len(found & gold), len(found), len(gold))
    yield "claims: pairs of sentences, precision", len(found & gold) / max(1, len(found))
    yield "claims: pairs of sentences, recall", len(found & gold) / len(gold)
    vouched = match_statuses(made, claims)
    yield "claims: same status", sum(one == other for one, other in vouched) / max(1, len(vouched))
    agreed = match_conflicts(tables["conflicts"].reset_index(drop=True), conflicts.reset_index(drop=True))
    yield "conflicts: recall", len({other for _, other in agreed}) / len(conflicts)
    yield "conflicts: precision", len({one for one, _ in agreed}) / max(1, len(tables["conflicts"]))


def event_pairs(documents: list[dict], scored: set[tuple[str, int]]) -> set[tuple]:
    """Pairs of scored sentences of two reports that hold a mention of one event."""
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for document in documents:
        for mention in document["mentions"]:
            if mention["kind"] == "event" and mention["chain"] and not mention["chain"].startswith("INTRA"):
                start = next((start for start, end in document["sentences"] if start <= mention["start"] < end), None)
                if (document["doc"], start) in scored:
                    places[mention["chain"]].add((document["doc"], start))
    return {pair for held in places.values() for pair in combinations(sorted(held), 2) if pair[0][0] != pair[1][0]}


def _sentences(documents: Iterable[dict]) -> pd.DataFrame:
    """The sets' own sentences."""
    return pd.DataFrame([(document["doc"], *span) for document in documents for span in document["sentences"]],
                        columns=["report", "start", "end"])


if __name__ == "__main__":
    main(sys.argv[1:])
