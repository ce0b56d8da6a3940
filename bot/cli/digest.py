"""townhall digest: all figures of a digest, from the database alone; nothing is sent or changed."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text as Printed

from bot import at_rest, logs
from bot.api.boards.reports import Made, Period, Reports
from bot.api.boards.sections_text import figure_line, table_lines
from bot.api.errors import SetupError
from bot.api.model import Community, zone_of
from bot.api.people import Level
from bot.api.services import Reporter
from bot.api.text import Text
from bot.engine.clock import SystemClock
from bot.settings import Settings, secrets_of
from storage.database import UnchangedDatabase
from storage.people import People

if TYPE_CHECKING:
    from bot.app import App

DAY_MS = 86_400_000
FORMATS = ("html", "pdf", "csv")


def register(
    commands: Any,
    settings_of: Callable[[str | None], tuple[Settings, bool]],
    out: Callable[[], Console],
) -> None:
    """Adds the command; `settings_of` reads the settings at a path, `out` is where it prints."""

    def run(chosen: argparse.Namespace) -> int:
        settings, _ = settings_of(chosen.config)
        logs.setup("error", secrets=secrets_of(settings))
        asyncio.run(digest(settings, chosen, out()))
        return 0

    one = commands.add_parser(
        "digest", help="all figures of a digest, to read or as a file; nothing is sent"
    )
    one.add_argument("--json", action="store_true", help="print one JSON object")
    for kind, what in zip(FORMATS, ("page", "document", "table"), strict=True):
        text = f"write a {what} ({kind.upper()})"
        one.add_argument(f"--{kind}", type=Path, metavar="FILE", help=text)
    one.add_argument(
        "--at", type=_time, metavar="TIME",
        help="as it was then, e.g. 2026-03-31 or 2026-03-31T18:00, in the community's zone "
        "(default: now)",
    )  # fmt: skip
    one.add_argument("--days", type=_days, default=7, metavar="N", help="up to then (default: 7)")
    one.add_argument("--community", metavar="NAME", help="where there are several")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


async def digest(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Write what was asked for: files, one JSON object, or words.

    The bot may run meanwhile. SetupError when there is nothing to read, or a file cannot be
    written.
    """
    from bot.app import App

    at_rest.must_exist(settings)
    db = UnchangedDatabase(settings.storage.url)
    clock = _Standing()
    app = App(settings, platforms=(), clock=clock, db=db)
    await app.open()
    try:
        row = at_rest.chosen(await People(db).communities(), chosen.community)
        community = Community(row.id, row.name, row.locale, row.timezone)
        if chosen.at is not None:
            clock.at = _milliseconds(chosen.at, community)
        length = chosen.days * DAY_MS
        end = clock.now()
        period = Period(end - 2 * length, end - length, end)
        made = await app.boards[Reports].sections(community, period, Level.OWNER)
        await _tell(app, community, period, made, chosen, out)
    finally:
        await app.stop()


class _Standing:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.at = SystemClock().now()

    def now(self) -> int:
        """UTC milliseconds."""
        return self.at


async def _tell(
    app: App,
    community: Community,
    period: Period,
    made: Sequence[Made],
    chosen: argparse.Namespace,
    out: Console,
) -> None:
    reporter: Reporter = app.reporter
    files = [(kind, path) for kind in FORMATS if (path := getattr(chosen, kind)) is not None]
    for kind, path in files:
        content = await getattr(reporter, kind)(community, period, made, community.locale)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise SetupError(f"{path} cannot be written: {error.strerror}.") from error
        print_to = Console(stderr=True, soft_wrap=True) if chosen.json else out
        print_to.print(f"Written: {path}", markup=False, highlight=False)
    if chosen.json:
        plain = await reporter.json(community, period, made, community.locale)
        sys.stdout.write(plain.decode())
    elif not files:
        _print(app, community, made, out)


def _print(app: App, community: Community, made: Sequence[Made], out: Console) -> None:
    def say(text: Text, *, name: str = "") -> None:
        reader = app.composer.reader("", community)
        spans = app.composer.spans(text, reader)
        parts = [(span.text, "bold" if "bold" in span.styles else "") for span in spans]
        out.print(Printed.assemble(*parts, (f"  {name}" if name else "", "dim")))

    out.print(Printed(community.name, "bold"))
    if not made:
        out.print("There is nothing to tell about this time yet.")
    for one in made:
        out.print()
        out.print(
            Printed(app.composer.plain(one.title, app.composer.reader("", community)), "bold")
        )
        for note in one.section.notes:
            say(note)
        for figure in one.section.figures:
            say(figure_line(figure), name=figure.name)
        for table in one.section.tables:
            for line in table_lines(table, len(table.rows)) if table.rows else ():
                say(line)


def _milliseconds(at: datetime, community: Community) -> int:
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone_of(community.timezone))
    return round(at.timestamp() * 1000)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f'expected a time such as 2026-03-31T18:00, not "{text}"'
        ) from None


def _days(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= 366):
        raise argparse.ArgumentTypeError(f'expected a number from 1 to 366, not "{text}"')
    return int(text)
