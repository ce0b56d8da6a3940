"""Trying, switching on, pausing, figures: the handlers."""

from __future__ import annotations

from typing import Annotated

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.text import CommandHint, Join, N, T, Text, bold, italic, lines

from .. import wording
from ..model import Sequence, Step
from ..payloads import AskOn, Figures, Pause, Remove, SwitchOn, Try
from ..running import messages
from ..running.commands import Running
from ..tools import SequenceTools
from . import wording as words

WHICH = T("Which one")


class Switching(SequenceTools, Running):
    """The handlers."""

    # ---- on and off

    @command(
        "sequence on",
        T("Switch a sequence on; says first who would get it"),
        level=Level.ADMIN,
        private=True,
    )
    async def begin_on(
        self, ctx: Context, name: Annotated[str, Opt(WHICH, complete="complete_sequence")]
    ) -> None:
        await ctx.reply(await self._turn_on(ctx, await self._meant(ctx, name)))

    @button(AskOn, level=Level.ADMIN)
    async def ask_on(self, ctx: Context, payload: AskOn) -> None:
        await ctx.update(await self._turn_on(ctx, await self._get(ctx, payload.sequence)))

    async def _turn_on(self, ctx: Context, sequence: Sequence) -> Reply:
        """A draft is asked about; one that was paused goes on."""
        await self._ready(sequence)
        if sequence.state == "on":
            return await self._card(sequence)
        if sequence.state == "paused":
            return await self._go_on(ctx, sequence)
        matching, would_get = await self._arrivals.expected(sequence, ctx.now)
        return words.ask_on(sequence, matching, would_get)

    async def _ready(self, sequence: Sequence) -> None:
        if not sequence.steps:
            raise UserError(T("It has no steps yet; add one first."))
        for condition in (
            sequence.audience,
            sequence.stops,
            *(s.condition for s in sequence.steps),
        ):
            await self._audiences.check(sequence.community_id, condition)

    async def _go_on(self, ctx: Context, sequence: Sequence) -> Reply:
        await self._arrivals.plan_again(sequence, ctx.now)
        turned = await self._sequences.turn(sequence, "paused", "on")
        fresh = await self._get(ctx, sequence.id)
        if turned:
            if fresh.steps != sequence.steps:  # somebody changed them just before
                await self._arrivals.plan_again(fresh, ctx.now)
            await self._note(ctx, "on", sequence)
            await self._look_at(ctx.community.id, ctx.now)
        return await self._card(fresh)

    @button(SwitchOn, level=Level.ADMIN)
    async def switch_on(self, ctx: Context, payload: SwitchOn) -> None:
        sequence = await self._get(ctx, payload.sequence)
        await self._ready(sequence)
        here = await self._audiences.members(ctx.community.id, sequence.audience)
        before = () if payload.everyone else here
        on = await self._sequences.switch_on(
            sequence, ctx.now, everyone=payload.everyone, before=before
        )
        if on:
            await self._note(ctx, "on", sequence)
            await self._look_at(ctx.community.id, ctx.now)
        await ctx.update(await self._card(await self._get(ctx, sequence.id)))

    @command(
        "sequence pause",
        T("Send nothing more of a sequence until it goes on"),
        level=Level.ADMIN,
        private=True,
    )
    async def pause_typed(
        self, ctx: Context, name: Annotated[str, Opt(WHICH, complete="complete_sequence")]
    ) -> None:
        await ctx.reply(await self._pause(ctx, await self._meant(ctx, name)))

    @button(Pause, level=Level.ADMIN)
    async def pause_pressed(self, ctx: Context, payload: Pause) -> None:
        await ctx.update(await self._pause(ctx, await self._get(ctx, payload.sequence)))

    async def _pause(self, ctx: Context, sequence: Sequence) -> Reply:
        if await self._sequences.turn(sequence, "on", "paused"):
            await self._note(ctx, "pause", sequence)
        return await self._card(await self._get(ctx, sequence.id))

    @command("sequence remove", T("Remove a sequence for good"), level=Level.ADMIN, private=True)
    async def ask_remove(
        self, ctx: Context, name: Annotated[str, Opt(WHICH, complete="complete_sequence")]
    ) -> None:
        sequence = await self._meant(ctx, name)
        progress = await self._figures.progress(sequence.id)
        await ctx.reply(words.ask_remove(sequence, progress.get("active", 0)))

    @button(Remove, level=Level.ADMIN)
    async def remove(self, ctx: Context, payload: Remove) -> None:
        sequence = await self._get(ctx, payload.sequence)
        if await self._sequences.remove(sequence):
            await self._note(ctx, "remove", sequence)
        await ctx.update(Reply(T("Done: {name} is gone.", name=bold(sequence.name))))

    # ---- trying and looking

    @command(
        "sequence try",
        T("Send me all messages of a sequence now, as a trial"),
        level=Level.ADMIN,
        private=True,
    )
    async def try_typed(
        self, ctx: Context, name: Annotated[str, Opt(WHICH, complete="complete_sequence")]
    ) -> None:
        await self._try(ctx, await self._meant(ctx, name))

    @button(Try, level=Level.ADMIN)
    async def try_pressed(self, ctx: Context, payload: Try) -> None:
        await self._try(ctx, await self._get(ctx, payload.sequence))

    async def _try(self, ctx: Context, sequence: Sequence) -> None:
        if not sequence.steps:
            raise UserError(T("It has no steps yet; add one first."))
        channels = await self._channels(sequence)
        for number, step in enumerate(sequence.steps, 1):
            head = T(
                "Trial of {name}, step {n} ({when}, {where})",
                name=sequence.name,
                n=number,
                when=wording.when(step),
                where=wording.where(step, channels),
            )
            reply = Reply(lines(italic(head), self._looks(ctx, step)))
            # the first tells whether they can be reached at all
            if number == 1 and await self._outbox.tell_now(ctx.member, reply) is False:
                raise UserError(
                    T("I cannot write to you privately: allow messages from me, and try again.")
                )
            if number > 1:
                await self._outbox.tell(ctx.member, reply)
        count = N("{n} message", "{n} messages", len(sequence.steps))
        sent: Text = T("I have sent you {count} privately; nobody else got them.", count=count)
        if sequence.state == "draft":
            on = CommandHint("sequence on", sequence.name)
            sent = Join(
                (sent, T("All as it should be? {command} switches it on.", command=on)), " "
            )
        await ctx.reply(sent)

    def _looks(self, ctx: Context, step: Step) -> Text:
        if step.channel_id is None:
            return messages.private(step.text, ctx.member, ctx.community.name)
        return messages.public(step.text, [ctx.member], ctx.community.name)

    @command(
        "sequence figures",
        T("What became of each message of a sequence"),
        level=Level.ADMIN,
        private=True,
    )
    async def figures_typed(
        self, ctx: Context, name: Annotated[str, Opt(WHICH, complete="complete_sequence")]
    ) -> None:
        sequence = await self._meant(ctx, name)
        await ctx.reply(words.figures(sequence, await self._figures.tallies(sequence.id)))

    @button(Figures, level=Level.ADMIN)
    async def figures_pressed(self, ctx: Context, payload: Figures) -> None:
        sequence = await self._get(ctx, payload.sequence)
        await ctx.update(words.figures(sequence, await self._figures.tallies(sequence.id)))
