"""townhall setup: makes a config.toml and a bot that works, by a few questions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot import logs
from bot.api.errors import SetupError
from bot.settings import load
from bot.settings.load import CONFIG_VARIABLE

from .common import FINDINGS, OK, cog_models, out_of

NO_TERMINAL = (
    "townhall setup asks a few questions and needs a terminal. Without one, name what you want: "
    'townhall setup --yes --name "My Bakery" --timezone Europe/Berlin --discord, with the token in '
    "the file that TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE names."
)
ANSWERS = ("language", "name", "timezone", "strictness", "digest_day")


def setup(chosen: argparse.Namespace) -> int:
    """Ask, check, write; again and again until all is done."""
    from bot.first.asking import Asker
    from bot.first.file import ConfigFile
    from bot.first.wizard import Wizard, closing

    if not (chosen.yes or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise SetupError(NO_TERMINAL)
    path = Path(chosen.config or os.environ.get(CONFIG_VARIABLE) or "config.toml")
    logs.setup("error")
    asker = Asker(out_of(), silent=chosen.yes)
    given = {name: getattr(chosen, name) for name in ANSWERS}
    wanted = {name for name in ("discord", "telegram") if getattr(chosen, name)}
    try:
        ready = Wizard(ConfigFile(path), asker, given).run(wanted)
    except (KeyboardInterrupt, EOFError):
        asker.say("\nStopped. Run it again to go on: what you answered is kept.")
        return FINDINGS
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        said = wrong["msg"].removeprefix("Value error, ")
        raise SetupError(f"--{wrong['loc'][0]}: {said}.") from None
    load(path, cog_models())
    asker.say("")
    asker.say(closing(path, ready=ready, usual=path == Path("config.toml")), "bold")
    return OK if ready else FINDINGS


def register(commands: Any) -> None:
    """Adds setup."""
    from bot.first.presets import DAYS, LANGUAGES, STRICTNESS

    one = commands.add_parser("setup", help="set up your bot by a few questions; again to go on")
    one.add_argument("--config", metavar="PATH", help="what to write (default: config.toml)")
    one.add_argument("--yes", action="store_true", help="ask nothing, take what is usual")
    one.add_argument("--discord", action="store_true", help="the community is on Discord")
    one.add_argument("--telegram", action="store_true", help="the community is on Telegram")
    one.add_argument("--name", help="what the community is called")
    one.add_argument("--language", choices=tuple(LANGUAGES), help="what it speaks")
    one.add_argument("--timezone", metavar="ZONE", help="like Europe/Berlin (default: this one's)")
    one.add_argument("--strictness", choices=tuple(STRICTNESS), help="of alerts to moderators")
    one.add_argument("--digest-day", choices=DAYS, metavar="DAY", help="day of the weekly digest")
    one.set_defaults(command=setup)
