"""How well the seed event is read, against codings of it that saw no output: `python -m tests.benchmarks.seeds`. Needs no text.

Codings by language models that read the five reports, positions, names and codes only (`coded_seeds`): claims with their statuses by
three coders (A and B told as for a reference coding, C sparingly), conflicts by five (A to C for each two reports that differ, D and E
one or two pairs for each conflict), names by one. What stands in captions is left out, as only headline and body are measured.
A and B agree on 83 % of pairs of sentences and on 87 % of conflicts. How conflicts are scored was chosen with A, B and C at hand; D
and E came later and were looked at when one rule was left out; the names decided nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis import schema
from analysis.corpus import PROJECT, open_corpus, read_table
from tests.benchmarks.accuracy import b_cubed, claim_pairs, entities_at, f1, in_sentences, match_conflicts, match_statuses

FOLDER = Path(__file__).with_name("coded_seeds")
SPAN = ["report", "start", "end"]


def main() -> None:
    """Print one line a figure."""
    if len(sys.argv) > 1:
        raise SystemExit("python -m tests.benchmarks.seeds takes no arguments")
    for what, value in score():
        print(f"{what:62} {value:.3f}")


def score() -> Iterator[tuple[str, float]]:
    """Each figure's name and value (0-1), of the tables that are committed."""
    corpus = open_corpus(PROJECT / "seeds" / "pyongyang-2023-07")
    tables = {name: read_table(corpus.path / "tables" / f"{name}.csv", name=name)
              for name in ("sentences", "mentions", "claim_mentions", "conflicts")}
    sentences = tables["sentences"]
    measured = set(sentences.loc[sentences["zone"].isin(schema.MEASURED_ZONES), ["report", "start"]].itertuples(index=False, name=None))
    yield from _score_names(in_sentences(tables["mentions"], sentences), tables["mentions"], measured)
    made = in_sentences(tables["claim_mentions"], sentences)
    for coder, coded in pd.read_csv(FOLDER / "claims.csv").groupby("coder"):
        coded = coded[_are_in(coded[["report", "start"]], measured)]
        found, gold = claim_pairs(made), claim_pairs(coded)
        right = len(found & gold)
        yield f"claims, coder {coder}: pairs of sentences, F1", f1(right, len(found), len(gold))
        yield f"claims, coder {coder}: pairs of sentences, precision", right / len(found)
        yield f"claims, coder {coder}: pairs of sentences, recall", right / len(gold)
        vouched = match_statuses(made, coded)
        yield f"claims, coder {coder}: same status", sum(one == other for one, other in vouched) / len(vouched)
    for coder, coded in pd.read_csv(FOLDER / "conflicts.csv").groupby("coder"):
        inside = [_are_in(coded[[f"report_{side}", f"start_{side}"]], measured) for side in "ab"]
        coded = coded[[all(pair) for pair in zip(*inside, strict=True)]].reset_index(drop=True)
        agreed = match_conflicts(tables["conflicts"], coded)
        yield f"conflicts, coder {coder}: recall", len({other for _, other in agreed}) / len(coded)
        yield f"conflicts, coder {coder}: precision", len({one for one, _ in agreed}) / len(tables["conflicts"])


def _score_names(placed: pd.DataFrame, mentions: pd.DataFrame, measured: set[tuple[str, int]]) -> Iterator[tuple[str, float]]:
    """Names, entities and metonyms; `placed` are the mentions at the start of their sentence."""
    mentions, coded = mentions[_are_in(placed[["report", "start"]], measured)], pd.read_csv(FOLDER / "mentions.csv")
    for what, chosen in (("mentions: exact spans, F1", lambda frame: frame), ("metonyms: F1", lambda frame: frame[frame["metonym"]])):
        found, gold = (set(chosen(frame)[SPAN].itertuples(index=False, name=None)) for frame in (mentions, coded))
        yield what, f1(len(found & gold), len(found), len(gold))
    yield "entities: B-cubed F1 over mentions that both have", b_cubed(entities_at(mentions), entities_at(coded))


def _are_in(starts: pd.DataFrame, places: set[tuple[str, int]]) -> list[bool]:
    """Which rows, each a report and a position, are one of some places."""
    return [place in places for place in starts.itertuples(index=False, name=None)]


if __name__ == "__main__":
    main()
