"""What the buttons and forms of questions carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Ask(Payload, tag="event.qa"):
    """Ask a question: the button, and the form that it opens."""

    event: int


@dataclass(frozen=True)
class Queue(Payload, tag="event.ql"):
    """A page of the questions."""

    event: int
    page: int


@dataclass(frozen=True)
class Upvote(Payload, tag="event.qv"):
    """Vote for a question, or take the vote back."""

    question: int
    page: int


@dataclass(frozen=True)
class Mark(Payload, tag="event.qm"):
    """What a moderator makes of a question: open, now, answered or removed."""

    question: int
    state: str
    page: int
