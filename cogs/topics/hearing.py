"""Gathers messages for some seconds, in memory, and counts what they are about."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.api.calendar import local_date
from bot.api.events import MessagePosted
from bot.api.services import Configs, Embedder, Measures, Sentiment

from .config import TopicsConfig
from .meaning import words
from .model import Kind, Read, Spot, Tally
from .store import CountStore, TopicStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .meaning.numbers import Head
    from .placing import Place

log = logging.getLogger(__name__)

AT_ONCE = 16  # texts given to the embedder together: whoever asks the bot something waits for few
IN_ONE_GO = 400  # messages a round: some seconds, then whoever was erased or linked has a turn
MOST_HEARD = 4_000  # what comes faster than it can be read is left out, beyond so many
MOST_NAMES = 5_000
NONE = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message until it is counted."""

    zone: str
    at: int
    member_id: int
    key: tuple[int, int]
    text: str


class Hearing:
    """Messages on their way from the channel to the counts; nothing of them is kept."""

    def __init__(
        self,
        topics: TopicStore,
        counts: CountStore,
        configs: Configs,
        embedder: Embedder,
        sentiment: Sentiment,
        measures: Measures,
    ) -> None:
        self._topics = topics
        self._counts = counts
        self._configs = configs
        self._embedder = embedder
        self._sentiment = sentiment
        self._measures = measures
        self._heard: defaultdict[int, list[Heard]] = defaultdict(list)
        self._names: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._places: dict[int, Place] = {}
        self._taken_back: list[tuple[int, int]] = []
        self._missed = 0
        self._counting = asyncio.Lock()

    def hear(self, event: MessagePosted) -> None:
        """Gather a message; what the team says among itself is not for others to read."""
        community, message = event.community, event.message
        if message.ref.channel.private or not self._config(community.id).enabled:
            return
        names = self._names[community.id]
        for person in (message.author, *message.mentioned):
            told = (person.name, person.account.username or "")
            names.update(dict.fromkeys(words.name_words(*told)))
        while len(names) > MOST_NAMES:
            del names[next(iter(names))]
        plain = words.readable(message.text)
        if not words.has_words(plain):
            return
        heard = self._heard[community.id]
        if len(heard) >= MOST_HEARD:
            self._missed += 1
            return
        key = (message.ref.channel.id, message.ref.native_id)
        heard.append(Heard(community.timezone, message.sent_at, message.author.id, key, plain))

    def take_back(self, key: tuple[int, int]) -> None:
        """A message was deleted before it counted, or while it waited for others like it."""
        for heard in self._heard.values():
            heard[:] = [one for one in heard if one.key != key]
        self._taken_back.append(key)

    async def count(self) -> None:
        """Count what was gathered."""
        async with self._counting:
            if self._missed:
                log.warning(
                    "%d messages came faster than they could be read and are in no topic.",
                    self._missed,
                )
                self._missed = 0
            gathered = self._next()
            for place in self._places.values():
                place.take_back(self._taken_back)
            self._taken_back.clear()
            for community_id, heard in gathered.items():
                await self._count(community_id, heard)

    def _next(self) -> dict[int, list[Heard]]:
        """What is counted in this round, by community; the rest waits for the next one."""
        room, gathered = IN_ONE_GO, {}
        for community_id in list(self._heard):
            waiting = self._heard.pop(community_id)
            gathered[community_id], rest = waiting[:room], waiting[room:]
            room -= len(gathered[community_id])
            if rest:
                self._heard[community_id] = rest
        return gathered

    async def forget(self, member_id: int) -> None:
        """Nothing of a member is remembered any more, nor counted that was on its way."""
        async with self._counting:
            for heard in self._heard.values():
                heard[:] = [one for one in heard if one.member_id != member_id]
            for place in self._places.values():
                place.forget(member_id)
            await self._counts.erase(member_id)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._counting:
            for place in self._places.values():
                place.linked(kept, gone)
            await self._counts.linked(kept, gone)

    def _config(self, community_id: int) -> TopicsConfig:
        return self._configs.of(TopicsConfig, community_id)

    async def _count(self, community_id: int, heard: Sequence[Heard]) -> None:
        if not self._embedder.available or not self._config(community_id).enabled:
            return
        out = await self._measures.left_out(community_id)
        heard = [one for one in heard if one.member_id not in out]
        if not heard:
            return
        place = await self._place(community_id)
        tallies: defaultdict[Spot, Tally] = defaultdict(Tally)
        for start in range(0, len(heard), AT_ONCE):
            some = heard[start : start + AT_ONCE]
            if (read := await self._read(community_id, some)) is None:
                return
            for one in read:
                for kind, subject in (("all", NONE), *one.judged):
                    tallies[Spot(kind, subject, one.day, one.member_id)].count(one.tone)
            await place.put(read, tallies)
        await self._counts.add(community_id, tallies)
        await place.save()

    async def _place(self, community_id: int) -> Place:
        # numpy takes its time to import: not before somebody has written
        from .placing import Place

        place = self._places.get(community_id)
        if place is None or place.model != self._embedder.model:
            place = Place(community_id, self._embedder.model, self._embedder.dim, self._topics)
            self._places[community_id] = place
        await place.load()
        return place

    async def _read(self, community_id: int, heard: Sequence[Heard]) -> list[Read] | None:
        """What there is to know of each message; None when there is no model."""
        names = self._names[community_id]
        texts = [words.addressed(one.text, names) for one in heard]
        rows = await self._embedder.embed(texts, kind="query")
        if rows is None:
            return None
        tones = await asyncio.to_thread(lambda: [self._sentiment.mood(text) for text in texts])
        about, judged = self._understood(community_id, rows)
        return [
            Read(
                one.member_id,
                local_date(one.at, one.zone).toordinal(),
                row,
                words.terms(text, names),
                tone,
                one.key,
                of,
            )
            for one, text, row, tone, of in zip(heard, texts, about, tones, judged, strict=True)
        ]

    def _understood(
        self, community_id: int, rows: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], list[tuple[tuple[Kind, int], ...]]]:
        """What the messages are about, and what each is for and feels like, as far as asked."""
        from .meaning.numbers import numbers_for

        numbers, config = numbers_for(self._embedder.model), self._config(community_id)
        judged: list[tuple[tuple[Kind, int], ...]] = [()] * len(rows)
        if numbers is None:
            return rows, judged
        centred = numbers.centred(rows)
        asked: list[tuple[Kind, Head, bool]] = [
            ("intent", numbers.intents, config.intents),
            ("emotion", numbers.emotions, config.emotions),
        ]
        for kind, head, wanted in asked:
            if wanted:
                found = head.read(centred).tolist()
                judged = [
                    (*of, (kind, n)) if n else of for of, n in zip(judged, found, strict=True)
                ]
        return numbers.about(rows), judged
