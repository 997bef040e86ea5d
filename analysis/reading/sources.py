"""Whose words they are: a source's entity, type and country, how it is named, and who carried its words."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading import gazetteer, homes
from analysis.reading.frames import subtree_of

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Token

    from analysis.reading.relations import Words

ROLES = Path(__file__).with_name("roles.csv")
_RELATIVES = {"who", "which", "that", "whom", "whose"}
# Whose statement of whose report: how many noun phrases are followed into each other.
_DEEPEST = 3
_MEDIA = ("state_media", "news_agency", "media")
_ANONYMOUS = {"source", "insider"}
_WITHHELD = ("anonym", "unnamed", "unidentified", "not to be named", "not be named", "familiar with")
# With its country, such a body is named even where a report writes it without capitals.
_INSTITUTIONS = {
    "ministry", "government", "parliament", "army", "navy", "military", "embassy", "presidency", "cabinet", "police"}
_MASCULINE, _FEMININE = {"he", "him", "his", "mr", "mr.", "sir", "spokesman", "chairman"}, {
    "she", "her", "hers", "mrs", "mrs.", "ms", "ms.", "spokeswoman", "chairwoman"}
_BODIES = (*_MEDIA, "document", "government", "military", "party", "intelligence", "international_organisation")
_UNSAID = {"det", "case", "punct", "nummod", "predet"}
_TELLING_ADJECTIVES = {"foreign", "social", "military", "prime", "secret"}
# Shares of an event's sentences that speak of a contest for office, from which on a person without a told role, or a
# legislator, speaks in it; chosen on items 1-200 of tests/benchmarks/coded_sources.csv, a tie of the second by the score of the others.
_UNTOLD, _TOLD = 0.1, 0.2
# Who holds a seat may speak as a candidate; who governs, judges or represents a state does not.
_SEATS = {
    "senator", "sen.", "sen", "rep.", "rep", "congressman", "congresswoman", "gov.", "gov", "governor", "lawmaker",
    "legislator", "mp", "mayor", "councillor", "speaker", "secretary", "leader", "premier", "first lady",
    "secretary of state"}
_EXECUTIVES = {
    "president", "vice president", "minister", "prime minister", "chancellor", "king", "queen", "ambassador", "judge"}
_PARTS = {
    "none", "some", "most", "many", "few", "several", "all", "both", "half", "majority", "minority", "number", "group",
    "handful", "pair", "dozen", "hundred", "thousand", "host", "series", "crowd", "two", "three", "scores", "plenty",
    "lot"}
_TITLES = {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "former", "sir"}
# Bodies that are named by the name of who leads them.
_FOLLOWINGS = {"campaign", "camp", "administration", "team", "government", "foundation"}
_STATELESS = ("international_organisation", "")
_KEEP = {"compound", "amod", "poss", "nmod", "quantmod"}


class Role(NamedTuple):
    """What a noun or a part of a name says of its bearer; `follows` = an organisation named with it says more."""

    source_type: str
    follows: bool
    country: str


class Mention(NamedTuple):
    """One mention of an entity, by position in the report's text."""

    start: int
    end: int
    entity: str
    type: str


@dataclass(frozen=True)
class Voice:
    """A source: entity or role, its type and country, how it is named, and who carried its words, nearest the article first."""

    source: str = ""
    source_type: str = ""
    country: str = ""
    naming: str = "none"
    relay: tuple[str, ...] = ()
    position: int = -1
    paragraph: int = -1
    singular: bool = True


@dataclass
class Known:
    """What all reports of an event say of its entities: type, country, nouns beside their names, gender."""

    types: dict[str, str]
    countries: dict[str, str]
    names: dict[str, str]
    nouns: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    hosts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    near: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    contests: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    credited: frozenset[str] = frozenset()
    campaign: float = 0.0


