"""What the buttons and forms of the intake carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Begin(Payload, tag="welcome.i"):
    """Ask the first question."""


@dataclass(frozen=True)
class Pick(Payload, tag="welcome.p"):
    """Choose, or take back a choice where several may be chosen."""

    question: int
    choice: int


@dataclass(frozen=True)
class Onward(Payload, tag="welcome.n"):
    """The question after that one."""

    question: int


@dataclass(frozen=True)
class Write(Payload, tag="welcome.w"):
    """An answer in own words: the button, and the form that it opens."""

    question: int


@dataclass(frozen=True)
class Introduce(Payload, tag="welcome.in"):
    """Post the introduction, or do not; `texts` is how many answers in own words it showed."""

    agreed: bool
    texts: int


@dataclass(frozen=True)
class Withdraw(Payload, tag="welcome.x"):
    """Delete one's introduction."""


@dataclass(frozen=True)
class ForgetAnswers(Payload, tag="welcome.f"):
    """Delete everything that one answered."""


@dataclass(frozen=True)
class Remove(Payload, tag="welcome.q"):
    """Remove a question with everybody's answers."""

    question: int
