"""Settings of the ideas."""

import re
from typing import Literal

from pydantic import Field, field_validator

from bot.api.cog import CogConfig


class IdeasConfig(CogConfig):
    """Settings of the ideas."""

    who_may_post: Literal["everyone", "moderators"] = Field(
        "everyone", description="Who may post an idea"
    )
    similar_shown: int = Field(
        3, ge=0, le=4, description="Similar ideas shown before a new one is posted; 0 for none"
    )
    similar_from: float = Field(
        0.2, ge=0, le=1, description="How sure it must be (0 to 1) that two ideas are alike"
    )
    screen: bool = Field(
        True,
        description="Hold a new idea back for a moderator when it may insult somebody, contains "
        "personal data or repeats another one",
    )
    terms: str = Field(
        "",
        max_length=1500,
        description="What is agreed to before the first idea: who owns it and what a contributor "
        "gets; empty to ask nothing. For example: “We may use ideas posted here without payment; "
        "they stay yours too. Whose idea is built gets a voucher of 20 euros.”",
    )
    discussions: Literal["threads", "replies"] = Field(
        "threads",
        description="Where an idea is talked about: in a thread or topic beside its card where the "
        "platform has them, or only in replies to the card",
    )
    draft_days: int = Field(
        7, ge=1, le=90, description="Days after which an idea that was not posted is forgotten"
    )
    votes_each: int = Field(
        0,
        ge=0,
        le=100,
        description="How many open ideas one member may support at a time; 0 for any number",
    )
    answer_days: int = Field(
        7,
        ge=0,
        le=365,
        description="Days after which the team is reminded of an idea without an answer, and "
        "again; 0 for never",
    )
    did_monthly: bool = Field(
        True, description="Post “You said, we did” on the first day of a month"
    )
    reminder_time: str = Field(
        "09:00",
        description="When reminders and “You said, we did” come, in the community's time zone, as "
        "09:00",
    )
    not_now_reason: str = Field(
        "Thank you for this idea. We like it, but cannot do it now: … "
        "We will look at it again in …",
        max_length=500,
        description="What the form for “not now” starts with; … stands for what is to be filled in",
    )

    won_reason: str = Field(
        "It won the challenge “…”.",
        min_length=3,
        max_length=200,
        description="The public reason when the winner of a challenge is planned; … stands for its "
        "question",
    )

    @field_validator("reminder_time")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("write the time as hours and minutes, like 09:00 or 17:30")
        return value
