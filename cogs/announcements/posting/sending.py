"""Sends what is due: at least once asked, never twice sent."""

from __future__ import annotations

from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.errors import UserError
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler
from bot.api.text import Text

from ..desk import AnnouncementDesk
from ..model import HOUR_MS, LETTER_MS, ONCE, Announcement, Posting, first_due, following, newest
from ..store import AnnouncementStore
from ..wording import lists

# so many are asked for leave and queued before others get their turn
BATCH = 100
LATE_MS = 5 * 60_000
DUE, LATE, LETTERS = "announcements.due", "announcements.late", "announcements.letters"


def posting_tag(posting_id: int) -> str:
    """Of the posts and letters of one time."""
    return f"announcement.posting:{posting_id}"


class Sending:
    """Plans, posts and takes back. Each step may run again: keys and unique rows hold it to one."""

    def __init__(
        self,
        store: AnnouncementStore,
        desk: AnnouncementDesk,
        directory: Directory,
        audiences: Audiences,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._desk = desk
        self._directory = directory
        self._audiences = audiences
        self._contact = contact
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    async def plan(self, of: Announcement) -> int:
        """Enter the first time of an approved announcement; returns it (UTC ms)."""
        community = await self._directory.community(of.community_id)
        due = first_due(of, self._clock.now(), community.timezone)
        await self._enter(of, due.period, due.at)
        return due.at

    async def _enter(self, of: Announcement, period: str, at: int) -> None:
        await self._scheduler.at(
            at,
            DUE,
            {"id": of.id, "period": period},
            key=f"announcements:{of.id}:{period}",
            community_id=of.community_id,
        )

    async def due(self, data: dict[str, Any], due_at: int) -> None:
        """It is time, or was while the bot was down."""
        of = await self._store.by_id(data["id"])
        if of is None or of.state != "planned":
            return
        now = self._clock.now()
        zone = (await self._directory.community(of.community_id)).timezone
        period, at = data["period"], due_at
        if of.rhythm:
            last = newest(of, now, zone)
            if last.at > due_at:  # several were missed: only the last one is made up for
                period, at = last.period, last.at
        config = self._desk.config(of.community_id)
        if config.enabled:
            await self._post(of, period, at, now, too_late=config.catch_up_hours * HOUR_MS)
        coming = following(of, now, zone)
        if coming is not None:
            await self._enter(of, coming.period, coming.at)
            await self._desk.refresh(of)
        else:
            await self.done(of)

    async def done(self, of: Announcement) -> None:
        """It went out for the last time."""
        if (changed := await self._store.change(of.id, ["planned"], state="done")) is not None:
            places = len(await self._desk.channels(of)) if not of.private else 0
            await self._desk.refresh(changed, lists.happened(places) if places else None)

    async def _post(
        self, of: Announcement, period: str, at: int, now: int, *, too_late: int
    ) -> None:
        late = now - at
        if late > too_late:
            posting = await self._store.post(of, period, at, now, "missed")
            if posting.state == "missed":
                await self._ask(of, posting, None)
            return
        try:
            to = await self._audience(of)
        except UserError as error:
            posting = await self._store.post(of, period, at, now, "missed")
            if posting.state == "missed":
                await self._ask(of, posting, error.text)
            return
        posting = await self._store.post(of, period, at, now, "posted", to)
        if posting.state != "posted":
            return
        await self.deliver(of, posting)
        if late > LATE_MS:
            words = lists.was_late(of, late // 1000)
            await self._desk.note(of.community_id, Reply(words), f"announcement.late:{posting.id}")

    async def _ask(self, of: Announcement, posting: Posting, why: Text | None) -> None:
        await self._desk.note(
            of.community_id,
            lists.missed(of, posting, why),
            f"announcement.missed:{posting.id}",
            tag=f"announcement.missed:{posting.id}",
        )

    async def _audience(self, of: Announcement) -> frozenset[int]:
        if not of.private:
            return frozenset()
        return await self._audiences.members(of.community_id, of.audience)

    async def post_late(self, posting: Posting) -> None:
        """What was missed is to go out after all: a task, so that a crash loses nothing."""
        data = {"community": posting.community_id, "posting": posting.id}
        key = f"announcements:late:{posting.id}"
        now, of = self._clock.now(), posting.community_id
        await self._scheduler.at(now, LATE, data, key=key, community_id=of)

    async def late(self, data: dict[str, Any], due_at: int) -> None:
        """Post what was missed."""
        posting = await self._store.posting(data["community"], data["posting"])
        of = await self._store.by_id(posting.announcement_id) if posting is not None else None
        if posting is None or of is None:
            return
        if posting.state == "missed":
            now = self._clock.now()
            await self._store.add_letters(posting.id, await self._audience(of), now)
            await self._store.settle(posting.id, ["missed"], "posted", now)
        posting = await self._store.posting(data["community"], data["posting"])
        if posting is not None and posting.state == "posted":
            await self.deliver(of, posting)

    async def check_audience(self, of: Announcement) -> None:
        """UserError when it is not known any more whom it is for."""
        await self._audience(of)

    async def deliver(self, of: Announcement, posting: Posting) -> None:
        """Queue it: the channels now, the letters in batches."""
        if of.private:
            await self._scheduler.at(
                self._clock.now(),
                LETTERS,
                {"announcement": of.id, "posting": posting.id, "community": of.community_id},
                key=f"announcements:letters:{posting.id}",
                community_id=of.community_id,
            )
            return
        for channel in await self._desk.channels(of):
            await self._outbox.post(
                channel,
                Reply(of.text),
                tag=posting_tag(posting.id),
                key=f"announcement.posting:{posting.id}:{channel.id}",
            )

    # ---- letters

    async def letters(self, data: dict[str, Any], due_at: int) -> None:
        """Write to the members of a segment, as far as each may be written to now."""
        of = await self._store.by_id(data["announcement"])
        posting = await self._store.posting(data["community"], data["posting"])
        if of is None or posting is None or posting.state != "posted":
            return
        while to := await self._store.waiting(posting.id, self._clock.now(), BATCH):
            for member_id in to:
                await self._letter(of, posting, member_id)
        later = await self._store.next_letter(posting.id)
        if later is not None:
            await self._scheduler.at(
                later,
                LETTERS,
                data,
                key=f"announcements:letters:{posting.id}:{later}",
                community_id=of.community_id,
            )

    async def _letter(self, of: Announcement, posting: Posting, member_id: int) -> None:
        now = self._clock.now()
        member = await self._directory.member(member_id)
        key = f"announcement.letter:{posting.id}:{member_id}"
        if member is None:
            await self._store.sort(posting.id, member_id, "stopped", now)
            return
        leave = await self._contact.ask(member, "announcements", key)
        if leave.granted:
            await self._outbox.tell(member, self.letter(of), tag=posting_tag(posting.id), key=key)
            await self._store.sort(posting.id, member_id, "sent", now)
        elif leave.at is None:
            await self._store.sort(posting.id, member_id, "stopped", now)
        elif leave.at > posting.at + LETTER_MS:
            await self._store.sort(posting.id, member_id, "late", now)
        else:
            await self._store.sort(posting.id, member_id, "waiting", max(leave.at, now + 1))

    def letter(self, of: Announcement) -> Reply:
        """What a member of the segment reads."""
        stop: list[Button] = list(self._contact.stop(of.community_id, "announcements"))
        return Reply(of.text, [stop] if stop else ())

    # ---- afterwards

    async def reword(self, of: Announcement) -> None:
        """New words for what stands already."""
        reply = self.letter(of) if of.private else Reply(of.text)
        for posting in await self._store.postings(of.id):
            if posting.state == "posted":
                await self._outbox.update(of.community_id, posting_tag(posting.id), reply)

    async def recall(self, of: Announcement) -> int:
        """Delete what stands, also what is on its way; how many times it had gone out."""
        taken = 0
        for posting in await self._store.postings(of.id):
            if posting.state == "missed":
                await self._store.settle(posting.id, ["missed"], "skipped")
            elif await self._store.settle(posting.id, ["posted"], "recalled"):
                taken += 1
            await self._outbox.retract(of.community_id, posting_tag(posting.id))
        return taken

    async def resume(self) -> None:
        """Plan again what is planned: a crash may have come between the decision and the plan."""
        for of in await self._store.planned():
            community = await self._directory.community(of.community_id)
            gone = {posting.period for posting in await self._store.postings(of.id)}
            if of.rhythm:
                due = first_due(of, self._clock.now(), community.timezone)
                if due.period not in gone:
                    await self._enter(of, due.period, due.at)
            elif ONCE not in gone:
                await self._enter(of, ONCE, of.starts_at or of.created_at)
