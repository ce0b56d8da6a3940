"""Something that is written together with the first write of a piece of work.

Whether the work has changed anything can then be told after a crash: both are there or neither is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncConnection

Mark = Callable[[AsyncConnection], Awaitable[None]]


class _Once:
    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.done = False


_present: ContextVar[_Once | None] = ContextVar("townhall_first_write", default=None)


@contextmanager
def marking(mark: Mark) -> Iterator[None]:
    """The first transaction that is committed inside, on whatever task, carries `mark` too."""
    token = _present.set(_Once(mark))
    try:
        yield
    finally:
        _present.reset(token)


@asynccontextmanager
async def transaction(connection: AsyncConnection) -> AsyncIterator[None]:
    """One transaction, with what is to be marked."""
    once = _present.get()
    async with connection.begin():
        yield
        if once is not None and not once.done:
            await once.mark(connection)
    if once is not None:
        once.done = True
