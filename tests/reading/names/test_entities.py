"""Who and what reports name, on invented sentences about invented people and bodies; countries and capitals are real."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pandas as pd
import pytest

from analysis import schema
from analysis.reading import gazetteer, organisations
from analysis.reading.names import names, people, proposals
from analysis.reading.names.entities import resolve_entities
from analysis.reading.names.known import _speaking_people, _with_articles, settle
from analysis.reading.text import language, parsing, zones
from analysis.reading.text.trees import copy_parses
from analysis.reading.text.zones import Zone

Tables = dict[str, pd.DataFrame]
# Somebody who is asked, and says.
ASKED = "On Wednesday the engineers asked {0} about the cost, and {0} said that it was too early to tell."


def read(text: str, *, report: str = "a", zones: dict[int, str] | None = None) -> language.Reading:
    """A report whose paragraphs are the lines of the text, in the body unless `zones` gives a line's number another zone."""
    paragraphs, sentences, start = [], [], 0
    for number, line in enumerate(text.split("\n")):
        zone = Zone(start, start + len(line), (zones or {}).get(number, "body"))
        (paragraph,) = map(language._mend_words, copy_parses(language._parse([(line, 0)], jobs=1), [zone]))
        sentences += [language.Sentence(len(sentences) + place, span) for place, span in enumerate(paragraph.sents)]
        paragraphs.append(paragraph)
        start += len(line) + 1
    return language.Reading(report, text, [], paragraphs, sentences)


def resolve(*texts: str, corrections: list[dict[str, str]] | None = None) -> Tables:
    """The tables of an event whose reports a, b, c ... are the texts."""
    register = None if corrections is None else pd.DataFrame(corrections)
    return resolve_entities([read(text, report="abcdefgh"[n]) for n, text in enumerate(texts)], corrections=register)


def named(tables: Tables) -> list[tuple[str, str]]:
    """Surface and entity of every mention in order."""
    return list(tables["mentions"][["surface", "entity"]].itertuples(index=False, name=None))


def row(tables: Tables, entity: str) -> dict[str, str]:
    """The one row of an entity."""
    (found,) = tables["entities"].query("entity == @entity").to_dict("records")
    return found


def metonyms(text: str) -> list[tuple[str, str, bool]]:
    """Surface, entity and whether it is a metonym, for every mention of one report."""
    return list(resolve(text)["mentions"][["surface", "entity", "metonym"]].itertuples(index=False, name=None))


def labelled(text: str) -> list[tuple[str, str, str]]:
    """Entity, label and relation of every label of one report."""
    return list(resolve(text)["labels"][["entity", "label", "relation"]].itertuples(index=False, name=None))


# Persons


def test_a_surname_is_the_person_whom_the_report_named_in_full() -> None:
    tables = resolve("Anna Hald opened the bridge on Monday. Hald said that it was safe. The council thanked Hald.")
    assert named(tables) == [("Anna Hald", "Anna Hald"), ("Hald", "Anna Hald"), ("Hald", "Anna Hald")]
    assert row(tables, "Anna Hald") == {
        "entity": "Anna Hald", "type": "PERSON", "country": "", "aliases": "Hald", "wikidata": ""}


def test_a_surname_is_the_person_whom_another_report_names_in_full() -> None:
    tables = resolve("Anna Hald opened the bridge on Monday.", "The bridge is safe, Hald said on Monday.")
    assert named(tables) == [("Anna Hald", "Anna Hald"), ("Hald", "Anna Hald")]


def test_two_people_with_one_surname_stay_apart_and_the_bare_surname_is_neither() -> None:
    tables = resolve("Anna Hald spoke first. Then Piet Hald answered her. Hald said that the bridge was safe.")
    assert named(tables) == [("Anna Hald", "Anna Hald"), ("Piet Hald", "Piet Hald"), ("Hald", "Hald")]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Muhammad Yunus", "Mohammed Yunus", True),
    ("Moammar Gadhafi", "Muammar Gaddafi", True),
    ("Prayut Chan-o-cha", "Prayuth Chan-ocha", True),
    ("Volodymyr Zelensky", "Vladimir Zelenskiy", True),
    ("Alyaksandr Lukashenka", "Alexander Lukashenko", True),
    ("Duncan Rait", "Duncan Raite", True),
    ("Wei Chen", "Wei Cheng", False),
    ("Hassan Rouhani", "Hussein Rouhani", False),
    ("Hamid Karzai", "Hamad Karzai", False),
])
def test_transliterations_of_one_name_are_one_person_where_no_report_has_both(one: str, other: str, same: bool) -> None:
    apart = resolve(ASKED.format(one), ASKED.format(other))
    assert (len({entity for _, entity in named(apart)}) == 1) is same
    together = resolve(f"{ASKED.format(one)}\n\n{ASKED.format(other)}")
    assert len({entity for _, entity in named(together)}) == 2


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Hormozgan", "Hormouzgan", True), ("Hormozgan", "Hormazgan", False)])
def test_transliterations_of_a_place_are_one_where_no_report_has_both(one: str, other: str, same: bool) -> None:
    texts = [f"The quake hit {place} province on Monday, and the road was closed." for place in (one, other)]
    assert (len({entity for _, entity in named(resolve(*texts))}) == 1) is same
    assert len({entity for _, entity in named(resolve(" ".join(texts)))}) == 2


@pytest.mark.parametrize("surname", ["King", "Bishop", "Singer"])
def test_a_surname_that_is_a_title_is_the_person_where_nobody_holds_it(surname: str) -> None:
    tables = resolve(f"Larry {surname} spoke at the town hall on Monday. Mr. {surname} opposed the plan, and {surname} left early.")
    assert named(tables) == [(f"Larry {surname}", f"Larry {surname}"), (surname, f"Larry {surname}"), (surname, f"Larry {surname}")]


@pytest.mark.parametrize("held", ["The King of Norland waited outside.", "King Harald waited outside.", "The old King waited outside."])
def test_a_surname_that_somebody_holds_as_a_title_stays_the_title(held: str) -> None:
    tables = resolve(f"Larry King spoke at the town hall on Monday. {held} Then King left early.")
    assert ("King", "Larry King") not in named(tables)


def test_a_family_name_first_stands_alone_later() -> None:
    tables = resolve("Pak Ha-eun met reporters on Monday. Pak said that the bridge was safe.",
                     "Pak Ha Eun met reporters on Monday.")
    assert [surface for surface, _ in named(tables)] == ["Pak Ha-eun", "Pak", "Pak Ha Eun"]
    assert len(tables["entities"]) == 1


def test_a_persons_country_is_that_of_the_office_beside_the_name() -> None:
    tables = resolve("Norwegian minister Anna Hald opened the bridge on Monday. Piet Brod thanked her.")
    assert row(tables, "Anna Hald")["country"] == "NO"
    assert row(tables, "Piet Brod")["country"] == ""


@pytest.mark.parametrize(("text", "body", "country"), [
    ("Norway Sailing won the cup.", "Norway Sailing", "NO"),
    ("The cup went to Rowing Union Norway.", "Rowing Union Norway", "NO"),
    ("The University of New Mexico won the cup.", "University of New Mexico", ""),
    ("The Committee on Iran won the cup.", "Committee on Iran", ""),
    ("Turkey's Roketsav Holding won the cup.", "Roketsav Holding", "TR"), ("Norway's EU envoy won the cup. The EU wept.", "EU", ""),
    ("Japanese fans of Twitter won the cup.", "Twitter", "US"), ("Kazakh state gas firm KazGaz won the cup.", "KazGaz", "KZ"),
    ("Iran's ally Hezbolvik won the cup.", "Hezbolvik", ""),
    ("Xinhua reported it.", "Xinhua", "CN"),
    # Where more words name a place elsewhere, it is that place's.
    ("The Niger Delta Development Commission won the cup.", "Niger Delta Development Commission", "NG"),
    ("The British Columbia Supreme Court won the cup.", "British Columbia Supreme Court", "CA"),
    ("The University of Georgia won the cup.", "University of Georgia", "")])
def test_a_body_is_of_the_country_that_its_name_begins_or_ends_with(text: str, body: str, country: str) -> None:
    assert row(resolve(text), body)["country"] == country


@pytest.mark.parametrize("text", [
    "Anna Hald, the ambassador to Norway, opened the bridge on Monday.",
    "Norway analyst Anna Hald opened the bridge on Monday."])
def test_who_deals_with_a_country_is_not_its_citizen(text: str) -> None:
    assert row(resolve(text), "Anna Hald")["country"] == ""


def test_a_surname_that_is_also_a_country_is_the_person_where_it_speaks() -> None:
    tables = resolve("Michael Jordan opened the bridge with the mayor and a choir. Jordan said that it was safe for lorries.")
    assert named(tables) == [("Michael Jordan", "Michael Jordan"), ("Jordan", "Michael Jordan")]


def test_a_name_in_a_headline_of_capitals_is_the_person_of_the_prose() -> None:
    tables = resolve("ANNA HALD OPENS BRIDGE\nAnna Hald opened the bridge on Monday with the mayor and a choir.")
    assert named(tables) == [("ANNA HALD", "Anna Hald"), ("Anna Hald", "Anna Hald")]


def test_the_possessive_is_no_part_of_a_name() -> None:
    tables = resolve("Anna Hald’s brother left. Anna Hald's sister stayed. Hald’s mother wept at the bridge on Monday.")
    assert named(tables) == [("Anna Hald", "Anna Hald"), ("Anna Hald", "Anna Hald"), ("Hald", "Anna Hald")]


def test_a_name_that_the_model_takes_for_a_body_is_a_person_where_its_last_word_speaks() -> None:
    known = {name: "ORG" for name in ("Tarn Orrick", "Norr Shipping", "Lorvik Council", "Verizon")} | {"Buy Verizon": "WORK"}
    readings = [read("Orrick said that the bridge was safe. The Shipping said nothing, and Council said less. Verizon said more.")]
    assert _speaking_people(known, readings, set()) == {"Tarn Orrick": "PERSON"}


def test_a_part_of_a_country_is_a_place_whatever_the_model_takes_it_for() -> None:
    settled = settle({"Uttar Pradesh": "PERSON", "Lorvik Hald": "PERSON"}, set(), set(), set())
    assert settled == {"Uttar Pradesh": "GPE", "Lorvik Hald": "PERSON"}


def test_a_given_name_alone_is_a_person_where_the_event_has_the_whole_name() -> None:
    known = {"Aldis Hald": "PERSON", "Aldis": "ORG", "Lorvik Fire": "PERSON", "Lorvik": "GPE"}
    assert settle(known, set(), common={"fire"}, lived_in=set()) == known | {"Aldis": "PERSON"}


def test_a_place_that_something_is_in_is_nobodys_given_name() -> None:
    tables = resolve("Charlotte Hald left on Monday. The team plays in Charlotte. Charlotte won the game.")
    assert row(tables, "Charlotte")["type"] == "GPE" and row(tables, "Charlotte Hald")["type"] == "PERSON"


def test_the_first_word_of_a_firm_s_name_is_the_firm_where_nothing_is_in_it() -> None:
    known = {"Bolden Energy": "ORG", "Bolden": "GPE", "Halden ASA": "ORG", "Halden": "GPE", "Lorvik": "GPE"}
    assert settle(known, set(), set(), set()) == known | {"Bolden": "ORG", "Halden": "ORG"}
    assert settle(known, set(), set(), {"Bolden", "Halden"}) == known


