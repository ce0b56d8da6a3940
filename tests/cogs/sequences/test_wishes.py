"""What people wish in the middle of a sequence: stops, other zones, weeks that are full."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.boards.contact import Contact
from cogs.sequences.model import Person
from cogs.sequences.store import PeopleStore
from cogs.sequences.tables import outcomes, people
from tests.support.community import Opener

from .stage import LOUD, Said, at, clock, cog, comes, draft, got, owner, rows, switch_on, until

WEEK = {"welcome": {"enabled": False}, "contact": {"quiet": "off", "messages_a_week": 1}}


async def test_who_stopped_is_not_mentioned_in_a_channel_either(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    [place] = await chat.app.registry.place(await chat.id, "general")
    await draft(chat, Said(0, "00:00", "Hello"), Said(1, "10:00", "How are you?", channel=place.id))
    await switch_on(chat, olga, "Hello")
    ana, ben = await comes(chat, "Ana"), await comes(chat, "Ben")
    await ana.click(await ana.told("Hello"), "Stop these messages")
    await ana.told("I send you nothing more of this kind")
    await until(chat, 2026, 6, 2, 10)
    post = await olga.sees("general", "How are you?")
    assert "Ben" in post.text and "Ana" not in post.text
    assert {row["reason"] for row in await rows(chat.app.db, people)} == {"", "asked"}
    assert got(ben, "Hello") == 1


async def test_a_stop_that_is_undone_at_once_changes_nothing(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(0, "00:00", "Hello"), Said(1, "10:00", "Day one"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    first = await nia.told("Hello")
    await nia.click(first, "Stop these messages")
    done = await nia.told("I send you nothing more of this kind")
    await nia.click(first, "Stop these messages")
    await chat.settle()
    await nia.click(done, "Undo")
    await nia.told("Undone")
    await until(chat, 2026, 6, 2, 10)
    assert got(nia, "Day one") == 1


async def test_who_says_that_they_live_further_east_gets_it_at_their_hour(
    open_chat: Opener,
) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(1, "18:00", "Good evening"))
    await switch_on(chat, olga, "Hello")
    bert, tomo = await comes(chat, "Bert"), await comes(chat, "Tomo")
    await tomo.command("contact zone", zone="Tokyo")
    await tomo.told("Asia/Tokyo")
    await until(chat, 2026, 6, 1, 14)  # a look at people's zones is due within the hour
    await until(chat, 2026, 6, 2, 10, 59)
    assert got(tomo, "Good evening") == 0
    await until(chat, 2026, 6, 2, 11)  # 18:00 in Tokyo
    assert (got(tomo, "Good evening"), got(bert, "Good evening")) == (1, 0)
    await until(chat, 2026, 6, 2, 18)
    assert (got(tomo, "Good evening"), got(bert, "Good evening")) == (1, 1)


async def test_what_is_held_back_for_more_than_a_week_is_out_of_date(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WEEK, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(7, "18:00", "You have been here for a week"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    me = await chat.app.registry.known_member(await chat.id, chat.rig.name, nia.native_id)
    assert me is not None
    board = chat.app.boards[Contact]
    for n, day in enumerate((8, 15, 22)):  # something else always takes the week's message first
        chat.clock.advance(ms=at(2026, 6, day, 17) - chat.clock.now())
        assert (await board.ask(me, "announcements", f"news:{n}")).granted
        await until(chat, 2026, 6, day, 18)
    await until(chat, 2026, 7, 10, 12)
    assert got(nia, "You have been here for a week") == 0
    [row] = await rows(chat.app.db, outcomes)
    assert (row["outcome"], row["held"]) == ("late", True)


async def test_a_held_step_that_is_moved_to_a_later_day_waits_for_it(open_chat: Opener) -> None:
    chat = await open_chat(cogs=WEEK, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(0, "00:00", "Hello"), Said(1, "10:00", "The tip"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    await until(chat, 2026, 6, 2, 10)
    await olga.command("sequence pause", name="Hello")
    card = await olga.told("Hello · paused")
    await olga.click(card, "Step 2")
    await olga.click(await olga.told("Hello, step 2"), "Edit")
    await olga.fill(day="20", time="10:00", text="The tip")
    await olga.told("2. day 20, 10:00")
    await olga.command("sequence on", name="Hello")
    await olga.told("On their way: <5")
    await chat.settle()
    await until(chat, 2026, 6, 12, 12)
    assert got(nia, "The tip") == 0
    await until(chat, 2026, 6, 21, 10)
    assert got(nia, "The tip") == 1


async def test_a_step_changed_while_it_goes_on_is_planned_as_it_is_then(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    made = await draft(chat, Said(9, "10:00", "The tip"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    await olga.command("sequence pause", name="Hello")
    await olga.told("Hello · paused")
    active = PeopleStore.active

    async def meanwhile(store: PeopleStore, sequence_id: int) -> list[Person]:
        found = await active(store, sequence_id)
        await cog(chat)._sequences.put_step(made, replace(made.steps[0], day=2))
        return found

    monkeypatch.setattr(PeopleStore, "active", meanwhile)
    await olga.command("sequence on", name="Hello")
    await olga.told("1. day 2, 10:00")
    await chat.settle()
    await until(chat, 2026, 6, 3, 10)
    assert got(nia, "The tip") == 1
