"""Where reports name someone or something: the model's names with their edges repaired, and names that it missed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading import gazetteer
from analysis.reading.gazetteer import spelling
from analysis.reading.names.known import known_names, shorter_forms, stands_alone
from analysis.reading.names.proposals import Proposed, propose
from analysis.reading.names.spans import Proposal
from analysis.reading.names.vocabulary import ALSO_NAMES, COMPASS, HEAD_TYPE, OFFICES, PARTICLES, TITLES, is_part
from analysis.reading.names.votes import Types
from analysis.reading.roles import body_role
from analysis.reading.text.trees import Paragraph, Token
from analysis.reading.words import MONTHS

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading

# Known names and their types by the first word of the name.
Index = dict[str, list[tuple[str, str]]]

# What one does with a language.
_OF_CAMERAS = frozenset("camera cameras clip clips footage image images picture pictures recording recordings still stills video".split())
_SPOKEN = frozenset("learn speak study teach translate understand".split())


@dataclass(frozen=True)
class Name:
    """One place where a name stands: tokens `first` to `last` (exclusive) of the paragraph `doc`, and the type read there."""

    report: str
    doc: Paragraph
    first: int
    last: int
    type: str

    @property
    def place(self) -> tuple[str, int]:
        """Its paragraph by report and start."""
        return self.report, self.doc.start

    @property
    def root(self) -> Token:
        """Its token that is nearest to the sentence's root."""
        return self.doc.span(self.first, self.last).root


class _Event(NamedTuple):
    """What an event's reports tell together of the names in each."""

    known: Types
    people: set[str]  # full names
    parts: set[str]  # the words of these
    whole: set[str]  # full names that prose has in proper nouns only
    common: set[str]  # words that are written small
    index: Index


def find_names(readings: list[Reading], *, extra: Iterable[tuple[str, str]]) -> list[Name]:
    """Every name in headline, body and captions of an event's reports, in order, none overlapping another.

    Parameters
    ----------
    readings : list[Reading]
        The parsed reports of one event.
    extra : iterable of (name, type)
        Names known beforehand, which are found wherever they stand; an empty type leaves it to the reports.
    """
    proposed = propose(readings)
    known = known_names(readings, proposed)
    for name, kind in extra:
        if kind or not (spelling(name) in known or gazetteer.sense_of(name)):
            known[spelling(name)] = kind or "ORG"
    event = _know(proposed, known)
    return [Name(paragraph.report, paragraph.doc, *span) for paragraph in proposed for span in _find(paragraph, event)]


def _know(proposed: list[Proposed], known: Types) -> _Event:
    """What an event's reports tell of names."""
    people = {text for text, kind in known.items() if kind == "PERSON" and " " in text}
    whole = _whole_names(proposed, people)
    # A form that the event gives anything else, or has for a whole name, is no shorter one: `Grand Wizard Anna Hald`.
    others = known.keys() | {spelling(doc.span(*span[:2]).text) for _, doc, _, found in proposed for span in found}
    shorter = set().union(*(forms for text in people if (forms := shorter_forms(text)).isdisjoint(others)))
    matched = {text: kind for text, kind in known.items() if not _runs_over(text, kind, people, whole)}
    return _Event(known=known, people=people, parts={part for text in people for part in text.split()}, whole=whole,
                  common={token.text for _, doc, _, _ in proposed for token in doc if token.is_lower},
                  index=_index(dict.fromkeys(shorter, "PERSON") | matched))


