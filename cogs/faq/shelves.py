"""The entries of each community, ready to be searched."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from bot.api.similar import Index

from .logic import Entry
from .store import FaqStore

WORDING_OFFSET = 1 << 40  # wordings and entries share one index; their ids must not meet


@dataclass(slots=True)
class _Shelf:
    index: Index = field(default_factory=Index)
    entries: dict[int, Entry] = field(default_factory=dict)
    of_wording: dict[int, int] = field(default_factory=dict)


class Shelves:
    """Searches entries and their wordings; read from the database once, then kept up."""

    def __init__(self, store: FaqStore) -> None:
        self._store = store
        self._shelves: dict[int, _Shelf] = {}
        self._loading: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find(
        self, community_id: int, question: str, limit: int = 3
    ) -> list[tuple[Entry, float]]:
        """Entries with how sure each is (0..1), the surest first."""
        shelf = await self._shelf(community_id)
        best: dict[int, float] = {}
        for match in shelf.index.search(question, limit * 3):
            entry_id = shelf.of_wording.get(match.id, match.id)
            best[entry_id] = max(match.score, best.get(entry_id, 0.0))
        ranked = sorted(best.items(), key=lambda pair: -pair[1])[:limit]
        return [(shelf.entries[i], score) for i, score in ranked if i in shelf.entries]

    async def all(self, community_id: int) -> list[Entry]:
        """Every entry, the oldest first."""
        return list((await self._shelf(community_id)).entries.values())

    def forget(self, community_id: int) -> None:
        """Something changed: read again at the next search."""
        self._shelves.pop(community_id, None)

    async def _shelf(self, community_id: int) -> _Shelf:
        async with self._loading[community_id]:
            if community_id not in self._shelves:
                shelf = _Shelf()
                for entry in await self._store.entries(community_id):
                    shelf.entries[entry.id] = entry
                    shelf.index.add(entry.id, entry.question)
                for wording_id, entry_id, text in await self._store.wordings(community_id):
                    shelf.of_wording[WORDING_OFFSET + wording_id] = entry_id
                    shelf.index.add(WORDING_OFFSET + wording_id, text)
                self._shelves[community_id] = shelf
            return self._shelves[community_id]
