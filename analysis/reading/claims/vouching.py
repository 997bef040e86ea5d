"""Vouching: in whose voice a report makes a claim, and how firmly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading.claims.modality import (
    HEDGING_ADVERBS, HEDGING_VERBS, PROOF, denies_proposition, find_contents, has_content, is_denial, is_hedged, is_question,
    is_unsure,
)
from analysis.reading.names.vocabulary import FINITE
from analysis.reading.stances import calls_false, is_asked, load_stances, names_thing
from analysis.reading.text.pages import Spans, within
from analysis.reading.text.propositions import SUBJECTS, Proposition, is_content, other_heads
from analysis.reading.text.trees import Token, complements, dependents
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Sentence

_SUPPOSING = HEDGING_VERBS | HEDGING_ADVERBS
# What these tell is words, also where the parse finds no clause.
_SAYING = {"accord", "say"}
# What somebody does beside saying something, that tells only where, to whom or by whom it was said.
_BESIDE = {"address", "brief", "cite", "quote", "react", "respond", "speak", "talk"}
# What is known is so.
_KNOWING = {"forget", "know", "realise", "realize", "remember", "see"}
_FINDING = {"detect", "find", "highlight", "reveal", "show", "uncover"}
_COUNTING = {"cite", "confirm", "estimate", "report"}
_COUNTED = {"damage", "death", "fatality", "loss", "number", "toll"}
_TRUE = {"accurate", "case", "correct", "true"}
_FALSE, _UNPROVEN = word_list("false"), word_list("unproven")
_LACKING = {"insufficient", "little", "no", "scant"}
_TOLD = word_list("said") | {"it", "that", "this"}
# What tells of a claim whether it is so and no more, beside nouns that can have one for their content.
_JUDGING = _FALSE | _LACKING | _TRUE | _UNPROVEN | {
    "be", "clear", "deny", "dismiss", "find", "give", "have", "likely", "possible", "reject", "remain", "unclear", "unlikely", "see"}


class Voice(NamedTuple):
    """An attribution's row, with its content, its cue, and its source and cue."""

    row: object
    content: Spans
    cue: Spans
    frame: Spans


class Voices:
    """The attributions of a corpus, by report, with their spans read."""

    def __init__(self, attributions: pd.DataFrame) -> None:
        self._by_report: dict[str, list[Voice]] = defaultdict(list)
        for row in attributions.itertuples():
            source, cue, content = (schema.text_to_spans(spans) for spans in (row.source_spans, row.cue_spans, row.content_spans))
            self._by_report[row.report].append(Voice(row, content, cue, source + cue))

    def frames(self, report: str) -> Spans:
        """The spans of sources and cues in a report."""
        return [span for voice in self._by_report[report] for span in voice.frame]

    def only_frames(self, report: str, part: Proposition, others: Sequence[Proposition]) -> bool:
        """Whether a proposition only tells how another one of its sentence was said: by a verb of speech, to whom, where, or asked what."""
        asked = is_asked(part.head)
        if part.head.tag_ == "VBG" and part.head.dep_ == "advcl" and part.head.base in _BESIDE:
            # `Speaking on the radio, she said`, `it was over, he said, citing two officials`.
            return any(within(part.head.head.start, voice.cue) for voice in self._by_report[report])
        said = part.head.head if asked else part.head
        if said.base not in load_stances():
            return False
        contents = [voice.content for voice in self._by_report[report] if within(said.start, voice.cue)]
        return any(not any(within(token.start, content) for token in part.own if is_content(token))
                   and (asked or any(within(other.head.start, content) for other in others if other != part)) for content in contents)

    def vouch(self, report: str, sentence: Sentence, head: Token, tokens: Sequence[Token]) -> tuple[str, int | None]:
        """Status and attribution of a proposition, given its predicate and content words.

        It is by the innermost attribution that holds most of its content and vouches for it, else by its hedges. One without a
        source gives way to one that has it, denies or doubts.
        """
        found: list[tuple[object, str]] = []
        for voice in self._holding(report, sentence, head, tokens):
            cues = [token for token in sentence.tokens if token.base == voice.row.cue and within(token.start, voice.cue)]
            if _vouches(voice, cues, sentence, head, is_cue=head in tokens and within(head.start, voice.frame)):
                found.append((voice.row, _status_by(voice.row, cues)))
        inmost = _inmost(head, other_heads(head, sentence.propositions))
        above = list(_with_those_above(inmost, beside=False))[1:]
        judged = next(filter(None, map(_judge, above)), "")
        if not found:
            judged = judged or ("denied" if _denies_what_was_said(inmost) else "")
            unsure = is_question(head) or any(map(is_hedged, _with_those_above(head)))
            return judged or ("hedged" if unsure else "own_voice"), None
        row, status = next((one for one in found if one[0].source_spans or one[1] != "attributed"), found[0])
        if row.negated:
            # Whom somebody did not accuse nobody accused.
            return ("own_voice", None) if row.stance == "accusing" and row.cue == head.base else ("hedged", row.attribution)
        judged = judged or ("denied" if _is_said_false(inmost) else "")
        overruled = status == "attributed" and judged and (judged != "hedged" or not row.source_spans)
        return judged if overruled else status, row.attribution

    def _holding(self, report: str, sentence: Sentence, head: Token, tokens: Sequence[Token]) -> list[Voice]:
        """The attributions that hold a predicate and more, or most of its words beside their own source and cue, the innermost first.

        Where and to whom it was said can be more words than what was said, which may have no content word (`“It is not over,”`,
        `said that it was not`): what is said in a clause below the cue, or quoted, is held by where that is.
        """
        found = []
        low, high = (tokens[0].start, tokens[-1].end) if tokens else (0, 0)
        apart = other_heads(head, sentence.propositions)
        for voice in self._by_report[report]:
            # What is all quoted is said, also where the predicate is that of saying.
            quoted = voice.row.mode == "direct" and within(head.start, voice.frame)
            inside = any(start < sentence.end and sentence.start < end for start, end in voice.content)
            told = within(head.start, voice.cue) and any(
                child not in apart and within(child.start, voice.content) and dependents(child, *SUBJECTS)
                for child in dependents(head, "ccomp", "parataxis"))
            if told or quoted and inside and not any(within(other.start, voice.content) for other in apart):
                found.append(voice)
            # Most are elsewhere in the report.
            elif any(start < high and low < end for start, end in voice.content):
                outside = [token for token in tokens if not within(token.start, voice.frame)]
                held = sum(within(token.start, voice.content) for token in outside)
                if held and (2 * held >= len(outside) or quoted or held > 1 and within(head.start, voice.content)):
                    found.append(voice)
        return sorted(found, key=lambda voice: (sum(end - start for start, end in voice.content), voice.row.attribution))


