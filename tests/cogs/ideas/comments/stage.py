"""What the stories of comments begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from cogs.ideas.cog import Ideas
from cogs.ideas.tables import comments, threads
from tests.support.chat import Actor, Seen
from tests.support.community import Community

BREAD = "Gluten-free bread"
ALONE: Mapping[str, Mapping[str, Any]] = {"ideas": {"similar_shown": 0}}
"""Settings with which an idea is posted at once, whatever it resembles."""


async def propose(who: Actor, title: str = BREAD, **options: object) -> Seen:
    """An idea that resembles no other; its card."""
    await who.command("idea", title=title, **options)
    return await who.sees("ideas", title)


def cog(chat: Community) -> Ideas:
    """The cog that serves the community."""
    found = chat.app.book.cogs["ideas"]
    assert isinstance(found, Ideas)
    return found


async def details(who: Actor, card: Seen) -> Seen:
    """Everything about an idea, as one reader sees it."""
    await who.click(card, "Details")
    return await who.told("Posted ")


async def discuss(who: Actor, card: Seen) -> None:
    """Press the button that says where an idea is talked about."""
    await who.click(await details(who, card), "Discuss")


async def counted(chat: Community, expected: int) -> None:
    """Wait until so many comments are kept, whatever they are on."""

    async def read() -> int:
        async with chat.app.db.read() as conn:
            return await conn.scalar(select(func.count()).select_from(comments)) or 0

    await chat.until(read, expected)


async def places(chat: Community) -> int:
    """How many threads and topics are known to be for ideas."""
    async with chat.app.db.read() as conn:
        return await conn.scalar(select(func.count()).select_from(threads)) or 0
