"""`toxicity` in the settings: what it may be, and what then scores."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError
from rich.console import Console

from bot.check import check
from bot.settings import Settings
from bot.settings.model import UnderstandingSettings
from bot.understanding.card import DEFAULT_CARD, ModelError
from bot.understanding.choice import NoToxicity, describe, toxicity_of
from bot.understanding.detoxify import load as loading
from bot.understanding.detoxify.catalogue import VARIANTS
from bot.understanding.detoxify.toxicity import DetoxifyToxicity
from bot.understanding.toxicity import LocalToxicity

CHOICE = "detoxify:unbiased"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder of Detoxify's models in which one is exported: the shipped one in its place."""
    folder = VARIANTS["unbiased"].folder(tmp_path)
    shutil.copytree(DEFAULT_CARD.parent, folder)
    (folder / DEFAULT_CARD.name).rename(folder / "card.toml")
    return tmp_path


@pytest.mark.parametrize("choice", ["shipped", "off", "my/card.toml", CHOICE])
def test_what_may_be_chosen(choice: str) -> None:
    assert UnderstandingSettings(toxicity=choice).toxicity == choice


@pytest.mark.parametrize(
    ("choice", "hint"),
    [
        ("detoxify:unbaised", 'did you mean "detoxify:unbiased"?'),
        ("perspective api", 'expected one such as "shipped"'),
    ],
)
def test_what_may_not(choice: str, hint: str) -> None:
    with pytest.raises(ValidationError) as caught:
        UnderstandingSettings(toxicity=choice)
    assert hint in str(caught.value)


async def test_off_scores_nothing(tmp_path: Path) -> None:
    service = toxicity_of("off", tmp_path)
    assert isinstance(service, NoToxicity)
    assert not service.available
    assert await service.score("you idiot") is None
    assert await service.explain("you idiot", "toxicity") == []
    await service.close()


@pytest.mark.parametrize("choice", ["shipped", str(DEFAULT_CARD), CHOICE])
async def test_a_card_is_served_by_onnxruntime(exported: Path, choice: str) -> None:
    service = toxicity_of(choice, exported)
    assert type(service) is LocalToxicity
    score = await service.score("you stupid idiot")
    assert score is not None
    assert "toxicity" in score.flagged
    await service.close()


async def test_a_variant_that_was_not_exported_is_served_by_its_package(tmp_path: Path) -> None:
    assert isinstance(toxicity_of(CHOICE, tmp_path), DetoxifyToxicity)


async def test_without_the_extra_the_bot_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(loading, "_PACKAGES", ("no_such_torch",))
    service = toxicity_of(CHOICE, tmp_path)
    assert isinstance(service, DetoxifyToxicity)
    scores = await asyncio.gather(*(service.score(text) for text in ("a", "b", "c")))
    assert scores == [None] * 3
    assert not await service.ready()
    assert not service.available
    assert await service.score("d") is None
    await service.close()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "no_such_torch" in caplog.text


def test_check_says_what_will_be_used(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not scored" in describe("off", exported)
    assert f"{describe('shipped', exported)} ".startswith("Toxicity is scored by ")
    assert describe(CHOICE, exported) == describe("shipped", exported)
    monkeypatch.setattr(loading, "_PACKAGES", ())
    told = describe("detoxify:multilingual", exported)
    assert "multilingual_debiased-0b549669.ckpt from github.com" in told
    assert "`townhall model export detoxify:multilingual`" in told
    with pytest.raises(ModelError, match=r"none\.toml cannot be read"):
        describe(str(exported / "none.toml"), exported)
    (exported / "unbiased" / "card.toml").write_text("name = 1")
    with pytest.raises(ModelError, match=r"card\.toml is wrong"):
        describe(CHOICE, exported)


async def test_check_finds_a_card_that_is_not_there(tmp_path: Path) -> None:
    chosen = UnderstandingSettings(toxicity=str(tmp_path / "none.toml"))
    url = f"sqlite:///{tmp_path}/bot.db"
    settings = Settings.model_validate({"storage": {"url": url}, "understanding": chosen})
    out = Console(record=True, quiet=True, width=200)
    assert not await check(settings, out)
