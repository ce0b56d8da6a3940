"""Settings of topics."""

from __future__ import annotations

from pydantic import Field

from bot.api.cog import CogConfig


class TopicsConfig(CogConfig):
    """Settings of topics."""

    intents: bool = Field(
        True,
        description="Count what messages are for: help, feedback, a purchase, thanks; no text is "
        "kept",
    )
    emotions: bool = Field(
        False,
        description="Count how messages feel (joy, gratitude, anticipation, frustration, worry); "
        "off because it could be checked on few real messages only (see docs/topics.md)",
    )
