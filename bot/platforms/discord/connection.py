"""Keeps one client connected: a new one, after a pause, whenever the last one has ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import aiohttp
import discord
import yarl

from bot.api.errors import SetupError

from .calls import BAD_TOKEN
from .client import TownhallClient

if TYPE_CHECKING:
    from discord.types.gateway import SessionStartLimit

log = logging.getLogger(__name__)

DAY_S = 86_400
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 120.0
CLOSING_S = 0.5
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


async def take_gateway(client: discord.Client) -> SessionStartLimit:
    """Use the gateway that the API names, also where discord.py would fall back to its own. Returns
    what it says of how often a bot may begin a session."""
    _, url, limit = await client.http.get_bot_gateway()
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
    return limit


def brake_s(limit: SessionStartLimit) -> float:
    """Seconds to wait before the next session.

    Discord takes a bot's token away when it begins more than 1,000 sessions a day, which something
    that starts a crashing bot again and again does in an hour. Discord itself keeps the count, so
    that a restart does not forget it: a tenth may be used at once, the others evenly over the day.
    """
    total, left, reset_s = limit["total"], limit["remaining"], limit["reset_after"] / 1000
    if left <= 0:
        return reset_s
    passed = max(0.0, DAY_S - reset_s)
    at_once, evenly = 0.1 * total, 0.9 * total
    too_many = (total - left) - at_once - evenly * passed / DAY_S
    return min(reset_s, max(0.0, too_many * DAY_S / evenly))


async def _keep_within(limit: SessionStartLimit) -> None:
    wait = brake_s(limit)
    if wait > 0:
        log.error(
            "Discord was connected to very often: %d connections are left today. To keep the "
            "token, the next one waits for %.0f s. Look for what starts the bot again and again.",
            limit["remaining"],
            wait,
        )
        await asyncio.sleep(wait)


async def _hang_up(client: discord.Client) -> None:
    """End what a farewell has left open: one cut short (CLOSING_S) does not get as far as the
    session, and of a line that a shard is just opening anew discord.py knows nothing."""
    beats = [t for t in threading.enumerate() if isinstance(t, discord.gateway.KeepAliveHandler)]
    try:
        for line in (beat.ws for beat in beats):
            if line._connection is client._connection:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(CLOSING_S):
                        await line.close(code=1000)
    finally:
        await client.http.close()


class Connection:
    """Supervises the client. `make` is given what to call once events flow."""

    def __init__(self, token: str, make: Callable[[Callable[[], None]], TownhallClient]) -> None:
        self._token = token
        self._make = make
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None] | None = None
        self._pause = FIRST_PAUSE_S
        self._made: TownhallClient | None = None
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
            _, late = await asyncio.wait({self._task}, timeout=CLOSING_S)
            if late:  # hanging up waits for Discord, which may never hear of it
                self._task.cancel()
                await asyncio.wait({self._task}, timeout=CLOSING_S)
            self._task = None
            if self._made is not None:  # on a busy machine all of that may have been too late
                await _hang_up(self._made)

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
        client = self._made = self._make(self._events_flow)
        try:
            async with client:
                await client.login(self._token)
                await _keep_within(await take_gateway(client))
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
            await _hang_up(client)