def only_judges(part: Proposition, others: Sequence[Proposition], frames: Sequence[int]) -> bool:
    """Whether a proposition only says of another one whether it is so, beside who says that, by where `frames` are.

    So do `there is no evidence` and `claims are untrue`, of what stands behind them.
    """
    own = set(part.own)
    judged = {other.head for other in others if other != part and other.head.head in own and (
        other.head.dep_ in ("ccomp", "csubj") or has_content(other.head.head))}
    words = [word for word in part.own if is_content(word) and not frames[word.start]]
    return bool(judged and words) and all(word.base in _JUDGING or has_content(word) or is_unsure(word) for word in words)


def _vouches(voice: Voice, cues: list[Token], sentence: Sentence, head: Token, *, is_cue: bool) -> bool:
    """Whether an attribution that holds most of a proposition vouches for it.

    Its cue is one of the lexicon's, or its words are a source's in direct speech (`she fumed`), a clause (`ruled that`) or
    a count, and, without a source, it says more than that something is supposed. When it was is not what a source pledged or
    refused to do (`pledged to return after meeting her`). Where the proposition's own predicate `is_cue` and neither quotes nor
    opens a finite clause (`the ministry plans a review`), the report says so itself, but for what is said, denied, alleged,
    warned of, found (`tests showed traces of lead`), called something (`called it a disgrace`) or counted (`put the toll at 38`).
    """
    row = voice.row
    # A set phrase (`cast doubt on`) stands in the lexicon as a whole and shows by its stance.
    known = (not row.cue.isalpha() or row.cue in load_stances() or row.stance != "neutral"
             or row.source_spans and (row.mode == "direct" or any(_counts(cue) or _tells_that(cue) for cue in cues)))
    if not known or not row.source_spans and row.cue in _SUPPOSING:
        return False
    if row.mode != "indirect":
        return True
    if row.stance == "denying" and not all(map(denies_proposition, cues)):
        return False
    if _tells_when(head) and any(token.tag_ == "TO" and token.start == voice.content[0][0] for token in sentence.tokens):
        return False
    warned_of = row.cue == "warn" and any(complements(cue, "of") for cue in cues)
    finds = row.cue in _FINDING and row.source_type in ("document", "expert")
    return (not is_cue or row.stance in ("denying", "doubting", "accusing") or row.cue in _SAYING or warned_of or finds
            or any(map(names_thing, cues)) or any(map(_counts, cues)) or any(map(_is_finite, head.children)))


def _tells_that(cue: Token) -> bool:
    """Whether a cue without a stance tells a clause as its source's words or finding: `ruled that`, but not `knew that`."""
    return cue.pos_ == "VERB" and cue.base not in _KNOWING and not dependents(cue, "auxpass") and any(
        _is_finite(child) and any(mark.lower_ == "that" for mark in dependents(child, "mark")) for child in cue.children)


def _counts(cue: Token) -> bool:
    """Whether a cue tells its source's count: `reported 38 deaths`, `put the toll at 38`, but not `put 38 men in jail`."""
    if cue.base == "put":
        return bool(complements(cue, "at"))
    things = dependents(cue, "dobj") if cue.base in _COUNTING else []
    return any(thing.base in _COUNTED or dependents(thing, "nummod") for thing in things)


