"""Sends what is due: at least once asked, never twice sent."""

from __future__ import annotations

from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.errors import UserError
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, T, Text

from ..desk import AnnouncementDesk
from ..model import HOUR_MS, MINUTE_MS, Announcement, Posting, first_due, following, newest
from ..store import AnnouncementStore
from ..wording import lists
from .letters import LetterDesk, posting_tag

LATE_MS = 5 * MINUTE_MS
DUE, LATE = "announcements.due", "announcements.late"
REWORD, RECALL = "announcements.reword", "announcements.recall"
NOWHERE = T(
    "There is no channel left to post it in. Choose one with {command}.",
    command=CommandHint("settings channel"),
)


class Sending:
    """Plans, posts and takes back. Each step may run again: keys and unique rows hold it to one."""

    def __init__(
        self,
        store: AnnouncementStore,
        desk: AnnouncementDesk,
        letters: LetterDesk,
        directory: Directory,
        audiences: Audiences,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._desk = desk
        self._letters = letters
        self._directory = directory
        self._audiences = audiences
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    # ---- the plan

    async def first(self, of: Announcement) -> int:
        """When it goes out for the first time if it is approved now (UTC ms)."""
        return first_due(of, self._clock.now(), await self._zone(of)).at

    async def plan(self, of: Announcement) -> None:
        """Enter the first time of an approved announcement."""
        due = first_due(of, self._clock.now(), await self._zone(of))
        await self._enter(of, due.period, due.at)

    async def _zone(self, of: Announcement) -> str:
        return (await self._directory.community(of.community_id)).timezone

    async def _enter(self, of: Announcement, period: str, at: int) -> None:
        data, key = {"id": of.id, "period": period}, f"announcements:{of.id}:{period}"
        await self._scheduler.at(at, DUE, data, key=key, community_id=of.community_id)

    async def resume(self) -> None:
        """Take up what a crash left undone: plans, also those of another time zone now, cards,
        and what was half taken back."""
        for of in await self._store.planned():
            if of.rhythm:
                await self._plan_again(of)
            else:
                await self.plan_once(of)
        for of in await self._store.asked():
            await self._desk.request(of)
        for posting in await self._store.allowed():
            await self.post_late(posting)
        for number in await self._store.half_recalled():
            key = f"announcements:recall:{number}"
            await self._scheduler.at(self._clock.now(), RECALL, {"id": number}, key=key)

    async def plan_once(self, of: Announcement) -> None:
        """The only time, also when it has passed: how late it may be is decided then."""
        start = of.starts_at or self._clock.now()
        await self._enter(of, first_due(of, start, await self._zone(of)).period, start)

    async def _plan_again(self, of: Announcement) -> None:
        now, zone = self._clock.now(), await self._zone(of)
        gone = {posting.period for posting in await self._store.postings(of.id)}
        last = newest(of, now, zone)
        if of.starts_at is not None and last.at >= of.starts_at and last.period not in gone:
            await self._enter(of, last.period, last.at)
        coming = first_due(of, now, zone)
        while coming.period in gone:  # the day has come round before, in another time zone
            coming = following(of, coming.at, zone) or coming
        await self._enter(of, coming.period, coming.at)

    # ---- what is due

    async def due(self, data: dict[str, Any], due_at: int) -> None:
        """It is time, or was while the bot was down or this cog switched off."""
        of = await self._store.by_id(data["id"])
        if of is None or of.state != "planned":
            return
        now, zone = self._clock.now(), await self._zone(of)
        config = self._desk.config(of.community_id)
        too_late = config.catch_up_hours * HOUR_MS
        if of.rhythm:
            if config.enabled:
                last = newest(of, now, zone)  # of several missed ones only that is made up for
                await self._post(of, last.period, last.at, now, too_late)
            coming = following(of, now, zone)
            if coming is not None:
                await self._enter(of, coming.period, coming.at)
            await self._desk.refresh(of)
        elif config.enabled:
            went = await self._post(of, data["period"], of.starts_at or due_at, now, too_late)
            await self._settle(of, "done" if went else "missed")
        else:
            await self._enter(of, data["period"], now + HOUR_MS)

    async def _settle(self, of: Announcement, state: str) -> None:
        """It went out, or a person is asked whether it still should."""
        changed = await self._store.change(of.id, ["planned", "missed"], state=state)
        if changed is None:
            return
        places = len(await self._desk.channels(of)) if state == "done" and not of.private else 0
        await self._desk.refresh(changed, lists.happened(places) if places else None)

    async def _post(self, of: Announcement, period: str, at: int, now: int, too_late: int) -> bool:
        """Whether it went out; otherwise the team is asked."""
        why: Text | None = None
        to: frozenset[int] = frozenset()
        try:
            to = await self.reach(of)
        except UserError as error:
            why = error.text
        missed = why is not None or now - at > too_late
        state = "missed" if missed else "posted"
        posting = await self._store.post(of, period, at, now, state, () if missed else to)
        if posting is None:
            return False
        if posting.state == "missed":
            await self._ask(of, posting, why)
        if posting.state != "posted":
            return False
        await self._deliver(of, posting)
        if (late := posting.at - posting.due_at) > LATE_MS:
            words = lists.was_late(of, late // 1000)
            await self._desk.note(of.community_id, Reply(words), f"announcement.late:{posting.id}")
        return True

    async def _ask(self, of: Announcement, posting: Posting, why: Text | None) -> None:
        tag = f"announcement.missed:{posting.id}"
        await self._desk.note(of.community_id, lists.missed(of, posting, why), tag, tag=tag)

    async def reach(self, of: Announcement) -> frozenset[int]:
        """Whom it is sent to privately; UserError when that is not known any more, or when there is
        no channel for it."""
        if of.private:
            return await self._audiences.members(of.community_id, of.audience)
        if not await self._desk.channels(of):
            raise UserError(NOWHERE)
        return frozenset()

    async def _deliver(self, of: Announcement, posting: Posting) -> None:
        """Queue it: the channels now, the letters in batches."""
        if of.private:
            await self._letters.begin(of, posting)
            return
        for channel in await self._desk.channels(of):
            key = f"announcement.posting:{posting.id}:{channel.id}"
            await self._outbox.post(channel, Reply(of.text), tag=posting_tag(posting.id), key=key)
        latest = await self._store.by_id(of.id)
        if latest is not None and latest.state == "recalled":  # just now
            await self.recall(latest)

    # ---- what was missed

    async def post_late(self, posting: Posting) -> None:
        """What was missed is to go out after all: a task, so that a crash loses nothing."""
        data = {"community": posting.community_id, "posting": posting.id}
        key = f"announcements:late:{posting.id}"
        now, of = self._clock.now(), posting.community_id
        await self._scheduler.at(now, LATE, data, key=key, community_id=of)

    async def late(self, data: dict[str, Any]) -> None:
        """Post what was missed."""
        posting = await self._store.posting(data["community"], data["posting"])
        of = await self._store.by_id(posting.announcement_id) if posting is not None else None
        if posting is None or of is None:
            return
        if posting.state == "allowed":
            now = self._clock.now()
            try:
                to = await self.reach(of)
            except UserError as error:
                await self._store.settle(posting.id, ["allowed"], "missed")
                await self._desk.note(
                    of.community_id, Reply(error.text), f"late:{posting.id}:{now}"
                )
                return
            await self._store.add_letters(posting.id, to, now)
            await self._store.settle(posting.id, ["allowed"], "posted", now)
            posting = await self._store.posting(data["community"], data["posting"])
        if posting is not None and posting.state == "posted":
            await self._deliver(of, posting)
            if of.state == "missed":
                await self._settle(of, "done")

    # ---- afterwards

    async def reword_soon(self, of: Announcement) -> None:
        """Before new words are taken: should a crash come in between, what stands follows."""
        at, key = self._clock.now() + MINUTE_MS, f"announcements:reword:{of.id}"
        await self._scheduler.at(at, REWORD, {"id": of.id}, key=key, community_id=of.community_id)

    async def reword(self, id_: int) -> None:
        """What was posted last says what it should."""
        of = await self._store.by_id(id_)
        posts = await self._store.postings(id_)
        if of is not None and posts and posts[0].state == "posted":
            reply = self._letters.letter(of) if of.private else Reply(of.text)
            await self._outbox.update(of.community_id, posting_tag(posts[0].id), reply)

    async def recall(self, of: Announcement) -> None:
        """Delete what stands, also what is on its way. Done is noted last: what a crash leaves is
        found again."""
        for posting in await self._store.postings(of.id):
            await self._store.settle(posting.id, ["missed", "allowed"], "skipped")
            if posting.state in ("posted", "recalled"):
                await self._outbox.retract(of.community_id, posting_tag(posting.id))
                await self._store.settle(posting.id, ["posted"], "recalled")
