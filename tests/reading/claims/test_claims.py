"""Claims: matching, centring, support, threshold and groups on small numbers; whole alignments on invented reports."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import schema
from analysis.reading.claims import claims, labelling, units, vouching
from analysis.reading.text import language
from tests.benchmarks import claims as benchmark

HALE = """Bridge over the Orle opens to lorries

Governor Petra Hale opened the new Orle bridge to lorries on Monday. It cost 40 million crowns.

Fishermen say the bridge has driven the salmon away. Repairs to the old ferry could begin in March.
"""
POST = """Hale cuts ribbon at Orle bridge

Petra Hale, the governor, opened the Orle bridge to lorries on Monday morning. Choirs from four villages sang.

The salmon have left because of the bridge, fishermen complain.
"""


@pytest.fixture(scope="module")
def readings() -> list[language.Reading]:
    return [language.read_report("hale", HALE), language.read_report("post", POST)]


def _align(readings: list[language.Reading], attributions: list[dict] | None = None, mentions: list[dict] | None = None):
    return claims.align_claims(
        readings, schema.build("attributions", attributions or []), schema.build("mentions", mentions or []), event="bridge")[:2]


def _attribution(text: str, content: str, **changes: object) -> dict:
    start = text.index(content)
    return {"report": "hale", "attribution": 1, "source_spans": "", "cue_spans": "",
            "content_spans": f"{start}-{start + len(content)}", "mode": "indirect", "source": "", "source_type": "",
            "source_country": "", "naming": "role", "cue": "say", "stance": "neutral", "negated": False, "relay": "",
            "parent": None, "confidence": 1.0} | changes


def _status(frame: pd.DataFrame, text: str, piece: str) -> tuple[str, object]:
    start = text.index(piece)
    row = frame[(frame["report"] == "hale") & (frame["start"] <= start) & (frame["end"] > start)].iloc[0]
    return row["status"], row["attribution"]


def test_the_same_event_in_other_words_is_one_claim_and_a_lone_detail_is_not_shared(readings):
    claim, made = _align(readings)
    shared = set(claim.loc[claim["n_reports"] == 2, "claim"])
    opened = {("hale", HALE.index("Governor")), ("post", POST.index("Petra Hale, the"))}
    by_place = {place: set(rows["claim"]) for place, rows in made.groupby(["report", "start"])}
    assert set.intersection(*(by_place[place] for place in opened)) & shared
    assert not by_place["post", POST.index("Choirs")] & shared
    assert not by_place["hale", HALE.index("It cost")] & shared


def test_propositions_are_close_by_what_they_score_above_a_link(readings):
    closeness = claims.align_claims(readings, schema.build("attributions", []), schema.build("mentions", []), event="bridge").closeness
    numbers = {reading.report: {sentence.start: sentence.number for sentence in reading.measured} for reading in readings}
    opened = [(report, numbers[report][start], start) for report, start in (("hale", HALE.index("Governor")), ("post", POST.index("Petra Hale, the")))]
    assert closeness[frozenset(opened)] > 0.1
    assert not any((report, start) == ("post", POST.index("Choirs")) for pair in closeness for report, _, start in pair)


def test_what_links_two_sentences_but_not_their_propositions_makes_these_no_closer():
    # Sentences of one proposition each; a phrase in passing (second row) makes their match.
    matcher = SimpleNamespace(match=lambda *_: (np.array([[.3], [.8]]), np.array([0]), np.array([0])))
    pairs = SimpleNamespace(first=np.array([0]), second=np.array([1]), score=np.array([.7]))
    unit = SimpleNamespace(head=SimpleNamespace(lemma_="meet", base="meet"))
    contexts = [SimpleNamespace(units=(unit,), places=range(place, place + 1), order=place) for place in range(2)]
    # By its own words 0.5 less than the sentences' score of 0.7.
    assert claims._link(matcher, pairs, .4, contexts) == [(0, 1, pytest.approx(.7), pytest.approx(.2))]


def test_a_phrase_in_passing_is_a_view_of_its_own_and_weighs_less():
    reading = language.read_report("one", "The mayor of Tolm praised the quick closure of the old pass on Monday.")
    (context,), (sentence,) = claims.match_sentences([reading], schema.build("mentions", []), claims.Voices(schema.build("attributions", [])))
    passing = [{word.lemma: weight for word, weight in zip(context.words, view, strict=True) if weight} for view in sentence.views[1:]]
    # Two words, `mayor of Tolm`, are too few.
    assert passing == [dict.fromkeys(("quick", "closure", "old", "pass"), units.PHRASE_WEIGHT)]


def test_every_measured_sentence_is_in_a_claim(readings):
    _, made = _align(readings)
    assert set(zip(made["report"], made["sentence"], strict=True)) == {
        (reading.report, sentence.number) for reading in readings for sentence in reading.measured}


def test_a_sentence_of_two_propositions_makes_two_claims_at_their_own_places():
    text = "The dam burst on Monday night and the council of Tolm sold the old mill."
    _, made = _align([language.read_report("one", text)])
    assert [text[row.start:row.end] for row in made.sort_values("start").itertuples()] == [
        "The dam burst on Monday night and", "the council of Tolm sold the old mill"]
    assert set(made["sentence"]) == {0}


def test_of_two_propositions_only_the_one_that_another_report_makes_too_is_shared():
    first = language.read_report("one", "The dam burst on Monday night and the council of Tolm sold the old mill.")
    second = language.read_report("two", "On Monday night the dam burst.\n\nChoirs from four villages sang in the rain.")
    claim, made = _align([first, second])
    (shared,) = claim.loc[claim["n_reports"] == 2, "claim"]
    rows = made[(made["claim"] == shared) & (made["report"] == "one")]
    assert list(rows["start"]) == [0]


def test_a_report_that_negates_what_another_says_denies_it():
    texts = {"one": "The old dam above Tolm burst on Monday.", "two": "The old dam above Tolm did not burst on Monday."}
    claim, made = _align([language.read_report(report, text) for report, text in texts.items()])
    assert list(claim["n_reports"]) == [2]
    assert list(made.sort_values("report")["status"]) == ["own_voice", "denied"]


@pytest.mark.parametrize("text", [
    "The army had moved into the town of Tolm, the BBC reported, citing two officials.",
    "Speaking on Harbour FM on Tuesday, Anna Hald said that the dam at Tolm was safe."])
def test_where_and_by_whom_something_was_said_is_no_claim(text: str):
    made = benchmark.read_event({"one": text})["claim_mentions"]
    assert list(made["status"]) == ["attributed"]


def test_a_label_does_not_shout_but_keeps_acronyms():
    claim, _ = _align([language.read_report("one", "Lighthouse HORROR as keeper RUNS for his life from BBC crew in Tolm.")])
    (label,) = claim["label"]
    assert not any(word.isupper() and len(word) > 3 for word in label.split()), label
    contexts, _ = claims.match_sentences([language.read_report("one", "The keeper told ABC of ICBMs and his HORROR.")], schema.build("mentions", []),
                                         claims.Voices(schema.build("attributions", [])))
    assert {word.term for word in contexts[0].words} >= {"ABC", "ICBM"} and not {"HORROR"} & {word.term for word in contexts[0].words}


def test_claims_are_numbered_and_ranked_by_first_appearance(readings):
    claim, made = _align(readings)
    assert claim["claim"].iloc[0] == "c0001"
    firsts = made[made["report"] == "hale"].groupby("claim", sort=True)["start"].min()
    assert firsts.is_monotonic_increasing
    ranks = made[made["report"] == "post"].groupby("claim")[["start", "rank"]].min().sort_values("start")
    assert ranks["rank"].is_monotonic_increasing and ranks["rank"].iloc[0] == 1


def test_one_report_alone_has_claims_of_its_own(readings):
    claim, made = _align(readings[:1])
    assert set(claim["n_reports"]) == {1}
    assert len(made) >= len(readings[0].measured)


def test_a_dateline_is_no_claim():
    reading = language.read_report("one", "Bridge opens\n\nTOLM, March 4.\n\nLorries crossed the bridge on Monday.")
    assert len(reading.measured) == 3
    _, made = _align([reading])
    assert len(made["start"].unique()) == 2


@pytest.mark.parametrize("before", ["TOLM, March 4 (AP) — ", "March 4 (UPI) -- ", "- ", "... "])
def test_a_claim_begins_behind_dateline_bullet_and_dots(before):
    text = f"Bridge opens\n\n{before}“Lorries crossed it,” Petra Hale said.\n\n{before}Rain fell."
    reading = language.read_report("one", text)
    _, made = _align([reading])
    assert sorted(text[row.start:row.end] for row in made.itertuples()) == ["Bridge opens", "Rain fell.", "“Lorries crossed it,” Petra Hale said."]
    assert {reading.sentences[number].said_from for number in made["sentence"]} == set(made["start"])


def test_what_is_said_of_somebody_is_a_claim_though_it_is_but_a_number():
    text = "Bridge opens\n\nShe was 85.\n\nPetra Hale, 85"
    _, made = _align([language.read_report("one", text)])
    assert [text[row.start:row.end] for row in made.itertuples()] == ["Bridge opens", "She was 85."]


def test_no_report_gives_empty_tables():
    claim, made = _align([])
    assert claim.empty and made.empty


def test_a_report_given_twice_links_each_sentence_with_its_twin():
    text = "Rain closed the pass at Tolm. Nine sheep were lost near the weir."
    claim, made = _align([language.read_report("one", text), language.read_report("two", text)])
    assert list(claim["n_reports"]) == [2, 2]


@pytest.mark.parametrize(("parts", "links"), [
    # Each part has its copy, which it matches best: they are not linked crosswise, though they match well enough.
    ([[.9, .6], [.5, .8]], {(0, 2), (1, 3)}),
    # The second part of one has no copy of its own in the other and goes with what it matches best, unless that is below a link.
    ([[.9, .3], [.6, .2]], {(0, 2), (1, 2)}),
    ([[.9, .1], [.2, .1]], {(0, 2)}),
    # One proposition that two others match.
    ([[.9, .6]], {(0, 1), (0, 2)})])
def test_of_two_parts_that_each_match_another_better_none_is_linked(parts, links, monkeypatch):
    monkeypatch.setattr(claims, "_swapped", lambda *_: False)
    sizes = np.shape(parts)
    whole = np.pad(np.array(parts), [(int(size > 1), 0) for size in sizes], constant_values=.5)
    matcher = SimpleNamespace(match=lambda *_: (whole, np.array([0]), np.array([0])))
    pairs = SimpleNamespace(first=np.array([0]), second=np.array([1]), score=np.array([.9]))
    contexts = [SimpleNamespace(units=range(sizes[0]), places=range(sizes[0]), order=0),
                SimpleNamespace(units=range(sizes[1]), places=range(sizes[0], sum(sizes)), order=1)]
    assert {(a, b) for a, b, *_ in claims._link(matcher, pairs, .4, contexts)} == links


def test_labels_are_at_most_five_terms_and_hold_no_three_words_in_a_row(readings):
    claim, _ = _align(readings)
    texts = [" ".join(text.split()).lower() for text in (HALE, POST)]
    for label in claim["label"]:
        terms = label.split(" · ")
        assert 1 <= len(terms) <= 5
        assert not any(" ".join(terms[i:i + 3]).lower() in text for text in texts for i in range(len(terms) - 2))


def test_a_label_uses_the_entity_s_name():
    reading = language.read_report("one", "Later Mrs Hale wept in Tolm.")
    mention = {"report": "one", "sentence": 0, "start": 10, "end": 14, "surface": "Hale",
               "entity": "Petra Hale", "type": "PERSON", "metonym": False}
    claim, _ = _align([reading], mentions=[mention])
    assert "Petra Hale" in claim["label"].iloc[0].split(" · ")


def test_own_voice_hedged_and_attributed(readings):
    _, made = _align(readings, [_attribution(HALE, "the bridge has driven the salmon away")])
    assert _status(made, HALE, "Governor")[0] == "own_voice"
    assert _status(made, HALE, "Repairs to")[0] == "hedged"
    assert _status(made, HALE, "Fishermen say") == ("attributed", 1)


@pytest.mark.parametrize(("changes", "status"), [
    ({"stance": "doubting"}, "doubted"), ({"stance": "denying"}, "denied"), ({"stance": "accusing"}, "attributed"),
    ({"negated": True}, "hedged")])
def test_an_attribution_s_stance_decides_the_status(readings, changes, status):
    _, made = _align(readings, [_attribution(HALE, "the bridge has driven the salmon away", **changes)])
    assert _status(made, HALE, "Fishermen say") == (status, 1)


@pytest.mark.parametrize(("changes", "status"), [
    ({"cue": "repaint"}, "own_voice"), ({"cue": "cast", "stance": "doubting"}, "doubted"), ({"cue": "expect"}, "own_voice"),
    ({"cue": "expect", "source_spans": f"{HALE.index('Fishermen')}-{HALE.index(' say the')}"}, "attributed"),
    ({"cue": "fume", "mode": "direct", "source_spans": f"{HALE.index('Fishermen')}-{HALE.index(' say the')}"}, "attributed")])
def test_an_attribution_vouches_by_its_cue(readings, changes, status):
    _, made = _align(readings, [_attribution(HALE, "the bridge has driven the salmon away", **changes)])
    assert _status(made, HALE, "Fishermen say")[0] == status


@pytest.mark.parametrize(("text", "status"), [
    ("The harbour board denied claims that it had closed the lamps.", ("denied", 1)),
    ("The harbour board repeated claims that it had closed the lamps.", ("attributed", 1)),
    ("There were claims that the board had closed the lamps.", ("attributed", 2)),
    ("Claims that the board had closed the lamps could not be verified.", ("hedged", 2))])
def test_who_turns_down_or_tells_a_claim_of_nobody_vouches_for_it(text, status):
    cue = "denied" if "denied" in text else "repeated"
    spans = {f"{name}_spans": f"{text.index(piece)}-{text.index(piece) + len(piece)}" for name, piece in (
        ("source", "The harbour board"), ("cue", cue)) if piece in text}
    rows = [_attribution(text, text[text.index("laims that") - 1:-1], cue={"denied": "deny"}.get(cue, "repeat"), **spans,
                         stance="denying" if cue == "denied" else "neutral")] if spans else []
    content = text[text.index("that"):text.index(" lamps") + 6]
    rows.append(_attribution(text, content, attribution=2, cue="claim", cue_spans=f"{text.index('laims') - 1}-{text.index(' that')}"))
    _, made = _align([language.read_report("hale", text)], rows)
    assert status in set(made[["status", "attribution"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("mode", "stance", "status"), [
    ("indirect", "neutral", "own_voice"), ("mixed", "neutral", "attributed"), ("indirect", "denying", "denied"),
    ("indirect", "accusing", "attributed")])
def test_what_the_cue_itself_tells_is_the_report_s_own_voice_unless_it_quotes_denies_or_accuses(readings, mode, stance, status):
    start = HALE.index("opened")
    _, made = _align(readings, [_attribution(
        HALE, "the new Orle bridge to lorries on Monday", cue_spans=f"{start}-{start + 6}", cue="announce", mode=mode, stance=stance)])
    assert _status(made, HALE, "Governor")[0] == status


@pytest.mark.parametrize(("text", "cue", "content", "status"), [
    ("The harbour board said that the lamps had failed.", "said", "that the lamps had failed", "attributed"),
    ("The harbour board wants the keepers to leave.", "wants", "the keepers to leave", "own_voice")])
def test_a_clause_too_short_to_stand_alone_is_its_source_s_and_not_the_report_s_own(text, cue, content, status):
    spans = {f"{name}_spans": f"{text.index(piece)}-{text.index(piece) + len(piece)}" for name, piece in (
        ("source", "The harbour board"), ("cue", cue))}
    reading = language.read_report("hale", text)
    _, made = _align([reading], [_attribution(text, content, **spans, cue="say" if cue == "said" else "want")])
    assert list(made["status"]) == [status]


@pytest.mark.parametrize(("text", "cue", "lemma", "content", "n_claims"), [
    ("The mayor told keepers during a heated debate that the lamps of the harbour had failed.", "told", "tell", "that the lamps", 1),
    ("Asked about the old lamps of the harbour, the mayor said that the keepers had left.", "said", "say", "that the keepers had", 1),
    ("The mayor decided after a heated debate that the old lamps of the harbour had failed.", "decided", "decide", "that the old lamps", 2),
    ("The mayor told keepers a merry tale of old wrecks while the lamps of the harbour failed.", "told", "tell", "a merry tale of old", 2)])
def test_how_something_was_said_is_matched_but_is_no_claim_beside_it(text, cue, lemma, content, n_claims):
    spans = {"cue_spans": f"{text.index(cue)}-{text.index(cue) + len(cue)}", "content_spans": f"{text.index(content)}-{len(text) - 1}"}
    voices = vouching.Voices(schema.build("attributions", [_attribution(text, content, cue=lemma) | spans]))
    (context,) = units.find_context_units([language.read_report("hale", text)], schema.build("mentions", []), voices)
    assert len(context.units) == n_claims
    said = [{word.token for word, weight in zip(context.words, view, strict=True) if weight == 1} for view in units.find_views(context)]
    assert sum(any(token.text == cue for token in view) for view in said) == 2


@pytest.mark.parametrize(("text", "piece", "status"), [
    ("It is likely that the harbour board will close the old lighthouse.", "the harbour board", "hedged"),
    ("The storm could damage the old lighthouse and flood the lower harbour.", "flood", "hedged"),
    ("The storm could damage the old lighthouse, flood the lower harbour and sink the two ferries.", "sink", "hedged"),
    ("The storm could return to Tolm and damaged two fishing boats on Monday.", "damaged", "own_voice"),
    ("The mayor appeared in Tolm on Monday and closed the old lighthouse.", "closed", "own_voice"),
    ("It is possible that the harbour board closed the old lighthouse.", "the harbour board", "hedged"),
    ("There are fears that the harbour board closed the old lighthouse.", "the harbour board", "hedged"),
    ("It was not clear if the harbour board closed the old lighthouse.", "the harbour board", "hedged"),
    ("The storm is believed to have hit the lighthouse, sinking two ferries.", "sinking", "hedged"),
    ("It is not true that the harbour board closed the old lighthouse.", "the harbour board", "denied"),
    ("The storm could damage the old lighthouse and the board closed the lower harbour.", "the board", "own_voice")])
def test_what_is_supposed_and_what_shares_a_modal_is_hedged(text, piece, status):
    _, made = _align([language.read_report("hale", text)])
    assert _status(made, text, piece)[0] == status


@pytest.mark.parametrize(("text", "status"), [
    ("The report that the harbour board closed the old lighthouse is false.", "denied"),
    ("The report that the harbour board closed the old lighthouse is old.", "own_voice"),
    ("The theory that the harbour board closed the old lighthouse was rejected.", "denied"),
    ("There is no evidence that the harbour board closed the old lighthouse.", "doubted"),
    ("It is not the case that the harbour board closed the old lighthouse.", "denied"),
    ("There is no truth to reports that the harbour board closed the old lighthouse.", "denied"),
    ("Claims that the harbour board closed the old lighthouse are a lie.", "denied"),
    ("Guards declined to confirm reports that the harbour board closed the old lighthouse.", "hedged")])
def test_what_is_said_of_a_noun_of_speech_or_proof_is_said_of_its_clause(text, status):
    _, made = _align([language.read_report("hale", text)])
    place = text.index("that")
    assert list(made.loc[(made["start"] <= place) & (made["end"] > place), "status"])[-1] == status


@pytest.mark.parametrize(("text", "n_claims"), [
    ("There was no sign that the harbour board closed the old lighthouse.", 1),
    ("The claim that the harbour board closed the old lighthouse is untrue.", 1),
    ("The report that the harbour board closed the old lighthouse came on Monday.", 2)])
def test_what_only_says_whether_another_one_is_so_is_no_claim_of_its_own(text, n_claims):
    assert len(_align([language.read_report("hale", text)])[0]) == n_claims


@pytest.mark.parametrize(("second", "status"), [
    ("Keepers had not closed the old lighthouse in Tolm on Monday after the storm.", "denied"),
    ("Keepers of the old lighthouse in Tolm did not speak on Monday after the storm.", "own_voice"),
    ("Fishermen had not closed the old lighthouse in Tolm on Monday after the storm.", "own_voice"),
    ("Keepers had not closed the old lighthouse in Tolm on Monday after the storm, Hale said.", "denied"),
    ("Keepers denied the closing of the old lighthouse in Tolm on Monday after the storm.", "denied")])
def test_a_negation_denies_a_claim_only_of_the_same_predicate_and_subject(second, status):
    first = "Keepers closed the old lighthouse in Tolm on Monday after the storm."
    claim, made = _align([language.read_report("one", first), language.read_report("two", second)])
    assert list(claim["n_reports"]) == [2]
    assert list(made.sort_values("report")["status"]) == ["own_voice", status]


@pytest.mark.parametrize(("first", "status"), [
    ("Keepers closed the old lighthouse in Tolm on Monday after the storm.", "denied"),
    ("Did keepers close the old lighthouse in Tolm on Monday after the storm?", "own_voice")])
def test_who_negates_what_another_report_only_asks_denies_nothing(first, status):
    second = "Keepers had not closed the old lighthouse in Tolm on Monday after the storm."
    claim, made = _align([language.read_report("one", first), language.read_report("two", second)])
    assert list(claim["n_reports"]) == [2]
    assert list(made.loc[made["report"] == "two", "status"]) == [status]


@pytest.mark.parametrize(("first", "second", "status"), [
    ("The old bridge above Tolm is safe for heavy lorries.", "The old bridge above Tolm is not safe for heavy lorries.", "denied"),
    ("There is a crack in the old bridge above Tolm.", "There is no crack in the old bridge above Tolm.", "denied"),
    ("The old bridge above Tolm is safe for heavy lorries.", "The old bridge above Tolm is not new for heavy lorries.", "own_voice")])
def test_a_predicate_without_content_is_what_completes_it(first, second, status):
    _, made = _align([language.read_report("one", first), language.read_report("two", second)])
    assert list(made.sort_values("report")["status"]) == ["own_voice", status]


def test_what_one_of_two_reports_says_twice_that_it_is_not_so_is_denied_still():
    first = "Keepers closed the old lighthouse in Tolm on Monday after the storm."
    second = "Keepers had not closed the old lighthouse in Tolm on Monday after the storm. Keepers had not closed the lighthouse in Tolm on Monday."
    _, made = _align([language.read_report("one", first), language.read_report("two", second)])
    assert set(made[made["report"] == "two"]["status"]) == {"denied"}


@pytest.mark.parametrize(("text", "finite"), [
    ("The board said that the lamps had failed.", True), ("The board says lamps fail.", True), ("The board heard the lamps break.", False),
    ("The board reported the lamps missing.", False), ("The board wants the keepers to leave.", False)])
def test_a_finite_clause_has_a_subject_and_a_tense(text, finite):
    root = language.read_report("a", text).measured[0].root
    assert any(vouching._is_finite(child) for child in root.children) is finite


def test_an_attribution_of_a_few_words_does_not_cover_the_sentence(readings):
    _, made = _align(readings, [_attribution(HALE, "opened")])
    assert _status(made, HALE, "Governor")[0] == "own_voice"


@pytest.mark.parametrize(("first", "second", "n_reports"), [
    ("Hale thanked Lund in the old town hall on Monday.", "Lund thanked Hale in the old town hall on Monday.", 1),
    ("Hale met Lund in the old town hall on Monday.", "Lund met Hale in the old town hall on Monday.", 2),
    ("Hale thanked Lund in the old town hall on Monday.", "Lund was thanked by Hale in the old town hall on Monday.", 2)])
def test_who_does_it_to_whom_tells_claims_apart_but_for_what_two_do_together(first, second, n_reports):
    claim, _ = _align([language.read_report("one", first), language.read_report("two", second)])
    assert set(claim["n_reports"]) == {n_reports}


def test_the_coded_claims_are_codes_of_the_schema_at_places_in_order():
    coded, conflicts = pd.read_csv(benchmark.CLAIMS, dtype={"event": str}, keep_default_na=False), pd.read_csv(benchmark.CONFLICTS)
    assert set(coded["status"]) == set(schema.STATUSES) and (coded["start"] < coded["end"]).all()
    assert not coded.duplicated(["event", "claim", "report", "start"]).any()
    assert (coded.groupby(["event", "claim"])["report"].nunique() > 1).all()
    assert set(conflicts["kind"]) <= set(schema.CONFLICT_KINDS) and (conflicts["report_a"] < conflicts["report_b"]).all()
    places = set(coded[["event", "report", "start"]].itertuples(index=False, name=None))
    for end in "ab":
        assert places.issuperset(benchmark.read_conflicts("newswcl50")[["event", f"report_{end}", f"start_{end}"]].itertuples(index=False, name=None))


def test_finely_coded_claims_stand_in_two_reports_at_places_in_order():
    coded = pd.read_csv(benchmark.SENTENCES, dtype=str)
    assert not coded.duplicated(["set", "event", "claim"]).any()
    for row in coded.itertuples():
        places = [place.rsplit(":", 1) for place in row.mentions.split(";")]
        assert len({doc for doc, _ in places}) > 1
        assert len(set(map(tuple, places))) == len(places) and all(start.isdecimal() for _, start in places)


@pytest.mark.parametrize(("cue", "status"), [
    ("claimed", "attributed"), ("falsely claimed", "denied"), ("claimed without evidence", "doubted"), ("claimed without shame", "attributed"),
    ("repeated the false claim", "denied"), ("repeated the unsubstantiated claim", "doubted"), ("repeated the claim", "attributed")])
def test_what_a_report_adds_to_a_cue_can_call_in_doubt_or_deny_what_is_said(cue, status):
    content = "that the lock of the old harbour had failed on Monday"
    text, lemma = f"Mr Varga {cue} {content}.", "claim" if "claimed" in cue else "repeat"
    start = text.index(cue)
    _, made = _align([language.read_report("hale", text)], [_attribution(
        text, content, cue_spans=f"{start}-{start + len(cue)}", source_spans="0-8", cue=lemma, stance="assertive")])
    assert _status(made, text, "lock")[0] == status


@pytest.mark.parametrize(("text", "cue", "lemma", "content", "status"), [
    ("The court dismissed the appeal of the keepers.", "dismissed", "dismiss", "the appeal of the keepers", "own_voice"),
    ("The board opposed the reform of the old harbour.", "opposed", "oppose", "the reform of the old harbour", "own_voice"),
    ("The board dismissed the report of a leak.", "dismissed", "dismiss", "the report of a leak", "denied"),
    ("The board denied a leak at the old harbour.", "denied", "deny", "a leak at the old harbour", "denied")])
def test_who_refuses_a_thing_denies_nothing(text, cue, lemma, content, status):
    start = text.index(cue)
    _, made = _align([language.read_report("hale", text)], [_attribution(
        text, content, cue_spans=f"{start}-{start + len(cue)}", cue=lemma, stance="denying")])
    assert list(made["status"]) == [status]


@pytest.mark.parametrize(("content", "status"), [
    ("to rebuild the old harbour after meeting the angry keepers of the ferry", "own_voice"),
    ("to leave the old harbour after the angry keepers blocked the ferry", "own_voice"),
    ("to leave the old harbour after the angry keepers block the ferry", "attributed"),
    ("to leave the old harbour before the angry keepers block the ferry", "attributed"),
    ("that the old harbour closed after the angry keepers of the ferry left", "attributed")])
def test_when_it_was_is_the_report_s_own_where_a_source_says_what_to_do(content, status):
    text = f"The harbour board promised {content}."
    _, made = _align([language.read_report("hale", text)], [_attribution(
        text, content, source_spans="0-17", cue_spans="18-26", cue="promise", stance="promising")])
    assert _status(made, text, "keepers")[0] == status


def test_claims_that_would_be_called_alike_are_told_apart_by_what_not_all_have():
    def unit(*terms: str) -> SimpleNamespace:
        words = (units.Word(SimpleNamespace(i=2 * place, pos_="NOUN", dep_="dobj"), term, term, weights.get(term, 1.0))
                 for place, term in enumerate(terms))
        return SimpleNamespace(words=tuple(words), shared=(), head=None)

    weights = {"crane": 3.0, "ship": 2.5, "hit": 2.0, "quay": 1.5, "9": 4.0, "85": 4.0}
    twins = {"c1": [unit("crane", "hit", "ship", "quay", "docker", "die")], "c2": [unit("crane", "hit", "ship", "quay", "monday")],
             "c3": [unit("docker", "die")]}
    assert labelling.label_claims(twins) == {"c1": "crane · ship · docker · die", "c2": "crane · hit · ship · monday", "c3": "docker · die"}
    # Both heaviest terms are kept, though another proposition has more of the four.
    assert labelling._label([unit("crane", "monday", "die"), unit("crane", "ship")], {"crane", "ship"}) == "crane · ship"
    # A number is left out where there is anything else.
    assert labelling._label([unit("9", "docker")]) == labelling._label([unit("docker", "m", "mr", "x")]) == "docker"
    assert labelling._label([unit("85")]) == "85"
    same = {"c1": [unit("docker", "die")], "c2": [unit("docker", "die")]}
    assert set(labelling.label_claims(same).values()) == {"docker · die"}
    # Both are best told by the unit that they share: what only one has, but no number, stands at the end of its label.
    core = unit("crane", "hit", "ship", "quay")
    shared = {"c1": [core, unit("hit", "quay", "monday"), unit("monday")], "c2": [core, unit("hit", "ship", "85", "storm")]}
    assert labelling.label_claims(shared) == {"c1": "crane · hit · ship · monday", "c2": "crane · hit · ship · storm"}


def test_a_label_tells_who_does_what_and_no_titles_or_numbers():
    # The subject of `praised` is that of `opened`, with which it shares it.
    behind = " Choirs sang at dusk. Fishermen counted salmon below the weir. Lorries queued at the old quay."
    texts = {"hale": "Mayor Petra Hale opened two old bridges in rain and praised three keepers of the ferry." + behind,
             "crow": "Mayor Petra Hale praised three keepers of the ferry." + behind}
    readings = [language.read_report(report, text) for report, text in texts.items()]
    claim, made = _align(readings, mentions=[
        {"report": report, "sentence": 0, "start": 6, "end": 16, "surface": "Petra Hale", "entity": "Petra Hale", "type": "PERSON",
         "metonym": False} for report in texts])
    theirs = claim["claim"].isin(made.loc[(made["report"] == "crow") & (made["start"] < len("Mayor Petra Hale praised")), "claim"])
    labels = set(claim.loc[theirs, "label"])
    assert "Petra Hale · praise · keeper · ferry" in labels and not {"Mayor", "three"} & set(" · ".join(labels).split(" · "))


def test_a_label_tells_what_is_said_before_who_says_it():
    text = "Ferry keeper Ann Orle said the old dam flooded two villages below Tolm. Choirs sang at dusk. Fishermen counted salmon."
    claim, _ = _align([language.read_report("hale", text)], [_attribution(
        text, "the old dam flooded two villages below Tolm", source_spans="0-21", cue_spans="22-26")])
    assert claim["label"].iloc[0] == "dam · flood · village · Tolm"


@pytest.mark.parametrize(("text", "content", "changes", "status"), [
    # Where and to whom it was said has more words than what was said, or that has none of its own.
    ("Orle told a group of senior members of the harbour council in Tolm on Monday that the dam leaked.", "that the dam leaked",
     {"cue": "tell"}, "attributed"),
    ("Orle said that it was not.", "that it was not", {}, "attributed"),
    ("Orle told the whole council in Tolm on Monday a short tale.", "a short tale", {"cue": "tell"}, "own_voice"),
    # Nobody said what was not alleged.
    ("Orle did not accuse the guards of theft.", "the guards of theft", {"cue": "accuse", "stance": "accusing", "negated": True}, "own_voice"),
    ("Orle found a wide crack in the dam.", "a wide crack in the dam", {"cue": "find", "source_type": "document"}, "attributed")])
def test_who_says_finds_or_does_not_allege_it_decides_the_status(text, content, changes, status):
    cue = next(text.index(word) for word in ("told", "said", "accuse", "found") if word in text)
    spans = {"source_spans": "0-4", "cue_spans": f"{cue}-{text.index(' ', cue)}", "source": "Orle", "naming": "named"}
    _, made = _align([language.read_report("hale", text)], [_attribution(text, content, **spans, **changes)])
    assert list(made["status"]) == [status]


def test_what_somebody_says_is_said_whatever_the_parse_finds_in_it():
    # The parser takes `burst` for no verb here.
    text, content = "The dam at Tolm burst, police said.", "The dam at Tolm burst"
    _, made = _align([language.read_report("hale", text)], [_attribution(text, content, source_spans="23-29", cue_spans="30-34", cue="say")])
    assert list(made["status"]) == ["attributed"]


@pytest.mark.parametrize("name", ["wcl", "ecbplus", "sentences", "conflicts"])
def test_a_benchmark_without_its_data_says_so_in_one_line(name, monkeypatch, tmp_path):
    monkeypatch.setattr(benchmark, "DATA", tmp_path)
    with pytest.raises(SystemExit, match=r"jsonl: not found; the set needs"):
        benchmark.main([name])


@pytest.mark.parametrize(("orders", "numbers", "linked"), [((0, 0), (4, 5), False), ((0, 0), (4, 6), True), ((0, 1), (4, 5), True)])
def test_sentences_that_follow_each_other_in_a_report_are_not_linked(orders, numbers, linked):
    matcher = SimpleNamespace(match=lambda *_: (np.array([[.9]]), np.array([0]), np.array([0])))
    pairs = SimpleNamespace(first=np.array([0]), second=np.array([1]), score=np.array([.9]))
    unit = SimpleNamespace(head=SimpleNamespace(lemma_="meet", base="meet"))
    contexts = [SimpleNamespace(units=(unit,), places=range(place, place + 1), order=order, sentence=SimpleNamespace(number=number))
                for place, (order, number) in enumerate(zip(orders, numbers, strict=True))]
    assert bool(claims._link(matcher, pairs, .4, contexts)) is linked


def test_what_is_quoted_is_attributed_however_much_is_told_of_where_it_was_said():
    text = "“I did it for my people,” Brod told a crowd of supporters that had gathered outside the parliament building in Tolm on Monday."
    start = text.index("Brod")
    spans = {"source_spans": f"{start}-{start + 4}", "cue_spans": f"{start + 5}-{start + 9}"}
    _, made = _align([language.read_report("hale", text)], [_attribution(text, "I did it for my people", cue="tell", mode="direct", **spans)])
    assert made.sort_values("start")["status"].iloc[0] == "attributed"


def test_a_label_tells_what_is_said_to_be_so_and_not_who_denies_it():
    first, second = "Lund denied that Hale sold the old mill in Tolm.", "Lund denied that Hale sold the old mill of Tolm."
    claim, _ = _align([language.read_report("one", first), language.read_report("two", second)])
    assert len(claim) and not any(set(label.split(" · ")) & {"deny", "say"} for label in claim["label"])


@pytest.mark.parametrize(("line", "n"), [
    ("How many people died?", 0), ("Who knew of the crack in the dam?", 0), ("Did the mayor know?", 1), ("How the dam at Tolm burst", 1)])
def test_a_heading_that_asks_for_more_than_yes_or_no_makes_no_claim(line, n):
    text = f"Dam bursts in Tolm\n\nThe dam burst on Monday.\n\n{line}\n\nThe water rose on Tuesday."
    _, made = _align([language.read_report("hale", text)], [])
    assert (made["start"] == text.index(line)).sum() == n
