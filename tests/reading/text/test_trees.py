"""A copied parse says of every token and stretch what spaCy says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.corpus import open_corpus
from analysis.reading.text import parsing, trees
from analysis.reading.text.zones import Zone
from tests.conftest import HARBOUR
from tests.reading.text.test_parsing import EDGES

WAYS = ("ancestors", "children", "subtree")


@pytest.fixture(scope="module")
def parses() -> list[tuple]:
    """Parses of spaCy's, each beside its copy."""
    corpus = open_corpus(HARBOUR)
    found = parsing.parse([*EDGES, *(line for report in corpus.reports for line in corpus.read_text(report).splitlines())])
    return list(zip(found, trees.copy_parses(found, [Zone(7, 7 + len(parse.text), "body") for parse in found]), strict=True))


def test_tokens_have_the_same_form_place_and_relations(parses):
    assert len(parses) > 50
    for parse, copy in parses:
        assert len(parse) == len(copy) and parse.text == copy.text
        for token, copied in zip(parse, copy, strict=True):
            for name in (*trees._FORM, "i", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "whitespace_"):
                assert getattr(token, name) == getattr(copied, name), name
            assert bool(token.is_sent_start) == copied.is_sent_start and len(token) == len(copied)
            assert token.head.i == copied.head.i and copied.paragraph is copy
            assert (7 + token.idx, 7 + token.idx + len(token)) == (copied.start, copied.end)
            for way in WAYS:
                # spaCy puts what is below a token in another order where branches cross.
                assert sorted(one.i for one in getattr(token, way)) == sorted(one.i for one in getattr(copied, way)), way
            assert list(copied.children) == sorted(copied.children) and copied.subtree == sorted(copied.subtree)
            assert [one.i for one in token.sent] == [one.i for one in copied.sent]


def test_sentences_names_and_stretches_are_the_same(parses):
    for parse, copy in parses:
        assert [(7 + span.start_char, 7 + span.end_char, span.text) for span in parse.sents] == [
            (span.start, span.end, span.text) for span in copy.sents]
        assert [(name.start, name.end, name.label_) for name in parse.ents] == copy.ents
        for size in (1, 2, 5):
            for start in range(len(parse) - size + 1):
                span, copied = parse[start:start + size], copy.span(start, start + size)
                assert span.text == copied.text
                assert span.root.i == copied.root.i


def test_neighbours_end_with_the_paragraph(parses):
    doc = next(copy for _, copy in parses if len(copy) > 3)
    assert all(one.nbor() is other and other.nbor(-1) is one for one, other in pairwise(doc))
    for token, step in ((doc[0], -1), (doc[-1], 1)):
        with pytest.raises(IndexError):
            token.nbor(step)


def test_a_set_of_tokens_has_the_order_of_the_text(parses):
    doc = max((copy for _, copy in parses), key=len)
    assert [token.i for token in set(reversed(doc))] == list(range(len(doc)))
    assert doc.span(2, 2).text == ""


def _mended(text: str) -> trees.Paragraph:
    """A paragraph with words behind prefixes made whole."""
    (paragraph,) = trees.copy_parses(parsing.parse([text]), [Zone(0, len(text), "body")])
    trees.join_prefixes(paragraph)
    return paragraph


_PREFIXED = [
    ("A co-founder of the club said so.", "founder", "nsubj", "said"),
    ("Her ex-husband left.", "husband", "nsubj", "left"),
    ("He re-entered the house.", "entered", "ROOT", "entered"),
    ("Before re-entering the house, he left.", "entering", "pcomp", "Before"),
    ("His co-author Ann Hald left.", "author", "compound", "Hald"),
    ("Fourteen of the co-workers sued him.", "workers", "pobj", "of"),
]


@pytest.mark.parametrize(("text", "word", "relation", "head"), _PREFIXED)
def test_what_a_prefix_is_tied_to_has_the_place_of_the_word(text: str, word: str, relation: str, head: str) -> None:
    paragraph = _mended(text)
    (token,) = [token for token in paragraph if token.text == word]
    assert (token.dep_, token.head.text) == (relation, head)
    prefix, mark = token.nbor(-2), token.nbor(-1)
    assert [prefix.head, mark.head] == [token, token] and not prefix.children and not mark.children
    assert trees.tied_words(token) == [prefix, mark, token]
    # What stood before the prefix stands before the word now.
    assert {child.text for child in token.children} >= {"A", "Her", "His"}.intersection(text.split())


@pytest.mark.parametrize("text", [
    *(case[0] for case in _PREFIXED), "His ex-co-founder and the non-pro-government co-owner re-re-elected him."])
def test_mended_parses_are_trees(text: str) -> None:
    mended = _mended(text)
    assert any(token.dep_ == "compound" and token.nbor().text == "-" for token in mended[:-1])
    for token in mended:
        top = [token, *token.ancestors][-1]
        assert top.head is top
        assert all(child.head is token for child in token.children) and token.children == sorted(token.children)
        assert token.head is token or token in token.head.children


@pytest.mark.parametrize(("text", "word", "tied"), [
    ("The 29-year-old left.", "old", "29-year-old"),
    ("His mother-in-law left.", "mother", "mother-in-law"),
    ("Passers-by left.", "Passers", "Passers-by"),
    ("The council - the old one - left.", "council", "council"),
    ("A man who-according to Brod-left is here.", "Brod", "Brod"),
])
def test_a_word_goes_as_far_as_hyphens_tie_what_hangs_on_it(text: str, word: str, tied: str) -> None:
    (token,) = [token for token in _mended(text) if token.text == word]
    assert "".join(one.text for one in trees.tied_words(token)) == tied
