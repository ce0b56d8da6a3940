"""Writing an announcement, handing it in, and writing it anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from bot.api.boards.audience import Audiences
from bot.api.calendar import local
from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import T, Text, lines

from ..model import Announcement, checked_text, next_of
from ..payloads import BestHour, Discard, HandIn, Reword, Write, turn_of
from ..room import CHANGED
from ..wording import cards, forms, lists
from . import reading
from .deciding import Deciding

TOO_LITTLE = T("Too little was written in four weeks to say which hour is best: name one.")


class Drafting(Deciding):
    """The handlers of this room; the cog provides what they use."""

    _audiences: Audiences

    @command(
        "announce",
        T("Write an announcement; somebody else approves it"),
        level=Level.MODERATOR,
        private=True,
    )
    async def announce(
        self,
        ctx: Context,
        text: Annotated[str, Opt(T("What it says; empty for a form"))] = "",
        when: Annotated[str, Opt(T("now, best, or friday 18:00"), max=60)] = "",
        every: Annotated[str, Opt(T("day, workdays, week, monday or month"), max=60)] = "",
        to: Annotated[
            str, Opt(T("Only these, privately: regular and not role Team"), max=500)
        ] = "",
        where: Annotated[str, Opt(T("discord, telegram or the name of a place"), max=200)] = "",
        selling: Annotated[bool, Opt(T("Yes: it sells something"))] = False,
    ) -> None:
        """At once with words, else by a form; in both cases the writer sees it first."""
        if not text.strip():
            spaces = reading.places(where, await self._directory.spaces(ctx.community.id))
            typed = {"when": when, "every": every, "to": to, "selling": "yes" if selling else ""}
            named = ",".join(f"#{one}" for one in spaces or ())
            await ctx.ask(forms.form(Write(0, named), typed))
            return
        typed = {"when": when, "every": every, "to": to, "where": where}
        await self._draft(ctx, 0, checked_text(text), typed, selling=selling)

    @form(Write, level=Level.MODERATOR)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        """The form came back, for a new draft or one that is changed."""
        text = checked_text(answers["text"])
        selling = reading.yes(answers.get("selling", ""))
        # numbers, for two spaces may have one name
        typed = dict(answers) | ({"where": payload.spaces} if payload.spaces else {})
        await self._draft(ctx, payload.id, text, typed, selling=selling)

    @button(Write, level=Level.MODERATOR)
    async def rewrite(self, ctx: Context, payload: Write) -> None:
        """Change a draft, or one that waits (which takes it back)."""
        of = await self._mine(ctx, payload.id)
        values = {
            "text": of.text,
            "when": _when(of, ctx.now, ctx.community.timezone),
            "every": reading.typed(of.rhythm),
            "to": of.audience,
            "selling": "yes" if of.selling else "",
        }
        await ctx.ask(forms.form(payload, values))

    async def _draft(
        self, ctx: Context, id_: int, text: str, typed: Mapping[str, str], *, selling: bool
    ) -> None:
        """Keep the words first: what cannot be read of the rest must not lose them."""
        values, problems = await self._read(ctx, typed)
        values |= {"text": text, "selling": selling}
        if id_:
            await self._mine(ctx, id_)
            of = await self._store.change(id_, ["draft", "waiting"], state="draft", **values)
            if of is None:
                raise UserError(CHANGED)
            await self._desk.refresh(of)
        else:
            of = await self._store.add(
                community_id=ctx.community.id,
                member_id=ctx.member.id,
                created_at=ctx.now,
                **values,
            )
        await ctx.reply(await self._card(ctx, of, problems))

    async def _read(
        self, ctx: Context, typed: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[Text]]:
        """Columns from what was typed, and what could not be read."""
        values: dict[str, Any] = {"starts_at": None, "rhythm": "", "audience": ""}
        problems: list[Text] = []
        try:
            values["starts_at"] = await self._start(ctx, typed.get("when", ""))
        except UserError as error:
            problems.append(error.text)
        start = values["starts_at"] or ctx.now
        try:
            values["rhythm"] = reading.rhythm(typed.get("every", ""), start, ctx.community.timezone)
            if values["rhythm"]:  # its time of day, to be found again when it is changed
                values["starts_at"] = start
        except UserError as error:
            problems.append(error.text)
        try:
            audience = reading.condition(typed.get("to", ""))
            await self._audiences.check(ctx.community.id, audience)
            values["audience"] = audience
        except UserError as error:
            problems.append(error.text)
        if "where" in typed:
            try:
                spaces = await self._directory.spaces(ctx.community.id)
                values["spaces"] = reading.places(typed["where"], spaces)
            except UserError as error:
                problems.append(error.text)
            if values.get("spaces") and values["audience"]:
                problems.append(T("What goes to people privately has no place. Leave one out."))
        return values, problems

    async def _start(self, ctx: Context, when: str) -> int | None:
        said = when.casefold().strip()
        if said in reading.NOW:
            return None
        if said not in reading.BEST:
            return int(ctx.when(when))
        at = await self._best(ctx)
        if at is None:
            raise UserError(TOO_LITTLE)
        return at

    async def _best(self, ctx: Context) -> int | None:
        hours = await self._desk.best_hours(ctx.community)
        return next_of(hours, ctx.now, ctx.community.timezone) if hours else None

    async def _card(self, ctx: Context, of: Announcement, problems: list[Text]) -> Reply:
        soon = of.starts_at is None or of.starts_at <= ctx.now
        best = await self._best(ctx) if soon or problems else None
        return cards.draft(
            of,
            await self._desk.facts(of),
            problems,
            second=self._desk.config(ctx.community.id).second_person,
            best=lists.next_good(best) if best else None,
        )

    async def _mine(self, ctx: Context, id_: int) -> Announcement:
        """A draft of the presser's own; moderators change each other's only by sending it back."""
        of = await self._store.get(ctx.community.id, id_)
        if of is None or of.state not in ("draft", "waiting"):
            raise UserError(CHANGED)
        if of.member_id != ctx.member.id:
            raise UserError(T("Only who wrote it can change it. You can send it back."))
        return of

    @button(BestHour, level=Level.MODERATOR)
    async def best_hour(self, ctx: Context, payload: BestHour) -> None:
        """Move a draft to the next good hour."""
        of, at = await self._mine(ctx, payload.id), await self._best(ctx)
        if at is None:
            raise UserError(TOO_LITTLE)
        every = "week" if of.rhythm.startswith("weekly") else reading.typed(of.rhythm)
        rhythm = reading.rhythm(every, at, ctx.community.timezone)
        changed = await self._store.change(of.id, ["draft"], starts_at=at, rhythm=rhythm)
        if changed is None:
            raise UserError(CHANGED)
        await ctx.update(await self._card(ctx, changed, []))

    @button(Discard, level=Level.MODERATOR)
    async def discard(self, ctx: Context, payload: Discard) -> None:
        """The draft is not wanted any more."""
        of = await self._mine(ctx, payload.id)
        if await self._store.change(of.id, ["draft"], state="discarded") is None:
            raise UserError(CHANGED)
        await ctx.update(Reply(T("Discarded.")))

    @command(
        "announcements edit",
        T("Other words, also when it is posted"),
        level=Level.MODERATOR,
        private=True,
    )
    async def edit(self, ctx: Context, number: Annotated[int, Opt(T("Its number"), min=1)]) -> None:
        """A draft by its form; what was approved by new words that are approved, too."""
        of = await self._one(ctx, number)
        if of.state in ("draft", "waiting"):
            await self.rewrite(ctx, Write(of.id))
        else:
            await self.ask_words(ctx, Reword(of.id))

    # ---- the second person

    @button(HandIn, level=Level.MODERATOR)
    async def hand_in(self, ctx: Context, payload: HandIn) -> None:
        """Ask the team, or plan it where one person decides."""
        of = await self._mine(ctx, payload.id)
        if payload.turn != turn_of(of) or of.state != "draft":
            raise UserError(CHANGED)
        if of.starts_at is not None and of.starts_at <= ctx.now and not of.rhythm:
            raise UserError(T("Its time has passed meanwhile. Please name another one."))
        if not self._desk.config(ctx.community.id).second_person:
            await self._approve(ctx, of, ["draft"])
            return
        await self._check_place(ctx)
        waiting = await self._store.change(of.id, ["draft"], state="waiting", asked_at=ctx.now)
        if waiting is None:
            raise UserError(CHANGED)
        await self._desk.request(waiting, again=True)
        words = T("Handed in. I tell you as soon as somebody has decided.")
        await ctx.update(Reply(lines(words, await self._alone(ctx))))


def _when(of: Announcement, now: int, zone: str) -> str:
    """When it is meant to go out, as `Context.when` reads it; of one that repeats the next time."""
    if of.starts_at is None:
        return ""
    at = of.starts_at
    if of.rhythm and at <= now:
        at = reading.next_alike(of.rhythm, now, zone)
    return f"{local(at, zone):%Y-%m-%d %H:%M}"
