"""Reading: a corpus's texts to all its tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis import schema
from analysis.corpus import Corpus, CorpusError, FaultyTexts, find_text, read_corrections
from analysis.reading.text import language

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WORDS = 5
# Wire services by what a credit or a dateline calls them: `(Reuters)`, `/TASS/`, `AFP`.
_AGENCIES = {
    "AFP": "AFP|Agence France-Presse", "ANSA": "ANSA", "AP": "AP|Associated Press", "Bernama": "Bernama", "Bloomberg": "Bloomberg",
    "DPA": "dpa|DPA", "EFE": "EFE", "IANS": "IANS", "Interfax": "Interfax", "Kyodo": "Kyodo", "PA": "PA Media|Press Association",
    "PTI": "PTI", "Reuters": "Reuters|REUTERS", "TASS": "TASS|Tass", "UPI": "UPI", "Xinhua": "Xinhua", "Yonhap": "Yonhap"}


def read_corpus(corpus: Corpus, *, jobs: int = 1, progress: Callable[[str], None] | None = None) -> dict[str, pd.DataFrame]:
    """All tables of a corpus, read from its texts.

    Parameters
    ----------
    corpus
        An opened corpus whose texts are all at hand.
    jobs
        Processes that parse; the tables do not depend on it.
    progress
        Called with a report's id when it is parsed.

    Returns
    -------
    dict
        Table name to DataFrame, every table of `schema.TABLES`.

    Raises
    ------
    FaultyTexts
        Texts are missing, are not those of the manifest, cannot be read, or stand twice in the corpus (nothing is parsed then); or
        they have too few words.
    CorpusError
        The corrections in `aliases.csv` are none. Nothing is parsed then.
    ModelError
        A model's file is not the pinned one.
    """
    from threadpoolctl import threadpool_limits

    from analysis.reading.names import corrections

    texts, problems = corpus.read_texts()
    if missing := corpus.missing_texts():
        advice = (f"take '.txt' out of its id in {corpus.path / 'manifest.csv'}" if missing[0].endswith(".txt")
                  else f"move {missing[0]}.txt there from the folder above" if find_text(corpus.path, missing[0]).is_file()
                  else f"put it there as {missing[0]}.txt, or use the tables as they are")
        problems.append(f"{corpus.texts}: the text of {missing[0]} is missing ({len(missing)} of {len(corpus.reports)} are); {advice}")
    if problems:
        raise FaultyTexts(problems)
    corrected = read_corrections(corpus)
    try:
        corrections.read_register(corrected, reports=corpus.reports, where=str(corpus.path / "aliases.csv"))
    except ValueError as problem:
        raise CorpusError(str(problem)) from None
    # Results may not depend on how many threads sum them, and on matrices this small threads cost more than they save.
    with threadpool_limits(1):
        return _read(corpus, texts, corrected, jobs=jobs, progress=progress)


def _read(
    corpus: Corpus, texts: dict[str, str], corrected: pd.DataFrame | None, *, jobs: int, progress: Callable[[str], None] | None,
) -> dict[str, pd.DataFrame]:
    """All tables, from texts and corrections that were found in order."""
    from analysis.reading import reuse
    from analysis.reading.claims import claims
    from analysis.reading.differences import conflicts
    from analysis.reading.names import entities
    from analysis.reading.speech import attributions

    readings = language.read_reports(texts, jobs=jobs, progress=progress)
    if problems := [f"{find_text(corpus.texts, reading.report)}: {reading.n_words} words of headline and body were found, fewer than the "
                    f"{FEWEST_WORDS} of the shortest report; put the whole report there, or take it out of the corpus"
                    for reading in readings if reading.n_words < FEWEST_WORDS]:
        raise FaultyTexts(problems)
    outlets, published = (corpus.manifest.set_index("report")[column].to_dict() for column in ("outlet", "published"))
    tables = entities.resolve_entities(readings, corrections=corrected)
    mentions = tables["mentions"]
    found = attributions.find_attributions(readings, mentions, tables["entities"], outlets=outlets)
    aligned = claims.align_claims(readings, found, mentions, event=corpus.event)
    tables |= {
        "reports": _reports(corpus, readings), **_describe_texts(readings), "attributions": found, "claims": aligned.claims,
        "claim_mentions": aligned.claim_mentions, "conflicts": conflicts.find_conflicts(
            readings, aligned.claim_mentions, found, mentions, tables["labels"], closeness=aligned.closeness, event=corpus.event,
            published=published),
        "passages": reuse.find_passages(readings, found)}
    return {name: tables[name] for name in schema.TABLES}


def _reports(corpus: Corpus, readings: list[language.Reading]) -> pd.DataFrame:
    """One row a report."""
    known = corpus.manifest.set_index("report").to_dict("index")
    rows = []
    for reading in readings:
        row = known[reading.report]
        digest = hashlib.sha256(reading.text.encode("utf-8")).hexdigest()
        rows.append({
            "report": reading.report, "event": corpus.event, "outlet": row["outlet"], "published": row["published"],
            "language": row["language"], "agency": row["agency"] if corpus.has_manifest else find_agency(reading),
            "n_characters": len(reading.text), "n_words": reading.n_words, "n_sentences": len(reading.measured), "sha256": digest})
    return schema.build("reports", rows)


def find_agency(reading: language.Reading) -> str:
    """The wire service that a report credits: in a credit line, or between brackets or strokes at the head of its body."""
    credits, first = reading.texts_of("credit"), "".join(reading.texts_of("body")[:1])[:120]
    for name, pattern in _AGENCIES.items():
        told = any(re.search(rf"\b(?:{pattern})\b", credit) for credit in credits)
        if told or re.search(rf"\((?:{pattern})\)|/(?:{pattern})/", first):
            return name
    return ""


def _describe_texts(readings: list[language.Reading]) -> dict[str, pd.DataFrame]:
    """`zones` of paragraphs; `sentences` of headline, body and captions; `terms`, a row a lemma and part of speech of a report."""
    return {
        "zones": schema.build("zones", [
            {"report": reading.report, **zone._asdict()} for reading in readings for zone in reading.zones]),
        "sentences": schema.build("sentences", [
            {"report": reading.report, "sentence": sentence.number, "start": sentence.start, "end": sentence.end,
             "zone": sentence.zone, "n_words": sentence.n_words} for reading in readings for sentence in reading.sentences]),
        "terms": schema.build("terms", [
            {"report": reading.report, "lemma": lemma, "part_of_speech": part, "n": n}
            for reading in readings for (lemma, part), n in language.count_terms(reading).items()])}
