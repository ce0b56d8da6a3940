"""First sights of many people at once: nobody twice, few transactions, one bad name alone."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine.clock import SystemClock
from bot.engine.meetings import Meetings
from storage.people import MemberRow, People, Sight
from tests.storage.conftest import World


class Watched(People):
    """Notes how many accounts each transaction made."""

    def __init__(self, world: World) -> None:
        super().__init__(world.db)
        self.together: list[int] = []
        self.writing = asyncio.Event()

    async def ensure_accounts(self, sights: list[Sight], now: int) -> list[MemberRow]:  # type: ignore[override]
        self.together.append(len(sights))
        self.writing.set()
        return await super().ensure_accounts(sights, now)


def sight(world: World, number: int, name: str | None = None) -> Sight:
    return Sight(world.community, "local", f"u{number}", name or f"User {number}")


async def test_a_crowd_of_strangers_is_met_in_few_transactions_and_each_once(world: World) -> None:
    people = Watched(world)
    meetings = Meetings(people, SystemClock())
    rows = await asyncio.gather(*(meetings.meet(sight(world, n % 40)) for n in range(400)))
    assert len({row.id for row in rows}) == 40
    assert [row.account_name for row in rows] == [f"User {n % 40}" for n in range(400)]
    assert people.together == [40]


async def test_those_who_come_while_others_are_written_share_the_next_transaction(
    world: World,
) -> None:
    people = Watched(world)
    meetings = Meetings(people, SystemClock())
    first = asyncio.create_task(meetings.meet(sight(world, 0)))
    await people.writing.wait()
    await asyncio.gather(first, *(meetings.meet(sight(world, n)) for n in range(1, 9)))
    assert people.together == [1, 8]


async def test_one_bad_name_does_not_take_the_others_with_it(world: World) -> None:
    meetings = Meetings(People(world.db), SystemClock())
    bad = meetings.meet(sight(world, 1, "half a pair: \ud800"))
    good = meetings.meet(sight(world, 2))
    failed, met = await asyncio.gather(bad, good, return_exceptions=True)
    assert isinstance(failed, Exception)
    assert isinstance(met, MemberRow) and met.name == "User 2"


@pytest.mark.parametrize("locale", ["de", None])
async def test_a_new_name_is_noted_and_a_known_language_stays(
    world: World, locale: str | None
) -> None:
    people = People(world.db)
    [row] = await people.ensure_accounts(
        [Sight(world.community, "local", "u1", "Anna", locale="de")], 1
    )
    later = Sight(world.community, "local", "u1", "Anna B.", "anna", locale=locale)
    [again] = await people.ensure_accounts([later], 2)
    assert (again.id, again.name, again.username, again.locale) == (row.id, "Anna B.", "anna", "de")
