"""townhall migrate: the tables of the database, up to this version or back to an older one."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from rich.console import Console

from bot import at_rest, logs
from bot.api.errors import SetupError
from bot.engine.loader import discover, migrations
from bot.settings import Settings, secrets_of
from storage.database import Database, lock
from storage.migrations.stepping import Moved, below, move

from ..common import FINDINGS, OK, out_of, settings_of


def register(commands: Any) -> None:
    """Adds the command."""
    one = commands.add_parser(
        "migrate", help="bring the tables up to date, as every start does, or take changes back"
    )
    way = one.add_mutually_exclusive_group()
    way.add_argument(
        "--to", metavar="REVISION", help="such as core_0006; 0000 is before the first table"
    )
    way.add_argument(
        "--down", nargs="?", const="core", metavar="PART",
        help="take back the last change of a part, such as polls (default: core)",
    )  # fmt: skip
    one.add_argument("--yes", action="store_true", help="delete what has to go without asking")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


def run(chosen: argparse.Namespace) -> int:
    """Migrate and say what came of it."""
    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    at_rest.must_exist(settings)
    return OK if asyncio.run(_alone(settings, chosen, out_of())) else FINDINGS


async def _alone(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    async with lock.alone(settings.storage.url):
        return await migrate(settings, chosen, out)


async def migrate(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """False when the question was answered with no; then nothing has changed."""
    db = Database(settings.storage.url, copies=settings.storage.copies)
    branches = migrations(list(discover().values()))
    if chosen.to is None and chosen.down is None:
        await db.open(branches)
        await db.close()
        out.print("✓ All tables are up to date.")
        return True
    try:
        async with db.altering() as connection:
            await lock.nobody_else(connection)  # a bot that starts now waits for the end
            to = chosen.to or await connection.run_sync(below, branches, chosen.down)
            async with db.copied(to):
                moved = await connection.run_sync(move, branches, to)
                if moved.losses and not chosen.yes and not _agreed(moved, out):
                    raise _Declined
    except _Declined:
        out.print("Nothing has changed.")
        return False
    out.print(f"✓ {moved.part}: {moved.before or 'no tables'} → {moved.after or 'no tables'}")
    if moved.after < moved.before:
        out.print(
            "  Start the older version of Townhall now: this one would bring the tables up to date "
            "again."
        )
    return True


class _Declined(Exception):
    """Ends the transaction without a change."""


def _agreed(moved: Moved, out: Console) -> bool:
    out.print("This deletes for good:")
    for loss in moved.losses:
        out.print(f"  - {loss}", markup=False)
    if not sys.stdin.isatty():
        raise SetupError("Nothing has changed: give --yes to delete that.")
    return out.input("Go on? [y/N] ", markup=False).strip().casefold() in ("y", "yes")
