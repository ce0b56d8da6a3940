"""The queue of updates: long polling with Telegram's confirmation rule, and the webhook."""

import asyncio
from collections import deque
from typing import Any

import aiohttp

from .errors import bad_request, conflict

KINDS = {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
}
ONLY_WHEN_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Changes:
    """Wakes everybody who waits for something to happen in this world."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    @property
    def next(self) -> asyncio.Event:
        """Set at the next change after this moment."""
        return self._event

    async def wait(self) -> None:
        await self.next.wait()


class UpdateQueue:
    """An update is gone once a later call passes a higher offset, not before."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.pending: deque[dict[str, Any]] = deque()
        self.made: list[dict[str, Any]] = []
        self.keep_made = True
        self.confirmed = 0
        self.allowed = KINDS - ONLY_WHEN_ASKED
        self.arrived = Changes()
        self._next_id = 1000
        self._poller: asyncio.Event | None = None

    @property
    def polled(self) -> bool:
        return self._poller is not None

    def push(self, kind: str, payload: dict[str, Any]) -> None:
        if kind not in self.allowed:
            return
        update = {"update_id": self._next_id, kind: payload}
        self._next_id += 1
        self.pending.append(update)
        if self.keep_made:
            self.made.append(update)
        self.arrived.notify()

    def allow(self, kinds: list[str] | None) -> None:
        """None: as before. Empty: everything but what must be asked for."""
        if kinds is not None:
            self.allowed = set(kinds) or KINDS - ONLY_WHEN_ASKED

    def confirm_below(self, offset: int) -> None:
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()
            self.confirmed += 1
            self.changes.notify()

    async def poll(self, offset: int, limit: int, hold: float) -> list[dict[str, Any]]:
        """One getUpdates; a newer call ends an older one that still waits."""
        if offset < 0:
            offset = (
                self.pending[max(len(self.pending) + offset, 0)]["update_id"] if self.pending else 0
            )
        self.confirm_below(offset)
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            if not self.pending and hold:
                await self._first_of(mine, hold)
            if mine.is_set():
                raise conflict(OTHER_POLLER)
            page = [self.pending[i] for i in range(min(limit, len(self.pending)))]
        finally:
            if self._poller is mine:
                self._poller = None
        return page

    async def _first_of(self, superseded: asyncio.Event, hold: float) -> None:
        waits = [
            asyncio.ensure_future(self.arrived.next.wait()),
            asyncio.ensure_future(superseded.wait()),
        ]
        try:
            await asyncio.wait(waits, timeout=hold, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


class Webhook:
    """Posts each update in order, again and again until the address answers 2xx."""

    def __init__(self, queue: UpdateQueue) -> None:
        self.queue = queue
        self.url = ""
        self.secret: str | None = None
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None
        self.attempts: list[int] = []
        self.retry_delay = 0.02
        self.routes: dict[str, str] = {}
        """Where public https addresses lead on this machine."""
        self._task: asyncio.Task[None] | None = None

    async def set(self, url: str, secret: str | None, max_connections: int) -> None:
        await self.clear()
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = None
        self._task = asyncio.create_task(self._push_all())

    async def clear(self) -> None:
        self.url, self.secret = "", None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def info(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue.pending),
            "allowed_updates": sorted(self.queue.allowed),
        }
        if self.url:
            data["max_connections"] = self.max_connections
        if self.last_error:
            data["last_error_date"], data["last_error_message"] = self.last_error
        return data

    async def _push_all(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        async with aiohttp.ClientSession(headers=headers) as http:
            while True:
                if not self.queue.pending:
                    await self.queue.arrived.wait()
                    continue
                update = self.queue.pending[0]
                if await self._post(http, update):
                    self.queue.confirm_below(update["update_id"] + 1)
                else:
                    await asyncio.sleep(self.retry_delay)

    async def _post(self, http: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        try:
            async with http.post(self.routes.get(self.url, self.url), json=update) as answer:
                status = answer.status
        except aiohttp.ClientError as error:
            self.last_error = (0, f"Connection failed: {type(error).__name__}")
            return False
        self.attempts.append(status)
        if 200 <= status < 300:
            return True
        self.last_error = (0, f"Wrong response from the webhook: {status}")
        return False


def refuse_polling(webhook: Webhook) -> None:
    """getUpdates and a webhook exclude each other."""
    if webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
