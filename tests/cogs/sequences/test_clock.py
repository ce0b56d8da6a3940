"""Steps at their hour: over clock changes, in people's own zones, at night, after downtime."""

from __future__ import annotations

from sqlalchemy import select

from bot.api.boards.contact import Contact
from cogs.sequences.tables import outcomes
from tests.support.community import Community, Opener

from .stage import LOUD, Said, clock, comes, draft, got, owner, switch_on, until, utc


async def outcome_of(chat: Community) -> list[tuple[str, bool]]:
    """What became of the steps, in the order in which they were settled."""
    query = select(outcomes.c.outcome, outcomes.c.held).order_by(outcomes.c.at, outcomes.c.step_id)
    async with chat.app.db.read() as conn:
        return [(row.outcome, row.held) for row in await conn.execute(query)]


async def test_over_the_change_to_summer_time(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 3, 27, 12))
    olga = await owner(chat)
    await draft(
        chat,
        Said(0, "00:00", "Day zero"),
        Said(2, "02:30", "In the gap"),
        Said(3, "09:00", "After"),
    )
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    assert got(nia, "Day zero") == 1
    await until(chat, 2026, 3, 29, 1, 59)
    assert got(nia, "In the gap") == 0
    await chat.advance(minutes=61 + 29)  # 03:00 is the next minute, then 03:29
    assert got(nia, "In the gap") == 1
    await chat.restart()
    await until(chat, 2026, 3, 30, 8, 59)
    assert got(nia, "After") == 0
    await until(chat, 2026, 3, 30, 9)
    assert got(nia, "After") == 1
    assert utc(chat.clock.now()) == "2026-03-30T07:00:00+00:00"
    await chat.advance(days=3)
    assert (got(nia, "Day zero"), got(nia, "In the gap"), got(nia, "After")) == (1, 1, 1)


async def test_over_the_change_to_winter_time(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 10, 23, 12))
    olga = await owner(chat)
    await draft(chat, Said(2, "02:30", "Twice an hour"), Said(3, "09:00", "After"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    await until(chat, 2026, 10, 25, 2, 29)
    assert got(nia, "Twice an hour") == 0
    await chat.advance(minutes=1)
    assert got(nia, "Twice an hour") == 1
    await chat.advance(hours=1)  # 02:30 once more
    assert got(nia, "Twice an hour") == 1
    await until(chat, 2026, 10, 26, 8, 59)
    assert got(nia, "After") == 0
    await until(chat, 2026, 10, 26, 9)
    assert got(nia, "After") == 1


async def test_each_in_their_own_zone(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(1, "09:00", "Good morning"))
    await switch_on(chat, olga, "Hello")
    bert, nina, howe = [await comes(chat, name) for name in ("Bert", "Nina", "Howe")]
    # said after they came: the plan follows them
    await nina.command("contact zone", zone="New York")
    await nina.told("America/New_York")
    await howe.command("contact zone", zone="Australia/Lord_Howe")
    await howe.told("Australia/Lord_Howe")
    await until(chat, 2026, 6, 2, 9)
    assert (got(bert, "Good morning"), got(nina, "Good morning")) == (1, 0)
    await until(chat, 2026, 6, 2, 14, 59)
    assert got(nina, "Good morning") == 0
    await until(chat, 2026, 6, 2, 15)
    assert (got(bert, "Good morning"), got(nina, "Good morning")) == (1, 1)
    assert got(howe, "Good morning") == 1


async def test_at_night_it_waits_for_the_morning(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"enabled": False}}, clock=clock(2026, 6, 1, 22))
    olga = await owner(chat)
    await draft(
        chat, Said(0, "00:00", "Day zero"), Said(1, "07:00", "Early"), Said(2, "10:00", "Day two")
    )
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    assert got(nia, "Day zero") == 0
    # day 1 is due at 7, before the quiet hours are over: day 0 would come after it
    await until(chat, 2026, 6, 2, 7)
    assert (got(nia, "Day zero"), got(nia, "Early")) == (0, 0)
    await until(chat, 2026, 6, 2, 8)
    assert (got(nia, "Day zero"), got(nia, "Early")) == (0, 1)
    assert await outcome_of(chat) == [("late", True), ("sent", True)]


