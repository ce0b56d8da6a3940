"""Recognition: computed from what is in the tables each time, never stored. So an undone step, a
merge, a linked account or a forgotten member need no correction here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Idea
from ..tables import feedback, ideas, testers, votes
from .rows import IDEAS, read

Rule = Literal["posted", "supported", "planned", "done", "backed", "tested"]
POINTS: dict[Rule, int] = {
    "posted": 1,
    "supported": 2,
    "planned": 2,
    "done": 5,
    "backed": 1,
    "tested": 2,
}
# so many others have to support an idea
SUPPORTERS = 5

_part = ideas.alias("part")
_ROOT = func.coalesce(_part.c.merged_into, _part.c.id)


@dataclass(frozen=True, slots=True)
class Earned:
    """Points by one rule for one idea."""

    rule: Rule
    idea_id: int
    title: str

    @property
    def points(self) -> int:
        """What the rule gives."""
        return POINTS[self.rule]


class PointStore:
    """What a member is thanked for. Where ideas were united, what came of the one that stands for
    them is due to the authors of all, once each."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, community_id: int, member_id: int) -> list[Earned]:
        """All points of a member, the newest idea first."""
        async with self._db.read() as conn:
            posted = await _mine(conn, community_id, member_id)
            roots = await _roots(conn, _part.c.author_id == member_id, community_id)
            others = await _others(conn, list(roots), member_id)
            backed = await _backed(conn, community_id, member_id)
            tested = await _tested(conn, community_id, member_id)
        earned = [Earned("posted", idea_id, title) for idea_id, title in posted]
        for idea in roots.values():
            earned += [Earned(rule, idea.id, idea.words.title) for rule in _due(idea, others)]
        for rule, found in (("backed", backed), ("tested", tested)):
            earned += [
                Earned(rule, idea.id, idea.words.title)  # type: ignore[arg-type]
                for idea in found.values()
                if rule == "tested" or idea.id not in roots
            ]
        rules = list(POINTS)
        return sorted(earned, key=lambda one: (-one.idea_id, rules.index(one.rule)))


def _due(idea: Idea, others: dict[int, int]) -> list[Rule]:
    """What the author of an idea is due for what became of it."""
    rules: list[Rule] = []
    if others.get(idea.id, 0) >= SUPPORTERS:
        rules.append("supported")
    if idea.status in ("planned", "in_progress", "done"):
        rules.append("planned")
    if idea.status == "done":
        rules.append("done")
    return rules


async def _mine(conn: AsyncConnection, community_id: int, member_id: int) -> list[tuple[int, str]]:
    query = select(ideas.c.id, ideas.c.title).where(
        ideas.c.community_id == community_id, ideas.c.author_id == member_id
    )
    return [(row.id, row.title) for row in await conn.execute(query)]


async def _roots(conn: AsyncConnection, which: Any, community_id: int) -> dict[int, Idea]:
    """The ideas that stand for some now, by number."""
    mine = select(_ROOT).where(which)
    query = IDEAS.where(ideas.c.id.in_(mine), ideas.c.community_id == community_id)
    return {idea.id: idea for idea in await read(conn, query)}


async def _others(conn: AsyncConnection, roots: list[int], member_id: int) -> dict[int, int]:
    """How many members other than this one support each."""
    query = (
        select(_ROOT.label("root"), func.count(votes.c.member_id.distinct()).label("n"))
        .join(_part, _part.c.id == votes.c.idea_id)
        .where(_ROOT.in_(roots), votes.c.member_id != member_id)
        .group_by(_ROOT)
    )
    return {row.root: row.n for row in await conn.execute(query)}


async def _backed(conn: AsyncConnection, community_id: int, member_id: int) -> dict[int, Idea]:
    mine = select(votes.c.idea_id).where(votes.c.member_id == member_id)
    found = await _roots(conn, _part.c.id.in_(mine), community_id)
    return {number: idea for number, idea in found.items() if idea.status == "done"}


async def _tested(conn: AsyncConnection, community_id: int, member_id: int) -> dict[int, Idea]:
    mine = (
        select(testers.c.idea_id)
        .join(
            feedback,
            (feedback.c.idea_id == testers.c.idea_id)
            & (feedback.c.member_id == testers.c.member_id),
        )
        .where(testers.c.member_id == member_id, testers.c.state == "picked")
    )
    return await _roots(conn, _part.c.id.in_(mine), community_id)
