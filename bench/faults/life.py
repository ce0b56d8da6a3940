"""One life of a bot, in a process that is killed sooner or later."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import yarl
from pydantic import SecretStr
from sqlalchemy import delete
from telegram.ext import AIORateLimiter

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import MessagePosted
from bot.api.port.buckets import Buckets
from bot.api.port.platform import Platform
from bot.api.reply import Reply
from bot.api.services import Outbox
from bot.api.text import T
from bot.app import App
from bot.engine import loader, occasion
from bot.engine.conversation.flood import Flood
from bot.platforms.discord import DiscordPlatform, DiscordSettings
from bot.platforms.telegram import TelegramPlatform, TelegramSettings, updates
from bot.platforms.telegram.calls import connection
from bot.settings import Settings
from storage.tables import inbox
from tests.support.scripted import ScriptedEmbedder, ScriptedToxicity

SAID = "Loaf"

FLAWS = {
    "early": "Telegram hears that updates were received before they are stored",
    "no inbox": "what the handlers of a killed bot had not done is forgotten",
    "no keys": "what a killed bot had posted is posted again",
}


@dataclass(frozen=True, slots=True)
class Where:
    """What a life needs to know of the world: it goes to another process."""

    platform: str
    spaces: tuple[str, ...]
    token: str
    api: str
    gateway: str
    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"


class Witness(Cog[CogConfig]):
    """Says in the channel what it has heard: a handler whose work everybody can see."""

    name = "witness"
    title = T("Witness")

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    @listen(MessagePosted)
    async def posted(self, event: MessagePosted) -> None:
        words = event.message.text
        if words.startswith(SAID):
            await self._outbox.post(
                event.message.ref.channel, Reply(T("Heard: {words}.", words=words))
            )


def platform_of(where: Where) -> Platform:
    """The real library, pointed at the server of this machine."""
    token = SecretStr(where.token)
    if where.platform == "discord":
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(where.gateway)
        given = DiscordSettings(enabled=True, token=token, api_url=where.api)
        return DiscordPlatform(given, guild_ready_timeout=0.05)
    # 20 messages a minute would make hours of it
    connection.AIORateLimiter = lambda **_: AIORateLimiter(0, group_max_rate=0)  # type: ignore[misc, assignment]
    return TelegramPlatform(TelegramSettings(enabled=True, token=token, api_url=where.api))


KINDS: dict[str, type[Cog[Any]]] = {"polls": loader.discover()["polls"], "witness": Witness}
"""The cogs of a life."""


def app(where: Where) -> App:
    settings = Settings.model_validate(
        {
            "storage": {"url": where.url, "keys": str(where.file.parent / "keys")},
            "communities": [
                {"name": "Faults", "spaces": [f"{where.platform}:{s}" for s in where.spaces]}
            ],
        }
    )
    made = App(
        settings,
        platforms=[platform_of(where)],
        toxicity=ScriptedToxicity(),
        embedder=ScriptedEmbedder(),
        kinds=KINDS,
    )
    made.dispatcher.flood = Flood(Buckets(1e9, 1))
    return made


def _early(polling: type[updates.Polling]) -> None:
    under_way = set[asyncio.Task[None]]()

    async def take(self: updates.Polling, page: Any) -> None:
        if page:
            under_way.add(asyncio.ensure_future(self._receive(page)))
            self._offset = page[-1].update_id + 1

    polling._take = take  # type: ignore[method-assign]


async def _live(where: Where, flaw: str) -> None:

    made = app(where)
    if flaw == "early":
        _early(updates.Polling)
    if flaw == "no keys":
        occasion.post_key = lambda *_: None
    if flaw == "no inbox":
        first = made.intake.open

        async def opened() -> None:
            async with made.db.write() as connection:
                await connection.execute(delete(inbox))
            await first()

        made.intake.open = opened  # type: ignore[method-assign]
    await made.start()
    await asyncio.Event().wait()


def live(where: Where, flaw: str) -> None:
    """Until it is killed."""
    faults = logging.FileHandler(where.file.parent / "faults.log", delay=True)
    faults.setLevel(logging.ERROR)
    logging.getLogger().addHandler(faults)
    asyncio.run(_live(where, flaw))
