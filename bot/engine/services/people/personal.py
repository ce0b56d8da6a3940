"""What is kept about a person, over all tables and features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.api.cog import Cog
from bot.api.services import Clock
from bot.api.services.personal import Held
from bot.api.text import T, Text
from bot.engine.services.people.directory import Registry
from storage.people import People
from storage.people.about import AboutMember

CORE: Mapping[str, tuple[Text, Text]] = {
    "accounts": (T("accounts: name, user name, number, language"), ""),
    "messages": (
        T("when and where you wrote, without the words"),
        T("counted nowhere any more"),
    ),
    "movements": (T("when you came and left"), T("counted nowhere any more")),
    "reactions": (T("reactions"), T("counted nowhere any more")),
    "mentions": (T("mentions of you"), T("counted nowhere any more")),
    "left_out": (T("that you are in no figure"), ""),
    "audit": (T("what you decided or changed here"), T("a record under a bare number")),
    "overrides": (T("settings that you changed"), T("a record under a bare number")),
}
SUMS = (T("sums of the days"), T("counted nowhere any more"))
STAYS = {"safety": T("what moderators decided, as a record")}


class Personal:
    """Implements `PersonalData`."""

    def __init__(
        self, people: People, about: AboutMember, registry: Registry, clock: Clock,
        cogs: Mapping[str, Cog[Any]],
    ) -> None:  # fmt: skip
        self._people = people
        self._about = about
        self._registry = registry
        self._clock = clock
        self._cogs = cogs

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
        return cog if cog in self._cogs else "sums"

    def _held(self, kind: str, count: int) -> Held:
        if kind in self._cogs:
            return Held(kind, self._cogs[kind].title, count, STAYS.get(kind, ""))
        title, stays = CORE.get(kind, SUMS)
        return Held(kind, title, count, stays)

    async def export(self, member_id: int) -> Mapping[str, Any]:
        """Rows by table."""
        return await self._about.rows(member_id)

    async def erase(self, member_id: int) -> bool:
        """Features first: what they do may need to know who it was."""
        for cog in self._cogs.values():
            await cog.erase(member_id)
        done = await self._people.erase(member_id, self._clock.now())
        self._registry.forget([member_id])
        return done
