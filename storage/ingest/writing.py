"""Writes a batch of facts in the caller's transaction and says which of them were news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter

import orjson
from sqlalchemy import Text, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from ..database import Database
from ..rollups import forget_reaction, hold_intake
from ..tables import member_roles, memberships, mentions, messages, movements, reactions
from .facts import DeleteFact, EditFact, Fact, MessageFact, MovementFact, ReactionFact

# dataclasses.asdict copies deeply, which took a third of the time on the hot path
_FIELDS = [field.name for field in fields(MessageFact) if field.name != "mentioned"]
_row = attrgetter(*_FIELDS)


def _new_only(statement: sqlite.Insert) -> ReturningInsert[int, int]:
    key = (messages.c.space_id, messages.c.native_id)
    return statement.on_conflict_do_nothing(index_elements=key).returning(*key)


# One text instead of a number of parameters that differs from batch to batch: SQLite prepares it
# once, and a row costs a tenth.
_each = func.json_each(bindparam("rows", type_=Text)).table_valued("value")
_INSERT_JSON = _new_only(
    sqlite.insert(messages).from_select(
        _FIELDS,
        # without WHERE the grammar would take ON CONFLICT for a join's condition
        select(*(func.json_extract(_each.c.value, f"$[{i}]") for i in range(len(_FIELDS)))).where(
            true()
        ),
    )
)


async def write_batch(
    db: Database, connection: AsyncConnection, facts: Sequence[Fact]
) -> list[bool]:
    """One result per fact. Messages go first, in bulk: whatever else the batch says of a message
    came after it."""
    await hold_intake(db, connection)
    posted = [fact for fact in facts if isinstance(fact, MessageFact)]
    new = await _messages(db, connection, posted) if posted else set()
    results = []
    naming = []
    for fact in facts:
        match fact:
            case MessageFact():
                key = (fact.space_id, fact.native_id)
                results.append(key in new)
                if key in new and fact.mentioned:
                    naming.append(fact)
                new.discard(key)
            case ReactionFact():
                results.append(await _react(db, connection, fact))
            case EditFact():
                results.append(await _edit(connection, fact))
            case DeleteFact():
                results.append(await _delete(connection, fact))
            case MovementFact():
                results.append(await _move(db, connection, fact))
    if naming:
        await _mentions(connection, naming)
    return results


async def _messages(
    db: Database, connection: AsyncConnection, facts: Sequence[MessageFact]
) -> set[tuple[int, int]]:
    if db.dialect == "sqlite":
        rows = orjson.dumps([_row(fact) for fact in facts]).decode()
        found = await connection.execute(_INSERT_JSON, {"rows": rows})
    else:
        values = [{name: getattr(fact, name) for name in _FIELDS} for fact in facts]
        found = await connection.execute(_new_only(db.insert(messages)), values)
    return {(space_id, native_id) for space_id, native_id in found}


async def _mentions(connection: AsyncConnection, facts: Sequence[MessageFact]) -> None:
    rows = [
        {
            "community_id": fact.community_id,
            "space_id": fact.space_id,
            "native_id": fact.native_id,
            "member_id": fact.member_id,
            "target_id": target,
            "sent_at": fact.sent_at,
            "day": fact.day,
        }
        for fact in facts
        for target in fact.others_mentioned()
    ]
    if rows:
        await connection.execute(insert(mentions), rows)


async def _react(db: Database, connection: AsyncConnection, fact: ReactionFact) -> bool:
    key = {
        "space_id": fact.space_id,
        "native_id": fact.native_id,
        "member_id": fact.member_id,
        "emoji": _number(fact.emoji),
    }
    if not fact.added:
        return await forget_reaction(connection, key)
    author = (
        select(messages.c.member_id)
        .where(messages.c.space_id == fact.space_id, messages.c.native_id == fact.native_id)
        .scalar_subquery()
    )
    result = await connection.execute(
        db.insert(reactions)
        .values(**key, community_id=fact.community_id, target_id=author, at=fact.at, day=fact.day)
        .on_conflict_do_nothing(index_elements=list(key))
    )
    return result.rowcount > 0


def _number(emoji: str) -> int:
    return int.from_bytes(blake2b(emoji.encode(), digest_size=8).digest(), signed=True)


async def _edit(connection: AsyncConnection, fact: EditFact) -> bool:
    result = await connection.execute(
        update(messages)
        .where(
            messages.c.space_id == fact.space_id,
            messages.c.native_id == fact.native_id,
            or_(messages.c.edited_at.is_(None), messages.c.edited_at < fact.edited_at),
        )
        .values(edited_at=fact.edited_at)
    )
    return result.rowcount > 0


async def _delete(connection: AsyncConnection, fact: DeleteFact) -> bool:
    result = await connection.execute(
        update(messages)
        .where(
            messages.c.space_id == fact.space_id,
            messages.c.native_id.in_(fact.native_ids),
            messages.c.deleted_at.is_(None),
        )
        .values(deleted_at=fact.deleted_at)
    )
    return result.rowcount > 0


async def _move(db: Database, connection: AsyncConnection, fact: MovementFact) -> bool:
    here = (
        memberships.c.space_id == fact.space_id,
        memberships.c.account_id == fact.account_id,
    )
    row = (
        await connection.execute(
            select(memberships.c.joined_at, memberships.c.left_at).where(*here).with_for_update()
        )
    ).one_or_none()
    if row is not None and not _is_news(fact, row.joined_at, row.left_at):
        return False
    joined = fact.kind == "joined"
    first = {
        "joined_at": fact.at if joined else None,
        "left_at": None if joined else fact.at,
        "joins": int(joined),
    }
    again = {"left_at": first["left_at"], "joins": memberships.c.joins + int(joined)}
    if joined:
        again["joined_at"] = fact.at
    await connection.execute(
        db.insert(memberships)
        .values(space_id=fact.space_id, account_id=fact.account_id, level=0, **first)
        .on_conflict_do_update(
            index_elements=[memberships.c.space_id, memberships.c.account_id], set_=again
        )
    )
    await connection.execute(
        insert(movements).values(
            community_id=fact.community_id,
            space_id=fact.space_id,
            member_id=fact.member_id,
            kind=fact.kind,
            at=fact.at,
            day=fact.day,
        )
    )
    if not joined:  # who comes back comes back without them
        await connection.execute(
            delete(member_roles).where(
                member_roles.c.space_id == fact.space_id,
                member_roles.c.account_id == fact.account_id,
            )
        )
    return True


def _is_news(fact: MovementFact, joined_at: int | None, left_at: int | None) -> bool:
    """Whether it changes the state; a report that arrives again or late does not."""
    if fact.kind == "joined":
        return fact.at >= left_at if left_at is not None else joined_at is None
    return left_at is None and (joined_at is None or fact.at >= joined_at)
