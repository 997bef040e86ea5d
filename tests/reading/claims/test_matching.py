"""Matching on small numbers: words, views, the index, centring, support, threshold."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.reading.claims import matching
from analysis.reading.claims.matching import Matched, Matcher, Pairs


def _sentence(report: int, vectors: list, weights: list[float], *, words: str = "", views: list | None = None, named: bool = False) -> Matched:
    terms = tuple(words.split()) or tuple(f"w{report}{place}{len(weights)}" for place in range(len(weights)))
    return Matched(report, np.array(vectors, dtype=np.float32), np.array(weights), np.full(len(weights), named), terms, terms,
                   np.array(views or [[1.0] * len(weights)]))


def _pairs(scores: dict[tuple[int, int], float], *, sampled: bool = True) -> Pairs:
    first, second = (np.array(side) for side in zip(*sorted(scores), strict=True))
    return Pairs(first, second, np.array([scores[pair] for pair in sorted(scores)]), np.full(len(scores), sampled))


def test_matching_averages_the_damped_weighted_best_matches_of_both_sides(monkeypatch):
    # The event's mean is (0, 0), so the vectors stay. Words of the first: x (weight 3) and y (weight 1); of the second: x, -y.
    monkeypatch.setattr(matching, "DAMPING", 2.0 / np.log(1 + 3))
    x, y = [1.0, 0.0], [0.0, 1.0]
    matcher = Matcher([_sentence(0, [x, y], [3, 1]), _sentence(1, [x, [0.0, -1.0]], [1, 1]), _sentence(1, [[-1.0, 0.0]] * 2, [1, 1])])
    scores = matcher.match(np.array([0]), np.array([1, 2]))[0][0].tolist()
    # Forth: (3 * 1 + 1 * 0) / (4 + 2); back: (1 * 1 + 1 * 0) / (2 + 2). The third points the other way: 0.
    assert scores == pytest.approx([(3 / 6 + 1 / 4) / 2, 0.0])


def test_many_at_once_give_what_one_pair_of_views_at_a_time_gives():
    rng = np.random.default_rng(5)
    sizes = [3, 1, 4, 2, 2, 5]
    sentences = []
    for place, size in enumerate(sizes):
        views = np.vstack([np.ones(size), np.where(np.arange(size) < max(1, size // 2), 0.5, 0.0)])
        sentences.append(_sentence(place % 2, rng.normal(size=(size, 4)), list(rng.random(size) + 0.1), views=views.tolist()))
    mean = np.concatenate([sentence.vectors for sentence in sentences]).sum(axis=0) / (sum(sizes) + matching.FEW_WORDS)
    unit = [(own.vectors - mean) / np.linalg.norm(own.vectors - mean, axis=1, keepdims=True) for own in sentences]

    def match(a: int, b: int, view_a: int, view_b: int) -> float:
        weights = [sentences[i].weights * sentences[i].views[view] for i, view in ((a, view_a), (b, view_b))]
        likeness = np.maximum(unit[a] @ unit[b].T, 0)[weights[0] > 0][:, weights[1] > 0]
        sums = (likeness.max(axis=1) @ weights[0][weights[0] > 0], likeness.max(axis=0) @ weights[1][weights[1] > 0])
        return sum(total / (own.sum() + matching.DAMPING * np.log(1 + 6)) for total, own in zip(sums, weights, strict=True)) / 2

    matches, rows, columns = Matcher(sentences).match(np.array([0, 3]), np.array([1, 2, 5]))
    assert (rows.tolist(), columns.tolist()) == ([0, 2], [0, 2, 4])
    for one, above in zip((0, 3), np.split(matches, rows[1:], axis=0), strict=True):
        for other, views in zip((1, 2, 5), np.split(above, columns[1:], axis=1), strict=True):
            expected = [[match(one, other, row, column) for column in range(2)] for row in range(2)]
            # Vectors are whole numbers of a length of some four thousand.
            assert views == pytest.approx(np.array(expected), abs=1e-4)


def test_in_whatever_order_products_are_added_the_likeness_is_the_same():
    rng = np.random.default_rng(3)
    vectors, order = rng.normal(size=(60, 256)), rng.permutation(256)
    one, other = (Matcher([_sentence(0, own, [1.0] * 60)])._liken(slice(0, 30), slice(30, 60)) for own in (vectors, vectors[:, order]))
    assert np.array_equal(one, other) and one.max() > 0.1
    unit = np.full((1, 256), matching.UNIT / 16 + 0.5)
    assert np.square(unit).sum() <= 2 ** 24


def test_unlike_names_are_never_wholly_alike_and_the_same_word_is_a_little_more():
    x = [1.0, 0.0]
    away = _sentence(2, [[-1.0, 0.0]] * 2, [1, 1])

    def likeness(first: Matched, second: Matched) -> float:
        return float(Matcher([first, second, away])._liken(slice(0, 1), np.array([1]))[0, 0])

    assert likeness(_sentence(0, [x], [1], words="orle", named=True), _sentence(1, [x], [1], words="tolm", named=True)) == pytest.approx(0.7)
    assert likeness(_sentence(0, [x], [1], words="orle", named=True), _sentence(1, [x], [1], words="orle", named=True)) == pytest.approx(1.0)
    leaning = _sentence(1, [[0.6, 0.8]], [1], words="dam")
    same, other = likeness(_sentence(0, [x], [1], words="dam"), leaning), likeness(_sentence(0, [x], [1], words="weir"), leaning)
    assert same == pytest.approx(other + 0.2 * (1 - other))


def test_centring_takes_off_what_each_has_with_other_reports(monkeypatch):
    monkeypatch.setattr(matching, "CENTRING", 0.5)
    monkeypatch.setattr(matching, "FEW_OWN", 0)
    pairs = _pairs({(0, 1): 0.9, (0, 2): 0.4, (1, 2): 0.2})
    centred = matching.centre(pairs, np.array([0, 0, 1])).score
    # Usual: 0.4, 0.2 (own report does not count) and (0.4 + 0.2) / 2 = 0.3.
    assert centred == pytest.approx([0.9 - 0.5 * (0.4 + 0.2) / 2, 0.4 - 0.5 * (0.4 + 0.3) / 2, 0.2 - 0.5 * (0.2 + 0.3) / 2])


def test_a_pair_rises_half_way_to_its_best_triangle_through_a_third_report():
    pairs = _pairs({(0, 1): 0.2, (0, 2): 0.8, (1, 2): 0.6})
    assert matching.add_support(pairs, np.array([0, 1, 2])).score[0] == pytest.approx(0.2 + (0.6 - 0.2) / 2)
    assert matching.add_support(pairs, np.array([0, 1, 1])).score[0] == pytest.approx(0.2)


def _event(n_sentences: int, best: float) -> tuple[matching.Pairs, np.ndarray]:
    """An event of two reports whose pairs across reports all score alike; pairs of one report score more."""
    reports = np.repeat([0, 1], n_sentences // 2)
    first, second = np.triu_indices(n_sentences, 1)
    return matching.Pairs(first, second, np.where(reports[first] != reports[second], best, 0.9), np.ones(len(first), dtype=bool)), reports


def test_the_threshold_rises_with_the_number_of_sentences_between_the_smallest_and_the_largest_events():
    found = {n: matching.find_threshold(*_event(n, matching.USUAL_BEST)) for n in (10, 20, 50, 100, 160, 400)}
    assert found[100] == matching.LINKED and found[50] == pytest.approx(found[100] - matching.RISE * np.log(2), abs=1e-4)
    assert found[100] < found[160] == found[400]
    assert found[10] == found[20] < found[50]


def test_the_threshold_is_higher_where_the_best_pairs_of_the_event_match_better():
    usual, better = (matching.find_threshold(*_event(100, matching.USUAL_BEST + more)) for more in (0.0, 0.1))
    assert better == pytest.approx(usual + matching.BEST_WEIGHT * 0.1, abs=1e-4)
    # A quarter as many pairs as sentences are the best ones: with one fewer it is the rest that counts.
    pairs, reports = _event(100, 0.2)
    places = np.flatnonzero(reports[pairs.first] != reports[pairs.second])
    high, few = pairs.score.copy(), pairs.score.copy()
    high[places[:26]] = few[places[:25]] = 0.8
    thresholds = [matching.find_threshold(matching.Pairs(pairs.first, pairs.second, score, pairs.sampled), reports) for score in (high, few)]
    assert thresholds[0] - thresholds[1] == pytest.approx(matching.BEST_WEIGHT * 0.6, abs=1e-4)


def test_one_report_alone_has_a_threshold():
    nothing = Pairs(*(np.zeros(0, dtype=kind) for kind in (int, int, float, bool)))
    alone = matching.find_threshold(_pairs({(0, 1): 0.9}), np.array([0, 0]))
    assert alone == matching.find_threshold(nothing, np.zeros(0, dtype=int)) == pytest.approx(
        matching.LINKED + matching.RISE * np.log(matching.FEWEST_SENTENCES / matching.USUAL_SENTENCES), abs=1e-4)


def test_early_sentences_are_favoured_in_each_report_and_the_event_as_a_whole_is_not():
    reports = np.array([0, 0, 0, 1, 1])
    pairs = _pairs({(a, b): 0.5 for a in range(5) for b in range(5) if a < b})
    ahead = dict(zip(zip(pairs.first, pairs.second, strict=True), matching.favour_early(pairs, reports).score, strict=True))
    # First sentences with each other, a first with a second, two seconds: each step costs the same; a third less than another step.
    assert ahead[0, 3] - ahead[0, 4] == pytest.approx(ahead[0, 4] - ahead[1, 4]) == pytest.approx(matching.EARLY * np.log(2))
    assert 0 < ahead[1, 4] - ahead[2, 4] < matching.EARLY * np.log(2)
    assert np.mean(list(ahead.values())) == pytest.approx(0.5)


def test_the_index_proposes_what_shares_rare_words_and_never_what_shares_none(monkeypatch):
    monkeypatch.setattr(matching, "CANDIDATES", 1)
    documents = [["dam", "burst"], ["dam", "mend"], ["choir", "sing"], ["choir", "dam"], ["choir", "song", "burst"]]
    found = [others.tolist() for others in matching.propose(documents)]
    # `burst` and `choir` (two and three sentences): 0 and 4 share the rarer word and choose each other; 2 chooses 3 before 4.
    assert 4 in found[0] and 3 in found[2]
    assert 2 not in found[0] + found[1]


def test_however_many_sentences_are_matched_at_once_the_pairs_are_the_same(monkeypatch):
    rng = np.random.default_rng(7)
    sentences = [_sentence(place % 3, rng.normal(size=(3, 4)), [1.0, 2.0, 3.0]) for place in range(9)]
    whole = Matcher(sentences).score_pairs()
    for rows in (1, 2, 4):
        monkeypatch.setattr(matching, "ROWS", rows)
        pairs = Matcher(sentences).score_pairs()
        assert (pairs.first.tolist(), pairs.second.tolist()) == (whole.first.tolist(), whole.second.tolist())
        assert pairs.score == pytest.approx(whole.score, abs=1e-4)
    assert len(whole.first) == 9 * 8 / 2


def test_a_large_event_is_sampled_evenly_and_every_sentence_has_sampled_pairs(monkeypatch):
    monkeypatch.setattr(matching, "SAMPLE", 4)
    monkeypatch.setattr(matching, "ALL", 8)
    sentences = [_sentence(place % 3, [[1.0, place / 20]], [1.0]) for place in range(20)]
    pairs = Matcher(sentences).score_pairs()
    assert len(pairs.first) < 20 * 19 / 2
    assert set(pairs.first[pairs.sampled]) | set(pairs.second[pairs.sampled]) == set(range(20))
