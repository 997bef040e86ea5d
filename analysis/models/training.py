"""What the training of both networks shares: the command line, the published encoder, products in half length, steps down a loss."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

import tokenizers
import torch
from torch import nn
from transformers import MPNetModel

# Half-length products pay only where the processor has them.
HALF = torch.cpu._is_avx512_bf16_supported()
SAY_EVERY = 50
LOG = logging.getLogger("train")


def read_options(description: str, **paths: str) -> argparse.Namespace:
    """A command line of paths, by what each is for; `texts` are several. What training says goes to the terminal."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, meaning in paths.items():
        many = "+" if name == "texts" else None
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True, nargs=many, help=meaning)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    return parser.parse_args()


def read_encoder(folder: Path, *, tokenizer: tokenizers.Tokenizer) -> tuple[MPNetModel, torch.Tensor]:
    """all-mpnet-base-v2 (Song et al., NeurIPS 2020; Reimers and Gurevych, EMNLP 2019), and its numbers of our pieces, which it shares."""
    theirs = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    ours = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    numbers = torch.tensor([theirs[names.get(piece, piece)] for piece, _ in ours])
    return MPNetModel.from_pretrained(str(folder), add_pooling_layer=False), numbers


def autocast() -> torch.autocast:
    """Matrix products in bfloat16, where the machine has them."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF)


def rates_of(network: nn.Module, rate: Callable[[str], float]) -> list[dict]:
    """The parameters that learn, each with its highest rate by its name, as an optimizer for `learn` takes them."""
    return [{"params": [parameter], "peak": rate(name)} for name, parameter in network.named_parameters() if parameter.requires_grad]


def learn(
    network: nn.Module, optimizer: torch.optim.Optimizer, batches: Callable[[], list], loss: Callable[..., torch.Tensor], *,
    epochs: int, warmup: int,
) -> None:
    """Some epochs of steps, one a batch, gradients cut to norm 1.

    Parameters
    ----------
    network, optimizer
        What learns; each of the optimizer's groups has its highest rate as `peak`.
    batches, loss
        The batches of one epoch, in the order in which they are taken; the loss of one.
    epochs, warmup
        How many epochs; in how many steps rates rise to their peaks, from which they fall straight to zero.
    """
    for epoch in range(epochs):
        made = batches()
        for at, batch in enumerate(made):
            step = epoch * len(made) + at
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(1, (step + 1) / warmup) * (1 - step / (epochs * len(made)))
            value = loss(batch)
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if at % SAY_EVERY == 0:
                LOG.info("epoch %d of %d, batch %d of %d, loss %.4f", epoch + 1, epochs, at + 1, len(made), float(value.detach()))
