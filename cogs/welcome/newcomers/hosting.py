"""Newcomers for the digest: whom to greet, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.figures import Figures, Suggestion
from bot.api.events import MessagePosted
from bot.api.model import Channel, Member
from bot.api.people import Level
from bot.api.services import Activity, Clock, Directory, Measures, Outbox
from bot.api.text import Text

from . import wording
from .model import NEWCOMER_MS, nudge
from .store import FirstStore, GreetedStore

AT_ONCE = 3
COUNTED = 500
WEEK_MS = 7 * 24 * 3_600_000
# who gets no answer to the first message rarely writes a second one: nobody is lost as quietly
WEIGHT, FOR_EACH = 0.8, 0.03

Waiting = tuple[Member, Channel, int]


class Hosting:
    """Finds newcomers without an answer, points the community to them, and sees who comes back."""

    def __init__(
        self,
        firsts: FirstStore,
        store: GreetedStore,
        activity: Activity,
        measures: Measures,
        directory: Directory,
        outbox: Outbox,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._firsts = firsts
        self._store = store
        self._activity = activity
        self._measures = measures
        self._directory = directory
        self._outbox = outbox
        self._figures = figures
        self._clock = clock
        self._awaited: set[int] = set()

    async def load(self) -> None:
        """Remember who was greeted and has not written again."""
        self._awaited = await self._store.awaited(self._clock.now() - WEEK_MS)

    async def suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """Up to three newcomers in one suggestion, those who have waited longest."""
        found = await self._waiting(community_id, max(start, end - NEWCOMER_MS))
        if not found:
            return ()
        chosen = [member for member, _, _ in found[:AT_ONCE]]
        weight = WEIGHT + FOR_EACH * len(chosen)
        return [wording.greeting(chosen, len(found), weight)]

    async def _waiting(self, community_id: int, since: int) -> list[Waiting]:
        found = await self._activity.newcomers_unanswered(community_id, since, limit=COUNTED)
        ids = [member.id for member, _, _ in found]
        gone = await self._store.known(ids) | await self._firsts.seen_to(ids)
        gone |= await self._measures.left_out(community_id)
        gone |= {one.id for one in await self._directory.staff(community_id, Level.MODERATOR)}
        return [one for one in found if one[0].id not in gone]

    async def greet(self, community_id: int, ids: Sequence[int], by: Member) -> Sequence[Member]:
        """Point the community to those of them who still wait; who they are."""
        since = self._clock.now() - 2 * NEWCOMER_MS
        waiting = [one for one in await self._waiting(community_id, since) if one[0].id in ids]
        greeted = [m for m, channel, number in waiting if await self.nudge(m, channel, number)]
        if greeted:
            await self._figures.done(community_id, wording.key(ids), by)
        return greeted

    async def nudge(self, member: Member, channel: Channel, message: int) -> bool:
        """Once for each message, from wherever it is asked for; False when it was done before."""
        key = nudge(channel.id, message)
        await self._outbox.post(channel, wording.nudge(member), tag=key, key=key, reply_to=message)
        # noted after it is queued: after a crash in between the button does it again, once in all
        first = await self._store.add(member.community_id, member.id, self._clock.now())
        self._awaited.add(member.id)
        return first

    async def heard(self, event: MessagePosted) -> None:
        """Somebody who was greeted writes again."""
        author = event.message.author
        if author.id in self._awaited:
            self._awaited.discard(author.id)
            await self._store.wrote(author.id, max(event.at, self._clock.now()))

    async def came_of(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """How many of those greeted wrote again within a week."""
        out = await self._measures.left_out(community_id)
        rows = await self._store.between(community_id, start, end)
        counted = [row for row in rows if row.member_id not in out]
        again = [r for r in counted if r.again_at is not None and r.again_at - r.at <= WEEK_MS]
        return [wording.came_of(len(counted), len(again))] if counted else []
