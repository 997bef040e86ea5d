"""Train the attribution tagger from gold files to the shipped files, in one command; networks that are finished are not made again.

    python -m analysis.models.attribution.train --gold train.jsonl --leave-out reliability.jsonl \
        --texts geowebnews.jsonl ecbplus/train.jsonl --base BASE_FOLDER --work WORK_FOLDER --out OUT_FOLDER

Gold files hold one article a line: `doc`, `text` and `attributions`, each with `source_spans`, `cue_spans` and `content_spans`.
`coded.csv` beside this file holds further attributions, nested ones too, in the articles of the files of `--texts`; the others in
these files only teach the small network what its teachers see there.
`BASE_FOLDER` holds `model.safetensors` of all-MiniLM-L6-v2. Needs torch, safetensors and onnx beside the project's packages.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution import encoding, export, gold
from analysis.models.attribution.gold import Article, Window
from analysis.models.attribution.network import Network, collate, cut_down, load_base, meaning_loss, tag_loss
from analysis.models.training import autocast, learn, read_options

# A network of the published size for each; the first is cut down.
SEEDS = (1, 2)
# Epochs of these before a last one from half the peak rate, and of the small one; gold articles kept for the choices of decoding.
EPOCHS, SMALL_EPOCHS, HELD_OUT = 3, 3, 40
# The encoder's highest rate, steps until it is reached, and how much faster some parts learn.
RATE, WARMUP, FASTER = 2e-4, 100, {"transitions": 50, "heads": 5, "features": 5, "meaning": 5}
# Windows a step; the small network sees windows of the size that reading has, and a third of the articles that nobody coded an epoch.
BATCH, SMALL_BATCH, UNCODED = 8, 14, 3
# Batches on which is seen how much each head and inner unit varies.
SEEN = 30
# Pieces below this number are marks and the commonest words of the vocabulary, which stands in order of frequency.
FIRST_CONTENT = 2100
# Pieces of a batch whose likeness is learnt, and the share of sentences that the teacher reads.
MOST_LIKENED, TAUGHT = 512, 0.5
# The weight of that likeness beside the tags' loss, in the first epochs and in the last.
MEANING_WEIGHTS = (20, 5)
# What the teachers' scores, the first one's states and its vectors of meaning weigh beside the coded tags.
SCORES_WEIGHT, STATES_WEIGHT, VECTORS_WEIGHT = 0.2, 0.5, 0.5


def teach(teacher: Network, windows: list[Window], *, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Some content pieces of a batch, as window and place, and the teacher's states of them, each sentence read alone."""
    sentences = [(row, np.flatnonzero(window.sentences == number)) for row, window in enumerate(windows)
                 for number in np.unique(window.sentences[window.sentences > 0])]
    some = [sentences[number] for number in rng.permutation(len(sentences))[:max(1, int(TAUGHT * len(sentences)))]]
    ids = pad_sequence([torch.tensor([encoding.CLS, *windows[row].ids[own], encoding.SEP]) for row, own in some], batch_first=True)
    with torch.no_grad(), autocast():
        states = teacher.see(ids, torch.zeros_like(ids))[-1].float()
    found = torch.nonzero(ids >= FIRST_CONTENT)
    found = found[rng.permutation(len(found))[:MOST_LIKENED]]
    begins = torch.tensor([(row, own[0] - 1) for row, own in some])[found[:, 0]]
    return torch.stack([begins[:, 0], begins[:, 1] + found[:, 1]]), states[found[:, 0], found[:, 1]]


def wide_loss(
    network: Network, teacher: Network, windows: list[Window], *, meaning_weight: float, rng: np.random.Generator,
) -> torch.Tensor:
    """The losses of one batch, of tags and of meaning."""
    batch, (places, taught) = collate(windows), teach(teacher, windows, rng=rng)
    with autocast():
        scores, vectors, _ = network(batch)
    return tag_loss(network, scores, batch) + meaning_weight * meaning_loss(vectors[*places], taught)


