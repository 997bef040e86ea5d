"""Whose words they are, on invented sentences about invented people."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from test_attributions import coded, read

from analysis import schema
from analysis.reading.gazetteer import fold, is_code
from analysis.reading.names.entities import resolve_entities
from analysis.reading.roles import load_roles, name_role
from analysis.reading.speech import attributions
from analysis.reading.speech.relations import Relation
from analysis.reading.text.language import read_reports
from analysis.reading.words import read_rows
from tests.benchmarks import sources as benchmark

BROD, VARGA = ("Ana Brod", "Ana Brod", "PERSON"), ("Ivo Varga", "Ivo Varga", "PERSON")
LYDIA, LYDIAN = ("Lydia", "Lydia", "GPE"), ("Lydian", "Lydia", "NORP")
MINISTRY, NEWS = ("Lydian Interior Ministry", "Lydian Interior Ministry", "ORG"), ("Harbour News", "Harbour News", "ORG")
COMPANY, AGENCY, FIRM = ((name, name, "ORG") for name in ("Harbour Company", "International Harbour Agency", "Nordsten Motors"))
VELTRA = ("Veltra", "Veltra", "ORG")
COURT, SAFE = ("Supreme Court", "Supreme Court", "ORG"), "said that the bridge was safe."


def tie(monkeypatch: pytest.MonkeyPatch, text: str, source: str, cue: str, content: str) -> None:
    """Lets the tagger find one relation, of these words of a text; `source` may be empty."""
    spans = [[(text.index(part), text.index(part) + len(part))] if part else [] for part in (source, cue, content)]
    monkeypatch.setattr(attributions, "find_relations", lambda readings: [[Relation(*spans, 0.9)]])


def voices(table) -> list[tuple[str, str, str]]:
    """Source, source type and naming of each attribution."""
    return list(table[["source", "source_type", "naming"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("source", "role", "source_type", "naming"), [
    ("Analysts", "analysts", "expert", "role"),
    ("Police", "police", "government", "role"),
    ("Residents", "residents", "public", "role"),
    ("Two former employees", "employees", "public", "role"),
    ("A source close to the mayor, Ana Brod,", "mayor source", "government", "anonymous"),
    ("One of the nurses, who did not want to be named,", "nurses", "public", "anonymous"),
    ("A government spokesman", "government spokesman", "government", "role"),
    ("A source in the delegation", "delegation source", "government", "anonymous"),
    ("Members of the rowing club", "club members", "other", "role"),
    ("Two senior officials in her party", "party officials", "party", "role"),
    ("Officials in the capital", "officials", "government", "role"),
    ("New members of the club", "club members", "other", "role"),
    ("Members of the public", "public", "public", "role"),
    ("Officials", "officials", "government", "anonymous"),
    ("An official", "official", "government", "anonymous"),
    ("An official of the court", "court official", "government", "role"),
    ("Some of the residents", "residents", "public", "role"),
    ("A group of analysts", "analysts", "expert", "role"),
    ("Two thirds of the residents", "residents", "public", "role"),
    ("Fourteen of the residents", "residents", "public", "role"),
    ("One of the harbour officials", "harbour officials", "government", "role"),
    ("Neither of the doctors", "doctors", "expert", "role"),
    ("The secret service", "secret service", "intelligence", "role"),
    ("The opposition", "opposition", "party", "role"),
    ("One young mother", "mother", "public", "anonymous"),
    ("State media", "state media", "state_media", "role"),
    ("The satellite imagery", "satellite imagery", "document", "role"),
    ("The army", "army", "military", "role"),
    ("A company spokesman", "company spokesman", "other", "role"),
    ("An army spokesman", "army spokesman", "military", "role"),
    ("A spokeswoman for the airline", "airline spokeswoman", "other", "role"),
    ("The agency", "agency", "government", "role"),
    ("An agency official", "agency official", "government", "role"),
    ("The news agency", "news agency", "news_agency", "role"),
    ("The country's space agency", "space agency", "government", "role"),
    ("People close to the president", "people", "other", "anonymous"),
    ("A person familiar with the matter", "person", "other", "anonymous"),
    ("An analyst who did not want to be named", "analyst", "expert", "anonymous"),
    ("People close to the volcano", "people", "public", "role"),
    ("People close to the deal", "people", "other", "anonymous"),
    ("A person with direct knowledge of the talks", "person", "other", "anonymous"),
    ("The prosecution", "prosecution", "government", "role"),
    ("The sub-inspector", "sub-inspector", "government", "role"),
    ("A police commander", "police commander", "government", "role"),
    ("A military spokesman", "military spokesman", "military", "role"),
    ("Her rep", "rep", "other", "role"),
    ("The club's website", "website", "document", "role"),
    ("The leaked minutes", "minutes", "document", "role"), ("Official papers", "official papers", "document", "role"),
    ("A Telegram channel", "Telegram channel", "media", "role"),
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
    ("A co-founder of the club", "club co-founder", "other", "role"),
    ("Her ex-husband", "ex-husband", "public", "role"),
    ("The vice-president", "vice-president", "government", "role"),
    ("The editor-in-chief", "editor-in-chief", "media", "role"),
    ("The 29-year-old", "29-year-old", "public", "role"),
    ("Passers-by", "passers-by", "public", "role"),
    ("An anti-piracy watchdog", "watchdog", "other", "role"),
    ("E-mail users", "e-mail users", "public", "role"),
    ("State-run television", "state-run television", "media", "role"),
    ("The first lady", "first lady", "government", "role"),
    ("Legal scholars", "legal scholars", "expert", "role"),
    ("The CEOs", "CEOs", "other", "role"),
    ("The NGOs", "NGOs", "other", "role"),
    ("Army and navy officers", "army and navy officers", "military", "role"),
    ("Oil, gas and coal companies", "oil, gas and coal companies", "other", "role"),
    ("Fifty-two senators", "senators", "government", "role"),
    ("More than 1.8 million residents", "residents", "public", "role"),
    ("Ten pages of letters", "letters", "document", "role"),
    ("The major suppliers", "suppliers", "other", "role"),
    ("The official count", "count", "document", "role"),
    ("One member of the crowd", "crowd member", "public", "anonymous"),
    ("The beauty queen", "beauty queen", "other", "role"),
    ("The queen", "queen", "government", "role"),
    ("Paleontologists", "paleontologists", "expert", "role"),
    ("The ruling nationalists", "nationalists", "party", "role"),
    ("His press secretary", "press secretary", "government", "role"),
    ("A government lawyer", "government lawyer", "government", "role"),
    ("The public prosecutor's office", "prosecutor office", "government", "role"),
    ("A 90-page report", "report", "document", "role"),
    ("The head of one of the biggest companies", "company head", "other", "role"),
    ("The border service", "border service", "government", "role"),
])
def test_a_role_keeps_its_words_and_gives_the_type(source: str, role: str, source_type: str, naming: str) -> None:
    table = coded(f"{source} said that the bridge had been closed.")
    assert voices(table) == [(role, source_type, naming)]


@pytest.mark.parametrize(("text", "mentions", "voice"), [
    ("It was announced that the bridge would close.", [], ("", "", "none")),
    (f"Foreign Minister Ana Brod {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"The professor, Ana Brod, {SAFE}", [BROD], ("Ana Brod", "expert", "named")),
    (f"The president of the Harbour Company, Ana Brod, {SAFE}", [BROD, COMPANY], ("Ana Brod", "other", "named")),
    (f"The leader of the Harbour Company, Ana Brod, {SAFE}", [BROD, COMPANY], ("Ana Brod", "other", "named")),
    (f"UN envoy Ana Brod {SAFE}", [BROD, ("UN", "UN", "ORG")], ("Ana Brod", "international_organisation", "named")),
    (f"Opposition leader Ana Brod {SAFE}", [BROD], ("Ana Brod", "party", "named")),
    (f"Union leader Ana Brod {SAFE}", [BROD], ("Ana Brod", "other", "named")),
    (f"The union's former president, Minister Ana Brod, {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"President Ana Brod, a former union leader, {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"President Ana Brod, once director of a company, {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"Ana Brod, president of the rowing federation, {SAFE}", [BROD], ("Ana Brod", "other", "named")),
    (f"Rebel leader Ana Brod {SAFE}", [BROD], ("Ana Brod", "military", "named")),
    (f"President Ana Brod {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"Detective Superintendent Ana Brod {SAFE}", [BROD], ("Ana Brod", "government", "named")),
    (f"The founder of the artificial intelligence company, Ana Brod, {SAFE}", [BROD], ("Ana Brod", "other", "named")),
    (f"Ana Brod, the chairwoman of the Harbour Company, who {SAFE}", [BROD, COMPANY], ("Ana Brod", "other", "named")),
    (f"Team captain Ana Brod {SAFE}", [BROD], ("Ana Brod", "other", "named")),
    (f"The Lydian Interior Ministry {SAFE}", [MINISTRY], ("Lydian Interior Ministry", "government", "named")),
    (f"The International Harbour Agency {SAFE}", [AGENCY], ("International Harbour Agency", "international_organisation", "named")),
    (f"The Lydian {SAFE}", [LYDIAN], ("Lydian", "other", "role")),
    (f"The Lydians {SAFE}", [("Lydians", "Lydia", "NORP")], ("Lydia", "government", "named")),
    (f"The Italians {SAFE}", [("Italians", "Italy", "NORP")], ("Italy", "government", "named")),
    *((f"{some} Italians {SAFE}", [("Italians", "Italy", "NORP")], ("Italians", "public", "role"))
      for some in ("Most", "Most of the", "The two")),
    *((f"Some 60{percent} of residents {SAFE}", [], ("residents", "public", "role")) for percent in (" percent", " per cent", "%")),
    (f"A statement by the Lydian Interior Ministry {SAFE}", [MINISTRY], ("Lydian Interior Ministry", "document", "named")),
    (f"A Harbour News poll {SAFE}", [NEWS], ("Harbour News", "document", "named")),
    (f"A spokesman for the Lydian Interior Ministry {SAFE}", [MINISTRY], ("Lydian Interior Ministry", "government", "role")),
    (f"The candidate, Ana Brod, arrived. An aide to Ana Brod {SAFE}", [BROD], ("aide", "party", "role")),
    (f"Ana Brod's campaign {SAFE}", [BROD], ("Ana Brod campaign", "party", "named")),
    (f"The Anchor union {SAFE}", [("Anchor", "Anchor", "ORG")], ("Anchor", "other", "named")),
    (f"Members of the Harbour Company {SAFE}", [COMPANY], ("Harbour Company members", "other", "role")),
    (f"Ana Brod's aides {SAFE}", [BROD], ("aides", "party", "role")),
    (f"Ms. Brod's aides {SAFE}", [("Brod", "Ana Brod", "PERSON")], ("aides", "party", "role")),
    (f"One of the guests, Ana Brod, {SAFE}", [BROD], ("Ana Brod", "public", "named")),
    (f"Brod administration officials {SAFE}", [("Brod", "Ana Brod", "PERSON")], ("Brod administration officials", "government", "role")),
    (f"Brod and Varga officials {SAFE}", [("Brod", "Ana Brod", "PERSON"), ("Varga", "Ivo Varga", "PERSON")],
     ("Brod and Varga officials", "other", "role")),
    (f"Officials at the International Harbour Agency {SAFE}", [AGENCY], ("officials", "international_organisation", "role")),
    (f"A Lydia businessman {SAFE}", [LYDIA], ("Lydia businessman", "other", "role")),
    (f"Lydia's security chief {SAFE}", [LYDIA], ("Lydia security chief", "government", "role")),
    (f"Firms that had insured the Lydian Interior Ministry {SAFE}", [MINISTRY], ("firms", "other", "role")),
    (f"The paper in Torvek, Lydia, {SAFE}", [LYDIA, ("Torvek", "Torvek", "GPE")], ("paper", "media", "role")),
    ("The Lydian Interior Ministry closed the port. On Monday the Ministry said that boats had sunk.", [MINISTRY],
     ("Lydian Interior Ministry", "government", "named")),
    (f"The Lydian Interior Ministry {SAFE} The statement did not say when the road would open.", [MINISTRY],
     ("Lydian Interior Ministry", "document", "named")),
])
def test_a_source_is_named_and_has_a_type_by_its_words(text: str, mentions: list, voice: tuple[str, str, str]) -> None:
    assert voices(coded(text, mentions))[-1] == voice


@pytest.mark.parametrize(("text", "mentions", "source"), [
    (f"Ms Ana Brod {SAFE} She said that the road was open.", [BROD], "Ana Brod"),
    (f"Ivo Varga said that the road was open. Ms Ana Brod {SAFE} He said that it would rain.", [BROD, VARGA], "Ivo Varga"),
    (f"The Lydian Interior Ministry {SAFE} It said that the road was open.", [MINISTRY], "Lydian Interior Ministry"),
    (f"Analysts {SAFE} He said that the road was open.", [], ""),
    (f"The ministry {SAFE} He said that the river was low.", [], ""),
    ("Ana Brod told reporters that the company had promised jobs. “We got nothing,” she said.", [BROD], "Ana Brod"),
    (f"The ministry {SAFE}\nThey said that the river was low.", [], ""),
    (f"Ivo Varga left. The ex-wife {SAFE} He said that the river was low.", [VARGA], "Ivo Varga"),
    (f"Ana Brod left. The half-brother {SAFE} He said that the river was low.", [BROD], "half-brother"),
    (f"Researchers {SAFE}\nThey said that the river was low.", [], "researchers"),
    (f"Researchers {SAFE} One of them said that the river was low.", [], "researchers"),
    ("Ivo Varga said that the road was open. The harbour was full.\nVarga is a stubborn man, he said.",
     [VARGA, ("Varga is", "Ivo Varga", "PERSON")], ""),
    ("Ana Brod closed the road at noon.\nIn the evening she said that the river was low.", [BROD], "Ana Brod"),
    ("Ana Brod closed the road for Ivo Varga.\nIn the evening she said that the river was low.", [BROD, VARGA], ""),
    (f"Interior Minister Ivo Varga arrived. The minister {SAFE}", [VARGA], "Ivo Varga"),
    ("Ivo Varga closed the road. Ana Brod will open the bridge on Monday, her office said.", [BROD, VARGA], "Ana Brod"),
    (f"The Lydian Interior Ministry closed the road. The ministry {SAFE}", [MINISTRY], "Lydian Interior Ministry"),
    (f"The town honoured Ana Brod, who {SAFE}", [BROD], "Ana Brod"),
    (f"The Lydian Interior Ministry closed the road. The foreign ministry {SAFE}", [MINISTRY], "foreign ministry"),
    ("Ana Brod, a spokeswoman for the union, said that talks had failed. The union said that it would strike.", [BROD], "union"),
    (f"Nordsten Motors cut 300 jobs. The company {SAFE}", [FIRM], "Nordsten Motors"),
    (f"Nordsten Motors cut 300 jobs.\n\nIt rained in the port.\n\nThe company {SAFE}", [FIRM], "company"),
    (f"Nordsten Motors cut 300 jobs, which Harbour News feared. The company {SAFE}", [FIRM, NEWS], "Nordsten Motors"),
    (f"Jobs at Nordsten Motors and Veltra are safe. The company {SAFE}", [FIRM, VELTRA], "company"),
    (f"NASA launched a probe for Nordsten Motors. The agency {SAFE}", [("NASA", "NASA", "ORG"), FIRM], "NASA"),
    (f"Nordsten Motors, as Nordsten Motors said, buys Veltra. The company {SAFE}", [FIRM, VELTRA], "Nordsten Motors"),
    (f"Fidesz lost. The party {SAFE}", [("Fidesz", "Fidesz", "ORG")], "Fidesz"),
    (f"Defense Secretary Ana Brod left. The defense chief {SAFE}", [BROD], "Ana Brod"),
    (f"Foreign Secretary Ana Brod left. The NATO chief {SAFE}", [BROD, ("NATO", "NATO", "ORG")], "NATO chief"),
    # Who has no name is called by less, too.
    (f"A port official {SAFE} The official said that the river was low.", [], "port official"),
    (f"A port official {SAFE} The official at the court said that the river was low.", [], "court official"),
    (f"Two port officials {SAFE} One of the officials said that the river was low.", [], "port officials"),
    (f"A port official {SAFE} Ivo Varga, a court official, left. The official said that the river was low.", [VARGA], "Ivo Varga"),
    (f"One witness {SAFE} Another said that the river was low.", [], "witness"),
    (f"The residents {SAFE} Others said that the river was low.", [], "residents"),
    (f"The residents {SAFE}\n\nIt rained.\n\nIt snowed.\n\nOthers said that the river was low.", [], "others"),
    # Names for somebody by age.
    (f"Ivo Varga left. The 27-year-old {SAFE}", [VARGA], "Ivo Varga"),
    ("Ivo Varga left. “The bridge is safe,” the 27-year-old said.", [VARGA], "Ivo Varga"),
    (f"Ana Brod, 27, met Ivo Varga, 45. The 27-year-old {SAFE}", [BROD, VARGA], "Ana Brod"),
    (f"Ivo Varga, 45, left. The 27-year-old {SAFE}", [VARGA], "27-year-old"),
    (f"Ivo Varga left. The 27-year-old winger {SAFE}", [VARGA], "Ivo Varga"),
    (f"Ivo Varga left. The 27-year-old father of two {SAFE}", [VARGA], "Ivo Varga"),
    (f"Paul Varga left. The 27-year-old winger {SAFE}", [("Paul Varga", "Paul Varga", "PERSON")], "Paul Varga"),
    # Other words for an office.
    (f"Rep. Ana Brod left. The congresswoman {SAFE}", [BROD], "Ana Brod"),
    (f"Sgt. Ana Brod left. The officer {SAFE}", [BROD], "Ana Brod"),
    (f"Former president Ana Brod left. The ex-president {SAFE}", [BROD], "Ana Brod"),
    (f"Secretary General Ana Brod left. The secretary general {SAFE}", [BROD], "Ana Brod"),
    (f"Pope Ivo Varga left. The pontiff {SAFE}", [("Pope Ivo Varga", "Pope Ivo Varga", "PERSON")], "Pope Ivo Varga"),
    (f"Governor Ana Brod left. The official {SAFE}", [BROD], "Ana Brod"),
    (f"Senator Ana Brod left. Their lawmaker {SAFE}", [BROD], "lawmaker"),
    (f"Campaign manager Ana Brod left. The campaign {SAFE}", [BROD], "campaign"),
    (f"Governor Ana Brod left. Ivo Varga, a governor, came. The governor {SAFE}", [BROD, VARGA], "Ivo Varga"),
    (f"Ana Brod left. Her campaign {SAFE}", [BROD], "Ana Brod campaign"),
    # Whom the sentence before tells of comes before who spoke earlier.
    (f"Ana Brod {SAFE} Robin Varga, 58, wept. “I am free,” she told the court.", [BROD, ("Robin Varga", "Robin Varga", "PERSON")],
     "Robin Varga"),
    (f"Harbour News {SAFE} Veltra, a firm, fell. The firm has apologised. It said that the river was low.", [NEWS, VELTRA], "Veltra"),
    (f"Ana Brod {SAFE} The bridge had cracked. She said that the river was low.", [BROD], "Ana Brod"),
    # Gender: given names, pronouns before.
    (f"Anna Brod met Paul Varga. He {SAFE}", [(name, name, "PERSON") for name in ("Anna Brod", "Paul Varga")], "Paul Varga"),
    (f"Robin Brod met Kim Varga. She said that it rained. He {SAFE}", [(name, name, "PERSON") for name in ("Robin Brod", "Kim Varga")],
     "Kim Varga"),
    # Who speaks for others.
    (f"Governor Ana Brod left. A spokesman for the governor {SAFE}", [BROD], "Ana Brod"),
    (f"Ana Brod left. Her spokesman {SAFE}", [BROD], "Ana Brod"),
    (f"Ana Brod left Nordsten Motors. A spokesman for Nordsten Motors {SAFE} He said that it rained.", [BROD, FIRM], "Nordsten Motors"),
    (f"The singer Ana Brod left. Her rep {SAFE}", [BROD], "Ana Brod"),
    (f"The website of Nordsten Motors {SAFE}", [FIRM], "Nordsten Motors"),
])
def test_a_pronoun_or_noun_means_who_was_named_before(text: str, mentions: list, source: str) -> None:
    assert coded(text, mentions)["source"].iloc[-1] == source


@pytest.mark.parametrize(("text", "mentions", "source", "relay"), [
    ("Harbour News reported that the bridge was safe, citing a statement by the Lydian Interior Ministry.", [NEWS, MINISTRY],
     "Lydian Interior Ministry", "Harbour News"),
    ("Ana Brod told Harbour News that the bridge was safe.", [BROD, NEWS], "Ana Brod", "Harbour News"),
    ("Ana Brod told state television that boats had sunk.", [BROD], "Ana Brod", "state television"),
    ("Ana Brod told reporters that the bridge was safe.", [BROD], "Ana Brod", ""),
    ("Harbour News quoted Ana Brod as saying that the bridge was safe.", [BROD, NEWS], "Ana Brod", "Harbour News"),
    ("“The bridge will stay closed all summer,” Ana Brod was quoted as saying by Harbour News.", [BROD, NEWS], "Ana Brod", "Harbour News"),
    ("Ana Brod said in an interview with Harbour News that the bridge was safe.", [BROD, NEWS], "Ana Brod", "Harbour News"),
    ("The club said in a statement on its website that the bridge was safe.", [], "club", ""),
    ("According to Harbour News, citing a source in the ministry, the bridge was safe.", [NEWS], "ministry source", "Harbour News"),
])
def test_whoever_passes_words_on_carries_them(text: str, mentions: list, source: str, relay: str) -> None:
    assert coded(text, mentions)[["source", "relay"]].to_numpy().tolist() == [[source, relay]]


@pytest.mark.parametrize(("text", "mentions", "country"), [
    (f"Lydia {SAFE}", [LYDIA], "XL"),
    (f"The Lydian army {SAFE} The army said that the road was open.", [LYDIAN], "XL"),
    (f"The road from Oregon to Nevada is closed. Ana Brod {SAFE}", [BROD, *((name, name, "GPE") for name in ("Oregon", "Nevada"))], "US"),
    (f"The road from Oregon to Lydia is closed, and so is the harbour of Lydia. Ana Brod {SAFE}",
     [BROD, LYDIA, ("Oregon", "Oregon", "GPE")], ""),
    ("The Supreme Court of Lydia said that the vote was void. The Supreme Court said so twice.", [COURT, LYDIA], "XL"),
    ("The Supreme Court said that the vote was void.", [COURT], "US"),
    (f"Two diplomats in Lydia {SAFE}", [LYDIA], ""),
    (f"A diplomat from Lydia {SAFE}", [LYDIA], "XL"),
    (f"Western officials in Lydia {SAFE}", [LYDIA], ""),
    (f"Officials in Lydia {SAFE}", [LYDIA], "XL"),
    (f"Lydian Kurds {SAFE}", [LYDIAN, ("Kurds", "Kurds", "NORP")], "XL"),
    (f"The foreign minister in Lydia {SAFE}", [LYDIA], "XL"),
    (f"Foreign ministers in Lydia {SAFE}", [LYDIA], ""),
    (f"A report on Lydia {SAFE}", [LYDIA], ""),
    (f"The road from Oregon to Nevada is closed. The West {SAFE}",
     [("Oregon", "Oregon", "GPE"), ("Nevada", "Nevada", "GPE"), ("West", "West", "LOC")], ""),
    ("Ana Brod, who was born in Lydia, said that the bridge was safe.", [BROD, LYDIA], ""),
    (f"Officials in Torvek, Oregon, {SAFE}", [("Torvek", "Torvek", "GPE"), ("Oregon", "Oregon", "GPE")], "US"),
    (f"Ana Brod of Lydia left. The Brod administration {SAFE}", [("Ana Brod", "Ana Brod", "PERSON"), ("Brod", "Ana Brod", "PERSON"), LYDIA],
     "XL"),
    (f"Lydian allies {SAFE}", [LYDIAN], "XL"),
])
def test_a_country_is_told_by_the_name_by_what_is_beside_it_or_by_the_report(text: str, mentions: list, country: str) -> None:
    countries = {"Lydia": "XL", "Nevada": "US", "Oregon": "US"}
    assert list(coded(text, mentions, countries)["source_country"])[-1] == country


@pytest.mark.parametrize(("text", "source"), [
    ("The Harbour Company filed a lawsuit against the Lydian Interior Ministry. The lawsuit says that boats had sunk.", "Harbour Company"),
    ("Ana Brod sent a letter to the Lydian Interior Ministry. The letter says that boats had sunk.", "Ana Brod"),
    ("The Harbour Company lost a lawsuit. The lawsuit says that boats had sunk.", "lawsuit"),
    ("The Lydian Interior Ministry denied it. The lawsuit says that boats had sunk.", "lawsuit"),
    ("The Lydian Interior Ministry denied it. The report says that boats had sunk.", "report"),
    ("Harbour News published a video. The video shows that boats had sunk.", "video"),
    ("A statement by Ana Brod said that the bridge was safe. The list says that boats had sunk.", "list"),
    ("Ana Brod's biography says that boats had sunk.", "biography"),
    ("Ana Brod, an author of the report, left. The report says that boats had sunk.", "report"),
])
def test_a_document_is_whose_who_is_told_to_have_made_it(text: str, source: str) -> None:
    assert list(coded(text, [COMPANY, MINISTRY, BROD, NEWS])["source"])[-1] == source


def test_who_is_quoted_behind_a_quotation_says_it_and_not_what_follows() -> None:
    text = "“The talks will bring us closer,” a statement by Harbour News quoted Ana Brod as saying, without giving any details."
    table = coded(text, [BROD, NEWS])
    (start, end), = schema.text_to_spans(table["content_spans"].iloc[0])
    assert list(table["source"]) == ["Ana Brod"] and text[start:end] == "“The talks will bring us closer,”"


def test_somebody_inside_a_cited_statement_speaks_through_it_and_the_outlet() -> None:
    text = "Ivo Varga denied that the bridge had been sold, Harbour News reported, citing a statement by the Lydian Interior Ministry."
    table = coded(text, [VARGA, MINISTRY, NEWS]).set_index("source")
    assert table.at["Ivo Varga", "relay"] == "Harbour News < Lydian Interior Ministry"
    assert table.at["Lydian Interior Ministry", "relay"] == "Harbour News"


def test_statements_of_statements_end() -> None:
    text = "According to a report of a report by a report from a report by the office, the bridge was safe."
    assert list(coded(text)["cue"]) == ["accord"]


def test_every_role_has_a_known_type() -> None:
    assert {role.source_type for role in load_roles().values()} <= set(schema.SOURCE_TYPES)


def test_a_candidate_is_party_and_a_president_is_not() -> None:
    text = "The candidate, Ana Brod, said that the bridge was safe. President Ivo Varga said that the road was open."
    assert list(coded(text, [BROD, VARGA])["source_type"]) == ["party", "government"]


@pytest.mark.parametrize(("thing", "source"), [("closeness", "Lydia"), ("mayor", "mayor")])
def test_a_relative_pronoun_behind_a_name_means_the_name_where_it_would_be_a_thing_that_speaks(thing, source, monkeypatch) -> None:
    text = f"It showed the {thing} of Lydia, which denies the whole story."
    which, denies = text.index("which"), text.index("denies")
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[
        Relation([(which, which + 5)], [(denies, denies + 6)], [(denies + 7, len(text) - 1)], 0.9)]])
    assert list(coded(text, [LYDIA])["source"]) == [source]


def test_who_is_no_thing_that_the_parse_ties_it_to(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two people with knowledge of the inquiry, who said that boats had sunk, left early."
    tie(monkeypatch, text, "who", "said", "that boats had sunk")
    assert voices(coded(text)) == [("people", "other", "anonymous")]


@pytest.mark.parametrize(("text", "mentions", "source"), [
    (f"Police in Torvek, Lydia, {SAFE}", [LYDIA], "police"),
    (f"A review by the Lydian Interior Ministry {SAFE}", [MINISTRY], "Lydian Interior Ministry"),
    (f"Nordsten Motors cut 300 jobs. The oil company {SAFE}", [FIRM], "oil company"),
    (f"The Lydian army moved. Lydian soldiers said so. An army {SAFE}", [], "army"),
    (f"A group of friends of the Ministry in Torvek {SAFE}", [], "friends"),
])
def test_a_source_is_nothing_that_only_stands_beside_it(text: str, mentions: list, source: str) -> None:
    assert coded(text, mentions, {"Lydia": "XL"})["source"].iloc[-1] == source


def test_sources_in_a_town_of_two_words_are_not_of_it() -> None:
    town = ("New Torvek", "New Torvek", "GPE")
    assert voices(coded(f"Two security sources in New Torvek {SAFE}", [town], {"New Torvek": "XL"}))[-1][1] == "other"


def test_an_office_is_no_document() -> None:
    text = f"A statement by the Lydian Interior Ministry {SAFE} The presidential office in Torvek said that boats had sunk."
    assert voices(coded(text, [MINISTRY, ("Torvek", "Torvek", "GPE")], {"Torvek": "XL"}))[-1] == ("presidential office", "government", "role")


@pytest.mark.parametrize("nobody", ["No one", "Many", "Ten"])
def test_nobody_one_can_tell_has_no_type(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tie(monkeypatch, f"{nobody} said that the bridge was safe.", nobody, "said", "that the bridge was safe")
    assert voices(coded(f"{nobody} said that the bridge was safe.")) == [("", "", "role")]


def test_no_term_of_the_lexicon_stands_twice() -> None:
    terms = [(row["kind"], term) for row in read_rows("roles.csv") for term in row["terms"].split(";")]
    bodies = [("body", name) for row in read_rows("bodies.csv") for name in row["names"].split(";")]
    places = [(row["origin"], fold(name)) for row in read_rows("places.csv") for name in row["names"].split(";")]
    assert len({*terms, *bodies, *places}) == len(terms) + len(bodies) + len(places)
    assert all(term == term.strip().lower() != "" for _, term in terms + bodies)


def test_the_tables_of_bodies_and_places_hold_known_types_and_countries() -> None:
    bodies, places = read_rows("bodies.csv"), read_rows("places.csv")
    assert {row["source_type"] for row in bodies} <= set(schema.SOURCE_TYPES)
    assert all(is_code(row["country"]) for row in bodies if row["country"]) and all(is_code(row["country"]) for row in places[1:])


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


def test_who_asks_not_to_be_named_is_anonymous() -> None:
    assert coded("A lawmaker, who requested anonymity, said that the bill was dead.")["naming"].iloc[-1] == "anonymous"


def test_two_people_of_an_age_are_not_one() -> None:
    text = "The 29-year-old Ana Brod left. The 30-year-old said that boats had sunk. The 29-year-old said that the bridge was safe."
    assert voices(coded(text, [BROD])) == [("30-year-old", "public", "role"), ("Ana Brod", "public", "named")]


@pytest.mark.parametrize(("name", "kind"), [("Orlo Times-Courier", "media"), ("Harbour-Brod", None)])
def test_a_name_with_a_hyphen_tells_its_role_by_its_parts(name: str, kind: str | None) -> None:
    role = name_role(name)
    assert (role and role.source_type) == kind


def test_who_has_seen_a_document_has_not_made_it() -> None:
    reuters = ("Reuters", "Reuters", "ORG")
    [row] = coded("The plant leaked for weeks, according to documents seen by Reuters.", [reuters]).to_dict("records")
    assert (row["source"], row["source_type"], row["naming"], row["relay"]) == ("documents", "document", "role", "Reuters")
    assert not coded("The plant leaked for weeks, according to documents reviewed by the ministry.")["relay"].any()
    [row] = coded("The plant leaked for weeks, according to a report by Reuters.", [reuters]).to_dict("records")
    assert (row["source"], row["source_type"]) == ("Reuters", "document")


def test_an_outlet_carries_what_it_cites_wherever_the_citing_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Reuters, citing a statement by the Lydian Interior Ministry, said that boats had sunk."
    entities = [("Reuters", "Reuters", "ORG"), MINISTRY]
    tie(monkeypatch, text, "Reuters", "said", "that boats had sunk")
    assert coded(text, entities)[["source", "relay"]].to_numpy().tolist() == [["Lydian Interior Ministry", "Reuters"]]


def test_of_two_bodies_beside_a_name_as_often_the_first_by_name_counts_whatever_comes_first() -> None:
    bodies = [("Harbour Council", "Harbour Council", "ORG"), ("Lorvik University", "Lorvik University", "ORG")]
    for first, second in (("Harbour Council", "Lorvik University"), ("Lorvik University", "Harbour Council")):
        text = f"Ana Brod of the {first} arrived. Ana Brod of the {second} {SAFE}"
        assert list(coded(text, [BROD, *bodies])["source_type"]) == ["government"]


def test_an_outlet_carries_what_it_is_told_to_have_cited_and_not_what_tells_which_outlet_it_is() -> None:
    text = "Harbour News, which cited the Lydian Interior Ministry, said that boats had sunk."
    assert coded(text, [NEWS, MINISTRY])[["source", "relay"]].to_numpy().tolist() == [["Lydian Interior Ministry", "Harbour News"]]
    assert list(coded("The newspaper that first cited the figure said that it was wrong.", [])["source"]) == ["newspaper"]


def test_a_source_that_is_a_whole_relative_clause_is_its_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two Lydian officials, who asked not to be named, said that boats had sunk."
    clause, said = text.index("who"), text.index("said")
    relation = Relation([(clause, said - 2)], [(said, said + 4)], [(said + 5, len(text) - 1)], 0.9)
    monkeypatch.setattr(attributions, "find_relations", lambda readings: [[relation]])
    assert list(coded(text, [LYDIAN])["source"]) == ["Lydian officials"]


@pytest.mark.parametrize(("outlet", "relay"), [("Harbour News", ""), ("Harbour News (print)", ""), ("The Harbour News", ""), ("Lydia Post", "Harbour News")])
def test_the_outlet_that_prints_a_report_carries_nothing_to_it(outlet: str, relay: str) -> None:
    table = coded("Ana Brod told Harbour News that the bridge was safe.", [BROD, NEWS],
                  outlets={"a": outlet})
    assert list(table["relay"]) == [relay]


def test_a_source_parsed_as_a_clause_is_its_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "But a joint note by five engineers, a copy of which is with this newspaper, says the signal was green."
    tie(monkeypatch, text, "a joint note by five engineers, a copy of which is with this newspaper,", "says", "the signal was green")
    assert voices(coded(text)) == [("note", "document", "role")]


def test_an_agency_named_before_its_kind_is_one_carrier() -> None:
    agency = ("TASS", "TASS", "ORG")
    table = coded("Ana Brod said that Lydia was ready, the TASS news agency reported.", [BROD, agency])
    assert set(table["source"]) <= {"Ana Brod", "TASS"} and table.set_index("source").at["Ana Brod", "relay"] == "TASS"


def test_anonymity_told_beside_the_cue_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The driver survived, two railway officials said, speaking on condition of anonymity."
    assert list(coded(text)["naming"]) == ["anonymous"]
    assert list(coded(text.replace("on condition of anonymity", "at the station"))["naming"]) == ["role"]


@pytest.mark.parametrize(("name", "source_type", "country"), [
    ("Congress", "government", "US"), ("the Congress", "government", "US"), ("Senate Committee", "government", "US"),
    ("State Congress", "government", ""), ("Lydian Labour Congress", "other", ""),
    ("Inter-American Court of Ports", "international_organisation", ""),
    ("Democratic Party", "party", "US"), ("Lydian Democratic Party", "party", ""), ("Texas Democratic Party", "party", "US"),
    ("UN Office on Ports", "international_organisation", ""), ("EU Mission", "international_organisation", ""),
    ("Harbour Council", "government", ""), ("Harbour Media", "media", ""), ("Harbour Media Online", "media", ""),
    ("Gazeta do Porto", "media", ""), ("International Maritime Organization", "international_organisation", ""),
    ("Lydian Coastguard", "military", ""), ("Lorvik Star", "media", ""), ("Lorvik Mail on Sunday", "media", ""),
    ("Lorvik Star-Advertiser", "media", ""),
])
def test_a_part_of_a_name_gives_a_type_and_its_country_only_of_what_it_begins(name: str, source_type: str, country: str) -> None:
    role = name_role(name)
    assert (role.source_type, role.country) == (source_type, country)


@pytest.mark.parametrize(("text", "mentions", "source_type"), [
    (f"The Harbour Party won. Its spokeswoman, Ana Brod, {SAFE}", [BROD, ("Harbour Party", "Harbour Party", "ORG")], "party"),
    (f"Nordsten Motors lost, with its spokesman Ivo Varga saying that it would pay. Varga {SAFE}",
     [FIRM, VARGA, ("Varga", "Ivo Varga", "PERSON")], "other"),
    (f"The Leader of the Opposition {SAFE}", [], "party"),
    (f"Director General Ana Brod {SAFE}", [BROD], "government"),
    (f"Pilot Ana Brod {SAFE}", [BROD], "public"),
    (f"Fighter pilot Ana Brod {SAFE}", [BROD], "military"),
    (f"Opposition lawmaker Ana Brod {SAFE}", [BROD], "party"),
    (f"Ana Brod, an opposition MP, {SAFE}", [BROD], "party"),
    (f"Shadow minister Ana Brod {SAFE}", [BROD], "party"),
    (f"The ruling Torvek Dawn {SAFE}", [("Torvek Dawn", "Torvek Dawn", "ORG")], "party"),
    (f"Ana Brod, superintendent of the hospital, {SAFE}", [BROD], "other"),
    (f"Two security sources in Torvek {SAFE}", [("Torvek", "Torvek", "PERSON")], "other"),
    (f"Ana Brod, who heads the regional health authority, {SAFE}", [BROD], "government"),
    (f"The union's president, Ana Brod, {SAFE}", [BROD], "other"),
    (f"Ana Brod, 34, held her daughter by the hand. Brod {SAFE}", [BROD, ("Brod", "Ana Brod", "PERSON")], "public"),
    (f"Ana Brod, 34, a goalkeeper, left. Brod {SAFE}", [BROD, ("Brod", "Ana Brod", "PERSON")], "other"),
    (f"Ana Brod, president of the club, {SAFE}", [BROD], "other"),
    (f"The president of the republic, Ana Brod, {SAFE}", [BROD], "government"),
    (f"Ana Brod, leader of the opposition, {SAFE}", [BROD], "party"),
    (f"The vice president, Ana Brod, {SAFE}", [BROD], "government"),
    (f"The opposition party Civic Alliance {SAFE}", [("Civic Alliance", "Civic Alliance", "ORG")], "party"),
    (f"The Civic Alliance {SAFE}", [("Civic Alliance", "Civic Alliance", "ORG")], "other"),
    # What somebody was tells less than what somebody is; who was an officer explains.
    (f"Ana Brod, a general, {SAFE}", [BROD], "military"),
    (f"Ana Brod, a retired army general, {SAFE}", [BROD], "expert"),
    (f"Former Lydian colonel Ana Brod {SAFE}", [LYDIAN, BROD], "expert"),
    (f"A retired general {SAFE}", [], "expert"),
    (f"Colonel Ana Brod, a retired captain, {SAFE}", [BROD], "expert"),
    (f"Ana Brod, a former minister and a sister of the mayor, {SAFE}", [BROD], "government"),
    (f"Former rebels {SAFE}", [], "military"),
    (f"Former rebel leader Ana Brod {SAFE}", [BROD], "military"),
    (f"Former minister Ana Brod {SAFE}", [BROD], "government"),
    (f"Ex-minister Ana Brod {SAFE}", [BROD], "government"),
    (f"Former minister Ana Brod, an analyst, {SAFE}", [BROD], "expert"),
    (f"Former mayor Ana Brod, who is president of the club, {SAFE}", [BROD], "other"),
])
def test_who_speaks_for_a_body_has_its_type_and_wrong_nouns_give_none(text: str, mentions: list, source_type: str) -> None:
    assert list(coded(text, mentions)["source_type"])[-1] == source_type


def reports(texts: list[str], names: list[tuple[str, str]], countries: dict[str, str]):
    """The attributions of several reports, a to z; each name stands for itself."""
    rows = [{"report": report, "sentence": 0, "start": found.start(), "end": found.end(), "surface": name, "entity": name,
             "type": kind, "metonym": False}
            for report, text in zip("abc", texts, strict=False) for name, kind in names for found in re.finditer(name, text)]
    entities = [{"entity": name, "type": kind, "country": countries.get(name, ""), "aliases": "", "wikidata": ""} for name, kind in names]
    rows.sort(key=lambda row: (row["report"], row["start"]))
    readings = [read(text, report) for report, text in zip("abc", texts, strict=False)]
    return attributions.find_attributions(readings, schema.build("mentions", rows), schema.build("entities", entities))


def test_who_has_a_country_in_one_report_has_it_in_all() -> None:
    table = reports([f"The Torvek Union of Lydia {SAFE}", f"The Torvek Union {SAFE}"], [("Torvek Union", "ORG"), ("Lydia", "GPE")],
                    {"Lydia": "XL"})
    assert list(table["source_country"]) == ["XL", "XL"]


def test_the_home_of_an_event_serves_reports_that_name_it_most() -> None:
    names = [("Oregon", "GPE"), ("Nevada", "GPE"), ("America", "GPE"), ("Lydia", "GPE")]
    home = f"The road from Oregon to Nevada is closed. Residents {SAFE}"
    others = [f"America waits. In America, residents {SAFE}", f"Lydia waits. Residents {SAFE}"]
    countries = {"Lydia": "XL", "America": "US", "Oregon": "US", "Nevada": "US"}
    assert list(reports([home, *others], names, countries)["source_country"]) == ["US", "US", ""]
    # Of a dispute of two countries, either's residents may speak.
    table = reports([home, f"America waits, and Lydia waits. Residents {SAFE}"], names, countries)
    assert list(table["source_country"]) == ["US", ""]


@pytest.mark.parametrize(("text", "source", "cue", "content", "rows"), [
    ("Lydia sent flowers. Nine of the dead were sailors.", "Lydia", "sent flowers", "Nine of the dead were sailors", 0),
    ("Lydia sent flowers. “Nine were sailors.”", "Lydia", "sent flowers", "“Nine were sailors.”", 1),
    ("Lydia wrote a note. Nine of the dead were sailors.", "Lydia", "wrote a note", "Nine of the dead were sailors", 1),
    ("Lydia declined to speak. Nine of the dead were sailors.", "Lydia", "declined", "Nine of the dead were sailors", 1),
    ("The Lorvik vote: What we know so far", "we", ":", "What", 0),
    ("Ana Brod: The vote was rigged", "Ana Brod", ":", "The vote was rigged", 1),
])
def test_a_deed_says_nothing_of_another_sentence_and_a_colon_nothing_of_who_stands_behind(
    text, source, cue, content, rows, monkeypatch) -> None:
    tie(monkeypatch, text, source, cue, content)
    assert len(coded(text, [LYDIA, BROD])) == rows


@pytest.mark.parametrize(("name", "source_type"), [
    ("State Committee for Harbours", "government"), ("Ninth Circuit", "government"), ("House Judiciary Committee", "government"),
    ("Harbour Treaty Organization", "international_organisation"), ("Republican State Committee", "party"),
    ("International Organization for Harbours", "international_organisation")])
def test_a_committee_s_kind_is_told_by_what_stands_beside_the_word(name: str, source_type: str) -> None:
    assert name_role(name).source_type == source_type


@pytest.mark.parametrize("name", ["Harbour Media Operations", "Red Star Shipping", "Lorvik Globe Telecom"])
def test_a_word_of_outlets_makes_none_of_what_has_another_trade(name: str) -> None:
    assert name_role(name) is None


def test_the_first_word_of_a_joint_body_alone_is_none() -> None:
    assert name_role("World") is None


def read_whole(text: str) -> pd.DataFrame:
    """The attributions of one report, names and all."""
    readings = read_reports({"a": text})
    tables = resolve_entities(readings)
    return attributions.find_attributions(readings, tables["mentions"], tables["entities"])


def tell(text: str) -> list[tuple[str, str, str]]:
    """Source, type and country of each attribution of one report, names and all."""
    return list(read_whole(text)[["source", "source_type", "source_country"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("text", "told"), [
    (f"The company's spokesman {SAFE}", ("spokesman", "other", "")), (f"The union's president {SAFE}", ("union president", "other", "")),
    (f"The team's general manager {SAFE}", ("manager", "other", "")),
    (f"The church's minister, Ana Brod, {SAFE}", ("Ana Brod", "other", "")),
    (f"The council's president {SAFE}", ("president", "government", "")),
    (f"Team president Ana Brod {SAFE}", ("Ana Brod", "other", "")), (f"Senate president Ana Brod {SAFE}", ("Ana Brod", "government", "US")),
    (f"The ministry's spokesman {SAFE}", ("spokesman", "government", "")),
    # By a pronoun or nothing, of a body without a name.
    (f"The union marched. Its president {SAFE}", ("president", "other", "")),
    (f"The firm closed its plant. Its spokesman, Ivo Varga, {SAFE}", ("Ivo Varga", "other", "")),
    (f"The airline cut its flights. Spokesman Ivo Varga {SAFE}", ("Ivo Varga", "other", "")),
    (f"The ministry cut its staff. Its spokesman, Ivo Varga, {SAFE}", ("Ivo Varga", "government", "")),
    (f"The airline cut its flights. Police spokesman Ivo Varga {SAFE}", ("Ivo Varga", "government", "")),
    (f"The airline cut its flights. A spokesman for the ministry, Ivo Varga, {SAFE}", ("Ivo Varga", "government", "")),
])
def test_who_is_a_body_s_has_its_type_where_a_noun_alone_tells_which_body(text: str, told: tuple[str, str, str]) -> None:
    assert tell(text) == [told]


def test_once_told_for_whom_a_spokesman_speaks_holds_for_the_whole_report() -> None:
    text = f"The firm closed its plant. Its spokesman, Ivo Varga, {SAFE} Spokesman Ivo Varga {SAFE} Spokesman Varga {SAFE}"
    assert tell(text) == [("Ivo Varga", "other", "")] * 3


@pytest.mark.parametrize(("text", "said"), [
    ('"We are still here," the mayor, Ana Brod, said on Monday.\n\n"Tolm is a strong town."\n\nThe bridge is closed.', ["Ana Brod", "Ana Brod"]),
    ('"We are here," Ana Brod told the Lorvik Echo.\n\n"It is the best town," she added.\n\n"I mean it."', ["Ana Brod"] * 3),
    # Something stands between, or somebody else is told to say it.
    ('"We are still here," the mayor, Ana Brod, said. Dozens of people left.\n\n"Tolm is a strong town."', ["Ana Brod", ""]),
    ('"We are still here," the mayor, Ana Brod, said.\n\n"Tolm is a strong town," said Ivo Varga.', ["Ana Brod", "Ivo Varga"]),
    ('"We are still here," the mayor, Ana Brod, said.\n“Tolm is a strong town.” — Ivo Varga\n"Nobody knows."', ["Ana Brod", "Ivo Varga", ""]),
    # A line a sentence.
    ('"It is the best town.\nWe will never leave it.\nNobody will," Ana Brod said.\nThe bridge is closed.', ["Ana Brod"] * 3)])
def test_a_quotation_right_behind_another_is_of_the_same_speaker(text: str, said: list[str]) -> None:
    assert [source for source, _, _ in tell(text)] == said


@pytest.mark.parametrize(("text", "said"), [
    # Each of several is who is meant by `they` then, until another one has spoken.
    (f"Mayor Ana Brod and Governor Ivo Varga met. Ana Brod and Ivo Varga {SAFE} They {SAFE}", ["Ana Brod", "Ivo Varga"] * 2),
    (f"The mayor and the governor {SAFE} Officials {SAFE} They {SAFE}", ["mayor", "governor", "officials", "officials"]),
    # The parse makes one name of these.
    (f"Finance Minister Ana Brod and Trade Minister Ivo Varga {SAFE}", ["Ana Brod", "Ivo Varga"])])
def test_joint_speakers_are_told_apart_and_taken_up_together(text: str, said: list[str]) -> None:
    told = read_whole(text)
    assert told["source"].tolist() == said and "other" not in told["source_type"].tolist()


@pytest.mark.parametrize("text", [
    "Ivo Varga, a lawyer for Ana Brod, said he had not been served and described the suit as a fraud.",
    "Ivo Varga won in May, but claimed that he had bought the ticket himself."])
def test_a_cue_joined_to_another_verb_is_its_subject_s(text: str) -> None:
    assert set(read_whole(text)["source"]) == {"Ivo Varga"}


def test_what_others_think_of_a_subject_is_not_what_it_thinks() -> None:
    told = read_whole("Ivo Varga, 23, was held near the mill where Eva Varga, 58, and Ana Brod, 20, and a dead dog, thought to be the "
                      "family's, were found.")
    assert told["source"].tolist() == [""]


def test_a_bank_with_a_country_is_no_other_bank_that_was_named_before() -> None:
    text = ("The European Central Bank said that rates would stay. The Turkish central bank said that it would raise rates. The Bank of "
            "England said so. The Swedish central bank said so. The National Bank of Ukraine said so.")
    assert tell(text) == [
        ("European Central Bank", "international_organisation", ""), ("Turkish central bank", "government", "TR"),
        ("Bank of England", "government", "GB"), ("Swedish central bank", "government", "SE"), ("National Bank of Ukraine", "government", "UA")]


@pytest.mark.parametrize("text", [
    "Anna Hald won. Anna Hald lost. Anna Hald fell ill.\n\nIt rained on Monday.\n\nIt rained on Tuesday.\n\nShe said that it was over."])
def test_who_is_named_most_is_meant_where_nobody_is_named_near(text: str) -> None:
    assert [source for source, _, _ in tell(text)] == ["Anna Hald"]
    # Of two who are named as often it is nobody.
    assert [source for source, _, _ in tell(text.replace("\n\nIt rained on Monday.", " Ivy Brod won. Ivy Brod lost."))] == [""]


def test_one_supporter_among_many_mentions_makes_no_candidate() -> None:
    said = f"Mr Ivo Varga's supporters left. Mr Varga {SAFE}"
    assert [kind for _, kind, _ in tell(said)] == ["party"]
    assert [kind for _, kind, _ in tell(f"{said}\n\n{'Mr Varga slept in Tolm on Monday. ' * 50}")][0] == "other"


@pytest.mark.parametrize("body", [
    "The opposition Civic Alliance", "The ruling Harbour League", "The governing Harbour League", "The main opposition Sunrise Movement"])
def test_what_rules_or_opposes_is_a_party_whatever_its_name(body: str) -> None:
    assert [kind for _, kind, _ in tell(f"{body} {SAFE}")] == ["party"]


@pytest.mark.parametrize(("text", "told"), [
    # What somebody knows or works on is no country of theirs.
    (f"Anna Hald, a Russia expert at Chatham House, {SAFE}", ("Anna Hald", "expert", "GB")),
    (f"A China analyst {SAFE}", ("China analyst", "expert", "")),
    (f"A Russian analyst {SAFE}", ("Russian analyst", "expert", "RU")),
    (f"U.S. special envoy for Iran Robert Hald {SAFE}", ("Robert Hald", "government", "US")),
    (f"The president of Ukraine Anna Hald {SAFE}", ("Anna Hald", "government", "UA")),
    (f"A post on X {SAFE}", ("post", "document", "")),
    ("The bridge is safe, the Justice Department website said.", ("Justice Department", "document", "US")),
    # Who speaks for a body, or for several states.
    ("The town is full, a DHSC spokesperson said.", ("DHSC spokesperson", "government", "")),
    (f"A UN agency {SAFE}", ("UN agency", "international_organisation", "")),
    # Bodies by their whole names, and places by their country.
    (f"The Storting {SAFE}", ("Storting", "government", "NO")), (f"Fidesz {SAFE}", ("Fidesz", "party", "HU")),
    (f"The NYPD {SAFE}", ("NYPD", "government", "US")), (f"UNRWA {SAFE}", ("UNRWA", "international_organisation", "")),
    (f"The Norwegian Refugee Council {SAFE}", ("Norwegian Refugee Council", "other", "NO")),
    (f"Shanghai police {SAFE}", ("Shanghai police", "government", "CN")),
    (f"The Bavarian government {SAFE}", ("Bavarian government", "government", "DE")),
    # Titles.
    (f"Prosecutor General Ivan Bota {SAFE}", ("Ivan Bota", "government", "")),
    (f"General manager Bob Stone {SAFE}", ("Bob Stone", "other", "")),
    (f"Glaciologist Anna Weber {SAFE}", ("Anna Weber", "expert", "")),
    (f"Gen. Mark Cole {SAFE}", ("Mark Cole", "military", "")),
    (f"Police Capt. Joe Hart {SAFE}", ("Joe Hart", "government", "")),
    (f"Police Brigadier Joe Hart {SAFE}", ("Joe Hart", "government", "")),
    (f"Lt. Gov. Joe Hart, who became lieutenant governor in May, {SAFE}", ("Joe Hart", "government", "")),
    (f"Gang leader Jimmy Barrel {SAFE}", ("Jimmy Barrel", "other", "")),
    (f"The team's captain, Rob Lee, {SAFE}", ("Rob Lee", "other", "")),
    (f"World leaders {SAFE}", ("world leaders", "government", "")),
    (f"The report's author {SAFE}", ("author", "other", "")),
    (f"Another, Amin Saleh, {SAFE}", ("Amin Saleh", "other", "")),
    # Offices of a field, and whose they are who are named behind several nouns.
    (f"Superintendent of Police Ajit Rana {SAFE}", ("Ajit Rana", "government", "")),
    (f"Mayor of Clonmel Siobhán Ryan {SAFE}", ("Siobhán Ryan", "government", "")),
    (f"Minister of Health John F. Hald {SAFE}", ("John F. Hald", "government", "")),
    (f"Leader of the Opposition Mira Hald {SAFE}", ("Mira Hald", "party", "")),
    ('"We are here," Deputy Governor Harriet Poole said.', ("Harriet Poole", "government", "")),
    (f"Her husband, the director Paul Hald, {SAFE}", ("Paul Hald", "other", "")),
    (f"One of them, a Syrian, {SAFE}", ("", "", "")),
    # Aid groups by their whole names, and acronyms of joint bodies.
    (f"Save the Children spokeswoman Rachel Stone {SAFE}", ("Save the Children", "other", "")),
    (f"Doctors Without Borders {SAFE}", ("Doctors Without Borders", "other", "")),
    ("WHO says the outbreak is over.", ("WHO", "international_organisation", "")),
    # Who acts or has acted has spokesmen.
    ("Tesco will close 20 stores, a spokesperson said.", ("Tesco", "other", "GB")),
    (f"The ministry closed the bridge. A spokesman {SAFE}", ("ministry", "government", "")),
    (f"The European Commission opened a case. Spokesperson Ravina Shah {SAFE}", ("Ravina Shah", "international_organisation", "")),
    # Where it was said, and what `the country` means.
    (f"Embassies of 12 countries, including Norway, {SAFE}", ("embassies", "government", "")),
    (f"In Malawi, officials {SAFE}", ("officials", "government", "MW")),
    (f"The port of Malawi is closed. The country's disaster agency {SAFE}", ("disaster agency", "government", "MW")),
    (f"ABUJA - The Senate met on Tuesday. Analysts {SAFE}", ("analysts", "expert", "NG")),
    (f"The White House National Security Council {SAFE}", ("White House National Security Council", "government", "US")),
    ("The Yonhap agency said that the bridge was safe.", ("Yonhap", "news_agency", "KR")),
    # Schools are where their towns are, and tell of no home.
    (f"The road to Lagos is closed. Peter Lind of the University of Gothenburg {SAFE}", ("Peter Lind", "expert", "SE")),
    (f"The Potsdam Institute met. The Potsdam Institute left. The Potsdam Institute had warned. A driver {SAFE}", ("driver", "public", "")),
])
def test_a_source_is_told_by_what_the_tables_and_the_words_beside_it_say(text: str, told: tuple[str, str, str]) -> None:
    assert tell(text) == [told]


@pytest.mark.parametrize(("source", "told"), [
    ("Norwegian, Swedish and U.S. officials", [("Norwegian officials", "NO"), ("Swedish officials", "SE"), ("U.S. officials", "US")]),
    ("Norwegian and Swedish police", [("Norwegian police", "NO"), ("Swedish police", "SE")]),
    ("The Norwegian and Swedish foreign ministers", [("Norwegian foreign ministers", "NO"), ("Swedish foreign ministers", "SE")]),
    ("Officials in Oslo and Bergen", [("officials", "NO")]),
])
def test_people_of_several_countries_have_a_row_for_each(source: str, told: list[tuple[str, str]]) -> None:
    assert [(name, country) for name, _, country in tell(f"{source} {SAFE}")] == told


def test_the_leader_of_a_country_is_its_president_and_the_newspaper_the_one_just_named() -> None:
    text = "Russian President Vladimir Brod said that he would come. The Russian leader said that the talks were good."
    assert [source for source, *_ in tell(text)] == ["Vladimir Brod", "Vladimir Brod"]
    text = "The Guardian reported that the ship had sunk. The newspaper said that 12 people had died."
    assert [source for source, *_ in tell(text)] == ["Guardian", "Guardian"]


def test_a_body_that_many_countries_have_is_of_the_one_from_which_a_report_is_written() -> None:
    countries = {source: country for source, _, country in tell(f"ABUJA - The Senate {SAFE} Senator Ruth Okon {SAFE}")}
    assert countries == {"Senate": "NG", "Ruth Okon": "NG"}
    assert tell(f"The Senate {SAFE}") == [("Senate", "government", "US")]
    assert tell(f"The Senate waits for Ukraine and Russia. The Senate {SAFE}")[-1] == ("Senate", "government", "US")


@pytest.mark.parametrize(("text", "relay"), [
    (f"A minister, quoted by Reuters, {SAFE}", "Reuters"), (f"According to NHK, which cited sources, the bridge is safe.", "NHK"),
    ("In a commentary carried by KCNA, Kim Son warned of war.", "KCNA"), (f"Speaking to reporters, Anna Hald {SAFE}", ""),
    ("Anna Hald told this newspaper that she would stay.", ""), ("Anna Hald told CNN's Jake Hart that she would stay.", "CNN"),
    (f"The minister, speaking to Sky News, {SAFE}", "Sky News"), ("Anna Hald said on Fox News that it was over.", "Fox News"),
])
def test_an_outlet_carries_what_it_is_told(text: str, relay: str) -> None:
    assert list(read_whole(text)["relay"]) == [relay]


@pytest.mark.parametrize("text", [
    "A doctor, who asked not to be named, said that five had died.", "A doctor, requesting anonymity, said that five had died.",
    "A doctor who declined to be named said that five had died."])
def test_the_wish_not_to_be_named_is_no_content_and_makes_a_source_anonymous(text: str) -> None:
    assert list(read_whole(text)["naming"]) == ["anonymous"]


def test_a_cue_with_a_subject_of_its_own_takes_nobody_from_another_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ana Brod came home. Yet the company denied that boats had sunk."
    tie(monkeypatch, text, "Ana Brod", "denied", "that boats had sunk")
    assert list(coded(text, [BROD])["source"]) == ["company"]


def test_a_verb_with_a_subject_of_its_own_is_not_of_who_spoke_before() -> None:
    text = "Egypt's irrigation ministry denied that. Ethiopian state television showed the delegation leaving Khartoum."
    assert tell(text)[-1] == ("Ethiopian state television", "state_media", "ET")


@pytest.mark.parametrize("source", [
    "The company official, who requested anonymity,", "Two officials in the ministry, who asked not to be named because they were afraid"])
def test_a_source_is_whom_a_clause_is_about_and_not_the_clause_alone(source: str) -> None:
    text = f"{source.rstrip(',')}, said that the plan was dead."
    [(start, end)] = schema.text_to_spans(read_whole(text)["source_spans"][0])
    assert text[start:end].rstrip(",") == source.rstrip(",")


@pytest.mark.parametrize(("headline", "told"), [
    ("North Korea fires two missiles into sea: JCS", ["JCS"]), ("Russian forces repel attack near Orlo — Defense Ministry", ["Defense Ministry"]),
    ("Two killed in blast: police", ["police"]), ("Drought could displace two million people: study", ["study"]),
    ("UN: Ceasefire holds in Lydia", ["UN"]), ("Police: Suspect fled on foot", ["police"]),
    ("Blackout hits Lydia: what we know", []), ("Train hits bus: photos", []), ("Election 2024: The candidates", []), ("Video: Train hits bus", []),
])
def test_a_headline_is_said_by_whom_its_mark_sets_apart(headline: str, told: list[str]) -> None:
    assert [source for source, *_ in tell(f"{headline}\n\nIt rained on Monday.")] == told


@pytest.mark.parametrize("office", ["Russia's defence ministry", "The Russian ministry of defence", "The Russian defense ministry"])
def test_an_office_in_other_words_is_the_one_that_another_report_names(office: str) -> None:
    readings = read_reports({"a": f"Russia's Defence Ministry {SAFE}", "b": f"{office} {SAFE}"})
    tables = resolve_entities(readings)
    assert set(attributions.find_attributions(readings, tables["mentions"], tables["entities"])["source"]) == {"Russian Defence Ministry"}


def test_who_notes_something_is_who_says_the_rest_of_the_sentence_and_nobody_of_the_one_before() -> None:
    table = read_whole(f"A minister {SAFE} Noting that prices had doubled, Anna Krol urged restraint.")
    assert list(table.loc[table["cue"] == "note", "source"]) == ["Anna Krol"]


@pytest.mark.parametrize(("text", "told"), [
    ("The vice chancellor of the University of Owerri, Prof. Francis Eze,", ("Francis Eze", "expert", "NG")),
    ("The president-general of the group, Chief Nnia Nwodo,", ("Nnia Nwodo", "other", "")),
    ("The bishop of Lorvik, the Rev. Anna Hald,", ("Anna Hald", "other", "")),
    ("The Deputy Publicity Secretary of the ruling All Progressives Congress (APC), Comrade Timi Frank,", ("Timi Frank", "party", "NG"))])
def test_who_stands_behind_a_comma_and_titles_is_who_is_meant(text: str, told: tuple[str, str, str]) -> None:
    assert tell(f"{text} {SAFE}") == [told]


@pytest.mark.parametrize("text", [
    "A critic of the Harbour League, Anna Hald,", "The editor of the Courier, Anna Hald,",
    "The head of the Harbour Police, Superintendent Anna Hald,"])
def test_what_somebody_is_of_a_body_is_an_office_or_none(text: str) -> None:
    kinds = {"critic": "other", "editor": "media", "head": "government"}
    assert tell(f"{text} {SAFE}") == [("Anna Hald", kinds[text.split()[1]], "")]


@pytest.mark.parametrize("name", ["D’Alessandro", "D`Alessandro", "Alessandro‑Brod"])
def test_apostrophes_and_hyphens_of_any_kind_in_a_name_are_read_as_usual_ones(name: str) -> None:
    text = f"The candidates are Anna Krol and Pete {name}. {name} is known for his songs. “Only half are safe,” {name} said."
    assert [source for source, *_ in tell(text)] == [f"Pete {name}"]


def test_a_name_ends_before_a_curved_possessive() -> None:
    readings = read_reports({"a": "On Monday the Lorvik Post’s Amy B Wang said that it rained."})
    assert "Amy B Wang" in set(resolve_entities(readings)["entities"]["entity"])


def test_an_office_before_a_body_and_a_comma_is_that_of_who_is_named_behind_it() -> None:
    text = f"The vice chancellor of the University of Owerri, Prof. Francis Eze, {SAFE} The vice chancellor added that it rained."
    assert [source for source, *_ in tell(text)] == ["Francis Eze"] * 2


def test_a_pronoun_of_one_person_is_none_of_several_whom_they_took_up() -> None:
    text = ("\"He is gone,\" his wife Anna Krol told Reuters. Krol and some friends set off for the town of Lorvik, where officials last said "
            "that he was held. They plan to reach it on Friday. \"We want to see the judge,\" she said.")
    assert tell(text)[-1][0] == "Anna Krol"


@pytest.mark.parametrize(("text", "told"), [
    ("A spokesman for the union, Peter Kamau,", ("Peter Kamau", "other", "")), ("Union official Peter Kamau", ("Peter Kamau", "other", "")),
    ("Maria Krol, a lawyer for the police,", ("Maria Krol", "government", "")), ("A spokesman for the army, Peter Kamau,", ("Peter Kamau", "military", "")),
    ("The company's chief financial officer", ("chief financial officer", "other", "")),
    ("John Abernathy, country director of the Carter Foundation,", ("John Abernathy", "other", "")),
    ("African Union observers", ("African Union observers", "international_organisation", "")),
    ("The Independent Electoral Board", ("Independent Electoral Board", "other", "")), ("The Independent", ("Independent", "media", "GB")),
    ("The chairperson of the commission, Madam Efua Mensah,", ("Efua Mensah", "government", "")), ("Founder Rajiv Deshmukh", ("Rajiv Deshmukh", "other", ""))])
def test_whom_somebody_speaks_for_tells_more_than_that_they_speak(text: str, told: tuple[str, str, str]) -> None:
    assert tell(f"{text} {SAFE}") == [told]


@pytest.mark.parametrize("text", [
    "Despite saying the union was outbid, the mayor went on.", "Since announcing the strike, the mayor has lost members.",
    "After refusing to name the thief, the mayor was freed."])
def test_who_says_something_beside_what_they_do_is_who_does_it(text: str) -> None:
    assert [source for source, *_ in tell(text)] == ["mayor"]


def test_whose_mother_somebody_is_is_another_one() -> None:
    assert [source for source, *_ in tell(f"The girl's mother, Ann Hart, {SAFE} The girl {SAFE}")] == ["Ann Hart", "girl"]


def test_who_made_a_document_is_none() -> None:
    assert [kind for _, kind, _ in tell(f"A letter by Mayor Anna Hald {SAFE} She said that it rained.")] == ["document", "government"]


def test_documents_that_nobody_is_told_to_have_made_stay_nobodys() -> None:
    text = "Leaked documents show that Shell knew. Shell said that it did not. The documents also say that the board was told."
    assert [source for source, *_ in tell(text)] == ["documents", "Shell", "documents"]


def test_outlets_alone_do_not_make_their_country_the_home_of_a_report() -> None:
    text = f"A herder told the BBC that it was hot. Villagers told the BBC that it was dry. Residents {SAFE}"
    assert {country for *_, country in tell(text)} == {""}


@pytest.mark.parametrize(("body", "country"), [("carmaker", ""), ("insurer", ""), ("party", "DE")])
def test_a_firm_does_not_make_its_country_the_home_of_a_report(body: str, country: str) -> None:
    text = f"Adler, Germany's biggest {body}, closed a plant in May. Adler had warned of it. Adler met its board. A driver {SAFE}"
    assert tell(text)[-1] == ("driver", "public", country)


@pytest.mark.parametrize(("text", "relay"), [
    (f"Speaking to the BBC, Ana Perez {SAFE}", "BBC"), ("Tom Hill said in comments to Reuters that it was over.", "Reuters"),
    ("Lena Roth said in remarks carried by Xinhua that talks went on.", "Xinhua"),
    ("A video released by the army showed that the bridge was safe.", ""),
])
def test_who_is_spoken_to_or_carries_remarks_is_a_carrier_and_who_releases_a_video_is_none(text: str, relay: str) -> None:
    assert read_whole(text)["relay"].tolist() == [relay]


@pytest.mark.parametrize("text", [
    "Neither the ministry nor the army would confirm the report.", "The ministry has yet to confirm the deaths.",
    "Officials were unable to say how many people died."])
def test_what_is_held_back_is_negated_by_each_who_does(text: str) -> None:
    negated = read_whole(text)["negated"]
    assert len(negated) and negated.all()


@pytest.mark.parametrize("text", [
    f"Glaciologist Anna Weber {SAFE} The glaciologist said that it was old.", f"Gen. Anna Weber {SAFE} The general said that it was old.",
    f"Gang leader Anna Weber {SAFE} The leader said that it was old."])
def test_a_noun_means_whom_the_title_of_that_name_stands_before(text: str) -> None:
    assert [source for source, *_ in tell(text)] == ["Anna Weber", "Anna Weber"]
