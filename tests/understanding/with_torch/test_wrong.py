"""Checkpoints that must not be opened, and what the owner reads then."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.understanding.card import ModelError
from bot.understanding.detoxify.export import export
from bot.understanding.detoxify.load import load

from . import small
from .small import Small


class Malice:
    """Runs a command when it is unpickled without care."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.marker}",)


def test_a_pickle_that_would_run_something_is_refused(unbiased: Small, tmp_path: Path) -> None:
    import torch

    marker = tmp_path / "marker"
    content = {"config": Malice(marker), "state_dict": unbiased.network.state_dict()}
    variant = small.save(content, unbiased.variant, unbiased.folder)
    with pytest.raises(ModelError, match="holds more than weights and was not opened"):
        load(variant, unbiased.folder)
    assert not marker.exists()
    torch.load(unbiased.folder / variant.checkpoint.file, weights_only=False)
    assert marker.exists()  # it is no empty threat


def test_a_wrong_hash_is_not_even_opened(unbiased: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    pin = replace(unbiased.variant.checkpoint, sha256="c7548aa0", size=None)
    monkeypatch.setattr("torch.load", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(ModelError, match=r"not the published checkpoint.*instead of c7548aa0"):
        load(replace(unbiased.variant, checkpoint=pin), unbiased.folder)


@pytest.mark.parametrize("size_is_known", [True, False])
def test_a_truncated_one_is_refused(unbiased: Small, size_is_known: bool) -> None:
    pin = unbiased.variant.checkpoint
    pin = pin if size_is_known else replace(pin, size=None)
    path = unbiased.folder / pin.file
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(ModelError, match="not the published checkpoint"):
        load(replace(unbiased.variant, checkpoint=pin), unbiased.folder)


def test_damage_that_was_published_is_told(unbiased: Small) -> None:
    path = unbiased.folder / unbiased.variant.checkpoint.file
    path.write_bytes(path.read_bytes()[:5000])
    pin = replace(unbiased.variant.checkpoint, sha256="", size=None)
    with pytest.raises(ModelError, match=r"cannot be opened .* it is damaged or memory is short"):
        load(replace(unbiased.variant, checkpoint=pin), unbiased.folder)


@pytest.mark.parametrize("content", [{}, {"config": {}, "state_dict": {}}, [1, 2]])
def test_another_layout_is_refused(unbiased: Small, content: Any) -> None:
    variant = small.save(content, unbiased.variant, unbiased.folder)
    with pytest.raises(ModelError, match="is not laid out as Detoxify's"):
        load(variant, unbiased.folder)


def test_another_variants_checkpoint_is_refused(unbiased: Small) -> None:
    other = replace(unbiased.variant, architecture="BertForSequenceClassification")
    with pytest.raises(ModelError, match=r"is a RobertaForSequence.* not detoxify:unbiased"):
        load(other, unbiased.folder)


@pytest.mark.parametrize("figures", [{"hidden_size": 32}, {"vocab_size": 50}, {"num_layers": "x"}])
def test_files_that_do_not_belong_together(unbiased: Small, figures: dict[str, Any]) -> None:
    path = unbiased.folder / "config.json"
    config = json.loads(path.read_text()) | figures
    config = config if "num_layers" not in figures else {"num_hidden_layers": 1}
    path.write_text(json.dumps(config))
    with pytest.raises(ModelError, match="do not belong together"):
        load(unbiased.variant, unbiased.folder)


def test_a_tokenizer_that_is_none(unbiased: Small) -> None:
    (unbiased.folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json is not a tokenizer"):
        load(unbiased.variant, unbiased.folder)


def test_an_export_that_has_no_place_leaves_no_card(unbiased: Small, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelError, match="cannot be written into"):
        export(unbiased.variant, unbiased.folder, tmp_path / "file" / "below")
