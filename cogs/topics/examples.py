"""Which heading of other cogs says best what a topic is about: an example in public words, instead
of quoting anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.api.boards.headings import Headings
from bot.api.services import Embedder

from .meaning import words
from .store import Stored, StoredMean, TopicStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Row = NDArray[np.float32]

MOST = 500  # headings that are compared, the newest
AT_ONCE = 16
ALIKE = 0.35  # the least cosine of a heading with the centre of a topic


class Examples:
    """Compares questions of the FAQ and titles of ideas with topics; keeps their vectors only."""

    def __init__(self, store: TopicStore, headings: Headings, embedder: Embedder) -> None:
        self._store = store
        self._headings = headings
        self._embedder = embedder
        # by community: by hash of a heading its vector
        self._rows: dict[int, dict[bytes, Row]] = {}

    async def of(self, community_id: int) -> Mapping[int, str]:
        """By topic the heading that is nearest in meaning; nothing for those without a near one."""
        model = self._embedder.model
        found, mean = await self._store.going(community_id, model)
        headings = list(dict.fromkeys(await self._headings.all(community_id)))[-MOST:]
        if not found or not headings or not self._embedder.available:
            return {}
        rows = await self._vectors(community_id, headings)
        if rows is None:
            return {}
        return await asyncio.to_thread(nearest, headings, rows, found, mean, model)

    async def _vectors(self, community_id: int, headings: Sequence[str]) -> list[Row] | None:
        keys = [_key(self._embedder.model, heading) for heading in headings]
        kept = self._rows.get(community_id, {})
        missing = [(k, h) for k, h in zip(keys, headings, strict=True) if k not in kept]
        fresh: dict[bytes, Row] = {}
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            texts = [words.readable(heading) for _, heading in some]
            rows = await self._embedder.embed(texts, kind="query", background=True)
            if rows is None:
                return None
            fresh.update(zip((key for key, _ in some), rows, strict=True))
        self._rows[community_id] = {key: fresh[key] if key in fresh else kept[key] for key in keys}
        return list(self._rows[community_id].values())


def nearest(
    headings: Sequence[str],
    rows: Sequence[Row],
    topics: Sequence[Stored],
    mean: StoredMean | None,
    model: str,
) -> dict[int, str]:
    """By topic the heading nearest to it of those that are nearer to no other topic."""
    import numpy as np

    from .meaning.clusters import Mean, from_bytes
    from .meaning.numbers import numbers_for
    from .placing import first_mean

    told, numbers = np.stack(rows), numbers_for(model)
    if numbers is not None:
        told = numbers.about(told)
    centres = np.stack([from_bytes(topic.vector) for topic in topics])
    common = first_mean(model, told.shape[1])
    if mean is not None:
        common = Mean(from_bytes(mean.vector), mean.mass)
    cosines = common.off(told) @ common.off(centres).T
    theirs = cosines.argmax(1)
    found = {}
    for at, topic in enumerate(topics):
        mine = np.where(theirs == at, cosines[:, at], -1.0)
        if mine.max() >= ALIKE:
            found[topic.id] = headings[int(mine.argmax())]
    return found


def _key(model: str, heading: str) -> bytes:
    return blake2b(f"{model} {heading}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
