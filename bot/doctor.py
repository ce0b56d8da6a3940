"""`townhall doctor`: all of `townhall check`, and how the bot does at work. It changes nothing, and
the bot may run meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.api.port.platform import Finding
from bot.check import check, line
from bot.parts import local_model
from bot.settings import Settings
from storage.database import StorageError
from storage.waiting import Waiting, waiting

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
LATE_MS = 10 * 60_000
LEAST_FREE = 500 * 2**20
LARGE_WAL = 256 * 2**20
SKEW_S = 30
PATIENCE_S = 15
NASTY = "You are a stupid idiot."


async def examine(settings: Settings, out: Console) -> bool:
    """Print every finding; True when all is well."""
    out.print(Text("At work", style="bold"))
    well = True
    async for finding in _at_work(settings):
        out.print(line(finding))
        well = well and finding.ok
    out.print(Text("\nSettings, database and platforms", style="bold"))
    return await check(settings, out, well=well)


async def _at_work(settings: Settings) -> AsyncIterator[Finding]:
    for finding in await asyncio.to_thread(lambda: list(_room(settings))):
        yield finding
    async for finding in _queues(settings):
        yield finding
    yield await _model(settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE_S)) as session:
        for name in ("discord", "telegram"):
            part = getattr(settings.platforms, name)
            if part.enabled and (found := await _clock(session, name.capitalize(), part.api_url)):
                yield found


def _file(settings: Settings) -> Path | None:
    kind, _, name = settings.storage.url.partition(":///")
    return Path(name) if kind == "sqlite" else None


def _room(settings: Settings) -> Iterator[Finding]:
    """Space on the disk of the database, and the size of its log."""
    file = _file(settings)
    if file is None:
        return
    folder = next((one for one in (file.parent, *file.parent.parents) if one.exists()), Path())
    free = shutil.disk_usage(folder).free
    size = f"{free / 2**30:.1f} GB"
    if free < LEAST_FREE:
        yield Finding(
            False,
            f"Only {size} are free for the database; when it is full, nothing more is kept. "
            "Delete or move something on this disk.",
        )
    else:
        yield Finding(True, f"{size} are free for the database.")
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size > LARGE_WAL:
        yield Finding(
            False,
            f"The database's log {log} has grown to {log.stat().st_size / 2**20:.0f} MB, so every "
            "start takes long: stop the bot and start it again, which empties it.",
        )


async def _queues(settings: Settings) -> AsyncIterator[Finding]:
    file = _file(settings)
    if file is not None and not file.exists():
        yield Finding(True, "Nothing waits: the bot was not started yet.")
        return
    now = round(time.time() * 1000)
    try:
        found = await waiting(settings.storage.url, since=now - DAY_MS, before=now - LATE_MS)
    except StorageError as error:
        yield Finding(False, str(error))
        return
    for finding in judge(found, now):
        yield finding


def judge(found: Waiting, now: int) -> Iterator[Finding]:
    """What the numbers of the queues mean."""
    if found.posts:
        hours = (now - (found.oldest or now)) / HOUR_MS
        yield Finding(
            False,
            f"{found.posts} posts could not be sent for more than ten minutes, the oldest for "
            f"{hours:.1f} hours: see that the bot runs and that the network works. They are sent "
            "as soon as that is mended.",
        )
    if found.tasks:
        yield Finding(
            False,
            f"{found.tasks} tasks, such as reminders, are late by more than ten minutes: start the "
            "bot with `townhall run`; where it runs, start it again.",
        )
    if found.failed:
        yield Finding(
            False,
            f"{found.failed} posts failed in the last 24 hours: mostly a right is missing, which "
            "is told below, or a channel was deleted; type /settings channel in another one.",
        )
    if not (found.posts or found.tasks or found.failed):
        yield Finding(True, "Nothing waits too long, and no post failed in the last 24 hours.")


async def _model(settings: Settings) -> Finding:
    """Whether the model scores: a sentence that everybody would flag."""
    if settings.understanding.toxicity == "off":
        return Finding(True, "No model is used, as the settings say.")
    if settings.understanding.toxicity.startswith("detoxify"):
        return Finding(True, "Detoxify's model is not tried here, as it may have to be fetched.")
    model = local_model(settings)
    try:
        score = await model.score(NASTY)
    except Exception as error:
        return Finding(False, f"The toxicity model does not work ({type(error).__name__}).")
    finally:
        await model.close()
    if score is None:
        return Finding(
            False, "The toxicity model gives no answer, so nothing is flagged: install it again."
        )
    return Finding(True, "The toxicity model answers.")


async def _clock(session: aiohttp.ClientSession, name: str, api_url: str) -> Finding | None:
    """How far this machine's clock is from the platform's; None when it is not told."""
    try:
        async with session.get(api_url) as answer:
            there = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return None
    apart = time.time() - there
    if abs(apart) <= SKEW_S:
        return Finding(True, f"This machine's clock agrees with {name}'s.")
    return Finding(
        False,
        f"This machine's clock is {abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} "
        f"{name}'s, so reminders and digests come at wrong times: switch on automatic time.",
    )
