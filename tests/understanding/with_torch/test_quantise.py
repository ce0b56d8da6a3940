"""What becomes of a network on its way to 8 bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.card import Weights
from bot.understanding.detoxify.export import trace
from bot.understanding.detoxify.load import load
from bot.understanding.detoxify.quantise import PAIR, quantised_blocks, quantised_columns
from bot.understanding.network import Network

from .small import SENTENCES, Small


def test_before_the_8_bits_nothing_is_lost(each: Small, tmp_path: Path) -> None:
    loaded = load(each.variant, each.folder)
    trace(loaded, tmp_path / "whole.onnx")
    files = (tmp_path / "whole.onnx").read_bytes(), (each.folder / "tokenizer.json").read_bytes()
    card = loaded.card(each.variant, *(Weights(file="any", sha256="0" * 64) for _ in files))
    network = Network(card, *files)
    for text, row in zip(SENTENCES, network.probabilities(SENTENCES), strict=True):
        assert row == pytest.approx(each.expected(text), abs=1e-5)


@pytest.mark.parametrize("rows", [7, 64])
def test_columns_are_near_and_never_saturate(rows: int) -> None:
    random = np.random.default_rng(1)
    weights = random.standard_normal((rows, 50)).astype(np.float32)
    weights[:, 0] = 0
    weights[0, 1] = 40
    whole, scale = quantised_columns(weights)
    assert whole.dtype == np.int8
    assert np.abs(whole * scale - weights).max(0) == pytest.approx(0, abs=float(scale.max()) * 1.5)
    sizes = np.abs(whole[: rows // 2 * 2].astype(int))
    assert (sizes[::2] + sizes[1::2]).max() <= PAIR
    assert not whole[:, 0].any()


@pytest.mark.parametrize("width", [20, 128, 300])
def test_rows_of_a_table_are_near(width: int) -> None:
    table = np.random.default_rng(2).standard_normal((9, width)).astype(np.float32)
    table[3] = 0
    whole, scale = quantised_blocks(table)
    assert whole.shape == table.shape
    again = (whole.astype(np.float32) - 128) * np.repeat(scale, 128, 1)[:, :width]
    assert np.abs(again - table).max() <= scale.max() / 2 + 1e-6
    assert not again[3].any()
