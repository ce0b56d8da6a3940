"""Settings of Discord and Telegram, apart from their clients so that reading a file is quick."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class DiscordSettings(BaseModel):
    """A Discord bot; make one at https://discord.com/developers/applications."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = Field(False, description="Connect to Discord.")
    token: SecretStr = Field(
        SecretStr(""), description='The bot\'s token ("Bot" > "Reset Token"). Keep it secret.'
    )
    token_file: str = Field(
        "",
        description="A file that holds the token, instead of `token`: a path from this file's "
        "folder on. `townhall setup` makes one that nobody else on this machine can read.",
    )
    api_url: str = Field(
        "https://discord.com/api/v10",
        pattern=r"^https?://",
        description="Address of Discord's API; change it only for a proxy.",
    )
    catch_up_days: int = Field(
        7,
        ge=0,
        le=30,
        description="After a time away the bot reads what was written meanwhile, at most so many "
        "days back; 0 reads nothing.",
    )


class TelegramSettings(BaseModel):
    """A Telegram bot; make one by writing /newbot to @BotFather."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = Field(False, description="Connect to Telegram.")
    token: SecretStr = Field(
        SecretStr(""), description="The token that @BotFather gave you. Keep it secret."
    )
    token_file: str = Field(
        "",
        description="A file that holds the token, instead of `token`: a path from this file's "
        "folder on. `townhall setup` makes one that nobody else on this machine can read.",
    )
    api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://",
        description="Address of the Bot API; change it for a proxy or your own Bot API server.",
    )
    webhook_url: str | None = Field(
        None,
        pattern=r"^https://",
        description="Public https address that Telegram should call. Left out: the bot asks "
        "Telegram by itself (long polling), which needs no open port.",
        examples=["https://bot.example.com/telegram"],
    )
    webhook_listen: str = Field(
        "127.0.0.1:8443",
        pattern=r"^.+:\d+$",
        description="Where the bot listens for those calls, behind your web server.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        description="Shared secret of those calls (letters, digits, _ and -); needed with "
        "webhook_url.",
        examples=["a-long-random-word"],
    )
