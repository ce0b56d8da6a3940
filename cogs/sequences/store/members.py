"""What else is known of members: who wrote after a message, who turned out to be whom.

| table | linked | forgotten |
| --- | --- | --- |
| sequences, sequences_steps | nobody is in them | nobody is in them |
| sequences_people | once in each sequence, as the member who stays | gone |
| sequences_outcomes | each step once, so that none comes twice | gone |
"""

from __future__ import annotations

from sqlalchemy import and_, delete, func, select, update

from storage.database import Database

from ..tables import outcomes, people


class MemberStore:
    """People's rows, whatever the sequence."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def listening(self, since: int) -> dict[int, int]:
        """When those got their last message since then who have not written after it."""
        query = (
            select(outcomes.c.member_id, func.max(outcomes.c.at).label("at"))
            .where(outcomes.c.outcome == "sent", ~outcomes.c.wrote, outcomes.c.at > since)
            .group_by(outcomes.c.member_id)
        )
        async with self._db.read() as conn:
            return {row.member_id: row.at for row in await conn.execute(query)}

    async def wrote(self, member_id: int, since: int, at: int) -> None:
        """Somebody wrote: that counts for what they got since then."""
        got = and_(outcomes.c.member_id == member_id, outcomes.c.outcome == "sent")
        async with self._db.write() as conn:
            await conn.execute(
                update(outcomes)
                .where(got, outcomes.c.at > since, outcomes.c.at <= at)
                .values(wrote=True)
            )

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for table, column in ((people, people.c.sequence_id), (outcomes, outcomes.c.step_id)):
                theirs = select(column).where(table.c.member_id == kept).scalar_subquery()
                alone = and_(table.c.member_id == gone, column.not_in(theirs))
                # who has begun goes before who was there before it began
                if table is people:
                    begun = select(column).where(
                        people.c.member_id == gone, people.c.state != "before"
                    )
                    await conn.execute(
                        delete(people).where(
                            people.c.member_id == kept,
                            people.c.state == "before",
                            column.in_(begun.scalar_subquery()),
                        )
                    )
                await conn.execute(update(table).where(alone).values(member_id=kept))
                await conn.execute(delete(table).where(table.c.member_id == gone))

    async def erase(self, member_id: int) -> None:
        """Forget somebody."""
        async with self._db.write() as conn:
            for table in (people, outcomes):
                await conn.execute(delete(table).where(table.c.member_id == member_id))
