"""Who is here, how they take part and whom they answer, on both databases."""

from __future__ import annotations

from sqlalchemy import text

from storage.activity import ActivityStore, Took
from storage.activity.taking_part import ties_query
from storage.rollups import Rollups

from .conftest import DAY, HOUR, World, local_day

NOW = 100 * DAY


async def took(world: World, until: int = NOW) -> dict[int, Took]:
    await Rollups(world.db).advance()
    store = ActivityStore(world.db)
    return await store.took_part(
        world.community, until - 28 * DAY, until, local_day(until) - 27, 28
    )


async def test_here_are_people_who_have_not_left_every_space(world: World) -> None:
    second = await world.people.ensure_space(world.community, "local", "s2", "Second")
    anna, ben, cem = [await world.member(name, DAY) for name in ("anna", "ben", "cem")]
    await world.member("robot", is_bot=True)
    erased = await world.member("erased")
    writer = await world.member("writer", 3)
    await world.ingest.add_many(
        [
            world.movement(anna, "joined", 5),
            world.movement(anna, "left", 6),
            world.movement(anna, "joined", 7),
            world.movement(ben, "joined", 5),
            world.movement(ben, "left", 9),
            world.movement(cem, "left", 9),
        ]
    )
    await world.people.set_level(second.id, ben.account_id, 1)
    await world.people.erase(erased.id, 10, None)
    here = await ActivityStore(world.db).here(world.community)
    assert set(here) == {anna.id, ben.id, writer.id}
    # the first time counts, also of who left and came back
    assert [here[m.id].joined_at for m in (anna, ben, writer)] == [5, 5, None]
    assert [here[m.id].met_at for m in (anna, ben, writer)] == [DAY, DAY, 3]
    assert here[anna.id].platforms == {"local"}
    assert await ActivityStore(world.db).here(world.community + 1) == {}


async def test_two_accounts_are_one_person(world: World) -> None:
    anna = await world.member("anna", 5)
    other = await world.member("anna", 9, platform="telegram", locale="de")
    channel = await world.people.ensure_channel("telegram", "9", "Anna", None, None, True)
    await world.people.set_direct_channel(other.account_id, channel.id)
    await world.ingest.add(world.movement(anna, "joined", 5))
    await world.ingest.add(world.movement(anna, "left", 6))
    code = await world.people.make_link_code(world.community, anna.id, 10)
    assert await world.people.use_link_code(code, other.id, 11) == (anna.id, other.id)
    here = await ActivityStore(world.db).here(world.community)
    assert list(here) == [anna.id]
    one = here[anna.id]
    # where they have left they are not any more
    assert (one.platforms, one.direct) == ({"telegram"}, {"telegram"})
    assert (one.met_at, one.locale) == (5, "de")


async def test_a_window_its_edges_and_what_was_before(world: World) -> None:
    anna, ben = (await world.member("anna")).id, (await world.member("ben")).id
    silent = (await world.member("silent")).id
    start = NOW - 28 * DAY
    await world.ingest.add_many(
        [
            world.message(anna, 1, NOW - 90 * DAY),
            world.message(anna, 2, start - 28 * DAY),
            world.message(anna, 3, start - HOUR),
            world.message(anna, 4, NOW - 3 * DAY),
            world.message(anna, 5, NOW - 3 * DAY + HOUR),
            world.message(anna, 6, NOW - HOUR),
            world.message(anna, 7, NOW + HOUR),
            world.message(ben, 8, NOW - 40 * DAY),
        ]
    )
    found = await took(world)
    assert found == {
        anna: Took(
            last=(NOW - HOUR) // HOUR,
            first=(NOW - 3 * DAY) // HOUR,
            before=(start - HOUR) // HOUR,
            # days count whole: day `NOW` is the last one of the window
            active_days=3,
            messages=4,
            messages_before=1,
        ),
        ben: Took((NOW - 40 * DAY) // HOUR, None, (NOW - 40 * DAY) // HOUR, 0, 0, 1),
    }
    assert silent not in found


async def test_ties_count_answers_to_others(world: World) -> None:
    anna, ben = (await world.member("anna")).id, (await world.member("ben")).id
    await world.ingest.add_many(
        [
            world.message(anna, 1, 0),
            world.message(ben, 2, 1, reply_to=1, reply_member_id=anna),
            world.message(ben, 3, DAY, reply_to=1, reply_member_id=anna),
            world.message(ben, 4, DAY, reply_to=1, reply_member_id=anna),
            world.message(anna, 5, DAY, reply_to=4, reply_member_id=ben),
            world.message(anna, 6, DAY, reply_to=5, reply_member_id=anna),
            world.message(anna, 7, DAY, reply_to=99),
            world.message(anna, 8, DAY, reply_to=1, reply_member_id=ben, community_id=9),
        ]
    )
    store = ActivityStore(world.db)
    assert await store.ties(world.community, DAY) == {(ben, anna): 2, (anna, ben): 1}
    assert await store.ties(world.community, 0) == {(ben, anna): 3, (anna, ben): 1}
    assert await store.ties(world.community, DAY + 1) == {}


async def test_ties_are_read_from_an_index_alone(world: World) -> None:
    """SQLite says so; PostgreSQL's planner goes by statistics of the moment, so there the index has
    to be there with all that the query reads."""
    index = "ix_messages_community_id_sent_at_member_id_reply_member_id"
    async with world.db.read() as connection:
        if world.db.dialect == "sqlite":
            query = ties_query(world.community, 5).compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
            said = " ".join(str(row) for row in plan)
            assert index in said and "COVERING INDEX" in said
            return
        found = text("SELECT indexdef FROM pg_indexes WHERE indexname = :name")
        defined = str(await connection.scalar(found, {"name": index}))
    assert "(community_id, sent_at, member_id, reply_member_id)" in defined
