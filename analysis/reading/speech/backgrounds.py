"""What all reports of an event say of its entities: what they are, of which country, and whom they belong to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from analysis.reading import gazetteer
from analysis.reading.organisations import core
from analysis.reading.roles import (
    ABBREVIATED, AGAINST, BODY_NOUNS, MOUTHPIECES, OFFICERS, PAST, RANKS, body_role, is_modifier, is_retained, led_by, load_roles,
    name_role, whole_role)
from analysis.reading.text.pages import Mention, Page
from analysis.reading.text.trees import Span, Token, complements, dependents, tied_words
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

# Shares of an event's sentences that speak of a contest for office, from which on a person without a told role, or a
# legislator, speaks in it; chosen on items 1-200 of tests/benchmarks/coded_sources.csv, a tie of the second by the score of
# the others.
_UNTOLD, _TOLD = 0.1, 0.2
# The share from which on whoever holds an office and has aides stands for another.
_LITTLE = 0.05
# Of so many mentions of a candidate one at least says so by what the candidate has.
_MENTIONS_A_SIGN = 40
# Who holds a seat may speak as a candidate; who governs, judges or represents a state does not.
_SEATS = word_list("candidate_office")
_EXECUTIVES = word_list("governing_office")
# Who held one of these may campaign for another.
_ELECTED = _EXECUTIVES - {"ambassador", "judge", "king", "queen"}
_PRESIDING = word_list("presiding_office")
# Tokens of the field of an office, at most.
_LONGEST_FIELD = 6
# What tells more of a person than another noun that stands beside the name as often.
_OFFICIAL = _SEATS | _EXECUTIVES
# Nouns of who speaks for others, of whom any noun beside them tells more.
_SPEAKING_FOR = MOUTHPIECES | frozenset(("defense lawyer", "lawyer", "official", "representative"))
# Whose body's body: how far a type is looked for.
_DEEPEST_HOST = 2
# What tells that ranks are those of police.
_POLICE = {"constable", "detective", "inspector", "police", "sheriff", "trooper"}
# What may stand between a comma and the name of a person.
_BEFORE_NAMES = word_list("title") | {"the"}
_TITLES = {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "former", "sir"}
_KEEP = {"compound", "amod", "poss", "nmod", "quantmod"}
# Before the name of a body, these tell that it is a party.
_SIDES = ("governing", "opposition", "ruling")
_HEADING = {"chair", "direct", "head", "lead", "run"}
# Words that news uses of contests for office; one alone says little of who stands beside it.
_CAMPAIGNING = word_list("contest")
# What only somebody who stands for office has.
_STANDING = word_list("of_candidate")


class Known:
    """What all reports of an event say of its entities: types, countries and names by the table, who is credited.

    For each entity `nouns`, `past` (those of them that it is no more), `hosts` (organisations), `near` (others) and `contests`
    (signs of standing for office) count what stands beside its names.
    """

    def __init__(self, entities: pd.DataFrame, credits: str) -> None:
        self.types = dict(zip(entities["entity"], entities["type"], strict=True))
        self.countries = dict(zip(entities["entity"], entities["country"], strict=True))
        self.credited = {name for name in self.types if name in credits and re.search(rf"\b{re.escape(name)}\b", credits)}
        self.names: dict[str, str] = {}
        for entity, aliases in zip(entities["entity"], entities["aliases"], strict=True):
            for name in [entity, *filter(None, aliases.split(";"))]:
                self.names.setdefault(name.casefold(), entity)
        # `Lydia's defence ministry` is the Lydian Defense Ministry that another report names.
        bodies = ((core(name), entity) for name, entity in self.names.items() if self.types[entity] == "ORG")
        self._offices = {office: entity for office, entity in bodies if office[1]}
        self.aliases: dict[str, list[str]] = defaultdict(list)
        for name, entity in self.names.items():
            self.aliases[entity].append(name)
        self.nouns, self.past, self.hosts, self.near, self.contests = (defaultdict(Counter) for _ in range(5))
        self.campaign = 0.0
        self._coded: dict[str, tuple[str, str]] = {}

    def entity_of(self, name: str) -> str:
        """The entity that has a name, or whose office of a country it is in other words; else an empty string."""
        return self.names.get(name.casefold()) or self._offices.get(core(name), "")

    def country_of(self, entity: str) -> str:
        """The country of an entity by the table of entities, else by its name: a region, city, party, office or outlet."""
        if self.countries.get(entity) or self.types.get(entity) == "PERSON":
            return self.countries.get(entity, "")
        role = whole_role(entity)
        if role is None or not role.country:
            body = self.types.get(entity) == "ORG"
            return gazetteer.home_of(entity, cities=not body) or (gazetteer.home_of_body(entity) if body else "")
        # Many states have a supreme court, and a socialist party.
        beside = sorted(((-n, other) for other, n in self.near[entity].items() if self.countries.get(other)))
        shared = role.source_type in ("government", "party") and beside
        return self.countries[beside[0][1]] if shared else role.country

    def is_shared(self, entity: str) -> bool:
        """Whether bodies of several countries have an entity's name, and nothing beside it tells of which it is: `the Senate`."""
        beside = self.countries.get(entity) or any(map(self.countries.get, self.near[entity]))
        return not beside and entity.casefold() in word_list("shared_body")

    def is_abroad(self, entity: str) -> bool:
        """Whether an organisation is known that works in many countries: `Oxfam`."""
        role = body_role(entity) if self.types.get(entity) == "ORG" else None
        return role is not None and not role.country

    def country_among(self, counts: Counter) -> str:
        """The country of the most frequent entity that has one."""
        return next((country for entity in ranked(counts) if (country := self.country_of(entity))), "")

    def is_domestic(self, entity: str) -> bool:
        """Whether a name is one that news uses at home; state media, agencies, staffs, firms and schools are told of all over the world."""
        role, abroad = whole_role(entity), gazetteer.is_school(entity) or not self.nouns[entity].keys().isdisjoint(word_list("firm"))
        return bool(self.country_of(entity)) and (not abroad if role is None else role.source_type in ("party", "government", "media"))

    def type_of(self, entity: str) -> tuple[str, str]:
        """An entity's source type and, for a well-known organisation, its country."""
        if entity not in self._coded:
            self._coded[entity] = self._type(entity, depth=0)
        return self._coded[entity]

    def _type(self, entity: str, *, depth: int) -> tuple[str, str]:
        """Source type and country by the entity's name, else by the nouns beside it, else by whom it belongs to."""
        kind = self.types.get(entity, "")
        found = self._by_name(entity, kind)
        if found is not None:
            return found
        weak, strong = self._told(kind, self.nouns[entity] - self.past[entity])
        held = self._told(kind, self.past[entity])
        if "military" in held and strong in ("", "military") and not OFFICERS.isdisjoint(self.past[entity]):
            # Who was an officer explains, and keeps the rank.
            return "expert", ""
        # The office that somebody held tells where nothing else does, and more than whose son or friend they are.
        if any(held) and (strong == "public" or not (weak or strong)):
            weak, strong = held
        if self._stands(entity, strong):
            return "party", ""
        if strong:
            return self._spoken_for(entity, strong, depth=depth) or strong, ""
        host = self._host(entity, weak)
        if host and depth < _DEEPEST_HOST:
            return self._type(host, depth=depth + 1)[0], ""
        # News tells the age of those of whom it has nothing else to tell: `Ana Brod, 34, held her daughter by the hand`.
        told = self.nouns[entity].keys() - _TITLES
        private = kind == "PERSON" and bool(told) and all(noun.endswith("-year-old") for noun in told)
        return weak or ("public" if private else "other"), ""

    def _by_name(self, entity: str, kind: str) -> tuple[str, str] | None:
        """Source type and country of an entity whose name or kind tells them."""
        roles = load_roles()
        if kind == "NORP" and (party := name_role(entity)) is not None:
            return party.source_type, party.country
        if kind in ("GPE", "NORP", "LOC") and (self.countries.get(entity) or whole_role(entity) is None):
            return "government", ""
        if kind in ("ORG", "GPE", "NORP", "LOC", "WORK", "PRODUCT"):
            found = [role for alias in sorted(self.aliases[entity]) if (role := name_role(alias)) is not None]
            if found:
                best = min(found, key=lambda role: not role.country)
                # `The opposition Civic Alliance`.
                party = best.source_type == "other" and not self.nouns[entity].keys().isdisjoint(("opposition", "party"))
                return "party" if party else best.source_type, best.country
        if kind == "ORG" and entity in self.credited:
            return "news_agency", ""
        return ("document", "") if kind in ("WORK", "PRODUCT") else None

    def _spoken_for(self, entity: str, strong: str, *, depth: int) -> str:
        """The type of the body that an officer speaks for, where that is no state; else an empty string."""
        body = self._host(entity, "")
        if not body or depth >= _DEEPEST_HOST or strong not in ("government", "international_organisation", "military"):
            return ""
        theirs, nouns = self._type(body, depth=depth + 1)[0], self.nouns[entity]
        if strong == "military":
            # `Sgt. Hart of the Lorvik Police Department`.
            return theirs if theirs == "government" and not RANKS.isdisjoint(nouns) else ""
        presiding = sum(nouns[noun] for noun in _PRESIDING)
        # The president of a company, a union or a university speaks for it, and an envoy of the United Nations is no state's.
        presides = 0 < presiding <= 2 * self.hosts[entity][body] and not self.country_among(self.near[entity])
        envoy = theirs == "international_organisation" and not nouns["ambassador"]
        return theirs if presides or envoy else ""

    def _told(self, kind: str, counts: Counter) -> tuple[str, str]:
        """The types of the most frequent nouns beside an entity: of one that an organisation says more of, and of any other."""
        roles = load_roles()
        # `Police Capt. Hart` is no soldier.
        counts = {noun: n for noun, n in counts.items() if counts.keys().isdisjoint(_POLICE) or noun not in RANKS}
        known = [noun for noun in counts if ("role", noun) in roles]
        # A `minister` who is once called a critic is a minister, but a `Labour MP` may speak for the party.
        official = _OFFICIAL if all(roles["role", noun].source_type != "party" for noun in known) else ()
        # `A spokesman for the union`, `union official Brod` and `a lawyer for the opposition` speak for these.
        known.sort(key=lambda noun: (-counts[noun], noun in _SPEAKING_FOR, noun.rpartition(" ")[2] not in official, noun))
        # `opposition leader` is no leader of a state.
        parts = {(part, counts[noun]) for noun in known for part in re.split("[ -]", noun) if part != noun}
        # Nor is a `gang leader`, whatever gangs are.
        parts |= {(noun.rpartition(" ")[2], n) for noun, n in counts.items() if " " in noun and noun not in known}
        told = [roles["role", noun] for noun in known if not any(
            part == noun and (count >= counts[noun] or noun in MOUTHPIECES) for part, count in parts)]
        fitting = [role for role in told if kind not in ("PERSON", "ORG") or role.source_type != "document"]
        weak, strong = ([role.source_type for role in fitting if role.follows is follows] for follows in (True, False))
        return next(iter(weak), ""), next(iter(strong), "")

    def _host(self, entity: str, weak: str) -> str:
        """Whom an entity belongs to: an organisation named with it, else a person or telling name."""
        others = self.near[entity] if weak and not self.hosts[entity] else Counter()
        telling = (other for other in ranked(others) if self.types.get(other) == "PERSON" or name_role(other) is not None)
        return next(iter(ranked(self.hosts[entity])), "") or next(telling, "")

    def _stands(self, entity: str, strong: str) -> bool:
        """Whether a person stands for office or speaks in a campaign, by what stands beside the name in the whole event."""
        signs, nouns, past = self.contests[entity], set(self.nouns[entity]), set(self.past[entity])
        if strong not in ("", "government") or strong and not nouns & _SEATS | past & _ELECTED or (nouns - past) & _EXECUTIVES:
            return False
        # Whoever holds office has aides without a campaign, too, and of whom much is told may once have a rival.
        stands = signs["stands"] * _MENTIONS_A_SIGN >= max(1, signs["mentions"]) and (not strong or self.campaign >= _LITTLE)
        if stands or signs["campaigning"] >= 2 and 3 * signs["campaigning"] >= signs["mentions"]:
            return True
        # News introduces a private person by age, trade or kin; one without is known from the campaign.
        return self.campaign >= (_TOLD if strong else _UNTOLD) and (bool(strong) or not nouns - _TITLES)


