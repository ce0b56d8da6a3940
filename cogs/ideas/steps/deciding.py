"""Taking steps, with all that belongs to one."""

from __future__ import annotations

from bot.api.boards.figures import Figures
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Configs
from bot.api.text import T

from ..board import cards
from ..board.desk import IdeaDesk
from ..board.shelf import Shelf
from ..config import IdeasConfig
from ..model import Idea, Status, check_step, checked_reason
from ..reporting import advising
from ..store import StepStore
from ..store.steps import IN_HAND
from . import wording
from .news import GRACE_S, News

QUICKER = T("Somebody else has just changed this idea; please look again.")
# what the words of a template leave open
BLANK = "…"


class Decider:
    """Steps of ideas: checked, kept, noted for the record, shown and told."""

    def __init__(
        self,
        steps: StepStore,
        shelf: Shelf,
        news: News,
        desk: IdeaDesk,
        audit: Audit,
        configs: Configs,
        figures: Figures,
    ) -> None:
        self._steps = steps
        self._shelf = shelf
        self._news = news
        self._desk = desk
        self._audit = audit
        self._configs = configs
        self._figures = figures

    async def take(
        self,
        ctx: Context,
        idea: Idea,
        after: Status,
        reason: str,
        *,
        owner: Member | None = None,
        due_at: int | None = None,
    ) -> Reply:
        """Take a step; the answer to the one who did. UserError where it cannot be taken."""
        why = checked_reason(reason)
        self._check_standing(idea)
        check_step(idea.status, after)
        if after not in IN_HAND and (owner is not None or due_at is not None):
            raise UserError(
                T("Only an idea that is planned or in progress has an owner and a date.")
            )
        if after == "not_now" and BLANK in why and why == self.template(ctx, after).strip():
            raise UserError(
                T("Please fill in the places with “…”: why, and when you will look at it again.")
            )
        if owner is not None and owner.account.is_bot:
            raise UserError(T("A bot cannot see to an idea; please choose a person."))
        owner_id = owner.id if owner is not None else None
        change = await self._steps.take(
            idea, after, why, ctx.member.id, ctx.now, owner_id=owner_id, due_at=due_at
        )
        if change is None:
            raise UserError(QUICKER)
        detail: dict[str, str | int | None] = {
            "before": change.before,
            "after": change.after,
            "change": change.id,
            "owner": change.owner_id,
        }
        await self._record(ctx, "ideas.status", idea, detail)
        await self._news.announce(idea, change)
        if change.before == "new":
            await self._figures.done(ctx.community.id, advising.key(idea.id), ctx.member)
        told = owner if owner is not None and owner.id != ctx.member.id else None
        return wording.decided(idea, change, GRACE_S, told)

    async def postpone(self, ctx: Context, idea: Idea, due_at: int, reason: str) -> None:
        """Another date for an idea that is in hand, and why."""
        why = checked_reason(reason)
        self._check_in_hand(idea)
        change = await self._steps.take(
            idea, idea.status, why, ctx.member.id, ctx.now, due_at=due_at
        )
        if change is None:
            raise UserError(QUICKER)
        await self._record(ctx, "ideas.date", idea, {"change": change.id})
        await self._news.announce(idea, change)

    async def adopt(self, ctx: Context, idea: Idea) -> None:
        """The one who asks sees to an idea."""
        if not await self._steps.adopt(ctx.community.id, idea.id, ctx.member.id, ctx.now):
            raise UserError(T("Somebody else sees to it already, or it is settled."))
        await self._record(ctx, "ideas.owner", idea, {"owner": ctx.member.id})
        await self._desk.refresh(idea)

    async def undo(self, ctx: Context, change_id: int, at: int) -> Idea:
        """Take back a step (`at` then) before anybody is told of it; the idea as it was."""
        since = ctx.now - 1000 * GRACE_S
        by = None if ctx.level >= Level.MODERATOR else ctx.member.id
        change = await self._steps.undo(ctx.community.id, change_id, at, since, ctx.now, by=by)
        if change is None:
            raise UserError(
                T("It is too late to take that back: choose the step back in the details instead.")
            )
        idea = await self._shelf.get(ctx.community.id, change.idea_id)
        await self._record(ctx, "ideas.undo", idea, {"before": change.after, "after": idea.status})
        await self._desk.refresh(idea)
        return idea

    def template(self, ctx: Context, status: Status) -> str:
        """The words that a form starts with; the built-in ones are for those who read English."""
        config = self._configs.of(IdeasConfig, ctx.community.id)
        words = config.not_now_reason
        own = words != IdeasConfig.model_fields["not_now_reason"].default
        fits = own or (ctx.member.locale or ctx.community.locale).startswith("en")
        return words if status == "not_now" and fits else ""

    def allow(self, ctx: Context, idea: Idea, status: Status | None) -> None:
        """UserError unless the one who asks may take that step, or (None) set the date."""
        owners = status is None or status in wording.OWNERS_STEPS
        if ctx.level >= Level.MODERATOR or (owners and ctx.member.id == idea.owner_id):
            return
        raise UserError(T("Only moderators and whoever sees to an idea can do that."))

    def _check_standing(self, idea: Idea) -> None:
        if idea.merged_into is not None:
            raise UserError(
                T(
                    "#{number} is part of #{other} now; please say it of that one.",
                    number=str(idea.id),
                    other=str(idea.merged_into),
                )
            )

    def _check_in_hand(self, idea: Idea) -> None:
        self._check_standing(idea)
        if idea.status not in IN_HAND:
            raise UserError(
                T("Only an idea that is planned or in progress has an owner and a date.")
            )

    async def _record(
        self, ctx: Context, action: str, idea: Idea, detail: dict[str, str | int | None]
    ) -> None:
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=action,
            target=cards.tag(idea),
            detail=detail,
        )
