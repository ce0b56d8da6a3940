"""What the model said of messages, in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.api.services import Score
from storage.database import Database

from ...tables import alerts, days, messages, scores
from ..replay import Kept
from ..seen import Seen

BUFFERED = 20_000  # rows; while the database is away for long, the oldest are given up
PRUNED_AT_ONCE = 2000
DIGITS = 5


class ScoreStore:
    """What the model said, without texts. Writes are gathered: what takes messages in never waits
    for the disk, and a crash loses at most what came since the last `flush`."""

    def __init__(self, db: Database, floor: Callable[[int], Mapping[str, float]]) -> None:
        """`floor` gives the score of each label from which on a community keeps scores."""
        self._db = db
        self._floor = floor
        # by (channel id, message id); None when the row is to go
        self._rows: dict[tuple[int, int], dict[str, Any] | None] = {}
        self._counts: dict[tuple[int, int], list[int]] = {}  # [scored, unread] by community, day
        self._writing = asyncio.Lock()

    # ---- taking in

    def keep(
        self,
        community_id: int,
        seen: Seen,
        score: Score,
        flagged: tuple[str, ...],
        day: int,
        *,
        edit: bool = False,
    ) -> None:
        """Count a scored message, and keep its score when some setting could flag it.

        `flagged` are the labels shown to moderators, `day` is the start of the local day (see
        `day_of`). An edited message replaces its former score and is not counted again.
        """
        if not edit:
            self._count(community_id, day, 0)
        floor, place = self._floor(community_id), (seen.channel_id, seen.message_id)
        worth = any(score.labels.get(label, -1.0) >= least for label, least in floor.items())
        if worth or flagged:
            self._put(place, _row(community_id, seen, score, flagged))
        elif edit:
            self._put(place, None)

    def drop(self, channel_id: int, message_id: int) -> None:
        """The message was edited into something that the model does not read."""
        self._put((channel_id, message_id), None)

    def unread(self, community_id: int, day: int) -> None:
        """Count a message in a language that the model does not read."""
        self._count(community_id, day, 1)

    def _count(self, community_id: int, day: int, which: int) -> None:
        self._counts.setdefault((community_id, day), [0, 0])[which] += 1

    def _put(self, place: tuple[int, int], row: dict[str, Any] | None) -> None:
        self._rows[place] = row
        if len(self._rows) > BUFFERED:
            del self._rows[next(iter(self._rows))]

    async def flush(self) -> None:
        """Write what has come in; what cannot be written now is tried again the next time."""
        async with self._writing:
            rows, self._rows = self._rows, {}
            counts, self._counts = self._counts, {}
            if not rows and not counts:
                return
            try:
                await self._write(rows, counts)
            except BaseException:
                for place, row in (rows | self._rows).items():
                    self._put(place, row)
                for key, (scored, unread) in counts.items():
                    later = self._counts.setdefault(key, [0, 0])
                    later[0], later[1] = later[0] + scored, later[1] + unread
                raise

    async def _write(
        self,
        rows: Mapping[tuple[int, int], dict[str, Any] | None],
        counts: Mapping[tuple[int, int], list[int]],
    ) -> None:
        kept = [row for row in rows.values() if row is not None]
        gone = [{"c": c, "m": m} for (c, m), row in rows.items() if row is None]
        new = self._db.insert(scores)
        newer = {name: new.excluded[name] for name in ("target_id", "scores", "flagged", "model")}
        add = self._db.insert(days)
        more = {name: days.c[name] + add.excluded[name] for name in ("scored", "unread")}
        async with self._db.write() as conn:
            if kept:
                place = [scores.c.channel_id, scores.c.message_id]
                await conn.execute(
                    new.on_conflict_do_update(index_elements=place, set_=newer), kept
                )
            if gone:
                this = (
                    scores.c.channel_id == bindparam("c"),
                    scores.c.message_id == bindparam("m"),
                )
                await conn.execute(delete(scores).where(*this), gone)
            # in order, so that two bots on one database never wait for each other in a circle
            for (community_id, day), (scored, unread) in sorted(counts.items()):
                values = add.values(
                    community_id=community_id, day=day, scored=scored, unread=unread
                )
                day_row = [days.c.community_id, days.c.day]
                await conn.execute(values.on_conflict_do_update(index_elements=day_row, set_=more))

    # ---- looking back

    async def scores_since(self, community_id: int, since: int) -> list[Kept]:
        """Kept scores of messages sent since then, the oldest first."""
        await self.flush()
        columns = [scores.c[name] for name in Kept.__dataclass_fields__]
        query = (
            select(*columns)
            .where(scores.c.community_id == community_id, scores.c.sent_at >= since)
            .order_by(scores.c.sent_at, scores.c.id)
        )
        async with self._db.read() as conn:
            return [_kept(row._mapping) for row in await conn.execute(query)]

    async def decided_since(
        self, community_id: int, since: int
    ) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """(channel id, message id) of messages sent since then: those in which moderators found
        nothing wrong, or whose decision was taken back, and those that were acted on."""
        columns = (messages.c.channel_id, messages.c.message_id)
        query = (
            select(*columns, alerts.c.outcome, alerts.c.undone_at)
            .join(alerts, alerts.c.id == messages.c.alert_id)
            .where(
                alerts.c.community_id == community_id,
                alerts.c.state == "settled",
                messages.c.sent_at >= since,
            )
        )
        found: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
        async with self._db.read() as conn:
            for row in await conn.execute(query):
                cleared = row.outcome == "dismissed" or row.undone_at is not None
                found[0 if cleared else 1].add((row.channel_id, row.message_id))
        return found

    async def counts(self, community_id: int, since: int) -> tuple[int, int]:
        """(messages scored, messages in a language not read) on days that began since then."""
        await self.flush()
        sums = (func.coalesce(func.sum(column), 0) for column in (days.c.scored, days.c.unread))
        query = select(*sums).where(days.c.community_id == community_id, days.c.day >= since)
        async with self._db.read() as conn:
            scored, unread = (await conn.execute(query)).one()
            return int(scored), int(unread)

    async def first_day(self, community_id: int, since: int) -> int | None:
        """The first day since then on which anything was scored."""
        await self.flush()
        query = select(func.min(days.c.day)).where(
            days.c.community_id == community_id, days.c.day >= since, days.c.scored > 0
        )
        async with self._db.read() as conn:
            first: int | None = await conn.scalar(query)
            return first

    # ---- forgetting

    async def prune(self, community_id: int, before: int) -> int:
        """Delete scores of messages sent before then, and alerts that were only counted then; the
        bare counts of the days stay. How many scores."""
        # with its text it is held until its author has reconsidered
        counted = (
            alerts.c.community_id == community_id,
            alerts.c.state == "observed",
            alerts.c.text.is_(None),
            alerts.c.created_at < before,
        )
        async with self._db.write() as conn:
            await conn.execute(delete(alerts).where(*counted))
        old = (
            select(scores.c.id)
            .where(scores.c.community_id == community_id, scores.c.sent_at < before)
            .limit(PRUNED_AT_ONCE)
        )
        gone = 0
        while True:
            async with self._db.write() as conn:
                done = await conn.execute(delete(scores).where(scores.c.id.in_(old)))
            gone += done.rowcount
            if done.rowcount < PRUNED_AT_ONCE:
                return gone

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._rename(gone, kept)

    async def erase(self, member_id: int) -> None:
        """Scores stay without a name: who wrote it, whom it was aimed at."""
        await self._rename(member_id, None)

    async def _rename(self, member_id: int, to: int | None) -> None:
        await self.flush()
        async with self._db.write() as conn:
            for column in (scores.c.author_id, scores.c.target_id):
                await conn.execute(update(scores).where(column == member_id).values({column: to}))


def _row(community_id: int, seen: Seen, score: Score, flagged: tuple[str, ...]) -> dict[str, Any]:
    return {
        "community_id": community_id,
        "space_id": seen.space_id,
        "channel_id": seen.channel_id,
        "message_id": seen.message_id,
        "author_id": seen.author_id,
        "target_id": seen.aim.surest,
        "sent_at": seen.sent_at,
        "scores": {label: round(value, DIGITS) for label, value in score.labels.items()},
        "flagged": list(flagged),
        "model": score.model,
    }


def _kept(row: Mapping[Any, Any]) -> Kept:
    return Kept(**{**row, "flagged": tuple(row["flagged"])})
