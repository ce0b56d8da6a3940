"""Runs the migrations of the core and of every cog, each a branch with its own version table.

With a version table per branch, a cog that was uninstalled keeps its tables untouched and does not
hold up the start; installed again, it goes on where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import (
    Connection,
    MetaData,
    column,
    inspect,
    literal,
    select,
    table,
    union_all,
)

from .. import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

CORE = "core"
_HERE = Path(__file__).parent
_NAMED = re.compile(r'^(revision|down_revision)\b[^=\n]*= "(\w+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Behind:
    """A branch that has newer migrations than the database; `fresh`: it has no tables yet."""

    name: str
    folder: Path
    target: str
    fresh: bool


def pending(connection: Connection, branches: Mapping[str, Path], database: str) -> list[Behind]:
    """The branches to bring up to date, the core first; StorageError when the database is ahead."""
    behind = []
    folders = folders_of(branches)
    here = revisions_here(connection, list(folders))
    for name, folder in folders.items():
        known, heads = revisions_of(folder)
        if here[name] - known:
            _refuse_newer(name, database)
        if here[name] != heads:
            behind.append(Behind(name, folder, max(heads), not here[name]))
    return behind


def upgrade(connection: Connection, behind: Iterable[Behind]) -> None:
    """Bring these branches to their newest revision inside the caller's transaction."""
    behind = list(behind)
    if not behind:
        return
    # imported only when there is something to do: with what it brings it is 9 MB of memory, and it
    # reads every file of a branch
    from alembic import command

    for branch in behind:
        command.upgrade(configure(connection, branch.name, branch.folder), "heads")


def folders_of(branches: Mapping[str, Path]) -> dict[str, Path]:
    """The folder of migrations of every branch, the core's first."""
    return {CORE: _HERE / "versions", **dict(sorted(branches.items()))}


def configure(
    connection: Connection, branch: str, folder: Path, metadata: MetaData | None = None
) -> Config:
    """Alembic's settings for one branch; `metadata` is needed only to compare or generate."""
    from alembic.config import Config

    config = Config()
    for option, value in {
        "script_location": str(_HERE),
        "version_locations": str(folder),
        "path_separator": "newline",
    }.items():
        config.set_main_option(option, value.replace("%", "%%"))
    config.attributes |= {
        "connection": connection,
        "version_table": version_table(branch),
        "metadata": metadata,
    }
    return config


def version_table(branch: str) -> str:
    """The table that holds the branch's revision."""
    return "alembic_version" if branch == CORE else f"alembic_version_{branch}"


def revisions_here(connection: Connection, branches: Sequence[str]) -> dict[str, set[str]]:
    """The revisions that the database has of each branch: asked for all at once."""
    tables = set(inspect(connection).get_table_names())
    parts = [
        select(literal(name), table(version_table(name), column("version_num")).c.version_num)
        for name in branches
        if version_table(name) in tables
    ]
    here: dict[str, set[str]] = {name: set() for name in branches}
    for name, revision in connection.execute(union_all(*parts)) if parts else ():
        here[name].add(revision)
    return here


@cache
def revisions_of(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """All revisions of a branch, and the newest, as its files name them; they do not change while
    we run."""
    named = [dict(_NAMED.findall(file.read_text("utf-8"))) for file in folder.glob("*.py")]
    known = frozenset(each["revision"] for each in named if "revision" in each)
    return known, known - {each.get("down_revision") for each in named}


def _refuse_newer(branch: str, database: str) -> NoReturn:
    part = "" if branch == CORE else f" (part: {branch})"
    raise StorageError(
        f"{database} was written by a newer version of Townhall{part}: install that version, "
        "or restore a backup from before the update."
    )
