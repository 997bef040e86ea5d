"""Candidate attributions in the dependency tree: which words could be a source, a cue and a content, and in what frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_AUXILIARIES = {"aux", "auxpass", "neg", "prt"}
# How a verb without a subject hangs on the one whose subject is its own.
_CLIMBED = {"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis"}
_CLAUSES = {"ccomp", "xcomp"}
# Adverbs by which a report marks its own sentence as the words of others, without saying whose.
HEARSAY = {"reportedly", "allegedly", "apparently", "supposedly", "purportedly", "ostensibly", "presumably"}


@dataclass(frozen=True)
class Candidate:
    """One possible attribution in a paragraph, by token numbers; `frame` says how the content hangs on the cue."""

    head: int
    lemma: str
    frame: str
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def find_candidates(doc: Doc) -> list[Candidate]:
    """Every candidate of a paragraph in every frame, in order of their heads."""
    found: list[Candidate] = []
    for token in doc:
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            found.extend(_verb_candidates(token))
        elif token.pos_ == "NOUN":
            found.extend(_noun_candidates(token))
        if token.lower_ == "according":
            found.extend(_according_to(token))
        elif token.lower_ in HEARSAY and token.dep_ == "advmod":
            found.extend(_hearsay(token))
    return found


def subtree(token: Token) -> frozenset[int]:
    """Numbers of a token and of everything below it."""
    return frozenset(below.i for below in subtree_of(token))


def subtree_of(token: Token) -> list[Token]:
    """A token and everything below it, in text order, however deep the tree."""
    found, waiting = [], [token]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(found[-1].children)
    return sorted(found, key=lambda below: below.i)


def _verb_candidates(verb: Token) -> Iterator[Candidate]:
    """Candidates with a verb (or a verb and its adjective) as the cue."""
    if any(quoting_verb(below) for child in verb.children if child.dep_ == "prep" for below in child.children):
        return
    subject, passive, implied = find_subject(verb)
    if implied and not passive:
        subject = _inverted_subject(verb) or subject
    cue = verb_group(verb)
    head, lemma, prefix = verb, verb.lemma_.lower(), "pass-" if passive else ""
    adjective = next((child for child in verb.children if child.dep_ in ("acomp", "oprd") and child.pos_ == "ADJ"), None)
    if verb.lemma_ in ("be", "become", "remain", "seem", "feel") and adjective is not None:
        lemma, prefix, cue, head = adjective.lemma_.lower(), "adj-", cue | {adjective.i}, adjective
    source = frozenset() if subject is None else subtree(subject) - subtree(verb)
    if subject is not None and subject.head == verb:
        source = subtree(subject)
    if subject is not None and (subject.dep_ == "expl" or subject.lower_ in ("it", "there")) and prefix:
        source = frozenset()
    moved = frozenset()
    if passive:
        moved = source
        agent = next((child for child in verb.children if child.dep_ == "agent"), None)
        source = frozenset() if agent is None else subtree(agent) - {agent.i}
    for frame, extra, content in _complements(verb, head, moved=moved, passive=passive):
        if content:
            yield Candidate(verb.i, lemma, prefix + frame, source - content, cue | extra, content)


def _complements(
    verb: Token, head: Token, *, moved: frozenset[int], passive: bool,
) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    """Frame, further words of the cue, and content for each complement of a verb or of its adjective."""
    children = list(verb.children) + (list(head.children) if head != verb else [])
    clauses = [child for child in children if child.dep_ in _CLAUSES or child.dep_ == "advcl" and head != verb]
    objects = [child for child in children if child.dep_ in ("dobj", "attr") and child.pos_ != "VERB"]
    for clause in clauses:
        content = _with_gap(verb, clause)
        infinitive = any(child.tag_ == "TO" for child in clause.children)
        kind = "to" if infinitive else "ing" if clause.tag_ == "VBG" and clause.dep_ == "xcomp" else "clause"
        if kind == "to" and moved:
            yield "subject-to", frozenset(), content | moved
        yield kind, frozenset(), content
        if objects and kind == "to" and min(content) > objects[0].i:
            yield "object-to", frozenset(), content | subtree(objects[0])
    for thing in objects:
        yield ("object" if thing.dep_ == "dobj" else "attribute"), frozenset(), subtree(thing)
        if any(below.lower_ == "of" and below.dep_ == "prep" for below in thing.children):
            # `accused the firm of fraud`, where the parser takes `of fraud` for the firm's.
            yield "object+of", frozenset(), subtree(thing)
        for child in children:
            if child.dep_ == "prep" and child.i > thing.i:
                yield f"object-{child.lower_}", frozenset(), subtree(thing) | subtree(child)
    for child in children:
        if child.dep_ in ("oprd", "acomp") and child != head:
            yield "predicate", frozenset(), subtree(child).union(moved, *map(subtree, objects))
        if child.dep_ in ("prep", "dative") and child.pos_ in ("ADP", "SCONJ", "PART"):
            inner = subtree(child) - {child.i}
            yield ("with-" if objects else "") + child.lower_, frozenset({child.i}), inner
            if moved:
                yield f"subject-{child.lower_}", frozenset(), moved | subtree(child)
    if passive and moved:
        yield "subject", frozenset(), moved
    yield from _aside(verb)


def _with_gap(verb: Token, clause: Token) -> frozenset[int]:
    """A clause with the words right behind its verb that the parser left hanging on neither's own phrases."""
    content = subtree(clause)
    start = min(content)
    if start <= verb.i or clause.dep_ != "ccomp":
        return content
    begun = any(child.dep_ in _SUBJECTS | {"expl", "mark"} for child in clause.children)
    if clause.tag_ in ("VB", "VBD", "VBP", "VBZ") and not begun:
        # A finite clause without a subject: the parser gave its subject to the cue, as an object.
        objects = [child for child in verb.children if child.dep_ == "dobj" and verb.i < child.i < start]
        return content | frozenset(range(min(subtree(objects[0])), start)) if objects else content
    held = {verb.i}.union(*(subtree(child) for child in verb.children if child != clause))
    while start - 1 > verb.i and start - 1 not in held and not verb.doc[start - 1].is_punct:
        start -= 1
    return content | frozenset(range(start, min(content)))