def ranked(counts: Counter) -> list[str]:
    """What was counted, most frequent first, ties by name: whatever the order of reports."""
    return sorted(counts, key=lambda name: (-counts[name], name))


def gather(readings: list[Reading], mentions: Mapping[str, list[Mention]], entities: pd.DataFrame) -> Known:
    """What the reports say beside their entities' names (`mentions` by report): titles, appositions, owners; whom they credit."""
    known = Known(entities, "\n".join(text for reading in readings for text in reading.texts_of("credit")))
    pages = [Page(reading, mentions[reading.report]) for reading in sorted(readings, key=lambda reading: reading.report)]
    sentences = [sentence for page in pages for paragraph in page.paragraphs for sentence in paragraph.sents]
    known.campaign = sum(map(_is_campaigning, sentences)) / max(1, len(sentences))
    for page in pages:
        for mention in page.mentions:
            root = page.head_of([(mention.start, mention.end)])
            if root is not None:
                _note(known, page, mention, root)
    return known


def _note(known: Known, page: Page, mention: Mention, root: Token) -> None:
    """Adds what stands beside one mention of an entity."""
    if mention.type == "PERSON":
        known.contests[mention.entity].update(_contests(root))
        # `Ana Brod, 27, said` tells of the 27-year-old.
        age = re.match(r", (\d\d?)(?=[,.;:)])", page.text[mention.end:mention.end + 6])
        known.nouns[mention.entity].update([f"{age[1]}-year-old"] if age else [])
    office = office_before(page, mention)
    neighbours = _neighbours(root) + ([office, *dependents(office, *_KEEP)] if office is not None else [])
    # `The opposition Civic Alliance`, of which the parse makes two, `the ruling Harbour League`.
    first = page.tokens_in(mention.start, mention.end)[0]
    # Beside another name the parse ties a title to that: `Health Minister Ana Brod and Trade Minister Ivo Varga`.
    neighbours += [token for token in first.paragraph[max(0, first.i - 1):first.i] if token not in neighbours and (
        token.lower_ in _SIDES or mention.type == "PERSON" and token.lower_ in _BEFORE_NAMES - _TITLES and token.text[0].isupper())]
    if mention.type == "PERSON" and (body := _body_before(page, mention, neighbours)):
        known.hosts[mention.entity][body] += 1
    for token in neighbours:
        other = page.mention_at(token)
        # `The girl's mother` is no girl, but `the party's leader` speaks for it.
        owner = token.dep_ == "poss" and token.base not in BODY_NOUNS | _POLICE
        if other is None and not owner and (token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in _SIDES):
            terms = list(_terms(token))
            known.nouns[mention.entity].update(terms)
            known.past[mention.entity].update(terms if _is_past(token) else [])
        elif other is not None and other.entity != mention.entity:
            (known.hosts if other.type == "ORG" else known.near)[mention.entity][other.entity] += 1


