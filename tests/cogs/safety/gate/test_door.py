"""The slow door: a burst of joins closes it, and it opens again."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from bot.api.port.inbound import InJoin
from bot.api.port.nouns import NativeSpace, NativeUser
from tests.cogs.safety.gate.doors import (
    BURST,
    Opening,
    come,
    doors,
    opening,
    the_message,
    timed_out,
)
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community

__all__ = ["opening"]


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


async def told(chat: Community, *ages: int) -> None:
    """Joins that the bot hears of now and that happened so many seconds ago."""
    (known,) = await chat.app.registry.spaces(await chat.id)
    space, now = NativeSpace(known.native_id, known.name), chat.clock.now()
    for age in ages:
        user = NativeUser(f"late-{age}", f"Late {age}")
        await chat.app.intake.receive(chat.rig.name, InJoin(space, user, now - age * 1000))
    await chat.settle()


async def test_joins_that_are_heard_of_late_are_no_burst_by_that(opening: Opening) -> None:
    chat = await opening()
    await told(chat, 500, 400, 300, 200, 100, 10)
    assert await doors(chat) == 0
    await told(chat, 310, 305)
    assert await doors(chat) == 1, "these three came within a minute"


async def test_names_of_newcomers_stand_only_while_they_wait(opening: Opening) -> None:
    chat = await opening()
    await come(chat, "Ana", "Ben", "Cleo")
    assert "3 newcomers: Ana, Ben, Cleo" in (await the_message(chat)).text
    await chat.advance(minutes=30)
    message = await the_message(chat)
    assert "3 newcomers" in message.text
    assert not any(name in message.text for name in ("Ana", "Ben", "Cleo"))


async def test_who_is_forgotten_meanwhile_is_named_no_more(opening: Opening) -> None:
    chat = await opening()
    ana, _, _ = await come(chat, "Ana", "Ben", "Cleo")
    member = await chat.app.registry.find_member(await chat.id, chat.rig.name, ana.native_id)
    assert member is not None
    await chat.app.book.cogs["safety"].erase(member.id)
    assert "3 newcomers, among them Ben, Cleo" in (await the_message(chat)).text
