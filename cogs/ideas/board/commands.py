"""Reading the board and supporting what is on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.reply import Reply
from bot.api.text import T

from ..model import STATUS_NAMES, Filter, Idea, Sort
from ..store import IdeaStore, StepStore
from . import cards, lists
from .desk import IdeaDesk
from .facets import FacetOf
from .payloads import Details, Page, Support
from .shelf import Shelf
from .supporting import Supporting

STATUS_CHOICES = tuple((str(value), name) for value, name in STATUS_NAMES.items())


class Board:
    """The handlers; the cog provides what they use, and `_facets` in the order they are shown."""

    _ideas: IdeaStore
    _steps: StepStore
    _shelf: Shelf
    _desk: IdeaDesk
    _supporting: Supporting
    _facets: Sequence[FacetOf]

    @button(Support)
    async def support(self, ctx: Context, payload: Support) -> None:
        idea, supports = await self._supporting.toggle(ctx, payload.idea)
        if idea is None:
            raise UserError(T("This idea is not there any more."))
        if not idea.open:
            raise UserError(
                T(
                    "This idea is {status}; it takes no more support.",
                    status=STATUS_NAMES[idea.status],
                )
            )
        await self._desk.refresh(idea)
        await ctx.reply(lists.supported(idea, supports))

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
        supports = ctx.member.id in await self._ideas.voters(idea.id)
        history = await self._steps.history(idea.id)
        people = await self._desk.people(idea)
        facets = [await facet(ctx, idea) for facet in self._facets]
        shown = cards.details(idea, people, history, supports=supports, facets=facets)
        await ctx.reply(shown, private=True)

    @command("ideas list", T("The board of ideas"), private=True, default=True)
    async def list_ideas(
        self,
        ctx: Context,
        status: Annotated[
            Filter,
            Opt(
                T("Which ideas"),
                choices=(("open", T("open")), ("all", T("all")), *STATUS_CHOICES),
            ),
        ] = "open",
        sort: Annotated[
            Sort,
            Opt(
                T("Which first"),
                choices=tuple((str(value), name) for value, name in lists.ORDERS.items()),
            ),
        ] = "top",
    ) -> None:
        await ctx.reply(await self._page(ctx, status, sort, 0))

    @button(Page)
    async def turn(self, ctx: Context, payload: Page) -> None:
        status, sort = cast(Filter, payload.status), cast(Sort, payload.sort)
        await ctx.reply(await self._page(ctx, status, sort, payload.page))

    async def _page(self, ctx: Context, status: Filter, sort: Sort, page: int) -> Reply:
        offset = page * lists.PAGE
        found, total = await self._ideas.page(
            ctx.community.id,
            status,
            sort,
            lists.PAGE,
            offset,
            now=ctx.now,
            member_id=ctx.member.id,
        )
        return lists.listing(found, total, status, sort, page)

    @command("ideas search", T("Find ideas by words"), private=True)
    async def search(self, ctx: Context, words: Annotated[str, Opt(T("What it is about"))]) -> None:
        found = await self._shelf.find(ctx.community.id, words, lists.PAGE)
        await ctx.reply(lists.matches(found, words))

    async def complete_idea(self, ctx: Context, typed: str) -> Sequence[str]:
        """Ideas by number or words."""
        return await self._shelf.offer(ctx.community.id, typed)
