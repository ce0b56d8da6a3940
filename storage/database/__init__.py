"""The database as a whole: opening it with checks and migrations, and looking at one."""

from storage import StorageError

from .connection import Database, Insert
from .unchanged import UnchangedDatabase

__all__ = ["Database", "Insert", "StorageError", "UnchangedDatabase"]
