"""Newcomers without an answer: in the digest, and on cards for moderators."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bot.api.boards.figures import Figures
from bot.api.cog import button, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MemberLeft, MessageDeleted, MessagePosted
from bot.api.model import Channel, Member
from bot.api.people import Level
from bot.api.services import (
    Activity,
    Clock,
    Configs,
    Directory,
    Measures,
    Moderation,
    Outbox,
    Scheduler,
)
from bot.api.text import T
from storage.database import Database

from . import wording
from .hosting import Hosting
from .model import UNSETTLED
from .payloads import Claim, Greet, GreetAll, Look, NotNeeded, SayHello
from .store import FirstStore, GreetedStore
from .watching import LOOK, Watching


class Newcomers:
    """The handlers; the cog provides what they use."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _activity: Activity
    _measures: Measures
    _moderation: Moderation
    _figures: Figures
    _clock: Clock

    @cached_property
    def _firsts(self) -> FirstStore:
        return FirstStore(self._db)

    @cached_property
    def _newcomers(self) -> Hosting:
        return Hosting(
            self._firsts,
            GreetedStore(self._db),
            self._activity,
            self._measures,
            self._directory,
            self._outbox,
            self._figures,
            self._clock,
        )

    @cached_property
    def _watching(self) -> Watching:
        return Watching(
            self._firsts,
            self._configs,
            self._directory,
            self._outbox,
            self._scheduler,
            self._activity,
            self._moderation,
            self._clock,
        )

    # ---- what is heard

    @listen(MessagePosted)
    async def newcomer_heard(self, event: MessagePosted) -> None:
        await self._watching.posted(event)
        await self._newcomers.heard(event)

    @listen(MessageDeleted)
    async def newcomer_deleted(self, event: MessageDeleted) -> None:
        await self._watching.deleted(event)

    @listen(MemberLeft)
    async def newcomer_left(self, event: MemberLeft) -> None:
        await self._watching.left(event)

    @task(LOOK)
    async def look_after_newcomers(self, data: dict[str, Any], due: int) -> None:
        """Some have waited long enough."""
        await self._watching.look(data)

    # ---- the digest

    @button(GreetAll, level=Level.MODERATOR)
    async def greet_all(self, ctx: Context, payload: GreetAll) -> None:
        """Point the community to first messages that nobody answered."""
        ids = [int(one) for one in payload.members.split("+") if one.isascii() and one.isdecimal()]
        greeted = await self._newcomers.greet(ctx.community.id, ids, ctx.member)
        if not greeted:
            raise UserError(wording.ANSWERED)
        await ctx.reply(wording.nudged(*greeted))

    @button(Greet, level=Level.MODERATOR)
    async def greet(self, ctx: Context, payload: Greet) -> None:
        """The same for one, from a digest of an earlier version."""
        member, channel = await self._there(ctx, payload.member, payload.channel)
        await self._newcomers.nudge(member, channel, payload.message)
        await ctx.reply(wording.nudged(member))

    async def _there(self, ctx: Context, member_id: int, channel_id: int) -> tuple[Member, Channel]:
        member = await self._directory.member(member_id)
        channel = await self._directory.channel(channel_id)
        if member is None or channel is None or member.community_id != ctx.community.id:
            raise UserError(wording.GONE)
        return member, channel

    # ---- cards

    @button(SayHello, level=Level.MODERATOR)
    async def say_hello(self, ctx: Context, payload: SayHello) -> None:
        first = await self._watching.unsettled(ctx.community.id, payload.first)
        if first is None:
            raise UserError(wording.SETTLED)
        member, channel = await self._there(ctx, first.member_id, first.channel_id)
        # asked before it is noted: after a crash in between the button does it again, once in all
        await self._newcomers.nudge(member, channel, first.native_id)
        await self._watching.step(ctx.community.id, payload.first, "hello", ctx.member)
        await ctx.reply(wording.nudged(member))

    @button(Claim, level=Level.MODERATOR)
    async def claim(self, ctx: Context, payload: Claim) -> None:
        first = await self._watching.step(ctx.community.id, payload.first, "claimed", ctx.member)
        if first is None:
            raise UserError(wording.SETTLED)
        member, _ = await self._there(ctx, first.member_id, first.channel_id)
        await ctx.reply(wording.claimed(member))

    @button(NotNeeded, level=Level.MODERATOR)
    async def not_needed(self, ctx: Context, payload: NotNeeded) -> None:
        first = await self._watching.step(ctx.community.id, payload.first, "unneeded", ctx.member)
        if first is None:
            raise UserError(wording.SETTLED)
        await ctx.reply(T("Noted: no answer is needed."))

    @button(Look, level=Level.MODERATOR)
    async def look_at_newcomer(self, ctx: Context, payload: Look) -> None:
        """One of a list, with what may be done."""
        first = await self._firsts.get(ctx.community.id, payload.first)
        if first is None or first.state not in UNSETTLED:
            raise UserError(wording.SETTLED)
        await ctx.reply(await self._watching.card([first]), private=True)
