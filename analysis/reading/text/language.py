"""The parsed report: paragraphs, sentences, lemmas, names, from spaCy's small English model with pinned files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading import gazetteer
from analysis.reading.organisations import is_known_body
from analysis.reading.text import casing, parsing
from analysis.reading.text.propositions import Proposition, split_sentence
from analysis.reading.text.quotations import Quotation, find_quotations
from analysis.reading.text.trees import Named, Paragraph, Span, Token, copy_parses, join_prefixes, tops
from analysis.reading.text.turns import LABEL, Turn, find_labels, find_turns, is_name, write_label
from analysis.reading.text.zones import Zone, find_dateline, find_zones

if TYPE_CHECKING:
    from spacy import tokens as spacy_tokens

    from analysis.models.attribution.tagger import Seen

# Apostrophes with which the model takes names for nouns that it never saw, and what owns for a part of its name: `D’Alessandro`,
# `the Post’s Anna Hald`.
_APOSTROPHE = re.compile(r"(?<=\w)[‘’ʼ`´](?=\w)")
# What spaCy would take for tokens of their own but is layout or direction, and hyphens and dashes that it hardly knows; each is one
# code point, so positions hold.
_LAYOUT = {0x2010: "-", 0x2011: "-", 0x2012: "–", 0x2015: "—"} | {ord(character): " " for character in (
    "\n\r\t\v\f\u0085\u00a0\u2007\u2009\u202f\u2028\u2029\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\0")}
# Words of the longest paragraph that is tagged in one piece; one in eighty of the training paragraphs is longer.
LONGEST = 100
# Paragraphs that are parsed together.
BATCH = 256
# Forms that the model's rules take for another word's.
_LEMMAS = {"elder": "elder", "eldest": "eldest", "unwavering": "unwavering"}
# A verb whose last letter is doubled before an ending: `hoped` is not of `hop`.
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
# The dependency of a dateline's words, and its parts as names.
DATELINE = "meta"
_DATELINE = {"place": "GPE", "region": "GPE", "date": "DATE", "agency": "ORG", "other": "ORG", "day": "DATE", "wire": "ORG"}
_STORED = ("ORTH", "TAG", "POS", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SENT_START")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a report."""

    number: int
    tokens: Span

    @property
    def start(self) -> int:
        """Where it begins in the report's text."""
        return self.tokens.start

    @property
    def end(self) -> int:
        """Where it ends in the report's text."""
        return self.tokens.end

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph that it stands in."""
        return self.tokens[0].paragraph

    @property
    def zone(self) -> str:
        """The zone that it stands in."""
        return self.paragraph.zone

    @cached_property
    def n_words(self) -> int:
        """How many words it has."""
        return sum(token.is_word for token in self.tokens)

    @cached_property
    def said(self) -> list[Token]:
        """Its tokens from the first word on, or the mark that opens before it: without a dateline, bullet or dots at its head."""
        first = next((place for place, token in enumerate(self.tokens) if _is_said(token)), 0)
        while first and (self.tokens[first - 1].is_quote or self.tokens[first - 1].is_left_punct):
            first -= 1
        return self.tokens[first:]

    @property
    def said_from(self) -> int:
        """Where what it says begins in the report's text."""
        return self.said[0].start

    @cached_property
    def root(self) -> Token:
        """Its predicate: the first root that is a word, as a bullet before it may be a sentence of its own to the parser.

        Where a bullet is the only root, the first word that hangs on it.
        """
        roots = tops(self.said)
        return next(filter(_is_said, roots), roots[0])

    @cached_property
    def propositions(self) -> list[Proposition]:
        """The parts of the sentence that each say something of their own."""
        return split_sentence(self.said, self.root)


