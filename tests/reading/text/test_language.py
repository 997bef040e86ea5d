"""Parsed reports keep their positions, count words and terms, and do not depend on how many processes parse."""

from __future__ import annotations

import pytest

from analysis import models
from analysis.reading.text import language

TEXT = ("Harbour reopens\n\nThe harbour of Lorvik reopened on Monday.\r\nBoats came early. “It is good,” said\u00a0Anna Hald.\n\n"
        "Two boats, 40 people.\n")


def test_positions_hold_through_line_breaks_and_hard_blanks():
    reading = language.read_report("first", "\ufeff" + TEXT)
    for paragraph in reading.paragraphs:
        for token in paragraph:
            if not token.is_space:
                assert reading.text[token.start:token.end] == token.text
    for sentence in reading.sentences:
        cut = reading.text[sentence.start:sentence.end]
        assert cut == cut.strip() and cut


def test_words_are_tokens_with_a_letter_or_a_digit():
    reading = language.read_report("first", TEXT)
    # Harbour reopens | The harbour of Lorvik reopened on Monday | Boats came early | It is good said Anna Hald | Two boats 40 people
    assert reading.n_words == 2 + 7 + 3 + 6 + 4
    assert [sentence.number for sentence in reading.sentences] == list(range(len(reading.sentences)))


def test_a_stretch_without_words_is_no_sentence_of_its_own():
    reading = language.read_report("first", "Title here\n\nShe left at once. ”\n\nHe came back later. ... He sat down.")
    assert all(sentence.n_words for sentence in reading.sentences)


@pytest.mark.parametrize(("text", "sentences"), [
    ('"Who knows!" she said. The mayor left.', ['"Who knows!" she said.', "The mayor left."]),
    ('"I do not know ... maybe," Hald said.', ['"I do not know ... maybe," Hald said.']),
    ("she knows. he does not know.", ["she knows.", "he does not know."])])
def test_what_begins_with_a_small_letter_goes_on_with_what_does_not(text, sentences):
    reading = language.read_report("r", text)
    assert [text[sentence.start:sentence.end] for sentence in reading.sentences] == sentences


@pytest.mark.parametrize("dateline", ["OSTBY, July 3 (Reuters) - ", "OSTBY, Norway — ", "OSTBY, Ore. — "])
def test_a_dateline_is_part_of_the_sentence_that_is_parsed_without_it(dateline):
    text = f"{dateline}Sailors left the port on Monday. They were tired.\n\nIt rained."
    alone, behind = language.read_report("a", text.removeprefix(dateline)), language.read_report("a", text)
    assert [text[s.start:s.end] for s in behind.sentences][0] == f"{dateline}Sailors left the port on Monday."
    assert len(behind.sentences) == len(alone.sentences) and behind.sentences[0].root.text == "left"
    for one, two in zip(reversed(alone.paragraphs[0]), reversed(behind.paragraphs[0]), strict=False):
        assert _analysis(one)[:-2] == _analysis(two)[:-2] and text[two.start:two.end] == two.text


def test_one_process_and_two_parse_alike(monkeypatch):
    monkeypatch.setattr(language, "BATCH", 2)
    texts = {"b": TEXT, "a": TEXT.replace("Monday", "Tuesday").replace("Boats", "Ships"), "c": "Lorvik waits. Nobody came."}
    alone, together = language.read_reports(texts, jobs=1), language.read_reports(texts, jobs=2)
    assert [reading.report for reading in alone] == ["a", "b", "c"]
    for one, two in zip(alone, together, strict=True):
        assert one.zones == two.zones and [s[:4] for s in map(_positions, one.sentences)] == [s[:4] for s in map(_positions, two.sentences)]
        for left, right in zip(one.paragraphs, two.paragraphs, strict=True):
            assert [_analysis(token) for token in left] == [_analysis(token) for token in right]


def _positions(sentence):
    return sentence.number, sentence.start, sentence.end, sentence.n_words


def _analysis(token):
    return token.text, token.lemma_, token.pos_, token.tag_, token.dep_, token.head.i, token.ent_type_


def test_terms_count_lemmas_of_headline_and_body_without_numerals():
    terms = language.count_terms(language.read_report("first", TEXT))
    assert terms[("boat", "NOUN")] == 2 and terms[("Anna", "PROPN")] == 1
    assert not [lemma for lemma, _ in terms if lemma == "40" or not lemma.strip()]


def test_a_model_file_that_differs_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "weights"
    file.write_bytes(b"other")
    digests = tmp_path / "digests.csv"
    digests.write_text(f"model,file,sha256\nsmall,weights,{'0' * 64}\nlost,gone,{'0' * 64}\n")
    monkeypatch.setattr(models, "DIGESTS", digests)
    models.pinned_digests.cache_clear()
    try:
        with pytest.raises(models.ModelError, match="small: the file weights is not the pinned one"):
            models.check_files("small", tmp_path)
        with pytest.raises(models.ModelError, match="lost: the file gone is missing"):
            models.check_files("lost", tmp_path)
        with pytest.raises(models.ModelError, match="no file of a model 'unknown' is pinned"):
            models.check_files("unknown", tmp_path)
    finally:
        models.pinned_digests.cache_clear()


@pytest.mark.parametrize("mark", ["•", "►", "...", "***"])
def test_the_predicate_is_a_word_behind_a_mark_that_begins_the_paragraph(mark):
    (sentence,) = language.read_report("first", f"{mark} The keeper said it was fine.").sentences
    assert sentence.root.text == "said" and sentence.propositions


def test_a_headline_without_a_story_is_read_as_it_stands():
    reading = language.read_report("a", "Minister Opens New Grain Terminal In Northern Port City")
    assert [sentence.n_words for sentence in reading.sentences] == [9]


@pytest.mark.parametrize(("text", "tag"), [
    ("WHO said that the risk was small.", "NNP"), ("Who said that the risk was small?", "WP"), ("WHO SAID THAT THE RISK WAS SMALL?", "WP")])
def test_letters_in_capitals_are_the_body_and_no_pronoun(text: str, tag: str) -> None:
    (paragraph,) = language.read_report("a", "Risk\n\nThe ferry was safe on Monday.\n\n" + text).paragraphs[-1:]
    assert paragraph[0].tag_ == tag


@pytest.mark.parametrize(("sentence", "form", "lemma"), [
    ("The council fined the firm.", "fined", "fine"), ("They hated the mayor.", "hated", "hate"),
    ("They hoped for rain.", "hoped", "hope"), ("They planned it.", "planned", "plan"), ("They robbed a bank.", "robbed", "rob"),
    ("They visited it.", "visited", "visit"), ("He met the elder man.", "elder", "elder")])
def test_a_verb_whose_last_letter_is_not_doubled_is_the_one_that_ends_in_e(sentence: str, form: str, lemma: str) -> None:
    (paragraph,) = language.read_report("a", sentence).paragraphs
    assert [token.lemma_ for token in paragraph if token.text == form] == [lemma]
