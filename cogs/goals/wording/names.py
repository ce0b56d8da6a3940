"""A goal in words: its name, where it stands, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.api.boards.reports import Unit
from bot.api.boards.sections_text import amount
from bot.api.text import Join, Moment, N, T, Text

from ..measuring import Measured
from ..model import Goal
from ..pace import Standing

UNKNOWN: Text = T("something that is not counted here any more")
VERDICTS: dict[str, T] = {
    "reached": T("reached"),
    "missed": T("missed"),
    "on_track": T("on track"),
    "behind": T("behind"),
    "early": T("just begun"),
    "unknown": T("not known yet"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A goal with where it stands."""

    measured: Measured
    standing: Standing

    @property
    def goal(self) -> Goal:
        return self.measured.goal

    @property
    def name(self) -> Text:
        """The goal as a sentence has it."""
        return title(self.goal, self.measured.words)


def title(goal: Goal, words: Text | None) -> Text:
    """ "20 new ideas by June 30", "Churn: at most 5%"."""
    target = amount(goal.target, goal.unit)
    what = words if words is not None else UNKNOWN
    if goal.kind == "sum" and goal.aim == "up" and goal.target != 1:
        said: Text = T("{target} {what}", target=target, what=what)
    elif goal.aim == "up":
        said = T("{what}: at least {target}", target=target, what=what)
    else:
        said = T("{what}: at most {target}", target=target, what=what)
    if goal.due_at is None:
        return said
    return T("{goal} by {date}", goal=said, date=last_day(goal.due_at))


def last_day(due_at: int) -> Text:
    """The last day of a goal."""
    return Moment(due_at - 1, "date")


def status(told: Told) -> Text:
    """On track or behind, and why."""
    goal, found = told.goal, told.standing
    word: Text = VERDICTS[found.verdict]
    if found.verdict == "unknown":
        return T("not known yet: too little has happened, or it is not counted here")
    if found.verdict != "behind":
        return word
    reasons = [one for one in (_gap(goal, found), _missing(goal, found), _moved(told)) if one]
    return T("behind: {reasons}", reasons=Join(tuple(reasons), "; ")) if reasons else word


def _gap(goal: Goal, found: Standing) -> Text | None:
    if goal.kind == "sum" and goal.aim == "down":
        if found.coming is None:
            return None
        return T("at this pace it will be {n} by then", n=amount(round(found.coming), goal.unit))
    if found.expected is None or goal.due_at is None:
        return T("it should be {target}", target=amount(goal.target, goal.unit))
    expected = math.floor(found.expected) if goal.unit == "count" else found.expected
    return T("{n} would be on pace", n=amount(expected, goal.unit))


def _missing(goal: Goal, found: Standing) -> Text | None:
    if found.needed is None:
        return None
    if goal.kind == "sum":
        return T("{n} a week are needed from now on", n=step(found.needed, goal.unit))
    return T("it has to move by {n} a week", n=step(found.needed, goal.unit))


def _moved(told: Told) -> Text | None:
    """What has changed lately."""
    reading, unit = told.measured.reading, told.goal.unit
    if reading.lately is None or reading.earlier is None:
        return None
    now, before = amount(reading.lately, unit), amount(reading.earlier, unit)
    if told.goal.kind == "sum":
        return T("the last 7 days had {now}, the 7 before {before}", now=now, before=before)
    if reading.lately == reading.earlier:
        return T("it has not changed since the time before")
    return T("in the time before it was {before}", before=before)


def step(value: float, unit: Unit) -> Text:
    """A difference: shares in percentage points, counts rounded up."""
    if unit == "share":
        return N("{n} point", "{n} points", max(1, math.ceil(round(100 * value, 6))))
    return amount(math.ceil(round(value, 6)) if unit == "count" else value, unit)
