"""PostgreSQL's own tools: a dump of our schema, read back before it counts, and put back."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, NullPool, func, inspect, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import StorageError
from storage.database import outages
from storage.database.copying import Contents, Stopped

_COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(')
_LOOK_EVERY_S = 0.2


async def dump(url: URL, target: Path, stopped: Callable[[], bool]) -> Contents:
    """pg_dump of what our tables hold in one snapshot, into the empty file `target`; what it holds.

    The snapshot is exported, so the rows that are counted here and those in the file are the same.
    """
    for name in ("pg_dump", "pg_restore"):
        tool(name)
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            snapshot = await connection.scalar(text("SELECT pg_export_snapshot()"))
            schema = await connection.scalar(text("SELECT current_schema()"))
            contents = await contents_of(connection)
            await asyncio.to_thread(
                run,
                [
                    tool("pg_dump"), "--format=custom", f"--snapshot={snapshot}",
                    f'--schema="{schema}"', "--no-owner", "--no-privileges", f"--file={target}",
                    f"--dbname={libpq(url)}",
                ],
                url,
                stopped,
            )  # fmt: skip
    except (DBAPIError, OSError) as error:
        raise outages.at_the_start(error, url, None) from error
    finally:
        await engine.dispose()
    contents.compare(await asyncio.to_thread(check, target, stopped))
    return contents


def check(file: Path, stopped: Callable[[], bool]) -> Contents:
    """Read a dump to its end as a restore would; what it holds. StorageError when it cannot be
    read. Blocking."""
    rows: Counter[str] = Counter()
    revisions: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    name = ""
    with reading(file, "--data-only") as lines:
        for line in lines:
            if not name:
                if found := _COPY.match(line):
                    name = found[1].decode()
                    rows[name] += 0
            elif line == b"\\.\n":
                name = ""
            else:
                rows[name] += 1
                if name.startswith("alembic_version"):
                    revisions[name] += (line.decode().strip(),)
            if stopped():
                raise Stopped
    if "alembic_version" not in rows:
        raise StorageError(f"The file {file} is no backup of Townhall's: name another file.")
    return Contents(rows, {name: tuple(sorted(found)) for name, found in revisions.items()})


@contextmanager
def reading(file: Path, *options: str) -> Iterator[Iterator[bytes]]:
    """The SQL in a dump, line by line; StorageError at the end when it could not be read whole."""
    command = [tool("pg_restore"), *options, "--no-owner", "--no-privileges", "--file=-", str(file)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=1 << 20
    ) as process:
        assert process.stdout is not None and process.stderr is not None  # noqa: S101
        try:
            yield iter(process.stdout)
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise StorageError(
            f"The backup {file} cannot be read ({first_line(said)}): name another file."
        )


def run(command: list[str], url: URL, stopped: Callable[[], bool]) -> None:
    """Run one of PostgreSQL's tools to its end; StorageError with what it said when it failed.
    Blocking."""
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while True:
            try:
                _, said = process.communicate(timeout=_LOOK_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                if stopped():
                    process.kill()
                    raise Stopped from None
    if process.returncode:
        reason = first_line(said.decode(errors="replace"))
        raise StorageError(
            f"{Path(command[0]).name} did not succeed ({reason}): mend that and try again; nothing "
            "was kept."
        )


def tool(name: str) -> str:
    """Where the program is; StorageError when PostgreSQL's tools are not installed."""
    found = shutil.which(name)
    if found is None:
        raise StorageError(
            f"{name} is not installed: install PostgreSQL's client programs, of the server's "
            "version or newer (on Debian: apt install postgresql-client)."
        )
    return found


def environment(url: URL) -> dict[str, str]:
    """For the tools: the password is not for the list of processes."""
    return dict(os.environ) | ({"PGPASSWORD": str(url.password)} if url.password else {})


def libpq(url: URL) -> str:
    """The address as PostgreSQL's own tools read it, without the password."""
    query = dict(url.query)
    if "ssl" in query:  # asyncpg's name for it
        query["sslmode"] = query.pop("ssl")
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, query=query
    )
    return plain.render_as_string()


async def contents_of(connection: AsyncConnection) -> Contents:
    """What our schema holds now."""
    names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    rows, revisions = {}, {}
    for name in names:
        rows[name] = await connection.scalar(select(func.count()).select_from(table(name))) or 0
        if name.startswith("alembic_version"):
            found = await connection.scalars(text(f"SELECT version_num FROM {name} ORDER BY 1"))  # noqa: S608 - a name from the catalogue
            revisions[name] = tuple(found)
    return Contents(rows, revisions)


def first_line(said: str) -> str:
    """Of what a program said when it failed."""
    lines = said.strip().splitlines()
    return lines[0] if lines else "it said nothing"
