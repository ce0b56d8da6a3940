"""Gathers what a digest says and sends it to those who should read it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import dropwhile

from bot.api.boards.checks import Check
from bot.api.boards.figures import Figures
from bot.api.boards.reports import FEW, Period, Reports
from bot.api.calendar import local_date
from bot.api.chart import Chart
from bot.api.errors import TownhallError
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Measures, Outbox
from bot.api.text import CommandHint, T, Text, joined

from ..advising.choosing import Advice
from ..advising.own import Pulse
from ..advising.store import SuggestionStore
from ..config import DigestConfig
from ..schedule.due import Due, Reader, Schedule, month_from
from ..schedule.spans import Span, last_day, running, up_to, whole
from . import pictures, words
from .numbers import Numbers
from .work import messages_in

DRAWN_DAYS = 14
WEEK = 7


class Desk:
    """Composes and sends; a post that was queued before is not queued again."""

    def __init__(
        self,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        clock: Clock,
        activity: Activity,
        measures: Measures,
        figures: Figures,
        reports: Reports,
        memory: SuggestionStore,
    ) -> None:
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._clock = clock
        self._activity = activity
        self._measures = measures
        self._figures = figures
        self._reports = reports
        self._memory = memory
        self._numbers = Numbers(reports)
        self._advice = Advice(figures, memory, activity, measures)

    # ---- on request

    async def up_to(self, community: Community, level: Level, now: int) -> Reply:
        """The digest of the seven days up to now."""
        return await self._for(community, level, await self._gathered(community, up_to(now)))

    async def month(self, community: Community, level: Level, now: int) -> Reply:
        """The review of the last month that is over."""
        today = local_date(now, community.timezone)
        span = whole("month", month_from(today, 0), community.timezone)
        return await self._for(community, level, await self._gathered(community, span))

    # ---- in their time

    async def send(
        self, community: Community, schedule: Schedule, due: Due, note: Text | None
    ) -> None:
        """Send the digest of a period to all its readers."""
        key, to = post_key(community, due), schedule.readers
        span = whole(schedule.kind, due.day, community.timezone)
        gathered = await self._gathered(community, span, note)
        if "moderators" in to:
            reply = await self._for(community, Level.MODERATOR, gathered)
            if not await self._to_channel(community, reply, key):
                staff = await self._directory.staff(community.id, Level.MODERATOR)
                await self._tell(staff, reply, key)
        owners = await self._directory.staff(community.id, Level.OWNER) if "owners" in to else ()
        if owners:
            await self._tell(owners, await self._for(community, Level.OWNER, gathered), key)

    async def _to_channel(self, community: Community, reply: Reply, key: str) -> bool:
        """One post, also when there are several spaces; False when there is no place for it."""
        for channel in await self._directory.place(community.id, "moderators"):
            with contextlib.suppress(TownhallError):  # its platform is switched off
                await self._outbox.post(channel, reply, key=f"{key}:moderators")
                return True
        return False

    async def _tell(self, people: Sequence[Member], reply: Reply, key: str) -> None:
        for member in people:
            with contextlib.suppress(TownhallError):  # their platform is switched off
                await self._outbox.tell(member, reply, key=f"{key}:{member.id}")

    async def places(self, community: Community, readers: frozenset[Reader]) -> Text:
        """Where digests for these readers go."""
        to: list[Text] = []
        if "moderators" in readers:
            places = await self._directory.place(community.id, "moderators")
            to.append(
                T("#{channel}", channel=places[0].name) if places else T("each moderator privately")
            )
        if "owners" in readers:
            to.append(T("the owners privately"))
        return joined(to)

    async def check(self, community_id: int) -> Sequence[Check]:
        """For `/doctor`: whether it reaches anybody."""
        config = self._configs.of(DigestConfig, community_id)
        if config.every == "off" and config.moderators_every in ("same", "off"):
            return ()
        readers = {Level.MODERATOR} if config.to_moderators else set()
        readers |= {Level.OWNER} if config.to_owner else set()
        place = config.to_moderators and await self._directory.place(community_id, "moderators")
        staff = [await self._directory.staff(community_id, level) for level in readers]
        if place or any(staff):
            return ()
        return (
            Check(
                False,
                T("The digest reaches nobody."),
                T("Nobody is told what happened and what to do next."),
                T(
                    "Type {command} in the team's channel, and see {settings}.",
                    command=CommandHint("settings channel", "moderators"),
                    settings=CommandHint("settings show", "digest.to_moderators"),
                ),
            ),
        )

    # ---- what is in it

    async def _for(self, community: Community, level: Level, gathered: words.Gathered) -> Reply:
        """The message for readers of that level: they differ in the sections they may read."""
        wanted = self._configs.of(DigestConfig, community.id).numbers
        found = await self._numbers.of(community, gathered.span.period, level, wanted)
        whole = replace(
            gathered,
            numbers=found.numbers,
            goals=found.goals,
            details=bool(self._reports.titles(community.id, level)),
        )
        return words.review(whole) if gathered.span.kind == "month" else words.digest(whole)

    async def _gathered(
        self, community: Community, span: Span, note: Text | None = None
    ) -> words.Gathered:
        """What is alike for all readers."""
        period, now = span.period, self._clock.now()
        pulse = await self._pulse(community.id, period)
        few = pulse.members < FEW
        gathered = words.Gathered(
            community.name,
            span,
            pulse.members,
            pulse.messages,
            few,
            outcomes=await self._figures.outcomes(community.id, period.start, period.end),
            first_steps=await self._first_steps(community.id, period) if few else (),
            note=note,
        )
        if span.kind != "month":
            today = local_date(now, community.timezone)
            return replace(
                gathered,
                suggestions=await self._advice.of(community, period, pulse, today, now),
                picture=await self._two_weeks(community, period),
            )
        done = await self._memory.settled(community.id, period.start, period.end, states=["done"])
        weeks = await self._twelve_weeks(community, period)
        return replace(
            gathered,
            done=len(done),
            picture=pictures.twelve_weeks(weeks, community.timezone),
            trend=words.trend([count for _, count in weeks]),
        )

    async def _pulse(self, community_id: int, period: Period) -> Pulse:
        growth = await self._measures.growth(community_id, period.start, period.end)
        now = await messages_in(self._activity, community_id, period.start, period.end)
        before = await messages_in(self._activity, community_id, period.before, period.start)
        return Pulse(growth.members, now, before)

    async def _two_weeks(self, community: Community, period: Period) -> Chart | None:
        zone = community.timezone
        last = last_day(period, zone).toordinal()
        days = await self._measures.days(community.id, last - DRAWN_DAYS + 1, last)
        return pictures.two_weeks(days, zone, running=running(period, zone))

    async def _twelve_weeks(
        self, community: Community, period: Period
    ) -> Sequence[tuple[int, int]]:
        """People who wrote in each of the last twelve ISO weeks that are over, since the first
        in which anybody did."""
        end = last_day(period, community.timezone) + timedelta(days=1)
        monday = (end - timedelta(days=end.weekday())).toordinal()
        starts = range(monday - WEEK * pictures.WEEKS, monday, WEEK)
        found = [
            (start, (await self._measures.active(community.id, start + WEEK)).week)
            for start in starts
        ]
        return list(dropwhile(lambda week: not week[1], found))

    async def _first_steps(self, community_id: int, period: Period) -> Sequence[Text]:
        async def on(figure: str) -> bool:
            found = await self._figures.measure(figure, community_id, period.start, period.end)
            return found is not None

        return words.first_steps(faq=await on("faq.asked"), ideas=await on("ideas.posted"))


def post_key(community: Community, due: Due) -> str:
    """What makes the digest of a period unique."""
    return f"digest:{community.id}:{due.period}"
