"""Whose words they are: the entity or role that a source's words mean, with its type and country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from analysis.reading.roles import BODY_NOUNS, MEDIA, MOUTHPIECES, OFFICERS, PAST, find_role, load_roles, name_role
from analysis.reading.speech.antecedents import FURTHER, find_another, find_antecedent
from analysis.reading.speech.backgrounds import comma_before, office_before
from analysis.reading.speech.naming import ANONYMOUS, is_withheld, naming_of
from analysis.reading.speech.phrases import RELATIVES, clause_on, is_definite, is_one_person, joint_nouns, noun_phrase, part_of, unhung
from analysis.reading.speech.role_terms import CAPITAL_OFFICES, FOLLOWINGS, role_term
from analysis.reading.speech.second_mentions import INSTITUTIONS, OUTLETS, Noun, find_meant, take_up
from analysis.reading.speech.settings import Setting, Voice
from analysis.reading.text.pages import Mention, Spans, within
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import word_list

# Whose statement of whose report: how many noun phrases are followed into each other.
_DEEPEST = 3
# Documents that outlets make; others are made by any body.
_DISPATCHES = {"report", "dispatch", "article", "story", "editorial", "commentary"}
# Whoever is called so is not of the country that a report tells of.
_ABROAD = {"foreign", "international", "western"}
_FOREIGN_AFFAIRS = {"minister", "ministry", "office", "secretary"}
# What outlets are by their means or trade.
_OF_OUTLETS = {"news", "press", "television", "tv", "radio", "wire", "media"}
# What news sets behind the name of a body that it calls by both: `the Lorvik First party`.
_CALLED_SO = {"movement", "party", "union"}
# What others write of somebody.
_ABOUT = {"bio", "biography", "obit", "obituary", "profile"}
# How documents come from those who make them.
MAKING = frozenset("air bring draft file issue launch post publish release send sign write".split())
# Behind a document, these say what it is about or where it stands.
_TOPICAL = ("about", "against", "into", "on")
# What is filed against somebody, mostly.
_FILINGS = {"charge", "claim", "complaint", "filing", "indictment", "lawsuit", "petition", "suit", "writ"}
# What belongs to whoever speaks by it, an outlet or not.
_PAGES = {"account", "feed", "page", "site", "website"}
# What somebody has who speaks by it: `her office said`.
_BUREAUS = {"service", "office"}
# What says how many they are and not who.
_COUNTS = frozenset("all both few many none one percent several some".split())
# Articles and courtesy titles before a name.
_UNSAID = re.compile(r"^(?:(?:the|a|an|mr\.?|mrs\.?|ms\.?|dr\.?) )+", re.IGNORECASE)
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
    if root.dep_ == "det":
        # `The 27-year-old wrote`, parsed without a noun.
        root = tokens[-1]
    apart = {head: set(head.subtree).intersection(tokens) for head in joint_nouns(root, tokens)}
    if not apart and (names := _joint_names(setting, tokens)):
        root, apart = names[0][-1], {words[-1]: set(words) for words in names[1:]}
    heads = list(apart)
    first = [token for token in tokens if not any(token in own for own in apart.values())]
    voice = voice_of(setting, root, first, contents)
    if root.lower_ in ("they", "them", "their"):
        return [(voice, spans), *((other, spans) for other in voice.beside)]
    found = _by_country(setting, root, replace(voice, beside=()), spans)
    for head in heads:
        named = setting.mention_at(head) is not None or dependents(head, "det", "poss", "nummod")
        below = set().union(*(apart[other] for other in heads if other in apart[head] and other != head))
        own = [token for token in tokens if token in apart[head] - below and not token.is_punct and token.dep_ != "cc"]
        voice = voice_of(setting, head, own, contents)
        # `The mayor and candidate` is one person.
        if (named or head.tag_ in ("NNS", "NNPS")) and voice.source not in ("", *(one.source for one, _ in found)):
            found.append((voice, [(own[0].start, own[-1].end)]))
    return found


def _joint_names(setting: Setting, tokens: list[Token]) -> list[list[Token]]:
    """The title and name of each of several people whom `and` joins, where the parse makes one name of them.

    `Finance Minister Ana Brod and Trade Minister Ivo Varga`.
    """
    joined = any(token.lower_ == "and" for token in tokens) and all(
        token.tag_ == "NNP" or token.text == "," or token.lower_ in ("and", "the") for token in tokens)
    names = dict.fromkeys(setting.mentions_in(tokens, "PERSON") if joined else ())
    lasts = (setting.tokens_in(mention.start, mention.end)[-1] for mention in names)
    ends = [tokens.index(last) + 1 for last in lasts if last in tokens]
    found = [list(takewhile(lambda token: token.text != "," and token.lower_ != "and", reversed(tokens[:end])))[::-1] for end in ends]
    return found if len(found) > 1 else []


def _by_country(setting: Setting, root: Token, voice: Voice, spans: Spans) -> list[tuple[Voice, Spans]]:
    """A voice, or one for each country whose people it joins: `Lydian and Norlandic officials`."""
    joined = [token for token in noun_phrase(root) if token < root and token.dep_ in ("amod", "compound", "conj", "nmod")]
    joint = {setting.known.countries.get(mention.entity, ""): mention for mention in setting.mentions_in(joined, "GPE", "NORP")}
    names = [setting.text[mention.start:mention.end] for mention in joint.values()]
    if len(joint) < 2 or voice.source in setting.known.types or not all(name in voice.source for name in names):
        return [(voice, spans)]
    rest = voice.source.rpartition(names[-1])[2]
    return [(replace(voice, source=f"{name}{rest}", country=country), [(mention.start, mention.end)] if number else spans)
            for number, ((country, mention), name) in enumerate(zip(joint.items(), names, strict=True))]


def voice_of(setting: Setting, root: Token, tokens: list[Token], contents: Spans = (), *, depth: int = 0) -> Voice:
    """The voice that a noun phrase names."""
    if depth > _DEEPEST:
        return Voice(naming="role", at=root)
    clause = clause_on(root)
    if clause is not None:
        return _of_clause(setting, root, clause, contents, depth)
    mention = setting.mention_at(root) or _apposition(setting, root, tokens)
    whole = part_of(root) if mention is None else None
    if whole is not None:
        inside = [token for token in whole.subtree if token in tokens]
        voice = voice_of(setting, whole, inside, contents, depth=depth + 1)
        return replace(voice, naming="anonymous") if voice.naming == "role" and is_withheld(root, tokens) else voice
    if root.pos_ == "PRON" and root.lower_ not in ("another", "one", "others", "some", "many"):
        found = find_antecedent(setting, root, contents, told=_told_before(setting, root, contents, depth))
        return replace(found, at=root) if found else Voice(naming="role", at=root)
    body = _body_called(setting, root) if mention is None else None
    if body is not None:
        voice = setting.named(body.entity, tokens, root)
        kind = "document" if root.base in _PAGES else "media"
        return voice if root.base in _CALLED_SO or voice.source_type in MEDIA else replace(voice, source_type=kind)
    one = is_one_person(root)
    if mention is not None and mention.type == "NORP" and (one or _is_people(setting, root, mention)):
        country = setting.known.countries.get(mention.entity, "") or setting.country_in(unhung(tokens))
        kind = "other" if one else "public"
        return Voice(setting.text[mention.start:mention.end], kind, country, "role", at=root, singular=one)
    if mention is not None:
        return setting.named(mention.entity, unhung(tokens) if mention.type == "PERSON" else tokens, root)
    return _role(setting, root, tokens, contents, depth)


def _told_before(setting: Setting, pronoun: Token, contents: Spans, depth: int) -> Voice | None:
    """Whom the sentence before a subject's tells of, where nobody speaks in it: `Hald wept. "I am free," she said.`"""
    sentences = pronoun.paragraph.sents
    before = next((sentence for sentence in reversed(sentences[:sentences.index(pronoun.sent)])
                   if not within(sentence.start, contents)), None)
    subjects = dependents(before.root, "nsubj", "nsubjpass") if before is not None and pronoun.dep_ == "nsubj" else []
    if not subjects or any(voice.at.start >= before.start for voice in setting.voices):
        return None
    voice = voice_of(setting, subjects[0], subjects[0].subtree, depth=depth + 1)
    return voice if voice.naming == "named" else None


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
    while above.head.dep_ == "prep" and not is_personal(setting, above):
        above = above.head.head
    if above.dep_ == "appos" and above.tag_ == "NN" and setting.mention_at(above) is None and setting.mention_at(above.head) is not None:
        above = above.head
    return above if is_personal(setting, above) else noun


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
    """The body whose name stands before its kind: `the Lorvik news agency`, `Harbour newspaper`, `the Anchor union`."""
    if root.base not in OUTLETS | _CALLED_SO or root.tag_ not in ("NN", "NNP"):
        return None
    before = [child for child in dependents(root, "compound", "nmod") if child.lower_ not in _OF_OUTLETS]
    # A `UN agency` is one of the UN's.
    return next((mention for mention in setting.mentions_in(before[-1:], "ORG")
                 if setting.known.type_of(mention.entity)[0] != "international_organisation"), None)


