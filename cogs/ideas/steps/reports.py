"""What came of ideas: /did, points, and the daily round."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Any

from bot.api.cog import command, every, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import T
from storage.database import Database

from ..store import StepStore
from ..store.points import PointStore
from . import thanks
from .reminding import Reminding
from .rounds import Rounds
from .said import Said


class Reports:
    """The handlers; the cog provides what they use."""

    _db: Database
    _steps: StepStore
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _audit: Audit
    _clock: Clock

    @cached_property
    def _said(self) -> Said:
        return Said(
            self._steps,
            self._configs,
            self._directory,
            self._outbox,
            self._scheduler,
            self._audit,
        )

    @cached_property
    def _reminding(self) -> Reminding:
        return Reminding(self._steps, self._configs, self._directory, self._outbox, self._clock)

    @cached_property
    def _rounds(self) -> Rounds:
        return Rounds(self._owed, self._configs, self._directory, self._scheduler, self._clock)

    async def _owed(self, community: Community, since: date, today: date) -> None:
        await self._reminding.remind(community, since, today)
        await self._said.post(community, since, today)

    @every(60)
    async def plan_rounds(self) -> None:
        """For communities that are new, or have another time or zone since."""
        await self._rounds.plan_all()

    @task("ideas.round")
    async def run_round(self, data: dict[str, Any], due: int) -> None:
        await self._rounds.run(data)

    @command("did", T("What became true of the ideas here"), private=True)
    async def did(
        self,
        ctx: Context,
        preview: Annotated[
            bool, Opt(T("For moderators: the monthly post as it would be today"))
        ] = False,
    ) -> None:
        if not preview:
            await ctx.reply(await self._said.lately(ctx.community.id, ctx.now))
            return
        if ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators see the monthly post before it is posted."))
        so_far = await self._said.so_far(ctx.community, ctx.now)
        if so_far is None:
            await ctx.reply(T("Nothing was decided this month, so nothing would be posted."))
            return
        await ctx.reply(so_far)

    @command("ideas points", T("What you are thanked for, and the rules"), private=True)
    async def points(self, ctx: Context) -> None:
        earned = await PointStore(self._db).of(ctx.community.id, ctx.member.id)
        await ctx.reply(thanks.points(earned))
