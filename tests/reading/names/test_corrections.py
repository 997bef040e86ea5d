"""A person's corrections: refused with file, row and what to do before anything is parsed; held to one report where they say so."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.corpus import CorpusError, open_corpus
from analysis.reading import reader
from analysis.reading.names.corrections import read_register
from analysis.reading.names.entities import resolve_entities
from analysis.reading.text import language
from analysis.reading.text.language import read_report


def entities_of(text_a: str, text_b: str, *rows: dict[str, str]) -> list[tuple[str, str, str]]:
    """Report, surface and entity of every mention in two reports read with corrections."""
    tables = resolve_entities([read_report("a", text_a), read_report("b", text_b)], corrections=pd.DataFrame(rows))
    return list(tables["mentions"][["report", "surface", "entity"]].itertuples(index=False, name=None))


def test_one_name_may_be_two_people_in_two_reports() -> None:
    text = "Hald said that the bridge was safe, and Hald left."
    found = entities_of(text, text, {"alias": "Hald", "entity": "Anna Hald", "report": "a"},
                        {"alias": "Hald", "entity": "Piet Hald", "report": "b"})
    assert found == [("a", "Hald", "Anna Hald")] * 2 + [("b", "Hald", "Piet Hald")] * 2


def test_a_correction_of_one_report_leaves_the_others_to_the_rules() -> None:
    text = "Anna Hald opened the bridge on Monday. Hald said that it was safe."
    found = entities_of(text, text, {"alias": "Hald", "entity": "Piet Brod", "report": "b"})
    assert [entity for report, surface, entity in found if surface == "Hald"] == ["Anna Hald", "Piet Brod"]


def test_two_names_with_one_entity_are_joined() -> None:
    found = entities_of("The Iron Mayor waved.", "Anna Hald opened the bridge.", {"alias": "Iron Mayor", "entity": "Anna Hald"})
    assert {entity for _, _, entity in found} == {"Anna Hald"}


def test_a_report_that_is_none_is_refused_by_row_and_name() -> None:
    rows = pd.DataFrame([{"alias": "Hald", "entity": "Anna Hald", "report": "a"}, {"alias": "Brod", "entity": "Piet", "report": "c"}])
    with pytest.raises(ValueError, match="names.csv: row 2: report 'c' of 'Brod' is none of the reports of the corpus, a, b"):
        read_register(rows, reports=["a", "b"], where="names.csv")


@pytest.mark.parametrize(("second", "message"), [
    ("Hald,Piet Hald,,,", "aliases.csv: row 2: alias 'Hald' has two entities, 'Anna Hald' and 'Piet Hald'; keep one of them"),
    ("Brod,Anna Hald,HUMAN,,", "aliases.csv: row 2: type 'HUMAN' of 'Brod' is none of PERSON, .*; correct the cell"),
    ("Brod,,,,", "aliases.csv: row 2: entity '' beside alias 'Brod' is no name"),
    (f"Brod,{'x' * 201},,,", "aliases.csv: row 2: entity has 201 characters; a name may have 200"),
    ("Brod,Hald; Brod,,,", "aliases.csv: row 2: entity 'Hald; Brod' holds a semicolon, which joins names in the tables; write it without"),
    ("Brod,Anna Hald,,Norway,", "aliases.csv: row 2: country 'Norway' of 'Brod'.*such as NO"),
    ("Brod,Anna Hald,,,42", "aliases.csv: row 2: wikidata '42' of 'Brod'.*such as Q42"),
])
def test_a_bad_row_is_refused_before_anything_is_parsed(folder, monkeypatch, second: str, message: str) -> None:
    monkeypatch.setattr(language, "read_reports", lambda *_, **__: pytest.fail("parsed before the corrections were checked"))
    (folder / "aliases.csv").write_text(f"alias,entity,type,country,wikidata\nHald,Anna Hald,,,\n{second}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        reader.read_corpus(open_corpus(folder))


def test_a_correction_to_a_countrys_own_name_joins_the_country() -> None:
    found = entities_of("Norway closed the strait.", "The Fjord Realm closed the strait. Norway agreed.",
                        {"alias": "Fjord Realm", "entity": "Norway"})
    assert {entity for _, _, entity in found} == {"Norway"}
