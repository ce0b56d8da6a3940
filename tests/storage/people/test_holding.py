"""Who holds which role: replaced as a whole, gone with the person, the space or the account."""

from __future__ import annotations

from storage.tables import member_roles
from tests.storage.conftest import World

BAKER, BOTH = frozenset({"baker"}), frozenset({"baker", "regular"})


async def test_a_report_replaces_the_one_before(world: World) -> None:
    people, anna, ben = world.people, await world.member("anna"), await world.member("ben")
    await people.set_roles(world.space, {anna.account_id: BOTH, ben.account_id: BAKER})
    await people.set_roles(world.space, {anna.account_id: BAKER, ben.account_id: frozenset()})
    assert await people.roles_in(world.space) == {"anna": (anna.account_id, BAKER)}
    assert await people.roles_held(world.community) == {anna.id: BAKER}
    assert await people.roles_held(world.community + 1) == {}


async def test_roles_go_when_somebody_leaves_or_is_erased(world: World) -> None:
    people, anna, ben = world.people, await world.member("anna"), await world.member("ben")
    await people.set_roles(world.space, {anna.account_id: BOTH, ben.account_id: BAKER})
    await world.ingest.add(world.movement(anna, "joined", 1))
    assert await world.count(member_roles) == 3
    await world.ingest.add(world.movement(anna, "left", 2))
    assert await people.roles_held(world.community) == {ben.id: BAKER}
    await people.erase(ben.id, 3, None)
    assert await world.count(member_roles) == 0


async def test_roles_follow_the_account_of_two_that_are_linked(world: World) -> None:
    people, anna = world.people, await world.member("anna", 1)
    phone = await world.member("phone", 2)
    await people.set_roles(world.space, {anna.account_id: BAKER, phone.account_id: BOTH})
    code = await people.make_link_code(world.community, phone.id, 0)
    assert await people.use_link_code(code, anna.id, 1) == (anna.id, phone.id)
    assert await people.roles_held(world.community) == {anna.id: BOTH}
    assert len(await people.roles_in(world.space)) == 2


async def test_roles_of_a_space_that_moved_stay_and_of_one_given_away_go(world: World) -> None:
    people, anna, ben = world.people, await world.member("anna"), await world.member("ben")
    twin = await people.ensure_space(world.community, "local", "s2", "Bakery")
    await people.set_roles(world.space, {anna.account_id: BAKER})
    await people.set_roles(twin.id, {anna.account_id: BOTH, ben.account_id: BAKER})
    await people.move_space(world.space, "s2")
    assert await people.roles_held(world.community) == {anna.id: BAKER, ben.id: BAKER}
    other = await people.ensure_community("other", "Other", "en", "UTC")
    await people.assign_space(world.space, other.id)
    assert await world.count(member_roles) == 0


async def test_who_was_here(world: World) -> None:
    people = world.people
    names = ("asked", "joined", "left", "staff", "wrote")
    made = {name: await world.member(name) for name in names}
    await people.set_level(world.space, made["asked"].account_id, 0)
    await people.set_level(world.space, made["staff"].account_id, 1)
    await world.ingest.add_many(
        [
            world.movement(made["joined"], "joined", 1),
            world.movement(made["left"], "left", 1),
            world.message(made["wrote"].id, 1),
        ]
    )
    found = {n for n, m in made.items() if await people.was_here(world.space, m.account_id, m.id)}
    assert found == {"joined", "left", "staff", "wrote"}
    elsewhere = await people.ensure_space(world.community, "local", "s2", "Mill")
    for who in made.values():
        assert not await people.was_here(elsewhere.id, who.account_id, who.id)
