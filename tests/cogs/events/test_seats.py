"""Seats and the waiting list: who comes first, who moves up, and that there are never too many; and
what becomes of each table when two members turn out to be one, and when one is forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from sqlalchemy import func, insert, select

from cogs.events.after.store import AfterStore
from cogs.events.asking.store import QuestionStore
from cogs.events.model import HOUR_MS, Answer, Event, Plan
from cogs.events.store import PeopleStore
from cogs.events.tables import (
    attendance,
    events,
    metadata,
    pulses,
    question_votes,
    questions,
    rsvps,
)

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


async def test_of_two_edits_at_once_one_counts_and_the_other_is_told(books: Books) -> None:
    event = await books.event()
    plans = [replace(event.plan, capacity=5), replace(event.plan, title="Another")]
    done = await asyncio.gather(
        *(books.events.change(event.id, plan, NOW, seen=event.sequence) for plan in plans)
    )
    assert [each is None for each in done].count(True) == 1
    kept = await books.events.get(HERE, event.id)
    assert kept is not None and kept.plan in plans and kept.sequence == 1


# ---- people


async def rows(books: Books, *columns: Any) -> set[tuple[Any, ...]]:
    async with books.db.read() as conn:
        return {tuple(row) for row in await conn.execute(select(*columns))}


async def asked(books: Books, event_id: int, member: int) -> int:
    made = await QuestionStore(books.db).add(
        event_id, member, f"Asked by {member}", NOW, anonymous=True, held=False, most=3
    )
    assert made is not None
    return made.id


async def test_every_table_forgets_a_person(books: Books) -> None:
    event, after = await books.event(), AfterStore(books.db)
    await books.going(event, ORGANISER, 2)
    mine = await asked(books, event.id, ORGANISER)
    theirs = await asked(books, event.id, 2)
    for member, question in ((ORGANISER, theirs), (2, mine), (2, theirs)):
        assert await QuestionStore(books.db).vote(question, member)
    for member in (ORGANISER, 2):
        await after.attended(event.id, member, NOW)
        await after.rate(event.id, member, 4)
        await after.comment(event.id, member, f"Said by {member}")
    await books.events.draft(Plan("Secret plan"), HERE, ORGANISER, NOW)
    await PeopleStore(books.db).erase(ORGANISER, NOW)
    assert await rows(books, events.c.title, events.c.member_id) == {("Baking evening", None)}
    assert await rows(books, questions.c.question) == {("Asked by 2",)}
    assert await rows(books, question_votes) == {(theirs, 2)}
    assert await rows(books, pulses.c.comment) == {("Said by 2",)}
    for table in metadata.tables.values():
        if "member_id" in table.c:
            assert (ORGANISER,) not in await rows(books, table.c.member_id), table.name


async def test_every_table_unites_two_accounts(books: Books) -> None:
    event, after = await books.event(), AfterStore(books.db)
    other = await books.event()
    await books.going(event, 1, 2)
    await books.going(other, 2)
    first, second = await asked(books, event.id, 1), await asked(books, event.id, 2)
    for member, question in ((1, first), (2, first), (2, second)):
        assert await QuestionStore(books.db).vote(question, member)
    await after.attended(event.id, 1, NOW)
    await after.attended(event.id, 2, NOW, there=False, by_staff=True)
    await after.attended(other.id, 2, NOW)
    await after.rate(event.id, 1, 5)
    await after.rate(event.id, 2, 1)
    async with books.db.write() as conn:
        await conn.execute(
            insert(pulses).values(event_id=other.id, member_id=2, score=3, comment="")
        )
    await PeopleStore(books.db).link(1, 2, NOW)
    assert (await books.rsvps.crowd(event.id)).going == (1,)
    assert (await books.rsvps.crowd(other.id)).going == (1,)
    assert await rows(books, questions.c.id, questions.c.member_id) == {(first, 1), (second, 1)}
    assert await rows(books, question_votes) == {(first, 1), (second, 1)}
    # what a moderator has set counts first
    assert await rows(books, attendance.c.event_id, attendance.c.member_id, attendance.c.there) == {
        (event.id, 1, False),
        (other.id, 1, True),
    }
    assert await rows(books, pulses.c.event_id, pulses.c.member_id, pulses.c.score) == {
        (event.id, 1, 5),
        (other.id, 1, 3),
    }
    for table in metadata.tables.values():
        if "member_id" in table.c:
            assert (2,) not in await rows(books, table.c.member_id), table.name
