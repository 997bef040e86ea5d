"""What a name does or has done to it in its sentence: agent or patient of a verb, from the parse."""

from __future__ import annotations

from analysis.reading.names.metonyms import RAISING, is_address
from analysis.reading.names.names import Name
from analysis.reading.text.trees import Token, dependents, quoting_verb
from analysis.reading.words import word_list

# Verbs of being and having: their subject does nothing.
_STATES = word_list("state")
# Verbs whose object is to do what the infinitive says: `forced Norland to sign`.
_PRESSES = word_list("of_pressure")
_SAID = word_list("saying")
_SUBJECTS = ("nsubj", "nsubjpass")

Deed = tuple[str, Token]


def find_deed(name: Name) -> Deed | None:
    """Whether a name acts (`agent`) or is acted on (`patient`), and the deed; None for neither.

    Agent: subject of an active verb (`Hald met Brod`), or what `by` adds to a passive one or to a deed (`was met by Hald`, `a visit
    by Hald`). Patient: object, receiver, or subject of a passive verb. A name joined to another one by `and`, or set beside a title,
    has the same role; one that has no role of its own takes that of the clause which describes it (`led by Brod, whom Hald met`).
    Verbs of being and having count for nothing; what somebody is expected or due to do counts as done. Known bias: a negated,
    planned or reported deed is a deed, and a name inside a longer phrase (`Hald's aide said`) has no role.
    """
    if is_address(name) or any(token.tag_ == "POS" for token in name.doc[name.last:name.last + 1]):
        return None
    token = name.root
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
    done_by = verb.lower_ == "by" and (verb.dep_ == "agent" or verb.dep_ == "prep" and verb.head.pos_ == "NOUN")
    if relation == "pobj" and (done_by or verb.dep_ == "dative"):
        return _deed("agent" if done_by else "patient", verb.head)
    return None


def _of_subject(verb: Token, *, passive: bool) -> Deed | None:
    """The role of a verb's subject."""
    if verb.pos_ not in ("VERB", "AUX"):
        return None
    carried = _carried(verb)
    if carried is not None:
        return _deed("patient" if dependents(carried, "auxpass") else "agent", carried)
    if passive:
        return _quoted(verb) or _deed("patient", verb)
    below = verb.dep_ in ("ccomp", "xcomp") and any(child.tag_ == "TO" for child in verb.children)
    if below and verb.head.base in _PRESSES:
        return _deed("patient", verb.head)
    return _deed("agent", verb)


def _quoted(verb: Token) -> Deed | None:
    """The role of the one whom somebody quotes `as saying` something."""
    saying = [part for preposition in verb.children for part in preposition.children if quoting_verb(part) == verb]
    return _deed("agent", saying[0]) if saying else None


def _carried(verb: Token) -> Token | None:
    """The infinitive that says what the subject of a verb of seeming or expecting does, or None."""
    for child in verb.children if verb.base in RAISING else ():
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
