"""Who is said to say what, coded: every attribution of a report with its mode, source, stance, relay and parent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading.roles import MEDIA, load_roles
from analysis.reading.speech.backgrounds import Known, Setting, Voice, gather, share_home
from analysis.reading.speech.relations import Relation, find_nested, find_relations, first_span
from analysis.reading.speech.relays import CARRYING, OPENING, find_carriers, unfold_quoting
from analysis.reading.speech.sources import find_voices, is_personal, is_withheld_beside
from analysis.reading.stances import find_stance, load_stances
from analysis.reading.text.pages import Spans, mark, mentions_by_report
from analysis.reading.text.trees import Token, dependents, quoting_verb, tops
from analysis.reading.words import word_list

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

# Sources that pass on what others say: what is found nested in their contents counts. In the content of any other source it
# must be sure and stand outside quotation marks: PolNeAR, which codes nothing nested, counts each as an error, so a lower
# bar would find more of those that are coded in `models/attribution/coded.csv` at the price of the figures there.
CARRIERS = (*MEDIA, "document")
LEAST_SURE = 0.8
_DEEPEST_NEST = 3
# What a report reads from events and states, in its own voice: `the visit suggests`, `the closeness of the vote shows`.
_INFERENCES = word_list("inferring")
_EVENTS, _WORDED = word_list("event_noun"), word_list("wording")
# Participles of how surely something is known, and what befell those who stand before them.
_FINDINGS = frozenset("assumed believed confirmed declared feared presumed pronounced reported".split())
_FATES = frozenset("dead drowned hurt injured killed lost missing trapped wounded".split())
_ABSTRACT = ("ness", "tion", "sion", "ment", "ance", "ence", "ity", "ing", "ure", "al")
# Verbs that say how a speaker went on, not what was done with words: `went on to say` is a case of `say`.
_LIGHT = {"go", "continue", "begin", "start", "appear", "come"}
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without"}
_NOBODY = {"nobody", "none", "neither", "no", "few"}
# Words of set phrases that tie words to a source.
_CUES, _MARKS = {"according", "per", "words", "word"}, frozenset("\"“”«»„")
_REFUSALS = {"decline", "refuse", "fail", "hesitate"}


class Coded(NamedTuple):
    """One attribution with its voice, those who carried its words, and the word that decides its cue."""

    relation: Relation
    voice: Voice
    carriers: tuple[str, ...]
    cue: Token | None


def find_attributions(
    readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame, *, outlets: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every attribution in the reports' headlines and bodies, with who speaks and how.

    Parameters
    ----------
    readings : list[Reading]
        The parsed reports of one event.
    mentions, entities : DataFrame
        Tables of `schema.TABLES`; may be empty, then sources stay roles.
    outlets
        Who printed each report: no relay of its own.

    Returns
    -------
    DataFrame
        `attributions` as `schema.TABLES` defines it, numbered from 1 in each report in order of the first span.

    Notes
    -----
    `mode` is direct where every word of the content stands in quotation marks, mixed where some do. In interviews and
    transcripts what stands behind a speaker's label is direct (`turns`). A pronoun or a role is resolved to the nearest
    entity of fitting gender, number and type; where none is found the source is empty or the role itself. `relay` holds
    those who carried the words to the report, nearest the report first: the source of the attribution that this one is
    nested in, unless it turns the words down, the outlet that a speaker told, whoever quotes. Each of several joint sources
    has a row with the same cue and content, the first with the whole phrase as its source, each other one with its own
    words.

    Why a code is what it is can be looked up, no column holds it: `cue` is the key into `stances.csv`; the words at
    `source_spans` and the nouns beside the source's mentions are the keys into `roles.csv`.

    Known bias: a wrongly resolved pronoun counts for the wrong speaker, and a source type comes from names and titles, so it
    is coarse for organisations that the lists do not know.
    """
    here = mentions_by_report(mentions)
    known = gather(readings, here, entities)
    # `The Gazette (print)` is the Gazette.
    own = {report: outlet.partition("(")[0].strip() for report, outlet in (outlets or {}).items()}
    settings = [Setting(reading, here[reading.report], known) for reading in readings]
    share_home(settings)
    rows = [row for reading, relations, setting in zip(readings, find_relations(readings), settings, strict=True)
            for row in _code(reading, relations, setting, own.get(reading.report, ""))]
    _share_countries(rows, known)
    return schema.build("attributions", rows)


