"""Events laid out for training, and how well their sentences match, in torch: as `reading.matching` does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.nn import functional

from analysis.models.attribution import encoding
from analysis.models.attribution.network import WIDTH as STATE_WIDTH
from analysis.models.attribution.tagger import Seen, load_tagger
from analysis.models.likeness.events import Invented
from analysis.models.likeness.teacher import read_pieces
from analysis.reading import attributions, claims, entities
from analysis.reading.language import read_reports
from analysis.reading.matching import CENTRING, DAMPING, FEW_OWN, OTHER_NAME, SAME_WORD, USUAL_SCORE
from analysis.reading.vouching import Voices


@dataclass(frozen=True)
class Windows:
    """Windows as they go in, padded: their pieces' ids, the attribution network's states of them, and which places are any."""

    ids: torch.Tensor
    states: torch.Tensor
    mask: torch.Tensor


@dataclass(frozen=True)
class Event:
    """One event laid out for training.

    Parameters
    ----------
    windows, pieces
        Its reports' windows, and words x places in them, where each row takes the mean of its word's pieces.
    words, weights
        Each report's text and where in it the words stand, and the weights of all words by rarity.
    same, names
        For each two words whether they are the same, and whether one of them is a name.
    views, owners
        Views x words, 1 where a word is in the view; the sentence that each view is of.
    across, shared
        For each two sentences whether they are of two reports, and whether they carry one claim.
    taught
        What the teacher sees in each word, once it is asked.
    """

    windows: Windows
    pieces: torch.Tensor
    words: list[tuple[str, list[tuple[int, int]]]]
    weights: torch.Tensor
    same: torch.Tensor
    names: torch.Tensor
    views: torch.Tensor
    owners: torch.Tensor
    across: torch.Tensor
    shared: torch.Tensor
    taught: torch.Tensor | None = None


def see_windows(pieces: list[encoding.Pieces]) -> tuple[Windows, np.ndarray]:
    """Some paragraphs as windows, and for each of their pieces its place among all places of these."""
    rows = list(load_tagger().run(pieces, "states"))
    ids, mask = (torch.zeros(len(rows), encoding.SIGHT, dtype=kind) for kind in (torch.long, torch.bool))
    states = torch.zeros(len(rows), encoding.SIGHT, STATE_WIDTH, dtype=torch.half)
    ends = np.cumsum([0, *(len(own.ids) for own in pieces)])
    places = np.zeros(ends[-1], dtype=np.int64)
    for row, (window, own, [state]) in enumerate(rows):
        ids[row, :len(own)], mask[row, :len(own)] = torch.from_numpy(own), True
        states[row, :len(own)] = torch.from_numpy(state[0])
        for chunk, there in zip(window, encoding.places_in(window), strict=True):
            places[ends[chunk.paragraph] + chunk.begin:ends[chunk.paragraph] + chunk.end] = row * encoding.SIGHT + np.arange(there.start, there.stop)
    return Windows(ids, states, mask), places


def lay_out(invented: Invented) -> Event:
    """An event, read as any other."""
    readings = read_reports(invented.texts)
    tables = entities.resolve_entities(readings)
    found = attributions.find_attributions(readings, tables["mentions"], tables["entities"])
    carriers, matched = claims.match_sentences(readings, tables["mentions"], Voices(found))
    carried = [invented.claims_at(readings[carrier.order].report, carrier.sentence.start, carrier.sentence.end) for carrier in carriers]
    reports, names = torch.tensor([sentence.report for sentence in matched]), np.concatenate([sentence.names for sentence in matched])
    terms, lemmas = (np.array([word for sentence in matched for word in getattr(sentence, kind)]) for kind in ("terms", "lemmas"))
    across = reports[:, None] != reports[None]
    spans = [[(word.start, word.end) for carrier in carriers if carrier.order == order for word in carrier.words] for order in range(len(readings))]
    seen = [see_windows(reading.seen.pieces) for reading in readings]
    return Event(
        windows=join([windows for windows, _ in seen]),
        pieces=torch.block_diag(*(_means(reading.seen, own, places, windows) for reading, own, (windows, places) in zip(
            readings, spans, seen, strict=True))).to_sparse(),
        words=[(reading.text, own) for reading, own in zip(readings, spans, strict=True)],
        weights=torch.from_numpy(np.concatenate([sentence.weights for sentence in matched])).float(),
        same=torch.from_numpy((terms[:, None] == terms[None]) | (lemmas[:, None] == lemmas[None])),
        names=torch.from_numpy(names[:, None] | names[None]),
        views=torch.block_diag(*(torch.from_numpy(sentence.views).float() for sentence in matched)),
        owners=torch.repeat_interleave(torch.tensor([len(sentence.views) for sentence in matched])),
        across=across, shared=torch.tensor([[bool(one & other) for other in carried] for one in carried]) & across)


def join(parts: list[Windows]) -> Windows:
    """Windows one behind the other."""
    return Windows(*(torch.cat([getattr(part, name) for part in parts]) for name in ("ids", "states", "mask")))


def _means(seen: Seen, spans: list[tuple[int, int]], places: np.ndarray, windows: Windows) -> torch.Tensor:
    """Words of a report x places of its windows: rows that take the mean of each word's pieces."""
    means = torch.zeros(len(spans), windows.ids.numel())
    for row, (first, last) in enumerate(zip(*seen.pieces_of(spans), strict=True)):
        means[row, torch.from_numpy(places[first:last])] = 1 / max(1, last - first)
    return means


def show(event: Event, taught: Callable[[str], torch.Tensor], *, tokenizer) -> Event:
    """The event with what the teacher sees in its words; `taught` gives the vectors of a text's pieces."""
    parts = []
    for text, spans in event.words:
        pieces = read_pieces(text, tokenizer=tokenizer)
        vectors = np.split(taught(text).numpy(), np.cumsum([len(own.ids) for own in pieces])[:-1])
        parts.append(torch.from_numpy(Seen([], pieces, [], vectors).vectors_of(spans)))
    return replace(event, taught=torch.cat(parts))


def liken(vectors: torch.Tensor) -> torch.Tensor:
    """How alike each two words of an event are, 0 to 1; the events are large, so their mean is taken off whole."""
    vectors = functional.normalize(vectors - vectors.mean(0), dim=1)
    return (vectors @ vectors.T).clamp_min(0)


def score(likeness: torch.Tensor, event: Event) -> torch.Tensor:
    """How well each two sentences match, as `reading.matching.Matcher` scores them, before their places and support count."""
    likeness = torch.where(event.same, likeness + SAME_WORD * (1 - likeness), torch.where(event.names, OTHER_NAME * likeness, likeness))
    weights = event.views * event.weights
    weights = weights / (weights.sum(1, keepdim=True) + DAMPING * float(np.log(1 + len(event.across))))
    view, word = torch.nonzero(event.views, as_tuple=True)
    best = _most(likeness[:, word], view, len(event.views))
    matches = weights @ best
    matches = (matches + matches.T) / 2
    n = len(event.across)
    pairs = _most(_most(matches, event.owners, n).T, event.owners, n)
    usual = ((pairs * event.across).sum(1) + FEW_OWN * USUAL_SCORE) / (event.across.sum(1) + FEW_OWN)
    return pairs - CENTRING * (usual[:, None] + usual[None]) / 2


def _most(values: torch.Tensor, groups: torch.Tensor, n: int) -> torch.Tensor:
    """The largest value of each group of columns."""
    return torch.full((len(values), n), -1.0).scatter_reduce(1, groups.expand(len(values), -1), values, "amax")