def test_a_surname_that_is_a_country_s_elsewhere_is_the_person_where_nothing_else_is_of_that_country() -> None:
    text = "Investor Anna Cuban met Jon Israel on Monday. Cuban said that the bridge was safe. Israel said nothing."
    assert named(resolve(text))[2:] == [("Cuban", "Anna Cuban"), ("Israel", "Jon Israel")]
    assert named(resolve(f"{text} They met in Israel near the Cuban embassy."))[3][1] == "Israel"
    assert named(resolve(f"{text} Havana said more."))[2] == ("Cuban", "Cuba")


@pytest.mark.parametrize("text", ["Robert Hald spoke on Monday.", "Rob Hald spoke on Monday."])
def test_a_short_given_name_is_the_person_of_the_long_one(text: str) -> None:
    tables = resolve("Bob Hald opened the bridge on Monday with the mayor.", text)
    assert len(tables["entities"]) == 1


def test_a_family_name_is_a_person_without_the_article_that_is_tied_to_it() -> None:
    known = {"Faisal al-Harvi": "PERSON", "Harvi": "ORG", "Lorvik": "GPE"}
    assert settle(known, set(), set(), set()) == known | {"Harvi": "PERSON"}


def test_a_family_name_of_one_letter_is_the_one_that_another_report_gives_in_full() -> None:
    tables = resolve("Hilde Prantl, 47, saw the fire on Monday.", "Hilde P. said that she saw the fire on Monday.")
    assert named(tables) == [("Hilde Prantl", "Hilde Prantl"), ("Hilde P.", "Hilde Prantl")]
    two = {0: ("a", "Hilde Prantl"), 1: ("a", "Hilde Pohl"), 2: ("b", "Hilde P.")}
    assert len({*people.match_people(two, titles={}, genders={}, scopes={}).values()}) == 3


@pytest.mark.parametrize("text", [
    "LORVIK - Anna Hald opened the bridge on Monday.", "The Minister of Sport Anna Hald opened the bridge on Monday.",
    "Undersecretary Anna Hald opened the bridge on Monday."])
def test_neither_a_dateline_nor_an_office_is_a_part_of_a_name(text: str) -> None:
    mentions = resolve(text)["mentions"]
    assert list(mentions.loc[mentions["surface"] == "Anna Hald", "type"]) == ["PERSON"] and "PERSON" not in set(mentions["type"][:-1])


def test_what_a_name_is_tied_to_is_no_part_of_it() -> None:
    assert named(resolve("A Nixon-era law closed the bridge on Monday.")) == [("Nixon", "Nixon")]


# Organisations


def test_the_islamic_state_is_a_body() -> None:
    tables = resolve("The army fought the Islamic State on Monday. Islamic State fighters left.")
    assert named(tables) == [("Islamic State", "Islamic State")] * 2 and row(tables, "Islamic State")["type"] == "ORG"


def test_a_name_with_an_article_of_its_own_is_a_body_and_no_person() -> None:
    readings = [read("On Monday the Jan Morcha lost the vote. The Anna Hald bridge is closed, and so is the Ivo Brod of yesterday.")]
    known = {name: "PERSON" for name in ("Jan Morcha", "Anna Hald", "Ivo Brod")}
    assert _with_articles(known, readings) == {"Jan Morcha": "ORG"}


def test_a_name_with_a_hyphen_has_one_type_wherever_it_stands() -> None:
    tables = resolve("Norland bought the S-400 for a billion. An S-400 radar stands there. The S-400 will stay, and no S-400 will leave.")
    assert len({one.type for one in tables["mentions"].itertuples() if one.surface == "S-400"}) == 1


@pytest.mark.parametrize("text", [
    "A banner greeted the guests in Norwegian.", "The banner was in both Norwegian and Swedish.", "She speaks Norwegian."])
def test_a_language_is_no_mention(text: str) -> None:
    assert named(resolve(text)) == []


def test_cctv_is_a_broadcaster_and_no_cameras() -> None:
    assert named(resolve("CCTV footage showed a van. The theft was caught on CCTV.")) == []
    assert named(resolve("The broadcaster CCTV showed a van.")) == [("CCTV", "CCTV")]


@pytest.mark.parametrize(("text", "surface", "kind"), [
    ("The ship, the Amber Star, left the port. The crew of the Amber Star was tired.", "Amber Star", "PRODUCT"),
    ("The pictures stood in the newspaper, Lorvik Echo. The Lorvik Echo had bought them.", "Lorvik Echo", "ORG"),
    ("The band Velvet Brod won. Velvet Brod wept.", "Velvet Brod", "ORG"), ("They praised the album Night Buses.", "Night Buses", "WORK"),
    ("Vintara, a town of 20,000, was shaken. Former Vintara mayor Luis Brod left.", "Vintara", "GPE"),
    ("Byju's, an edtech firm, left. Byju wept.", "Byju", "ORG"), ("The Azzurri were hit by Norway. The Azzurri lost.", "Azzurri", "ORG"),
    ("Albay Gov. Joey Brod left. He said Albay was hit hard.", "Albay", "GPE"),
    ("Sporting Lorvik paid. He plays for Sporting Lorvik.", "Sporting Lorvik", "ORG"),
    ("It was told by hedge fund Norquay Capital. Norquay, run by billionaire Chris Hahn, had bet on it.", "Norquay", "ORG"),
    ("The PASTEF party said so. PASTEF called on people to take to the streets.", "PASTEF", "ORG"),
    ("The Duchess of Sussen lost.", "Duchess of Sussen", "PERSON"),
    ("Énergis, the French energy giant, was under pressure. A spokesman for Énergis in Paris said so.", "Énergis", "ORG"),
    ("A diplomat in the capital, Lusanga, who asked not to be named, said that it had left.", "Lusanga", "GPE"),
    ("But according to Politiken, officials have opened a channel.", "Politiken", "ORG"),
    ("Petronas chairman Anna Hald said Petronas was sold.", "Petronas", "ORG"),
    ('She starred in "Harbor Street," which ran for years. "Harbor Street" won.', "Harbor Street", "WORK"),
    ("It was back, according to the power company, Zesco. Zesco said so.", "Zesco", "ORG"),
    ("The bus fell in Dhemaji district. Dhemaji was calm.", "Dhemaji", "GPE")])
def test_the_noun_before_a_name_says_what_it_names(text: str, surface: str, kind: str) -> None:
    assert {one.type for one in resolve(text)["mentions"].itertuples() if one.surface == surface} == {kind}


@pytest.mark.parametrize(("text", "country"), [
    ("HALDVIK, Norway — The bridge of Haldvik is closed.", "NO"), ("They met in Haldvik, Norway, on Monday.", "NO"),
    ("HALDVIK, Wash. - The bridge of Haldvik is closed.", "US"), ("They met in the Norwegian town of Haldvik on Monday.", "NO"), ("They met in Haldvik, Norway and Sweden on Monday.", "")])
def test_a_town_lies_in_the_country_that_a_report_tells(text: str, country: str) -> None:
    assert row(resolve(text), "Haldvik")["country"] == country


def test_letters_according_to_which_something_is_so_are_a_name() -> None:
    assert "LQV" in [surface for surface, _ in named(resolve("According to LQV, the bridge is closed until Monday."))]


def test_an_abbreviation_in_brackets_is_the_name_before_it() -> None:
    tables = resolve("The Lorvik Harbour Authority (LHA) closed the pier. The LHA said that it would reopen.")
    assert named(tables) == [("Lorvik Harbour Authority", "Lorvik Harbour Authority"), ("LHA", "Lorvik Harbour Authority"),
                             ("LHA", "Lorvik Harbour Authority")]
    assert row(tables, "Lorvik Harbour Authority")["aliases"] == "LHA"


def test_an_abbreviation_in_brackets_need_not_be_made_of_initials() -> None:
    tables = resolve("The Lorvik Harbour Authority (LORHA) closed the pier. The LORHA said that it would reopen.")
    assert [surface for surface, _ in named(tables)] == ["Lorvik Harbour Authority", "LORHA", "LORHA"]
    assert list(tables["entities"]["entity"]) == ["Lorvik Harbour Authority"]


def test_an_abbreviation_by_initials_is_the_name_that_another_report_gives() -> None:
    tables = resolve("The Lorvik Harbour Authority closed the pier.",
                     "The pier was closed by the LHA. The LHA will meet again.")
    assert {entity for _, entity in named(tables)} == {"Lorvik Harbour Authority"}
    assert [surface for surface, _ in named(tables)] == ["Lorvik Harbour Authority", "LHA", "LHA"]


@pytest.mark.parametrize(("letters", "n_mentions"), [("LRF", 4), ("L.R.F.", 4), ("LRB", 2)])
def test_letters_that_the_model_takes_for_a_person_are_the_body_whose_initials_they_are(letters: str, n_mentions: int) -> None:
    tables = resolve("On Monday the Lorvik Relief Forces closed the pier. The Lorvik Relief Forces will meet again.", ASKED.format(letters))
    assert [entity for _, entity in named(tables)] == ["Lorvik Relief Forces"] * n_mentions


@pytest.mark.parametrize(("one", "other"), [("Hezbollah", "Hizballah"), ("al-Qaeda", "al-Qaida"), ("Taliban", "Taleban")])
def test_transliterations_of_a_body_are_one(one: str, other: str) -> None:
    assert len({entity for _, entity in named(resolve(ASKED.format(one), ASKED.format(other)))}) == 1


def test_a_body_is_one_in_british_and_american_spelling() -> None:
    texts = [f"They met at the Lorvik {house} on Monday." for house in ("Theatre", "Theater")]
    found = named(resolve(*texts))
    assert len(found) == 2 and len({entity for _, entity in found}) == 1


@pytest.mark.parametrize(("short", "long", "same"), [
    ("lha", "lorvik harbour authority", True),
    ("fol", "friends of lorvik", True),
    ("fl", "friends of lorvik", True),
    ("ch", "united states customs house", True),
    ("lhb", "lorvik harbour authority", False),
    ("l", "lorvik", False),
])
def test_initials_count_with_and_without_small_words(short: str, long: str, same: bool) -> None:
    assert organisations.acronym_of(short, long) is same


@pytest.mark.parametrize(("names", "same"), [
    (("norr construction", "norr"), True),
    (("lorvik harbour authority", "harbour authority"), True),
    (("norr group", "norr ltd"), True),
    (("lorvik defence college", "lorvik defense college"), True),
    (("lorvik fishers union", "union"), False),
    (("lorvik union", "brodheim union"), False),
    (("lorvik party", "lorvik party youth"), False),
    (("institute of lorvik", "institute"), False),
    (("lorvik evening post", "post"), True),
    (("lorvik times", "brodheim times", "times"), False),
])
def test_shorter_names_and_spellings_are_one_organisation_but_a_bare_body_is_not(names: tuple[str, str], same: bool) -> None:
    cores = Counter(organisations.core(name)[0] for name in names)
    found = organisations.match_organisations(cores, pairs=[])
    assert (len(set(found.values())) == 1) is same


def test_a_short_name_that_fits_two_organisations_is_neither() -> None:
    found = organisations.match_organisations(Counter(["norr construction", "norr shipping", "norr"]), pairs=[])
    assert len(set(found.values())) == 3


@pytest.mark.parametrize(("forms", "whole"), [
    (["fisheries ministry", "ministry"], "fisheries ministry"), (["institute of norr", "institute"], "institute"),
    (["fisheries ministry", "defense ministry", "ministry"], "ministry")])
def test_a_bare_office_is_the_only_one_of_its_kind_that_the_event_names(forms: list[str], whole: str) -> None:
    assert organisations.match_organisations(Counter(forms), pairs=[])[forms[-1]] == whole


