"""What the buttons and forms around steps carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Step(Payload, tag="idea.st"):
    """Ask why an idea is to take that step."""

    idea: int
    status: str


@dataclass(frozen=True)
class Decide(Payload, tag="idea.sd"):
    """The form with the reason of a step."""

    idea: int
    status: str


@dataclass(frozen=True)
class Undo(Payload, tag="idea.su"):
    """Take back a step that nobody was told of yet. SQLite gives the number of a step that was
    taken back to a later one, so `at` (UTC ms) says which of them is meant."""

    change: int
    at: int


@dataclass(frozen=True)
class Adopt(Payload, tag="idea.so"):
    """See to an idea that is in nobody's hands."""

    idea: int


@dataclass(frozen=True)
class Postpone(Payload, tag="idea.sp"):
    """Ask for another date."""

    idea: int


@dataclass(frozen=True)
class Postponed(Payload, tag="idea.sq"):
    """The form with another date."""

    idea: int
