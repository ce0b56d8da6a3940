"""The second person's decision, for what is new and for other words."""

from __future__ import annotations

from bot.api.boards.figures import Figures
from bot.api.cog import button, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import CommandHint, T, Text, bold, code, lines, one_line

from ..model import HOUR_MS, Announcement, checked_text
from ..payloads import Approve, Reword, SendBack, turn_of, waits
from ..room import CHANGED, GOES_OUT, Room
from ..wording import cards, forms
from ..wording.words import SHORT


class Deciding(Room):
    """The handlers of a second person."""

    _figures: Figures

    @button(Approve, level=Level.MODERATOR)
    async def approve(self, ctx: Context, payload: Approve) -> None:
        """The second person agrees with exactly what they saw."""
        of = await self._looked_at(ctx, payload.id, payload.turn)
        if of.change is not None:
            await self._approve_change(ctx, of)
        else:
            await self._approve(ctx, of, ["waiting"])

    async def _looked_at(self, ctx: Context, id_: int, turn: int) -> Announcement:
        of = await self._store.get(ctx.community.id, id_)
        if of is None or turn != turn_of(of) or (of.state != "waiting" and of.change is None):
            raise UserError(CHANGED)
        writer = of.member_id if of.change is None else of.changed_by
        if writer == ctx.member.id:
            raise UserError(
                T("You wrote it, so somebody else approves it. You can change it with {command}.",
                  command=CommandHint("announcements edit"))
            )  # fmt: skip
        return of

    async def _approve(self, ctx: Context, of: Announcement, states: list[str]) -> None:
        late = self._desk.config(ctx.community.id).catch_up_hours * HOUR_MS
        if of.starts_at is not None and not of.rhythm and of.starts_at + late < ctx.now:
            raise UserError(T("Its time has passed. Send it back, so that it gets another one."))
        # its first time is kept with the decision: a crash before the plan moves nothing
        planned = await self._store.change(
            of.id,
            states,
            state="planned",
            approved_by=ctx.member.id,
            starts_at=await self._sending.first(of),
        )
        if planned is None:
            raise UserError(CHANGED)
        await self._sending.plan(planned)
        await self._record(ctx, "announcements.approve", of.id)
        await self._figures.done(ctx.community.id, waits(of.id), ctx.member)
        known = await self._desk.facts(planned)
        by = T("Approved by {who}", who=bold(ctx.member.name))
        card = cards.settled(planned, known, by)
        await ctx.update(card)
        await self._outbox.update(ctx.community.id, f"announcement:{of.id}", card)
        await self._tell(planned.member_id, ctx.member, T("approved"), planned, "")

    async def _approve_change(self, ctx: Context, of: Announcement) -> None:
        await self._sending.reword_soon(of)
        changed = await self._store.take_change(of.id, of.change or "")
        if changed is None:
            raise UserError(CHANGED)
        await self._sending.reword(changed.id)
        await self._record(ctx, "announcements.reword", of.id)
        by = T("New words approved by {who}", who=bold(ctx.member.name))
        await ctx.update(cards.decided(changed, by))
        await self._desk.refresh(changed, by)
        await self._desk.decided(changed, by)
        await self._tell(of.changed_by, ctx.member, T("approved"), changed, "")

    @button(SendBack, level=Level.MODERATOR)
    async def ask_reason(self, ctx: Context, payload: SendBack) -> None:
        """Not like this: ask why."""
        await self._looked_at(ctx, payload.id, payload.turn)
        await ctx.ask(forms.reason_form(payload))

    @form(SendBack, level=Level.MODERATOR)
    async def send_back(self, ctx: Context, payload: SendBack, answers: Answers) -> None:
        """It is a draft again, and its writer is told why."""
        of = await self._looked_at(ctx, payload.id, payload.turn)
        if of.change is not None:
            back = await self._store.drop_change(of.id, of.change)
        else:
            back = await self._store.change(of.id, ["waiting"], state="draft")
        if back is None:
            raise UserError(CHANGED)
        await self._record(ctx, "announcements.send_back", of.id)
        reason = answers["reason"].strip()
        sent = T("{who} sent it back: {reason}", who=bold(ctx.member.name), reason=reason)
        if of.change is not None:
            await self._desk.decided(back, sent)
        else:
            await self._desk.refresh(back, sent)
        await self._tell(of.changed_by or of.member_id, ctx.member, T("sent back"), back, reason)
        await ctx.reply(T("Sent back, with your reason."))

    async def _tell(
        self, member_id: int | None, by: Member, what: Text, of: Announcement, reason: str
    ) -> None:
        writer = await self._directory.member(member_id) if member_id is not None else None
        if writer is None or writer.id == by.id:
            return
        words = T(
            "{who} has {what} your announcement #{id}: {words}",
            who=bold(by.name),
            what=what,
            id=of.id,
            words=one_line(of.text, SHORT),
        )
        again = [[cards.change_button(of)]] if of.state == "draft" else []
        key = f"announcement.told:{of.id}:{turn_of(of)}:{self._clock.now()}"
        await self._outbox.tell(writer, Reply(lines(words, reason or None), again), key=key)

    # ---- other words for what was approved

    @button(Reword, level=Level.MODERATOR)
    async def ask_words(self, ctx: Context, payload: Reword) -> None:
        """Other words: the form."""
        of = await self._approved(ctx, payload.id)
        await ctx.ask(forms.reword_form(payload, of.change or of.text))

    @form(Reword, level=Level.MODERATOR)
    async def reword(self, ctx: Context, payload: Reword, answers: Answers) -> None:
        """Other words wait for a second person like the first ones did."""
        text = checked_text(answers["text"])
        of = await self._approved(ctx, payload.id)
        if self._desk.config(ctx.community.id).second_person:
            await self._check_place(ctx)
        changed = await self._store.change(
            of.id, GOES_OUT, change=text, changed_by=ctx.member.id, asked_at=ctx.now
        )
        if changed is None:
            raise UserError(CHANGED)
        if not self._desk.config(ctx.community.id).second_person:
            await self._approve_change(ctx, changed)
            return
        await self._desk.request(changed, again=True)
        words = T("Handed in. Until somebody has approved it, the former words stand.")
        await ctx.reply(lines(words, await self._alone(ctx)))

    async def _approved(self, ctx: Context, id_: int) -> Announcement:
        of = await self._store.get(ctx.community.id, id_)
        if of is None or of.state not in GOES_OUT:
            raise UserError(CHANGED)
        return of

    async def _check_place(self, ctx: Context) -> None:
        if not await self._desk.team(ctx.community.id):
            raise UserError(
                T(
                    "I know of no channel for moderators to ask in. Choose one with {command}.",
                    command=CommandHint("settings channel"),
                )
            )

    async def _alone(self, ctx: Context) -> Text | None:
        """A hint for whoever seems to be the whole team: the platforms do not always tell at once
        who has rights, so it is only a hint."""
        staff = await self._directory.staff(ctx.community.id, Level.MODERATOR)
        if any(one.id != ctx.member.id for one in staff):
            return None
        return T(
            "I know of nobody else here who could approve it. If you are the whole team, "
            "type {command} and then change the announcement once more.",
            command=code("/settings set announcements.second_person false"),
        )
