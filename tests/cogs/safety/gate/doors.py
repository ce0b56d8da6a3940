"""The stage of the tests of the slow door: people come, and the door is closed or not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from cogs.safety.gate.store import ClosedDoor, DoorStore
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Rig, Seen
from tests.support.community import Community, sqlite_url

COGS = {"safety": {"door": {"joins": 3, "seconds": 60, "minutes": 30}}}
BURST = "Many people have come to"
OPEN_LEVEL, SLOW_LEVEL = 1, 3

Opening = Callable[..., Awaitable[Community]]


@pytest.fixture
async def opening(tmp_path: Path) -> AsyncIterator[Opening]:
    opened: list[Community] = []

    async def start(rig: type[Rig] = LocalRig, cogs: Any = COGS) -> Community:
        community = Community([rig()], sqlite_url(tmp_path), cogs=cogs)
        opened.append(community)
        await community.open()
        return community

    yield start
    for community in opened:
        await community.close()


async def come(chat: Community, *names: str) -> list[Actor]:
    """These join, one after another."""
    people = [await chat.person(name, joined=False) for name in names]
    for person in people:
        await person.join()
    await chat.settle()
    return people


async def the_message(chat: Community) -> Seen:
    """There is one message about the burst, and only one."""
    await chat.settle()
    (message,) = [m for m in await chat.messages("moderators") if BURST in m.text]
    return message


async def doors(chat: Community) -> int:
    async with chat.app.db.read() as conn:
        return int((await conn.exec_driver_sql("select count(*) from safety_doors")).scalar_one())


def timed_out(chat: Community, people: list[Actor]) -> list[bool]:
    return [chat.rig.timed_out(person) for person in people]


async def cut_off(chat: Community, monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """A burst; the bot dies after it has closed the door and before it wrote down how."""

    cuts: list[int] = []

    async def die(self: DoorStore, space_id: int, by: Any) -> ClosedDoor | None:
        cuts.append(space_id)
        raise KeyError("the machine lost its power")

    async def cut() -> int:
        return len(cuts)

    with monkeypatch.context() as patch:
        patch.setattr(DoorStore, "change", die)
        people = await come(chat, "Ana", "Ben", "Cleo")
        await chat.until(cut, 1)
    assert await doors(chat) == 1
    assert not [m for m in await chat.messages("moderators") if BURST in m.text]
    return people


def level(chat: Community) -> int:
    assert isinstance(chat.rig, DiscordRig)
    return chat.rig.guild.verification_level


async def trusted(opening: Opening) -> tuple[Community, Actor]:
    chat = await opening(DiscordRig)
    assert isinstance(chat.rig, DiscordRig)
    await chat.rig.trust()
    return chat, await chat.person("Mo", Level.MODERATOR)
