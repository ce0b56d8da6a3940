"""The buttons of the digest's own suggestions, and "Not now" under all of them."""

from __future__ import annotations

from bot.api.boards.figures import Figures
from bot.api.cog import button
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Clock, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, Mention, Moment, T, Text, bold

from .choosing import DAY_MS, SILENT_DAYS, silent_since
from .keys import unpacked
from .own import ASK, starter, thanked
from .payloads import NotNow, Start, Thank
from .store import SuggestionStore


class Doing:
    """The handlers; the cog provides what they use."""

    _memory: SuggestionStore
    _figures: Figures
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _audit: Audit
    _clock: Clock

    @button(Thank, level=Level.MODERATOR)
    async def thank(self, ctx: Context, payload: Thank) -> None:
        """Thank a helper in front of everybody."""
        member = await self._directory.member(payload.member)
        if member is None or member.community_id != ctx.community.id:
            raise UserError(T("That person is no longer there."))
        text = T("Thank you, {who}, for helping the others here! 🙏", who=Mention(member))
        first = await self._publish(ctx, "thank", f"{payload.week}:{member.id}", text)
        await self._figures.done(ctx.community.id, thanked(member.id), ctx.member)
        if first:
            await ctx.reply(T("Done. I have thanked {who} publicly.", who=bold(member.name)))
        else:
            await ctx.reply(T("{who} has been thanked already.", who=bold(member.name)))

    @button(Start, level=Level.MODERATOR)
    async def ask(self, ctx: Context, payload: Start) -> None:
        """Ask everybody something."""
        first = await self._publish(ctx, "start", payload.week, starter(payload.week))
        await self._figures.done(ctx.community.id, ASK, ctx.member)
        if first:
            await ctx.reply(T("Done. I have asked everybody."))
        else:
            await ctx.reply(T("Everybody has been asked already."))

    async def _publish(self, ctx: Context, kind: str, what: str, text: Text) -> bool:
        """Post once in the general channel of every space; False when that was done before."""
        channels = await self._directory.place(ctx.community.id, "general")
        if not channels:
            raise UserError(
                T(
                    "I know no general channel. An owner names it there with {command}.",
                    command=CommandHint("settings channel", "general"),
                )
            )
        for channel in channels:
            key = f"digest.{kind}:{ctx.community.id}:{what}:{channel.id}"
            await self._outbox.post(channel, Reply(text), key=key)
        # Claimed after the posts, so that a crash in between can be made good by another click.
        first = await self._scheduler.claim(ctx.community.id, f"digest.{kind}", what)
        if first:
            await self._audit.record(
                ctx.community.id, actor=ctx.member, action=f"digest.{kind}", target=what
            )
        return first

    @button(NotNow, level=Level.MODERATOR)
    async def not_now(self, ctx: Context, payload: NotNow) -> None:
        """Put a suggestion aside for a while."""
        key, since = unpacked(payload.key), silent_since(ctx.now)
        first = await self._memory.settle(
            ctx.community.id, key, "dismissed", ctx.member.id, ctx.now, since=since
        )
        if not first:
            await ctx.reply(T("That is settled already: it was done or put aside."))
            return
        again = Moment(ctx.now + SILENT_DAYS * DAY_MS, "date")
        await ctx.reply(T("Fine. I will not suggest this again before {date}.", date=again))

    async def _carried_out(self, community_id: int, key: str, by: Member | None) -> None:
        """Some cog says that a suggestion was carried out."""
        now = self._clock.now()
        by_id = by.id if by is not None else None
        await self._memory.settle(community_id, key, "done", by_id, now, since=silent_since(now))
