"""The library's bot with budgets of its own, bounded retries and the api's errors."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from functools import cache
from ssl import SSLContext
from typing import Any, TypeVar

import httpx
from telegram.error import ChatMigrated, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.api.errors import Ambiguous
from bot.platforms.settings import TelegramSettings

from .faults import is_network, surely_not_sent, translate

log = logging.getLogger(__name__)
R = TypeVar("R")

PATIENCE_S = 60.0
"""How long one call is tried again over network loss and flood control."""

CLOSING_S = 0.5
"""How long `close` lets requests end that are under way."""

UNSET = "0:none"
"""The library refuses an empty token before we can say what is wrong."""

# The library warns at every flood control unless told which type it shall use.
os.environ.setdefault("PTB_TIMEDELTA", "1")


def quiet_libraries() -> None:
    """httpx logs every address with the token in it; the library logs payloads. Both are silent:
    what matters is logged here."""
    for name, level in (
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram", logging.CRITICAL + 1),
    ):
        logging.getLogger(name).setLevel(level)


@cache
def _trusted() -> SSLContext:
    """The certificates that httpx trusts, read once: each of the two requests would read them
    again, which is most of the time that it takes to make the bot."""
    return httpx.create_ssl_context()


class Budgets(BaseRateLimiter[int]):
    """Messages and edits each keep to Telegram's limits per group; everything else, moderation
    above all, has a budget that a busy group cannot use up. Who waits for room when all is `over`
    is told so with a ConnectionError: nothing was sent."""

    def __init__(self, over: asyncio.Event) -> None:
        self._over = over
        self._messages = AIORateLimiter()
        self._edits = AIORateLimiter()
        self._prompt = AIORateLimiter(group_max_rate=0)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Wait for room in the budget that the method draws on."""
        if endpoint.startswith("send"):
            budget = self._messages
        elif endpoint.startswith("edit"):
            budget = self._edits
        else:
            budget = self._prompt
        begun = asyncio.Event()

        async def call(*given: Any, **named: Any) -> Any:
            begun.set()
            return await callback(*given, **named)

        asked = asyncio.ensure_future(
            budget.process_request(call, args, kwargs, endpoint, data, rate_limit_args)
        )
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({asked, over}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done() and not begun.is_set():
                raise ConnectionError("Telegram is not connected")
            return await asked
        finally:
            over.cancel()
            asked.cancel()


class Bot(ExtBot[int]):
    """The library's, but for its name in words: that has the token in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Which kind of thing it is."""
        return "<Bot>"


class Connection:
    """A bot that either does what it is asked or raises an error of `bot.api.errors`."""

    def __init__(self, settings: TelegramSettings, *, read_timeout: float = 20.0) -> None:
        quiet_libraries()
        self._over = asyncio.Event()
        root = settings.api_url.rstrip("/")
        self.bot: ExtBot[int] = Bot(
            settings.token.get_secret_value() or UNSET,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=32,
                read_timeout=read_timeout,
                pool_timeout=30.0,
                httpx_kwargs={"verify": _trusted()},
            ),
            get_updates_request=HTTPXRequest(
                connection_pool_size=1,
                read_timeout=read_timeout,
                httpx_kwargs={"verify": _trusted()},
            ),
            rate_limiter=Budgets(self._over),
        )
        self._moved: dict[int, int] = {}
        self._open = False
        self._under_way = 0
        self._none_under_way = asyncio.Event()
        self._none_under_way.set()

    async def open(self) -> None:
        """Check the token and learn who we are."""
        self._open = True
        self._over.clear()
        await self.call(self.bot.initialize, patience=0.0)

    async def close(self) -> None:
        """Close the connections; calls made later fail with ConnectionError. What is under way is
        given a moment: httpx forgets a connection that is made while it closes all."""
        self._open = False
        self._over.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_S):
                await self._none_under_way.wait()
        await self.bot.shutdown()

    def moved(self, old: int, new: int) -> None:
        """A group became a supergroup and has another id now."""
        self._moved[old] = new

    async def in_chat(
        self, chat_id: int, method: Callable[[int], Awaitable[R]], *, once: bool = False
    ) -> tuple[int, R]:
        """Call `method` with the chat's present id; returns that id and the result."""
        for _ in range(3):
            chat_id = self._moved.get(chat_id, chat_id)
            try:
                return chat_id, await self.call(lambda: method(chat_id), once=once)  # noqa: B023
            except ChatMigrated as error:
                self.moved(chat_id, error.new_chat_id)
        raise ConnectionError("Telegram keeps moving this group")

    async def call(
        self,
        method: Callable[[], Awaitable[R]],
        *,
        once: bool = False,
        patience: float = PATIENCE_S,
    ) -> R:
        """Call until it is done, refused or `patience` is over (then ConnectionError).

        `once`: the call must not take effect twice, so a failure in which it may have been carried
        out is Ambiguous.
        """
        deadline = time.monotonic() + patience
        delay = 0.5
        while True:
            if not self._open:
                raise ConnectionError("Telegram is not connected")
            try:
                return await self._counted(method)
            except ChatMigrated:
                raise
            except RetryAfter as error:
                wait = _seconds(error.retry_after) + 0.1
            except TelegramError as error:
                if not is_network(error):
                    raise translate(error) from None
                if once and not surely_not_sent(error):
                    raise Ambiguous(
                        "Telegram did not answer; the message may have been sent"
                    ) from None
                wait, delay = delay, delay * 2
            if time.monotonic() + wait > deadline:
                raise ConnectionError("Telegram cannot be reached at the moment")
            with suppress(TimeoutError):  # who closes does not wait for another attempt
                async with asyncio.timeout(wait):
                    await self._over.wait()

    async def _counted(self, method: Callable[[], Awaitable[R]]) -> R:
        self._under_way += 1
        self._none_under_way.clear()
        try:
            return await method()
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._none_under_way.set()


def _seconds(period: int | timedelta) -> float:
    return period.total_seconds() if isinstance(period, timedelta) else float(period)
