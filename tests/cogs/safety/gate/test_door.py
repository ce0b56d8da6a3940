"""The slow door: a burst of joins closes it, and it opens again whatever comes between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from cogs.safety.gate.store import ClosedDoor, DoorStore
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import TIME_OUT, take_right
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import Actor, Rig, Seen
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import Perm

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


# ---- where newcomers are held


@pytest.mark.parametrize("rig", [LocalRig, TelegramRig])
async def test_a_burst_is_held_and_let_go(opening: Opening, rig: type[Rig]) -> None:
    chat = await opening(rig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben")
    assert timed_out(chat, people) == [False, False]
    assert await doors(chat) == 0
    people += await come(chat, "Cleo")
    await mo.sees("moderators", BURST)
    assert timed_out(chat, people) == [True] * 3
    message = await the_message(chat)
    assert "3 newcomers: Ana, Ben, Cleo" in message.text
    assert "newcomers can read, but not write" in message.text
    assert message.buttons == ("Open now", "Keep closed for another hour")
    chat.clock.advance(minutes=10)
    people += await come(chat, "Dan", "Eva", "Finn")
    await mo.sees("moderators", "6 newcomers, among them Ana, Ben, Cleo, Dan, Eva")
    assert timed_out(chat, people) == [True] * 6
    await chat.advance(minutes=20)
    assert timed_out(chat, people) == [False] * 6
    await mo.sees("moderators", "everything is as before")
    message = await the_message(chat)
    assert message.buttons == () and "has opened the door" not in message.text
    assert await doors(chat) == 0
    late = await come(chat, "Gus")
    assert timed_out(chat, late) == [False]


async def test_slow_joins_close_nothing(opening: Opening) -> None:
    chat = await opening()
    for name in ("Ana", "Ben", "Cleo", "Dan"):
        people = await come(chat, name)
        assert timed_out(chat, people) == [False]
        chat.clock.advance(seconds=31)
    assert await doors(chat) == 0


async def test_the_door_may_be_switched_off(opening: Opening) -> None:
    chat = await opening(cogs={"safety": {"door": {"enabled": False, "joins": 3}}})
    people = await come(chat, "Ana", "Ben", "Cleo")
    assert timed_out(chat, people) == [False] * 3
    assert await doors(chat) == 0


async def test_those_who_come_back_and_staff_are_not_held(opening: Opening) -> None:
    chat = await opening()
    old = await chat.person("Old")
    await old.say("general", "Good morning")
    await old.leave()
    await chat.settle()
    people = await come(chat, "Ana", "Ben", "Cleo")
    boss = await chat.person("Mo", Level.MODERATOR, joined=False)
    await boss.join()
    await old.join()
    await chat.settle()
    assert timed_out(chat, people) == [True] * 3
    assert timed_out(chat, [old, boss]) == [False, False]
    await old.say("general", "Hello again")


async def test_a_moderator_opens_it_and_the_burst_may_go_on(opening: Opening) -> None:
    chat = await opening()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    await mo.click(message, "Open now")
    await mo.told("The door is open.")
    assert timed_out(chat, people) == [False] * 3
    await mo.sees("moderators", "Mo has opened the door")
    people = await come(chat, "Dan", "Eva", "Finn")
    assert timed_out(chat, people) == [False] * 3
    await the_message(chat)
    # the burst is over; the next one is another one
    chat.clock.advance(minutes=5)
    people = await come(chat, "Gus", "Hal", "Ida")
    assert timed_out(chat, people) == [True] * 3
    await chat.settle()
    assert len([m for m in await chat.messages("moderators") if BURST in m.text]) == 2
    await chat.advance(minutes=40)
    assert await doors(chat) == 0


async def test_it_is_kept_closed_for_another_hour(opening: Opening) -> None:
    chat = await opening()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    await mo.click(message, "Keep closed")
    await mo.told("It stays closed for an hour more.")
    await chat.advance(minutes=80)
    assert timed_out(chat, people) == [True] * 3
    await chat.advance(minutes=10)
    assert timed_out(chat, people) == [False] * 3
    assert await doors(chat) == 0
    await the_message(chat)


async def test_while_they_still_come_it_stays_closed_without_a_new_message(
    opening: Opening,
) -> None:
    chat = await opening()
    people = await come(chat, "Ana", "Ben", "Cleo")
    chat.clock.advance(minutes=30, seconds=-10)
    people += await come(chat, "Dan", "Eva", "Finn")
    await chat.advance(seconds=10)
    assert timed_out(chat, people) == [True] * 6
    await the_message(chat)
    await chat.advance(minutes=30)
    assert timed_out(chat, people) == [False] * 6
    await the_message(chat)


async def test_what_a_moderator_decided_stays(opening: Opening) -> None:
    chat = await opening()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    ana = people[0]
    async with chat.app.db.read() as conn:
        query = "select member_id from accounts where native_id = '" + ana.native_id + "'"
        member_id = (await conn.exec_driver_sql(query)).scalar_one()
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql(
            "insert into safety_actions (community_id, member_id, by_id, automatic, kind, "
            "space_id, seconds, at) select community_id, ?, 1, 0, 'time_out', id, 86400, ? "
            "from spaces",
            (member_id, chat.clock.now()),
        )
    await mo.click(message, "Open now")
    await mo.told("The door is open.")
    assert timed_out(chat, people) == [True, False, False]


@pytest.mark.parametrize("rig", [LocalRig, TelegramRig])
async def test_a_closed_door_survives_a_restart(opening: Opening, rig: type[Rig]) -> None:
    chat = await opening(rig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    await chat.restart()
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, people) == [True] * 4
    await chat.restart()
    await chat.advance(minutes=30)
    assert timed_out(chat, people) == [False] * 4
    assert await doors(chat) == 0
    await the_message(chat)


async def test_a_crash_before_anybody_was_held(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await opening()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await _cut_off(chat, monkeypatch)
    assert timed_out(chat, people) == [False] * 3
    await chat.restart()
    await chat.advance(minutes=1)
    assert timed_out(chat, people) == [True] * 3
    await mo.sees("moderators", "3 newcomers: Ana, Ben, Cleo")
    await chat.advance(minutes=29)
    assert timed_out(chat, people) == [False] * 3
    assert await doors(chat) == 0


async def _cut_off(chat: Community, monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
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


# ---- Telegram


async def test_whom_people_let_in_is_not_held(opening: Opening) -> None:
    chat = await opening(TelegramRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    nia = await chat.person("Nia", joined=False)
    assert isinstance(nia, TelegramActor)
    await nia.ask_to_join()
    await chat.settle()
    await nia.join()
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, [*people, nia]) == [True] * 4 + [False]


async def test_a_right_that_is_missing_is_named(opening: Opening) -> None:
    chat = await opening(TelegramRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    right = await take_right(chat.rig, TIME_OUT)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    assert f"“{right}”" in message.text
    assert timed_out(chat, people) == [False] * 3
    await chat.advance(minutes=30)
    assert await doors(chat) == 0


# ---- Discord


def level(chat: Community) -> int:
    assert isinstance(chat.rig, DiscordRig)
    return chat.rig.guild.verification_level


async def trusted(opening: Opening) -> tuple[Community, Actor]:
    chat = await opening(DiscordRig)
    assert isinstance(chat.rig, DiscordRig)
    await chat.rig.trust()
    return chat, await chat.person("Mo", Level.MODERATOR)


async def test_discord_has_a_door_of_its_own(opening: Opening) -> None:
    chat, mo = await trusted(opening)
    people = await come(chat, "Ana", "Ben")
    assert level(chat) == OPEN_LEVEL
    people += await come(chat, "Cleo")
    await mo.sees("moderators", "the verification level is high")
    assert level(chat) == SLOW_LEVEL
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, people) == [False] * 4
    await chat.restart()
    await chat.advance(minutes=30)
    assert level(chat) == OPEN_LEVEL
    await mo.sees("moderators", "everything is as before")
    await the_message(chat)
    assert await doors(chat) == 0


async def test_discord_is_opened_by_a_moderator(opening: Opening) -> None:
    chat, mo = await trusted(opening)
    await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    await mo.click(message, "Keep closed")
    await mo.told("It stays closed for an hour more.")
    await chat.advance(minutes=89)
    assert level(chat) == SLOW_LEVEL
    await mo.click(await mo.sees("moderators", BURST), "Open now")
    await mo.told("The door is open.")
    assert level(chat) == OPEN_LEVEL


async def test_without_the_right_newcomers_are_held_instead(opening: Opening) -> None:
    chat = await opening(DiscordRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    assert "“Manage Server”" in message.text
    assert level(chat) == OPEN_LEVEL
    assert timed_out(chat, people) == [True] * 3
    await chat.advance(minutes=30)
    assert timed_out(chat, people) == [False] * 3


async def test_a_crash_right_after_closing_leaves_no_door_closed(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, mo = await trusted(opening)
    await _cut_off(chat, monkeypatch)
    assert level(chat) == SLOW_LEVEL
    await chat.restart()
    await chat.advance(minutes=1)
    await mo.sees("moderators", "the verification level is high")
    await chat.advance(minutes=29)
    # what was before is lost: the next best, and people are asked to look
    assert level(chat) == SLOW_LEVEL - 1
    await mo.sees("moderators", "please check the verification level")
    assert await doors(chat) == 0


async def test_a_right_that_is_taken_meanwhile_is_named_until_it_is_back(
    opening: Opening,
) -> None:
    chat, mo = await trusted(opening)
    assert isinstance(chat.rig, DiscordRig)
    await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    role = chat.rig.guild.bot_role
    role.permissions &= ~Perm.MANAGE_GUILD
    await chat.rig.server.role_changed(chat.rig.guild, role)
    await chat.advance(minutes=30)
    assert level(chat) == SLOW_LEVEL
    await mo.sees("moderators", "cannot open the door again without the right “Manage Server”")
    await chat.rig.trust()
    await chat.advance(minutes=10)
    assert level(chat) == OPEN_LEVEL
    await mo.sees("moderators", "everything is as before")
    await the_message(chat)
