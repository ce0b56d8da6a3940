"""Places on a real PostgreSQL server: a user each, with a schema of its own.

That is as good as a database of its own (the schema comes first in the user's search path) and made
many times faster. Making tables is still most of a short test, so the schema of a test that is over
is emptied for the next one that wants the same tables.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import make_url

from tests.support.statements import noted

BATCH = 20
SHAPE = """
SELECT md5(string_agg(concat_ws(' ', relname, relkind, columns.every), ',' ORDER BY relname))
FROM pg_class JOIN LATERAL (
    SELECT string_agg(concat_ws(' ', attname, atttypid, attnotnull), ',' ORDER BY attnum) AS every
    FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0
) AS columns ON true
WHERE relnamespace = $1::text::regnamespace
"""
EMPTY = """
SET LOCAL lock_timeout = '2s';
DO $$
DECLARE
    name text; filled bool; names text[] := '{{}}';
BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = '{schema}' AND tablename NOT LIKE 'alembic%'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO filled;
        IF filled THEN names := names || name; END IF;
    END LOOP;
    IF names != '{{}}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(names, ', ') || ' CASCADE';
    END IF;
    FOR name IN SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences
        WHERE schemaname = '{schema}' AND last_value IS NOT NULL
    LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$;
"""


class Places:
    """The places of one server."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._unused: list[str] = []
        self._tables: dict[str, tuple[str, str, str]] = {}  # user: kind of tables, schema, shape
        self._left: dict[str, list[tuple[str, str]]] = defaultdict(list)  # kind: schema, shape
        self._scripts: dict[str, str] = {}

    def take(self) -> str:
        """The address of a place without any tables."""
        if not self._unused:
            self._unused = [f"townhall_{next(self._numbers)}" for _ in range(BATCH)]
            self._server.psql(
                "".join(
                    f"CREATE ROLE {name} LOGIN; CREATE SCHEMA AUTHORIZATION {name};"
                    for name in self._unused
                )
            )
        name = self._unused.pop()
        _places[name] = self
        return str(self._server.get_uri()).replace("postgres:@", f"{name}@", 1)

    def give_back(self, url: str) -> None:
        """Who took it is done with it."""
        user = _user(url)
        del _places[user]
        if user in self._tables:
            kind, schema, shape = self._tables.pop(user)
            self._left[kind].append((schema, shape))

    async def furnish(self, user: str, kind: str, migrate: Callable[[], Awaitable[None]]) -> None:
        if user in self._tables:
            return
        connection = await asyncpg.connect(str(self._server.get_uri()))
        try:
            if await connection.fetchval(f"SELECT to_regclass('{user}.alembic_version')"):
                return
            while self._left[kind]:
                schema, shape = self._left[kind].pop()
                if await _emptied(connection, schema, shape):
                    await connection.execute(
                        f"GRANT {schema} TO {user}; ALTER ROLE {user} SET search_path = {schema}"
                    )
                    self._tables[user] = (kind, schema, shape)
                    return
            if kind in self._scripts:
                await connection.execute(f"SET ROLE {user}; SET search_path = {user}")
                async with connection.transaction():
                    await connection.execute(self._scripts[kind])
            else:
                with _recorded(user) as statements:
                    await migrate()
                self._scripts[kind] = ";\n".join(statements)
            self._tables[user] = (kind, user, await connection.fetchval(SHAPE, user))
        finally:
            await connection.close()


@cache
def places(server: Any) -> Places:
    """Those of a server of the wheel's."""
    return Places(server)


async def _emptied(connection: Any, schema: str, shape: str) -> bool:
    """Whether it is as if just made; a test may have changed its tables, or be in them still."""
    if await connection.fetchval(SHAPE, schema) != shape:
        return False
    try:
        async with connection.transaction():
            await connection.execute(EMPTY.format(schema=schema))
    except asyncpg.LockNotAvailableError:
        return False
    return True


_places: dict[str, Places] = {}


async def furnish(url: str, kind: str, migrate: Callable[[], Awaitable[None]]) -> None:
    """Make the tables that `migrate` makes, named `kind`; what no place was taken for, is left."""
    user = _user(url)
    if user in _places:
        await _places[user].furnish(user, kind, migrate)


def _user(url: str) -> str:
    return make_url(url).username or ""


@contextmanager
def _recorded(user: str) -> Iterator[list[str]]:
    """What changes the database of that user. What has parameters moves data from one table to
    another; where nothing is, nothing moves."""
    statements: list[str] = []

    def note(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if connection.engine.url.username == user and not parameters:
            statements.append(statement)

    with noted("after_cursor_execute", note):
        yield statements
