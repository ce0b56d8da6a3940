"""Newcomers without an answer: in the digest, and on cards for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from bot.api.boards.figures import Suggestion
from bot.api.cog import button, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MemberLeft, MessageDeleted, MessagePosted
from bot.api.model import Channel, Member
from bot.api.people import Level
from bot.api.reply import Button
from bot.api.reply import Look as Shade
from bot.api.services import Activity, Clock, Configs, Directory, Moderation, Outbox, Scheduler
from bot.api.text import T, bold
from storage.database import Database

from . import wording
from .model import NEWCOMER_MS, UNSETTLED, nudge
from .payloads import Claim, Greet, Look, NotNeeded, SayHello
from .store import FirstStore
from .watching import LOOK, Watching


class Newcomers:
    """The handlers; the cog provides what they use."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _activity: Activity
    _moderation: Moderation
    _clock: Clock

    @cached_property
    def _firsts(self) -> FirstStore:
        return FirstStore(self._db)

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

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        since = max(start, end - NEWCOMER_MS)
        found = await self._activity.newcomers_unanswered(community_id, since, limit=3)
        return [
            Suggestion(
                T("Nobody has answered {who}'s first message yet.", who=bold(member.name)),
                Button(
                    T("Greet {who}", who=member.first_name),
                    Greet(member.id, channel.id, message),
                    Shade.PRIMARY,
                ),
                weight=0.9,
            )
            for member, channel, message in found
        ]

    @button(Greet, level=Level.MODERATOR)
    async def greet(self, ctx: Context, payload: Greet) -> None:
        """Point the community to a first message that nobody answered."""
        member, channel = await self._there(ctx, payload.member, payload.channel)
        await self._nudge(member, channel, payload.message)
        await ctx.reply(wording.nudged(member))

    async def _there(self, ctx: Context, member_id: int, channel_id: int) -> tuple[Member, Channel]:
        member = await self._directory.member(member_id)
        channel = await self._directory.channel(channel_id)
        if member is None or channel is None or member.community_id != ctx.community.id:
            raise UserError(wording.GONE)
        return member, channel

    async def _nudge(self, member: Member, channel: Channel, message: int) -> None:
        """Once for each message, from wherever it is asked for."""
        key = nudge(channel.id, message)
        await self._outbox.post(channel, wording.nudge(member), tag=key, key=key, reply_to=message)

    # ---- cards

    @button(SayHello, level=Level.MODERATOR)
    async def say_hello(self, ctx: Context, payload: SayHello) -> None:
        first = await self._watching.unsettled(ctx.community.id, payload.first)
        if first is None:
            raise UserError(wording.SETTLED)
        member, channel = await self._there(ctx, first.member_id, first.channel_id)
        # asked before it is noted: after a crash in between the button does it again, once in all
        await self._nudge(member, channel, first.native_id)
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
