"""What is proposed as a name in each paragraph: the model's names, and what a title, age, acronym or telling noun shows to be one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading import gazetteer
from analysis.reading.names.spans import (
    NO_HALVES, OF_FIELD, OFFICE_FIELDS, TYPES, Proposal, divide, has_trade, inner, repair, with_nickname)
from analysis.reading.names.vocabulary import (
    FAMILY_FIRST, FINITE, HEAD_TYPE, PARTICLES, PERSONAL, POSSESSIVE, STORMS, TELLING, TITLES, is_capital, is_name_word, is_part,
    may_be_person)
from analysis.reading.organisations import acronym_of, is_acronym, is_known_body
from analysis.reading.roles import BODY_NOUNS, load_roles
from analysis.reading.text.trees import Paragraph, Token, dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

_LEADING_HEADS = word_list("head_first")
# Bodies whose name goes on with a place: `Fishers' Union of Lorvik`.
_WITH_PLACE = word_list("with_place")
_FIELDS = frozenset("defence defense executive foreign interior finance managing state first democrat".split())
_LINKS = frozenset(("of", "for", "and", "the", "&", "de", "la", "del", "al", "on", "in"))
# What the names of sports clubs begin and end with.
_CLUB_FIRST, _CLUB_LAST = word_list("club_first"), word_list("club_last")
# What is tied to nouns of people: `Co-chair Kim`.
_PREFIXES = frozenset("anti co mid non pro".split())
# Small words and marks that stand inside any name.
_TIES = PARTICLES | {"of", "the", "'", "’"}
# Heads of names of bodies that `for` may follow: `Office for Harbour Safety`.
_FOR = frozenset(("centre", "center", "department", "institute", "office"))
_SMALL_PARTS = frozenset(("DET", "ADP", "SCONJ", "PRON", "ADV", "CCONJ"))
_CAPITALISED_HEADLINE = 0.7
_LONGEST = 20


class Proposed(NamedTuple):
    """One paragraph of a report with its style (`style_of`) and the names proposed there."""

    report: str
    doc: Paragraph
    style: str
    names: list[Proposal]


def propose(readings: list[Reading]) -> list[Proposed]:
    """Every paragraph of an event's reports with the names that it proposes; a run of more words than names have is none."""
    return [Proposed(reading.report, doc, style := style_of(doc), [span for span in _propose(doc, style) if span[1] - span[0] <= _LONGEST])
            for reading in readings for doc in reading.paragraphs]


def style_of(doc: Paragraph) -> str:
    """`upper` for a paragraph in capitals, `title` for one whose words are capitalised, an empty string for prose."""
    words = [token.text for token in doc if token.is_alpha and len(token) > 3]
    # Prose, however many names it has, ends with a full stop and has its verb in small letters.
    end = next(filter(None, (token.text.rstrip(" \"'”’)") for token in reversed(doc))), "")
    if len(words) < 3 or end.endswith(".") and any(token.tag_ in FINITE and token.is_lower for token in doc):
        return ""
    n_upper = sum(map(str.isupper, words))
    if n_upper >= _CAPITALISED_HEADLINE * len(words):
        return "upper"
    return "title" if sum(word[0].isupper() for word in words) >= _CAPITALISED_HEADLINE * len(words) else ""


def _propose(doc: Paragraph, style: str) -> Iterator[Proposal]:
    """The model's names, repaired, and capitalised phrases that end in a telling noun."""
    if style == "upper":
        return
    taken = {i for ent in doc.ents for i in range(ent.start, ent.end)}
    parts = (part for ent in doc.ents if ent.label in TYPES for part in divide(doc, ent))
    yield from filter(None, (repair(doc, *part, taken=taken) for part in parts))
    if not style:
        yield from _titled(doc, taken)
        yield from _introduced(doc, taken)
        yield from _twofold(doc)
        yield from ((*span, "PERSON") for token in doc[1:] if token.is_quote and not token.whitespace_
                    and (span := with_nickname(doc, token.i - 1, token.i, taken=set())) != (token.i - 1, token.i))
        yield from ((token.i, token.i + 2, "EVENT") for token in doc[:-1]
                    if token.lower_ in STORMS and is_capital(token) and is_name_word(token.nbor(1).text))
        yield from _clubs(doc)
        yield from _owned(doc)
        yield from _phrases(doc)


