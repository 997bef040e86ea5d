"""How a cue binds its source to what is said: by the verb, by the noun of speech of a light verb, or by a set phrase."""

from __future__ import annotations

from functools import lru_cache

from analysis.reading.text.trees import Token, dependents
from analysis.reading.words import read_rows, word_list


# Verbs that leave it to their noun what is done with words: `voiced doubt`, `made a promise`.
_LIGHT = word_list("light_verb")
# Calling a thing something tells what its source thinks of it; calling what somebody said false denies it.
_CALLING = frozenset("brand call characterise characterize deem denounce describe dub hail label portray term".split())
_SAID = word_list("said") | {"article", "contention", "it", "that", "these", "they", "this"}
_FALSE = word_list("false")


@lru_cache(maxsize=1)
def load_stances() -> dict[str, str]:
    """Stance by cue lemma, words of speech without one as neutral."""
    return {lemma: row["stance"] for row in read_rows("stances.csv") for lemma in row["lemmas"].split(";")}


def find_stance(cue: Token | None, tokens: list[Token]) -> str:
    """The stance of a cue by the codebook.

    Parameters
    ----------
    cue
        The word that decides the cue's lemma; None for an attribution without a cue.
    tokens
        All words of the cue.

    Returns
    -------
    str
        One of `schema.STANCES`.

    Notes
    -----
    The lexicon `stances.csv` holds lemmas, and set phrases by the lemma of their verb and the words behind it (`take issue`). It
    follows the classes of Hooper (1975), On assertive predicates, and the reporting verbs of Caldas-Coulthard (1994), On reporting
    reporting, as far as the codebook's values go. Irony and what a content says are not seen.
    """
    if cue is None:
        return "neutral"
    stances, lemma = load_stances(), cue.base
    words = [token.base for token in tokens if token.i > cue.i]
    phrase = next((stances[f"{lemma} {word}"] for word in words if f"{lemma} {word}" in stances), None)
    if phrase is not None:
        return phrase
    if calls_false(cue):
        return "denying"
    if lemma in _LIGHT:
        nouns = sorted({token for token in (*tokens, *cue.children) if token.pos_ == "NOUN" and token.i > cue.i})
        if nouns:
            told = (stances.get(noun.base, "neutral") for noun in nouns)
            return next((stance for stance in told if stance != "neutral"), "neutral")
    return stances.get(lemma, "neutral")


def is_asked(verb: Token) -> bool:
    """Whether a verb tells what somebody was asked who then speaks: `Asked about the leak, he said`."""
    asking = verb.base in ("ask", "press", "question", "quiz") and verb.tag_ == "VBN" and verb.dep_ == "advcl"
    return asking and not dependents(verb, "nsubj", "nsubjpass")


def names_thing(cue: Token) -> bool:
    """Whether the cue calls something so: `called the plan a disgrace`, `hailed it as a breakthrough`, but not `called for a vote`."""
    named = dependents(cue, "acomp", "ccomp", "oprd", "xcomp") or any(child.lower_ == "as" for child in cue.children)
    return cue.base in _CALLING and bool(named)


def calls_false(cue: Token, *, by_noun: bool = False) -> bool:
    """Whether the cue calls what somebody said a word for what is not so: `called the claim "quite false"`, `described it as untrue`.

    With `by_noun` that can be `a lie` as well, which denies what was said but tells it, too.
    """
    if cue.base not in _CALLING:
        return False
    clauses = dependents(cue, "ccomp", "xcomp", "acomp", "oprd", "advcl")
    things = [*dependents(cue, "dobj"), *(below for clause in clauses for below in dependents(clause, "nsubj"))]
    # In quotation marks the parse can hang it on what was said.
    named = [*clauses, *things, *(below for child in cue.children if child.lower_ == "as" for below in child.children),
             *(below for thing in things for below in dependents(thing, "amod", "appos") if below.i > thing.i)]
    return any(thing.base in _SAID for thing in things) and any(
        token.base in _FALSE and (by_noun or token.pos_ != "NOUN") and token.i > cue.i and not dependents(token, "neg") for token in named)
