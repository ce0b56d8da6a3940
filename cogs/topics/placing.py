"""The topics of one community at work: loaded, moved by what is said, saved."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, MutableMapping, Sequence

import numpy as np

from .meaning import clusters, words
from .meaning.clusters import Born, Centre, Mean, Pool, from_bytes, to_bytes
from .meaning.vocabulary import Vocabulary
from .model import Read, Spot, Tally
from .store import Stored, StoredMean, TopicStore

log = logging.getLogger(__name__)


class Place:
    """What is near to what, in one community. Centres are read anew each time, because another
    replica may have moved them; pool and rare words are this one's memory."""

    def __init__(self, community_id: int, model: str, dimension: int, store: TopicStore) -> None:
        self.model = model
        self._community_id = community_id
        self._store = store
        self._pool = Pool()
        self._vocabulary: Vocabulary | None = None
        self._centres: list[Centre] = []
        self._touched: set[int] = set()
        self._mean = first_mean(model, dimension)
        self._start = self._mean.mass

    async def load(self) -> None:
        """The centres as the database has them."""
        if self._vocabulary is None:
            if ended := await self._store.end_others(self._community_id, self.model):
                log.warning(
                    "%d topics were made by another embedder: they end, and new ones form.", ended
                )
            written = await self._store.words(self._community_id)
            known = [(topic, word) for topic, counts in written.items() for word in counts]
            self._vocabulary = Vocabulary(known)
        found, mean = await self._store.going(self._community_id, self.model)
        self._centres = [Centre(one.id, from_bytes(one.vector), one.mass, one.day) for one in found]
        self._touched.clear()
        if mean is not None:
            self._mean = Mean(from_bytes(mean.vector), mean.mass)

    async def put(self, read: Sequence[Read], tallies: MutableMapping[Spot, Tally]) -> None:
        """Count messages for their topics; those without one wait for others like them."""
        telling = [one for one in read if words.tells_a_topic(one.terms) and one.vector.any()]
        if not telling:
            return
        rows = np.stack([one.vector for one in telling])
        self._mean.learn(rows)
        for one, at in zip(telling, clusters.placed(rows, self._centres, self._mean), strict=True):
            if at < 0:
                self._pool.add(one)
                continue
            centre = self._centres[at]
            centre.pull(one.vector, one.day)
            self._touched.add(centre.id)
            self._said(centre.id, one, tallies)
        if self._pool.ripe and self._mean.mass >= clusters.WARM:
            day = max(one.day for one in telling)
            found = await asyncio.to_thread(self._pool.founded, self._mean, day)
            for born in found:
                await self._found(born, day, tallies)
            await self._tidy(day, tallies)

    async def save(self) -> None:
        """Write down where the centres are now, and the words that enough people used."""
        moved = [_stored(one) for one in self._centres if one.id in self._touched]
        mean = None
        # of a few messages the mean would tell the vector of each
        if self._mean.mass - self._start >= clusters.WARM:
            mean = StoredMean(to_bytes(self._mean.vector), self._mean.mass)
        await self._store.moved(self._community_id, self.model, moved, mean)
        if self._vocabulary is not None:
            await self._store.add_words(self._community_id, self._vocabulary.taken())

    def take_back(self, keys: Collection[tuple[int, int]]) -> None:
        """Messages that were deleted while they waited."""
        for key in keys:
            self._pool.drop(key)

    def forget(self, member_id: int) -> None:
        """Nothing of this member is remembered."""
        self._pool.forget(member_id)
        if self._vocabulary is not None:
            self._vocabulary.forget(member_id)

    def lose(self, words_of: Collection[tuple[int, str]]) -> None:
        """Words by topic that are not written down any more."""
        if self._vocabulary is not None:
            self._vocabulary.lose(words_of)

    def linked(self, kept: int, gone: int) -> None:
        """Two members are one, who does not count twice towards five."""
        self._pool.linked(kept, gone)
        if self._vocabulary is not None:
            self._vocabulary.linked(kept, gone)

    def _said(self, topic: int, one: Read, tallies: MutableMapping[Spot, Tally]) -> None:
        tallies[Spot("topic", topic, one.day, one.member_id)].count(one.tone)
        if self._vocabulary is not None:
            self._vocabulary.hear(topic, one.member_id, one.terms)

    async def _found(self, born: Born, day: int, tallies: MutableMapping[Spot, Tally]) -> None:
        centre = Centre(0, born.vector, float(len(born.messages)), day)
        centre.id = await self._store.born(self._community_id, self.model, _stored(centre))
        self._centres.append(centre)
        for one in born.messages:
            self._said(centre.id, one, tallies)

    async def _tidy(self, day: int, tallies: MutableMapping[Spot, Tally]) -> None:
        """Topics that have become one are one, and the weakest end when there are too many."""
        pairs = clusters.doubles(self._centres, self._mean)
        merged = {self._centres[gone].id: self._centres[kept].id for kept, gone in pairs}
        for kept, gone in pairs:
            self._centres[kept].absorb(self._centres[gone])
            self._touched.add(self._centres[kept].id)
        for gone_id, kept_id in merged.items():
            await self._store.merge(kept_id, gone_id)
            if self._vocabulary is not None:
                self._vocabulary.merge(kept_id, gone_id)
        _move(tallies, merged)
        self._centres = [one for one in self._centres if one.id not in merged]
        ended = []
        while len(self._centres) > clusters.MOST:
            weakest = min(self._centres, key=lambda one: (one.weight(day), -one.id))
            self._centres.remove(weakest)
            ended.append(weakest.id)
        if ended:
            await self._store.end(ended)


def first_mean(model: str, dimension: int) -> Mean:
    """What all messages have in common before any was heard: what those of all chat have."""
    from .meaning.numbers import START, numbers_for

    numbers = numbers_for(model)
    if numbers is None:
        return Mean(np.zeros(dimension, np.float32), 0.0)
    return Mean(numbers.about(numbers.mean[None])[0], START)


def _stored(centre: Centre) -> Stored:
    return Stored(centre.id, to_bytes(centre.vector), centre.mass, centre.day)


def _move(tallies: MutableMapping[Spot, Tally], merged: Mapping[int, int]) -> None:
    """What was to be counted for a topic that is gone counts for the one it became."""
    for spot in [s for s in tallies if s.kind == "topic" and s.subject in merged]:
        tally = tallies.pop(spot)
        of = tallies[Spot("topic", merged[spot.subject], spot.day, spot.member_id)]
        of.messages += tally.messages
        of.judged += tally.judged
        of.positive += tally.positive
        of.negative += tally.negative
