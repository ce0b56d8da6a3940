"""The numbers of a digest, gathered from the rollups and from what other cogs offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.boards.figures import Figures
from bot.api.model import Community
from bot.api.services import Activity, Count

from .logic import Span, midnight

FEW_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Mood:
    """How many messages were judged, and how many of those sounded positive and negative."""

    judged: Count
    positive: Count
    negative: Count


@dataclass(frozen=True, slots=True)
class Facts:
    """A period in numbers; None where no enabled cog counts that.

    `settle_ms` is the median time to a decision, None in a period without decisions. `per_day` has
    (day start, messages) of the 14 local days up to the end of the period; `running` says that the
    last of them is not over.
    """

    members: Count
    joins: Count
    leaves: Count
    active: Count
    messages: Count
    ideas: Count | None
    polls: Count | None
    unanswered: Count | None
    flags: Count | None
    settle_ms: tuple[int | None, int | None]
    per_day: Sequence[tuple[int, int]]
    running: bool
    mood: Mood | None = None

    @property
    def rates(self) -> bool:
        """Whether there are people enough for percentages to mean something."""
        return self.members.now >= FEW_MEMBERS

    @property
    def still(self) -> bool:
        """Nothing happened in this period or in the one before."""
        happened = (self.joins, self.leaves, self.messages)
        offered = (self.ideas, self.polls, self.unanswered, self.flags)
        return not any(c and (c.now or c.before) for c in (*happened, *offered))


async def gather(activity: Activity, figures: Figures, community: Community, span: Span) -> Facts:
    """Count everything."""

    async def offered(name: str) -> Count | None:
        now = await figures.measure(name, community.id, span.start, span.end)
        if now is None:
            return None
        before = await figures.measure(name, community.id, span.before, span.start)
        return Count(now, before or 0)

    judged = await offered("digest.mood_judged")
    positive, negative = [await offered(f"digest.mood_{of}") for of in ("positive", "negative")]
    # Asked for one by one: around a clock change two local weeks are not equally long.
    now = await activity.summary(community, span.start, span.end)
    before = await activity.summary(community, span.before, span.start)
    drawn = await activity.summary(community, span.chart, span.end)
    settled = "safety.median_settle_ms"
    return Facts(
        members=Count(now.members, before.members),
        joins=Count(now.joins.now, before.joins.now),
        leaves=Count(now.leaves.now, before.leaves.now),
        active=Count(now.active.now, before.active.now),
        messages=Count(now.messages.now, before.messages.now),
        ideas=await offered("ideas.posted"),
        polls=await offered("polls.opened"),
        unanswered=await offered("faq.unanswered"),
        flags=await offered("safety.flags"),
        settle_ms=(
            await figures.measure(settled, community.id, span.start, span.end),
            await figures.measure(settled, community.id, span.before, span.start),
        ),
        per_day=drawn.per_day,
        running=midnight(span.end, community.timezone) != span.end,
        mood=Mood(judged, positive, negative) if judged and positive and negative else None,
    )
