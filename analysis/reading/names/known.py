"""The names that an event's reports know, each with its type there: proposed ones, ones that the model missed, and what others tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading import gazetteer
from analysis.reading.gazetteer import spelling
from analysis.reading.names.proposals import Proposed, acronym_behind
from analysis.reading.names.vocabulary import (
    ALSO_NAMES, COURTESY, HEAD_TYPE, NO_NAMES, PARTICLES, SON_OF, STORMS, SUFFIXES, TELLING, TITLES, is_name_word, may_be_person)
from analysis.reading.names.votes import Types, stands_in, vote
from analysis.reading.organisations import LEGAL_FORMS, acronym_of, is_acronym, is_known_body
from analysis.reading.roles import MEDIA, body_role, whole_role
from analysis.reading.text.propositions import SUBJECTS
from analysis.reading.text.trees import Paragraph, Token
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

_SPEECH = word_list("saying")
# Tokens of the longest name in the tables, and names of bodies that are words, too.
_LONGEST = 10
_ALSO_WORDS = frozenset("amnesty chancellery commons economist libertarians lords momentum unison".split())
# How a person is called by a title and its land.
_NOBLE = r"(?:Baron|Baroness|Count|Countess|Duchess|Duke|Earl|Marquess|Prince|Princess|Viscount) of "


class _Inside(NamedTuple):
    """What stands inside an event's names, by which other names are told."""

    people: set[str]  # all words of full names
    singly: set[str]  # surnames and given names
    places: set[str]  # from which the event forms demonyms
    bodies: set[str]  # last words of organisations' names
    firms: set[str]  # firms' shorter names
    lived_in: set[str]  # places where something is


def known_names(readings: list[Reading], proposed: list[Proposed]) -> Types:
    """Names known in the event, with the types that most of their places, the gazetteer and other names there give them."""
    voted = vote(proposed)
    words = {spelling(token.text) for reading in readings for paragraph in reading.paragraphs for token in paragraph
             if token.pos_ in ("ADJ", "PROPN", "NOUN") and token.is_title}
    common = {token.text for reading in readings for paragraph in reading.paragraphs for token in paragraph if token.is_lower}
    # In each merge the last decides. Who speaks by the surname is a person, and an acronym what the name before it is.
    read = voted | _with_articles(voted, readings) | _speaking_people(voted, readings, common) | _initialled(voted)
    read |= _acronyms(proposed) | _unread(proposed, common) | _bare_storms(voted)
    known = settle(read, words, common, _lived_in(proposed))
    known |= _namesakes(known, proposed)
    # Only a demonym is told by its form.
    known = known | _demonyms(known, words)
    return dict.fromkeys(_lone_surnames(known, _held_titles(readings)), "PERSON") | _listed(proposed, known, common) | known


def _unread(proposed: list[Proposed], common: Container[str]) -> Types:
    """Words that stand twice or more as proper names where the model has none."""
    counts: Counter = Counter()
    places: Counter = Counter()
    for _, doc, style, names in proposed:
        taken = {i for first, last, _ in names for i in range(first, last)}
        for token in doc:
            if not style and token.i not in taken and _is_lone_name(doc, token):
                counts[token.text] += 1
                places[token.text] += stands_in(doc, token.i, token.i + 1, "ORG")
    return {text: "GPE" if 2 * places[text] >= n else "ORG"
            for text, n in sorted(counts.items()) if n >= 2 and text.lower() not in common}


def _listed(proposed: list[Proposed], known: Types, common: Container[str]) -> Types:
    """Bodies and places of the project's tables where prose writes their whole names with capitals."""
    found: Types = {}
    people = {part for tokens in full_names(known) for part in tokens}
    for _, doc, style, _ in proposed:
        for i in [token.i for token in doc if not style and token.text[0].isupper() and token.lower_ != "the"]:
            for last in range(min(len(doc), i + _LONGEST), i, -1):
                text = spelling(doc.span(i, last).text)
                body = body_role(text) is not None
                word = last - i == 1 and not text.isupper() and (text.lower() in common or _begins_as_word(doc[i]))
                if body and not word:
                    found[text] = "ORG"
                elif gazetteer.is_placed(text) and stands_alone(doc, i, last) and {text, text.title()}.isdisjoint(people) \
                        and text.lower() not in common:
                    found.setdefault(text, "GPE")
                else:
                    continue
                break
    return found