@pytest.mark.parametrize(("name", "core"), [
    ("Ministry of Defence", ("defense ministry", "")),
    ("Norwegian Ministry of Defence", ("defense ministry", "NO")),
    ("the Foreign Ministry", ("foreign ministry", "")),
    ("Ministry of Foreign Affairs", ("foreign ministry", "")),
    ("Norwegian Seamen's Society", ("norwegian seamen's society", "")),
])
def test_an_office_has_one_name_and_the_country_that_it_carries(name: str, core: tuple[str, str]) -> None:
    assert organisations.core(name) == core


def test_the_same_office_of_two_countries_is_two_entities() -> None:
    tables = resolve("The Norwegian Foreign Ministry protested against the new tax. The sailors and the fishermen were "
                     "not pleased either. The Swedish Foreign Ministry said nothing about it.")
    offices = tables["entities"].query("type == 'ORG'")
    assert list(offices["entity"]) == ["Norwegian Foreign Ministry", "Swedish Foreign Ministry"]
    assert list(offices["country"]) == ["NO", "SE"]


def test_the_same_office_of_two_places_that_are_no_countries_is_two_entities() -> None:
    tables = resolve("Texas's Health Department closed the pool on Monday after the children fell ill in the town. Ohio's "
                     "Health Department said that it would not close its own pools.")
    offices = [entity for surface, entity in named(tables) if surface == "Health Department"]
    assert len(offices) == len(set(offices)) == 2


def test_a_place_that_is_no_country_owns_its_office_in_full_and_bare() -> None:
    tables = resolve("The Texas Health Department closed the pool on Monday. Ohio's Health Department said that it would not.",
                     "Texas's Health Department closed a second pool on Monday. The Health Department said that it was sorry.")
    offices = tables["mentions"].query("type == 'ORG'")
    assert list(offices["entity"]) == ["Texas Health Department", "Ohio Health Department", *["Texas Health Department"] * 2]
    assert row(tables, "Texas Health Department")["country"] == ""


def test_an_office_with_an_owner_is_not_a_body_whose_longer_name_ends_in_the_same_words() -> None:
    tables = resolve("The New York Police Department (NYPD) closed the bridge. Chicago's Police Department said nothing. The "
                     "NYPD was sorry.")
    assert list(tables["mentions"].query("type == 'ORG'")["entity"]) == [
        "New York Police Department", "New York Police Department", "Chicago Police Department", "New York Police Department"]


def test_a_bare_office_is_that_of_the_only_country_whose_office_the_report_names() -> None:
    tables = resolve("The Norwegian Foreign Ministry protested on Monday. The Foreign Ministry said that it would write.",
                     "The Swedish Foreign Ministry said nothing on Monday.")
    assert ("Foreign Ministry", "Norwegian Foreign Ministry") in named(tables)


@pytest.mark.parametrize(("text", "entity", "surfaces"), [
    ("The NATO general smiled. Officials from the North Atlantic Treaty Organization met on Monday to talk about the bridge.",
     "North Atlantic Treaty Organization", ["NATO", "North Atlantic Treaty Organization"]),
    ("The European Union rejected the plan. The EU wants more time, and EU officials will meet again.",
     "European Union", ["European Union", "EU", "EU"]),
    ("The F.B.I. closed the bridge. The FBI opened it again.", "F.B.I.", ["F.B.I.", "FBI"]),
    ("The Defence Ministry closed the bridge, and the Norwegian Defense Ministry opened it again after many talks.",
     "Norwegian Defense Ministry", ["Defence Ministry", "Norwegian Defense Ministry"])])
def test_known_acronyms_and_spellings_of_bodies_are_one(text: str, entity: str, surfaces: list[str]) -> None:
    assert named(resolve(text)) == [(surface, entity) for surface in surfaces]


def test_a_council_of_a_body_is_not_the_body() -> None:
    tables = resolve("The U.N. Security Council met on Monday. The United Nations said that it was pleased with the talks.")
    assert len(set(tables["mentions"]["entity"])) == 2


def test_a_title_of_the_police_or_of_a_trade_is_no_part_of_a_name() -> None:
    assert named(resolve("Senior Trooper Jon Brod died. Trooper Brod was 51.")) == [("Jon Brod", "Jon Brod"), ("Brod", "Jon Brod")]


def test_letters_by_which_a_body_is_known_are_its_name() -> None:
    text = "The State Harbour Guard, known as the SBU, left. The SBU came back."
    assert {entity for _, entity in named(resolve(text))} == {"State Harbour Guard"}


def test_an_acronym_of_a_common_noun_is_no_name() -> None:
    assert named(resolve("A super PAC paid for the film. Two PACs ran it on Monday, Anna Hald said.")) == [("Anna Hald", "Anna Hald")]


# Countries, capitals, seats


def test_a_demonym_is_a_mention_of_its_country_and_stays_a_demonym() -> None:
    tables = resolve("Norway signed the treaty. The Norwegian delegates smiled. Norwegians cheered.")
    assert named(tables) == [("Norway", "Norway"), ("Norwegian", "Norway"), ("Norwegians", "Norway")]
    assert list(tables["mentions"]["type"]) == ["GPE", "NORP", "NORP"]
    assert row(tables, "Norway") == {
        "entity": "Norway", "type": "GPE", "country": "NO", "aliases": "Norwegian;Norwegians", "wikidata": ""}


def test_official_names_and_abbreviations_are_the_country() -> None:
    tables = resolve("The United States signed the treaty. The U.S. minister smiled. The DPRK did not sign it.")
    assert named(tables) == [("United States", "United States"), ("U.S.", "United States"), ("DPRK", "North Korea")]


@pytest.mark.parametrize("text", [
    "Oslo rejected the offer on Monday.", "The offer was rejected by Oslo.", "Sweden wants better relations with Oslo.",
    "The ministers criticised Oslo's policy.", "Oslo has a treaty with Sweden."])
def test_a_capital_that_acts_stands_for_its_country(text: str) -> None:
    assert ("Oslo", "Norway", True) in metonyms(text)


@pytest.mark.parametrize("text", [
    "The ferry arrived in Oslo on Monday.", "Oslo is quiet on Mondays.", "The parade filled Oslo's streets.",
    "She lives near Oslo with her brother."])
def test_a_capital_where_something_is_stays_the_city(text: str) -> None:
    tables = resolve(text)
    assert named(tables) == [("Oslo", "Oslo")]
    assert list(tables["mentions"]["metonym"]) == [False]
    assert (row(tables, "Oslo")["type"], row(tables, "Oslo")["country"]) == ("GPE", "NO")


def test_city_and_government_of_one_event_are_two_entities() -> None:
    tables = resolve("Oslo rejected the offer on Monday.", "The ferry arrived in Oslo on Monday.")
    assert named(tables) == [("Oslo", "Norway"), ("Oslo", "Oslo")]
    assert row(tables, "Norway")["aliases"] == "Oslo"


def test_a_country_is_a_metonym_where_it_acts_and_not_where_something_is() -> None:
    assert metonyms("Norway rejected the offer on Monday.") == [("Norway", "Norway", True)]
    assert metonyms("The ferry arrived in Norway on Monday.") == [("Norway", "Norway", False)]
    assert metonyms("Norway borders the sea.") == [("Norway", "Norway", False)]


@pytest.mark.parametrize(("text", "seat", "country"), [
    ("The Kremlin rejected the offer on Monday.", "Kremlin", "RU"),
    ("The White House rejected the offer on Monday.", "White House", "US"),
    ("Downing Street rejected the offer on Monday.", "Downing Street", "GB")])
def test_a_seat_is_an_entity_of_its_own_with_its_country_beside_it(text: str, seat: str, country: str) -> None:
    tables = resolve(text)
    assert named(tables) == [(seat, seat)]
    assert list(tables["mentions"]["metonym"]) == [True]
    assert row(tables, seat)["country"] == country


@pytest.mark.parametrize("text", [
    "Oslo is expected to host a parade.", "Oslo is due to host a parade.", "The ferry left Bergen, Norway, on Monday.",
    "Oslo was flooded on Monday.", "Oslo (AP) The ferry left on Monday.", "A ferry crossed the border with Norway on Monday.",
    "Oslo ― The ferry left on Monday.", "Rep. Piet Brod (R-Ohio) rejected the offer.",
    "Senator Piet Brod (Ohio) rejected the offer.", "Norway suffered two storms in May.", "Norway produces 40 tons of cod.",
    "Storms flooded Norway's Halvik state on Monday.", "Norway's birth rate fell."])
def test_a_place_that_hosts_undergoes_or_lies_somewhere_is_no_metonym(text: str) -> None:
    assert not any(metonym for _, _, metonym in metonyms(text))


@pytest.mark.parametrize(("text", "surface"), [
    ("The sailors called on Norway to sign the treaty.", "Norway"),
    ("Oslo is expected to reject the offer.", "Oslo"), ("Oslo is likely to reject the offer.", "Oslo"),
    ("Norway is ready to sign the treaty.", "Norway"),
    ("Norway is to pay for the bridge.", "Norway"), ("The council sent Norway a letter.", "Norway"),
    ("The minister complained to Oslo about the tax.", "Oslo"), ("The tax puts pressure on Norway.", "Norway"),
    ("The minister is concerned about Norway.", "Norway"), ("Scotland rejected the offer on Monday.", "Scotland"),
    ("Europe accused the minister on Monday.", "Europe"), ("California rejected the offer on Monday.", "California")])
def test_a_place_that_decides_receives_or_is_feared_is_a_metonym(text: str, surface: str) -> None:
    assert (surface, True) in [(found, metonym) for found, _, metonym in metonyms(text)]


def test_both_countries_before_what_they_share_are_partners() -> None:
    assert [metonym for _, _, metonym in metonyms("The Norway-Sweden summit ended on Monday.")] == [True, True]


@pytest.mark.parametrize("text", [
    "A crowd gathered outside the White House.", "Anna Hald visited the White House.", "She told of her bid for the White House."])
def test_a_seat_that_people_stand_outside_visit_or_want_is_the_building_or_the_office(text: str) -> None:
    assert ("White House", "White House", False) in metonyms(text)


def test_the_north_is_the_country_whose_name_begins_so_where_the_event_names_one() -> None:
    assert named(resolve("North Korea fired a missile on Monday. The North said that it was a test.")) == [
        ("North Korea", "North Korea"), ("North", "North Korea")]


def test_a_city_is_not_the_region_or_country_whose_name_it_has() -> None:
    tables = resolve("Anna Hald left Oklahoma City on Monday. The storm crossed Oklahoma on Friday. She lived in New York City before.",
                     "She moved to New York. They met in Mexico City, and in Mexico.")
    assert {"Oklahoma City", "Oklahoma", "Mexico City", "Mexico", "New York City"} < set(tables["entities"]["entity"])
    assert "New York" not in set(tables["entities"]["entity"])


def test_a_country_that_acts_before_a_name_is_not_the_persons_own() -> None:
    tables = resolve("The United States freed Anna Hald, a lawyer, on Monday. Norway's minister Piet Brod thanked her.")
    assert row(tables, "Anna Hald")["country"] == "" and row(tables, "Piet Brod")["country"] == "NO"


def test_a_place_that_two_spellings_of_capitals_name_is_one() -> None:
    tables = resolve("OSLO (AP) — Anna Hald told reporters that the bridge was closed on Monday and would not open again.",
                     "The ferry arrived in Oslo on Monday.")
    assert [entity for surface, entity in named(tables) if surface.casefold() == "oslo"] == ["Oslo", "Oslo"]
    assert row(tables, "Oslo")["aliases"] == "OSLO"


