"""Events as iCalendar (RFC 5545); the library folds lines, escapes texts and writes zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.api.calendar import local

from ..model import Event

if TYPE_CHECKING:
    from icalendar import Event as Entry

PRODUCT = "-//Townhall//Events//EN"
MIME = "text/calendar"
_MARGIN = timedelta(days=366)


def calendar(events: Sequence[Event], name: str, community: str) -> bytes:
    """A calendar of these events. `community` makes their UIDs different from those of other
    communities, and stays the same for ever."""
    from icalendar import Calendar  # when first asked for: it is big, and few ask

    made = Calendar.new(prodid=PRODUCT, name=name, method="PUBLISH")
    for event in events:
        made.add_component(_entry(event, community))
    if events:
        begins = min(local(event.plan.starts_at, event.plan.zone) for event in events)
        ends = max(local(event.plan.ends_at, event.plan.zone) for event in events)
        made.add_missing_timezones((begins - _MARGIN).date(), (ends + _MARGIN).date())
    content: bytes = made.to_ical()
    return content


def uid(event: Event, community: str) -> str:
    """The same for all versions of an event, and different from every other one."""
    return f"event-{event.id}-{event.created_at}@{community}.townhall"


def _entry(event: Event, community: str) -> Entry:
    from icalendar import Event as Entry
    from icalendar.enums import STATUS

    plan = event.plan
    changed = datetime.fromtimestamp(event.changed_at // 1000, UTC)
    return Entry.new(
        uid=uid(event, community),
        sequence=event.sequence,
        stamp=changed,
        last_modified=changed,
        created=datetime.fromtimestamp(event.created_at // 1000, UTC),
        start=local(plan.starts_at, plan.zone).replace(microsecond=0),
        end=local(plan.ends_at, plan.zone).replace(microsecond=0),
        summary=plan.title,
        location=plan.place or None,
        description=plan.details or None,
        status=STATUS.CANCELLED if event.state == "cancelled" else STATUS.CONFIRMED,
    )
