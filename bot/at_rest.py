"""The database of a bot that need not be running, for commands that work on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.api.errors import SetupError
from bot.engine.loader import discover, migrations
from bot.settings import Settings
from storage.database import Database
from storage.people import CommunityRow


def must_exist(settings: Settings) -> None:
    """SetupError when there is no database yet, for a command must not make an empty one."""
    kind, _, file = settings.storage.url.partition(":///")
    if kind.startswith("sqlite") and not Path(file).exists():
        raise SetupError(
            f"There is no database {file} yet: start the bot once with `townhall run`."
        )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The open database; SetupError when there is none yet, for a command must not make an empty
    one."""
    must_exist(settings)
    db = Database(settings.storage.url, copies=settings.storage.copies)
    await db.open(migrations(list(discover().values())))
    try:
        yield db
    finally:
        await db.close()


def chosen(every: list[CommunityRow], name: str | None) -> CommunityRow:
    """The community of that name, or the only one; SetupError when it is not clear which."""
    if not every:
        raise SetupError("There is no community yet: start the bot once with `townhall run`.")
    names = ", ".join(f'"{row.name}"' for row in every)
    if name is None:
        if len(every) == 1:
            return every[0]
        raise SetupError(f"There are several communities; name one with --community: {names}.")
    fitting = [row for row in every if row.name.casefold() == name.strip().casefold()]
    if len(fitting) != 1:
        raise SetupError(f'There is no community "{name}"; there are: {names}.')
    return fitting[0]


@contextmanager
def progress(out: Console, name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar where somebody watches; call it with how many more are done."""
    with Progress(console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(name, total=total)
        yield lambda count: bar.advance(task, count)
