"""Bad input gets one clear line that names the file, what was found and what to do."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SHARED_DATA

from analysis import corpus, schema
from analysis.corpus import (
    CorpusError, MOST_BYTES, find_duplicates, open_corpus, read_corrections, read_table, replace_files, table_file, table_to_csv,
    write_tables)
from analysis.plaintext import decode_text
from analysis.reading.reader import read_corpus


def write_manifest(folder, text):
    """A corpus folder out of a folder of texts."""
    (folder / "texts").mkdir()
    for file in folder.glob("*.txt"):
        file.rename(folder / "texts" / file.name)
    (folder / "manifest.csv").write_text(text, encoding="utf-8")


def test_a_folder_of_texts_is_a_corpus_and_a_manifest_orders_reports_and_fills_optional_columns(folder):
    corpus = open_corpus(folder)
    assert corpus.event == "bridge" and corpus.reports == ["first", "second"] and corpus.missing_texts() == []
    write_manifest(folder, "report,event,outlet\nsecond,bridge,Two\nfirst,bridge,One\n")
    corpus = open_corpus(folder)
    assert corpus.reports == ["first", "second"]
    assert list(corpus.manifest["outlet"]) == ["One", "Two"] and set(corpus.manifest["agency"]) == {""}


def test_rows_of_commas_alone_at_the_end_of_a_manifest_are_no_reports(folder):
    write_manifest(folder, "report,event,outlet\nfirst,bridge,One\n,,\n,,\n")
    assert open_corpus(folder).reports == ["first"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_manifest_may_have_the_line_ends_of_other_systems(folder, end):
    write_manifest(folder, end.join(["report,event,outlet", "first,bridge,One", 'second,bridge,"Two, Three"', ""]))
    assert list(open_corpus(folder).manifest["outlet"]) == ["One", "Two, Three"]


@pytest.mark.parametrize("text, complaint", [
    ("outlet,event\nOne,bridge\n", "column 'report' is missing"),
    ("report;event\nfirst;bridge\n", "its cells are parted by semicolons, expected commas; save it as CSV with commas"),
    ('"report"\t"event"\nfirst\tbridge, old\n', "its cells are parted by tabs, expected commas"),
    ("report,outlet\nfirst,One\n", "column 'event' is missing"),
    ("report,event\n", "holds no report"),
    ("", "empty; expected a header"),
    ("report,event\nfirst,bridge\nfirst,bridge\n", "repeats the key report"),
    ("report,event\nfirst,bridge\nsecond,tunnel\n", "one event"),
    ("report,event\n../../etc/passwd,bridge\n", "row 1, column 'report': '../../etc/passwd' found, expected letters"),
    ("report,event\na..b,bridge\n", "'a..b' found, expected letters, digits, '.', '_', '-' and blanks, 200 bytes at most"),
    (f"report,event\n{'a' * 201},bridge\n", "200 bytes at most"),
    (f"report,event\n{'é' * 101},bridge\n", "200 bytes at most"),
    ("report,event\n" + "".join(f"{number},bridge\n" for number in range(10_001)), "10001 reports are more than the 10000"),
    ("report,event\nfirst,a/b\n", "column 'event': 'a/b' found"),
    ("report,event,sha256\nfirst,bridge,abc\n", "expected a SHA-256"),
    ("report,event,published\nfirst,bridge,Monday\n", "expected an ISO date"),
    ("report,event,published\nsecond,bridge,2031-05-01\nfirst,bridge,2031-02-30\n", "row 2, column 'published': '2031-02-30' found"),
    ("report,event\nfirst,bridge,third\n", "row 1 has 3 cells, expected 2; quote cells that hold a comma"),
    ("report,event,outlet,agency\nfirst,bridge\n", "row 1 has 2 cells, expected 4; none is there for outlet, agency; leave an empty cell"),
    ("report,event,date\nfirst,bridge,2031-05-04\n", "column 'date' is unknown; rename or remove it"),
    ("report, outlet,event\nfirst,One,bridge\n", "column ' outlet' is unknown"),
    ("report, event\nfirst,bridge\n", "column ' event' is unknown; rename or remove it"),
    ("report,event,language\nfirst,bridge,en\nsecond,bridge,fr\n", "row 2, column 'language': 'fr' found, expected en"),
    ("report,event\nfirst,bridge\n\n\na/b,bridge\n\n", "row 2 is empty; take it out"),
    ("report,event\nfirst,bridge\n,\nsecond,bridge\n", "row 2 is empty; take it out"),
    ("report,event,outlet\nfirst,bridge,all\n", "'all' is the name of all reports together"),
])
def test_a_bad_manifest_is_refused_in_one_line(folder, text, complaint):
    write_manifest(folder, text)
    with pytest.raises(CorpusError) as problem:
        open_corpus(folder)
    assert complaint in str(problem.value) and "manifest.csv" in str(problem.value) and "\n" not in str(problem.value)


def test_a_folder_without_reports_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="neither manifest.csv nor any .txt"):
        open_corpus(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        open_corpus(tmp_path / "nowhere")


@pytest.mark.parametrize("data, complaint", [
    (b"caf\xe9 opens", "not UTF-8 (byte 3, in line 1), perhaps Windows-1252; save it as plain UTF-8 text"),
    (b"Boats\n\nThe caf\xe9", "not UTF-8 (byte 14, in line 3)"),
    ("An opening".encode("utf-16"), "holds a NUL byte at 3, as UTF-16 does"),
    (b"one\0two", "holds a NUL byte at 3"),
    *((b"The bridge was closed. " + mark.encode() * 1000, f"holds {mark!r} a thousand times on end; take it out") for mark in '"_(…'),
    (b"", "holds no word"),
    (b" \n - \n", "holds no word"),
    (b"word " * 30_000, "a line of 150,000 characters"),
    (b"The ferry sank. data:image/png;base64," + b"iVBORw0KGgo" * 500, "holds 5,522 characters without a blank"),
    ("“The ferry sank”, Hald said – “today”.".encode().decode("cp1252", errors="replace").encode(), "holds 'â€' for a letter, quotation mark or dash"),
    ("Café Hald, the crème and the Côte were closed.".encode().decode("latin-1").encode(), "holds 'Ã©' for a letter, quotation mark or dash"),
    (b"Boats\r\n\r\nThe <b>ferry</b> &quot;sank&quot;, Hald said &#8211; today.",
     "holds the markup of a web page ('&quot;' in line 3 is the first of 3); save the report's text alone"),
    (b"<html><body><p>The ferry sank.</p>", "is the markup of a web page"),
    ("Die Brücke ist seit Montag gesperrt, sagte ein Sprecher der Stadt. ".encode() * 9, "is not in English"),
    ("Silta on suljettu maanantaista alkaen, kaupungin edustaja kertoi. Korjaustyöt kestävät ainakin kaksi viikkoa, ja liikenne ohjataan"
     " sen ajan toiselle reitille.\n\nPormestari sanoi myös, että kaikki on kunnossa.".encode(), "is not in English"),
    ("A hidat hétfő óta lezárták, közölte a város szóvivője. A javítás legalább két hétig tart, addig a forgalmat más útvonalra"
     " terelik.\n\nA polgármester szerint minden rendben lesz.".encode(), "is not in English"),
    (rb"{\rtf1\ansi{\fonttbl\f0 Times;}\f0\pard The ferry sank.\par}", "is RTF, not plain text; save the report's text alone"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF file, not plain text"),
    (b"PK\3\4\x14\0\6\0word/document.xml", "is a Word or another zip file, not plain text"),
    (b"\n<!DOCTYPE html><title>The ferry sank.</title>", "is the markup of a web page, not plain text"),
    ("Мост закрыт с понедельника, сообщил представитель города. ".encode() * 9, "is not in English"),
])
def test_a_file_that_is_no_report_is_refused_in_one_line(folder, data, complaint):
    (folder / "first.txt").write_bytes(data)
    with pytest.raises(CorpusError) as problem:
        open_corpus(folder).read_text("first")
    assert str(problem.value).startswith(f"{folder / 'first.txt'}: {complaint}") and "\n" not in str(problem.value)


def test_an_id_with_the_ending_of_its_file_is_told(folder):
    write_manifest(folder, "report,event\nfirst.txt,bridge\nsecond,bridge\n")
    with pytest.raises(CorpusError, match=r"of first\.txt is missing \(1 of 2 are\); take '\.txt' out of its id in .*manifest\.csv$"):
        read_corpus(open_corpus(folder))


def test_texts_that_stand_beside_the_manifest_are_told(folder):
    write_manifest(folder, "report,event\nfirst,bridge\nsecond,bridge\n")
    (folder / "texts" / "first.txt").rename(folder / "first.txt")
    with pytest.raises(CorpusError, match=r"texts: the text of first is missing \(1 of 2 are\); move first\.txt there from the folder above$"):
        read_corpus(open_corpus(folder))


def test_a_huge_file_is_refused_before_it_is_read(folder):
    (folder / "first.txt").write_bytes(b"a" * (MOST_BYTES + 1))
    with pytest.raises(CorpusError, match="first.txt: 2,000,001 bytes are more than the 2,000,000"):
        open_corpus(folder).read_text("first")


def test_an_unknown_report_is_refused_and_so_is_a_text_with_another_digest(folder):
    write_manifest(folder, f"report,event,sha256\nfirst,bridge,{'0' * 64}\nsecond,bridge,\n")
    corpus = open_corpus(folder)
    with pytest.raises(CorpusError, match="no report is called 'third'; the reports are first, second"):
        corpus.read_text("third")
    with pytest.raises(CorpusError, match="first.txt: its SHA-256 is not the one in manifest.csv"):
        corpus.read_text("first")
    assert corpus.read_text("second").startswith("Lorvik")


def test_the_same_text_twice_is_told_of_each_but_the_first():
    line = "{}.txt: the same text as a.txt; take one of the two out of the corpus"
    assert find_duplicates({"c": "One story.", "b": "One story.", "a": "One story."}) == [line.format("b"), line.format("c")]
    assert find_duplicates({"b": "One story.", "a": "Another story."}) == []


def test_tables_come_back_from_csv_and_parquet_as_they_were(tmp_path):
    rows = [{"report": "r", "attribution": 1, "source_spans": "", "cue_spans": "3-7", "content_spans": "8-10;12-20", "mode": "direct",
             "source": 'The "Office", Lorvik', "source_type": "", "source_country": "NA", "naming": "none", "cue": "say", "stance": "neutral",
             "negated": True, "relay": "", "parent": None, "confidence": 1 / 3}]
    frame = schema.build("attributions", rows)
    for file_format in ("csv", "parquet"):
        write_tables({"attributions": frame}, tmp_path, file_format=file_format)
        again = read_table(tmp_path / f"attributions.{file_format}", name="attributions")
        assert table_to_csv(again) == table_to_csv(frame)
        assert again["source_country"].item() == "NA" and bool(again["negated"].item()) and again["parent"].isna().all()
    assert not (tmp_path / "attributions.csv").exists()


def test_a_failed_writing_leaves_the_old_tables(tmp_path):
    (tmp_path / "zones.csv").write_text("old", encoding="utf-8")
    zones = schema.build("zones", [{"report": "r", "start": 0, "end": 5, "zone": "body"}])
    with pytest.raises(AttributeError):
        write_tables({"zones": zones, "terms": None}, tmp_path)
    with pytest.raises(TypeError):
        write_tables({"zones": zones}, tmp_path, more=lambda files: {"reading.json": str(sorted(files))})
    assert (tmp_path / "zones.csv").read_text() == "old" and [file.name for file in tmp_path.iterdir()] == ["zones.csv"]
    with pytest.raises(TypeError):
        replace_files({tmp_path / "zones.csv": b"new", tmp_path / "b.csv": "not bytes"})
    assert [path.name for path in tmp_path.iterdir()] == ["zones.csv"] and (tmp_path / "zones.csv").read_bytes() == b"old"
    with pytest.raises(ValueError, match="format 'xlsx' is not known; expected one of csv, parquet"):
        write_tables({"zones": zones}, tmp_path, file_format="xlsx")


@pytest.mark.parametrize("text, complaint", [
    ("report,start,end,zone\nr,0,5,sidebar\n", "row 1, column 'zone': 'sidebar' found, expected one of headline"),
    ("report,start,end,zone\nr,zero,5,body\n", "row 1, column 'start': 'zero' found, expected a whole number"),
    ("report,start,end,zone\nr,\u0660,5,body\n", "row 1, column 'start': '\u0660' found, expected a whole number"),
    ("report,start,end\nr,0,5\n", "column 'zone' is missing"),
    ("report,start,end,zone\nr,9,12,body\nr,0,5,body\n", "not sorted by report, start"),
    ("report,start,end,zone\nr,0,5,body\nr,0,6,body\n", "repeats the key"),
    ("report,start,end,zone\nr,0,5\n", "row 1 has 3 cells, expected 4"),
])
def test_a_table_that_breaks_its_definition_is_refused_with_row_and_column(tmp_path, text, complaint):
    (tmp_path / "zones.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as problem:
        read_table(tmp_path / "zones.csv", name="zones")
    assert complaint in str(problem.value) and "zones.csv" in str(problem.value) and "\n" not in str(problem.value)


@pytest.mark.parametrize(("cell", "value"), [("1", 1), ("0.5", 0.5), ("1e-05", 1e-05), ("0_1", None), (" 0.5 ", None), ("\u0660.5", None),
                                             ("nan", None), ("1e999", None)])
def test_numbers_are_read_as_tables_have_them(tmp_path, cell, value):
    column = schema.TABLES["attributions"].columns[-1]
    assert column.name == "confidence"
    if value is not None:
        assert corpus._convert(cell, column, tmp_path, 1) == value
    else:
        with pytest.raises(CorpusError, match="expected a number"):
            corpus._convert(cell, column, tmp_path, 1)


def test_a_table_in_both_formats_is_refused(tmp_path):
    for name in ("zones.csv", "zones.parquet"):
        assert table_file(tmp_path, "zones").name == "zones.csv"
        (tmp_path / name).touch()
    with pytest.raises(CorpusError, match="zones.csv: zones.parquet is there as well; take the older"):
        table_file(tmp_path, "zones")
    (tmp_path / "zones.csv").unlink()
    assert table_file(tmp_path, "zones").name == "zones.parquet"


def test_an_unreadable_table_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="the table is missing"):
        read_table(tmp_path / "zones.csv", name="zones")
    (tmp_path / "zones.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match="not a readable UTF-8 CSV"):
        read_table(tmp_path / "zones.csv", name="zones")
    (tmp_path / "terms.parquet").write_bytes(b"no parquet")
    with pytest.raises(CorpusError, match="not a readable parquet"):
        read_table(tmp_path / "terms.parquet", name="terms")


@pytest.mark.parametrize("kind, complaint", [
    ("string", "100,000 rows or characters are more"), ("binary", "column 'report' is of binary, expected text, numbers or flags"),
    ("string_view", "column 'report' is of string_view")])
def test_a_small_parquet_file_that_is_huge_in_memory_is_refused(tmp_path, monkeypatch, kind, complaint):
    monkeypatch.setattr(corpus, "MOST_DECODED", 50_000)
    report = pa.array([b"a" * 1_000] * 100).cast(kind)
    columns = {"report": report, "lemma": [f"w{place}" for place in range(100)], "part_of_speech": ["NOUN"] * 100, "n": [1] * 100}
    pq.write_table(pa.table(columns), tmp_path / "terms.parquet")
    assert (tmp_path / "terms.parquet").stat().st_size < 10_000
    with pytest.raises(CorpusError, match=complaint):
        read_table(tmp_path / "terms.parquet", name="terms")


def test_corrections_have_their_two_columns_and_no_unknown_one(folder):
    assert read_corrections(open_corpus(folder)) is None
    (folder / "aliases.csv").write_text("alias,entity\nHald,Anna Hald\n", encoding="utf-8")
    assert read_corrections(open_corpus(folder)).to_dict("records") == [{"alias": "Hald", "entity": "Anna Hald"}]
    for text, complaint in (("alias\nHald\n", "column 'entity' is missing"), ("alias,entity,kind\nHald,Anna Hald,PERSON\n", "unknown column 'kind'")):
        (folder / "aliases.csv").write_text(text, encoding="utf-8")
        with pytest.raises(CorpusError, match=f"aliases.csv: {complaint}"):
            read_corpus(open_corpus(folder))


@pytest.mark.parametrize("language", ["", "en", "EN", "en-GB", "eng", "English"])
def test_english_may_be_written_in_several_ways(folder, language):
    write_manifest(folder, f"report,event,language\nfirst,bridge,{language}\n")
    assert list(open_corpus(folder).manifest["language"]) == [language]


@pytest.mark.texts
def test_news_in_english_is_taken_for_english_and_so_are_its_beginnings():
    for name in ("polnear/dev", "ecbplus/dev", "newswcl50/newswcl50", "geowebnews/geowebnews"):
        for line in (SHARED_DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            for text in (document["text"], *(" ".join(re.split(r"(?<=[.!?])\s+", document["text"])[:n]) for n in (2, 3))):
                assert decode_text(text.encode()) == text


@pytest.mark.parametrize("text", [
    "The <br> ferry sank <b>today</b>.", "One<br>two<br>three<br><a href='x'>four</a>",
    "Kite City 3, Lorvik United 1. Scorers: Hald 12, Brod 40, Varga 77. " * 9,
    "The ferry sank on Monday. " + "https://kite.example/news/boats/ferry-sinks-in-strait mail@kite.example " * 9,
    "We want peace. We want bread. Let us vote. Let us win. Who pays? Workers pay. " * 9,
    "The bridge was closed on Monday, the mayor said. " + "_" * 999, "\ufeffOne\r\ntwo"])
def test_a_text_with_a_stray_mark_or_few_words_is_a_report_and_comes_as_it_is(text):
    assert decode_text(text.encode()) == text


@pytest.mark.parametrize("name", ["a, b", "what?", "-first", "é" * 101])
def test_a_file_whose_name_cannot_be_an_id_is_told(folder, name):
    (folder / f"{name}.txt").write_text("The ferry sank today.", encoding="utf-8")
    with pytest.raises(CorpusError) as problem:
        open_corpus(folder)
    assert str(problem.value).startswith(f"{folder}: file '{name}.txt' names its report; rename it with letters")


def test_hidden_files_are_no_reports_and_names_in_capitals_links_to_nothing_and_folders_are_refused(folder):
    (folder / "._a.txt").write_bytes(b"\0\5")
    assert open_corpus(folder).reports == ["first", "second"]
    (folder / "b.TXT").write_text("The ferry sank today.", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"b\.TXT: reports end in \.txt in small letters; rename it"):
        open_corpus(folder)
    (folder / "a.txt").symlink_to(folder / "nothing")
    with pytest.raises(CorpusError, match=r"a\.txt: is no file, or a link that leads nowhere"):
        open_corpus(folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").mkdir()
    with pytest.raises(CorpusError, match=r"a\.txt: is no file"):
        open_corpus(folder)


def test_a_link_that_leads_out_of_the_corpus_is_refused_and_one_within_is_followed(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The bridge was closed on Monday.", encoding="utf-8")
    (folder / "raw").mkdir()
    (folder / "first.txt").rename(folder / "raw" / "first.txt")
    (folder / "first.txt").symlink_to("raw/first.txt")
    (folder / "third.txt").symlink_to(secret)
    opened = open_corpus(folder)
    assert opened.read_text("first").startswith("Minister opens bridge")
    with pytest.raises(CorpusError, match=r"third\.txt: lies outside the corpus, behind a link; put the file itself there"):
        opened.read_text("third")
    with pytest.raises(CorpusError, match=r"third\.txt: lies outside"):
        read_corpus(opened)
    for name in ("aliases.csv", "manifest.csv"):
        (folder / name).symlink_to(secret)
    with pytest.raises(CorpusError, match=r"manifest\.csv: lies outside"):
        open_corpus(folder)
    with pytest.raises(CorpusError, match=r"aliases\.csv: lies outside"):
        read_corrections(opened)
    (tmp_path / "linked").symlink_to(folder)
    (folder / "manifest.csv").unlink()
    assert open_corpus(tmp_path / "linked").read_text("second").startswith("Lorvik bridge")


@pytest.mark.parametrize("name", ["aliases.csv", "manifest.csv"])
def test_a_folder_or_a_link_to_nothing_is_no_list(folder, name):
    (folder / name).mkdir()
    with pytest.raises(CorpusError, match=f"{name}: is no file, or a link that leads nowhere; put the file itself there or take it away"):
        read_corpus(open_corpus(folder))
    (folder / name).rmdir()
    (folder / name).symlink_to("nothing.csv")
    with pytest.raises(CorpusError, match=f"{name}: is no file"):
        read_corpus(open_corpus(folder))


@pytest.mark.parametrize("named, stored", [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_a_name_with_its_accents_apart_is_the_same_report(folder, named, stored):
    (folder / "first.txt").rename(folder / f"{unicodedata.normalize(stored, 'société')}.txt")
    assert open_corpus(folder).reports == ["second", "société"]
    write_manifest(folder, unicodedata.normalize(named, "report,event\nsociété,été\nsecond,été\n"))
    opened = open_corpus(folder)
    assert opened.event == "été" and opened.reports == ["second", "société"] and opened.missing_texts() == []
    assert opened.read_text("société").startswith("Minister opens bridge") and opened.left_out() == []


def test_what_is_no_report_among_the_texts_is_listed(folder):
    for name in ("c.md", "README.md", ".hidden", "aliases.csv"):
        (folder / name).write_text("The bridge is open.", encoding="utf-8")
    for name in ("tables", "more"):
        (folder / name).mkdir()
    (folder / "more" / "d.txt").write_text("The bridge is open.", encoding="utf-8")
    assert open_corpus(folder).left_out() == ["c.md", "more"]
    (folder / "aliases.csv").unlink()
    write_manifest(folder, "report,event\nfirst,bridge\n")
    assert open_corpus(folder).left_out() == ["second.txt"]


def test_what_a_killed_write_left_is_cleared_away_once_it_is_old(tmp_path):
    old, going_on, elsewhere = tmp_path / ".writing-old", tmp_path / ".writing-new", tmp_path / "elsewhere"
    for folder in (old, going_on, elsewhere):
        folder.mkdir()
        (folder / "a.csv").write_text("n\n")
    link = tmp_path / ".writing-link"
    link.symlink_to(elsewhere)
    long_ago = time.time() - 2 * corpus.ABANDONED
    for folder in (old, elsewhere):
        os.utime(folder, (long_ago, long_ago))
    replace_files({tmp_path / "b.csv": b"n\n"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".writing-link", ".writing-new", "b.csv", "elsewhere"]
    assert (elsewhere / "a.csv").exists()
