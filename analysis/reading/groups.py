"""Groups: which units together make one claim, given links between pairs of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

# Overlapping groups become one claim when this share of the pairs in both together is linked: chosen on the coded events of
# tests/benchmarks/claims.py and harbour, where about as many claims then stand in all reports of an event as were coded. With 0.9 pairs
# are found a little better, but a quarter of the claims has a twin that differs in one sentence.
DENSE = 0.8
_DECIMALS = 4

Links = Mapping[int, Mapping[int, float]]


def cover(links: Links) -> list[tuple[int, ...]]:
    """Groups of mostly mutually linked units that together hold every link; they may overlap.

    Parameters
    ----------
    links
        For each unit the units that it is linked with, and how strongly; symmetric.

    Notes
    -----
    Listing all maximal groups can take exponential time; each link not yet held, the strongest first, grows one.
    """
    order = sorted(((-score, a, b) for a, near in links.items() for b, score in near.items() if a < b))
    held: set[tuple[int, int]] = set()
    groups = []
    for _, a, b in order:
        if (a, b) in held:
            continue
        group = [a, b]
        strength = {unit: links[a][unit] + links[b][unit] for unit in links[a].keys() & links[b].keys()}
        while strength:
            group.append(min(strength, key=lambda unit: (-round(strength[unit], _DECIMALS), unit)))
            near = links[group[-1]]
            strength = {unit: score + near[unit] for unit, score in strength.items() if unit in near}
        group.sort()
        held.update((one, other) for place, one in enumerate(group) for other in group[place + 1:])
        groups.append(tuple(group))
    return merge(groups, links)


def merge(groups: list[tuple[int, ...]], links: Links) -> list[tuple[int, ...]]:
    """Groups, wholly linked each, joined with an earlier overlapping one where most pairs of both are linked."""
    merged: list[set[int]] = []
    holding: dict[int, set[int]] = defaultdict(set)
    inside: list[int] = []
    for group in groups:
        best, place = 0.0, -1
        for near in sorted({place for unit in group for place in holding[unit]}):
            added = [unit for unit in group if unit not in merged[near]]
            size = len(merged[near]) + len(added)
            density = round((inside[near] + _gain(added, merged[near], links)) / (size * (size - 1) / 2), _DECIMALS)
            if density > best:
                best, place = density, near
        if best < DENSE:
            place = len(merged)
            merged.append(set())
            inside.append(0)
        added = [unit for unit in group if unit not in merged[place]]
        inside[place] += _gain(added, merged[place], links)
        merged[place].update(added)
        for unit in added:
            holding[unit].add(place)
    return sorted({tuple(sorted(group)) for group in merged})


def _gain(added: list[int], members: set[int], links: Links) -> int:
    """Links that wholly linked units bring to a group: those with its members and those among themselves."""
    return sum(len(links[unit].keys() & members) for unit in added) + len(added) * (len(added) - 1) // 2
