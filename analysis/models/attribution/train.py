"""Train the attribution tagger from gold files to the shipped files, in one command that goes on where it was stopped.

    python -m analysis.models.attribution.train --gold train.jsonl --leave-out reliability.jsonl \
        --texts geowebnews.jsonl ecbplus/train.jsonl --base BASE_FOLDER --work WORK_FOLDER --out OUT_FOLDER

Gold files hold one article a line: `doc`, `text` and `attributions`, each with `source_spans`, `cue_spans` and `content_spans`.
`coded.csv` beside this file holds further attributions, nested ones too, in the articles of the files of `--texts`.
`BASE_FOLDER` holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. Needs torch, safetensors, tokenizers and onnx.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import re
import time
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from analysis import schema
from analysis.models.attribution import encoding, export
from analysis.models.attribution.network import Encoder, Network, load_base, meaning_loss, sequence_loss
from analysis.models.attribution.tagger import BEGIN, INSIDE, OUTSIDE

PARAGRAPH = export.PARAGRAPH
CODED = Path(__file__).with_name("coded.csv")
EARLIER = "earlier.safetensors"
# Pieces below this number are marks and the commonest words of the vocabulary, which stands in order of frequency.
FIRST_CONTENT = 2100
# Marks that end a sentence, and the fewest pieces of one for the teacher (`Sen.` is none).
SENTENCE_ENDS, SHORTEST_SENTENCE = (999, 1012, 1029), 6
# Pieces of a batch whose likeness is learnt, and the share of sentences that the teacher reads.
MOST_LIKENED, TAUGHT = 512, 0.5
# The weight of that likeness beside the tags' loss, and in the last epochs, whose rate falls from half the peak once more.
MEANING_WEIGHT, LAST_MEANING_WEIGHT, LAST_RATE = 20.0, 5.0, 0.5
# Half-length products pay only where the processor has them.
PRODUCTS = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
LOG = logging.getLogger("train")


@dataclass(frozen=True)
class Article:
    """A gold article: text and, by role, its spans."""

    doc: str
    text: str
    spans: dict[str, list[tuple[int, int]]]


@dataclass(frozen=True)
class Window:
    """A training window: ids, features, where words start, and their tags (words x roles)."""

    ids: np.ndarray
    features: np.ndarray
    words: np.ndarray
    tags: np.ndarray


# ---- gold

def read_gold(path: Path, *, without: frozenset[str] = frozenset()) -> list[Article]:
    """The articles of a gold file, except those named in `without`."""
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] in without:
            continue
        items = row["attributions"] if "attributions" in row else next(iter(row["coders"].values()))
        spans = {role: sorted({tuple(span) for item in items for span in item[f"{role}_spans"]})
                 for role in encoding.ROLES}
        articles.append(Article(row["doc"], row["text"], spans))
    return articles


def read_further(path: Path, texts: list[Path]) -> list[Article]:
    """The articles of a table of coded positions that are for training, twice each: as they are and as what is said in them.

    The first holds the outer attributions, the second the content of each of these as a paragraph, with those nested in it:
    so they are read (`analysis.reading.relations`).
    """
    found = {str(row["doc"]): row["text"] for file in texts for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == "train"]
    articles = []
    for doc, group in groupby(rows, key=lambda row: row["doc"]):
        if doc not in found:
            raise ValueError(f"{path.name}: no text for {doc!r}; name its file by --texts")
        own = list(group)
        outer = [row for row in own if not row["parent"]]
        articles.append(Article(doc, found[doc], {role: sorted({span for row in outer for span in spans_of(row, role)})
                                                  for role in encoding.ROLES}))
        articles.append(tell_contents(Article(doc, found[doc], {}), outer, own))
    return articles


def tell_contents(article: Article, outer: list[dict], rows: list[dict]) -> Article:
    """The pieces of outer contents, one a line, and what is nested in them."""
    lines, spans, at = [], {role: [] for role in encoding.ROLES}, 0
    for row in outer:
        inner = [one for one in rows if one["parent"] == row["attribution"]]
        for begin, end in spans_of(row, "content"):
            for role in encoding.ROLES:
                spans[role] += sorted({(b - begin + at, e - begin + at) for one in inner for b, e in spans_of(one, role)
                                       if begin <= b < e <= end})
            lines.append(article.text[begin:end])
            at += end - begin + 1
    return Article(f"{article.doc} contents", "\n".join(lines), spans)


def spans_of(row: dict, role: str) -> list[tuple[int, int]]:
    """The spans of one role."""
    return schema.text_to_spans(row[f"{role}_spans"])


def split_gold(articles: list[Article], *, n_held_out: int, rng: np.random.Generator) -> tuple[list[Article], list[Article]]:
    """Articles to train on and articles held out for the choices of decoding and for calibration."""
    order = rng.permutation(len(articles))
    held = set(order[:n_held_out].tolist())
    return [a for i, a in enumerate(articles) if i not in held], [a for i, a in enumerate(articles) if i in held]


# ---- augmentation: other conventions of punctuation and casing

def rewrite(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """The article with pieces of text replaced and its spans moved along."""
    parts, at, shift = [], 0, 0
    moved = np.zeros(len(article.text) + 1, dtype=np.int64)
    for begin, end, new in sorted(edits):
        parts += [article.text[at:begin], new]
        moved[at:begin + 1] = np.arange(at, begin + 1) + shift
        shift += len(new) - (end - begin)
        moved[begin + 1:end] = moved[begin]
        moved[end] = end + shift
        at = end
    parts.append(article.text[at:])
    moved[at:] = np.arange(at, len(article.text) + 1) + shift
    spans = {role: [(int(moved[b]), int(moved[e])) for b, e in pairs if moved[e] > moved[b]]
             for role, pairs in article.spans.items()}
    return Article(article.doc, "".join(parts), spans)


def _quote_pairs(text: str) -> list[tuple[int, int]]:
    """Positions of opening and closing double quotation marks, pair by pair inside paragraphs."""
    pairs = []
    for paragraph in PARAGRAPH.finditer(text):
        opened = -1
        for at in range(paragraph.start(), paragraph.end()):
            if text[at] in '"”' and opened >= 0:
                pairs.append((opened, at))
                opened = -1
            elif text[at] in '"“':
                opened = at
    return pairs


def edit_quotes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Other marks for double quotation marks, in some articles with closing marks missing."""
    styles = [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("'", "'"), ("„", "“"), ("“", "”"), ('"', '"')]
    left, right = styles[rng.integers(len(styles))]
    dropping = 0.5 if rng.random() < 0.3 else 0.0
    edits = []
    for opened, closed in _quote_pairs(article.text):
        edits.append((opened, opened + 1, left))
        edits.append((closed, closed + 1, "" if rng.random() < dropping else right))
    return edits


