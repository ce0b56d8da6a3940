"""Buttons and forms of members, and of those who decide appeals."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Appeal(Payload, tag="safety.ap"):
    """Ask another moderator to look at an action again."""

    action: int


@dataclass(frozen=True)
class AppealBan(Payload, tag="safety.ab"):
    """Ask another moderator to look at the ban on an alert again: the note with this button goes
    out before the ban, so there is no action yet."""

    alert: int


@dataclass(frozen=True)
class AppealTalk(Payload, tag="safety.at"):
    """The same of the talk on an alert, which is on record once its note has arrived."""

    alert: int


@dataclass(frozen=True)
class Plea(Payload, tag="safety.pl"):
    """The form with what the member says against an action."""

    action: int


@dataclass(frozen=True)
class Judge(Payload, tag="safety.ju"):
    """Decide an appeal: the decision stays, or it is overturned."""

    case: int
    overturn: bool


@dataclass(frozen=True)
class Rethink(Payload, tag="safety.re"):
    """What an author answers who was asked to reconsider: "deleted", "changed" or "leave"."""

    alert: int
    said: str
