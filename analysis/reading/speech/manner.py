"""How something is said: the word that decides a cue, whether the saying is negated, and how much of what is said is quoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.reading.text.pages import Spans, mark
from analysis.reading.text.trees import Token, dependents, quoting_verb, tops

if TYPE_CHECKING:
    from analysis.reading.speech.relations import Relation
    from analysis.reading.speech.settings import Setting
    from analysis.reading.text.language import Reading

# Verbs that say how a speaker went on, not what was done with words: `went on to say` is a case of `say`.
_LIGHT = {"go", "continue", "begin", "start", "appear", "come"}
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without"}
_NOBODY = {"nobody", "none", "neither", "no", "few"}
REFUSALS = {"decline", "refuse", "fail", "hesitate"}
# Before what they do not say, besides.
_HOLDING_BACK = REFUSALS | {"avoid", "unable"}


def head_of_cue(setting: Setting, relation: Relation) -> Token | None:
    """The word of a cue that decides its lemma: its verb, else its noun or adjective, else its first word."""
    tokens = setting.tokens_of(relation.cue_spans)
    saying = [token for token in tokens if quoting_verb(token) is not None]
    if saying or not tokens:
        return next(iter(saying), None)
    highest = tops(tokens)
    head = next((token for parts in (("VERB",), ("NOUN", "ADJ"), ("AUX", "ADP", "SCONJ")) for token in highest + tokens
                 if token.pos_ in parts and token.dep_ not in ("aux", "auxpass")), highest[0])
    while head.base in _LIGHT and (said := [child for child in dependents(head, "xcomp") if child in tokens]):
        head = said[0]
    return head


def lemma_of(cue: Token | None) -> str:
    """A cue's lemma in lower case; empty without a cue, or where it is a mark."""
    return cue.base if cue is not None and any(map(str.isalpha, cue.text)) else ""


def is_negated(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether the cue says that the words were not said: `did not say`, `declined to comment`."""
    if cue is None:
        return False
    # `Claimed without evidence` is said.
    if any(token.lower_ in _NEGATIONS and (token.lower_ != "without" or dependents(token, "pcomp"))
           for token in setting.tokens_of(relation.cue_spans)):
        return True
    nobody, *rest = [token for token in setting.tokens_of(relation.source_spans) if not token.is_punct][:2] or [None]
    # `No 10 said` is said.
    if nobody is not None and nobody.lower_ in _NOBODY and not any(token.is_digit for token in rest):
        return True
    if nobody is not None and any(token.lower_ == "nor" for token in nobody.paragraph[max(0, nobody.i - 2):nobody.i]):
        # The second of `neither the ministry nor the army`.
        return True
    above = cue.head if cue.dep_ == "xcomp" else cue
    # `Has yet to confirm`.
    pending = above.base == "have" and any(child.lower_ == "yet" for child in above.children)
    return pending or bool(dependents(cue, "neg")) or any(token.base in _HOLDING_BACK for token in (cue, above))


def quoted_in(reading: Reading, *, turns: bool = True) -> bytearray:
    """For each character of a report whether it stands in quotation marks, or is said in one of its `turns`."""
    said = [turn.said for turn in reading.turns if turns and not turn.asks]
    marked = [(found.start, found.end) for found in reading.quotations if not _is_name(reading.text, found.start, found.end)]
    return mark(len(reading.text), said + marked)


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether marks stand around a name (`the ferry "Blue Heron"`): capitalised words behind a word, without punctuation."""
    inner = text[start:end].strip("\"'“”«»‘’ ")
    words = re.findall(r"[^\W\d_]+", inner)
    behind = text[max(0, start - 2):start]
    return (len(words) > 1 and all(word[0].isupper() or len(word) < 4 for word in words) and words[0][0].isupper()
            and inner[-1:] not in ".,!?…" and behind[:1].isalnum() and behind[1:].isspace())


def mode_of(text: str, contents: Spans, quoted: bytearray) -> str:
    """How much of a content stands in quotation marks: all, some or none of its words."""
    marks = {bool(quoted[i]) for start, end in contents for i in range(start, end) if text[i].isalnum()}
    if marks == {True}:
        return "direct"
    return "mixed" if True in marks else "indirect"
