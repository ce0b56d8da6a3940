"""What a sequence is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

State = Literal["draft", "on", "paused"]
Start = Literal["joined", "matched"]
Progress = Literal["before", "active", "done", "stopped"]
"""`before`: was here when the sequence began, so they never get it."""
Outcome = Literal["sent", "condition", "late", "overdue", "away"]
"""What became of a step for one person: sent; left out because its condition did not hold; because
it was held back until the next one was due; because the bot was down too long; because they are not
where it is posted."""

DAY_MINUTES = 1440
MAX_NAME, MAX_CONDITION, MAX_TEXT = 60, 300, 1500
MAX_DAY, MAX_STEPS, MAX_SEQUENCES = 365, 10, 20


@dataclass(frozen=True, slots=True)
class Step:
    """One message: on local day `day` after the start (0 is the first), at `minute` of the day,
    privately (`channel_id` None) or in a channel, if `condition` holds then."""

    id: int
    day: int
    minute: int
    text: str
    condition: str = ""
    channel_id: int | None = None

    @property
    def clock(self) -> time:
        """The local time."""
        return time(*divmod(self.minute, 60))

    @property
    def place(self) -> tuple[int, int]:
        """What steps are ordered by: its time after the start in local minutes, then its number."""
        return self.day * DAY_MINUTES + self.minute, self.id


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps for those in `audience`. `stops` is a condition that ends it for who meets it.

    `on_at` is when it was first switched on; `everyone` says that it is also for those who were
    here then. `steps` are in their order.
    """

    id: int
    community_id: int
    name: str
    audience: str
    stops: str
    start: Start
    state: State = "draft"
    on_at: int | None = None
    everyone: bool = False
    steps: tuple[Step, ...] = ()

    def number(self, step_id: int) -> int:
        """Which step that is, from 1; 0 for none."""
        return next((n for n, step in enumerate(self.steps, 1) if step.id == step_id), 0)

    def step(self, step_id: int | None) -> Step | None:
        """The step with that id."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on their way through a sequence: `step_id` comes next, at `due_at`.

    `done` is the place of the last step that is behind them, (-1, 0) at the start. `held` says that
    the next step was held back.
    """

    sequence_id: int
    member_id: int
    anchor: date
    done: tuple[int, int]
    step_id: int
    due_at: int
    held: bool = False


NOT_BEGUN = (-1, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one step, in people."""

    sent: int = 0
    held: int = 0
    condition: int = 0
    late: int = 0
    overdue: int = 0
    away: int = 0
    stopped: int = 0
    wrote: int = 0
