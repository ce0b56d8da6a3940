"""Saying what becomes of an idea: by command, and by the buttons in its details."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, cast

from bot.api.boards.figures import Figures
from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt, When
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import Moment, T

from ..board.commands import STATUS_CHOICES
from ..board.desk import IdeaDesk
from ..board.facets import Facet
from ..board.shelf import Shelf
from ..letters import Letters
from ..model import STATUS_NAMES, Idea, Status, check_step
from ..store import FollowerStore, IdeaStore, StepStore
from ..store.steps import IN_HAND
from . import wording
from .deciding import Decider
from .news import Elsewhere, News
from .payloads import Adopt, Decide, Postpone, Postponed, Step, Undo


class Steps:
    """The handlers; the cog provides what they use."""

    _ideas: IdeaStore
    _steps: StepStore
    _followers: FollowerStore
    _shelf: Shelf
    _desk: IdeaDesk
    _letters: Letters
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _audit: Audit
    _figures: Figures
    _clock: Clock
    _told_elsewhere: Sequence[Elsewhere]

    @cached_property
    def _news(self) -> News:
        return News(
            self._ideas,
            self._steps,
            self._followers,
            self._desk,
            self._letters,
            self._outbox,
            self._directory,
            self._scheduler,
            self._clock,
            self._told_elsewhere,
        )

    @cached_property
    def _decider(self) -> Decider:
        return Decider(
            self._steps,
            self._shelf,
            self._news,
            self._desk,
            self._audit,
            self._configs,
            self._figures,
        )

    @command("ideas status", T("Say what becomes of an idea"), level=Level.MODERATOR, private=True)
    async def set_status(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
        status: Annotated[Status, Opt(T("What it is now"), choices=STATUS_CHOICES)],
        reason: Annotated[str, Opt(T("Why; author and supporters will read it"))],
        owner: Annotated[Member | None, Opt(T("Who sees to it"))] = None,
        due: Annotated[When | None, Opt(T("Until when: in 3 weeks, friday"))] = None,
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        await ctx.reply(
            await self._decider.take(ctx, found, status, reason, owner=owner, due_at=due)
        )

    @task("ideas.news")
    async def tell_news(self, data: dict[str, Any], due: int) -> None:
        """What could be taken back stands now."""
        await self._news.tell(data)

    async def _steps_facet(self, ctx: Context, idea: Idea) -> Facet:
        """The steps from here, for those who may take them."""
        if idea.merged_into is not None:
            return Facet()
        if ctx.level >= Level.MODERATOR:
            return Facet(team=wording.steps_for_moderators(idea))
        if ctx.member.id == idea.owner_id:
            return Facet(team=wording.steps_for_owner(idea))
        return Facet()

    @button(Step)
    async def ask_reason(self, ctx: Context, payload: Step) -> None:
        idea, status = await self._stepping(ctx, payload)
        check_step(idea.status, status)
        await ctx.ask(wording.reason_form(idea, status, self._decider.template(ctx, status)))

    @form(Decide)
    async def reason_given(self, ctx: Context, payload: Decide, answers: Answers) -> None:
        idea, status = await self._stepping(ctx, payload)
        typed = answers.get("due", "").strip() if status in IN_HAND else ""
        due = ctx.when(typed) if typed else None
        reason = answers.get("reason", "")
        await ctx.reply(await self._decider.take(ctx, idea, status, reason, due_at=due))

    async def _stepping(self, ctx: Context, payload: Step | Decide) -> tuple[Idea, Status]:
        """The idea and the step that is meant; UserError for who may not take it."""
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        if payload.status not in STATUS_NAMES:
            raise UserError(T("That is no longer in use."))
        status = cast(Status, payload.status)
        self._decider.allow(ctx, idea, status)
        return idea, status

    @button(Postpone)
    async def ask_date(self, ctx: Context, payload: Postpone) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        self._decider.allow(ctx, idea, None)
        await ctx.ask(wording.date_form(idea))

    @form(Postponed)
    async def date_given(self, ctx: Context, payload: Postponed, answers: Answers) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        self._decider.allow(ctx, idea, None)
        due = ctx.when(answers.get("due", "").strip())
        await self._decider.postpone(ctx, idea, due, answers.get("reason", ""))
        await ctx.reply(
            T(
                "Done: #{number} is planned for {date} now.",
                number=str(idea.id),
                date=Moment(due, "date"),
            )
        )

    @button(Adopt, level=Level.MODERATOR)
    async def adopt_idea(self, ctx: Context, payload: Adopt) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        await self._decider.adopt(ctx, idea)
        await ctx.reply(T("Thank you: #{number} is in your hands now.", number=str(idea.id)))

    @button(Undo)
    async def undo_step(self, ctx: Context, payload: Undo) -> None:
        idea = await self._decider.undo(ctx, payload.change, payload.at)
        await ctx.reply(
            T(
                "Taken back: #{number} is {status} again, and no news were sent.",
                number=str(idea.id),
                status=STATUS_NAMES[idea.status],
            )
        )
