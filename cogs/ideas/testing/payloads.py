"""What the buttons and forms of testing carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Volunteer(Payload, tag="idea.bv"):
    """Offer to try an idea out, or take that back."""

    idea: int


@dataclass(frozen=True)
class Leave(Payload, tag="idea.bl"):
    """Leave the group of testers."""

    idea: int


@dataclass(frozen=True)
class Group(Payload, tag="idea.bt"):
    """Show who would try an idea out."""

    idea: int


@dataclass(frozen=True)
class TurnGroup(Payload, tag="idea.bn"):
    """Turn its page."""

    idea: int
    page: int


@dataclass(frozen=True)
class Pick(Payload, tag="idea.bp"):
    """Take somebody into the group, or (`into` false) put them out of it."""

    idea: int
    member: int
    into: bool
    page: int


@dataclass(frozen=True)
class PickAll(Payload, tag="idea.ba"):
    """Take all who offered it into the group."""

    idea: int


@dataclass(frozen=True)
class AskLetter(Payload, tag="idea.bw"):
    """Ask what is to be written to the testers."""

    idea: int


@dataclass(frozen=True)
class Letter(Payload, tag="idea.bs"):
    """The answer to that; `at` (UTC ms) names the form, of which one letter comes."""

    idea: int
    at: int


@dataclass(frozen=True)
class Give(Payload, tag="idea.bg"):
    """Explain what feedback is for, and begin it."""

    idea: int


@dataclass(frozen=True)
class Used(Payload, tag="idea.bz"):
    """Whether they would use it ("yes", "partly", "no"); the words are asked next."""

    idea: int
    use: str


@dataclass(frozen=True)
class Tell(Payload, tag="idea.bf"):
    """The words of feedback."""

    idea: int
    use: str


@dataclass(frozen=True)
class Read(Payload, tag="idea.br"):
    """Show what testers told."""

    idea: int


@dataclass(frozen=True)
class TurnFeedback(Payload, tag="idea.bm"):
    """Turn its page."""

    idea: int
    page: int


@dataclass(frozen=True)
class Delete(Payload, tag="idea.bd"):
    """Delete one's own feedback."""

    idea: int
    feedback: int
