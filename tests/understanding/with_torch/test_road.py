"""The whole road: folder, check, the package's own predict, export, the ordinary service.

No test may reach beyond this machine (pytest-socket), so none of this asks a hub.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import onnx
import pytest

from bot.understanding.card import read_card
from bot.understanding.detoxify.export import export
from bot.understanding.detoxify.load import load
from bot.understanding.toxicity import LocalToxicity

from .small import IDENTITIES, SENTENCES, Small

# Probabilities. Without training and 64 numbers wide, a network suffers far more from 8 bits than a
# real one; onnxruntime's own dynamic quantisation, in the same place, differs by as much.
INT8_TOLERANCE = 0.1
NEIGHBOURS = 1e-4


def test_the_packages_predict_on_checked_weights(each: Small) -> None:
    loaded = load(each.variant, each.folder)
    assert loaded.labels == each.labels
    together = loaded.probabilities(SENTENCES)
    for text, row in zip(SENTENCES, together, strict=True):
        assert row == pytest.approx(each.expected(text), abs=1e-5)
        assert loaded.probabilities([text])[0] == pytest.approx(row, abs=1e-5)
    toxicity = [row[0] for row in together]
    assert max(toxicity) - min(toxicity) > 0.2  # they do differ
    assert loaded.probabilities([]) == []


def test_a_long_text_is_cut_as_the_package_cuts_it(each: Small) -> None:
    loaded = load(each.variant, each.folder)
    long = " ".join(SENTENCES) * 3
    assert loaded.max_length == each.max_length
    assert loaded.probabilities([long])[0] == pytest.approx(each.expected(long), abs=1e-5)


async def test_the_export_says_the_same(each: Small, tmp_path: Path) -> None:
    made = export(each.variant, each.folder, tmp_path)
    card = read_card(made.card)
    assert re.fullmatch(rf"detoxify-{each.variant.name}@[0-9a-f]{{8}}", card.id)
    assert tuple(label.name for label in card.labels) == each.labels
    assert {label.threshold for label in card.labels} == {0.5}
    assert each.variant.checkpoint.file in card.source
    assert made.difference < INT8_TOLERANCE
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["card.toml", card.model.file, card.tokenizer.file]
    )
    service = LocalToxicity(made.card)
    together = await asyncio.gather(*map(service.score, SENTENCES))
    await service.close()
    again = LocalToxicity(made.card)
    for text, score in zip(SENTENCES, together, strict=True):
        assert score is not None
        assert list(score.labels.values()) == pytest.approx(each.expected(text), abs=INT8_TOLERANCE)
        alone = await again.score(text)
        assert alone is not None
        assert alone.labels == pytest.approx(score.labels, abs=NEIGHBOURS)
        over = {name for name, value in score.labels.items() if value >= 0.5}
        assert set(score.flagged) == over
    await again.close()


def test_the_export_is_8_bits_and_stores_shared_layers_once(each: Small, tmp_path: Path) -> None:
    card = read_card(export(each.variant, each.folder, tmp_path).card)
    model = onnx.load(str(tmp_path / card.model.file))
    assert {output.name for output in model.graph.output} == {"logits"}
    kinds = [node.op_type for node in model.graph.node]
    layers, products = 2, 6  # query, key, value, what leaves the attention, and two more
    shared = each.variant.architecture.startswith("Albert")
    assert kinds.count("MatMulIntegerToFloat") == layers * products + shared  # its wider embedding
    assert kinds.count("GatherBlockQuantized") == 1
    matrices = [w for w in model.graph.initializer if w.data_type == onnx.TensorProto.INT8]
    assert len(matrices) == (products + 1 if shared else layers * products)


def test_an_export_replaces_the_one_before(unbiased: Small, tmp_path: Path) -> None:
    (tmp_path / "unbiased-01234567.int8.onnx").write_bytes(b"older")
    (tmp_path / "card.toml").write_text("older")
    made = export(unbiased.variant, unbiased.folder, tmp_path)
    names = [path.name for path in tmp_path.iterdir() if path.is_file()]
    assert "unbiased-01234567.int8.onnx" not in names
    assert len(names) == 3
    # beside the checkpoint is the usual place, and nothing of it may get lost
    beside = export(unbiased.variant, unbiased.folder, unbiased.folder)
    assert read_card(beside.card) == read_card(made.card)
    assert load(unbiased.variant, unbiased.folder).labels == unbiased.labels


def test_the_outputs_for_identities_are_left_out(unbiased: Small) -> None:
    loaded = load(unbiased.variant, unbiased.folder)
    outputs = loaded.detoxify.model.config.num_labels
    assert outputs == len(unbiased.labels) + IDENTITIES
    assert len(loaded.probabilities(["hello"])[0]) == len(unbiased.labels)
