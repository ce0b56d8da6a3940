"""Terms shown and taken back, the author's leave, and the author's name."""

from __future__ import annotations

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.reply import Reply
from bot.api.text import T

from ..store import Kept
from . import card, terms, wording
from .payloads import Agree, Refuse, Veil, Withdraw
from .proposals import ask_tag
from .screening import wording as held_wording
from .tools import Tools


class Consenting(Tools):
    """The handlers."""

    @command("ideas terms", T("Who owns an idea, and what you agreed to"), private=True)
    async def show_terms(self, ctx: Context) -> None:
        await ctx.reply(await self._terms.page(ctx.member))

    @button(Withdraw)
    async def withdraw_consent(self, ctx: Context, payload: Withdraw) -> None:
        gone = await self._terms.consents.withdraw(ctx.member.id)
        await ctx.update(Reply(terms.WITHDRAWN if gone else terms.NOTHING_TO_WITHDRAW))

    @button(Veil)
    async def veil(self, ctx: Context, payload: Veil) -> None:
        """The writer decides on the card, an author who is asked on the question."""
        kept = await self._drafts.get(ctx.community.id, payload.draft)
        if kept is None or kept.declined:
            raise UserError(wording.GONE)
        if kept.asked:
            kept = await self._of_author(ctx, payload.draft)
        elif kept.draft.member_id != ctx.member.id:
            raise UserError(wording.NOT_YOURS)
        elif kept.held:
            await ctx.update(held_wording.held(kept))
            return
        changed = await self._drafts.change(kept, anonymous=payload.anonymous)
        if changed is None:
            raise UserError(wording.CHANGED)
        if not changed.asked:
            await ctx.update(card.card(await self._proposals.sheet(changed, ctx.now)))
            return
        _, asks = await self._proposals.asks(changed)
        if asks is not None:
            await ctx.update(asks)

    async def _of_author(self, ctx: Context, draft_id: int) -> Kept:
        """A draft whose author is asked, for that author; UserError otherwise."""
        kept = await self._drafts.get(ctx.community.id, draft_id)
        if kept is None or not kept.asked:
            raise UserError(wording.GONE)
        if kept.draft.author_id != ctx.member.id:
            raise UserError(T("Only whoever wrote these words can decide on that."))
        return kept

    @button(Agree)
    async def agree(self, ctx: Context, payload: Agree) -> None:
        kept = await self._of_author(ctx, payload.draft)
        wording_now = self._terms.here(ctx.community.id)
        if wording_now is not None:
            if wording_now.version != payload.terms:
                _, asks = await self._proposals.asks(kept)
                await ctx.update(asks or Reply(wording.GONE))
                return
            await self._terms.consents.give(ctx.member.id, wording_now.version, ctx.now)
        passed = await self._proposals.pass_on(kept, ctx.now)
        if passed.idea is None:
            await ctx.update(passed.told)
            return
        await ctx.update(wording.yours(passed.idea))
        await self._tell_noter(kept, wording.agreed(passed.idea))

    @button(Refuse)
    async def refuse(self, ctx: Context, payload: Refuse) -> None:
        kept = await self._of_author(ctx, payload.draft)
        if not await self._drafts.drop(kept):
            raise UserError(wording.CHANGED)
        await ctx.update(Reply(T("Thank you for telling me; it is not posted.")))
        await self._tell_noter(kept, wording.refused(kept.draft))

    async def _tell_noter(self, kept: Kept, news: Reply) -> None:
        if kept.draft.author_id == kept.draft.member_id:
            return
        noter = await self._directory.member(kept.draft.member_id)
        if noter is not None:
            await self._outbox.tell(noter, news, key=f"{ask_tag(kept)}:answered")
