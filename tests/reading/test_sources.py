"""Whose words they are, on invented sentences about invented people."""

from __future__ import annotations

import numpy as np
import pytest
from test_attributions import coded

from analysis import schema
from analysis.reading import attributions
from analysis.reading.relations import Relation
from analysis.reading.roles import load_roles
from analysis.reading.words import read_rows
from tests.benchmarks import sources as benchmark

BROD, VARGA = ("Ana Brod", "Ana Brod", "PERSON"), ("Ivo Varga", "Ivo Varga", "PERSON")
LYDIA, LYDIAN = ("Lydia", "Lydia", "GPE"), ("Lydian", "Lydia", "NORP")
MINISTRY = ("Lydian Interior Ministry", "Lydian Interior Ministry", "ORG")


def voices(table) -> list[tuple[str, str, str]]:
    """Source, source type and naming of each attribution."""
    return list(table[["source", "source_type", "naming"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("source", "role", "source_type", "naming"), [
    ("Analysts", "analysts", "expert", "role"),
    ("Police", "police", "government", "role"),
    ("Residents", "residents", "public", "role"),
    ("A government spokesman", "government spokesman", "government", "role"),
    ("A source in the delegation", "delegation source", "government", "anonymous"),
    ("Officials", "officials", "government", "anonymous"),
    ("An official", "official", "government", "anonymous"),
    ("An official of the court", "official", "government", "role"),
    ("Some of the residents", "residents", "public", "role"),
    ("A group of analysts", "analysts", "expert", "role"),
    ("The secret service", "secret service", "intelligence", "role"),
    ("The opposition", "opposition", "party", "role"),
    ("One young mother", "mother", "public", "anonymous"),
    ("State media", "state media", "state_media", "role"),
    ("The satellite imagery", "satellite imagery", "document", "role"),
    ("The army", "army", "military", "role"),
    ("A company spokesman", "company spokesman", "other", "role"),
    ("An army spokesman", "army spokesman", "military", "role"),
    ("A spokeswoman for the airline", "airline spokeswoman", "other", "role"),
    ("The country's space agency", "space agency", "government", "role"),
    ("People close to the president", "people", "public", "anonymous"),
    ("People close to the volcano", "people", "public", "role"),
    ("Doctors who treated an unidentified man", "doctors", "expert", "role"),
    ("Election law officials", "election law officials", "government", "role"),
    ("A spokesman for the family", "family spokesman", "public", "role"),
    ("A hospital close to the border", "hospital", "other", "role"),
    ("An opposition lawmaker", "opposition lawmaker", "party", "role"),
    ("The shadow minister", "shadow minister", "party", "role"),
    ("A lawyer for the family", "lawyer", "other", "role"),
    ("An attorney", "attorney", "other", "role"),
    ("The district attorney", "district attorney", "government", "role"),
    ("The interior minister", "interior minister", "government", "role"),
    ("On Monday the Prime Minister", "prime minister", "government", "role"),
])
def test_a_role_keeps_its_words_and_gives_the_type(source: str, role: str, source_type: str, naming: str) -> None:
    table = coded(f"{source} said that the bridge had been closed.")
    assert voices(table) == [(role, source_type, naming)]


def test_nobody_is_named_by_a_passive() -> None:
    assert voices(coded("It was announced that the bridge would close.")) == [("", "", "none")]


def test_a_named_person_has_the_type_of_the_title() -> None:
    assert voices(coded("Foreign Minister Ana Brod said that the bridge was safe.", [BROD])) == [("Ana Brod", "government", "named")]


def test_an_apposition_names_the_source() -> None:
    table = coded("The professor, Ana Brod, said that the bridge was safe.", [BROD])
    assert voices(table) == [("Ana Brod", "expert", "named")]


def test_a_country_speaks_as_its_government() -> None:
    table = coded("Lydia said that the bridge was safe.", [LYDIA], {"Lydia": "XL"})
    assert voices(table) == [("Lydia", "government", "named")] and list(table["source_country"]) == ["XL"]


def test_an_organisation_has_the_type_of_its_name() -> None:
    table = coded("The Lydian Interior Ministry said that the bridge was safe.", [MINISTRY])
    assert voices(table) == [("Lydian Interior Ministry", "government", "named")]


def test_she_is_the_woman_who_spoke_last() -> None:
    table = coded("Ms Ana Brod said that the bridge was safe. She said that the road was open.", [BROD])
    assert list(table["source"]) == ["Ana Brod", "Ana Brod"]


def test_he_is_not_a_woman_who_spoke_last() -> None:
    table = coded("Ivo Varga said that the road was open. Ms Ana Brod said that the bridge was safe. He said that it would rain.",
                  [BROD, VARGA])
    assert table["source"].iloc[2] == "Ivo Varga"


def test_he_is_nobody_where_no_person_was_named() -> None:
    table = coded("Analysts said that the bridge was safe. He said that the road was open.")
    assert voices(table)[1] == ("", "", "role")


def test_it_is_the_body_that_spoke_last() -> None:
    table = coded("The Lydian Interior Ministry said that the bridge was safe. It said that the road was open.", [MINISTRY])
    assert list(table["source"]) == ["Lydian Interior Ministry"] * 2


def test_the_minister_is_the_one_named_with_that_office() -> None:
    table = coded("Interior Minister Ivo Varga arrived. The minister said that the bridge was safe.", [VARGA])
    assert list(table["source"]) == ["Ivo Varga"]


def test_one_of_a_nation_is_not_its_government() -> None:
    assert voices(coded("The Lydian said that the bridge was safe.", [LYDIAN])) == [("Lydian", "other", "role")]
    assert voices(coded("The Lydians said that the bridge was safe.", [("Lydians", "Lydia", "NORP")])) == [("Lydia", "government", "named")]


def test_her_office_can_be_of_whom_it_speaks() -> None:
    table = coded("Ivo Varga closed the road. Ana Brod will open the bridge on Monday, her office said.", [BROD, VARGA])
    assert list(table["source"]) == ["Ana Brod"]


def test_the_ministry_is_the_one_named_before() -> None:
    table = coded("The Lydian Interior Ministry closed the road. The ministry said that the bridge was safe.", [MINISTRY])
    assert list(table["source"]) == ["Lydian Interior Ministry"]


def test_a_relative_pronoun_is_its_noun() -> None:
    table = coded("The town honoured Ana Brod, who said that the bridge was safe.", [BROD])
    assert list(table.loc[table["cue"] == "say", "source"]) == ["Ana Brod"]


def test_a_statement_is_a_document_of_its_maker() -> None:
    table = coded("A statement by the Lydian Interior Ministry said that the bridge was safe.", [MINISTRY])
    assert voices(table) == [("Lydian Interior Ministry", "document", "named")]


def test_an_outlet_that_cites_a_statement_carries_it() -> None:
    table = coded("Harbour News reported that the bridge was safe, citing a statement by the Lydian Interior Ministry.",
                  [("Harbour News", "Harbour News", "ORG"), MINISTRY])
    assert voices(table) == [("Lydian Interior Ministry", "document", "named")] and list(table["relay"]) == ["Harbour News"]


def test_an_outlet_that_somebody_told_carries_the_words() -> None:
    table = coded("Ana Brod told Harbour News that the bridge was safe.", [BROD, ("Harbour News", "Harbour News", "ORG")])
    assert list(table["source"]) == ["Ana Brod"] and list(table["relay"]) == ["Harbour News"]


def test_somebody_quoted_as_saying_speaks_through_who_quotes() -> None:
    table = coded("Harbour News quoted Ana Brod as saying that the bridge was safe.", [BROD, ("Harbour News", "Harbour News", "ORG")])
    assert list(table["source"]) == ["Ana Brod"] and list(table["relay"]) == ["Harbour News"]


def test_who_is_quoted_behind_a_quotation_says_it_and_not_what_follows() -> None:
    text = "“The talks will bring us closer,” a statement by Harbour News quoted Ana Brod as saying, without giving any details."
    table = coded(text, [BROD, ("Harbour News", "Harbour News", "ORG")])
    (start, end), = schema.text_to_spans(table["content_spans"].iloc[0])
    assert list(table["source"]) == ["Ana Brod"] and text[start:end] == "“The talks will bring us closer,”"


def test_who_was_quoted_by_an_outlet_is_the_source() -> None:
    table = coded("“The bridge will stay closed all summer,” Ana Brod was quoted as saying by Harbour News.",
                  [BROD, ("Harbour News", "Harbour News", "ORG")])
    assert list(table["source"]) == ["Ana Brod"] and list(table["relay"]) == ["Harbour News"]


def test_an_interviewer_carries_the_words() -> None:
    table = coded("Ana Brod said in an interview with Harbour News that the bridge was safe.",
                  [BROD, ("Harbour News", "Harbour News", "ORG")])
    assert list(table["source"]) == ["Ana Brod"] and list(table["relay"]) == ["Harbour News"]


def test_somebody_inside_a_cited_statement_speaks_through_it_and_the_outlet() -> None:
    text = "Ivo Varga denied that the bridge had been sold, Harbour News reported, citing a statement by the Lydian Interior Ministry."
    table = coded(text, [VARGA, MINISTRY, ("Harbour News", "Harbour News", "ORG")]).set_index("source")
    assert table.at["Ivo Varga", "relay"] == "Harbour News < Lydian Interior Ministry"
    assert table.at["Lydian Interior Ministry", "relay"] == "Harbour News"


def test_a_spokesman_without_a_name_speaks_as_the_body() -> None:
    table = coded("A spokesman for the Lydian Interior Ministry said that the bridge was safe.", [MINISTRY])
    assert voices(table) == [("Lydian Interior Ministry", "government", "role")]


def test_told_reporters_is_no_relay() -> None:
    assert list(coded("Ana Brod told reporters that the bridge was safe.", [BROD])["relay"]) == [""]


def test_statements_of_statements_end() -> None:
    text = "According to a report of a report by a report from a report by the office, the bridge was safe."
    assert list(coded(text)["cue"]) == ["accord"]


def test_every_role_has_a_known_type() -> None:
    assert {role.source_type for role in load_roles().values()} <= set(schema.SOURCE_TYPES)


def test_a_candidate_is_party_and_a_president_is_not() -> None:
    text = "The candidate, Ana Brod, said that the bridge was safe. President Ivo Varga said that the road was open."
    assert list(coded(text, [BROD, VARGA])["source_type"]) == ["party", "government"]


def test_an_aide_has_the_type_of_the_person_named() -> None:
    table = coded("The candidate, Ana Brod, arrived. An aide to Ana Brod said that the bridge was safe.", [BROD])
    assert voices(table) == [("aide", "party", "role")]


def test_the_campaign_of_a_named_person_is_named() -> None:
    assert voices(coded("Ana Brod's campaign said that the bridge was safe.", [BROD])) == [("Ana Brod campaign", "party", "named")]


def test_a_poll_has_the_name_of_its_maker() -> None:
    table = coded("A Harbour News poll showed that the bridge was safe.", [("Harbour News", "Harbour News", "ORG")])
    assert voices(table) == [("Harbour News", "document", "named")]


def test_a_report_that_names_only_regions_of_one_country_is_at_home_there() -> None:
    text = "The road from Oregon to Nevada is closed. Ana Brod said that the bridge was safe."
    places = [BROD, ("Oregon", "Oregon", "GPE"), ("Nevada", "Nevada", "GPE")]
    assert list(coded(text, places)["source_country"]) == ["US"]


def test_a_report_that_names_one_region_among_other_countries_is_at_home_nowhere() -> None:
    text = "The road from Oregon to Lydia is closed, and so is the harbour of Lydia. Ana Brod said that the bridge was safe."
    places = [BROD, ("Oregon", "Oregon", "GPE"), LYDIA]
    assert list(coded(text, places, {"Lydia": "XL"})["source_country"]) == [""]


@pytest.mark.parametrize(("thing", "source"), [("closeness", "Lydia"), ("mayor", "mayor")])
def test_a_relative_pronoun_behind_a_name_means_the_name_where_it_would_be_a_thing_that_speaks(thing, source, monkeypatch) -> None:
    text = f"It showed the {thing} of Lydia, which denies the whole story."
    which, denies = text.index("which"), text.index("denies")
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[
        Relation([(which, which + 5)], [(denies, denies + 6)], [(denies + 7, len(text) - 1)], 0.9)]])
    assert list(coded(text, [LYDIA])["source"]) == [source]


