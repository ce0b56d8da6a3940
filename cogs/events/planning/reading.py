"""Reads what people type about an event: its form, and how long it lasts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.api.calendar import local, stamp
from bot.api.errors import UserError
from bot.api.reply import Answers
from bot.api.text import T, Text

from ..model import (
    MAX_DETAILS,
    MAX_PLACE,
    MAX_TITLE,
    Plan,
    clean,
    cleaned_lines,
)

When = Callable[[str], int]
"""A moment in somebody's words, in UTC ms; UserError when it cannot be read or has passed."""

_LENGTH = re.compile(
    r"(?:for |lasts |für )?(\d+(?:[.,]\d+)?\s*"
    r"(?:m|min|mins|minutes?|minuten?|h|hours?|std|stunden?|d|days?|tage?|tag)\b.*)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:until|till|to|bis|-|–)\s*(?=\S)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|uhr|h)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for one person: `when` is theirs, `zone` the community's, `default` the length in
    milliseconds where nothing is said."""

    when: When
    now: int
    zone: str
    default: int

    def begins(self, plan: Plan, typed: str) -> Plan:
        """At another time; it lasts as long as before."""
        starts_at = int(self.when(typed))
        if plan.ends_at:
            return plan.moved(starts_at, self.zone)
        ends_at = starts_at + self.default
        return replace(plan, starts_at=starts_at, ends_at=ends_at, zone=self.zone)

    def ends(self, plan: Plan, typed: str) -> Plan:
        """Until then, or for so long: "2h", "20:00", "until sunday 12:00"."""
        words = clean(typed)
        if found := _LENGTH.fullmatch(words):
            return replace(plan, ends_at=plan.starts_at + self._length(found[1]))
        words = _UNTIL.sub("", words, count=1) if _UNTIL.match(words) else words
        if not _CLOCK.fullmatch(words):
            return replace(plan, ends_at=int(self.when(words)))
        day = local(plan.starts_at, self.zone).date()
        ends_at = int(self.when(f"{day.isoformat()} {words}"))
        if ends_at <= plan.starts_at:  # past midnight
            ends_at = int(self.when(f"{(day + timedelta(days=1)).isoformat()} {words}"))
        return replace(plan, ends_at=ends_at)

    def _length(self, words: str) -> int:
        # as "in 2h", which the same words are read for everywhere
        return int(self.when(f"in {words}")) - self.now

    # ---- what stands in a form

    def shown_start(self, plan: Plan) -> str:
        """The beginning as it can be typed."""
        return f"{local(plan.starts_at, self.zone):%Y-%m-%d %H:%M}" if plan.starts_at else ""

    def shown_end(self, plan: Plan) -> str:
        """The end as it can be typed."""
        if not plan.starts_at or not plan.ends_at:
            return ""
        begins, ends = local(plan.starts_at, self.zone), local(plan.ends_at, self.zone)
        same = begins.date() == ends.date()
        return f"{ends:%H:%M}" if same else f"{ends:%Y-%m-%d %H:%M}"

    def filled(self, plan: Plan, answers: Answers) -> tuple[Plan, Text | None]:
        """The form filled in: what could be read, and what is wrong with the rest. What was left
        as it was shown is not read again, so that an event that has begun can be changed."""
        shown_start, shown_end = self.shown_start(plan), self.shown_end(plan)
        note: Text | None = None
        written = with_words(
            plan, answers.get("title", ""), answers.get("where", ""), answers.get("details", "")
        )
        try:
            when = clean(answers.get("when", ""))
            if when and when != shown_start:
                written = self.begins(written, when)
            until = clean(answers.get("until", ""))
            if until and until != shown_end and written.starts_at:
                written = self.ends(written, until)
        except UserError as error:
            note = error.text
        return written, note


def with_words(plan: Plan, title: str, place: str, details: str) -> Plan:
    """Other words, within their limits."""
    return replace(
        plan,
        title=clean(title)[:MAX_TITLE],
        place=clean(place)[:MAX_PLACE],
        details=cleaned_lines(details)[:MAX_DETAILS],
    )


def repeated(plan: Plan, every: str, until: int, most: int) -> list[Plan]:
    """The same every "week" or "month" after it until that time: at the same clock on the wall.

    A month without the day has it on its last one. UserError when there is none, or too many.
    """
    first = datetime.fromisoformat(plan.wall)
    found: list[Plan] = []
    for n in range(1, most + 2):
        day = first.date() + timedelta(weeks=n) if every == "week" else _months_on(first, n)
        starts_at = stamp(day, first.time(), plan.zone)
        if starts_at > until:
            break
        found.append(plan.moved(starts_at, plan.zone))
    if not found:
        raise UserError(T("No repetition falls before that day; please choose a later one."))
    if len(found) > most:
        raise UserError(
            T("I make {n} more events of a series at most; please choose an earlier end.", n=most)
        )
    return found


def _months_on(first: datetime, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
