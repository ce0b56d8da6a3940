"""How each member takes part: who is here, when they wrote, whom they answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, func, select

from ..database import Database
from ..rollups import HOUR_MS
from ..tables import (
    accounts,
    activity_days,
    activity_hours,
    members,
    memberships,
    messages,
    movements,
)


@dataclass(slots=True)
class PersonHere:
    """A member who is here; times in UTC milliseconds.

    `joined_at` is the first join that a platform told, `met_at` when the bot first saw them.
    `platforms` are those whose spaces they have not left, `direct` those on which there is a
    private channel with them.
    """

    joined_at: int | None
    met_at: int
    locale: str | None
    platforms: frozenset[str] = frozenset()
    direct: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Took:
    """What a member wrote; hours are UTC milliseconds // 3,600,000.

    `last` is the last hour of all, `first` the first one in the window and `before` the last one
    ahead of it. The rest counts local days: those of the window, and as many before.
    """

    last: int
    first: int | None
    before: int | None
    active_days: int = 0
    messages: int = 0
    messages_before: int = 0


class TakingPart:
    """The part of the store about people."""

    _db: Database

    async def here(self, community_id: int) -> dict[int, PersonHere]:
        """Members who are here, by id: without bots, the erased, and those who left every space.

        Who was never seen to join has only written, and is here.
        """
        query = (
            select(
                accounts.c.member_id,
                accounts.c.platform,
                accounts.c.is_bot,
                accounts.c.direct_channel_id,
                members.c.locale,
                members.c.created_at,
                memberships.c.joined_at,
                memberships.c.left_at,
            )
            .join_from(accounts, members)
            .outerjoin(memberships, memberships.c.account_id == accounts.c.id)
            .where(accounts.c.community_id == community_id, members.c.erased_at.is_(None))
        )
        # whoever left and came back counts from the first time
        joins = (
            select(movements.c.member_id, func.min(movements.c.at))
            .where(movements.c.community_id == community_id, movements.c.kind == "joined")
            .group_by(movements.c.member_id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
            joined = dict((await connection.execute(joins)).all())
        return _gathered(rows, joined)

    async def took_part(
        self, community_id: int, since: int, until: int, day: int, days: int
    ) -> dict[int, Took]:
        """What each member wrote who ever did: the window of hours is [since, until), that of days
        is [day, day + days), and nothing later is read."""
        counted = _days(community_id, day, days)
        mine = activity_hours.c.member_id == members.c.id

        def hour(which: Any, *where: Any) -> Any:
            return select(which(activity_hours.c.hour)).where(mine, *where).scalar_subquery()

        # each of the three is one step in an index, however long somebody has been writing
        written = activity_hours.c.hour < -(-until // HOUR_MS)
        window = since // HOUR_MS
        query = (
            select(
                members.c.id,
                hour(func.max, written),
                hour(func.min, written, activity_hours.c.hour >= window),
                hour(func.max, activity_hours.c.hour < window),
                func.coalesce(counted.c.active_days, 0),
                func.coalesce(counted.c.messages, 0),
                func.coalesce(counted.c.messages_before, 0),
            )
            .outerjoin_from(members, counted, counted.c.member_id == members.c.id)
            .where(members.c.community_id == community_id, members.c.erased_at.is_(None))
        )
        async with self._db.read() as connection:
            return {
                member: Took(last, first, before, active, int(now), int(earlier))
                for member, last, first, before, active, now, earlier in await connection.execute(
                    query
                )
                if last is not None
            }

    async def ties(self, community_id: int, since: int) -> dict[tuple[int, int], int]:
        """Replies since then by (who wrote, who was answered), never to oneself."""
        async with self._db.read() as connection:
            rows = await connection.execute(ties_query(community_id, since))
            return {(writer, answered): count for writer, answered, count in rows}


def ties_query(community_id: int, since: int) -> Select[Any]:
    """Replies by pair, from the index alone."""
    return (
        select(messages.c.member_id, messages.c.reply_member_id, func.count())
        .where(
            messages.c.community_id == community_id,
            messages.c.sent_at >= since,
            messages.c.reply_member_id.is_not(None),
            messages.c.reply_member_id != messages.c.member_id,
        )
        .group_by(messages.c.member_id, messages.c.reply_member_id)
    )


def _days(community_id: int, day: int, days: int) -> Subquery:
    """Active days and messages by member in the window, and messages in as many days before."""
    now = activity_days.c.day >= day
    return (
        select(
            activity_days.c.member_id,
            func.sum(case((now, 1), else_=0)).label("active_days"),
            func.sum(case((now, activity_days.c.messages), else_=0)).label("messages"),
            func.sum(case((now, 0), else_=activity_days.c.messages)).label("messages_before"),
        )
        .where(
            activity_days.c.community_id == community_id,
            and_(activity_days.c.day >= day - days, activity_days.c.day < day + days),
        )
        .group_by(activity_days.c.member_id)
        .subquery()
    )


def _gathered(rows: Iterable[Any], joined: dict[int, int]) -> dict[int, PersonHere]:
    """One person from a row for each account and space."""
    found: dict[int, PersonHere] = {}
    present, bots = set(), set()
    for member, platform, is_bot, direct, locale, met_at, joined_at, left_at in rows:
        if is_bot:
            bots.add(member)
        person = found.get(member)
        if person is None:
            found[member] = person = PersonHere(joined.get(member), met_at, locale)
        if joined_at is not None and (person.joined_at is None or joined_at < person.joined_at):
            person.joined_at = joined_at
        if left_at is None:
            present.add(member)
            person.platforms |= {platform}
        if direct is not None:
            person.direct |= {platform}
    return {member: found[member] for member in present - bots}
