"""What the digest says of safety: what waits for a decision, who carries most, how it went."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.figures import Figures, Suggestion
from bot.api.reply import Button, Look
from bot.api.services import Clock
from bot.api.text import Length, N, T, Text

from ..alerts.records import RecordStore
from ..cards.payloads import Page
from ..times import DAY_MS, HOUR_MS, MINUTE_MS
from .care import Care

# somebody may be hurt right now: nothing goes before it
WEIGHT = 0.95


class Advising:
    """Reads; deciding is done in the queue."""

    def __init__(self, records: RecordStore, care: Care, clock: Clock) -> None:
        self._records = records
        self._care = care
        self._clock = clock

    def offer(self, figures: Figures) -> None:
        """Pin figures, suggestions and what came of them."""
        figures.offer("safety.flags", self._records.flags)
        figures.offer("safety.settled", self._records.settled)
        figures.offer("safety.median_settle_ms", self._records.median_settle_ms)
        figures.offer("safety.open", self._open)
        figures.suggest("safety", self.suggest)
        figures.outcome("safety", self.came_of)

    async def _open(self, community_id: int, start: int, end: int) -> int:
        return await self._records.undecided(community_id)

    async def suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """Conflicts that wait, and a moderator who carries most."""
        found = list(await self._care.suggest(community_id, start, end))
        waiting = await self._records.waiting(community_id)
        if waiting is not None:
            oldest, newest = waiting
            count = await self._records.undecided(community_id)
            found.append(_conflicts(count, self._clock.now() - oldest, newest))
        return found

    async def came_of(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """Decisions, and how soon they came."""
        settled = await self._records.settled(community_id, start, end)
        median = await self._records.median_settle_ms(community_id, start, end)
        if median is None:
            return []
        said = N("You decided {n} alert", "You decided {n} alerts", settled)
        return [T("{done}, typically within {time}.", done=said, time=_length(median))]


def _conflicts(count: int, oldest_ms: int, newest: int) -> Suggestion:
    """The queue. Put aside, it comes back with the next alert."""
    said = N("{n} conflict waits for a decision.", "{n} conflicts wait for a decision.", count)
    why = T("the oldest has waited for {time}", time=_length(oldest_ms))
    button = Button(N("Check this conflict", "Check these conflicts", count), Page(0), Look.PRIMARY)
    return Suggestion(said, button, WEIGHT, f"safety.queue:{newest}", why)


def _length(milliseconds: int) -> Length:
    """Whole minutes, from two days on whole hours."""
    size = HOUR_MS if milliseconds >= 2 * DAY_MS else MINUTE_MS
    return Length(max(1, round(milliseconds / size)) * size // 1000)
