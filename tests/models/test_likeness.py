"""The likeness and the factors of words, and the invented events that they are learnt from."""

import json
import re

import numpy as np
import pytest

from analysis import models
from analysis.corpus import PROJECT
from analysis.models.attribution.tagger import load_tagger
from analysis.models.likeness import events, words
from analysis.models.likeness.words import WIDTH

DATA = PROJECT.parent / "shared" / "data"


def _set(monkeypatch, mapping, slope, offset):
    monkeypatch.setattr(words, "_weights", lambda: (mapping, slope, offset))


def test_vectors_are_mapped_and_factors_told_from_their_direction_within_bounds(monkeypatch):
    along = np.zeros(WIDTH, dtype=np.float32)
    along[0] = 0.1
    _set(monkeypatch, 2 * np.eye(WIDTH, dtype=np.float32), along, 0.2)
    vectors = np.zeros((4, WIDTH), dtype=np.float32)
    vectors[0, 0], vectors[1, 0], vectors[2, 1] = 5.0, -0.01, 7.0
    seen, factors = words.see_words(vectors)
    assert np.array_equal(seen, 2 * vectors)
    # Length does not count: 3 x 0.1 x 1 + 0.2, 3 x 0.1 x -1 + 0.2; what lies across and what is nothing have the bias alone.
    assert factors == pytest.approx(np.exp([0.5, -0.1, 0.2, 0.2]), abs=1e-3)
    _set(monkeypatch, np.eye(WIDTH, dtype=np.float32), 100 * along, 0.0)
    assert words.see_words(vectors)[1] == pytest.approx(np.exp([2.0, -2.0, 0.0, 0.0]), abs=1e-3)


def test_what_a_word_is_seen_as_does_not_depend_on_the_words_beside_it():
    vectors = np.round(np.random.default_rng(3).normal(0, 0.6, (300, WIDTH)), 3).astype(np.float32)
    seen, factors = words.see_words(vectors)
    for rows in (slice(0, 1), slice(5, 12), slice(None, None, -1)):
        assert all(np.array_equal(part, whole[rows]) for part, whole in zip(words.see_words(vectors[rows]), (seen, factors), strict=True))


def test_weights_that_go_with_another_network_are_refused(monkeypatch):
    monkeypatch.setattr(models, "pinned_digests", lambda model, pinned=models.pinned_digests: pinned(model) | (
        {"model.onnx": "0"} if model == "attribution" else {}))
    with pytest.raises(models.ModelError, match="another attribution network"):
        words._weights.__wrapped__()


def test_no_word_has_no_vector_and_no_factor():
    seen, factors = words.see_words(np.zeros((0, WIDTH), dtype=np.float32))
    assert seen.shape == (0, WIDTH) and factors.shape == (0,)


def test_what_happened_counts_more_than_that_it_was_said():
    text = "The minister resigned after the bridge collapsed, officials said in a statement on Tuesday."
    places = {word: (text.index(word), text.index(word) + len(word)) for word in ("resigned", "collapsed", "said", "statement")}
    _, factors = words.see_words(load_tagger().see([(0, text)]).vectors_of(list(places.values())))
    by_word = dict(zip(places, factors.tolist(), strict=True))
    assert min(by_word["resigned"], by_word["collapsed"]) > max(by_word["said"], by_word["statement"])


def test_a_word_means_something_else_among_other_words():
    bank, shore, loan = (load_tagger().see([(0, text)]).vectors_of([(text.index("bank"), text.index("bank") + 4)])[0] for text in (
        "The boat lay on the bank of the river.", "They walked along the bank beside the stream.", "The bank refused her a loan."))
    near, far = (float(bank @ other / np.linalg.norm(bank) / np.linalg.norm(other)) for other in (shore, loan))
    assert near > far + 0.1


def test_a_piece_counts_by_its_number_where_states_are_the_same():
    ids, states = np.array([101, 2000, 2001, 102]), np.zeros((1, 4, 384), dtype=np.float32)
    vectors = words.see_pieces(ids, states)
    assert vectors.shape == (4, WIDTH) and vectors.dtype == np.float32
    other = words.see_pieces(np.array([101, 2000, 9000, 102]), states)
    assert not np.allclose(other[2], vectors[2], atol=0.1)


# ---- the invented events

def _write(tmp_path, text):
    path = tmp_path / "events.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_event_has_reports_with_sentences_and_their_claims(tmp_path):
    path = _write(tmp_path, "# A1 train: a flood\n@ wire\nThe dam broke.\t1 2\nIt rained.\t-\n@ daily\nA broken dam.\t2\n= 1 it broke\n"
                            "= 2 the dam\n\n# A2 test: x\n")
    first, second = events.read_events(path)
    assert (first.name, first.held_out, second.name, second.held_out) == ("A1", False, "A2", True)
    assert first.texts == {"A1_1": "The dam broke.\n\nIt rained.\n\n", "A1_2": "A broken dam.\n\n"}
    assert first.claims_at("A1_1", 3, 5) == {"1", "2"} and first.claims_at("A1_1", 16, 20) == frozenset()
    assert list(events.coded_sentences(first)) == [("1", "A1_1", 0), ("2", "A1_1", 0), ("2", "A1_2", 0)]


@pytest.mark.parametrize("line", ["No tab here.", "No number.\tx", "= gloss without a number", "# A2 tset: a use that is none", " blank first.\t1"])
def test_a_line_that_is_none_of_the_kinds_is_named(tmp_path, line):
    with pytest.raises(ValueError, match="events.txt, line 3: "):
        events.read_events(_write(tmp_path, f"# A1 train: a flood\n@ wire\n{line}\n"))


@pytest.mark.parametrize("line", ["A sentence.\t1", "@ wire", "= 1 gloss"])
def test_a_line_before_any_event_is_named(tmp_path, line):
    with pytest.raises(ValueError, match="events.txt, line 1: "):
        events.read_events(_write(tmp_path, line + "\n"))


def test_every_event_has_five_reports_and_no_code_without_a_gloss():
    found = events.read_events()
    assert len({event.name for event in found}) == len(found) and 0 < sum(event.held_out for event in found) < len(found) / 4
    assert {len(event.texts) for event in found} == {5}
    glosses = {}
    for line in events.EVENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            own = glosses.setdefault(line.split()[1], set())
        elif line.startswith("= "):
            own.add(line.split()[1])
    assert all({claim for claim, _, _ in events.coded_sentences(event)} <= glosses[event.name] for event in found)


@pytest.mark.texts
@pytest.mark.skipif(not DATA.is_dir(), reason="the gold data are not beside the project")
def test_no_event_holds_a_passage_of_the_sets_beside_the_project():
    """Twelve words in a row that a real report has, too, were remembered and not invented."""
    invented = {run for event in events.read_events() for text in event.texts.values() for run in _runs(text)}
    for path in sorted(DATA.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not invented.intersection(_runs(json.loads(line).get("text", ""))), path
    for path in sorted(DATA.glob("seeds/0*.txt")):
        assert not invented.intersection(_runs(path.read_text(encoding="utf-8"))), path


def _runs(text):
    words = re.findall(r"\w+", text.lower())
    return (tuple(words[at:at + 12]) for at in range(len(words) - 11))
