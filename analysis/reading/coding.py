"""Who a source is: the entity behind its words, and its codes of type, country and naming."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Token

    from analysis.models.attribution.tagger import Relation
    from analysis.reading.language import Reading

_ANONYMOUS = re.compile(r"\b(sources?|insiders?|anonym\w+|familiar with|some|others|many|several|those|unnamed|unidentified|who (?:asked|declined|spoke))\b", re.I)
_STATE_MEDIA = re.compile(
    r"\b(state(?:-run|-owned|-controlled)? (?:media|news|television|tv|radio|agency|broadcaster|newspaper)|official (?:\w+ ){0,3}news agency|KCNA|"
    r"Korean Central (?:News|Television)|Rodong|TASS|RIA|Sputnik|RT|Xinhua|CCTV|CGTN|Global Times|People's Daily|IRNA|Fars|Press TV|SANA|BelTA|Granma)\b", re.I)
_NEWS_AGENCY = re.compile(
    r"\b(Reuters|AP|Associated Press|AFP|Agence France-Presse|EFE|Yonhap|Kyodo|dpa|ANSA|Interfax|Bloomberg|PTI|UPI|news agency|wire service)\b")
_MEDIA = re.compile(
    r"\b(NK News|BBC|CNN|NBC|ABC|CBS|MSNBC|Fox News|NPR|PBS|Al Jazeera|Telegraph|Guardian|\w+ (?:Times|Post|Journal|Herald|Tribune|Gazette|Mail|"
    r"News|Today|Daily|Magazine|TV|Radio|Chronicle|Echo|Observer|Courier)|Politico|Axios|Breitbart|Daily \w+)\b")
_INTERNATIONAL = re.compile(
    r"\b(United Nations|U\.?N\.?|EU|European (?:Union|Commission|Parliament|Council)|NATO|IMF|World Bank|WHO|World Health Organi[sz]ation|IAEA|"
    r"OPEC|African Union|ASEAN|Red Cross|Amnesty International|Human Rights Watch|OECD|WTO|Interpol|Security Council|Arab League)\b")
_INTELLIGENCE = re.compile(r"\b(CIA|FSB|NIS|MI5|MI6|GCHQ|NSA|Mossad|SBU|GRU|BND|intelligence)\b")
_MILITARY = re.compile(r"\b(Joint Chiefs|Armed Forces|Army|Navy|Air Force|Marines?|military)\b", re.I)
_PARTY = re.compile(r"\b(Party|Politburo|Democrats|Republicans|GOP|Labour|Tories|Conservatives)\b")
_EXPERT = re.compile(r"\b(University|Institute|Institution|College|Centre for|Center for|think[- ]tank|Foundation|School)\b")
_GOVERNMENT = re.compile(
    r"\b(Ministry|Minister|Government|President|White House|Kremlin|Pentagon|Department|Parliament|Congress|Senate|Embassy|Cabinet|Police|FBI|Court|"
    r"Council|Administration|Governor|Mayor|Downing Street|Blue House|Office)\b")
_NAMED_TYPES = (
    ("state_media", _STATE_MEDIA), ("news_agency", _NEWS_AGENCY), ("media", _MEDIA), ("international_organisation", _INTERNATIONAL),
    ("intelligence", _INTELLIGENCE), ("military", _MILITARY), ("party", _PARTY), ("expert", _EXPERT), ("government", _GOVERNMENT))
_PERSONAL = {"he", "she", "him", "her", "i", "his", "himself", "herself"}
_PRONOUNS = _PERSONAL | {"it", "they", "them", "its", "we", "who", "which", "that", "their", "you", "us"}
_VOICES = {"spokesman", "spokeswoman", "spokesperson", "representative", "aide", "adviser"}
_BACK = 3
_ROLE_PARTS = ("compound", "amod", "nmod", "advmod")


class Source(NamedTuple):
    """A coded source: entity or role, type, country, naming, and who carried its words."""

    name: str = ""
    type: str = ""
    country: str = ""
    naming: str = "none"
    carriers: tuple[str, ...] = ()


class Mention(NamedTuple):
    """A row of the mentions table, as far as sources need it."""

    start: int
    end: int
    entity: str
    type: str
    sentence: int


def tokens_in(reading: Reading, span: tuple[int, int]) -> list[Token]:
    """The tokens that a span of the report overlaps."""
    for paragraph in reading.paragraphs:
        if paragraph.start <= span[0] < paragraph.end:
            return [token for token in paragraph.doc
                    if paragraph.start + token.idx < span[1] and paragraph.start + token.idx + len(token) > span[0] and not token.is_space]
    return []


class SourceCoder:
    """Codes sources against the mentions and entities of an event, and what is said of them anywhere in it."""

    def __init__(self, readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame) -> None:
        self._mentions: dict[str, list[Mention]] = {reading.report: [] for reading in readings}
        columns = ["report", "start", "end", "entity", "type", "sentence"]
        for report, *rest in mentions[columns].itertuples(index=False, name=None):
            self._mentions[report].append(Mention(*rest))
        self._types = dict(zip(entities["entity"], entities["type"], strict=True))
        self._countries = dict(zip(entities["entity"], entities["country"], strict=True))
        self._nouns: dict[str, list[str]] = {}
        for reading in readings:
            self._collect_nouns(reading)

    def _collect_nouns(self, reading: Reading) -> None:
        """The nouns that stand at each entity's names: `the minister`, `agency`, in the order they are met."""
        for mention in self._mentions[reading.report]:
            nouns = self._nouns.setdefault(mention.entity, [])
            for token in tokens_in(reading, (mention.start, mention.end)):
                near = [token, token.head, *token.children] if token.dep_ in ("compound", "appos", "nsubj", "attr", "poss", "nmod") else [token, *token.children]
                for other in near:
                    related = other is token or other.dep_ in ("compound", "appos", "nmod", "amod") or token.dep_ in ("compound", "appos")
                    if related and other.pos_ in ("NOUN", "PROPN") and not self._covers(reading, mention, other):
                        nouns.append(other.lemma_.lower())

    def _covers(self, reading: Reading, mention: Mention, token: Token) -> bool:
        """Whether a token is part of a mention's own name."""
        return token in tokens_in(reading, (mention.start, mention.end))

    def code(self, reading: Reading, relation: Relation, *, cue: Token | None, before: list[dict]) -> Source:
        """The codes of a relation's source; `before` are the report's attributions so far."""
        tokens = [token for span in relation.source_spans for token in tokens_in(reading, span)]
        if not tokens:
            return Source()
        text = " ".join(reading.text[start:end] for start, end in relation.source_spans)
        head = _head_of(tokens)
        held = self._mentions_in(reading, relation.source_spans)
        if len(tokens) <= 2 and head.lower_ in _PRONOUNS:
            entity = self._resolve_pronoun(reading, head, relation.source_spans[0][0], before)
            return self._named(entity, text) if entity else Source(naming="role")
        carriers: tuple[str, ...] = ()
        entity = self._entity_of(reading, head, held, text)
        cited = self._cited(reading, relation, cue, entity)
        if cited:
            carriers, entity = (entity or "",), cited
        if entity:
            plain = self._named(entity, text, carriers)
            by_role = head.lemma_.lower() in _VOICES and self._types.get(entity) != "PERSON"
            return plain._replace(naming="role") if by_role else plain
        back = self._resolve_role(reading, head, tokens, relation.source_spans[0][0])
        if back:
            return self._named(back, text)
        name = role_name(head, tokens)
        naming = "anonymous" if _ANONYMOUS.search(text) else "role"
        country = next((self._countries.get(mention.entity, "") for mention in held if self._countries.get(mention.entity)), "")
        return Source(name, type_of_words(text, head), country, naming, carriers)

    def _mentions_in(self, reading: Reading, spans: list[tuple[int, int]]) -> list[Mention]:
        """Mentions that stand inside some spans."""
        found = self._mentions[reading.report]
        return [mention for start, end in spans for mention in found[bisect_left(found, (start,)):] if mention.start < end and mention.end <= end + 2]

    def _entity_of(self, reading: Reading, head: Token, held: list[Mention], text: str) -> str:
        """The entity that the source's words name: at the head, in apposition, or whose spokesman speaks."""
        paragraph = next((p for p in reading.paragraphs if p.doc is head.doc), None)
        if paragraph is None or not held:
            return ""
        at = paragraph.start + head.idx
        for mention in held:
            if mention.start <= at < mention.end and mention.type != "NORP":
                return mention.entity
        people = [mention for mention in held if mention.type == "PERSON"]
        if people and (_type_of_noun(head.lemma_.lower()) not in ("document", "expert") or head.pos_ == "PROPN"):
            owner = tokens_in(reading, (people[0].start, people[0].end))
            if not any(token.dep_ == "poss" for token in owner):
                return people[0].entity
        organisations = [mention for mention in held if mention.type in ("ORG", "GPE")]
        lemma = head.lemma_.lower()
        if organisations and lemma in _VOICES | {"government", "ministry", "agency", "newspaper", "official"}:
            chosen = [mention for mention in organisations if mention.type == "ORG"] or (organisations if lemma in ("government", *_VOICES) else [])
            return chosen[0].entity if chosen else ""
        return ""

    def _cited(self, reading: Reading, relation: Relation, cue: Token | None, entity: str) -> str:
        """Whom the source cites for the same words: `A said, citing a statement by B`."""
        if cue is None or not entity:
            return ""
        for child in cue.children:
            if child.lower_ in ("citing", "quoting") and child.dep_ in ("advcl", "prep", "xcomp", "acl"):
                paragraph = next(p for p in reading.paragraphs if p.doc is cue.doc)
                below = [token for token in child.subtree if token.i > child.i]
                channel = next((place for place, token in enumerate(below) if token.lower_ in ("via", "on", "through")), len(below))
                below = below[:channel]
                if below:
                    span = (paragraph.start + below[0].idx, paragraph.start + below[-1].idx + len(below[-1]))
                    other = [mention.entity for mention in self._mentions_in(reading, [span]) if mention.entity != entity and mention.type != "NORP"]
                    return other[0] if other else ""
        return ""

    def _resolve_pronoun(self, reading: Reading, head: Token, at: int, before: list[dict]) -> str:
        """The nearest fitting name before a pronoun: a subject or the last source of a few sentences, else nobody."""
        personal = head.lower_ in _PERSONAL
        if not personal and head.lower_ not in ("it", "its"):
            return ""
        wanted = ("PERSON",) if personal else ("ORG", "GPE")
        here = self._sentence_at(reading, at)
        near = [mention for mention in self._mentions[reading.report]
                if mention.end <= at and mention.type in wanted and here - mention.sentence < _BACK]
        if not near:
            last = before[-1]["source"] if before else ""
            return last if self._types.get(last) in wanted else ""
        subjects = [mention for mention in near if any(
            token.dep_ in ("nsubj", "nsubjpass") for token in tokens_in(reading, (mention.start, mention.end)))]
        return max(subjects or near, key=lambda mention: (mention.sentence, -mention.start)).entity

    def _resolve_role(self, reading: Reading, head: Token, tokens: list[Token], at: int) -> str:
        """The entity last called by a definite role: `the minister`, `the agency`."""
        if tokens[0].lower_ not in ("the", "this") or len(tokens) > 4:
            return ""
        lemma = head.lemma_.lower()
        here = [mention for mention in self._mentions[reading.report] if mention.end <= at]
        for mention in reversed(here):
            if lemma in self._nouns.get(mention.entity, ()) or (mention.type == "ORG" and lemma in mention.entity.lower().split()):
                return mention.entity
        return ""

    def _sentence_at(self, reading: Reading, at: int) -> int:
        """The number of the sentence at a position."""
        return max((sentence.number for sentence in reading.sentences if sentence.start <= at), default=0)

    def _named(self, entity: str, text: str, carriers: tuple[str, ...] = ()) -> Source:
        """A source that is a known entity."""
        return Source(entity, self._type_of(entity, text), self._countries.get(entity, ""), "named", carriers)

    def _type_of(self, entity: str, text: str) -> str:
        """The type of an entity as a source: by its name, by what it is called here, by what it is called anywhere."""
        kind = self._types.get(entity, "")
        if kind != "PERSON":
            for name, pattern in _NAMED_TYPES:
                if pattern.search(entity) or (kind == "ORG" and pattern.search(text)):
                    return name
            if kind in ("GPE", "FAC", "LOC", "NORP"):
                return "government"
        words = re.findall(r"\w+", text.lower())
        nouns = [*reversed(words), *self._nouns.get(entity, ())] if kind == "PERSON" else self._nouns.get(entity, ())
        found = [code for code in map(_type_of_noun, nouns) if code and code != "document"]
        return max(sorted(set(found)), key=found.count) if found else "other"