def _begins_as_word(token: Token) -> bool:
    """Whether a body's name may be a word with which a sentence begins, or inside of which it is no name: `Momentum`, `Rand`."""
    may = len(token) <= 5 or token.lower_ in _ALSO_WORDS
    return may and (token.is_sent_start or token.pos_ != "PROPN")


def stands_alone(doc: Paragraph, first: int, last: int) -> bool:
    """True for a proper name with no other one beside it."""
    beside = [doc[i] for i in (first - 1, last) if 0 <= i < len(doc) and not doc[max(i, first)].is_sent_start]
    named = all(token.pos_ in ("PROPN", "NUM") or token.lower_ in ("no", "no.", "number") for token in doc[first:last])
    return named and not any(token.pos_ == "PROPN" and token.text[0].isupper() or token.text[0].isdigit() for token in beside)


def _with_articles(known: Types, readings: list[Reading]) -> Types:
    """Names that the model takes for people's, as bodies where they have `the` of their own: `the Jan Morcha`, `the Lorviks`."""
    names: dict[str, list[str]] = defaultdict(list)
    parts = {part for tokens in full_names(known) for part in tokens}
    for text, kind in known.items():
        if kind == "PERSON" and (" " in text or parts.isdisjoint((text, text.removesuffix("s")))):
            names[text.split()[0]].append(text)
    articles = [token for reading in readings for doc in reading.paragraphs for token in doc[:-2] if token.lower_ == "the"]
    found = set()
    for article in articles:
        doc, first = article.paragraph, article.i + 1
        for name in names.get(spelling(doc[first].text), ()):
            last = first + len(name.split())
            own = last < len(doc) and spelling(doc.span(first, last).text) == name and article.head in doc[first:last]
            # `The Anna Hald bridge` is hers.
            if own and doc[last].pos_ not in ("ADP", "NOUN", "NUM", "PART", "PRON", "PROPN"):
                found.add(name)
    return dict.fromkeys(found, "ORG")


def _speaking_people(known: Types, readings: list[Reading], common: Container[str]) -> Types:
    """Names that the model takes for something else, as people where their last word is one elsewhere, or speaks: `Mild said`.

    Neither are names of teams (`the Jaguars`), those that begin with a word (`New Moon`), nor those that end in a body's (`Buy Verizon`).
    """
    may = [text for text, kind in sorted(known.items())
           if kind in ("ORG", "WORK", "PRODUCT", "FAC", "GPE") and may_be_person(text.split())]
    bodies = {word for word, kind in known.items() if kind == "ORG" and body_role(word) is not None}
    may = [text for text in may if text.split()[-1] not in bodies]
    last = {text.split()[-1] for text in may}
    places = [token for reading in readings for doc in reading.paragraphs for token in doc if token.text in last]
    speakers = {token.text for token in places
                if token.dep_ == "nsubj" and token.head.lemma_ in _SPEECH and token.subtree[0] is token}
    teams = {token.text for token in places if token.i and token.nbor(-1).lower_ == "the"}
    people = {word for word in last - teams if known.get(word) == "PERSON"}
    return {text: "PERSON" for text in may if text.split()[-1] in speakers
            or text.split()[-1] in people and text.split()[0].lower() not in common}


def _is_lone_name(doc: Paragraph, token: Token) -> bool:
    """True for a proper noun that neither begins its sentence nor stands by another, and is no title, office or day."""
    beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
    return (token.pos_ == "PROPN" and token.is_alpha and len(token) > 2 and token.text[0].isupper() and not token.is_sent_start
            and not any(other.pos_ == "PROPN" for other in beside) and token.ent_type_ not in ("DATE", "TIME", "LANGUAGE")
            and token.lower_ not in TELLING and token.lower_ not in NO_NAMES and not gazetteer.sense_of(token.text))


