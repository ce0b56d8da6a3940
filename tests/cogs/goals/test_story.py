"""Goals as a chat: set in words, followed, reached or missed, told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.api.boards.reports import Period, Reports
from bot.api.boards.sections_text import section_lines
from bot.api.model import Community as Home
from bot.api.people import Level
from cogs.goals.cog import Goals
from cogs.goals.store import GoalStore
from tests.cogs.goals.test_pace import IDEAS
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Rig
from tests.support.community import Community, sqlite_url

WEEK_MS = 7 * 86_400_000


async def look(chat: Community) -> None:
    """The hourly look at all goals."""
    cog = chat.app.book.cogs["goals"]
    assert isinstance(cog, Goals)
    await cog.look()
    await chat.settle()


async def ideas(ana: Actor, chat: Community, *titles: str) -> None:
    for title in titles:
        await ana.command("idea", title=title, details="So that all of us have it")
        await ana.sees("ideas", title)
    await chat.settle()


async def section(chat: Community, level: Level = Level.MODERATOR) -> str:
    """The goals as the digest reads them."""
    (home,) = await chat.app.registry.communities()
    assert isinstance(home, Home)
    now = chat.clock.now() + 1
    period = Period(now - 2 * WEEK_MS, now - WEEK_MS, now)
    made = await chat.app.boards[Reports].sections(home, period, level, ["goals"])
    return str(section_lines(made[0].section)) if made else ""


async def test_from_a_sentence_to_the_party(chat: Community) -> None:
    ada, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.command("goal list")
    await ana.told("moderator")
    await mo.command("goal add", metric="3 ideas by August")
    await mo.told("admin")
    await mo.command("goal list")
    await mo.told("There are no goals.")
    await ada.command("goal add", metric="3 ideas by August")
    said = await ada.told("Goal #1: 3 new ideas by August 31, 2026")
    assert "Since May 28, 2026: 0." in said.text
    assert "That takes 1 a week." in said.text
    await ideas(ana, chat, "Rye bread")
    await mo.command("goal list")
    await mo.told("#1 3 new ideas by August 31, 2026: 1, just begun")
    await chat.advance(days=75)
    await mo.command("goal list")
    behind = await mo.told("1, behind:")
    assert "2 would be on pace; 1 a week are needed from now on" in behind.text
    assert "the last 7 days had 0, the 7 before 0" in behind.text
    assert "behind: " in await section(chat)
    await ideas(ana, chat, "Spelt bread", "Corn bread")
    await look(chat)
    party = await mo.sees("moderators", "Goal reached: 3 new ideas by August 31, 2026")
    assert "days early" in party.text
    await chat.restart()
    await look(chat)
    parties = [m for m in await chat.messages("moderators") if "Goal reached" in m.text]
    assert len(parties) == 1
    assert "Reached: 3 new ideas" in await section(chat)
    await chat.advance(days=8)
    assert await section(chat) == ""


async def test_missed_is_said_honestly_and_may_go_on(chat: Community) -> None:
    ada, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ideas(ana, chat, "Rye bread", "Spelt bread")
    await chat.advance(days=1)
    await ada.command("goal add", metric="new ideas", number="4", when="in 3 weeks",
                      since="2026-05-01")  # fmt: skip
    await ada.told("Since May 1, 2026: 2.")
    await ada.command("goal edit", goal=1, number="0")
    await ada.told("reached already")
    await ada.command("goal edit", goal=1, number="at most 3")
    await ada.told("Goal #1: new ideas: at most 3")
    await ada.command("goal edit", goal=1, number="at least 3")
    await ada.told("Goal #1: 3 new ideas")
    await chat.advance(days=23)
    await look(chat)
    missed = await mo.sees("moderators", "Goal missed: 3 new ideas")
    assert "It came to 2." in missed.text
    assert "more than half is done" in missed.text
    await mo.click(missed, "Four more weeks")
    await mo.told("admin")
    seen = await ada.sees("moderators", "Goal missed: 3 new ideas")
    await asyncio.gather(ada.click(seen, "Four more weeks"), ada.click(seen, "Four more weeks"))
    await ada.sees("moderators", "Goal #1 goes on: 3 new ideas by July 18, 2026")
    await ada.command("goal close", goal=1)
    await ada.told("Goal #1 is closed.")
    await ada.command("goal edit", goal=1, number="5")
    await ada.told("There is no such goal.")


async def test_levels_and_what_cannot_be_read(chat: Community) -> None:
    ada, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    for name in ("Ana", "Ben", "Cleo", "Dia", "Eli", "Finn"):
        one = await chat.person(name, joined=False)
        await one.join()
        await one.say("general", "Hello")
    await chat.advance(days=2)
    await ada.command("goal add", metric="activity.stickiness", number="at least 50%")
    assert "It is 4% now." in (await ada.told("stickiness): at least 50%")).text
    await ada.command("goal add", metric="growth.members at least 4")
    await ada.told("Members: at least 4")
    await ada.command("goal add", metric="20 unicorns by June")
    await ada.told("I cannot count “unicorns”")
    await look(chat)
    await mo.sees("moderators", "Goal reached: Members: at least 4")
    await look(chat)
    told = [m for m in await chat.messages("moderators") if "Goal reached" in m.text]
    assert len(told) == 1
    words = await section(chat)
    assert "1 of 2 goals is behind." in words
    assert "it should be 50%" in words


async def test_what_a_moderator_may_not_read_is_no_goal_of_theirs(chat: Community) -> None:
    ada, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    now = chat.clock.now()
    secret = replace(
        IDEAS, community_id=await chat.id, target=1, due_at=now + WEEK_MS, start_at=now,
        level=Level.ADMIN,
    )  # fmt: skip
    assert await GoalStore(chat.app.db).add(secret) is not None
    await mo.command("goal list")
    await mo.told("There are no goals.")
    assert await section(chat) == ""
    await ada.command("goal list")
    await ada.told("#1 new ideas: at least 1")
    await ideas(ada, chat, "Rye bread")
    await look(chat)
    await ada.told("Goal reached: new ideas: at least 1")
    assert not any("Goal" in m.text for m in await chat.messages("moderators"))


@pytest.mark.parametrize("rig", [DiscordRig, TelegramRig])
async def test_on_platforms(rig: type[Rig], tmp_path: Path) -> None:
    chat = Community([rig()], sqlite_url(tmp_path))
    await chat.open()
    try:
        ada = await chat.person("Ada", Level.ADMIN)
        await ada.command("goal add", metric="1 poll by August")
        await ada.told("Goal #1: polls: at least 1 by August 31, 2026")
        await ada.command("poll", question="Which cake?", options="Apple; Plum")
        await ada.sees("general", "Which cake?")
        await chat.settle()
        await look(chat)
        mo = await chat.person("Mo", Level.MODERATOR)
        await mo.sees("moderators", "Goal reached")
        await mo.command("insights show")
        await mo.told("The last 28 days")
    finally:
        await chat.close()
