"""Plays a chat log into a place, in order and through the whole pipeline."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from .rows import Row, Timeline

IN_FLIGHT = 512
REMEMBERED = 50_000
LONGEST_PAUSE_S = 2.0
USUAL_LENGTH_S = 60.0

Work: TypeAlias = "Coroutine[Any, Any, None]"
Progress: TypeAlias = Callable[[int, int], None]


class Stage(Protocol):
    """Where a log is played. What is returned as work is awaited later, in order per person."""

    def post(
        self, channel: str, person: str, name: str, text: str, at: int, reply_to: int | None
    ) -> tuple[int, Work]:
        """Show a message; gives its id at once, and the work of telling the engine."""

    def join(self, person: str, name: str, at: int) -> Work | None:
        """Let someone enter; None when they are in already."""

    def leave(self, person: str, name: str, at: int) -> Work | None:
        """Let someone leave; None when they are not in."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a log holds: rows, messages, and the time of the last row (UTC ms)."""

    rows: int
    messages: int
    last: int


@dataclass(slots=True)
class Report:
    """What was played. `joins` counts people who came, by a row or by their first message."""

    messages: int = 0
    joins: int = 0
    leaves: int = 0
    renames: int = 0
    replies: int = 0
    people: int = 0
    seconds: float = 0.0


def measure(rows: Iterable[Row]) -> Extent:
    """Read a log once from end to end, so that a broken line is found before anything is said."""
    timeline = Timeline()
    count = messages = last = 0
    for row in rows:
        count += 1
        messages += row.kind == "message"
        last = timeline.place(row.at)
    return Extent(count, messages, last)


class Replay:
    """One playing of a log.

    All times are moved so that the last row is `now`. `speed` is a factor of real time with pauses
    of at most two seconds, `inf` for as fast as it goes; None plays at an even pace, so that the
    whole takes `length_s`.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        extent: Extent,
        now: int,
        speed: float | None = None,
        *,
        length_s: float = USUAL_LENGTH_S,
    ) -> None:
        self._rows = rows
        self._extent = extent
        self._shift = now - extent.last
        self._speed = speed
        self._even_pause = length_s / max(1, extent.rows)
        self._people: dict[str, str] = {}
        self._posted: OrderedDict[str, int] = OrderedDict()
        self._latest: dict[str, asyncio.Task[None]] = {}
        self._moving: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self.report = Report()

    async def run(self, stage: Stage, progress: Progress | None = None) -> Report:
        """Play it all; returns when the engine has everything."""
        began = time.monotonic()
        try:
            async with asyncio.TaskGroup() as group:
                await self._play_all(group, stage, progress or (lambda done, total: None))
        except ExceptionGroup as group_of_errors:
            raise group_of_errors.exceptions[0] from None
        self.report.people = len(set(self._people.values()))
        self.report.seconds = time.monotonic() - began
        return self.report

    async def _play_all(self, group: asyncio.TaskGroup, stage: Stage, progress: Progress) -> None:
        due = time.monotonic()
        timeline, last = Timeline(), None
        for number, row in enumerate(self._rows, 1):
            placed = timeline.place(row.at)
            due += self._pause(placed - (last if last is not None else placed))
            last = placed
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            await self._play(group, stage, row, placed + self._shift)
            progress(number, self._extent.rows)

    def _pause(self, gap_ms: int) -> float:
        if self._speed is None:
            return self._even_pause
        return min(gap_ms / 1000 / self._speed, LONGEST_PAUSE_S)

    async def _play(self, group: asyncio.TaskGroup, stage: Stage, row: Row, at: int) -> None:
        report = self.report
        if row.kind == "renamed":
            report.renames += 1
            self._people.setdefault(row.name, self._person(row.author))
            return
        person = self._person(row.author)
        if row.kind == "left":
            if work := stage.leave(person, row.author, at):
                report.leaves += 1
                await self._start(group, work, person, moves=True)
            return
        if work := stage.join(person, row.author, at):
            report.joins += 1
            await self._start(group, work, person, moves=True)
        if row.kind == "message":
            await self._start(group, self._post(stage, row, person, at), person)

    def _post(self, stage: Stage, row: Row, person: str, at: int) -> Work:
        answered = next((self._posted[i] for i in row.reply_to if i in self._posted), None)
        posted, work = stage.post(row.channel, person, row.author, row.text, at, answered)
        self.report.messages += 1
        self.report.replies += answered is not None
        self._posted[row.id] = posted
        if len(self._posted) > REMEMBERED:
            self._posted.popitem(last=False)
        return work

    def _person(self, nick: str) -> str:
        """The first name under which we met whoever has this name now."""
        return self._people.setdefault(nick, nick)

    async def _start(
        self, group: asyncio.TaskGroup, work: Work, person: str, *, moves: bool = False
    ) -> None:
        """Let the work run beside others.

        Work begins in order. What someone says waits only until they have come in, and they
        leave only after what they said last: waiting for more would be one commit a message.
        """
        try:
            await self._room.acquire()
        except asyncio.CancelledError:
            work.close()
            raise
        before = (self._latest if moves else self._moving).get(person)
        task = group.create_task(self._finish(work, before))
        held = (self._latest, self._moving) if moves else (self._latest,)
        for table in held:
            table[person] = task
        task.add_done_callback(lambda done: self._ended(done, person))

    async def _finish(self, work: Work, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            try:
                await asyncio.wait((before,))
            except asyncio.CancelledError:
                work.close()
                raise
        await work

    def _ended(self, task: asyncio.Task[None], person: str) -> None:
        self._room.release()
        for table in (self._latest, self._moving):
            if table.get(person) is task:
                del table[person]
