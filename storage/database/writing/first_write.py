"""Something that is written together with the first write of a piece of work.

Whether the work has changed anything can then be told after a crash: both are there or neither is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncConnection

Mark = Callable[[AsyncConnection], Awaitable[None]]


class Once:
    """A mark that is still to be made, or was."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.done = False


_present: ContextVar[Once | None] = ContextVar("townhall_first_write", default=None)


@contextmanager
def marking(mark: Mark) -> Iterator[None]:
    """The first transaction that is committed inside, on whatever task, carries `mark` too."""
    token = _present.set(Once(mark))
    try:
        yield
    finally:
        _present.reset(token)


def present() -> Once | None:
    """What is to be marked by the work at hand, for a transaction that somebody else opens."""
    return _present.get()


@asynccontextmanager
async def transaction(connection: AsyncConnection, others: Sequence[Once]) -> AsyncIterator[None]:
    """One transaction, with what is to be marked: by the work at hand, and by others for whom it
    writes too."""
    own = _present.get()
    all_ = dict.fromkeys((*others, own) if own is not None else others)
    async with connection.begin():
        yield
        for once in all_:
            if not once.done:
                await once.mark(connection)
    for once in all_:
        once.done = True