@dataclass(frozen=True)
class Reading:
    """One report, parsed: what every later step of reading works on."""

    report: str
    text: str
    zones: list[Zone]
    paragraphs: list[Paragraph]
    sentences: list[Sentence]

    @property
    def measured(self) -> list[Sentence]:
        """The sentences of headline and body."""
        return [sentence for sentence in self.sentences if sentence.zone in schema.MEASURED_ZONES]

    @property
    def n_words(self) -> int:
        """Words in headline and body."""
        return sum(sentence.n_words for sentence in self.measured)

    def texts_of(self, zone: str) -> list[str]:
        """The texts of a zone's paragraphs."""
        return [self.text[place.start:place.end] for place in self.zones if place.zone == zone]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence at a position of the text, or the last before it."""
        return self.sentences[bisect_right(self.sentences, position, key=lambda sentence: sentence.start) - 1]

    @cached_property
    def turns(self) -> list[Turn]:
        """What the speakers of an interview or transcript say, each behind a label."""
        return find_turns(self.text, [(zone.start, zone.end) for zone in self.zones if zone.zone == "body"])

    @cached_property
    def quotations(self) -> list[Quotation]:
        """The quoted stretches of headline, body and captions."""
        return find_quotations(self.text, [(paragraph.start, paragraph.end) for paragraph in self.paragraphs])

    @cached_property
    def seen(self) -> Seen:
        """What the attribution network makes of headline and body, in one pass for all that use it."""
        from analysis.models.attribution.tagger import load_tagger

        return load_tagger().see(list(self.pieces))

    @property
    def pieces(self) -> Iterator[tuple[int, str]]:
        """Start and text of each measured paragraph, or of the parts of a long one."""
        quoted = [(found.start, found.end) for found in self.quotations if found.level == 1 and found.closed]
        sentences: dict[int, list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            sentences[sentence.paragraph.start].append(sentence)
        for paragraph in self.paragraphs:
            if paragraph.zone not in schema.MEASURED_ZONES:
                continue
            starts, words = [paragraph.start], 0
            for sentence in sentences[paragraph.start]:
                full = words and words + sentence.n_words > LONGEST
                if full and not any(start < sentence.start < end for start, end in quoted):
                    starts.append(sentence.start)
                    words = 0
                words += sentence.n_words
            for start, end in pairwise([*starts, paragraph.end]):
                yield start, self.text[start:end].rstrip()


def read_report(report: str, text: str) -> Reading:
    """One report, its zones found and its headline, body and captions parsed."""
    return read_reports({report: text})[0]


def read_reports(texts: Mapping[str, str], *, jobs: int = 1, progress: Callable[[str], None] | None = None) -> list[Reading]:
    """All reports of a corpus, parsed, in order of their ids.

    Parameters
    ----------
    texts
        Report id to text.
    jobs
        Processes that parse. The result does not depend on it: paragraphs are parsed in the same batches.
    progress
        Called with a report's id when it is parsed.
    """
    zones = {report: find_zones(texts[report]) for report in sorted(texts)}
    paragraphs = [one for report, found in zones.items() for one in _paragraph_texts(texts[report], found)]
    places = [zone for found in zones.values() for zone in found if zone.zone in schema.PARSED_ZONES]
    parsed = map(_mend_words, copy_parses(_parse(paragraphs, jobs=jobs), places))
    readings = []
    for report, found in zones.items():
        own = [next(parsed) for zone in found if zone.zone in schema.PARSED_ZONES]
        spans = chain.from_iterable(map(_sentence_spans, own))
        readings.append(Reading(report, texts[report], found, own, [Sentence(number, span) for number, span in enumerate(spans)]))
        if progress:
            progress(report)
    return readings


def _paragraph_texts(text: str, zones: Iterable[Zone]) -> list[tuple[str, int]]:
    """The paragraphs to parse, and how many characters of each are a speaker's label.

    Layout characters are blanks, apostrophes and hyphens inside words those that the model learnt; headlines, and the first
    line where none was found, are written as sentences, labels as names.
    """
    parsed = [zone for zone in zones if zone.zone in schema.PARSED_ZONES]
    titles = [zone for zone in parsed if zone.zone == "headline"] or parsed[:1]
    paragraphs = [(zone, _APOSTROPHE.sub("'", text[zone.start:zone.end].translate(_LAYOUT))) for zone in parsed]
    labels = iter(find_labels([own for zone, own in paragraphs if zone.zone == "body"]))
    found = []
    for zone, own in paragraphs:
        label = next(labels) if zone.zone == "body" else None
        own = casing.write_as_sentence(own, text[zone.end:]) if zone in titles else own
        found.append((write_label(label, text) + own[label.end():], label.end()) if label else (own, 0))
    return found


def _parse(paragraphs: list[tuple[str, int]], *, jobs: int) -> Iterator[spacy_tokens.Doc]:
    """The parses of paragraphs, in order; many at once parse faster than report by report."""
    batches = [paragraphs[at:at + BATCH] for at in range(0, len(paragraphs), BATCH)]
    if min(jobs, len(batches)) <= 1:
        for batch in batches:
            yield from _parse_batch(batch)
        return
    from spacy.tokens import DocBin

    vocabulary = parsing.load_language().vocab
    with ProcessPoolExecutor(min(jobs, len(batches)), mp_context=get_context("spawn")) as pool:
        for data in pool.map(_parse_to_bytes, batches):
            yield from DocBin().from_bytes(data).get_docs(vocabulary)


def _parse_batch(paragraphs: list[tuple[str, int]]) -> list[spacy_tokens.Doc]:
    """The parses of some paragraphs, each behind its dateline or label, which would pass for part of the first sentence."""
    from spacy.tokens import Doc

    heads = [_tag_label(text[:label]) if label else _tag_dateline(found) if (found := find_dateline(text)) else None
             for text, label in paragraphs]
    docs = parsing.parse(text[len(head.text) if head else 0:] for (text, _), head in zip(paragraphs, heads, strict=True))
    return [Doc.from_docs([head, doc], ensure_whitespace=False, exclude=["tensor"]) if head else doc
            for doc, head in zip(docs, heads, strict=True)]


def _tag_dateline(found: re.Match) -> spacy_tokens.Doc:
    """A dateline as names and marks that depend on its place and on no word of the sentence behind it."""
    labels = _DATELINE | ({"place": "ORG"} if is_known_body(found["place"] or "") else {})
    if found["other"] and (gazetteer.sense_of(found["other"]) or gazetteer.fold(found["other"]) in gazetteer.regions()):
        labels["other"] = "GPE"
    return _tag_apart(found[0], [(*found.span(part), label) for part, label in labels.items() if found[part]])


def _tag_label(text: str) -> spacy_tokens.Doc:
    """A speaker's label in the same way, as a person's name where it is one."""
    label = LABEL.match(text)
    return _tag_apart(text, [(*label.span("name"), "PERSON")] if is_name(label) else [])


def _tag_apart(text: str, names: list[tuple[int, int, str]]) -> spacy_tokens.Doc:
    """Words before a paragraph's first sentence: names, numbers and marks that depend on the first name."""
    doc = parsing.load_language().make_doc(text)
    spans = [span for start, end, kind in names if (span := doc.char_span(start, end, label=kind))]
    doc.set_ents(spans)
    root = spans[0].end - 1 if spans else 0
    for token in doc:
        token.pos_, token.tag_ = ("PROPN", "NNP") if token.is_alpha else ("NUM", "CD") if token.like_num else ("PUNCT", ":")
        token.dep_, token.lemma_ = DATELINE, token.text
        token.head = doc[root]
    return doc


