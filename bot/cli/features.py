"""The commands of single features; each is imported when it is used."""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path
from typing import Any

from bot import logs
from bot.faq import command as faq
from bot.history import command as history
from bot.settings import secrets_of

from .common import FINDINGS, OK, out_of, settings_of


def safety_report(chosen: argparse.Namespace) -> int:
    """Say what came of flags."""
    from .safety import report

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(report(settings, chosen, out_of()))
    return OK


def ideas_import(chosen: argparse.Namespace) -> int:
    """Bring ideas along from elsewhere."""
    from .ideas import bring

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(bring(settings, chosen, out_of())) else FINDINGS


def ideas_export(chosen: argparse.Namespace) -> int:
    """Print all ideas."""
    from .ideas import export

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(export(settings, chosen))
    return OK


def faq_import(chosen: argparse.Namespace) -> int:
    """Take entries from files."""
    from bot.faq.importing import bring

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(bring(settings, chosen, out_of())) else FINDINGS


def faq_try(chosen: argparse.Namespace) -> int:
    """Answer a file of questions from a file of entries."""
    from bot.faq.trying import attempt

    attempt(chosen, out_of())
    return OK


def history_import(chosen: argparse.Namespace) -> int:
    """Take in what was before the bot."""
    from bot.history import bring

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(bring(settings, chosen, out_of())) else FINDINGS


def verify(chosen: argparse.Namespace) -> int:
    """Check the record of a poll."""
    from .verify import verify as look

    return OK if look(chosen, out_of()) else FINDINGS


def register(commands: Any) -> None:
    """Adds verify, safety, ideas, faq and import."""
    _add_verify(commands)
    _add_safety(commands)
    _add_ideas(commands)
    faq.register(commands, faq_import, faq_try)
    history.register(commands, history_import)


def _add_verify(commands: Any) -> None:
    one = commands.add_parser(
        "verify", help="check that the count of a poll follows from its ballots"
    )
    one.add_argument("file", type=Path, metavar="FILE", help='what "Check the count" gave you')
    one.add_argument("--receipt", type=_receipt, metavar="R", help="and that your ballot is in it")
    one.add_argument(
        "--fingerprint", type=_fingerprint, metavar="F",
        help="and that it is the one that stands under the result",
    )  # fmt: skip
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(command=verify)


def _add_safety(commands: Any) -> None:
    safety = commands.add_parser("safety", help="about what is flagged and decided")
    kinds = safety.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser(
        "report", help="what came of flags: by label and pattern, from the database alone"
    )
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.add_argument(
        "--days", type=_days, default=28, metavar="N", help="today included (default: 28)"
    )
    one.set_defaults(command=safety_report)


def _add_ideas(commands: Any) -> None:
    ideas = commands.add_parser("ideas", help="ideas from elsewhere, and for elsewhere")
    kinds = ideas.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser("import", help="bring the posts of Fider or Canny along (CSV)")
    one.add_argument("file", type=Path, metavar="FILE", help="the exported CSV file")
    one.add_argument(
        "--from", dest="kind", choices=("fider", "canny"), help="(default: as its first line says)"
    )
    one.add_argument(
        "--dry-run", action="store_true", help="say what it would come to, and write nothing"
    )
    one.set_defaults(command=ideas_import)
    other = kinds.add_parser("export", help="print all ideas: for programs, tables or readers")
    other.add_argument("--format", choices=("json", "csv", "rss"), default="json")
    other.set_defaults(command=ideas_export)
    for each in (one, other):
        each.add_argument("--community", metavar="NAME", help="where there are several")
        each.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")


def _receipt(text: str) -> str:
    from cogs.polls.record import tidy

    if (receipt := tidy(text)) is None:
        raise argparse.ArgumentTypeError(
            f'a receipt has 12 letters and digits, such as K7QF-2M9D-XR4T; "{text}" is none'
        )
    return receipt


def _fingerprint(text: str) -> str:
    plain = "".join(text.split()).casefold()
    if not re.fullmatch("[0-9a-f]{32,64}", plain):
        raise argparse.ArgumentTypeError(
            f'a fingerprint has 32 to 64 digits from 0 to 9 and a to f; "{text}" is none'
        )
    return plain


def _days(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= 365):
        raise argparse.ArgumentTypeError(f'expected a number from 1 to 365, not "{text}"')
    return int(text)
