"""What a name does or has done to it in its sentence: agent or patient of a verb, from the parse."""

from __future__ import annotations

from analysis.reading.names.labels import apposed_to
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
    by Hald`). Patient: object, receiver, subject of a passive verb, or whose deed somebody
    else does (`Hald's arrest by Brod`). A name joined to another one by `and`, or set beside a title,
    has the same role; one that has no role of its own takes that of the clause which describes it (`led by Brod, whom Hald met`).
    Verbs of being and having count for nothing; what somebody is expected or due to do counts as done. Known bias: a negated,
    planned or reported deed is a deed, and a name inside a longer phrase (`Hald's aide said`) has no role.
    """
    token = name.root
    owner = any(behind.tag_ == "POS" for behind in name.doc[name.last:name.last + 1])
    if is_address(name) or owner:
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
        return _deed("agent" if _is_by(verb) else "patient", verb.head)
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