def _share_countries(rows: list[dict], known: Known) -> None:
    """Gives an entity that has a country in some reports and none in others the one that most attributions have."""
    found: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        if row["source"] in known.types and row["source_country"]:
            found[row["source"]][row["source_country"]] += 1
    for row in rows:
        countries = found.get(row["source"])
        if countries and not row["source_country"] and row["source_type"] != "international_organisation":
            row["source_country"] = min(countries, key=lambda country: (-countries[country], country))


def _code(reading: Reading, relations: list[Relation], setting: Setting, outlet: str) -> list[dict]:
    """The rows of one report."""
    quoted = _quoted(reading)
    coded = _unnest(reading, setting, _name_turns(reading, relations), quoted)
    parents, rows = _parents(coded), []
    # What a speaker of an interview says that another said is in the speaker's words.
    written, turns = _quoted(reading, turns=False), [[turn.said] for turn in reading.turns]
    for (relation, voice, _, cue), parent in zip(coded, parents, strict=True):
        marked = quoted if parent is None or relation.content_spans in turns else written
        rows.append({
            "report": reading.report, "attribution": len(rows) + 1, "source_spans": schema.spans_to_text(relation.source_spans),
            "cue_spans": schema.spans_to_text(relation.cue_spans),
            "content_spans": schema.spans_to_text(relation.content_spans),
            "mode": _mode(reading.text, relation.content_spans, marked), "source": voice.source, "source_type": voice.source_type,
            "source_country": voice.country, "naming": voice.naming, "cue": _lemma(cue),
            "stance": find_stance(cue, setting.tokens_of(relation.cue_spans)), "negated": _negated(setting, relation, cue),
            "confidence": relation.confidence})
    passing = [_passes_on(setting, one.relation, row) for one, row in zip(coded, rows, strict=True)]
    for number, row in enumerate(rows):
        row["parent"] = None if parents[number] is None else parents[number] + 1
        row["relay"] = " < ".join(name for name in _chain(number, parents, coded, passing)
                                  if name != setting.known.names.get(outlet.casefold(), outlet))
    return rows


def _name_turns(reading: Reading, relations: list[Relation]) -> list[Relation]:
    """Without what somebody unnamed asks in an interview, which is the report's own; an answer's label `A` is no source."""
    nameless = [turn for turn in reading.turns if not turn.named]
    asking, answering = ([[turn.label] for turn in nameless if turn.asks is asks] for asks in (True, False))
    return [relation._replace(source_spans=[]) if relation.source_spans in answering else relation
            for relation in relations if relation.source_spans not in asking]


def _unnest(reading: Reading, setting: Setting, outer: list[Relation], quoted: bytearray) -> list[Coded]:
    """A report's attributions with those nested in their contents, those inside these, and so on."""
    relations, searched = outer, set()
    for _ in range(_DEEPEST_NEST):
        coded = _carry(setting, relations, quoted)
        # Joint sources share a content; their first row stands for all.
        holders = {spans: one for one in reversed(coded) if (spans := tuple(one.relation.content_spans)) not in searched}
        carrying = {spans: carries for spans, one in holders.items()
                    if (carries := one.voice.source_type in CARRIERS or bool(one.carriers))
                    or _may_hold(setting, one.relation, quoted)}
        inner = [nested for relation, nested in find_nested(reading, [holders[spans].relation for spans in carrying])
                 if not set(nested.cue_spans) & set(relation.cue_spans)
                 and _is_nested(nested, quoted, carries=carrying[tuple(relation.content_spans)])]
        if not inner:
            break
        searched.update(holders)
        relations = sorted(relations + inner, key=first_span)
    else:
        coded = _carry(setting, relations, quoted)
    parents = _parents(coded)
    # A content that nobody is said to say, with an attribution inside, was none; what somebody says of their own thoughts lets
    # nobody else speak.
    empty = {number for number, (relation, *_) in enumerate(coded)
             if number in parents and not relation.source_spans and not relation.cue_spans}
    return [one for number, (one, above) in enumerate(zip(coded, parents, strict=True))
            if number not in empty and (above is None or above in empty or one.voice.source != coded[above].voice.source)]


