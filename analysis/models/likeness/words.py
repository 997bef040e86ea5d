"""How alike words are, and how much each counts, where claims are aligned: learnt from events with coded claims."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from analysis import models

FOLDER = Path(__file__).parent
# A word counts at most e to this power as much as its rarity says, or as little; and how steep that is.
MOST, STEEPNESS = 2.0, 3.0
# Computed in double length and rounded, so that neither another processor nor the words beside one change what it is seen as.
_DECIMALS = 3


def see_words(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Words' vectors such that words that tell the same stand close, and the factor by which each word counts.

    Parameters
    ----------
    vectors
        What words mean where they stand: words x `attribution.tagger.WIDTH`.

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
    vectors = vectors.astype(np.float64)
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    factors = np.exp(np.clip(STEEPNESS * (unit @ slope) + offset, -MOST, MOST))
    return np.round(vectors @ mapping, _DECIMALS).astype(np.float32), np.round(factors, _DECIMALS).astype(np.float32)


@lru_cache(maxsize=1)
def _weights() -> tuple[np.ndarray, np.ndarray, float]:
    """The map of the vectors, and slope and offset of a word's factor; loaded once a process."""
    with np.load(models.check_files("likeness", FOLDER) / "weights.npz", allow_pickle=False) as file:
        if str(file["network"]) != models.pinned_digests("attribution")["model.onnx"]:
            raise models.ModelError("likeness: the weights were trained on the vectors of another attribution network; train them again")
        return file["mapping"].astype(np.float64), file["slope"].astype(np.float64), float(file["offset"])
