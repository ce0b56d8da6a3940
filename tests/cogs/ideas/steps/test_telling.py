"""Author, supporters and followers hear of steps: once, in their own place, and not of slips."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.ideas.store import IdeaStore, StepStore
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import link
from tests.support.community import Community, sqlite_url

from .furniture import WHY, decide, news, propose

DISCORD, TELEGRAM = 1, 2


async def test_a_step_is_told_after_a_while_and_on_the_card_at_once(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.click(await propose(ana), "Support")
    await decide(chat, mo, 1, "planned")
    await ana.sees("ideas", WHY)
    await chat.advance(seconds=119)
    assert news(ana) == news(ben) == []
    await chat.advance(seconds=1)
    told = await ana.told("Your idea #1 “Gluten-free bread” is now planned.")
    assert WHY in told.text and told.buttons == ("Details", "No more news of this")
    await ben.told("which you support, is now planned.")
    assert len(news(mo)) == 0
    await chat.advance(days=2)
    assert len(news(ana)) == len(news(ben)) == 1


async def test_a_burst_of_steps_is_told_as_what_came_of_it(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await decide(chat, mo, 1, "planned")
    await chat.advance(seconds=60)
    await decide(chat, mo, 1, "in_progress", reason="We have begun.")
    await chat.advance(seconds=60)  # the first step would have been told now
    assert news(ana) == []
    await chat.advance(seconds=60)
    [told] = news(ana)
    assert "is now in progress." in told and "We have begun." in told and WHY not in told
    # a step soon after the news waits until ten minutes have passed
    await chat.advance(minutes=1)
    await decide(chat, mo, 1, "done", reason="It is there.")
    await chat.advance(minutes=8)
    assert len(news(ana)) == 1
    await chat.advance(minutes=1)
    assert "is now done." in news(ana)[1]


async def test_what_is_undone_in_time_is_not_told(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await decide(chat, mo, 1, "planned")
    await chat.advance(minutes=2)
    assert len(news(ana)) == 1
    await decide(chat, mo, 1, "in_progress", "planned", reason="That was a slip.")
    await chat.advance(days=1)
    assert len(news(ana)) == 1
    # all the same, everybody can read that it happened
    await ana.command("ideas show", idea="1")
    assert "That was a slip." in (await ana.told("in progress → planned")).text


async def test_a_step_before_one_that_is_undone_is_told(chat: Community) -> None:
    """Also when a step of another idea is given the number of the undone one."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await propose(ana, "A bench outside")
    await decide(chat, mo, 1, "planned")
    await chat.advance(seconds=60)
    await decide(chat, mo, 1, "in_progress")
    await chat.advance(seconds=61)  # from now on the second step is the one that will be told
    await mo.click(await mo.told("Done: #1 is now in progress."), "Take it back")
    await mo.told("Taken back: #1 is planned again")
    await decide(chat, mo, 2, "planned")
    await chat.advance(minutes=2)
    await ana.told("Your idea #1 “Gluten-free bread” is now planned.")
    await ana.told("Your idea #2 “A bench outside” is now planned.")


async def test_a_step_of_an_idea_that_is_part_of_another_by_now_is_not_told(
    chat: Community,
) -> None:
    """Its people hear of the merge, and whoever was to see to it has nothing to see to."""
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await propose(ana, "A bench outside")
    await mo.command("ideas status", idea="2", status="planned", reason=WHY, owner=ben)
    await mo.told("Done: #2 is now planned.")
    await mo.command("ideas merge", idea="2", into="1")
    await ana.told("Your idea #2 “A bench outside” is part of #1")
    await chat.advance(minutes=5)
    assert news(ben, "is in your hands") == [] == news(ana)
    assert await StepStore(chat.app.db).untold() == []


