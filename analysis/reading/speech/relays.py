"""Who carried the words of a source to the report: outlets told, statements cited, people quoted by others."""

from __future__ import annotations

from typing import NamedTuple

from analysis.reading.roles import MEDIA, load_roles
from analysis.reading.speech.relations import Relation, span_of
from analysis.reading.speech.second_mentions import OUTLETS
from analysis.reading.speech.settings import Setting, Voice
from analysis.reading.speech.sources import MAKING, voice_of
from analysis.reading.text.trees import Token, complements, dependents, quoting_verb
from analysis.reading.words import word_list

_TELLING = {"tell", "inform", "assure"}
CITING = {"cite", "quote"}
CARRYING = word_list("carrying")
_INTERVIEWS = {"call", "comment", "conversation", "email", "interview", "message", "remark", "statement"}
_TALKING = {"speak", "talk"}
OPENING = "\"“„«‘'"


class Carried(NamedTuple):
    """A voice, those who carried its words, and the noun phrase that names it where that is not the cue's subject."""

    voice: Voice
    carriers: tuple[str, ...] = ()
    cited: Token | None = None


def find_carriers(setting: Setting, voice: Voice, cue: Token | None, relation: Relation) -> Carried:
    """The source whose words they are and those who carried them, nearest the report first.

    Parameters
    ----------
    setting
        The report.
    voice
        The source that stands in the text.
    cue
        The head of the cue.
    relation
        The attribution's spans.
    """
    if cue is None:
        return Carried(voice)
    quoting = quoting_verb(cue)
    if quoting is not None:
        return Carried(voice, _names(_quoter(setting, quoting, relation)))
    things = [thing for thing in _cited(cue) if _speaks(setting, thing)] if voice.source_type in MEDIA or not voice.source else []
    cited = _voice(setting, things, relation)
    if cited is not None and cited.source not in ("", voice.source):
        return Carried(cited, _names(voice), things[0])
    # `Told Lorvik News`.
    told = [child for child in dependents(cue, "dobj", "dative") if child.i > cue.i - 3] if cue.base in _TELLING else []
    carrier = _outlet(setting, told, relation) or _interviewer(setting, cue, relation) or _carried_by(setting, relation)
    return Carried(voice, _names(carrier))


def _speaks(setting: Setting, noun: Token) -> bool:
    """Whether a noun is somebody or a document, or somebody's; an outlet may cite costs, or no source."""
    told = ("role", noun.base) in load_roles() or any(map(setting.mention_at, noun.subtree))
    return told and not any(child.lower_ == "no" for child in noun.children)


def unfold_quoting(setting: Setting, relation: Relation) -> Relation:
    """`A quoted B as saying X` and `B was quoted by A as saying X` as B's attribution of X by `quoted ... as saying`."""
    cues = setting.tokens_of(relation.cue_spans)
    saying = next((below for token in cues if token.base in CITING for below in token.subtree
                   if quoting_verb(below) == token), None)
    speakers = dependents(quoting_verb(saying), "nsubjpass", "dobj") if saying else []
    if not speakers:
        return relation
    source = [span_of(speakers[0])]
    if saying in cues:
        # The tagger may take who quotes, `by A`, for who speaks.
        return relation._replace(source_spans=source)
    after, text = saying.end, setting.text
    before = [(start, end) for start, end in relation.content_spans
              if end <= relation.cue_spans[0][0] and not start <= source[0][0] < end]
    behind = [(max(start, after), end) for start, end in relation.content_spans if end > after]
    behind = [(end - len(text[start:end].lstrip(" :,")), end) for start, end in behind]
    # What follows a quotation that stands before its cue is a remark of the report's own, unless it is quoted, too.
    contents = [*before, *(span for span in behind if not before or text[span[0]] in OPENING)]
    cue = [*relation.cue_spans, (saying.head.start, after)]
    return relation._replace(source_spans=source, content_spans=contents, cue_spans=cue) if contents else relation


def _names(voice: Voice | None) -> tuple[str, ...]:
    """A carrier as a chain of one."""
    return (voice.source,) if voice is not None and voice.source else ()


