"""The network behind the attribution tagger, in torch: trained by `train.py`, put into its shipped form by `export.py`."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution.encoding import N_FEATURES, ROLES, WINDOW
from analysis.models.attribution.gold import Window
from analysis.models.attribution.tagger import FORBIDDEN, INSIDE, OUTSIDE

LAYERS, WIDTH = 6, 384
# Numbers of an attention head; heads and inner units of each layer as published, and as shipped.
HEAD = 32
PUBLISHED, SMALL = (12, 1536), (8, 1024)
# The layer that is taught what words mean, whose states likeness goes on from, and how many numbers it is taught through.
MEANING_LAYER, MEANING = 4, 128


class Batch(NamedTuple):
    """Windows padded to the longest: pieces, where words start and which of these places are any, tags, and which windows are coded."""

    ids: torch.Tensor
    features: torch.Tensor
    words: torch.Tensor
    there: torch.Tensor
    tags: torch.Tensor
    coded: torch.Tensor


def collate(windows: list[Window]) -> Batch:
    """A batch of windows."""
    ids, features, words, tags = (
        pad_sequence([torch.from_numpy(getattr(window, part)) for window in windows], batch_first=True, padding_value=padding)
        for part, padding in (("ids", 0), ("features", 0), ("words", 0), ("tags", -1)))
    return Batch(ids, features, words, tags[..., 0] >= 0, tags.clamp_min(0), torch.tensor([window.coded for window in windows]))


class Layer(nn.Module):
    """One layer of a BERT encoder (Devlin et al. 2019): attention and feed-forward, each normed after its residual."""

    def __init__(self, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(WIDTH, 3 * heads * HEAD), nn.Linear(heads * HEAD, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, inner), nn.Linear(inner, WIDTH)
        self.norm_attention, self.norm_output = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, blocked: torch.Tensor) -> torch.Tensor:
        batch, length = x.shape[0], x.shape[1]
        qkv = self.qkv(x).reshape(batch, length, 3, self.heads, HEAD).permute(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(-1, -2) * HEAD ** -0.5 + blocked
        mixed = self.dropout(torch.softmax(scores, dim=-1)) @ qkv[2]
        mixed = mixed.transpose(1, 2).reshape(batch, length, self.heads * HEAD)
        x = self.norm_attention(x + self.dropout(self.out(mixed)))
        return self.norm_output(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Network(nn.Module):
    """The encoder as published, or with fewer heads and inner units, with features of casing and quotation added to its pieces,
    one BIO head a role, and one for vectors of meaning.

    Piece embeddings are 8-bit codes with a scale a row.
    """

    def __init__(self, n_pieces: int, *, size: tuple[int, int] = PUBLISHED, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("piece_codes", torch.zeros(n_pieces, WIDTH, dtype=torch.int8))
        self.register_buffer("piece_scales", torch.zeros(n_pieces, 1))
        self.positions = nn.Parameter(torch.zeros(WINDOW, WIDTH), requires_grad=False)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(*size, dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.heads = nn.Linear(WIDTH, 3 * len(ROLES))
        self.meaning = nn.Linear(WIDTH, MEANING)
        self.transitions = nn.Parameter(torch.zeros(len(ROLES), 3, 3))
        nn.init.zeros_(self.features.weight)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    def see(self, ids: torch.Tensor, features: torch.Tensor) -> list[torch.Tensor]:
        """The states after each layer, the embedded pieces with their features first."""
        placed = self.norm(self.piece_codes[ids].float() * self.piece_scales[ids] + self.positions[:ids.shape[1]])
        states = [self.dropout(placed + self.features(features))]
        for layer in self.layers:
            states.append(layer(states[-1], block_padding(ids)))
        return states

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]]:
        """Scores of each word (windows x words x roles x tags), a vector of meaning for each piece, and the states after each layer."""
        states = self.see(batch.ids, batch.features)
        scores = self.heads(states[-1]).float()
        of_words = scores.gather(1, batch.words[..., None].expand(-1, -1, scores.shape[-1]))
        return of_words.unflatten(-1, (len(ROLES), 3)), self.meaning(states[MEANING_LAYER]).float(), states


def block_padding(ids: torch.Tensor) -> torch.Tensor:
    """What is added to the scores of attention so that nothing looks at padding."""
    return (ids == 0)[:, None, None, :] * FORBIDDEN


def load_base(network: Network, path: Path) -> None:
    """The published encoder's weights put into `network`."""
    held = load_file(path)
    pieces = held["embeddings.word_embeddings.weight"] + held["embeddings.token_type_embeddings.weight"][0]
    scales = pieces.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
    state = {"piece_scales": scales, "piece_codes": torch.round(pieces / scales).to(torch.int8),
             "positions": held["embeddings.position_embeddings.weight"][:WINDOW],
             "norm.weight": held["embeddings.LayerNorm.weight"], "norm.bias": held["embeddings.LayerNorm.bias"]}
    names = {"qkv": ("attention.self.query", "attention.self.key", "attention.self.value"), "out": ("attention.output.dense",),
             "norm_attention": ("attention.output.LayerNorm",), "up": ("intermediate.dense",), "down": ("output.dense",),
             "norm_output": ("output.LayerNorm",)}
    state |= {f"layers.{layer}.{own}.{kind}": torch.cat([held[f"encoder.layer.{layer}.{part}.{kind}"] for part in theirs])
              for layer in range(LAYERS) for own, theirs in names.items() for kind in ("weight", "bias")}
    network.load_state_dict(state, strict=False)


