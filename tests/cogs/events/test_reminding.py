"""Reminders over clock changes, quiet hours, restarts and kills: each once, in everybody's time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.api.people import Level
from cogs.events.model import HOUR_MS
from cogs.events.store import EventStore
from cogs.events.tables import events, questions
from tests.support.chat import Actor
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock

from .stage import STARTS, TITLE, announce, moderator

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """UTC ms of a clock on a wall in Berlin."""
    return round(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp() * 1000)


def heard(who: Actor, words: str) -> int:
    """How often somebody was told that."""
    return len([text for text in who.told_so_far() if words in text])


async def member_id(chat: Community, who: Actor) -> int:
    member = await chat.app.registry.known_member(await chat.id, "local", who.native_id)
    assert member is not None
    return member.id


async def until(chat: Community, moment: str) -> None:
    """The clock goes on by minutes at most an hour at a time, as it does for people."""
    while (left := at(moment) - chat.clock.now()) > 0:
        await chat.advance(ms=min(left, HOUR_MS))


# the night in which the clock goes back, and the one in which it goes forward
CHANGES = [
    ("2026-10-24T09:00", "2026-10-25 18:00", "2026-10-24T19:00", "Sun, Oct 25, 6:00 PM CET"),
    ("2027-03-27T09:00", "2027-03-28 18:00", "2027-03-27T17:00", "Sun, Mar 28, 6:00 PM CEST"),
]


@pytest.mark.parametrize(("begin", "when", "day_before", "shown"), CHANGES)
async def test_reminders_across_a_clock_change(
    open_chat: Opener, begin: str, when: str, day_before: str, shown: str
) -> None:
    chat = await open_chat(clock=FakeClock(at(begin)))
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo, when=when)
    assert shown in card.text
    await ana.click(card, "Going")
    await ana.told("You are going")
    await chat.advance(ms=at(day_before) - chat.clock.now() - 1)
    assert heard(ana, "begins in") == 0
    await chat.advance(ms=1)
    assert shown in (await ana.told("begins in 1 day")).text
    await chat.restart()
    day = when[:10]
    await until(chat, f"{day}T16:59")
    assert heard(ana, "begins in") == 1
    await until(chat, f"{day}T17:00")
    await ana.told("begins in 1 hour")
    assert not [p for p in await chat.messages("general") if "begins now" in p.text]
    await until(chat, f"{day}T18:00")
    await ana.sees("general", "begins now!")
    await chat.restart()
    await chat.advance(minutes=1)
    assert heard(ana, "begins in") == 2
    assert len([p for p in await chat.messages("general") if "begins now" in p.text]) == 1


@pytest.mark.parametrize("change", ["2026-10-25", "2027-03-28"])
async def test_a_weekly_series_keeps_its_clock(open_chat: Opener, change: str) -> None:
    first = datetime.fromisoformat(change)
    begin = f"{first.year}-{first.month:02}-01T10:00"
    chat = await open_chat(clock=FakeClock(at(begin)))
    mo = await moderator(chat)
    when = first.replace(day=first.day - 8, hour=18)
    await announce(chat, mo, when=f"{when:%Y-%m-%d %H:%M}")
    await mo.command(
        "events repeat",
        event="#1",
        every="week",
        until=f"{when.year}-12-31" if when.month > 9 else "2027-05-01",
    )
    await mo.told("more events are planned.")
    found = await EventStore(chat.app.db).coming(await chat.id, chat.clock.now())
    clocks = [datetime.fromtimestamp(e.plan.starts_at / 1000, BERLIN) for e in found]
    assert {(c.weekday(), c.hour, c.minute) for c in clocks} == {(5, 18, 0)}
    assert len({c.utcoffset() for c in clocks}) == 2 and len(clocks) > 4
    # the cards of the later ones come a week before each
    assert len([p for p in await chat.messages("general") if TITLE in p.text]) == 1
    await until(chat, f"{when:%Y-%m-%d}T18:00")
    cards = [p for p in await chat.messages("general") if "Made by Mo" in p.text]
    assert ["It is on now." in p.text for p in cards] == [True, False]
    await mo.command("events repeat", event="#1", every="week", until="2027-05-01")
    await chat.settle()
    again = await EventStore(chat.app.db).coming(await chat.id, chat.clock.now())
    assert len({e.plan.starts_at for e in again}) == len(again)


async def test_quiet_hours_and_a_zone_of_ones_own(chat: Community) -> None:
    mo, ana, ben = await moderator(chat), await chat.person("Ana"), await chat.person("Ben")
    await ana.command("contact zone", zone="America/New_York")
    await ana.told("New_York")
    card = await announce(chat, mo, when="2026-06-05 16:00")
    for who in (ana, ben):
        await who.click(card, "Going")
        await who.told("You are going")
    await until(chat, "2026-06-04T16:00")
    told = await ana.told("begins in 1 day")
    assert "4:00 PM CEST" in told.text
    assert "On your clock: 2026-06-05 10:00 (America/New_York)" in told.text
    assert "On your clock" not in (await ben.told("begins in 1 day")).text


async def test_a_reminder_that_quiet_hours_hold_back(chat: Community) -> None:
    mo, ana, ben = await moderator(chat), await chat.person("Ana"), await chat.person("Ben")
    late = await announce(chat, mo, title="Early bird", when="2026-06-05 08:30")
    early = await announce(chat, mo, title="Night owl", when="2026-06-05 07:30")
    for card in (late, early):
        await ana.click(card, "Going")
        await ana.told(f"You are going to “{'Early bird' if card is late else 'Night owl'}”")
    await until(chat, "2026-06-05T07:59")
    assert heard(ana, "“Night owl” begins in") == 1  # only the one of the day before
    assert heard(ana, "“Early bird” begins in") == 1
    await until(chat, "2026-06-05T08:00")
    await ana.told("“Early bird” begins in 30 minutes")
    await chat.advance(hours=2)
    # one that had begun by the end of the night is not said any more
    assert heard(ana, "“Night owl” begins in") == 1
    assert heard(ana, "“Early bird” begins in") == 2
    assert heard(ben, "begins in") == 0


async def test_who_has_stopped_these_messages_hears_nothing(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")
    await until(chat, "2026-06-04T18:00")
    await ana.click(await ana.told("begins in 1 day"), "Stop these messages")
    await chat.settle()
    await until(chat, "2026-06-05T17:30")
    assert heard(ana, "begins in") == 1


async def test_what_fell_due_while_the_bot_was_off(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")

    async def asleep() -> None:
        chat.clock.advance(ms=STARTS - 30 * 60_000 - chat.clock.now())

    await chat.restart(asleep)
    await chat.advance(minutes=1)
    # of two reminders that are late the nearer one is said, and what is true now
    assert "begins in 29 minutes" in (await ana.told("begins in")).text
    assert heard(ana, "begins in") == 1

    async def too_long() -> None:
        chat.clock.advance(days=2)

    await chat.restart(too_long)
    await chat.advance(minutes=1)
    assert not [p for p in await chat.messages("general") if "begins now" in p.text]
    await ana.sees("general", "This event is over.")


async def test_a_promised_clock_is_kept_when_the_rules_of_its_zone_change(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")
    # as it was reckoned when the zone had no summer time
    async with chat.app.db.write() as conn:
        other = STARTS + HOUR_MS
        await conn.execute(update(events).values(starts_at=other, ends_at=other + HOUR_MS))
    await chat.restart()
    await chat.settle()
    assert "Fri, Jun 5, 6:00 PM CEST to 7:00 PM" in (await ana.sees("general", "Going: Ana")).text
    await until(chat, "2026-06-04T18:00")
    await ana.told("begins in 1 day")


async def test_a_reminder_held_by_quiet_hours_is_not_said_of_another_day(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo, when="2026-06-05 08:30")
    await ana.click(card, "Going")
    await ana.told("You are going")
    await until(chat, "2026-06-05T07:40")
    assert heard(ana, "begins in") == 1
    await mo.command("events edit", event="#1", when="2026-06-12 08:30")
    await mo.told("Changed")
    await until(chat, "2026-06-05T08:00")
    assert heard(ana, "has changed") == 1 and heard(ana, "begins in") == 1
    await until(chat, "2026-06-12T08:29")
    assert heard(ana, "begins in") == 3


async def test_earlier_than_the_reminder_and_back_again(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")
    await until(chat, "2026-06-04T18:00")
    assert heard(ana, "begins in") == 1
    for when, said in (("2026-06-04 18:30", 1), ("2026-06-05 18:00", 2)):
        await mo.command("events edit", event="#1", when=when)
        await chat.settle()
        assert heard(ana, "has changed") == said
    await until(chat, "2026-06-05T18:00")
    # the day before was said of that evening already
    assert heard(ana, "begins in") == 2
    await mo.sees("general", "begins now!")


async def test_a_cog_that_is_switched_off_says_nothing_and_still_forgets(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo, when="2026-06-05 08:30", questions="named")
    await ana.click(card, "Going")
    await ana.told("You are going")
    await ana.command("events ask", event="#1", question="Rye or wheat?")
    await ana.told("Thank you!")
    await until(chat, "2026-06-05T07:40")
    await olga.command("settings set", name="events.enabled", value="off")
    await olga.told("events.enabled = off")
    await chat.restart()
    await until(chat, "2026-06-05T08:31")
    assert heard(ana, "begins in") == 1
    assert not [p for p in await chat.messages("general") if "begins now" in p.text]
    await chat.advance(days=40)
    async with chat.app.db.read() as conn:
        assert not list(await conn.scalars(select(questions.c.id)))


async def test_a_cog_that_was_switched_off_does_not_catch_up_while_it_is(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")
    assert await EventStore(chat.app.db).cancel(1, "No oven", chat.clock.now()) is not None
    await olga.command("settings set", name="events.enabled", value="off")
    await olga.told("events.enabled = off")
    await chat.restart()
    await chat.advance(minutes=1)
    assert heard(ana, "called off") == 0
    await olga.command("settings reset", name="events.enabled")
    await chat.settle()
    await chat.restart()
    await chat.advance(minutes=1)
    assert heard(ana, "called off") == 1
