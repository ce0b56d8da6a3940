"""Runs the bot until it is asked to stop, with a word of welcome and a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.markup import escape

from bot.settings import Settings
from storage.database import lock

if TYPE_CHECKING:
    from bot.app import App
    from bot.platforms.local import LocalPlatform

log = logging.getLogger(__name__)
STOP_WITHIN_S = 5.0
NAMES = {"local": "the playground", "discord": "Discord", "telegram": "Telegram"}

Job = Callable[["App"], Awaitable[bool]]
"""Something to do once the bot runs; True when the bot should stop afterwards."""


async def serve(
    settings: Settings, out: Console, *, prepare: Callable[[App], None], job: Job | None = None
) -> None:
    """Start the bot, do the job, and run until SIGINT, SIGTERM or the end of the job. StorageError
    while another bot works with the same file."""
    from bot.app import App
    from bot.health import watched

    with lock.alone_on(settings.storage.url), _stop_signal() as asked:
        app = App(settings)
        prepare(app)
        async with watched(app) as watch:
            if not await _unless(asked, app.start()):
                return
            calm_collector()
            watch.ready()
            try:
                _welcome(app, out)
                done = job is not None and await _unless(asked, _run(job, app))
                if not done:
                    await asked.wait()
            finally:
                watch.stopping()
                await _stop(app, out)


def calm_collector() -> None:
    """Look for reference cycles among what is new, not among all that start-up has made.

    A burst of messages keeps many objects alive for a moment; with Python's own thresholds the
    search for cycles among them took a third of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _run(job: Job, app: App) -> None:
    """The job; returns only if the bot should stop then."""
    if not await job(app):
        await asyncio.Event().wait()


async def _unless(asked: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; False when we were asked to stop before it was done."""
    task, stop = asyncio.create_task(work), asyncio.create_task(asked.wait())
    try:
        await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
            return True
        return False
    finally:
        for one in (task, stop):
            one.cancel()
        await asyncio.gather(task, stop, return_exceptions=True)


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; a second one ends the program at once."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if asked.is_set():
            os._exit(130)
        asked.set()

    signals = (signal.SIGINT, signal.SIGTERM)
    for one in signals:
        # Windows has no loop signals; there Ctrl+C still raises KeyboardInterrupt
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(one, ask)
    try:
        yield asked
    finally:
        for one in signals:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(one)


async def _stop(app: App, out: Console) -> None:
    out.print("Stopping ...")
    try:
        await asyncio.wait_for(app.stop(), STOP_WITHIN_S)
    except TimeoutError:
        log.warning("stopping took too long; what was left is resumed at the next start")
        logging.shutdown()
        os._exit(1)
    out.print("Stopped. Everything is saved.")


def _welcome(app: App, out: Console) -> None:
    running = ", ".join(NAMES.get(name, name) for name in app.platforms)
    names = " and ".join(escape(c.name) for c in app.settings.communities)
    out.print()
    out.print("  [bold]Townhall[/bold] is running" + (f" for {names}" if names else ""))
    out.print(f"  Platforms: {running}. Press Ctrl+C to stop.")
    local = cast("LocalPlatform | None", app.platforms.get("local"))
    if local is not None and local.address:
        out.print()
        out.print(f"  Open [bold]{local.address}[/bold]")
    out.print()
