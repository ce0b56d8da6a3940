"""Putting ideas together and taking them apart again, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Row, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import SUPPORTABLE, Idea
from ..tables import challenges, finalists, followers, ideas, merges, votes
from .rows import IDEAS, read, read_one

Obstacle = Literal[
    "gone", "itself", "circle", "merged", "alone", "settled", "challenge", "finalist"
]


class CannotMerge(Exception):
    """Why not: `args[0]` is an Obstacle, `args[1]` the idea that is in the way, if it exists."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Who put which idea into which other one (and whether that was undone), and when."""

    id: int
    idea_id: int
    into_id: int
    actor_id: int | None
    at: int
    undone_at: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Audience:
    """A member whom a merge concerns: as the author of the idea `wrote`, as a supporter, or (both
    None and False) as a follower."""

    member_id: int
    wrote: int | None
    supports: bool


class MergeStore:
    """An idea stands in the other one's place until that is undone; votes stay where they are.

    `merged_into` is the idea that everything counts for, `merged_with` the one it was put into: so
    an idea that is taken out takes along those that had been put into it.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def merge(
        self, community_id: int, idea_id: int, into_id: int, actor_id: int, now: int
    ) -> Merge:
        """Put an idea, and all that are part of it, into another; CannotMerge says why not."""
        async with self._db.write() as conn:
            await one_at_a_time(conn, community_id)
            idea = await _there(conn, community_id, idea_id)
            into = await _there(conn, community_id, into_id)
            root = into if into.root == into.id else await _there(conn, community_id, into.root)
            _check(idea, into, root)
            if await _is_finalist(conn, idea.id):
                raise CannotMerge("finalist", idea)
            await conn.execute(
                update(ideas)
                .where(or_(ideas.c.id == idea.id, ideas.c.merged_into == idea.id))
                .values(merged_into=root.id, changed_at=now)
            )
            await conn.execute(
                update(ideas).where(ideas.c.id == idea.id).values(merged_with=into.id)
            )
            await _touch(conn, root.id, now)
            row = {"idea_id": idea.id, "into_id": into.id, "actor_id": actor_id, "at": now}
            made = await conn.execute(insert(merges).values(row).returning(merges))
            return _merge(made.one())

    async def unmerge(self, community_id: int, idea_id: int, actor_id: int, now: int) -> Merge:
        """Take an idea out again; what had been put into it comes along."""
        async with self._db.write() as conn:
            await one_at_a_time(conn, community_id)
            idea = await _there(conn, community_id, idea_id)
            if idea.merged_into is None:
                raise CannotMerge("alone", idea)
            below = await _below(conn, idea)
            await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id)
                .values(merged_into=None, merged_with=None, changed_at=now)
            )
            await conn.execute(
                update(ideas)
                .where(ideas.c.id.in_(below))
                .values(merged_into=idea.id, changed_at=now)
            )
            await _touch(conn, idea.merged_into, now)
            return await _undone(conn, idea, actor_id, now)

    async def since(self, idea_id: int, since: int) -> list[Merge]:
        """What was put together or taken apart of an idea since then, the oldest first."""
        lately = or_(merges.c.at >= since, merges.c.undone_at >= since)
        query = select(merges).where(merges.c.idea_id == idea_id, lately).order_by(merges.c.id)
        async with self._db.read() as conn:
            return [_merge(row) for row in await conn.execute(query)]

    async def family(self, community_id: int, idea_id: int) -> list[Idea]:
        """An idea and those that were put into it, also through others, wherever they count."""
        async with self._db.read() as conn:
            idea = await read_one(conn, community_id, idea_id)
            if idea is None:
                return []
            ids = [idea.id, *await _below(conn, idea)]
            return await read(conn, IDEAS.where(ideas.c.id.in_(ids)).order_by(ideas.c.id))

    async def audience(self, idea_id: int, ids: Sequence[int]) -> list[Audience]:
        """Who wrote, supports or follows an idea or one that is part of it (`ids` are all of
        them), and did not say that they wish to hear nothing: of several wishes the one for the
        idea itself counts, else the latest, as in `FollowerStore`."""
        wishes = (
            select(followers)
            .where(followers.c.idea_id.in_(ids))
            .order_by(followers.c.idea_id == idea_id, followers.c.at, followers.c.idea_id)
        )
        wrote = (
            select(ideas.c.author_id, func.min(ideas.c.id).label("number"))
            .where(ideas.c.id.in_(ids), ideas.c.author_id.is_not(None))
            .group_by(ideas.c.author_id)
        )
        voted = select(votes.c.member_id).where(votes.c.idea_id.in_(ids))
        async with self._db.read() as conn:
            authors = {row.author_id: row.number for row in await conn.execute(wrote)}
            supporters = set(await conn.scalars(voted))
            wished = {row.member_id: row.wants for row in await conn.execute(wishes)}
        return [
            Audience(member, authors.get(member), member in supporters)
            for member in sorted({*authors, *supporters, *wished})
            if wished.get(member, True)
        ]


async def one_at_a_time(conn: AsyncConnection, community_id: int) -> None:
    """Of two merges in a community the second waits and sees what the first one did: else two of
    them could close a circle, or leave an idea with one that counts elsewhere by now. (Locks on
    the rows alone would not keep out ideas that come to count for a locked one meanwhile.)"""
    await take_turn(conn, f"ideas_merges:{community_id}")


def _check(idea: Idea, into: Idea, root: Idea) -> None:
    """A settled idea may take others in: its answer is theirs too. It is not put away itself."""
    if idea.id == into.id:
        raise CannotMerge("itself", idea)
    if idea.merged_into is not None:
        raise CannotMerge("merged", idea)
    if root.id == idea.id:
        raise CannotMerge("circle", into)
    if idea.status not in SUPPORTABLE:
        raise CannotMerge("settled", idea)
    if idea.challenge_id != root.challenge_id:
        raise CannotMerge("challenge", idea)


async def _there(conn: AsyncConnection, community_id: int, idea_id: int) -> Idea:
    idea = await read_one(conn, community_id, idea_id)
    if idea is None:
        raise CannotMerge("gone")
    return idea


async def _is_finalist(conn: AsyncConnection, idea_id: int) -> bool:
    """Whether people are deciding about that very idea."""
    query = (
        select(finalists.c.idea_id)
        .join(challenges, challenges.c.id == finalists.c.challenge_id)
        .where(finalists.c.idea_id == idea_id, challenges.c.phase.in_(("vote", "decide")))
    )
    return await conn.scalar(query.limit(1)) is not None


async def _below(conn: AsyncConnection, idea: Idea) -> list[int]:
    """Numbers of all that were put into an idea, or into one that was."""
    query = select(ideas.c.id, ideas.c.merged_with).where(
        and_(ideas.c.merged_into == idea.root, ideas.c.merged_with.is_not(None))
    )
    parts: dict[int, list[int]] = {}
    for number, whole in await conn.execute(query.order_by(ideas.c.id)):
        parts.setdefault(whole, []).append(number)
    found, open_ends = [], [idea.id]
    while open_ends:
        # each is under one other alone, so taking it out of the way ends the walk
        for number in parts.pop(open_ends.pop(), []):
            found.append(number)
            open_ends.append(number)
    return found


async def _touch(conn: AsyncConnection, idea_id: int, now: int) -> None:
    await conn.execute(update(ideas).where(ideas.c.id == idea_id).values(changed_at=now))


async def _undone(conn: AsyncConnection, idea: Idea, actor_id: int, now: int) -> Merge:
    """Note that the last merge of an idea holds no longer."""
    last = (
        select(func.max(merges.c.id))
        .where(merges.c.idea_id == idea.id, merges.c.undone_at.is_(None))
        .scalar_subquery()
    )
    undone = await conn.execute(
        update(merges)
        .where(merges.c.id == last)
        .values(undone_at=now, undone_by=actor_id)
        .returning(merges)
    )
    return _merge(undone.one())


def _merge(row: Row[tuple[object, ...]]) -> Merge:
    return Merge(**row._mapping)
