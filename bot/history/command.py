"""The part of the command line that is about history."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FORMS = ("discord-export", "telegram-export", "json-lines")
DAYS, BUDGET = 90, 2_000

Command = Callable[[argparse.Namespace], int]


def register(commands: Any, bring: Command) -> None:
    """Add `import`, which is to be run by this."""
    one = commands.add_parser(
        "import", help="take in what was before the bot, without a word of its text",
        description="Who wrote, answered, came and left before the bot was there, from an export "
        "of a chat or, for Discord, from its servers. docs/import.md says how to export.",
    )  # fmt: skip
    one.add_argument(
        "source", type=Path, metavar="FILE-or-FOLDER-or-discord",
        help="an export, a folder of them, or the word discord",
    )  # fmt: skip
    one.add_argument("--as", dest="form", choices=FORMS, help="(default: as it looks)")
    one.add_argument("--community", metavar="NAME", help="where there are several")
    one.add_argument(
        "--space", metavar="NAME",
        help="of several groups or servers this one; for a log, the name of its place",
    )  # fmt: skip
    one.add_argument(
        "--timezone", type=_zone, metavar="TZ", help="of times that name none (default: yours)"
    )
    one.add_argument(
        "--bots", metavar="NAME,NAME", help="accounts that do not count, by name or id"
    )
    one.add_argument(
        "--dry-run", action="store_true", help="say what it would come to, and write nothing"
    )
    one.add_argument(
        "--days", type=_number, default=DAYS, metavar="N",
        help="discord: how far back (default: %(default)s)",
    )  # fmt: skip
    one.add_argument(
        "--budget", type=_number, default=BUDGET, metavar="N",
        help="discord: requests of this run, of about 100 messages each (default: %(default)s)",
    )  # fmt: skip
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=bring)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise argparse.ArgumentTypeError(
            f'expected a time zone such as Europe/Berlin, not "{name}"'
        ) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 9):
        raise argparse.ArgumentTypeError(f'expected a number over 0, not "{text}"')
    return int(text)
