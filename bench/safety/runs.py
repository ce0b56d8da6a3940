"""What is measured, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.api.boards.figures import Figures
from bot.api.people import Level
from bot.app import App
from bot.engine.loader import discover
from bot.platforms.local import SPACE, Change, LocalPlatform, LocalSettings, World
from bot.serve import calm_collector
from bot.settings import Settings
from bot.understanding.toxicity import LocalToxicity

from .bare import WordFilter
from .messages import Line, conversation

AT_ONCE = 500
WARM_UP = 100
FLAGGED_ONE_IN = 100
PACE = 100
"""Messages a second while cards are timed."""
CARD_EVERY_S = 1.25
"""One abusive message in so many seconds: at most 60 cards a minute can be set."""
PATIENCE_S = 60
AGO_MS = 12 * 3_600_000
"""When the chat began; so much of it fits until now."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """`flagged` counts alerts, or messages with a word of the list."""

    messages: int
    seconds: float
    flagged: int
    cores: int

    @property
    def per_s(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds


@dataclass(slots=True)
class Waits:
    """Seconds from when an abusive message was due until its card, and those without a card."""

    spent: list[float] = field(default_factory=list)
    unseen: int = 0
    messages: int = 0
    seconds: float = 0.0
    cores: int = 0


def pinned(cores: int) -> int:
    """Keep this process on so many cores; on how many it is. Elsewhere than on Linux, on all."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    chosen = sorted(os.sched_getaffinity(0))[-cores:]
    os.sched_setaffinity(0, chosen)
    return len(chosen)


@asynccontextmanager
async def running(world: World, **safety: int) -> AsyncIterator[App]:
    """The bot as `townhall run` makes it, but with the safety cog alone, and a model that does not
    remember answers: every message is a new one to it."""
    kind = discover()["safety"]
    home = {"name": world.community, "timezone": "Europe/Berlin", "spaces": [f"local:{SPACE}"]}
    toxicity = LocalToxicity(remembered=0)
    if not await toxicity.ready():
        raise SystemExit("the shipped model does not load; see above")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "storage": {"url": f"sqlite:///{Path(folder) / 'townhall.db'}"},
                "communities": [home],
                "cogs": {"safety": kind.config_model.model_validate(safety)},
            }
        )
        platform = LocalPlatform(LocalSettings(page=False, snapshot=None), world)
        app = App(settings, platforms=[platform], toxicity=toxicity, kinds={"safety": kind})
        await app.start()
        try:
            calm_collector()
            yield app
        finally:
            await app.stop()
            await toxicity.close()
        if app.intake.failed:
            raise SystemExit(f"{app.intake.failed} messages could not be taken in; see above")


def staffed() -> World:
    """A local chat with two moderators in it."""
    world = World()
    world.add_person("Olga", Level.OWNER, native_id="olga")
    world.add_person("Mo", Level.MODERATOR, native_id="mo")
    return world


class Told:
    """Says the lines, one after the other, as of some hours ago."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._begun = world.clock() - AGO_MS

    async def say(self, line: Line) -> None:
        """One message, by somebody who is there from then on."""
        self._world.add_person(line.author, native_id=line.author)
        at = self._begun + line.after_ms
        await self._world.post(line.channel, line.author, line.text, sent_at=at)


# ---- messages a second


def bare(texts: list[str], seconds: float) -> Throughput:
    """Process: the list of words on one core."""
    return asyncio.run(_bare(texts, seconds, pinned(1)))


async def _bare(texts: list[str], seconds: float, cores: int) -> Throughput:
    world, words = staffed(), WordFilter()
    world.sink = words
    told, lines = Told(world), conversation(texts, FLAGGED_ONE_IN)
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        await asyncio.gather(*(told.say(line) for line in islice(lines, AT_ONCE)))
    return Throughput(words.seen, time.perf_counter() - begun, words.found, cores)


def ours(texts: list[str], seconds: float) -> Throughput:
    """Process: everything on one core."""
    return asyncio.run(_ours(texts, seconds, pinned(1)))


async def _ours(texts: list[str], seconds: float, cores: int) -> Throughput:
    world = staffed()
    async with running(world) as app:
        told, lines = Told(world), conversation(texts, FLAGGED_ONE_IN)
        await _burst(app, told, islice(lines, WARM_UP))
        sent, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            sent += await _burst(app, told, islice(lines, AT_ONCE))
        spent = time.perf_counter() - begun
        community = (await app.registry.communities())[0].id
        end = app.clock.now() + 1
        flagged = await app.boards[Figures].measure("safety.flags", community, 0, end) or 0
    return Throughput(sent, spent, flagged, cores)


async def _burst(app: App, told: Told, lines: Iterator[Line]) -> int:
    """Say all of them and wait until all that follows from them is done."""
    said = [told.say(line) for line in lines]
    await asyncio.gather(*said)
    await app.settle()
    return len(said)


# ---- from a message to its card


class Watch:
    """Notes when the moderators' channel first shows the words of an abusive message."""

    def __init__(self) -> None:
        self.due: dict[str, float] = {}
        self.spent: list[float] = []
        self._all_shown = asyncio.Event()

    def expect(self, mark: str, due: float) -> None:
        """These words are said now."""
        self.due[mark] = due
        self._all_shown.clear()

    def look(self, change: Change) -> None:
        """A watcher of the world."""
        if change.kind != "post" or change.post is None or change.post.channel != "moderators":
            return
        now = time.perf_counter()
        for mark in [mark for mark in self.due if mark in change.post.text]:
            self.spent.append(now - self.due.pop(mark))
        if not self.due:
            self._all_shown.set()

    async def patiently(self) -> None:
        """Wait until everything is shown, but not for ever."""
        if self.due:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_shown.wait(), PATIENCE_S)


def cards(texts: list[str], seconds: float) -> Waits:
    """Process: an even pace on two cores."""
    return asyncio.run(_cards(texts, seconds, pinned(2)))


async def _cards(texts: list[str], seconds: float, cores: int) -> Waits:
    world, watch = staffed(), Watch()
    async with running(world, cards_a_minute=60, mild_an_hour=60) as app:
        told, lines = Told(world), conversation(texts, round(PACE * CARD_EVERY_S))
        await _burst(app, told, islice(lines, WARM_UP))
        planned = list(islice(lines, round(PACE * seconds)))
        flagged = await _flagged(app, planned)
        world.watch(watch.look)
        begun, under_way = time.perf_counter(), list[asyncio.Task[None]]()
        for number, line in enumerate(planned):
            due = begun + number / PACE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if line.mark in flagged:
                watch.expect(line.mark, due)
            under_way.append(asyncio.create_task(told.say(line)))
        spent = time.perf_counter() - begun
        await asyncio.gather(*under_way)
        await app.settle()
        await watch.patiently()
    return Waits(watch.spent, len(watch.due), len(planned), spent, cores)


async def _flagged(app: App, lines: list[Line]) -> set[str]:
    """Marks of the abuse that the model finds; what it misses would never have a card."""
    marked = [(line.mark, line.text) for line in lines if line.mark]
    scores = await asyncio.gather(*(app.toxicity.score(text) for _, text in marked))
    return {
        mark for (mark, _), score in zip(marked, scores, strict=True) if score and score.flagged
    }
