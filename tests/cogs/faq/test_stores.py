"""What became of questions, tickets and drafts, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from cogs.faq.asking.store import Turn, TurnStore
from cogs.faq.gaps.store import ReportStore, Sums
from cogs.faq.handover.model import Ticket
from cogs.faq.handover.store import TicketStore
from cogs.faq.solutions.store import DraftStore
from cogs.faq.store import FaqStore
from cogs.faq.tables import metadata
from storage.database import Database

ANA, BEN, MIA = 11, 12, 13


async def question(db: Database, message: int = 1, member: int = ANA, at: int = 100) -> int:
    made = await FaqStore(db).ask(1, 7, message, member, "How much?", at)
    assert made is not None
    return made


async def ticket(db: Database, number: int = 1, member: int = ANA) -> Ticket:
    made, new = await TicketStore(db).open(
        1, number, member, "How much?", 100, private=False, channel_id=7, message_id=number
    )
    assert new
    return made


def _differences(connection: Connection) -> list[object]:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in metadata.tables

    opts = {"compare_type": True, "include_name": ours}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_these_tables(db: Database) -> None:
    assert {"faq_outcomes", "faq_tickets", "faq_drafts"} <= set(metadata.tables)
    async with db.read() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_turn_is_taken_once(db: Database) -> None:
    turns, one = TurnStore(db), await question(db)
    assert [w.id for w in await turns.waiting(0)] == [one]
    assert await turns.waiting(101) == []
    turn = Turn(one, "maybe", ((4, 0.61), (5, 0.4)))
    took = await asyncio.gather(*(turns.over(1, turn, 200) for _ in range(3)))
    assert sorted(took) == [False, False, True]
    assert await turns.turn(one) == turn and turn.score == 0.61
    assert await turns.waiting(0) == []


async def test_what_happens_to_a_question(db: Database) -> None:
    turns, store, one = TurnStore(db), FaqStore(db), await question(db)
    assert await turns.answered(one, 4, 200, keep=True)
    assert not await turns.answered(one, 5, 200, keep=True)
    assert await turns.again(one) and not await turns.again(one)
    assert await turns.by_people(one, BEN, 300, staff=True)
    assert not await turns.by_people(one, MIA, 300, staff=True)
    asked = await store.question(1, one)
    assert asked is not None and (asked.state, asked.text) == ("people", "")
    assert await ReportStore(db).helpers(1, 0, 1000) == [(BEN, 1)]


async def test_words_are_forgotten_a_day_after_the_answer(db: Database) -> None:
    turns, store = TurnStore(db), FaqStore(db)
    old, new, still = [await question(db, n) for n in (1, 2, 3)]
    await turns.answered(old, 4, 200, keep=True)
    await turns.answered(new, 4, 900, keep=True)
    await turns.forget_answered(500)
    texts = [(await store.question(1, one)) for one in (old, new, still)]
    assert [asked.text if asked else None for asked in texts] == ["", "How much?", "How much?"]


async def test_a_deleted_question(db: Database) -> None:
    turns, store = TurnStore(db), FaqStore(db)
    waiting, said = await question(db, 1), await question(db, 2)
    await turns.over(1, Turn(said, "unknown", ()), 200)
    await turns.reworded(7, 1, "How many?")
    asked = await store.question(1, waiting)
    assert asked is not None and asked.text == "How many?"
    assert await turns.withdrawn(7, 1) and not await turns.withdrawn(7, 1)
    assert await store.question(1, waiting) is None
    assert await turns.withdrawn(7, 2)
    asked = await store.question(1, said)
    assert asked is not None and (asked.state, asked.text) == ("dismissed", "")


async def test_one_helper_claims(db: Database) -> None:
    tickets, one = TicketStore(db), await ticket(db)
    claims = await asyncio.gather(*(tickets.claim(one.id, who, 200) for who in (BEN, MIA)))
    assert sorted(claims) == [False, True]
    again, new = await tickets.open(
        1, 1, ANA, "Again?", 300, private=True, channel_id=8, message_id=None
    )
    assert not new and (again.text, again.private) == ("How much?", False)
    held = await tickets.get(1, one.id)
    assert held is not None and held.helper_id in (BEN, MIA)
    assert await tickets.get(2, one.id) is None
    other = BEN if held.helper_id == MIA else MIA
    assert not await tickets.release(one.id, other)
    assert await tickets.release(one.id, held.helper_id)


async def test_the_road_of_a_ticket(db: Database) -> None:
    tickets, one = TicketStore(db), await ticket(db)
    await tickets.place(one.id, 9)
    assert await tickets.answer(one.id, BEN, 9, 77, 300)
    assert not await tickets.answer(one.id, MIA, 9, 78, 301)
    assert await tickets.ask_on(one.id)
    assert await tickets.claim(one.id, MIA, 400)
    assert await tickets.answer(one.id, MIA, 9, 79, 401)
    assert await tickets.ask_on(one.id)
    held = await tickets.get(1, one.id)
    assert held is not None and (held.state, held.helper_id, held.place_id) == ("claimed", MIA, 9)
    settled = await asyncio.gather(
        tickets.settle(one.id, "solved"), tickets.settle(one.id, "closed")
    )
    assert sorted(settled) == [False, True]
    done = await tickets.get(1, one.id)
    assert done is not None and done.text == "" and not done.live
    assert await tickets.live(1) == [] and await tickets.old(10_000) == []


async def test_people_are_forgotten(db: Database) -> None:
    tickets, drafts, turns = TicketStore(db), DraftStore(db), TurnStore(db)
    anas, bens = await ticket(db, 1, ANA), await ticket(db, 2, BEN)
    await tickets.claim(bens.id, ANA, 200)
    await drafts.keep(1, 1, "How much?", "Five.", asker_id=ANA, author_id=MIA, now=300)
    await drafts.keep(1, 2, "How many?", "Six.", asker_id=BEN, author_id=ANA, now=300)
    kept = await drafts.keep(1, 3, "Who?", "You.", asker_id=BEN, author_id=MIA, now=300)
    one = await question(db)
    await turns.by_people(one, ANA, 300, staff=False)
    changed = await tickets.erase(ANA)
    await turns.erase(ANA)
    assert [(t.id, t.state, t.text) for t in changed] == [
        (anas.id, "closed", ""),
        (bens.id, "open", "How much?"),
    ]
    assert all(ANA not in (t.asker_id, t.helper_id, t.answered_by) for t in changed)
    assert [(await drafts.get(1, n)) is not None for n in (1, 2, kept.question_id)] == [
        False,
        False,
        True,
    ]
    assert await ReportStore(db).helpers(1, 0, 1000) == []


async def test_two_accounts_of_one_person(db: Database) -> None:
    tickets, drafts, turns = TicketStore(db), DraftStore(db), TurnStore(db)
    one = await ticket(db)
    await tickets.claim(one.id, BEN, 200)
    await drafts.keep(1, 1, "How much?", "Five.", asker_id=ANA, author_id=BEN, now=300)
    asked = await question(db)
    await turns.by_people(asked, BEN, 300, staff=False)
    await tickets.linked(MIA, BEN)
    await turns.linked(MIA, BEN)
    held = await tickets.get(1, one.id)
    assert held is not None and held.helper_id == MIA
    assert await ReportStore(db).helpers(1, 0, 1000) == [(MIA, 1)]
    await tickets.erase(MIA)
    assert await drafts.get(1, 1) is None


async def test_a_draft_is_reviewed_once(db: Database) -> None:
    drafts = DraftStore(db)
    first = await drafts.keep(1, 1, "How much?", "Five.", asker_id=ANA, author_id=BEN, now=300)
    second = await drafts.keep(1, 1, "How much?", "Six.", asker_id=ANA, author_id=MIA, now=301)
    assert (first.question_id, second.answer) == (second.question_id, "Six.")
    assert await drafts.get(2, 1) is None
    dropped = await asyncio.gather(drafts.drop(1), drafts.drop(1))
    assert sorted(dropped) == [False, True]
    await drafts.keep(1, 2, "Who?", "You.", asker_id=ANA, author_id=BEN, now=300)
    assert [d.question_id for d in await drafts.old(1, 301)] == [2]
    assert await drafts.old(1, 300) == await drafts.old(2, 301) == []
    assert [d.question_id for d in await drafts.of_member(BEN)] == [2]


async def test_what_the_surest_was_worth(db: Database) -> None:
    turns, store, reports = TurnStore(db), FaqStore(db), ReportStore(db)
    shown = ((7, 0.6), (8, 0.4))
    for number, entry_id, solved in [(1, 7, True), (2, 8, True), (3, 7, False), (4, 8, False)]:
        await turns.over(1, Turn(number, "maybe", shown), 100)
        await store.add_feedback(
            1, number, entry_id, score=dict(shown)[entry_id], solved=solved, member_id=ANA, now=200
        )
    # who picked the other one says that the surest was wrong: it would have been the answer
    assert sorted(await reports.judged(1, 0)) == [(0.6, False)] * 3 + [(0.6, True)]
    assert await reports.judged(1, 201) == await reports.judged(2, 0) == []


async def test_the_turn_and_the_answer_are_one_step(db: Database) -> None:
    turns, store = TurnStore(db), FaqStore(db)
    one = await question(db)
    turn = Turn(one, "answer", ((4, 0.9),))
    assert await turns.over(1, turn, 300, answer=4, keep=False)
    found = await store.question(1, one)
    assert found is not None and (found.state, found.text) == ("bot", "")
    assert await turns.again(one)
    assert not await turns.over(1, turn, 300, answer=4)
    found = await store.question(1, one)
    assert found is not None and found.state == "open"


@pytest.mark.parametrize("start", [0, 5_000])
async def test_sums_of_a_period(db: Database, start: int) -> None:
    turns, store, reports = TurnStore(db), FaqStore(db), ReportStore(db)
    numbers = [await question(db, n, at=100) for n in range(1, 7)]
    for one in numbers[:2]:
        await turns.answered(one, 4, 300, keep=False)
    await store.add_feedback(1, numbers[0], 4, score=0.9, solved=True, member_id=ANA, now=400)
    await store.add_feedback(1, numbers[1], 4, score=0.8, solved=False, member_id=ANA, now=400)
    await turns.by_people(numbers[2], BEN, 1_100, staff=False)
    await turns.by_people(numbers[3], MIA, 1_100, staff=True)
    await store.settle(1, numbers[4], "written", 2_000)
    found = await reports.sums(1, start, start + 1_000)
    if start:
        assert found == Sums() and found.deflected == 0
    else:
        assert found == Sums(6, 2, 1, 1, 1, 1, 1, 1_000)
        assert found.deflected == pytest.approx(1 / 3)
    assert await reports.unhelpful(1, start, least=1) == ([] if start else [(4, 1, 2)])
