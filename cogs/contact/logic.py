"""Quiet hours and the week's share of messages; no I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from bot.api.boards.contact import Leave
from bot.api.calendar import local_date, stamp
from bot.api.calendar.typed import read_clock

WEEK_MS = 7 * 86_400_000
_SPAN = re.compile(r"(.+?)\s*(?:-|–|—|\bto\b|\buntil\b|\bbis\b)\s*(.+)")
_OFF = ("off", "never", "none", "aus", "nie", "keine")


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when to when nothing is sent: local minutes of the day, [start, end). An end before
    the start is on the next morning; both the same is never."""

    start: int
    end: int

    @staticmethod
    def read(text: str) -> Quiet:
        """ "22:00-07:00", "10pm to 7am", "22 bis 7 Uhr", "off"; ValueError for anything else, also
        for a whole day: who wants nothing at all stops the messages."""
        typed = text.strip().casefold()
        if typed in _OFF:
            return Quiet(0, 0)
        if (found := _SPAN.fullmatch(typed)) is None:
            raise ValueError(f"no span of time: {text!r}")
        start, end = read_clock(found[1]), read_clock(found[2])
        if start == end:
            raise ValueError(f"no span of time: {text!r}")
        return Quiet(60 * start.hour + start.minute, 60 * end.hour + end.minute)

    @property
    def never(self) -> bool:
        """Whether no hour is quiet."""
        return self.start == self.end

    def __str__(self) -> str:
        return "off" if self.never else f"{_clock(self.start):%H:%M}-{_clock(self.end):%H:%M}"


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def quiet_until(quiet: Quiet, now: int, zone: str) -> int | None:
    """When the quiet hours end that hold now, in UTC milliseconds; None outside of them.

    They are the time from one moment to another, so a clock change makes them longer or shorter
    and never opens them in the middle.
    """
    if quiet.never:
        return None
    today = local_date(now, zone)
    for day in (today - timedelta(days=1), today):
        last = day if quiet.start < quiet.end else day + timedelta(days=1)
        begins = stamp(day, _clock(quiet.start), zone)
        ends = stamp(last, _clock(quiet.end), zone)
        if begins <= now < ends:
            return ends
    return None


def room_at(counted: Sequence[int], cap: int, now: int) -> int | None:
    """When the week has room for one more, given when messages were granted; None for now."""
    recent = sorted((at for at in counted if at > now - WEEK_MS), reverse=True)
    if len(recent) < cap:
        return None
    return recent[cap - 1] + WEEK_MS


def decide(
    counted: Sequence[int],
    cap: int,
    quiet: Quiet,
    zone: str,
    now: int,
    *,
    wanted: bool,
    known: bool,
) -> Leave:
    """Leave for one message that its reader has not stopped.

    `counted` are the times of those that count into the week; `known` says that this very message
    was granted before.
    """
    held = quiet_until(quiet, now, zone)
    if held is not None:
        return Leave(granted=False, at=held)
    if known or wanted:
        return Leave(granted=True)
    room = room_at(counted, cap, now)
    if room is None:
        return Leave(granted=True)
    return Leave(granted=False, at=quiet_until(quiet, room, zone) or room)
