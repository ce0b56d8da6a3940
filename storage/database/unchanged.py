"""A database that stays as it is, whatever is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from .connection import Database
from .writing.first_write import Once


class UnchangedDatabase(Database):
    """Writes are taken and forgotten, so that what works with a database can be run without leaving
    a trace. Only the schema is brought up to date."""

    def write(self, *firsts: Once) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction, rolled back at its end."""
        return self._forgotten(firsts)

    @asynccontextmanager
    async def _forgotten(self, firsts: Sequence[Once]) -> AsyncIterator[AsyncConnection]:
        with suppress(_Forgotten):
            async with super().write(*firsts) as connection:
                yield connection
                raise _Forgotten


class _Forgotten(Exception):
    """Ends a transaction that is not to be kept."""
