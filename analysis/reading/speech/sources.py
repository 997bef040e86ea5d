"""Whose words they are: the entity or role that a source's words mean, with its type and country."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from analysis.reading.roles import MEDIA, MOUTHPIECES, find_role, load_roles, name_role
from analysis.reading.speech.antecedents import find_antecedent
from analysis.reading.speech.backgrounds import Setting, Voice, office_before
from analysis.reading.speech.naming import is_withheld, naming_of
from analysis.reading.speech.phrases import RELATIVES, clause_on, is_definite, is_one_person, joint_nouns, noun_phrase, part_of, unhung
from analysis.reading.speech.role_terms import CAPITAL_OFFICES, FOLLOWINGS, TELLING_ADJECTIVES, role_term
from analysis.reading.text.pages import Mention, Spans, within
from analysis.reading.text.trees import Token, complements, dependents, tied_words
from analysis.reading.words import fold_spelling, word_list

# Whose statement of whose report: how many noun phrases are followed into each other.
_DEEPEST = 3
# With its country, such a body is named even where a report writes it without capitals.
_INSTITUTIONS = word_list("institution")
# What a firm of any name is called on second mention.
_CONCERNS = word_list("concern")
# Bodies of which one kind is none of the others.
_KINDS = word_list("body") - {"group", "organisation", "organization"}
# Documents that outlets make; others are made by any body.
_DISPATCHES = {"report", "dispatch", "article", "story", "editorial", "commentary"}
# Whoever is called so is not of the country that a report tells of.
_ABROAD = {"foreign", "international", "western"}
# Those whom a country has abroad.
_COUNTERPARTS = {"adversary", "ally", "enemy", "foe", "neighbor", "neighbour", "partner", "rival"}
_FOREIGN_AFFAIRS = {"minister", "ministry", "office", "secretary"}
# What outlets are, and what they are by their means or trade.
OUTLETS = word_list("outlet")
_OF_OUTLETS = {"news", "press", "television", "tv", "radio", "wire", "media"}
# What news sets behind the name of a body that it calls by both: `the Lorvik First party`.
_CALLED_SO = {"movement", "party", "union"}
_EMPLOYERS = word_list("firm") - _CALLED_SO
# How documents come from those who make them.
MAKING = frozenset("air bring draft file issue launch post publish release send sign write".split())
# What others write of somebody.
_ABOUT = {"bio", "biography", "obit", "obituary", "profile"}
# What is filed against somebody, mostly.
_FILINGS = {"charge", "claim", "complaint", "filing", "indictment", "lawsuit", "petition", "suit", "writ"}
_SUITS = {"lawsuit", "suit"}
# What any document is called on second mention.
_ANY_DOCUMENT = {"data", "document", "figure", "finding", "paper", "result", "text"}
# What somebody has who speaks by it: `her office said`.
_BUREAUS = {"service", "office"}
# What says how many they are and not who.
_COUNTS = frozenset("all both few many none one percent several some".split())
# Who is called the leader of a country.
_LEADERS = {"chancellor", "premier", "president", "prime minister"}
# Who leads or belongs to a state's body where a country's name stands before.
_LEADING = {"chair", "chairman", "chairwoman", "chief", "director", "head", "insider", "member", "mission", "source"}


def find_voices(setting: Setting, spans: Spans, contents: Spans) -> list[tuple[Voice, Spans]]:
    """The voice that a source's spans name, or those of `A and B`, each with its words; the first can be unknown."""
    tokens, root = setting.tokens_of(spans), setting.head_of(spans)
    if root is None:
        return [(Voice(), spans)]
    if root.pos_ in ("VERB", "AUX") and root.dep_ != "relcl":
        # `A note, a copy of which is here, says`, parsed as a clause.
        root = next((child for child in dependents(root, "nsubj") if child in tokens), root)
    heads = joint_nouns(root, tokens)
    apart = {head: set(head.subtree).intersection(tokens) for head in heads}
    first = [token for token in tokens if not any(token in own for own in apart.values())]
    found = [(voice_of(setting, root, first, contents), spans)]
    for head in heads:
        named = setting.mention_at(head) is not None or dependents(head, "det", "poss", "nummod")
        below = set().union(*(apart[other] for other in heads if other in apart[head] and other != head))
        own = [token for token in tokens if token in apart[head] - below and not token.is_punct and token.dep_ != "cc"]
        voice = voice_of(setting, head, own, contents)
        # `The mayor and candidate` is one person.
        if (named or head.tag_ in ("NNS", "NNPS")) and voice.source not in ("", *(one.source for one, _ in found)):
            found.append((voice, [(own[0].start, own[-1].end)]))
    return found


