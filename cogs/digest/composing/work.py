"""Two sections of the digest's own: what was done with the bot, and how messages sounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.api.boards.figures import Figures
from bot.api.boards.reports import FEW, Figure, Period, Reports, Section, Unit
from bot.api.model import Community
from bot.api.services import Activity, Measures
from bot.api.text import N, T, Text, joined

from ..mood import Moods

WORK, MOOD = "digest.work", "digest.mood"
MOOD_FROM = 20
"""Of fewer judged messages nothing is said."""

Better = Literal["up", "down", ""]
COUNTED: dict[str, tuple[Text, Better, Unit]] = {
    "ideas.posted": (T("New ideas"), "up", "count"),
    "polls.opened": (T("Polls"), "", "count"),
    "events.held": (T("Events held"), "up", "count"),
    "faq.asked": (T("Questions to the FAQ"), "", "count"),
    "faq.solved_by_bot": (T("of them answered by the bot"), "up", "count"),
    "faq.unanswered": (T("Unanswered questions"), "down", "count"),
    "safety.flags": (T("Flagged messages"), "down", "count"),
    "safety.settled": (T("Flagged messages decided"), "", "count"),
    "safety.median_settle_ms": (T("Typical time to a decision"), "down", "ms"),
    "announcements.posted": (T("Announcements"), "", "count"),
    "referrals.brought": (T("Brought along by members"), "up", "count"),
}
"""What cogs count of themselves."""


class OwnSections:
    """Offers them to the board."""

    def __init__(
        self, figures: Figures, activity: Activity, measures: Measures, moods: Moods
    ) -> None:
        self._figures = figures
        self._activity = activity
        self._measures = measures
        self._moods = moods

    def offer(self, reports: Reports) -> None:
        """Pin them; call it in the cog's `start`."""
        reports.offer(WORK, T("Ideas, questions and care"), self.work, order=30)
        reports.offer(MOOD, T("Messages and mood"), self.mood, order=32)

    async def work(self, community: Community, period: Period) -> Section | None:
        """What cogs count, and what waits for the team now."""
        found = [await self._waiting(community.id, period)]
        for name, (label, better, unit) in COUNTED.items():
            now = await self._figures.measure(name, community.id, period.start, period.end)
            before = await self._figures.measure(name, community.id, period.before, period.start)
            if now or before:
                found.append(Figure(name, label, now, before, unit, better))
        figures = [figure for figure in found if figure.value is not None]
        return Section(figures) if figures else None

    async def _waiting(self, community_id: int, period: Period) -> Figure:
        async def open_ones(name: str) -> int:
            start, end = period.start, period.end
            return await self._figures.measure(name, community_id, start, end) or 0

        questions, ideas = await open_ones("faq.unanswered"), await open_ones("ideas.waiting")
        alerts = await open_ones("safety.open")
        parts = [
            *([N("{n} question", "{n} questions", questions)] if questions else []),
            *([N("{n} idea", "{n} ideas", ideas)] if ideas else []),
            *([N("{n} alert", "{n} alerts", alerts)] if alerts else []),
        ]
        total = questions + ideas + alerts
        return Figure(
            "digest.waiting",
            T("Waiting for the team"),
            total or None,
            better="down",
            note=joined(parts),
        )

    async def mood(self, community: Community, period: Period) -> Section | None:
        """How much was written, and how it sounded."""
        messages = await self._messages(community.id, period)
        if not messages.value and not messages.before:
            return None
        return Section([messages, *await self._sounded(community.id, period)])

    async def _messages(self, community_id: int, period: Period) -> Figure:
        now = await messages_in(self._activity, community_id, period.start, period.end)
        before = await messages_in(self._activity, community_id, period.before, period.start)
        return Figure("digest.messages", T("Messages"), now, before, better="up")

    async def _sounded(self, community_id: int, period: Period) -> Sequence[Figure]:
        """Nothing of a few messages, nor of a few people: it is about the crowd, not about
        anybody."""
        crowd = await self._measures.spread(community_id, period.start, period.end)
        now = await self._moods.tally(community_id, period.start, period.end)
        if now is None or now.judged < MOOD_FROM or crowd.writers < FEW:
            return ()
        then = await self._moods.tally(community_id, period.before, period.start)
        enough = then is not None and then.judged >= MOOD_FROM
        before = then if enough else None
        note = N(
            "of {n} judged message, by English words",
            "of {n} judged messages, by English words",
            now.judged,
        )
        return (
            Figure(
                "digest.positive",
                T("Sounded positive"),
                now.positive / now.judged,
                before.positive / before.judged if before else None,
                "share",
                "up",
                note=note,
            ),
            Figure(
                "digest.negative",
                T("Sounded negative"),
                now.negative / now.judged,
                before.negative / before.judged if before else None,
                "share",
                "down",
            ),
        )


async def messages_in(activity: Activity, community_id: int, start: int, end: int) -> int:
    """How many messages were written in [start, end)."""
    return sum((await activity.per_hour(community_id, start, end)).values())
