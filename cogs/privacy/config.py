"""Settings of privacy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.api.boards.privacy.consent import Purpose
from bot.api.cog import CogConfig

Rule = Literal["opt_in", "opt_out"]


class PrivacyConfig(CogConfig):
    """Settings of privacy."""

    controller: str = Field(
        "",
        max_length=300,
        description="Who is responsible, for the privacy pages: name and postal address",
    )
    contact: str = Field(
        "",
        max_length=200,
        description="Where people can write about their data, for the privacy pages: an address",
    )
    measures: Rule = Field(
        "opt_out",
        description="opt_out: who wrote when is counted until somebody objects (no text is read "
        "for it; GDPR Art. 6(1)(f) and 21); opt_in: only of those who agreed",
    )
    sentiment: Rule = Field(
        "opt_in",
        description="opt_in: how messages sound is counted only of those who agreed (GDPR "
        "Art. 6(1)(a)); opt_out: of all until they object, which needs a reason of your own",
    )
    newsletter: Rule = Field(
        "opt_in",
        description="opt_in: announcements and tips are sent privately only to those who agreed "
        "(in the EU advertising by message needs that); opt_out: to all until they stop it",
    )
    questions_an_hour: int = Field(
        20,
        ge=0,
        le=1000,
        description="Members asked for their choices in an hour, at most, each once and privately; "
        "0: none is asked, they choose by /privacy choices",
    )
    backup_days: int = Field(
        0,
        ge=0,
        le=3650,
        description="Days you keep backups, for the privacy pages: what is deleted stays in them "
        "so long; 0 leaves a blank to fill in",
    )

    def rule(self, purpose: Purpose) -> Rule:
        """Which rule holds; being introduced is always asked for by joining."""
        found: Rule = "opt_in" if purpose == "introductions" else getattr(self, purpose)
        return found
