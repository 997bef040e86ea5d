"""Propositions: invented sentences that say several things."""

from __future__ import annotations

import pytest

from analysis.reading.text import language
from analysis.reading.text.propositions import find_noun_phrases, only_introduces, predicate_of, split_sentence
from analysis.reading.words import fold_spelling


def _parts(text: str) -> list[tuple[str, str]]:
    (sentence,) = language.read_report("a", text).measured
    return [(part.head.text, " ".join(token.text for token in part.shared)) for part in split_sentence(sentence.tokens, sentence.tokens.root)]


@pytest.mark.parametrize(("text", "heads"), [
    ("The old dam at Tolm burst on Monday.", {"burst"}),
    ("The council said that the old dam burst on Monday.", {"burst"}),
    ("The old dam burst on Monday and the village of Tolm flooded within an hour.", {"burst", "flooded"}),
    ("The governor opened the new bridge and praised the tired builders.", {"opened", "praised"}),
    ("The dam, which the council built in March, flooded two villages.", {"built", "flooded"}),
    ("The governor left Tolm after meeting the angry fishermen.", {"left", "meeting"}),
    ("The governor wants to mend the old dam.", {"wants"})])
def test_each_clause_with_content_of_its_own_is_a_proposition(text, heads):
    found = {head for head, _ in _parts(text)}
    assert found - {"said"} == heads


def test_a_coordinated_predicate_shares_the_subject_and_a_relative_clause_its_noun():
    shared = dict(_parts("The governor opened the new bridge and praised the tired builders."))
    assert "governor" in shared["praised"] and shared["opened"] == ""
    shared = dict(_parts("The governor thanked the builders who finished the tall bridge."))
    assert "builders" in shared["finished"]


def test_every_token_is_the_own_token_of_one_proposition():
    text = "The council said the dam, which fishermen had feared, burst after rain fell and that nobody in Tolm was hurt."
    (sentence,) = language.read_report("a", text).measured
    owned = [token.i for part in split_sentence(sentence.tokens, sentence.tokens.root) for token in part.own]
    assert sorted(owned) == [token.i for token in sentence.tokens]


def test_the_propositions_of_a_sentence_begin_at_different_places():
    (sentence,) = language.read_report("a", "The old dam burst on Monday and the village of Tolm flooded within an hour.").measured
    starts = [part.bounds[0] for part in split_sentence(sentence.tokens, sentence.tokens.root)]
    assert len(starts) == len(set(starts)) == 2


@pytest.mark.parametrize(("text", "introduces"), [
    ("A keeper told reporters in Tolm on Monday that the crew did not sound the alarm.", True),
    ("Early on Monday the keeper said in Tolm that the old dam had burst.", True),
    ("A keeper told reporters that the crew did not sound the alarm.", True),
    ("A keeper wrote a long book and the crew did not sound the alarm.", False),
    ("He married Joan Hale in 1958; she died in Leeds in 2010.", False)])
def test_who_tells_whom_when_and_where_only_introduces_what_is_told(text, introduces):
    (sentence,) = language.read_report("a", text).measured
    (root,) = (part for part in sentence.propositions if part.head == sentence.root)
    assert only_introduces(root, sentence.propositions) is introduces


@pytest.mark.parametrize(("text", "predicate"), [
    ("The keeper took the silver cup.", "take"), ("The keeper did not take the silver cup.", "take"), ("The keeper gave up.", "give"),
    ("The keeper had a silver cup.", "cup"), ("The keeper did not become mayor.", "mayor"), ("The cup is old.", "old")])
def test_a_verb_tells_what_is_said_in_all_its_forms_unless_it_is_empty(text, predicate):
    (sentence,) = language.read_report("a", text).measured
    assert predicate_of(sentence.root) == {predicate}


@pytest.mark.parametrize(("text", "phrases"), [
    ("Orle welcomed Tolm's large delegation.", ["Tolm delegation large"]),
    ("The closure of the old pass surprised Orle.", ["closure of pass old"]),
    # Clauses, appositions and what is coordinated say something of their own, or of something else.
    ("The closure of the pass, a narrow road, and the loss of nine sheep that grazed there surprised Orle.", ["closure of pass", "loss of sheep nine"]),
    ("The old pass closed.", [])])
def test_a_noun_with_what_it_is_of_or_whose_says_something_in_passing(text, phrases):
    (sentence,) = language.read_report("a", text).measured
    found = [{token.text for token in phrase} - {"The", "the", "'s", ","} for phrase in find_noun_phrases(sentence.tokens)]
    assert found == [set(phrase.split()) for phrase in phrases]


def test_a_phrase_of_a_phrase_without_end_is_left_out():
    text = f"The closure of {'the pass of ' * 20}Tolm surprised Orle."
    (sentence,) = language.read_report("a", text).measured
    lengths = [len(phrase) for phrase in find_noun_phrases(sentence.tokens)]
    assert lengths and max(lengths) <= 30 < len(sentence.tokens)


@pytest.mark.parametrize(("one", "other"), [
    ("Defence", "defense"), ("organised", "organized"), ("labour", "labor"), ("neighbours", "neighbors"), ("analyse", "analyze"), ("theatre", "theater"),
    ("metres", "meters"), ("dialogue", "dialog"), ("programme", "program"), ("organisation", "organization"), ("honourable", "honorable")])
def test_british_and_american_spellings_are_one_word(one: str, other: str) -> None:
    assert fold_spelling(one) == fold_spelling(other)


@pytest.mark.parametrize(("one", "other"), [("four", "for"), ("tour", "tor"), ("are", "aer"), ("wise", "wize"), ("basis", "basiz")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert fold_spelling(one) != fold_spelling(other)


@pytest.mark.parametrize("mark", ["•", "#", "*", "✔", "►", "$", "@", "→", "_", "…"])
def test_a_line_behind_a_mark_has_a_predicate_and_propositions_of_its_own(mark):
    lines = ("With reporting by KPA", "What we know so far", "More than 100 hurt", "Furious docker Petter Skoll blasted port bosses.",
             '"They told us to wait for spring."', "The diplomat said that the port would open.")
    text = "\n\n".join(["The port of Tolm was closed on Monday, police said.", *(f"{mark} {line}" for line in lines), "The port opened again."])
    for sentence in language.read_report("a", text).sentences:
        assert sentence.root in sentence.said
        owned = sorted(token.i for part in sentence.propositions for token in part.own)
        assert owned == [token.i for token in sentence.said]
