"""Let the likeness network follow an attribution network that was taught further, in one command.

    python -m analysis.models.likeness.follow --before FOLDER --texts polnear/train.jsonl ecbplus/train.jsonl geowebnews.jsonl \
        --out OUT_FOLDER

`FOLDER` holds `attribution/` and `likeness/` as they were; the shipped attribution network is the new one, and its digests are pinned.
From its states the likeness network learns to give the vectors that it gave from the former's, in the articles of `--texts` and the
invented events. Needs torch, transformers, scikit-learn and onnx beside the project's packages.
"""

from __future__ import annotations

import json

import numpy as np
import torch

from analysis import models
from analysis.models.attribution import encoding
from analysis.models.attribution.tagger import Tagger
from analysis.models.likeness import WIDTH
from analysis.models.likeness.events import read_events
from analysis.models.likeness.laying import Text
from analysis.models.likeness.network import export_network, read_network
from analysis.models.likeness.train import SEED, learn_vectors
from analysis.models.training import read_options

EPOCHS, RATE = 7, 4e-4


def main() -> None:
    """From both networks as they were to the file of weights; its digest then goes into `digests.csv` by hand."""
    options = read_options(__doc__, before="folder of both networks as they were", texts="files of articles to learn from",
                           out="folder for model.onnx")
    torch.manual_seed(SEED)
    tokenizer, tagger = encoding.load_tokenizer(), Tagger(options.before / "attribution")
    likeness = models.open_network(options.before / "likeness" / "model.onnx")
    articles = [json.loads(line)["text"] for path in options.texts for line in path.read_text(encoding="utf-8").splitlines()]
    texts = []
    for text in [*articles, *(text for event in read_events() if not event.held_out for text in event.texts.values())]:
        pieces = encoding.encode(encoding.paragraphs_of(text), tokenizer=tokenizer)
        windows, _, states = tagger.run(pieces)
        vectors = (likeness.run(["vectors"], {"ids": encoding.window_arrays(window, pieces)[0][None], "states": state})[0][0]
                   for window, state in zip(windows, states, strict=True))
        texts.append(Text(text, tokenizer=tokenizer))
        texts[-1].teach(np.concatenate(encoding.join_windows(windows, vectors, pieces, width=WIDTH)))
    network = read_network(options.before / "likeness" / "model.onnx")
    learn_vectors(network, texts, rng=np.random.default_rng(SEED), epochs=EPOCHS, rate=RATE)
    options.out.mkdir(parents=True, exist_ok=True)
    export_network(network, options.out / "model.onnx")


if __name__ == "__main__":
    main()
