"""The buttons and forms of a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.cog import button, every, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Clock, Configs, Directory
from bot.api.text import CommandHint, T, Text, bold

from ..model import Draft
from ..store import DraftStore, Kept, PollStore
from ..voting.desk import PollDesk
from . import card, forms, templates
from .checking import TURNS, timeless
from .desk import GONE, KEEP_DAYS, AskingDesk
from .payloads import (
    BuiltIn,
    Discard,
    Drop,
    Name,
    Numbers,
    Own,
    Post,
    Show,
    Templates,
    Turn,
    Until,
    Write,
)

PURGE_S = 3600
DRAFTS = Expiring("polls.drafts", T("drafts of polls"), lambda _: KEEP_DAYS)


class Drafting:
    """The handlers of the card; the cog provides what they use."""

    _polls: PollStore
    _drafts: DraftStore
    _polls_desk: PollDesk
    _configs: Configs
    _directory: Directory
    _audit: Audit
    _clock: Clock
    _retention: Retention

    @cached_property
    def _asking(self) -> AskingDesk:
        return AskingDesk(
            self._polls, self._drafts, self._polls_desk, self._configs, self._directory
        )

    def _card(self, ctx: Context, kept: Kept, note: Text | None = None) -> Reply:
        return card.card(self._asking.sheet(ctx, kept, note), ctx.member, ctx.now)

    async def _show_draft(self, ctx: Context, kept: Kept, note: Text | None = None) -> None:
        """On the card that was pressed; after questions in a chat, on a new one below them."""
        if ctx.source is None:
            await ctx.reply(self._card(ctx, kept, note), private=True)
        else:
            await ctx.update(self._card(ctx, kept, note))

    # ---- changing

    @button(Turn)
    async def turn_rule(self, ctx: Context, payload: Turn) -> None:
        turn = TURNS.get(payload.what)
        if turn is None:
            raise UserError(GONE)
        kept = await self._asking.change(
            ctx, payload.draft, lambda draft: replace(draft, rules=turn(draft.rules))
        )
        await ctx.update(self._card(ctx, kept))

    @button(Show)
    async def show_draft(self, ctx: Context, payload: Show) -> None:
        await ctx.update(self._card(ctx, await self._asking.kept(ctx, payload.draft)))

    @button(Write)
    async def ask_words(self, ctx: Context, payload: Write) -> None:
        await ctx.ask(forms.words(await self._asking.kept(ctx, payload.draft)))

    @form(Write)
    async def words_written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        await self._rewrite(
            ctx, payload.draft, lambda draft: forms.with_words(draft, answers, ctx.when)
        )

    @button(Until)
    async def ask_end(self, ctx: Context, payload: Until) -> None:
        await ctx.ask(forms.until(await self._asking.kept(ctx, payload.draft)))

    @form(Until)
    async def end_written(self, ctx: Context, payload: Until, answers: Answers) -> None:
        await self._rewrite(
            ctx, payload.draft, lambda draft: forms.with_end(draft, answers, ctx.when)
        )

    @button(Numbers)
    async def ask_numbers(self, ctx: Context, payload: Numbers) -> None:
        await ctx.ask(forms.numbers(await self._asking.kept(ctx, payload.draft)))

    @form(Numbers)
    async def numbers_written(self, ctx: Context, payload: Numbers, answers: Answers) -> None:
        await self._rewrite(ctx, payload.draft, lambda draft: forms.with_numbers(draft, answers))

    async def _rewrite(
        self, ctx: Context, draft_id: int, write: Callable[[Draft], forms.Rewritten]
    ) -> None:
        """Keep what a form says; what cannot be read is told on the card, and the rest stays."""
        notes: list[Text | None] = []

        def change(draft: Draft) -> Draft:
            written, note = write(draft)
            notes.append(note)
            return written

        kept = await self._asking.change(ctx, draft_id, change)
        await self._show_draft(ctx, kept, notes[-1])

    # ---- the end of a draft

    @button(Post)
    async def post_draft(self, ctx: Context, payload: Post) -> None:
        await ctx.update(Reply(await self._asking.post_kept(ctx, payload.draft)))

    @button(Discard)
    async def discard_draft(self, ctx: Context, payload: Discard) -> None:
        kept = await self._asking.kept(ctx, payload.draft)
        await self._asking.drafts.drop(kept.id, ctx.member.id)
        await ctx.update(
            Reply(T("Discarded. {command} begins a new draft.", command=CommandHint("poll")))
        )

    @every(PURGE_S)
    async def forget_drafts(self) -> None:
        """Those that nobody came back to."""
        gone = await self._asking.forget_old(self._clock.now())
        self._retention.removed(DRAFTS.kind, gone)

    # ---- templates

    async def _own_templates(self, ctx: Context) -> list[templates.OwnTemplate]:
        return await self._asking.drafts.templates(ctx.community.id)

    async def _templates(self, ctx: Context) -> Reply:
        own = await self._own_templates(ctx)
        return templates.page(own, may_delete=ctx.level >= Level.MODERATOR)

    @button(Templates)
    async def show_templates(self, ctx: Context, payload: Templates) -> None:
        if not payload.deleting:
            await ctx.update(await self._templates(ctx))
        else:
            await ctx.update(templates.deleting(await self._own_templates(ctx)))

    @button(BuiltIn)
    async def use_built_in(self, ctx: Context, payload: BuiltIn) -> None:
        await self._asking.may_ask(ctx)
        template = templates.BUILT_IN.get(payload.name)
        if template is None:
            raise UserError(NO_TEMPLATE)
        await ctx.ask(forms.words(await self._asking.begin(ctx, template.draft)))

    @button(Own)
    async def use_own(self, ctx: Context, payload: Own) -> None:
        await self._asking.may_ask(ctx)
        found = [
            draft for id_, _, draft in await self._own_templates(ctx) if id_ == payload.template
        ]
        if not found:
            raise UserError(NO_TEMPLATE)
        await ctx.reply(self._card(ctx, await self._asking.begin(ctx, found[0])), private=True)

    @button(Name)
    async def ask_name(self, ctx: Context, payload: Name) -> None:
        await ctx.ask(forms.name(await self._asking.kept(ctx, payload.draft)))

    @form(Name)
    async def name_written(self, ctx: Context, payload: Name, answers: Answers) -> None:
        await self._asking.may_ask(ctx)
        kept = await self._asking.kept(ctx, payload.draft)
        own = await self._own_templates(ctx)
        may_replace = ctx.level >= Level.MODERATOR
        name = templates.checked_name(answers["name"], own, may_replace=may_replace)
        draft = timeless(kept.draft, ctx.now)
        await self._asking.drafts.save_template(ctx.community.id, name, draft, ctx.member.id)
        await ctx.reply(
            T(
                "Saved as “{name}”. Everybody finds it with {command}.",
                name=bold(name),
                command=CommandHint("polls templates"),
            ),
            private=True,
        )

    @button(Drop, level=Level.MODERATOR)
    async def drop_template(self, ctx: Context, payload: Drop) -> None:
        if await self._asking.drafts.drop_template(ctx.community.id, payload.template):
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="polls.delete_template",
                target=f"template:{payload.template}",
            )
        await ctx.update(await self._templates(ctx))


NO_TEMPLATE: Text = T(
    "This template is gone; {command} shows those that there are.",
    command=CommandHint("polls templates"),
)