def test_no_term_of_the_lexicon_stands_twice() -> None:
    terms = [(row["kind"], term) for row in read_rows("roles.csv") for term in row["terms"].split(";")]
    assert len(set(terms)) == len(terms) and all(term == term.strip().lower() != "" for _, term in terms)


def test_the_coded_sources_are_codes_of_the_schema_at_places_in_order() -> None:
    sheet = benchmark.load_sheet()
    assert list(sheet["item"]) == list(range(1, 301)) and sheet["doc"].is_unique
    values = {"source_type": {"", *schema.SOURCE_TYPES}, "naming": set(schema.NAMINGS), "stance": set(schema.STANCES),
              "negated": {"true", "false"}}
    for name in benchmark.VARIABLES:
        for coder in "ab":
            codes = set(sheet[f"{name}_{coder}"]) - {benchmark.UNKNOWN}
            assert codes <= values[name] if name in values else all(code == "" or len(code) == 2 and code.isupper() for code in codes)
    for part in ("source", "cue", "content"):
        for cell in sheet[f"{part}_spans"]:
            spans = schema.text_to_spans(cell)
            assert schema.spans_to_text(spans) == cell and (spans or part == "cue")


@pytest.mark.texts
def test_sources_are_coded_nearly_as_by_the_codebook() -> None:
    # What the project asks of its five reports, less one standard error of a share in the articles never looked at.
    asked = {"source_type": 0.75, "source_country": 0.85, "naming": 0.85, "stance": 0.70}
    sheet = benchmark.load_sheet()
    unseen = sheet[sheet["item"] > benchmark.LAST_LOOKED_AT]
    scores = benchmark.score(unseen.merge(benchmark.read_sources(unseen), on="item")).set_index("variable")
    for variable, share in asked.items():
        floor = share - np.sqrt(share * (1 - share) / scores.at[variable, "n_units"])
        assert scores.at[variable, "accuracy"] >= floor, variable


