"""Who was there, how it was, and what others read of it."""

from __future__ import annotations

import pytest

from bot.api.boards.audience import Audiences
from bot.api.boards.figures import Figures
from bot.api.people import Level
from cogs.events.after.store import AfterStore
from cogs.events.after.wording import results
from cogs.events.model import DAY_MS
from tests.support.chat import Actor
from tests.support.community import Community

from .stage import HERE, NOW, STARTS, Books, announce, moderator
from .test_reminding import heard, member_id, until


async def crowd_of(chat: Community, count: int) -> list[Actor]:
    return [await chat.person(f"Person{n}") for n in range(count)]


async def over(chat: Community, mo: Actor, people: list[Actor], there: int, **more: object) -> None:
    """An event that people signed up for, and that some were at."""
    card = await announce(chat, mo, **more)
    for who in people:
        await who.click(card, "Going")
        await who.told("You are going")
    await until(chat, "2026-06-05T18:30")
    for who in people[:there]:
        await who.click(card, "I was there")
        await who.told("you were there")


async def test_the_organiser_hears_how_it_was_without_names(chat: Community) -> None:
    mo, people = await moderator(chat), await crowd_of(chat, 6)
    await over(chat, mo, people, 6)
    await chat.advance(hours=16)
    for who, score in zip(people, (5, 5, 4, 3, 5), strict=False):
        await who.click(await who.told("How was"), str(score))
        await who.told(f"You gave {score} of 5")
    await people[0].click(await people[0].told("You gave"), "Add a word")
    await people[0].fill(comment="More rolls, please.")
    await people[0].told("without your name")
    # the last word counts
    await people[3].click(await people[3].told("How was"), "1")
    await people[3].told("You gave 1 of 5")
    assert heard(mo, "How “Baking") == 0
    await chat.advance(days=3)
    told = (await mo.told("How “Baking evening” was")).text
    assert "4.0 of 5, 5 answers" in told and "More rolls, please." in told
    assert "Person" not in told
    # what comes later would be told by the difference
    await people[5].click(await people[5].told("How was"), "1")
    await people[5].told("the organiser has the answers already")
    assert heard(mo, "How “Baking") == 1


async def test_fewer_than_five_answers_are_not_shown(chat: Community) -> None:
    mo, people = await moderator(chat), await crowd_of(chat, 4)
    await over(chat, mo, people, 4)
    await chat.advance(hours=16)
    for who in people:
        await who.click(await who.told("How was"), "1")
        await who.told("You gave 1")
    await chat.advance(days=3)
    told = (await mo.told("How “Baking evening” was")).text
    assert "I show nothing" in told and "of 5" not in told


async def test_attendance_and_those_who_did_not_come(chat: Community) -> None:
    owner = await chat.person("Olga", Level.OWNER)
    mo, people = await moderator(chat), await crowd_of(chat, 7)
    await over(chat, mo, people, 1)
    await mo.command("events attendance", event="#1", member=people[1])
    await mo.told("Noted: Person1 was there.")
    await mo.command("events attendance", event="#1", member=people[0], there=False)
    await mo.told("Noted: Person0 was not there.")
    # what a moderator says counts
    card = await people[0].sees("general", "Made by Mo")
    await people[0].click(card, "I was there")
    await people[0].told("A moderator has noted that you were not there")
    await chat.advance(hours=4)
    await mo.command("events attendance", event="#1")
    told = (await mo.told("1 person was there.")).text
    assert "7 had a place." in told and "There: Person1" in told
    assert heard(mo, "did not come") == 0
    await owner.command("events attendance", event="#1")
    await owner.told("In the last 90 days 6 of 7 who had a place did not come (86%).")
    for who in people[2:5]:
        await mo.command("events attendance", event="#1", member=who)
    await chat.settle()
    await owner.command("events attendance", event="#1")
    # of so few people no share is told, from which they could be counted
    await owner.told("In the last 90 days <5 of 7 who had a place did not come.")