def voice_of(setting: Setting, root: Token, tokens: list[Token], contents: Spans = (), *, depth: int = 0) -> Voice:
    """The voice that a noun phrase names."""
    clause = clause_on(root) if depth < _DEEPEST else None
    if clause is not None:
        return _of_clause(setting, root, clause, contents, depth)
    whole = part_of(root) if depth < _DEEPEST and setting.mention_at(root) is None else None
    if whole is not None and _apposition(setting, root, tokens) is None:
        inside = [token for token in whole.subtree if token in tokens]
        return voice_of(setting, whole, inside, contents, depth=depth + 1)
    if root.pos_ == "PRON" and root.lower_ not in ("another", "one", "others", "some", "many"):
        found = find_antecedent(setting, root, contents)
        return replace(found, at=root) if found else Voice("", "", "", "role", at=root)
    mention = setting.mention_at(root) or _apposition(setting, root, tokens)
    body = _body_called(setting, root) if mention is None else None
    if body is not None:
        voice = setting.named(body.entity, tokens, root)
        kind = "news_agency" if root.base == "agency" else "media"
        return voice if root.base in _CALLED_SO or voice.source_type in MEDIA else replace(voice, source_type=kind)
    one = is_one_person(root)
    if mention is not None and mention.type == "NORP" and (one or _is_people(setting, root, mention)):
        country = setting.known.countries.get(mention.entity, "") or setting.country_in(unhung(tokens))
        kind = "other" if one else "public"
        return Voice(setting.text[mention.start:mention.end], kind, country, "role", at=root, singular=one)
    if mention is not None and (mention.type != "NORP" or root.pos_ != "ADJ"):
        return setting.named(mention.entity, unhung(tokens) if mention.type == "PERSON" else tokens, root)
    return _role(setting, root, tokens, contents, depth)


def _of_clause(setting: Setting, root: Token, clause: Token, contents: Spans, depth: int) -> Voice:
    """The voice that a relative clause, or its pronoun, is of."""
    pronoun = root if root.lower_ in RELATIVES else next((token for token in clause.subtree if token.lower_ in RELATIVES), root)
    noun = _person_above(setting, clause.head) if pronoun.lower_ == "who" else clause.head
    name = _name_before(setting, pronoun, noun) if noun == clause.head and pronoun == root else None
    if name is not None:
        return setting.named(name.entity, [root], root)
    phrase = noun_phrase(noun) if noun == clause.head else [token for token in noun.subtree if token < pronoun]
    return voice_of(setting, noun, phrase, contents, depth=depth + 1)


def _person_above(setting: Setting, noun: Token) -> Token:
    """Whom a clause with `who` tells of where the parse hangs it on a thing or place: `two people with knowledge of the talks, who`."""
    above = noun
    while above.head.dep_ == "prep" and not _is_of_people(setting, above):
        above = above.head.head
    if above.dep_ == "appos" and above.tag_ == "NN" and setting.mention_at(above) is None and setting.mention_at(above.head) is not None:
        above = above.head
    return above if is_personal(setting, above) else noun


def _is_of_people(setting: Setting, noun: Token) -> bool:
    """Whether a noun is of people, or a body of which nobody is told: not of the union in `the head of the union, who`."""
    mention, told = setting.mention_at(noun), noun.head.head
    led = mention is not None and mention.type == "ORG" and noun.head.lower_ == "of" and told.tag_ == "NN" and told.base in _LEADING
    return is_personal(setting, noun) and not led


