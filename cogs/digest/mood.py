"""How the messages of a day sounded: counted together, never kept, never told of a person."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.api.boards.figures import Figures, Measure
from bot.api.boards.privacy.consent import Consent
from bot.api.calendar import local_date, midnight
from bot.api.events import MessagePosted
from bot.api.services import Configs, Measures, Sentiment

from .config import DigestConfig
from .store import MoodStore
from .tally import Tally

log = logging.getLogger(__name__)

# Listeners wait for the count when so many have gathered: what is held in memory has a bound.
AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Heard:
    """One message until it is counted; its author is known until then, for their choice."""

    community_id: int
    member_id: int
    zone: str
    at: int
    text: str


class Moods:
    """Gathers texts for some seconds and counts them in a thread, off the path of messages."""

    def __init__(
        self,
        store: MoodStore,
        configs: Configs,
        sentiment: Sentiment,
        consent: Consent,
        measures: Measures,
    ) -> None:
        self._store = store
        self._configs = configs
        self._sentiment = sentiment
        self._consent = consent
        self._measures = measures
        self._heard: list[Heard] = []
        self._counting = asyncio.Lock()

    def offer(self, figures: Figures) -> None:
        """Pin the counts to the board, where goals and warnings find them."""
        figures.offer("digest.mood_judged", self._measure(lambda tally: tally.judged))
        figures.offer("digest.mood_positive", self._measure(lambda tally: tally.positive))
        figures.offer("digest.mood_negative", self._measure(lambda tally: tally.negative))
        figures.offer("digest.mood_mean", self._measure(lambda tally: tally.mean))

    async def hear(self, event: MessagePosted) -> None:
        """Gather a message; what the team says among itself is not the mood of the community."""
        community, message = event.community, event.message
        if message.ref.channel.private or not message.text:
            return
        if not self._configs.of(DigestConfig, community.id).mood:
            return
        author = message.author.id
        heard = Heard(community.id, author, community.timezone, message.sent_at, message.text)
        self._heard.append(heard)
        if len(self._heard) >= AT_ONCE:
            await self.count()

    async def count(self) -> None:
        """Count what was gathered."""
        async with self._counting:
            heard, self._heard = self._heard, []
            heard = await self._allowed(heard)
            if heard and (tallies := await asyncio.to_thread(self._judged, heard)):
                await self._store.add(tallies)

    async def _allowed(self, heard: Sequence[Heard]) -> list[Heard]:
        """What is of people who may be counted so."""
        authors: defaultdict[int, set[int]] = defaultdict(set)
        for one in heard:
            authors[one.community_id].add(one.member_id)
        fine = {
            community_id: await self._consent.allowed(community_id, "sentiment", members)
            - await self._measures.left_out(community_id)
            for community_id, members in authors.items()
        }
        return [one for one in heard if one.member_id in fine[one.community_id]]

    async def tally(self, community_id: int, start: int, end: int) -> Tally | None:
        """The counts of the local days that begin in [start, end); None where the owner wants no
        moods."""
        if not self._configs.of(DigestConfig, community_id).mood:
            return None
        await self.count()
        return await self._store.total(community_id, start, end)

    async def close(self) -> None:
        """Count the rest; a stop does not fail over some seconds of moods."""
        try:
            await self.count()
        except Exception as error:
            log.warning("The last moods could not be counted: %s", type(error).__name__)

    def _judged(self, heard: Sequence[Heard]) -> dict[tuple[int, int], Tally]:
        tallies: defaultdict[tuple[int, int], Tally] = defaultdict(Tally)
        for one in heard:
            score = self._sentiment.mood(one.text)
            if score is not None:
                day = midnight(local_date(one.at, one.zone), one.zone)
                tallies[one.community_id, day].count(score)
        return dict(tallies)

    def _measure(self, of: Callable[[Tally], int | None]) -> Measure:
        async def measure(community_id: int, start: int, end: int) -> int | None:
            tally = await self.tally(community_id, start, end)
            return of(tally) if tally is not None else None

        return measure
