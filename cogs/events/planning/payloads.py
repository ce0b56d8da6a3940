"""What the buttons and forms of planning carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Write(Payload, tag="event.w"):
    """The words of a draft: the button, and the form that it opens."""

    event: int


@dataclass(frozen=True)
class Post(Payload, tag="event.p"):
    """Announce a draft."""

    event: int


@dataclass(frozen=True)
class Discard(Payload, tag="event.d"):
    """Throw a draft away."""

    event: int


@dataclass(frozen=True)
class Change(Payload, tag="event.c"):
    """Other words for an event that is announced: button, and form for who saw that sequence."""

    event: int
    sequence: int = 0


@dataclass(frozen=True)
class CallOff(Payload, tag="event.x"):
    """Call it off: the button, and the form that asks why."""

    event: int


@dataclass(frozen=True)
class Show(Payload, tag="event.s"):
    """Everything about one event, for the one who presses."""

    event: int
