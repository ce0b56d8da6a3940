"""What the digest asks: figures of a whole community."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from ..database import Database
from ..rollups import HOUR_MS
from ..tables import (
    activity_hours,
    left_out,
    members,
    messages,
    written,
)


class Figures:
    """The part of the store about communities: half-open periods [start, end) of UTC milliseconds.

    Rollups have hours: an hour belongs to the period in which it begins.
    """

    _db: Database

    async def per_hour(self, community_id: int, start: int, end: int) -> list[tuple[int, int]]:
        """(hour, messages) for every hour with messages of members who are not left out; hour is
        UTC milliseconds // 3,600,000."""
        query = (
            select(activity_hours.c.hour, func.sum(activity_hours.c.messages))
            .group_by(activity_hours.c.hour)
            .order_by(activity_hours.c.hour)
        )
        # taking off the few is faster than asking of every row whose it is; no word of the
        # community, lest a database without statistics goes through all of it
        theirs = query.where(activity_hours.c.member_id.in_(_out(community_id)), _hours(start, end))
        async with self._db.read() as connection:
            every = (await connection.execute(query.where(_period(community_id, start, end)))).all()
            off = {hour: int(count) for hour, count in await connection.execute(theirs)}
        counted = ((hour, int(count) - off.get(hour, 0)) for hour, count in every)
        return [(hour, count) for hour, count in counted if count > 0]

    async def top_channel(self, community_id: int, start: int, end: int) -> int | None:
        """The id of the channel with the most messages."""
        query = (
            select(activity_hours.c.channel_id)
            .where(_period(community_id, start, end))
            .group_by(activity_hours.c.channel_id)
            .order_by(func.sum(activity_hours.c.messages).desc(), activity_hours.c.channel_id)
            .limit(1)
        )
        async with self._db.read() as connection:
            channel_id: int | None = await connection.scalar(query)
            return channel_id

    async def top_helpers(
        self, community_id: int, start: int, end: int, limit: int
    ) -> list[tuple[int, int]]:
        """(member, replies to others), most first."""
        replies = func.sum(activity_hours.c.replies)
        query = (
            select(activity_hours.c.member_id, replies)
            .where(
                _period(community_id, start, end),
                activity_hours.c.replies > 0,
                activity_hours.c.member_id.not_in(_out(community_id)),
            )
            .group_by(activity_hours.c.member_id)
            .order_by(replies.desc(), activity_hours.c.member_id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [(member, int(count)) for member, count in await connection.execute(query)]

    async def active_since(self, community_id: int, since: int) -> frozenset[int]:
        """Members who wrote something in an hour that began since then."""
        wrote = select(activity_hours.c.member_id).where(
            activity_hours.c.community_id == community_id,
            activity_hours.c.hour >= since // HOUR_MS,
            activity_hours.c.messages > 0,
        )
        query = wrote.distinct()
        async with self._db.read() as connection:
            return frozenset(await connection.scalars(query))

    async def newcomers_unanswered(
        self, community_id: int, since: int, limit: int
    ) -> list[tuple[int, int, int]]:
        """(member, channel, message's native id) of first messages ever, written since then, that
        nobody else replied to; the longest waiting first."""
        before = written.alias("before")
        newcomers = select(written.c.member_id).where(
            written.c.community_id == community_id,
            written.c.first_at >= since,
            ~exists().where(
                before.c.member_id == written.c.member_id,
                before.c.first_at < since,
            ),
        )
        earlier = messages.alias("earlier")
        answer = messages.alias("answer")
        first = ~exists().where(
            earlier.c.member_id == messages.c.member_id,
            or_(
                earlier.c.sent_at < messages.c.sent_at,
                and_(earlier.c.sent_at == messages.c.sent_at, earlier.c.id < messages.c.id),
            ),
        )
        answered = exists().where(
            answer.c.space_id == messages.c.space_id,
            answer.c.reply_to == messages.c.native_id,
            answer.c.member_id != messages.c.member_id,
        )
        query = (
            select(messages.c.member_id, messages.c.channel_id, messages.c.native_id)
            .join(members, members.c.id == messages.c.member_id)
            .where(
                messages.c.member_id.in_(newcomers),
                messages.c.sent_at >= since,
                messages.c.deleted_at.is_(None),
                members.c.erased_at.is_(None),
                first,
                ~answered,
            )
            .order_by(messages.c.sent_at, messages.c.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [
                (member, channel, native_id)
                for member, channel, native_id in await connection.execute(query)
            ]


def _period(community_id: int, start: int, end: int) -> ColumnElement[bool]:
    return and_(activity_hours.c.community_id == community_id, _hours(start, end))


def _hours(start: int, end: int) -> ColumnElement[bool]:
    return and_(
        activity_hours.c.hour >= -(-start // HOUR_MS),
        activity_hours.c.hour < -(-end // HOUR_MS),
    )


def _out(community_id: int) -> Select[tuple[int]]:
    """Those who are left out."""
    return select(left_out.c.member_id).where(left_out.c.community_id == community_id)
