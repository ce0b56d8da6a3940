"""Settings of introductions."""

from pydantic import Field

from bot.api.cog import CogConfig


class IntroductionsConfig(CogConfig):
    """Settings of introductions."""

    suggest_every_days: int = Field(
        14,
        ge=0,
        le=90,
        description="Days between two suggestions to somebody who takes part; 0 makes none unasked",
    )
    buddy_newcomer_days: int = Field(
        30, ge=1, le=180, description="Days after joining in which somebody can ask for a buddy"
    )
    newcomers_a_buddy: int = Field(
        2, ge=1, le=10, description="Newcomers that one buddy looks after in a month, at most"
    )
