"""What testers tell of an idea, and who reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.api.people import Level
from cogs.ideas.testing import store as testers
from cogs.ideas.testing.feedback import HOUR_MS
from storage.tables import tasks
from tests.cogs.ideas.board.stage import ALONE, changed, cog, propose
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener, sqlite_url

BREAD = "Gluten-free bread on Saturdays"
PICKED = "You were picked to try out #1"
CRUST = "The *crust*, my children ate it all."
TELEGRAM = 1


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=ALONE)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path), cogs=ALONE)
    await community.open()
    yield community
    await community.close()


async def picked(who: Actor, mo: Actor, card: Seen) -> Seen:
    """Somebody becomes a tester; what they are told then."""
    await who.click(card, "Details")
    await who.click(await who.told("Posted"), "I'd try it out")
    await who.told("You offer to try out #1")
    await mo.command("ideas testers", idea="1")
    await mo.click(await mo.told(f"{who.name}: offers it"), f"Pick {who.name}")
    return await who.told(PICKED)


async def tells(who: Actor, button: Seen, use: str = "Partly", **answers: str) -> None:
    await who.click(button, "Give feedback")
    asked = await who.told("Would you use it as it is now?")
    assert "is kept with the idea, with your name" in asked.text
    assert "Moderators and whoever sees to the idea read it, nobody else." in asked.text
    await who.click(asked, use)
    await who.fill(**answers)
    await who.told("Thank you! That is kept with #1.")


async def test_feedback_comes_back_to_the_idea(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    news = await picked(ben, mo, await propose(ana, BREAD))
    await tells(ben, news, worked=CRUST, lacking="It was sold out at ten.")
    await mo.command("ideas feedback", idea="1")
    shown = await mo.told("Feedback on #1")
    assert CRUST in shown.text and "It was sold out at ten." in shown.text
    assert "Ben" in shown.text and "Would use it: partly" in shown.text
    assert not any("Delete" in label for label in shown.buttons)
    await ana.command("ideas feedback", idea="1")
    assert "children" not in (await ana.told("You have told nothing of #1.")).text

    await ben.command("ideas feedback", idea="1")
    own = await ben.told("What did not work:")
    assert own.text.startswith("Your feedback on #1")
    await ben.click(own, "Delete yours")
    await ben.told("You have told nothing of #1.")
    await ben.click(news, "Details")
    await mo.command("ideas feedback", idea="1")
    await mo.told("No tester has told anything of #1 yet.")


async def test_only_testers_and_the_author_tell(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    news = await picked(ben, mo, await propose(ana, BREAD))
    await ben.click(news, "Leave the group")
    await ben.told("You have left the testers")
    await ben.click(news, "Give feedback")
    await ben.told("Feedback on an idea comes from its testers.")
    await ben.command("ideas feedback", idea="1")
    await ana.command("ideas feedback", idea="1")
    await tells(ana, await ana.told("You have told nothing of #1."), worked="I baked it myself.")
    # it has names, so it would tell who wrote an idea without one
    await changed(chat.app.db, 1, anonymous=True)
    await chat.settle()
    await ana.command("ideas feedback", idea="1")
    own = await ana.told("I baked it myself.")
    assert len(own.buttons) == 1 and "Delete yours" in own.buttons[0]


async def test_a_form_that_comes_twice_counts_once(chat: Community) -> None:
    store = testers.FeedbackStore(chat.app.db)
    await propose(await chat.person("Ana"), BREAD)
    told = testers.Told(CRUST, "", "yes")
    added = await asyncio.gather(*(store.add(1, 5, told, n) for n in range(6)))
    assert len([one for one in added if one is not None]) == 1
    assert await store.add(1, 5, testers.Told(CRUST, "", "no"), 9) is not None
    assert await store.add(1, 6, told, 9) is not None
    found, total = await store.page(1, 2)
    assert total == 3 and [one.member_id for one in found] == [6, 5]
    assert await store.own(6, found[1].id) is None
    assert not await store.delete(6, found[1].id)


async def test_the_owner_hears_once_an_hour_else_the_moderators(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, BREAD)
    news = [(who, await picked(who, mo, card)) for who in (ben, cem)]
    for who, message in news:
        for words in ("It was warm.", "It was cold."):
            await tells(who, message, worked=words)
            await chat.settle()
    await chat.advance(hours=1)
    notice = await mo.sees("moderators", "4 answers of testers came in for #1")
    assert "warm" not in notice.text
    await mo.click(notice, "Read the feedback")
    await mo.click(await mo.told("(1 of 2)"), "More ▶")
    assert "It was warm." in (await mo.told("(2 of 2)")).text

    member = await chat.app.registry.known_member(await chat.id, "local", cem.native_id)
    assert member is not None
    await changed(chat.app.db, 1, status="planned", owner_id=member.id)
    await tells(*news[0], worked="It was late.")
    await chat.settle()
    await chat.restart()
    await chat.advance(hours=1)
    await cem.click(await cem.told("1 tester's answer came in for #1"), "Read the feedback")
    assert "It was late." in (await cem.told("Feedback on #1")).text
    await chat.advance(hours=5)
    assert len([word for word in cem.told_so_far() if "came in for #1" in word]) == 1
    assert len([m for m in await chat.messages("moderators") if "came in" in m.text]) == 1
    # who sees to it reads it only while they are in the community
    await cem.leave()
    await chat.settle()
    await cem.click(await cem.told("1 tester's answer"), "Read the feedback")
    await cem.told("Your feedback on #1")
    assert "It was late." not in (await cem.told("Would use it")).text


async def test_news_that_are_tried_again_are_told_once(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    news = await picked(ben, mo, await propose(ana, BREAD))
    await tells(ben, news, worked=CRUST)
    await chat.settle()
    end = (chat.clock.now() // HOUR_MS + 1) * HOUR_MS
    async with chat.app.db.read() as conn:
        kept = await conn.scalars(select(tasks.c.data).where(tasks.c.task == "ideas.feedback"))
        data = kept.one()
    # so long after the hour was over, and twice
    for late in (HOUR_MS, 2 * HOUR_MS):
        await cog(chat).tell_of_feedback(data, end + late)
    await mo.sees("moderators", "1 tester's answer came in for #1")
    await chat.settle()
    await chat.advance(hours=2)
    assert len([m for m in await chat.messages("moderators") if "came in" in m.text]) == 1


async def test_over_two_platforms(both: Community) -> None:
    ana = await both.person("Ana")
    ben = await both.person("Ben", rig=TELEGRAM)
    mo = await both.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=BREAD)
    await ana.sees("ideas", BREAD)
    news = await picked(ben, mo, await ben.sees("ideas", BREAD))
    await tells(ben, news, "Yes", worked=CRUST)
    await mo.command("ideas feedback", idea="1")
    assert "Would use it: yes" in (await mo.told("Feedback on #1")).text
    await mo.command("ideas testers", idea="1")
    await mo.click(await mo.told("Ben: picked"), "Write to the testers")
    await mo.fill(text="Friday at ten?")
    letter = await ben.told("Friday at ten?")
    await ben.click(letter, "Leave the group")
    await ben.told("You have left the testers of #1")
