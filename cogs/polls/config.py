"""Settings of the polls."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig


class PollsConfig(CogConfig):
    """Settings of the polls."""

    who_may_ask: Literal["everyone", "moderators"] = Field(
        "everyone", description="Who may start a poll"
    )
    max_options: int = Field(10, ge=2, le=20, description="Most answers that a poll may offer")
    default_hours: int = Field(
        24, ge=1, le=720, description="Hours that a poll stays open when nothing is said"
    )
    longest_days: int = Field(90, ge=1, le=366, description="Days that a poll may stay open")
    open_per_member: int = Field(
        3, ge=1, le=50, description="Open polls that a member may have at once; moderators any"
    )
