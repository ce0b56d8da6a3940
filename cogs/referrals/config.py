"""Settings of referrals."""

from pydantic import Field

from bot.api.cog import CogConfig


class ReferralsConfig(CogConfig):
    """Settings of referrals."""

    newcomer_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Days after joining in which somebody can still say who brought them",
    )
    thank_in_public: bool = Field(
        True,
        description="Thank whoever brought somebody in the general channel, where both have agreed",
    )
