"""Ideas that come from elsewhere, and all of them as others read them, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Idea, Status
from ..store.merges import one_at_a_time
from ..store.rows import IDEAS, VOTES, read
from ..tables import changes, ideas, merges, tags
from .rows import Brought

BATCH = 500
# Cards that may have changed lately are posted anew after a start; ideas brought along have none.
QUIET_MS = 2 * 3_600_000
LAST = func.coalesce(
    select(func.max(changes.c.at)).where(changes.c.idea_id == ideas.c.id).scalar_subquery(),
    ideas.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An idea, and when it last became something else (or was posted), UTC ms."""

    idea: Idea
    changed_at: int


@dataclass(slots=True)
class Outcome:
    """What an import came to: how many are new by status, how many were here, of how many of those
    the votes were brought up to date, how many are part of another; and the sources of duplicates
    whose original is nowhere."""

    added: dict[Status, int] = field(default_factory=dict)
    known: int = 0
    updated: int = 0
    merged: int = 0
    lost: list[str] = field(default_factory=list)


class _Undo(Exception):
    """Nothing is to be kept."""


class ExchangeStore:
    """Everything at once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- in

    async def bring(
        self,
        community_id: int,
        kind: str,
        found: Sequence[Brought],
        now: int,
        *,
        dry_run: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Outcome:
        """Add what is not here yet, and bring the votes of the rest up to date, all or nothing.

        `progress` hears how many were seen to. Nobody is told of anything.
        """
        outcome = Outcome()
        try:
            async with self._db.write() as conn:
                await one_at_a_time(conn, community_id)
                here = await _here(conn, community_id, kind)
                new = [one for one in found if one.source not in here]
                await _update_votes(conn, [o for o in found if o.source in here], here, outcome)
                progress(len(found) - len(new))
                for at in range(0, len(new), BATCH):
                    some = new[at : at + BATCH]
                    await _add(conn, community_id, some, here, outcome, now)
                    progress(len(some))
                await _unite(conn, new, here, outcome, now)
                if dry_run:
                    raise _Undo
        except _Undo:
            pass
        return outcome

    # ---- out

    async def all(self, community_id: int) -> list[Standing]:
        """Every idea of a community, by number."""
        here = ideas.c.community_id == community_id
        async with self._db.read() as conn:
            return await _standing(conn, [here], [ideas.c.id])

    async def lately(self, community_id: int, limit: int) -> list[Standing]:
        """The ideas that stand for themselves, the newest change first."""
        async with self._db.read() as conn:
            order = [LAST.desc(), ideas.c.id.desc()]
            return await _standing(conn, _shown(community_id), order, limit)

    async def page(
        self,
        community_id: int,
        statuses: Sequence[Status],
        tag: str,
        limit: int,
        offset: int,
        *,
        by_support: bool,
    ) -> list[Standing]:
        """A part of a list: most support first, else the newest change first. `tag` may be ""."""
        where = [*_shown(community_id, tag), ideas.c.status.in_(statuses)]
        order = [VOTES.desc()] if by_support else [LAST.desc()]
        async with self._db.read() as conn:
            return await _standing(conn, where, [*order, ideas.c.id.desc()], limit, offset)

    async def counts(self, community_id: int, tag: str = "") -> dict[Status, int]:
        """How many there are of each status."""
        query = (
            select(ideas.c.status, func.count().label("number"))
            .where(*_shown(community_id, tag))
            .group_by(ideas.c.status)
        )
        async with self._db.read() as conn:
            return {row.status: row.number for row in await conn.execute(query)}


def _shown(community_id: int, tag: str = "") -> list[ColumnElement[bool]]:
    where = [ideas.c.community_id == community_id, ideas.c.merged_into.is_(None)]
    if tag:
        where.append(ideas.c.id.in_(select(tags.c.idea_id).where(tags.c.tag == tag)))
    return where


async def _standing(
    conn: AsyncConnection,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int | None = None,
    offset: int = 0,
) -> list[Standing]:
    """One query for the ideas, one for when they changed."""
    query = IDEAS.where(*where).order_by(*order).limit(limit).offset(offset)
    found = await read(conn, query)
    times = dict[int, int]()
    last = select(changes.c.idea_id, func.max(changes.c.at).label("at")).group_by(changes.c.idea_id)
    for start in range(0, len(found), BATCH):
        some = [idea.id for idea in found[start : start + BATCH]]
        among = changes.c.idea_id.in_(some)
        times |= {row.idea_id: row.at for row in await conn.execute(last.where(among))}
    return [Standing(idea, times.get(idea.id, idea.created_at)) for idea in found]


# ---- parts of an import


@dataclass(slots=True)
class _Known:
    id: int
    root: int
    brought: int


async def _here(conn: AsyncConnection, community_id: int, kind: str) -> dict[str, _Known]:
    query = select(ideas.c.id, ideas.c.merged_into, ideas.c.source, ideas.c.brought).where(
        ideas.c.community_id == community_id,
        ideas.c.source.startswith(f"{kind}:", autoescape=True),
    )
    return {
        row.source: _Known(row.id, row.merged_into or row.id, row.brought)
        for row in await conn.execute(query)
    }


async def _update_votes(
    conn: AsyncConnection,
    found: Sequence[Brought],
    here: Mapping[str, _Known],
    outcome: Outcome,
) -> None:
    """A duplicate says 0, as its votes went to the original: what it had here stays."""
    outcome.known = len(found)
    rows = [
        {"number": here[one.source].id, "votes": one.votes}
        for one in found
        if one.original is None and one.votes != here[one.source].brought
    ]
    outcome.updated = len(rows)
    if rows:
        row = update(ideas).where(ideas.c.id == bindparam("number"))
        await conn.execute(row.values(brought=bindparam("votes")), rows)


async def _add(
    conn: AsyncConnection,
    community_id: int,
    some: Sequence[Brought],
    here: dict[str, _Known],
    outcome: Outcome,
    now: int,
) -> None:
    """Put some on the board, with their tags and the answer they were given."""
    rows = [_row(community_id, one, now) for one in some]
    made = await conn.execute(insert(ideas).returning(ideas.c.id, ideas.c.source), rows)
    ids = {source: number for number, source in made}
    for one in some:
        here[one.source] = _Known(ids[one.source], ids[one.source], one.votes)
        outcome.added[one.status] = outcome.added.get(one.status, 0) + 1
    words = [{"idea_id": ids[one.source], "tag": tag} for one in some for tag in one.tags]
    if words:
        await conn.execute(insert(tags), words)
    steps = [
        {
            "idea_id": ids[one.source],
            "before": "new",
            "after": one.status,
            "reason": one.reason,
            "at": min(one.answered_at, now),
            "told_at": now,
        }
        for one in some
        if one.answered_at is not None and one.status != "new"
    ]
    if steps:
        await conn.execute(insert(changes), steps)


def _row(community_id: int, one: Brought, now: int) -> dict[str, Any]:
    created = min(one.created_at or now, now)
    return {
        "community_id": community_id,
        "channel_id": 0,  # it was said in none of ours
        "title": one.title,
        "details": one.details,
        "audience": "",
        "status": one.status,
        "reason": one.reason,
        "created_at": created,
        "changed_at": min(created, now - QUIET_MS),
        # whoever answers ideas is not reminded of all of them at once
        "asked_at": now,
        "source": one.source,
        "brought": one.votes,
    }


async def _unite(
    conn: AsyncConnection,
    new: Sequence[Brought],
    here: dict[str, _Known],
    outcome: Outcome,
    now: int,
) -> None:
    """Duplicates become part of their originals, where those are here."""
    originals = {one.source: one.original for one in new if one.original is not None}
    for source, original in originals.items():
        end, way = original, {source}
        while end in originals and end not in way:
            way.add(end)
            end = originals[end]
        if end not in here or end in way:
            outcome.lost.append(source)
            continue
        number, into = here[source].id, here[original].id
        await conn.execute(
            update(ideas)
            .where(ideas.c.id == number)
            .values(merged_into=here[end].root, merged_with=into)
        )
        await conn.execute(insert(merges).values(idea_id=number, into_id=into, at=now))
        outcome.merged += 1
