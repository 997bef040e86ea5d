"""Whose words they are: a source's entity, type and country, and how it is named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.reading import gazetteer
from analysis.reading.roles import MEDIA, find_role, load_roles, name_role
from analysis.reading.speech.antecedents import find_antecedent
from analysis.reading.speech.backgrounds import Known
from analysis.reading.text.pages import Mention, Page, Spans
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import fold_spelling, word_list

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

_RELATIVES = {"who", "which", "that", "whom", "whose"}
# Whose statement of whose report: how many noun phrases are followed into each other.
_DEEPEST = 3
_ANONYMOUS = {"source", "insider"}
_WITHHELD = re.compile(r"anonym|unnamed|unidentified|not (?:to )?be (?:named|identified)|familiar with|with knowledge of|"
                       r"close to the (?:president|prime minister|government|talks|negotiations|matter|investigation|decision|deliberations)")
# Said of them in a clause of their own.
_ASKED = re.compile(r"(?:requested|condition of|asked for|demanded) anonymity|declined to be (?:named|identified)|"
                    r"not (?:to )?be (?:named|identified)|familiar with the|briefed on the")
# With its country, such a body is named even where a report writes it without capitals.
_INSTITUTIONS = {
    "ministry", "government", "parliament", "army", "navy", "military", "embassy", "presidency", "cabinet", "police",
    "administration", "agency", "assembly", "command", "council", "court", "force", "guard", "senate"}
# What a firm of any name is called on second mention.
_CONCERNS = {"company", "firm", "carrier", "retailer", "manufacturer", "automaker", "carmaker", "lender", "club", "charity"}
_UNSAID = {"det", "case", "punct", "nummod", "predet"}
_TELLING_ADJECTIVES = {"foreign", "social", "military", "prime", "secret", "interior", "chief", "deputy", "medical", "presidential"}
# Offices that some papers and state media write with a capital: `the Prime Minister said`.
_CAPITAL_OFFICES = frozenset(
    "ambassador chairman chairwoman commissioner governor king mayor mep minister mp premier president queen secretary senator "
    "spokesman spokesperson spokeswoman".split())
_PARTS = {
    "none", "some", "most", "many", "few", "several", "all", "both", "half", "majority", "minority", "number", "group",
    "handful", "pair", "dozen", "hundred", "thousand", "host", "series", "crowd", "two", "three", "scores", "plenty",
    "lot"}
# Who has no name of one's own here: the words are those of the body.
MOUTHPIECES = {"spokesman", "spokeswoman", "spokesperson"}
# Documents that outlets make; others are made by any body.
_DISPATCHES = {"report", "dispatch", "article", "story", "editorial", "commentary"}
# Bodies that are named by the name of who leads them.
_FOLLOWINGS = {"campaign", "camp", "administration", "team", "government", "foundation"}
# How US news, and hardly other news, calls its legislators: `(R-Ohio)`, `, D-Calif.,`.
_US_SEAT = r"[(,] ?[DRI]-[A-Z][A-Za-z.]+[),]"
_STATELESS = ("international_organisation", "")
# Mentions of a country's regions, parties and offices in a report from within, at the least.
_LEAST_DOMESTIC = 2


@dataclass(frozen=True)
class Voice:
    """A source: entity or role, its type and country, how it is named, and at which word it stands."""

    source: str = ""
    source_type: str = ""
    country: str = ""
    naming: str = "none"
    at: Token | None = None
    singular: bool = True


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
        domestic, national = Counter(), Counter()
        for mention in self.mentions:
            country = self.known.countries.get(mention.entity, "")
            if mention.type in ("GPE", "LOC", "NORP") and country:
                national[country] += 1
            elif mention.type != "PERSON" and self.known.is_domestic(mention.entity):
                domestic[self.known.country_of(mention.entity)] += 1
        domestic.update({"US": len(re.findall(_US_SEAT, self.text))})
        country, n = min(domestic.items(), key=lambda pair: (-pair[1], pair[0]))
        both = domestic + national
        return country if n >= _LEAST_DOMESTIC and 2 * both[country] >= both.total() else ""

    def code(self, spans: Spans, contents: Spans) -> list[tuple[Voice, Spans]]:
        """The voice that a source's spans name, or those of `A and B`, each with its words; the first can be unknown."""
        tokens = self.tokens_of(spans)
        root = self.root(tokens)
        if root is None:
            return [(Voice(), spans)]
        heads = _joint(root, tokens)
        apart = {head: set(head.subtree).intersection(tokens) for head in heads}
        first = [token for token in tokens if not any(token in own for own in apart.values())]
        found = [(self.voice_of(root, first, contents), spans)]
        for head in heads:
            named = self.mention_at(head) is not None or dependents(head, "det", "poss", "nummod")
            below = set().union(*(apart[other] for other in heads if other in apart[head] and other != head))
            own = [token for token in tokens if token in apart[head] - below and not token.is_punct and token.dep_ != "cc"]
            voice = self.voice_of(head, own, contents)
            # `The mayor and candidate` is one person.
            if (named or head.tag_ in ("NNS", "NNPS")) and voice.source not in ("", *(one.source for one, _ in found)):
                found.append((voice, [(own[0].start, own[-1].end)]))
        return found

    def voice_of(self, root: Token, tokens: list[Token], contents: Spans = (), *, depth: int = 0) -> Voice:
        """The voice that a noun phrase names."""
        if root.dep_ == "relcl" and root.pos_ in ("VERB", "AUX") and depth < _DEEPEST:
            return self.voice_of(root.head, _phrase(root.head), contents, depth=depth + 1)
        if root.lower_ in _RELATIVES and depth < _DEEPEST:
            top = next((above for above in root.ancestors if above.dep_ == "relcl"), None)
            if top is not None:
                name = self._name_before(root, top.head)
                return self.named(name.entity, [root], root) if name else self.voice_of(
                    top.head, _phrase(top.head), contents, depth=depth + 1)
        if root.pos_ == "PRON" and root.lower_ not in ("one", "others", "some", "many"):
            found = find_antecedent(self, root, contents)
            return replace(found, at=root) if found else Voice("", "", "", "role", at=root)
        whole = _part_of(root, tokens) if depth < _DEEPEST and self.mention_at(root) is None else None
        if whole is not None:
            inside = [token for token in whole.subtree if token in tokens]
            return self.voice_of(whole, inside or _phrase(whole), contents, depth=depth + 1)
        mention = self.mention_at(root) or self._apposition(root, tokens)
        if mention is not None and mention.type == "NORP" and _is_one_person(root):
            country = self.known.countries.get(mention.entity, "")
            return Voice(self.text[mention.start:mention.end], "other", country, "role", at=root)
        if mention is not None and (mention.type != "NORP" or root.pos_ != "ADJ"):
            return self.named(mention.entity, tokens, root)
        return self._role(root, tokens, contents, depth)

    def _name_before(self, pronoun: Token, noun: Token) -> Mention | None:
        """Who is named right before a relative pronoun that the parse ties to a thing: `the closeness of Lydia, which refuses to talk`."""
        before = next((token for token in reversed(pronoun.paragraph[:pronoun.i]) if not token.is_punct), pronoun)
        name = self.mention_at(before)
        thing = noun.pos_ == "NOUN" and self.mention_at(noun) is None and ("role", noun.lemma_.lower()) not in load_roles()
        return name if thing and noun.i < before.i and name is not None and name.type in ("PERSON", "ORG", "GPE") else None

    def _apposition(self, root: Token, tokens: list[Token]) -> Mention | None:
        """The person whom a source's apposition or the end of its phrase names."""
        behind = [child for child in dependents(root, "appos") if child in tokens]
        ends = [token for token in tokens if token.i > root.i and not token.is_punct][-1:]
        if ends and any(token.text == "," and token.i > root.i for token in tokens):
            behind += ends
        for token in behind:
            mention = self.mention_at(token)
            if mention is not None and (mention.type in ("PERSON", "ORG") or not self.known.countries.get(mention.entity)):
                start = self.tokens_in(mention.start, mention.end)[0]
                if token in root.children or root.paragraph[start.i - 1].text == ",":
                    return mention
        return None

    def named(self, entity: str, tokens: list[Token], at: Token, *, document: bool = False) -> Voice:
        """An entity as a voice, named by some tokens and heard at one; `document` where a document of its making speaks."""
        known, (kind, home) = self.known, self.known.type_of(entity)
        country = known.country_of(entity) or self._country(tokens) or known.country_among(known.near[entity]) or home
        country = country or known.country_among(known.hosts[entity])
        kind = "document" if document else kind
        return Voice(entity, kind, "" if kind == "international_organisation" else country or self._home(kind), "named", at=at)

    def _home(self, kind: str) -> str:
        """The country that a source has by default: the report's, unless the source is of no state."""
        return "" if kind in _STATELESS else self.home

    def _country(self, tokens: list[Token]) -> str:
        """The country that a phrase names."""
        countries = (self.known.country_of(mention.entity) for mention in self.mentions_in(tokens, "GPE", "NORP", "ORG"))
        return next(filter(None, countries), "")

    def _role(self, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice:
        """A source that a common noun names: the entity meant, or the role."""
        phrase = [token for token in _phrase(root) if token in tokens] or [root]
        role, text = find_role(phrase, root), self._role_text(phrase, root)
        entity = self.known.names.get(text.casefold())
        if entity:
            return self.named(entity, phrase, root)
        if root.lemma_.lower() == "party" and any(child.lower_ in ("two", "both", "three") for child in root.children):
            role = load_roles()["role", "side"]
        kind, country = role.source_type if role else "other", self._country(_unhung(tokens))
        settled = country or self._home(kind)
        office = root.lower_ in _CAPITAL_OFFICES and not any(child.lower_ == "of" for child in root.children)
        if root.text[:1].isupper() and root.pos_ == "PROPN" and root.i > root.sent[0].i and not office:
            bare = {token.dep_ for token in phrase if token != root} <= {"det"}
            entity = self._meant(root, phrase, country) if bare else ""
            return self.named(entity, phrase, root) if entity else self._capitalised(root, tokens, kind, settled)
        if kind == "document" or root.lemma_.lower() in ("service", "office"):
            maker = self._maker(root, tokens, contents, depth)
            if maker is not None and maker.source and maker.naming == "named":
                kind = kind if kind == "document" else maker.source_type
                return Voice(maker.source, kind, maker.country, maker.naming, at=root)
        entity = self._meant(root, phrase, country)
        if entity:
            return self.named(entity, phrase, root, document=kind == "document")
        said = self._heard(root, text) if not country else None
        if said is not None:
            return replace(said, at=root)
        if role is not None and role.follows:
            text, kind = self._of_body(root, tokens, text, kind)
            bodies = [mention.entity for token in tokens if (mention := self.mention_at(token)) is not None
                      and (mention.type in ("ORG", "PERSON") or mention.type == "GPE" and token.dep_ == "pobj")]
            if bodies and root.lemma_.lower() in MOUTHPIECES:
                return replace(self.named(bodies[0], tokens, root), naming="role")
        led = root.lemma_.lower() in _FOLLOWINGS and self.mentions_in(phrase, "PERSON")
        named = led or country and root.lemma_.lower() in _INSTITUTIONS
        naming = "named" if named else self._naming(root, tokens, kind)
        return Voice(text, kind, settled or self._press(kind), naming, at=root, singular=root.tag_ in ("NN", "NNP"))

    def _press(self, kind: str) -> str:
        """The country whose state media alone the report names, for `state media` that say nothing of their state."""
        countries = {self.known.country_of(mention.entity) or self.known.type_of(mention.entity)[1] for mention in self.mentions
                     if kind == "state_media" and mention.type == "ORG" and self.known.type_of(mention.entity)[0] == kind} - {""}
        return min(countries) if len(countries) == 1 else ""

    def _capitalised(self, root: Token, tokens: list[Token], kind: str, country: str) -> Voice:
        """A source whose name is no entity of the event, by the type and country that its name gives."""
        name = name_role(root.text)
        behind = [below for child in root.children if child.lower_ == "of" for below in child.subtree]
        inside = {*_phrase(root), *behind}
        whole = [token for token in tokens if token in inside and token.dep_ not in ("punct", "preconj") and token.pos_ != "SPACE"]
        start, end = whole[0].start, whole[-1].end
        text = " ".join(self.text[start:end].split())
        return Voice(_title(text), name.source_type if name else kind, name and name.country or country, "named", at=root)

    def _of_body(self, root: Token, tokens: list[Token], text: str, kind: str) -> tuple[str, str]:
        """The words and type of a role by the body that it speaks for: a noun before or behind it, or a name in its phrase."""
        behind = ("in", "at", "from", "within", "to") if kind == "other" else ("for",) if root.lemma_.lower() in MOUTHPIECES else ()
        host = next((child for child in root.subtree if child.dep_ == "pobj" and child.pos_ == "NOUN"
                     and child in tokens and child.head.lower_ in behind), None)
        if host is not None:
            # `a source in the delegation` is a delegation source.
            text, kind = f"{host.lemma_.lower()} {text}", self._kind_of(host, kind)
        else:
            before = [child for child in dependents(root, "compound") if child.pos_ == "NOUN" and child in tokens]
            kind = next((self._kind_of(child, kind) for child in before[-1:]), kind)
        return text, next((self.known.type_of(mention.entity)[0] for mention in self.mentions_in(tokens, "ORG", "GPE", "PERSON")), kind)

    def _kind_of(self, noun: Token, kind: str) -> str:
        """The type that a body's noun gives to who speaks for it, or the one that is known."""
        role = load_roles().get(("role", noun.lemma_.lower()))
        return role.source_type if role is not None and role.source_type != "document" else kind

    def _maker(self, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice | None:
        """Whose statement, report or office a source is."""
        # Who has seen a document has not made it.
        seen = {below for token in tokens if token.dep_ in ("acl", "relcl") and token.lemma_.lower() in word_list("obtaining")
                for below in token.subtree}
        for child in root.subtree if depth < _DEEPEST else ():
            if child == root or child not in tokens or child in seen:
                continue
            owner = self.mention_at(child) if child.dep_ in ("compound", "nmod") and root in (child.head, child.head.head) else None
            made = owner is not None and owner.type == "ORG"
            if made or child.dep_ == "poss" and child.head == root or child.dep_ == "pobj" and child.head.lower_ in ("by", "from") or (
                    child.dep_ == "pobj" and child.head.lower_ == "of" and child.head.head == root and depth == 0
                    and root.lemma_.lower() in ("service", "office", "statement")):
                # Whom the content names can be whose office speaks: `Brod will come, her office said`.
                voice = self.voice_of(child, child.subtree, () if child.pos_ == "PRON" else contents, depth=depth + 1)
                place = self.known.types.get(voice.source) in ("LOC", "GPE", "NORP") or voice.source_type == "document"
                return voice if voice.source and not (place and child.dep_ == "poss") else None
        if not _is_definite(root):
            return None
        named = [voice for voice in self.voices if voice.source_type == "document" and voice.naming == "named"]
        outlet = root.lemma_.lower() in _DISPATCHES
        bodies = [voice for voice in self.voices if voice.naming == "named" and (voice.source_type in MEDIA) == outlet
                  and self.known.types.get(voice.source, "") in ("ORG", "")
                  and 0 <= self.paragraph_of(root) - self.paragraph_of(voice.at) <= 1]
        return next(iter([*named[-1:], *bodies[-1:]]), None)

    def _meant(self, root: Token, phrase: list[Token], country: str) -> str:
        """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`."""
        noun = root.lemma_.lower()
        new = any(child.lower_ in ("a", "an", "another", "one", "some") for child in dependents(root, "det", "nummod"))
        if not (_is_definite(root) or country and not new) or root.tag_ in ("NNS", "NNPS"):
            return ""
        qualifiers = {fold_spelling(token.lemma_) for token in phrase if token.dep_ in ("compound", "amod") and (
            token.pos_ == "NOUN" or token.pos_ == root.pos_ == "PROPN" and self.mention_at(token) is None)}
        position = root.start
        at = self.mentions_before(position)
        # A report may name its minister only after it has called him by his office and country.
        for mention in [*reversed(self.mentions[:at]), *(self.mentions[at:] if country else [])]:
            # `The union` is the body and not who speaks for it.
            if mention.type != "ORG" and (mention.type != "PERSON" or noun in word_list("body")):
                continue
            theirs = self.known.nouns_of(mention.entity)
            named = {fold_spelling(word) for word in mention.entity.split()} if mention.type == "ORG" else theirs
            home = self.known.countries.get(mention.entity, "")
            apart = country and (home != country if mention.start > position else home not in ("", country))
            if fold_spelling(noun) in named and qualifiers <= named | theirs and not apart:
                return mention.entity
        # `The company` is the firm named in this paragraph or the one before, where no other body is.
        if noun not in _CONCERNS or qualifiers:
            return ""
        near = {mention.entity for mention in self.mentions[:at] if mention.type == "ORG"
                and self.paragraph_of(root) - self.paragraph_of(self.tokens_in(mention.start, mention.end)[0]) <= 1}
        return next((entity for entity in near if self.known.type_of(entity)[0] == "other"), "") if len(near) == 1 else ""

    def _heard(self, root: Token, text: str) -> Voice | None:
        """The body that a report goes on to call by a shorter name: `the army` of `the Finnish army`, `police` of `Oslo police`."""
        if root.lemma_.lower() not in _INSTITUTIONS or not _is_definite(root) and root.lemma_.lower() != "police":
            return None
        return next((voice for voice in reversed(self.voices) if voice.naming == "named"
                     and voice.source.casefold().endswith(f" {text}")), None)

    def _naming(self, root: Token, tokens: list[Token], kind: str) -> str:
        """`anonymous` where a person's name is withheld, else `role`."""
        text, whole = (" ".join(token.lower_ for token in part) for part in (_unhung(tokens), root.subtree))
        noun = root.lemma_.lower()
        indefinite = not _is_definite(root) and root.tag_ == "NN"
        hidden = noun in _ANONYMOUS or _WITHHELD.search(text) is not None or _ASKED.search(whole) is not None
        hidden = hidden or noun == "official" and not self._has_body(root, tokens)
        return "anonymous" if hidden or kind == "public" and indefinite and noun not in ("public", "crowd", "media", *MOUTHPIECES) else "role"

    def _has_body(self, root: Token, tokens: list[Token]) -> bool:
        """Whether an official's body is told, by its name or by the noun before or behind: a country alone is none."""
        telling = [token for token in tokens
                   if token != root and token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("compound", "nmod", "poss", "pobj")]
        return len(self.mentions_in(telling, "GPE", "NORP", "LOC")) < len(telling)

    def _role_text(self, phrase: list[Token], root: Token) -> str:
        """A role as a term: its noun with the nouns, demonyms and countries before it, without articles and praise."""
        parts: list[str] = []
        for token in phrase:
            mention = self.mention_at(token)
            if token.i > root.i or token.dep_ in _UNSAID or token.pos_ == "PRON" or not token.is_word:
                continue
            if mention is not None and mention.type in ("GPE", "NORP"):
                country = self.known.countries.get(mention.entity, "")
                inside = self.tokens_in(mention.start, mention.end)
                owner = any(dependents(inner, "case") for inner in inside)
                parts.append(gazetteer.demonym_of(country) if owner and country else self.text[mention.start:mention.end])
            elif mention is not None and mention.type == "PERSON" and root.lemma_.lower() in _FOLLOWINGS:
                parts.append(mention.entity)
            elif token == root or token.dep_ in ("compound", "nmod") or token.lower_ in _TELLING_ADJECTIVES:
                parts.append(token.lower_ if token.pos_ != "PROPN" or token == root or root.lower_ in _CAPITAL_OFFICES else token.text)
        return " ".join(" ".join(dict.fromkeys(parts)).split())


def _is_one_person(root: Token) -> bool:
    """Whether a demonym means one person: `the Italian`, not `the Italians` or `the British`."""
    article = any(child.lower_ in ("the", "a", "an", "another") for child in dependents(root, "det"))
    return article and not root.lower_.endswith(("s", "sh", "ch", "ese"))


def _part_of(root: Token, tokens: list[Token]) -> Token | None:
    """Of whom a count or a part is one: `some of the residents`, `a group of experts`."""
    if root.lemma_.lower() not in _PARTS:
        return None
    of = [child for child in root.children if child.lower_ == "of" and child in tokens]
    return next((below for child in of for below in dependents(child, "pobj") if below.tag_ in ("NNS", "NNPS")), None)


def _joint(root: Token, tokens: list[Token]) -> list[Token]:
    """The nouns that stand beside the head of a source: B and C of `A, B and C`."""
    found: list[Token] = []
    for token in tokens:
        if token.dep_ == "conj" and token.head in (root, *found) and token.pos_ in ("NOUN", "PROPN"):
            found.append(token)
    return found


def _phrase(root: Token) -> list[Token]:
    """A noun with its modifiers, without clauses that hang on it."""
    below = [token for child in root.children if child.dep_ not in ("relcl", "acl", "appos", "conj", "cc", "punct", "prep")
             for token in child.subtree]
    return sorted([root, *below])


def _unhung(tokens: list[Token]) -> list[Token]:
    """The words of a source without the clauses that hang on it: `state media` of `state media cited by the BBC`."""
    clauses = {below for token in tokens if token.dep_ in ("acl", "relcl") for below in token.subtree}
    return [token for token in tokens if token not in clauses]


def _is_definite(root: Token) -> bool:
    """Whether a noun has `the`, `its` or another word that points back."""
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") or child.dep_ == "poss" and child.pos_ == "PRON"
               for child in root.children)


def _title(text: str) -> str:
    """A name without its article, courtesy titles and what follows a comma."""
    return re.sub(r"^(?:(?:the|a|an|mr\.?|mrs\.?|ms\.?|dr\.?) )+", "", text.split(",")[0], flags=re.IGNORECASE).strip()
