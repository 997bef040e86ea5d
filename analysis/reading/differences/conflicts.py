"""Conflicts: where two reports that make the same claim differ in a number, date, name, negation or strength, or in who vouches.

Candidates for a person to judge. A score says how likely a candidate is worth a look; it is no probability.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import schema
from analysis.reading.claims.vouching import is_hedged, is_negated
from analysis.reading.differences.dates import add_weekdays, find_dates
from analysis.reading.differences.disagreements import Difference, Made, Speaker, compare
from analysis.reading.differences.namings import find_namings
from analysis.reading.differences.quantities import Piece, find_nouns, find_numbers
from analysis.reading.differences.strengths import find_grades, leaves_open
from analysis.reading.text.pages import Spans, within
from analysis.reading.text.propositions import only_introduces, other_heads, predicate_of
from analysis.reading.text.trees import dependents

if TYPE_CHECKING:
    from analysis.reading.text.language import Reading, Sentence

# Propositions that match so much better than a link must are sure to tell the same; the closer they are, the surer is a conflict.
CLOSE = 0.12
# Below it coders of sixty events list one candidate of twenty-four.
LEAST_SCORE = 0.07
# Told once of a sentence and another report; what stands in a headline, which is short for what the body says and seldom says who
# told it, counts half or has lost nothing.
_ONCE = ("negation", "strength", "speaker_changed", "attribution_lost")
# Numbers and things of one proposition that are compared.
_MOST_PIECES = 40


class _Report(NamedTuple):
    """What a report's propositions are read by.

    When it was published; where cues stand, but for those in what another source says, and those that a source is told for; what is
    quoted; the unnamed sources, each with where it speaks; the nouns that the report has in both numbers.
    """

    published: str
    cues: Spans
    sayings: Spans
    quoted: Spans
    speakers: list[tuple[Speaker, Spans]]
    varying: set[str]


def find_conflicts(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, mentions: pd.DataFrame,
    entities: pd.DataFrame, labels: pd.DataFrame, *, closeness: Mapping[frozenset[tuple[str, int, int]], float], event: str,
    published: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Candidates for disagreement between two reports on the same claim.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    claim_mentions, attributions, mentions, entities, labels
        Tables of the same reports.
    closeness
        By how much two linked propositions match better than a link must (`claims.Aligned`); those that do not (0) and others do not conflict.
    event
        The event's name.
    published
        The ISO dates of publication, by report, as far as they are known.

    Returns
    -------
    pandas.DataFrame
        Columns of `schema.TABLES["conflicts"]`. A place is the first of one row of a kind only, so some rows begin with the report whose
        name comes later. Positions are those of the number, date, noun or name, or of the proposition, of some from the predicate on. Where
        more candidates of a kind meet at a few places than these are, the least are left out. Names and ranks belong to no claim.

    Notes
    -----
    Numbers conflict when they count the same thing (people under any name are the same) or measure it and their ranges are not the
    same: they do not meet, or one is a bound, a loose quantity or another one (`800,000`, `hundreds of thousands`); `about 40` and `40`
    agree, as does a measure in two units. Dates conflict when both name weekdays, days, months,
    years or hours and share none (a day, and `yesterday`, has the weekday that it has where publication is known). Each only where a
    like predicate, or each proposition's own, tells it, and not of the act of saying, unless that is itself told. A thing said to be
    one conflicts with the same said to be several, whatever is told of it, where neither report has it in the other number anywhere.
    Strength is a hedge on one side, another stance, or words of other grades on one scale (`strengths`). Attribution is lost where a
    source is named for it and the other report says so itself, hedged or not, but in a headline, and attributes the claim nowhere.
    Negation, strength, attribution lost and speaker changed are told once for each sentence and other report, where the score is
    highest (of sentences beyond `CLOSE`, the earliest). A sentence with a negation of its own affirms nothing. Names conflict in each two reports
    of which neither has the other's spelling, given name or rank, and once for each two offices of a person (`namings`).
    Scores begin with how often coders listed such a difference and are multiplied, but for names, by how close the two propositions
    are, for attribution lost twice. The first numbers were set by hand after what coders of sixty events list
    (tests/benchmarks/coded_conflicts.csv, harbour);
    `CLOSE` and `LEAST_SCORE` let in more than these events alone would: codings of the seed event were at hand, and were when it was
    settled which words are a report's own and that sources differ in number. Which
    candidate a coder picks is hardly told by more: a regression on statuses, sources, cues, stances and shared words,
    cross-validated on the sixty events, ranked no better.
    Known bias: a wrong link between claims makes wrong candidates; where a parse hides who speaks, attribution seems lost. Of
    candidates that tie, which stands in a row depends on the reports' names.
    """
    matched = {place for pair, close in closeness.items() if close for place in pair}
    compared = claim_mentions[[place in matched for place in claim_mentions[["report", "sentence", "start"]].itertuples(index=False, name=None)]]
    made = _collect(readings, compared, attributions, published or {})
    # A report that attributes the claim in any place has not lost the attribution.
    voiced = set(claim_mentions.loc[claim_mentions["attribution"].notna(), ["claim", "report"]].itertuples(index=False, name=None))
    found = [(claim, a, b, one) for claim in sorted(made) for a, b in combinations(sorted(made[claim]), 2)
             for one in _compare(made[claim][a], made[claim][b], closeness)
             if one.kind != "attribution_lost" or not {(claim, a), (claim, b)} <= voiced]
    found += [("", one.report, other.report, Difference("name", *one[1:3], *other[1:3], score))
              for one, other, score in find_namings(readings, mentions, entities, labels, closeness)]
    sentence_at = {(row.report, row.start): row.sentence for row in claim_mentions.itertuples()}
    predicate_at = {(one.report, one.start): max(one.start, one.head.start)
                    for reports in made.values() for ones in reports.values() for one in ones}
    rows: dict[tuple[str, str, int], dict] = {}
    told: set[tuple] = set()
    for claim, a, b, one in sorted(found, key=lambda entry: (-entry[3].score, *entry)):
        once: set[tuple] = {(a, b, *one[:-1])}
        if one.kind in _ONCE:
            once |= {(one.kind, a, sentence_at[a, one.start_a], b), (one.kind, b, sentence_at[b, one.start_b], a)}
        if one.score < LEAST_SCORE or once & told:
            continue
        row = {"event": event, "claim": claim, "report_a": a, "report_b": b} | one._asdict()
        seated = _seat(row, rows)
        if not seated and one.kind in _ONCE:
            seated = _seat(row | {"start_a": predicate_at[a, one.start_a], "start_b": predicate_at[b, one.start_b]}, rows)
        if seated:
            told |= once
    return schema.build("conflicts", list(rows.values()))


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
    return row | {f"{field}_{one}": row[f"{field}_{other}"] for field in ("report", "start", "end") for one, other in ("ab", "ba")}


