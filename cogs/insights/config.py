"""Settings of insights."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig


class InsightsConfig(CogConfig):
    """Settings of insights."""

    days: int = Field(
        28, ge=1, le=366, description="Days that /insights looks back on unless told otherwise"
    )
    activation_days: int = Field(
        7,
        ge=1,
        le=90,
        description="Days after joining in which a first message and a first reply count",
    )
    cohort: Literal["week", "month"] = Field(
        "week", description="Newcomers of a week or of a month are followed together"
    )
    cohorts: int = Field(8, ge=2, le=24, description="How many such groups the table shows")
