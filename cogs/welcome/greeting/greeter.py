"""Who is greeted when, and what becomes of a greeting when they leave at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.api.boards.contact import Contact
from bot.api.events import MemberJoined, MemberLeft, MessagePosted
from bot.api.model import Channel, Member
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler

from ..config import WelcomeConfig
from . import logic
from .store import GONE, ArrivalStore, Waiting

GREET, AMEND = "welcome.greet", "welcome.amend"
# Who came longer ago than this (a long downtime, a replay, a queue) is no newcomer any more.
GREET_WITHIN_MS = 86_400_000
RESUMED_MS = 3_600_000


class Greeter:
    """Greets; everything that is due lives in the database. `buttons` are those under a greeting,
    `rules` the words of the charter in force."""

    def __init__(
        self,
        store: ArrivalStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        contact: Contact,
        buttons: Callable[[int], Awaitable[Sequence[Button]]],
        rules: Callable[[int], Awaitable[str]],
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._contact = contact
        self._buttons = buttons
        self._rules = rules
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._awaited: set[tuple[int, int]] = set()
        self._gathering: dict[int, int] = {}
        """By space, when the next common greeting is due (in the scheduler's table too)."""

    async def load(self) -> None:
        """Remember whose first message is awaited."""
        self._awaited = await self._store.awaited()

    def known_as(self, gone: int, kept: int | None) -> None:
        """A member is another one from now on, or forgotten."""
        theirs = {(space, member) for space, member in self._awaited if member == gone}
        self._awaited -= theirs
        if kept is not None:
            self._awaited |= {(space, kept) for space, _ in theirs}

    async def resume(self) -> None:
        """Queue what was marked just before a crash (its key keeps it from going out twice), and
        greet those who were noted."""
        since = self._clock.now() - RESUMED_MS
        for community_id, space_id, post, private in await self._store.newest_posts(since):
            if private:
                note = await self._store.noted_as(post)
                member = await self._directory.member(note.member_id) if note is not None else None
                if note is not None and member is not None:
                    await self._tell(community_id, note, member, post)
            else:
                await self._post(community_id, space_id, await self._store.sharing(post), post)
        for community_id, space_id in await self._store.spaces_waiting():
            await self.greet(community_id, space_id)

    # ---- what is heard

    async def joined(self, event: MemberJoined) -> None:
        """Greet at once, soon and together when many come, or at their first message."""
        if self._clock.now() - event.at > GREET_WITHIN_MS:
            return
        community, space, member = event.community.id, event.space.id, event.member.id
        # Heard before the program ended? The two clocks may differ by some seconds; and who has
        # left within a minute of their greeting is noted as gone.
        noticed = await self._store.noticed(space, member, event.at - logic.MINUTE_MS)
        if self._configs.of(WelcomeConfig, community).when == "first_message" and not any(noticed):
            at = self._clock.now()
            await self._store.wait_for(community, space, member, at, returning=event.returning)
            self._awaited.add((space, member))
            return
        await self._came(community, space, member, returning=event.returning, noticed=noticed)

    async def wrote(self, event: MessagePosted) -> None:
        """The first message of somebody who waits to be greeted at it."""
        space, member = event.message.ref.channel.space, event.message.author
        if space is None or (space.id, member.id) not in self._awaited:
            return
        self._awaited.discard((space.id, member.id))
        returning = await self._store.was_back(space.id, member.id)
        if returning is not None:
            await self._came(event.community.id, space.id, member.id, returning=returning)

    async def left(self, event: MemberLeft) -> None:
        """Whoever is gone before the greeting is not greeted; soon after it, it goes too."""
        space, member, now = event.space.id, event.member.id, self._clock.now()
        self._awaited.discard((space, member))
        async with self._turns[space]:
            posts = await self._store.left(space, member, now, now - logic.MINUTE_MS)
        for post in posts:
            data = {"community": event.community.id, "post": post}
            # one task for all who leave at once, and it is done after a crash too
            await self._scheduler.at(
                now, AMEND, data, key=f"welcome.amend:{post}", community_id=event.community.id
            )

    async def _came(
        self,
        community_id: int,
        space_id: int,
        member_id: int,
        *,
        returning: bool,
        noticed: tuple[bool, bool] = (False, False),
    ) -> None:
        where, now = self._configs.of(WelcomeConfig, community_id).where, self._clock.now()
        # who comes and goes all day is greeted once for it: their name is no poster
        wanted = not await self._of_staff_alone(community_id, space_id) and not (
            returning and await self._store.came_back(space_id, member_id, now - GREET_WITHIN_MS)
        )
        await self._store.came(
            community_id,
            space_id,
            member_id,
            now,
            returning=returning,
            public=wanted and where != "private" and not noticed[0],
            private=wanted and where != "public" and not noticed[1],
        )
        if not wanted:
            return
        # in a raid there is nothing to do until the next greeting is due
        if where != "public" or self._gathering.get(space_id, 0) <= now:
            await self.greet(community_id, space_id)

    # ---- greeting

    async def greet(self, community_id: int, space_id: int) -> None:
        """Greet whoever may be greeted by now, and look again when the next may be."""
        if not self._configs.of(WelcomeConfig, community_id).enabled:
            return
        async with self._turns[space_id]:
            public = await self._greet_publicly(community_id, space_id)
            private = await self._greet_privately(community_id, space_id)
            self._gathering[space_id] = public or 0
        times = [at for at in (public, private) if at is not None]
        if times:
            await self._scheduler.at(
                min(times),
                GREET,
                {"community": community_id, "space": space_id},
                key=f"welcome:{space_id}",
                community_id=community_id,
            )

    async def _greet_publicly(self, community_id: int, space_id: int) -> int | None:
        config, now = self._configs.of(WelcomeConfig, community_id), self._clock.now()
        oldest = await self._store.oldest(space_id)
        if oldest is not None and oldest < now - GREET_WITHIN_MS:
            await self._store.expire(space_id, now - GREET_WITHIN_MS, now)
            oldest = await self._store.oldest(space_id)
        if oldest is None:
            return None
        posted = await self._store.posted_since(space_id, now - logic.MINUTE_MS)
        plan = logic.plan(
            [oldest],
            posted,
            now,
            config.messages_per_minute,
            config.gather_seconds * 1000,
        )
        if not plan.greet:
            return plan.again_at
        waiting = await self._store.waiting(space_id)
        # Marked before it is queued: after a crash in between it is queued again with its key.
        post = f"welcome:{space_id}:{waiting[-1].id}"
        await self._store.greeted([w.id for w in waiting], post, now)
        await self._post(community_id, space_id, waiting, post)
        return plan.again_at

    async def _post(
        self, community_id: int, space_id: int, who: Sequence[Waiting], post: str
    ) -> None:
        channel = await self._general(community_id, space_id)
        reply = await self._greeting(community_id, who)
        if channel is not None and reply is not None:
            await self._outbox.post(channel, reply, tag=post, key=post)

    async def _greet_privately(self, community_id: int, space_id: int) -> int | None:
        """When to look again. In a rush nobody is written to until it is calm."""
        config, now = self._configs.of(WelcomeConfig, community_id), self._clock.now()
        limit = config.messages_per_minute
        later = await self._store.next_note(space_id)
        if later is None or later > now:
            return later
        waiting = await self._store.notes_due(space_id, now, limit + 1)
        later = await self._store.next_note(space_id, now)
        if waiting[0].at < now - GREET_WITHIN_MS:
            await self._store.expire(space_id, now - GREET_WITHIN_MS, now)
            return await self._greet_privately(community_id, space_id)
        newest = await self._store.newest_notes(space_id, limit + 1)
        calm_at = logic.calm_at(newest, now, limit)
        if calm_at is not None:
            return min(calm_at, later or calm_at)
        posted = await self._store.posted_since(space_id, now - logic.MINUTE_MS)
        room = max(0, logic.room_for_notes(limit, len(posted), public=config.where == "both"))
        for note in waiting[:room]:
            put_off = await self._greet_one(community_id, note, now)
            later = min(put_off, later or put_off) if put_off is not None else later
        if len(waiting) > room:
            again = (posted[0] if posted else now) + logic.MINUTE_MS + 1
            later = min(again, later or again)
        return later

    async def _greet_one(self, community_id: int, note: Waiting, now: int) -> int | None:
        """When they may be written to, if not now."""
        key = f"welcome:private:{note.id}"
        member = await self._directory.member(note.member_id)
        # Who came just now is awake and did something: the greeting answers that, so that only
        # their wish to get none holds it back. One that had to wait keeps their quiet hours.
        fresh = now - note.at <= logic.MINUTE_MS
        leave = (
            await self._contact.ask(member, "welcome", key, wanted=True)
            if member is not None
            else None
        )
        if member is None or leave is None or leave.refused:
            await self._store.noted(note.id, GONE, now)
            return None
        if leave.at is not None and not fresh:
            await self._store.put_off(note.id, leave.at)
            return leave.at
        await self._store.noted(note.id, key, now)
        await self._tell(community_id, note, member, key)
        return None

    async def _tell(self, community_id: int, note: Waiting, member: Member, key: str) -> None:
        reply = await self._greeting(community_id, [note], private=True)
        if reply is not None:
            await self._outbox.tell(member, reply, tag=key, key=key)

    async def amend(self, data: dict[str, Any]) -> None:
        """Somebody left right after this greeting: it no longer names them, or is gone."""
        community_id, post = data["community"], data["post"]
        reply = await self._greeting(community_id, await self._store.sharing(post))
        if reply is None:
            await self._outbox.retract(community_id, post)
        else:
            await self._outbox.update(community_id, post, reply)

    async def _greeting(
        self, community_id: int, who: Sequence[Waiting], *, private: bool = False
    ) -> Reply | None:
        """None when none of them is there any more."""
        people = await self._directory.members([w.member_id for w in who])
        # once each, also who came twice
        ids = dict.fromkeys(w.member_id for w in who)
        newcomers = [people[member_id] for member_id in ids if member_id in people]
        if not newcomers:
            return None
        config = self._configs.of(WelcomeConfig, community_id)
        rules = await self._rules(community_id)
        script = logic.Script(config.template, config.returning_template, rules)
        back = {w.member_id for w in who if w.returning}
        name = (await self._directory.community(community_id)).name
        rows = [await self._buttons(community_id)]
        if private:
            rows.append(self._contact.stop(community_id, "welcome"))
        text = logic.greeting(script, name, newcomers, back)
        return Reply(text, [row for row in rows if row])

    # ---- places

    async def _general(self, community_id: int, space_id: int) -> Channel | None:
        for channel in await self._directory.place(community_id, "general"):
            if channel.space is not None and channel.space.id == space_id:
                return channel
        return None

    async def _of_staff_alone(self, community_id: int, space_id: int) -> bool:
        """Whether a space is the moderators' own (a Telegram group): nobody is greeted there."""
        if await self._general(community_id, space_id) is not None:
            return False
        staff = await self._directory.place(community_id, "moderators")
        return any(channel.space is not None and channel.space.id == space_id for channel in staff)
