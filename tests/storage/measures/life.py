"""A made-up community: what may happen in it, and every measure taken of it twice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st
from sqlalchemy import select

from storage.database import Database
from storage.ingest import (
    DeleteFact,
    EditFact,
    Ingest,
    MessageFact,
    MovementFact,
    ReactionFact,
)
from storage.measures import MeasureStore, Span
from storage.people import MemberRow, People
from storage.rollups import Rollups
from storage.tables import (
    accounts,
    left_out,
    members,
    memberships,
    mentions,
    messages,
    movements,
    reactions,
)

from .plain import DAY, HOUR, Plain, month_of, week_of

ZONE = "Europe/Berlin"
BEGIN = 1_711_666_800_000  # Friday, 29 March 2024; the clocks go forward on the Sunday
DAYS = 75
PEOPLE = 5

_who = st.integers(0, PEOPLE - 1)
_when = st.integers(0, DAYS * 24 * 60).map(lambda minute: BEGIN + minute * 60_000)
_space = st.integers(0, 1)
_number = st.integers(0, 7)
_says = st.tuples(
    st.just("says"), _who, _when, _space, _number, st.none() | _number, st.booleans(),
    st.lists(_who, max_size=2),
)  # fmt: skip
_advance = st.tuples(st.just("advance"))
_reacts = st.tuples(st.just("reacts"), _who, _when, _space, _number, st.booleans())
happenings = st.lists(
    st.one_of(
        *[_says] * 6,
        *[_reacts] * 2,
        *[_advance] * 4,
        st.tuples(st.just("moves"), _who, _when, _space, st.booleans()),
        st.tuples(st.sampled_from(["edits", "deletes"]), _space, _number),
        st.tuples(st.just("links"), _who, _who),
        st.tuples(st.sampled_from(["erased", "out", "in", "ranks"]), _who),
        st.tuples(st.just("moved_on"), _who, _when, _space),
    ),
    min_size=15,
    max_size=45,
)
"""Things that happen one after the other, at times of their own: history may come in late."""


@dataclass
class Life:
    """Lets things happen in a fresh community with a space on each of two platforms."""

    db: Database
    step: int
    people: People = field(init=False)
    spaces: list[int] = field(default_factory=list)
    accounts: dict[tuple[int, int], MemberRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.db)
        self.rollups = Rollups(self.db, step=self.step)
        self.store = MeasureStore(self.db)
        self.ingest = Ingest(self.db, max_wait_s=0)
        self._numbers = itertools.count()
        self._moved: set[int] = set()

    async def play(self, happenings: list[tuple[Any, ...]]) -> None:
        self.home = (await self.people.ensure_community(None, "Bakery", "en", ZONE)).id
        for name in ("discord", "telegram"):
            space = await self.people.ensure_space(self.home, name, f"{name}{self.home}", name)
            self.spaces.append(space.id)
        self.ingest.start()
        for what, *values in happenings:
            await getattr(self, f"_{what}")(*values)
        await self.ingest.close()
        await self.rollups.advance()

    async def _member(self, who: int, space: int = 0) -> MemberRow:
        """An account belongs to the platform of the space; two of them may be linked."""
        platform = ("discord", "telegram")[space]
        return await self.people.ensure_account(
            self.home, platform, f"u{who}", f"U{who}", None, who == 4, None, BEGIN + who * 3 * DAY
        )

    async def _says(
        self, who: int, at: int, space: int, number: int, to: int | None, told: bool, named: Any
    ) -> None:
        author = (await self._member(who, space)).id
        answered = None
        if to is not None and told:
            query = select(messages.c.member_id).where(
                messages.c.space_id == self.spaces[space], messages.c.native_id == to
            )
            async with self.db.read() as connection:
                answered = await connection.scalar(query)
        await self.ingest.add(
            MessageFact(
                self.home, self.spaces[space], 10 + space, author, number, at, _local(at), 5, 0,
                to, answered, tuple([(await self._member(other, space)).id for other in named]),
            )
        )  # fmt: skip

    async def _reacts(self, who: int, at: int, space: int, number: int, added: bool) -> None:
        member = (await self._member(who, space)).id
        await self.ingest.add(
            ReactionFact(self.home, self.spaces[space], number, member, "🥖", added, at, _local(at))
        )

    async def _moves(self, who: int, at: int, space: int, joined: bool) -> None:
        account = await self._member(who, space)
        await self.ingest.add(
            MovementFact(
                self.home, self.spaces[space], account.account_id, account.id,
                "joined" if joined else "left", at, _local(at),
            )
        )  # fmt: skip

    async def _edits(self, space: int, number: int) -> None:
        await self.ingest.add(EditFact(self.spaces[space], number, BEGIN))

    async def _deletes(self, space: int, number: int) -> None:
        await self.ingest.add(DeleteFact(self.spaces[space], (number,), BEGIN))

    async def _links(self, one: int, other: int) -> None:
        """One's account on the first platform with the other's on the second."""
        first, second = await self._member(one, 0), await self._member(other, 1)
        code = await self.people.make_link_code(self.home, first.id, BEGIN)
        await self.people.use_link_code(code, second.id, BEGIN)

    async def _erased(self, who: int) -> None:
        await self.people.erase((await self._member(who)).id, BEGIN + DAY, None)

    async def _out(self, who: int) -> None:
        await self.store.leave_out((await self._member(who)).id, True)

    async def _in(self, who: int) -> None:
        await self.store.leave_out((await self._member(who)).id, False)

    async def _ranks(self, who: int) -> None:
        account = await self._member(who, 1)
        await self.people.set_level(self.spaces[1], account.account_id, 1)

    async def _moved_on(self, who: int, at: int, space: int) -> None:
        """The space gets a new id, under which somebody wrote and joined before that was told."""
        kept, name = self.spaces[space], ("discord", "telegram")[space]
        if space in self._moved:
            return  # a group becomes a supergroup only once
        self._moved.add(space)
        fresh = f"{name}{self.home}-{next(self._numbers)}"
        twin = await self.people.ensure_space(self.home, name, fresh, name)
        self.spaces[space] = twin.id
        await self._moves(who, at, space, True)
        await self._says(who, at + HOUR, space, 20 + next(self._numbers), None, False, [])
        self.spaces[space] = kept
        await self.people.move_space(kept, fresh)

    async def _advance(self) -> None:
        await self.rollups.advance()

    # ---- taken twice

    async def plain(self) -> Plain:
        """The bare facts."""
        async with self.db.read() as connection:

            async def rows(query: Any) -> list[Any]:
                return list(await connection.execute(query))

            def ours(table: Any) -> Any:
                return select(table).where(table.c.community_id == self.home)

            unended = (
                select(accounts.c.member_id, memberships.c.space_id)
                .join_from(accounts, memberships)
                .where(memberships.c.left_at.is_(None), memberships.c.joined_at.is_(None))
            )
            return Plain(
                ZONE,
                {row.id: row.created_at for row in await rows(ours(members))},
                *[await rows(ours(t)) for t in (messages, movements, mentions, reactions)],  # type: ignore[arg-type]
                open={tuple(row) for row in await rows(unended)},
                out=frozenset([row.member_id for row in await rows(ours(left_out))]),
            )

    async def expected(self) -> Mapping[str, Any]:
        """Every measure from the facts."""
        facts, cut = await self.plain(), _Cut()
        return {
            "days": facts.days(cut.first, cut.last),
            "growth": [facts.growth(*period) for period in cut.periods],
            "activation": [facts.activation(*period, 7, cut.now) for period in cut.periods],
            "weeks": facts.retention(week_of, cut.mondays),
            "months": facts.retention(month_of, cut.months),
            "active": [facts.active(day) for day in cut.days],
            "responses": [facts.responses(*period, period[1]) for period in cut.periods],
            "spread": [facts.spread(*period, period[1]) for period in cut.periods],
            "links": facts.links(cut.first + 3, cut.last - 3),
            "histories": [facts.histories(day, 5) for day in cut.days],
        }

    async def measured(self) -> Mapping[str, Any]:
        """Every measure from the sums."""
        store, home, cut = self.store, self.home, _Cut()
        spans = [Span(*period, days) for period, days in zip(cut.periods, cut.spans, strict=True)]
        return {
            "days": await store.days(home, cut.first, cut.last),
            "growth": [await store.growth(home, *period) for period in cut.periods],
            "activation": [
                await store.activation(home, *period, 7, cut.now) for period in cut.periods
            ],
            "weeks": await store.retention(home, "week", cut.mondays),
            "months": await store.retention(home, "month", cut.months),
            "active": [await store.active(home, day) for day in cut.days],
            "responses": [await store.responses(home, span, span.end) for span in spans],
            "spread": [await store.spread(home, span, span.end) for span in spans],
            "links": _as_links(await store.links(home, cut.first + 3, cut.last - 3)),
            "histories": [_as_histories(await store.histories(home, d, 5)) for d in cut.days],
        }


class _Cut:
    """Days and periods that are looked at: local weeks over the change of clocks, and odd hours."""

    def __init__(self) -> None:
        self.first = date(2024, 3, 29).toordinal()
        self.last = self.first + DAYS
        self.now = BEGIN + 50 * DAY
        self.mondays = [date(2024, 3, 25).toordinal() + 7 * week for week in range(12)]
        self.months = [date(2024, month, 1).toordinal() for month in range(3, 7)]
        self.days = [self.first + 5, self.first + 30, self.last]
        self.spans = [(self.first, self.first + 7), (self.first + 20, self.first + 48), None]
        self.periods = [
            (BEGIN, BEGIN + 7 * DAY - HOUR),
            (BEGIN + 20 * DAY - HOUR, BEGIN + 48 * DAY - HOUR),
            (BEGIN + 5 * HOUR, BEGIN + 41 * DAY + 9 * HOUR),
        ]


def _local(at: int) -> int:
    return Plain(ZONE, {}).local_day(at)


def _as_links(columns: Any) -> dict[tuple[int, int], tuple[int, ...]]:
    rows = np.array(columns).T.tolist()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def _as_histories(columns: Any) -> dict[int, tuple[Any, ...]]:
    return {
        who: tuple(column[place].tolist() for column in columns[1:])
        for place, who in enumerate(columns[0].tolist())
    }
