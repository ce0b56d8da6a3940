"""SQLite's statements run where they are asked for, not on a thread of each connection.

A hop to the thread and back takes longer than most statements, and no test waits for a disk: it was
a fifth of a story on the local chat. As with the thread, everybody else has a turn before a
statement's answer is there. Two that write one file would wait for each other for ever: such a test
is marked `threaded`. The driver as it is runs there, in the tests below tests/storage, in each bot
that a test starts as a program, and in the benchmarks.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from storage.database import one_hop

Job = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


class _Here:
    """In place of the thread's queue."""

    def put_nowait(self, job: Job) -> None:
        future, function = job
        try:
            answer, result = _answer, function()
        except Exception as error:
            answer, result = _fail, error
        if future is not None:
            future.get_loop().call_soon(answer, future, result)


def _answer(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def connect(database: str, **options: Any) -> one_hop.Connection:
    """As `one_hop.connect`."""
    # who collects garbage may be another thread
    options |= {"check_same_thread": False}
    connection = one_hop.Connection(lambda: sqlite3.connect(database, **options), 64)
    connection._tx = _Here()  # type: ignore[assignment]
    connection._thread = SimpleNamespace(start=lambda: None)  # type: ignore[assignment]
    return connection
