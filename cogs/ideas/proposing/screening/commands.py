"""What moderators do with held ideas, and where their writers find them."""

from __future__ import annotations

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.cog import button, command, every, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.text import T

from ...config import IdeasConfig
from ...model import checked_reason
from ...store import Kept
from ..tools import Tools
from . import payloads, wording
from .holding import seen, tag

PURGE_S = 3600
DRAFTS = "ideas.drafts"


class Screening(Tools):
    """The handlers."""

    _retention: Retention

    @command("ideas held", T("Ideas that wait for a moderator"), private=True, view=True)
    async def held_ideas(self, ctx: Context) -> None:
        moderator = ctx.level >= Level.MODERATOR
        mine = None if moderator else ctx.member.id
        found = await self._drafts.held(ctx.community.id, mine)
        await ctx.reply(wording.waiting(found, moderator=moderator))

    @button(payloads.Look)
    async def look_at_held(self, ctx: Context, payload: payloads.Look) -> None:
        kept = await self._drafts.get(ctx.community.id, payload.draft)
        if kept is None or not kept.held:
            raise UserError(wording.DECIDED)
        if ctx.level >= Level.MODERATOR:
            await ctx.reply(await self._holding.card(kept), private=True)
        elif kept.draft.member_id == ctx.member.id:
            await ctx.reply(wording.held(kept), private=True)
        else:
            raise UserError(T("Only moderators and its writer see an idea that waits."))

    @button(payloads.Release, level=Level.MODERATOR)
    async def release(self, ctx: Context, payload: payloads.Release) -> None:
        kept = await self._to_decide(ctx, payload)
        passed = await self._proposals.pass_on(kept, ctx.now)
        await self._record(ctx, kept, "ideas.release")
        told = passed.told
        if passed.idea is not None:
            told = wording.released(passed.idea)
            said = wording.settled_posted(passed.idea, ctx.member)
        else:
            said = wording.settled_waiting(ctx.member, asked=passed.asked)
        await self._holding.settle(kept, said)
        writer = await self._directory.member(kept.draft.member_id)
        # who was asked as its author has read it there
        if writer is not None and not (passed.asked and writer.id == kept.draft.author_id):
            await self._outbox.tell(writer, told, key=f"{tag(kept)}:released")
        await ctx.reply(T("Done; its writer is told."), private=True)

    @button(payloads.Decline, level=Level.MODERATOR)
    async def ask_why(self, ctx: Context, payload: payloads.Decline) -> None:
        kept = await self._to_decide(ctx, payload)
        await ctx.ask(wording.form(kept.id, payload.seen))

    @form(payloads.Decline, level=Level.MODERATOR)
    async def decline_held(self, ctx: Context, payload: payloads.Decline, answers: Answers) -> None:
        reason = checked_reason(answers.get("reason", ""))
        kept = await self._to_decide(ctx, payload)
        if not await self._holding.decline(kept, ctx.member.id, reason):
            raise UserError(wording.DECIDED)
        await self._record(ctx, kept, "ideas.decline")
        await ctx.reply(
            T("Done: it is not posted, and its writer reads your reason."), private=True
        )

    async def _to_decide(self, ctx: Context, payload: payloads.Release | payloads.Decline) -> Kept:
        """What the card shows, as long as nobody has decided on it; UserError otherwise."""
        kept = await self._drafts.get(ctx.community.id, payload.draft)
        if kept is None or not kept.held:
            raise UserError(wording.DECIDED)
        if seen(kept) != payload.seen:
            await self._holding.show(kept, again=True)
            raise UserError(wording.READ_AGAIN)
        return kept

    async def _record(self, ctx: Context, kept: Kept, action: str) -> None:
        """Into the log of decisions: never the words."""
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=action,
            target=tag(kept),
            detail={"for": kept.held_for},
        )

    def _offer_drafts(self) -> None:
        self._retention.offer("ideas", Expiring(DRAFTS, T("drafts of ideas"), self._draft_days))

    def _draft_days(self, community_id: int) -> int:
        return self._configs.of(IdeasConfig, community_id).draft_days

    @every(PURGE_S)
    async def forget_drafts(self) -> None:
        """Those that nobody came back to, or decided on."""
        self._retention.removed(DRAFTS, await self._holding.forget_old(self._clock.now()))
        await self._proposals.forget_asked(self._clock.now())
