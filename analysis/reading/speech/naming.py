"""Whether a reader learns who a source is: by name, by role only, or not, as the name is kept back."""

from __future__ import annotations

import re

from analysis.reading.roles import MOUTHPIECES
from analysis.reading.speech.phrases import is_definite, unhung
from analysis.reading.speech.settings import Setting
from analysis.reading.text.pages import Spans, within
from analysis.reading.text.trees import Token, dependents

ANONYMOUS = {"source", "insider"}
_UNNAMED = (r"(?:not|n['’]t|never) (?:(?:want|wish|like|prefer) )?(?:to )?be (?:named|identified)|"
            r"(?:declin|refus)\w* to (?:be (?:named|identified)|give (?:his|her|their) (?:full )?name)|"
            r"(?:remain|stay|be kept) (?:anonymous|unnamed)|not (?:want|wish) (?:his|her|their) (?:full )?name")
_WITHHELD = re.compile(
    rf"anonym|unnamed|unidentified|{_UNNAMED}|familiar with|with (?:[a-z]+ )?knowledge of|close to the "
    r"(?:president|prime minister|government|talks|negotiations|matter|investigation|decision|deliberations|deal|situation|process|"
    r"company|family|couple|player|club|campaign|administration|palace|leadership)")
# Said of them in a clause of their own.
_ASKED = re.compile(
    rf"(?:(?:request|seek|demand|ask|prefer)\w*(?: for)?|condition of) anonymity|{_UNNAMED}|"
    r"familiar with the|briefed on the|(?:speak|spoke)\w* (?:anonymously|on background)|"
    r"not (?:authori[sz]ed|permitted|allowed) to (?:brief|comment|discuss|speak|talk)")


def naming_of(setting: Setting, root: Token, tokens: list[Token], kind: str) -> str:
    """`anonymous` where a person's name is withheld, else `role`."""
    noun, indefinite = root.base, not is_definite(root) and root.tag_ == "NN"
    hidden = (noun in ANONYMOUS or is_withheld(root, tokens) or noun == "official" and not _has_body(setting, root, tokens)
              or kind == "public" and indefinite and noun not in MOUTHPIECES)
    return "anonymous" if hidden else "role"


def is_withheld(root: Token, tokens: list[Token]) -> bool:
    """Whether a source's words, or a clause on them, say that its name is kept back."""
    text, whole = (" ".join(token.lower_ for token in part) for part in (unhung(tokens), root.subtree))
    return _WITHHELD.search(text) is not None or _ASKED.search(whole) is not None


def is_withheld_beside(cue: Token, contents: Spans) -> bool:
    """Whether a clause beside a cue tells that its speaker is not to be named: `said, speaking on condition of anonymity`."""
    beside = [child for child in dependents(cue, "advcl", "prep", "acl") if not within(child.start, contents)]
    return any(_ASKED.search(" ".join(token.lower_ for token in child.subtree)) for child in beside)


def _has_body(setting: Setting, root: Token, tokens: list[Token]) -> bool:
    """Whether an official's body is told, by its name or by the noun before or behind: a country alone is none."""
    telling = [token for token in tokens
               if token != root and token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("compound", "nmod", "poss", "pobj")]
    return len(setting.mentions_in(telling, "GPE", "NORP", "LOC")) < len(telling)
