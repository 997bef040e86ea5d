"""Where one name begins and ends: names of the model divided, cut at their edges, and made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from analysis.reading import gazetteer
from analysis.reading.names.vocabulary import (
    COURTESY, FAMILY_FIRST, HEAD_TYPE, HONOURS, LOCAL, NO_NAMES, OFFICES, PARTICLES, PERSONAL, PLAIN_TITLES, POSSESSIVE, POST_NOMINALS,
    SUFFIXES, TELLING, TITLES, is_capital, is_name_word, is_part, may_be_person)
from analysis.reading.roles import load_roles
from analysis.reading.text.trees import Paragraph, Named, Token, dependents
from analysis.reading.words import word_list

# Where a name is proposed, by its first token and the one behind it, and its type.
Proposal = tuple[int, int, str]

# Types of entities by the model's.
TYPES = {
    "PERSON": "PERSON", "GPE": "GPE", "ORG": "ORG", "NORP": "NORP", "EVENT": "EVENT", "LAW": "WORK", "WORK_OF_ART": "WORK",
    "PRODUCT": "PRODUCT", "FAC": "FAC", "LOC": "LOC"}
_BEHIND_COMMA = frozenset("inc ltd llc jr sr d.c dc".split())
_BEFORE = frozenset("the a an post pre anti pro then now ex".split())
# Titles that are a party, too.
_PARTIES = frozenset(("Labour", "GOP"))
# Nouns of people that names begin with, too.
_ALSO_FIRST = FAMILY_FIRST | {"dean", "king", "prince", "queen"}
# A sum of money: `RM2bn`, `Rs 3 crore`.
_SUM = r"[A-Z]\w{0,2}\.? ?\d[\d.,]*(?: ?[bt]n|m| (?:m|b|tr)illion| crore| lakh)"
# Short words that names are tied to (`Nixon-era`), which are no second halves of given names (`Ha-eun`).
NO_HALVES = frozenset("aide ally area based born era fan foe led like made owned run style".split())
# What offices are of, and with which words.
OFFICE_FIELDS = word_list("generic_office") | word_list("office_field")
OF_FIELD = ("of", "for")
# Heads of names that are surnames, too.
_SURNAMES = frozenset("bay bridge day guard island lake post river street".split())


def divide(doc: Paragraph, ent: Named) -> Iterator[Proposal]:
    """The parts of a proposed name, by a bracket, a dash that stands apart, or a comma before no legal form."""
    first, kind = ent.start, TYPES[ent.label]
    titled = kind == "ORG" and doc[first].lower_ in PERSONAL and may_be_person(doc.span(first + 1, ent.end).text.split())
    ranked = doc[first].text.endswith(".") and doc[first].lower_.strip(".") in PERSONAL - {"st"} and ent.end - first < 4 \
        and all(is_part(token, set()) for token in doc[first + 1:ent.end])
    if titled or ranked or any(token.lower_.strip(".") in COURTESY for token in doc[max(0, first - 1):first + 1]):
        kind = "PERSON"
    if kind in ("ORG", "PERSON", "GPE") and (behind := _place_in_front(doc, first, ent.end)):
        yield first, behind, "GPE"
        first, kind = behind, "PERSON"
    elif kind in ("ORG", "PERSON", "PRODUCT", "WORK") and (behind := _office_in_front(doc, first, ent.end, kind)):
        first, kind = behind, "PERSON"
    for i in range(first + 1, ent.end - 1):
        sides = (gazetteer.sense_of(doc.span(first, i).text), gazetteer.sense_of(doc.span(i + 1, ent.end).text))
        # Who stands behind a quotation is no title of a work.
        body = kind == "ORG" or kind == "WORK" and first and doc[first - 1].is_quote
        if body and doc.span(i, i + 2).text == "of the" and may_be_person(words := doc.span(first, i).text.split()):
            # `Anna Hald of the Harbour Party`, `Executive Director of the Harbour Party`.
            if TELLING.isdisjoint(map(str.lower, words)):
                yield first, i, "PERSON"
            first, kind = i + 2, "ORG"
        elif kind != "NORP" and doc[i].lower_ in ("and", "-", "–") and all(side and side.kind != "demonym" for side in sides):
            yield first, i, kind
            first = i + 1
        elif doc[i].text == "(" or _stands_apart(doc, i) or _parts_names(doc, first, i, ent.end) or _is_score(doc[i]) \
                or doc[i].text == "," and kind in ("ORG", "GPE", "PERSON") and doc[i + 1].lower_.strip(".") not in _BEHIND_COMMA:
            # `LORVIK - Anna Hald`, which is no headline.
            yield first, i, "GPE" if first == 0 and doc.zone == "body" and doc.span(0, i).text.isupper() else kind
            first = i + 1
    yield first, ent.end, kind


def _parts_names(doc: Paragraph, first: int, i: int, last: int) -> bool:
    """Whether a slash stands between two names: `New York Times/CBS News`, but not `M/S Columbus`."""
    sides = (doc[first:i], doc[i + 1:last])
    return doc[i].text == "/" and all(side and is_capital(side[0]) and sum(map(len, side)) > 2 for side in sides)


def _place_in_front(doc: Paragraph, first: int, last: int) -> int:
    """Where a person's name begins behind the place of the office before it, in one proposed name: `ambassador to Lydia Anna Hald`."""
    if first < 2 or doc[first - 1].lower_ not in ("for", "of", "to") or doc[first - 2].lower_ not in TITLES | OFFICES:
        return 0
    for i in range(first + 1, last - 1):
        place = doc.span(first, i).text
        sense = gazetteer.sense_of(place)
        # `Mayor of Lorvik Anna Hald`.
        local = doc[first - 2].lower_ in LOCAL and (gazetteer.is_placed(place) or last - i == 2 == i - first + 1)
        known = sense.kind != "demonym" if sense else local
        if known and may_be_person([token.text for token in doc[i:last]]):
            return i
    return 0