def _titled(doc: Paragraph, taken: set[int]) -> Iterator[Proposal]:
    """One to three capitalised words behind a title that stands before persons only, which the model takes for no name.

    Of an office with its field, too: `Superintendent of Police Anna Hald`.
    """
    for i in range(1, len(doc) - 1):
        field = i - 1
        while field > 1 and is_capital(doc[field]) and doc[field].lower_ in OFFICE_FIELDS:
            field -= 1
        title = doc[field - 1 if field < i - 1 and doc[field].lower_ in OF_FIELD else i - 1]
        if not (title.lower_ in PERSONAL and is_capital(title) and title.i not in taken and is_part(doc[i], taken)):
            continue
        last = i + 1
        while last < min(len(doc), i + 3) and is_part(doc[last], taken):
            last += 1
        if may_be_person([token.text for token in doc[i:last]]) or last == i + 1 and doc[i].tag_ == "NNP" and not is_capital(doc[last]):
            yield i, last, "PERSON"


def _introduced(doc: Paragraph, taken: set[int]) -> Iterator[Proposal]:
    """One to three capitalised words, which the model takes for no name, before an age or somebody's trade between commas."""
    for last in range(2, len(doc)):
        aged = tells_age(doc, last)
        if aged or doc[last].text == "," and any(map(_is_trade, dependents(doc[last - 1], "appos"))):
            first = last
            while first > 0 and last - first < 3 and is_part(doc[first - 1], taken):
                first -= 1
            if last - first > 1 and (aged or may_be_person([token.text for token in doc[first:last]])) \
                    or last - first == 1 and has_trade(doc, last):
                yield first, last, "PERSON"


def _is_trade(noun: Token) -> bool:
    """Whether a noun says what one person is: `a colonel`, and no body or document."""
    role = load_roles().get(("role", noun.base))
    return noun.tag_ == "NN" and role is not None and role.source_type != "document" and noun.base not in BODY_NOUNS


def _twofold(doc: Paragraph) -> Iterator[Proposal]:
    """A family name of those that stand first beside a given name in two halves, of which the model often makes two: `Han Do-yun`."""
    for i in range(1, len(doc) - 2):
        first, hyphen, second = doc[i:i + 3]
        tied = hyphen.text == "-" and not first.whitespace_ and not hyphen.whitespace_ and first.pos_ in ("NOUN", "PROPN")
        tied &= is_capital(first) and first.lower_ not in _PREFIXES and TITLES.isdisjoint((first.lower_, second.lower_))
        half = second.pos_ == "PROPN" or second.is_lower and len(second) <= 5 and second.pos_ != "VERB" and second.lower_ not in NO_HALVES
        # `Han Do-yun`, `Do-yun Han`.
        for family, begin, end in ((doc[i - 1], i - 1, i + 3), *((last, i, i + 4) for last in doc[i + 3:i + 4] if second.is_lower)):
            if tied and half and family.lower_ in FAMILY_FIRST and family.pos_ == "PROPN" and is_capital(family):
                yield begin, end, "PERSON"
                break


def _clubs(doc: Paragraph) -> Iterator[Proposal]:
    """A place or the like with the word that makes a sports club of it, of which the model leaves out one: `Lorvik United`, `FC Brod`."""
    for first, second in pairwise(doc):
        named = all(token.pos_ == "PROPN" and is_capital(token) and (token.is_upper or len(token) > 3) for token in (first, second))
        if named and (first.lower_ in _CLUB_FIRST and is_name_word(second.text) and second.lower_ != "estate"
                      or second.lower_ in _CLUB_LAST and is_name_word(first.text) and first.lower_ not in TELLING):
            yield first.i, second.i + 1, "ORG"


def tells_age(doc: Paragraph, last: int) -> bool:
    """True where an age between commas stands behind a name that ends before token `last`."""
    behind = [token.text for token in doc[last:last + 3]]
    return len(behind) == 3 and behind[0] == "," and behind[1].isdecimal() and len(behind[1]) == 2 and behind[2] in (",", ".", ";")


def _owned(doc: Paragraph) -> Iterator[Proposal]:
    """Offices named after who holds them: `the Lorvik County Sheriff's Office`."""
    for mark in range(1, len(doc) - 1):
        holder = doc[mark - 1]
        seated = doc[mark].text in POSSESSIVE and doc[mark + 1].text in ("Bureau", "Department", "Office")
        if seated and is_capital(holder) and (holder.lower_ in TITLES or ("role", holder.lower_) in load_roles()):
            first = mark - 1
            while first > 0 and is_capital(doc[first - 1]) and doc[first - 1].pos_ == "PROPN" and not doc[first].is_sent_start:
                first -= 1
            yield first, mark + 2, "ORG"


