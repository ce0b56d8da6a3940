"""`townhall doctor`: all of `townhall check`, and how the bot does at work. It changes nothing, and
the bot may run meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.api.port.platform import Finding
from bot.check import check, line
from bot.engine.health import judging
from bot.engine.health.clocks import apart
from bot.engine.loader import discover
from bot.engine.services.people.tombstones import recognised
from bot.engine.services.secrets import KeyFiles
from bot.parts import local_model
from bot.settings import Settings
from storage.backup import newest
from storage.backup.erased import erased_in
from storage.database import StorageError
from storage.waiting import began_at, rows_in, waiting

LEAST_FREE = 500 * 2**20
LARGE_WAL = 256 * 2**20
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
    yield await _backup(settings)
    yield await _model(settings)
    async for finding in _tombstones(settings):
        yield finding
    for name in ("discord", "telegram"):
        part = getattr(settings.platforms, name)
        if part.enabled and (seconds := await apart(part.api_url)) is not None:
            yield Finding.of(judging.clock(seconds, name.capitalize()))


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
        found = await waiting(
            settings.storage.url, since=now - judging.DAY_MS, before=now - judging.LATE_MS
        )
    except StorageError as error:
        yield Finding(False, str(error))
        return
    for one in judging.queues(found, now):
        yield Finding.of(one)
    for kind in discover().values():
        config = settings.cogs.get(kind.name) or kind.config_model()
        if config.enabled or kind.migrations is None:
            continue
        tables = import_module(f"cogs.{kind.name}.tables").metadata.sorted_tables
        if rows := await rows_in(settings.storage.url, tables):
            yield Finding.of(judging.at_rest(kind.title, rows))


async def _backup(settings: Settings) -> Finding:
    nightly, file = bool(settings.storage.backup_folder), _file(settings)
    last = await asyncio.to_thread(newest, settings.storage.backups)
    now = began = round(time.time() * 1000)
    if file is None or file.exists():
        try:
            began = await began_at(settings.storage.url) or now
        except StorageError:  # told already
            began = 0
    return Finding.of(judging.backup(last, now, began, planned=nightly))


async def _tombstones(settings: Settings) -> AsyncIterator[Finding]:
    file = _file(settings)
    if file is not None and not file.exists():
        return
    erased = await erased_in(settings.storage.url)
    if erased is None:  # told already
        return
    state = await recognised(KeyFiles(settings.storage.keys_folder), erased.tombstones)
    broken = state.broken is not None
    if (found := judging.tombstones(state.lost, state.all, broken=broken)) is not None:
        yield Finding.of(found)


async def _model(settings: Settings) -> Finding:
    """Whether the model scores: a sentence that everybody would flag."""
    if settings.understanding.toxicity == "off":
        return Finding.of(judging.model(wanted=False, answers=False))
    if settings.understanding.toxicity.startswith("detoxify"):
        return Finding(True, "Detoxify's model is not tried here, as it may have to be fetched.")
    model = local_model(settings)
    try:
        score = await model.score(NASTY)
    except Exception as error:
        return Finding(False, f"The toxicity model does not work ({type(error).__name__}).")
    finally:
        await model.close()
    return Finding.of(judging.model(wanted=True, answers=score is not None))