def _demonyms(known: Types, words: set[str]) -> Types:
    """Words of the event that are formed from a place of the event as demonyms are, for places the gazetteer does not have."""
    places = [text for text, kind in known.items() if kind == "GPE" and text.isalpha() and not gazetteer.sense_of(text)]
    free = [word for word in words if known.get(word, "ORG") == "ORG"]
    return dict.fromkeys(gazetteer.find_demonyms(free, places), "NORP")


def _held_titles(readings: list[Reading]) -> set[str]:
    """Capitalised titles that somebody has in the event: `the King`, `Bishop Hald`, `Prince of`."""
    return {token.text for reading in readings for doc in reading.paragraphs for token in doc
            if token.lower_ in TITLES and token.text[0].isupper() and _is_held(doc, token.i)}


def _is_held(doc: Paragraph, i: int) -> bool:
    """Whether a capitalised title is no family name where it stands: it has an article or the like before it, a name or `of` behind."""
    before, after = (doc[j] if 0 <= j < len(doc) else None for j in (i - 1, i + 1))
    if before is not None and before.pos_ == "PROPN" and before.lower_.strip(".") not in COURTESY:
        return False
    return (before is not None and (before.pos_ in ("DET", "ADJ") or before.tag_ == "PRP$")
            or after is not None and (after.lower_ == "of" or after.pos_ == "PROPN" and after.text[0].isupper()))


def _lone_surnames(known: Types, held: set[str]) -> list[str]:
    """Last words of people's full names that may stand alone, where the event neither knows them as a name nor has them as a title."""
    last = {tokens[-1] for tokens in full_names(known) if len(tokens) <= 3
            and (tokens[-1].lower() not in TITLES or tokens[-1] not in held and TELLING.isdisjoint(map(str.lower, tokens[:-1])))}
    last |= {word.split("-")[0] for word in last if re.fullmatch(r"[A-Z]\w{2,}-[A-Z]\w+", word)}
    return sorted(word for word in last if len(word) > 2 and word.replace("-", "").isalpha() and not word.isupper()
                  and not gazetteer.sense_of(word) and not gazetteer.region_of(word))


def _lived_in(proposed: list[Proposed]) -> set[str]:
    """What the model takes for places where prose has `in` or `near` before them: not of Sydney Hald, where she lives in Sydney."""
    return {spelling(doc.span(first, last).text) for _, doc, style, names in proposed if not style for first, last, kind in names
            if first and kind in ("GPE", "LOC") and doc[first - 1].lower_ in ("in", "near")}


def _namesakes(known: Types, proposed: list[Proposed]) -> Types:
    """Surnames that are a country's or people's elsewhere, where one acts by it and no other name is of that country: `Cuban said`."""
    acting = {spelling(doc[first].text) for _, doc, style, names in proposed if not style for first, last, _ in names
              if last - first == 1 and doc[first].dep_ in SUBJECTS and doc[first].subtree[0] is doc[first]}
    surnames = {words[-1] for words in full_names(known) if TELLING.isdisjoint(map(str.lower, words))
                and not any(map(gazetteer.sense_of, words[:-1]))}
    countries = Counter(sense.country for text in known if (sense := gazetteer.sense_of(text)))
    return {text: "PERSON" for text in surnames & acting - _lived_in(proposed)
            if (sense := gazetteer.sense_of(text)) and countries[sense.country] == 1}


def _acronyms(proposed: list[Proposed]) -> Types:
    """Acronyms that stand in brackets behind the name that they shorten; an organisation's may be of another language."""
    return {acronym: kind for _, doc, _, names in proposed for first, last, kind in names
            if (acronym := acronym_behind(doc, last)) and kind not in ("PERSON", "NORP")
            and (kind == "ORG" or acronym[0] in [token.text[0].upper() for token in doc[first:last]])}


