"""Strengths: how weighty the words are in which a proposition is told, and what in it is left open.

`scales.csv`, written for this project, orders words of one field by how much they say: `discuss` is less than `agree`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from analysis.reading.claims.modality import is_hedge
from analysis.reading.text.trees import Token
from analysis.reading.words import read_rows

_OPEN_ADJECTIVES = frozenset(
    "alleged apparent possible potential presumed purported reported suspected supposed unconfirmed unverified".split())
# Scales of words that are nouns of other things, too: `light`.
_OF_ADJECTIVES = frozenset(("severity", "size"))
# Scales of verbs only: the fall of a state is its collapse, and rockets do not soar.
_OF_VERBS = frozenset(("fall", "rise"))
# How high somebody ranks is compared where somebody's name is.
RANK = "rank"


@lru_cache(maxsize=1)
def _scales() -> dict[str, dict[str, int]]:
    """For each lemma its grade on each scale that it is on."""
    graded: dict[str, dict[str, int]] = defaultdict(dict)
    for row in read_rows("scales.csv"):
        for lemma in row["lemmas"].split(";"):
            graded[lemma][row["scale"]] = int(row["grade"])
    return dict(graded)


def grade(lemma: str, scale: str) -> int | None:
    """How much a word says on a scale, 0 the least; None where it is not on it."""
    return _scales().get(lemma, {}).get(scale)


def find_grades(tokens: Iterable[Token]) -> dict[str, frozenset[int]]:
    """The grades of the words of a proposition on each scale, but those of ranks."""
    found: dict[str, set[int]] = defaultdict(set)
    for token in tokens:
        for scale, number in _scales().get(token.base, {}).items() if token.pos_ != "PROPN" else ():
            if scale != RANK and (scale not in _OF_ADJECTIVES or token.pos_ in ("ADJ", "ADV")) and (
                    scale not in _OF_VERBS or token.pos_ == "VERB"):
                found[scale].add(number)
    return {scale: frozenset(numbers) for scale, numbers in sorted(found.items())}


def leaves_open(tokens: Iterable[Token]) -> bool:
    """Whether any word of a proposition leaves something in it open: `the alleged plan`, `what appeared to be`."""
    return any(is_hedge(token) or token.base in ("appear", "seem") and token.pos_ == "VERB"
               or token.lower_ in _OPEN_ADJECTIVES and token.dep_ in ("amod", "acomp", "attr", "oprd") for token in tokens)
