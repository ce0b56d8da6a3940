"""What moderation can do beyond a card: undo, word rules, the slow door, who is meant."""

from __future__ import annotations

from functools import partial

import pytest

from bot.api.errors import Gone, MissingRights, Unsupported, UserError
from bot.api.events import (
    AutoModActed,
    JoinRequested,
    MemberJoined,
    MessageEdited,
    MessagePosted,
)
from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import about, here, member, probe
from tests.contract.stagehands import TIME_OUT, make_ordinary, take_right
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.community import Community
from tests.support.discord_server import NotAllowed

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
on_discord = pytest.mark.parametrize("platform", ["discord"])
on_telegram = pytest.mark.parametrize("platform", ["telegram"])
on_the_others = pytest.mark.parametrize("platform", ["local", "telegram"])

# ---- undoing


async def test_a_time_out_is_lifted(chat: Community) -> None:
    ana, who, space, moderation = await about(chat, "Ana")
    await moderation.lift_time_out(space, who)
    await moderation.time_out(space, who, 3600, "heated")
    assert chat.rig.timed_out(ana)
    await moderation.lift_time_out(space, who)
    assert not chat.rig.timed_out(ana)
    await moderation.lift_time_out(space, who)
    await ana.say("general", "Thank you")


async def test_a_ban_is_undone(chat: Community) -> None:
    ana, who, space, moderation = await about(chat, "Ana")
    await moderation.unban(space, who)
    await ana.say("general", "Still here")
    await moderation.ban(space, who, "spam")
    assert chat.rig.banned(ana)
    await moderation.unban(space, who)
    assert not chat.rig.banned(ana)
    await moderation.unban(space, who)
    await ana.join()
    await ana.say("general", "Back again")


async def test_lifting_a_time_out_undoes_no_ban(chat: Community) -> None:
    ana, who, space, moderation = await about(chat, "Ana")
    await moderation.ban(space, who, "spam")
    if chat.rig.name == "telegram":  # which keeps a standing of people who are gone
        await moderation.lift_time_out(space, who)
    else:
        with pytest.raises(Gone):
            await moderation.lift_time_out(space, who)
    assert chat.rig.banned(ana)


async def test_whoever_was_kicked_may_come_back(chat: Community) -> None:
    ana, who, space, moderation = await about(chat, "Ana")
    await moderation.kick(space, who, "once")
    assert not chat.rig.banned(ana)
    await ana.join()
    await ana.say("general", "Sorry")


@pytest.mark.parametrize("level", [Level.MODERATOR, Level.ADMIN, Level.OWNER])
async def test_moderators_are_never_acted_on(chat: Community, level: Level) -> None:
    mo, who, space, moderation = await about(chat, "Mo", level)
    for acting in (
        moderation.time_out(space, who, 60, "x"),
        moderation.kick(space, who, "x"),
        moderation.ban(space, who, "x"),
    ):
        with pytest.raises(UserError, match="moderator rights"):
            await acting
    assert not chat.rig.timed_out(mo) and not chat.rig.banned(mo)
    await mo.say("general", "I am still here")


@pytest.mark.parametrize("platform", ["discord", "telegram"])
async def test_undoing_names_the_right_that_is_missing(chat: Community) -> None:
    _, who, space, moderation = await about(chat, "Ana")
    await moderation.time_out(space, who, 3600, "heated")
    right = await take_right(chat.rig, TIME_OUT)
    with pytest.raises(MissingRights) as refused:
        await moderation.lift_time_out(space, who)
    assert refused.value.right == right


# ---- word rules


@on_discord
async def test_a_blocked_word_becomes_an_event(chat: Community) -> None:
    assert isinstance(chat.rig, DiscordRig)
    await chat.rig.trust()
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.ADMIN)
    ear, space = probe(chat), await here(chat)
    await ear.moderation.keyword_rule(space, ["scumbag", "bad word"])
    with pytest.raises(NotAllowed):
        await ana.say("general", "You scumbag, go home")
    await mo.say("general", "Please do not write scumbag here")
    event = await ear.next(AutoModActed)
    assert (event.rule, event.text) == ("Townhall words", "You scumbag, go home")
    assert event.space == space and event.member.name == "Ana"
    assert event.channel is not None and event.channel.name == "general"
    assert event.message_native_id is None
    assert event.community.id == space.community_id
    await ear.moderation.keyword_rule(space, [])
    assert chat.rig.guild.automod == {}
    await ana.say("general", "You scumbag")
    await ear.said("You scumbag")
    assert len(ear.all(AutoModActed)) == 1 and len(ear.all(MessagePosted)) == 2


@on_discord
async def test_word_rules_and_the_door_need_a_right(chat: Community) -> None:
    ear, space = probe(chat), await here(chat)
    for asked in (ear.moderation.keyword_rule(space, ["x"]), ear.doors.close_door(space)):
        with pytest.raises(MissingRights) as refused:
            await asked
        assert refused.value.right == "Manage Server"


@on_the_others
async def test_elsewhere_there_are_no_word_rules_and_no_door(chat: Community) -> None:
    ear, space = probe(chat), await here(chat)
    for asked in (
        ear.moderation.keyword_rule(space, ["x"]),
        ear.moderation.keyword_rule(space, []),
        ear.doors.close_door(space),
        ear.doors.open_door(space, "low"),
    ):
        with pytest.raises(Unsupported):
            await asked


