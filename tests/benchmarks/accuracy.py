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
Span = tuple[str, int, int]


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
    left, right = (entities_at(one["mentions"]) for one in (found, truth))
    yield "mentions: exact spans, F1", f1(len(left.keys() & right.keys()), len(left), len(right))
    yield "entities: B-cubed F1 over mentions that both have", b_cubed(left, right)
    pairs = match_attributions(found["attributions"], truth["attributions"], texts)
    yield "attributions: relation F1", f1(len(pairs), len(found["attributions"]), len(truth["attributions"]))
    for code in CODES:
        yield f"attributions: same {code}, of matched relations", sum(getattr(a, code) == getattr(b, code) for a, b in pairs) / len(pairs)
    made = in_sentences(found["claim_mentions"], truth["sentences"])
    left, right = claim_pairs(made), claim_pairs(truth["claim_mentions"])
    yield "claims: pairs of sentences of two reports, F1", f1(len(left & right), len(left), len(right))
    vouched = match_statuses(made, truth["claim_mentions"])
    yield "claims: same status, of mentions matched by a right pair", sum(a == b for a, b in vouched) / len(vouched)
    agreed = match_conflicts(found["conflicts"], truth["conflicts"])
    yield "conflicts: recall", len({b for _, b in agreed}) / len(truth["conflicts"])
    yield "conflicts: precision", len({a for a, _ in agreed}) / len(found["conflicts"])


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


def entities_at(rows: pd.DataFrame) -> dict[Span, str]:
    """The entity of each row of a table, by where it stands."""
    return {(row.report, row.start, row.end): row.entity for row in rows.itertuples()}


def b_cubed(found: dict[Span, object], truth: dict[Span, object], *, missed_alone: bool = False) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) over mentions that both have; with `missed_alone` a missed one is an entity of its own."""
    shared = sorted(truth) if missed_alone else sorted(found.keys() & truth.keys())
    left, right = {span: found.get(span, span) for span in shared}, truth

    def precision(one: dict, other: dict) -> float:
        sizes, both = Counter(one[span] for span in shared), Counter((one[span], other[span]) for span in shared)
        return sum(both[one[span], other[span]] / sizes[one[span]] for span in shared) / len(shared)

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


def in_sentences(claim_mentions: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Claim mentions with the start of the coded sentence that they begin in, if they do in one."""
    spans = {report: list(zip(rows["start"], rows["end"], strict=True)) for report, rows in sentences.groupby("report")}
    starts = [next((start for start, end in spans[report] if start <= place < end), place)
              for report, place in zip(claim_mentions["report"], claim_mentions["start"], strict=True)]
    return claim_mentions.assign(start=starts)


def claim_pairs(claim_mentions: pd.DataFrame) -> set[tuple]:
    """Pairs of places in two reports that carry one claim."""
    pairs = set()
    for _, group in claim_mentions.groupby("claim"):
        places = sorted(set(zip(group["report"], group["start"], strict=True)))
        pairs |= {(a, b) for a, b in combinations(places, 2) if a[0] != b[0]}
    return pairs


def match_statuses(found: pd.DataFrame, truth: pd.DataFrame) -> list[tuple[str, str]]:
    """Found and coded status of each coded claim mention that a found claim joins with another report's of the same claim."""
    claims_at: dict[tuple, list[tuple[str, str]]] = {}
    for row in found.itertuples():
        claims_at.setdefault((row.report, row.start), []).append((row.claim, row.status))
    pairs = []
    for _, group in truth.groupby("claim"):
        for row in group.itertuples():
            others = {claim for other in group.itertuples() if other.report != row.report
                      for claim, _ in claims_at.get((other.report, other.start), [])}
            own = [status for claim, status in claims_at.get((row.report, row.start), []) if claim in others]
            pairs += [(own[0], row.status)] if own else []
    return pairs


def match_conflicts(found: pd.DataFrame, truth: pd.DataFrame) -> list[tuple[int, int]]:
    """Rows of found and coded conflicts of one kind whose positions meet in both reports."""
    pairs = []
    for one in found.itertuples():
        for other in truth.itertuples():
            ends = [(one.report_a, one.start_a, one.end_a), (one.report_b, one.start_b, one.end_b)]
            coded = [(other.report_a, other.start_a, other.end_a), (other.report_b, other.start_b, other.end_b)]
            if one.kind == other.kind and any(all(map(_meet, ends, order)) for order in (coded, coded[::-1])):
                pairs.append((one.Index, other.Index))
    return pairs


def _meet(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """Whether two spans of one report overlap."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


if __name__ == "__main__":
    main()
