"""Verification names what was changed: a text, a row, a reference, a file."""

from __future__ import annotations

import hashlib
import json

import pytest

from analysis import schema
from analysis.corpus import CorpusError, open_corpus, write_tables
from analysis.publishing.records import table_digests
from analysis.publishing.verification import MOST_DIFFERENCES, check_references, compare_tables, require_current, verify_corpus

TEXT = "Hald opened the bridge. She said it was done."


def tables(**rows):
    """All tables of a corpus of one report, empty but for what is given."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    given = {
        "reports": [{"report": "first", "event": "bridge", "outlet": "", "published": "", "language": "en", "agency": "",
                     "n_characters": len(TEXT), "n_words": 9, "n_sentences": 2, "sha256": digest}],
        "sentences": [{"report": "first", "sentence": 0, "start": 0, "end": 23, "zone": "body", "n_words": 4}],
        "entities": [{"entity": "Anna Hald", "type": "PERSON", "country": "", "aliases": "Hald", "wikidata": ""}],
        "mentions": [{"report": "first", "sentence": 0, "start": 0, "end": 4, "surface": "Hald", "entity": "Anna Hald",
                      "type": "PERSON", "metonym": False}]} | rows
    return {name: schema.build(name, given.get(name, [])) for name in schema.TABLES}


@pytest.fixture
def corpus(tmp_path):
    """A corpus of one report with text and tables."""
    (tmp_path / "first.txt").write_text(TEXT, encoding="utf-8")
    write_tables(tables(), tmp_path / "tables")
    return tmp_path


@pytest.fixture(autouse=True)
def rereading(monkeypatch):
    """Re-reading gives the right tables."""
    monkeypatch.setattr("analysis.reading.reader.read_corpus", lambda *_, **__: tables())


def check(path, **options):
    """Problems of a corpus."""
    return verify_corpus(open_corpus(path), **options)


def test_a_changed_text_is_named(corpus):
    assert check(corpus) == []
    (corpus / "first.txt").write_text(TEXT + " More.", encoding="utf-8")
    (problem,) = check(corpus)
    assert problem.startswith("reports: first: the tables were read from another text")


def test_a_changed_cell_is_named_with_both_values(corpus):
    file = corpus / "tables" / "sentences.csv"
    file.write_text(file.read_text().replace("0,23,body,4", "0,23,body,5"))
    assert check(corpus) == ["sentences: report first, sentence 0: n_words is '5', reading the texts gives '4'"]


def test_a_row_too_many_and_a_row_too_few_are_named():
    zone = {"report": "first", "start": 0, "end": 23, "zone": "body"}
    with_zone, without = tables(zones=[zone]), tables()
    assert compare_tables(with_zone, without) == ["zones: report first, start 0: is shipped, but reading the texts does not give it"]
    assert compare_tables(without, with_zone) == ["zones: report first, start 0: reading the texts gives it, but it is not shipped"]


def test_what_another_processor_can_change_is_told_together():
    """Scores that are near are counted; where few rows differ in more, a last line says what can be the cause."""
    def read(scores: list[float], sentences: int = 1) -> dict[str, pd.DataFrame]:
        rows = [{"event": "storm", "claim": "", "kind": "name", "report_a": "first", "start_a": start, "end_a": start + 1, "report_b": "second",
                 "start_b": 5, "end_b": 9, "score": score} for start, score in enumerate(scores)]
        words = [{"report": "first", "lemma": f"word{number:03}", "part_of_speech": "NOUN", "n": number % sentences + 1} for number in range(200)]
        return tables(conflicts=rows, terms=words)

    shipped = read([0.5, 0.4, 0.3])
    assert compare_tables(shipped, read([0.5, 0.4, 0.3])) == []
    assert compare_tables(shipped, read([0.5, 0.44, 0.31])) == [
        "conflicts: score differs by at most 0.0400 in 2 rows",
        "0 of 207 rows differ in more than a score; another kind of processor than that of the first reading can be the cause (README, Limits)"]
    assert compare_tables(shipped, read([0.5, 0.44, 0.36])) == [
        "conflicts: event storm, kind name, report_a first, start_a 2: score is '0.3', reading the texts gives '0.36'",
        "conflicts: score differs by at most 0.0400 in 1 rows",
        "1 of 207 rows differ in more than a score; another kind of processor than that of the first reading can be the cause (README, Limits)"]
    assert not any("processor" in problem for problem in compare_tables(shipped, read([0.5, 0.4, 0.3], sentences=2)))


def test_many_differences_are_counted_not_listed():
    terms = [{"report": "first", "lemma": f"word{number:03}", "part_of_speech": "NOUN", "n": 1} for number in range(MOST_DIFFERENCES + 5)]
    problems = compare_tables(tables(terms=terms), tables())
    assert len(problems) == MOST_DIFFERENCES + 1 and problems[-1] == "terms: 5 more differences"


def test_references_that_lead_nowhere_are_named():
    mention = {"report": "first", "sentence": 0, "start": 0, "end": 4, "surface": "Hald", "entity": "Nobody", "type": "PERSON", "metonym": False}
    assert check_references(tables(mentions=[mention])) == ["mentions: row 1: entity Nobody is not in entities (1 such rows)"]
    zone = {"report": "first", "start": 40, "end": 99, "zone": "body"}
    assert check_references(tables(zones=[zone])) == [f"zones: row 1: 40-99 is no span of first, which has {len(TEXT)} characters"]
    lost = {"report": "second", "lemma": "bridge", "part_of_speech": "NOUN", "n": 1}
    assert check_references(tables(terms=[lost])) == ["terms: row 1: report second is not in reports (1 such rows)"]


@pytest.mark.parametrize("cell", ["40-99", "0-4;30-99"])
def test_spans_outside_their_report_are_named(cell):
    row = {"report": "first", "attribution": 1, "source_spans": "24-27", "cue_spans": "28-32", "content_spans": "33-44", "mode": "indirect",
           "source": "", "source_type": "", "source_country": "", "naming": "none", "cue": "say", "stance": "neutral", "negated": False,
           "relay": "", "parent": None, "confidence": 1.0}
    assert check_references(tables(attributions=[row])) == []
    for column in ("source_spans", "cue_spans", "content_spans"):
        assert check_references(tables(attributions=[row | {column: cell}])) == [f"attributions: row 1: {cell} are no spans of first"]


def test_a_report_of_the_manifest_alone_or_with_another_outlet_is_named(corpus):
    (corpus / "texts").mkdir()
    (corpus / "first.txt").rename(corpus / "texts" / "first.txt")
    columns = "report,outlet,agency,published,language,event,sha256\n"
    (corpus / "manifest.csv").write_text(columns + "first,,,,en,bridge,\n")
    assert check(corpus) == []
    (corpus / "manifest.csv").write_text(columns + "first,The Gull,,,en,bridge,\nsecond,,,,en,bridge,\n")
    again = f"; read the corpus again with: python -m analysis read {corpus}"
    assert check(corpus)[:2] == [f"reports: 'second' is in the manifest only{again}",
                                 f"reports: first: outlet is another in the manifest than when the corpus was read{again}"]
    (corpus / "manifest.csv").write_text(columns + "second,,,,en,bridge,\n")
    assert check(corpus)[:2] == [f"reports: 'first' is in the table only{again}", f"reports: 'second' is in the manifest only{again}"]


def test_whatever_a_manifest_says_otherwise_than_the_tables_is_named(corpus):
    columns, row = "report,outlet,agency,published,language,event,sha256\n", "first,The Gull,Tidewire,2031-03-04,en,bridge,\n"
    read = tables()["reports"].to_dict("records")[0] | {"outlet": "The Gull", "agency": "Tidewire", "published": "2031-03-04"}
    write_tables(tables(reports=[read]), corpus / "tables")
    for column, corrected in {"outlet": "The Tern", "agency": "Seawire", "published": "2031-03-05", "language": "en-GB"}.items():
        for cell in (corrected, ""):
            (corpus / "manifest.csv").write_text(columns + row.replace(f",{read[column]},", f",{cell},"))
            problem = f"reports: first: {column} is another in the manifest than when the corpus was read"
            assert check(corpus)[0] == f"{problem}; read the corpus again with: python -m analysis read {corpus}"
            with pytest.raises(CorpusError, match=f"{problem}; read the corpus again"):
                require_current(open_corpus(corpus))
    (corpus / "manifest.csv").write_text(columns + row)
    require_current(open_corpus(corpus))


@pytest.mark.parametrize("content", ["[]", "{}", '{"tables": {}, "texts": {}, "models": {}, "versions": {}}', "\udcff",
                                     '{"tables": [], "texts": {}, "models": {}, "versions": {"spacy": "3.8"}}'])
def test_a_record_of_reading_that_is_none_is_named(corpus, content):
    (corpus / "tables" / "reading.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    (problem,) = check(corpus)
    assert "reading.json: not a readable record of a reading; read the corpus again" in problem


def test_a_record_of_reading_with_other_texts_or_corrections_is_named(corpus):
    record = {"tables": table_digests(corpus / "tables"), "texts": {"first": hashlib.sha256(TEXT.encode()).hexdigest()}, "models": {},
              "versions": {"spacy": "3.8"}}
    file = corpus / "tables" / "reading.json"
    file.write_text(json.dumps(record))
    require_current(open_corpus(corpus))
    file.write_text(json.dumps(record | {"texts": {"first": "0"}}))
    with pytest.raises(CorpusError, match=r"reading\.json: names other texts than the table reports; read the corpus again"):
        require_current(open_corpus(corpus))
    file.write_text(json.dumps(record | {"corrections": "0"}))
    with pytest.raises(CorpusError, match=r"aliases\.csv is not the one with which the corpus was read; read the corpus again"):
        require_current(open_corpus(corpus))


def test_a_missing_or_broken_table_is_named(corpus):
    (corpus / "tables" / "terms.csv").unlink()
    (corpus / "tables" / "zones.csv").write_text("report,start,end,zone\nfirst,0,5,sidebar\n")
    problems = check(corpus)
    assert len(problems) == 2 and "zones.csv: row 1" in problems[0] and "terms.csv: the table is missing" in problems[1]


def test_a_folder_without_the_texts_is_named(corpus, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert check(corpus, texts=elsewhere) == [f"{elsewhere}: holds none of the texts; they are named first.txt and so on"]
