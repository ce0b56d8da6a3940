"""townhall rollup rebuild: count everything anew from the facts."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot import logs
from bot.settings import Settings, secrets_of


def register(
    commands: Any,
    settings_of: Callable[[str | None], tuple[Settings, bool]],
    out: Callable[[], Console],
) -> None:
    """Adds the command; `settings_of` reads the settings at a path, `out` is where it prints."""

    def run(chosen: argparse.Namespace) -> int:
        settings, _ = settings_of(chosen.config)
        logs.setup("error", secrets=secrets_of(settings))
        asyncio.run(rebuild(settings, out()))
        return 0

    rollup = commands.add_parser("rollup", help="about what is counted of messages and members")
    kinds = rollup.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser(
        "rebuild", help="count everything anew from the facts: it gives the same numbers"
    )
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


async def rebuild(settings: Settings, out: Console) -> None:
    """Forget what was counted and count all facts again; the numbers stay the same.

    The bot may run meanwhile: figures are incomplete until this ends, and nothing is lost. Where it
    is broken off, the bot or the next call goes on. SetupError when there is no database.
    """
    from bot import at_rest
    from storage.rollups import Rollups

    async with at_rest.opened(settings) as db:
        with Progress(console=out, transient=True, disable=not out.is_terminal) as bar:
            task = bar.add_task("counting", total=None)
            count = await Rollups(db).rebuild(
                lambda done, of: bar.update(task, completed=done, total=of)
            )
    out.print(f"Everything was counted anew: {count:,} messages.")
