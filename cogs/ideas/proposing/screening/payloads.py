"""What the buttons and forms about held ideas carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Look(Payload, tag="idea.hl"):
    """Show a held idea: to a moderator to decide on it, to its writer to change it."""

    draft: int


@dataclass(frozen=True)
class Release(Payload, tag="idea.hp"):
    """Post a held idea; `seen` names the words that were on the card."""

    draft: int
    seen: str


@dataclass(frozen=True)
class Decline(Payload, tag="idea.hd"):
    """Do not post a held idea: the button, and the form that asks why."""

    draft: int
    seen: str
