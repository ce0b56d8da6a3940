"""What the buttons and the form of merging carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class AskInto(Payload, tag="idea.mi"):
    """Ask which idea this one is to become part of."""

    idea: int


@dataclass(frozen=True)
class Into(Payload, tag="idea.mf"):
    """The answer to that."""

    idea: int


@dataclass(frozen=True)
class TakeOut(Payload, tag="idea.mo"):
    """Undo that."""

    idea: int
