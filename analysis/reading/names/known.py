"""The names that an event's reports know: those that the model proposes, with their types, and those that it never does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container
from typing import TYPE_CHECKING

from analysis.reading import gazetteer
from analysis.reading.gazetteer import spelling
from analysis.reading.names.proposals import Proposed, acronym_behind
from analysis.reading.names.settling import full_names, settle
from analysis.reading.names.vocabulary import COURTESY, NO_NAMES, STORMS, TELLING, TITLES, may_be_person
from analysis.reading.names.votes import Known, stands_in, vote
from analysis.reading.organisations import acronym_of, is_acronym
from analysis.reading.roles import body_role
from analysis.reading.text.trees import Paragraph, Token
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

_SPEECH = word_list("saying")
# Tokens of the longest name in the tables, and names of bodies that are words, too.
_LONGEST = 10
_ALSO_WORDS = frozenset("amnesty chancellery commons economist libertarians lords momentum unison".split())


def known_names(readings: list[Reading], proposed: list[Proposed]) -> Known:
    """Names known in the event, with the types that most of their places, the gazetteer and other names there give them."""
    voted = vote(proposed)
    words = {spelling(token.text) for reading in readings for paragraph in reading.paragraphs for token in paragraph
             if token.pos_ in ("ADJ", "PROPN", "NOUN") and token.is_title}
    common = {token.text for reading in readings for paragraph in reading.paragraphs for token in paragraph if token.is_lower}
    # In each merge the last decides. Who speaks by the surname is a person, and an acronym what the name before it is.
    read = voted | _with_articles(voted, readings) | _speaking_people(voted, readings, common) | _initialled(voted)
    read |= _acronyms(proposed) | _unread(proposed, common) | _bare_storms(voted)
    known = settle(read, words, common, _lived_in(proposed))
    # Only a demonym is told by its form.
    known = known | _demonyms(known, words)
    return dict.fromkeys(_lone_surnames(known, _held_titles(readings)), "PERSON") | _listed(proposed, known, common) | known


def _unread(proposed: list[Proposed], common: Container[str]) -> Known:
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


def _listed(proposed: list[Proposed], known: Known, common: Container[str]) -> Known:
    """Bodies and places of the project's tables where prose writes their whole names with capitals."""
    found: Known = {}
    people = {part for tokens in full_names(known) for part in tokens}
    for _, doc, style, _ in proposed:
        for i in [token.i for token in doc if not style and token.text[0].isupper() and token.lower_ != "the"]:
            for last in range(min(len(doc), i + _LONGEST), i, -1):
                text = spelling(doc.span(i, last).text)
                body = body_role(text) is not None
                word = last - i == 1 and not text.isupper() and (text.lower() in common or _begins_as_word(doc[i]))
                if body and not word:
                    found[text] = "ORG"
                elif gazetteer.is_placed(text) and _is_apart(doc, i, last) and {text, text.title()}.isdisjoint(people) \
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


def _is_apart(doc: Paragraph, first: int, last: int) -> bool:
    """True for proper nouns that stand by no other one."""
    beside = [doc[i] for i in (first - 1, last) if 0 <= i < len(doc)]
    return all(token.pos_ == "PROPN" for token in doc[first:last]) and not any(token.pos_ == "PROPN" for token in beside)


def _with_articles(known: Known, readings: list[Reading]) -> Known:
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


def _speaking_people(known: Known, readings: list[Reading], common: Container[str]) -> Known:
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


def _demonyms(known: Known, words: set[str]) -> Known:
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


def _lone_surnames(known: Known, held: set[str]) -> list[str]:
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


def _acronyms(proposed: list[Proposed]) -> Known:
    """Acronyms that stand in brackets behind the name that they shorten; an organisation's may be of another language."""
    return {acronym: kind for _, doc, _, names in proposed for first, last, kind in names
            if (acronym := acronym_behind(doc, last)) and kind not in ("PERSON", "NORP")
            and (kind == "ORG" or acronym[0] in [token.text[0].upper() for token in doc[first:last]])}


def _initialled(known: Known) -> Known:
    """Acronyms of three letters or more that the model takes for no body, as one whose initials they are and that the event names."""
    bodies = [gazetteer.fold(text) for text, kind in known.items() if kind == "ORG" and " " in text]
    return {text: "ORG" for text, kind in known.items() if kind != "ORG" and is_acronym(text)
            and len(text.replace(".", "")) > 2 and any(acronym_of(gazetteer.fold(text), body) for body in bodies)}


def _bare_storms(known: Known) -> Known:
    """Names of storms without the word that says so: `Mariko` beside `Typhoon Mariko`."""
    whole = (text.split() for text, kind in known.items() if kind == "EVENT")
    return {words[-1]: "EVENT" for words in whole if len(words) > 1 and words[-2].lower() in STORMS and not gazetteer.sense_of(words[-1])}
