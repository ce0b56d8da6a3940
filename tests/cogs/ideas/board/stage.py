"""What the stories of the board begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from cogs.ideas.cog import Ideas
from cogs.ideas.tables import ideas
from storage.database import Database
from tests.support.chat import Actor, Seen
from tests.support.community import Community

HERE, NOW = 1, 1_000
ALONE: Mapping[str, Mapping[str, Any]] = {"ideas": {"similar_shown": 0}}
"""Settings with which an idea is posted at once, whatever it resembles."""


async def merged(db: Database, idea_id: int, into: int | None) -> None:
    """Put an idea into another one without telling anybody (None: take it out again)."""
    async with db.write() as conn:
        await conn.execute(
            update(ideas).where(ideas.c.id == idea_id).values(merged_into=into, merged_with=into)
        )


async def changed(db: Database, idea_id: int, **values: object) -> None:
    """Give an idea other facts, as other rooms of the cog do."""
    async with db.write() as conn:
        await conn.execute(update(ideas).where(ideas.c.id == idea_id).values(values))


def cog(chat: Community) -> Ideas:
    """The cog that serves the community."""
    found = chat.app.book.cogs["ideas"]
    assert isinstance(found, Ideas)
    return found


async def propose(who: Actor, title: str, **options: object) -> Seen:
    """An idea that resembles no other; its card."""
    await who.command("idea", title=title, **options)
    return await who.sees("ideas", title)