def is_personal(setting: Setting, noun: Token) -> bool:
    """Whether a noun is of people or bodies: by its name or by the lists."""
    mention, role = setting.mention_at(noun), load_roles().get(("role", noun.base))
    if mention is not None:
        return mention.type in ("PERSON", "ORG", "NORP")
    return role is not None and role.source_type != "document"


def _name_before(setting: Setting, pronoun: Token, noun: Token) -> Mention | None:
    """Who is named right before a relative pronoun that the parse ties to a thing: `the closeness of Lydia, which refuses`."""
    before = next((token for token in reversed(pronoun.paragraph[:pronoun.i]) if not token.is_punct), pronoun)
    name = setting.mention_at(before)
    thing = noun.pos_ == "NOUN" and setting.mention_at(noun) is None and ("role", noun.base) not in load_roles()
    return name if thing and name is not None and name.type in ("PERSON", "ORG", "GPE") else None


def _body_called(setting: Setting, root: Token) -> Mention | None:
    """The body whose name stands before its kind: `the Lorvik news agency`, `Harbour newspaper`, `the Anchor trade union`."""
    if root.base not in OUTLETS | _CALLED_SO or root.tag_ not in ("NN", "NNP"):
        return None
    before = [child for child in dependents(root, "compound", "nmod") if child.lower_ not in _OF_OUTLETS | {"labor", "labour", "trade"}]
    mention = setting.mention_at(before[-1]) if before else None
    if mention is None or mention.type != "ORG":
        return None
    # The union of those whom a council or an airline employs.
    kind, nouns = setting.known.type_of(mention.entity)[0], setting.known.nouns[mention.entity]
    employs = root.base == "union" and (kind not in ("other", "party") or not _EMPLOYERS.isdisjoint(nouns))
    return None if employs else mention


def _apposition(setting: Setting, root: Token, tokens: list[Token]) -> Mention | None:
    """The person whom a source's apposition or the end of its phrase names."""
    behind = [child for child in dependents(root, "appos") if child in tokens]
    ends = [token for token in tokens if token.i > root.i and not token.is_punct][-1:]
    last = setting.mention_at(ends[0]) if ends else None
    if last is not None and office_before(setting, last) == root:
        return last
    if any(token.text == "," and token.i > root.i for token in tokens):
        behind += ends
    for token in behind:
        mention = setting.mention_at(token)
        if mention is None:
            continue
        start = setting.tokens_in(mention.start, mention.end)[0]
        # `Lydia's ally Norland`, but not `the paper in Orlo, Norland`.
        ally = root.base in _COUNTERPARTS and start.i == root.i + 1
        if mention.type in ("GPE", "LOC") and not ally:
            continue
        if token in root.children or root.paragraph[start.i - 1].text == ",":
            return mention
    return None


class _Noun(NamedTuple):
    """A common noun that names a source: its words, its term, its type, and what it says of its country."""

    root: Token
    tokens: list[Token]
    phrase: list[Token]
    text: str
    kind: str
    follows: bool  # its type is that of the body it speaks for
    country: str
    abroad: bool  # it tells of no country by where it is


