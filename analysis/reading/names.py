"""Where reports name someone or something: the model's names with their edges repaired, and names that it missed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading import gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from analysis.reading.language import Reading

TYPES = {
    "PERSON": "PERSON", "GPE": "GPE", "ORG": "ORG", "NORP": "NORP", "EVENT": "EVENT", "LAW": "WORK", "WORK_OF_ART": "WORK",
    "PRODUCT": "PRODUCT", "FAC": "FAC", "LOC": "LOC"}
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame president vice deputy prime minister premier chancellor secretary senator sen "
    "representative rep congressman congresswoman governor gov mayor king queen prince princess emperor pope cardinal bishop archbishop "
    "rev reverend imam ayatollah sheikh sheik sultan emir general gen lieutenant lt colonel col major maj captain capt sergeant sgt "
    "corporal admiral adm marshal commander cmdr brigadier officer detective inspector chief judge justice attorney speaker chairman "
    "chairwoman chair chairperson director ceo cfo coo ambassador envoy spokesman spokeswoman spokesperson leader candidate nominee "
    "defence defense foreign interior finance state first former then acting interim ex comrade coach manager editor reporter "
    "correspondent analyst strategist pollster adviser advisor aide counsel commissioner administrator superintendent sheriff "
    "principal rabbi father sister brother mother saint st herr frau monsieur madame senor don shri hon honorable honourable "
    "democrat republican gop tory labour whip lawmaker delegate author activist actor actress singer star host".split())
# What follows an office named after its field ("Defence Minister"), so that the field alone is no name.
OFFICES = frozenset("minister secretary ministers secretaries chief department head spokesman spokeswoman spokesperson".split())
# Titles that never are part of a person's name, so that what stands before them is none either.
INNER_TITLES = frozenset("chair chairman chairwoman director minister president secretary senator governor spokesman spokeswoman leader ceo "
                         "ambassador candidate officer rep. sen. gov.".split())
_FIELD_OFFICES = frozenset(("Minister", "Ministers", "Ministry", "Secretary"))
HEADS = {
    "ORG": "ministry department agency council committee commission party union university college institute bank court parliament "
           "assembly senate congress army navy corps force forces guard police news times post daily group corporation corp inc ltd "
           "association federation foundation authority bureau organization organisation administration league front movement "
           "alliance command service cabinet fund company school hospital staff society trust centre center".split(),
    "EVENT": "war wars revolution summit games olympics cup championship championships day exhibition festival conference".split(),
    "LOC": "peninsula sea ocean strait gulf bay river mountains island islands desert valley lake".split(),
    "FAC": "airport tower bridge square palace stadium prison quay pier harbour harbor station street avenue hotel museum base cathedral".split(),
    "WORK": "treaty act agreement accord accords pact constitution declaration convention protocol amendment".split()}
HEAD_TYPE = {head: kind for kind, heads in HEADS.items() for head in heads}
LEADING_HEADS = frozenset("ministry department bank university house office council institute organization organisation court "
                          "joint republic league association academy".split())
# Acronyms of common nouns, diseases and languages' words that the model takes for names.
NO_NAMES = frozenset(
    "icbm icbms slbm vip vips ceo cfo gdp gps dna tv pc suv ngo ngos id ok am pm faq diy hiv aids covid covid19 covid 19 coronavirus "
    "sars ebola internet email e mail web online ad bc bce phd mba iq pr ai it wmd ied ieds uav uavs q&a gop's".split()
    + ["covid 19", "e mail", "q&a", "i", "god"])
# News agencies, broadcasters and platforms, which the model often takes for places or people.
KNOWN_ORGANISATIONS = frozenset(
    "AP AFP AAP ANI PTI IANS UPI EFE ANSA TASS Reuters Xinhua Yonhap Kyodo Interfax Sputnik Bernama KCNA Anadolu BBC CNN CBS NBC ABC MSNBC "
    "RT NHK CCTV CGTN NPR PBS ITV Bloomberg Politico Twitter Facebook Instagram YouTube Google TikTok Telegram WhatsApp Snapchat".split())
# Bodies whose name goes on with a place: `Fishers' Union of Lorvik`.
_WITH_PLACE = frozenset("union party bank university association federation society institute academy authority league".split())
_PLACE_NOUNS = frozenset("port city town village island capital province region district suburb coast outskirts republic kingdom".split())
_VESSELS = frozenset("ship vessel freighter ferry tanker trawler submarine frigate destroyer yacht boat carrier rocket missile satellite".split())
_LINKS = frozenset(("of", "for", "and", "the", "&", "de", "la", "del", "al", "on", "in"))
COMPASS = frozenset(("North", "South", "East", "West"))
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_BEHIND_COMMA = frozenset("inc ltd llc jr sr d.c dc".split())
_OPEN = frozenset("\"'“‘([{<«—–-•*")
_POSSESSIVE = frozenset(("'s", "’s", "‘s", "'", "’", "s'"))
_CAPITALISED_HEADLINE = 0.7


@dataclass(frozen=True)
class Name:
    """One place where a name stands: tokens `first` to `last` (exclusive) of a paragraph, and the type read there."""

    reading: int
    paragraph: int
    first: int
    last: int
    text: str
    type: str


@dataclass(frozen=True)
class Known:
    """A name known in the event: the type it mostly has there."""

    tokens: tuple[str, ...]
    type: str


def find_names(readings: list[Reading], *, extra: Iterable[tuple[str, str]] = ()) -> list[Name]:
    """Every name in headline, body and captions of an event's reports, in order, none overlapping another.

    Parameters
    ----------
    readings : list[Reading]
        The parsed reports of one event.
    extra : iterable of (name, type)
        Names known beforehand, which are found wherever they stand.
    """
    styles = {(r, p): _style(paragraph.doc) for r, reading in enumerate(readings) for p, paragraph in enumerate(reading.paragraphs)}
    proposals = {(r, p): list(_propose(readings[r].paragraphs[p].doc, style=style)) for (r, p), style in styles.items()}
    known = _known_names(readings, proposals, styles)
    known.update({_case_key(name): Known(tuple(name.split()), kind) for name, kind in extra})
    index = _index(known)
    names = []
    people = {text for text, name in known.items() if name.type == "PERSON" and len(name.tokens) > 1}
    for (r, p), found in proposals.items():
        doc = readings[r].paragraphs[p].doc
        style = styles[r, p]
        headline = readings[r].paragraphs[p].zone == "headline"
        found = [span for span in found if not (style or headline and doc[span[0]].is_upper) or _holds_in_title(doc, span, known)]
        found = [span for span in found if not _runs_over(doc, span, people)]
        found += _matches(doc, index, shouted=style == "upper")
        names += [Name(r, p, first, last, doc[first:last].text, kind) for first, last, kind in _longest(found)]
    return names


def _style(doc: Doc) -> str:
    """`upper` for a paragraph in capitals, `title` for one whose words are capitalised, an empty string for prose."""
    words = [token.text for token in doc if token.is_alpha and len(token) > 3]
    if len(words) < 3:
        return ""
    n_upper = sum(map(str.isupper, words))
    if n_upper >= _CAPITALISED_HEADLINE * len(words) or n_upper >= 4 and 2 * n_upper >= len(words):
        return "upper"
    return "title" if sum(word[0].isupper() for word in words) >= _CAPITALISED_HEADLINE * len(words) and len(doc) <= 40 else ""


def _propose(doc: Doc, *, style: str) -> Iterator[tuple[int, int, str]]:
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
        yield from _phrases(doc)


def _divide(doc: Doc, ent: Span) -> Iterator[tuple[int, int, str]]:
    """The parts of a proposed name: a comma divides it, unless a legal form follows, and so does an office before a person."""
    first, kind = ent.start, TYPES[ent.label_]
    for i in range(first + 1, ent.end - 1):
        if doc[i].text == "," and kind in ("ORG", "GPE", "PERSON") and doc[i + 1].lower_.strip(".") not in _BEHIND_COMMA:
            yield first, i, kind
            first = i + 1
    offices = [i for i in range(first + 1, ent.end - 1) if doc[i].lower_ in INNER_TITLES and kind in ("PERSON", "ORG")]
    if offices and (kind == "PERSON" or ent.end - offices[-1] == 3):
        if kind == "ORG":
            yield first, offices[-1], kind
        first, kind = offices[-1] + 1, "PERSON"
    yield first, ent.end, kind


def _repair(doc: Doc, first: int, last: int, kind: str, *, taken: set[int]) -> tuple[int, int, str] | None:
    """A proposed name without article, title, possessive and punctuation, whole where it was cut; None where no name is left."""
    while first < last and _leads_in(doc[first], kind, last - first):
        first += 1
    while first < last and _trails(doc[last - 1], kind):
        last -= 1
    if kind == "PERSON" and first < last:
        first, last = _whole_person(doc, first, last, taken=taken)
    if first >= last or not any(_is_capital(token) for token in doc[first:last]):
        return None
    text = doc[first:last].text
    if kind == "PERSON" and any(gazetteer.fold(doc[i:last].text) in gazetteer.SEATS for i in range(first + 1, last)):
        return None
    if gazetteer.fold(text) in NO_NAMES or gazetteer.fold(text).split()[0] in ("covid", "coronavirus") or sum(map(str.isalnum, text)) < 2:
        return None
    following = doc[last].lower_ if last < len(doc) else ""
    if kind != "NORP" and all(token.lower_.strip(".") in TITLES for token in doc[first:last]) and (following in OFFICES or last - first == 1):
        return None
    if last - first == 1 and kind != "NORP" and last < len(doc) and doc[last].text in _FIELD_OFFICES and not gazetteer.sense_of(text):
        return None
    if text.lower() in _WEEKDAYS or (last - first == 1 and doc[first].pos_ in ("VERB", "ADV", "PRON", "DET", "INTJ")):
        return None
    if kind in ("GPE", "LOC") and doc[last - 1].lower_ in HEAD_TYPE and last - first > 1 and HEAD_TYPE[doc[last - 1].lower_] in ("ORG", "EVENT") \
            and not gazetteer.is_place(text):
        kind = HEAD_TYPE[doc[last - 1].lower_]
    return first, last, kind


def _leads_in(token: Token, kind: str, n: int) -> bool:
    """True for a token that stands before a name rather than in it."""
    if token.text in _OPEN or token.is_space or token.lower_ in ("the", "a", "an", "post", "pre", "anti", "pro", "then", "now", "ex"):
        return token.lower_ not in ("a",) or n > 1
    if kind == "PERSON" and n > 1 and token.lower_.strip(".") in TITLES and token.lower_ not in ("don", "prince", "king", "pope", "queen", "chance"):
        return True
    return token.is_punct or token.text in _POSSESSIVE or not (_is_capital(token) or token.like_num or kind == "PERSON" and token.text.islower()
                                                                and token.lower_ in ("al", "bin", "bint", "de", "van", "von", "del", "der", "el"))


def _trails(token: Token, kind: str) -> bool:
    """True for a token that stands behind a name rather than in it."""
    if token.is_space or token.text in _POSSESSIVE or (token.is_punct and token.text not in (".", "!", ")")):
        return True
    if token.text in (".", "!", ")"):
        return True
    tied = token.i > 0 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_
    return kind == "PERSON" and not tied and (token.text.islower() or not token.text[0].isalpha())


def _is_capital(token: Token) -> bool:
    """True for a token written as a name: a capital inside its first letters (`de-Ba'athist`, `eBay`, `al-Sadr`)."""
    return any(character.isupper() for character in token.text)


def _whole_person(doc: Doc, first: int, last: int, *, taken: set[int]) -> tuple[int, int]:
    """A person's name with the capitalised parts beside it that the model left out."""
    if first > 1 and doc[first - 1].text == "-" and doc[first - 2].lower_ in ("al", "el", "ul", "ad", "as") and not doc[first - 1].whitespace_:
        first -= 2
    while first > 0 and last - first < 4 and _is_part(doc[first - 1], taken) and not doc[first - 1].is_sent_start:
        first -= 1
    while last < len(doc) and last - first < 4 and _is_part(doc[last], taken) and not doc[last].is_sent_start:
        last += 1
    if last + 1 < len(doc) and doc[last].text == "-" and not doc[last].whitespace_ and doc[last - 1].whitespace_ == "" and doc[last + 1].is_alpha \
            and doc[last + 1].i not in taken and last - first <= 3 and doc[last + 1].pos_ in ("PROPN", "NOUN") and _joins(doc, last):
        last += 2
    return first, last


