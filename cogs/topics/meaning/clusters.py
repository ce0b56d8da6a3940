"""Topics as centres of meaning: who is near, what is new, what has become one; no I/O.

Spherical k-means over a stream: a message belongs to the nearest centre that is near enough and
moves it a little. What is near to none waits in a pool (in memory, bounded); once at least
`PEOPLE` different members have written close together there, that becomes a topic. So a topic is
never one person's, from the moment it is made.

A language model's vectors share a common direction, and those of one community another one ("all
about baking"), which say nothing. So everything is compared after the community's own running mean
has been taken off, and is of unit length then: a product is a cosine. Centres are kept as they
are, before that, so that they stay right while the mean moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..model import Read

Floats = NDArray[np.float32]

PEOPLE = 5  # different members whom a topic needs (k-anonymity)
MESSAGES = 6  # and messages
NEAR = 0.30  # the least cosine with the centre of the topic that a message belongs to
CLOSE = 0.35  # the least cosine of messages with the one in the middle, to found a topic together
AROUND = 0.50  # and with the middle of them all
SAME = 0.48  # from this cosine on two topics are one
WARM = 100.0  # messages from which on it is known what all have in common
HEAVY = 150.0  # a centre moves by one part in so many at least, so that it follows what changes
STEADY = 5_000.0  # and so does the mean of a community
MOST = 60  # topics of a community
HALF_LIFE = 21  # days after which what was said weighs half
POOLED = 2_500  # messages that wait at most
POOL_DAYS = 7  # and for how long


@dataclass(slots=True)
class Centre:
    """A topic: the mean of its vectors, and how much was said of it (decayed up to `day`)."""

    id: int
    vector: Floats
    mass: float
    day: int

    def weight(self, day: int) -> float:
        """The decayed mass on a later day."""
        return float(self.mass * 0.5 ** (max(0, day - self.day) / HALF_LIFE))

    def pull(self, row: Floats, day: int) -> None:
        """One more message."""
        self.mass = self.weight(day) + 1
        self.day = max(self.day, day)
        self.vector = self.vector + (row - self.vector) / np.float32(min(self.mass, HEAVY))

    def absorb(self, other: Centre) -> None:
        """The other one turned out to be the same."""
        day = max(self.day, other.day)
        mine, its = self.weight(day), other.weight(day)
        share = np.float32(its / max(mine + its, 1e-9))
        self.vector = self.vector + (other.vector - self.vector) * share
        self.mass, self.day = mine + its, day


@dataclass(slots=True)
class Mean:
    """What all messages of a community have in common; starts from what all chat has."""

    vector: Floats
    mass: float

    def learn(self, rows: Floats) -> None:
        """Move towards these rows."""
        if not len(rows):
            return
        self.mass += len(rows)
        share = np.float32(min(1.0, len(rows) / min(self.mass, STEADY)))
        self.vector = self.vector + (rows.mean(0) - self.vector) * share

    def off(self, rows: Floats) -> Floats:
        """Rows without it, of unit length; a row of zeros stays one."""
        moved = rows - self.vector
        moved[~rows.any(axis=1)] = 0
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        unit: Floats = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 1e-6)
        return unit


@dataclass(frozen=True, slots=True)
class Born:
    """A topic found in the pool, with the messages that found it."""

    vector: Floats
    messages: Sequence[Read]


def placed(rows: Floats, centres: Sequence[Centre], mean: Mean) -> NDArray[np.intp]:
    """Of each row the position of its topic; -1 where none is near."""
    if not centres or not len(rows):
        return np.full(len(rows), -1, np.intp)
    cosines = mean.off(rows) @ mean.off(np.stack([centre.vector for centre in centres])).T
    best = cosines.argmax(1)
    near = cosines[np.arange(len(rows)), best] >= NEAR
    return np.where(near, best, -1)


def doubles(centres: Sequence[Centre], mean: Mean) -> list[tuple[int, int]]:
    """Pairs (kept, gone) of positions that have become one topic; the older one is kept."""
    if len(centres) < 2:
        return []
    matrix = mean.off(np.stack([centre.vector for centre in centres]))
    cosines = np.triu(matrix @ matrix.T, 1)
    found: list[tuple[int, int]] = []
    used = set[int]()
    for flat in np.argsort(-cosines, axis=None):
        i, j = divmod(int(flat), len(centres))
        if cosines[i, j] < SAME:
            break
        if used.isdisjoint((i, j)):
            kept, gone = sorted((i, j), key=lambda at: centres[at].id)
            found.append((kept, gone))
            used |= {i, j}
    return found


@dataclass(slots=True)
class Pool:
    """Messages near to no topic, until they found one or are too old."""

    waiting: list[Read] = field(default_factory=list)
    fresh: int = 0

    def add(self, one: Read) -> None:
        """One more; the oldest goes when there is no room."""
        self.waiting.append(one)
        self.fresh += 1
        if len(self.waiting) > POOLED:
            del self.waiting[: len(self.waiting) - POOLED]

    def forget(self, member_id: int) -> None:
        """Nothing of this member waits any more."""
        self.waiting = [one for one in self.waiting if one.member_id != member_id]

    def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        self.waiting = [
            replace(one, member_id=kept) if one.member_id == gone else one for one in self.waiting
        ]

    def drop(self, key: tuple[int, int]) -> None:
        """A message was taken back."""
        self.waiting = [one for one in self.waiting if one.key != key]

    @property
    def ripe(self) -> bool:
        """Whether enough is new for another look."""
        return self.fresh >= max(MESSAGES // 2, len(self.waiting) // 20)

    def founded(self, mean: Mean, day: int) -> list[Born]:
        """Topics that have come together, the densest first; their messages leave the pool."""
        self.fresh = 0
        left = [one for one in self.waiting if day - one.day <= POOL_DAYS]
        found = []
        while len(left) >= MESSAGES:
            chosen = _densest(left, mean)
            if chosen is None:
                break
            messages = [one for one, mine in zip(left, chosen, strict=True) if mine]
            vector: Floats = np.mean([one.vector for one in messages], axis=0, dtype=np.float32)
            found.append(Born(vector, messages))
            left = [one for one, mine in zip(left, chosen, strict=True) if not mine]
        self.waiting = left
        return found


def _densest(waiting: Sequence[Read], mean: Mean) -> NDArray[np.bool_] | None:
    """Which of them belong to the densest crowd that is large enough."""
    rows = mean.off(np.stack([one.vector for one in waiting]))
    people = np.array([one.member_id for one in waiting])
    near = rows @ rows.T >= CLOSE
    sizes = near.sum(1)
    for seed in np.argsort(-sizes, kind="stable"):
        if sizes[seed] < MESSAGES:
            return None
        if len(np.unique(people[near[seed]])) < PEOPLE:
            continue
        # a step of k-means: around the middle of the crowd instead of one message in it
        middle = rows[near[seed]].mean(0)
        around: NDArray[np.bool_] = rows @ middle >= AROUND * np.linalg.norm(middle)
        if around.sum() >= MESSAGES and len(np.unique(people[around])) >= PEOPLE:
            return around
    return None


def to_bytes(vector: Floats) -> bytes:
    """Little-endian single precision, as the database keeps it."""
    return vector.astype("<f4").tobytes()


def from_bytes(content: bytes) -> Floats:
    """What `to_bytes` wrote."""
    return np.frombuffer(content, "<f4").astype(np.float32)
