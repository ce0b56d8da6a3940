"""The network as ONNX, on the 4-bit weights as they are: BERT, mean over the tokens, unit length.

Weights stay as the source has them; onnxruntime's 4-bit kernels use the same blocks of 32. Those
kernels quantise activations by block and row, never over a batch, so what a text is computed
together with cannot change its vector.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .source import BLOCK, Source

CONTRIB = "com.microsoft"


class Builder:
    """Collects nodes and weights."""

    def __init__(self, source: Source, *, accuracy: int) -> None:
        """`accuracy` 4 computes with 8-bit activations, 1 with single precision."""
        self._source = source
        self._accuracy = accuracy
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def model(self, chosen: list[int], positions: int) -> onnx.ModelProto:
        """The whole network for these rows of the vocabulary and that many tokens at most."""
        x = self._embeddings(chosen, positions)
        mask = self._node("Cast", "attention_mask", to=TensorProto.INT32)
        for layer in range(self._source.layers):
            x = self._layer(f"l{layer}", x, mask)
        self._pooled(x)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        vector = helper.make_tensor_value_info(
            "vector", TensorProto.FLOAT, ["batch", self._source.width]
        )
        graph = helper.make_graph(self._nodes, "embedder", inputs, [vector], self._weights)
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    # parts of the network

    def _embeddings(self, chosen: list[int], positions: int) -> str:
        table = self._source.matrices["emb.word"].rows(chosen)
        # this operator wants signed numbers: less 8, which in four bits is to flip the highest
        packed = _pairs(table.nibbles ^ np.uint8(8)).tobytes()
        self._weights.append(
            helper.make_tensor("words", TensorProto.INT4, table.nibbles.shape, packed, raw=True)
        )
        words = self._node(
            "GatherBlockQuantized", "words", "input_ids", self._weight(table.scales),
            domain=CONTRIB, block_size=BLOCK, gather_axis=0, quantize_axis=1,
        )  # fmt: skip
        words = self._node("Cast", words, to=TensorProto.FLOAT)
        # every token is of type 0, so its vector is part of the position's
        vectors = self._source.vectors
        places = self._half(
            vectors["emb.pos"][:positions] + vectors["emb.type"][: self._source.width]
        )
        length = self._node("Shape", "input_ids", start=1, end=2)
        start, axes = self._weight(np.array([0])), self._weight(np.array([0]))
        places = self._node("Slice", places, start, length, axes)
        both = self._node("Add", words, places)
        return self._node(
            "LayerNormalization", both, self._vector("emb.ln.w"), self._vector("emb.ln.b"),
            axis=-1, epsilon=self._source.epsilon,
        )  # fmt: skip

    def _layer(self, name: str, x: str, mask: str) -> str:
        asked = [self._linear(x, f"{name}.{part}") for part in "qkv"]
        heads = self._node(
            "MultiHeadAttention", *asked, "", mask, domain=CONTRIB, num_heads=self._source.heads
        )
        x = self._add_and_norm(x, self._linear(heads, f"{name}.ao"), f"{name}.aln")
        inner = self._node("Gelu", self._linear(x, f"{name}.fi"), domain=CONTRIB)
        return self._add_and_norm(x, self._linear(inner, f"{name}.fo"), f"{name}.oln")

    def _linear(self, x: str, name: str) -> str:
        matrix = self._source.matrices[f"{name}.w"]
        rows, columns = matrix.nibbles.shape
        blocks = _pairs(matrix.nibbles).reshape(rows, columns // BLOCK, BLOCK // 2)
        return self._node(
            "MatMulNBits", x, self._weight(blocks), self._half(matrix.scales), "", "",
            self._vector(f"{name}.b"), domain=CONTRIB, K=columns, N=rows, bits=4,
            block_size=BLOCK, accuracy_level=self._accuracy,
        )  # fmt: skip

    def _add_and_norm(self, x: str, added: str, name: str) -> str:
        return self._node(
            "SkipLayerNormalization", x, added, self._vector(f"{name}.w"),
            self._vector(f"{name}.b"), domain=CONTRIB, epsilon=self._source.epsilon,
        )  # fmt: skip

    def _pooled(self, x: str) -> None:
        """The mean is never divided by its count: unit length comes out the same."""
        mask = self._node("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self._node("Unsqueeze", mask, self._weight(np.array([1])))
        total = self._node("Squeeze", self._node("MatMul", mask, x), self._weight(np.array([1])))
        self._node("LpNormalization", total, axis=-1, p=2, to_output="vector")

    # nodes and weights

    def _node(self, kind: str, *inputs: str, to_output: str = "", **attributes: Any) -> str:
        output = to_output or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _weight(self, values: NDArray[Any]) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _half(self, values: NDArray[Any]) -> str:
        """Stored in half precision, made single when the session opens."""
        return self._node("Cast", self._weight(values.astype(np.float16)), to=TensorProto.FLOAT)

    def _vector(self, name: str) -> str:
        return self._weight(self._source.vectors[name])


def _pairs(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two neighbours in one byte, the first one in its lower half."""
    return nibbles[..., ::2] | nibbles[..., 1::2] << np.uint8(4)


def build(source: Source, chosen: list[int], positions: int, *, accuracy: int = 4) -> bytes:
    """The network as the bytes of an ONNX file; the same bytes each time."""
    model = Builder(source, accuracy=accuracy).model(chosen, positions)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))
