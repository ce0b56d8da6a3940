"""Settings of the sequences."""

from pydantic import Field

from bot.api.cog import CogConfig


class SequencesConfig(CogConfig):
    """Settings of the sequences."""

    overdue_days: int = Field(
        3,
        ge=1,
        le=30,
        description="Steps that are late by more days than this, because the bot was down, are "
        "left out and counted",
    )
    look_minutes: int = Field(
        15,
        ge=1,
        le=1440,
        description="How often to look who has come to match a sequence's audience",
    )
