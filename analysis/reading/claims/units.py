"""Units: the propositions that can carry claims (recording units), in the sentences that they are read in (context units)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.reading.claims.vouching import Voices, only_judges
from analysis.reading.text.pages import Page, mark, mentions_by_report
from analysis.reading.text.propositions import FEWEST, SUBJECTS, find_noun_phrases, is_content, only_introduces
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import fold_spelling

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading, Sentence

LONGEST_ACRONYM = 3
# What the words of a noun phrase weigh beside those of a proposition; the card of the likeness network tells how it was chosen.
PHRASE_WEIGHT = 0.8


@dataclass(frozen=True)
class Word:
    """One content word: its token, what it counts as, what it weighs (its rarity, by the share of its name that it is), and
    whether it is a source's or a cue's.
    """

    token: Token
    lemma: str
    term: str
    weight: float
    framed: bool = False


@dataclass(frozen=True)
class Unit:
    """One proposition that can carry a claim: its predicate, its own words, and those that it shares with others."""

    report: str
    sentence: Sentence
    start: int
    end: int
    head: Token
    words: tuple[Word, ...]
    shared: tuple[Word, ...]


@dataclass(frozen=True)
class ContextUnit:
    """One sentence with its content words and units; `order` is its report's place in the event, `places` are its units'.

    `parts` are the tokens of its propositions, where they are several: those of the units first, then those that are none.
    """

    order: int
    sentence: Sentence
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    parts: tuple[frozenset[Token], ...]
    places: range


def find_context_units(readings: list[Reading], mentions: pd.DataFrame, voices: Voices) -> list[ContextUnit]:
    """The measured sentences with content words, in order of report and position; words weigh by their rarity in these."""
    names = mentions_by_report(mentions)
    told = []
    for order, reading in enumerate(readings):
        page = Page(reading, names[reading.report])
        for sentence in reading.measured:
            words = _content_words(sentence, page)
            # Names and numbers of which nothing is said are a dateline or a byline, and `How many people died?` a heading.
            if not _is_heading(sentence) and (any(map(_tells, words)) or words and dependents(sentence.root, *SUBJECTS)):
                told.append((order, sentence, words))
    counts = Counter(lemma for *_, words in told for lemma in {word.lemma for word in words})
    rarity = {lemma: float(np.log((1 + len(told)) / count)) for lemma, count in sorted(counts.items())}
    frames = [mark(len(reading.text), voices.frames(reading.report)) for reading in readings]
    found, place = [], 0
    for order, sentence, words in told:
        weighed = tuple(replace(word, weight=rarity[word.lemma] * word.weight, framed=bool(frames[order][word.token.start]))
                        for word in words)
        units, parts = _find_units(sentence, weighed, readings[order].report, frames[order], voices)
        found.append(ContextUnit(order, sentence, weighed, units, parts, range(place, place + len(units))))
        place += len(units)
    return found


def _is_heading(sentence: Sentence) -> bool:
    """Whether a paragraph of the body is one question that a word such as `who` or `how` begins, which says nothing to be so."""
    tokens = [token for token in sentence.tokens if not token.is_space]
    alone = tokens[0].i == 0 and tokens[-1].i == len(sentence.paragraph) - 1
    return alone and sentence.zone == "body" and tokens[0].tag_ in ("WDT", "WP", "WP$", "WRB") and tokens[-1].text == "?"


def _content_words(sentence: Sentence, page: Page) -> list[Word]:
    """A sentence's content words; those of one name share one word's weight."""
    tokens = [token for token in sentence.said if is_content(token)]
    names = _names_of(tokens, page)
    sizes = Counter(names)
    words = []
    for token, name in zip(tokens, names, strict=True):
        # A word in capitals that is in no name stands so for the eye.
        written = token.text if token.pos_ == "PROPN" and not (token.is_upper and len(token) > LONGEST_ACRONYM) else token.base
        # `ICBMs` are no `icbm`.
        written = token.text[:-1] if token.text[:-1].isupper() and token.text[-1] == "s" and len(token) > 2 else written
        term = name[1] if name and name[1] else written
        words.append(Word(token, fold_spelling(token.base), term, 1 / sizes[name] if name else 1.0))
    return words


def _names_of(tokens: list[Token], page: Page) -> list[tuple[int, str] | None]:
    """For each word the name that it is part of: where that begins, and whose it is, if that is known."""
    names: list[tuple[int, str] | None] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        mention = page.mention_at(token)
        name = (mention.start, mention.entity) if mention else None
        if name is None and token.pos_ == "PROPN":
            joined = before is not None and before.pos_ == "PROPN" and before.i == token.i - 1 and names[-1][1] == ""
            name = names[-1] if joined else (token.start, "")
        names.append(name)
    return names


def _tells(word: Word) -> bool:
    """Whether a word is more than a name or a number."""
    return word.token.pos_ not in ("PROPN", "NUM")


def _find_units(
    sentence: Sentence, words: tuple[Word, ...], report: str, frames: bytearray, voices: Voices,
) -> tuple[tuple[Unit, ...], tuple[frozenset[Token], ...]]:
    """The propositions of a sentence that tell more than who speaks, by where `frames` are, and how, or whether another one is so.

    It is the whole sentence where there is none or one. Beside them, what to match in parts: also how something was said.
    """
    by_token = {word.token: word for word in words}
    telling = {word.token for word in words if _tells(word) and not frames[word.token.start]}
    parts = [part for part in sentence.propositions
             if not telling.isdisjoint(part.own) and not only_introduces(part, sentence.propositions)
             and not only_judges(part, sentence.propositions, frames)]
    own = [part for part in parts if not voices.only_frames(report, part, sentence.propositions)]
    matched = tuple(frozenset((*part.own, *part.shared)) for part in [*own, *(part for part in parts if part not in own)])
    if len(own) < 2:
        head = own[0].head if own else sentence.root
        units = (Unit(report, sentence, sentence.said_from, sentence.end, head, words, ()),)
    else:
        units = tuple(
            Unit(report, sentence, *part.bounds, part.head,
                 *(tuple(by_token[token] for token in tokens if token in by_token) for tokens in (part.own, part.shared)))
            for part in own)
    return units, matched if len(matched) > 1 else ()


def find_views(context: ContextUnit) -> np.ndarray:
    """What each word counts in a sentence's views: the whole, each of its parts, and other noun phrases (`mayor of Tolm`)."""
    tokens = [word.token for word in context.words]
    parts = [frozenset(tokens), *(part.intersection(tokens) for part in context.parts)]
    phrases = (frozenset(phrase).intersection(tokens) for phrase in find_noun_phrases(tokens))
    passing = [phrase for phrase in dict.fromkeys(phrases) if len(phrase) >= FEWEST and phrase not in parts]
    return np.array([[float(token in part) for token in tokens] for part in parts]
                    + [[PHRASE_WEIGHT * (token in phrase) for token in tokens] for phrase in passing])


def views_of_units(context: ContextUnit) -> slice:
    """Which of a sentence's views are its units: a single one is the whole sentence, the first view; of several none is."""
    start = int(len(context.units) > 1)
    return slice(start, start + len(context.units))
