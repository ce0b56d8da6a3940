"""What the buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Agree(Payload, tag="ref.a"):
    """A newcomer agrees, or not, that whoever brought them is told."""

    code: int
    yes: bool


@dataclass(frozen=True)
class ShowMe(Payload, tag="ref.s"):
    """Others may see, or not, how many somebody brought."""

    code: int
    yes: bool


@dataclass(frozen=True)
class Thank(Payload, tag="ref.t"):
    """Thank somebody who brought people."""

    member: int


@dataclass(frozen=True)
class NewSecret(Payload, tag="ref.w"):
    """Another secret for the shop's sales; the old one ends."""
