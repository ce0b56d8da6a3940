"""Commands: townhall setup | run | check | doctor | demo | config | verify | model | safety |
ideas | faq | import | convert | export | rollup | digest | backup | restore | migrate | mydata |
erase | privacy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot import graph, model
from bot.api.errors import TownhallError, arisen
from bot.settings import SettingsError
from storage.database import StorageError

from . import convert, digest, features, keeping, privacy, rollup, running, setup
from .common import FAULT, UNUSABLE, out_of, settings_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 an unfavourable finding, 2 a setup that cannot be
    used, 70 a fault of ours."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except SettingsError as error:
        return _refuse(*error.problems)
    except (TownhallError, StorageError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # its own words may hold a token, or somebody's
        return _refuse("This is a fault of Townhall itself:", arisen(error), code=FAULT)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="townhall",
        description="A community bot for small businesses: Discord, Telegram and a local chat.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for each in (setup, running, features, model, keeping):
        each.register(commands)
    for one in (convert, graph, rollup, digest, privacy):
        one.register(commands, settings_of, out_of)
    return parser


def _refuse(*sentences: str, code: int = UNUSABLE) -> int:
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")
    return code
