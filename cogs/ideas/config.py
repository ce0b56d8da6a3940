"""Settings of the ideas."""

from typing import Literal

from pydantic import Field

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
        0.35, ge=0, le=1, description="How sure it must be (0 to 1) that two ideas are alike"
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
