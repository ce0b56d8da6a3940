"""First messages in the database: where they stand and what became of them, never their words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select, update

from storage.database import Database

from ..tables import firsts, greeted
from .model import UNSETTLED, First, Greeted, State

_COLUMNS = [firsts.c[name] for name in First.__dataclass_fields__]


class FirstStore:
    """All SQL about newcomers. Each step happens once: it says from which states it is made."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        community_id: int,
        space_id: int,
        member_id: int,
        channel_id: int,
        native_id: int,
        url: str | None,
        said_at: int,
        due_at: int,
    ) -> First | None:
        """None when there is one of that member already."""
        row = self._db.insert(firsts).values(
            community_id=community_id,
            space_id=space_id,
            member_id=member_id,
            channel_id=channel_id,
            native_id=native_id,
            url=url,
            said_at=said_at,
            due_at=due_at,
            state="waiting",
        )
        async with self._db.write() as conn:
            added = await conn.execute(row.on_conflict_do_nothing().returning(*_COLUMNS))
            found = added.first()
            return First(*found) if found is not None else None

    async def get(self, community_id: int, first_id: int) -> First | None:
        """By its number."""
        found = await self._read(firsts.c.id == first_id, firsts.c.community_id == community_id)
        return found[0] if found else None

    async def due(self, community_id: int, now: int) -> list[First]:
        """Those that have waited long enough, the longest first."""
        here = firsts.c.community_id == community_id
        return await self._read(here, firsts.c.state == "waiting", firsts.c.due_at <= now)

    async def on_card(self, card: str) -> list[First]:
        """All that a card tells of."""
        return await self._read(firsts.c.card == card)

    async def followed(self) -> list[First]:
        """All that wait or are on a card that is not settled, in every community."""
        return await self._read(firsts.c.state.in_(("waiting", *UNSETTLED)))

    async def cards_of(self, member_id: int) -> list[tuple[int, str]]:
        """(community, card) of all that name somebody."""
        named = or_(firsts.c.member_id == member_id, firsts.c.by_id == member_id)
        query = select(firsts.c.community_id, firsts.c.card).where(
            named, firsts.c.card.is_not(None)
        )
        async with self._db.read() as conn:
            return [(row.community_id, row.card) for row in await conn.execute(query.distinct())]

    async def _read(self, *where: ColumnElement[bool]) -> list[First]:
        query = select(*_COLUMNS).where(*where).order_by(firsts.c.said_at, firsts.c.id)
        async with self._db.read() as conn:
            return [First(*row) for row in await conn.execute(query)]

    async def next_due(self, community_id: int) -> int | None:
        """When the next one has waited long enough."""
        query = select(func.min(firsts.c.due_at)).where(
            firsts.c.community_id == community_id, firsts.c.state == "waiting"
        )
        async with self._db.read() as conn:
            due: int | None = await conn.scalar(query)
            return due

    async def seen_to(self, member_ids: Collection[int]) -> frozenset[int]:
        """Those of them whom a moderator answers, had greeted, or says need no answer."""
        query = select(firsts.c.member_id).where(
            firsts.c.member_id.in_(list(member_ids)),
            firsts.c.state.in_(("claimed", "hello", "unneeded")),
        )
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def posted_since(self, community_id: int, since: int) -> list[int]:
        """When cards were posted since then."""
        query = (
            select(func.min(firsts.c.carded_at))
            .where(firsts.c.community_id == community_id, firsts.c.carded_at > since)
            .group_by(firsts.c.card)
        )
        async with self._db.read() as conn:
            return [at for at in await conn.scalars(query) if at is not None]

    async def carded(self, ids: Sequence[int], card: str, now: int) -> None:
        """They are on that card from now on."""
        async with self._db.write() as conn:
            await conn.execute(
                update(firsts)
                .where(firsts.c.id.in_(ids), firsts.c.state == "waiting")
                .values(state="open", card=card, carded_at=now)
            )

    async def step(
        self, first_id: int, state: State, by_id: int | None, *, among: Collection[State]
    ) -> First | None:
        """It is in that state now; None when it was in none of `among`."""
        query = (
            update(firsts)
            .where(firsts.c.id == first_id, firsts.c.state.in_(list(among)))
            .values(state=state, by_id=by_id)
            .returning(*_COLUMNS)
        )
        async with self._db.write() as conn:
            row = (await conn.execute(query)).first()
            return First(*row) if row is not None else None


class GreetedStore:
    """Whom the bot pointed the community to, and whether they wrote again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, community_id: int, member_id: int, now: int) -> bool:
        """False when they had been greeted before."""
        row = self._db.insert(greeted).values(
            community_id=community_id, member_id=member_id, at=now
        )
        async with self._db.write() as conn:
            return (await conn.execute(row.on_conflict_do_nothing())).rowcount == 1

    async def known(self, member_ids: Collection[int]) -> frozenset[int]:
        """Those of them who were greeted."""
        query = select(greeted.c.member_id).where(greeted.c.member_id.in_(list(member_ids)))
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def awaited(self, since: int) -> set[int]:
        """Those greeted since then who have not written again."""
        query = select(greeted.c.member_id).where(
            greeted.c.at >= since, greeted.c.again_at.is_(None)
        )
        async with self._db.read() as conn:
            return set(await conn.scalars(query))

    async def wrote(self, member_id: int, at: int) -> None:
        """They have written again."""
        waiting = (greeted.c.member_id == member_id, greeted.c.again_at.is_(None))
        async with self._db.write() as conn:
            await conn.execute(
                update(greeted).where(*waiting, greeted.c.at < at).values(again_at=at)
            )

    async def between(self, community_id: int, start: int, end: int) -> list[Greeted]:
        """Those greeted in [start, end)."""
        query = select(greeted.c.member_id, greeted.c.at, greeted.c.again_at).where(
            greeted.c.community_id == community_id, greeted.c.at >= start, greeted.c.at < end
        )
        async with self._db.read() as conn:
            return [Greeted(*row) for row in await conn.execute(query.order_by(greeted.c.at))]
