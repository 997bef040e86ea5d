"""Who says what, on invented sentences about invented people."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import schema
from analysis.reading.speech import attributions, relations
from analysis.reading.speech.attributions import find_attributions
from analysis.reading.speech.relations import find_relations
from analysis.reading.text import language, parsing
from analysis.reading.text.trees import copy_parses
from analysis.reading.text.zones import Zone

BROD, VARGA = ("Ana Brod", "Ana Brod", "PERSON"), ("Ivo Varga", "Ivo Varga", "PERSON")
EMPTY = schema.build("mentions", []), schema.build("entities", [])


def read(text: str, report: str = "a", zone: str = "body") -> language.Reading:
    """A report whose paragraphs are the lines of the text, all in one zone."""
    nlp, paragraphs, start = parsing.load_language(), [], 0
    for line in text.split("\n"):
        if line:
            paragraphs += map(language._mend_words, copy_parses([nlp(line)], [Zone(start, start + len(line), zone)]))
        start += len(line) + 1
    return language.Reading(report, text, [], paragraphs, [])


def found(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each relation, pieces joined by ` / `."""
    def words(spans: list[tuple[int, int]]) -> str:
        return " / ".join(text[start:end] for start, end in spans)

    return [(words(one.source_spans), words(one.cue_spans), words(one.content_spans)) for one in find_relations([read(text)])[0]]


def coded(
    text: str, mentions: list[tuple[str, str, str]] = (), countries: dict[str, str] | None = None,
    outlets: dict[str, str] | None = None,
) -> pd.DataFrame:
    """The attributions table of one report; every occurrence of a mention's surface stands for its entity."""
    rows = []
    for surface, entity, kind in mentions:
        at = text.find(surface)
        while at >= 0:
            rows.append({"report": "a", "sentence": 0, "start": at, "end": at + len(surface), "surface": surface,
                         "entity": entity, "type": kind, "metonym": False})
            at = text.find(surface, at + 1)
    kinds = {entity: kind for _, entity, kind in mentions}
    entities = [{"entity": entity, "type": kind, "country": (countries or {}).get(entity, ""), "aliases": "", "wikidata": ""}
                for entity, kind in kinds.items()]
    return find_attributions([read(text)], schema.build("mentions", rows), schema.build("entities", entities), outlets=outlets)


@pytest.mark.parametrize(("text", "relation"), [
    ("The mayor said that the bridge had been closed.", ("The mayor", "said", "that the bridge had been closed")),
    ("The mayor said the bridge had been closed.", ("The mayor", "said", "the bridge had been closed")),
    ("The bridge had been closed, the mayor said.", ("the mayor", "said", "The bridge had been closed")),
    ("“The bridge is closed,” said Ana Brod.", ("Ana Brod", "said", "“The bridge is closed,”")),
    ("Ana Brod said: “The bridge is closed.”", ("Ana Brod", "said", "“The bridge is closed.”")),
    ("“The bridge,” Ana Brod said, “is closed for good.”", ("Ana Brod", "said", "“The bridge,” / “is closed for good.”")),
    ("“The bridge is closed,” Ana Brod said. “It will stay closed.”",
     ("Ana Brod", "said", "“The bridge is closed,” / “It will stay closed.”")),
    ("According to the harbour office, two ferries collided.",
     ("the harbour office", "According to", "two ferries collided")),
    ("Two ferries reportedly collided near the bridge.", ("", "reportedly", "Two ferries / collided near the bridge")),
    ("Two ferries collided, according to the harbour office.",
     ("the harbour office", "according to", "Two ferries collided")),
    ("It was announced that the bridge would close.", ("", "was announced", "that the bridge would close")),
    ("The ferries are expected to return on Monday.", ("", "are expected", "The ferries / to return on Monday")),
    ("The dockers hope that the port will reopen.", ("The dockers", "hope", "that the port will reopen")),
    ("The fishermen want to sue the port.", ("The fishermen", "want", "to sue the port")),
    ("The mayor said that the bridge was a “quiet disaster” for the town.",
     ("The mayor", "said", "that the bridge was a “quiet disaster” for the town")),
    ("“The bridge is closed. It will stay closed. We are sorry,” Ana Brod said.",
     ("Ana Brod", "said", "“The bridge is closed. It will stay closed. We are sorry,”")),
    ("“The bridge is closed for repairs today.\n“It will stay closed,” Ana Brod said.",
     ("Ana Brod", "said", "“The bridge is closed for repairs today. / “It will stay closed,”")),
    ("The mayor said in a letter:\n“The bridge is closed.\n“It will stay closed.”",
     ("The mayor", "said in a letter:", "“The bridge is closed. / “It will stay closed.”")),
    ("Two ferries collided near the bridge. Four people were hurt.", None),
])
def test_a_report_holds_one_relation_or_none(text: str, relation: tuple[str, str, str] | None) -> None:
    assert found(text) == ([relation] if relation else [])


