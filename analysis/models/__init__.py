"""Trained weights: where they are, and whether they are the ones that the results were made with.

    attribution   who is said to say what: the tagger that speech is found with
    likeness      what words mean where they stand: the network that claims are aligned with
    minilm        the vocabulary of both
    training      what both are trained with

A model is a folder with its weights, pinned in `digests.csv`, its card, the code that reads with it and the code that trained it.
"""

from __future__ import annotations

import csv
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime

DIGESTS = Path(__file__).parent / "digests.csv"


class ModelError(RuntimeError):
    """A model's file is missing or not the one that is pinned, in one line."""


@lru_cache(maxsize=1)
def pinned_digests() -> dict[str, dict[str, str]]:
    """SHA-256 of each file of each model, by its path below the model's folder, as `digests.csv` pins them."""
    pinned: dict[str, dict[str, str]] = {}
    with DIGESTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pinned.setdefault(row["model"], {})[row["file"]] = row["sha256"]
    return pinned


def check_files(model: str, folder: Path) -> Path:
    """`folder`, when every pinned file of `model` is there with its pinned digest.

    Raises
    ------
    ModelError
        A file is missing, differs, or nothing is pinned for the model.
    """
    if model not in pinned_digests():
        raise ModelError(f"{DIGESTS.name}: no file of a model {model!r} is pinned")
    for name, expected in pinned_digests()[model].items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError:
            raise ModelError(f"{model}: the file {name} is missing; install the packages of requirements.lock again") from None
        if found != expected:
            raise ModelError(f"{model}: the file {name} is not the pinned one ({found[:12]} found, {expected[:12]} expected); "
                             "install the packages of requirements.lock again")
    return folder


def open_network(path: Path) -> onnxruntime.InferenceSession:
    """An ONNX file, ready to run on one thread of the processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # What it joins is slower than its parts.
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["BiasGeluFusion"])