def _phrases(doc: Paragraph) -> Iterator[Proposal]:
    """Runs of capitalised words that end in a telling noun (`Council`), or begin with one that `of` follows."""
    i = 0
    while i < len(doc):
        if not doc[i].text[0].isupper():
            i += 1
            continue
        last = _run_end(doc, i)
        first = i
        while first < last and (doc[first].lower_ in ("the", "a", "an") or doc[first].is_sent_start and doc[first].pos_ in _SMALL_PARTS):
            first += 1
        if last - first > 2 and doc[first].is_sent_start and doc[first].pos_ == "NOUN" and doc[first].lower_ not in _LEADING_HEADS \
                and doc[first + 1].lower_ == "of":
            # `Members of the Harbour Council`.
            first += 2 + (doc[first + 2].lower_ == "the")
        # Its initials may stand in brackets behind it.
        if last - first > 1 and acronym_of(gazetteer.fold(acronym_behind(doc, last)), gazetteer.fold(doc.span(first, last).text)):
            yield first, last, "ORG"
        words = [token.lower_ for token in doc[first:last]]
        begin, end, kind = _by_end(doc, first, words) or _by_beginning(doc, first, words) or (0, 0, "")
        if end - begin > 1:
            yield first + begin, first + end, kind
        member = doc.span(first, first + begin - 2).text.split()
        if words[max(0, begin - 2):begin] == ["of", "the"] and may_be_person(member) and TELLING.isdisjoint(map(str.lower, member)):
            # `Anna Hald of the Harbour Party`.
            yield *inner(doc, first, first + begin - 2, "PERSON"), "PERSON"
        i = max(last, i + 1)


def acronym_behind(doc: Paragraph, last: int) -> str:
    """The acronym that stands in brackets behind a name that ends before token `last`, or an empty string."""
    behind = [token.text for token in doc[last:last + 3]]
    return behind[1] if behind[::2] == ["(", ")"] and is_acronym(behind[1]) else ""


def _run_end(doc: Paragraph, first: int) -> int:
    """The end of a run of capitalised words, with small words only between two of them."""
    last = first + 1
    while last < len(doc):
        more = last + 1 < len(doc)
        tied = doc[last].text == "-" and more and is_capital(doc[last + 1]) and not (doc[last - 1].whitespace_ or doc[last].whitespace_)
        step = last + (tied or doc[last].text in ("'", "’") and more and doc[last + 1].lower_ in HEAD_TYPE)
        while step < len(doc) and step - last < 2 and doc[step].text in _LINKS | PARTICLES:
            step += 1
        purpose = doc[last].lower_ == "for" and doc[last - 1].lower_ in _FOR
        linked = tied or all(token.lower_ in _TIES or token.ent_type_ or purpose for token in doc[last:step])
        if step == len(doc) or not linked or doc[last].lower_ == "the" or doc[last - 1].text.endswith(("-", "/")):
            return last
        if not doc[step].text[0].isupper() or doc[step].is_sent_start or doc[step].lower_ in ("mr", "mr."):
            return last
        last = step + 1
    return last


def _by_end(doc: Paragraph, first: int, words: list[str]) -> Proposal | None:
    """Where in a run's `words` a name ends in the last telling noun: `Harbour Council`, `Fishers' Union of Lorvik`."""
    for cut in range(len(words), 1, -1):
        before, head, behind = words[cut - 2], words[cut - 1], words[cut:cut + 2]
        kind = HEAD_TYPE.get(head)
        if not kind or before in _LINKS or head in _FOR and behind[:1] == ["for"]:
            continue
        breaks = ("in", "on") if kind == "ORG" else ("in", "on", "and")
        begin = next((k + 1 for k in range(cut - 2, -1, -1)
                      if words[k] in breaks or words[k] == "of" and k and (
                          doc[first + k - 1].ent_type_ == "PERSON"
                          or words[k + 1] == "the" and may_be_person([token.text for token in doc[first:first + k]]))), 0)
        while begin < cut and (words[begin].strip(".") in TITLES - _FIELDS or words[begin] in _LINKS):
            begin += 1
        of_place = head in _WITH_PLACE and len(behind) == 2 and behind[0] == "of"
        # `Norlandic Court of Appeal`, but `Supreme Court` of a country.
        of_field = cut - begin > 1 and head in ("bureau", "council", "court", "institute") and behind[:1] == ["of"] and len(behind) == 2 \
            and behind[1] not in _LINKS and not doc[first + cut + 1].ent_type_ and not gazetteer.sense_of(behind[1])
        return begin, cut + 2 * (of_place or of_field), kind
    return None


def _by_beginning(doc: Paragraph, first: int, words: list[str]) -> Proposal | None:
    """Where a body's name begins with a telling noun: `Office for Harbour Safety`."""
    for begin, word in enumerate(words[:-2]):
        if word in _LEADING_HEADS and "of" in words[begin + 1:begin + 4] or word in _FOR and words[begin + 1] == "for":
            whole = word in _FOR and is_known_body(doc.span(first, first + begin).text)
            return 0 if whole else begin, len(words), "ORG"
    return None
