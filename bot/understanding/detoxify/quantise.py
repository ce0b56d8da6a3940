"""8-bit weights and activations for an exported encoder, so that it runs lean on onnxruntime.

Not onnxruntime's `quantize_dynamic`: that gives one scale to the activations of a whole batch, so a
message's score would depend on who else wrote at that moment. Here every token has its own scale,
around one integer product, at the same speed:

    m = max|x|;  q = round(127 x / m);  y = m/127 * (q @ W)

Products in the attention, norms, softmax and the head stay in 32 bits.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

MS = "com.microsoft"
STEPS = 127
ZERO = 128
# x86 without VNNI adds two 8-bit products in 16 bits: 2 * 255 * 64 < 2**15. Neighbouring weights
# that sum up to no more than this cannot saturate, so every machine computes the same.
PAIR = 128
BLOCK = 128  # numbers of an embedding that share a scale
LEAST_ROWS = 1000  # a smaller table is not worth it
LAST_AXIS = -1

Array = NDArray[Any]


def quantise(source: Path, target: Path) -> None:
    """Write an 8-bit version of the fp32 model `source` (opset 17): products with constant
    matrices and lookups in large tables are replaced, all else stays."""
    model = onnx.load(str(source))
    _Rewriter(model).rewrite()
    onnx.save(model, str(target))


def quantised_columns(weights: Array) -> tuple[Array, Array]:
    """int8 weights of a (rows x columns) matrix, and the scale of each column."""
    size = np.abs(weights)
    padded = np.pad(size, ((0, len(size) % 2), (0, 0)))
    scale = np.maximum((padded[::2] + padded[1::2]).max(0) / PAIR, size.max(0) / STEPS)
    scale = np.where(scale > 0, scale, 1).astype(np.float32)
    whole = np.clip(np.rint(weights / scale), -STEPS, STEPS)
    # rounding may have pushed a pair one too high
    pairs = len(whole) // 2 * 2
    even, odd = whole[:pairs:2], whole[1:pairs:2]
    even -= np.sign(even) * (np.abs(even) + np.abs(odd) > PAIR)
    return whole.astype(np.int8), scale


def quantised_blocks(table: Array) -> tuple[Array, Array]:
    """uint8 rows of a table around 128, and one scale for each BLOCK numbers of a row."""
    width = table.shape[1]
    blocks = np.pad(table, ((0, 0), (0, -width % BLOCK))).reshape(len(table), -1, BLOCK)
    scale = np.abs(blocks).max(-1, keepdims=True) / STEPS
    scale = np.where(scale > 0, scale, 1).astype(np.float32)
    whole = (np.rint(blocks / scale) + ZERO).astype(np.uint8).reshape(len(table), -1)
    return whole[:, :width], scale[..., 0]


class _Rewriter:
    """Replaces nodes of one graph; equal weights are stored once, as ALBERT shares its layers."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        self._graph = model.graph
        self._weights = {w.name: w for w in self._graph.initializer}
        # layers that share a weight have it under names of their own
        for node in self._graph.node:
            if node.op_type == "Identity" and node.input[0] in self._weights:
                self._weights[node.output[0]] = self._weights[node.input[0]]
        self._nodes: list[onnx.NodeProto] = []
        self._rows: dict[str, tuple[str, str]] = {}

    def rewrite(self) -> None:
        for node in self._graph.node:
            weights = [self._weights.get(name) for name in node.input]
            shapes = [() if w is None else tuple(w.dims) for w in weights]
            if node.op_type == "MatMul" and len(shapes[1]) == 2:
                self._product(node)
            elif node.op_type == "Gather" and len(shapes[0]) == 2 and shapes[0][0] >= LEAST_ROWS:
                self._lookup(node)
            else:
                self._nodes.append(node)
        self._keep_used()
        if all(opset.domain != MS for opset in self._model.opset_import):
            self._model.opset_import.append(helper.make_opsetid(MS, 1))

    def _keep_used(self) -> None:
        """Put into the graph what leads to an output; the rest was replaced."""
        used = {output.name for output in self._graph.output}
        kept: list[onnx.NodeProto] = []
        for node in reversed(self._nodes):
            if used.intersection(node.output):
                kept.append(node)
                used.update(node.input)
        made = {name for node in kept for name in node.output}
        del self._graph.node[:], self._graph.initializer[:], self._graph.value_info[:]
        self._graph.node.extend(reversed(kept))
        self._graph.initializer.extend(
            weight for name, weight in self._weights.items() if name in used - made
        )

    def _product(self, node: onnx.NodeProto) -> None:
        x, matrix = node.input
        out = node.output[0]
        columns, scale = quantised_columns(self._array(matrix))
        row, most = self._rows.get(x) or self._quantised_rows(x)
        inputs = [row, self._kept(columns), self._kept(_number(1 / STEPS)), self._kept(scale)]
        whole = self._op("MatMulIntegerToFloat", [*inputs, self._zero()], f"{out}_whole", domain=MS)
        self._op("Mul", [whole, most], out)

    def _quantised_rows(self, x: str) -> tuple[str, str]:
        """The names of x in 8 bits and of each row's largest size."""
        size = self._op("Abs", [x], f"{x}_size")
        most = self._op("ReduceMax", [size], f"{x}_most", axes=[LAST_AXIS], keepdims=1)
        ratio = self._op("Div", [self._kept(_number(STEPS)), most], f"{x}_ratio")
        scaled = self._op("Mul", [x, ratio], f"{x}_scaled")
        one = self._kept(_number(1))
        row = self._op("QuantizeLinear", [scaled, one, self._zero()], f"{x}_8bit")
        self._rows[x] = row, most
        return row, most

    def _lookup(self, node: onnx.NodeProto) -> None:
        table, ids = node.input
        whole, scale = quantised_blocks(self._array(table))
        self._op(
            "GatherBlockQuantized", [self._kept(whole), ids, self._kept(scale)], node.output[0],
            domain=MS, bits=8, block_size=BLOCK, gather_axis=0, quantize_axis=1,
        )  # fmt: skip

    def _op(self, kind: str, inputs: list[str], out: str, **attributes: object) -> str:
        node = helper.make_node(kind, inputs, [out], name=f"{kind}_{out}", **attributes)
        self._nodes.append(node)
        return out

    def _zero(self) -> str:
        return self._kept(np.array(ZERO, np.uint8))

    def _kept(self, value: Array) -> str:
        """The name under which this constant is stored, once."""
        content = f"{value.dtype}{value.shape}".encode() + value.tobytes()
        name = f"q_{hashlib.sha256(content).hexdigest()[:16]}"
        if name not in self._weights:
            self._weights[name] = numpy_helper.from_array(value, name)
        return name

    def _array(self, name: str) -> Array:
        value: Array = numpy_helper.to_array(self._weights[name])
        return value


def _number(value: float) -> Array:
    return np.array(value, np.float32)
