"""Whose words they are: a source's entity, type and country, and how it is named."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.reading import gazetteer
from analysis.reading.roles import MEDIA, MOUTHPIECES, find_role, load_roles, name_role
from analysis.reading.speech.antecedents import find_antecedent
from analysis.reading.speech.backgrounds import Setting, Voice
from analysis.reading.text.pages import Mention, Spans, within
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import fold_spelling, word_list

_RELATIVES = {"who", "which", "that", "whom", "whose"}
# Whose statement of whose report: how many noun phrases are followed into each other.
_DEEPEST = 3
_ANONYMOUS = {"source", "insider"}
_WITHHELD = re.compile(
    r"anonym|unnamed|unidentified|not (?:(?:want|wish|like) )?(?:to )?be (?:named|identified)|familiar with|with knowledge of|close to the "
    r"(?:president|prime minister|government|talks|negotiations|matter|investigation|decision|deliberations)")
# Said of them in a clause of their own.
_ASKED = re.compile(
    r"(?:requested|condition of|asked for|demanded) anonymity|declined to be (?:named|identified)|"
    r"not (?:(?:want|wish|like) )?(?:to )?be (?:named|identified)|familiar with the|briefed on the|(?:speak|spoke)\w* anonymously")
# With its country, such a body is named even where a report writes it without capitals.
_INSTITUTIONS = word_list("institution")
# What a firm of any name is called on second mention.
_CONCERNS = word_list("concern")
_UNSAID = {"det", "case", "punct", "nummod", "predet"}
_TELLING_ADJECTIVES = word_list("role_adjective")
# Offices that some papers and state media write with a capital: `the Prime Minister said`.
_CAPITAL_OFFICES = word_list("capital_office")
_PARTS = word_list("part")
# Documents that outlets make; others are made by any body.
_DISPATCHES = {"report", "dispatch", "article", "story", "editorial", "commentary"}
# Whoever is called so is not of the country that a report tells of.
_ABROAD = {"foreign", "international", "western"}
# What outlets are, and what they are by their means or trade.
OUTLETS = word_list("outlet")
_OF_OUTLETS = {"news", "press", "television", "tv", "radio", "wire", "media"}
# What news sets behind the name of a body that it calls by both: `the Lorvik First party`.
_CALLED_SO = {"movement", "party", "union"}
# Bodies that are named by the name of who leads them.
_FOLLOWINGS = {"campaign", "camp", "administration", "team", "government", "foundation"}


def find_voices(setting: Setting, spans: Spans, contents: Spans) -> list[tuple[Voice, Spans]]:
    """The voice that a source's spans name, or those of `A and B`, each with its words; the first can be unknown."""
    tokens, root = setting.tokens_of(spans), setting.head_of(spans)
    if root is None:
        return [(Voice(), spans)]
    if root.pos_ in ("VERB", "AUX") and root.dep_ != "relcl" and _apposition(setting, root, tokens) is None:
        # `A note, a copy of which is here, says`, parsed as a clause.
        root = next((child for child in dependents(root, "nsubj") if child in tokens), root)
    heads = _joint(root, tokens)
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
    clause = _clause_on(root) if depth < _DEEPEST else None
    if clause is not None:
        pronoun = root if root.lower_ in _RELATIVES else next((token for token in clause.subtree if token.lower_ in _RELATIVES), root)
        noun = _person_above(setting, clause.head) if pronoun.lower_ == "who" else clause.head
        name = _name_before(setting, pronoun, noun) if noun == clause.head and pronoun == root else None
        phrase = _phrase(noun) if noun == clause.head else [token for token in noun.subtree if token < pronoun]
        return setting.named(name.entity, [root], root) if name else voice_of(setting, noun, phrase, contents, depth=depth + 1)
    whole = _part_of(root) if depth < _DEEPEST and setting.mention_at(root) is None else None
    if whole is not None and _apposition(setting, root, tokens) is None:
        inside = [token for token in whole.subtree if token in tokens]
        return voice_of(setting, whole, inside, contents, depth=depth + 1)
    if root.pos_ == "PRON" and root.lower_ not in ("one", "others", "some", "many"):
        found = find_antecedent(setting, root, contents)
        return replace(found, at=root) if found else Voice("", "", "", "role", at=root)
    mention = setting.mention_at(root) or _apposition(setting, root, tokens)
    body = _body_before(setting, root) if mention is None else None
    if body is not None:
        voice = setting.named(body.entity, tokens, root)
        kind = "news_agency" if root.base == "agency" else "media"
        return voice if root.base in _CALLED_SO or voice.source_type in MEDIA else replace(voice, source_type=kind)
    if mention is not None and mention.type == "NORP" and _is_one_person(root):
        country = setting.known.countries.get(mention.entity, "")
        return Voice(setting.text[mention.start:mention.end], "other", country, "role", at=root)
    if mention is not None and mention.type == "NORP" and _is_people(setting, root, mention):
        country = setting.known.countries.get(mention.entity, "")
        return Voice(setting.text[mention.start:mention.end], "public", country, "role", at=root, singular=False)
    if mention is not None and (mention.type != "NORP" or root.pos_ != "ADJ"):
        return setting.named(mention.entity, _unhung(tokens) if mention.type == "PERSON" else tokens, root)
    return _role(setting, root, tokens, contents, depth)