def edit_apostrophes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Straight apostrophes and single marks for curly ones, or the other way."""
    if rng.random() < 0.5:
        return [(m.start(), m.end(), "'") for m in re.finditer("[‘’]", article.text)]
    return [(m.start(), m.end(), "’") for m in re.finditer(r"(?<=\w)'(?=\w)", article.text)]


def edit_dashes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Another dash convention."""
    dash = [" - ", " -- ", " – ", "—", "-"][rng.integers(5)]
    return [(m.start(), m.end(), dash) for m in re.finditer(r" ?(?:—|–|--) ?|(?<=\w) - (?=\w)", article.text)]


def edit_headlines(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Capitals throughout in short lines without a final stop, and in the first line."""
    edits = []
    for number, line in enumerate(PARAGRAPH.finditer(article.text)):
        text = line.group()
        if (number == 0 or len(text) < 120 and text.rstrip()[-1:].isalnum()) and len(text.upper()) == len(text):
            edits.append((line.start(), line.end(), text.upper()))
    return edits


def edit_bullets(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """List marks before some paragraphs."""
    mark = ["• ", "- ", "* ", "– "][rng.integers(4)]
    return [(line.start(), line.start(), mark) for line in PARAGRAPH.finditer(article.text) if rng.random() < 0.2]


def edit_case(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Lower case throughout."""
    return [(at, at + 1, char.lower()) for at, char in enumerate(article.text) if char.isupper() and len(char.lower()) == 1]


def augment(article: Article, *, rng: np.random.Generator, share: float) -> Article:
    """The article as it is, or, in `share` of cases, under one or two other conventions."""
    if rng.random() >= share:
        return article
    kinds = [edit_quotes, edit_apostrophes, edit_dashes, edit_headlines, edit_bullets, edit_case]
    for kind in rng.choice(len(kinds), size=rng.integers(1, 3), replace=False, p=[0.45, 0.1, 0.15, 0.1, 0.08, 0.12]):
        article = _rewrite_case(article, kinds[kind](article, rng))
    return article


def _rewrite_case(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """`rewrite`, with edits that keep every position applied directly: a replaced line keeps the spans inside it."""
    if all(len(new) == end - begin for begin, end, new in edits):
        text = list(article.text)
        for begin, end, new in edits:
            text[begin:end] = new
        return Article(article.doc, "".join(text), article.spans)
    return rewrite(article, edits)


# ---- windows

def tag_words(pieces: encoding.Pieces, spans: dict[str, list[tuple[int, int]]]) -> np.ndarray:
    """The BIO tag of every piece that starts a word, for each role; other pieces carry their word's tag."""
    tags = np.full((len(pieces.ids), len(encoding.ROLES)), OUTSIDE, dtype=np.int64)
    begins, ends = pieces.spans[:, 0], pieces.spans[:, 1]
    for column, role in enumerate(encoding.ROLES):
        for begin, end in spans[role]:
            inside = np.flatnonzero((begins < end) & (ends > begin))
            if len(inside):
                tags[inside, column] = INSIDE
                tags[inside[0], column] = BEGIN
    return tags


def make_windows(article: Article, *, tokenizer, rng: np.random.Generator) -> list[Window]:
    """An article's windows, the first one cut at a random length so that paragraphs meet other neighbours each time."""
    paragraphs = [(m.start(), m.group()) for m in PARAGRAPH.finditer(article.text)]
    pieces = encoding.encode(paragraphs, tokenizer=tokenizer)
    tags = [tag_words(p, article.spans) for p in pieces]
    windows = []
    for chunks in encoding.pack(pieces, window=encoding.WINDOW, first_window=int(rng.integers(encoding.WINDOW // 4, encoding.WINDOW + 1))):
        ids, features, mask = encoding.window_arrays([chunks], pieces)
        words, labels, at = [0], [np.full((1, len(encoding.ROLES)), OUTSIDE)], 1
        for chunk in chunks:
            first = np.flatnonzero(pieces[chunk.paragraph].first[chunk.begin:chunk.end])
            found = tags[chunk.paragraph][chunk.begin:chunk.end][first].copy()
            if len(found):
                found[0][found[0] == INSIDE] = BEGIN
            words += [*(first + at), at + chunk.end - chunk.begin]
            labels += [found, np.full((1, len(encoding.ROLES)), OUTSIDE)]
            at += chunk.end - chunk.begin + 1
        windows.append(Window(ids[0], features[0], np.array(words), np.concatenate(labels)))
    return windows


def make_batches(
    articles: list[Article], *, tokenizer, rng: np.random.Generator, size: int, share: float,
) -> list[list[Window]]:
    """One epoch: articles in a new order, some rewritten, windows of like length together."""
    windows = []
    for number in rng.permutation(len(articles)):
        windows += make_windows(augment(articles[number], rng=rng, share=share), tokenizer=tokenizer, rng=rng)
    windows = [windows[number] for number in rng.permutation(len(windows))]
    batches = []
    for begin in range(0, len(windows), 16 * size):
        group = sorted(windows[begin:begin + 16 * size], key=lambda window: len(window.ids))
        batches += [group[at:at + size] for at in range(0, len(group), size)]
    return [batches[number] for number in rng.permutation(len(batches))]


def collate(batch: list[Window]) -> dict[str, torch.Tensor]:
    """A batch padded to its longest window and its most words."""
    length, words = max(len(w.ids) for w in batch), max(len(w.words) for w in batch)
    shapes = {"ids": (length,), "features": (length,), "mask": (length,), "words": (words,), "known": (words,),
              "tags": (words, len(encoding.ROLES))}
    arrays = {name: np.zeros((len(batch), *shape), dtype=np.int64) for name, shape in shapes.items()}
    for row, window in enumerate(batch):
        n, m = len(window.ids), len(window.words)
        arrays["ids"][row, :n], arrays["features"][row, :n], arrays["mask"][row, :n] = window.ids, window.features, 1
        arrays["words"][row, :m], arrays["known"][row, :m], arrays["tags"][row, :m] = window.words, 1, window.tags
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


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
            with torch.no_grad(), torch.autocast("cpu", dtype=PRODUCTS, enabled=PRODUCTS != torch.float32):
                states.append(teacher(torch.from_numpy(ids), torch.from_numpy(mask))[found[:, 0], found[:, 1]].float())
            places.append(np.stack([part[found[:, 0], 0], part[found[:, 0], 1] + found[:, 1] - 1], axis=1))
    places, states = np.concatenate(places), torch.cat(states)
    chosen = rng.permutation(len(places))[:MOST_LIKENED]
    return places[chosen], states[chosen]


def batch_loss(network: Network, teacher: Encoder, batch: list[Window], *, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """The losses of one batch, of tags and of meaning; matrix products in bfloat16, where the machine has them."""
    arrays = collate(batch)
    places, taught = teach(teacher, batch, rng=rng)
    with torch.autocast("cpu", dtype=PRODUCTS, enabled=PRODUCTS != torch.float32):
        scores, vectors = network(arrays["ids"], arrays["features"], arrays["mask"])
    scores = scores.float().gather(1, arrays["words"][..., None].expand(-1, -1, scores.shape[-1]))
    scores = scores.unflatten(-1, (len(encoding.ROLES), 3))
    tags = sequence_loss(scores, network.transitions, arrays["tags"], arrays["known"])
    return tags, meaning_loss(vectors.float()[places[:, 0], places[:, 1]], taught)


# ---- training, in steps that can be taken up again

def make_optimizer(network: Network, rate: float) -> torch.optim.AdamW:
    """AdamW (Loshchilov & Hutter 2019): heads and features learn five times as fast, transitions fifty times."""
    groups = {1.0: [], 5.0: [], 50.0: []}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            factor = 50.0 if name == "transitions" else 5.0 if name.startswith(("heads", "features", "meaning")) else 1.0
            groups[factor].append(parameter)
    options = [{"params": parameters, "lr": rate * factor, "factor": factor} for factor, parameters in groups.items()]
    return torch.optim.AdamW(options, weight_decay=0.01)


def save_checkpoint(path: Path, network: Network, optimizer: torch.optim.AdamW, **progress: float) -> None:
    """Weights, optimiser and progress as one safetensors file, put in place when complete."""
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    fresh = path.with_suffix(".new")
    save_file({name: value.contiguous() for name, value in tensors.items()}, str(fresh),
              metadata={name: repr(value) for name, value in progress.items()})
    fresh.replace(path)


def load_checkpoint(path: Path, network: Network, optimizer: torch.optim.AdamW) -> dict[str, float]:
    """Weights and optimiser from a checkpoint; the progress that it holds."""
    tensors = load_file(str(path))
    network.load_state_dict({name[8:]: value for name, value in tensors.items() if name.startswith("network.")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, part = name.split(".")
            state.setdefault(int(number), {})[part] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    torch.set_rng_state(tensors["random"])
    with safe_open(str(path), "pt") as file:
        return {name: float(value) for name, value in file.metadata().items()}


def rate_factor(step: int, *, total: int, warmup: int, last: int) -> float:
    """The learning rate's share of its peak: up over `warmup` steps and down to zero at `total`, then down from `LAST_RATE` once more."""
    if step >= total:
        return LAST_RATE * max(0.0, 1 - (step - total) / max(1, last))
    return min(1.0, (step + 1) / warmup) * (1 - max(0, step - warmup) / max(1, total - warmup))


def train(network: Network, teacher: Encoder, articles: list[Article], *, tokenizer, options: argparse.Namespace) -> None:
    """All epochs, from the last checkpoint on."""
    path = Path(options.work) / "checkpoint.safetensors"
    optimizer = make_optimizer(network, options.rate)
    progress = load_checkpoint(path, network, optimizer) if path.exists() else {"epoch": 0, "batch": 0, "seconds": 0}
    began, total = time.monotonic() - progress["seconds"], int(progress.get("total", 0))
    network.train()
    for epoch in range(int(progress["epoch"]), options.epochs + options.last_epochs):
        batches = make_batches(articles, tokenizer=tokenizer, rng=np.random.default_rng([options.seed, epoch]),
                               size=options.batch, share=options.augmented)
        total = total or len(batches) * options.epochs
        skip = int(progress["batch"]) if epoch == int(progress["epoch"]) else 0
        for number in range(skip, len(batches)):
            step, used = epoch * len(batches) + number, time.monotonic() - began
            factor = rate_factor(step, total=total, warmup=options.warmup, last=len(batches) * options.last_epochs)
            weight = MEANING_WEIGHT if step < total else LAST_MEANING_WEIGHT
            for group in optimizer.param_groups:
                group["lr"] = options.rate * group["factor"] * factor
            tags, meaning = batch_loss(network, teacher, batches[number], rng=np.random.default_rng([options.seed, step]))
            loss = tags + weight * meaning
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            if step % 20 == 0:
                LOG.info("epoch %d batch %d/%d loss %.4f + %.1f x %.4f rate %.2e seconds %.0f", epoch, number, len(batches),
                         float(tags.detach()), weight, float(meaning.detach()), options.rate * factor, used)
            if (number + 1) % 200 == 0:
                save_checkpoint(path, network, optimizer, epoch=epoch, batch=number + 1, seconds=used, total=total)
        save_checkpoint(path, network, optimizer, epoch=epoch + 1, batch=0, seconds=time.monotonic() - began, total=total)
        if epoch + 1 == options.epochs:
            save_file({name: value.contiguous() for name, value in network.state_dict().items()}, str(path.with_name(EARLIER)))


def average(network: Network, earlier: Path) -> None:
    """The mean of the network's weights and those from before the last epochs (Izmailov et al., UAI 2018)."""
    held = load_file(str(earlier))
    network.load_state_dict({name: (value + held[name]) / 2 if value.is_floating_point() else value
                             for name, value in network.state_dict().items()})


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="gold articles to train on")
    parser.add_argument("--leave-out", type=Path, help="gold file whose articles are left out of training")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="files with the texts of coded.csv; without them it is not used")
    parser.add_argument("--base", type=Path, required=True, help="folder of the published encoder")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints; a new run needs an empty one")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and decoding.json")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--last-epochs", type=int, default=1, help="further epochs, from half the peak rate down to zero")
    parser.add_argument("--batch", type=int, default=8, help="windows a step")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the encoder")
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--augmented", type=float, default=0.25, help="share of articles rewritten under other conventions")
    parser.add_argument("--held-out", type=int, default=40, help="gold articles kept for the choices of decoding")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """From gold files to the ONNX file."""
    options = read_options()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer = encoding.load_tokenizer(options.base / "tokenizer.json")
    left_out = frozenset(article.doc for article in read_gold(options.leave_out)) if options.leave_out else frozenset()
    articles, held_out = split_gold(read_gold(options.gold, without=left_out), n_held_out=options.held_out,
                                    rng=np.random.default_rng(options.seed))
    network = Network(tokenizer.get_vocab_size())
    teacher = Encoder(tokenizer.get_vocab_size()).eval()
    for encoder in (network, teacher):
        load_base(encoder, options.base / "model.safetensors")
    further = read_further(CODED, options.texts) if options.texts else []
    train(network, teacher, articles + further, tokenizer=tokenizer, options=options)
    if options.last_epochs:
        average(network, options.work / EARLIER)
    state = {name: value.contiguous() for name, value in network.state_dict().items()}
    save_file(state, str(options.work / "weights.safetensors"))
    training, choosing = (export.read_coded(options.gold, docs=frozenset(article.doc for article in part))
                          for part in (articles, held_out))
    export.finish(network, options.out, training=training, held_out=choosing, tokenizer=tokenizer)


if __name__ == "__main__":
    main()
