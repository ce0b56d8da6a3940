"""Entries of each community, ready to be asked."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.api.services import Embedder

from ..model import Entry
from ..store import FaqStore
from .found import MAYBE, SURE, Found, Match
from .vectors import Known

if TYPE_CHECKING:
    from .matcher import Matcher

# What another process wrote (`townhall faq import`) is found after at most so many seconds.
LOOK_AGAIN_S = 60.0


@dataclass(slots=True)
class _Shelf:
    """`groups`: the versions of each entry that the matcher knows by its number 0.. ."""

    entries: dict[int, Entry]
    groups: list[list[Entry]]
    matcher: Matcher
    stamp: Sequence[int]
    looked_at: float


class Retrieval:
    """Finds entries by meaning and by words; read from the database once, then kept up."""

    def __init__(self, store: FaqStore, embedder: Embedder) -> None:
        self._store = store
        self._known = Known(store, embedder)
        self._shelves: dict[int, _Shelf] = {}
        self._changes: defaultdict[int, int] = defaultdict(int)
        self._loading: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find(
        self,
        community_id: int,
        question: str,
        *,
        language: str | None = None,
        limit: int = 3,
        sure: float = SURE,
        maybe: float = MAYBE,
    ) -> Found:
        """The entries that most likely answer, one of each group: the version in `language` (ISO
        639-1) where there is one, else the oldest. `sure` and `maybe` are the thresholds of the
        outcome."""
        shelf = await self._shelf(community_id)
        vector = await self._known.question(question) if shelf.groups else None
        found = await asyncio.to_thread(shelf.matcher.match, question, vector)
        matches = [
            Match(_version(shelf.groups[number], language), score)
            for number, score in found[:limit]
        ]
        return Found.of(matches, sure=sure, maybe=maybe)

    async def all(self, community_id: int) -> list[Entry]:
        """Every entry, the oldest first."""
        return list((await self._shelf(community_id)).entries.values())

    def forget(self, community_id: int) -> None:
        """Something changed: to be called after every write to entries or wordings."""
        self._changes[community_id] += 1
        self._shelves.pop(community_id, None)

    async def _shelf(self, community_id: int) -> _Shelf:
        async with self._loading[community_id]:
            shelf = self._shelves.get(community_id)
            if shelf is not None and time.monotonic() - shelf.looked_at > LOOK_AGAIN_S:
                shelf.looked_at = time.monotonic()
                if await self._store.stamp(community_id) != shelf.stamp:
                    shelf = None
            while shelf is None:
                before = self._changes[community_id]
                made = await self._made(community_id)
                if self._changes[community_id] == before:  # else it is out of date already
                    self._shelves[community_id] = shelf = made
            return shelf

    async def _made(self, community_id: int) -> _Shelf:
        # numpy takes its time to import: not before somebody asks
        from .shelving import grouped, matcher

        looked_at, stamp = time.monotonic(), await self._store.stamp(community_id)
        entries = await self._store.entries(community_id)
        wordings: defaultdict[int, list[str]] = defaultdict(list)
        for _, entry_id, text in await self._store.wordings(community_id):
            wordings[entry_id].append(text)
        groups = grouped(entries)
        asked = _asked(groups, wordings)
        vectors = await self._known.phrases(community_id, [text for text, _ in asked])
        made = await asyncio.to_thread(matcher, asked, vectors, self._known.model)
        return _Shelf({entry.id: entry for entry in entries}, groups, made, stamp, looked_at)


def _asked(
    groups: Sequence[Sequence[Entry]], wordings: Mapping[int, Sequence[str]]
) -> list[tuple[str, int]]:
    """Every text that asks for a group, with its number."""
    return [
        (text, number)
        for number, versions in enumerate(groups)
        for entry in versions
        for text in (entry.question, *wordings.get(entry.id, ()))
    ]


def _version(versions: Sequence[Entry], language: str | None) -> Entry:
    return next((entry for entry in versions if entry.language == language), versions[0])
