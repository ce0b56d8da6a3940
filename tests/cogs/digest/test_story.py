"""Two weeks with the digest: it suggests, somebody does it, and the next one tells what came."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from tests.cogs.digest.stage import TUESDAY, WEEK, berlin_noon, digests, until_monday
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener
from tests.support.databases import postgres_server, postgres_url
from tests.support.scripted import FakeClock

__all__ = ["postgres_server", "postgres_url"]

FRIDAY = berlin_noon(5, 29)


async def newcomers(chat: Community, *names: str) -> list[Actor]:
    found = []
    for name in names:
        one = await chat.person(name, joined=False)
        await one.join()
        await one.say("general", f"Hello, I am {name}. Is there rye on Mondays?")
        found.append(one)
    return found


async def team(chat: Community) -> tuple[Actor, Actor]:
    """A moderator and the owner, both known, and people enough for numbers."""
    mia, olga = await chat.person("Mia", Level.MODERATOR), await chat.person("Olga", Level.OWNER)
    ana = await chat.person("Ana")
    for name in ("Ben", "Cleo", "Dora"):
        said = await (await chat.person(name)).say("general", "good morning")
        answer = await ana.say("general", "hello", reply_to=said)
        await mia.say("general", "hello", reply_to=answer)
    for one in (mia, olga):
        await one.command("digest schedule")
        await one.told("The next ")
    await chat.advance(days=3)
    return mia, olga


async def greeted(chat: Community) -> int:
    return sum("Who would like to answer?" in m.text for m in await chat.messages("general"))


async def test_from_a_suggestion_to_what_came_of_it(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY))
    mia, olga = await team(chat)
    nia, nils = await newcomers(chat, "Nia", "Nils")
    await until_monday(chat, 25, month=5)
    [digest] = await digests(chat)
    assert "Nia and Nils wrote here for the first time, and nobody has replied" in digest.text
    assert "Why: 2 first messages have no reply" in digest.text
    await asyncio.gather(*(one.click(digest, "Greet Nia and Nils") for one in (mia, mia, olga)))
    await chat.settle()
    answers = [*mia.told_so_far(), *olga.told_so_far()]  # whoever was first, for each of the two
    assert any("Done. I have pointed everybody to Ni" in text for text in answers)
    await chat.until(lambda: greeted(chat), 2)
    await chat.restart()
    await nils.say("general", "Thank you! I will come on Monday.")
    await chat.settle()
    await mia.command("digest now")
    again = await mia.told("The last 7 days")
    assert "Nia and Nils" not in again.text
    assert "You greeted 2 newcomers: 1 wrote again within a week." in again.text
    await until_monday(chat, 1)
    assert "You greeted 2 newcomers: 1 wrote again" in (await digests(chat))[-1].text
    review = await olga.told("The month at Sourdough & Co.")
    assert "You did 1 thing that I suggested." in review.text
    assert "• You greeted 2 newcomers" in review.text
    assert nia.name not in review.text


async def test_what_is_put_aside_stays_away_and_comes_back_with_news(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY))
    mia, _ = await team(chat)
    ana = await chat.person("Anna")
    await ana.say("general", "you vermin")
    await mia.sees("moderators", "you vermin")
    await mia.command("digest now")
    told = await mia.told("1 conflict waits for a decision.")
    await asyncio.gather(mia.click(told, "Not now"), mia.click(told, "Not now"))
    await mia.told("Fine. I will not suggest this again before June 19, 2026.")
    await mia.told("That is settled already")
    await chat.restart()
    assert "conflict" not in await now(chat, mia)
    other = await chat.person("Otto")
    await other.say("support", "you idiot")
    await mia.sees("moderators", "you idiot")
    assert "2 conflicts wait for a decision." in await now(chat, mia)


async def now(chat: Community, mia: Actor) -> str:
    """The digest up to now, asked for again."""
    await mia.command("digest now")
    await chat.settle()
    return [text for text in mia.told_so_far() if "The last 7 days" in text][-1]


@pytest.mark.parametrize("platform", ["discord", "telegram"])
async def test_details_show_one_section_at_a_time(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    mia = await chat.person("Mia", Level.MODERATOR)
    for name in ("Ana", "Ben", "Cleo", "Dora"):
        await (await chat.person(name)).say("general", "good morning")
    await chat.advance(hours=1)
    await mia.command("digest now")
    digest = await mia.told("The last 7 days")
    await mia.click(digest, "Details")
    menu = await mia.told("Which details?")
    assert {"Growth", "Activity", "Messages and mood"} <= set(menu.buttons)
    await mia.click(menu, "Growth")
    section = await mia.told("Joined: ")
    assert section.text.startswith("Growth\n")
    await mia.click(section, "More details")
    await mia.click(digest, "Full report")
    page, paper = await mia.told("The full report, for you"), await mia.told("For printing")
    endings = [name.rpartition(".")[2] for one in (page, paper) for name in one.files]
    assert endings == ["html", "pdf"]
    ana = await chat.person("Gast")
    await ana.command("digest now")
    await ana.told("Only moderators can do that here.")


# ---- when and to whom


async def test_owners_by_week_and_moderators_by_day(open_chat: Opener) -> None:
    chat = await open_chat(
        clock=FakeClock(TUESDAY), cogs={"digest": {"moderators_every": "day", "time": "07:00"}}
    )
    _, olga = await team(chat)
    await chat.advance(days=3)  # over Saturday, Sunday and Monday
    days = [m.text.splitlines()[1] for m in await digests(chat, "The day at")]
    assert days[-1] == "Sunday, May 24, 2026"
    assert len(set(days)) == len(days) >= 2
    assert not await digests(chat)
    weekly = [text for text in olga.told_so_far() if WEEK in text]
    assert len(weekly) == 1
    assert not any("The day at" in text for text in olga.told_so_far())


async def test_of_missed_ones_the_newest_of_each_kind_comes(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), cogs={"digest": {"moderators_every": "day"}})
    _, olga = await team(chat)
    before = len(await digests(chat, "The day at"))
    await chat.app.stop()
    chat.clock.advance(days=44)  # to Sunday, 5 July: over six Mondays and two firsts
    for rig in chat.rigs:
        rig.renew()
    chat.app = chat._app()
    await chat.app.start()
    await chat.advance(seconds=30)
    review = await olga.told("The month at")
    assert "June 1, 2026 to June 30, 2026" in review.text
    weekly = await olga.told(WEEK)
    assert "June 22, 2026 to June 28, 2026" in weekly.text
    daily = (await digests(chat, "The day at"))[before:]
    assert len(daily) == 1
    promised = "This comes late: I was switched off on Mon, Jun 29, 9:00 AM CEST."
    assert promised in weekly.text
    late = [review.text, weekly.text, daily[0].text]
    assert all("I was switched off on" in text for text in late)
    for words in (WEEK, "The month at"):
        assert len([text for text in olga.told_so_far() if words in text]) == 1


@pytest.mark.threaded
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_two_bots_on_one_database_post_once(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/townhall.db"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    clock, settings = FakeClock(FRIDAY), {"digest": {"moderators_every": "day"}}
    bots = [Community([LocalRig()], url, clock=clock, cogs=settings) for _ in range(2)]
    try:
        for bot in bots:
            await bot.open()
        olga = await bots[0].person("Olga", Level.OWNER)
        await olga.command("digest schedule")
        await olga.told("The next daily digest")
        for _ in range(4):  # to Tuesday, 2 June: over a Monday that is the first of a month
            clock.advance(days=1)
            await asyncio.gather(*(bot.advance(ms=0) for bot in bots))
            await asyncio.gather(*(planned(bot) for bot in bots))
        posted: list[Seen] = [m for bot in bots for m in await digests(bot, "The day at")]
        days = [m.text.splitlines()[1] for m in posted]
        assert len(set(days)) == len(days) == 4
        told = await outbox(bots[0])
        assert sorted(told) == ["2026-06", "2026-W23"]
    finally:
        for bot in reversed(bots):
            await bot.close()


async def planned(bot: Community) -> None:
    cog: Any = bot.app.book.cogs["digest"]
    await cog.plan_all()


async def outbox(bot: Community) -> list[str]:
    """The periods of the digests that were queued for people."""
    query = "SELECT key FROM outbox WHERE key LIKE 'digest:%' AND user_native IS NOT NULL"
    async with bot.app.db.read() as conn:
        return [row[0].split(":")[2] for row in await conn.exec_driver_sql(query)]
