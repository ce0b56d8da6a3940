"""Stores of ideas without a chat, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import FollowerStore, IdeaStore, StepStore, TagStore, VoteStore
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

from .stage import HERE, NOW, merged

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

BRANCH = {"ideas": Path(str(Ideas.migrations))}


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything there is to keep of ideas, and short ways to fill it."""

    db: Database
    ideas: IdeaStore
    votes: VoteStore
    steps: StepStore
    followers: FollowerStore
    tags: TagStore

    async def post(self, title: str = "Rye bread", author: int = 7, **more: object) -> Idea:
        draft = Draft(0, HERE, author, author, 5, Words(title), NOW, **more)  # type: ignore[arg-type]
        return await self.ideas.post(draft, NOW)

    async def back(self, idea: Idea, *members: int, at: int = NOW) -> None:
        for member in members:
            await self.votes.give(HERE, idea.id, member, at)

    async def merge(self, idea: Idea, into: Idea) -> None:
        await merged(self.db, idea.id, into.id)

    async def now(self, idea: Idea) -> Idea:
        found = await self.ideas.get(HERE, idea.id)
        assert found is not None
        return found


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, BRANCH) as db:
        yield Stores(
            db, IdeaStore(db), VoteStore(db), StepStore(db), FollowerStore(db), TagStore(db)
        )
