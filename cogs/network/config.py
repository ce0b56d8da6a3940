"""Settings of the network."""

from pydantic import Field

from bot.api.cog import CogConfig


class NetworkConfig(CogConfig):
    """Settings of the network."""

    window_days: int = Field(
        28, ge=7, le=365, description="Days that the network of people is made from"
    )
    reply_weight: float = Field(1.0, ge=0, le=10, description="What a reply adds to a link")
    mention_weight: float = Field(0.5, ge=0, le=10, description="What a mention adds to a link")
    reaction_weight: float = Field(0.25, ge=0, le=10, description="What a reaction adds to a link")
    suggest: bool = Field(
        True,
        description="Suggest to moderators whom to bring together, and where much hangs on few",
    )
