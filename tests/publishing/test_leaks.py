"""What must not go out: sentences of a text in any dress, and traces of a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.publishing import leaks

TEXT = "The old lighthouse keeper of Sund had counted forty ships before the fog came in."
SENTENCE = "keeper of Sund had counted forty ships before"
TEXTS = {"first": TEXT}
# In two parts, as no file of the project may name a machine's folder.
HOME = "/ho" + "me"


@pytest.mark.parametrize(("name", "content"), [
    ("a.csv", f"label\n\"x, {SENTENCE}\"\n"),
    ("a.csv", "word\n" + "\n".join(SENTENCE.split()) + "\n"),
    ("a.md", SENTENCE.upper().replace(" ", "\n")),
    ("a.json", json.dumps({"caption": SENTENCE.replace(" ", "\n")})),
    ("a.json", json.dumps({SENTENCE: 1})),
    ("a.ipynb", json.dumps({"cells": [{"source": [word + "\n" for word in SENTENCE.split()]}]})),
    ("a.ipynb", json.dumps({"html": "".join(f"<td style='left'>{word}</td>" for word in SENTENCE.split())})),
    ("a.svg", f"<svg><title>{SENTENCE.replace(' ', '&#32;')}</title></svg>"),
    ("a.pdf", f"/Title ({SENTENCE})"),
])
def test_eight_words_in_a_row_are_found_and_not_repeated(name: str, content: str) -> None:
    (problem,) = leaks.find_sentences({name: content.encode(), "b.txt": b"nothing"}, TEXTS)
    assert problem.startswith(f"{name}: ") and "first" in problem and "ships" not in problem


@pytest.mark.parametrize("content", [
    SENTENCE.rsplit(" ", 1)[0], SENTENCE.replace("forty", "fifty"), " ".join(sorted(SENTENCE.split())), "", "\xff\xfe"])
def test_seven_words_or_other_words_or_another_order_pass(content: str) -> None:
    assert leaks.find_sentences({"a.txt": content.encode("latin-1")}, TEXTS) == []


def test_a_text_of_n_words_has_seven_runs_fewer_and_a_shorter_one_none() -> None:
    # Fifteen words.
    assert len(leaks.text_runs(TEXT)) == 15 - 7 and all(len(run.split()) == 8 for run in leaks.text_runs(TEXT))
    assert leaks.text_runs("The fog came in.") == set()


def test_typographic_apostrophes_and_composed_letters_are_one_spelling() -> None:
    text = {"first": "Hald\u2019s caf\u00e9 closed early because of the storm warning"}
    assert leaks.find_sentences({"a": "Hald's cafe\u0301 closed early because of the storm warning".encode()}, text)


@pytest.mark.parametrize("content", [
    f"{HOME}/anna/x", "see /Users/anna", r"C:\Users\anna", json.dumps(r"C:\Users\anna"), "file=/tmp/x1/y", "/srv/project/data"])
def test_paths_of_this_or_any_machine_are_found(content: str) -> None:
    assert leaks.find_machine({"a.json": content.encode()}, paths=[Path("/srv/project")])


@pytest.mark.parametrize("content", [f"https://example.org{HOME}/news", f"seeds{HOME}/x", "/srv/projects", "and/or", "annals"])
def test_addresses_and_other_words_pass(content: str) -> None:
    assert leaks.find_machine({"a.json": content.encode()}, paths=[Path("/srv/project")]) == []


@pytest.mark.parametrize(("user", "ordinary", "content", "found"), [
    ("bramble", b"", b"by bramble on", True), ("bramble", b"", b"by brambles on", False),
    ("bramble", b"a Bramble path", b"by bramble on", False), ("root", b"", b"by root on", False)])
def test_a_users_name_counts_as_a_word_unless_the_news_or_many_machines_have_it(monkeypatch, user, ordinary, content, found) -> None:
    monkeypatch.setattr(leaks.getpass, "getuser", lambda: user)
    assert bool(leaks.find_user({"a": content}, ordinary=[ordinary])) == found
