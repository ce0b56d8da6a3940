"""Sums go into tables by addition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, text

from ..database import Database


def added(
    db: Database,
    table: Table,
    keys: Sequence[str],
    sums: Sequence[str],
    query: Select[Any],
    **others: Any,
) -> Any:
    """Insert the rows of `query` (keys, then sums, then the columns of `others`); where a key is
    there already, its sums are added to. `others` are functions of a column's old and new value.
    """
    insert = db.insert(table).from_select([*keys, *sums, *others], query)
    changes: dict[str, Any] = {name: table.c[name] + insert.excluded[name] for name in sums}
    changes |= {name: f(table.c[name], insert.excluded[name]) for name, f in others.items()}
    return insert.on_conflict_do_update(
        index_elements=[table.c[name] for name in keys], set_=changes
    )


def grouped(query: Select[Any], columns: int) -> Select[Any]:
    """By position: PostgreSQL does not see that two `sent_at / $1` are the same."""
    return query.group_by(*(text(str(position)) for position in range(1, columns + 1)))


def values(keys: Mapping[str, Any]) -> list[Any]:
    """The columns to select, under their names."""
    return [value.label(name) for name, value in keys.items()]
