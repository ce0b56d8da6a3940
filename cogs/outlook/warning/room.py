"""Warnings in the chat: what they were about, quiet for a week, and what was unusual lately."""

from __future__ import annotations

from typing import cast, get_args

from bot.api.calendar import local_date
from bot.api.cog import button, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Clock, Configs, Directory
from bot.api.text import T

from ..config import OutlookConfig
from ..model import MUTED_MS, Series, Unusual
from ..payloads import Look, Mute, Unmute
from ..rounds import Round
from ..store import OutlookStore
from . import wording
from .watching import Watching

LOOK_S = 900
LISTED_DAYS = 28


class WarningRoom:
    """The handlers; the cog provides what they use."""

    _configs: Configs
    _directory: Directory
    _audit: Audit
    _clock: Clock
    _store: OutlookStore
    _watching: Watching
    _looking: Round

    @every(LOOK_S)
    async def watch(self) -> None:
        """Every community in which the outlook is on."""
        await self._looking.go(await self._directory.communities(), self._look)

    async def _look(self, community: Community) -> None:
        if self._configs.of(OutlookConfig, community.id).enabled:
            await self._watching.look(community)

    @command(
        "outlook warnings",
        T("What was unusual lately, and what is muted"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def warnings(self, ctx: Context) -> None:
        """The last 28 days."""
        zone = ctx.community.timezone
        today = local_date(ctx.now, zone).toordinal()
        events = await self._store.events(ctx.community.id, today - LISTED_DAYS, today)
        muted = await self._store.muted(ctx.community.id, ctx.now)
        rate = self._configs.of(OutlookConfig, ctx.community.id).false_alarms_per_month
        await ctx.reply(Reply(wording.listed(events, muted, zone, rate)))

    @button(Look, level=Level.MODERATOR)
    async def warning_shown(self, ctx: Context, payload: Look) -> None:
        """A picture of the days around it."""
        event = await self._event(ctx, payload)
        points = await self._watching.around(ctx.community, event)
        if not points:
            raise UserError(T("Nobody counts that any more."))
        await ctx.reply(wording.chart(event, points, ctx.community.timezone), private=True)

    @button(Mute, level=Level.MODERATOR)
    async def warning_muted(self, ctx: Context, payload: Mute) -> None:
        """For a week, for everybody."""
        series, until = _series(payload.series), ctx.now + MUTED_MS
        await self._store.mute(ctx.community.id, series, until)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="outlook.mute", target=series
        )
        await ctx.reply(wording.muted(series, until), private=True)

    @button(Unmute, level=Level.MODERATOR)
    async def warning_heard(self, ctx: Context, payload: Unmute) -> None:
        """Thought better of."""
        series = _series(payload.series)
        await self._store.unmute(ctx.community.id, series)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="outlook.unmute", target=series
        )
        await ctx.reply(wording.heard(series), private=True)

    async def _event(self, ctx: Context, look: Look) -> Unusual:
        event = await self._store.event(ctx.community.id, look.series, look.side, look.day)
        if event is None:
            raise UserError(T("That warning is too old to look at."))
        return event


def _series(name: str) -> Series:
    if name not in get_args(Series):
        raise UserError(T("That is nothing I watch."))
    return cast(Series, name)
