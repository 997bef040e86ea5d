"""What words mean, how alike they are, and how much each counts, where claims are aligned."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis import models

if TYPE_CHECKING:
    import onnxruntime

FOLDER = Path(__file__).parent
# Numbers of a vector of meaning; words that are seen at once, which bounds the memory.
WIDTH, AT_ONCE = 256, 4096
# A word counts at most e to this power as much as its rarity says, or as little; and how steep that is.
MOST, STEEPNESS = 2.0, 3.0
# Computed in double length and rounded, so that neither another processor nor the words beside one change what it is seen as.
_DECIMALS = 3


def see_pieces(ids: np.ndarray, states: np.ndarray) -> np.ndarray:
    """What the word pieces of one window mean where they stand.

    Parameters
    ----------
    ids
        The pieces' numbers in the vocabulary.
    states
        1 x pieces x numbers: the attribution network's states of them, from which the likeness network goes on.

    Returns
    -------
    numpy.ndarray
        float32, pieces x `WIDTH`.

    Raises
    ------
    ModelError
        A file of the model is missing or is not the pinned one.
    """
    [vectors] = _session().run(["vectors"], {"ids": ids[None], "states": states})
    return vectors[0]


def see_words(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Words' vectors such that words that tell the same stand close, and the factor by which each word counts.

    Parameters
    ----------
    vectors
        What words mean where they stand: words x `WIDTH`, each the mean of its pieces.

    Returns
    -------
    vectors : numpy.ndarray
        float32, of the shape that came in.
    factors : numpy.ndarray
        One a word, e^-2 to e^2; 1 counts as much as the word's rarity says.

    Raises
    ------
    ModelError
        The file of weights is missing, is not the pinned one, or goes with another attribution network.

    Notes
    -----
    A straight map of the vectors, and the exponential of a straight function of each vector at unit length. Card: `CARD.md`.
    """
    mapping, slope, offset = _weights()
    seen, factors = np.zeros((len(vectors), WIDTH), dtype=np.float32), np.zeros(len(vectors), dtype=np.float32)
    for at in range(0, len(vectors), AT_ONCE):
        rows = slice(at, at + AT_ONCE)
        some = vectors[rows].astype(np.float64)
        unit = some / np.maximum(np.linalg.norm(some, axis=1, keepdims=True), 1e-6)
        seen[rows] = np.round(some @ mapping, _DECIMALS)
        factors[rows] = np.round(np.exp(np.clip(STEEPNESS * (unit @ slope) + offset, -MOST, MOST)), _DECIMALS)
    return seen, factors


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    """The likeness network with its pinned weights, on one thread; loaded once a process."""
    return models.open_network(models.check_files("likeness", FOLDER) / "model.onnx")


@lru_cache(maxsize=1)
def _weights() -> tuple[np.ndarray, np.ndarray, float]:
    """The map of the vectors, and slope and offset of a word's factor; loaded once a process."""
    with np.load(models.check_files("likeness", FOLDER) / "weights.npz", allow_pickle=False) as file:
        if str(file["network"]) != models.pinned_digests("attribution")["model.onnx"]:
            raise models.ModelError("likeness: the weights were trained on the vectors of another attribution network; train them again")
        return file["mapping"].astype(np.float64), file["slope"].astype(np.float64), float(file["offset"])