def _initialled(known: Types) -> Types:
    """Acronyms of three letters or more that the model takes for no body, as one whose initials they are and that the event names."""
    bodies = [gazetteer.fold(text) for text, kind in known.items() if kind == "ORG" and " " in text]
    return {text: "ORG" for text, kind in known.items() if kind != "ORG" and is_acronym(text)
            and len(text.replace(".", "")) > 2 and any(acronym_of(gazetteer.fold(text), body) for body in bodies)}


def _bare_storms(known: Types) -> Types:
    """Names of storms without the word that says so: `Mariko` beside `Typhoon Mariko`."""
    whole = (text.split() for text, kind in known.items() if kind == "EVENT")
    return {words[-1]: "EVENT" for words in whole if len(words) > 1 and words[-2].lower() in STORMS and not gazetteer.sense_of(words[-1])}


def settle(known: Types, words: set[str], common: Container[str], lived_in: set[str]) -> Types:
    """Types that the gazetteer or a full name decides; `words` may be demonyms, `common` ones are written small."""
    # What is left of Manchester United is nobody's family name.
    known = known | {text: "ORG" for text, kind in known.items() if " " in text and kind != "FAC" and body_role(text) is not None}
    firms = _shorter_firms(known)
    full = full_names({text: kind for text, kind in known.items() if text not in firms and not gazetteer.is_placed(text)})
    people = {part for tokens in full for part in tokens}
    # A family name that begins a name has two words behind it: `Han Do Yun`.
    surnames = {tokens[-1] for tokens in full} | {tokens[0] for tokens in full if len(tokens) == 3}
    surnames |= {tokens[1] for tokens in full if len(tokens) == 3 and is_name_word(tokens[1])}
    # `Hald` of Anna Hald-Brod.
    surnames |= {half for tokens in full for half in re.split("[-‐]", tokens[-1]) if half.istitle() and half not in lived_in}
    surnames |= {surname[3:] for surname in surnames if surname[:3].lower() in ("al-", "el-")}
    # `Ford` beside Ford Hald and Ford Motor is the firm.
    given = _given_names(full, common) - lived_in - {text.split()[0] for text, kind in known.items() if kind == "ORG" and " " in text}
    unknown = {word for word in words - people if not gazetteer.sense_of(word)}
    demonyms = gazetteer.find_demonyms(unknown, [text for text in known if text.isalpha() and text not in people])
    inside = _Inside(
        people=people, singly=surnames | given | _also_capital(map(_with_particles, full)),
        lived_in=lived_in, places={place for places in demonyms.values() for place in places},
        bodies={text.split()[-1] for text, kind in known.items() if kind == "ORG" and " " in text} - set(HEAD_TYPE), firms=firms)
    return {text: _settled(text, known, inside) for text in known}


