"""Codes that owners make, for flyers and receipts."""

from __future__ import annotations

from typing import Annotated, Literal

from bot.api.cog import command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Audit
from bot.api.text import T, Text, bold, code

from . import wording
from .model import Kind, checked_code, checked_label, plain
from .store import CodeStore

UNKNOWN = T("I do not know that code. Please look at it once more.")
OWNERS: tuple[Kind, ...] = ("campaign", "purchase")


class Owners:
    """The handlers of this room; the cog provides what they use."""

    _store: CodeStore
    _audit: Audit

    @command(
        "codes add",
        T("A code for a flyer, a campaign or a receipt"),
        level=Level.ADMIN,
        private=True,
    )
    async def add(
        self,
        ctx: Context,
        kind: Annotated[
            Literal["campaign", "purchase"],
            Opt(
                T("What it is for"),
                choices=(
                    ("campaign", T("where somebody comes from")),
                    ("purchase", T("a purchase")),
                ),
            ),
        ],
        code: Annotated[str, Opt(T("The code itself, like SPRING26"), max=40)],
        label: Annotated[str, Opt(T("What it stands for, like “Spring course”"), max=100)],
        uses: Annotated[
            int, Opt(T("How many may use it; empty for any number"), min=1, max=1_000_000)
        ] = 0,
    ) -> None:
        """Printed somewhere, typed by members."""
        word, label = checked_code(code), checked_label(label)
        if not await self._store.add(ctx.community.id, word, kind, label, uses or None, ctx.now):
            raise UserError(T("There is a code {code} already.", code=bold(word)))
        await self._record(ctx, "referrals.add", word)
        await ctx.reply(
            T(
                "Done. Whoever types {command} counts as: {label}. In conditions: {condition}",
                command=_typed(word),
                label=bold(label),
                condition=_condition(kind, label),
            )
        )

    @command(
        "codes list", T("All codes and how often they were used"),
        level=Level.MODERATOR, private=True, view=True,
    )  # fmt: skip
    async def list_all(self, ctx: Context) -> None:
        """Counts under five are not shown."""
        found = await self._store.listed(ctx.community.id, OWNERS)
        brought = await self._store.count(ctx.community.id, 0, ctx.now + 1)
        sales = await self._store.sales(ctx.community.id)
        await ctx.reply(wording.listing(found, brought, sales))

    @command("codes end", T("A code that nobody can use any more"), level=Level.ADMIN, private=True)
    async def end(self, ctx: Context, code: Annotated[str, Opt(T("The code"), max=40)]) -> None:
        """What it was used for stays."""
        word = plain(code)
        if not await self._store.end(ctx.community.id, word, ctx.now):
            raise UserError(UNKNOWN)
        await self._record(ctx, "referrals.end", word)
        await ctx.reply(T("Done. {code} cannot be used any more.", code=bold(word)))

    async def _record(self, ctx: Context, action: str, word: str) -> None:
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"code:{word}"
        )


def _typed(word: str) -> Text:
    return code(f"/code {word}")


def _condition(kind: str, label: str) -> Text:
    return code(f'{kind} is "{label}"')
