"""What all commands share: exit codes, the settings, where to print."""

from __future__ import annotations

from rich.console import Console

from bot import logs
from bot.api.cog import CogConfig
from bot.settings import Settings, find_file, load, secrets_of

OK, FINDINGS, UNUSABLE = 0, 1, 2
FAULT = 70
"""What sysexits.h has for a program's own fault."""


def settings_of(config: str | None) -> tuple[Settings, bool]:
    """The settings, and whether they are the demo's because there is no file."""
    path = find_file(config)
    cogs = cog_models()
    if path:
        return load(path, cogs), False
    from bot.demo.command import demo_settings  # and with it the local chat

    return demo_settings(cogs), True


def cog_models() -> dict[str, type[CogConfig]]:
    from bot.engine.loader import discover

    return {name: kind.config_model for name, kind in discover().items()}


def log_as(settings: Settings) -> None:
    logs.setup(settings.log.level, settings.log.format, secrets_of(settings))


def out_of() -> Console:
    return Console(highlight=False, soft_wrap=True)
