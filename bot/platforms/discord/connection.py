"""Keeps one client connected: a new one, after a pause, whenever the last one has ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import aiohttp
import discord
import yarl

from bot.api.errors import SetupError

from .calls import BAD_TOKEN
from .client import TownhallClient

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 120.0
PATIENCE_S = 30.0
"""How long a start waits for a Discord that neither answers nor refuses."""

MISSING_INTENTS = (
    "Discord does not let the bot see members and messages. Open "
    "https://discord.com/developers/applications, choose the application, then Bot, and switch on "
    '"Server Members Intent" and "Message Content Intent".'
)


def point_at(api_url: str) -> None:
    """Send all REST calls of discord.py to this address (it has one for the whole process)."""
    discord.http.Route.BASE = api_url.rstrip("/")


async def take_gateway(client: discord.Client) -> None:
    """Use the gateway that the API names, also where discord.py would fall back to its own."""
    _, url, _ = await client.http.get_bot_gateway()
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


class Connection:
    """Supervises the client. `make` is given what to call once events flow."""

    def __init__(self, token: str, make: Callable[[Callable[[], None]], TownhallClient]) -> None:
        self._token = token
        self._make = make
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None] | None = None
        self._pause = FIRST_PAUSE_S
        self.client: TownhallClient | None = None
        self.restarts = 0

    async def open(self) -> None:
        """Return once events flow; SetupError when that can never happen as configured.

        Where Discord cannot be reached it goes on trying in the background, so that other
        platforms need not wait.
        """
        self._ready = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._supervise())
        try:
            await asyncio.wait({self._ready}, timeout=PATIENCE_S)
            if not self._ready.done():
                log.warning("Discord has not answered yet; it is waited for in the background")
            self._let_go()
            self._ready.result()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _events_flow(self) -> None:
        self._pause = FIRST_PAUSE_S
        self._let_go()

    def _let_go(self) -> None:
        """Whoever waits in `open` need not wait any longer."""
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    async def _supervise(self) -> None:
        while True:
            try:
                await self._run_client()
            except SetupError as error:
                if self._ready is None or self._ready.done():
                    log.error("%s", error)
                else:
                    self._ready.set_exception(error)
                return
            self._let_go()
            self.restarts += 1
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_S)

    async def _run_client(self) -> None:
        client = self._make(self._events_flow)
        try:
            async with client:
                await client.login(self._token)
                await take_gateway(client)
                self.client = client
                await client.connect()
        except discord.LoginFailure:
            raise SetupError(BAD_TOKEN) from None
        except discord.PrivilegedIntentsRequired:
            raise SetupError(MISSING_INTENTS) from None
        except discord.ConnectionClosed as error:
            if error.code == 4004:
                raise SetupError(BAD_TOKEN) from None
            log.warning("Discord ended the connection (%s); connecting again", error.code)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning(
                "Discord cannot be reached at %s (%s); trying again in %.0f s",
                discord.http.Route.BASE,
                type(error).__name__,
                self._pause,
            )
        except Exception as error:
            # One payload that discord.py cannot read ends its client: not ours as well.
            log.warning("the Discord client ended with %s; starting again", type(error).__name__)
        finally:
            self.client = None
