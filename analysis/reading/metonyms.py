"""Whether a capital or country stands for its government in a sentence, or for the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.reading.words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Verbs of being and of place: their subject is the city itself.
_OF_PLACE = word_list("of_place")
_OF_PRESSURE = word_list("of_pressure")
_OF_RELATION = frozenset("with against between toward towards by".split())
# Nouns of which a capital is the partner or object as a government, after `of`, `to`, `on`, `from`, `in`.
_RELATIONS = word_list("relation")
# What a city has: streets and people.
_OF_CITY = word_list("of_city")
_DATELINE = frozenset(("(", "-", "–", "—", "--", ":", "/"))
_OF_LAND = word_list("of_land")
# What a country has that acts in its own name.
_ACTORS = word_list("actor")
_PRESSING = frozenset("accuse call press rely depend demand".split())
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


def stands_for_government(doc: Doc, first: int, last: int, *, capital: bool) -> bool:
    """Whether the name of a capital or country, tokens `first` to `last` of a parsed paragraph, stands for the government.

    It does as the subject of a verb of speech, decision or action, as its agent, as the owner of a policy or deed, as the object
    of pressure, and as a partner (`ties with`). It does not as a place where something is (`in`, `at`, `to`), as the owner of
    streets or, for a country, of ministers and ministries, which act themselves.
    """
    following = doc[last].text if last < len(doc) else ""
    if first == 0 and following in _DATELINE or first > 1 and doc[first - 1].text == "," and doc[first - 2].ent_type_ == "GPE" \
            and following in (",", ".", ""):
        return False
    token = doc[first:last].root
    seen = set()
    while token.dep_ in ("conj", "appos") and token.i not in seen and token.head.pos_ == "PROPN":
        seen.add(token.i)
        token = token.head
    return _decides(token, capital=capital)


def _decides(token: Token, *, capital: bool) -> bool:
    """The decision by the name's head in the parse."""
    head, relation = token.head, token.dep_
    if relation in _SUBJECTS:
        return head.pos_ in ("VERB", "AUX") and head.lemma_.lower() not in (_OF_PLACE if capital else _OF_LAND)
    if relation == "agent" or (relation == "pobj" and head.dep_ == "agent"):
        return True
    if relation == "poss":
        return head.pos_ != "PROPN" and head.lemma_.lower() not in (_OF_CITY if capital else _OF_CITY | _ACTORS)
    if relation in ("dobj", "dative"):
        return head.lemma_.lower() in _OF_PRESSURE
    if relation == "pobj":
        return _partner(head)
    if relation in ("compound", "nmod", "amod"):
        return head.tag_ in ("VBN", "VBD") or (head.pos_ == "NOUN" and head.lemma_.lower() in _RELATIONS)
    if relation == "npadvmod":
        return head.tag_ in ("VBN", "VBD", "JJ")
    return False


def _partner(preposition: Token) -> bool:
    """Whether the object of a preposition is a partner or target rather than a place."""
    word, governor = preposition.lower_, preposition.head
    if word in _OF_RELATION:
        return word != "between" or governor.lemma_.lower() in _RELATIONS
    if word in ("of", "to", "on", "from", "for"):
        lemma = governor.lemma_.lower()
        return lemma in _RELATIONS if governor.pos_ == "NOUN" else word in ("of", "on") and lemma in _PRESSING
    return False
