"""Who a cue's own clause says speaks, where the tagger took another's name or a part of the phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.reading.stances import load_stances
from analysis.reading.text.pages import within
from analysis.reading.text.trees import Token, dependents
from analysis.reading.text.zones import find_dateline

if TYPE_CHECKING:
    from analysis.reading.speech.backgrounds import Setting
    from analysis.reading.speech.relations import Relation


def settle_source(setting: Setting, relation: Relation, cue: Token | None) -> Relation:
    """A relation with the source that its cue's clause names: behind `according to`, or a verb's whole subject.

    Parameters
    ----------
    setting
        The report.
    relation
        The attribution's spans as the tagger found them.
    cue
        The head of the cue.
    """
    if cue is None:
        return relation
    said = [token for token in setting.tokens_of(relation.source_spans) if token.is_word]
    behind = _behind_according(setting, relation)
    if behind is not None:
        return _with_source(relation, behind) if said and all(token.sent is not cue.sent for token in said) else relation
    if cue.pos_ != "VERB" or cue.lemma_.lower() not in load_stances() or all(token.pos_ == "PRON" for token in said) or (
            said[0].tag_ in ("WDT", "WP", "WP$")):
        return relation
    begins = _text_begins(setting, cue)
    for subject in dependents(cue, "nsubj"):
        if subject.pos_ in ("NOUN", "PROPN") and subject.start >= begins and _is_told_of(subject, said):
            return _with_source(relation, subject)
    return relation


def _is_told_of(subject: Token, words: list[Token]) -> bool:
    """Whether some words are of a clause below a subject: `supporters` of `her rival, known to supporters as Bo, said`."""
    clauses = [child for token in subject.subtree if token.dep_ in ("acl", "relcl") for child in token.subtree]
    return subject not in words and set(clauses).issuperset(words)


def _text_begins(setting: Setting, token: Token) -> int:
    """Where the text of a token's paragraph begins behind its dateline."""
    paragraph = token.paragraph
    dateline = find_dateline(setting.text[paragraph.start:paragraph.end])
    return paragraph.start + (dateline.end() if dateline else 0)


def _behind_according(setting: Setting, relation: Relation) -> Token | None:
    """Whom `according to` names, where that is a relation's cue."""
    words = [token for token in setting.tokens_of(relation.cue_spans) if token.is_word]
    if [token.lower_ for token in words] != ["according", "to"]:
        return None
    return next(iter(dependents(words[1], "pobj")), None)


def _with_source(relation: Relation, head: Token) -> Relation:
    """A relation whose source is a noun's whole phrase, unless that holds some of the content or the cue."""
    words = head.subtree
    while words[-1].is_punct or words[-1].is_space:
        words.pop()
    taken = [*relation.content_spans, *relation.cue_spans]
    if any(within(token.start, taken) for token in words):
        return relation
    return relation._replace(source_spans=[(words[0].start, words[-1].end)])
