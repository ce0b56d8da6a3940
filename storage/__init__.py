"""One database, SQLite or PostgreSQL, behind small typed classes; imports nothing of ours."""


class StorageError(Exception):
    """Something is wrong with the database; the text is one sentence that says what to do."""
