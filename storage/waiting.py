"""What waits and what failed, read from outside: nothing is opened for work, made or changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import NullPool, func, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from .database import StorageError
from .tables import outbox, tasks


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts; `oldest` is when the oldest post of those that wait was due (UTC milliseconds)."""

    posts: int
    oldest: int | None
    failed: int
    tasks: int


async def waiting(url: str, *, since: int, before: int) -> Waiting:
    """Posts that were due before `before` and still wait, posts that failed since `since`, and
    tasks that were due before `before`. StorageError when the tables cannot be read."""
    due = outbox.c.state.in_(("waiting", "sending")), outbox.c.due_at < before
    late = select(func.count(), func.min(outbox.c.due_at)).select_from(outbox).where(*due)
    lost = select(func.count()).where(
        outbox.c.state.in_(("failed", "ambiguous")), outbox.c.due_at >= since
    )
    idle = select(func.count()).where(tasks.c.state == "waiting", tasks.c.due_at < before)
    engine = create_async_engine(_reading(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            posts, oldest = (await connection.execute(late)).one()
            failed = await connection.scalar(lost)
            overdue = await connection.scalar(idle)
    except (DBAPIError, OSError) as error:
        raise StorageError(
            "What waits could not be read; the database may be of another version: see "
            "`townhall check`."
        ) from error
    finally:
        await engine.dispose()
    return Waiting(posts, oldest, failed or 0, overdue or 0)


def _reading(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return f"sqlite+aiosqlite:///file:{parsed.database}?mode=ro&uri=true"
    asynchronous = parsed.set(drivername="postgresql+asyncpg")
    return asynchronous.render_as_string(hide_password=False)
