"""Settings of the digest."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from bot.api.cog import CogConfig


class DigestConfig(CogConfig):
    """Settings of the digest."""

    every: Literal["week", "day", "off"] = Field(
        "week", description="How often the digest comes: week, day or off"
    )
    weekday: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = Field("monday", description="The day of a weekly digest")
    time: str = Field(
        "09:00", description="The time of the digest in the community's time zone, as 09:00"
    )
    to_moderators: bool = Field(
        True, description="Post it in the moderators' channel; without one, to each moderator"
    )
    to_owner: bool = Field(True, description="Send it to the owners privately as well")
    mood: bool = Field(
        True,
        description="Say how many messages sounded positive or negative, counted by a list of "
        "English words; no text is kept",
    )

    @field_validator("time")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("write the time as hours and minutes, like 09:00 or 17:30")
        return value
