"""Finds who may like whom, and who is a buddy for whom."""

from __future__ import annotations

import asyncio

from bot.api.boards.apart import Apart
from bot.api.boards.contact import Contact
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.services import Activity, Clock, Configs, Directory
from bot.api.text import T

from .config import IntroductionsConfig
from .model import (
    ACTIVE_MS,
    ASKS_MS,
    BUDDY_MS,
    MOST_ASKS,
    REST_MS,
    TIES_MS,
    WISH_MS,
    Fit,
    Person,
    buddy_for,
    fits,
    in_common,
)
from .nearness import Nearness
from .store import MeetingStore


class Matching:
    """Everybody is looked at as they are now: who has left, or is kept apart, is never found."""

    def __init__(
        self,
        store: MeetingStore,
        configs: Configs,
        directory: Directory,
        activity: Activity,
        apart: Apart,
        contact: Contact,
        nearness: Nearness,
        clock: Clock,
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._activity = activity
        self._apart = apart
        self._contact = contact
        self._nearness = nearness
        self._clock = clock
        # a buddy is counted and taken by one newcomer at a time
        self._turn = asyncio.Lock()

    async def fits(self, me: Person) -> list[Fit]:
        """Whom somebody may like, best first."""
        now, here = self._clock.now(), me.community_id
        others = await self._present(here)
        if me.member_id not in {one.member_id for one in others}:
            return []
        return fits(
            me,
            others,
            await self._activity.ties(here, now - TIES_MS),
            await self._apart.pairs(here),
            await self._store.settled(here, now - REST_MS),
            await self._nearness.to(me, others),
        )

    async def _present(self, community_id: int) -> list[Person]:
        """Those who take part and are still here."""
        here = await self._activity.presences(community_id, self._clock.now())
        return [one for one in await self._store.all(community_id) if one.member_id in here]

    async def may_meet(self, one: int, other: int, community_id: int) -> bool:
        """Whether two who take part may be brought together now."""
        if not self._configs.of(IntroductionsConfig, community_id).enabled:
            return False
        if (one, other) in await self._apart.pairs(community_id):
            return False
        present = {person.member_id for person in await self._present(community_id)}
        return {one, other} <= present

    async def shared(self, reader_id: int, other_id: int) -> tuple[str, ...]:
        """What two have in common, in the words of whoever reads it."""
        reader = await self._store.person(reader_id)
        other = await self._store.person(other_id)
        if reader is None or other is None:
            return ()
        near = await self._nearness.to(reader, [other])
        return in_common(reader.interests, other.interests, near)

    # ---- what somebody wants

    async def ask(self, me: Person, other_id: int) -> bool:
        """Note that somebody wants to meet another. False when that is nobody to be asked, which
        the asker is not told."""
        now = self._clock.now()
        if await self._store.asked(me.member_id, now - ASKS_MS) >= MOST_ASKS:
            raise UserError(
                T(
                    "You have asked {n} people within a week. Please give them time to answer.",
                    n=MOST_ASKS,
                )
            )
        return await self._settle(me, other_id, "asked")

    async def skip(self, me: Person, other_id: int) -> None:
        """Somebody does not want to be asked about another for a long while."""
        await self._settle(me, other_id, "skipped")

    async def _settle(self, me: Person, other_id: int, state: str) -> bool:
        """Only for those who were found: any number can be written into a button."""
        if other_id not in {fit.member_id for fit in await self.fits(me)}:
            return False
        now = self._clock.now()
        return await self._store.settle(
            me.community_id, me.member_id, other_id, state, me.member_id, now, now - REST_MS
        )

    async def find_buddy(self, newcomer_id: int) -> Member | None:
        """The buddy whom a newcomer gets now; None when nobody is free, or the wish has ended."""
        async with self._turn:
            me = await self._store.person(newcomer_id)
            now = self._clock.now()
            if me is None or me.wants_buddy_at is None or now - me.wants_buddy_at > WISH_MS:
                return None
            buddy = await self._free_buddy(me, now)
            if buddy is None:
                return None
            paired = await self._store.pair_up(me, buddy.id, now, now - REST_MS)
            return buddy if paired else None

    async def _free_buddy(self, me: Person, now: int) -> Member | None:
        here = me.community_id
        presences = await self._activity.presences(here, now)
        if me.member_id not in presences:
            return None
        active = {m for m, p in presences.items() if p.last_at and now - p.last_at <= ACTIVE_MS}
        buddies = [
            one
            for one in await self._store.all(here)
            if one.buddy and one.member_id in active and one.member_id != me.member_id
        ]
        load = await self._store.load(here, now - BUDDY_MS)
        most = self._configs.of(IntroductionsConfig, here).newcomers_a_buddy
        apart = await self._apart.pairs(here)
        settled = await self._store.settled(here, now - REST_MS)
        near = await self._nearness.to(me, buddies)
        while (found := buddy_for(me, buddies, load, most, apart, settled, near)) is not None:
            member = await self._directory.member(found.member_id)
            # who has stopped these messages would never learn of it
            key = f"introductions:buddies:{me.member_id}:{found.member_id}:{now}"
            if (
                member is not None
                and not (await self._contact.ask(member, "introductions", key, wanted=True)).refused
            ):
                return member
            buddies.remove(found)
        return None
