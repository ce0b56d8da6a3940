"""What `townhall demo` adds to the bot: the bakery's settings and the replay."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.api.cog import CogConfig
from bot.api.errors import SetupError
from bot.platforms.local import LocalPlatform
from bot.settings import Settings, load

from .defaults import demo_defaults
from .play import play
from .replay import USUAL_LENGTH_S

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)


def demo_settings(
    cogs: Mapping[str, type[CogConfig]], data: Path = Path("data"), port: int | None = None
) -> Settings:
    """The settings of the demo, with the environment over them."""
    defaults = demo_defaults(data, port)
    # whoever tries it out should not have to wait for people who are not there, and made-up people
    # need not be asked for consent: the digest has a mood to show
    wanted = {
        "faq": {"wait_seconds": 0},
        "privacy": {"sentiment": "opt_out", "newsletter": "opt_out"},
    }
    defaults["cogs"] = {name: values for name, values in wanted.items() if name in cogs}
    return load(None, cogs, defaults)


def offer_replay(app: App) -> None:
    """Give the page its "Play a conversation"; speed 1 takes about a minute, 2 half of that."""
    local = app.platforms.get("local")
    if not isinstance(local, LocalPlatform):
        return
    world = local.world

    async def replay(speed: float) -> None:
        outcome = await play(world, app.db, length_s=USUAL_LENGTH_S / speed)
        await app.rollups.advance()
        for line in outcome.lines():
            log.info("replay: %s", line)

    local.on_replay = replay


class ReplayJob:
    """Plays a file with a progress bar, and says whether all of it arrived."""

    def __init__(self, path: Path, speed: float | None, out: Console, *, leave: bool) -> None:
        self._path = path
        self._speed = speed
        self._out = out
        self._leave = leave
        self.complete = False

    async def __call__(self, app: App) -> bool:
        """Do it; True when the bot should stop afterwards."""
        local = app.platforms.get("local")
        if not isinstance(local, LocalPlatform):
            raise SetupError("A conversation is played into the local chat, which is switched off.")
        self._out.print(f"Playing {self._path.name} into the local chat:")
        with _bar() as bar:
            task = bar.add_task("", total=None)

            def tell(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            outcome = await play(local.world, app.db, self._path, self._speed, tell)
        await app.settle()
        await app.rollups.advance()
        self.complete = outcome.complete
        for line in outcome.lines():
            self._out.print(line)
        return self._leave


def _bar() -> Progress:
    """On standard error, and only where someone is looking."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("messages and events,"))
    return Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
