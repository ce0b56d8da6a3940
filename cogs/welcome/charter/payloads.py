"""What the buttons and forms of the charter carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class ReadCharter(Payload, tag="welcome.r"):
    """Show the charter."""


@dataclass(frozen=True)
class Accept(Payload, tag="welcome.a"):
    """Accept that version."""

    version: int


@dataclass(frozen=True)
class EditCharter(Payload, tag="welcome.e"):
    """The form of a new version; `version` is the one that it is to follow."""

    version: int
    asks: bool
