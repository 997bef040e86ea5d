"""What a noun or a part of a name says of who bears it: source types and countries, from `roles.csv`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis.reading import gazetteer
from analysis.reading.text.trees import Token
from analysis.reading.words import read_rows


MEDIA = ("state_media", "news_agency", "media")
# First words of the names of bodies that states have together: `International Energy Agency`, `Asian Court of ...`.
_JOINT = ("international", "intergovernmental", "world", "european", "african", "asian", "arab", "inter-american", "pan-american", "un",
          "u.n.", "eu", "united nations", "nato", "ecowas", "asean")
# In the names of congresses and councils, these tell of bodies of work and trade, and no state's.
_TRADES = frozenset(("labour", "labor", "business", "employers", "enterprise", "trades"))
_CALLED_TOGETHER = frozenset(("congress", "council", "assembly"))
# What may stand behind `media` in the name of an outlet; an office's operations or relations may, too.
_OF_MEDIA = frozenset("company corp corp. corporation group holdings inc inc. ltd ltd. network networks online partners service".split())
# Before an office, these tell who stands against those that hold it.
AGAINST = frozenset(("opposition", "shadow"))
# Who has no name of one's own here: the words are those of the body.
MOUTHPIECES = frozenset(("spokesman", "spokeswoman", "spokesperson"))
# Nouns of people that say nothing of them as adjectives: `major allies`, `the official count`.
_ALSO_ADJECTIVES = frozenset(("general", "major", "official"))
_CROWNS = frozenset(("king", "prince", "queen"))
_LAWYERS = frozenset("attorney barrister counsel lawyer solicitor".split())


class Role(NamedTuple):
    """What a noun or a part of a name says of its bearer; `follows` = an organisation named with it says more."""

    source_type: str
    follows: bool
    country: str


@lru_cache(maxsize=1)
def load_roles() -> dict[tuple[str, str], Role]:
    """Source types by kind (`name`, `role` or `place`) and term in lower case."""
    return {(row["kind"], term): Role(row["source_type"], row["follows"] == "true", row["country"])
            for row in read_rows("roles.csv") for term in row["terms"].split(";")}


def is_retained(noun: Token) -> bool:
    """Whether a lawyer speaks for a client: `Brod's lawyer`, `an attorney for the family`."""
    return noun.base in _LAWYERS and any(
        child.dep_ == "poss" or child.dep_ == "prep" and child.lower_ == "for" for child in noun.children)


def is_crowned(noun: Token) -> bool:
    """Whether a noun is the title of somebody who reigns over nothing but a trade: `the pinup queen`."""
    return noun.base in _CROWNS and any(child.pos_ == "NOUN" and child.i == noun.i - 1 for child in noun.children)


def find_role(phrase: list[Token], root: Token) -> Role | None:
    """The role of the longest known term that ends in the phrase's noun, or that its modifiers give."""
    roles = load_roles()
    before = [token for token in phrase if token.i < root.i and token.dep_ != "det"]
    words = [token.lower_ for token in before]
    if AGAINST.intersection(words) and root.base not in ("leader", "party"):
        return roles["role", "opposition"]
    if is_retained(root):
        return roles["role", "defense lawyer"]
    # `The leader of the Opposition`, and never a `general` of `secretary-general`.
    if any(below.lower_ in AGAINST for child in root.children if child.lower_ == "of" for below in child.subtree[:3]):
        return roles["role", "opposition"]
    if root.i > 1 and root.nbor(-1).text == "-" and root.nbor(-1).end == root.start:
        joined = f"{root.nbor(-2).lower_}-{root.lower_}"
        if ("role", joined) in roles:
            return roles["role", joined]
    if is_crowned(root):
        return None
    for end in (root.base, root.lower_):
        for first in range(len(words) + 1):
            found = roles.get(("role", " ".join([*words[first:], end])))
            if found is not None:
                return found
    if root.base.endswith("ologist"):
        return roles["role", "scientist"]
    # `The ruling nationalists` are no court's ruling.
    telling = [token.lower_ for token in before
               if token.pos_ != "VERB" and not (token.pos_ == "ADJ" and token.lower_ in _ALSO_ADJECTIVES)]
    return next((roles["role", word] for word in reversed(telling) if ("role", word) in roles), None)


def name_role(name: str) -> Role | None:
    """The role that an organisation's name gives: the whole name's, else that of the last known part of it.

    A part gives the country only of what it begins: `Senate Committee` is of the Senate, `Lydian Senate` is another one.
    """
    roles = load_roles()
    words = name.casefold().replace("’", "'").split()
    for size in range(len(words), 0, -1):
        for end in range(len(words), size - 1, -1):
            term = " ".join(words[end - size:end])
            role = roles.get(("name", term))
            if role is None or term == "media" and not _OF_MEDIA.issuperset(words[end:]):
                continue
            before = [word for word in words[:end - size] if word != "the"]
            if role.source_type == "government" and term in _CALLED_TOGETHER and _TRADES.intersection(words):
                return Role("other", False, "")
            if role.source_type == "government" and not role.country and before and name.casefold().startswith(
                    tuple(f"{first} " for first in _JOINT)):
                return Role("international_organisation", False, "")
            foreign = role.country and role.source_type in ("government", "party") and not _is_of(before, role.country)
            return role._replace(country="") if foreign else role
    # `The Orlo Times-Courier`.
    if "-" in name:
        return name_role(name.replace("-", " "))
    # `World Harbour Organization`, `International Organization for Harbours`.
    joint = words[:1] in (["international"], ["world"]) and {words[-1], *words[1:2]} & {"organisation", "organization"}
    return Role("international_organisation", False, "") if joint else None


def _is_of(before: list[str], country: str) -> bool:
    """Whether what stands before a known part of a name is nothing, or names the part's country or something of it."""
    roles, n = load_roles(), len(before)
    for words in [" ".join(before[first:last]) for first in range(n) for last in range(first + 1, n + 1)]:
        sense, role = gazetteer.sense_of(words), roles.get(("name", words)) or roles.get(("place", words))
        if country in (sense and sense.country, role and role.country, gazetteer.regions().get(gazetteer.fold(words))):
            return True
    return not before
