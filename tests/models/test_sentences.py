"""The sentence encoder: pinned files, one vector a word, no word of a neighbour's in it."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from analysis.models import ModelError, sentences


def _words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+", text)]


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_shipped_tokenizer_is_the_pinned_one():
    assert hashlib.sha256(sentences.TOKENIZER.read_bytes()).hexdigest() == sentences.TOKENIZER_SHA256


def test_another_file_than_the_pinned_one_is_refused(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match="not the pinned file.*8199be6f699a expected"):
        sentences._read_checked(tmp_path / "model.onnx", digest=sentences.NETWORK_SHA256)
    with pytest.raises(ModelError, match="cannot be read"):
        sentences._read_checked(tmp_path / "absent", digest=sentences.NETWORK_SHA256)


def _encode(text: str, words: list[tuple[int, int]]) -> np.ndarray:
    (vectors,) = sentences.load_encoder().encode_words([text], [words])
    return vectors


def test_each_word_has_one_vector_and_words_can_be_left_out():
    text = "The ferry Orlinka reached Dunmarrow."
    every = _encode(text, _words(text))
    assert every.shape == (5, sentences.WIDTH)
    assert (np.abs(every).sum(axis=1) > 0).all()
    assert np.array_equal(_encode(text, _words(text)[3:]), every[3:])
    assert _encode(text, []).shape == (0, sentences.WIDTH)


def test_a_sentence_has_the_same_vectors_whatever_was_encoded_before():
    text = "Mayor Ilse Brandow opened the new quay."
    first = _encode(text, _words(text))
    _encode("Eleven barges lay in the harbour for weeks, far longer than planned.", [(0, 6)])
    assert np.array_equal(_encode(text, _words(text)), first)


def test_sentences_that_run_together_have_the_vectors_of_each_alone():
    texts = ["Eleven barges lay in the harbour for weeks, far longer.", "", "The quay reopened.", "The quay flooded."]
    together = sentences.load_encoder().encode_words(texts, [_words(text) for text in texts])
    for text, vectors in zip(texts, together, strict=True):
        alone = _encode(text, _words(text))
        assert vectors.shape == alone.shape
        assert np.abs(vectors - alone).max(initial=0) < 1e-3


def test_batches_hold_sentences_of_like_length_and_are_never_overfull():
    batch = sentences.BATCH
    assert sentences._pack({0: 9, 1: 4, 2: 9, 4: 4}) == [[1, 4, 0, 2]]
    assert sentences._pack({0: batch // 2, 1: batch + 5, 2: batch // 2, 3: batch // 2}) == [[0, 2], [3], [1]]
    assert sentences._pack({}) == []


def test_a_word_past_the_network_reach_gets_zeros_and_raises_nothing():
    text = "fog " * 700
    vectors = _encode(text, _words(text))
    assert np.abs(vectors[0]).sum() > 0
    assert not vectors[-1].any()


def test_words_of_like_meaning_are_nearer_than_words_of_unlike_meaning():
    talks, vessel = _encode("The minister held talks about the vessel.", [(18, 23), (34, 40)])
    (meeting,) = _encode("The minister met her for a meeting.", [(27, 34)])
    assert _cosine(talks, meeting) > _cosine(vessel, meeting)
