"""Vouching: hedges and negations of a clause."""

from __future__ import annotations

import pytest

from analysis import schema
from analysis.reading.claims.modality import find_negated, is_hedged
from analysis.reading.claims.vouching import Voices
from analysis.reading.stances import find_stance
from analysis.reading.text import language
from analysis.reading.text.propositions import other_heads


def _root(text: str):
    return language.read_report("a", text).measured[0].tokens.root


@pytest.mark.parametrize(("text", "hedged"), [
    ("The mayor is believed to have left Tolm.", True), ("The dam appears to be leaking.", True),
    ("The council may sell the mill.", True), ("The council sold the mill.", False), ("There was no sign of fire.", False),
    ("The visit raises the possibility of a new pact.", True), ("The mill that could burn was sold.", False),
    ("The mayor is said to have left Tolm.", True), ("The mayor was reported missing.", False), ("The mayor said a prayer.", False),
    ("It was unclear who left Tolm.", True), ("It is understood that the mayor left Tolm.", True), ("The risk is well understood.", False),
    ("Reportedly the mayor, Nils Brod, left Tolm on Monday.", True), ("It was not clear who left Tolm.", True), ("There were fears of a flood.", True), ("The fears grew in Tolm.", False),
    ("The mayor must have left Tolm.", True), ("The mayor must leave Tolm.", False), ("Keepers could hear the storm.", False),
    ("Keepers could not reach the mill.", False), ("Keepers could not have reached the mill.", True),
    ("She would later become mayor.", False), ("The letter could not be verified.", True), ("She would become mayor.", True)])
def test_hedges_count_in_the_own_clause_only(text, hedged):
    assert is_hedged(_root(text)) is hedged


@pytest.mark.parametrize(("text", "hedged"), [
    ("The mayor appeared in court.", False), ("The mayor appeared with a bandaged hand.", False), ("The mayor appears to have left.", True),
    ("It appears that the mayor left.", True), ("The mayor appeared guilty.", True)])
def test_who_appears_somewhere_is_there(text, hedged):
    assert is_hedged(_root(text)) is hedged


@pytest.mark.parametrize(("text", "negated"), [
    ("The dam did not burst.", True), ("The dam burst.", False), ("No sheep was lost.", True), ("Nobody was hurt in Tolm.", True),
    ("The mayor urged the men not to burn the mill.", False), ("The mayor promised not to burn the mill.", True),
    ("The mayor wants the men not to burn the mill.", False), ("Hald asked why the men did not burn the mill.", False),
    ("The council denied the report.", True), ("The mill that was not sold burned.", False), ("There was no sign of fire.", True),
    ("The court dismissed the appeal.", False), ("The union rejected the pay offer.", False), ("The club dismissed its coach.", False),
    ("The court denied the mill a permit.", False), ("The club was denied a permit.", False), ("The club denied a leak.", True),
    ("The union rejected that.", True), ("The union rejected it.", False), ("The club spoke of a leak, and the union rejected it.", False),
    ("The report told of a leak, and the union rejected it.", True), ("The union rejected claims of a leak.", True), ("The union dismissed the idea.", True),
    ("The union dismissed the minutes as forgeries.", True), ("The union dismissed the minutes as dull.", False),
    ("The union rejected the video as fake.", True), ("The union dismissed the video as late.", False),
    ("The club refused to pay.", True), ("The club did not fail to pay.", False), ("The club has yet to pay the fine.", True),
    ("The club secured the No. 5 seed.", False), ("The club won no 5 games.", True), ("The club would not have paid the fine.", False),
    ("The club declined to say if it paid.", False), ("The club needs to do nothing but pay.", False),
    ("The club ruled out a sale.", True), ("The club turned out a team.", False), ("The club would not pay.", True),
    ("The club was unable to pay.", True), ("The club avoided paying the fine.", True), ("It was not clear who paid.", False),
    ("It was no secret that the club paid.", False), ("The club had no secret fund.", True), ("There is no doubt that it paid.", False),
    ("There was no confirmation of a leak.", False), ("The club has no secret.", True), ("The court asked no questions.", True), ("There was no question of the club paying.", True)])
def test_negation_is_the_own_clause_s_by_particle_quantity_or_verb(text, negated):
    assert bool(find_negated(_root(text))) is negated


@pytest.mark.parametrize(("text", "negated"), [
    ("The keeper regrets that the crew did not sound the alarm.", False), ("The keeper regrets that none came.", True),
    ("The keeper did not know why the crew sounded the alarm.", False), ("The keeper did not know that they came.", True)])
def test_a_negation_of_another_proposition_or_of_knowing_why_does_not_count(text, negated):
    (sentence,) = language.read_report("a", text).measured
    assert bool(find_negated(sentence.root, apart=other_heads(sentence.root, sentence.propositions))) is negated


@pytest.mark.parametrize(("text", "status"), [
    ("Hald denied wrongdoing, saying that the money was a loan.", "own_voice"),
    ("Hald is believed to have left, taking the money.", "hedged")])
def test_a_denial_ends_where_who_denies_goes_on_and_a_hedge_does_not(text, status):
    (sentence,) = language.read_report("a", text).measured
    told = min((part for part in sentence.propositions if part.head != sentence.root), key=lambda part: -part.head.i)
    assert Voices(schema.build("attributions", [])).vouch("a", sentence, told.head, ()) == (status, None)