def pieces(text: str) -> list[str]:
    """The parts of a report's body in which attributions are looked for."""
    return [piece for _, piece in language.read_report("a", f"The bridge is closed\n\n{text}").pieces][1:]


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    lines = [f"Ana Brod said that the northern bridge would stay closed for {n} weeks this summer." for n in range(2, 18)]
    parts = pieces(" ".join(lines))
    # 15 words a line: six lines fit into 100 words.
    assert parts == [" ".join(lines[:6]), " ".join(lines[6:12]), " ".join(lines[12:])]


def test_a_long_paragraph_is_not_cut_inside_a_quotation() -> None:
    quoted = " ".join(f"The old ferry number {n} stays in the harbour until the storm has gone." for n in range(12))
    text = f"“{quoted}” Ana Brod said on Monday evening. The northern road is open."
    assert any(quoted in part for part in pieces(text)) and len(pieces(text)) == 2


def test_a_headline_names_its_speaker_before_a_colon() -> None:
    text = "Ana Brod: The bridge will stay closed\n\nThe ferry between the two islands was late again on Monday, passengers said."
    [[one, _]] = find_relations([language.read_report("a", text)])
    assert [text[start:end] for start, end in one.source_spans] == ["Ana Brod"]
    assert [text[start:end] for start, end in one.content_spans] == ["The bridge will stay closed"]


def test_captions_hold_no_attribution() -> None:
    assert find_relations([read("The mayor said that the bridge had been closed.", zone="caption")]) == [[]]


@pytest.mark.parametrize(("text", "mode"), [
    ("“The bridge is closed,” Ana Brod said.", "direct"),
    ("Ana Brod said that the bridge was “closed for good” by the town.", "mixed"),
    ("Ana Brod said that the bridge was closed.", "indirect"),
    ("Ana Brod said that the ferry “Blue Heron” had left.", "indirect"),
])
def test_mode_follows_the_share_of_words_in_marks(text: str, mode: str) -> None:
    assert list(coded(text)["mode"]) == [mode]


@pytest.mark.parametrize(("text", "cue", "stance"), [
    ("The mayor said that the bridge was safe.", "say", "neutral"),
    ("The mayor insisted that the bridge was safe.", "insist", "assertive"),
    ("The mayor denied that the bridge was unsafe.", "deny", "denying"),
    ("The mayor promised that the bridge would reopen.", "promise", "promising"),
    ("Lydia accused the United States of planning an invasion.", "accuse", "accusing"),
    ("According to the mayor, the bridge was safe.", "accord", "neutral"),
    ("Coach Ana Brod: “He is ready to play on Sunday.”", "", "neutral"),
])
def test_stance_comes_from_the_cue(text: str, cue: str, stance: str) -> None:
    assert coded(text)[["cue", "stance"]].to_numpy().tolist() == [[cue, stance]]


@pytest.mark.parametrize(("text", "negated"), [
    ("The builders did not say that the road was safe.", True), ("Nobody said that the bridge was safe.", True),
    ("The mayor said that the bridge was safe.", False), ("No 10 said that the bridge was safe.", False)])
def test_what_somebody_did_not_say_is_negated(text: str, negated: bool) -> None:
    assert list(coded(text, [("No 10", "10 Downing Street", "ORG")])["negated"]) == [negated]


