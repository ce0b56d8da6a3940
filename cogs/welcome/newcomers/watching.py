"""First messages that wait for an answer: noted, answered, or brought before moderators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.api.events import MemberLeft, MessageDeleted, MessagePosted
from bot.api.model import Channel, Member, Message, MessageRef
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Moderation, Outbox, Scheduler

from ..config import WelcomeConfig
from . import model, wording
from .model import UNSETTLED, First, State
from .store import FirstStore

LOOK = "welcome.firsts"
MARGIN = 1000


class Watching:
    """Follows each newcomer's first message until people have answered it. What a bot answers does
    not count: a newcomer is to meet people."""

    def __init__(
        self,
        store: FirstStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        activity: Activity,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._activity = activity
        self._moderation = moderation
        self._clock = clock
        self._followed: dict[int, First] = {}
        self._known: set[int] = set()

    async def load(self) -> None:
        """Remember who is followed, and look when the next one is due."""
        self._followed = {first.member_id: first for first in await self._store.followed()}
        for community in await self._directory.communities():
            await self._plan(community.id)

    async def resume(self) -> None:
        """Queue cards that were noted just before a crash; their keys keep them from standing
        twice."""
        since = self._clock.now() - model.HOUR_MS
        followed = [f for f in self._followed.values() if (f.carded_at or 0) >= since]
        for community_id, card in {(f.community_id, f.card) for f in followed if f.card}:
            await self._queue(community_id, card)

    # ---- what is heard

    async def posted(self, event: MessagePosted) -> None:
        """An answer to a newcomer, or a newcomer's first words."""
        message, author = event.message, event.message.author
        addressed = [*message.mentioned]
        if message.reply_to_member is not None:
            addressed.append(message.reply_to_member)
        answered = {m.id for m in addressed} | await self._in_their_place(message)
        for member_id in answered - {author.id}:
            if member_id in self._followed:
                await self._settle(self._followed[member_id], "answered", author.id)
        await self._note(event)

    async def _in_their_place(self, message: Message) -> set[int]:
        """Whom a message answers without naming them: in the thread that begins with their message,
        or in reply to the bot's request to answer them."""
        channel = message.ref.channel
        if channel.parent is not None:
            thread = channel.native_id
            return {f.member_id for f in self._followed.values() if str(f.native_id) == thread}
        if message.reply_to is None or message.reply_to_member is not None:
            return set()
        asked = {
            model.nudge(f.channel_id, f.native_id): f.member_id
            for f in self._followed.values()
            if f.state == "hello" and f.channel_id == channel.id
        }
        tag = await self._outbox.tag_of(MessageRef(channel, message.reply_to)) if asked else None
        return {asked[tag]} if tag in asked else set()

    async def _note(self, event: MessagePosted) -> None:
        message, author = event.message, event.message.author
        channel = message.ref.channel
        hours = self._configs.of(WelcomeConfig, event.community.id).unanswered_hours
        newcomer = author.joined_at is not None and event.at - author.joined_at < model.NEWCOMER_MS
        if not hours or not newcomer or author.id in self._known or channel.space is None:
            return
        if channel.private:
            return
        self._known.add(author.id)
        # not later than that, should the platform's clock be ahead of ours
        due_at = min(event.at, self._clock.now()) + hours * model.HOUR_MS
        here = (event.community.id, channel.space.id, author.id, channel.id)
        words = (message.ref.native_id, message.url, event.at, due_at)
        first = await self._store.add(*here, *words)
        if first is not None:
            self._followed[author.id] = first
            await self._plan(event.community.id)

    async def deleted(self, event: MessageDeleted) -> None:
        """The message is gone: nobody has to answer it."""
        place = (event.ref.channel.id, event.ref.native_id)
        for first in list(self._followed.values()):
            if (first.channel_id, first.native_id) == place:
                await self._settle(first, "gone", None)

    async def left(self, event: MemberLeft) -> None:
        """They have left: nobody has to answer them."""
        first = self._followed.get(event.member.id)
        if first is not None and first.space_id == event.space.id:
            await self._settle(first, "gone", None)

    async def _settle(self, first: First, state: State, by_id: int | None) -> None:
        self._followed.pop(first.member_id, None)
        after = await self._store.step(first.id, state, by_id, among=("waiting", *UNSETTLED))
        if after is not None and after.card is not None:
            await self.refresh(after.community_id, after.card)

    # ---- cards

    async def _plan(self, community_id: int, at: int | None = None) -> None:
        due = at if at is not None else await self._store.next_due(community_id)
        if due is not None:
            await self._scheduler.at(
                due,
                LOOK,
                {"community": community_id},
                key=f"welcome:firsts:{community_id}",
                community_id=community_id,
            )

    async def look(self, data: dict[str, Any]) -> None:
        """Some have waited long enough: a card for those whom nobody has answered."""
        community_id, now = data["community"], self._clock.now()
        config = self._configs.of(WelcomeConfig, community_id)
        if not config.enabled:
            return
        due = await self._store.due(community_id, now)
        if due and not await self._directory.place(community_id, "moderators"):
            # they wait for a place, but not until they are no newcomers any more
            for first in due:
                if first.due_at < now - model.PLACELESS_MS:
                    await self._settle(first, "gone", None)
            await self._plan(community_id, now + model.HOUR_MS)
            return
        open_ones = await self._unanswered(community_id, due)
        for first in due:
            if first not in open_ones:
                await self._settle(first, "gone", None)
        posted = await self._store.posted_since(community_id, now - model.HOUR_MS)
        plan = model.cards([f.id for f in open_ones], posted, now, config.cards_per_hour)
        groups = [[number] for number in plan.single] + ([[*plan.listed]] if plan.listed else [])
        for group in groups:
            await self._post(community_id, group, now)
        await self._plan(community_id, plan.again_at)

    async def _unanswered(self, community_id: int, due: Sequence[First]) -> list[First]:
        """Those that are really the first message ever, still stand and have no reply."""
        if not due or not self._configs.of(WelcomeConfig, community_id).unanswered_hours:
            return []
        since = min(first.said_at for first in due)
        found = await self._activity.newcomers_unanswered(
            community_id, since, limit=len(due) + MARGIN
        )
        open_ones = {(channel.id, number) for _, channel, number in found}
        staff = {m.id for m in await self._directory.staff(community_id, Level.MODERATOR)}
        return [
            first
            for first in due
            if (first.channel_id, first.native_id) in open_ones and first.member_id not in staff
        ]

    async def _post(self, community_id: int, group: list[int], now: int) -> None:
        card = f"welcome:firsts:{group[0]}"
        # noted before it is queued: after a crash in between there is no second card
        await self._store.carded(group, card, now)
        await self._queue(community_id, card)

    async def _queue(self, community_id: int, card: str) -> None:
        firsts = await self._store.on_card(card)
        if not firsts:
            return
        place = await self._place(community_id, firsts[0].space_id)
        if place is not None:
            await self._outbox.post(place, await self.card(firsts), tag=card, key=card)

    async def _place(self, community_id: int, space_id: int) -> Channel | None:
        """The moderators' channel of that space, else another one of theirs."""
        places = await self._directory.place(community_id, "moderators")
        here = [c for c in places if c.space is not None and c.space.id == space_id]
        return next(iter((*here, *places)), None)

    async def refresh(self, community_id: int, card: str) -> None:
        """The card says what became of those on it; without any of them it goes."""
        firsts = await self._store.on_card(card)
        if firsts:
            await self._outbox.update(community_id, card, await self.card(firsts))
        else:
            await self._outbox.retract(community_id, card)

    async def card(self, firsts: Sequence[First]) -> Reply:
        """What the card says now."""
        ids = {first.member_id for first in firsts} | {f.by_id for f in firsts if f.by_id}
        people = await self._directory.members(list(ids))
        shown = [await self._shown(first, people.get(first.member_id)) for first in firsts]
        return wording.card(shown, people)

    async def _shown(self, first: First, member: Member | None) -> wording.Shown:
        channel = await self._directory.channel(first.channel_id)
        words = ""
        if channel is not None and first.state in UNSETTLED:
            known = self._moderation.recent(channel, first.native_id, count=0)
            words = known[0].text if known else ""
            if len(words) > wording.QUOTED_AT_MOST:
                words = words[: wording.QUOTED_AT_MOST].rstrip() + "…"
        return wording.Shown(first, member, channel, words)

    # ---- moderators

    async def unsettled(self, community_id: int, number: int) -> First | None:
        """The first message of that number; None when it is settled already. Then the card is told
        so again: it may have missed it."""
        first = await self._store.get(community_id, number)
        if first is not None and first.state not in UNSETTLED:
            if first.card is not None:
                await self.refresh(community_id, first.card)
            return None
        return first

    async def step(self, community_id: int, number: int, state: State, by: Member) -> First | None:
        """A moderator decides; None when it is settled already."""
        among: tuple[State, ...] = tuple(s for s in UNSETTLED if s != state)
        if await self.unsettled(community_id, number) is None:
            return None
        first = await self._store.step(number, state, by.id, among=among)
        if first is None:
            return None
        if state not in UNSETTLED:
            self._followed.pop(first.member_id, None)
        elif first.member_id in self._followed:
            self._followed[first.member_id] = first
        if first.card is not None:
            await self.refresh(community_id, first.card)
        return first