def _clause_on(root: Token) -> Token | None:
    """The predicate of the relative clause that a source is the pronoun or the whole of."""
    if root.dep_ == "relcl" and root.pos_ in ("VERB", "AUX"):
        return root
    return next((above for above in root.ancestors if above.dep_ == "relcl"), None) if root.lower_ in _RELATIVES else None


def _person_above(setting: Setting, noun: Token) -> Token:
    """Whom a clause with `who` tells of where the parse hangs it on a thing or place: `two people with knowledge of the talks, who`."""
    above = noun
    while above.dep_ == "pobj" and above.head.dep_ == "prep" and not is_personal(setting, above):
        above = above.head.head
    return above if is_personal(setting, above) else noun


def is_personal(setting: Setting, noun: Token) -> bool:
    """Whether a noun is of people or bodies: by its name or by the lists."""
    mention, role = setting.mention_at(noun), load_roles().get(("role", noun.base))
    if mention is not None:
        return mention.type in ("PERSON", "ORG", "NORP")
    return (noun.base in word_list("people") or noun.base in word_list("person")
            or role is not None and role.source_type != "document")


def _name_before(setting: Setting, pronoun: Token, noun: Token) -> Mention | None:
    """Who is named right before a relative pronoun that the parse ties to a thing: `the closeness of Lydia, which refuses`."""
    before = next((token for token in reversed(pronoun.paragraph[:pronoun.i]) if not token.is_punct), pronoun)
    name = setting.mention_at(before)
    thing = noun.pos_ == "NOUN" and setting.mention_at(noun) is None and ("role", noun.base) not in load_roles()
    return name if thing and noun.i < before.i and name is not None and name.type in ("PERSON", "ORG", "GPE") else None


def _body_before(setting: Setting, root: Token) -> Mention | None:
    """The body whose name stands before its kind: `the Lorvik news agency`, `Harbour newspaper`, `the Anchor trade union`."""
    if root.base not in OUTLETS | _CALLED_SO or root.tag_ not in ("NN", "NNP"):
        return None
    before = [child for child in dependents(root, "compound", "nmod") if child.lower_ not in _OF_OUTLETS | {"labor", "labour", "trade"}]
    mention = setting.mention_at(before[-1]) if before else None
    return mention if mention is not None and mention.type == "ORG" else None


