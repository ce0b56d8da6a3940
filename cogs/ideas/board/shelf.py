"""Which ideas someone means, by number or likeness (one index for each community)."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.errors import UserError
from bot.api.services import Meanings
from bot.api.similar import Index, Match
from bot.api.text import CommandHint, T

from ..model import Idea, number_in, reference
from ..store import IdeaStore

KIND = "ideas.ideas"
# of ideas that say more than their title: the reasons that they give hide what is wished
TITLES = "ideas.titles"

# How sure the cosine of a search and an idea makes that they belong together: even odds at `_EVEN`,
# and every `_STEP` more multiplies them by e. Chosen by looking at 55 searches (English, German,
# French, Spanish) among 40 ideas of a bakery and a game community, and 30 searches about something
# else, with the shipped embedder: 62% of the searches find their idea for sure, a further 22% among
# the nearest three; of the others 7% find something.
_EVEN, _STEP = 0.835, 0.01
SURE, NEAR = 0.5, 0.08
GUESSES = 3
_LITERAL = 0.9
_MOST = 25
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Looked:
    """Numbers of ideas, best first: those that a search is about, and, only where there are none,
    the few that come nearest."""

    sure: Sequence[int]
    near: Sequence[int]


class Shelf:
    """Finds ideas by what they mean; without an embedder, by their words.

    `nearest` and `alike` are by meaning alone; `alike` is for the question whether two wish for the
    same, and looks at titles by themselves, too.
    """

    def __init__(self, store: IdeaStore, meanings: Meanings) -> None:
        self._store = store
        self._meanings = meanings
        self._indexes: dict[int, Index] = {}
        # by community and idea: what is searched literally, its tags included
        self._texts: dict[int, dict[int, str]] = {}
        self._synced: set[int] = set()
        # an idea posted while its community's index is being built must not be missed
        self._building = asyncio.Lock()

    async def nearest(
        self, community_id: int, text: str, limit: int
    ) -> Sequence[tuple[int, float]] | None:
        """(number, cosine) of the ideas that mean most alike; None without an embedder."""
        await self._sync(community_id)
        return await self._meanings.nearest(community_id, KIND, text, limit=limit)

    async def alike(
        self, community_id: int, text: str, limit: int
    ) -> Sequence[tuple[int, float]] | None:
        """The same, where an idea is as near as the nearer of its title and all of it."""
        found = await self.nearest(community_id, text, limit)
        if found is None:
            return None
        titles = await self._meanings.nearest(community_id, TITLES, text, limit=limit) or ()
        best = dict(found)
        for number, cosine in titles:
            best[number] = max(best.get(number, 0.0), cosine)
        return sorted(best.items(), key=lambda one: -one[1])[:limit]

    async def words(self, community_id: int, text: str, limit: int) -> list[Match]:
        """The ideas with the same words, the surest first."""
        await self._sync(community_id)
        return self._indexes[community_id].search(text, limit)

    async def look(self, community_id: int, text: str, limit: int) -> Looked:
        """Which ideas a search is about, by its words and by what it means together."""
        chances: dict[int, float] = {}
        found = [(match.id, match.score) for match in await self.words(community_id, text, _MOST)]
        near = await self.nearest(community_id, text, _MOST) or ()
        for number, chance in (*found, *((number, _alike(cosine)) for number, cosine in near)):
            chances[number] = 1 - (1 - chances.get(number, 0.0)) * (1 - chance)
        for number in _literal(self._texts[community_id], text):
            chances[number] = max(chances.get(number, 0.0), _LITERAL)
        best = sorted(chances, key=lambda number: (-chances[number], -number))
        sure = [number for number in best if chances[number] >= SURE][:limit]
        close = [number for number in best if chances[number] >= NEAR][:GUESSES]
        return Looked(sure, [] if sure else close)

    async def search(self, community_id: int, text: str, limit: int) -> list[int]:
        """Numbers of the ideas that a search is about, best first."""
        return list((await self.look(community_id, text, limit)).sure)

    async def _sync(self, community_id: int) -> None:
        async with self._building:
            if community_id in self._synced:
                return
            texts = await self._store.texts(community_id)
            tags = await self._store.tagged(community_id)
            self._indexes[community_id] = Index(texts)
            self._texts[community_id] = {
                number: _searched(text, tags.get(number, ())) for number, text in texts
            }
            await self._meanings.sync(community_id, KIND, dict(texts))
            titles = await self._store.titles(community_id)
            await self._meanings.sync(community_id, TITLES, titles)
            self._synced.add(community_id)

    async def find(self, community_id: int, words: str, limit: int) -> list[Idea]:
        """The same, as the ideas that stand for them."""
        numbers = await self.search(community_id, words, limit)
        return await self._store.standing(community_id, numbers)

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
        """Note a new idea, or new words or tags of one."""
        async with self._building:
            if idea.community_id in self._synced:
                self._indexes[idea.community_id].add(idea.id, idea.text)
                self._texts[idea.community_id][idea.id] = _searched(idea.text, idea.tags)
                await self._meanings.put(idea.community_id, KIND, idea.id, idea.text)
                if idea.words.details:
                    title = idea.words.title
                    await self._meanings.put(idea.community_id, TITLES, idea.id, title)
                else:
                    await self._meanings.remove(idea.community_id, TITLES, idea.id)


def _alike(cosine: float) -> float:
    return 1 / (1 + math.exp((_EVEN - cosine) / _STEP))


def _searched(text: str, tags: Sequence[str]) -> str:
    return " ".join((text, *tags)).casefold()


def _literal(texts: Mapping[int, str], asked: str) -> list[int]:
    """The ideas in which every word of a search stands, also as part of a longer one."""
    words = _WORD.findall(asked.casefold())
    if not any(len(word) > 2 for word in words):
        return []
    return [number for number, text in texts.items() if all(word in text for word in words)]
