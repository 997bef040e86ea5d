"""What a noun or a part of a name says of who bears it: source types and countries, from `roles.csv`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis.reading.text.trees import Token
from analysis.reading.words import read_rows


MEDIA = ("state_media", "news_agency", "media")
# First words of the names of bodies that states have together: `International Energy Agency`, `Asian Court of ...`.
_JOINT = ("international", "intergovernmental", "world", "european", "african", "asian", "arab", "inter-american", "pan-american")
# Before an office, these tell who stands against those that hold it.
AGAINST = frozenset(("opposition", "shadow"))
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
    return noun.lemma_.lower() in _LAWYERS and any(
        child.dep_ == "poss" or child.dep_ == "prep" and child.lower_ == "for" for child in noun.children)


def find_role(phrase: list[Token], root: Token) -> Role | None:
    """The role of the longest known term that ends in the phrase's noun, or that its modifiers give."""
    roles = load_roles()
    words = [token.lower_ for token in phrase if token.i < root.i and token.dep_ != "det"]
    if AGAINST.intersection(words) and root.lemma_.lower() not in ("leader", "party"):
        return roles["role", "opposition"]
    if is_retained(root):
        return roles["role", "defense lawyer"]
    for end in (root.lemma_.lower(), root.lower_):
        for first in range(len(words) + 1):
            found = roles.get(("role", " ".join([*words[first:], end])))
            if found is not None:
                return found
    return next((roles["role", word] for word in reversed(words) if ("role", word) in roles), None)


def name_role(name: str) -> Role | None:
    """The role that an organisation's name gives: the whole name's, else that of the last known part of it."""
    roles = load_roles()
    words = name.casefold().replace("’", "'").split()
    spans = [(size, end) for size in range(len(words), 0, -1) for end in range(len(words), size - 1, -1)]
    found = (roles.get(("name", " ".join(words[end - size:end]))) for size, end in spans)
    role = next((role for role in found if role is not None), None)
    if role is not None and role.source_type == "government" and not role.country and len(words) > 1 and words[0] in _JOINT:
        return Role("international_organisation", False, "")
    return role