def taught_loss(small: Network, teachers: list[Network], windows: list[Window]) -> torch.Tensor:
    """How far the small network is from what its teachers see in a batch, and from what is coded there.

    The squared differences from the teachers' mean scores, a word's tags summed (Ba and Caruana, NeurIPS 2014), and from the first
    one's states and vectors of meaning as shares of their variance (Jiao et al., Findings of EMNLP 2020), beside the tags' own loss.
    """
    batch = collate(windows)
    real = batch.ids > 0
    with torch.no_grad(), autocast():
        seen = [teacher(batch) for teacher in teachers]
    with autocast():
        scores, vectors, states = small(batch)
    # Nothing depends on the mean of the scores of a word's tags.
    apart = scores - torch.stack([taught[0] for taught in seen]).mean(0)
    apart = (apart - apart.mean(-1, keepdim=True)).square().sum(-1)[batch.there].mean()
    wanted, layers = seen[0][1][real], [(own[real].float(), other[real].float()) for own, other in zip(states, seen[0][2], strict=True)]
    meaning = functional.mse_loss(vectors[real], wanted) / (wanted - wanted.mean(0)).var()
    layer = torch.stack([functional.mse_loss(own, other) / other.var() for own, other in layers[1:]]).mean()
    return tag_loss(small, scores, batch) + SCORES_WEIGHT * apart + STATES_WEIGHT * layer + VECTORS_WEIGHT * meaning


def make_optimizer(network: Network) -> torch.optim.AdamW:
    """One group of parameters for each pace (AdamW: Loshchilov and Hutter, ICLR 2019)."""
    return torch.optim.AdamW([{"params": [parameter], "peak": RATE * FASTER.get(name.split(".")[0], 1)}
                              for name, parameter in network.named_parameters() if parameter.requires_grad], weight_decay=0.01)


def train_wide(seed: int, articles: list[Article], *, tokenizer, base: Path, path: Path) -> Network:
    """One network of the published size, kept at `path`: the mean of those before and after its last epoch (Izmailov et al., UAI 2018)."""
    torch.manual_seed(seed)
    network, teacher, rng = Network(tokenizer.get_vocab_size()), Network(tokenizer.get_vocab_size()).eval(), np.random.default_rng(seed)
    if path.exists():
        network.load_state_dict(load_file(path))
        return network.eval()
    for encoder in (network, teacher):
        load_base(encoder, base / "model.safetensors")
    first, last = (partial(wide_loss, network, teacher, meaning_weight=weight, rng=rng) for weight in MEANING_WEIGHTS)
    batches = partial(gold.make_batches, articles, tokenizer=tokenizer, rng=rng, batch=BATCH, size=encoding.WINDOW)
    optimizer = make_optimizer(network)
    learn(network, optimizer, batches, first, epochs=EPOCHS, warmup=WARMUP)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    learn(network, optimizer, batches, last, epochs=1, warmup=1, share=0.5)
    network.load_state_dict({name: (before[name] + value) / 2 if value.is_floating_point() else value
                             for name, value in network.state_dict().items()})
    save_file(network.state_dict(), path)
    return network.eval()


def train_small(teachers: list[Network], articles: list[Article], *, uncoded: list[Article], tokenizer) -> Network:
    """The small network, cut out of the first teacher and taught by all."""
    rng = np.random.default_rng(SEEDS[0])

    def batches() -> list[list[Window]]:
        some = [uncoded[number] for number in rng.permutation(len(uncoded))[:len(uncoded) // UNCODED]]
        return gold.make_batches(articles + some, tokenizer=tokenizer, rng=rng, batch=SMALL_BATCH, size=encoding.SIGHT)

    small = cut_down(teachers[0], [collate(windows) for windows in batches()[:SEEN]])
    small.transitions.data = torch.stack([teacher.transitions.data for teacher in teachers]).mean(0)
    learn(small, make_optimizer(small), batches, partial(taught_loss, small, teachers), epochs=SMALL_EPOCHS, warmup=WARMUP)
    return small


def main() -> None:
    """From gold files to the files of weights; their digests then go into `digests.csv` by hand."""
    options = read_options(
        __doc__, gold="gold articles to train on", leave_out="gold file whose articles are left out of training",
        texts="files with the texts of coded.csv", base="folder of the published encoder",
        work="folder for networks of the published size; a new run needs an empty one", out="folder for model.onnx and decoding.json")
    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer, left_out = encoding.load_tokenizer(), gold.read_texts([options.leave_out])
    coded = [article for article in gold.read_gold(options.gold) if article.doc not in left_out]
    order = np.random.default_rng(SEEDS[0]).permutation(len(coded))
    held_out, training = ([coded[number] for number in part] for part in (order[:HELD_OUT], order[HELD_OUT:]))
    articles = training + gold.read_further(options.texts)
    teachers = [train_wide(seed, articles, tokenizer=tokenizer, base=options.base, path=options.work / f"seed-{seed}.safetensors")
                for seed in SEEDS]
    small = train_small(teachers, articles, uncoded=gold.read_uncoded(options.texts), tokenizer=tokenizer)
    export.finish(small, options.out, training=training, held_out=held_out, tokenizer=tokenizer)


if __name__ == "__main__":
    main()
