"""From trained weights to the files that are shipped: the int8 network, and the numbers that decoding and linking need."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from analysis.models.attribution import encoding
from analysis.models.attribution.linking import Linker, Run, Spans
from analysis.models.attribution.tagger import Relation, Tagger

PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# How much less entering a source, cue, content costs where one is missing: chosen on the held-out articles among 1-4, 2-6, 0-3.
EASE = (2.0, 4.0, 0.0)
OPSET = 17


@dataclass(frozen=True)
class Coded:
    """A gold article with its attributions."""

    text: str
    relations: list[Relation]


def read_coded(path: Path, *, docs: frozenset[str]) -> list[Coded]:
    """The named articles of a gold file."""
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] in docs:
            spans = [[[tuple(span) for span in item[f"{role}_spans"]] for role in encoding.ROLES]
                     for item in row["attributions"]]
            articles.append(Coded(row["text"], [Relation(*roles, 1.0) for roles in spans]))
    return articles


def export_network(network: torch.nn.Module, path: Path) -> None:
    """The network as an ONNX file: weights of matrix products in 7 bits, a scale a column; activations in 8, scaled as they come.

    With 8 bits for both, sums of products overflow on processors without VNNI instructions, and results would differ.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval()
    ids = torch.full((2, 64), encoding.SEP)
    names = ["ids", "features", "mask"]
    plain = path.with_suffix(".fp32.onnx")
    torch.onnx.export(network, (ids, torch.zeros_like(ids), torch.ones_like(ids)), str(plain), input_names=names,
                      output_names=["scores"], dynamic_axes={name: {0: "windows", 1: "pieces"} for name in [*names, "scores"]},
                      opset_version=OPSET, dynamo=False)
    quantize_dynamic(plain, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul", "Gemm"])
    plain.unlink()


def fit_links(articles: list[Coded], *, tokenizer) -> dict[str, list[float]]:
    """Weights of the links' features: multinomial logits of the gold choices among a paragraph's gold spans."""
    of_cue, of_content = [], []
    for article in articles:
        for linker, spans, gold in _gold_spans(article, tokenizer=tokenizer):
            for source, cue, contents in gold:
                rows = [np.append(linker.features(cue, run, spans), 0.0) for run in spans.sources]
                rows.append(np.append(np.zeros_like(linker.features(cue, cue, spans)), 1.0))
                if spans.sources:
                    of_cue.append((rows, spans.sources.index(source) if source else len(spans.sources)))
                if len(spans.cues) > 1:
                    of_content += [([linker.features(run, content, spans) for run in spans.cues], spans.cues.index(cue))
                                   for content in contents]
    return {"source_of_cue": _fit_choice(of_cue), "cue_of_content": _fit_choice(of_content)}


def _gold_spans(article: Coded, *, tokenizer) -> list[tuple]:
    """For each paragraph: its linker, its gold spans as word numbers, its gold links."""
    paragraphs = [(match.start(), match.group()) for match in PARAGRAPH.finditer(article.text)]
    found = []
    for (start, text), pieces in zip(paragraphs, encoding.encode(paragraphs, tokenizer=tokenizer), strict=True):
        words = encoding.word_spans(pieces)
        roles: tuple[set[Run], set[Run], set[Run]] = (set(), set(), set())
        links = []
        for relation in article.relations:
            runs = [[run for run in (_run(span, words) for span in spans) if run] for spans in relation[:3]]
            for role, own in zip(roles, runs, strict=True):
                role.update(own)
            if len(runs[1]) == 1:
                links.append((runs[0][0] if runs[0] else None, runs[1][0], runs[2]))
        spans = Spans(*(sorted(role) for role in roles))
        found.append((Linker(words, text=text, start=start, weights={}), spans, links))
    return found


def _run(span: tuple[int, int], words: list[tuple[int, int]]) -> Run | None:
    """A span as first word and word after the last, when any word of the paragraph is in it."""
    inside = [number for number, (begin, end) in enumerate(words) if begin < span[1] and end > span[0]]
    return (inside[0], inside[-1] + 1, 1.0) if inside else None


def _fit_choice(choices: list[tuple[list[np.ndarray], int]]) -> list[float]:
    """Weights of a multinomial logit by maximum likelihood, lightly shrunk."""
    most = max(len(rows) for rows, _ in choices)
    table = torch.zeros(len(choices), most, len(choices[0][0][0]), dtype=torch.double)
    barred = torch.full((len(choices), most), -1e9, dtype=torch.double)
    for number, (rows, _) in enumerate(choices):
        table[number, :len(rows)] = torch.from_numpy(np.stack(rows))
        barred[number, :len(rows)] = 0
    taken = torch.tensor([choice for _, choice in choices])
    weights = torch.zeros(table.shape[-1], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(table @ weights + barred, taken) + 1e-4 * (weights ** 2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return [round(value, 4) for value in weights.tolist()]


def fit_calibration(tagger: Tagger, articles: list[Coded]) -> list[float]:
    """Intercept and slope that turn certainty into the share of right attributions (Platt 1999), by Newton's method."""
    rows, right = [], []
    for article in articles:
        found = tagger.tag([(match.start(), match.group()) for match in PARAGRAPH.finditer(article.text)])
        for relation in found:
            rows.append((1.0, np.log(relation.confidence / (1 - relation.confidence))))
            right.append(any(_agree(relation, gold) for gold in article.relations))
    if not 0 < sum(right) < len(right):
        raise ValueError(f"{sum(right)} of {len(right)} attributions found in the held-out articles are right; train longer")
    table, truth, weights = np.array(rows), np.array(right, dtype=float), np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-table @ weights))
        curve = (table.T * (chance * (1 - chance))) @ table + 1e-6 * np.eye(2)
        weights = weights + np.linalg.solve(curve, table.T @ (truth - chance))
    return [round(value, 4) for value in weights.tolist()]


def _agree(found: Relation, gold: Relation) -> bool:
    """Whether contents overlap by half and sources touch, or both are missing."""
    contents, sources = ([{at for begin, end in spans for at in range(begin, end)} for spans in pair]
                         for pair in ((found.content_spans, gold.content_spans), (found.source_spans, gold.source_spans)))
    share = len(contents[0] & contents[1]) / max(1, len(contents[0] | contents[1]))
    return share >= 0.5 and (bool(sources[0] & sources[1]) or not (sources[0] or sources[1]))


def finish(network: torch.nn.Module, folder: Path, *, training: list[Coded], held_out: list[Coded], tokenizer) -> None:
    """`model.onnx` and `decoding.json` in `folder`; their digests then go into `digests.csv` by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(network, folder / "model.onnx")
    transitions = [[[round(value, 4) for value in row] for row in role] for role in network.transitions.tolist()]
    decoding = {"transitions": transitions, **fit_links(training, tokenizer=tokenizer), "ease": EASE, "calibration": [0.0, 1.0]}
    _write(folder, decoding)
    _write(folder, decoding | {"calibration": fit_calibration(Tagger(folder), held_out)})


def _write(folder: Path, decoding: dict) -> None:
    """`decoding.json`, one number a line."""
    (folder / "decoding.json").write_text(json.dumps(decoding, indent=1) + "\n", encoding="utf-8")
