"""Settings of the platforms, apart from their clients so that reading a file is quick."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class LocalSettings(BaseModel):
    """`[platforms.local]`: the embedded chat and its page, the playground."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = Field(True, description="Run the embedded chat.")
    page: bool = Field(True, description="Serve the playground page in front of it.")
    host: str = Field("127.0.0.1", description="Address to listen on; the default is this machine.")
    port: int = Field(8420, ge=0, le=65535, description="Port of the page; 0 takes any free port.")
    open_page: bool = Field(False, description="Open the page in the browser at start.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names, beside this machine's own, under which the page may be opened."
    )
    community: str = Field(
        "Sourdough & Co.", min_length=1, max_length=60, description="Name of the community."
    )
    history: int = Field(
        2000, ge=10, le=100_000, description="Messages kept per channel; older ones drop out."
    )
    snapshot: Path | None = Field(
        Path("data/playground.json"),
        description='File that keeps the chat over a restart; "" keeps it in memory only.',
    )

    @field_validator("snapshot", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value


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
