"""What is said by the bot itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.api.calendar import local
from bot.api.reply import Button, Reply
from bot.api.text import Join, Moment, T, Text, bold, lines

from ..attending.payloads import Rsvp
from ..exchange.payloads import AddToCalendar
from ..model import Event
from ..planning.payloads import Show


@dataclass(frozen=True, slots=True)
class Local:
    """The zone of the one who reads, and the community's, which times are shown in."""

    reader: tzinfo
    community: str

    def clock(self, at: int) -> Text | None:
        """The reader's own clock; None where it shows the same as the community's."""
        theirs = datetime.fromtimestamp(at / 1000, self.reader)
        if theirs.utcoffset() == local(at, self.community).utcoffset():
            return None
        return T(
            "On your clock: {time} ({zone})",
            time=f"{theirs:%Y-%m-%d %H:%M}",
            zone=str(self.reader),
        )


def _about(event: Event, clocks: Local) -> tuple[Text | None, ...]:
    plan = event.plan
    return (
        Join(("🕒 ", Moment(plan.starts_at))),
        clocks.clock(plan.starts_at),
        Join(("📍 ", plan.place)) if plan.place else None,
    )


def _decline(event: Event) -> Button:
    return Button(T("I cannot come"), Rsvp(event.id, "no"))


def _calendar(event: Event) -> Button:
    return Button(T("Add to calendar"), AddToCalendar(event.id))


def reminder(event: Event, clocks: Local) -> Reply:
    """A day and an hour before."""
    begins = T(
        "“{title}” begins {when}.",
        title=bold(event.plan.title),
        when=Moment(event.plan.starts_at, "relative"),
    )
    return Reply(lines(begins, *_about(event, clocks)), [[_decline(event)]])


def moved_up(event: Event, clocks: Local) -> Reply:
    """From the waiting list to a place."""
    free = T(
        "A place is free: you are going to “{title}” now. If you cannot come, press the button, "
        "and the next one gets it.",
        title=bold(event.plan.title),
    )
    return Reply(lines(free, *_about(event, clocks)), [[_calendar(event), _decline(event)]])


def changed(event: Event, clocks: Local) -> Reply:
    """Another time, place or name."""
    said = T("“{title}” has changed. It is now like this:", title=bold(event.plan.title))
    return Reply(lines(said, *_about(event, clocks)), [[_calendar(event), _decline(event)]])


def cancelled(events: Sequence[Event]) -> Reply:
    """Called off, with the reason; several are dates of one series."""
    first, why = events[0], T("Why: {reason}", reason=events[0].reason)
    title, dates = bold(first.plan.title), [Moment(event.plan.starts_at) for event in events]
    if len(dates) == 1:
        one = T("“{title}” on {when} has been called off.", title=title, when=dates[0])
        return Reply(lines(one, why))
    several = T("These dates of “{title}” have been called off:", title=title)
    return Reply(lines(several, *(Join(("• ", date)) for date in dates), why))


def begins(event: Event, *, late: bool) -> Reply:
    """In the channel, when it starts, or where that was missed for a while."""
    plan = event.plan
    title = bold(plan.title)
    return Reply(
        lines(
            T("“{title}” is on!", title=title) if late else T("“{title}” begins now!", title=title),
            Join(("📍 ", plan.place)) if plan.place else None,
        ),
        [[Button(T("Details"), Show(event.id))]],
        tone="good",
    )


def stoppable(reply: Reply, stop: Sequence[Button]) -> Reply:
    """With the button that stops these messages, where there is one."""
    return replace(reply, buttons=[*reply.buttons, list(stop)]) if stop else reply
