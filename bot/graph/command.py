"""The part of the command line that writes networks to files."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from bot import logs
from bot.settings import Settings, secrets_of

FORMATS = ("gexf", "graphml", "csv")
MOST_DAYS = 365


def register(
    commands: Any,
    settings_of: Callable[[str | None], tuple[Settings, bool]],
    out: Callable[[], Console],
) -> None:
    """Adds the command; `settings_of` reads the settings at a path, `out` is where it prints."""

    def run(chosen: argparse.Namespace) -> int:
        from .writing import export

        settings, _ = settings_of(chosen.config)
        logs.setup("error", secrets=secrets_of(settings))
        asyncio.run(export(settings, chosen, out()))
        return 0

    kinds = commands.add_parser("export", help="what is known, as files for other programs")
    whats = kinds.add_subparsers(required=True, metavar="WHAT")
    one = whats.add_parser("graph", help="who talks with whom: for Gephi, NodeXL and others")
    one.add_argument("file", type=Path, metavar="FILE", help="where to write it")
    one.add_argument(
        "--format", choices=FORMATS, default="gexf",
        help="(default: gexf; csv makes a second file, FILE-people)",
    )  # fmt: skip
    one.add_argument("--days", type=_days, metavar="N", help="today included (default: a setting)")
    one.add_argument("--names", action="store_true", help="with people's names, not just numbers")
    one.add_argument("--community", metavar="NAME", help="where there are several")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


def _days(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f'expected a number from 1 to {MOST_DAYS}, not "{text}"')
    return int(text)
