"""Everything the bot posts: a row first, then the call, then what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, true, update

from ..database import Database
from ..tables import outbox
from ..waiting import LOST, UNDER_WAY, Backlog
from .rows import CLAIM, COLUMNS, DUE, OutboxRow, adding

# For how long a platform is sure to recognise a nonce (Discord says "a few minutes").
NONCE_MS = 120_000
_WITHDRAWN = "withdrawn"
# What a post is called that was given no key, while the event that it answers may be handled again.
_PASSING = "inbox:"


class OutboxStore:
    """The table of posts. One process delivers; `recover` runs once when it starts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        *,
        community_id: int,
        platform: str,
        payload: Mapping[str, Any],
        now: int,
        due_at: int | None = None,
        channel_native: str | None = None,
        user_native: str | None = None,
        channel_id: int | None = None,
        tag: str = "",
        key: str | None = None,
        file: bytes | None = None,
        nonce: str | None = None,
    ) -> int | None:
        """Queue a post and return its id, or None when `key` was seen before.

        `nonce` is what the platform recognises a repeated post by, where it can.
        """
        row = {
            "community_id": community_id,
            "platform": platform,
            "channel_native": channel_native,
            "user_native": user_native,
            "channel_id": channel_id,
            "tag": tag,
            "key": key,
            "payload": dict(payload),
            "file": file,
            "nonce": nonce,
            "state": "waiting",
            "attempts": 0,
            "due_at": now if due_at is None else due_at,
            "created_at": now,
        }
        async with self._db.write() as connection:
            result = await connection.execute(self._db.prepared(adding), row)
            new_id: int | None = result.scalar_one_or_none()
            return new_id

    async def claim_due(
        self, now: int, limit: int, *, without: Collection[str] = ()
    ) -> list[OutboxRow]:
        """Take waiting posts that are due, from each community in turn, and of each in the order
        in which they were queued; those of the platforms `without` are left waiting."""
        due = {"now": now, "without": list(without), "most": limit}
        async with self._db.write() as connection:
            ids = list(await connection.scalars(DUE, due))
            if not ids:
                return []
            rows = await connection.execute(CLAIM, {"ids": ids})
            claimed = [OutboxRow(**row) for row in rows.mappings()]
        return sorted(claimed, key=lambda row: row.id)

    async def begin(self, row_id: int, now: int) -> bool:
        """The platform is asked for a claimed post now: from here on nobody can know whether it is
        there if the program ends. False when it is not to be sent: it was withdrawn, or somebody
        else has it."""
        claimed = outbox.c.id == row_id, outbox.c.state == "sending", outbox.c.claimed_at.is_(None)
        async with self._db.write() as connection:
            result = await connection.execute(
                update(outbox)
                .where(*claimed, outbox.c.error.is_distinct_from(_WITHDRAWN))
                .values(claimed_at=now, attempts=outbox.c.attempts + 1)
            )
            if result.rowcount:
                return True
            await connection.execute(update(outbox).where(*claimed).values(state="deleted"))
            return False

    async def sent(self, row_id: int, native_channel: str, native_id: int, now: int) -> bool:
        """Delivered: remember where it stands, forget what it said. False when it was withdrawn
        while it was on its way: then it is to be deleted."""
        withdrawn = await self._set(
            row_id,
            state="sent",
            native_channel=native_channel,
            native_id=native_id,
            sent_at=now,
            error=None,
            payload=None,
            file=None,
        )
        return not withdrawn

    async def retry(self, row_id: int, due_at: int, error: str) -> None:
        """Certainly not delivered: again at `due_at`, unless it was withdrawn."""
        if await self._set(row_id, state="waiting", due_at=due_at, error=error):
            await self.deleted(row_id)

    async def withdraw(self, community_id: int, tag: str) -> None:
        """Posts of that tag that are not there yet are not to be."""
        tagged = (outbox.c.community_id == community_id, outbox.c.tag == tag)
        async with self._db.write() as connection:
            await connection.execute(
                update(outbox)
                .where(*tagged, outbox.c.state == "waiting")
                .values(state="deleted", payload=None, file=None)
            )
            await connection.execute(
                update(outbox)
                .where(*tagged, outbox.c.state == "sending")
                .values(error=_WITHDRAWN, payload=None, file=None)
            )

    async def fail(self, row_id: int, error: str) -> None:
        """Cannot be delivered; the content is dropped."""
        await self._set(row_id, state="failed", error=error, payload=None, file=None)

    async def ambiguous(self, row_id: int, error: str | None = None) -> None:
        """Perhaps delivered: kept for people to look at, never repeated by itself."""
        await self._set(row_id, state="ambiguous", error=error)

    async def deleted(self, row_id: int) -> None:
        """The post no longer stands (deleted by us or by somebody else)."""
        await self._set(row_id, state="deleted", payload=None, file=None)

    async def arrived(self, key: str) -> bool | None:
        """Whether the post with that key was delivered; None when that is not known (yet)."""
        query = select(outbox.c.state).where(outbox.c.key == key)
        async with self._db.read() as connection:
            state = await connection.scalar(query)
        return {"sent": True, "deleted": True, "failed": False}.get(str(state))

    async def by_tag(self, community_id: int, tag: str) -> list[OutboxRow]:
        """The posts of that tag that stand, oldest first."""
        query = (
            select(*COLUMNS)
            .where(
                outbox.c.community_id == community_id,
                outbox.c.tag == tag,
                outbox.c.state == "sent",
            )
            .order_by(outbox.c.id)
        )
        async with self._db.read() as connection:
            return [OutboxRow(**row) for row in (await connection.execute(query)).mappings()]

    async def tag_of(self, platform: str, native_channel: str, native_id: int) -> str | None:
        """The tag of the post that stands there; None when it is none of ours."""
        query = select(outbox.c.tag).where(
            outbox.c.native_channel == native_channel,
            outbox.c.native_id == native_id,
            outbox.c.platform == platform,
            outbox.c.state == "sent",
        )
        async with self._db.read() as connection:
            tag: str | None = await connection.scalar(query)
            return tag

    async def recover(self, now: int, honouring: Collection[str] = ("discord",)) -> int:
        """Settle rows that a crash left `sending`; how many there were.

        What was not begun waits again. So does a row with a nonce on a platform that honours nonces
        (within NONCE_MS), because that drops a repetition; every other one becomes `ambiguous`.
        """
        repeatable = or_(
            outbox.c.claimed_at.is_(None),
            and_(
                outbox.c.platform.in_(list(honouring)),
                outbox.c.nonce.is_not(None),
                outbox.c.claimed_at >= now - NONCE_MS,
            ),
        )
        async with self._db.write() as connection:
            await connection.execute(
                update(outbox)
                .where(outbox.c.state == "sending", outbox.c.error == _WITHDRAWN)
                .values(state="deleted")
            )
            result = await connection.execute(
                update(outbox)
                .where(outbox.c.state == "sending")
                .values(
                    state=case((repeatable, "waiting"), else_="ambiguous"),
                    error="the program ended while this was being sent",
                )
            )
            return result.rowcount

    async def backlog(self, community_id: int | None = None) -> Backlog:
        """Of one community, or of all; by the index, however many posts there are."""
        here = true() if community_id is None else outbox.c.community_id == community_id
        waiting = select(func.count(), func.min(outbox.c.created_at)).where(UNDER_WAY, here)
        states = select(outbox.c.state, func.count()).where(LOST, here).group_by(outbox.c.state)
        async with self._db.read() as connection:
            count, oldest = (await connection.execute(waiting)).one()
            gone = {row.state: row[1] for row in await connection.execute(states)}
        return Backlog(count, oldest, gone.get("failed", 0), gone.get("ambiguous", 0))

    async def prune(self, before: int) -> int:
        """Delete rows queued before that time that nothing can refer to any more; how many."""
        async with self._db.write() as connection:
            result = await connection.execute(
                delete(outbox).where(
                    outbox.c.created_at < before,
                    or_(
                        outbox.c.state.in_(("failed", "deleted", "ambiguous")),
                        and_(
                            outbox.c.state == "sent",
                            outbox.c.tag == "",
                            or_(outbox.c.key.is_(None), outbox.c.key.startswith(_PASSING)),
                        ),
                    ),
                )
            )
            return result.rowcount

    async def _set(self, row_id: int, **values: Any) -> bool:
        """Whether it had been withdrawn while it was being sent."""
        here = outbox.c.id == row_id
        async with self._db.write() as connection:
            was = select(outbox.c.error).where(here, outbox.c.state == "sending")
            withdrawn = await connection.scalar(was.with_for_update()) == _WITHDRAWN
            await connection.execute(update(outbox).where(here).values(**values))
            return withdrawn