def test_who_reports_behind_what_was_said_carries_it_from_whom_it_cites(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ivo Varga hinted that trade would grow, reported Harbour News, citing a statement by the Lydian Interior Ministry."
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[Relation([(0, 9)], [(10, 16)], [(17, 38)], 0.9)]])
    table = coded(text, [VARGA, MINISTRY, ("Harbour News", "Harbour News", "ORG")])
    assert table[["source", "relay"]].to_numpy().tolist() == [["Ivo Varga", "Harbour News < Lydian Interior Ministry"]]


def test_he_is_nobody_whom_his_own_words_call_by_name() -> None:
    text = "Ivo Varga said that the road was open. The harbour was full.\nVarga is a stubborn man, he said."
    assert coded(text, [VARGA, ("Varga is", "Ivo Varga", "PERSON")])["source"].iloc[-1] == ""


def test_the_statement_is_that_of_the_body_that_spoke_before() -> None:
    text = "The Lydian Interior Ministry said that the bridge was safe. The statement did not say when the road would open."
    assert voices(coded(text, [MINISTRY]))[1] == ("Lydian Interior Ministry", "document", "named")


def test_the_army_is_the_one_named_before() -> None:
    text = "The Lydian army said that the bridge was safe. The army said that the road was open."
    table = coded(text, [("Lydian", "Lydia", "NORP")], {"Lydia": "XL"})
    assert voices(table) == [("Lydian army", "military", "named")] * 2 and list(table["source_country"]) == ["XL"] * 2


