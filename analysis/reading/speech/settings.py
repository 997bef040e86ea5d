"""One report while its sources are coded: the country that it tells of from within, and who has spoken so far."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from analysis.reading import gazetteer
from analysis.reading.roles import is_field
from analysis.reading.speech.backgrounds import Known, ranked
from analysis.reading.text.language import DATELINE
from analysis.reading.text.pages import Mention, Page
from analysis.reading.text.trees import Token

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

# How US news, and hardly other news, calls its legislators: `(R-Ohio)`, `, D-Calif.,`.
_US_SEAT = r"[(,] ?[DRI]-[A-Z][A-Za-z.]+[),]"
# Mentions of a country's regions, parties and offices in a report from within, at the least.
_LEAST_DOMESTIC = 2


@dataclass(frozen=True)
class Voice:
    """A source: entity or role, its type and country, how it is named, at which word it stands, and who speaks with it."""

    source: str = ""
    source_type: str = ""
    country: str = ""
    naming: str = "none"
    at: Token | None = None
    singular: bool = True
    beside: tuple[Voice, ...] = ()


class Setting(Page):
    """One report while its sources are coded, with what its event says of their entities and the voices heard so far."""

    def __init__(self, reading: Reading, mentions: list[Mention], known: Known) -> None:
        super().__init__(reading, mentions)
        self.known = known
        self.voices: list[Voice] = []

    @cached_property
    def home(self) -> str:
        """The country that the report tells of from within, or an empty string.

        Reports from elsewhere rarely name a country's regions, parties and offices without the country.
        """
        domestic, _ = self._countries
        # Whoever writes from a place tells of its police as `police`.
        domestic = domestic + Counter({country: _LEAST_DOMESTIC for country in self._written_from})
        return next((country for country in ranked(domestic) if domestic[country] >= _LEAST_DOMESTIC and self.dwells_on(country)), "")

    def dwells_on(self, country: str, *, share: float = 1 / 2, least: int = 1) -> bool:
        """Whether such a share of the countries, regions, parties and offices that the report names are one country's."""
        both = sum(self._countries, Counter())
        return both[country] >= least and both[country] >= share * both.total()

    @cached_property
    def _written_from(self) -> set[str]:
        """The countries of the places in the report's dateline."""
        places = [mention for mention in self.mentions if mention.type == "GPE"
                  and self.tokens_in(mention.start, mention.end)[0].dep_ == DATELINE]
        return {country for mention in places if (country := self.known.country_of(mention.entity))}

    @cached_property
    def _countries(self) -> tuple[Counter, Counter]:
        """How often the report names a country's regions, parties and offices, and the country itself, by country."""
        domestic, national, outlets, shared = (Counter() for _ in range(4))
        for mention in self.mentions:
            country = self.known.countries.get(mention.entity, "")
            state = gazetteer.sense_of(mention.entity) or not gazetteer.is_code(country)
            if mention.type in ("GPE", "LOC", "NORP") and country and state:
                national[country] += 1
            elif mention.type != "PERSON" and self.known.is_domestic(mention.entity):
                outlet = self.known.type_of(mention.entity)[0] == "media"
                counts = outlets if outlet else shared if self.known.is_shared(mention.entity) else domestic
                counts[self.known.country_of(mention.entity)] += 1
        domestic.update({"US": len(re.findall(_US_SEAT, self.text))})
        # `The Senate` is another country's where a report names others only.
        named = +domestic + national
        domestic.update({country: n for country, n in shared.items() if not named or named[country]})
        # Outlets are read and quoted abroad.
        domestic.update({country: n for country, n in outlets.items() if domestic[country]})
        return domestic, national

    def country_of(self, entity: str) -> str:
        """The country of an entity, as this report tells it where bodies of several countries have its name."""
        country = self.known.country_of(entity)
        return self.home or country if self.known.is_shared(entity) and not self.dwells_on(country, share=0) else country

    def named(self, entity: str, tokens: list[Token], at: Token) -> Voice:
        """An entity as a voice, named by some tokens and heard at one."""
        known, (kind, home) = self.known, self.known.type_of(entity)
        country = "" if kind == "international_organisation" or gazetteer.is_place(entity) else (
            self.country_of(entity) or self.country_in(tokens) or known.country_among(known.near[entity]) or home
            or known.country_among(known.hosts[entity]) or (self.home if not known.is_abroad(entity) else ""))
        return Voice(entity, kind, country, "named", at=at)

    def country_in(self, tokens: list[Token]) -> str:
        """The country that a phrase names first, or that `the country` in it means: the one named last before."""
        # Embassies of twelve countries, `including Lydia`, are of more than one.
        whole = list(takewhile(lambda token: token.lower_ != "including", tokens))
        places = {mention: token for token in whole for mention in self.mentions_in([token], "GPE", "NORP", "ORG")}
        # What somebody knows or works on is not whose they are.
        named = [mention for mention, token in places.items()
                 if mention.type != "GPE" or not is_field(self.tokens_in(mention.start, mention.end)[0], token)]
        found = next(filter(None, (self.country_of(mention.entity) for mention in named)), "")
        meant = next((token for token in tokens if token.lower_ in ("country", "nation")
                      and any(child.lower_ in ("the", "this") for child in token.children)), None)
        return found or (self._country_before(meant) if meant else "")

    def _country_before(self, token: Token) -> str:
        """The country named last before a word."""
        before = reversed(self.mentions[:self.mentions_before(token.start)])
        return next((self.known.countries[mention.entity] for mention in before if gazetteer.sense_of(mention.entity)), "")


def share_home(settings: list[Setting]) -> None:
    """Lets the one country from within which reports of an event tell serve the others that name hardly another.

    Where most reports tell from within, one mention of it is enough. In a dispute of two countries either's people may speak.
    """
    homes = Counter(setting.home for setting in settings if setting.home)
    for setting in settings if len(homes) == 1 else ():
        [(country, n)] = homes.items()
        if not setting.home and setting.dwells_on(country, share=3 / 4, least=1 if 2 * n >= len(settings) else _LEAST_DOMESTIC):
            setting.home = country
