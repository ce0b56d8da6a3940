"""Planted topics, found again by the code that the bot runs."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cogs.topics.meaning import words
from cogs.topics.model import Read, Spot, Tally
from cogs.topics.placing import Place
from cogs.topics.store import CountStore, TopicStore
from storage.database import Database

AT_ONCE = 16
CHATTER = -1


@dataclass(frozen=True)
class Said:
    """A message of a generated community; `topic` is CHATTER for ordinary talk."""

    text: str
    topic: int
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """How well planted topics were found: purity and NMI over planted messages that were put into
    a topic, `recall` how many were, `stray` the share of ordinary talk that was put into one of
    the topics that are mostly planted ones, `topics` how many of the planted have one of their
    own."""

    purity: float
    nmi: float
    recall: float
    stray: float
    topics: float


async def found(said: Sequence[Said], model: str, seed: int) -> Found:
    """Let it all be said in random order, each message by another member."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(said)).tolist()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'topics.db'}")
        await db.open({"topics": Path("cogs/topics/migrations")})
        try:
            place = Place(1, model, len(said[0].vector), TopicStore(db))
            counts = CountStore(db)
            await place.load()
            for start in range(0, len(order), AT_ONCE):
                read = [
                    Read(at, 1, said[at].vector, words.terms(said[at].text), None, (1, at))
                    for at in order[start : start + AT_ONCE]
                ]
                tallies: defaultdict[Spot, Tally] = defaultdict(Tally)
                await place.put(read, tallies)
                await counts.add(1, tallies)
            async with db.read() as conn:
                query = "SELECT member_id, subject FROM topics_people WHERE kind = 'topic'"
                rows: list[Any] = list(await conn.exec_driver_sql(query))
            placed: dict[int, int] = {row[0]: row[1] for row in rows}
        finally:
            await db.close()
    return _judged([one.topic for one in said], placed)


def _judged(truth: Sequence[int], placed: dict[int, int]) -> Found:
    planted = [at for at, topic in enumerate(truth) if topic != CHATTER]
    inside = [at for at in planted if at in placed]
    by_topic: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for at, id_ in placed.items():
        by_topic[id_][truth[at]] += 1
    first = {id_: counts.most_common(1)[0][0] for id_, counts in by_topic.items()}
    right = sum(first[placed[at]] == truth[at] for at in inside)
    chatter = [at for at, topic in enumerate(truth) if topic == CHATTER]
    strays = sum(first.get(placed.get(at, 0), CHATTER) != CHATTER for at in chatter)
    return Found(
        right / max(1, len(inside)),
        _nmi([truth[at] for at in inside], [placed[at] for at in inside]),
        len(inside) / len(planted),
        strays / max(1, len(chatter)),
        len(set(first.values()) - {CHATTER}) / len({truth[at] for at in planted}),
    )


def _nmi(one: Sequence[int], other: Sequence[int]) -> float:
    """Mutual information over the mean of the entropies."""
    _, a = np.unique(one, return_inverse=True)
    _, b = np.unique(other, return_inverse=True)
    joint = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(joint, (a, b), 1 / len(a))
    pa, pb = joint.sum(1), joint.sum(0)
    there = joint > 0
    mutual = (joint[there] * np.log(joint[there] / np.outer(pa, pb)[there])).sum()
    entropy = -((pa * np.log(pa)).sum() + (pb * np.log(pb)).sum()) / 2
    return float(mutual / entropy) if entropy else 1.0
