"""Conflicts: where two reports that make the same claim differ in a number, date, name, negation or strength, or in who vouches.

Candidates for a person to judge. A score says how likely a candidate is worth a look; it is no probability.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import schema
from analysis.reading.claims.modality import find_negated, is_hedged
from analysis.reading.claims.vouching import Voices
from analysis.reading.differences.dates import add_weekdays, find_dates
from analysis.reading.differences.disagreements import Difference, Made, Speaker, compare
from analysis.reading.differences.namings import find_namings
from analysis.reading.differences.quantities import Piece, find_nouns, find_numbers
from analysis.reading.differences.strengths import find_grades, leaves_open
from analysis.reading.text.pages import Spans, mark
from analysis.reading.text.propositions import only_introduces, other_heads, predicate_of
from analysis.reading.text.trees import Token, dependents

if TYPE_CHECKING:
    from analysis.reading.claims.claims import Closeness
    from analysis.reading.text.language import Reading, Sentence

# Propositions that match so much better than a link must are sure to tell the same; the closer they are, the surer is a conflict.
CLOSE = 0.12
# Two of a claim that both match a third one are this share as close as the less close of them is to it.
THROUGH_THIRD = 0.5
# Below it coders of sixty events list one candidate of twenty-four.
LEAST_SCORE = 0.07
# Told once of a sentence and another report.
_ONCE = ("negation", "strength", "speaker_changed", "attribution_lost")
# Numbers and things of one proposition that are compared.
_MOST_PIECES = 40


class _Report(NamedTuple):
    """What a report's propositions are read by."""

    published: str
    # For each character whether it is in a cue, but for those in what another source says.
    cues: bytearray
    # Where the cues are that a source is told for.
    sayings: Spans
    # For each character whether it is quoted.
    quoted: bytearray
    # The unnamed sources, each with where it speaks.
    speakers: list[tuple[Speaker, Spans]]
    # The nouns that the report has in both numbers.
    varying: set[str]
    voices: Voices


