"""What a larger encoder sees in words: the vectors that the likeness network is taught to give."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution import encoding
from analysis.models.attribution.gold import number_sentences
from analysis.models.likeness import WIDTH
from analysis.models.likeness.laying import Text
from analysis.models.training import autocast, read_encoder

# Numbers of the teacher's vectors; windows that it reads at once; pieces of a sentence that it reads at most; its piece of padding.
TAUGHT_WIDTH, AT_ONCE, LONGEST, PAD = 768, 32, 200, 1
# Layers that stay as published.
N_LOWER = 6
# Pieces whose vectors tell the directions that are kept; how often a piece must stand for its own mean to count by half.
N_BASIS, SHRINK = 60_000, 3.0


class Teacher(nn.Module):
    """The published encoder, whose `upper` layers can be tuned."""

    def __init__(self, folder: Path, *, tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer
        model, self.numbers = read_encoder(folder, tokenizer=tokenizer)
        self._model = model.requires_grad_(False).eval()
        self.upper = model.encoder.layer[N_LOWER:].requires_grad_(True)

    def forward(self, windows: list[torch.Tensor]) -> list[torch.Tensor]:
        """The vectors of the pieces of each window, given as the pieces' ids; windows of about one length are read together."""
        found = {}
        order = torch.tensor([len(ids) for ids in windows]).argsort()
        for some in order.split(AT_ONCE):
            ids = pad_sequence([self.numbers[windows[number]] for number in some], batch_first=True, padding_value=PAD)
            with autocast():
                states = self._model(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state.float()
            found |= {int(number): state[:len(windows[number])] for number, state in zip(some, states, strict=True)}
        return [found[number] for number in range(len(windows))]

    def see(self, text: str) -> np.ndarray:
        """Vectors of a text's pieces, the mean of what is seen in windows as reading has them and in each sentence alone."""
        pieces = encoding.encode(encoding.paragraphs_of(text), tokenizer=self._tokenizer)
        alone = []
        for paragraph, sentences in enumerate(number_sentences(text, pieces)):
            for first, last in pairwise([0, *(np.flatnonzero(np.diff(sentences)) + 1), len(sentences)]):
                alone += [[encoding.Chunk(paragraph, begin, min(begin + LONGEST, last))] for begin in range(first, last, LONGEST)]
        both = []
        for windows in (encoding.pack(pieces), alone):
            with torch.no_grad():
                seen = self([torch.from_numpy(encoding.window_arrays(window, pieces)[0]) for window in windows])
            both.append(np.concatenate(encoding.join_windows(windows, (states.numpy() for states in seen), pieces, width=TAUGHT_WIDTH)))
        return np.mean(both, axis=0)

    def embeddings(self) -> torch.Tensor:
        """What each piece of the vocabulary goes into the teacher as."""
        return self._model.embeddings.word_embeddings.weight[self.numbers]


def teach(text: str, *, teacher: Teacher, work: Path) -> Path:
    """A file with the teacher's vectors of a text's pieces; when it is there already it is not made again."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.npy"
    if not path.exists():
        fresh = work / "fresh.npy"
        np.save(fresh, teacher.see(text).astype(np.float16))
        fresh.replace(path)
    return path


def find_basis(paths: list[Path], *, rng: np.random.Generator) -> PCA:
    """The directions in which the vectors of some of the pieces differ most."""
    vectors = np.concatenate([np.load(path)[::3] for path in paths])
    return PCA(WIDTH, svd_solver="full").fit(rng.permutation(vectors)[:N_BASIS].astype(np.float32))


def make_table(texts: list[Text], *, embeddings: torch.Tensor) -> torch.Tensor:
    """What each piece means in general: its mean vector, drawn the more to what its embedding lets expect the rarer it is.

    The expectation is a ridge regression of the means on the teacher's embeddings, each piece weighing by how surely it is known.
    """
    n, sums = torch.zeros(len(embeddings), 1), torch.zeros(len(embeddings), WIDTH)
    for text in texts:
        there = text.taught.any(-1)
        n.index_add_(0, text.ids[there], torch.ones(int(there.sum()), 1))
        sums.index_add_(0, text.ids[there], text.taught[there].float())
    inputs = nn.functional.normalize(embeddings - embeddings[n[:, 0] > 0].mean(0), dim=1).numpy()
    ridge = Ridge(alpha=1).fit(inputs, sums / n.clamp_min(1), sample_weight=(n / (n + SHRINK))[:, 0])
    return (sums + SHRINK * torch.from_numpy(ridge.predict(inputs))) / (n + SHRINK)