def _quoter(setting: Setting, verb: Token, relation: Relation) -> Voice | None:
    """Who quotes in `A quoted B as saying` and `B was quoted as saying by A`."""
    if not dependents(verb, "auxpass"):
        return _voice(setting, dependents(verb, "nsubj"), relation)
    return _voice(setting, [below for child in verb.subtree if child.lower_ == "by" and child.i > verb.i
                            for below in dependents(child, "pobj")], relation)


def _cited(cue: Token) -> list[Token]:
    """What an outlet cites: `the paper said, citing a note by the ministry` or `the paper, which cited ...`."""
    # `According to A, citing B, the ship sank`.
    end = cue.subtree[-1].i if cue.base == "accord" else cue.i
    behind = [token for token in cue.paragraph[end + 1:end + 3] if token.head.i >= cue.i]
    if cue.base == "accord":
        # `According to A, which cited B`.
        behind += [token for token in cue.subtree if token.dep_ == "relcl"]
    # The parser often hangs `..., citing B` on the last clause of what was said.
    added = [token for token in cue.subtree if token.i > cue.i and token.nbor(-1).text == ","]
    of_subject = [below for child in dependents(cue, "nsubj") for below in child.children]
    for child in [*cue.children, *of_subject, *behind, *added]:
        # `The paper that cited the figure` tells which paper it is.
        which = child.dep_ == "relcl" and any(noun.lower_ == "which" for noun in dependents(child, "nsubj"))
        if child.base in CITING and (child.tag_ == "VBG" or which):
            return dependents(child, "dobj", "pobj")
    return []


def _interviewer(setting: Setting, cue: Token, relation: Relation) -> Voice | None:
    """The outlet of `said in an interview with A`, `told A in an interview`, `in remarks carried by A` and `speaking to A, B said`."""
    inside = complements(cue, "in", "during", "to")
    talks = [child for child in inside if child.base in _INTERVIEWS]
    # `In a commentary carried by A`.
    carried = [token for child in inside for token in dependents(child, "acl") if token.tag_ == "VBN" and token.base in CARRYING]
    speakers = dependents(cue, "nsubj")
    talking = [token for above in (cue, *speakers) for token in dependents(above, "advcl", "acl")
               if token.tag_ == "VBG" and token.base in _TALKING]
    heard = [below for talk in (*talks, *talking) for below in complements(talk, "with", "to", "by", "on")]
    heard += [below for token in carried for below in complements(token, "by", "on")]
    # `She said on Lorvik News`.
    return _outlet(setting, heard or [child for child in complements(cue, "on") if setting.mention_at(child) is not None], relation)


def _carried_by(setting: Setting, relation: Relation) -> Voice | None:
    """Who quotes in `according to B, quoted by A`."""
    root = setting.head_of(relation.source_spans)
    for token in [*setting.tokens_of(relation.source_spans), *(dependents(root, "acl", "relcl") if root is not None else [])]:
        verb = token.base
        if token.dep_ in ("acl", "relcl") and token.tag_ == "VBN" and verb in CARRYING | word_list("obtaining"):
            voice = _voice(setting, [below for child in dependents(token, "agent") for below in child.children], relation)
            # A ministry that has seen a letter, or has published a report, passes nothing on.
            if voice is not None and (verb in CARRYING - MAKING or voice.source_type in MEDIA):
                return voice
    return None


def _outlet(setting: Setting, nouns: list[Token], relation: Relation) -> Voice | None:
    """The voice that the first of some noun phrases names, or whose it is, where it is an outlet's: of `Lorvik News's Anna Hald`."""
    for noun in [owner for noun in nouns[:1] for owner in (*dependents(noun, "poss"), noun)]:
        voice = _voice(setting, [noun], relation)
        # `This newspaper` is the report's own, and reporters are anybody's.
        outlet = voice is not None and voice.source_type in MEDIA and (voice.naming == "named" or noun.base in OUTLETS | {"service"})
        if outlet and not any(child.lower_ in ("this", "our") for child in noun.children):
            return voice
    return None


def _voice(setting: Setting, nouns: list[Token], relation: Relation) -> Voice | None:
    """The voice that the first of some noun phrases names."""
    return voice_of(setting, nouns[0], nouns[0].subtree, relation.content_spans) if nouns else None