def _find(paragraph: Proposed, event: _Event) -> list[Proposal]:
    """The names in a paragraph: of those proposed, the ones that the event bears out, and those that it knows."""
    _, doc, style, proposed = paragraph
    headline = doc.zone == "headline"
    found = [(first, last, kind) for first, last, kind in proposed
             if not _runs_over(spelling(doc.span(first, last).text), kind, event.people, event.whole)
             and (not (style or headline and doc[first].is_upper) or _holds_in_title(doc, (first, last, kind), event.known))]
    matches = list(_matches(doc, event, shouted=style == "upper"))
    if not (style or headline):
        taken = {i for first, last, _ in (*found, *matches) for i in range(first, last)}
        matches = [_with_given(doc, span, taken) for span in matches]
    return _longest([span for span in found + matches if not _is_common(doc, span, event) and not _is_language(doc, span)])


def _index(known: Types) -> Index:
    """Known names and their types by their first word, and by what stands in it before a hyphen: `S-400` is one token, `Ha-eun` three."""
    index: Index = defaultdict(list)
    for text in sorted(known):
        word = text.split()[0]
        for key in {word, re.split(r"(?<=\w)-", word)[0]}:
            index[key].append((text, known[text]))
    return index


def _whole_names(proposed: list[Proposed], people: set[str]) -> set[str]:
    """Names of people that prose writes in proper nouns only, but not `Baker Anna Hald` where the event knows Anna Hald."""
    return {spelling(doc.span(first, last).text) for _, doc, style, names in proposed
            if not style and doc.zone != "headline" for first, last, kind in names if kind == "PERSON"
            and not (doc[first].is_sent_start and spelling(doc.span(first + 1, last).text) in people)
            and all(token.tag_ == "NNP" or not token.is_title for token in doc[first:last])}


def _runs_over(text: str, kind: str, people: set[str], whole: set[str]) -> bool:
    """True for a known full name of a person with one more word before or behind it that is no `whole` name, nor a known body's."""
    words = text.split()
    if text in whole or kind not in ("PERSON", "ORG", "GPE") or len(words) < 3 or words[-1].lower() in HEAD_TYPE:
        return False
    return (" ".join(words[1:]) in people or " ".join(words[:-1]) in people) and body_role(text) is None


def _with_given(doc: Paragraph, span: Proposal, taken: set[int]) -> Proposal:
    """A known surname with the given name before it that makes it another person's."""
    first, last, kind = span
    while kind == "PERSON" and last - span[0] == 1 and first and is_part(doc[first - 1], taken) \
            and not doc[first - 1].is_sent_start and doc[first - 1].dep_ == "compound" and doc[first - 1].lower_ not in MONTHS:
        first -= 1
    return first, last, kind


def _is_common(doc: Paragraph, span: Proposal, event: _Event) -> bool:
    """True for a word that the event also writes small, where a sentence begins with it or it is a noun, and nobody's name; for cameras."""
    first, last, kind = span
    token = doc[first]
    if token.text == "CCTV" and (doc.span(last, last + 1).text in _OF_CAMERAS or first and doc[first - 1].lower_ == "on"):
        # `CCTV footage`, `caught on CCTV`, and no broadcaster.
        return True
    begins = token.is_sent_start and kind != "PERSON"
    noun = token.pos_ == "NOUN" and not (kind == "PERSON" and token.text in event.parts)
    return last - first == 1 and token.lower_ in event.common and (begins or noun) and not gazetteer.sense_of(token.text)


def _is_language(doc: Paragraph, span: Proposal) -> bool:
    """True for a demonym that is a language: something is in it, or somebody speaks it."""
    first, last, kind = span
    if kind != "NORP" or last - first > 1 or doc[first].text.endswith("s"):
        return False
    token = doc[first].head if doc[first].dep_ == "conj" else doc[first]
    return (token.head.lower_ in ("in", "into") or token.dep_ == "dobj" and token.head.lemma_ in _SPOKEN
            or doc[first].ent_type_ == "LANGUAGE")


