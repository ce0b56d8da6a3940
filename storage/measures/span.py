"""A period as rollups can answer it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open [start, end) in UTC ms, bounds on whole hours or at local midnights.

    `days` are the ordinals [first, end) where it is made of whole local days.
    """

    start: int
    end: int
    days: tuple[int, int] | None = None
