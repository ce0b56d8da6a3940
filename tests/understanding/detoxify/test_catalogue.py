"""The published checkpoints, and finding their files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.understanding.card import ModelError
from bot.understanding.detoxify import load as loading
from bot.understanding.detoxify.catalogue import CHOICES, VARIANTS, Pin, Variant, variant_of
from bot.understanding.detoxify.checkpoint import config_of, missing, obtain, require, verified
from bot.understanding.detoxify.load import check_installed, load

from .server import FileServer, serving

UNBIASED = VARIANTS["unbiased"]


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
def test_every_variant_says_what_is_published(variant: Variant) -> None:
    pin = variant.checkpoint
    suffix = pin.file.removesuffix(".ckpt").rpartition("-")[2]
    assert len(suffix) == 8
    assert pin.sha256.startswith(suffix)
    assert pin.url.startswith("https://github.com/unitaryai/detoxify/releases/download/")
    assert pin.url.endswith(f"/{pin.file}")
    assert len(variant.tokenizer.sha256) in (0, 64)
    assert variant_of(variant.choice) is variant


def test_the_choices() -> None:
    assert set(CHOICES) == {
        "detoxify:original", "detoxify:unbiased", "detoxify:multilingual",
        "detoxify:original-small", "detoxify:unbiased-small",
    }  # fmt: skip
    assert variant_of("unbiased") is None
    assert variant_of("detoxify:large") is None


def test_without_the_extra_there_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(loading, "_PACKAGES", ("aiohttp", "no_such_torch"))
    with pytest.raises(ModelError, match=r"\(no_such_torch\): pip install 'townhall-bot\[detoxify"):
        check_installed()
    with pytest.raises(ModelError, match="no_such_torch"):
        load(UNBIASED, tmp_path)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert missing(UNBIASED, tmp_path) == [UNBIASED.checkpoint, UNBIASED.tokenizer]
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"does not hold toxic_debiased-c7548aa0.ckpt: put it"):
        require(UNBIASED, tmp_path)
    (tmp_path / UNBIASED.checkpoint.file).write_bytes(b"")
    require(UNBIASED, tmp_path)


async def test_only_what_is_missing_is_fetched(tmp_path: Path) -> None:
    files = {"small-1.ckpt": b"weights", "tokenizer.json": b"words"}
    async with serving(FileServer(files)) as server:
        pins = [Pin(server.url(n), n, hashlib.sha256(c).hexdigest()) for n, c in files.items()]
        variant = replace(UNBIASED, checkpoint=pins[0], tokenizer=pins[1])
        (tmp_path / "tokenizer.json").write_bytes(b"mine")
        await obtain(variant, tmp_path)
        assert len(server.ranges) == 1
    assert (tmp_path / "small-1.ckpt").read_bytes() == b"weights"
    assert (tmp_path / "tokenizer.json").read_bytes() == b"mine"


def test_a_checkpoint_is_handed_out_only_when_it_is_the_published_one(tmp_path: Path) -> None:
    path, content = tmp_path / "a.ckpt", b"a checkpoint"
    path.write_bytes(content)
    whole = hashlib.sha256(content).hexdigest()
    for sha256, size in ((whole, len(content)), (whole[:8], None)):
        with verified(path, Pin("", "a.ckpt", sha256, size)) as found:
            assert found.file.read() == content
            assert found.sha256 == whole
    with (
        pytest.raises(ModelError, match=f"SHA-256 begins with {whole[:8]} instead of c7548aa0"),
        verified(path, Pin("", "a.ckpt", "c7548aa0")),
    ):
        pytest.fail("it was opened")
    with (
        pytest.raises(ModelError, match="it has 12 bytes instead of 13"),
        verified(path, Pin("", "a.ckpt", whole, 13)),
    ):
        pytest.fail("it was opened")


def test_a_configuration_beside_the_checkpoint_counts(tmp_path: Path) -> None:
    assert config_of(UNBIASED, tmp_path) is UNBIASED.config
    (tmp_path / "config.json").write_text('{"hidden_size": 16}')
    assert config_of(UNBIASED, tmp_path) == {"hidden_size": 16}
    for wrong in ("not json", "[1]"):
        (tmp_path / "config.json").write_text(wrong)
        with pytest.raises(ModelError, match=r"config\.json"):
            config_of(UNBIASED, tmp_path)