@lru_cache(maxsize=1)
def load_roles() -> dict[tuple[str, str], Role]:
    """Source types by kind (`name` or `role`) and term in lower case."""
    with ROLES.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], term): Role(row["source_type"], row["follows"] == "true", row["country"])
                for row in csv.DictReader(file) for term in row["terms"].split(";")}


def gather(reports: Iterable[tuple[Words, list[Mention]]], entities: pd.DataFrame, *, credits: str = "") -> Known:
    """What the reports say beside the names of their entities: titles, appositions, owners; and whom their `credits` name."""
    known = Known(dict(zip(entities["entity"], entities["type"], strict=True)),
                  dict(zip(entities["entity"], entities["country"], strict=True)), {},
                  credited=frozenset(name for name in entities["entity"] if re.search(rf"\b{re.escape(name)}\b", credits)))
    for row in entities.itertuples():
        for name in [row.entity, *filter(None, row.aliases.split(";"))]:
            known.names.setdefault(name.casefold(), row.entity)
    reports = list(reports)
    sentences = [sentence for words, _ in reports for _, doc in words.paragraphs for sentence in doc.sents]
    known.campaign = sum(map(homes.is_campaigning, sentences)) / max(1, len(sentences))
    for words, mentions in reports:
        setting = Setting(words, mentions, known)
        for mention in mentions:
            root = setting.root(setting.tokens_in(mention.start, mention.end))
            if root is None:
                continue
            if mention.type == "PERSON":
                known.contests[mention.entity].update(_contests(root))
            for token in _neighbours(root):
                other = setting.mention_at(token)
                if other is None and token.pos_ in ("NOUN", "PROPN", "ADJ"):
                    known.nouns[mention.entity][token.lemma_.lower()] += 1
                    if token.i and ("role", f"{token.nbor(-1).lower_} {token.lemma_.lower()}") in load_roles():
                        known.nouns[mention.entity][f"{token.nbor(-1).lower_} {token.lemma_.lower()}"] += 1
                elif other is not None and other.entity != mention.entity:
                    (known.hosts if other.type == "ORG" else known.near)[mention.entity][other.entity] += 1
    return known


def _contests(root: Token) -> Iterator[str]:
    """Signs that a name belongs to somebody who stands for office: what it owns, and the words of its sentence."""
    yield "mentions"
    if root.dep_ in ("poss", "compound", "nmod") and root.head.lemma_.lower() in homes.STANDING:
        yield "stands"
    if homes.is_campaigning(root.sent):
        yield "campaigning"


def _neighbours(root: Token) -> list[Token]:
    """The words that name what an entity is: titles, appositions, whose or of what it is."""
    found = []
    apart = [child for child in root.children if child.dep_ == "appos"] + ([root.head] if root.dep_ == "appos" else [])
    for token in [root, *apart]:
        found += [token] if token is not root else []
        for child in token.children:
            if child.dep_ in _KEEP:
                found.append(child)
                found += [below for below in child.children if below.dep_ in _KEEP]
            elif child.dep_ == "prep" and child.lower_ in ("of", "for", "at"):
                objects = [below for below in child.children if below.dep_ == "pobj"]
                found += objects + [below for thing in objects for below in thing.children if below.dep_ in _KEEP]
    return found


