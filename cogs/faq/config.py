"""Settings of the FAQ."""

from pydantic import Field

from bot.api.cog import CogConfig

from .retrieval.found import SURE


class FaqConfig(CogConfig):
    """Settings of the FAQ."""

    answer_in_support: bool = Field(
        True, description="Answer questions in the support channel without being asked"
    )
    answer_mentions: bool = Field(
        True, description="Answer questions that mention the bot, in every channel"
    )
    wait_seconds: int = Field(
        120,
        ge=0,
        le=3600,
        description="Seconds that people have to answer a question in the support channel before "
        "the bot does; who mentions the bot does not wait",
    )
    say_when_unsure: bool = Field(
        True, description="In the support channel, say so when there is no answer yet"
    )
    sure: float = Field(
        SURE, ge=0.3, le=0.99, description="How sure an answer must be, from 0.3 to 0.99"
    )
    wrong_share: float = Field(
        0.05,
        gt=0,
        le=0.5,
        description="Share of wrong answers that is still fine; /faq learning proposes how sure "
        "answers must be for that",
    )
    keep_questions_days: int = Field(
        30,
        ge=0,
        le=365,
        description="Days that the text of an unanswered question is kept for the moderators; "
        "0 keeps none",
    )
    helpers: str = Field(
        "",
        max_length=300,
        description="Who may take over questions beside the moderators, as a condition like "
        "role Helper or segment regulars; empty for moderators only",
    )
    ticket_hours: int = Field(
        24,
        ge=1,
        le=336,
        description="Hours until a helper is reminded of a question that was handed over, and "
        "again until everybody is",
    )
    check_months: int = Field(
        12,
        ge=0,
        le=60,
        description="Months after which moderators are asked whether an answer is still true; "
        "0 asks only about answers that expire",
    )
    rephrase: str = Field(
        "",
        max_length=200,
        description="Address of a language model of your own that puts answers in other words, "
        "like http://localhost:11434/v1; empty for none. A community can only switch it off",
    )
    rephrase_model: str = Field(
        "",
        max_length=100,
        description="Name of that language model, as its server calls it",
    )
    rephrase_anywhere: bool = Field(
        False,
        description="Allow a language model outside this machine and your own network: questions "
        "of members are then sent there",
    )
