"""What becomes of people whose step was due."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Outcome, Person, Progress, Step
from ..plan import Due


@dataclass(frozen=True, slots=True)
class Result:
    """Where somebody stands from now on. With an `outcome`, the step that they waited for is behind
    them; `held` then says that it had been held back, else that what comes next is."""

    person: Person
    state: Progress
    done: tuple[int, int]
    step_id: int | None
    due_at: int | None
    outcome: Outcome | None = None
    held: bool = False
    reason: str = ""


def stopped(person: Person, reason: str) -> Result:
    """They get nothing more; it is kept at which step."""
    return Result(person, "stopped", person.done, person.step_id, None, reason=reason)


def put_off(person: Person, until: int, *, held: bool) -> Result:
    """The same step, later."""
    return Result(person, "active", person.done, person.step_id, until, held=held)


def passed(
    person: Person, outcome: Outcome, step: Step, after: Due | None, *, held: bool = False
) -> Result:
    """That step is behind them; what comes after it."""
    moved = onward(person, after)
    return Result(
        person,
        moved.state,
        step.place,
        moved.step_id,
        moved.due_at,
        outcome,
        held=held or person.held,
    )


def onward(person: Person, due: Due | None) -> Result:
    """What comes next instead; None for the end."""
    if due is None:
        return Result(person, "done", person.done, None, None)
    return Result(person, "active", person.done, due.step.id, due.at)