def _apposition(setting: Setting, root: Token, tokens: list[Token]) -> Mention | None:
    """The person whom a source's apposition or the end of its phrase names."""
    if root.base in ANONYMOUS:
        # `A source close to the minister, Ana Brod,`.
        return None
    behind = [child for child in dependents(root, "appos") if child in tokens]
    ends = [token for token in tokens if token.i > root.i and not token.is_punct][-1:]
    last = setting.mention_at(ends[0]) if ends else None
    if last is not None and office_before(setting, last) == root:
        return last
    if any(token.text == "," and token.i > root.i for token in tokens):
        behind += ends
    # `The secretary of the ruling Harbour League (HL), Anna Hald`, to which the parse sets the body beside as well.
    if (role := load_roles().get(("role", root.base))) is not None and role.source_type != "document" and root.base not in BODY_NOUNS:
        behind.sort(key=lambda token: (mention := setting.mention_at(token)) is None or mention.type != "PERSON")
    for token in behind:
        mention = setting.mention_at(token)
        # `Her husband, the director Anna Hald`, but not Orlo of `the paper in Orlo, Norland`.
        tied = token.head == root or token.dep_ == token.head.dep_ == "appos" and token.head.head == root and root.tag_ == "NN"
        if mention is not None and mention.type not in ("GPE", "LOC", "NORP") and (tied or comma_before(setting, mention) is not None):
            return mention
    # `State news agency Lorvik Now reported`, of which the parse makes two subjects.
    twins = [token for token in dependents(root.head, root.dep_) if root < token and token in tokens] if root.dep_ == "nsubj" else []
    named = setting.mentions_in(twins[:1], "PERSON", "ORG")
    return named[0] if named and not any(token.text in (",", "and") for token in root.paragraph[root.i:twins[0].i]) else None