def comma_before(page: Page, mention: Mention) -> Token | None:
    """The comma before a name, or before the titles of a person's: `, Prof. Anna Hald`; None where another word stands there."""
    first = page.tokens_in(mention.start, mention.end)[0]
    before = reversed(first.paragraph[:first.i])
    if mention.type == "PERSON":
        before = dropwhile(lambda token: token.lower_.strip(".") in _BEFORE_NAMES, before)
    last = next(iter(before), None)
    return last if last is not None and last.text == "," else None


def office_before(page: Page, mention: Mention) -> Token | None:
    """The office before a person's name with its place, body or field between them: `Mayor of Lorvik Anna Hald`, `Minister of Health
    Jon Hald`, `the head of the Harbour Hospital, Dr Jon Hald`.

    The parse ties the name to the place, body or field.
    """
    first = page.tokens_in(mention.start, mention.end)[0]
    words, at = first.paragraph, first.i - 1
    comma = comma_before(page, mention)
    behind, titled = comma is not None, comma is not None and comma.i < at
    at = comma.i if behind else at
    if mention.type != "PERSON" or at < 1:
        return None
    place = page.mention_at(words[at - behind])
    body = place is not None and place.type in ("FAC", "ORG", "PRODUCT", "WORK")
    if body or place is not None and place.type in ("GPE", "LOC"):
        at = page.tokens_in(place.start, place.end)[0].i - 1
        at -= body and words[at].lower_ == "the"
    else:
        # `Superintendent of Police`, with capitals.
        while at > 0 and first.i - at < _LONGEST_FIELD and (words[at].text[0].isupper() or words[at].lower_ in ("the", "and")):
            at -= 1
    of, office = (words[at], words[at - 1]) if at > 0 else (first, first)
    role = load_roles().get(("role", office.base))
    if (body or titled) and role is not None and role.source_type in ("other", "public") and not role.follows:
        # `A critic of the Harbour League, Jon Hald,` holds no office there.
        return None
    told = place is not None or at < first.i - 1 and office.text[0].isupper() and role is not None
    return office if told and of.lower_ in ("for", "of", "to") and office.pos_ in ("NOUN", "PROPN") else None


