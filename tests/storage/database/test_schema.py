"""The schema: migrations lead from nothing to the tables, for the core and for every cog."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, Text, inspect, text

import cogs
import storage.tables
from storage import revision
from storage.database import Database, StorageError
from storage.migrations.upgrade import version_table
from tests.support.databases import opened_as_it_is

COGS = {
    path.parent.name: path.parent / "migrations"
    for path in sorted(Path(cogs.__path__[0]).glob("*/tables.py"))
}
POLLS = {"polls": COGS["polls"]}


def _metadata(branch: str) -> MetaData:
    if branch == "core":
        return storage.tables.metadata
    metadata: MetaData = import_module(f"cogs.{branch}.tables").metadata
    return metadata


async def _tables(database: Database) -> list[str]:
    async with database.read() as connection:
        return sorted(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


def _differences(connection: Connection, branch: str) -> list[object]:
    metadata = _metadata(branch)
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
        },
    )
    return list(compare_metadata(context, metadata))


def test_core_and_cogs_are_found() -> None:
    assert {"polls", "ideas"} <= set(COGS)


async def test_migrated_schema_is_the_declared_one(database_url: str) -> None:
    async with opened_as_it_is(database_url, COGS) as database, database.read() as connection:
        for branch in ("core", *COGS):
            assert await connection.run_sync(_differences, branch) == [], branch


def test_no_two_branches_share_a_table() -> None:
    names = [name for branch in ("core", *COGS) for name in _metadata(branch).tables]
    assert sorted(names) == sorted(set(names))


async def test_opening_again_changes_nothing(database_url: str) -> None:
    async with opened_as_it_is(database_url, POLLS) as first, first.write() as connection:
        await connection.execute(text("INSERT INTO rollup_state VALUES ('kept', 7)"))
    async with opened_as_it_is(database_url, POLLS) as second, second.read() as connection:
        assert await connection.scalar(text("SELECT watermark FROM rollup_state")) == 7


async def test_replicas_may_start_at_once(postgres_url: str) -> None:
    async def start() -> list[str]:
        async with opened_as_it_is(postgres_url, POLLS) as replica:
            return await _tables(replica)

    first, *others = await asyncio.gather(start(), start(), start())
    assert "members" in first
    assert others == [first, first]


async def test_a_cog_that_is_gone_keeps_its_tables(database_url: str) -> None:
    async with opened_as_it_is(database_url, POLLS) as database:
        before = await _tables(database)
    async with opened_as_it_is(database_url) as database:
        assert await _tables(database) == before
    assert {"polls", version_table("polls")} <= set(before)


@pytest.mark.parametrize("branch", ["core", "polls"])
async def test_a_newer_schema_is_refused_and_left_alone(database_url: str, branch: str) -> None:
    newer = text(f"UPDATE {version_table(branch)} SET version_num = '9999_future'")
    async with opened_as_it_is(database_url, POLLS) as database:
        before = await _tables(database)
        async with database.write() as connection:
            await connection.execute(newer)
    fresh = COGS["ideas"]
    with pytest.raises(StorageError, match=r"newer version of Townhall.*install that version"):
        await Database(database_url).open({**POLLS, "ideas": fresh})
    if branch == "polls":
        async with opened_as_it_is(database_url) as database:
            assert await _tables(database) == before


FAILING = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "bad_0001", None, ("bad",), None


def upgrade():
    op.create_table("bad_one", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO no_such_table VALUES (1)")
"""


async def test_a_failed_migration_changes_nothing(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "0001_bad.py").write_text(FAILING)
    with pytest.raises(StorageError, match="no_such_table"):
        await Database(database_url).open({"bad": folder})
    async with opened_as_it_is(database_url) as database:
        assert "bad_one" not in await _tables(database)


def test_a_migration_can_be_generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "cogs" / "garden"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    tables = package / "tables.py"
    tables.write_text(
        "from sqlalchemy import Column, Integer, MetaData, Table\n"
        "metadata = MetaData()\n"
        "Table('plants', metadata, Column('id', Integer, primary_key=True))\n"
    )
    monkeypatch.setattr(cogs, "__path__", [*cogs.__path__, str(tmp_path / "cogs")])
    first = revision.write("garden", "Plants")
    assert first == package / "migrations" / "0001_garden.py"
    assert "branch_labels = ('garden',)" in first.read_text()
    module = import_module("cogs.garden.tables")
    module.metadata.tables["plants"].append_column(Column("height", Text))
    second = revision.write("garden", "Height")
    assert "height" in second.read_text()
    assert "down_revision = 'garden_0001'" in second.read_text()