def _apposition(setting: Setting, root: Token, tokens: list[Token]) -> Mention | None:
    """The person whom a source's apposition or the end of its phrase names."""
    behind = [child for child in dependents(root, "appos") if child in tokens]
    ends = [token for token in tokens if token.i > root.i and not token.is_punct][-1:]
    if ends and any(token.text == "," and token.i > root.i for token in tokens):
        behind += ends
    for token in behind:
        mention = setting.mention_at(token)
        if mention is not None and (mention.type in ("PERSON", "ORG") or not setting.known.countries.get(mention.entity)):
            start = setting.tokens_in(mention.start, mention.end)[0]
            if token in root.children or root.paragraph[start.i - 1].text == ",":
                return mention
    return None


def _role(setting: Setting, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice:
    """A source that a common noun names: the entity meant, or the role."""
    phrase = [token for token in _phrase(root) if token in tokens] or [root]
    role, text = find_role(phrase, root), _role_text(setting, phrase, root)
    entity = setting.known.names.get(text.casefold())
    if entity:
        return setting.named(entity, phrase, root)
    if root.base == "party" and any(child.lower_ in ("two", "both", "three") for child in root.children):
        role = load_roles()["role", "side"]
    abroad = root.base == "diplomat" or any(token.lower_ in _ABROAD for token in phrase)
    # Where diplomats or Westerners are says nothing of whose they are.
    kind, country = role.source_type if role else "other", setting.country_in(_unhung(tokens, places=not abroad))
    settled = country or ("" if kind == "international_organisation" or abroad else setting.home)
    office = root.lower_ in _CAPITAL_OFFICES and not any(child.lower_ == "of" for child in root.children)
    if root.text[:1].isupper() and root.pos_ == "PROPN" and root.i > root.sent[0].i and not office:
        bare = {token.dep_ for token in phrase if token != root} <= {"det"}
        entity = _meant(setting, root, phrase, country) if bare else ""
        if role is not None and role.follows:
            kind = _of_body(setting, root, tokens, text, kind)[1]
        return setting.named(entity, phrase, root) if entity else _capitalised(setting, root, tokens, kind, settled)
    if kind == "document" or root.base in ("service", "office"):
        maker = _maker(setting, root, tokens, contents, depth)
        if maker is not None and maker.naming == "named":
            kind = kind if kind == "document" else maker.source_type
            return Voice(maker.source, kind, maker.country, maker.naming, at=root)
    entity = _meant(setting, root, phrase, country)
    if entity:
        return setting.named(entity, phrase, root)
    said = _heard(setting, root, text) if not country else None
    if said is not None:
        return replace(said, at=root)
    if role is not None and role.follows:
        text, kind = _of_body(setting, root, tokens, text, kind)
        bodies = [mention.entity for token in tokens if (mention := setting.mention_at(token)) is not None
                  and (mention.type in ("ORG", "PERSON") or mention.type == "GPE" and token.dep_ == "pobj")]
        if bodies and root.base in MOUTHPIECES:
            return replace(setting.named(bodies[0], tokens, root), naming="role")
    settled = country if kind == "international_organisation" else settled
    led = root.base in _FOLLOWINGS and setting.mentions_in(phrase, "PERSON")
    named = led or country and root.base in _INSTITUTIONS
    naming = "named" if named else _naming(setting, root, tokens, kind)
    # `A person familiar with the talks` is no member of the public.
    insider = root.base in ("person", "people") and kind == "public" and _is_withheld(root, tokens)
    return Voice(text, "other" if insider else kind, settled or _press(setting, kind), naming, at=root,
                 singular=root.tag_ in ("NN", "NNP"))


def _press(setting: Setting, kind: str) -> str:
    """The country whose state media alone the report names, for `state media` that say nothing of their state."""
    if kind != "state_media":
        return ""
    known, named = setting.known, {mention.entity for mention in setting.mentions if mention.type == "ORG"}
    countries = {known.country_of(entity) or known.type_of(entity)[1] for entity in named if known.type_of(entity)[0] == kind}
    countries.discard("")
    return countries.pop() if len(countries) == 1 else ""


def _capitalised(setting: Setting, root: Token, tokens: list[Token], kind: str, country: str) -> Voice:
    """A source whose name is no entity of the event, by the type and country that its name gives."""
    name = name_role(root.text)
    behind = [below for child in root.children if child.lower_ == "of" for below in child.subtree]
    inside = {*_phrase(root), *behind}
    whole = [token for token in tokens if token in inside and token.dep_ not in ("punct", "preconj")]
    text = " ".join(setting.text[whole[0].start:whole[-1].end].split())
    return Voice(_title(text), name.source_type if name else kind, name and name.country or country, "named", at=root)


def _of_body(setting: Setting, root: Token, tokens: list[Token], text: str, kind: str) -> tuple[str, str]:
    """The words and type of a role by the body that it speaks for: a noun before or behind it, or a name in its phrase."""
    mouthpiece = ("for",) if root.base in MOUTHPIECES else ()
    behind = ("in", "at", "from", "within", "to") if kind == "other" else mouthpiece
    host = next((child for child in root.subtree if child.dep_ == "pobj" and child.pos_ == "NOUN"
                 and child in tokens and child.head.lower_ in behind), None)
    if host is not None:
        # `a source in the delegation` is a delegation source.
        text, kind = f"{host.base} {text}", _kind_of(host, kind)
    else:
        before = [child for child in dependents(root, "compound") if child.pos_ == "NOUN"]
        kind = _kind_of(before[-1], kind) if before else kind
    # `Two sources in Lorvik` are not of Lorvik.
    inside = [token for token in tokens if token.head.lower_ not in ("in", "at", "near", "outside") or token.dep_ != "pobj"]
    placed = setting.mentions_in([token for token in tokens if token not in inside], "GPE", "PERSON", "LOC", "FAC")
    bodies = [mention for mention in setting.mentions_in(inside, "ORG", "GPE", "PERSON") if mention not in placed]
    return text, setting.known.type_of(bodies[0].entity)[0] if bodies else kind


def _kind_of(noun: Token, kind: str) -> str:
    """The type that a body's noun gives to who speaks for it, or the one that is known."""
    role = load_roles().get(("role", noun.base))
    return role.source_type if role is not None and role.source_type != "document" else kind


def _maker(setting: Setting, root: Token, tokens: list[Token], contents: Spans, depth: int) -> Voice | None:
    """Whose statement, report or office a source is."""
    # Who has seen a document has not made it.
    seen = {below for token in tokens if token.dep_ in ("acl", "relcl") and token.base in word_list("obtaining")
            for below in token.subtree}
    for child in root.subtree if depth < _DEEPEST else ():
        if child == root or child not in tokens or child in seen:
            continue
        above, owner = child.head, setting.mention_at(child)
        of = above.lower_ == "of" and above.head == root and root.base in ("service", "office", "statement")
        if (child.dep_ in ("compound", "nmod") and root in (above, above.head) and owner is not None and owner.type == "ORG"
                or child.dep_ == "poss" and above == root or child.dep_ == "pobj" and (above.lower_ in ("by", "from") or of)):
            # Whom the content names can be whose office speaks: `Brod will come, her office said`.
            voice = voice_of(setting, child, child.subtree, () if child.pos_ == "PRON" else contents, depth=depth + 1)
            place = setting.known.types.get(voice.source) in ("LOC", "GPE", "NORP") or voice.source_type == "document"
            return voice if voice.source and not (place and child.dep_ == "poss") else None
    office = root.base in ("service", "office")
    if not _is_definite(root) or office and (dependents(root, "amod", "compound") or setting.country_in(tokens)):
        return None
    named = [voice for voice in setting.voices if voice.source_type == "document" and voice.naming == "named" and not office]
    outlet = root.base in _DISPATCHES
    bodies = [voice for voice in setting.voices if voice.naming == "named" and (voice.source_type in MEDIA) == outlet
              and setting.known.types.get(voice.source, "") in ("ORG", "")
              and 0 <= setting.paragraph_of(root) - setting.paragraph_of(voice.at) <= 1]
    return next(iter([*named[-1:], *bodies[-1:]]), None)


def _meant(setting: Setting, root: Token, phrase: list[Token], country: str) -> str:
    """The entity last named before a definite phrase that goes by its noun: `the minister`, `the union`."""
    noun = root.base
    new = any(child.lower_ in ("a", "an", "another", "one", "some") for child in dependents(root, "det", "nummod"))
    if not (_is_definite(root) or country and not new) or root.tag_ in ("NNS", "NNPS"):
        return ""
    qualifiers = {fold_spelling(token.lemma_) for token in phrase if token.dep_ in ("compound", "amod") and (
        token.pos_ == "NOUN" or token.lower_ in _TELLING_ADJECTIVES
        or token.pos_ == root.pos_ == "PROPN" and setting.mention_at(token) is None)}
    position = root.start
    at = setting.mentions_before(position)
    # A report may name its minister only after it has called him by his office and country.
    for mention in [*reversed(setting.mentions[:at]), *(setting.mentions[at:] if country else [])]:
        # `The union` is the body and not who speaks for it.
        if mention.type != "ORG" and (mention.type != "PERSON" or noun in word_list("body")):
            continue
        theirs = setting.known.nouns_of(mention.entity)
        named = {fold_spelling(word) for word in mention.entity.split()} if mention.type == "ORG" else theirs
        home = setting.known.countries.get(mention.entity, "")
        apart = country and (home != country if mention.start > position else home not in ("", country))
        if fold_spelling(noun) in named and qualifiers <= named | theirs and not apart:
            return mention.entity
    # `The company` is the firm named in this paragraph or the one before, where no other body is.
    if noun not in _CONCERNS or qualifiers:
        return ""
    near = {mention.entity for mention in setting.mentions[:at] if mention.type == "ORG"
            and setting.paragraph_of(root) - setting.paragraph_of(setting.tokens_in(mention.start, mention.end)[0]) <= 1}
    return next((entity for entity in near if setting.known.type_of(entity)[0] == "other"), "") if len(near) == 1 else ""


def _heard(setting: Setting, root: Token, text: str) -> Voice | None:
    """The body that a report goes on to call by a shorter name: `the army` of `the Finnish army`, `police` of `Oslo police`."""
    if root.base not in _INSTITUTIONS or not _is_definite(root) and root.base != "police":
        return None
    return next((voice for voice in reversed(setting.voices) if voice.naming == "named"
                 and voice.source.casefold().endswith(f" {text}")), None)


def is_withheld_beside(cue: Token, contents: Spans) -> bool:
    """Whether a clause beside a cue tells that its speaker is not to be named: `said, speaking on condition of anonymity`."""
    beside = [child for child in dependents(cue, "advcl", "prep", "acl") if child.i > cue.i and not within(child.start, contents)]
    return any(_ASKED.search(" ".join(token.lower_ for token in child.subtree)) for child in beside)


def _naming(setting: Setting, root: Token, tokens: list[Token], kind: str) -> str:
    """`anonymous` where a person's name is withheld, else `role`."""
    noun = root.base
    indefinite = not _is_definite(root) and root.tag_ == "NN"
    hidden = noun in _ANONYMOUS or _is_withheld(root, tokens)
    hidden = hidden or noun == "official" and not _has_body(setting, root, tokens)
    hidden = hidden or kind == "public" and indefinite and noun not in ("public", "crowd", "media", *MOUTHPIECES)
    return "anonymous" if hidden else "role"


def _is_withheld(root: Token, tokens: list[Token]) -> bool:
    """Whether a source's words, or a clause on them, say that its name is kept back."""
    text, whole = (" ".join(token.lower_ for token in part) for part in (_unhung(tokens), root.subtree))
    return _WITHHELD.search(text) is not None or _ASKED.search(whole) is not None


def _has_body(setting: Setting, root: Token, tokens: list[Token]) -> bool:
    """Whether an official's body is told, by its name or by the noun before or behind: a country alone is none."""
    telling = [token for token in tokens
               if token != root and token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("compound", "nmod", "poss", "pobj")]
    return len(setting.mentions_in(telling, "GPE", "NORP", "LOC")) < len(telling)


def _role_text(setting: Setting, phrase: list[Token], root: Token) -> str:
    """A role as a term: its noun with the nouns, demonyms and countries before it, without articles and praise."""
    parts: list[str] = []
    for token in phrase:
        mention = setting.mention_at(token)
        if token.i > root.i or token.dep_ in _UNSAID or token.pos_ == "PRON" or not token.is_word:
            continue
        if mention is not None and mention.type in ("GPE", "NORP"):
            country = setting.known.countries.get(mention.entity, "")
            inside = setting.tokens_in(mention.start, mention.end)
            owner = any(dependents(inner, "case") for inner in inside)
            parts.append(gazetteer.demonym_of(country) if owner and country else setting.text[mention.start:mention.end])
        elif mention is not None and mention.type == "PERSON" and root.base in _FOLLOWINGS:
            parts.append(mention.entity)
        elif token == root or token.dep_ in ("compound", "nmod") or token.lower_ in _TELLING_ADJECTIVES:
            small = token.pos_ != "PROPN" or token == root or root.lower_ in _CAPITAL_OFFICES
            parts.append(token.lower_ if small else token.text)
    return " ".join(" ".join(dict.fromkeys(parts)).split())


def _is_one_person(root: Token) -> bool:
    """Whether a demonym means one person: `the Italian`, not `the Italians` or `the British`."""
    article = any(child.lower_ in ("the", "a", "an", "another") for child in dependents(root, "det"))
    return article and not root.lower_.endswith(("s", "sh", "ch", "ese"))


def _is_people(setting: Setting, root: Token, mention: Mention) -> bool:
    """Whether a demonym means people and no state or party: `most Italians`, not `the Italians`; a continent's may be its states."""
    known, several = setting.known, root.tag_ in ("NNS", "NNPS") and root.lower_.endswith("s") and not _is_definite(root)
    return several and known.type_of(mention.entity)[0] == "government" and (
        bool(known.countries.get(mention.entity)) or known.types.get(mention.entity) == "NORP")


def _part_of(root: Token) -> Token | None:
    """Of whom a count or a part is one: `some of the residents`, `a group of experts`, `one of them`."""
    whole = complements(root, "of") if root.base in _PARTS else []
    return next((below for below in whole if below.dep_ == "pobj" and (below.tag_ in ("NNS", "NNPS") or below.lower_ == "them")), None)


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


def _unhung(tokens: list[Token], *, places: bool = True) -> list[Token]:
    """The words of a source without clauses that hang on it, or `places` it is at: `state media` of `state media cited by the BBC`."""
    hung = {below for token in tokens if token.dep_ in ("acl", "relcl")
            or not places and token.dep_ == "prep" and token.lower_ in ("at", "in") for below in token.subtree}
    return [token for token in tokens if token not in hung]


def _is_definite(root: Token) -> bool:
    """Whether a noun has `the`, `its` or another word that points back."""
    return any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") or child.dep_ == "poss" and child.pos_ == "PRON"
               for child in root.children)


def _title(text: str) -> str:
    """A name without its article, courtesy titles and what follows a comma."""
    return re.sub(r"^(?:(?:the|a|an|mr\.?|mrs\.?|ms\.?|dr\.?) )+", "", text.split(",")[0], flags=re.IGNORECASE).strip()