def _tells_when(head: Token) -> bool:
    """Whether a clause tells after what another one was: `after meeting her`, but not `after it is mended`."""
    link = [head.head] if head.dep_ == "pcomp" else dependents(head, "mark")
    return head.dep_ in ("advcl", "pcomp") and head.tag_ in ("VBD", "VBG") and any(word.lower_ == "after" for word in link)


def _status_by(row: object, cues: list[Token]) -> str:
    """The status of what a source says, by its stance, unless the report adds another one to the cue.

    What it suspects it thinks to be so, though it is not sure of it.
    """
    denies = row.stance == "denying" and all(map(denies_proposition, cues)) or any(calls_false(cue, by_noun=True) for cue in cues)
    suspects = any(word.base in ("suspect", "suspicion") for cue in cues for word in (cue, *dependents(cue, "dobj")))
    status = "denied" if denies else "doubted" if row.stance == "doubting" and not suspects else "attributed"
    return next(filter(None, map(_discount, cues)), status)


def _discount(cue: Token) -> str:
    """The status that a report gives to what is said by what it adds to the cue: `falsely claimed`, `without evidence`."""
    beside = {child.lower_ for child in dependents(cue, "advmod", "amod")}
    if beside & _FALSE:
        return "denied"
    lacking = [noun for child in cue.children if child.lower_ == "without" for noun in child.subtree]
    return "doubted" if beside & _UNPROVEN or any(noun.base in PROOF for noun in lacking) else ""


def _is_finite(token: Token) -> bool:
    """Whether a token is the predicate of a complement clause with a subject and a finite verb."""
    return token.dep_ in ("ccomp", "parataxis") and bool(dependents(token, *SUBJECTS)) and any(
        verb.tag_ in FINITE for verb in (token, *dependents(token, "aux", "auxpass")))


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
    # `No evidence he paid`, which the parse takes for a relative clause.
    if head.dep_ == "acl" or head.dep_ == "relcl" and head.head.base in PROOF and not any(word.tag_[0] == "W" for word in head.children):
        return has_content(head.head)
    if head.dep_ == "advcl" and is_unsure(head.head) and any(child.lower_ in ("if", "whether") for child in head.children):
        return True
    return head.dep_ in ("attr", "dobj", "nsubj", "nsubjpass", "pobj") and has_content(head)


def _goes_on(head: Token) -> bool:
    """Whether a predicate shares another's auxiliaries, or tells what came of it; `denied it, saying that` does neither."""
    bare = not dependents(head, "mark", "aux", "auxpass", "ccomp", *SUBJECTS)
    follows = head.dep_ == "advcl" and head.tag_ == "VBG" and head.head.i < head.i
    return bare and (follows or head.dep_ == "conj" and head.tag_ not in ("VBD", "VBZ"))


def _inmost(head: Token, apart: Collection[Token]) -> Token:
    """The predicate of what a proposition says: its own, or that of a clause below it, but not of one that stands `apart`.

    It is `taken` in `there is no evidence that money was taken`, where that is one proposition.
    """
    below: Token | None = head
    while below:
        head, below = below, next((clause for clause in find_contents(below) if clause not in apart), None)
    return head


def _denies_what_was_said(head: Token) -> bool:
    """Whether a clause only denies what was said before: `the company denied this`."""
    denies = is_denial(head) and not dependents(head, "neg") and any(noun.pos_ == "PRON" for noun in dependents(head, "dobj"))
    return denies or _is_said_false(head)


def _is_said_false(head: Token) -> bool:
    """Whether a clause says that what was said is not so: `the report is false`, `it was fabricated`, `that is not true`."""
    told = any(noun.base in _TOLD for noun in dependents(head, "nsubj", "nsubjpass"))
    made_up = head.base in _FALSE and dependents(head, "auxpass") and not dependents(head, "neg")
    return told and bool(made_up or head.base == "be" and _judge(head) == "denied")


def _is_wanting(noun: Token) -> bool:
    """Whether there is none of a thing, or hardly any: `no evidence`, `did not find any proof`, `insufficient proof`."""
    few = any(child.lower_ in _LACKING for child in noun.children)
    return few or noun.dep_ in ("attr", "dobj") and bool(dependents(noun.head, "neg"))


def _judge(above: Token) -> str:
    """The status that a predicate or noun gives to a clause below it: it is not so, not borne out or open; else empty."""
    if is_unsure(above):
        return "hedged"
    discounted = _discount(above) if above.pos_ == "VERB" or has_content(above) else ""
    if discounted:
        return discounted
    if above.base in PROOF | {"truth"} and _is_wanting(above):
        return "denied" if above.base == "truth" else "doubted"
    completing = {child.base for child in dependents(above, "acomp", "attr")}
    if dependents(above, "neg"):
        return "denied" if completing & _TRUE else ""
    return "denied" if completing & _FALSE or is_denial(above) else ""
