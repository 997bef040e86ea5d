"""How well sources are coded, against 300 coded by the codebook: `python -m tests.benchmarks.sources`.

`coded_sources.csv` is one sample: 300 attributions with a source, each from another article of PolNeAR train (Newell,
Margolin and Ruths, LREC 2018: news of US politics, 2015-11 to 2016-10), articles and attributions drawn by a seeded
generator. Each was coded twice by `analysis/codebook.csv`, from the marked attribution with 450 characters before and 150
after it, the title and the date. The two codings are independent of each other and of the reading, but both coders were
language models and not people, so their agreement shows how clear the codebook is to a careful reader of one kind, and is no
substitute for human coders. Nine of ten
sources are of the US and two of five are party, so type and country are more uniform here than in other news.

Columns: item (1-300, by article); doc (PolNeAR's name of the article); source_spans, cue_spans, content_spans (code points in
its text, as annotated there); then each variable as coded by `_a` and `_b`. `?` = the excerpt cannot tell; an empty code is a
code. No text.

The first lines say how far the coders agree (`measures.reliability`). Where the articles lie beside the project, the next
ones say how often the reading gives the code on which both agree, each article read alone with PolNeAR's own spans of its
attributions; items 1-200 were looked at while the rules were written, the errors of items 201-300 never were. Their score was
seen at each step, though, and broke a tie between two thresholds, so it flatters a little. Beside each share stands that of
the most frequent code, which no rule is needed for. Most frequent errors follow, of items 1-200 alone.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd

from analysis.corpus import PROJECT
from analysis.measures.reliability import krippendorff_alpha, measure_reliability

SHEET = Path(__file__).with_name("coded_sources.csv")
TRAIN = PROJECT.parent / "shared" / "data" / "polnear" / "train.jsonl"
VARIABLES = ("source_type", "source_country", "naming", "stance", "negated")
UNKNOWN = "?"
LAST_LOOKED_AT = 200


def main() -> None:
    """Print one line a figure."""
    coded = load_sheet()
    table = measure_reliability(codings(coded), rng=np.random.default_rng(2023), resamples=2000)
    for row in table.itertuples():
        print(f"{row.variable:15} coders: n {row.n_units}  equal {row.share_equal:.3f}  alpha {row.alpha:.3f} "
              f"[{row.ci_low:.3f}, {row.ci_high:.3f}]")
    if not TRAIN.is_file():
        return
    read = coded.merge(read_sources(coded), on="item", validate="one_to_one")
    seen = read["item"] <= LAST_LOOKED_AT
    for what, part in (("items 1-200", read[seen]), ("items 201-300", read[~seen])):
        for row in score(part).itertuples():
            print(f"{row.variable:15} {what}: n {row.n_units}  right {row.accuracy:.3f} (most frequent code {row.most_frequent:.3f})  "
                  f"alpha with a {row.alpha_a:.3f}  with b {row.alpha_b:.3f}")
    for row in count_errors(read[seen]).head(25).itertuples():
        print(f"{row.variable:15} {row.coded or '(empty)':15} read as {row.read or '(empty)':15} {row.n}")


def load_sheet() -> pd.DataFrame:
    """The coded sources, every cell but the item a string."""
    return pd.read_csv(SHEET, dtype=str, keep_default_na=False).astype({"item": "int64"})


def codings(coded: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """For each variable the codes of both coders, unknown ones missing."""
    return {name: coded[[f"{name}_a", f"{name}_b"]].replace(UNKNOWN, None) for name in VARIABLES}


def read_sources(coded: pd.DataFrame) -> pd.DataFrame:
    """What the reading makes of each item: item and one column a variable; `lost` where it drops the attribution."""
    from analysis.reading.text.language import read_report

    with TRAIN.open(encoding="utf-8") as file:
        documents = {document["doc"]: document for document in map(json.loads, file)}
    rows = []
    for item in coded.itertuples():
        document = documents[item.doc]
        found = code_document(read_report(item.doc, document["text"]), document["attributions"])
        whole = set(item.content_spans.split(";"))
        # Reading leaves out what a content takes from another sentence.
        same = found[(found["cue_spans"] == item.cue_spans) & found["content_spans"].map(lambda own, all=whole: set(own.split(";")) <= all)]
        codes = same.iloc[0][list(VARIABLES)].to_dict() if len(same) else dict.fromkeys(VARIABLES, "lost")
        rows.append({"item": item.item, **codes, "negated": str(codes["negated"]).lower()})
    return pd.DataFrame(rows)


def code_document(reading: object, attributions: list[dict]) -> pd.DataFrame:
    """The table of attributions of one article, with the spans that people annotated in place of those that reading finds."""
    from analysis.reading.names.entities import resolve_entities
    from analysis.reading.speech.attributions import find_attributions
    from analysis.reading.speech.relations import Relation

    parts = ("source_spans", "cue_spans", "content_spans")
    given = [Relation(*(sorted(map(tuple, one[part])) for part in parts), 1.0) for one in attributions]
    given.sort(key=lambda relation: min(relation[0] + relation[1] + relation[2]))
    tables = resolve_entities([reading])
    with patch("analysis.reading.speech.attributions.find_relations", lambda _: [given]):
        return find_attributions([reading], tables["mentions"], tables["entities"])


def score(read: pd.DataFrame) -> pd.DataFrame:
    """Each variable's share of right codes where both coders agree (n_units), that of the most frequent code, and alphas."""
    rows = []
    for name in VARIABLES:
        a, b = read[f"{name}_a"], read[f"{name}_b"]
        agreed = (a == b) & (a != UNKNOWN)
        alphas = [krippendorff_alpha(pd.DataFrame({"read": read[name], "coder": coder.replace(UNKNOWN, None)}))
                  for coder in (a, b)]
        most = float(a[agreed].value_counts(normalize=True).max())
        rows.append((name, int(agreed.sum()), float((read[name] == a)[agreed].mean()), most, *alphas))
    return pd.DataFrame(rows, columns=["variable", "n_units", "accuracy", "most_frequent", "alpha_a", "alpha_b"])


def count_errors(read: pd.DataFrame) -> pd.DataFrame:
    """How often each code was read as another one, where both coders agree: variable, coded, read, n; most frequent first."""
    errors = Counter()
    for name in VARIABLES:
        a, b = read[f"{name}_a"], read[f"{name}_b"]
        wrong = (a == b) & (a != UNKNOWN) & (read[name] != a)
        errors.update((name, coded, found) for coded, found in zip(a[wrong], read[name][wrong], strict=True))
    rows = [(*error, n) for error, n in sorted(errors.items(), key=lambda pair: (-pair[1], pair[0]))]
    return pd.DataFrame(rows, columns=["variable", "coded", "read", "n"])


if __name__ == "__main__":
    main()
