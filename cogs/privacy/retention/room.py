"""`/privacy report`, and the night in which it is written."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.calendar import local_date, stamp
from bot.api.cog import command, every, task
from bot.api.context import Context
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Clock, Scheduler
from bot.api.text import T

from ..store import RemovedStore
from . import wording

NIGHT = "privacy.night"
HOUR = time(3, 30)
KEPT_DAYS = 400
OWN = Expiring("privacy.removed", T("these numbers"), lambda _: KEPT_DAYS, personal=False)
DAYS = 30


class RetentionRoom:
    """The handlers; the cog provides what they use. Each feature prunes at its own hours, most of
    them hourly: sooner than a night would. What went is gathered here every few minutes."""

    _retention: Retention
    _removed: RemovedStore
    _scheduler: Scheduler
    _clock: Clock

    @every(300)
    async def gather(self) -> None:
        """So that a crash loses the numbers of minutes, not of a day."""
        counts = self._retention.take()
        if counts:
            await self._removed.add(self._today(), counts)

    @task(NIGHT)
    async def night(self, data: dict[str, Any], due: int) -> None:
        """Once a night, also for nights without the bot: gather, forget old numbers, sign."""
        today = self._today()
        gone = await self._removed.prune(today - KEPT_DAYS)
        self._retention.removed(OWN.kind, gone)
        await self.gather()
        await self._removed.sign(today)
        await self._next_night()

    async def _next_night(self) -> None:
        now = self._clock.now()
        day = local_date(now, "UTC")
        due = stamp(day, HOUR, "UTC")
        if due <= now:
            due = stamp(day + timedelta(days=1), HOUR, "UTC")
        await self._scheduler.at(due, NIGHT, {}, key=NIGHT)

    @command(
        "privacy report",
        T("What went because its time was over"),
        level=Level.OWNER,
        private=True,
        view=True,
    )
    async def report(
        self,
        ctx: Context,
        days: Annotated[int, Opt(T("How many days to look back on"), min=1, max=366)] = DAYS,
    ) -> None:
        """Numbers by kind."""
        await ctx.reply(await self._report(ctx, days))

    async def _report_card(self, ctx: Context) -> Reply:
        return await self._report(ctx, DAYS)

    async def _report(self, ctx: Context, days: int) -> Reply:
        await self.gather()
        counts = await self._removed.since(self._today() - days)
        here = ctx.community.id
        kinds = [(kind, kind.days(here)) for kind in self._retention.kinds(here)]
        last = await self._removed.signed()
        at = stamp(date.fromordinal(last), HOUR, "UTC") if last is not None else None
        return wording.report(kinds, counts, days, at)

    def _today(self) -> int:
        return local_date(self._clock.now(), "UTC").toordinal()