def _mend_words(doc: Paragraph) -> Paragraph:
    """The parse with words behind prefixes whole, own lemmas where the model's rules give another's, and `WHO` as a body's name."""
    join_prefixes(doc)
    shouted = doc.text.isupper()
    for token in doc:
        if token.text == "WHO" and token.tag_ == "WP" and not shouted:
            token.pos_, token.tag_, token.lemma_, token.ent_type_ = "PROPN", "NNP", "WHO", "ORG"
            doc.ents = sorted([*doc.ents, Named(token.i, token.i + 1, "ORG")])
        lemma, form = token.lemma_, token.lower_
        if form in _LEMMAS and token.pos_ in ("ADJ", "VERB"):
            token.lemma_ = _LEMMAS[form]
        elif token.pos_ == "VERB" and form in (lemma + "ed", lemma + "ing", lemma + "es") and _DOUBLES.fullmatch(lemma) \
                and lemma + "e" in parsing.verbs():
            token.lemma_ = lemma + "e"
    return doc


def _parse_to_bytes(paragraphs: list[tuple[str, int]]) -> bytes:
    """One batch of parses as bytes, made in a worker."""
    from spacy.tokens import DocBin
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return DocBin(attrs=_STORED, docs=_parse_batch(paragraphs)).to_bytes()


def _sentence_spans(doc: Paragraph) -> list[Span]:
    """The sentences of a paragraph, without blanks at their edges.

    One that holds no word, or a dateline, joins its neighbour, and one that begins with a small letter goes on with what does not:
    `"Who?" she asked.`
    """
    bounds: list[list[int]] = []
    for sentence in doc.sents:
        tokens = [token for token in sentence if not token.is_space]
        if not tokens:
            continue
        wordless = not any(token.is_word for token in tokens)
        goes_on = bounds and tokens[0].text.islower() and not doc[bounds[-1][0]].text.islower()
        if bounds and (wordless or goes_on or not any(map(_is_said, doc[bounds[-1][0]:bounds[-1][1]]))):
            bounds[-1][1] = tokens[-1].i + 1
        else:
            bounds.append([tokens[0].i, tokens[-1].i + 1])
    return [doc.span(start, end) for start, end in bounds]


def _is_said(token: Token) -> bool:
    """Whether a token is a word of a sentence, and none of the dateline before it."""
    return token.is_word and token.dep_ != DATELINE


def count_terms(reading: Reading) -> Counter[tuple[str, str]]:
    """Occurrences of each (lemma, part of speech) in headline and body; lemmas in lower case unless proper names.

    Addresses of web pages and mail, numerals and punctuation are no terms.
    """
    terms = (token for sentence in reading.measured for token in sentence.tokens
             if re.search(r"[^\W\d_]", token.text) and not (token.like_url or token.like_email))
    return Counter((token.lemma_ if token.pos_ == "PROPN" else token.base, token.pos_) for token in terms)
