"""Where the engine's own traits come from, each source read once an evaluation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from bot.api.services import Clock, Presence
from storage.activity import PersonHere

V = TypeVar("V")

_read: ContextVar[dict[tuple[object, ...], Any] | None] = ContextVar("read", default=None)
"""What was read in the evaluation that is under way."""


class Attendance(Protocol):
    """The part of the activity service that is asked here."""

    async def here(self, community_id: int) -> Mapping[int, PersonHere]: ...
    async def presences(
        self, community_id: int, now: int, *, here: Mapping[int, PersonHere] | None = None
    ) -> Mapping[int, Presence]: ...


class Sources:
    """Who is here and how they take part; read anew each time, but once within `together`."""

    def __init__(self, attendance: Attendance, clock: Clock) -> None:
        self._attendance = attendance
        self._clock = clock

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is read inside is one evaluation."""
        token = _read.set({})
        try:
            yield
        finally:
            _read.reset(token)

    async def here(self, community_id: int) -> Mapping[int, PersonHere]:
        """Members who are here."""
        return await self._once(
            (self, "here", community_id), lambda: self._attendance.here(community_id)
        )

    async def presences(self, community_id: int) -> Mapping[int, Presence]:
        """How they take part."""
        here = await self.here(community_id)
        return await self._once(
            (self, "presences", community_id),
            lambda: self._attendance.presences(community_id, self._clock.now(), here=here),
        )

    async def _once(self, key: tuple[object, ...], load: Callable[[], Awaitable[V]]) -> V:
        read = _read.get()
        if read is None:
            return await load()
        if key not in read:
            read[key] = await load()
        found: V = read[key]
        return found
