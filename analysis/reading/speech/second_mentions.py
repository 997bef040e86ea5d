"""Whom a definite phrase means that a report told of before: `the minister`, `the company`, `the official`, `the 27-year-old`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from analysis.reading.roles import MEDIA, load_roles, name_role
from analysis.reading.speech.antecedents import FURTHER, find_bearer, find_heard, gender_fits
from analysis.reading.speech.backgrounds import Setting, Voice
from analysis.reading.speech.naming import is_withheld
from analysis.reading.speech.phrases import age_told, is_definite
from analysis.reading.speech.role_terms import FOLLOWINGS, TELLING_ADJECTIVES
from analysis.reading.text.pages import Mention, Spans
from analysis.reading.text.trees import Token, complements, dependents, tied_words
from analysis.reading.words import fold_spelling, word_list

# What outlets are.
OUTLETS = word_list("outlet")
# With its country, such a body is named even where a report writes it without capitals.
INSTITUTIONS = word_list("institution")
# What a firm of any name is called on second mention.
_CONCERNS = word_list("concern")
# What goes with a word for the trade: `the electric vehicle maker`.
_TRADING = {"giant", "maker", "manufacturer", "operator", "retailer", "startup", "watchdog"}
# Of which types bodies are that go by other nouns than those of firms and outlets, and what agencies are called.
_KINDS_OF = {"agency": (*MEDIA, "government", "intelligence", "international_organisation"), "party": ("party",),
             "group": ("other", "military", "party", "expert"), "regulator": ("government", "other"), "militia": ("military",),
             "watchdog": ("government", "other", "expert"), "institute": ("expert",)}
_AGENCIES = {"administration", "agency", "bureau", "organisation", "organization", "service"}
# Bodies of which one kind is none of the others.
_KINDS = word_list("body") - {"group", "organisation", "organization"}
# Who is called so by how many children they have, and endings of what people are by what they do.
_PARENTS = {"dad", "father", "grandfather", "grandmother", "mom", "mother", "mum"}
_OF_DOERS = ("er", "or", "ist", "ian", "man", "woman", "ess")
# Who is called the leader of a country.
_LEADERS = {"chancellor", "premier", "president", "prime minister"}
# By which other words somebody of an office may be called: a `rep.` is a congresswoman.
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
    if entity and last >= 0 and _is_introduced(setting, root, last):
        entity = ""
    # `The official at the port` is another one.
    apart = any(child.lower_ in ("at", "for", "from", "in", "of") for child in dependents(root, "prep"))
    pointing = is_definite(root) and not apart or any(child.lower_ in FURTHER for child in root.children)
    bare = pointing and not noun.country and " " not in noun.text
    heard = find_heard(setting, root, noun.text, since=last) if bare else None
    if heard is not None:
        return replace(heard, naming="anonymous") if is_withheld(root, noun.tokens) else heard
    if entity:
        return setting.named(entity, noun.phrase, root)
    said = _heard(setting, root, noun.text) if not noun.country else None
    return replace(said, at=root) if said is not None else _bearer(setting, noun, contents)


def _is_introduced(setting: Setting, root: Token, since: int) -> bool:
    """Whether somebody else of a noun is told of behind a position: `a minister`, who is not set beside a name."""
    return any(token.base == root.base and token.dep_ not in ("appos", "attr", "compound") and not dependents(token, "appos")
               and any(child.lower_ in ("a", "an", "another") for child in dependents(token, "det"))
               for token in setting.tokens_in(since, root.start))


def find_one_of_people(setting: Setting, root: Token, mention: Mention, country: str, contents: Spans) -> Voice | None:
    """The person named before whom a report calls by country or party: `the Texan`, `the Republican`; who is told to be one comes first."""
    known = setting.known
    party = name_role(mention.entity) is not None

    def may_be(entity: str) -> bool:
        theirs = known.country_of(entity)
        others = any(known.types.get(other) == "NORP" and name_role(other) is not None for other in known.near[entity])
        return theirs in ("", country) and (not party or not others and known.type_of(entity)[0] in ("government", "party"))

    return find_bearer(setting, root, contents, lambda entity: mention.entity in known.near[entity]) or (
        find_bearer(setting, root, contents, may_be))


def _bearer(setting: Setting, noun: Noun, contents: Spans) -> Voice | None:
    """The person named before whom `the 27-year-old`, `the 51-year-old actor`, `the father of two` or `the Japan international` mean."""
    root, known = noun.root, setting.known
    age = age_told(root)
    person = noun.kind not in ("document", *MEDIA) and root.base not in word_list("body") and (
        root.base == "old" or ("role", root.base) in load_roles() or root.base.endswith(_OF_DOERS))
    parent = root.base in _PARENTS and is_definite(root) and any(below.like_num for below in complements(root, "of"))
    behind = any(child.i > root.i and (child.dep_ in ("relcl", "acl", "appos") or child.dep_ == "prep" and not parent)
                 for child in root.children)
    capped = root.base == "international" and bool(dependents(root, "compound", "amod", "nmod"))
    if behind or not (age and person or parent or capped and is_definite(root)):
        return None
    if age and re.search(rf"\b(?:an?|one|another) (?:[a-z]+ )?{age}-year-old", setting.text[:root.start]):
        # They have no name, or would be known by their age.
        return None
    return find_bearer(setting, root, contents, lambda entity: gender_fits(known, entity, root.base) and not (
        age and any(noun.endswith("-year-old") for noun in known.nouns[entity])))


def find_meant(setting: Setting, noun: Noun, *, known: bool = False) -> str:
    """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`.

    Of a phrase with a country it is first one of this country, and else of none; of none only where no report names one whom it has.
    """
    root, country = noun.root, noun.country
    called = "".join(token.lower_ for token in tied_words(root)) if root.base == "old" else root.base
    new = any(child.lower_ in ("a", "an", "another", "one", "some") for child in dependents(root, "det", "nummod"))
    several = root.tag_ in ("NNS", "NNPS") or any(child.lower_ != "one" for child in dependents(root, "nummod"))
    if not (known or is_definite(root) or country and not new) or several:
        return ""
    qualifiers = {fold_spelling(token.lemma_) for token in noun.phrase if token.dep_ in ("compound", "amod") and token.lower_ != "ex" and (
        token.pos_ == "NOUN" or token.lower_ in TELLING_ADJECTIVES
        or token.pos_ == root.pos_ == "PROPN" and setting.mention_at(token) is None)}
    called, countries = fold_spelling(called), setting.known.countries
    found = (mention.entity for mention in _going_by(setting, noun, called, qualifiers))
    # Without a country the first will do.
    fits = list(found) if country else list(islice(found, 1))
    if fits and not country:
        return fits[0]
    theirs = next((entity for entity in fits if countries.get(entity) == country), "")
    if theirs or any(countries.get(entity) == country and setting.known.types.get(entity) == "PERSON"
                     and called in setting.known.nouns_of(entity) for entity in (setting.known.nouns if fits else ())):
        return theirs
    at = setting.mentions_before(root.start)
    return next(iter(fits), "") or (
        _body_near(setting, root, at) if called in {*_CONCERNS, *OUTLETS, *_KINDS_OF} and (not qualifiers or called in _TRADING) else "")


def _going_by(setting: Setting, noun: Noun, called: str, qualifiers: set[str]) -> Iterator[Mention]:
    """Mentions of who goes by a noun and its qualifiers and is of no other country: those before it from the last on, then those behind."""
    country, at = noun.country, setting.mentions_before(noun.root.start)
    # `The U.N. chief` is of the U.N.
    pointed = bool(dependents(noun.root, "det")) and not setting.mentions_in(noun.phrase, "ORG")
    # A report may name its minister only after it has called him by his office and country.
    for place, mention in enumerate([*reversed(setting.mentions[:at]), *(setting.mentions[at:] if country else [])]):
        # `The union` is the body and not who speaks for it.
        body = noun.root.base in word_list("body") or noun.root.base in FOLLOWINGS
        if mention.type != "ORG" and (mention.type != "PERSON" or body or noun.kind == "document"):
            continue
        theirs, home = setting.known.nouns_of(mention.entity), setting.known.countries.get(mention.entity, "")
        words = list(map(fold_spelling, mention.entity.split()))
        # The names of some people hold their titles: `Pope Leo`.
        named = {*words} if mention.type == "ORG" else theirs.union(words[:-1])
        # `The Lydian minister` can be the Lydian counterpart of another minister.
        counterpart = noun.kind == "government" and "counterpart" in theirs and home != "" and home == country
        # `The secretary general`.
        whole = mention.type == "PERSON" and noun.text.casefold() in theirs
        also = whole or pointed and any(f"{called}={word}" in _ALSO_CALLED for word in named) and (called != "chief" or bool(qualifiers))
        # `The Lydian leader` is Lydia's president or prime minister.
        leads = called == "leader" and home != "" and home == country and not _LEADERS.isdisjoint(theirs) and "former" not in theirs
        if (called in named or also or counterpart or leads) and (whole or qualifiers <= named | theirs):
            # A state's leader is not the leader of the opposition there.
            if not country or home == country or place < at and not home and "opposition leader" not in theirs:
                yield mention


def _body_near(setting: Setting, root: Token, at: int) -> str:
    """`The company`, `the newspaper`: the body of that kind in this paragraph or the one before, of which the first `at` mentions name one.

    Of several firms it is the one that the last sentence about any of them is about.
    """
    near = [mention for mention in setting.mentions[:at] if mention.type == "ORG"
            and setting.paragraph_of(root) - setting.paragraph_of(setting.tokens_in(mention.start, mention.end)[0]) <= 1]
    kinds = _KINDS_OF.get(root.base) or (MEDIA if root.base in OUTLETS else ("other",))
    fits = {mention.entity for mention in near if (kind := setting.known.type_of(mention.entity)[0]) in kinds
            and _may_be(setting, mention.entity, root.base) and (root.base != "agency" or kind in MEDIA or _is_agency(setting, mention))}
    return fits.pop() if len(fits) == 1 else find_foremost(setting, root, fits) if root.base in {*_CONCERNS, *_KINDS_OF} - OUTLETS else ""


def find_foremost(setting: Setting, root: Token, entities: set[str]) -> str:
    """Of several entities the one that is the subject of the last sentence which names any of them; else an empty string."""
    number = setting.paragraph_of(root)
    for paragraph in reversed(setting.paragraphs[max(0, number - 1):number + 1]):
        for sentence in reversed(paragraph.sents):
            named = [(token, mention.entity) for token in sentence if token.start < root.start
                     and (mention := setting.mention_at(token)) is not None and mention.entity in entities]
            if named:
                return next((entity for token, entity in named if token.dep_ in ("nsubj", "nsubjpass")), "")
    return ""


def _is_agency(setting: Setting, mention: Mention) -> bool:
    """Whether a body of one or several states may be an agency, by its letters or its name: NASA, a space administration, no parliament."""
    text = setting.text[mention.start:mention.end]
    return text.isupper() and text.isalpha() or mention.entity.rpartition(" ")[2].lower() in _AGENCIES


def _may_be(setting: Setting, entity: str, noun: str) -> bool:
    """Whether a body can be what a noun calls it: a union is no company."""
    told = setting.known.nouns_of(entity) & _KINDS
    return not told or noun in told or noun not in _KINDS


def _heard(setting: Setting, root: Token, text: str) -> Voice | None:
    """The body that a report goes on to call by a shorter name: `the army` of `the Finnish army`, `police` of `Oslo police`."""
    if root.base not in INSTITUTIONS or not is_definite(root) and root.base != "police":
        return None
    return next((voice for voice in reversed(setting.voices) if voice.naming == "named"
                 and voice.source.casefold().endswith(f" {text}")), None)
