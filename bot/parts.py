"""The parts that the settings name: platforms and models, imported only when they are needed."""

from __future__ import annotations

from typing import Any

from bot.api.port.platform import Platform
from bot.api.services import Embedder, Meanings
from bot.settings import Settings
from storage.database import Database
from storage.embeddings import EmbeddingStore


def platforms_of(settings: Settings) -> list[Platform]:
    """The platforms that are switched on. Their libraries are imported only when needed."""
    made: list[Platform] = []
    chosen = settings.platforms
    if chosen.local.enabled:
        from bot.platforms.local import LocalPlatform

        made.append(LocalPlatform(chosen.local))
    if chosen.discord.enabled:
        from bot.platforms.discord import DiscordPlatform

        made.append(DiscordPlatform(chosen.discord))
    if chosen.telegram.enabled:
        from bot.platforms.telegram import TelegramPlatform

        made.append(TelegramPlatform(chosen.telegram))
    return made


def local_model(settings: Settings) -> Any:
    from bot.understanding.choice import toxicity_of

    return toxicity_of(settings.understanding.toxicity, settings.understanding.detoxify_folder)


def local_embedder() -> Any:
    from bot.understanding.embeddings.embedder import LocalEmbedder

    return LocalEmbedder()


def meanings(embedder: Embedder, db: Database) -> Meanings:
    from bot.understanding.embeddings.meanings import StoredMeanings

    return StoredMeanings(embedder, EmbeddingStore(db))