def test_a_surname_of_two_people_is_the_one_whom_its_paragraph_names_in_full() -> None:
    tables = resolve("Edith Brod vowed to fight on.\n\nRon Brod, a lawyer, said he would pay. Brod called the plan nonsense.\n\nBrod wept.")
    assert [entity for surface, entity in named(tables) if surface == "Brod"] == ["Ron Brod", "Brod"]


def test_a_courtesy_title_tells_a_couple_apart() -> None:
    tables = resolve("Daniel Hald was jailed on Friday.\n\nHis wife, Grace Hald, wept. Mrs Hald left by a side door. Mr Hald was led away.")
    assert [entity for surface, entity in named(tables) if surface == "Hald"] == ["Grace Hald", "Daniel Hald"]


def test_titles_and_letters_of_honour_make_no_person_of_their_own() -> None:
    tables = resolve("Judge Helen Strand told the court to rise. Peter Vane, QC, said his client was broken. Dame Ann Lowe DBE agreed.",
                     "Mrs Justice Strand passed sentence on the banker. Cllr Vane was booed. Dr Lowe wept.")
    assert {entity for _, entity in named(tables)} == {"Helen Strand", "Peter Vane", "Ann Lowe"}


@pytest.mark.parametrize("text", [
    "Rajesh, another migrant labourer, said the government had failed.", "Rajesh, a farmer, said the government had failed.",
    "“The bridge is closed,” said Marit, a teacher, on Monday."])
def test_one_word_before_a_trade_between_commas_is_a_person(text: str) -> None:
    assert [kind for kind in resolve(text)["mentions"]["type"]] == ["PERSON"]


def test_a_state_that_is_shortened_is_the_state() -> None:
    tables = resolve("The plant in Miami, Fla., was closed on Monday. Nobody in Florida wept, and in Birmingham, Ala. it rained.")
    assert {("Fla.", "Florida"), ("Florida", "Florida"), ("Ala.", "Alabama")} <= set(named(tables))


def test_a_slash_parts_two_names() -> None:
    tables = resolve("A New York Times/CBS News poll showed on Monday that the bridge was safe.")
    assert [entity for _, entity in named(tables)] == ["New York Times", "CBS News"]


def test_a_nickname_in_brackets_is_a_part_of_the_name() -> None:
    tables = resolve("Charles (Lucky) Luciano was a boss. Luciano left.")
    assert {entity for _, entity in named(tables)} == {"Charles (Lucky) Luciano"}


@pytest.mark.parametrize("title", ["Cllr", "Comrade", "Engr", "Capt."])
def test_a_form_of_address_stands_before_a_person_whatever_the_model_takes_it_for(title: str) -> None:
    tables = resolve(f"{title} Seamus Vane said that the council must act. Reacting to the figures, {title} Vane said that builders wept.")
    assert {entity for _, entity in named(tables)} == {"Seamus Vane"}


def test_spellings_of_a_name_share_its_type() -> None:
    tables = resolve("A quake struck the province on Sunday. The Elazığ mayor wept. Elazığ was hit.",
                     "Rescuers dug through rubble in Elazig on Monday. They live in Elazig.")
    assert set(tables["mentions"]["type"]) == {"GPE"} and len(tables["entities"]) == 1


@pytest.mark.parametrize("text", [
    "Mick Lynes joined pickets. Mr Lynes told the town that more would follow.", "Ingrid Dahl left on Friday. Ms Dahl had no plans.",
    "Captain Kwame Mensah was flying the plane.", "Kwame Mensah, 51, was flying the plane.", "Kwame Mensah, who was flying, left.",
    "Ivo Bednar, a retired army colonel, said it would fail."])
def test_titles_ages_trades_and_relative_clauses_show_a_person(text: str) -> None:
    assert set(resolve(text)["mentions"]["type"]) == {"PERSON"}


@pytest.mark.parametrize(("text", "entity"), [
    ("The Republican People's Party (CHP) left on Monday. The CHP was angry.", "Republican People's Party"),
    ("The Superior Electoral Court (TSE) met on Monday. The TSE was angry.", "Superior Electoral Court"),
    ("The Department for Transport (DfT) agreed on Monday. The DfT was angry.", "Department for Transport"),
    ("Harbour Rights Watch (HRW) said on Monday that 20 were held. HRW was angry.", "Harbour Rights Watch")])
def test_letters_in_brackets_behind_a_body_are_its_acronym(text: str, entity: str) -> None:
    assert [found for _, found in named(resolve(text))] == [entity] * 3


def test_names_that_differ_in_legal_forms_alone_are_one_organisations() -> None:
    forms = Counter({"norr": 5, "norr ab": 1, "norr group": 1, "harbour police": 2, "police group": 1})
    found = organisations.match_organisations(forms, pairs=[])
    assert found["norr"] == found["norr ab"] == found["norr group"] and len(set(found.values())) == 3


def test_agencies_countries_and_parties_in_brackets_are_no_acronyms() -> None:
    tables = resolve("The Lorvik Council (Reuters) met on Monday. The Ostby Council (UK) met, too. Anna Hald (SNP) left the council.")
    assert {entity for surface, entity in named(tables) if surface in ("Reuters", "UK")} == {"Reuters", "United Kingdom"}
    assert ("Anna Hald", "Anna Hald") in named(tables)


@pytest.mark.parametrize("city", ["Khartoum", "Abuja", "Buenos Aires", "Bogota", "Ulaanbaatar", "Ottawa", "Monrovia"])
def test_a_capital_is_a_government_whatever_the_model_takes_it_for(city: str) -> None:
    (acts, lies) = metonyms(f"{city} rejected the offer on Tuesday, calling it a trap. In {city} it rained.")
    assert acts[0] == lies[0] == city and acts[1] != city and acts[2] and not lies[2]


def test_a_capital_in_a_name_is_no_capital() -> None:
    tables = resolve("Piet Paris left the London Bridge on Monday. Jakarta Hald met Sofia.")
    assert {"Piet Paris", "Jakarta Hald"} <= set(tables["mentions"]["surface"])
    assert "GPE" not in set(tables["mentions"]["type"])


def test_a_seats_names_are_one_and_found_wherever_they_stand() -> None:
    tables = resolve("Number 10 said no. Downing Street said so later. No 10 would not say why. He is number 10 on the list.\n"
                     "The Elysee Palace agreed. The Elysee said so again.")
    assert Counter(entity for _, entity in named(tables)) == {"Downing Street": 3, "Elysee Palace": 2}


def test_labour_is_a_party_unless_an_office_follows() -> None:
    tables = resolve("Labour said the town wanted the strike. The plan was dropped by Labour. Labour Secretary Ann Brod left. The Labour Party won.")
    assert [entity for _, entity in named(tables)] == ["Labour Party", "Labour Party", "Ann Brod", "Labour Party"]


@pytest.mark.parametrize(("text", "expected"), [
    ("They met Piet Hald in Lorvik.", "Piet Hald"), ("They met Mayor Hald in Lorvik.", "Hald"), ("They met Norway Hald in Lorvik.", "Hald")])
def test_a_given_name_before_a_known_surname_makes_another_person(text: str, expected: str) -> None:
    (doc,) = copy_parses(parsing.parse([text]), [Zone(0, len(text), "body")])
    first, last, _ = names._with_given(doc, (3, 4, "PERSON"), taken=set())
    assert doc.span(first, last).text == expected


@pytest.mark.parametrize(("text", "acts"), [
    ("The London-based group left on Monday.", False), ("The Berlin-born writer left on Monday.", False),
    ("The Tokyo-listed firm left on Monday.", False), ("A Moscow-bound train left on Monday.", False),
    ("The Russia-backed fighters left on Monday.", True), ("A China-led group left on Monday.", True)])
def test_a_place_before_a_participle_acts_where_the_participle_is_of_a_deed(text: str, acts: bool) -> None:
    assert [metonym for *_, metonym in metonyms(text)] == [acts]


@pytest.mark.parametrize(("dateline", "places"), [
    ("PARIS, March 3 (AFP) — ", ["Paris"]), ("LAGOS, Nigeria (AP) — ", ["Lagos", "Nigeria"]), ("MOSCOW, Feb. 3 (TASS) - ", ["Moscow"]),
    ("Lorvik, June 4 - ", ["Lorvik"]), ("OSTBY, Monday — ", ["Ostby"]), ("NEW DELHI: ", ["New Delhi"]), ("GENEVA (12 May 2020) – ", ["Geneva"]),
    ("ORLVIK, March 5. /Vestnik/. ", ["Orlvik"]), ("HALVIK (Norway) - ", ["Halvik", "Norway"]), ("March 5 (UPI) -- ", []), ("New Delhi, Mar 12 (PTI) ", ["New Delhi"]),
    ("Geneva [Switzerland], June 4 (ANI): ", ["Geneva", "Switzerland"]), ("TOKYO (Kyodo) ", ["Tokyo"]), ("LAGOS, Nov. 2, NAN - ", ["Lagos"]),
    ("Paris, France | AFP | ", ["Paris", "France"]), ("Moscow (EFE).- ", ["Moscow"])])
def test_a_dateline_names_places_that_do_nothing(dateline: str, places: list[str]) -> None:
    tables = resolve(f"{dateline}Harbour master Anna Hald resigned on Friday, officials said. She had been ill for a long time.")
    mentions = tables["mentions"].query("type != 'ORG'")
    assert list(mentions["entity"]) == [*places, "Anna Hald"] and not mentions["metonym"].any()
    assert list(tables["roles"]["entity"]) == ["Anna Hald"]


@pytest.mark.parametrize("line", ["BROD: I left.", "EXCLUSIVE - Hald left.", "NASA — The agency left.", "BROD — We left.", "FULL TIME — Ostby won.", "Piet Brod (Labour) - 3,400 votes",
                                  "Friday, March 3: Boats leave.", "The Ostby-based firm left.", "NASA (NATO) Chief Hald left.", "IMF, NATO, ESA - We left."])
def test_kickers_speakers_and_results_are_no_datelines(line: str) -> None:
    assert zones.find_dateline(line) is None


def test_the_north_is_no_country_where_the_event_names_none_or_two() -> None:
    assert "North Korea" not in {entity for _, entity in named(resolve("The North said that it was a test."))}
    two = resolve("South Korea and South Sudan signed the treaty on Monday. The South said that it was pleased.")
    assert not {("South", "South Korea"), ("South", "South Sudan")}.intersection(named(two))


def test_a_demonym_of_an_invented_country_is_formed_from_its_name() -> None:
    tables = resolve("The ferry arrived in Lorvia on Monday. Passengers in Lorvia were angry. The Lorvian minister said that "
                     "Lorvian sailors were safe.")
    assert [entity for _, entity in named(tables)] == ["Lorvia"] * 4
    assert row(tables, "Lorvia")["country"] == ""


def test_a_demonym_of_a_country_makes_no_place_of_another_name() -> None:
    tables = resolve("Belga reported on Tuesday that the Belgian court had closed the case. The Belgian judge read the report by Belga.")
    assert row(tables, "Belga")["type"] == "ORG"


@pytest.mark.parametrize(("before", "title"), [("the company's", "boss"), ("the", "chief executive"), ("the", "founder")])
def test_who_heads_a_firm_is_a_person(before: str, title: str) -> None:
    tables = resolve(f"The rocket fell, {before} {title} Annika Reuter said. Reuter was sorry, and Annika Reuter went home.")
    assert row(tables, "Annika Reuter")["type"] == "PERSON"


