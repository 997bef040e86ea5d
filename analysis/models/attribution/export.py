"""From trained weights to the files that are shipped: the int8 network, and the numbers that decoding and linking need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import statsmodels.api as sm
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn.utils.rnn import pad_sequence

from analysis.models.attribution import encoding
from analysis.models.attribution.gold import Article
from analysis.models.attribution.linking import Linker, Run, Spans
from analysis.models.attribution.network import HEAD, HEADS, MEANING_LAYER, WIDTH, Layer, Network
from analysis.models.attribution.tagger import Relation, Tagger

# What entering any span gains, as the network misses more spans than it invents: chosen on the held-out articles among 0-0.8.
ENTRY = 0.45
# How much less entering a source, cue, content costs where one is missing: chosen on the held-out articles among 1-4, 2-6, 0-3.
EASE = (2.0, 4.0, 0.0)
OPSET, JOINT = 18, "com.microsoft"
# The largest weight in 7 bits.
MOST = 63


class Graph:
    """An ONNX graph while it is written: operations and constants by name.

    A number that falls between two steps of 8 bits is either by its last bit, so only operations are used that give the same bits on
    every processor that multiplies and adds in one step. onnxruntime's attention, softmax, layer norm and sums do not: they add up
    in an order, or round in a place, that depends on the processor. A product with a column adds up in order.
    """

    def __init__(self) -> None:
        self.nodes: list = []
        self.constants: list = []

    def add(self, kind: str, inputs: list[str], output: str | list[str], *, joint: bool = False, **attributes: object) -> str:
        """One operation; `joint` for those of onnxruntime's own that do in one what standard ones do in many."""
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=JOINT if joint else "", **attributes))
        return outputs[0]

    def hold(self, name: str, value: torch.Tensor) -> str:
        """A constant."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value.detach().numpy()), name))
        return name

    def multiply(self, inputs: str, name: str, layer: torch.nn.Linear, output: str) -> str:
        """A linear layer: weights in 7 bits with a scale a column, what comes in scaled to 8 bits as it comes.

        With 8 bits for both, sums of products overflow on processors without VNNI instructions, and results would differ.
        """
        weights = layer.weight.detach().T
        scales = (weights.abs().amax(0) / MOST).clamp_min(1e-12)
        held = [self.hold(f"{name}.{part}", value) for part, value in (
            ("codes", torch.round(weights / scales).to(torch.int8)), ("scales", scales),
            ("zeros", torch.zeros(len(scales), dtype=torch.int8)), ("bias", layer.bias))]
        self.add("DynamicQuantizeMatMul", [inputs, *held[:3]], f"{name}.product", joint=True)
        return self.add("Add", [f"{name}.product", held[3]], output)

    def norm(self, inputs: str, name: str, layer: torch.nn.LayerNorm, output: str) -> str:
        """A layer norm, its means as products with a column."""
        share, least = (self.hold(f"{name}.{part}", value) for part, value in (
            ("share", torch.full((WIDTH, 1), 1 / WIDTH)), ("least", torch.tensor(layer.eps))))
        self.add("Sub", [inputs, self.add("MatMul", [inputs, share], f"{name}.mean")], f"{name}.apart")
        self.add("Mul", [f"{name}.apart"] * 2, f"{name}.square")
        self.add("Add", [self.add("MatMul", [f"{name}.square", share], f"{name}.variance"), least], f"{name}.spread")
        self.add("Div", [f"{name}.apart", self.add("Sqrt", [f"{name}.spread"], f"{name}.deviation")], f"{name}.level")
        self.add("Mul", [f"{name}.level", self.hold(f"{name}.weight", layer.weight)], f"{name}.scaled")
        return self.add("Add", [f"{name}.scaled", self.hold(f"{name}.bias", layer.bias)], output)

    def decode(self, name: str, codes: torch.Tensor, scales: torch.Tensor) -> str:
        """What a table in 8 bits, with a scale a row, holds for each of the input `ids`; as many `ones`, twice, for sums."""
        self.add("Concat", [self.add("Shape", ["ids"], "length", start=1, end=2), self.hold("two", torch.tensor([2]))], "tall", axis=0)
        self.add("ConstantOfShape", ["tall"], "ones", value=helper.make_tensor("value", TensorProto.FLOAT, [1], [1.0]))
        self.add("Gather", [self.hold(f"{name}_codes", codes), "ids"], "codes")
        self.add("Gather", [self.hold(f"{name}_scales", scales), "ids"], "scales")
        return self.add("Mul", [self.add("Cast", ["codes"], "values", to=TensorProto.FLOAT), "scales"], f"{name}s")

    def attend(self, joined: str, name: str) -> str:
        """What each piece takes from the others, by queries, keys and values that come joined; shares are summed by two columns of ones.

        One column would be summed by the processor's own way to multiply with a vector.
        """
        last, heads, whole, scale = (self.hold(f"{name}.{part}", torch.tensor(value)) for part, value in (
            ("last", [-1]), ("heads", [0, 0, 3 * HEADS, HEAD]), ("whole", [0, 0, HEADS * HEAD]), ("root", HEAD ** -0.5)))
        query, key, value = parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.add("Transpose", [self.add("Reshape", [joined, heads], f"{name}.cut")], f"{name}.parted", perm=[0, 2, 1, 3])
        self.add("Split", [f"{name}.parted"], parts, axis=1, num_outputs=3)
        self.add("Mul", [query, scale], f"{name}.asked")
        self.add("MatMul", [f"{name}.asked", self.add("Transpose", [key], f"{name}.turned", perm=[0, 1, 3, 2])], f"{name}.match")
        self.add("Sub", [f"{name}.match", self.add("ReduceMax", [f"{name}.match", last], f"{name}.most")], f"{name}.below")
        self.add("Exp", [f"{name}.below"], f"{name}.shares")
        self.add("Split", [self.add("MatMul", [f"{name}.shares", "ones"], f"{name}.totals")], [f"{name}.total", f"{name}.again"],
                 axis=-1, num_outputs=2)
        self.add("Div", [self.add("MatMul", [f"{name}.shares", value], f"{name}.taken"), f"{name}.total"], f"{name}.means")
        self.add("Transpose", [f"{name}.means"], f"{name}.beside", perm=[0, 2, 1, 3])
        return self.add("Reshape", [f"{name}.beside", whole], f"{name}.mixed")

    def layer(self, state: str, name: str, layer: Layer, output: str) -> str:
        """A layer of the encoder."""
        mixed = self.attend(self.multiply(state, f"{name}.qkv", layer.qkv, f"{name}.joined"), name)
        self.add("Add", [self.multiply(mixed, f"{name}.out", layer.out, f"{name}.attended"), state], f"{name}.middle")
        middle = self.norm(f"{name}.middle", f"{name}.norm_attention", layer.norm_attention, f"{name}.normed")
        wide = self.add("Gelu", [self.multiply(middle, f"{name}.up", layer.up, f"{name}.wide")], f"{name}.bent", joint=True)
        self.add("Add", [self.multiply(wide, f"{name}.down", layer.down, f"{name}.narrow"), middle], f"{name}.sum")
        return self.norm(f"{name}.sum", f"{name}.norm_output", layer.norm_output, output)

    def save(self, path: Path, name: str, inputs: dict[str, int], outputs: dict[str, int], *, goes_with: dict[str, str] | None = None) -> None:
        """The graph as a file: how many numbers go in and out for each piece of one window (0 stands for one integer), and what it goes with."""
        ends = [[helper.make_tensor_value_info(end, TensorProto.FLOAT if width else TensorProto.INT64, [1, "pieces", *([width] if width else [])])
                 for end, width in part.items()] for part in (inputs, outputs)]
        model = helper.make_model(helper.make_graph(self.nodes, name, *ends, self.constants), ir_version=9,
                                  opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(JOINT, 1)])
        helper.set_model_props(model, goes_with or {})
        onnx.checker.check_model(model)
        onnx.save(model, path)


def export_network(network: Network, path: Path) -> None:
    """The network as an ONNX file: one window of any length in, tags' scores and the states that likeness goes on from out.

    Windows run one by one, so nothing is padded and nothing masked.
    """
    network.eval()
    graph = Graph()
    pieces = graph.decode("piece", network.piece_codes, network.piece_scales)
    graph.add("Slice", [graph.hold("positions", network.positions), graph.hold("zero", torch.tensor([0])), "length"], "places")
    graph.norm(graph.add("Add", [pieces, "places"], "placed"), "norm", network.norm, "embedded")
    graph.add("Gather", [graph.hold("features.weight", network.features.weight), "features"], "featured")
    state = graph.add("Add", ["embedded", "featured"], "state.0")
    for number, layer in enumerate(network.layers):
        state = graph.layer(state, f"layer.{number}", layer, f"state.{number + 1}")
    graph.multiply(state, "heads", network.heads, "scores")
    # A name of its own, so that the runtime joins operations, and rounds, as if nothing but the scores went out.
    graph.add("Identity", [f"state.{MEANING_LAYER}"], "states")
    graph.save(path, "attribution", {"ids": 0, "features": 0}, {"scores": 3 * len(encoding.ROLES), "states": WIDTH})


def fit_links(articles: list[Article], *, tokenizer) -> dict[str, list[float]]:
    """Weights of the links' features: multinomial logits of the gold choices among a paragraph's gold spans."""
    of_cue, of_content = [], []
    for linker, spans, gold in (paragraph for article in articles for paragraph in _gold_spans(article, tokenizer=tokenizer)):
        for sources, [cue], contents in gold:
            if spans.sources:
                rows = [(*linker.features(cue, run, spans), 0.0) for run in spans.sources]
                nobody = (*(0.0 for _ in rows[0][1:]), 1.0)
                of_cue.append(([*rows, nobody], spans.sources.index(sources[0]) if sources else len(rows)))
            if len(spans.cues) > 1:
                of_content += [([linker.features(run, content, spans) for run in spans.cues], spans.cues.index(cue)) for content in contents]
    return {"source_of_cue": _fit_choice(of_cue), "cue_of_content": _fit_choice(of_content)}


def _gold_spans(article: Article, *, tokenizer) -> Iterator[tuple[Linker, Spans, list[list[list[Run]]]]]:
    """For each paragraph: its linker, its gold spans as word numbers, and by role those of each attribution with one cue there."""
    paragraphs = encoding.paragraphs_of(article.text)
    for (start, text), pieces in zip(paragraphs, encoding.encode(paragraphs, tokenizer=tokenizer), strict=True):
        words = encoding.word_spans(pieces)
        links = [[_runs(spans, words) for spans in relation[:3]] for relation in article.relations]
        spans = Spans(*(sorted({run for link in links for run in link[role]}) for role in range(len(encoding.ROLES))))
        yield Linker(words, text=text, start=start, weights={}), spans, [link for link in links if len(link[1]) == 1]


def _runs(spans: list[tuple[int, int]], words: list[tuple[int, int]]) -> list[Run]:
    """Spans as first word and word after the last, those with a word in the paragraph."""
    inside = [[number for number, (begin, end) in enumerate(words) if begin < last and end > first] for first, last in spans]
    return [(numbers[0], numbers[-1] + 1, 1.0) for numbers in inside if numbers]


def _fit_choice(choices: list[tuple[list[tuple[float, ...]], int]]) -> list[float]:
    """Weights of a multinomial logit by maximum likelihood, lightly shrunk."""
    tables, taken = [torch.tensor(rows, dtype=torch.double) for rows, _ in choices], torch.tensor([choice for _, choice in choices])
    table = pad_sequence(tables, batch_first=True)
    barred = pad_sequence([torch.zeros(len(rows), dtype=torch.double) for rows in tables], batch_first=True, padding_value=-1e9)
    weights = torch.zeros(table.shape[-1], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(table @ weights + barred, taken) + 1e-4 * (weights ** 2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return [round(value, 4) for value in weights.tolist()]


def fit_calibration(tagger: Tagger, articles: list[Article]) -> list[float]:
    """Intercept and slope that turn certainty into the share of right attributions (Platt 1999)."""
    found = tagger.tag([tagger.see(encoding.paragraphs_of(article.text)) for article in articles])
    rows = [(1.0, np.log(relation.confidence / (1 - relation.confidence)), any(_agree(relation, gold) for gold in article.relations))
            for article, relations in zip(articles, found, strict=True) for relation in relations]
    *table, right = np.array(rows).T
    return sm.Logit(right, np.stack(table, axis=1)).fit(disp=False).params.round(4).tolist()


def _agree(found: Relation, gold: Relation) -> bool:
    """Whether contents overlap by half and sources touch, or both are missing."""
    (sources, contents), (gold_sources, gold_contents) = (
        [{at for span in spans for at in range(*span)} for spans in (one.source_spans, one.content_spans)] for one in (found, gold))
    share = len(contents & gold_contents) / max(1, len(contents | gold_contents))
    return share >= 0.5 and (bool(sources & gold_sources) or not (sources or gold_sources))


def finish(network: Network, folder: Path, *, training: list[Article], held_out: list[Article], tokenizer) -> None:
    """`model.onnx` and `decoding.json` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    export_network(network, folder / "model.onnx")
    transitions = network.transitions.detach().double().numpy().round(4).tolist()
    decoding = {"transitions": transitions, **fit_links(training, tokenizer=tokenizer), "entry": ENTRY, "ease": EASE, "calibration": [0.0, 1.0]}
    _write(folder, decoding)
    _write(folder, decoding | {"calibration": fit_calibration(Tagger(folder), held_out)})


def _write(folder: Path, decoding: dict) -> None:
    """`decoding.json`, one number a line."""
    (folder / "decoding.json").write_text(json.dumps(decoding, indent=1) + "\n", encoding="utf-8")
