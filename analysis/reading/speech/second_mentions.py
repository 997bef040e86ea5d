"""Whom a definite phrase means that a report told of before: `the minister`, `the company`, `the official`, `the 27-year-old`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from analysis.reading.roles import MEDIA, load_roles
from analysis.reading.speech.antecedents import FURTHER, find_heard, find_of_age
from analysis.reading.speech.phrases import is_definite
from analysis.reading.speech.role_terms import FOLLOWINGS, TELLING_ADJECTIVES
from analysis.reading.speech.settings import Setting, Voice
from analysis.reading.text.pages import Spans
from analysis.reading.text.trees import Token, dependents, tied_words
from analysis.reading.words import fold_spelling, word_list

# What outlets are.
OUTLETS = word_list("outlet")
# With its country, such a body is named even where a report writes it without capitals.
INSTITUTIONS = word_list("institution")
# What bodies of any name are called on second mention.
_CALLED = word_list("concern") | word_list("firm") | OUTLETS | {"institute", "militia", "party", "regulator"}
# By which other words somebody of an office may be called: a `rep.` is a congresswoman, and a country's leader its president.
_ALSO_CALLED = word_list("also_called")


class Noun(NamedTuple):
    """A common noun that names a source: its words, its term, its type, and what it says of its country."""

    root: Token
    tokens: list[Token]
    phrase: list[Token]
    text: str
    kind: str
    follows: bool  # its type is that of the body it speaks for
    country: str
    abroad: bool  # it tells of no country by where it is


def take_up(setting: Setting, noun: Noun, contents: Spans) -> Voice | None:
    """The entity, body or role that a definite phrase takes up again: whoever of those that go by its noun was told of last."""
    root, entity = noun.root, find_meant(setting, noun)
    before = setting.mentions[:setting.mentions_before(root.start)]
    last = max((mention.start for mention in before if mention.entity == entity), default=-1)
    # `The official at the port` is another one.
    apart = any(child.lower_ in ("at", "for", "from", "in", "of") for child in dependents(root, "prep"))
    pointing = is_definite(root) and not apart or root.base == "police" or any(child.lower_ in FURTHER for child in root.children)
    if pointing and not noun.country:
        heard = find_heard(setting, root, noun.text.casefold(), since=last, named=root.base in INSTITUTIONS)
        if heard is not None:
            return heard
    return setting.named(entity, noun.phrase, root) if entity else find_of_age(setting, root, contents)


def find_meant(setting: Setting, noun: Noun) -> str:
    """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`.

    Of a phrase with a country it is first one of this country, and else of none.
    """
    root, country = noun.root, noun.country
    new = any(child.lower_ in ("a", "an", "another", "some") for child in dependents(root, "det"))
    several = root.tag_ in ("NNS", "NNPS") or bool(dependents(root, "nummod"))
    if several or not (is_definite(root) or country and not new):
        return ""
    called = fold_spelling("".join(token.lower_ for token in tied_words(root)) if root.base == "old" else root.base)
    qualifiers = {fold_spelling(token.lemma_) for token in noun.phrase if token.dep_ in ("compound", "amod") and token.lower_ != "ex" and (
        token.pos_ == "NOUN" or token.lower_ in TELLING_ADJECTIVES
        or token.pos_ == root.pos_ == "PROPN" and setting.mention_at(token) is None)}
    fits = list(_going_by(setting, noun, called, qualifiers))
    theirs = [entity for entity in fits if setting.known.countries.get(entity) == country] if country else fits
    return next(iter(theirs or fits), "") or (_body_near(setting, root, country) if called in _CALLED and not qualifiers else "")


def _going_by(setting: Setting, noun: Noun, called: str, qualifiers: set[str]) -> Iterator[str]:
    """Who goes by a noun and its qualifiers and is of no other country: those named before it from the last on, then those behind."""
    country, at = noun.country, setting.mentions_before(noun.root.start)
    # `The union` is the body and not who speaks for it.
    body = noun.kind == "document" or noun.root.base in word_list("body") or noun.root.base in FOLLOWINGS
    # `The U.N. chief` is of the U.N., and `its leader` need not lead the country.
    owned = setting.mentions_in(noun.phrase, "ORG") or dependents(noun.root, "poss")
    # A report may name its minister only after it has called him by his office and country.
    for place, mention in enumerate([*reversed(setting.mentions[:at]), *(setting.mentions[at:] if country else [])]):
        home = setting.known.country_of(mention.entity) if mention.type == "ORG" else setting.known.countries.get(mention.entity, "")
        # Nor is a body of several states one of theirs: `the Turkish central bank` behind the European one.
        joint = bool(country) and mention.type == "ORG" and setting.known.type_of(mention.entity)[0] == "international_organisation"
        near = not joint and (not country or home == country or not home and place < at)
        if not near or mention.type != "ORG" and (mention.type != "PERSON" or body):
            continue
        theirs, words = set(map(fold_spelling, setting.known.nouns[mention.entity])), list(map(fold_spelling, mention.entity.split()))
        # The names of some people hold their titles: `Pope Leo`.
        named = {*words} if mention.type == "ORG" else theirs.union(words[:-1])
        goes = called in named or mention.type == "PERSON" and noun.text.casefold() in theirs or not owned and any(
            f"{called}={word}" in _ALSO_CALLED for word in named)
        if goes and qualifiers <= named | theirs:
            yield mention.entity


def _body_near(setting: Setting, root: Token, country: str) -> str:
    """`The company`, `the newspaper`: the body of that kind that is named most often before, in this paragraph or the one before.

    Of a phrase with a country, `the Dutch group`, it is one that may be of it.
    """
    role = load_roles().get(("role", root.base))
    kinds = {role.source_type} if role is not None else set() if root.base in OUTLETS else {"other"}
    kinds |= {*MEDIA} if root.base in OUTLETS else set()
    number = setting.paragraph_of(root)
    ranked = Counter(mention.entity for mention in setting.mentions[:setting.mentions_before(root.start)]
                     if mention.type == "ORG" and setting.known.type_of(mention.entity)[0] in kinds
                     and (not country or setting.country_of(mention.entity) in ("", country))
                     and number - setting.paragraph_of(setting.tokens_in(mention.start, mention.end)[0]) <= 1).most_common(2)
    return ranked[0][0] if len(ranked) == 1 or ranked and ranked[0][1] > ranked[1][1] else ""
