"""What words mean where they stand, by which claims are aligned: the likeness network."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis import models

if TYPE_CHECKING:
    import onnxruntime

FOLDER = Path(__file__).parent
# Numbers of a vector of meaning.
WIDTH = 256
# Where the file says whose states it goes on from.
GOES_WITH = "attribution"


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
        The file of the model is missing, is not the pinned one, or goes with another attribution network.
    """
    [vectors] = _session().run(["vectors"], {"ids": ids[None], "states": states})
    return vectors[0]


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    """The likeness network with its pinned weights, on one thread; loaded once a process."""
    session = models.open_network(models.check_files("likeness", FOLDER) / "model.onnx")
    if session.get_modelmeta().custom_metadata_map.get(GOES_WITH) != models.pinned_digests()[GOES_WITH]["model.onnx"]:
        raise models.ModelError("likeness: the network goes on from the states of another attribution network; train it again")
    return session
