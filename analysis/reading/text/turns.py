"""Turns: who speaks in an interview with a name before what each says (`BROD: We were told.`, `Q: Who?`), or signs a post."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.reading.words import MONTHS

# What stands before a speaker's words: a name or what stands for one (group `name`), who that is, and the colon.
_CAPITAL = "[" + "".join(filter(str.isupper, map(chr, range(0x250)))) + "]"
LABEL = re.compile(rf"(?P<name>{_CAPITAL}[\w.'’-]*(?: (?:{_CAPITAL}[\w.'’-]*|al|bin|da|de|del|la|van|von)){{0,5}})"
                   r"(?:, [^:.!?\n]{1,60}| ?\([^:)\n]{1,60}\))?(?P<colon>:)(?=\s|$)")
# Those who ask and those who answer, where no name says who.
_ASKING = frozenset(("q", "question", "reporter", "journalist", "interviewer"))
_ANSWERING = frozenset(("a", "answer"))
# Paragraphs with a label, their words on average, speakers, and the share of the body behind the first label, at the least.
_FEWEST, _WORDS, _SPEAKERS, _SHARE = 4, 5, 2, 0.5
# How sites show a post that they embed: `We will rebuild it. — Anna Hale (@AnnaHale) March 4, 2030`; characters of the longest.
_MONTH = "(?:" + "|".join(month.title() for month in MONTHS) + ")"
_SIGNED = re.compile(rf"(?P<dash>[—–]|--) ?(?P<name>[^\n—–]{{2,40}}? ?\(@\w{{1,20}}\)),? "
                     rf"(?:{_MONTH} \d{{1,2}}, \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}})")
_LONGEST_POST = 600


class Turn(NamedTuple):
    """What one speaker says at a time: places of the speaker's label, its colon or dash and the words.

    Who is not `named` asks or answers.
    """

    label: tuple[int, int]
    colon: tuple[int, int]
    said: tuple[int, int]
    named: bool
    asks: bool


def find_labels(paragraphs: Sequence[str]) -> list[re.Match | None]:
    """The label of each paragraph of a report's body; none at all where it is no interview.

    It is one where four paragraphs or more have labels, and five words and more behind them on average, of two speakers or
    more of whom one speaks twice, and half of the text stands behind the first.
    """
    found = [label if (label := LABEL.match(paragraph)) and paragraph[label.end():].strip() else None for paragraph in paragraphs]
    behind = [paragraph[label.end():] for paragraph, label in zip(paragraphs, found, strict=True) if label]
    speakers = Counter(_speaker(label) for label in found if label)
    first = next((number for number, label in enumerate(found) if label), 0)
    told = sum(map(len, paragraphs[:first]))
    sound = (len(behind) >= _FEWEST and len(re.findall(r"[^\W\d_]+", " ".join(behind))) >= _WORDS * len(behind)
             and len(speakers) >= _SPEAKERS and max(speakers.values()) > 1)
    return found if sound and told <= (1 - _SHARE) * sum(map(len, paragraphs)) else [None] * len(paragraphs)


def find_turns(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Turn]:
    """The turns of a report's body, and the posts that it shows with name and date.

    Parameters
    ----------
    text
        The report's text.
    paragraphs
        Start and end of each paragraph of the body, in order.
    """
    labels = find_labels([text[start:end] for start, end in paragraphs])
    turns = []
    for (start, end), label in zip(paragraphs, labels, strict=True):
        if label:
            colon, behind = start + label.start("colon"), start + label.end()
            begin = end - len(text[behind:end].lstrip())
            turns.append(Turn((start, colon), (colon, behind), (begin, end), is_name(label), _speaker(label) in _ASKING))
    return [*turns, *_find_posts(text, paragraphs)]


def _find_posts(text: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[Turn]:
    """Posts: what stands before a signature in its paragraph, behind another post, else the paragraph before."""
    before = (0, 0)
    for start, end in paragraphs:
        begin = start
        for signed in _SIGNED.finditer(text, start, end):
            said = begin, begin + len(text[begin:signed.start()].rstrip())
            said = said if said[0] < said[1] else before
            if 0 < said[1] - said[0] <= _LONGEST_POST:
                yield Turn(signed.span("name"), signed.span("dash"), said, named=True, asks=False)
            begin = end - len(text[signed.end():end].lstrip())
        before = start, end


def write_label(label: re.Match, story: str) -> str:
    """A label as its story writes it, in as many characters: `WOLF BREN, CNN ANCHOR:` is `Wolf Bren, CNN ANCHOR:`."""
    name = label["name"]
    if not name.isupper() or not is_name(label):
        return label[0]
    forms = {word.casefold(): word for word in re.findall(r"[\w'’-]+", story) if not word.isupper() and word[0].isupper()}
    return re.sub(r"[\w'’-]+", lambda word: forms.get(word[0].casefold(), word[0].title()), name) + label[0][len(name):]


def is_name(label: re.Match) -> bool:
    """Whether a label names somebody: it is no `Q` and no `Reporter`."""
    return _speaker(label) not in _ASKING | _ANSWERING


def _speaker(label: re.Match) -> str:
    """By what a speaker's labels are known as one's: their last word."""
    return label["name"].casefold().split()[-1]
