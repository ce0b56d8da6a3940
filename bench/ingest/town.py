"""What comes in, and a bot with one cog that only listens."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench.pipeline.conversation import AUTHORS, CHANNELS
from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import MessagePosted
from bot.api.people import Level
from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.platform import Finding, Limits, Platform, Sent
from bot.api.text import T
from bot.app import App
from bot.serve import calm_collector
from bot.settings import Settings

NAME = "telegram"
SPACE = NativeSpace("-1001", "Sourdough & Co.")
ROOMS = [NativeChannel(f"-1001/{n}", name, SPACE) for n, name in enumerate(CHANNELS)]
PEOPLE = [NativeUser(str(9000 + n), f"Guest {n}", f"guest{n}") for n in range(AUTHORS)]
SENT_AT = int(time.time() * 1000)
"""Now (UTC ms): what comes late costs a look at who was forgotten."""
TEXT = "The rye starter doubled over night and smells of apples."


class Ear(Cog[CogConfig]):
    """Hears every message."""

    name = "ear"
    title = T("Ear")
    heard = 0

    @listen(MessagePosted)
    async def posted(self, event: MessagePosted) -> None:
        Ear.heard += 1


class Quiet(Platform):
    """Says nothing; what comes in is handed over by the bench."""

    name = NAME
    limits = Limits(4096, 1024, 4, 25, 64, 50_000_000)

    async def start(self, *_: Any) -> None:
        return None

    async def stop(self) -> None:
        return None

    async def send(self, channel: str, out: Any) -> Sent:
        raise NotImplementedError

    async def delete(self, channel: str, native_id: int) -> None:
        raise NotImplementedError

    async def level(self, space: str, user: str) -> Level:
        return Level.MEMBER

    async def check(self) -> Sequence[Finding]:
        return ()


def messages(count: int, first: int = 1) -> list[InMessage]:
    """A conversation of 50 people in 5 channels, a fifth of it replies."""
    return [
        InMessage(
            channel=ROOMS[n % len(ROOMS)],
            author=PEOPLE[n % len(PEOPLE)],
            native_id=n,
            text=TEXT,
            sent_at=SENT_AT + n,
            reply_to=n - len(ROOMS) if n % 5 == 0 and n > len(ROOMS) else None,
        )
        for n in range(first, first + count)
    ]


def pages(events: Sequence[InMessage], size: int) -> list[list[InMessage]]:
    """The events in pages of that size."""
    each = iter(events)
    return list(iter(lambda: list(islice(each, size)), []))


@asynccontextmanager
async def bot(folder: Path, ear: type[Ear] = Ear) -> AsyncIterator[App]:
    """The App with that cog alone, on the file of that folder."""
    settings = Settings.model_validate(
        {
            "storage": {"url": f"sqlite:///{folder}/townhall.db", "keys": f"{folder}/keys"},
            "communities": [{"name": "Sourdough & Co.", "spaces": [f"{NAME}:{SPACE.native_id}"]}],
        }
    )
    app = App(settings, platforms=[Quiet()], kinds={"ear": ear})
    await app.start()
    calm_collector()
    try:
        yield app
    finally:
        await app.stop()
