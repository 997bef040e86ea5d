"""The network behind the attribution tagger, in torch: trained by `train.py`, put into its shipped form by `export.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution.encoding import N_FEATURES, ROLES, WINDOW
from analysis.models.attribution.gold import Window
from analysis.models.attribution.tagger import FORBIDDEN, INSIDE, OUTSIDE

LAYERS, WIDTH = 6, 384
# Heads of a layer and the numbers of each, and its inner units.
HEADS, HEAD, INNER = 8, 32, 1024
# The layer whose states likeness goes on from.
MEANING_LAYER = 4


class Batch(NamedTuple):
    """Windows padded to the longest: pieces, where words start and which of these places are any, tags, the teacher's scores, and which
    windows are coded."""

    ids: torch.Tensor
    features: torch.Tensor
    words: torch.Tensor
    there: torch.Tensor
    tags: torch.Tensor
    taught: torch.Tensor
    coded: torch.Tensor


def collate(windows: list[Window]) -> Batch:
    """A batch of windows."""
    ids, features, words, tags, taught = (
        pad_sequence([torch.from_numpy(getattr(window, part)) for window in windows], batch_first=True, padding_value=padding)
        for part, padding in (("ids", 0), ("features", 0), ("words", 0), ("tags", -1), ("taught", np.nan)))
    return Batch(ids, features, words, tags[..., 0] >= 0, tags.clamp_min(0), taught, torch.tensor([window.coded for window in windows]))


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin et al. 2019): attention and feed-forward, each normed after its residual."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * HEADS * HEAD), nn.Linear(HEADS * HEAD, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_attention, self.norm_output = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: torch.Tensor, blocked: torch.Tensor) -> torch.Tensor:
        batch, length = x.shape[0], x.shape[1]
        qkv = self.qkv(x).reshape(batch, length, 3, HEADS, HEAD).permute(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(-1, -2) * HEAD ** -0.5 + blocked
        mixed = (torch.softmax(scores, dim=-1) @ qkv[2]).transpose(1, 2).reshape(batch, length, HEADS * HEAD)
        x = self.norm_attention(x + self.out(mixed))
        return self.norm_output(x + self.down(functional.gelu(self.up(x))))


class Network(nn.Module):
    """The encoder with features of casing and quotation added to its pieces, and one BIO head a role.

    Piece embeddings are 8-bit codes with a scale a row.
    """

    def __init__(self, n_pieces: int) -> None:
        super().__init__()
        self.register_buffer("piece_codes", torch.zeros(n_pieces, WIDTH, dtype=torch.int8))
        self.register_buffer("piece_scales", torch.zeros(n_pieces, 1))
        self.positions = nn.Parameter(torch.zeros(WINDOW, WIDTH), requires_grad=False)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.heads = nn.Linear(WIDTH, 3 * len(ROLES))
        self.transitions = nn.Parameter(torch.zeros(len(ROLES), 3, 3))

    def see(self, ids: torch.Tensor, features: torch.Tensor) -> list[torch.Tensor]:
        """The states after each layer, the embedded pieces with their features first."""
        placed = self.norm(self.piece_codes[ids].float() * self.piece_scales[ids] + self.positions[:ids.shape[1]])
        states = [placed + self.features(features)]
        for layer in self.layers:
            states.append(layer(states[-1], block_padding(ids)))
        return states

    def forward(self, batch: Batch) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Scores of each word (windows x words x roles x tags), and the states after each layer."""
        states = self.see(batch.ids, batch.features)
        return scores_of_words(self.heads(states[-1]), batch), states


def scores_of_words(scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """The scores of words, those of their first pieces: windows x words x roles x tags."""
    found = scores.float().gather(1, batch.words[..., None].expand(-1, -1, scores.shape[-1]))
    return found.unflatten(-1, (len(ROLES), 3))


def block_padding(ids: torch.Tensor) -> torch.Tensor:
    """What is added to the scores of attention so that nothing looks at padding."""
    return (ids == 0)[:, None, None, :] * FORBIDDEN


def read_network(folder: Path) -> Network:
    """A network from its shipped files, its weights as they were rounded."""
    held = read_constants(folder / "model.onnx")
    network = Network(len(held["piece_codes"]))
    transitions = torch.tensor(json.loads((folder / "decoding.json").read_text(encoding="utf-8"))["transitions"])
    whole = {name: held[name] for name in ("piece_codes", "piece_scales", "positions", "features.weight")}
    network.load_state_dict(state_of(network, held) | whole | {"transitions": transitions})
    return network


def read_constants(path: Path) -> dict[str, torch.Tensor]:
    """What an ONNX file holds, by name."""
    return {constant.name: torch.from_numpy(numpy_helper.to_array(constant).copy()) for constant in onnx.load(path).graph.initializer}


def state_of(network: nn.Module, held: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of a network's linear layers and norms, from the constants of its file."""
    state = {}
    for name, part in network.named_modules():
        own = name.replace("layers.", "layer.")
        if isinstance(part, nn.LayerNorm):
            state |= {f"{name}.{kind}": held[f"{own}.{kind}"] for kind in ("weight", "bias")}
        elif isinstance(part, nn.Linear):
            state[f"{name}.weight"] = (held[f"{own}.codes"] * held[f"{own}.scales"]).T
            if part.bias is not None:
                state[f"{name}.bias"] = held[f"{own}.bias"]
    return state


def tag_loss(transitions: torch.Tensor, scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Negative log-likelihood of a linear-chain conditional random field a role, per word of coded windows (Lafferty et al. 2001)."""
    scores, tags, there = scores[batch.coded], batch.tags[batch.coded], batch.there[batch.coded][..., None]
    barrier = torch.zeros(3, 3)
    barrier[OUTSIDE, INSIDE] = FORBIDDEN
    table = transitions + barrier
    gold = (scores.gather(-1, tags[..., None])[..., 0] * there).sum()
    gold = gold + (table[torch.arange(len(ROLES)), tags[:, :-1], tags[:, 1:]] * there[:, 1:]).sum()
    total = scores[:, 0] + barrier[OUTSIDE]
    for step in range(1, scores.shape[1]):
        new = torch.logsumexp(total[..., None] + table, dim=-2) + scores[:, step]
        total = torch.where(there[:, step, None], new, total)
    return (torch.logsumexp(total, dim=-1).sum() - gold) / there.sum().clamp_min(1)
