"""What the tagger tied wrongly, put right by the parse: sources and contents of other sentences, and what is no attribution."""

from __future__ import annotations

import re

from analysis.reading.roles import load_roles
from analysis.reading.speech.manner import REFUSALS, head_of_cue
from analysis.reading.speech.relations import Relation, span_of
from analysis.reading.speech.relays import CARRYING, CITING, OPENING, unfold_quoting
from analysis.reading.speech.settings import Setting
from analysis.reading.stances import is_asked, load_stances
from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import word_list

# What a report reads from events and states, in its own voice: `the visit suggests`, `the closeness of the vote shows`.
_INFERENCES = word_list("inferring")
_EVENTS, _WORDED = word_list("event_noun"), word_list("wording")
_ABSTRACT = ("ness", "tion", "sion", "ment", "ance", "ence", "ity", "ing", "ure", "al")
# Participles of how surely something is known, and what befell those who stand before them.
_FINDINGS = frozenset("assumed believed confirmed declared feared presumed pronounced reported".split())
_FATES = frozenset("dead drowned hurt injured killed lost missing trapped wounded".split())
# By which verbs somebody wants to stay unnamed.
_WISHING = REFUSALS | frozenset("ask demand insist prefer request seek want wish".split())
# What they ask for, which is no content.
_WISH = re.compile(r"(?:not )?to (?:be (?:named|identified|quoted)|remain (?:anonymous|unnamed)|give (?:his|her|their) (?:full )?name)\b|"
                   r"(?:for )?anonymity\b")
# Of these a bare infinitive tells what others think.
_THOUGHT = frozenset("believe know report say suspect think understand".split())
_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")
# Words of set phrases that tie words to a source.
_CUES, _MARKS = {"according", "per", "words", "word"}, frozenset("\"“”«»„")


def mend(setting: Setting, relation: Relation, quoted: bytearray) -> tuple[Relation, Token | None]:
    """A relation with what belongs to it alone, and the word that decides its cue."""
    relation = unfold_quoting(setting, _without_far_pieces(setting, relation, quoted))
    cue = head_of_cue(setting, relation)
    subject = _subject_meant(setting, relation, cue) if cue is not None else None
    relation = relation._replace(source_spans=[span_of(subject)]) if subject is not None else relation
    root = setting.head_of(relation.source_spans)
    # A passive was tied to who stands in another sentence: `It is believed that ...` names nobody.
    impersonal = root is not None and cue is not None and root.sent != cue.sent and dependents(cue, "auxpass")
    return relation._replace(source_spans=[]) if impersonal or _is_found(setting, relation, cue) else relation, cue


