"""Conflicts: where two reports that make the same claim differ in a number, date, name, negation, or in who vouches for it.

Candidates for a person to judge. A score says how likely a candidate is worth a look; it is no probability.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import schema
from analysis.reading.propositions import is_content, only_introduces, other_heads, predicate_of
from analysis.reading.quantities import BARE, Piece, add_weekdays, find_dates, find_nouns, find_numbers
from analysis.reading.sources import MOUTHPIECES
from analysis.reading.vouching import is_hedged, is_negated

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.reading.language import Reading, Sentence

# Sentences that match so much better than a link must are sure to tell the same; the closer they are, the surer is a conflict.
CLOSE = 0.3
LEAST_SCORE = 0.1
# Propositions that share so much differ in little else than what is compared.
MOST_OVERLAP = 0.75
# Two names of as many words are spellings of one from this likeness (rapidfuzz ratio, 0-100).
LIKE_NAMES = 80
# Told once of a claim and two reports; what stands in a headline, which is short for what the body says, counts half.
_ONCE = ("negation", "strength", "speaker_changed", "attribution_lost")
_OFFICIAL = ("government", "military", "state_media", "document")
_OPEN = ("hedged", "doubted")
_SPEAKERS = MOUTHPIECES | {"spokespeople", "official", "officials"}
# Predicates that tell of deaths.
_DYING = frozenset("claim dead die drown fatality kill lose perish slay".split())
_STANCES = {"doubting": 0, "neutral": 1, "accusing": 2, "promising": 2, "assertive": 2}
_GRADES = {word: grade for grade, words in enumerate((
    "junior low-level low-ranking minor", "mid-level mid-ranking middle-ranking", "senior top high-level high-ranking leading"))
    for word in words.split()}


@dataclass(frozen=True)
class Made:
    """One proposition that makes a claim, with what can disagree in it."""

    report: str
    sentence: int
    start: int
    end: int
    status: str
    attribution: object
    zone: str
    negated: bool
    hedged: bool
    head: Token
    predicate: frozenset[str]
    lemmas: frozenset[str]
    numbers: tuple[Piece, ...]
    dates: tuple[Piece, ...]
    nouns: tuple[Piece, ...]


class Candidate(NamedTuple):
    """One disagreement: kind, the two positions, score."""

    kind: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int
    score: float


def find_conflicts(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, mentions: pd.DataFrame,
    entities: pd.DataFrame, *, closeness: Mapping[frozenset[tuple[str, int]], float], event: str,
    published: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Candidates for disagreement between two reports on the same claim.

    Parameters
    ----------
    readings
        The event's reports, parsed.
    claim_mentions, attributions, mentions, entities
        Tables of the same reports.
    closeness
        By how much two linked sentences match better than a link must (`claims.Aligned`); others do not conflict.
    event
        The event's name.
    published
        The ISO dates of publication, by report, as far as they are known.

    Returns
    -------
    pandas.DataFrame
        Columns of `schema.TABLES["conflicts"]`. Of several candidates of one kind at one place the best-scored has it as its
        first, and others may have it as their second, so `report_a` < `report_b` but for those. Positions are those of the number,
        date, noun or name, or of the proposition. Names and ranks belong to no claim.

    Notes
    -----
    Numbers conflict when they count the same thing (people under any name are the same) and their ranges do not meet, dates
    when both name weekdays, days, months or years and share none (a day has the weekday that it has in the year of publication), a
    thing said to be one with the same said to be several; each only where a like predicate, or each proposition's own, tells it, and
    not of the act of saying.
    Negation, strength, attribution lost and speaker changed are told once for each two reports and claim, where the score is
    highest (of sentences beyond `CLOSE`, the earliest); a report that attributes it anywhere has lost no attribution. Names
    conflict once for each two spellings of a person, and where one report calls senior whom another calls mid-level. Each
    score, but for names, is multiplied by how close the two sentences are: coders find conflicts where sentences match best,
    far oftener than where they share words.
    Known bias: a wrong link between claims makes wrong candidates; a day of publication can pass for one of the event.
    """
    made = _collect(readings, claim_mentions, attributions, published or {})
    found = [(claim, a, b, one) for claim in sorted(made) for a, b in combinations(sorted(made[claim]), 2)
             for one in _compare(made[claim][a], made[claim][b], closeness)]
    rows: dict[tuple[str, str, int], dict] = {}
    listed: set[tuple] = set()
    told: set[tuple[str, str, str, str]] = set()
    for claim, a, b, one in sorted([*found, *_names(readings, mentions, entities)], key=lambda entry: (-entry[3].score, *entry)):
        places = (a, one.start_a, one.end_a), (b, one.start_b, one.end_b)
        if one.score < LEAST_SCORE or (claim, a, b, one.kind) in told:
            continue
        if one.kind in _ONCE:
            told.add((claim, a, b, one.kind))
        if (one.kind, places) in listed:
            continue
        listed.add((one.kind, places))
        # A place is the first of one row only; of several candidates there, others stand at their second place.
        for first, second in (places, places[::-1]):
            if (one.kind, *first[:2]) not in rows:
                rows[one.kind, *first[:2]] = {"event": event, "claim": claim, "kind": one.kind, "score": one.score} | dict(
                    zip(("report_a", "start_a", "end_a", "report_b", "start_b", "end_b"), (*first, *second), strict=True))
                break
    return schema.build("conflicts", list(rows.values()))


