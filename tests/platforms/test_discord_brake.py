"""Something that starts the bot again and again does not use up Discord's sessions of a day."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.platforms.discord import connection
from bot.platforms.discord.connection import brake_s
from tests.contract.discord_rig import DiscordRig
from tests.support import community as support
from tests.support.community import Community, sqlite_url


def test_what_is_started_again_and_again_does_not_cost_the_token() -> None:
    def wait(used: int, hours_over: float) -> float:
        left_ms = round((24 - hours_over) * 3_600_000)
        return brake_s(
            {"total": 1000, "remaining": 1000 - used, "reset_after": left_ms, "max_concurrency": 1}
        )

    assert wait(1, 0) == wait(100, 0) == wait(500, 12) == 0
    assert wait(110, 0) == 960  # ten more than may be used at once: ten times 96 s
    assert wait(1000, 20) == 4 * 3600  # none is left, and it takes so long until there are new ones
    begun, at = 0, 0.0  # a bot that crashes at once, for a day
    while (at := at + max(5.0, wait(begun, at)) / 3600) < 24:
        begun += 1
    assert 900 < begun <= 1000


async def test_a_bot_without_sessions_left_waits_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(connection, "PATIENCE_S", 0.2)
    monkeypatch.setattr(support, "loaded", {"community"})
    rig = DiscordRig()
    rig.server.sessions_left = 0
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    try:
        assert not community.app.vitals.links()["discord"].connected
        assert any("0 connections are left today" in text for text in caplog.messages)
        assert not rig.server.sockets
    finally:
        async with asyncio.timeout(5):
            await community.close()
