"""Lives of a bot, as the statements of its connections and what it promised between them."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from bench.ingest import town
from bot.api.cog import listen
from bot.api.events import MessagePosted
from tests.support.databases import furnish

LIVES, EVENTS, LANES = 3, 240, 6
"""Each life ends with a stop, at which SQLite empties its log; events of a life, callers."""

HEARING_S = 0.3
"""How long a handler takes at most: so long is a row in the inbox."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a connection ran; None when it was opened, "" when it was closed."""

    connection: int
    sql: str | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The platform was told that the bot has these, by their native ids."""

    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A handler is at its end with this one: from now on its row may go."""

    event: int


Promise = Acknowledged | Heard


@dataclass
class Recording:
    """What was on the disk before, everything in the order in which it began, and the outcome."""

    before: Path
    after: Path
    steps: list[Statement | Promise] = field(default_factory=list)


async def record(folder: Path, seed: int, *, early: bool = False) -> Recording:
    """Run the bot, with its own intake and storage, under several callers at once. `early`: with
    the flaw that it acknowledges before it has committed."""
    file = folder / "townhall.db"
    await furnish(f"sqlite:///{file}", {})
    made = Recording(folder / "before.db", file)
    shutil.copy(file, made.before)
    draw = random.Random(seed)

    class Slow(town.Ear):
        """Hears every message, some later than others."""

        @listen(MessagePosted)
        async def posted(self, event: MessagePosted) -> None:
            await asyncio.sleep(draw.uniform(0, HEARING_S))
            made.steps.append(Heard(event.message.ref.native_id))

    with _traced(file, made.steps):
        for life in range(LIVES):
            async with town.bot(folder, Slow) as app:
                waiting = _pages(draw, 1 + life * EVENTS)
                await asyncio.gather(
                    *(_lane(app, waiting, draw, made.steps, early) for _ in range(LANES))
                )
                await app.settle()
    return made


def _pages(draw: random.Random, first: int) -> Iterator[list[Any]]:
    events = town.messages(EVENTS, first)
    while events:
        size = draw.choice((1, 1, 2, 5, 20))
        yield events[:size]
        del events[:size]


async def _lane(
    app: Any, waiting: Iterator[list[Any]], draw: random.Random, steps: list[Any], early: bool
) -> None:
    for page in waiting:
        told = Acknowledged(tuple(event.native_id for event in page))
        if early:
            steps.append(told)
        await app.intake.receive_many(town.NAME, page)
        if not early:
            steps.append(told)
        await asyncio.sleep(draw.uniform(0, 0.02))


@contextmanager
def _traced(file: Path, steps: list[Any]) -> Iterator[None]:
    """Whatever this process runs on that file is written down, with its values in it."""
    connect, numbers = sqlite3.connect, iter(range(1_000_000))

    class Traced(sqlite3.Connection):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            self.number = next(numbers)
            steps.append(Statement(self.number, None))
            self.set_trace_callback(self.traced)

        def traced(self, sql: str) -> None:
            if not sql.startswith("-- "):  # what a trigger does comes by itself
                steps.append(Statement(self.number, sql))

        def close(self) -> None:
            if self.number >= 0:
                steps.append(Statement(self.number, ""))
                self.number = -1
            super().close()

    def opened(database: Any, *arguments: Any, **more: Any) -> sqlite3.Connection:
        if str(database) == str(file):
            more["factory"] = Traced
        return connect(database, *arguments, **more)

    with mock.patch.object(sqlite3, "connect", opened):
        yield
