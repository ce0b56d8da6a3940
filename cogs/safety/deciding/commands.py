"""What moderators can press and type to decide."""

from __future__ import annotations

from typing import Annotated, Any

from bot.api.cog import button, command, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Directory
from bot.api.text import Mention, T, Text

from ..alerts.model import REASON_ROOM
from ..members.hearing import Hearing
from . import buttons, decisions, rota, wording
from .decisions import Decisions
from .handing import AtTheCard, Handing
from .payloads import (
    Ban,
    Claim,
    Decide,
    DecideOn,
    Forget,
    GiveTo,
    HandOver,
    More,
    Release,
    Revoke,
    TimeOut,
    TimeOutOf,
    Undo,
)
from .rota import Rota
from .store import NoteStore
from .undoing import Undoing

SHOWN_WARNINGS = 10
SHOWN_NOTES = 10
NOTE_ROOM = 300


class Deciding:
    """The handlers of this room; the cog provides what they use."""

    _at: AtTheCard
    _decisions: Decisions
    _undoing: Undoing
    _hearing: Hearing
    _handing: Handing
    _rota: Rota
    _notes: NoteStore
    _directory: Directory

    # ---- on a card

    @button(Decide, level=Level.MODERATOR)
    async def decide(self, ctx: Context, payload: Decide) -> None:
        await self._decisions.decide(ctx, payload.alert, payload.outcome)

    @button(DecideOn, level=Level.MODERATOR)
    async def decide_on(self, ctx: Context, payload: DecideOn) -> None:
        await self._decisions.decide(ctx, payload.alert, payload.outcome, about=payload.author)

    @button(TimeOut, level=Level.MODERATOR)
    async def time_out(self, ctx: Context, payload: TimeOut) -> None:
        await self._decisions.decide(ctx, payload.alert, "timed_out", payload.seconds)

    @button(TimeOutOf, level=Level.MODERATOR)
    async def time_out_of(self, ctx: Context, payload: TimeOutOf) -> None:
        await self._decisions.decide(
            ctx, payload.alert, "timed_out", payload.seconds, about=payload.author
        )

    @button(More, level=Level.MODERATOR)
    async def more(self, ctx: Context, payload: More) -> None:
        alert = await self._at.undecided(ctx.community.id, payload.alert)
        await ctx.reply(buttons.more(await self._at.desk.view(alert)))

    @button(Ban, level=Level.MODERATOR)
    async def ban(self, ctx: Context, payload: Ban) -> None:
        alert = await self._at.undecided(ctx.community.id, payload.alert)
        await ctx.reply(buttons.confirm_ban(await self._at.desk.view(alert)))

    @button(Undo, level=Level.MODERATOR)
    async def undo(self, ctx: Context, payload: Undo) -> None:
        for action in await self._undoing.of_alert(ctx, payload.alert):
            await self._hearing.taken_back(action.id)

    @button(Revoke, level=Level.MODERATOR)
    async def revoke(self, ctx: Context, payload: Revoke) -> None:
        for action in await self._undoing.of_warning(ctx, payload.warning):
            await self._hearing.taken_back(action.id)

    @button(Claim, level=Level.MODERATOR)
    async def claim(self, ctx: Context, payload: Claim) -> None:
        await self._handing.claim(ctx, payload.alert)

    @button(Release, level=Level.MODERATOR)
    async def release(self, ctx: Context, payload: Release) -> None:
        await self._handing.release(ctx, payload.alert)

    @button(HandOver, level=Level.MODERATOR)
    async def hand_over(self, ctx: Context, payload: HandOver) -> None:
        await self._handing.offer(ctx, payload.alert)

    @button(GiveTo, level=Level.MODERATOR)
    async def give_to(self, ctx: Context, payload: GiveTo) -> None:
        await self._handing.give(ctx, payload.alert, payload.member)

    # ---- in time

    @task(decisions.TASK)
    async def finish_decision(self, data: dict[str, Any], due: int) -> None:
        """A crash came between."""
        await self._decisions.resume(data, due)

    @task(rota.TASK)
    async def ask_next(self, data: dict[str, Any], due: int) -> None:
        """Nobody has answered."""
        await self._handing.pass_on(data)

    # ---- warnings

    @command("warn", T("Warn a member privately"), level=Level.MODERATOR, private=True)
    async def warn(
        self,
        ctx: Context,
        member: Annotated[Member, Opt(T("Whom to warn"))],
        reason: Annotated[str, Opt(T("What the member reads as the reason"), max=REASON_ROOM)],
    ) -> None:
        if member.account.is_bot or member.id == ctx.member.id:
            raise UserError(T("Only other people can be warned."))
        reached = await self._decisions.warn(ctx, member, reason)
        name = Mention(member, ping=False)
        said: dict[bool | None, Text] = {
            True: T("{who} is warned and gets a private note with your reason.", who=name),
            False: T(
                "The warning is noted, but I cannot write to {who} privately; "
                "please tell them yourself.",
                who=name,
            ),
            None: T(
                "The warning is noted, but I do not know whether my private note has reached "
                "{who}.",
                who=name,
            ),
        }
        await ctx.reply(said[reached])

    @command("warnings", T("Warnings of a member"), level=Level.MODERATOR, private=True)
    async def warnings(
        self, ctx: Context, member: Annotated[Member, Opt(T("Whose warnings"))]
    ) -> None:
        found = await self._at.actions.strikes(ctx.community.id, member.id, SHOWN_WARNINGS)
        givers = await self._directory.members([s.by_id for s in found if s.by_id is not None])
        text = wording.strikes(member, found, givers, ctx.now)
        await ctx.reply(Reply(text, buttons.revocations(found)))

    # ---- notes

    @command(
        "note add",
        T("Write down something about a member, for moderators only"),
        level=Level.MODERATOR,
        private=True,
    )
    async def note_add(
        self,
        ctx: Context,
        member: Annotated[Member, Opt(T("Whom it is about"))],
        text: Annotated[str, Opt(T("What other moderators should know"), max=NOTE_ROOM)],
    ) -> None:
        note_id = await self._notes.add(
            ctx.community.id, member.id, ctx.member.id, text.strip(), ctx.now
        )
        await self._noted(ctx, "note", member.id, note_id)
        await ctx.reply(
            T(
                "Noted. Only moderators see it; keep to facts, because the law may let {who} ask "
                "for a copy.",
                who=Mention(member, ping=False),
            )
        )

    @command(
        "note show",
        T("What moderators wrote down about a member"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def note_show(
        self, ctx: Context, member: Annotated[Member, Opt(T("Whom it is about"))]
    ) -> None:
        found = await self._notes.of(ctx.community.id, member.id, SHOWN_NOTES)
        writers = await self._directory.members([n.by_id for n in found if n.by_id is not None])
        await ctx.reply(Reply(wording.notes(member, found, writers), buttons.forgetting(found)))

    @button(Forget, level=Level.MODERATOR)
    async def forget_note(self, ctx: Context, payload: Forget) -> None:
        member_id = await self._notes.forget(ctx.community.id, payload.note)
        if member_id is None:
            raise UserError(T("This note is gone already."))
        await self._noted(ctx, "delete_note", member_id, payload.note)
        await ctx.reply(T("The note is deleted."))

    async def _noted(self, ctx: Context, verb: str, member_id: int, note_id: int) -> None:
        await self._at.record(ctx.community.id, ctx.member, verb, member_id, {"note": note_id})

    # ---- the rota

    @command(
        "rota join",
        T("Take turns: alerts ask you privately when it is yours"),
        level=Level.MODERATOR,
        private=True,
    )
    async def rota_join(
        self,
        ctx: Context,
        quiet: Annotated[str, Opt(T("When not to ask you, like 22:00-07:00"), max=30)] = "",
    ) -> None:
        hours = rota.quiet_hours(quiet)
        await self._rota.store.join(ctx.community.id, ctx.member.id, hours, ctx.now)
        done: Text = T("You are on the rota now.")
        if hours is not None:
            done = T(
                "You are on the rota now, and I do not ask you from {start} to {end} ({zone}).",
                start=wording.clock(hours[0]),
                end=wording.clock(hours[1]),
                zone=ctx.community.timezone,
            )
        await ctx.reply(done)

    @command("rota leave", T("Take no more turns"), level=Level.MODERATOR, private=True)
    async def rota_leave(self, ctx: Context) -> None:
        if not await self._rota.store.leave(ctx.community.id, ctx.member.id):
            raise UserError(T("You are not on the rota."))
        await ctx.reply(T("You are no longer on the rota."))

    @command(
        "rota show",
        T("Who takes turns, and who is next"),
        level=Level.MODERATOR,
        private=True,
        default=True,
        view=True,
    )
    async def rota_show(self, ctx: Context) -> None:
        turns = await self._rota.store.turns(ctx.community.id)
        staff = await self._directory.staff(ctx.community.id, Level.MODERATOR)
        await ctx.reply(wording.rota(turns, {member.id: member for member in staff}))
