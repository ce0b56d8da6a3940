"""Settings of the outlook."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig
from bot.api.people import Level

LEVELS = {"moderator": Level.MODERATOR, "admin": Level.ADMIN, "owner": Level.OWNER}


class OutlookConfig(CogConfig):
    """Settings of the outlook."""

    churn_level: Literal["moderator", "admin", "owner"] = Field(
        "admin",
        description="Who may ask, privately, which members may be about to fall silent: moderator, "
        "admin or owner",
    )
    false_alarms_per_month: float = Field(
        1.0,
        ge=0,
        le=30,
        description="Warnings a month that may come without a cause, of everything that is watched "
        "together; fewer means that only what is more unusual is told, 0 means no warnings",
    )

    @property
    def churn_reader(self) -> Level:
        """`churn_level` as a level."""
        return LEVELS[self.churn_level]