def find_conflicts(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, mentions: pd.DataFrame,
    labels: pd.DataFrame, *, closeness: Closeness, event: str, published: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Candidates for disagreement between two reports on the same claim.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    claim_mentions, attributions, mentions, labels
        Tables of the same reports.
    closeness
        By how much two linked propositions match better than a link must (`claims.Aligned`). Others of a claim are half as close
        as both are to a third one in it; those that are near nothing do not conflict.
    event
        The event's name.
    published
        The ISO dates of publication, by report, as far as they are known.

    Returns
    -------
    pandas.DataFrame
        Columns of `schema.TABLES["conflicts"]`. A place is the first of one row of a kind only, so some rows begin with the
        report whose name comes later. Positions are those of the number, date, noun or name, or of the proposition, of some
        from the predicate on. Where more candidates of a kind meet at a few places than these are, the least are left out.
        Names and ranks belong to no claim.

    Notes
    -----
    Numbers conflict when they count the same thing (people under any name are the same) or measure it and their ranges are not the
    same: they do not meet, or one is a bound, a loose quantity or another one (`800,000`, `hundreds of thousands`); `about 40` and
    `43` agree. Dates conflict when both name weekdays, days, months or years and share none (a day, and `yesterday`, has the
    weekday that it has where publication is known). Each only where a like predicate, or each proposition's own, tells it, and not
    of the act of saying, unless that is itself told; the day of saying meets no day of a deed, that of a thing (`Monday's vote`)
    none of what is told with it, and the dead no injured, trapped or rescued. A thing said to be one conflicts with the same said
    to be several, whatever is told of it, where neither report has it in the other number anywhere. Strength is a hedge on one
    side, another stance, or words of other grades on one scale (`strengths`). Attribution is lost where a source is named for it
    and the other report says so itself, hedged or not, but in a headline, and attributes the claim nowhere; nor do speakers change
    there, or strength. Negation, strength, attribution lost and speaker changed are told once for each sentence and other report,
    where the score is highest (of sentences beyond `CLOSE`, the earliest). A sentence with a negation of its own affirms nothing,
    nor does what is asked or supposed. Names conflict in each two reports of which neither has the other's spelling, given name or
    rank, and once for each two offices of a person (`namings`).

    Scores begin with how often coders listed such a difference and are multiplied, but for names, by how close the two
    propositions are, for attribution lost twice. The first numbers were set by hand after what coders of sixty events list
    (tests/benchmarks/coded_conflicts.csv, harbour); `CLOSE` and `LEAST_SCORE` let in more than these events alone would:
    codings of the seed event were at hand, and were when it was settled which words are a report's own, that sources
    differ in number, and what a third report joins (`THROUGH_THIRD`; of what it adds, coders of sixty events list one of twenty,
    of the seed event one of six). A regression on statuses, sources, cues,
    stances and shared words, cross-validated on the sixty events, ranked candidates no better.

    Known bias: a wrong link between claims makes wrong candidates; where a parse hides who speaks, attribution seems lost. Of
    candidates that tie, which stands in a row depends on the reports' names.
    """
    near = _near(claim_mentions, closeness)
    made = _collect(readings, claim_mentions, attributions, near, published or {})
    # A report that attributes the claim in any place has not lost the attribution.
    voiced = {(row.claim, row.report) for row in claim_mentions.itertuples() if not pd.isna(row.attribution)}
    found = [(claim, a, b, one) for claim in sorted(made) for a, b in combinations(sorted(made[claim]), 2)
             for one in _compare(made[claim][a], made[claim][b], near)
             if one.kind != "attribution_lost" or not {(claim, a), (claim, b)} <= voiced]
    found += [("", one.report, other.report, Difference("name", *one.span, *other.span, score))
              for one, other, score in find_namings(readings, mentions, labels, closeness)]
    made_at = {(one.report, one.start): one for reports in made.values() for ones in reports.values() for one in ones}
    return schema.build("conflicts", [{"event": event} | row for row in _choose(found, made_at)])


def _near(claim_mentions: pd.DataFrame, closeness: Closeness) -> Closeness:
    """How close propositions are by themselves, or through a third one of a claim of theirs if that is closer."""
    others: dict[tuple, dict[tuple, float]] = defaultdict(dict)
    for (one, other), close in ((tuple(pair), close) for pair, close in closeness.items() if close and len(pair) == 2):
        others[one][other] = others[other][one] = close
    near, making = dict(closeness), defaultdict(set)
    for row in claim_mentions.itertuples():
        if (place := (row.report, row.sentence, row.start)) in others:
            making[row.claim].add(place)
    for places in making.values():
        for one, other in combinations(sorted(places), 2):
            if thirds := others[one].keys() & others[other].keys() & places:
                through, pair = max(min(others[one][third], others[other][third]) for third in thirds), frozenset((one, other))
                near[pair] = max(near.get(pair, 0.0), THROUGH_THIRD * through)
    return near


def _collect(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, closeness: Closeness,
    published: Mapping[str, str],
) -> dict[str, dict[str, list[Made]]]:
    """The propositions that are close to any, by claim and report."""
    near = {place for pair, close in closeness.items() if close for place in pair}
    sentences = {(reading.report, sentence.number): sentence for reading in readings for sentence in reading.measured}
    sources = _find_sources(attributions, {reading.report: reading.text for reading in readings})
    own = dict(list(attributions.groupby("report")))
    reports = {reading.report: _read_report(reading, own.get(reading.report, attributions[:0]), published.get(reading.report, ""))
               for reading in readings}
    made: dict[str, dict[str, list[Made]]] = defaultdict(lambda: defaultdict(list))
    read: dict[tuple[str, int, int], Made] = {}
    for row in claim_mentions.itertuples():
        if (row.report, row.sentence, row.start) in near:
            place = row.report, row.start, row.end
            if place not in read:
                source = None if pd.isna(row.attribution) else sources.get((row.report, row.attribution))
                read[place] = _read(row, source, sentences[row.report, row.sentence], reports[row.report])
            made[row.claim][row.report].append(replace(read[place], status=row.status))
    return made


def _find_sources(attributions: pd.DataFrame, texts: Mapping[str, str]) -> dict[tuple[str, int], object]:
    """The attributions by report and number, each with the sources of those in it among its relays, and with the words of its source.

    `Brod said so, the Gazette reported` is told by Brod, too, though most of it is what the Gazette reported.
    """
    inside: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in attributions.itertuples():
        if not pd.isna(row.parent) and row.source:
            inside[row.report, row.parent].append(row.source)
    return {(row.report, row.attribution): row._replace(
                relay=" < ".join(filter(None, (row.relay, *inside[row.report, row.attribution]))),
                source_spans=" ".join(texts[row.report][start:end] for start, end in schema.text_to_spans(row.source_spans)))
            for row in attributions.itertuples()}


def _read_report(reading: Reading, attributions: pd.DataFrame, published: str) -> _Report:
    """One report, by its own attributions."""
    cues, sayings, said, speakers = [], [], [], []
    for row in attributions.itertuples():
        own, content, who = (schema.text_to_spans(text) for text in (row.cue_spans, row.content_spans, row.source_spans))
        cues += own
        said += content
        sayings += own if row.source else []
        if row.source and row.naming != "named" and who:
            speakers.append((Speaker(*who[0], row.source), own + content))
    # What a source says of another's saying is told.
    outer = [(start, end) for start, end in cues if not any(first <= start and end <= last for first, last in said)]
    quoted = mark(len(reading.text), [(found.start, found.end) for found in reading.quotations if found.level == 1])
    forms = {(token.base, token.tag_)
             for sentence in reading.measured for token in sentence.tokens if token.pos_ == "NOUN"}
    varying = {lemma for lemma, n in Counter(lemma for lemma, _ in forms).items() if n > 1}
    return _Report(published, mark(len(reading.text), outer), sayings, quoted, speakers, varying, Voices(attributions))


def _read(row: object, attribution: object, sentence: Sentence, report: _Report) -> Made:
    """A proposition, by its row of `claim_mentions`, with what can disagree in it."""
    parts, start, end = sentence.propositions, row.start, row.end
    part = next((part for part in parts if part.bounds[0] == start), None)
    whole = part is None or (start, end) == (sentence.said_from, sentence.end)
    tokens = sentence.said if whole else sorted({*part.own, *part.shared})
    frames = partial(report.voices.only_frames, row.report, others=parts)
    telling = [one.head for one in parts if not only_introduces(one, parts) and not frames(one)] if whole else [part.head]
    head = telling[0] if len(telling) == 1 else sentence.root
    apart = other_heads(head, parts)
    told = partial(_told, head=head, cues=report.cues)
    quoted = sum(report.quoted[start:end])
    return Made(
        report=row.report, sentence=row.sentence, start=start, end=end, status=row.status, attribution=attribution,
        zone=sentence.zone, head=head, predicate=predicate_of(head), negated=bool(find_negated(head, apart=apart)),
        denies=any(find_negated(token) for token in sentence.tokens if token.pos_ in ("VERB", "AUX")),
        # A clause too short to stand alone is told by the verb above it.
        hedged=any(is_hedged(one) for one in (head, *dependents(head, "ccomp")) if one not in apart),
        open=leaves_open(tokens), grades=find_grades(tokens), numbers=told(find_numbers(tokens)),
        dates=told(add_weekdays(find_dates(tokens), report.published)),
        nouns=told(piece for piece in find_nouns(tokens) if piece.noun not in report.varying),
        own_words=2 * quoted <= end - start and not any(start <= first and last <= end for first, last in report.sayings),
        tells_saying=bool(report.cues[head.start]),
        speakers=tuple(speaker for speaker, spans in report.speakers
                       if any(first < end and start < last for first, last in spans)))


def _told(pieces: Iterable[Piece], *, head: Token, cues: bytearray) -> tuple[Piece, ...]:
    """Pieces of a proposition that are not of the act of saying: their cue is not its predicate, or it opens a clause."""
    opens_clause = dependents(head, "ccomp", "parataxis")
    own = (piece for piece in pieces if not cues[piece.above.start] or piece.above == head and not opens_clause)
    return tuple(islice(own, _MOST_PIECES))


def _compare(ours: list[Made], theirs: list[Made], closeness: Closeness) -> Iterator[Difference]:
    """Every candidate between what two reports say on one claim, its score by how close the propositions are."""
    for a, b in product(ours, theirs):
        places = frozenset((one.report, one.sentence, one.start) for one in (a, b))
        close, headline = min(1.0, closeness.get(places, 0.0) / CLOSE), "headline" in (a.zone, b.zone)
        for one in compare(a, b) if close else ():
            share = close**2 if one.kind == "attribution_lost" else close
            if headline and one.kind in _ONCE:
                # A headline is short, and seldom says who told it and how surely: of 16 such candidates coders list none.
                share = close / 2 if one.kind == "negation" else 0.0
            yield one._replace(score=round(one.score * share, 4))


def _choose(found: list[tuple[str, str, str, Difference]], made_at: Mapping[tuple[str, int], Made]) -> list[dict]:
    """Rows for candidates with their claim and reports, the likeliest first, each told once and given places of its own."""
    rows: dict[tuple[str, str, int], dict] = {}
    told: set[tuple] = set()
    likely = [entry for entry in found if entry[3].score >= LEAST_SCORE]
    for claim, a, b, one in sorted(likely, key=lambda entry: (-entry[3].score, *entry)):
        row = {"claim": claim, "report_a": a, "report_b": b} | one._asdict()
        tells, seats = {(a, b, *one[:-1])}, [row]
        if one.kind in _ONCE:
            ours, theirs = made_at[a, one.start_a], made_at[b, one.start_b]
            tells |= {(one.kind, a, ours.sentence, b), (one.kind, b, theirs.sentence, a)}
            # Where its place is taken, it stands at the predicate.
            seats.append(row | {"start_a": max(ours.start, ours.head.start), "start_b": max(theirs.start, theirs.head.start)})
        if told.isdisjoint(tells) and any(_seat(seat, rows) for seat in seats):
            told |= tells
    return list(rows.values())


def _seat(row: dict, rows: dict[tuple[str, str, int], dict]) -> bool:
    """Give a candidate a row, if need be by turning those in its way: a place is the first of one row of a kind only."""
    for turned in (row, _turn(row)):
        moved: dict[tuple[str, str, int], dict] = {}
        while (place := (turned["kind"], turned["report_a"], turned["start_a"])) in rows and place not in moved:
            moved[place] = turned
            turned = _turn(rows[place])
        if place not in rows:
            rows |= moved | {place: turned}
            return True
    return False


def _turn(row: dict) -> dict:
    """The same conflict told from the other report."""
    return row | {f"{field}_{one}": row[f"{field}_{other}"]
                  for field in ("report", "start", "end") for one, other in ("ab", "ba")}
