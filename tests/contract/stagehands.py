"""What a platform's owner or settings do behind the scenes of a story, on each platform."""

from __future__ import annotations

from dataclasses import replace

from bot.api.people import Level
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.discord_rig import handle as discord_message
from tests.contract.local_rig import LocalRig
from tests.contract.local_rig import handle as post
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.contract.telegram_rig import handle as telegram_message
from tests.support.chat import Actor, Rig, Seen
from tests.support.discord_server import Perm

DELETE, TIME_OUT, THREADS = "delete", "time out", "threads"
RIGHTS = {
    "discord": {
        DELETE: "Manage Messages",
        TIME_OUT: "Timeout Members",
        THREADS: "Create Public Threads",
    },
    "telegram": {DELETE: "Delete messages", TIME_OUT: "Ban users", THREADS: "Manage topics"},
}
"""The rights' names, as an owner finds them in the platform's own settings."""


async def make_ordinary(rig: Rig, actor: Actor) -> None:
    """The owner takes a moderator's rights away."""
    if isinstance(rig, LocalRig):
        world = rig.world
        world.put_person(replace(world.people[actor.native_id], level=Level.MEMBER))
    elif isinstance(rig, DiscordRig):
        assert isinstance(actor, DiscordActor)
        actor.member.roles.clear()
        await rig.server.member_changed(actor.member)
    elif isinstance(rig, TelegramRig):
        assert isinstance(actor, TelegramActor)
        await rig.group.demote(actor.person)


def speaks(rig: Rig, actor: Actor, language: str) -> None:
    """The person's app is set to that language."""
    if isinstance(rig, LocalRig):
        rig.world.set_locale(rig.world.people[actor.native_id], language)
    elif isinstance(actor, DiscordActor):
        actor.member.user.locale = language
    elif isinstance(actor, TelegramActor):
        actor.person.language_code = language


async def take_right(rig: Rig, right: str) -> str:
    """The owner takes a right from the bot; returns how the platform calls it."""
    if isinstance(rig, DiscordRig):
        gone = {
            DELETE: Perm.MANAGE_MESSAGES,
            TIME_OUT: Perm.MODERATE_MEMBERS,
            THREADS: Perm.CREATE_PUBLIC_THREADS,
        }[right]
        for role in (rig.guild.bot_role, rig.guild.everyone):
            role.permissions &= ~(gone | Perm.ADMINISTRATOR)
            await rig.server.role_changed(rig.guild, role)
    elif isinstance(rig, TelegramRig):
        gone_right = {
            DELETE: "can_delete_messages",
            TIME_OUT: "can_restrict_members",
            THREADS: "can_manage_topics",
        }[right]
        for group in (rig.group, rig.team):
            rights = group.member(rig.server.bot).rights | {gone_right: False}
            await group.promote(rig.server.bot, **rights)
    return RIGHTS[rig.name][right]


def mentioned(rig: Rig, message: Seen) -> set[str]:
    """Native ids of the people whom a message of the bot really mentions."""
    if isinstance(rig, LocalRig):
        return {span.mention for span in post(message).spans if span.mention}
    if isinstance(rig, DiscordRig):
        return {str(number) for number in discord_message(message).pinged_users}
    found = telegram_message(message).entities
    return {str(entity["user"]["id"]) for entity in found if entity["type"] == "text_mention"}


async def say_in_thread(actor: Actor, rig: Rig, name: str, text: str) -> None:
    """Open a thread below #general (a topic on Telegram) and write in it."""
    if isinstance(rig, DiscordRig):
        assert isinstance(actor, DiscordActor)
        thread = await actor.member.open_thread(rig.guild.channel("general"), name)
        await actor.member.say(thread, text)
    elif isinstance(rig, TelegramRig):
        assert isinstance(actor, TelegramActor)
        rig.topics[name] = await rig.group.create_topic(name)
        await actor.say(name, text)


def learn_topics(rig: Rig) -> None:
    """People know the topics that the bot has opened (Discord's threads are channels there)."""
    if isinstance(rig, TelegramRig):
        rig.topics |= {name: number for number, name in rig.group.topics.items()}


async def answers_no_bot(rig: Rig, actor: Actor) -> None:
    """The person takes no private messages from the bot."""
    if isinstance(actor, DiscordActor):
        actor.member.user.dms_open = False
    elif isinstance(actor, TelegramActor):
        await actor.person.block_bot()