def _body_before(page: Page, mention: Mention, neighbours: list[Token]) -> str:
    """The body that `its` beside a person's name takes up, or for which `spokesman` alone says that it speaks; else an empty string.

    It is who is named last before in the sentence, else in the one before in the paragraph.
    """
    owned = any(page.mention_at(token) not in (None, mention) or token.dep_ == "poss" for token in neighbours)
    at = next((token for token in neighbours if token.start < mention.start
               and (token.lower_ == "its" or token.base in MOUTHPIECES and not owned)), None)
    if at is None:
        return ""
    sentences = at.paragraph.sents
    last = sentences[max(0, sentences.index(at.sent) - 1)].start
    bodies = page.mentions_in([token for token in at.paragraph[:at.i] if token.start >= last], "ORG", "FAC")
    return bodies[-1].entity if bodies else ""


def _terms(token: Token) -> Iterator[str]:
    """A noun beside a name, and the office that it is a part of: `attorney general`, `director-general`."""
    noun, before = token.base, token.nbor(-1) if token.i else None
    if is_retained(token):
        yield "defense lawyer"
        return
    if before is not None and before.lower_ in AGAINST and noun not in ("leader", "party"):
        yield "opposition"
        return
    # `The ruling Harbour League` is a party, and no court's ruling.
    if token.lower_ in ("governing", "ruling") and any(after.text[:1].isupper() for after in token.paragraph[token.i + 1:token.i + 2]):
        yield "party"
        return
    if before is not None and before.text == "-" and before.i and before.nbor(-1).lower_ not in PAST:
        # `Year-old` would be all who are named with an age.
        yield "".join(one.lower_ for one in tied_words(token)) if noun == "old" else f"{before.nbor(-1).lower_}-{noun}"
        return
    if not is_modifier(token):
        yield ABBREVIATED.get(noun.strip("."), noun)
    if noun.endswith("ologist"):
        yield "scientist"
    led = led_by(token)
    if led is not None and (led != before or ("role", f"{led.base} {noun}") not in load_roles()):
        yield f"{led.base} {noun}"
    if before is not None and ("role", f"{before.lower_} {noun}") in load_roles():
        yield f"{before.lower_} {noun}"


