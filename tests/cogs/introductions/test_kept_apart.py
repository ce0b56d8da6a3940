"""Never two of whom one does not want it, has left, or was warned about the other."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.people import Level
from cogs.introductions.payloads import Answer, Ask
from tests.support.community import Community

from .stage import asked, cog, heard, id_of, joined, pair


async def test_skipped_is_not_shown_again_to_either(chat: Community) -> None:
    ana, ben = await pair(chat)
    await ana.command("meet who")
    await ana.click(await ana.told("People you may like"), "Not no. 1")
    await ana.told("nobody to suggest")
    await ben.command("meet who")
    await ben.told("nobody to suggest")
    await chat.advance(days=181)
    await ben.command("meet who")
    await ben.told("People you may like")


@pytest.mark.parametrize("blocker", ["asker", "asked"])
@pytest.mark.parametrize("when", ["before", "on the way", "after"])
async def test_blocked_by_either_at_any_time(chat: Community, blocker: str, when: str) -> None:
    ana, ben = await pair(chat)
    who, whom = (ana, ben) if blocker == "asker" else (ben, ana)
    await ana.command("meet who")
    seen = await ana.told("People you may like")

    async def block() -> None:
        await who.command("meet block", who=whom)
        await who.told("I never bring you and")

    if when == "before":
        await block()
        for one in (ana, ben):
            await one.command("meet who")
            await one.told("nobody to suggest")
    if when == "on the way":  # asked, and killed before anybody is told
        me = await cog(chat)._store.person(await id_of(chat, ana))
        assert await cog(chat)._matching.ask(me, await id_of(chat, ben))
        await block()
        await chat.restart()
    else:
        await ana.click(seen, "Introduce me to no. 1")
        await ana.told("Noted.")  # the same words as ever
    await chat.advance(seconds=1)
    if when == "after":
        question = await ben.told("Ana would like")
        await block()
        await ben.click(question, "Yes")
        await ben.told("not open any more")
        await chat.advance(seconds=1)
    else:
        assert not heard(ben, "Ana would like")
    assert not heard(ana, "Meet Ben") and not heard(ben, "Meet Ana")
    if when != "after":
        assert not heard(whom, who.name)
    for one in (ana, ben):
        await one.command("meet who")
        await one.told("nobody to suggest")


async def test_blocks_are_listed_and_lifted(chat: Community) -> None:
    ana, ben = await pair(chat)
    await ana.command("meet block", who=ben)
    await ana.told("I never bring you and")
    await ana.command("meet unblock")
    await ana.told("You have blocked: Ben")
    await ben.command("meet unblock", who=ana)
    await ben.told("You have not blocked Ana")
    await ana.command("meet unblock", who=ben)
    await ana.told("may be suggested to you again")
    await ana.command("meet who")
    await ana.told("People you may like")


async def test_a_forged_button_moves_nothing(chat: Community) -> None:
    """Whatever number stands in it, it is answered alike."""
    ana, ben = await pair(chat)
    mia = await chat.person("Mia")
    await mia.say("general", "hello")
    await chat.settle()
    store = cog(chat)._store
    ctx: Any = type("Forged", (), {})()
    registry = chat.app.registry
    ctx.member = await registry.known_member(await chat.id, chat.rig.name, ana.native_id)
    ctx.community = await registry.community(await chat.id)
    ctx.now, replies = chat.clock.now(), []

    async def reply(what: object) -> None:
        replies.append(str(what))

    ctx.reply = ctx.update = reply
    me = await id_of(chat, ana)
    for other in (await id_of(chat, mia), me, 10_000):
        await cog(chat).ask(ctx, Ask(other, True))
        assert await store.pair(me, other) is None
        for yes in (True, False):
            with pytest.raises(Exception, match="not open any more"):
                await cog(chat).answer(ctx, Answer(other, yes))
    await cog(chat).ask(ctx, Ask(await id_of(chat, ben), True))
    assert len(set(replies)) == 1
    with pytest.raises(Exception, match="not open any more"):  # the asker answers for the asked
        await cog(chat).answer(ctx, Answer(await id_of(chat, ben), True))


async def test_who_has_left_is_nobody_to_meet(chat: Community) -> None:
    ana, ben = await pair(chat)
    await asked(chat, ana)
    question = await ben.told("Ana would like")
    await ana.leave()
    await chat.settle()
    await ben.click(question, "Yes")
    await ben.told("not open any more")
    await ben.command("meet who")
    await ben.told("nobody to suggest")
    # nor are others named to whoever has left and still writes to the bot
    await joined(chat, "Cleo", "climbing")
    gone = await cog(chat)._store.person(await id_of(chat, ana))
    assert gone is not None
    assert await cog(chat)._matching.fits(gone) == []


async def test_who_takes_part_no_more_is_forgotten(chat: Community) -> None:
    ana, ben = await pair(chat)
    await asked(chat, ana)
    question = await ben.told("Ana would like")
    await ana.command("meet leave")
    await ana.told("I have forgotten your interests")
    await ben.click(question, "Yes")
    await ben.told("not open any more")
    await ana.command("meet who")
    await ana.told("You do not take part yet")


async def test_who_was_warned_about_another_never_meets_them(chat: Community) -> None:
    ana, ben = await pair(chat)
    mod = await chat.person("Mod", Level.MODERATOR)
    said = await ana.say("general", "hello there")
    await ben.say("general", "you idiot", reply_to=said)
    card = await mod.sees("moderators", "idiot")
    await mod.click(card, "Warn")
    await chat.settle()
    for who in (ana, ben):
        await who.command("meet who")
        await who.told("nobody to suggest")
