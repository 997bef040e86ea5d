"""What a noun or a name says of who bears it: source types and countries.

`roles.csv` has nouns and parts of names, `bodies.csv` whole names of bodies by which news calls them without saying what they are
(parliaments, services, armed groups, parties, outlets, associations). Both were written for this project. Seats of governments are
bodies, too (`gazetteer.seats`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis.reading import gazetteer
from analysis.reading.gazetteer import spelling
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import read_rows, word_list, word_pairs


MEDIA = ("state_media", "news_agency", "media")
# What is made up of many people, whatever its name.
BODY_NOUNS = word_list("body") | word_list("concern") | word_list("firm") | word_list("outlet")
# First words of the names of bodies that states have together: `International Energy Agency`, `Asian Court of ...`.
_JOINT = tuple(f"{first} " for first in sorted(word_list("joint_first")))
# Words of outlets that other names have, too (`Star Shipping`, an office's `Media Relations`), and what may stand behind them in an outlet's.
_ALSO_OUTLETS = frozenset("globe guardian independent mail media mirror register review star sun".split())
_OF_MEDIA = word_list("legal_form") | word_list("of_media")
# Before an office, these tell who stands against those that hold it.
AGAINST = frozenset(("opposition", "shadow"))
# Ranks that police have, too; who has one or is called by one of the others is an officer.
RANKS = frozenset("brigadier captain colonel commander corporal general lieutenant major sergeant".split())
OFFICERS = RANKS | {"admiral", "marshal", "officer"}
# What somebody is no more stands behind these.
PAST = frozenset(("ex", "former", "retired"))
# Who has no name of one's own here: the words are those of the body.
MOUTHPIECES = frozenset(("rep", "spokesman", "spokeswoman", "spokesperson"))
# Nouns of people that say nothing of them as adjectives: `major allies`, `the official count`, `local businessman`.
_ALSO_ADJECTIVES = frozenset(("general", "local", "major", "official"))
# Who leads what another noun says: gangs, teams, clubs and trades as well as armies and states.
_LEADING = frozenset(("captain", "king", "leader", "president", "prince", "queen"))
# Beside a leader, these say that a state is led, or a part of its parliament.
_OF_STATES = word_list("led_state")
# What they are by themselves is said of a state's.
_STATELY = ("government", "intelligence", "military")
# Titles as they stand before names.
ABBREVIATED = word_pairs("short_title")
_LAWYERS = frozenset("attorney barrister counsel lawyer solicitor".split())
# Who may be called by the place that they know or work on, of whom the last are also called by where they come from.
_ABROAD = word_list("abroad") | {"coordinator", "director", "editor", "rapporteur", "researcher", "negotiator", "representative"}
_OF_HOME = {"ambassador", "negotiator", "representative"}
# Letters that stand for adjectives: a US analyst is an American one.
_ADJECTIVAL = frozenset(("eu", "u.k.", "u.n.", "u.s.", "uk", "un", "us"))


class Role(NamedTuple):
    """What a noun or a part of a name says of its bearer; `follows` = an organisation named with it says more."""

    source_type: str
    follows: bool
    country: str


@lru_cache(maxsize=1)
def load_roles() -> dict[tuple[str, str], Role]:
    """Source types by kind (`name` or `role`) and term in lower case."""
    return {(row["kind"], term): Role(row["source_type"], row["follows"] == "true", row["country"])
            for row in read_rows("roles.csv") for term in row["terms"].split(";")}


@lru_cache(maxsize=1)
def _bodies() -> dict[str, Role]:
    """The roles of bodies by their whole names in lower case: seats of governments, and those of either table that are some body's."""
    bodies = {name: Role("government", False, country) for name, (_, country) in gazetteer.seats().items()}
    bodies |= {spelling(term): role for (kind, term), role in load_roles().items()
               if kind == "name" and (role.country or role.source_type == "international_organisation")}
    return bodies | {spelling(name): Role(row["source_type"], False, row["country"])
                     for row in read_rows("bodies.csv") for name in row["names"].split(";")}


