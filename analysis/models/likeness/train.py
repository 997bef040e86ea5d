"""Train what makes words alike and how much each counts, from invented events with coded claims, in one command of some minutes.

    python -m analysis.models.likeness.train --out OUT_FOLDER

Needs torch beside the project's packages. The vectors that come in are those of the shipped attribution network.
"""

from __future__ import annotations

import argparse
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from analysis.models import pinned_digests
from analysis.models.attribution.tagger import WIDTH
from analysis.models.likeness.events import Invented, read_events
from analysis.models.likeness.words import MOST, STEEPNESS
from analysis.reading import attributions, claims, entities
from analysis.reading.language import read_reports
from analysis.reading.matching import CENTRING, DAMPING, FEW_OWN, OTHER_NAME, SAME_WORD, USUAL_SCORE
from analysis.reading.vouching import Voices

# Peak rates of the map, of the words' factors and of what turns scores into chances.
RATES = (1e-3, 3e-3, 2e-2)
# Of the way from doing nothing to the trained weights, how much is gone (Wortsman et al., CVPR 2022): chosen among 0.5, 0.7 and 1.
HOW_FAR = 0.7
FEWEST_SHARED = 20
LOG = logging.getLogger("train")


@dataclass(frozen=True)
class Event:
    """One event laid out for training.

    Parameters
    ----------
    vectors, weights
        What its words mean, and their weights by rarity.
    same, names
        For each two words whether they are the same, and whether one of them is a name.
    views, owners
        Views x words, 1 where a word is in the view; the sentence that each view is of.
    across, shared
        For each two sentences whether they are of two reports, and whether they carry one claim.
    """

    vectors: torch.Tensor
    weights: torch.Tensor
    same: torch.Tensor
    names: torch.Tensor
    views: torch.Tensor
    owners: torch.Tensor
    across: torch.Tensor
    shared: torch.Tensor


class Words(nn.Module):
    """The map of the vectors and the factors of the words; at first it changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.mapping, self.factor = nn.Linear(WIDTH, WIDTH, bias=False), nn.Linear(WIDTH, 1)
        nn.init.eye_(self.mapping.weight)
        nn.init.zeros_(self.factor.weight)
        nn.init.zeros_(self.factor.bias)

    def forward(self, vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mapped vectors and factors."""
        raised = STEEPNESS * functional.normalize(vectors, dim=1) @ self.factor.weight[0] + self.factor.bias
        return self.mapping(vectors), torch.exp(raised.clamp(-MOST, MOST))


def lay_out(invented: Invented) -> Event:
    """An invented event, read as any other."""
    readings = read_reports(invented.texts)
    tables = entities.resolve_entities(readings)
    found = attributions.find_attributions(readings, tables["mentions"], tables["entities"])
    carriers, matched = claims.match_sentences(readings, tables["mentions"], Voices(found))
    carried = [invented.claims_at(readings[carrier.order].report, carrier.sentence.start, carrier.sentence.end) for carrier in carriers]
    reports, names = torch.tensor([sentence.report for sentence in matched]), np.concatenate([sentence.names for sentence in matched])
    terms, lemmas = (np.array([word for sentence in matched for word in getattr(sentence, kind)]) for kind in ("terms", "lemmas"))
    across = reports[:, None] != reports[None]
    return Event(
        vectors=torch.from_numpy(np.concatenate([sentence.vectors for sentence in matched])),
        weights=torch.from_numpy(np.concatenate([sentence.weights for sentence in matched])).float(),
        same=torch.from_numpy((terms[:, None] == terms[None]) | (lemmas[:, None] == lemmas[None])),
        names=torch.from_numpy(names[:, None] | names[None]),
        views=torch.block_diag(*(torch.from_numpy(sentence.views).float() for sentence in matched)),
        owners=torch.repeat_interleave(torch.tensor([len(sentence.views) for sentence in matched])),
        across=across, shared=torch.tensor([[bool(one & other) for other in carried] for one in carried]) & across)


def score(words: Words, event: Event) -> torch.Tensor:
    """How well each two sentences match, as `reading.matching.Matcher` scores them, before support."""
    vectors, factors = words(event.vectors)
    vectors = functional.normalize(vectors - vectors.mean(0), dim=1)
    likeness = (vectors @ vectors.T).clamp_min(0)
    likeness = torch.where(event.same, likeness + SAME_WORD * (1 - likeness), torch.where(event.names, OTHER_NAME * likeness, likeness))
    weights = event.views * event.weights * factors
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


def train(events: list[Event], *, epochs: int, rng: np.random.Generator) -> Words:
    """All epochs; an event is a step, its loss the error on each pair of sentences of two reports."""
    words, chance = Words(), nn.Parameter(torch.tensor([12.0, -4.0]))
    parts = list(words.mapping.parameters()), list(words.factor.parameters()), [chance]
    optimizer = torch.optim.AdamW([{"params": part, "peak": rate} for part, rate in zip(parts, RATES, strict=True)], weight_decay=0.0)
    n_steps, losses = epochs * len(events), []
    for step, number in enumerate(np.concatenate([rng.permutation(len(events)) for _ in range(epochs)]).tolist()):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1.0, (step + 1) / 20) * (1 - step / n_steps)
        event = events[number]
        pairs = torch.triu(event.across, 1)
        truth = event.shared[pairs].float()
        logits = score(words, event)[pairs] * chance[0] + chance[1]
        loss = functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum") / max(FEWEST_SHARED, float(truth.sum()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
        if (step + 1) % len(events) == 0:
            LOG.info("epoch %d of %d, loss %.4f", (step + 1) // len(events), epochs, np.mean(losses[-len(events):]))
    return words


def save(words: Words, folder: Path) -> None:
    """`weights.npz` in `folder`; its digest then goes into `digests.csv` by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    mapping = torch.lerp(torch.eye(WIDTH), words.mapping.weight.detach().T, HOW_FAR)
    slope, offset = (HOW_FAR * part.detach().squeeze() for part in (words.factor.weight, words.factor.bias))
    arrays = {name: np.round(value.numpy(), 5).astype(np.float32)
              for name, value in (("mapping", mapping), ("slope", slope), ("offset", offset))}
    np.savez(folder / "weights.npz", network=np.array(pinned_digests("attribution")["model.onnx"]), **arrays)


def main() -> None:
    """From invented events to the file of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for weights.npz")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    events = [lay_out(invented) for invented in read_events() if not invented.held_out]
    LOG.info("%d events, %d pairs of sentences that share a claim", len(events), sum(int(event.shared.sum()) // 2 for event in events))
    save(train(events, epochs=options.epochs, rng=np.random.default_rng(options.seed)), options.out)


if __name__ == "__main__":
    main()
