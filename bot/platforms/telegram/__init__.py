"""Telegram, through python-telegram-bot: long polling or a webhook, nothing confirmed unread."""

from bot.platforms.settings import TelegramSettings

from .client import TelegramPlatform

__all__ = ["TelegramPlatform", "TelegramSettings"]
