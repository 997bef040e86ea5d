"""Teach the attribution network further, from gold files to the shipped files, in one command; a finished teacher is not made again.

    python -m analysis.models.attribution.train --gold train.jsonl --leave-out reliability.jsonl \
        --texts geowebnews.jsonl ecbplus/train.jsonl --teacher TEACHER_FOLDER --work WORK_FOLDER --out OUT_FOLDER

Gold files hold one article a line: `doc`, `text` and `attributions`, each with `source_spans`, `cue_spans` and `content_spans`.
`coded.csv` beside this file holds further attributions, nested ones too, in the articles of the files of `--texts`; the others in
these files, and the invented events of likeness, only show the network what its teacher sees there.
`TEACHER_FOLDER` holds the published all-mpnet-base-v2. Needs torch, transformers, safetensors and onnx beside the project's packages.
The network goes on from the shipped one; the likeness network then has to follow (`analysis.models.likeness.follow`).
"""

from __future__ import annotations

import copy
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from analysis.models.attribution import encoding, export, gold
from analysis.models.attribution.gold import Article, Window
from analysis.models.attribution.network import MEANING_LAYER, Network, collate, read_network, tag_loss
from analysis.models.attribution.tagger import FOLDER
from analysis.models.attribution.teacher import Teacher
from analysis.models.likeness.events import read_events
from analysis.models.training import autocast, learn, rates_of, read_options

SEED = 1
# Gold articles kept for the choices of decoding.
HELD_OUT = 40
# Epochs, windows a step, the layers' highest rate, how much faster other parts learn, steps until it is reached.
EPOCHS, BATCH, RATE, FASTER, WARMUP = 8, 14, 2.5e-4, {"transitions": 50, "heads": 5, "features": 5}, 100
# The share of coded articles that the teacher sees rewritten, too, and of the reports of invented events that are read in an epoch.
REWRITTEN, INVENTED = 0.5, 0.4
# What the teacher's scores weigh beside the coded tags, and how far the states that likeness reads may move.
SCORES_WEIGHT, STATES_WEIGHT = 0.3, 0.1


def taught_loss(network: Network, before: Network, windows: list[Window]) -> torch.Tensor:
    """How far the network is, in a batch, from what its teacher sees, from what is coded, and from the states that it had before.

    The squared differences from the teacher's scores, a word's tags summed (Ba and Caruana, NeurIPS 2014), and of the states that
    likeness reads, as a share of their variance (Jiao et al., Findings of EMNLP 2020), beside the tags' own loss.
    """
    batch = collate(windows)
    real = batch.ids > 0
    with torch.no_grad(), autocast():
        kept = before.see(batch.ids, batch.features)[MEANING_LAYER][real].float()
    with autocast():
        scores, states = network(batch)
    read = ~batch.taught[..., 0].isnan()
    apart = scores[read] - batch.taught[read].unflatten(-1, scores.shape[2:])
    # Nothing depends on the mean of the scores of a word's tags.
    apart = (apart - apart.mean(-1, keepdim=True)).square().sum(-1).mean()
    moved = functional.mse_loss(states[MEANING_LAYER][real].float(), kept) / kept.var()
    return tag_loss(network.transitions, scores, batch) + SCORES_WEIGHT * apart + STATES_WEIGHT * moved


def teach(network: Network, articles: list[Article], rewritten: list[Article], uncoded: list[Article], invented: list[Article], *,
          tokenizer) -> None:
    """The network learns from the teacher's scores.

    Parameters
    ----------
    network
        What learns.
    articles, rewritten
        Coded articles, and some of them under other conventions, which stand for them in some epochs.
    uncoded, invented
        Articles of news that nobody coded, and of invented events, part of which are read in an epoch.
    """
    rng, before = np.random.default_rng(SEED), copy.deepcopy(network).eval()

    def batches() -> list[list[Window]]:
        some = ({article.doc: article for article in articles}
                | {new.doc: new for new in rewritten if rng.random() < gold.REWRITTEN / REWRITTEN}).values()
        others = [invented[number] for number in rng.permutation(len(invented))[:int(INVENTED * len(invented))]]
        return gold.make_batches([*some, *uncoded, *others], tokenizer=tokenizer, rng=rng, batch=BATCH, size=encoding.SIGHT)

    optimizer = torch.optim.AdamW(rates_of(network, lambda name: RATE * FASTER.get(name.split(".")[0], 1)), weight_decay=0.01)
    learn(network, optimizer, batches, partial(taught_loss, network, before), epochs=EPOCHS, warmup=WARMUP)


def main() -> None:
    """From gold files to the files of weights; their digests then go into `digests.csv` by hand."""
    options = read_options(
        __doc__, gold="gold articles to train on", leave_out="gold file whose articles are left out of training",
        texts="files with the texts of coded.csv", teacher="folder of the published teacher",
        work="folder for the tuned teacher; a new run needs an empty one", out="folder for model.onnx and decoding.json")
    options.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    rng, tokenizer, left_out = np.random.default_rng(SEED), encoding.load_tokenizer(), gold.read_texts([options.leave_out])
    coded = [article for article in gold.read_gold(options.gold) if article.doc not in left_out]
    order = rng.permutation(len(coded))
    held_out, training = ([coded[number] for number in part] for part in (order[:HELD_OUT], order[HELD_OUT:]))
    articles = training + gold.read_further(options.texts)
    teacher = tune_teacher(options.teacher, articles, path=options.work / "teacher.safetensors", tokenizer=tokenizer, rng=rng)
    rewritten = [gold.augment(article, rng=rng, share=1) for article in articles if rng.random() < REWRITTEN]
    invented = [Article(report, text, [], coded=False) for event in read_events() if not event.held_out
                for report, text in event.texts.items()]
    network = read_network(FOLDER)
    teach(network, *map(teacher.see, (articles, rewritten, gold.read_uncoded(options.texts), invented)), tokenizer=tokenizer)
    export.finish(network, options.out, training=training, held_out=held_out, tokenizer=tokenizer)


def tune_teacher(folder: Path, articles: list[Article], *, path: Path, tokenizer, rng: np.random.Generator) -> Teacher:
    """The teacher, tuned on coded articles and kept at `path`."""
    teacher = Teacher(folder, tokenizer=tokenizer)
    if path.exists():
        teacher.load_state_dict(load_file(path))
    else:
        teacher.learn(articles, rng=rng)
        save_file(teacher.state_dict(), path)
    return teacher.eval()


if __name__ == "__main__":
    main()
