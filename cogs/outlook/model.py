"""What is remembered: notes that were sent, and what was unusual; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DAY_MS = 86_400_000
AGAIN_MS = 28 * DAY_MS
"""Nobody gets a second note before."""
LASTING_DAYS = 3
"""So many usual days end what was unusual; until then it is the same event."""
MUTED_MS = 7 * DAY_MS
KEPT_DAYS = 400
KEPT_MS = KEPT_DAYS * DAY_MS

Outcome = Literal["sent", "unreachable"]
Series = Literal["messages", "leaves", "negative", "flags", "unanswered", "topics"]


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody (None: forgotten) wrote to a member."""

    member_id: int
    by_id: int | None
    at: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Unusual:
    """What was unusual on the local day `first_day`, and until when it lasted."""

    id: int
    community_id: int
    series: Series
    side: Literal["up", "down"]
    first_day: int
    last_day: int
    count: int
    mean: float
    dispersion: float
    chance: float


def period(now: int) -> int:
    """The 28 days that a note belongs to."""
    return now // AGAIN_MS