def _is_past(noun: Token) -> bool:
    """Whether somebody is no more what a noun beside the name says: `a former general`, `Former Lydian general`."""
    before = takewhile(lambda token: token.pos_ in ("ADJ", "NOUN", "PROPN") or token.text == "-" or token.lower_ in PAST,
                       reversed(noun.paragraph[max(0, noun.i - _LONGEST_FIELD):noun.i]))
    return any(token.lower_ in PAST for token in before)


def _contests(root: Token) -> Iterator[str]:
    """Signs that a name belongs to somebody who stands for office: what it owns, and the words of its sentence."""
    yield "mentions"
    if root.dep_ in ("poss", "compound", "nmod") and root.head.base in _STANDING:
        yield "stands"
    if _is_campaigning(root.sent):
        yield "campaigning"


def _is_campaigning(sentence: Span) -> bool:
    """Whether a sentence has a word of contests for office."""
    return not _CAMPAIGNING.isdisjoint(token.base for token in sentence)


def _neighbours(root: Token) -> list[Token]:
    """The words that name what an entity is: titles, appositions, whose or of what it is."""
    apart = dependents(root, "appos") + ([root.head] if root.dep_ == "appos" else [])
    # `Brod, who is now an analyst`.
    apart += [noun for clause in dependents(root, "relcl") if clause.lower_ == "is" for noun in dependents(clause, "attr")]
    near = []
    for token in [root, *apart]:
        # `Brod, who heads the port authority`.
        headed = [thing for clause in dependents(token, "relcl") if clause.base in _HEADING for thing in dependents(clause, "dobj")]
        near += [*dependents(token, *_KEEP), *complements(token, "of", "for", "at"), *headed]
    return apart + [below for thing in near for below in (thing, *dependents(thing, *_KEEP))]