async def test_a_restart_between_deciding_and_telling_loses_and_doubles_nothing(
    chat: Community,
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.click(await propose(ana), "Support")
    await mo.command("ideas status", idea="1", status="planned", reason=WHY, owner=ben)
    await mo.told("Done: #1")
    await chat.restart()
    await chat.advance(seconds=30)
    assert news(ana) == []

    async def long_after() -> None:
        chat.clock.advance(days=3)

    await chat.restart(long_after)
    for _ in range(3):
        await chat.advance(minutes=15)
        await chat.restart()
    assert len(news(ana)) == 1
    assert len(news(ben, "is in your hands")) == 1
    assert news(ben) == []  # told once a step: as the one who sees to it


async def test_a_crash_in_the_middle_of_telling_tells_the_rest(chat: Community) -> None:
    """Some were told, and nobody has noted it: they are not told again."""
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await decide(chat, mo, 1, "planned")
    await chat.advance(minutes=2)
    assert len(news(ana)) == 1
    await ben.click(await ana.sees("ideas", WHY), "Support")
    await ben.told("You support #1")
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("UPDATE ideas_changes SET told_at = NULL")
    await chat.restart()
    await chat.advance(minutes=15)
    assert len(news(ana)) == len(news(ben)) == 1


async def test_who_does_not_wish_to_hear_of_it_does_not(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.click(await propose(ana), "Support")
    await ben.told("You support #1")
    await cem.command("ideas show", idea="1")
    await cem.click(await cem.told("Posted"), "Follow")
    await cem.told("#1")
    await decide(chat, mo, 1, "planned")
    await chat.advance(minutes=2)
    await cem.told("The idea #1 “Gluten-free bread”, which you follow, is now planned.")
    for who in (ana, ben):
        await who.click(await who.told("is now planned."), "No more news of this")
    await chat.settle()
    await decide(chat, mo, 1, "in_progress")
    await chat.advance(minutes=15)
    await cem.told("which you follow, is now in progress.")
    assert len(news(ana)) == len(news(ben)) == 1


async def test_an_anonymous_author_is_told_and_not_named(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("UPDATE ideas SET anonymous = 1")
    await decide(chat, mo, 1, "planned")
    await chat.advance(minutes=2)
    await ana.told("Your idea #1 “Gluten-free bread” is now planned.")
    assert not any("Ana" in told for told in mo.told_so_far())


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Community]:
    rigs = [LocalRig(), DiscordRig(), TelegramRig()]
    community = Community(rigs, sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_each_is_told_on_their_own_platform(three: Community) -> None:
    """The author is on Discord, a supporter on Telegram, a third has an account on both."""
    dora = await three.person("Dora", rig=DISCORD)
    tom = await three.person("Tom", rig=TELEGRAM)
    lea, lea_too = await three.person("Lea", rig=DISCORD), await three.person("Lea", rig=TELEGRAM)
    mo = await three.person("Mo", Level.MODERATOR, rig=TELEGRAM)
    await propose(dora)
    await tom.click(await tom.sees("ideas", "Gluten-free bread"), "Support")
    await tom.told("You support #1")
    await lea.click(await lea.sees("ideas", "Gluten-free bread"), "Support")
    await lea.told("You support #1")
    await lea_too.click(await lea_too.sees("ideas", "Gluten-free bread"), "Support")
    await lea_too.told("You support #1")
    await link(lea, lea_too)
    await mo.command("ideas show", idea="1")
    await mo.click(await mo.told("Posted"), "Planned…")
    await mo.fill(reason=WHY, due="in 3 weeks")
    await mo.told("Done: #1 is now planned.")
    await three.restart()
    await three.advance(minutes=2)
    assert "Planned for" in (await dora.told("Your idea #1")).text
    assert WHY in (await tom.told("which you support, is now planned.")).text
    assert len(news(lea)) + len(news(lea_too)) == 1
    mia = await three.person("Mia", Level.MODERATOR, rig=DISCORD)
    await mia.command("ideas show", idea="1")
    await mia.click(await mia.told("Posted"), "Not now…")
    await mia.fill(reason="The oven broke. We look at it again in October.")
    answer = await mia.told("Done: #1 has to wait, not now.")
    await tom.sees("ideas", "The oven broke.")
    await mia.click(answer, "Take it back")
    await mia.told("Taken back: #1 is planned again, and no news were sent.")
    card = await tom.sees("ideas", "Status: planned")
    assert WHY in card.text and "lanned for" in card.text
    await three.advance(minutes=20)
    assert len(news(dora)) == len(news(tom)) == 1


async def test_of_many_steps_at_once_the_last_is_told(chat: Community) -> None:
    """Steps that were taken while nobody could be told, as after a crash."""
    ana = await chat.person("Ana")
    await propose(ana)
    steps, ideas, here = StepStore(chat.app.db), IdeaStore(chat.app.db), await chat.id
    for status in ("planned", "in_progress", "done"):
        idea = await ideas.get(here, 1)
        assert idea is not None
        taken = await steps.take(idea, status, f"because {status}", 0, chat.clock.now())  # type: ignore[arg-type]
        assert taken is not None
    await chat.restart()
    await chat.advance(minutes=2)
    [told] = news(ana)
    assert "is now done." in told and "because done" in told
    assert await StepStore(chat.app.db).untold() == []