def _head_of(tokens: list[Token]) -> Token:
    """The token of a span that the others hang on."""
    inside = set(tokens)
    return next((token for token in tokens if token.head not in inside or token.head == token), tokens[-1])


def role_name(head: Token, tokens: list[Token]) -> str:
    """A role in lower case without its article: `analysts`, `state media`, `senior officials`."""
    inside = {head, *(token for token in tokens if token.head == head and token.dep_ in _ROLE_PARTS and token.i < head.i)}
    inside |= {token for token in tokens if token.head in inside and token.dep_ in _ROLE_PARTS and token.i < head.i}
    parts = [token.text if token.text[:1].isupper() and (token.ent_type_ or token.i != token.sent.start) else token.lower_ for token in tokens
             if token in inside]
    return " ".join(parts[-4:]).strip(" \"'“”‘’")


def type_of_words(text: str, head: Token) -> str:
    """The type of a source that is no known entity, by its words."""
    if _STATE_MEDIA.search(text):
        return "state_media"
    found = _type_of_noun(head.lemma_.lower())
    if found in ("news_agency", "media", "document", "expert", "public", "party"):
        return found
    for name, pattern in _NAMED_TYPES:
        if pattern.search(text):
            return name
    return found or "other"


def _type_of_noun(lemma: str) -> str:
    """The type that a role noun stands for, by the lexicon `voices.csv`."""
    table = _roles()
    return table.get(lemma) or (table.get(lemma[:-1], "") if lemma.endswith("s") else "")


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    """Role noun to source type."""
    with resources.files("analysis.reading").joinpath("voices.csv").open(encoding="utf-8", newline="") as file:
        return {row["noun"]: row["source_type"] for row in csv.DictReader(file)}
