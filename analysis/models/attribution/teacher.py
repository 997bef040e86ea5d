"""A larger encoder as tagger: what the network that is shipped learns from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution import encoding, gold
from analysis.models.attribution.gold import Article, Window
from analysis.models.attribution.network import Batch, block_padding, collate, scores_of_words, tag_loss
from analysis.models.training import autocast, learn, rates_of, read_encoder

WIDTH, LAYERS = 768, 12
# Epochs, windows a step and windows that are read at once.
EPOCHS, BATCH, AT_ONCE = 3, 16, 16
# The last layer's highest rate, what of it is left a layer below, the share of the first norm, and how much faster other parts learn.
RATE, DECAY, LOWEST, FASTER, WARMUP = 8e-5, 0.92, 0.4, {"heads": 20, "features": 10, "transitions": 200}, 120


class Teacher(nn.Module):
    """The published encoder with features of casing and quotation added to its pieces, and one BIO head a role."""

    def __init__(self, folder: Path, *, tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer
        self.encoder, numbers = read_encoder(folder, tokenizer=tokenizer)
        self.register_buffer("numbers", numbers, persistent=False)
        self.features = nn.Embedding(encoding.N_FEATURES, WIDTH)
        self.heads = nn.Linear(WIDTH, 3 * len(encoding.ROLES))
        self.transitions = nn.Parameter(torch.zeros(len(encoding.ROLES), 3, 3))
        nn.init.zeros_(self.features.weight)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)
        # What depends on pieces and places alone stays. Dropout is after the inner units only; elsewhere it costs a third of the time.
        for fixed in (self.encoder.embeddings.word_embeddings, self.encoder.embeddings.position_embeddings,
                      self.encoder.encoder.relative_attention_bias):
            fixed.requires_grad_(False)
        for layer in self.encoder.encoder.layer:
            layer.attention.dropout.p = layer.attention.attn.dropout.p = 0.0

    def forward(self, batch: Batch) -> torch.Tensor:
        """Scores of each word: windows x words x roles x tags."""
        with autocast():
            embedded = self.encoder.embeddings(input_ids=self.numbers[batch.ids]) + self.features(batch.features)
            scores = self.heads(self.encoder.encoder(embedded, attention_mask=block_padding(batch.ids))[0])
        return scores_of_words(scores, batch)

    def learn(self, articles: list[Article], *, rng: np.random.Generator) -> None:
        """Learns the tags of coded articles, some of them rewritten anew in each epoch."""
        def batches() -> list[list[Window]]:
            some = [gold.augment(article, rng=rng) for article in articles]
            return gold.make_batches(some, tokenizer=self._tokenizer, rng=rng, batch=BATCH, size=encoding.WINDOW)

        def loss(windows: list[Window]) -> torch.Tensor:
            batch = collate(windows)
            return tag_loss(self.transitions, self(batch), batch)

        self.train()
        optimizer = torch.optim.AdamW(rates_of(self, _rate), weight_decay=0.01)
        learn(self, optimizer, batches, loss, epochs=EPOCHS, warmup=WARMUP)
        self.eval()

    def see(self, articles: list[Article]) -> list[Article]:
        """The articles with the scores of their pieces; windows of about one length are read together."""
        pieces = [encoding.encode(encoding.paragraphs_of(article.text), tokenizer=self._tokenizer) for article in articles]
        packed = [encoding.pack(own, window=encoding.WINDOW) for own in pieces]
        arrays = [tuple(map(torch.from_numpy, encoding.window_arrays(window, own)))
                  for own, windows in zip(pieces, packed, strict=True) for window in windows]
        found: dict[int, np.ndarray] = {}
        for some in torch.tensor([len(ids) for ids, _ in arrays]).argsort().split(AT_ONCE):
            ids, features = (pad_sequence([arrays[number][part] for number in some], batch_first=True) for part in range(2))
            every = torch.arange(ids.shape[1]).expand_as(ids)
            with torch.no_grad():
                scores = self(Batch(ids, features, every, *[torch.empty(0)] * 4)).flatten(2).numpy()
            found |= {int(number): own[:len(arrays[number][0])] for number, own in zip(some, scores, strict=True)}
        tables = (found[number] for number in range(len(arrays)))
        return [replace(article, taught=tuple(encoding.join_windows(windows, [next(tables) for _ in windows], own, width=scores.shape[-1])))
                for article, own, windows in zip(articles, pieces, packed, strict=True)]


def _rate(name: str) -> float:
    """The highest rate of a parameter: the lower its layer, the lower."""
    if (part := name.split(".")[0]) in FASTER:
        return RATE * FASTER[part]
    return RATE * (DECAY ** (LAYERS - 1 - int(name.split(".")[3])) if ".layer." in name else LOWEST)
