"""What the buttons and the form of a new idea carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Write(Payload, tag="idea.w"):
    """The form of a new idea."""


@dataclass(frozen=True)
class SupportInstead(Payload, tag="idea.i"):
    """Support an idea that was there before, and drop the draft."""

    draft: int
    idea: int


@dataclass(frozen=True)
class PostAnyway(Payload, tag="idea.a"):
    """Post a draft although others look alike."""

    draft: int


@dataclass(frozen=True)
class Discard(Payload, tag="idea.x"):
    """Drop a draft."""

    draft: int
