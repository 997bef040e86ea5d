"""Words that tell a name, or what it is a name of, and the words that names are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.reading import gazetteer
from analysis.reading.text.trees import Token
from analysis.reading.words import WEEKDAYS, word_list

TITLES = word_list("title")
# Titles but those that may be part of a name: `Prince Harald`.
PLAIN_TITLES = TITLES - frozenset("don prince king pope queen".split())
# Titles that stand before nothing but a person's name.
PERSONAL = TITLES - frozenset("acting brother defence defense ex executive father finance first former gop hon host interim interior king "
                              "labour leader lord managing nominee prince princess queen saint sister star state then tory vice".split())
COURTESY = word_list("courtesy")
# Titles of two words of which names begin with either.
HONOURS = frozenset((("dato", "sri"), ("datuk", "sri"), ("tan", "sri")))
# What follows an office named after its field ("Defence Minister"), so that the field alone is no name.
OFFICES = word_list("office")
POST_NOMINALS = word_list("post_nominal")
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
# Small words that stand inside the names of persons.
PARTICLES = frozenset("al bin bint da das de del della den der di do dos du el ibn la los ould ten ter van von zu".split())
# Common family names of Korea, China and Vietnam, which stand before the given name.
FAMILY_FIRST = word_list("family_first")
# Countries, peoples and capitals that are names of persons, too.
ALSO_NAMES = word_list("also_name")
HEAD_TYPE = {head: kind for kind in ("ORG", "EVENT", "LOC", "FAC", "WORK") for head in sorted(word_list(f"head_{kind}"))}
# Words that tell an office, body, place or day, and so are no name by themselves, nor a part of a person's.
TELLING = frozenset((*TITLES, *OFFICES, *HEAD_TYPE, *WEEKDAYS))
# Who holds office in a town or region; of towns many bodies are called.
LOCAL = frozenset("archbishop bishop gov governor mayor premier".split())
# What stands between the names of a son or daughter and of the father.
SON_OF = frozenset("bin bint ibn".split())
PLACE_NOUNS = word_list("place_noun")
COMPASS = frozenset(("North", "South", "East", "West"))
# What stands before the name of a storm.
STORMS = word_list("storm")
# Acronyms of common nouns, and diseases, which the model takes for names.
NO_NAMES = word_list("no_name")
POSSESSIVE = frozenset(("'s", "’s", "‘s", "'", "’", "s'"))
# Finite verbs by their tags.
FINITE = ("VBD", "VBZ", "VBP", "MD")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[A-Z]\.)+")


def is_capital(token: Token) -> bool:
    """True for a token written as a name: a capital inside its first letters (`de-Ba'athist`, `eBay`, `al-Sadr`)."""
    return any(character.isupper() for character in token.text)


def is_part(token: Token, taken: set[int]) -> bool:
    """True for a capitalised token that may belong to the person named beside it."""
    return (token.pos_ == "PROPN" and is_name_word(token.text) and token.i not in taken
            and token.lower_ not in TELLING and token.lower_ != "affairs"
            and not gazetteer.sense_of(token.text) and not gazetteer.region_of(token.text))


def is_name_word(text: str) -> bool:
    """True for a capitalised word of letters, with a second capital, hyphen or apostrophe inside if need be: `McCray`, `O'Hald`."""
    return text[0].isupper() and (text.istitle() or not text.isupper()) and bool(_WORD.fullmatch(text))


def may_be_person(words: Sequence[str]) -> bool:
    """True for two or three capitalised words, or initials before one, of which none tells a body or place; four with particles."""
    most, words = 3 + any(word in PARTICLES for word in words), [word for word in words if word not in PARTICLES]
    return (2 <= len(words) <= most and is_name_word(words[-1])
            and all((is_name_word(word) or _INITIALS.fullmatch(word)) and word.lower() not in HEAD_TYPE
                    and word.lower() not in PLACE_NOUNS and not gazetteer.sense_of(word) for word in words))
