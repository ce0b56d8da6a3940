"""`/privacy`: the card, its details, and the pages for owners."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.api.boards.privacy.retention import Retention
from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.people import Level
from bot.api.reply import File, Reply
from bot.api.services import Reporter
from bot.api.services.personal import PersonalData
from bot.api.text import CommandHint, T, Text

from ..payloads import Open, Page
from . import wording
from .inforce import Notices
from .kept import record
from .pages import blanks, page

GONE = T(
    "That button does not fit any more; please type {command}.", command=CommandHint("privacy")
)
FOR_OWNERS = T("Only owners can do that here.")
Card = Callable[[Context], Awaitable[Reply]]


class NoticeRoom:
    """The handlers; the cog provides what they use."""

    _notices: Notices
    _reporter: Reporter
    _retention: Retention
    personal: PersonalData
    _cards: Mapping[str, tuple[Level, Card]]
    """The cards that one can turn to, and who may."""

    @command(
        "privacy about",
        T("What I keep about you, why, how long, and your say in it"),
        private=True,
        default=True,
        view=True,
    )
    async def about(self, ctx: Context) -> None:
        """One screen."""
        await ctx.reply(await self._about_card(ctx))

    async def _about_card(self, ctx: Context) -> Reply:
        return wording.about(await self._notices.of(ctx.community), ctx.level)

    async def _details_card(self, ctx: Context) -> Reply:
        return wording.details(await self._notices.of(ctx.community))

    async def _pages_card(self, ctx: Context) -> Reply:
        return wording.pages()

    @button(Open)
    async def opened(self, ctx: Context, payload: Open) -> None:
        """Another card. What is about the one who presses is never put where others read: the
        button may sit on a message that somebody forwarded."""
        if payload.card not in self._cards:
            raise UserError(GONE)
        level, card = self._cards[payload.card]
        if ctx.level < level:
            raise UserError(FOR_OWNERS)
        await ctx.reply(await card(ctx), private=True)

    @button(Page, level=Level.OWNER)
    async def page_wanted(self, ctx: Context, payload: Page) -> None:
        """A page as a file."""
        try:
            made = await self.page(ctx.community, payload.law, payload.language, ctx.now)
        except KeyError:
            raise UserError(GONE) from None
        name = f"privacy-{payload.law}-{payload.language}.html"
        await ctx.reply(
            Reply(wording.written(blanks(made)), picture=File(name, made, "text/html")),
            private=True,
        )

    async def page(self, community: Community, law: str, language: str, at: int) -> bytes:
        """The page of a law in a language, from the settings in force; KeyError where there is no
        such one."""
        now = await self._notices.of(community)

        def plain(text: Text, locale: str) -> str:
            return self._reporter.plain(text, community, locale)

        return page(now, law, language, at, plain)

    def record(self, community: Community, locale: str) -> str:
        """All kinds of data as Markdown, also of features that are switched off, with the days of
        the settings in force."""
        expiring = [(kind, kind.days(community.id)) for kind in self._retention.kinds(community.id)]
        return record(
            self.personal.keepers(),
            expiring,
            lambda text: self._reporter.plain(text, community, locale),
        )
