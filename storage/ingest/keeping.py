"""Rows of the inbox, written and ended in the transaction of the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Text, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import inbox


@dataclass(slots=True)  # made for every event, and to freeze it takes three times as long
class Kept:
    """An event until its handlers have ended. `key` is for one that has no fact and may be
    delivered again; `always` keeps it also when its fact was known."""

    platform: str
    kind: str
    body: bytes
    user_native: str | None
    received_at: int
    key: bytes | None = None
    always: bool = False


# as it stands for the driver: SQLAlchemy would take as long for a row as SQLite does
_INSERT = (
    "INSERT INTO inbox (platform, kind, body, user_native, received_at, tries, begun) "
    "VALUES (?, ?, ?, ?, ?, 0, 0)"
)
_LAST = text("SELECT last_insert_rowid()")
_each = func.json_each(bindparam("ids", type_=Text)).table_valued("value")


async def keep(db: Database, connection: AsyncConnection, rows: Sequence[Kept]) -> list[int | None]:
    """The number of each row, in order; None for one whose key was there already."""
    plain = [row for row in rows if row.key is None]
    numbers = iter(await _plain(db, connection, plain) if plain else ())
    return [next(numbers) if row.key is None else await _keyed(db, connection, row) for row in rows]


async def _plain(db: Database, connection: AsyncConnection, rows: Sequence[Kept]) -> Sequence[int]:
    if db.dialect == "sqlite":
        await connection.exec_driver_sql(
            _INSERT, [(r.platform, r.kind, r.body, r.user_native, r.received_at) for r in rows]
        )
        # nobody else writes meanwhile, so the numbers follow each other
        last: int = (await connection.execute(_LAST)).scalar_one()
        return range(last - len(rows) + 1, last + 1)
    statement = db.insert(inbox).returning(inbox.c.id, sort_by_parameter_order=True)
    return list(await connection.scalars(statement, [_values(row) for row in rows]))


async def _keyed(db: Database, connection: AsyncConnection, row: Kept) -> int | None:
    statement = db.insert(inbox).values(**_values(row), key=row.key)
    found: int | None = await connection.scalar(
        statement.on_conflict_do_nothing(
            index_elements=[inbox.c.key], index_where=inbox.c.key.is_not(None)
        ).returning(inbox.c.id)
    )
    return found


def _values(row: Kept) -> dict[str, object]:
    return {
        "platform": row.platform,
        "kind": row.kind,
        "body": row.body,
        "user_native": row.user_native,
        "received_at": row.received_at,
        "tries": 0,
        "begun": False,
    }


async def end(db: Database, connection: AsyncConnection, ids: Sequence[int]) -> None:
    """The handlers of these have ended: nothing is left of them but a key that may come again."""
    given: dict[str, str] = {}
    if db.dialect == "sqlite":
        # one text instead of a number of parameters that differs from batch to batch
        here = inbox.c.id.in_(select(_each.c.value))
        given = {"ids": orjson.dumps(ids).decode()}
    else:
        here = inbox.c.id.in_(ids)
    gone = await connection.execute(delete(inbox).where(here, inbox.c.key.is_(None)), given)
    if gone.rowcount < len(ids):
        await connection.execute(update(inbox).where(here).values(body=None), given)
