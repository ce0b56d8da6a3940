"""Reports by members: sealed, limited, and answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member, Message
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox
from bot.api.text import CommandHint, N, T, Text

from ..alerts.desk import Desk
from ..alerts.filing import Filed
from ..alerts.model import Alert
from ..cards.card import tag
from ..config import SafetyConfig
from . import notices
from .store import TraceStore

DAY_MS = 86_400_000
OFTEN_REJECTED = 3
"""From so many reports on that were not borne out, and at least half of all, it is said."""


def _answer(filed: Filed) -> Text:
    # whether it is about other words of an alert that this member had reported before
    if getattr(filed, "added", False):
        return notices.ADDED
    return notices.KNOWN if filed.repeated else notices.THANKS


class Reports:
    """Takes reports in. The reporter's name is in the database and nowhere else: no card, no
    notice and no log of decisions has it."""

    def __init__(
        self,
        desk: Desk,
        traces: TraceStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._traces = traces
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._clock = clock
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(
        self, ctx: Context, about: Member | None, message: Message | None, reason: str
    ) -> None:
        """A report of a message, or of a member without one."""
        if about is None:
            raise UserError(
                T(
                    "Whom is it about? Type {command}, or answer the message with it.",
                    command=CommandHint("report", "@name what is wrong"),
                )
            )
        if about.account.is_bot:
            raise UserError(T("That is a bot. Please write to a moderator about it."))
        if about.id == ctx.member.id:
            raise UserError(T("You cannot report yourself. Moderators are happy to talk, though."))
        # One process owns a database, so a turn for each reporter keeps two reports at once
        # from both being the last one of the day.
        async with self._turns.setdefault(ctx.member.id, asyncio.Lock()):
            await self._within_limit(ctx)
            if message is not None:
                filed = await self._desk.report(ctx.community, ctx.member, message, reason)
            else:
                filed = await self._desk.report_member(
                    ctx.community, ctx.member, about, ctx.space, reason
                )
        await ctx.reply(_answer(filed), private=True)

    async def _within_limit(self, ctx: Context) -> None:
        limit = self._configs.of(SafetyConfig, ctx.community.id).reports_a_day
        if await self._traces.reported_since(ctx.member.id, ctx.now - DAY_MS) >= limit:
            raise UserError(
                T("You have sent many reports today; please write to a moderator directly.")
            )

    async def settled(self, alert: Alert) -> None:
        """An alert is decided: note whether that bears its reports out, and tell who sent them."""
        reporters = await self._traces.bear_out(alert.id, alert.outcome != "dismissed")
        for member in (await self._directory.members(reporters)).values():
            key = f"{tag(alert.id)}:looked:{member.id}"
            await self._outbox.tell(member, Reply(notices.LOOKED), key=key)

    async def catch_up(self) -> None:
        """Tell those whom a crash kept from being told."""
        for alert in await self._traces.unheard(self._clock.now() - DAY_MS):
            await self.settled(alert)

    async def standing(self, alert_id: int) -> Sequence[Text]:
        """What moderators should know of those who reported an alert; never who they are."""
        return [
            N(
                "{rejected} of {n} earlier report by one of them was dismissed.",
                "{rejected} of {n} earlier reports by one of them were dismissed.",
                decided,
                rejected=rejected,
            )
            for rejected, decided in await self._traces.standing(alert_id)
            if rejected >= OFTEN_REJECTED and 2 * rejected >= decided
        ]