def _joins(doc: Doc, hyphen: int) -> bool:
    """True where a hyphen ties the halves of a given name, as in `Ha-eun`, rather than a name to a common word, as in `-led`."""
    after = doc[hyphen + 1]
    return len(after) <= 5 and doc[hyphen - 1].text[0].isupper() and after.tag_ not in ("VBN", "VBD", "VBG", "JJ")


def _is_part(token: Token, taken: set[int]) -> bool:
    """True for a capitalised token that may belong to the person named beside it."""
    return (token.pos_ == "PROPN" and token.is_alpha and token.text[0].isupper() and not token.text.isupper() and token.i not in taken
            and token.lower_ not in TITLES and token.lower_ not in HEAD_TYPE and token.lower_ not in OFFICES
            and token.lower_ not in _WEEKDAYS and not gazetteer.sense_of(token.text) and not gazetteer.region_of(token.text))


def _phrases(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Runs of capitalised words that end in a telling noun (`Council`), or begin with one that `of` follows."""
    i = 0
    while i < len(doc):
        if not _opens_run(doc[i]):
            i += 1
            continue
        last = _run_end(doc, i)
        first = i
        while first < last and (doc[first].lower_ in ("the", "a", "an") or (doc[first].is_sent_start and doc[first].pos_ in ("DET", "ADP", "SCONJ", "PRON", "ADV", "CCONJ"))):
            first += 1
        yield from _telling(doc, first, last)
        i = max(last, i + 1)


def _opens_run(token: Token) -> bool:
    return token.text[0].isupper() and any(map(str.isalpha, token.text))


def _run_end(doc: Doc, first: int) -> int:
    """The end of a run of capitalised words, with small words only between two of them."""
    last = first + 1
    while last < len(doc):
        step = last + (doc[last].text in ("'", "’") and last + 1 < len(doc) and doc[last + 1].lower_ in HEAD_TYPE)
        while step < len(doc) and step - last < 2 and doc[step].lower_ in _LINKS and doc[step].text.islower():
            step += 1
        linked = all(token.lower_ in ("of", "the", "'", "’") or token.ent_type_ for token in doc[last:step]) and doc[last].lower_ != "the"
        if step < len(doc) and linked and not doc[last - 1].text.endswith(("-", "/")) and _opens_run(doc[step]) and not doc[step].is_sent_start and doc[step].lower_ not in ("mr", "mr."):
            last = step + 1
            continue
        break
    return last


def _telling(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """The name in a run of capitalised words, by the telling noun that it ends in or begins with."""
    words = [token.lower_ for token in doc[first:last]]
    for cut in range(len(words), 1, -1):
        kind = HEAD_TYPE.get(words[cut - 1])
        if not kind or words[cut - 2] in _LINKS or words[cut - 2] in _WEEKDAYS:
            continue
        begin = next((k + 1 for k in range(cut - 2, -1, -1) if words[k] == "and" and kind != "ORG" or words[k] in ("in", "on")), 0)
        while begin < cut and (words[begin].strip(".") in TITLES - {"defence", "defense", "foreign", "interior", "finance", "state", "first", "democrat"}
                               or words[begin] in _LINKS):
            begin += 1
        of = words[cut:cut + 2]
        if of[:1] == ["of"] and words[cut - 1] in _WITH_PLACE and len(of) == 2 and of[1] != "the":
            cut += 2
        if cut - begin >= 2:
            yield first + begin, first + cut, kind
        return
    for begin, word in enumerate(words[:-2]):
        if word in LEADING_HEADS and "of" in words[begin + 1:begin + 4]:
            yield first + begin, last, "ORG"
            return


def _case_key(text: str) -> str:
    """A name's spelling for matching: straight quotes, single blanks."""
    return " ".join(text.replace("’", "'").split())


def _known_names(readings: list[Reading], proposals: dict[tuple[int, int], list[tuple[int, int, str]]],
                 styles: dict[tuple[int, int], str]) -> dict[str, Known]:
    """Names known in the event with the type that most of their places have; prose counts more than titles."""
    votes: dict[str, Counter] = defaultdict(Counter)
    for (r, p), found in proposals.items():
        doc = readings[r].paragraphs[p].doc
        weight = 1 if styles[r, p] or readings[r].paragraphs[p].zone == "headline" else 3
        for first, last, kind in found:
            votes[_case_key(doc[first:last].text)][kind] += weight
            if not styles[r, p] and _stands_in(doc, first, last, kind):
                votes[_case_key(doc[first:last].text)]["GPE"] += 4
            if first > 0 and kind in ("PERSON", "ORG") and doc[first - 1].lower_ in _VESSELS:
                votes[_case_key(doc[first:last].text)]["PRODUCT"] += 4
    known = {}
    for text, counter in votes.items():
        kind, _ = min(counter.items(), key=lambda item: (-item[1], schema.ENTITY_TYPES.index(item[0])))
        if sum(counter.values()) >= 3:
            known[text] = Known(tuple(text.split()), kind)
    words = {token.text for reading in readings for paragraph in reading.paragraphs for token in paragraph.doc
             if token.pos_ in ("ADJ", "PROPN", "NOUN") and token.is_title}
    known = _settle(known | _acronyms(readings, proposals) | _unread(readings, proposals, styles), words)
    known |= _demonyms(known, words)
    return known | {text: Known((text,), "PERSON") for text in _family_names(known) if text not in known}


def _stands_in(doc: Doc, first: int, last: int, kind: str) -> bool:
    """True for a word that `in` or `the port of` shows to be a place, where the model reads a person or organisation."""
    text = doc[first].text
    following = doc[last] if last < len(doc) else None
    before = [token.lower_ for token in doc[max(0, first - 2):first]]
    return (last - first == 1 and kind in ("PERSON", "ORG", "PRODUCT")
            and (before[-1:] == ["in"] or before[1:] == ["of"] and before[0] in _PLACE_NOUNS)
            and not text.isupper() and text.lower() not in HEAD_TYPE and text not in KNOWN_ORGANISATIONS
            and (following is None or following.text not in _POSSESSIVE and not following.text[0].isupper()))


def _unread(readings: list[Reading], proposals: dict[tuple[int, int], list[tuple[int, int, str]]],
            styles: dict[tuple[int, int], str]) -> dict[str, Known]:
    """Words that stand twice or more as proper names inside sentences of the event, and that the model never takes for a name."""
    counts: Counter = Counter()
    places: Counter = Counter()
    common: set[str] = set()
    for (r, p), found in proposals.items():
        doc = readings[r].paragraphs[p].doc
        taken = {i for first, last, _ in found for i in range(first, last)}
        for token in doc:
            if token.is_lower:
                common.add(token.text)
            elif not styles[r, p] and token.i not in taken and _is_lone_name(doc, token):
                counts[token.text] += 1
                places[token.text] += _stands_in(doc, token.i, token.i + 1, "ORG")
    return {text: Known((text,), "GPE" if 2 * places[text] >= n else "ORG")
            for text, n in sorted(counts.items()) if n >= 2 and text.lower() not in common}


def _is_lone_name(doc: Doc, token: Token) -> bool:
    """True for a proper noun that neither begins its sentence nor stands by another, and is no title, office or day."""
    beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
    return (token.pos_ == "PROPN" and token.is_alpha and len(token) > 2 and token.text[0].isupper() and not token.is_sent_start
            and not any(other.pos_ == "PROPN" for other in beside) and token.ent_type_ not in ("DATE", "TIME", "LANGUAGE")
            and token.lower_ not in TITLES and token.lower_ not in HEAD_TYPE and token.lower_ not in OFFICES
            and token.lower_ not in NO_NAMES and token.lower_ not in _WEEKDAYS and not gazetteer.sense_of(token.text))


def _demonyms(known: dict[str, Known], words: set[str]) -> dict[str, Known]:
    """Words of the event that are formed from a place of the event as demonyms are, for places the gazetteer does not have."""
    places = [text for text, name in sorted(known.items()) if name.type == "GPE" and not gazetteer.sense_of(text) and text.isalpha()]
    starts: dict[str, list[str]] = defaultdict(list)
    for place in places:
        starts[gazetteer.fold(place)[:4]].append(place)
    return {word: Known((word,), "NORP") for word in sorted(words)
            if (word not in known or known[word].type == "ORG") and any(gazetteer.is_demonym_of(word, place) for place in starts[gazetteer.fold(word)[:4]])}


def _family_names(known: dict[str, Known]) -> list[str]:
    """Last parts of the full names of people, which may stand alone elsewhere."""
    last = {name.tokens[-1] for name in known.values() if name.type == "PERSON" and 2 <= len(name.tokens) <= 3}
    return sorted(word for word in last if len(word) > 2 and word[0].isupper() and word.isalpha() and not word.isupper()
                  and word.lower() not in TITLES and not gazetteer.sense_of(word) and not gazetteer.region_of(word))


def _acronyms(readings: list[Reading], proposals: dict[tuple[int, int], list[tuple[int, int, str]]]) -> dict[str, Known]:
    """Acronyms that stand in brackets behind the name that they shorten."""
    found = {}
    for (r, p), spans in proposals.items():
        doc = readings[r].paragraphs[p].doc
        for first, last, kind in spans:
            if last + 2 < len(doc) and doc[last].text == "(" and doc[last + 2].text == ")" and doc[last + 1].text.isupper() \
                    and kind not in ("PERSON", "NORP") and 2 <= len(doc[last + 1]) <= 7:
                initials = [token.text[0].upper() for token in doc[first:last] if token.text[0].isalpha()]
                if doc[last + 1].text[0] in initials:
                    found[doc[last + 1].text] = Known((doc[last + 1].text,), kind)
    return found


def _settle(known: dict[str, Known], words: set[str]) -> dict[str, Known]:
    """Types that the gazetteer or a full name beside them decides."""
    full = [name.tokens for name in known.values() if name.type == "PERSON" and len(name.tokens) > 1]
    surnames = {tokens[-1] for tokens in full} | {tokens[0] for tokens in full if len(tokens) == 3}
    parts = {part for tokens in full for part in tokens}
    starts: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words - parts):
        starts[gazetteer.fold(word)[:4]].append(word)
    derived = {text for text in known if text.isalpha() and text not in parts
               and any(gazetteer.is_demonym_of(word, text) for word in starts[gazetteer.fold(text)[:4]])}
    offices = {name.tokens[-1] for name in known.values() if name.type == "ORG" and len(name.tokens) > 1} - set(HEAD_TYPE)
    settled = {}
    for text, name in known.items():
        sense, kind = gazetteer.sense_of(text), name.type
        if text in surnames and not sense and kind in ("ORG", "GPE", "NORP", "PRODUCT", "WORK", "LOC"):
            kind = "PERSON"
        elif text in derived and kind in ("PERSON", "ORG", "NORP"):
            kind = "GPE"
        elif kind == "PERSON" and text in offices and text not in parts:
            kind = "ORG"
        elif text.isupper() and len(text) > 4 and text.title() in known:
            kind = known[text.title()].type
        elif sense and kind != "PERSON":
            kind = "NORP" if sense.kind == "demonym" else "GPE"
        elif gazetteer.fold(text) in gazetteer.SEATS or text in KNOWN_ORGANISATIONS:
            kind = "ORG"
        elif gazetteer.is_place(text) and kind != "PERSON":
            kind = "LOC" if kind not in ("GPE", "LOC") else kind
        elif gazetteer.region_of(text) and kind != "PERSON":
            kind = "NORP" if kind == "NORP" else "GPE" if kind in ("GPE", "LOC") else kind
        settled[text] = Known(name.tokens, kind)
    return settled


