"""The methods paragraph of a run: its settings, counts, models and validation figures, with references and a box of limits.

`methods.md` has references as pandoc reads them (`[@monroe2008]`), `methods.tex` as BibTeX does; both point into references.bib.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from analysis.figures.latex import latex_text

# How well reading does on coded news: `python -m tests.benchmarks.measured` writes it.
MEASURED = Path(__file__).with_name("measured.csv")
FEW_REPORTS = 10
_OF_ONE_READING = ("texts", "tables", "reading")
_REFERENCE = re.compile(r" \[(@[\w; @-]+)\]")


def methods(records: Mapping[str, Mapping], facts: Mapping[str, Mapping], *, reading: Mapping | None,
            scores: Mapping[str, Mapping]) -> tuple[str, list[str]]:
    """The paragraph and the limits, as Markdown with references in pandoc's way.

    Parameters
    ----------
    records
        Records of figures and tables of one run, by name.
    facts
        The numbers of its notebooks, by notebook.
    reading
        The record that reading left beside the tables, or None.
    scores
        How well reading does on coded news, from `read_measured`.

    Returns
    -------
    tuple
        The paragraph, and one sentence for each limit. A sentence whose notebook was not run is left out.
    """
    first = next(iter(records.values()))
    settings = {name: value for record in records.values() for name, value in record["parameters"].items()}
    counts, version = facts.get("00-corpus", {}), first["versions"]["parallax"]
    n = first["n"].get("reports", counts.get("n_reports", len(first["texts"])))
    words = (f", {counts['n_words']:,} words of headline and body text in {counts['n_sentences']:,} sentences by"
             f" {counts['n_outlets']} outlet{'' if counts['n_outlets'] == 1 else 's'}") if "n_words" in counts else ""
    event = f"{'an invented event' if first['invented'] else 'one event'} ({first['event']})"
    sentences = [f"{'We read one report' if n == 1 else f'We compared {n} reports'} of {event}{words}."]
    read = (f", spaCy {reading['versions']['spacy']} [@honnibal2020] and the models {', '.join(sorted(reading['models']))}"
            f" (record of the reading: SHA-256 {first['reading'][:16]})") if reading else ""
    sentences.append(f"Texts were read by machine into tables of positions, names and codes with Parallax {version}{read}.")
    if "10-sourcing" in facts:
        found = facts["10-sourcing"].get("n_attributions")
        sentences.append(
            f"{'Attributions' if found is None else f'{found:,} attributions'} were found by an encoder [@wang2020] that was"
            " fine-tuned on PolNeAR [@newell2018] and on world news that a language model coded, and taught by a larger one"
            " [@song2020]; on PolNeAR's development part"
            f" sources with their contents are found with F1 {_percent(scores['relation'])}, and {_percent(scores['source_type'])} of"
            f" {scores['source_type']['n']} sources get the type that {scores['source_type']['coders']} give them. The number of sources is"
            " given as Hill numbers [@hill1973], rarefied to equally many attributions: of order 0 as Hurlbert's expected number"
            " [@hurlbert1971], of order 1 and 2 as derived by Chao and others [@chao2014].")
    if "30-narratives" in facts:
        sentences.append(
            "Sentences of different reports that make the same claim were aligned by contextual word vectors that all-mpnet-base-v2,"
            " tuned on invented events, taught [@reimers2019; @song2020], centred on the event. Claims made by at least"
            f" {settings.get('least_reports', 2)} of the reports were drawn. Words that set a report apart were found by log-odds with"
            f" an informative Dirichlet prior [@monroe2008] of {settings.get('prior_size', 0):g} words, q values after Benjamini and"
            " Hochberg [@benjamini1995].")
    if "40-lineage" in facts:
        sentences.append(f"Text reuse is passages of at least {settings.get('least_words', 7)} words that two reports share,"
                         " as the share of a report's words that stand in them: containment, which Broder defined for sets of runs of words"
                         " [@broder1997], counted here in words of aligned passages.")
    sentences.append(f"Unless said otherwise, intervals are 95 % percentile intervals of {settings['resamples']:,} bootstrap resamples"
                     f" [@davison1997] with the seed {settings['random_seed']}; those of shares and rates reach at least as far as"
                     " Wilson's [@wilson1927].")
    return " ".join(sentences), _limits(first, facts, scores)


def _percent(score: Mapping) -> str:
    """A score in per cent, with its interval where it has one."""
    value, low, high = (f"{100 * score[end]:.1f}" for end in ("value", "low", "high"))
    return f"{value} %" + ("" if low == "nan" else f" (95 % interval {low} to {high})")


def _limits(record: Mapping, facts: Mapping[str, Mapping], scores: Mapping[str, Mapping]) -> list[str]:
    """What a reader must not overlook."""
    limits = ["Reading is done by machine and in English only; every table has errors, and intervals do not hold them."]
    if "10-sourcing" in facts:
        limits.append(f"Indirect speech is found less well than direct (F1 {_percent(scores['relation_indirect'])} against"
                      f" {_percent(scores['relation_direct'])}), so shares of direct speech are too high; the tagger was trained"
                      " mostly on US political news, and how well it reads this event is not measured.")
    if "30-narratives" in facts:
        chosen, other = scores["claims_fine"], scores["claims"]
        limits.append(f"Pairs of sentences that make one claim are found with F1 {_percent(chosen)} on news of {chosen['n']} other events,"
                      f" on which the height of links was chosen, and {_percent(other)} on {other['n']} more, as {other['coders']} coded them."
                      " A claim that is missing from a report is a lead for reading, no proof of an omission; conflicts are candidates for"
                      f" a person to judge, and of those that {scores['conflict_recall']['coders']} listed there"
                      f" {_percent(scores['conflict_recall'])} were found.")
    n = len(record["texts"])
    if n < FEW_REPORTS:
        limits.append("There is one report: it says nothing about outlets in general, and nothing is compared with it." if n == 1 else
                      f"{n} reports are few: they say nothing about outlets in general, and where they are too few for a test,"
                      " none was made.")
    if record["invented"]:
        limits.append("The event is invented: the figures show that everything runs, and nothing about news.")
    return limits


def read_measured() -> dict[str, dict[str, object]]:
    """How well reading does on coded news, by figure: `what`, `measure`, `value` with `low` and `high`, `n` units of what, `coders`."""
    import pandas as pd

    return pd.read_csv(MEASURED, index_col="name").to_dict("index")


def methods_files(records: Mapping[str, Mapping], facts: Mapping[str, bytes], *, reading: Mapping | None) -> dict[str, bytes]:
    """methods.md and methods.tex of a run; nothing for a folder whose records are not those of one whole run."""
    whole = {name: record for name, record in records.items() if {*_OF_ONE_READING, "versions", "invented"} <= set(record)}
    settings = {json.dumps([*(record[name] for name in ("event", *_OF_ONE_READING)),
                            *(record["parameters"].get(name) for name in ("resamples", "random_seed"))], sort_keys=True)
                for record in whole.values()}
    if len(settings) != 1:
        return {}
    numbers = {name: json.loads(content) for name, content in facts.items()}
    paragraph, limits = methods(whole, numbers, reading=reading, scores=read_measured())
    listed = "\n".join(f"> - {limit}" for limit in limits)
    items = "\n".join(rf"\item {_cited(limit)}" for limit in limits)
    latex = "\n".join([_cited(paragraph), r"\par\medskip\noindent\fbox{\begin{minipage}{0.96\linewidth}", r"\textbf{Limits}",
                       r"\begin{itemize}", items, r"\end{itemize}", r"\end{minipage}}", ""])
    return {"methods.md": f"{paragraph}\n\n> **Limits**\n>\n{listed}\n".encode(), "methods.tex": latex.encode()}


def _cited(text: str) -> str:
    """Plain text for LaTeX, pandoc's references as \\cite."""
    parts = _REFERENCE.split(text)
    return "".join(rf"~\cite{{{part.replace('@', '').replace('; ', ',')}}}" if place % 2 else
                   " " * part.startswith(" ") + latex_text(part) for place, part in enumerate(parts))
