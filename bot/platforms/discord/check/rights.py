"""The bot's rights: what it lacks, what it could make use of, and what it should not have."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.api.boards.checks import Check
from bot.api.errors import Gone
from bot.api.port.powers import Can
from bot.api.text import T, Text, bold, joined

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    manage_messages=True,
    moderate_members=True,
    kick_members=True,
    ban_members=True,
)
IN_CHANNEL = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
HEAR, SPEAK = T("hear what is said"), T("answer")
THREADS, ACT = T("talk in threads"), T("do what moderators decide")
# Why each of NEEDED is; as they are asked for one after another, some share a reason.
USES = {
    "view_channel": HEAR,
    "read_message_history": HEAR,
    "send_messages": SPEAK,
    "embed_links": SPEAK,
    "attach_files": SPEAK,
    "add_reactions": SPEAK,
    "create_public_threads": THREADS,
    "send_messages_in_threads": THREADS,
    "manage_messages": ACT,
    "moderate_members": ACT,
    "kick_members": ACT,
    "ban_members": ACT,
}
# Not asked for by the invitation: each for a power that features can also go without, and told of
# only where one that makes use of it is switched on.
OPTIONAL = {
    "manage_guild": (
        Can.DOOR,
        T(
            "then I keep the word list in Discord's own AutoMod, hear what AutoMod blocks, and "
            "slow newcomers down while many join at once."
        ),
    ),
    "manage_roles": (
        Can.ROLE,
        T(
            "then I give newcomers the roles that they choose (only such as have no special "
            "rights and stand below my own)."
        ),
    ),
    "create_events": (Can.EVENT, T("then events show in the server's own calendar too.")),
    "manage_channels": (Can.CHANNEL, T("then /setup makes the channels that are missing.")),
}
# As Discord's own settings page calls them.
NAMES = {
    "manage_guild": "Manage Server",
    "view_channel": "View Channels",
    "read_messages": "View Channels",
    "moderate_members": "Timeout Members",
    "send_messages_in_threads": "Send Messages in Threads",
}
PORTAL = "https://discord.com/developers/applications"


def switches(flags: discord.ApplicationFlags, application_id: int | None) -> Iterator[Check]:
    """The privileged intents, which are switched on at Discord's portal."""
    members, content = (
        flags.gateway_guild_members_limited or flags.gateway_guild_members,
        flags.gateway_message_content_limited or flags.gateway_message_content,
    )
    intents: list[tuple[str, bool, Text]] = [
        ("Server Members Intent", members, T("I do not hear who comes and goes.")),
        ("Message Content Intent", content, T("I cannot read what people write.")),
    ]
    for name, on, why in intents:
        if on:
            yield Check(True, T('Discord\'s "{intent}" is switched on.', intent=name))
            continue
        yield Check(
            False,
            T('Discord\'s "{intent}" is switched off.', intent=name),
            joined([why, T("Discord refuses my next start.")], " "),
            T("Switch it on at {page}.", page=f"{PORTAL}/{application_id}/bot"),
        )


def standing(me: discord.Member, server: str, wanted: Can) -> Iterator[Check]:
    """The bot on one server, as it is called in the answer. Rights for powers that are not
    `wanted` are not asked for."""
    held, name = _without_administrator(me), bold(server)
    useful = [right for right, (power, _) in OPTIONAL.items() if power & wanted]
    if me.guild_permissions.administrator:
        yield _administrator(me, held, name)
    elif missing := missing_rights(held):
        gone = [use for right, use in USES.items() if NAMES.get(right, _title(right)) in missing]
        yield Check(
            False,
            T("On {server} I lack: {rights}.", server=name, rights=bold(", ".join(missing))),
            T("So I cannot everywhere {uses}.", uses=joined(dict.fromkeys(gone))),
            T("Give me that: Server Settings > Roles > {bot}.", bot=me.name),
        )
    else:
        yield Check(True, T("On {server} I have the rights I need.", server=name))
        for right in useful:
            if not getattr(held, right):
                yield _advice(me, right, name)
    yield from _beyond(me, held, useful, name)


def _without_administrator(me: discord.Member) -> discord.Permissions:
    """What its roles say, one by one: whoever is an administrator has all the others with that."""
    held = discord.Permissions.none()
    for role in me.roles:
        held |= role.permissions
    held.update(administrator=False)
    return held


def _administrator(me: discord.Member, held: discord.Permissions, server: Text) -> Check:
    roles = ", ".join(role.name for role in me.roles if role.permissions.administrator)
    missing = missing_rights(held)
    if missing:
        mend = T(
            "Server Settings > Roles > {roles}: switch on {rights}, then switch off Administrator.",
            roles=roles,
            rights=bold(", ".join(missing)),
        )
    else:
        mend = T("Server Settings > Roles > {roles}: switch off Administrator.", roles=roles)
    return Check(
        False,
        T("On {server} I am an administrator, which is more than I need.", server=server),
        T(
            "Whoever got hold of my token could do anything there: delete channels, ban everybody, "
            "make themselves an administrator."
        ),
        mend,
    )


def _beyond(
    me: discord.Member, held: discord.Permissions, useful: list[str], server: Text
) -> Iterator[Check]:
    """Rights with power over others that nothing here makes use of, unless everybody has them."""
    for right in useful:
        held.update(**{right: False})
    unused = discord.Permissions.elevated().value & held.value & ~NEEDED.value
    unused &= ~me.guild.default_role.permissions.value
    if not unused:
        return
    rights = discord.Permissions(unused)
    roles = [role.name for role in me.roles if role.permissions.value & unused]
    yield Check(
        True,
        T(
            "On {server} I have rights that I make no use of: {rights}.",
            server=server,
            rights=bold(", ".join(missing_rights(discord.Permissions.none(), rights))),
        ),
        T("Whoever got hold of my token would have them too."),
        T("Take them away: Server Settings > Roles > {roles}.", roles=", ".join(roles)),
        notice=True,
    )


def _advice(me: discord.Member, right: str, server: Text) -> Check:
    return Check(
        True,
        T(
            "On {server} you may also give me {right}: {gain}",
            server=server,
            right=bold(NAMES.get(right, _title(right))),
            gain=OPTIONAL[right][1],
        ),
        mend=T("Server Settings > Roles > {bot}.", bot=me.name),
        notice=True,
    )


def _title(right: str) -> str:
    return right.replace("_", " ").title()


def missing_rights(held: discord.Permissions, wanted: discord.Permissions = NEEDED) -> list[str]:
    """Names of the wanted rights that are not held, as Discord's settings show them."""
    if held.administrator:
        return []
    lacking = discord.Permissions(wanted.value & ~held.value)
    return [NAMES.get(n, _title(n)) for n, held in lacking if held]


def lacking(client: discord.Client | None, channel: int) -> list[str]:
    """The rights that the bot lacks to post in a channel; Gone when there is no such channel."""
    place = client.get_channel(channel) if client is not None else None
    if not isinstance(place, discord.abc.GuildChannel | discord.Thread):
        raise Gone("this channel is no longer there")
    held, wanted = place.permissions_for(place.guild.me), IN_CHANNEL
    if isinstance(place, discord.Thread):
        wanted = discord.Permissions(wanted.value)
        wanted.update(send_messages=False, send_messages_in_threads=True)
    return missing_rights(held, wanted)
