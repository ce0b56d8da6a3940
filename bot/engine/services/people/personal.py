"""What is kept about a person, over all tables and features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.api.cog import Cog
from bot.api.kept import Keeps
from bot.api.services.personal import Held, Keeper
from bot.api.text import T
from bot.engine.faults import record
from bot.engine.scheduler import TableScheduler
from bot.engine.services.people.directory import Registry
from bot.engine.services.people.kept import KEEPS, RECURRING, SUMS
from bot.engine.services.people.tombstones import Tombstones
from storage.people import People
from storage.people.about import AboutMember

OWN = T("You and what you do here")
COUNTED, RECORD = T("counted nowhere any more"), T("a record under a bare number")
RECORDS = ("audit", "overrides")
STAYS = {"safety": T("what moderators decided, as a record")}


FORGETTING = "core.forgetting"
"""The task that ends what a crash, or a feature that failed, left of forgetting somebody."""

PATIENCE_MS = 30_000
"""So long whoever asked for it has; then the task does it."""


class Personal:
    """Implements `PersonalData`. `resting` are the features that are switched off: what they once
    kept is there still."""

    def __init__(
        self,
        people: People,
        about: AboutMember,
        registry: Registry,
        scheduler: TableScheduler,
        cogs: Mapping[str, Cog[Any]],
        resting: Callable[[], Mapping[str, Cog[Any]]],
        tombstones: Tombstones,
    ) -> None:
        self._people = people
        self._about = about
        self._registry = registry
        self._scheduler = scheduler
        self._cogs = cogs
        self._resting = resting
        self._tombstones = tombstones
        scheduler.handle(FORGETTING, self._again)

    async def held(self, member_id: int) -> Sequence[Held]:
        """By feature; tables of none are the engine's own."""
        found = Counter[str]()
        for table, count in (await self._about.counts(member_id)).items():
            found[self._kind(table)] += count
        return [self._held(kind, count) for kind, count in found.items()]

    def _kind(self, table: str) -> str:
        if table in SUMS:
            return "sums"
        if table in KEEPS.tables:
            return table
        cog = table.partition("_")[0]
        return cog if cog in self._features() else "sums"

    def _held(self, kind: str, count: int) -> Held:
        if (cog := self._features().get(kind)) is not None:
            return Held(kind, cog.title, count, STAYS.get(kind, ""))
        if (kept := KEEPS.tables.get(kind)) is None:
            return Held(kind, T("sums of the days"), count, COUNTED)
        stays = RECORD if kind in RECORDS else COUNTED if kept.erased == "number" else ""
        return Held(kind, kept.what, count, stays)

    def _features(self) -> Mapping[str, Cog[Any]]:
        return {**self._resting(), **self._cogs}

    def keepers(self) -> Sequence[Keeper]:
        """By name."""
        cogs = sorted(self._features().items())
        return [
            Keeper("", OWN, _whole(KEEPS)),
            *(Keeper(name, cog.title, _whole(cog.keeps)) for name, cog in cogs if cog.keeps),
        ]

    async def export(self, member_id: int) -> Mapping[str, Any]:
        """Rows by table."""
        names = {
            (table, column): (name.table, name.column)
            for keeper in self.keepers()
            for table in keeper.keeps.tables
            for column, name in keeper.keeps.names.items()
        }
        return await self._about.rows(member_id, names)

    async def erase(self, member_id: int, by: int | None = None) -> bool:
        """Forget them everywhere. That it is to be done is written down first: after a crash, or
        where a feature failed, the task ends it."""
        key = f"{FORGETTING}:{member_id}"
        due = self._scheduler.clock.now() + PATIENCE_MS
        await self._scheduler.at(due, FORGETTING, {"member": member_id, "by": by}, key=key)
        done, failed = await self._forget(member_id, by)
        for error in failed:
            record(error, "forgetting somebody")
        if not failed:
            await self._scheduler.cancel(key)
        return done

    async def _again(self, data: Mapping[str, Any], due: int) -> None:
        _, failed = await self._forget(data["member"], data.get("by"))
        if failed:
            raise failed[0]

    async def _forget(self, member_id: int, by: int | None) -> tuple[bool, list[Exception]]:
        """Features first: what they do may need to know who it was. One that fails keeps the others
        from nothing; done twice it changes nothing."""
        failed: list[Exception] = []
        for cog in self._features().values():
            try:
                await cog.erase(member_id)
            except Exception as error:
                failed.append(error)
        now, key = self._scheduler.clock.now(), await self._tombstones.key()
        done = await self._people.erase(member_id, now, key, by, sparing=FORGETTING)
        self._registry.forget([member_id])
        return done, failed


def _whole(keeps: Keeps) -> Keeps:
    names = {**KEEPS.names, **keeps.names}
    headings = {column: name.heading for column, name in names.items()}
    tables = {
        name: replace(kept, columns={**RECURRING, **headings, **kept.columns})
        for name, kept in keeps.tables.items()
    }
    return replace(keeps, tables=tables, names=names)