def cut_down(wide: Network, batches: list[Batch]) -> Network:
    """A network with fewer heads and inner units in each layer: those of `wide` that matter most for its states.

    One matters by how much what it adds to the state varies over the pieces of some windows; what the others add on average is
    kept as a constant.
    """
    wide = copy.deepcopy(wide).eval()
    small = Network(len(wide.piece_codes), size=SMALL, dropout=0.0)
    narrowed = [linear for layer in wide.layers for linear in (layer.out, layer.down)]
    # Of what goes into each, and of a constant beside it, the sums of all products.
    products = {linear: torch.zeros(linear.in_features + 1, linear.in_features + 1, dtype=torch.double) for linear in narrowed}

    def add(linear: nn.Linear, inputs: tuple[torch.Tensor]) -> None:
        rows = functional.pad(inputs[0][batch.ids > 0].double(), (0, 1), value=1)
        products[linear] += rows.T @ rows

    for linear in narrowed:
        linear.register_forward_pre_hook(add)
    with torch.no_grad():
        for batch in batches:
            wide(batch)
    for layer in wide.layers:
        heads = _cut(layer.out, products[layer.out], size=HEAD, n_kept=SMALL[0])
        _keep_outputs(layer.qkv, torch.cat([heads + part * layer.heads * HEAD for part in range(3)]))
        _keep_outputs(layer.up, _cut(layer.down, products[layer.down], size=1, n_kept=SMALL[1]))
    small.load_state_dict(wide.state_dict())
    return small


def _cut(linear: nn.Linear, products: torch.Tensor, *, size: int, n_kept: int) -> torch.Tensor:
    """Leaves a linear layer those groups of inputs through which its output varies most, and gives their places; the others' mean goes
    into its bias."""
    products = products / products[-1, -1]
    mean, weight = products[-1, :-1], linear.weight.data.double()
    spread = products[:-1, :-1] - torch.outer(mean, mean)
    varies = (weight.T @ weight * spread).unflatten(0, (-1, size)).unflatten(2, (-1, size)).diagonal(dim1=0, dim2=2).sum((0, 1))
    chosen = torch.zeros(len(varies), dtype=torch.bool)
    chosen[varies.argsort(descending=True)[:n_kept]] = True
    chosen = chosen.repeat_interleave(size)
    linear.bias.data += (weight[:, ~chosen] @ mean[~chosen]).float()
    linear.weight.data = linear.weight.data[:, chosen]
    return chosen.nonzero()[:, 0]


def _keep_outputs(linear: nn.Linear, kept: torch.Tensor) -> None:
    """Leaves a linear layer some of its outputs."""
    linear.weight.data, linear.bias.data = linear.weight.data[kept], linear.bias.data[kept]


def tag_loss(network: Network, scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Negative log-likelihood of a linear-chain conditional random field a role, per word of coded windows (Lafferty et al. 2001)."""
    scores, tags, there = scores[batch.coded], batch.tags[batch.coded], batch.there[batch.coded][..., None]
    barrier = torch.zeros(3, 3)
    barrier[OUTSIDE, INSIDE] = FORBIDDEN
    table = network.transitions + barrier
    gold = (scores.gather(-1, tags[..., None])[..., 0] * there).sum()
    gold = gold + (table[torch.arange(len(ROLES)), tags[:, :-1], tags[:, 1:]] * there[:, 1:]).sum()
    total = scores[:, 0] + barrier[OUTSIDE]
    for step in range(1, scores.shape[1]):
        new = torch.logsumexp(total[..., None] + table, dim=-2) + scores[:, step]
        total = torch.where(there[:, step, None], new, total)
    return (torch.logsumexp(total, dim=-1).sum() - gold) / there.sum().clamp_min(1)


def meaning_loss(vectors: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """How far the likeness of each two pieces (cosine, less what all have in common) is from their likeness to the teacher.

    Similarity-preserving distillation (Tung and Mori, ICCV 2019): mean squared difference of the two matrices of cosines.
    """
    own, other = (functional.normalize(each - each.mean(0), dim=1) for each in (vectors, taught))
    return (own @ own.T - other @ other.T).square().mean()
