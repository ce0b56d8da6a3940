"""One transaction for what several ask for at once.

While one is written, all that comes waits for the next. A crowd that clicks then costs few
transactions, and holds one connection instead of all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import StorageError

from ..connection import Database
from .first_write import Once, present
from .turn import urgently

TOGETHER = 200
Job = TypeVar("Job")
Answer = TypeVar("Answer")
Write = Callable[[AsyncConnection, Sequence[Job]], Awaitable[Sequence[Answer | Exception]]]


@dataclass(slots=True)
class _Asked(Generic[Job, Answer]):
    job: Job
    answer: asyncio.Future[Answer]
    first: Once | None = field(default_factory=present)


class Together(Generic[Job, Answer]):
    """`write` does several jobs in one transaction: an answer for each, or its own error. When it
    raises, they are tried one by one, so that a bad one does not take the others with it."""

    def __init__(self, db: Database, write: Write[Job, Answer]) -> None:
        self._db = db
        self._write = write
        self._waiting: list[_Asked[Job, Answer]] = []
        self._writer: asyncio.Task[None] | None = None

    async def ask(self, job: Job) -> Answer:
        """What became of it, once that is committed. Who gives up waiting does not take it back."""
        asked = _Asked[Job, Answer](job, asyncio.get_running_loop().create_future())
        # nobody may be left to hear of an error
        asked.answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting.append(asked)
        if self._writer is None:
            # of its own: what the first of them is about is not what the others are about
            self._writer = asyncio.create_task(self._run(), name="together", context=Context())
        return await asyncio.shield(asked.answer)

    async def _run(self) -> None:
        try:
            with urgently():
                await self._commit_all()
        finally:
            self._writer = None

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = self._waiting[:TOGETHER]
            del self._waiting[:TOGETHER]
            try:
                await self._commit(batch)
            finally:
                for asked in batch:
                    asked.answer.cancel()  # of those without an answer

    async def _commit(self, batch: Sequence[_Asked[Job, Answer]]) -> None:
        firsts = [asked.first for asked in batch if asked.first is not None]
        try:
            async with self._db.write(*firsts) as connection:
                answers = await self._write(connection, [asked.job for asked in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, StorageError):
                for asked in batch:
                    await self._commit([asked])
                return
            for asked in batch:
                asked.answer.set_exception(error)
            return
        for asked, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                asked.answer.set_exception(answer)
            else:
                asked.answer.set_result(answer)
