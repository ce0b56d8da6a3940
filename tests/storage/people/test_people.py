"""Communities, spaces, channels and members: made on first sight, kept up to date."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from storage.people import People
from storage.tables import accounts, channels, communities, members, memberships, messages, spaces
from tests.storage.conftest import World
from tests.support.databases import opened


async def test_a_keyed_community_is_one(world: World) -> None:
    people = world.people
    first = await people.ensure_community("bakery", "Sourdough", "de", "Europe/Berlin")
    assert first.id == world.community
    assert await people.community(first.id) == first
    assert (first.name, first.locale, first.timezone) == ("Sourdough", "de", "Europe/Berlin")
    assert await people.community(first.id + 50) is None


async def test_communities_without_a_key_are_many(world: World) -> None:
    for _ in range(2):
        await world.people.ensure_community(None, "Guests", "en", "UTC")
    assert [row.key for row in await world.people.communities()] == ["bakery", None, None]


async def test_a_space_is_renamed_and_stays_where_it_was(world: World) -> None:
    people = world.people
    other = await people.ensure_community("other", "Other", "en", "UTC")
    row = await people.ensure_space(other.id, "local", "s1", "Bakery!")
    assert (row.id, row.community_id, row.name) == (world.space, world.community, "Bakery!")
    assert await people.space("local", "s1") == row
    assert await people.space("discord", "s1") is None
    assert await people.spaces(world.community) == [row]
    assert await people.spaces(other.id) == []


async def test_channels(world: World) -> None:
    people = world.people
    topic = await people.ensure_channel("local", "c2", "bread", world.space, "c1", True)
    direct = await people.ensure_channel("local", "d1", "anna", None, None, True)
    renamed = await people.ensure_channel("local", "c2", "rolls", world.space, "c1", False)
    assert (renamed.id, renamed.name, renamed.private) == (topic.id, "rolls", False)
    assert await people.channel(topic.id) == renamed
    assert await people.channel(999) is None
    assert await people.channel_by_native("local", "d1") == direct
    assert [row.native_id for row in await people.channels(world.space)] == ["c1", "c2"]


async def test_places(world: World) -> None:
    people, home = world.people, world.community
    second = await people.ensure_channel("local", "c2", "ideas", world.space, None, False)
    assert await people.places(home, "ideas") == []
    await people.set_place(home, world.space, "ideas", world.channel)
    await people.set_place(home, world.space, "ideas", second.id)
    assert await people.places(home, "ideas") == [second]
    assert await people.places(home, "support") == []


async def test_an_account_makes_its_member_once(world: World) -> None:
    anna = await world.member("anna", 10, username="ann", locale="de")
    again = await world.member("anna", 20, username="ann")
    assert again == anna
    renamed = await world.member("anna", 30, name="Anna B.", username="ann")
    assert (renamed.id, renamed.name, renamed.account_name) == (anna.id, "Anna B.", "Anna B.")
    assert renamed.locale == "de"
    assert await world.people.by_account(world.community, "local", "anna") == renamed
    assert await world.people.by_account(world.community, "discord", "anna") is None
    assert await world.people.member(anna.id) == renamed
    assert await world.people.member(999) is None
    assert await world.people.members([anna.id, 999]) == {anna.id: renamed}
    assert (await world.count(members), await world.count(accounts)) == (1, 1)


async def test_the_account_seen_last_stands_for_the_member(world: World) -> None:
    anna = await world.member("anna", 0)
    assert (await world.member("anna", 120_000)).seen_at == 120_000
    assert [row.native_id for row in await world.people.accounts(anna.id)] == ["anna"]


async def test_one_person_in_two_communities_is_two_members(world: World) -> None:
    other = await world.people.ensure_community("other", "Other", "en", "UTC")
    anna = await world.member("anna")
    world.community = other.id
    assert (await world.member("anna")).id != anna.id


async def test_first_sight_by_many_at_once(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        home = await People(one).ensure_community("k", "K", "en", "UTC")
        meet = [
            People((one, two)[n % 2]).ensure_account(
                home.id, "local", "anna", "Anna", None, False, None, 5
            )
            for n in range(10)
        ]
        assert len({row.id for row in await asyncio.gather(*meet)}) == 1
        async with one.read() as connection:
            assert len((await connection.execute(select(members))).all()) == 1


async def test_levels_and_staff(world: World) -> None:
    people, home = world.people, world.community
    anna, ben, bot = await world.member("a"), await world.member("b"), await world.member("c")
    await world.member("c", 1, is_bot=True)
    for member, level in ((anna, 2), (ben, 1), (bot, 3), (ben, 3), (ben, 3)):
        await people.set_level(world.space, member.account_id, level)
    assert [row.id for row in await people.staff(home, 2)] == [anna.id, ben.id]
    assert [row.id for row in await people.staff(home, 3)] == [ben.id]
    await world.ingest.add(world.movement(ben, "left", 9))
    assert await people.staff(home, 3) == []
    dora = await world.member("d")  # has only written
    assert dora.id in [row.id for row in await people.staff(home, 0)]
    assert dora.id not in [row.id for row in await people.staff(home, 1)]
    assert await people.staff(home + 1, 0) == []
    assert len(await world.rows(memberships)) == 3


async def test_direct_channels(world: World) -> None:
    people, anna = world.people, await world.member("anna")
    assert await people.direct_channel(anna.id) is None
    direct = await people.ensure_channel("local", "d1", "anna", None, None, True)
    await people.set_direct_channel(anna.account_id, direct.id)
    assert await people.direct_channel(anna.id) == direct


async def test_a_space_with_a_new_number(world: World) -> None:
    people = world.people
    await people.ensure_channel("local", "s1", "the group itself", world.space, None, False)
    await world.ingest.add_many([world.message(1, 1), world.message(1, 2, reply_to=1)])
    await people.move_space(world.space, "s1-super")
    moved = await people.space("local", "s1-super")
    assert moved is not None
    assert moved.id == world.space
    assert await people.space("local", "s1") is None
    assert await people.channel_by_native("local", "s1-super") is not None
    assert await world.ingest.add(world.message(1, 1))
    async with world.db.read() as connection:
        query = select(messages.c.native_id, messages.c.reply_to).order_by(messages.c.id)
        found = [tuple(row) for row in await connection.execute(query)]
    assert found == [(-1, None), (-2, -1), (1, None)]


async def test_a_space_met_under_its_new_number_first(world: World) -> None:
    people, anna, ben = world.people, await world.member("anna"), await world.member("ben")
    twin = await people.ensure_space(world.community, "local", "s2", "Bakery")
    channel = await people.ensure_channel("local", "s2", "Bakery", twin.id, None, False)
    await people.set_level(world.space, anna.account_id, 2)
    await people.set_level(twin.id, anna.account_id, 1)
    await people.set_level(twin.id, ben.account_id, 1)
    await people.set_place(world.community, twin.id, "general", channel.id)
    await world.ingest.add_many([world.message(1, 1), world.message(1, 1, space_id=twin.id)])
    await people.move_space(world.space, "s2")
    assert await people.move_space(world.space, "s2") is None
    [space] = await people.spaces(world.community)
    assert (space.id, space.native_id) == (world.space, "s2")
    levels = [(row[1], row[5]) for row in await world.rows(memberships)]
    assert levels == [(anna.account_id, 2), (ben.account_id, 1)]
    assert [row.id for row in await people.places(world.community, "general")] == [channel.id]
    assert [row.id for row in await people.channels(world.space)] == [world.channel, channel.id]
    assert await world.count(messages) == 2
    assert (await world.count(spaces), await world.count(communities)) == (1, 1)
    assert await world.count(channels) == 2