async def test_the_week_is_shared_with_other_topics(open_chat: Opener) -> None:
    chat = await open_chat(
        cogs={"contact": {"messages_a_week": 2}, "welcome": {"enabled": False}},
        clock=clock(2026, 6, 1, 12),
    )
    olga = await owner(chat)
    await draft(
        chat,
        Said(0, "00:00", "Day zero"),
        Said(2, "10:00", "Day two"),
        Said(4, "10:00", "Day four"),
        name="One",
    )
    await draft(chat, Said(0, "00:00", "Ground"), Said(3, "10:00", "Third"), name="Two")
    await switch_on(chat, olga, "One")
    await switch_on(chat, olga, "Two")
    nia = await comes(chat, "Nia")
    assert (got(nia, "Day zero"), got(nia, "Ground")) == (1, 1)
    for day in (3, 4, 5):
        await until(chat, 2026, 6, day, 10)
    # the week is full: day two was held until day four came, "Third" and day four go on waiting
    assert [got(nia, words) for words in ("Day two", "Third", "Day four")] == [0, 0, 0]
    assert ("late", True) in await outcome_of(chat)
    await until(chat, 2026, 6, 8, 12, 5)
    assert [got(nia, words) for words in ("Day two", "Third", "Day four")] == [0, 1, 1]
    await nia.command("contact show")
    await nia.told("2 × tips")


async def test_the_week_is_shared_with_another_cog(open_chat: Opener) -> None:
    chat = await open_chat(
        cogs={"contact": {"messages_a_week": 1}, "welcome": {"enabled": False}},
        clock=clock(2026, 6, 1, 12),
    )
    olga = await owner(chat)
    await draft(chat, Said(1, "10:00", "Day one"))
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    me = await chat.app.registry.known_member(await chat.id, chat.rig.name, nia.native_id)
    assert me is not None
    assert (await chat.app.boards[Contact].ask(me, "announcements", "news:1")).granted
    await until(chat, 2026, 6, 2, 10)
    assert got(nia, "Day one") == 0
    await until(chat, 2026, 6, 8, 12, 1)
    assert got(nia, "Day one") == 1


async def test_after_days_without_the_bot(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(
        chat, Said(1, "10:00", "Day one"), Said(2, "10:00", "Day two"), Said(9, "10:00", "Day nine")
    )
    await switch_on(chat, olga, "Hello")
    one, other = await comes(chat, "One"), await comes(chat, "Other")

    async def six_days() -> None:
        chat.clock.advance(days=6)

    await chat.restart(six_days)
    await chat.advance(seconds=1)
    # both are more than three days late
    assert [got(one, words) for words in ("Day one", "Day two")] == [0, 0]
    await olga.command("sequence show", name="Hello")
    card = await olga.told("Step 2 was left out for <5: I was away for too long")
    assert "Step 1 was left out for <5" in card.text
    await until(chat, 2026, 6, 10, 10)
    assert (got(one, "Day nine"), got(other, "Day nine")) == (1, 1)


async def test_after_a_day_without_the_bot_it_still_comes(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(
        chat, Said(1, "10:00", "Day one"), Said(2, "10:00", "Day two"), Said(9, "10:00", "Day nine")
    )
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")

    async def two_days() -> None:
        chat.clock.advance(days=2)

    await chat.restart(two_days)
    await chat.advance(seconds=1)
    # of two that were missed the newest comes
    assert [got(nia, words) for words in ("Day one", "Day two")] == [0, 1]
    assert await outcome_of(chat) == [("late", False), ("sent", False)]
