"""Tasks that concern a member, found by what stands in their data.

Under the names in `THEIRS` stands somebody whom a task is for or about; it goes with them, for it
may hold words of theirs. Under those in `TEAM` stands a moderator whose decision is being carried
out, which must not stop half-way: such a task stays, with a number that then leads to nobody, until
it is done. What is over has no data any more (`Tasks.finish`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, cast, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..tables import tasks

THEIRS = ("member", "writer", "one", "other", "out")
TEAM = ("by", "asked")


def _names(value: Any, member_id: int) -> bool:
    return member_id in value if isinstance(value, list) else value == member_id


async def concerning(
    connection: AsyncConnection, member_id: int, keys: tuple[str, ...] = THEIRS + TEAM
) -> list[dict[str, Any]]:
    """Whole rows, in which others are left out."""
    # a rough sieve in the database, for many may wait
    maybe = cast(tasks.c.data, String).contains(str(member_id))
    found = (await connection.execute(select(tasks).where(maybe))).mappings()
    return [
        {str(key): value for key, value in row.items()}
        | {"data": _without_others(row["data"], member_id)}
        for row in found
        if any(_names(row["data"].get(key), member_id) for key in keys)
    ]


def _without_others(data: Mapping[str, Any], member_id: int) -> dict[str, Any]:
    return {
        key: member_id if key in TEAM else value
        for key, value in data.items()
        if key not in THEIRS + TEAM or _names(value, member_id)
    }


async def drop(connection: AsyncConnection, member_id: int, sparing: str) -> None:
    """Delete those that are for or about them; not what runs right now (whoever asked for it waits
    to see it done), nor any with the name `sparing`: that ends the forgetting."""
    of = await concerning(connection, member_id, THEIRS)
    ids = [row["id"] for row in of if row["state"] != "running" and row["task"] != sparing]
    if ids:
        await connection.execute(delete(tasks).where(tasks.c.id.in_(ids)))
