"""The web page, the feed, the data, and the export in chat."""

from __future__ import annotations

import asyncio
from functools import cached_property

from bot.api.boards.pages import File, Pages, Shown, Visit
from bot.api.cog import command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import File as Attachment
from bot.api.reply import Reply
from bot.api.services import Audit, Directory
from bot.api.text import N, T, code
from storage.database import Database

from ..store import IdeaStore, StepStore, TagStore
from .board import BoardPage
from .feed import ENTRIES, feed
from .parts import DATA, FEED, PATH
from .records import as_csv, as_json, record
from .store import ExchangeStore

MOST_BYTES = 7_500_000  # what every platform takes as a file


class Exchanging:
    """The handlers; the cog provides what they use."""

    _db: Database
    _ideas: IdeaStore
    _steps: StepStore
    _tags: TagStore
    _directory: Directory
    _audit: Audit
    _pages: Pages

    @cached_property
    def _exchange(self) -> ExchangeStore:
        return ExchangeStore(self._db)

    @cached_property
    def _board_page(self) -> BoardPage:
        return BoardPage(self._exchange, self._ideas, self._steps, self._tags, self._directory)

    def _offer_pages(self) -> None:
        """To be called in the cog's `start`."""
        self._pages.offer(PATH, T("Ideas"), self._board_page.show)
        self._pages.offer(FEED, None, self._feed_page)
        self._pages.offer(DATA, None, self._data_page)

    async def _feed_page(self, visit: Visit) -> Shown:
        if visit.rest:
            return None
        found = await self._exchange.lately(visit.community.id, ENTRIES)
        return feed(found, await self._board_page.names([one.idea for one in found]))

    async def _data_page(self, visit: Visit) -> Shown:
        if visit.rest:
            return None
        records = await self._records(visit.community.id)
        content = await asyncio.to_thread(as_json, visit.community.name, records)
        return File(content, "application/json")

    async def _records(self, community_id: int) -> list[dict[str, object]]:
        found = await self._exchange.all(community_id)
        names = await self._board_page.names([one.idea for one in found])
        return [record(one, names) for one in found]

    @command(
        "ideas export",
        T("All ideas as files, for spreadsheets and programs"),
        level=Level.MODERATOR,
        private=True,
    )
    async def export(self, ctx: Context) -> None:
        records = await self._records(ctx.community.id)
        if not records:
            raise UserError(T("There are no ideas to export yet."))
        data = await asyncio.to_thread(as_json, ctx.community.name, records)
        table = await asyncio.to_thread(as_csv, records)
        if max(len(data), len(table)) > MOST_BYTES:
            raise UserError(
                T(
                    "That is too much for a chat; run {command} where the bot is installed.",
                    command=code("townhall ideas export"),
                )
            )
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="ideas.export", target="ideas"
        )
        said = N(
            "{n} idea. Of people there is the author's name alone, where they may be named.",
            "{n} ideas. Of people there are the authors' names alone, where they may be named.",
            len(records),
        )
        csv = Attachment("ideas.csv", table, "text/csv")
        await ctx.reply(Reply(said, picture=csv))
        json = Attachment("ideas.json", data, "application/json")
        await ctx.reply(Reply(T("The same for programs."), picture=json))
