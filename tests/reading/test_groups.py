"""Groups of linked units: overlapping, nearly whole, and no chains."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from analysis.reading.groups import cover, merge


def _links(pairs: list[tuple[int, int]], **scores: float) -> dict[int, dict[int, float]]:
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b in pairs:
        links[a][b] = links[b][a] = scores.get(f"s{a}{b}", 0.5)
    return links


def test_groups_that_are_mostly_linked_together_are_one():
    pairs = [pair for pair in combinations(range(5), 2) if pair != (0, 4)]
    # Nine of the ten pairs are linked.
    assert merge([(0, 1, 2, 3), (1, 2, 3, 4)], _links(pairs)) == [(0, 1, 2, 3, 4)]
    # Two triangles with one unit in common: six of ten.
    triangles = [*combinations((0, 1, 2), 2), *combinations((2, 3, 4), 2)]
    assert merge([(0, 1, 2), (2, 3, 4)], _links(triangles)) == [(0, 1, 2), (2, 3, 4)]


def test_groups_overlap_and_do_not_join_what_is_hardly_linked():
    assert cover(_links([(0, 1), (1, 2), (0, 2), (2, 3)])) == [(0, 1, 2), (2, 3)]


def test_every_link_is_in_a_group_whatever_the_order_of_units():
    pairs = [(0, 5), (5, 2), (2, 0), (3, 1), (1, 4), (2, 3)]
    held = {pair for group in cover(_links(pairs)) for pair in combinations(group, 2)}
    assert {tuple(sorted(pair)) for pair in pairs} <= held


def test_no_link_is_no_group():
    assert cover({}) == []