def test_the_president_of_a_company_speaks_for_it() -> None:
    table = coded("The president of the Harbour Company, Ana Brod, said that the bridge was safe.",
                  [BROD, ("Harbour Company", "Harbour Company", "ORG")])
    assert voices(table) == [("Ana Brod", "other", "named")]


def test_both_parties_are_sides_and_no_political_parties() -> None:
    assert voices(coded("The two parties pledged to rebuild the bridge.")) == [("parties", "government", "role")]


def test_a_body_of_many_states_is_no_government() -> None:
    table = coded("The International Harbour Agency said that the bridge was safe.",
                  [("International Harbour Agency", "International Harbour Agency", "ORG")])
    assert voices(table) == [("International Harbour Agency", "international_organisation", "named")]


def test_a_person_is_no_body_that_spoke_before() -> None:
    table = coded("Ana Brod told reporters that the company had promised jobs. “We got nothing,” she said.", [BROD])
    assert table["source"].iloc[-1] == "Ana Brod"
    assert voices(coded("The ministry said that the bridge was safe. He said that the river was low."))[-1] == ("", "", "role")


def test_they_are_no_single_body_of_an_earlier_paragraph() -> None:
    assert voices(coded("The ministry said that the bridge was safe.\nThey said that the river was low."))[-1] == ("", "", "role")
    assert voices(coded("The couple said that the bridge was safe.\nThey said that the river was low."))[-1][0] == "couple"
    assert voices(coded("Researchers said that the bridge was safe.\nThey said that the river was low."))[-1][0] == "researchers"


@pytest.mark.parametrize(("title", "source_type"), [
    ("Opposition leader", "party"), ("Union leader", "other"), ("Rebel leader", "military"), ("President", "government"),
    ("Detective Superintendent", "government"), ("Team captain", "other")])
def test_the_whole_office_counts_and_not_its_last_word(title: str, source_type: str) -> None:
    assert voices(coded(f"{title} Ana Brod said that the bridge was safe.", [BROD])) == [("Ana Brod", source_type, "named")]


def test_an_envoy_of_an_international_organisation_is_no_states() -> None:
    united = ("UN", "UN", "ORG")
    assert voices(coded("UN envoy Ana Brod said that the bridge was safe.", [BROD, united])) == [
        ("Ana Brod", "international_organisation", "named")]


