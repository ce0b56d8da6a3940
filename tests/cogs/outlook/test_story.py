"""The outlook as a chat: an admin looks after somebody who fell silent; moderators are warned."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Period, Reports
from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener, sqlite_url

from .planted import ids, plant

DAY_MS = 86_400_000
REGULARS = ("Ben", "Cleo", "Dora", "Emil", "Finn")


async def settled_in(chat: Community) -> Actor:
    """Five who write every other day, and Mia, who wrote every week and stopped 16 days ago."""
    people = [await chat.person(name) for name in (*REGULARS, "Mia")]
    for one in people:
        await one.say("private", "hello")
    await chat.settle()
    await plant(chat, {name: range(1 + n % 2, 200, 2) for n, name in enumerate(REGULARS)})
    await plant(chat, {"Mia": range(16, 200, 7)}, answered_by="Ben")
    return people[-1]


async def test_somebody_who_fell_silent_gets_a_note(chat: Community) -> None:
    ana, mo = await chat.person("Ana", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    await chat.advance(hours=14)
    mia = await settled_in(chat)
    await mo.command("outlook churn")
    await mo.told("Only admins and the owner may see this.")
    await ana.command("outlook churn")
    listed = await ana.told("May write nothing in the next 28 days")
    assert "1. Mia, 30%: used to write about every 7 days, silent for 16 days;" in listed.text
    assert "By a rule of thumb" in listed.text
    assert "Brier score" in listed.text
    assert listed.buttons == ("Write to Mia",)
    for channel in ("general", "moderators"):
        assert not any("Mia" in m.text and "30%" in m.text for m in await chat.messages(channel))

    # the digest says that there is somebody, and nothing more
    board, now = chat.app.boards, chat.clock.now()
    advice = await board[Figures].suggestions(await chat.id, now - 7 * DAY_MS, now)
    (mine,) = [one for one in advice if one.key.startswith("outlook.")]
    assert "Mia" not in str(mine.text) + str(mine.why)

    await chat.restart()
    await ana.click(listed, "Write to Mia")
    shown = await ana.told("I would send this to Mia privately")
    await asyncio.gather(ana.click(shown, "Send it"), ana.click(shown, "Send it"))
    await mia.told("Ana from the team here")
    await ana.told("Done: Mia has your note.")
    await chat.settle()
    assert sum("from the team here" in words for words in mia.told_so_far()) == 1
    await ana.command("outlook churn")
    again = await ana.told("Ana wrote to them")
    assert again.buttons == ()
    await ana.click(listed, "Write to Mia")
    await ana.told("has written to them already")
    assert await said_of(chat, "suggestions") == []

    await chat.advance(hours=3)
    await mia.say("general", "Thank you for asking!")
    await chat.settle()
    assert await said_of(chat, "outcomes") == [
        "You wrote to 1 quiet member; 1 of them wrote again."
    ]
    await ana.command("outlook churn")
    await ana.told("I see nobody who is here and more than 30% likely")


async def said_of(chat: Community, what: str) -> list[str]:
    now = chat.clock.now()
    found: Any = await getattr(chat.app.boards[Figures], what)(await chat.id, now - DAY_MS, now)
    if what == "suggestions":
        return [one.key for one in found if one.key.startswith("outlook.")]
    return [str(one) for one in found if "quiet member" in str(one)]


async def test_who_is_left_out_or_stopped_it_is_left_in_peace(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    await chat.advance(hours=14)
    mia = await settled_in(chat)
    await ana.command("outlook churn")
    listed = await ana.told("May write nothing in the next 28 days")
    await mia.command("contact stop", topic="all")
    await chat.settle()
    await ana.click(listed, "Write to Mia")
    await ana.click(await ana.told("I would send this to Mia"), "Send it")
    await ana.told("Mia has asked for no such messages")
    period = Period(chat.clock.now() - 14 * DAY_MS, chat.clock.now() - 7 * DAY_MS, chat.clock.now())
    assert await names_in_reports(chat, period, Level.ADMIN) == {"outlook.churn"}
    assert await names_in_reports(chat, period, Level.MODERATOR) == set()
    await chat.app.measures.leave_out((await ids(chat))["Mia"], True)
    await ana.command("outlook churn")
    await ana.told("I see nobody who is here and more than 30% likely")
    assert await names_in_reports(chat, period, Level.OWNER) == set()


async def names_in_reports(chat: Community, period: Period, level: Level) -> set[str]:
    """Sections that name Mia."""
    community = await chat.app.registry.community(await chat.id)
    made = await chat.app.boards[Reports].sections(
        community, period, level, ["outlook", "outlook.churn"]
    )
    assert "outlook" in {one.name for one in made}
    return {
        one.name
        for one in made
        if any("Mia" in str(cell) for t in one.section.tables for row in t.rows for cell in row)
    }


async def test_moderators_are_warned_once(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await chat.advance(hours=14)
    await settled_in(chat)
    cog: Any = chat.app.book.cogs["outlook"]
    await asyncio.gather(cog.prepare(), cog.watch(), cog.prune())
    await chat.settle()
    assert await warnings(chat) == 0
    await plant(chat, {"Ben": [0]}, each=60)
    await asyncio.gather(cog.watch(), cog.watch())
    warned = await mo.sees("moderators", "Unusually many messages")
    assert "60 so far today" in warned.text
    assert "By chance that happens less than once in 10,000 days." in warned.text
    await chat.restart()
    cog = chat.app.book.cogs["outlook"]
    await cog.watch()
    await chat.advance(days=1)
    await plant(chat, {"Ben": [0]}, each=60)
    await cog.watch()
    await chat.settle()
    assert await warnings(chat) == 1
    await mo.click(warned, "Show")
    assert len((await mo.told("on a day like this")).files) == 1
    await mo.click(warned, "Mute for a week")
    quiet = await mo.told("No warnings about messages until")
    await mo.command("outlook warnings")
    await mo.told("Muted until")
    # over, and again: nobody is told while it is muted
    await chat.advance(days=5)
    await plant(chat, {"Ben": [0]}, each=80)
    await cog.watch()
    await chat.settle()
    assert await warnings(chat) == 1
    await mo.click(quiet, "Warn again")
    await mo.told("I warn about messages again.")
    await chat.advance(days=5)
    await plant(chat, {"Ben": [0]}, each=90)
    await cog.watch()
    await chat.settle()
    assert await warnings(chat) == 2


async def warnings(chat: Community) -> int:
    return sum("Unusually" in m.text for m in await chat.messages("moderators"))


async def test_the_next_four_weeks(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"outlook": {"churn_level": "owner"}})
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana", Level.ADMIN)
    await mo.command("outlook show")
    await mo.told("A forecast needs 14 full weeks; there are 0 so far.")
    await settled_in(chat)
    await chat.advance(days=1)
    await mo.command("outlook show")
    shown = await mo.told("Messages in the next 28 days: about")
    assert "in 4 of 5 cases" in shown.text
    assert "tests on the past" in shown.text
    assert "Of those who wrote in the last 8 weeks, about" in shown.text
    assert len(shown.files) == 1
    await ana.command("outlook churn")
    await ana.told("Only the owner may see this.")


@pytest.mark.parametrize("rig", [DiscordRig, TelegramRig])
async def test_on_both_platforms(tmp_path: Path, rig: type[DiscordRig | TelegramRig]) -> None:
    chat = Community([rig()], sqlite_url(tmp_path))
    await chat.open()
    try:
        ana, mia = await chat.person("Ana", Level.ADMIN), await chat.person("Mia")
        await chat.advance(hours=14)
        for who in (ana, mia):
            await who.say("general", "hello")

        async def met() -> int:
            return len({"Ana", "Mia"} & (await ids(chat)).keys())

        await chat.until(met, 2)
        await plant(chat, {"Mia": range(16, 200, 7)})
        await chat.advance(days=20)
        await ana.command("outlook churn")
        listed = await ana.told("May write nothing in the next 28 days")
        await ana.click(listed, "Write to Mia")
        await ana.click(await ana.told("I would send this to Mia"), "In my own words")
        await ana.fill(words="Come back, there is cake!")
        await mia.told("Come back, there is cake!")
        await ana.told("Done: Mia has your note.")
    finally:
        await chat.close()
