"""Sums that are kept up as facts come give what plain counting of the facts gives."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from storage.database import Database
from storage.rollups import Rollups
from storage.rollups.keeping import SUMS
from storage.tables import metadata, rollup_state

from .life import BEGIN, Life, happenings
from .plain import DAY, HOUR

ANSWER_BEFORE_QUESTION = [
    ("says", 0, BEGIN + 2 * HOUR, 0, 1, 0, True, []),
    ("advance",),
    ("says", 1, BEGIN + HOUR, 0, 0, None, False, []),
]
TAKEN_BACK = [
    ("says", 0, BEGIN + 5 * DAY, 0, 0, None, False, []),
    ("reacts", 1, BEGIN + 6 * DAY, 0, 0, True),
    ("reacts", 2, BEGIN + 6 * DAY, 0, 0, True),
    ("advance",),
    ("reacts", 1, BEGIN + 6 * DAY, 0, 0, False),
]


async def empty(db: Database) -> None:
    async with db.write() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))


async def dump(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with db.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in SUMS
            if table is not rollup_state  # members who became one leave gaps in the numbers
        }


@settings(
    max_examples=int(os.environ.get("TOWNHALL_EXAMPLES", "3")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(ANSWER_BEFORE_QUESTION, 1000)
@example(TAKEN_BACK, 1000)
@given(happenings, st.sampled_from([3, 1000]))
async def test_kept_up_is_counted_plainly(
    db: Database, happenings: list[tuple[Any, ...]], step: int
) -> None:
    await empty(db)
    life = Life(db, step)
    await life.play(happenings)
    expected, measured = await life.expected(), await life.measured()
    for name in expected:
        if name == "spread":  # the Gini coefficient is no whole number
            assert measured[name] == [pytest.approx(row) for row in expected[name]]
        else:
            assert measured[name] == expected[name], name
    kept = await dump(db)
    await Rollups(db).rebuild()
    assert await dump(db) == kept
