"""Make the network that is shipped: cut out of a trained one, and taught by several trained ones."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn import functional

from analysis.models.attribution.gold import Window
from analysis.models.attribution.network import HEAD, MEANING_LAYER, SMALL, Network
from analysis.models.attribution.steps import autocast, collate, of_words, tag_loss

# What the teachers' scores, the first one's states and its vectors of meaning weigh beside the coded tags.
SCORES_WEIGHT, STATES_WEIGHT, VECTORS_WEIGHT = 0.2, 0.5, 0.5
# Batches on which is seen how much each head and inner unit varies.
SEEN = 30


class Spread:
    """Means and covariances of what goes into a linear layer, in groups of `size` inputs."""

    def __init__(self, layer: nn.Linear, *, size: int) -> None:
        self.layer, self.size = layer, size
        self.count, self.sums, self.products = 0, torch.zeros(1), torch.zeros(1)

    def add(self, rows: torch.Tensor) -> None:
        """Takes some rows of inputs in."""
        groups = rows.double().unflatten(1, (-1, self.size))
        self.count += len(rows)
        self.sums = self.sums + groups.sum(0)
        self.products = self.products + torch.einsum("ngi,ngj->gij", groups, groups)

    def cut(self, n_kept: int) -> torch.Tensor:
        """Leaves the layer the groups through which its output varies most; the others' mean goes into its bias.

        Returns the places of the inputs that are kept.
        """
        weight, mean = self.layer.weight.data.double().unflatten(1, (-1, self.size)), self.sums / self.count
        varies = torch.einsum("ogi,ogj,gij->g", weight, weight, self.products / self.count - mean[:, :, None] * mean[:, None])
        order = varies.argsort(descending=True)
        kept, gone = order[:n_kept].sort().values, order[n_kept:]
        self.layer.bias.data += torch.einsum("ogi,gi->o", weight[:, gone], mean[gone]).float()
        self.layer.weight.data = weight[:, kept].flatten(1).float()
        return (kept[:, None] * self.size + torch.arange(self.size)).flatten()


def cut_down(wide: Network, batches: list[list[Window]]) -> Network:
    """A network with fewer heads and inner units in each layer: those of `wide` that matter most for its states.

    One matters by how much what it adds to the state varies over the pieces of some windows; what the others add on average is
    kept as a constant.
    """
    wide = copy.deepcopy(wide).eval()
    spreads = [(Spread(layer.out, size=HEAD), Spread(layer.down, size=1)) for layer in wide.layers]
    arrays: dict[str, torch.Tensor] = {}
    for spread in (spread for pair in spreads for spread in pair):
        spread.layer.register_forward_pre_hook(lambda _, inputs, spread=spread: spread.add(inputs[0][arrays["mask"].bool()]))
    with torch.no_grad():
        for batch in batches[:SEEN]:
            arrays.update(collate(batch))
            wide(arrays["ids"], arrays["features"], arrays["mask"])
    for layer, (out, down) in zip(wide.layers, spreads, strict=True):
        heads = out.cut(SMALL[0])
        _keep_rows(layer.qkv, torch.cat([heads + part * layer.heads * HEAD for part in range(3)]))
        _keep_rows(layer.up, down.cut(SMALL[1]))
    small = Network(len(wide.piece_codes), size=SMALL, dropout=0.0)
    small.load_state_dict(wide.state_dict())
    return small


def _keep_rows(layer: nn.Linear, kept: torch.Tensor) -> None:
    """Leaves a linear layer some of its outputs."""
    layer.weight.data, layer.bias.data = layer.weight.data[kept], layer.bias.data[kept]


def taught_loss(small: Network, batch: list[Window], *, teachers: list[Network]) -> torch.Tensor:
    """How far the small network is from what its teachers see in a batch, and from what is coded there.

    The squared differences from the teachers' mean scores, a word's tags summed (Ba and Caruana, NeurIPS 2014), and from the first
    one's states and vectors of meaning as shares of their variance (Jiao et al., Findings of EMNLP 2020), beside the tags' own loss.
    """
    arrays = collate(batch)
    inputs, real, there = (arrays["ids"], arrays["features"], arrays["mask"]), arrays["mask"].bool(), arrays["there"].bool()
    with torch.no_grad(), autocast():
        seen = [teacher.see(*inputs) for teacher in teachers]
        taught = [teacher.heads(states[-1]).float() for teacher, states in zip(teachers, seen, strict=True)]
        wanted = teachers[0].meaning(seen[0][MEANING_LAYER])[real].float()
    with autocast():
        states = small.see(*inputs)
        scores, vectors = of_words(small.heads(states[-1]), arrays), small.meaning(states[MEANING_LAYER])[real].float()
    apart = _level(scores) - _level(of_words(torch.stack(taught).mean(0), arrays))
    layers = [_share_apart(one[real].float(), other[real].float()) for one, other in zip(states[1:], seen[0][1:], strict=True)]
    middle = wanted.mean(0)
    return (tag_loss(small, scores, arrays) + SCORES_WEIGHT * apart.square().sum(-1)[there].mean()
            + STATES_WEIGHT * torch.stack(layers).mean() + VECTORS_WEIGHT * _share_apart(vectors - middle, wanted - middle))


def _level(scores: torch.Tensor) -> torch.Tensor:
    """Scores less their mean over the tags, on which nothing depends."""
    return scores - scores.mean(-1, keepdim=True)


def _share_apart(own: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Mean squared difference of two sets of vectors, as a share of the variance of all numbers of the second."""
    return functional.mse_loss(own, taught) / taught.var()
