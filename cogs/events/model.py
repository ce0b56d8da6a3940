"""What an event is; no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.api.calendar import local, stamp
from bot.api.errors import UserError
from bot.api.text import T

State = Literal["draft", "planned", "cancelled"]
Answer = Literal["going", "waiting", "maybe", "no"]
Asking = Literal["none", "named", "anonymous"]
Phase = Literal["draft", "cancelled", "coming", "running", "over"]

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
MAX_TITLE, MAX_PLACE, MAX_DETAILS, MAX_REASON = 100, 200, 1500, 500
MAX_CAPACITY = 100_000
LONGEST_MS = 14 * DAY_MS
_NUMBER = re.compile(r"#(\d{1,15})\b.*|(\d{1,15})", re.DOTALL)
# control characters, which calendar files cannot carry, and marks that turn around what follows
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Plan:
    """What its organiser decides. Times are UTC milliseconds, 0 as long as none is said.

    `zone` is the one that the time was said in: the wall clock there is what was promised, and
    stays when the rules of the zone change. `capacity` 0 is no limit. `questions` may be asked
    by name or without. `audience` is a condition (docs/audiences.md), empty for everybody.
    """

    title: str = ""
    details: str = ""
    place: str = ""
    starts_at: int = 0
    ends_at: int = 0
    zone: str = "UTC"
    capacity: int = 0
    hide_names: bool = False
    questions: Asking = "none"
    audience: str = ""

    @property
    def wall(self) -> str:
        """The promised beginning as a clock on the wall shows it, "2026-05-29T18:00"."""
        return local(self.starts_at, self.zone).replace(tzinfo=None).isoformat(timespec="minutes")

    @property
    def lasts(self) -> int:
        """Milliseconds."""
        return self.ends_at - self.starts_at

    def kept(self, wall: str) -> Plan:
        """The same at that wall clock, where it is another moment by now than it was said to be."""
        if not self.starts_at or not wall or self.wall == wall:
            return self
        promised = datetime.fromisoformat(wall)
        return self.moved(stamp(promised.date(), promised.time(), self.zone), self.zone)

    def moved(self, starts_at: int, zone: str) -> Plan:
        """The same at another time: from clock to clock it is as long as before, also where a
        clock change makes it another number of hours."""
        old, new = local(self.starts_at, self.zone), local(starts_at, zone)
        ends = local(self.ends_at, self.zone).replace(tzinfo=None) - old.replace(tzinfo=None)
        last = new.replace(tzinfo=None) + ends
        ends_at = stamp(last.date(), last.time(), zone)
        if ends_at <= starts_at:  # its hour is the one that is skipped
            ends_at = starts_at + self.lasts
        return replace(self, starts_at=starts_at, ends_at=ends_at, zone=zone)

    def tells_more(self, before: Plan) -> bool:
        """Whether those who come have to hear of it: another time, place or name."""
        seen = ("title", "place", "starts_at", "ends_at")
        return any(getattr(self, name) != getattr(before, name) for name in seen)


@dataclass(frozen=True, slots=True)
class Event:
    """An event with what became of it.

    `sequence` grows with each change (RFC 5545); `told` is the one that those who come have heard
    of. `posted_at` is None as long as no card is out. `member_id` is the organiser's, None once
    they asked to be forgotten.
    """

    id: int
    community_id: int
    member_id: int | None
    plan: Plan
    state: State
    created_at: int
    changed_at: int
    posted_at: int | None = None
    sequence: int = 0
    told: int = 0
    reason: str = ""
    series_id: int | None = None

    def phase(self, now: int) -> Phase:
        """Where it stands."""
        if self.state != "planned":
            return self.state
        if now < self.plan.starts_at:
            return "coming"
        return "running" if now < self.plan.ends_at else "over"

    @property
    def reference(self) -> str:
        """As it is written in an option."""
        return f"#{self.id} {self.plan.title}"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who answered, by member id: those with a seat in the order in which they got it, those who
    wait in their order."""

    going: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()

    @property
    def concerned(self) -> tuple[int, ...]:
        """Everybody who hears of changes."""
        return self.going + self.waiting + self.maybe

    def answer(self, member_id: int) -> Answer | None:
        """What that member said, unless it was no."""
        for name in ("going", "waiting", "maybe"):
            if member_id in getattr(self, name):
                return name
        return None


def tag(event_id: int) -> str:
    """What its cards are found by."""
    return f"event:{event_id}"


def clean(text: str) -> str:
    """One line without doubled spaces, and without what no text needs."""
    return _UNFIT.sub("", " ".join(text.split()))


def cleaned_lines(text: str) -> str:
    """The same of each line."""
    return "\n".join(clean(line) for line in text.strip().splitlines())


def number_in(typed: str) -> int | None:
    """The number in "#12 Baking" or "12"; "5 rhythms" are words."""
    found = _NUMBER.fullmatch(typed.strip())
    return int(found[1] or found[2]) if found else None


def checked(plan: Plan, now: int) -> Plan:
    """A plan that can be posted, or UserError that says what is missing."""
    if not plan.title:
        raise UserError(T("An event needs a title."))
    if not plan.starts_at:
        raise UserError(T("When does it begin? Write it like friday 18:00."))
    if plan.starts_at <= now:
        raise UserError(T("The beginning has passed; please choose a later time."))
    return checked_length(plan)


def checked_length(plan: Plan) -> Plan:
    """A plan that ends after it begins, and not too late; else UserError."""
    if plan.starts_at and plan.ends_at <= plan.starts_at:
        raise UserError(T("An event ends after it begins; please check how long it lasts."))
    if plan.lasts > LONGEST_MS:
        raise UserError(T("An event lasts two weeks at most; make several of a longer one."))
    return plan
