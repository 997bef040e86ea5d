"""Sources resolved and coded: pronouns, roles, spokespeople, anonymous voices, citations."""

from __future__ import annotations

import pytest

from analysis import schema
from analysis.models.attribution.tagger import Relation
from analysis.reading import coding as sources
from analysis.reading.language import load_language, read_report

TEXT = ("Bridge opens\n\nMinister Anna Hald came to Lorvik. She said it was done. The minister smiled, she said. A senior official said so. "
        "Sources said no. A spokesman for Norr Group said yes. State media said nothing. The Lorvik Times said so, citing a letter by Norr Group.")
ENTITIES = [{"entity": "Anna Hald", "type": "PERSON", "country": "NO"}, {"entity": "Norr Group", "type": "ORG", "country": ""},
            {"entity": "Lorvik Times", "type": "ORG", "country": "NO"}, {"entity": "Lorvik", "type": "GPE", "country": "NO"}]


@pytest.fixture(scope="module")
def coder_and_reading():
    """A coder that knows the mentions of the four entities."""
    reading = read_report("first", TEXT, nlp=load_language())
    rows = []
    for item in ENTITIES:
        at = TEXT.find(item["entity"])
        while at >= 0:
            if item["entity"] != "Lorvik" or not TEXT.startswith("Lorvik Times", at):
                sentence = max(s.number for s in reading.sentences if s.start <= at)
                rows.append({"report": "first", "sentence": sentence, "start": at, "end": at + len(item["entity"]), "surface": item["entity"],
                             "entity": item["entity"], "type": item["type"], "metonym": False})
            at = TEXT.find(item["entity"], at + 1)
    entities = schema.build("entities", [{"aliases": "", "wikidata": ""} | item for item in ENTITIES])
    return sources.SourceCoder([reading], schema.build("mentions", rows), entities), reading


def code(coder_and_reading, source, cue):
    """The code of a source, given by its words and those of its cue, at their first place together."""
    coder, reading = coder_and_reading
    start = TEXT.index(f"{source} {cue}")
    at = start + len(source) + 1
    relation = Relation([(start, start + len(source))], [(at, at + len(cue))], [], 1.0)
    return coder.code(reading, relation, cue=sources.tokens_in(reading, relation.cue_spans[0])[0], before=[])


def test_a_pronoun_is_the_person_before_it(coder_and_reading):
    found = code(coder_and_reading, "She", "said")
    assert found.name == "Anna Hald" and found.naming == "named" and found.country == "NO" and found.type == "government"


def test_a_definite_role_is_who_was_called_so(coder_and_reading):
    assert code(coder_and_reading, "The minister", "smiled").name == "Anna Hald"


def test_a_role_without_a_name_stays_a_role(coder_and_reading):
    found = code(coder_and_reading, "A senior official", "said")
    assert found == sources.Source("senior official", "government", "", "role")


def test_sources_without_a_description_are_anonymous(coder_and_reading):
    assert code(coder_and_reading, "Sources", "said").naming == "anonymous"


def test_a_spokesman_speaks_for_the_institution(coder_and_reading):
    found = code(coder_and_reading, "A spokesman for Norr Group", "said")
    assert found.name == "Norr Group" and found.naming == "role"


def test_state_media_are_a_type_of_their_own(coder_and_reading):
    found = code(coder_and_reading, "State media", "said")
    assert found.type == "state_media" and found.name == "state media"


def test_who_cites_another_carries_that_one(coder_and_reading):
    found = code(coder_and_reading, "The Lorvik Times", "said")
    assert found.name == "Norr Group" and found.carriers == ("Lorvik Times",)


def test_no_source_is_coded_as_none(coder_and_reading):
    coder, reading = coder_and_reading
    assert coder.code(reading, Relation([], [(0, 6)], [], 1.0), cue=None, before=[]) == sources.Source()


def test_the_lexicon_holds_values_of_the_schema():
    assert set(sources._roles().values()) <= set(schema.SOURCE_TYPES)
    assert {name for name, _ in sources._NAMED_TYPES} <= set(schema.SOURCE_TYPES)