def _role(setting: Setting, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice:
    """A source that a common noun names: the entity of that name, whose document it is, whom it takes up again, else the role."""
    noun = _read_noun(setting, root, tokens)
    entity = setting.known.names.get(noun.text.casefold())
    if entity:
        return setting.named(entity, noun.phrase, root)
    office = root.lower_ in CAPITAL_OFFICES and not any(child.lower_ == "of" for child in root.children)
    name = root.text[:1].isupper() and root.pos_ == "PROPN" and root.lower_ not in word_list("no_name")
    if name and root.i > root.sent[0].i and not office:
        return _capitalised(setting, noun)
    return _made(setting, noun, contents, depth) or _taken_up(setting, noun) or _untold(setting, noun)


def _read_noun(setting: Setting, root: Token, tokens: list[Token]) -> _Noun:
    """What a noun and its words say by themselves."""
    phrase = [token for token in noun_phrase(root) if token in tokens] or [root]
    role = find_role(phrase, root)
    if root.base == "party" and any(child.lower_ in ("two", "both", "three") for child in root.children):
        role = load_roles()["role", "side"]
    # `Lydia's allies` are of other countries.
    theirs = [child for child in root.children if root.base in _COUNTERPARTS and (child.dep_ == "poss" or child.lower_ in ("of", "to"))]
    own = set(tokens).difference(*(child.subtree for child in theirs))
    # `The foreign minister` is no foreign one.
    home = root.base in _FOREIGN_AFFAIRS and root.tag_ in ("NN", "NNP")
    abroad = root.base == "diplomat" or not home and any(token.lower_ in _ABROAD for token in phrase)
    # Where diplomats or Westerners are says nothing of whose they are.
    return _Noun(root, tokens, phrase, role_term(setting, phrase, root), role.source_type if role else "other",
                 role is not None and role.follows, setting.country_in(sorted(own.intersection(unhung(tokens, places=not abroad)))),
                 abroad or bool(theirs))


def _country_of(setting: Setting, noun: _Noun, kind: str) -> str:
    """The country that a noun tells, else the one from within which the report tells, where its source may be of that."""
    return noun.country or ("" if kind == "international_organisation" or noun.abroad else setting.home)


def _capitalised(setting: Setting, noun: _Noun) -> Voice:
    """A name that is no mention: of the entity whom it takes up, else by the type and country that it gives itself."""
    root, bare = noun.root, {token.dep_ for token in noun.phrase if token != noun.root} <= {"det"}
    if bare and (entity := _meant(setting, noun)):
        return setting.named(entity, noun.phrase, root)
    kind = _of_body(setting, noun)[1] if noun.follows else noun.kind
    name = name_role(root.text)
    behind = [below for child in root.children if child.lower_ == "of" for below in child.subtree]
    inside = {*noun_phrase(root), *behind}
    whole = [token for token in noun.tokens if token in inside and token.dep_ not in ("punct", "preconj")] or [root]
    text = " ".join(setting.text[whole[0].start:whole[-1].end].split())
    return Voice(_title(text), name.source_type if name else kind, _country_of(setting, noun, kind),
                 "named", at=root)


def _made(setting: Setting, noun: _Noun, contents: Spans, depth: int) -> Voice | None:
    """Who is named as the maker of a document, or whose office it is."""
    if noun.kind != "document" and noun.root.base not in _BUREAUS:
        return None
    maker = _maker(setting, noun.root, noun.tokens, contents, depth)
    if maker is None or maker.naming != "named":
        return None
    kind = noun.kind if noun.kind == "document" else maker.source_type
    return Voice(maker.source, kind, maker.country, maker.naming, at=noun.root)


def _taken_up(setting: Setting, noun: _Noun) -> Voice | None:
    """The entity or body that a definite phrase takes up again."""
    entity = _meant(setting, noun)
    if entity:
        return setting.named(entity, noun.phrase, noun.root)
    said = _heard(setting, noun.root, noun.text) if not noun.country else None
    return replace(said, at=noun.root) if said is not None else None


def _untold(setting: Setting, noun: _Noun) -> Voice:
    """A role that is nobody's whom the report names, or speaks for a body."""
    root, text, kind = noun.root, noun.text, noun.kind
    if not text or root.base in _COUNTS or " " not in text and root.like_num:
        # `No one`, `many`, `seven in ten`.
        return Voice(naming="role", at=root)
    if noun.follows:
        text, kind = _of_body(setting, noun)
        bodies = [mention.entity for token in noun.tokens if (mention := setting.mention_at(token)) is not None
                  and (mention.type in ("ORG", "PERSON") or mention.type == "GPE" and token.dep_ == "pobj")]
        if bodies and root.base in MOUTHPIECES:
            return replace(setting.named(bodies[0], noun.tokens, root), naming="role")
    led = setting.mentions_in(noun.phrase, "PERSON") if root.base in FOLLOWINGS else []
    named = led or noun.country and root.base in _INSTITUTIONS
    naming = "named" if named else naming_of(setting, root, noun.tokens, kind)
    # `A person familiar with the talks` is no member of the public.
    insider = root.base in ("person", "people") and is_withheld(root, noun.tokens)
    # The `Orlo administration` is of Orlo's country.
    country = noun.country or (setting.named(led[0].entity, noun.phrase, root).country if led else "")
    return Voice(text, "other" if insider else kind, country or _country_of(setting, noun, kind) or _press(setting, kind), naming, at=root,
                 singular=root.tag_ in ("NN", "NNP"))


def _press(setting: Setting, kind: str) -> str:
    """The country whose state media alone the report names, for `state media` that say nothing of their state."""
    if kind != "state_media":
        return ""
    known, named = setting.known, {mention.entity for mention in setting.mentions if mention.type == "ORG"}
    countries = {known.type_of(entity)[1] for entity in named if known.type_of(entity)[0] == kind}
    countries.discard("")
    return countries.pop() if len(countries) == 1 else ""


def _of_body(setting: Setting, noun: _Noun) -> tuple[str, str]:
    """The words and type of a role by the body that it speaks for: a name in its phrase, else a noun before or behind it."""
    before = [child for child in dependents(noun.root, "compound") if child.pos_ == "NOUN"
              and ("role", f"{child.base} {noun.root.base}") not in load_roles()]
    told = _kind_of(before[-1], "") if before else ""
    text, kind = _of_noun(setting, noun, told or noun.kind)
    # `Brod administration officials` speak for the administration, and an `Orlo businessman` for no state.
    types = [*(["PERSON"] if told in ("", "other") else []), *(["GPE"] if kind != "other" or noun.root.base in _LEADING else [])]
    body = _named_body(setting, unhung(noun.tokens), types)
    return text, setting.known.type_of(body.entity)[0] if body else kind


def _of_noun(setting: Setting, noun: _Noun, kind: str) -> tuple[str, str]:
    """The words of a role with the noun of the body behind it, and the type that this gives, or the one that is known."""
    root, tokens, text = noun.root, noun.tokens, noun.text
    mouthpiece = ("for",) if root.base in MOUTHPIECES else ()
    behind = ("in", "at", "from", "within", "to") if noun.kind == "other" else mouthpiece
    host = next((child for child in root.subtree if child != root and child.dep_ == "pobj" and child.pos_ == "NOUN"
                 and child in tokens and child.head.lower_ in behind), None)
    if host is not None:
        # `a source in the delegation` is a delegation source.
        return f"{host.base} {text}", _kind_of(host, noun.kind)
    owners = [child for child in dependents(root, "poss") if child.pos_ == "NOUN"] if root.base in _BUREAUS else []
    whose = next((part_of(child) or child for child in [*complements(root, "of"), *owners] if child in tokens), None)
    mention = setting.mention_at(whose) if whose is not None else None
    if whose is None or " " in text or mention is not None and mention.type == "PERSON":
        return text, kind
    # Members of the public are the public.
    kind = _kind_of(whose, kind) if kind == "other" and mention is None else kind
    return whose.base if whose.base == "public" else f"{whose.base if mention is None else mention.entity} {text}", kind


def _named_body(setting: Setting, tokens: list[Token], types: list[str]) -> Mention | None:
    """The first body that a role's words name, or of some types who stands nowhere behind `in`: `two sources in Lorvik` are not of it."""
    inside = [token for token in tokens if token.head.lower_ not in ("in", "at", "near", "outside") or token.dep_ != "pobj"]
    placed = setting.mentions_in([token for token in tokens if token not in inside], "GPE", "PERSON", "LOC", "FAC")
    found = [mention for mention in setting.mentions_in(inside, *types) if mention not in placed]
    return min([*setting.mentions_in(tokens, "ORG"), *found], key=lambda mention: mention.start, default=None)


def _kind_of(noun: Token, kind: str) -> str:
    """The type that a body's noun gives to who speaks for it, or the one that is known."""
    role = load_roles().get(("role", noun.base))
    return role.source_type if role is not None and role.source_type != "document" else kind


def _maker(setting: Setting, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice | None:
    """Whose statement, report or office a source is: whom its phrase names, else whom the report named last as maker of its kind."""
    # Who has seen a document has not made it.
    seen = {below for token in tokens if token.dep_ in ("acl", "relcl") and token.base in word_list("obtaining")
            for below in token.subtree}
    for child in root.subtree if depth < _DEEPEST else ():
        if child != root and child in tokens and child not in seen and _names_maker(setting, child, root):
            # Whom the content names can be whose office speaks: `Brod will come, her office said`.
            voice = voice_of(setting, child, child.subtree, () if child.pos_ == "PRON" else contents, depth=depth + 1)
            # `Lydia's news service` is not the state.
            place = setting.known.types.get(voice.source) in ("LOC", "GPE", "NORP")
            return voice if voice.source and not (place and child.dep_ == "poss") else None
    office = root.base in _BUREAUS
    told = office and (dependents(root, "amod", "compound") or setting.country_in(tokens))
    return _last_maker(setting, root, office=office) if is_definite(root) and not told else None


def _names_maker(setting: Setting, noun: Token, document: Token) -> bool:
    """Whether a noun below a document's or office's says whose it is: `Harbour News poll`, `her office`, `a statement by`."""
    above, owner = noun.head, setting.mention_at(noun)
    if noun.dep_ in ("compound", "nmod"):
        return document in (above, above.head) and owner is not None and owner.type == "ORG"
    if noun.dep_ == "poss":
        return above == document and document.base not in _ABOUT
    of = above.lower_ == "of" and above.head == document and document.base in (*_BUREAUS, "statement")
    return noun.dep_ == "pobj" and (above.lower_ in ("by", "from") or of)


def _last_maker(setting: Setting, root: Token, *, office: bool) -> Voice | None:
    """Of a document without a maker who is told to have made it, else the maker of the same one before, else the body that spoke last.

    Only bodies that spoke in this paragraph or the one before count, and none where something is filed, mostly against them.
    """
    called = _SUITS if root.base in _SUITS else {root.base}
    for verb in _making(setting, root, called) if not office else ():
        for subject in dependents(verb, "nsubj"):
            maker = setting.mention_at(subject)
            # An outlet publishes much that others have made.
            if maker is not None and (setting.known.type_of(maker.entity)[0] not in MEDIA or root.base in _DISPATCHES):
                return setting.named(maker.entity, setting.tokens_in(maker.start, maker.end), root)
    documents = [voice for voice in setting.voices if voice.source_type == "document" and voice.naming == "named" and not office
                 and (voice.at.base in called or not _ANY_DOCUMENT.isdisjoint((root.base, voice.at.base)))]
    heard = [voice for voice in setting.voices if voice.source_type == "document" and voice.at.base in called]
    if heard and heard[-1].naming != "named":
        # What nobody is told to have made is nobody's on second mention.
        return None
    outlet = root.base in _DISPATCHES
    bodies = [voice for voice in setting.voices if voice.naming == "named" and (voice.source_type in MEDIA) == outlet
              and setting.known.types.get(voice.source, "") in ("ORG", "")
              and 0 <= setting.paragraph_of(root) - setting.paragraph_of(voice.at) <= 1 and root.base not in _FILINGS]
    return next(iter([*documents[-1:], *bodies[-1:]]), None)


def _making(setting: Setting, root: Token, nouns: Container[str]) -> Iterator[Token]:
    """The verbs that tell before of the making of what goes by some nouns, the last first."""
    for paragraph in reversed(setting.paragraphs[:setting.paragraph_of(root) + 1]):
        yield from (token.head for token in reversed(paragraph)
                    if token.base in nouns and token.start < root.start and token.dep_ == "dobj" and token.head.base in MAKING)


def _meant(setting: Setting, noun: _Noun) -> str:
    """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`.

    Of a phrase with a country it is first one of this country, and else of none; of none only where no report names one whom it has.
    """
    root, country = noun.root, noun.country
    called = "".join(token.lower_ for token in tied_words(root)) if root.base == "old" else root.base
    new = any(child.lower_ in ("a", "an", "another", "one", "some") for child in dependents(root, "det", "nummod"))
    several = root.tag_ in ("NNS", "NNPS") or any(child.lower_ != "one" for child in dependents(root, "nummod"))
    if not (is_definite(root) or country and not new) or several:
        return ""
    qualifiers = {fold_spelling(token.lemma_) for token in noun.phrase if token.dep_ in ("compound", "amod") and (
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
    return next(iter(fits), "") or (_body_near(setting, root, at) if called in _CONCERNS | OUTLETS and not qualifiers else "")


def _going_by(setting: Setting, noun: _Noun, called: str, qualifiers: set[str]) -> Iterator[Mention]:
    """Mentions of who goes by a noun and its qualifiers and is of no other country: those before it from the last on, then those behind."""
    country, at = noun.country, setting.mentions_before(noun.root.start)
    # A report may name its minister only after it has called him by his office and country.
    for place, mention in enumerate([*reversed(setting.mentions[:at]), *(setting.mentions[at:] if country else [])]):
        # `The union` is the body and not who speaks for it.
        if mention.type != "ORG" and (mention.type != "PERSON" or noun.root.base in word_list("body") or noun.kind == "document"):
            continue
        theirs, home = setting.known.nouns_of(mention.entity), setting.known.countries.get(mention.entity, "")
        named = {fold_spelling(word) for word in mention.entity.split()} if mention.type == "ORG" else theirs
        # `The Lydian minister` can be the Lydian counterpart of another minister.
        counterpart = noun.kind == "government" and "counterpart" in theirs and home != "" and home == country
        # `The Lydian leader` is Lydia's president or prime minister.
        leads = called == "leader" and home != "" and home == country and not _LEADERS.isdisjoint(theirs) and "former" not in theirs
        if (called in named or counterpart or leads) and qualifiers <= named | theirs:
            # A state's leader is not the leader of the opposition there.
            if not country or home == country or place < at and not home and "opposition leader" not in theirs:
                yield mention


def _body_near(setting: Setting, root: Token, at: int) -> str:
    """`The company`, `the newspaper`: the body of that kind in this paragraph or the one before, of which the first `at` mentions name one.

    A firm is meant only where no other body is named there.
    """
    near = {mention.entity for mention in setting.mentions[:at] if mention.type == "ORG"
            and setting.paragraph_of(root) - setting.paragraph_of(setting.tokens_in(mention.start, mention.end)[0]) <= 1}
    kinds = MEDIA if root.base in OUTLETS else ("other",)
    fits = {entity for entity in near if setting.known.type_of(entity)[0] in kinds and _may_be(setting, entity, root.base)}
    return fits.pop() if len(fits) == 1 and (root.base in OUTLETS or len(near) == 1) else ""


def _may_be(setting: Setting, entity: str, noun: str) -> bool:
    """Whether a body can be what a noun calls it: a union is no company."""
    told = setting.known.nouns_of(entity) & _KINDS
    return not told or noun in told or noun not in _KINDS


def _heard(setting: Setting, root: Token, text: str) -> Voice | None:
    """The body that a report goes on to call by a shorter name: `the army` of `the Finnish army`, `police` of `Oslo police`."""
    if root.base not in _INSTITUTIONS or not is_definite(root) and root.base != "police":
        return None
    return next((voice for voice in reversed(setting.voices) if voice.naming == "named"
                 and voice.source.casefold().endswith(f" {text}")), None)


def _is_people(setting: Setting, root: Token, mention: Mention) -> bool:
    """Whether a demonym means people and no state or party: `most Italians`, not `the Italians`; a continent's may be its states."""
    some = not is_definite(root) or bool(dependents(root, "nummod")) or part_of(root.head.head) == root
    known, several = setting.known, some and root.tag_ in ("NNS", "NNPS") and root.lower_.endswith("s")
    return several and known.type_of(mention.entity)[0] == "government" and (
        bool(known.countries.get(mention.entity)) or known.types.get(mention.entity) == "NORP")


def _title(text: str) -> str:
    """A name without its article, courtesy titles and what follows a comma."""
    return re.sub(r"^(?:(?:the|a|an|mr\.?|mrs\.?|ms\.?|dr\.?) )+", "", text.split(",")[0], flags=re.IGNORECASE).strip()
