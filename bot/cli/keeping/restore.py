"""townhall restore: a backup takes the place of the database, which is moved aside."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bot import logs
from bot.settings import Settings, secrets_of
from storage.backup import Place
from storage.backup import restore as put_back

from ..common import OK, out_of, settings_of

_UNKNOWN = (
    "  The former database cannot be read, so nobody knows here who was erased since that backup: "
    "whoever was is back, and has to be erased again."
)


def register(commands: Any) -> None:
    """Adds the command."""
    one = commands.add_parser("restore", help="put a backup in the place of the database")
    one.add_argument("file", type=Path, metavar="FILE", help="what `townhall backup` has made")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


def run(chosen: argparse.Namespace) -> int:
    """Restore and say what was moved where."""
    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(restore(settings, chosen.file, out_of()))
    return OK


async def restore(settings: Settings, file: Path, out: Console) -> None:
    """StorageError while a bot runs on the database, and for a bad backup; then nothing changes.

    Before it takes its place, the backup gets the tables of this version, and who was erased since
    is erased in it too.
    """

    def say(line: str) -> None:
        out.print(line, markup=False, emoji=False)

    async with put_back(settings.storage.url, file, datetime.now(UTC)) as place:
        again = await _forget_again(settings, place)
    rows = sum(place.contents.rows.values())
    say(f"✓ Restored: {file} ({len(place.contents.rows)} tables, {rows} rows)")
    if place.aside:
        say(
            f"  The former database is now {place.aside}: delete it when you no longer need it, "
            "for it holds the data of everybody who is in it."
        )
    if place.erased is None:
        say(_UNKNOWN)
    elif again:
        say(f"  Erased since that backup, and erased again in it: {again}")


async def _forget_again(settings: Settings, place: Place) -> int:
    """Bring it up to date, and erase whom the former database has erased; how many that were. What
    was said of them before that is not taken in again either."""
    from bot.api.services.personal import PersonalData
    from bot.app import App

    storage = settings.storage.model_copy(
        update={"url": place.url, "keys": str(settings.storage.keys_folder), "copies": 0}
    )
    app = App(settings.model_copy(update={"storage": storage}), platforms=())
    await app.open()
    try:
        if place.erased is None:
            return 0
        key = await app.tombstones.key() if place.erased.tombstones else None
        gone = await place.erased.still_in(app.db, key)
        for member_id in gone:
            await app.services[PersonalData].erase(member_id)
        await place.erased.bury(app.db)
    finally:
        await app.stop()
    return len(gone)
