"""The steps that are done for all tokens at once give what spaCy's own pipeline gives."""

from __future__ import annotations

import json

import numpy as np
import pytest

from analysis import models
from analysis.corpus import open_corpus
from analysis.reading.text import parsing
from tests.conftest import HARBOUR, SHARED_DATA

# Rules for several tokens, blanks, texts of one token or none, names at a text's end and across what ends a sentence.
EDGES = [
    "", " ", "Lorvik", "I ai n't gonna go, let's say; you gotta see.  \t There is a bridge. There's Anna Hald", "C'm on, y' all.",
    "She met Anna Hald. Piet Brod did n't come.", "The European Union and the Bank of England on Monday, May 3", "It does.",
    "He doin' it nothin' like that, but I, you and it had seen it.", "Dr. Anna\n\nHald Jr.", "12", "“", "Anna  Hald spoke in New\tYork."]


def annotations(doc) -> list[tuple]:
    """All that reading uses of a parse."""
    return [(token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_, token.head.i, token.ent_iob_, token.ent_type_,
             token.is_sent_start) for token in doc]


def assert_as_spacy(texts: list[str]) -> None:
    expected = list(parsing.load_model().pipe(texts))
    for one, other in zip(parsing.parse(texts), expected, strict=True):
        assert annotations(one) == annotations(other)
        assert [(span.start, span.end, span.label_) for span in one.ents] == [(span.start, span.end, span.label_) for span in other.ents]


def test_edge_cases_are_parsed_as_by_the_pipeline_alone():
    assert_as_spacy(EDGES)
    assert any(len(doc.ents) for doc in parsing.parse(EDGES))


def test_the_invented_reports_are_parsed_as_by_the_pipeline_alone():
    corpus = open_corpus(HARBOUR)
    assert_as_spacy([line for report in corpus.reports for line in corpus.read_text(report).splitlines()])


@pytest.mark.texts
def test_news_is_parsed_as_by_the_pipeline_alone():
    with (SHARED_DATA / "polnear" / "dev.jsonl").open(encoding="utf-8") as file:
        documents = [json.loads(line)["text"] for _, line in zip(range(12), file, strict=False)]
    assert_as_spacy([line for text in documents for line in text.splitlines()])


def test_a_text_is_parsed_alike_whatever_stands_beside_it():
    alone = [annotations(parsing.parse([text])[0]) for text in EDGES]
    assert [annotations(doc) for doc in parsing.parse(EDGES[::-1])][::-1] == alone


def test_every_layer_multiplies_as_told_and_the_model_as_spacy_runs_it_is_left_alone():
    first, second = np.arange(6, dtype=np.float32).reshape(2, 3), np.arange(12, dtype=np.float32).reshape(3, 4)
    product, wanted = np.zeros((2, 4), dtype=np.float32), [[20, 23, 26, 29], [56, 68, 80, 92]]
    for component in (component for _, component in parsing.load_language().pipeline if getattr(component, "model", None)):
        for layer in component.model.walk():
            assert layer.ops.gemm(first, second).tolist() == layer.ops.gemm(first.T, second.T, trans1=True, trans2=True).tolist() == wanted
            assert layer.ops.gemm(first, second, out=product) is product and product.tolist() == wanted
            assert layer.ops.gemm.__module__ == parsing.__name__
    plain = parsing.load_model().get_pipe("tagger").model
    assert not any(getattr(layer.ops.gemm, "__module__", None) == parsing.__name__ for layer in plain.walk())


@pytest.mark.parametrize(("token", "told"), [({"SHAPE": "Xx"}, "SHAPE"), ({"LOWER": {"NOT_IN": ["a"]}}, "NOT_IN")])
def test_rules_that_look_at_something_else_are_refused(token, told):
    class Ruler:
        vocab = parsing.load_language().vocab
        patterns = ({"patterns": [[token]], "attrs": {"POS": "X"}, "index": 0},)

    with pytest.raises(models.ModelError, match=told):
        parsing.AttributeRules(Ruler())


@pytest.mark.parametrize(("text", "sentences"), [
    ("Sgt. Brod and Det. Hald of the police left.", 1), ("He thanked Smt. Basanti Hembram.", 1), ("Fr. Brod said so.", 1),
    ("They wrote a post on X. He added that it was done.", 2), ("The deal is worth $170m. Brod did not answer.", 2),
    ("Malcolm X. Hald left.", 1), ("Plan B. The mayor left.", 2)])
def test_titles_end_no_sentence_and_letters_that_end_one_are_no_initials(text, sentences):
    (doc,) = parsing.parse([text])
    assert len(list(doc.sents)) == sentences and doc.text == text
