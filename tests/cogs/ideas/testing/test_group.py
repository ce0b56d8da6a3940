"""Volunteers of an idea, and the testers picked of them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.api.cog import PayloadSpec, specs_of
from bot.api.people import Level
from cogs.ideas.cog import Ideas
from cogs.ideas.testing import store as testers
from cogs.ideas.testing.payloads import AskLetter, Group, Letter, Pick, PickAll, TurnGroup
from storage.tables import audit, tasks
from tests.cogs.ideas.board.stage import ALONE, cog, merged, propose
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

BREAD = "Gluten-free bread on Saturdays"
PICKED = "You were picked to try out #1"


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=ALONE)


async def volunteer(who: Actor, card: Seen) -> None:
    await who.click(card, "Details")
    await who.click(await who.told("Posted"), "I'd try it out")
    await who.told("You offer to try out #1")


def times(who: Actor, words: str) -> int:
    return len([said for said in who.told_so_far() if words in said])


async def test_from_offering_to_being_picked(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, BREAD)
    await mo.command("ideas testers", idea="1")
    await mo.told("Nobody has offered to try out #1")
    for who in (ben, cem):
        await volunteer(who, card)
    await mo.click(card, "Details")
    shown = await mo.told("2 members would try it out, 0 are picked")
    await mo.click(shown, "Testers (2)")
    group = await mo.told("Testers of #1")
    assert "Ben: offers it since" in group.text
    assert group.buttons == ("Pick Ben", "Pick Cem", "Pick all")

    await mo.click(group, "Pick Ben")
    group = await mo.told("Ben: picked")
    assert group.buttons == ("Un-pick Ben", "Pick Cem", "Pick all", "✉️ Write to the testers")
    news = await ben.told(PICKED)
    assert news.buttons == ("Give feedback", "Leave the group", "Details")
    await chat.settle()
    assert times(cem, PICKED) == 0

    await ben.click(card, "Details")
    mine = await ben.told("You are one of the testers.")
    assert "Give feedback" in mine.buttons
    assert not any("try it out" in label for label in mine.buttons)
    assert not any("Testers" in label for label in mine.buttons)
    await ben.click(news, "Leave the group")
    await ben.told("You have left the testers of #1")
    await ben.click(news, "Leave the group")
    await ben.told("You are not in this group")
    await mo.command("ideas testers", idea="1")
    assert "Ben" not in (await mo.told("1 member would try it out, 0 are picked")).text


async def test_an_offer_can_be_taken_back(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana, BREAD)
    await volunteer(ben, card)
    await ben.click(card, "Details")
    await ben.click(await ben.told("You offer to test it."), "I'd rather not try it out")
    await ben.told("you no longer offer to try out #1")
    assert await testers.TesterStore(chat.app.db).group(1) == []


async def test_clicks_at_once_pick_and_tell_everybody_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    people = [await chat.person(f"Tester {n}") for n in range(8)]
    mods = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Mia")]
    card = await propose(ana, BREAD)
    for who in people:
        await volunteer(who, card)
    lists = []
    for mod in mods:
        await mod.command("ideas testers", idea="1")
        lists.append(await mod.told("Testers of #1"))
    assert lists[0].buttons[-2:] == ("More ▶", "Pick all")
    await asyncio.gather(
        *(mod.click(seen, "Pick all") for mod, seen in zip(mods, lists, strict=True))
    )
    await asyncio.gather(
        *(mod.click(seen, "Pick all") for mod, seen in zip(mods, lists, strict=True))
    )
    for who in people:
        await who.told(PICKED)
    await chat.advance(minutes=2)
    assert [times(who, PICKED) for who in people] == [1] * 8
    async with chat.app.db.read() as conn:
        query = select(audit.c.detail).where(audit.c.action == "ideas.pick")
        noted = list(await conn.scalars(query))
    assert len(noted) == 1 and len(noted[0]["members"]) == 8


async def test_who_is_put_out_is_told_and_may_be_picked_again(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, BREAD)
    await volunteer(ben, card)
    await mo.command("ideas testers", idea="1")
    group = await mo.told("Testers of #1")
    await mo.click(group, "Pick Ben")
    await ben.told(PICKED)
    chat.clock.advance(minutes=5)
    await mo.click(await mo.told("Ben: picked"), "Un-pick Ben")
    await ben.told("You are not among the testers of #1")
    await mo.click(await mo.told("Ben: offers it since"), "Pick Ben")
    await mo.told("Ben: picked")
    await chat.settle()
    assert times(ben, PICKED) == 2
    assert times(ben, "You are not among the testers") == 1


async def test_a_crash_between_picking_and_telling_loses_nothing(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, BREAD)
    await volunteer(ben, card)
    # what the handler does before it tells, and then no more
    data = {"community": await chat.id, "idea": 1, "out": None, "at": chat.clock.now()}
    at = chat.clock.now() + 60_000
    await chat.app.scheduler.at(at, "ideas.testers", data, key="ideas:testers:1")
    await testers.TesterStore(chat.app.db).pick(1)
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=2)
    await ben.told(PICKED)
    assert times(ben, PICKED) == 1
    await mo.command("ideas testers", idea="1")
    await mo.told("Ben: picked")


async def test_the_wrong_people_neither_pick_nor_write(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana, BREAD)
    await volunteer(ben, card)
    await ana.command("ideas testers", idea="1")
    await ana.told("Only moderators can do that")
    for_moderators = {
        spec.payload
        for _, spec in specs_of(Ideas)
        if isinstance(spec, PayloadSpec) and spec.level == Level.MODERATOR
    }
    assert {Pick, PickAll, Group, TurnGroup, AskLetter, Letter} <= for_moderators
    await ben.click(card, "Details")
    assert not any("Testers" in label for label in (await ben.told("Posted")).buttons)


async def test_a_letter_reaches_every_tester_once_and_is_not_kept(chat: Community) -> None:
    ana, ben, cem, dan = [await chat.person(name) for name in ("Ana", "Ben", "Cem", "Dan")]
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, BREAD)
    for who in (ben, cem, dan):
        await volunteer(who, card)
    await mo.command("ideas testers", idea="1")
    await mo.click(await mo.told("Testers of #1"), "Pick all")
    group = await mo.told("Dan: picked")
    await cem.click(await cem.told(PICKED), "Leave the group")
    await cem.told("You have left the testers")
    await dan.told(PICKED)
    await dan.leave()
    await chat.settle()
    await mo.click(group, "Write to the testers")
    await mo.fill(text="The loaf is **ready** on Friday.")
    await mo.told("Your message goes to 1 tester of #1")
    await chat.advance(seconds=1)
    letter = await ben.told("Mo writes to the testers of #1")
    assert "The loaf is **ready** on Friday." in letter.text
    assert letter.buttons == ("Give feedback", "Leave the group")
    await chat.restart()
    await chat.advance(minutes=2)
    assert times(ben, "writes to the testers") == 1
    assert times(cem, "writes to the testers") == times(dan, "writes to the testers") == 0
    async with chat.app.db.read() as conn:
        assert "Friday" not in repr((await conn.execute(select(tasks))).all())
        assert "Friday" not in repr((await conn.execute(select(audit))).all())


async def test_merged_ideas_have_one_group_and_settled_ones_take_nobody(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana, "A bench outside")
    other = await propose(ana, BREAD)
    await ben.click(other, "Details")
    await ben.click(await ben.told(BREAD), "I'd try it out")
    await ben.told("You offer to try out #2")
    await merged(chat.app.db, 2, 1)
    await mo.command("ideas testers", idea="2")
    await mo.click(await mo.told("Testers of #1 “A bench outside”"), "Pick Ben")
    await ben.told("You were picked to try out #1")
    store = testers.TesterStore(chat.app.db)
    assert len(await store.picked(1)) == 1
    await mo.command("ideas status", idea="1", status="declined", reason="There is no room.")
    await mo.told("#1 is now declined")
    await mo.command("ideas testers", idea="1")
    shown = await mo.told("nobody is picked to try it out any more")
    assert shown.buttons == ("✉️ Write to the testers",)
    await ana.click(other, "Details")
    assert not any("try it out" in label for label in (await ana.told(BREAD)).buttons)


async def test_who_was_picked_before_a_merge_is_told_after_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana, "A bench outside")
    other = await propose(ana, BREAD)
    await ben.click(other, "Details")
    await ben.click(await ben.told(BREAD), "I'd try it out")
    await ben.told("You offer to try out #2")
    # a crash right after picking and writing, and a merge before the bot was up again
    await testers.TesterStore(chat.app.db).pick(2)
    await merged(chat.app.db, 2, 1)
    writer = await chat.app.registry.known_member(await chat.id, "local", ana.native_id)
    assert writer is not None
    data = {"community": await chat.id, "idea": 2, "at": 1}
    await cog(chat).tell_testers({**data, "out": None}, 1)
    await ben.told("You were picked to try out #1")
    await cog(chat).send_letter({**data, "writer": writer.id, "text": "Friday at ten?"}, 1)
    await ben.told("Friday at ten?")