def test_the_union_is_the_body_and_not_who_speaks_for_it() -> None:
    table = coded("Ana Brod, a spokeswoman for the union, said that talks had failed. The union said that it would strike.", [BROD])
    assert table["source"].tolist() == ["Ana Brod", "union"]


def test_who_asks_not_to_be_named_is_anonymous() -> None:
    assert coded("A lawmaker, who requested anonymity, said that the bill was dead.")["naming"].iloc[-1] == "anonymous"


def test_who_has_seen_a_document_has_not_made_it() -> None:
    reuters = ("Reuters", "Reuters", "ORG")
    [row] = coded("The plant leaked for weeks, according to documents seen by Reuters.", [reuters]).to_dict("records")
    assert (row["source"], row["source_type"], row["naming"], row["relay"]) == ("documents", "document", "role", "Reuters")
    assert not coded("The plant leaked for weeks, according to documents reviewed by the ministry.")["relay"].any()
    [row] = coded("The plant leaked for weeks, according to a report by Reuters.", [reuters]).to_dict("records")
    assert (row["source"], row["source_type"]) == ("Reuters", "document")


def test_a_bare_institution_in_capitals_is_the_one_named_before() -> None:
    table = coded("The Lydian Interior Ministry closed the port. On Monday the Ministry said that boats had sunk.", [MINISTRY])
    assert voices(table) == [("Lydian Interior Ministry", "government", "named")]


def test_the_company_is_the_firm_last_named_in_this_paragraph_or_the_one_before() -> None:
    firm = ("Nordsten Motors", "Nordsten Motors", "ORG")
    said = "The company said that sales had fallen."
    for between, source in (("", "Nordsten Motors"), ("It rained in the port.\n\n", "company")):
        table = coded(f"Nordsten Motors cut 300 jobs.\n\n{between}{said}", [firm])
        assert list(table["source"]) == [source]
    table = coded(f"Nordsten Motors cut 300 jobs, which Brant Securities feared. {said}", [firm, ("Brant Securities", "Brant Securities", "ORG")])
    assert list(table["source"])[-1] == "company"


def test_a_name_that_many_states_use_is_of_the_state_told_beside_it() -> None:
    entities = [("Supreme Court", "Supreme Court", "ORG"), LYDIA]
    table = coded("The Supreme Court of Lydia said that the vote was void. The Supreme Court said so twice.", entities,
                  countries={"Lydia": "BR"})
    assert list(table["source_country"]) == ["BR", "BR"]
    assert list(coded("The Supreme Court said that the vote was void.", entities[:1])["source_country"]) == ["US"]


def test_state_television_that_somebody_told_carries_the_words() -> None:
    assert list(coded("Ana Brod told state television that boats had sunk.", [BROD])["relay"]) == ["state television"]


def test_an_outlet_carries_what_it_cites_wherever_the_citing_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Reuters, citing a statement by the Lydian Interior Ministry, said that boats had sunk."
    entities = [("Reuters", "Reuters", "ORG"), MINISTRY]
    # Whoever the tagger takes for the source, the outlet or the maker of the statement.
    for source in ("Reuters", "the Lydian Interior Ministry"):
        start = text.index(source)
        said = text.index("said")
        relation = Relation([(start, start + len(source))], [(said, said + 4)], [(said + 5, len(text) - 1)], 0.9)
        monkeypatch.setattr(attributions, "find_relations", lambda readings, found=relation: [[found]])
        table = coded(text, entities)
        assert [(row.source, row.relay) for row in table.itertuples()] == [("Lydian Interior Ministry", "Reuters")]


def test_a_source_that_is_a_whole_relative_clause_is_its_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two Lydian officials, who asked not to be named, said that boats had sunk."
    clause, said = text.index("who"), text.index("said")
    relation = Relation([(clause, said - 2)], [(said, said + 4)], [(said + 5, len(text) - 1)], 0.9)
    monkeypatch.setattr(attributions, "find_relations", lambda readings: [[relation]])
    assert list(coded(text, [LYDIAN])["source"]) == ["Lydian officials"]


@pytest.mark.parametrize(("outlet", "relay"), [("Harbour News", ""), ("Harbour News (print)", ""), ("Lydia Post", "Harbour News")])
def test_the_outlet_that_prints_a_report_carries_nothing_to_it(outlet: str, relay: str) -> None:
    table = coded("Ana Brod told Harbour News that the bridge was safe.", [BROD, ("Harbour News", "Harbour News", "ORG")],
                  outlets={"a": outlet})
    assert list(table["relay"]) == [relay]
