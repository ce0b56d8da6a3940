"""Plays a log file into the local chat and counts afterwards whether all of it arrived."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bot.platforms.local.world import World
from storage.census import Census, census
from storage.database import Database

from . import SHIPPED
from .replay import USUAL_LENGTH_S, Progress, Replay, Report, measure
from .rows import read_rows
from .stage import PREFIX, LocalStage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file held, what was played, and what the database has more than before."""

    in_file: int
    report: Report
    stored: Census

    @property
    def complete(self) -> bool:
        """Whether every message is in the database.

        Comings and goings are only told: those of a log that is played again lie before what the
        database knows already, which makes them late reports that change nothing.
        """
        return self.in_file == self.stored.messages

    def lines(self) -> list[str]:
        """The outcome in sentences."""
        played, stored = self.report, self.stored
        verdict = "nothing was lost" if self.complete else "some of it is missing"
        return [
            f"{self.in_file:,} messages in the file, {stored.messages:,} in the database: "
            f"{verdict}.",
            f"{played.joins:,} people came and {played.leaves:,} left ({stored.joins:,} and "
            f"{stored.leaves:,} in the database); {played.people:,} people in all, "
            f"{played.renames:,} changes of name, {played.replies:,} replies.",
            f"It took {played.seconds:,.1f} s "
            f"({played.messages / max(played.seconds, 0.001):,.0f} messages/s).",
        ]


async def play(
    world: World,
    db: Database,
    path: Path = SHIPPED,
    speed: float | None = None,
    progress: Progress | None = None,
    *,
    length_s: float = USUAL_LENGTH_S,
) -> Outcome:
    """Play the file; the whole file is read once before, so a broken line stops nothing halfway.

    `speed`: factor of real time, `inf` as fast as it goes, None for `length_s` in all.
    """
    extent = measure(read_rows(path))
    before = await census(db, "local", PREFIX)
    shown = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if progress:
            progress(done, total)
        if done == total or time.monotonic() - shown > 0.2:
            shown = time.monotonic()
            world.progress(done, total, path.name)

    replay = Replay(read_rows(path), extent, world.clock(), speed, length_s=length_s)
    report = await replay.run(LocalStage(world), tell)
    after = await census(db, "local", PREFIX)
    stored = Census(
        after.messages - before.messages,
        after.joins - before.joins,
        after.leaves - before.leaves,
        after.people,
    )
    return Outcome(extent.messages, report, stored)
