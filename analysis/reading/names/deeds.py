"""What a name does or has done to it in its sentence, by the parse: agent or patient, or a place that stands for its government."""

from __future__ import annotations

from analysis.reading import gazetteer
from analysis.reading.names.labels import apposed_to
from analysis.reading.names.names import Name
from analysis.reading.text.trees import Token, dependents, quoting_verb
from analysis.reading.words import word_list

# Verbs of being and of place: their subject is the city itself.
_OF_PLACE = word_list("of_place")
_OF_LAND = word_list("of_land")
# What happens to a place: `Oslo was flooded`.
_UNDERGONE = word_list("undergone")
# Verbs that put pressure on their object, which may be to do what an infinitive says: `forced Norland to sign`.
_OF_PRESSURE = word_list("of_pressure")
_OF_RELATION = frozenset("with against between toward towards by".split())
# Nouns of which a place is the partner or object as a government, after `of`, `to`, `on`, `from`, `in`.
_RELATIONS = word_list("relation")
# What a city has: streets and people.
_OF_CITY = word_list("of_city")
# What a country has that acts in its own name.
_ACTORS = word_list("actor")
# Participles of deeds, so that the place before them does it: `Oslo-backed`.
_OF_AGENT = word_list("of_agent")
# Adjectives of the mind: who is so wants something.
_OF_MIND = word_list("of_mind")
_DATELINE = frozenset(("(", "-", "–", "—", "―", "--", ":", "/"))
_PRESSING = frozenset("accuse blame call press rely depend demand".split())
_PRESSURES = frozenset("blame demand fine pressure restriction sanction tariff".split())
_TOLD = frozenset("apologise apologize appeal complain explain propose report speak suggest".split())
# Verbs and adjectives whose infinitive says what their subject does: `is expected to host`, `is said to have left`.
_RAISING = frozenset("allege appear be believe bind due expect know likely report rumour say schedule seem set suppose think understand "
                    "unlikely".split())
# Verbs of being and having: their subject does nothing.
_STATES = word_list("state")
_SAID = word_list("saying")
_SUBJECTS = ("nsubj", "nsubjpass")

Deed = tuple[str, Token]


def stands_for_government(name: Name, *, city: bool = False) -> bool:
    """Whether the name of a place stands for who acts in its name.

    It does as the subject of a verb of speech, decision or action, as its agent or receiver, as the owner of a policy or deed, as
    the object of pressure, and as a partner (`ties with`). It does not as a place where something is (`in`, `at`, `to`), in a
    dateline, as the subject of verbs that say what a place is or goes through, as the owner of streets or, unless it is a `city`,
    of ministers and ministries, which act themselves.
    """
    if _is_address(name):
        return False
    token = name.root
    while token.head.pos_ == "PROPN" and (
            token.dep_ in ("conj", "appos") or token.dep_ in ("compound", "nmod") and gazetteer.sense_of(token.head.text)):
        token = token.head
    return _decides(token, city=city)


def _is_address(name: Name) -> bool:
    """Whether a name is part of a dateline or says where somebody or another place is from: `Tacoma, Washington`, `Brod (R-Ohio)`."""
    doc, first = name.doc, name.first
    following = doc[name.last].text if name.last < len(doc) else ""
    if first == 0:
        return following in _DATELINE
    of_party = first > 1 and doc[first - 1].text == "-" and len(doc[first - 2]) == 1 and doc[first - 2].is_upper
    if of_party or name.type == "GPE" and doc[first - 1].text == "(" and following == ")":
        return True
    if first < 2 or doc[first - 2].ent_type_ != "GPE" or name.type == "PERSON":
        return False
    before = gazetteer.sense_of(doc[first - 2].text)
    inside = not before or before.kind == "capital"
    return doc[first - 1].text == "," and following != "and" and (inside or following in (",", ".", ""))


def _decides(token: Token, *, city: bool) -> bool:
    """The decision by the name's head in the parse."""
    head, relation, lemma = token.head, token.dep_, token.head.base
    if relation in (*_SUBJECTS, "csubj"):
        return head.pos_ in ("VERB", "AUX") and _acts(head, passive=relation == "nsubjpass", city=city)
    if relation in ("agent", "dative") or head.dep_ == "agent":
        return True
    if relation == "poss":
        return head.pos_ != "PROPN" and lemma not in (_OF_CITY if city else _OF_CITY | _ACTORS)
    if relation == "dobj":
        return lemma in _OF_PRESSURE
    if relation == "pobj":
        return _partner(head)
    return head.lower_ in _OF_AGENT or relation in ("compound", "nmod", "amod") and head.pos_ == "NOUN" and lemma in _RELATIONS


def _acts(verb: Token, *, passive: bool, city: bool) -> bool:
    """Whether the subject of a verb does something, rather than is or has something as a place."""
    lemma, carried = verb.base, dependents(verb, "acomp", "attr", "xcomp", "dobj")
    for child in carried:
        if lemma in _RAISING and child.dep_ == "xcomp":
            return _acts(child, passive=False, city=city)
        if lemma == "be" and child.dep_ == "acomp":
            return child.lower_ in _OF_MIND or child.lower_ in _RAISING and any(
                _acts(below, passive=False, city=city) for below in dependents(child, "xcomp"))
    if lemma == "be" or lemma == "have" and city:
        return any(child.base in _RELATIONS for child in carried)
    return lemma not in (_OF_PLACE if city else _OF_LAND) and not (passive and lemma in _UNDERGONE)


