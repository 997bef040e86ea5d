"""Groups of linked units: overlapping, nearly whole, no chains, none told twice."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from analysis.reading.claims.groups import cover, settle


def _links(pairs: list[tuple[int, int]], **scores: float) -> dict[int, dict[int, float]]:
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b in pairs:
        links[a][b] = links[b][a] = scores.get(f"s{a}{b}", 0.5)
    return links


def test_groups_that_are_mostly_linked_together_are_one():
    pairs = [pair for pair in combinations(range(5), 2) if pair != (0, 4)]
    # Three of five units are in both; 4 is linked with three of the four of the first.
    assert settle([(0, 1, 2, 3), (1, 2, 3, 4)], _links(pairs)) == [(0, 1, 2, 3, 4)]
    # Two triangles with one unit in common share one of five.
    triangles = [*combinations((0, 1, 2), 2), *combinations((2, 3, 4), 2)]
    assert settle([(0, 1, 2), (2, 3, 4)], _links(triangles)) == [(0, 1, 2), (2, 3, 4)]


def test_a_group_that_shares_less_than_half_stays_and_what_shares_more_is_told_once():
    six = [*combinations(range(6), 2)]
    # (3, 4, 5, 6) has three of seven units in common with the first, (2, 3, 4, 5, 6) four of seven.
    assert settle([(0, 1, 2, 3, 4, 5), (3, 4, 5, 6)], _links([*six, (3, 6), (4, 6), (5, 6)])) == [(0, 1, 2, 3, 4, 5), (3, 4, 5, 6)]
    assert settle([(0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6)], _links([*six, (2, 6), (3, 6), (4, 6), (5, 6)])) == [(0, 1, 2, 3, 4, 5, 6)]


def test_what_a_group_told_again_has_beside_is_left_out_where_it_is_linked_with_too_few():
    # Six of twelve units are in both; 11 is linked with six of the first eleven.
    pairs = [*combinations(range(11), 2), *((unit, 11) for unit in range(6))]
    assert settle([tuple(range(11)), (0, 1, 2, 3, 4, 5, 11)], _links(pairs)) == [tuple(range(11))]


def test_groups_overlap_and_do_not_join_what_is_hardly_linked():
    assert cover(_links([(0, 1), (1, 2), (0, 2), (2, 3)])) == [(0, 1, 2), (2, 3)]


def test_groups_are_the_same_whatever_the_order_of_units_and_links():
    pairs = [(0, 5), (5, 2), (2, 0), (3, 1), (1, 4), (2, 3)]
    groups = cover(_links(pairs))
    assert groups == cover(_links([pair[::-1] for pair in reversed(pairs)])) == [(0, 2, 5), (1, 3), (1, 4), (2, 3)]


def test_of_two_groups_that_tell_the_same_the_stronger_stays_whole():
    # Six of twelve units are in both; the weaker one stands first in the list and in the order of units.
    strong, weak = tuple(range(5, 16)), (0, 5, 6, 7, 8, 9, 10)
    links = _links([*combinations(strong, 2), *combinations(weak, 2)])
    assert settle([weak, strong], links) == [strong]


def test_no_link_is_no_group():
    assert cover({}) == []
