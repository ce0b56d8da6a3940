"""A post as a row, and the statements of each post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.sql.dml import ReturningInsert

from ..database import Insert
from ..tables import outbox


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One post. `payload` and `file` are None once it was sent; `attempts` were begun before.

    `native_channel` and `native_id` say where a sent post stands.
    """

    id: int
    community_id: int
    platform: str
    channel_native: str | None
    user_native: str | None
    channel_id: int | None
    tag: str
    key: str | None
    payload: dict[str, Any] | None
    file: bytes | None
    nonce: str | None
    state: str
    attempts: int
    due_at: int
    native_id: int | None
    native_channel: str | None


COLUMNS = [outbox.c[name] for name in OutboxRow.__dataclass_fields__]
# built once: each post needs them, and to build one takes as long as to run it
_HERE = (outbox.c.due_at, outbox.c.id)
_TURN = func.row_number().over(partition_by=outbox.c.community_id, order_by=_HERE)
_WAITING = (
    select(outbox.c.id)
    .where(
        outbox.c.state == "waiting",
        outbox.c.due_at <= bindparam("now"),
        outbox.c.platform.not_in(bindparam("without", expanding=True)),
    )
    # the first of each community, then the second of each: none waits for all posts of another one
    .order_by(_TURN, *_HERE)
    .limit(bindparam("most"))
)
# the state once more: PostgreSQL looks again at a row that another bot had locked, but not at which
# rows were waiting
DUE = (
    select(outbox.c.id)
    .where(outbox.c.id.in_(_WAITING), outbox.c.state == "waiting")
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", claimed_at=None)
    .returning(*COLUMNS)
)


def adding(insert: Insert) -> ReturningInsert[int]:
    statement = insert(outbox).on_conflict_do_nothing(index_elements=[outbox.c.key])
    return statement.returning(outbox.c.id)