def _collect(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, published: Mapping[str, str],
) -> dict[str, dict[str, list[Made]]]:
    """The propositions of each claim, by claim and report."""
    sentences = {(reading.report, sentence.number): sentence for reading in readings for sentence in reading.measured}
    # `Brod said so, the Gazette reported` is told by Brod, too, though most of it is what the Gazette reported.
    inside: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in attributions.itertuples():
        if not pd.isna(row.parent) and row.source:
            inside[row.report, row.parent].append(row.source)
    sources = {(row.report, row.attribution): row._replace(relay=" < ".join(filter(None, (row.relay, *inside[row.report, row.attribution]))))
               for row in attributions.itertuples()}
    reports = {reading.report: _read_report(reading, attributions, published.get(reading.report, "")) for reading in readings}
    made: dict[str, dict[str, list[Made]]] = defaultdict(lambda: defaultdict(list))
    read: dict[tuple[str, int, int], tuple] = {}
    for row in claim_mentions.itertuples():
        source = None if pd.isna(row.attribution) else sources.get((row.report, row.attribution))
        place = row.report, row.start, row.end
        if place not in read:
            read[place] = _read(sentences[row.report, row.sentence], row.start, row.end, reports[row.report])
        made[row.claim][row.report].append(Made(row.report, row.sentence, *place[1:], row.status, source, *read[place]))
    return made