@pytest.mark.parametrize(("name", "folded"), [
    ("Şükrü", "sukru"), ("the U.S.", "us"), ("Al-Hald’s", "al hald"), ("Türkiye", "turkiye"), ("The", "the"),
    ("Łukasz", "lukasz"), ("Søren Møller", "soren moller"), ("Yıldız", "yildiz"), ("Đorđe", "dorde"), ("Ægir", "aegir"),
    ("Groß", "gross"), ("Þórður", "thordur"), ("Cœur", "coeur")])
def test_folding_drops_diacritics_case_hyphens_stops_possessive_and_article(name: str, folded: str) -> None:
    assert gazetteer.fold(name) == folded


@pytest.mark.parametrize(("name", "sense"), [
    ("Norway", ("NO", "name")), ("Norwegians", ("NO", "demonym")), ("Oslo", ("NO", "capital")), ("Türkiye", ("TR", "name")),
    ("Turkiye", ("TR", "name"))])
def test_the_gazetteer_tells_names_demonyms_and_capitals_apart(name: str, sense: tuple[str, str]) -> None:
    assert gazetteer.sense_of(name) == sense


def test_the_gazetteer_knows_no_invented_place_and_returns_an_unknown_code_as_it_is() -> None:
    assert gazetteer.sense_of("Lorvia") is None
    assert gazetteer.country_name("XQ") == gazetteer.demonym_of("XQ") == "XQ"


@pytest.mark.parametrize(("word", "place", "formed"), [
    ("Lorvian", "Lorvia", True), ("Lorvians", "Lorvia", True), ("Brodheimer", "Brodheim", True), ("Lorvia", "Lorvia", False),
    ("Lorvium", "Lorvia", False), ("Usan", "Us", False)])
def test_demonyms_are_formed_by_ending(word: str, place: str, formed: bool) -> None:
    assert gazetteer.is_demonym_of(word, place) is formed


# Corrections


def test_a_correction_gives_an_alias_its_entity() -> None:
    text = "Anna Hald spoke on Monday. The Iron Mayor waved."
    assert ("Iron Mayor", "Anna Hald") not in named(resolve(text))
    tables = resolve(text, corrections=[{"alias": "Iron Mayor", "entity": "Anna Hald"}])
    assert ("Iron Mayor", "Anna Hald") in named(tables)
    assert list(tables["entities"]["entity"]) == ["Anna Hald"]


def test_a_correction_holds_for_a_name_in_other_capitals() -> None:
    tables = resolve("Anna Hald spoke on Monday.", corrections=[{"alias": "ANNA HALD", "entity": "The Mayor"}])
    assert named(tables) == [("Anna Hald", "The Mayor")]


def test_other_spellings_that_the_rules_found_follow_a_corrected_entity() -> None:
    tables = resolve("Anna Hald spoke on Monday. Hald said that the bridge was safe. The Iron Mayor waved.",
                     corrections=[{"alias": "Iron Mayor", "entity": "Anna Hald"}])
    assert {entity for _, entity in named(tables)} == {"Anna Hald"}
    assert "Hald" in row(tables, "Anna Hald")["aliases"].split(";")


def test_a_correction_overrules_the_rules_and_its_empty_cells_leave_their_values() -> None:
    text = "Anna Hald opened the bridge on Monday. The Norwegian Foreign Ministry had asked for it."
    alias = {"alias": "Anna Hald", "entity": "Anna Marit Hald"}
    kept = row(resolve(text, corrections=[alias | {"type": "", "country": "", "wikidata": ""}]), "Anna Marit Hald")
    assert (kept["type"], kept["country"], kept["wikidata"]) == ("PERSON", "", "")
    office = {"alias": "Norwegian Foreign Ministry", "entity": "Ministry in Oslo"}
    assert row(resolve(text, corrections=[office]), "Ministry in Oslo")["country"] == "NO"
    given = row(resolve(text, corrections=[alias | {"type": "ORG", "country": "SE", "wikidata": "Q7"}]), "Anna Marit Hald")
    assert (given["type"], given["country"], given["wikidata"]) == ("ORG", "SE", "Q7")
    assert given["aliases"] == "Anna Hald"


def test_a_capital_corrected_to_the_city_is_no_metonym() -> None:
    tables = resolve("Oslo rejected the offer on Monday.", corrections=[{"alias": "Oslo", "entity": "Oslo"}])
    assert named(tables) == [("Oslo", "Oslo")]
    assert list(tables["mentions"]["metonym"]) == [False]


def test_a_corrected_type_is_the_type_of_the_mentions() -> None:
    tables = resolve("Anna Hald opened the bridge on Monday.",
                     corrections=[{"alias": "Anna Hald", "entity": "Anna Hald", "type": "ORG"}])
    assert list(tables["mentions"]["type"]) == ["ORG"]


def test_a_correction_parts_two_people_whom_the_rules_join() -> None:
    tables = resolve("Viktor Dorenko spoke on Monday.", "Viktor Dorrenko spoke on Tuesday.",
                     corrections=[{"alias": "Viktor Dorrenko", "entity": "Viktor Dorrenko (pilot)", "type": "PERSON"}])
    assert named(tables) == [("Viktor Dorenko", "Viktor Dorenko"), ("Viktor Dorrenko", "Viktor Dorrenko (pilot)")]


def test_a_correction_that_gives_no_country_leaves_the_one_that_the_rules_found() -> None:
    text = "Norwegian minister Anna Hald opened the bridge on Monday."
    assert row(resolve(text), "Anna Hald")["country"] == "NO"
    tables = resolve(text, corrections=[{"alias": "Anna Hald", "entity": "Anna Marit Hald"}])
    assert row(tables, "Anna Marit Hald")["country"] == "NO"


@pytest.mark.parametrize("correction", [{"alias": "", "entity": "Anna Hald"}, {"alias": "Hald", "entity": ""}])
def test_a_correction_without_alias_or_entity_is_refused(correction: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="alias|entity"):
        resolve("Anna Hald spoke.", corrections=[correction])


def test_a_place_that_the_gazetteer_lacks_may_be_corrected_though_it_has_offices() -> None:
    text = ("The ferry arrived in Lorvia on Monday. Passengers in Lorvia were angry. Lorvian sailors went home, and Lorvia's "
            "Foreign Ministry said that the sailors were safe and would go home.")
    aliases = [{"alias": alias, "entity": "Republic of Lorvia"} for alias in ("Lorvia", "Lorvian")]
    entities = [entity for surface, entity in named(resolve(text, corrections=aliases)) if surface in ("Lorvia", "Lorvian")]
    assert entities == ["Republic of Lorvia"] * 4


def test_a_type_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'HUMAN' of 'Hald'.*PERSON"):
        resolve("Anna Hald spoke.", corrections=[{"alias": "Hald", "entity": "Anna Hald", "type": "HUMAN"}])


