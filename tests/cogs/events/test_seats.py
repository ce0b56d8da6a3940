"""Seats and the waiting list: who comes first, who moves up, and that there are never too many."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import func, select

from cogs.events.model import HOUR_MS, Answer, Event
from cogs.events.store import PeopleStore
from cogs.events.tables import rsvps

from .stage import HERE, NOW, ORGANISER, Books

GOING: Answer = "going"


async def seats(books: Books, event: Event) -> int:
    async with books.db.read() as conn:
        query = select(func.count()).where(rsvps.c.event_id == event.id, rsvps.c.answer == GOING)
        return await conn.scalar(query) or 0


async def test_the_list_is_served_in_its_order(books: Books) -> None:
    event = await books.event(capacity=2)
    await books.going(event, 1, 2, 3, 4, 5)
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting) == ((1, 2), (3, 4, 5))
    left = await books.rsvps.answer(HERE, event.id, 1, "no", NOW)
    assert (left.before, left.now, left.moved) == ("going", "no", (3,))
    # who comes back stands at the end
    again = await books.rsvps.answer(HERE, event.id, 1, GOING, NOW)
    assert (again.now, again.place) == ("waiting", 3)
    # somebody who waits leaves: nobody moves up
    gone = await books.rsvps.answer(HERE, event.id, 4, "no", NOW)
    assert gone.moved == ()
    maybe = await books.rsvps.answer(HERE, event.id, 2, "maybe", NOW)
    assert maybe.moved == (5,)
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting, crowd.maybe) == ((3, 5), (1,), (2,))


async def test_the_same_click_twice_changes_nothing(books: Books) -> None:
    event = await books.event(capacity=1)
    await books.going(event, 1, 2)
    for member, stands, place in ((1, "going", 0), (2, "waiting", 1)):
        same = await books.rsvps.answer(HERE, event.id, member, GOING, NOW + 1)
        assert (same.before, same.now, same.place) == (stands, stands, place)


async def test_more_room_moves_people_up_and_less_takes_nobody_out(books: Books) -> None:
    event = await books.event(capacity=1)
    await books.going(event, *range(1, 7))
    done = await books.events.change(event.id, replace(event.plan, capacity=3), NOW)
    assert done is not None and done[1] == (2, 3)
    done = await books.events.change(event.id, replace(event.plan, capacity=2), NOW)
    assert done is not None and done[1] == ()
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting) == ((1, 2, 3), (4, 5, 6))
    # one leaves: still as many as there are seats
    assert (await books.rsvps.answer(HERE, event.id, 1, "no", NOW)).moved == ()
    done = await books.events.change(event.id, replace(event.plan, capacity=0), NOW)
    assert done is not None and done[1] == (4, 5, 6)


async def test_nothing_moves_once_it_has_begun(books: Books) -> None:
    event = await books.event(capacity=1)
    await books.going(event, 1, 2)
    late = event.plan.starts_at
    assert (await books.rsvps.answer(HERE, event.id, 1, "no", late)).now == "going"
    assert await PeopleStore(books.db).erase(1, late)
    assert (await books.rsvps.crowd(event.id)).waiting == (2,)


async def test_other_communities_and_drafts_take_no_answers(books: Books) -> None:
    event = await books.event()
    assert (await books.rsvps.answer(HERE + 1, event.id, 1, GOING, NOW)).event is None
    draft = await books.events.draft(event.plan, HERE, ORGANISER, NOW)
    assert (await books.rsvps.answer(HERE, draft.id, 1, GOING, NOW)).event is None
    assert await seats(books, event) == 0


async def test_two_hundred_clicks_at_once_take_twenty_seats(books: Books) -> None:
    event = await books.event(capacity=20)
    clicks = [(member, wish) for member in range(1, 101) for wish in (GOING, GOING)]
    most = 0

    async def click(member: int, wish: Answer) -> None:
        nonlocal most
        await books.rsvps.answer(HERE, event.id, member, wish, NOW)
        most = max(most, await seats(books, event))

    await asyncio.gather(*(click(*each) for each in clicks))
    crowd = await books.rsvps.crowd(event.id)
    assert most == len(crowd.going) == 20 and len(crowd.waiting) == 80
    # half of those with a seat leave while others press again: the seats stay full, once each
    leaving = [(member, "no") for member in crowd.going[:10]]
    pressing = [(member, GOING) for member in crowd.waiting]
    await asyncio.gather(*(click(m, w) for m, w in [*leaving, *pressing]))  # type: ignore[arg-type]
    after = await books.rsvps.crowd(event.id)
    assert most == len(after.going) == 20
    assert after.going == crowd.going[10:] + crowd.waiting[:10]
    assert after.waiting == crowd.waiting[10:]
    assert len(await books.rsvps.untold()) == 10


async def test_two_accounts_of_one_person_are_one(books: Books) -> None:
    event = await books.event(capacity=2)
    await books.going(event, 1, 2, 3)
    touched = await PeopleStore(books.db).link(1, 2, NOW)
    assert [each.id for each in touched] == [event.id]
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting) == ((1, 3), ())
    assert await books.rsvps.untold() == [(HERE, event.id, 3)]


async def test_of_two_answers_the_better_one_stays(books: Books) -> None:
    event = await books.event(capacity=1)
    await books.rsvps.answer(HERE, event.id, 1, "maybe", NOW)
    await books.going(event, 2, 3)
    await PeopleStore(books.db).link(1, 3, NOW)
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting, crowd.maybe) == ((2,), (1,), ())
    await PeopleStore(books.db).link(1, 2, NOW)
    crowd = await books.rsvps.crowd(event.id)
    assert (crowd.going, crowd.waiting, crowd.maybe) == ((1,), (), ())


async def test_links_and_clicks_at_once_keep_to_the_seats(books: Books) -> None:
    event = await books.event(capacity=5)
    people = PeopleStore(books.db)
    await books.going(event, *range(1, 31))
    links = [people.link(member, member + 1, NOW) for member in range(1, 30, 2)]
    clicks = [books.rsvps.answer(HERE, event.id, m, GOING, NOW) for m in range(31, 61)]
    leaves = [books.rsvps.answer(HERE, event.id, m, "no", NOW) for m in range(1, 6, 2)]
    await asyncio.gather(*links, *clicks, *leaves)
    crowd = await books.rsvps.crowd(event.id)
    assert len(crowd.going) == 5 and len(set(crowd.going + crowd.waiting)) == len(
        crowd.going + crowd.waiting
    )


async def test_a_forgotten_member_frees_a_seat(books: Books) -> None:
    event = await books.event(capacity=1, starts_at=NOW + HOUR_MS)
    await books.going(event, ORGANISER, 2)
    [shown] = await PeopleStore(books.db).erase(ORGANISER, NOW)
    assert shown.member_id is None
    assert (await books.rsvps.crowd(event.id)).going == (2,)
