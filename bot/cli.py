"""Commands: townhall run | check | demo | verify | config | model | safety | ideas | faq."""

from __future__ import annotations

import argparse
import asyncio
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot import logs, model
from bot.api.cog import CogConfig
from bot.api.errors import TownhallError
from bot.faq import command as faq
from bot.settings import Settings, SettingsError, find_file, load, secrets_of
from storage.database import StorageError

if TYPE_CHECKING:
    from bot.app import App

OK, FINDINGS, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 an unfavourable finding, 2 a setup that cannot be used."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except SettingsError as error:
        return _refuse(*error.problems)
    except (TownhallError, StorageError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130


def run(chosen: argparse.Namespace) -> int:
    """Run what the settings name; without a config.toml, the demo."""
    from bot.demo.command import offer_replay
    from bot.serve import serve

    settings, is_demo = _settings(chosen.config)
    _log(settings)
    prepare = offer_replay if is_demo else _nothing
    asyncio.run(serve(settings, _out(), prepare=prepare))
    return OK


def check(chosen: argparse.Namespace) -> int:
    """Look at everything without starting."""
    from bot.check import check as look

    settings, is_demo = _settings(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    out = _out()
    if is_demo:
        out.print("There is no config.toml, so this is about the demo community.\n")
    return OK if asyncio.run(look(settings, out)) else FINDINGS


def demo(chosen: argparse.Namespace) -> int:
    """Run the demo community, and play a conversation into it if asked to."""
    from bot.demo.command import ReplayJob, demo_settings, offer_replay
    from bot.serve import serve

    settings = demo_settings(_cog_models(), chosen.data, chosen.port)
    _log(settings)
    out = _out()
    job = ReplayJob(chosen.replay, chosen.speed, out, leave=chosen.exit) if chosen.replay else None
    asyncio.run(serve(settings, out, prepare=offer_replay, job=job))
    return OK if job is None or job.complete else FINDINGS


def config_example(chosen: argparse.Namespace) -> int:
    """Print config.example.toml."""
    from bot.settings.example import example

    sys.stdout.write(example(_cog_models()))
    return OK


def safety_report(chosen: argparse.Namespace) -> int:
    """Say what came of flags."""
    from bot.safety_report import report

    settings, _ = _settings(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(report(settings, chosen, _out()))
    return OK


def ideas_import(chosen: argparse.Namespace) -> int:
    """Bring ideas along from elsewhere."""
    from bot.ideas_exchange import bring

    settings, _ = _settings(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(bring(settings, chosen, _out())) else FINDINGS


def ideas_export(chosen: argparse.Namespace) -> int:
    """Print all ideas."""
    from bot.ideas_exchange import export

    settings, _ = _settings(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    asyncio.run(export(settings, chosen))
    return OK


def faq_import(chosen: argparse.Namespace) -> int:
    """Take entries from files."""
    from bot.faq.importing import bring

    settings, _ = _settings(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(bring(settings, chosen, _out())) else FINDINGS


def faq_try(chosen: argparse.Namespace) -> int:
    """Answer a file of questions from a file of entries."""
    from bot.faq.trying import attempt

    attempt(chosen, _out())
    return OK


def verify(chosen: argparse.Namespace) -> int:
    """Check the record of a poll."""
    from bot.verify import verify as look

    return OK if look(chosen, _out()) else FINDINGS


def _parser() -> argparse.ArgumentParser:
    from bot.demo.play import SHIPPED

    parser = argparse.ArgumentParser(
        prog="townhall",
        description="A community bot for small businesses: Discord, Telegram and a local chat.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("run", help="run the bot (without a config.toml: the demo)")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)
    one = commands.add_parser("check", help="say in plain words what is right and what is wrong")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=check)
    one = commands.add_parser("demo", help="run a bakery's community to try everything out")
    one.add_argument(
        "--replay", nargs="?", type=Path, const=SHIPPED, metavar="FILE",
        help="play a conversation into it (JSON lines, also .gz; default: the shipped one)",
    )  # fmt: skip
    one.add_argument(
        "--speed", type=_speed, metavar="N",
        help='N times real time, or "max" (default: about a minute in all)',
    )  # fmt: skip
    one.add_argument("--exit", action="store_true", help="stop after the conversation")
    one.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="where to keep it"
    )
    one.add_argument("--port", type=int, metavar="N", help="port of the page (default: 8420)")
    one.set_defaults(command=demo)
    _add_verify(commands)
    config = commands.add_parser("config", help="about the settings file")
    kinds = config.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser("example", help="print a settings file with every setting explained")
    one.set_defaults(command=config_example)
    model.register(commands)
    _add_safety(commands)
    _add_ideas(commands)
    faq.register(commands, faq_import, faq_try)
    return parser


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


def _speed(text: str) -> float:
    try:
        speed = math.inf if text == "max" else float(text)
    except ValueError:
        speed = math.nan
    if not speed > 0:
        raise argparse.ArgumentTypeError(f'expected a number over 0 or "max", not "{text}"')
    return speed


def _settings(config: str | None) -> tuple[Settings, bool]:
    """The settings, and whether they are the demo's because there is no file."""
    from bot.demo.command import demo_settings

    path = find_file(config)
    cogs = _cog_models()
    return (load(path, cogs), False) if path else (demo_settings(cogs), True)


def _cog_models() -> dict[str, type[CogConfig]]:
    from bot.engine.loader import discover

    return {name: kind.config_model for name, kind in discover().items()}


def _log(settings: Settings) -> None:
    logs.setup(settings.log.level, settings.log.format, secrets_of(settings))


def _out() -> Console:
    return Console(highlight=False, soft_wrap=True)


def _nothing(app: App) -> None:
    """Nothing to prepare."""


def _refuse(*sentences: str) -> int:
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")
    return UNUSABLE
