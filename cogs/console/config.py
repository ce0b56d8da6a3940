"""Settings of the console."""

from __future__ import annotations

from pydantic import Field, field_validator

from bot.api.cog import CogConfig


class ConsoleConfig(CogConfig):
    """Settings of the console."""

    address: str = Field(
        "",
        description="Where the console is opened from outside, as https://town.example; empty for "
        "this machine's own address",
    )
    link_minutes: int = Field(10, ge=1, le=120, description="How long a link to sign in is good")
    hours: int = Field(
        12, ge=1, le=720, description="After how many hours somebody has to sign in again"
    )

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write the whole address, like https://town.example")
        return value
