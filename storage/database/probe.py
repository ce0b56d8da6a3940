"""Looks at a database without opening it for work: nothing is migrated or made."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage import StorageError

from . import sqlite_file
from .connection import Database


async def probe(url: str) -> str:
    """A sentence about a database that can be used; StorageError when it cannot."""
    database = Database(url)
    parsed = make_url(url)
    if database.dialect == "sqlite":
        path = Path(parsed.database or "")
        await asyncio.to_thread(sqlite_file.inspect, path, 5_000)
        state = "is sound" if path.exists() else "will be made at the start"
        return f"The database {path} {state}."
    engine = create_async_engine(parsed.set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with asyncio.timeout(15), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError, TimeoutError) as error:
        shown = parsed.render_as_string(hide_password=True)
        raise StorageError(
            f"The PostgreSQL database {shown} cannot be reached ({type(error).__name__}): check "
            "that the server runs and that host, database, user and password are right."
        ) from error
    finally:
        await engine.dispose()
    return f"The PostgreSQL database {parsed.database} answers."
