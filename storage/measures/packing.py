"""Many numbers at once: a column comes as one text instead of as thousands of rows."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

Numbers = NDArray[np.int64]


async def packed(connection: AsyncConnection, query: Select[Any]) -> tuple[Numbers, ...]:
    """The columns of a query of whole numbers, as arrays; in no order."""
    sqlite = connection.dialect.name == "sqlite"
    pack = func.json_group_array if sqlite else func.json_agg
    rows = query.subquery()
    texts = (await connection.execute(select(*(pack(column) for column in rows.c)))).one()
    return await asyncio.to_thread(_arrays, list(texts))


def _arrays(texts: list[Any]) -> tuple[Numbers, ...]:
    # of no rows PostgreSQL makes nothing, and it may hand over the list itself
    lists = [orjson.loads(text) if isinstance(text, str) else text or [] for text in texts]
    return tuple(np.array(numbers, np.int64) for numbers in lists)
