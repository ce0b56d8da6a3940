"""`townhall check` for Discord: token, intents, rights and the invitation, in plain words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import discord

from bot.api.errors import Gone, SetupError
from bot.api.port.nouns import NativeSpace
from bot.api.port.platform import Finding

from .calls import BAD_TOKEN

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
# Not asked for by the invitation: each for something that can also go without.
OPTIONAL = {
    "manage_guild": "then it keeps the word list in Discord's own AutoMod, hears what AutoMod "
    "blocks, and slows newcomers down while many join at once.",
    "manage_roles": "then it gives newcomers the roles that they choose (only such as have no "
    "special rights and stand below its own).",
    "create_events": "then events show in the server's own calendar too.",
}
# As Discord's own settings page calls them.
NAMES = {
    "manage_guild": "Manage Server",
    "view_channel": "View Channels",
    "moderate_members": "Timeout Members",
    "send_messages_in_threads": "Send Messages in Threads",
}
PORTAL = "https://discord.com/developers/applications"


def invite_link(application_id: int) -> str:
    """The address with which an owner adds the bot to a server, with the rights it needs."""
    return discord.utils.oauth_url(
        application_id, permissions=NEEDED, scopes=("bot", "applications.commands")
    )


async def findings(token: str, api_url: str) -> AsyncIterator[Finding]:
    """Looks without connecting to the gateway."""
    if not token:
        yield Finding(
            False,
            f"Discord: there is no token. Make an application at {PORTAL}, choose Bot > Reset "
            'Token, and put the token into the key "token" of [platforms.discord].',
        )
        return
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            yield Finding(False, BAD_TOKEN)
            return
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            yield Finding(False, _unreachable(api_url, error))
            return
        for finding in _application(client):
            yield finding
        try:
            async for finding in _guilds(client):
                yield finding
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            yield Finding(False, _unreachable(api_url, error))


async def spaces(token: str, api_url: str) -> list[NativeSpace]:
    """The servers that the bot was added to, without connecting to the gateway."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            found = [guild async for guild in client.fetch_guilds(limit=200)]
        except discord.LoginFailure:
            raise SetupError(BAD_TOKEN) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise ConnectionError(_unreachable(api_url, error)) from error
    return [NativeSpace(str(guild.id), guild.name) for guild in found]


def _unreachable(api_url: str, error: Exception) -> str:
    return (
        f"Discord: {api_url} does not answer ({type(error).__name__}). "
        "Check the network, the firewall and api_url."
    )


def _application(client: discord.Client) -> list[Finding]:
    assert client.user is not None and client.application_id is not None  # noqa: S101
    flags = client.application_flags
    intents = [
        ("Server Members Intent", flags.gateway_guild_members_limited, flags.gateway_guild_members),
        (
            "Message Content Intent",
            flags.gateway_message_content_limited,
            flags.gateway_message_content,
        ),
    ]
    found = [Finding(True, f"Discord: the token works, the bot is called {client.user.name}.")]
    for name, limited, full in intents:
        if limited or full:
            found.append(Finding(True, f'Discord: the "{name}" is switched on.'))
        else:
            page = f"{PORTAL}/{client.application_id}/bot"
            found.append(Finding(False, f'Discord: switch on the "{name}" at {page}.'))
    link = invite_link(client.application_id)
    found.append(
        Finding(True, f"Discord: add the bot to a server (permissions {NEEDED.value}): {link}")
    )
    return found


async def _guilds(client: discord.Client) -> AsyncIterator[Finding]:
    assert client.user is not None  # noqa: S101 - logged in
    empty = True
    async for partial in client.fetch_guilds(limit=200):
        empty = False
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
        missing = missing_rights(me.guild_permissions)
        if missing:
            yield Finding(
                False,
                f'Discord: on "{guild.name}" (discord:{guild.id}) the bot lacks: '
                f"{', '.join(missing)}. Server Settings > Roles > {client.user.name}, or open the "
                "invitation link again.",
            )
        else:
            yield Finding(
                True,
                f'Discord: on "{guild.name}" (discord:{guild.id}) the bot has the rights it needs.',
            )
        for right, gain in OPTIONAL.items():
            wanted = discord.Permissions(**{right: True})
            for name in missing_rights(me.guild_permissions, wanted):
                yield Finding(
                    True,
                    f'Discord: on "{guild.name}" you may also give the bot "{name}" (Server '
                    f"Settings > Roles > {client.user.name}): {gain}",
                )
    if empty:
        nowhere = "Discord: the bot is on no server yet. Open the invitation link."
        yield Finding(False, nowhere, early=True)


def missing_rights(held: discord.Permissions, wanted: discord.Permissions = NEEDED) -> list[str]:
    """Names of the wanted rights that are not held, as Discord's settings show them."""
    if held.administrator:
        return []
    lacking = discord.Permissions(wanted.value & ~held.value)
    return [NAMES.get(n, n.replace("_", " ").title()) for n, held in lacking if held]


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
