"""What the buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Show(Payload, tag="ins.s"):
    """Another section of the same days ("" is the overview), with its picture of that number."""

    section: str
    days: int
    picture: int
