"""Modality: whether a clause, given its predicate, says that something is so, that it is not so, or leaves it open."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from analysis.reading.text.propositions import SUBJECTS, is_content, predicate_of
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import fold_spelling, word_list

HEDGING_VERBS, HEDGING_ADVERBS, _HEDGING_NOUNS = (word_list(f"hedging_{kind}") for kind in ("verb", "adverb", "noun"))
# Nouns that leave open what a clause behind them says; `there are fears that`.
OPEN_NOUNS = _HEDGING_NOUNS | word_list("fear")
PROOF = word_list("proof")
# Nouns that can have a clause for their content.
_CONTENT_NOUNS = word_list("said") | OPEN_NOUNS | PROOF | {"case", "truth"}
# Nouns and adjectives whose infinitive tells what is or is not to come: `no plans to close`, `unwilling to close`.
_AIMS = word_list("aim")
# What they want or let be done need not be done, beside what they bid: `requires them to close`.
_ENABLING = word_list("enabling")
# Verbs whose passive leaves its infinitive open: `is said to have left`.
_REPORTED = {"claim", "estimate", "poise", "reckon", "report", "say", "understand"}
# Complements and passives that say that something is open, by themselves or when they are negated.
_OPEN = {"possible", "uncertain", "unclear", "unknown", "unconfirmed", "poised"}
_SURE = {"certain", "clear", "sure"}
_ASCERTAINING = {"confirm", "establish", "know", "prove", "verify"}
_SENSES = {"feel", "hear", "notice", "see", "smell", "taste"}
_LATER = {"eventually", "later", "soon", "subsequently"}
# What they want not to be done is not denied: `urged them not to close the port`.
_BIDDING = word_list("bidding")
_DENIALS = {"debunk", "deny", "reject", "dismiss", "refute", "rebut"}
# These deny whatever stands behind them; other cues of denying can refuse or fight a thing that is there.
_DENY_ALL = {"contradict", "debunk", "denial", "deny", "dispute", "rebut", "refute"}
# How many words before a pronoun what it stands for is looked for.
_FAR = 40
_AVERTING = {"avoid", "decline", "fail", "neglect", "refuse"}
_NOTHING = {"nobody", "nothing", "none", "neither", "never"}
# What it is none of is so: `it is no secret`.
_BEYOND_DOUBT = {"doubt", "question", "secret", "surprise", "wonder"}
# Where there is none, it is not said whether it is so.
_UNTOLD = {"comment", "confirmation", "detail", "explanation", "information", "word"}


def has_content(noun: Token) -> bool:
    """Whether a noun can have a clause for its content that it says or supposes, or that it is proof of."""
    return noun.pos_ == "NOUN" and noun.base in _CONTENT_NOUNS


def find_contents(head: Token) -> list[Token]:
    """The predicates of the clauses that tell what a predicate says, denies, proves or holds back from, or a noun below it does."""
    nouns = dependents(head, "attr", "dobj", "nsubj", "nsubjpass")
    nouns += [noun for word in (*nouns, head) for child in dependents(word, "prep") for noun in dependents(child, "pobj")]
    return dependents(head, "ccomp", "csubj", *(("xcomp",) if holds_back(head) else ())) + [
        clause for noun in nouns if has_content(noun) for clause in dependents(noun, "acl", "ccomp")
        if dependents(clause, *SUBJECTS)]


def told_in(head: Token) -> list[Token]:
    """The predicates that tell what a clause says: its own, or those of what completes it, as far down as that goes.

    They are `cede` in `is believed to have agreed to cede`, `denied that it would cede`, `has no plans to cede`, and `sale` in
    `ruled out a sale`.
    """
    told, waiting = [], [head]
    for verb in waiting:
        aims = [word for word in dependents(verb, "acomp", "dobj") if word.base in _AIMS]
        below = [clause for clause in find_contents(verb) if clause.dep_ != "csubj" or clause.tag_ != "VBG"]
        below = below or dependents(verb, "xcomp") or [clause for word in aims for clause in dependents(word, "acl", "xcomp")]
        below = [clause for clause in below if verb.base not in _BIDDING | _ENABLING or dependents(clause, "mark")]
        below = below or (dependents(verb, "dobj") if _rules_out(verb) else [])
        waiting += below
        told += [] if below else [verb]
    return told


def says_the_same(one: Token, other: Token) -> bool:
    """Whether two predicates are one in content, or one of them and what the other completes, of the same doers or things.

    `Refused to pay` is of what `paid` is, `agreed to pay` not of what `did not agree to leave` is.
    """
    ours, theirs = _completed(one), _completed(other)
    return any(_alike(one, verb, ours, theirs) for verb in theirs) or any(_alike(verb, other, ours, theirs) for verb in ours)


def find_things(head: Token, *, none: bool = False) -> set[str]:
    """The lemmas of the subjects and objects of what a clause says, of those that there is none of (`no ships`), or of the others."""
    nouns = [noun for verb in {*told_in(head), head} for noun in dependents(verb, "attr", "dobj", "nsubj", "nsubjpass")]
    return {fold_spelling(noun.lemma_) for noun in nouns if noun.pos_ == "NOUN" and any(map(_is_no, noun.children)) is none}


def _completed(verb: Token) -> list[Token]:
    """A predicate and those that it completes, up to the one with a subject: `pay`, `agreed` in `she agreed to pay`."""
    found = [verb]
    while found[-1].dep_ == "xcomp" and not dependents(found[-1], *SUBJECTS):
        found.append(found[-1].head)
    return found


def _alike(one: Token, other: Token, ours: list[Token], theirs: list[Token]) -> bool:
    """Whether two predicates are one in content, and what they are told of can be the same, given what they complete."""
    if not _telling(one) & _telling(other):
        return False
    passives = [bool(dependents(verb, "auxpass", "nsubjpass")) for verb in (one, other)]
    subjects, others = (_subjects(verbs) for verbs in (ours, theirs))
    if passives[0] == passives[1]:
        objects, things = (_lemmas(dependents(verb, "dobj")) for verb in (one, other))
        return _can_be_one(subjects, others) and not (objects and things and objects.isdisjoint(things))
    # What is done to something in one is the object in the other: `was sold`, `sold it`.
    done_to = [dependents(verb, "dobj") if not passive else own
               for verb, passive, own in zip((one, other), passives, (subjects, others), strict=True)]
    return all(done_to) and _can_be_one(*done_to)


def _subjects(verbs: list[Token]) -> list[Token]:
    """The subjects of some verbs, each completed by the one before, or of the verb that the last one stands beside."""
    found = [noun for verb in verbs for noun in dependents(verb, *SUBJECTS)]
    beside = verbs[-1]
    while not found and beside.dep_ == "conj":
        beside = beside.head
        found = dependents(beside, *SUBJECTS)
    return found


def leaves_unsaid(head: Token) -> bool:
    """Whether a clause only asks or supposes: `if the dam bursts`, `why did it burst?`."""
    return is_question(head) or any(word.lower_ in ("if", "unless", "until", "whether") for word in dependents(head, "mark"))


def is_question(head: Token) -> bool:
    """Whether a clause asks: `why did it burst?`, but not `Hald asked, “Why?”`."""
    behind = takewhile(lambda token: not token.is_quote, (token for token in head.sent if token.i > head.i))
    return any(token.text == "?" for token in behind)


def _telling(head: Token) -> frozenset[str]:
    """The lemmas that tell what a clause says, of `is in talks` those behind its preposition."""
    return predicate_of(head) or frozenset(noun.base for noun in complements(head, "in", "on", "under", "at"))


def _can_be_one(ours: list[Token], theirs: list[Token]) -> bool:
    """Whether two subjects can be one: a noun or name is in both, one is left out, or one is a name and one a single thing."""
    some, others = _lemmas(ours), _lemmas(theirs)
    if not some or not others or some & others:
        return True
    named = [all(noun.pos_ == "PROPN" for noun in nouns if is_content(noun)) for nouns in (ours, theirs)]
    return named[0] != named[1] and all(noun.tag_ in ("NN", "NNP") for noun in (*ours, *theirs))


def _lemmas(nouns: list[Token]) -> set[str]:
    """The lemmas of nouns, with those beside them, and without pronouns."""
    beside = [noun for top in nouns for noun in (top, *dependents(top, "appos", "conj"))]
    return {fold_spelling(noun.lemma_) for noun in beside if is_content(noun)}


def is_hedged(head: Token) -> bool:
    """Whether a clause, given its predicate, is hedged: by a modal, an adverb, a predicate or noun that leaves it open."""
    lemma = head.base
    # `It appears that`, `appears to have left`, but not `appeared in court`.
    seems = lemma == "seem" or lemma == "appear" and bool(dependents(head, "acomp", "attr", "ccomp", "expl", "oprd", "xcomp"))
    if is_unsure(head) or seems or head.pos_ == "NOUN" and lemma in OPEN_NOUNS:
        return True
    told = (head, *dependents(head, "xcomp", "attr", "acomp", "oprd"))
    # The parse hangs `reportedly` that begins a clause on its subject.
    beside = (word for noun in dependents(head, "nsubj", "nsubjpass") for word in dependents(noun, "advmod"))
    if any(map(is_hedge, (*(child for token in told for child in token.children), *beside))):
        return True
    if _is_whether(head):
        return True
    nouns = OPEN_NOUNS if dependents(head, "expl") else _HEDGING_NOUNS
    if any(child.base in nouns for child in dependents(head, "dobj", "nsubj", "attr")):
        return True
    if not dependents(head, "auxpass", "nsubjpass"):
        return False
    leads = any(inner.tag_ == "TO" for child in dependents(head, "xcomp") for inner in child.children)
    return lemma in HEDGING_VERBS or lemma in _REPORTED and leads or lemma == "understand" and bool(dependents(head, "ccomp"))


def _is_whether(verb: Token) -> bool:
    """Whether a clause leaves open whether it is so: `the court examines whether he left`."""
    return verb.dep_ == "ccomp" and any(child.lower_ in ("if", "whether") for child in dependents(verb, "mark"))


def is_hedge(word: Token) -> bool:
    """Whether a word leaves its predicate open; `could see`, `could not go`, `would later go` tell what was.

    So does `would` behind another verb, where it is a tense.
    """
    lower, verb = word.lower_, word.head
    if word.dep_ != "aux":
        return lower in HEDGING_ADVERBS
    if lower in ("could", "must"):
        perfect = any(child.lower_ == "have" for child in dependents(verb, "aux"))
        return perfect or lower == "could" and not dependents(verb, "neg") and verb.base not in _SENSES
    if lower == "would":
        return verb.dep_ not in ("ccomp", "relcl") and not any(child.lower_ in _LATER for child in verb.children)
    return lower in ("may", "might")


def is_unsure(head: Token) -> bool:
    """Whether a predicate says that something is open: `is unclear`, `is not clear`, `could not be verified`, `refused to confirm`.

    What somebody does not know may well be so.
    """
    completing = {child.lower_ for child in dependents(head, "acomp", "oprd")}
    ascertains = head.base in _ASCERTAINING and (head.base != "know" or dependents(head, "auxpass"))
    if ascertains and (head.dep_ == "xcomp" and holds_back(head.head) or any(child.lower_ == "neither" for child in head.children)):
        return True
    return bool(completing & _OPEN or dependents(head, "neg") and (completing & _SURE or ascertains))


def denies_proposition(cue: Token) -> bool:
    """Whether a cue of denying says that something is not so: it turns down a clause, a pronoun or a thing that is said."""
    objects = dependents(cue, "dobj", "nsubjpass")
    if cue.base in _DENY_ALL:
        # To deny somebody something is to keep it from them.
        return len(objects) < 2 and not dependents(cue, "dative")
    objects += [inner for child in dependents(cue, "prep") for inner in child.children]
    # `As false`, in which the parse takes either word for the other's head.
    called = [word.base for one in (cue, *objects) for child in one.children for word in (child, *child.children)
              if "as" in (child.lower_, *(inner.lower_ for inner in child.children))]
    return bool(dependents(cue, "ccomp", "xcomp", "acl", "parataxis")) or not word_list("false").isdisjoint(called) or any(
        noun.dep_ == "pcomp" or noun.base in word_list("said") or noun.pos_ == "PRON" and _is_of_what_was_said(noun) for noun in objects)


def _is_of_what_was_said(pronoun: Token) -> bool:
    """Whether a pronoun can stand for what was said: of what is rejected or dismissed only `this`, or behind a word of speech.

    `The board rejected it` is as often of a bid or a plan.
    """
    if pronoun.head.base not in ("dismiss", "reject") or pronoun.tag_ == "DT":
        return True
    before = pronoun.paragraph[max(0, pronoun.head.i - _FAR):pronoun.head.i]
    return any(token.base in word_list("said") or token.base in word_list("saying") for token in before)


def is_denial(head: Token) -> bool:
    """Whether a predicate is a verb of denial with what it denies."""
    return head.base in _DENIALS and denies_proposition(head)


def find_negated(head: Token, *, apart: Collection[Token] = ()) -> Token | None:
    """Which predicate of a clause is negated, its own or one that completes it: by a negation, `no`, or a verb of denial.

    What `apart` are the predicates of is said by other propositions.
    """
    if is_denial(head) or _averts(head):
        return None if dependents(head, "neg") else head
    completing = ("xcomp", "acomp", "attr") if _asks(head) else ("xcomp", "acomp", "attr", "ccomp")
    predicates = (token for token in (head, *dependents(head, *completing)) if token not in apart)
    return next((token for token in predicates if any(_negates(child, token) for child in token.children)), None)


def _negates(word: Token, predicate: Token) -> bool:
    """Whether a word below a predicate negates it: a particle, `nobody` and the like, or a subject or object that is none."""
    # `A mill, not a dam` denies the dam.
    contrasts = predicate.pos_ in ("NOUN", "PROPN") and word.i > predicate.i
    if word.dep_ == "neg" and not contrasts and not _asks(predicate) and not _is_unreal(predicate) and not _is_bidden(predicate):
        return True
    if word.lower_ in _NOTHING and word.paragraph.span(word.i + 1, word.i + 2).text not in ("but", "less", "short"):
        return True
    return word.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(map(_is_no, word.children))


def _is_bidden(verb: Token) -> bool:
    """Whether somebody only wants that a verb be done, or not."""
    return verb.dep_ in ("ccomp", "xcomp") and verb.head.base in _BIDDING and any(child.tag_ == "TO" for child in verb.children)


def _is_no(word: Token) -> bool:
    """Whether a word before a noun says that there is none; `No. 5` is a number, and `it is no secret` says that it is so."""
    if word.lower_ not in ("no", "neither") or word.head.base in _UNTOLD:
        return False
    noun, behind = word.head, word.paragraph.span(word.i + 1, word.i + 3).text
    told = noun.dep_ == "attr" and noun.lower_ in _BEYOND_DOUBT and not complements(noun, "of")
    return not told and not (word.text == "No" and re.match(r"\.?\s*\d", behind))


def _is_unreal(verb: Token) -> bool:
    """Whether a verb says what would have come about if."""
    auxiliaries = {child.lower_ for child in dependents(verb, "aux")}
    return "would" in auxiliaries and bool(auxiliaries & {"have", "'ve", "’ve"})


def _averts(head: Token) -> bool:
    """Whether a predicate says that what stands behind it did not come about: `failed to`, `avoided`, `has yet to`."""
    if holds_back(head):
        return not any(map(_asks, dependents(head, "xcomp")))
    return _rules_out(head)


def _rules_out(head: Token) -> bool:
    """Whether a predicate is `ruled out`."""
    return head.base == "rule" and any(child.lower_ == "out" for child in dependents(head, "prt"))


def holds_back(head: Token) -> bool:
    """Whether a predicate says that its infinitive or gerund is not done: `refused to`, `was unable to`, `has yet to`."""
    lemma, below = head.base, {child.dep_: child.lower_ for child in head.children}
    yet = lemma in ("be", "have") and below.get("advmod") == "yet"
    return below.get("acomp") == "unable" or "xcomp" in below and (lemma in _AVERTING or yet)


def _asks(verb: Token) -> bool:
    """Whether a verb has a question below it, how or why something came about or whether it did, or only leaves something open."""
    return is_unsure(verb) or any(
        token.tag_ in ("WRB", "WP", "WDT") and token.lower_ != "that" or token.lower_ in ("if", "whether")
        for child in dependents(verb, "ccomp") for token in child.children)
