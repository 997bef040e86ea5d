"""How well reading does on the hand-coded invented corpus: `python -m tests.benchmarks.accuracy`.

Every figure compares the tables that reading gives with `seeds/harbour/truth`. The corpus is small and was written for this project, so
the figures say whether reading works, not how well it works on news: that is measured on gold data outside the project.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from analysis import schema
from analysis.corpus import PROJECT, open_corpus, read_table

WORD = re.compile(r"\w+(?:['’]\w+)*")
LEAST_OVERLAP = 0.5
CODES = ("mode", "source", "source_type", "source_country", "naming", "stance", "negated", "relay", "cue")
Tables = dict[str, pd.DataFrame]


def main() -> None:
    """Print one line a figure."""
    from analysis.reading.reader import read_corpus

    corpus = open_corpus(PROJECT / "seeds" / "harbour")
    found = read_corpus(corpus)
    truth = {name: read_table(corpus.path / "truth" / f"{name}.csv", name=name) for name in schema.TABLES if name != "terms"}
    texts = {report: corpus.read_text(report) for report in corpus.reports}
    for what, value in score(found, truth, texts):
        print(f"{what:60} {value:.3f}")


def score(found: Tables, truth: Tables, texts: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Each figure's name and value (0-1)."""
    yield "zones: characters rightly kept in or out", zone_accuracy(found["zones"], truth["zones"], texts)
    spans = [set(frame[["report", "start", "end"]].itertuples(index=False, name=None)) for frame in (found["mentions"], truth["mentions"])]
    yield "mentions: exact spans, F1", f1(len(spans[0] & spans[1]), len(spans[0]), len(spans[1]))
    yield "entities: B-cubed F1 over mentions that both have", b_cubed(found["mentions"], truth["mentions"])
    pairs = match_attributions(found["attributions"], truth["attributions"], texts)
    yield "attributions: relation F1", f1(len(pairs), len(found["attributions"]), len(truth["attributions"]))
    for code in CODES:
        yield f"attributions: same {code}, of matched relations", sum(getattr(a, code) == getattr(b, code) for a, b in pairs) / len(pairs)
    left, right = claim_pairs(found["claim_mentions"]), claim_pairs(truth["claim_mentions"])
    yield "claims: pairs of sentences of two reports, F1", f1(len(left & right), len(left), len(right))


def f1(n_right: int, n_found: int, n_true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * n_right / (n_found + n_true) if n_found + n_true else 1.0


def zone_accuracy(found: pd.DataFrame, truth: pd.DataFrame, texts: dict[str, str]) -> float:
    """The share of letters and digits that both measure or both leave out."""
    right = total = 0
    for report, text in texts.items():
        measured = []
        for frame in (found, truth):
            inside = [False] * len(text)
            rows = frame[(frame["report"] == report) & frame["zone"].isin(schema.MEASURED_ZONES)]
            for start, end in zip(rows["start"], rows["end"], strict=True):
                inside[start:end] = [True] * (end - start)
            measured.append(inside)
        counted = [left == other for character, left, other in zip(text, *measured, strict=True) if character.isalnum()]
        right, total = right + sum(counted), total + len(counted)
    return right / total


def b_cubed(found: pd.DataFrame, truth: pd.DataFrame) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) of the entities over mentions with the same span in both."""
    left, right = ({row[:3]: row[3] for row in frame[["report", "start", "end", "entity"]].itertuples(index=False, name=None)}
                   for frame in (found, truth))
    shared = sorted(left.keys() & right.keys())

    def precision(one: dict, other: dict) -> float:
        sizes, both = Counter(one[key] for key in shared), Counter((one[key], other[key]) for key in shared)
        return sum(both[one[key], other[key]] / sizes[one[key]] for key in shared) / len(shared)

    p, r = precision(left, right), precision(right, left)
    return 2 * p * r / (p + r)


def words_of(cell: str, text: str) -> set[int]:
    """Where the words that some spans hold or touch begin."""
    spans = schema.text_to_spans(cell)
    return {match.start() for match in WORD.finditer(text) if any(match.start() < end and start < match.end() for start, end in spans)}


def match_attributions(found: pd.DataFrame, truth: pd.DataFrame, texts: dict[str, str]) -> list[tuple]:
    """Pairs of a found and a true attribution: content Jaccard of at least 0.5, best first, each once, and a shared source word."""
    pairs = []
    for report, text in texts.items():
        sides = [[(row, words_of(row.content_spans, text), words_of(row.source_spans, text))
                  for row in frame[frame["report"] == report].itertuples()] for frame in (found, truth)]
        rated = sorted(((len(a[1] & b[1]) / len(a[1] | b[1]), -i, -j) for i, a in enumerate(sides[0]) for j, b in enumerate(sides[1])
                        if a[1] & b[1]), reverse=True)
        used: set[tuple[int, int]] = set()
        for overlap, i, j in rated:
            if overlap < LEAST_OVERLAP or (0, i) in used or (1, j) in used:
                continue
            used |= {(0, i), (1, j)}
            (one, _, sources), (other, _, true_sources) = sides[0][-i], sides[1][-j]
            if sources & true_sources or not sources and not true_sources:
                pairs.append((one, other))
    return pairs


def claim_pairs(claim_mentions: pd.DataFrame) -> set[tuple]:
    """Pairs of places in two reports that carry one claim."""
    pairs = set()
    for _, group in claim_mentions.groupby("claim"):
        places = sorted(zip(group["report"], group["start"], strict=True))
        pairs |= {(a, b) for a, b in combinations(places, 2) if a[0] != b[0]}
    return pairs


if __name__ == "__main__":
    main()