def _office_in_front(doc: Paragraph, first: int, last: int, kind: str) -> int:
    """Where a person's name begins behind an office, or its field, in one proposed name: `Commissioner of Police Anna Hald`; else 0.

    Of what is taken for a work only where a quotation ends before it: `"...," Deputy Governor Anna Hald said`.
    """
    words = [token.lower_.strip(".") for token in doc[:last]]
    office = next((i for i in range(first, last) if words[i] not in TITLES), first)
    # `Health Anna Hald` behind `Minister of`, `Opposition Anna Hald` behind `Leader of the`.
    of = first - 1 - (words[first - 1:first] == ["the"])
    behind = of > 0 and words[of] in OF_FIELD and words[of - 1] in TITLES | OFFICES
    begin = office if words[office] not in OF_FIELD and not (office == first and behind) else last - 2
    # `John F. Hald`, `Police F. Hald`.
    begin -= begin == last - 2 and doc[begin].text.endswith(".") and words[begin - 1] not in OFFICE_FIELDS
    field = words[first if office == first else office + 1:begin]
    fits = first < begin and (kind == "PERSON" or OFFICE_FIELDS.issuperset(field)) and (kind != "WORK" or first and doc[first - 1].is_quote)
    return begin if fits and may_be_person([token.text for token in doc[begin:last]]) and TELLING.isdisjoint(words[begin:last]) else 0


def _is_score(token: Token) -> bool:
    """Whether a token is in the score of a match, which stands between the names of teams, or behind one: `Lorvik 2-1 Brod`."""
    words = token.paragraph[max(0, token.i - 2):token.i + 3]
    return any(b.text in ("-", "–") and a.text.isdecimal() and c.text.isdecimal() and token in (a, b, c) and not a.whitespace_
               for a, b, c in zip(words, words[1:], words[2:], strict=False))


def _stands_apart(doc: Paragraph, i: int) -> bool:
    """Whether a dash has a blank on either side, as behind a dateline: no name goes on there."""
    return doc[i].text in ("-", "–", "—") and bool(doc[i - 1].whitespace_ and doc[i].whitespace_)


def repair(doc: Paragraph, first: int, last: int, kind: str, *, taken: set[int]) -> Proposal | None:
    """A proposed name without article, title, possessive and punctuation, whole where it was cut; None where none is left."""
    if first and doc[first - 1].text == "(" and (whole := with_nickname(doc, first, last, taken=set()))[0] < first:
        # `(Bo) Hald`, which the model may take for a body.
        return *whole, "PERSON"
    first, last = inner(doc, first, last, kind)
    if last - first == 1 and kind in ("ORG", "PERSON", "PRODUCT", "WORK") and has_trade(doc, last):
        return first, last, "PERSON"
    if kind == "PERSON" and first < last:
        # Of a title that the model takes for a name, `Datuk Seri`, the whole name is more.
        first, last = inner(doc, *with_nickname(doc, *whole_person(doc, first, last, taken=taken), taken=taken), kind)
    if kind == "PERSON" and last - first > 2:
        first = _office_in_front(doc, first, last, kind) or first
    if first >= last or not any(is_capital(token) for token in doc[first:last]) or _is_no_name(doc, first, last, kind):
        return None
    if kind == "GPE" and last - first == 1 and (begin := _cut_person(doc, first, taken)) < first:
        first, kind = begin, "PERSON"
    text, end = doc.span(first, last).text, HEAD_TYPE.get(doc[last - 1].lower_)
    named = kind in ("GPE", "LOC") or kind == "PERSON" and doc[last - 1].lower_ not in _SURNAMES
    named |= kind in ("PRODUCT", "WORK") and end == "FAC" and not any(token.is_quote for token in doc[max(0, first - 2):first])
    if named and end in ("ORG", "EVENT", "FAC") and not gazetteer.is_place(text):
        kind = end
    return first, last, kind


