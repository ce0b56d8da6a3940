"""What has to be done for an event, and when; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..config import EventsConfig
from ..model import DAY_MS, HOUR_MS, MINUTE_MS, Event

What = Literal["post", "first", "second", "start", "over", "close", "results", "forget"]
WHATS: tuple[What, ...] = (
    "post",
    "first",
    "second",
    "start",
    "over",
    "close",
    "results",
    "forget",
)
"""post: the card of one in a series. first, second: reminders. start, over: as they are. close:
nobody says any more that they were there, and they are asked how it was. results: the organiser
hears that. forget: questions are erased."""


def steps(event: Event, config: EventsConfig) -> Mapping[What, int]:
    """UTC milliseconds of all that is to come for an event."""
    plan = event.plan
    forget: dict[What, int] = {"forget": plan.ends_at + config.keep_days * DAY_MS}
    if event.state != "planned":
        return forget if event.state == "cancelled" else {}
    close = plan.ends_at + config.attendance_hours * HOUR_MS
    found: dict[What, int] = {
        "start": plan.starts_at,
        "over": plan.ends_at,
        "close": close,
    }
    if event.posted_at is None:
        found["post"] = plan.starts_at - config.post_days_before * DAY_MS
    if config.first_reminder_hours:
        found["first"] = plan.starts_at - config.first_reminder_hours * HOUR_MS
    if config.second_reminder_minutes:
        found["second"] = plan.starts_at - config.second_reminder_minutes * MINUTE_MS
    if config.pulse:
        found["results"] = close + config.pulse_days * DAY_MS
    # not before the organiser has heard
    found["forget"] = max(forget["forget"], found.get("results", close) + DAY_MS)
    return found


def overtaken(event: Event, config: EventsConfig, now: int) -> bool:
    """Whether the first reminder is so late that the second one says it."""
    due = steps(event, config)
    first, second = due.get("first"), due.get("second")
    return first is not None and second is not None and first <= second <= now
