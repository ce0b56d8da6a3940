"""Proposing an idea: command, form, menu of a message."""

from __future__ import annotations

from typing import Annotated

from bot.api.cog import button, command, form, menu
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member, Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.services import Configs
from bot.api.text import CommandHint, T

from ..board import lists
from ..board.desk import IdeaDesk
from ..board.supporting import Supporting
from ..config import IdeasConfig
from ..model import Draft, Words, checked_words, words_of_message
from ..store import DraftStore
from . import wording
from .payloads import Discard, PostAnyway, SupportInstead, Write
from .proposals import Proposals


class Proposing:
    """The handlers; the cog provides what they use."""

    _configs: Configs
    _drafts: DraftStore
    _desk: IdeaDesk
    _proposals: Proposals
    _supporting: Supporting

    @command("idea", T("Propose something; others can support it"), private=True)
    async def idea(
        self,
        ctx: Context,
        title: Annotated[str, Opt(T("Your idea in one sentence"))] = "",
        details: Annotated[str, Opt(T("Why, and what it should be like"))] = "",
    ) -> None:
        self._may_post(ctx)
        if not title.strip():
            await ctx.ask(wording.form())
            return
        await self._propose(ctx, checked_words(title, details), ctx.member)

    @form(Write)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        self._may_post(ctx)
        words = checked_words(
            answers.get("title", ""), answers.get("why", ""), answers.get("audience", "")
        )
        await self._propose(ctx, words, ctx.member)

    @menu(T("Make an idea"))
    async def make_an_idea(self, ctx: Context, message: Message) -> None:
        self._may_post(ctx)
        if message.author.account.is_bot:
            raise UserError(T("That message is not from a person."))
        if not await self._desk.public(message.ref.channel):
            raise UserError(
                T(
                    "That message is not public; write the idea in your own words with {command}.",
                    command=CommandHint("idea"),
                )
            )
        await self._propose(ctx, words_of_message(message.text), message.author)

    def _may_post(self, ctx: Context) -> None:
        config = self._configs.of(IdeasConfig, ctx.community.id)
        if config.who_may_post == "moderators" and ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators can post ideas here."))

    async def _propose(self, ctx: Context, words: Words, author: Member) -> None:
        """Post it, or first show what looks alike."""
        draft = Draft(0, ctx.community.id, ctx.member.id, author.id, ctx.channel.id, words, ctx.now)
        config = self._configs.of(IdeasConfig, ctx.community.id)
        if (held := await self._proposals.hold(draft, config)) is not None:
            await ctx.reply(wording.alike(*held), private=True)
        else:
            await ctx.reply(wording.posted(await self._proposals.post(draft)), private=True)

    @button(PostAnyway)
    async def post_anyway(self, ctx: Context, payload: PostAnyway) -> None:
        idea = await self._proposals.post_anyway(
            ctx.community.id, payload.draft, ctx.member.id, ctx.now
        )
        if idea is None:
            raise UserError(T("This draft is gone: it was posted or discarded before."))
        await ctx.reply(wording.posted(idea))

    @button(Discard)
    async def discard(self, ctx: Context, payload: Discard) -> None:
        if not await self._drafts.drop(payload.draft, ctx.member.id):
            raise UserError(T("This draft is gone: it was posted or discarded before."))
        await ctx.reply(T("Discarded; nothing was posted."))

    @button(SupportInstead)
    async def support_instead(self, ctx: Context, payload: SupportInstead) -> None:
        idea = await self._supporting.give(ctx, payload.idea)
        if idea is None:
            raise UserError(T("That idea is settled; your own draft is still there."))
        await self._drafts.drop(payload.draft, ctx.member.id)
        await self._desk.refresh(idea)
        await ctx.reply(lists.supported(idea, True))
