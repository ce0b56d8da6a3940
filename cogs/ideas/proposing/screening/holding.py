"""Held ideas: brings them to the moderators, and what was decided to everybody."""

from __future__ import annotations

import hashlib
import logging

from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Configs, Directory, Outbox

from ...config import IdeasConfig
from ...store import DraftStore, Kept
from ...store.drafts import DECLINED
from . import wording

log = logging.getLogger(__name__)

DAY_MS = 86_400_000
LONGER = 4  # times as long as other drafts are kept


class Holding:
    """The cards of held ideas. Each step may be repeated after a crash and is then harmless."""

    def __init__(
        self, drafts: DraftStore, outbox: Outbox, directory: Directory, configs: Configs
    ) -> None:
        self._drafts = drafts
        self._outbox = outbox
        self._directory = directory
        self._configs = configs

    async def show(self, kept: Kept, *, again: bool = False) -> None:
        """The card in the moderators' places, else privately to each; `again` where it may be
        there already, with other words."""
        card, name = await self.card(kept), tag(kept)
        places = await self._directory.place(kept.draft.community_id, "moderators")
        for place in places:
            await self._outbox.post(place, card, tag=name, key=f"{name}:{place.id}")
        if not places:
            staff = await self._directory.staff(kept.draft.community_id, Level.MODERATOR)
            for member in staff:
                await self._outbox.tell(member, card, tag=name, key=f"{name}:member:{member.id}")
            if not staff:
                log.warning("A held idea waits in /ideas held: no moderator is known yet.")
        if again:
            await self._outbox.update(kept.draft.community_id, name, card)

    async def card(self, kept: Kept) -> Reply:
        """What moderators decide on."""
        draft = kept.draft
        people = await self._directory.members([draft.author_id, draft.member_id])
        return wording.to_decide(kept, people, seen(kept))

    async def settle(self, kept: Kept, reply: Reply) -> None:
        """Say on every card what became of it."""
        await self._outbox.update(kept.draft.community_id, tag(kept), reply)

    async def decline(self, kept: Kept, by: int, reason: str) -> bool:
        """It will not be posted; False when another was quicker. Nobody (0) decides when it has
        waited too long."""
        declined = await self._drafts.change(kept, held_for=f"{DECLINED}{by}:{reason}")
        if declined is None:
            return False
        await self._finish(declined)
        return True

    async def _finish(self, kept: Kept) -> None:
        """Tell of a refusal, then forget the words."""
        draft, (by, _, reason) = kept.draft, kept.held_for.removeprefix(DECLINED).partition(":")
        people = await self._directory.members([draft.member_id, int(by)])
        writer = people.get(draft.member_id)
        days = self.days(draft.community_id)
        if writer is not None:
            told = wording.declined(draft, reason) if int(by) else wording.expired(draft, days)
            await self._outbox.tell(writer, told, key=f"{tag(kept)}:declined")
        said = wording.settled_declined(people.get(int(by)), reason)
        await self.settle(kept, said if int(by) else wording.settled_expired(days))
        await self._drafts.drop(kept)

    async def resume(self) -> None:
        """Show and tell what a crash may have kept from it."""
        for kept in await self._drafts.waiting():
            if kept.held:
                await self.show(kept, again=True)
            elif kept.declined:
                await self._finish(kept)

    async def forget_old(self, now: int) -> int:
        """Drafts that nobody came back to, and held ones that nobody decided on; how many of the
        first."""
        gone = 0
        for community in await self._directory.communities():
            days = self._configs.of(IdeasConfig, community.id).draft_days
            gone += await self._drafts.purge(community.id, now - days * DAY_MS)
            latest = now - self.days(community.id) * DAY_MS
            for kept in await self._drafts.held(community.id):
                if kept.held_at is not None and kept.held_at < latest:
                    await self.decline(kept, 0, "")
        return gone

    def days(self, community_id: int) -> int:
        """How long a draft waits for the decision of somebody else."""
        return LONGER * self._configs.of(IdeasConfig, community_id).draft_days


def tag(kept: Kept) -> str:
    """Names the cards in the outbox."""
    return f"idea.held:{kept.id}"


def seen(kept: Kept) -> str:
    """Names what a card shows: what is decided is meant for these words."""
    draft = kept.draft
    words = draft.words
    shown = "\n".join((words.title, words.details, words.audience, str(draft.anonymous)))
    return hashlib.blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
