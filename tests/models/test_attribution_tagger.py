"""The trained tagger: what it sees, how tags become spans and spans attributions, and what it finds in plain cases."""

from __future__ import annotations

import csv
import itertools
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from analysis import models, schema
from analysis.models.attribution import encoding, tagger
from analysis.models.attribution.linking import Linker, Spans
from analysis.models.likeness import WIDTH

FREE = np.zeros((3, 3, 3))
FREE[:, tagger.OUTSIDE, tagger.INSIDE] = -1e4


@pytest.fixture(scope="module")
def trained() -> tagger.Tagger:
    return tagger.load_tagger()


@pytest.fixture(scope="module")
def tokenizer():
    return encoding.load_tokenizer()


def tag(trained: tagger.Tagger, paragraphs: list[tuple[int, str]]) -> list[tagger.Relation]:
    return trained.tag([trained.see(paragraphs)])[0]


def _texts(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


# ---- what the tagger sees

def test_quotation_state_is_told_from_marks_of_every_convention():
    for left, right in ("“”", '""', "«»", "„“"):
        assert encoding.find_quotations(f"a {left}b{right} c").tolist() == [0, 0, 1, 1, 1, 0, 0, 0]
    assert encoding.find_quotations("a 'b' c").tolist() == [0, 0, 2, 2, 2, 0, 0, 0]


def test_marks_that_never_close_are_a_state_of_their_own_and_apostrophes_none():
    assert encoding.find_quotations('a "b').tolist() == [0, 0, 3, 3, 3]
    assert not encoding.find_quotations("it's the Lunds' boat").any()


def test_pieces_carry_positions_of_the_report_and_the_casing_of_their_word(tokenizer):
    [pieces] = encoding.encode([(100, "Lund met KVT")], tokenizer=tokenizer)
    assert [(b - 100, e - 100) for b, e in encoding.word_spans(pieces)] == [(0, 4), (5, 8), (9, 12)]
    assert (pieces.features[pieces.first] // encoding.N_QUOTATIONS).tolist() == [2, 1, 3]


def test_paragraphs_longer_than_a_window_are_cut_at_words_and_nothing_is_lost(tokenizer):
    pieces = encoding.encode([(0, "short one"), (20, "harbourmasters " * 400)], tokenizer=tokenizer)
    windows = encoding.pack(pieces)
    assert max(len(encoding.window_arrays(window, pieces)[0]) for window in windows) <= encoding.SIGHT
    chunks = [chunk for window in windows for chunk in window if chunk.paragraph == 1]
    assert chunks[0].begin == 0 and chunks[-1].end == len(pieces[1].ids)
    assert all(pieces[1].first[chunk.begin] for chunk in chunks)
    assert all(later.begin < earlier.end for earlier, later in itertools.pairwise(chunks))
    for window in windows:
        ids, _ = encoding.window_arrays(window, pieces)
        assert all(np.array_equal(ids[there], pieces[chunk.paragraph].ids[chunk.begin:chunk.end])
                   for chunk, there in zip(window, encoding.places_in(window), strict=True))


# ---- tags

def _score(tags: list[int], *, role: int = 2) -> np.ndarray:
    """Scores of words whose best tag is certain in one role; the other roles are outside."""
    scores = np.zeros((len(tags), 3, 3))
    scores[:, :, tagger.OUTSIDE] = 9.0
    for number, tag in enumerate(tags):
        scores[number, role] = np.eye(3)[tag] * 9.0
    return scores


@pytest.mark.parametrize("over", [np.sum, np.max])
def test_tags_are_rated_by_the_sum_or_the_best_of_all_sequences(over):
    rng = np.random.default_rng(4)
    scores, transitions = rng.normal(size=(5, 1, 3, 3)), rng.normal(size=(3, 3, 3)) + FREE
    found = tagger.marginals(scores, transitions=transitions[None], over=over)[:, 0, 0, 1]
    sequences = np.array(list(itertools.product(range(3), repeat=5)))
    steps = transitions[1, sequences[:, :-1], sequences[:, 1:]].sum(axis=1)
    weights = np.exp(steps + scores[np.arange(5), 0, 1, sequences].sum(axis=1))
    expected = np.array([[over(weights[sequences[:, word] == tag]) for tag in range(3)] for word in range(5)])
    np.testing.assert_allclose(found, expected / expected.sum(axis=1, keepdims=True), atol=1e-9)


def test_two_spans_that_touch_stay_two():
    [[sequence]] = tagger.decode([_score([tagger.BEGIN, tagger.INSIDE, tagger.BEGIN, tagger.OUTSIDE])], transitions=FREE[None])
    found = sequence.spans()
    assert [run[:2] for run in found.contents] == [(0, 2), (2, 3)]
    assert not found.sources and not found.cues


def test_among_equally_good_sequences_no_span_begins_inside():
    rng = np.random.default_rng(6)
    tables = [rng.integers(0, 3, size=(8, 3, 3)) / 10 for _ in range(2000)]
    for [sequence] in tagger.decode(tables, transitions=FREE[None]):
        before = np.vstack([np.full((1, 3), tagger.OUTSIDE), sequence.tags[:-1]])
        assert not ((sequence.tags == tagger.INSIDE) & (before == tagger.OUTSIDE)).any()


def test_spans_of_a_paragraph_do_not_depend_on_its_neighbours():
    rng = np.random.default_rng(5)
    own, other = rng.normal(size=(6, 3, 3)), rng.normal(size=(40, 3, 3))
    [[alone]], [[beside], _] = (tagger.decode(tables, transitions=FREE[None]) for tables in ([own], [own, other]))
    for one, two in zip(itertools.chain(*alone.spans()), itertools.chain(*beside.spans()), strict=True):
        assert one == pytest.approx(two)


# ---- links

WEIGHTS = {"cue_of_content": [-1.0] + [0.0] * 12, "source_of_cue": [-1.0] + [0.0] * 12 + [-2.0]}


def _linker(text: str) -> Linker:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append((at, at + len(word)))
        at += len(word)
    return Linker(words, text=text, start=0, weights=WEIGHTS)


def test_each_content_takes_the_nearest_cue_and_each_cue_the_nearest_source():
    linker = _linker("Lund said boats sank Moro denied boats sank")
    spans = Spans([(0, 1, 0.9), (4, 5, 0.8)], [(1, 2, 0.9), (5, 6, 0.9)], [(2, 4, 0.9), (6, 8, 0.9)])
    assert linker.link(spans) == [([(0, 4)], [(5, 9)], [(10, 20)], 0.9), ([(21, 25)], [(26, 32)], [(33, 43)], 0.8)]


def test_a_source_farther_than_none_is_worth_is_not_taken_and_a_cue_without_content_is_nothing():
    linker = _linker("Lund came by boat from the island and it reportedly sank")
    far = Spans([(0, 1, 0.9)], [(9, 10, 0.7)], [(10, 11, 0.9)])
    assert linker.link(far) == [([], [(41, 51)], [(52, 56)], 0.7)]
    assert linker.link(far._replace(contents=[])) == []


def test_a_missing_cue_and_source_come_from_the_spare_spans_and_others_do_not():
    linker = _linker("Lund muttered boats sank")
    spare = Spans([(0, 1, 0.4), (3, 4, 0.3)], [(1, 2, 0.4), (2, 3, 0.3)], [])
    full = linker.complete(Spans([], [], [(2, 4, 0.9)]), spare)
    assert full.cues == [(1, 2, 0.4)] and full.sources[0] == (0, 1, 0.4)
    assert linker.link(full) == [([(0, 4)], [(5, 13)], [(14, 24)], 0.4)]
    assert linker.complete(full, Spans([(2, 3, 0.5)], [(3, 4, 0.5)], [])) == full


# ---- the trained weights

def test_plain_speech_is_found_with_its_source_cue_and_content(trained):
    text = "Harbour minister Ida Lund said on Monday that the ferry had been repaired."
    [found] = tag(trained, [(0, text)])
    assert "Ida Lund" in _texts(text, found.source_spans)[0]
    assert _texts(text, found.cue_spans)[0].startswith("said")
    assert "the ferry had been repaired" in _texts(text, found.content_spans)[0]
    assert 0.5 < found.confidence <= 1


@pytest.mark.parametrize("left, right", ["“”", '""', "«»"])
def test_a_quotation_in_two_pieces_is_one_attribution_under_any_marks(trained, left, right):
    text = f"{left}The ferry is safe,{right} Lund told reporters, {left}and it will sail tomorrow.{right}"
    [found] = tag(trained, [(0, text)])
    assert _texts(text, found.source_spans) == ["Lund"]
    assert len(found.content_spans) == 2


def test_positions_are_those_of_the_report(trained):
    first, second = "The ferry lay in port.", "Ida Lund said the ferry was late."
    alone, moved = tag(trained, [(0, first), (40, second)]), tag(trained, [(500, first), (540, second)])
    assert [[(b + 500, e + 500) for b, e in r.content_spans] for r in alone] == [r.content_spans for r in moved]


def test_a_quotation_that_goes_on_in_the_next_paragraph_stays_with_its_speaker(trained):
    first = 'Ida Lund said: "The ferry is late. We are working on it.'
    second = '"The harbour will stay open all night and nobody will be left behind on the quay."'
    found = tag(trained, [(0, first), (len(first) + 2, second)])
    assert [_texts(first, r.source_spans) for r in found] == [["Ida Lund"]]
    assert found[0].content_spans[-1][0] >= len(first)


def test_nothing_is_found_where_there_is_nothing(trained):
    assert tag(trained, []) == []
    assert tag(trained, [(0, ""), (5, "   ")]) == []
    assert tag(trained, [(0, "The ferry left at noon.")]) == []


# ---- vectors of meaning

def _words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+", text)]


def test_each_word_has_one_vector_and_words_can_be_left_out(trained):
    text = "The ferry Orlinka reached Dunmarrow."
    seen = trained.see([(0, text)])
    every = seen.vectors_of(_words(text))
    assert every.shape == (5, WIDTH) and every.dtype == np.float32
    assert (np.abs(every).sum(axis=1) > 0).all()
    assert np.array_equal(seen.vectors_of(_words(text)[3:]), every[3:])
    assert seen.vectors_of([]).shape == (0, WIDTH)


def test_a_word_without_a_piece_gets_zeros(trained):
    seen = trained.see([(0, "fog"), (10, "fog")])
    assert not seen.vectors_of([(4, 9), (20, 25)]).any()
    assert not trained.see([]).vectors_of([(0, 3)]).any()


def test_words_past_the_first_window_have_vectors_too(trained):
    text = "fog " * 700
    vectors = trained.see([(0, text)]).vectors_of(_words(text))
    assert (np.abs(vectors).sum(axis=1) > 0).all()


@pytest.mark.parametrize("model", ["attribution", "likeness"])
def test_no_step_of_a_network_rounds_as_the_processor_likes(model):
    written = (tagger.FOLDER.parent / model / "model.onnx").read_bytes()
    assert b"DynamicQuantizeMatMul" in written, "names of steps stand in the file as they are"
    assert not [name for name in (b"Attention", b"Softmax", b"Normalization", b"ReduceSum", b"ReduceMean") if name in written]


def test_a_changed_file_is_refused(tmp_path, monkeypatch):
    for name in ("model.onnx", "decoding.json"):
        shutil.copy(tagger.FOLDER / name, tmp_path / name)
    with (tmp_path / "decoding.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    monkeypatch.setattr(tagger, "FOLDER", tmp_path)
    with pytest.raises(models.ModelError, match="decoding.json"):
        tagger.Tagger()


def test_coded_attributions_are_spans_in_order_and_nested_ones_stand_inside_their_parent():
    with Path(tagger.__file__).with_name("coded.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_key = {(row["set"], row["doc"], row["attribution"]): row for row in rows}
    assert len(by_key) == len(rows) and {row["use"] for row in rows} == {"train", "test"}
    docs = {use: {(row["set"], row["doc"]) for row in rows if row["use"] == use} for use in ("train", "test")}
    assert not docs["train"] & docs["test"]
    for row in rows:
        spans = {role: schema.text_to_spans(row[f"{role}_spans"]) for role in encoding.ROLES}
        assert spans["content"]
        if row["parent"]:
            outer = schema.text_to_spans(by_key[row["set"], row["doc"], row["parent"]]["content_spans"])
            assert any(start < high and low < end for start, end in spans["cue"] + spans["content"] for low, high in outer)
