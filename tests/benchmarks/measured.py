"""What reading gets right on coded news, with intervals: `python -m tests.benchmarks.measured` writes `analysis/publishing/measured.csv`.

Notebooks show these figures before their estimates, and the methods paragraph quotes them. Each is a ratio of two sums over units
(articles, sources, events): F1 is twice what is right over what is found and what is coded. Intervals are 95 % percentile intervals
of 1,000 bootstrap resamples of the units; fewer than twenty units have none. Needs the development data beside the project.

`relation` is content Jaccard of at least 0.5 and a shared source word (`accuracy.match_attributions`) in the whole table, with nested
attributions and a row for each of joint sources, neither of which PolNeAR codes. An attribution is direct where its coded content holds
a quotation mark. The other figures are those of the benchmarks beside this one, by unit.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import schema
from analysis.corpus import replace_files
from analysis.publishing.methods import MEASURED
from analysis.reading.names.entities import resolve_entities
from analysis.reading.speech.attributions import find_attributions
from analysis.reading.text.language import read_report
from tests.benchmarks import claims, names, sources
from tests.benchmarks.accuracy import b_cubed, claim_pairs, in_sentences, match_attributions

RESAMPLES, FEWEST_UNITS = 1000, 20
PEOPLE, MODELS = "people", "language models"
QUOTED = re.compile('["“”]')
# What a unit adds to the numerator and to the denominator.
Sums = tuple[float, float]


class Measured(NamedTuple):
    """A figure: its name, what was read, how that is scored, what was coded by whom, and the sums of each unit."""

    name: str
    what: str
    measure: str
    of: str
    coders: str
    units: list[Sums]


def main() -> None:
    """Measure, write the file, print it."""
    if len(sys.argv) > 1:
        raise SystemExit("python -m tests.benchmarks.measured takes no arguments")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", "what", "measure", "value", "low", "high", "n", "of", "coders"])
    for one in measure():
        ends = [f"{end:.3f}" for end in interval(one.units)] or ["", ""]
        writer.writerow([one.name, one.what, one.measure, f"{ratio(one.units):.3f}", *ends, len(one.units), one.of, one.coders])
    replace_files({MEASURED: stream.getvalue().encode()})
    print(stream.getvalue(), end="")


def measure() -> Iterator[Measured]:
    """Every figure, in the order of the notebooks that show them."""
    yield from _attributions()
    yield from _sources()
    yield from _names()
    yield from _claims()


def ratio(units: Iterable[Sums]) -> float:
    """The sum of the numerators over that of the denominators."""
    above, below = map(sum, zip(*units, strict=True))
    return above / below


def interval(units: list[Sums]) -> list[float]:
    """The ends of the 95 % interval of the ratio over resampled units; nothing for fewer than `FEWEST_UNITS`."""
    if len(units) < FEWEST_UNITS:
        return []
    drawn = np.array(units)[np.random.default_rng(1).integers(len(units), size=(RESAMPLES, len(units)))].sum(axis=1)
    return np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5]).tolist()


def _attributions() -> Iterator[Measured]:
    """Relations in the articles of PolNeAR dev: all, direct, indirect."""
    units: dict[str, list[Sums]] = {"": [], "_direct": [], "_indirect": []}
    for document in claims.read_documents("polnear/dev.jsonl"):
        doc, text = document["doc"], document["text"]
        reading = read_report(doc, text)
        tables = resolve_entities([reading])
        found = find_attributions([reading], tables["mentions"], tables["entities"])
        truth = pd.DataFrame([{"report": doc, "direct": any(QUOTED.search(text[start:end]) for start, end in one["content_spans"]),
                               **{f"{role}_spans": schema.spans_to_text([tuple(span) for span in one[f"{role}_spans"]])
                                  for role in ("source", "cue", "content")}} for one in document["attributions"]])
        found = found.assign(direct=found["mode"] != "indirect")
        pairs = match_attributions(found, truth, {doc: text})
        units[""].append((2 * len(pairs), len(found) + len(truth)))
        for kind, direct in (("_direct", True), ("_indirect", False)):
            right = sum((one.direct == direct) + (other.direct == direct) for one, other in pairs)
            units[kind].append((right, (found["direct"] == direct).sum() + (truth["direct"] == direct).sum()))
    for kind, own in units.items():
        what = f"attributions, {kind[1:]}" if kind else "attributions"
        yield Measured(f"relation{kind}", what, "F1 of source and content", "articles on US politics (PolNeAR dev)", PEOPLE, own)


def _sources() -> Iterator[Measured]:
    """Codes of the sources whose errors were never looked at, where both coders agree."""
    coded = sources.load_sheet()
    read = sources.read_sources(coded[coded["item"] > sources.LAST_LOOKED_AT])
    rows = coded.merge(read, on="item", validate="one_to_one")
    for name, what in (("source_type", "type of source"), ("source_country", "country of source"), ("naming", "naming"),
                       ("stance", "stance of the cue")):
        agreed = rows[(rows[f"{name}_a"] == rows[f"{name}_b"]) & (rows[f"{name}_a"] != sources.UNKNOWN)]
        yield Measured(name, what, "share right", "sources in as many articles on US politics", MODELS,
                       [(float(right), 1.0) for right in agreed[name] == agreed[f"{name}_a"]])


def _names() -> Iterator[Measured]:
    """Names and entities of single articles, and metonyms among places."""
    spans, entities, metonyms = [], [], []
    for document in names.documents("fair"):
        text, (first, last) = document["text"], document["evaluation_span"]
        truth, either = names.fair_truth(document)
        read, _ = names.read_event([read_report(str(document["doc"]), text)])
        found = {span[1:]: entity for span, entity in read.entities.items() if first <= span[1] and span[2] <= last and span[1:] not in either}
        both = len(found.keys() & truth.keys())
        spans.append((2.0 * both, len(found) + len(truth)))
        if both:
            entities.append((both * b_cubed(found, truth), both))
    for document in names.documents("places"):
        truth = {(one["start"], one["end"]): one["kind"] for one in document["toponyms"]}
        read, _ = names.read_event([read_report(str(document["doc"]), document["text"])])
        marked = [kind for span, kind in truth.items() if any(a < span[1] and span[0] < b for _, a, b in read.metonyms)]
        right, wrong = marked.count("metonymic"), marked.count("literal")
        metonyms.append((2.0 * right, right + wrong + [*truth.values()].count("metonymic")))
    yield Measured("names", "names", "F1 of exact spans", "news articles (News-Fair v2)", PEOPLE, spans)
    yield Measured("entities", "entities of names found", "B-cubed F1 in an article", "news articles (News-Fair v2)", PEOPLE, entities)
    yield Measured("metonyms", "metonyms among places", "F1", "news articles (GeoWebNews)", PEOPLE, metonyms)


def _claims() -> Iterator[Measured]:
    """Pairs of sentences that make one claim, statuses and conflicts, by event."""
    aligned: dict[str, list[Sums]] = {}
    for event in claims.coded_events("sentences"):
        found = claim_pairs(in_sentences(claims.read_event(event.texts)["claim_mentions"], event.sentences))
        value = 2 * len(found & event.gold) / max(1, len(found) + len(event.gold))
        aligned.setdefault(event.name, []).append((value, 1.0))
    yield Measured("claims_fine", "claims, finely told apart", "F1 of pairs of sentences", "events of ECB+ train, by which links were chosen",
                   MODELS, aligned["ecbplus"])
    scored: dict[str, list[Sums]] = {}
    for what, value in claims.score_wcl():
        if what.startswith("event "):
            scored.setdefault(what.partition(", ")[2], []).append((value, 1.0))
    for name, what, how, figure in (("claims", "claims, sparingly told apart", "F1 of pairs of sentences", "claims: pairs of sentences, F1"),
                                 ("status", "status of claims rightly joined", "share right", "claims: same status"),
                                 ("conflict_recall", "conflicts", "share found of those listed", "conflicts: recall"),
                                 ("conflict_precision", "conflicts", "share listed of those found", "conflicts: precision")):
        yield Measured(name, what, how, "events of US news (NewsWCL50)", MODELS, scored[figure])


if __name__ == "__main__":
    main()