def _role(setting: Setting, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice:
    """A source that a common noun names: the entity of that name, whose document it is, whom it takes up again, else the role."""
    further = find_another(setting, root) if root.lower_ in {*FURTHER, "others"} and len(tokens) <= 2 else None
    if further is not None:
        return further
    noun = _read_noun(setting, root, tokens)
    # `The Lydian ministry of defence` as well as `Lydia's defence ministry`.
    whole = " ".join(token.text for token in tokens if token.lower_ != "the") if root.base in ("department", "ministry") else ""
    entity = setting.known.entity_of(noun.text) or whole and setting.known.entity_of(whole)
    if entity:
        return setting.named(entity, noun.phrase, root)
    office = root.lower_ in CAPITAL_OFFICES and not any(child.lower_ == "of" for child in root.children)
    name = root.text[:1].isupper() and root.pos_ == "PROPN" and root.lower_ not in word_list("no_name")
    if name and root.i > root.sent[0].i and not office:
        return _capitalised(setting, noun)
    return _made(setting, noun, contents, depth) or take_up(setting, noun, contents) or _untold(setting, noun, contents, depth)


def _read_noun(setting: Setting, root: Token, tokens: list[Token]) -> Noun:
    """What a noun and its words say by themselves."""
    phrase = [token for token in noun_phrase(root) if token in tokens] or [root]
    role = find_role(phrase, root)
    if role is not None and role.source_type == "military" and root.base in OFFICERS and any(token.lower_ in PAST for token in phrase):
        role = load_roles()["role", "expert"]
    if root.base == "party" and any(child.lower_ in ("two", "both", "three") for child in root.children):
        role = load_roles()["role", "side"]
    if root.base in _PAGES and [*dependents(root, "poss"), *complements(root, "of")]:
        role = load_roles()["role", "document"]
    # What a `report on Lydia` or a `post on X` is about or stands on is not whose it is.
    about = dependents(root, "prep") if role is not None and role.source_type == "document" else []
    own = set(tokens).difference(*(child.subtree for child in about if child.lower_ in _TOPICAL))
    # `The foreign minister` is no foreign one.
    home = root.base in _FOREIGN_AFFAIRS and root.tag_ in ("NN", "NNP")
    abroad = root.base == "diplomat" or not home and any(token.lower_ in _ABROAD for token in phrase)
    # Where diplomats or Westerners are says nothing of whose they are.
    return Noun(root, tokens, phrase, role_term(setting, phrase, root), role.source_type if role else "other",
                role is not None and role.follows, setting.country_in(sorted(own.intersection(unhung(tokens, places=not abroad)))), abroad)


def _country_of(setting: Setting, noun: Noun, kind: str) -> str:
    """The country that a noun tells, else its sentence before it, else the report's home, where its source may be of that."""
    if noun.country or kind == "international_organisation" or noun.abroad:
        return noun.country
    # `In Lydia, police said`.
    places = complements(noun.root.head, "in") if noun.root.dep_ == "nsubj" else []
    return setting.country_in([place for place in places if place.i < noun.root.i]) or setting.home


def _capitalised(setting: Setting, noun: Noun) -> Voice:
    """A name that is no mention: of the entity whom it takes up, else by the type and country that it gives itself."""
    root, bare = noun.root, {token.dep_ for token in noun.phrase if token != noun.root} <= {"det"}
    if bare and (entity := find_meant(setting, noun)):
        return setting.named(entity, noun.phrase, root)
    kind = _of_body(setting, noun)[1] if noun.follows else noun.kind
    name = name_role(root.text)
    behind = [below for child in root.children if child.lower_ == "of" for below in child.subtree]
    inside = {*noun_phrase(root), *behind}
    whole = [token for token in noun.tokens if token in inside and token.dep_ not in ("punct", "preconj")] or [root]
    text = " ".join(setting.text[whole[0].start:whole[-1].end].split()).partition(",")[0]
    return Voice(_UNSAID.sub("", text).strip(), name.source_type if name else kind, _country_of(setting, noun, kind), "named", at=root)


def _made(setting: Setting, noun: Noun, contents: Spans, depth: int) -> Voice | None:
    """Who is named as the maker of a document, or whose office it is."""
    if noun.kind != "document" and noun.root.base not in _BUREAUS:
        return None
    maker = _maker(setting, noun.root, noun.tokens, contents, depth)
    if maker is None or maker.naming != "named":
        return None
    kind = "document" if noun.kind == "document" else maker.source_type
    return Voice(maker.source, kind, maker.country, maker.naming, at=noun.root)


def _untold(setting: Setting, noun: Noun, contents: Spans, depth: int) -> Voice:
    """A role that is nobody's whom the report names, or speaks for a body."""
    root, text, kind = noun.root, noun.text, noun.kind
    if not text or root.base in _COUNTS or " " not in text and root.like_num:
        # `No one`, `many`, `seven in ten`.
        return Voice(naming="role", at=root)
    if noun.follows:
        text, kind = _of_body(setting, noun)
        # `A spokesman`, `her representatives`, but not `the union's representatives`.
        owned = any(child.pos_ == "PRON" for child in dependents(root, "poss")) or complements(root, "for")
        speaks = root.base in MOUTHPIECES or root.base == "representative" and owned
        owner = _spoken_for(setting, noun, contents, depth) if speaks else None
        if owner is not None:
            return replace(owner, at=root, naming="role", singular=True)
    leader = _leader(setting, noun, depth) if root.base in FOLLOWINGS else None
    if leader is not None and not setting.mentions_in(noun.phrase, "PERSON"):
        text = f"{leader.source} {text}"
    named = leader or noun.country and root.base in INSTITUTIONS
    naming = "named" if named else naming_of(setting, root, noun.tokens, kind)
    # `A person familiar with the talks` is no member of the public.
    insider = root.base in ("person", "people") and is_withheld(root, noun.tokens)
    # The `Orlo administration` is of Orlo's country.
    country = noun.country or (leader.country if leader else "")
    return Voice(text, "other" if insider else kind, country or _country_of(setting, noun, kind) or _press(setting, kind), naming, at=root,
                 singular=root.tag_ in ("NN", "NNP"))


def _leader(setting: Setting, noun: Noun, depth: int) -> Voice | None:
    """The person by whose name a campaign or government goes: `the Brod campaign`, `her campaign`."""
    led = setting.mentions_in(noun.phrase, "PERSON")
    if led:
        return setting.named(led[0].entity, noun.phrase, noun.root)
    owners = [child for child in dependents(noun.root, "poss") if child.pos_ == "PRON"]
    voice = voice_of(setting, owners[0], owners, depth=depth + 1) if owners else None
    return voice if voice is not None and setting.known.types.get(voice.source) == "PERSON" else None


def _spoken_for(setting: Setting, noun: Noun, contents: Spans, depth: int) -> Voice | None:
    """The body or person for whom somebody without a name speaks, named here or before: `a spokesman for the company`, `its spokesman`."""
    root = noun.root
    bodies = setting.mentions_in(noun.tokens, "ORG", "PERSON")
    if bodies:
        return setting.named(bodies[0].entity, noun.tokens, root)
    owners = [*dependents(root, "poss"), *complements(root, "for", "of", "from", "at")]
    told = (voice_of(setting, owner, [token for token in owner.subtree if token in noun.tokens], depth=depth + 1) for owner in owners)
    bare = not owners and not noun.country and not any(token.dep_ in ("compound", "nmod") for token in noun.phrase)
    return next((voice for voice in told if voice.naming == "named"), None) or (
        _body_heard(setting, root, contents, depth) if bare else None)


def _body_heard(setting: Setting, root: Token, contents: Spans, depth: int) -> Voice | None:
    """The body for which `a spokesman` alone speaks: the subject of the sentence before, else who spoke last nearby, else what acts in
    what is said."""
    number = root.paragraph.sents.index(root.sent)
    before = [sentence.root for sentence in root.paragraph.sents[max(0, number - 1):number]]
    inside = [token for token in setting.tokens_of(contents) if token.sent == root.sent and token.dep_ in ("ROOT", "ccomp")]
    acting, acted = ([subject for verb in verbs for subject in dependents(verb, "nsubj", "nsubjpass")] for verbs in (before, inside))
    near = [voice for voice in setting.voices if setting.paragraph_of(root) - setting.paragraph_of(voice.at) <= 1]
    told = (voice_of(setting, subject, subject.subtree, depth=depth + 1) for subject in acting + acted)
    return next((voice for voice in (*islice(told, len(acting)), *near[-1:], *told) if _has_spokesmen(setting, voice)), None)


def _has_spokesmen(setting: Setting, voice: Voice) -> bool:
    """Whether a voice is of a body that has spokesmen: no outlet, document or person."""
    named = setting.known.types.get(voice.source)
    return voice.source_type not in (*MEDIA, "document", "public", "expert") and (
        named == "ORG" or not named and voice.at.base in BODY_NOUNS)


def _press(setting: Setting, kind: str) -> str:
    """The country whose state media alone the report names, for `state media` that say nothing of their state."""
    if kind != "state_media":
        return ""
    known, named = setting.known, {mention.entity for mention in setting.mentions if mention.type == "ORG"}
    countries = {known.type_of(entity)[1] for entity in named if known.type_of(entity)[0] == kind}
    countries.discard("")
    return countries.pop() if len(countries) == 1 else ""


def _of_body(setting: Setting, noun: Noun) -> tuple[str, str]:
    """The words and type of a role by the body that it speaks for: a name in its phrase, else a noun before or behind it."""
    before = [child for child in dependents(noun.root, "compound") if child.pos_ == "NOUN"
              and ("role", f"{child.base} {noun.root.base}") not in load_roles()]
    told = _kind_of(before[-1], "") if before else ""
    text, kind = _of_noun(setting, noun, told or noun.kind)
    # `Brod administration officials` speak for the administration, and an `Orlo businessman` for no state.
    types = [*(["PERSON"] if told in ("", "other") else []), *(["GPE"] if kind != "other" or noun.root.base in _LEADING else [])]
    body = _named_body(setting, unhung(noun.tokens), types)
    return text, setting.known.type_of(body.entity)[0] if body else kind


def _of_noun(setting: Setting, noun: Noun, kind: str) -> tuple[str, str]:
    """The words of a role with the noun of the body behind it, and the type that this gives, or the one that is known."""
    root, tokens, text = noun.root, noun.tokens, noun.text
    mouthpiece = ("for",) if root.base in MOUTHPIECES else ()
    inside = ("in", "at", "from", "within")
    host = next((child for child in root.subtree if child != root and child.dep_ == "pobj" and child.pos_ == "NOUN" and child in tokens
                 and (child.head.lower_ in mouthpiece or child.head.lower_ in (*inside, "to") and noun.kind == "other"
                      or child.head.lower_ in inside and child.base in word_list("body"))), None)
    if host is not None:
        # `A source in the delegation` is a delegation source, `officials in her party` are party officials.
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
    for child in root.subtree:
        if child != root and child in tokens and child not in seen and _names_maker(setting, child, root):
            # Whom the content names can be whose office speaks: `Brod will come, her office said`.
            voice = voice_of(setting, child, child.subtree, () if child.pos_ == "PRON" else contents, depth=depth + 1)
            return voice if voice.source else None
    office = root.base in _BUREAUS
    told = office and (dependents(root, "amod", "compound") or setting.country_in(tokens))
    return _last_maker(setting, root, office=office) if is_definite(root) and not told else None


def _names_maker(setting: Setting, noun: Token, document: Token) -> bool:
    """Whether a noun below a document's or office's says whose it is: `Harbour News poll`, `her office`, `a statement by`."""
    above, owner = noun.head, setting.mention_at(noun)
    if noun.dep_ in ("compound", "nmod"):
        return document in (above, above.head) and owner is not None and owner.type == "ORG"
    if noun.dep_ == "poss":
        # `Lydia's news service` is not the state.
        place = owner is not None and owner.type in ("LOC", "GPE", "NORP")
        return above == document and document.base not in _ABOUT and not place
    of = above.lower_ == "of" and above.head == document and document.base in (*_BUREAUS, *_PAGES, "statement")
    return noun.dep_ == "pobj" and (above.lower_ in ("by", "from") or of)


def _last_maker(setting: Setting, root: Token, *, office: bool) -> Voice | None:
    """Of a document without a maker who is told to have made it, else the maker of the same one before, else the body that spoke last.

    Only bodies that spoke in this paragraph or the one before count, and none where something is filed, mostly against them.
    """
    for subject in _makers(setting, root) if not office else ():
        maker = setting.mention_at(subject)
        # An outlet publishes much that others have made.
        if maker is not None and (setting.known.type_of(maker.entity)[0] not in MEDIA or root.base in _DISPATCHES):
            return setting.named(maker.entity, setting.tokens_in(maker.start, maker.end), root)
    heard = [voice for voice in setting.voices if voice.source_type == "document" and voice.at.base == root.base]
    if heard:
        # What nobody is told to have made is nobody's on second mention.
        return heard[-1] if heard[-1].naming == "named" else None
    outlet = root.base in _DISPATCHES
    bodies = [voice for voice in setting.voices if voice.naming == "named" and (voice.source_type in MEDIA) == outlet
              and setting.known.types.get(voice.source, "") in ("ORG", "")
              and 0 <= setting.paragraph_of(root) - setting.paragraph_of(voice.at) <= 1 and root.base not in _FILINGS]
    return next(reversed(bodies), None)


def _makers(setting: Setting, root: Token) -> Iterator[Token]:
    """The subjects of the verbs that tell before of the making of such a document, the last first."""
    for paragraph in reversed(setting.paragraphs[:setting.paragraph_of(root) + 1]):
        for token in reversed(paragraph):
            if token.base == root.base and token.start < root.start and token.dep_ == "dobj" and token.head.base in MAKING:
                yield from dependents(token.head, "nsubj")


def _is_people(setting: Setting, root: Token, mention: Mention) -> bool:
    """Whether a demonym means people and no state or party: `most Italians`, not `the Italians`; a continent's may be its states."""
    some = not is_definite(root) or bool(dependents(root, "nummod")) or part_of(root.head.head) == root
    known, several = setting.known, some and root.tag_ in ("NNS", "NNPS") and root.lower_.endswith("s")
    return several and known.type_of(mention.entity)[0] == "government" and (
        bool(known.countries.get(mention.entity)) or known.types.get(mention.entity) == "NORP")
