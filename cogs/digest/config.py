"""Settings of the digest."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from bot.api.cog import CogConfig

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = (
    "growth.members",
    "participation.writers",
    "responses.answered_share",
    "digest.waiting",
    "digest.positive",
    "digest.messages",
    "growth.joins",
    "responses.median_ms",
)
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class DigestConfig(CogConfig):
    """Settings of the digest."""

    every: Literal["week", "day", "off"] = Field(
        "week", description="How often the digest comes: week, day or off"
    )
    moderators_every: Literal["same", "week", "day", "off"] = Field(
        "same", description="How often moderators get it: same (as `every`), week, day or off"
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
    month_review: bool = Field(
        True,
        description="On the first day of each month, tell the owners what was done in the last "
        "one and what came of it (not while `every` is off)",
    )
    numbers: tuple[str, ...] = Field(
        NUMBERS,
        description="The numbers it begins with, by their names in docs/measures.md: the first "
        "five of them that have something to say",
    )
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

    @field_validator("numbers", mode="before")
    @classmethod
    def _may_be_typed(cls, value: object) -> object:
        return [one.strip() for one in value.split(",")] if isinstance(value, str) else value

    @field_validator("numbers")
    @classmethod
    def _are_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = next((name for name in value if not NAME.fullmatch(name)), None)
        if wrong is not None or not value:
            raise ValueError("write names of figures, like growth.members, digest.waiting")
        return value
