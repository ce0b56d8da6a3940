"""The commands that run the bot, and those about its settings file."""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.demo import SHIPPED
from bot.settings import secrets_of

from .common import FINDINGS, OK, cog_models, log_as, out_of, settings_of

if TYPE_CHECKING:
    from bot.app import App


def run(chosen: argparse.Namespace) -> int:
    """Run what the settings name; without a config.toml, the demo."""
    from bot.serve import serve

    settings, is_demo = settings_of(chosen.config)
    log_as(settings)
    prepare = _nothing
    if is_demo:
        from bot.demo.command import offer_replay as prepare
    asyncio.run(serve(settings, out_of(), prepare=prepare))
    return OK


def check(chosen: argparse.Namespace) -> int:
    """Look at everything without starting."""
    from bot.check import check as look

    settings, is_demo = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    out = out_of()
    if is_demo:
        out.print("There is no config.toml, so this is about the demo community.\n")
    return OK if asyncio.run(look(settings, out)) else FINDINGS


def doctor(chosen: argparse.Namespace) -> int:
    """Look at everything, at work too; nothing is changed."""
    from bot.doctor import examine

    settings, _ = settings_of(chosen.config)
    logs.setup("error", secrets=secrets_of(settings))
    return OK if asyncio.run(examine(settings, out_of())) else FINDINGS


def demo(chosen: argparse.Namespace) -> int:
    """Run the demo community, and play a conversation into it if asked to."""
    from bot.demo.command import ReplayJob, demo_settings, offer_replay
    from bot.serve import serve

    settings = demo_settings(cog_models(), chosen.data, chosen.port)
    log_as(settings)
    out = out_of()
    job = ReplayJob(chosen.replay, chosen.speed, out, leave=chosen.exit) if chosen.replay else None
    asyncio.run(serve(settings, out, prepare=offer_replay, job=job))
    return OK if job is None or job.complete else FINDINGS


def config_example(chosen: argparse.Namespace) -> int:
    """Print config.example.toml."""
    from bot.settings.example import example

    sys.stdout.write(example(cog_models()))
    return OK


def register(commands: Any) -> None:
    """Adds run, check, doctor, demo and config."""
    one = commands.add_parser("run", help="run the bot (without a config.toml: the demo)")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)
    one = commands.add_parser("check", help="say in plain words what is right and what is wrong")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=check)
    one = commands.add_parser("doctor", help="what is wrong, at work too, and how to mend it")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=doctor)
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
    config = commands.add_parser("config", help="about the settings file")
    kinds = config.add_subparsers(required=True, metavar="WHAT")
    one = kinds.add_parser("example", help="print a settings file with every setting explained")
    one.set_defaults(command=config_example)


def _speed(text: str) -> float:
    try:
        speed = math.inf if text == "max" else float(text)
    except ValueError:
        speed = math.nan
    if not speed > 0:
        raise argparse.ArgumentTypeError(f'expected a number over 0 or "max", not "{text}"')
    return speed


def _nothing(app: App) -> None:
    """Nothing to prepare."""
