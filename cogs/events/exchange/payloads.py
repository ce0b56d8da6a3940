"""What the button of the calendar file carries."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class AddToCalendar(Payload, tag="event.i"):
    """The event as an iCalendar file."""

    event: int