class Setting:
    """One report while its sources are coded: its tokens, its mentions and the voices heard so far."""

    def __init__(self, words: Words, mentions: list[Mention], known: Known) -> None:
        self.words, self.mentions, self.known = words, mentions, known
        self.tokens = [token for _, doc in words.paragraphs for token in doc]
        self._numbers = {id(doc): number for number, (_, doc) in enumerate(words.paragraphs)}
        self._starts = [mention.start for mention in mentions]
        self.voices: list[Voice] = []
        self.home = homes.home_of(*self._evidence())

    def _evidence(self) -> tuple[Counter, Counter]:
        """How often the report names each country's regions, parties and offices, and each country itself."""
        domestic, national = Counter(), Counter()
        for mention in self.mentions:
            country = self.known.countries.get(mention.entity, "")
            if mention.type in ("GPE", "LOC", "NORP") and country:
                national[country] += 1
            elif mention.type != "PERSON" and self._is_domestic(mention.entity):
                domestic[self.country_of(mention.entity)] += 1
        return domestic, national

    def _is_domestic(self, entity: str) -> bool:
        """Whether a name is one that news uses at home; state media, agencies and staffs are quoted all over the world."""
        role = load_roles().get(("name", entity.casefold()))
        return bool(self.country_of(entity)) and (role is None or role.source_type in ("party", "government", "media"))

    def country_of(self, entity: str) -> str:
        """The country of an entity by the table of entities, else by its name: a region, party, office or outlet."""
        if self.known.countries.get(entity) or self.known.types.get(entity) == "PERSON":
            return self.known.countries.get(entity, "")
        name = entity.casefold()
        role = load_roles().get(("place", name)) or load_roles().get(("name", name))
        return role.country if role is not None and role.country else homes.regions().get(gazetteer.fold(entity), "")

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions."""
        return self.tokens[bisect_right(self.words.ends, start):bisect_left(self.words.starts, end)]

    def position(self, token: Token) -> int:
        """A token's position in the report's text."""
        return self.words.paragraphs[self.paragraph_of(token)][0] + token.idx

    def paragraph_of(self, token: Token) -> int:
        """The number of a token's paragraph."""
        return self._numbers[id(token.doc)]

    def root(self, tokens: list[Token]) -> Token | None:
        """The head of a run of tokens, a noun or pronoun where there is one."""
        inside = {token.i for token in tokens}
        tops = [token for token in tokens if token.head.i not in inside or token.head == token]
        nominal = [token for token in tops if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ")]
        return (nominal or tops or [None])[0]

    def mention_at(self, token: Token) -> Mention | None:
        """The mention that a token stands in."""
        at = self.position(token)
        number = bisect_right(self._starts, at) - 1
        return self.mentions[number] if number >= 0 and self.mentions[number].end > at else None

    def code(self, spans: list[tuple[int, int]], contents: list[tuple[int, int]]) -> Voice:
        """The voice that a source's spans name."""
        tokens = [token for start, end in spans for token in self.tokens_in(start, end)]
        root = self.root(tokens)
        if root is None:
            return Voice()
        return self.voice_of(root, tokens, contents)

    def voice_of(self, root: Token, tokens: list[Token], contents: list[tuple[int, int]] = (), *, depth: int = 0) -> Voice:
        """The voice that a noun phrase names."""
        place = {"position": self.position(root), "paragraph": self.paragraph_of(root)}
        if root.lower_ in _RELATIVES and depth < _DEEPEST:
            top = next((above for above in root.ancestors if above.dep_ == "relcl"), None)
            if top is not None:
                return self.voice_of(top.head, _phrase(top.head), contents, depth=depth + 1)
        if root.pos_ == "PRON" and root.lower_ not in ("one", "others", "some", "many"):
            return self._pronoun(root, contents, place)
        whole = _part_of(root, tokens) if depth < _DEEPEST and self.mention_at(root) is None else None
        if whole is not None:
            return self.voice_of(whole, [token for token in subtree_of(whole) if token in tokens], contents, depth=depth + 1)
        mention = self.mention_at(root) or self._apposition(root, tokens)
        if mention is not None and (mention.type != "NORP" or root.pos_ != "ADJ"):
            return self._named(mention.entity, tokens, place)
        return self._role(root, tokens, contents, place, depth)

    def _apposition(self, root: Token, tokens: list[Token]) -> Mention | None:
        """The person whom a source's apposition or the end of its phrase names."""
        behind = [child for child in root.children if child.dep_ == "appos" and child in tokens]
        ends = [token for token in tokens if token.i > root.i and not token.is_punct][-1:]
        if ends and any(token.text == "," and token.i > root.i for token in tokens):
            behind += ends
        for token in behind:
            mention = self.mention_at(token)
            if mention is not None and (mention.type in ("PERSON", "ORG") or not self.known.countries.get(mention.entity)):
                start = self.tokens_in(mention.start, mention.end)[0]
                if token in root.children or root.doc[start.i - 1].text == ",":
                    return mention
        return None

    def _named(self, entity: str, tokens: list[Token], place: dict, *, document: bool = False) -> Voice:
        """A named entity as a voice."""
        known, (kind, home) = self.known, self.type_of(entity)
        country = self.country_of(entity) or self._country(tokens) or self._most(known.near[entity]) or home or self._most(
            known.hosts[entity])
        if not country and kind not in _STATELESS:
            country = self.home
        return Voice(entity, "document" if document else kind, country, "named", **place)

    def type_of(self, entity: str, *, depth: int = 0) -> tuple[str, str]:
        """An entity's source type and, for a well-known organisation, its country."""
        roles, kind = load_roles(), self.known.types.get(entity, "")
        if kind == "NORP" and (party := _name_role(entity)) is not None:
            return party.source_type, party.country
        if kind in ("GPE", "NORP", "LOC") and (self.known.countries.get(entity) or ("name", entity.casefold()) not in roles):
            return "government", ""
        if kind in ("ORG", "GPE", "NORP", "LOC", "WORK", "PRODUCT"):
            found = [role for alias in sorted(name for name, one in self.known.names.items() if one == entity)
                     if (role := _name_role(alias)) is not None]
            if found:
                best = min(found, key=lambda role: not role.country)
                return best.source_type, best.country
        if kind == "ORG" and entity in self.known.credited:
            return "news_agency", ""
        if kind in ("WORK", "PRODUCT"):
            return "document", ""
        nouns = [(count, noun) for noun, count in sorted(self.known.nouns[entity].items()) if ("role", noun) in roles]
        weak, strong = "", ""
        for _, noun in sorted(nouns, key=lambda pair: (-pair[0], pair[1])):
            role = roles["role", noun]
            if kind == "PERSON" and role.source_type == "document":
                continue
            if role.follows:
                weak = weak or role.source_type
            else:
                strong = strong or role.source_type
        if self._stands(entity, strong):
            return "party", ""
        if strong:
            return strong, ""
        host = next(iter(self.known.hosts[entity].most_common(1)), None)
        if weak and host is None:
            host = next((pair for pair in self.known.near[entity].most_common() if self.known.types.get(pair[0]) == "PERSON"
                         or _name_role(pair[0]) is not None), None)
        if host and depth < 2:
            return self.type_of(host[0], depth=depth + 1)[0], ""
        return weak or "other", ""

    def _stands(self, entity: str, strong: str) -> bool:
        """Whether a person stands for office or speaks in a campaign, by what stands beside the name in the whole event."""
        signs, nouns = self.known.contests[entity], set(self.known.nouns[entity])
        if strong not in ("", "government") or strong and not nouns & _SEATS or nouns & _EXECUTIVES:
            return False
        if signs["stands"] >= 1 or signs["campaigning"] >= 2 and 3 * signs["campaigning"] >= signs["mentions"]:
            return True
        # News introduces a private person by age, trade or kin; one without is known from the campaign.
        return self.known.campaign >= (_TOLD if strong else _UNTOLD) and (bool(strong) or not nouns - _TITLES)

    def _country(self, tokens: list[Token]) -> str:
        """The country that a phrase names."""
        for token in tokens:
            mention = self.mention_at(token)
            if mention is not None and mention.type in ("GPE", "NORP", "ORG"):
                country = self.country_of(mention.entity)
                if country:
                    return country
        return ""

    def _most(self, counts: Counter) -> str:
        """The country of the most frequent entity that has one."""
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return next((country for entity, _ in ranked if (country := self.country_of(entity))), "")

    def _role(self, root: Token, tokens: list[Token], contents: list, place: dict, depth: int) -> Voice:
        """A source that a common noun names: the entity meant, or the role."""
        phrase = [token for token in _phrase(root) if token in tokens] or [root]
        role, text = _find_role(phrase, root), self._role_text(phrase, root)
        entity = self.known.names.get(text.casefold())
        if entity:
            return self._named(entity, phrase, place)
        kind, country = role.source_type if role else "other", self._country(tokens)
        settled = country or (self.home if kind not in _STATELESS else "")
        if root.text[:1].isupper() and root.pos_ == "PROPN" and root.i > root.sent.start:
            name = _name_role(root.text)
            whole = [token for token in tokens if token.dep_ != "punct" and token.pos_ != "SPACE"]
            return Voice(_title(self.words.text[self.position(whole[0]):self.position(whole[-1]) + len(whole[-1])]),
                         name.source_type if name else kind, name and name.country or settled, "named", **place)
        if kind == "document" or root.lemma_.lower() in ("service", "office"):
            maker = self._maker(root, tokens, contents, depth)
            if maker is not None and maker.source and maker.naming == "named":
                kind = kind if kind == "document" else maker.source_type
                return Voice(maker.source, kind, maker.country, maker.naming, **place)
        entity = self._meant(root, phrase, country, place["position"])
        if entity:
            voice = self._named(entity, phrase, place, document=kind == "document")
            return voice
        if role is not None and role.follows:
            host = next((child for child in subtree_of(root) if child.dep_ == "pobj" and child.pos_ == "NOUN"
                         and child in tokens and child.head.lower_ in ("in", "at", "from", "within", "to")), None)
            if host is not None and kind == "other":
                # `a source in the delegation` is a delegation source.
                text, kind = f"{host.lower_} {text}", getattr(load_roles().get(("role", host.lower_)), "source_type", kind)
            kind = next((self.type_of(mention.entity)[0] for token in tokens if (mention := self.mention_at(token)) is not None
                         and mention.type in ("ORG", "GPE", "PERSON")), kind)
        led = root.lemma_.lower() in _FOLLOWINGS and any(
            (mention := self.mention_at(token)) is not None and mention.type == "PERSON" for token in phrase)
        named = led or country and root.lemma_.lower() in _INSTITUTIONS
        naming = "named" if named else self._naming(root, tokens, kind)
        return Voice(text, kind, settled, naming, **place, singular=root.tag_ in ("NN", "NNP"))

    def _maker(self, root: Token, tokens: list[Token], contents: list, depth: int) -> Voice | None:
        """Whose statement, report or office a source is."""
        for child in subtree_of(root) if depth < _DEEPEST else ():
            if child == root or child not in tokens:
                continue
            owner = self.mention_at(child) if child.dep_ in ("compound", "nmod") and root in (child.head, child.head.head) else None
            made = owner is not None and owner.type == "ORG"
            if made or child.dep_ == "poss" and child.head == root or child.dep_ == "pobj" and child.head.lower_ in ("by", "from") or (
                    child.dep_ == "pobj" and child.head.lower_ == "of" and child.head.head == root and depth == 0
                    and root.lemma_.lower() in ("service", "office", "statement")):
                voice = self.voice_of(child, subtree_of(child), contents, depth=depth + 1)
                place = self.known.types.get(voice.source) in ("LOC", "GPE", "NORP") or voice.source_type == "document"
                return voice if voice.source and not (place and child.dep_ == "poss") else None
        named = [voice for voice in self.voices if voice.source_type == "document" and voice.naming == "named"]
        return named[-1] if named and _is_definite(root) else None

    def _meant(self, root: Token, phrase: list[Token], country: str, position: int) -> str:
        """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`."""
        noun = root.lemma_.lower()
        if not (_is_definite(root) or country) or root.tag_ in ("NNS", "NNPS"):
            return ""
        qualifiers = {_british(token.lemma_) for token in phrase if token.dep_ in ("compound", "amod") and token.pos_ == "NOUN"}
        at = bisect_left(self._starts, position)
        # A report may name its minister only after it has called him by his office and country.
        for mention in [*reversed(self.mentions[:at]), *(self.mentions[at:] if country else [])]:
            if mention.type not in ("PERSON", "ORG"):
                continue
            theirs = {_british(word) for word in self.known.nouns[mention.entity]}
            named = {_british(word) for word in mention.entity.split()} if mention.type == "ORG" else theirs
            home = self.known.countries.get(mention.entity, "")
            apart = country and (home != country if mention.start > position else home not in ("", country))
            if noun in named and qualifiers <= named | theirs and not apart:
                return mention.entity
        return ""

    def _naming(self, root: Token, tokens: list[Token], kind: str) -> str:
        """`anonymous` where a person's name is withheld, else `role`."""
        text = " ".join(token.lower_ for token in tokens)
        noun = root.lemma_.lower()
        indefinite = not _is_definite(root) and root.tag_ == "NN"
        hidden = noun in _ANONYMOUS or any(word in text for word in _WITHHELD)
        hidden = hidden or noun == "official" and not self._has_body(root, tokens)
        return "anonymous" if hidden or kind == "public" and indefinite and noun not in ("public", "crowd", "media") else "role"

    def _has_body(self, root: Token, tokens: list[Token]) -> bool:
        """Whether an official's body is told, by its name or by the noun before or behind: a country alone is none."""
        for token in tokens:
            mention = self.mention_at(token)
            if token != root and token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("compound", "nmod", "poss", "pobj"):
                if mention is None or mention.type not in ("GPE", "NORP", "LOC"):
                    return True
        return False

    def _role_text(self, phrase: list[Token], root: Token) -> str:
        """A role as a term: its noun with the nouns, demonyms and countries before it, without articles and praise."""
        parts: list[str] = []
        for token in phrase:
            mention = self.mention_at(token)
            if token.i > root.i or token.dep_ in _UNSAID or token.pos_ in ("PRON", "PUNCT", "SPACE"):
                continue
            if mention is not None and mention.type in ("GPE", "NORP"):
                country = self.known.countries.get(mention.entity, "")
                inside = self.tokens_in(mention.start, mention.end)
                owner = any(child.dep_ == "case" for inner in inside for child in inner.children)
                parts.append(gazetteer.demonym_of(country) if owner and country else self.words.text[mention.start:mention.end])
            elif mention is not None and mention.type == "PERSON" and root.lemma_.lower() in _FOLLOWINGS:
                parts.append(mention.entity)
            elif token == root or token.dep_ in ("compound", "nmod") or token.lower_ in _TELLING_ADJECTIVES:
                parts.append(token.lower_ if token.pos_ != "PROPN" or token == root else token.text)
        return " ".join(dict.fromkeys(parts))

    def _pronoun(self, pronoun: Token, contents: list[tuple[int, int]], place: dict) -> Voice:
        """The voice that a pronoun takes up again, or a nameless one."""
        word = pronoun.lower_
        person = word in _MASCULINE | _FEMININE
        if not person and word not in ("it", "its", "they", "them", "their"):
            return Voice("", "", "", "role", **place)
        nameless = None
        for voice in self._antecedents(pronoun, contents, place, person=person):
            kind = self.known.types.get(voice.source, "")
            group = not voice.singular or voice.source_type in (*_MEDIA, "document")
            if person and (kind not in ("PERSON", "") or not kind and group):
                continue
            if person and not self._gender_fits(voice.source, word):
                continue
            if not person and (kind == "PERSON" or not kind and word in ("it", "its") and voice.source_type not in _BODIES):
                continue
            if person and not kind and voice.paragraph != place["paragraph"]:
                nameless = nameless or voice
                continue
            kind = "" if voice.source_type == "document" and not person else voice.source_type
            return Voice(voice.source, kind or self.type_of(voice.source)[0], voice.country, voice.naming, (), **place)
        # Somebody without a name who spoke in a paragraph before is meant only where no named person can be.
        return replace(nameless, relay=(), **place) if nameless else Voice("", "", "", "role", **place)

    def _antecedents(self, pronoun: Token, contents: list, place: dict, *, person: bool) -> list[Voice]:
        """Voices that a pronoun may mean, likeliest first: the last sentence's subject, then who spoke last."""
        wanted = ("PERSON",) if person else ("ORG", "GPE")
        subjects, others = [], []
        for mention in reversed(self.mentions[:bisect_left(self._starts, place["position"])]):
            if mention.type not in wanted or any(start <= mention.start < end for start, end in contents):
                continue
            tokens = self.tokens_in(mention.start, mention.end)
            root = self.root(tokens)
            if root is None or place["paragraph"] - self.paragraph_of(root) > 0:
                break
            subject = root.dep_ in ("nsubj", "nsubjpass") or root.dep_ == "appos" and root.head.dep_ in ("nsubj", "nsubjpass")
            (subjects if subject else others).append(self._named(mention.entity, tokens, place))
        spoken = [voice for voice in reversed(self.voices) if voice.source and 0 <= place["paragraph"] - voice.paragraph <= 2
                  and voice.position < place["position"]]
        here = [voice for voice in spoken if voice.paragraph == place["paragraph"]]
        return here[:1] + subjects + spoken + (others if person else [])

    def _gender_fits(self, entity: str, word: str) -> bool:
        """Whether nothing beside an entity's names speaks against a pronoun's gender."""
        nouns = set(self.known.nouns[entity]) | set(entity.casefold().split())
        mine, other = (_MASCULINE, _FEMININE) if word in _MASCULINE else (_FEMININE, _MASCULINE)
        return not (nouns & other and not nouns & mine)


def _part_of(root: Token, tokens: list[Token]) -> Token | None:
    """Of whom a count or a part is one: `some of the residents`, `a group of experts`."""
    if root.lemma_.lower() not in _PARTS:
        return None
    of = [child for child in root.children if child.lower_ == "of" and child in tokens]
    return next((below for child in of for below in child.children if below.dep_ == "pobj" and below.tag_ in ("NNS", "NNPS")), None)


def _phrase(root: Token) -> list[Token]:
    """A noun with its modifiers, without clauses that hang on it."""
    below = [token for child in root.children if child.dep_ not in ("relcl", "acl", "appos", "conj", "cc", "punct", "prep")
             for token in subtree_of(child)]
    return sorted({token.i: token for token in [root, *below]}.values(), key=lambda token: token.i)


def _find_role(phrase: list[Token], root: Token) -> Role | None:
    """The role of the longest known term that ends in the phrase's noun, or that its modifiers give."""
    roles = load_roles()
    words = [token.lower_ for token in phrase if token.i < root.i and token.dep_ != "det"]
    for end in (root.lemma_.lower(), root.lower_):
        for first in range(len(words) + 1):
            found = roles.get(("role", " ".join([*words[first:], end])))
            if found is not None:
                return found
    return next((roles["role", word] for word in reversed(words) if ("role", word) in roles), None)


def _name_role(name: str) -> Role | None:
    """The role that an organisation's name gives: the whole name's, else that of the last known part of it."""
    roles = load_roles()
    words = name.casefold().replace("’", "'").split()
    spans = [(size, end) for size in range(len(words), 0, -1) for end in range(len(words), size - 1, -1)]
    found = (roles.get(("name", " ".join(words[end - size:end]))) for size, end in spans)
    return next((role for role in found if role is not None), None)


def _is_definite(root: Token) -> bool:
    """Whether a noun has `the`, `its` or another word that points back."""
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") or child.dep_ == "poss" and child.pos_ == "PRON"
               for child in root.children)


def _title(text: str) -> str:
    """A name without its article and what follows a comma."""
    return re.sub(r"^(?:the|a|an) ", "", text.split(",")[0], flags=re.IGNORECASE).strip()


def _british(word: str) -> str:
    """A word in lower case, `defense` as `defence`."""
    return word.casefold().replace("defense", "defence")
