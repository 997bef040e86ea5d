"""The network behind the attribution tagger, in torch: trained by `train.py`, put into its shipped form by `export.py`."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn
from torch.nn import functional

from analysis.models.attribution.encoding import N_FEATURES, ROLES, WINDOW
from analysis.models.attribution.tagger import FORBIDDEN, INSIDE, OUTSIDE

LAYERS, WIDTH = 6, 384
# Numbers of an attention head; heads and inner units of each layer as published, and as shipped.
HEAD = 32
PUBLISHED, SMALL = (12, 1536), (8, 1024)
# The layer that is taught what words mean, whose states likeness goes on from, and how many numbers it is taught through.
MEANING_LAYER, MEANING = 4, 128


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


class Encoder(nn.Module):
    """The encoder as published, or with fewer heads and inner units: word pieces to the states of each layer.

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

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Pieces with their positions, normed."""
        return self.norm(self.piece_codes[ids].float() * self.piece_scales[ids] + self.positions[:ids.shape[1]])

    def run(self, x: torch.Tensor, mask: torch.Tensor) -> list[torch.Tensor]:
        """The states after each layer, the embedded pieces first."""
        blocked = (1.0 - mask[:, None, None, :].float()) * FORBIDDEN
        states = [self.dropout(x)]
        for layer in self.layers:
            states.append(layer(states[-1], blocked))
        return states

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The last states."""
        return self.run(self.embed(ids), mask)[-1]


class Network(Encoder):
    """The encoder with features of casing and quotation added to the pieces, one BIO head a role, and one for vectors of meaning."""

    def __init__(self, n_pieces: int, *, size: tuple[int, int] = PUBLISHED, dropout: float = 0.1) -> None:
        super().__init__(n_pieces, size=size, dropout=dropout)
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.heads = nn.Linear(WIDTH, 3 * len(ROLES))
        self.meaning = nn.Linear(WIDTH, MEANING)
        self.transitions = nn.Parameter(torch.zeros(len(ROLES), 3, 3))
        nn.init.zeros_(self.features.weight)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    def see(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> list[torch.Tensor]:
        """The states after each layer, the embedded pieces with their features first."""
        return self.run(self.embed(ids) + self.features(features), mask)

    def forward(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of the tags (role by role) and a vector of meaning for each piece."""
        states = self.see(ids, features, mask)
        return self.heads(states[-1]), self.meaning(states[MEANING_LAYER])


def load_base(network: Encoder, path: Path) -> None:
    """The published encoder's weights put into `network`."""
    with safe_open(str(path), "pt") as file:
        get = file.get_tensor
        pieces = get("embeddings.word_embeddings.weight") + get("embeddings.token_type_embeddings.weight")[0]
        network.piece_scales.copy_(pieces.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127)
        network.piece_codes.copy_(torch.round(pieces / network.piece_scales).to(torch.int8))
        state = {"positions": get("embeddings.position_embeddings.weight")[:WINDOW],
                 "norm.weight": get("embeddings.LayerNorm.weight"), "norm.bias": get("embeddings.LayerNorm.bias")}
        names = {"out": "attention.output.dense", "norm_attention": "attention.output.LayerNorm", "up": "intermediate.dense",
                 "down": "output.dense", "norm_output": "output.LayerNorm"}
        for layer in range(LAYERS):
            prefix = f"encoder.layer.{layer}."
            for kind in ("weight", "bias"):
                state[f"layers.{layer}.qkv.{kind}"] = torch.cat(
                    [get(f"{prefix}attention.self.{part}.{kind}") for part in ("query", "key", "value")])
                state |= {f"layers.{layer}.{own}.{kind}": get(f"{prefix}{theirs}.{kind}") for own, theirs in names.items()}
    missing = network.load_state_dict(state, strict=False)
    if missing.unexpected_keys:
        raise ValueError(f"weights that the network has no place for: {missing.unexpected_keys}")


def constrained(transitions: torch.Tensor) -> torch.Tensor:
    """Transition scores with the step from outside to inside forbidden."""
    barrier = torch.zeros(3, 3)
    barrier[OUTSIDE, INSIDE] = FORBIDDEN
    return transitions + barrier


def sequence_loss(scores: torch.Tensor, transitions: torch.Tensor, tags: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Negative log-likelihood of a linear-chain conditional random field for each role, per word (Lafferty et al. 2001)."""
    table = constrained(transitions)
    known = known.to(scores.dtype)
    at = torch.arange(len(ROLES))
    gold = (scores.gather(-1, tags[..., None])[..., 0] * known[..., None]).sum((1, 2))
    gold = gold + (table[at, tags[:, :-1], tags[:, 1:]] * known[:, 1:, None]).sum((1, 2))
    total = scores[:, 0] + torch.tensor([0.0, FORBIDDEN, 0.0])
    for step in range(1, scores.shape[1]):
        new = torch.logsumexp(total[..., None] + table, dim=-2) + scores[:, step]
        total = torch.where(known[:, step, None, None] > 0, new, total)
    return (torch.logsumexp(total, dim=-1).sum(1) - gold).sum() / known.sum()


def meaning_loss(vectors: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """How far the likeness of each two pieces (cosine, less what all have in common) is from their likeness to the teacher.

    Similarity-preserving distillation (Tung and Mori, ICCV 2019): mean squared difference of the two matrices of cosines.
    """
    own, other = (functional.normalize(each - each.mean(0), dim=1) for each in (vectors, taught))
    return (own @ own.T - other @ other.T).square().mean()