def _aside(verb: Token) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    """The sentence that a parenthetical `she said`, `said the mayor` or `as she put it` stands in, without it."""
    subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None) or _inverted_subject(verb)
    doc, sentence = verb.doc, verb.sent
    marker = next((child for child in verb.children if child.lower_ == "as" and child.dep_ in ("mark", "advmod")), None)
    if subject is None or any(child.dep_ == "mark" and child != marker for child in verb.children):
        return
    core = {verb.i, marker.i if marker else verb.i} | subtree(subject) | {
        child.i for child in verb.children if child.dep_ in _AUXILIARIES | {"advmod"} and abs(child.i - verb.i) <= 2}
    first, last = min(core), max(core)
    if last - first >= len(core) + 2:
        return
    for child in verb.children:
        if child.i == last + 1 and child.dep_ in ("prep", "npadvmod", "dobj", "dative", "advmod", "prt"):
            last = max(subtree(child))
    before = doc[first - 1].text if first > sentence.start else ""
    after = doc[last + 1].text if last + 1 < sentence.end else "."
    if before and before in ",—–-" and after in ",.;—–-" and not (after == "," and first == sentence.start):
        stop = last + 1 if after == "," else sentence.end
        rest = {i for i in range(stop, sentence.end)}
        for child in verb.children:
            if child.i > last and child.dep_ in ("advcl", "conj", "cc", "relcl"):
                rest -= subtree(child)
        content = frozenset(range(sentence.start, first)) | rest
        yield ("as" if marker else "aside"), frozenset(), content


def _inverted_subject(verb: Token) -> Token | None:
    """The name behind `, reported` that the parser took for an object."""
    doc = verb.doc
    if verb.i == 0 or doc[verb.i - 1].text != "," or verb.tag_ not in ("VBD", "VBZ") or verb.dep_ == "ROOT":
        return None
    return next((child for child in verb.children if child.dep_ == "dobj" and min(subtree(child)) == verb.i + 1), None)


def _name_before(verb: Token) -> Token | None:
    """The name right before a verb that the parser hung on something else than the verb."""
    doc, first = verb.doc, min(verb_group(verb))
    if first - 1 > verb.sent.start and doc[first - 1].text == ",":
        first -= 1
    token = doc[first - 1] if first > verb.sent.start else verb
    while token.dep_ in ("pobj", "prep", "compound", "amod", "poss", "appos", "nmod") and token.head.i < first:
        token = token.head
    return token if token.pos_ == "PROPN" and token.dep_ in ("conj", "dobj", "attr", "npadvmod", "dep") else None


def quoting_verb(verb: Token) -> Token | None:
    """The verb of `quoted her as saying`, from `saying`."""
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in ("quote", "cite", "report", "describe"):
        return verb.head.head
    return None


