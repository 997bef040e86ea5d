"""Names that the model proposes, with their edges repaired, and phrases that a telling noun shows to be names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.reading import gazetteer
from analysis.reading.organisations import acronym_of, is_acronym
from analysis.reading.people import KEPT_TITLES, POST_NOMINALS
from analysis.reading.words import WEEKDAYS, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

TYPES = {
    "PERSON": "PERSON", "GPE": "GPE", "ORG": "ORG", "NORP": "NORP", "EVENT": "EVENT", "LAW": "WORK", "WORK_OF_ART": "WORK",
    "PRODUCT": "PRODUCT", "FAC": "FAC", "LOC": "LOC"}
TITLES = word_list("title")
# What follows an office named after its field ("Defence Minister"), so that the field alone is no name.
OFFICES = word_list("office")
FIELD_OFFICES = word_list("office_after_field")
# Titles that never are part of a person's name, so that what stands before them is none either.
INNER_TITLES = word_list("title_inside")
HEAD_TYPE = {head: kind for kind in ("ORG", "EVENT", "LOC", "FAC", "WORK") for head in sorted(word_list(f"head_{kind}"))}
LEADING_HEADS = word_list("head_first")
# Acronyms of common nouns, and diseases, which the model takes for names.
NO_NAMES = word_list("no_name")
# Bodies whose name goes on with a place: `Fishers' Union of Lorvik`.
WITH_PLACE = word_list("with_place")
POSSESSIVE = frozenset(("'s", "’s", "‘s", "'", "’", "s'"))
_FIELDS = frozenset("defence defense foreign interior finance state first democrat".split())
_LINKS = frozenset(("of", "for", "and", "the", "&", "de", "la", "del", "al", "on", "in"))
_BEHIND_COMMA = frozenset("inc ltd llc jr sr d.c dc".split())
_OPEN = frozenset("\"'“‘([{<«—–-•*")
_BEFORE = frozenset("the a an post pre anti pro then now ex".split())
_PARTICLES = frozenset("al bin bint de van von del der el".split())
# Titles that are a party, too.
_PARTIES = frozenset(("Labour", "GOP"))
COURTESY = frozenset("mr mrs ms dr prof".split())
_SMALL_PARTS = frozenset(("DET", "ADP", "SCONJ", "PRON", "ADV", "CCONJ"))
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_CAPITALISED_HEADLINE = 0.7


def style_of(doc: Doc) -> str:
    """`upper` for a paragraph in capitals, `title` for one whose words are capitalised, an empty string for prose."""
    words = [token.text for token in doc if token.is_alpha and len(token) > 3]
    if len(words) < 3 or _is_sentence(doc):
        return ""
    n_upper = sum(map(str.isupper, words))
    if n_upper >= _CAPITALISED_HEADLINE * len(words) or n_upper >= 4 and 2 * n_upper >= len(words):
        return "upper"
    return "title" if sum(word[0].isupper() for word in words) >= _CAPITALISED_HEADLINE * len(words) and len(doc) <= 40 else ""


def _is_sentence(doc: Doc) -> bool:
    """True for prose, however many names it has: it ends with a full stop and its verb is written small."""
    ends = (token.text.rstrip(" \"'”’)") for token in reversed(doc))
    return next(filter(None, ends), "").endswith(".") and any(token.tag_ in _FINITE and token.is_lower for token in doc)


def propose(doc: Doc, *, style: str) -> Iterator[tuple[int, int, str]]:
    """The model's names, repaired, and capitalised phrases that end in a telling noun."""
    if style == "upper":
        return
    taken = {token.i for ent in doc.ents for token in ent}
    for ent in doc.ents:
        if ent.label_ not in TYPES:
            continue
        for first, last, kind in _divide(doc, ent):
            span = _repair(doc, first, last, kind, taken=taken)
            if span:
                yield span
    if not style:
        yield from _addressed(doc, taken)
        yield from _phrases(doc)


