"""Letters to the members of a segment: each once, when they may be written to."""

from __future__ import annotations

from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler

from ..model import LETTER_MS, Announcement, Posting
from ..store import AnnouncementStore

# so many are asked for leave and queued before other tasks get their turn
BATCH = 50
LETTERS = "announcements.letters"


def posting_tag(posting_id: int) -> str:
    """Of the posts and letters of one time."""
    return f"announcement.posting:{posting_id}"


class LetterDesk:
    """Writes batch by batch; each batch is a task of its own."""

    def __init__(
        self,
        store: AnnouncementStore,
        directory: Directory,
        audiences: Audiences,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._directory = directory
        self._audiences = audiences
        self._contact = contact
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    async def begin(self, of: Announcement, posting: Posting) -> None:
        """Write to everybody of a posting, from now on."""
        data = {"announcement": of.id, "posting": posting.id, "community": of.community_id}
        await self._again(data, self._clock.now())

    async def _again(self, data: dict[str, Any], at: int) -> None:
        key = f"announcements:letters:{data['posting']}"
        community = data["community"]
        await self._scheduler.at(at, LETTERS, data, key=key, community_id=community)

    async def write(self, data: dict[str, Any]) -> None:
        """The next batch, as far as each may be written to now."""
        if (found := await self._going(data)) is None:
            return
        of, posting = found
        now = self._clock.now()
        to = await self._store.waiting(posting.id, now, BATCH)
        here = await self._audiences.members(of.community_id, "") if to else frozenset[int]()
        for member_id in to:
            state, at = ("gone", now)
            if member_id in here:
                state, at = await self._letter(of, posting, member_id)
            await self._store.sort(posting.id, member_id, state, at)
        if await self._going(data) is None:  # taken back while these were written
            await self._outbox.retract(of.community_id, posting_tag(posting.id))
            return
        later = await self._store.next_letter(posting.id)
        if later is not None:
            await self._again(data, max(later, now))

    async def _going(self, data: dict[str, Any]) -> tuple[Announcement, Posting] | None:
        of = await self._store.by_id(data["announcement"])
        posting = await self._store.posting(data["community"], data["posting"])
        if of is None or posting is None:
            return None
        return (of, posting) if of.state != "recalled" and posting.state == "posted" else None

    async def _letter(self, of: Announcement, posting: Posting, member_id: int) -> tuple[str, int]:
        """What becomes of one letter, and when it is looked at again."""
        now = self._clock.now()
        member = await self._directory.member(member_id)
        if member is None:
            return "gone", now
        key = f"announcement.letter:{posting.id}:{member_id}"
        leave = await self._contact.ask(member, "announcements", key)
        if leave.granted:
            await self._outbox.tell(member, self.letter(of), tag=posting_tag(posting.id), key=key)
            return "sent", now
        if leave.at is None:
            return "stopped", now
        if leave.at > posting.at + LETTER_MS:
            return "late", now
        return "waiting", max(leave.at, now + 1)

    def letter(self, of: Announcement) -> Reply:
        """What a member of the segment gets."""
        stop: list[Button] = list(self._contact.stop(of.community_id, "announcements"))
        return Reply(of.text, [stop] if stop else ())
