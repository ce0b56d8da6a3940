"""One person with two accounts counts once; a person who asks is forgotten."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import inspect, text

from storage.audit import AuditLog
from storage.database import Database
from storage.outbox import OutboxStore
from storage.people import People
from storage.rollups import Rollups
from storage.settings import Overrides
from storage.tables import (
    accounts,
    activity_days,
    activity_hours,
    audit,
    link_codes,
    members,
    memberships,
    messages,
    movements,
    outbox,
    overrides,
)
from tests.storage.conftest import DAY, World
from tests.support.databases import opened


async def _code(world: World, member_id: int, now: int = 0) -> str:
    return await world.people.make_link_code(world.community, member_id, now)


async def test_a_code_is_short_readable_and_not_stored(world: World) -> None:
    anna = await world.member("anna")
    code = await _code(world, anna.id)
    assert len(code) == 8
    assert not set(code) & set("ILO01") and code == code.upper()
    [row] = await world.rows(link_codes)
    assert row[0] == hashlib.sha256(code.encode()).hexdigest()
    await _code(world, anna.id)
    assert await world.count(link_codes) == 1


async def written(world: World) -> tuple[int, int, int]:
    """Members who wrote, messages and replies, as they are added up."""
    names = [column.name for column in activity_days.c]
    rows = [dict(zip(names, row, strict=True)) for row in await world.rows(activity_days)]
    sums = [sum(row[name] for row in rows) for name in ("messages", "replies")]
    return len({row["member_id"] for row in rows}), sums[0], sums[1]


async def test_the_older_member_stays_and_has_both_accounts(world: World) -> None:
    people = world.people
    anna = await world.member("anna", 10)
    phone = await world.member("phone", 20, platform="telegram", locale="de")
    code = await _code(world, phone.id)
    assert await people.use_link_code(f" {code.lower()} ", anna.id, 5) == (anna.id, phone.id)
    assert await people.member(phone.id) is None
    assert [row.platform for row in await people.accounts(anna.id)] == ["local", "telegram"]
    found = await people.by_account(world.community, "telegram", "phone")
    assert found is not None
    assert (found.id, found.name, found.locale) == (anna.id, "anna", "de")
    member = await people.member(anna.id)
    assert member is not None
    assert member.platform == "telegram", "seen last"
    assert await people.use_link_code(code, anna.id, 5) is None


async def test_codes_that_do_not_count(world: World) -> None:
    people = world.people
    anna, ben = await world.member("anna"), await world.member("ben")
    code = await _code(world, anna.id, 0)
    assert await people.use_link_code("AAAAAAAA", ben.id, 1) is None
    assert await people.use_link_code(code, anna.id, 1) is None, "one's own"
    assert await people.use_link_code(code, ben.id, 600_000) is None, "expired"
    other = await people.ensure_community("other", "Other", "en", "UTC")
    world.community = other.id
    guest = await world.member("guest")
    assert await people.use_link_code(code, guest.id, 1) is None, "another community"
    assert await people.use_link_code(code, ben.id, 1) == (anna.id, ben.id), "still good"


async def test_a_code_works_for_exactly_one(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        people = (People(one), People(two))
        home = await people[0].ensure_community("k", "K", "en", "UTC")
        made = [
            await people[0].ensure_account(home.id, "local", f"u{n}", "U", None, False, None, n)
            for n in range(5)
        ]
        code = await people[0].make_link_code(home.id, made[0].id, 0)
        results = await asyncio.gather(
            *(people[n % 2].use_link_code(code, made[n].id, 1) for n in range(1, 5))
        )
        assert len([result for result in results if result]) == 1


async def test_everything_follows_the_member_who_stays(world: World) -> None:
    anna, phone, ben = (
        await world.member("a", 1),
        await world.member("p", 2),
        await world.member("b"),
    )
    rollups = Rollups(world.db)
    home = world.community
    await world.ingest.add_many(
        [
            world.movement(phone, "joined", 5),
            world.message(anna.id, 1, 10),
            world.message(phone.id, 2, 11, reply_to=1, reply_member_id=anna.id),
            world.message(phone.id, 3, 12, reply_to=9, reply_member_id=ben.id),
            world.message(ben.id, 4, 13, reply_to=2, reply_member_id=phone.id),
        ]
    )
    await rollups.advance()
    await world.ingest.add(world.message(phone.id, 5, DAY))  # not rolled up yet
    await AuditLog(world.db).record(home, actor_member_id=phone.id, action="a.b", target="", at=1)
    await Overrides(world.db).set(home, "polls", "x", 1, phone.id, 1)
    assert await written(world) == (3, 4, 3)
    code = await _code(world, phone.id)
    assert await world.people.use_link_code(code, anna.id, 5) == (anna.id, phone.id)
    # the same messages by two people now, one of the replies was to oneself
    assert await written(world) == (2, 4, 2)
    await rollups.advance()
    added = [await world.rows(table) for table in (activity_hours, activity_days)]
    await rollups.rebuild()
    assert [await world.rows(table) for table in (activity_hours, activity_days)] == added
    for table, column in (
        (accounts, "member_id"),
        (messages, "member_id"),
        (messages, "reply_member_id"),
        (movements, "member_id"),
        (audit, "actor_member_id"),
        (overrides, "by_member_id"),
        (activity_hours, "member_id"),
    ):
        place = list(table.c.keys()).index(column)
        assert phone.id not in {row[place] for row in await world.rows(table)}, (table, column)


@pytest.fixture
async def erased(world: World) -> tuple[World, int]:
    """Somebody who left a trace in every table, and was forgotten."""
    people, home = world.people, world.community
    anna = await world.member("anna-native", 1, name="Anna Name", username="anna-user", locale="de")
    direct = await people.ensure_channel("local", "anna-direct", "Anna Name", None, None, True)
    await people.set_direct_channel(anna.account_id, direct.id)
    await people.set_level(world.space, anna.account_id, 2)
    await _code(world, anna.id)
    await world.ingest.add_many([world.movement(anna, "joined", 1), world.message(anna.id, 1)])
    await Rollups(world.db).advance()
    box = OutboxStore(world.db)
    private: dict[str, Any] = {"community_id": home, "platform": "local", "now": 1}
    greeting = {"text": "Hello Anna Name"}
    await box.add(payload=greeting, user_native="anna-native", **private)
    await box.add(payload=greeting, channel_native="anna-direct", **private)
    await box.add(payload=greeting, channel_id=direct.id, channel_native="x", **private)
    await box.add(payload={"text": "to all"}, channel_native="c1", **private)
    assert await people.erase(anna.id, 99, None)
    return world, anna.id


async def test_nothing_leads_back_to_an_erased_person(erased: tuple[World, int]) -> None:
    world, anna = erased
    found = await _everything(world.db)
    for trace in ("Anna", "anna-native", "anna-user", "anna-direct"):
        assert trace not in found
    assert await world.people.member(anna) is None
    assert await world.count(outbox) == 1
    assert await world.count(memberships) == await world.count(link_codes) == 0


async def test_counts_stay_true_after_an_erasure(erased: tuple[World, int]) -> None:
    world, anna = erased
    assert await written(world) == (1, 1, 0)
    assert not await world.people.erase(anna, 100, None)
    again = await world.member("anna-native", 200)
    assert again.id != anna
    assert await world.count(members) == 2


async def test_an_erased_member_cannot_be_linked(world: World) -> None:
    anna, ben = await world.member("anna"), await world.member("ben")
    code = await _code(world, anna.id)
    await world.people.erase(ben.id, 1, None)
    assert await world.people.use_link_code(code, ben.id, 2) is None


async def _everything(db: Database) -> str:
    async with db.read() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        dumps = [(await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in names]
    return repr(dumps)
