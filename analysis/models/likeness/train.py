"""Train the likeness network in one command; what the teacher has seen is not made again.

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
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from analysis.models.attribution import encoding
from analysis.models.attribution.steps import autocast
from analysis.models.attribution.tagger import FOLDER, TOKENIZER
from analysis.models.likeness.events import Invented, read_events
from analysis.models.likeness.laying import Event, Windows, join, lay_out, liken, score, see_windows, show
from analysis.models.likeness.network import Meaning, export_network, take_layers
from analysis.models.likeness.teacher import Teacher, find_basis, make_table, read_pieces, teach
from analysis.models.likeness.words import WIDTH

# Windows a step, and steps whose windows are sorted by length; peak rates of the network for the teacher's vectors and for its pairs, of
# the teacher itself and of what turns its scores into chances.
BATCH, SORTED, RATE, PAIRS_RATE, TEACHER_RATE, CHANCE_RATE = 16, 16, 1.5e-3, 3e-4, 2e-5, 2e-2
# A piece that makes up more of all pieces than this weighs less, by the root of its share.
COMMON = 5e-5
# Beside the pairs' scores: what the likeness of words, and their vectors themselves, weigh.
WORDS_WEIGHT, VECTORS_WEIGHT = 0.3, 0.05
# What a pair or two words weigh that the teacher finds unlike.
LEAST = 0.02
# Of the way from the published teacher to the tuned one, how much is gone (Wortsman et al., CVPR 2022).
HOW_FAR = 0.8
FEWEST_SHARED, N_REPORTS = 20, 5
LOG = logging.getLogger("train")


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
        wanted = score(taught, event)[across]
        weights, likeness_weights = LEAST + wanted.clamp_min(0).square(), LEAST + taught
        apart = (score(likeness, event)[across] - wanted).square() * weights
        words = (likeness - taught).square() * likeness_weights
        spread = (event.taught - event.taught.mean(0)).square().sum(1).mean()
        return (100 * (apart.sum() / weights.sum() + WORDS_WEIGHT * words.sum() / likeness_weights.sum())
                + VECTORS_WEIGHT * (vectors - event.taught).square().sum(1).mean() / spread)

    optimizer = torch.optim.AdamW([{"params": list(network.parameters()), "peak": PAIRS_RATE}], weight_decay=0.0, betas=(0.9, 0.98))
    steps(network, events, epochs, optimizer=optimizer, warmup=30, loss=loss, rng=rng)


def tune(teacher: Teacher, events: list[Event], path: Path, *, epochs: int, rng: np.random.Generator) -> None:
    """The teacher's upper layers learn which sentences of coded events carry one claim; what is kept goes into a file."""
    published = {name: value.clone() for name, value in teacher.upper.state_dict().items()}
    # What turns scores into chances: a slope and a height.
    chance = nn.Parameter(torch.tensor([12.0, -4.0]))
    optimizer = torch.optim.AdamW([{"params": list(teacher.upper.parameters()), "peak": TEACHER_RATE}, {"params": [chance], "peak": CHANCE_RATE}],
                                  weight_decay=0.01, betas=(0.9, 0.98))

    def loss(item: tuple[torch.Tensor, Event]) -> torch.Tensor:
        states, event = item
        vectors = event.pieces @ teacher.see_upper(states, event.windows.mask).flatten(0, 1)
        pairs = torch.triu(event.across, 1)
        truth = event.shared[pairs].float()
        logits = score(liken(vectors), event)[pairs] * chance[0] + chance[1]
        return functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum") / max(FEWEST_SHARED, float(truth.sum()))

    seen = [(teacher.see_lower(event.windows), event) for event in events]
    steps(teacher.upper, seen, epochs, optimizer=optimizer, warmup=25, loss=loss, rng=rng)
    fresh = path.with_suffix(".part")
    save_file({name: torch.lerp(published[name], value, HOW_FAR) for name, value in teacher.upper.state_dict().items()}, fresh)
    fresh.replace(path)


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
    """From texts and invented events to the file of weights; its digest then goes into `digests.csv` by hand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of the published teacher")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="files of articles that are learnt from beside the invented events")
    parser.add_argument("--work", type=Path, required=True, help="folder for what the teacher sees, some 3 GB")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx")
    parser.add_argument("--epochs", type=int, nargs=3, default=[2, 20, 2],
                        help="of the teacher over coded pairs; of the network over texts, over the pairs of events")
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
    events, others = ([lay_out(event) for event in several] for several in (invented, real))
    teacher, tuned = Teacher(options.teacher, tokenizer=tokenizer), options.work / "teacher.safetensors"
    options.work.mkdir(parents=True, exist_ok=True)
    if not tuned.exists():
        tune(teacher, events, tuned, epochs=options.epochs[0], rng=rng)
    teacher.take(tuned)
    paths = dict(zip(own + articles, teach(own + articles, teacher=teacher, tokenizer=tokenizer, work=options.work / "taught"), strict=True))
    basis = find_basis([paths[text] for text in own], rng=rng)

    def taught(text: str) -> torch.Tensor:
        return basis.project(paths[text])

    windows, wanted = see_texts(own + articles, taught, tokenizer=tokenizer)
    there = wanted.any(-1)
    network = Meaning(make_table(windows.ids[there], wanted[there].float(), embeddings=teacher.embeddings()))
    take_layers(network, FOLDER / "model.onnx")
    LOG.info("%d windows, %d pieces", len(windows.ids), int(there.sum()))
    learn_vectors(network, windows, wanted, epochs=options.epochs[1], rng=rng)
    del windows, wanted
    events, others = ([show(event, taught, tokenizer=tokenizer) for event in several] for several in (events, others))
    learn_pairs(network, events + others, epochs=options.epochs[2], rng=rng)
    options.out.mkdir(parents=True, exist_ok=True)
    export_network(network, options.out / "model.onnx")


if __name__ == "__main__":
    main()