def has_trade(doc: Paragraph, last: int) -> bool:
    """Whether what a person is stands behind a name between commas: `Rajesh, another farmer,`, which the model may take for a thing."""
    nouns = (noun for noun in dependents(doc[last - 1], "appos") if doc.span(last, last + 1).text == "," and noun.i > last)
    return any(noun.tag_ == "NN" and noun.base in word_list("person") and dependents(noun, "det", "poss") for noun in nouns)


def inner(doc: Paragraph, first: int, last: int, kind: str) -> tuple[int, int]:
    """A proposed name without what stands before or behind a name."""
    while first < last and _leads_in(doc[first], kind, last - first):
        first += 1
    while first < last and _trails(doc[last - 1], kind):
        last -= 1
    return first, last


def _cut_person(doc: Paragraph, last: int, taken: set[int]) -> int:
    """Where a person's name begins of which the model took but the last word, for a place; no place has two unknown names before it."""
    first = last
    while first > 0 and last - first < 4 and is_part(doc[first - 1], taken):
        first -= 1
    return first if last - first > 1 else last


def _is_no_name(doc: Paragraph, first: int, last: int, kind: str) -> bool:
    """True for what the model proposes though it names nothing: titles, fields of offices, days, acronyms of common nouns."""
    text = doc.span(first, last).text
    folded, following = gazetteer.fold(text), doc[last].text if last < len(doc) else ""
    shown = sum(map(str.isalnum, text)) > 1 and not re.fullmatch(_SUM, text) and not re.search(r"[\[\]=]|://", text)
    if folded in NO_NAMES | SUFFIXES or doc[first].is_upper and folded in POST_NOMINALS or not shown:
        return True
    single = last - first == 1
    described = kind == "ORG" and doc[first].pos_ == "ADJ" and doc[first].dep_ == "amod" and following.islower()
    # `Lawyer Anna Hald`, `Controversial billionaire Anna Hald`.
    if single and doc[first].is_sent_start and (described or kind != "NORP" and ("role", doc[first].lower_) in load_roles()
                                                and following[:1].isupper()):
        return True
    # `Medics said`, with which a sentence begins.
    several = load_roles().get(("role", folded.removesuffix("s"))) if single and doc[first].is_sent_start and text.endswith("s") else None
    if kind == "ORG" and several is not None and several.source_type != "party":
        return True
    titled = all(token.lower_.strip(".") in TITLES for token in doc[first:last]) or tuple(map(str.lower, text.split())) in HONOURS
    party = text in _PARTIES and not following[:1].isupper()
    if kind != "NORP" and titled and (not party and (single or kind == "PERSON") or following.lower() in OFFICES):
        return True
    if kind != "NORP" and single and following[:1].isupper() and following.lower() in OFFICES and not gazetteer.sense_of(text):
        return True
    return single and doc[first].pos_ in ("VERB", "ADV", "PRON", "DET", "INTJ")


def _leads_in(token: Token, kind: str, n: int) -> bool:
    """True for a token that stands before a name rather than in it."""
    tied_head = kind == "ORG" and n > 2 and is_capital(token) and _is_tied(token)
    # `Anti-Doping Agency`, but not `anti-Brod`.
    if token.is_punct or token.text in POSSESSIVE or token.lower_ in _BEFORE and not tied_head:
        return True
    if n > 1 and token.lower_ in PARTICLES and _is_tied(token):
        return False
    honour = any((a.lower_, b.lower_) in HONOURS for a, b in pairwise(token.paragraph[max(0, token.i - 1):token.i + 2]))
    if kind == "PERSON" and n > 1 and (token.lower_.strip(".") in PLAIN_TITLES or honour):
        return True
    # `Eyewitness Anna Hald`, of which the model makes a name where it begins a sentence.
    if kind == "PERSON" and n > 2 and token.is_sent_start and ("role", token.lower_) in load_roles() and token.lower_ not in _ALSO_FIRST:
        return True
    small = kind == "PERSON" and n > 1 and token.is_sent_start and token.pos_ in ("ADP", "CCONJ", "DET", "PRON", "SCONJ")
    return small or not (is_capital(token) or token.like_num)


