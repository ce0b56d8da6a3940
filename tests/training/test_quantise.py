"""8 bits against fp32, on a small transformer layer that is made here."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from bot.understanding.detoxify.quantise import PAIR, quantised_columns
from training.quantise import QuantiseError, _Rewriter, quantise

WIDTH, WORDS, HEADS, OUTPUTS = 128, 2000, 4, 3
MS = "com.microsoft"
# of a logit with a spread of about 0.4
TOLERANCE = 0.03
ROUNDING = 1e-5


def layer() -> onnx.ModelProto:
    """Embeddings, attention, feed-forward and a head on the first token, as onnxruntime fuses."""
    random = np.random.default_rng(0)
    shapes = {
        "words": (WORDS, WIDTH), "places": (64, WIDTH), "types": (2, WIDTH),
        "qkv": (WIDTH, 3 * WIDTH), "qkv_bias": (3 * WIDTH,), "out": (WIDTH, WIDTH),
        "out_bias": (WIDTH,), "up": (WIDTH, 4 * WIDTH), "up_bias": (4 * WIDTH,),
        "down": (4 * WIDTH, WIDTH), "down_bias": (WIDTH,), "head": (WIDTH, OUTPUTS),
    }  # fmt: skip
    weights = {name: random.normal(0, shape[0] ** -0.5, shape) for name, shape in shapes.items()}
    weights |= {"gamma": np.ones(WIDTH), "beta": np.zeros(WIDTH)}
    make = helper.make_node
    nodes = [
        make("Cast", ["input_ids"], ["ids"], to=TensorProto.INT32),
        make("Cast", ["attention_mask"], ["mask"], to=TensorProto.INT32),
        make("EmbedLayerNormalization",
             ["ids", "", "words", "places", "", "gamma", "beta", "mask"], ["x", "lengths"],
             domain=MS),
        make("Attention", ["x", "qkv", "qkv_bias", "lengths"], ["a"], domain=MS, num_heads=HEADS),
        make("MatMul", ["a", "out"], ["b"]),
        make("SkipLayerNormalization", ["b", "x", "gamma", "beta", "out_bias"], ["c"], domain=MS),
        make("MatMul", ["c", "up"], ["d"]),
        make("BiasGelu", ["d", "up_bias"], ["e"], domain=MS),
        make("MatMul", ["e", "down"], ["f"]),
        make("SkipLayerNormalization", ["f", "c", "gamma", "beta", "down_bias"], ["g"], domain=MS),
        make("Gather", ["g", "first"], ["h"], axis=1),
        make("MatMul", ["h", "head"], ["logits"]),
    ]  # fmt: skip
    constants = [numpy_helper.from_array(w.astype(np.float32), n) for n, w in weights.items()]
    constants.append(numpy_helper.from_array(np.array(0, np.int64), "first"))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "s"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", OUTPUTS])]
    graph = helper.make_graph(nodes, "layer", inputs, outputs, constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def logits(model: bytes, rows: list[list[int]]) -> np.ndarray:
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def test_eight_bits_are_near_fp32_and_neighbours_do_not_matter() -> None:
    exact = layer().SerializeToString()
    small = _Rewriter(layer()).model().SerializeToString()
    assert len(small) < 0.4 * len(exact)
    random = np.random.default_rng(1)
    rows = [random.integers(0, WORDS, random.integers(2, 50)).tolist() for _ in range(24)]
    alone = np.concatenate([logits(small, [row]) for row in rows])
    reference = np.concatenate([logits(exact, [row]) for row in rows])
    assert reference.std() > 0.4
    assert np.abs(alone - reference).max() < TOLERANCE
    for order in (rows, rows[::-1]):
        together = dict(zip(map(tuple, order), logits(small, order), strict=True))
        for row, own in zip(rows, alone, strict=True):
            assert together[tuple(row)] == pytest.approx(own, abs=ROUNDING)


def test_columns_cannot_overflow_sixteen_bits_and_stay_near() -> None:
    random = np.random.default_rng(2)
    weights = random.normal(0, 1, (384, 50)).astype(np.float32)
    weights[:, 0] = 0
    weights[:2, 1] = 9, 9  # two neighbours that both are the largest
    whole, scale = quantised_columns(weights)
    size = np.abs(whole.astype(int))
    assert (size[::2] + size[1::2]).max() <= PAIR
    assert np.abs(whole * scale - weights).max() <= scale.max() * 1.5
    assert not whole[:, 0].any()
    odd, scale = quantised_columns(weights[1:])
    assert np.abs(odd * scale - weights[1:]).max() <= scale.max() * 1.5


def test_a_model_whose_width_does_not_fit_the_heads_is_refused(tmp_path: Path) -> None:
    onnx.save(layer(), tmp_path / "model.onnx")
    with pytest.raises(QuantiseError, match="No attention with 12 heads was recognised"):
        quantise(tmp_path / "model.onnx", tmp_path / "out.onnx")
    assert not (tmp_path / "out.onnx").exists()
