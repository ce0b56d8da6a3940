"""What a goal is; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.api.boards.reports import Unit
from bot.api.calendar import local_date, midnight
from bot.api.people import Level
from bot.api.text import Text

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
MOST_OPEN = 20
MORE = timedelta(weeks=4)

Kind = Literal["sum", "level"]
"""A sum adds up from the start of the goal (ideas); a level goes up and down (stickiness)."""
Aim = Literal["up", "down"]
"""At least so much, or at most."""
State = Literal["open", "reached", "missed", "closed"]


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that goals can be about.

    `section` is the report section that has the figure; "" for one on the board of figures.
    `more` are other words for it, as people type them (those of other languages: locales/*.toml).
    """

    name: str
    words: Text
    kind: Kind = "sum"
    aim: Aim = "up"
    unit: Unit = "count"
    section: str = ""
    level: Level = Level.MODERATOR
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal; the columns of its table. Times in UTC ms; shares are 0..1, lengths in ms.

    `baseline` is the level when the goal was set. Without `due_at` a level is to be kept up for
    good, and `met_at` says when it was met for the first time. `level` is who may read of it.
    """

    id: int
    community_id: int
    metric: str
    section: str
    kind: Kind
    aim: Aim
    unit: Unit
    target: float
    baseline: float | None
    start_at: int
    due_at: int | None
    level: int
    by_member_id: int | None
    created_at: int
    state: State = "open"
    ended_at: int | None = None
    met_at: int | None = None


def prolonged(due_at: int, now: int, zone: str) -> int:
    """The end of a goal that goes on: four weeks of local days after its date, or after today."""
    return midnight(local_date(max(due_at, now), zone) + MORE, zone)
