"""Segments of a community on three platforms at once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.boards.audience import Audiences
from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, sqlite_url
from tests.support.scripted import FakeClock

LOCAL, DISCORD, TELEGRAM = 0, 1, 2


@pytest.fixture
async def everywhere(tmp_path: Path) -> AsyncIterator[Community]:
    rigs = [LocalRig(), DiscordRig(), TelegramRig()]
    clock = FakeClock(time.time_ns() // 1_000_000)  # the servers stamp messages by their own
    community = Community(rigs, sqlite_url(tmp_path), clock=clock)
    await community.open()
    yield community
    await community.close()


@pytest.mark.parametrize("rig", [DISCORD, TELEGRAM])
async def test_a_condition_is_typed_as_it_reads(everywhere: Community, rig: int) -> None:
    ada = await everywhere.person("Ada", Level.ADMIN, rig=rig)
    condition = 'new and not (role "Head coach" or messages >= 5)'
    # where there are roles to choose from, the word is checked
    if rig == DISCORD:
        server = everywhere.rigs[DISCORD]
        assert isinstance(server, DiscordRig)
        server.guild.add_role("Head coach")
    await ada.command("segment save", name="Fresh people", condition=condition)
    told = (await ada.told("Meant now")).text
    assert f"Fresh people: {condition}" in told
    assert "activity is “new” and not (role is “Head coach” or messages is at least 5)" in told
    await ada.command("segment show", who="fresh people")
    await ada.told("Fresh people:")
    await ada.command("segment show", who='new and role "Nobdy')
    await ada.told('The quotation mark in “"Nobdy” is not closed.')


async def test_members_of_all_platforms_are_counted_once(everywhere: Community) -> None:
    mo = await everywhere.person("Mo", Level.MODERATOR, rig=DISCORD)
    for rig in (LOCAL, DISCORD, TELEGRAM):
        for n in range(6):
            who = await everywhere.person(f"P{rig}{n}", rig=rig)
            await who.say("general", "Hello")
    for n in range(5):
        who = await everywhere.person(f"Q{n}")
        await who.say("general", "Hello")
        await who.say("general", "and hello again")
    audiences = everywhere.app.boards[Audiences]
    here = await everywhere.id
    for name in ("local", "discord", "telegram"):

        async def wrote(condition: str = f"platform {name} and messages = 1") -> int:
            return len(await audiences.members(here, condition))

        await everywhere.until(wrote, 6)
    assert len(await audiences.members(here, "messages = 1 and not platform telegram")) == 12
    await mo.command("segment show", who="messages = 1")
    told = (await mo.told("Meant now")).text
    assert "18 of" in told
    assert "Discord: 6, Local: 6, Telegram: 6" in told
