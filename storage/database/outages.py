"""Tells errors of a database that does not work as a whole from all others, in plain sentences."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError

from storage import StorageError

from . import sqlite_file

# SQLSTATE: connection exceptions, insufficient resources (such as a full disk), the server stops
_DOWN = ("08", "53", "57P")


def at_the_start(error: Exception, url: URL, file: Path | None) -> StorageError:
    """The sentence for any error while a database is opened."""
    if file is not None:
        return sqlite_file.explain(error, file)
    return StorageError(
        f"Cannot use the PostgreSQL database {url.render_as_string()} ({_reason(error)}): check "
        "that the server runs and that host, database, user and password are right."
    )


def while_running(error: Exception, url: URL, file: Path | None) -> StorageError | None:
    """The sentence when the database does not work at the moment; None for any other error."""
    if file is not None:
        return sqlite_file.outage(error, file, "; until then nothing is saved")
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    gone = isinstance(error, OSError | InterfaceError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
    if not gone and not state.startswith(_DOWN):
        return None
    return StorageError(
        f"The PostgreSQL database {url.render_as_string()} does not answer ({_reason(error)}): "
        "look at its server; until it is back nothing is saved."
    )


def _reason(error: Exception) -> str:
    return (str(getattr(error, "orig", None) or error) or type(error).__name__).splitlines()[0]
