"""What came of what the digest itself suggested: thanks, and questions to everybody."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.services import Activity, Clock, Measures
from bot.api.text import N, T, Text

from .keys import names
from .own import ASK
from .store import Settled, SuggestionStore

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MOST_HELPERS = 500
THANK = "digest.thank:"


class Outcomes:
    """Looks back; members who asked to be left out are not looked at."""

    def __init__(
        self, store: SuggestionStore, activity: Activity, measures: Measures, clock: Clock
    ) -> None:
        self._store = store
        self._activity = activity
        self._measures = measures
        self._clock = clock

    async def of(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """One sentence each."""
        done = await self._store.settled(community_id, start, end, states=["done"])
        out = await self._measures.left_out(community_id)
        thanks = [
            row
            for row in done
            if row.key.startswith(THANK) and not any(names(row.key, one) for one in out)
        ]
        asked = [row for row in done if row.key == ASK]
        found = [await self._thanked(community_id, thanks)] if thanks else []
        return [*found, *[await self._asked(community_id, row) for row in asked]]

    async def _thanked(self, community_id: int, rows: Sequence[Settled]) -> Text:
        now, replies = self._clock.now(), 0
        for row in rows:
            helpers = await self._activity.top_helpers(
                community_id, row.at, now, limit=MOST_HELPERS
            )
            replies += sum(count for member, count in helpers if names(row.key, member.id))
        since = N("{n} reply to others since then", "{n} replies to others since then", replies)
        return N(
            "You thanked {n} helper: {since}.",
            "You thanked {n} helpers: {since}.",
            len(rows),
            since=since,
        )

    async def _asked(self, community_id: int, row: Settled) -> Text:
        """Messages of the 24 hours after against those before. Rollups have hours: the one in
        which the question was asked belongs to neither."""
        hour = row.at - row.at % HOUR_MS
        until = min(hour + HOUR_MS + DAY_MS, self._clock.now())
        after = await self._activity.per_hour(community_id, hour + HOUR_MS, until)
        before = await self._activity.per_hour(community_id, hour - DAY_MS, hour)
        return T(
            "You asked everybody a question: {after} messages in the day after, {before} in the "
            "day before.",
            after=sum(after.values()),
            before=sum(before.values()),
        )
