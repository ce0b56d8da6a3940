"""A history before the test begins: who wrote on which days, as the facts that are kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from itertools import count

from sqlalchemy import select

from bot.api.calendar import local_date, stamp
from storage.ingest import MessageFact
from storage.tables import channels, members
from tests.support.community import Community

ZONE = "Europe/Berlin"
_numbers = count(9_000_000)


async def ids(chat: Community) -> dict[str, int]:
    """Members' numbers by name."""
    async with chat.app.db.read() as conn:
        return {row.name: row.id for row in await conn.execute(select(members))}


async def plant(
    chat: Community,
    days: Mapping[str, Iterable[int]],
    *,
    each: int = 1,
    answered_by: str | None = None,
) -> None:
    """`days` by name: how many days ago (0 is today) they wrote, `each` messages a day; somebody
    answers each of these days once."""
    here, known = await chat.id, await ids(chat)
    directory = chat.app.registry
    space = (await directory.spaces(here))[0]
    async with chat.app.db.read() as conn:
        query = select(channels.c.id).where(channels.c.space_id == space.id).limit(1)
        channel = (await conn.execute(query)).scalar_one()
    today = local_date(chat.clock.now(), ZONE)
    facts = []
    for name, ago in days.items():
        for back in ago:
            day = today - timedelta(days=back)
            for n in range(each):
                facts.append(_fact(here, space.id, channel, known[name], day, n))
            if answered_by is not None:
                facts.append(
                    _fact(here, space.id, channel, known[answered_by], day, each,
                          to=(facts[-1].native_id, known[name]))
                )  # fmt: skip
    await asyncio.gather(*(chat.app.ingest.add(fact) for fact in facts))


def _fact(
    community: int, space: int, channel: int, member: int, day: date, n: int,
    to: tuple[int, int] | None = None,
) -> MessageFact:  # fmt: skip
    at = stamp(day, time(6 + n // 60 % 3, n % 60), ZONE)
    return MessageFact(
        community, space, channel, member, next(_numbers), at, day.toordinal(), 20, 0,
        reply_to=to[0] if to else None, reply_member_id=to[1] if to else None,
    )  # fmt: skip