def _addressed(doc: Doc, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Capitalised words behind `Mr` and its like which the model takes for no name."""
    for i in range(1, len(doc)):
        if doc[i - 1].lower_.strip(".") in COURTESY and is_part(doc[i], taken):
            yield i, *_whole_person(doc, i, i + 1, taken=taken)[1:], "PERSON"


def _divide(doc: Doc, ent: Span) -> Iterator[tuple[int, int, str]]:
    """The parts of a proposed name: a bracket or, unless a legal form follows, a comma divides it, and so does an office before a person."""
    first, kind = ent.start, TYPES[ent.label_]
    if any(doc[i].lower_.strip(".") in COURTESY for i in range(max(0, first - 1), first + 1)) and doc[ent.end - 1].lower_ not in HEAD_TYPE:
        kind = "PERSON"
    for i in range(first + 1, ent.end - 1):
        if doc[i].text == "(" or doc[i].text == "," and kind in ("ORG", "GPE", "PERSON") and doc[i + 1].lower_.strip(".") not in _BEHIND_COMMA:
            yield first, i, kind
            first = i + 1
    offices = [i for i in range(first + 1, ent.end - 1) if doc[i].lower_ in INNER_TITLES and kind in ("PERSON", "ORG")]
    if offices and (kind == "PERSON" or ent.end - offices[-1] == 3):
        if kind == "ORG":
            yield first, offices[-1], kind
        first, kind = offices[-1] + 1, "PERSON"
    yield first, ent.end, kind


def _repair(doc: Doc, first: int, last: int, kind: str, *, taken: set[int]) -> tuple[int, int, str] | None:
    """A proposed name without article, title, possessive and punctuation, whole where it was cut; None where none is left."""
    while first < last and _leads_in(doc[first], kind, last - first):
        first += 1
    while first < last and _trails(doc[last - 1], kind):
        last -= 1
    if kind == "PERSON" and first < last:
        first, last = _whole_person(doc, first, last, taken=taken)
    if first >= last or not any(is_capital(token) for token in doc[first:last]) or _is_no_name(doc, first, last, kind):
        return None
    text, end = doc[first:last].text, HEAD_TYPE.get(doc[last - 1].lower_)
    if kind in ("GPE", "LOC") and end in ("ORG", "EVENT", "FAC") and last - first > 1 and not gazetteer.is_place(text):
        kind = end
    return first, last, kind


def _is_no_name(doc: Doc, first: int, last: int, kind: str) -> bool:
    """True for what the model proposes though it names nothing: titles, fields of offices, days, acronyms of common nouns."""
    text = doc[first:last].text
    folded, following = gazetteer.fold(text), doc[last].text if last < len(doc) else ""
    if kind == "PERSON" and any(gazetteer.fold(doc[i:last].text) in gazetteer.SEATS for i in range(first + 1, last)):
        return True
    if folded in NO_NAMES or folded.split()[:1] in (["covid"], ["coronavirus"]) or sum(map(str.isalnum, text)) < 2:
        return True
    single = last - first == 1
    if single and doc[first].is_upper and folded in POST_NOMINALS and first > 1 and doc[first - 2].ent_type_ == "PERSON":
        return True
    titled = all(token.lower_.strip(".") in TITLES for token in doc[first:last])
    party = kind == "ORG" and text in _PARTIES and not following[:1].isupper()
    if kind != "NORP" and titled and (single and not party or following.lower() in OFFICES):
        return True
    if kind != "NORP" and single and following in FIELD_OFFICES and not gazetteer.sense_of(text):
        return True
    return text.lower() in WEEKDAYS or single and doc[first].pos_ in ("VERB", "ADV", "PRON", "DET", "INTJ")


def _leads_in(token: Token, kind: str, n: int) -> bool:
    """True for a token that stands before a name rather than in it."""
    if token.text in _OPEN or token.is_space or token.is_punct or token.text in POSSESSIVE:
        return True
    if token.lower_ in _BEFORE:
        return token.lower_ != "a" or n > 1
    if token.is_lower and token.lower_ in _PARTICLES and (kind == "PERSON" or _is_tied(token)):
        return False
    if kind == "PERSON" and n > 1 and token.lower_.strip(".") in TITLES - KEPT_TITLES:
        return True
    return not (is_capital(token) or token.like_num)


def _is_tied(token: Token) -> bool:
    """True for a token that a hyphen ties to the next one, as in `el-Masri`."""
    return not token.whitespace_ and token.i + 1 < len(token.doc) and token.nbor(1).text == "-" and not token.nbor(1).whitespace_


def _trails(token: Token, kind: str) -> bool:
    """True for a token that stands behind a name rather than in it."""
    if token.is_space or token.is_punct or token.text in POSSESSIVE:
        return True
    tied = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    honour = token.is_upper and token.lower_ in POST_NOMINALS
    return kind == "PERSON" and not tied and (token.text.islower() or not token.text[0].isalpha() or honour)


def is_capital(token: Token) -> bool:
    """True for a token written as a name: a capital inside its first letters (`de-Ba'athist`, `eBay`, `al-Sadr`)."""
    return any(character.isupper() for character in token.text)


def _whole_person(doc: Doc, first: int, last: int, *, taken: set[int]) -> tuple[int, int]:
    """A person's name with the capitalised parts beside it that the model left out."""
    if first > 1 and doc[first - 2:first].text.lower() in ("al-", "el-", "ul-", "ad-", "as-") and not doc[first - 1].whitespace_:
        first -= 2
    while first > 0 and last - first < 4 and is_part(doc[first - 1], taken) and not doc[first - 1].is_sent_start:
        first -= 1
    while last < len(doc) and last - first < 4 and is_part(doc[last], taken) and not doc[last].is_sent_start:
        last += 1
    if last + 1 < len(doc) and last - first <= 3 and doc[last + 1].i not in taken and _joins(doc, last):
        last += 2
    return first, last


def _joins(doc: Doc, hyphen: int) -> bool:
    """True where a hyphen ties the halves of a given name, as in `Ha-eun`, and not a name to a common word, as in `-led`."""
    after = doc[hyphen + 1]
    if doc[hyphen].text != "-" or doc[hyphen].whitespace_ or doc[hyphen - 1].whitespace_ or not after.is_alpha:
        return False
    named = doc[hyphen - 1].text[0].isupper() and after.pos_ in ("PROPN", "NOUN")
    return named and len(after) <= 5 and after.tag_ not in ("VBN", "VBD", "VBG", "JJ")


def is_part(token: Token, taken: set[int]) -> bool:
    """True for a capitalised token that may belong to the person named beside it."""
    return (token.pos_ == "PROPN" and token.is_alpha and token.is_title and token.i not in taken
            and token.lower_ not in TITLES and token.lower_ not in HEAD_TYPE and token.lower_ not in OFFICES
            and token.lower_ not in WEEKDAYS and not gazetteer.sense_of(token.text) and not gazetteer.region_of(token.text))


def _phrases(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Runs of capitalised words that end in a telling noun (`Council`), or begin with one that `of` follows."""
    i = 0
    while i < len(doc):
        if not _opens_run(doc[i]):
            i += 1
            continue
        last = _run_end(doc, i)
        first = i
        while first < last and (doc[first].lower_ in ("the", "a", "an") or doc[first].is_sent_start and doc[first].pos_ in _SMALL_PARTS):
            first += 1
        if last - first > 1 and _is_shortened(doc, first, last):
            yield first, last, "ORG"
        yield from _telling(doc, first, last)
        i = max(last, i + 1)


def _is_shortened(doc: Doc, first: int, last: int) -> bool:
    """True for words whose initials stand in brackets behind them."""
    behind = doc[last:last + 3]
    return (len(behind) == 3 and behind[0].text == "(" and behind[2].text == ")" and is_acronym(behind[1].text)
            and acronym_of(gazetteer.fold(behind[1].text), gazetteer.fold(doc[first:last].text)))


def _opens_run(token: Token) -> bool:
    return token.text[0].isupper() and any(map(str.isalpha, token.text))


def _run_end(doc: Doc, first: int) -> int:
    """The end of a run of capitalised words, with small words only between two of them."""
    last = first + 1
    while last < len(doc):
        step = last + (doc[last].text in ("'", "’") and last + 1 < len(doc) and doc[last + 1].lower_ in HEAD_TYPE)
        while step < len(doc) and step - last < 2 and doc[step].lower_ in _LINKS and doc[step].text.islower():
            step += 1
        linked = all(token.lower_ in ("of", "the", "'", "’") or token.ent_type_ for token in doc[last:step])
        if step == len(doc) or not linked or doc[last].lower_ == "the" or doc[last - 1].text.endswith(("-", "/")):
            return last
        if not _opens_run(doc[step]) or doc[step].is_sent_start or doc[step].lower_ in ("mr", "mr."):
            return last
        last = step + 1
    return last


def _telling(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """The name in a run of capitalised words, by the telling noun that it ends in or begins with."""
    words = [token.lower_ for token in doc[first:last]]
    for cut in range(len(words), 1, -1):
        kind = HEAD_TYPE.get(words[cut - 1])
        if not kind or words[cut - 2] in _LINKS or words[cut - 2] in WEEKDAYS:
            continue
        breaks = ("in", "on") if kind == "ORG" else ("in", "on", "and")
        begin = next((k + 1 for k in range(cut - 2, -1, -1)
                      if words[k] in breaks or words[k] == "of" and k and doc[first + k - 1].ent_type_ == "PERSON"), 0)
        while begin < cut and (words[begin].strip(".") in TITLES - _FIELDS or words[begin] in _LINKS):
            begin += 1
        of = words[cut:cut + 2]
        if of[:1] == ["of"] and words[cut - 1] in WITH_PLACE and len(of) == 2 and of[1] != "the":
            cut += 2
        if cut - begin >= 2:
            yield first + begin, first + cut, kind
        return
    for begin, word in enumerate(words[:-2]):
        if word in LEADING_HEADS and "of" in words[begin + 1:begin + 4]:
            yield first + begin, last, "ORG"
            return
