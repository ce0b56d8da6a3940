"""A backup every night, and owners who hear of one that failed."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.api.people import Level
from bot.engine.services.nightly import NightlyBackup, last_night
from storage.backup import newest
from tests.support.community import Opener

DAY_MS = 86_400_000


class Plan:
    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.backup_folder = str(folder)
        self.backup_keep = 2


async def test_every_night_one_and_owners_hear_of_a_failure(
    open_chat: Opener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("tests.support.community.loaded", {"community"})
    chat = await open_chat()
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("help")
    await olga.told("This is what you can type")
    await chat.settle()
    folder = tmp_path / "backups"
    app = chat.app
    nightly = NightlyBackup(
        Plan(f"sqlite:///{tmp_path}/townhall.db", folder), app.registry, app.outbox, chat.clock
    )
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            await nightly.look()
            await nightly.look()  # once is enough
            chat.clock.advance(days=1)
    assert len(list(folder.iterdir())) == 2
    last = newest(folder)
    assert last is not None and last.timestamp() * 1000 == pytest.approx(
        chat.clock.now() - DAY_MS, abs=1000
    )
    assert sum("backed up and read back" in line for line in caplog.messages) == 3

    for one in folder.iterdir():
        one.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    for _ in range(20):  # again and again within the night, told of once
        await nightly.look()
        chat.clock.advance(minutes=5)
    await chat.settle()
    await olga.told("Last night's backup of my database failed")
    assert sum("the nightly backup failed" in line for line in caplog.messages) == 2
    told = [one for one in olga.told_so_far() if "backup" in one]
    assert len(told) == 1
    folder.unlink()
    chat.clock.advance(hours=1)
    await nightly.look()
    assert newest(folder) is not None


async def test_it_ends_with_the_bot(open_chat: Opener, tmp_path: Path) -> None:
    chat = await open_chat()
    nightly = chat.app.nightly
    nightly._folder = tmp_path / "backups"
    nightly.stop()
    await asyncio.wait_for(nightly.look(), 10)
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-22T02:59:00", "2026-11-21T03:00:00"),
        ("2026-11-22T03:00:00", "2026-11-22T03:00:00"),
        ("2026-11-22T23:00:00", "2026-11-22T03:00:00"),
    ],
)
def test_the_last_night(monkeypatch: pytest.MonkeyPatch, now: str, night: str) -> None:
    monkeypatch.setattr("bot.engine.services.nightly.get_localzone", lambda: UTC)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = last_night(round(at.timestamp() * 1000))
    assert found == datetime.fromisoformat(night).replace(tzinfo=UTC)
