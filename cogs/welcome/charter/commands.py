"""`/charter`: shown, accepted, edited, counted."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from bot.api.boards.contact import Contact
from bot.api.cog import button, command, form, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import CommandUsed, MessagePosted, ReactionChanged
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import T, lines
from storage.database import Database

from ..config import WelcomeConfig
from ..giving import Giving
from . import wording
from .book import ASK, Asking, Book
from .payloads import Accept, EditCharter, ReadCharter
from .store import CharterStore


class Chartering:
    """The handlers; the cog provides what they use."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _clock: Clock
    _contact: Contact
    _audit: Audit
    _giving: Giving

    @cached_property
    def _charters(self) -> CharterStore:
        return CharterStore(self._db)

    @cached_property
    def _book(self) -> Book:
        return Book(self._charters, self._configs, self._clock)

    @cached_property
    def _asking(self) -> Asking:
        return Asking(
            self._book,
            self._charters,
            self._configs,
            self._directory,
            self._outbox,
            self._scheduler,
            self._contact,
            self._clock,
        )

    # ---- polite moments

    @listen(MessagePosted)
    async def charter_heard(self, event: MessagePosted) -> None:
        """They write: a moment to ask."""
        await self._asking.heard(event.message.author)

    @listen(ReactionChanged)
    async def charter_reacted(self, event: ReactionChanged) -> None:
        """They react: so is this."""
        await self._asking.heard(event.member)

    @listen(CommandUsed)
    async def charter_used(self, event: CommandUsed) -> None:
        """They use the bot: so is this."""
        await self._asking.heard(event.member)

    @task(ASK)
    async def ask_for_charter(self, data: dict[str, Any], due: int) -> None:
        """They may be written to by now."""
        await self._asking.due(data)

    # ---- members

    @command(
        "charter show", T("The rules and the charter, to read and accept"), private=True,
        default=True,
    )  # fmt: skip
    async def show_charter(self, ctx: Context) -> None:
        await ctx.reply(await self._charter_page(ctx))

    @button(ReadCharter)
    async def read_charter(self, ctx: Context, payload: ReadCharter) -> None:
        await ctx.reply(await self._charter_page(ctx), private=True)

    async def _charter_page(self, ctx: Context) -> Reply:
        charter = await self._book.current(ctx.community.id)
        if charter is None:
            return Reply(wording.NONE_HERE)
        self._asking.shown(ctx.member.id, charter)
        accepted = await self._charters.accepted(ctx.member.id)
        if accepted is not None and accepted[0] >= charter.needs:
            # again: the role was set later, or went when they left
            await self._giving.give(ctx.member, self._charter_role(ctx.community.id))
        return wording.page(charter, accepted, ctx.community.name)

    def _charter_role(self, community_id: int) -> str:
        return self._configs.of(WelcomeConfig, community_id).charter_role.strip()

    async def _accepted_in_force(self, member: Member) -> bool:
        """Whether they need not be asked for the charter in force."""
        charter = await self._book.current(member.community_id)
        accepted = await self._charters.accepted(member.id) if charter is not None else None
        return charter is not None and accepted is not None and accepted[0] >= charter.needs

    @button(Accept)
    async def accept_charter(self, ctx: Context, payload: Accept) -> None:
        """A second click says the same again; a version that is out of date shows the new one."""
        charter = await self._book.current(ctx.community.id)
        if charter is None:
            raise UserError(wording.NONE_HERE)
        if not charter.needs <= payload.version <= charter.version:
            await ctx.reply(await self._charter_page(ctx), private=True)
            return
        at = await self._charters.accept(ctx.community.id, ctx.member.id, payload.version, ctx.now)
        problem = await self._giving.give(ctx.member, self._charter_role(ctx.community.id))
        await ctx.reply(lines(wording.thanks(payload.version, at), problem), private=True)

    # ---- who writes it

    @command("charter edit", T("Write the rules and the charter"), level=Level.ADMIN, private=True)
    async def edit_charter(
        self,
        ctx: Context,
        ask_again: Annotated[
            bool, Opt(T("Ask those who accepted it to accept it again; not for small edits"))
        ] = True,
    ) -> None:
        charter = await self._book.current(ctx.community.id)
        newest = await self._book.newest(ctx.community.id)
        await ctx.ask(wording.form(charter, after=newest, asks=ask_again))

    @form(EditCharter, level=Level.ADMIN)
    async def write_charter(self, ctx: Context, payload: EditCharter, answers: Answers) -> None:
        text, former = answers["text"].strip(), await self._book.current(ctx.community.id)
        if not text:
            raise UserError(T("A charter needs words. To have none, use {command}.",
                              command="/charter remove"))  # fmt: skip
        if former is not None and former.text == text:
            await ctx.reply(wording.NO_CHANGE, private=True)
            return
        if not await self._write(ctx, payload.version, text, asks=payload.asks):
            await ctx.reply(wording.overtaken(text), private=True)
            return
        version = payload.version + 1
        await ctx.reply(wording.saved(version, asks=payload.asks), private=True)

    @command("charter remove", T("Have no charter any more"), level=Level.ADMIN, private=True)
    async def remove_charter(self, ctx: Context) -> None:
        if await self._book.current(ctx.community.id) is None:
            raise UserError(wording.NONE_HERE)
        newest = await self._book.newest(ctx.community.id)
        await self._write(ctx, newest, "", asks=False)
        await ctx.reply(wording.REMOVED)

    async def _write(self, ctx: Context, after: int, text: str, *, asks: bool) -> bool:
        member = ctx.member
        if not await self._book.write(
            ctx.community.id, after, text, asks=asks, author_id=member.id
        ):
            return False
        await self._audit.record(
            ctx.community.id,
            actor=member,
            action="welcome.charter" if text else "welcome.charter_removed",
            target=f"version {after + 1}",
            detail={"asks_again": asks},
        )
        return True

    @command(
        "charter status", T("How many members accepted which version"), level=Level.MODERATOR,
        private=True, view=True,
    )  # fmt: skip
    async def charter_status(self, ctx: Context) -> None:
        charter = await self._book.current(ctx.community.id)
        counts = await self._charters.counts(ctx.community.id)
        await ctx.reply(wording.status(charter, counts))
