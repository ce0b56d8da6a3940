"""8-bit weights and activations for a BERT-like ONNX model: `python -m training.quantise IN OUT`.

onnxruntime's own dynamic quantisation gives one scale to the activations of the whole batch, so a
message's score depends on its neighbours: on the first model it moved logits by up to 1.4. Here
every token has a scale of its own, written in plain ONNX operators around one integer product:

    m = max|x|;  q = round(127 x / m);  y = m/127 * (q @ W)

so a text gets the same score alone and in any batch (below 1e-6).

Measured for all-MiniLM-L6-v2 with two heads (onnxruntime 1.31, one thread; CPU milliseconds for a
lone message of 10, 20, 30 and 64 tokens; texts/s in batches of 32 x 20; largest and root mean
square difference of a logit from fp32; largest influence of neighbours on a logit):

    fp32                          5.6  7.5  9.6  17.8   222/s   0     0      0      90 MB
    dynamic int8                  2.4  3.1  3.8   7.0   626/s   0.91  0.119  1.4    23 MB
    MatMulNBits, 8 bits by 32     3.2  5.4  7.2  14.5   232/s   batch-invariant     25 MB
    MatMulNBits, 4 bits           no faster; differences eight times those of 8 bits
    int8 weights, fp32 products   3.1  5.3  7.2  14.6   235/s   batch-invariant     24 MB
    this                          2.1  3.2  3.8   7.2   501/s   0.24  0.045  1e-6   24 MB

Two details matter. (1) Without VNNI, x86 adds two products of 8 bits in 16 bits and saturates:
each column's scale is chosen so that no two neighbouring weights exceed 128 together, which costs
half a bit of weight and gives the same logits on every machine (tried on an emulated AVX2).
(2) GELU is never under -0.17: shifted by that it needs no sign and keeps all 8 bits.
Embeddings are 8 bits too, and stay so in memory. Heads, norms and softmax stay fp32.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from bot.understanding.detoxify.quantise import (
    BLOCK,
    LEAST_ROWS,
    MS,
    quantised_blocks,
    quantised_columns,
)

GELU_FLOOR = 0.17  # min GELU(x) = -0.16997
LEAST_WIDTH = 64  # smaller products are not worth 8 bits

Array = np.ndarray


class QuantiseError(Exception):
    """The model is not of a form that can be quantised; the text says why."""


def quantise(source: Path, target: Path, *, heads: int = 12) -> None:
    """Write an 8-bit version of the fp32 model `source` (`heads`: attention heads of a layer).

    `source` has input_ids and attention_mask (int64, batch x sequence) and any outputs; opset 17
    or newer. Raises QuantiseError when no transformer layers are found in it.
    """
    refusal = QuantiseError(
        f"No attention with {heads} heads was recognised in {source.name}: export it with "
        "opset 17 or newer and eager attention, without token_type_ids."
    )
    tables = [w.dims for w in onnx.load(str(source)).graph.initializer if len(w.dims) == 2]
    width = max(tables, key=lambda dims: dims[0], default=[0, 0])[1]  # the longest is the words'
    if width == 0 or width % heads:
        raise refusal
    fused = optimize_model(
        str(source), "bert", num_heads=heads, hidden_size=width,
        optimization_options=FusionOptions("bert"), opt_level=0, use_gpu=False,
    ).model  # fmt: skip
    if not any(node.op_type == "Attention" for node in fused.graph.node):
        raise refusal
    onnx.save(_Rewriter(fused).model(), str(target))


class _Rewriter:
    """Replaces the fused operators of a graph, node by node, by 8-bit ones."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        self._graph = model.graph
        self._opset = max(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
        self._weights = {w.name: w for w in self._graph.initializer}
        self._users: dict[str, list[onnx.NodeProto]] = {}
        self._makers = {out: node for node in self._graph.node for out in node.output}
        for node in self._graph.node:
            for name in node.input:
                self._users.setdefault(name, []).append(node)
        self._nodes: list[onnx.NodeProto] = []
        self._corrections: dict[str, Array] = {}
        self._fresh = 0

    def model(self) -> onnx.ModelProto:
        lower = {
            "EmbedLayerNormalization": self._embed,
            "Attention": self._attention,
            "MatMul": self._matmul,
            "SkipLayerNormalization": self._norm,
            "BiasGelu": self._gelu,
            "Gather": self._gather,
        }
        for node in self._graph.node:
            lower.get(node.op_type, self._nodes.append)(node)
        self._drop_unused()
        if not any(o.domain == MS for o in self._model.opset_import):
            self._model.opset_import.append(helper.make_opsetid(MS, 1))
        return self._model

    # the operators that are replaced

    def _embed(self, node: onnx.NodeProto) -> None:
        ids, _, words, positions, types, gamma, beta = node.input[:7]
        if any(graph_input.name == "token_type_ids" for graph_input in self._graph.input):
            raise QuantiseError("Export the model without token_type_ids.")
        places = self._array(positions) + (self._array(types)[:1] if types else 0)
        length = self._op("Shape", [ids], start=1, end=2)
        zero = self._const("zero", np.array([0], np.int64))
        place = self._op("Slice", [self._const("positions", places), zero, length])
        both = self._op("Add", [self._lookup(words, ids), place])
        self._layer_norm(both, gamma, beta, node)
        if len(node.output) > 1 and node.output[1]:
            # the mask for the attention: fused as a length, kept as it came
            self._op("Cast", ["attention_mask"], node.output[1], to=onnx.TensorProto.INT32)

    def _attention(self, node: onnx.NodeProto) -> None:
        x, weights, bias, mask = node.input[:4]
        joint = self._linear(x, self._array(weights))
        parts = [self._name() for _ in range(3)]
        thirds = self._array(bias).size // 3
        sizes = self._const(f"thirds_{thirds}", np.array([thirds] * 3, np.int64))
        self._nodes.append(helper.make_node("Split", [joint, sizes], parts, axis=-1))
        kept = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        kept = {k: v for k, v in kept.items() if k in ("num_heads", "mask_filter_value", "scale")}
        self._op("MultiHeadAttention", [*parts, bias, mask], node.output[0], domain=MS, **kept)

    def _matmul(self, node: onnx.NodeProto) -> None:
        x, weights = node.input
        if weights not in self._weights or min(self._array(weights).shape) < LEAST_WIDTH:
            self._nodes.append(node)
            return
        maker, users = self._makers.get(x), self._users[node.output[0]]
        after_gelu = maker is not None and maker.op_type == "BiasGelu"
        # the shift is undone in the bias that is added next, for nothing
        if after_gelu and [user.op_type for user in users] == ["SkipLayerNormalization"]:
            shifted = self._op("Add", [x, self._number("gelu_floor", GELU_FLOOR)])
            columns, scale = quantised_columns(self._array(weights))
            self._corrections[node.output[0]] = GELU_FLOOR * columns.sum(0) * scale
            self._linear(shifted, self._array(weights), node.output[0], signed=False)
        else:
            self._linear(x, self._array(weights), node.output[0])

    def _norm(self, node: onnx.NodeProto) -> None:
        # Add and LayerNormalization: five times faster than onnxruntime's joint operator
        x, skip, gamma, beta, *bias = node.input
        offset = self._array(bias[0]) if bias else 0
        offset = offset - self._corrections.pop(x, 0)
        if np.any(offset):
            x = self._op("Add", [x, self._const(self._name(), offset.astype(np.float32))])
        self._layer_norm(self._op("Add", [x, skip]), gamma, beta, node)

    def _gelu(self, node: onnx.NodeProto) -> None:
        # likewise faster in two steps
        self._op("Gelu", [self._op("Add", list(node.input))], node.output[0], domain=MS)

    def _gather(self, node: onnx.NodeProto) -> None:
        table = self._weights.get(node.input[0])
        if table is not None and len(table.dims) == 2 and table.dims[0] >= LEAST_ROWS:
            self._lookup(node.input[0], node.input[1], node.output[0])
        else:
            self._nodes.append(node)

    # what they are replaced by

    def _linear(self, x: str, weights: Array, out: str = "", *, signed: bool = True) -> str:
        """x @ weights in 8 bits, every row of x by its own scale."""
        steps, zero_point = (127, 128) if signed else (255, 0)
        most = self._row_max(self._op("Abs", [x]) if signed else x)
        ratio = self._op("Div", [self._number(f"steps_{steps}", steps), most])
        zero = self._const(f"zero_{zero_point}", np.array(zero_point, np.uint8))
        row = self._op(
            "QuantizeLinear", [self._op("Mul", [x, ratio]), self._number("one", 1), zero]
        )
        columns, scale = quantised_columns(weights)
        names = self._const(self._name(), columns), self._const(self._name(), scale)
        step = self._number(f"step_{steps}", 1 / steps)
        y = self._op("MatMulIntegerToFloat", [row, names[0], step, names[1], zero], domain=MS)
        return self._op("Mul", [y, most], out)

    def _lookup(self, table: str, ids: str, out: str = "") -> str:
        """Rows of a table that is kept in 8 bits."""
        whole, scale = quantised_blocks(self._array(table))
        small = self._const(f"{table}_8bit", whole)
        scales = self._const(f"{table}_scale", scale)
        return self._op(
            "GatherBlockQuantized", [small, ids, scales], out, domain=MS, bits=8,
            block_size=BLOCK, gather_axis=0, quantize_axis=1,
        )  # fmt: skip

    def _layer_norm(self, x: str, gamma: str, beta: str, like: onnx.NodeProto) -> None:
        epsilon = next((a.f for a in like.attribute if a.name == "epsilon"), 1e-12)
        self._op("LayerNormalization", [x, gamma, beta], like.output[0], axis=-1, epsilon=epsilon)

    def _row_max(self, x: str) -> str:
        if self._opset < 18:
            return self._op("ReduceMax", [x], axes=[-1], keepdims=1)
        last = self._const("last_axis", np.array([-1], np.int64))
        return self._op("ReduceMax", [x, last], keepdims=1)

    # the graph

    def _op(self, kind: str, inputs: list[str], out: str = "", **attributes: object) -> str:
        out = out or self._name()
        self._nodes.append(
            helper.make_node(kind, inputs, [out], name=f"{kind}_{out}", **attributes)
        )
        return out

    def _number(self, name: str, value: float) -> str:
        return self._const(name, np.array(value, np.float32))

    def _const(self, name: str, value: Array) -> str:
        if name not in self._weights:
            tensor = numpy_helper.from_array(np.ascontiguousarray(value), name)
            # a scalar must stay one: ascontiguousarray makes a vector of it
            tensor = tensor if value.ndim else numpy_helper.from_array(value, name)
            self._weights[name] = tensor
        return name

    def _array(self, name: str) -> Array:
        return numpy_helper.to_array(self._weights[name])

    def _name(self) -> str:
        self._fresh += 1
        return f"q{self._fresh}"

    def _drop_unused(self) -> None:
        """Keep what leads to an output; the rest was fused or replaced."""
        wanted = {output.name for output in self._graph.output}
        kept: list[onnx.NodeProto] = []
        for node in reversed(self._nodes):
            if wanted.intersection(node.output):
                kept.append(node)
                wanted.update(node.input)
        del self._graph.node[:], self._graph.initializer[:], self._graph.value_info[:]
        self._graph.node.extend(reversed(kept))
        self._graph.initializer.extend(w for name, w in self._weights.items() if name in wanted)


def compare(source: Path, target: Path, *, texts: int = 64) -> tuple[float, float]:
    """Largest difference of an output from `source`'s, and by neighbours, on random tokens."""
    import onnxruntime as ort

    random = np.random.default_rng(0)
    rows = [random.integers(1000, 20_000, random.integers(3, 60)) for _ in range(texts)]
    options = ort.SessionOptions()
    options.log_severity_level = 3
    sessions = [ort.InferenceSession(str(path), options) for path in (source, target)]

    def outputs(session: ort.InferenceSession, group: list[Array]) -> Array:
        ids = np.zeros((len(group), max(map(len, group))), np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(group):
            ids[i, : len(row)], mask[i, : len(row)] = row, 1
        return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])

    exact, alone = (np.concatenate([outputs(s, [row]) for row in rows]) for s in sessions)
    together = outputs(sessions[1], rows)
    return float(np.abs(alone - exact).max()), float(np.abs(alone - together).max())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.quantise", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", type=Path, metavar="IN", help="the fp32 model")
    parser.add_argument("target", type=Path, metavar="OUT", help="where to write the 8-bit one")
    parser.add_argument("--heads", type=int, default=12, help="attention heads of a layer")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.target.parent) as folder:
        made = Path(folder) / "model.onnx"
        try:
            quantise(chosen.source, made, heads=chosen.heads)
        except QuantiseError as error:
            raise SystemExit(str(error)) from None
        difference, influence = compare(chosen.source, made)
        made.replace(chosen.target)
    size = chosen.target.stat().st_size / 1e6
    print(f"{size:.1f} MB; random tokens: at most {difference:.3f} from fp32, ", end="")
    print(f"and {influence:.0e} by neighbours in a batch")


if __name__ == "__main__":
    main()
