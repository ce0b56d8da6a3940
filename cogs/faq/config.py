"""Settings of the FAQ."""

from pydantic import Field

from bot.api.cog import CogConfig
from bot.api.similar import SURE


class FaqConfig(CogConfig):
    """Settings of the FAQ."""

    answer_in_support: bool = Field(
        True, description="Answer questions in the support channel without being asked"
    )
    say_when_unsure: bool = Field(
        True, description="In the support channel, say so when there is no answer yet"
    )
    sure: float = Field(
        SURE, ge=0.3, le=0.99, description="How sure an answer must be, from 0.3 to 0.99"
    )
    keep_questions_days: int = Field(
        30,
        ge=0,
        le=365,
        description="Days that the text of an unanswered question is kept for the moderators; "
        "0 keeps none",
    )
