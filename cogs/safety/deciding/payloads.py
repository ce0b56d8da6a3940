"""What the buttons of deciding carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload

ADMINS = 0
"""In `GiveTo`: not to one person but to the admins."""


@dataclass(frozen=True)
class Decide(Payload, tag="safety.d"):
    """A decision on an alert: dismissed, talked, deleted, warned, timed_out or banned."""

    alert: int
    outcome: str


@dataclass(frozen=True)
class DecideOn(Payload, tag="safety.da"):
    """A decision on whom an alert is about, as the card had it: that may change meanwhile."""

    alert: int
    outcome: str
    author: int


@dataclass(frozen=True)
class TimeOut(Payload, tag="safety.t"):
    """A time-out of so many seconds."""

    alert: int
    seconds: int


@dataclass(frozen=True)
class TimeOutOf(Payload, tag="safety.ta"):
    """The same of whom the alert is about, as the card had it."""

    alert: int
    seconds: int
    author: int


@dataclass(frozen=True)
class More(Payload, tag="safety.m"):
    """Offer the rarer decisions: other lengths, and the ban."""

    alert: int


@dataclass(frozen=True)
class Ban(Payload, tag="safety.b"):
    """Ask whether a ban is really meant."""

    alert: int


@dataclass(frozen=True)
class Claim(Payload, tag="safety.c"):
    """I look after this alert."""

    alert: int


@dataclass(frozen=True)
class Release(Payload, tag="safety.cr"):
    """Nobody looks after it any more."""

    alert: int


@dataclass(frozen=True)
class HandOver(Payload, tag="safety.h"):
    """Ask to whom an alert should go."""

    alert: int


@dataclass(frozen=True)
class GiveTo(Payload, tag="safety.g"):
    """Hand an alert to a moderator, or to the `ADMINS`."""

    alert: int
    member: int


@dataclass(frozen=True)
class Undo(Payload, tag="safety.u"):
    """Take back what was done on an alert."""

    alert: int


@dataclass(frozen=True)
class Revoke(Payload, tag="safety.r"):
    """Take back a warning."""

    warning: int


@dataclass(frozen=True)
class Forget(Payload, tag="safety.n"):
    """Delete a note on a member."""

    note: int
