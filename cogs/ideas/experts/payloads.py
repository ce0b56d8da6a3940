"""What the buttons of the experts carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class WhoHelps(Payload, tag="idea.xw"):
    """Show who could help with an idea."""

    idea: int


@dataclass(frozen=True)
class AskHelp(Payload, tag="idea.xa"):
    """Ask somebody for help with an idea."""

    idea: int
    member: int


@dataclass(frozen=True)
class AnswerHelp(Payload, tag="idea.xy"):
    """Would they help? `asker` is told; 0 is the author: the number of one who is not named must
    stand in no button."""

    idea: int
    asker: int
    would: bool


@dataclass(frozen=True)
class BeHelper(Payload, tag="idea.xo"):
    """Wish to be named, or not any more."""

    wish: bool
