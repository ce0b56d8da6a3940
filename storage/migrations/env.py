"""Alembic's entry point: runs on the connection and for the branch that the caller set."""

from typing import Any

from alembic import context

settings: dict[str, Any] = context.config.attributes
metadata = settings["metadata"]


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Tables of other branches live in the same database; comparing must not see them."""
    return kind != "table" or metadata is None or name in metadata.tables


context.configure(
    connection=settings["connection"],
    target_metadata=metadata,
    version_table=settings["version_table"],
    include_name=_ours,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