def find_subject(verb: Token) -> tuple[Token | None, bool, bool]:
    """A verb's subject, whether it is a passive one, and whether it stands with another verb."""
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)
    own = next((child for child in verb.children if child.dep_ in _SUBJECTS or child.dep_ == "expl"), None)
    if own is not None:
        return own, passive, False
    quoting = quoting_verb(verb)
    if quoting is not None:
        quoted = next((child for child in quoting.children if child.dep_ in ("dobj", "nsubjpass")), None)
        if quoted is not None:
            return quoted, passive, True
    head, steps = verb, 0
    while steps < 6:
        steps += 1
        if head.dep_ == "acl":
            return head.head, head.tag_ == "VBN" and head == verb, True
        if (head.dep_ in _CLIMBED or verb.tag_ == "VBG" and head.dep_ in ("pobj", "dobj", "attr")) and head.head != head:
            before, head = head, head.head
        else:
            return (_name_before(head) if head.pos_ in ("VERB", "AUX") else None), passive, True
        if before.dep_ == "xcomp" and verb != head:
            thing = next((child for child in head.children if child.dep_ == "dobj" and child.i < before.i), None)
            if thing is not None:
                return thing, passive, True
        subject = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
        if subject is not None and head.pos_ in ("VERB", "AUX"):
            if before.dep_ == "conj" and not passive and verb.tag_ == "VBN":
                passive = any(child.dep_ == "auxpass" for child in head.children)
            return subject, passive, True
        if head.pos_ in ("NOUN", "PROPN") and before.dep_ == "prep" and verb.tag_ != "VBG":
            return None, passive, True
    return None, passive, True


def verb_group(verb: Token) -> frozenset[int]:
    """A verb with its auxiliaries, negation, particles and the adverbs between them."""
    parts = {verb.i} | {child.i for child in verb.children if child.dep_ in _AUXILIARIES}
    adverbs = {child.i for child in verb.children if child.dep_ == "advmod"}
    first = min(parts)
    while first - 1 in adverbs:
        first -= 1
    inside = {i for i in adverbs if first <= i <= max(parts)}
    return frozenset(parts | inside)


def _noun_candidates(noun: Token) -> Iterator[Candidate]:
    """Candidates with a noun as the cue: `her claim that`, `a warning by the mayor about`."""
    children = list(noun.children)
    owner = next((child for child in children if child.dep_ == "poss"), None)
    maker = next((child for child in children if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from")), None)
    if owner is not None:
        source = subtree(owner) - {child.i for child in owner.children if child.dep_ == "case"}
    elif maker is not None:
        source = subtree(maker) - {maker.i}
    else:
        subject = _subject_above(noun)
        source = frozenset() if subject is None else subtree(subject) - subtree(noun)
    owned = "own-" if owner is not None or maker is not None else ""
    cue = frozenset({noun.i} | {child.i for child in children if child.dep_ == "amod"})
    for child in children:
        content, extra, kind = subtree(child), frozenset(), ""
        if child.dep_ == "acl" and any(below.tag_ == "TO" for below in child.children):
            kind = "noun-to"
        elif child.dep_ in ("acl", "ccomp", "relcl") and any(below.dep_ == "mark" for below in child.children):
            kind = "noun-clause"
        elif child.dep_ == "prep" and child != maker:
            kind, extra, content = f"noun-{child.lower_}", frozenset({child.i}), content - {child.i}
        if kind and content:
            yield Candidate(noun.i, noun.lemma_.lower(), owned + kind, source - content, cue | extra, content)


def _subject_above(noun: Token) -> Token | None:
    """The subject of the verb whose object a noun is."""
    if noun.dep_ == "dobj":
        subject, passive, _ = find_subject(noun.head)
        return None if passive else subject
    return None


def _according_to(token: Token) -> Iterator[Candidate]:
    """`according to X`: X is the source of the clause that it stands in."""
    to = next((child for child in token.children if child.lower_ == "to"), None)
    if to is None and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        to = token.nbor()
    if to is None:
        return
    source = subtree(to) - {to.i}
    own = subtree(token) | subtree(to)
    rest = range(max(own) + 1, token.sent.end)
    if token.i > token.sent.start and rest and not any(token.doc[i].pos_ in ("VERB", "AUX") for i in rest):
        # What stands behind the source up to the full stop belongs to its name.
        source, own = source.union(rest), own.union(rest)
    content = subtree(_clause_head(token)) - own
    if source and content:
        yield Candidate(token.i, "according to", "according", source, frozenset({token.i, to.i}), content)


def _hearsay(adverb: Token) -> Iterator[Candidate]:
    """`reportedly`: the clause is somebody's, nobody's name is given."""
    content = subtree(_clause_head(adverb)) - {adverb.i}
    yield Candidate(adverb.i, adverb.lower_, "adverb", frozenset(), frozenset({adverb.i}), content)


def _clause_head(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    head = token.head
    while head.pos_ not in ("VERB", "AUX") and head.head != head:
        head = head.head
    return head
