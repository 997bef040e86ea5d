"""Who is said to say what, coded: every attribution of a report with its mode, source, stance, relay and parent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from analysis import schema
from analysis.reading.roles import MEDIA
from analysis.reading.speech.backgrounds import Known, gather
from analysis.reading.speech.manner import is_negated, lemma_of, mode_of, quoted_in
from analysis.reading.speech.mending import is_none, mend
from analysis.reading.speech.naming import is_withheld_beside
from analysis.reading.speech.relations import Relation, find_nested, find_relations, first_span, span_of
from analysis.reading.speech.relays import CARRYING, find_carriers
from analysis.reading.speech.settings import Setting, Voice, share_home
from analysis.reading.speech.sources import find_voices
from analysis.reading.stances import find_stance, load_stances
from analysis.reading.text.pages import mentions_by_report
from analysis.reading.text.trees import Token

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading.text.language import Reading

# Sources that pass on what others say: what is found nested in their contents counts. In the content of any other source it
# must be sure and stand outside quotation marks: PolNeAR, which codes nothing nested, counts each as an error, so a lower
# bar would find more of those that are coded in `models/attribution/coded.csv` at the price of the figures there.
CARRIERS = (*MEDIA, "document")
LEAST_SURE = 0.8
_DEEPEST_NEST = 3
# Inside what somebody says, these mean who says it.
_SELF = {"i", "me", "my", "we", "us", "our"}


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
    words. A quotation of which nobody is told to say it, right behind another attribution, has the source of that and no
    `source_spans` of its own.

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
        if countries and not row["source_country"]:
            row["source_country"] = min(countries, key=lambda country: (-countries[country], country))


def _code(reading: Reading, relations: list[Relation], setting: Setting, outlet: str) -> list[dict]:
    """The rows of one report."""
    quoted = quoted_in(reading)
    coded = _carry_on(setting, _unnest(reading, setting, _name_turns(reading, relations), quoted), quoted)
    parents, rows = _parents(coded), []
    # What a speaker of an interview says that another said is in the speaker's words.
    written = quoted_in(reading, turns=False)
    for (relation, voice, _, cue), parent in zip(coded, parents, strict=True):
        marked = quoted if parent is None else written
        rows.append({
            "report": reading.report, "attribution": len(rows) + 1, "source_spans": schema.spans_to_text(relation.source_spans),
            "cue_spans": schema.spans_to_text(relation.cue_spans),
            "content_spans": schema.spans_to_text(relation.content_spans),
            "mode": mode_of(reading.text, relation.content_spans, marked), "source": voice.source, "source_type": voice.source_type,
            "source_country": voice.country, "naming": voice.naming, "cue": lemma_of(cue),
            "stance": find_stance(cue, setting.tokens_of(relation.cue_spans)), "negated": is_negated(setting, relation, cue),
            "confidence": relation.confidence})
    passing = [_passes_on(setting, one.relation, row) for one, row in zip(coded, rows, strict=True)]
    own = {setting.known.names.get(name.casefold(), name) for name in (outlet, outlet.removeprefix("The "))}
    for number, row in enumerate(rows):
        row["parent"] = None if parents[number] is None else parents[number] + 1
        row["relay"] = " < ".join(name for name in _chain(number, parents, coded, passing) if name not in own)
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
    coded = _give_voices(setting, relations, quoted)
    for _ in range(_DEEPEST_NEST):
        # Joint sources share a content; their first row stands for all.
        holders = {spans: one for one in reversed(coded) if (spans := tuple(one.relation.content_spans)) not in searched}
        carrying = {spans: carries for spans, one in holders.items()
                    if (carries := one.voice.source_type in CARRIERS or bool(one.carriers))
                    or _may_hold(setting, one.relation, quoted)}
        inner = [nested for relation, nested in find_nested(reading, [holders[spans].relation for spans in carrying])
                 if _is_nested(nested, quoted, carries=carrying[tuple(relation.content_spans)])]
        if not inner:
            break
        searched.update(holders)
        relations = sorted(relations + inner, key=first_span)
        coded = _give_voices(setting, relations, quoted)
    parents = _parents(coded)
    # A content that nobody is said to say, with an attribution inside, was none; what somebody says of their own thoughts lets
    # nobody else speak.
    empty = {number for number, (relation, *_) in enumerate(coded)
             if number in parents and not relation.source_spans and not relation.cue_spans}
    return [one for number, (one, above) in enumerate(zip(coded, parents, strict=True))
            if number not in empty and (above is None or above in empty or one.voice.source != coded[above].voice.source
                                        and not _is_self(setting, one.relation))]


def _is_self(setting: Setting, relation: Relation) -> bool:
    """Whether a source inside a content is whoever says it: `I`, `we`, `our`."""
    source = [token.lower_ for token in setting.tokens_of(relation.source_spans)]
    return len(source) == 1 and source[0] in _SELF


def _may_hold(setting: Setting, relation: Relation, quoted: bytearray) -> bool:
    """Whether a content has a word of the lexicon of cues outside quotation marks: only then is it worth the tagger's time."""
    return any(token.base in load_stances() and not quoted[token.start]
               for token in setting.tokens_of(relation.content_spans))


