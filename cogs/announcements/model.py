"""What an announcement is, when it is due, and how much selling there is; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from bot.api.calendar import local, local_date, stamp
from bot.api.calendar.rhythm import Due, Rhythm, newest_due, next_due
from bot.api.errors import UserError
from bot.api.text import T

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
MAX_TEXT = 2000
ONCE = "once"
# longer words do not fit on a card with everything else
ON_CARD = 1000
BALANCE_MS = 30 * DAY_MS
# a share of fewer postings says nothing
BALANCE_FROM = 4
# what is held back (quiet hours, the week's messages) is old news after that
LETTER_MS = 3 * DAY_MS
HOURS_MS = 28 * DAY_MS
HOURS_FROM = 100
FIRST_HOUR, LAST_HOUR = 7, 21
WEEK_HOURS = 168


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; the columns of its table, see tables.py."""

    id: int
    community_id: int
    member_id: int | None
    text: str
    audience: str
    spaces: tuple[int, ...] | None
    selling: bool
    starts_at: int | None
    rhythm: str
    state: str
    change: str | None
    changed_by: int | None
    approved_by: int | None
    created_at: int
    asked_at: int | None = None

    @property
    def private(self) -> bool:
        """Sent to the members of a segment, one by one."""
        return bool(self.audience)


@dataclass(frozen=True, slots=True)
class Posting:
    """One time that an announcement went out, or was to."""

    id: int
    announcement_id: int
    community_id: int
    period: str
    due_at: int
    at: int
    selling: bool
    state: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Announcements of the last 30 days, and how many of them sold something."""

    selling: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.selling / self.total) if self.total else 0

    def beyond(self, limit: int, *, selling: bool) -> bool:
        """Whether one more would be over the owner's limit; never so of a handful."""
        more = Balance(self.selling + selling, self.total + 1)
        return selling and more.total >= BALANCE_FROM and more.percent > limit


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the week that many are there: Monday is 0, `share` is the percentage of all
    messages that come within two hours from then on."""

    weekday: int
    hour: int
    share: float


def units(text: str) -> int:
    """Its length as the platforms count it (UTF-16): most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(text: str) -> str:
    """The words; UserError when there are none or too many."""
    words = text.strip()
    if not words:
        raise UserError(T("An announcement needs some words."))
    if (size := units(words)) > MAX_TEXT:
        raise UserError(
            T(
                "That is too long: {n} characters, and {most} fit. Please shorten it.",
                n=size,
                most=MAX_TEXT,
            )
        )
    return words


def first_due(announcement: Announcement, now: int, zone: str) -> Due:
    """When an announcement goes out for the first time after it was approved."""
    if announcement.rhythm:
        start = announcement.starts_at or now
        # a rhythm has minutes: of a start within one, that minute is meant
        start = max(now, start - start % MINUTE_MS - 1)
        return next_due(Rhythm.read(announcement.rhythm), start, zone)
    return Due(max(now, announcement.starts_at or now), ONCE)


def following(announcement: Announcement, now: int, zone: str) -> Due | None:
    """The next time of one that repeats."""
    return next_due(Rhythm.read(announcement.rhythm), now, zone) if announcement.rhythm else None


def newest(announcement: Announcement, now: int, zone: str) -> Due:
    """The last time that should have come: of several missed ones only that is made up for."""
    return newest_due(Rhythm.read(announcement.rhythm), now, zone)


def best_hours(per_hour: Mapping[int, int], zone: str, count: int = 3) -> list[Hour]:
    """When most people are about, best first: hours of the week by their messages and those of
    the hour after, for a post is read once it stands. By day only; empty where too little was
    written to say so. `per_hour` is messages by UTC milliseconds // 3,600,000."""
    total = sum(per_hour.values())
    if total < HOURS_FROM:
        return []
    week = [0] * WEEK_HOURS
    for hour, messages in per_hour.items():
        there = local(hour * HOUR_MS, zone)
        week[there.weekday() * 24 + there.hour] += messages
    drawn = [(week[n] + week[(n + 1) % WEEK_HOURS], n) for n in range(WEEK_HOURS)]
    by_day = [(sum_, n) for sum_, n in drawn if FIRST_HOUR <= n % 24 <= LAST_HOUR and sum_]
    best = sorted(by_day, key=lambda pair: (-pair[0], pair[1]))[:count]
    return [Hour(n // 24, n % 24, 100 * sum_ / total) for sum_, n in best]


def next_of(hours: Sequence[Hour], now: int, zone: str) -> int:
    """The first of these hours that is to come, as UTC milliseconds."""
    today = local_date(now, zone)
    days = [today + timedelta(days=n) for n in range(8)]
    starts = [
        stamp(day, time(hour.hour), zone)
        for day in days
        for hour in hours
        if day.weekday() == hour.weekday
    ]
    return min(at for at in starts if at > now)