@pytest.mark.parametrize(("text", "status"), [
    ("Guards found no evidence that the mill was sold.", "doubted"), ("Guards did not find any proof that the mill was sold.", "doubted"),
    ("There was insufficient proof that it was sold.", "doubted"),
    ("There was little sign that the mill was sold.", "doubted"), ("Guards found evidence that the mill was sold.", "own_voice"),
    ("The court has not confirmed that the mill was sold.", "hedged"), ("The court refused to confirm that the mill was sold.", "hedged"),
    ("The court could neither confirm nor deny that the mill was sold.", "hedged"), ("Guards failed to prove that it was sold.", "hedged"),
    ("The court refused to say that the mill was sold.", "own_voice"), ("The club denied this.", "denied"), ("The club did not deny it.", "own_voice"),
    ("Guards confirmed that the mill was sold.", "own_voice"), ("The unproven allegations told by Orle spread.", "own_voice"),
    ("The guard was wrongly told to leave the mill.", "own_voice"), ("Was the mill sold for nothing?", "hedged"),
    ("Orle asked a guard: \"Why was the mill sold?\"", "own_voice")])
def test_what_a_sentence_says_of_its_clause_holds_for_one_that_stays_part_of_it(text, status):
    (sentence,) = language.read_report("a", text).measured
    assert Voices(schema.build("attributions", [])).vouch("a", sentence, sentence.root, ()) == (status, None)


@pytest.mark.parametrize(("text", "status"), [
    ("Orle says guards took the cargo; the mayor of Brod denied the report.", "own_voice"),
    ("The mayor of Brod denied that guards took the cargo; Orle had told of it.", "denied"),
    ("The mayor of Brod did not deny that guards took the cargo.", "own_voice"),
    ("There is no evidence the mayor took the cargo.", "doubted"), ("The mayor gave no evidence that guards took.", "own_voice")])
def test_a_denial_is_of_the_clause_below_it_but_none_behind_a_semicolon_or_denied_itself(text, status):
    (sentence,) = language.read_report("a", text).measured
    took = next(token for token in sentence.tokens if token.lemma_ == "take")
    assert Voices(schema.build("attributions", [])).vouch("a", sentence, took, ()) == (status, None)


def _vouched(text: str, source: str, cue: str) -> str:
    """The status of a sentence that is one proposition, all of it but its source and cue said by the source."""
    (sentence,) = language.read_report("a", text).measured
    start = text.index(cue)
    (token,) = (token for token in sentence.tokens if token.start == start)
    row = {"report": "a", "attribution": 1, "source_spans": f"{text.index(source)}-{text.index(source) + len(source)}",
           "cue_spans": f"{start}-{start + len(cue)}", "content_spans": f"{start + len(cue) + 1}-{len(text) - 1}",
           "mode": "indirect", "source": "keeper", "source_type": "other", "source_country": "", "naming": "role", "cue": token.base,
           "stance": find_stance(token, [token]), "negated": False, "relay": "", "parent": None, "confidence": 1.0}
    words = [token for token in sentence.tokens if token.is_word and not token.is_stop]
    return Voices(schema.build("attributions", [row])).vouch("a", sentence, sentence.root, words)[0]


@pytest.mark.parametrize(("text", "cue", "status"), [
    ("The keeper warned of a flood in Tolm.", "warned", "attributed"), ("The keeper warned the mayor of Tolm.", "warned", "own_voice"),
    ("The keeper ruled that the dam was safe.", "ruled", "attributed"), ("The keeper knew that the dam was safe.", "knew", "own_voice"),
    ("The keeper ruled the town of Tolm.", "ruled", "own_voice"), ("The keeper put the toll at 38.", "put", "attributed"),
    ("The keeper put 38 sheep in the mill.", "put", "own_voice"), ("The keeper reported 38 deaths in Tolm.", "reported", "attributed"),
    ("The keeper reported the theft.", "reported", "own_voice"), ("The keeper called the report a lie.", "called", "denied"),
    ("The keeper called the report \"quite false\".", "called", "denied"), ("The keeper called the dam a lie.", "called", "attributed"),
    ("The keeper hailed the dam as a marvel.", "hailed", "attributed"), ("The keeper called the guards.", "called", "own_voice"),
    ("The keeper found a fault in the dam.", "found", "own_voice"),
    ("The keeper said the report was false.", "said", "denied"), ("The keeper said it was made of oak.", "said", "attributed"),
    ("The keeper said the claims were fabricated.", "said", "denied"), ("The keeper said the coin was false.", "said", "attributed"),
    ("The keeper said the report was not false.", "said", "attributed"),
    ("The keeper suspects that the dam leaked.", "suspects", "attributed"), ("The keeper doubts that the dam leaked.", "doubts", "doubted")])
def test_a_clause_a_warning_or_a_count_is_a_source_s_word_and_what_it_did_the_report_s(text, cue, status):
    assert _vouched(text, "The keeper", cue) == status


@pytest.mark.parametrize(("text", "status"), [
    ("“We will be there,” Orle said in Tolm on Monday.", "attributed"), ("“We will burn the mill,” Orle told guards by the dam in Tolm.", "own_voice")])
def test_a_quotation_without_content_words_is_said_where_it_is_no_claim_of_its_own(text, status):
    (sentence,) = language.read_report("a", text).measured
    quoted, cue = text.index("”") + 1, sentence.tokens.root
    row = {"report": "a", "attribution": 1, "source_spans": f"{quoted + 1}-{quoted + 5}", "cue_spans": f"{cue.start}-{cue.end}",
           "content_spans": f"0-{quoted}", "mode": "direct", "source": "Orle", "source_type": "other", "source_country": "", "naming": "named",
           "cue": cue.base, "stance": "neutral", "negated": False, "relay": "", "parent": None, "confidence": 1.0}
    words = [token for token in sentence.tokens[-6:] if token.is_word and not token.is_stop]
    assert Voices(schema.build("attributions", [row])).vouch("a", sentence, cue, words)[0] == status
