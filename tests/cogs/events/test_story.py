"""Events as people use them."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from cogs.events.tables import events
from tests.support.chat import link
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock

from .stage import MORNING, TITLE, WHEN, announce, moderator

DISCORD, TELEGRAM = 0, 1


async def test_an_event_from_the_form_to_the_day_after(chat: Community) -> None:
    mo = await moderator(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await mo.command("event")
    await mo.fill(title=TITLE, when=WHEN, until="2h", where="The bakery", details="Bring an apron.")
    draft = await mo.told("Only you see this.")
    for words in (TITLE, "Fri, Jun 5, 6:00 PM CEST to 8:00 PM", "The bakery", "Bring an apron."):
        assert words in draft.text
    assert not [post for post in await chat.messages("general") if TITLE in post.text]
    await mo.click(draft, "Announce it")
    await chat.settle()
    card = await ana.sees("general", TITLE)
    assert card.buttons == ("Going", "Maybe", "Not going", "Add to calendar", "Details")
    assert "0 people are going" in card.text and "Made by Mo" in card.text

    await ana.click(card, "Going")
    await ana.told(f"You are going to “{TITLE}”, Fri, Jun 5, 6:00 PM CEST.")
    await ben.click(card, "Maybe")
    await ben.told("Noted: maybe.")
    await chat.settle()
    assert "1 person is going · 1 maybe\nGoing: Ana" in (await ana.sees("general", "Made by")).text

    await chat.advance(days=6, hours=8)
    assert "begins in" in (await ana.told(f"“{TITLE}” begins")).text
    await chat.advance(hours=23)  # an hour before
    assert len([t for t in ana.told_so_far() if "begins in" in t]) == 2
    assert not [t for t in ben.told_so_far() if "begins in" in t]
    await chat.advance(hours=1)
    await ben.sees("general", "begins now!")
    card = await ana.sees("general", "It is on now.")
    assert card.buttons == ("I was there", "Details")
    await ana.click(card, "I was there")
    await ana.told("you were there")
    await chat.advance(hours=3)
    assert "This event is over." in (await ana.sees("general", "Made by Mo")).text
    await chat.advance(hours=6)
    assert (await ana.sees("general", "This event is over.")).buttons == ()
    assert not [t for t in ana.told_so_far() if "How was" in t]  # at three in the morning
    await chat.advance(hours=8)
    await ana.click(await ana.told("How was"), "5")
    await ana.told("You gave 5 of 5")
    await chat.advance(days=3)
    assert "I show nothing" in (await mo.told("How “Baking evening” was")).text
    for who in (ana, ben):
        assert not [t for t in who.told_so_far() if "I show nothing" in t]


async def test_a_waiting_list_over_two_platforms_and_a_restart(both: Community) -> None:
    mo = await moderator(both, rig=DISCORD)
    dora = await both.person("Dora", rig=DISCORD)
    tina, tom = [await both.person(name, rig=TELEGRAM) for name in ("Tina", "Tom")]
    card = await announce(both, mo, capacity=2)
    there = await tina.sees("general", TITLE)
    await dora.click(card, "Going")
    await dora.told("You are going")
    await tina.click(there, "Going")
    await tina.told("You are going")
    await tom.click(there, "Going")
    await tom.told("you are number 1 on the waiting list")
    for who in (dora, tom):
        seen = await who.sees("general", "2 of 2 places are taken · 1 on the waiting list")
        assert "Going: Dora, Tina" in seen.text
    await both.restart()
    # Dora is Tina, as it turns out: one person has one place, and Tom gets the other
    await link(dora, tina)
    await tom.told("A place is free: you are going to")
    for who in (dora, tom):
        await who.sees("general", "2 of 2 places are taken")
    eve = await both.person("Eve", rig=TELEGRAM)
    await eve.click(there, "Going")
    await eve.told("you are number 1 on the waiting list")
    await tom.click(await tom.told("A place is free"), "I cannot come")
    await tom.told("you are not going")
    await eve.told("A place is free: you are going to")
    await both.settle()
    await both.restart()
    await both.advance(minutes=1)
    for who in (tom, eve):
        assert len([t for t in who.told_so_far() if "A place is free" in t]) == 1


async def test_edits_and_the_end_are_told_to_those_who_signed_up(chat: Community) -> None:
    mo = await moderator(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await announce(chat, mo, where="The bakery")
    await ana.click(card, "Going")
    await ana.told("You are going")
    await mo.command("events edit", event="#1", capacity=5)
    await mo.told("The card shows it.")
    await ana.sees("general", "1 of 5 places are taken")
    await mo.command("events edit", event="#1")
    await mo.fill(when="2026-06-06 19:00")
    await mo.told("Sat, Jun 6, 7:00 PM CEST to 8:00 PM")
    told = await ana.told("“Baking evening” has changed.")
    assert "Sat, Jun 6, 7:00 PM CEST" in told.text and "The bakery" in told.text
    await mo.command("events cancel", event="#1", reason="The oven is broken.")
    await mo.told("1 event is called off.")
    assert "The oven is broken." in (await ana.told("has been called off")).text
    gone = await ana.sees("general", "Called off: The oven is broken.")
    assert gone.buttons == ()
    assert not [t for t in ben.told_so_far() if "Baking" in t]
    assert len([t for t in ana.told_so_far() if "has changed" in t]) == 1
    await chat.advance(days=12)
    assert not [t for t in ana.told_so_far() if "begins in" in t]
    assert not [p for p in await chat.messages("general") if "begins now" in p.text]


async def test_only_some_may_make_change_and_call_off(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await ana.command("event", title=TITLE, when=WHEN)
    await ana.told("Only moderators can make events here.")
    await announce(chat, mo)
    for path, more in (("events edit", {}), ("events cancel", {"reason": "No"})):
        await ana.command(path, event="#1", **more)
        await ana.told("Only moderators and whoever made an event can do that.")
    await ana.command("events attendance", event="#1")
    await ana.told("Only moderators")
    await ana.command("events show", event="#1")
    assert "Call off" not in " ".join((await ana.told(TITLE)).buttons)


async def test_a_wrong_time_keeps_what_was_typed(chat: Community) -> None:
    mo = await moderator(chat)
    await mo.command("event")
    await mo.fill(title=TITLE, when="someday", where="The bakery")
    draft = await mo.told("I cannot read “someday” as a time.")
    assert draft.buttons == ("Change", "Discard") and TITLE in draft.text
    await mo.click(draft, "Change")
    await mo.fill(when=WHEN, until="until 02:00")
    draft = await mo.told("Fri, Jun 5, 6:00 PM CEST to Sat, Jun 6, 2:00 AM CEST")
    assert "The bakery" in draft.text
    await mo.click(draft, "Discard")
    await chat.settle()
    assert not [p for p in await chat.messages("general") if TITLE in p.text]


async def test_lists(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await ana.command("events list")
    await ana.told("No event is planned.")
    await announce(chat, mo, title="First")
    card = await announce(chat, mo, title="Second", when="2026-06-07 10:00")
    await ana.command("events mine")
    await ana.told("You have signed up for nothing yet.")
    await ana.click(card, "Going")
    await ana.told("You are going")
    await ana.command("events mine")
    mine = await ana.told("Your events")
    assert "#2 Second · Sun, Jun 7, 10:00 AM CEST · 1 going" in mine.text
    assert "First" not in mine.text
    await ana.command("events list")
    await ana.click(await ana.told("Coming up"), "#1")
    await ana.told("Made by Mo")
    await ana.command("events show", event="second")
    assert "Second" in (await ana.told("You are going.")).text


async def test_members_may_make_events_where_the_owner_says_so(open_chat: Opener) -> None:
    chat = await open_chat(
        clock=FakeClock(MORNING), cogs={"events": {"who": "everybody", "open_per_member": 1}}
    )
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await announce(chat, ana)
    await ana.command("event", title="Another", when=WHEN)
    await ana.told("You have 1 event to come")
    await ana.command("events repeat", event="#1", every="week", until="2026-08-01")
    await ana.told("Only moderators can make a series")
    # a draft is its writer's alone
    await ben.command("event", title="By Ben", when=WHEN)
    draft = await ben.told("Only you see this.")
    for path in ("events show", "events cancel"):
        await ana.command(path, event="#2")
        await ana.told("I know no such event")
    await ana.command("events cancel", event="#1", reason="No time")
    await ana.told("Nobody had signed up.")
    await ben.click(draft, "Announce it")
    await ana.sees("general", "By Ben")


async def test_a_series_is_changed_one_by_one_and_called_off_together(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo)
    await mo.command("events repeat", event="#1", every="week", until="2026-06-30")
    await mo.told("3 more events are planned.")
    # two on one day are two
    await mo.command("events edit", event="#2", when="2026-06-19 18:00")
    await mo.told("Fri, Jun 19, 6:00 PM CEST")
    await chat.advance(days=15)
    card = await ana.sees("general", "Fri, Jun 19")
    await ana.click(card, "Going")
    await ana.told("You are going")
    await mo.command("events cancel", event="#2", whole_series=True, reason="Summer")
    await mo.told("3 events are called off.")
    await chat.advance(hours=1)
    await ana.told("Why: Summer")
    await mo.command("events list")
    await mo.told("No event is planned.")


async def test_a_start_that_was_missed_for_a_while(chat: Community) -> None:
    mo = await moderator(chat)
    await announce(chat, mo)
    await chat.advance(days=7, hours=8, minutes=30)
    await mo.sees("general", "“Baking evening” is on!")
    assert not [p for p in await chat.messages("general") if "begins now" in p.text]


async def test_two_presses_announce_once(chat: Community) -> None:
    mo = await moderator(chat)
    await mo.command("event", title=TITLE, when=WHEN)
    draft = await mo.told("Only you see this.")
    await asyncio.gather(*(mo.click(draft, "Announce it") for _ in range(2)))
    await chat.settle()
    assert len([p for p in await chat.messages("general") if "Made by Mo" in p.text]) == 1


async def test_a_form_that_was_open_while_others_changed_the_event(chat: Community) -> None:
    mo, max_ = await moderator(chat), await moderator(chat, "Max")
    await announce(chat, mo)
    await mo.command("events edit", event="#1")
    await max_.command("events edit", event="#1", when="2026-06-06 19:00")
    await max_.told("Changed:")
    await mo.fill(title="Baking night")
    await mo.told("Somebody has changed this event meanwhile")
    await max_.sees("general", "Sat, Jun 6, 7:00 PM CEST")


async def test_a_series_is_called_off_in_one_message(chat: Community) -> None:
    mo, ana, ben = await moderator(chat), await chat.person("Ana"), await chat.person("Ben")
    await announce(chat, mo, title="Course")
    await mo.command("events repeat", event="#1", every="week", until="2026-06-30")
    await mo.told("3 more events are planned.")
    days = ("Fri, Jun 5", "Fri, Jun 12", "Fri, Jun 19", "Fri, Jun 26")
    for who, numbers in ((ana, (1, 2, 4)), (ben, (3,))):
        for number in numbers:
            await who.command("events show", event=f"#{number}")
            await who.click(await who.told(f"{days[number - 1]}, 6:00 PM CEST to"), "Going")
            await who.told(f"You are going to “Course”, {days[number - 1]}")
    await mo.command("events cancel", event="#1", whole_series=True, reason="Summer")
    await mo.told("4 events are called off.")
    told = (await ana.told("have been called off")).text
    assert [day in told for day in days] == [True, True, False, True]
    assert "Why: Summer" in told
    assert "Fri, Jun 19" in (await ben.told("has been called off")).text
    for _ in range(2):
        await chat.restart()
        await chat.advance(days=1)
    for who in (ana, ben):
        assert len([t for t in who.told_so_far() if "called off" in t]) == 1


async def test_no_reminder_is_promised_that_does_not_come(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    soon = await announce(chat, mo, title="Tasting", when="in 30 minutes")
    await ana.click(soon, "Going")
    assert "remind" not in (await ana.told("You are going to “Tasting”")).text


async def test_a_draft_is_thrown_away_after_seven_days(chat: Community) -> None:
    mo = await moderator(chat)
    await mo.command("event", title=TITLE, when=WHEN)
    await mo.told("Only you see this.")

    async def kept() -> int:
        async with chat.app.db.read() as conn:
            return await conn.scalar(select(func.count()).select_from(events)) or 0

    await chat.advance(days=6)
    await chat.restart()
    await chat.advance(minutes=1)
    assert await kept() == 1
    await chat.advance(days=1)
    assert await kept() == 0
