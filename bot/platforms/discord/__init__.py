"""Discord through discord.py."""

from bot.platforms.settings import DiscordSettings

from .platform import DiscordPlatform

__all__ = ["DiscordPlatform", "DiscordSettings"]
