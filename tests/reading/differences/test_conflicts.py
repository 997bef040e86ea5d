"""Conflicts: two invented sentences on one claim, one difference each."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest

from analysis import schema
from analysis.reading.differences import conflicts, namings, strengths
from analysis.reading.text import language

_HEADLINE = "Floods come to the Tolm valley\n\n"
_EMPTY = [schema.build(name, []) for name in ("mentions", "labels")]
_NO_CLAIMS = [schema.build(name, []) for name in ("claim_mentions", "attributions")]


def _find(
    first: str, second: str, *, statuses: tuple[str, str] = ("own_voice", "own_voice"), voices: tuple[dict, ...] = (),
    names: tuple[tuple[str, str], ...] = (), reports: tuple[str, str] = ("a", "b"), place: int = 1, above: float = 1.0,
    beside: dict | None = None,
) -> pd.DataFrame:
    """`beside` is one more attribution of the second report, which does not vouch for its claim."""
    readings = [language.read_report(report, text if "\n" in text else _HEADLINE + text)
                for report, text in zip(reports, (first, second), strict=True)]
    made = [{"claim": "c0001", "report": reading.report, "sentence": reading.measured[place].number, "start": reading.measured[place].start,
             "end": reading.measured[place].end, "rank": 1, "status": status,
             "attribution": 1 if number < len(voices) else None}
            for number, (reading, status) in enumerate(zip(readings, statuses, strict=True))]
    spoken = [_voice(reading.report, **voice) for reading, voice in zip(readings, voices, strict=False)]
    spoken += [_voice(reports[1], **{"attribution": 2} | beside)] if beside else []
    mentioned = [{"report": reading.report, "sentence": place, "start": reading.text.index(surface),
                  "end": reading.text.index(surface) + len(surface), "surface": surface, "entity": entity, "type": "PERSON",
                  "metonym": False} for reading, (surface, entity) in zip(readings, names, strict=False)]
    return conflicts.find_conflicts(
        readings, schema.build("claim_mentions", made), schema.build("attributions", spoken),
        schema.build("mentions", mentioned), schema.build("labels", []), closeness=_closeness(readings, above), event="flood")


def _tables(readings: list[language.Reading], *, place: int) -> list[pd.DataFrame]:
    """Tables in which each report makes one claim in its own voice, at a place among its sentences."""
    made = [{"claim": "c0001", "report": reading.report, "sentence": place, "start": reading.measured[place].start,
             "end": reading.measured[place].end, "rank": 1, "status": "own_voice", "attribution": None} for reading in readings]
    return [schema.build("claim_mentions", made), schema.build("attributions", []), *_EMPTY]


def _closeness(readings: list[language.Reading], above: float = 1.0) -> dict[frozenset, float]:
    # A proposition can begin anywhere in its sentence.
    places = [(reading.report, sentence.number, start) for reading in readings for sentence in reading.measured
              for start in range(sentence.start, sentence.end)]
    return {frozenset(pair): above for pair in combinations(places, 2)}


def _voice(report: str, **changes: object) -> dict:
    return {"report": report, "attribution": 1, "source_spans": "", "cue_spans": "", "content_spans": "0-5", "mode": "indirect",
            "source": "", "source_type": "", "source_country": "", "naming": "named", "cue": "say", "stance": "neutral",
            "negated": False, "relay": "", "parent": None, "confidence": 1.0} | changes


def _kinds(found: pd.DataFrame) -> list[str]:
    return list(found["kind"])


def test_two_numbers_of_the_same_thing_conflict_at_their_places():
    first, second = "The flood killed nine sheep in Tolm.", "The flood killed 12 sheep in Tolm."
    (row,) = _find(first, second).to_dict("records")
    assert row["kind"] == "number"
    assert (_HEADLINE + first)[row["start_a"]:row["end_a"]] == "nine"
    assert (_HEADLINE + second)[row["start_b"]:row["end_b"]] == "12"


@pytest.mark.parametrize(("first", "second"), [
    ("The flood killed nine sheep in Tolm.", "The flood killed 9 sheep in Tolm."),
    ("The flood killed almost 100 sheep in Tolm.", "The flood killed 98 sheep in Tolm."),
    ("The flood killed 11,000 sheep in Tolm.", "The flood killed about 12,000 sheep in Tolm."),
    ("The flood killed nine sheep in Tolm.", "The flood killed 12 goats in Tolm.")])
def test_numbers_that_agree_or_count_other_things_do_not_conflict(first, second):
    assert "number" not in _kinds(_find(first, second))


@pytest.mark.parametrize(("first", "second"), [
    ("The flood killed dozens of sheep in Tolm.", "The flood killed 60 sheep in Tolm."),
    ("The flood killed about 100 sheep in Tolm.", "The flood killed 130 sheep in Tolm."),
    ("The flood killed 26 sheep in Tolm.", "The flood killed at least 26 sheep in Tolm."),
    ("The flood killed 800,000 sheep in Tolm.", "The flood killed hundreds of thousands of sheep in Tolm."),
    ("The flood killed several people in Tolm.", "The flood killed 12 people, four of them children, in Tolm."),
    ("The flood killed 26 sheep in Tolm.", "The flood killed at least 26 sheep and 26 goats in Tolm."),
    ("The calf weighs 50 kg.", "The calf weighs at least 50 kilograms."),
    ("The bridge carries 500 cars a day.", "The bridge carries at least 500 cars a day.")])
def test_numbers_that_can_be_one_conflict_where_they_are_told_with_another_precision(first, second):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == ["number"]


def test_a_bound_is_a_part_of_the_number_that_is_marked():
    first, second = "The flood killed 26 sheep in Tolm.", "The flood killed at least 26 sheep in Tolm."
    (row,) = _find(first, second).to_dict("records")
    assert (_HEADLINE + second)[row["start_b"]:row["end_b"]] == "at least 26"


@pytest.mark.parametrize(("first", "second"), [
    ("The boat sank after 200 feet.", "The boat sank after up to 61 metres."),
    ("The flood killed 26 sheep in Tolm.", "The flood, which hit at least 26 sheep, came on Monday."),
    ("The flood killed about 26 sheep in Tolm.", "The flood killed 26 sheep in Tolm.")])
def test_other_units_and_other_predicates_are_told_with_no_other_precision(first, second):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == []


def test_a_number_is_surer_of_the_same_noun_and_what_is_rounded_is_listed_more():
    def score(first: str, second: str) -> float:
        return _find(first, second)["score"].iloc[0]

    same, other = (score("The flood killed dozens of people.", f"The flood killed 60 {who}.") for who in ("people", "workers"))
    assert same > other
    rounded, exact = (score("The flood killed 9,000 sheep.", f"The flood killed {number} sheep.") for number in ("12 thousand", "12,000"))
    assert rounded > exact


def test_loose_quantities_conflict_when_they_cannot_meet():
    assert "number" in _kinds(_find("The flood killed millions of sheep in Tolm.", "The flood killed some sheep in Tolm."))


def test_weekdays_that_differ_conflict_and_a_shared_one_settles_it():
    assert _kinds(_find("Mills in Tolm closed on Monday.", "Mills in Tolm closed on Tuesday.")) == ["date"]
    assert _kinds(_find("Mills in Tolm closed on Monday.", "Mills in Tolm closed on Monday, not Tuesday.")) == []


def test_days_of_a_month_conflict_whichever_comes_first():
    assert _kinds(_find("Mills in Tolm closed on 3 June.", "Mills in Tolm closed on June 4.")) == ["date"]
    assert _kinds(_find("Mills in Tolm closed on 3 June.", "Mills in Tolm closed on June 3.")) == []
    assert _kinds(_find("Mills in Tolm closed in June.", "Mills in Tolm closed in July.")) == ["date"]


def test_a_name_spelled_in_two_ways_is_found_and_marks_weigh_less_than_letters():
    letters = _find("Later Sergio Halloway left Tolm.", "Later Serguei Halloway left Tolm.",
                    names=(("Sergio Halloway", "Sergio Halloway"), ("Serguei Halloway", "Sergio Halloway")))
    marks = _find("Later Ann Mari Lund left Tolm.", "Later Ann-mari Lund left Tolm.",
                  names=(("Ann Mari Lund", "Ann Mari Lund"), ("Ann-mari Lund", "Ann Mari Lund")))
    assert _kinds(letters) == _kinds(marks) == ["name"]
    assert letters["score"].iloc[0] > marks["score"].iloc[0]


@pytest.mark.parametrize(("first", "second", "strength"), [
    ("Keepers said the lamps of the old mill may have failed.", "Keepers said the lamps of the old mill failed.", True),
    ("Keepers said the lamps may have failed.", "Keepers said the lamps failed.", True),
    ("Keepers said the lamps of the old mill might fail.", "Keepers said the lamps of the old mill could fail.", False),
    ("Keepers said the lamps of the old mill would fail.", "Keepers said the lamps of the old mill will fail.", False)])
def test_a_hedge_in_what_a_source_says_is_weaker_but_no_tense_of_reported_speech(first, second, strength):
    found = _kinds(_find(first, second, statuses=("attributed", "attributed")))
    assert ("strength" in found) is strength


def test_what_one_denies_and_the_other_hedges_is_told_once():
    found = _find("The lamps of the old mill did not fail.", "The lamps of the old mill may fail.", statuses=("own_voice", "hedged"))
    assert _kinds(found) == ["negation"]


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("Two keepers were arrested in Tolm.", "A keeper was arrested in Tolm.", ["number"]),
    ("Twelve sheep, including three lambs, were lost in Tolm.", "Twelve sheep, including five lambs, were lost in Tolm.", ["number"]),
    ("The flood killed 12 sheep.", "The flood, which hit 30 sheep, came on Monday.", []),
    ("Keepers sent a letter to the mill with a permit.", "Keepers sent a letter to the mill with permits.", ["number"]),
    ("Keepers who had permits sent a permit.", "Keepers sent permits.", []),
    ("The flood killed a sheep and six sheep.", "The flood killed sheep.", []),
    ("The dam, built in 1998, burst.", "The dam, mended in 2011, burst.", []),
    ("Mills in Tolm closed in March.", "Mills in Tolm closed on 14 March.", []),
    ("Mills in Tolm closed in May.", "Mills in Tolm closed on 14 March.", ["date"])])
def test_quantities_conflict_where_like_predicates_tell_them(first, second, kinds):
    assert _kinds(_find(first, second)) == kinds


def test_whose_words_an_outlet_reported_is_no_other_speaker():
    text, told = "The dam at Tolm burst.", {"statuses": ("attributed", "attributed"), "voices": ({"source": "Hale"}, {"source": "Gazette"})}
    assert _kinds(_find(text, text, **told)) == ["speaker_changed"]
    assert _kinds(_find(text, text, **told, beside={"source": "Hale", "parent": 1})) == []
    assert _kinds(_find(text, text, **told, beside={"source": "Lund", "parent": 1})) == ["speaker_changed"]


def test_a_rank_can_stand_behind_the_name():
    found = _find("Tomas Berek, a senior keeper, left Tolm.", "Tomas Berek, a junior keeper, left Tolm.",
                  names=(("Tomas Berek", "Tomas Berek"),) * 2)
    assert _kinds(found) == ["name"]


def test_the_day_of_saying_is_no_day_of_what_is_said():
    first, second = "The keeper said on Thursday that the dam burst.", "The keeper said on Friday that the dam burst."
    at = len(_HEADLINE) + first.index("said")
    spans = [{"cue_spans": f"{at}-{at + 4}"}] * 2
    assert "date" not in _kinds(_find(first, second, statuses=("attributed", "attributed"), voices=tuple(spans)))


@pytest.mark.parametrize(("ours", "theirs", "kinds"), [
    ("Tomas Berek", "Tomas Bereke", ["name"]), ("Tomas Berek", "Tomas Bereks", []), ("Tom Berek", "Tomas Berek", [])])
def test_a_family_name_that_goes_on_is_another_spelling_but_no_plural_and_no_short_given_name(ours, theirs, kinds):
    found = _find(f"Later {ours} left Tolm.", f"Later {theirs} left Tolm.", names=((ours, "Tomas Berek"), (theirs, "Tomas Berek")))
    assert _kinds(found) == kinds


def test_another_person_is_no_spelling_and_a_possessive_is_none_either():
    other = _find("Later Petra Hale left Tolm.", "Later Oskar Lund left Tolm.",
                  names=(("Petra Hale", "Petra Hale"), ("Oskar Lund", "Oskar Lund")))
    same = [_find("Later Petra Hale left Tolm.", f"Later {name} sister left Tolm.",
                  names=(("Petra Hale", "Petra Hale"), (name, "Petra Hale"))) for name in ("Petra Hale's", "PETRA HALE'S")]
    assert [_kinds(found) for found in (other, *same)] == [[], [], []]


def test_one_report_negates_what_the_other_says():
    assert _kinds(_find("The dam at Tolm burst.", "The dam at Tolm did not burst.")) == ["negation"]


def test_what_is_told_and_not_how_it_was_told_negates():
    first, told = "Hald told lawmakers during a heated debate that the old dam in Tolm had not burst.", "that the old dam in Tolm had not burst"
    start, cue = (len(_HEADLINE) + first.index(words) for words in (told, "told"))
    voice = {"source": "Hald", "cue": "tell", "cue_spans": f"{cue}-{cue + 4}", "content_spans": f"{start}-{start + len(told)}"}
    found = _find(first, "The old dam in Tolm burst on Monday.", statuses=("attributed", "own_voice"), voices=(voice,))
    assert "negation" in _kinds(found)


def test_a_negation_of_something_else_is_none():
    assert _kinds(_find("The dam at Tolm did not burst.", "The mayor praised the dam at Tolm and its keepers.")) == []


def test_a_headline_tells_no_speaker_and_what_it_denies_counts_half():
    text = "Dam bursts at Tolm\n\nLate last night the dam above the village of Tolm burst."
    lost = {"first": text, "second": text, "statuses": ("attributed", "own_voice"), "voices": ({"source": "Hale"},)}
    assert [_kinds(_find(**lost, place=place)) for place in (0, 1)] == [[], ["attribution_lost"]]
    changed = lost | {"statuses": ("attributed", "attributed"), "voices": ({"source": "Hale"}, {"source": "Lund"})}
    assert [_kinds(_find(**changed, place=place)) for place in (0, 1)] == [[], ["speaker_changed"]]
    hedged = lost | {"second": text.replace("bursts", "may burst").replace("burst.", "may have burst."), "voices": ()}
    assert [_kinds(_find(**hedged, place=place)) for place in (0, 1)] == [[], ["strength"]]
    denied = [f"The guards {sold} the mill\n\nThe guards of the village of Tolm {sold} the mill." for sold in ("sold", "did not sell")]
    headline, body = (_find(*denied, place=place) for place in (0, 1))
    assert _kinds(headline) == _kinds(body) == ["negation"]
    assert headline["score"].iloc[0] == body["score"].iloc[0] / 2


def test_who_accuses_and_who_says_differ_less_than_who_insists_and_who_says():
    def score(stance: str) -> float:
        voices = ({"source": "Hale", "stance": stance}, {"source": "Hale"})
        (row,) = _find("The dam burst.", "The dam burst.", statuses=("attributed", "attributed"), voices=voices).to_dict("records")
        assert row["kind"] == "strength"
        return row["score"]

    assert score("accusing") < score("assertive")


def test_speakers_conflict_unless_one_carried_the_other_s_words():
    both = {"first": "The dam at Tolm burst.", "second": "The dam at Tolm burst.", "statuses": ("attributed", "attributed")}
    assert _kinds(_find(**both, voices=({"source": "Hale"}, {"source": "Lund"}))) == ["speaker_changed"]
    assert _kinds(_find(**both, voices=({"source": "Hale"}, {"source": "Lund", "relay": "Tolm Post < Hale"}))) == []
    assert _kinds(_find(**both, voices=({"source": "Lund", "relay": "Tolm Post < Hale"}, {"source": "Hale"}))) == []
    # A source that nobody told is no other one.
    assert _kinds(_find(**both, voices=({"source": "Hale"}, {"source": "", "naming": "none"}))) == []


def test_a_role_beside_a_name_is_a_less_sure_change_of_speaker():
    both = {"first": "The dam at Tolm burst.", "second": "The dam at Tolm burst.", "statuses": ("attributed", "attributed")}
    (role,) = _find(**both, voices=({"source": "Hale"}, {"source": "residents", "naming": "role"})).to_dict("records")
    (name,) = _find(**both, voices=({"source": "Hale"}, {"source": "Lund"})).to_dict("records")
    assert role["kind"] == name["kind"] == "speaker_changed"
    assert role["score"] < name["score"]


def test_a_hedge_dropped_and_a_stance_changed_are_strength():
    pair = ("The dam at Tolm burst.", "The dam at Tolm may have burst.")
    assert _kinds(_find(*pair, statuses=("own_voice", "hedged"))) == ["strength"]
    voices = ({"source": "Hale", "stance": "doubting"}, {"source": "Hale"})
    assert _kinds(_find(*pair, statuses=("doubted", "attributed"), voices=voices)) == ["strength"]


def test_report_a_comes_first_whatever_the_order_of_reading():
    found = _find("The flood killed nine sheep in Tolm.", "The flood killed 12 sheep in Tolm.", reports=("z", "m"))
    (row,) = found.to_dict("records")
    assert (row["report_a"], row["report_b"]) == ("m", "z")


@pytest.mark.parametrize(("above", "score"), [(0.0, None), (0.06, 0.35), (0.12, 0.7), (0.6, 0.7)])
def test_the_closer_two_sentences_are_the_surer_is_a_conflict_and_without_a_link_there_is_none(above, score):
    found = _find("Mills in Tolm closed on Monday.", "Mills in Tolm closed on Tuesday.", above=above)
    assert list(found["score"]) == ([] if score is None else [score])


def test_what_is_denied_in_other_words_is_a_negation_but_what_is_only_negated_is_none():
    pair = {"first": "The dam at Tolm burst.", "second": "Keepers spoke of idle rumours."}
    (row,) = _find(**pair, statuses=("own_voice", "denied")).to_dict("records")
    assert (row["kind"], row["score"]) == ("negation", 0.1)
    assert _find("The dam at Tolm burst.", "Keepers did not speak.").empty


@pytest.mark.parametrize(("second", "kinds"), [
    ("Keepers said that the dam at Tolm did not burst.", ["negation"]), ("Keepers said that the bridge at Tolm did not burst.", []),
    ("Keepers said that they did not see the dam at Tolm.", [])])
def test_a_negation_is_of_what_is_said_and_of_the_same_subject(second, kinds):
    assert _kinds(_find("The board said that the dam at Tolm burst.", second)) == kinds


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("Hald Shipping was fined twice.", "The company has never been fined.", ["negation"]),
    ("Hald Shipping was fined twice.", "The guards were not fined.", []),
    ("Her rival, the keeper Nils Brod, left Tolm.", "Brod refused to leave Tolm.", ["negation"]),
    ("Guards seized the barge.", "The keeper denied that a barge had been seized.", ["negation"]),
    ("Guards seized the barge.", "The mill was not seized.", []),
    ("Tolm will never cede the mill.", "Tolm promised to cede the mill.", ["negation"]),
    ("Hald is in talks to sell the mill.", "Hald denied that it was in talks.", ["negation"]),
    ("Hald will close the mill.", "Hald has no plans to close the mill.", ["negation"]),
    ("Hald sold the mill.", "Hald was unable to sell the mill.", ["negation"]),
    ("Hald ignored the warnings.", "Hald rejected reports that it had ignored warnings.", ["negation"]),
    ("Hald promised to cut prices.", "Hald ruled out price cuts.", ["negation"]),
    ("Hald agreed to sell the mill.", "Hald did not agree to leave.", []),
    ("Keepers told of leaks.", "Guards found no leaks.", []), ("Berg released her letters.", "Berg refused to release the mill.", []),
    ("A law requires Berg to release letters.", "Berg refused to release letters.", []),
    ("If Hald sells the mill, he will leave.", "Hald did not sell the mill.", []), ("Did Hald sell the mill?", "Hald did not sell the mill.", []),
    ("Hald had a revolver.", "It was a revolver, not a pistol.", []),
    ("The future of Tolm is at stake.", "Nothing less than the future of Tolm is at stake.", []),
    ("Hald will restart the mill.", "It will not be easy to restart the mill.", []),
    ("Berg released her letters.", "Hald demanded an answer, yet refused to release his letters.", []),
    ("Guards found leaks.", "Keepers saw no leaks.", ["negation"])])
def test_a_negation_is_found_where_the_predicate_is_completed_turned_round_or_of_another_name(first, second, kinds):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == kinds


def test_capitals_of_a_whole_name_are_no_other_spelling_of_it():
    pairs = [("VILLARREAL", "Villarreal"), ("McCray", "Mccray"), ("Villareal", "Villarreal")]
    assert [namings._spelling(*pair, person=True) > 0 for pair in pairs] == [False, True, True]


@pytest.mark.parametrize(("ours", "theirs", "person", "score"), [
    ("Halloway Bank", "Hallowey Bank", False, 0.9), ("Halloway", "Hallowey", False, 0), ("Halloway", "Hallowey", True, 0.6),
    ("Rick Gates", "Oscar Gates", True, 0.4), ("Rick Gates", "Oscar Gates", False, 0), ("Rick Gates", "Rick Lund", True, 0),
    ("Rick Gates", "Rick J. Gates", True, 0), ("Hald & Lund Bank", "Hald and Lund Bank", False, 0),
    ("Tolm Defence Centre", "Tolm Defense Center", False, 0)])
def test_a_spelling_is_surer_of_several_words_and_given_names_are_persons_only(ours, theirs, person, score):
    assert namings._spelling(ours, theirs, person=person) == score


@pytest.mark.parametrize(("text", "grades"), [
    ("Prices collapsed in Tolm.", {"fall": {2}}), ("The collapse of the dam was feared.", {}),
    ("The light wind was feared.", {"severity": {0}}), ("The light failed.", {})])
def test_some_scales_are_of_verbs_and_some_of_adjectives_only(text, grades):
    assert strengths.find_grades(language.read_report("a", text).measured[0].tokens) == grades


def test_a_source_contradicts_itself_from_report_to_report_only_in_the_same_words():
    voices, statuses = ({"source": "Hale"}, {"source": "Hale"}), ("attributed", "denied")
    seconds = ("The dam at Tolm did not burst.", "The keepers did not speak.")
    assert ["negation" in _kinds(_find("The dam at Tolm burst.", text, voices=voices, statuses=statuses)) for text in seconds] == [True, False]


def test_one_who_insists_against_a_report_s_own_voice_is_strength_as_well():
    pair = {"first": "The dam at Tolm burst.", "second": "The dam at Tolm burst.", "statuses": ("attributed", "own_voice")}
    assert _kinds(_find(**pair, voices=({"source": "Hale", "stance": "assertive"},))) == ["attribution_lost", "strength"]
    assert _kinds(_find(**pair, voices=({"source": "Hale"},))) == ["attribution_lost"]


def test_overlapping_claims_tell_one_disagreement_once():
    readings = [language.read_report(name, _HEADLINE + text) for name, text in (
        ("a", "The dam at Tolm burst. The dam at Tolm burst."), ("b", "The dam at Tolm burst."))]
    known = {reading.report: reading.measured for reading in readings}
    made = sorted(({"claim": claim, "report": report, "sentence": number, "start": known[report][number].start,
                    "end": known[report][number].end, "rank": 1, "status": status, "attribution": 1 if status == "attributed" else None}
                   for claim, report, number, status in (
                       ("c0001", "a", 1, "attributed"), ("c0001", "b", 1, "own_voice"), ("c0002", "a", 1, "attributed"),
                       ("c0002", "a", 2, "attributed"), ("c0002", "b", 1, "own_voice"))), key=lambda row: (row["claim"], row["report"]))
    a, b = ([(report, number, sentence.start) for number, sentence in enumerate(sentences)] for report, sentences in known.items())
    closeness = {frozenset((a[1], b[1])): 0.3, frozenset((a[2], b[1])): 0.25}
    found = conflicts.find_conflicts(
        readings, schema.build("claim_mentions", made), schema.build("attributions", [_voice("a", source="Hale")]), *_EMPTY,
        closeness=closeness, event="flood")
    assert list(found["start_a"]) == [len(_HEADLINE)]


def _find_twice(last: str, closest: dict[int, float]) -> tuple[list[dict], list[int]]:
    """Conflicts where `a` attributes a claim and `b` says it itself, and once more by its `last` status; how close each of these two is to `a`'s.

    And where the sentences of `b` start.
    """
    readings = [language.read_report(name, _HEADLINE + text) for name, text in (
        ("a", "The dam at Tolm burst."), ("b", "Tolm lost its dam. The dam at Tolm burst."))]
    known = {reading.report: reading.measured for reading in readings}
    made = [{"claim": "c0001", "report": report, "sentence": number, "start": known[report][number].start,
             "end": known[report][number].end, "rank": 1, "status": status, "attribution": 1 if status == "attributed" else None}
            for report, number, status in (("a", 1, "attributed"), ("b", 1, "own_voice"), ("b", 2, last))]
    a, b = ([(report, number, sentence.start) for number, sentence in enumerate(sentences)] for report, sentences in known.items())
    found = conflicts.find_conflicts(
        readings, schema.build("claim_mentions", made), schema.build("attributions", [_voice("a", source="Hale"), _voice("b", source="Hale")]),
        *_EMPTY, closeness={frozenset((a[1], b[number])): close for number, close in closest.items()}, event="flood")
    return found.to_dict("records"), [sentence.start for sentence in known["b"]]


def test_of_several_places_the_closest_two_tell_what_two_reports_disagree_in():
    (row,), starts = _find_twice("own_voice", {1: 0.1, 2: 0.12})
    assert (row["kind"], row["start_b"]) == ("attribution_lost", starts[2])


def test_no_attribution_is_lost_by_a_report_that_attributes_the_claim_in_another_place():
    assert [row["kind"] for row in _find_twice("own_voice", {1: 0.12})[0]] == ["attribution_lost"]
    assert _find_twice("attributed", {1: 0.12})[0] == _find_twice("attributed", {1: 0.12, 2: 0.1})[0] == []


@pytest.mark.parametrize(("status", "voice", "kinds"), [
    ("own_voice", {"source": "Hale"}, ["attribution_lost"]),
    ("hedged", {"source": "Hale"}, ["attribution_lost"]),
    ("denied", {"source": "Hale"}, ["negation"]),
    ("own_voice", {"source": ""}, [])])
def test_attribution_is_lost_where_a_named_source_gives_way_to_the_report(status, voice, kinds):
    found = _find("The dam at Tolm burst.", "The dam at Tolm burst.", statuses=("attributed", status), voices=(voice,))
    assert sorted(_kinds(found)) == kinds


def test_attribution_is_lost_where_propositions_are_close_and_the_speaker_changes_where_they_are_less_so():
    text, voices = "The dam at Tolm burst.", ({"source": "Hale"}, {"source": "Lund"})
    lost = [_kinds(_find(text, text, statuses=("attributed", "own_voice"), voices=voices[:1], above=above)) for above in (0.044, 0.046)]
    changed = [_kinds(_find(text, text, statuses=("attributed", "attributed"), voices=voices, above=above)) for above in (0.044, 0.046)]
    assert (lost, changed) == ([[], ["attribution_lost"]], [["speaker_changed"]] * 2)


def test_a_hedge_far_above_the_predicate_counts_for_nothing():
    kinds = [_kinds(_find("The dam at Tolm burst.", f"The dam at Tolm {burst}.", statuses=("own_voice", "hedged")))
             for burst in ("may have burst", "burst")]
    assert kinds == [["strength"], []]


def test_a_question_loses_no_attribution():
    lost = {"statuses": ("attributed", "hedged"), "voices": ({"source": "Hale"},)}
    first = "A dam burst at Tolm."
    assert [_kinds(_find(first, second, **lost)) for second in ("A dam may have burst at Tolm.", "Did a dam burst at Tolm?")] == [
        ["attribution_lost", "strength"], []]


def test_no_attribution_is_lost_where_a_report_quotes_or_tells_who_says_it():
    first, lost = "The dam at Tolm burst.", {"statuses": ("attributed", "own_voice"), "voices": ({"source": "Hale"},)}
    assert _kinds(_find(first, "A dam at Tolm burst.", **lost)) == ["attribution_lost"]
    assert _kinds(_find(first, '"A dam at Tolm burst."', **lost)) == []
    second = "A dam at Tolm was seen by Lund to burst."
    at = len(_HEADLINE) + second.index("seen")
    cue = {"cue_spans": f"{at}-{at + 4}", "cue": "see"}
    assert _kinds(_find(first, second, **lost, beside=cue | {"source": "Lund"})) == []
    assert _kinds(_find(first, second, **lost, beside=cue | {"source": ""})) == ["attribution_lost"]
    before = {"cue_spans": "0-6", "source": "Lund"}
    assert _kinds(_find(first, second, **lost, beside=before)) == ["attribution_lost"]


@pytest.mark.parametrize(("ours", "theirs", "naming", "kinds"), [
    ("official", "officials", "anonymous", ["number"]), ("officials", "official", "role", ["number"]),
    ("officials", "officials", "anonymous", []), ("official", "residents", "anonymous", ["speaker_changed"]),
    ("Hale", "Hales", "named", ["speaker_changed"])])
def test_one_unnamed_source_and_several_of_its_kind_differ_in_number(ours, theirs, naming, kinds):
    text = "The dam at Tolm burst."
    place = f"{len(_HEADLINE)}-{len(_HEADLINE) + len(text)}"
    voices = tuple({"source": source, "naming": naming, "source_spans": "0-6", "content_spans": place} for source in (ours, theirs))
    found = _find(text, text, statuses=("attributed", "attributed"), voices=voices)
    assert _kinds(found) == kinds
    assert found.loc[found["kind"] == "number", ["start_a", "end_a", "start_b", "end_b"]].to_numpy().tolist() == [[0, 6, 0, 6]] * ("number" in kinds)


def test_one_place_stands_in_a_conflict_with_each_of_two_reports():
    readings = [language.read_report(name, f"The flood killed {number} people in Tolm.") for name, number in zip("abc", (9, 30, 90), strict=True)]
    tables = _tables(readings, place=0)
    found = conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood")
    pairs = {frozenset((row.report_a, row.report_b)) for row in found.itertuples()}
    assert set(found["kind"]) == {"number"} and pairs == {frozenset("ab"), frozenset("ac"), frozenset("bc")}


def _conflicts_of_three(closest: dict[str, float]) -> pd.DataFrame:
    """The conflicts of three pairs of four reports, each of which has another number at its only place."""
    readings = [language.read_report(name, f"The flood killed {number} people in Tolm.")
                for name, number in zip("abcd", (9, 30, 90, 200), strict=True)]
    place = {reading.report: (reading.report, 0, 0) for reading in readings}
    closeness = {frozenset((place[a], place[b])): close for (a, b), close in closest.items()}
    return conflicts.find_conflicts(readings, *_tables(readings, place=0), closeness=closeness, event="flood")


@pytest.mark.parametrize("pairs", [("ab", "cd", "ac"), ("ac", "bd", "cd"), ("bc", "ab", "ad"), ("cd", "ab", "bd")])
def test_a_row_is_turned_to_make_room_for_another(pairs):
    # Each place begins one row: `ab` and `cd` would leave none for `ac`, were neither turned.
    found = _conflicts_of_three(dict(zip(pairs, (0.12, 0.11, 0.1), strict=True)))
    assert {*pairs} <= {"".join(sorted((row.report_a, row.report_b))) for row in found.itertuples()}
    assert not found.duplicated(["report_a", "start_a"]).any()
    for row in found.itertuples():
        assert row.start_a == row.start_b == len("The flood killed ")


def test_what_a_third_report_joins_conflicts_half_as_surely_as_the_less_close_of_its_two_links():
    found = _conflicts_of_three({"ab": conflicts.CLOSE, "bc": conflicts.CLOSE / 2})
    scores = {"".join(sorted((row.report_a, row.report_b))): row.score for row in found.itertuples()}
    assert scores == {"ab": scores["ab"], "bc": scores["ab"] / 2, "ac": scores["ab"] / 4}
    assert len(_conflicts_of_three({"ab": conflicts.CLOSE, "cd": conflicts.CLOSE})) == 2


def test_of_more_candidates_than_places_the_least_are_left_out():
    pairs = ("ab", "ac", "ad", "bc", "bd", "cd")
    found = _conflicts_of_three(dict(zip(pairs, (0.12, 0.11, 0.1, 0.09, 0.08, 0.07), strict=True)))
    assert sorted("".join(sorted((row.report_a, row.report_b))) for row in found.itertuples()) == ["ab", "ac", "ad", "bc"]


def test_who_vouches_is_told_for_each_two_of_four_reports_from_the_predicate_on_if_need_be():
    text, start = f"{_HEADLINE}The dam at Tolm burst.", len(_HEADLINE)
    readings = [language.read_report(name, text) for name in "abcd"]
    made = [{"claim": "c0001", "report": name, "sentence": 1, "start": start, "end": len(text), "rank": 1, "status": "attributed", "attribution": 1}
            for name in "abcd"]
    spoken = [_voice(name, source=source) for name, source in zip("abcd", ("Hale", "Lund", "Berek", "Ossa"), strict=True)]
    found = conflicts.find_conflicts(readings, schema.build("claim_mentions", made), schema.build("attributions", spoken), *_EMPTY,
                                     closeness=_closeness(readings), event="flood")
    assert set(found["kind"]) == {"speaker_changed"}
    assert {frozenset((row.report_a, row.report_b)) for row in found.itertuples()} == {frozenset(pair) for pair in combinations("abcd", 2)}
    starts = found[["start_a", "start_b"]].to_numpy()
    assert set(starts.ravel()) == {start, text.index("burst")} and (starts == start).all(axis=1).sum() == 4


@pytest.mark.parametrize(("day", "kinds"), [("March 4", []), ("March 6", ["date"])])
def test_a_weekday_is_compared_with_a_day_of_the_month_where_publication_is_known(day, kinds):
    # 4 March 2031 is a Tuesday.
    readings = [language.read_report("a", "The dam at Tolm burst on Tuesday."), language.read_report("b", f"The dam at Tolm burst on {day}.")]
    tables = _tables(readings, place=0)
    published = {"a": "2031-03-05", "b": "2031-03-07"}
    assert _kinds(conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood", published=published)) == kinds
    assert conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood").empty


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("The boat sank after 200 feet.", "The boat sank after 61 metres.", []),
    ("The keeper served 150 days.", "The keeper served five months.", []),
    ("The fire burned 10 square miles.", "The fire burned 26 square kilometres.", []),
    ("The bank raised rates by 0.25 percentage points.", "The bank raised rates by 50 basis points.", ["number"]),
    ("The ferry lost 5,000 litres of oil.", "The ferry lost 9,000 liters of oil.", ["number"]),
    ("The ferry lost 5,000 litres of oil.", "The ferry lost 1,320 gallons of oil.", []),
    ("As many as 90 sheep were lost.", "As many as 80 sheep were lost.", ["number"]),
    ("The flood reached thirty-one mills.", "The flood reached 31 mills.", []),
    ("Police arrested a 66-year-old keeper.", "Police arrested a 56-year-old keeper.", ["number"]),
    ("Police arrested a 66-year-old keeper.", "Police arrested a 36-year-old miller.", []),
    ("A 34-year-old man was charged.", "A man aged 43 was charged.", ["number"]),
    ("The miller was 61 years old.", "The miller was aged 71.", ["number"]),
    ("The miller was 61 years old.", "The miller, who was 61 years old, was jailed for five years.", []),
    ("The millers were aged between 14 and 19.", "The millers were aged between 30 and 41.", ["number"]),
    ("The miners won 3-1 in Tolm.", "The miners won three matches in Tolm.", []),
    ("The quake had a magnitude of 6.4.", "The 6.4-magnitude quake came at dawn.", []),
    ("The tax raised $3 billion a year.", "The tax raised $900 million a month.", ["number"]),
    ("The sale brought some 65 per cent of the vote.", "The sale brought 82 percent.", ["number"]),
    ("The boat sank between Tuesday and Wednesday.", "The boat sank on Thursday.", ["date"]),
    ("The boat sank in 1987.", "The boat sank in the 1980s.", []),
    ("The boat sank in 1987.", "The boat sank in the 1990s.", ["date"]),
    ("The fair runs July 3-9.", "The fair runs on July 12.", ["date"]),
    ("A man shot three keepers.", "A miller wounded two men.", []),
    ("The flood of March killed nine sheep.", "The flood killed 12 sheep.", ["number"])])
def test_units_times_ages_and_shares_are_compared_as_what_they_are(first, second, kinds):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == kinds
    assert _kinds(_find(first, first)) == _kinds(_find(second, second)) == []


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("Three people died and 12 were hurt.", "Twelve people were hurt and three died.", []),
    ("Three people died and 12 were hurt.", "Twenty people were hurt and three died.", ["number"]),
    ("The flood left nine dead and 30 others hurt.", "The flood left nine dead and 70 people hurt.", ["number"]),
    ("Turnout in Tolm was 61 percent.", "Turnout in Tolm was 61.4 percent.", ["number"]),
    ("Turnout in Tolm was 4 percent.", "Turnout in Tolm was 4.5 percent.", ["number"])])
def test_numbers_in_another_order_agree_and_rounded_ones_do_not(first, second, kinds):
    assert _kinds(_find(first, second)) == kinds


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("One hundred and twenty-five sheep fled.", "Nine sheep fled.", ["number"]),
    ("The top 20 schools closed.", "The top 50 schools closed.", ["number"]),
    ("Not fewer than 20 sheep fled.", "Thirty sheep fled.", ["number"]),
    ("The jet, a Boeing 747-400, landed.", "The jet, a Boeing 777-200, landed.", []),
    (f"The flood killed {'9' * 400} sheep.", "The flood killed 12 sheep.", []),
    ("The keeper voted for the dam and did not leave.", "The keeper voted against the dam.", []),
    ("The traffic light failed.", "The serious traffic failed.", [])])
def test_what_a_review_found_is_the_same_whichever_report_is_first(first, second, kinds):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == kinds


def test_conflicts_that_match_too_loosely_are_left_out():
    pair = "Mills in Tolm closed on Monday.", "Mills in Tolm closed on Tuesday."
    assert [len(_find(*pair, above=above)) for above in (0.0119, 0.0121)] == [0, 1]


def test_publication_at_the_end_of_time_gives_no_weekday():
    readings = [language.read_report(name, _HEADLINE + "The dam at Tolm will burst tomorrow.") for name in "ab"]
    tables = _tables(readings, place=1)
    assert conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood",
                                    published={"a": "9999-12-31", "b": "2031-03-05"}).empty


def test_what_a_source_says_of_another_s_saying_has_its_own_day():
    first, second = (f"The chairman said the union had warned the port in {month} that bolts were cracked." for month in ("January", "May"))
    cues = [[len(_HEADLINE) + text.index(word) for word in ("said", "warned", "the union")] for text in (first, second)]
    voices = tuple({"cue_spans": f"{said}-{said + 4};{warned}-{warned + 6}", "content_spans": f"{start}-{start + 70}"}
                   for said, warned, start in cues)
    assert _kinds(_find(first, second, statuses=("attributed", "attributed"), voices=voices)) == ["date"]


@pytest.mark.parametrize(("published", "kinds"), [(("2031-03-05", "2031-03-05"), []), (("2031-03-05", "2031-03-06"), ["date"]), (None, [])])
def test_yesterday_is_a_weekday_where_publication_is_known(published, kinds):
    readings = [language.read_report(name, _HEADLINE + "The dam at Tolm burst yesterday.") for name in "ab"]
    tables = _tables(readings, place=1)
    dates = dict(zip("ab", published, strict=True)) if published else None
    assert _kinds(conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood", published=dates)) == kinds


@pytest.mark.parametrize(("first", "second"), [
    ("The keepers reached a consensus on the dam.", "The keepers exchanged views on the dam."),
    ("It was the first visit to the dam.", "It was a rare visit to the dam."),
    ("The flood destroyed the dam.", "The flood damaged the dam."),
    ("The keeper was seriously hurt.", "The keeper was slightly hurt."),
    ("The keeper had serious injuries.", "The keeper had minor injuries."),
    ("The keepers saw the alleged thief.", "The keepers saw the thief."),
    ("The keepers saw what appeared to be a thief.", "The keepers saw a thief.")])
def test_weightier_words_and_what_is_left_open_are_strength(first, second):
    assert _kinds(_find(first, second)) == ["strength"]


def test_the_same_grade_is_no_difference_of_strength():
    assert _find("The flood destroyed the dam.", "The flood wrecked the dam.").empty


def test_a_sentence_that_denies_it_elsewhere_does_not_affirm_it():
    assert _kinds(_find("The dam at Tolm did not burst.", "The dam at Tolm held and did not burst, and then the keepers of the old mill left.")) == []


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("Guards were freed by Wednesday morning.", "Guards were freed after Tuesday's flood.", []),
    ("Guards freed the crew on Wednesday.", "After the Tuesday night flood guards freed the crew.", []),
    ("Guards were freed after Monday's flood.", "Guards were freed after Tuesday's flood.", ["date"]),
    ("Guards were freed on Wednesday morning.", "Guards were freed on Tuesday.", ["date"])])
def test_the_day_of_a_thing_is_no_day_of_what_is_told_with_it(first, second, kinds):
    assert _kinds(_find(first, second)) == kinds


@pytest.mark.parametrize(("first", "second", "names", "found"), [
    ("Later Rick Gates left Tolm.", "Later Oscar Gates left Tolm.", ("Rick Gates", "Oscar Gates"), True),
    ("Later J. Gates left Tolm.", "Later Jon Gates left Tolm.", ("J. Gates", "Jon Gates"), False),
    ("Later Papadopoulos left Tolm.", "Later Papadopoulous left Tolm.", ("Papadopoulos", "Papadopoulous"), True)])
def test_given_names_and_family_names_written_otherwise_are_of_kind_name(first, second, names, found):
    assert _kinds(_find(first, second, names=tuple((name, "Gates") for name in names))) == (["name"] if found else [])


def _find_offices(*offices: str) -> list[tuple[str, str, str]]:
    """Kind and reports of the conflicts of reports a, b, ... that each give Ola Berg one of some offices."""
    readings = [language.read_report(name, f"{_HEADLINE}The {office} Ola Berg left Tolm.") for name, office in zip("abc", offices, strict=False)]
    starts = [len(_HEADLINE) + len(f"The {office} ") for office in offices]
    mentions = [{"report": reading.report, "sentence": 1, "start": start, "end": start + 8, "surface": "Ola Berg", "entity": "Ola Berg",
                 "type": "PERSON", "metonym": False} for reading, start in zip(readings, starts, strict=True)]
    labels = [{"report": reading.report, "start": start - 2, "end": start - 1, "entity": "Ola Berg", "label": office, "relation": "compound"}
              for reading, start, office in zip(readings, starts, offices, strict=True)]
    tables = [*_NO_CLAIMS, schema.build("mentions", mentions), schema.build("labels", labels)]
    found = conflicts.find_conflicts(readings, *tables, closeness={}, event="flood")
    return list(found[["kind", "report_a", "report_b"]].itertuples(index=False, name=None))


def test_two_offices_of_a_person_are_told_once_and_one_is_a_title():
    assert _find_offices("mayor", "miller", "mayor") == [("name", "a", "b")]
    assert _find_offices("painter", "miller") == _find_offices("mayor", "mayor") == []
    # Other forms of one office, and what is none.
    assert _find_offices("vice-president", "president") == _find_offices("president-elect", "president") == []
    assert _find_offices("spokeswoman", "spokesman") == _find_offices("gov", "governor") == _find_offices("dr", "mayor") == []
    assert _find_offices("ceo", "chief") == _find_offices("mayor", "victim") == _find_offices("mayor", "father") == []
    # A star can be a captain, a mayor an author; an official is a director.
    assert _find_offices("captain", "striker") == _find_offices("mayor", "author") == _find_offices("director", "official") == []


def test_a_spelling_is_told_where_two_reports_say_most_nearly_the_same():
    texts = {"a": "Sergio Halloway left Tolm. Sergio Halloway sold the mill.", "b": "Serguei Halloway sold the mill. Serguei Halloway slept."}
    readings = [language.read_report(name, _HEADLINE + text) for name, text in texts.items()]
    mentions = [{"report": reading.report, "sentence": sentence.number, "start": sentence.start,
                 "end": reading.text.index(" Halloway", sentence.start) + 9, "entity": "Sergio Halloway", "type": "PERSON", "metonym": False}
                for reading in readings for sentence in reading.measured[1:]]
    known = {reading.report: reading.text for reading in readings}
    mentions = [row | {"surface": known[row["report"]][row["start"]:row["end"]]} for row in mentions]
    tables = [*_NO_CLAIMS, schema.build("mentions", mentions), schema.build("labels", [])]
    for closeness, place in (({}, (1, 1)), ({frozenset((("a", 2, 50), ("b", 1, 40))): 0.2}, (2, 1))):
        (row,) = conflicts.find_conflicts(readings, *tables, closeness=closeness, event="flood").to_dict("records")
        told = [reading.measured[number].start for reading, number in zip(readings, place, strict=True)]
        assert [row["start_a"], row["start_b"]] == told


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ("The flood killed 60 people.", "The flood injured 250 people.", []),
    ("The toll of the flood rose to 60.", "The flood injured 250 people.", []),
    ("The flood came, leaving 14 people injured.", "Nine people lost their lives in the flood.", []),
    ("The flood left nine people dead.", "The flood injured 250 people.", []),
    ("Thirty miners were trapped.", "Dozens of miners were killed.", []), ("Seven miners were rescued.", "Dozens of miners were killed.", []),
    ("Seven miners were rescued.", "Nine miners were pulled out.", ["number"]),
    ("The flood killed 31 people.", "Nine people are missing in the flood.", []),
    ("The spill killed 20 people.", "The spill sickened 460 people.", []),
    ("The spill angered 4,000 customers.", "The spill angered 7,000 users.", ["number"]),
    ("Four of the rescued miners were hurt.", "Thirty miners were trapped.", []),
    ("Nine guards were killed in Tolm.", "12 guards were held in Tolm.", ["number"]),
    ("The gang abducted 24 pupils.", "The gang killed at least one guard.", []), ("Two pupils escaped.", "The gang abducted 24 pupils.", []),
    ("The gang abducted 24 pupils.", "The gang kidnapped 30 pupils.", ["number"]),
    ("Nine guards were wounded in Tolm.", "12 guards were hurt in Tolm.", ["number"])])
def test_the_dead_are_not_compared_with_the_injured(first, second, kinds):
    assert _kinds(_find(first, second)) == _kinds(_find(second, first)) == kinds


@pytest.mark.parametrize(("first", "second", "cue", "kinds"), [
    ("Orle accused Brod on Tuesday of taking the mill.", "Guards of Brod took the mill on Monday.", "accused", []),
    ("Orle accused Brod on Tuesday of taking the mill.", "Orle on Monday accused Brod of taking the mill.", "accused", ["date"]),
    ("Orle burned the mill on Tuesday.", "Guards of Brod took the mill on Monday.", "", ["date"])])
def test_the_day_of_saying_is_compared_with_no_day_of_a_deed(first, second, cue, kinds):
    where = (_HEADLINE + first).find(cue) if cue else 0
    voice = {"source": "Orle", "source_type": "government", "cue": "accuse", "cue_spans": f"{where}-{where + len(cue)}"}
    assert _kinds(_find(first, second, voices=(voice,) if cue else (), statuses=("own_voice", "own_voice")))[:1] == kinds


def test_deaths_by_other_words_are_compared_all_the_same():
    readings = [language.read_report("a", "A crane collapsed at Tolm, killing four dockers."),
                language.read_report("b", "Six persons perished in the accident.")]
    tables = _tables(readings, place=0)
    assert _kinds(conflicts.find_conflicts(readings, *tables, closeness=_closeness(readings), event="flood")) == ["number"]


@pytest.mark.parametrize(("first", "second"), [
    ("Nine dead in Tolm flood", "Twelve dead in Tolm flood"), ("Nine hurt in crash near Tolm", "Eleven hurt as ferry sinks off Tolm"),
    ("Nine killed as ferry sinks off Tolm", "Ferry sinks off Tolm, killing 12")])
def test_a_headline_without_a_verb_counts_as_a_sentence_does(first, second):
    found = _find(*(f"{text}\n\nA ferry sank near the mills of Tolm." for text in (first, second)), place=0)
    assert _kinds(found) == ["number"]


def test_a_ministry_and_its_country_are_one_speaker():
    both = {"first": "The dam at Tolm burst.", "second": "The dam at Tolm burst.", "statuses": ("attributed", "attributed")}
    official = {"source_type": "government", "source_country": "NO"}
    ministry, country = {"source": "Foreign Ministry", **official}, {"source": "Norway", **official}
    assert _kinds(_find(**both, voices=(ministry, country))) == []
    assert _kinds(_find(**both, voices=(ministry, country | {"source_country": "DE"}))) == ["speaker_changed"]
    stateless = {"source_country": ""}
    assert _kinds(_find(**both, voices=(ministry | stateless, country | stateless))) == ["speaker_changed"]


@pytest.mark.parametrize(("ours", "naming", "theirs", "named", "kinds"), [
    ("mill", "role", "Tolm Mill", "Tolm Mill", []), ("defence office", "role", "the Office of Defense", "Tolm Office of Defense", []),
    ("Volta", "named", "Volta spokeswoman Ola Berg", "Ola Berg", []),
    ("Volta", "named", "Volta critic Ola Berg", "Ola Berg", ["speaker_changed"]),
    ("lawyer", "role", "Hald's lawyer Ola Berg", "Ola Berg", []),
    ("lawyer", "role", "Hald's doctor Ola Berg", "Ola Berg", ["speaker_changed"]),
    ("firm", "role", "the firm", "Tolm Mill", ["speaker_changed"])])
def test_a_body_and_who_speaks_for_it_are_one_speaker(ours, naming, theirs, named, kinds):
    text = f"The dam at Tolm burst, said {theirs}."
    start = len(_HEADLINE) + text.index(theirs)
    voices = {"source": ours, "naming": naming}, {"source": named, "source_spans": f"{start}-{start + len(theirs)}"}
    told = {"first": text, "second": text, "statuses": ("attributed", "attributed")}
    assert _kinds(_find(**told, voices=voices)) == kinds
    # Who did not say so is no other speaker.
    assert _kinds(_find(**told, voices=({"source": "Lund", "negated": True}, voices[1]))) == []


def test_one_thing_against_several_is_a_number():
    (row,) = _find("Guards at Tolm saw a boat on the weir.", "Guards at Tolm saw boats on the weir.").to_dict("records")
    assert row["kind"] == "number" and row["score"] < 0.5


def test_ranks_that_differ_are_of_kind_name():
    found = _find("Later senior clerk Petra Hale left Tolm.", "Later mid-level clerk Petra Hale left Tolm.",
                  names=(("Petra Hale", "Petra Hale"), ("Petra Hale", "Petra Hale")))
    assert _kinds(found) == ["name"]


def test_dead_workers_and_dead_people_are_the_same_count():
    assert _kinds(_find("The flood killed nine workers in Tolm.", "The flood killed 12 people in Tolm.")) == ["number"]