def _read_report(reading: Reading, attributions: pd.DataFrame, published: str) -> _Report:
    """One report, by its own rows of all attributions."""
    cues, sayings, said, speakers = [], [], [], []
    for row in attributions[attributions["report"] == reading.report].itertuples():
        own, content, who = (schema.text_to_spans(text) for text in (row.cue_spans, row.content_spans, row.source_spans))
        cues += own
        said += content
        sayings += own if row.source else []
        if row.source and row.naming != "named" and who:
            speakers.append((Speaker(*who[0], row.source), own + content))
    # What a source says of another's saying is told.
    cues = [(start, end) for start, end in cues if not any(first <= start and end <= last for first, last in said)]
    quoted = [(found.start, found.end) for found in reading.quotations if found.level == 1]
    return _Report(published, cues, sayings, quoted, speakers, _nouns_in_both_numbers(reading))


def _nouns_in_both_numbers(reading: Reading) -> set[str]:
    """The lemmas of nouns that a report has in the singular and in the plural."""
    forms = {(token.lemma_.lower(), token.tag_) for sentence in reading.measured for token in sentence.tokens if token.pos_ == "NOUN"}
    return {lemma for lemma, n in Counter(lemma for lemma, _ in forms).items() if n > 1}


def _read(sentence: Sentence, start: int, end: int, report: _Report) -> tuple:
    """What can disagree in one proposition: the last fields of `Made`, from its sentence's zone on."""
    parts = sentence.propositions
    part = next((part for part in parts if part.bounds[0] == start), None)
    whole = part is None or (start, end) == (sentence.said_from, sentence.end)
    tokens = sentence.said if whole else sorted({*part.own, *part.shared})
    telling = [one.head for one in parts if not only_introduces(one, parts)] if whole else [part.head]
    head = telling[0] if len(telling) == 1 else sentence.root
    apart = other_heads(head, parts)
    # A clause too short to stand alone is told by the verb above it.
    hedged = any(is_hedged(one) for one in (head, *dependents(head, "ccomp")) if one not in apart)

    def told(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Those that are not of the act of saying: their cue is not the predicate, or it opens a clause."""
        own = (piece for piece in pieces if not within(piece.above.start, report.cues) or (
            piece.above == head and not dependents(head, "ccomp", "parataxis")))
        return tuple(islice(own, _MOST_PIECES))

    denies = any(is_negated(token) for token in sentence.tokens if token.pos_ in ("VERB", "AUX"))
    things = (piece for piece in find_nouns(tokens) if piece.noun not in report.varying)
    quoted = sum(max(0, min(end, last) - max(start, first)) for first, last in report.quoted)
    own_words = 2 * quoted <= end - start and not any(start <= first and last <= end for first, last in report.sayings)
    speakers = tuple(speaker for speaker, spans in report.speakers if any(first < end and start < last for first, last in spans))
    return (sentence.zone, is_negated(head, apart=apart), denies, hedged, leaves_open(tokens), find_grades(tokens), head,
            predicate_of(head), told(find_numbers(tokens)), told(add_weekdays(list(find_dates(tokens)), report.published)), told(things),
            own_words, speakers)


def _compare(ours: list[Made], theirs: list[Made], closeness: Mapping[frozenset[tuple[str, int, int]], float]) -> Iterator[Difference]:
    """Every candidate between what two reports say on one claim."""
    for a, b in product(ours, theirs):
        close = min(1.0, closeness.get(frozenset(((a.report, a.sentence, a.start), (b.report, b.sentence, b.start))), 0.0) / CLOSE)
        headline = "headline" in (a.zone, b.zone)
        for one in compare(a, b) if close else ():
            if one.kind != "attribution_lost" or not headline:
                share = close**2 if one.kind == "attribution_lost" else close / 2 if headline and one.kind in _ONCE else close
                yield one._replace(score=round(one.score * share, 4))
