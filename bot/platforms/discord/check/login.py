"""`townhall check` for Discord, by requests alone: token, intents, rights and the invitation."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import discord

from bot.api.errors import SetupError
from bot.api.port.nouns import NativeSpace
from bot.api.port.platform import Finding
from bot.api.port.powers import Can

from ..calls import BAD_TOKEN, for_requests
from .rights import NEEDED, PORTAL, standing, switches


def invite_link(application_id: int) -> str:
    """The address with which an owner adds the bot to a server, with the rights it needs."""
    return discord.utils.oauth_url(
        application_id, permissions=NEEDED, scopes=("bot", "applications.commands")
    )


async def findings(token: str, api_url: str, wanted: Can) -> AsyncIterator[Finding]:
    """Looks without connecting to the gateway."""
    if not token:
        yield Finding(
            False,
            f"Discord: there is no token. Make an application at {PORTAL}, choose Bot > Reset "
            'Token, and put the token into the key "token" of [platforms.discord].',
        )
        return
    client = discord.Client(intents=discord.Intents.none())
    async with for_requests(client):
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
            async for finding in _guilds(client, wanted):
                yield finding
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            yield Finding(False, _unreachable(api_url, error))


async def spaces(token: str, api_url: str) -> list[NativeSpace]:
    """The servers that the bot was added to, without connecting to the gateway."""
    async with for_requests(discord.Client(intents=discord.Intents.none())) as client:
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
    link = invite_link(client.application_id)
    return [
        Finding(True, f"Discord: the token works, the bot is called {client.user.name}."),
        *map(Finding.of, switches(client.application_flags, client.application_id)),
        Finding(True, f"Discord: add the bot to a server (permissions {NEEDED.value}): {link}"),
    ]


async def _guilds(client: discord.Client, wanted: Can) -> AsyncIterator[Finding]:
    assert client.user is not None  # noqa: S101 - logged in
    empty = True
    async for partial in client.fetch_guilds(limit=200):
        empty = False
        guild = await client.fetch_guild(partial.id, with_counts=False)
        me = await guild.fetch_member(client.user.id)
        for check in standing(me, f"{guild.name} (discord:{guild.id})", wanted):
            yield Finding.of(check)
    if empty:
        nowhere = "Discord: the bot is on no server yet. Open the invitation link."
        yield Finding(False, nowhere, early=True)
