"""Who acts and who is acted on, on invented sentences."""

from __future__ import annotations

import pytest

from analysis.reading.names.entities import resolve_entities
from analysis.reading.text.language import read_report


def roles(text: str) -> list[tuple[str, str, str]]:
    """Entity, role and verb of every mention that has a role."""
    return list(resolve_entities([read_report("a", text)])["roles"][["entity", "role", "verb"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("text", "expected"), [
    ("Anna Hald met Piet Brod on Monday.", [("Anna Hald", "agent", "meet"), ("Piet Brod", "patient", "meet")]),
    ("Anna Hald was met by Piet Brod on Monday.", [("Anna Hald", "patient", "meet"), ("Piet Brod", "agent", "meet")]),
    ("Anna Hald and Piet Brod left the room.", [("Anna Hald", "agent", "leave"), ("Piet Brod", "agent", "leave")]),
    ("The council sent Anna Hald a letter.", [("Anna Hald", "patient", "send")]),
    ("The mayor, Anna Hald, opened the bridge.", [("Anna Hald", "agent", "open")]),
    ("The envoy to Norway, Anna Hald, opened the bridge.", [("Anna Hald", "agent", "open")]),
    ("The bridge, opened by Anna Hald, is safe.", [("Anna Hald", "agent", "open")]),
    ("The sailors waved to Anna Hald, who opened the bridge.", [("Anna Hald", "agent", "open")]),
    ("A visit by Anna Hald calmed the town.", [("Anna Hald", "agent", "visit")]),
    ("Piet Brod's arrest by Anna Hald shocked all.", [("Piet Brod", "patient", "arrest"), ("Anna Hald", "agent", "arrest")]),
    ("The killing of Piet Brod by Anna Hald shocked all.", [("Piet Brod", "patient", "killing"), ("Anna Hald", "agent", "killing")]),
    ("She was called a liar by Anna Hald.", [("Anna Hald", "agent", "call")]),
    ("The council had Piet Brod arrested.", [("Piet Brod", "patient", "arrest")]),
    ("Norway is expected to sign the treaty.", [("Norway", "agent", "sign")]),
    ("Norway is expected to be sued by the sailors.", [("Norway", "patient", "sue")]),
    ("Piet Brod is said to have left the town.", [("Piet Brod", "agent", "leave")]),
    ("McCray criticized the Justice Department and Judge Josephine Baptiste-Cole.", [
        ("McCray", "agent", "criticize"), ("Justice Department", "patient", "criticize"), ("Josephine Baptiste-Cole", "patient", "criticize")]),
    ("The tax forced Norway to close the port.", [("Norway", "patient", "force")]),
    ("The paper quoted Anna Hald as saying that the bridge was safe.", [("Anna Hald", "agent", "say")]),
    ("Anna Hald was quoted as saying that the bridge was safe.", [("Anna Hald", "agent", "say")]),
])
def test_the_parse_says_who_acts(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize("text", [
    "Anna Hald is a pilot.", "Anna Hald has a boat.", "The ferry sailed to Norway.", "Anna Hald's brother opened the bridge.",
    "The brother of Anna Hald opened the bridge.", "The Norwegian sailors opened the bridge."])
def test_who_only_is_or_has_or_stands_in_a_longer_phrase_has_no_role(text: str) -> None:
    assert roles(text) == []


def test_roles_stand_at_their_mentions_and_captions_have_none() -> None:
    tables = resolve_entities([read_report("a", "Hald opens bridge\n\nAnna Hald opened the bridge. Norway thanked Hald on Monday.")])
    places = set(tables["mentions"][["report", "start", "end", "entity"]].itertuples(index=False, name=None))
    found = set(tables["roles"][["report", "start", "end", "entity"]].itertuples(index=False, name=None))
    assert len(found) >= 3 and found <= places
