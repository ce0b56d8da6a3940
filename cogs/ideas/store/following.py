"""Tags of ideas, and who wishes to hear of them, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import followers, ideas, tags, testers, votes
from .rows import family, within


class FollowerStore:
    """News of an idea go to its author, its supporters, its testers and its followers, merged ones
    included.

    Nobody gets them who said so. Where somebody wished one thing for an idea and another for one
    that was put into it, the wish for the idea itself counts, else the latest one.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def wish(self, idea_id: int, member_id: int, wants: bool, now: int) -> None:
        """The member wishes to hear of an idea, or does not; the last word counts."""
        row = {"idea_id": idea_id, "member_id": member_id, "wants": wants, "at": now}
        added = (
            self._db.insert(followers)
            .values(row)
            .on_conflict_do_update(
                index_elements=["idea_id", "member_id"], set_={"wants": wants, "at": now}
            )
        )
        async with self._db.write() as conn:
            await conn.execute(added)

    async def audience(self, idea_id: int) -> list[int]:
        """Ids of all members who hear of an idea, in order."""
        parts = family([idea_id])
        wrote = select(ideas.c.author_id).where(ideas.c.id.in_(parts), ideas.c.author_id > 0)
        voted = select(votes.c.member_id).where(votes.c.idea_id.in_(parts))
        tries = select(testers.c.member_id).where(
            testers.c.idea_id.in_(parts), testers.c.state == "picked"
        )
        async with self._db.read() as conn:
            wishes = await _wishes(conn, idea_id)
            concerned = set(await conn.scalars(wrote.union(voted, tries)))
        wanting = {member for member, wants in wishes.items() if wants}
        return sorted((concerned | wanting) - (wishes.keys() - wanting))

    async def hears(self, idea_id: int, member_id: int) -> bool:
        """Whether one member hears of an idea."""
        query = select(ideas.c.id).where(ideas.c.id == idea_id, heard_of(member_id))
        async with self._db.read() as conn:
            return await conn.scalar(query) is not None


async def _wishes(conn: AsyncConnection, idea_id: int) -> dict[int, bool]:
    """What each member wished last, about the idea itself where they did."""
    itself = followers.c.idea_id == idea_id
    query = select(followers).where(followers.c.idea_id.in_(family([idea_id])))
    rows = await conn.execute(query.order_by(itself, followers.c.at, followers.c.idea_id))
    return {row.member_id: row.wants for row in rows}


def heard_of(member_id: int) -> ColumnElement[bool]:
    """Whether a member hears of the idea of a row, as `audience` says."""
    part = ideas.alias("heard")
    here = within(part, ideas.c.id)
    voted = select(votes.c.idea_id).where(votes.c.member_id == member_id)
    tries = select(testers.c.idea_id).where(
        testers.c.member_id == member_id, testers.c.state == "picked"
    )
    mine = or_(part.c.author_id == member_id, part.c.id.in_(voted), part.c.id.in_(tries))
    concerned = select(part.c.id).where(here, mine)
    wished = (
        select(followers.c.wants)
        .join(part, part.c.id == followers.c.idea_id)
        .where(here, followers.c.member_id == member_id)
        # SQLite cannot order by a column of the query around this one
        .order_by(part.c.merged_into.is_(None).desc(), followers.c.at.desc(), part.c.id.desc())
        .limit(1)
    )
    wants: Any = wished.scalar_subquery()
    return or_(wants.is_(True), and_(wants.is_(None), concerned.exists()))


class TagStore:
    """Short words that moderators sort ideas by."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, idea_id: int, words: Sequence[str]) -> bool:
        """An idea has these tags and no others from now on; False when it had them before."""
        async with self._db.write() as conn:
            # of two moderators at once the second waits
            await conn.execute(select(ideas.c.id).where(ideas.c.id == idea_id).with_for_update())
            query = select(tags.c.tag).where(tags.c.idea_id == idea_id)
            if set(await conn.scalars(query)) == set(words):
                return False
            await conn.execute(delete(tags).where(tags.c.idea_id == idea_id))
            if words:
                rows = [{"idea_id": idea_id, "tag": word} for word in dict.fromkeys(words)]
                await conn.execute(insert(tags), rows)
            return True

    async def used(self, community_id: int) -> list[str]:
        """All tags of a community, the most used first."""
        query = (
            select(tags.c.tag)
            .join(ideas, ideas.c.id == tags.c.idea_id)
            .where(ideas.c.community_id == community_id)
            .group_by(tags.c.tag)
            .order_by(func.count().desc(), tags.c.tag)
        )
        async with self._db.read() as conn:
            return list((await conn.scalars(query)).all())
