"""Whether the name of a place stands for its government, or whoever acts for it, in a sentence, or for the place."""

from __future__ import annotations

from analysis.reading import gazetteer
from analysis.reading.names.names import Name
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import word_list

# Verbs of being and of place: their subject is the city itself.
_OF_PLACE = word_list("of_place")
_OF_LAND = word_list("of_land")
# What happens to a place: `Oslo was flooded`.
_UNDERGONE = word_list("undergone")
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
RAISING = frozenset("allege appear be believe bind due expect know likely report rumour say schedule seem set suppose think understand "
                    "unlikely".split())
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


def stands_for_government(name: Name, *, city: bool = False) -> bool:
    """Whether the name of a place stands for who acts in its name.

    It does as the subject of a verb of speech, decision or action, as its agent or receiver, as the owner of a policy or deed, as
    the object of pressure, and as a partner (`ties with`). It does not as a place where something is (`in`, `at`, `to`), in a
    dateline, as the subject of verbs that say what a place is or goes through, as the owner of streets or, unless it is a `city`,
    of ministers and ministries, which act themselves.
    """
    if is_address(name):
        return False
    token = name.root
    while token.head.pos_ == "PROPN" and (
            token.dep_ in ("conj", "appos") or token.dep_ in ("compound", "nmod") and gazetteer.sense_of(token.head.text)):
        token = token.head
    return _decides(token, city=city)


def is_address(name: Name) -> bool:
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
    if relation in _SUBJECTS:
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
        if lemma in RAISING and child.dep_ == "xcomp":
            return _acts(child, passive=False, city=city)
        if lemma == "be" and child.dep_ == "acomp":
            return child.lower_ in _OF_MIND or child.lower_ in RAISING and any(
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
