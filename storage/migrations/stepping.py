"""Moves the schema of one part to a revision of its, up or down, and says what that deletes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, table

from .. import StorageError
from .upgrade import configure, folders_of, revisions_here, revisions_of

Shape = dict[str, tuple[int, frozenset[str]]]
"""Rows and columns of each table."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`before` and `after` are revisions ("polls_0002"), "" for none; `losses` are lines for
    people: tables and columns that are gone with what was in them."""

    part: str
    before: str
    after: str
    losses: tuple[str, ...]


def move(connection: Connection, branches: Mapping[str, Path], revision: str) -> Moved:
    """To `revision`, such as "core_0006"; number 0000 is a part without tables. In the caller's
    transaction. StorageError when there is no such revision."""
    part, _, number = revision.rpartition("_")
    folders = folders_of(branches)
    known = revisions_of(folders[part])[0] if part in folders else frozenset()
    nothing = part in folders and number == "0000"
    if not nothing and revision not in known:
        there = sorted(known) or [f"{name}_NNNN" for name in folders]
        raise StorageError(f"There is no revision {revision}; there is {', '.join(there)}.")
    here = max(revisions_here(connection, [part])[part], default="")
    if here and here not in known:
        raise StorageError(
            f"The database is at {here}, which this version of Townhall does not know: install "
            "the version that wrote it."
        )
    from alembic import command  # as in upgrade

    config = configure(connection, part, folders[part])
    shape = _shape(connection)
    if nothing or revision < here:
        command.downgrade(config, "base" if nothing else revision)
    else:
        command.upgrade(config, revision)
    after = "" if nothing else revision
    return Moved(part, here, after, tuple(_losses(shape, _shape(connection))))


def below(connection: Connection, branches: Mapping[str, Path], part: str) -> str:
    """The revision before the one that the part is at."""
    folders = folders_of(branches)
    if part not in folders:
        raise StorageError(f"There is no part {part}; there is {', '.join(folders)}.")
    here = max(revisions_here(connection, [part])[part], default="")
    if not here:
        raise StorageError(f"The part {part} has no tables to take back.")
    earlier = [one for one in revisions_of(folders[part])[0] if one < here]
    return max(earlier, default=f"{part}_0000")


def _shape(connection: Connection) -> Shape:
    found = inspect(connection).get_multi_columns()
    return {
        name: (
            connection.scalar(select(func.count()).select_from(table(name))) or 0,
            frozenset(column["name"] for column in columns),
        )
        for (_, name), columns in found.items()
        if not name.startswith("alembic_version")
    }


def _losses(before: Shape, after: Shape) -> list[str]:
    said = []
    for name, (rows, columns) in sorted(before.items()):
        if not rows:
            continue
        if name not in after:
            said.append(f"the table {name} with {rows} rows")
            continue
        left, kept = after[name]
        if left < rows:
            said.append(f"{rows - left} of {rows} rows of the table {name}")
        if left and (gone := sorted(columns - kept)):
            said.append(f"{', '.join(gone)} of each of {left} rows of the table {name}")
    return said
