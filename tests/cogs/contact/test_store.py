"""Leave in the database: counted once, never beyond the week's share, on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from cogs.contact.logic import WEEK_MS, Quiet
from cogs.contact.store import Asked, ContactStore
from cogs.contact.tables import granted, metadata
from storage.database import Database

ANA, BEN = 7, 8
NOW = 1_780_000_000_000
NEVER = Quiet(0, 0)


def asked(
    key: str, *, member: int = ANA, cap: int = 3, wanted: bool = False, topic: str = "sequences"
) -> Asked:
    return Asked(member, topic, key, wanted, cap, NEVER, "UTC")


async def rows(db: Database) -> int:
    async with db.read() as conn:
        return await conn.scalar(select(func.count()).select_from(granted)) or 0


async def test_asked_again_it_is_granted_again_and_counted_once(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    for _ in range(3):
        assert (await store.ask(asked("a", cap=1), NOW)).granted
    assert await rows(contact_db) == 1
    full = await store.ask(asked("b", cap=1), NOW + 1)
    assert full.at == NOW + WEEK_MS
    assert (await store.ask(asked("b", cap=1), NOW + WEEK_MS)).granted


async def test_many_at_once_do_not_pass_the_cap(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    leaves = await asyncio.gather(*(store.ask(asked(f"k{n}"), NOW) for n in range(12)))
    assert sum(leave.granted for leave in leaves) == 3 == await rows(contact_db)
    assert {leave.at for leave in leaves if not leave.granted} == {NOW + WEEK_MS}


async def test_one_message_asked_for_many_times_at_once(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    leaves = await asyncio.gather(*(store.ask(asked("same"), NOW) for _ in range(8)))
    assert all(leave.granted for leave in leaves) and await rows(contact_db) == 1


async def test_wanted_ones_are_beside_the_week(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    for n in range(4):
        assert (await store.ask(asked(f"w{n}", cap=1, wanted=True, topic="events"), NOW)).granted
    assert (await store.ask(asked("a", cap=1), NOW)).granted
    assert (await store.ask(asked("w9", cap=1, wanted=True, topic="events"), NOW)).granted
    got = await store.received(ANA, NOW)
    assert (got["events"].total, got["events"].wanted) == (5, 5)
    assert (got["sequences"].total, got["sequences"].wanted) == (1, 0)


async def test_a_stop_refuses_also_what_was_granted_or_wanted(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    assert (await store.ask(asked("a"), NOW)).granted
    await store.stop(ANA, ["sequences", "events"])
    await store.stop(ANA, ["sequences"])
    assert (await store.ask(asked("a"), NOW)).refused
    assert (await store.ask(asked("e", wanted=True, topic="events"), NOW)).refused
    assert (await store.ask(asked("i", topic="ideas"), NOW)).granted
    assert (await store.ask(asked("a2", member=BEN), NOW)).granted
    await store.allow(ANA, ["sequences"])
    assert (await store.ask(asked("a"), NOW)).granted


async def test_pruned_is_what_counts_no_longer(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    await store.ask(asked("old"), NOW - 9 * 86_400_000)
    await store.ask(asked("new"), NOW)
    assert await store.prune(NOW - 8 * 86_400_000) == 1
    assert await rows(contact_db) == 1


async def test_two_accounts_of_one_person(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    await store.set_quiet(ANA, Quiet(60, 120))
    await store.set_zone(BEN, "Asia/Tokyo")
    await store.set_quiet(BEN, Quiet(1, 2))
    await store.stop(BEN, ["ideas"])
    await store.stop(ANA, ["ideas", "events"])
    for member in (ANA, BEN):
        await store.ask(asked("shared", member=member), NOW)
        await store.ask(asked(f"own{member}", member=member), NOW)
    await store.link(ANA, BEN)
    mine = await store.wishes(ANA)
    assert (mine.zone, mine.quiet) == ("Asia/Tokyo", Quiet(60, 120))
    assert await store.stopped(ANA) == {"ideas", "events"}
    assert (await store.received(ANA, NOW))["sequences"].total == 3
    assert await store.received(BEN, NOW) == {} and not await store.stopped(BEN)


async def test_nothing_of_a_forgotten_person_is_left(contact_db: Database) -> None:
    store = ContactStore(contact_db)
    for member in (ANA, BEN):
        await store.set_zone(member, "Asia/Tokyo")
        await store.stop(member, ["ideas"])
        await store.ask(asked("x", member=member), NOW)
    await store.erase(ANA)
    async with contact_db.read() as conn:
        for table in metadata.sorted_tables:
            assert list(await conn.scalars(select(table.c.member_id))) == [BEN]
