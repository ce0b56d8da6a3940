"""What is measured: a bare library and our App, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.api.services import Score

Json = dict[str, Any]
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Result:
    """One run; `stored` is the number of facts in the database, for a bare library what it saw."""

    seconds: float
    cpu_seconds: float
    stored: int


class Counter:
    """Knows when everything has arrived."""

    def __init__(self, messages: int) -> None:
        self.messages = messages
        self.seen = 0
        self.all_seen = asyncio.Event()

    def count(self) -> None:
        self.seen += 1
        if self.seen == self.messages:
            self.all_seen.set()


class CountingToxicity(Counter):
    """The score queue's far end: implements `Toxicity`, counts, finds everything harmless."""

    available = True
    pending = 0
    limit = 2048
    languages: frozenset[str] = frozenset()
    thresholds: Mapping[str, float] = MappingProxyType({"toxicity": 0.8})
    harmless = Score({"toxicity": 0.01}, (), "none")

    async def score(self, text: str) -> Score | None:
        self.count()
        return self.harmless

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        return []


async def measured(counter: Counter, pipe: Connection, stored: Callable[[], int]) -> Result:
    """Say "go", wait until all has arrived, look at the clocks."""
    pipe.send("go")
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await counter.all_seen.wait()
    except TimeoutError:
        raise SystemExit(
            f"only {counter.seen} of {counter.messages} messages arrived within {PATIENCE_S} s "
            f"({stored()} are stored)"
        ) from None
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Result(wall, cpu, stored())


# ---- the bare libraries


@asynccontextmanager
async def bare_discord(server: Json, counter: Counter) -> AsyncIterator[None]:
    """A discord.py client as its documentation shows it, with the intents that ours has."""
    import discord

    from bot.platforms.discord.client import intents
    from bot.platforms.discord.connection import point_at, take_gateway

    class Bare(discord.Client):
        async def on_message(self, message: discord.Message) -> None:
            counter.count()

    point_at(server["api_url"])
    async with Bare(intents=intents(), guild_ready_timeout=0.05) as client:
        await client.login(server["token"])
        await take_gateway(client)
        connection = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield
        await client.close()
        await connection


@asynccontextmanager
async def bare_telegram(server: Json, counter: Counter) -> AsyncIterator[None]:
    """A python-telegram-bot application as its documentation shows it: Updater and one handler."""
    from telegram.ext import Application, MessageHandler, filters

    from bot.platforms.telegram.calls.connection import quiet_libraries

    async def handler(update: Any, context: Any) -> None:
        counter.count()

    quiet_libraries()
    application = (
        Application.builder().token(server["token"]).base_url(f"{server['api_url']}/bot").build()
    )
    application.add_handler(MessageHandler(filters.ALL, handler))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


# ---- ours


@asynccontextmanager
async def ours(
    platform: str, server: Json, toxicity: CountingToxicity, folder: Path
) -> AsyncIterator[None]:
    """The App as `townhall run` makes it, but for the model."""
    from bot.app import App
    from bot.serve import calm_collector
    from bot.settings import Settings

    settings = Settings.model_validate(
        {
            "storage": {"url": f"sqlite:///{folder / 'townhall.db'}"},
            "communities": [
                {"name": "Sourdough & Co.", "spaces": [f"{platform}:{server['space']}"]}
            ],
            "platforms": {
                "local": {"enabled": False},
                platform: {
                    "enabled": True,
                    "token": server["token"],
                    "api_url": server["api_url"],
                },
            },
        }
    )
    app = App(settings, toxicity=toxicity)
    await app.start()
    calm_collector()
    try:
        yield
    finally:
        await app.stop()


def stored_in(folder: Path) -> int:
    """The facts that another process finds in the file."""
    with sqlite3.connect(folder / "townhall.db") as connection:
        found: int = connection.execute("SELECT count(*) FROM messages").fetchone()[0]
        return found


async def _run(platform: str, bare: bool, messages: int, pipe: Connection) -> Result:
    server: Json = await asyncio.to_thread(pipe.recv)
    if bare:
        counter = Counter(messages)
        opened = {"discord": bare_discord, "telegram": bare_telegram}[platform]
        async with opened(server, counter):
            return await measured(counter, pipe, lambda: counter.seen)
    with tempfile.TemporaryDirectory() as name:
        folder, toxicity = Path(name), CountingToxicity(messages)
        async with ours(platform, server, toxicity, folder):
            return await measured(toxicity, pipe, lambda: stored_in(folder))


def run(platform: str, bare: bool, messages: int, pipe: Connection, result: Connection) -> None:
    """Process: one run against the server at the other end of `pipe`."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    result.send(asyncio.run(_run(platform, bare, messages, pipe)))
