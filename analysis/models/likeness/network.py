"""The likeness network, in torch: what a word piece means where it stands, told from the attribution network's states."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from analysis.models import pinned_digests
from analysis.models.attribution import network as encoder
from analysis.models.attribution.export import Graph
from analysis.models.likeness import GOES_WITH, WIDTH

LAYERS = 2
# The largest code of the table in 8 bits.
LARGEST_CODE = 127


class Meaning(nn.Module):
    """What a piece means in general, from a table, and what the words around it make of that.

    Two layers of the attribution network's small size read its states with the table's vectors added; what they find is added to the
    table's vector.
    """

    def __init__(self, table: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)
        self.feed, self.norm = nn.Linear(WIDTH, encoder.WIDTH, bias=False), nn.LayerNorm(encoder.WIDTH)
        self.layers = nn.ModuleList(encoder.Layer() for _ in range(LAYERS))
        self.meaning = nn.Linear(encoder.WIDTH, WIDTH)
        for linear in (self.feed, self.meaning):
            nn.init.normal_(linear.weight, std=0.02)
        nn.init.zeros_(self.meaning.bias)

    def forward(self, ids: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
        """A vector for each piece of each window."""
        general = functional.embedding(ids, self.table)
        state = self.norm(states + self.feed(general))
        for layer in self.layers:
            state = layer(state, encoder.block_padding(ids))
        return general + self.meaning(state)


def take_layers(network: Meaning, folder: Path) -> None:
    """The layers begin as the last ones of the attribution network, read from its files."""
    network.layers.load_state_dict(encoder.read_network(folder).layers[-LAYERS:].state_dict())


def read_network(path: Path) -> Meaning:
    """A network from its shipped file, its weights as they were rounded."""
    held = encoder.read_constants(path)
    network = Meaning(held["general_codes"] * held["general_scales"])
    network.load_state_dict(encoder.state_of(network, held), strict=False)
    return network


def export_network(network: Meaning, path: Path) -> None:
    """The network as an ONNX file: a window's ids and states in, vectors out; the table in 8 bits with a scale a row."""
    graph = Graph()
    scales = network.table.abs().amax(1, keepdim=True).clamp_min(1e-8) / LARGEST_CODE
    general = graph.decode("general", torch.round(network.table / scales).to(torch.int8), scales)
    feed = nn.Linear(WIDTH, encoder.WIDTH)
    feed.weight, feed.bias = network.feed.weight, nn.Parameter(torch.zeros(encoder.WIDTH))
    fed = graph.add("Add", ["states", graph.multiply(general, "feed", feed, "fed")], "sum")
    state = graph.norm(fed, "norm", network.norm, "state.0")
    for number, layer in enumerate(network.layers):
        state = graph.layer(state, f"layer.{number}", layer, f"state.{number + 1}")
    graph.add("Add", [general, graph.multiply(state, "meaning", network.meaning, "found")], "vectors")
    graph.save(path, "likeness", {"ids": 0, "states": encoder.WIDTH}, {"vectors": WIDTH},
               goes_with={GOES_WITH: pinned_digests()[GOES_WITH]["model.onnx"]})