def _holds_in_title(doc: Paragraph, span: Proposal, known: Types) -> bool:
    """True for a name in a line of capitalised words that prose confirms, or that is whole in itself and holds no other."""
    first, last, kind = span
    if spelling(doc.span(first, last).text) in known or gazetteer.sense_of(doc.span(first, last).text):
        return True
    parts = [doc.span(i, j).text for i in range(first, last) for j in range(i + 1, last + 1) if j - i < last - first]
    whole = last - first > 1 or kind in ("GPE", "NORP")
    return whole and not any(spelling(part) in known or gazetteer.sense_of(part) for part in parts)


def _matches(doc: Paragraph, event: _Event, *, shouted: bool) -> Iterator[Proposal]:
    """Places of known names and of the gazetteer's."""
    index = _upper(event.index) if shouted else event.index
    for i, token in enumerate(doc):
        word = spelling(token.text)
        if word not in PARTICLES and not any(map(str.isupper, word)):
            continue
        yield from filter(None, (_match(doc, i, *name, shouted=shouted) for name in index.get(word, ())))
        yield from _gazetteer_match(doc, i, index, event.parts, shouted=shouted)


def _upper(index: Index) -> Index:
    """The index for a line in capitals."""
    upper: Index = defaultdict(list, {word: list(names) for word, names in index.items()})
    for names in index.values():
        for text, kind in names:
            upper[text.split()[0].upper()].append((text.upper(), kind))
    return upper


def _match(doc: Paragraph, i: int, name: str, kind: str, *, shouted: bool) -> Proposal | None:
    """The place of one known name that begins at a token; an event's or place's last word may be written small."""
    for last in range(i + 1, min(len(doc), i + len(name)) + 1):
        text = spelling(doc.span(i, last).text)
        if len(text) < len(name):
            continue
        small = kind in ("EVENT", "LOC") and " " in name and text.casefold() == name.casefold()
        if text != name and not small:
            return None
        following = doc[last] if last < len(doc) else None
        of_more = following is not None and (
            text in COMPASS and following.pos_ == "PROPN"
            or doc[i].lower_ in TITLES and (following.text[0].isupper() or following.lower_ in OFFICES))
        # Of `Aftenposten` the model makes a verb where it begins a sentence.
        other = doc[i].pos_ not in ("PROPN", "ADJ", "NOUN") and doc[i].is_sent_start and not (kind == "ORG" and body_role(text))
        return None if last - i == 1 and (of_more or other) else (i, last, kind)
    return None


def _gazetteer_match(doc: Paragraph, i: int, index: Index, parts: set[str], *, shouted: bool) -> Iterator[Proposal]:
    """Countries, nationalities, capitals and seats, up to six words long, that the event does not know as something else."""
    for last in range(min(len(doc), i + 8), i, -1):
        text = doc.span(i, last).text
        end = doc[last - 1]
        if doc[i].lower_ == "the" or end.is_punct or last - i > 1 and end.text.islower():
            continue
        sense = gazetteer.sense_of(text)
        if gazetteer.fold(text) in gazetteer.seats() and not shouted and stands_alone(doc, i, last):
            yield i, last, "ORG"
            return
        named = text in parts or text.casefold() in ALSO_NAMES
        if sense and sense.kind == "capital" and (shouted or named or not stands_alone(doc, i, last)):
            continue
        if not sense or text.isupper() and len(text) > 5 and not shouted:
            continue
        # Words of a headline in capitals, and who it is that is male.
        if text in ("Us", "Male", "MALE") or shouted and text == "US":
            continue
        if (text, "PERSON") not in index.get(text, ()):
            yield i, last, "NORP" if sense.kind == "demonym" else "GPE"
        return


def _longest(found: list[Proposal]) -> list[Proposal]:
    """Spans that do not overlap, longer ones first; of two on one place the later found, whose type the whole event decided."""
    kept: list[Proposal] = []
    used: set[int] = set()
    for first, last, kind in sorted(reversed(found), key=lambda span: (span[0] - span[1], span[0])):
        if used.isdisjoint(range(first, last)):
            used.update(range(first, last))
            kept.append((first, last, kind))
    return sorted(kept)