def _is_tied(token: Token) -> bool:
    """True for a token that a hyphen ties to the next one, as in `el-Masri`."""
    return not token.whitespace_ and token.i + 1 < len(token.paragraph) and token.nbor(1).text == "-"


def _trails(token: Token, kind: str) -> bool:
    """True for a token that stands behind a name rather than in it."""
    if token.text == "." and token.i > 0 and token.nbor(-1).lower_ in SUFFIXES:
        return False
    if token.is_punct or token.text in POSSESSIVE or token.text in ("of", "for", "the") or _is_score(token):
        return True
    before_name = token.i + 1 < len(token.paragraph) and token.nbor(1).pos_ == "PROPN" and is_capital(token.nbor(1))
    if kind == "ORG" and (token.text == "PM" or token.lower_.strip(".") in PERSONAL) and before_name:
        # `Ostby Bank President Anna Hald`, `Norland PM Hald`.
        return True
    tied = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    # Behind a name in small letters, honours and words that a tabloid shouts: `Anna Hald QUITS`.
    shouted = token.is_upper and len(token) > 3 and token.i > 0 and token.nbor(-1).is_title
    honour = token.lower_ in POST_NOMINALS or shouted
    return kind == "PERSON" and not tied and (token.text.islower() or not token.text[0].isalpha() or honour)


def whole_person(doc: Paragraph, first: int, last: int, *, taken: set[int]) -> tuple[int, int]:
    """A person's name with the capitalised parts beside it that the model left out."""
    while first > 0 and last - first < 4 and is_part(doc[first - 1], taken) and not doc[first - 1].is_sent_start:
        first -= 1
    while last < len(doc) and last - first < 4 and not doc[last].is_sent_start and is_part(doc[last], taken):
        last += 1
    first, last = _across(doc, first, -1), _across(doc, last - 1, 1) + 1
    # The halves of a given name, `Ha-eun`, and no word that a name is tied to, `Hald-critic`.
    half = doc[last + 1] if last + 1 < len(doc) and _is_tied(doc[last - 1]) else None
    if half is not None and half.is_lower and half.pos_ in ("PROPN", "NOUN") and len(half) <= 5 and half.lower_ not in NO_HALVES:
        last += 2
    return first, last


def _across(doc: Paragraph, at: int, step: int) -> int:
    """The last token of a person's name which goes on behind small words, of which the model often makes two: `José Brod dos Santos`."""
    behind = at + step
    while 0 <= behind < len(doc) and doc[behind].text in PARTICLES:
        behind += step
    if abs(behind - at) == 1 and doc[at].text not in PARTICLES:
        return at
    reached = at
    while 0 <= behind < len(doc) and is_part(doc[behind], set()):
        reached, behind = behind, behind + step
    return _across(doc, reached, step) if reached != at else at


def with_nickname(doc: Paragraph, first: int, last: int, *, taken: set[int]) -> tuple[int, int]:
    """A person's name whole where a nickname in quotes or brackets divides it: `Anna "Bo" Hald`."""
    for opening in range(max(1, first - 5), min(last + 1, len(doc) - 2)):
        # Of more words in brackets most are no nickname: `Reform (Fire Safety) Order`.
        bracket = doc[opening].text == "(" and doc[opening + 2].text == ")" and is_name_word(doc[opening + 1].text)
        closing = opening + 2 if bracket else next((i for i in range(opening + 2, min(opening + 6, len(doc) - 1)) if doc[i].is_quote), 0)
        opens = (bracket or doc[opening].is_quote) and not doc[opening].whitespace_ and doc[opening - 1].whitespace_
        if not closing or not opens:
            continue
        behind = next((i for i in range(closing + 1, len(doc)) if doc[i].text not in PARTICLES), len(doc))
        while behind < len(doc) and behind - closing < 4 and (is_part(doc[behind], set()) or doc[behind].lower_.rstrip(".") in SUFFIXES):
            behind += 1
        before = opening
        while before > 0 and opening - before < 2 and is_part(doc[before - 1], taken - set(range(first, last))):
            before -= 1
        whole = before < opening and behind > closing + 1 and doc[behind - 1].text not in PARTICLES
        if whole and doc[opening + 1].text[0].isupper() and before < last and first < behind:
            return min(first, before), max(last, behind)
    return first, last
