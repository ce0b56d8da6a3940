"""What the buttons of privacy carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Choose(Payload, tag="priv.c"):
    """On one's own card of choices."""

    purpose: str
    yes: bool


@dataclass(frozen=True)
class Answer(Payload, tag="priv.a"):
    """Below a question of the bot's, asked of that member."""

    purpose: str
    yes: bool
    member: int


@dataclass(frozen=True)
class Open(Payload, tag="priv.o"):
    """Another card: about, details, choices, mine, report or pages."""

    card: str


@dataclass(frozen=True)
class Page(Payload, tag="priv.p"):
    """The page to publish, for owners: law and language."""

    law: str
    language: str


@dataclass(frozen=True)
class Export(Payload, tag="priv.e"):
    """All that is kept about the one who presses, as files."""


@dataclass(frozen=True)
class Erase(Payload, tag="priv.x"):
    """Delete everything about that member; asked by `by` (themselves, or an owner), good until
    `until` (UTC seconds)."""

    member: int
    by: int
    until: int


@dataclass(frozen=True)
class Keep(Payload, tag="priv.k"):
    """Change one's mind about it."""
