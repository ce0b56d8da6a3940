"""What the buttons and forms of asking carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Turn(Payload, tag="poll.dt"):
    """The next value of one of a draft's rules."""

    draft: int
    what: str


@dataclass(frozen=True)
class Write(Payload, tag="poll.dw"):
    """The words of a draft: the button, and the form that it opens."""

    draft: int


@dataclass(frozen=True)
class Until(Payload, tag="poll.du"):
    """When it closes: button and form."""

    draft: int


@dataclass(frozen=True)
class Numbers(Payload, tag="poll.dn"):
    """Quorum, threshold, dots: button and form."""

    draft: int


@dataclass(frozen=True)
class Name(Payload, tag="poll.ds"):
    """Save a draft as a template: the button, and the form that asks for its name."""

    draft: int


@dataclass(frozen=True)
class Post(Payload, tag="poll.dp"):
    """Post a draft."""

    draft: int


@dataclass(frozen=True)
class Discard(Payload, tag="poll.dd"):
    """Throw a draft away."""

    draft: int


@dataclass(frozen=True)
class Show(Payload, tag="poll.dc"):
    """Back to the card of a draft."""

    draft: int


@dataclass(frozen=True)
class Repeat(Payload, tag="poll.dr"):
    """On which days a draft is to be asked again and again."""

    draft: int


@dataclass(frozen=True)
class Every(Payload, tag="poll.de"):
    """On those days: the button, and the form that asks for the time."""

    draft: int
    every: str


@dataclass(frozen=True)
class BuiltIn(Payload, tag="poll.tb"):
    """Begin with a template that comes with the bot."""

    name: str


@dataclass(frozen=True)
class Own(Payload, tag="poll.to"):
    """Begin with a template of the community."""

    template: int


@dataclass(frozen=True)
class Templates(Payload, tag="poll.tl"):
    """The list of templates; `deleting` shows what can be deleted instead."""

    deleting: bool


@dataclass(frozen=True)
class Drop(Payload, tag="poll.td"):
    """Delete a template of the community."""

    template: int


@dataclass(frozen=True)
class Stop(Payload, tag="poll.ss"):
    """End a series."""

    series: int


@dataclass(frozen=True)
class Reword(Payload, tag="poll.e"):
    """Another question for a poll that nobody has voted in: the form."""

    poll: int
