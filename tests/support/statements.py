"""Statements are compiled once a process, not once for each bot that a test starts.

SQLAlchemy keeps what it has compiled for each engine, and takes the engine's dialect into the key.
A bot has an engine of its own, so that a third of a short test would go into compiling the same
statements again. Here dialects of one kind are equal, and their connections share what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.database import connection

_compiled: dict[Any, Any] = {}


class _Equal:
    """One server, one file format: nothing in a statement depends on the engine."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


class SQLite(_Equal, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class PostgreSQL(_Equal, PGDialect_asyncpg):
    supports_statement_cache = True


def share() -> None:
    """From now on, for engines that are made later."""
    for name, kind in {"sqlite.aiosqlite": SQLite, "postgresql.asyncpg": PostgreSQL}.items():
        registry.register(name, __name__, kind.__name__)
    connection.create_async_engine = _sharing  # type: ignore[attr-defined]


def _sharing(url: str | URL, **options: Any) -> AsyncEngine:
    engine = create_async_engine(url, **options)
    engine.sync_engine._compiled_cache = _compiled
    return engine


@contextmanager
def noted(moment: str, note: Callable[..., None]) -> Iterator[None]:
    """`note` hears of each statement of every engine, at a moment that SQLAlchemy names."""
    event.listen(Engine, moment, note)
    try:
        yield
    finally:
        event.remove(Engine, moment, note)
        # or all later statements of the process would look for listeners
        Engine._has_events = False
