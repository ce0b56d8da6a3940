"""What buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Find(Payload, tag="meet.f"):
    """Show people whom somebody may like."""


@dataclass(frozen=True)
class Ask(Payload, tag="meet.a"):
    """Ask somebody whether they would like to meet whoever presses; or not this one."""

    member: int
    yes: bool


@dataclass(frozen=True)
class Answer(Payload, tag="meet.y"):
    """Whoever was asked says yes or not now."""

    member: int
    yes: bool


@dataclass(frozen=True)
class Buddy(Payload, tag="meet.b"):
    """Be a buddy for newcomers, or no longer."""

    yes: bool


@dataclass(frozen=True)
class WantBuddy(Payload, tag="meet.w"):
    """A newcomer would like a buddy."""