# ---- the door


@on_discord
async def test_the_door_closes_and_opens_again(chat: Community) -> None:
    assert isinstance(chat.rig, DiscordRig)
    await chat.rig.trust()
    doors, space, guild = probe(chat).doors, await here(chat), chat.rig.guild
    former = await doors.close_door(space)
    assert guild.verification_level == 3
    await chat.restart()
    await probe(chat).doors.open_door(space, former)
    assert guild.verification_level == 1


@on_telegram
async def test_who_asks_to_join_is_let_in_or_not(chat: Community) -> None:
    ear = probe(chat)
    nia, ole = await chat.person("Nia", joined=False), await chat.person("Ole", joined=False)
    assert isinstance(nia, TelegramActor) and isinstance(ole, TelegramActor)
    await nia.ask_to_join()
    asked = await ear.next(JoinRequested)
    assert asked.member.name == "Nia" and asked.space == await here(chat)
    assert not ear.all(MemberJoined)
    await ear.moderation.approve_join(asked.space, asked.member)
    joined = await ear.next(MemberJoined)
    assert joined.member.id == asked.member.id and not joined.returning
    await nia.say("general", "Hello!")
    await ole.ask_to_join()
    second = (await ear.next(JoinRequested, 2)).member
    await ear.moderation.decline_join(asked.space, second)
    for settled in (asked.member, second):
        with pytest.raises(Gone):
            await ear.moderation.approve_join(asked.space, settled)
        with pytest.raises(Gone):
            await ear.moderation.decline_join(asked.space, settled)


@on_telegram
async def test_letting_in_needs_a_right(chat: Community) -> None:
    assert isinstance(chat.rig, TelegramRig)
    nia, moderation = await chat.person("Nia", joined=False), probe(chat).moderation
    bot = chat.rig.server.bot
    rights = chat.rig.group.member(bot).rights | {"can_invite_users": False}
    await chat.rig.group.promote(bot, **rights)
    with pytest.raises(MissingRights) as refused:
        await moderation.approve_join(await here(chat), await member(chat, nia))
    assert refused.value.right == "Invite users via link"


@pytest.mark.parametrize("platform", ["local", "discord"])
async def test_elsewhere_nobody_asks(chat: Community) -> None:
    _, who, space, moderation = await about(chat, "Ana")
    with pytest.raises(Unsupported):
        await moderation.approve_join(space, who)
    with pytest.raises(Unsupported):
        await moderation.decline_join(space, who)


# ---- who is meant


async def test_a_reply_knows_whom_it_answers(chat: Community) -> None:
    ear, ana, ben = probe(chat), await chat.person("Ana"), await chat.person("Ben")
    first = await ana.say("general", "Rye or wheat?")
    answer = await ben.say("general", "Rye, always", reply_to=first)
    message = await ear.said("Rye, always")
    assert message.reply_to_member == await member(chat, ana)
    assert (await ear.said("Rye or wheat?")).reply_to_member is None
    await ben.edit(answer, "Rye, always!")
    edited = await ear.next(MessageEdited)
    assert edited.message.reply_to_member == message.reply_to_member


async def test_an_answer_to_the_bot_is_to_nobody(chat: Community) -> None:
    ear, ana = probe(chat), await chat.person("Ana")
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    card = await ana.sees("general", "Which cake?")
    await ana.say("general", "Nice question", reply_to=card)
    message = await ear.said("Nice question")
    assert message.reply_to == card.native_id and message.reply_to_member is None


async def test_mentions_are_members_once_they_are_known(chat: Community) -> None:
    ear, ana, ben = probe(chat), await chat.person("Ana"), await chat.person("Ben")
    await ana.address("general", ben, "who are you?")
    stranger = await ear.said("who are you?")
    assert stranger.mentioned == ()
    assert [account.native_id for account in stranger.mentions] == [ben.native_id]
    await ben.say("general", "I am new")
    author = (await ear.said("I am new")).author
    await ana.address("general", ben, "welcome")
    assert (await ear.said("welcome")).mentioned == (author,)
    await chat.restart()
    ear = probe(chat)
    await ana.address("general", ben, "still there?")
    assert [m.id for m in (await ear.said("still there?")).mentioned] == [author.id]


async def test_rights_lost_while_the_bot_was_away_are_lost(chat: Community) -> None:
    olga, mo = await chat.person("Olga", Level.OWNER), await chat.person("Mo", Level.MODERATOR)
    space = await here(chat)
    for actor, level in ((olga, Level.OWNER), (mo, Level.MODERATOR)):
        await chat.app.registry.learn_level(space, await member(chat, actor), level)
    assert await staff(chat) >= {"Olga", "Mo"}
    await chat.restart(meanwhile=partial(make_ordinary, chat.rig, mo))
    await chat.settle()
    assert "Mo" not in await staff(chat)
    assert "Olga" in await staff(chat)


async def staff(chat: Community) -> set[str]:
    known = await chat.app.registry.staff(await chat.id, Level.MODERATOR)
    return {who.name for who in known}
