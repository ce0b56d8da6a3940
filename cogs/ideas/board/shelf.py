"""Which ideas someone means, by number or likeness (one index for each community)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.api.errors import UserError
from bot.api.services import Meanings
from bot.api.similar import Index, Match
from bot.api.text import CommandHint, T

from ..model import Idea, number_in, reference
from ..store import IdeaStore

KIND = "ideas.ideas"


class Shelf:
    """Finds ideas by what they mean; without an embedder, by their words.

    `nearest` is by meaning alone: for the question whether two say the same.
    """

    def __init__(self, store: IdeaStore, meanings: Meanings) -> None:
        self._store = store
        self._meanings = meanings
        self._indexes: dict[int, Index] = {}
        self._synced: set[int] = set()
        # an idea posted while its community's index is being built must not be missed
        self._building = asyncio.Lock()

    async def nearest(
        self, community_id: int, text: str, limit: int
    ) -> Sequence[tuple[int, float]] | None:
        """(number, cosine) of the ideas that mean most alike; None without an embedder."""
        await self._sync(community_id)
        return await self._meanings.nearest(community_id, KIND, text, limit=limit)

    async def words(self, community_id: int, text: str, limit: int) -> list[Match]:
        """The ideas with the same words, the surest first."""
        await self._sync(community_id)
        return self._indexes[community_id].search(text, limit)

    async def search(self, community_id: int, text: str, limit: int) -> list[int]:
        """Numbers of the ideas that words are about: those that have them, then those that mean
        the same."""
        found = [match.id for match in await self.words(community_id, text, limit)]
        near = await self.nearest(community_id, text, limit) or ()
        return list(dict.fromkeys([*found, *(number for number, _ in near)]))[:limit]

    async def _sync(self, community_id: int) -> None:
        async with self._building:
            if community_id in self._synced:
                return
            texts = await self._store.texts(community_id)
            self._indexes[community_id] = Index(texts)
            await self._meanings.sync(community_id, KIND, dict(texts))
            self._synced.add(community_id)

    async def find(self, community_id: int, words: str, limit: int) -> list[Idea]:
        """The same, as the ideas themselves."""
        return await self._store.some(community_id, await self.search(community_id, words, limit))

    async def offer(self, community_id: int, typed: str, limit: int = 25) -> list[str]:
        """What to offer while someone types: by number or words, the newest when all is empty."""
        if (number := number_in(typed)) is not None:
            found = await self._store.some(community_id, [number])
        elif typed.strip():
            found = await self.find(community_id, typed, limit)
        else:
            found, _ = await self._store.page(community_id, "open", "new", limit)
        return [reference(idea.id, idea.words.title) for idea in found]

    async def meant(self, community_id: int, typed: str) -> Idea:
        """The idea that someone typed the number of, or UserError."""
        number = number_in(typed)
        if number is None:
            raise UserError(
                T(
                    "Please give the number of an idea, like 12; {command} shows them.",
                    command=CommandHint("ideas list"),
                )
            )
        return await self.get(community_id, number)

    async def get(self, community_id: int, number: int) -> Idea:
        """The idea with that number, or UserError."""
        idea = await self._store.get(community_id, number)
        if idea is None:
            raise UserError(
                T(
                    "There is no idea #{number}; {command} shows those there are.",
                    number=str(number),
                    command=CommandHint("ideas list"),
                )
            )
        return idea

    async def add(self, idea: Idea) -> None:
        """Note a new idea, or new words of one."""
        async with self._building:
            if idea.community_id in self._synced:
                self._indexes[idea.community_id].add(idea.id, idea.text)
                await self._meanings.put(idea.community_id, KIND, idea.id, idea.text)
