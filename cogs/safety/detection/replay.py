"""What other settings would have shown, told from kept scores; no I/O."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

# An aim never reaches further than the strictest preset, nor so far up that nothing is shown.
AIM_LOW, AIM_HIGH = -1.0, 3.0
AIM_STEPS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """The score of a message, without its text; `flagged` is what was shown of it then."""

    space_id: int | None
    channel_id: int
    message_id: int
    author_id: int | None
    target_id: int | None
    sent_at: int
    scores: Mapping[str, float] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert: its worst message, and the label that leads there."""

    worst: Kept
    label: str

    @property
    def score(self) -> float:
        """Of the leading label."""
        return self.worst.scores.get(self.label, 0.0)


@dataclass(frozen=True, slots=True)
class Replay:
    """Alerts that there would have been and those that there were; `news` are of the former the
    ones that nobody saw, `lost` of the latter the ones that nobody would have seen, both the
    surest first."""

    would: Sequence[Shown]
    were: Sequence[Shown]
    news: Sequence[Shown]
    lost: Sequence[Shown]

    @property
    def labels(self) -> list[tuple[str, int]]:
        """How many of them each label leads, most first."""
        return Counter(shown.label for shown in self.would).most_common()

    @property
    def channels(self) -> list[tuple[int, int]]:
        """(channel id, how many of them), most first."""
        return Counter(shown.worst.channel_id for shown in self.would).most_common()


Flags = Callable[[Kept], tuple[str, ...]]


def gathered(rows: Iterable[Kept], flags: Flags, gather_ms: int) -> list[Shown]:
    """The alerts of these messages (oldest first): as in the filing, what one author writes in a
    space joins their alert there while it was touched within `gather_ms`."""
    alerts: list[Shown] = []
    last: dict[tuple[int, int | None], tuple[int, int]] = {}  # (place in alerts, touched at)
    for row in rows:
        if not (labels := flags(row)):
            continue
        shown = Shown(row, labels[0])
        where, touched = -1, 0
        if row.author_id is not None:
            where, touched = last.get((row.author_id, row.space_id), (-1, 0))
        if where < 0 or row.sent_at - touched > gather_ms or gather_ms == 0:
            where = len(alerts)
            alerts.append(shown)
        elif shown.score > alerts[where].score:
            alerts[where] = shown
        if row.author_id is not None:
            last[row.author_id, row.space_id] = (where, row.sent_at)
    return alerts


def replay(rows: Sequence[Kept], flags: Flags, gather_ms: int) -> Replay:
    """Compare what `flags` makes of these messages (oldest first) with what was shown."""
    would = gathered(rows, flags, gather_ms)
    were = gathered(rows, lambda row: row.flagged, gather_ms)
    # messages that join an alert are no news: what is looked at is each alert as a whole
    unseen = gathered(rows, lambda row: () if row.flagged else flags(row), gather_ms)
    unshown = gathered(rows, lambda row: () if flags(row) else row.flagged, gather_ms)
    return Replay(would, were, _surest(unseen), _surest(unshown))


def _surest(alerts: list[Shown]) -> list[Shown]:
    return sorted(alerts, key=lambda shown: -shown.score)


def aim(
    rows: Iterable[Kept],
    margin: Callable[[Kept], float],
    *,
    a_week: int,
    days: float,
    gather_ms: int,
) -> float:
    """The shift (logits) under which these messages (oldest first) of so many days would have made
    as many alerts a week as wanted, and not more; between the bounds of an aim.

    `margin` says how far everything could go up until a message is no longer flagged.
    """
    # only what the lowest shift would flag can matter; the margin takes the place of the scores
    able = [replace(row, scores={"": far}) for row in rows if (far := margin(row)) >= AIM_LOW]
    wanted = a_week * days / 7

    def alerts(shift: float) -> int:
        return len(gathered(able, lambda r: ("",) if r.scores[""] >= shift else (), gather_ms))

    low, high = AIM_LOW, AIM_HIGH
    if alerts(low) <= wanted:
        return low
    for _ in range(AIM_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if alerts(middle) <= wanted else (middle, high)
    return math.ceil(high * 1000) / 1000  # down would let one more in
