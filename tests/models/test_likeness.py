"""What words mean where they stand, and the invented events that it is learnt from."""

import json
import re

import numpy as np
import pytest

from analysis import models
from analysis.corpus import PROJECT
from analysis.models import likeness
from analysis.models.attribution.tagger import load_tagger
from analysis.models.likeness import WIDTH, events

DATA = PROJECT.parent / "shared" / "data"


def test_weights_that_go_with_another_network_are_refused(monkeypatch):
    pinned = models.pinned_digests()
    monkeypatch.setattr(models, "pinned_digests", lambda: pinned | {"attribution": {"model.onnx": "0"}})
    with pytest.raises(models.ModelError, match="another attribution network"):
        likeness._session.__wrapped__()


@pytest.mark.parametrize(("word", "alike", "other"), [
    ("charge", ("He denied the charge of fraud.", "Prosecutors dropped the charge."), "The charge for parking rose."),
    ("court", ("The court rejected the appeal.", "A judge of the court ruled."), "The player left the court in tears.")])
def test_a_word_means_something_else_among_other_words(word, alike, other):
    one, near, far = (load_tagger().see([(0, text)]).vectors_of([(text.index(word), text.index(word) + len(word))])[0] for text in (*alike, other))
    assert _cosine(one, near) > _cosine(one, far) + 0.1


def _cosine(one, other):
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_a_piece_counts_by_its_number_where_states_are_the_same():
    ids, states = np.array([101, 2000, 2001, 102]), np.zeros((1, 4, 384), dtype=np.float32)
    vectors = likeness.see_pieces(ids, states)
    assert vectors.shape == (4, WIDTH) and vectors.dtype == np.float32
    other = likeness.see_pieces(np.array([101, 2000, 9000, 102]), states)
    assert not np.allclose(other[2], vectors[2], atol=0.1)


# ---- the invented events

def test_an_event_has_reports_with_sentences_and_their_claims(tmp_path):
    path = tmp_path / "events.txt"
    path.write_text("# A1 train: a flood\n@ wire\nThe dam broke.\t1 2\nIt rained.\t-\n@ daily\nA broken dam.\t2\n= 1 it broke\n"
                    "= 2 the dam\n\n# A2 test: x\n", encoding="utf-8")
    first, second = events.read_events(path)
    assert (first.name, first.held_out, second.name, second.held_out) == ("A1", False, "A2", True)
    assert first.texts == {"A1_1": "The dam broke.\n\nIt rained.\n\n", "A1_2": "A broken dam.\n\n"}
    assert first.claims_at("A1_1", 3, 5) == {"1", "2"} and first.claims_at("A1_1", 16, 20) == frozenset()
    assert first.sentences == {"A1_1": [(0, 14, {"1", "2"}), (16, 26, set())], "A1_2": [(0, 13, {"2"})]}


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
    assert all(claims <= glosses[event.name] for event in found for own in event.sentences.values() for *_, claims in own)


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
