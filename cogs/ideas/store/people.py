"""What becomes of each table when two members turn out to be one, and when one is forgotten.

| table | linked | forgotten |
| --- | --- | --- |
| ideas | by the member who stays; who noted it is not named beside themselves | the names go, the idea stays |
| ideas_votes | once | gone |
| ideas_changes, ideas_merges | by the member who stays | the name goes |
| ideas_drafts | theirs | gone, also those held and those made of their message |
| ideas_followers | as the member who stays wished, else as the other one | gone |
| ideas_comments | theirs | the name goes, the message is the platform's |
| ideas_consents | both stay, each for its wording; of two the earlier one | gone |
| ideas_testers | once: "picked" if either was | gone |
| ideas_feedback | theirs | gone with its text |
| ideas_experts | if either wished so | gone |
| ideas_challenges | asked by the member who stays | the name goes, drafts go whole |
| ideas_jury | once | gone |
| ideas_tags, ideas_threads, ideas_finalists | nobody is in them | nobody is in them |
"""  # noqa: E501 - a table

from __future__ import annotations

from sqlalchemy import BigInteger, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import Idea
from ..tables import (
    challenges,
    changes,
    comments,
    consents,
    drafts,
    experts,
    feedback,
    followers,
    ideas,
    jury,
    merges,
    testers,
    votes,
)
from .rows import IDEAS, read

# a name beside something that stays
NAMES = (
    ideas.c.author_id,
    ideas.c.noted_by,
    ideas.c.owner_id,
    changes.c.actor_id,
    changes.c.owner_id,
    merges.c.actor_id,
    merges.c.undone_by,
    comments.c.member_id,
    challenges.c.asker_id,
)
# what is gone with the person
OWN = (drafts.c.member_id, drafts.c.author_id, feedback.c.member_id)
# one row a person, beside what else is in the key: of two, that of the member who stays is kept
ONCE = (votes, followers, consents, testers, experts, jury)
# two of these that concern one person would wait for each other's rows
TURN = "ideas_people"


class PeopleStore:
    """Linking and forgetting."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def link(self, kept: int, gone: int) -> list[Idea]:
        """Two members turned out to be one. Returns the ideas whose cards show it."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            touched = await _touched(conn, gone)
            await _pick(conn, kept, gone)
            await _agreed(conn, kept, gone)
            await self._unite(conn, kept, gone)
            for column in (*NAMES, *OWN):
                await conn.execute(
                    update(column.table).where(column == gone).values({column: kept})
                )
            own = ideas.c.author_id == kept, ideas.c.noted_by == kept
            await conn.execute(update(ideas).where(*own).values(noted_by=None))
            return await _again(conn, touched)

    async def erase(self, member_id: int) -> list[Idea]:
        """Forget a member; the ideas stay. Returns those whose cards show something else now."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            touched = await _touched(conn, member_id)
            for table in ONCE:
                await conn.execute(delete(table).where(table.c.member_id == member_id))
            for column in OWN:
                await conn.execute(delete(column.table).where(column == member_id))
            for column in NAMES:
                await conn.execute(
                    update(column.table).where(column == member_id).values({column: None})
                )
            return await _again(conn, touched)

    async def _unite(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        """Rows of one person twice are there once. The member who stays may press the same button
        meanwhile: what stands in the way then is no error."""
        who = literal(kept, BigInteger)
        for table in ONCE:
            mine = table.c.member_id == gone
            theirs = select(*(who if c.name == "member_id" else c for c in table.c)).where(mine)
            added = self._db.insert(table).from_select(list(table.c.keys()), theirs)
            await conn.execute(added.on_conflict_do_nothing())
            await conn.execute(delete(table).where(mine))


async def _pick(conn: AsyncConnection, kept: int, gone: int) -> None:
    """Who was picked as a tester under either account is picked."""
    other = testers.alias("other")
    chosen = select(other.c.idea_id).where(other.c.member_id == gone, other.c.state == "picked")
    await conn.execute(
        update(testers)
        .where(testers.c.member_id == kept, testers.c.idea_id.in_(chosen))
        .values(state="picked")
    )


async def _agreed(conn: AsyncConnection, kept: int, gone: int) -> None:
    """Of two consents to the same wording the earlier one counts."""
    other = consents.alias("other")
    earlier = (
        select(other.c.at)
        .where(other.c.member_id == gone, other.c.version == consents.c.version)
        .scalar_subquery()
    )
    await conn.execute(
        update(consents)
        .where(consents.c.member_id == kept, earlier < consents.c.at)
        .values(at=earlier)
    )


async def _touched(conn: AsyncConnection, member_id: int) -> list[int]:
    """Numbers of the ideas on whose cards the member is, by name or as one of those who count."""
    voted = (
        select(func.coalesce(ideas.c.merged_into, ideas.c.id))
        .join(votes, votes.c.idea_id == ideas.c.id)
        .where(votes.c.member_id == member_id)
    )
    named = or_(*(c == member_id for c in (ideas.c.author_id, ideas.c.noted_by, ideas.c.owner_id)))
    query = select(ideas.c.id).where(or_(named, ideas.c.id.in_(voted)))
    return list((await conn.scalars(query.order_by(ideas.c.id))).all())


async def _again(conn: AsyncConnection, ids: list[int]) -> list[Idea]:
    return await read(conn, IDEAS.where(ideas.c.id.in_(ids)).order_by(ideas.c.id)) if ids else []
