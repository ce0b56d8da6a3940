"""Settings of the welcome."""

from typing import Literal

from pydantic import Field

from bot.api.cog import CogConfig


class WelcomeConfig(CogConfig):
    """Settings of the welcome."""

    when: Literal["joined", "first_message"] = Field(
        "joined",
        description="Greet when somebody joins (after screening or approval), or when they write "
        "for the first time",
    )
    where: Literal["public", "private", "both"] = Field(
        "public", description="Greet in the general channel, by direct message, or both"
    )
    template: str = Field(
        "",
        max_length=1500,
        description="The greeting, with {mention}, {first_name}, {community} and {rules}; "
        "empty for the built-in one. Try it with /welcome preview",
    )
    returning_template: str = Field(
        "",
        max_length=1500,
        description="The greeting of somebody who comes back, with the same words in brackets; "
        "empty for the built-in one",
    )
    rules: str = Field(
        "",
        max_length=1000,
        description="The community's rules in short, or where they stand. They are the first "
        "version of the charter until /charter edit writes another",
    )
    messages_per_minute: int = Field(
        3, ge=1, le=20, description="Most greetings a minute; more newcomers are greeted together"
    )
    gather_seconds: int = Field(
        15, ge=1, le=60, description="How long newcomers are gathered for a common greeting"
    )
    charter_asks: Literal["again", "everyone", "nobody"] = Field(
        "again",
        description="Whom to ask privately to accept a changed charter: those who accepted an "
        "earlier version, everyone who has not accepted it, or nobody",
    )
    charter_role: str = Field(
        "",
        max_length=100,
        description="Role (Discord) or tag (Telegram) for those who accept the charter; empty for "
        "none",
    )
    introductions: bool = Field(
        True, description="Offer to introduce newcomers in the general channel after the intake"
    )
    unanswered_hours: int = Field(
        6,
        ge=0,
        le=168,
        description="After so many hours without a reply to a newcomer's first message, moderators "
        "get a card; 0 for never",
    )
    cards_per_hour: int = Field(
        4,
        ge=1,
        le=30,
        description="Most such cards an hour; more newcomers than that come as one list",
    )