@pytest.mark.parametrize(("columns", "message"), [
    (["alias"], "column 'entity' is missing; expected alias, entity"),
    (["entity"], "column 'alias' is missing; expected alias, entity"),
    (["alias", "entity", "contry"], "unknown column 'contry'; accepted are alias, entity, type, country, wikidata"),
])
def test_columns_that_are_missing_or_unknown_are_refused_by_name(columns: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        resolve("Anna Hald spoke.", corrections=[dict.fromkeys(columns, "Hald")])


@pytest.mark.parametrize(("cells", "message"), [
    ({"alias": " "}, "alias '' beside entity 'Anna Hald'"), ({"entity": "-"}, "entity '-' beside alias 'Hald'"),
    ({"country": "Norway"}, "country 'Norway' of 'Hald'.*NO"), ({"country": "no"}, "country 'no' of 'Hald'"),
    ({"country": "QQ"}, "country 'QQ' of 'Hald'"), ({"wikidata": "7"}, "wikidata '7' of 'Hald'.*Q42"),
])
def test_cells_that_are_no_name_code_or_id_are_refused_by_name(cells: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        resolve("Anna Hald spoke.", corrections=[{"alias": "Hald", "entity": "Anna Hald"} | cells])


@pytest.mark.parametrize(("rows", "message"), [
    ([("Hald", "Anna Hald", ""), ("HALD", "Piet Hald", "")], "alias 'HALD' has two entities, 'Anna Hald' and 'Piet Hald'"),
    ([("Anna Hald", "Piet Brod", ""), ("Piet Brod", "Carl Norr", "")], "two entities, 'Piet Brod' and 'Carl Norr'"),
    ([("Piet Brod", "Carl Norr", ""), ("Anna Hald", "Piet Brod", "")], "two entities, 'Carl Norr' and 'Piet Brod'"),
    ([("Hald", "Anna Hald", "NO"), ("Iron Mayor", "Anna Hald", "SE")], "'Anna Hald' has two values of country, 'NO' and 'SE'"),
])
def test_rows_that_contradict_each_other_are_refused(rows: list[tuple[str, str, str]], message: str) -> None:
    register = [dict(zip(("alias", "entity", "country"), cells, strict=True)) for cells in rows]
    with pytest.raises(ValueError, match=message):
        resolve("Anna Hald spoke.", corrections=register)


def test_an_entity_has_what_any_of_its_rows_gives() -> None:
    register = [{"alias": "Iron Mayor", "entity": "Anna Hald"}, {"alias": "A. Hald", "entity": "ANNA HALD", "country": "NO"},
                {"alias": "A. Hald", "entity": "Anna Hald", "wikidata": "Q7"}]
    found = row(resolve("Anna Hald spoke on Monday. The Iron Mayor waved.", corrections=register), "Anna Hald")
    assert (found["country"], found["wikidata"]) == ("NO", "Q7")


def test_every_alias_of_an_entity_is_found_in_the_text() -> None:
    aliases = ("Iron Mayor", "Mother Bridge", "Old Ferryman")
    text = "The Iron Mayor waved. The crowd saw the Mother Bridge smile, and the Old Ferryman sat down."
    tables = resolve(text, corrections=[{"alias": alias, "entity": "Anna Hald"} for alias in aliases])
    assert named(tables) == [(alias, "Anna Hald") for alias in aliases]


@pytest.mark.parametrize(("text", "alias", "others"), [
    ("Anna Hald spoke on Monday. Hald said that the bridge was safe.", "Anna Hald", ["Hald"]),
    ("Norway signed the treaty. The Norwegian delegates smiled.", "Norway", ["Norwegian"]),
    ("The ferry arrived in Lorvia on Monday. Passengers in Lorvia were angry. Lorvian sailors went home.", "Lorvia",
     ["Lorvian"]),
    ("The Lorvik Harbour Authority (LHA) closed the pier. The LHA said that it would reopen.", "Lorvik Harbour Authority",
     ["LHA"]),
    ("Anna O’Hald spoke on Monday. O’Hald said that the bridge was safe.", "Anna O'Hald", ["O’Hald"]),
])
def test_shorter_and_derived_forms_follow_a_corrected_name(text: str, alias: str, others: list[str]) -> None:
    tables = resolve(text, corrections=[{"alias": alias, "entity": "Somebody Else"}])
    assert set(others) < set(tables["mentions"]["surface"])
    assert set(tables["mentions"]["entity"]) == {"Somebody Else"}


def test_a_name_does_not_follow_its_surname_demonym_or_capital() -> None:
    text = "Norway signed the treaty. The Norwegian delegates smiled. Oslo rejected the offer on Monday."
    for alias in ("Norwegian", "Oslo"):
        assert ("Norway", "Norway") in named(resolve(text, corrections=[{"alias": alias, "entity": alias}]))
    tables = resolve("Anna Hald spoke. Hald said that it was safe.", corrections=[{"alias": "Hald", "entity": "Piet Hald"}])
    assert named(tables) == [("Anna Hald", "Anna Hald"), ("Hald", "Piet Hald")]


def test_prose_of_many_names_is_no_headline() -> None:
    text = "Anna Hald met Piet Brod, Carl Norr, Lena Moor and Nils Dahl in Lorvik."
    tables = resolve(text)
    assert {"Piet Brod", "Carl Norr", "Lena Moor"} < set(tables["mentions"]["surface"])
    (doc,) = copy_parses(parsing.parse([text]), [Zone(0, len(text), "body")])
    assert proposals.style_of(doc) == ""
    titles = ["Anna Hald Meets Piet Brod, Carl Norr And Lena Moor In Lorvik.", "Anna Hald and Piet Brod at Lorvik Bridge"]
    assert [proposals.style_of(doc) for doc in copy_parses(parsing.parse(titles), [Zone(0, 80, "headline")] * 2)] == ["title", "title"]


@pytest.mark.parametrize(("text", "surface", "kind"), [
    ("Mayor Doreen Pyke opened the fair.", "Doreen Pyke", "PERSON"),
    ("The UN Office for the Coordination of Harbour Affairs left.", "UN Office for the Coordination of Harbour Affairs", "ORG"),
    ("The Supreme Court of Norway ruled.", "Supreme Court", "ORG"),
    ("The Lorvik County Sheriff's Office said so.", "Lorvik County Sheriff's Office", "ORG"),
    ("The Attorney General's Office agreed.", "Attorney General's Office", "ORG"),
    ('Walter "Wally" Hargrove Jr. was held.', 'Walter "Wally" Hargrove Jr.', "PERSON"),
    ("Cyclone Zuhra killed ten.", "Cyclone Zuhra", "EVENT"), ("A Japanese-American firm left.", "Japanese-American", "NORP"),
    ("Council chief Piet Brod QUIT.", "Piet Brod", "PERSON"), ("Campaigner Max Roth said so.", "Max Roth", "PERSON"),
    ("Lawyer Tom Berg said so.", "Tom Berg", "PERSON"), ("Fidesz MEP Ana Kos said so.", "Ana Kos", "PERSON"),
    ("Labour MP Ana Dahl said so.", "Ana Dahl", "PERSON"),
    ("Lorvik's President Han Do-yun told KBC that the guns would come.", "Han Do-yun", "PERSON"),
    ("Hungarian Minister of Foreign Affairs Kárpáti Balázs spoke.", "Kárpáti Balázs", "PERSON"),
    ("Norway 2-1 Lorvik was the score.", "Norway", "GPE"), ("Prime Minister Datuk Seri Azlan Osman spoke.", "Azlan Osman", "PERSON"),
    ("The chairman Tan Sri Lim Kok Wai spoke.", "Lim Kok Wai", "PERSON"),
    ("The Anti-Corruption Commission left.", "Anti-Corruption Commission", "ORG"),
    ('President Ferdinand "Bo" dela Haro spoke. President Ferdinand "Bo" da Haro left.', 'Ferdinand "Bo" da Haro', "PERSON"),
    ("South Korea's heir Do-yun Han left.", "Do-yun Han", "PERSON"), ("The council thanked Yoon Sang-chul.", "Yoon Sang-chul", "PERSON"),
    ("Dimitris Haldoumpas of the Communist Party of Greece (KKE) spoke.", "Dimitris Haldoumpas", "PERSON"),
    ("The East African Court of Justice sits there.", "East African Court of Justice", "ORG"),
    ("Lorvik United beat Real Ostby 3-1.", "Lorvik United", "ORG"), ("Lorvik United beat Real Ostby 3-1.", "Real Ostby", "ORG"),
    ('"They were told twice and did nothing," Lars Brandt of the Liberal Alliance wrote on X.', "Lars Brandt", "PERSON"),
    ("Doreen Pyke, 63, a baker, said no.", "Doreen Pyke", "PERSON"),
    ("Neither Hald nor Brod replied.", "Hald", "PERSON"), ("Typhoon Nakto killed 20.", "Typhoon Nakto", "EVENT"),
])
def test_names_are_whole_without_what_stands_beside_them(text: str, surface: str, kind: str) -> None:
    assert (surface, kind) in set(resolve(text)["mentions"][["surface", "type"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("texts", "entity", "surfaces"), [
    (("UN coordinator Ousmane Diabate left.", "Ousmane Diabaté, its head, left."), "Ousmane Diabate",
     ["Ousmane Diabate", "Ousmane Diabaté"]),
    (("Officials met President Abdel-Fattah el-Masri on Monday. El-Masri left. Supporters of el-Masri left.",), "Abdel-Fattah el-Masri",
     ["Abdel-Fattah el-Masri", "El-Masri", "el-Masri"]),
    (("He met A. R. Thangavel. Thangavel left.", "A.R. Thangavel visited the town."), "A. R. Thangavel",
     ["A. R. Thangavel", "Thangavel", "A.R. Thangavel"]),
    (("Walter Boone Jr. was held. Boone said nothing. The council thanked Boone.",), "Walter Boone Jr.",
     ["Walter Boone Jr.", "Boone", "Boone"]),
    (("Baker Fatima Hald was on the phone.", "She met Fatima Hald on Monday. Fatima Hald left."), "Fatima Hald", ["Fatima Hald"] * 3),
    (("LeTourneau Chemical Corp. paid. LeTourneau closed its plant.",), "LeTourneau Chemical Corp.",
     ["LeTourneau Chemical Corp.", "LeTourneau"]),
    (("The Election Commission of India said so. The Election Commission left. The ECI rejected the charge.",),
     "Election Commission of India", ["Election Commission of India", "Election Commission", "ECI"]),
    (("The Supreme Court of Norway ruled. The Norwegian Supreme Court left.",), "Norwegian Supreme Court",
     ["Supreme Court", "Norwegian Supreme Court"]),
    (("Typhoon Mariko hit the port. Mariko, with winds of 200 kph, hit the airport.",), "Typhoon Mariko", ["Typhoon Mariko", "Mariko"]),
    (("José Luis Brod Arribas left. Brod Arribas spoke.", "José Luis Brod spoke."), "José Luis Brod Arribas",
     ["José Luis Brod Arribas", "Brod Arribas", "José Luis Brod"]),
    (("Norwe\u00adgian sailors left. Norway wept.",), "Norway", ["Norwe\u00adgian", "Norway"]),
    (("The port of Odessa burned.", "The port of Odesa burned."), "Odessa", ["Odessa", "Odesa"]),
    (("The Partido del Pueblo (PP) left. The PP is a party.",), "Partido del Pueblo", ["Partido del Pueblo", "PP", "PP"]),
    (("Rep. Alma Hald-Brod left. Hald-Brod spoke. The council thanked Hald.",), "Alma Hald-Brod", ["Alma Hald-Brod", "Hald-Brod", "Hald"]),
    (("Brussels warned Norway. The European Union wants more.",), "European Union", ["Brussels", "European Union"]),
    (("Brussels warned Norway. The European Union wants more. Belgium agreed.",), "European Union", ["European Union"]),
])
def test_other_writings_of_a_name_are_the_same_entity(texts: tuple[str, ...], entity: str, surfaces: list[str]) -> None:
    assert [surface for surface, found in named(resolve(*texts)) if found == entity] == surfaces


@pytest.mark.parametrize("names", [
    ("Islamic Revolutionary Guard Corps", "Revolutionary Guards", "IRGC"), ("European Commission", "EU Commission"),
    ("Department of Homeland Security", "Homeland Security", "DHS"), ("Metropolitan Police", "Met Police"),
    ("International Committee of the Red Cross", "Red Cross", "ICRC"), ("Kurdistan Workers' Party", "PKK"),
])
def test_a_body_is_one_under_each_name_that_news_has_for_it(names: tuple[str, ...]) -> None:
    tables = resolve(*(ASKED.format(f"the {name}") for name in names))
    assert len(set(tables["mentions"]["entity"])) == 1 and len(tables["mentions"]) == 2 * len(names)


@pytest.mark.parametrize("name", ["Harbour University", "North Carolina"])
def test_a_body_of_a_university_or_place_is_another(name: str) -> None:
    core, body = organisations.core(name)[0], organisations.core(f"Institute of {name}")[0]
    forms = organisations.match_organisations(Counter({core: 1, body: 1}), pairs=[])
    assert forms[core] != forms[body]


def test_brussels_as_the_union_stays_a_place_that_stands_for_a_government() -> None:
    first = resolve("Brussels warned Norway. The European Union wants more.")["mentions"].iloc[0]
    assert (first["surface"], first["type"], first["metonym"]) == ("Brussels", "GPE", True)


def test_initials_of_a_place_keep_their_capitals() -> None:
    assert "D.C." in set(resolve("The mayor of Washington, D.C., left. Nobody came to D.C. in May.")["entities"]["entity"])


# Labels


@pytest.mark.parametrize(("text", "label"), [
    ("The council thanked the angry Anna Hald on Monday.", ("Anna Hald", "angry", "modifier")),
    ("Anna Hald, the mayor, opened the bridge.", ("Anna Hald", "mayor", "apposition")),
    ("The mayor, Anna Hald, opened the bridge.", ("Anna Hald", "mayor", "apposition")),
    ("Anna Hald is a liar.", ("Anna Hald", "liar", "predicate")),
    ("Anna Hald is proud to open the bridge.", ("Anna Hald", "proud", "predicate")),
    ("Anna Hald became mayor on Monday.", ("Anna Hald", "mayor", "predicate")),
    ("Mayor Anna Hald opened the bridge.", ("Anna Hald", "mayor", "compound")),
    ("The council thanked the disgraced Anna Hald on Monday.", ("Anna Hald", "disgraced", "modifier")),
    ("The former minister Anna Hald left.", ("Anna Hald", "minister", "compound")),
    ("Fisherman Jon Brod saw it.", ("Jon Brod", "fisherman", "compound")),
    ("Supporters of Gov. Anna Hald left.", ("Anna Hald", "gov.", "compound")),
    ("Minister of Foreign Affairs Anna Hald spoke.", ("Anna Hald", "minister", "compound")),
    ("Prime Minister Shri Piet Brod left.", ("Piet Brod", "minister", "compound")),
    ("Anna Hald, an ex-teacher, spoke.", ("Anna Hald", "ex-teacher", "apposition")),
    ("Anna Hald is an ex-teacher.", ("Anna Hald", "ex-teacher", "predicate")),
    ("Vice-president Anna Hald spoke.", ("Anna Hald", "vice-president", "compound")),
    ("President-elect Anna Hald spoke.", ("Anna Hald", "president-elect", "compound")),
    ("Anna Hald, the editor-in-chief, spoke.", ("Anna Hald", "editor-in-chief", "apposition")),
    ("His half-brother Piet Brod spoke.", ("Piet Brod", "half-brother", "compound")),
    ("Constable Anna Hald spoke.", ("Anna Hald", "constable", "compound")),
    ("Former secretary of state Anna Hald spoke.", ("Anna Hald", "secretary", "compound")),
    ("He told of his decision to fire campaign manager Piet Brod and leave.", ("Piet Brod", "manager", "compound")),
    ("The council has named Judge Piet Brod.", ("Piet Brod", "judge", "compound")),
    ("Hosting President Anna Hald, he spoke.", ("Anna Hald", "president", "compound")),
    ("The council thanked a smiling Anna Hald.", ("Anna Hald", "smiling", "modifier")),
])
def test_what_stands_beside_a_name_labels_it(text: str, label: tuple[str, str, str]) -> None:
    assert labelled(text) == [label]


def test_a_label_of_tied_words_stands_where_they_stand() -> None:
    text = "Piet Brod and Anna Hald, the mayors-elect and co-founders, spoke. The council thanked its co-founder Anna Hald."
    rows = resolve(text)["labels"]
    assert all(text[start:end].count("-") == label.count("-") for start, end, label in rows[["start", "end", "label"]].to_numpy())
    assert "co-founder" in set(rows["label"])


@pytest.mark.parametrize(("text", "expected"), [
    ("The council thanked far-right leader Piet Brod.", [("Piet Brod", "far-right", "modifier"), ("Piet Brod", "leader", "compound")]),
    ("Fans met exiled Russian singer Anna Hald.", [("Anna Hald", "exiled", "modifier"), ("Anna Hald", "singer", "compound")]),
    ("The young striker Anna Hald scored.", [("Anna Hald", "young", "modifier"), ("Anna Hald", "striker", "compound")]),
    ("State-owned Ostby Oil fell.", [("Ostby Oil", "state-owned", "modifier")]), ("The London-based Ostby Oil fell.", []),
    ("She left north-west Norway.", []), ("61-year-old Piet Brod spoke.", []),
    ("Health Minister Datuk Piet Brod spoke.", [("Piet Brod", "minister", "compound")])])
def test_tied_words_label_a_name_where_no_name_is_tied_and_the_compass_does_not(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert labelled(text) == expected


def test_a_role_behind_a_place_is_whose_name_follows() -> None:
    assert labelled("In Malmo, the police chief, Anna Hald, said the fire was out.") == [("Anna Hald", "chief", "apposition")]
    assert labelled("In Oslo, the capital, Anna Hald spoke.") == [("Oslo", "capital", "apposition")]


def test_a_participle_that_has_the_name_for_its_object_is_no_label() -> None:
    assert labelled("Following Anna Hald on stage, the sailors wept.") == []


def test_what_and_joins_to_a_label_is_one_too() -> None:
    assert labelled("Dev Hald, a solicitor and the leader of the group, left.") == [
        ("Dev Hald", "solicitor", "apposition"), ("Dev Hald", "leader", "apposition")]
    assert labelled("The mayor, Anna Hald, and a delegation led by sailors met on Monday.") == [("Anna Hald", "mayor", "apposition")]


def test_an_adjective_before_the_title_labels_the_name_too_but_not_what_an_office_is_for() -> None:
    assert labelled("Angry mayor Anna Hald opened the bridge.") == [
        ("Anna Hald", "angry", "modifier"), ("Anna Hald", "mayor", "compound")]
    assert labelled("Foreign Minister Anna Hald opened the bridge.") == [("Anna Hald", "minister", "compound")]
    assert labelled("Angry criminal lawyer Anna Hald left.") == [("Anna Hald", "angry", "modifier"), ("Anna Hald", "lawyer", "compound")]
    assert labelled("Nuclear scientist Anna Hald left.") == [("Anna Hald", "scientist", "compound")]
    assert labelled("The Norway-led alliance thanked Anna Hald.") == []


@pytest.mark.parametrize("text", [
    "Mrs Anna Hald opened the bridge.", "Anna Hald opened the bridge.", "The mayor opened the bridge.",
    "Anna Hald was able to open the bridge.", "Anna Hald is ready to open the bridge.", "Team Norway won."])
def test_courtesy_what_one_can_do_and_nothing_label_nobody(text: str) -> None:
    assert labelled(text) == []


def test_a_label_has_its_place_in_the_report_and_the_entity_of_the_surname() -> None:
    text = "Anna Hald opened the bridge on Monday.\nHald is a liar, the fishermen said."
    (label,) = resolve(text)["labels"].to_dict("records")
    assert label == {"report": "a", "start": text.index("liar"), "end": text.index("liar") + 4, "entity": "Anna Hald",
                     "label": "liar", "relation": "predicate"}


# The tables as a whole

EVENT = (
    "Norwegian minister Anna Hald opened the Lorvik bridge on Monday. Hald said that Oslo would pay.\n"
    "The Lorvik Harbour Authority (LHA) welcomed the news.",
    "Viktor Dorenko, the ambassador, visited Norway on Monday. Dorenko said that the Kremlin had no plans.",
    "Viktor Dorrenko met Piet Hald in Oslo. Hald criticised the LHA. The LHA did not answer.",
    "Norr Construction built the bridge. Norr said that the Norwegian Foreign Ministry had asked for it.",
)


def test_the_order_of_the_reports_changes_nothing() -> None:
    readings = [read(text, report=report) for report, text in zip("abcd", EVENT, strict=True)]
    expected = resolve_entities(readings)
    for order in permutations(readings):
        tables = resolve_entities(list(order))
        for name in ("mentions", "entities", "labels"):
            pd.testing.assert_frame_equal(tables[name], expected[name])


def test_the_tables_agree_with_the_texts_and_with_each_other() -> None:
    tables = resolve(*EVENT)
    mentions, entities = tables["mentions"], tables["entities"]
    texts = dict(zip("abcd", EVENT, strict=True))
    assert all(texts[one.report][one.start:one.end] == one.surface for one in mentions.itertuples())
    assert set(mentions["entity"]) == set(entities["entity"])
    assert entities["entity"].is_unique
    assert set(tables["labels"]["entity"]) <= set(entities["entity"])
    for one in entities.itertuples():
        surfaces = set(mentions.query("entity == @one.entity")["surface"])
        assert set(one.aliases.split(";")) - {""} == surfaces - {one.entity}
    for name in ("mentions", "entities", "labels"):
        key = list(schema.TABLES[name].key)
        assert list(tables[name].columns) == schema.TABLES[name].names
        pd.testing.assert_frame_equal(tables[name], tables[name].sort_values(key, ignore_index=True))


def test_a_mention_has_the_number_of_its_sentence() -> None:
    tables = resolve("The pier is closed.\nNobody came. Anna Hald opened the bridge on Monday.")
    assert list(tables["mentions"]["sentence"]) == [2]


def test_headlines_count_and_captions_do_not() -> None:
    text = "Anna Hald opens the bridge\nThe council met on Monday.\nPiet Brod stands beside the bridge."
    tables = resolve_entities([read(text, zones={0: "headline", 2: "caption"})])
    assert named(tables) == [("Anna Hald", "Anna Hald")]
    assert list(tables["entities"]["entity"]) == ["Anna Hald"]
    assert ("Piet Brod", "Piet Brod") in named(resolve_entities([read(text, zones={0: "headline"})]))


def test_a_label_in_a_caption_does_not_count() -> None:
    text = "Anna Hald opened the bridge on Monday.\nMayor Anna Hald stands beside the bridge."
    assert len(resolve_entities([read(text)])["labels"]) == 1
    assert resolve_entities([read(text, zones={1: "caption"})])["labels"].empty


@pytest.mark.parametrize("readings", [[], [""], ["The bridge is closed."], ["", "The bridge is closed."]])
def test_reports_that_name_nobody_give_empty_tables_with_their_columns(readings: list[str]) -> None:
    tables = resolve(*readings)
    for name in ("mentions", "entities", "labels"):
        assert tables[name].empty
        assert list(tables[name].columns) == schema.TABLES[name].names


def test_a_plural_who_is_no_person_and_a_month_no_given_name() -> None:
    tables = resolve("Ostby Foods, who sell fish, moved on Monday. Tom Berrick joined the club. In March Berrick was hurt. Berrick left it.")
    assert {entity for surface, entity in named(tables) if "Berrick" in surface} == {"Tom Berrick"}
    types = dict(zip(tables["mentions"]["surface"], tables["mentions"]["type"], strict=True))
    assert types["Ostby Foods"] == "ORG"


@pytest.mark.parametrize(("text", "kind"), [
    ("Rajiv Deshmukh said the plant would close. He blamed the cost of power.", "PERSON"),
    # Somebody else is told of before `he`, or nobody is.
    ("Rajiv Deshmukh said the suspect was held. He blamed the cost of power.", "ORG"),
    ("Rajiv Deshmukh said the plant would close. It blamed the cost of power.", "ORG")])
def test_whom_a_pronoun_takes_up_is_a_person(text: str, kind: str) -> None:
    (name,) = resolve(text)["mentions"].to_dict("records")
    assert (name["surface"], name["type"]) == ("Rajiv Deshmukh", kind)


@pytest.mark.parametrize("firm", ["Sonali Energy", "Mosane Retail", "Kivu Mining", "Brightwell Labs"])
def test_what_ends_in_the_noun_of_a_trade_is_a_firm(firm: str) -> None:
    tables = resolve(f"{firm} said on Monday that it would sell its plant.")
    assert row(tables, firm)["type"] == "ORG"


def test_directors_have_a_name_without_the_office() -> None:
    tables = resolve("It was sold, Chief Executive Robert Sznewajs said. The Executive Council met.\n"
                     '"It is over," Managing Director Mark Vassella said.')
    assert [entity for _, entity in named(tables)] == ["Robert Sznewajs", "Executive Council", "Mark Vassella"]


def test_a_surname_behind_the_other_gender_s_title_is_somebody_else() -> None:
    tables = resolve("Mr Peter Vance was jailed on Monday. Mrs Vance said that he was innocent.")
    assert [entity for _, entity in named(tables)] == ["Peter Vance", "Vance"]


def test_a_noun_that_begins_a_headline_is_no_person() -> None:
    text = "Ferry runs aground off Quell Island, 40 rescued\nA ferry carrying 40 passengers ran aground on Sunday, the coast guard said."
    assert "Ferry" not in {surface for surface, _ in named(resolve_entities([read(text, zones={0: "headline"})]))}
    # The parser takes the name behind `for` for a noun and a person's.
    tables = resolve("Lena Banks won. Two banks closed. A vote for Banks; a vote against Banks!")
    assert ("Banks", "Lena Banks") in named(tables)
    (start,) = tables["mentions"].query("surface == 'Banks'")["start"].head(1)
    assert start == 45


def test_names_with_small_words_and_two_surnames_are_whole_and_one_person() -> None:
    tables = resolve(
        "María Fernanda López Obregón, the candidate, said on Monday that she had won. López Obregón smiled.\n"
        "Her rival, Carlos Ibáñez del Río, denied it. Ibáñez del Río said that the count went on.\n"
        "The judge José Antonio dos Santos Pereira was ill. Dos Santos Pereira will retire.",
        "López Obregón said that her party had won.")
    assert named(tables) == [
        ("María Fernanda López Obregón", "María Fernanda López Obregón"), ("López Obregón", "María Fernanda López Obregón"),
        ("Carlos Ibáñez del Río", "Carlos Ibáñez del Río"), ("Ibáñez del Río", "Carlos Ibáñez del Río"),
        ("José Antonio dos Santos Pereira",) * 2, ("Dos Santos Pereira", "José Antonio dos Santos Pereira"),
        ("López Obregón", "María Fernanda López Obregón")]
    assert set(tables["entities"]["type"]) == {"PERSON"}


def test_do_is_a_particle_between_names_and_else_a_verb() -> None:
    tables = resolve("The judge Rui do Carmo Silva was ill. Mr do Carmo Silva will retire. What harm can Russia do Ukraine?")
    assert named(tables)[:2] == [("Rui do Carmo Silva",) * 2, ("do Carmo Silva", "Rui do Carmo Silva")]
    assert [surface for surface, _ in named(tables)[2:]] == ["Russia", "Ukraine"]


def test_a_name_that_the_event_has_otherwise_is_no_shorter_one() -> None:
    tables = resolve("Anna Roe Hald spoke on Monday. The ship Roe Hald sank. Anna Roe Hald left. Nobody else was on board the Roe Hald.")
    assert [entity for _, entity in named(tables)] == ["Anna Roe Hald", "Roe Hald", "Anna Roe Hald", "Roe Hald"]
    assert row(tables, "Roe Hald")["type"] == "PRODUCT"


def test_a_noun_right_before_a_name_tells_its_type() -> None:
    tables = resolve("For my sister Ayesha it was over. The engineer Nicolas de Finiels left.\nThe search firm Ostby Infinity came.\n"
                     "The company Hald founded is closed.")
    types = dict(zip(tables["mentions"]["surface"], tables["mentions"]["type"], strict=True))
    assert types == {"Ayesha": "PERSON", "Nicolas de Finiels": "PERSON", "Ostby Infinity": "ORG", "Hald": "PERSON"}


def test_a_person_behind_a_noun_and_a_comma_or_called_and_a_place_near_which_something_is() -> None:
    tables = resolve("A boy, Wilmer Antonio Chirinos, died.\nHer spokesman, Stéphane Dujardin, said no.\nThe technician called Javed left.",
                     "They took lorries near Birni N'Konni on Monday. Roads near Birni N'Konni were shut.")
    types = dict(zip(tables["mentions"]["surface"], tables["mentions"]["type"], strict=True))
    assert types == {"Wilmer Antonio Chirinos": "PERSON", "Stéphane Dujardin": "PERSON", "Javed": "PERSON", "Birni N'Konni": "GPE"}


@pytest.mark.parametrize("text", [
    "The ship lay off Norway's southern coast.", "Votes in Norway's presidential election are counted.", "Norway was plunged into chaos.",
    "Norway's railways are old."])
def test_a_country_where_something_lies_or_happens_is_no_government(text: str) -> None:
    assert metonyms(text) == [("Norway", "Norway", False)]


def test_a_surname_that_is_a_part_of_the_world_is_the_person() -> None:
    tables = resolve("Anna Welsh met Piet West. Welsh said that the bridge was safe. West said nothing. The council thanked Welsh and West.")
    assert {entity for _, entity in named(tables)} == {"Anna Welsh", "Piet West"}


def test_a_city_or_region_has_its_country() -> None:
    tables = resolve("The sailors left Lagos. They wept in Tamil Nadu. Nobody went to Lorvik.")
    assert [row(tables, name)["country"] for name in ("Lagos", "Tamil Nadu", "Lorvik")] == ["NG", "IN", ""]


def test_a_city_with_a_country_s_name_is_not_the_country() -> None:
    tables = resolve("The fishermen of Benin City wept on Monday. Benin City is far from the sea.")
    assert row(tables, "Benin City")["country"] == "NG"


def test_letters_of_an_office_with_its_country_are_that_office() -> None:
    tables = resolve("The Norway Labour Congress struck on Monday. The NLC said so.")
    assert named(tables) == [("Norway Labour Congress", "Norway Labour Congress"), ("NLC", "Norway Labour Congress")]


@pytest.mark.parametrize("headline", ["Families Tell Minister: Help Us Find Our Sons", "HELP US FIND THEM", "MALE NURSES STRIKE", "Male nurses strike",
                                      "THE KREMLIN WARNS OF DAMASCUS PLAN"])
def test_words_of_a_headline_that_are_spelt_like_a_country_are_none(headline: str) -> None:
    tables = resolve(f"{headline}\n\nThe families met the minister in Lorvik on Monday and asked for help. They said that nobody had come.")
    assert [surface for surface, _ in named(tables)] == ["Lorvik"]


def test_a_word_that_a_name_is_tied_to_is_no_part_of_it() -> None:
    tables = resolve("The editor said no to the Merkel-critic. Pak Ha-eun agreed.")
    assert [surface for surface, _ in named(tables)] == ["Merkel", "Pak Ha-eun"]


def test_a_nickname_is_the_person_who_is_called_so() -> None:
    tables = resolve("Marco Zelder, known to his voters as \"El Maestro\", spoke. Rui Brod, nicknamed the Heron, left.",
                     "El Maestro said no. Zelder was ill. He is known in Lorvik. As El Faro said, Brod left.")
    assert dict(named(tables)) == {"Marco Zelder": "Marco Zelder", "El Maestro": "Marco Zelder", "Zelder": "Marco Zelder",
                                   "Rui Brod": "Rui Brod", "Heron": "Rui Brod", "Lorvik": "Lorvik", "El Faro": "El Faro", "Brod": "Rui Brod"}


@pytest.mark.parametrize(("text", "surface", "kind"), [
    ("Fidesz said that it would win.", "Fidesz", "ORG"),
    ("On Friday Law and Justice said that it would win.", "Law and Justice", "ORG"),
    ("Aftenposten reported that the harbour would close.", "Aftenposten", "ORG"),
    ("Lawmakers met in the Storting, and the Duma sat as well.", "Duma", "ORG"),
    ("On Monday ICE held two men, and it let them go.", "ICE", "ORG"),
    ("Ontario police said that the bridge was safe.", "Ontario", "GPE"),
    ("A resident of the West Bank said that soldiers came.", "West Bank", "GPE"),
])
def test_bodies_and_places_of_the_tables_are_found_whatever_the_model_takes_them_for(text: str, surface: str, kind: str) -> None:
    mentions = resolve(text)["mentions"]
    assert mentions.loc[mentions["surface"] == surface, "type"].tolist() == [kind]


@pytest.mark.parametrize("text", [
    "Momentum is on the side of the dockers.", "The ice broke, and Ice drifted past.", "Ohio State won by two goals.",
    "Senator Anna Hald (D-Va.) spoke to the dockers.",
])
def test_words_universities_and_abbreviations_are_no_bodies_or_places(text: str) -> None:
    mentions = resolve(text)["mentions"]
    assert set(mentions["surface"]).isdisjoint(("Momentum", "Ice", "Va.")) and "GPE" not in mentions["type"].tolist()


@pytest.mark.parametrize("text", [
    "The U.S. ambassador to Kyiv Bridget Brink said that aid would come.", "Mayor of London Bridget Brink said that aid would come."])
def test_a_person_begins_behind_the_place_of_the_office(text: str) -> None:
    tables = resolve(text)
    mentions, labels = tables["mentions"], tables["labels"]
    assert mentions.loc[mentions["type"] == "PERSON", "surface"].tolist() == ["Bridget Brink"]
    assert labels.loc[labels["entity"] == "Bridget Brink", "label"].tolist() in (["ambassador"], ["mayor"])


def test_a_title_before_one_word_makes_it_a_person() -> None:
    mentions = resolve("Chancellor Scholz said that Berlin would help.")["mentions"]
    assert mentions.loc[mentions["surface"] == "Scholz", "type"].tolist() == ["PERSON"]


def test_a_country_that_is_also_a_given_name_is_the_country_where_nobody_bears_it() -> None:
    mentions = resolve("Officials from Chad and Niger met. Chad's army attacked. Mali and Chad agreed.")["mentions"]
    assert set(mentions["type"]) == {"GPE"} and len(mentions) == 5


def test_an_office_is_of_the_country_whose_capital_it_is_said_to_be_in() -> None:
    tables = resolve("The Foreign Ministry in Nairobi summoned the envoy. Ethiopia's Foreign Ministry apologised.")
    bodies = tables["mentions"][tables["mentions"]["surface"] == "Foreign Ministry"]
    countries = tables["entities"].set_index("entity")["country"]
    assert countries[bodies["entity"]].tolist() == ["KE", "ET"]


def test_members_of_a_body_are_no_part_of_its_name() -> None:
    mentions = resolve("Members of the Harbour Safety Council left on Monday.")["mentions"]
    assert mentions["surface"].tolist() == ["Harbour Safety Council"]


def test_an_acronym_finds_the_body_that_is_written_in_two_ways() -> None:
    mentions = resolve("The U.S. Drug Enforcement Administration seized a boat. Agents of the Drug Enforcement Administration left. "
                       "The DEA said nothing.")["mentions"]
    assert mentions["entity"].nunique() == 1 and len(mentions) == 3


def test_a_sentence_ends_behind_the_platform_x() -> None:
    mentions = resolve("Anna Musk posted it on X. Musk later deleted it.")["mentions"]
    assert mentions.loc[mentions["surface"] == "Musk", "entity"].tolist() == ["Anna Musk"]


def test_a_firm_is_found_by_its_name_without_its_legal_form() -> None:
    mentions = resolve("Shares of Ostby & Co. fell on Monday. Ostby cut 300 jobs. Workers at Ostby marched.")["mentions"]
    assert mentions["entity"].nunique() == 1 and mentions["surface"].tolist().count("Ostby") == 2


def test_what_writes_letters_of_its_own_and_what_does_not_is_one_name() -> None:
    tables = resolve("Kemal Kılıçdaroğlu spoke on Monday. Kılıçdaroğlu left.", "Kemal Kilicdaroglu spoke on Monday. Kilicdaroglu left.")
    assert len(tables["entities"]) == 1


def test_two_countries_are_no_body_and_a_people_of_two_is_one() -> None:
    text = "The border of Niger and Nigeria is closed, and Niger-Nigeria trade has stopped. A Japanese-American firm left."
    assert [surface for surface, _ in named(resolve(text))] == ["Niger", "Nigeria", "Niger", "Nigeria", "Japanese-American"]


def test_a_run_of_more_words_than_names_have_is_no_name() -> None:
    mentions = resolve(f"{'Hald ' * 40}said so. Anna Hald left.")["mentions"]
    assert len(mentions) and (mentions["end"] - mentions["start"]).max() < 30


def test_a_firm_of_the_table_is_a_body_where_its_name_is_like_nobodys() -> None:
    mentions = resolve("Charlie Hebdo printed it on Monday, and OpenAI said nothing. Manchester City left.")["mentions"]
    assert set(mentions["type"]) == {"ORG"} and len(mentions) == 3


def test_a_nickname_of_a_person_has_the_persons_type() -> None:
    tables = resolve("Rep. Alma Hald, widely known as AOH, left. AOH spoke. AOH was joined by AOH voters and by the AOH team.")
    assert row(tables, "Alma Hald")["type"] == "PERSON"


@pytest.mark.parametrize(("texts", "n_people"), [
    (("Crown Prince Faisal bin Osman left.", "Prince Faisal left.", "Faisal bin Osman, the crown prince, left."), 1),
    (("Prince Faisal left.", "Faisal Ostby left."), 2)])
def test_a_prince_is_one_with_and_without_his_father(texts: tuple[str, ...], n_people: int) -> None:
    assert len(set(resolve(*texts)["entities"]["entity"])) == n_people


@pytest.mark.parametrize("text", [
    "Junichiro Hirota thanked the Executive Director of the Communist Party of Norway (CPN).", "Lawyer Junichiro Hirota spoke.", "Controversial billionaire Piet Brod spoke.", "It paid RM2bn to Piet Brod.",
    "Spokesman Rear Admiral Piet Brod spoke."])
def test_who_or_what_opens_a_sentence_and_sums_are_no_names(text: str) -> None:
    assert {entity for _, entity in named(resolve(text))} <= {"Junichiro Hirota", "Piet Brod", "Communist Party of Norway", "Norway"}
