"""Texts on their way to the worker: those with haste and those without."""

import asyncio
import threading
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")

# Texts without haste are taken this many at a time: so long may they keep a message waiting.
BACKGROUND = 12


@dataclass(slots=True, eq=False)
class Job(Generic[R]):
    """A text and who waits for what comes of it."""

    text: str
    answer: asyncio.Future[R]


class Queue(Generic[R]):
    """Jobs on their way to the thread: two lanes, neither of which starves the other."""

    def __init__(self) -> None:
        self._lanes: tuple[deque[Job[R]], deque[Job[R]]] = deque(), deque()
        self._changed = threading.Condition()
        self._closed = False
        self._turn = False  # a batch without haste may go in between

    def put(self, job: Job[R], *, background: bool) -> None:
        with self._changed:
            self._lanes[background].append(job)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def clear(self) -> None:
        with self._changed:
            for lane in self._lanes:
                lane.clear()

    def take(self, most: int) -> tuple[list[Job[R]], bool]:
        """What waits, at once, and whether it is without haste; sleeps while nothing waits.

        Empty once closed and drained.
        """
        with self._changed:
            while not any(self._lanes) and not self._closed:
                self._changed.wait()
            hasty, idle = self._lanes
            background = bool(idle) and (self._turn or not hasty)
            self._turn = not background
            lane = self._lanes[background]
            size = min(len(lane), BACKGROUND if background else most)
            return [lane.popleft() for _ in range(size)], background
