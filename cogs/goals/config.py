"""Settings of goals."""

from pydantic import Field

from bot.api.cog import CogConfig


class GoalsConfig(CogConfig):
    """Settings of goals."""

    window_days: int = Field(
        28,
        ge=7,
        le=91,
        description="Days over which levels such as stickiness or churn are taken",
    )
    announce: bool = Field(
        True, description="Tell the moderators' channel when a goal is reached or missed"
    )
