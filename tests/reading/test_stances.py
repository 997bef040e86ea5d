"""How a cue binds its source, on invented sentences about invented people."""

from __future__ import annotations

import pytest

from analysis.reading.stances import find_stance
from analysis.reading.text.language import read_report


def stance(text: str, cue: str) -> str:
    """The stance of the verb that begins a cue, given the cue's words."""
    (paragraph,) = read_report("a", text).paragraphs
    start = text.index(cue)
    tokens = [token for token in paragraph if start <= token.start < start + len(cue)]
    return find_stance(tokens[0], tokens)


@pytest.mark.parametrize(("text", "cue", "expected"), [
    ("Brod voiced doubts that the lock would hold.", "voiced doubts", "doubting"),
    ("Brod made a promise to rebuild the mill.", "made a promise", "promising"),
    ("Brod took issue with the report on the mill.", "took issue", "denying"),
    ("Brod made a remark about the mill.", "made a remark", "neutral"),
    ("Brod offered to rebuild the mill.", "offered", "promising"),
    ("Brod alleged that Varga had sold the mill.", "alleged", "accusing"),
    ("Brod suspected that the lock would fail.", "suspected", "doubting"),
    ("Brod worried that the lock would fail.", "worried", "neutral"),
    ("Brod called the claim baseless.", "called", "denying"),
    ("Brod described the report as false.", "described", "denying"),
    ("Brod called the claim \"utterly false\".", "called", "denying"),
    ("Brod called the claim a lie.", "called", "neutral"),
    ("Brod called the coin false.", "called", "neutral"),
    ("Brod called the report useful.", "called", "neutral"),
    ("Brod described the report as useful.", "described", "neutral"),
    ("Brod called for a false ceiling.", "called", "neutral"),
])
def test_the_noun_of_a_light_verb_and_what_follows_decide(text: str, cue: str, expected: str) -> None:
    assert stance(text, cue) == expected


def test_no_cue_is_neutral() -> None:
    assert find_stance(None, []) == "neutral"
