"""`/digest now`, and the buttons of a digest: each does what it says, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.api.people import Level
from tests.cogs.digest.stage import (
    TUESDAY,
    chatter,
    crowd,
    digests,
    helped,
    until_monday,
)
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


async def test_digest_now_is_for_moderators_and_its_button_thanks_once(chat: Community) -> None:
    mia = await helped(chat)
    await mia.command("digest now")
    told = await mia.told("The last 7 days at Sourdough & Co.")
    assert "8 messages were written." in told.text
    assert "Ben Berg has helped others a lot." in told.text
    assert "Why: 4 replies to others" in told.text
    assert told.files == ("chart.png",)
    assert not await digests(chat, "The last 7 days")
    ana = await chat.person("Gast")
    await ana.command("digest now")
    await ana.told("Only moderators can do that here.")
    # thanks are posted once, however often and fast they are asked for
    await asyncio.gather(mia.click(told, "Thank Ben"), mia.click(told, "Thank Ben"))
    await mia.told("Done. I have thanked Ben Berg publicly.")
    await mia.told("Ben Berg has been thanked already.")
    await chat.settle()
    thanks = [m.text for m in await chat.messages("general") if m.text.startswith("Thank you")]
    assert len(thanks) == 1
    assert "Ben Berg" in thanks[0]


async def test_seven_days_means_seven_days(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    people = await crowd(chat)
    await chatter(chat, people, [5, 4, 1, 1, 1, 1, 1, 1, 2])
    await chat.advance(hours=1)
    await mia.command("digest now")
    told = await mia.told("The last 7 days")
    assert f"Messages: {1 + 1 + 1 + 1 + 1 + 1 + 2}\N{NO-BREAK SPACE}(▼ 1)" in told.text


async def test_who_lost_the_rights_cannot_press_the_button_any_more(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    await olga.told("The next digest")
    await helped(chat)
    await until_monday(chat, 25, month=5)
    digest = await olga.told("has helped others a lot")
    rig = chat.rigs[0]
    assert isinstance(rig, LocalRig)
    rig.world.put_person(replace(rig.world.people[olga.native_id], level=Level.MEMBER))
    await olga.click(digest, "Thank Ben")
    await olga.told("Only moderators can do that here.")
    assert not [m for m in await chat.messages("general") if m.text.startswith("Thank you")]


async def test_suggestions_of_other_cogs_come_with_their_buttons(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.say("general", "you vermin")
    await mia.sees("moderators", "you vermin")
    await chat.advance(hours=1)
    await mia.command("digest now")
    told = await mia.told("1 conflict waits for a decision.")
    await mia.click(told, "Check this conflict")
    await mia.told("1 alert is waiting")
