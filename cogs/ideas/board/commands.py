"""Reading about an idea, supporting and following it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.reply import Button
from bot.api.text import T

from ..model import STATUS_NAMES, Idea
from ..store import FollowerStore, IdeaStore, StepStore, VoteStore
from . import cards
from .browsing import STATUS_CHOICES as STATUS_CHOICES
from .browsing import Browsing
from .desk import IdeaDesk
from .facets import Facet, FacetOf
from .payloads import Details, Follow, Support
from .shelf import Shelf
from .supporting import Supporting
from .tagging import Tagging


class Board(Browsing, Tagging):
    """The handlers; the cog provides what they use, and `_facets` in the order they are shown."""

    _ideas: IdeaStore
    _steps: StepStore
    _votes: VoteStore
    _followers: FollowerStore
    _shelf: Shelf
    _desk: IdeaDesk
    _supporting: Supporting
    _facets: Sequence[FacetOf]

    @button(Support)
    async def support(self, ctx: Context, payload: Support) -> None:
        idea, supports = await self._supporting.toggle(ctx, payload.idea)
        if idea is None:
            raise UserError(T("This idea is not there any more."))
        if idea.merged_into is not None:
            raise UserError(
                T(
                    "#{number} is part of #{root} now; please support that one.",
                    number=str(idea.id),
                    root=str(idea.merged_into),
                )
            )
        if not idea.open:
            raise UserError(
                T(
                    "This idea is {status}; it takes no more support.",
                    status=STATUS_NAMES[idea.status],
                )
            )
        await self._desk.refresh(idea)
        await ctx.reply(await self._supporting.said(ctx, idea, supports))

    @button(Follow)
    async def follow(self, ctx: Context, payload: Follow) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        await self._followers.wish(idea.root, ctx.member.id, payload.wants, ctx.now)
        number = str(idea.root)
        await ctx.reply(
            T("You will hear what becomes of #{number}.", number=number)
            if payload.wants
            else T("You will hear nothing more of #{number}.", number=number)
        )

    async def _follow_facet(self, ctx: Context, idea: Idea) -> Facet:
        if idea.merged_into is not None:
            return Facet()
        if await self._followers.hears(idea.id, ctx.member.id):
            return Facet(
                [T("You hear what becomes of it.")],
                [Button(T("🔕 Unfollow"), Follow(idea.id, False))],
            )
        return Facet(buttons=[Button(T("🔔 Follow"), Follow(idea.id, True))])

    @button(Details)
    async def details(self, ctx: Context, payload: Details) -> None:
        await self._show_idea(ctx, await self._shelf.get(ctx.community.id, payload.idea))

    @command("ideas show", T("Everything about one idea"), private=True)
    async def show(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        await self._show_idea(ctx, await self._shelf.meant(ctx.community.id, idea))

    async def _show_idea(self, ctx: Context, idea: Idea) -> None:
        supports = await self._votes.supports(idea.id, ctx.member.id)
        history = await self._steps.history(idea.id)
        people = await self._desk.people(idea)
        facets = [await facet(ctx, idea) for facet in self._facets]
        shown = cards.details(idea, people, history, supports=supports, facets=facets)
        await ctx.reply(shown, private=True)
