"""Texts with their marks: escaped, reachable by keyboard, whole; and nothing of them where texts are not to be shown."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis import schema
from analysis.corpus import CorpusError, open_corpus
from analysis.figures.reader import mark_report, show_conflicts, show_texts

TEXT = "Hald & Sons <b>close</b>\n\n\"It is over,\" Anna Hald said in Oslo."
AT = {words: (TEXT.index(words), TEXT.index(words) + len(words)) for words in ("Hald & Sons", "\"It is over,\"", "Anna Hald", "said", "Oslo")}


def cell(words: str) -> str:
    return schema.spans_to_text([AT[words]])


def tables() -> dict:
    mention = {"report": "a", "sentence": 0, "metonym": False}
    return {
        "mentions": schema.build("mentions", [
            mention | {"start": AT[words][0], "end": AT[words][1], "surface": words, "entity": entity, "type": kind, "metonym": metonym}
            for words, entity, kind, metonym in (("Hald & Sons", "Hald & Sons", "ORG", False), ("Anna Hald", "Anna Hald", "PERSON", False),
                                                 ("Oslo", "Norway", "GPE", True))]),
        "attributions": schema.build("attributions", [{
            "report": "a", "attribution": 1, "source_spans": cell("Anna Hald"), "cue_spans": cell("said"),
            "content_spans": cell("\"It is over,\""), "mode": "direct", "source": "Anna Hald", "source_type": "", "source_country": "",
            "naming": "named", "cue": "say", "stance": "neutral", "negated": False, "relay": "", "parent": None, "confidence": 1.0}]),
        "claims": schema.build("claims", [{"claim": "k1", "event": "e", "label": "be over <all>", "n_reports": 1}]),
        "claim_mentions": schema.build("claim_mentions", [{
            "claim": "k1", "report": "a", "sentence": 1, "start": AT["\"It is over,\""][0], "end": len(TEXT), "rank": 1,
            "status": "attributed", "attribution": 1}])}


def test_the_text_is_whole_and_escaped_and_names_and_notes_can_be_focused_and_say_what_they_are() -> None:
    # Read as XML, in which every tag must be closed.
    page = ElementTree.fromstring(mark_report("a", TEXT, tables()))
    marked = [*page.iter("mark"), *page.iter("sup")]
    assert all(mark.get("tabindex") == "0" and mark.get("aria-label") for mark in marked)
    titles = [mark.get("title") for mark in marked]
    assert "Norway, GPE, for its government" in titles and "claim 1: be over <all>, attributed" in titles
    assert "source of attribution 1: Anna Hald, say, neutral" in titles
    for note in page.iter("sup"):
        note.text = ""
    assert "".join(page.find("p").itertext()) == TEXT and page.find(".//b") is None


def test_nothing_is_shown_and_no_text_needed_unless_asked_for(folder) -> None:
    corpus = open_corpus(folder)
    for file in folder.glob("*.txt"):
        file.write_bytes(b"another text\n")
    assert show_texts(corpus, {}, show=False) is None
    with pytest.raises(CorpusError):
        (folder / "first.txt").unlink()
        show_texts(corpus, tables(), show=True)


def test_all_reports_are_shown_on_a_page_of_its_own(folder) -> None:
    empty = {name: frame.iloc[:0] for name, frame in tables().items()}
    shown = show_texts(open_corpus(folder), empty, show=True)
    assert repr(shown) == "reports shown: 2"
    page = shown._repr_html_()
    assert page.count("<section") == 2 and "Anna Hald opened the new bridge" in page
    assert "src=" not in page and "href=" not in page


TEXTS = {"a": "Old mill & dam\n\nThe flood killed nine sheep in Tolm.\n\nChoirs sang.", "b": "The flood killed 12 sheep in Tolm, they <said>."}


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    for report, text in TEXTS.items():
        (tmp_path / f"{report}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def _conflicts():
    place = {side: TEXTS[side].index(word) for side, word in (("a", "nine"), ("b", "12"))}
    return schema.build("conflicts", [{"event": "flood", "claim": "", "kind": "number", "report_a": "a", "start_a": place["a"],
                                       "end_a": place["a"] + 4, "report_b": "b", "start_b": place["b"], "end_b": place["b"] + 2, "score": 0.9}])


def test_no_conflict_is_shown_and_no_text_is_read_unless_asked(pair):
    corpus = open_corpus(pair)
    (pair / "a.txt").unlink()
    assert show_conflicts(corpus, _conflicts(), outlets={}, show=False) is None
    with pytest.raises(CorpusError):
        show_conflicts(corpus, _conflicts(), outlets={}, show=True)


def test_both_places_are_marked_within_their_paragraph_and_escaped(pair):
    shown = show_conflicts(open_corpus(pair), _conflicts(), outlets={"a": "A & Co"}, show=True)
    assert repr(shown) == "1 of 1 candidates are shown"
    page = shown._repr_html_()
    assert "killed <mark>nine</mark> sheep" in page and "<mark>12</mark>" in page
    assert "A &amp; Co" in page and "&lt;said&gt;" in page
    assert "mill" not in page and "Choirs" not in page
