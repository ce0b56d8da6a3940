"""Lists, search and the picture of the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.text import T

from ..model import STATUS_NAMES, Filter, Sort
from ..store import IdeaStore, TagStore
from . import lists, picture
from .lists import View
from .payloads import Page, TagPage
from .shelf import Shelf

STATUS_CHOICES = tuple((str(value), name) for value, name in STATUS_NAMES.items())


class Browsing:
    """The handlers; the cog provides what they use."""

    _ideas: IdeaStore
    _tags: TagStore
    _shelf: Shelf

    @command("ideas list", T("The board of ideas"), private=True, default=True, view=True)
    async def list_ideas(
        self,
        ctx: Context,
        status: Annotated[
            Filter | None,
            Opt(
                T("Which ideas"),
                choices=(("open", T("open")), ("all", T("all")), *STATUS_CHOICES),
            ),
        ] = None,
        sort: Annotated[
            Sort,
            Opt(
                T("Which first"),
                choices=tuple((str(value), name) for value, name in lists.ORDERS.items()),
            ),
        ] = "top",
        tag: Annotated[
            str, Opt(T("Only those with this tag"), max=40, complete="complete_tags")
        ] = "",
    ) -> None:
        # what is one's own, or counts as one's vote, may be put off or settled
        usual: Filter = "all" if sort in ("mine", "following") else "open"
        wanted = View(status or usual, sort, tag.strip().lower().lstrip("#"))
        await ctx.reply(await self._page(ctx, wanted))

    @command("ideas top", T("The open ideas with most support"), private=True)
    async def top(self, ctx: Context) -> None:
        await ctx.reply(await self._page(ctx, View(sort="top")))

    @command("ideas new", T("The newest open ideas"), private=True)
    async def new(self, ctx: Context) -> None:
        await ctx.reply(await self._page(ctx, View(sort="new")))

    @command("ideas rising", T("What found most support in the last 14 days"), private=True)
    async def rising(self, ctx: Context) -> None:
        await ctx.reply(await self._page(ctx, View(sort="rising")))

    @command("ideas mine", T("Your own ideas and what became of them"), private=True)
    async def mine(self, ctx: Context) -> None:
        await ctx.reply(await self._page(ctx, View("all", "mine")))

    @button(Page)
    async def turn(self, ctx: Context, payload: Page) -> None:
        await ctx.reply(await self._page(ctx, lists.view(payload)))

    @button(TagPage)
    async def turn_tagged(self, ctx: Context, payload: TagPage) -> None:
        await ctx.reply(await self._page(ctx, lists.view(payload)))

    async def _page(self, ctx: Context, view: View) -> Reply:
        """A page of a list; the last one where the list has become shorter meanwhile."""
        found, total = await self._ideas.page(
            ctx.community.id,
            view.status,
            view.sort,
            lists.PAGE,
            view.page * lists.PAGE,
            now=ctx.now,
            member_id=ctx.member.id,
            tag=view.tag,
        )
        if total and not found:
            return await self._page(ctx, replace(view, page=(total - 1) // lists.PAGE))
        return lists.listing(found, total, view)

    @command("ideas search", T("Find ideas by what they are about"), private=True)
    async def search(self, ctx: Context, words: Annotated[str, Opt(T("What it is about"))]) -> None:
        about = await self._shelf.look(ctx.community.id, words, lists.PAGE)
        found = await self._ideas.standing(ctx.community.id, about.sure)
        guesses = await self._ideas.standing(ctx.community.id, about.near)
        await ctx.reply(lists.matches(found, guesses, words))

    @command("ideas board", T("A picture of the ideas with most support"), private=True)
    async def board(
        self,
        ctx: Context,
        public: Annotated[
            bool, Opt(T("Show it to everybody in this channel (moderators)"))
        ] = False,
    ) -> None:
        if public and ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators can show the picture to everybody."))
        community = ctx.community.id
        found, _ = await self._ideas.page(community, "open", "top", picture.SHOWN)
        shown = picture.board(found, await self._ideas.counts(community))
        await ctx.reply(shown, private=not public)

    async def complete_idea(self, ctx: Context, typed: str) -> Sequence[str]:
        """Ideas by number or words."""
        return await self._shelf.offer(ctx.community.id, typed)
