"""Every migration leads up with all data, back down to the very schema it came from, and up again.

On the way up, rows are written at every revision; each step after that must leave them as they are,
but for the tables that a migration makes anew on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    create_engine,
    text,
)

from storage import StorageError
from storage.database import Database
from storage.migrations.stepping import below, move
from storage.migrations.upgrade import folders_of, revisions_of

from .test_schema import COGS, _metadata

FOLDERS = folders_of(COGS)
REVISIONS = {name: sorted(revisions_of(folder)[0]) for name, folder in FOLDERS.items()}
SUMS = {"activity_days", "activity_hours", "rollup_state"}
VOTES = {"polls", "polls_options", "polls_votes", "polls_ballots", "polls_voted"}
MADE_ANEW: Mapping[str, set[str]] = {
    "core_0006": SUMS,  # counted again at the next start
    "polls_0002": VOTES,  # see tests/cogs/polls/store/test_migration.py
}
WORDS = {
    "ideas.status": "planned",
    "ideas_changes.before": "new",
    "ideas_changes.after": "done",
    "polls.kind": "single",
    "polls.state": "open",
    "polls.rules": '{"kind": "single", "secrecy": "private"}',
}


class Seen:
    """The tables as they are now, and all that is in them."""

    def __init__(self, connection: Connection) -> None:
        metadata = MetaData()
        metadata.reflect(connection)
        self.tables = [
            t for t in metadata.sorted_tables if not t.name.startswith("alembic_version")
        ]
        self.rows = {table.name: _rows(connection, table) for table in self.tables}
        self.schema = {table.name: _shape(table) for table in self.tables}


def _rows(connection: Connection, table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        tuple(row[column.name] for column in table.primary_key): dict(row)
        for row in connection.execute(table.select()).mappings()
    }


def _shape(table: Table) -> dict[str, Any]:
    """What makes tables alike, whatever the order of their columns."""
    keys = [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    return {
        "columns": sorted((c.name, str(c.type), c.nullable) for c in table.columns),
        "key": [c.name for c in table.primary_key],
        "unique": sorted(sorted(c.columns.keys()) for c in unique),
        "indexes": sorted((str(i.name), i.columns.keys(), i.unique) for i in table.indexes),
        "keys": sorted((k.column_keys, k.referred_table.name) for k in keys),
    }


def _write(connection: Connection, seen: Seen, number: int) -> None:
    """One row into every table, its own for each number; what points somewhere points at its
    like."""
    for table in seen.tables:
        values = {
            column.name: _value(table.name, column.name, column.type, number)
            for column in table.columns
        }
        connection.execute(table.insert().values(values))


def _value(table: str, name: str, kind: Any, number: int) -> Any:
    if isinstance(kind, Boolean):
        # a poll for a list of voters goes on the way back, by the rule of its migration
        return number % 2 == 0 and name != "listed"
    if isinstance(kind, JSON):
        return {"n": number}
    if isinstance(kind, LargeBinary):
        return bytes([number])
    if isinstance(kind, Float):
        return number / 2
    if isinstance(kind, Integer):
        return number
    return WORDS.get(f"{table}.{name}", f"{name} {number}; 'quoted' ä")


def _same(before: Seen, after: Seen, revision: str) -> None:
    anew = MADE_ANEW.get(revision, set())
    for name in before.rows.keys() & after.rows.keys() - anew:
        for key, row in before.rows[name].items():
            now = after.rows[name].get(key)
            assert now is not None, f"{revision}: {name} {key} is gone"
            common = row.keys() & now.keys()
            assert {c: row[c] for c in common} == {c: now[c] for c in common}, (revision, name)


def _round_trip(connection: Connection, part: str) -> None:
    """Up with a row of each revision, down, and up again; compared after each step."""
    steps = REVISIONS[part]
    schemas: dict[str, Any] = {f"{part}_0000": {}}
    seen = Seen(connection)

    def step(revision: str, crossed: str, write: int = 0) -> None:
        nonlocal seen
        move(connection, COGS, revision)
        now = Seen(connection)
        _same(seen, now, crossed)
        assert now.schema == schemas.setdefault(revision, now.schema), revision
        if write:
            _write(connection, now, write)
            now.rows = {table.name: _rows(connection, table) for table in now.tables}
        seen = now

    for number, revision in enumerate(steps, 1):
        step(revision, revision, write=number)
    down = [f"{part}_0000", *steps[:-1]]
    for crossed, revision in zip(reversed(steps), reversed(down), strict=True):
        step(revision, crossed)
    step(steps[-1], "")
    if connection.dialect.name == "sqlite":
        assert not connection.execute(text("PRAGMA foreign_key_check")).all()
    assert _differences(connection, part) == []


def _differences(connection: Connection, part: str) -> list[object]:
    """Between the tables that are there and those that the code declares."""
    metadata = _metadata(part)
    options = {
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


@pytest.fixture
def plain(sqlite_url: str) -> Iterator[Connection]:
    """A connection without a thread of its own: here are thousands of statements."""
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("part", REVISIONS)
def test_there_and_back_and_there_on_sqlite(plain: Connection, part: str) -> None:
    _round_trip(plain, part)


def _there_and_back(connection: Connection, part: str) -> None:
    """The same in long strides: a row of the first revision, up, down to it, and away."""
    first, *_, last = REVISIONS[part]
    move(connection, COGS, first)
    before = Seen(connection)
    _write(connection, before, 1)
    before.rows = {table.name: _rows(connection, table) for table in before.tables}
    move(connection, COGS, last)
    assert _differences(connection, part) == []
    move(connection, COGS, first)
    after = Seen(connection)
    assert after.schema == before.schema
    _same(before, after, "core_0006")
    assert after.rows["members"] == before.rows["members"] != {}
    move(connection, COGS, f"{part}_0000")
    move(connection, COGS, last)
    assert _differences(connection, part) == []


async def test_there_and_back_and_there_on_postgresql(postgres_url: str) -> None:
    async with Database(postgres_url).altering() as connection:
        await connection.run_sync(_there_and_back, "core")


def test_who_was_left_out_before_there_was_a_table_for_it(plain: Connection) -> None:
    """0006 looks at who was erased and who is a bot; members 1 and 2 are neither."""
    move(plain, COGS, "core_0005")
    seen = Seen(plain)
    for number in (1, 2, 3, 4):
        _write(plain, seen, number)
    plain.execute(text("UPDATE members SET erased_at = NULL WHERE id <> 3"))
    plain.execute(text("UPDATE accounts SET is_bot = (id = 4)"))
    move(plain, COGS, "core_0006")
    query = text("SELECT member_id, why FROM left_out ORDER BY member_id")
    assert plain.execute(query).all() == [(3, "erased"), (4, "bot")]


def test_what_goes_is_said_and_a_wrong_name_changes_nothing(plain: Connection) -> None:
    move(plain, COGS, "topics_0002")
    _write(plain, Seen(plain), 1)
    assert below(plain, COGS, "topics") == "topics_0001"
    assert move(plain, COGS, "topics_0001").losses == (
        "judged, negative, positive of each of 1 rows of the table topics_people",
        "people of each of 1 rows of the table topics_words",
    )
    assert "the table topics_words with 1 rows" in move(plain, COGS, "topics_0000").losses
    for wrong in ("topics_0009", "nothing_0001", "core", ""):
        with pytest.raises(StorageError, match="no revision"):
            move(plain, COGS, wrong)
    for wrong in ("topics", "nothing"):
        with pytest.raises(StorageError, match=r"no tables to take back|no part nothing"):
            below(plain, COGS, wrong)


BARE = """
revision, down_revision, branch_labels, depends_on = "bare_0002", "bare_0001", None, None


def upgrade():
    from alembic import op
    op.execute("DELETE FROM bare")


def downgrade():
    pass
"""


def test_a_migration_that_loses_rows_is_noticed_here(
    plain: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of this page."""
    folder = tmp_path / "bare"
    folder.mkdir()
    first = BARE.replace('"bare_0001"', "None").replace("bare_0002", "bare_0001")
    table = '"CREATE TABLE bare (id INTEGER PRIMARY KEY)"'
    (folder / "0001_bare.py").write_text(first.replace('"DELETE FROM bare"', table))
    (folder / "0002_bare.py").write_text(BARE)
    monkeypatch.setitem(COGS, "bare", folder)
    monkeypatch.setitem(REVISIONS, "bare", ["bare_0001", "bare_0002"])
    with pytest.raises(AssertionError, match=r"bare_0002: bare \(1,\) is gone"):
        _round_trip(plain, "bare")