def _index(known: dict[str, Known]) -> dict[str, list[Known]]:
    """Known names, and all country names and demonyms, by their first word."""
    index: dict[str, list[Known]] = defaultdict(list)
    for text in sorted(known):
        index[re.split(r"(?<=\w)-", known[text].tokens[0])[0]].append(known[text])
    return index


def _runs_over(doc: Doc, span: tuple[int, int, str], people: set[str]) -> bool:
    """True for a proposed name that is a known full name of a person with one more word before or behind it."""
    first, last, kind = span
    if kind not in ("PERSON", "ORG", "GPE") or last - first < 3 or doc[last - 1].lower_ in HEAD_TYPE:
        return False
    inner = {_case_key(doc[first + 1:last].text), _case_key(doc[first:last - 1].text)} & people
    return bool(inner) and not (kind == "PERSON" and doc[last - 1].text.rstrip(".") in ("Jr", "Sr", "II", "III"))


def _holds_in_title(doc: Doc, span: tuple[int, int, str], known: dict[str, Known]) -> bool:
    """True for a name in a line of capitalised words that prose confirms, or that is whole in itself and holds no other."""
    first, last, kind = span
    if _case_key(doc[first:last].text) in known or gazetteer.sense_of(doc[first:last].text):
        return True
    if last - first == 1 and doc[first].is_upper and len(doc[first]) > 3:
        return False
    parts = [doc[i:j].text for i in range(first, last) for j in range(i + 1, last + 1) if j - i < last - first]
    return (last - first > 1 or kind in ("GPE", "NORP")) and not any(_case_key(part) in known or gazetteer.sense_of(part) for part in parts)


