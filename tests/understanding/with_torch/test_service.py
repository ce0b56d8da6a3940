"""The package behind the bot's service, fetched from a server, and the command that exports."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.export import run
from bot.understanding.choice import toxicity_of
from bot.understanding.detoxify.catalogue import VARIANTS, Pin, Variant
from bot.understanding.detoxify.toxicity import DetoxifyToxicity
from bot.understanding.toxicity import LocalToxicity

from ..detoxify.server import FileServer, serving
from .small import SENTENCES, Small
from .test_road import INT8_TOLERANCE


@pytest.fixture
async def server(unbiased: Small) -> AsyncIterator[FileServer]:
    names = (unbiased.variant.checkpoint.file, "tokenizer.json")
    async with serving(FileServer({n: (unbiased.folder / n).read_bytes() for n in names})) as it:
        yield it


def served(unbiased: Small, server: FileServer) -> Variant:
    checkpoint = unbiased.variant.checkpoint
    url = server.url(checkpoint.file)
    return replace(
        unbiased.variant,
        config=_config(unbiased),
        checkpoint=replace(checkpoint, url=url),
        tokenizer=Pin(server.url("tokenizer.json"), "tokenizer.json", ""),
    )


def _config(unbiased: Small) -> dict[str, object]:
    kept = unbiased.network.config.to_dict()
    return {name: kept[name] for name in (*unbiased.variant.config, "initializer_range")}


async def test_it_fetches_itself_and_then_scores(
    unbiased: Small, server: FileServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    server.cuts = [50_000]
    variant = served(unbiased, server)
    service = DetoxifyToxicity(variant, tmp_path / "new", pause=0)
    assert not service.available
    assert await service.score(SENTENCES[0]) is None  # not yet; nobody has to wait
    assert await service.ready()
    assert service.available
    scores = await asyncio.gather(*map(service.score, SENTENCES))
    for text, score in zip(SENTENCES, scores, strict=True):
        assert score is not None
        assert score.model == f"detoxify-unbiased@{variant.checkpoint.sha256}"
        assert tuple(score.labels) == unbiased.labels
        assert list(score.labels.values()) == pytest.approx(unbiased.expected(text), abs=1e-5)
        assert set(score.flagged) == {n for n, value in score.labels.items() if value >= 0.5}
    assert len(server.ranges) == 3  # the checkpoint in two parts, and the tokenizer
    assert "Messages are scored as soon as" in caplog.text
    assert SENTENCES[2] not in caplog.text
    await service.close()
    assert not service.available
    assert await service.score("later") is None


def odds(chance: float) -> float:
    return chance / (1 - chance)


async def test_odd_texts(unbiased: Small) -> None:
    service = DetoxifyToxicity(unbiased.variant, unbiased.folder)
    assert await service.ready()
    for text in ("", " \n\t", "\0"):
        assert await service.score(text) is None
    for text in ("word " * 800, "x" * 4000, "a\0b", "\ud800 lone", "🥐"):
        score = await service.score(text)
        assert score is not None
        assert all(0 <= value <= 1 for value in score.labels.values())
    label, text = unbiased.labels[0], "you stupid idiot"
    whole, without = await service.score(text), await service.score("you idiot")
    assert whole is not None and without is not None
    told = dict(await service.explain(text, label))
    assert told.get("stupid", 0) == pytest.approx(
        max(0, 1 - odds(without.labels[label]) / odds(whole.labels[label])), abs=1e-4
    )
    assert service.available
    await service.close()


async def test_a_wrong_file_from_the_network_stops_nothing(
    unbiased: Small, server: FileServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.files[unbiased.variant.checkpoint.file] += b"!"
    service = DetoxifyToxicity(served(unbiased, server), tmp_path / "new", pause=0)
    assert not await service.ready()
    assert await service.score("hello") is None
    await service.close()
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "is not the published file" in record.getMessage()


async def test_a_damaged_one_from_the_folder_stops_nothing(
    unbiased: Small, caplog: pytest.LogCaptureFixture
) -> None:
    path = unbiased.folder / unbiased.variant.checkpoint.file
    path.write_bytes(path.read_bytes()[:-1])
    service = DetoxifyToxicity(unbiased.variant, unbiased.folder)
    assert not await service.ready()
    assert not service.available
    assert await service.score("hello") is None
    await service.close()
    assert caplog.text.count("Messages are not scored.") == 1


async def test_closing_while_it_fetches(
    unbiased: Small, server: FileServer, tmp_path: Path
) -> None:
    server.cuts = [1000, *[0] * 5]
    service = DetoxifyToxicity(served(unbiased, server), tmp_path / "new", pause=3600)
    service.start()
    await service.close()
    assert not service.available
    assert await service.score("hello") is None


@pytest.fixture
def small_unbiased(unbiased: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The small checkpoint in the published one's place, in an empty working folder."""
    monkeypatch.setitem(VARIANTS, "unbiased", unbiased.variant)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOWNHALL_CONFIG", raising=False)
    return unbiased


async def test_export_from_a_folder_and_use(
    small_unbiased: Small, capsys: pytest.CaptureFixture[str]
) -> None:
    choice = Namespace(name="detoxify:unbiased", source=small_unbiased.folder, target=None)
    assert await asyncio.to_thread(run, choice) == 0
    told = capsys.readouterr().out
    assert 'set toxicity = "detoxify:unbiased" under [understanding]' in told
    service = toxicity_of("detoxify:unbiased", Path("data/detoxify"))
    assert type(service) is LocalToxicity
    score = await service.score(SENTENCES[0])
    assert score is not None
    expected = small_unbiased.expected(SENTENCES[0])
    assert list(score.labels.values()) == pytest.approx(expected, abs=INT8_TOLERANCE)
    await service.close()


def test_export_into_a_folder(small_unbiased: Small, capsys: pytest.CaptureFixture[str]) -> None:
    target = Path("elsewhere")
    choice = Namespace(name="detoxify:unbiased", source=small_unbiased.folder, target=target)
    assert run(choice) == 0
    assert f'set toxicity = "{target / "card.toml"}"' in capsys.readouterr().out
    assert (target / "card.toml").exists()
    assert not Path("data").exists()


def test_export_from_the_network(
    small_unbiased: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = (small_unbiased.variant.checkpoint.file, "tokenizer.json")
    files = {name: (small_unbiased.folder / name).read_bytes() for name in names}
    Path("config.toml").write_text('[understanding]\ndetoxify_folder = "models"\n')

    async def with_server() -> int:
        async with serving(FileServer(files)) as server:
            variant = served(small_unbiased, server)
            monkeypatch.setitem(VARIANTS, "unbiased", variant)  # type: ignore[arg-type]
            choice = Namespace(name="detoxify:unbiased", source=None, target=None)
            return await asyncio.to_thread(run, choice)

    assert asyncio.run(with_server()) == 0
    assert Path("models/unbiased/card.toml").exists()
    assert 'toxicity = "detoxify:unbiased"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("detoxify:huge", 'There is no "detoxify:huge": choose one of detoxify:original, '),
        ("detoxify:original", "does not hold toxic_original-c1212f89.ckpt and tokenizer.json"),
    ],
)
def test_export_that_cannot_be(
    small_unbiased: Small, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    empty = Path("empty")
    empty.mkdir()
    assert run(Namespace(name=name, source=empty, target=None)) == 2
    assert sentence in capsys.readouterr().err
