"""What the buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class AtRisk(Payload, tag="outlook.a"):
    """Who may be about to fall silent; `week` is the ISO week of the digest that suggested it."""

    week: str


@dataclass(frozen=True)
class Write(Payload, tag="outlook.w"):
    """Look at the note that a member would get; `step` says which one."""

    member: int
    step: str


@dataclass(frozen=True)
class Send(Payload, tag="outlook.s"):
    """Send that note."""

    member: int
    step: str


@dataclass(frozen=True)
class Own(Payload, tag="outlook.o"):
    """Write a note in one's own words; comes back as a form with the same member."""

    member: int


@dataclass(frozen=True)
class Words(Payload, tag="outlook.n"):
    """The form with these words."""

    member: int


@dataclass(frozen=True)
class Look(Payload, tag="outlook.l"):
    """A picture of what a warning was about; `day` is the local one on which it began."""

    series: str
    side: str
    day: int


@dataclass(frozen=True)
class Mute(Payload, tag="outlook.m"):
    """No warnings of that kind for a week."""

    series: str


@dataclass(frozen=True)
class Unmute(Payload, tag="outlook.u"):
    """Warnings of that kind again."""

    series: str
