"""townhall backup: a copy of the whole database, taken while the bot runs and read back."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bot import logs
from bot.settings import Settings, secrets_of
from storage.backup import Made, back_up

from ..common import OK, out_of, settings_of


def register(commands: Any) -> None:
    """Adds the command."""
    one = commands.add_parser("backup", help="back up the database; the bot may run meanwhile")
    one.add_argument(
        "to", nargs="?", type=Path, metavar="TO",
        help="the folder (default: backup_folder of the settings, else backups beside the data)",
    )  # fmt: skip
    one.add_argument(
        "--keep", type=_number, metavar="N", help="delete the oldest of our backups there but N"
    )
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


def run(chosen: argparse.Namespace) -> int:
    """Make one and say what is in it."""
    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(backup(settings, chosen.to, chosen.keep, out_of()))
    return OK


async def backup(settings: Settings, to: Path | None, keep: int | None, out: Console) -> None:
    """StorageError when it cannot be made or is not right."""
    folder = to or settings.storage.backups
    made = await back_up(settings.storage.url, folder, datetime.now(UTC), keep=keep)
    out.print(said(made), markup=False, emoji=False)
    for gone in made.deleted:
        out.print(f"  Deleted: {gone}", markup=False, emoji=False)
    out.print(
        f"  The keys in {settings.storage.keys_folder} and the tokens are not in it.",
        markup=False,
        emoji=False,
    )


def said(made: Made) -> str:
    """One line about a backup."""
    return (
        f"✓ Backed up and read back: {made.path} ({made.size / 1e6:.1f} MB, {made.tables} tables, "
        f"{made.rows} rows, {made.seconds:.1f} s)"
    )


def _number(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f'expected a number from 1 on, not "{text}"')
    return int(text)
