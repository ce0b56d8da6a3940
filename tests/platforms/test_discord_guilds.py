"""The Discord adapter and a server as a whole: AutoMod, the door, threads, advice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.api.errors import Gone, MissingRights, UserError
from bot.api.port.inbound import InAutoMod, InMessage
from bot.api.port.nouns import NativeChannel
from tests.platforms.discord_desk import Desk, desk, text
from tests.support.discord_server import Intent, NotAllowed, Perm

RULES = "/guilds/{guild_id}/auto-moderation/rules"
RULE = RULES + "/{rule_id}"
THREAD = "/channels/{channel_id}/messages/{message_id}/threads"
OURS = "Townhall words"
BLOCK: dict[str, Any] = {"type": 1, "metadata": {}}


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        await made.rig.trust()
        yield made


async def put(at: Desk, *words: str) -> None:
    await at.rig.platform.keyword_rule(at.rig.space_id, OURS, words)


async def by_hand(at: Desk, *words: str, **about: Any) -> dict[str, Any]:
    owner = at.guild.owner
    metadata = {"keyword_filter": list(words)}
    return await at.server.add_automod_rule(at.guild, owner, trigger_metadata=metadata, **about)


# ---- word rules


async def test_one_rule_is_made_changed_and_deleted(at: Desk) -> None:
    await put(at, " bad  word ", "Bad Word", "scum*", "")
    (rule,) = at.guild.automod.values()
    assert (rule["name"], rule["trigger_type"], rule["event_type"]) == (OURS, 1, 1)
    assert [action["type"] for action in rule["actions"]] == [1] and rule["enabled"]
    assert rule["trigger_metadata"]["keyword_filter"] == ["Bad Word", "scum*"]
    await put(at, "Bad Word", "scum*")
    assert not at.server.seen("PATCH", RULE), "what is right already is left alone"
    await put(at, "other")
    assert at.guild.automod == {int(rule["id"]): rule}
    assert rule["trigger_metadata"]["keyword_filter"] == ["other"]
    await put(at)
    await put(at)
    assert at.guild.automod == {} and len(at.server.seen("DELETE", RULE)) == 1


async def test_what_owners_set_by_hand_stays(at: Desk) -> None:
    theirs = await by_hand(at, "spam", name=OURS)
    await put(at, "one")
    (mine,) = [rule for rule in at.guild.automod.values() if rule is not theirs]
    mine["enabled"] = False
    mine["trigger_metadata"] |= {"allow_list": ["one love"], "regex_patterns": ["o+ne"]}
    await put(at, "two")
    assert mine["trigger_metadata"] == {
        "keyword_filter": ["two"],
        "allow_list": ["one love"],
        "regex_patterns": ["o+ne"],
    }
    assert not mine["enabled"]
    await put(at)
    assert list(at.guild.automod.values()) == [theirs]


async def test_doubles_of_ours_become_one(at: Desk) -> None:
    await put(at, "one")
    await at.server.add_automod_rule(at.guild, at.server.bot, name=OURS)
    await put(at, "two")
    (rule,) = at.guild.automod.values()
    assert rule["trigger_metadata"]["keyword_filter"] == ["two"]


async def test_a_rule_is_made_once_though_the_answer_was_lost(at: Desk) -> None:
    at.server.fail_next("POST", RULES, status=502)
    await put(at, "one")
    assert len(at.guild.automod) == 1


async def test_what_does_not_fit_is_said(at: Desk) -> None:
    await put(at, *(f"word{n}" for n in range(1000)))
    with pytest.raises(UserError, match="at most 1000 words"):
        await put(at, *(f"word{n}" for n in range(1001)))
    await put(at, "x" * 60)
    with pytest.raises(UserError, match="at most 60 characters"):
        await put(at, "x" * 61)
    await put(at)
    for number in range(6):
        await by_hand(at, "spam", name=f"rule {number}")
    with pytest.raises(UserError, match="allows 6 word rules"):
        await put(at, "one")
    with pytest.raises(Gone):
        await at.rig.platform.keyword_rule("123456789", OURS, ["one"])


# ---- what AutoMod does


async def test_automod_is_heard_once_for_a_message(at: Desk) -> None:
    alert = {"type": 2, "metadata": {"channel_id": str(at.guild.channel("moderators").id)}}
    rule = await by_hand(at, "*scum*", name="Our house", actions=[alert, BLOCK])
    ana, ben = await at.guild.add_member("ana"), await at.guild.add_member("ben")
    for who in (ana, ben, ana):
        with pytest.raises(NotAllowed):
            await who.say(at.general, f"<@{ben.id}> SCUMBAG")
    await ana.say(at.general, "sorry")
    await at.sink.next(InMessage)
    await at.sink.next(InAutoMod, 3)
    heard = at.sink.of(InAutoMod)
    assert [event.user.name for event in heard] == ["ana", "ben", "ana"]
    assert {(e.rule, e.text, e.message_id) for e in heard} == {("Our house", "@ben SCUMBAG", None)}
    assert heard[0].channel is not None and heard[0].channel.name == "general"
    assert heard[0].space.native_id == at.rig.space_id
    assert len(at.server.seen("GET", RULE)) == 1, "the name is asked for once"
    rule["name"] = "New name"
    await at.server.automod_emit(at.guild, "RULE_UPDATE", rule)
    with pytest.raises(NotAllowed):
        await ben.say(at.general, "scum")
    assert (await at.sink.next(InAutoMod, 4)).rule == "New name"


async def test_an_alert_without_a_block_is_heard_too(at: Desk) -> None:
    alert = {"type": 2, "metadata": {"channel_id": str(at.general.id)}}
    rule = await by_hand(at, "scum", actions=[alert])
    at.server.fail_next("GET", RULE, status=404)
    ana = await at.guild.add_member("ana")
    await ana.say(at.general, "scum")
    event = await at.sink.next(InAutoMod)
    assert (event.text, event.rule) == ("scum", "")
    await at.sink.next(InMessage)
    await ana.say(at.general, "scum again")
    assert (await at.sink.next(InAutoMod, 2)).rule == rule["name"]


async def test_only_the_intents_that_are_used_are_asked_for(at: Desk) -> None:
    (session,) = at.server.gateway.connected
    assert session.intents & Intent.AUTO_MODERATION_EXECUTION
    assert session.intents & Intent.AUTO_MODERATION_CONFIGURATION
    assert not session.intents & (Intent.GUILD_PRESENCES | Intent.GUILD_MODERATION)


# ---- the door


async def test_the_door_is_closed_and_put_back(at: Desk) -> None:
    platform, space = at.rig.platform, at.rig.space_id
    for level, name in enumerate(("none", "low", "medium")):
        at.guild.verification_level = level
        assert await platform.close_door(space) == name
        assert at.guild.verification_level == 3
        await platform.open_door(space, name)
        assert at.guild.verification_level == level


async def test_a_stricter_level_and_a_change_by_hand_stay(at: Desk) -> None:
    platform, space = at.rig.platform, at.rig.space_id
    at.guild.verification_level = 4
    assert await platform.close_door(space) == "highest"
    await platform.open_door(space, "highest")
    assert at.guild.verification_level == 4
    assert not at.server.seen("PATCH", "/guilds/{guild_id}")
    at.guild.verification_level = 1
    former = await platform.close_door(space)
    at.guild.verification_level = 2
    await platform.open_door(space, former)
    assert at.guild.verification_level == 2


async def test_the_former_level_survives_a_repeat(at: Desk) -> None:
    at.server.fail_next("PATCH", "/guilds/{guild_id}", status=502)
    assert await at.rig.platform.close_door(at.rig.space_id) == "low"
    assert at.guild.verification_level == 3


# ---- threads


async def test_a_thread_stays_open_for_a_week(at: Desk) -> None:
    post = await at.send(text("Which cake?"))
    opened = await at.rig.platform.open_thread(str(at.general.id), post.id, "Cake")
    assert opened.native_id == str(post.id) and opened.parent == str(at.general.id)
    (request,) = at.server.seen("POST", THREAD)
    assert (request.body["name"], request.body["auto_archive_duration"]) == ("Cake", 10080)
    assert post.thread.auto_archive == 10080


async def test_a_thread_of_somebody_else_is_taken(at: Desk) -> None:
    ana, post = await at.guild.add_member("ana"), await at.send(text("Which cake?"))
    theirs = await ana.open_thread(at.general, "my thread", about=post)
    theirs.archived = True
    await at.restart()
    opened = await at.rig.platform.open_thread(str(at.general.id), post.id, "Cake")
    assert (opened.native_id, opened.name) == (str(theirs.id), "my thread")
    assert opened.parent == str(at.general.id) and not opened.private
    theirs.archived = False
    await at.server.thread_changed(theirs)
    await ana.say(theirs, "in here")
    assert (await at.sink.next(InMessage)).channel == opened


async def test_a_thread_of_a_private_channel_is_private(at: Desk) -> None:
    team = at.guild.channel("moderators")
    sent = await at.rig.platform.send(str(team.id), text("between us"))
    assert (await at.rig.platform.open_thread(str(team.id), sent.native_id, "x")).private
    gone = await at.guild.add_channel("gone", private=True)
    gone.overwrites[at.guild.me.id] = (0, Perm.VIEW_CHANNEL)
    with pytest.raises(MissingRights):
        await at.rig.platform.open_thread(str(gone.id), 1, "x")
    with pytest.raises(Gone):
        await at.rig.platform.open_thread(str(at.server.ids.next()), 1, "x")


async def test_the_right_to_write_in_threads_is_named(at: Desk) -> None:
    post = await at.send(text("Which cake?"))
    opened = await at.rig.platform.open_thread(str(at.general.id), post.id, "Cake")
    for role in (at.guild.everyone, at.guild.bot_role):
        role.permissions &= ~Perm.SEND_MESSAGES_IN_THREADS
    with pytest.raises(MissingRights) as refused:
        await at.rig.platform.send(opened.native_id, text("Noted"))
    assert refused.value.right == "Send Messages in Threads"


# ---- channels


async def make(at: Desk, name: str, *, private: bool = False) -> NativeChannel:
    space = str(at.guild.id)
    return await at.rig.platform.make_channel(space, name, private=private, reason="a story")


async def test_a_channel_is_made_once_though_the_answer_was_lost(at: Desk) -> None:
    at.guild.bot_role.permissions |= Perm.MANAGE_CHANNELS
    at.server.fail_next("POST", "/guilds/{guild_id}/channels", status=502, late=True)
    made = await make(at, "plans", private=True)
    again = await make(at, "plans")
    assert again == made and made.private
    assert len([c for c in at.guild.channels.values() if c.name == "plans"]) == 1


async def test_a_channel_that_the_bot_cannot_see_is_not_doubled(at: Desk) -> None:
    at.guild.bot_role.permissions |= Perm.MANAGE_CHANNELS
    hidden = await at.guild.add_channel("plans", private=True)
    hidden.overwrites[at.guild.me.id] = (0, Perm.VIEW_CHANNEL)
    with pytest.raises(UserError, match="cannot see: let me in"):
        await make(at, "plans")


# ---- advice


async def test_the_optional_right_is_advice_and_no_failure() -> None:
    async with desk() as at:
        findings = await at.rig.platform.check()
        assert all(finding.ok for finding in findings)
        assert [f for f in findings if f.notice and "give me Manage Server" in str(f.text)]
        link = next(str(f.text) for f in findings if "permissions=" in str(f.text))
        asked = int(link.partition("permissions=")[2].partition("&")[0])
        assert not asked & Perm.MANAGE_GUILD
        assert asked & Perm.CREATE_PUBLIC_THREADS and asked & Perm.SEND_MESSAGES_IN_THREADS
        await at.rig.trust()
        assert not [f for f in await at.rig.platform.check() if "Manage Server" in str(f.text)]


async def test_rights_for_roles_and_events_are_offered_not_demanded() -> None:
    async with desk() as at:
        names = ("Manage Roles", "Create Events")

        async def advice() -> set[str]:
            findings = await at.rig.platform.check()
            assert all(finding.ok for finding in findings)
            link = next(str(f.text) for f in findings if "permissions=" in str(f.text))
            asked = int(link.split("permissions=")[1].split("&")[0])
            assert not asked & (Perm.MANAGE_ROLES | Perm.CREATE_EVENTS)
            return {name for name in names for f in findings if f"give me {name}:" in str(f.text)}

        assert await advice() == set()
        role = at.guild.bot_role
        role.permissions &= ~(Perm.MANAGE_ROLES | Perm.CREATE_EVENTS)
        assert await advice() == {*names}