def _may_hold(setting: Setting, relation: Relation, quoted: bytearray) -> bool:
    """Whether a content has a word of the lexicon of cues outside quotation marks: only then is it worth the tagger's time."""
    return any(token.base in load_stances() and not quoted[token.start]
               for token in setting.tokens_of(relation.content_spans))


def _is_nested(relation: Relation, quoted: bytearray, *, carries: bool) -> bool:
    """Whether what was found inside a content is an attribution: at once where its source `carries` what others say."""
    return carries or relation.confidence >= LEAST_SURE and not any(quoted[start] for start, _ in relation.cue_spans)


def _carry(setting: Setting, relations: list[Relation], quoted: bytearray) -> list[Coded]:
    """Relations, each with its voice, carriers and cue; `citing` beside a cue is no relation of its own but names the voice."""
    coded: list[Coded] = []
    cited: set[Token] = set()
    setting.voices.clear()
    for relation in relations:
        relation = unfold_quoting(setting, _without_far_pieces(setting, relation, quoted))
        cue = _cue_head(setting, relation)
        relation = _with_own_subject(setting, relation, cue)
        if _is_impersonal(setting, relation, cue) or _is_found(setting, relation, cue):
            relation = relation._replace(source_spans=[])
        speakers = find_voices(setting, relation.source_spans, relation.content_spans)
        carried = find_carriers(setting, speakers[0][0], cue, relation)
        if carried.cited is not None:
            words = [token for token in carried.cited.subtree if not token.is_space]
            start, end = words[0].start, words[-1].end
            relation = relation._replace(source_spans=[(start, end)], content_spans=[
                _cut(span, start, end, text=setting.text) for span in relation.content_spans])
            cited.add(carried.cited.head)
        voice = carried.voice
        if voice.naming == "role" and cue is not None and is_withheld_beside(cue, relation.content_spans):
            voice = replace(voice, naming="anonymous")
        coded.append(Coded(relation, voice, carried.carriers, cue))
        # Each other one of several joint speakers has a row with the same cue and content; a pronoun means the first.
        others = speakers[1:] if carried.voice == speakers[0][0] else []
        coded += [Coded(relation._replace(source_spans=own), voice, carried.carriers, cue) for voice, own in others]
        setting.voices.extend([*(voice for voice, _ in others), carried.voice])
    return [one for one in coded if one.cue not in cited and not _is_asked(setting, one.relation, one.cue)
            and not _is_mute(setting, one.relation, one.cue) and not _is_stray(setting, one.relation)]


def _without_far_pieces(setting: Setting, relation: Relation, quoted: bytearray) -> Relation:
    """A relation without what its content takes from other sentences than its cue's and outside quotation marks."""
    cue = next((token for token in setting.tokens_of(relation.cue_spans) if not token.is_space), None)
    near = [(start, end) for start, end in relation.content_spans
            if cue is None or any(quoted[start:end]) or setting.text[start] in OPENING or not _MARKS.isdisjoint(setting.text[start:end])
            or any(token.sent is cue.sent for token in setting.tokens_in(start, end) if not token.is_space)]
    return relation._replace(content_spans=near) if near else relation


def _cut(span: tuple[int, int], start: int, end: int, *, text: str) -> tuple[int, int]:
    """What of a content stands behind who is cited, where it begins with them and goes on."""
    behind = text[end:span[1]].lstrip(", ")
    return (span[1] - len(behind), span[1]) if start <= span[0] < end and behind else span


def _with_own_subject(setting: Setting, relation: Relation, cue: Token | None) -> Relation:
    """A relation with the subject of its cue as the source, where it was tied to one of another sentence."""
    root = setting.head_of(relation.source_spans)
    if cue is None or root is None or root.sent is cue.sent:
        return relation
    subjects = [noun for noun in dependents(cue, "nsubj") if noun.pos_ in ("NOUN", "PROPN") and is_personal(setting, noun)
                and not any(start <= noun.start < end for start, end in relation.content_spans)]
    own = [token for noun in subjects[:1] for token in noun.subtree if not token.is_space]
    return relation._replace(source_spans=[(own[0].start, own[-1].end)]) if own else relation


