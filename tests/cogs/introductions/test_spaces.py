"""Two meet over Discord and Telegram, and two accounts of one person are one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, link
from tests.support.community import Community, sqlite_url

TELEGRAM = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    await community.advance(hours=12)  # nobody is written to at night
    yield community
    await community.close()


async def taking_part(both: Community, name: str, interests: str, rig: int = 0) -> Actor:
    who = await both.person(name, rig=rig)
    await who.command("meet join", interests=interests)
    await who.told("You take part with")
    return who


async def test_across_the_platforms(both: Community) -> None:
    ana = await taking_part(both, "Ana", "climbing")
    ben = await taking_part(both, "Ben", "rock climbing", TELEGRAM)
    await ana.command("meet who")
    await ana.click(await ana.told("People you may like"), "Introduce me to no. 1")
    await ana.told("Noted.")
    await both.settle()
    await both.advance(seconds=1)
    await ben.click(await ben.told("Ana would like to meet"), "Yes, introduce us")
    await both.settle()
    await both.advance(seconds=1)
    assert "on Telegram" in (await ana.told("Meet Ben")).text
    assert "on Discord" in (await ben.told("Meet Ana")).text


async def test_other_people_read_nothing_of_it(both: Community) -> None:
    ben = await taking_part(both, "Ben", "rock climbing", TELEGRAM)
    await ben.command("meet who")
    await ben.told("nobody to suggest")
    await both.settle()
    for rig in range(2):
        for seen in await both.messages("general", rig=rig):
            assert seen.author == "Ben" or "climbing" not in seen.text


async def test_one_person_with_two_accounts_never_meets_herself(both: Community) -> None:
    ana = await taking_part(both, "Ana", "climbing")
    ana_there = await taking_part(both, "Anna", "climbing", TELEGRAM)
    ben = await taking_part(both, "Ben", "climbing", TELEGRAM)
    await ben.command("meet block", who=ana_there)
    await ben.told("Done.")
    await link(ana, ana_there)
    await both.settle()
    for who in (ana, ana_there, ben):
        await who.command("meet who")
        await who.told("nobody to suggest")
