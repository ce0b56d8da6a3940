"""Ideas that were not posted yet, in the database: they survive a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Draft, Idea, Words
from ..tables import challenges, drafts, finalists, ideas, votes
from .ideas import post
from .rows import draft, family, read_one, values

# `held_for` while the author of a message is asked whether it may become an idea
ASKED = "asked"
# and once it is decided that a held draft is not posted, until everybody was told
DECLINED = "declined:"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was read. What is done to it is done only while it is still so: of two who
    act at once, one finds nothing more to act on.

    `held_at` and `held_for` say since when and why somebody else has to decide on it.
    """

    draft: Draft
    held_at: int | None = None
    held_for: str = ""

    @property
    def id(self) -> int:
        return self.draft.id

    @property
    def held(self) -> bool:
        """Whether moderators are to decide on it."""
        return self.held_at is not None and not self.asked and not self.declined

    @property
    def asked(self) -> bool:
        """Whether its author is asked for leave."""
        return self.held_for == ASKED

    @property
    def declined(self) -> bool:
        """Whether only telling of the refusal is left to be done."""
        return self.held_for.startswith(DECLINED)


class DraftStore:
    """A draft belongs to the member who wrote it and is used up by the first click."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save(self, of: Draft) -> Kept:
        """Keep a draft; it comes back with its id."""
        row = {**values(of), "member_id": of.member_id, "created_at": of.created_at}
        async with self._db.write() as conn:
            made = await conn.execute(insert(drafts).values(row).returning(drafts.c.id))
            return Kept(replace(of, id=made.scalar_one()))

    async def get(self, community_id: int, draft_id: int) -> Kept | None:
        """A draft of that community."""
        here = drafts.c.community_id == community_id, drafts.c.id == draft_id
        return next(iter(await self._read(*here)), None)

    async def change(self, kept: Kept, **columns: Any) -> Kept | None:
        """Other values in some columns (`words` for its three); None when it is not as it was."""
        if (words := columns.pop("words", None)) is not None:
            columns |= _written(words)
        async with self._db.write() as conn:
            changed = await conn.execute(
                update(drafts).where(*_same(kept)).values(**columns).returning(drafts)
            )
            row = changed.one_or_none()
            return _kept(row) if row is not None else None

    async def post(self, kept: Kept, now: int) -> Idea | None:
        """Turn a draft into an idea, exactly once; None when it is not as it was."""
        async with self._db.write() as conn:
            taken = await conn.execute(delete(drafts).where(*_same(kept)).returning(drafts))
            row = taken.one_or_none()
            return await post(conn, draft(row), now) if row is not None else None

    async def drop(self, kept: Kept) -> bool:
        """Forget a draft; False when it is not as it was."""
        async with self._db.write() as conn:
            gone = await conn.execute(delete(drafts).where(*_same(kept)))
            return gone.rowcount > 0

    async def held(self, community_id: int, member_id: int | None = None) -> list[Kept]:
        """What moderators are to decide on (of one member), what waits longest first."""
        mine = [] if member_id is None else [drafts.c.member_id == member_id]
        found = await self._read(drafts.c.community_id == community_id, _held(), *mine)
        return [kept for kept in found if kept.held]

    async def of(self, member_id: int) -> list[Kept]:
        """All drafts that are somebody's or of somebody's words."""
        return await self._read(
            or_(drafts.c.member_id == member_id, drafts.c.author_id == member_id)
        )

    async def waiting(self) -> list[Kept]:
        """Drafts of all communities that somebody else than their writer has to act on."""
        return await self._read(drafts.c.held_for != "")

    async def purge(self, community_id: int, before: int) -> int:
        """Forget drafts that nobody came back to; never those that somebody else decides on. How
        many."""
        old = drafts.c.community_id == community_id, drafts.c.created_at < before
        async with self._db.write() as conn:
            gone = await conn.execute(delete(drafts).where(*old, drafts.c.held_at.is_(None)))
            return gone.rowcount

    async def _read(self, *where: ColumnElement[bool]) -> list[Kept]:
        query = select(drafts).where(*where).order_by(drafts.c.held_at, drafts.c.id)
        async with self._db.read() as conn:
            return [_kept(row) for row in await conn.execute(query)]

    # ---- ideas that are posted already

    async def reword(self, idea: Idea, words: Words, now: int) -> Idea | None:
        """New words for a new idea; None once somebody but its author supports it, it was put to
        a vote, or it is not as it was."""
        async with self._db.write() as conn:
            if await _supported(conn, idea) or await _voted_on(conn, idea):
                return None
            changed = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id, ideas.c.status == "new", ideas.c.brought == 0)
                .where(ideas.c.merged_into.is_(None), ideas.c.author_id == idea.author_id)
                .values(**_written(words), changed_at=now)
            )
            if not changed.rowcount:
                return None
            return await read_one(conn, idea.community_id, idea.id)

    async def voted_on(self, idea: Idea) -> bool:
        """Whether the members of a challenge were asked to choose it."""
        async with self._db.read() as conn:
            return await _voted_on(conn, idea)


async def _voted_on(conn: AsyncConnection, idea: Idea) -> bool:
    asked = (
        select(finalists.c.idea_id)
        .join(challenges, challenges.c.id == finalists.c.challenge_id)
        .where(finalists.c.idea_id == idea.id, challenges.c.asked_at.is_not(None))
    )
    return await conn.scalar(asked.limit(1)) is not None


async def _supported(conn: AsyncConnection, idea: Idea) -> bool:
    others = select(votes.c.member_id).where(
        votes.c.idea_id.in_(family([idea.id])), votes.c.member_id != idea.author_id
    )
    return await conn.scalar(others.limit(1)) is not None


def _held() -> ColumnElement[bool]:
    return drafts.c.held_at.is_not(None)


def _same(kept: Kept) -> Sequence[ColumnElement[bool]]:
    of = kept.draft
    return (
        drafts.c.id == of.id,
        drafts.c.community_id == of.community_id,
        drafts.c.member_id == of.member_id,
        drafts.c.title == of.words.title,
        drafts.c.details == of.words.details,
        drafts.c.audience == of.words.audience,
        drafts.c.anonymous == of.anonymous,
        drafts.c.held_for == kept.held_for,
    )


def _written(words: Words) -> dict[str, str]:
    return {"title": words.title, "details": words.details, "audience": words.audience}


def _kept(row: Row[Any]) -> Kept:
    return Kept(draft(row), row.held_at, row.held_for)
