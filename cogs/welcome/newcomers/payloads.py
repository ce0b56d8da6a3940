"""What the buttons about newcomers carry; `first` is the number of a first message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Greet(Payload, tag="welcome.greet"):
    """Ask the community to answer a newcomer's first message."""

    member: int
    channel: int
    message: int


@dataclass(frozen=True)
class GreetAll(Payload, tag="welcome.greets"):
    """The same for up to three newcomers at once; `members` are their numbers, as "17+18"."""

    members: str


@dataclass(frozen=True)
class SayHello(Payload, tag="welcome.h"):
    """The same, from a moderators' card."""

    first: int


@dataclass(frozen=True)
class Claim(Payload, tag="welcome.c"):
    """A moderator is going to answer."""

    first: int


@dataclass(frozen=True)
class NotNeeded(Payload, tag="welcome.u"):
    """It needs no answer."""

    first: int


@dataclass(frozen=True)
class Look(Payload, tag="welcome.l"):
    """One newcomer of a list."""

    first: int
