"""Train the likeness network in one command; what the teacher has seen is not made again.

    python -m analysis.models.likeness.train --teacher TEACHER_FOLDER --texts polnear/train.jsonl messages.jsonl ecbplus/train.jsonl \
        geowebnews.jsonl --work WORK_FOLDER --out OUT_FOLDER

`TEACHER_FOLDER` holds the published all-mpnet-base-v2, `--texts` files with one article a line (`text`; where they have a `topic` and a
`subtopic`, those that share them are an event). Needs torch, transformers, scikit-learn, safetensors and onnx beside the project's
packages. The states that come in are those of the shipped attribution network.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from analysis.models.attribution import encoding
from analysis.models.attribution.gold import batch_alike
from analysis.models.attribution.tagger import FOLDER
from analysis.models.likeness.events import Invented, read_events
from analysis.models.likeness.laying import Event, Text, lay_out, liken, score
from analysis.models.likeness.network import Meaning, export_network, take_layers
from analysis.models.likeness.teacher import Teacher, find_basis, make_table, teach
from analysis.models.training import autocast, learn, read_options

# Epochs of the teacher over coded pairs, of the network over texts and over the pairs of events, and their highest rates.
TEACHER_EPOCHS, EPOCHS, PAIRS_EPOCHS = 2, 20, 2
TEACHER_RATE, RATE, PAIRS_RATE = 2e-5, 1.5e-3, 3e-4
# The highest rate of what turns the teacher's scores into chances; windows a step; how fast AdamW forgets.
CHANCE_RATE, BATCH, BETAS = 2e-2, 16, (0.9, 0.98)
# A piece that makes up more of all pieces than this weighs less, by the root of its share.
COMMON = 5e-5
# Beside the pairs' scores: what the likeness of words, and their vectors themselves, weigh.
WORDS_WEIGHT, VECTORS_WEIGHT = 0.3, 0.05
# What a pair or two words weigh that the teacher finds unlike.
LEAST = 0.02
# Of the way from the published teacher to the tuned one, how much is gone (Wortsman et al., CVPR 2022).
HOW_FAR = 0.8
FEWEST_SHARED, N_REPORTS, SEED = 20, 5, 1


def tune(teacher: Teacher, events: list[Event], *, rng: np.random.Generator) -> None:
    """The teacher's upper layers learn which sentences of coded events carry one claim, and go most of the way there."""
    published = {name: value.clone() for name, value in teacher.upper.state_dict().items()}
    # What turns scores into chances: a slope and a height.
    chance = nn.Parameter(torch.tensor([12.0, -4.0]))
    optimizer = torch.optim.AdamW([{"params": list(teacher.upper.parameters()), "peak": TEACHER_RATE},
                                   {"params": [chance], "peak": CHANCE_RATE}], weight_decay=0.01, betas=BETAS)

    def loss(event: Event) -> torch.Tensor:
        seen = teacher([ids[ids > 0] for ids in event.join("ids")])
        vectors = torch.stack([functional.pad(states, (0, 0, 0, encoding.SIGHT - len(states))) for states in seen])
        pairs = torch.triu(event.across, 1)
        truth = event.shared[pairs].float()
        logits = score(liken(event.of_words(vectors)), event)[pairs] * chance[0] + chance[1]
        return functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum") / max(FEWEST_SHARED, float(truth.sum()))

    learn(teacher.upper, optimizer, _in_random_order(events, rng), loss, epochs=TEACHER_EPOCHS, warmup=25)
    teacher.upper.load_state_dict({name: torch.lerp(published[name], value, HOW_FAR)
                                   for name, value in teacher.upper.state_dict().items()})


def _in_random_order(items: list, rng: np.random.Generator) -> Callable[[], list]:
    """Gives all of them, in another order each time."""
    return lambda: [items[number] for number in rng.permutation(len(items))]


