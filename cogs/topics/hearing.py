"""Gathers messages for some seconds, in memory, and counts what they are about."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.api.boards.privacy.consent import Consent
from bot.api.calendar import local_date
from bot.api.events import MessagePosted
from bot.api.model import Member
from bot.api.services import (
    Activity,
    Clock,
    Configs,
    Directory,
    Embedder,
    Measures,
    Sentiment,
)

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
ROUND_S = 3.0  # no new text after that: an erasure, or the end of the bot, waits for a round
MOST_HEARD = 4_000  # what comes faster than it can be read is left out, beyond so many
MOST_NAMES = 5_000
MOST_NAMED = 2_000  # people whose names are looked up after a start...
NAMED_MS = 28 * 86_400_000  # ...of those who wrote since then
PART = 500
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
        activity: Activity,
        directory: Directory,
        clock: Clock,
        consent: Consent,
    ) -> None:
        self._topics = topics
        self._counts = counts
        self._configs = configs
        self._embedder = embedder
        self._sentiment = sentiment
        self._measures = measures
        self._activity = activity
        self._directory = directory
        self._clock = clock
        self._consent = consent
        self._named = set[int]()  # communities whose people's names are known
        self._heard: defaultdict[int, list[Heard]] = defaultdict(list)
        self._names: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._places: dict[int, Place] = {}
        self._out: dict[int, frozenset[int]] = {}  # left out as of the round before
        self._taken_back: list[tuple[int, int]] = []
        self._missed = 0
        self._counting = asyncio.Lock()

    def hear(self, event: MessagePosted) -> None:
        """Gather a message; what the team says among itself is not for others to read."""
        community, message = event.community, event.message
        if message.ref.channel.private or not self._config(community.id).enabled:
            return
        self._learn(community.id, (message.author, *message.mentioned))
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
            for place in self._places.values():
                place.take_back(self._taken_back)
            self._taken_back.clear()
            until = time.monotonic() + ROUND_S
            for community_id in list(self._heard):
                await self._count(community_id, until)
                if waiting := self._heard.pop(community_id, None):
                    self._heard[community_id] = waiting  # others are first in the next round
                if time.monotonic() >= until:
                    break

    async def forget(self, member_id: int) -> None:
        """Nothing of a member is remembered any more, nor counted that was on its way."""
        async with self._counting:
            for heard in self._heard.values():
                heard[:] = [one for one in heard if one.member_id != member_id]
            self._names.clear()  # theirs are among them: learnt anew of those who are left
            self._named.clear()
            lost = await self._topics.fewer(member_id)
            for place in self._places.values():
                place.forget(member_id)
                place.lose(lost)
            await self._counts.erase(member_id)

    async def mute(self, member_id: int) -> None:
        """How a member sounded is counted no more, also for the time before."""
        async with self._counting:
            await self._counts.mute(member_id)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._counting:
            for heard in self._heard.values():
                heard[:] = [
                    replace(one, member_id=kept) if one.member_id == gone else one for one in heard
                ]
            lost = await self._topics.fewer(gone, kept)
            for place in self._places.values():
                place.linked(kept, gone)
                place.lose(lost)
            await self._counts.linked(kept, gone)

    def _config(self, community_id: int) -> TopicsConfig:
        return self._configs.of(TopicsConfig, community_id)

    async def _count(self, community_id: int, until: float) -> None:
        """Count what waits; what is not read in time stays where it can be taken back."""
        waiting = self._heard[community_id]
        if not self._embedder.available or not self._config(community_id).enabled:
            waiting.clear()
        if not waiting:
            return
        out = await self._measures.left_out(community_id)
        place = await self._place(community_id)
        await self._learn_names(community_id)
        for member_id in out - self._out.get(community_id, frozenset()):
            place.forget(member_id)
        self._out[community_id] = out
        tallies: defaultdict[Spot, Tally] = defaultdict(Tally)
        while waiting:
            some = [one for one in waiting[:AT_ONCE] if one.member_id not in out]
            del waiting[:AT_ONCE]
            if some:
                if (read := await self._read(community_id, some)) is None:
                    waiting.clear()
                    break
                for one in read:
                    for kind, subject in (("all", NONE), *one.judged):
                        tallies[Spot(kind, subject, one.day, one.member_id)].count(one.tone)
                await place.put(read, tallies)
            if time.monotonic() >= until:
                break
        await self._counts.add(community_id, tallies)
        await place.save()

    def _learn(self, community_id: int, people: Iterable[Member]) -> None:
        """Names of people are no words of a topic."""
        names = self._names[community_id]
        for person in people:
            told = (person.name, person.account.username or "")
            names.update(dict.fromkeys(words.name_words(*told)))
        while len(names) > MOST_NAMES:
            del names[next(iter(names))]

    async def _learn_names(self, community_id: int) -> None:
        """After a start, those of all who wrote lately are learnt at once."""
        if community_id in self._named:
            return
        since = self._clock.now() - NAMED_MS
        wrote = sorted(await self._activity.active_since(community_id, since))[-MOST_NAMED:]
        for start in range(0, len(wrote), PART):
            found = await self._directory.members(wrote[start : start + PART])
            self._learn(community_id, found.values())
        self._named.add(community_id)

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
        rows = await self._embedder.embed(texts, kind="query", background=True)
        if rows is None:
            return None
        tones = await self._tones(community_id, heard, texts)
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

    async def _tones(
        self, community_id: int, heard: Sequence[Heard], texts: Sequence[str]
    ) -> list[float | None]:
        """How each sounds; nothing is asked of the words of those who have not agreed to it."""
        authors = {one.member_id for one in heard}
        fine = await self._consent.allowed(community_id, "sentiment", authors)
        asked = [one.member_id in fine for one in heard]

        def listen() -> list[float | None]:
            pairs = zip(texts, asked, strict=True)
            return [self._sentiment.mood(text) if wanted else None for text, wanted in pairs]

        return await asyncio.to_thread(listen)

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
