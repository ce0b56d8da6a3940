"""Coming in: told once somebody is really in, and whether they had been here before."""

from __future__ import annotations

import pytest

from bot.api.events import JoinRequested, MemberJoined
from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import here, member, probe
from tests.contract.telegram_rig import TelegramActor
from tests.support.community import Community

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
on_telegram = pytest.mark.parametrize("platform", ["telegram"])


async def test_a_newcomer_is_new_and_then_returns(chat: Community) -> None:
    ear, nia = probe(chat), await chat.person("Nia", joined=False)
    await nia.join()
    first = await ear.next(MemberJoined)
    assert not first.returning and first.space == await here(chat)
    await nia.leave()
    await nia.join()
    again = await ear.next(MemberJoined, 2)
    assert again.returning and again.member.id == first.member.id


async def test_it_is_known_after_a_restart(chat: Community) -> None:
    ear, nia = probe(chat), await chat.person("Nia", joined=False)
    await nia.join()
    await ear.next(MemberJoined)
    await nia.leave()
    await chat.settle()
    await chat.restart()
    ear = probe(chat)
    await nia.join()
    assert (await ear.next(MemberJoined)).returning


async def test_whoever_only_wrote_here_before_returns(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.say("general", "I was here before the bot")
    await ear.said("I was here")
    await chat.restart(meanwhile=ana.leave)
    ear = probe(chat)
    await ana.join()
    assert (await ear.next(MemberJoined)).returning


async def test_whoever_was_only_heard_of_is_new(chat: Community) -> None:
    ear, nia = probe(chat), await chat.person("Nia", joined=False)
    who, space = await member(chat, nia), await here(chat)
    # that somebody's standing is asked for, as before any act on them, is no trace of them
    assert await ear.moderation.level(space, who) is Level.MEMBER
    await nia.join()
    assert not (await ear.next(MemberJoined)).returning


@on_telegram
async def test_an_approval_may_come_after_a_restart(chat: Community) -> None:
    ear, nia = probe(chat), await chat.person("Nia", joined=False)
    assert isinstance(nia, TelegramActor)
    await nia.ask_to_join()
    asked = await ear.next(JoinRequested)
    await chat.settle()
    await chat.restart()
    ear = probe(chat)
    assert not ear.all(MemberJoined)
    await ear.moderation.approve_join(asked.space, asked.member)
    joined = await ear.next(MemberJoined)
    assert joined.member.id == asked.member.id and not joined.returning


@pytest.mark.parametrize("platform", ["discord"])
async def test_whoever_is_being_screened_has_not_joined(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    ear = probe(chat)
    nia = await rig.server.add_member(rig.guild, "Nia", pending=True)
    gone = await rig.server.add_member(rig.guild, "Gone", pending=True)
    await gone.leave()
    ben = await chat.person("Ben", joined=False)
    await ben.join()
    assert (await ear.next(MemberJoined)).member.name == "Ben"
    await nia.pass_screening()
    joined = await ear.next(MemberJoined, 2)
    assert joined.member.name == "Nia" and not joined.returning
    await nia.leave()
    back = await nia.join(pending=True)
    await back.pass_screening()
    again = await ear.next(MemberJoined, 3)
    assert again.member.id == joined.member.id and again.returning
