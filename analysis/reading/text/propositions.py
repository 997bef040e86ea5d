"""Propositions: the parts of a sentence that each say something of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.reading.stances import load_stances
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import fold_spelling


CONTENT_PARTS = ("NOUN", "PROPN", "VERB", "NUM", "ADJ")
# Clauses that say something of their own, by their role in the sentence.
_CLAUSES = ("ccomp", "relcl", "advcl", "parataxis", "conj", "acl", "pcomp")
_COMPLEMENTS = ("dobj", "prep", "agent", "attr", "acomp", "xcomp", "ccomp", "oprd", "dative", "pobj")
# What is no part of the noun phrase that it hangs on.
_APART = ("relcl", "acl", "advcl", "ccomp", "conj", "appos")
# Longer phrases are left out: of phrases inside phrases without end the work would grow with the cube of their number.
_LONGEST_PHRASE = 30
# What ties an event to another one before or after it.
_SEQUENCE = ("after", "before", "since", "by", "while", "upon")
_CIRCUMSTANCES = ("dative", "npadvmod", "advmod")
_ADDRESSING = ("tell", "inform", "assure", "remind", "warn", "notify")
_WHEN_WHERE = ("DATE", "TIME", "GPE", "LOC", "FAC")
_EMPTY = frozenset("be become do get have seem".split())
SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")
# Content words that a proposition has at the least, with those that it shares; its predicate is one of them.
FEWEST_OWN, FEWEST = 2, 3


@dataclass(frozen=True)
class Proposition:
    """One proposition of a sentence: its predicate, its own tokens, and those that it shares with the clause above."""

    head: Token
    own: tuple[Token, ...]
    shared: tuple[Token, ...]

    @property
    def bounds(self) -> tuple[int, int]:
        """Start and end in the report's text, without punctuation at the edges."""
        inner = [token for token in self.own if token.is_word] or self.own
        return inner[0].start, inner[-1].end


def is_content(token: Token) -> bool:
    """Whether a token carries content: noun, name, verb, adjective or number, and no function word."""
    return token.pos_ in CONTENT_PARTS and (token.pos_ == "NUM" or not token.is_stop) and token.is_word


def split_sentence(tokens: Sequence[Token], root: Token) -> list[Proposition]:
    """The propositions of a sentence, in order of their first words.

    Notes
    -----
    Cut are finite complements, relative and adverbial clauses, coordinated predicates, participles with complements and what
    follows a preposition as a predicate (`after meeting ...`). A part with too little content of its own stays with the clause
    above. A coordinated predicate without a subject shares the first one's, a relative clause or participle the noun that it
    describes, and a clause without a subject the subject above. Every token is the own token of one proposition.
    """
    # The parser may find two sentences in one.
    heads = [token for token in tokens if token == root or _opens_clause(token) or token.head == token and token.is_word]
    owners: dict[Token, list[Token]] = {head: [] for head in heads}

    def find_owner(above: Iterable[Token]) -> Token:
        """The nearest of some tokens one above the other that is the predicate of a part."""
        return next((token for token in above if token in owners), root)

    for token in tokens:
        owners[find_owner((token, *token.ancestors))].append(token)
    for head in sorted(heads, key=lambda head: (sum(1 for _ in head.ancestors), head.i), reverse=True):
        content = sum(map(is_content, owners[head]))
        if head == root or content >= FEWEST_OWN and content + sum(map(is_content, _share(head))) >= FEWEST:
            continue
        above = find_owner(head.ancestors)
        owners[above] = sorted(owners[above] + owners.pop(head))
    found = [Proposition(head, tuple(own), tuple(_share(head))) for head, own in owners.items()]
    return sorted(found, key=lambda proposition: proposition.own[0].i)


def find_noun_phrases(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Noun phrases that say something in passing: a noun with what it is of, by or whose (`Orle's delegation`), no clauses.

    spaCy's noun chunks end before the first preposition, and so before what the noun is of.
    """
    for noun in tokens:
        if noun.pos_ == "NOUN" and dependents(noun, "prep", "poss"):
            phrase = [noun]
            for token in phrase:
                phrase += [child for child in token.children if child.dep_ not in _APART]
                if len(phrase) > _LONGEST_PHRASE:
                    break
            else:
                yield phrase


def only_introduces(part: Proposition, others: list[Proposition]) -> bool:
    """Whether a proposition only says who says another one, to whom, when and where: what follows is one of the others."""
    # Of two clauses that a comma or semicolon joins, the parser can hang the first on the second.
    lemma, heads = part.head.base, [other.head for other in others]
    told = part.head.dep_ == "parataxis" or any(
        child in heads and (child.i > part.head.i or lemma in load_stances())
        for child in dependents(part.head, "ccomp", "parataxis"))
    roles = (*SUBJECTS, *_CIRCUMSTANCES, *(("dobj",) if lemma in _ADDRESSING else ()))
    beside = [child for child in part.head.children if child.dep_ in roles or child.lower_ == "to" or child.dep_ == "prep" and any(
        inner.ent_type_ in _WHEN_WHERE or inner.pos_ == "PROPN" for inner in child.children)]
    around = {token for child in beside for token in child.subtree}
    return told and all(token == part.head or token in around for token in part.own if is_content(token))


def other_heads(head: Token, parts: Sequence[Proposition]) -> list[Token]:
    """The predicates of a sentence's propositions but one."""
    return [part.head for part in parts if part.head != head]


def predicate_of(head: Token) -> frozenset[str]:
    """The lemmas that tell what a clause says, in one spelling.

    They are its verb's, or, where that carries no content (`is`, `has`), those of what completes it. A verb that is a function
    word in one form only (`take`, but not `took`) carries content in all.
    """
    completing = dependents(head, "attr", "acomp", "dobj", "oprd")
    tells = head.base not in _EMPTY if head.pos_ == "VERB" else is_content(head)
    return frozenset(fold_spelling(token.lemma_) for token in ([head] if tells else completing))


def _opens_clause(token: Token) -> bool:
    """Whether a token is the predicate of a clause that says something of its own."""
    if token.dep_ not in _CLAUSES or token.pos_ not in ("VERB", "AUX"):
        return False
    if dependents(token, *SUBJECTS):
        return True
    if any(child.tag_ == "TO" for child in token.children) or not dependents(token, *_COMPLEMENTS):
        return False
    if token.dep_ == "conj":
        return token.head.dep_ == "ROOT" or _opens_clause(token.head)
    return token.dep_ == "advcl" or token.dep_ == "pcomp" and token.head.lower_ in _SEQUENCE


def _share(head: Token) -> list[Token]:
    """The tokens that a clause without a subject of its own is about: a noun that it describes, or the subject above."""
    if any(child.pos_ != "PRON" for child in dependents(head, *SUBJECTS)):
        return []
    if head.dep_ in ("relcl", "acl"):
        return _phrase(head.head)
    above = head
    while above.dep_ in _CLAUSES or above.dep_ in ("prep", "xcomp"):
        above = above.head
        subject = next(iter(dependents(above, *SUBJECTS)), None)
        if subject is not None:
            return _phrase(subject)
    return []


def _phrase(noun: Token) -> list[Token]:
    """A noun with what stands before it and is part of it."""
    return sorted([noun, *dependents(noun, "compound", "amod", "poss", "nummod")])
