"""Sequences in the database, on both kinds: of two at once one wins, and people are people."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from cogs.sequences.model import NOT_BEGUN, Person, Sequence, Step
from cogs.sequences.plan import Due
from cogs.sequences.store import Beginning, FigureStore, MemberStore, PeopleStore, SequenceStore
from cogs.sequences.store.results import passed, put_off, stopped
from cogs.sequences.tables import outcomes, people
from storage.database import Database

HERE, NOW, DAY = 1, 1_780_000_000_000, date(2026, 5, 28)
ANA, BEN, CLEO = 7, 8, 9


async def made(db: Database, name: str = "Tips", steps: int = 2) -> Sequence:
    written = tuple(Step(0, day, 600, f"Day {day}") for day in range(steps))
    found = await SequenceStore(db).add(
        Sequence(0, HERE, name, "", "", "joined", steps=written), NOW
    )
    assert found is not None
    return found


async def begun(db: Database, sequence: Sequence, *members: int) -> list[Person]:
    """They wait for the first step, which is due."""
    first = sequence.steps[0].id
    rows = [Beginning(id_, DAY, "active", NOT_BEGUN, first, NOW) for id_ in members]
    await PeopleStore(db).begin(sequence.id, rows)
    return await PeopleStore(db).due(HERE, NOW, 100)


async def running(db: Database) -> Sequence:
    sequence = await made(db)
    assert await SequenceStore(db).switch_on(sequence, NOW, everyone=False, before=())
    found = await SequenceStore(db).get(HERE, sequence.id)
    assert found is not None
    return found


async def test_one_of_a_name(sequences_db: Database) -> None:
    store = SequenceStore(sequences_db)
    drafts = [Sequence(0, HERE, name, "", "", "joined") for name in ("Tips", "TIPS", "tips")]
    found = await asyncio.gather(*(store.add(one, NOW) for one in drafts))
    assert sum(one is not None for one in found) == 1
    assert await store.add(replace(drafts[0], community_id=2), NOW) is not None
    [mine] = await store.all(HERE)
    other = await made(sequences_db, "Other")
    assert await store.change(other, name="tips", audience="", stops="") is None
    kept = await store.change(mine, name="TIPS!", audience="new", stops="back")
    assert kept is not None and (kept.audience, kept.stops) == ("new", "back")


async def test_steps_change_only_while_it_is_not_on(sequences_db: Database) -> None:
    store = SequenceStore(sequences_db)
    sequence = await made(sequences_db)
    added = await store.put_step(sequence, Step(0, 0, 5, "Earlier"))
    assert added is not None and [s.text for s in added.steps] == ["Earlier", "Day 0", "Day 1"]
    assert await store.put_step(sequence, Step(99, 0, 5, "Nowhere")) is None
    once = await asyncio.gather(
        *(store.switch_on(sequence, NOW, everyone=True, before=()) for _ in range(2))
    )
    assert sorted(once) == [False, True]
    assert await store.put_step(sequence, Step(0, 0, 5, "Late")) is None
    assert await store.remove_step(sequence, added.steps[0].id) is None
    assert await store.change(sequence, name="x", audience="", stops="") is None
    assert await store.turn(sequence, "on", "paused")
    assert not await store.turn(sequence, "on", "paused")
    left = await store.remove_step(sequence, added.steps[0].id)
    assert left is not None and len(left.steps) == 2
    for _ in range(20):
        await store.put_step(sequence, Step(0, 3, 5, "Many"))
    full = await store.get(HERE, sequence.id)
    assert full is not None and len(full.steps) == 10


async def test_everybody_comes_once(sequences_db: Database) -> None:
    sequence = await made(sequences_db)
    store = SequenceStore(sequences_db)
    assert await store.switch_on(sequence, NOW, everyone=False, before=range(100, 1300))
    assert len(await begun(sequences_db, sequence, ANA, BEN, 100)) == 2
    assert len(await begun(sequences_db, sequence, ANA)) == 2
    assert len(await PeopleStore(sequences_db).known(sequence.id)) == 1202
    assert await PeopleStore(sequences_db).next_due(HERE) == NOW
    assert await store.turn(sequence, "on", "paused")
    assert await PeopleStore(sequences_db).next_due(HERE) is None
    assert await PeopleStore(sequences_db).due(HERE, NOW, 10) == []


async def test_marked_settled_and_counted(sequences_db: Database) -> None:
    sequence = await running(sequences_db)
    store, first, second = PeopleStore(sequences_db), *sequence.steps
    ana, ben, cleo = await begun(sequences_db, sequence, ANA, BEN, CLEO)
    await store.mark({"a": [ana], "b": [ben]}, NOW)
    await store.mark({"again": [ana]}, NOW)
    marks = await store.marks([ana, ben, cleo])
    assert marks[first.id, ANA].post == "a" and not marks[first.id, ANA].settled
    assert (first.id, CLEO) not in marks
    after = Due(second, NOW + 5)
    await store.settle(
        [
            passed(ana, "sent", first, after),
            passed(ben, "sent", first, None),
            put_off(cleo, NOW + 9, held=True),
        ],
        NOW,
    )
    assert (await store.marks([ana]))[first.id, ANA].settled
    assert [p.member_id for p in await store.due(HERE, NOW + 5, 9)] == [ANA]
    [held] = [p for p in await store.due(HERE, NOW + 9, 9) if p.member_id == CLEO]
    assert held.held and held.step_id == first.id
    await store.settle([passed(held, "late", first, after), stopped(ana, "asked")], NOW)
    tallies = await FigureStore(sequences_db).tallies(sequence.id)
    assert (tallies[first.id].sent, tallies[first.id].late, tallies[first.id].held) == (2, 1, 1)
    assert await FigureStore(sequences_db).progress(sequence.id) == {
        "active": 1,
        "done": 1,
        "stopped": 1,
    }
    members = MemberStore(sequences_db)
    assert await members.listening(NOW - 1) == {ANA: NOW, BEN: NOW}
    await members.wrote(ANA, NOW - 1, NOW + 1)
    assert (await FigureStore(sequences_db).tallies(sequence.id))[first.id].wrote == 1
    assert await members.listening(NOW - 1) == {BEN: NOW}


async def test_two_accounts_of_one_person(sequences_db: Database) -> None:
    sequence = await running(sequences_db)
    store, first, second = PeopleStore(sequences_db), *sequence.steps
    ana, ben = await begun(sequences_db, sequence, ANA, BEN)
    await store.mark({"b": [ben]}, NOW)
    await store.settle([passed(ben, "sent", first, Due(second, NOW + 5))], NOW)
    before = await made(sequences_db, "Other")
    await SequenceStore(sequences_db).switch_on(before, NOW, everyone=False, before=[ANA])
    await begun(sequences_db, before, BEN)
    await MemberStore(sequences_db).link(ANA, BEN)
    # what Ben got, Ana got; and what Ben had begun goes before her having been there earlier
    assert (await store.marks([ana]))[first.id, ANA].settled
    async with sequences_db.read() as conn:
        rows = (await conn.execute(select(people).order_by(people.c.sequence_id))).all()
    assert [(row.member_id, row.state) for row in rows] == [(ANA, "active"), (ANA, "active")]


async def test_nothing_of_a_forgotten_person_is_left(sequences_db: Database) -> None:
    sequence = await running(sequences_db)
    ana, ben = await begun(sequences_db, sequence, ANA, BEN)
    await PeopleStore(sequences_db).mark({"a": [ana], "b": [ben]}, NOW)
    await MemberStore(sequences_db).erase(ANA)
    async with sequences_db.read() as conn:
        for table in (people, outcomes):
            assert list(await conn.scalars(select(table.c.member_id))) == [BEN]


async def test_removed_without_a_trace(sequences_db: Database) -> None:
    sequence = await running(sequences_db)
    [ana] = await begun(sequences_db, sequence, ANA)
    await PeopleStore(sequences_db).mark({"a": [ana]}, NOW)
    assert await SequenceStore(sequences_db).remove(sequence)
    assert not await SequenceStore(sequences_db).remove(sequence)
    assert await PeopleStore(sequences_db).known(sequence.id) == frozenset()
    again = await made(sequences_db)
    assert again.id > sequence.id and again.steps[0].id > sequence.steps[-1].id
