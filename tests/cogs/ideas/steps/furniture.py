"""What the tests of steps have in common: databases, ideas in them, and people who act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.reply import Button, Payload, Reply
from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Status, Words
from cogs.ideas.store import IdeaStore, StepStore
from storage.database import Database
from tests.support.chat import Actor, Seen
from tests.support.community import Community
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "ideas_db", "postgres_server", "postgres_url", "sqlite_url"]

HERE, NOW, DAY_MS = 1, 1_780_000_000_000, 86_400_000
BRANCH = {"ideas": Path(str(Ideas.migrations))}
WHY = "The new oven comes in May."


@pytest.fixture
async def ideas_db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


async def posted(
    db: Database, title: str, author: int = 7, at: int = NOW, *, anonymous: bool = False
) -> Idea:
    """An idea in the database."""
    draft = Draft(0, HERE, author, author, 5, Words(title), at, anonymous)
    return await IdeaStore(db).post(draft, at)


async def step(db: Database, number: int, *road: Status, at: int = NOW) -> None:
    """Take an idea along a road."""
    for status in road:
        idea = await IdeaStore(db).get(HERE, number)
        assert idea is not None
        assert await StepStore(db).take(idea, status, f"why {status}", 9, at) is not None


async def propose(who: Actor, title: str = "Gluten-free bread", **options: object) -> Seen:
    """An idea that resembles no other; its card."""
    await who.command("idea", title=title, **options)
    return await who.sees("ideas", title)


async def decide(chat: Community, mo: Actor, number: int, *road: str, reason: str = WHY) -> None:
    """A moderator takes an idea along a road."""
    for status in road:
        named = {"in_progress": "is now in progress", "not_now": "has to wait, not now"}
        said = f"Done: #{number} {named.get(status, f'is now {status}')}."

        async def answers(said: str = said) -> int:
            return len([told for told in mo.told_so_far() if said in told])

        before = await answers()
        await mo.command("ideas status", idea=f"#{number}", status=status, reason=reason)
        await chat.until(answers, before + 1)


def news(who: Actor, words: str = "is now") -> list[str]:
    """What somebody was told of steps so far, in the order it came."""
    return [told for told in who.told_so_far() if words in told and "Done:" not in told]


async def planted(chat: Community, who: Actor, **buttons: Payload) -> Seen:
    """A message for everybody with buttons that stand elsewhere for few."""
    cog = chat.app.book.cogs["ideas"]
    assert isinstance(cog, Ideas)
    [channel] = await cog._directory.place(await chat.id, "ideas")
    row = [Button(label, payload) for label, payload in buttons.items()]
    await cog._outbox.post(channel, Reply("Planted", [row]))
    return await who.sees("ideas", "Planted")


async def known(chat: Community, who: Actor, platform: str = "local") -> int:
    """The number of a member."""
    member = await chat.app.registry.known_member(await chat.id, platform, who.native_id)
    assert member is not None
    return member.id
