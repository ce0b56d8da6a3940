"""What the buttons and forms of challenges carry; `turn` is the state that was shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Begin(Payload, tag="idea.cb"):
    """The form of a new challenge."""


@dataclass(frozen=True)
class Launch(Payload, tag="idea.cp"):
    """Post a draft."""

    challenge: int


@dataclass(frozen=True)
class Reword(Payload, tag="idea.cw"):
    """Other words for a draft: the button, and the form that it opens."""

    challenge: int


@dataclass(frozen=True)
class Judge(Payload, tag="idea.cj"):
    """A draft is decided by a jury, or by all."""

    challenge: int
    jury: bool


@dataclass(frozen=True)
class Drop(Payload, tag="idea.cx"):
    """Discard a draft."""

    challenge: int


@dataclass(frozen=True)
class Schedule(Payload, tag="idea.cd"):
    """Other dates, before or after it is posted: the button, and the form."""

    challenge: int
    turn: int


@dataclass(frozen=True)
class See(Payload, tag="idea.cs"):
    """Everything about a challenge, with its ideas."""

    challenge: int


@dataclass(frozen=True)
class Submit(Payload, tag="idea.ci"):
    """A new idea for a challenge: the button, and the form."""

    challenge: int


@dataclass(frozen=True)
class Enter(Payload, tag="idea.ce"):
    """Let one's own idea answer a challenge."""

    idea: int
    challenge: int


@dataclass(frozen=True)
class Next(Payload, tag="idea.cn"):
    """The next phase begins now."""

    challenge: int
    turn: int


@dataclass(frozen=True)
class Finalist(Payload, tag="idea.cf"):
    """Take an idea into the final, or out of it."""

    challenge: int
    turn: int
    idea: int


@dataclass(frozen=True)
class OpenVote(Payload, tag="idea.cv"):
    """Ask the poll of the finalists."""

    challenge: int
    turn: int


@dataclass(frozen=True)
class Accept(Payload, tag="idea.ca"):
    """Plan the idea that won."""

    challenge: int
    turn: int


@dataclass(frozen=True)
class Choose(Payload, tag="idea.co"):
    """Plan another idea, or one without a vote: the button, and the form."""

    challenge: int
    turn: int


@dataclass(frozen=True)
class AnswerOthers(Payload, tag="idea.cr"):
    """An answer to all ideas that did not win: the button, and the form."""

    challenge: int


@dataclass(frozen=True)
class End(Payload, tag="idea.cq"):
    """End a challenge without anything to be built: the button, and the form."""

    challenge: int
    turn: int
