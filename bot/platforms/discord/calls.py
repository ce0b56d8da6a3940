"""Calls to Discord: at most 50 a second, retried within a minute, errors in our own words."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import TypeVar

import aiohttp
import discord

from bot.api.errors import (
    Ambiguous,
    CannotReach,
    Gone,
    MissingRights,
    SetupError,
    Unsupported,
)

log = logging.getLogger(__name__)
T = TypeVar("T")

DELAYS = (1, 2, 4, 8, 15, 30)
CANNOT_DM = frozenset({50007, 50278})
BAD_TOKEN = (
    "Discord does not accept the token. Make a new one at "  # noqa: S105 - a sentence
    "https://discord.com/developers/applications (Bot > Reset Token) and put it into the key "
    '"token" of [platforms.discord] or into TOWNHALL_PLATFORMS__DISCORD__TOKEN.'
)


@asynccontextmanager
async def for_requests(client: discord.Client) -> AsyncIterator[discord.Client]:
    """A client that makes requests alone. Its own end is cut short by a second cancellation, as at
    the stop of a busy bot, and leaves connections open then."""
    try:
        async with client:
            yield client
    finally:
        await client.http.close()


class Throttle:
    """At most `count` starts within any `seconds`, first come, first served.

    Discord allows 50 a second. Small steps instead of one burst a second, and a little less than
    is allowed, because calls may catch up with each other on the way.
    """

    def __init__(self, count: int = 5, seconds: float = 0.11) -> None:
        self._starts: deque[float] = deque(maxlen=count)
        self._count = count
        self._seconds = seconds
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        async with self._turn:
            if len(self._starts) == self._count:
                delay = self._starts[0] + self._seconds - time.monotonic()
                if delay > 0:
                    await asyncio.sleep(delay)
            self._starts.append(time.monotonic())

    def trace(self) -> aiohttp.TraceConfig:
        """A hook for discord.py's HTTP session. Answers to interactions do not count at Discord,
        and must not wait behind a queue of posts."""

        async def begin(
            session: aiohttp.ClientSession,
            context: SimpleNamespace,
            request: aiohttp.TraceRequestStartParams,
        ) -> None:
            path = request.url.path
            if request.url.scheme in ("ws", "wss") or "/interactions/" in path:
                return
            if "/webhooks/" not in path:
                await self.wait()

        config = aiohttp.TraceConfig()
        config.on_request_start.append(begin)
        return config


class _Later(Exception):
    """Worth another attempt."""


class Calls:
    """Runs calls with the client of the moment; `current` is None while there is none."""

    def __init__(self, current: Callable[[], discord.Client | None]) -> None:
        self._current = current
        self._over = asyncio.Event()

    def begin(self) -> None:
        """Calls may be tried again from now on."""
        self._over.clear()

    def end(self) -> None:
        """No call is tried again: those that wait for that fail at once, and so can be written down
        as not done before the program ends."""
        self._over.set()

    async def __call__(
        self,
        work: Callable[[discord.Client], Awaitable[T]],
        right: str,
        *,
        repeatable: bool = True,
    ) -> T:
        """The result of `work`, or one of the errors of bot.api.errors, or ConnectionError.

        `right` is what Discord calls the permission that the call needs. A call that is not
        `repeatable` is not sent again once it may have arrived.
        """
        for delay in (*DELAYS, None):
            try:
                return await self._once(work, right, repeatable=repeatable)
            except _Later as later:
                if delay is None:
                    raise ConnectionError("Discord cannot be reached") from later.__cause__
                log.info("a call to Discord is repeated in %s s", delay)
                with suppress(TimeoutError):
                    async with asyncio.timeout(delay):
                        await self._over.wait()
                        raise ConnectionError("Discord is not connected") from later.__cause__
        raise AssertionError("unreachable")

    async def _once(
        self, work: Callable[[discord.Client], Awaitable[T]], right: str, *, repeatable: bool
    ) -> T:
        client = self._current()
        if client is None or client.is_closed():
            raise _Later
        try:
            return await work(client)
        except discord.HTTPException as error:
            if error.status == 429 or error.status >= 500:
                raise _Later from error
            raise translated(error, right) from error
        except KeyError as error:
            # the library looks for it in every refusal of this kind, also where a proxy leaves
            # it out
            if error.args == ("retry_after",):
                raise _Later from error
            raise
        except aiohttp.ClientConnectorError as error:
            raise _Later from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if repeatable:
                raise _Later from error
            raise Ambiguous("Discord did not answer in time") from error


def translated(error: discord.HTTPException, right: str) -> Exception:
    """Our word for an error that Discord answered with."""
    if error.code in CANNOT_DM:
        return CannotReach("this person takes no direct messages from the bot")
    if error.status == 401 and error.code == 0:
        return SetupError(BAD_TOKEN)
    if error.status in (401, 404) or error.code in (40060, 50083):
        return Gone("that is no longer there")
    if error.status == 403:
        return MissingRights(right, "discord")
    log.error("Discord refused a call: status %s, code %s", error.status, error.code)
    return Unsupported(f"Discord refused a call: status {error.status}, code {error.code}")
