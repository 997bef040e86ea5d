"""Train the likeness network and what makes words alike, in one command; what the teacher has seen is not made again.

    python -m analysis.models.likeness.train --teacher TEACHER_FOLDER --texts polnear/train.jsonl messages.jsonl ecbplus/train.jsonl \
        geowebnews.jsonl --work WORK_FOLDER --out OUT_FOLDER

`TEACHER_FOLDER` holds the published all-mpnet-base-v2, `--texts` files with one article a line (`text`; where they have a `topic` and a
`subtopic`, those that share them are an event). Needs torch, transformers, safetensors and onnx beside the project's packages. The states
that come in are those of the shipped attribution network.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from analysis.models import pinned_digests
from analysis.models.attribution import encoding
from analysis.models.attribution.network import WIDTH as STATE_WIDTH
from analysis.models.attribution.steps import autocast
from analysis.models.attribution.tagger import FOLDER, TOKENIZER, Seen, load_tagger
from analysis.models.likeness.events import Invented, read_events
from analysis.models.likeness.network import Meaning, export_network, take_layers
from analysis.models.likeness.teacher import Teacher, find_basis, make_table, read_pieces, teach
from analysis.models.likeness.words import MOST, STEEPNESS, WIDTH
from analysis.reading import attributions, claims, entities
from analysis.reading.language import read_reports
from analysis.reading.matching import CENTRING, DAMPING, FEW_OWN, OTHER_NAME, SAME_WORD, USUAL_SCORE
from analysis.reading.vouching import Voices

# Windows a step, and steps whose windows are sorted by length; peak rates of the network for the teacher's vectors and for its pairs; of
# the map, the words' factors and of what turns scores into chances.
BATCH, SORTED, RATE, PAIRS_RATE = 16, 16, 1.5e-3, 3e-4
RATES = (1e-3, 3e-3, 2e-2)
# A piece that makes up more of all pieces than this weighs less, by the root of its share.
COMMON = 5e-5
# Beside the pairs' scores: what the likeness of words, and their vectors themselves, weigh.
WORDS_WEIGHT, VECTORS_WEIGHT = 0.3, 0.05
# What a pair or two words weigh that the teacher finds unlike.
LEAST = 0.02
# Of the way from doing nothing to the trained map and factors, how much is gone (Wortsman et al., CVPR 2022).
HOW_FAR = 0.35
FEWEST_SHARED, N_REPORTS = 20, 5
LOG = logging.getLogger("train")


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
    taught, weights
        What the teacher sees in each word, and its weight by rarity.
    same, names
        For each two words whether they are the same, and whether one of them is a name.
    views, owners
        Views x words, 1 where a word is in the view; the sentence that each view is of.
    across, shared
        For each two sentences whether they are of two reports, and whether they carry one claim.
    """

    windows: Windows
    pieces: torch.Tensor
    taught: torch.Tensor
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


def lay_out(invented: Invented, taught: Callable[[str], torch.Tensor], *, tokenizer) -> Event:
    """An event, read as any other; `taught` gives the teacher's vectors of a text's pieces."""
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
        taught=torch.cat([_see_taught(reading.text, own, taught, tokenizer=tokenizer) for reading, own in zip(readings, spans, strict=True)]),
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


def _see_taught(text: str, spans: list[tuple[int, int]], taught: Callable[[str], torch.Tensor], *, tokenizer) -> torch.Tensor:
    """What the teacher sees in some words of a text."""
    pieces = read_pieces(text, tokenizer=tokenizer)
    vectors = np.split(taught(text).numpy(), np.cumsum([len(own.ids) for own in pieces])[:-1])
    return torch.from_numpy(Seen([], pieces, [], vectors).vectors_of(spans))


def liken(vectors: torch.Tensor) -> torch.Tensor:
    """How alike each two words of an event are, 0 to 1."""
    vectors = functional.normalize(vectors - vectors.mean(0), dim=1)
    return (vectors @ vectors.T).clamp_min(0)


def score(likeness: torch.Tensor, factors: torch.Tensor | float, event: Event) -> torch.Tensor:
    """How well each two sentences match, as `reading.matching.Matcher` scores them, before support."""
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


def word_vectors(network: Meaning, event: Event) -> torch.Tensor:
    """The network's vectors of an event's words."""
    with autocast():
        vectors = network(event.windows.ids, event.windows.states.float(), event.windows.mask)
    return event.pieces @ vectors.float().flatten(0, 1)


