"""What the buttons and forms of a new idea carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Write(Payload, tag="idea.w"):
    """The form of a new idea."""

    anonymous: bool


@dataclass(frozen=True)
class SupportInstead(Payload, tag="idea.i"):
    """Support an idea that was there before, and drop the draft."""

    draft: int
    idea: int


@dataclass(frozen=True)
class Post(Payload, tag="idea.po"):
    """Post a draft; `terms` is the wording that is agreed to by it, if any."""

    draft: int
    terms: str


@dataclass(frozen=True)
class Rewrite(Payload, tag="idea.pe"):
    """Other words for a draft: the button, and the form that it opens."""

    draft: int


@dataclass(frozen=True)
class Veil(Payload, tag="idea.pv"):
    """Name the author of a draft, or do not."""

    draft: int
    anonymous: bool


@dataclass(frozen=True)
class Discard(Payload, tag="idea.x"):
    """Drop a draft, also one that waits for a moderator."""

    draft: int


@dataclass(frozen=True)
class Agree(Payload, tag="idea.ta"):
    """The author of a message agrees that it becomes an idea, and to that wording of the terms."""

    draft: int
    terms: str


@dataclass(frozen=True)
class Refuse(Payload, tag="idea.tn"):
    """The author of a message would rather not."""

    draft: int


@dataclass(frozen=True)
class Withdraw(Payload, tag="idea.tw"):
    """Take back what one agreed to."""


@dataclass(frozen=True)
class Reword(Payload, tag="idea.e"):
    """Other words for an idea on the board: the button, and the form that it opens."""

    idea: int
