"""Insights as a chat: one screen for moderators, and a say in it for members."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community

NAMES = ("Ana", "Ben", "Cleo", "Dia", "Eli", "Finn", "Gus")


async def busy(chat: Community) -> list[Actor]:
    """Seven people who came ten days ago and wrote, the first one most; six of them answered."""
    people = [await chat.person(name, joined=False) for name in NAMES]
    for one in people:
        await one.join()
        first = await one.say("general", "Hello, I am new here")
        if one is not people[0]:
            chat.clock.advance(minutes=10)
            await people[0].say("general", "Welcome!", reply_to=first)
    await chat.settle()
    await chat.advance(days=10)
    return people


async def asked(mo: Actor, containing: str, *words: str) -> Seen:
    seen = await mo.told(containing)
    for each in words:
        assert each in seen.text, (each, seen.text)
    return seen


async def test_one_screen_and_its_sections(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await busy(chat)
    await mo.command("insights show")
    first = await asked(
        mo, "The last 28 days", "Joined: 7", "Wrote within 7 days of joining: 100%",
        "Were answered: 86% · of 7 messages", "Half wait at most: 10 minutes",
    )  # fmt: skip
    assert len(first.files) == 1
    assert "Newcomers who stay" in first.buttons
    await mo.click(first, "Growth")
    growth = await asked(mo, "The community has grown by 7", "Left: 0")
    assert len(growth.files) == 1
    await mo.click(growth, "Activity")
    activity = await asked(mo, "Wrote in 28 days: 7", "Wrote in 7 days: 0")
    await mo.click(activity, "Next picture")
    await mo.command("insights show", section="responses", days=3)
    await asked(mo, "The last 3 days", "No conversation was counted")
    await mo.say("general", "/insights growth 90")
    await asked(mo, "The last 90 days", "Members: 7")
    await mo.say("general", "/insights growth 100000")
    await asked(mo, "The last 366 days", "Members: 7")
    await mo.command("insights show", section="weather")
    await asked(mo, "There is no such section", "growth", "retention")


async def test_members_have_a_say_but_no_look(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    ana, ben, *_ = await busy(chat)
    await ana.command("insights show")
    await ana.told("moderator")
    await ana.command("insights count_me")
    await ana.told("You are counted already.")
    await mo.command("insights show", section="participation")
    await asked(mo, "Unevenness", "Wrote: 7")
    await ana.command("insights leave_me_out")
    said = await ana.told("You are left out of all figures")
    assert "does not hide what you write" in said.text
    await ana.command("insights leave_me_out")
    await ana.told("You are left out already.")
    await ben.say("general", "What time is it?")
    await chat.settle()
    await mo.command("insights show", section="participation", days=30)
    await asked(mo, "The last 30 days", "Wrote: 6")
    await ana.command("insights count_me")
    await ana.told("You are counted again")
    await mo.command("insights show", section="participation", days=31)
    await asked(mo, "The last 31 days", "Wrote: 7")


async def test_an_empty_community_is_told_so(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    for section in ("", "growth", "activation", "retention", "activity", "responses"):
        await mo.command("insights show", section=section or "overview")
    await mo.told("Members: 0")
    await mo.told("No joining was counted in this time.")
    await mo.told("Too few people came at the same time")
    await mo.told("No conversation was counted in this time.")
    assert not any("None" in words or "nan" in words for words in mo.told_so_far())