async def test_when_one_may_say_so(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo)
    await mo.command("events attendance", event="#1")
    await mo.told("This event has not begun yet.")
    await until(chat, "2026-06-05T18:00")
    card = await ana.sees("general", "It is on now.")
    await chat.advance(hours=8)
    late = await ana.sees("general", "This event is over.")
    assert late.buttons == () and card.native_id == late.native_id


async def test_figures_traits_and_advice(chat: Community) -> None:
    mo, people = await moderator(chat), await crowd_of(chat, 5)
    await over(chat, mo, people, 4)
    await chat.advance(hours=2)
    boards, here = chat.app.boards, await chat.id
    figures, audiences = boards[Figures], boards[Audiences]
    span = here, STARTS - 30 * DAY_MS, chat.clock.now()
    found = {
        name: await figures.measure(f"events.{name}", *span)
        for name in ("held", "rsvps", "attendance")
    }
    assert found == {"held": 1, "rsvps": 5, "attendance": 80}
    assert await audiences.members(here, "events >= 1") == {
        await member_id(chat, who) for who in people[:4]
    }
    await announce(chat, mo, title="Tasting", when="2026-06-08 18:00")
    said = [str(one.text) for one in await figures.suggestions(*span)]
    assert any("Tasting" in one and "only 0 people have signed up" in one for one in said)


async def test_only_those_who_are_meant_can_come(chat: Community) -> None:
    mo, people = await moderator(chat), await crowd_of(chat, 2)
    await over(chat, mo, people[:1], 1)
    await chat.advance(hours=2)
    await mo.command("event", title="For regulars", when="2026-06-12 18:00", audience="evnts >= 1")
    await mo.told("evnts")
    await mo.command("event", title="For regulars", when="2026-06-12 18:00", audience="events >= 1")
    draft = await mo.told("Only for events >= 1: <5 members now")
    await mo.click(draft, "Announce it")
    card = await mo.sees("general", "For some members only")
    assert "events >= 1" not in card.text
    await people[0].click(card, "Going")
    await people[0].told("You are going to “For regulars”")
    await people[1].click(card, "Going")
    await people[1].told("you are not among them")
    await chat.settle()
    await people[1].sees("general", "1 person is going")


@pytest.mark.parametrize(("scores", "shown"), [([5] * 4, False), ([5] * 5, True)])
async def test_results_are_of_five_at_least(books: Books, scores: list[int], shown: bool) -> None:
    event, store = await books.event(), AfterStore(books.db)
    for member, score in enumerate(scores):
        await store.rate(event.id, member, score)
        assert await store.comment(event.id, member, "Good")
    assert not await store.comment(event.id, 99, "Not mine")
    said = str(results(event, *await store.pulse(event.id)).text)
    assert ("5.0 of 5" in said, "Good" in said) == (shown, shown)


async def test_turnout_counts_only_what_is_known(books: Books) -> None:
    store, event = AfterStore(books.db), await books.event()
    await books.going(event, 1, 2, 3)
    end = event.plan.ends_at
    assert (await store.turnout(HERE, NOW, end + 1)).going == 0  # nobody said anything
    await store.attended(event.id, 1, end)
    await store.attended(event.id, 9, end)  # without having signed up
    turnout = await store.turnout(HERE, NOW, end + 1)
    assert (turnout.going, turnout.there, turnout.missing) == (3, 2, 2)
    assert (await store.turnout(HERE, NOW, end)).going == 0
    assert await store.counts(HERE) == {1: 1, 9: 1}


async def test_strangers_were_not_at_an_event_for_some(chat: Community) -> None:
    mo, people = await moderator(chat), await crowd_of(chat, 2)
    await over(chat, mo, people[:1], 1)
    card = await announce(
        chat, mo, title="For regulars", when="2026-06-06 18:00", audience="events >= 1"
    )
    await people[0].click(card, "Going")
    await people[0].told("You are going to “For regulars”")
    await until(chat, "2026-06-06T18:30")
    card = await mo.sees("general", "It is on now.")
    await people[1].click(card, "I was there")
    await people[1].told("you are not among them")
    await people[0].click(card, "I was there")
    await people[0].told("you were there")