def _collect(
    readings: list[Reading], claim_mentions: pd.DataFrame, attributions: pd.DataFrame, published: Mapping[str, str],
) -> dict[str, dict[str, list[Made]]]:
    """The propositions of each claim that more than one report makes, by claim and report."""
    sentences = {(reading.report, sentence.number): (reading, sentence)
                 for reading in readings for sentence in reading.measured}
    sources = {(row.report, row.attribution): row for row in attributions.itertuples()}
    cues: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in attributions.itertuples():
        cues[row.report] += schema.text_to_spans(row.cue_spans)
    n_reports = Counter(claim for claim, _ in set(zip(claim_mentions["claim"], claim_mentions["report"], strict=True)))
    made: dict[str, dict[str, list[Made]]] = defaultdict(lambda: defaultdict(list))
    read: dict[tuple[str, int, int], tuple] = {}
    for row in claim_mentions.itertuples():
        if n_reports[row.claim] < 2:
            continue
        source = None if pd.isna(row.attribution) else sources.get((row.report, row.attribution))
        place = row.report, row.start, row.end
        if place not in read:
            read[place] = _read(
                *sentences[row.report, row.sentence], row.start, row.end, published.get(row.report, ""), cues[row.report])
        made[row.claim][row.report].append(Made(row.report, row.sentence, *place[1:], row.status, source, *read[place]))
    return made