def test_an_attribution_in_the_content_of_another_has_a_parent_and_a_carrier() -> None:
    text = "Harbour News reported that Ana Brod said that the bridge was safe."
    table = coded(text, [("Harbour News", "Harbour News", "ORG"), ("Ana Brod", "Ana Brod", "PERSON")])
    assert list(table["source"]) == ["Harbour News", "Ana Brod"]
    assert table["parent"].isna().tolist() == [True, False] and table["parent"].iloc[1] == 1
    assert list(table["relay"]) == ["", "Harbour News"]


def test_numbers_follow_the_first_span() -> None:
    text = "“The bridge is closed,” Ana Brod said.\nThe mayor said that the road was closed.\nThe ferry ran, Ivo Marn said."
    table = coded(text)
    spans = table[["source_spans", "cue_spans", "content_spans"]].itertuples(index=False)
    firsts = [min(start for cell in row for start, _ in schema.text_to_spans(cell)) for row in spans]
    assert list(table["attribution"]) == [1, 2, 3] and firsts == sorted(firsts)


def test_reports_in_any_order_give_the_same_table_and_none_an_empty_one() -> None:
    assert find_attributions([], *EMPTY).empty
    one, other = read("Ana Brod said that the bridge was closed.", "a"), read("The road was open, Ivo Marn said.", "b")
    pd.testing.assert_frame_equal(find_attributions([one, other], *EMPTY), find_attributions([other, one], *EMPTY))


def test_who_is_found_dead_says_nothing() -> None:
    table = coded("Two people confirmed dead after the bridge fell in Tolm. The miners have confirmed missing the train.")
    assert "people" not in set(table["source"]) and "miners" in set(table["source"])


def test_an_attribution_in_the_words_of_any_source_has_a_parent_and_a_carrier() -> None:
    table = coded("The harbour was quiet on Monday. Ana Brod said analysts had warned that the price of fish would fall.", [BROD])
    assert table[["source", "relay"]].to_numpy().tolist() == [["Ana Brod", ""], ["analysts", "Ana Brod"]]
    assert table["parent"].iloc[1] == table["attribution"].iloc[0]


def test_who_turns_down_what_somebody_said_did_not_carry_it() -> None:
    carried = "The harbour was quiet on Monday. Harbour News {} that Ana Brod said that the bridge was safe."
    for cue, relay in (("reported", "Harbour News"), ("denied", ""), ("did not say", "")):
        table = coded(carried.format(cue), [("Harbour News", "Harbour News", "ORG"), BROD])
        assert table["source"].iloc[-1] == "Ana Brod" and table["parent"].notna().iloc[-1] and table["relay"].iloc[-1] == relay


def test_what_somebody_says_of_their_own_thoughts_is_one_attribution() -> None:
    table = coded("The harbour was quiet on Monday. Ana Brod said that she hoped that the price of fish would rise.", [BROD])
    assert list(table["source"]) == ["Ana Brod"]


def test_joint_sources_have_a_row_each_with_the_same_cue_and_content() -> None:
    table = coded("Ana Brod and Ivo Varga said that the bridge was safe.", [BROD, VARGA])
    assert table[["source", "source_spans"]].to_numpy().tolist() == [["Ana Brod", "0-22"], ["Ivo Varga", "13-22"]]
    assert table[["cue_spans", "content_spans", "relay"]].drop_duplicates().shape[0] == 1 and table["parent"].isna().all()


def test_what_joint_sources_say_that_others_say_is_one_attribution_inside_the_first() -> None:
    table = coded("Ana Brod and Ivo Varga said analysts had warned that the price of fish would fall.", [BROD, VARGA])
    assert list(table["source"]) == ["Ana Brod", "Ivo Varga", "analysts"] and list(table["parent"].fillna(0)) == [0, 0, 1]


def test_two_offices_of_one_person_are_one_source() -> None:
    assert list(coded("The former mayor and current candidate said that the bridge was safe.")["source"]) == ["mayor"]


@pytest.mark.parametrize(("noun", "rows"), [("visit", 0), ("closeness of the vote", 0), ("survey", 1), ("mayor", 1)])
def test_events_and_states_are_no_sources_of_what_they_suggest(noun: str, rows: int) -> None:
    assert len(coded(f"The {noun} suggested that the bridge was safe.")) == rows


