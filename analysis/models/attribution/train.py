"""Train the attribution tagger from gold files to the shipped files, in one command that goes on where it was stopped.

    python -m analysis.models.attribution.train --gold train.jsonl --leave-out reliability.jsonl \
        --texts geowebnews.jsonl ecbplus/train.jsonl --base BASE_FOLDER --work WORK_FOLDER --out OUT_FOLDER

Gold files hold one article a line: `doc`, `text` and `attributions`, each with `source_spans`, `cue_spans` and `content_spans`.
`coded.csv` beside this file holds further attributions, nested ones too, in the articles of the files of `--texts`; the others in
these files only teach the small network what its teachers see there.
`BASE_FOLDER` holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. Needs torch, safetensors, tokenizers and onnx.
"""

from __future__ import annotations

import argparse
import logging
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from analysis.models.attribution import encoding, export
from analysis.models.attribution.gold import Article, Window, make_batches, read_further, read_gold, read_uncoded, split_gold
from analysis.models.attribution.network import Encoder, Network, load_base, meaning_loss
from analysis.models.attribution.slim import cut_down, taught_loss
from analysis.models.attribution.steps import Phase, autocast, average, collate, learn, of_words, save_weights, tag_loss

# Pieces below this number are marks and the commonest words of the vocabulary, which stands in order of frequency.
FIRST_CONTENT = 2100
# Marks that end a sentence, and the fewest pieces of one for the teacher (`Sen.` is none).
SENTENCE_ENDS, SHORTEST_SENTENCE = (999, 1012, 1029), 6
# Pieces of a batch whose likeness is learnt, and the share of sentences that the teacher reads.
MOST_LIKENED, TAUGHT = 512, 0.5
# The weight of that likeness beside the tags' loss, in the first epochs and in the last.
MEANING_WEIGHTS = (20.0, 5.0)
# Windows a step; the small network sees windows of the size that reading has, and a third of the articles that nobody coded an epoch.
BATCH, SMALL_BATCH, UNCODED = 8, 14, 3


def cut_sentences(ids: np.ndarray, features: np.ndarray) -> list[tuple[int, int]]:
    """The sentences of a window, roughly: first piece and piece after the last."""
    spans, begin = [], 1
    for at in range(1, len(ids)):
        capital = features[at] // encoding.N_QUOTATIONS >= 2
        after = ids[at - 1] in SENTENCE_ENDS and capital and at - begin >= SHORTEST_SENTENCE
        if ids[at] == encoding.SEP or after:
            spans.append((begin, at))
            begin = at + (ids[at] == encoding.SEP)
    return [(first, last) for first, last in spans if last > first]


def teach(teacher: Encoder, batch: list[Window], *, rng: np.random.Generator) -> tuple[np.ndarray, torch.Tensor]:
    """Some content pieces of a batch, as window and place, and the teacher's states of them, each sentence read alone."""
    sentences = [(row, first, min(last, first + encoding.WINDOW - 2)) for row, window in enumerate(batch)
                 for first, last in cut_sentences(window.ids, window.features)]
    sentences = [sentences[number] for number in rng.permutation(len(sentences))[:max(4, int(TAUGHT * len(sentences)))]]
    sentences.sort(key=lambda sentence: sentence[2] - sentence[1])
    # By length in four parts, so that little is padding.
    places, states = [], []
    for part in np.array_split(np.array(sentences), 4):
        longest = int((part[:, 2] - part[:, 1]).max()) + 2 if len(part) else 0
        ids, mask = (np.zeros((len(part), longest), dtype=np.int64) for _ in range(2))
        for number, (row, first, last) in enumerate(part):
            own = batch[row].ids[first:last]
            ids[number, :len(own) + 2], mask[number, :len(own) + 2] = [encoding.CLS, *own, encoding.SEP], 1
        found = np.argwhere(ids >= FIRST_CONTENT)
        if len(found):
            with torch.no_grad(), autocast():
                states.append(teacher(torch.from_numpy(ids), torch.from_numpy(mask))[found[:, 0], found[:, 1]].float())
            places.append(np.stack([part[found[:, 0], 0], part[found[:, 0], 1] + found[:, 1] - 1], axis=1))
    places, states = np.concatenate(places), torch.cat(states)
    chosen = rng.permutation(len(places))[:MOST_LIKENED]
    return places[chosen], states[chosen]


