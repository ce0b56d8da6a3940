"""`/mydata show | export | delete`, and an owner's `/privacy erase` for a request by mail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from bot.api.cog import button, command, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community, Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import File, Reply
from bot.api.services import Accounts, Configs, Directory, Reporter
from bot.api.services.personal import PersonalData
from bot.api.text import T, Text

from ..config import PrivacyConfig
from ..payloads import Erase, Export, Keep
from . import wording
from .files import MOST, as_json, packed
from .page import Reader, as_page

ERASE = "privacy.erase"
"""What `townhall erase` leaves for a bot that runs (bot/cli/privacy.py)."""


def _files(data: Mapping[str, Any], page: bytes) -> list[File]:
    """Two files, or one archive where they would be too large for a message."""
    plain = as_json(data)
    if max(len(plain), len(page)) > MOST:
        both = packed({"mydata.json": plain, "mydata.html": page})
        return [File("mydata.zip", both, "application/zip")]
    return [
        File("mydata.json", plain, "application/json"),
        File("mydata.html", page, "text/html"),
    ]


class MyDataRoom:
    """The handlers; the cog provides what they use."""

    personal: PersonalData
    _accounts: Accounts
    _directory: Directory
    _configs: Configs
    _reporter: Reporter

    # ---- looking

    @command(
        "mydata show",
        T("What is kept about you: kinds and numbers"),
        private=True,
        default=True,
        view=True,
    )
    async def show(self, ctx: Context) -> None:
        """The asker's own."""
        await ctx.reply(await self._mine_card(ctx))

    async def _mine_card(self, ctx: Context) -> Reply:
        held = await self.personal.held(ctx.member.id)
        return wording.shown(held, await self._accounts.of(ctx.member))

    @command("mydata export", T("All that is kept about you, as files"), private=True)
    async def export(self, ctx: Context) -> None:
        """One for programs, one for reading; to the asker alone."""
        data = await self.personal.export(ctx.member.id)
        page = await self.readable(ctx.community, ctx.member, data)
        for file in await asyncio.to_thread(_files, data, page):
            await ctx.reply(Reply(wording.given(file.mime), picture=file), private=True)

    async def readable(
        self, community: Community, member: Member, data: Mapping[str, Any]
    ) -> bytes:
        """What `PersonalData.export` gave of a member, as a page in their language."""
        lang = member.locale or community.locale

        def say(text: Text) -> str:
            return self._reporter.plain(text, community, lang)

        title = say(T("What {community} keeps about you", community=community.name))
        reader = Reader(say, community.timezone, lang)
        return await asyncio.to_thread(as_page, title, data, self.personal.keepers(), reader)

    @button(Export)
    async def export_pressed(self, ctx: Context, payload: Export) -> None:
        """The same from a button."""
        await self.export(ctx)

    # ---- deleting

    @command("mydata delete", T("Delete everything that is kept about you"), private=True)
    async def delete(self, ctx: Context) -> None:
        """Ask first, and say what goes and what stays."""
        await ctx.reply(await self._delete_card(ctx))

    async def _delete_card(self, ctx: Context) -> Reply:
        return await self._question(ctx, ctx.member)

    @command(
        "privacy erase",
        T("Delete everything about a member who asked you for it"),
        level=Level.OWNER,
        private=True,
    )
    async def erase_other(
        self, ctx: Context, member: Annotated[Member, Opt(T("Who asked for it"))]
    ) -> None:
        """For requests that come by mail."""
        await ctx.reply(await self._question(ctx, member))

    async def _question(self, ctx: Context, member: Member) -> Reply:
        return wording.ask(
            wording.About(
                member,
                ctx.member,
                await self.personal.held(member.id),
                await self._accounts.of(member),
                self._configs.of(PrivacyConfig, ctx.community.id).backup_days,
                ctx.now,
            )
        )

    @button(Erase)
    async def erase_pressed(self, ctx: Context, payload: Erase) -> None:
        """Only by the one who was asked, within the time, and once. An owner's rights are those
        of this moment."""
        member = await self._directory.member(payload.member)
        if member is None:
            raise UserError(wording.DONE_BEFORE)
        own = payload.member == ctx.member.id
        late = ctx.now > payload.until * 1000
        elsewhere = member.community_id != ctx.community.id
        if payload.by != ctx.member.id or late or elsewhere:
            raise UserError(wording.TOO_OLD)
        if not own and ctx.level < Level.OWNER:
            raise UserError(T("Only owners can do that here."))
        if not await self.personal.erase(member.id, None if own else ctx.member.id):
            raise UserError(wording.DONE_BEFORE)
        await ctx.update(wording.done(own=own))

    @button(Keep)
    async def kept(self, ctx: Context, payload: Keep) -> None:
        """They have changed their mind."""
        await ctx.update(Reply(wording.KEPT))

    @task(ERASE)
    async def erase_task(self, data: dict[str, Any], due: int) -> None:
        """An owner asked for it on the command line while the bot ran: what this bot remembers of
        them goes too."""
        member = await self._directory.member(int(data["member"]))
        if member is not None:
            await self.personal.erase(member.id)
