"""Casing: a headline whose words all have capitals, as a sentence would write it, which is what the parser knows."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import zip_longest

from analysis.reading import gazetteer
from analysis.reading.words import MONTHS, WEEKDAYS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Words that such a headline may write small; how many others are behind its first one, at the least and at most, and what
# share of them has capitals.
_MINOR = frozenset((
    "a after against an and as at but by for from if in into is its nor of off on or out over than that the to up via vs "
    "with").split())
_FEWEST, _MOST, _SHARE = 3, 60, 0.9
# By how many small words must outnumber those with capitals in a story that tells which words are names.
_ENOUGH = 20
# What can stand before a word that begins a sentence, and what surely does, in so many characters.
_NEAR = 8
_OPENS = re.compile(r"(?:^|[.!?:\n])[\s\"“”‘’'(\[]*$")
_SURELY_OPENS = re.compile(r"^\W*$|[^\W\d_]{2}[.!?][\s\"“”‘’'(\[]+$")
# Around part of a number or of an abbreviation.
_INSIDE = re.compile(r"^[\d.]_|_(?:\d|\.\w)")


def write_as_sentence(headline: str, story: str) -> str:
    """A headline whose words have capitals, with those words small that are no names by the story behind it.

    Parameters
    ----------
    headline, story
        A line of a report and the text behind it.

    Returns
    -------
    str
        As many characters as the headline. Small is what the story writes so oftener than with a capital inside a sentence, and
        what it has nowhere, unless it is called so by countries, regions, months or days (truecasing; Lita et al., ACL 2003).
        Other headlines, and those of stories too short to tell, are as they were.
    """
    others = [word for word in _WORD.findall(headline)[1:] if word.lower() not in _MINOR]
    capital = sum(word[0].isupper() for word in others)
    if headline.isupper() or not _FEWEST <= len(others) <= _MOST or capital < _SHARE * len(others):
        return headline
    small, together = _learn_casing(story)
    return headline if small.total() < _ENOUGH else _WORD.sub(partial(_fold, small=small, together=together), headline)


def _learn_casing(story: str) -> tuple[Counter[str], set[tuple[str, str]]]:
    """How much oftener each word is small than it has a capital inside a sentence; words with capitals that go together."""
    counts: Counter[str] = Counter()
    together: set[tuple[str, str]] = set()
    words = list(_WORD.finditer(story))
    for match, following in zip_longest(words, words[1:]):
        word = _bare(match.group())
        joined = following is not None and story[match.end():following.start()].isspace() and following.group()[0].isupper()
        if word[0].islower():
            counts[word] += 1
        elif joined or not _OPENS.search(story[max(0, match.start() - _NEAR):match.start()]):
            counts[word.lower()] -= 1
        if joined and word[0].isupper():
            together.add((word.lower(), _bare(following.group()).lower()))
    return counts, together


def _fold(match: re.Match, *, small: Counter[str], together: set[tuple[str, str]]) -> str:
    """A word of a headline, small if it is no name."""
    word, low = match.group(), match.group().lower()
    bare = _bare(low)
    before, behind = match.string[:match.start()], match.string[match.end():]
    spelt = word[1:] != low[1:] or len(low) != len(word) or _INSIDE.search(f"{before[-1:]}_{behind[:2]}")
    if bare == "i" or spelt or _SURELY_OPENS.search(before[-_NEAR:]):
        return word
    last, first = (_bare("".join(words).lower()) for words in (before.split()[-1:], behind.split()[:1]))
    if together.intersection([(last, bare), (bare, first)]):
        return word
    count = small[bare] or max((small[form] for form in _forms(bare) if small[form]), default=0)
    named = bare in (*MONTHS, *WEEKDAYS) or gazetteer.sense_of(bare) or gazetteer.region_of(bare)
    return word if count < 0 or not count and named else low


def _bare(word: str) -> str:
    """A word without what an apostrophe joins to it."""
    return re.split("['’]", word)[0]


def _forms(word: str) -> list[str]:
    """A word with other endings of verbs, nouns and adjectives."""
    stem = re.sub("(?<=...)(?:ing|e?[sd])$", "", word)
    return [stem + ending for ending in ("", "e", "s", "es", "d", "ed", "ing", "ic", "an", "ian")]
