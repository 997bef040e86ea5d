"""What a report takes for granted: the country it is at home in, and which of its people stand in an election campaign."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

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
LEAST_EVIDENCE = 2
LEAST_SHARE = 0.5


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
