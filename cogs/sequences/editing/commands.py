"""Writing a sequence: the handlers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.text import T, lines, quote

from .. import templates, wording
from ..model import MAX_SEQUENCES, MAX_STEPS, Sequence, Start, Step
from ..payloads import Begin, Change, DropStep, Privately, PutStep, Show, ShowStep
from ..tools import SequenceTools
from . import forms
from .forms import Outline

NO_CHANNEL = T("Please choose a channel of this community, or type the command in it.")
STARTS: dict[str, Start] = {"joined": "joined", "matched": "matched"}


class Editing(SequenceTools):
    """The handlers; a sequence changes only while it is not on."""

    @command(
        "sequence new",
        T("Write messages that go out some days apart"),
        level=Level.ADMIN,
        private=True,
    )
    async def begin_sequence(
        self,
        ctx: Context,
        start: Annotated[
            Literal["joined", "matched"],
            Opt(
                T("Which day is day 0"),
                choices=(
                    ("joined", T("the day of joining")),
                    ("matched", T("the day they first match")),
                ),
            ),
        ] = "joined",
        template: Annotated[
            Literal["none", "first-weeks"],
            Opt(
                T("Begin with messages that are written already"),
                choices=(("none", T("none")), ("first-weeks", T("First weeks"))),
            ),
        ] = "none",
    ) -> None:
        """A form; or a draft from a template."""
        if template == "none":
            await ctx.ask(forms.outline_form(Begin(start)))
            return
        draft = templates.first_weeks(ctx.community.id, ctx.community.locale)
        taken = {one.name.casefold() for one in await self._all(ctx)}
        names = (draft.name, *(f"{draft.name} {n}" for n in range(2, MAX_SEQUENCES + 2)))
        name = next(name for name in names if name.casefold() not in taken)
        await self._show_new(ctx, replace(draft, name=name))

    @form(Begin, level=Level.ADMIN)
    async def sequence_begun(self, ctx: Context, payload: Begin, answers: Answers) -> None:
        outline = forms.outline_of(answers)
        await self._check(ctx, outline)
        start = STARTS.get(payload.start, "joined")
        here = ctx.community.id
        draft = Sequence(0, here, outline.name, outline.audience, outline.stops, start)
        await self._show_new(ctx, draft)

    async def _show_new(self, ctx: Context, draft: Sequence) -> None:
        made = await self._sequences.add(draft, ctx.now)
        if made is None:
            raise UserError(
                T(
                    "That did not work: there is a sequence of that name already, or there are "
                    "{n} of them, which is the most.",
                    n=MAX_SEQUENCES,
                )
            )
        await self._note(ctx, "new", made)
        await ctx.reply(await self._card(made), private=True)

    @button(Change, level=Level.ADMIN)
    async def ask_outline(self, ctx: Context, payload: Change) -> None:
        found = await self._changeable(ctx, payload.sequence)
        await ctx.ask(forms.outline_form(payload, found))

    @form(Change, level=Level.ADMIN)
    async def outline_given(self, ctx: Context, payload: Change, answers: Answers) -> None:
        found = await self._changeable(ctx, payload.sequence)
        outline = forms.outline_of(answers, found)
        await self._check(ctx, outline)
        changed = await self._sequences.change(
            found, name=outline.name, audience=outline.audience, stops=outline.stops
        )
        if changed is None:
            raise UserError(
                T("There is a sequence “{name}” already; choose another name.", name=outline.name)
            )
        await self._note(ctx, "change", changed)
        await self._say(ctx, await self._card(changed))

    async def _check(self, ctx: Context, outline: Outline) -> None:
        for condition in (outline.audience, outline.stops):
            await self._audiences.check(ctx.community.id, condition)

    async def _changeable(self, ctx: Context, number: int) -> Sequence:
        found = await self._get(ctx, number)
        if found.state == "on":
            raise UserError(wording.ON)
        return found

    # ---- looking

    @command(
        "sequence show",
        T("All sequences, or one with its steps"),
        level=Level.ADMIN,
        private=True,
        default=True,
    )
    async def show_sequence(
        self,
        ctx: Context,
        name: Annotated[str, Opt(T("Which one"), complete="complete_sequence")] = "",
    ) -> None:
        """Without a name: what there is."""
        if name.strip():
            await ctx.reply(await self._card(await self._meant(ctx, name)))
        else:
            await ctx.reply(wording.listing(await self._all(ctx)))

    @button(Show, level=Level.ADMIN)
    async def show_pressed(self, ctx: Context, payload: Show) -> None:
        await ctx.update(await self._card(await self._get(ctx, payload.sequence)))

    @button(ShowStep, level=Level.ADMIN)
    async def show_step(self, ctx: Context, payload: ShowStep) -> None:
        sequence, step = await self._step(ctx, payload.sequence, payload.step)
        await ctx.update(wording.step_card(sequence, step, await self._channels(sequence)))

    # ---- steps

    @command(
        "sequence step",
        T("Add a message to a sequence, or change one"),
        level=Level.ADMIN,
        private=True,
    )
    async def begin_step(
        self,
        ctx: Context,
        name: Annotated[str, Opt(T("Which sequence"), complete="complete_sequence")],
        number: Annotated[
            int, Opt(T("Number of the step to change; else a new one"), min=1, max=MAX_STEPS)
        ] = 0,
        channel: Annotated[
            Channel | None,
            Opt(
                T("Post it in a channel (where you type, channel:here is this one); else privately")
            ),
        ] = None,
    ) -> None:
        """Everything else in a form."""
        sequence = await self._changeable(ctx, (await self._meant(ctx, name)).id)
        if channel is not None and (
            channel.space is None or channel.space.community_id != ctx.community.id
        ):
            raise UserError(NO_CHANNEL)
        step: Step | None = None
        if number:
            if number > len(sequence.steps):
                raise UserError(wording.GONE)
            step = sequence.steps[number - 1]
        place = channel.id if channel is not None else (step.channel_id or 0) if step else 0
        payload = PutStep(sequence.id, step.id if step else 0, place)
        await ctx.ask(forms.step_form(payload, step))

    @button(PutStep, level=Level.ADMIN)
    async def ask_step(self, ctx: Context, payload: PutStep) -> None:
        sequence = await self._changeable(ctx, payload.sequence)
        step = (await self._step(ctx, sequence.id, payload.step))[1] if payload.step else None
        await ctx.ask(forms.step_form(payload, step))

    @form(PutStep, level=Level.ADMIN)
    async def step_given(self, ctx: Context, payload: PutStep, answers: Answers) -> None:
        sequence = await self._changeable(ctx, payload.sequence)
        now = sequence.step(payload.step) if payload.step else forms.AT_FIRST
        if now is None:
            raise UserError(wording.GONE)
        try:
            step = forms.step_of(answers, now)
            await self._audiences.check(ctx.community.id, step.condition)
        except UserError as error:
            # nobody writes a text twice
            kept = T("Your text, to copy:")
            raise UserError(lines(error.text, kept, quote(answers.get("text", "")))) from error
        await self._put(ctx, sequence, replace(step, channel_id=payload.channel or None))

    async def _put(self, ctx: Context, sequence: Sequence, step: Step) -> None:
        if step.channel_id is not None:
            channel = await self._directory.channel(step.channel_id)
            here = channel.space.community_id if channel and channel.space else None
            if here != ctx.community.id:
                raise UserError(NO_CHANNEL)
        changed = await self._sequences.put_step(sequence, step)
        if changed is None:
            raise UserError(
                T(
                    "A sequence has at most {n} steps, and changes only while it is not on.",
                    n=MAX_STEPS,
                )
            )
        await self._note(ctx, "step", changed)
        await self._say(ctx, await self._card(changed))

    @button(Privately, level=Level.ADMIN)
    async def turn_private(self, ctx: Context, payload: Privately) -> None:
        sequence, step = await self._step(ctx, payload.sequence, payload.step)
        await self._put(ctx, sequence, replace(step, channel_id=None))

    @button(DropStep, level=Level.ADMIN)
    async def drop_step(self, ctx: Context, payload: DropStep) -> None:
        sequence = await self._changeable(ctx, payload.sequence)
        changed = await self._sequences.remove_step(sequence, payload.step)
        if changed is None:
            raise UserError(wording.ON)
        await self._note(ctx, "drop_step", changed)
        await self._say(ctx, await self._card(changed))
