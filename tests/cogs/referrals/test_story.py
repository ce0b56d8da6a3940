"""Codes in the chat: friends, campaigns, purchases, guesses."""

from __future__ import annotations

import asyncio
import re

from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community


async def code_of(who: Actor) -> str:
    await who.command("codes mine")
    found = re.search(r"Your code is (\w+)", (await who.told("Your code is")).text)
    assert found is not None
    return found[1]


async def test_a_friend_is_told_only_with_both_agreed(chat: Community) -> None:
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    word = await code_of(mia)
    await mia.click(await mia.told("Your code is"), "Show me among")
    await leo.command("code", code=f" {word[:3].lower()}-{word[3:]} ")
    await leo.click(await leo.told("May I tell Mia"), "Yes")
    await mia.told("Leo came through you")
    await leo.sees("general", "Thank you, Mia, for bringing Leo along")
    await leo.command("codes thanks")
    await leo.sees("general", "Mia: 1 person")


async def test_kept_to_oneself(chat: Community) -> None:
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    await leo.command("code", code=await code_of(mia))
    question = await leo.told("May I tell Mia")
    await leo.click(question, "No, keep it")
    await leo.told("Glad you are here")
    await chat.settle()
    assert not any("Leo" in words for words in mia.told_so_far())
    await mia.command("codes mine")
    assert "1 person came and is not named" in (await mia.told("is not named")).text
    await mia.command("codes thanks")
    await mia.sees("general", "Nobody is shown here yet")


async def test_neither_oneself_nor_twice_nor_in_a_circle(chat: Community) -> None:
    mia, leo, ada = [await chat.person(name) for name in ("Mia", "Leo", "Ada")]
    codes = {who.name: await code_of(who) for who in (mia, leo, ada)}
    await mia.command("code", code=codes["Mia"])
    await mia.told("That is your own code.")
    await leo.command("code", code=codes["Mia"])
    await leo.told("May I tell Mia")
    await leo.command("code", code=codes["Ada"])
    await leo.told("noted already who brought whom")
    await mia.command("code", code=codes["Leo"])
    await mia.told("noted already who brought whom")


async def test_two_codes_at_once_bring_somebody_once(chat: Community) -> None:
    mia, ada, leo = [await chat.person(name) for name in ("Mia", "Ada", "Leo")]
    one, other = await code_of(mia), await code_of(ada)
    await asyncio.gather(leo.command("code", code=one), leo.command("code", code=other))
    await leo.told("May I tell")
    await leo.told("noted already who brought whom")


async def test_only_newcomers_were_brought(chat: Community) -> None:
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    await leo.say("general", "hi")
    word = await code_of(mia)
    await chat.advance(days=40)
    await leo.command("code", code=word)
    await leo.told("in the first 30 days after joining")


async def test_an_owner_s_codes_make_segments(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    await ana.command("codes add", kind="purchase", code="bread 7", label="Bread course", uses=1)
    await ana.told('purchase is "Bread course"')
    await ana.command("codes add", kind="campaign", code="BREAD7", label="Twice")
    await ana.told("There is a code BREAD7 already.")
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    await mia.command("code", code="Bread-7")
    await mia.told("Noted: Bread course.")
    await leo.command("code", code="BREAD7")
    await leo.told("used as often as it could be")
    found = await chat.app.boards[_audiences()].members(await chat.id, 'purchase is "bread course"')
    assert len(found) == 1
    await ana.command("codes list")
    await ana.told("BREAD7 (purchase): Bread course, used by <5")
    await ana.command("codes end", code="bread7")
    await ana.told("cannot be used any more")
    await leo.command("code", code="BREAD7")
    await leo.told("I do not know that code.")


def _audiences() -> type:
    from bot.api.boards.audience import Audiences

    return Audiences


async def test_codes_cannot_be_guessed(chat: Community) -> None:
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    word = await code_of(mia)
    for number in range(5):
        await leo.command("code", code=f"WRONG{number}")
    await leo.told("I do not know that code.")
    await chat.settle()
    await leo.command("code", code=word)
    await leo.told("try again tomorrow")
    await chat.advance(days=1)
    await leo.command("code", code=word)
    await leo.told("May I tell Mia")


async def test_members_make_no_codes(chat: Community) -> None:
    mia = await chat.person("Mia")
    await mia.command("codes add", kind="purchase", code="FREE1", label="Everything")
    await chat.settle()
    await mia.command("code", code="FREE1")
    await mia.told("I do not know that code.")


async def test_asked_again_and_thought_better_of(chat: Community) -> None:
    mia, leo = await chat.person("Mia"), await chat.person("Leo")
    word = await code_of(mia)
    await mia.click(await mia.told("Your code is"), "Show me among")
    await leo.command("code", code=word)
    await leo.told("May I tell Mia")
    await chat.restart()
    await leo.command("code", code=word)
    await leo.click(await leo.told("May I tell Mia"), "Yes")
    await mia.told("Leo came through you")
    await leo.command("code", code=word)
    await leo.click(await leo.told("May I tell Mia"), "No, keep it")
    await chat.settle()
    await mia.command("codes mine")
    await mia.told("1 person came and is not named")
    await mia.command("codes thanks")
    await mia.sees("general", "Nobody is shown here yet")


async def test_many_friends_hide_no_code_of_the_owner(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    await ana.command("codes add", kind="campaign", code="FLYER", label='the "big" one')
    await ana.told("campaign is \"the 'big' one\"")
    for number in range(30):
        await code_of(await chat.person(f"P{number}"))
    await ana.command("codes list")
    assert "FLYER" in (await ana.told("Brought by friends: 0")).text


async def test_no_number_is_too_large(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    for uses in (-1, 0, 3_000_000_000):
        await ana.command("codes add", kind="campaign", code="FLYER", label="Flyer", uses=uses)
        await ana.told("uses: from 1 to 1000000")
