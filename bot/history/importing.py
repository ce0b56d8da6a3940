"""townhall import FILE-or-FOLDER: what exports and logs say of the time before the bot."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot import at_rest
from bot.api.errors import SetupError
from bot.api.port.nouns import NativeSpace
from bot.engine.clock import SystemClock
from bot.engine.commands.cleaning import clean
from bot.printing import printable
from bot.settings import Settings
from storage.database import Database
from storage.history import plainly
from storage.people import CommunityRow, People

from .homes import home_of, skipped, tombstones_of
from .reading import discord_export, json_lines, telegram_export
from .reading.forms import find
from .reading.records import Export, Unreadable
from .report import passed_over, sentences
from .taking import Taker, Tally, settle

_FROM = {
    discord_export.FORM: "DiscordChatExporter",
    telegram_export.FORM: "Telegram Desktop",
    json_lines.FORM: "a log in JSON lines",
}


async def bring(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """Take everything from `chosen.source`, or with `chosen.dry_run` only say what that would come
    to. Whether all of it could be read; SetupError when nothing can be done.

    After an interruption the same command goes on: what is known is not taken again.
    """
    tally = Tally()
    async with at_rest.opened(settings) as db:
        task = _Import(settings, chosen, db, await People(db).communities())
        with plainly():
            exports, others = await task.exports()
            with at_rest.progress(out, "History", sum(one.size for one in exports)) as advance:
                for export in exports:
                    await task.take(export, tally, advance)
            if task.spaces:
                await settle(db, task.spaces)
        trouble = await tombstones_of(settings, db).trouble()
    lines = [
        *sentences(task.title(exports), tally, dry_run=chosen.dry_run),
        *passed_over(others),
        *([f"! {trouble}"] if trouble else []),
    ]
    for line in lines:
        out.print(printable(line), markup=False, emoji=False, highlight=False)
    return not tally.problems and not tally.lines


@dataclass(slots=True)
class _Import:
    """One run of the command on an open database."""

    settings: Settings
    chosen: argparse.Namespace
    db: Database
    communities: list[CommunityRow]
    spaces: set[int] = field(default_factory=set)
    """Those that something was written to."""

    async def exports(self) -> tuple[list[Export], Sequence[str]]:
        """What there is to take, and what was no export."""
        try:
            found = find(self.chosen.source, self.chosen.form, self._zone(), self._place)
        except Unreadable as error:
            raise SetupError(f"{error}.") from None
        return await self._wanted(found.exports), found.others

    async def take(self, export: Export, tally: Tally, advance: Callable[[int], None]) -> None:
        """Take one space's records."""
        now, dry_run = SystemClock().now(), self.chosen.dry_run
        home = await home_of(
            self.settings, self.db, export.platform, clean(export.space), self.chosen.community,
            dry_run=dry_run,
        )  # fmt: skip
        skip, tombstones = (
            skipped(self.settings, self.chosen),
            tombstones_of(self.settings, self.db),
        )
        taker = Taker(self.db, home, tombstones, tally, now, skip, dry_run=dry_run)
        if home.space is not None and not dry_run:
            self.spaces.add(home.space.id)
        come = 0

        def told(position: int) -> None:
            nonlocal come
            advance(position - come)
            come = position

        try:
            for record in export.records(told):
                await taker.take(record)
        except Unreadable as error:
            tally.problems.append(f"{error}; what stands before that was taken")
        await taker.finish()

    def title(self, exports: Sequence[Export]) -> str:
        """What was read."""
        forms = ", ".join(dict.fromkeys(_FROM[export.form] for export in exports))
        names = ", ".join(dict.fromkeys(export.space.name for export in exports))
        return f"From {forms}: {names}."

    # ---- which

    async def _wanted(self, exports: Sequence[Export]) -> list[Export]:
        """All, but not every group that an owner happens to be in: of a whole account's export only
        the one they name, else those that are theirs by the settings or the database."""
        groups = [export for export in exports if export.form == telegram_export.FORM]
        name = (self.chosen.space or "").casefold()
        if groups and name:
            kept = [e for e in groups if name in (e.space.name.casefold(), e.space.native_id)]
        elif len({export.space.native_id for export in groups}) > 1:
            kept = [export for export in groups if await self._is_ours(export)]
        else:
            kept = groups
        if groups and not kept:
            names = ", ".join(f'"{export.space.name}"' for export in groups[:20])
            raise SetupError(f"The export holds several groups; name one with --space: {names}.")
        return [*kept, *(e for e in exports if e.form != telegram_export.FORM)]

    async def _is_ours(self, export: Export) -> bool:
        address = f"{export.platform}:{export.space.native_id}"
        if any(address in plan.spaces for plan in self.settings.communities):
            return True
        return await People(self.db).space(export.platform, export.space.native_id) is not None

    # ---- where to

    def _place(self) -> NativeSpace:
        """The space of a log that names none: one of its own, by its name."""
        source: Path = self.chosen.source
        name = self.chosen.space or source.resolve().name.split(".", 1)[0] or "log"
        community = at_rest.chosen(self.communities, self.chosen.community)
        return NativeSpace(f"{community.id}/{name.casefold()}", name)

    def _zone(self) -> ZoneInfo:
        """That of times that name none."""
        if self.chosen.timezone is not None:
            zone: ZoneInfo = self.chosen.timezone
            return zone
        if self.chosen.community is None and len(self.communities) != 1:
            return ZoneInfo("UTC")
        return ZoneInfo(at_rest.chosen(self.communities, self.chosen.community).timezone)
