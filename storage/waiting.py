"""What waits and what failed. Nothing is opened for work, made or changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import NullPool, Select, Table, func, make_url, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from .database import StorageError
from .tables import communities, inbox, outbox, tasks


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts; `oldest` is when the oldest post of those that wait was due (UTC milliseconds)."""

    posts: int
    oldest: int | None
    failed: int
    tasks: int
    events: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """Posts that wait or are being sent, since when the oldest of them does, those that could not
    be sent, and those of which that is not known."""

    waiting: int
    oldest_at: int | None
    failed: int
    unclear: int


UNDER_WAY = outbox.c.state.in_(("waiting", "sending"))
LOST = outbox.c.state.in_(("failed", "ambiguous"))
UNFINISHED = inbox.c.body.is_not(None)


def tasks_late(before: int) -> Select[int]:
    """How many waiting tasks were due before that time."""
    return select(func.count()).where(tasks.c.state == "waiting", tasks.c.due_at < before)


async def look(
    connection: AsyncConnection, *, since: int, before: int, community_id: int | None = None
) -> Waiting:
    """Posts that were due before `before` and still wait, posts that failed since `since`, tasks
    that were due and events that came before `before`. Posts are those of the community, or of
    all."""
    here = true() if community_id is None else outbox.c.community_id == community_id
    due = select(func.count(), func.min(outbox.c.due_at)).select_from(outbox)
    lost = select(func.count()).where(LOST, here, outbox.c.due_at >= since)
    events = select(func.count()).where(UNFINISHED, inbox.c.received_at < before)
    late = due.where(UNDER_WAY, here, outbox.c.due_at < before)
    posts, oldest = (await connection.execute(late)).one()
    failed = await connection.scalar(lost)
    overdue = await connection.scalar(tasks_late(before))
    unfinished = await connection.scalar(events)
    return Waiting(posts, oldest, failed or 0, overdue or 0, unfinished or 0)


async def waiting(url: str, *, since: int, before: int) -> Waiting:
    """`look` from outside. StorageError when the tables cannot be read."""
    async with _outside(url) as connection:
        return await look(connection, since=since, before=before)


async def began(connection: AsyncConnection) -> int | None:
    """When the first community was written down (UTC milliseconds); None before that."""
    found: int | None = await connection.scalar(select(func.min(communities.c.created_at)))
    return found


async def began_at(url: str) -> int | None:
    """`began` from outside. StorageError as above."""
    async with _outside(url) as connection:
        return await began(connection)


async def rows_in(url: str, tables: Iterable[Table]) -> int:
    """How many rows these tables have together, from outside. StorageError as above."""
    async with _outside(url) as connection:
        counts = [
            await connection.scalar(select(func.count()).select_from(table)) for table in tables
        ]
    return sum(count or 0 for count in counts)


@asynccontextmanager
async def _outside(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(_reading(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    except (DBAPIError, OSError) as error:
        raise StorageError(
            "What waits could not be read; the database may be of another version: see "
            "`townhall check`."
        ) from error
    finally:
        await engine.dispose()


def _reading(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return f"sqlite+aiosqlite:///file:{parsed.database}?mode=ro&uri=true"
    asynchronous = parsed.set(drivername="postgresql+asyncpg")
    return asynchronous.render_as_string(hide_password=False)
