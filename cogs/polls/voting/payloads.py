"""What the buttons of a poll carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Vote(Payload, tag="poll.v"):
    """A press on an option of the public card."""

    poll: int
    option: int


@dataclass(frozen=True)
class Ballot(Payload, tag="poll.b"):
    """Show me my ballot."""

    poll: int


@dataclass(frozen=True)
class Mark(Payload, tag="poll.m"):
    """A press on an option of one's own ballot, which showed that mark beside it."""

    poll: int
    option: int
    shown: int


@dataclass(frozen=True)
class Withdraw(Payload, tag="poll.w"):
    """Take the own vote back, below a message that says it in words."""

    poll: int


@dataclass(frozen=True)
class Clear(Payload, tag="poll.x"):
    """Take the own vote back, on one's ballot."""

    poll: int


@dataclass(frozen=True)
class WhoVoted(Payload, tag="poll.o"):
    """Who voted what, from the beginning."""

    poll: int


@dataclass(frozen=True)
class WhoVotedPage(Payload, tag="poll.op"):
    """Another page of that list."""

    poll: int
    page: int


@dataclass(frozen=True)
class AddOption(Payload, tag="poll.a"):
    """Add an answer: the button, and the form that it opens."""

    poll: int


@dataclass(frozen=True)
class Remind(Payload, tag="poll.q"):
    """Whether one wants to be reminded of polls."""

    on: bool