def _is_nested(relation: Relation, quoted: bytearray, *, carries: bool) -> bool:
    """Whether what was found inside a content is an attribution: at once where its source `carries` what others say."""
    return carries or relation.confidence >= LEAST_SURE and not any(quoted[start] for start, _ in relation.cue_spans)


def _give_voices(setting: Setting, relations: list[Relation], quoted: bytearray) -> list[Coded]:
    """Relations, mended, each with its voice, carriers and cue; `setting.voices` are those that were given last.

    `citing` beside a cue is no relation of its own but names the voice.
    """
    coded: list[Coded] = []
    cited: set[Token] = set()
    setting.voices.clear()
    for relation in relations:
        relation, cue = mend(setting, relation, quoted)
        speakers = find_voices(setting, relation.source_spans, relation.content_spans)
        carried = find_carriers(setting, speakers[0][0], cue, relation)
        if carried.cited is not None:
            start, end = span_of(carried.cited)
            relation = relation._replace(source_spans=[(start, end)], content_spans=[
                _cut(span, min(start, carried.cited.head.start), end, text=setting.text) for span in relation.content_spans])
            cited.add(carried.cited.head)
        voice = carried.voice
        if voice.naming == "role" and cue is not None and is_withheld_beside(cue, relation.content_spans):
            voice = replace(voice, naming="anonymous")
        coded.append(Coded(relation, voice, carried.carriers, cue))
        # Each other one of several joint speakers has a row with the same cue and content; a pronoun means the first.
        others = speakers[1:] if carried.voice == speakers[0][0] else []
        coded += [Coded(relation._replace(source_spans=own), voice, carried.carriers, cue) for voice, own in others]
        joint = tuple(voice for voice, _ in others)
        setting.voices.extend(voice for voice in (*joint, replace(carried.voice, beside=joint)) if voice.at is not None)
    return [one for one in coded if one.cue not in cited and not is_none(setting, one.relation, one.cue)]


def _carry_on(setting: Setting, coded: list[Coded], quoted: bytearray) -> list[Coded]:
    """Attributions, of which a quotation that nobody is told to say is of who is told right before to say something.

    News goes on so, mostly in a paragraph of its own: `"...," the mayor said. "..."`. A quotation whose next sentence stands in a
    line of its own is of who is told there to say it.
    """
    found = list(coded)
    last: Coded | None = None
    for number, one in enumerate(coded):
        start, _ = _reach(setting, one.relation)
        bare = _is_bare(one) and quoted[start]
        if bare and last is not None and not setting.text[_reach(setting, last.relation)[1]:start].strip():
            one = found[number] = one._replace(voice=last.voice, carriers=last.carriers)
        # Behind a dash stands who has said it, and the next quotation is another one's.
        cue = lemma_of(one.cue)
        said = cue in load_stances() or cue and any(quoted[start] for start, _ in one.relation.content_spans)
        speaks = one.voice.naming != "none" and (bare or said)
        # What stands inside a quotation ends it for nobody.
        if last is None or start >= last.relation.content_spans[-1][1]:
            last = one if speaks else None
    for number in [number for number, one in enumerate(found[:-1]) if _is_bare(one)][::-1]:
        one, following = found[number:number + 2]
        start, _ = _reach(setting, following.relation)
        between = setting.text[_reach(setting, one.relation)[1]:start]
        if not between.strip() and quoted[start] and setting.text[start].isalnum():
            found[number] = one._replace(voice=following.voice, carriers=following.carriers)
    return found


def _is_bare(one: Coded) -> bool:
    """Whether nobody is told to say what an attribution has as its content."""
    return not one.relation.source_spans and not one.relation.cue_spans and one.voice.naming == "none"


def _reach(setting: Setting, relation: Relation) -> tuple[int, int]:
    """Where an attribution begins, and where the last sentence ends in which something of it stands."""
    spans = [*relation.source_spans, *relation.cue_spans, *relation.content_spans]
    ends = [token.sent.end for token in setting.tokens_of(spans)]
    return min(start for start, _ in spans), max([*ends, *(end for _, end in spans)])


def _cut(span: tuple[int, int], start: int, end: int, *, text: str) -> tuple[int, int]:
    """What of a content stands behind who is cited, where it begins with them and goes on."""
    behind = text[end:span[1]].lstrip(", ")
    return (span[1] - len(behind), span[1]) if start <= span[0] < end and behind else span


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
