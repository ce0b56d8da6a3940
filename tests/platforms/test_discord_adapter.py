"""The Discord adapter against the local Discord server, with a recording engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.api.errors import SetupError
from bot.api.people import Level
from bot.api.port.inbound import (
    InCommand,
    InDelete,
    InJoin,
    InLeave,
    InMenu,
    InMessage,
    InReaction,
    InSpace,
)
from bot.api.port.powers import Can
from bot.platforms.discord import DiscordPlatform, DiscordSettings
from tests.contract.discord_rig import DiscordRig
from tests.platforms.discord_desk import COMMANDS, Desk, Recorder, desk, text
from tests.support.discord_server import FORUM, Intent, Perm

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


# ---- spaces and commands


async def test_a_space_comes_with_channels_and_staff() -> None:
    async with desk() as at:
        space = at.sink.of(InSpace)[0]
        assert {(c.name, c.private) for c in space.channels} == {
            ("general", False),
            ("ideas", False),
            ("support", False),
            ("moderators", True),
        }
        assert space.owner is not None and space.owner.name == "Owner of record"
        await at.guild.add_channel("secrets", private=True)
        news = await at.sink.next(InSpace, 2)
        assert ("secrets", True) in {(c.name, c.private) for c in news.channels}


async def test_what_changed_just_before_the_end_is_not_announced_after_it(at: Desk) -> None:
    connection = at.rig.platform._connection
    assert connection is not None and connection.client is not None
    client = connection.client
    guild = client.get_guild(at.guild.id)
    assert guild is not None
    announcer = client.announcer
    announcer._announce_soon(guild)
    announcer.changed(guild)
    (later,) = announcer._stale.values()
    announced = len(at.sink.of(InSpace))
    await at.rig.platform.stop()
    assert later.cancelled() and not announcer._stale
    assert not announcer._announcing
    assert len(at.sink.of(InSpace)) == announced + 1


async def test_commands_are_registered_with_translations_and_only_once(at: Desk) -> None:
    faq, poll = sorted(
        (c for c in at.server.global_commands if c["type"] == 1), key=lambda c: c["name"]
    )
    assert poll["description_localizations"] == {"de": "Die Gemeinschaft fragen"}
    kinds = {option["name"]: option["type"] for option in poll["options"]}
    assert kinds == {
        "question": 3,
        "votes": 4,
        "open": 5,
        "share": 10,
        "who": 6,
        "where": 7,
        "closes": 3,
        "kind": 3,
    }
    kind = poll["options"][-1]
    assert kind["choices"][0] == {
        "name": "single",
        "value": "one",
        "name_localizations": {"de": "einfach"},
    }
    assert faq["description_localizations"] == {"de": "Fragen und Antworten"}
    assert [option["name"] for option in faq["options"]] == ["ask", "add"]
    menu = next(c for c in at.server.global_commands if c["type"] == 3)
    assert menu["name_localizations"] == {"de": "Als FAQ speichern"}
    assert menu["default_member_permissions"] == str(int(Perm.MANAGE_MESSAGES))
    assert at.server.command_writes == 1
    await at.restart()
    assert at.server.command_writes == 1
    await at.restart([replace(COMMANDS[0], description={"en": "Something else"})])
    assert at.server.command_writes == 2


async def test_every_power_is_there() -> None:
    assert DiscordPlatform(DiscordSettings()).can == ~(Can.JOIN_REQUESTS | Can.REVIVE)


# ---- what people do


async def test_messages_edits_and_deletions_arrive_in_order(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    first = await ana.say(at.general, "one", files=(("a.txt", b"x"),))
    second = await ana.say(
        at.general, f"two <@{ana.id}> <@{at.server.bot.id}> <:wave:12>", reply_to=first
    )
    await ana.edit(first, "one, better")
    await ana.delete(second)
    await at.sink.next(InDelete)
    one, two, edited = at.sink.of(InMessage)
    assert (one.text, one.attachments, one.author.name, one.edited_at) == ("one", 1, "ana", None)
    assert one.channel.name == "general" and one.channel.space is not None
    assert one.url is not None and one.url.endswith(str(first.id))
    assert two.text == "two @ana @townhall :wave:"
    assert two.reply_to == first.id and two.reply_to_author is not None and two.mentions_bot
    assert [user.name for user in two.mentions] == ["ana"]
    assert (edited.native_id, edited.text) == (first.id, "one, better") and edited.edited_at
    assert at.sink.events.index(two) < at.sink.events.index(edited)
    assert at.sink.of(InDelete)[0].native_ids == (second.id,)


async def test_own_messages_and_link_previews_are_no_news(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await at.send(text("hello"))
    said = await ana.say(at.general, "look https://example.org")
    said.embeds = [{"title": "Example"}]
    await at.server.message_changed(said)
    await ana.say(at.general, "last")
    await at.sink.next(InMessage, 2)
    assert [m.text for m in at.sink.of(InMessage)] == ["look https://example.org", "last"]


async def test_threads_are_channels_with_a_parent(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    said = await ana.say(at.general, "let us talk")
    thread = await ana.open_thread(at.general, "talk", about=said)
    await ana.say(thread, "in the thread")
    forum = await at.guild.add_channel("questions", FORUM)
    post = await ana.open_thread(forum, "how?")
    await ana.say(post, "in the forum")
    await at.sink.next(InMessage, 3)
    heard = {m.text: m.channel for m in at.sink.of(InMessage)}
    assert heard["in the thread"].parent == str(at.general.id)
    assert heard["in the forum"].parent == str(forum.id)
    assert (heard["in the forum"].name, heard["in the forum"].private) == ("how?", False)
    sent = await at.rig.platform.send(str(thread.id), text("an answer"))
    assert thread.find(sent.native_id) is not None


async def test_joins_count_after_the_screening(at: Desk) -> None:
    ana = await at.guild.add_member("ana", pending=True)
    await at.guild.add_member("ben")
    assert (await at.sink.next(InJoin)).user.name == "ben"
    await ana.pass_screening()
    assert (await at.sink.next(InJoin, 2)).user.name == "ana"
    shy = await at.guild.add_member("shy", pending=True)
    await shy.leave()
    await ana.leave()
    assert (await at.sink.next(InLeave)).user.name == "ana"
    assert len(at.sink.of(InLeave)) == 1


async def test_reactions_in_and_out(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    said = await ana.say(at.general, "cake?")
    await at.rig.platform.react(str(at.general.id), said.id, "👍")
    assert said.reactions == {"👍": [at.server.bot.id]}
    await ana.react(said, "🎂")
    await ana.unreact(said, "🎂")
    await at.sink.next(InReaction, 2)
    seen = [(r.emoji, r.added, r.user.name, r.native_id) for r in at.sink.of(InReaction)]
    assert seen == [("🎂", True, "ana", said.id), ("🎂", False, "ana", said.id)]


async def test_levels_follow_discords_rights(at: Desk) -> None:
    level, space = at.rig.platform.level, at.rig.space_id
    people = {step: await at.rig.person(step.name, step) for step in Level}
    for step, actor in people.items():
        assert await level(space, actor.native_id) is step
    kicker = at.guild.add_role("kicker", Perm.KICK_MEMBERS)
    await at.server.role_created(at.guild, kicker)
    ana = await at.guild.add_member("ana", roles=(kicker,))
    await at.sink.next(InJoin)
    assert await level(space, str(ana.id)) is Level.MODERATOR
    ana.roles.clear()
    await at.server.member_changed(ana)
    await at.sink.next(InSpace, 2)
    assert await level(space, str(ana.id)) is Level.MEMBER
    assert await level(space, "123456789") is Level.MEMBER


# ---- the connection


async def test_a_dropped_socket_loses_nothing(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await at.server.gateway.drop()
    await ana.say(at.general, "while away")
    assert (await at.sink.next(InMessage)).text == "while away"
    assert at.server.gateway.identifies == 1


async def test_a_malformed_payload_does_not_end_the_bot(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await at.server.gateway.send_raw("MESSAGE_CREATE", {"nonsense": True})
    await at.server.wait_for(
        lambda: at.server.gateway.identifies == 2 and at.server.gateway.connected, what="IDENTIFY"
    )
    await ana.say(at.general, "still there?")
    assert (await at.sink.next(InMessage)).text == "still there?"
    sent = await at.rig.platform.send(str(at.general.id), text("yes"))
    assert at.general.find(sent.native_id) is not None


async def test_bad_token_and_missing_intents_are_one_sentence(at: Desk) -> None:
    at.server.token = "another"
    fresh = DiscordPlatform(at.rig.platform._settings)
    with pytest.raises(SetupError, match="does not accept the token"):
        await fresh.start(Recorder(), (), ())
    at.server.token = at.rig.platform._settings.token.get_secret_value()
    at.server.privileged_intents = Intent.GUILD_MEMBERS
    with pytest.raises(SetupError, match="Message Content Intent"):
        await fresh.start(Recorder(), (), ())
    with pytest.raises(SetupError):
        await DiscordPlatform(DiscordSettings()).start(Recorder(), (), ())


async def test_a_dead_network_keeps_no_other_platform_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = DiscordRig()
    nobody = DiscordSettings(token=SecretStr("x"), api_url="http://127.0.0.1:9/api/v10")
    platform = DiscordPlatform(nobody)
    await asyncio.wait_for(platform.start(Recorder(), (), ()), 30)
    assert "Discord cannot be reached at http://127.0.0.1:9/api/v10" in caplog.text
    assert [f.ok for f in await platform.check()] == [False]
    await platform.stop()
    await rig.close()


async def test_check_says_what_is_missing(at: Desk) -> None:
    fine = await at.rig.platform.check()
    assert all(finding.ok for finding in fine)
    assert any("permissions=" in str(finding.text) for finding in fine)
    at.server.privileged_intents = Intent.GUILD_MEMBERS
    at.guild.bot_role.permissions &= ~Perm.MODERATE_MEMBERS
    wrong = [str(f.text) for f in await at.rig.platform.check() if not f.ok]
    assert len(wrong) == 2
    assert "Message Content Intent" in wrong[0] and "Timeout Members" in wrong[1]
    at.server.token = "another"
    (bad,) = await at.rig.platform.check()
    assert not bad.ok and "does not accept the token" in str(bad.text)
    at.server.token = "bot.token.for-tests"


async def test_no_token_reaches_the_log(at: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    ana = await at.guild.add_member("ana")
    await ana.say(at.general, "very private words")
    await at.sink.next(InMessage)
    await at.restart()
    assert at.server.token not in caplog.text and "very private words" not in caplog.text


async def test_menus_carry_their_message(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    said = await ana.say(at.general, "How do I store sourdough?")
    await ana.message_menu("Save as FAQ", said)
    menu = await at.sink.next(InMenu)
    assert (menu.key, menu.message.text) == ("save_as_faq", "How do I store sourdough?")
    await menu.responder.done()


async def test_direct_commands_have_no_space(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await ana.slash("poll", in_=ana.dm, question="?")
    asked = await at.sink.next(InCommand)
    assert asked.channel.space is None and asked.user.native_id == str(ana.id)
    await asked.responder.done()
