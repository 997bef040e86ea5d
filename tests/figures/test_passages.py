"""Conflicts side by side: shown only when asked, from the texts, escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import schema
from analysis.corpus import CorpusError, open_corpus
from analysis.figures.passages import show_conflicts

TEXTS = {"a": "Old mill & dam\n\nThe flood killed nine sheep in Tolm.\n\nChoirs sang.", "b": "The flood killed 12 sheep in Tolm, they <said>."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for report, text in TEXTS.items():
        (tmp_path / f"{report}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def _conflicts():
    place = {side: TEXTS[side].index(word) for side, word in (("a", "nine"), ("b", "12"))}
    return schema.build("conflicts", [{"event": "flood", "claim": "", "kind": "number", "report_a": "a", "start_a": place["a"],
                                       "end_a": place["a"] + 4, "report_b": "b", "start_b": place["b"], "end_b": place["b"] + 2, "score": 0.9}])


def test_nothing_is_shown_and_no_text_is_read_unless_asked(folder):
    corpus = open_corpus(folder)
    (folder / "a.txt").unlink()
    assert show_conflicts(corpus, _conflicts(), outlets={}, show=False) is None
    with pytest.raises(CorpusError):
        show_conflicts(corpus, _conflicts(), outlets={}, show=True)


def test_both_places_are_marked_within_their_paragraph_and_escaped(folder):
    shown = show_conflicts(open_corpus(folder), _conflicts(), outlets={"a": "A & Co"}, show=True)
    assert repr(shown) == "1 of 1 candidates are shown"
    page = shown._repr_html_()
    assert "killed <mark>nine</mark> sheep" in page and "<mark>12</mark>" in page
    assert "A &amp; Co" in page and "&lt;said&gt;" in page
    assert "mill" not in page and "Choirs" not in page
