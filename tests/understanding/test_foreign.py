"""Any ONNX text classifier with a card: one made here, which adds up a number for each word."""

import asyncio
import hashlib
import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from bot.understanding.toxicity import LocalToxicity

WORDS = {"[UNK]": 0, "dear": 1, "hello": 2, "rotter": 3, "PAD": 4}
# one row a word: how friendly, how insulting; the padding would spoil everything if it were read
TABLE = np.array([[0, 0], [2, 0], [1, 0], [0, 3], [99, -99]], np.float32)


def classifier(*, words: int = TensorProto.INT32, seen: int = TensorProto.INT32) -> bytes:
    """(batch x sequence) ids and mask in, (batch x 2) numbers out."""
    nodes = [
        helper.make_node("Gather", ["table", "words"], ["rows"]),
        helper.make_node("Cast", ["seen"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["weights", "last"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["read"]),
        helper.make_node("ReduceSum", ["read", "middle"], ["opinion"], keepdims=0),
    ]
    constants = [
        numpy_helper.from_array(TABLE, "table"),
        numpy_helper.from_array(np.array([2], np.int64), "last"),
        numpy_helper.from_array(np.array([1], np.int64), "middle"),
    ]
    graph = helper.make_graph(
        nodes,
        "foreign",
        [
            helper.make_tensor_value_info(name, kind, ["b", "s"])
            for name, kind in (("words", words), ("seen", seen))
        ],
        [helper.make_tensor_value_info("opinion", TensorProto.FLOAT, ["b", 2])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    content: bytes = model.SerializeToString()
    return content


def tokenizer() -> bytes:
    made = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return bytes(made.to_str(), "utf-8")


CARD = """\
name = "foreign"
licence = "none"
source = "a test"
max_length = 16
normalise = false
activation = "softmax"
pad_id = 4
inputs = {{ ids = "words", mask = "seen" }}
output = "opinion"
model = {{ file = "model.onnx", sha256 = "{model}" }}
tokenizer = {{ file = "tokenizer.json", sha256 = "{tokenizer}" }}
[[labels]]
name = "friendly"
[[labels]]
name = "insult"
threshold = 0.9
"""

Plug = Callable[..., Path]


@pytest.fixture
def plug(tmp_path: Path) -> Plug:
    """Writes model, tokenizer and card; what is given replaces the usual."""

    def write(card: str = CARD, **files: bytes) -> Path:
        contents = {"model": classifier(), "tokenizer": tokenizer()} | files
        (tmp_path / "model.onnx").write_bytes(contents["model"])
        (tmp_path / "tokenizer.json").write_bytes(contents["tokenizer"])
        hashes = {name: hashlib.sha256(part).hexdigest() for name, part in contents.items()}
        (tmp_path / "card.toml").write_text(card.format(**hashes), "utf-8")
        return tmp_path / "card.toml"

    return write


async def labels_of(card: Path, text: str) -> Any:
    service = LocalToxicity(card=card)
    score = await service.score(text)
    await service.close()
    assert score is not None
    return score


async def test_softmax_labels_and_thresholds_come_from_the_card(plug: Plug) -> None:
    score = await labels_of(plug(), "hello rotter")
    insult = math.exp(3) / (math.exp(3) + math.exp(1))
    assert score.labels == pytest.approx({"friendly": 1 - insult, "insult": insult})
    assert score.flagged == ()  # 0.88
    score = await labels_of(plug(), "rotter rotter")
    assert score.flagged == ("insult",)
    assert score.model.startswith("foreign@")
    # a label without a threshold informs and never flags
    assert (await labels_of(plug(), "dear dear dear")).flagged == ()


async def test_neighbours_and_padding_do_not_matter(plug: Plug) -> None:
    service = LocalToxicity(card=plug())
    texts = ["rotter", "hello hello hello", "dear", "rotter hello", "x y z"]
    together = await asyncio.gather(*map(service.score, texts))
    await service.close()
    for text, score in zip(texts, together, strict=True):
        assert score is not None
        alone = await labels_of(plug(), text)
        assert score.labels == pytest.approx(alone.labels, abs=1e-6)


async def test_sigmoid_gives_each_label_its_own_probability(plug: Plug) -> None:
    card = CARD.replace('"softmax"', '"sigmoid"')
    score = await labels_of(plug(card), "rotter dear")
    assert score.labels == pytest.approx(
        {"friendly": 1 / (1 + math.exp(-2)), "insult": 1 / (1 + math.exp(-3))}
    )


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
async def test_the_curve_is_straight_between_its_points_and_level_beyond(
    plug: Plug, activation: str
) -> None:
    card = CARD.replace('"softmax"', f'"{activation}"')
    card += "calibration = [[0.0, 0.1], [2.0, 0.5], [4.0, 0.6]]\n"
    # with two labels, softmax has the difference of the two numbers as log-odds: so has "rotter"
    for text, expected in (("x", 0.1), ("rotter", 0.55), ("rotter rotter", 0.6)):
        assert (await labels_of(plug(card), text)).labels["insult"] == pytest.approx(expected)


async def test_text_is_given_as_it_is_when_the_card_says_so(plug: Plug) -> None:
    score = await labels_of(plug(), "rotter \ud800")  # yet never what a tokenizer cannot take
    assert score.labels["insult"] > 0.9


async def test_wide_integers_are_given_when_wanted(plug: Plug) -> None:
    score = await labels_of(plug(model=classifier(words=TensorProto.INT64)), "rotter rotter")
    assert score.flagged == ("insult",)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (CARD.replace('"opinion"', '"logits"'), 'no output "logits": put opinion as `output`'),
        (CARD.replace('ids = "words"', 'ids = "ids"'), 'The input "words"'),
        (CARD + '[[labels]]\nname = "more"\n', "the card names 3 labels: name one label for each"),
        (CARD.replace('"softmax"', '"relu"'), "activation: Input should be 'sigmoid' or 'softmax'"),
        (CARD + "calibration = [[0, 0.5], [1, 0.4]]\n", "the curve must rise"),
        (CARD + "calibration = [[0, 0.5], [0, 0.6]]\n", "the curve must rise"),
        (CARD + "calibration = [[0, 0.5], [1, 1.4]]\n", "labels.1.calibration.1.1"),
        (CARD.replace('"insult"', '"friendly"'), "two labels have the same name"),
        (CARD.replace("name =", "name"), "card.toml is wrong"),
        (CARD.replace("tokenizer.json", "missing.json"), "missing.json cannot be read"),
        (CARD.replace("{model}", "0" * 64), "model.onnx is damaged"),
    ],
)
async def test_a_card_that_does_not_fit_is_one_clear_sentence(
    plug: Plug, card: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = LocalToxicity(card=plug(card))
    with caplog.at_level(logging.WARNING):
        assert not await service.ready()
        assert await service.score("hello") is None
    assert not service.available
    (record,) = caplog.records
    assert said in record.getMessage()
    assert "\n" not in record.getMessage()
    await service.close()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"model": b"not a model"}, "onnxruntime cannot open model.onnx"),
        ({"tokenizer": b"{}"}, "tokenizer.json is no tokenizer that can be read"),
        ({"model": classifier(seen=TensorProto.FLOAT)}, 'The input "seen" of model.onnx'),
    ],
)
async def test_files_that_are_no_model_are_one_clear_sentence(
    plug: Plug, files: dict[str, bytes], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = LocalToxicity(card=plug(**files))
    assert not await service.ready()
    (record,) = caplog.records
    assert said in record.getMessage()
    await service.close()
