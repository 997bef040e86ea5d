"""Groups: which units together make one claim, given links between pairs of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from analysis.reading.claims.matching import DECIMALS

# A group that has so much in common with a stronger one tells the same claim; of its other units those join that are linked
# with a share `JOINED` of the stronger one's. Chosen on the coded events of tests/benchmarks/claims.py and harbour (0.5 to
# 0.66 are alike for `JOINED`); joining whole groups brings in pairs that are rarely right, and keeping all leaves a third of
# claims with a twin.
SAME, JOINED = 0.5, 0.6

# For each unit the units that it is linked with, and how strongly; symmetric.
Links = Mapping[int, Mapping[int, float]]


def cover(links: Links) -> list[tuple[int, ...]]:
    """Groups of units that are linked with each other or, where they joined later, with most; they may overlap.

    Weak links of units that are in stronger groups are in none. Listing all maximal groups can take exponential time; each link
    not yet held, the strongest first, grows one.
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
            group.append(min(strength, key=lambda unit: (-round(strength[unit], DECIMALS), unit)))
            near = links[group[-1]]
            strength = {unit: score + near[unit] for unit, score in strength.items() if unit in near}
        group.sort()
        held.update(combinations(group, 2))
        groups.append(tuple(group))
    return settle(groups, links)


def settle(groups: list[tuple[int, ...]], links: Links) -> list[tuple[int, ...]]:
    """Groups, wholly linked each, less those that tell what a stronger one does; what they have beside it joins it or is in none.

    As what joins is not compared again, two groups can end up more alike than `SAME`, on the coded events one in seventy.
    """
    def strength(group: tuple[int, ...]) -> float:
        return round(sum(links[one][other] for one, other in combinations(group, 2)), DECIMALS)

    kept: list[set[int]] = []
    holding: dict[int, set[int]] = defaultdict(set)
    for group in sorted(groups, key=lambda group: (-strength(group), group)):
        shared = Counter(place for unit in group for place in holding[unit])
        likeness = {place: n / (len(kept[place]) + len(group) - n) for place, n in shared.items()}
        nearest = min(likeness, key=lambda place: (-likeness[place], place), default=-1)
        if likeness.get(nearest, 0.0) < SAME:
            nearest = len(kept)
            kept.append(set(group))
            added = set(group)
        else:
            size = len(kept[nearest])
            added = {unit for unit in group if len(links[unit].keys() & kept[nearest]) >= JOINED * size} - kept[nearest]
            kept[nearest] |= added
        for unit in added:
            holding[unit].add(nearest)
    return sorted({tuple(sorted(group)) for group in kept})
