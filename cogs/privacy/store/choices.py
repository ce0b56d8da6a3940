"""What people chose, and when.

| table | linked | forgotten |
| --- | --- | --- |
| privacy_choices | for each purpose a no of either holds, else the later one | gone |
| privacy_removed | names nobody | names nobody |
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.api.boards.privacy.consent import Purpose
from storage.database import Database
from storage.database.writing.first_write import marking

from ..tables import choices

How = Literal["asked", "chosen", "rule"]
AT_ONCE = 500  # what a statement takes in its list


@dataclass(frozen=True, slots=True)
class Choice:
    """`allowed` is None while they were asked and have not answered."""

    allowed: bool | None
    at: int
    how: How


class ChoiceStore:
    """The record of consent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, member_id: int) -> Mapping[Purpose, Choice]:
        """All of one person."""
        query = select(choices).where(choices.c.member_id == member_id)
        async with self._db.read() as conn:
            rows = await conn.execute(query)
            return {row.purpose: Choice(row.allowed, row.at, row.how) for row in rows}

    async def among(self, purpose: Purpose, member_ids: Collection[int]) -> Mapping[int, Choice]:
        """Of those people, who has a row."""
        ids, found = sorted(member_ids), dict[int, Choice]()
        async with self._db.read() as conn:
            for start in range(0, len(ids), AT_ONCE):
                some = choices.c.member_id.in_(ids[start : start + AT_ONCE])
                query = select(choices).where(some, choices.c.purpose == purpose)
                for row in await conn.execute(query):
                    found[row.member_id] = Choice(row.allowed, row.at, row.how)
        return found

    async def ruled(self, community_id: int, purpose: Purpose) -> frozenset[int]:
        """Those for whom the community's rule speaks."""
        query = select(choices.c.member_id).where(
            choices.c.community_id == community_id,
            choices.c.purpose == purpose,
            choices.c.how == "rule",
        )
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def set(
        self, member_id: int, community_id: int, purpose: Purpose, choice: Choice
    ) -> None:
        """What they say now takes the place of what they said before."""
        values = {"allowed": choice.allowed, "at": choice.at, "how": choice.how}
        made = self._db.insert(choices).values(
            member_id=member_id, purpose=purpose, community_id=community_id, **values
        )
        keys = [choices.c.member_id, choices.c.purpose]
        async with self._db.write() as conn:
            await conn.execute(made.on_conflict_do_update(index_elements=keys, set_=values))

    async def ask(
        self, member_id: int, community_id: int, purposes: Collection[Purpose], now: int
    ) -> None:
        """Note that they have been asked as far as they can be."""
        async with self._db.write() as conn:
            await self._note(conn, member_id, community_id, purposes, now)

    @contextmanager
    def asking(
        self, member_id: int, community_id: int, purposes: Collection[Purpose], now: int
    ) -> Iterator[None]:
        """Note it together with the message that is queued inside: both are there or neither. When
        there is nothing new to ask, that message is not queued."""

        async def mark(conn: AsyncConnection) -> None:
            if not await self._note(conn, member_id, community_id, purposes, now):
                raise _NothingNew

        with suppress(_NothingNew), marking(mark):
            yield

    async def _note(
        self,
        conn: AsyncConnection,
        member_id: int,
        community_id: int,
        purposes: Collection[Purpose],
        now: int,
    ) -> int:
        new = 0
        for purpose in sorted(purposes):
            made = self._db.insert(choices).values(
                member_id=member_id, purpose=purpose, community_id=community_id,
                allowed=None, at=now, how="asked",
            )  # fmt: skip
            new += (await conn.execute(made.on_conflict_do_nothing())).rowcount
        return new

    async def drop(self, member_ids: Collection[int], purpose: Purpose) -> None:
        """No row any more, as if they had never been asked."""
        theirs = choices.c.member_id.in_(sorted(member_ids)), choices.c.purpose == purpose
        async with self._db.write() as conn:
            await conn.execute(delete(choices).where(*theirs))

    async def linked(self, kept: int, gone: int) -> list[Purpose]:
        """Two members turned out to be one; the purposes of which they now say no."""
        async with self._db.write() as conn:
            query = select(choices).where(choices.c.member_id.in_((kept, gone)))
            rows = sorted(await conn.execute(query), key=lambda row: row.at)
            best = dict[Purpose, Any]()
            for row in rows:  # a no outweighs a yes, an answer an open question, the later one both
                before = best.get(row.purpose)
                if before is None or _weight(row.allowed) >= _weight(before.allowed):
                    best[row.purpose] = row
            await conn.execute(delete(choices).where(choices.c.member_id.in_((kept, gone))))
            for row in best.values():
                values = {**row._mapping, "member_id": kept}
                await conn.execute(self._db.insert(choices).values(values))
        return [purpose for purpose, row in best.items() if row.allowed is False]

    async def erase(self, member_id: int) -> None:
        """Forget somebody's choices with them."""
        async with self._db.write() as conn:
            await conn.execute(delete(choices).where(choices.c.member_id == member_id))


class _NothingNew(Exception):
    """Takes a question back that is not to be asked."""


def _weight(allowed: bool | None) -> int:
    return 0 if allowed is None else 1 if allowed else 2
