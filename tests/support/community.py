"""A running bot with a world in front of it: the `chat` of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.api.cog import Cog
from bot.api.people import Level
from bot.api.services import Embedder, Toxicity
from bot.app import App
from bot.engine import loader
from bot.settings import Settings
from tests.support.chat import TIMEOUT, Actor, Rig, Seen
from tests.support.databases import furnish, keys_folder
from tests.support.scripted import FakeClock, ScriptedEmbedder, ScriptedToxicity

# every test would look for the same cogs
_every: Callable[[], dict[str, type[Cog[Any]]]] = cache(loader.discover)

loaded: set[str] = set()
"""The cogs that bots of the test at hand have; empty for all."""


def _kinds() -> dict[str, type[Cog[Any]]]:
    return {name: kind for name, kind in _every().items() if not loaded or name in loaded}


class Community:
    """One community in one or several rigs, and the App that serves it."""

    def __init__(
        self,
        rigs: list[Rig],
        url: str,
        *,
        toxicity: Toxicity | None = None,
        embedder: Embedder | None = None,
        clock: FakeClock | None = None,
        locale: str = "en",
        cogs: Mapping[str, Mapping[str, Any]] | None = None,
        more: Mapping[str, type[Cog[Any]]] | None = None,
    ) -> None:
        self.rigs = rigs
        self.clock = clock or FakeClock()
        self.toxicity = toxicity or ScriptedToxicity()
        self.embedder = embedder or ScriptedEmbedder()
        self._url = url
        self._locale = locale
        self._cogs = dict(cogs or {})
        self._more = dict(more or {})  # cogs of the tests' own
        for rig in rigs:
            rig.keep_time(self.clock.now)
        self.app = self._app()

    @property
    def rig(self) -> Rig:
        return self.rigs[0]

    def _app(self) -> App:
        kinds = _kinds() | self._more
        configs = {
            name: kind.config_model.model_validate(self._cogs.get(name, {}))
            for name, kind in kinds.items()
        }
        settings = Settings.model_validate(
            {
                "storage": {"url": self._url, "keys": str(keys_folder(self._url))},
                "communities": [
                    {
                        "name": "Sourdough & Co.",
                        "locale": self._locale,
                        "timezone": "Europe/Berlin",
                        "spaces": [f"{r.name}:{s}" for r in self.rigs for s in r.spaces],
                    }
                ],
                "cogs": configs,
            }
        )
        return App(
            settings,
            platforms=[r.platform for r in self.rigs],
            toxicity=self.toxicity,
            embedder=self.embedder,
            clock=self.clock,
            kinds=kinds,
        )

    async def open(self) -> None:
        await furnish(self._url, loader.migrations(_kinds().values()))
        for rig in self.rigs:
            await rig.open()
        await self.app.start()

    async def close(self) -> None:
        try:
            await self.app.stop()
        finally:
            for rig in self.rigs:
                await rig.close()

    async def restart(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        """Stop the bot and start it again on the same database and the same world."""
        await self.app.stop()
        if meanwhile is not None:
            await meanwhile()
        for rig in self.rigs:
            rig.renew()
        self.app = self._app()
        await self.app.start()

    async def person(
        self, name: str, level: Level = Level.MEMBER, *, joined: bool = True, rig: int = 0
    ) -> Actor:
        return await self.rigs[rig].person(name, level, joined=joined)

    async def messages(self, channel: str, *, rig: int = 0) -> list[Seen]:
        return list(await self.rigs[rig].messages(channel))

    async def settle(self) -> None:
        """Wait until the bot has nothing under way."""
        await self.app.settle()

    async def until(self, read: Callable[[], Awaitable[int]], expected: int) -> None:
        """Wait until a number read from the database is what it should be."""
        try:
            async with asyncio.timeout(TIMEOUT):
                while (found := await read()) != expected:  # noqa: ASYNC110 - the condition is in the database
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"expected {expected}, found {found}") from None

    async def advance(self, **length: int) -> None:
        """Move the clock and run what falls due. What somebody has just been told of may still be
        on its way into the table of tasks: that ends first."""
        await self.settle()
        self.clock.advance(**length)
        await self.app.scheduler.run_due()
        await self.settle()

    @property
    async def id(self) -> int:
        return (await self.app.registry.communities())[0].id


Opener = Callable[..., Awaitable[Community]]


def sqlite_url(folder: Path, name: str = "townhall.db") -> str:
    return f"sqlite:///{folder / name}"
