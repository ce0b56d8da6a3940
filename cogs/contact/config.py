"""Settings of the contact policy."""

from pydantic import Field, field_validator

from bot.api.cog import CogConfig

from .logic import Quiet


class ContactConfig(CogConfig):
    """Settings of the contact policy."""

    messages_a_week: int = Field(
        3,
        ge=1,
        le=50,
        description="Private messages that one person gets in any 7 days at most, over all "
        "features; what they asked for themselves is not counted",
    )
    quiet: str = Field(
        "21:00-08:00",
        max_length=40,
        description="Quiet hours in each person's own time zone: nothing is sent then. Each may "
        'set others; "off" for none',
    )

    @field_validator("quiet")
    @classmethod
    def _readable(cls, value: str) -> str:
        try:
            return str(Quiet.read(value))
        except ValueError as error:
            raise ValueError('quiet hours read like "21:00-08:00", or "off"') from error
