"""What a larger encoder sees in words: the vectors that the likeness network is taught to give."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from analysis.models.attribution import encoding
from analysis.models.attribution.gold import PARAGRAPH
from analysis.models.attribution.steps import autocast
from analysis.models.attribution.tagger import FORBIDDEN
from analysis.models.likeness.words import WIDTH

if TYPE_CHECKING:
    from analysis.models.likeness.laying import Windows

SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
# Numbers of the teacher's vectors; pieces that it reads at once, and windows in tuning; pieces of a sentence that it reads at most.
TAUGHT_WIDTH, AT_ONCE, WINDOWS_AT_ONCE, LONGEST = 768, 4096, 32, 200
# Layers that stay as published.
N_LOWER = 6
PAD = 1
# Pieces whose vectors tell the directions that are kept; how often a piece must stand for its own mean to count by half.
N_BASIS, SHRINK = 60_000, 3.0


class Teacher:
    """all-mpnet-base-v2 (Song et al., NeurIPS 2020; Reimers and Gurevych, EMNLP 2019), which cuts words into the same pieces.

    As published until `take` gives it what its `upper` layers became in tuning.
    """

    def __init__(self, folder: Path, *, tokenizer) -> None:
        import tokenizers
        from transformers import MPNetModel

        self._folder = folder
        self._model = MPNetModel.from_pretrained(str(folder)).eval()
        self.upper = self._model.encoder.layer[N_LOWER:]
        theirs = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
        ours = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
        self.numbers = np.array([theirs[names.get(piece, piece)] for piece, _ in ours])

    def take(self, path: Path) -> None:
        """The upper layers become those of a file; from here on everything is computed in half length."""
        self.upper.load_state_dict(load_file(path))
        self._model.to(torch.bfloat16)

    def see_lower(self, windows: Windows) -> torch.Tensor:
        """What goes into the upper layers: windows x places x `TAUGHT_WIDTH`, in half length."""
        lower, parts = self._model.encoder.layer[:N_LOWER], []
        with torch.no_grad():
            for ids, mask in zip(windows.ids.split(WINDOWS_AT_ONCE), windows.mask.split(WINDOWS_AT_ONCE), strict=True):
                longest = int(mask.sum(1).max())
                known = torch.where(mask, torch.from_numpy(self.numbers)[ids], PAD)[:, :longest]
                states = self._run(lower, self._model.embeddings(input_ids=known), mask[:, :longest])
                parts.append(functional.pad(states.bfloat16(), (0, 0, 0, ids.shape[1] - longest)))
        return torch.cat(parts)

    def see_upper(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What comes out of them, which training goes back through; windows of about one length are read together."""
        order, parts = torch.argsort(mask.sum(1)), []
        for some in order.split(WINDOWS_AT_ONCE):
            longest = int(mask[some].sum(1).max())
            seen = self._run(self.upper, states[some, :longest].float(), mask[some, :longest]).float()
            parts.append(functional.pad(seen, (0, 0, 0, states.shape[1] - longest)))
        return torch.cat(parts)[torch.argsort(order)]

    def _run(self, layers: nn.ModuleList, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        blocked = (1.0 - mask[:, None, None, :].float()) * FORBIDDEN
        with autocast():
            bias = self._model.encoder.compute_position_bias(states)
            for layer in layers:
                states = layer(states, blocked, position_bias=bias)[0]
        return states

    def see(self, text: str, *, tokenizer) -> torch.Tensor:
        """Vectors of a text's pieces, the mean of what is seen in windows as reading has them and in each sentence alone."""
        pieces = read_pieces(text, tokenizer=tokenizer)
        starts = np.array([start for paragraph in PARAGRAPH.finditer(text) for start in _sentence_starts(paragraph)])
        alone = []
        for number, paragraph in enumerate(pieces):
            sentences = np.searchsorted(starts, paragraph.spans[:, 0], side="right")
            cuts = [0, *(np.flatnonzero(np.diff(sentences)) + 1).tolist(), len(paragraph.ids)]
            alone += [[encoding.Chunk(number, begin, min(begin + LONGEST, last))]
                      for first, last in zip(cuts[:-1], cuts[1:], strict=True) for begin in range(first, last, LONGEST)]
        return (self._read(encoding.pack(pieces), pieces) + self._read(alone, pieces)) / 2

    def _read(self, windows: list[list[encoding.Chunk]], pieces: list[encoding.Pieces]) -> torch.Tensor:
        """Vectors of all pieces, seen in these windows: the mean where they overlap."""
        ids = [torch.from_numpy(self.numbers[encoding.window_arrays(window, pieces)[0]]) for window in windows]
        ends = np.cumsum([0, *(len(paragraph.ids) for paragraph in pieces)]).tolist()
        vectors, counts = torch.zeros(ends[-1], TAUGHT_WIDTH), torch.zeros(ends[-1], 1)
        order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        while order:
            room = max(1, AT_ONCE // len(ids[order[-1]]))
            batch, order = order[-room:], order[:-room]
            padded = torch.nn.utils.rnn.pad_sequence([ids[number] for number in batch], batch_first=True, padding_value=PAD)
            with torch.inference_mode():
                states = self._model(input_ids=padded, attention_mask=(padded != PAD).long()).last_hidden_state.float()
            for row, number in enumerate(batch):
                for chunk, there in zip(windows[number], encoding.places_in(windows[number]), strict=True):
                    here = slice(ends[chunk.paragraph] + chunk.begin, ends[chunk.paragraph] + chunk.end)
                    vectors[here] += states[row, there]
                    counts[here] += 1
        return vectors / counts.clamp_min(1)

    def embeddings(self) -> torch.Tensor:
        """What each piece of the vocabulary goes into the teacher as."""
        with safe_open(str(self._folder / "model.safetensors"), "pt") as file:
            name = next(name for name in file.keys() if name.endswith("word_embeddings.weight"))
            return file.get_tensor(name).float()[torch.from_numpy(self.numbers)]


def read_pieces(text: str, *, tokenizer) -> list[encoding.Pieces]:
    """A text's paragraphs as word pieces."""
    return encoding.encode([(match.start(), match.group()) for match in PARAGRAPH.finditer(text)], tokenizer=tokenizer)


def _sentence_starts(paragraph: re.Match) -> list[int]:
    """Where sentences of a paragraph start, roughly."""
    return [paragraph.start(), *(paragraph.start() + match.end() for match in SENTENCE_END.finditer(paragraph.group()))]


def teach(texts: list[str], *, teacher: Teacher, tokenizer, work: Path) -> list[Path]:
    """A file for each text with the teacher's vectors of its pieces; what is there already is not made again."""
    work.mkdir(parents=True, exist_ok=True)
    paths = [work / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.npy" for text in texts]
    for text, path in zip(texts, paths, strict=True):
        if not path.exists():
            with path.with_suffix(".part").open("wb") as file:
                np.save(file, teacher.see(text, tokenizer=tokenizer).half().numpy())
            path.with_suffix(".part").rename(path)
    return paths


@dataclass(frozen=True)
class Basis:
    """The directions in which the teacher's vectors differ most, and what they have in common."""

    mean: torch.Tensor
    directions: torch.Tensor

    def project(self, path: Path) -> torch.Tensor:
        """The vectors of a file in these directions: pieces x `WIDTH`."""
        return (torch.from_numpy(np.load(path)).float() - self.mean) @ self.directions


def find_basis(paths: list[Path], *, rng: np.random.Generator) -> Basis:
    """Principal components of the vectors of some of the pieces."""
    vectors = torch.cat([torch.from_numpy(np.load(path)[::3]).float() for path in paths])
    mean = vectors.mean(0)
    some = (vectors - mean)[rng.permutation(len(vectors))[:N_BASIS]]
    return Basis(mean, torch.linalg.svd(some, full_matrices=False).Vh[:WIDTH].T.contiguous())


def make_table(ids: torch.Tensor, vectors: torch.Tensor, *, embeddings: torch.Tensor) -> torch.Tensor:
    """What each piece means in general: its mean vector, drawn the more to what its embedding lets expect the rarer it is.

    The expectation is a ridge regression of the means on the teacher's embeddings, each piece weighing by how surely it is known.
    """
    n = torch.bincount(ids, minlength=len(embeddings)).float()[:, None]
    sums = torch.zeros(len(embeddings), WIDTH).index_add_(0, ids, vectors)
    means, weights = sums / n.clamp_min(1), n / (n + SHRINK)
    inputs = functional.normalize(embeddings - embeddings[n[:, 0] > 0].mean(0), dim=1)
    middle = (weights * means).sum(0) / weights.sum()
    slopes = torch.linalg.solve((weights * inputs).T @ inputs + torch.eye(inputs.shape[1]), (weights * inputs).T @ (means - middle))
    return (sums + SHRINK * (inputs @ slopes + middle)) / (n + SHRINK)