def steps(network: nn.Module, batches: list, epochs: int, *, optimizer: torch.optim.Optimizer, warmup: int, loss: Callable[..., torch.Tensor],
          rng: np.random.Generator) -> None:
    """All epochs, a batch a step; rates rise over the first steps and fall straight to nothing."""
    n_steps, losses = epochs * len(batches), []
    for step, number in enumerate(np.concatenate([rng.permutation(len(batches)) for _ in range(epochs)]).tolist()):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1.0, (step + 1) / warmup) * (1 - step / n_steps)
        value = loss(batches[number])
        optimizer.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        losses.append(float(value.detach()))
        if (step + 1) % len(batches) == 0:
            LOG.info("epoch %d of %d, loss %.4f", (step + 1) // len(batches), epochs, np.mean(losses[-len(batches):]))


def learn_vectors(network: Meaning, windows: Windows, wanted: torch.Tensor, *, epochs: int, rng: np.random.Generator) -> None:
    """The network learns the teacher's vectors: squared differences as a share of their variance, common pieces weighing less."""
    shares = torch.bincount(windows.ids[windows.mask], minlength=len(network.table)).float() / windows.mask.sum()
    weights = (COMMON / shares.clamp_min(1e-9)).sqrt().clamp_max(1.0)
    there = wanted.any(-1)
    some = wanted[there][:20_000].float()
    variance = (some - some.mean(0)).square().sum(1).mean()

    lengths = windows.mask.sum(1).numpy()

    def loss(rows: np.ndarray) -> torch.Tensor:
        longest = int(lengths[rows].max())
        ids, states, mask, taught = (part[rows, :longest] for part in (windows.ids, windows.states, windows.mask, wanted))
        with autocast():
            vectors = network(ids, states.float(), mask)
        own = weights[ids] * there[rows, :longest]
        return ((vectors.float() - taught.float()).square().sum(-1) * own).sum() / own.sum() / variance

    optimizer = torch.optim.AdamW([{"params": list(network.parameters()), "peak": RATE}], weight_decay=0.01, betas=(0.9, 0.98))
    # Windows of about one length go together: padding costs time.
    order = rng.permutation(len(lengths))
    parts = [order[at:at + SORTED * BATCH] for at in range(0, len(order), SORTED * BATCH)]
    alike = np.concatenate([part[np.argsort(lengths[part], kind="stable")] for part in parts])
    batches = [alike[at:at + BATCH] for at in range(0, len(alike), BATCH)]
    steps(network, batches, epochs, optimizer=optimizer, warmup=100, loss=loss, rng=rng)


def learn_pairs(network: Meaning, events: list[Event], *, epochs: int, rng: np.random.Generator) -> None:
    """The network learns how the teacher's vectors score the sentences of two reports, and how alike they find words; an event is a step."""
    def loss(event: Event) -> torch.Tensor:
        vectors = word_vectors(network, event)
        likeness, taught = liken(vectors), liken(event.taught)
        across = torch.triu(event.across, 1)
        wanted = score(taught, 1.0, event)[across]
        weights, likeness_weights = LEAST + wanted.clamp_min(0).square(), LEAST + taught
        apart = (score(likeness, 1.0, event)[across] - wanted).square() * weights
        words = (likeness - taught).square() * likeness_weights
        spread = (event.taught - event.taught.mean(0)).square().sum(1).mean()
        return (100 * (apart.sum() / weights.sum() + WORDS_WEIGHT * words.sum() / likeness_weights.sum())
                + VECTORS_WEIGHT * (vectors - event.taught).square().sum(1).mean() / spread)

    optimizer = torch.optim.AdamW([{"params": list(network.parameters()), "peak": PAIRS_RATE}], weight_decay=0.0, betas=(0.9, 0.98))
    steps(network, events, epochs, optimizer=optimizer, warmup=30, loss=loss, rng=rng)


def learn_claims(events: list[tuple[torch.Tensor, Event]], *, epochs: int, rng: np.random.Generator) -> Words:
    """The map and the factors from the words' vectors of coded events; the error is the cross-entropy over all pairs of two reports."""
    words, chance = Words(), nn.Parameter(torch.tensor([12.0, -4.0]))
    parts = list(words.mapping.parameters()), list(words.factor.parameters()), [chance]
    optimizer = torch.optim.AdamW([{"params": part, "peak": rate} for part, rate in zip(parts, RATES, strict=True)], weight_decay=0.0)

    def loss(item: tuple[torch.Tensor, Event]) -> torch.Tensor:
        (vectors, factors), event = words(item[0]), item[1]
        pairs = torch.triu(event.across, 1)
        truth = event.shared[pairs].float()
        logits = score(liken(vectors), factors, event)[pairs] * chance[0] + chance[1]
        return functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum") / max(FEWEST_SHARED, float(truth.sum()))

    steps(words, events, epochs, optimizer=optimizer, warmup=20, loss=loss, rng=rng)
    return words


def save(words: Words, folder: Path) -> None:
    """`weights.npz` in `folder`; its digest then goes into `digests.csv` by hand."""
    mapping = torch.lerp(torch.eye(WIDTH), words.mapping.weight.detach().T, HOW_FAR)
    slope, offset = (HOW_FAR * part.detach().squeeze() for part in (words.factor.weight, words.factor.bias))
    arrays = {name: np.round(value.numpy(), 5).astype(np.float32)
              for name, value in (("mapping", mapping), ("slope", slope), ("offset", offset))}
    np.savez(folder / "weights.npz", network=np.array(pinned_digests("attribution")["model.onnx"]), **arrays)


def read_articles(paths: list[Path]) -> tuple[list[str], list[Invented]]:
    """The texts of some files, and the events among them: up to five articles each that share topic and subtopic; no claim is coded."""
    texts, topics = [], defaultdict(list)
    for row in (json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()):
        texts.append(row["text"])
        if "subtopic" in row:
            topics[row["topic"], row["subtopic"]].append(row)
    events = []
    for (topic, subtopic), rows in sorted(topics.items()):
        for at in range(0, len(rows), N_REPORTS):
            own = {row["doc"]: row["text"] for row in rows[at:at + N_REPORTS]}
            if len(own) > 1:
                events.append(Invented(f"{topic}-{subtopic}-{at}", False, own, {report: [] for report in own}))
    return texts, events


def see_texts(texts: list[str], taught: Callable[[str], torch.Tensor], *, tokenizer) -> tuple[Windows, torch.Tensor]:
    """The windows of some texts, and what the teacher sees at each of their places: windows x places x `WIDTH`, zeros where nothing is."""
    parts, wanted = [], []
    for text in texts:
        windows, places = see_windows(read_pieces(text, tokenizer=tokenizer))
        vectors = torch.zeros(windows.ids.numel(), WIDTH, dtype=torch.half)
        vectors[torch.from_numpy(places)] = taught(text).half()
        parts.append(windows)
        wanted.append(vectors.unflatten(0, windows.ids.shape))
    return join(parts), torch.cat(wanted)


def main() -> None:
    """From texts and invented events to the two files of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of the published teacher")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="files of articles that are learnt from beside the invented events")
    parser.add_argument("--work", type=Path, required=True, help="folder for what the teacher sees, some 3 GB")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and weights.npz")
    parser.add_argument("--epochs", type=int, nargs=3, default=[7, 2, 8], help="over texts, over the pairs of events, over their claims")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng, tokenizer = np.random.default_rng(options.seed), encoding.load_tokenizer(TOKENIZER / "tokenizer.json")
    invented = [event for event in read_events() if not event.held_out]
    articles, real = read_articles(options.texts)
    own = [text for event in invented for text in event.texts.values()]
    teacher = Teacher(options.teacher, tokenizer=tokenizer)
    paths = dict(zip(own + articles, teach(own + articles, teacher=teacher, tokenizer=tokenizer, work=options.work / "taught"), strict=True))
    basis = find_basis([paths[text] for text in own], rng=rng)

    def taught(text: str) -> torch.Tensor:
        return basis.project(paths[text])

    windows, wanted = see_texts(own + articles, taught, tokenizer=tokenizer)
    there = wanted.any(-1)
    network = Meaning(make_table(windows.ids[there], wanted[there].float(), embeddings=teacher.embeddings()))
    take_layers(network, FOLDER / "model.onnx")
    LOG.info("%d windows, %d pieces", len(windows.ids), int(there.sum()))
    learn_vectors(network, windows, wanted, epochs=options.epochs[0], rng=rng)
    del windows, wanted
    events, others = ([lay_out(event, taught, tokenizer=tokenizer) for event in several] for several in (invented, real))
    learn_pairs(network, events + others, epochs=options.epochs[1], rng=rng)
    with torch.no_grad():
        seen = [word_vectors(network, event) for event in events]
    words = learn_claims(list(zip(seen, events, strict=True)), epochs=options.epochs[2], rng=rng)
    options.out.mkdir(parents=True, exist_ok=True)
    export_network(network, options.out / "model.onnx")
    save(words, options.out)


if __name__ == "__main__":
    main()
