"""What is kept about a person, over all tables and features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.api.cog import Cog
from bot.api.services.personal import Held
from bot.api.text import T, Text
from bot.engine.faults import record
from bot.engine.scheduler import TableScheduler
from bot.engine.services.people.directory import Registry
from bot.engine.services.people.tombstones import Tombstones
from storage.people import People
from storage.people.about import AboutMember

CORE: Mapping[str, tuple[Text, Text]] = {
    "members": (T("your name and language here"), ""),
    "memberships": (T("where you are a member, and since when"), ""),
    "member_roles": (T("your roles"), ""),
    "accounts": (T("accounts: name, user name, number, language"), ""),
    "messages": (
        T("when and where you wrote, without the words"),
        T("counted nowhere any more"),
    ),
    "movements": (T("when you came and left"), T("counted nowhere any more")),
    "reactions": (T("reactions"), T("counted nowhere any more")),
    "mentions": (T("mentions of you"), T("counted nowhere any more")),
    "left_out": (T("that you are in no figure"), ""),
    "inbox": (T("what you wrote or asked for that is being handled, and that it came"), ""),
    "tasks": (T("what I still have to do for you, or have just done"), ""),
    "outbox": (T("private messages of mine to you, and when they were sent"), ""),
    "audit": (T("what you decided or changed here"), T("a record under a bare number")),
    "overrides": (T("settings that you changed"), T("a record under a bare number")),
}
SUMS = (T("sums of the days"), T("counted nowhere any more"))
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
        if table in CORE:
            return table
        cog = table.partition("_")[0]
        return cog if cog in self._features() else "sums"

    def _held(self, kind: str, count: int) -> Held:
        if (cog := self._features().get(kind)) is not None:
            return Held(kind, cog.title, count, STAYS.get(kind, ""))
        title, stays = CORE.get(kind, SUMS)
        return Held(kind, title, count, stays)

    def _features(self) -> Mapping[str, Cog[Any]]:
        return {**self._resting(), **self._cogs}

    async def export(self, member_id: int) -> Mapping[str, Any]:
        """Rows by table."""
        return await self._about.rows(member_id)

    def by_kind(self, data: Mapping[str, Any]) -> Sequence[tuple[Held, Mapping[str, Any]]]:
        """The engine's own kinds first, as they stand above."""
        kinds: dict[str, dict[str, Any]] = {kind: {} for kind in CORE}
        for table, rows in data.items():
            kinds.setdefault(self._kind(table), {})[table] = rows
        return [
            (self._held(kind, sum(map(len, tables.values()))), tables)
            for kind, tables in kinds.items()
            if tables
        ]

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