def _is_impersonal(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a cue in the passive was tied to a source of another sentence: `It is believed that ...` names nobody."""
    root = setting.head_of(relation.source_spans)
    return root is not None and cue is not None and root.sent != cue.sent and bool(dependents(cue, "auxpass"))


def _is_found(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a source is who is found dead or missing: `two people confirmed dead`."""
    end = max((end for _, end in relation.cue_spans), default=0)
    behind = next((token.lower_ for token in setting.tokens_in(end, end + 10)), "")
    return cue is not None and cue.lower_ in _FINDINGS and behind in _FATES and not any(
        one.base == "have" for one in dependents(cue, "aux"))


def _is_asked(setting: Setting, relation: Relation, cue: Token | None) -> bool:
    """Whether a cue tells what somebody was asked who then speaks (`Asked whether ..., he said`), and nobody who asked."""
    if cue is None or cue.lower_ not in ("asked", "pressed", "questioned") or cue.dep_ != "advcl" or cue.tag_ != "VBN":
        return False
    asker = setting.head_of(relation.source_spans)
    return not dependents(cue, "nsubj", "nsubjpass") and (asker is None or cue not in asker.ancestors)


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
    known = {*load_stances(), *CARRYING, *_REFUSALS, *_CUES}
    # Marks tie a post to whoever signs it.
    speaks = any(token.base in known or token.lower_ in known or not token.is_word for token in cue)
    quoted = any(mark in setting.text[max(0, start - 1):end + 1] for start, end in relation.content_spans for mark in _MARKS)
    return not speaks and not quoted and all(token.sent is not cue[0].sent for token in content)


def _parents(coded: list[Coded]) -> list[int | None]:
    """For each attribution the one with the shortest content that holds its cue."""
    found = [one.relation for one in coded]
    sizes = [sum(end - start for start, end in relation.content_spans) for relation in found]
    # Two that hold each other's cue are no nest; the one that stands first holds the second.
    holders = [[other for other, relation in enumerate(found) if other != number and _holds(relation, inner)
                and (other < number or not _holds(inner, relation))] for number, inner in enumerate(found)]
    return [min(own, key=sizes.__getitem__, default=None) for own in holders]


def _holds(relation: Relation, inner: Relation) -> bool:
    """Whether the cue of another attribution begins and ends in the content of one."""
    return any(start <= first and last <= end for first, last in inner.cue_spans[:1] for start, end in relation.content_spans)


def _chain(number: int, parents: list[int | None], coded: list[Coded], passing: list[bool]) -> list[str]:
    """Who carried an attribution's words, nearest the report first."""
    chain: list[str] = list(coded[number].carriers)
    above, seen = parents[number], {number}
    while above is not None and above not in seen:
        _, voice, carriers, _ = coded[above]
        chain = [*carriers, *([voice.source] if passing[above] else []), *chain]
        seen.add(above)
        above = parents[above]
    return [name for name in dict.fromkeys(chain) if name not in ("", coded[number].voice.source)]


def _passes_on(setting: Setting, relation: Relation, row: dict) -> bool:
    """Whether who says something passes on what others say in it: not who turns it down, nor whose cue is no word of speech."""
    words = [token.base for token in setting.tokens_of(relation.cue_spans)]
    speaks = not words or any(word in load_stances() or word in CARRYING for word in words)
    return speaks and row["stance"] != "denying" and not row["negated"]


def _cue_head(setting: Setting, relation: Relation) -> Token | None:
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


def _lemma(cue: Token | None) -> str:
    """A cue's lemma in lower case; empty without a cue, or where it is a mark."""
    return cue.base if cue is not None and any(map(str.isalpha, cue.text)) else ""


def _negated(setting: Setting, relation: Relation, cue: Token | None) -> bool:
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
    above = cue.head if cue.dep_ == "xcomp" else cue
    return bool(dependents(cue, "neg")) or any(token.base in _REFUSALS for token in (cue, above))


def _quoted(reading: Reading, *, turns: bool = True) -> bytearray:
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


def _mode(text: str, contents: Spans, quoted: bytearray) -> str:
    """How much of a content stands in quotation marks: all, some or none of its words."""
    marks = {bool(quoted[i]) for start, end in contents for i in range(start, end) if text[i].isalnum()}
    if marks == {True}:
        return "direct"
    return "mixed" if True in marks else "indirect"
