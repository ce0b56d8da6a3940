"""Asks for consent: once, privately, a few people at a time, when it was first needed."""

from __future__ import annotations

from bot.api.boards.contact import Contact
from bot.api.boards.privacy.consent import Purpose
from bot.api.model import Community
from bot.api.services import Clock, Directory, Outbox

from ..store import ChoiceStore
from . import wording
from .keeper import Keeper

ROUNDS_AN_HOUR = 6


class Asking:
    """A round for each community, some times an hour."""

    def __init__(
        self,
        keeper: Keeper,
        store: ChoiceStore,
        contact: Contact,
        directory: Directory,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._keeper = keeper
        self._store = store
        self._contact = contact
        self._directory = directory
        self._outbox = outbox
        self._clock = clock

    async def round(self, community: Community) -> None:
        """Ask some of those who wait, by the order in which it was needed."""
        room = -(-self._keeper.config(community.id).questions_an_hour // ROUNDS_AN_HOUR)
        waiting = self._keeper.waiting[community.id]
        for member_id in list(waiting)[:room]:
            purposes = waiting.pop(member_id)
            if not await self._ask(community, member_id, purposes):
                waiting[member_id] = purposes  # behind the others

    async def _ask(self, community: Community, member_id: int, purposes: set[Purpose]) -> bool:
        """Whether it is settled: asked now, or not to be asked."""
        known = await self._store.of(member_id)
        open_ = {purpose for purpose in purposes if purpose not in known}
        member = await self._directory.member(member_id)
        if member is None or not open_:
            return True
        key = f"privacy:ask:{member_id}:{'+'.join(sorted(open_))}"
        leave = await self._contact.ask(member, "welcome", key)
        if leave.at is not None and not leave.granted:
            return False
        now = self._clock.now()
        if not leave.granted:
            # who takes no such messages has been asked as far as it can be: silence is no consent
            await self._store.ask(member_id, community.id, open_, now)
            return True
        reply = wording.question(
            member, community, open_, self._contact.stop(community.id, "welcome")
        )
        with self._store.asking(member_id, community.id, open_, now):
            await self._outbox.tell(member, reply, key=key)
        return True