def _read(reading: Reading, sentence: Sentence, start: int, end: int, published: str, cues: list[tuple[int, int]]) -> tuple:
    """What can disagree in one proposition: the last fields of `Made`, from its zone on."""
    offset = reading.paragraphs[sentence.paragraph].start
    part = next((part for part in sentence.propositions if part.bounds[0] == start - offset), None)
    whole = part is None or (start, end) == (sentence.start, sentence.end)
    tokens = sentence.tokens if whole else sorted({*part.own, *part.shared})
    parts = sentence.propositions
    telling = [one.head for one in parts if not only_introduces(one, parts)] if whole else [part.head]
    head = telling[0] if len(telling) == 1 else sentence.root
    apart = other_heads(head, parts)
    # A clause too short to stand alone is told by the verb above it.
    hedged = any(is_hedged(one) for one in (head, *(child for child in head.children if child.dep_ == "ccomp")) if one not in apart)
    lemmas = frozenset(token.lemma_.lower() for token in tokens if is_content(token))

    def told(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Those that are not of the act of saying."""
        return tuple(piece for piece in pieces if not _says(piece.above, head) or not any(
            first <= offset + piece.above.idx < last for first, last in cues))
    return (sentence.zone, is_negated(head, apart=apart), hedged, head, predicate_of(head), lemmas,
            told(find_numbers(tokens, offset)), told(add_weekdays(list(find_dates(tokens, offset)), published)),
            told(find_nouns(tokens, offset)))


def _says(cue: Token, head: Token) -> bool:
    """Whether a cue only tells who says what a proposition says: it is not its predicate, or it opens a clause."""
    return cue != head or any(child.dep_ in ("ccomp", "parataxis") for child in cue.children)


def _compare(ours: list[Made], theirs: list[Made], closeness: Mapping[frozenset[tuple[str, int]], float]) -> Iterator[Candidate]:
    """Every candidate between what two reports say on one claim."""
    # A report that attributes it anywhere has lost no attribution.
    may_lose = any({made.status for made in side} == {"own_voice"} for side in (ours, theirs))
    for a, b in product(ours, theirs):
        close = min(1.0, closeness.get(frozenset(((a.report, a.sentence), (b.report, b.sentence))), 0.0) / CLOSE)
        if not close:
            continue
        for one in (*_numbers(a, b), *_nouns(a, b), *_dates(a, b)):
            yield one._replace(score=round(one.score * close, 4))
        share = close / 2 if "headline" in (a.zone, b.zone) else close
        negation = list(_negation(a, b))
        for kind, score in (*negation, *_vouching(a, b)):
            if (may_lose or kind != "attribution_lost") and not (negation and kind == "strength"):
                yield Candidate(kind, a.start, a.end, b.start, b.end, round(score * share, 4))


def _numbers(a: Made, b: Made) -> Iterator[Candidate]:
    """Numbers of the same thing whose ranges do not meet, where no other number of the thing agrees."""
    single = (*_disagreeing(a, b, _single(a), b.numbers), *_disagreeing(a, b, a.numbers, _single(b)))
    for one, other in (*_disagreeing(a, b, a.numbers, b.numbers), *(pair for pair in single if pair[0].noun == pair[1].noun)):
        apart = max(one.low, other.low) / max(min(one.high, other.high), 1e-9)
        rough = one.rough or other.rough or one.low != one.high or other.low != other.high
        if not (rough and apart <= 1.15):
            yield Candidate("number", one.start, one.end, other.start, other.end, (0.7 if rough else 0.9) * _sure(one, other))


def _single(made: Made) -> tuple[Piece, ...]:
    """The things of a proposition that an article says to be one, where their number is not told."""
    counted = {piece.noun for piece in made.numbers}
    return tuple(piece for piece in made.nouns if piece.low == 1 and _is_central(piece, made) and piece.noun not in counted)


def _is_central(piece: Piece, made: Made) -> bool:
    """Whether a thing is subject or object of a proposition's predicate."""
    return piece.above == made.head and piece.role in ("nsubj", "nsubjpass", "dobj")


def _sure(one: Piece, other: Piece) -> float:
    """Less sure is what a number counts where it is not said by the same noun."""
    return 1.0 if one.noun == other.noun else 0.7


def _nouns(a: Made, b: Made) -> Iterator[Candidate]:
    """A thing said to be one in one report and several in the other."""
    counted = {piece.noun for piece in (*a.numbers, *b.numbers)}
    for one, other in _disagreeing(a, b, a.nouns, b.nouns):
        if one.noun == other.noun and one.noun not in counted and _is_central(one, a) and _is_central(other, b):
            yield Candidate("number", one.start, one.end, other.start, other.end, 0.2)


def _dates(a: Made, b: Made) -> Iterator[Candidate]:
    """Weekdays, days, months or years that differ, where none agrees."""
    for one, other in _disagreeing(a, b, a.dates, b.dates):
        yield Candidate("date", one.start, one.end, other.start, other.end, 0.7 if one.key != "year" else 0.4)


def _disagreeing(a: Made, b: Made, ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces of the same thing, told by like predicates, that do not agree, where no other piece agrees with either.

    First those of one noun are compared, then those left of one key; a bare number can count anything.
    """
    for alike in (lambda one, other: one.noun == other.noun and one.key == other.key, lambda one, other: one.key == other.key,
                  lambda one, other: BARE in (one.key, other.key)):
        if not (ours and theirs):
            return
        pairs = [(one, other) for one, other in product(ours, theirs) if alike(one, other)]
        met = [pair for pair in pairs if pair[0].low <= pair[1].high and pair[1].low <= pair[0].high]
        settled = {piece for pair in met for piece in pair}
        apart = [pair for pair in pairs if not settled & set(pair) and _told_alike(*pair, a, b)]
        for key in sorted({one.key for one, _ in apart}):
            pair = next(pair for pair in apart if pair[0].key == key)
            settled |= set(pair)
            yield pair
        ours, theirs = ([piece for piece in side if piece not in settled] for side in (ours, theirs))


def _told_alike(one: Piece, other: Piece, a: Made, b: Made) -> bool:
    """Whether two pieces hang on like predicates, or each on its proposition's own."""
    told, retold = predicate_of(one.above), predicate_of(other.above)
    return one.above == a.head and other.above == b.head or bool(told & retold or told & _DYING and retold & _DYING)


def _negation(a: Made, b: Made) -> Iterator[tuple[str, float]]:
    """One says that it is not so, the other that it is; without a denial only of the same predicate or in mostly the same words."""
    ours, theirs = (made.status == "denied" or made.negated for made in (a, b))
    denied, shared = "denied" in (a.status, b.status), len(a.lemmas & b.lemmas) / max(min(len(a.lemmas), len(b.lemmas)), 1)
    if ours != theirs and (a.predicate & b.lemmas or b.predicate & a.lemmas or shared >= MOST_OVERLAP):
        yield "negation", 0.6 if denied else 0.5
    elif ours != theirs and denied:
        yield "negation", 0.45


def _vouching(a: Made, b: Made) -> Iterator[tuple[str, float]]:
    """Attribution lost, speaker changed, strength changed."""
    statuses = {a.status, b.status}
    voices = [made.attribution for made in (a, b) if made.attribution is not None]
    stances = [_STANCES.get(voice.stance) for voice in voices]
    if "denied" not in statuses and (a.status in _OPEN or a.hedged) != (b.status in _OPEN or b.hedged):
        yield "strength", 0.6
    if statuses == {"own_voice", "attributed"}:
        yield "attribution_lost", 0.6
        if any(voice.stance in ("assertive", "accusing") for voice in voices):
            yield "strength", 0.55
    if len(voices) < 2:
        return
    # Less sure beside a role: who stands behind it may be the one whom the other report names.
    if all(voice.source for voice in voices) and not _same_voice(*voices):
        yield "speaker_changed", 0.6 if all(voice.naming == "named" for voice in voices) else 0.5
    if None not in stances and stances[0] != stances[1]:
        yield "strength", 0.6 if abs(stances[0] - stances[1]) > 1 else 0.35


def _same_voice(a: object, b: object) -> bool:
    """Whether two sources are one, a body and its speaker, or one carried the other's words."""
    if a.source == b.source or a.source in b.relay.split(" < ") or b.source in a.relay.split(" < "):
        return True
    ours, theirs = (set(voice.source.lower().split()) - {"the", "a", "an"} for voice in (a, b))
    if ours & theirs and ours ^ theirs <= _SPEAKERS:
        return True
    return bool(a.source_country) and a.source_country == b.source_country and {a.source_type, b.source_type} <= set(_OFFICIAL)


def _names(
    readings: list[Reading], mentions: pd.DataFrame, entities: pd.DataFrame,
) -> Iterator[tuple[str, str, str, Candidate]]:
    """Each two spellings of a person's name, and each two ranks, where they first stand in two reports."""
    people = set(entities.loc[entities["type"] == "PERSON", "entity"])
    known = {reading.report: reading for reading in readings}
    mentioned: dict[str, list[object]] = defaultdict(list)
    for row in mentions.itertuples():
        if row.entity in people:
            mentioned[row.entity].append(row)
    for _, rows in sorted(mentioned.items()):
        spelled: dict[str, object] = {}
        ranked: dict[int, object] = {}
        for row in rows:
            spelled.setdefault(re.sub(r"[’']s?$", "", row.surface), row)
            for grade in _grades(known[row.report], row):
                ranked.setdefault(grade, row)
        for a, b in combinations(spelled, 2):
            if spelled[a].report != spelled[b].report:
                yield from _at(spelled[a], spelled[b], _spelling(a, b))
        for a, b in combinations(sorted(ranked), 2):
            if ranked[a].report != ranked[b].report:
                yield from _at(ranked[a], ranked[b], 0.7)


def _at(a: object, b: object, score: float) -> Iterator[tuple[str, str, str, Candidate]]:
    """A candidate of kind `name` at two mentions."""
    a, b = sorted((a, b), key=lambda row: row.report)
    yield "", a.report, b.report, Candidate("name", a.start, a.end, b.start, b.end, score)


def _spelling(ours: str, theirs: str) -> float:
    """How surely two names are spellings of one: a few letters apart; marks, hyphens and capitals alone count less."""
    from rapidfuzz import fuzz

    plain, same = (name.lower().replace("-", " ") for name in (ours, theirs))
    if plain == same:
        return 0.4
    return 0.9 if len(plain.split()) == len(same.split()) > 1 and fuzz.ratio(plain, same) >= LIKE_NAMES else 0.0


def _grades(reading: Reading, row: object) -> set[int]:
    """How high a person is said to rank, in the words before the name and in the noun that the name is set beside."""
    sentence = reading.sentences[row.sentence]
    offset = reading.paragraphs[sentence.paragraph].start
    inside = [token for token in sentence.tokens if row.start <= offset + token.idx < row.end]
    nouns = {noun for token in inside for noun in (token, token.head) if noun == token or token.dep_ in ("appos", "compound")}
    nouns |= {child for token in inside for child in token.children if child.dep_ == "appos"}
    words = [token for noun in sorted(nouns) for child in noun.children if child.dep_ in ("amod", "compound") for token in child.subtree]
    text = re.sub(r"\s*-\s*", "-", " ".join(token.lower_ for token in words))
    return {_GRADES[word] for word in text.split() if word in _GRADES}