def is_none(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a relation is no attribution at all."""
    content = next((setting.text[start:end] for start, end in relation.content_spans), "")
    wish = cue is not None and cue.base in _WISHING and _WISH.match(content.casefold()) is not None
    return wish or _is_asked(setting, relation, cue) or _is_mute(setting, relation, cue) or _is_stray(setting, relation)


def _without_far_pieces(setting: Setting, relation: Relation, quoted: bytearray) -> Relation:
    """A relation without what its content takes from other sentences than its cue's and outside quotation marks."""
    cue = next((token for token in setting.tokens_of(relation.cue_spans) if not token.is_space), None)
    near = [(start, end) for start, end in relation.content_spans
            if cue is None or any(quoted[start:end]) or setting.text[start] in OPENING or not _MARKS.isdisjoint(setting.text[start:end])
            or any(token.sent is cue.sent for token in setting.tokens_in(start, end) if not token.is_space)]
    return relation._replace(content_spans=near) if near else relation


def _subject_meant(setting: Setting, relation: Relation, cue: Token) -> Token | None:
    """Whose cue it is that was tied to somebody else: the subject of the clause on which the source or the cue hangs.

    `A minister, quoted by A, said` was tied to A, `A minister, who asked not to be named, said` to the clause alone, `The poll
    showed` to who spoke in the sentence before, and `Noting that ..., she urged` to nobody, or somebody in another sentence.
    """
    root, subjects = setting.head_of(relation.source_spans), dependents(cue, "nsubj")
    if root is not None and root.sent is cue.sent:
        clause = root if root.dep_ == "relcl" else root.head
        if clause.dep_ == "relcl" and clause.head in subjects and clause.head.i < clause.i and root.tag_ != "WDT":
            return clause.head
        verb = root.head.head
        quoted = root.head.lower_ == "by" and verb.tag_ == "VBN" and verb.base in CITING | CARRYING
        return verb.head if quoted and verb.head in subjects else None
    if root is not None and subjects and subjects[0].pos_ in ("NOUN", "PROPN"):
        return subjects[0] if subjects[0] not in setting.tokens_of(relation.cue_spans + relation.content_spans) else None
    if root is None and (subject := _own_subject(cue)) is not None:
        told = relation.cue_spans + relation.content_spans
        return subject if not {subject, *subject.subtree}.intersection(setting.tokens_of(told)) else None
    if cue.tag_ != "VBG" or subjects or cue.dep_ not in ("advcl", "pcomp"):
        return None
    # `After saying ..., she left`.
    verb = cue.head.head if cue.dep_ == "pcomp" else cue.head
    above = (noun for noun in dependents(verb, "nsubj", "nsubjpass") if noun.pos_ in ("NOUN", "PRON", "PROPN"))
    return next((noun for noun in above if root is None or noun.i > cue.i), None)


def _own_subject(cue: Token) -> Token | None:
    """The noun or pronoun that says what a verb of speech tells, or does what the verb tells that it is joined to: `won but claimed`."""
    verb = cue
    while verb.dep_ == "conj" and not dependents(verb, *_SUBJECTS, "auxpass"):
        verb = verb.head
    # `A dog, thought to be theirs`, whatever the tagger takes it for.
    passive = cue.base in _THOUGHT and cue.paragraph.span(cue.i + 1, cue.i + 2).text == "to"
    told = not passive and cue.base in load_stances() and all(
        token.tag_ in ("VBD", "VBP", "VBZ") or token.tag_ == "VBN" and any(one.base == "have" for one in dependents(token, "aux"))
        for token in {cue, verb})
    subjects = dependents(verb, "nsubj") if told and not dependents(cue, "auxpass") else []
    fits = bool(subjects) and subjects[0].pos_ in ("NOUN", "PRON", "PROPN") and subjects[0].i < cue.i
    return subjects[0] if fits and subjects[0].lower_ not in ("it", "this", "that", "there", "which", "who") else None


def _is_found(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a source is who is found dead or missing: `two people confirmed dead`."""
    end = max((end for _, end in relation.cue_spans), default=0)
    behind = next((token.lower_ for token in setting.tokens_in(end, end + 10)), "")
    return cue is not None and cue.lower_ in _FINDINGS and behind in _FATES and not any(
        one.base == "have" for one in dependents(cue, "aux"))


def _is_asked(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a cue tells what somebody was asked who then speaks (`Asked whether ..., he said`), and nobody who asked."""
    if cue is None or not is_asked(cue):
        return False
    asker = setting.head_of(relation.source_spans)
    return asker is None or cue not in asker.ancestors


def _is_mute(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether an event or a state is said to suggest something: no source by the codebook, but the report's own reading of it."""
    root = setting.head_of(relation.source_spans)
    if root is not None and root.tag_ == "WDT" and root.head.dep_ == "relcl":
        root = root.head.head
    if cue is None or root is None or root.pos_ != "NOUN" or setting.mention_at(root) is not None:
        return False
    noun, verb = root.base, cue.base
    return ("role", noun) not in load_roles() and (
        verb in _INFERENCES and noun.endswith(_ABSTRACT) or noun in _EVENTS and verb not in _WORDED)


def _is_stray(setting: Setting, relation: Relation) -> bool:
    """Whether a cue without a word of speech was tied to another sentence, or a colon to a source and content both behind it.

    What stands in quotation marks may follow any deed (`She shook her head. “No.”`); `The vote: What we know` is said by nobody.
    """
    cue, content = setting.tokens_of(relation.cue_spans), setting.tokens_of(relation.content_spans)
    if not cue or not content:
        return False
    if [token.text for token in cue] == [":"]:
        source = setting.tokens_of(relation.source_spans)
        return bool(source) and cue[0] < content[0] < source[0]
    known = {*load_stances(), *CARRYING, *REFUSALS, *_CUES}
    # Marks tie a post to whoever signs it.
    speaks = any(token.base in known or not token.is_word for token in cue)
    quoted = any(mark in setting.text[max(0, start - 1):end + 1] for start, end in relation.content_spans for mark in _MARKS)
    return not speaks and not quoted and all(token.sent is not cue[0].sent for token in content)
