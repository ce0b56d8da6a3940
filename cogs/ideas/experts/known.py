"""What testers told, by its meaning: only of members who wish to be named as experts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from bot.api.services import Meanings

from .store import ExpertStore

KIND = "ideas.feedback"


class Known:
    """Vectors of feedback. They are made at the first question in a community, and go before the
    text that they were made of: no crash leaves one without it."""

    def __init__(self, store: ExpertStore, meanings: Meanings) -> None:
        self._store = store
        self._meanings = meanings
        self._synced: set[int] = set()
        # what is deleted meanwhile must not be put back
        self._changing = asyncio.Lock()

    async def nearest(
        self, community_id: int, text: str, limit: int
    ) -> Sequence[tuple[int, float]] | None:
        """(feedback id, cosine), nearest first; None without an embedder."""
        async with self._changing:
            if community_id not in self._synced:
                found = await self._store.feedback(community_id=community_id)
                texts = {one.id: one.told.text for _, one in found if one.told.text}
                if not await self._meanings.sync(community_id, KIND, texts):
                    return None
                self._synced.add(community_id)
        return await self._meanings.nearest(community_id, KIND, text, limit=limit)

    async def note(self, member_id: int, feedback_id: int | None = None) -> None:
        """Learn what a member told (that one, or all), if they wish to be named."""
        only = None if feedback_id is None else [feedback_id]
        async with self._changing:
            for community_id, one in await self._store.feedback(member_id=member_id, ids=only):
                if community_id in self._synced and one.told.text:
                    await self._meanings.put(community_id, KIND, one.id, one.told.text)

    @asynccontextmanager
    async def without(self, items: Iterable[tuple[int, int]]) -> AsyncIterator[None]:
        """Forget these (community, feedback id); their texts are to be deleted in the block."""
        async with self._changing:
            for community_id, feedback_id in items:
                await self._meanings.remove(community_id, KIND, feedback_id)
            yield

    @asynccontextmanager
    async def without_member(self, member_id: int) -> AsyncIterator[None]:
        """The same for all that a member told, or when they wish to be named no more."""
        async with self._changing:
            for community_id, one in await self._store.feedback(member_id=member_id):
                await self._meanings.remove(community_id, KIND, one.id)
            yield
