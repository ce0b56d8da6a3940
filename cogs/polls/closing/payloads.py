"""What the buttons around the end of a poll carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Close(Payload, tag="poll.c"):
    """End a poll now."""

    poll: int


@dataclass(frozen=True)
class Check(Payload, tag="poll.k"):
    """Give me the record, so that I can check the count."""

    poll: int
