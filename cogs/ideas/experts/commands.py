"""Who could help with an idea: asking for it, asking them, offering it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Directory, Meanings, Outbox, Scheduler
from bot.api.text import T
from storage.database import Database

from ..board import cards
from ..board.facets import Facet
from ..board.shelf import Shelf
from ..model import Idea
from ..store import IdeaStore
from . import wording
from .finding import Finder
from .known import Known
from .payloads import AnswerHelp, AskHelp, BeHelper, WhoHelps
from .store import ExpertStore


class Experts:
    """The handlers; the cog provides what they use."""

    _db: Database
    _ideas: IdeaStore
    _shelf: Shelf
    _meanings: Meanings
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _audit: Audit

    @cached_property
    def _experts(self) -> ExpertStore:
        return ExpertStore(self._db)

    @cached_property
    def _known(self) -> Known:
        return Known(self._experts, self._meanings)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._shelf, self._ideas, self._experts, self._known, self._directory)

    async def _experts_facet(self, ctx: Context, idea: Idea) -> Facet:
        shown = idea.open and _may_ask(ctx.member.id, ctx.level, idea)
        return Facet(buttons=[wording.who_button(idea)] if shown else [])

    @command("ideas experts", T("Who could help with an idea"), private=True)
    async def experts(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        await ctx.reply(await self._who(ctx, await self._shelf.meant(ctx.community.id, idea)))

    @button(WhoHelps)
    async def who_helps(self, ctx: Context, payload: WhoHelps) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        await ctx.reply(await self._who(ctx, idea), private=True)

    async def _who(self, ctx: Context, idea: Idea) -> Reply:
        if not _may_ask(ctx.member.id, ctx.level, idea):
            raise UserError(wording.NOT_YOURS)
        found = await self._finder.find(idea, ctx.member.id)
        if found is None:
            raise UserError(wording.NO_MODEL)
        return wording.found(idea, found)

    @button(AskHelp)
    async def ask_for_help(self, ctx: Context, payload: AskHelp) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        if not _may_ask(ctx.member.id, ctx.level, idea):
            raise UserError(wording.NOT_YOURS)
        helper = await self._finder.may_be_asked(idea, payload.member)
        if helper is None or helper.id == ctx.member.id:
            raise UserError(wording.NOT_WILLING)
        named = not (idea.anonymous and ctx.member.id == idea.author_id)
        asking = wording.question(idea, ctx.member, named=named)
        # the question first: a crash in between asks nobody twice, for the outbox knows its key
        await self._outbox.tell(helper, asking, key=f"{cards.tag(idea)}:help:{helper.id}")
        about = f"{idea.id}:{helper.id}"
        if not await self._scheduler.claim(ctx.community.id, "ideas.help", about):
            raise UserError(wording.ASKED_BEFORE)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member if named else None,
            action="ideas.ask_help",
            target=cards.tag(idea),
            detail={"member": helper.id},
        )
        await ctx.reply(wording.asked(helper))

    @button(AnswerHelp)
    async def answer_help(self, ctx: Context, payload: AnswerHelp) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        asker = await self._asker(idea, payload.asker)
        if asker is None or asker.id == ctx.member.id:
            raise UserError(wording.NOBODY_THERE)
        news = wording.answer(idea, ctx.member, would=payload.would)
        # of two answers the first one is told
        await self._outbox.tell(asker, news, key=f"{cards.tag(idea)}:helps:{ctx.member.id}")
        about = f"{idea.id}:{ctx.member.id}"
        if not await self._scheduler.claim(ctx.community.id, "ideas.helps", about):
            raise UserError(wording.ANSWERED_BEFORE)
        await ctx.reply(wording.thanks(would=payload.would))

    async def _asker(self, idea: Idea, member_id: int) -> Member | None:
        """Who asked, if they may ask still: what a button carries can be forged. The author is
        never found by number, or trying numbers would tell who is not named."""
        if member_id == 0:
            author = idea.author_id
            return await self._directory.member(author) if author is not None else None
        if member_id == idea.owner_id:
            return await self._directory.member(member_id)
        staff = await self._directory.staff(idea.community_id, Level.MODERATOR)
        return next((member for member in staff if member.id == member_id), None)

    @command("ideas helper", T("Offer to be asked about ideas, or stop that"), private=True)
    async def helper(
        self,
        ctx: Context,
        wish: Annotated[
            Literal["show", "on", "off"],
            Opt(
                T("On or off; without it you read what it means"),
                choices=(("show", T("explain")), ("on", T("on")), ("off", T("off"))),
            ),
        ] = "show",
    ) -> None:
        if wish == "show":
            on = bool(await self._experts.among([ctx.member.id]))
            await ctx.reply(wording.helper(on=on))
        else:
            await self._wish(ctx, wish == "on")

    @button(BeHelper)
    async def be_helper(self, ctx: Context, payload: BeHelper) -> None:
        await self._wish(ctx, payload.wish)

    async def _wish(self, ctx: Context, wish: bool) -> None:
        if wish:
            await self._experts.join(ctx.member.id, ctx.now)
            await self._known.note(ctx.member.id)
            await ctx.reply(wording.helper(on=True))
            return
        async with self._known.without_member(ctx.member.id):
            await self._experts.quit(ctx.member.id)
        await ctx.reply(wording.quit_helping())


def _may_ask(member_id: int, level: Level, idea: Idea) -> bool:
    return level >= Level.MODERATOR or member_id in (idea.author_id, idea.owner_id)
