"""What a platform's owner or settings do behind the scenes of a story, on each platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.api.people import Level
from bot.api.services.calendars import Occasion
from bot.platforms.local.nouns import Room
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.discord_rig import handle as discord_message
from tests.contract.local_rig import LocalRig
from tests.contract.local_rig import handle as post
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.contract.telegram_rig import handle as telegram_message
from tests.support.chat import Actor, Rig, Seen
from tests.support.discord_server import Intent, Perm
from tests.support.telegram_server.actors import all_rights

DELETE, TIME_OUT, THREADS = "delete", "time out", "threads"
ROLES, EVENTS, CHANNELS = "roles", "events", "channels"
RIGHTS = {
    "discord": {
        DELETE: "Manage Messages",
        TIME_OUT: "Timeout Members",
        THREADS: "Create Public Threads",
        ROLES: "Manage Roles",
        EVENTS: "Create Events",
        CHANNELS: "Manage Channels",
    },
    "telegram": {
        DELETE: "Delete messages",
        TIME_OUT: "Ban users",
        THREADS: "Manage topics",
        ROLES: "Edit member tags",
    },
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
            ROLES: Perm.MANAGE_ROLES,
            EVENTS: Perm.CREATE_EVENTS,
        }[right]
        for role in (rig.guild.bot_role, rig.guild.everyone):
            role.permissions &= ~(gone | Perm.ADMINISTRATOR)
            await rig.server.role_changed(rig.guild, role)
    elif isinstance(rig, TelegramRig):
        gone_right = {
            DELETE: "can_delete_messages",
            TIME_OUT: "can_restrict_members",
            THREADS: "can_manage_topics",
            ROLES: "can_manage_tags",
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


# ---- roles and the calendar


async def offer(rig: Rig, role: str, *permissions: Perm) -> None:
    """The owner makes a role that can be given (on Telegram any short text is one)."""
    if isinstance(rig, LocalRig):
        if role not in rig.world.roles:
            rig.world.roles.append(role)
    elif isinstance(rig, DiscordRig):
        await rig.server.role_created(rig.guild, rig.guild.add_role(role, *permissions))


async def grant(rig: Rig, actor: Actor, *roles: str) -> None:
    """The owner gives somebody these roles, and no others (on Telegram at most one: a tag).
    Discord's roles must have been offered."""
    if isinstance(rig, LocalRig):
        await rig.world.set_roles(actor.native_id, *roles)
    elif isinstance(actor, DiscordActor):
        guild = actor.member.guild
        # so that the bot's client has met them: of strangers it takes note, and no more
        await guild.server.member_changed(actor.member)
        actor.member.roles[:] = [guild.role(role) for role in roles]
        await guild.server.member_changed(actor.member)
    elif isinstance(rig, TelegramRig):
        assert isinstance(actor, TelegramActor)
        await rig.group.tag(actor.person, "".join(roles))


def roles_of(rig: Rig, actor: Actor) -> set[str]:
    """The roles that the platform shows beside somebody's name."""
    if isinstance(rig, LocalRig):
        return set(rig.world.people[actor.native_id].roles)
    if isinstance(actor, DiscordActor):
        return {role.name for role in actor.member.roles}
    assert isinstance(rig, TelegramRig) and isinstance(actor, TelegramActor)
    tag = rig.group.member(actor.person).tag
    return {tag} if tag else set()


def calendar(rig: Rig) -> dict[str, Occasion]:
    """The events in the platform's own calendar by their ids; times in UTC ms."""
    if isinstance(rig, LocalRig):
        return dict(rig.world.calendar)
    assert isinstance(rig, DiscordRig), "Telegram has no calendar"
    return {str(number): _occasion(event) for number, event in rig.guild.events.items()}


def _occasion(event: dict[str, Any]) -> Occasion:
    start, end = (
        int(datetime.fromisoformat(event[f"scheduled_{which}_time"]).timestamp() * 1000)
        for which in ("start", "end")
    )
    place = event["entity_metadata"]["location"]
    return Occasion(event["name"], event["description"] or "", start, end, place)


async def shut_out(rig: Rig) -> tuple[str, str]:
    """The owner leaves the bot in, but no longer able to post everything; what `/doctor` then says
    of it, and the remedy that it names."""
    if isinstance(rig, DiscordRig):
        for role in (rig.guild.bot_role, rig.guild.everyone):
            role.permissions &= ~(Perm.EMBED_LINKS | Perm.ADMINISTRATOR)
            await rig.server.role_changed(rig.guild, role)
        return "I cannot post everything in general.", "Give me there: Embed Links."
    if isinstance(rig, TelegramRig):
        await rig.team.demote(rig.server.bot)
        rig.team.permissions = dict.fromkeys(rig.team.permissions, False)
        return "I cannot post everything in moderators.", "Give me there: Send messages."
    assert isinstance(rig, LocalRig)
    del rig.world.rooms["ideas"]
    return "ideas is gone, or I cannot see it.", "/settings channel in another channel"


# ---- channels and rights as a whole


async def close(rig: Rig, channel: str) -> None:
    """Somebody deletes a channel."""
    if isinstance(rig, LocalRig):
        del rig.world.rooms[channel]
    elif isinstance(rig, DiscordRig):
        await rig.server.remove_channel(rig.guild.channel(channel))


async def open_to_all(rig: Rig, channel: str) -> None:
    """Somebody makes a channel that everybody reads."""
    if isinstance(rig, LocalRig):
        rig.world.put_room(Room("by-hand", channel))
    elif isinstance(rig, DiscordRig):
        await rig.guild.add_channel(channel)


async def permit(rig: Rig, *permissions: Perm) -> None:
    """The owner gives the bot rights that it can do without (in the local chat it has them)."""
    if isinstance(rig, DiscordRig):
        for permission in permissions:
            rig.guild.bot_role.permissions |= permission
        await rig.server.role_changed(rig.guild, rig.guild.bot_role)


def readers(rig: Rig, channel: str, *actors: Actor) -> set[str]:
    """The names of those who can read the one channel of that name."""
    if isinstance(rig, LocalRig):
        (room,) = [r for r in rig.world.rooms.values() if r.name == channel]
        people = {actor.name: rig.world.people[actor.native_id] for actor in actors}
        return {name for name, person in people.items() if rig.world.sees_room(person, room)}
    assert isinstance(rig, DiscordRig), "Telegram has groups, made by people"
    (place,) = [c for c in rig.guild.channels.values() if c.name == channel]
    found = [(a.name, a.member) for a in actors if isinstance(a, DiscordActor)]
    return {name for name, member in found if member.permissions(place) & Perm.VIEW_CHANNEL}


async def overdo(rig: Rig) -> tuple[str, str, str]:
    """The owner gives the bot far too much; what `/doctor` says of it, why, and the remedy."""
    if isinstance(rig, DiscordRig):
        rig.server.privileged_intents = Intent.GUILD_MEMBERS
        await permit(rig, Perm.ADMINISTRATOR)
        return (
            "On Sourdough & Co. I am an administrator, which is more than I need.",
            "could do anything there",
            "switch off Administrator.",
        )
    assert isinstance(rig, TelegramRig)
    await rig.team.promote(rig.server.bot, **all_rights())
    return (
        "In moderators I may add administrators, which is more than I need.",
        "make themselves an administrator",
        'Switch off "Add new admins"',
    )