def _matches(doc: Doc, index: dict[str, list[Known]], *, shouted: bool) -> Iterator[tuple[int, int, str]]:
    """Places of known names and of the gazetteer's names and demonyms."""
    words = [token.text.replace("’", "'") for token in doc]
    if shouted:
        index = _upper(index)
    for i, token in enumerate(doc):
        if not _is_capital(token):
            continue
        for name in index.get(words[i], ()):
            span = _match(doc, words, i, name, shouted=shouted)
            if span:
                yield span
        yield from _gazetteer_match(doc, i, index, shouted=shouted)


def _upper(index: dict[str, list[Known]]) -> dict[str, list[Known]]:
    """The index for a line in capitals."""
    upper: dict[str, list[Known]] = defaultdict(list, {word: list(names) for word, names in index.items()})
    for names in index.values():
        for name in names:
            tokens = tuple(token.upper() for token in name.tokens)
            upper[tokens[0]].append(Known(tokens, name.type))
    return upper


def _match(doc: Doc, words: list[str], i: int, name: Known, *, shouted: bool) -> tuple[int, int, str] | None:
    """The place of one known name that begins at a token; an event's or place's last word may be written small."""
    joined = " ".join(name.tokens)
    if len(name.tokens) > 1 and len(words) - i < 2:
        return None
    for last in range(i + 1, min(len(words), i + len(joined)) + 1):
        text = _case_key(doc[i:last].text)
        if len(text) < len(joined):
            continue
        small = name.type in ("EVENT", "LOC") and " " in joined and text.casefold() == joined.casefold()
        if text != joined and not small:
            return None
        single = last - i == 1
        if single and text in COMPASS and not shouted and last < len(doc) and doc[last].text[0].isupper() and doc[last].pos_ == "PROPN":
            return None
        if single and not shouted and doc[i].pos_ not in ("PROPN", "ADJ", "NOUN") and doc[i].is_sent_start:
            return None
        return i, last, name.type
    return None


