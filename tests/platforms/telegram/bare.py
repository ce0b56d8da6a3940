"""A bare python-telegram-bot, our adapter, and ways to wait for what they hear."""

import io
from typing import Any

from PIL import Image
from telegram import (
    Bot,
    Update,
)

from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.outgoing import Outgoing, Span
from bot.platforms.telegram import TelegramPlatform, TelegramSettings
from tests.support.telegram_server import (
    Group,
    Person,
    TelegramServer,
)

from .sink import RecordingSink


def bare_bot(server: TelegramServer, token: str | None = None) -> Bot:
    return Bot(token or server.token, base_url=server.base_url, base_file_url=server.base_file_url)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 16), "orange").save(out, "PNG")
    return out.getvalue()


async def drain(bot: Bot, **options: Any) -> list[Update]:
    updates = list(await bot.get_updates(**options))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return updates


def adapter(server: TelegramServer, **options: Any) -> TelegramPlatform:
    """Our adapter pointed at the local Telegram."""
    read_timeout = options.pop("read_timeout", 5.0)
    settings = {"enabled": True, "token": server.token, "api_url": server.api_url, **options}
    return TelegramPlatform(TelegramSettings(**settings), read_timeout=read_timeout)


def said(text: str, **options: Any) -> Outgoing:
    """A plain message ready to be sent."""
    return Outgoing((Span(text),), **options)


def known(*groups: Group) -> list[NativeChannel]:
    """Groups as a database remembers them."""
    spaces = [NativeSpace(str(group.id), group.title or "") for group in groups]
    return [NativeChannel(space.native_id, space.name, space) for space in spaces]


async def heard_text(
    server: TelegramServer, sink: RecordingSink, text: str, *, edited: bool = False
) -> InMessage:
    def found() -> list[InMessage]:
        return [
            m for m in sink.of(InMessage) if m.text == text and (m.edited_at is not None) == edited
        ]

    return (await server.wait_for(found))[-1]


async def all_told(
    server: TelegramServer, sink: RecordingSink, person: Person, group: Group
) -> None:
    """Wait for a marker, so that everything before it has been told."""
    await person.say(group, f"marker {len(sink.events)}")
    await server.wait_for(lambda: not server.world.updates.pending)
