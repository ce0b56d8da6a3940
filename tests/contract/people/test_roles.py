"""Roles and tags: given, taken, heard of, kept; never such as come with power."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import pytest

from bot.api.errors import Gone, MissingRights, UserError
from bot.api.model import Space
from bot.api.people import Level
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.probe import Probe, here, member, probe
from tests.contract.stagehands import ROLES, grant, offer, roles_of, take_right
from tests.support.chat import TIMEOUT, Actor, link
from tests.support.community import Community
from tests.support.discord_server import Perm

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
on_discord = pytest.mark.parametrize("platform", ["discord"])
with_rights = pytest.mark.parametrize("platform", ["discord", "telegram"])
many = pytest.mark.parametrize("platform", ["local", "discord"])


async def held(chat: Community, ear: Probe, actor: Actor, *expected: str) -> None:
    """Wait until the database says that somebody has just these roles."""

    async def now() -> tuple[str, ...]:
        who = await member(chat, actor)
        return tuple(sorted((await ear.roles.held(who.community_id)).get(who.id, ())))

    async with asyncio.timeout(TIMEOUT):
        while await now() != expected:  # noqa: ASYNC110 - the condition is in the database
            await asyncio.sleep(0.01)


async def test_a_role_is_given_and_taken(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    await ear.roles.give(space, who, "baker")
    assert roles_of(chat.rig, ana) == {"baker"}
    await held(chat, ear, ana, "baker")
    await ear.roles.give(space, who, "baker")
    await chat.settle()
    assert roles_of(chat.rig, ana) == {"baker"}
    await ear.roles.take(space, who, "night owl")
    assert roles_of(chat.rig, ana) == {"baker"}
    await ear.roles.take(space, who, "baker")
    assert roles_of(chat.rig, ana) == set()
    await held(chat, ear, ana)
    await ear.roles.take(space, who, "baker")


@many
async def test_roles_are_found_in_any_case_and_others_are_named(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    assert "baker" in await ear.roles.names(space)
    await ear.roles.give(space, who, "BAKER")
    await held(chat, ear, ana, "baker")
    with pytest.raises(UserError, match="no role juggler") as refused:
        await ear.roles.give(space, who, "juggler")
    assert "baker" in str(refused.value)


@many
async def test_somebody_may_have_several_roles(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    for role in ("baker", "regular"):
        await offer(chat.rig, role)
    who, space = await member(chat, ana), await here(chat)
    await until_offered(ear, space, "regular")
    await ear.roles.give(space, who, "baker")
    await ear.roles.give(space, who, "regular")
    await held(chat, ear, ana, "baker", "regular")
    await ear.roles.take(space, who, "baker")
    await held(chat, ear, ana, "regular")


async def until_offered(ear: Probe, space: Space, role: str) -> None:
    async with asyncio.timeout(TIMEOUT):
        while role not in await ear.roles.names(space):  # noqa: ASYNC110 - the gateway brings it
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("platform", ["telegram"])
async def test_a_tag_takes_the_place_of_another(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    assert list(await ear.roles.names(space)) == []
    await ear.roles.give(space, who, "Baker")
    await ear.roles.give(space, who, "Night  owl")
    assert roles_of(chat.rig, ana) == {"Night owl"}
    await held(chat, ear, ana, "Night owl")
    for words, why in (("x" * 17, "16 characters"), ("", "16 characters"), ("Bread 🍞", "emoji")):
        with pytest.raises(UserError, match=why):
            await ear.roles.give(space, who, words)
    mo = await member(chat, await chat.person("Mo", Level.MODERATOR))
    with pytest.raises(UserError, match="not to administrators"):
        await ear.roles.give(space, mo, "Baker")
    await ear.roles.take(space, mo, "Baker")
    assert roles_of(chat.rig, ana) == {"Night owl"}


@with_rights
async def test_the_right_to_give_roles_is_named(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    right = await take_right(chat.rig, ROLES)
    with pytest.raises(MissingRights) as refused:
        await ear.roles.give(space, who, "baker")
    assert refused.value.right == right
    assert roles_of(chat.rig, ana) == set()


@on_discord
async def test_no_role_with_power_or_above_the_bots_is_given(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    for name, permission in (("boss", Perm.ADMINISTRATOR), ("namer", Perm.MANAGE_NICKNAMES)):
        await offer(rig, name, permission)
    await offer(rig, "janitor")
    rig.guild.channel("support").overwrites[rig.guild.role("janitor").id] = (
        int(Perm.MANAGE_MESSAGES),
        0,
    )
    crown = rig.guild.add_role("crown")
    crown.position = 90
    await chat.restart()
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    assert not {"boss", "namer", "janitor", "crown", "@everyone", "townhall", "moderator"} & set(
        await ear.roles.names(space)
    )
    for name in ("boss", "namer", "janitor", "moderator"):
        with pytest.raises(UserError, match="rights over others"):
            await ear.roles.give(space, who, name)
    with pytest.raises(MissingRights) as refused:
        await ear.roles.give(space, who, "crown")
    assert refused.value.right == "a higher place in the list of roles"
    for name in ("@everyone", "townhall"):
        with pytest.raises(UserError):
            await ear.roles.give(space, who, name)
    assert roles_of(rig, ana) == set()


async def test_whoever_is_gone_gets_no_role(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.say("general", "Bye")
    await ear.said("Bye")
    who, space = await member(chat, ana), await here(chat)
    await ana.leave()
    await chat.settle()
    with pytest.raises(Gone):
        await ear.roles.give(space, who, "baker")


# ---- what others give


async def test_roles_that_people_give_are_heard_of(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    await grant(chat.rig, ana, "baker")
    await held(chat, ear, ana, "baker")
    await grant(chat.rig, ana)
    await held(chat, ear, ana)


@many
async def test_what_changed_while_the_bot_was_away_is_found(chat: Community) -> None:
    for role in ("baker", "regular"):
        await offer(chat.rig, role)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await grant(chat.rig, ana, "baker", "regular")
    ear = probe(chat)
    await held(chat, ear, ana, "baker", "regular")

    async def meanwhile() -> None:
        await grant(chat.rig, ana, "regular")
        await grant(chat.rig, ben, "baker")

    await chat.restart(meanwhile)
    ear = probe(chat)
    await held(chat, ear, ana, "regular")
    await held(chat, ear, ben, "baker")
    await chat.restart(partial(grant, chat.rig, ana))
    await held(chat, probe(chat), ana)


@pytest.mark.parametrize("platform", ["telegram"])
async def test_a_tag_shows_on_the_next_message_at_the_latest(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    ear = probe(chat)
    await held(chat, ear, ana)

    async def unheard() -> None:
        chat.rig.group.member(ana.person).tag = "Baker"  # type: ignore[attr-defined]

    await chat.restart(unheard)
    ear = probe(chat)
    await ana.say("general", "Hello again")
    await held(chat, ear, ana, "Baker")


@on_discord
async def test_a_renamed_or_deleted_role_is_no_role_by_its_old_name(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    await offer(rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    await grant(rig, ana, "baker")
    await held(chat, ear, ana, "baker")
    role = rig.guild.role("baker")
    role.name = "master baker"
    await rig.server.role_changed(rig.guild, role)
    await held(chat, ear, ana, "master baker")


async def test_whoever_leaves_has_no_roles_any_more(chat: Community) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.say("general", "Hello")
    await grant(chat.rig, ana, "baker")
    await held(chat, ear, ana, "baker")
    await ana.leave()
    await held(chat, ear, ana)
    await ana.join()
    await ana.say("general", "Back")
    await ear.said("Back")
    await held(chat, ear, ana)


async def test_two_accounts_have_the_roles_of_both(chat: Community) -> None:
    for role in ("baker", "regular"):
        await offer(chat.rig, role)
    ear, one, two = probe(chat), await chat.person("Ana"), await chat.person("Ana again")
    await grant(chat.rig, one, "baker")
    await grant(chat.rig, two, "regular")
    await held(chat, ear, one, "baker")
    await held(chat, ear, two, "regular")
    await link(one, two)
    await held(chat, ear, one, "baker", "regular")
    await held(chat, ear, two, "baker", "regular")
    await grant(chat.rig, two)
    await held(chat, ear, one, "baker")


@on_discord
async def test_whoever_has_not_passed_the_screening_is_nobody_yet(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    await offer(rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    nia = await rig.server.add_member(rig.guild, "Nia", pending=True)
    await grant(rig, DiscordActor(rig, nia), "baker")
    await grant(rig, ana, "baker")
    await held(chat, ear, ana, "baker")
    assert len(await ear.roles.held(await chat.id)) == 1
    await nia.pass_screening()
    await held(chat, ear, DiscordActor(rig, nia), "baker")


async def test_a_message_that_says_nothing_new_writes_no_roles(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await offer(chat.rig, "baker")
    ear, ana = probe(chat), await chat.person("Ana")
    await grant(chat.rig, ana, "baker")
    await held(chat, ear, ana, "baker")
    written: list[object] = []
    set_roles = chat.app.people.set_roles

    async def noting(space_id: int, roles: Mapping[int, frozenset[str]]) -> None:
        written.append(roles)
        await set_roles(space_id, roles)

    monkeypatch.setattr(chat.app.people, "set_roles", noting)
    await ana.say("general", "Good morning")
    await ear.said("Good morning")
    await grant(chat.rig, ana)
    await held(chat, ear, ana)
    assert len(written) == 1
