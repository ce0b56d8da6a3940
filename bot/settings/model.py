"""The shape of config.toml: every section, key, default and description in one place."""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny
from rapidfuzz import process

from bot.api.cog import CogConfig
from bot.platforms.settings import DiscordSettings, LocalSettings, TelegramSettings
from bot.understanding.choice import OFF, SHIPPED
from bot.understanding.detoxify.catalogue import CHOICES

PLATFORMS = ("local", "discord", "telegram")


def _zone(name: str) -> str:
    known = _zones()
    if name in known:
        return name
    near = process.extractOne(name, known, score_cutoff=60)
    hint = f'; did you mean "{near[0]}"?' if near else ', expected one such as "Europe/Berlin"'
    raise ValueError(f'"{name}" is not a time zone{hint}')


@cache
def _zones() -> frozenset[str]:
    """All names; kept, because a folder of files is walked for them."""
    return frozenset(zoneinfo.available_timezones())


def _locale(tag: str) -> str:
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        raise ValueError(f'"{tag}" is not a language, expected one such as "en" or "de"') from None
    return tag


def _space(name: str) -> str:
    platform, colon, native_id = name.partition(":")
    if platform in PLATFORMS and colon and native_id.strip():
        return name
    raise ValueError(
        f'"{name}" is not a space, expected the platform and its id, such as '
        '"discord:1234567890" or "telegram:-1001234567890"'
    )


def _database(url: str) -> str:
    if url.startswith(("sqlite:///", "postgresql://")):
        return url
    raise ValueError(
        'expected an address such as "sqlite:///data/townhall.db" or '
        '"postgresql://user:password@host/townhall"'
    )


def _toxicity(choice: str) -> str:
    known = (SHIPPED, OFF, *CHOICES)
    if choice in known or choice.endswith(".toml"):
        return choice
    near = process.extractOne(choice, known, score_cutoff=60)
    hint = f'; did you mean "{near[0]}"?' if near else ', expected one such as "shipped" or "off"'
    raise ValueError(f'"{choice}" is no toxicity model{hint}')


class Section(BaseModel):
    """Base of every section: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class StorageSettings(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///data/townhall.db",
        repr=False,
        description="A file (its folder is made) or a PostgreSQL server, "
        '"postgresql://user:password@host/townhall". Better set a password in the environment: '
        "TOWNHALL_STORAGE__URL, or TOWNHALL_STORAGE__URL_FILE for a file that holds it.",
    )
    keys: str = Field(
        "",
        description="Folder of the keys that keep the votes of anonymous polls apart from their "
        'voters; they are never in the database. Empty: "keys" beside the file, or data/keys with '
        "PostgreSQL.",
    )
    backup_folder: str = Field(
        "",
        description="Where a backup is put every night at about three (docs/operations.md); best "
        "on another disk. Empty: none is made but by `townhall backup`.",
    )
    backup_keep: int = Field(
        7,
        ge=1,
        description="How many of the nightly backups stay. Who is erased is gone from the last of "
        "them after as many nights.",
    )
    copies: int = Field(
        2,
        ge=0,
        description="How many copies of the file, each from before an update changed its tables, "
        "stay beside it, for thirty days at most; 0: none is made. Each takes as much room as the "
        "file.",
    )

    @property
    def backups(self) -> Path:
        """Where `townhall backup` puts a backup when it is not told."""
        return Path(self.backup_folder) if self.backup_folder else self._beside / "backups"

    @property
    def keys_folder(self) -> Path:
        """Where the keys are, as `keys` says."""
        return Path(self.keys) if self.keys else self._beside / "keys"

    @property
    def _beside(self) -> Path:
        """The folder of the file; of a server's database, the one that a file would have."""
        file = self.url.removeprefix("sqlite:///")
        return Path("data") if file == self.url else Path(file).parent


class LogSettings(Section):
    """What the bot says about itself, on standard error; never the text of a message."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least that is worth a line."
    )
    format: Literal["text", "json"] = Field(
        "text", description="Lines for people, or JSON lines for a log collector."
    )


class HealthSettings(Section):
    """What a supervisor or Prometheus may ask, over HTTP: /livez, /readyz and /metrics. They hold
    numbers, no names and no text."""

    enabled: bool = Field(
        False,
        description="Listen. Off because two bots on one machine would want the same port; the "
        "container switches it on.",
    )
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address to listen on; the default is this machine alone. There is no "
        "password: open it to a network only behind something that asks for one.",
    )
    port: int = Field(8421, ge=0, le=65535, description="Its port; 0 takes any free port.")


class UnderstandingSettings(Section):
    """The models with which the bot reads. All run on this machine; no text leaves it."""

    toxicity: Annotated[str, AfterValidator(_toxicity)] = Field(
        SHIPPED,
        description='"shipped": the small model that comes with Townhall; '
        f"{', '.join(map(json.dumps, CHOICES))}: a model of Detoxify's "
        "(docs/models/detoxify.md); the "
        'path of a card (TOML) of any ONNX text classifier; or "off".',
    )
    detoxify_folder: Path = Field(
        Path("data/detoxify"),
        description="Where Detoxify's models are kept, each in a folder of its name; what is "
        "missing is fetched into it.",
    )


class CommunitySettings(Section):
    """A business's community. One community may live in several spaces; members, polls, ideas and
    digests are then counted once. A space that no community lists becomes a community of its own,
    named after the space, and stays that one when it is listed later."""

    name: str = Field(
        min_length=1,
        description="What the bot calls it. With a new name it stays the community that it is, as "
        "long as its spaces stay listed here.",
        examples=["My Bakery"],
    )
    locale: Annotated[str, AfterValidator(_locale)] = Field(
        "en", description='Language of what everybody reads: "en" or "de".'
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC", description="Time zone of deadlines and digests.", examples=["Europe/Berlin"]
    )
    spaces: tuple[Annotated[str, AfterValidator(_space)], ...] = Field(
        (),
        description='Discord server ids and Telegram chat ids, "platform:id"; `townhall check` '
        "lists those that the bot is in.",
        examples=[["discord:1234567890", "telegram:-1001234567890"]],
    )


class Platforms(Section):
    """Where the bot is."""

    local: LocalSettings = Field(default_factory=LocalSettings)
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    telegram: TelegramSettings = Field(default_factory=TelegramSettings)


class Settings(Section):
    """All settings. `cogs` holds the settings of every cog by its name."""

    storage: StorageSettings = Field(default_factory=StorageSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    health: HealthSettings = Field(default_factory=HealthSettings)
    communities: tuple[CommunitySettings, ...] = ()
    platforms: Platforms = Field(default_factory=Platforms)
    understanding: UnderstandingSettings = Field(default_factory=UnderstandingSettings)
    cogs: Mapping[str, SerializeAsAny[CogConfig]] = Field(default_factory=dict)
