"""Settings of the welcome."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig


class WelcomeConfig(CogConfig):
    """Settings of the welcome."""

    where: Literal["public", "private", "both"] = Field(
        "public", description="Greet in the general channel, by direct message, or both"
    )
    template: str = Field(
        "",
        max_length=1500,
        description="The greeting, with {mention}, {first_name}, {community} and {rules}; "
        "empty for the built-in one. Try it with /welcome preview",
    )
    rules: str = Field(
        "", max_length=1000, description="The community's rules in short, or where they stand"
    )
    messages_per_minute: int = Field(
        3, ge=1, le=20, description="Most greetings a minute; more newcomers are greeted together"
    )
    gather_seconds: int = Field(
        15, ge=1, le=60, description="How long newcomers are gathered for a common greeting"
    )