def wide_loss(network: Network, teacher: Encoder, meaning_weight: float, batch: list[Window], rng: np.random.Generator) -> torch.Tensor:
    """The losses of one batch, of tags and of meaning."""
    arrays = collate(batch)
    places, taught = teach(teacher, batch, rng=rng)
    with autocast():
        scores, vectors = network(arrays["ids"], arrays["features"], arrays["mask"])
    return (tag_loss(network, of_words(scores, arrays), arrays)
            + meaning_weight * meaning_loss(vectors.float()[places[:, 0], places[:, 1]], taught))


def train_wide(seed: int, articles: list[Article], *, tokenizer, options: argparse.Namespace) -> Network:
    """One network of the published size: the mean of the weights before and after its last epoch."""
    work = options.work / f"seed-{seed}"
    torch.manual_seed(seed)
    network = Network(tokenizer.get_vocab_size())
    if (work / "weights.safetensors").exists():
        network.load_state_dict(load_file(str(work / "weights.safetensors")))
        return network.eval()
    teacher = Encoder(tokenizer.get_vocab_size()).eval()
    for encoder in (network, teacher):
        load_base(encoder, options.base / "model.safetensors")
    losses = [partial(wide_loss, network, teacher, weight) for weight in MEANING_WEIGHTS]
    phases = [Phase(options.epochs, options.rate, options.warmup, losses[0]), Phase(1, options.rate / 2, 1, losses[1])]
    learn(network, phases, work=work, seed=seed, batches=lambda rng: make_batches(
        articles, tokenizer=tokenizer, rng=rng, size=BATCH, share=options.augmented, window=encoding.WINDOW))
    average(network, phases, work=work)
    save_weights(network, work / "weights.safetensors")
    return network.eval()


def train_small(
    teachers: list[Network], articles: list[Article], *, uncoded: list[Article], tokenizer, options: argparse.Namespace,
) -> Network:
    """The small network, cut out of the first teacher and taught by all."""
    def batches(rng: np.random.Generator) -> list[list[Window]]:
        some = [uncoded[number] for number in rng.permutation(len(uncoded))[:len(uncoded) // UNCODED]]
        return make_batches(articles + some, tokenizer=tokenizer, rng=rng, size=SMALL_BATCH, share=options.augmented, window=encoding.SIGHT)

    small = cut_down(teachers[0], batches(np.random.default_rng(options.seeds[0])))
    small.transitions.data = torch.stack([teacher.transitions.data for teacher in teachers]).mean(0)
    phase = Phase(options.small_epochs, options.rate, options.warmup, lambda batch, _: taught_loss(small, batch, teachers=teachers))
    learn(small, [phase], work=options.work / "small", seed=options.seeds[0], batches=batches)
    return small


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="gold articles to train on")
    parser.add_argument("--leave-out", type=Path, help="gold file whose articles are left out of training")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="files with the texts of coded.csv; without them it is not used")
    parser.add_argument("--base", type=Path, required=True, help="folder of the published encoder")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints; a new run needs an empty one")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and decoding.json")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one network of the published size for each; the first is cut down")
    parser.add_argument("--epochs", type=int, default=3, help="of each of these, before a last one from half the peak rate")
    parser.add_argument("--small-epochs", type=int, default=3, help="of the network that is shipped")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the encoder")
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--augmented", type=float, default=0.25, help="share of articles rewritten under other conventions")
    parser.add_argument("--held-out", type=int, default=40, help="gold articles kept for the choices of decoding")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """From gold files to the ONNX file."""
    options = read_options()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    tokenizer = encoding.load_tokenizer(options.base / "tokenizer.json")
    left_out = frozenset(article.doc for article in read_gold(options.leave_out)) if options.leave_out else frozenset()
    gold, held_out = split_gold(read_gold(options.gold, without=left_out), n_held_out=options.held_out,
                                rng=np.random.default_rng(options.seeds[0]))
    articles = gold + read_further(options.texts) if options.texts else gold
    teachers = [train_wide(seed, articles, tokenizer=tokenizer, options=options) for seed in options.seeds]
    small = train_small(teachers, articles, uncoded=read_uncoded(options.texts), tokenizer=tokenizer, options=options)
    training, choosing = (export.read_coded(options.gold, docs=frozenset(article.doc for article in part)) for part in (gold, held_out))
    export.finish(small, options.out, training=training, held_out=choosing, tokenizer=tokenizer)


if __name__ == "__main__":
    main()
