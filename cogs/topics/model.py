"""What is counted and how it is judged; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from bot.api.boards.reports import FEW
from bot.api.calendar import local_date, midnight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["all", "topic", "intent", "emotion"]

INTENTS = ("help", "feedback", "purchase", "thanks")
EMOTIONS = ("joy", "gratitude", "anticipation", "frustration", "worry")

# the bounds that VADER's authors recommend
POSITIVE, NEGATIVE = 0.05, -0.05
ALL = ""  # stands among the words of a topic for all its messages
KEPT_DAYS = 120  # who wrote about what on which day, and the counts
SILENT_DAYS = 90  # after so long a topic that nobody named is forgotten
WORDS_KEPT = 150  # of a topic
MANY = 20  # people who used a word: more are not told apart
NAME_TERMS, ABOUT_TERMS = 3, 6
MOST_NAME = 60

RISING_FROM = 10  # messages
RISING_TIMES = 2.0  # as many people as were to be expected
RISING_SIGMA = 2.5  # standard deviations of the difference of two Poisson counts


@dataclass(slots=True)
class Tally:
    """Messages, and how those sounded that a tone could be heard of."""

    messages: int = 0
    judged: int = 0
    positive: int = 0
    negative: int = 0

    def count(self, tone: float | None) -> None:
        """One more message."""
        self.messages += 1
        if tone is not None:
            self.judged += 1
            self.positive += tone >= POSITIVE
            self.negative += tone <= NEGATIVE


@dataclass(frozen=True, slots=True)
class Spot:
    """What a tally is of: a topic's id, or the position of an intent or emotion, on a local day
    (its ordinal), by one member."""

    kind: Kind
    subject: int
    day: int
    member_id: int


@dataclass(frozen=True, slots=True)
class Read:
    """A message once it was read: no text, only what it counts for.

    `terms` are the words that may name a topic, `tone` is how it sounded (-1..1, None: not known),
    `key` is where it stands, so that it can be taken back; `judged` are intent and emotion.
    """

    member_id: int
    day: int
    vector: NDArray[np.float32]
    terms: tuple[str, ...]
    tone: float | None
    key: tuple[int, int]
    judged: tuple[tuple[Kind, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """Messages with a word, and how many people are known to have used it, at most `MANY`."""

    messages: int
    people: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a subject in a period, by how many different people."""

    messages: int = 0
    people: int = 0
    judged: int = 0
    positive: int = 0
    negative: int = 0

    @property
    def shown(self) -> bool:
        """Whether enough people took part for it to tell nothing about one of them."""
        return self.people >= FEW


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as people see it. `terms` are its words, the most telling first; `ended` says that
    nothing is counted for it any more; `example` is a public heading that means the same, or ""."""

    id: int
    name: str | None
    hidden: bool
    ended: bool
    terms: Sequence[str] = ()
    example: str = ""

    @property
    def title(self) -> str:
        """The name a moderator gave, else its words; empty when it has neither."""
        return self.name or ", ".join(self.terms[:NAME_TERMS])

    @property
    def about(self) -> Sequence[str]:
        """The words that describe it, beside those of its name."""
        told = self.terms if self.name else self.terms[NAME_TERMS:]
        return told[:ABOUT_TERMS]


@dataclass(frozen=True, slots=True)
class Days:
    """The local days that begin in a period, as ordinals, both included; may be none."""

    first: int
    last: int

    @staticmethod
    def of(start: int, end: int, zone: str) -> Days:
        """The days that begin in [start, end)."""
        return Days(_from(start, zone), _from(end, zone) - 1)


def _from(at: int, zone: str) -> int:
    day = local_date(at, zone)
    later = day + timedelta(days=1)
    return (day if midnight(day, zone) >= at else later).toordinal()


@dataclass(frozen=True, slots=True)
class Talk:
    """Topics of a period against the one before. `spoken` are all messages that said something,
    with or without a topic; `since` is the first day that was counted at all."""

    topics: Mapping[int, Topic]
    now: Mapping[int, Said]
    before: Mapping[int, Said]
    spoken: Said = field(default_factory=Said)
    compared: bool = True  # whether counting had begun before the earlier period

    def shown(self) -> list[tuple[Topic, Said, Said]]:
        """Topics with a name that enough people wrote about, the busiest first."""
        found = [
            (topic, self.now[id_], self.before.get(id_, Said()))
            for id_, topic in self.topics.items()
            if id_ in self.now and self.now[id_].shown and not topic.hidden and topic.title
        ]
        return sorted(found, key=lambda one: (-one[1].messages, one[0].id))

    def rising(self) -> list[tuple[Topic, Said, Said]]:
        """Those that are talked about far more than before, by more than chance and by more than
        everything is; the strongest first. None while there is nothing to compare with."""
        found = [one for one in self.shown() if one[0].id in self.may_rise()]
        growth = self._growth()
        return sorted(found, key=lambda one: -(one[1].people - growth * one[2].people))

    def may_rise(self) -> frozenset[int]:
        """Ids of topics whose numbers say so, shown or not."""
        if not self.compared:
            return frozenset()
        growth = self._growth()
        return frozenset(
            id_
            for id_, said in self.now.items()
            if said.shown and rises(said, self.before.get(id_, Said()), growth)
        )

    def _growth(self) -> float:
        """How many more take part in all topics together; 1 for fewer."""
        now = sum(said.people for said in self.now.values())
        before = sum(said.people for said in self.before.values())
        return max(1.0, now / before) if before else 1.0


def rises(now: Said, before: Said, growth: float = 1.0) -> bool:
    """Whether twice as many people write about it as were to be expected, and not by chance.

    People and not messages, because one long conversation of two is no rising topic.
    """
    expected = before.people * growth
    sigma = (now.people + growth * expected) ** 0.5
    return (
        now.messages >= RISING_FROM
        and now.people >= RISING_TIMES * expected
        and now.people - expected >= RISING_SIGMA * sigma
    )
