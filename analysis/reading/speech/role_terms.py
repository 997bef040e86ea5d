"""What a role is called where no name is told: `North Korean state media`, `Army and navy officers`, `club co-founder`."""

from __future__ import annotations

from analysis.reading import gazetteer
from analysis.reading.roles import load_roles
from analysis.reading.speech.settings import Setting
from analysis.reading.text.pages import Mention
from analysis.reading.text.trees import Token, dependents, tied_words
from analysis.reading.words import word_list

_COURTESY = word_list("courtesy")
_UNSAID = {"det", "case", "punct", "nummod", "predet"}
TELLING_ADJECTIVES = word_list("role_adjective")
# Offices that some papers and state media write with a capital: `the Prime Minister said`.
CAPITAL_OFFICES = word_list("capital_office")
# Bodies that are named by the name of who leads them.
FOLLOWINGS = {"campaign", "camp", "administration", "team", "government", "foundation"}


def role_term(setting: Setting, phrase: list[Token], root: Token) -> str:
    """A role as a term: its noun with the nouns, demonyms and countries before it and what joins them, without articles and praise."""
    parts: list[str] = []
    kept: list[Token] = []
    named: set[Mention] = set()
    for token in phrase:
        aside = token != root and (token.lower_.strip(".") in _COURTESY or token in tied_words(root) or token in tied_words(token.head))
        if token.i > root.i or token.dep_ in _UNSAID or token.pos_ == "PRON" or not token.is_word or aside:
            continue
        mention = setting.mention_at(token)
        if mention is not None and mention.type not in ("GPE", "NORP", "PERSON"):
            mention = None
        part = _part_of_term(setting, token, mention, root, kept)
        if part and mention not in named:
            parts += [_joint(kept[-1], token) if kept and token != root else " ", part]
        kept += [token] if part else []
        named |= {mention} - {None}
    return " ".join("".join(parts).split())


def _part_of_term(setting: Setting, token: Token, mention: Mention | None, root: Token, kept: list[Token]) -> str:
    """What a word up to a role's noun adds to the term; nothing where it is none of what tells roles apart."""
    if mention is not None and mention.type != "PERSON":
        country = setting.known.countries.get(mention.entity, "")
        owner = any(dependents(inner, "case") for inner in setting.tokens_in(mention.start, mention.end))
        return gazetteer.demonym_of(country) if owner and country else setting.text[mention.start:mention.end]
    if mention is not None and root.base in FOLLOWINGS:
        return mention.entity
    # Of `Ana Brod's aides` the first word of the name is a compound, and one of `half a million` counts.
    joined = token.dep_ == "conj" and token.head in kept and token.pos_ in ("NOUN", "PROPN")
    compound = token.dep_ in ("compound", "nmod") and token.head.tag_ != "CD"
    if mention is not None:
        return setting.text[mention.start:mention.end] if token.head.dep_ != "poss" and (joined or compound) else ""
    telling = token.lower_ in TELLING_ADJECTIVES or ("role", f"{token.lower_} {root.base}") in load_roles()
    # The size of a `1,100-page report` is none of its name.
    sized = token != root and tied_words(token)[0].like_num and len(tied_words(token)) > 1
    if token == root or (joined or compound or telling) and not sized:
        return "".join(one.text if one != root and setting.mention_at(one) else _written(
            one, small=one == root or root.lower_ in CAPITAL_OFFICES) for one in tied_words(token))
    return ""


def _joint(before: Token, token: Token) -> str:
    """What stands between two words of a role: a blank, or a comma or `and` if nothing else does."""
    between = token.paragraph[before.i + 1:token.i]
    joints = [one.lower_ for one in between if one.lower_ in ("and", "or", ",")]
    if not joints or len(joints) < len(between):
        return " "
    return ", " if joints == [","] else f" {joints[-1]} "


def _written(token: Token, *, small: bool) -> str:
    """A common noun in small letters, but for capitals inside that are no shouting (`CEOs`, `10News`); a name as it is, unless `small`."""
    text = token.text.lstrip("-–—") or token.text
    short = len(text) < (4 if ("role", token.lower_) in load_roles() else 6)
    capitals = any(map(str.isupper, text[1:])) and (short or not text.isupper()) and not token.sent.text.isupper()
    name = token.pos_ == "PROPN" and not small and not (token is token.sent[0] and ("role", token.lower_) in load_roles())
    return text if capitals or name else text.lower()
