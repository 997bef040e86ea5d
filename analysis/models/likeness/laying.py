"""Texts and events laid out for training, and how well an event's sentences match, in torch: as `reading.claims.matching` does it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from analysis.models.attribution import encoding
from analysis.models.attribution.network import WIDTH as STATE_WIDTH
from analysis.models.attribution.tagger import Seen, load_tagger
from analysis.models.likeness import WIDTH
from analysis.models.likeness.events import Invented
from analysis.reading.claims import claims
from analysis.reading.claims.matching import CENTRING, DAMPING, FEW_OWN, OTHER_NAME, SAME_WORD, USUAL_SCORE
from analysis.reading.claims.vouching import Voices
from analysis.reading.names import entities
from analysis.reading.speech import attributions
from analysis.reading.text.language import read_reports


class Text:
    """A text as the networks see it, in windows that are padded with zeros.

    `ids` and `states` hold each piece's number and the attribution network's state of it (windows x places), `taught` what the
    teacher sees there, once it was asked.
    """

    def __init__(self, text: str, *, tokenizer) -> None:
        self._pieces = encoding.encode(encoding.paragraphs_of(text), tokenizer=tokenizer)
        windows, _, states = load_tagger().run(self._pieces)
        self.ids = torch.zeros(len(windows), encoding.SIGHT, dtype=torch.long)
        self.states = torch.zeros(len(windows), encoding.SIGHT, STATE_WIDTH, dtype=torch.half)
        places = [np.zeros(len(own.ids), dtype=np.int64) for own in self._pieces]
        for row, (window, state) in enumerate(zip(windows, states, strict=True)):
            ids, _ = encoding.window_arrays(window, self._pieces)
            self.ids[row, :len(ids)], self.states[row, :len(ids)] = torch.from_numpy(ids), torch.from_numpy(state[0])
            for (paragraph, begin, end), there in zip(window, encoding.places_in(window), strict=True):
                places[paragraph][begin:end] = row * encoding.SIGHT + np.arange(there.start, there.stop)
        self._places = np.concatenate(places)

    def teach(self, vectors: np.ndarray) -> None:
        """Takes in what the teacher sees in the pieces."""
        taught = torch.zeros(self.ids.numel(), WIDTH, dtype=torch.half)
        taught[self._places] = torch.from_numpy(vectors).half()
        self.taught = taught.unflatten(0, self.ids.shape)

    def find(self, spans: list[tuple[int, int]]) -> torch.Tensor:
        """Words x places: rows that take the mean of each word's pieces."""
        means = torch.zeros(len(spans), self.ids.numel())
        for row, (first, last) in enumerate(zip(*Seen([], self._pieces, [], [], []).pieces_of(spans), strict=True)):
            means[row, self._places[first:last]] = 1 / max(1, last - first)
        return means


@dataclass(frozen=True)
class Event:
    """One event laid out for training.

    Parameters
    ----------
    texts, words
        Its reports, and words x places in their windows, where each row takes the mean of its word's pieces.
    weights
        Of all words, by rarity.
    same, names
        For each two words whether they are the same, and whether one of them is a name.
    views, owners
        Views x words, 1 where a word is in the view; the sentence that each view is of.
    across, shared
        For each two sentences whether they are of two reports, and whether they carry one claim.
    """

    texts: list[Text]
    words: torch.Tensor
    weights: torch.Tensor
    same: torch.Tensor
    names: torch.Tensor
    views: torch.Tensor
    owners: torch.Tensor
    across: torch.Tensor
    shared: torch.Tensor

    def join(self, part: str) -> torch.Tensor:
        """The `ids`, `states` or `taught` of its reports' windows, one behind the other."""
        return torch.cat([getattr(text, part) for text in self.texts])

    def of_words(self, vectors: torch.Tensor) -> torch.Tensor:
        """Vectors of words from those of windows x places."""
        return self.words @ vectors.float().flatten(0, 1)


def lay_out(invented: Invented, texts: dict[str, Text]) -> Event:
    """An event, read as any other."""
    readings = read_reports(invented.texts)
    tables = entities.resolve_entities(readings)
    found = attributions.find_attributions(readings, tables["mentions"], tables["entities"])
    carriers, matched = claims.match_sentences(readings, tables["mentions"], Voices(found))
    carried = [invented.claims_at(readings[carrier.order].report, carrier.sentence.start, carrier.sentence.end) for carrier in carriers]
    reports, names = torch.tensor([sentence.report for sentence in matched]), np.concatenate([sentence.names for sentence in matched])
    terms, lemmas = (np.array([word for sentence in matched for word in getattr(sentence, kind)]) for kind in ("terms", "lemmas"))
    across = reports[:, None] != reports[None]
    own = [texts[reading.text] for reading in readings]
    spans = [[(word.token.start, word.token.end) for carrier in carriers if carrier.order == order for word in carrier.words]
             for order in range(len(own))]
    return Event(
        texts=own,
        words=torch.block_diag(*(text.find(words) for text, words in zip(own, spans, strict=True))).to_sparse(),
        weights=torch.from_numpy(np.concatenate([sentence.weights for sentence in matched])).float(),
        same=torch.from_numpy((terms[:, None] == terms[None]) | (lemmas[:, None] == lemmas[None])),
        names=torch.from_numpy(names[:, None] | names[None]),
        views=torch.block_diag(*(torch.from_numpy(sentence.views).float() for sentence in matched)),
        owners=torch.repeat_interleave(torch.tensor([len(sentence.views) for sentence in matched])),
        across=across, shared=torch.tensor([[bool(one & other) for other in carried] for one in carried]) & across)


def liken(vectors: torch.Tensor) -> torch.Tensor:
    """How alike each two words of an event are, 0 to 1; the events are large, so their mean is taken off whole."""
    vectors = functional.normalize(vectors - vectors.mean(0), dim=1)
    return (vectors @ vectors.T).clamp_min(0)


def score(likeness: torch.Tensor, event: Event) -> torch.Tensor:
    """How well each two sentences match, as `reading.claims.matching.Matcher` scores them, before their places and support count."""
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
