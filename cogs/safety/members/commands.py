"""What members can type and press, and the two who decide on it."""

from __future__ import annotations

from typing import Annotated, Any

from bot.api.boards.privacy.retention import Retention
from bot.api.cog import button, command, every, form, menu, task
from bot.api.context import Context
from bot.api.model import Member, Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.services import Clock, Configs, Directory
from bot.api.text import T

from ..alerts.model import REASON_ROOM
from ..config import SafetyConfig
from ..expiring import TEXTS
from . import hearing, reconsider
from .appeals import Appeals
from .hearing import Hearing
from .payloads import Appeal, AppealBan, AppealTalk, Judge, Plea, Rethink
from .reconsider import Reconsider
from .reports import Reports
from .telling import DAY_MS
from .why import Why, why

UPKEEP_S = 600


class Members:
    """The handlers of this room; the cog provides what they use."""

    _configs: Configs
    _directory: Directory
    _clock: Clock
    _retention: Retention
    _reports: Reports
    _appeals: Appeals
    _hearing: Hearing
    _why: Why
    _reconsider: Reconsider

    # ---- reports

    @menu(T("Report message"))
    async def report_message(self, ctx: Context, message: Message) -> None:
        await self._reports.take(ctx, message.author, message, "")

    @command("report", T("Tell the moderators that something is wrong"), private=True)
    async def report(
        self,
        ctx: Context,
        member: Annotated[Member | None, Opt(T("Whom it is about"))] = None,
        reason: Annotated[str, Opt(T("What is wrong"), max=REASON_ROOM)] = "",
    ) -> None:
        about = ctx.replied_to.author if ctx.replied_to else member
        await self._reports.take(ctx, about, ctx.replied_to, reason)

    # ---- one's own record

    @command("why", T("What moderators have decided about you"), private=True)
    async def why(self, ctx: Context) -> None:
        record = await self._why.record(ctx.community.id, ctx.member.id, ctx.now)
        await ctx.reply(why(record), private=True)

    # ---- appeals

    @command("appeal", T("Ask another moderator to look at a decision about you"), private=True)
    async def appeal(self, ctx: Context) -> None:
        await self._appeals.offer(ctx)

    @button(Appeal)
    async def ask_for_appeal(self, ctx: Context, payload: Appeal) -> None:
        await self._appeals.ask(ctx, payload.action)

    @button(AppealBan)
    async def ask_for_appeal_of_ban(self, ctx: Context, payload: AppealBan) -> None:
        await self._appeals.ask_about(ctx, payload.alert, "ban")

    @button(AppealTalk)
    async def ask_for_appeal_of_talk(self, ctx: Context, payload: AppealTalk) -> None:
        await self._appeals.ask_about(ctx, payload.alert, "talk")

    @form(Plea)
    async def take_appeal(self, ctx: Context, payload: Plea, answers: Answers) -> None:
        await self._appeals.take(ctx, payload.action, answers.get("text", ""))

    @button(Judge, level=Level.MODERATOR)
    async def judge(self, ctx: Context, payload: Judge) -> None:
        await self._hearing.judge(ctx, payload.case, overturn=payload.overturn)

    @task(hearing.TASK)
    async def follow_appeal(self, data: dict[str, Any], due: int) -> None:
        """An appeal waits, or a crash cut something off."""
        await self._hearing.follow(int(data["action"]))

    # ---- reconsidering

    @button(Rethink)
    async def rethink(self, ctx: Context, payload: Rethink) -> None:
        await self._reconsider.answer(ctx, payload.alert, payload.said)

    @task(reconsider.TASK)
    async def reconsider_over(self, data: dict[str, Any], due: int) -> None:
        """An author had time enough."""
        await self._reconsider.over(str(data["about"]))

    # ---- upkeep

    @every(UPKEEP_S)
    async def tend_members(self) -> None:
        """Tell whom a crash kept from being told, and erase texts whose time is over."""
        await self._reports.catch_up()
        for community in await self._directory.communities():
            days = self._configs.of(SafetyConfig, community.id).retention_days
            before = self._clock.now() - days * DAY_MS
            gone = await self._hearing.forget_texts(community.id, before)
            self._retention.removed(TEXTS, gone)
