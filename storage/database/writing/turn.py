"""Whose turn it is to write: SQLite has one writer at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

IN_A_ROW = 8
_urgent: ContextVar[bool] = ContextVar("townhall_urgent", default=False)


@contextmanager
def urgently() -> Iterator[None]:
    """Somebody waits for what is written inside: it goes before what nobody waits for."""
    token = _urgent.set(True)
    try:
        yield
    finally:
        _urgent.reset(token)


class Turn:
    """A lock in the order of arrival, what is urgent first; after eight of those in a row one of
    the others, so that a crowd that clicks does not keep everything else from being written."""

    def __init__(self) -> None:
        self._held = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._row = 0

    async def __aenter__(self) -> None:
        if not self._held:
            self._held = True
            return
        waiting = self._urgent if _urgent.get() else self._others
        mine = asyncio.get_running_loop().create_future()
        waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._next()  # it was given up just as it came
            else:
                waiting.remove(mine)
            raise

    async def __aexit__(self, *_: object) -> None:
        self._next()

    def _next(self) -> None:
        others = bool(self._others) and (not self._urgent or self._row >= IN_A_ROW)
        waiting = self._others if others else self._urgent
        self._row = 0 if others else self._row + 1
        while waiting:
            following = waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        if self._urgent or self._others:
            self._next()
        else:
            self._held = False
