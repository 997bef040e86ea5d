"""Vouching: in whose voice a report makes a claim, and how firmly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from analysis import schema
from analysis.reading.stances import load_stances
from analysis.reading.text.pages import Spans, within
from analysis.reading.text.propositions import SUBJECTS
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Sentence

_MODALS = {"could", "may", "might", "would"}
_HEDGING_VERBS = {"appear", "seem", "believe", "expect", "think", "suspect", "presume", "rumour", "rumor", "speculate",
                  "fear"}
_HEDGING_ADVERBS = {
    "possibly", "potentially", "perhaps", "maybe", "likely", "unlikely", "probably", "reportedly", "apparently", "allegedly",
    "supposedly", "presumably", "purportedly", "seemingly", "conceivably"}
_SUPPOSING = _HEDGING_VERBS | _HEDGING_ADVERBS
_DENIALS = {"deny", "reject", "dismiss", "refute", "rebut"}
# These deny whatever stands behind them; other cues of denying can refuse or fight a thing that is there.
_DENY_ALL = {"contradict", "debunk", "denial", "deny", "dispute", "rebut", "refute"}
_TENSED = ("VBD", "VBZ", "VBP")
# What it is none of is so.
_BEYOND_DOUBT = {"doubt", "question", "secret", "surprise", "wonder"}
# What these tell is words, also where the parse finds no clause.
_SAYING = {"accord", "say"}
_NOTHING = {"nobody", "nothing", "none", "neither", "never"}
_HEDGING_NOUNS = {"possibility", "prospect", "speculation", "likelihood", "rumour", "rumor"}
# Nouns that leave open what a clause behind them says; `there are fears that`.
_OPEN_NOUNS = _HEDGING_NOUNS | {"chance", "concern", "fear", "risk", "suspicion", "worry"}
_PROOF = {"evidence", "indication", "proof", "sign"}
_CONTENT_NOUNS = word_list("said") | _OPEN_NOUNS | _PROOF
# Predicates that leave their infinitive or clause open, also when they are negated alone; those that say that it is so or not.
_REPORTED = {"claim", "estimate", "poise", "reckon", "report", "say", "understand"}
_OPEN = {"possible", "uncertain", "unclear", "unknown", "unconfirmed", "poised"}
_SURE = {"certain", "clear", "sure"}
_ASCERTAINING = {"confirm", "establish", "know", "verify"}
_FALSE, _TRUE = {"baseless", "fake", "false", "unfounded", "untrue"}, {"accurate", "correct", "true"}
_FALSELY = _FALSE | {"baselessly", "erroneously", "falsely", "incorrectly", "mistakenly", "wrongly"}
_UNPROVEN = {"unproven", "unsubstantiated", "unsupported", "unverified"}
_AVERTING = {"avoid", "decline", "fail", "neglect", "refuse"}
_SENSES = {"feel", "hear", "notice", "see", "smell", "taste"}
_LATER = {"eventually", "later", "soon", "subsequently"}


class Voices:
    """The attributions of a corpus, by report, with their spans read."""

    def __init__(self, attributions: pd.DataFrame) -> None:
        self._by_report: dict[str, list[tuple[object, Spans, Spans]]] = defaultdict(list)
        for row in attributions.itertuples():
            frame = schema.text_to_spans(row.source_spans) + schema.text_to_spans(row.cue_spans)
            self._by_report[row.report].append((row, schema.text_to_spans(row.content_spans), frame))

    def frames(self, report: str) -> Spans:
        """The spans of sources and cues in a report."""
        return [span for _, _, frame in self._by_report[report] for span in frame]

    def vouch(self, report: str, sentence: Sentence, head: Token, tokens: Sequence[Token]) -> tuple[str, int | None]:
        """Status and attribution of a proposition, given its predicate and content words.

        It is by the innermost attribution that holds most of its content and vouches for it, else by its hedges. One without a
        source gives way to one that has it, denies or doubts.
        """
        found: list[tuple[int, int, object, str]] = []
        low, high = (tokens[0].start, tokens[-1].end) if tokens else (0, 0)
        for row, content, frame in self._by_report[report]:
            # Most are elsewhere in the report.
            if not any(start < high and low < end for start, end in content):
                continue
            outside = [token for token in tokens if not within(token.start, frame)]
            held = sum(within(token.start, content) for token in outside)
            if not held or 2 * held < len(outside):
                continue
            cues = _cues(sentence, row)
            if _vouches(row, cues, content, sentence, head, is_cue=head in tokens and within(head.start, frame)):
                found.append((sum(end - start for start, end in content), row.attribution, row, _status_by(row, cues)))
        judged = next(filter(None, map(_judge, list(_with_those_above(head, beside=False))[1:])), "")
        if not found:
            return judged or ("hedged" if any(map(is_hedged, _with_those_above(head))) else "own_voice"), None
        found.sort(key=lambda one: one[:2])
        row, status = next((one[2:] for one in found if one[2].source_spans or one[3] != "attributed"), found[0][2:])
        if row.negated:
            return "hedged", row.attribution
        overruled = status == "attributed" and judged and (judged != "hedged" or not row.source_spans)
        return judged if overruled else status, row.attribution


def _cues(sentence: Sentence, row: object) -> list[Token]:
    """The words in a sentence that decide a cue."""
    spans = schema.text_to_spans(row.cue_spans)
    return [token for token in sentence.tokens if token.lemma_.lower() == row.cue and within(token.start, spans)]


def _vouches(row: object, cues: list[Token], content: Spans, sentence: Sentence, head: Token, *, is_cue: bool) -> bool:
    """Whether an attribution that holds most of a proposition vouches for it.

    Its cue is one of the lexicon's, or its words are a source's in direct speech (`she fumed`), and, without a source, it
    says more than that something is supposed. When it was is not what a source pledged or refused to do (`pledged to return
    after meeting her`). Where the proposition's own predicate `is_cue` and neither quotes nor opens a finite clause (`the
    ministry plans a review`), the report says so itself, but for what is said, denied, alleged or warned of.
    """
    # A set phrase (`cast doubt on`) stands in the lexicon as a whole and shows by its stance.
    known = (not row.cue.isalpha() or row.cue in load_stances() or row.stance != "neutral"
             or row.mode == "direct" and row.source_spans)
    if not known or not row.source_spans and row.cue in _SUPPOSING:
        return False
    if row.mode != "indirect":
        return True
    if row.stance == "denying" and not all(map(denies_proposition, cues)):
        return False
    if _tells_when(head) and any(token.tag_ == "TO" and token.start == content[0][0] for token in sentence.tokens):
        return False
    warned_of = row.cue == "warn" and any(complements(cue, "of") for cue in cues)
    return (not is_cue or row.stance in ("denying", "accusing") or row.cue in _SAYING or warned_of
            or any(map(_is_finite, head.children)))


def _tells_when(head: Token) -> bool:
    """Whether a clause tells after what another one was: `after meeting her`, but not `after it is mended`."""
    link = [head.head] if head.dep_ == "pcomp" else dependents(head, "mark")
    return head.dep_ in ("advcl", "pcomp") and head.tag_ in ("VBD", "VBG") and any(word.lower_ == "after" for word in link)


def _status_by(row: object, cues: list[Token]) -> str:
    """The status of what a source says, by its stance, unless the report adds another one to the cue."""
    denies = row.stance == "denying" and all(map(denies_proposition, cues))
    status = "denied" if denies else "doubted" if row.stance == "doubting" else "attributed"
    return next(filter(None, map(_discount, cues)), status)


def _discount(cue: Token) -> str:
    """The status that a report gives to what is said by what it adds to the cue: `falsely claimed`, `without evidence`."""
    beside = {child.lower_ for child in dependents(cue, "advmod", "amod")}
    if beside & _FALSELY:
        return "denied"
    lacking = [noun for child in cue.children if child.lower_ == "without" for noun in child.subtree]
    return "doubted" if beside & _UNPROVEN or any(noun.lemma_.lower() in _PROOF for noun in lacking) else ""


def denies_proposition(cue: Token) -> bool:
    """Whether a cue of denying says that something is not so: it turns down a clause, a pronoun or a thing that is said."""
    objects = dependents(cue, "dobj", "nsubjpass")
    if cue.lemma_.lower() in _DENY_ALL:
        # To deny somebody something is to keep it from them.
        return len(objects) < 2 and not dependents(cue, "dative")
    objects += [inner for child in dependents(cue, "prep") for inner in child.children]
    return bool(dependents(cue, "ccomp", "xcomp", "acl", "parataxis")) or any(
        noun.dep_ == "pcomp" or noun.pos_ == "PRON" or noun.lemma_.lower() in word_list("said") for noun in objects)


def _is_finite(token: Token) -> bool:
    """Whether a token is the predicate of a complement clause with a subject and a finite verb."""
    return token.dep_ in ("ccomp", "parataxis") and bool(dependents(token, *SUBJECTS)) and any(
        verb.tag_ in (*_TENSED, "MD") for verb in (token, *dependents(token, "aux", "auxpass")))


def _with_those_above(head: Token, *, beside: bool = True) -> Iterator[Token]:
    """A predicate and those above it of which what is supposed is supposed of it as well, also of those that it stands `beside`.

    Above a complement clause is its verb, or the noun of speech or thought that it tells the content of, and above that noun
    its verb; above a participle that tells what came of it the clause before; above a coordinated verb without a subject,
    and bare in form, the one whose auxiliaries it shares.
    """
    yield head
    while _is_below(head) or beside and _goes_on(head):
        head = head.head.head if head.dep_ == "pobj" else head.head
        yield head


def _is_below(head: Token) -> bool:
    """Whether what is supposed of the predicate or noun above is supposed of this one as well, but for what a semicolon parts."""
    if head.dep_ in ("ccomp", "csubj", "xcomp"):
        return not any(token.text == ";" for token in head.paragraph[head.i:head.head.i])
    if head.dep_ == "acl":
        return _has_content(head.head)
    if head.dep_ == "advcl" and _is_unsure(head.head) and any(child.lower_ in ("if", "whether") for child in head.children):
        return True
    return head.dep_ in ("attr", "dobj", "nsubj", "nsubjpass", "pobj") and _has_content(head)


def _goes_on(head: Token) -> bool:
    """Whether a predicate shares another's auxiliaries, or tells what came of it; `denied it, saying that` does neither."""
    bare = not dependents(head, "mark", "aux", "auxpass", "ccomp", *SUBJECTS)
    follows = head.dep_ == "advcl" and head.tag_ == "VBG" and head.head.i < head.i
    return bare and (follows or head.dep_ == "conj" and head.tag_ not in ("VBD", "VBZ"))


def _has_content(noun: Token) -> bool:
    """Whether a noun can have a clause for its content that it says or supposes, or that it is proof of."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in _CONTENT_NOUNS


def _judge(above: Token) -> str:
    """The status that a predicate or noun gives to a clause below it: it is not so, not borne out or open; else empty."""
    if _is_unsure(above):
        return "hedged"
    if above.pos_ == "VERB" or _has_content(above):
        discounted = _discount(above)
        if discounted:
            return discounted
    below = list(above.children)
    if above.lemma_.lower() in _PROOF and any(child.lower_ == "no" for child in below):
        return "doubted"
    negated = any(child.dep_ == "neg" for child in below)
    complements = {child.lower_ for child in below if child.dep_ == "acomp"}
    return "denied" if complements & (_TRUE if negated else _FALSE) or is_denial(above) and not negated else ""


def is_hedged(head: Token) -> bool:
    """Whether a clause, given its predicate, is hedged: by a modal, an adverb, a predicate or noun that leaves it open."""
    lemma = head.lemma_.lower()
    if _is_unsure(head) or head.pos_ == "NOUN" and lemma in _OPEN_NOUNS:
        return True
    there = dependents(head, "expl")
    near = {head, *dependents(head, "xcomp", "attr", "acomp", "oprd")}
    for token in sorted(near):
        for child in token.children:
            if opens(child):
                return True
            nouns = _OPEN_NOUNS if there else _HEDGING_NOUNS
            if token == head and child.dep_ in ("dobj", "nsubj", "attr") and child.lemma_.lower() in nouns:
                return True
    passive = bool(dependents(head, "auxpass", "nsubjpass"))
    leads = any(inner.tag_ == "TO" for child in dependents(head, "xcomp") for inner in child.children)
    return lemma in ("appear", "seem") or passive and (lemma in _HEDGING_VERBS or lemma in _REPORTED and leads)


def opens(word: Token) -> bool:
    """Whether a word leaves its predicate open; `could see`, `could not go`, `would later go` tell what was.

    So does `would` behind another verb, where it is a tense.
    """
    lower = word.lower_
    if word.dep_ != "aux":
        return lower in _HEDGING_ADVERBS
    if lower in ("could", "must"):
        perfect = any(child.lower_ == "have" for child in dependents(word.head, "aux"))
        negated = dependents(word.head, "neg")
        return perfect or lower == "could" and not negated and word.head.lemma_.lower() not in _SENSES
    if lower == "would":
        return word.head.dep_ not in ("ccomp", "relcl") and not any(child.lower_ in _LATER for child in word.head.children)
    return lower in _MODALS


def _is_unsure(head: Token) -> bool:
    """Whether a predicate says that something is open: `is unclear`, `is not clear`, `could not be verified`."""
    complements = {child.lower_ for child in dependents(head, "acomp", "oprd")}
    ascertained = head.lemma_.lower() in _ASCERTAINING and dependents(head, "auxpass")
    return bool(complements & _OPEN or dependents(head, "neg") and (complements & _SURE or ascertained))


def is_denial(head: Token) -> bool:
    """Whether a predicate is a verb of denial with what it denies."""
    return head.lemma_.lower() in _DENIALS and denies_proposition(head)


def is_negated(head: Token, *, apart: Collection[Token] = ()) -> bool:
    """Whether a clause, given its predicate, says that something is not so: by a negation, `no`, or a verb of denial.

    What `apart` are the predicates of is said by other propositions.
    """
    return find_negated(head, apart=apart) is not None


def find_negated(head: Token, *, apart: Collection[Token] = ()) -> Token | None:
    """Which predicate of a clause is negated: its own, or one of those that complete it; see `is_negated`."""
    if is_denial(head) or _averts(head):
        return None if dependents(head, "neg") else head
    for token in (head, *dependents(head, "xcomp", "acomp", "attr", "ccomp")):
        if token in apart:
            continue
        for child in token.children:
            if child.dep_ == "neg" and not _leaves_open(token) and not is_unreal(token):
                return token
            if child.lower_ in _NOTHING and child.paragraph.span(child.i + 1, child.i + 2).text != "but":
                return token
            if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(map(_is_no, child.children)):
                return token
    return None


def _is_no(word: Token) -> bool:
    """Whether a word before a noun says that there is none; `No. 5` is a number, and `it is no secret` says that it is so."""
    if word.lower_ not in ("no", "neither"):
        return False
    behind, noun = word.paragraph.span(word.i + 1, word.i + 3).text, word.head
    told = noun.dep_ == "attr" and noun.lower_ in _BEYOND_DOUBT and not complements(noun, "of") and any(
        child.lower_ in ("it", "there") for child in noun.head.children)
    return not told and not (word.text == "No" and re.match(r"\.?\s*\d", behind))


def is_unreal(verb: Token) -> bool:
    """Whether a verb says what would have come about if."""
    auxiliaries = {child.lower_ for child in dependents(verb, "aux")}
    return "would" in auxiliaries and bool(auxiliaries & {"have", "'ve", "’ve"})


def _averts(head: Token) -> bool:
    """Whether a predicate says that what stands behind it did not come about: `failed to`, `avoided`, `has yet to`."""
    lemma, below = head.lemma_.lower(), {child.dep_: child.lower_ for child in head.children}
    yet = lemma in ("be", "have") and below.get("advmod") == "yet"
    if below.get("acomp") == "unable" or "xcomp" in below and (lemma in _AVERTING or yet):
        return not any(map(_leaves_open, dependents(head, "xcomp")))
    return lemma == "rule" and below.get("prt") == "out"


def _leaves_open(verb: Token) -> bool:
    """Whether what a verb is negated of is how or why something came about, so that it did, or it only leaves something open."""
    return _is_unsure(verb) or any(
        token.tag_ in ("WRB", "WP", "WDT") or token.lower_ in ("if", "whether")
        for child in dependents(verb, "ccomp") for token in child.children)
