"""A buddy for a newcomer: one, who is free and wants it."""

from __future__ import annotations

import asyncio

from tests.support.community import Community, Opener

from .stage import asked, cog, heard, id_of, joined, pair


async def test_a_buddy_for_a_newcomer(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"introductions": {"newcomers_a_buddy": 1}})
    await chat.advance(hours=12)
    bob = await joined(chat, "Bob", "baking bread")
    await bob.say("general", "hello all")
    await chat.settle()
    await bob.click(await bob.told("You take part with"), "I can be a buddy")
    await bob.told("You are a buddy for newcomers")
    newcomers = []
    for name in ("Nia", "Noah"):
        who = await chat.person(name, joined=False)
        await who.join()
        await chat.settle()
        await who.command("meet join", interests="bread")
        newcomers.append((who, await who.told("You take part with")))
    nia, noah = (who for who, _ in newcomers)
    await asyncio.gather(*[who.click(own, "I would like a buddy") for who, own in newcomers])
    await chat.advance(seconds=1)
    first, second = (nia, noah) if heard(nia, "You have a buddy: Bob") else (noah, nia)
    await first.told("is your buddy and knows")
    told = await bob.told("is new here and would like a buddy")
    assert told.text.startswith(first.name) and "You both like baking bread." in told.text
    assert heard(bob, "is new here") == 1
    await second.told("Nobody is free right now")
    await second.click(await second.told("You take part with"), "I would like a buddy")
    await second.told("still looking")
    await first.click(await first.told("You take part with"), "I would like a buddy")
    await first.told("You have a buddy already")
    cleo = await joined(chat, "Cleo", "tea")
    await cleo.say("general", "good day")
    await cleo.click(await cleo.told("You take part with"), "I can be a buddy")
    await second.command("meet block", who=cleo)
    await chat.settle()
    await cog(chat).look_again()
    await chat.advance(seconds=1)
    assert not heard(cleo, "is new here")
    assert not await cog(chat)._store.has_buddy(await id_of(chat, second), 0)
    await second.command("meet unblock", who=cleo)
    await chat.settle()
    await cog(chat).look_again()
    await chat.advance(seconds=1)
    assert (await cleo.told("is new here")).text.startswith(second.name)
    assert "Cleo" in (await second.told("is your buddy and knows")).text


async def test_who_has_stopped_these_messages_is_neither_asked_nor_a_buddy(chat: Community) -> None:
    ana, ben = await pair(chat)
    await ben.say("general", "hello all")
    await ben.click(await ben.told("You take part with"), "I can be a buddy")
    await ben.told("You are a buddy for newcomers")
    await ben.command("contact stop", topic="introductions")
    await ben.told("nothing more of this by myself")
    await asked(chat, ana)
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await chat.settle()
    await nia.command("meet join", interests="tea")
    await nia.click(await nia.told("You take part with"), "I would like a buddy")
    await nia.told("Nobody is free right now")
    await chat.advance(days=1)
    assert not heard(ben, "is new here")
    assert not heard(ben, "Ana would like")
