"""Saying what becomes of an idea."""

from __future__ import annotations

from typing import Annotated

from bot.api.cog import command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Audit
from bot.api.text import T

from ..board import cards
from ..board.commands import STATUS_CHOICES
from ..board.shelf import Shelf
from ..model import STATUS_NAMES, Status, check_step, checked_reason
from ..store import StepStore
from .news import News


class Steps:
    """The handlers; the cog provides what they use."""

    _shelf: Shelf
    _steps: StepStore
    _news: News
    _audit: Audit

    @command("ideas status", T("Say what becomes of an idea"), level=Level.MODERATOR, private=True)
    async def set_status(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
        status: Annotated[Status, Opt(T("What it is now"), choices=STATUS_CHOICES)],
        reason: Annotated[str, Opt(T("Why; author and supporters will read it"))],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        why = checked_reason(reason)
        check_step(found.status, status)
        change = await self._steps.take(found, status, why, ctx.member.id, ctx.now)
        if change is None:
            raise UserError(T("Somebody else has just changed this idea; please look again."))
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="ideas.status",
            target=cards.tag(found),
            detail={"before": change.before, "after": change.after, "change": change.id},
        )
        await self._news.announce(found, change)
        await ctx.reply(
            T(
                "Done: #{number} is now {status}. Author and supporters are told.",
                number=str(found.id),
                status=STATUS_NAMES[status],
            )
        )
