"""Forms, private answers and buttons as Discord and Telegram have them."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from cogs.events.tables import rsvps
from tests.contract.telegram_rig import TelegramActor
from tests.support.chat import link
from tests.support.community import Community

from .stage import TITLE, WHEN, announce, moderator
from .test_reminding import heard

DISCORD, TELEGRAM = 0, 1


async def test_made_on_telegram_with_a_form_question_by_question(both: Community) -> None:
    mo = await moderator(both, rig=TELEGRAM)
    dora = await both.person("Dora", rig=DISCORD)
    await mo.command("event")
    await mo.fill(title=TITLE, when=WHEN, until="2h", where="The bakery")
    draft = await mo.told("Only you see this.")
    assert "6:00 PM CEST to 8:00 PM" in draft.text
    await mo.click(draft, "Announce it")
    card = await dora.sees("general", TITLE)
    await dora.click(card, "Maybe")
    await dora.told("Noted: maybe.")
    await mo.sees("general", "1 maybe")
    await mo.command("events cancel", event="#1")
    await mo.fill(reason="The oven is broken.")
    await mo.told("1 event is called off.")
    assert "The oven is broken." in (await dora.told("has been called off")).text
    for who in (mo, dora):
        await who.sees("general", "Called off: The oven is broken.")


async def test_made_on_discord_and_asked_on_telegram(both: Community) -> None:
    mo = await moderator(both)
    tina = await both.person("Tina", rig=TELEGRAM)
    await mo.command("event", questions="anonymous", capacity=3, hide_names=True)
    await mo.fill(title=TITLE, when=WHEN)
    draft = await mo.told("3 places, then a waiting list")
    assert "Nobody is named on the card" in draft.text
    await mo.click(draft, "Announce it")
    there = await tina.sees("general", TITLE)
    await tina.click(there, "Going")
    await tina.told("You are going")
    assert "Going:" not in (await mo.sees("general", "1 of 3 places are taken")).text
    await tina.click(there, "Questions")
    await tina.click(await tina.told("Nobody has asked anything yet"), "Ask a question")
    await tina.fill(question="How long does dough rest?", name="yes")
    await tina.told("without your name")
    # nothing of it stands in the group
    assert not [p for p in await both.messages("general", rig=TELEGRAM) if "dough" in p.text]
    await mo.command("events questions", event="#1")
    queue = await mo.told("How long does dough rest?")
    assert "Tina" not in queue.text
    await mo.click(queue, "#1 now")
    for who in (mo, tina):
        seen = await who.sees("general", "is being answered now")
        assert "Tina" not in seen.text


ANSWERS = ("You are going to", "on the waiting list of")


async def test_two_clicks_at_once_on_the_last_place(both: Community) -> None:
    mo = await moderator(both)
    people = [await both.person(f"Dora{n}", rig=DISCORD) for n in range(3)]
    people += [await both.person(f"Tina{n}", rig=TELEGRAM) for n in range(3)]
    card = await announce(both, mo, capacity=1)
    there = await people[3].sees("general", TITLE)
    cards = [card] * 3 + [there] * 3
    await asyncio.gather(
        *(who.click(seen, "Going") for who, seen in zip(people, cards, strict=True))
    )

    async def answered() -> int:  # the clicks come over the wire
        return sum(heard(who, words) for who in people for words in ANSWERS)

    await both.until(answered, len(people))
    async with both.app.db.read() as conn:
        query = select(rsvps.c.answer, func.count()).group_by(rsvps.c.answer)
        found = {row[0]: row[1] for row in await conn.execute(query)}
    assert found == {"going": 1, "waiting": 5}
    assert [sum(heard(who, words) for who in people) for words in ANSWERS] == [1, 5]
    for who in (mo, people[3]):
        await who.sees("general", "1 of 1 places are taken · 5 on the waiting list")


async def test_who_leaves_the_community_leaves_their_place(both: Community) -> None:
    mo = await moderator(both)
    dora, eve = [await both.person(name, rig=DISCORD) for name in ("Dora", "Eve")]
    tina = await both.person("Tina", rig=TELEGRAM)
    card = await announce(both, mo, capacity=1)
    for who, words in ((dora, "You are going"), (eve, "number 1 on the waiting list")):
        await who.click(card, "Going")
        await who.told(words)
    # who is still there with another account keeps it
    await link(dora, tina)
    await dora.leave()
    await both.settle()
    await tina.command("events list")
    await tina.told("1 going")
    assert heard(eve, "A place is free") == 0
    await tina.leave()
    await eve.told("A place is free")
    await eve.sees("general", "Going: Eve")


async def test_answers_of_somebody_on_telegram_without_a_private_chat(both: Community) -> None:
    """Whatever the title, the answer fits the pop-up over the button."""
    mo = await moderator(both)
    tina, tom = [await both.person(name, rig=TELEGRAM) for name in ("Tina", "Tom")]
    for who in (tina, tom):
        assert isinstance(who, TelegramActor)
        who.person.started = False
    title = "Rolls and more of them, " * 4 + "too"
    await announce(both, mo, title=title, capacity=1)
    there = await tina.sees("general", title)
    for who, wish, words in (
        (tina, "Going", "You are going"),
        (tom, "Going", "you are number 1 on the waiting list"),
        (tina, "Maybe", "Noted: maybe."),
        (tom, "Not going", "Noted: you are not going"),
    ):
        await who.click(there, wish)
        await who.told(words)
        await both.settle()
        assert heard(who, "private chat") == 0
