"""Polls that are asked again and again: the handlers."""

from __future__ import annotations

from datetime import time
from functools import cached_property
from typing import Annotated, Any, Literal, cast

from bot.api.calendar.rhythm import EVERY, LONGEST_MONTH, WEEK, Rhythm, day_at
from bot.api.calendar.rhythm import Every as Days
from bot.api.cog import button, command, every, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Outbox, Scheduler
from bot.api.text import T, Text

from ...model import Draft
from ...store import SeriesStore
from .. import typed
from ..checking import again
from ..desk import GONE
from ..drafting import Drafting
from ..payloads import Every, Repeat, Stop
from . import pages
from .series import SeriesDesk

PLAN_S = 60

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES: dict[str, Days] = {
    "day": "daily",
    "workdays": "workdays",
    "month": "monthly",
    **dict(zip(_WEEKDAYS, WEEK, strict=True)),
}


class Repeating(Drafting):
    """The handlers of this room; the cog provides what they use."""

    _series: SeriesStore
    _outbox: Outbox
    _scheduler: Scheduler

    @cached_property
    def _series_desk(self) -> SeriesDesk:
        return SeriesDesk(
            self._series,
            self._polls_desk,
            self._configs,
            self._directory,
            self._outbox,
            self._scheduler,
            self._clock,
        )

    @command(
        "polls repeat",
        T("Ask a poll again and again, at a fixed time"),
        level=Level.MODERATOR,
        private=True,
    )
    async def repeat_poll(
        self,
        ctx: Context,
        every: Annotated[
            Literal[
                "day",
                "workdays",
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
                "month",
            ],
            Opt(
                T("On which days"),
                choices=(
                    ("day", T("every day")),
                    ("workdays", T("Monday to Friday")),
                    ("monday", T("every Monday")),
                    ("tuesday", T("every Tuesday")),
                    ("wednesday", T("every Wednesday")),
                    ("thursday", T("every Thursday")),
                    ("friday", T("every Friday")),
                    ("saturday", T("every Saturday")),
                    ("sunday", T("every Sunday")),
                    ("month", T("every month")),
                ),
            ),
        ],
        poll: Annotated[str, Opt(T("Which poll"), complete="complete_asked")],
        time: Annotated[str, Opt(T("Time of day, 09:00 if nothing is said"))] = "09:00",
        day: Annotated[
            int, Opt(T("Day of the month, if every month; else that of today"), min=1, max=31)
        ] = 0,
    ) -> None:
        rhythm = _rhythm(ctx, _NAMES[every], typed.clock(time), day)
        meant = await self._asking.one(ctx, poll)
        await ctx.reply(await self._repeat(ctx, again(meant), rhythm, meant.channel_id))

    @command(
        "polls series",
        T("Polls that are repeated; stop one here"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def list_series(self, ctx: Context) -> None:
        await ctx.reply(pages.listed(await self._series_desk.of(ctx.community)))

    @button(Stop, level=Level.MODERATOR)
    async def stop_series(self, ctx: Context, payload: Stop) -> None:
        if await self._series_desk.stop(ctx.community.id, payload.series):
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="polls.stop_series",
                target=f"series:{payload.series}",
            )
        await ctx.update(pages.listed(await self._series_desk.of(ctx.community)))

    # ---- from a draft

    @button(Repeat, level=Level.MODERATOR)
    async def ask_days(self, ctx: Context, payload: Repeat) -> None:
        await self._asking.kept(ctx, payload.draft)
        await ctx.update(pages.days(payload.draft))

    @button(Every, level=Level.MODERATOR)
    async def ask_time(self, ctx: Context, payload: Every) -> None:
        await self._asking.kept(ctx, payload.draft)
        await ctx.ask(pages.time_form(payload, day_at(ctx.now, ctx.community.timezone)))

    @form(Every, level=Level.MODERATOR)
    async def time_given(self, ctx: Context, payload: Every, answers: Answers) -> None:
        if payload.every not in EVERY:
            raise UserError(GONE)
        kept = await self._asking.kept(ctx, payload.draft)
        at, day = typed.clock(answers["time"]), _day(answers.get("day", ""))
        rhythm = _rhythm(ctx, cast("Days", payload.every), at, day)
        said = await self._repeat(ctx, kept.draft, rhythm, kept.channel_id, kept.id)
        if ctx.source is None:
            await ctx.reply(said, private=True)
        else:
            await ctx.update(Reply(said))

    async def _repeat(
        self, ctx: Context, draft: Draft, rhythm: Rhythm, channel_id: int, kept: int | None = None
    ) -> Text:
        """Begin a series; a draft is used up by it, once."""
        final = await self._series_desk.checked(draft, rhythm, ctx.community)
        if kept is not None and not await self._asking.drafts.drop(kept, ctx.member.id):
            raise UserError(GONE)
        series, first = await self._series_desk.begin(
            final, rhythm, ctx.community, ctx.member, channel_id
        )
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="polls.repeat",
            target=f"series:{series.id}",
            detail={"rhythm": series.rhythm},
        )
        return pages.begun(series, rhythm, first)

    # ---- asking them

    @every(PLAN_S)
    async def plan_series(self) -> None:
        """For series that have lost their plan, and after a change of the zone."""
        await self._series_desk.plan_all()

    @task("polls.series")
    async def series_due(self, data: dict[str, Any], due: int) -> None:
        """The time has come to ask one."""
        await self._series_desk.run(data)


def _rhythm(ctx: Context, every: Days, clock: time, day: int) -> Rhythm:
    if every != "monthly":
        return Rhythm(every, clock)
    return Rhythm(every, clock, day or day_at(ctx.now, ctx.community.timezone))


def _day(text: str) -> int:
    """The day of the month that was typed; 0 when nothing was."""
    typed_day = text.strip().rstrip(".")
    if not typed_day:
        return 0
    if typed_day.isdecimal() and 1 <= int(typed_day) <= LONGEST_MONTH:
        return int(typed_day)
    raise UserError(
        T("The day of the month is a number from 1 to {n}; please try again.", n=LONGEST_MONTH)
    )