def test_a_pronoun_for_a_state_is_no_source_either(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "It showed a closeness that suggests a wedding."
    that, suggests = text.index("that"), text.index("suggests")
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[
        relations.Relation([(that, that + 4)], [(suggests, suggests + 8)], [(suggests + 9, len(text) - 1)], 0.9)]])
    assert coded(text).empty


@pytest.mark.parametrize(("text", "rows"), [("The visit deepened the trust.", 0), ("The deal says the bridge stays.", 1)])
def test_events_do_nothing_with_words_unless_they_are_worded(text: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = text.index(" ", 4), text.index(" the ")
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[
        relations.Relation([(0, first)], [(first + 1, second)], [(second + 1, len(text) - 1)], 0.9)]])
    assert len(coded(text)) == rows


def test_a_sentence_that_nobody_is_said_to_say_is_no_holder() -> None:
    text = "“The bridge is closed,” Ana Brod said.\nThe mayor said that the road was closed.\nThe ferry ran, Ivo Marn said."
    assert coded(text)["parent"].isna().all()


@pytest.mark.parametrize(("confidence", "carries", "in_marks", "counts"), [
    (0.9, False, False, True), (0.7, False, False, False), (0.9, False, True, False), (0.6, True, True, True)])
def test_what_is_nested_counts_where_it_is_sure_or_carried(confidence, carries, in_marks, counts) -> None:
    relation = relations.Relation([(0, 3)], [(4, 8)], [(9, 20)], confidence)
    quoted = bytearray([in_marks] * 20)
    assert attributions._is_nested(relation, quoted, carries=carries) is counts


@pytest.mark.parametrize(("source", "rows"), [("I", 1), ("critics", 2)])
def test_who_says_i_inside_a_content_is_no_other_source(source: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"The mayor said: “Today {source} hope that it rains.”"
    at, hope = text.index(f" {source} ") + 1, text.index("hope")
    outer = relations.Relation([(0, 9)], [(10, 14)], [(16, len(text))], 0.9)
    inner = relations.Relation([(at, at + len(source))], [(hope, hope + 4)], [(hope + 5, len(text) - 2)], 0.9)
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[outer, inner]])
    assert len(coded(text)) == rows


def test_a_passive_takes_nobody_from_the_sentence_before() -> None:
    table = coded("Judge Ana Brod said that the trial was over. It is understood that an appeal will be filed.", [BROD])
    assert table[["source", "naming"]].to_numpy().tolist() == [["Ana Brod", "named"], ["", "none"]]


def test_who_is_asked_asks_nothing() -> None:
    assert coded("Asked whether he would resign, Ivo Varga said that he had no plans to go.", [VARGA])["cue"].tolist() == ["say"]
    assert "ask" in coded("Ivo Varga asked whether the bridge was safe.", [VARGA])["cue"].tolist()


def test_who_is_cited_is_no_part_of_what_is_said() -> None:
    text = "Reuters reported, citing two people familiar with the talks, that the state would sell the bank."
    [row] = coded(text, [("Reuters", "Reuters", "ORG")]).to_dict("records")
    assert [text[start:end] for start, end in schema.text_to_spans(row["content_spans"])] == ["that the state would sell the bank"]
    assert (row["source"], row["relay"]) == ("people", "Reuters")


@pytest.mark.parametrize(("further", "kept"), [
    ("The bridge is closed.", 1), ("“The bridge is closed.”", 2), ("“The bridge is closed.", 2), ("'The bridge is closed.", 2)])
def test_of_other_sentences_only_what_is_quoted_is_content(further: str, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"Ana Brod said that the road was open. {further}"
    monkeypatch.setattr(attributions, "find_relations", lambda _: [[
        relations.Relation([(0, 8)], [(9, 13)], [(14, 36), (38, len(text))], 0.9)]])
    assert len(schema.text_to_spans(coded(text)["content_spans"].item())) == kept


def test_a_dateline_is_no_part_of_what_is_said() -> None:
    text = "MEXICO CITY, March 5 (Reuters) -- Two sailors drowned on Monday."
    whole = relations.Relation([], [], [(0, len(text))], 1.0)
    (relation,) = relations._skip_datelines(read(text), [whole])
    assert [text[start:end] for start, end in relation.content_spans] == ["Two sailors drowned on Monday."]