def _settled(text: str, known: Types, inside: _Inside) -> str:
    """The type of one name: what the event's other names tell of it goes before what the gazetteer does."""
    kind, sense, words = known[text], gazetteer.sense_of(text), text.lower().split()
    if text in inside.singly and not sense and kind in ("ORG", "GPE", "NORP", "PRODUCT", "WORK", "LOC"):
        return "PERSON"
    lived_in = text in inside.lived_in and text not in inside.people and gazetteer.is_placed(text) and words[-1] not in HEAD_TYPE
    if text in inside.places and kind in ("PERSON", "ORG", "NORP") or lived_in and kind in ("PERSON", "FAC", "LOC", "NORP"):
        return "GPE"
    if re.match(_NOBLE, text):
        return "PERSON"
    if len(words) > 1 and words[-1].rstrip(".") in LEGAL_FORMS and kind not in ("EVENT", "NORP"):
        return "ORG"
    if len(words) > 1 and words[-1] in word_list("firm_noun") and kind in ("PERSON", "GPE", "PRODUCT"):
        # `Sonali Energy`.
        return "ORG"
    # `MeRA25` is no place.
    if kind not in ("ORG", "EVENT", "NORP") and _is_club(text) or kind == "GPE" and re.fullmatch(r"[^\W\d]+\d+", text):
        return "ORG"
    letters = text.isalpha() and text.isupper() and 3 <= len(text) <= 6 and text.title() not in inside.people | known.keys()
    town = gazetteer.is_placed(text) or text in inside.lived_in
    firm = text in inside.firms and (kind == "PERSON" or kind == "GPE" and not town)
    if text not in inside.people and (firm or kind == "PERSON" and (text in inside.bodies or letters)):
        return "ORG"
    if text.isupper() and len(text) > 4 and text.title() != text and text.title() in known:
        # A dateline says that it is a place.
        return "GPE" if known[text.title()] == "GPE" else _settled(text.title(), known, inside)
    if sense and (kind != "PERSON" or " " not in text and text not in inside.people
                  and (sense.kind == "name" or text.casefold() not in ALSO_NAMES)):
        return "NORP" if sense.kind == "demonym" else "GPE"
    if gazetteer.fold(text) in gazetteer.seats() or is_known_body(text):
        return "ORG"
    body = whole_role(text) if kind not in ("FAC", "ORG") and text not in inside.people else None
    unplaced = kind == "PERSON" or kind == "GPE" and not gazetteer.is_placed(text)
    # Parties are their people, agencies are not.
    if body is not None and (body.source_type in MEDIA if kind == "NORP" else unplaced or any(map(str.isupper, text[1:]))):
        return "ORG"
    if " " in text and kind in ("PERSON", "ORG") and gazetteer.is_placed(text) and body_role(text) is None:
        return "GPE"
    if gazetteer.is_place(text) and kind not in ("PERSON", "GPE"):
        return "LOC"
    return kind


def _shorter_firms(known: Types) -> set[str]:
    """Names of firms without their legal form or noun of firms (`Ostby` of Ostby Capital), and the first words of the former."""
    bodies = [text.split() for text, kind in known.items() if kind == "ORG" and " " in text]
    firms = [tokens for tokens in bodies if tokens[-1].lower().rstrip(".") in LEGAL_FORMS
             or len(tokens) == 2 and tokens[1].lower() in word_list("firm_noun")]
    return {" ".join(tokens[:n]) for tokens in firms for n in (1, len(tokens) - 1)} - set(HEAD_TYPE)


def _given_names(full: list[list[str]], common: Container[str]) -> set[str]:
    """First words of people's names of two words, whose second is no place and not written small elsewhere: not of `Lorvik Fire`.

    Of a prince, too, who is called so alone: `Harith bin Osman`.
    """
    return {words[0] for words in full if may_be_person(words)
            and (words[1] in SON_OF or len(words) == 2 and words[1].lower() not in common)}


def full_names(known: Types) -> list[list[str]]:
    """The words of people's full names without `Jr.` and its like behind the family name."""
    full = [text.split() for text, kind in known.items() if kind == "PERSON" and " " in text]
    return [tokens[:-1] if len(tokens) > 2 and tokens[-1].lower().rstrip(".") in SUFFIXES else tokens for tokens in full]


def _with_particles(words: list[str]) -> str:
    """The family name in a full name, with the particles before it: `de la Cruz`."""
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return " ".join(words[first:])


def shorter_forms(name: str) -> set[str]:
    """What stays of a person's name without its first words, as written and as it begins a sentence: `de la Cruz`, `De la Cruz`."""
    words = name.split()
    if not all(word in PARTICLES or is_name_word(word) and word.lower() not in TELLING for word in words):
        return set()
    return _also_capital(" ".join(words[first:]) for first in range(1, len(words) - 1) if words[first - 1] not in PARTICLES)


def _also_capital(forms: Iterable[str]) -> set[str]:
    """Forms of a name, each as written and as it begins a sentence."""
    return {written for form in forms for written in (form, form[0].upper() + form[1:])}


def _is_club(name: str) -> bool:
    """Whether a name of several words begins or ends as those of sports clubs do: `Dinamo Brod`, `Lorvik Rovers`."""
    first, *others = name.lower().replace(".", "").split()
    return bool(others) and (first in word_list("club_first") or others[-1] in word_list("club_last"))
