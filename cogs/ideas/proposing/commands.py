"""Proposing an idea: command, form, menu of a message, and the card of a draft."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Annotated
from weakref import WeakValueDictionary

from bot.api.cog import button, command, form, menu
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member, Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import CommandHint, T, Text

from ..config import IdeasConfig
from ..model import Draft, Words, checked_words, words_of_message
from ..store import Kept
from . import card, wording
from .consenting import Consenting
from .editing import Editing
from .payloads import Discard, Post, Rewrite, SupportInstead, Write
from .screening import wording as held_wording
from .screening.commands import Screening


class Proposing(Editing, Consenting, Screening):
    """The handlers; the cog provides what they use."""

    @cached_property
    def _turns(self) -> WeakValueDictionary[int, asyncio.Lock]:
        """One at a time for each member: of the same words sent twice the second is a double."""
        return WeakValueDictionary()

    @command("idea", T("Propose something; others can support it"), private=True)
    async def idea(
        self,
        ctx: Context,
        title: Annotated[str, Opt(T("Your idea in one sentence"))] = "",
        details: Annotated[str, Opt(T("Why, and what it should be like"))] = "",
        anonymous: Annotated[bool, Opt(T("Yes: nobody here is shown who wrote it"))] = False,
    ) -> None:
        self._may_post(ctx)
        if not title.strip():
            await ctx.ask(wording.form(payload=Write(anonymous)))
            return
        await self.propose(ctx, checked_words(title, details), ctx.member, anonymous=anonymous)

    @form(Write)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        self._may_post(ctx)
        words = wording.answered(answers)
        await self.propose(ctx, words, ctx.member, anonymous=payload.anonymous, preview=True)

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
        await self.propose(ctx, words_of_message(message.text), message.author, preview=True)

    def _may_post(self, ctx: Context) -> None:
        config = self._configs.of(IdeasConfig, ctx.community.id)
        if config.who_may_post == "moderators" and ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators can post ideas here."))

    async def propose(
        self,
        ctx: Context,
        words: Words,
        author: Member,
        *,
        anonymous: bool = False,
        challenge_id: int | None = None,
        preview: bool = False,
    ) -> None:
        """Put words on the road to the board and answer whoever asked.

        They are posted at once unless something has to be decided first; with `preview` the draft
        is shown in any case. `challenge_id` is the challenge that they answer: whether it takes
        ideas is for the caller to check, and again by one of `Proposals.gates` when it is posted.
        """
        async with self._turns.setdefault(ctx.member.id, asyncio.Lock()):
            draft = Draft(
                0,
                ctx.community.id,
                ctx.member.id,
                author.id,
                ctx.channel.id,
                words,
                ctx.now,
                anonymous,
                challenge_id,
            )
            kept = await self._drafts.save(draft)
            sheet = await self._proposals.sheet(kept, ctx.now)
            if preview or sheet.asks:
                reply = card.card(sheet)
            else:
                reply = await self._proposals.submit(kept, ctx.now)
            await ctx.reply(reply, private=True)

    async def _forget_drafts_of(self, member_id: int) -> None:
        """Cards with words of somebody who is forgotten go; the drafts themselves follow."""
        for kept in await self._drafts.of(member_id):
            await self._proposals.forget(kept)

    # ---- the card of a draft

    async def _mine(self, ctx: Context, draft_id: int) -> Kept:
        """A draft of whoever pressed; UserError with the reason when there is none."""
        kept = await self._drafts.get(ctx.community.id, draft_id)
        if kept is None or kept.declined:
            raise UserError(wording.GONE)
        if kept.draft.member_id != ctx.member.id:
            raise UserError(wording.NOT_YOURS)
        return kept

    async def _answer(self, ctx: Context, reply: Reply) -> None:
        """On the card that was pressed; after questions in a chat, below them."""
        if ctx.source is None:
            await ctx.reply(reply, private=True)
        else:
            await ctx.update(reply)

    async def _show(self, ctx: Context, kept: Kept, note: Text | None = None) -> None:
        if kept.held:
            await self._answer(ctx, held_wording.held(kept))
        elif kept.asked:
            raise UserError(wording.asked(kept.draft))
        else:
            sheet = await self._proposals.sheet(kept, ctx.now, note)
            await self._answer(ctx, card.card(sheet))

    @button(Post)
    async def post_draft(self, ctx: Context, payload: Post) -> None:
        kept = await self._mine(ctx, payload.draft)
        if kept.held or kept.asked:
            await self._show(ctx, kept)
            return
        if kept.draft.challenge_id is None:
            self._may_post(ctx)
        if kept.draft.author_id == ctx.member.id:
            due = await self._terms.due(ctx.community.id, ctx.member.id)
            if due is not None and due.version != payload.terms:
                await self._show(ctx, kept, wording.TERMS_CHANGED)
                return
            if due is not None:
                await self._terms.consents.give(ctx.member.id, due.version, ctx.now)
        async with self._turns.setdefault(ctx.member.id, asyncio.Lock()):
            await self._answer(ctx, await self._proposals.submit(kept, ctx.now))

    @button(Rewrite)
    async def ask_rewrite(self, ctx: Context, payload: Rewrite) -> None:
        kept = await self._rewritable(ctx, payload.draft)
        await ctx.ask(wording.form(kept.draft.words, Rewrite(kept.id)))

    @form(Rewrite)
    async def rewritten(self, ctx: Context, payload: Rewrite, answers: Answers) -> None:
        kept = await self._rewritable(ctx, payload.draft)
        words = wording.answered(answers, kept.draft.words)
        changed = await self._drafts.change(kept, words=words)
        if changed is None:
            raise UserError(wording.CHANGED)
        if changed.held:
            await self._answer(ctx, await self._proposals.submit(changed, ctx.now))
        else:
            await self._show(ctx, changed)

    async def _rewritable(self, ctx: Context, draft_id: int) -> Kept:
        kept = await self._mine(ctx, draft_id)
        if kept.draft.author_id != kept.draft.member_id:
            raise UserError(T("These are somebody else's words; only they can change them."))
        if kept.asked:
            raise UserError(wording.asked(kept.draft))
        return kept

    @button(Discard)
    async def discard(self, ctx: Context, payload: Discard) -> None:
        kept = await self._mine(ctx, payload.draft)
        if not await self._proposals.drop(kept, Reply(wording.WITHDRAWN)):
            raise UserError(wording.CHANGED)
        await self._answer(ctx, Reply(wording.DISCARDED))

    @button(SupportInstead)
    async def support_instead(self, ctx: Context, payload: SupportInstead) -> None:
        kept = await self._mine(ctx, payload.draft)
        idea = await self._supporting.give(ctx, payload.idea)
        if idea is None:
            raise UserError(T("That idea is settled; your own draft is still there."))
        await self._proposals.drop(kept, Reply(wording.WITHDRAWN))
        await self._desk.refresh(idea)
        await self._answer(ctx, Reply(await self._supporting.said(ctx, idea, True)))
