"""How updates come in: a poll loop or a webhook. Telegram forgets one only after our commit."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.api.errors import SetupError, arisen
from bot.platforms.settings import TelegramSettings

from .calls.connection import Connection
from .calls.faults import OTHER_POLLER, UNKNOWN_BOT, is_network, translate

log = logging.getLogger(__name__)

ALLOWED = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
)
HOLD_S = 30
PAGE = 100
LONGEST_WAIT_S = 30.0
COMMIT_S, CONFIRM_S = 1.5, 0.5
"""How long `stop` waits for a page to be committed, and for Telegram to hear of it."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
Receive = Callable[[Sequence[Update]], Awaitable[None]]


class Polling:
    """Fetch, hand over, and only when that is committed ask for what comes after it."""

    def __init__(self, connection: Connection, receive: Receive) -> None:
        self._bot = connection.bot
        self._connection = connection
        self._receive = receive
        self._offset = 0
        self._task: asyncio.Task[None] | None = None
        self._handing_over = asyncio.Lock()
        self._trouble = ""

    async def start(self) -> None:
        """Take over from a webhook, if one was set, and begin. SetupError when another program
        polls with this token."""
        await self._connection.call(self._bot.delete_webhook)
        try:
            await self._fetch(hold=0)
        except Conflict:
            raise SetupError(OTHER_POLLER) from None
        except TelegramError as error:
            if not is_network(error):
                raise translate(error) from None
        self._task = asyncio.create_task(self._run(), name="telegram polling")

    async def stop(self) -> None:
        """Let a page under way be committed, confirm it, and end."""
        if self._task is None:
            return
        try:
            async with asyncio.timeout(COMMIT_S), self._handing_over:
                self._task.cancel()
        except TimeoutError:
            self._task.cancel()  # not committed, so not confirmed: it will come again
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if self._offset:
            try:
                async with asyncio.timeout(CONFIRM_S):
                    await self._bot.get_updates(offset=self._offset, limit=1, timeout=0)
            except (TelegramError, TimeoutError):
                log.info("the last updates could not be confirmed; they will come again")

    @property
    def hears(self) -> bool:
        """Whether the last attempt went well."""
        return self._task is not None and not self._trouble

    async def _run(self) -> None:
        wait = 1.0
        while True:
            try:
                page = await self._fetch(hold=HOLD_S)
                async with self._handing_over:
                    await self._take(page)
                if self._trouble:
                    log.info("Telegram is heard again")
                self._trouble, wait = "", 1.0
            except TelegramError as error:
                self._tell(_sentence(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_S)
            except Exception as error:
                log.error("updates could not be taken in, and will come again: %s", arisen(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_S)

    async def _fetch(self, *, hold: int) -> Sequence[Update]:
        try:
            return await self._bot.get_updates(
                offset=self._offset, limit=PAGE, timeout=hold, allowed_updates=ALLOWED
            )
        except TelegramError:
            raise
        except Exception:  # one of them is not as the library knows them
            asked = {"offset": self._offset, "limit": PAGE, "allowed_updates": ALLOWED}
            # not under the name of the library's own method, which it would rather have called
            page = await self._bot.do_api_request("GetUpdates", asked)
            return [_read(raw, self._bot) for raw in page]

    async def _take(self, page: Sequence[Update]) -> None:
        if page:
            await self._receive(page)
            self._offset = page[-1].update_id + 1

    def _tell(self, sentence: str) -> None:
        """Say what is wrong once, not at every attempt."""
        if sentence != self._trouble:
            self._trouble = sentence
            log.warning(sentence)


def _read(raw: Any, bot: Bot) -> Update:
    """An update; of one that the library cannot read its number, which must be confirmed, or
    nothing after it would come."""
    try:
        return Update.de_json(raw, bot)
    except Exception as error:
        log.error("an update is left out, for it cannot be read: %s", arisen(error))
        return Update(int(raw["update_id"]))


def _sentence(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return OTHER_POLLER
    if isinstance(error, InvalidToken):
        return UNKNOWN_BOT
    return "Telegram cannot be reached; trying again."


class Webhook:
    """Listens for Telegram's calls; answers 200 only after the commit."""

    def __init__(
        self, settings: TelegramSettings, connection: Connection, receive: Receive
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._receive = receive
        self._runner: web.AppRunner | None = None
        self._secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        self.port = 0

    async def start(self) -> None:
        """Listen, then tell Telegram where."""
        url = self._settings.webhook_url
        if url is None or not self._secret:
            raise SetupError("[platforms.telegram] webhook_url needs webhook_secret: add both.")
        host, _, port = self._settings.webhook_listen.rpartition(":")
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.router.add_post(urlsplit(url).path or "/", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except OSError:
            raise SetupError(
                f"[platforms.telegram] webhook_listen: {self._settings.webhook_listen} is in use "
                "or not an address of this machine."
            ) from None
        self.port = self._runner.addresses[0][1]
        try:
            await self._connection.call(
                lambda: self._connection.bot.set_webhook(
                    url, secret_token=self._secret, allowed_updates=ALLOWED
                )
            )
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop listening. The webhook stays set, so that Telegram keeps what comes meanwhile."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner, self.port = None, 0

    @property
    def hears(self) -> bool:
        """Whether we listen: Telegram says nothing when nothing happens."""
        return self.port > 0

    async def _answer(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = _read(await request.json(), self._connection.bot)
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            return web.Response(status=400)
        try:
            await self._receive([update])
        except Exception as error:
            log.error("an update could not be taken in, and will come again: %s", arisen(error))
            return web.Response(status=500)
        return web.Response()
