"""`/digest now`, and the buttons of a digest: each does what it says, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.api.people import Level
from tests.cogs.digest.stage import (
    TUESDAY,
    chatter,
    digests,
    helped,
    two_weeks,
    until_monday,
)
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


async def test_digest_now_is_for_moderators_and_private(chat: Community) -> None:
    mia = await helped(chat)
    await mia.command("digest now")
    told = await mia.told("The last 7 days at Sourdough & Co.")
    assert "Messages: 8\N{NO-BREAK SPACE}(▲ 8)" in told.text
    assert "Ben Berg helped most: 4 replies to others." in told.text
    assert told.files == ("chart.png",)
    assert not await digests(chat, "The last 7 days")
    ana = await chat.person("Gast")
    await ana.command("digest now")
    await ana.told("Only moderators can do that here.")


async def test_seven_days_means_seven_days(chat: Community) -> None:
    ana, mia = await chat.person("Ana"), await chat.person("Mia", Level.MODERATOR)
    await chatter(chat, [ana], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    await chat.advance(hours=1)
    await mia.command("digest now")
    told = await mia.told("The last 7 days")
    assert f"Messages: {3 + 4 + 5 + 6 + 7 + 8 + 9}\N{NO-BREAK SPACE}(▲ 39)" in told.text


async def test_thanks_are_posted_once(chat: Community) -> None:
    mia = await helped(chat)
    await mia.command("digest now")
    told = await mia.told("helped most")
    await asyncio.gather(mia.click(told, "Thank Ben"), mia.click(told, "Thank Ben"))
    await mia.told("Done. I have thanked Ben Berg publicly.")
    await mia.told("Ben Berg has been thanked already.")
    await chat.settle()
    thanks = [m.text for m in await chat.messages("general") if m.text.startswith("Thank you")]
    assert len(thanks) == 1
    assert "Ben Berg" in thanks[0]


async def test_who_lost_the_rights_cannot_press_the_button_any_more(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    await olga.told("The next digest")
    await helped(chat)
    await until_monday(chat, 25, month=5)
    digest = await olga.told("helped most")
    rig = chat.rigs[0]
    assert isinstance(rig, LocalRig)
    rig.world.put_person(replace(rig.world.people[olga.native_id], level=Level.MEMBER))
    await olga.click(digest, "Thank Ben")
    await olga.told("Only moderators can do that here.")
    assert not [m for m in await chat.messages("general") if m.text.startswith("Thank you")]


async def test_after_a_quiet_week_the_bot_asks_everybody(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    await two_weeks(chat)
    digest = await mia.sees("moderators", "It was quiet: 16 messages after 24.")
    question = digest.text.split("I can ask everybody: ")[1].splitlines()[0]
    await mia.click(digest, "Ask everybody")
    await mia.told("Done. I have asked everybody.")
    await mia.click(digest, "Ask everybody")
    await mia.told("Everybody has been asked already.")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")].count(question) == 1


async def test_suggestions_of_other_cogs_come_with_their_buttons(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.say("general", "you vermin")
    await mia.sees("moderators", "you vermin")
    await chat.advance(hours=1)
    await mia.command("digest now")
    told = await mia.told("waits for a decision")
    await mia.click(told, "Open the queue")
    await mia.told("1 alert is waiting")
