"""Keys beside the data: made once, kept over a restart, gone when forgotten."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from bot.api.errors import SetupError
from bot.engine.services.secrets import KeyFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys"


async def test_a_key_is_made_once_and_outlives_a_restart(folder: Path) -> None:
    keys = KeyFiles(folder)
    first, again = await asyncio.gather(keys.secret("polls-1"), keys.secret("polls-1"))
    assert first == again
    assert len(first) == 32
    assert await KeyFiles(folder).secret("polls-1") == first
    assert await keys.secret("polls-2") != first
    assert await keys.names() == ["polls-1", "polls-2"]


async def test_only_the_bots_user_may_read_it(folder: Path) -> None:
    await KeyFiles(folder).secret("polls-1")
    assert stat.S_IMODE((folder / "polls-1.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_forgotten_is_gone_for_good(folder: Path) -> None:
    keys = KeyFiles(folder)
    first = await keys.secret("polls-1")
    # another name of the same blocks shows what stands in them
    (folder / "seen").hardlink_to(folder / "polls-1.key")
    await keys.forget("polls-1")
    await keys.forget("polls-1")
    assert await keys.names() == []
    assert (folder / "seen").read_bytes() == bytes(32)
    assert await keys.secret("polls-1") != first


async def test_half_a_key_is_refused_and_left_alone(folder: Path) -> None:
    keys = KeyFiles(folder)
    await keys.secret("polls-1")
    (folder / "polls-1.key").write_bytes(b"half")
    with pytest.raises(SetupError, match=r"polls-1\.key is damaged: put it back from a backup"):
        await keys.secret("polls-1")
    assert (folder / "polls-1.key").read_bytes() == b"half"


async def test_what_a_crash_left_behind_is_in_nobodys_way(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "polls-1.new").write_bytes(b"half")
    keys = KeyFiles(folder)
    assert len(await keys.secret("polls-1")) == 32
    assert await keys.names() == ["polls-1"]


async def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetupError, match="make its folder one that Townhall may write to"):
        await KeyFiles(tmp_path / "file").secret("polls-1")


@pytest.mark.parametrize("name", ["", "../up", "A", "a/b", "a.b", "x" * 62])
async def test_names_stay_in_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="named with"):
        await KeyFiles(folder).secret(name)