def _gazetteer_match(doc: Doc, i: int, index: dict[str, list[Known]], *, shouted: bool) -> Iterator[tuple[int, int, str]]:
    """Countries and nationalities, up to six words long, that the event does not know as something else."""
    if gazetteer.fold(doc[i].text.split("-")[0]) not in gazetteer.first_words():
        return
    for last in range(min(len(doc), i + 8), i, -1):
        text = doc[i:last].text
        if doc[i].lower_ == "the" or doc[last - 1].is_punct or doc[last - 1].text in _POSSESSIVE or (last - i > 1 and doc[last - 1].text.islower()):
            continue
        sense = gazetteer.sense_of(text)
        if not sense or sense.kind == "capital" or (text.isupper() and len(text) > 5 and not shouted) or text.islower():
            continue
        if last - i == 1 and (doc[i].lower_ == "us" and not text.isupper() or doc[i].lower_ == "male" or shouted and text in ("US", "IT")):
            continue
        if not any(name.tokens == (text,) and name.type == "PERSON" for name in index.get(text, ())):
            yield i, last, "NORP" if sense.kind == "demonym" else "GPE"
        return


def _longest(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans that do not overlap, longer ones first; of two on one place the later found, whose type the whole event decided."""
    kept: list[tuple[int, int, str]] = []
    used: set[int] = set()
    order = sorted(enumerate(found), key=lambda item: (-(item[1][1] - item[1][0]), item[1][0], -item[0]))
    for _, (first, last, kind) in order:
        if used.isdisjoint(range(first, last)):
            used.update(range(first, last))
            kept.append((first, last, kind))
    return sorted(kept)
