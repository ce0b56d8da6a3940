"""Putting ideas together: commands, buttons in the details, and what makes up for a crash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Annotated, Any

from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Button
from bot.api.services import Audit, Directory, Scheduler
from bot.api.text import T, Text
from storage.database import Database

from ..board import cards
from ..board.desk import IdeaDesk
from ..board.facets import Facet
from ..board.shelf import Shelf
from ..letters import Letters
from ..model import SUPPORTABLE, Idea
from ..store import CannotMerge, IdeaStore, Merge, MergeStore
from . import wording
from .payloads import AskInto, Into, TakeOut
from .telling import Telling

AFTER_CRASH_MS = 60_000


class Merging:
    """The handlers; the cog provides what they use."""

    _db: Database
    _ideas: IdeaStore
    _shelf: Shelf
    _desk: IdeaDesk
    _letters: Letters
    _scheduler: Scheduler
    _directory: Directory
    _audit: Audit

    @cached_property
    def _merges(self) -> MergeStore:
        return MergeStore(self._db)

    @cached_property
    def _merge_news(self) -> Telling:
        return Telling(self._merges, self._ideas, self._desk, self._letters, self._directory)

    @command(
        "ideas merge",
        T("Count the support of two ideas together"),
        level=Level.MODERATOR,
        private=True,
    )
    async def merge(
        self,
        ctx: Context,
        idea: Annotated[
            str, Opt(T("The idea that becomes part of another"), complete="complete_idea")
        ],
        into: Annotated[str, Opt(T("The idea that stands for both"), complete="complete_idea")],
    ) -> None:
        await self._merge(ctx, await self._shelf.meant(ctx.community.id, idea), into)

    @button(AskInto, level=Level.MODERATOR)
    async def ask_into(self, ctx: Context, payload: AskInto) -> None:
        await ctx.ask(wording.form(await self._shelf.get(ctx.community.id, payload.idea)))

    @form(Into, level=Level.MODERATOR)
    async def answered_into(self, ctx: Context, payload: Into, answers: Answers) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        await self._merge(ctx, idea, answers.get("into", ""))

    async def _merge(self, ctx: Context, idea: Idea, typed: str) -> None:
        into = await self._shelf.meant(ctx.community.id, typed)
        here, by = ctx.community.id, ctx.member.id
        await self._carry_out(
            ctx, "merge", idea, lambda: self._merges.merge(here, idea.id, into.id, by, ctx.now)
        )
        now = await self._ideas.get(here, into.id)
        root = await self._ideas.get(here, now.root) if now is not None else None
        if root is None:
            raise UserError(wording.GONE)
        await ctx.reply(wording.merged(idea, root))

    @command(
        "ideas unmerge",
        T("Let a merged idea stand on its own again"),
        level=Level.MODERATOR,
        private=True,
    )
    async def unmerge(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("The idea that is part of another"), complete="complete_idea")],
    ) -> None:
        await self._unmerge(ctx, await self._shelf.meant(ctx.community.id, idea))

    @button(TakeOut, level=Level.MODERATOR)
    async def take_out(self, ctx: Context, payload: TakeOut) -> None:
        await self._unmerge(ctx, await self._shelf.get(ctx.community.id, payload.idea))

    async def _unmerge(self, ctx: Context, idea: Idea) -> None:
        here, by = ctx.community.id, ctx.member.id
        await self._carry_out(
            ctx, "unmerge", idea, lambda: self._merges.unmerge(here, idea.id, by, ctx.now)
        )
        now = await self._ideas.get(here, idea.id)
        await ctx.reply(wording.parted(now or idea, idea.root))

    async def _carry_out(
        self, ctx: Context, verb: str, idea: Idea, act: Callable[[], Awaitable[Merge]]
    ) -> None:
        """Do it and tell of it. The telling is on the clock beforehand, in case of a crash."""
        key = f"ideas:{verb}:{idea.id}:{ctx.now}"
        data = {"community": ctx.community.id, "idea": idea.id, "since": ctx.now}
        await self._scheduler.at(ctx.now + AFTER_CRASH_MS, "ideas.merged", data, key=key)
        try:
            merge = await act()
        except CannotMerge as refusal:
            await self._scheduler.cancel(key)
            raise UserError(wording.OBSTACLES[refusal.args[0]]) from None
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=f"ideas.{verb}",
            target=cards.tag(idea),
            detail={"into": merge.into_id, "merge": merge.id},
        )
        await self._merge_news.tell(ctx.community.id, merge)
        await self._scheduler.cancel(key)

    @task("ideas.merged")
    async def tell_of_merges(self, data: dict[str, Any], due: int) -> None:
        """What a crash kept from being told."""
        for merge in await self._merges.since(data["idea"], data["since"]):
            await self._merge_news.tell(data["community"], merge)

    async def _merging_facet(self, ctx: Context, idea: Idea) -> Facet:
        """What an idea is made of, and for moderators the ways to change that."""
        shown: list[Text] = wording.parts(await self._ideas.merged(ctx.community.id, idea.id))
        buttons = []
        if ctx.level >= Level.MODERATOR:
            if idea.merged_into is not None:
                label = T("Take out of #{number}", number=str(idea.root))
                buttons.append(Button(label, TakeOut(idea.id)))
            elif idea.status in SUPPORTABLE:
                buttons.append(Button(T("Merge into …"), AskInto(idea.id)))
        return Facet(shown, team=buttons)
