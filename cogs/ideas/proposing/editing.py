"""Other words for an idea on the board, as long as nobody else supports it."""

from __future__ import annotations

from typing import Annotated

from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.reply import Answers, Button
from bot.api.text import T

from ..board.facets import Facet
from ..config import IdeasConfig
from ..model import STATUS_NAMES, Idea
from . import wording
from .payloads import Reword
from .screening import wording as held_wording
from .tools import Tools

VOTED_ON = T("This idea was put to a vote as it stands, so its words stay.")
SUPPORTED = T("Others support this idea as it stands, so its words stay.")


class Editing(Tools):
    """The handlers."""

    @command(
        "ideas edit", T("Change the words of your idea while nobody supports it"), private=True
    )
    async def edit_idea(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        await self._check_words_may_change(ctx, found)
        await ctx.ask(wording.form(found.words, Reword(found.id)))

    @button(Reword)
    async def ask_words(self, ctx: Context, payload: Reword) -> None:
        found = await self._shelf.get(ctx.community.id, payload.idea)
        await self._check_words_may_change(ctx, found)
        await ctx.ask(wording.form(found.words, Reword(found.id)))

    @form(Reword)
    async def reword(self, ctx: Context, payload: Reword, answers: Answers) -> None:
        found = await self._shelf.get(ctx.community.id, payload.idea)
        await self._check_words_may_change(ctx, found)
        words = wording.answered(answers, found.words)
        if words == found.words:
            await ctx.reply(T("Nothing was changed."), private=True)
            return
        if self._configs.of(IdeasConfig, ctx.community.id).screen:
            reasons = await self._screen.words(ctx.community.id, words, idea_id=found.id)
            if reasons:
                await ctx.reply(held_wording.not_changed(words, reasons), private=True)
                return
        idea = await self._drafts.reword(found, words, ctx.now)
        if idea is None:
            await self._check_words_may_change(
                ctx, await self._shelf.get(ctx.community.id, found.id)
            )
            raise UserError(SUPPORTED)
        await self._shelf.add(idea)
        await self._desk.refresh(idea)
        said = T("Done: #{number} has your new words.", number=str(idea.id))
        await ctx.reply(said, private=True)

    async def _check_words_may_change(self, ctx: Context, idea: Idea) -> None:
        """UserError with the reason why they may not."""
        if idea.author_id != ctx.member.id:
            raise UserError(T("Only the author of an idea can change its words."))
        if idea.merged_into is not None:
            number = str(idea.merged_into)
            raise UserError(T("This idea is part of #{number} now; its words stay.", number=number))
        if idea.status != "new":
            status = STATUS_NAMES[idea.status]
            raise UserError(T("This idea is {status}, so its words stay.", status=status))
        if idea.votes > await self._votes.supports(idea.id, ctx.member.id):
            raise UserError(SUPPORTED)
        if await self._drafts.voted_on(idea):
            raise UserError(VOTED_ON)

    async def _words_facet(self, ctx: Context, idea: Idea) -> Facet:
        """For its author, as long as the words may change."""
        try:
            await self._check_words_may_change(ctx, idea)
        except UserError:
            return Facet()
        return Facet(buttons=[Button(T("Edit …"), Reword(idea.id))])