def body_role(name: str) -> Role | None:
    """The role of a body, or of a government's seat, by its whole name, with or without its article."""
    whole = spelling(name).casefold()
    return _bodies().get(whole) or _bodies().get(whole.removeprefix("the "))


def whole_role(name: str) -> Role | None:
    """The role of a body that its whole name gives, which may also be a part of other bodies' names: `the Duma`."""
    return body_role(name) or load_roles().get(("name", name.casefold()))


def is_retained(noun: Token) -> bool:
    """Whether a lawyer speaks for a client: `Brod's lawyer`, `an attorney for the family`."""
    return noun.base in _LAWYERS and any(
        child.dep_ == "poss" or child.dep_ == "prep" and child.lower_ == "for" for child in noun.children)


def is_field(first: Token, root: Token) -> bool:
    """Whether a place is what somebody knows or works on, and not whose they are: `a Russia expert`, `envoy for Iran`.

    `first` and `root` are the first word of the place's name and the one on which the name hangs.
    """
    before = first.nbor(-1) if first.i else first
    if before.lower_ in ("for", "on", "to"):
        return before.head.base in _ABROAD
    if root.dep_ not in ("compound", "nmod", "amod") or root.pos_ != "PROPN" or root.lower_ in _ADJECTIVAL:
        return False
    noun = root
    while noun.i + 1 < len(noun.paragraph) and noun.nbor(1).pos_ == "NOUN":
        noun = noun.nbor(1)
    # `Oxfam's Yemen director` belongs to Oxfam.
    owned = any(child.dep_ == "poss" and child.i < first.i and child.pos_ == "PROPN" for child in noun.children)
    return noun != root and (owned or noun.base in _ABROAD - _OF_HOME)


def led_by(noun: Token) -> Token | None:
    """The common noun of those whom somebody leads or speaks for who else would be a state's.

    `Gang leader`, `captain of the team`, `pinup queen`, `the company's spokesman`.
    """
    body = _owner_of(noun)
    if body is not None and _is_of_state(noun) and not _is_of_state(body):
        return body
    if noun.base not in _LEADING:
        return None
    led = [*complements(noun, "of"), *(child for child in dependents(noun, "compound", "poss") if child.i < noun.i)]
    # With a capital where it begins its sentence: `Team president Ana Brod`.
    led = [child for child in led if (child.tag_ in ("NN", "NNS") or child.is_sent_start and child.base in BODY_NOUNS
                                      or child.lower_ in AGAINST) and not gazetteer.home_of(child.text)]
    return led[-1] if led and led[-1].base not in _OF_STATES else None


def _owner_of(noun: Token) -> Token | None:
    """The common noun of the body whose somebody is: before it, or told of in this sentence or the one before.

    The latter for `its president` and for `spokesman` alone.
    """
    owner = next((child for child in dependents(noun, "poss") if child < noun), None)
    alone = noun.base in MOUTHPIECES and not (noun.i and noun.nbor(-1).pos_ in ("ADJ", "NOUN", "PART", "PRON", "PROPN")) and not (
        complements(noun, "for", "of"))
    if alone or owner is not None and owner.lower_ == "its":
        sentences = noun.paragraph.sents
        first = sentences[max(0, sentences.index(noun.sent) - 1)].start
        before = (token for token in reversed(noun.paragraph[:noun.i]) if token.start >= first)
        owner = next((token for token in before if token.ent_type_ == "ORG" or token.tag_ == "NN" and token.base in BODY_NOUNS), None)
    return owner if owner is not None and owner.tag_ == "NN" and owner.base in BODY_NOUNS else None


def _is_of_state(noun: Token) -> bool:
    """Whether a noun by itself tells of a state's body or officer, or of a body that any state has."""
    role = load_roles().get(("role", noun.base))
    return role is not None and role.source_type in _STATELY or noun.base in _OF_STATES