def _partner(preposition: Token) -> bool:
    """Whether the object of a preposition is a partner or target rather than a place."""
    word, governor = preposition.lower_, preposition.head
    lemma = governor.base
    if word in _OF_RELATION:
        return lemma not in ("border", "boundary", "frontier") and (word != "between" or lemma in _RELATIONS)
    if word in ("of", "to", "on", "from", "for") and governor.pos_ == "NOUN":
        return lemma in _RELATIONS
    if word in ("about", "at", "over"):
        return governor.lower_ in _OF_MIND or lemma == "worry"
    if word == "on" and any(child.base in _PRESSURES for child in dependents(governor, "dobj")):
        return True
    return word in ("of", "on") and lemma in _PRESSING or word == "to" and lemma in _TOLD


def find_deed(name: Name) -> Deed | None:
    """Whether a name acts (`agent`) or is acted on (`patient`), and the deed; None for neither.

    Agent: subject of an active verb (`Hald met Brod`), or what `by` adds to a passive one or to a deed (`was met by Hald`, `a visit
    by Hald`). Patient: object, receiver, subject of a passive verb, or whose deed somebody
    else does (`Hald's arrest by Brod`). A name joined to another one by `and`, or set beside a title,
    has the same role; one that has no role of its own takes that of the clause which describes it (`led by Brod, whom Hald met`).
    Verbs of being and having count for nothing; what somebody is expected or due to do counts as done. Known bias: a negated,
    planned or reported deed is a deed, and a name inside a longer phrase (`Hald's aide said`) has no role.
    """
    token = name.root
    owner = any(behind.tag_ == "POS" for behind in name.doc[name.last:name.last + 1])
    if _is_address(name) or owner:
        return _undergone(token.head) if owner else None
    if token.dep_ == "appos":
        token = apposed_to(name)
    while token.dep_ == "appos" or token.dep_ == "conj" and token.head.pos_ in ("PROPN", "NOUN", "PRON"):
        token = token.head
    if token.dep_ == "conj" and token.head.pos_ == "VERB" and token.pos_ == "PROPN":
        # The parse joins to a verb what `and` joins to its object: `thanked the council and Hald`.
        token = next(iter(dependents(token.head, "dobj")), token)
    return _own(token) or _described(name.root)


def _own(token: Token) -> Deed | None:
    """The role of a phrase's head in its clause."""
    verb, relation = token.head, token.dep_
    if relation in _SUBJECTS:
        return _of_subject(verb, passive=relation == "nsubjpass")
    if relation in ("dobj", "dative") and verb.pos_ in ("VERB", "AUX"):
        # The parse takes for an object whoever says something behind the verb: `declared Hald`.
        turned = verb.tag_ in ("VBD", "VBZ") and verb.lemma_ in _SAID and not dependents(verb, *_SUBJECTS)
        return _quoted(verb) or _deed("agent" if turned else "patient", verb)
    if relation == "pobj" and (_is_by(verb) or verb.dep_ == "dative"):
        # `was called a liar by Hald`.
        deed = verb.head.head if verb.head.dep_ == "oprd" else verb.head
        return _deed("agent" if _is_by(verb) else "patient", deed)
    return _undergone(verb.head) if relation == "pobj" and verb.lower_ == "of" else None


def _is_by(preposition: Token) -> bool:
    """Whether a preposition says who did something."""
    of_verb = preposition.dep_ == "agent" or preposition.dep_ == "prep" and preposition.head.pos_ == "NOUN"
    return of_verb and preposition.lower_ == "by"


def _undergone(deed: Token) -> Deed | None:
    """What is done to whoever a noun is of, where it says by whom: `Hald's arrest by the police`, `the murder of Hald by Brod`."""
    return _deed("patient", deed) if deed.pos_ == "NOUN" and any(map(_is_by, deed.children)) else None


def _of_subject(verb: Token, *, passive: bool) -> Deed | None:
    """The role of a verb's subject."""
    if verb.pos_ not in ("VERB", "AUX"):
        return None
    carried = _carried(verb)
    if carried is not None:
        return _deed("patient" if dependents(carried, "auxpass") else "agent", carried)
    if passive:
        return _quoted(verb) or _deed("patient", verb)
    # `Brod had Hald arrested`.
    if verb.tag_ == "VBN" and verb.dep_ == "ccomp" and verb.head.base in ("get", "have") and not dependents(verb, "aux", "dobj"):
        return _deed("patient", verb)
    below = verb.dep_ in ("ccomp", "xcomp") and any(child.tag_ == "TO" for child in verb.children)
    if below and verb.head.base in _OF_PRESSURE:
        return _deed("patient", verb.head)
    return _deed("agent", verb)


def _quoted(verb: Token) -> Deed | None:
    """The role of the one whom somebody quotes `as saying` something."""
    saying = [part for preposition in verb.children for part in preposition.children if quoting_verb(part) == verb]
    return _deed("agent", saying[0]) if saying else None


def _carried(verb: Token) -> Token | None:
    """The infinitive that says what the subject of a verb of seeming or expecting does, or None."""
    for child in verb.children if verb.base in _RAISING else ():
        for below in (child, *(child.children if child.dep_ == "acomp" else ())):
            if below.dep_ == "xcomp":
                return below
    return None


def _described(name: Token) -> Deed | None:
    """The role that a clause behind a name gives it: `Hald, who left`, `Hald, criticised by all`."""
    for child in name.children:
        if child.dep_ == "relcl":
            who = [part for part in child.children if part.tag_ in ("WP", "WDT")]
            return _own(who[0]) if who else None
        if child.dep_ == "acl" and child.tag_ in ("VBN", "VBG"):
            return _deed("patient" if child.tag_ == "VBN" else "agent", child)
    return None


def _deed(role: str, verb: Token) -> Deed | None:
    """A role beside a verb that is a deed."""
    return None if verb.base in _STATES else (role, verb)
