"""Training in steps, which goes on where it was stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from analysis.models.attribution import encoding
from analysis.models.attribution.gold import Window
from analysis.models.attribution.network import Network, sequence_loss

SAVE_EVERY, SAY_EVERY = 200, 20
# How much faster than the encoder some parts learn.
FASTER = {"transitions": 50.0, "heads": 5.0, "features": 5.0, "meaning": 5.0}
# Half-length products pay only where the processor has them.
PRODUCTS = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
LOG = logging.getLogger("train")


@dataclass(frozen=True)
class Phase:
    """Some epochs under one rate, which rises over the first steps and falls straight to zero.

    Parameters
    ----------
    epochs, rate, warmup
        How many epochs; the encoder's highest rate; steps until it is reached.
    loss
        The loss of one batch, given a source of chance.
    """

    epochs: int
    rate: float
    warmup: int
    loss: Callable[[list[Window], np.random.Generator], torch.Tensor]

    def rate_at(self, epoch: int, batch: int, n_batches: int) -> float:
        """The rate at one batch of one epoch of the phase."""
        step, total = epoch * n_batches + batch, self.epochs * n_batches
        return self.rate * min(1.0, (step + 1) / self.warmup) * (1 - max(0, step - self.warmup) / max(1, total - self.warmup))


def autocast() -> torch.autocast:
    """Matrix products in bfloat16, where the machine has them."""
    return torch.autocast("cpu", dtype=PRODUCTS, enabled=PRODUCTS != torch.float32)


def collate(batch: list[Window]) -> dict[str, torch.Tensor]:
    """A batch padded to its longest window and its most words: which words are `there`, and of which the tags are `known`."""
    length, words = max(len(w.ids) for w in batch), max(len(w.words) for w in batch)
    shapes = {"ids": (length,), "features": (length,), "mask": (length,), "words": (words,), "there": (words,), "known": (words,),
              "tags": (words, len(encoding.ROLES))}
    arrays = {name: np.zeros((len(batch), *shape), dtype=np.int64) for name, shape in shapes.items()}
    for row, window in enumerate(batch):
        n, m = len(window.ids), len(window.words)
        arrays["ids"][row, :n], arrays["features"][row, :n], arrays["mask"][row, :n] = window.ids, window.features, 1
        arrays["words"][row, :m], arrays["there"][row, :m], arrays["tags"][row, :m] = window.words, 1, window.tags
        arrays["known"][row, :m] = window.coded
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def of_words(scores: torch.Tensor, arrays: dict[str, torch.Tensor]) -> torch.Tensor:
    """The scores of the pieces that begin words: windows x words x roles x tags."""
    at = arrays["words"][..., None].expand(-1, -1, scores.shape[-1])
    return scores.float().gather(1, at).unflatten(-1, (len(encoding.ROLES), 3))


def tag_loss(network: Network, scores: torch.Tensor, arrays: dict[str, torch.Tensor]) -> torch.Tensor:
    """The loss of the tags of coded windows, given their words' scores."""
    coded = arrays["known"][:, 0] > 0
    if not coded.any():
        return scores.new_zeros(())
    return sequence_loss(scores[coded], network.transitions, arrays["tags"][coded], arrays["known"][coded])


def learn(
    network: Network, phases: list[Phase], *, work: Path, seed: int, batches: Callable[[np.random.Generator], list[list[Window]]],
) -> None:
    """All phases, from the last checkpoint in `work` on; the weights after each are kept there.

    AdamW (Loshchilov & Hutter, ICLR 2019), gradients cut to norm 1.
    """
    work.mkdir(parents=True, exist_ok=True)
    path = work / "checkpoint.safetensors"
    optimizer = _make_optimizer(network)
    progress = _load_checkpoint(path, network, optimizer) if path.exists() else {"epoch": 0, "batch": 0, "seconds": 0}
    began = time.monotonic() - progress["seconds"]
    plan = [(number, phase, turn) for number, phase in enumerate(phases, start=1) for turn in range(phase.epochs)]
    network.train()
    for epoch in range(int(progress["epoch"]), len(plan)):
        number, phase, turn = plan[epoch]
        made = batches(np.random.default_rng([seed, epoch]))
        for at in range(int(progress["batch"]) if epoch == progress["epoch"] else 0, len(made)):
            rate = phase.rate_at(turn, at, len(made))
            loss = _step(network, optimizer, phase.loss(made[at], np.random.default_rng([seed, epoch, at + 1])), rate)
            used = time.monotonic() - began
            if at % SAY_EVERY == 0:
                LOG.info("%s epoch %d batch %d/%d loss %.4f rate %.2e seconds %.0f", work.name, epoch, at, len(made), loss, rate, used)
            if (at + 1) % SAVE_EVERY == 0:
                _save_checkpoint(path, network, optimizer, epoch=epoch, batch=at + 1, seconds=used)
        if turn + 1 == phase.epochs:
            save_weights(network, _after(work, number))
        _save_checkpoint(path, network, optimizer, epoch=epoch + 1, batch=0, seconds=time.monotonic() - began)


def average(network: Network, phases: list[Phase], *, work: Path) -> None:
    """The mean of the weights after each phase put into the network (Izmailov et al., UAI 2018)."""
    held = [load_file(str(_after(work, number))) for number in range(1, len(phases) + 1)]
    network.load_state_dict({name: sum(one[name] for one in held) / len(held) if value.is_floating_point() else value
                             for name, value in held[0].items()})


def save_weights(network: Network, path: Path) -> None:
    """The network's weights as a safetensors file."""
    _write(path, network.state_dict())


def _after(work: Path, number: int) -> Path:
    """Where the weights after a phase are kept."""
    return work / f"after-{number}.safetensors"


def _make_optimizer(network: Network) -> torch.optim.AdamW:
    """One group of parameters for each pace."""
    groups: dict[float, list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            groups.setdefault(FASTER.get(name.split(".")[0], 1.0), []).append(parameter)
    return torch.optim.AdamW([{"params": parameters, "factor": factor} for factor, parameters in sorted(groups.items())], weight_decay=0.01)


def _step(network: Network, optimizer: torch.optim.AdamW, loss: torch.Tensor, rate: float) -> float:
    """One step down; the loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return float(loss.detach())


def _save_checkpoint(path: Path, network: Network, optimizer: torch.optim.AdamW, **progress: float) -> None:
    """Weights, optimiser and progress as one safetensors file."""
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    _write(path, tensors, metadata={name: repr(value) for name, value in progress.items()})


def _write(path: Path, tensors: dict[str, torch.Tensor], *, metadata: dict[str, str] | None = None) -> None:
    """A safetensors file, put in place when complete."""
    fresh = path.with_suffix(".new")
    save_file({name: value.contiguous() for name, value in tensors.items()}, str(fresh), metadata=metadata)
    fresh.replace(path)


def _load_checkpoint(path: Path, network: Network, optimizer: torch.optim.AdamW) -> dict[str, float]:
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