def is_modifier(noun: Token) -> bool:
    """Whether what may be an officer's rank only qualifies the word behind or before it: `general manager`, `prosecutor general`."""
    if noun.base not in _ALSO_ADJECTIVES:
        return False
    after = noun.nbor(1) if noun.i + 1 < len(noun.paragraph) else noun
    before = noun.nbor(-1) if noun.i else noun
    return after.tag_ == "NN" and after.is_lower or noun.base == "general" and ("role", f"{before.lower_} general") in load_roles()


def find_role(phrase: list[Token], root: Token) -> Role | None:
    """The role of the longest known term that ends in the phrase's noun, or that its modifiers give."""
    roles = load_roles()
    before = [token for token in phrase if token.i < root.i and token.dep_ != "det"]
    words = [token.lower_ for token in before]
    if AGAINST.intersection(words) and root.base not in ("leader", "party"):
        return roles["role", "opposition"]
    if is_retained(root):
        return roles["role", "defense lawyer"]
    # `The leader of the Opposition`, and never a `general` of `secretary-general`.
    if any(below.lower_ in AGAINST for child in root.children if child.lower_ == "of" for below in child.subtree[:3]):
        return roles["role", "opposition"]
    if root.i > 1 and root.nbor(-1).text == "-" and root.nbor(-1).end == root.start:
        joined = f"{root.nbor(-2).lower_}-{root.lower_}"
        if ("role", joined) in roles:
            return roles["role", joined]
    led = led_by(root)
    if led is not None:
        return roles.get(("role", f"{led.base} {root.base}")) or roles.get(("role", led.base), Role("other", False, ""))
    for end in (root.base, root.lower_):
        for first in range(len(words) + 1):
            found = roles.get(("role", " ".join([*words[first:], end])))
            if found is not None:
                return found
    if root.base.endswith("ologist"):
        return roles["role", "scientist"]
    # `The ruling nationalists` are no court's ruling.
    telling = [token.lower_ for token in before
               if token.pos_ != "VERB" and token.dep_ != "poss" and not (token.pos_ == "ADJ" and token.lower_ in _ALSO_ADJECTIVES)]
    return next((roles["role", word] for word in reversed(telling) if ("role", word) in roles), None)


def name_role(name: str) -> Role | None:
    """The role that an organisation's name gives: that of the whole name, else that of the last known part of it.

    A part gives the country only of what it begins: `Senate Committee` is of the Senate, `Lydian Senate` is another one.
    """
    known = body_role(name)
    if known is not None:
        return known
    roles = load_roles()
    words = name.casefold().replace("’", "'").split()
    for size in range(len(words), 0, -1):
        for end in range(len(words), size - 1, -1):
            term = " ".join(words[end - size:end])
            role = roles.get(("name", term))
            if role is None or term in _ALSO_OUTLETS and not _OF_MEDIA.issuperset(word.rstrip(".") for word in words[end:end + 1]):
                continue
            before = [word for word in words[:end - size] if word != "the"]
            if role.source_type == "government" and not role.country and before and name.casefold().startswith(_JOINT):
                return Role("international_organisation", False, "")
            foreign = role.country and role.source_type in ("government", "party") and not _is_of(before, role.country)
            return role._replace(country="") if foreign else role
    # `The Orlo Times-Courier`.
    if "-" in name:
        return name_role(name.replace("-", " "))
    # `World Harbour Organization`, `International Organization for Harbours`.
    joint = words[:1] in (["international"], ["world"]) and {words[-1], *words[1:2]} & {"organisation", "organization"}
    return Role("international_organisation", False, "") if joint else None


def _is_of(before: list[str], country: str) -> bool:
    """Whether what stands before a known part of a name is nothing, or names the part's country or something of it."""
    n = len(before)
    for words in [" ".join(before[first:last]) for first in range(n) for last in range(first + 1, n + 1)]:
        sense, role = gazetteer.sense_of(words), whole_role(words)
        if country in (sense and sense.country, role and role.country, gazetteer.home_of(words)):
            return True
    return not before