def learn_vectors(network: Meaning, texts: list[Text], *, rng: np.random.Generator, epochs: int = EPOCHS, rate: float = RATE) -> None:
    """The network learns the teacher's vectors: squared differences as a share of their variance, common pieces weighing less."""
    counts = torch.bincount(torch.cat([text.ids[text.ids > 0] for text in texts]), minlength=len(network.table)).clamp_min(1)
    weights = (COMMON * counts.sum() / counts).sqrt().clamp_max(1)
    some = torch.cat([text.taught[text.taught.any(-1)] for text in texts[:100]]).float()
    variance = some.var(0).sum()

    def loss(windows: list[tuple[torch.Tensor, ...]]) -> torch.Tensor:
        ids, states, wanted = map(torch.stack, zip(*windows, strict=True))
        longest = int((ids > 0).sum(1).max())
        ids, states, wanted = ids[:, :longest], states[:, :longest].float(), wanted[:, :longest].float()
        with autocast():
            vectors = network(ids, states).float()
        own = weights[ids] * wanted.any(-1)
        return ((vectors - wanted).square().sum(-1) * own).sum() / own.sum() / variance

    windows = [window for text in texts for window in zip(text.ids, text.states, text.taught, strict=True)]
    lengths = [int((ids > 0).sum()) for ids, _, _ in windows]
    optimizer = torch.optim.AdamW([{"params": list(network.parameters()), "peak": rate}], weight_decay=0.01, betas=BETAS)
    learn(network, optimizer, lambda: batch_alike(windows, lengths, size=BATCH, rng=rng), loss, epochs=epochs, warmup=100)


def learn_pairs(network: Meaning, events: list[Event], *, rng: np.random.Generator) -> None:
    """The network learns how the teacher's vectors score the sentences of two reports, and how alike they find words; an event is a step."""
    def loss(event: Event) -> torch.Tensor:
        ids, states = event.join("ids"), event.join("states").float()
        with autocast():
            seen = network(ids, states)
        vectors, wanted_vectors = event.of_words(seen), event.of_words(event.join("taught"))
        likeness, taught = liken(vectors), liken(wanted_vectors)
        across = torch.triu(event.across, 1)
        wanted = score(taught, event)[across]
        weights, likeness_weights = LEAST + wanted.clamp_min(0).square(), LEAST + taught
        apart = (score(likeness, event)[across] - wanted).square() * weights
        words = (likeness - taught).square() * likeness_weights
        spread = (wanted_vectors - wanted_vectors.mean(0)).square().sum(1).mean()
        return (100 * (apart.sum() / weights.sum() + WORDS_WEIGHT * words.sum() / likeness_weights.sum())
                + VECTORS_WEIGHT * (vectors - wanted_vectors).square().sum(1).mean() / spread)

    optimizer = torch.optim.AdamW([{"params": list(network.parameters()), "peak": PAIRS_RATE}], weight_decay=0, betas=BETAS)
    learn(network, optimizer, _in_random_order(events, rng), loss, epochs=PAIRS_EPOCHS, warmup=30)


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


def main() -> None:
    """From texts and invented events to the file of weights; its digest then goes into `digests.csv` by hand."""
    options = read_options(
        __doc__, teacher="folder of the published teacher", texts="files of articles that are learnt from beside the invented events",
        work="folder for what the teacher sees, some 3 GB", out="folder for model.onnx")
    torch.manual_seed(SEED)
    rng, tokenizer = np.random.default_rng(SEED), encoding.load_tokenizer()
    invented = [event for event in read_events() if not event.held_out]
    articles, real = read_articles(options.texts)
    own = [text for event in invented for text in event.texts.values()]
    texts = {text: Text(text, tokenizer=tokenizer) for text in own + articles}
    events = [lay_out(event, texts) for event in invented + real]
    teacher, tuned = Teacher(options.teacher, tokenizer=tokenizer), options.work / "teacher.safetensors"
    options.work.mkdir(parents=True, exist_ok=True)
    if tuned.exists():
        teacher.upper.load_state_dict(load_file(tuned))
    else:
        tune(teacher, events[:len(invented)], rng=rng)
        save_file(teacher.upper.state_dict(), tuned)
    paths = {text: teach(text, teacher=teacher, work=options.work / "taught") for text in texts}
    basis = find_basis([paths[text] for text in own], rng=rng)
    for text, path in paths.items():
        texts[text].teach(basis.transform(np.load(path).astype(np.float32)))
    every = list(texts.values())
    network = Meaning(make_table(every, embeddings=teacher.embeddings()))
    take_layers(network, FOLDER)
    learn_vectors(network, every, rng=rng)
    learn_pairs(network, events, rng=rng)
    options.out.mkdir(parents=True, exist_ok=True)
    export_network(network, options.out / "model.onnx")


if __name__ == "__main__":
    main()
