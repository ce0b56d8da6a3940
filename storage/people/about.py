"""All rows that are about a member, in whichever table, found by the names of its columns.

Where a table has a column of whom it is about (of `SUBJECTS`), the rows are those of that person: a
moderator's note about Ana is Ana's, and so is the answer to her question. Elsewhere a row is of
everybody whom it names. Who else is named in a row is left out, for that is about the other; and
the words of a row of two, such as a draft that Mo makes of what Ana wrote, are the author's own.
To these comes what waits: what they did and is not handled yet, private posts to them, and tasks
that concern them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    RowMapping,
    Table,
    Text,
    column,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy import table as lightweight
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import accounts, inbox, members, outbox, tasks
from .errands import concerning
from .undone import done_by, owned, told_in_private

AUTHOR = "author_id"
SUBJECTS = ("member_id", "asker_id", AUTHOR)
_NAMES = re.compile(
    r"(^|_)(member|author|asker|asked|actor|answerer|helper|owner|source|target|other|first|low|high|by)"
    r"_id$|(^|_)by$"
)


Names = Mapping[tuple[str, str], tuple[str, str]]
"""Of a table's column with numbers: the table in which that is the `id`, and its column to read."""


def naming(table: Table) -> list[Column[Any]]:
    """The columns that hold a member's number."""
    return [column for column in table.columns if _NAMES.search(column.name)]


class AboutMember:
    """Reads the tables that there are now, also those of features that are switched off."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def counts(self, member_id: int) -> dict[str, int]:
        """Rows by table; none where there are none."""
        found = {}
        async with self._db.read() as connection:
            for table in await connection.run_sync(_tables):
                query = select(func.count()).where(_about(table, member_id))
                if count := await connection.scalar(query):
                    found[str(table.name)] = int(count)
            # not what they did, which is always there: it is how they ask
            told = told_in_private(await owned(connection, member_id))
            query = select(func.count()).select_from(outbox).where(told)
            if count := await connection.scalar(query):
                found[str(outbox.name)] = int(count)
            if waiting := await concerning(connection, member_id):
                found[str(tasks.name)] = len(waiting)
        return found

    async def rows(self, member_id: int, names: Names) -> dict[str, list[dict[str, Any]]]:
        """The same rows as plain values, by table; and as `names` what their numbers lead to."""
        found = {}
        async with self._db.read() as connection:
            for table in await connection.run_sync(_tables):
                query = select(table).where(_about(table, member_id))
                if rows := (await connection.execute(query)).mappings().all():
                    found[str(table.name)] = [_own(row, table, member_id) for row in rows]
            theirs = await owned(connection, member_id)
            for table, waits in ((inbox, done_by(theirs)), (outbox, told_in_private(theirs))):
                rows = (await connection.execute(select(table).where(waits))).mappings().all()
                if rows:
                    found[str(table.name)] = [_plain(row) for row in rows]
            if waiting := await concerning(connection, member_id):
                found[str(tasks.name)] = waiting
            found["names"] = [
                {"table": table, **row}
                for (table, name), ids in _led_to(found, names).items()
                for row in await _called(connection, table, name, ids)
            ]
        return found


def _led_to(
    found: Mapping[str, Sequence[Mapping[str, Any]]], names: Names
) -> Mapping[tuple[str, str], set[int]]:
    ids = defaultdict[tuple[str, str], set[int]](set)
    for (table, of), target in names.items():
        ids[target] |= {row[of] for row in found.get(table, ()) if row.get(of)}
    return {target: wanted for target, wanted in ids.items() if wanted}


async def _called(
    connection: AsyncConnection, table: str, name: str, ids: set[int]
) -> list[dict[str, Any]]:
    of = lightweight(table, column("id"), column(name))
    query = select(of.c["id"], of.c[name]).order_by(of.c["id"])
    # all are read, for there are few beside what they hold, and an IN takes only so many
    rows = await connection.execute(query)
    return [{"id": number, "name": called} for number, called in rows if number in ids]


def _about(table: Table, member_id: int) -> ColumnElement[bool]:
    if table.name == members.name:
        return table.c.id == member_id
    names = naming(table)
    if not names:
        own = select(accounts.c.id).where(accounts.c.member_id == member_id)
        return table.c.account_id.in_(own)
    subjects = [table.c[name] for name in SUBJECTS if name in table.c]
    return or_(*(column == member_id for column in subjects or names))


def _tables(connection: Connection) -> Sequence[Table]:
    # not MetaData.reflect: it also asks each of a hundred tables for its keys and indices, which
    # nobody needs here and which holds up everybody else for half a second
    known = MetaData()
    columns = inspect(connection).get_multi_columns()
    there = [
        Table(name, known, *(Column(one["name"], one["type"]) for one in of_table))
        for (_, name), of_table in columns.items()
    ]
    with_people = [
        table
        for table in there
        if naming(table) or "account_id" in table.c or table.name == members.name
    ]
    return sorted(with_people, key=lambda table: (table.name != accounts.name, table.name))


def _own(row: RowMapping, table: Table, member_id: int) -> dict[str, Any]:
    """What of a row is about that member."""
    others = {column.name for column in naming(table) if row[column.name] != member_id}
    if sum(name in table.c for name in SUBJECTS) > 1 and AUTHOR in others:
        others |= {column.name for column in table.c if isinstance(column.type, Text)}
    return {key: value for key, value in _plain(row).items() if key not in others}


def _plain(row: RowMapping) -> dict[str, Any]:
    return {
        str(key): _readable(value) if isinstance(value, bytes) else value
        for key, value in row.items()
    }


def _readable(value: bytes) -> str:
    """Text where it is some, such as what waits to be handled."""
    text = value.decode(errors="replace")
    return text if text.isprintable() and "\ufffd" not in text else value.hex()
