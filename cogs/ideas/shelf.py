"""Which ideas someone means, by number or likeness (one index for each community)."""

from __future__ import annotations

import asyncio

from bot.api.errors import UserError
from bot.api.similar import Index, Match
from bot.api.text import CommandHint, T

from .logic import Idea, number_in, reference
from .store import IdeaStore


class Shelf:
    """Finds ideas. An index is built when it is first needed; ideas are never deleted."""

    def __init__(self, store: IdeaStore) -> None:
        self._store = store
        self._indexes: dict[int, Index] = {}
        # an idea posted while its community's index is being built must not be missed
        self._building = asyncio.Lock()

    async def search(self, community_id: int, text: str, limit: int) -> list[Match]:
        """The ideas most like a text, the surest first."""
        async with self._building:
            if community_id not in self._indexes:
                self._indexes[community_id] = Index(await self._store.texts(community_id))
        return self._indexes[community_id].search(text, limit)

    async def find(self, community_id: int, words: str, limit: int) -> list[Idea]:
        """The same, as the ideas themselves."""
        found = await self.search(community_id, words, limit)
        return await self._store.some(community_id, [match.id for match in found])

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
        """Note a new idea."""
        async with self._building:
            if (index := self._indexes.get(idea.community_id)) is not None:
                index.add(idea.id, idea.text)
