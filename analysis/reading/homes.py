"""What a report takes for granted: the country it is at home in, and which of its people stand in an election campaign."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.reading import gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Span

# Words that news uses of contests for office; one alone says little of who stands beside it.
CAMPAIGNING = frozenset((
    "ballot", "campaign", "candidacy", "candidate", "caucus", "challenger", "contender", "delegate", "election",
    "elector", "electorate", "endorsement", "front-runner", "frontrunner", "hopeful", "incumbent", "nomination",
    "nominee", "poll", "polling", "primary", "rally", "runoff", "superdelegate", "voter", "opponent", "convention",
    "debate", "running", "race"))
# What only somebody who stands for office has.
STANDING = frozenset((
    "campaign", "candidacy", "nomination", "supporter", "camp", "delegate", "rally", "ticket", "rival", "opponent",
    "presidency", "surrogate", "voter", "aide", "volunteer", "bid", "victory", "win", "lead", "fundraiser", "donor"))
_COMPASS = (r"(?:north|south|east|west|central|upper|lower|middle|capital|western|eastern|northern|southern| )+"
            r"(?:region|province|district)?")
LEAST_EVIDENCE = 1
LEAST_SHARE = 0.5


@lru_cache(maxsize=1)
def regions() -> dict[str, str]:
    """Parts of countries (ISO 3166-2) by folded name to their country; names of two countries' parts are left out."""
    import pycountry

    found: dict[str, set[str]] = {}
    for part in pycountry.subdivisions:
        found.setdefault(gazetteer.fold(part.name), set()).add(part.country_code)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1 and len(name) > 3 and not gazetteer.sense_of(name)
            and not re.fullmatch(_COMPASS, name)}


def is_campaigning(sentence: Span) -> bool:
    """Whether a sentence has a word of contests for office."""
    return not CAMPAIGNING.isdisjoint(token.lemma_.lower() for token in sentence)


def home_of(domestic: Counter, national: Counter) -> str:
    """The country that a report tells of from within, or an empty string.

    Parameters
    ----------
    domestic
        Mentions of each country's regions, parties and offices, which a report from elsewhere rarely names without the country.
    national
        Mentions of each country and its people.
    """
    if not domestic:
        return ""
    country, n = min(domestic.items(), key=lambda pair: (-pair[1], pair[0]))
    both = domestic + national
    return country if n >= LEAST_EVIDENCE and both[country] >= LEAST_SHARE * both.total() else ""
